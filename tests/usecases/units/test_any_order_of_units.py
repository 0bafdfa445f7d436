"""Units that end, begin, are renamed and excused in any order: each day's figures are those of a plain list.

What ``undo`` takes back leaves every day as if it had never been entered.
"""

from contextlib import closing
from copy import deepcopy
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcd35.cli.errors import run
from bcd35.usecases.summary.status import status
from bcd35.usecases.workspace.ledger_check import ledger_findings
from bcd35.world.workspace import VIETNAM
from tests.conftest import ROUND, SET_VALUES, at
from tests.support.filling import issue
from tests.support.living import LIVING, copy_of
from tests.support.round_model import Member, RoundModel, Said

UNITS = ("SYT", "SNV", "DTN", "STC")
ISSUED, DEADLINE = date(2025, 11, 22), date(2025, 12, 15)
FIRST = date(2025, 12, 2)
WHY = ("--reason", "theo quyết định")


class Step(NamedTuple):
    """So many days later this is done about one of the units; ``number``: another one, or days."""

    later: int
    act: str
    which: int
    number: int


ACTS = (
    *("exempt", "restore", "extend", "report", "amend", "rename", "recode"),
    *("retire", "merge", "split", "undo", "undo", "undo"),
)
STEPS = st.lists(
    st.builds(Step, st.integers(0, 5), st.sampled_from(ACTS), st.integers(0, 7), st.integers(0, 12)),
    min_size=4,
    max_size=10,
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("mẫu") / "vp", UNITS)


class Office:
    """An office at work, and the plain list of what it entered: each act says whether it was taken."""

    def __init__(self, root: Path) -> None:
        self.root, self.day = root, FIRST
        base = [Member(code, [(ISSUED, True)], [(ISSUED, DEADLINE)]) for code in UNITS]
        self.model = RoundModel(base)
        self.before: RoundModel | None = None  # what ``undo`` brings back
        self._count = 0

    @property
    def now(self) -> datetime:
        return datetime.combine(self.day, time(9), VIETNAM)

    def does(self, *words: str) -> bool:
        return run(["-C", str(self.root), "-q", *words], now=self.now) == 0

    def live(self, step: Step) -> None:
        self.day += timedelta(step.later)
        self._count += 1
        if step.act == "undo":
            if self.before:
                assert self.does("undo", "--yes"), "what was entered last can be taken back"
                self.model, self.before = self.model.taken_back_to(self.before), None
            return
        before = deepcopy(self.model)
        member = self.model.members[step.which % len(self.model.members)]
        if getattr(self, step.act)(member, step.number):
            self.before = before
        else:
            self.model = before

    # --- what is entered, and what the list says of it

    def exempt(self, member: Member, number: int) -> bool:
        on = self.day - timedelta(number)
        member.asked.append((on, False))
        return follows(member) and member.asked[-2][1] and self._excuse("exempt", member, on)

    def restore(self, member: Member, number: int) -> bool:
        on = self.day - timedelta(number)
        member.asked.append((on, True))
        return follows(member) and not member.asked[-2][1] and self._excuse("restore", member, on)

    def _excuse(self, verb: str, member: Member, on: date) -> bool:
        return self.does("rounds", verb, member.code, "--date", str(on), *WHY)

    def extend(self, member: Member, number: int) -> bool:
        until = working(self.day + timedelta(number))
        member.terms.append((self.day, until))
        return self.does("rounds", "extend", "--unit", member.code, "--to", str(until), *WHY)

    def report(self, member: Member, number: int) -> bool:
        came = max(self.day - timedelta(number), FIRST)
        new, member.reported = member.reported is None, came
        return new and self.does("record-report", member.code, *SET_VALUES, "--received-on", str(came))

    def amend(self, member: Member, number: int) -> bool:
        came = max(self.day - timedelta(number), FIRST)
        known, member.reported = member.reported, came
        amend = ("reports", "amend", member.code, "--received-on", str(came))
        return known not in (None, came) and self.does(*amend, *WHY)

    def rename(self, member: Member, _number: int) -> bool:
        return self.does("units", "edit", member.code, "--name", f"Cơ quan số {self._count}")

    def recode(self, member: Member, _number: int) -> bool:
        code, member.code = member.code, f"M{self._count}"
        return self.does("units", "recode", code, member.code, *WHY)

    def retire(self, member: Member, number: int) -> bool:
        on = self.day - timedelta(number)
        return self._end(member, on) and self.does("units", "retire", member.code, "--date", str(on), *WHY)

    def merge(self, member: Member, number: int) -> bool:
        into = self.model.members[number % len(self.model.members)]
        merged = into is not member and self._end(member, self.day)
        return merged and self.does("units", "retire", member.code, "--into", into.code, *WHY)

    def split(self, member: Member, number: int) -> bool:
        until = self.day + timedelta(number + 3)  # a day off, or one before the round's, is refused
        parts = [f"P{self._count}{letter}" for letter in "AB"]
        if not self._end(member, self.day):
            return False
        self.model.members += [Member(one, [(self.day, True)], [(self.day, until)]) for one in parts]
        into = (word for one in parts for word in ("--into", f"{one}:Cơ quan {one}"))
        return self.does("units", "split", member.code, *into, "--add", "--deadline", str(until), *WHY)

    def _end(self, member: Member, on: date) -> bool:
        """Who has not reported owes nothing from that day; what ended already does not end again."""
        was, member.in_use = member.in_use, False
        if member.is_asked and not member.reported:
            member.asked.append((max(on, member.asked[-1][0]), False))
        return was

    # --- what is held

    def figures(self, day: date) -> set[Said]:
        desk = at(self.root, self.now)
        with closing(desk.store):
            seen = status(desk, ROUND, day)
            return {Said(one.code, one.state, one.last_day, one.days_late) for one in seen.units}


def follows(member: Member) -> bool:
    """Whether the last line of a unit is not of an earlier day than the one before it."""
    return member.asked[-1][0] >= member.asked[-2][0]


def working(day: date) -> date:
    """The day, or the Monday after it."""
    return day + timedelta(max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


@settings(LIVING, max_examples=15)
@given(steps=STEPS)
def test_each_day_is_told_as_a_plain_list_tells_it(
    office: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    with copy_of(office, tmp_path_factory) as root:
        living = Office(root)
        for step in steps:
            living.live(step)
        for passed in range((living.day - FIRST).days + 20):
            day = FIRST + timedelta(passed)
            assert living.figures(day) == living.model.figures(day), (day, steps)
        with closing(at(root).store) as store:
            assert ledger_findings(store) == []
