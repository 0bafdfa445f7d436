"""The figures of a round.

Each counted once, each kind of empty apart, every rate a share of what it is a share of.
"""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.answers import Answer, Answers
from bcd35.domain.figures import (
    CountResult,
    DailyArrivals,
    DatesResult,
    KindFigures,
    LateBand,
    OptionResult,
    RoundFigures,
    UnitText,
    figure_round,
    figures_json,
)
from bcd35.domain.letters import Expectation
from bcd35.domain.numerals import share_words
from bcd35.domain.reports import Report
from bcd35.domain.rounds import Field, Round
from bcd35.domain.summary import RoundState, Totals, UnitState, judge_state
from bcd35.domain.units import UnitKind
from tests.support.states import issued_term, round_lines

ISSUED, DEADLINE, AS_OF = date(2025, 11, 22), date(2025, 12, 15), date(2025, 12, 20)
KINDS = (UnitKind("dang_uy", "Đảng ủy cơ sở"), UnitKind("chi_bo", "Chi bộ cơ sở"))
FIELDS = (
    Field(code="tin", label="Số tin bài", kind="count"),
    Field(code="ngay", label="Ngày thông báo", kind="date"),
    Field(code="trang", label="Có trang", kind="yes_no"),
    Field(code="cach", label="Hình thức", kind="choices", of=("văn bản", "họp")),
    Field(code="loi", label="Kiến nghị", kind="text", required=False),
)
ROUND = Round(
    code="2025-11", subject="đẩy mạnh tuyên truyền", grounds=(), tasks=(), fields=FIELDS, deadline=DEADLINE
)


def reported(code: str, answers: Answers, days_late: int = 0, kind: str = "dang_uy") -> UnitState:
    received = DEADLINE + timedelta(days_late or -3)
    return UnitState(
        code=code,
        name=f"Sở {code}",
        kind=kind,
        state="late" if days_late else "on_time",
        received_on=received,
        days_late=days_late,
        revision=1,
        answers=answers,
        term=issued_term(DEADLINE),
    )


def silent(code: str, state: str = "missing", kind: str = "dang_uy") -> UnitState:
    return UnitState(
        code=code,
        name=f"Sở {code}",
        kind=kind,
        state=state,  # type: ignore[arg-type]  # a state
        received_on=None,
        days_late=5 if state == "missing" else 0,
        revision=0,
        answers={},
        term=issued_term(DEADLINE),
    )


def figures(*units: UnitState, lines: tuple[Expectation, ...] = ()) -> RoundFigures:
    return figure_round(ROUND, RoundState(DEADLINE, AS_OF, units, 0), lines, KINDS)


def value(value: object) -> Answer:
    return Answer("value", value)  # type: ignore[arg-type]  # the caller knows the field's kind


def test_kinds_stand_in_the_offices_order_and_an_unknown_one_last() -> None:
    seen = figures(
        silent("A", kind="cu"), reported("B", {}, kind="chi_bo"), reported("C", {}, 2), silent("D", "exempt")
    )

    assert seen.totals == Totals(expected=3, reported=2, on_time=1, late=1, missing=1, exempt=1)
    assert seen.kinds == (
        KindFigures(
            "dang_uy", "Đảng ủy cơ sở", Totals(expected=1, reported=1, on_time=0, late=1, missing=0, exempt=1)
        ),
        KindFigures(
            "chi_bo", "Chi bộ cơ sở", Totals(expected=1, reported=1, on_time=1, late=0, missing=0, exempt=0)
        ),
        KindFigures("cu", "cu", Totals(expected=1, reported=0, on_time=0, late=0, missing=1, exempt=0)),
    )


