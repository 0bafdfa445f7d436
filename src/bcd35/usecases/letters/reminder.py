"""Reminding the units that have not reported.

A reminder is one numbered letter, a document for each unit, and the rows that promise them. Crashes are as
harmless as with the round's own letter, by the same order of things (``notice.py``).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal, NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.histories import with_former
from bcd35.domain.letter_days import LetterDays
from bcd35.domain.letters import FollowUpFile, LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.reminders import (
    MOST_REMINDERS,
    WORKING_DAYS_TO_REPORT,
    Reminder,
    plan_reminder_files,
    reminders_by_unit,
    still_waiting,
)
from bcd35.domain.shape import from_plain, to_plain
from bcd35.domain.summary import UnitState
from bcd35.domain.terms import Grant
from bcd35.domain.units import addressee
from bcd35.formats.letters.missing_units import MissingGroup, MissingUnit, missing_unit
from bcd35.formats.letters.reminder import (
    TEMPLATE_NAME,
    ReminderContent,
    render_reminder,
    render_reminders,
)
from bcd35.store.intake import RefusedFile
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.letters.issuing import (
    Serves,
    blank_number,
    day_remarks,
    foreseen_number,
    keep_templates,
    letter_series,
    number_remarks,
    publish_issued,
    stem_in_names,
    take_number,
    write_documents,
)
from bcd35.usecases.open_template import Templates, prove_templates
from bcd35.usecases.registers.rounds import refuse_closed
from bcd35.usecases.registers.units import get_units, office_of
from bcd35.usecases.summary.status import Status, status
from bcd35.world.files import Staged

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
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


Reason = Literal[
    "reported",
    "not_expected",
    "retired",
    "waiting",
    "undecided",
    "correcting",
    "extended",
    "own_term",
    "unanswered",
]


class PassedOver(NamedTuple):
    """A unit that is not reminded, and why.

    Named though it has nothing to report, out of use, within the time a reminder gave it; its file waits for
    the office, or was refused and not given back; or within a last day of its own: ``term``.
    """

    code: str
    reason: Reason
    term: Grant | None = None


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """Everything a reminder will do.

    ``codes`` go with ``content.units``; ``files`` are empty when all get one letter.
    ``refusals`` name the units that were asked for in vain; ``findings`` are worth saying and no fault.
    """

    letter_id: int
    content: ReminderContent
    codes: tuple[str, ...]
    files: tuple[FollowUpFile, ...]
    file_copy: str
    passed_over: tuple[PassedOver, ...]
    refusals: tuple[Finding, ...]
    findings: tuple[Finding, ...]

    @property
    def draft(self) -> bool:
        return self.content.number.number is None

    def places(self) -> Iterator[tuple[str, str, str]]:
        """Unit, role and path of every file, in the order in which they are made."""
        for unit, path in (("", self.file_copy), *self.files):
            yield unit, "reminder", path


@dataclass(frozen=True, slots=True)
class _Said:
    """What a reminder says, kept with it: by tomorrow the ledger and the office may say otherwise."""

    codes: tuple[str, ...]
    content: ReminderContent


class Reminded(NamedTuple):
    """A plan, whether it was carried out, and whether this was a rehearsal."""

    plan: ReminderPlan
    done: bool
    rehearsal: bool = False


def remind(desk: Desk, request: ReminderRequest, *, progress: Progress = no_progress) -> Reminded:
    """Issue, draft, or only plan a reminder.

    Running it again reminds nobody twice before the new deadline has passed.
    """
    plan = plan_reminder(desk, request)
    if plan.codes:
        prove_templates(desk.workspace, [TEMPLATE_NAME], plan.content.office)
    if desk.rehearsal or not plan.codes:
        return Reminded(plan, done=False, rehearsal=desk.rehearsal)
    if not plan.draft:
        plan = _with_number(desk, request)
        if not plan.codes:  # another run reminded them in between
            return Reminded(plan, done=False)
    templates = Templates(desk.workspace)
    documents = _render(plan, templates, progress)
    write_documents(desk, documents, None if plan.draft else partial(_record, desk, plan, templates))
    return Reminded(plan, done=True)


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
    seen = status(desk, request.round_code, request.as_of or dated)
    refuse_closed(seen.round_)
    _judge_as_of(seen, dated)
    now = seen if dated == seen.state.as_of else status(desk, seen.head.code, dated)
    seen = seen._replace(head=now.head, issued=now.issued)  # the letter that it cites is that of its date
    earlier = reminders_by_unit(desk.store.reminders.of_round(seen.round_.code))
    chosen, passed_over = _choose_units(desk, request, (seen, now), earlier)
    days = _judge_days(desk, request, seen, dated, chosen)
    office = office_of(desk, seen.round_)
    series = letter_series(office, dated, seen.round_.follow_up_symbol)
    number = (
        blank_number(series)
        if request.draft
        else foreseen_number(desk, series, Serves(seen.round_.code, "reminder"), request.number)
    )
    sent = {file.unit.casefold(): file for file in now.refused}
    by_kind = _by_kind(office, chosen, earlier, sent)
    content = _content(seen, office, number, days, by_kind)
    codes = tuple(code for units in by_kind.values() for code, _ in units)
    stem = stem_in_names(desk, number, Serves(seen.round_.code, "reminder"))
    file_copy, files = plan_reminder_files(seen.round_.code, number, codes, stem)
    together = request.together and len(codes) > 1
    return ReminderPlan(
        letter_id=seen.letter.id,
        content=content,
        codes=codes,
        files=() if together else tuple(files),
        file_copy=file_copy,
        passed_over=tuple(passed_over),
        refusals=(
            *_refusals(passed_over, seen),
            *(_with_time(passed_over, seen) if request.units else ()),
        ),
        findings=(
            *_out_of_use(passed_over, seen),
            *(() if request.units else _with_time(passed_over, seen)),
            *_unanswered(seen.head.code, sent, passed_over, codes),
            *(_remarks(desk, content, seen, request.accepted) if codes else ()),
        ),
    )


def _judge_as_of(seen: Status, dated: date) -> None:
    """Raises Refused for figures of a day after the letter's."""
    as_of = seen.state.as_of
    if as_of > dated:
        message = f"Ngày tính số liệu {screen_date(as_of)} sau ngày công văn {screen_date(dated)}."
        raise Refused(
            "as_of_after_letter", message, where="--as-of", fix="Nêu ngày tính không muộn hơn ngày công văn."
        )


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
        raise Refused(
            "deadline_before_letter", message, where="--deadline", fix="Nêu thời hạn từ ngày công văn trở đi."
        )
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


