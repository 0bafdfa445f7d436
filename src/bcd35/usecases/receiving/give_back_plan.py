"""What giving a refused report back will do: the letter's days, what is wrong, what of the form was right.

Not here: which file it is (``refused_file.py``), doing it (``give_back.py``).
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bcd35.domain.answers import RawAnswer, allowed_words, shown_value
from bcd35.domain.commands import in_book
from bcd35.domain.corrections import CorrectionFiles, CorrectionLetter, faults_of_answers
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding, within
from bcd35.domain.form_spec import FormSpec, questions_added, still_asked
from bcd35.domain.histories import names_on
from bcd35.domain.letter_days import ONCE_ACCEPTED, LetterDays
from bcd35.domain.letters import Expectation, LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.receipt import judge_day
from bcd35.domain.refused_files import refused_command
from bcd35.domain.reminders import WORKING_DAYS_TO_REPORT
from bcd35.domain.rounds import Round
from bcd35.domain.summary import UnitState, with_former
from bcd35.domain.terms import outdone
from bcd35.domain.units import addressee
from bcd35.formats.forms.refilled import FilledCell, Refill
from bcd35.formats.letters.correction import Correction, CorrectionContent
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.correction import correction_files
from bcd35.usecases.letters.issuing import Serves, day_remarks, foreseen_number, letter_series, number_remarks
from bcd35.usecases.receiving.days import letter_day
from bcd35.usecases.receiving.reading import FileRead, judge_reading
from bcd35.usecases.receiving.refused_file import CorrectionRequest, refuse_taken_back
from bcd35.usecases.receiving.returns import Return
from bcd35.usecases.registers.issued_forms import IssuedForms, spec_of_unit
from bcd35.usecases.registers.rounds import before_letter, expected_units, issued_round, open_round
from bcd35.usecases.registers.units import office_of
from bcd35.usecases.summary.status import status

_NOT_ASKED = "mẫu trước chưa hỏi"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPlan:
    """Everything a return will do.

    ``earlier``: the letter that gave this very file back before; then nothing is done. ``state``: how the
    unit stands on the letter's date.
    """

    returned: Return
    content: CorrectionContent
    form: Refill
    files: CorrectionFiles
    earlier: CorrectionLetter | None
    state: UnitState | None
    findings: tuple[Finding, ...]

    @property
    def promised(self) -> tuple[object, ...]:
        """What must still be so when the letter goes out."""
        return self.content, self.form, self.earlier, self.state

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


def plan_return(desk: Desk, request: CorrectionRequest, returned: Return, read: FileRead) -> CorrectionPlan:
    round_ = open_round(desk, returned.round_.code if returned.round_ else "")
    office, dated = office_of(desk, round_), request.dated or desk.world.today
    came = _came_on(desk, request, returned)
    earlier = None if request.draft else desk.store.corrections.of_refused(returned.sha256)
    if earlier is None:
        _judge_receipt(desk, request, round_.code, came, dated)
    state = _state(desk, round_.code, returned.unit, dated)
    # The last day told to the unit, be it exempt, has not passed by then.
    standing = state if state and state.term.last_told.deadline >= dated else None
    deadline = _judge_deadline(desk, request, dated, standing)
    series = letter_series(office, dated, round_.follow_up_symbol)
    serves = Serves(round_.code, "correction", returned.sha256)
    number = foreseen_number(desk, series, serves, draft=request.draft)
    spec = spec_of_unit(desk, round_, returned.unit)
    came_as = _spec_read(desk, round_, returned)
    raw = judge_reading(read.reading, came_as)[0] if read.reading else {}
    added = _added_since(came_as, round_) if raw else frozenset()
    findings = within(returned.file, returned.findings)
    faults = faults_of_answers(findings, (answer.where for answer in raw.values()))
    corrections = (*_of_answers(spec, raw, faults, added), *_of_form(findings, faults))
    return CorrectionPlan(
        returned=returned,
        content=_content(
            desk, round_, returned, _NewLetter(office, number, dated, deadline, came), corrections
        ),
        form=_refill(spec, {*_faulty(raw, faults), *added}, returned, deadline),
        files=correction_files(desk, round_.code, number, returned.unit),
        earlier=earlier,
        state=state,
        findings=_day_stays(desk, request, earlier)
        if earlier
        else _remarks(desk, request, office, LetterDays(number, dated, deadline), standing),
    )


def _added_since(came_as: FormSpec, round_: Round) -> frozenset[str]:
    """Codes of what must be answered and the form that came did not ask: the form that goes back does."""
    asked = still_asked(came_as, round_.fields)
    return frozenset(field.code for field in questions_added(asked, round_.fields))


def _faulty(raw: Mapping[str, RawAnswer], faults: Mapping[str, Finding]) -> Iterator[str]:
    """Codes of the answers that were wrong."""
    return (code for code, answer in raw.items() if answer.where in faults)


def _refill(spec: FormSpec, open_: Collection[str], returned: Return, deadline: date) -> Refill:
    """The answers that were right stand in the form already; what is to be answered is marked.

    ``open_``: the codes of the latter.
    """
    asked = [(row.answer_cell, row.field.code) for row in spec.questions if row.field]
    wrong = tuple(cell for cell, code in asked if code in open_)
    right = tuple(
        FilledCell.of(cell, returned.answers[code]) for cell, code in asked if code in returned.answers
    )
    return Refill(right, wrong, deadline)


def _came_on(desk: Desk, request: CorrectionRequest, returned: Return) -> date:
    """The day on which the refused file came; the clerk's word puts right what the ledger has.

    Raises Refused for a file that was taken back.
    """
    refused = desk.store.intake.refused([returned.sha256]).get(returned.sha256)
    refuse_taken_back(refused)
    return request.received_on or (refused.received_on if refused else desk.world.today)


def _judge_receipt(desk: Desk, request: CorrectionRequest, code: str, came: date, dated: date) -> None:
    """Raises Refused for a day of receipt that cannot be, and for a letter dated before it or the round's."""
    letter, fix = letter_day(desk, code), "Kiểm tra lại ngày nhận rồi chạy lại."
    doubt = judge_day(came, desk.world.today, letter, "--received-on", fix) if request.received_on else None
    if doubt:
        raise Refused("wrong_days", "", findings=[doubt])
    if dated < came:
        message = f"Ngày công văn {screen_date(dated)} ở trước ngày nhận tệp ({screen_date(came)})."
        fix = f"Nêu --date từ ngày {screen_date(came)}; ngày nhận ghi sai thì nêu --received-on NGÀY."
        raise Refused("letter_before_receipt", message, where="--date", fix=fix)
    issued = issued_round(desk, code)[1].letter.dated  # the one that it names, be it a replacing one
    if dated < issued:
        raise before_letter(dated, issued)


