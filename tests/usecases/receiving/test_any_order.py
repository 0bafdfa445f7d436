"""Reports put right in any order: what counts is what a plain list of the entries gives.

All acts of a day fall in one second, so that the clock tells nothing of their order.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bcd35.cli.errors import run
from bcd35.domain.errors import Refused
from bcd35.domain.reports import Report, in_force
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.move import MoveRequest, move_report, swap_reports
from bcd35.usecases.receiving.put_right import AmendRequest, amend_reports
from bcd35.usecases.receiving.record import ManualReport, ReturnedFiles, record_by_hand, record_files
from bcd35.usecases.receiving.withdraw import restore_reports, withdraw_reports, withdraw_revisions
from bcd35.usecases.summary.status import status_known_on
from bcd35.usecases.workspace.ledger_check import ledger_findings
from bcd35.world.workspace import VIETNAM
from tests.conftest import ROUND, at
from tests.support.filling import TYPED, fill, form_of, issue, question
from tests.support.living import LIVING, copy_of

UNITS = ("SYT", "SNV")
FIELDS = ("anh_da_gui", "video_da_gui", "tin_bai_da_gui")
FIRST = date(2025, 12, 1)


class Step(NamedTuple):
    """So many days later this is done about a unit; ``which`` of its entries, or of the fields."""

    later: int
    act: str
    unit: str
    which: int


ACTS = ("form", "form", "hand", "hand", "amend", "withdraw one", "withdraw one", "restore one")
STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 2),
        st.sampled_from((*ACTS, "withdraw", "restore", "move", "move one", "swap", "undo", "undo")),
        st.sampled_from((UNITS[0], *UNITS, UNITS[0])),
        st.integers(0, 3),
    ),
    min_size=10,
    max_size=16,
)


class Entry(NamedTuple):
    """One report as it came: a form says all, an entry by hand one field."""

    day: date
    says: dict[str, int]
    form: bool


Standing = dict[str, list[Entry]]


class Book:
    """A ledger, and beside it the plain lists of what counts."""

    def __init__(self, root: Path) -> None:
        self.root, self.now = root, datetime.combine(FIRST, time(8), VIETNAM)
        self.standing: Standing = {unit: [] for unit in UNITS}
        self.before = deepcopy(self.standing)  # the last act
        self.gone: dict[str, list[list[Entry]]] = {unit: [] for unit in UNITS}  # what each withdrawal took
        self.alone: dict[str, tuple[int, list[Entry]]] = {}  # withdrawn by itself, and how the list was
        self.told: dict[date, Any] = {}
        self._value = 0

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        desk = at(self.root, self.now)
        with closing(desk.store):
            yield desk

    def revisions(self, desk: Desk, unit: str) -> list[Report]:
        return in_force(desk.store.reports.of_round(ROUND, [unit]).get(unit, []))

    def withdrawals(self) -> dict[str, int]:
        """How many withdrawals of each unit stand; a move is one too."""
        with self.desk() as desk:
            known = desk.store.reports.received(ROUND)
        return {unit: sum(one.withdraws for one in known.get(unit, ())) for unit in UNITS}

    def live(self, step: Step) -> None:
        for _ in range(step.later):
            self.told[self.now.date()] = self.known(self.now.date())
            self.now += timedelta(days=1)
        was, numbers, withdrawn = deepcopy(self.standing), self._lines(), self.withdrawals()
        try:
            getattr(self, step.act.replace(" ", "_"))(step)
        except Refused:
            self.standing = was  # the office is told why, and nothing happens
        for unit, number in self.withdrawals().items():
            self.gone[unit] += [was[unit]] if number > withdrawn[unit] else []
            del self.gone[unit][number:]
        if self._lines() != numbers:
            if step.act != "undo":
                self.before = was
            for unit in UNITS:
                if self.standing[unit] != was[unit] and step.act not in ("withdraw one", "form", "hand"):
                    self.alone.pop(unit, None)
        self.hold()

    def hold(self) -> None:
        with self.desk() as desk:
            for unit in UNITS:
                found = self.revisions(desk, unit)
                assert [one.received_on for one in found] == [one.day for one in self.standing[unit]], unit
                answers = {name: answer.value for name, answer in found[-1].answers.items()} if found else {}
                assert {name: answers.get(name) for name in FIELDS} == self.figures(unit), unit
            assert ledger_findings(desk.store) == []

    def figures(self, unit: str) -> dict[str, int | None]:
        says: dict[str, int | None] = dict.fromkeys(FIELDS)
        for entry in self.standing[unit]:
            says |= entry.says
        return says

    def known(self, day: date) -> Any:
        with self.desk() as desk:
            seen = status_known_on(desk, ROUND, day, day)
            return [(one.code, one.state, one.days_late, one.term) for one in seen.state.units]

    def _lines(self) -> int:
        with self.desk() as desk:
            return desk.store.registers.last_line()

    def _new_value(self) -> int:
        """No two entries say the same: a value that is what stood before would be no change."""
        self._value += 1
        return self._value + 100

    # --- what an office does

    def form(self, step: Step) -> None:
        says = {name: self._new_value() for name in FIELDS}
        path = self.root / "đến" / f"{self._value}.xlsx"
        questions = ("so_anh", "so_video", "so_tin_bai_da_gui")
        answers: dict[str, object] = {
            question(one): says[field] for one, field in zip(questions, FIELDS, strict=True)
        }
        fill(form_of(self.root, step.unit), path, {**TYPED, **answers})
        with self.desk() as desk:
            record_files(desk, ReturnedFiles(paths=[path], received_on=self.now.date()))
        self.standing[step.unit].append(Entry(self.now.date(), says, form=True))

    def hand(self, step: Step) -> None:
        if not self.standing[step.unit]:
            return
        says = {FIELDS[step.which % len(FIELDS)]: self._new_value()}
        values = {name: str(value) for name, value in says.items()}
        with self.desk() as desk:
            record_by_hand(desk, ManualReport(unit=step.unit, values=values, received_on=self.now.date()))
        self.standing[step.unit].append(Entry(self.now.date(), says, form=False))

    def _chosen(self, desk: Desk, step: Step) -> tuple[int, int]:
        """Place in the list, and revision, of one that counts. Raises Refused when none does."""
        found = self.revisions(desk, step.unit)
        if not found:
            raise Refused("none", "")
        place = step.which % len(found)
        return place, found[place].revision

    def amend(self, step: Step) -> None:
        with self.desk() as desk:
            place, revision = self._chosen(desk, step)
            day = FIRST + timedelta(step.which)
            request = AmendRequest(units=[step.unit], reason="x", revision=revision, received_on=day)
            amend_reports(desk, request)
        self.standing[step.unit][place] = self.standing[step.unit][place]._replace(day=day)

    def withdraw_one(self, step: Step) -> None:
        with self.desk() as desk:
            place, revision = self._chosen(desk, step)
            withdraw_revisions(desk, [step.unit], revision, "x")
        self.alone[step.unit] = revision, list(self.standing[step.unit])
        del self.standing[step.unit][place]

    def restore_one(self, step: Step) -> None:
        revision, order = self.alone.get(step.unit, (0, []))
        with self.desk() as desk:
            restore_reports(desk, [step.unit], "x", revision=revision or 99)
        added = [one for one in self.standing[step.unit] if one not in order]
        self.standing[step.unit] = order + added

    def withdraw(self, step: Step) -> None:
        with self.desk() as desk:
            withdraw_reports(desk, [step.unit], "x")
        self.standing[step.unit] = []

    def restore(self, step: Step) -> None:
        with self.desk() as desk:
            restore_reports(desk, [step.unit], "x")
        self.standing[step.unit] = list(self.gone[step.unit][-1])

    def move(self, step: Step) -> None:
        other = next(unit for unit in UNITS if unit != step.unit)
        with self.desk() as desk:
            move_report(desk, MoveRequest(unit=step.unit, to=other, reason="x"))
        self.standing[other], self.standing[step.unit] = self.standing[step.unit], []

    def swap(self, _: Step) -> None:
        with self.desk() as desk:
            swap_reports(desk, UNITS, "x")
        one, other = UNITS
        self.standing[one], self.standing[other] = self.standing[other], self.standing[one]

    def move_one(self, step: Step) -> None:
        other = next(unit for unit in UNITS if unit != step.unit)
        with self.desk() as desk:
            place, revision = self._chosen(desk, step)
            move_report(desk, MoveRequest(unit=step.unit, to=other, reason="x", revisions=(revision,)))
        entry = self.standing[step.unit].pop(place)
        later = [one for one in self.standing[other] if one.day > entry.day]
        self.standing[other] = [one for one in self.standing[other] if one not in later] + [entry, *later]

    def undo(self, _: Step) -> None:
        numbers = self._lines()
        run(("-C", str(self.root), "undo", "--yes", "--json"), now=self.now)
        if self._lines() != numbers:
            self.standing, self.before = self.before, self.standing
            self.alone.clear()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("mẫu") / "vp", UNITS)


@settings(LIVING, max_examples=20)
@example(
    steps=[
        Step(0, act, "SYT", which)
        for act, which in (
            ("form", 0),
            ("hand", 0),
            ("hand", 1),
            ("withdraw one", 1),
            ("restore one", 0),
            ("undo", 0),
        )
    ]
)
@example(
    steps=[
        Step(0, act, unit, which)
        for act, unit, which in (
            ("form", "SNV", 0),
            ("move", "SNV", 0),
            ("move", "SYT", 0),
            ("withdraw one", "SNV", 0),
            ("restore", "SNV", 0),
        )
    ]
)
@given(steps=STEPS)
def test_what_counts_is_what_was_entered_and_not_taken_back(
    office: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    with copy_of(office, tmp_path_factory) as root:
        book = Book(root)
        for step in steps:
            book.live(step)
        for day, told in book.told.items():
            assert book.known(day) == told, day
