"""The office's own table of many units: reading .xlsx and .csv, giving refused rows back with reasons.

Lives here: which row is the heading, which column is what. Does not live here: the cells
(``formats.tables.grids``), what an answer means (``domain.answers``), who a row belongs to (the caller).
"""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.answers import RawAnswer
from bcd35.domain.findings import Finding
from bcd35.domain.lists.columns import is_running_number
from bcd35.domain.text import clean, clean_lines, identity_key
from bcd35.formats.ooxml.guard import RefusedFileError
from bcd35.formats.ooxml.package import FIXED_TIME
from bcd35.formats.tables.grids import (
    LAST_HEADING,
    Grid,
    SeveralSheetsError,
    csv_place,
    read_grids,
    why_no_heading,
)
from bcd35.formats.xlsx.cells import column_letters

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FEWEST_KNOWN = 2
_STRUCK = "Còn dùng thì bỏ gạch ngang; không dùng thì xóa hẳn hàng hoặc chữ ấy; rồi chạy lại."
REASONS = "Lý do"  # why rows were refused, in columns of their own


class TableRow(NamedTuple):
    """One row: its number as a spreadsheet shows it, and one cell per column of the table.

    ``struck``: that a cell of a known column is struck out; whether it counts nobody can tell.
    """

    number: int
    cells: tuple[RawAnswer, ...]
    struck: Finding | None = None


@dataclass(frozen=True, slots=True)
class UnitTable:
    """A table as found, without its empty rows, and without those that are only numbered.

    ``headings`` and ``keys`` are by column; a key is empty where the caller knows no such heading.
    """

    name: str
    headings: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def by_key(self, row: TableRow) -> dict[str, RawAnswer]:
        """The cells of the known columns."""
        return {key: cell for key, cell in zip(self.keys, row.cells, strict=True) if key}


# --- reading ------------------------------------------------------------------------------------------------


def read_table(
    data: bytes, name: str, known: Mapping[str, str], sheet: str = ""
) -> UnitTable | tuple[Finding, ...]:
    """Read a table, or say everything that keeps it from being read.

    ``known``: heading as people may write it → key of the column.
    The heading row is the one with most known headings, at least two. A .csv is told from a workbook by its
    content, not by ``name``. Raises SeveralSheetsError when ``sheet`` does not say which of several it is.
    """
    keys = {identity_key(heading): key for heading, key in known.items()}
    try:
        grids = read_grids(data, sheet)
    except RefusedFileError as refused:
        return (refused.finding,)
    tables = [(grid, _table(name, grid, keys)) for grid in grids]
    found = [(grid, table) for grid, table in tables if _known_columns(table) >= _FEWEST_KNOWN]
    if not found and (unreadable := why_no_heading(grids)):
        return (unreadable,)
    if not found:
        wanted = ", ".join(f"“{heading}”" for heading in list(known)[:6])
        message = "Không thấy hàng tiêu đề của bảng: không hàng nào có từ hai cột được biết."
        return (Finding("no_table", "", message, f"Đặt tiêu đề cột như: {wanted}."),)
    filled = [(grid, table) for grid, table in found if grid.title and table.rows]
    filled = [(grid, table) for grid, table in filled if not grid.unseen] or filled
    if len(filled) > 1:
        raise SeveralSheetsError([grid.title for grid, _ in filled])
    grid, best = max(filled or found, key=lambda one: (bool(one[1].rows), _known_columns(one[1])))
    return (*_doubled(best), *_too_long(grid, best)) or best


def _table(name: str, grid: Grid, keys: Mapping[str, str]) -> UnitTable:
    rows = grid.cells
    top = list(rows)[:LAST_HEADING]
    heading = max(top, key=lambda number: _known_in(rows[number], keys), default=0)
    columns = rows.get(heading, {})
    width = max((column for row in rows.values() for column in row), default=0)
    texts = [_text(columns.get(column)) for column in range(1, width + 1)]
    counting = {column for column, text in enumerate(texts, start=1) if is_running_number(text)}
    known = tuple(keys.get(identity_key(text), "") for text in texts)
    found = tuple(
        _row(grid, number, texts, known)
        for number, row in rows.items()
        if number > heading and any(_says(cell) for column, cell in row.items() if column not in counting)
    )
    return UnitTable(name, tuple(texts), known, found)


def _row(grid: Grid, number: int, headings: Sequence[str], keys: Sequence[str]) -> TableRow:
    cells = tuple(_cells(grid.cells[number], number, headings))
    struck = (
        Finding(
            "struck_out", cell.where, f"Chữ gạch ngang: “{_text(cell)}”; không rõ còn dùng không.", _STRUCK
        )
        for column, (key, cell) in enumerate(zip(keys, cells, strict=True), start=1)
        if key and _says(cell) and (number, column) in grid.struck
    )
    return TableRow(number, cells, next(struck, None))


def _known_in(row: Mapping[int, RawAnswer], keys: Mapping[str, str]) -> int:
    return sum(identity_key(_text(cell)) in keys for cell in row.values())


def _known_columns(table: UnitTable) -> int:
    return len(set(table.keys) - {""})


def _says(cell: RawAnswer) -> bool:
    return cell.fault is not None or _text(cell) != ""


def _text(cell: RawAnswer | None) -> str:
    return "" if cell is None or cell.value is None else clean(str(cell.value))


def _cells(row: Mapping[int, RawAnswer], number: int, headings: Sequence[str]) -> Iterator[RawAnswer]:
    sheet = next((cell.where.rpartition("!")[0] for cell in row.values() if "!" in cell.where), "")
    for column, heading in enumerate(headings, start=1):
        place = f"{sheet}!{column_letters(column)}{number}" if sheet else csv_place(number, column, heading)
        yield row.get(column, RawAnswer(None, place))._replace(where=place)


