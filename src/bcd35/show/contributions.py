"""What the ``contributions`` commands show."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, Contribution, ContributionLine, count_stages
from bcd35.domain.dates import screen_date
from bcd35.domain.round_names import the_round
from bcd35.domain.shape import to_plain
from bcd35.show.screen import Cell, Screen, Table, Tone, without_empty
from bcd35.show.written_files import written_beside
from bcd35.usecases.registers.contributions import ContributionChanged, ContributionMoved, ListedPieces
from bcd35.world.workspace import Workspace

if TYPE_CHECKING:
    from bcd35.usecases.registers.exports import Exported

_TONES: dict[str, Tone] = {"received": "", "edited": "", "published": "good", "not_used": "dim"}


def as_data(piece: Contribution, unit_name: str) -> dict[str, object]:
    """One piece for ``--json``: its last line, and all of them."""
    return {
        "number": piece.number,
        "round": piece.round_code,
        "unit": piece.unit,
        "unit_name": unit_name,
        "received_on": piece.received_on.isoformat(),
        "file": piece.file_name,
        "sha256": piece.sha256,
        **to_plain(piece.now),
        "lines": to_plain(piece.lines),
    }


def listed(outcome: ListedPieces) -> Screen:
    """The register of a round, and how many pieces of each medium stand where."""
    names, pieces = outcome.unit_names, outcome.pieces
    data = {
        "round": outcome.round_code,
        "contributions": [as_data(piece, names.get(piece.unit, "")) for piece in pieces],
    }
    if not pieces:
        return Screen({**data, "counts": count_stages(pieces)}, ("Không có tin bài nào.",))
    rows = tuple(
        (
            str(piece.number),
            names.get(piece.unit, piece.unit),
            piece.now.title,
            MEDIUM_WORDS[piece.now.medium],
            screen_date(piece.received_on),
            Cell(STAGE_WORDS[piece.now.stage], _TONES[piece.now.stage]),
            piece.now.url,
        )
        for piece in pieces
    )
    headings = ("Số", "Đơn vị", "Tiêu đề", "Loại", "Ngày nhận", "Tình trạng", "Địa chỉ")
    table = without_empty(Table(headings, rows, right=(0,), whole=(4,)))
    return Screen({**data, "counts": count_stages(pieces)}, (table, *_counts(pieces)))


def _counts(pieces: tuple[Contribution, ...]) -> list[str]:
    lines = []
    for medium, stages in count_stages(pieces).items():
        total = sum(stages.values())
        if total:
            parts = ", ".join(f"{STAGE_WORDS[stage]} {count}" for stage, count in stages.items() if count)
            lines.append(f"{MEDIUM_WORDS[medium].capitalize()}: {total} ({parts}).")
    return lines


def changed(outcome: ContributionChanged) -> Screen:
    """What an add or edit did."""
    piece = outcome.piece
    if outcome.before is None:
        sentence = f"Đã ghi tin bài số {piece.number} của {outcome.unit_name}."
    elif outcome.before == piece.now:
        sentence = f"Tin bài số {piece.number} không có gì thay đổi."
    else:
        sentence = f"Đã ghi tiếp tin bài số {piece.number} của {outcome.unit_name}."
    data = as_data(piece, outcome.unit_name)
    return Screen(data, (sentence, *_lines(piece.now)), (_next_step(piece),), outcome.findings)


def _next_step(piece: Contribution) -> str:
    edit = f"bcd35 contributions edit {piece.number}"
    if piece.now.stage == "received":
        return f"Biên tập xong thì ghi: {edit} --stage da-bien-tap"
    if piece.now.stage == "edited":
        return f"Đăng xong thì ghi: {edit} --stage da-dang --channel KÊNH --url ĐỊA_CHỈ"
    return f"Xem cả đợt: bcd35 contributions list --round {piece.round_code}"


def rebooked(outcome: ContributionMoved, names: Mapping[str, str]) -> Screen:
    """What was wrong about a piece, and under which number it stands now."""
    before, after = outcome.before, outcome.after
    data = {"number": before.number, "now": as_data(after, outcome.unit_name) if after else None}
    if after is None:
        sentence = (
            f"Tin bài số {before.number} của {outcome.unit_name} không còn tính (vì: {outcome.reason})."
        )
        step = f"Xem cả đợt: bcd35 contributions list --round {before.round_code}"
        return Screen({**data, "reason": outcome.reason}, (sentence,), (step,))
    day = screen_date(after.received_on)
    sentence = (
        f"Tin bài số {before.number} ghi lại thành số {after.number}: {outcome.unit_name}, "
        f"{the_round(names[after.round_code])}, nhận ngày {day} (vì: {outcome.reason})."
    )
    step = f"Xem cả đợt: bcd35 contributions list --round {after.round_code}"
    return Screen({**data, "reason": outcome.reason}, (sentence, *_lines(after.now)), (step,))


def _lines(line: ContributionLine) -> list[str]:
    stated = {
        "Tiêu đề:    ": line.title,
        "Loại:       ": MEDIUM_WORDS[line.medium],
        "Nhóm:       ": line.category,
        "Tình trạng: ": f"{STAGE_WORDS[line.stage]}, ngày {screen_date(line.on)}",
        "Kênh:       ": line.channel,
        "Địa chỉ:    ": line.url,
        "Lý do:      ": line.reason,
    }
    return [f"{label}{text}" for label, text in stated.items() if text]


def exported(outcome: "Exported", workspace: Workspace) -> Screen:
    """Where the table was written."""
    shown = workspace.shown(outcome.path)
    data = {"path": shown, "count": outcome.entries}
    blocks = (f"Đã ghi {outcome.entries} tin bài vào {shown}.",)
    return Screen(data, blocks, findings=written_beside(outcome.written, workspace))
