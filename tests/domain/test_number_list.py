"""The book of numbers: every number once, gaps and dates out of order marked."""

from collections.abc import Iterable
from datetime import date

from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_choice import NumberLine
from bcd35.domain.number_list import BookEntry, DatedLine, TakenNumber, numbers_of_books

BOOK = ("CV/BCĐ", "2025-2030")


def number(value: int) -> LetterNumber:
    return LetterNumber(*BOOK, value)


def taken(value: int, dated: date | None = None, **more: object) -> TakenNumber:
    return TakenNumber(number(value), "letter", "r1", dated, **more)  # type: ignore[arg-type]  # the test knows the fields


def line(event: str, first: int, last: int, reason: str, on: date = date(2025, 12, 1)) -> DatedLine:
    return DatedLine(NumberLine(*BOOK, first, last, event, reason), on)


def told(entries: Iterable[BookEntry]) -> list[tuple[str, str, str]]:
    return [(entry.numbers, entry.kind, entry.notes) for entry in entries]


def test_every_number_stands_once_with_what_became_of_it() -> None:
    numbers = [
        taken(28, date(2025, 11, 22), units=5),
        taken(29, date(2025, 12, 1), replaces=number(28)),
        taken(31, date(2025, 11, 30)),
        taken(32),
        taken(33),
        taken(34, papers=2),
    ]
    lines = [
        line("void", 28, 28, "sai ngày"),
        line("void", 32, 32, "thôi"),
        line("reserved", 35, 40, "họp"),
        line("on_paper", 37, 37, "giấy mời", date(2025, 12, 5)),
        line("released", 40, 40, "thôi"),
        line("skipped", 41, 42, "mất sổ"),
    ]
    assert told(numbers_of_books(numbers, lines, {BOOK: 27})) == [
        ("27", "gap", "chưa rõ dùng vào việc gì"),
        ("28", "letter", "đã hủy: sai ngày; thay bằng số 29-CV/BCĐ"),
        ("29", "letter", "thay thế số 28-CV/BCĐ"),
        ("30", "gap", "chưa rõ dùng vào việc gì"),
        ("31", "letter", "ngày trước ngày 01/12/2025 của số 29"),
        ("32", "unfinished", "đã hủy: thôi"),
        ("33", "unfinished", "chạy lại lệnh ấy thì dùng tiếp số này, không thì hủy"),
        ("34", "found", ""),
        ("35–36", "reserved", "họp"),
        ("37", "on_paper", "giấy mời"),
        ("38–39", "reserved", "họp"),
        ("40", "gap", "chưa rõ dùng vào việc gì"),
        ("41–42", "skipped", "mất sổ"),
    ]


def test_numbers_below_the_first_one_that_the_ledger_knows_are_no_gap() -> None:
    """The office's own book goes on at 28; what was entered below begins at 20."""
    entries = numbers_of_books([taken(20, date(2025, 11, 1)), taken(28, date(2025, 11, 22))], [], {BOOK: 28})
    assert told(entries) == [
        ("20", "letter", ""),
        ("21–27", "gap", "chưa rõ dùng vào việc gì"),
        ("28", "letter", ""),
    ]


def test_numbers_kept_back_beyond_the_last_leave_no_gap_before_them() -> None:
    entries = numbers_of_books([taken(28, date(2025, 11, 22))], [line("reserved", 50, 55, "họp")], {BOOK: 28})
    assert told(entries) == [("28", "letter", ""), ("50–55", "reserved", "họp")]


def test_books_stand_apart() -> None:
    other = TakenNumber(LetterNumber("CV/BCĐ", "2031", 1), "reminder", "r1", date(2031, 1, 5), 3)
    entries = numbers_of_books([other, taken(28, date(2025, 11, 22))], [], {BOOK: 28, ("CV/BCĐ", "2031"): 1})
    assert [(entry.term, entry.first, entry.kind) for entry in entries] == [
        ("2025-2030", 28, "letter"),
        ("2031", 1, "reminder"),
    ]
