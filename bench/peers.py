"""The libraries doing the program's work the way their manuals show it, and nothing more than that work.

They check nothing, sync nothing and write no ledger. What is made simpler is to their advantage.
"""

import io
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from openpyxl import load_workbook
from xlsxwriter import Workbook

from bench.ours import Documents


def write_letter(made: Documents, name: str, target: Path) -> None:
    """Docxtpl renders the letter and saves it."""
    _render(DocxTemplate(made.letter_template), made.letter_values(name), target)


def write_checklist(made: Documents, name: str, target: Path) -> None:
    """Docxtpl renders the checklist with its pictures; addresses are plain text and cannot be clicked."""
    template = DocxTemplate(made.checklist_template)

    def picture(png: bytes, width: float) -> InlineImage:
        return InlineImage(template, io.BytesIO(png), width=Mm(width))

    _render(template, made.checklist_values(name, picture), target)


def _render(template: DocxTemplate, values: Mapping[str, Any], target: Path) -> None:
    template.render(values, autoescape=True)
    template.save(target)


def write_form(made: Documents, blank: Path, code: str, name: str, target: Path) -> None:
    """Openpyxl loads the blank form, sets the cells that differ from unit to unit, and saves it."""
    book, form_id = load_workbook(blank), made.form_id(code)
    form: Any
    form, hidden = book.worksheets
    form["A5"].value = f"Đơn vị báo cáo: {name}"
    hidden["B1"].value, hidden["B3"].value = form_id, code
    form.oddFooter.left.text = f"Mã mẫu {form_id}"
    book.save(target)


def read_form(path: Path) -> None:
    """Openpyxl reads every cell of every sheet, in its read-only mode."""
    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        list(sheet.iter_rows(values_only=True))
    book.close()


Cell = tuple[int, int, Any]  # row and column from 0; a text, a number or a date


def cells_of(workbook: Path) -> list[list[Cell]]:
    """Sheet by sheet, the cells that hold something."""
    return [
        [
            (cell.row - 1, cell.column - 1, cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        ]
        for sheet in load_workbook(workbook).worksheets
    ]


def write_cells(sheets: list[list[Cell]], target: Path) -> None:
    """XlsxWriter writes the cells, typed, in its constant-memory mode: no styles, widths, charts or links."""
    book = Workbook(target, {"constant_memory": True})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for cells in sheets:
        sheet = book.add_worksheet()
        for row, column, value in cells:
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, date | datetime):
                sheet.write_datetime(row, column, value, day)
            else:
                sheet.write_number(row, column, value)
    book.close()
