"""The places of one finding as one text: ``bảng.xlsx, hàng 5, 6, 9–12, … và 140 chỗ khác``."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

_MOST_PLACES = 8  # a longer list pushes the message itself off the screen
_FEW_MORE = 4  # are named rather than counted: nobody should have to look for one last row
_SHORTEST_RANGE = 3  # “5, 6” is read more easily than “5–6”
# The patterns stay text: most commands join no places.
# “bảng.xlsx, hàng 5”, “bảng.csv, dòng 5, cột “Mã””, “units.yaml, dòng 5, cột 9”
_NUMBERED = r"(?P<before>(?:.*, )?)(?P<word>dòng|hàng) (?P<number>\d+)(?:, (?P<column>cột .*))?"
# “bảng.xlsx, Sheet1!B5”
_CELL = r"(?P<before>.*!)(?P<letters>[A-Z]{1,3})(?P<number>\d+)"


class _Place(NamedTuple):
    """A ``where`` taken apart: what many places share, and the number in which they differ.

    ``letters`` stand before the number of a cell. ``number`` is 0 for a place without one.
    """

    shared: str
    letters: str = ""
    number: int = 0


def joined_places(wheres: Sequence[str]) -> str:
    """Places that differ in one number are named together, as ranges; of many only the first."""
    named = list(_named(map(_place, wheres)))
    most = _MOST_PLACES if len(named) > _MOST_PLACES + _FEW_MORE else len(named)
    shown = groupby(named[:most], key=lambda one: one[0])
    text = "; ".join(shared + ", ".join(label for _, label, _ in some) for shared, some in shown)
    more = sum(places for _, _, places in named[most:])
    return f"{text} và {more} chỗ khác" if more else text


def _place(where: str) -> _Place:
    """The column of a YAML file is left out: the line is enough to find the entry, and lines are joined."""
    if numbered := re.fullmatch(_NUMBERED, where):
        column = numbered["column"] or ""
        heading = f"{column}, " if "“" in column else ""
        return _Place(f"{numbered['before']}{heading}{numbered['word']} ", "", int(numbered["number"]))
    if cell := re.fullmatch(_CELL, where):
        return _Place(cell["before"], cell["letters"], int(cell["number"]))
    return _Place(where)


def _named(places: Iterable[_Place]) -> Iterator[tuple[str, str, int]]:
    """What places share, the label of one of them or of a range, and how many places it is."""
    alike: dict[str, dict[str, set[int]]] = {}
    for shared, letters, number in places:
        alike.setdefault(shared, {}).setdefault(letters, set()).add(number)
    for shared, columns in alike.items():
        for letters, numbers in columns.items():
            yield from ((shared, label, count) for label, count in _ranges(letters, numbers))


def _ranges(letters: str, numbers: Iterable[int]) -> Iterator[tuple[str, int]]:
    """Each range or lone number, with how many places it is: 5, 6, 9, 10, 11 → ``5``, ``6``, ``9–11``."""
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda one: one[1] - one[0]):
        labels = [f"{letters}{number}" if number else "" for _, number in run]
        if len(labels) < _SHORTEST_RANGE:
            yield from ((label, 1) for label in labels)
        else:
            yield f"{labels[0]}–{labels[-1]}", len(labels)
