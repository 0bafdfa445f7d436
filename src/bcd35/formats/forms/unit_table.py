"""A table with many units, from the office's own sheet: reading .xlsx and .csv, and giving refused rows back
with the reasons.

Lives here: which row is the heading, which column is what, how the text of a .csv is spelt in bytes. Does not
live here: cells of a workbook (``workbooks``), what an answer means (``domain.reports``), who a row belongs
to (the caller).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.reports import RawAnswer
from bcd35.domain.text import clean, clean_lines, identity_key
from bcd35.formats.ooxml.guard import RefusedFileError, refuse
from bcd35.formats.ooxml.package import FIXED_TIME
from bcd35.formats.xlsx.cells import column_letters, column_number
from bcd35.formats.xlsx.reader import raw_answer, read_book

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_CSV_BYTES = 50 * 1024 * 1024
# Titles and notes may stand above the headings.
_LAST_HEADING = 30
_FEWEST_KNOWN = 2
_DELIMITERS = ";,\t"
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_AS_UTF8 = (
    "Mở bằng Excel, chọn “Lưu thành” (Save As), loại “CSV UTF-8” hoặc “Excel Workbook (*.xlsx)”, rồi chạy "
    "lại."
)
# Letters that Vietnamese has and Western code pages have not; and what the fonts TCVN3 (.VnTime) and VNI make
# of them: signs inside words, letters of other languages, tone marks that fit no letter.
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_LEGACY = re.compile("(?<=[A-Za-z])[¨©ª«¬®¸µ¶·¹¾»¼½]|[§¬®][a-z]|[ÑñÖöØøÛûÏïÅåÄäËëÜü]|[\u0300-\u0323]")
_FEWEST_LEGACY = 2


class TableRow(NamedTuple):
    """One row: its number in the sheet or its line in the file, and one cell per column of the table."""

    number: int
    cells: tuple[RawAnswer, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table as found. ``headings`` and ``keys`` by column; a key is empty where the caller knows no such
    heading.

    Empty rows are left out.
    """

    name: str
    headings: tuple[str, ...]
    keys: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def by_key(self, row: TableRow) -> dict[str, RawAnswer]:
        """The cells of the known columns."""
        return {key: cell for key, cell in zip(self.keys, row.cells, strict=True) if key}


# --- reading ------------------------------------------------------------------------------------------------


def read_table(data: bytes, name: str, known: Mapping[str, str]) -> Table | tuple[Finding, ...]:
    """Read a table, or say everything that keeps it from being read. ``known``: heading as people may write
    it → key of the column.

    The heading row is the one with most known headings, at least two. A .csv is told from a workbook by its
    content, not by ``name``.
    """
    keys = {identity_key(heading): key for heading, key in known.items()}
    try:
        tables = [
            _table(name, grid, keys)
            for grid in (_sheet_grids(data) if data.startswith(b"PK") else _csv_grids(data))
        ]
    except RefusedFileError as refused:
        return (refused.finding,)
    most = max((_known_columns(table) for table in tables), default=0)
    best = [table for table in tables if _known_columns(table) == most]
    if most < _FEWEST_KNOWN:
        wanted = ", ".join(f"“{heading}”" for heading in list(known)[:6])
        message = "Không thấy hàng tiêu đề của bảng: không hàng nào có từ hai cột được biết."
        return (Finding("no_table", "", message, f"Đặt tiêu đề cột như: {wanted}."),)
    if len(best) > 1:
        return (
            Finding(
                "two_tables",
                "",
                f"Tệp có {len(best)} trang tính cùng dạng bảng.",
                "Giữ lại một trang tính rồi chạy lại.",
            ),
        )
    return tuple(_doubled(best[0])) or best[0]


# Rows of cells by row number and column number, both from 1, not yet understood.
_Grid = Mapping[int, Mapping[int, RawAnswer]]


def _sheet_grids(data: bytes) -> Iterator[_Grid]:
    for sheet in read_book(data).sheets:
        yield {
            number: {
                column_number(letters): raw_answer(cell, f"{sheet.title}!{letters}{number}")
                for letters, cell in row.items()
            }
            for number, row in sheet.rows.items()
        }


def _table(name: str, grid: _Grid, keys: Mapping[str, str]) -> Table:
    top = list(grid)[:_LAST_HEADING]
    heading = max(top, key=lambda number: _known_in(grid[number], keys), default=0)
    columns = grid.get(heading, {})
    width = max((column for row in grid.values() for column in row), default=0)
    texts = [_text(columns.get(column)) for column in range(1, width + 1)]
    return Table(
        name,
        tuple(texts),
        tuple(keys.get(identity_key(text), "") for text in texts),
        tuple(
            TableRow(number, tuple(_cells(row, number, texts)))
            for number, row in grid.items()
            if number > heading
        ),
    )


def _known_in(row: Mapping[int, RawAnswer], keys: Mapping[str, str]) -> int:
    return sum(identity_key(_text(cell)) in keys for cell in row.values())


def _known_columns(table: Table) -> int:
    return len(set(table.keys) - {""})