def _doubled(table: UnitTable) -> Iterator[Finding]:
    for key in dict.fromkeys(filter(None, table.keys)):
        headings = [heading for heading, one in zip(table.headings, table.keys, strict=True) if one == key]
        if len(headings) > 1:
            message = f"Bảng có {len(headings)} cột cùng nói một điều: {', '.join(headings)}."
            yield Finding("doubled_column", "", message, "Giữ lại một cột rồi chạy lại.")


def _too_long(grid: Grid, table: UnitTable) -> Iterator[Finding]:
    last = max(column for column, heading in enumerate(table.headings, start=1) if heading)
    for row in table.rows:
        found = grid.judge_width(row.number, last)
        yield from [found] if found else _torn_figure(grid, table, row)


def _torn_figure(grid: Grid, table: UnitTable, row: TableRow) -> Iterator[Finding]:
    """That ``1,234`` was cut: behind a figure a column that no figure belongs to holds three digits alone."""
    columns = list(zip(table.keys, row.cells, strict=True))
    for (key, cell), (other, after) in pairwise(columns) if grid.delimiter == "," else ():
        figure, rest = _text(cell), _text(after)
        if key and not other and re.fullmatch(r"\d{1,3}", figure) and re.fullmatch(r"\d{3}", rest):
            message = f"“{figure}” rồi “{rest}” ở cột không đọc: giống số {figure}{rest} bị dấu phẩy cắt đôi."
            fix = 'Ghi liền chữ số, hoặc đặt cả số trong dấu nháy kép "…", rồi chạy lại.'
            yield Finding("torn_figure", f"hàng {row.number}", message, fix)


# --- giving back --------------------------------------------------------------------------------------------

_EDGED: dict[str, object] = {"text_wrap": True, "valign": "top", "border": 1}
_DAY, _FAULTY = {"num_format": "dd/mm/yyyy"}, {"bg_color": "#FFE3E3"}
_LOOKS: dict[str, dict[str, object]] = {
    "heading": {**_EDGED, "bold": True, "bg_color": "#D9D9D9"},
    "plain": _EDGED,
    "plain day": {**_EDGED, **_DAY},
    "faulty": {**_EDGED, **_FAULTY},
    "faulty day": {**_EDGED, **_FAULTY, **_DAY},
    "reason": {**_EDGED, "italic": True, "font_color": "#9C0006"},
}


def write_refused(table: UnitTable, reasons: Mapping[int, Sequence[Finding]]) -> bytes:
    """Write the refused rows as .xlsx bytes, each reason beside the cell that its ``where`` names.

    ``reasons``: row number → findings. A ``where`` is that of the cell, as read; a reason that names no cell
    stands in the last column. Corrected, the file is a table that :func:`read_table` takes again.
    """
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    book.set_properties({"created": datetime(*FIXED_TIME)})  # noqa: DTZ001 - the same rows give the same bytes
    looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
    sheet = book.add_worksheet("Cần sửa")
    rows = [row for row in table.rows if row.number in reasons]
    columns = list(_columns(table, rows, reasons))
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.heading, looks["heading"])
        sheet.set_column(at, at, 40 if column.has_reasons else 18)
    for line, row in enumerate(rows, start=1):
        for at, column in enumerate(columns):
            value, look = _content(column, row, reasons[row.number])
            _put(sheet, line, at, value, looks[look])
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    book.close()
    return stream.getvalue()


class _Column(NamedTuple):
    """A column of the file that goes back: column ``at`` of the table, or the reasons for it.

    One past the last column stand the reasons for the row.
    """

    heading: str
    at: int
    has_reasons: bool = False


def _columns(
    table: UnitTable, rows: Sequence[TableRow], reasons: Mapping[int, Sequence[Finding]]
) -> Iterator[_Column]:
    for at, heading in enumerate(table.headings):
        yield _Column(heading, at)
        if any(_reasons(at, row, reasons[row.number]) for row in rows):
            yield _Column(f"{REASONS} ({heading})", at, has_reasons=True)
    last = len(table.headings)
    if any(_reasons(last, row, reasons[row.number]) for row in rows):
        yield _Column(REASONS, last, has_reasons=True)


def _reasons(at: int, row: TableRow, found: Sequence[Finding]) -> list[Finding]:
    """The findings of one cell; one past the last cell: of no cell."""
    if at < len(row.cells):
        return [one for one in found if one.where == row.cells[at].where]
    places = {cell.where for cell in row.cells}
    return [one for one in found if one.where not in places]


def _content(column: _Column, row: TableRow, found: Sequence[Finding]) -> tuple[object, str]:
    """What to write, and in which look."""
    here = _reasons(column.at, row, found)
    if column.has_reasons:
        return "\n".join(f"{one.message} {one.fix}".strip() for one in here) or None, "reason"
    value = row.cells[column.at].value
    return value, f"{'faulty' if here else 'plain'}{' day' if isinstance(value, date) else ''}"


def _put(sheet: "Worksheet", line: int, at: int, value: object, look: "Format") -> None:
    """Write one cell; a text stays a text, whatever it looks like."""
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value, look)
    elif isinstance(value, int | float):
        sheet.write_number(line, at, value, look)
    elif isinstance(value, date | time):
        sheet.write_datetime(line, at, value, look)
    elif value is not None:
        sheet.write_string(line, at, clean_lines(str(value)), look)
    else:
        sheet.write_blank(line, at, None, look)
