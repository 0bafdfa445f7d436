"""Giving a refused report back to its unit.

A letter that names what is wrong, and a form filled as far as the report was right.

The order of things is that of every numbered letter: the number under the lock, files whole under temporary
names, then one act that gives them their names and writes the rows that promise them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.answers import RawAnswer, allowed_words, shown_value
from bcd35.domain.corrections import (
    CorrectionFiles,
    CorrectionLetter,
    faults_of_answers,
    plan_correction_files,
)
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FormSpec
from bcd35.domain.histories import names_on
from bcd35.domain.letter_days import LetterDays
from bcd35.domain.letters import Expectation, LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.receipt import judge_day
from bcd35.domain.reminders import WORKING_DAYS_TO_REPORT
from bcd35.domain.reports import in_force
from bcd35.domain.rounds import Round
from bcd35.domain.shape import to_plain
from bcd35.domain.summary import UnitState, with_former
from bcd35.domain.terms import outdone
from bcd35.domain.text import typed_path
from bcd35.domain.units import addressee
from bcd35.formats.forms.refilled import FilledCell, Refill
from bcd35.formats.letters.correction import TEMPLATE_NAME, Correction, CorrectionContent
from bcd35.store.intake import RefusedFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.correction import CorrectionSaid, make_correction
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
from bcd35.usecases.receiving.days import letter_day
from bcd35.usecases.receiving.mails import lies_in_mail
from bcd35.usecases.receiving.quarantine import copy_refused
from bcd35.usecases.receiving.recognise import (
    FileRead,
    Recogniser,
    judge_reading,
    read_file,
    whole_digest,
)
from bcd35.usecases.receiving.returns import Outcome, ReceiptTerms, Return
from bcd35.usecases.registers.issued_forms import IssuedForms, spec_of_unit
from bcd35.usecases.registers.rounds import expected_units, issued_round, open_round
from bcd35.usecases.registers.units import get_unit, office_of
from bcd35.usecases.summary.status import status
from bcd35.usecases.unreadable import bytes_if_there
from bcd35.world.files import Staged


@dataclass(frozen=True, slots=True)
class CorrectionRequest:
    """What the clerk asked for: a refused file, or a unit (its latest refused file).

    Left empty: today; five working days, or the unit's last day when that is later.
    """

    file: Path | None = None
    unit: str = ""
    round_code: str = ""
    dated: date | None = None
    deadline: date | None = None
    received_on: date | None = None  # when the file came, if the ledger has it wrong
    draft: bool = False
    accepted: tuple[str, ...] = ()  # doubts about its days that the clerk has looked at


@dataclass(frozen=True, slots=True)
class CorrectionPlan:
    """Everything a return will do.

    ``earlier``: the letter that gave this very file back before; then nothing is done.
    """

    returned: Return
    content: CorrectionContent
    form: Refill
    files: CorrectionFiles
    earlier: CorrectionLetter | None
    findings: tuple[Finding, ...]

    @property
    def draft(self) -> bool:
        return self.content.number.number is None


class _NewLetter(NamedTuple):
    """What the letter to be made has of its own."""

    office: Office
    number: LetterNumber
    dated: date
    deadline: date
    received_on: date


class GivenBack(NamedTuple):
    """A plan, whether it was carried out, and whether this was a rehearsal."""

    plan: CorrectionPlan
    done: bool
    rehearsal: bool = False


def return_report(desk: Desk, request: CorrectionRequest) -> GivenBack:
    """Give a refused report back, or only plan it.

    The same file is given back under one number, however often this runs.
    """
    returned, read = _refused_return(desk, request)
    plan = _plan(desk, request, returned, read)
    if not plan.earlier:
        prove_templates(desk.workspace, [TEMPLATE_NAME], plan.content.office)
    if desk.rehearsal or plan.earlier:
        return GivenBack(plan, done=False, rehearsal=desk.rehearsal)
    if not plan.draft:
        plan = _with_number(desk, request, plan, read)
        if plan.earlier:  # another run gave it back in between
            return GivenBack(plan, done=False)
    templates = Templates(desk.workspace)
    said = CorrectionSaid(plan.returned.unit, plan.content, plan.form)
    documents = make_correction(desk, plan.files, said, (templates, partial(_blank_form, desk, plan)))
    write_documents(desk, documents, None if plan.draft else partial(_record, desk, plan, templates))
    return GivenBack(plan, done=True)


def documents_again(desk: Desk, request: CorrectionRequest) -> list[tuple[str, bytes]]:
    """Path and content of the papers that giving this file back would make now; nothing is written."""
    returned, read = _refused_return(desk, request)
    plan = _plan(desk, request, returned, read)
    said = CorrectionSaid(plan.returned.unit, plan.content, plan.form)
    sources = (Templates(desk.workspace), partial(_blank_form, desk, plan))
    return list(make_correction(desk, plan.files, said, sources))


def _with_number(
    desk: Desk, request: CorrectionRequest, plan: CorrectionPlan, read: FileRead
) -> CorrectionPlan:
    """Keep a copy of the refused file and take the number, under the lock, with what is true there."""
    returned = plan.returned
    outcome = Outcome(
        returned.file,
        "refused",
        unit=returned.unit,
        unit_name=plan.content.unit_name,
        round_code=plan.content.round_.code,
        findings=returned.findings,
    )
    with desk.act():
        copies = copy_refused(desk, [returned], [outcome], lambda _: plan.content.received_on)
        desk.store.intake.record_refused(copies.values())
        plan = _plan(desk, request, returned, read)
        if plan.earlier is None:
            serves = Serves(plan.content.round_.code, "correction", returned.sha256)
            take_number(desk, plan.content.number, serves)
    return plan


def _refused_return(desk: Desk, request: CorrectionRequest) -> tuple[Return, FileRead]:
    """The refused file, read again.

    Raises Refused for one that has no fault, or whose unit nobody can tell.
    """
    path = _named_file(request.file) if request.file else _last_refused(desk, request)
    read = read_file(path, IssuedForms(desk).layouts())
    # A file that lost its identity was refused as the unit's that a clerk had stated: it goes back to that
    # unit.
    known = desk.store.intake.refused([read.sha256]).get(read.sha256)
    stated = get_unit(desk, known.unit) if known and known.unit else None
    came = request.received_on or (known.received_on if known else desk.world.today)
    (returned,) = Recogniser(desk, request.round_code, stated, ReceiptTerms(came)).recognise([read])
    if not returned.findings:
        code = returned.round_.code if returned.round_ else request.round_code
        # a file that does not say whose it is has to be stated again
        terms = ReceiptTerms(came, unit=returned.unit if returned.alias else "")
        fix = f"Nhận bằng: {terms.command(returned, code)}"
        raise Refused(
            "nothing_to_correct", f"“{returned.file}” không có gì phải sửa.", where=returned.file, fix=fix
        )
    if not returned.unit or returned.round_ is None or not read.sha256:
        fix = "Gửi đơn vị tệp .txt cạnh bản chép trong out/_cach-ly, kèm mẫu đã phát hành."
        raise Refused("unit_unknown", "", findings=[*returned.findings, _unknown_unit(returned, fix)])
    return returned, read


def _unknown_unit(returned: Return, fix: str) -> Finding:
    message = (
        f"Không soạn được công văn: “{returned.file}” không đọc được như một mẫu đã phát hành cho đơn vị."
    )
    return Finding("unit_unknown", returned.file, message, fix)


def _named_file(path: Path) -> Path:
    if not path.is_file() and not lies_in_mail(path):
        raise UnknownName.no_file(path)
    return path


def _last_refused(desk: Desk, request: CorrectionRequest) -> Path:
    """The copy of the unit's latest refused file.

    Raises Refused when there is none, or when a report was taken since.
    """
    unit = get_unit(desk, request.unit)
    code = open_round(desk, request.round_code).code
    refused = desk.store.intake.last_refused(unit.code, code)
    if refused is None:
        message = f"“{unit.name}” không có tệp nào bị từ chối trong đợt “{code}”."
        raise Refused(
            "nothing_to_correct",
            message,
            where=unit.code,
            fix=f"Xem các lần báo cáo: bcd35 reports show {unit.code}",
        )
    lines = desk.store.reports.history(code, unit.code)
    standing = {one.revision for one in in_force([line.report for line in lines])}
    latest = [line for line in lines if line.report.revision in standing][-1:]
    if latest and latest[0].recorded_at.date() >= refused.refused_on:
        message = (
            f"“{unit.name}” đã có báo cáo được nhận (lần {latest[0].report.revision})"
            f" từ ngày tệp “{refused.file_name}” bị từ chối ({screen_date(refused.refused_on)})."
        )
        raise Refused(
            "reported_since",
            message,
            where=unit.code,
            fix=f"Nếu vẫn gửi trả tệp ấy: {_by_path(request, refused, code)}",
        )
    path = desk.workspace.root / refused.path
    data = bytes_if_there(path, refused.path)
    if data is None or whole_digest(data) != refused.sha256:
        message = f"Bản chép “{refused.path}” đã mất hoặc bị sửa."
        raise Refused(
            "copy_changed", message, where=refused.path, fix="Nêu tệp đơn vị đã gửi thay cho tên đơn vị."
        )
    return path


def _by_path(request: CorrectionRequest, refused: RefusedFile, code: str) -> str:
    """The same request about the file itself, with the day on which it came."""
    days = {
        "received-on": request.received_on or refused.received_on,
        "date": request.dated,
        "deadline": request.deadline,
    }
    options = [f"--{name} {day.isoformat()}" for name, day in days.items() if day]
    options += [f"--accept {one}" for one in request.accepted] + ["--draft"] * request.draft
    return " ".join([f"bcd35 return-report {typed_path(refused.path)} --round {code}", *options])


def _plan(desk: Desk, request: CorrectionRequest, returned: Return, read: FileRead) -> CorrectionPlan:
    round_ = open_round(desk, returned.round_.code if returned.round_ else "")
    office, dated = office_of(desk, round_), request.dated or desk.world.today
    came = _came_on(desk, request, returned)
    earlier = None if request.draft else desk.store.corrections.of_refused(returned.sha256)
    if earlier is None:
        _judge_receipt(desk, request, round_.code, came, dated)
    standing = _standing(desk, round_.code, returned.unit, dated)
    deadline = _judge_deadline(desk, request, dated, standing)
    series = letter_series(office, dated, round_.follow_up_symbol)
    number = (
        blank_number(series)
        if request.draft
        else foreseen_number(desk, series, Serves(round_.code, "correction", returned.sha256))
    )
    spec = spec_of_unit(desk, round_, returned.unit)
    raw = judge_reading(read.reading, _spec_read(desk, round_, returned))[0] if read.reading else {}
    faults = faults_of_answers(returned.findings, (answer.where for answer in raw.values()))
    corrections = (*_of_answers(spec, raw, faults), *_of_form(returned.findings, faults))
    return CorrectionPlan(
        returned,
        _content(desk, round_, returned, _NewLetter(office, number, dated, deadline, came), corrections),
        _refill(spec, raw, faults, returned, deadline),
        plan_correction_files(
            round_.code,
            number,
            returned.unit,
            stem_in_names(desk, number, Serves(round_.code, "correction")),
        ),
        earlier,
        _day_stays(desk, request, earlier, round_.code)
        if earlier
        else _remarks(desk, request, office, LetterDays(number, dated, deadline), standing),
    )


def _refill(
    spec: FormSpec,
    raw: Mapping[str, RawAnswer],
    faults: Mapping[str, Finding],
    returned: Return,
    deadline: date,
) -> Refill:
    """The answers that were right stand in the form already, those that were wrong are marked."""
    asked = [(row.answer_cell, row.field.code) for row in spec.questions if row.field]
    wrong = tuple(cell for cell, code in asked if code in raw and raw[code].where in faults)
    right = tuple(
        FilledCell.of(cell, returned.answers[code]) for cell, code in asked if code in returned.answers
    )
    return Refill(right, wrong, deadline)


def _came_on(desk: Desk, request: CorrectionRequest, returned: Return) -> date:
    """The day on which the refused file came; the clerk's word puts right what the ledger has."""
    refused = desk.store.intake.refused([returned.sha256]).get(returned.sha256)
    return request.received_on or (refused.received_on if refused else desk.world.today)


