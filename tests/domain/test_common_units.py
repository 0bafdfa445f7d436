"""Which units stand for the same in several rounds: new, exempt, merged, split, and in a circle."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from bcd35.domain.common_units import Lineage, group_units, trace_units
from bcd35.domain.figures import RoundFigures
from bcd35.domain.histories import PartOf, UnitEvent, UnitLine
from tests.support.comparing import TIN, deadline_of, round_of, tin

BEFORE, BETWEEN, AFTER = (deadline_of(1) - timedelta(9), deadline_of(1) + timedelta(9), deadline_of(0))


def common(rounds: Sequence[RoundFigures], *parts: PartOf) -> list[list[str]]:
    """For each comparable group its members in each round, such as ``AB C``."""
    return [
        ["".join(unit.code for unit in members) for members in group.members]
        for group in group_units(rounds, Lineage(parts))
        if group.common
    ]


def two(before: str, after: str, exempt: str = "") -> list[RoundFigures]:
    """Two rounds by the letters of their units, each of which gave a number."""
    return [
        round_of("1", tin(**dict.fromkeys(before, 1)), TIN, back=1),
        round_of("2", tin(**dict.fromkeys(after, 1)), TIN, exempt=exempt),
    ]


def test_a_unit_of_both_rounds_is_common_and_a_new_or_gone_one_is_not() -> None:
    assert common(two("AB", "BC")) == [["B", "B"]]


def test_common_to_three_rounds_is_what_all_of_them_expected() -> None:
    rounds = [
        round_of(str(3 - back), tin(**dict.fromkeys(units, 1)), TIN, back=back)
        for back, units in ((2, "AC"), (1, "BC"), (0, "ABC"))
    ]
    assert common(rounds) == [["C", "C", "C"]]


def test_an_exempt_unit_was_not_expected_to_stand_for_anything() -> None:
    assert common(two("AB", "AB", exempt="A")) == [["B", "B"]]


def test_the_case_of_a_code_does_not_matter() -> None:
    rounds = [round_of("1", tin(Sxd=1), TIN, back=1), round_of("2", tin(SXD=1), TIN)]
    assert common(rounds) == [["Sxd", "SXD"]]


def test_merged_units_stand_for_their_successor() -> None:
    assert common(two("ABC", "BC"), PartOf("A", "B", BETWEEN)) == [["AB", "B"], ["C", "C"]]


@pytest.mark.parametrize(
    ("rounds", "why"),
    [
        (two("BC", "BC"), "what was merged into B was not asked before"),
        (two("AC", "BC"), "B was not asked before, only what was merged into it"),
        (two("ABC", "BC", exempt="B"), "the successor is exempt"),
    ],
)
def test_a_merger_of_which_a_part_is_missing_is_not_comparable(rounds: list[RoundFigures], why: str) -> None:
    assert common(rounds, PartOf("A", "B", BETWEEN)) == [["C", "C"]], why


def test_a_merger_before_or_after_both_rounds_changes_nothing() -> None:
    assert common(two("BC", "BC"), PartOf("A", "B", BEFORE)) == [["B", "B"], ["C", "C"]]
    assert common(two("ABC", "ABC"), PartOf("A", "B", AFTER + timedelta(1))) == [[one, one] for one in "ABC"]


def test_a_unit_merged_while_the_round_ran_counts_when_both_reported_or_it_was_excused() -> None:
    merged = PartOf("A", "B", AFTER - timedelta(1))
    assert common(two("AB", "AB"), merged) == [["AB", "BA"]]  # the one that goes on first
    assert common(two("AB", "AB", exempt="A"), merged) == [["AB", "B"]]


def test_excused_for_a_merger_that_came_after_the_successors_report_is_not_comparable() -> None:
    assert common(two("AB", "AB", exempt="A"), PartOf("A", "B", AFTER + timedelta(1))) == [["B", "B"]]


def test_a_new_unit_of_two_that_were_merged_has_nothing_of_its_own() -> None:
    assert common(two("ACD", "ND"), PartOf("A", "N", BETWEEN), PartOf("C", "N", BETWEEN)) == [
        ["D", "D"],
        ["AC", "N"],
    ]


def test_an_old_unit_that_joins_with_two_others_has_something_of_its_own() -> None:
    """N was asked before, therefore what it stands for grew, and all three are needed."""
    merged = PartOf("A", "N", BETWEEN), PartOf("C", "N", BETWEEN)
    assert common(two("ACND", "ND"), *merged) == [["D", "D"], ["ACN", "N"]]
    assert common(two("AND", "ND"), *merged) == [["D", "D"]]


def test_a_merger_through_several_steps() -> None:
    steps = PartOf("A", "B", BEFORE), PartOf("B", "C", BETWEEN)
    assert common(two("BC", "C"), *steps) == [["BC", "C"]]
    assert common(two("ABC", "C"), *steps) == [["BAC", "C"]]


def test_a_split_unit_is_comparable_with_all_that_it_became() -> None:
    split = PartOf("N", "A", end=BETWEEN)
    assert common(two("AD", "AND"), split) == [["A", "AN"], ["D", "D"]]
    assert common(two("AD", "AD"), split) == [["D", "D"]]


def test_a_unit_that_was_dissolved_into_two() -> None:
    split = PartOf("M", "A", end=BETWEEN), PartOf("N", "A", end=BETWEEN)
    assert common(two("A", "MN"), *split) == [["A", "MN"]]
    assert common(two("A", "M"), *split) == []


def test_split_off_and_merged_into_a_third() -> None:
    parts = PartOf("N", "A", end=BETWEEN), PartOf("N", "T", BETWEEN)
    assert common(two("AT", "AT"), *parts) == [["AT", "TA"]]
    assert common(two("A", "AT"), *parts) == []


def test_mergers_in_a_circle_come_to_an_end() -> None:
    circle = PartOf("A", "B", BEFORE), PartOf("B", "A", BEFORE)
    assert common(two("AB", "AB"), *circle) == [["AB", "AB"]]


def test_a_group_sums_only_when_all_of_it_answered() -> None:
    before = round_of("1", tin(A=2, B=-1, C=3, D=None), TIN, back=1)
    after = round_of("2", tin(B=9, C=4, D=None), TIN)

    groups = group_units([before, after], Lineage([PartOf("A", "B", BETWEEN)]))

    assert [[group.sum_of(at, "tin") for at in (0, 1)] for group in groups] == [[None, 9], [3, 4], [0, 0]]
    assert [group.reported(0) for group in groups] == [False, True, True]


@pytest.mark.parametrize(
    ("split_on", "told"),
    [
        (deadline_of(1) + timedelta(1), [(True, True), (True, True)]),
        (deadline_of(1), [(False, False), (True, True)]),  # its report is no longer that of the parts
    ],
)
def test_parts_that_were_split_off_after_the_whole_reported_owe_nothing_more_there(
    split_on: date, told: list[tuple[bool, bool]]
) -> None:
    rounds = [round_of("1", tin(A=60, M=-1, N=-1), TIN, back=1), round_of("2", tin(A=5, M=4, N=3), TIN)]
    parts = [PartOf(part, "A", end=split_on) for part in "MN"]
    groups = group_units(rounds, Lineage(parts))
    assert [[(one.reported(at), one.on_time(at)) for at in (0, 1)] for one in groups][-1] == told


def test_a_part_that_reported_late_for_itself_is_late() -> None:
    before = round_of("1", tin(A=60, M=3, N=-1), TIN, late="M", back=1)
    split = [PartOf(part, "A", end=deadline_of(1) + timedelta(1)) for part in "MN"]
    (group,) = group_units([before, round_of("2", tin(M=4, N=3), TIN)], Lineage(split))
    assert (group.reported(0), group.on_time(0)) == (True, False)


def test_a_merged_unit_that_still_owes_its_report_counts_as_missing() -> None:
    rounds = [round_of("1", tin(A=-1, B=9), TIN, back=1), round_of("2", tin(B=9), TIN)]
    (group,) = group_units(rounds, Lineage([PartOf("A", "B", BEFORE)]))
    assert [group.reported(at) for at in (0, 1)] == [False, True]


# --- what the ledger tells of units -------------------------------------------------------------------------


def told(event: UnitEvent, unit: str, other: str = "", on: date = BETWEEN) -> UnitLine:
    return UnitLine(0, unit, event, on, other=other)


def test_the_lineage_follows_from_the_lines_of_units() -> None:
    lines = [
        told("merged", "A", "S"),
        told("renamed", "S"),
        told("split", "N", "T"),
        told("recoded", "Y", "X"),
        told("recoded", "Z", "y"),
        told("restored", "a", on=AFTER),
        told("restored", "B"),
    ]

    lineage = trace_units(lines, [PartOf("a", "Q"), PartOf("B", "Q")])

    assert lineage.parts == [
        PartOf("B", "Q"),
        PartOf("A", "S", BETWEEN, AFTER),
        PartOf("N", "T", end=BETWEEN),
    ]
    assert [lineage.code_of(code) for code in ("X", "y", "Z", "A")] == ["z", "z", "z", "a"]


def test_a_unit_with_a_new_code_is_the_same_unit() -> None:
    rounds = two("XC", "YC")

    def groups(lines: Sequence[UnitLine]) -> list[list[str]]:
        found = group_units(rounds, trace_units(lines))
        return [
            ["".join(one.code for one in units) for units in group.members] for group in found if group.common
        ]

    assert groups([]) == [["C", "C"]]
    assert groups([told("recoded", "Y", "X")]) == [["C", "C"], ["X", "Y"]]
    assert groups([told("recoded", "Y", "X"), told("recoded", "X", "Y")]) == [["C", "C"], ["X", "Y"]]


def test_what_was_part_of_a_unit_with_a_new_code_is_part_of_it_still() -> None:
    rounds = two("AX", "Y")
    lines = [told("merged", "A", "X"), told("recoded", "Y", "X")]

    (group,) = group_units(rounds, trace_units(lines))
    assert (group.common, [unit.code for unit in group.members[0]]) == (True, ["A", "X"])


def test_a_unit_that_is_used_again_after_a_merger_stands_for_itself() -> None:
    lineage = trace_units([told("merged", "A", "B", BEFORE), told("restored", "A", on=BETWEEN)])

    groups = group_units(two("B", "AB"), lineage)
    assert [group.common for group in groups] == [True]  # B with what was A's, and both
    assert not any(group.common for group in group_units(two("B", "B"), lineage))
