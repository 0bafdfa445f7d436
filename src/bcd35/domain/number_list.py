"""The book of numbers as a list: every number once, what it was used for, gaps, and dates out of order.

Not here: the rows that it is made from (``store/numbers.py``), taking numbers (``number_choice.py``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple, cast

from bcd35.domain.commands import in_book
from bcd35.domain.dates import screen_date
from bcd35.domain.letters import LetterNumber, Purpose
from bcd35.domain.number_choice import NumberLine
from bcd35.domain.papers import spans_without, standing_lines

EntryKind = Literal[
    "letter",
    "reminder",
    "correction",
    "extension",
    "found",
    "unfinished",
    "on_paper",
    "reserved",
    "skipped",
    "void",
    "gap",
]
ENTRY_WORDS: Mapping[EntryKind, str] = {
    "letter": "Công văn",
    "reminder": "Đôn đốc",
    "correction": "Đề nghị bổ sung",
    "extension": "Gia hạn",
    "found": "Văn bản nhận từ out/",
    "unfinished": "Lần chạy dở",
    "on_paper": "Dùng ngoài chương trình",
    "reserved": "Để dành",
    "skipped": "Bỏ qua",
    "void": "Không dùng",
    "gap": "Trống",
}
_ISSUED: frozenset[EntryKind] = frozenset(("letter", "reminder", "correction", "extension", "on_paper"))


class TakenNumber(NamedTuple):
    """A number that was taken for a letter. ``dated``: None where no letter of the ledger carries it.

    ``units``: to how many it went; ``papers``: how many that lay in the
    workspace were taken in under it.
    """

    number: LetterNumber
    purpose: Purpose
    round_code: str
    dated: date | None
    units: int = 0
    papers: int = 0
    replaces: LetterNumber | None = None


class DatedLine(NamedTuple):
    """A line about a span of numbers, with the day that it names."""

    line: NumberLine
    on: date


def span_words(first: int, last: int) -> str:
    """``28``, ``35–40``; below ten ``05``."""
    return f"{first:02d}" if first == last else f"{first:02d}–{last:02d}"


def gap_accounted_for(symbol: str, term: str, first: int, last: int) -> str:
    """The commands that say what became of numbers that nobody accounts for."""
    these = f"{first if first == last else f'{first}-{last}'} {in_book(symbol, term)}"
    return (
        f"Số đã dùng ngoài chương trình thì ghi: bcd35 letters on-paper {these} --date NGÀY --reason LÝ_DO\n"
        f"Không dùng, hay để dành thì ghi: bcd35 letters reserve {these} --reason LÝ_DO"
    )


def left_number(number: LetterNumber) -> str:
    """What becomes of a number that an unfinished run took: no letter carries it yet."""
    void = f"bcd35 letters void {number.number} {in_book(number.symbol, number.term)} --reason LÝ_DO"
    return f"Chạy lại lệnh ấy thì dùng tiếp số {number.reference}.\nKhông chạy lại nữa thì hủy số: {void}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookEntry:
    """A number of the book, or a span of numbers of which the same is to be said.

    ``void``: why it was declared void; ``reason``: why a number is reserved, skipped or used on paper;
    ``after``: the lower number with a later date, where dates are out of order.
    """

    symbol: str
    term: str
    first: int
    last: int
    kind: EntryKind
    dated: date | None = None
    round_code: str = ""
    units: int = 0
    reason: str = ""
    void: str = ""
    replaces: LetterNumber | None = None
    replaced_by: LetterNumber | None = None
    after: tuple[LetterNumber, date] | None = None

    @property
    def book(self) -> tuple[str, str]:
        return self.symbol, self.term

    @property
    def reference(self) -> str:
        """``28-CV/BCĐ``."""
        return self.number.reference

    @property
    def number(self) -> LetterNumber:
        """The number, of a span the first."""
        return LetterNumber(*self.book, self.first)

    @property
    def numbers(self) -> str:
        return span_words(self.first, self.last)

    @property
    def words(self) -> str:
        """What it is, and whether it is void."""
        return ENTRY_WORDS[self.kind] + (" (đã hủy)" if self.void else "")

    @property
    def is_left(self) -> bool:
        """Whether an unfinished run left it, and nobody has said since that it is not used."""
        return self.kind == "unfinished" and not self.void

    @property
    def releasable(self) -> bool:
        """Whether its last line can be taken back: a letter that went out has none."""
        return bool(self.void) or self.kind in ("reserved", "on_paper", "void")

    @property
    def notes(self) -> str:
        """What is to be said of it, in the words of screen and workbook."""
        told = []
        if self.kind == "gap":
            told.append("chưa rõ dùng vào việc gì")
        if self.is_left:
            told.append("chạy lại lệnh ấy thì dùng tiếp số này, không thì hủy")
        if self.reason:
            told.append(self.reason)
        if self.void:
            told.append(f"đã hủy: {self.void}")
        if self.replaces:
            told.append(f"thay thế số {self._named(self.replaces)}")
        if self.replaced_by:
            told.append(f"thay bằng số {self._named(self.replaced_by)}")
        if self.after:
            number, day = self.after
            told.append(f"ngày trước ngày {screen_date(day)} của số {number.number:02d}")
        return "; ".join(told)

    def _named(self, number: LetterNumber) -> str:
        """A number as this book's notes name it: that of another term or year with it."""
        return f"{number.reference} ({number.term})" if number.term != self.term else number.reference


