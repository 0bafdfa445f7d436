"""Writing a short sheet cell by cell: text as text, formulas with their value, rows of due height.

Rows and columns count from 0, as in XlsxWriter.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.numerals import NO_SHARE
from bcd35.formats.workbook.cell_styles import STYLES
from bcd35.formats.workbook.cells import cell_text, line_count, text_finding

SheetValue = str | int | float | date


class StyledValue(NamedTuple):
    """A value and a key of ``STYLES``."""

    value: SheetValue
    style: str


NO_FIGURE = StyledValue(NO_SHARE, "empty")  # where there is no figure


class SheetWriter:
    """One sheet and what was found while writing it."""

    def __init__(self, sheet: Any, formats: dict[str, Any], widths: Sequence[float]) -> None:
        self.sheet = sheet
        self.findings = list[Finding]()
        self._formats = formats
        self._widths = widths
        self._heights: dict[int, float] = {}
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def put(self, row: int, column: int, value: SheetValue, style: str) -> None:
        if isinstance(value, str):
            self._put_text(row, column, value, style)
            self._raise(row, value, style, self._widths[column])
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self._formats[style])
        else:
            self.sheet.write_number(row, column, value, self._formats[style])

    def put_row(self, row: int, cells: Iterable[tuple[SheetValue, str]]) -> None:
        """Cells from the first column on."""
        for column, (value, style) in enumerate(cells):
            self.put(row, column, value, style)

    def put_formula(self, row: int, column: int, formula: str, value: SheetValue | None, style: str) -> None:
        """A formula with the value it has now; None: the formula gives a dash.

        Programs that calculate nothing show the value.
        """
        shown = NO_SHARE if value is None else value
        self.sheet.write_formula(row, column, formula, self._formats[style], shown)

    def put_across(self, row: int, columns: tuple[int, int], text: str, style: str) -> None:
        """Text over several columns; no program fits the height of merged cells, so it is stated."""
        first, last = columns
        self.sheet.merge_range(row, first, row, last, "", self._formats[style])
        self._put_text(row, first, text, style)
        self._raise(row, text, style, sum(self._widths[first : last + 1]))

    def _put_text(self, row: int, column: int, text: str, style: str) -> None:
        shown = cell_text(text)
        if shown != text:
            self.findings.append(text_finding(text, shown, self._name(row, column)))
        if not shown:
            self.sheet.write_blank(row, column, None, self._formats[style])
        else:
            self.sheet.write_string(row, column, no_markup(shown), self._formats[style])

    def _name(self, row: int, column: int) -> str:
        from xlsxwriter.utility import xl_rowcol_to_cell

        return f"{self.sheet.get_name()}!{xl_rowcol_to_cell(row, column)}"

    def _raise(self, row: int, text: str, style: str, width: float) -> None:
        height = STYLES[style].height(line_count(text, STYLES[style].room(width)))
        if height > self._heights.get(row, 0):
            self._heights[row] = height
            self.sheet.set_row(row, height)


def no_markup(text: str) -> str:
    """Text that XlsxWriter does not take for its own markup.

    From ``<r>`` to ``</r>`` it would be written unescaped; a space behind it prevents that.
    """
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