def _day_stays(desk: Desk, request: CorrectionRequest, earlier: CorrectionLetter) -> tuple[Finding, ...]:
    """A letter that is out keeps the day that it names; the day that counts is put right beside it."""
    kept = desk.store.sources.content(earlier.number)
    said = json.loads(kept)["content"]["received_on"] if kept else None
    if request.received_on is None or said in (None, request.received_on.isoformat()):
        return ()
    told, right = screen_date(date.fromisoformat(said)), screen_date(request.received_on)
    message = f"Công văn đã gửi trả nêu ngày nhận {told}, không đổi sang {right}."
    file = desk.store.intake.refused([earlier.refused])[earlier.refused]
    amend = refused_command("amend", file, "--received-on", request.received_on.isoformat())
    book = in_book(earlier.number.symbol, earlier.number.term)
    fix = (
        f"Sổ tính theo ngày đúng thì ghi: {amend}\nCông văn phải gửi lại thì hủy, rồi chạy "
        f"lại lệnh này: bcd35 letters void {earlier.number.number} {book} --reason LÝ_DO"
    )
    return (Finding("letter_keeps_day", "--received-on", message, fix),)


def _spec_read(desk: Desk, round_: Round, returned: Return) -> FormSpec:
    """The form that came: of a letter that was replaced since, it is not the one that goes back."""
    form = desk.store.letters.forms([returned.form_id]).get(returned.form_id)
    return IssuedForms(desk).spec(form.spec, round_) if form else spec_of_unit(desk, round_, returned.unit)


def _state(desk: Desk, round_code: str, unit: str, dated: date) -> UnitState | None:
    """The unit as of the letter's date."""
    units = status(desk, round_code, dated).state.units
    return next((one for one in units if one.code.casefold() == unit.casefold()), None)


def _judge_deadline(desk: Desk, request: CorrectionRequest, dated: date, standing: UnitState | None) -> date:
    """The term for the correction: never shorter than what the unit has already.

    Raises Refused for one of the clerk's that is.
    """
    usual = desk.store.registers.calendar().working_day_after(dated, WORKING_DAYS_TO_REPORT)
    if standing is None:
        deadline = request.deadline or usual
        if deadline < dated:
            message = "Thời hạn mới ở trước ngày công văn."
            fix = f"Nêu --deadline từ ngày {screen_date(dated)} trở đi."
            raise Refused("deadline_before_letter", message, where="--deadline", fix=fix)
        return deadline
    told = standing.term.last_told
    last_day = told.deadline
    if request.deadline and request.deadline < last_day:
        message = (
            f"Hạn của “{standing.name}” là {screen_date(last_day)} ({told.words}); thời "
            "hạn sửa không được sớm hơn."
        )
        fix = f"Bỏ --deadline, hoặc nêu từ ngày {screen_date(last_day)} trở đi."
        raise Refused("deadline_shortened", message, where="--deadline", fix=fix)
    return request.deadline or max(usual, last_day)


def _remarks(
    desk: Desk, request: CorrectionRequest, office: Office, days: LetterDays, standing: UnitState | None
) -> tuple[Finding, ...]:
    known = ONCE_ACCEPTED if standing and standing.term.last_day == days.deadline else ()
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
    spec: FormSpec, raw: Mapping[str, RawAnswer], faults: Mapping[str, Finding], added: Collection[str]
) -> Iterator[Correction]:
    """The faulty answers and the questions that are new, in the order of the form."""
    faulty = frozenset(_faulty(raw, faults))
    for field in (row.field for row in spec.questions if row.field):
        if field.code in faulty:
            answer = raw[field.code]
            found = (
                faults[answer.where].message
                if answer.fault
                else ""
                if answer.value is None
                else shown_value(answer.value)
            )
            yield Correction(field.label, found, allowed_words(field, answer.value))
        elif field.code in added:
            yield Correction(field.label, _NOT_ASKED, allowed_words(field, None))


def _of_form(findings: Sequence[Finding], faults: Mapping[str, Finding]) -> Iterator[Correction]:
    """What is wrong with the form itself rather than with an answer."""
    for found in findings:
        if found.where not in faults:
            yield Correction("Mẫu báo cáo", found.message, found.fix)
