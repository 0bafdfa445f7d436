"""Whose form a returned file is, and what is wrong with it by itself.

Which files there are is told in ``gather.py``, what stands in one in ``reading.py``. What the ledger makes of
them is the matter of ``verdict.py``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.answers import EMPTY_FORM
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FormIdentity, FormSpec, judge_form_answers, questions_added, still_asked
from bcd35.domain.histories import names_on
from bcd35.domain.letter_files import LetterFile
from bcd35.domain.receipt import OwnDay
from bcd35.domain.reports import in_force
from bcd35.domain.rounds import Field, Round
from bcd35.domain.text import identity_key
from bcd35.domain.unit_names import judge_name, propose_units
from bcd35.domain.units import Unit, UnitKind, addressee
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.reading import FileRead, judge_reading
from bcd35.usecases.receiving.returns import Proposal, ReceiptTerms, Return
from bcd35.usecases.registers.issued_forms import IssuedForms
from bcd35.usecases.registers.round_list import list_rounds
from bcd35.usecases.registers.rounds import (
    expected_units,
    frozen_office,
    frozen_round,
    get_round,
    not_issued,
    told_letter,
)

if TYPE_CHECKING:
    from bcd35.domain.letters import Expectation
    from bcd35.domain.unit_names import UnitAlias
    from bcd35.formats.forms.returned import FormReading


class _Asked(NamedTuple):
    """A round as its units were asked, and the words put before units' names."""

    round_: Round
    kinds: tuple[UnitKind, ...]


class _Form(NamedTuple):
    """A form as it was issued, beside what its round asks now: what both ask, what only the round asks."""

    spec: FormSpec
    asked: list[Field]
    added: list[Field]


class _Issued(NamedTuple):
    """What the ledger knows of the forms that some files say they are.

    By form id, and per round the lines of these units.
    """

    forms: Mapping[str, FormIdentity]
    lines: Mapping[str, Mapping[str, "Expectation"]]


