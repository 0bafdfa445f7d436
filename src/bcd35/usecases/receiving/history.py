"""What became of one unit's report: every revision with its source, and taking a report back."""

from datetime import date, datetime
from itertools import pairwise
from typing import NamedTuple

from bcd35.domain.changes import FieldChange, fields_between
from bcd35.domain.corrections import CorrectionLetter
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.reports import PUT_RIGHT, Report, corrected, in_force
from bcd35.domain.rounds import Round
from bcd35.domain.units import Unit
from bcd35.store.intake import RefusedFile
from bcd35.store.reports import NewReport, Provenance
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.returns import AnswerChange, answer_changes
from bcd35.usecases.registers.rounds import open_round, told_round
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
    """The latest file of a unit that was refused, and the letter that gave it back, if one did."""

    file: RefusedFile
    letter: CorrectionLetter | None


class History(NamedTuple):
    """All revisions of one unit in one round, first to last; and what it sent in vain."""

    round_: Round
    unit: str
    unit_name: str
    revisions: tuple[Revision, ...]
    refused: GoneBack | None


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
    file = desk.store.intake.last_refused(unit.code, round_.code)
    refused = GoneBack(file, desk.store.corrections.of_refused(file.sha256)) if file else None
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
    return {revision: tuple(lines) for revision, lines in found.items()}


class Withdrawn(NamedTuple):
    """A report that was taken back: which revision stood until then, and the withdrawal."""

    unit_name: str
    before: Report
    withdrawal: Report


def withdraw_report(
    desk: Desk, wanted_unit: str, reason: str, *, wanted_round: str = "", on: date | None = None
) -> Withdrawn:
    """Take a unit's report back: a revision that says so, with its reason.

    From that day the unit is missing again.

    What the unit sends afterwards is judged by its own day: a withdrawn return decides nothing, not even
    on-time.
    """
    if not reason:
        raise Refused(
            "no_reason",
            "Rút báo cáo phải có lý do.",
            where="--reason",
            fix="Nêu lý do, ví dụ: --reason “ghi nhầm đơn vị”",
        )
    with desk.act():
        round_ = open_round(desk, wanted_round)
        unit = get_unit(desk, wanted_unit)
        known = desk.store.reports.of_round(round_.code, [unit.code]).get(unit.code, [])
        standing = in_force(known)
        if not standing:
            raise _nothing_to_withdraw(round_.code, unit)
        if on:
            _judge_day(desk, on, min(report.received_on for report in standing))
        withdrawal = Report(
            round_code=round_.code,
            unit=unit.code,
            revision=len(known) + 1,
            received_on=on or desk.world.today,
            answers={},
            origin="withdrawal",
            note=reason,
        )
        desk.store.reports.record([NewReport(withdrawal, {}, "")], desk.world.now)
        desk.store.registers.journal(
            desk.world.now,
            "withdraw_report",
            unit.code,
            round=round_.code,
            revision=withdrawal.revision,
            reason=reason,
        )
    return Withdrawn(unit.name, standing[-1], withdrawal)


def _nothing_to_withdraw(round_code: str, unit: Unit) -> Refused:
    message = f"“{unit.name}” không có báo cáo nào đang tính trong đợt “{round_code}”."
    fix = f"Xem các lần ghi: bcd35 reports show {unit.code}"
    return Refused("nothing_to_withdraw", message, where=unit.code, fix=fix)


def _judge_day(desk: Desk, on: date, received_on: date) -> None:
    """Raises Refused for a day on which there was nothing to withdraw, or that is still to come."""
    if on > desk.world.today:
        message = f"Ngày rút {screen_date(on)} ở sau hôm nay ({screen_date(desk.world.today)})."
        fix = "Nêu ngày đã rút, hoặc bỏ --date để lấy hôm nay."
        raise Refused("withdrawn_in_future", message, where="--date", fix=fix)
    if on < received_on:
        message = f"Ngày rút {screen_date(on)} ở trước ngày nhận báo cáo ({screen_date(received_on)})."
        fix = f"Báo cáo chưa bao giờ của đơn vị thì nêu --date {received_on.isoformat()}."
        raise Refused("withdrawn_before_receipt", message, where="--date", fix=fix)
