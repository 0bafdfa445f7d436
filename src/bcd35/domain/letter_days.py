"""The days of a letter that are hardly ever meant: looked at before a number is taken.

Not here: what is wrong beyond doubt, such as a deadline that is no date.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bcd35.domain.calendar import Calendar
from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber

_TERM = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")

# What a clerk may accept, as ``--accept`` names it → what it means.
DOUBTS = {
    "day-off": "thời hạn rơi vào ngày nghỉ",
    "past-deadline": "thời hạn trước ngày công văn",
    "outside-term": "ngày công văn ngoài nhiệm kỳ (năm) của sổ số",
    "date-order": "ngày công văn trước ngày của số đã cấp trước đó",
}


class LetterDays(NamedTuple):
    """A letter to be issued: its number, its date, its deadline; the last dated letter of its book."""

    number: LetterNumber
    dated: date
    deadline: date
    before: tuple[LetterNumber, date] | None = None


class Doubt(NamedTuple):
    """A doubt by its name in :data:`DOUBTS`, and the sentence for the clerk."""

    name: str
    finding: Finding


def judge_days(days: LetterDays, calendar: Calendar) -> Iterator[Doubt]:
    """Everything about a letter's days that a careful clerk would ask about."""
    dated, deadline = screen_date(days.dated), screen_date(days.deadline)
    if days.deadline < days.dated:
        yield _doubt("past-deadline", f"Thời hạn {deadline} trước ngày công văn {dated}.", "Sửa thời hạn.")
    elif why := calendar.why_off(days.deadline):
        working = screen_date(calendar.working_day_from(days.deadline))
        message = f"Thời hạn {deadline} là ngày nghỉ ({why})."
        yield _doubt("day-off", message, f"Đặt thời hạn vào ngày làm việc, ví dụ {working}.")
    if not _in_term(days.number.term, days.dated):
        message = f"Ngày công văn {dated} ở ngoài {_book_words(days.number)}."
        fix = "Sửa ngày công văn; hoặc khai sổ số mới trong data/office.yaml, bcd35 import, rồi chạy lại."
        yield _doubt("outside-term", message, fix)
    if days.before and days.dated < days.before[1]:
        number, day = days.before
        message = f"Ngày công văn {dated} trước ngày {screen_date(day)} của số {number.reference} đã cấp."
        yield _doubt("date-order", message, "Sửa ngày công văn.")


def _book_words(number: LetterNumber) -> str:
    return f"sổ số “{number.symbol}”, nhiệm kỳ (năm) {number.term}"


def _doubt(name: str, message: str, fix: str) -> Doubt:
    fix = f"{fix} Nếu đúng là như vậy thì thêm: --accept {name}"
    return Doubt(name, Finding(f"doubtful_{name.replace('-', '_')}", "", message, fix))


def _in_term(term: str, day: date) -> bool:
    """Whether a day falls into a book of a year or of a term; a book with another name takes any day."""
    match = _TERM.fullmatch(term.strip())
    return match is None or int(match[1]) <= day.year <= int(match[2] or match[1])
