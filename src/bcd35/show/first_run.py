"""What the first run shows: the head of a letter, and the workspace with what is to be done next."""

import textwrap
from collections.abc import Iterator
from itertools import zip_longest

from bcd35.domain.findings import Finding
from bcd35.domain.text import typed_path
from bcd35.show.screen import Screen
from bcd35.show.upkeep import made
from bcd35.usecases.check_format.documents import CheckedDocument
from bcd35.usecases.workspace.first_run import Head
from bcd35.usecases.workspace.upkeep import WorkspaceMade

_LEFT, _RIGHT = 32, 46  # the longest date that paper holds on one line has 42 characters or so
_NOT_ASKED = "Kính gửi, Nơi nhận còn theo mẫu của chương trình; xem và sửa: bcd35 -C {} office"


def head_lines(head: Head) -> Iterator[str]:
    """The two halves side by side, the signature, and doubts."""
    left, right, signed = (
        [line for text in part for line in textwrap.wrap(text, room) or [""]]
        for part, room in ((head.left, _LEFT), (head.right, _RIGHT), (head.signed, _RIGHT))
    )
    yield ""
    for one, other in zip_longest(left, right, fillvalue=""):
        yield f"{one:^{_LEFT}}  {other:^{_RIGHT}}".rstrip()
    yield ""
    yield from (f"{'':{_LEFT}}  {line:^{_RIGHT}}".rstrip() for line in signed)
    yield from (f"Lưu ý: {one.message} {one.fix}" for one in head.findings)


def made_first(
    outcome: WorkspaceMade, doubts: tuple[Finding, ...], units: int = 0, draft: CheckedDocument | None = None
) -> Screen:
    """The new workspace, its roster, the first draft and how it was judged."""
    screen, faults = made(outcome), len(draft.deviations) + len(draft.findings) if draft else 0
    blocks = [*screen.blocks]
    if units:
        blocks.append(f"Đã nhập danh sách: {units} đơn vị.")
    root = typed_path(outcome.root)
    if draft:
        look = f"{faults} chỗ cần xem: bcd35 -C {root} check-format {typed_path(draft.shown)}"
        verdict = look if faults else "đúng thể thức."
        blocks.append(f"Dự thảo {draft.shown}: {verdict}")
    step = "notify --draft" if draft else "rounds new" if units else "units import TỆP"
    remarks = (_NOT_ASKED.format(root), f"Bước tiếp theo: bcd35 -C {root} {step}")
    drafted = {"path": draft.shown, "deviations": faults} if draft else None
    data = {**screen.data, "units": units, "draft": drafted}
    return Screen(data, blocks, remarks, cautions=doubts)
