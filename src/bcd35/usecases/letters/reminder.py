"""Reminding the units that have not reported.

A reminder is one numbered letter, a document for each unit, and the rows that promise them. Crashes are as
harmless as with the round's own letter, by the same order of things (``notice.py``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import FollowUpFile
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.reminders import WORKING_DAYS_TO_REPORT, Reminder, reminders_by_unit
from bcd35.domain.summary import UnitState, with_former
from bcd35.domain.units import addressee
from bcd35.formats.letters.missing_units import MissingGroup, MissingUnit, missing_unit
from bcd35.formats.letters.reminder import (
    REMINDER_TEMPLATE,
    ReminderContent,
    render_reminder,
    render_reminders,
)
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.letters.follow_up import FollowUp, refuse_exchanged_number
from bcd35.usecases.letters.issuing import (
    CarriedOut,
    Serves,
    foreseen_number,
    keep_templates,
    letter_series,
    publish_issued,
    refuse_changed,
    refuse_long_places,
    take_number,
    write_documents,
)
from bcd35.usecases.letters.reminded_units import PassedOver, choose_reminded
from bcd35.usecases.letters.reminder_findings import (
    out_of_use,
    refusals,
    remarks,
    unanswered_files,
    with_time,
)
from bcd35.usecases.open_template import Templates, prove_templates
from bcd35.usecases.registers.rounds import before_letter, refuse_closed
from bcd35.usecases.registers.units import office_of
from bcd35.usecases.summary.status import Status, status
from bcd35.world.files import Staged

REMINDERS = FollowUp(
    purpose="reminder",
    template=REMINDER_TEMPLATE,
    content=ReminderContent,
    copy=lambda template, content: render_reminder(template, content, content.units),
    letters=render_reminders,
    start="Don-doc",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderRequest:
    """What the clerk asked for.

    Left empty: the only open round, today, the next number, all missing units; the last day that stands, or
    five working days when it has passed.
    """

    round_code: str = ""
    dated: date | None = None
    as_of: date | None = None
    deadline: date | None = None
    number: int | None = None
    units: tuple[str, ...] = ()
    together: bool = False
    draft: bool = False
    accepted: tuple[str, ...] = ()  # doubts about its days that the clerk has looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPlan:
    """Everything a reminder will do.

    ``codes`` go with ``content.units``; ``files`` are empty when all get one letter.
    ``standing``: the letters by which passed over units were reminded, and whose term has not passed.
    ``refusals`` name the units that were asked for in vain; ``findings`` are worth saying and no fault.
    """

    letter_id: int
    content: ReminderContent
    codes: tuple[str, ...]
    files: tuple[FollowUpFile, ...]
    file_copy: str
    passed_over: tuple[PassedOver, ...]
    standing: tuple[LetterNumber, ...]
    refusals: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    @property
    def draft(self) -> bool:
        return self.content.number.number is None

    @property
    def promised(self) -> tuple[object, ...]:
        """What must not have changed while the papers were made."""
        return self.content, self.codes

    def places(self) -> Iterator[tuple[str, str, str]]:
        """Unit, role and path of every file, in the order in which they are made."""
        for unit, path in (("", self.file_copy), *self.files):
            yield unit, "reminder", path


Reminded = CarriedOut[ReminderPlan]


def remind(desk: Desk, request: ReminderRequest, *, progress: Progress = no_progress) -> Reminded:
    """Issue, draft, or only plan a reminder.

    Running it again reminds nobody twice before the new deadline has passed.
    """
    plan = plan_reminder(desk, request)
    if plan.codes:
        prove_templates(desk.workspace, [REMINDER_TEMPLATE], plan.content.office)
        refuse_long_places(desk, (path for *_, path in plan.places()))
    if desk.rehearsal or not plan.codes:
        return Reminded(plan, done=False, rehearsal=desk.rehearsal)
    if not plan.draft:
        plan = _with_number(desk, request)
        if not plan.codes:  # another run reminded them in between
            return Reminded(plan, done=False)
    templates = Templates(desk.workspace)
    documents = REMINDERS.render((plan.file_copy, plan.files), plan.content, templates, progress)
    record = None if plan.draft else partial(_record, desk, request, plan, templates)
    kept = write_documents(desk, documents, record, () if request.units else (f"{REMINDERS.start}_",))
    return Reminded(replace(plan, findings=(*plan.findings, *kept)), done=True)


class _Days(NamedTuple):
    """The letter's date, the day its figures are of, the deadline that it names.

    ``standing``: that is the last day which the units have already, and it has not passed.
    """

    dated: date
    as_of: date
    deadline: date
    standing: bool


def plan_reminder(desk: Desk, request: ReminderRequest) -> ReminderPlan:
    """Who is reminded under which number.

    Raises Refused for a round that is closed or not issued, and for days out of order.
    """
    dated = request.dated or desk.world.today
    seen, now = _seen_on(desk, request, dated)
    earlier = reminders_by_unit(desk.store.reminders.of_round(seen.round_.code))
    chosen, passed_over = choose_reminded(desk, request.units, (seen, now), earlier)
    waiting = (one.code.casefold() for one in passed_over if one.reason == "waiting")
    told = {one.number for code in waiting for one in earlier[code] if one.deadline >= dated}
    standing = sorted(told, key=lambda one: one.number or 0)
    if not (chosen or request.draft or request.units):
        refuse_exchanged_number("Các đơn vị chưa báo cáo đã được đôn đốc", standing, request.number)
    days = _judge_days(desk, request, seen, dated, chosen)
    office = office_of(desk, seen.round_)
    series = letter_series(office, dated, seen.round_.follow_up_symbol)
    serves, asked = Serves(seen.head.code, "reminder"), request.number if chosen else None
    number = foreseen_number(desk, series, serves, asked, draft=request.draft)
    sent = {file.unit.casefold(): file for file in now.refused}
    by_kind = _by_kind(desk, seen, chosen, earlier, sent)
    content = _content(seen, office, number, days, by_kind)
    codes = tuple(code for units in by_kind.values() for code, _ in units)
    file_copy, files = REMINDERS.files(desk, seen.round_.code, number, codes)
    together = request.together and len(codes) > 1
    return ReminderPlan(
        letter_id=seen.letter.id,
        content=content,
        codes=codes,
        files=() if together else tuple(files),
        file_copy=file_copy,
        passed_over=tuple(passed_over),
        standing=tuple(standing),
        refusals=(*refusals(passed_over, seen), *(with_time(passed_over, seen) if request.units else ())),
        findings=(
            *out_of_use(passed_over, seen),
            *(() if request.units else with_time(passed_over, seen)),
            *unanswered_files(seen.head.code, sent, passed_over, codes),
            *(remarks(desk, content, seen, request.accepted) if codes else ()),
        ),
    )


def _seen_on(desk: Desk, request: ReminderRequest, dated: date) -> tuple[Status, Status]:
    """The round on the day of the figures, by the letter of the reminder's date; and on that date."""
    seen = status(desk, request.round_code, request.as_of or dated)
    refuse_closed(seen.round_)
    _refuse_later_figures(seen, dated)
    if seen.state.as_of < seen.letter.dated:  # before it there was nobody to remind
        option = "--date" if dated < seen.letter.dated else "--as-of"
        raise before_letter(seen.state.as_of, seen.letter.dated, option)
    now = seen if dated == seen.state.as_of else status(desk, seen.head.code, dated)
    return seen._replace(head=now.head, issued=now.issued), now


