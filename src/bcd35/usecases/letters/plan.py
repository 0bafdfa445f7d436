"""What the issue of a round will do: who gets what under which number, before anything is written.

The plan is a frozen picture of the roster, whatever another clerk does to the register meanwhile. Paths and
form numbers follow from its lines. Not here: how it is made (``planning.py``, ``replacing.py``).
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.domain.addressees import called_together, each_once, groups, judge_groups
from bcd35.domain.channels import Channel
from bcd35.domain.commands import REASON, typed_option
from bcd35.domain.dates import screen_date
from bcd35.domain.entries import remark_on_unfit_channels
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FormSpec, form_spec
from bcd35.domain.letter_days import LetterDays
from bcd35.domain.letter_files import UnitFiles, plan_files
from bcd35.domain.letters import Expectation, Letter, LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.round_remarks import round_remarks
from bcd35.domain.round_words import printed_words
from bcd35.domain.rounds import Round
from bcd35.domain.shape import from_plain
from bcd35.domain.terms import Grant
from bcd35.domain.units import addressee
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.issuing import (
    Serves,
    book_now,
    day_remarks,
    foreseen_number,
    letter_series,
    number_remarks,
    refuse_empty_list,
    stem_in_names,
)
from bcd35.usecases.letters.own_terms import deadline_anew, judge_own_terms
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.registers.channels import channels_in_force
from bcd35.usecases.registers.issued_forms import IssuedForms
from bcd35.usecases.registers.rounds import frozen_office, frozen_round, get_round
from bcd35.usecases.registers.units import list_units, office_of

if TYPE_CHECKING:
    from bcd35.domain.layout.profile import DocumentType
    from bcd35.formats.letters.wording import OwnDays
    from bcd35.usecases.registers.imports import EditedRound


class Skipped(NamedTuple):
    """A unit that gets nothing from this run, and why.

    ``out_of_use``: a retired unit of the round, which nobody named. ``used_again``: how one that was named
    is in use again.
    """

    code: str
    reason: Literal["already_issued", "retired", "exempt", "out_of_use"]
    used_again: str = ""


class Replacement(NamedTuple):
    """The letter whose place the new one takes, why, and the round's file that is taken in with it."""

    letter: Letter
    reason: str
    edited: "EditedRound"


class LetterTerms(NamedTuple):
    """What the letter of a round says, whoever gets it.

    ``round_``: of units that are added, with their own last day. ``replaces``: number and date of the letter
    that this one says to take the place of. ``form_book``: what tells the identities of its forms from those
    of a letter that had the same reference.
    """

    round_: Round
    office: Office
    channels: tuple[Channel, ...]
    number: LetterNumber
    dated: date
    spec: FormSpec
    kind: "DocumentType"
    replaces: tuple[LetterNumber, date] | None = None
    form_book: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePlan:
    """Everything an issue will do, looked at before anything is written.

    ``joining``: who gets the letter, as the ledger will say it. ``found``: papers of other letters that keep
    their places. ``replacement``: what goes with the letter that this one replaces in the act that does it.
    ``newcomers``: units that are new since the issue and that this run leaves out. ``own_lines``: last days
    of units by lines of their own; the papers of a unit name its own. ``instead_of``: the unit in whose place
    these join. ``together``: one letter, the office's copy, goes to all; each unit gets its checklist and
    form. ``called``: what the sentences of that letter call those to whom it goes; empty: by their names.
    """

    terms: LetterTerms
    issued: IssuedLetter | None
    joining: tuple[Expectation, ...]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]
    found: frozenset[str] = frozenset()
    replacement: Replacement | None = None
    newcomers: tuple[str, ...] = ()
    own_lines: Mapping[str, Grant] = field(default_factory=dict)
    instead_of: str = ""
    stem: str = ""  # of the number in file names, where its reference does not tell it
    together: bool = False
    called: str = ""

    @property
    def draft(self) -> bool:
        return self.terms.number.number is None

    def deadline_of(self, unit: str) -> date:
        """The last day that the papers of a unit name."""
        return self.own_lines[unit].deadline if unit in self.own_lines else self.terms.round_.deadline

    def days_said(self) -> "tuple[date, OwnDays]":
        """The last day that most letters of an issue name, and who is told which other one."""
        units: dict[date, list[str]] = {self.terms.round_.deadline: []}
        for line in self.joining:
            name = addressee(line.name, line.kind, self.terms.office.unit_kinds)
            units.setdefault(self.deadline_of(line.unit), []).append(name)
        most = max(units, key=lambda day: len(units[day]))  # of equally many the round's
        return most, sorted((day, names) for day, names in units.items() if names and day != most)

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
        to, office = self.terms.round_.to, self.terms.office
        if not to:
            return office.addressee_groups
        return groups(to, ((line.unit, line) for line in self.joining), office.unit_kinds)

    def _paths(self, units: Iterable[str]) -> tuple[str, Iterator[UnitFiles]]:
        terms, named = self.terms, bool(self.terms.kind.name)
        return plan_files(terms.round_.code, terms.number, units, self.found, self.stem, named=named)

    def places(self) -> Iterator[tuple[str, str, str]]:
        """Unit, role and path of every file, in the order in which they are made."""
        if self.file_copy:
            yield "", "file_copy", self.file_copy
        for files in self.files():
            for role, path in files.by_role().items():
                yield files.unit, role, path


