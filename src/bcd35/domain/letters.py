"""Official letters: their numbers, and who is expected to report because of them.

Not here: which number a letter gets (``number_choice.py``), where its files go (``letter_files.py``).
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from bcd35.domain.text import capitalised

BLANK_NUMBER = "\u00a0" * 8


class LetterNumber(NamedTuple):
    """One number of a series: ``LetterNumber("CV/BCĐ", "2025-2030", 28)``. ``number`` is None on a draft."""

    symbol: str
    term: str
    number: int | None

    @property
    def reference(self) -> str:
        """``28-CV/BCĐ``, below ten ``05-CV/BCĐ``; a draft keeps a gap for the clerk's pen."""
        return numbered(BLANK_NUMBER if self.number is None else format(self.number, "02d"), self.symbol)


def numbered(figures: str, symbol: str) -> str:
    """Figures and symbol as they are written: ``28-CV/BCĐ``, but ``28/BCĐ-VP``.

    One slash stands in a number. A symbol that has it begins behind a hyphen; one that has none, behind it.
    """
    return f"{figures}{'-' if '/' in symbol else '/'}{symbol}"


def parts_of(reference: str) -> tuple[str, str]:
    """Figures and symbol of a number as :func:`numbered` writes it."""
    match = re.match(r"([0-9\u00a0]*)[-/](.*)", reference)
    return (match[1], match[2]) if match else (reference, "")


def document_name(document_type: str) -> str:
    """What a document is called where it is cited: ``Kế hoạch``; one without a type is a ``Công văn``."""
    return capitalised(document_type.lower()) or "Công văn"


# What a number of the office's book was taken for.
Purpose = Literal["letter", "reminder", "correction", "extension"]


class Letter(NamedTuple):
    """Công văn: an official letter issued once for a round, under one number and one date.

    ``replaces``: the id of the letter of the round that it takes the place of.
    """

    id: int
    round_code: str
    number: LetterNumber
    dated: date
    replaces: int | None = None


class Expectation(NamedTuple):
    """A dated line of the ledger of who is expected to report.

    ``name`` and ``kind`` are the unit's as of that day.
    """

    unit: str
    name: str
    kind: str
    event: str  # issued, added, exempted, restored
    on: date
    reason: str


def expected_on(expectations: Iterable[Expectation], day: date) -> dict[str, tuple[Expectation, bool]]:
    """Unit → (its latest line on or before ``day``, is it still expected), in ledger order."""
    state: dict[str, tuple[Expectation, bool]] = {}
    for line in expectations:
        if line.on <= day:
            state[line.unit] = (line, line.event != "exempted")
    return state
