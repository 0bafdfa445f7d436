"""The same figures across rounds, and what they changed by, like for like.

Totals of two rounds do not tell what changed when other units reported. So the totals of every round stand
beside over how many units they are, and changes and trends are only told of the same units: of those common
to the latest round and the one before it, and of each unit. With more rounds each is set beside the one
before it in the same way, and the trend is what these steps have in common. Fields are the same
when their code or their label is. Not here: the figures of one round (``figures.py``), which units are
comparable (``common_units.py``).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise, takewhile
from typing import Literal, NamedTuple

from bcd35.domain.common_units import NO_LINEAGE, Lineage, UnitGroup, group_units
from bcd35.domain.figures import DEFINITIONS, Definition, FieldFigures, RoundFigures
from bcd35.domain.round_names import RoundTitle, round_names
from bcd35.domain.rounds import Field
from bcd35.domain.text import identity_key

Scope = Literal["round", "common", "steps", "unit"]
SCOPE_WORDS: dict[Scope, str] = {
    "round": "Toàn đợt",
    "common": "Đơn vị chung hai đợt",
    "steps": "Từng đợt so với đợt liền trước",
}
Measure = Literal["rate", "count", "mean"]
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
        "round",
        SCOPE_WORDS["round"],
        (
            "Số liệu của mỗi đợt, tính trên các đơn vị của đợt ấy; số đơn vị mỗi đợt một khác nên không nêu "
            "tăng, giảm."
        ),
    ),
    Definition(
        "common",
        SCOPE_WORDS["common"],
        (
            "Đơn vị phải báo cáo ở cả đợt sau cùng và đợt liền trước; với chỉ tiêu là đợt liền trước có hỏi "
            "chỉ tiêu ấy, và đơn vị đã ghi số (hoặc “Không phát sinh”, tính là 0) ở cả hai đợt. Đơn vị mới, "
            "đơn vị được miễn ở một trong hai đợt thì không tính. Đơn vị sáp nhập, chia tách giữa hai đợt "
            "được cộng chung và tính là một đơn vị, khi ở cả hai đợt đều đủ các đơn vị ấy; không đủ thì "
            "không tính."
        ),
    ),
    Definition(
        "steps",
        SCOPE_WORDS["steps"],
        (
            "Tăng, giảm của mỗi đợt so với đợt liền trước có hỏi chỉ tiêu ấy, tính trên các đơn vị chung của "
            "hai đợt ấy; nêu khi so sánh từ ba đợt trở lên."
        ),
    ),
    Definition(
        "units", "Số đơn vị chung", "Số đơn vị được tính trong các con số của dòng, như nhau ở các đợt."
    ),
    Definition(
        "difference",
        "Tăng, giảm",
        (
            "Đợt sau cùng trừ đợt liền trước có số liệu, của cùng những đơn vị chung ấy hoặc của chính đơn "
            "vị ấy; với tỷ lệ là số điểm phần trăm."
        ),
    ),
    Definition(
        "share",
        "So với đợt trước",
        (
            "Đợt sau cùng chia cho đợt liền trước có số liệu, của cùng những đơn vị ấy; đợt trước bằng 0 thì "
            "không tính, tỷ lệ thì chỉ so bằng điểm phần trăm."
        ),
    ),
    Definition(
        "trend",
        "Xu hướng",
        (
            "Tăng dần khi không lần nào giảm, giảm dần khi không lần nào tăng, qua từng đợt của ba đợt trở "
            "lên, trên đơn vị chung hoặc của chính đơn vị ấy. Còn đợt đang nhận báo cáo thì không so sánh số "
            "đơn vị và tỷ lệ báo cáo."
        ),
    ),
)
_SHORTEST_TREND = 3
_RATES = {"completeness": "reported", "timeliness": "on_time"}  # figure → the count over those expected


class Compared(NamedTuple):
    """One figure through the rounds, oldest first; None where it is not known, or not comparable.

    ``unit`` is a unit's code, or empty; ``field`` a field's code in the latest round, or empty; ``figure``
    the code of its definition; ``units`` over how many common units, in every round, the values are. In the
    scope ``steps`` a value is what the figure changed by since the round before, like for like. ``note``:
    that a value is of several units, and of which.
    """

    scope: Scope
    label: str
    figure: str
    values: tuple[float | None, ...]
    unit: str = ""
    name: str = ""
    field: str = ""
    units: int | None = None
    note: str = ""

    @property
    def measure(self) -> Measure:
        """``rate`` is 0–1."""
        return "rate" if self.figure in _RATES else "mean" if self.figure == "mean" else "count"

    @property
    def last_two(self) -> tuple[float, float] | None:
        """The latest round's value and the one before it, like for like; None when the latest has none."""
        known = [value for value in self.values if value is not None]
        told = self.scope in ("common", "unit") and len(known) > 1 and self.values[-1] is not None
        return (known[-2], known[-1]) if told else None

    @property
    def difference(self) -> float | None:
        return self.last_two[1] - self.last_two[0] if self.last_two else None

    @property
    def share(self) -> float | None:
        """Latest ÷ previous; None when the previous is 0, and of rates, which are compared in points."""
        told = self.measure != "rate" and not self._one_unit and self.last_two and self.last_two[0]
        return self.last_two[1] / self.last_two[0] if told and self.last_two else None

    @property
    def _one_unit(self) -> bool:
        """Whether one unit has reported is neither a share nor a trend."""
        return self.scope == "unit" and not self.field

    @property
    def trend(self) -> Trend:
        """What the steps from round to round have in common; empty with fewer than two of them."""
        steps = {(step > 0) - (step < 0) for step in self.moves}
        if len(self.moves) < _SHORTEST_TREND - 1:
            return ""
        if steps == {0}:
            return "level"
        return "rising" if steps <= {0, 1} else "falling" if steps <= {0, -1} else "mixed"

    @property
    def moves(self) -> list[float]:
        """The steps up to the latest round, back to where one is not known."""
        if self.scope == "unit" and not self._one_unit:
            known = [value for value in self.values if value is not None]
            return [after - before for before, after in pairwise(known)]
        told = self.scope == "steps" and self.figure != "units"
        last = takewhile(lambda step: step is not None, reversed(self.values)) if told else ()
        return [step for step in last if step is not None]