def _judge_receipt(desk: Desk, request: CorrectionRequest, code: str, came: date, dated: date) -> None:
    """Raises Refused for a day of receipt that cannot be, and for a letter that is dated before it."""
    letter, fix = letter_day(desk, code), "Kiểm tra lại ngày nhận rồi chạy lại."
    doubt = judge_day(came, desk.world.today, letter, "--received-on", fix) if request.received_on else None
    if doubt:
        raise Refused("wrong_days", "", findings=[doubt])
    if dated < came:
        message = f"Ngày công văn {screen_date(dated)} ở trước ngày nhận tệp ({screen_date(came)})."
        fix = f"Nêu --date từ ngày {screen_date(came)}; ngày nhận ghi sai thì nêu --received-on NGÀY."
        raise Refused("letter_before_receipt", message, where="--date", fix=fix)


def _day_stays(
    desk: Desk, request: CorrectionRequest, earlier: CorrectionLetter, round_code: str
) -> tuple[Finding, ...]:
    """A letter that is out keeps the day that it names; the day that counts is put right beside it."""
    kept = desk.store.sources.content(earlier.number)
    said = json.loads(kept)["content"]["received_on"] if kept else None
    if request.received_on is None or said in (None, request.received_on.isoformat()):
        return ()
    told, right = screen_date(date.fromisoformat(said)), screen_date(request.received_on)
    message = f"Công văn đã gửi trả nêu ngày nhận {told}, không đổi sang {right}."
    of = f"{earlier.unit} --round {round_code}"
    amend = f"bcd35 reports amend {of} --refused --received-on {request.received_on.isoformat()}"
    fix = (
        f"Sổ tính theo ngày đúng thì ghi: {amend} --reason LÝ_DO\nCông văn phải gửi lại thì hủy, rồi chạy "
        f"lại lệnh này: bcd35 letters void {earlier.number.number} --reason LÝ_DO"
    )
    return (Finding("letter_keeps_day", "--received-on", message, fix),)


