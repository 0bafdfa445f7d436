"""The days of a letter that are hardly ever meant: looked at before a number is taken.

Not here: what is wrong beyond doubt, such as a deadline that is no date.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bcd35.domain.calendar import Calendar
from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_books import NumberSeries, book_on, line_to_add, turn_after

SHORTER = "shorter-term"
FAR = "far-date"
ADDRESSEES = "addressees"
LATER_DAY = "later-deadline"  # of an edit: the letter itself names a wrong day, which is no extension
# Of a last day that units have already: they were accepted when it was given.
ONCE_ACCEPTED = ("day-off", FAR)
_FAR_DAYS = 183  # a year that is mistyped is further off
# What a clerk may accept, as ``--accept`` names it → what it means.
DOUBTS = {
    "day-off": "thời hạn rơi vào ngày nghỉ",
    "past-deadline": "thời hạn trước ngày công văn",
    "outside-term": "ngày công văn không thuộc sổ số (nhiệm kỳ, năm) nào đã khai",
    FAR: "ngày công văn ở sau hôm nay, hay thời hạn ở sau ngày công văn, quá nửa năm",
    "date-order": "ngày công văn trước ngày của số đã cấp trước đó",
    "later-ground": "ngày công văn trước ngày của văn bản làm căn cứ",
    ADDRESSEES: "Kính gửi của công văn chung không khớp các đơn vị được gửi",
    SHORTER: "công văn nêu hạn sớm hơn hạn đang có, hay đã nêu, của đơn vị chưa báo cáo",
}


class LetterDays(NamedTuple):
    """A letter to be issued; the last dated letter of its book; number and date of each of its grounds.

    ``round_code``: whose grounds they are.
    """

    number: LetterNumber
    dated: date
    deadline: date
    before: tuple[LetterNumber, date] | None = None
    grounds: Sequence[tuple[str, date]] = ()
    round_code: str = ""


class Restating(NamedTuple):
    """How a deadline is stated anew: the words before the day and those behind it."""

    before: str
    after: str = ""

    def on(self, day: str) -> str:
        return f"{self.before} {day}{self.after}"


class Doubt(NamedTuple):
    """A doubt by its name in :data:`DOUBTS`, and the sentence for the clerk.

    ``of_the_date``: it is about the letter's own day, not about the deadline.
    """

    name: str
    finding: Finding
    of_the_date: bool = False


def judge_letter_days(days: LetterDays, calendar: Calendar, anew: Callable[[], Restating]) -> Iterator[Doubt]:
    """Everything about a letter's days that a careful clerk would ask about.

    ``anew``: how its deadline is stated anew; asked only where there is a doubt, as it may read files.
    """
    dated, deadline = screen_date(days.dated), screen_date(days.deadline)
    if days.deadline < days.dated:
        message = f"Thời hạn {deadline} trước ngày công văn {dated}."
        yield _doubt("past-deadline", message, anew().on(f"từ ngày {dated} trở đi"))
    elif why := calendar.why_off(days.deadline):
        working = screen_date(calendar.working_day_from(days.deadline))
        message = f"Thời hạn {deadline} là ngày nghỉ ({why})."
        yield _doubt("day-off", message, anew().on(f"vào ngày làm việc, ví dụ {working}"))
    if is_far(days.dated, days.deadline):
        yield _doubt(FAR, f"Thời hạn {deadline} ở sau ngày {dated} quá nửa năm.", anew().on("đúng năm"))
    if days.before and days.dated < days.before[1]:
        number, day = days.before
        message = f"Ngày công văn {dated} trước ngày {screen_date(day)} của số {number.reference} đã cấp."
        fix = f"Nêu --date từ ngày {screen_date(day)} trở đi"
        yield _doubt("date-order", message, fix, of_the_date=True)
    if later := [one for one in days.grounds if one[1] > days.dated]:
        told = ", ".join(f"{number} ngày {screen_date(day)}" for number, day in later)
        message = f"Ngày công văn {dated} trước ngày của căn cứ: {told}."
        first = screen_date(max(day for _, day in later))
        fix = f"Nêu --date từ ngày {first} trở đi; căn cứ ghi sai ngày thì nêu lại các căn cứ: "
        fix += f"bcd35 rounds edit {days.round_code} --ground CĂN_CỨ"
        yield _doubt("later-ground", message, fix, of_the_date=True)


def judge_book(books: Sequence[NumberSeries], dated: date) -> Iterator[Doubt]:
    """A letter's date that no book of its symbol holds."""
    if books and book_on(books, dated) is None:
        stated = ", ".join(_book_words(book) for book in books)
        message = (
            f"Ngày công văn {screen_date(dated)} không thuộc sổ số nào của “{books[0].symbol}” "
            f"(đã khai: {stated})."
        )
        fix = f"Sửa ngày công văn; hoặc {_prepare(books[-1], dated)}\nRồi chạy lại lệnh này."
        yield _doubt("outside-term", message, fix, of_the_date=True)


