"""``recover``: what the folder holds beyond the ledger; taking it in; going on from a stated number.

Nothing is moved, renamed or deleted here: papers stay where they lie, only rows are added.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import LetterFile, safe_stem
from bcd35.domain.number_books import NumberSeries
from bcd35.domain.number_choice import NumberLine
from bcd35.domain.number_list import BookEntry
from bcd35.domain.papers import spans_without
from bcd35.domain.refused_files import RefusedFile
from bcd35.store.letters import IssuedLetter
from bcd35.store.paper_rows import ExtensionLetter, FoundPaper
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.letters.issuing import Serves, book_now, series_of_symbol, take_number
from bcd35.usecases.letters.notice import record_issue
from bcd35.usecases.letters.number_book import book_entries
from bcd35.usecases.letters.plan import NoticePlan, Replacement
from bcd35.usecases.receiving.give_back import return_report
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.receiving.returns import Outcome
from bcd35.usecases.recovery.papers import REPLACED, PaperFacts, PaperGroup, find_groups
from bcd35.usecases.recovery.received import Original, find_copies, find_originals
from bcd35.usecases.registers.imports import EditedRound, apply_sources
from bcd35.usecases.registers.rounds import issued_round
from bcd35.usecases.registers.sources import ImportRequest, read_source
from bcd35.usecases.registers.units import the_office
from bcd35.usecases.workspace.opening import new_round_files


class Survey(NamedTuple):
    """What lies outside the ledger, and why commands may not write (empty when they may)."""

    refusals: tuple[Finding, ...]
    groups: tuple[PaperGroup, ...]
    originals: tuple[Original, ...]
    copies: tuple[RefusedFile, ...]

    @property
    def nothing(self) -> bool:
        return not (self.refusals or self.groups or self.originals or self.copies)


def survey(desk: Desk) -> Survey:
    """Look at everything; nothing is written."""
    refusals = tuple(desk.guard.findings(desk))
    groups = tuple(find_groups(desk))
    return Survey(refusals, groups, tuple(find_originals(desk)), tuple(find_copies(desk, None)))


# --- taking in ----------------------------------------------------------------------------------------------


class Adopted(NamedTuple):
    """What was taken in (or would be), verdicts on originals, and what is left outside after it.

    ``gaps``: the numbers that nobody accounts for since those of the papers are in the book.
    """

    before: Survey
    outcomes: tuple[Outcome, ...] = ()
    left: Survey | None = None  # None at a rehearsal
    gaps: tuple[BookEntry, ...] = ()


def adopt(desk: Desk, received_on: date | None, *, progress: Progress = no_progress) -> Adopted:
    """Take into the ledger what lies in the folder: papers in one act, then received forms by the usual path.

    Without a day of receipt, originals are left for the clerk to record.
    """
    before = survey(desk)
    if desk.rehearsal or before.nothing:
        return Adopted(before)
    desk.guard.accept()
    gaps = _gaps(desk)
    with desk.act():
        rounds = [desk.workspace.root / path for path in new_round_files(desk)]
        sources = [read_source(desk.workspace, "rounds", path) for path in rounds]
        apply_sources(desk, sources, ImportRequest())
        groups = find_groups(desk)
        for group in groups:
            _take_in(desk, group)
        copies = find_copies(desk, received_on)  # judged by the forms that were just taken in
        desk.store.intake.record_refused(copies)
        ways = ("letter", "reminder", "extension", "found")
        kinds = {way: sum(group.way == way for group in groups) for way in ways}
        desk.journal("adopt_papers", "out", papers=_papers_in(groups), copies=len(copies), **kinds)
    for group in groups:
        if group.request:
            return_report(desk, group.request)
    outcomes = _record_originals(desk, received_on, progress)
    after = survey(desk)
    new_gaps = tuple(one for one in _gaps(desk) if one not in gaps)
    return Adopted(before._replace(groups=tuple(groups)), outcomes, after, new_gaps)


def _gaps(desk: Desk) -> list[BookEntry]:
    return [one for one in book_entries(desk) if one.kind == "gap"]


def _papers_in(groups: Sequence[PaperGroup]) -> int:
    return sum(len(group.facts) for group in groups if group.way != "none")


def _take_in(desk: Desk, group: PaperGroup) -> None:
    """The rows of one number, inside the caller's act."""
    if group.way in ("none", "correction") or group.number is None:
        return
    take_number(desk, group.number, Serves(group.round_code, group.purpose))
    lying = {one.paper.path: one for one in group.facts}
    files: list[LetterFile] = []
    if group.plan:
        files = _promised(group.plan.places(), lying)
        plan, issued = _as_it_follows(desk, group.plan)
        record_issue(desk, plan, issued.letter.id if issued else None, files)
    elif group.reminder:
        files = _of_units(desk, group, lying)
        desk.store.reminders.record(_letter_id(desk, group), group.reminder, files, desk.world.now)
    elif group.grants:
        files = _of_units(desk, group, lying)
        grant = group.grants[0]
        letter = ExtensionLetter(group.number, grant.on, grant.deadline)
        desk.store.terms.record_letter(_letter_id(desk, group), letter, files, desk.world.now)
        desk.store.terms.record(group.round_code, group.grants, desk.world.now)
    whole = {file.path for file in files}
    rest = [one for path, one in lying.items() if path not in whole]
    papers = (FoundPaper(one.paper.path, one.sha256, one.size, group.number, "") for one in rest)
    desk.store.numbers.record_found(papers, desk.world.now)


