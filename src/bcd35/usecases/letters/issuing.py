"""What all acts that issue a numbered letter have in common: number, template, whole files.

The order of things makes every crash harmless; it is told in ``notice.py``.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, Protocol, TypeVar

from bcd35.domain.calendar import judge_span
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import (
    Doubt,
    LetterDays,
    Restating,
    judge_book,
    judge_distance,
    judge_letter_days,
    judge_turn,
)
from bcd35.domain.letter_files import LetterFile, stem_with_term
from bcd35.domain.letters import LetterNumber, Purpose
from bcd35.domain.number_books import EVERY_YEAR, NumberSeries, book_on
from bcd35.domain.number_choice import NumberLine, choose_number, next_number
from bcd35.domain.number_list import gap_accounted_for, left_number, span_words
from bcd35.domain.office import Office, judge_list
from bcd35.domain.papers import closed_numbers, spans_without, stems_of
from bcd35.domain.text import capitalised
from bcd35.formats.ooxml.package import read_properties
from bcd35.usecases.desk import OFFICE_FILE, Desk
from bcd35.usecases.open_template import Templates
from bcd35.usecases.outputs import publish_drafts
from bcd35.usecases.registers.units import the_office
from bcd35.world.files import Aside, Staged, in_the_way, publish, refuse_long_paths, sha256, sweep, sync_files
from bcd35.world.kept import write_files
from bcd35.world.workspace import Workspace

if TYPE_CHECKING:
    from bcd35.domain.layout.profile import DocumentType

LETTER_TYPE: Final = "CV"
_MOST_NAMED = 3
_Plan = TypeVar("_Plan")


class CarriedOut(NamedTuple, Generic[_Plan]):
    """A plan, whether it was carried out, and whether this was a rehearsal."""

    plan: _Plan
    done: bool
    rehearsal: bool = False


def letter_series(
    office: Office, dated: date, symbol: str = "", kind: "DocumentType | None" = None
) -> NumberSeries:
    """The book of a letter: its date decides; the last one stated when none holds the date (a doubt).

    ``symbol``: the round's, empty for the usual one; ``kind``: the type of a document that has a name. Raises
    Refused when the office has no such book.
    """
    code = kind.code if kind else LETTER_TYPE
    books = office.books(code, symbol)
    if not books:
        raise _no_series(office, symbol, code, kind.name.lower() if kind and kind.name else "công văn")
    return book_on(books, dated) or books[-1].of(dated)


def series_of_symbol(office: Office, dated: date, symbol: str) -> NumberSeries:
    """The same for documents of whatever type. Raises Refused when no book has the symbol."""
    books = office.books(office.type_of(symbol), symbol) if symbol else ()
    return (book_on(books, dated) or books[-1].of(dated)) if books else letter_series(office, dated, symbol)


def _no_series(office: Office, symbol: str, code: str, name: str) -> Refused:
    line = (
        f"- {{document_type: {code}, symbol: {symbol or _likely_symbol(office, code)}, term: {EVERY_YEAR}}}"
    )
    add = f"thêm vào number_series trong data/office.yaml dòng “{line}” rồi chạy: bcd35 import"
    known = office.symbols(code)
    if not known:
        message = f"Chưa khai sổ số cho {name} ({code})."
        return Refused("no_series", message, where="data/office.yaml", fix=capitalised(add))
    message = f"Không có sổ số {name} ký hiệu “{symbol}”; các ký hiệu đã khai: {', '.join(known)}."
    fix = f"Nêu ký hiệu đã khai (--symbol, hoặc mục symbol trong tệp của đợt); ký hiệu mới thì {add}"
    return Refused("unknown_symbol", message, where="symbol", fix=fix)


def _likely_symbol(office: Office, code: str) -> str:
    """A symbol made as in the books that the office has: CV/BCĐ → KH/BCĐ; SNV-VP → KH-SNV and back."""
    books = sorted(office.number_series, key=lambda book: book.document_type != LETTER_TYPE)
    if not books:
        return "KÝ_HIỆU"
    first, joint, rest = books[0].symbol.partition("/")
    if joint:
        return f"{code}/{rest}"
    first, _, rest = first.partition("-")
    issuer = first if books[0].document_type == LETTER_TYPE else rest
    return f"{issuer}-VP" if code == LETTER_TYPE else f"{code}-{issuer}"


class Serves(NamedTuple):
    """What a number is taken for; one left over by an unfinished run serves just that.

    ``subject``: the digest of the refused file that a correction answers.
    """

    round_code: str
    purpose: Purpose
    subject: str = ""


class BookNow(NamedTuple):
    """The numbers of a book: those taken, those that no letter may carry, and the one that comes next."""

    taken: Mapping[int, tuple[str, bool]]
    closed: Mapping[int, NumberLine]
    following: int


def book_now(desk: Desk, symbol: str, term: str, *, but: int | None = None) -> BookNow:
    """The book as it stands, or as it would without one number."""
    stated = the_office(desk).book_of(LetterNumber(symbol, term, None))
    taken = desk.store.letters.taken_numbers(symbol, term)
    closed = closed_numbers(desk.store.numbers.lines(symbol, term))
    series = stated or NumberSeries(LETTER_TYPE, symbol, term)
    return BookNow(taken, closed, next_number(series, (one for one in taken if one != but), closed))


def foreseen_number(
    desk: Desk, series: NumberSeries, serves: Serves, asked: int | None = None, *, draft: bool = False
) -> LetterNumber:
    """The number that a letter would get now; on a draft the gap for the clerk's pen.

    Raises Refused for a number in use or out of range, and where the letter could not name who gets it.
    """
    if draft:
        return blank_number(series)
    refuse_empty_list(the_office(desk), "recipient")
    taken = desk.store.letters.taken_numbers(series.symbol, series.term, serves.purpose, serves.subject)
    closed = closed_numbers(desk.store.numbers.lines(series.symbol, series.term))
    return choose_number(series, taken, serves.round_code, asked, closed)


def stem_in_names(desk: Desk, number: LetterNumber, serves: Serves) -> str:
    """How file names write a number: with its term where the round had the same from another book before.

    Empty where its reference tells it.
    """
    if number.number is None:
        return ""
    for one in desk.store.numbers.known():  # in the order in which they were taken
        if one.number == number:
            break
        if (one.round_code, one.purpose) == serves[:2] and stems_of(one.number)[0] == stems_of(number)[0]:
            return stem_with_term(number)
    return ""


def refuse_empty_list(office: Office, name: str) -> None:
    """Raises Refused for a list of the office that its letters need and that has no line."""
    if found := [*judge_list(office, name)]:
        raise Refused("list_empty", "", findings=[one._replace(where=OFFICE_FILE) for one in found])


def blank_number(series: NumberSeries) -> LetterNumber:
    """The gap for the clerk's pen on a draft."""
    return LetterNumber(series.symbol, series.term, None)


