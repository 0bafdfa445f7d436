"""How the rows of a worksheet and the texts of a workbook are written: which cells there are, and in which of
them something stands.

Lives here: the elements of cells and texts, their order, what must not be among them; both dialects of the
format (the usual one and “Strict Open XML”, told apart by their namespaces only). Does not live here: what a
cell's text means (``workbooks``). Whatever could hide a value (a stray element, two contents for one cell)
refuses the file: nothing is read in part.
"""

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from bcd35.formats.ooxml.guard import refuse
from bcd35.formats.xlsx.guard import MOST_CELLS, MOST_MARKS, MOST_ROWS, SAVE_AGAIN, too_many_cells
from bcd35.formats.xlsx.recurring import Gaps, RecurringList, gaps

if TYPE_CHECKING:
    from lxml.etree import _Element

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT_MAIN = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_MOST_IN_CELL = 4  # a formula, a value, a text, an extension
_ROW = re.compile("[0-9]{1,7}")
_PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RANGE = re.compile(rf"{_PLACE.pattern}(:{_PLACE.pattern})?")


class CellShape(NamedTuple):
    """A cell in which something stands: its column, the kind and style it states, the gaps of its value or
    else of its own text.
    """

    letters: str
    column: int
    kind: str
    style: str
    value: int | None
    inline: Gaps
    calculated: bool


class RowShape(NamedTuple):
    """A row: its number, the number that its cells name, how many cells it has in all, and those that hold
    something.

    A number is 0 where none is stated, and -1 where it is none.
    """

    number: int
    named: int
    width: int
    cells: tuple[CellShape, ...]


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


def _tags_around(element: "_Element") -> Tags:
    """The tags of the dialect in which the list of this element is written."""
    listed = element.getparent()
    return broken() if listed is None else Tags.of(dialect(listed))


# --- rows and cells -----------------------------------------------------------------------------------------


def _contents(root: "_Element") -> "_Element":
    found = root.findall(Tags.of(dialect(root)).contents)
    return found[0] if len(found) == 1 else broken()


def _merged(root: "_Element") -> tuple[str, ...]:
    """The merged ranges, as they are written."""
    main = dialect(root)
    merged = [
        one.get("ref", "") for ranges in root.findall(f"{main}mergeCells") for one in ranges[: MOST_ROWS + 1]
    ]
    if len(merged) > MOST_ROWS:
        too_many_cells()
    if not all(map(_RANGE.fullmatch, merged)):
        broken()
    return tuple(merged)


# Children are taken as slices, in a third of the time of the library's iterator; but only where there are
# few, as each takes memory.


def _row_shape(element: "_Element") -> RowShape:
    tags = _tags_around(element)
    if element.tag != tags.row:
        broken()
    if len(element) > MOST_CELLS:
        too_many_cells()
    number = _row_number(element.get("r"))
    named = column = 0
    cells = []
    for cell in element[:]:
        if cell.tag != tags.cell:
            broken()
        before = column
        letters, column, row = _place(cell.get("r"), column + 1)
        named = row or named
        if column <= before or row not in (0, named) or named not in (0, number or named):
            disordered(number or named)
        if len(cell) and (shape := _cell_shape(cell, tags, letters, column)):
            cells.append(shape)
    return RowShape(number, named, len(element), tuple(cells))


def _row_number(stated: str | None) -> int:
    if not stated:
        return 0
    return (int(stated) or -1) if _ROW.fullmatch(stated) else -1


def _cell_shape(cell: "_Element", tags: Tags, letters: str, column: int) -> CellShape | None:
    """The shape of a cell; None for one that has been emptied."""
    if len(cell) > _MOST_IN_CELL:
        broken()
    value = inline = None
    calculated = False
    for child in cell[:]:
        tag = child.tag
        if tag == tags.value and value is None and not len(child):
            value = gaps(child.text)
        elif tag == tags.inline and inline is None:
            inline = _text_shape_in(child, tags)
        elif tag == tags.formula and not calculated:
            calculated = True
        elif tag != tags.extension:
            broken()
    if value and inline is not None:
        broken()
    if not value and inline is None and not calculated:
        return None
    return CellShape(
        letters,
        column,
        cell.get("t", "n"),
        cell.get("s", "0"),
        value[0] if value else None,
        inline or (),
        calculated,
    )


def _place(reference: str | None, next_column: int) -> tuple[str, int, int]:
    """``AB12`` → ("AB", 28, 12); a cell that does not say where it is stands after the one before, in a row
    unsaid (0).
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


# --- texts --------------------------------------------------------------------------------------------------


def _texts(root: "_Element") -> "_Element":
    dialect(root)
    return root


def _text_shape(item: "_Element") -> Gaps:
    tags = _tags_around(item)
    return _text_shape_in(item, tags) if item.tag == tags.item else broken()


def _text_shape_in(item: "_Element", tags: Tags) -> Gaps:
    """The text of a string item: its own, or its runs' put together; reading aids for East Asian words are no
    part of it.
    """
    parts: list[Gaps] = []
    for child in item:
        tag = child.tag
        if tag == tags.text and not len(child):
            parts.append(gaps(child.text))
        elif tag == tags.run:
            parts += [gaps(part.text) for part in child if _is_text(part, tags)]
        elif tag not in (tags.phonetic_text, tags.phonetic_look):
            broken()
    return tuple(chain.from_iterable(parts))


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


ROWS = RecurringList("sheetData", "row", most=MOST_ROWS, find=_contents, frame=_merged, understand=_row_shape)
TEXTS = RecurringList("sst", "si", most=MOST_MARKS, find=_texts, frame=dialect, understand=_text_shape)
