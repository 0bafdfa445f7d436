"""The journal of the ledger: what was done, by which command, and what puts it right."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from bcd35.domain.journal.acts import Told, by_command, with_ways_back
from bcd35.domain.journal.letters import concerned_by
from bcd35.domain.journal.lines import Line
from bcd35.domain.journal.registers import changes_units
from bcd35.domain.journal.words import describe_act
from bcd35.store.journal_rows import JournalLine
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.round_list import round_line
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.stored import current_office
from bcd35.usecases.registers.units import get_unit

# Number and round → when letters bore it, in order, and in which book.
Issued = dict[tuple[str, str], list[tuple[datetime, str]]]
LATEST = 10  # acts; with their values and ways back about one screen


class LogRequest(NamedTuple):
    """Which acts: about a unit, about a round, of a day; of these the latest, or everything."""

    unit: str = ""
    round_code: str = ""
    on: date | None = None
    everything: bool = False


class Names(NamedTuple):
    """What units, and kinds of unit, are called, by their codes."""

    units: Mapping[str, str]
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, desk: Desk) -> "Names":
        office = current_office(desk)
        kinds = {kind.code: kind.label for kind in office.unit_kinds} if office else {}
        return cls({unit.code: unit.name for unit in desk.store.registers.units()}, kinds)

    def named(self, code: str) -> str:
        """``SYT – Sở Y tế``; what is no unit as it is."""
        return f"{code} – {self.units[code]}" if code in self.units else code


class Log(NamedTuple):
    """Acts in order, those of one run of a command together; ``earlier``: how many more there are before.

    ``asked``: only some acts were asked for.
    """

    acts: tuple[tuple[Told, ...], ...]
    earlier: int
    names: Names
    asked: bool = False


def read_log(desk: Desk, request: LogRequest) -> Log:
    """The journal, or a part of it. Raises UnknownName for a unit or a round that is not known."""
    codes = [
        *([_codes_of(desk, request.unit)] if request.unit else []),
        *([{get_round(desk, request.round_code).code.casefold()}] if request.round_code else []),
    ]
    lines = journal_with_books(desk)
    wanted = [
        told
        for told, concerned in zip(with_ways_back(lines), concerned_by(lines), strict=True)
        if all(one & concerned for one in codes) and (request.on is None or told.line.at.date() == request.on)
    ]
    acts = by_command(wanted)
    shown = acts if request.everything else acts[-LATEST:]
    return Log(tuple(shown), len(acts) - len(shown), Names.of(desk), bool(codes or request.on))


def journal_with_books(desk: Desk) -> list[Line]:
    """The whole journal; where the ledger has several books, letters name theirs."""
    lines = [Line.of(*line) for line in desk.store.registers.journal_lines()]
    numbers = desk.store.numbers
    books = {(one.number.symbol, one.number.term) for one in numbers.known()}
    books |= {(line.symbol, line.term) for line in numbers.lines()}
    if len(books) <= 1:
        return lines
    issued: Issued = defaultdict(list)
    for at, code, number in numbers.issued():
        issued[number.reference, code.casefold()].append((at, number.term))
    return [_with_terms(line, issued) for line in lines]


def _with_terms(line: Line, issued: Issued) -> Line:
    """The line with the books of its number and of the one that it replaces, where it does not tell them."""
    named = {"term": line.detail.get("number"), "replaces_term": line.detail.get("replaces")}
    found = {field: _term_by_then(line, str(number), issued) for field, number in named.items() if number}
    told = {field: term for field, term in found.items() if term and field not in line.detail}
    return line._replace(detail={**line.detail, **told})


def _term_by_then(line: Line, reference: str, issued: Issued) -> str:
    """Books begin again at 1: a line means the latest letter of its round that bore the number by then."""
    codes = [str(code).casefold() for code in (line.detail.get("round"), line.subject)]
    letters = next(filter(None, (issued.get((reference, code)) for code in codes)), [])
    return next((term for at, term in reversed(letters) if at <= line.at), "")


def _codes_of(desk: Desk, wanted: str) -> set[str]:
    """Every code that a unit has or had, in lower case."""
    return {code.casefold() for code in desk.store.histories.codes().all_of([get_unit(desk, wanted).code])}


def journal_of_round(desk: Desk, code: str) -> list[tuple[str, str, str, str]]:
    """What was done to a round, and what became of its units meanwhile: moment, act, subject, details."""
    names = Names.of(desk)
    told = (describe_act(*line, names.kinds) for line in _lines_of_round(desk, code))
    return [(at, words, names.named(subject), details) for at, words, subject, details in told]


def _lines_of_round(desk: Desk, code: str) -> Iterator[JournalLine]:
    """A unit belongs to the story of a round from the round's first letter until its closing."""
    first = desk.store.letters.first_recorded_on(code) or date.max
    closed = round_line(desk, code)
    last = closed.on if closed and closed.event == "closed" else date.max
    expected = {line.unit for line in desk.store.letters.expectations(code)}
    units = {unit.casefold() for unit in desk.store.histories.codes().all_of(expected)}
    for told in desk.store.registers.journal_lines():
        line = Line.of(*told)
        meanwhile = first <= line.at.date() <= last
        if code.casefold() in line.concerned or (
            meanwhile and changes_units(line) and units & line.concerned
        ):
            yield told