def _choose_units(
    desk: Desk, request: ReminderRequest, days: tuple[Status, Status], earlier: dict[str, list[Reminder]]
) -> tuple[list[UnitState], list[PassedOver]]:
    """The missing units, or those of the named ones; and who is passed over.

    ``days``: the round on the day that the figures are of, and on the letter's date; what gives a unit more
    time is looked up there. A unit whose file was refused is owed an answer, and reminded only when named.
    """
    seen, today = days
    dated = today.state.as_of
    states = {unit.code.casefold(): unit for unit in seen.state.units}
    on_date = {unit.code.casefold(): unit for unit in today.state.units}
    unanswered = set() if request.units else {file.unit.casefold() for file in today.refused}
    retired = {unit.code.casefold() for unit in desk.store.registers.units() if unit.status == "retired"}
    wanted = (
        [unit.code for unit in get_units(desk, request.units)]
        if request.units
        else [unit.code for unit in seen.state.units if unit.unreported]
    )
    chosen, passed_over = [], []
    for code in dict.fromkeys(wanted):
        unit, now = states.get(code.casefold()), on_date.get(code.casefold())
        if unit is None or now is None or "exempt" in (unit.state, now.state):
            passed_over.append(PassedOver(code, "not_expected"))
        elif not unit.unreported:
            passed_over.append(PassedOver(code, "reported"))
        elif code.casefold() in retired:
            passed_over.append(PassedOver(code, "retired"))
        elif reason := _has_time(now, dated):
            passed_over.append(PassedOver(code, reason, now.term.last_grant))
        elif code.casefold() in unanswered:
            passed_over.append(PassedOver(code, "unanswered"))
        elif still_waiting(earlier.get(code.casefold(), ()), dated):
            passed_over.append(PassedOver(code, "waiting"))
        else:
            overdue = max(0, (seen.state.as_of - now.term.last_day).days)
            chosen.append(unit._replace(term=now.term, days_late=overdue))
    return _of_one_term(chosen, passed_over, dated)


