"""What the issue of a round will do: who gets what under which number, before anything is written.

The plan is a frozen picture of the roster, whatever another clerk does to the register meanwhile. Paths and
form numbers follow from its lines.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.domain.addressees import groups, is_addressed, refuse_unknown
from bcd35.domain.channels import Channel
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FormSpec, form_spec
from bcd35.domain.letter_days import LetterDays
from bcd35.domain.letters import Expectation, Letter, LetterNumber, UnitFiles, in_book, plan_files
from bcd35.domain.office import Office
from bcd35.domain.reports import in_force
from bcd35.domain.rounds import Round, same_question
from bcd35.domain.shape import from_plain
from bcd35.domain.unit_order import in_office_order
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.added_units import (
    newcomers_remark,
    refuse_other_term,
    refuse_terms_of_added,
    unused_term_remark,
    with_own_term,
)
from bcd35.usecases.letters.issuing import (
    Serves,
    blank_number,
    day_remarks,
    foreseen_number,
    letter_series,
    number_remarks,
    stem_in_names,
)
from bcd35.usecases.letters.own_terms import (
    later_days,
    named_with_days,
    own_term_findings,
    terms_beside,
)
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.registers.channels import channels_in_force
from bcd35.usecases.registers.issued_forms import IssuedForms
from bcd35.usecases.registers.rounds import (
    addressed_today,
    expected_units,
    frozen_office,
    frozen_round,
    get_round,
    refuse_closed,
)
from bcd35.usecases.registers.units import get_units, office_of, the_office

if TYPE_CHECKING:
    from bcd35.domain.layout.profile import DocumentType
    from bcd35.usecases.registers.imports import EditedRound

_MOST_NAMED = 8


class Skipped(NamedTuple):
    """A unit that gets nothing from this run, and why.

    ``out_of_use``: a retired unit of the round, which nobody named.
    """

    code: str
    reason: Literal["already_issued", "retired", "exempt", "out_of_use"]


class Replacement(NamedTuple):
    """The letter whose place the new one takes, why, and the round's file that is taken in with it."""

    letter: Letter
    reason: str
    edited: "EditedRound"


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """Everything an issue will do, looked at before anything is written.

    ``round_``: of units that are added, with their own last day. ``joining``: who gets the letter, as the
    ledger will say it. ``found``: papers of other letters that keep their places. ``replaces``: number and
    date of the letter that this one says to take the place of; ``replacement``: what goes with that in the
    act that does it. ``newcomers``: units that are new since the issue and that this run leaves out.
    ``own_terms``: last days of units by lines of their own; the papers of a unit name its own.
    ``instead_of``: the unit in whose place these join. ``together``: one letter, the office's copy, goes to
    all; each unit gets its checklist and form.
    """

    round_: Round
    office: Office
    channels: tuple[Channel, ...]
    number: LetterNumber
    dated: date
    spec: FormSpec
    kind: "DocumentType"
    issued: IssuedLetter | None
    joining: tuple[Expectation, ...]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]
    found: frozenset[str] = frozenset()
    replaces: tuple[LetterNumber, date] | None = None
    replacement: Replacement | None = None
    newcomers: tuple[str, ...] = ()
    own_terms: Mapping[str, date] = field(default_factory=dict)
    instead_of: str = ""
    stem: str = ""  # of the number in file names, where its reference does not tell it
    together: bool = False

    @property
    def draft(self) -> bool:
        return self.number.number is None

    @property
    def file_copy(self) -> str:
        """Where the office's copy goes; empty when the letter was issued before: the copy exists."""
        return "" if self.issued else self._paths(())[0]

    def files(self) -> Iterator[UnitFiles]:
        """Of each unit, in the order of the roster."""
        units = (line.unit for line in self.joining)
        files = self._paths(units)[1]
        return (one._replace(letter="") for one in files) if self.together else files

    @property
    def groups(self) -> tuple[str, ...]:
        """Kính gửi of the one letter to all, and of the office's copy."""
        if not self.round_.to:
            return self.office.addressee_groups
        return groups(self.round_.to, ((line.unit, line) for line in self.joining), self.office.unit_kinds)

    def _paths(self, units: Iterable[str]) -> tuple[str, Iterator[UnitFiles]]:
        named = bool(self.kind.name)
        return plan_files(self.round_.code, self.number, units, self.found, self.stem, named=named)

    def places(self) -> Iterator[tuple[str, str, str]]:
        """Unit, role and path of every file, in the order in which they are made."""
        if self.file_copy:
            yield "", "file_copy", self.file_copy
        for files in self.files():
            for role, path in files.by_role().items():
                yield files.unit, role, path


