"""Putting recorded reports right by further lines: day, note, number, evidence.

Nothing is changed or deleted: the ledger tells what was entered, what was put right, when and why. Taking a
report back is in ``withdraw.py``, moving it in ``move.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.changes import as_detail, fields_between
from bcd35.domain.commands import typed_option
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.receipt import judge_day, refuse_to_come
from bcd35.domain.reports import PUT_RIGHT, Report, in_force
from bcd35.domain.rounds import Round
from bcd35.domain.text import typed_path
from bcd35.domain.units import Unit
from bcd35.store.report_rows import StoredFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.days import letter_day
from bcd35.usecases.receiving.evidence import evidence_named, keep_evidence, read_evidence, sweep_evidence
from bcd35.usecases.registers.moved import became
from bcd35.usecases.registers.rounds import told_round
from bcd35.usecases.registers.units import get_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendRequest:
    """What is to be put right; None: stays as it is. ``revision``: 0 for the one in force.

    ``units``: whose reports; with ``all_of`` every report in force that the ledger has as received on that
    day, of these units or (none named) of all.
    """

    units: Sequence[str]
    reason: str
    round_code: str = ""
    revision: int = 0
    all_of: date | None = None
    received_on: date | None = None
    note: str | None = None
    reference: str | None = None
    reference_on: date | None = None
    no_reference_day: bool = False
    evidence: Sequence[Path] = ()
    evidence_out: Sequence[str] = ()
    evidence_back: Sequence[str] = ()


class Amended(NamedTuple):
    """A report before and after; names of the evidence that was added, taken out, or counts again."""

    unit_name: str
    before: Report
    after: Report
    added: tuple[str, ...] = ()
    taken_out: tuple[str, ...] = ()
    back: tuple[str, ...] = ()

    @property
    def evidence(self) -> dict[str, list[str]]:
        """What became of evidence, for the journal."""
        told = {"evidence": self.added, "evidence_out": self.taken_out, "evidence_back": self.back}
        return {what: [*names] for what, names in told.items() if names}

    @property
    def changed(self) -> bool:
        return self.after != self.before or bool(self.evidence)

    @property
    def first_day(self) -> date | None:
        """The day from which figures are others than before; None when none are."""
        days = (self.before.received_on, self.after.received_on)
        return min(days) if days[0] != days[1] and not self.after.annulled else None


def amend_reports(desk: Desk, request: AmendRequest) -> list[Amended]:
    """Put recorded reports right, all in one act; what is so already is not written.

    Raises UnknownName and Refused.
    """
    need_reason(request.reason, "Sửa báo cáo đã ghi", "ngày nhận ghi nhầm")
    _plan(desk, request)  # what is refused keeps no evidence
    stored = keep_evidence(desk, read_evidence(request.evidence))
    with desk.act():
        amended = [_put_right(desk, one, stored, request) for one in _plan(desk, request)]
        sweep_evidence(desk, stored)
    return amended


def _put_right(desk: Desk, planned: Amended, stored: Sequence[StoredFile], request: AmendRequest) -> Amended:
    before, after, reports, now = planned.before, planned.after, desk.store.reports, desk.world.now
    id_ = reports.id_of(before.round_code, before.unit, before.revision)
    out, back = evidence_named(desk, before, request.evidence_out, request.evidence_back)
    has = {file.sha256 for file in reports.evidence_of(id_)} if stored else ()
    again = {file.sha256 for file in stored}
    out = [file for file in out if file.sha256 not in again]  # what is handed in once more stays
    done = planned._replace(
        added=tuple(file.name for file in stored if file.sha256 not in has),
        taken_out=tuple(file.name for file in out),
        back=tuple(file.name for file in back),
    )
    if after != before:
        reports.put_right(id_, after, request.reason, now)
    reports.put_evidence_right(id_, out, request.reason, now, withdrawn=True)
    reports.put_evidence_right(id_, back, request.reason, now, withdrawn=False)
    reports.record_evidence(id_, stored, now, request.reason)
    if done.changed:
        _journal(desk, done, request.reason)
    return done


def _plan(desk: Desk, request: AmendRequest) -> list[Amended]:
    round_ = told_round(desk, request.round_code)
    units = [get_unit(desk, unit) for unit in dict.fromkeys(request.units)]
    if request.all_of:
        wanted = _of_day(desk, round_, units, request.all_of)
    else:
        known = desk.store.reports.of_round(round_.code, [unit.code for unit in units])
        wanted = [
            (unit.name, _wanted(desk, known.get(unit.code, []), request, round_, unit)) for unit in units
        ]
    refuse_to_come(
        desk.world.today,
        ("--received-on", "Ngày nhận", request.received_on),
        ("--ref-date", "Ngày báo cáo của đơn vị", request.reference_on),
    )
    planned = [Amended(name, before, _amended(before, request)) for name, before in wanted]
    for one in planned:
        evidence_named(desk, one.before, request.evidence_out, request.evidence_back)
    for day in {one.after.received_on for one in planned if one.first_day}:
        refuse_wrong_day(desk, day, round_)
    return planned


def _of_day(desk: Desk, round_: Round, units: Sequence[Unit], day: date) -> list[tuple[str, Report]]:
    """Name and report of every one in force that was received on a day. Raises Refused when there is none."""
    known = desk.store.reports.of_round(round_.code, [unit.code for unit in units] or None)
    names = {unit.code: unit.name for unit in desk.store.registers.units()}
    found = [
        (names.get(unit, unit), report)
        for unit, revisions in known.items()
        for report in in_force(revisions)
        if report.received_on == day
    ]
    if not found:
        message = f"Đợt “{round_.code}” không có báo cáo nào đang tính ghi nhận ngày {screen_date(day)}."
        fix = f"Xem ngày nhận đã ghi: bcd35 status {round_.code} --all"
        raise Refused("nothing_to_amend", message, where="--all-of", fix=fix)
    return found


def need_reason(reason: str, what: str, example: str) -> None:
    if not reason:
        fix = f"Nêu lý do, ví dụ: --reason “{example}”"
        raise Refused("no_reason", f"{what} phải có lý do.", where="--reason", fix=fix)


def _wanted(desk: Desk, known: Sequence[Report], request: AmendRequest, round_: Round, unit: Unit) -> Report:
    """The revision to be put right. Raises Refused when there is none such, or it was moved."""
    show = f"Xem các lần ghi: bcd35 reports show {unit.code} --round {round_.code}"
    if revision := request.revision:
        found = next((report for report in known if report.revision == revision), None)
        if found is None:
            message = f"“{unit.name}” không có lần ghi {revision} trong đợt “{round_.code}”."
            raise Refused("no_such_revision", message, where="--revision", fix=show)
        _refuse_entered_anew(desk, unit, known, found, request)
        return found
    standing = in_force(known)
    if not standing:
        message = f"“{unit.name}” không có báo cáo nào đang tính trong đợt “{round_.code}”."
        fix = f"{show}; muốn sửa lần đã rút thì nêu --revision LẦN" if known else show
        raise Refused("nothing_to_amend", message, where=unit.code, fix=fix)
    return standing[-1]


def _refuse_entered_anew(
    desk: Desk, unit: Unit, known: Sequence[Report], report: Report, request: AmendRequest
) -> None:
    """Raises Refused for a revision that was moved or entered anew: this line of it counts nowhere."""
    now = became(desk, known, report)
    if now is None:
        return
    where = f"đã chuyển sang {now.unit}, đợt “{now.round_code}” (lần {now.revision})"
    if (now.round_code, now.unit) == (report.round_code, unit.code):
        where = f"nay là lần {now.revision}"
    message = f"Lần {report.revision} của “{unit.name}” {where}."
    amend = f"bcd35 reports amend {now.unit} --round {now.round_code} --revision {now.revision}"
    fix = f"Sửa lần ấy: {amend} {_options(desk, request)}"
    raise Refused("recorded_elsewhere", message, where="--revision", fix=fix)


def _options(desk: Desk, request: AmendRequest) -> str:
    """All that is to be put right, as it was typed; a dash empties a field."""
    options = (
        typed_option("received-on", request.received_on),
        "" if request.note is None else typed_option("note", request.note or "-"),
        "" if request.reference is None else typed_option("ref", request.reference or "-"),
        "--ref-date -" if request.no_reference_day else typed_option("ref-date", request.reference_on),
        *(f"--evidence {typed_path(desk.workspace.shown(file))}" for file in request.evidence),
        *(typed_option("evidence-out", name) for name in request.evidence_out),
        *(typed_option("evidence-back", name) for name in request.evidence_back),
        typed_option("reason", request.reason),
    )
    return " ".join(filter(None, options))


def _amended(before: Report, request: AmendRequest) -> Report:
    day = None if request.no_reference_day else request.reference_on or before.reference_on
    return before._replace(
        received_on=request.received_on or before.received_on,
        note=before.note if request.note is None else request.note,
        reference=before.reference if request.reference is None else request.reference,
        reference_on=day,
    )


def refuse_wrong_day(desk: Desk, day: date, round_: Round) -> None:
    """Raises Refused for a day on which nothing can have come in the round."""
    letter = letter_day(desk, round_.code)
    doubt = judge_day(day, desk.world.today, letter, "--received-on", "Kiểm tra lại ngày nhận rồi chạy lại.")
    if doubt:
        raise Refused("wrong_days", "", findings=[doubt])


def _journal(desk: Desk, done: Amended, reason: str) -> None:
    before, changes = done.before, fields_between(done.before, done.after, PUT_RIGHT)
    desk.journal(
        "amend_report",
        before.unit,
        round=before.round_code,
        revision=before.revision,
        reason=reason,
        **done.evidence,
        **({"changes": as_detail(changes)} if changes else {}),
    )
