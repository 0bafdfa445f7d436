"""Which units of several rounds stand for the same, so that their figures can be set side by side.

A unit is its code, whatever it was called on the day. A merger or a split changes what a unit stands for:
then the units concerned are looked at as one group, and the group stands for the same in two rounds only if
all of them are there in both. Not here: what is summed over the groups (``comparison.py``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from bcd35.domain.answers import UNANSWERED
from bcd35.domain.figures import RoundFigures
from bcd35.domain.histories import PartOf, UnitLine
from bcd35.domain.summary import IN_TIME, UnitState

_LEAST_PARTS = 2


class Lineage(NamedTuple):
    """What was part of what, and codes that were changed: before → after, both case folded."""

    parts: Sequence[PartOf] = ()
    codes: Mapping[str, str] = MappingProxyType({})

    def code_of(self, code: str) -> str:
        """The code, case folded, that a unit has now."""
        now = code.casefold()
        while now in self.codes:
            now = self.codes[now]
        return now


def trace_units(lines: Sequence[UnitLine], mergers: Iterable[PartOf] = ()) -> Lineage:
    """The lineage by the lines of units, in ledger order.

    ``mergers``: those that the register knows; of a unit whose lines tell a merger they are left out.
    """
    merged = {line.unit.casefold() for line in lines if line.event == "merged"}
    parts = [part for part in mergers if part.unit.casefold() not in merged]
    for at, line in enumerate(lines):
        if line.event == "merged":
            parts.append(PartOf(line.unit, line.other, line.on, _restored(line, lines[at:])))
        elif line.event == "split":
            parts.append(PartOf(line.unit, line.other, end=line.on))
    return Lineage(parts, _changed_codes(line for line in lines if line.event == "recoded"))


def _changed_codes(recoded: Iterable[UnitLine]) -> dict[str, str]:
    """They make no circle."""
    codes: dict[str, str] = {}
    for line in recoded:
        now = line.unit.casefold()
        codes.pop(now, None)  # a code that a unit got back leads nowhere else
        codes[line.other.casefold()] = now
    return codes


def _restored(merged: UnitLine, later: Iterable[UnitLine]) -> date:
    """The day on which a merged unit was used again."""
    unit = merged.unit.casefold()
    again = (one.on for one in later if one.event == "restored" and one.unit.casefold() == unit)
    return next(again, date.max)


NO_LINEAGE = Lineage()


class UnitGroup(NamedTuple):
    """Units that belong together, as each round expected them: one unit alone, or all of a merger or split.

    Of a merger the unit that goes on stands first. ``alike``: for each round, whether they stand for the same
    there as in the last round. ``told_before``: for each round, the codes of those that did not report, and
    were split off a unit after it had reported for all of them.
    """

    members: tuple[tuple[UnitState, ...], ...]
    alike: tuple[bool, ...]
    told_before: tuple[frozenset[str], ...]

    @property
    def common(self) -> bool:
        """Comparable through all of the rounds."""
        return all(self.alike)

    @property
    def together(self) -> tuple[str, ...]:
        """The codes of the units whose figures are added up, where these are several."""
        units = (unit for members in reversed(self.members) for unit in members)
        codes = {unit.code.casefold(): unit.code for unit in units}
        return tuple(codes.values()) if len(codes) >= _LEAST_PARTS else ()

    def reported(self, place: int) -> bool:
        """Tell whether every member of a round did; a unit merged into another still owes its own report."""
        return not any(unit.unreported for unit in self._asked(place))

    def on_time(self, place: int) -> bool:
        return all(unit.state in IN_TIME for unit in self._asked(place))

    def _asked(self, place: int) -> Iterator[UnitState]:
        """The members of a round whose report no other one stands for."""
        return (unit for unit in self.members[place] if unit.code not in self.told_before[place])

    def sum_of(self, place: int, field: str) -> int | None:
        """Sum of what the members gave for a count field of a round; None when one of them did not answer.

        “Không phát sinh” is an answer that adds nothing.
        """
        total = 0
        for unit in self.members[place]:
            answer = unit.answers.get(field, UNANSWERED)
            if answer.state not in ("value", "nothing"):
                return None
            total += answer.value if isinstance(answer.value, int) else 0
        return total


class _Seen(NamedTuple):
    """A unit that a round expected, its code now, and the codes now of all that its report stands for.

    ``split_later``: those of them that were split off it after the report.
    """

    unit: UnitState
    code: str
    covers: frozenset[str]
    split_later: frozenset[str]


_Parts = Mapping[str, Sequence[PartOf]]


def group_units(rounds: Sequence[RoundFigures], lineage: Lineage) -> list[UnitGroup]:
    """The groups of the units that these rounds expected, in the order of the last round's list."""
    parts_of: dict[str, list[PartOf]] = defaultdict(list)
    for part in lineage.parts:
        parts_of[lineage.code_of(part.whole)].append(part._replace(unit=lineage.code_of(part.unit)))
    seen = [list(_seen(one, lineage, parts_of)) for one in rounds]
    together = _join(one.covers for units in seen for one in units)
    hollow = _hollow(one for units in seen for one in units)
    groups: dict[int, list[list[_Seen]]] = {}
    for place in reversed(range(len(rounds))):
        for one in seen[place]:
            groups.setdefault(id(together[one.code]), [[] for _ in rounds])[place].append(one)
    return [_group(own, hollow) for own in groups.values()]


