"""Papers by their names: what a file under ``out/`` is, and whether the ledger can account for it.

Only names are looked at here. They are what a glance at the folder tells, whatever became of the ledger.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple, TypeVar

from bcd35.domain.letter_files import safe_stem, stem_with_term
from bcd35.domain.letters import LetterNumber, Purpose
from bcd35.domain.number_choice import NumberLine

_T = TypeVar("_T")

FILE_COPIES = "_ban-luu"  # the folder of the office's own copies, beside those of the units
# Beginning of a name, its suffix → what the number was taken for. Names of the last three carry no number.
_NUMBERED: Mapping[tuple[str, str], Purpose] = {
    ("Cong-van_", ".docx"): "letter",
    ("Van-ban_", ".docx"): "letter",
    ("Don-doc_", ".docx"): "reminder",
    ("De-nghi-bo-sung_", ".docx"): "correction",
    ("Gia-han_", ".docx"): "extension",
    ("Mau-bao-cao-bo-sung_", ".xlsx"): "correction",
}
_WITH_A_LETTER = (("Bang-kiem_", ".docx"), ("Mau-bao-cao_", ".xlsx"))
_STEM = r"(\d{1,5})-(.+)"


class Paper(NamedTuple):
    """A file whose name says that the tool issued it.

    ``stem`` is its number as names write it (``28-CV-BCD``), empty where the name has none; ``own``: the name
    is exactly one that the tool gives, and no copy of it that a person or a sync program made.
    """

    path: str
    purpose: Purpose
    round_folder: str
    folder: str  # of the unit, or FILE_COPIES
    stem: str
    own: bool

    @property
    def number(self) -> int:
        """0 where the name has none."""
        match = re.fullmatch(_STEM, self.stem)
        return int(match[1]) if match else 0


def paper_of(round_folder: str, folder: str, name: str) -> Paper | None:
    """The paper of a name in ``out/round_folder/folder``; None for a file that is no paper of ours."""
    path = f"out/{round_folder}/{folder}/{name}"
    for (start, suffix), purpose in _NUMBERED.items():
        if name.startswith(start) and name.casefold().endswith(suffix):
            stem, own = _number_in(name[len(start) : -len(suffix)], folder)
            if not re.fullmatch(_STEM, stem):
                return None
            return Paper(
                path=path, purpose=purpose, round_folder=round_folder, folder=folder, stem=stem, own=own
            )
    for start, suffix in _WITH_A_LETTER:
        if name.startswith(start) and name.casefold().endswith(suffix):
            own = name.endswith(f"_{folder}{suffix}")
            return Paper(
                path=path, purpose="letter", round_folder=round_folder, folder=folder, stem="", own=own
            )
    return None


def is_paper(path: str) -> bool:
    """Tell whether a path of the workspace is that of an issued paper, with or without a row."""
    parts = path.split("/")
    return (
        len(parts) == len(("out", "round", "unit", "name"))
        and parts[0] == "out"
        and not parts[1].startswith("_")
        and paper_of(*parts[1:]) is not None
    )


def _number_in(middle: str, folder: str) -> tuple[str, bool]:
    """The number in a name, and whether what follows it is what the tool writes there."""
    tail = f"_{folder.lstrip('_') if folder == FILE_COPIES else folder}"
    if middle.endswith(tail):
        return middle.removesuffix(tail), True
    return middle.partition("_")[0], False


class KnownNumber(NamedTuple):
    """A number of the book: what it was taken for, and whether a row of the ledger carries it."""

    number: LetterNumber
    round_code: str
    purpose: Purpose
    subject: str
    used: bool


Standing = Literal["unfinished", "copy", "passed_over", "doubled", "unknown"]


class Unrecorded(NamedTuple):
    """A paper without a row, and what its number tells; a paper without a number goes with a letter."""

    paper: Paper
    standing: Standing | None


class NumberBook:
    """What the ledger says of numbers, to hold the papers of a folder against.

    ``terms``: symbol → the term whose numbers are given now. Names do not say of which term they are, so a
    number of an earlier term is no reason to call that of this one given.
    """

    def __init__(
        self, known: Iterable[KnownNumber], lines: Iterable[NumberLine], terms: Mapping[str, str]
    ) -> None:
        self._terms = terms
        self._known: dict[str, list[KnownNumber]] = {}
        for one in known:
            for stem in stems_of(one.number):
                self._known.setdefault(stem, []).append(one)
        self._lines = [*lines]

    def standing(self, paper: Paper) -> Standing:
        """What a numbered paper without a row is.

        ``unfinished``: left by a run that ended before its last step, or about to be recorded by one at work.
        ``copy``: a person or a sync program made it of a paper that the ledger has. ``passed_over``: the
        office went on without it. ``doubled``: its number was given to other papers. ``unknown``: the ledger
        does not have its number.
        """
        known = self._known.get(paper.stem, ())
        same = [one for one in known if _same_issue(one, paper)]
        if same and not paper.own:
            return "copy"
        if any(_may_belong(one, paper) for one in same):
            return "unfinished"
        if any(self._is_of_this_term(one) for one in known):
            return "doubled"
        return "passed_over" if self._last_event(paper) == "skipped" else "unknown"

    def _last_event(self, paper: Paper) -> str:
        """Of the lines about the paper's number."""
        about = [
            line.event
            for line in self._lines
            if line.first <= paper.number <= line.last
            and paper.stem in stems_of(LetterNumber(line.symbol, line.term, paper.number))
        ]
        return about[-1] if about else ""

    def _is_of_this_term(self, known: KnownNumber) -> bool:
        return self._terms.get(known.number.symbol, known.number.term) == known.number.term

    def known(self, paper: Paper, stem: str) -> KnownNumber | None:
        """The number that names write so, if the book has it: of the paper's own issue, or of this term."""
        known = self._known.get(stem, [])
        own = [one for one in known if _same_issue(one, paper)]
        return next(iter([*own, *filter(self._is_of_this_term, known)]), None)


