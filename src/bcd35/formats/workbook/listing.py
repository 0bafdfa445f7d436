"""A sheet that is one long table: title, as of when, headings, numbered rows, and how it prints.

XlsxWriter makes the sheet without its rows; the rows are written into its part afterwards. At 1,530 units and
12 rounds (170,000 cells) the workbook takes 0.8 s of processor time and ``bcd35 export-summary`` 57 MB.
With a call of XlsxWriter for every cell it took 1.9 s and 110 MB, more than a command may take.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from math import ceil
from typing import Any

from bcd35.domain.findings import Finding
from bcd35.formats.ooxml.package import escape_cell_text
from bcd35.formats.workbook.cell_styles import STYLES, set_a4
from bcd35.formats.workbook.cells import cell_text, line_count, text_finding, unique_headings
from bcd35.formats.workbook.column import Column
from bcd35.formats.workbook.sheet_writer import SheetValue, SheetWriter, no_markup

HEAD_ROW = 3  # counted from 0: title, as of when, a blank line
# Widths are in characters; with more than so many across a landscape A4 page print becomes too small to read.
_PAGE_WIDTH = 190
_DAY_ZERO = date(1899, 12, 30).toordinal()
_ROWS_AT_ONCE = 500
_NUMBER = Column("TT", 7, "place", lambda place: place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One list: ``own_columns`` follow the one with the row's number; ``none`` is said without rows."""

    name: str
    table: str
    title: str
    subtitle: str
    none: str
    own_columns: Sequence[Column]
    rows: Sequence[Any]

    @property
    def columns(self) -> Sequence[Column]:
        return (_NUMBER, *self.own_columns)

    @property
    def last_row(self) -> int:
        """Of the table, counted from 0."""
        return HEAD_ROW + len(self.rows)

    def cells_of(self, code: str) -> str:
        """One column's cells for a formula, ``'Theo đơn vị'!$E$5:$E$109``; empty when there are no rows."""
        from xlsxwriter.utility import xl_range_abs

        (place,) = (place for place, column in enumerate(self.columns) if column.code == code)
        return f"'{self.name}'!{xl_range_abs(HEAD_ROW + 1, place, self.last_row, place)}" if self.rows else ""


def start_listing(workbook: Any, formats: dict[str, Any], listing: Listing) -> list[Finding]:
    """Everything of the sheet but its rows; returned is what was found in its headings."""
    sheet = workbook.add_worksheet(listing.name)
    sheet.set_default_row(STYLES["text"].height(1))
    widths = [column.width for column in listing.columns]
    writer = SheetWriter(sheet, formats, widths)
    pages_wide = ceil(sum(widths) / _PAGE_WIDTH) if listing.rows else 1  # headings alone may be small
    # Columns A to C come again on every page to the right; a title across more columns would be cut there.
    shown = len(widths) - 1 if pages_wide == 1 else 2
    writer.put_across(0, (0, shown), listing.title, "list_title")
    writer.put_across(1, (0, shown), listing.subtitle, "list_aside")
    headings = list(unique_headings(column.heading for column in listing.columns))
    writer.put_row(HEAD_ROW, [(heading, "head") for heading in headings])
    if listing.rows:
        _add_table(sheet, formats, listing, headings)
        _add_links(sheet, formats, listing)
        _add_model_row(sheet, formats, listing)
    else:
        writer.put_across(HEAD_ROW + 1, (0, shown), listing.none, "aside")
    _set_page(sheet, pages_wide)
    return writer.findings


class _NotKept(dict[object, object]):
    """XlsxWriter notes every cell of a table, to refuse another over it: 25 MB at 1,530 units.

    A sheet here has one table.
    """

    def __setitem__(self, _cell: object, _range: object) -> None:
        pass


def _add_table(sheet: Any, formats: dict[str, Any], listing: Listing, headings: Sequence[str]) -> None:
    columns = [{"header": no_markup(heading), "header_format": formats["head"]} for heading in headings]
    options = {"name": listing.table, "columns": columns, "style": None, "banded_rows": False}
    sheet.table_cells = _NotKept()
    sheet.add_table(HEAD_ROW, 0, listing.last_row, len(headings) - 1, options)
    for place, column in enumerate(listing.columns):
        for word, state in column.colours.items():
            rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": formats[state]}
            sheet.conditional_format(HEAD_ROW + 1, place, listing.last_row, place, rule)


