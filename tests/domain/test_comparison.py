"""Rounds side by side: the totals of each, and what changed like for like.

Same question, other code; units that are new, silent, merged or split; what has no answer.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.common_units import Lineage
from bcd35.domain.comparison import Compared, ComparedRound, Comparison, Scope, Trend, compare_rounds
from bcd35.domain.figures import RoundFigures
from bcd35.domain.histories import PartOf
from bcd35.domain.rounds import Field
from bcd35.domain.sentences import comparison_words
from tests.support.comparing import ANH, AS_OF, TIN, Numbers, deadline_of, round_of, tin

BETWEEN = deadline_of(1) + timedelta(9)


def line(scope: Scope, label: str, figure: str, *values: float | None, **more: Any) -> Compared:
    return Compared(scope, label, figure, values, **more)


def field_line(scope: Scope, figure: str, *values: float | None, **more: Any) -> Compared:
    return line(scope, "Số tin bài", figure, *values, field="tin", **more)


def compared(*rounds: RoundFigures, parts: Sequence[PartOf] = ()) -> Comparison:
    found = compare_rounds(rounds, Lineage(parts))
    assert found is not None
    return found


def test_two_rounds_of_the_same_question() -> None:
    """B is silent in the first, C is new in the second: only A gave a number to both."""
    before = round_of("1", tin(A=4, B=-1), TIN, back=1)
    after = round_of("2", tin(A=6, B=0, C=9), TIN, late="B")

    assert compared(before, after) == Comparison(
        AS_OF,
        (ComparedRound("1", "1", running=False), ComparedRound("2", "2", running=False)),
        (
            line("round", "Phải báo cáo", "expected", 2, 3),
            line("round", "Đã báo cáo", "reported", 1, 3),
            line("round", "Đúng hạn", "on_time", 1, 2),
            line("round", "Tỷ lệ báo cáo", "completeness", 0.5, 1),
            line("round", "Tỷ lệ đúng hạn", "timeliness", 0.5, 2 / 3),
            field_line("round", "total", 4, 15),
            field_line("round", "answered", 1, 3),
            field_line("round", "mean", 4, 5),
            line("common", "Đã báo cáo", "reported", 1, 2, units=2),
            line("common", "Đúng hạn", "on_time", 1, 1, units=2),
            line("common", "Tỷ lệ báo cáo", "completeness", 0.5, 1, units=2),
            line("common", "Tỷ lệ đúng hạn", "timeliness", 0.5, 0.5, units=2),
            field_line("common", "total", 4, 6, units=1),
            line("unit", "Đã báo cáo", "reported", 1, 1, unit="A", name="Sở A"),
            field_line("unit", "total", 4, 6, unit="A", name="Sở A"),
            line("unit", "Đã báo cáo", "reported", 0, 1, unit="B", name="Sở B"),
            field_line("unit", "total", None, 0, unit="B", name="Sở B"),
        ),
    )


def test_of_three_rounds_each_is_set_beside_the_one_before_it() -> None:
    rounds = (
        round_of("1", tin(A=9, B=1), TIN, back=2),
        round_of("2", tin(A=5, B=5, C=1), TIN, back=1),
        round_of("3", tin(A=4, C=0), TIN),
    )

    found = compared(*rounds)

    assert found.of_scope("steps")[-2:] == [
        field_line("steps", "total", None, 0, -2),
        field_line("steps", "units", None, 2, 2),
    ]
    assert found.of_scope("steps")[-2].trend == "falling"
    assert found.of_scope("steps")[-3] == line("steps", "Phải báo cáo", "units", None, 2, 2)
    assert found.of_scope("common")[-1] == field_line("common", "total", None, 6, 4, units=2)


def values_of(scope: Scope, label: str, found: Comparison) -> dict[str, tuple[float | None, ...]]:
    """Unit (or nothing for many) → values of one label, of fields without what stands beside the total."""
    return {
        one.unit: one.values
        for one in found.of_scope(scope)
        if one.label == label and (one.figure == "total" or not one.field)
    }


def test_a_question_is_the_same_by_its_code_or_by_its_label() -> None:
    renamed = Field(code="so_tin", label="SỐ  TIN BÀI", kind="count")
    relabelled = Field(code="TIN", label="Tin, bài đã gửi", kind="count")
    found = compared(
        round_of("1", {"A": {"so_tin": 1}}, renamed, back=2),
        round_of("2", {"A": {"TIN": 2}}, relabelled, back=1),
        round_of("3", tin(A=3), TIN),
    )

    assert values_of("round", "Số tin bài", found) == {"": (1, 2, 3)}
    assert values_of("unit", "Số tin bài", found) == {"A": (1, 2, 3)}


def test_rounds_without_a_common_question_are_left_out() -> None:
    other = round_of("1", {"A": {"anh": 1}}, ANH, back=3)
    text = round_of("2", {"A": {}}, Field(code="tin", label="Số tin bài", kind="text"), back=2)
    last = round_of("4", tin(A=3), TIN)

    assert compare_rounds([last]) is None
    assert compare_rounds([other, text, last]) is None
    found = compared(other, round_of("3", tin(A=2), TIN, back=1), last)
    assert [one.code for one in found.rounds] == ["3", "4"]


def test_a_question_that_the_last_round_but_one_did_not_ask_is_set_beside_the_round_that_did() -> None:
    found = compared(
        round_of("1", {"A": {"tin": 5, "anh": 1}}, TIN, ANH, back=2),
        round_of("2", {"A": {"anh": 2}}, ANH, back=1),
        round_of("3", {"A": {"tin": 7, "anh": 3}}, TIN, ANH),
    )

    assert values_of("common", "Số tin bài", found) == {"": (5, None, 7)}
    said = list(comparison_words(found))
    assert said[-2].startswith("Số tin bài: 07, đợt 1 05 (+2), tính trên 01 đơn vị có số liệu ở cả hai đợt;")
    assert said[-1].endswith("xu hướng tăng dần qua 03 đợt")
    assert "xu hướng" not in said[-2]


def test_a_merger_is_no_trend() -> None:
    """A, B and C give the same through four rounds, while A and then B are merged away."""
    rounds = (
        round_of("1", tin(A=1, B=2, C=4), TIN, back=3),
        round_of("2", tin(A=1, B=2, C=4), TIN, back=2),
        round_of("3", tin(B=3, C=4), TIN, back=1),
        round_of("4", tin(C=7), TIN),
    )
    parts = [PartOf("A", "B", deadline_of(2) + timedelta(9)), PartOf("B", "C", BETWEEN)]

    found = compared(*rounds, parts=parts)

    steps = [one for one in found.of_scope("steps") if one.figure != "units"]
    assert [(one.values, one.trend) for one in steps] == [((None, 0, 0, 0), "level")] * 5
    assert values_of("unit", "Số tin bài", found) == {"C": (7, 7, 7, 7)}
    assert values_of("unit", "Đã báo cáo", found) == {"C": (1, 1, 1, 1)}


def test_the_value_of_a_round_in_which_a_part_is_missing_is_not_set_beside() -> None:
    """B took over A, which the first round had not asked."""
    found = compared(
        round_of("1", tin(B=2), TIN, back=2),
        round_of("2", tin(A=1, B=2), TIN, back=1),
        round_of("3", tin(B=3), TIN),
        parts=[PartOf("A", "B", BETWEEN)],
    )

    assert values_of("unit", "Số tin bài", found) == {"B": (None, 3, 3)}
    assert {one.note for one in found.of_scope("unit")} == {
        "cộng chung B, A vì sáp nhập, chia tách; đợt không đủ các đơn vị ấy thì để trống"
    }
    assert values_of("common", "Số tin bài", found) == {"": (None, 3, 3)}


def test_a_merger_while_the_last_round_ran_stands_in_the_line_of_the_unit_that_goes_on() -> None:
    rounds = round_of("1", tin(A=1, S=2), TIN, back=1), round_of("2", tin(A=3, S=4), TIN)
    found = compared(*rounds, parts=[PartOf("A", "S", BETWEEN)])

    note = "cộng chung S, A vì sáp nhập, chia tách"
    assert found.of_scope("unit")[-1] == field_line(
        "unit", "total", 3, 7, unit="S", name="Sở S và Sở A", note=note
    )


def test_units_of_a_split_stand_in_one_line() -> None:
    found = compared(
        round_of("1", tin(A=5), TIN, back=1),
        round_of("2", tin(A=3, N=4), TIN),
        parts=[PartOf("N", "A", end=BETWEEN)],
    )

    note = "cộng chung A, N vì sáp nhập, chia tách"
    assert found.of_scope("unit")[-1] == field_line(
        "unit", "total", 5, 7, unit="A", name="Sở A và Sở N", note=note
    )
    assert found.of_scope("common")[-1] == field_line("common", "total", 5, 7, units=1)


def test_nothing_to_report_is_an_answer_that_adds_nothing() -> None:
    found = compared(
        round_of("1", tin(A=None, B=3), TIN, back=1),
        round_of("2", tin(A=5, B=None), TIN),
    )

    assert found.of_scope("common")[-1] == field_line("common", "total", 3, 5, units=2)
    assert values_of("unit", "Số tin bài", found) == {"A": (None, 5), "B": (3, None)}


def test_what_no_two_units_share_is_said_so() -> None:
    found = compared(round_of("1", tin(A=1), TIN, back=1), round_of("2", tin(B=2), TIN))

    assert found.of_scope("common")[-1] == field_line("common", "total", None, None, units=0)
    assert list(comparison_words(found))[-1] == (
        "Số tin bài: không có đơn vị nào có số liệu ở cả hai đợt để so sánh; toàn đợt 02 (01 đơn vị, trung "
        "bình 2,0), đợt trước 01 (01 đơn vị, trung bình 1,0)"
    )


def test_who_reported_is_not_compared_while_a_round_still_takes_reports() -> None:
    running = round_of("2", tin(A=6, B=-1), TIN, back=-1)
    found = compared(round_of("1", tin(A=4, B=5), TIN, back=1), running)

    assert not found.complete
    assert [one for one in found.lines if one.scope != "round"] == [
        field_line("common", "total", 4, 6, units=1),
        field_line("unit", "total", 4, 6, unit="A", name="Sở A"),
        field_line("unit", "total", 5, None, unit="B", name="Sở B"),
    ]


def test_the_report_says_what_it_is_like_for_like_before_the_totals() -> None:
    """The total falls because C left; those that stayed sent more."""
    before = round_of("1", tin(A=10, B=20, C=70), TIN, back=1)
    found = compared(before, round_of("2", tin(A=15, B=21, D=-1), TIN, late="B"))

    shared, points = "tính trên 02 đơn vị phải báo cáo ở cả hai đợt", "\u00a0điểm\u00a0%"
    assert list(comparison_words(found)) == [
        "Tăng, giảm và xu hướng chỉ tính trên những đơn vị chung của hai đợt liền nhau",
        "Phải báo cáo: 03 đơn vị, đợt trước 03 đơn vị; 02 đơn vị chung của hai đợt",
        f"Đã báo cáo: 02, đợt trước 02 (0), {shared}; toàn đợt 02/03, đợt trước 03/03",
        f"Đúng hạn: 01, đợt trước 02 (−1), {shared}; toàn đợt 01/03, đợt trước 03/03",
        f"Tỷ lệ báo cáo: 100,0%, đợt trước 100,0% (0,0{points}), {shared}; toàn đợt 66,7%, đợt trước 100,0%",
        (
            f"Tỷ lệ đúng hạn: 50,0%, đợt trước 100,0% (−50,0{points}), {shared}; toàn đợt 33,3%, đợt trước "
            "100,0%"
        ),
        (
            "Số tin bài: 36, đợt trước 30 (+6), tính trên 02 đơn vị có số liệu ở cả hai đợt; toàn đợt 36 (02 "
            "đơn vị, trung bình 18,0), đợt trước 100 (03 đơn vị, trung bình 33,3)"
        ),
    ]


@pytest.mark.parametrize(
    ("values", "difference", "share", "trend"),
    [
        ((4, 6), 2, 1.5, ""),
        ((0, 6), 6, None, ""),
        ((4, None, 6), 2, 1.5, ""),
        ((4, 6, None), None, None, ""),
        ((None, 6), None, None, ""),
        ((1, 2, 3), 1, 1.5, "rising"),
        ((1, 1, 3), 2, 3, "rising"),
        ((3, 2, 2), 0, 1, "falling"),
        ((2, 2, 2), 0, 1, "level"),
        ((1, 3, 2), -1, 2 / 3, "mixed"),
    ],
)
def test_what_a_units_figure_changed_by(
    values: tuple[float | None, ...], difference: float | None, share: float | None, trend: Trend
) -> None:
    seen = field_line("unit", "total", *values)
    assert (seen.difference, seen.share, seen.trend) == (difference, share, trend)


@pytest.mark.parametrize(
    ("steps", "trend"),
    [
        ((None, 1, 2), "rising"),
        ((None, 0, -2), "falling"),
        ((None, 0, 0), "level"),
        ((None, 1, -1), "mixed"),
        ((None, -1, None, 1, 2), "rising"),
        ((None, 1, None, 2), ""),
        ((None, 1, 2, None), ""),
    ],
)
def test_a_trend_is_what_the_last_steps_have_in_common(steps: tuple[float | None, ...], trend: Trend) -> None:
    assert field_line("steps", "total", *steps).trend == trend


def test_totals_of_rounds_and_a_yes_or_no_make_no_trend_and_rates_no_share() -> None:
    for seen in (field_line("round", "total", 1, 2, 3), field_line("steps", "units", None, 1, 2)):
        assert (seen.difference, seen.share, seen.trend) == (None, None, "")
    reported = line("unit", "Đã báo cáo", "reported", 1, 1, 0)
    assert (reported.difference, reported.share, reported.trend) == (-1, None, "")
    rate = line("common", "Tỷ lệ báo cáo", "completeness", None, 0.5, 0.75)
    assert (rate.measure, rate.difference, rate.share) == ("rate", 0.25, None)


# --- what holds of any rounds -------------------------------------------------------------------------------

NUMBER = st.one_of(st.none(), st.integers(-1, 99))
UNITS = st.dictionaries(st.sampled_from("ABCDEF"), NUMBER).map(lambda numbers: tin(**numbers))
DAYS = st.integers(-300, 30).map(lambda days: AS_OF + timedelta(days))
PARTS = st.lists(
    st.one_of(
        st.builds(PartOf, st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF"), DAYS),
        st.builds(PartOf, st.sampled_from("ABCDEF"), st.sampled_from("ABCDEF"), end=DAYS),
    ),
    max_size=4,
)


def of_rounds(numbers: Sequence[Numbers], parts: Sequence[PartOf] = ()) -> Comparison:
    last = len(numbers) - 1
    rounds = [round_of(str(at), one, TIN, back=last - at) for at, one in enumerate(numbers)]
    return compared(*rounds, parts=parts)


def like_for_like(found: Comparison) -> list[Compared]:
    return [one for one in found.lines if one.scope in ("common", "steps")]


@given(st.lists(UNITS, min_size=2, max_size=4), st.data())
def test_a_unit_of_one_round_only_never_changes_a_like_for_like_figure(
    numbers: list[Numbers], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(numbers) - 1))
    more = [*numbers]
    more[at] = {**numbers[at], "X": {"tin": data.draw(st.integers(0, 99))}}

    assert like_for_like(of_rounds(more)) == like_for_like(of_rounds(numbers))


@given(UNITS, UNITS, st.sampled_from([0, 1]), st.integers(0, 99))
def test_a_unit_that_is_silent_in_one_of_two_rounds_never_changes_a_like_for_like_sum(
    first: Numbers, last: Numbers, silent: int, number: int
) -> None:
    told: list[Numbers] = [{"X": {"tin": number}}, {"X": {"tin": number}}]
    told[silent] = {"X": {}}
    more = [{**first, **told[0]}, {**last, **told[1]}]

    with_it, without = of_rounds(more), of_rounds([first, last])

    assert with_it.of_scope("common")[-1] == without.of_scope("common")[-1]


@given(UNITS, UNITS, st.tuples(*[st.integers(0, 99)] * 4))
def test_a_merger_changes_no_like_for_like_total(
    first: Numbers, last: Numbers, numbers: tuple[int, int, int, int]
) -> None:
    """X is merged into Y between the rounds, and Y goes on with the work of both."""
    x, y, x_after, y_after = numbers
    before = {**first, **tin(X=x, Y=y)}
    apart = of_rounds([before, {**last, **tin(X=x_after, Y=y_after)}])
    merged = of_rounds([before, {**last, **tin(Y=x_after + y_after)}], [PartOf("X", "Y", BETWEEN)])

    for scope in ("common", "round"):
        assert values_of(scope, "Số tin bài", merged) == values_of(scope, "Số tin bài", apart)
    assert (merged.of_scope("common")[-1].units or 0) + 1 == apart.of_scope("common")[-1].units


@given(st.lists(UNITS, min_size=2, max_size=4), PARTS)
def test_rates_are_shares_and_counts_within_the_common_units(
    numbers: list[Numbers], parts: list[PartOf]
) -> None:
    """Whatever was merged and split, in a circle even, which the store does not let in."""
    found = of_rounds(numbers, parts)

    for one in found.lines:
        known = [value for value in one.values if value is not None]
        if one.measure == "rate" and one.scope != "steps":
            assert all(0 <= value <= 1 for value in known)
        if one.scope == "common" and not one.field:
            assert all(value <= (one.units or 0) for value in known)
    assert found.of_scope("round") == of_rounds(numbers).of_scope("round")


@given(st.lists(UNITS, min_size=2, max_size=4), PARTS)
def test_the_last_step_is_the_change_that_is_told(numbers: list[Numbers], parts: list[PartOf]) -> None:
    found = of_rounds(numbers, parts)
    steps = [one for one in found.of_scope("steps") if one.figure != "units"]

    told = [one.difference for one in found.of_scope("common")]
    assert [one.values[-1] for one in steps] == (told if len(numbers) > 2 else [])