class ComparedRound(NamedTuple):
    """A round that stands in a comparison.

    ``running``: its deadline had not passed on the day of the figures, so more reports were still to come.
    """

    code: str
    name: str
    running: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """So sánh: the rounds as of one day, oldest first, and one line for every figure compared.

    The lines of the whole round come first, then those of the common units, then those of each unit.
    """

    as_of: date
    rounds: tuple[ComparedRound, ...]
    lines: tuple[Compared, ...]

    @property
    def complete(self) -> bool:
        """No round is set beside others before its deadline has passed."""
        return not any(one.running for one in self.rounds)

    def of_scope(self, scope: Scope) -> list[Compared]:
        return [line for line in self.lines if line.scope == scope]


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


def compare_rounds(rounds: Sequence[RoundFigures], lineage: Lineage = NO_LINEAGE) -> Comparison | None:
    """The latest round (the last one) against those before it; None when there is nothing to compare.

    ``lineage``: mergers, splits and changed codes. Earlier rounds that share no count field with the latest
    are left out.
    """
    latest = rounds[-1]
    fields = _count_fields(latest)
    kept = [one for one in rounds[:-1] if any(_same_field(field, one) for field in fields)] + [latest]
    if len(kept) == 1:
        return None
    asked = [_Asked(field, [_same_field(field, one) for one in kept]) for field in fields]
    names = round_names(
        {one.round_code: RoundTitle(one.name, one.subject, one.state.deadline) for one in kept}
    )
    through = tuple(
        ComparedRound(one.round_code, names[one.round_code], one.state.days_left >= 0) for one in kept
    )
    pairs = _Pairs(kept, lineage, [one for one in asked if any(one.codes[:-1])])
    states = not any(one.running for one in through)  # who has reported is not settled while a round runs
    lines = [*_whole_round(pairs), *_common(pairs, states=states)]
    if len(kept) >= _SHORTEST_TREND:
        lines += _steps(pairs, states=states)
    lines += _each_unit(pairs, states=states)
    return Comparison(latest.state.as_of, through, tuple(lines))