def _refuse_later_figures(seen: Status, dated: date) -> None:
    """Raises Refused for figures of a day after the letter's."""
    as_of = seen.state.as_of
    if as_of > dated:
        message = f"Ngày tính số liệu {screen_date(as_of)} sau ngày công văn {screen_date(dated)}."
        fix = f"Nêu --as-of ngày {screen_date(dated)} trở về trước."
        raise Refused("as_of_after_letter", message, where="--as-of", fix=fix)


def _judge_days(
    desk: Desk, request: ReminderRequest, seen: Status, dated: date, chosen: Sequence[UnitState]
) -> _Days:
    """The days in order.

    Before their last day has passed the units are reminded of that day, and of no other. After it, without a
    deadline of the clerk's: five working days.
    """
    standing = chosen[0].term.last_day if chosen and chosen[0].term.last_day >= dated else None
    if standing and request.deadline not in (None, standing):
        raise _moved(seen, standing, request.deadline or standing)
    usual = desk.store.registers.calendar().working_day_after(dated, WORKING_DAYS_TO_REPORT)
    deadline = standing or request.deadline or usual
    if deadline < dated:
        message = f"Thời hạn mới {screen_date(deadline)} trước ngày công văn {screen_date(dated)}."
        fix = f"Nêu --deadline từ ngày {screen_date(dated)} trở đi."
        raise Refused("deadline_before_letter", message, where="--deadline", fix=fix)
    return _Days(dated, seen.state.as_of, deadline, standing is not None)