def _add_links(sheet: Any, formats: dict[str, Any], listing: Listing) -> None:
    """The links stay when the rows are written over these cells."""
    for place, column in enumerate(listing.columns):
        if column.kind == "link":
            for at, row in enumerate(listing.rows, start=HEAD_ROW + 1):
                address, kind = column.cell(row)
                if kind == "link":
                    sheet.write_url(at, place, address, formats[kind], address)


def _add_model_row(sheet: Any, formats: dict[str, Any], listing: Listing) -> None:
    """Below the list, a cell of every style: the rows read the numbers of the styles from it."""
    for place, style in enumerate(STYLES):
        sheet.write_blank(listing.last_row + 1, place, None, formats[style])


def _set_page(sheet: Any, pages_wide: int) -> None:
    sheet.freeze_panes(HEAD_ROW + 1, 3)
    sheet.repeat_rows(HEAD_ROW)
    if pages_wide > 1:
        sheet.repeat_columns(0, 2)
    sheet.set_landscape()
    set_a4(sheet, pages_wide)


# --- rows ---------------------------------------------------------------------------------------------------


def write_rows(listing: Listing, findings: list[Finding], part: bytes) -> Iterator[bytes]:
    """The sheet's part as XlsxWriter made it, with the rows in place of the model row.

    What had to be changed in their texts is added to ``findings``.
    """
    made = part.decode()
    model = made.index(f'<row r="{listing.last_row + 2}"')
    styles = dict(zip(STYLES, re.findall(r' s="(\d+)"/>', made[model:]), strict=False))
    headings_end = made.index("</row>", made.index(f'<row r="{HEAD_ROW + 1}"')) + len("</row>")
    writer = _RowWriter(listing, styles, findings)
    extent = f'<dimension ref="A1:{writer.letters[-1]}{listing.last_row + 1}"/>'
    yield re.sub(r'<dimension ref="[^"]*"/>', extent, made[:headings_end]).encode()
    for first in range(0, len(listing.rows), _ROWS_AT_ONCE):
        rows = enumerate(listing.rows[first : first + _ROWS_AT_ONCE], start=first + 1)
        yield "".join(writer.row(place, row) for place, row in rows).encode()
    yield made[made.index("</sheetData>") :].encode()


class _RowWriter:
    """Rows of a list as the sheet's XML. ``styles``: key of ``STYLES`` → its number in the workbook."""

    def __init__(self, listing: Listing, styles: Mapping[str, str], findings: list[Finding]) -> None:
        from xlsxwriter.utility import xl_col_to_name

        self.letters = [xl_col_to_name(place) for place in range(len(listing.columns))]
        self._listing, self._styles, self._findings = listing, styles, findings
        self._rooms = [STYLES["text"].room(column.width) for column in listing.columns]

    def row(self, place: int, row: Any) -> str:
        """The row of a thing, which is as high as its longest text needs; ``place`` counts from 1."""
        number, lines, parts = HEAD_ROW + 1 + place, 1, []
        cells = [_NUMBER.cell(place), *(column.cell(row) for column in self._listing.own_columns)]
        for letter, room, (value, style) in zip(self.letters, self._rooms, cells, strict=True):
            shown = self._shown(value, f"{letter}{number}") if isinstance(value, str) else value
            parts.append(f'<c r="{letter}{number}" s="{self._styles[style]}"{_value_xml(shown)}')
            lines = max(lines, line_count(shown, room) if isinstance(shown, str) else 1)
        height = f' ht="{STYLES["text"].height(lines):.1f}" customHeight="1"' if lines > 1 else ""
        return f'<row r="{number}"{height}>{"".join(parts)}</row>'

    def _shown(self, text: str, cell: str) -> str:
        shown = cell_text(text)
        if shown != text:
            self._findings.append(text_finding(text, shown, f"{self._listing.name}!{cell}"))
        return shown


def _value_xml(value: SheetValue) -> str:
    """A cell's element from behind its style on."""
    if isinstance(value, date):
        return f"><v>{value.toordinal() - _DAY_ZERO}</v></c>"
    if not isinstance(value, str):
        return f"><v>{value!r}</v></c>"
    if not value:
        return "/>"
    space = "" if value.strip() == value else ' xml:space="preserve"'
    return f' t="inlineStr"><is><t{space}>{escape(escape_cell_text(value), quote=False)}</t></is></c>'