def _has_time(unit: UnitState, dated: date) -> Reason | None:
    """Why a unit is not to be reminded on a day though nothing of it is recorded."""
    if unit.state == "waiting":
        return "undecided"
    if unit.state == "correcting":
        return "correcting"
    own = unit.state == "extended" and unit.term.grant.unit
    return "extended" if own and unit.term.deadline >= dated else None


def _of_one_term(
    units: Sequence[UnitState], passed_over: list[PassedOver], dated: date
) -> tuple[list[UnitState], list[PassedOver]]:
    """The units that one letter can remind: those that are overdue, else those whose last day comes first.

    A letter names one deadline; the others have another last day, and it has not passed.
    """
    last_days = [unit.term.last_day for unit in units]
    first = min(last_days, default=dated)
    chosen, more = [], []
    for unit, last_day in zip(units, last_days, strict=True):
        if last_day < dated or (first >= dated and last_day == first):
            chosen.append(unit)
        else:
            more.append(PassedOver(unit.code, "own_term", unit.term.last_grant))
    return chosen, [*passed_over, *more]


def _by_kind(
    office: Office,
    units: Sequence[UnitState],
    earlier: dict[str, list[Reminder]],
    sent: Mapping[str, RefusedFile],
) -> dict[str, list[tuple[str, MissingUnit]]]:
    """Label of a kind → its units by code, as letters name them; in their order.

    ``sent``: the refused file that a unit has no answer to.
    """
    labels = {kind.code: kind.label for kind in office.unit_kinds}
    groups: dict[str, list[tuple[str, MissingUnit]]] = {}
    for unit in units:
        name = with_former(addressee(unit.name, unit.kind, office.unit_kinds), unit.former)
        code = unit.code.casefold()
        came = sent[code].received_on if code in sent else None
        missing = missing_unit(name, unit, tuple(earlier.get(code, ())), came)
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
    )


def _refusals(passed_over: Sequence[PassedOver], seen: Status) -> Iterator[Finding]:
    """What is said of units that were named though there is nothing to remind them of."""
    for code, reason, _ in passed_over:
        if reason == "reported":
            message = f"“{code}” đã báo cáo tính đến ngày {screen_date(seen.state.as_of)}, không đôn đốc."
            yield Finding("unit_reported", code, message, f"Xem tình hình: bcd35 status {seen.round_.code}")
        elif reason == "not_expected":
            message = (
                f"“{code}” không phải báo cáo trong đợt “{seen.round_.code}” (không có trong danh sách, hoặc "
                "được miễn)."
            )
            yield Finding("not_expected", code, message, f"Xem tình hình: bcd35 status {seen.round_.code}")


def _out_of_use(passed_over: Sequence[PassedOver], seen: Status) -> Iterator[Finding]:
    """Units that have not reported and get no letters any more."""
    for code, reason, _ in passed_over:
        if reason == "retired":
            fix = (
                f"Nếu không còn phải báo cáo: bcd35 rounds exempt {code} --round {seen.round_.code} --reason "
                "LÝ_DO"
            )
            yield Finding("unit_retired", code, f"“{code}” đã thôi dùng, không đôn đốc.", fix)