def test_the_list_as_issued_and_every_later_line_of_it() -> None:
    lines = (
        Expectation(unit="A", name="Sở A", kind="dang_uy", event="issued", on=ISSUED, reason=""),
        Expectation(unit="B", name="Sở B", kind="dang_uy", event="issued", on=ISSUED, reason=""),
        Expectation(
            unit="C", name="Sở C", kind="dang_uy", event="added", on=ISSUED + timedelta(5), reason=""
        ),
        Expectation(
            unit="A",
            name="Sở A",
            kind="dang_uy",
            event="exempted",
            on=ISSUED + timedelta(9),
            reason="sáp nhập",
        ),
        Expectation(
            unit="B",
            name="Sở B",
            kind="dang_uy",
            event="exempted",
            on=AS_OF + timedelta(1),
            reason="muộn hơn ngày tính",
        ),
    )
    seen = figures(lines=lines)

    assert (seen.issued, seen.amendments) == (2, lines[2:4])


def test_late_units_fall_into_one_band_each() -> None:
    seen = figures(
        *(reported(str(days), {}, days) for days in (1, 3, 4, 7, 8, 15, 16, 90)),
        reported("T", {}),
        silent("M"),
    )

    assert seen.late_by == (LateBand(1, 3, 2), LateBand(4, 7, 2), LateBand(8, 15, 2), LateBand(16, None, 2))
    assert [band.label for band in seen.late_by] == ["1–3 ngày", "4–7 ngày", "8–15 ngày", "từ 16 ngày"]


def test_arrivals_are_first_returns_by_day() -> None:
    seen = figures(reported("A", {}), reported("B", {}, 2), reported("C", {}), silent("M"))

    assert seen.arrivals == (
        DailyArrivals(DEADLINE - timedelta(3), 2, 2),
        DailyArrivals(DEADLINE + timedelta(2), 1, 3, 1),
    )


def test_every_kind_of_field_has_its_own_result_over_the_units_that_answered() -> None:
    first = {
        "tin": value(7),
        "ngay": value(ISSUED),
        "trang": Answer("value", value=True),
        "cach": value(("văn bản", "họp")),
        "loi": value("thiếu máy"),
    }
    second = {
        "tin": value(0),
        "ngay": value(AS_OF),
        "trang": Answer("value", value=False),
        "cach": value(("họp",)),
        "loi": Answer("unanswered"),
    }
    empty = {field.code: Answer("nothing") for field in FIELDS}
    off = {field.code: Answer("not_applicable") for field in FIELDS}
    seen = figures(
        reported("A", first),
        reported("B", second, 1),
        reported("C", empty),
        reported("D", off),
        reported("E", {}),
        silent("M"),
    )

    assert [(one.answered, one.nothing, one.not_applicable, one.unanswered) for one in seen.fields] == [
        (2, 1, 1, 1)
    ] * 4 + [(1, 1, 1, 2)]
    assert [one.result for one in seen.fields] == [
        CountResult(7, 3.5, 0, 7),
        DatesResult(ISSUED, AS_OF),
        (OptionResult("Có", 1, 0.5), OptionResult("Không", 1, 0.5)),
        (OptionResult("văn bản", 1, 0.5), OptionResult("họp", 2, 1.0)),
        (UnitText("A", "Sở A", "thiếu máy"),),
    ]


def test_a_round_without_reports_has_no_mean_no_share_and_no_rate() -> None:
    seen = figures()

    assert [one.result for one in seen.fields] == [
        CountResult(0, None, None, None),
        DatesResult(None, None),
        (OptionResult("Có", 0, None), OptionResult("Không", 0, None)),
        (OptionResult("văn bản", 0, None), OptionResult("họp", 0, None)),
        (),
    ]
    assert (seen.totals.completeness, seen.totals.timeliness) == (None, None)