def refuse_long_places(desk: Desk, paths: Iterable[str]) -> None:
    """Raises Stopped before a number is taken, where files of a letter would have a path too long."""
    below = (desk.workspace.root / path for path in paths)
    refuse_long_paths([*below, desk.workspace.template_copy("0" * 64)])


def take_number(desk: Desk, number: LetterNumber, serves: Serves) -> None:
    """Write a foreseen number into the book, inside the caller's act.

    One left over by an unfinished run is there already.
    """
    if number.number not in desk.store.letters.taken_numbers(number.symbol, number.term):
        desk.store.letters.take_number(
            number, serves.round_code, desk.world.now, serves.purpose, serves.subject
        )


def number_remarks(office: Office, number: LetterNumber) -> Iterator[Finding]:
    """A number below what the office's own book says comes next."""
    series = office.book_of(number)
    if series and number.number is not None and number.number < series.next_number:
        message = f"Số {number.reference} nhỏ hơn số tiếp theo đã khai ({series.next_number})."
        yield Finding("number_below_next", "--number", message, "Đối chiếu sổ công văn đi.")


def day_remarks(
    desk: Desk,
    days: LetterDays,
    accepted: Collection[str],
    *,
    where: str,
    anew: Callable[[], Restating] | None = None,
    also: Iterable[Doubt] = (),
) -> list[Finding]:
    """What is to be said of a letter's days, and ``also`` what else is doubtful about it.

    ``accepted``: the doubts that the clerk has looked at (``--accept``). Raises Refused for any other doubt,
    before a number is taken; a draft takes none and is only remarked on. ``anew``: how the deadline is stated
    anew, where it is not by the option ``where``.
    """
    calendar = desk.store.registers.calendar()
    office = the_office(desk)
    books = office.books(office.type_of(days.number.symbol), days.number.symbol)
    draft = days.number.number is None
    days = days if draft else days._replace(before=desk.store.letters.last_dated(days.number))
    doubts = [
        doubt.finding._replace(where=_place(doubt, where))
        for doubt in (
            *judge_letter_days(days, calendar, anew or (lambda: Restating(f"Nêu lại {where}"))),
            *([*judge_book(books, days.dated)] or judge_distance(days.dated, desk.world.today)),
            *also,
        )
        if doubt.name not in accepted
    ]
    if doubts and not draft:
        raise Refused("doubtful_days", "", findings=doubts)
    span = judge_span(calendar, days.dated, days.deadline, where)
    return [*doubts, *span, *judge_turn(books, days.dated), *jump_remark(desk, days.number)]