class _Terms(NamedTuple):
    """What the letter of a round says, whoever gets it."""

    round_: Round
    office: Office
    channels: tuple[Channel, ...]
    number: LetterNumber
    dated: date
    spec: FormSpec
    kind: "DocumentType"
    replaces: tuple[LetterNumber, date] | None = None


def plan_notice(desk: Desk, request: NoticeRequest) -> NoticePlan:
    """Who gets what under which number.

    Raises Refused for a closed round, a number in use or an empty roster.
    """
    round_ = addressed_today(desk, get_round(desk, request.round_code))
    refuse_closed(round_)
    if request.replaces is not None:
        return _plan_replacing(desk, request, round_)
    issued = None if request.draft else desk.store.letters.of_round(round_.code)
    return _plan_further(desk, request, round_, issued) if issued else _plan_first(desk, request, round_)


def _plan_first(desk: Desk, request: NoticeRequest, round_: Round) -> NoticePlan:
    """The letter of a round that is not out yet."""
    joining, skipped = _choose_units(desk, request, round_, None)
    refuse_terms_of_added(round_, request)
    if not joining and not skipped:
        fix = "Nhập danh sách: bcd35 units import TỆP"
        raise Refused("no_units", "Danh sách đơn vị còn trống.", where="units", fix=fix)
    terms = _terms_now(desk, round_, request)
    beside = terms_beside(desk, round_, terms.dated, joining)
    own_terms = beside.own_days() if beside else {}
    days = LetterDays(terms.number, terms.dated, round_.deadline)
    return NoticePlan(
        **terms._asdict(),
        issued=None,
        joining=joining,
        skipped=skipped,
        findings=(
            *number_remarks(terms.office, terms.number),
            *day_remarks(desk, days, request.accepted, where=round_.code),
            *own_term_findings(beside, round_, request.accepted, draft=request.draft),
            *_sample_remark(desk, joining),
            *_outside_remark(joining, round_),
        ),
        found=_taken_places(desk, round_.code),
        own_terms=own_terms,
        together=_one_for_all(request, round_, own_terms),
        instead_of=request.instead_of,
        stem=stem_in_names(desk, terms.number, Serves(round_.code, "letter")),
    )


def _plan_further(desk: Desk, request: NoticeRequest, round_: Round, issued: IssuedLetter) -> NoticePlan:
    """The letter that is out, to units that it did not go to."""
    chosen, skipped = _choose_units(desk, request, round_, issued)
    _refuse_other_number(issued, request)
    there = [one.code for one in skipped if one.reason == "already_issued"]
    refuse_other_term(desk, request, issued, there)
    joining, newcomers = (chosen, ()) if request.add or request.units else ((), chosen)
    terms = _terms_as_issued(desk, issued, round_)
    if joining:
        terms = terms._replace(round_=with_own_term(desk, request, terms.round_, joining[0].on))
    return NoticePlan(
        **terms._asdict(),
        issued=issued,
        joining=joining,
        skipped=skipped,
        findings=(
            *_date_remark(issued, request, joining),
            *newcomers_remark(newcomers, round_.code, request.deadline),
            *unused_term_remark(request, round_.code, joining, newcomers),
            *_outside_remark(joining, round_),
        ),
        found=_taken_places(desk, round_.code, issued),
        newcomers=tuple(line.unit for line in newcomers),
        own_terms={line.unit: terms.round_.deadline for line in joining},
        instead_of=request.instead_of,
        stem=stem_in_names(desk, terms.number, Serves(round_.code, "letter")),
    )


def _outside_remark(joining: Sequence[Expectation], round_: Round) -> Iterator[Finding]:
    """A remark on units that were named and that the round is not addressed to."""
    if outside := [line.unit for line in joining if not is_addressed(line.unit, line.kind, round_.to)]:
        message = f"Đợt gửi: {', '.join(round_.to)}; ngoài số đó: {', '.join(outside)}."
        fix = "Đúng ý thì cứ làm; nhầm thì bỏ --unit của đơn vị ấy."
        yield Finding("not_addressed", round_.code, message, fix)


def _taken_places(desk: Desk, round_code: str, issued: IssuedLetter | None = None) -> frozenset[str]:
    """Where papers lie that are not those of this letter: found ones, and those of the round's others."""
    others = [one.letter for one, _ in desk.store.letters.all_of_round(round_code)]
    files = [
        file.path
        for letter in others
        if not issued or letter.id != issued.letter.id
        for file in desk.store.letters.files(letter.id)
    ]
    return frozenset([*files, *(paper.path for paper in desk.store.numbers.found())])


