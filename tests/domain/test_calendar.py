"""The calendar of working days, and the days of a letter that are hardly ever meant."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.cli.letter_options import Accepted
from bcd35.domain.calendar import Calendar, judge_span, shown_days
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import DOUBTS, LetterDays, Restating, judge_letter_days
from bcd35.domain.letters import LetterNumber

TET = {date(2026, 2, 16) + timedelta(days=step): "Tết Nguyên Đán" for step in range(5)}
SWAPPED = {date(2026, 8, 31): "Nghỉ thay ngày 22/08"}
CALENDAR = Calendar(TET | SWAPPED, {date(2026, 8, 22): "Làm bù"}, frozenset())
PLAIN = Calendar({}, {}, frozenset(range(2019, 2040)))
NUMBER = LetterNumber("CV/BCĐ", "2025-2030", 29)


def test_tet_and_a_swapped_saturday() -> None:
    assert CALENDAR.working_day_after(date(2026, 2, 13), 1) == date(2026, 2, 23)
    assert CALENDAR.working_days_between(date(2026, 2, 13), date(2026, 2, 24)) == 2
    assert CALENDAR.working_day_after(date(2026, 8, 21), 1) == date(2026, 8, 22)
    assert CALENDAR.working_day_from(date(2026, 8, 29)) == date(2026, 9, 1)
    assert [CALENDAR.why_off(date(2026, 2, day)) for day in (13, 14, 15, 17)] == [
        "",
        "thứ bảy",
        "chủ nhật",
        "Tết Nguyên Đán",
    ]


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 40))
def test_so_many_working_days_lie_between(start: date, days: int) -> None:
    for calendar in (PLAIN, CALENDAR):
        after = calendar.working_day_after(start, days)
        assert calendar.working_days_between(start, after) == days
        assert not calendar.is_off(after)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 400), st.integers(0, 400))
def test_working_days_add_up(start: date, first: int, second: int) -> None:
    middle, end = start + timedelta(first), start + timedelta(first + second)
    parts = CALENDAR.working_days_between(start, middle) + CALENDAR.working_days_between(middle, end)
    assert CALENDAR.working_days_between(start, end) == parts


def test_a_span_over_presumed_days_says_so_in_one_line_a_year() -> None:
    assert judge_span(CALENDAR, date(2026, 2, 10), date(2026, 2, 24), "R") == [
        Finding(
            "presumed_days_off",
            "R",
            "Có tính qua ngày nghỉ mới là dự kiến (16–20/02/2026): văn phòng chưa xác nhận lịch nghỉ năm "
            "2026.",
            "Đối chiếu thông báo nghỉ rồi chạy: bcd35 holidays confirm 2026 --decision VĂN_BẢN",
        )
    ]
    confirmed = CALENDAR._replace(confirmed=frozenset({2026}))
    assert judge_span(confirmed, date(2026, 2, 10), date(2026, 2, 24), "R") == []
    assert judge_span(CALENDAR, date(2026, 3, 2), date(2026, 3, 20), "R") == []


def test_a_presumed_swapped_saturday_says_so_too() -> None:
    """A deadline on it, or a term counted through it, holds only if the decision has it worked."""
    (found,) = judge_span(CALENDAR, date(2026, 8, 18), date(2026, 8, 22), "R")
    assert found.message == (
        "Có tính qua ngày làm bù mới là dự kiến (22/08/2026): văn phòng chưa xác nhận lịch nghỉ năm 2026."
    )
    (both,) = judge_span(CALENDAR, date(2026, 8, 18), date(2026, 9, 1), "R")
    assert "ngày nghỉ mới là dự kiến (31/08/2026), ngày làm bù mới là dự kiến (22/08/2026)" in both.message


def test_a_year_without_a_calendar_says_so() -> None:
    (found,) = judge_span(CALENDAR, date(2026, 12, 20), date(2027, 1, 5), "R")
    assert (found.code, "2027" in found.message, "data/holidays.yaml" in found.fix) == (
        "calendar_unknown",
        True,
        True,
    )


def test_days_that_follow_each_other_are_shown_as_a_span() -> None:
    days = [date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert shown_days(days) == "27/04/2026, 30/04–01/05/2026, 31/12–01/01/2027"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (LetterDays(NUMBER, date(2025, 11, 22), date(2025, 12, 15)), []),
        (LetterDays(NUMBER, date(2025, 11, 22), date(2025, 12, 14)), ["day-off"]),
        (LetterDays(NUMBER, date(2026, 2, 10), date(2026, 2, 17)), ["day-off"]),
        (LetterDays(NUMBER, date(2025, 11, 22), date(2025, 11, 21)), ["past-deadline"]),
        (
            LetterDays(
                NUMBER,
                date(2025, 11, 20),
                date(2025, 12, 15),
                (NUMBER._replace(number=28), date(2025, 11, 22)),
            ),
            ["date-order"],
        ),
    ],
)
def test_doubts_about_a_letter_s_days(days: LetterDays, expected: list[str]) -> None:
    doubts = list(judge_letter_days(days, CALENDAR, lambda: Restating("Nêu lại --to")))

    assert [doubt.name for doubt in doubts] == expected
    assert all(doubt.finding.fix.endswith(f"--accept {doubt.name}") for doubt in doubts)


def test_every_doubt_can_be_accepted_on_the_command_line() -> None:
    option = Accepted.__metadata__[0]  # type: ignore[attr-defined]
    assert all(option.parser(name) == name for name in DOUBTS)
    assert all(name in option.help for name in DOUBTS)
