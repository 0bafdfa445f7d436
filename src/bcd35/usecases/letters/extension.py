"""Extending the last day of units, or of a whole round: a dated line, and a numbered letter when wanted.

Crashes are as harmless as with the round's own letter, by the same order of things (``notice.py``).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from bcd35.domain.commands import typed_option
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import SHORTER, LetterDays
from bcd35.domain.letter_files import FollowUpFile
from bcd35.domain.letters import LetterNumber
from bcd35.domain.round_words import reason_words
from bcd35.domain.summary import UnitState, with_former
from bcd35.domain.terms import KEPT, Grant, outdone
from bcd35.domain.text import short_list
from bcd35.domain.units import addressee
from bcd35.formats.letters.extension import (
    EXTENSION_TEMPLATE,
    ExtendedUnit,
    ExtensionContent,
    render_extension,
)
from bcd35.store.paper_rows import ExtensionLetter
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.letters.follow_up import FollowUp, refuse_exchanged_number
from bcd35.usecases.letters.issuing import (
    CarriedOut,
    Serves,
    blank_number,
    day_remarks,
    foreseen_number,
    keep_templates,
    letter_series,
    number_remarks,
    publish_issued,
    refuse_changed,
    refuse_doubtful_term,
    refuse_long_places,
    take_number,
    write_documents,
)
from bcd35.usecases.letters.term_put_right import earlier_days, way_back
from bcd35.usecases.open_template import Templates, prove_templates
from bcd35.usecases.registers.rounds import before_letter, refuse_closed
from bcd35.usecases.registers.units import get_units, office_of, the_office
from bcd35.usecases.summary.status import Status, status
from bcd35.world.files import Staged

EXTENSIONS = FollowUp(
    purpose="extension",
    template=EXTENSION_TEMPLATE,
    content=ExtensionContent,
    copy=lambda template, content: render_extension(template, content, content.units),
    letters=lambda template, content: (render_extension(template, content, [one]) for one in content.units),
    start="Gia-han",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionRequest:
    """What the clerk asked for: a later last day, for named units or for all of the round, and why.

    ``letter``: with a numbered letter; ``together``: one for all. Left empty: the only open round, today.
    """

    deadline: date
    reason: str
    round_code: str = ""
    units: tuple[str, ...] = ()
    everyone: bool = False
    dated: date | None = None
    letter: bool = False
    number: int | None = None
    together: bool = False
    draft: bool = False
    accepted: tuple[str, ...] = ()  # doubts about its days that the clerk has looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionPlan:
    """Everything an extension will do. ``files`` and ``file_copy`` are empty without a letter.

    ``grants``: the lines to be written; ``units``: the units that have not reported and get more time. Named
    units that reported late since the extension get a line too, and no letter.
    ``already``: just these lines stand since before, and nothing is to be done.
    """

    letter_id: int
    content: ExtensionContent
    grants: tuple[Grant, ...]
    units: tuple[str, ...]
    with_letter: bool
    files: tuple[FollowUpFile, ...]
    file_copy: str
    findings: tuple[Finding, ...]
    already: bool = False

    @property
    def draft(self) -> bool:
        return self.with_letter and self.content.number.number is None

    @property
    def promised(self) -> tuple[object, ...]:
        """What must not have changed while the papers were made."""
        return self.content, self.grants

    def places(self) -> Iterator[tuple[str, str, str]]:
        """Unit, role and path of every file, in the order in which they are made."""
        for unit, path in (("", self.file_copy), *self.files):
            yield unit, "extension", path


Extended = CarriedOut[ExtensionPlan]


def extend(desk: Desk, request: ExtensionRequest, *, progress: Progress = no_progress) -> Extended:
    """Give units a later last day, with or without a letter, or only plan it."""
    plan = plan_extension(desk, request)
    if plan.with_letter and not plan.already:
        prove_templates(desk.workspace, [EXTENSION_TEMPLATE], plan.content.office)
        refuse_long_places(desk, (path for *_, path in plan.places()))
    if desk.rehearsal or plan.already:
        return Extended(plan, done=False, rehearsal=desk.rehearsal)
    if not plan.draft:
        with desk.act():
            plan = plan_extension(desk, request)
            if plan.already:  # another run did it in between
                return Extended(plan, done=False)
            if plan.with_letter:
                take_number(desk, plan.content.number, _serves(plan.content.round_.code, request, plan.units))
            else:
                _record_lines(desk, plan)
    if not plan.with_letter:
        return Extended(plan, done=True)
    templates = Templates(desk.workspace)
    documents = EXTENSIONS.render((plan.file_copy, plan.files), plan.content, templates, progress)
    record = None if plan.draft else partial(_record, desk, request, plan, templates)
    kept = write_documents(desk, documents, record, (f"{EXTENSIONS.start}_",) if request.everyone else ())
    return Extended(replace(plan, findings=(*plan.findings, *kept)), done=True)


def plan_extension(desk: Desk, request: ExtensionRequest) -> ExtensionPlan:
    """Who gets how much time. Raises Refused for whatever does not give everyone named more time."""
    dated = request.dated or desk.world.today
    seen = status(desk, request.round_code, max(dated, desk.world.today))
    refuse_closed(seen.round_)
    if standing := _standing_already(desk, request, seen.round_.code):
        letters = dict.fromkeys(one.letter for one in standing if one.letter)
        refuse_exchanged_number("Lần gia hạn này đã phát hành", letters, request.number)
        return _as_it_stands(desk, request, seen, standing)
    held = _held_since(desk, request, seen)
    _refuse_contradictions(request, seen, dated, since=dated if held else seen.letter.dated)
    states, late, findings = _chosen(desk, request, seen, dated, held)
    if request.letter and not states:
        fix = "Bỏ --letter: chỉ ghi hạn mới vào sổ."
        raise Refused("nobody_to_write_to", "Không còn đơn vị nào chưa báo cáo để gửi công văn.", fix=fix)
    code, codes = seen.round_.code, tuple(unit.code for unit in states)
    number = _number(desk, request, seen, codes, dated)
    content = _content(desk, request, seen, (number, dated), states)
    file_copy, files = EXTENSIONS.files(desk, code, number, codes)
    told = number if request.letter and number.number else None
    grant = Grant("", "extended", dated, request.deadline, told, reason=request.reason)
    return ExtensionPlan(
        letter_id=seen.letter.id,
        content=content,
        grants=(grant,)
        if request.everyone
        else tuple(grant._replace(unit=one) for one in (*codes, *(unit.code for unit in late))),
        units=codes,
        with_letter=request.letter,
        files=() if not request.letter or (request.together and len(codes) > 1) else tuple(files),
        file_copy=file_copy if request.letter else "",
        findings=(
            *findings,
            *_promised(request, states),
            *_day_findings(desk, request, content),
            *earlier_days(desk, code, dated),
        ),
    )


def _promised(request: ExtensionRequest, states: Iterable[UnitState]) -> Iterator[Finding]:
    """Units to which a reminder named a later day. Raises Refused where nobody has accepted that."""
    told = [(unit.code, one) for unit in states for one in unit.term.reminded_beyond(request.deadline)]
    if told and SHORTER not in request.accepted:
        named = (f"{unit} ({screen_date(one.deadline)}, {one.words})" for unit, one in told)
        message = (
            f"Ngày gia hạn {screen_date(request.deadline)} sớm hơn ngày đã nêu khi đôn đốc: "
            f"{short_list(named, 'đơn vị khác', by='; ')}."
        )
        last = screen_date(max(one.deadline for _, one in told))
        fix = (
            f"Nêu --to từ ngày {last} trở đi.\nNếu đúng là lấy hạn sớm hơn thì thêm: --accept {SHORTER}; "
            "công văn gia hạn (--letter) nói rõ hạn nào thay hạn nào."
        )
        found = Finding(f"doubtful_{SHORTER.replace('-', '_')}", "--to", message, fix)
        if not (request.letter and request.draft):
            raise Refused("doubtful_days", "", findings=[found])
        yield found


def _content(
    desk: Desk,
    request: ExtensionRequest,
    seen: Status,
    number_and_date: tuple[LetterNumber, date],
    states: Iterable[UnitState],
) -> ExtensionContent:
    number, dated = number_and_date
    office = office_of(desk, seen.round_)
    cancelled = desk.store.terms.cancelled(seen.round_.code)
    return ExtensionContent(
        office=office,
        round_=seen.round_,
        letter=seen.letter.number,
        issued=seen.letter.dated,
        number=number,
        dated=dated,
        reason=reason_words(request.reason),
        deadline=request.deadline,
        units=tuple(
            ExtendedUnit(
                with_former(addressee(unit.name, unit.kind, office.unit_kinds), unit.former),
                unit.term.last_day,
                outdone(cancelled, unit.code, request.deadline),
                unit.term.reminded_beyond(request.deadline),
            )
            for unit in states
        ),
    )


def _standing_already(desk: Desk, request: ExtensionRequest, code: str) -> tuple[Grant, ...]:
    """The lines of just this extension, where a run before this one wrote them; else none."""
    if request.draft or request.everyone == bool(request.units):
        return ()
    units = [unit.code for unit in get_units(desk, request.units)] if request.units else [""]
    lines = [desk.store.terms.ids(code, unit) for unit in units]
    last = [[line for _, line in own if line.event == "extended"][-1:] for own in lines]
    standing = tuple(one for own in last for one in own if _is_just(request, one))
    return standing if len(standing) == len(units) else ()


def _is_just(request: ExtensionRequest, line: Grant) -> bool:
    asked = request.deadline, request.reason, request.letter
    return (line.deadline, line.reason, bool(line.letter)) == asked and request.dated in (None, line.on)


def _held_since(desk: Desk, request: ExtensionRequest, seen: Status) -> frozenset[str]:
    """Units whose day by the letter in force is that of just this extension, which was taken back since.

    It may be older than that letter, and gives no later day; it says again what the day rests on.
    """
    named = [unit.code for unit in get_units(desk, request.units)]
    lines = (desk.store.terms.taken_back(seen.round_.code, unit) for unit in named or [""])
    if not any(_is_just(request, line) for own in lines for line in own):
        return frozenset()
    told = desk.store.terms.joined(seen.letter.id)
    kept = {code for code, one in told.items() if (one.reason, one.deadline) == (KEPT, request.deadline)}
    return frozenset(unit.code for unit in seen.units if unit.code.casefold() in kept)


def _as_it_stands(
    desk: Desk, request: ExtensionRequest, seen: Status, standing: tuple[Grant, ...]
) -> ExtensionPlan:
    """Nothing to do: the extension was recorded by a run before this one."""
    told, dated = standing[0].letter, standing[0].on
    number = told or blank_number(letter_series(the_office(desk), dated, seen.round_.follow_up_symbol))
    return ExtensionPlan(
        letter_id=seen.letter.id,
        content=_content(desk, request, seen, (number, dated), ()),
        grants=standing,
        units=(),
        with_letter=request.letter,
        files=(),
        file_copy="",
        findings=(),
        already=True,
    )


def _refuse_contradictions(request: ExtensionRequest, seen: Status, dated: date, *, since: date) -> None:
    """Raises Refused for what contradicts itself: who, and when. ``since``: the first day it may begin on."""
    if request.everyone == bool(request.units):
        fix = "Nêu --all (mọi đơn vị của đợt), hoặc --unit MÃ (ghi nhiều lần được), không nêu cả hai."
        raise Refused("who_is_extended", "Chưa rõ gia hạn cho ai.", where="--unit", fix=fix)
    if not request.reason:
        raise Refused("no_reason", "Chưa nêu lý do gia hạn.", where="--reason", fix="Thêm: --reason LÝ_DO")
    if dated < since:
        raise before_letter(dated, since)
    if request.deadline < dated:
        message = f"Ngày gia hạn {screen_date(request.deadline)} trước ngày {screen_date(dated)}."
        first = max(dated, seen.state.deadline + timedelta(days=1)) if request.everyone else dated
        fix = f"Nêu --to từ ngày {screen_date(first)} trở đi."
        raise Refused("deadline_before_letter", message, where="--to", fix=fix)
    if request.everyone and request.deadline <= seen.state.deadline:
        of_all = seen.terms.of("", seen.state.as_of).grant
        raise _not_later(seen.round_.code, [("", of_all)], request.deadline)


def _not_later(code: str, standing: Sequence[tuple[str, Grant]], asked: date) -> Refused:
    """The error for an extension that gives no more time.

    ``standing``: units, or ``""`` for the whole round, each with the line that gives its last day.
    """
    named = [f"{unit or 'cả đợt'} {screen_date(one.deadline)} ({one.words})" for unit, one in standing]
    message = f"Ngày gia hạn {screen_date(asked)} không muộn hơn hạn đang có: {'; '.join(named)}."
    ways = dict.fromkeys(way_back(code, unit, one, asked) for unit, one in standing)
    last = screen_date(max(one.deadline for _, one in standing))
    fix = "\n".join([f"Nêu --to sau ngày {last}.", *(f"Hoặc {way}" for way in ways)])
    return Refused("extension_not_later", message, where="--to", fix=fix)


def _chosen(
    desk: Desk, request: ExtensionRequest, seen: Status, dated: date, held: Collection[str]
) -> tuple[list[UnitState], list[UnitState], list[Finding]]:
    """The units that get more time, in the office's order, those that reported late since, what is said.

    ``held``: those that have just this day, and get it again.
    """
    known = _expected(desk, request, seen)
    reported = [unit for unit in known if not unit.unreported]
    silent = [unit for unit in known if unit.unreported]
    late = [unit for unit in reported if request.units and _came_after(unit, dated)]
    known_later = (unit for unit in (*silent, *late) if unit.code not in held)
    later = [unit for unit in known_later if unit.term.last_day >= request.deadline]
    if request.units and later:
        standing = [(unit.code, unit.term.last_grant) for unit in later]
        raise _not_later(seen.round_.code, standing, request.deadline)
    chosen = [unit for unit in silent if unit not in later]
    if request.units:
        findings = [*_said_of_named(request, seen, dated, reported, late)]
    else:
        findings = [*_late_extended(request, seen, dated, reported), *_said_of_later(later)]
    late = [] if request.letter else late
    if request.units and not chosen and not late:
        raise Refused("already_reported", "", findings=findings)
    order = {unit.code: place for place, unit in enumerate(seen.units)}
    return sorted(chosen, key=lambda unit: order[unit.code]), late, findings


def _expected(desk: Desk, request: ExtensionRequest, seen: Status) -> list[UnitState]:
    """The units that are meant and have to report. Raises Refused for named ones that have not."""
    states = {unit.code.casefold(): unit for unit in seen.state.units}
    codes = [unit.code for unit in get_units(desk, request.units)] if request.units else [*states]
    named = [(code, states.get(code.casefold())) for code in dict.fromkeys(codes)]
    strangers = [code for code, unit in named if unit is None or unit.state == "exempt"]
    if strangers and request.units:
        message = f"Không phải báo cáo trong đợt “{seen.round_.code}”: {', '.join(strangers)}."
        fix = f"Bỏ các đơn vị ấy ra. Xem danh sách: bcd35 status {seen.round_.code}"
        raise Refused("not_expected", message, where="--unit", fix=fix)
    return [unit for _, unit in named if unit and unit.state != "exempt"]


def _came_after(unit: UnitState, dated: date) -> bool:
    """Whether a unit that counts as late had been given more time when its report came."""
    return unit.state == "late" and unit.received_on is not None and dated <= unit.received_on


def _said_of_later(later: Sequence[UnitState]) -> Iterator[Finding]:
    """Of units that an extension of the whole round passes over."""
    if later:
        shown = ", ".join(f"{one.code} ({screen_date(one.term.last_day)})" for one in later)
        message = f"Đã có hạn bằng hoặc muộn hơn, vẫn giữ hạn ấy: {shown}."
        yield Finding("later_already", "--all", message, "Không phải làm gì thêm.")


def _late_extended(
    request: ExtensionRequest, seen: Status, dated: date, reported: Iterable[UnitState]
) -> Iterator[Finding]:
    """What becomes of reports that came late; of those that the new day does not touch nothing is said."""
    terms = seen.terms.with_line(Grant("", "extended", dated, request.deadline))
    in_time, fewer = [], []
    for one in reported:
        if one.state == "late" and one.received_on:
            days = terms.of_report(one.code, one.received_on, seen.state.as_of).days_late(one.received_on)
            if not days:
                in_time.append(one.code)
            elif days < one.days_late:
                fewer.append(f"{one.code} ({days} ngày)")
    where = "--all" if request.everyone else "--unit"
    for told, units in (("nay là đúng hạn", in_time), ("nay vẫn trễ", fewer)):
        if units:
            message = f"Đã báo cáo trễ, theo hạn mới {told}: {', '.join(units)}."
            yield Finding("late_extended", where, message, "Không phải làm gì thêm.")


def _said_of_named(
    request: ExtensionRequest,
    seen: Status,
    dated: date,
    reported: Sequence[UnitState],
    late: Sequence[UnitState],
) -> Iterator[Finding]:
    """Of named units that have reported; ``late``: since the extension, so that it holds for them."""
    codes = [one.code for one in late]
    if late and not request.letter:
        yield from _late_extended(request, seen, dated, late)
    elif late:
        message = f"Đã báo cáo trễ nên không gửi công văn, chưa ghi hạn mới: {', '.join(codes)}."
        who = " ".join(f"--unit {one}" for one in codes)
        options = f"--to {request.deadline} {typed_option('reason', request.reason)}"
        day = f" --date {request.dated}" if request.dated else ""
        accepted = "".join(f" --accept {one}" for one in request.accepted)
        command = f"bcd35 rounds extend {seen.round_.code} {who} {options}{day}{accepted}"
        fix = f"Ghi hạn mới vào sổ, không công văn: {command}"
        yield Finding("already_reported", "--unit", message, fix)
    if passed := [one for one in reported if one not in late]:
        message = f"Đã báo cáo, không phải gia hạn: {', '.join(one.code for one in passed)}."
        agreed = "Đã đồng ý gia hạn từ trước khi đơn vị báo cáo thì nêu ngày đồng ý: --date NGÀY"
        fix = agreed if any(one.state == "late" for one in passed) else "Không phải làm gì thêm."
        yield Finding("already_reported", "--unit", message, fix)


def _number(
    desk: Desk, request: ExtensionRequest, seen: Status, units: Sequence[str], dated: date
) -> LetterNumber:
    series = letter_series(the_office(desk), dated, seen.round_.follow_up_symbol)
    serves, draft = _serves(seen.round_.code, request, units), request.draft or not request.letter
    return foreseen_number(desk, series, serves, request.number, draft=draft)


def _serves(code: str, request: ExtensionRequest, units: Sequence[str]) -> Serves:
    """A number left over by an unfinished run serves the same units and the same day again, nothing else."""
    who = "all" if request.everyone else " ".join(sorted(units))
    return Serves(code, "extension", f"{request.deadline.isoformat()} {who}")


def _day_findings(desk: Desk, request: ExtensionRequest, content: ExtensionContent) -> Iterator[Finding]:
    """What is to be said of the days. Raises Refused for a doubt that the clerk has not looked at."""
    days = LetterDays(content.number, content.dated, content.deadline)
    if request.letter:
        yield from number_remarks(content.office, content.number)
        yield from day_remarks(desk, days, request.accepted, where="--to")
    else:
        refuse_doubtful_term(desk, days, request.accepted)


def _record(
    desk: Desk, request: ExtensionRequest, plan: ExtensionPlan, templates: Templates, staged: Sequence[Staged]
) -> None:
    """One act: look again, publish the files, then write the rows that promise them."""
    content = plan.content
    with desk.act():
        again = partial(plan_extension, desk, request)
        refuse_changed(desk, content.round_.code, content.number, plan, again)
        used = keep_templates(desk.workspace, templates)
        files = publish_issued(desk, staged, plan.places())
        EXTENSIONS.keep(desk, used, plan.units, content)
        letter = ExtensionLetter(content.number, content.dated, content.deadline)
        desk.store.terms.record_letter(plan.letter_id, letter, files, desk.world.now)
        _record_lines(desk, plan)


def _record_lines(desk: Desk, plan: ExtensionPlan) -> None:
    """The lines that give the time, and the line of the journal, inside the caller's act."""
    content, code = plan.content, plan.content.round_.code
    desk.store.terms.record(code, plan.grants, desk.world.now)
    named = [one.unit for one in plan.grants if one.unit]
    desk.journal(
        "extend",
        code,
        **({"number": content.number.reference} if plan.with_letter else {}),
        to=named,
        units=len(named or plan.units),
        deadline=content.deadline.isoformat(),
        on=content.dated.isoformat(),
        reason=plan.grants[0].reason,
    )
