"""The figures of one round as one frozen value, from which every form of the summary is written.

So workbook, page, written report and JSON cannot differ. Here: every definition with its Vietnamese text
(``DEFINITIONS``), counts of units, sums of answers. Not here: in which state a unit is (``summary.py``), what
changed since earlier rounds (``comparison.py``), how anything looks.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from bcd35.domain.answers import EMPTY_WORDS, UNANSWERED, Answer
from bcd35.domain.letters import Expectation
from bcd35.domain.rounds import Field, Round
from bcd35.domain.shape import to_plain
from bcd35.domain.summary import STATE_WORDS, RoundState, Totals, UnitState, count_units, term_json
from bcd35.domain.units import UnitKind


class Definition(NamedTuple):
    """Cách tính: what one figure means, as every document says it."""

    code: str
    label: str
    meaning: str


DEFINITIONS: dict[str, Definition] = {
    one.code: one
    for one in (
        Definition(
            "expected",
            "Phải báo cáo",
            "Đơn vị có tên khi phát hành công văn, thêm đơn vị bổ sung, bớt đơn vị được miễn.",
        ),
        Definition(
            "reported",
            "Đã báo cáo",
            "Đơn vị phải báo cáo đã có báo cáo hợp lệ, nhận đến hết ngày tính số liệu.",
        ),
        Definition("completeness", "Tỷ lệ báo cáo", "Số đơn vị đã báo cáo trên số đơn vị phải báo cáo."),
        Definition(
            "deadline",
            "Hạn của đơn vị",
            (
                "Ngày cuối nêu trong công văn của đợt; đơn vị bổ sung sau thì theo ngày giao riêng; được gia "
                "hạn thì theo ngày gia hạn; được gửi trả để sửa thì thêm thời hạn sửa. Lấy ngày muộn nhất."
            ),
        ),
        Definition(
            "on_time",
            STATE_WORDS["on_time"],
            "Báo cáo đầu tiên nhận không muộn hơn hạn của đơn vị; bản sửa gửi sau không tính là trễ.",
        ),
        Definition(
            "corrected",
            STATE_WORDS["corrected"],
            (
                "Tệp bị gửi trả đã đến trong hạn, bản sửa đến trong thời hạn sửa; tính vào số đúng hạn. Tệp "
                "bị gửi trả đã đến trễ thì vẫn là trễ hạn, tính theo ngày nhận tệp ấy; bản sửa đến sau cả "
                "thời hạn sửa thì tính từ sau thời hạn sửa."
            ),
        ),
        Definition("timeliness", "Tỷ lệ đúng hạn", "Số đơn vị đúng hạn trên số đơn vị phải báo cáo."),
        Definition("late", STATE_WORDS["late"], "Báo cáo đầu tiên nhận sau hạn của đơn vị."),
        Definition(
            "days_late",
            "Số ngày trễ, quá hạn",
            (
                "Số ngày từ sau hạn của đơn vị đến ngày nhận báo cáo đầu tiên; đơn vị chưa báo cáo thì đến "
                "ngày tính số liệu."
            ),
        ),
        Definition("missing", STATE_WORDS["missing"], "Đơn vị phải báo cáo, trừ đơn vị đã báo cáo."),
        Definition(
            "extended",
            STATE_WORDS["extended"],
            "Chưa báo cáo, được gia hạn và ngày gia hạn chưa qua; tính vào số chưa báo cáo, chưa quá hạn.",
        ),
        Definition(
            "correcting",
            STATE_WORDS["correcting"],
            "Báo cáo đã được gửi trả, thời hạn sửa chưa qua; tính vào số chưa báo cáo, chưa quá hạn.",
        ),
        Definition(
            "waiting",
            STATE_WORDS["waiting"],
            (
                "Đơn vị đã gửi tệp, cơ quan thường trực chưa quyết định (chưa rõ của đơn vị nào, hoặc hai "
                "tệp trái nhau); tính vào số chưa báo cáo, không tính ngày quá hạn."
            ),
        ),
        Definition(
            "reminded",
            "Thời hạn đôn đốc",
            (
                "Thời hạn nêu trong công văn đôn đốc không rút ngắn hạn nào. Nó có dời hạn của đơn vị hay "
                "không là theo quy định của cơ quan khi phát hành đợt (reminders_extend ở data/office.yaml)."
            ),
        ),
        Definition(
            "exempt", STATE_WORDS["exempt"], "Có quyết định miễn cho đợt này; không tính vào số phải báo cáo."
        ),
        Definition(
            "total",
            "Tổng số",
            (
                "Cộng số của các đơn vị có ghi số, kể cả số 0, theo bản sửa cuối cùng nhận đến hết ngày tính "
                "số liệu. Tỷ lệ, số trung bình thì không cộng."
            ),
        ),
        Definition("mean", "Trung bình một đơn vị", "Tổng số chia cho số đơn vị có trả lời."),
        Definition("answered", "Số đơn vị trả lời", "Đơn vị đã báo cáo và có ghi câu trả lời, kể cả số 0."),
        Definition(
            "nothing",
            EMPTY_WORDS["nothing"],
            "Trong kỳ không có việc nào; khác số 0, không cộng vào tổng số.",
        ),
        Definition(
            "not_applicable",
            EMPTY_WORDS["not_applicable"],
            "Chỉ tiêu không thuộc nhiệm vụ của đơn vị; không cộng vào tổng số.",
        ),
        Definition(
            "unanswered",
            EMPTY_WORDS["unanswered"],
            "Đơn vị đã báo cáo nhưng để trống; không cộng vào tổng số.",
        ),
    )
}

NOT_ADDED = "tỷ lệ không cộng"  # beside a share, which has no total

# The bands of days late that a leader asks about; the last one has no end.
_LATE_BANDS: tuple[tuple[int, int | None], ...] = ((1, 3), (4, 7), (8, 15), (16, None))


class KindFigures(NamedTuple):
    """Counts of one kind of unit.

    ``label`` is the office's, or the code itself for a kind that the office has dropped since.
    """

    kind: str
    label: str
    totals: Totals


class LateBand(NamedTuple):
    """How many units first reported ``first`` to ``last`` days after the deadline.

    ``last`` is None in the band without an end.
    """

    first: int
    last: int | None
    units: int

    @property
    def label(self) -> str:
        return f"{self.first}–{self.last} ngày" if self.last else f"từ {self.first} ngày"


class DailyArrivals(NamedTuple):
    """First reports received on one day, all received until then, and how many of the day's were late."""

    on: date
    received: int
    until: int
    late: int = 0


