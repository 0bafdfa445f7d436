"""Writing a short sheet cell by cell: text as text, formulas with their value, rows as high as their words
need.

Rows and columns count from 0, as in XlsxWriter.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bcd35.domain.findings import Finding
from bcd35.formats.workbook.cells import cell_text, line_count, text_finding
from bcd35.formats.workbook.looks import LOOKS

Value = str | int | float | date
Cell = tuple[Value, str]  # a value and its look


class Pen:
    """One sheet and what was found while writing it."""

    def __init__(self, sheet: Any, formats: dict[str, Any], widths: Sequence[float]) -> None:
        self.sheet = sheet
        self.findings = list[Finding]()
        self._formats = formats
        self._widths = widths
        self._heights: dict[int, float] = {}
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)

    def put(self, row: int, column: int, value: Value, look: str) -> None:
        """One cell."""
        if isinstance(value, str):
            self._put_text(row, column, value, look)
            self._raise(row, value, look, self._widths[column])
        elif isinstance(value, date):
            self.sheet.write_datetime(row, column, value, self._formats[look])
        else:
            self.sheet.write_number(row, column, value, self._formats[look])

    def put_row(self, row: int, cells: Iterable[Cell]) -> None:
        """Cells from the first column on."""
        for column, (value, look) in enumerate(cells):
            self.put(row, column, value, look)

    def put_formula(self, row: int, column: int, formula: str, value: Value | None, look: str) -> None:
        """A formula and the value it has now, which programs that calculate nothing show; None: the formula
        gives a dash.
        """
        self.sheet.write_formula(row, column, formula, self._formats[look], "–" if value is None else value)

    def put_across(self, row: int, columns: tuple[int, int], text: str, look: str) -> None:
        """Text over several columns; no program fits the height of merged cells, so it is stated."""
        first, last = columns
        self.sheet.merge_range(row, first, row, last, "", self._formats[look])
        self._put_text(row, first, text, look)
        self._raise(row, text, look, sum(self._widths[first : last + 1]))

    def _put_text(self, row: int, column: int, text: str, look: str) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        found = text_finding(text, f"{self.sheet.get_name()}!{xl_rowcol_to_cell(row, column)}")
        if found:
            self.findings.append(found)
        shown = no_markup(cell_text(text))
        if shown:
            self.sheet.write_string(row, column, shown, self._formats[look])
        else:
            self.sheet.write_blank(row, column, None, self._formats[look])

    def _raise(self, row: int, text: str, look: str, width: float) -> None:
        height = LOOKS[look].height(line_count(text, LOOKS[look].room(width)))
        if height > self._heights.get(row, 0):
            self._heights[row] = height
            self.sheet.set_row(row, height)


def no_markup(text: str) -> str:
    """XlsxWriter takes a text from ``<r>`` to ``</r>`` for its own markup and writes it unescaped; a space
    behind it prevents that.
    """
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
