"""How rows and texts are written: which cells there are, and in which of them something stands.

Lives here: the elements of cells and texts, their order, what must not be among them; both dialects of the
format (the usual one and “Strict Open XML”, told apart by their namespaces only). Does not live here: what a
cell's text means (``reader``). Whatever could hide a value (a stray element, two contents for one cell)
refuses the file: nothing is read in part.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from bcd35.formats.ooxml.guard import refuse
from bcd35.formats.xlsx.guard import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, SAVE_AGAIN, too_many_cells

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT_MAIN = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_MOST_IN_CELL = 4  # a formula, a value, a text, an extension
_ROW = re.compile("[0-9]{1,7}")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE = re.compile(rf"{_PLACE.pattern}(?::{_PLACE.pattern})?")


# Plain tuples: a form has a hundred cells, and named ones take thrice as long to make.
# What stands in a cell: the kind that it states, its style if it is a number (else empty), its text as
# written, or None for a formula without a result.
Content = tuple[str, str, str | None]
# A cell in which something stands: its letters, its column, and its content.
CellFound = tuple[str, int, str, str, str | None]
# A row: its number, how many cells it has in all, those in which something stands, and whether it is hidden.
RowFound = tuple[int, int, list[CellFound], bool]
OWN_TEXT = "inlineStr"  # the kind of a cell that holds its text itself


class MergedRange(NamedTuple):
    """Cells grown together: as the sheet writes them (``B9:D9``), and their columns and rows."""

    written: str
    left: int
    top: int
    right: int
    bottom: int


class Tags(NamedTuple):
    """The elements of sheets, cells and texts in one dialect."""

    contents: str
    row: str
    cell: str
    value: str
    formula: str
    inline: str
    extension: str
    item: str
    text: str
    run: str
    run_look: str
    phonetic_text: str
    phonetic_look: str

    @classmethod
    @cache
    def of(cls, main: str) -> "Tags":
        names = (
            "sheetData",
            "row",
            "c",
            "v",
            "f",
            "is",
            "extLst",
            "si",
            "t",
            "r",
            "rPr",
            "rPh",
            "phoneticPr",
        )
        return cls(*(f"{main}{name}" for name in names))


def dialect(root: "_Element") -> str:
    """The namespace that a part is written in, as its tags spell it."""
    for main in (_MAIN, _STRICT_MAIN):
        if root.tag.startswith(main):
            return main
    return broken()


# --- rows and cells -----------------------------------------------------------------------------------------


def merged_ranges(root: "_Element") -> tuple[MergedRange, ...]:
    main = dialect(root)
    listed = root.iterchildren(f"{main}mergeCells")
    merged = [one.get("ref", "") for ranges in listed for one in ranges[: MOST_ROWS + 1]]
    if len(merged) > MOST_ROWS:
        too_many_cells()
    return tuple(map(cell_range, merged))


@lru_cache(maxsize=64)  # all forms of a round have the same dozen: 0.02 of 1 ms a form, see ``_once``
def cell_range(written: str) -> MergedRange:
    match = _RANGE.fullmatch(written)
    if not match:
        broken()
    left, top, right, bottom = match.groups()
    return MergedRange(
        written, column_number(left), int(top), column_number(right or left), int(bottom or top)
    )


# Children are taken as slices, in a third of the time of the library's iterator; but only where there are
# few, as each takes memory.


def rows_of(root: "_Element") -> Iterator[RowFound]:
    """The rows of a worksheet, in order."""
    tags = Tags.of(dialect(root))
    listed = list(root.iterchildren(tags.contents))
    if len(listed) != 1:
        broken()
    if len(listed[0]) > MOST_ROWS:
        too_many_cells()
    number = 0
    for element in listed[0][:]:
        if element.tag != tags.row:
            broken()
        if len(element) > MOST_CELLS:
            too_many_cells()
        before, number = number, _row_number(element.get("r"), number + 1)
        if number <= before:
            disordered(before)
        is_hidden = element.get("hidden") in ("1", "true")
        yield number, len(element), _cells(element, number, tags), is_hidden


def numbered_rows(root: "_Element") -> Iterator[tuple[int, "_Element"]]:
    """The rows of a worksheet, each with its number; :func:`rows_of` judges them."""
    tags, number = Tags.of(dialect(root)), 0
    for row in root.iterfind(f"{tags.contents}/{tags.row}"):
        number = _row_number(row.get("r"), number + 1)
        yield number, row


def _row_number(stated: str | None, next_number: int) -> int:
    """The number that a row states, or else that after the row before; 0 where it states no number."""
    if not stated or stated == str(next_number):
        return next_number
    return int(stated) if _ROW.fullmatch(stated) else 0


def _cells(row: "_Element", number: int, tags: Tags) -> list[CellFound]:
    """The cells of a row in which something stands, in order."""
    found = []
    cell_tag, value_tag, inline_tag = tags.cell, tags.value, tags.inline
    row_text, column = str(number), 0
    for cell in row[:]:
        if cell.tag != cell_tag:
            broken()
        reference = cell.get("r")
        if column < MOST_COLUMNS and reference == _LETTERS[column] + row_text:  # as nearly always
            letters, column = _LETTERS[column], column + 1
        else:
            before = column
            letters, column, named = cell_place(reference, column + 1)
            if column <= before or named not in (0, number):
                disordered(number)
        size = len(cell)
        if not size:
            continue
        first = cell[0]
        tag = first.tag if size == 1 else ""
        if tag == value_tag and not len(first):  # as nearly all
            if text := first.text:
                kind = cell.get("t", "n")
                found.append((letters, column, kind, cell.get("s", "0") if kind == "n" else "", text))
        elif tag == inline_tag:  # as all texts that openpyxl writes
            found.append((letters, column, OWN_TEXT, "", _text_in(first, tags)))
        elif content := _content(cell, tags):
            found.append((letters, column, *content))
    return found


def _content(cell: "_Element", tags: Tags) -> Content | None:
    """What stands in a cell that has other parts than a value or a text, or more than one."""
    value, own, calculated = _parts(cell, tags)
    if value or calculated:
        kind = cell.get("t", "n")
        return kind, cell.get("s", "0") if kind == "n" else "", value or None
    return None if own is None else (OWN_TEXT, "", own)


def _parts(cell: "_Element", tags: Tags) -> tuple[str | None, str | None, bool]:
    """A cell's value, its own text, whether it has a formula."""
    if len(cell) > _MOST_IN_CELL:
        broken()
    value = own = None
    calculated = False
    for child in cell[:]:
        tag = child.tag
        if tag == tags.value and value is None and not len(child):
            value = child.text or ""
        elif tag == tags.inline and own is None:
            own = _text_in(child, tags)
        elif tag == tags.formula and not calculated:
            calculated = True
        elif tag != tags.extension:
            broken()
    if value and own is not None:
        broken()
    return value, own, calculated


