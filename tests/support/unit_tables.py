"""A table of units as an office keeps it, and a row of good answers."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.support.filling import LABELS

GOOD = ["12", "văn bản", "28/11/2025", "Có", "1.234", "0", "KPS", "KAD", ""]


def sheet(path: Path, *lines: Sequence[Any], heading: Sequence[Any] | None = None) -> Path:
    """A sheet as an office keeps it: a title, an empty row, the headings, the rows."""
    book = Workbook()
    page = book.worksheets[0]
    page["A1"].value = "TỔNG HỢP BÁO CÁO"
    for place, line in enumerate([heading or ["TT", "Tên đơn vị", *LABELS], *lines], start=3):
        for column, value in enumerate(line, start=1):
            page.cell(place, column).value = value
    book.save(path)
    return path