def _seen(figures: RoundFigures, lineage: Lineage, parts_of: _Parts) -> Iterator[_Seen]:
    split_off = {whole: [part for part in parts if part.split_off] for whole, parts in parts_of.items()}
    for unit in figures.state.units:
        if unit.state != "exempt":
            code = lineage.code_of(unit.code)
            day = unit.received_on or figures.state.deadline
            yield _Seen(unit, code, _covers(code, day, parts_of), _covers(code, day, split_off) - {code})


def _covers(code: str, day: date, parts_of: _Parts) -> frozenset[str]:
    """The unit and what was part of it on the day, through every step; a circle ends too."""
    found, waiting = {code}, [code]
    while waiting:
        own = parts_of.get(waiting.pop(), ())
        new = {part.unit for part in own if part.first <= day < part.end} - found
        found |= new
        waiting += new
    return frozenset(found)


def _join(covered: Iterable[frozenset[str]]) -> dict[str, set[str]]:
    """Code → all codes that it hangs together with; those that do share one set."""
    together: dict[str, set[str]] = {}
    for codes in covered:
        joined = set(codes).union(*(together.get(code, ()) for code in codes))
        together.update(dict.fromkeys(joined, joined))
    return together


def _hollow(seen: Iterable[_Seen]) -> frozenset[str]:
    """Units that two or more others form, and that no round knew without these: nothing of it is its own.

    Such is the new unit of a merger, and the former one of a split.
    """
    fewest: dict[str, int] = {}
    for one in seen:
        fewest[one.code] = min(fewest.get(one.code, len(one.covers)), len(one.covers))
    return frozenset(code for code, covers in fewest.items() if covers > _LEAST_PARTS)


def _most_first(seen: _Seen) -> int:
    """So that of a merger the unit that goes on stands first."""
    return -len(seen.covers)


def _group(seen: Sequence[Sequence[_Seen]], hollow: frozenset[str]) -> UnitGroup:
    covers = [frozenset[str]().union(*(one.covers for one in units)) - hollow for units in seen]
    members = tuple(tuple(one.unit for one in sorted(units, key=_most_first)) for units in seen)
    alike = tuple(bool(units) and own == covers[-1] for units, own in zip(seen, covers, strict=True))
    return UnitGroup(members, alike, tuple(map(_told_before, seen)))


def _told_before(seen: Sequence[_Seen]) -> frozenset[str]:
    told = frozenset[str]().union(*(one.split_later for one in seen if not one.unit.unreported))
    return frozenset(one.unit.code for one in seen if one.unit.unreported and one.code in told)
