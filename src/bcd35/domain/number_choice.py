"""Which number of a book a document gets, and which none may get.

Not here: which book takes a document of a day (``number_books.py``).
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.errors import Refused
from bcd35.domain.letters import LetterNumber

if TYPE_CHECKING:
    from bcd35.domain.number_books import NumberSeries

LARGEST_NUMBER = 99_999


class NumberLine(NamedTuple):
    """What is said of a span of numbers: kept from letters, or that the letter which carries one is void."""

    symbol: str
    term: str
    first: int
    last: int
    event: str  # skipped, reserved, on_paper, void, released
    reason: str


# Why a number that no letter carries is not given to one.
_CLOSED = {"skipped": "đã bỏ qua", "on_paper": "đã dùng ngoài chương trình", "void": "đã hủy"}


def next_number(
    series: "NumberSeries", taken: Iterable[int], closed: Mapping[int, NumberLine] = MappingProxyType({})
) -> int:
    """The number after the highest one that was used, but never below what the office's book says.

    Numbers that are only kept in reserve are stepped over and do not move the rest up.
    """
    used = (*taken, *(number for number, line in closed.items() if line.event != "reserved"))
    number = max(series.next_number, max(used, default=0) + 1)
    while number in closed:
        number += 1
    return number


def choose_number(
    series: "NumberSeries",
    taken: Mapping[int, tuple[str, bool]],
    round_code: str,
    asked: int | None,
    closed: Mapping[int, NumberLine] = MappingProxyType({}),
) -> LetterNumber:
    """The number of a document: the one asked for, else one left over from an unfinished run, else the next.

    ``taken``: number → the round it was taken for, and whether it is in use; a left-over number is one of the
    same round that is not. ``closed``: numbers that no letter carries and none may (``closed_numbers``);
    one that is kept in reserve may be asked for. Raises Refused for a number in use, closed or out of range.
    """
    shut = {number: line for number, line in closed.items() if line.event != "reserved"}
    left_over = [
        number
        for number, (round_, used) in taken.items()
        if round_.casefold() == round_code.casefold() and not used and number not in shut
    ]
    following = next_number(series, taken, closed)
    foreseen = left_over[-1] if left_over else following
    number = foreseen if asked is None else asked
    chosen = LetterNumber(series.symbol, series.term, number)
    free = f"Số kế tiếp còn trống là {following}."
    if not 1 <= number <= LARGEST_NUMBER:
        raise _not_to_give(
            "bad_number", f"Số {number} ngoài khoảng 1 đến {LARGEST_NUMBER}.", "Ghi số đúng với sổ."
        )
    if number in taken and number not in left_over:
        message = f"Số {chosen.reference} đã cấp cho đợt “{taken[number][0]}”."
        raise _not_to_give("number_taken", message, free)
    if number in shut:
        message = f"Số {chosen.reference} {_CLOSED[shut[number].event]} ({shut[number].reason})."
        raise _not_to_give("number_closed", message, free)
    return chosen


def _not_to_give(code: str, message: str, fix: str) -> Refused:
    return Refused(code, message, where="--number", fix=fix)
