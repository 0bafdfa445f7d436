"""Templates and rules that the office edited and that the program, newer by now, cannot use any more."""

from collections.abc import Callable, Iterator
from functools import partial

from bcd35.domain.errors import BrokenFile
from bcd35.domain.findings import Finding
from bcd35.usecases.desk import PROFILES_FOLDER, Desk
from bcd35.usecases.workspace.updating import edited_files


def unfit_files(desk: Desk) -> Iterator[Finding]:
    """One for each such file, with the whole way; files as the program laid them down are not read."""
    edited = edited_files(desk.workspace)
    if not edited:
        return
    from bcd35.usecases.open_template import prove_templates
    from bcd35.usecases.registers.layouts import layout_in_force
    from bcd35.usecases.registers.units import the_office

    office = the_office(desk)
    profile = f"{PROFILES_FOLDER}/{office.layout}.yaml"
    if profile in edited:
        yield from _told(profile, partial(layout_in_force, desk))
    folder = f"{desk.workspace.templates.name}/"
    for name in edited:
        if name.startswith(folder):
            template = name.removeprefix(folder)
            yield from _told(name, partial(prove_templates, desk.workspace, [template], office))


def _told(name: str, look: Callable[[], object]) -> Iterator[Finding]:
    try:
        look()
    except BrokenFile as broken:
        message = f"Tệp “{name}” văn phòng đã sửa không dùng được nữa: {broken.findings[0].message}"
        fix = (
            "Xem đủ các lỗi: bcd35 template check\nXem chỗ khác với bản của chương trình: bcd35 update\n"
            f"Lấy bản ấy, bản của văn phòng cất riêng: bcd35 update --take {name}"
        )
        yield Finding("unfit_file", name, message, fix)