def _with_time(passed_over: Sequence[PassedOver], seen: Status) -> Iterator[Finding]:
    """Units that have more time, or whose file waits for the office: nothing is written to them."""
    round_code = seen.round_.code
    for code, reason, term in passed_over:
        told = f"{term.words}; hạn {screen_date(term.deadline)} chưa qua" if term else ""
        if reason == "undecided":
            message = f"“{code}” đã gửi tệp, văn phòng chưa quyết định; không đôn đốc."
            fix = f"Xem tệp nào và cách quyết định: bcd35 status {round_code}"
            yield Finding("unit_waits", code, message, fix)
        elif reason == "correcting":
            message = f"“{code}” đang sửa báo cáo ({told}); không đôn đốc."
            yield Finding("unit_correcting", code, message, "Hạn ấy qua rồi mới đôn đốc.")
        elif reason == "extended":
            message = f"“{code}” {told}; không đôn đốc."
            yield Finding("unit_extended", code, message, "Hạn ấy qua rồi mới đôn đốc.")
        elif reason == "own_term":
            message = f"“{code}” có hạn riêng ({told}); công văn này không gửi đơn vị."
            fix = f"Nhắc riêng: bcd35 remind {round_code} --unit {code}"
            yield Finding("unit_has_time", code, message, fix)


def _unanswered(
    round_code: str,
    sent: Mapping[str, RefusedFile],
    passed_over: Sequence[PassedOver],
    codes: Sequence[str],
) -> Iterator[Finding]:
    """Units whose file was refused, and that no letter told so: left out, or reminded because named."""
    left_out = [one.code for one in passed_over if one.reason == "unanswered"]
    for code in (*left_out, *codes):
        if file := sent.get(code.casefold()):
            day = screen_date(file.received_on)
            message = f"“{code}”: tệp “{file.file_name}” nhận ngày {day} bị từ chối, chưa có công văn gửi trả"
            back = f"bcd35 return-report {code} --round {round_code}"
            if code in left_out:
                message += "; không đôn đốc."
                remind = f"bcd35 remind {round_code} --unit {code}"
                fix = f"Gửi trả để sửa: {back}\nKhông gửi trả mà vẫn đôn đốc: {remind}"
            else:
                message += "; công văn nêu đơn vị đã gửi, chưa nhận được báo cáo hợp lệ."
                fix = f"Nên gửi trả để sửa: {back}"
            yield Finding("refused_unanswered", code, message, fix)


def _remarks(
    desk: Desk, content: ReminderContent, seen: Status, accepted: Sequence[str]
) -> Iterator[Finding]:
    yield from number_remarks(content.office, content.number)
    if content.standing:
        message = (
            f"Thời hạn báo cáo {screen_date(content.deadline)} chưa qua ngày công văn "
            f"{screen_date(content.dated)}."
        )
        yield Finding(
            "deadline_not_passed",
            content.round_.code,
            message,
            "Đơn vị chưa trễ; công văn chỉ nhắc trước hạn.",
        )
    yield from _reminded_often(content, seen)
    if seen.state.received_later:
        message = (
            f"{seen.state.received_later} báo cáo nhận sau ngày {screen_date(content.as_of)} không tính."
        )
        yield Finding("received_later", "--as-of", message, "Muốn tính thì nêu --as-of ngày muộn hơn.")
    days = LetterDays(content.number, content.dated, content.deadline)
    known = ("day-off",) if content.standing else ()  # it was accepted when the units were given that day
    yield from day_remarks(desk, days, (*accepted, *known), where="--deadline")


def _reminded_often(content: ReminderContent, seen: Status) -> Iterator[Finding]:
    """Units to which letters have gone in vain; one remark for all of them."""
    often = [unit for unit in content.units if len(unit.reminders) >= MOST_REMINDERS]
    if often:
        named = "; ".join(f"{unit.name}: {len(unit.reminders)} lần" for unit in often[:_MOST_NAMED])
        more = f"; và {len(often) - _MOST_NAMED} đơn vị khác" if len(often) > _MOST_NAMED else ""
        message = f"Đã đôn đốc từ {MOST_REMINDERS} lần trở lên mà chưa có báo cáo: {named}{more}."
        fix = (
            "Nên trao đổi trực tiếp, báo cáo người ký trước khi gửi thêm công văn; xem từng lần: "
            f"bcd35 status {seen.head.code} --late"
        )
        yield Finding("reminded_often", seen.head.code, message, fix)


