"""The same figures across rounds, and what they changed by: of the whole round and of every unit.

Fields are the same when their code or their label is. A unit is its code, whatever it was called on the day;
what was merged into another unit counts for its successor. Not here: the figures of one round
(``figures.py``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal, NamedTuple

from bcd35.domain.figures import DEFINITIONS, Definition, RoundFigures
from bcd35.domain.rounds import Field
from bcd35.domain.summary import UnitState
from bcd35.domain.text import identity_key

Trend = Literal["", "rising", "falling", "level", "mixed"]
TREND_WORDS: dict[Trend, str] = {
    "": "",
    "rising": "tăng dần",
    "falling": "giảm dần",
    "level": "không đổi",
    "mixed": "lúc tăng, lúc giảm",
}
COMPARISON_DEFINITIONS = (
    Definition(
        "difference",
        "Tăng, giảm",
        "Đợt sau cùng trừ đợt liền trước có số liệu; với tỷ lệ là số điểm phần trăm.",
    ),
    Definition(
        "share",
        "So với đợt trước",
        "Đợt sau cùng chia cho đợt liền trước có số liệu; đợt trước bằng 0 thì không tính.",
    ),
    Definition(
        "trend",
        "Xu hướng",
        "Nêu khi có số liệu của ba đợt trở lên; đơn vị đã sáp nhập thì tính vào đơn vị mới.",
    ),
)
_SHORTEST_TREND = 3


class Compared(NamedTuple):
    """One figure through the rounds, oldest first; None where a round did not ask it, or nobody gave it.

    ``unit`` is a unit's code, or empty for the whole round. ``measure`` is ``rate`` (0–1) or ``count``.
    """

    unit: str
    name: str
    label: str
    measure: Literal["rate", "count"]
    values: tuple[float | None, ...]

    @property
    def _last_two(self) -> tuple[float, float] | None:
        """The latest round's value and the one before it; None when the latest has none."""
        known = [value for value in self.values if value is not None]
        return (known[-2], known[-1]) if len(known) > 1 and self.values[-1] is not None else None

    @property
    def difference(self) -> float | None:
        return self._last_two[1] - self._last_two[0] if self._last_two else None

    @property
    def share(self) -> float | None:
        """Latest ÷ previous; None when the previous is 0."""
        return self._last_two[1] / self._last_two[0] if self._last_two and self._last_two[0] else None

    @property
    def trend(self) -> Trend:
        known = [value for value in self.values if value is not None]
        if len(known) < _SHORTEST_TREND:
            return ""
        steps = {(after > before) - (after < before) for before, after in pairwise(known)}
        return (
            "level"
            if steps == {0}
            else "rising"
            if steps <= {0, 1}
            else "falling"
            if steps <= {0, -1}
            else "mixed"
        )


class ComparedRound(NamedTuple):
    """A round that stands in a comparison.

    ``running``: its deadline had not passed on the day of the figures, so more reports were still to come.
    """

    code: str
    running: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """So sánh: the rounds as of one day, oldest first, and one line for every figure compared.

    The lines of the whole round come first, then those of each unit.
    """

    as_of: date
    rounds: tuple[ComparedRound, ...]
    lines: tuple[Compared, ...]

    @property
    def complete(self) -> bool:
        """No round is set beside others before its deadline has passed."""
        return not any(one.running for one in self.rounds)


def comparable(figures: RoundFigures) -> RoundFigures:
    """The figures of a round without the answers that no comparison looks at.

    Five earlier rounds of 1,530 units with all of their answers take 25 MB.
    """
    fields = tuple(one for one in figures.fields if one.field.kind == "count")
    codes = [one.field.code for one in fields]
    units = tuple(
        unit._replace(answers={code: unit.answers[code] for code in codes if code in unit.answers})
        for unit in figures.state.units
    )
    return replace(figures, state=figures.state._replace(units=units), fields=fields)


