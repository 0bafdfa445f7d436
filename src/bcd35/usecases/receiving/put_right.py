"""Putting a recorded report right by a further line: its day, note and number; a withdrawal by mistake.

Nothing is changed or deleted: the ledger tells what was entered, what was put right, when and why. Moving a
report to another unit or round is in ``move.py``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.changes import as_detail, fields_between
from bcd35.domain.errors import Refused
from bcd35.domain.receipt import judge_day
from bcd35.domain.reports import PUT_RIGHT, Report, in_force
from bcd35.domain.rounds import Round
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.days import letter_day
from bcd35.usecases.receiving.evidence import keep_evidence, read_evidence, sweep_evidence
from bcd35.usecases.receiving.moved import standing_as, stands_now
from bcd35.usecases.registers.rounds import told_round
from bcd35.usecases.registers.units import get_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendRequest:
    """What is to be put right; None: stays as it is. ``revision``: 0 for the one in force."""

    unit: str
    reason: str
    round_code: str = ""
    revision: int = 0
    received_on: date | None = None
    note: str | None = None
    reference: str | None = None
    reference_on: date | None = None
    no_reference_day: bool = False
    evidence: Sequence[Path] = ()


class Amended(NamedTuple):
    """A report before and after; ``added``: names of the evidence that came with it."""

    unit_name: str
    before: Report
    after: Report
    added: tuple[str, ...] = ()

    @property
    def first_day(self) -> date | None:
        """The day from which figures are others than before; None when none are."""
        days = (self.before.received_on, self.after.received_on)
        return min(days) if days[0] != days[1] else None


def amend_report(desk: Desk, request: AmendRequest) -> Amended:
    """Put a recorded report right; what is so already is not written. Raises UnknownName and Refused."""
    need_reason(request.reason, "Sửa báo cáo đã ghi", "ngày nhận ghi nhầm")
    _plan(desk, request)  # what is refused keeps no evidence
    stored = keep_evidence(desk, read_evidence(request.evidence))
    with desk.act():
        name, before, after, _ = _plan(desk, request)
        id_ = desk.store.reports.id_of(before.round_code, before.unit, before.revision)
        has = {file.sha256 for file in desk.store.reports.evidence_of(id_)}
        added = tuple(file.name for file in stored if file.sha256 not in has)
        if after != before:
            desk.store.reports.put_right(id_, after, request.reason, desk.world.now)
        desk.store.reports.record_evidence(id_, stored, desk.world.now)
        sweep_evidence(desk, stored)
        if after != before or added:
            _journal(desk, before, after, added, request.reason)
    return Amended(name, before, after, added)


def _plan(desk: Desk, request: AmendRequest) -> Amended:
    round_ = told_round(desk, request.round_code)
    unit = get_unit(desk, request.unit)
    known = desk.store.reports.of_round(round_.code, [unit.code]).get(unit.code, [])
    before = _wanted(known, request.revision, round_, unit.code, unit.name)
    after = _amended(before, request)
    if after.received_on != before.received_on:
        _judge_day(desk, after.received_on, round_)
    return Amended(unit.name, before, after)


def need_reason(reason: str, what: str, example: str) -> None:
    if not reason:
        fix = f"Nêu lý do, ví dụ: --reason “{example}”"
        raise Refused("no_reason", f"{what} phải có lý do.", where="--reason", fix=fix)


def _wanted(known: Sequence[Report], revision: int, round_: Round, unit: str, name: str) -> Report:
    """The revision to be put right. Raises Refused when there is none such."""
    show = f"Xem các lần ghi: bcd35 reports show {unit} --round {round_.code}"
    if revision:
        found = next((report for report in known if report.revision == revision), None)
        if found is None:
            message = f"“{name}” không có lần ghi {revision} trong đợt “{round_.code}”."
            raise Refused("no_such_revision", message, where="--revision", fix=show)
        return found
    standing = in_force(known)
    if not standing:
        message = f"“{name}” không có báo cáo nào đang tính trong đợt “{round_.code}”."
        fix = f"{show}; muốn sửa lần đã rút thì nêu --revision LẦN" if known else show
        raise Refused("nothing_to_amend", message, where=unit, fix=fix)
    return standing[-1]


def _amended(before: Report, request: AmendRequest) -> Report:
    day = None if request.no_reference_day else request.reference_on or before.reference_on
    return before._replace(
        received_on=request.received_on or before.received_on,
        note=before.note if request.note is None else request.note,
        reference=before.reference if request.reference is None else request.reference,
        reference_on=day,
    )


def _judge_day(desk: Desk, day: date, round_: Round) -> None:
    letter = letter_day(desk, round_.code)
    doubt = judge_day(day, desk.world.today, letter, "--received-on", "Kiểm tra lại ngày nhận rồi chạy lại.")
    if doubt:
        raise Refused("wrong_days", "", findings=[doubt])


def _journal(desk: Desk, before: Report, after: Report, added: Sequence[str], reason: str) -> None:
    changes = fields_between(before, after, PUT_RIGHT)
    desk.store.registers.journal(
        desk.world.now,
        "amend_report",
        before.unit,
        round=before.round_code,
        revision=before.revision,
        reason=reason,
        **({"evidence": "; ".join(added)} if added else {}),
        **({"changes": as_detail(changes)} if changes else {}),
    )


# --- a withdrawal that was a mistake ------------------------------------------------------------------------


class Restored(NamedTuple):
    """A withdrawal that never held, and the revisions that count again."""

    unit_name: str
    withdrawal: Report
    again: tuple[Report, ...]


def restore_report(desk: Desk, wanted_unit: str, reason: str, *, wanted_round: str = "") -> Restored:
    """Undo the latest withdrawal of a unit: it never held, and figures of earlier days change with it."""
    need_reason(reason, "Bỏ việc rút báo cáo", "rút nhầm đơn vị")
    with desk.act():
        round_ = told_round(desk, wanted_round)
        unit = get_unit(desk, wanted_unit)
        known = desk.store.reports.of_round(round_.code, [unit.code]).get(unit.code, [])
        withdrawal = _to_restore(known, round_, unit)
        undone = [report._replace(annulled=True) if report == withdrawal else report for report in known]
        counted = in_force(known)
        again = tuple(report for report in in_force(undone) if report not in counted)
        _refuse_moved(desk, again, withdrawal)
        id_ = desk.store.reports.id_of(round_.code, unit.code, withdrawal.revision)
        desk.store.annulments.record("reports", id_, reason, desk.world.now)
        desk.store.registers.journal(
            desk.world.now,
            "restore_report",
            unit.code,
            round=round_.code,
            revision=withdrawal.revision,
            on=withdrawal.received_on.isoformat(),
            reason=reason,
        )
    return Restored(unit.name, withdrawal, again)


def _to_restore(known: Sequence[Report], round_: Round, unit: Unit) -> Report:
    """The latest withdrawal. Raises Refused when there is none, or when a report counts again since."""
    withdrawal = next((report for report in reversed(known) if report.withdraws), None)
    fix = f"Xem các lần ghi: bcd35 reports show {unit.code} --round {round_.code}"
    if withdrawal is None:
        message = f"“{unit.name}” không có lần rút báo cáo nào đang có hiệu lực trong đợt “{round_.code}”."
        raise Refused("nothing_to_restore", message, where=unit.code, fix=fix)
    if standing := in_force(known):
        message = (
            f"“{unit.name}” đang có báo cáo được tính (lần {standing[-1].revision}) trong đợt "
            f"“{round_.code}”; không có gì để lấy lại."
        )
        raise Refused("nothing_to_restore", message, where=unit.code, fix=fix)
    return withdrawal


def _refuse_moved(desk: Desk, again: Sequence[Report], withdrawal: Report) -> None:
    """Raises Refused when this report, or the file of one of these, stands elsewhere by now."""
    place = stands_now(desk, withdrawal) or next(_elsewhere(desk, again, withdrawal.unit), None)
    if place is None:
        return
    (code, owner), unit = place, withdrawal.unit
    message = f"Báo cáo ấy nay là báo cáo của “{owner}” trong đợt “{code}”."
    fix = (
        f"Chuyển về: bcd35 reports move {owner} --round {code} --to {unit} --to-round "
        f"{withdrawal.round_code} --reason LÝ_DO"
    )
    raise Refused("recorded_elsewhere", message, where=unit, fix=fix)


def _elsewhere(desk: Desk, again: Sequence[Report], unit: str) -> Iterator[tuple[str, str]]:
    """The other rounds and units for which the files of these reports stand."""
    for report in again:
        for one in standing_as(desk, report.sha256) if report.sha256 else ():
            if (one.round_code, one.unit.casefold()) != (report.round_code, unit.casefold()):
                yield one.round_code, one.unit