def terms_now(desk: Desk, round_: Round, request: NoticeRequest, subject: str = "") -> LetterTerms:
    from bcd35.usecases.registers.layouts import document_kind  # reads the rules of layout

    round_ = replace(round_, **printed_words(round_))  # its file may have been edited by hand
    round_ = replace(round_, to=each_once(round_.to, list_units(desk)) or round_.to)
    office, kind = office_of(desk, round_), document_kind(desk, round_)
    dated = request.dated or desk.world.today
    series = letter_series(office, dated, round_.symbol, kind)
    serves = Serves(round_.code, "letter", subject)
    number = foreseen_number(desk, series, serves, request.number, draft=request.draft)
    channels = tuple(channels_in_force(desk)) if round_.channels else ()
    earlier = [one.letter.number for one, _ in desk.store.letters.all_of_round(round_.code)]
    book = _form_book(number, earlier)
    return LetterTerms(
        round_=round_,
        office=office,
        channels=channels,
        number=number,
        dated=dated,
        spec=form_spec(round_),
        kind=kind,
        form_book=book,
    )


def _form_book(number: LetterNumber, earlier: Iterable[LetterNumber]) -> str:
    """The term of a number, if an earlier letter of the round had the same reference from another book."""
    same = any(one != number and one.reference == number.reference for one in earlier)
    return number.term if same else ""


def terms_as_issued(desk: Desk, issued: IssuedLetter, round_: Round) -> LetterTerms:
    """As frozen at the issue.

    A unit added later gets the same letter and the same form as the others, whatever the registers, or this
    program, say by then.
    """
    from bcd35.usecases.registers.layouts import document_kind  # as above

    channels = tuple(from_plain(Channel, plain) for plain in json.loads(issued.channels))
    asked = frozen_round(issued, round_.status)
    letters = (one.letter for one, _ in desk.store.letters.all_of_round(round_.code))
    earlier = [one.number for one in letters if one.id < issued.letter.id]
    first = next(iter(desk.store.sources.forms(issued.letter.id).values()), None)
    return LetterTerms(
        round_=asked,
        office=frozen_office(issued),
        channels=channels,
        number=issued.letter.number,
        dated=issued.letter.dated,
        spec=IssuedForms(desk).spec(first.spec if first else "", asked),
        kind=document_kind(desk, asked),
        replaces=_replaced_by(desk, issued.letter),
        form_book=_form_book(issued.letter.number, earlier),
    )


def _replaced_by(desk: Desk, letter: Letter) -> tuple[LetterNumber, date] | None:
    """Number and date of the letter whose place this one takes."""
    letters = (one.letter for one, _ in desk.store.letters.all_of_round(letter.round_code))
    return next(((one.number, one.dated) for one in letters if one.id == letter.replaces), None)


def taken_places(desk: Desk, round_code: str, issued: IssuedLetter | None = None) -> frozenset[str]:
    """Where papers lie that are not those of this letter: found ones, and those of the round's others."""
    others = [one.letter for one, _ in desk.store.letters.all_of_round(round_code)]
    files = [
        file.path
        for letter in others
        if not issued or letter.id != issued.letter.id
        for file in desk.store.letters.files(letter.id)
    ]
    return frozenset([*files, *(paper.path for paper in desk.store.numbers.found())])


def plan_own_number(
    desk: Desk,
    request: NoticeRequest,
    terms: LetterTerms,
    units: tuple[tuple[Expectation, ...], tuple[Skipped, ...]],
    *,
    remarks: Iterable[Finding] = (),
    replacement: Replacement | None = None,
) -> NoticePlan:
    """A letter under a number of its own: the first of a round, or one that follows others.

    ``units``: who gets it, and who does not and why. Raises Refused for days and addressees that the clerk
    has not yet looked at, and for a Kính gửi that would be empty.
    """
    round_, (joining, skipped) = terms.round_, units
    if terms.kind.addressed and not round_.to:
        refuse_empty_list(terms.office, "addressee")
    grounds = tuple((ground.number, ground.date) for ground in round_.grounds)
    days = LetterDays(terms.number, terms.dated, round_.deadline, grounds=grounds, round_code=round_.code)
    anew = partial(deadline_anew, desk, request, round_.code)
    together = request.together or round_.together
    to_groups = together and terms.kind.addressed and not round_.to
    also = judge_groups(terms.office, joining, whole=not request.units) if to_groups and joining else ()
    looked_at = (
        *number_remarks(terms.office, terms.number),
        *day_remarks(desk, days, request.accepted, where=round_.code, anew=anew, also=also),
    )
    own = judge_own_terms(desk, request, round_, terms.dated, joining)
    plan = NoticePlan(
        terms=terms,
        issued=None,
        joining=joining,
        skipped=skipped,
        findings=(
            *looked_at,
            *own.findings,
            *(() if replacement else round_remarks(round_)),
            *remark_on_unfit_channels(terms.channels),
            *remarks,
        ),
        found=taken_places(desk, round_.code),
        own_lines=own.lines,
        replacement=replacement,
        together=together,
        instead_of=request.instead_of,
        stem=stem_in_names(desk, terms.number, Serves(round_.code, "letter")),
    )
    _refuse_unnamed_days(plan)
    several = round_.to and len(plan.groups) > 1
    return replace(plan, called=called_together(addressed=terms.kind.addressed)) if several else plan


