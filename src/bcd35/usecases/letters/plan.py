"""What the issue of a round will do: who gets what under which number, before anything is written.

The plan is a frozen picture of the roster, whatever another clerk does to the register meanwhile. Paths and
form numbers follow from its lines.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FormSpec, form_spec
from bcd35.domain.letter_days import LetterDays
from bcd35.domain.letters import Expectation, LetterNumber, UnitFiles, plan_files
from bcd35.domain.office import Office
from bcd35.domain.rounds import Round
from bcd35.domain.shape import from_plain
from bcd35.domain.unit_order import in_office_order
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.issuing import (
    Serves,
    blank_number,
    day_remarks,
    foreseen_number,
    number_remarks,
)
from bcd35.usecases.registers.channels import channels_in_force
from bcd35.usecases.registers.issued_forms import IssuedForms
from bcd35.usecases.registers.rounds import frozen_office, frozen_round, get_round, refuse_closed
from bcd35.usecases.registers.units import get_units, the_office


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRequest:
    """What the clerk asked for. Left empty: the only open round, today, the next number, all units."""

    round_code: str = ""
    dated: date | None = None
    number: int | None = None
    units: tuple[str, ...] = ()
    draft: bool = False
    accepted: tuple[str, ...] = ()  # doubts about its days that the clerk has looked at


class Skipped(NamedTuple):
    """A unit that gets nothing from this run, and why."""

    code: str
    reason: Literal["already_issued", "retired"]


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """Everything an issue will do, looked at before anything is written.

    ``joining``: who gets the letter, as the ledger will say it. ``found``: papers of other letters that keep
    their places.
    """

    round_: Round
    office: Office
    channels: tuple[Channel, ...]
    number: LetterNumber
    dated: date
    spec: FormSpec
    issued: IssuedLetter | None
    joining: tuple[Expectation, ...]
    skipped: tuple[Skipped, ...]
    findings: tuple[Finding, ...]
    found: frozenset[str] = frozenset()

    @property
    def draft(self) -> bool:
        return self.number.number is None

    @property
    def file_copy(self) -> str:
        """Where the office's copy goes; empty when the letter was issued before: the copy exists."""
        return "" if self.issued else plan_files(self.round_.code, self.number, ())[0]

    def files(self) -> Iterator[UnitFiles]:
        """Of each unit, in the order of the roster."""
        units = (line.unit for line in self.joining)
        return plan_files(self.round_.code, self.number, units, self.found)[1]

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


def plan_notice(desk: Desk, request: NoticeRequest) -> NoticePlan:
    """Who gets what under which number.

    Raises Refused for a closed round, a number in use or an empty roster.
    """
    round_ = get_round(desk, request.round_code)
    refuse_closed(round_)
    issued = None if request.draft else desk.store.letters.of_round(round_.code)
    joining, skipped = _choose_units(desk, request, issued)
    if issued:
        _refuse_other_number(issued, request)
        terms, remarks = _terms_as_issued(desk, issued, round_), _date_remark(issued, request, joining)
    else:
        if not joining and not skipped:
            fix = "Nhập danh sách: bcd35 units import data/units.yaml"
            raise Refused("no_units", "Danh sách đơn vị còn trống.", where="units", fix=fix)
        terms = _terms_now(desk, round_, request)
        days = LetterDays(terms.number, terms.dated, round_.deadline)
        remarks = chain(
            number_remarks(terms.office, terms.number),
            day_remarks(desk, days, request.accepted, where=round_.code),
            _sample_remark(desk, joining),
        )
    return NoticePlan(
        **terms._asdict(),
        issued=issued,
        joining=joining,
        skipped=skipped,
        findings=tuple(remarks),
        found=frozenset(paper.path for paper in desk.store.numbers.found()),
    )


def plan_again(desk: Desk, issued: IssuedLetter) -> NoticePlan:
    """The issue as it was: the whole letter to every unit that joined, each by its name of that day."""
    lines = desk.store.letters.expectations(issued.letter.round_code)
    joining = tuple(line for line in lines if line.event in ("issued", "added"))
    terms = _terms_as_issued(desk, issued, get_round(desk, issued.letter.round_code))
    return NoticePlan(**terms._asdict(), issued=None, joining=joining, skipped=(), findings=())


def _terms_as_issued(desk: Desk, issued: IssuedLetter, round_: Round) -> _Terms:
    """As frozen at the issue.

    A unit added later gets the same letter and the same form as the others, whatever the registers, or this
    program, say by then.
    """
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
    )


def _terms_now(desk: Desk, round_: Round, request: NoticeRequest) -> _Terms:
    office = the_office(desk)
    number = (
        blank_number(office)
        if request.draft
        else foreseen_number(desk, office, Serves(round_.code, "letter"), request.number)
    )
    dated = request.dated or desk.world.today
    return _Terms(round_, office, tuple(channels_in_force(desk)), number, dated, form_spec(round_))


def _choose_units(
    desk: Desk, request: NoticeRequest, issued: IssuedLetter | None
) -> tuple[tuple[Expectation, ...], tuple[Skipped, ...]]:
    """Who joins, and who does not and why.

    Of the units named, in that order; else of all in force, in the office's order.
    """
    named = {unit.code: unit for unit in get_units(desk, request.units)} if request.units else {}
    asked_on = request.dated or desk.world.today
    event, on = ("added", max(asked_on, issued.letter.dated)) if issued else ("issued", asked_on)
    units = (
        named.values()
        if named
        else in_office_order(
            desk.store.registers.units(), [kind.code for kind in the_office(desk).unit_kinds]
        )
    )
    roster = [
        Expectation(unit=unit.code, name=unit.name, kind=unit.kind, event=event, on=on, reason="")
        for unit in units
        if unit.status == "active"
    ]
    retired = [Skipped(code, "retired") for code, unit in named.items() if unit.status == "retired"]
    known = desk.store.letters.joined(issued.letter.round_code) if issued else frozenset()
    again = [Skipped(line.unit, "already_issued") for line in roster if line.unit.casefold() in known]
    joining = tuple(line for line in roster if line.unit.casefold() not in known)
    return joining, (*retired, *again)


def _refuse_other_number(issued: IssuedLetter, request: NoticeRequest) -> None:
    letter = issued.letter
    if request.number is not None and request.number != letter.number.number:
        message = (
            f"Đợt “{letter.round_code}” đã phát hành Công văn số {letter.number.reference}; không đổi số "
            "được."
        )
        raise Refused("number_fixed", message, where=letter.round_code, fix="Bỏ --number rồi chạy lại.")


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