class Recogniser:
    """Says whose report a reading is and judges its answers.

    The ledger decides to whom a form was issued, never the file.

    A form that lost its hidden sheet is known by its visible name only if a clerk confirmed that very name
    before, or states the unit now (``stated``); a likeness makes no more than a proposal.
    """

    def __init__(
        self,
        desk: Desk,
        wanted_round: str,
        stated: Unit | None = None,
        terms: ReceiptTerms | None = None,
        own_days: Mapping[str, OwnDay] | None = None,
    ) -> None:
        self._desk, self._stated = desk, stated
        self._terms, self._own_days = terms or ReceiptTerms(desk.world.today), own_days or {}
        self._wanted = get_round(desk, wanted_round).code if wanted_round else ""
        # Looked up once, as a folder holds hundreds of forms of one round.
        self._rounds: dict[str, _Asked] = {}
        self._void: dict[str, Finding | None] = {}
        self._forms_of: dict[tuple[str, str], _Form] = {}
        self._issued_digests = desk.store.sources.paper_digests()
        self._forms = IssuedForms(desk)
        self._codes = desk.store.histories.codes()
        self._present_names = names_on(desk.store.histories.renamings(), date.max)
        self.layouts = self._forms.layouts()

    def recognise(self, files: Sequence[FileRead]) -> list[Return]:
        """Each file's return, with all that is wrong with it as it lies there.

        The ledger is asked once for all of them.
        """
        issued = self._issued(
            file.reading.identity.form_id for file in files if file.reading and file.reading.identity
        )
        return [self._recognised(file, issued) for file in files]

    @cached_property
    def _issued_files(self) -> dict[str, LetterFile]:
        return {paper.file.sha256: paper.file for paper in self._desk.store.sources.papers()}

    def _issued(self, form_ids: Iterable[str]) -> _Issued:
        forms = self._desk.store.letters.forms(set(form_ids))
        units: dict[str, set[str]] = {}
        for form in forms.values():
            units.setdefault(form.round_code, set()).add(self._codes.now(form.unit))
        return _Issued(forms, {code: self._lines(code, some) for code, some in units.items()})

    def _recognised(self, file: FileRead, issued: _Issued) -> Return:
        shown = self._desk.workspace.named(file.path)
        path = str(file.path)
        here = Return(shown, sha256=file.sha256, path=path, own_day=self._own_days.get(path))
        reading = file.reading
        if file.sha256 in self._issued_digests:
            same = self._issued_files[file.sha256]
            return _as_issued(here, same._replace(unit=self._codes.now(same.unit)))
        if reading is None:
            fix = "Kiểm tra quyền đọc, đóng chương trình đang mở tệp rồi chạy lại."
            return here._replace(findings=(Finding("unreadable", shown, "Không mở được tệp.", fix),))
        if reading.identity is not None:
            return self._by_identity(here, reading, reading.identity, issued)
        if reading.sheet and (round_code := self._claimed_round(reading)):
            return self._by_name(here, reading, round_code)
        return here._replace(findings=placed(reading.findings, shown))

    def _by_identity(
        self, here: Return, reading: "FormReading", claimed: FormIdentity, issued: _Issued
    ) -> Return:
        form = issued.forms.get(claimed.form_id)
        if form is None:
            message = (
                "Mã mẫu trong tệp không có trong sổ: mẫu dự thảo, mẫu của văn phòng khác, hoặc mã đã bị sửa."
            )
            return _refused(
                here,
                Finding("unknown_form", "", message, "Gửi lại đơn vị mẫu đã phát hành trong thư mục out/."),
            )
        altered = _judge_claims(form, claimed)
        # Whatever code the unit had when the form went out, it is the report of the unit.
        if (now := self._codes.now(form.unit)) != form.unit:
            form = replace(form, unit=now)
        here = here._replace(unit=form.unit, form_id=form.form_id)
        if void := self._judge_in_force(form.round_code):
            return self._of_void(here, reading, (form.round_code, form.spec), void)
        if strange := altered or self._judge_round(here, form.round_code) or self._judge_stated(form):
            return _refused(here, strange)
        difference = self._judge_name(form, reading.claims.unit, issued.lines[form.round_code].get(form.unit))
        if difference and difference.code == "other_unit":
            return _refused(here, difference)
        if difference:
            here = here._replace(remarks=placed([difference], here.file))
        return self._judged(here, reading, form.round_code, form.spec)

    def _judge_in_force(self, code: str) -> Finding | None:
        """A form of a round whose letter was declared void."""
        if code not in self._void:
            void = self._desk.store.letters.of_round(code) is None
            self._void[code] = not_issued(self._desk, code).findings[0]._replace(where="") if void else None
        return self._void[code]

    def _of_void(self, here: Return, reading: "FormReading", asked: tuple[str, str], void: Finding) -> Return:
        """What a round without a letter in force does not take, with all else that is wrong with it.

        ``asked``: its round, and the digest of its form's layout.
        """
        judged = self._judged(here, reading, *asked)
        if judged.blank:
            return judged
        findings = (*placed([void], here.file), *judged.findings)
        return here._replace(void_round=asked[0], findings=findings)

    def _judge_round(self, here: Return, code: str) -> Finding | None:
        if not self._wanted or code.casefold() == self._wanted.casefold():
            return None
        message = f"Mẫu của đợt “{code}”, không phải đợt “{self._wanted}”."
        fix = f"Nhận vào đúng đợt: {self._terms.command(here, code)}"
        return Finding("other_round", "", message, fix)

    def _judge_stated(self, form: FormIdentity) -> Finding | None:
        if not self._stated or self._stated.code.casefold() == form.unit.casefold():
            return None
        message = f"Mẫu phát hành cho đơn vị “{form.unit}”, nhưng lệnh nêu --as “{self._stated.code}”."
        return Finding("other_unit", "", message, "Bỏ --as rồi chạy lại: mẫu còn mã thì tự biết đơn vị.")

    def _judge_name(self, form: FormIdentity, written: str, line: "Expectation | None") -> Finding | None:
        """The name that a person reads on the form, against those of the unit it was issued to.

        Another unit's, or only a slip.
        """
        if not written or line is None or written == line.name:
            return None
        names = self._names_in(line, form.round_code)
        judged = judge_name(written, form.unit, names, lambda: self._names(form.round_code))
        if judged == "own":
            return None
        message = f"Mẫu phát hành cho “{names[-1]}”, nhưng dòng “Đơn vị báo cáo” ghi “{written}”"
        if judged == "another":
            fix = "Mỗi đơn vị điền vào mẫu gửi cho chính mình; gửi lại đơn vị mẫu đã phát hành."
            return Finding("other_unit", "", f"{message}.", fix)
        move = self._moving(form.unit, form.round_code, "ĐƠN_VỊ_ĐÚNG")
        fix = f"Nếu là báo cáo của đơn vị khác: {move}"
        return Finding("name_differs", "", f"{message}; nhận theo mã mẫu.", fix)

    def _moving(self, unit: str, round_code: str, to: str) -> str:
        """The command for what was another's report after all; what stands of the unit already stays."""
        known = self._desk.store.reports.of_round(round_code, [unit]).get(unit, ())
        alone = " --revision LẦN" if in_force(known) else ""
        return f"bcd35 reports move {unit} --round {round_code}{alone} --to {to} --reason LÝ_DO"

    def _lines(self, round_code: str, units: Collection[str] | None = None) -> dict[str, "Expectation"]:
        """Unit code → the unit as of the day it was asked."""
        return {line.unit: line for line, _ in expected_units(self._desk, round_code, units).values()}

    def _names_in(self, line: "Expectation", round_code: str) -> tuple[str, ...]:
        """A unit's names, that of today before that of the letter, each with how letters address it."""
        kinds = self._asked(round_code).kinds
        names = dict.fromkeys((self._present_names.get(line.unit.casefold(), line.name), line.name))
        return tuple(one for name in names for one in (name, addressee(name, line.kind, kinds)))

    def _names(self, round_code: str) -> dict[str, tuple[str, ...]]:
        """Unit code → its names, of all units of a round."""
        return {unit: self._names_in(line, round_code) for unit, line in self._lines(round_code).items()}

    def _claimed_round(self, reading: "FormReading") -> str:
        """The round whose letter the form names.

        For a unit that a clerk states also the round of the command. Empty when unknown.
        """
        reference = identity_key(reading.claims.reference)
        letters = self._desk.store.letters
        codes = [entry.round_.code for entry in list_rounds(self._desk) if entry.issued or entry.void]
        named = [
            code
            for code in codes
            if reference
            in {identity_key(one.letter.number.reference) for one, _ in letters.all_of_round(code)}
        ]
        if len(named) == 1:
            return named[0]
        return get_round(self._desk, self._wanted).code if self._stated and not reference else ""

    def _by_name(self, here: Return, reading: "FormReading", round_code: str) -> Return:
        if other := self._judge_round(here, round_code):
            return _refused(here, other)
        unit = self._stated.code if self._stated else self._unit_of(here, reading.claims.unit, round_code)
        void = self._judge_in_force(round_code)
        if not unit:
            unknown = here._replace(findings=placed(reading.findings, here.file))
            return unknown if void else self._proposed(here, reading, round_code)
        form = self._desk.store.sources.form_of(round_code, unit)
        if void:
            asked = (round_code, form.spec if form else "")
            return self._of_void(here._replace(unit=unit), reading, asked, void)
        here = here._replace(unit=unit, alias=reading.claims.unit)
        if self._stated and (other := self._whole_name_of_another(here, round_code)):
            here = here._replace(alias="", remarks=placed([other], here.file))
        return self._judged(here, reading, round_code, form.spec if form else "")

    def _unit_of(self, here: Return, written: str, round_code: str) -> str:
        """Whose report the ledger knows the file to be, else the unit that its name was confirmed to mean."""
        for report in self._desk.store.reports.standing_as(here.sha256):
            if report.round_code == round_code:
                return report.unit
        confirmed = self._confirmed.get(identity_key(written), []) if written else []
        return confirmed[0].unit if len(confirmed) == 1 else ""

    @cached_property
    def _confirmed(self) -> "dict[str, list[UnitAlias]]":
        return self._desk.store.intake.aliases()

    def _whole_name_of_another(self, here: Return, round_code: str) -> Finding | None:
        """A clerk's word counts for the file; for later ones the name means the unit that bears it."""
        written = identity_key(here.alias)
        bear = [
            unit for unit, names in self._names(round_code).items() if written in map(identity_key, names)
        ]
        if not bear or here.unit in bear:
            return None
        message = (
            f"Trên mẫu ghi “{here.alias}”, đúng tên của {bear[0]}; nhận cho {here.unit} theo --as, không nhớ "
            "tên này."
        )
        fix = f"Nếu là báo cáo của {bear[0]}: {self._moving(here.unit, round_code, bear[0])}"
        return Finding("name_differs", "", message, fix)

    def _proposed(self, here: Return, reading: "FormReading", round_code: str) -> Return:
        near = propose_units(reading.claims.unit, self._names(round_code))
        if not near:
            return here._replace(findings=placed(reading.findings, here.file))
        runner_up = f"; kế đến: {near[1].name} ({near[1].unit})" if near[1:] else ""
        message = (
            f"Tệp không còn mã mẫu; tên ghi trên mẫu “{reading.claims.unit}” gần nhất với {near[0].name} "
            f"({near[0].unit}){runner_up}."
        )
        stated = self._terms._replace(unit=near[0].unit)
        fix = f"Nếu đúng, xác nhận bằng: {stated.command(here, round_code)}"
        return here._replace(
            proposal=Proposal(near[0].unit, round_code),
            findings=(Finding("unconfirmed_unit", here.file, message, fix),),
        )

    def _judged(self, here: Return, reading: "FormReading", round_code: str, issued: str) -> Return:
        """The answers of a form of this round, and every difference from the form that was issued.

        ``issued``: the digest of its layout. Whatever this program's forms look like by now, it is judged by
        that.
        """
        asked = self._asked(round_code)
        form, fields = self._form(issued, asked.round_), asked.round_.fields
        raw, differences = judge_reading(reading, form.spec)
        answers, faults = (
            judge_form_answers(form.asked, fields, raw, empty_where=here.file) if raw else ({}, [])
        )
        older = placed(_old_form(here.unit, round_code, form.added), here.file)
        return here._replace(
            round_=asked.round_,
            answers=answers,
            findings=placed((*differences, *faults), here.file),
            remarks=(*here.remarks, *older),
        )

    def _form(self, issued: str, round_: Round) -> _Form:
        if (issued, round_.code) not in self._forms_of:
            spec = self._forms.spec(issued, round_)
            asked = still_asked(spec, round_.fields)
            self._forms_of[issued, round_.code] = _Form(spec, asked, questions_added(asked, round_.fields))
        return self._forms_of[issued, round_.code]

    def _asked(self, code: str) -> _Asked:
        if code not in self._rounds:
            issued, status = told_letter(self._desk, code)
            self._rounds[code] = _Asked(frozen_round(issued, status), frozen_office(issued).unit_kinds)
        return self._rounds[code]