class _Asked(NamedTuple):
    """A count field of the latest round, and its code in each round; empty where it was not asked."""

    field: Field
    codes: Sequence[str]

    @property
    def places(self) -> tuple[int, ...]:
        """The rounds that asked."""
        return tuple(place for place, code in enumerate(self.codes) if code)


class _Pairs:
    """The rounds compared, and which of their units are alike; worked out once for each choice of rounds."""

    def __init__(self, rounds: Sequence[RoundFigures], lineage: Lineage, asked: Sequence[_Asked]) -> None:
        self.rounds, self.asked = rounds, asked
        self._lineage = lineage
        self._groups: dict[tuple[int, ...], list[UnitGroup]] = {}

    def groups(self, places: tuple[int, ...]) -> list[UnitGroup]:
        if places not in self._groups:
            self._groups[places] = group_units([self.rounds[place] for place in places], self._lineage)
        return self._groups[places]

    def spread(self, places: Sequence[int], values: Sequence[float | None]) -> tuple[float | None, ...]:
        """Values of some rounds in a row of all rounds."""
        known = dict(zip(places, values, strict=True))
        return tuple(known.get(place) for place in range(len(self.rounds)))


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


# --- whole rounds -------------------------------------------------------------------------------------------


def _whole_round(pairs: _Pairs) -> Iterator[Compared]:
    """Totals as each round has them, and over how many units they are."""
    for figure in ("expected", "reported", "on_time", *_RATES):
        values = tuple(getattr(one.totals, figure) for one in pairs.rounds)
        yield Compared("round", DEFINITIONS[figure].label, figure, values)
    for field, codes in pairs.asked:
        own = [_figures_of(one, code) for one, code in zip(pairs.rounds, codes, strict=True)]
        if not field.is_share:
            yield _of_field("round", field, "total", [_result(one, "total") for one in own])
        yield _of_field("round", field, "answered", [one.answered if one else None for one in own])
        yield _of_field("round", field, "mean", [_result(one, "mean") for one in own])


def _figures_of(figures: RoundFigures, code: str) -> FieldFigures | None:
    """The figures of a field; None when the round did not ask."""
    return next((one for one in figures.fields if one.field.code == code), None)


def _result(figures: FieldFigures | None, name: str) -> float | None:
    """A figure of ``CountResult``; None when nobody gave a number."""
    return getattr(figures.result, name) if figures and figures.answered else None


def _of_field(scope: Scope, field: Field, figure: str, values: Sequence[float | None]) -> Compared:
    return Compared(scope, field.label, figure, tuple(values), field=field.code)


# --- like for like ------------------------------------------------------------------------------------------


class _Step(NamedTuple):
    """One figure of the units common to two rounds: how many these are, and its two values."""

    label: str
    field: str
    figure: str
    units: int
    values: tuple[float | None, float | None]

    @property
    def change(self) -> float | None:
        before, after = self.values
        return None if before is None or after is None else after - before


def _common(pairs: _Pairs, *, states: bool) -> Iterator[Compared]:
    """The latest round and the one before it; of a field, the last two that asked."""
    for one in _each_figure(pairs, states=states):
        places, step = one[-1]
        line = Compared("common", step.label, step.figure, pairs.spread(places, step.values))
        yield line._replace(field=step.field, units=step.units)


def _steps(pairs: _Pairs, *, states: bool) -> Iterator[Compared]:
    """What each round changed against the one before it, and over how many units."""
    for one in _each_figure(pairs, states=states):
        at = tuple(places[1] for places, _ in one)
        last = one[-1][1]
        line = Compared("steps", last.label, last.figure, (), field=last.field)
        yield line._replace(values=pairs.spread(at, [step.change for _, step in one]))
        if last.field or last.figure == "timeliness":  # counts and rates of units are over the same units
            yield _units_line(last, pairs.spread(at, [step.units for _, step in one]))


