"""What became of rounds and units over time: dated lines, each with its reason."""

from collections.abc import Iterable
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

    Units are told by today's codes, but for a change of code by those that it changed.
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


def event_words(line: UnitLine, unit: str) -> str:
    """What a line says, as seen from a unit that it names, with its reason."""
    reason = f" (lý do: {line.reason})" if line.reason else ""
    return f"{_event_words(line, own=line.unit.casefold() == unit.casefold())}{reason}"


def _event_words(line: UnitLine, *, own: bool) -> str:
    match line.event:
        case "renamed":
            was = f"“{line.was}” → " if line.was else ""
            return f"đổi tên: {was}“{line.now}”"
        case "merged":
            return f"sáp nhập vào {line.other}" if own else f"nhận sáp nhập {line.unit}"
        case "split":
            return f"tách ra từ {line.other}" if own else f"tách thành {line.unit}"
        case "recoded":
            return f"đổi mã: {line.other} → {line.unit}"
        case "retired":
            return "thôi dùng"
        case "restored":
            return "dùng lại"


def names_on(renamings: Iterable[UnitLine], day: date) -> dict[str, str]:
    """Unit code (lower case) → the name that it got last, as of a day; units that kept theirs are left out.

    ``renamings``: lines of that event in order of their days.
    """
    return {line.unit.casefold(): line.now for line in renamings if line.on <= day}


def codes_now(recoded: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Code that was given up (lower case) → today's. ``recoded``: code before and after, in order."""
    codes: dict[str, str] = {}
    for old, new in recoded:
        codes.pop(new.casefold(), None)  # a code that is taken up again
        moved = [code for code, now in codes.items() if now.casefold() == old.casefold()]
        codes |= dict.fromkeys((*moved, old.casefold()), new)
    return codes


class PartOf(NamedTuple):
    """``unit`` is part of ``whole`` on ``first`` and after, but before ``end``.

    After a merger only ``first`` is known; a split tells only ``end``.
    """

    unit: str
    whole: str
    first: date = date.min
    end: date = date.max

    @property
    def split_off(self) -> bool:
        return self.first == date.min