def _letter_id(desk: Desk, group: PaperGroup) -> int:
    """The letter of the group's round; if it was among the papers, it is recorded by now."""
    return issued_round(desk, group.round_code)[1].letter.id


def _of_units(desk: Desk, group: PaperGroup, lying: Mapping[str, PaperFacts]) -> list[LetterFile]:
    """The rows of the papers of a reminder or an extension: each is of the unit whose folder it is in."""
    units = {safe_stem(unit.code): unit.code for unit in desk.store.registers.units()}
    own = (one.paper for one in group.own)
    return _promised(((units.get(one.folder, ""), group.purpose, one.path) for one in own), lying)


def _as_it_follows(desk: Desk, plan: NoticePlan) -> tuple[NoticePlan, IssuedLetter | None]:
    """The plan of a letter, as a replacing one where another letter of its round is in the ledger by now.

    Beside it the letter itself, when it is in the ledger and these are papers of further units.
    """
    issued = desk.store.letters.of_round(plan.terms.round_.code)
    if issued is None or issued.letter.number == plan.terms.number:
        return plan, issued
    replacement = plan.replacement or Replacement(issued.letter, REPLACED, EditedRound(plan.terms.round_))
    return replace(plan, replacement=replacement), None


def _promised(places: Iterable[tuple[str, str, str]], lying: Mapping[str, PaperFacts]) -> list[LetterFile]:
    """The rows of those planned papers that do lie there."""
    return [
        LetterFile(unit, role, path, lying[path].sha256, lying[path].size)
        for unit, role, path in places
        if path in lying
    ]


def _record_originals(desk: Desk, received_on: date | None, progress: Progress) -> tuple[Outcome, ...]:
    """Record kept forms again, as if they had come today from where they are kept."""
    forms = [one for one in find_originals(desk) if one.unit and one.whole]
    if received_on is None or not forms:
        return ()
    paths = [desk.workspace.root / one.path for one in forms]
    request = ReturnedFiles(paths=paths, received_on=received_on)
    return record_files(desk, request, progress=progress).outcomes


# --- going on -----------------------------------------------------------------------------------------------


class Continued(NamedTuple):
    """From which number the office goes on, which spans it passed over, and papers with doubled numbers."""

    number: int
    passed_over: tuple[tuple[int, int], ...]
    doubled: tuple[str, ...]
    before: Survey
    rehearsal: bool


def continue_from(desk: Desk, number: int, reason: str, symbol: str = "") -> Continued:
    """Pass over all numbers below ``number`` that the ledger does not know, in the book of today.

    Papers without a row stay as they lie. One whose number the ledger gave to another paper is put into the
    book as found, since its number is used already. Raises Refused for a number that is used, here or there.
    """
    before = survey(desk)
    desk.guard.accept()
    series = series_of_symbol(the_office(desk), desk.world.today, symbol)
    spans = _passed_over(desk, series, before.groups, number)
    doubled = [group for group in before.groups if group.standing == "doubled"]
    if not desk.rehearsal:
        with desk.act():
            for low, high in spans:
                line = NumberLine(
                    symbol=series.symbol,
                    term=series.term,
                    first=low,
                    last=high,
                    event="skipped",
                    reason=reason,
                )
                desk.store.numbers.record_line(line, desk.world.today, desk.world.now)
            for group in doubled:
                _take_in(desk, group)
            desk.journal("continue_numbers", str(number), reason=reason)
    paths = tuple(one.paper.path for group in doubled for one in group.facts)
    return Continued(number, spans, paths, before, desk.rehearsal)


def _passed_over(
    desk: Desk, series: NumberSeries, groups: Iterable[PaperGroup], number: int
) -> tuple[tuple[int, int], ...]:
    """The spans below ``number`` that the ledger does not know. Raises Refused when it is used or too low."""
    taken, closed, following = book_now(desk, series.symbol, series.term)
    named = (group.number for group in groups if group.standing in ("doubled", "unknown"))
    outside = {one.number for one in named if one and one.number and one[:2] == (series.symbol, series.term)}
    highest = max(following - 1, *outside, 0)
    if number <= highest:
        message = f"Số {number} đã dùng hoặc nhỏ hơn số đã dùng; số cao nhất biết được là {highest}."
        fix = f"Đối chiếu sổ công văn đi, nêu số từ {highest + 1} trở lên."
        raise Refused("number_used", message, where="--continue-from", fix=fix)
    first = min({following, *(one for one in outside if one not in taken)})
    return tuple(spans_without(first, number - 1, {*taken, *closed}))
