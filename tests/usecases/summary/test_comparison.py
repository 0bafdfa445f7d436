"""Rounds side by side: same question, other code; units renamed or merged; what has no answer."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.comparison import Compared, ComparedRound, Comparison, Trend, compare_rounds
from bcd35.domain.figures import RoundFigures, figure_round
from bcd35.domain.reports import Answer
from bcd35.domain.rounds import Field, Round
from bcd35.domain.summary import RoundState, UnitState
from bcd35.store.registers import JournalLine
from bcd35.usecases.desk import Desk
from bcd35.usecases.summary.status import status, sum_up
from tests.conftest import CommandLine
from tests.support.rosters import ROUND, build_roster
from tests.support.states import issued_term

DEADLINE = date(2025, 12, 15)
AFTER = DEADLINE + timedelta(days=1)
TIN, ANH = (
    Field(code="tin", label="Số tin bài", kind="count"),
    Field(code="anh", label="Số ảnh", kind="count"),
)


def round_of(
    code: str, numbers: Mapping[str, Mapping[str, int | None]], *fields: Field, late: str = ""
) -> RoundFigures:
    """Figures of a round: unit → field code → number; an empty mapping is a unit that did not report."""
    units = []
    for unit, given_numbers in numbers.items():
        state = ("late" if unit in late else "on_time") if given_numbers else "missing"
        received = DEADLINE + timedelta(unit in late) if given_numbers else None
        answers = {
            code: Answer("nothing") if number is None else Answer("value", number)
            for code, number in given_numbers.items()
        }
        units.append(
            UnitState(
                code=unit,
                name=f"Sở {unit}",
                kind="k",
                state=state,  # type: ignore[arg-type]  # a state
                received_on=received,
                days_late=0,
                revision=bool(given_numbers),
                answers=answers,
                term=issued_term(DEADLINE),
            )
        )
    round_ = Round(code=code, subject="x", grounds=(), tasks=(), fields=fields, deadline=DEADLINE)
    return figure_round(round_, RoundState(DEADLINE, AFTER, tuple(units), 0), (), ())


def line(unit: str, label: str, *values: float | None, rate: bool = False) -> Compared:
    return Compared(unit, f"Sở {unit}" if unit else "", label, "rate" if rate else "count", values)


def test_two_rounds_of_the_same_question() -> None:
    before = round_of("1", {"A": {"tin": 4}, "B": {}}, TIN)
    after = round_of("2", {"A": {"tin": 6}, "B": {"tin": 0}}, TIN, late="B")

    assert compare_rounds([before, after], {}) == Comparison(
        AFTER,
        (ComparedRound("1", running=False), ComparedRound("2", running=False)),
        (
            line("", "Phải báo cáo", 2, 2),
            line("", "Đã báo cáo", 1, 2),
            line("", "Đúng hạn", 1, 1),
            line("", "Tỷ lệ báo cáo", 0.5, 1.0, rate=True),
            line("", "Tỷ lệ đúng hạn", 0.5, 0.5, rate=True),
            line("", "Số tin bài", 4, 6),
            line("A", "Đã báo cáo", 1, 1),
            line("A", "Số tin bài", 4, 6),
            line("B", "Đã báo cáo", 0, 1),
            line("B", "Số tin bài", None, 0),
        ),
    )


def lines_of(
    label: str, *rounds: RoundFigures, mergers: Mapping[str, str] | None = None
) -> dict[str, tuple[float | None, ...]]:
    """Unit (or nothing for the whole round) → values of one label."""
    compared = compare_rounds(rounds, mergers or {})
    assert compared is not None
    return {one.unit: one.values for one in compared.lines if one.label == label}


def test_a_question_is_the_same_by_its_code_or_by_its_label() -> None:
    renamed = Field(code="so_tin", label="SỐ  TIN BÀI", kind="count")
    relabelled = Field(code="TIN", label="Tin, bài đã gửi", kind="count")
    rounds = (
        round_of("1", {"A": {"so_tin": 1}}, renamed),
        round_of("2", {"A": {"TIN": 2}}, relabelled),
        round_of("3", {"A": {"tin": 3}}, TIN),
    )

    assert lines_of("Số tin bài", *rounds) == {"": (1, 2, 3), "A": (1, 2, 3)}


def test_rounds_without_a_common_question_are_left_out() -> None:
    other = round_of("1", {"A": {"anh": 1}}, ANH)
    text = round_of("2", {"A": {}}, Field(code="tin", label="Số tin bài", kind="text"))
    last = round_of("4", {"A": {"tin": 3}}, TIN)

    assert compare_rounds([last], {}) is None
    assert compare_rounds([other, text, last], {}) is None
    compared = compare_rounds([other, round_of("3", {"A": {"tin": 2}}, TIN), last], {})
    assert compared is not None
    assert [one.code for one in compared.rounds] == ["3", "4"]


def test_a_merged_unit_counts_for_its_successor_through_every_step() -> None:
    before = round_of("1", {"A": {"tin": 1}, "B": {"tin": 2}, "C": {"tin": 4}, "D": {"tin": 8}}, TIN)
    after = round_of("2", {"C": {"tin": 9}, "D": {"tin": 1}}, TIN)

    assert lines_of("Số tin bài", before, after) == {"": (15, 10), "C": (4, 9), "D": (8, 1)}
    mergers = {"a": "B", "b": "C"}
    assert lines_of("Số tin bài", before, after, mergers=mergers) == {"": (15, 10), "C": (7, 9), "D": (8, 1)}
    assert lines_of("Đã báo cáo", before, after, mergers=mergers) == {"": (4, 2), "C": (3, 1), "D": (1, 1)}


def test_a_unit_that_is_new_has_no_line_and_one_that_gave_no_number_an_empty_place() -> None:
    before = round_of("1", {"A": {"tin": None}}, TIN)
    after = round_of("2", {"A": {"tin": 0}, "N": {"tin": 5}}, TIN)

    assert lines_of("Số tin bài", before, after) == {"": (None, 5), "A": (None, 0)}


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
def test_what_it_changed_by(
    values: tuple[float | None, ...], difference: float | None, share: float | None, trend: Trend
) -> None:
    seen = line("", "x", *values)
    assert (seen.difference, seen.share, seen.trend) == (difference, share, trend)


UNITS = st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 99).map(lambda number: {"tin": number}))
MERGERS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("ABCDEF"))


@given(UNITS, UNITS, MERGERS)
def test_whatever_was_merged_the_whole_stays_the_whole(
    first: dict[str, Mapping[str, int | None]],
    last: dict[str, Mapping[str, int | None]],
    mergers: dict[str, str],
) -> None:
    """Even mergers in a circle, which the store does not let in, come to an end."""
    compared = compare_rounds([round_of("1", first, TIN), round_of("2", last, TIN)], mergers)
    assert compared is not None
    whole = [one.values for one in compared.lines if not one.unit]
    alone = compare_rounds([round_of("1", first, TIN), round_of("2", last, TIN)], {})
    assert alone is not None
    assert whole == [one.values for one in alone.lines if not one.unit]


# --- in the office ------------------------------------------------------------------------------------------


def test_retiring_a_unit_into_another_is_kept_with_its_day(bcd35: CommandLine, desk: Desk) -> None:
    ran = bcd35("units", "retire", "STP", "--into", "Thanh tra tỉnh", "--on", "2025-11-30")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "Từ ngày 30/11/2025, Sở Tư pháp (STP) sáp nhập vào Thanh tra tỉnh (TTT) và thôi dùng.\n"
    assert desk.store.registers.mergers(date(2025, 11, 29)) == {}
    assert desk.store.registers.mergers(date(2025, 11, 30)) == {"stp": "TTT"}
    assert bcd35("units", "show", "STP", "--json").json["data"]["status"] == "retired"
    assert desk.store.registers.journal_about("STP")[-1] == JournalLine(
        "2025-12-01T08:30:00+07:00",
        "merge_unit",
        "STP",
        '{"into": "TTT", "on": "2025-11-30", "reason": "", "rounds": [],'
        ' "changes": {"status": ["active", "retired"]}}',
    )


def test_a_unit_that_is_used_again_was_not_merged(bcd35: CommandLine, desk: Desk) -> None:
    assert bcd35("units", "retire", "STP", "--into", "TTT").code == 0
    assert bcd35("units", "edit", "STP", "--status", "active").code == 0

    assert desk.store.registers.mergers(date.max) == {}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ("STP", "--into", "stp"),
            3,
            "Lỗi [--into]: Đơn vị “STP” không thể sáp nhập vào chính nó.\n  → Nêu đơn vị khác.\n",
        ),
        (
            ("STP", "--into", "BQLKCN"),
            3,
            (
                "Lỗi [--into]: “Ban Quản lý các khu công nghiệp” (BQLKCN) đã thôi dùng, không nhận sáp nhập "
                "được.\n"
                "  → Nêu đơn vị đang dùng, hoặc dùng lại đơn vị ấy: bcd35 units edit BQLKCN --status active\n"
            ),
        ),
        (
            ("STP", "--into", "Sở Y t"),
            4,
            (
                "Lỗi: Không có đơn vị “Sở Y t”. Có phải ý bạn là Sở Y tế (SYT)?\n  → Xem danh sách: bcd35 "
                "units list --all\n"
            ),
        ),
    ],
)
def test_mergers_that_are_refused(
    arguments: tuple[str, ...], code: int, message: str, bcd35: CommandLine, desk: Desk
) -> None:
    assert bcd35("units", "retire", "BQLKCN").code == 0
    before = desk.store.registers.units()

    ran = bcd35("units", "retire", *arguments)

    assert (ran.code, ran.out, ran.err) == (code, "", message)
    assert desk.store.registers.units() == before


def test_the_rounds_of_an_office_are_compared_up_to_the_one_asked_about(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18, earlier=2)

    last, middle, first = (
        sum_up(desk, status(desk, code)).comparison for code in (ROUND, f"{ROUND}-1", f"{ROUND}-2")
    )

    assert last is not None
    assert [one.code for one in last.rounds] == [f"{ROUND}-2", f"{ROUND}-1", ROUND]
    assert middle is not None
    assert [one.code for one in middle.rounds] == [f"{ROUND}-2", f"{ROUND}-1"]
    assert first is None
    desk.store.close()


def test_a_round_is_compared_with_the_five_latest_before_it(tmp_path: Path) -> None:
    desk = build_roster(tmp_path / "vp", 18, earlier=7)

    compared = sum_up(desk, status(desk, ROUND)).comparison

    assert compared is not None
    assert [one.code for one in compared.rounds] == [*(f"{ROUND}-{back}" for back in (5, 4, 3, 2, 1)), ROUND]
    desk.store.close()
