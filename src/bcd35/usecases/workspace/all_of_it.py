"""Reading all of a ledger once, as commands do: what cannot be read stops them, however well sealed."""

from collections.abc import Callable, Iterator

from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.log import LogRequest, read_log
from bcd35.usecases.registers.round_list import list_rounds
from bcd35.usecases.registers.rounds import frozen_office, issued_round
from bcd35.usecases.registers.stored import current_office


def unreadable_parts(desk: Desk) -> list[str]:
    """The parts of the ledger, in a clerk's words, that no command can read; empty when all is well."""
    return [words for words, question in _parts(desk) if not _answers(question)]


def _answers(question: Callable[[], object]) -> bool:
    # A value that was damaged can make reading it fail in any way.
    try:
        question()
    except Exception:  # noqa: BLE001 – any of them means the same here
        return False
    return True


def _parts(desk: Desk) -> Iterator[tuple[str, Callable[[], object]]]:
    registers = desk.store.registers
    yield "thông tin cơ quan", lambda: current_office(desk)
    yield "đơn vị", registers.units
    yield "kênh", registers.channels
    yield "lịch nghỉ", registers.calendar
    yield "nhật ký", lambda: read_log(desk, LogRequest(everything=True))
    yield "đợt", lambda: list_rounds(desk)
    for code in registers.round_statuses():
        yield f"công văn, báo cáo của đợt “{code}”", lambda code=code: _of_round(desk, code)  # type: ignore[misc]


def _of_round(desk: Desk, code: str) -> None:
    desk.store.contributions.of_round(code)
    if desk.store.letters.of_round(code):
        _, issued = issued_round(desk, code)
        frozen_office(issued)
        desk.store.letters.expectations(code)
        desk.store.reports.of_round(code)
        desk.store.reminders.of_round(code)
        desk.store.terms.of_round(code)
        desk.store.histories.of_round(code)
        desk.store.intake.undecided(code)