def _with_number(desk: Desk, request: ReminderRequest) -> ReminderPlan:
    """Take the number, under the lock, with what is true there."""
    with desk.act():
        plan = plan_reminder(desk, request)
        if plan.codes:
            take_number(desk, plan.content.number, Serves(plan.content.round_.code, "reminder"))
    return plan


def _render(plan: ReminderPlan, templates: Templates, progress: Progress) -> Iterator[tuple[str, bytes]]:
    content = plan.content
    template = templates.open(TEMPLATE_NAME, content.office.style)
    yield plan.file_copy, render_reminder(template, content, content.units)
    letters = render_reminders(template, content)
    for done, (file, letter) in enumerate(zip(plan.files, letters, strict=False)):  # no files when together
        progress("Soạn văn bản", done, len(plan.files))
        yield file.path, letter
    progress("Soạn văn bản", len(plan.files), len(plan.files))


def reminder_again(desk: Desk, round_code: str, number: LetterNumber) -> Iterator[tuple[str, bytes]]:
    """Every document of a reminder, made from what it was made from. Nothing when that was not kept."""
    kept = desk.store.sources.content(number)
    if not kept:
        return
    said = from_plain(_Said, json.loads(kept))
    stem = stem_in_names(desk, number, Serves(round_code, "reminder"))
    file_copy, files = plan_reminder_files(round_code, number, said.codes, stem)
    template = Templates(desk.workspace, desk.store.sources.templates().get(number, {})).open(
        TEMPLATE_NAME, said.content.office.style
    )
    yield file_copy, render_reminder(template, said.content, said.content.units)
    for file, letter in zip(files, render_reminders(template, said.content), strict=True):
        yield file.path, letter


def _record(desk: Desk, plan: ReminderPlan, templates: Templates, staged: Sequence[Staged]) -> None:
    """One act: look again, publish the files, then write the rows that promise them."""
    content = plan.content
    reminder = Reminder(content.number, content.dated, content.as_of, content.deadline, plan.codes)
    with desk.act():
        _refuse_reminded(desk, plan)
        used = keep_templates(desk.workspace, templates)
        files = publish_issued(desk, staged, plan.places())
        said = json.dumps(to_plain(_Said(plan.codes, content)), ensure_ascii=False)
        desk.store.sources.record(content.number, used, said)
        desk.store.reminders.record(plan.letter_id, reminder, files, desk.world.now)
        journal = {
            "number": content.number.reference,
            "units": len(plan.codes),
            "to": list(plan.codes),
            "deadline": content.deadline.isoformat(),
        }
        desk.store.registers.journal(desk.world.now, "remind", content.round_.code, **journal)


def _refuse_reminded(desk: Desk, plan: ReminderPlan) -> None:
    """Raises Refused when another run reminded a unit meanwhile, gave it more time, or took the number."""
    recorded = desk.store.reminders.of_round(plan.content.round_.code)
    earlier = reminders_by_unit(recorded)
    taken = any(reminder.number == plan.content.number for reminder in recorded)
    if taken or _has_changed(desk, plan, earlier):
        code = plan.content.round_.code
        message = f"Đợt “{code}” vừa được đôn đốc ở máy hoặc cửa sổ khác; lần chạy này không ghi gì."
        raise Refused("reminded_meanwhile", message, where=code, fix=f"Xem kết quả: bcd35 status {code}")


def _has_changed(desk: Desk, plan: ReminderPlan, earlier: dict[str, list[Reminder]]) -> bool:
    """Tell whether one of the units was reminded or has another last day since the plan was made."""
    content = plan.content
    now = {unit.code: unit for unit in status(desk, content.round_.code, content.dated).state.units}
    return any(
        still_waiting(earlier.get(code.casefold(), ()), content.dated)
        or code not in now
        or now[code].term.last_day != unit.deadline
        or now[code].state in ("waiting", "correcting")
        for code, unit in zip(plan.codes, content.units, strict=True)
    )
