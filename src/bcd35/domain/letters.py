"""Official letters: number, files, and who is expected to report because of them."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.domain.commands import Blank, Command, typable, typed_words
from bcd35.domain.errors import Refused

if TYPE_CHECKING:
    from bcd35.domain.number_books import NumberSeries

BLANK_NUMBER = "\u00a0" * 8
LARGEST_NUMBER = 99_999
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789")}
)


class LetterNumber(NamedTuple):
    """One number of a series: ``LetterNumber("CV/BCĐ", "2025-2030", 28)``. ``number`` is None on a draft."""

    symbol: str
    term: str
    number: int | None

    @property
    def reference(self) -> str:
        """``28-CV/BCĐ``, below ten ``05-CV/BCĐ``; a draft keeps a gap for the clerk's pen."""
        return numbered(BLANK_NUMBER if self.number is None else format(self.number, "02d"), self.symbol)


def numbered(figures: str, symbol: str) -> str:
    """Figures and symbol as they are written: ``28-CV/BCĐ``, but ``28/BCĐ-VP``.

    One slash stands in a number. A symbol that has it begins behind a hyphen; one that has none, behind it.
    """
    return f"{figures}{'-' if '/' in symbol else '/'}{symbol}"


def parts_of(reference: str) -> tuple[str, str]:
    """Figures and symbol of a number as :func:`numbered` writes it."""
    match = re.match(r"([0-9\u00a0]*)[-/](.*)", reference)
    return (match[1], match[2]) if match else (reference, "")


def document_name(document_type: str) -> str:
    """What a document is called where it is cited: ``Kế hoạch``; one without a type is a ``Công văn``."""
    name = document_type.lower()
    return f"{name[:1].upper()}{name[1:]}" or "Công văn"


def book_options(symbol: str, term: str) -> Command:
    """The words that name a book in a command; a number may stand in several."""
    return ("--symbol", typable(symbol, Blank("KÝ_HIỆU")), "--term", typable(term, Blank("NHIỆM_KỲ")))


def in_book(symbol: str, term: str) -> str:
    """The same as it is typed: ``--symbol "CV/BCĐ" --term 2025-2030``."""
    return typed_words(book_options(symbol, term))


class NumberLine(NamedTuple):
    """What is said of a span of numbers: kept from letters, or that the letter which carries one is void."""

    symbol: str
    term: str
    first: int
    last: int
    event: str  # skipped, reserved, on_paper, void, released
    reason: str


# What a number of the office's book was taken for.
Purpose = Literal["letter", "reminder", "correction", "extension"]


class Letter(NamedTuple):
    """Công văn: an official letter issued once for a round, under one number and one date.

    ``replaces``: the id of the letter of the round that it takes the place of.
    """

    id: int
    round_code: str
    number: LetterNumber
    dated: date
    replaces: int | None = None


class LetterFile(NamedTuple):
    """A file that a ledger row promises: path in the workspace, sha256 in hex, size in bytes.

    ``unit`` is empty for the office's file copy.
    """

    unit: str
    role: str
    path: str
    sha256: str
    size: int


class Expectation(NamedTuple):
    """A dated line of the ledger of who is expected to report.

    ``name`` and ``kind`` are the unit's as of that day.
    """

    unit: str
    name: str
    kind: str
    event: str  # issued, added, exempted, restored
    on: date
    reason: str


class UnitFiles(NamedTuple):
    """The files made for one unit, relative to the workspace; ``letter`` is empty where one goes to all."""

    unit: str
    letter: str
    checklist: str
    form: str

    def by_role(self) -> dict[str, str]:
        """``{"letter": path, "checklist": path, "form": path}``."""
        files = {"letter": self.letter, "checklist": self.checklist, "form": self.form}
        return {role: path for role, path in files.items() if path}


# Why a number that no letter carries is not given to one.
_CLOSED = {
    "skipped": "đã bỏ qua",
    "on_paper": "đã dùng ngoài chương trình",
    "void": "đã hủy",
}


def next_number(
    series: "NumberSeries", taken: Iterable[int], closed: Mapping[int, NumberLine] = MappingProxyType({})
) -> int:
    """The number after the highest one that was used, but never below what the office's book says.

    Numbers that are only kept in reserve are stepped over and do not move the rest up.
    """
    used = (*taken, *(number for number, line in closed.items() if line.event != "reserved"))
    number = max(series.next_number, max(used, default=0) + 1)
    while number in closed:
        number += 1
    return number


