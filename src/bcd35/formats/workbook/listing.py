"""A sheet that is one long table. XlsxWriter makes the sheet without its rows; the rows are streamed into its
part afterwards.

That is several times as fast as writing cell by cell, and memory stays flat: the 52,105 units of the whole
country are one list.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from math import ceil
from typing import Any

from bcd35.domain.channels import canonical_url
from bcd35.domain.findings import Finding
from bcd35.domain.text import clean
from bcd35.formats.ooxml.package import escape_cell_text
from bcd35.formats.workbook.cells import cell_text, line_count, text_finding, unique_headings
from bcd35.formats.workbook.looks import LOOKS, set_a4
from bcd35.formats.workbook.sheet_writer import Cell, Pen, no_markup

HEAD_ROW = 3  # counted from 0: title, as of when, a blank line
# Excel calls a file damaged when a link is longer than 2,079, and takes no more than 65,530 links on a sheet.
_LONGEST_LINK, _MOST_LINKS = 2_000, 65_000
# Widths are in characters; with more than so many across a landscape A4 page print becomes too small to read.
_PAGE_WIDTH = 190
_DAY_ZERO = date(1899, 12, 30).toordinal()
_ROWS_AT_ONCE = 500
# Shorter than this, a text needs no count of its UTF-16 units.
_SURELY_FITS = 16_000


@dataclass(frozen=True, slots=True)
class Listing:
    """One list. ``columns``: headings with widths in characters; ``cells`` makes the cells of a row from its
    number and its thing.

    ``states``: (column, words, state) for rules that follow when a clerk changes the word. ``links``: the
    column of web addresses.
    """

    name: str
    table: str
    title: str
    aside: str
    none: str
    columns: Sequence[tuple[str, float]]
    rows: Sequence[Any]
    cells: Callable[[int, Any], Sequence[Cell]]
    states: Sequence[tuple[int, str, str]] = ()
    links: int | None = None

    @property
    def last_row(self) -> int:
        """Of the table, counted from 0."""
        return HEAD_ROW + len(self.rows)


def start_listing(workbook: Any, formats: dict[str, Any], listing: Listing) -> list[Finding]:
    """Everything of the sheet but its rows; returned are findings about its headings."""
    sheet = workbook.add_worksheet(listing.name)
    sheet.set_default_row(LOOKS["text"].height(1))
    pen = Pen(sheet, formats, [width for _, width in listing.columns])
    pages_wide = ceil(sum(width for _, width in listing.columns) / _PAGE_WIDTH)
    # Columns A to C come again on every page to the right; a title across more columns would be cut there.
    shown = len(listing.columns) - 1 if pages_wide == 1 else 2
    pen.put_across(0, (0, shown), listing.title, "list_title")
    pen.put_across(1, (0, shown), listing.aside, "list_aside")
    headings = list(unique_headings(heading for heading, _ in listing.columns))
    pen.put_row(HEAD_ROW, [(heading, "head") for heading in headings])
    if listing.rows:
        _add_table(sheet, formats, listing, headings)
        _add_links(sheet, formats, listing)
        _add_model_row(sheet, formats, listing)
    else:
        pen.put_across(HEAD_ROW + 1, (0, shown), listing.none, "aside")
    _set_page(sheet, pages_wide)
    return pen.findings


def _add_table(sheet: Any, formats: dict[str, Any], listing: Listing, headings: Sequence[str]) -> None:
    columns = [{"header": no_markup(heading), "header_format": formats["head"]} for heading in headings]
    options = {"name": listing.table, "columns": columns, "style": None, "banded_rows": False}
    # One row high: XlsxWriter remembers every cell of a table. The part gets its true range from
    # ``stretch_table``.
    sheet.add_table(HEAD_ROW, 0, HEAD_ROW + 1, len(headings) - 1, options)
    for column, words, state in listing.states:
        rule = {"type": "cell", "criteria": "==", "value": f'"{words}"', "format": formats[state]}
        sheet.conditional_format(HEAD_ROW + 1, column, listing.last_row, column, rule)


def _add_links(sheet: Any, formats: dict[str, Any], listing: Listing) -> None:
    """Only an address that has passed the check is worth a click.

    The link stays when the cells below it are streamed.
    """
    if listing.links is None:
        return
    for place, row in enumerate(listing.rows[:_MOST_LINKS], start=1):
        address = str(listing.cells(place, row)[listing.links][0])
        if is_safe_link(address):
            sheet.write_url(HEAD_ROW + place, listing.links, address, formats["link"], address)


def is_safe_link(address: str) -> bool:
    """Tell whether an address has passed the check, and is short enough for Excel."""
    return len(address) <= _LONGEST_LINK and canonical_url(address) == address


def _add_model_row(sheet: Any, formats: dict[str, Any], listing: Listing) -> None:
    """Below the list, a cell of every look.

    The streamed rows read the numbers of the looks from it and take its place.
    """
    for column, look in enumerate(LOOKS):
        sheet.write_blank(listing.last_row + 1, column, None, formats[look])


def _set_page(sheet: Any, pages_wide: int) -> None:
    sheet.freeze_panes(HEAD_ROW + 1, 3)
    sheet.repeat_rows(HEAD_ROW)
    if pages_wide > 1:
        sheet.repeat_columns(0, 2)
    sheet.set_landscape()
    set_a4(sheet, pages_wide)


# --- rows ---------------------------------------------------------------------------------------------------


def stream_listing(listing: Listing, part: str, findings: list[Finding]) -> Iterator[bytes]:
    """The sheet's part as XlsxWriter made it, with the rows in place.

    What had to be changed in their texts is added to ``findings``.
    """
    model = part.index(f'<row r="{listing.last_row + 2}"')
    styles = dict(zip(LOOKS, re.findall(r' s="(\d+)"/>', part[model:]), strict=False))
    start = part.index("</row>", part.index(f'<row r="{HEAD_ROW + 1}"')) + len("</row>")
    yield re.sub(
        r'<dimension ref="[^"]*"/>',
        f'<dimension ref="A1:{_letters(listing)[-1]}{listing.last_row + 1}"/>',
        part[:start],
    ).encode()
    rows: list[str] = []
    for row in _rows(listing, styles, findings):
        rows.append(row)
        if len(rows) == _ROWS_AT_ONCE:
            yield "".join(rows).encode()
            rows.clear()
    yield ("".join(rows) + part[part.index("</sheetData>") :]).encode()


def stretch_table(listing: Listing, part: bytes) -> list[bytes]:
    """The table's part, with the range of all its rows."""
    last = _letters(listing)[-1]
    before, after = (
        f'ref="A{HEAD_ROW + 1}:{last}{row + 1}"'.encode() for row in (HEAD_ROW + 1, listing.last_row)
    )
    return [part.replace(before, after)]