class CountResult(NamedTuple):
    """The numbers given for a count field; ``mean``, ``least`` and ``most`` are None when there are none.

    ``total`` is None for a share (``Field.is_share``).
    """

    total: int | None
    mean: float | None
    least: int | None
    most: int | None


class OptionResult(NamedTuple):
    """How many units chose one option of a ``choices`` field, or answered Có or Không to a ``yes_no`` field.

    A unit may choose several options.
    """

    option: str
    units: int
    share: float | None  # of the units that answered, 0–1


class DatesResult(NamedTuple):
    """Earliest and latest day given; None when there is none."""

    first: date | None
    last: date | None


class UnitText(NamedTuple):
    """What one unit wrote."""

    unit: str
    name: str
    text: str


Result = CountResult | DatesResult | tuple[OptionResult, ...] | tuple[UnitText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFigures:
    """One field over the units that reported: how many answered in which way, and what they answered.

    ``answered + nothing + not_applicable + unanswered`` is the number of these units. ``result`` by the
    field's kind: count → CountResult, date → DatesResult, yes_no and choices → OptionResults, text →
    UnitTexts.
    """

    field: Field
    answered: int
    nothing: int
    not_applicable: int
    unanswered: int
    result: Result


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFigures:
    """Số liệu của đợt: all figures of a round as of a day.

    ``issued``: units named when the letter went out; ``amendments``: every later dated line of the list, so
    that ``totals.expected`` can be followed from one to the other.
    """

    round_code: str
    name: str
    subject: str
    state: RoundState
    totals: Totals
    issued: int
    amendments: tuple[Expectation, ...]
    kinds: tuple[KindFigures, ...]
    late_by: tuple[LateBand, ...]
    arrivals: tuple[DailyArrivals, ...]
    fields: tuple[FieldFigures, ...]


def figure_round(
    round_: Round, state: RoundState, expectations: Sequence[Expectation], kinds: Sequence[UnitKind]
) -> RoundFigures:
    """All figures of a round, from the units' states and the ledger's dated lines."""
    known = [line for line in expectations if line.on <= state.as_of]
    reported = [unit for unit in state.units if unit.received_on]
    return RoundFigures(
        round_code=round_.code,
        name=round_.name,
        subject=round_.subject,
        state=state,
        totals=state.totals,
        issued=sum(line.event == "issued" for line in known),
        amendments=tuple(line for line in known if line.event != "issued"),
        kinds=_by_kind(state.units, kinds),
        late_by=_late_by(reported),
        arrivals=_arrivals(reported),
        fields=tuple(_figure_field(field, reported) for field in round_.fields),
    )


def _by_kind(units: Iterable[UnitState], kinds: Iterable[UnitKind]) -> tuple[KindFigures, ...]:
    """The kinds that occur, in the office's order; kinds that the office has dropped come last."""
    groups: dict[str, list[UnitState]] = {}
    for unit in units:
        groups.setdefault(unit.kind, []).append(unit)
    labels = {kind.code: kind.label for kind in kinds if kind.code in groups}
    labels |= {kind: kind for kind in sorted(groups.keys() - labels.keys())}
    return tuple(KindFigures(kind, label, count_units(groups[kind])) for kind, label in labels.items())


def _late_by(reported: Sequence[UnitState]) -> tuple[LateBand, ...]:
    days = [unit.days_late for unit in reported if unit.state == "late"]
    return tuple(
        LateBand(first, last, sum(first <= late and (last is None or late <= last) for late in days))
        for first, last in _LATE_BANDS
    )


def _arrivals(reported: Iterable[UnitState]) -> tuple[DailyArrivals, ...]:
    """Days on which a first report came, in order."""
    units = list(reported)
    by_day = Counter(unit.received_on for unit in units if unit.received_on)
    late = Counter(unit.received_on for unit in units if unit.state == "late")
    until, days = 0, []
    for day, received in sorted(by_day.items()):
        until += received
        days.append(DailyArrivals(day, received, until, late[day]))
    return tuple(days)


def _figure_field(field: Field, reported: Sequence[UnitState]) -> FieldFigures:
    answers = [(unit, unit.answers.get(field.code, UNANSWERED)) for unit in reported]
    states = Counter(answer.state for _, answer in answers)
    given = [(unit, answer) for unit, answer in answers if answer.state == "value"]
    return FieldFigures(
        field=field,
        answered=states["value"],
        nothing=states["nothing"],
        not_applicable=states["not_applicable"],
        unanswered=states["unanswered"],
        result=_RESULTS[field.kind](field, given),
    )


_Given = Sequence[tuple[UnitState, Answer]]


def _count(field: Field, given: _Given) -> Result:
    numbers = [answer.value for _, answer in given if isinstance(answer.value, int)]
    total = sum(numbers)
    mean = total / len(numbers) if numbers else None
    least, most = min(numbers, default=None), max(numbers, default=None)
    return CountResult(None if field.is_share else total, mean, least, most)


def _dates(_: Field, given: _Given) -> Result:
    days = [answer.value for _, answer in given if isinstance(answer.value, date)]
    return DatesResult(min(days, default=None), max(days, default=None))


def _yes_no(_: Field, given: _Given) -> Result:
    yes = sum(answer.value is True for _, answer in given)
    return tuple(
        OptionResult(word, units, units / len(given) if given else None)
        for word, units in (("Có", yes), ("Không", len(given) - yes))
    )


def _choices(field: Field, given: _Given) -> Result:
    chosen = Counter(
        option for _, answer in given if isinstance(answer.value, tuple) for option in answer.value
    )
    return tuple(
        OptionResult(option, chosen[option], chosen[option] / len(given) if given else None)
        for option in field.of
    )


def _texts(_: Field, given: _Given) -> Result:
    return tuple(UnitText(unit.code, unit.name, answer.text()) for unit, answer in given)


_RESULTS = {"count": _count, "date": _dates, "yes_no": _yes_no, "choices": _choices, "text": _texts}


# --- plain data ---------------------------------------------------------------------------------------------


def figures_json(figures: RoundFigures) -> dict[str, object]:
    """The figures of the round itself as plain data, each unit as a call that makes it. Rates are 0–1."""
    state = figures.state
    return {
        "round": figures.round_code,
        "deadline": state.deadline.isoformat(),
        "as_of": state.as_of.isoformat(),
        "received_later": state.received_later,
        "reminders_count": state.reminders_count,
        "issued": figures.issued,
        "totals": totals_json(figures.totals),
        "kinds": [{"kind": one.kind, "label": one.label, **totals_json(one.totals)} for one in figures.kinds],
        "late_by": [{**one._asdict()} for one in figures.late_by],
        "arrivals": [
            {"on": one.on.isoformat(), "received": one.received, "until": one.until, "late": one.late}
            for one in figures.arrivals
        ],
        "amendments": [
            {
                "on": line.on.isoformat(),
                "unit": line.unit,
                "name": line.name,
                "event": line.event,
                "reason": line.reason,
            }
            for line in figures.amendments
        ],
        "fields": [_field_json(one) for one in figures.fields],
        "units": [partial(_unit_json, unit) for unit in state.units],
    }


def totals_json(totals: Totals) -> dict[str, object]:
    """Counts and rates; a rate is None when nobody was expected."""
    return {**totals._asdict(), "completeness": totals.completeness, "timeliness": totals.timeliness}


def _field_json(figures: FieldFigures) -> dict[str, object]:
    result = figures.result
    plain = (
        [one._asdict() for one in result]
        if not isinstance(result, CountResult | DatesResult)
        else {name: to_plain(value) for name, value in result._asdict().items()}
    )
    return {
        "code": figures.field.code,
        "label": figures.field.label,
        "kind": figures.field.kind,
        "answered": figures.answered,
        "nothing": figures.nothing,
        "not_applicable": figures.not_applicable,
        "unanswered": figures.unanswered,
        "result": plain,
    }


def _unit_json(unit: UnitState) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "state": unit.state,
        "received_on": unit.received_on.isoformat() if unit.received_on else None,
        "days_late": unit.days_late,
        **term_json(unit),
        "revision": unit.revision,
        "note": unit.remark,
        "answers": {code: answer_json(answer) for code, answer in unit.answers.items()},
    }


def answer_json(answer: Answer) -> dict[str, object]:
    """One answer with its kind of empty."""
    return {"state": answer.state, "value": to_plain(answer.value)}