def stems_of(number: LetterNumber) -> tuple[str, str]:
    """How file names may write a number."""
    return safe_stem(number.reference), stem_with_term(number)


def _same_issue(known: KnownNumber, paper: Paper) -> bool:
    return safe_stem(known.round_code) == paper.round_folder and known.purpose == paper.purpose


def _may_belong(known: KnownNumber, paper: Paper) -> bool:
    """Tell whether an unfinished run for this number makes this paper.

    A letter of a round is issued to further units later, all other papers of a number at once.
    """
    return not known.used or (paper.purpose == "letter" and paper.folder != FILE_COPIES)


def closed_numbers(lines: Iterable[NumberLine]) -> dict[int, NumberLine]:
    """Number → the line that keeps letters from carrying it; ``lines`` of one series in ledger order."""
    return {number: line for number, (line, _) in standing_lines((line, None) for line in lines).items()}


def standing_lines(lines: Iterable[tuple[NumberLine, _T]]) -> dict[int, tuple[NumberLine, _T]]:
    """Number → the line that stands, of one series in ledger order, with what comes along with it.

    A release takes back the last line only: a number kept in reserve before that is in reserve again.
    """
    told: dict[int, list[tuple[NumberLine, _T]]] = {}
    for one in lines:
        for number in range(one[0].first, one[0].last + 1):
            if one[0].event == "released":
                del told.setdefault(number, [])[-1:]
            else:
                told.setdefault(number, []).append(one)
    return {number: before[-1] for number, before in told.items() if before}


def spans_without(first: int, last: int, taken: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The runs of numbers from ``first`` to ``last`` that are not taken: ``(29, 30)``, ``(32, 32)``."""
    start = first
    for number in (*sorted(one for one in set(taken) if first <= one <= last), last + 1):
        if start < number:
            yield start, number - 1
        start = number + 1