# --- a letter in the place of another -----------------------------------------------------------------------


def _plan_replacing(desk: Desk, request: NoticeRequest, round_: Round) -> NoticePlan:
    """The letter that takes the place of the one in force, with the round as its file says it now."""
    from bcd35.usecases.registers.imports import edited_round

    issued = desk.store.letters.of_round(round_.code)
    earlier = _letter_of(desk, round_.code, request.replaces)
    if issued is None or issued.letter.id != earlier.id:
        return _replaced_already(desk, earlier, issued, round_)
    edited = edited_round(desk, round_)
    edited = edited._replace(round_=addressed_today(desk, edited.round_))
    subject = earlier.number.reference
    terms = _terms_now(desk, edited.round_, request, subject)
    joining, skipped = _units_of_round(desk, round_.code, terms.dated)
    if not joining:
        message = f"Đợt “{round_.code}” không còn đơn vị nào phải báo cáo."
        book = in_book(earlier.number.symbol, earlier.number.term)
        fix = f"Hủy công văn, không thay: bcd35 letters void {earlier.number.number} {book} --reason LÝ_DO"
        raise Refused("no_units", message, where=round_.code, fix=fix)
    days = LetterDays(terms.number, terms.dated, edited.round_.deadline)
    remarks = chain(
        number_remarks(terms.office, terms.number),
        day_remarks(desk, days, request.accepted, where=round_.code),
        _reported_remark(desk, round_.code, frozen_round(issued, "open"), edited.round_),
    )
    beside = terms_beside(desk, edited.round_, terms.dated, joining)
    own_terms = beside.own_days() if beside else {}
    return NoticePlan(
        **terms._replace(replaces=(earlier.number, earlier.dated))._asdict(),
        issued=None,
        joining=joining,
        skipped=skipped,
        findings=(
            *remarks,
            *own_term_findings(beside, edited.round_, request.accepted, draft=request.draft),
        ),
        found=_taken_places(desk, round_.code),
        own_terms=own_terms,
        replacement=Replacement(earlier, request.reason, edited),
        together=_one_for_all(request, edited.round_, own_terms),
        stem=stem_in_names(desk, terms.number, Serves(round_.code, "letter")),
    )


def _one_for_all(request: NoticeRequest, round_: Round, own_terms: Mapping[str, date]) -> bool:
    """Whether one letter goes to all. Raises Refused when it would tell a unit another day than its own."""
    together = request.together or round_.together
    if together and (later := later_days(own_terms, round_)):
        message = (
            f"Một công văn chung không nêu được hạn riêng của {len(later)} đơn vị: {named_with_days(later)}."
        )
        fix = "Bỏ --together (và together trong tệp của đợt): mỗi đơn vị một công văn ghi hạn của mình."
        raise Refused("own_terms_together", message, where="--together", fix=fix)
    return together


def _letter_of(desk: Desk, round_code: str, number: int | None) -> Letter:
    """The round's letter with a number; of several terms the latest. Raises Refused when it has none."""
    letters = [one.letter for one, _ in desk.store.letters.all_of_round(round_code)]
    if found := next((one for one in letters if one.number.number == number), None):
        return found
    known = ", ".join(one.number.reference for one in letters)
    told = f"; đợt có Công văn số {known}" if known else "; đợt chưa phát hành công văn"
    fix = (
        f"Nêu đúng số, xem sổ: bcd35 letters list{'' if known else f'; phát hành: bcd35 notify {round_code}'}"
    )
    message = f"Đợt “{round_code}” không có Công văn số {number}{told}."
    raise Refused("no_such_letter", message, where="--replace", fix=fix)


def _replaced_already(desk: Desk, earlier: Letter, issued: IssuedLetter | None, round_: Round) -> NoticePlan:
    """Nothing to do: the letter was replaced by the one in force. Raises Refused when it only is void."""
    code = round_.code
    if issued is None or issued.letter.replaces != earlier.id:
        instead = f" Công văn đang có hiệu lực: số {issued.letter.number.reference}." if issued else ""
        message = f"Công văn số {earlier.number.reference} của đợt “{code}” đã hủy.{instead}"
        number = issued.letter.number.number if issued else None
        fix = f"bcd35 notify {code} --replace {number} --reason LÝ_DO" if issued else f"bcd35 notify {code}"
        raise Refused("letter_void", message, where="--replace", fix=f"Phát hành bằng: {fix}")
    terms = _terms_as_issued(desk, issued, round_)
    message = (
        f"Công văn số {earlier.number.reference} đã được thay bằng số {issued.letter.number.reference} từ "
        "trước; lần chạy này không ghi gì."
    )
    fix = f"Muốn thay lần nữa: bcd35 notify {code} --replace {issued.letter.number.number} --reason LÝ_DO"
    findings = (Finding("replaced_already", code, message, fix),)
    return NoticePlan(**terms._asdict(), issued=issued, joining=(), skipped=(), findings=findings)


