"""The book of numbers: the list of all numbers, and lines about numbers that no letter is to carry.

Each act is a further line. What was sent stays where it lies, and stays in the list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.changes import changes_between
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import judge_book
from bcd35.domain.letters import LARGEST_NUMBER, LetterNumber, NumberLine, in_book, next_number, numbered
from bcd35.domain.number_books import NumberSeries, book_on
from bcd35.domain.number_list import ENTRY_WORDS, BookEntry, list_numbers
from bcd35.domain.papers import closed_numbers
from bcd35.domain.text import typed
from bcd35.usecases.desk import Desk, judge_output
from bcd35.usecases.letters.issuing import DOCUMENT_TYPE, letter_series
from bcd35.usecases.registers.rounds import addressed_today, frozen_round, get_round, list_rounds
from bcd35.usecases.registers.units import the_office

if TYPE_CHECKING:
    from bcd35.store.letters import IssuedLetter

LISTING = "bcd35 letters list"


class BookChoice(NamedTuple):
    """Which book is meant. Left empty: the usual symbol, the term or year of the day."""

    symbol: str = ""
    term: str = ""

    @property
    def options(self) -> str:
        """As they were typed, after a blank."""
        named = {"symbol": self.symbol, "term": self.term}
        return "".join(f" --{name} {typed(value)}" for name, value in named.items() if value)

    def holds(self, entry: BookEntry) -> bool:
        return (not self.symbol or self.symbol.casefold() == entry.symbol.casefold()) and (
            not self.term or self.term == entry.term
        )


class Span(NamedTuple):
    """Numbers from the first to the last: ``35``, ``35-40``."""

    first: int
    last: int

    @property
    def typed(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"

    @property
    def words(self) -> str:
        """``35``, ``35–40``; below ten ``05``."""
        return f"{self.first:02d}" if self.first == self.last else f"{self.first:02d}–{self.last:02d}"


class NumberList(NamedTuple):
    """The book: entries in order; the next number of every book in force; subjects of rounds by code."""

    entries: tuple[BookEntry, ...]
    following: Mapping[tuple[str, str], int]
    subjects: Mapping[str, str]
    written: Path | None = None


def list_book(desk: Desk, choice: BookChoice, output: Path | None = None) -> NumberList:
    """Every number that was ever given or kept back; written as a workbook too where a file is named."""
    listed = _entries(desk)
    _judge_choice(desk, choice, listed)
    entries = tuple(filter(choice.holds, listed))
    subjects = {entry.round_.code: entry.round_.subject for entry in list_rounds(desk)}
    found = NumberList(entries, _following(desk, choice), subjects)
    if output is None:
        return found
    from bcd35.formats.workbook.number_book import write_number_book
    from bcd35.world.files import write_beside_if_open

    judge_output(desk, output)
    data = write_number_book(the_office(desk), entries, subjects, desk.world.today)
    return found._replace(written=write_beside_if_open(output, data))


def _judge_choice(desk: Desk, choice: BookChoice, entries: Sequence[BookEntry]) -> None:
    """Raises UnknownName for a symbol or a term that no book has: an empty list would say “none given”."""
    books = {(entry.symbol, entry.term) for entry in entries} | {*_following(desk, BookChoice())}
    books |= {(series.symbol, series.term) for series in the_office(desk).number_series}
    symbols, terms = ({book[part] for book in books} for part in (0, 1))
    if choice.symbol and choice.symbol.casefold() not in map(str.casefold, symbols):
        raise UnknownName.among("sổ số có ký hiệu", choice.symbol, sorted(symbols), listing=LISTING)
    if choice.term and choice.term not in terms:
        raise UnknownName.among("sổ số của nhiệm kỳ, năm", choice.term, sorted(terms), listing=LISTING)


def _entries(desk: Desk) -> list[BookEntry]:
    office, numbers = the_office(desk), desk.store.numbers
    taken, lines = numbers.taken(), numbers.dated_lines()
    books = {(one.number.symbol, one.number.term) for one in taken}
    books |= {(one.line.symbol, one.line.term) for one in lines}
    stated = {book: office.book_of(LetterNumber(*book, None)) for book in books}
    starts = {book: series.next_number for book, series in stated.items() if series}
    return list_numbers(taken, lines, starts)


def _following(desk: Desk, choice: BookChoice) -> dict[tuple[str, str], int]:
    """The next number of the books that are in force today."""
    office = the_office(desk)
    books = [
        book_on(office.books(DOCUMENT_TYPE, one), desk.world.today) for one in office.symbols(DOCUMENT_TYPE)
    ]
    return {
        (book.symbol, book.term): _next(desk, book.symbol, book.term)
        for book in books
        if book
        and choice.symbol.casefold() in ("", book.symbol.casefold())
        and choice.term in ("", book.term)
    }


def _next(desk: Desk, symbol: str, term: str) -> int:
    """The number that the next letter of a book gets."""
    book = the_office(desk).book_of(LetterNumber(symbol, term, None))
    taken = desk.store.letters.taken_numbers(symbol, term)
    closed = closed_numbers(desk.store.numbers.lines(symbol, term))
    return next_number(book or NumberSeries("CV", symbol, term), taken, closed)


# --- declaring a number void, and taking that back ----------------------------------------------------------


class Voided(NamedTuple):
    """A number that was declared void.

    ``files``: how many of its papers stay where they lie; ``reports``: how many units have reported to the
    round; ``standing``: other letters of the round that are not void; ``closed``: whether the round is.
    ``already``: it was so before.
    """

    entry: BookEntry
    reason: str
    files: int = 0
    reports: int = 0
    standing: tuple[BookEntry, ...] = ()
    closed: bool = False
    already: bool = False
    rehearsal: bool = False


def void_number(desk: Desk, number: int, reason: str, choice: BookChoice) -> Voided:
    """Say that a number does not hold: a letter of any kind, a number kept back or used on paper.

    Raises Refused for a number that was not given, or that stands in several books.
    """
    if desk.rehearsal:
        return _void(desk, number, reason, choice)
    with desk.act():
        outcome = _void(desk, number, reason, choice)
        if not outcome.already:
            _record(desk, NumberLine(*outcome.entry.book, number, number, "void", reason))
            _journal(desk, "void_number", outcome.entry, Span(number, number), reason)
    return outcome


def _void(desk: Desk, number: int, reason: str, choice: BookChoice) -> Voided:
    entries = _entries(desk)
    entry = _the_entry(entries, number, choice)
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
    return Voided(
        entry,
        reason,
        files=sum(paper.number == _number(entry) for paper in desk.store.sources.papers()),
        reports=len(desk.store.reports.received(code)) if code else 0,
        standing=standing,
        closed=desk.store.registers.round_statuses().get(code) == "closed",
        rehearsal=desk.rehearsal,
    )


def _not_given(entry: BookEntry, number: int) -> Refused:
    words = ENTRY_WORDS[entry.kind].lower()
    message = f"Số {number} ({entry.symbol}, {entry.term}): {words}, chưa cấp cho văn bản nào."
    fix = (
        f"Nếu số đã dùng ngoài chương trình: bcd35 letters on-paper {number} {in_book(*entry.book)} "
        f"--date NGÀY --reason LÝ_DO; xem sổ: {LISTING}"
    )
    return Refused("number_not_given", message, where=str(number), fix=fix)


def _the_entry(entries: Iterable[BookEntry], number: int, choice: BookChoice) -> BookEntry:
    """The entry of a number, in whichever book it stands. Raises Refused when none or several have it.

    A book that only has a gap there does not have the number.
    """
    there = [one for one in entries if choice.holds(one) and one.first <= number <= one.last]
    found = [one for one in there if one.kind != "gap"] or there[:1]
    if len(found) > 1:
        told = "; ".join(in_book(*one.book) for one in found)
        message = f"Số {number} có trong {len(found)} sổ."
        raise Refused("several_books", message, where=str(number), fix=f"Nêu rõ sổ nào: {told}")
    if not found:
        message = f"Sổ chưa có số {number}."
        fix = (
            f"Xem sổ: {LISTING}. Số đã dùng ngoài chương trình thì ghi: "
            f"bcd35 letters on-paper {number}{choice.options} --date NGÀY --reason LÝ_DO"
        )
        raise Refused("number_not_given", message, where=str(number), fix=fix)
    return found[0]


def _number(entry: BookEntry) -> LetterNumber:
    return LetterNumber(entry.symbol, entry.term, entry.first)


# --- numbers kept back, and used without this program -------------------------------------------------------


class KeptBack(NamedTuple):
    """Numbers of a book about which a line was written, or (``already``) stands since before.

    ``event``: reserved, on_paper, released. ``was``: of released numbers, what they were.
    """

    event: str
    symbol: str
    term: str
    span: Span
    reason: str
    following: int
    dated: date | None = None
    already: bool = False
    was: str = ""
    round_code: str = ""
    findings: tuple[Finding, ...] = ()


def reserve_numbers(desk: Desk, span: Span, reason: str, choice: BookChoice) -> KeptBack:
    """Keep numbers back: no letter gets one by itself. Raises Refused for a number that is not free."""
    with desk.act():
        book = _book(desk, choice, desk.world.today)
        there = _there(desk, book, span)
        already = _all_are(there, span, "reserved", reason)
        if not already:
            _refuse_taken(there, span)
            _record(desk, NumberLine(book.symbol, book.term, *span, "reserved", reason))
            _journal(desk, "reserve_numbers", book, span, reason)
        return KeptBack(
            "reserved",
            book.symbol,
            book.term,
            span,
            reason,
            _next(desk, book.symbol, book.term),
            already=already,
        )


def numbers_on_paper(desk: Desk, span: Span, dated: date, reason: str, choice: BookChoice) -> KeptBack:
    """Say that numbers were used without this program, on which day. A number kept back may be used so."""
    _refuse_day_to_come(desk, dated, f"{span.typed}{choice.options}")
    with desk.act():
        book = _book(desk, choice, dated)
        _refuse_outside(book, dated, span)
        there = _there(desk, book, span)
        already = _all_are(there, span, "on_paper", reason) and all(one.dated == dated for one in there)
        if not already:
            _refuse_taken([one for one in there if one.kind != "reserved"], span)
            _record(desk, NumberLine(book.symbol, book.term, *span, "on_paper", reason), dated)
            _journal(desk, "number_on_paper", book, span, reason, on=dated)
        return KeptBack(
            "on_paper",
            book.symbol,
            book.term,
            span,
            reason,
            _next(desk, book.symbol, book.term),
            dated,
            already=already,
        )


def _refuse_day_to_come(desk: Desk, dated: date, these: str) -> None:
    """Raises Refused for a day to come: what was used was used by now."""
    if dated > desk.world.today:
        message = f"Ngày {screen_date(dated)} ở sau hôm nay ({screen_date(desk.world.today)})."
        reserve = f"bcd35 letters reserve {these} --reason LÝ_DO"
        fix = f"Ghi đúng ngày của văn bản; số giữ cho văn bản sẽ làm thì để dành: {reserve}"
        raise Refused("in_future", message, where="--date", fix=fix)


def _refuse_outside(book: NumberSeries, dated: date, span: Span) -> None:
    """Raises Refused where the book that was named does not hold the day."""
    if not book.holds(dated):
        message = f"Sổ {book.symbol}, {book.term} không có ngày {screen_date(dated)}."
        fix = "Ghi đúng ngày của văn bản, hoặc nêu đúng --term; bỏ --term thì lấy sổ theo ngày."
        raise Refused("outside_book", message, where=span.typed, fix=fix)


def release_numbers(desk: Desk, span: Span, reason: str, choice: BookChoice) -> KeptBack:
    """Take back the last line about numbers: kept back, used on paper, or void, by mistake or no longer.

    What was said of a number before that stands again. Raises Refused for numbers without such a line, for
    several at once of which some are more than kept back, and for a letter that another one followed.
    """
    with desk.act():
        entries = _entries(desk)
        first = _the_entry(entries, span.first, choice)
        there = [one for one in entries if one.book == first.book and _overlaps(one, span)]
        _refuse_unreleasable(desk, there, span)
        _record(desk, NumberLine(*first.book, *span, "released", reason))
        was = "void" if first.void else first.kind
        day = {"on": first.dated} if was == "on_paper" else {}
        _journal(desk, "release_numbers", first, span, reason, was=was, **day)
        return KeptBack(
            "released",
            *first.book,
            span,
            reason,
            _next(desk, *first.book),
            was=was,
            round_code=first.round_code,
        )


def _refuse_unreleasable(desk: Desk, there: Sequence[BookEntry], span: Span) -> None:
    known = {number for one in there for number in range(one.first, one.last + 1)}
    if missing := [number for number in range(span.first, span.last + 1) if number not in known]:
        message = f"Số {missing[0]} không được để dành, không ghi là dùng ngoài chương trình và không bị hủy."
        raise Refused("nothing_to_release", message, where=span.typed, fix=f"Xem sổ: {LISTING}")
    for one in there:
        if one.kind not in ("reserved", "on_paper", "void") and not one.void:
            what = f"{numbered(one.numbers, one.symbol)}: {ENTRY_WORDS[one.kind].lower()}"
            message = f"Số {what}, không có gì để bỏ."
            raise Refused("nothing_to_release", message, where=span.typed, fix=f"Xem sổ: {LISTING}")
        if one.void and one.kind == "letter":
            _refuse_if_followed(desk, one)
    _refuse_mixed(there, span)


def _refuse_mixed(there: Sequence[BookEntry], span: Span) -> None:
    """A number that was used is never given up along with those that are only kept back."""
    used = [one for one in there if one.kind != "reserved" or one.void]
    if len(there) == 1 or not used:
        return
    told = "; ".join(f"{one.numbers}: {one.words.lower()} ({one.void or one.reason})" for one in used)
    message = f"Trong các số {span.words} có số không chỉ để dành: {told}. Chưa bỏ số nào."
    commands = [f"bcd35 letters release {_clipped(one, span)} {in_book(*one.book)}" for one in there]
    kept = [text for text, one in zip(commands, there, strict=True) if one not in used]
    steps = [f"Bỏ riêng từng dãy số để dành: {'; '.join(f'{text} --reason LÝ_DO' for text in kept)}"]
    others = [text for text, one in zip(commands, there, strict=True) if one in used]
    steps.append(f"Số kia ghi nhầm mới bỏ: {'; '.join(f'{text} --reason LÝ_DO' for text in others)}")
    fix = "\n".join(steps if kept else steps[1:])
    raise Refused("mixed_release", message, where=span.typed, fix=fix)


def _clipped(entry: BookEntry, span: Span) -> str:
    """The part of an entry that lies within a span, as commands take it."""
    return Span(max(entry.first, span.first), min(entry.last, span.last)).typed


def _refuse_if_followed(desk: Desk, entry: BookEntry) -> None:
    """Raises Refused for a void letter after which the round had another.

    The round is as its file was for the later one: the earlier letter says something else.
    """
    letters = desk.store.letters.all_of_round(entry.round_code)
    numbers = [one.letter.number for one, _ in letters]
    place = numbers.index(_number(entry))
    later = letters[:place]
    if not later:
        _refuse_if_edited(desk, entry, letters[place][0])
        return
    latest = later[0][0].letter.number
    standing = next((one.letter.number for one, void in later if not void), None)
    message = f"Sau số {entry.reference}, đợt “{entry.round_code}” đã có Công văn số {latest.reference}"
    if standing:
        message += "; số cũ không lấy lại được nữa."
        fix = (
            f"Muốn đổi nội dung: sửa tệp của đợt trong data/rounds rồi phát hành công văn thay thế: bcd35 "
            f"notify {entry.round_code} --replace {standing.number} --reason LÝ_DO"
        )
    else:
        message += " (đã hủy); số cũ không lấy lại được nữa."
        release = f"bcd35 letters release {latest.number} {in_book(latest.symbol, latest.term)}"
        fix = (
            f"Hủy nhầm số {latest.reference} thì lấy lại số ấy: {release} --reason LÝ_DO\n"
            f"Hoặc phát hành công văn mới theo tệp của đợt: bcd35 notify {entry.round_code}"
        )
    raise Refused("letter_replaced", message, where=str(entry.first), fix=fix)


def _refuse_if_edited(desk: Desk, entry: BookEntry, issued: "IssuedLetter") -> None:
    """Raises Refused when the round was changed while its letter was void: it says something else by now."""
    round_ = get_round(desk, entry.round_code)
    asked = frozen_round(issued, round_.status, round_.short_name)
    if changes_between(addressed_today(desk, asked), addressed_today(desk, round_)):
        message = f"Sau khi hủy số {entry.reference}, đợt “{round_.code}” đã đổi theo tệp, khác công văn ấy."
        fix = (
            f"Phát hành lại theo tệp, bằng số mới: bcd35 notify {round_.code}\n"
            f"Hoặc sửa tệp của đợt trong data/rounds về như công văn ấy, chạy bcd35 import, rồi lấy lại số "
            f"{entry.reference}."
        )
        raise Refused("round_edited", message, where=str(entry.first), fix=fix)


def _there(desk: Desk, book: NumberSeries, span: Span) -> list[BookEntry]:
    """What is known of the numbers of a span; gaps are free. Raises Refused for numbers out of range."""
    if span.last > LARGEST_NUMBER:
        message = f"Số {span.last} ngoài khoảng 1 đến {LARGEST_NUMBER}."
        raise Refused("bad_number", message, where=span.typed, fix="Ghi số đúng với sổ.")
    return [
        one
        for one in _entries(desk)
        if one.book == (book.symbol, book.term) and one.kind != "gap" and _overlaps(one, span)
    ]


def _overlaps(entry: BookEntry, span: Span) -> bool:
    return entry.first <= span.last and span.first <= entry.last


def _all_are(there: Sequence[BookEntry], span: Span, kind: str, reason: str) -> bool:
    """Whether just this was said of all numbers of a span before."""
    same = [one for one in there if one.kind == kind and one.reason == reason]
    known = {number for one in same for number in range(one.first, one.last + 1)}
    return known.issuperset(range(span.first, span.last + 1))


def _refuse_taken(there: Sequence[BookEntry], span: Span) -> None:
    if there:
        told = "; ".join(
            f"{one.numbers}: {ENTRY_WORDS[one.kind].lower()}{f' ({one.reason})' if one.reason else ''}"
            for one in there
        )
        wrong = f"bcd35 letters release {_clipped(there[0], span)} {in_book(*there[0].book)} --reason LÝ_DO"
        message = f"Trong các số {span.words} có số không còn trống: {told}."
        fix = f"Chọn các số còn trống, xem: {LISTING}. Số ghi nhầm thì bỏ trước: {wrong}"
        raise Refused("number_taken", message, where=span.typed, fix=fix)


def _book(desk: Desk, choice: BookChoice, day: date) -> NumberSeries:
    """The book that the clerk means. Raises Refused when the office has none such."""
    office = the_office(desk)
    if not choice.term:
        book = letter_series(office, day, choice.symbol)
        for doubt in judge_book(office.books(DOCUMENT_TYPE, choice.symbol), day):
            fix = "Nêu --term của sổ, hoặc khai sổ cho ngày ấy trong data/office.yaml rồi chạy: bcd35 import"
            raise Refused("no_book", doubt.finding.message, where=screen_date(day), fix=fix)
        return book
    books = office.books(DOCUMENT_TYPE, choice.symbol)
    for one in reversed(books):
        if one.term == choice.term or (
            one.yearly and choice.term.isdecimal() and one.holds(_in(choice.term))
        ):
            return one.of(_in(choice.term)) if one.yearly else one
    known = ", ".join(one.term for one in books) or "chưa khai sổ nào"
    message = f"Không có sổ số công văn {choice.symbol or ''} {choice.term}".replace("  ", " ")
    raise Refused("no_book", f"{message}; đã khai: {known}.", where="--term", fix=f"Xem sổ: {LISTING}")


def _in(year: str) -> date:
    return date(min(max(int(year), 1), date.max.year), 1, 1)


def _record(desk: Desk, line: NumberLine, on: date | None = None) -> None:
    desk.store.numbers.record_line(line, on or desk.world.today, desk.world.now)


def _journal(
    desk: Desk, act: str, book: NumberSeries | BookEntry, span: Span, reason: str, **more: object
) -> None:
    round_code = book.round_code if isinstance(book, BookEntry) else ""
    detail = {"numbers": span.typed, "symbol": book.symbol, "term": book.term, "round": round_code}
    told = {name: value for name, value in detail.items() if value}
    desk.store.registers.journal(
        desk.world.now, act, numbered(span.words, book.symbol), **told, reason=reason, **more
    )