def _spec_read(desk: Desk, round_: Round, returned: Return) -> FormSpec:
    """The form that came: of a letter that was replaced since, it is not the one that goes back."""
    form = desk.store.letters.forms([returned.form_id]).get(returned.form_id)
    return IssuedForms(desk).spec(form.spec, round_) if form else spec_of_unit(desk, round_, returned.unit)


def _standing(desk: Desk, round_code: str, unit: str, dated: date) -> UnitState | None:
    """The unit as of the letter's date, when its last day has not passed by then, be it exempt now."""
    units = status(desk, round_code, dated).state.units
    state = next((one for one in units if one.code.casefold() == unit.casefold()), None)
    return state if state and state.term.last_day >= dated else None


def _judge_deadline(desk: Desk, request: CorrectionRequest, dated: date, standing: UnitState | None) -> date:
    """The term for the correction: never shorter than what the unit has already.

    Raises Refused for one of the clerk's that is.
    """
    usual = desk.store.registers.calendar().working_day_after(dated, WORKING_DAYS_TO_REPORT)
    if standing is None:
        deadline = request.deadline or usual
        if deadline < dated:
            raise Refused(
                "deadline_before_letter",
                "Thời hạn mới ở trước ngày công văn.",
                where="--deadline",
                fix=f"Nêu --deadline từ ngày {screen_date(dated)} trở đi.",
            )
        return deadline
    last_day = standing.term.last_day
    if request.deadline and request.deadline < last_day:
        message = (
            f"Hạn của “{standing.name}” là {screen_date(last_day)} ({standing.term.last_grant.words}); thời "
            "hạn sửa không được sớm hơn."
        )
        fix = f"Bỏ --deadline, hoặc nêu từ ngày {screen_date(last_day)} trở đi."
        raise Refused("deadline_shortened", message, where="--deadline", fix=fix)
    return request.deadline or max(usual, last_day)