def _units_of_round(
    desk: Desk, round_code: str, on: date
) -> tuple[tuple[Expectation, ...], tuple[Skipped, ...]]:
    """Who gets a further letter of a round: who is expected and in use, by the names of today."""
    entries = expected_units(desk, round_code)
    units = {unit.code.casefold(): unit for unit in desk.store.registers.units()}
    joining, skipped = [], []
    for line, expected in entries.values():
        unit = units.get(line.unit.casefold())
        if not expected:
            skipped.append(Skipped(line.unit, "exempt"))
        elif unit is None or unit.status == "retired":
            skipped.append(Skipped(line.unit, "out_of_use"))
        else:
            joining.append(line._replace(name=unit.name, event="issued", on=on, reason=""))
    return tuple(joining), tuple(skipped)


def _reported_remark(desk: Desk, round_code: str, before: Round, after: Round) -> Iterator[Finding]:
    """What becomes of reports that came in under the letter that is replaced."""
    reports = desk.store.reports.received(round_code)
    reported = [unit for unit, revisions in reports.items() if in_force(revisions)]
    if not reported:
        return
    known = {field.code: field for field in before.fields}
    new = [one for one in after.fields if one.code not in known or not same_question(known[one.code], one)]
    required = ", ".join(f"“{one.label}”" for one in new if one.required)
    message = f"{len(reported)} đơn vị đã báo cáo theo công văn cũ: báo cáo ấy vẫn được tính."
    fix = ""
    if required:
        message += f" Các đơn vị ấy chưa trả lời {required}."
        fix = (
            "Hỏi thêm rồi ghi: bcd35 record-report MÃ --round "
            f"{round_code} --received-on NGÀY --set {next(one.code for one in new if one.required)}=TRẢ_LỜI"
        )
    yield Finding("reports_carried_over", round_code, message, fix)


# --- the issue as it was ------------------------------------------------------------------------------------


def names_said(plan: NoticePlan) -> str:
    """The names of a plan as JSON text, to be kept with its letter."""
    return json.dumps({line.unit: [line.name, line.kind] for line in plan.joining}, ensure_ascii=False)


def plan_again(desk: Desk, issued: IssuedLetter) -> NoticePlan:
    """The issue as it was: the whole letter to every unit that it went to, each by its name of that day."""
    codes = desk.store.histories.codes()
    lines = {codes.now(line.unit): line for line in desk.store.letters.addressees(issued.letter.round_code)}
    kept = desk.store.sources.content(issued.letter.number)
    names = {code.casefold(): name for code, name in json.loads(kept or "{}").items()}
    joining = tuple(
        lines[codes.now(code)]._replace(
            unit=code, **dict(zip(("name", "kind"), names.get(code.casefold(), ()), strict=False))
        )
        for code in desk.store.sources.forms(issued.letter.id)
        if codes.now(code) in lines
    )
    terms = _terms_as_issued(desk, issued, get_round(desk, issued.letter.round_code))
    return NoticePlan(**terms._asdict(), issued=None, joining=joining, skipped=(), findings=())


def _terms_as_issued(desk: Desk, issued: IssuedLetter, round_: Round) -> _Terms:
    """As frozen at the issue.

    A unit added later gets the same letter and the same form as the others, whatever the registers, or this
    program, say by then.
    """
    from bcd35.usecases.registers.layouts import document_kind  # as above

    channels = tuple(from_plain(Channel, plain) for plain in json.loads(issued.channels))
    asked = frozen_round(issued, round_.status)
    first = next(iter(desk.store.sources.forms(issued.letter.id).values()), None)
    return _Terms(
        asked,
        frozen_office(issued),
        channels,
        issued.letter.number,
        issued.letter.dated,
        IssuedForms(desk).spec(first.spec if first else "", asked),
        document_kind(desk, asked),
        _replaced_by(desk, issued.letter),
    )


def _replaced_by(desk: Desk, letter: Letter) -> tuple[LetterNumber, date] | None:
    """Number and date of the letter whose place this one takes."""
    letters = (one.letter for one, _ in desk.store.letters.all_of_round(letter.round_code))
    return next(((one.number, one.dated) for one in letters if one.id == letter.replaces), None)


