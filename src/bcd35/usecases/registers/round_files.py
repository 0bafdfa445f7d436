"""The file that states a round, and how a part of the round is stated anew."""

from collections.abc import Iterator
from pathlib import Path

from bcd35.domain.errors import Bcd35Error
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import LATER_DAY, Restating
from bcd35.formats.registers.reader import read_round
from bcd35.usecases.desk import ROUNDS_FOLDER, Desk
from bcd35.usecases.registers.sources import read_source


def file_of_round(desk: Desk, code: str) -> Path | None:
    """The file that states a round: the one of its last import, else the one that has its code."""
    known = desk.store.registers.file_of_entry(code, ROUNDS_FOLDER)
    if known and (desk.workspace.root / known).is_file():
        return desk.workspace.root / known
    files = sorted((desk.workspace.root / ROUNDS_FOLDER).glob("*.yaml"))
    return next((path for path in files if _states(desk, path, code)), None)


def judge_only_file(desk: Desk, code: str, shown: str, where: str) -> Iterator[Finding]:
    """Refuse a second file of a round in its folder, as a program that syncs folders makes one."""
    first = desk.store.registers.file_of_entry(code, ROUNDS_FOLDER)
    is_second = shown.startswith(f"{ROUNDS_FOLDER}/") and first not in ("", shown)
    if is_second and _states(desk, desk.workspace.root / first, code):
        yield stated_in(first, code, where)


def stated_in(first: str, code: str, where: str) -> Finding:
    message = f"Đợt “{code}” đã khai trong {first}."
    fix = f"Bản chép thừa thì chuyển ra ngoài {ROUNDS_FOLDER}; đợt khác thì đặt mã khác."
    return Finding("duplicate_code", where, message, fix)


def _states(desk: Desk, path: Path, code: str) -> bool:
    try:
        source = read_source(desk.workspace, "rounds", path)
    except Bcd35Error:  # a file that cannot be read states nothing
        return False
    stated = read_round(source.data, source.shown).value
    return stated is not None and stated.code.casefold() == code.casefold()


_STATED = {"deadline": ("thời hạn", "--deadline NGÀY"), "to": ("nơi gửi", "--to MÃ")}


def stated_anew(desk: Desk, code: str, key: str, *, replacing: bool = False) -> Restating:
    """How a part of a round is stated anew, before its letter goes out or takes the place of another."""
    words, option = _STATED[key]
    if key == "deadline" and desk.store.letters.of_round(code):
        option += f" --accept {LATER_DAY}"
    again = ", rồi chạy lại lệnh này" if replacing else ""
    return Restating(f"Nêu lại {words}", f"{again}: bcd35 rounds edit {code} {option}")