def _remarks(
    desk: Desk, request: CorrectionRequest, office: Office, days: LetterDays, standing: UnitState | None
) -> tuple[Finding, ...]:
    # A last day that the unit has already was accepted when it was given.
    known = ("day-off",) if standing and standing.term.last_day == days.deadline else ()
    return (
        *number_remarks(office, days.number),
        *day_remarks(desk, days, (*request.accepted, *known), where="--deadline"),
    )


def _content(
    desk: Desk, round_: Round, returned: Return, new: "_NewLetter", corrections: tuple[Correction, ...]
) -> CorrectionContent:
    issued = issued_round(desk, round_.code)[1].letter
    entry = expected_units(desk, round_.code, [returned.unit]).get(returned.unit.casefold())
    return CorrectionContent(
        **new._asdict(),
        round_=round_,
        letter=issued.number,
        issued=issued.dated,
        unit_name=_unit_name(desk, entry[0], new) if entry else returned.unit,
        corrections=corrections,
        says_how_it_counts=True,
        cancelled=outdone(desk.store.terms.cancelled(round_.code), returned.unit, new.deadline),
    )


def _unit_name(desk: Desk, line: Expectation, new: "_NewLetter") -> str:
    """The unit by its name on the day of the letter, with the one under which the round began."""
    names = names_on(desk.store.histories.renamings(), new.dated)
    name = names.get(line.unit.casefold(), line.name)
    former = line.name if name != line.name else ""
    return with_former(addressee(name, line.kind, new.office.unit_kinds), former)