def _refuse_unnamed_days(plan: NoticePlan) -> None:
    """Raises Refused for one letter to all whose text would only count the units of another last day."""
    from bcd35.formats.letters.wording import MOST_NAMED

    _, own_days = plan.days_said()
    for day, names in own_days if plan.together else ():
        if len(names) > MOST_NAMED:
            message = (
                f"Một công văn chung nêu tên nhiều nhất {MOST_NAMED} đơn vị có hạn riêng cùng ngày; "
                f"{len(names)} đơn vị có hạn {screen_date(day)}."
            )
            fix = "Bỏ --together (và together trong tệp của đợt): mỗi đơn vị một công văn ghi hạn của mình."
            raise Refused("own_terms_together", message, where="--together", fix=fix)


def refuse_renumbering(desk: Desk, letter: Letter, request: NoticeRequest) -> None:
    """Raises Refused for another number than the letter has that is out already."""
    if request.number not in (None, letter.number.number):
        message = (
            f"Đợt “{letter.round_code}” đã phát hành Công văn số {letter.number.reference}; không đổi số "
            "được."
        )
        instead = replacing_command(desk, letter, request)
        fix = f"Bỏ --number rồi chạy lại. Muốn phát hành công văn khác thay công văn ấy: {instead}"
        raise Refused("number_fixed", message, where=letter.round_code, fix=fix)


def replacing_command(desk: Desk, letter: Letter, request: NoticeRequest) -> str:
    """What issues another letter in the place of one, as it was asked for, without a number that is used."""
    options = (
        f"--replace {letter.number.number}",
        f"--number {request.number}" if _is_free(desk, letter, request.number) else "",
        typed_option("date", request.dated),
        *(f"--accept {one}" for one in request.accepted),
        "--together" if request.together else "",
        "--draft" if request.draft else "",
        typed_option("reason", request.reason or REASON),
    )
    return " ".join(filter(None, (f"bcd35 notify {letter.round_code}", *options)))


def _is_free(desk: Desk, letter: Letter, number: int | None) -> bool:
    """Whether a letter that takes the place of this one may have the number."""
    book = book_now(desk, letter.number.symbol, letter.number.term)
    closed = book.closed.get(number) if number is not None else None
    return number is not None and number not in book.taken and (closed is None or closed.event == "reserved")


_FILE_COPY = ""  # among the names of units, what the office's copy calls all of them


def names_said(plan: NoticePlan, *, first: bool) -> str:
    """The names that a letter says and the ledger does not tell, as JSON text; empty without any.

    ``first``: it is the first one of its round, whose units the ledger names as they were called that day.
    """
    units = {} if first else {line.unit: [line.name, line.kind] for line in plan.joining}
    said = units | ({_FILE_COPY: plan.called} if plan.called else {})
    return json.dumps(said, ensure_ascii=False) if said else ""


def plan_again(desk: Desk, issued: IssuedLetter) -> NoticePlan:
    """The issue as it was: the whole letter to every unit that it went to, each by its name of that day."""
    codes = desk.store.histories.codes()
    lines = {codes.now(line.unit): line for line in desk.store.letters.addressees(issued.letter.round_code)}
    kept = desk.store.sources.content(issued.letter.number)
    names = {code.casefold(): name for code, name in json.loads(kept or "{}").items()}
    forms = {codes.now(code): code for code in desk.store.sources.forms(issued.letter.id)}
    joining = tuple(  # in the order of the roster, in which the office's copy names units
        line._replace(
            unit=forms[now], **dict(zip(("name", "kind"), names.get(forms[now].casefold(), ()), strict=False))
        )
        for now, line in lines.items()
        if now in forms
    )
    terms = terms_as_issued(desk, issued, get_round(desk, issued.letter.round_code))
    return NoticePlan(
        terms=terms,
        issued=None,
        joining=joining,
        skipped=(),
        findings=(),
        called=names.get(_FILE_COPY, ""),
    )