def test_rates_are_shares_of_the_units_expected_without_the_exempt_ones() -> None:
    """12 units named, 1 added, 5 exempted, 1 of them restored: 9 expected. 6 reported, 5 of them in time."""
    exempted = [line(code, "exempted", 5) for code in "ABCDE"]
    lines = (
        *(line(code, "issued") for code in "ABCDEFGHIJKL"),
        line("M", "added", 3),
        *exempted,
        line("A", "restored", 6),
    )
    in_time, late = DEADLINE, DEADLINE + timedelta(1)
    # B is exempt
    received = {"A": in_time, "F": in_time, "G": in_time, "H": in_time, "M": in_time, "I": late, "B": in_time}
    reports = {
        code: [
            Report(round_code="2025-11", unit=code, revision=1, received_on=on, answers={}, origin="manual")
        ]
        for code, on in received.items()
    }

    seen = figure_round(ROUND, judge_state(round_lines(DEADLINE, lines, reports), AS_OF), lines, KINDS)

    assert seen.totals == Totals(expected=9, reported=6, on_time=5, late=1, missing=3, exempt=4)
    assert seen.totals.completeness == pytest.approx(6 / 9)
    assert seen.totals.timeliness == pytest.approx(5 / 9)


def line(code: str, event: str, days: int = 0) -> Expectation:
    """A dated line of the list of expected units, so many days after the issue."""
    return Expectation(
        unit=code, name=f"Sở {code}", kind="dang_uy", event=event, on=ISSUED + timedelta(days), reason=""
    )


def test_the_plain_shape_of_all_figures() -> None:
    line = Expectation(unit="C", name="Sở C", kind="dang_uy", event="added", on=ISSUED, reason="")
    seen = figures(
        reported("A", {"tin": value(7), "ngay": value(ISSUED), "cach": value(("họp",))}, 2),
        silent("C"),
        lines=(line,),
    )

    totals = {
        "expected": 2,
        "reported": 1,
        "on_time": 0,
        "late": 1,
        "missing": 1,
        "exempt": 0,
        **dict.fromkeys(("corrected", "extended", "correcting", "waiting"), 0),
        "completeness": 0.5,
        "timeliness": 0.0,
    }
    counts = {"answered": 1, "nothing": 0, "not_applicable": 0, "unanswered": 0}
    silence = {"answered": 0, "nothing": 0, "not_applicable": 0, "unanswered": 1}
    term = ("2025-12-15", "issued", "theo công văn, 22/11/2025")
    unit = {
        "kind": "dang_uy",
        "note": "",
        **dict(zip(("deadline", "deadline_by", "deadline_why"), term, strict=True)),
    }
    assert json.loads(json.dumps(figures_json(seen), default=lambda make: make())) == {
        "round": "2025-11",
        "deadline": "2025-12-15",
        "as_of": "2025-12-20",
        "received_later": 0,
        "reminders_count": False,
        "issued": 0,
        "totals": totals,
        "kinds": [{"kind": "dang_uy", "label": "Đảng ủy cơ sở", **totals}],
        "late_by": [
            {"first": first, "last": last, "units": units}
            for first, last, units in ((1, 3, 1), (4, 7, 0), (8, 15, 0), (16, None, 0))
        ],
        "arrivals": [{"on": "2025-12-17", "received": 1, "until": 1, "late": 1}],
        "amendments": [{"on": "2025-11-22", "unit": "C", "name": "Sở C", "event": "added", "reason": ""}],
        "fields": [
            {
                "code": "tin",
                "label": "Số tin bài",
                "kind": "count",
                **counts,
                "result": {"total": 7, "mean": 7.0, "least": 7, "most": 7},
            },
            {
                "code": "ngay",
                "label": "Ngày thông báo",
                "kind": "date",
                **counts,
                "result": {"first": "2025-11-22", "last": "2025-11-22"},
            },
            {
                "code": "trang",
                "label": "Có trang",
                "kind": "yes_no",
                **silence,
                "result": [
                    {"option": "Có", "units": 0, "share": None},
                    {"option": "Không", "units": 0, "share": None},
                ],
            },
            {
                "code": "cach",
                "label": "Hình thức",
                "kind": "choices",
                **counts,
                "result": [
                    {"option": "văn bản", "units": 0, "share": 0.0},
                    {"option": "họp", "units": 1, "share": 1.0},
                ],
            },
            {"code": "loi", "label": "Kiến nghị", "kind": "text", **silence, "result": []},
        ],
        "units": [
            {
                "code": "A",
                "name": "Sở A",
                "state": "late",
                "received_on": "2025-12-17",
                "days_late": 2,
                "revision": 1,
                "answers": {
                    "tin": {"state": "value", "value": 7},
                    "ngay": {"state": "value", "value": "2025-11-22"},
                    "cach": {"state": "value", "value": ["họp"]},
                },
                **unit,
            },
            {
                "code": "C",
                "name": "Sở C",
                "state": "missing",
                "received_on": None,
                "days_late": 5,
                "revision": 0,
                "answers": {},
                **unit,
            },
        ],
    }


ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        field.code: st.one_of(
            st.sampled_from([Answer("nothing"), Answer("not_applicable"), Answer("unanswered")]),
            values.map(value),
        )
        for field, values in zip(
            FIELDS,
            (
                st.integers(0, 999_999_999),
                st.dates(ISSUED, AS_OF),
                st.booleans(),
                st.sampled_from([("văn bản",), ("họp",), ("văn bản", "họp")]),
                st.just("lời"),
            ),
            strict=True,
        )
    },
)
DAYS = st.dates(ISSUED, AS_OF + timedelta(40))
LINES = st.lists(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["issued", "added", "exempted", "restored"]), DAYS),
    max_size=15,
)
RETURNS = st.dictionaries(st.sampled_from("ABCDEF"), st.lists(st.tuples(DAYS, ANSWERS), max_size=3))


