"""Entering recorded revisions once more, as they are: of another unit or round, or in their place again.

The ledger orders revisions by their numbers. What is to stand before others is entered, and those after it
anew; the rows from before never held. Which reports go where is decided in ``move.py`` and ``withdraw.py``.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from bcd35.domain.answers import Answer, Answers, changed_fields
from bcd35.domain.reports import Report, in_force, laid_over
from bcd35.domain.rounds import Round
from bcd35.domain.units import Unit
from bcd35.store.report_rows import NewReport, Provenance
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.units import get_unit


class UnitInRound(NamedTuple):
    """A unit in a round, and what the ledger holds of it."""

    round_: Round
    unit: Unit
    known: tuple[Provenance, ...]

    @classmethod
    def of(cls, desk: Desk, round_: Round, unit: Unit) -> "UnitInRound":
        return cls(round_, unit, tuple(desk.store.reports.history(round_.code, unit.code)))

    @property
    def standing(self) -> list[Provenance]:
        counted = in_force([line.report for line in self.known])
        return [line for line in self.known if line.report in counted]

    @property
    def first_day(self) -> date:
        """The day on which the first of what stands here was received."""
        return min(line.report.received_on for line in self.standing)

    @property
    def words(self) -> str:
        """The place as commands take it."""
        return f"{self.unit.code} --round {self.round_.code}"

    def withdrawal(self, on: date, why: str) -> Report:
        """The revision by which all that stands here counts no more from a day on."""
        return Report(
            round_code=self.round_.code,
            unit=self.unit.code,
            revision=len(self.known) + 1,
            received_on=on,
            answers={},
            origin="withdrawal",
            note=why,
        )


Anew = tuple[str, str, int, int]


def anew(report: Report, number: int) -> Anew:
    """What is told of a revision that was entered once more: round, unit, number, new number."""
    return report.round_code, report.unit, report.revision, number


def annul(desk: Desk, report: Report, reason: str) -> None:
    """Say that a revision never held, inside the caller's act."""
    id_ = desk.store.reports.id_of(report.round_code, report.unit, report.revision)
    desk.store.annulments.record("reports", id_, reason, desk.world.now)


def own_changes(desk: Desk, place: UnitInRound, line: Provenance) -> Answers | None:
    """What an entry of the office changed in the report that stood when it was entered.

    None where it says all itself: a form does, and what was entered first. That stays so wherever it is
    moved, and whatever it comes to stand behind.
    """
    if line.report.origin == "form":
        return None
    was = _was(desk, place)
    while line.report.revision in was:
        line = place.known[was[line.report.revision] - 1]
    if came := _where_it_came_from(desk, line.report):
        return own_changes(desk, *came)
    entered, annulled = desk.store.reports.order_of_acts(place.round_.code, place.unit.code)
    gone = {number for number, act in annulled.items() if act <= entered[line.report.revision]}
    known = [one.report for one in place.known if one.report.revision < line.report.revision]
    standing = in_force([one._replace(annulled=one.revision in gone) for one in known])
    if not standing:
        return None
    answers = line.report.answers
    return {code: answers[code] for code in changed_fields(standing[-1].answers, answers)}


def _where_it_came_from(desk: Desk, report: Report) -> tuple[UnitInRound, Provenance] | None:
    """Where a revision that was moved by itself stood before, and as what; one entered here has no such."""
    moved = desk.store.reports.moved_from(report)
    if moved is None:
        return None
    code, unit, _, revision = moved
    place = UnitInRound.of(desk, get_round(desk, code), get_unit(desk, unit))
    before = place.known[revision - 1]
    return None if before.report.origin == "withdrawal" else (place, before)


def resting_on(desk: Desk, place: UnitInRound, gone: Report) -> list[Report]:
    """The later entries that go on saying what only this revision said, up to one that says all itself."""
    over = laid_over(gone, [line.report for line in place.standing])
    lines = (line for line in place.standing if line.report in over)
    return [line.report for line in takewhile(lambda one: own_changes(desk, place, one) is not None, lines)]


def changes_only(report: Report, changes: Mapping[str, Answer]) -> str:
    told = "; ".join(f"{code}: {answer.text()}" for code, answer in changes.items())
    return f"Lần {report.revision} chỉ sửa một số chỉ tiêu ({told}) của báo cáo trước đó"