def compare_rounds(rounds: Sequence[RoundFigures], mergers: Mapping[str, str]) -> Comparison | None:
    """The latest round (the last one) against those before it; None when there is nothing to compare.

    ``mergers``: unit code, case folded → the code it was merged into. Earlier rounds that share no count
    field with the latest are left out.
    """
    latest = rounds[-1]
    fields = _count_fields(latest)
    kept = [one for one in rounds[:-1] if any(_same_field(field, one) for field in fields)] + [latest]
    if len(kept) == 1:
        return None
    asked = [(field, [_same_field(field, one) for one in kept]) for field in fields]
    shared = [(field, codes) for field, codes in asked if any(codes[:-1])]
    grouped = [_by_successor(one, mergers) for one in kept]
    lines = [*_whole_round(kept, grouped, shared), *_each_unit(latest, grouped, shared)]
    through = tuple(ComparedRound(one.round_code, running=one.state.days_left >= 0) for one in kept)
    return Comparison(latest.state.as_of, through, tuple(lines))


def _count_fields(figures: RoundFigures) -> list[Field]:
    return [one.field for one in figures.fields if one.field.kind == "count"]


def _same_field(wanted: Field, figures: RoundFigures) -> str:
    """The code under which a round asked the same; empty when it did not.

    The code decides before the label.
    """
    fields = _count_fields(figures)
    by_code = [field.code for field in fields if field.code.casefold() == wanted.code.casefold()]
    by_label = [field.code for field in fields if identity_key(field.label) == identity_key(wanted.label)]
    return next(iter((*by_code, *by_label)), "")


_Groups = Mapping[str, Sequence[UnitState]]
_Shared = Sequence[tuple[Field, Sequence[str]]]


def _by_successor(figures: RoundFigures, mergers: Mapping[str, str]) -> _Groups:
    """Units of a round under the code, case folded, of what they are today."""
    groups: dict[str, list[UnitState]] = {}
    for unit in figures.state.units:
        code = unit.code
        # At most as many steps as there are mergers, so that a circle of mergers ends too.
        for _ in mergers:
            if code.casefold() not in mergers:
                break
            code = mergers[code.casefold()]
        groups.setdefault(code.casefold(), []).append(unit)
    return groups


def _whole_round(
    rounds: Sequence[RoundFigures], grouped: Sequence[_Groups], shared: _Shared
) -> Iterator[Compared]:
    counts = ("expected", "reported", "on_time")
    for code in counts:
        yield Compared(
            "", "", DEFINITIONS[code].label, "count", tuple(getattr(one.totals, code) for one in rounds)
        )
    for code in ("completeness", "timeliness"):
        yield Compared(
            "", "", DEFINITIONS[code].label, "rate", tuple(getattr(one.totals, code) for one in rounds)
        )
    for field, codes in shared:
        sums = (
            _sum((unit for units in groups.values() for unit in units), code)
            for groups, code in zip(grouped, codes, strict=True)
        )
        yield Compared("", "", field.label, "count", tuple(sums))


def _each_unit(latest: RoundFigures, grouped: Sequence[_Groups], shared: _Shared) -> Iterator[Compared]:
    """Lines of the units of the latest round that an earlier one knew too, under their latest names."""
    for unit in latest.state.units:
        through = [groups.get(unit.code.casefold(), ()) for groups in grouped]
        if not any(through[:-1]):
            continue
        reported = tuple(sum(bool(one.received_on) for one in units) if units else None for units in through)
        yield Compared(unit.code, unit.name, DEFINITIONS["reported"].label, "count", reported)
        for field, codes in shared:
            values = tuple(_sum(units, code) for units, code in zip(through, codes, strict=True))
            if any(value is not None for value in values):
                yield Compared(unit.code, unit.name, field.label, "count", values)


def _sum(units: "Sequence[UnitState] | Iterator[UnitState]", code: str) -> int | None:
    """Sum of what the units gave for a field; None when the round did not ask, or nobody gave a number."""
    answers = [unit.answers[code] for unit in units if unit.received_on and code in unit.answers]
    numbers = [answer.value for answer in answers if isinstance(answer.value, int)]
    return sum(numbers) if numbers else None