def _letters(listing: Listing) -> list[str]:
    from xlsxwriter.utility import xl_col_to_name

    return [xl_col_to_name(column) for column in range(len(listing.columns))]


def _rows(listing: Listing, styles: dict[str, str], findings: list[Finding]) -> Iterator[str]:
    starts = [f'<c r="{letter}' for letter in _letters(listing)]
    looks = {look: f'" s="{style}"' for look, style in styles.items()}
    rooms = [LOOKS["text"].room(width) for _, width in listing.columns]
    for place, thing in enumerate(listing.rows, start=1):
        number, most, parts = HEAD_ROW + 1 + place, 1, []
        for start, room, (value, look) in zip(starts, rooms, listing.cells(place, thing), strict=True):
            if isinstance(value, str):
                xml, lines, whole = _text_xml(value, room)
                most = max(most, lines)
                if not whole:
                    findings.extend(_found(value, f"{listing.name}!{start[6:]}{number}"))
            else:
                xml = f"><v>{value.toordinal() - _DAY_ZERO if isinstance(value, date) else value!r}</v></c>"
            parts.append(f"{start}{number}{looks[look]}{xml}")
        height = f' ht="{LOOKS["text"].height(most):.1f}" customHeight="1"' if most > 1 else ""
        yield f'<row r="{number}"{height}>{"".join(parts)}</row>'


def _found(text: str, where: str) -> list[Finding]:
    found = text_finding(text, where)
    return [found] if found else []


@lru_cache(maxsize=4096)  # states, kinds and options come again in every row
def _text_xml(text: str, room: float) -> tuple[str, int, bool]:
    """The end of a cell with a text, the lines that it takes, and whether it stands there whole and as it
    was.
    """
    shown = clean(text) if text.isprintable() and len(text) < _SURELY_FITS else cell_text(text)
    if not shown:
        return "/>", 1, shown == text
    space = "" if shown.strip() == shown else ' xml:space="preserve"'
    xml = f' t="inlineStr"><is><t{space}>{escape(escape_cell_text(shown), quote=False)}</t></is></c>'
    return xml, line_count(shown, room), shown == text
