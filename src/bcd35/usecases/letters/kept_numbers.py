"""Numbers that no letter gets by itself: kept in reserve, or used without this program."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.commands import in_book, typed_option
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import judge_book
from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_books import NumberSeries
from bcd35.domain.number_choice import LARGEST_NUMBER, NumberLine
from bcd35.domain.number_list import BookEntry, left_number
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.issuing import LETTER_TYPE, book_now, jump_remark, series_of_symbol
from bcd35.usecases.letters.number_book import (
    NUMBERS_LISTING,
    BookChoice,
    NumberSpan,
    book_entries,
    journal_line,
    record_line,
)
from bcd35.usecases.registers.units import the_office


class KeptBack(NamedTuple):
    """Numbers of a book about which a line was written, or (``already``) stands since before.

    ``event``: reserved, on_paper, released. ``was``: of released numbers, what they were. ``findings``: the
    numbers that nobody accounts for because of it.
    """

    event: str
    symbol: str
    term: str
    span: NumberSpan
    reason: str
    following: int
    dated: date | None = None
    already: bool = False
    was: str = ""
    round_code: str = ""
    findings: tuple[Finding, ...] = ()


def reserve_numbers(desk: Desk, span: NumberSpan, reason: str, choice: BookChoice) -> KeptBack:
    """Keep numbers back: no letter gets one by itself. Raises Refused for a number that is not free."""
    with desk.act():
        book = _book(desk, choice, desk.world.today)
        there = _there(desk, book, span)
        already = _all_are(there, span, "reserved", reason)
        if not already:
            _refuse_taken(there, span)
            record_line(desk, NumberLine(book.symbol, book.term, *span, "reserved", reason))
            journal_line(desk, "reserve_numbers", book, span, reason)
        return kept_outcome(desk, "reserved", book, span, reason)._replace(already=already)


def numbers_on_paper(desk: Desk, span: NumberSpan, dated: date, reason: str, choice: BookChoice) -> KeptBack:
    """Say that numbers were used without this program, on which day. A number kept back may be used so."""
    _refuse_day_to_come(desk, dated, f"{span.typed}{choice.options(the_office(desk))}", reason)
    with desk.act():
        book = _book(desk, choice, dated)
        _refuse_outside(book, dated, span)
        there = _there(desk, book, span)
        already = _all_are(there, span, "on_paper", reason) and all(one.dated == dated for one in there)
        jump = (
            () if already else jump_remark(desk, LetterNumber(book.symbol, book.term, span.first), span.typed)
        )
        findings = tuple(jump)
        if not already:
            _refuse_taken([one for one in there if one.kind != "reserved"], span)
            record_line(desk, NumberLine(book.symbol, book.term, *span, "on_paper", reason), dated)
            journal_line(desk, "number_on_paper", book, span, reason, on=dated)
        outcome = kept_outcome(desk, "on_paper", book, span, reason)
        return outcome._replace(dated=dated, already=already, findings=findings)


def kept_outcome(
    desk: Desk, event: str, book: NumberSeries | BookEntry, span: NumberSpan, reason: str
) -> KeptBack:
    following = book_now(desk, book.symbol, book.term).following
    return KeptBack(
        event=event, symbol=book.symbol, term=book.term, span=span, reason=reason, following=following
    )


def _refuse_day_to_come(desk: Desk, dated: date, these: str, reason: str) -> None:
    """Raises Refused for a day to come: what was used was used by now."""
    if dated > desk.world.today:
        message = f"Ngày {screen_date(dated)} ở sau hôm nay ({screen_date(desk.world.today)})."
        reserve = f"bcd35 letters reserve {these} {typed_option('reason', reason)}"
        fix = f"Ghi đúng ngày của văn bản; số giữ cho văn bản sẽ làm thì để dành: {reserve}"
        raise Refused("in_future", message, where="--date", fix=fix)


def _refuse_outside(book: NumberSeries, dated: date, span: NumberSpan) -> None:
    """Raises Refused where the book that was named does not hold the day."""
    if not book.holds(dated):
        message = f"Sổ {book.symbol}, {book.term} không có ngày {screen_date(dated)}."
        fix = "Ghi đúng ngày của văn bản, hoặc nêu đúng --term; bỏ --term thì lấy sổ theo ngày."
        raise Refused("outside_book", message, where=span.typed, fix=fix)


def _there(desk: Desk, book: NumberSeries, span: NumberSpan) -> list[BookEntry]:
    """What is known of the numbers of a span; gaps are free. Raises Refused for numbers out of range."""
    if span.last > LARGEST_NUMBER:
        message = f"Số {span.last} ngoài khoảng 1 đến {LARGEST_NUMBER}."
        raise Refused("bad_number", message, where=span.typed, fix="Ghi số đúng với sổ.")
    return [
        one
        for one in book_entries(desk)
        if one.book == (book.symbol, book.term) and one.kind != "gap" and span.meets(one)
    ]


def _all_are(there: Sequence[BookEntry], span: NumberSpan, kind: str, reason: str) -> bool:
    """Whether just this was said of all numbers of a span before."""
    same = [one for one in there if one.kind == kind and one.reason == reason]
    known = {number for one in same for number in range(one.first, one.last + 1)}
    return known.issuperset(range(span.first, span.last + 1))


def _refuse_taken(there: Sequence[BookEntry], span: NumberSpan) -> None:
    """Raises Refused for numbers that are not free. A void letter stays so: released it would be in force."""
    if there:
        told = "; ".join(
            f"{one.numbers}: {one.words.lower()}{f' ({why})' if (why := one.void or one.reason) else ''}"
            for one in there
        )
        message = f"Trong các số {span.words} có số không còn trống: {told}."
        fixes = [f"Chọn các số còn trống, xem: {NUMBERS_LISTING}"]
        if any(one.void for one in there):
            fixes.append(
                "Số đã hủy thì để nguyên, lý do hủy còn trong sổ; không ghi thêm việc khác cho số ấy."
            )
        fixes += [left_number(one.number) for one in there if one.is_left][:1]
        for one in [one for one in there if one.releasable and not one.void][:1]:
            command = f"bcd35 letters release {span.part_of(one)} {in_book(*one.book)} --reason LÝ_DO"
            fixes.append(f"Số ghi nhầm thì bỏ trước: {command}")
        raise Refused("number_taken", message, where=span.typed, fix="\n".join(fixes))


def _book(desk: Desk, choice: BookChoice, day: date) -> NumberSeries:
    """The book that the clerk means, of documents of whatever type. Raises Refused when there is none."""
    office = the_office(desk)
    books = office.books(office.type_of(choice.symbol) or LETTER_TYPE, choice.symbol)
    if not choice.term:
        book = series_of_symbol(office, day, choice.symbol)
        for doubt in judge_book(books, day):
            fix = "Nêu --term của sổ, hoặc khai sổ cho ngày ấy trong data/office.yaml rồi chạy: bcd35 import"
            raise Refused("no_book", doubt.finding.message, where=screen_date(day), fix=fix)
        return book
    for one in reversed(books):
        if one.term == choice.term or (
            one.yearly and choice.term.isdecimal() and one.holds(_in(choice.term))
        ):
            return one.of(_in(choice.term)) if one.yearly else one
    known = ", ".join(one.term for one in books) or "chưa khai sổ nào"
    message = f"Không có sổ số {choice.symbol or ''} {choice.term}".replace("  ", " ")
    fix = f"Xem sổ: {NUMBERS_LISTING}"
    raise Refused("no_book", f"{message}; đã khai: {known}.", where="--term", fix=fix)


def _in(year: str) -> date:
    return date(min(max(int(year), 1), date.max.year), 1, 1)
