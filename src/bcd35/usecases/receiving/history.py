"""What became of one unit's report: every revision with its source."""

from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from bcd35.domain.changes import FieldChange, fields_between
from bcd35.domain.corrections import CorrectionLetter
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.reports import PUT_RIGHT, corrected, in_force
from bcd35.domain.rounds import Round
from bcd35.store.report_rows import Provenance
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.returns import AnswerChange, answer_changes
from bcd35.usecases.registers.rounds import told_round
from bcd35.usecases.registers.units import get_unit


class PutRight(NamedTuple):
    """One further line about a revision: what it put right, why and when; of an annulment no changes."""

    changes: tuple[FieldChange, ...]
    reason: str
    at: datetime


class Revision(NamedTuple):
    """One revision: where it came from, what it changed in the one before, and whether it still counts.

    ``put_right``: the further lines about it, first to last.
    """

    provenance: Provenance
    changes: tuple[AnswerChange, ...]
    counts: bool
    put_right: tuple[PutRight, ...] = ()


class GoneBack(NamedTuple):
    """A file of a unit that was refused, and the letter that gave it back, if one did."""

    file: RefusedFile
    letter: CorrectionLetter | None


class History(NamedTuple):
    """All revisions of one unit in one round, first to last; and what it sent in vain, in that order too.

    Among the refused files those that were taken back: each command about one names it as it is named here.
    """

    round_: Round
    unit: str
    unit_name: str
    revisions: tuple[Revision, ...]
    refused: tuple[GoneBack, ...]

    @property
    def last_refused(self) -> GoneBack | None:
        """The latest refused file of those that count."""
        return next((one for one in reversed(self.refused) if not one.file.withdrawn), None)


def report_history(desk: Desk, wanted_unit: str, wanted_round: str = "") -> History:
    """Raises UnknownName, and Refused for a round that was not issued."""
    round_ = told_round(desk, wanted_round)
    unit = get_unit(desk, wanted_unit)
    lines = desk.store.reports.history(round_.code, unit.code)
    reports = [line.report for line in lines]
    standing = {report.revision for report in in_force(reports)}
    changes = {
        after.revision: answer_changes(round_, before.answers, after.answers)
        for before, after in corrected(reports)
    }
    put_right = _put_right(desk, round_.code, unit.code)
    revisions = (
        Revision(
            line,
            changes.get(line.report.revision, ()),
            line.report.revision in standing,
            put_right.get(line.report.revision, ()),
        )
        for line in lines
    )
    refused = tuple(
        GoneBack(file, desk.store.corrections.of_refused(file.sha256))
        for file in desk.store.intake.refused_of(unit.code, round_.code)
    )
    return History(round_, unit.code, unit.name, tuple(revisions), refused)


def _put_right(desk: Desk, round_code: str, unit: str) -> dict[int, tuple[PutRight, ...]]:
    """Revision → the further lines about it."""
    found: dict[int, list[PutRight]] = {}
    for before, after in pairwise(desk.store.reports.lines(round_code, [unit])):
        if before.revision == after.revision:
            changes = fields_between(before, after, PUT_RIGHT)
            found.setdefault(after.revision, []).append(PutRight(changes, after.reason, after.at))
    for one in desk.store.reports.annulled(round_code):
        if one.unit == unit:
            found.setdefault(one.revision, []).append(PutRight((), one.reason, one.at))
    for line in desk.store.reports.evidence_lines(round_code):
        if line.unit == unit:
            found.setdefault(line.revision, []).append(PutRight((line.change,), line.reason, line.at))
    return {revision: tuple(lines) for revision, lines in found.items()}
