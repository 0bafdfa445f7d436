"""The papers without a row, by number: whose they are, and whether they prove themselves.

A letter proves itself when the ledger would issue just these forms under this number; a reminder or an
extension when its units and days can be told from names and text; a correction when it can be made again byte
for byte. All others are kept as they lie, and their numbers are used.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from bcd35.domain.errors import Bcd35Error
from bcd35.domain.form_spec import FormIdentity
from bcd35.domain.letter_days import DOUBTS
from bcd35.domain.letter_files import safe_stem
from bcd35.domain.letters import Expectation, LetterNumber, Purpose, parts_of
from bcd35.domain.number_books import book_on
from bcd35.domain.papers import FILE_COPIES, KnownNumber, Paper, Standing, Unrecorded, stems_of
from bcd35.domain.reminders import Reminder
from bcd35.domain.terms import ADDED, KEPT, Grant
from bcd35.domain.units import addressee
from bcd35.formats.ooxml.package import Properties, read_properties
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.documents import identities
from bcd35.usecases.letters.issuing import letter_series
from bcd35.usecases.letters.plan import NoticePlan
from bcd35.usecases.letters.planning import plan_notice
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.receiving.give_back import documents_again
from bcd35.usecases.receiving.refused_file import CorrectionRequest
from bcd35.usecases.registers.rounds import frozen_round
from bcd35.usecases.registers.units import the_office
from bcd35.usecases.workspace.papers import number_book, unrecorded_papers
from bcd35.world.files import file_bytes, sha256

# How papers are taken in: as the letter of one sort or another that they are, as found, or not at all.
_Way = Literal["letter", "reminder", "correction", "extension", "found", "none"]
REPLACED = "có công văn sau thay thế (nhận lại từ out/)"  # why a letter is void whose reason was lost
_REFERENCE = re.compile(r"số (\d+[-/][^\s:]+)")


class PaperFacts(NamedTuple):
    """A paper as it lies: its digest and size, and what its own properties say."""

    paper: Paper
    sha256: str
    size: int
    properties: Properties | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperGroup:
    """All papers without a row that carry one number in one round.

    ``reason``: why they are not more than papers found, or not even these. One of ``plan``, ``reminder``,
    ``request``, ``grants`` goes with a way of the same sort.
    """

    number: LetterNumber | None
    purpose: Purpose
    round_folder: str
    round_code: str
    dated: date | None
    standing: Standing
    facts: tuple[PaperFacts, ...]
    way: _Way = "none"
    reason: str = ""
    plan: NoticePlan | None = None
    reminder: Reminder | None = None
    request: CorrectionRequest | None = None
    grants: tuple[Grant, ...] = ()  # of the units that a letter of extension gives more time

    @property
    def own(self) -> tuple[PaperFacts, ...]:
        """The papers with the very names that the tool gives; the others are copies of them."""
        return tuple(one for one in self.facts if one.paper.own)

    @property
    def folders(self) -> list[str]:
        """Folders of the units that have papers of the group."""
        return sorted({one.paper.folder for one in self.own or self.facts} - {FILE_COPIES})


class _UnprovedError(Exception):
    """Why papers do not prove themselves."""


def find_groups(desk: Desk) -> list[PaperGroup]:
    """All papers without a row, letters first, since reminders belong to them; nothing is written."""
    return _Finder(desk).groups()


class _Finder:
    """Reads the papers of one workspace and holds them against its ledger."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._book = number_book(desk)
        self._joined: dict[str, frozenset[str]] = {}  # round → units of a letter that is to be taken in

    @cached_property
    def _rounds(self) -> Mapping[str, str]:
        return {safe_stem(code): code for code in self._desk.store.registers.rounds()}

    @cached_property
    def _units(self) -> Mapping[str, str]:
        return {safe_stem(unit.code): unit.code for unit in self._desk.store.registers.units()}

    def groups(self) -> list[PaperGroup]:
        collected: dict[tuple[str, Purpose, str], list[tuple[Unrecorded, PaperFacts]]] = {}
        for one, facts, stem in self._read(unrecorded_papers(self._desk)):
            collected.setdefault((one.paper.round_folder, one.paper.purpose, stem), []).append((one, facts))
        order = {"letter": 0, "reminder": 1, "correction": 2, "extension": 3}
        keys = sorted(collected, key=lambda key: (order[key[1]], key[0], len(key[2]), key[2]))
        return [self._judged(*key, collected[key]) for key in keys]

    def _read(self, unrecorded: Sequence[Unrecorded]) -> Iterator[tuple[Unrecorded, PaperFacts, str]]:
        """Each paper with its facts and its number as names write it; a form has that of its letter.

        Where several letters lie in a folder, a form or checklist says itself with which it goes.
        """
        beside: dict[tuple[str, str], set[str]] = {}
        for one in unrecorded:
            if one.paper.stem and one.paper.purpose == "letter":
                beside.setdefault((one.paper.round_folder, one.paper.folder), set()).add(one.paper.stem)
        for one in unrecorded:
            data = file_bytes(self._desk.workspace.root / one.paper.path)
            facts = PaperFacts(one.paper, sha256(data), len(data), read_properties(data))
            letters = beside.get((one.paper.round_folder, one.paper.folder), set())
            stem = one.paper.stem or ("" if len(letters) > 1 else next(iter(letters), ""))
            yield one, facts, stem or _stated_stem(facts, data)

    def _judged(
        self, round_folder: str, purpose: Purpose, stem: str, read: list[tuple[Unrecorded, PaperFacts]]
    ) -> PaperGroup:
        facts = tuple(facts for _, facts in read)
        standings = [one.standing for one, _ in read if one.standing]
        dates = [one.properties.dated for one in facts if one.properties]
        group = PaperGroup(
            number=self._number(stem, facts, dates[0] if dates else self._desk.world.today),
            purpose=purpose,
            round_folder=round_folder,
            round_code=self._rounds.get(round_folder, ""),
            dated=dates[0] if dates else None,
            standing=max(standings, key=get_args(Standing).index, default=self._of_copies(facts, stem)),
            facts=facts,
        )
        if group.number is None:
            return replace(group, reason="không đọc được số của văn bản")
        if not group.round_code and group.standing != "doubled":
            return replace(
                group, reason="sổ chưa có đợt này; --adopt nhập tệp của đợt trong data/rounds/ trước"
            )
        try:
            return self._proved(group, self._book.known(facts[0].paper, stem))
        except (_UnprovedError, Bcd35Error) as reason:
            return replace(group, way="found", reason=str(reason).rstrip("."))

    def _of_copies(self, facts: Sequence[PaperFacts], stem: str) -> Standing:
        """What copies of forms are by the number of their letter; forms themselves prove it or do not."""
        if any(one.paper.own for one in facts):
            return "unknown"
        return self._book.standing(facts[0].paper._replace(stem=stem))

    def _number(self, stem: str, facts: Sequence[PaperFacts], dated: date) -> LetterNumber | None:
        """The number that names write so: of the book, of a series of the office, or as the paper says it."""
        if known := self._book.known(facts[0].paper, stem):
            return known.number
        figures = stem.partition("-")[0]
        office = the_office(self._desk)
        for known_symbol in dict.fromkeys(one.symbol for one in office.number_series):
            books = office.books(office.type_of(known_symbol), known_symbol)
            series = book_on(books, dated) or books[-1].of(dated)
            number = LetterNumber(series.symbol, series.term, int(figures) if figures.isdecimal() else None)
            if stem in stems_of(number):
                return number
        titles = (_REFERENCE.search(one.properties.title) for one in facts if one.properties)
        stated = {match[1] for match in titles if match and safe_stem(match[1]) == stem}
        if len(stated) == 1:
            return LetterNumber(parts_of(stated.pop())[1], letter_series(office, dated).term, int(figures))
        return None

    def _proved(self, group: PaperGroup, known: KnownNumber | None) -> PaperGroup:
        if group.standing == "copy":
            raise _UnprovedError("bản chép hoặc bản sửa của văn bản đã vào sổ")
        if group.standing == "doubled":
            raise _UnprovedError("sổ đã cấp số này cho văn bản khác")
        if group.standing == "passed_over":
            raise _UnprovedError("số này văn phòng đã bỏ qua")
        if group.purpose == "letter":
            return self._letter(group)
        if group.purpose == "reminder":
            return self._reminder(group)
        if group.purpose == "extension":
            return self._extension(group)
        return self._correction(group, known)

    # --- letters

    def _letter(self, group: PaperGroup) -> PaperGroup:
        plan = self._plan(group)
        forms = {one.paper.folder: one for one in group.own if one.paper.path.endswith(".xlsx")}
        if not forms:
            raise _UnprovedError("không còn mẫu báo cáo nào để đối chiếu")
        stated = {
            identity.unit: self._deadline_in(form, identity, plan)
            for identity in identities(plan)
            if (form := forms.get(safe_stem(identity.unit)))
        }
        usual = {unit for unit, day in stated.items() if day == plan.terms.round_.deadline}
        if not (usual or plan.issued):
            raise _UnprovedError("các mẫu ghi thời hạn khác đợt trong sổ")
        own = {
            line.unit: _own_line(plan, line, day)
            for line in plan.joining
            if (day := stated.get(line.unit))
            and (plan.issued or line.unit in plan.own_lines or line.unit not in usual)
        }
        self._joined[group.round_code] = frozenset(line.unit for line in plan.joining)
        return replace(group, way="letter", plan=replace(plan, own_lines=own))

    def _plan(self, group: PaperGroup) -> NoticePlan:
        """What issuing to just these units under this number would do."""
        codes = tuple(self._units[folder] for folder in group.folders if folder in self._units)
        if len(codes) < len(group.folders):
            strange = ", ".join(folder for folder in group.folders if folder not in self._units)
            raise _UnprovedError(f"sổ không có đơn vị {strange}")
        issued = self._desk.store.letters.of_round(group.round_code)
        number = group.number.number if group.number else None
        replaced = issued.letter.number.number if issued and issued.letter.number != group.number else None
        if not codes or not group.dated:
            raise _UnprovedError("chỉ còn bản lưu hoặc không đọc được ngày")
        request = NoticeRequest(
            round_code=group.round_code,
            dated=group.dated,
            number=number,
            units=() if replaced else codes,
            accepted=tuple(DOUBTS),  # whatever its days were: it went out like that
            replaces=replaced,
            reason=REPLACED if replaced else "",
        )
        plan = plan_notice(self._desk, request)
        if plan.terms.number != group.number or plan.terms.dated != group.dated:
            raise _UnprovedError(f"đợt này trong sổ có công văn số {plan.terms.number.reference}")
        if {line.unit for line in plan.joining} != set(codes):
            raise _UnprovedError("có đơn vị đã thôi dùng hoặc đã có công văn")
        return plan

    def _deadline_in(self, form: PaperFacts, identity: FormIdentity, plan: NoticePlan) -> date:
        """The last day that a form names to its unit; that of one that joined later is its own."""
        from bcd35.formats.forms.returned import read_form, stated_deadline

        data = file_bytes(self._desk.workspace.root / form.paper.path)
        if read_form(data).identity != identity:
            raise _UnprovedError(f"{form.paper.path} không phải mẫu mà sổ sẽ phát hành dưới số này")
        deadline = stated_deadline(data, plan.terms.spec.layout)
        issued = plan.issued and frozen_round(plan.issued, "open")
        if deadline is None or deadline < (issued or plan.terms.round_).deadline:
            raise _UnprovedError(f"{form.paper.path} ghi thời hạn khác đợt trong sổ")
        return deadline

    # --- reminders

    def _reminder(self, group: PaperGroup) -> PaperGroup:
        from bcd35.formats.letters.reminder import read_days

        codes = tuple(self._units.get(folder, "") for folder in group.folders)
        if not codes or not self._are_of_round(group, codes) or not group.dated:
            raise _UnprovedError("không biết chắc công văn đôn đốc gửi những đơn vị nào")
        paths = (self._desk.workspace.root / one.paper.path for one in group.own)
        stated = {read_days(file_bytes(path)) for path in paths}
        days = stated.pop() if len(stated) == 1 else None
        if days is None:
            raise _UnprovedError("không đọc được ngày tính và thời hạn mới trong văn bản")
        if group.number is None or days.deadline < group.dated or days.as_of > group.dated:
            raise _UnprovedError("ngày trong văn bản không khớp nhau")
        reminder = Reminder(group.number, group.dated, days.as_of, days.deadline, codes)
        return replace(group, way="reminder", reminder=reminder)

    def _are_of_round(self, group: PaperGroup, codes: Sequence[str]) -> bool:
        """Whether the letter of the round went to all of these, as far as the ledger and the papers tell."""
        issued = self._desk.store.letters.of_round(group.round_code)
        joined = self._desk.store.letters.joined(group.round_code) if issued else frozenset()
        joined |= {code.casefold() for code in self._joined.get(group.round_code, ())}
        return all(code.casefold() in joined for code in codes)

    # --- extensions

    def _extension(self, group: PaperGroup) -> PaperGroup:
        """The units are those of the list that goes with the office's copy, else those that have a letter."""
        from bcd35.formats.letters.extension import read_extension

        office = the_office(self._desk)
        names = {
            addressee(unit.name, unit.kind, office.unit_kinds): unit.code
            for unit in self._desk.store.registers.units()
        }
        paths = (self._desk.workspace.root / one.paper.path for one in group.own)
        stated = [read_extension(file_bytes(path), office, names) for path in paths]
        told = {(one.deadline, one.reason) for one in stated if one}
        if not all(stated) or len(told) != 1 or group.number is None or group.dated is None:
            raise _UnprovedError("không đọc được hạn mới và lý do trong văn bản")
        listed = {names[name] for one in stated if one for name in one.listed}
        codes = sorted(listed) or [self._units.get(folder, "") for folder in group.folders]
        if not codes or not self._are_of_round(group, codes):
            raise _UnprovedError("không biết chắc công văn gia hạn cho những đơn vị nào")
        ((deadline, reason),) = told
        if deadline < group.dated:
            raise _UnprovedError("ngày trong văn bản không khớp nhau")
        grant = Grant("", "extended", group.dated, deadline, group.number, reason=reason)
        return replace(group, way="extension", grants=tuple(grant._replace(unit=code) for code in codes))

    # --- corrections

    def _correction(self, group: PaperGroup, known: KnownNumber | None) -> PaperGroup:
        """A correction says nothing of the file that it answers; a number left over by a run knows it."""
        refused = self._desk.store.intake.refused([known.subject]) if known and known.subject else {}
        if not refused or not group.dated:
            raise _UnprovedError("không biết công văn trả lời tệp nào")
        (file,) = refused.values()
        request = CorrectionRequest(file=self._desk.workspace.root / file.path, dated=group.dated)
        again = {path: sha256(data) for path, data in documents_again(self._desk, request)}
        if any(again.get(one.paper.path) != one.sha256 for one in group.own):
            raise _UnprovedError("không lập lại được đúng từng byte")
        return replace(group, way="correction", request=request)


def _own_line(plan: NoticePlan, joined: Expectation, day: date) -> Grant:
    """The line of a last day that a unit's form names: it is not the round's, or another day ends with it.

    Units that joined later were given it then; others keep it in a letter that followed.
    """
    reason = KEPT if plan.replacement else ADDED
    foreseen = plan.own_lines.get(joined.unit) or Grant(joined.unit, "joined", joined.on, day, reason=reason)
    return foreseen._replace(deadline=day)


def _stated_stem(facts: PaperFacts, data: bytes) -> str:
    """The number that a paper without one in its name says it goes with; empty when it says none."""
    if facts.paper.path.endswith(".xlsx"):
        from bcd35.formats.forms.returned import read_form

        return safe_stem(read_form(data).claims.reference) if read_form(data).claims.reference else ""
    stated = _REFERENCE.search(facts.properties.title) if facts.properties else None
    return safe_stem(stated[1]) if stated else ""
