"""Another clerk at work while a folder is taken in.

What was recorded before stays, what comes after is judged as things stand by then.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.record import Recorded, ReturnedFiles, record_files
from bcd35.usecases.registers.switching import excuse_unit, switch_round
from bcd35.usecases.summary.status import status
from bcd35.usecases.workspace.upkeep import check_workspace
from tests.conftest import ROUND, at
from tests.support.filling import fill, form_of, rows

pytestmark = pytest.mark.issued

# In the order in which a folder of them is read; with two forms to an act: two, two, one.
IN_ORDER = ("DTN", "SNV", "SXD", "SYT", "TTT")
Act = Callable[[Desk], object]


@pytest.fixture(autouse=True)
def _inbox(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All five units have sent their forms, into ``thư đến``; two are recorded in an act."""
    monkeypatch.setattr("bcd35.usecases.receiving.record.FORMS_PER_ACT", 2)
    for unit in IN_ORDER:
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx")


def do(root: Path, act: Act) -> None:
    """What another clerk does, over a connection of their own."""
    other = at(root)
    act(other)
    other.store.close()


class Meanwhile:
    """A progress bar that lets another clerk act when it comes to ``done`` of ``what``."""

    def __init__(self, root: Path, what: str, done: int, act: Act) -> None:
        self._root, self._moment, self._act, self.acted = root, (what, done), act, 0

    def __call__(self, what: str, done: int, _total: int) -> None:
        if (what, done) == self._moment:
            do(self._root, self._act)
            self.acted += 1


def taken_in(desk: Desk, what: str, done: int, act: Act) -> Recorded:
    """Take in the folder, while another clerk does ``act`` at that moment."""
    meanwhile = Meanwhile(desk.workspace.root, what, done, act)
    recorded = record_files(desk, ReturnedFiles(paths=[desk.workspace.root / "thư đến"]), progress=meanwhile)
    assert meanwhile.acted == 1
    return recorded


def closes(other: Desk) -> None:
    switch_round(other, ROUND, "closed")


def reopens(other: Desk) -> None:
    switch_round(other, ROUND, "open")


def exempts(unit: str) -> Act:
    return lambda other: excuse_unit(other, ROUND, unit, event="exempted", reason="sáp nhập")


def restores(unit: str) -> Act:
    return lambda other: excuse_unit(other, ROUND, unit, event="restored", reason="vẫn còn")


def verdicts(recorded: Recorded) -> list[str]:
    """Each verdict, a refusal with its one reason, in the order of the files."""
    return [" ".join((one.verdict, *(found.code for found in one.findings))) for one in recorded.outcomes]


class Ledger(NamedTuple):
    """Units with a report, what the journal tells of them, how many originals and refused files are kept."""

    reported: list[str]
    journal: list[tuple[str, str]]
    originals: int
    copies: int


def ledger(root: Path) -> Ledger:
    reported = [unit for (unit,) in rows(root, "SELECT unit_code FROM reports ORDER BY id")]
    told = rows(
        root,
        "SELECT act, subject FROM journal WHERE id > (SELECT max(id) FROM journal WHERE act = 'notify') "
        "ORDER BY id",
    )
    journal = [line for line in told if line[0] != "refuse_file"]
    kept, copies = (len(list((root / "out" / folder).rglob("*.xlsx"))) for folder in ("_ho-so", "_cach-ly"))
    assert len(rows(root, "SELECT DISTINCT report_id FROM answers")) == len(reported)
    assert len(rows(root, "SELECT id FROM quarantine")) == copies == len(told) - len(journal)
    return Ledger(reported, journal, kept, copies)


def recorded_lines(*units: str) -> list[tuple[str, str]]:
    return [("record_report", unit) for unit in units]


# --- closed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment", [("Đọc báo cáo", 5), ("Ghi sổ", 0)], ids=["files read", "verdicts planned"]
)
def test_a_round_closed_after_reading_takes_nothing(moment: tuple[str, int], desk: Desk, root: Path) -> None:
    recorded = taken_in(desk, *moment, closes)

    assert verdicts(recorded) == ["refused round_closed"] * 5
    assert ledger(root) == Ledger([], [("switch_round", ROUND)], originals=0, copies=5)
    assert check_workspace(desk).findings == ()