def cell_place(reference: str | None, next_column: int) -> tuple[str, int, int]:
    """``AB12`` → ("AB", 28, 12).

    A cell that does not say where it is stands after the one before, in a row unsaid (0).
    """
    if not reference:
        return column_letters(next_column), next_column, 0
    match = _PLACE.fullmatch(reference)
    if not match:
        return "", 0, 0  # comes after no cell
    return match[1], column_number(match[1]), int(match[2])


def column_number(letters: str) -> int:
    """``AA`` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """27 → ``AA``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_LETTERS = tuple(column_letters(number) for number in range(1, MOST_COLUMNS + 1))


# --- texts --------------------------------------------------------------------------------------------------


def texts_of(root: "_Element") -> list[str]:
    """The shared texts of a workbook, in order."""
    tags = Tags.of(dialect(root))
    item_tag = tags.item
    return [_text_in(item, tags) if item.tag == item_tag else broken() for item in root]


def _text_in(item: "_Element", tags: Tags) -> str:
    """The text of a string item: its own, or its runs' put together.

    Reading aids for East Asian words are no part of it.
    """
    if len(item) == 1 and (only := item[0]).tag == tags.text and not len(only):  # as nearly all are
        return only.text or ""
    text = ""
    for child in item:
        tag = child.tag
        if tag == tags.text and not len(child):
            text += child.text or ""
        elif tag == tags.run:
            text += "".join(part.text or "" for part in child if _is_text(part, tags))
        elif tag not in (tags.phonetic_text, tags.phonetic_look):
            broken()
    return text


def _is_text(part: "_Element", tags: Tags) -> bool:
    """Whether a part of a run is its text, or else how it looks."""
    if part.tag == tags.text and not len(part):
        return True
    return False if part.tag == tags.run_look else broken()


# --- what is refused ----------------------------------------------------------------------------------------


def broken() -> NoReturn:
    """Refuse a part that no spreadsheet writes like that."""
    refuse("broken_part", "Một phần bên trong tệp bị hỏng.", SAVE_AGAIN)


def disordered(row: int) -> NoReturn:
    """Refuse a sheet whose rows or cells are not where they say they are."""
    refuse("disordered", f"Hàng, ô bên trong tệp ghi lộn xộn (quanh hàng {row}); đọc sẽ sót.", SAVE_AGAIN)