def _moved(seen: Status, standing: date, asked: date) -> Refused:
    """The error for another deadline than the one that still stands."""
    message = (
        f"Thời hạn {screen_date(standing)} chưa qua: công văn nhắc trước hạn phải nêu đúng ngày ấy, không "
        f"nêu {screen_date(asked)} được."
    )
    extend = f"bcd35 rounds extend {seen.round_.code} --to {asked.isoformat()} --all --reason LÝ_DO"
    fix = "Bỏ --deadline."
    if asked > standing:
        fix = f"Bỏ --deadline; muốn lùi thời hạn cho mọi đơn vị: {extend}"
    return Refused("deadline_stands", message, where="--deadline", fix=fix)


def _by_kind(
    desk: Desk,
    seen: Status,
    units: Sequence[UnitState],
    earlier: Mapping[str, Sequence[Reminder]],
    sent: Mapping[str, RefusedFile],
) -> dict[str, list[tuple[str, MissingUnit]]]:
    """Label of a kind → its units by code, as letters name them; in their order.

    ``sent``: the refused file that a unit has no answer to.
    """
    office = office_of(desk, seen.round_)
    labels = {kind.code: kind.label for kind in office.unit_kinds}
    cancelled = desk.store.terms.cancelled(seen.round_.code)
    groups: dict[str, list[tuple[str, MissingUnit]]] = {}
    for unit in units:
        code = unit.code.casefold()
        missing = missing_unit(
            with_former(addressee(unit.name, unit.kind, office.unit_kinds), unit.former),
            unit,
            round_=seen.round_,
            office=office,
            reminders=tuple(earlier.get(code, ())),
            sent_on=sent[code].received_on if code in sent else None,
            cancelled=cancelled,
        )
        groups.setdefault(labels.get(unit.kind, "Loại khác"), []).append((unit.code, missing))
    return groups


def _content(
    seen: Status,
    office: Office,
    number: LetterNumber,
    days: _Days,
    by_kind: dict[str, list[tuple[str, MissingUnit]]],
) -> ReminderContent:
    totals = seen.state.totals
    return ReminderContent(
        office=office,
        round_=seen.round_,
        letter=seen.letter.number,
        issued=seen.letter.dated,
        number=number,
        dated=days.dated,
        as_of=days.as_of,
        expected=totals.expected,
        reported=totals.reported,
        missing=tuple(
            MissingGroup(label, tuple(unit for _, unit in units)) for label, units in by_kind.items()
        ),
        deadline=days.deadline,
        standing=days.standing,
        reminders_count=seen.state.reminders_count,
        only_filled=True,
    )


def _with_number(desk: Desk, request: ReminderRequest) -> ReminderPlan:
    """Take the number, under the lock, with what is true there."""
    with desk.act():
        plan = plan_reminder(desk, request)
        if plan.codes:
            take_number(desk, plan.content.number, Serves(plan.content.round_.code, "reminder"))
    return plan


def _record(
    desk: Desk, request: ReminderRequest, plan: ReminderPlan, templates: Templates, staged: Sequence[Staged]
) -> None:
    """One act: look again, publish the files, then write the rows that promise them."""
    content = plan.content
    reminder = Reminder(content.number, content.dated, content.as_of, content.deadline, plan.codes)
    with desk.act():
        again = partial(plan_reminder, desk, request)
        refuse_changed(desk, content.round_.code, content.number, plan, again)
        used = keep_templates(desk.workspace, templates)
        files = publish_issued(desk, staged, plan.places())
        REMINDERS.keep(desk, used, plan.codes, content)
        desk.store.reminders.record(plan.letter_id, reminder, files, desk.world.now)
        journal = {
            "number": content.number.reference,
            "units": len(plan.codes),
            "to": list(plan.codes),
            "deadline": content.deadline.isoformat(),
        }
        desk.journal("remind", content.round_.code, **journal)
