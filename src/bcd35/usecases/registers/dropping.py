"""A round that was made by mistake, and never issued: taken out of the book, its file set aside; and back."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.journal.lines import Line
from bcd35.usecases.desk import ROUNDS_FOLDER, Desk
from bcd35.usecases.registers.imports import apply_sources
from bcd35.usecases.registers.round_files import file_of_round
from bcd35.usecases.registers.rounds import ROUNDS_LISTING, get_round, names_of_rounds
from bcd35.usecases.registers.sources import ImportRequest, read_source
from bcd35.world.exchange import free_aside
from bcd35.world.files import set_aside


class RoundDropped(NamedTuple):
    """A round that is out of the book, or back in it (``back``), and where its file is; empty without one."""

    code: str
    name: str
    file: str
    back: bool = False


def drop_round(desk: Desk, wanted: str, reason: str) -> RoundDropped:
    """Take a round out of the book. Raises Refused once a letter was issued, or lines of the book name it."""
    with desk.act():
        round_ = get_round(desk, wanted)
        code, name = round_.code, names_of_rounds(desk)[round_.code]
        _refuse_issued(desk, code)
        path = file_of_round(desk, code)
        if lines := desk.store.registers.drop_round(code):
            raise _in_use(code, lines)
        aside = free_aside(desk.workspace.set_aside, desk.world.now) / path.name if path else None
        shown = desk.workspace.shown(aside) if aside else ""
        desk.journal("drop_round", code, file=shown, reason=reason)
        if path and aside:  # last: a run that is killed before the commit is finished by the same command
            desk.store.registers.forget_file(desk.workspace.shown(path))
            set_aside(path, aside)
    return RoundDropped(code, name, shown)


_LINE_WORDS = {
    "contributions": "dòng tin, bài (kể cả tin, bài đã chuyển đi hoặc đã bỏ)",
    "round_lines": "lần đóng, mở đợt (kể cả lần đã bỏ)",
    "numbers": "số công văn đã lấy",
}


def _in_use(code: str, lines: Mapping[str, int]) -> Refused:
    told = "; ".join(f"{count} {_LINE_WORDS.get(table, f'dòng ({table})')}" for table, count in lines.items())
    message = f"Sổ còn ghi về đợt “{code}”: {told}. Dòng đã ghi không xóa, nên không bỏ được đợt."
    fix = (
        f"Đóng đợt là đủ, đợt đã đóng không hiện trong việc hôm nay: bcd35 rounds close {code} --reason LÝ_DO"
    )
    return Refused("round_in_use", message, where=code, fix=fix)


def _refuse_issued(desk: Desk, code: str) -> None:
    for one, _ in desk.store.letters.all_of_round(code):
        message = f"Đợt “{code}” đã phát hành Công văn số {one.letter.number.reference}, nên không bỏ được."
        fix = f"Không dùng nữa thì đóng: bcd35 rounds close {code} --reason LÝ_DO"
        raise Refused("already_issued", message, where=code, fix=fix)


def bring_round_back(desk: Desk, wanted: str, why: str) -> RoundDropped:
    """Put the file of a dropped round where it was, and register it. Raises UnknownName, Refused."""
    with desk.act():
        code, aside = _dropped(desk, wanted)
        path = desk.workspace.root / ROUNDS_FOLDER / aside.name
        if not aside.is_file() or path.exists():
            shown = desk.workspace.shown(path if path.exists() else aside)
            message = f"{'Đã có tệp' if path.exists() else 'Không còn tệp'} “{shown}”."
            raise Refused("file_in_the_way", message, where=shown, fix=f"Xem các đợt: {ROUNDS_LISTING}")
        set_aside(aside, path)
        apply_sources(desk, [read_source(desk.workspace, "rounds", path)], ImportRequest())
        desk.journal("bring_back_round", code, why=why)
    return RoundDropped(code, names_of_rounds(desk)[code], desk.workspace.shown(path), back=True)


def _dropped(desk: Desk, wanted: str) -> tuple[str, Path]:
    """Code and set-aside file of a round that is not in the book now."""
    lines = [Line.of(*line) for line in desk.store.registers.journal_lines()]
    dropped = [line for line in lines if line.act == "drop_round" and line.detail["file"]]
    files = {line.subject.casefold(): line for line in dropped}
    line = files.get(wanted.casefold())
    if line is None or line.subject in desk.store.registers.round_statuses():
        known = [one.subject for one in files.values()]
        raise UnknownName.among("đợt đã bỏ", wanted, known, listing=ROUNDS_LISTING)
    return line.subject, desk.workspace.root / line.detail["file"]