def _text(cell: RawAnswer | None) -> str:
    return "" if cell is None or cell.value is None else clean(str(cell.value))


def _cells(row: Mapping[int, RawAnswer], number: int, headings: Sequence[str]) -> Iterator[RawAnswer]:
    sheet = next((cell.where.rpartition("!")[0] for cell in row.values() if "!" in cell.where), "")
    for column, heading in enumerate(headings, start=1):
        place = f"{sheet}!{column_letters(column)}{number}" if sheet else _csv_place(number, column, heading)
        yield row.get(column, RawAnswer(None, place))._replace(where=place)


def _doubled(table: Table) -> Iterator[Finding]:
    for key in dict.fromkeys(filter(None, table.keys)):
        headings = [heading for heading, one in zip(table.headings, table.keys, strict=True) if one == key]
        if len(headings) > 1:
            message = f"Bảng có {len(headings)} cột cùng nói một điều: {', '.join(headings)}."
            yield Finding("doubled_column", "", message, "Giữ lại một cột rồi chạy lại.")


# --- csv ----------------------------------------------------------------------------------------------------


def _csv_grids(data: bytes) -> list[_Grid]:
    """The same text cut at each delimiter in use; the heading row tells which cut is right."""
    if len(data) > MOST_CSV_BYTES:
        refuse("too_large", f"Tệp nặng quá {MOST_CSV_BYTES // 1024 // 1024} MB.", "Chia thành nhiều tệp nhỏ.")
    text = _decoded(data)
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.\r?", first):  # Excel's own remark on the delimiter
        text = rest
    head = "\n".join(text.splitlines()[:_LAST_HEADING])
    cuts = [_csv_cut(text, delimiter) for delimiter in _DELIMITERS if delimiter in head]
    # a cut at a comma inside of quotes breaks, and is the wrong one
    grids = [grid for grid, broken_at in cuts if not broken_at]
    if cuts and not grids:
        line = max(broken_at for _, broken_at in cuts)
        refuse(
            "broken_csv",
            f"Tệp CSV hỏng ở dòng {line}: dấu ngoặc kép không khép.",
            "Mở bằng Excel, lưu lại rồi chạy lại.",
        )
    return grids


def _csv_cut(text: str, delimiter: str) -> tuple[_Grid, int]:
    """The grid, and the line from which on the quotes do not fit; 0 when they all do."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    grid: dict[int, dict[int, RawAnswer]] = {}
    line = 1
    try:
        for record in reader:
            cells = {
                column: RawAnswer(value, "") for column, value in enumerate(record, start=1) if clean(value)
            }
            if cells:
                grid[line] = cells
            line = reader.line_num + 1
    except csv.Error:
        return grid, line
    return grid, 0


def _csv_place(line: int, column: int, heading: str) -> str:
    return f"dòng {line}, cột “{heading}”" if heading else f"dòng {line}, cột {column}"


def _decoded(data: bytes) -> str:
    """The text of a .csv: by its mark, else UTF-8, else the old Windows code page.

    Never by a guess that leaves nonsense.
    """
    encoding = next((known for start, known in _BOMS.items() if data.startswith(start)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _decoded_old(data) if encoding == "utf-8" else ""
    if not text or "\x00" in text:
        refuse("odd_encoding", "Không đọc được chữ trong tệp: bảng mã lạ.", _AS_UTF8)
    text = unicodedata.normalize("NFC", text)
    legacy = len(_LEGACY.findall(text))
    if legacy >= _FEWEST_LEGACY and legacy > len(_VIETNAMESE.findall(text)):
        message = "Chữ trong tệp gõ theo bảng mã cũ (TCVN3 hoặc VNI), đọc ra sẽ sai dấu."
        refuse("legacy_font", message, f"Chuyển sang Unicode bằng chương trình gõ tiếng Việt. {_AS_UTF8}")
    return text


def _decoded_old(data: bytes) -> str:
    try:
        return data.decode("cp1258")
    except UnicodeDecodeError:
        return ""


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


def write_refused(table: Table, reasons: Mapping[int, Sequence[Finding]]) -> bytes:
    """Write the rows named in ``reasons`` (row number → findings) as .xlsx bytes, each reason beside the cell
    that its ``where`` names.

    A ``where`` is that of the cell, as read; a reason that names no cell stands in the last column.
    Corrected, the file is a table that :func:`read_table` takes again.
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
    """A column of the file that goes back: column ``at`` of the table, or the reasons for it; one past the
    last: reasons for the row.
    """

    heading: str
    at: int
    has_reasons: bool = False


def _columns(
    table: Table, rows: Sequence[TableRow], reasons: Mapping[int, Sequence[Finding]]
) -> Iterator[_Column]:
    for at, heading in enumerate(table.headings):
        yield _Column(heading, at)
        if any(_reasons(at, row, reasons[row.number]) for row in rows):
            yield _Column(f"Lý do ({heading})", at, has_reasons=True)
    last = len(table.headings)
    if any(_reasons(last, row, reasons[row.number]) for row in rows):
        yield _Column("Lý do", last, has_reasons=True)


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