def _old_form(unit: str, round_code: str, lacking: Sequence[Field]) -> Iterator[Finding]:
    """What is said of a form of a letter that was replaced, which did not ask all that is asked now."""
    if lacking:
        told = ", ".join(f"“{field.label}”" for field in lacking)
        message = f"Mẫu của công văn đã thay thế: ghi các chỉ tiêu còn dùng; chưa có {told}."
        fix = (
            f"Hỏi đơn vị rồi ghi thêm: bcd35 record-report {unit} --round {round_code} --received-on NGÀY "
            f"--set {lacking[0].code}=TRẢ_LỜI"
        )
        yield Finding("old_form_taken", "", message, fix)


def _judge_claims(form: FormIdentity, claimed: FormIdentity) -> Finding | None:
    """What the hidden sheet claims, against what the ledger knows of this form id."""
    if form.unit.casefold() != claimed.unit.casefold():
        message = f"Mẫu phát hành cho đơn vị “{form.unit}”, nhưng trong tệp ghi “{claimed.unit}”."
        fix = "Mỗi đơn vị điền vào mẫu gửi cho chính mình; gửi lại đơn vị mẫu đã phát hành."
        return Finding("other_unit", "", message, fix)
    if (form.round_code, form.version) != (claimed.round_code, claimed.version):
        message = (
            f"Mẫu phát hành cho đợt “{form.round_code}”, phiên bản {form.version},"
            f" nhưng trong tệp ghi “{claimed.round_code}”, phiên bản {claimed.version}."
        )
        return Finding("form_altered", "", message, "Gửi lại đơn vị mẫu đã phát hành.")
    return None


def _as_issued(here: Return, same: LetterFile) -> Return:
    """A copy of a document of ours, byte for byte: a form that nobody filled, or a letter."""
    if same.role != "form":
        return here._replace(own=True)
    return here._replace(unit=same.unit, findings=(EMPTY_FORM._replace(where=here.file),))


def _refused(here: Return, finding: Finding) -> Return:
    return here._replace(findings=placed([finding], here.file))


def placed(findings: Iterable[Finding], file: str) -> tuple[Finding, ...]:
    """File first, then sheet and cell: in a folder of forms a cell alone says nothing."""
    return tuple(
        found
        if found.where.startswith(file)
        else found._replace(where=", ".join(filter(None, (file, found.where))))
        for found in findings
    )
