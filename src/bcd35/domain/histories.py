"""What became of rounds and units over time: dated lines, each with its reason."""

from datetime import date
from typing import Literal, NamedTuple

RoundEvent = Literal["closed", "reopened"]
UnitEvent = Literal["renamed", "retired", "restored", "merged", "split", "recoded"]


class RoundLine(NamedTuple):
    """A round was closed or opened again. ``id``: of the row, 0 for a line that is not recorded yet."""

    id: int
    round_code: str
    event: RoundEvent
    on: date
    reason: str = ""


class UnitLine(NamedTuple):
    """What happened to a unit. ``was`` and ``now``: names before and after, where they changed.

    ``other``: the unit it was merged into, the one it was split from, or the one that had its code before.
    """

    id: int
    unit: str
    event: UnitEvent
    on: date
    was: str = ""
    now: str = ""
    other: str = ""
    reason: str = ""


class PartOf(NamedTuple):
    """``unit`` is part of ``whole`` on ``first`` and after, but before ``end``.

    After a merger only ``first`` is known; a split tells only ``end``.
    """

    unit: str
    whole: str
    first: date = date.min
    end: date = date.max