@pytest.mark.parametrize(("done", "before"), [(2, IN_ORDER[:2]), (4, IN_ORDER[:4])])
def test_a_round_closed_between_two_acts_keeps_what_it_took_and_no_more(
    done: int, before: tuple[str, ...], desk: Desk, root: Path
) -> None:
    recorded = taken_in(desk, "Ghi sổ", done, closes)

    rest = IN_ORDER[done:]
    assert verdicts(recorded) == ["accepted"] * done + ["refused round_closed"] * len(rest)
    assert {found.message for one in recorded.outcomes for found in one.findings} == {
        f"Đợt “{ROUND}” đã đóng."
    }
    closed = Ledger(
        [*before], [*recorded_lines(*before), ("switch_round", ROUND)], originals=done, copies=len(rest)
    )
    assert ledger(root) == closed
    assert check_workspace(desk).findings == ()
    # Opened again, the same command takes in the rest and nothing twice.
    do(root, reopens)
    again = record_files(desk, ReturnedFiles(paths=[root / "thư đến"]))
    assert verdicts(again) == ["already_received"] * done + ["accepted"] * len(rest)
    journal = [*closed.journal, ("switch_round", ROUND), *recorded_lines(*rest)]
    assert ledger(root) == Ledger([*IN_ORDER], journal, originals=5, copies=len(rest))
    assert check_workspace(desk).findings == ()


def test_a_round_closed_while_originals_are_being_kept_takes_none_of_that_act(
    desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[AbstractContextManager[None]] = []
    really_act = desk.store.act

    def act(*at: datetime) -> AbstractContextManager[None]:
        if len(begun) == 1:  # the second act: its originals lie there, its rows do not
            do(root, closes)
        begun.append(really_act(*at))
        return begun[-1]

    monkeypatch.setattr(desk.store, "act", act)

    recorded = record_files(desk, ReturnedFiles(paths=[root / "thư đến"]))

    assert verdicts(recorded) == ["accepted"] * 2 + ["refused round_closed"] * 3
    found = ledger(root)
    assert (found.reported, found.journal) == (
        [*IN_ORDER[:2]],
        [*recorded_lines(*IN_ORDER[:2]), ("switch_round", ROUND)],
    )
    assert check_workspace(desk).findings == ()
    # What was recorded stays known; what was to be recorded is refused like any other file.
    again = record_files(desk, ReturnedFiles(paths=[root / "thư đến"]))
    assert verdicts(again) == ["already_received"] * 2 + ["refused round_closed"] * 3
    assert [bool(one.quarantined) for one in again.outcomes] == [False] * 2 + [True] * 3
    assert ledger(root).reported == [*IN_ORDER[:2]]
    assert check_workspace(desk).findings == ()


def test_a_round_reopened_meanwhile_takes_the_rest(desk: Desk, root: Path) -> None:
    do(root, closes)

    recorded = taken_in(desk, "Ghi sổ", 2, reopens)

    assert verdicts(recorded) == ["refused round_closed"] * 2 + ["accepted"] * 3
    assert ledger(root) == Ledger(
        [*IN_ORDER[2:]], [("switch_round", ROUND)] * 2 + recorded_lines(*IN_ORDER[2:]), originals=3, copies=2
    )
    assert check_workspace(desk).findings == ()


# --- exempted -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moment", [("Đọc báo cáo", 5), ("Ghi sổ", 0), ("Ghi sổ", 2)])
def test_a_unit_exempted_meanwhile_is_refused_alone(moment: tuple[str, int], desk: Desk, root: Path) -> None:
    recorded = taken_in(desk, *moment, exempts("SXD"))

    others = [unit for unit in IN_ORDER if unit != "SXD"]
    assert verdicts(recorded) == ["accepted", "accepted", "refused exempt", "accepted", "accepted"]
    found = ledger(root)
    assert (found.reported, found.originals, found.copies) == (others, 4, 1)
    assert Counter(found.journal) == Counter([*recorded_lines(*others), ("exempted", "SXD")])
    assert check_workspace(desk).findings == ()


def test_a_unit_exempted_after_it_was_recorded_keeps_its_report_and_counts_no_more(
    desk: Desk, root: Path
) -> None:
    recorded = taken_in(desk, "Ghi sổ", 2, exempts("SNV"))

    assert verdicts(recorded) == ["accepted"] * 5
    assert ledger(root).reported == [*IN_ORDER]
    totals = status(desk, ROUND).state.totals
    assert (totals.expected, totals.reported, totals.exempt) == (4, 4, 1)
    assert check_workspace(desk).findings == ()


def test_a_unit_that_has_to_report_again_meanwhile_is_taken(desk: Desk, root: Path) -> None:
    do(root, exempts("TTT"))

    assert verdicts(taken_in(desk, "Ghi sổ", 4, restores("TTT"))) == ["accepted"] * 5
    assert ledger(root).copies == 0
    assert check_workspace(desk).findings == ()


# --- recorded by the other clerk ----------------------------------------------------------------------------


def test_two_clerks_who_take_in_the_same_folder_record_each_form_once(desk: Desk, root: Path) -> None:
    recorded = taken_in(
        desk, "Ghi sổ", 2, lambda other: record_files(other, ReturnedFiles(paths=[root / "thư đến"]))
    )

    assert verdicts(recorded) == ["accepted"] * 2 + ["already_received"] * 3
    assert ledger(root) == Ledger([*IN_ORDER], recorded_lines(*IN_ORDER), originals=5, copies=0)
    assert check_workspace(desk).findings == ()
