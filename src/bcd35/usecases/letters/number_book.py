"""The book of numbers: the list of all numbers, and declaring one void.

Each act is a further line. What was sent stays where it lies, and stays in the list. Numbers kept back or
used on paper: ``kept_numbers.py``; taking such a line back: ``released_numbers.py``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.commands import Command, command_line, in_book, option, typed_option
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import FAR, ONCE_ACCEPTED, is_far
from bcd35.domain.letters import LetterNumber, numbered
from bcd35.domain.number_books import NumberSeries, book_on
from bcd35.domain.number_choice import NumberLine
from bcd35.domain.number_list import ENTRY_WORDS, BookEntry, numbers_of_books, span_words
from bcd35.domain.office import Office
from bcd35.domain.reports import in_force
from bcd35.domain.round_names import round_names
from bcd35.domain.terms import Grant
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.issuing import LETTER_TYPE, book_now, jump_remark
from bcd35.usecases.outputs import Written, refuse_output, write_output
from bcd35.usecases.registers.rounds import steps_to_issue
from bcd35.usecases.registers.units import the_office

NUMBERS_LISTING = "bcd35 letters list"


class BookChoice(NamedTuple):
    """Which book is meant. Left empty: the usual symbol, the term or year of the day."""

    symbol: str = ""
    term: str = ""

    def options(self, office: Office) -> str:
        """What was typed, after a blank; of several symbols the usual one stands for none."""
        usual, *others = office.symbols(LETTER_TYPE) or [""]
        named = {"symbol": self.symbol or (usual if others else ""), "term": self.term}
        return "".join(f" {typed_option(name, value)}" for name, value in named.items() if value)

    def holds(self, entry: BookEntry) -> bool:
        return (not self.symbol or self.symbol.casefold() == entry.symbol.casefold()) and (
            not self.term or self.term == entry.term
        )


class NumberSpan(NamedTuple):
    """Numbers from the first to the last: ``35``, ``35-40``."""

    first: int
    last: int

    @property
    def typed(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def words(self) -> str:
        return span_words(self.first, self.last)

    def meets(self, entry: BookEntry) -> bool:
        return entry.first <= self.last and self.first <= entry.last

    def part_of(self, entry: BookEntry) -> str:
        """The part of an entry that lies within the span, as commands take it."""
        return NumberSpan(max(entry.first, self.first), min(entry.last, self.last)).typed


class NumberList(NamedTuple):
    """The book: entries in order; the next number of every book in force; what each round is called."""

    entries: tuple[BookEntry, ...]
    following: Mapping[tuple[str, str], int]
    names: Mapping[str, str]
    written: Written | None = None


def list_book(desk: Desk, choice: BookChoice, output: Path | None = None) -> NumberList:
    """Every number that was ever given or kept back; written as a workbook too where a file is named."""
    listed = book_entries(desk)
    _refuse_unknown_book(desk, choice, listed)
    entries = tuple(filter(choice.holds, listed))
    rounds = desk.store.registers.round_titles()
    found = NumberList(entries, _following(desk, choice), round_names(rounds))
    if output is None:
        return found
    from bcd35.formats.workbook.number_book import write_number_book

    refuse_output(desk, output)
    data = write_number_book(the_office(desk), entries, rounds, desk.world.today)
    return found._replace(written=write_output(desk, output, data))


def _refuse_unknown_book(desk: Desk, choice: BookChoice, entries: Sequence[BookEntry]) -> None:
    """Raises UnknownName for a symbol or a term that no book has: an empty list would say “none given”."""
    books = {(entry.symbol, entry.term) for entry in entries} | {*_following(desk, BookChoice())}
    books |= {(series.symbol, series.term) for series in the_office(desk).number_series}
    symbols, terms = ({book[part] for book in books} for part in (0, 1))
    if choice.symbol and choice.symbol.casefold() not in map(str.casefold, symbols):
        raise UnknownName.among("sổ số có ký hiệu", choice.symbol, sorted(symbols), listing=NUMBERS_LISTING)
    if choice.term and choice.term not in terms:
        known = sorted(terms)
        raise UnknownName.among("sổ số của nhiệm kỳ, năm", choice.term, known, listing=NUMBERS_LISTING)


def book_entries(desk: Desk) -> list[BookEntry]:
    office, numbers = the_office(desk), desk.store.numbers
    taken, lines = numbers.taken(), numbers.dated_lines()
    books = {(one.number.symbol, one.number.term) for one in taken}
    books |= {(one.line.symbol, one.line.term) for one in lines}
    stated = {book: office.book_of(LetterNumber(*book, None)) for book in books}
    starts = {book: series.next_number for book, series in stated.items() if series}
    return numbers_of_books(taken, lines, starts)


def _following(desk: Desk, choice: BookChoice) -> dict[tuple[str, str], int]:
    """The next number of the books that are in force today."""
    office = the_office(desk)
    books = [book_on(office.books(LETTER_TYPE, one), desk.world.today) for one in office.symbols(LETTER_TYPE)]
    return {
        (book.symbol, book.term): book_now(desk, book.symbol, book.term).following
        for book in books
        if book
        and choice.symbol.casefold() in ("", book.symbol.casefold())
        and choice.term in ("", book.term)
    }


# --- declaring a number void, and taking that back ----------------------------------------------------------


class Voided(NamedTuple):
    """A number that was declared void.

    ``files``: how many of its papers stay where they lie; ``reports``: how many units have reported to the
    round; ``standing``: other letters of the round that are not void; ``again``: the steps that issue the
    round anew. ``already``: it was so before. ``given_again``: the commands that give its last days without
    a letter.
    """

    entry: BookEntry
    reason: str
    files: int = 0
    reports: int = 0
    standing: tuple[BookEntry, ...] = ()
    again: tuple[str, ...] = ()
    already: bool = False
    rehearsal: bool = False
    findings: tuple[Finding, ...] = ()
    given_again: tuple[str, ...] = ()


def void_number(desk: Desk, number: int, reason: str, choice: BookChoice) -> Voided:
    """Say that a number does not hold: a letter of any kind, a number kept back or used on paper.

    Raises Refused for a number that was not given, or that stands in several books.
    """
    if desk.rehearsal:
        return _void(desk, number, reason, choice)
    with desk.act():
        outcome = _void(desk, number, reason, choice)
        if not outcome.already:
            record_line(desk, NumberLine(*outcome.entry.book, number, number, "void", reason))
            journal_line(desk, "void_number", outcome.entry, NumberSpan(number, number), reason)
        return outcome._replace(given_again=tuple(_given_again(desk, outcome.entry)))


def _void(desk: Desk, number: int, reason: str, choice: BookChoice) -> Voided:
    entries = book_entries(desk)
    entry = the_entry(desk, entries, number, choice)
    if entry.kind in ("skipped", "gap"):
        raise _not_given(entry, number)
    if entry.void or entry.kind == "void":
        return Voided(entry, entry.void or entry.reason, already=True, rehearsal=desk.rehearsal)
    code = entry.round_code
    entry = replace(entry, first=number, last=number)  # of a span, only this one
    standing = tuple(
        one
        for one in entries
        if code and one.round_code == code and one.dated and not one.void and one != entry
    )
    told = [one for one in desk.store.terms.of_round(code) if code and one.letter == entry.number]
    jump = jump_remark(desk, entry.number, str(number)) if entry.kind == "reserved" else ()
    return Voided(
        entry,
        reason,
        files=sum(paper.number == entry.number for paper in desk.store.sources.papers()),
        reports=sum(bool(in_force(known)) for known in desk.store.reports.received(code).values()),
        standing=standing,
        again=tuple(steps_to_issue(desk, code)) if entry.kind == "letter" else (),
        rehearsal=desk.rehearsal,
        findings=(*_still_held(desk, entry, told), *jump),
    )


def _still_held(desk: Desk, entry: BookEntry, told: Sequence[Grant]) -> tuple[Finding, ...]:
    from bcd35.usecases.letters.still_held import still_held  # reads how the round stands

    return () if entry.kind == "letter" or not told else still_held(desk, entry.round_code, told)


def _given_again(desk: Desk, entry: BookEntry) -> Iterator[str]:
    """The extensions without a letter that give the days of a void correction or extension again.

    Units that such a line would give nothing are left out: they have the day by another line.
    """
    units: dict[tuple[date, date, str], list[str]] = {}
    for line in desk.store.terms.cancelled(entry.round_code) if entry.round_code else ():
        if line.letter == entry.number and line.event in ("corrected", "extended"):
            why = line.reason or "vẫn giữ hạn đã báo"
            units.setdefault((line.deadline, line.on, why), []).append(line.unit)
    for days, codes in units.items():
        needed = codes if _extends(desk, entry, days, codes) else []
        needed = needed or [one for one in codes if _extends(desk, entry, days, [one])]
        if needed:
            yield command_line(_extension(desk, entry, days, needed))


def _extends(desk: Desk, entry: BookEntry, days: tuple[date, date, str], units: Sequence[str]) -> bool:
    """Whether such a line can be entered, and changes something."""
    from bcd35.usecases.letters.extension import ExtensionRequest, plan_extension  # they read how it stands

    (day, on, why), named = days, tuple(filter(None, units))
    request = ExtensionRequest(
        deadline=day,
        reason=why,
        round_code=entry.round_code,
        units=named,
        everyone=not named,
        dated=on,
        accepted=ONCE_ACCEPTED,
    )
    try:
        plan = plan_extension(desk, request)
    except Refused:
        return False
    return bool(plan.units) or any(one.code == "late_extended" for one in plan.findings)


def _extension(desk: Desk, entry: BookEntry, days: tuple[date, date, str], units: Sequence[str]) -> Command:
    day, on, why = days
    whom = [word for unit in units for word in ("--unit", unit)] if all(units) else ["--all"]
    doubtful = {"day-off": desk.store.registers.calendar().is_off(day), FAR: is_far(on, day)}
    accepted = [word for name, is_so in doubtful.items() if is_so for word in ("--accept", name)]
    dated = "--to", day.isoformat(), "--date", on.isoformat()
    return ("rounds", "extend", entry.round_code, *whom, *dated, *option("reason", why), *accepted)


def _not_given(entry: BookEntry, number: int) -> Refused:
    words = ENTRY_WORDS[entry.kind].lower()
    message = f"Số {number} ({entry.symbol}, {entry.term}): {words}, chưa cấp cho văn bản nào."
    fix = (
        f"Nếu số đã dùng ngoài chương trình: bcd35 letters on-paper {number} {in_book(*entry.book)} "
        f"--date NGÀY --reason LÝ_DO\nXem sổ: {NUMBERS_LISTING}"
    )
    return Refused("number_not_given", message, where=str(number), fix=fix)


def the_entry(desk: Desk, entries: Sequence[BookEntry], number: int, choice: BookChoice) -> BookEntry:
    """The entry of a number, in whichever book it stands. Raises Refused when none or several have it.

    A book that only has a gap there does not have the number. Raises UnknownName where there is no such book.
    """
    _refuse_unknown_book(desk, choice, entries)
    there = [one for one in entries if choice.holds(one) and one.first <= number <= one.last]
    found = [one for one in there if one.kind != "gap"] or there[:1]
    if len(found) > 1:
        told = "; ".join(in_book(*one.book) for one in found)
        message = f"Số {number} có trong {len(found)} sổ."
        raise Refused("several_books", message, where=str(number), fix=f"Nêu rõ sổ nào: {told}")
    if not found:
        message = f"Sổ chưa có số {number}."
        fix = (
            f"Xem sổ: {NUMBERS_LISTING}\nSố đã dùng ngoài chương trình thì ghi: bcd35 "
            f"letters on-paper {number}{choice.options(the_office(desk))} --date NGÀY --reason LÝ_DO"
        )
        raise Refused("number_not_given", message, where=str(number), fix=fix)
    return found[0]


def record_line(desk: Desk, line: NumberLine, on: date | None = None) -> None:
    desk.store.numbers.record_line(line, on or desk.world.today, desk.world.now)


def journal_line(
    desk: Desk, act: str, book: NumberSeries | BookEntry, span: NumberSpan, reason: str, **more: object
) -> None:
    round_code = book.round_code if isinstance(book, BookEntry) else ""
    detail = {"numbers": span.typed, "symbol": book.symbol, "term": book.term, "round": round_code}
    told = {name: value for name, value in detail.items() if value}
    desk.journal(act, numbered(span.words, book.symbol), **told, reason=reason, **more)