def _of_answers(
    spec: FormSpec, raw: Mapping[str, RawAnswer], faults: Mapping[str, Finding]
) -> Iterator[Correction]:
    """The faulty answers, in the order of the form."""
    for row in spec.questions:
        if row.field and row.field.code in raw and raw[row.field.code].where in faults:
            answer = raw[row.field.code]
            found = (
                faults[answer.where].message
                if answer.fault
                else ""
                if answer.value is None
                else shown_value(answer.value)
            )
            yield Correction(row.field.label, found, allowed_words(row.field, answer.value))


def _of_form(findings: Sequence[Finding], faults: Mapping[str, Finding]) -> Iterator[Correction]:
    """What is wrong with the form itself rather than with an answer."""
    for found in findings:
        place = found.where.rpartition(", ")[2]
        if place not in faults:
            yield Correction("Mẫu báo cáo", found.message, found.fix)


def _blank_form(desk: Desk, plan: CorrectionPlan, unit: str) -> bytes:
    """The form that was issued to the unit, as the ledger promises it.

    Raises Refused when it is no longer that.
    """
    round_code = plan.content.round_.code
    file = desk.store.letters.form_file(round_code, unit)
    data = bytes_if_there(desk.workspace.root / file.path, file.path) if file else None
    if file is None or data is None or whole_digest(data) != file.sha256:
        shown = file.path if file else unit
        message = f"Mẫu đã phát hành “{shown}” bị mất hoặc bị sửa, không điền lại được."
        command = f"bcd35 letters reprint {round_code} --unit {unit}"
        fix = f"Làm lại đúng mẫu đã phát hành: {command}; xong thì chạy lại lệnh gửi trả."
        raise Refused("form_changed", message, where=shown, fix=fix)
    return data


def _record(desk: Desk, plan: CorrectionPlan, templates: Templates, staged: Sequence[Staged]) -> None:
    """One act: look again, publish the files, then write the rows that promise them."""
    content = plan.content
    letter = CorrectionLetter(
        plan.returned.unit, plan.returned.sha256, content.number, content.dated, content.deadline
    )
    places = [(letter.unit, "letter", plan.files.letter), (letter.unit, "form", plan.files.form)]
    with desk.act():
        if desk.store.corrections.of_refused(letter.refused):
            message = (
                f"Báo cáo của “{content.unit_name}” vừa được gửi trả ở máy hoặc cửa sổ khác; lần chạy này "
                "không ghi gì."
            )
            raise Refused(
                "returned_meanwhile", message, where=letter.unit, fix="Chạy lại để xem công văn đã soạn."
            )
        day = _day_put_right(desk, letter.refused, content.received_on)
        used = keep_templates(desk.workspace, templates)
        files = publish_issued(desk, staged, places)
        said = CorrectionSaid(plan.returned.unit, content, plan.form)
        desk.store.sources.record(content.number, used, json.dumps(to_plain(said), ensure_ascii=False))
        desk.store.corrections.record(
            issued_round(desk, content.round_.code)[1].letter.id, letter, files, desk.world.now
        )
        desk.store.registers.journal(
            desk.world.now,
            "return_report",
            letter.unit,
            round=content.round_.code,
            number=content.number.reference,
            file=desk.store.intake.refused([letter.refused])[letter.refused].file_name,
            **day,
        )


def _day_put_right(desk: Desk, refused: str, right: date) -> dict[str, object]:
    """For the journal: the day of receipt that the ledger had, when the letter names another."""
    had = desk.store.intake.refused([refused])[refused].received_on
    changes = {"received_on": [had.isoformat(), right.isoformat()]}
    return {} if had == right else {"sha256": refused, "changes": changes}