def numbers_of_books(
    taken: Iterable[TakenNumber], lines: Iterable[DatedLine], starts: Mapping[tuple[str, str], int]
) -> list[BookEntry]:
    """Every number of every book, by book and number; ``starts``: where the office's own book goes on.

    Numbers below the start and below all that the ledger knows are the paper book's affair and no gap.
    """
    told, every = [*lines], [*taken]
    replaced = {one.replaces: one.number for one in every if one.replaces}  # maybe from another book
    by_book: dict[tuple[str, str], list[TakenNumber]] = {(one.line[0], one.line[1]): [] for one in told}
    for one in every:
        by_book.setdefault((one.number.symbol, one.number.term), []).append(one)
    entries: list[BookEntry] = []
    for book in sorted(by_book):
        own = [one for one in told if (one.line.symbol, one.line.term) == book]
        entries += _list_book(book, by_book[book], own, replaced, starts.get(book))
    return entries


def _list_book(
    book: tuple[str, str],
    taken: Sequence[TakenNumber],
    lines: Sequence[DatedLine],
    replaced: Mapping[LetterNumber, LetterNumber],
    start: int | None,
) -> list[BookEntry]:
    last_lines = _last_lines(lines)
    entries = [
        _of_taken(one, last_lines.get(one.number.number or 0), replaced.get(one.number)) for one in taken
    ]
    known = {entry.first for entry in entries}
    entries += _of_lines(book, {number: one for number, one in last_lines.items() if number not in known})
    entries += _gaps(book, entries, start)
    return list(_in_date_order(sorted(entries, key=lambda entry: entry.first)))


def _last_lines(lines: Iterable[DatedLine]) -> dict[int, DatedLine]:
    """Number → the last line about it that was not taken back."""
    found = standing_lines((one.line, one) for one in lines)
    return {number: one for number, (_, one) in found.items()}


def _of_taken(one: TakenNumber, line: DatedLine | None, replaced_by: LetterNumber | None) -> BookEntry:
    kind: EntryKind = one.purpose if one.dated else "found" if one.papers else "unfinished"
    number = one.number
    return BookEntry(
        symbol=number.symbol,
        term=number.term,
        first=number.number or 0,
        last=number.number or 0,
        kind=kind,
        dated=one.dated,
        round_code=one.round_code,
        units=one.units,
        void=line.line.reason if line and line.line.event == "void" else "",
        replaces=one.replaces,
        replaced_by=replaced_by,
    )


def _of_lines(book: tuple[str, str], lines: Mapping[int, DatedLine]) -> Iterator[BookEntry]:
    """Spans of numbers that stand under one and the same line."""
    ordered = sorted(lines)
    for _, group in groupby(enumerate(ordered), key=lambda pair: (pair[1] - pair[0], id(lines[pair[1]]))):
        numbers = [number for _, number in group]
        line, on = lines[numbers[0]]
        kind = cast("EntryKind", line.event)  # a number that was released stands under no line
        yield BookEntry(
            symbol=book[0],
            term=book[1],
            first=numbers[0],
            last=numbers[-1],
            kind=kind,
            dated=on if kind == "on_paper" else None,
            reason=line.reason,
        )


def _gaps(book: tuple[str, str], entries: Sequence[BookEntry], start: int | None) -> Iterator[BookEntry]:
    """Numbers below the highest used one that nobody accounts for."""
    known = {number for entry in entries for number in range(entry.first, entry.last + 1)}
    highest = max((entry.last for entry in entries if entry.kind != "reserved"), default=0)
    lowest = min(known, default=1)
    for first, last in spans_without(min(start or lowest, lowest), highest, known):
        yield BookEntry(symbol=book[0], term=book[1], first=first, last=last, kind="gap")


def _in_date_order(entries: Iterable[BookEntry]) -> Iterator[BookEntry]:
    """The entries, those marked whose date is before that of a lower number."""
    latest: tuple[LetterNumber, date] | None = None
    for entry in entries:
        if entry.kind not in _ISSUED or entry.dated is None:
            yield entry
        elif latest and entry.dated < latest[1]:
            yield replace(entry, after=latest)
        else:
            latest = LetterNumber(*entry.book, entry.last), entry.dated
            yield entry
