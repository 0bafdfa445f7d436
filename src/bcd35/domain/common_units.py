"""Which units of several rounds stand for the same, so that their figures can be set side by side.

A unit is its code, whatever it was called on the day. A merger or a split changes what a unit stands for:
then the units concerned are looked at as one group, and the group stands for the same in two rounds only if
all of them are there in both. Not here: what is summed over the groups (``comparison.py``).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.figures import RoundFigures
from bcd35.domain.summary import UnitState, count_units
from bcd35.domain.units import PartOf

_LEAST_PARTS = 2


class Group(NamedTuple):
    """Units that belong together, as each round expected them: one unit alone, or all of a merger or split.

    ``alike``: for each round, whether they stand for the same there as in the last round.
    """

    members: tuple[tuple[UnitState, ...], ...]
    alike: tuple[bool, ...]

    @property
    def common(self) -> bool:
        """Comparable through all of the rounds."""
        return all(self.alike)

    def all_did(self, place: int, count: str) -> bool:
        """Tell whether every member of a round is one of a count of ``Totals``, such as ``on_time``."""
        members = self.members[place]
        return bool(getattr(count_units(members), count) == len(members))

    def sum_of(self, place: int, field: str) -> int | None:
        """Sum of what the members gave for a count field of a round; None unless all of them answered.

        “Không phát sinh” is an answer that adds nothing.
        """
        answers = [unit.answers.get(field) for unit in self.members[place] if unit.received_on]
        given = [answer for answer in answers if answer and answer.state in ("value", "nothing")]
        if not given or len(given) < len(self.members[place]):
            return None
        return sum(answer.value for answer in given if isinstance(answer.value, int))


class _Seen(NamedTuple):
    """A unit that a round expected, and the codes, case folded, of all that its report stands for."""

    unit: UnitState
    covers: frozenset[str]


_Parts = Mapping[str, Sequence[PartOf]]


def group_units(rounds: Sequence[RoundFigures], parts: Iterable[PartOf]) -> list[Group]:
    """The groups of the units that these rounds expected, in the order of the last round's list."""
    parts_of: dict[str, list[PartOf]] = defaultdict(list)
    for part in parts:
        parts_of[part.whole.casefold()].append(part)
    seen = [_seen(one, parts_of) for one in rounds]
    together = _join(one.covers for units in seen for one in units)
    hollow = _hollow(one for units in seen for one in units)
    groups: dict[int, list[list[_Seen]]] = {}
    for place in reversed(range(len(rounds))):
        for one in seen[place]:
            group = id(together[one.unit.code.casefold()])
            groups.setdefault(group, [[] for _ in rounds])[place].append(one)
    return [_group(own, hollow) for own in groups.values()]


def _seen(figures: RoundFigures, parts_of: _Parts) -> list[_Seen]:
    state = figures.state
    return [
        _Seen(unit, _covers(unit.code.casefold(), unit.received_on or state.deadline, parts_of))
        for unit in state.units
        if count_units((unit,)).expected
    ]


def _covers(code: str, day: date, parts_of: _Parts) -> frozenset[str]:
    """The unit and what was part of it on the day, through every step; a circle ends too."""
    found, waiting = {code}, [code]
    while waiting:
        own = parts_of.get(waiting.pop(), ())
        new = {part.unit.casefold() for part in own if part.first <= day < part.end} - found
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
    for unit, covers in seen:
        code = unit.code.casefold()
        fewest[code] = min(fewest.get(code, len(covers)), len(covers))
    return frozenset(code for code, covers in fewest.items() if covers > _LEAST_PARTS)


def _group(seen: Sequence[Sequence[_Seen]], hollow: frozenset[str]) -> Group:
    covers = [frozenset[str]().union(*(one.covers for one in units)) - hollow for units in seen]
    return Group(
        tuple(tuple(one.unit for one in units) for units in seen),
        tuple(bool(units) and own == covers[-1] for units, own in zip(seen, covers, strict=True)),
    )
