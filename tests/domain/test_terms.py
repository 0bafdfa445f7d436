"""The last day of a unit, whatever lines there are."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.letters import Expectation
from bcd35.domain.reports import Report
from bcd35.domain.summary import RoundLines, UnitState, judge_state
from bcd35.domain.terms import Grant, GrantEvent, RoundTerms
from bcd35.domain.undecided import UndecidedFile

ISSUED, DEADLINE = date(2025, 11, 22), date(2025, 12, 15)
LETTER = Grant("", "issued", ISSUED, DEADLINE)


def day(of_december: int) -> date:
    return date(2025, 12, 1) + timedelta(of_december - 1)


def granted(event: GrantEvent, on: int, until: int, unit: str = "SYT", came: int | None = None) -> Grant:
    return Grant(unit, event, day(on), day(until), reason="lý do", received_on=(came and day(came)) or None)


def state(
    as_of: int,
    grants: Iterable[Grant] = (),
    came: int | None = None,
    *,
    reminders_count: bool = False,
    waits_since: int | None = None,
) -> UnitState:
    line = Expectation(unit="SYT", name="Sở Y tế", kind="k", event="issued", on=ISSUED, reason="")
    report = Report(
        round_code="r", unit="SYT", revision=1, received_on=day(came or 1), answers={}, origin="manual"
    )
    lines = RoundLines(
        [line],
        RoundTerms([LETTER], grants, reminders_count=reminders_count),
        {"SYT": [report]} if came else {},
        {"syt": [file_of(day(waits_since))]} if waits_since else {},
    )
    return judge_state(lines, day(as_of)).units[0]


def file_of(came: date, decided: date | None = None) -> UndecidedFile:
    return UndecidedFile(
        sha256="",
        round_code="r",
        unit="SYT",
        file_name="a.xlsx",
        verdict="conflict",
        received_on=came,
        decided_on=decided,
    )


def seen(*asked: object, **more: object) -> tuple[str, int]:
    unit = state(*asked, **more)  # type: ignore[arg-type]  # as above
    return unit.state_words, unit.days_late


RETURNED = granted("corrected", 15, 22, came=14)  # a file of the 14th, given back until the 22nd


@pytest.mark.parametrize(
    ("came", "as_of", "words", "days_late"),
    [
        (None, 20, "Đang sửa, hạn 22/12/2025", 0),
        (None, 22, "Đang sửa, hạn 22/12/2025", 0),
        (None, 24, "Chưa báo cáo", 2),  # from the last day that a letter named, not from the 15th
        (22, 23, "Đúng hạn sau khi sửa", 0),
        (23, 23, "Trễ hạn", 1),
    ],
)
def test_the_term_of_a_correction_counts(came: int | None, as_of: int, words: str, days_late: int) -> None:
    assert seen(as_of, [RETURNED], came) == (words, days_late)


def test_a_file_that_came_late_is_late_though_it_was_given_back_and_corrected() -> None:
    late = granted("corrected", 19, 26, came=18)
    assert seen(27, [late], 25) == ("Trễ hạn", 3)  # the day of the file that was given back decides


def test_after_the_term_of_a_correction_the_days_count_from_it_whenever_the_file_came() -> None:
    late = granted("corrected", 18, 25, came=17)
    told = [seen(as_of, [late], as_of) for as_of in (25, 26, 31)]
    assert told == [("Trễ hạn", 2), ("Trễ hạn", 1), ("Trễ hạn", 6)]
    assert [seen(as_of, [late])[1] for as_of in (25, 26, 31)] == [0, 1, 6]


def test_of_two_files_the_one_that_came_late_decides() -> None:
    """The first came in time, the second after the term of its correction."""
    too_late = granted("corrected", 24, 31, came=24)
    unit = state(31, [RETURNED, too_late], 30)
    assert (unit.state, unit.days_late) == ("late", 2)
    assert unit.late_by == "trễ tính theo tệp bị gửi trả, nhận 24/12/2025, khi ấy hạn là 22/12/2025"


def test_of_two_corrections_each_counts_when_the_file_before_came_in_time() -> None:
    again = granted("corrected", 21, 28, came=21)
    assert seen(29, [RETURNED, again], 27) == ("Đúng hạn sau khi sửa", 0)
    too_late = granted("corrected", 24, 31, came=24)
    assert seen(31, [RETURNED, too_late], 30)[0] == "Trễ hạn"


@pytest.mark.parametrize(
    ("grants", "as_of", "expected"),
    [
        ([granted("extended", 10, 20)], 9, ("Chưa báo cáo", 0)),  # not known yet
        ([granted("extended", 10, 20)], 18, ("Được gia hạn đến 20/12/2025", 0)),
        ([granted("extended", 10, 20, unit="")], 18, ("Được gia hạn đến 20/12/2025", 0)),
        ([granted("extended", 10, 20)], 22, ("Chưa báo cáo", 2)),
        ([granted("extended", 10, 20, unit="DTN")], 18, ("Chưa báo cáo", 3)),
        ([granted("joined", 17, 24)], 18, ("Chưa báo cáo", 0)),  # its own term, and no fault of its own
    ],
)
def test_an_extension_counts_from_its_day_on(
    grants: list[Grant], as_of: int, expected: tuple[str, int]
) -> None:
    assert seen(as_of, grants) == expected


def test_what_a_reminder_names_counts_only_by_the_offices_rule() -> None:
    reminder = [granted("reminded", 17, 24)]
    assert seen(20, reminder) == ("Chưa báo cáo", 5)
    assert state(20, reminder).term.reminders == tuple(reminder)
    assert seen(20, reminder, reminders_count=True) == ("Chưa báo cáo", 0)
    assert seen(25, reminder, 24, reminders_count=True) == ("Đúng hạn", 0)
    early = [granted("reminded", 3, 10)]
    assert seen(13, early, 12, reminders_count=True) == ("Đúng hạn", 0)  # never makes the last day earlier


def test_a_file_that_waits_for_the_office_is_no_fault_of_the_unit() -> None:
    assert seen(20, waits_since=14) == ("Chờ văn phòng xử lý", 0)
    assert seen(13, waits_since=14) == ("Chưa báo cáo", 0)


GRANTS = st.lists(
    st.builds(
        granted,
        st.sampled_from(["joined", "extended", "corrected", "reminded"]),
        st.integers(1, 40),
        st.integers(10, 60),
        st.sampled_from(["SYT", ""]),
        st.integers(1, 40),
    ),
    max_size=6,
)


@given(
    grants=GRANTS,
    later=GRANTS,
    as_of=st.integers(1, 40),
    came=st.one_of(st.none(), st.integers(1, 40)),
    reminders_count=st.booleans(),
)
def test_what_is_decided_later_changes_nothing_of_an_earlier_day(
    *, grants: list[Grant], later: list[Grant], as_of: int, came: int | None, reminders_count: bool
) -> None:
    after = [one._replace(on=day(as_of + 1)) for one in later]
    whole = state(as_of, [*grants, *after], came, reminders_count=reminders_count)
    assert whole == state(as_of, grants, came, reminders_count=reminders_count)


@given(grants=GRANTS, as_of=st.integers(1, 40), came=st.integers(1, 40), reminders_count=st.booleans())
def test_an_extension_never_makes_a_unit_late(
    *, grants: list[Grant], as_of: int, came: int, reminders_count: bool
) -> None:
    before = state(as_of, grants, came, reminders_count=reminders_count)
    extended = granted("extended", 1, 70)
    after = state(as_of, [*grants, extended], came, reminders_count=reminders_count)
    assert after.days_late == 0 <= before.days_late
    assert after.term.deadline == day(70)


@given(grants=GRANTS, came=st.integers(1, 60), reminders_count=st.booleans())
def test_a_report_is_late_by_the_days_that_the_unit_was_told_to_be_overdue(
    *, grants: list[Grant], came: int, reminders_count: bool
) -> None:
    missing = state(came, grants, reminders_count=reminders_count)
    reported = state(came, grants, came, reminders_count=reminders_count)
    assert reported.term.last_day == missing.term.last_day
    if missing.days_late:
        assert (reported.state, reported.days_late) == ("late", missing.days_late)


# --- letters that follow one another ------------------------------------------------------------------------


def test_each_day_goes_by_the_letter_that_was_out_and_no_report_is_late_by_a_later_one() -> None:
    follower = Grant("", "issued", day(13), day(14))
    terms = RoundTerms([LETTER, follower], [granted("joined", 10, 15)])
    days = [day(1), day(12), day(13), day(20)]
    assert [terms.of("SNV", one).deadline for one in days] == [DEADLINE, DEADLINE, day(14), day(14)]
    assert terms.of("SYT", day(13)).grant is follower, "an own day is over with the letter that follows"
    assert terms.of_report("SNV", day(12), day(20)).deadline == DEADLINE
    late = [terms.of_report("SNV", one, day(20)).days_late(one) for one in (day(12), day(13), day(15))]
    assert late == [0, 0, 1]
    earlier_name, later_name = granted("joined", 14, 25), granted("joined", 14, 18)
    assert RoundTerms([LETTER], [earlier_name, later_name]).of("SYT", day(20)).deadline == day(18)