def refuse_doubtful_term(desk: Desk, days: LetterDays, accepted: Collection[str]) -> None:
    """Raises Refused for a last day, told by no letter, that is doubtful and was not looked at."""
    doubts = judge_letter_days(days, desk.store.registers.calendar(), lambda: Restating("Nêu lại --to"))
    if found := [doubt.finding._replace(where="--to") for doubt in doubts if doubt.name not in accepted]:
        raise Refused("doubtful_days", "", findings=found)


def _place(doubt: Doubt, where: str) -> str:
    """The option that a doubt is about, where the command has one for the deadline."""
    return "--date" if doubt.of_the_date and where in ("--deadline", "--to") else where


def jump_remark(desk: Desk, number: LetterNumber, where: str = "--number") -> Iterator[Finding]:
    """A number beyond the next one: those between them stay without an explanation."""
    symbol, term, asked = number
    book = book_now(desk, symbol, term, but=asked)
    if asked is not None and asked > book.following:
        spans = [*spans_without(book.following, asked - 1, {*book.taken, *book.closed})]
        yield numbers_left_out(number, spans, where)


def numbers_left_out(number: LetterNumber, spans: Sequence[tuple[int, int]], where: str) -> Finding:
    """Spans below a number of the book that nobody accounts for, and what to do about the first."""
    told = ", ".join(span_words(*span) for span in spans)
    fix = gap_accounted_for(number.symbol, number.term, *spans[0])
    return Finding("numbers_left_out", where, f"Số {number.reference} bỏ trống các số {told}.", fix)


def write_documents(
    desk: Desk,
    documents: Iterable[tuple[str, bytes]],
    record: Callable[[Sequence[Staged]], None] | None,
    instead_of: tuple[str, ...] = (),
) -> list[Finding]:
    """Make all documents whole under temporary names, then give them their names; what is to be said of it.

    ``documents``: path in the workspace and content. ``record``: the act that publishes the files of an issue
    and writes the rows that promise them; None for a draft, which has no rows. ``instead_of``: how the names
    of earlier drafts begin that drafts for all units take the place of.
    """
    with staged_files(desk, documents) as staged:
        if record is None:
            return publish_drafts(desk, staged, instead_of)
        record(staged)
    return []


