"""Number books: which one takes a document of a day, when the next one is due, and how it is stated.

Not here: numbers within a book (``number_choice.py``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, NamedTuple

from bcd35.domain.shape import Text
from bcd35.domain.text import fold

EVERY_YEAR = "hằng năm"
DAYS_AHEAD = 30  # so long before the turn of a term or year the clerk is told of it
_TERM = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class NumberSeries:
    """Sổ số: numbers run from 01 per document type and symbol within one term of the committee, or one year.

    Rule: HD 36-HD/VPTW 1.3, kept by HD 05. ``symbol`` is the ``CV/BCĐ`` of ``28-CV/BCĐ``; ``term`` is
    ``2025-2030``, ``2025``, or ``hằng năm``: then each year has a book of its own. ``next_number`` is what
    the office's own book says comes next; ``since``: the first day of the book, where it is not New Year's.
    """

    document_type: Annotated[str, Text(10)]
    symbol: Annotated[str, Text(40)]
    term: Annotated[str, Text(20)]
    next_number: int = 1
    since: date | None = None

    @property
    def yearly(self) -> bool:
        return fold(self.term) == fold(EVERY_YEAR)

    @property
    def days(self) -> tuple[date, date]:
        """First and last day; a book whose term is no span of years takes any day."""
        match = _TERM.fullmatch(self.term.strip())
        first = date(int(match[1]), 1, 1) if match else date.min
        last = date(int(match[2] or match[1]), 12, 31) if match else date.max
        return max(first, self.since or first), last

    def holds(self, day: date) -> bool:
        first, last = self.days
        return first <= day <= last

    def of(self, day: date) -> "NumberSeries":
        """The book of that day, which a line for every year has for each year."""
        return replace(self, term=f"{day.year:04d}") if self.yearly else self


class Turn(NamedTuple):
    """The turn of a term or year: the last day of a book, and the one that takes over, if it is stated."""

    last_day: date
    following: NumberSeries | None


def book_on(books: Sequence[NumberSeries], day: date) -> NumberSeries | None:
    """Of the books of one symbol the one that takes a document of this day: the last stated that holds it.

    A line for every year yields to one that names its years: that is how a year begun elsewhere is stated.
    """
    holding = sorted((book for book in books if book.holds(day)), key=lambda book: not book.yearly)
    return holding[-1].of(day) if holding else None


def turn_after(books: Sequence[NumberSeries], day: date) -> Turn | None:
    """The turn that is near on this day; None when the book still has time, or when none holds the day."""
    book = book_on(books, day)
    for ahead in range(1, DAYS_AHEAD + 1):
        if book is None or day > date.max - timedelta(days=ahead):
            return None
        following = book_on(books, day + timedelta(days=ahead))
        if following is None or following.term != book.term:
            return Turn(day + timedelta(days=ahead - 1), following)
    return None


def line_to_add(last: NumberSeries, day: date) -> str:
    """The line of ``number_series`` that gives a day a book, when ``last`` is the last that was stated.

    After a term follows one of as many years; after a year, a book for every year. A day before the first
    book gets one of its own year, so that no other day changes its book.
    """
    match = _TERM.fullmatch(last.term.strip())
    first, end = last.days
    term, since = f"{day.year:04d}", ""
    if match and day > end:
        first_year, last_year = _following_term(int(match[1]), int(match[2] or match[1]), day.year)
        term = f"{first_year}-{last_year}" if match[2] else EVERY_YEAR
        since = f", since: {max(end + timedelta(days=1), date(first_year, 1, 1))}" if match[2] else ""
    elif match is None and day < first:  # only its own first day keeps it from this day
        term = last.term
    number = "" if term == EVERY_YEAR else ", next_number: 1"
    return f"- {{document_type: {last.document_type}, symbol: {last.symbol}, term: {term}{number}{since}}}"


def _following_term(first: int, last: int, year: int) -> tuple[int, int]:
    length = max(last - first, 1)
    while last < year:
        first, last = last, last + length
    return first, last