def _terms_now(desk: Desk, round_: Round, request: NoticeRequest, subject: str = "") -> _Terms:
    from bcd35.usecases.registers.layouts import document_kind  # reads the rules of layout

    office, kind = office_of(desk, round_), document_kind(desk, round_)
    dated = request.dated or desk.world.today
    series = letter_series(office, dated, round_.symbol, kind)
    number = (
        blank_number(series)
        if request.draft
        else foreseen_number(desk, series, Serves(round_.code, "letter", subject), request.number)
    )
    channels = tuple(channels_in_force(desk)) if round_.channels else ()
    return _Terms(round_, office, channels, number, dated, form_spec(round_), kind)


def _choose_units(
    desk: Desk, request: NoticeRequest, round_: Round, issued: IssuedLetter | None
) -> tuple[tuple[Expectation, ...], tuple[Skipped, ...]]:
    """Who joins, and who does not and why.

    Of the units named, in that order; else of all in force, in the office's order.
    """
    _refuse_unknown_addressees(desk, round_)
    named = {unit.code: unit for unit in get_units(desk, request.units)} if request.units else {}
    asked_on = request.dated or desk.world.today
    event, on = ("added", max(asked_on, issued.letter.dated)) if issued else ("issued", asked_on)
    units = (
        named.values()
        if named
        else in_office_order(
            desk.store.registers.units(),
            [kind.code for kind in the_office(desk).unit_kinds],
            desk.store.registers.unit_places(),
        )
    )
    roster = [
        Expectation(unit=unit.code, name=unit.name, kind=unit.kind, event=event, on=on, reason="")
        for unit in units
        if unit.status == "active" and (named or is_addressed(unit.code, unit.kind, round_.to))
    ]
    retired = [Skipped(code, "retired") for code, unit in named.items() if unit.status == "retired"]
    known = desk.store.letters.lettered(issued.letter.id) if issued else frozenset()
    again = [Skipped(line.unit, "already_issued") for line in roster if line.unit.casefold() in known]
    lacking = [line for line in roster if line.unit.casefold() not in known]
    entries = {} if request.draft else expected_units(desk, round_.code)
    exempt = {unit for unit, (_, expected) in entries.items() if not expected}
    joining = tuple(
        # Its letters before this one named it so, and reprinting knows no other name.
        line._replace(name=entries[line.unit.casefold()][0].name)
        if issued and line.unit.casefold() in entries
        else line
        for line in lacking
        if line.unit.casefold() not in exempt
    )
    left = [Skipped(line.unit, "exempt") for line in lacking if line.unit.casefold() in exempt]
    return joining, (*retired, *again, *left)


def _refuse_unknown_addressees(desk: Desk, round_: Round) -> None:
    if round_.to:
        kinds = (kind.code for kind in the_office(desk).unit_kinds)
        refuse_unknown(round_.to, kinds, (unit.code for unit in desk.store.registers.units()))


def _refuse_other_number(issued: IssuedLetter, request: NoticeRequest) -> None:
    letter = issued.letter
    if request.number is not None and request.number != letter.number.number:
        message = (
            f"Đợt “{letter.round_code}” đã phát hành Công văn số {letter.number.reference}; không đổi số "
            "được."
        )
        fix = (
            "Bỏ --number rồi chạy lại. Muốn phát hành công văn khác thay công văn ấy: "
            f"bcd35 notify {letter.round_code} --replace {letter.number.number} --number {request.number} "
            "--reason LÝ_DO"
        )
        raise Refused("number_fixed", message, where=letter.round_code, fix=fix)


def _date_remark(
    issued: IssuedLetter, request: NoticeRequest, joining: Collection[Expectation]
) -> Iterator[Finding]:
    dated = issued.letter.dated
    if request.dated and request.dated != dated:
        use = "ngày nêu là ngày đơn vị bổ sung vào danh sách" if joining else "ngày nêu không dùng đến"
        message = f"Công văn giữ ngày {screen_date(dated)} đã phát hành; {use}."
        yield Finding("date_fixed", "--date", message, "")


def _sample_remark(desk: Desk, joining: Collection[Expectation]) -> Iterator[Finding]:
    """Sample units that are still in force in a real book; of a trial every command says that it is one."""
    samples = desk.store.registers.sample_units()
    codes = [line.unit for line in joining if line.unit in samples]
    if codes and not desk.store.registers.is_trial():
        fix = f"Thôi dùng từng đơn vị mẫu trước khi phát hành, ví dụ: bcd35 units retire {codes[0]}"
        yield Finding(
            "sample_roster", "units", f"{len(codes)} đơn vị trong danh sách là đơn vị mẫu để dùng thử.", fix
        )