def laid_on(line: Provenance, changes: Answers, before: Report) -> Provenance:
    """The entry with its own changes, on another report."""
    return line._replace(report=line.report._replace(answers={**before.answers, **changes}))


def around(desk: Desk, place: UnitInRound, revision: int) -> tuple[list[Provenance], list[Provenance]]:
    """What stands before an annulled revision and after it, by the numbers that held when it was annulled."""
    was = _was(desk, place)
    entered, annulled = desk.store.reports.order_of_acts(place.round_.code, place.unit.code)

    def then(number: int) -> int:
        later = number in was and entered[number] > annulled[revision]
        return then(was[number]) if later else number

    earlier = [line for line in place.standing if then(line.report.revision) < revision]
    return earlier, [line for line in place.standing if line not in earlier]


def _was(desk: Desk, place: UnitInRound) -> dict[int, int]:
    """The number of a revision that was entered anew → the one that it had before."""
    anew = desk.store.reports.entered_anew(place.round_.code, place.unit.code)
    return {new: old for old, new in anew.items()}


def enter_before(
    desk: Desk, line: Provenance, here: UnitInRound, later: Sequence[Provenance]
) -> tuple[Report, list[Anew]]:
    """Enter a revision here as one before ``later``, which are entered anew, each with its own changes."""
    first, *again = carried(desk, [line, *_rebased(desk, here, line, later)], here)
    desk.store.reports.record([first], desk.world.now)
    reason = f"ghi lại sau lần {first.report.revision}, theo thứ tự"
    return first.report, _enter_anew(desk, later, again, reason)


def take_out(desk: Desk, place: UnitInRound, gone: Report, reason: str) -> list[Anew]:
    """Say that a revision never held; what was entered on it is entered anew on the one before it."""
    later: list[Provenance] = []
    again: list[NewReport] = []
    if resting_on(desk, place, gone):
        later = [one for one in place.standing if one.report.revision > gone.revision]
        base = [one for one in place.standing if one.report.revision < gone.revision][-1]
        again = carried(desk, _rebased(desk, place, base, later), place)
    annul(desk, gone, reason)
    return _enter_anew(desk, later, again, f"ghi lại, không còn số của lần {gone.revision}")


def _rebased(
    desk: Desk, place: UnitInRound, base: Provenance, lines: Sequence[Provenance]
) -> list[Provenance]:
    """These entries, each with its own changes, on the one before it."""
    found = [base]
    for line in lines:
        changes = own_changes(desk, place, line)
        found.append(line if changes is None else laid_on(line, changes, found[-1].report))
    return found[1:]


def _enter_anew(
    desk: Desk, lines: Sequence[Provenance], news: Sequence[NewReport], reason: str
) -> list[Anew]:
    for line in lines:
        annul(desk, line.report, reason)
    desk.store.reports.record(news, desk.world.now)
    for line, new in zip(lines, news, strict=True):
        desk.store.reports.record_successor(line.report, new.report)
    return [anew(line.report, new.report.revision) for line, new in zip(lines, news, strict=True)]


def carried(desk: Desk, lines: Sequence[Provenance], here: UnitInRound, first: int = 0) -> list[NewReport]:
    """These revisions, with their files and evidence, as the next ones here; ``first``: its number."""
    first = first or len(here.known) + 1
    return [_carried(desk, lines[: place + 1], here, first + place) for place in range(len(lines))]


def _carried(desk: Desk, lines: Sequence[Provenance], here: UnitInRound, revision: int) -> NewReport:
    """The last of these; the ones before it count too: one file may have been taken in twice."""
    line = lines[-1]
    before = line.report
    file = before.sha256
    takings = [one.report.taking for one in here.known if file and one.report.sha256 == file]
    again = sum(one.report.sha256 == file for one in lines) if file else 1
    kinds = {field.code: field.kind for field in here.round_.fields}
    report = before._replace(
        round_code=here.round_.code,
        unit=here.unit.code,
        revision=revision,
        taking=max(takings, default=0) + again,
        answers={code: answer for code, answer in before.answers.items() if code in kinds},
        annulled=False,
    )
    id_ = desk.store.reports.id_of(before.round_code, before.unit, before.revision)
    evidence, taken_out = (
        tuple(desk.store.reports.evidence_of(id_, withdrawn=withdrawn)) for withdrawn in (False, True)
    )
    return NewReport(report, kinds, line.file_name, evidence, taken_out)