def choose_number(
    series: "NumberSeries",
    taken: Mapping[int, tuple[str, bool]],
    round_code: str,
    asked: int | None,
    closed: Mapping[int, NumberLine] = MappingProxyType({}),
) -> LetterNumber:
    """The number of a document: the one asked for, else one left over from an unfinished run, else the next.

    ``taken``: number → the round it was taken for, and whether it is in use; a left-over number is one of the
    same round that is not. ``closed``: numbers that no letter carries and none may (``closed_numbers``);
    one that is kept in reserve may be asked for. Raises Refused for a number in use, closed or out of range.
    """
    shut = {number: line for number, line in closed.items() if line.event != "reserved"}
    left_over = [
        number
        for number, (round_, used) in taken.items()
        if round_.casefold() == round_code.casefold() and not used and number not in shut
    ]
    following = next_number(series, taken, closed)
    foreseen = left_over[-1] if left_over else following
    number = foreseen if asked is None else asked
    chosen = LetterNumber(series.symbol, series.term, number)
    free = f"Số kế tiếp còn trống là {following}."
    if not 1 <= number <= LARGEST_NUMBER:
        raise _not_to_give(
            "bad_number", f"Số {number} ngoài khoảng 1 đến {LARGEST_NUMBER}.", "Ghi số đúng với sổ."
        )
    if number in taken and number not in left_over:
        message = f"Số {chosen.reference} đã cấp cho đợt “{taken[number][0]}”."
        raise _not_to_give("number_taken", message, free)
    if number in shut:
        message = f"Số {chosen.reference} {_CLOSED[shut[number].event]} ({shut[number].reason})."
        raise _not_to_give("number_closed", message, free)
    return chosen


def _not_to_give(code: str, message: str, fix: str) -> Refused:
    return Refused(code, message, where="--number", fix=fix)


JOINED_LETTERS = "in-tat-ca.docx"  # the letters of a round in one file, to be printed


def safe_stem(text: str) -> str:
    """A file or folder name that Windows accepts: at most 60 of ASCII letters, digits, ``-`` and ``_``.

    Two codes never get one name: a code begins with a letter or digit and keeps its end, so ``A-`` is not
    ``A``. A reserved stem such as ``con`` becomes ``_con``, which no code can be.
    """
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", text.replace("Đ", "D").replace("đ", "d")).lstrip("-")[:60] or "_"
    return f"_{stem}" if stem.casefold() in _RESERVED else stem


def stem_with_term(number: LetterNumber) -> str:
    """The number as file names write it where a round has the same number from two books."""
    return f"{safe_stem(number.reference)}_{safe_stem(number.term)}"


def plan_files(
    round_code: str,
    number: LetterNumber,
    units: Iterable[str],
    found: Container[str] = (),
    stem: str = "",
    *,
    named: bool = False,
) -> tuple[str, Iterator[UnitFiles]]:
    """Where every file of an issue goes: the office's file copy, then three files for each unit.

    Paths are relative to the workspace. A draft goes to a folder of its own, so that it is never mistaken for
    the letter. ``found``: papers of another letter that keep their places; a checklist or form that would
    have the name of one of them gets the number into its name. ``stem``: the number as names write it, where
    its reference does not tell it. ``named``: the document has a type name.
    """
    draft = number.number is None
    start = "Van-ban" if named else "Cong-van"
    root = f"out/_du-thao/{safe_stem(round_code)}" if draft else f"out/{safe_stem(round_code)}"
    stem = f"{start}_du-thao" if draft else f"{start}_{stem or safe_stem(number.reference)}"
    return f"{root}/_ban-luu/{stem}_ban-luu.docx", (_unit_files(code, root, stem, found) for code in units)


def _unit_files(code: str, root: str, stem: str, found: Container[str]) -> UnitFiles:
    name = safe_stem(code)
    folder, numbered = f"{root}/{name}", stem.removeprefix("Cong-van").removeprefix("Van-ban")

    def free(start: str, suffix: str) -> str:
        usual = f"{folder}/{start}_{name}{suffix}"
        return f"{folder}/{start}{numbered}_{name}{suffix}" if usual in found else usual

    return UnitFiles(
        code, f"{folder}/{stem}_{name}.docx", free("Bang-kiem", ".docx"), free("Mau-bao-cao", ".xlsx")
    )


class FollowUpFile(NamedTuple):
    """Where a unit's letter of a follow-up (reminder, extension) goes, relative to the workspace."""

    unit: str
    path: str


def plan_follow_up_files(
    start: str, round_code: str, number: LetterNumber, units: Iterable[str], stem: str = ""
) -> tuple[str, list[FollowUpFile]]:
    """The office's file copy, then one file for each unit, beside the files of the round's letter.

    ``start``: of the names of such letters; ``stem``: as with :func:`plan_files`. Drafts go to a folder of
    their own.
    """
    draft = number.number is None
    root = f"out/_du-thao/{safe_stem(round_code)}" if draft else f"out/{safe_stem(round_code)}"
    stem = f"{start}_du-thao" if draft else f"{start}_{stem or safe_stem(number.reference)}"
    files = [FollowUpFile(code, f"{root}/{safe_stem(code)}/{stem}_{safe_stem(code)}.docx") for code in units]
    return f"{root}/_ban-luu/{stem}_ban-luu.docx", files


def expected_on(expectations: Iterable[Expectation], day: date) -> dict[str, tuple[Expectation, bool]]:
    """Unit → (its latest line on or before ``day``, is it still expected), in ledger order."""
    state: dict[str, tuple[Expectation, bool]] = {}
    for line in expectations:
        if line.on <= day:
            state[line.unit] = (line, line.event != "exempted")
    return state