def is_far(start: date, day: date) -> bool:
    """Whether a day is as far ahead of another as that of a mistyped year."""
    return (day - start).days > _FAR_DAYS


def judge_distance(dated: date, today: date) -> Iterator[Doubt]:
    """A letter's date as far ahead as that of a mistyped year; old letters may be entered late."""
    if is_far(today, dated):
        message = f"Ngày công văn {screen_date(dated)} ở sau hôm nay ({screen_date(today)}) quá nửa năm."
        yield _doubt(FAR, message, "Xem lại năm của --date", of_the_date=True)


def judge_turn(books: Sequence[NumberSeries], dated: date) -> Iterator[Finding]:
    """That the book of a letter ends within a month, and what comes after it."""
    turn = turn_after(books, dated)
    if turn is None:
        return
    last_day, next_day = screen_date(turn.last_day), turn.last_day + timedelta(days=1)
    message = f"Sổ số “{books[0].symbol}” đang dùng hết ngày {last_day}"
    if turn.following:
        number = turn.following.next_number
        message += f"; từ {screen_date(next_day)} sang sổ {turn.following.term}, bắt đầu từ số {number:02d}."
        yield Finding("book_turns", "number_series", message, "")
    else:
        fix = f"Trước ngày ấy, {_prepare(books[-1], next_day)}"
        yield Finding("book_ends", "number_series", f"{message}; chưa khai sổ cho những ngày sau đó.", fix)


def judge_books(series: Sequence[NumberSeries], today: date) -> Iterator[Finding]:
    """What the books of all symbols want today: one that no day finds, or that ends within a month."""
    for kind, symbol in dict.fromkeys((one.document_type, one.symbol.casefold()) for one in series):
        books = [one for one in series if (one.document_type, one.symbol.casefold()) == (kind, symbol)]
        if book_on(books, today) is None:
            stated = ", ".join(map(_book_words, books))
            message = f"Sổ số “{books[0].symbol}” không có sổ cho hôm nay (đã khai: {stated})."
            fix = f"Trước khi phát hành, {_prepare(books[-1], today)}"
            yield Finding("book_missing", "number_series", message, fix)
        else:
            yield from (found for found in judge_turn(books, today) if found.fix)


def _prepare(last: NumberSeries, day: date) -> str:
    line = line_to_add(last, day)
    began = " (since: ngày bắt đầu dùng sổ mới)" if "since" in line else ""
    return f"thêm vào number_series trong data/office.yaml dòng “{line}”{began} và chạy: bcd35 import"


def _book_words(book: NumberSeries) -> str:
    return f"{book.term}, từ {screen_date(book.since)}" if book.since else book.term


def _doubt(name: str, message: str, fix: str, *, of_the_date: bool = False) -> Doubt:
    fix = f"{fix}\nNếu đúng là như vậy thì thêm: --accept {name}"
    return Doubt(name, Finding(f"doubtful_{name.replace('-', '_')}", "", message, fix), of_the_date)