@given(LINES, RETURNS, DAYS)
def test_whatever_the_ledger_says_parts_add_up_and_rates_lie_between_0_and_100_percent(
    lines: list[tuple[str, str, date]], returns: dict[str, list[tuple[date, Answers]]], as_of: date
) -> None:
    expectations = [
        Expectation(
            unit=unit,
            name=f"Sở {unit}",
            kind="dang_uy" if unit in "AB" else "chi_bo",
            event=event,
            on=on,
            reason="",
        )
        for unit, event, on in lines
    ]
    reports = {
        unit: [
            Report(
                round_code="2025-11",
                unit=unit,
                revision=place,
                received_on=on,
                answers=answers,
                origin="manual",
            )
            for place, (on, answers) in enumerate(known, start=1)
        ]
        for unit, known in returns.items()
    }
    seen = figure_round(
        ROUND, judge_state(round_lines(DEADLINE, expectations, reports), as_of), expectations, KINDS
    )

    assert tuple(map(sum, zip(*(one.totals for one in seen.kinds), strict=True))) == (
        tuple(seen.totals) if seen.kinds else ()
    )
    assert sum(band.units for band in seen.late_by) == seen.totals.late
    assert sum(one.received for one in seen.arrivals) == seen.totals.reported
    assert [one.until for one in seen.arrivals][-1:] == ([seen.totals.reported] if seen.arrivals else [])
    for one in seen.fields:
        assert one.answered + one.nothing + one.not_applicable + one.unanswered == seen.totals.reported
        shares = [part.share for part in one.result if isinstance(part, OptionResult)]
        assert all((share is None) == (one.answered == 0) for share in shares)
        assert all(0 <= share <= 1 for share in shares if share is not None)
    rates = [
        rate
        for part in (seen.totals, *(one.totals for one in seen.kinds))
        for rate in (part.completeness, part.timeliness)
    ]
    assert all(0 <= rate <= 1 for rate in rates if rate is not None)


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "–"), (0, "0,0%"), (2 / 3, "66,7%"), (0.0005, "0,1%"), (0.99949, "99,9%"), (1, "100,0%")],
)
def test_a_share_in_words(share: float | None, words: str) -> None:
    assert share_words(share) == words