def _units_line(step: _Step, units: tuple[float | None, ...]) -> Compared:
    label = step.label if step.field else DEFINITIONS["expected"].label
    return Compared("steps", label, "units", units, field=step.field)


_Through = list[tuple[tuple[int, int], _Step]]


def _each_figure(pairs: _Pairs, *, states: bool) -> Iterator[_Through]:
    """Of every figure its steps, each with the places of its two rounds, oldest first."""
    if states:
        through = [(two, _state_steps(pairs, two)) for two in pairwise(range(len(pairs.rounds)))]
        for figure in range(len(through[0][1])):
            yield [(two, steps[figure]) for two, steps in through]
    for asked in pairs.asked:
        if asked.field.is_share:  # there is no total whose change would say anything
            continue
        yield [(two, _field_step(pairs, asked, two)) for two in pairwise(asked.places)]


def _state_steps(pairs: _Pairs, places: tuple[int, int]) -> list[_Step]:
    groups = [group for group in pairs.groups(places) if group.common]
    rounds = range(len(places))
    counts = {
        "reported": [sum(group.reported(at) for group in groups) for at in rounds],
        "on_time": [sum(group.on_time(at) for group in groups) for at in rounds],
    }
    shares = {
        rate: [number / len(groups) if groups else None for number in counts[figure]]
        for rate, figure in _RATES.items()
    }
    return [
        _Step(DEFINITIONS[figure].label, "", figure, len(groups), (values[0], values[1]))
        for figure, values in (counts | shares).items()
    ]


def _field_step(pairs: _Pairs, asked: _Asked, places: tuple[int, int]) -> _Step:
    sums = [
        tuple(group.sum_of(at, asked.codes[place]) for at, place in enumerate(places))
        for group in pairs.groups(places)
        if group.common
    ]
    known = [(before, after) for before, after in sums if before is not None and after is not None]
    totals = (sum(one[0] for one in known), sum(one[1] for one in known)) if known else (None, None)
    return _Step(asked.field.label, asked.field.code, "total", len(known), totals)


def _each_unit(pairs: _Pairs, *, states: bool) -> Iterator[Compared]:
    """Lines of the units of the latest round that an earlier one knew too, under their latest names.

    Units of a merger or split that the latest round has both stand in one line.
    """
    for group in pairs.groups(tuple(range(len(pairs.rounds)))):
        latest = group.members[-1]
        if not latest or not any(group.alike[:-1]):
            continue
        unit, name = latest[0].code, " và ".join(one.name for one in latest)
        for line in _unit_lines(pairs, group, states=states):
            yield line._replace(unit=unit, name=name, note=_note(group))


def _note(group: UnitGroup) -> str:
    """That several units are added up, and where that cannot be done."""
    if not group.together:
        return ""
    missing = "" if group.common else "; đợt không đủ các đơn vị ấy thì để trống"
    return f"cộng chung {', '.join(group.together)} vì sáp nhập, chia tách{missing}"


def _unit_lines(pairs: _Pairs, group: UnitGroup, *, states: bool) -> Iterator[Compared]:
    alike = list(enumerate(group.alike))
    if states:
        reported = tuple(int(group.reported(at)) if same else None for at, same in alike)
        yield Compared("unit", DEFINITIONS["reported"].label, "reported", reported)
    for one in pairs.asked:
        sums = [_number(group, at, one.codes[at]) if same else None for at, same in alike]
        added_up = one.field.is_share and group.together
        if not added_up and any(value is not None for value in sums):
            yield _of_field("unit", one.field, "total", sums)


def _number(group: UnitGroup, place: int, code: str) -> int | None:
    """The sum of a group of which at least one member gave a number."""
    given = any(code in unit.answers and unit.answers[code].state == "value" for unit in group.members[place])
    return group.sum_of(place, code) if given else None
