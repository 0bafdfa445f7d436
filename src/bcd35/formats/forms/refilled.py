"""A form that goes back for correction: our blank one with the right answers, the wrong cells marked.

Only our own file is ever opened here, never a unit's.
"""

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from bcd35.domain.answers import Answer
from bcd35.domain.form_spec import CELLS_TO_FILL, LAYOUT, FormLayout
from bcd35.formats.forms.blank import answer_height
from bcd35.formats.ooxml.package import Properties, escape_cell_text
from bcd35.formats.xlsx.saved import saved_book

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

_MARK_FILL, _MARK_EDGE = "FFD9D9", "C00000"
_NOTE_OF_MARKED = LAYOUT.note.replace(
    CELLS_TO_FILL, f"{CELLS_TO_FILL} và các ô viền đỏ (nội dung cần bổ sung, chỉnh sửa)"
)


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A right answer in its cell (``D9``): a number, a day, or else the text that a person would type.

    ``height``: of a row in which the text is read whole; 0 in those of older versions, which stay the same.
    """

    cell: str
    text: str = ""
    number: int | None = None
    day: date | None = None
    height: float = 0

    @classmethod
    def of(cls, cell: str, answer: Answer) -> "FilledCell":
        plain = answer.value
        if isinstance(plain, int) and not isinstance(plain, bool):
            return cls(cell, number=plain)
        if isinstance(plain, date):
            return cls(cell, day=plain)
        text = "" if answer.state == "unanswered" else answer.text()
        return cls(cell, text, height=answer_height(text))


@dataclass(frozen=True, slots=True)
class Refill:
    """What the form that goes back has otherwise than the blank one, whatever deadline that one states.

    ``wrong``: cells left empty, with a red edge and ground.
    """

    right: tuple[FilledCell, ...]
    wrong: tuple[str, ...]
    deadline: date


def refill_form(blank: bytes, layout: FormLayout, refill: Refill, properties: Properties) -> bytes:
    """The form as .xlsx bytes; ``layout``: with which the blank one was issued."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(blank))
    sheet: Any = book[layout.sheet]
    for filled in refill.right:
        _fill(sheet[filled.cell], filled)
        row = sheet.row_dimensions[sheet[filled.cell].row]
        row.height = max(row.height, filled.height)
    for place in refill.wrong:
        _mark(sheet[place])
    before = re.escape(layout.deadline).replace(re.escape("{day}"), "[0-9/]+")
    now = layout.deadline_words(refill.deadline)
    for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
        if cell.row < layout.heading_row:
            cell.value = re.sub(before, lambda _: now, cell.value)
        elif cell.value == layout.note and refill.wrong:
            cell.value = _NOTE_OF_MARKED
    return saved_book(book, properties)


def _fill(cell: "Cell", filled: FilledCell) -> None:
    """Numbers and days as such; a text stays a text."""
    if filled.text:
        cell.value = escape_cell_text(filled.text)
        cell.data_type = "s"
    else:
        cell.value = filled.day if filled.number is None else filled.number


def _mark(cell: "Cell") -> None:
    """Seen on paper too: the edge is thick where all others are thin."""
    from openpyxl.styles import Border, PatternFill, Side

    edge = Side(style="thick", color=_MARK_EDGE)
    cell.fill = PatternFill("solid", fgColor=_MARK_FILL)
    cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)