@contextmanager
def staged_files(desk: Desk, documents: Iterable[tuple[str, bytes]]) -> Iterator[list[Staged]]:
    """All documents, whole on disk under temporary names; whatever is not published is removed."""
    with Aside() as aside:
        staged = [aside.write(desk.workspace.root / path, data) for path, data in documents]
        sync_files(staged)
        yield staged


class Promising(Protocol):
    """A plan that says what must not have changed while its papers were made."""

    @property
    def promised(self) -> object: ...


def refuse_changed(
    desk: Desk, round_code: str, number: LetterNumber, plan: Promising, again: Callable[[], Promising]
) -> None:
    """Raises Refused when a letter planned again under the lock, its papers made, is not the same any more.

    What another clerk did meanwhile (a report taken, a unit excused, a letter sent) speaks against it.
    ``again`` plans it; whatever that refuses names the number too, which stays in the book.
    """
    used = any(one.number == number and one.dated for one in desk.store.numbers.taken())
    left = "" if used else f"\n{left_number(number)}"
    try:
        now = again().promised
    except Refused as error:
        *others, last = error.findings
        error.findings = (*others, last._replace(fix=f"{last.fix}{left}".strip()))
        raise
    if now != plan.promised:
        message = f"Đợt “{round_code}” vừa có thay đổi ở máy hoặc cửa sổ khác; lần chạy này không ghi gì."
        fix = f"Xem rồi chạy lại: bcd35 status {round_code}{left}"
        raise Refused("changed_meanwhile", message, where=round_code, fix=fix)


def keep_templates(workspace: Workspace, templates: Templates) -> dict[str, str]:
    """Keep what the papers were made from under its hash, inside the caller's act. Gives name → sha256."""
    used = {name: sha256(data) for name, data in templates.used.items()}
    copies = [(workspace.template_copy(used[name]), data) for name, data in templates.used.items()]
    write_files((path, data) for path, data in copies if not path.is_file() or path.read_bytes() != data)
    sweep(path for path, _ in copies)
    return used


def papers_in_the_way(shown: Sequence[str], first: Path) -> Refused:
    """The error for papers that lie where an issue would put its own, and are others."""
    named = ", ".join(shown[:_MOST_NAMED]) + ("" if len(shown) <= _MOST_NAMED else " …")
    message = (
        f"{len(shown)} tệp chưa vào sổ đang nằm đúng chỗ các tệp sẽ ghi, nội dung khác: {named}. "
        "Tệp có thể đã gửi đi nên không bị ghi đè; lần chạy này không ghi tệp nào."
    )
    dated = read_properties(first.read_bytes())
    again = f"Nếu đó là lần chạy dở: chạy lại đúng lệnh, kèm --date {dated.dated}. " if dated else ""
    fix = (
        f"{again}Không lập lại được thì xem các tệp ấy: bcd35 recover\n"
        "Rồi giữ chúng, số của chúng coi như đã dùng: bcd35 recover --adopt"
    )
    return Refused("papers_in_the_way", message, where=shown[0], fix=fix)


def publish_issued(
    desk: Desk, staged: Sequence[Staged], places: Iterable[tuple[str, str, str]]
) -> list[LetterFile]:
    """Give the files their names, inside the caller's act. Returns the rows that promise them.

    ``places``: unit, role and path, in the order of the files. What lies there already with the same bytes
    was left by an unfinished run of the same act. Raises Refused, before any file gets its name, where other
    bytes lie: they may have been sent.
    """
    if others := in_the_way(staged):
        raise papers_in_the_way([desk.workspace.shown(path) for path in others], others[0])
    publish(staged)
    sweep(file.final for file in staged)  # A run that is still rendering these files will find them issued.
    return [LetterFile(*place, file.sha256, file.size) for place, file in zip(places, staged, strict=True)]
