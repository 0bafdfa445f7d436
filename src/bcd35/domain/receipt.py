"""The day on which a report came: whose word for it counts, and what speaks against a day.

The day decides whether a unit was on time, so nobody may take one for granted. Not here: what a day means for
the deadline (``summary.py``).
"""

from datetime import date
from typing import Literal, NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding

DaySource = Literal["list", "folder", "mail", "row", "waiting"]
SOURCE_WORDS: dict[DaySource, str] = {
    "list": "danh sách ngày nhận",
    "folder": "tên thư mục",
    "mail": "ngày của thư .eml",
    "row": "cột “Ngày nhận”",
    "waiting": "ngày nhận lần đầu của tệp chờ xử lý",
}
WRONG_DAYS = frozenset({"received_in_future", "received_before_letter"})  # codes of :func:`judge_day`
_FIXES: dict[DaySource, str] = {
    "list": "Sửa ngày trong danh sách rồi chạy lại.",
    "folder": "Đổi tên thư mục theo đúng ngày nhận rồi chạy lại.",
    "mail": "Xem ngày nhận trong hộp thư.",
    "row": "Sửa ngày nhận của hàng.",
    "waiting": "Nêu đúng ngày nhận bằng --received-on.",
}


class OwnDay(NamedTuple):
    """A day of receipt that one file or row has of its own, and where it is written."""

    day: date
    source: DaySource
    where: str


def judge_past(day: date, today: date, where: str, fix: str, what: str = "Ngày nhận") -> Finding | None:
    """What keeps something from having happened on a day: it is still to come."""
    if day <= today:
        return None
    message = f"{what} {screen_date(day)} ở sau hôm nay ({screen_date(today)})."
    return Finding("received_in_future", where, message, fix)


def refuse_to_come(today: date, *stated: tuple[str, str, date | None]) -> None:
    """Raises Refused for days after today of what has happened.

    ``stated``: the option, what the day is of, and the day; none: nothing was stated.
    """
    found = [
        doubt
        for option, what, day in stated
        if day and (doubt := judge_past(day, today, option, f"Ghi đúng ngày: {option} NGÀY.", what))
    ]
    if found:
        raise Refused("wrong_days", "", findings=found)


def judge_day(day: date, today: date, letter: date | None, where: str, fix: str) -> Finding | None:
    """What keeps a report from having come on a day; ``letter``: the day of the letter that it answers."""
    if ahead := judge_past(day, today, where, fix):
        return ahead
    if letter and day < letter:
        message = f"Ngày nhận {screen_date(day)} ở trước ngày công văn ({screen_date(letter)})."
        return Finding("received_before_letter", where, message, fix)
    return None


def judge_own_day(own: OwnDay, today: date, letter: date | None) -> Finding | None:
    """As :func:`judge_day`, with the advice for the place where the day is written."""
    return judge_day(own.day, today, letter, own.where, _FIXES[own.source])
