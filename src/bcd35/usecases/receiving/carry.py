"""Entering recorded revisions once more, as they are: of another unit or round, or in their place again.

The ledger orders revisions by their numbers. What is to stand before others is entered, and those after it
anew; the rows from before never held. Which reports go where is decided in ``move.py`` and ``withdraw.py``.
"""

from collections.abc import Sequence
from typing import NamedTuple

from bcd35.domain.reports import Report, in_force
from bcd35.domain.rounds import Round
from bcd35.domain.units import Unit
from bcd35.store.report_rows import NewReport, Provenance
from bcd35.usecases.desk import Desk


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
    def words(self) -> str:
        """The place as commands take it."""
        return f"{self.unit.code} --round {self.round_.code}"


def annul(desk: Desk, report: Report, reason: str) -> None:
    """Say that a revision never held, inside the caller's act."""
    id_ = desk.store.reports.id_of(report.round_code, report.unit, report.revision)
    desk.store.annulments.record("reports", id_, reason, desk.world.now)


def enter_before(desk: Desk, line: Provenance, here: UnitInRound, later: Sequence[Provenance]) -> Report:
    """Enter a revision here as one before ``later``, which are entered anew after it."""
    news = carried(desk, [line, *later], here)
    for one in later:
        annul(desk, one.report, f"ghi lại sau lần {news[0].report.revision}, theo thứ tự")
    desk.store.reports.record(news, desk.world.now)
    return news[0].report


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
    return NewReport(report, kinds, line.file_name, tuple(desk.store.reports.evidence_of(id_)))
