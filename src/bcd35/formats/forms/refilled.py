"""A form that goes back for correction: our blank one with the right answers, the wrong cells marked.

Only our own file is ever opened here, never a unit's.
"""

import io
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from bcd35.domain.form_spec import HEADING_ROW, SHEET
from bcd35.domain.reports import Answer
from bcd35.formats.forms.blank import NOTE, NOTE_OF_MARKED, deadline_words
from bcd35.formats.ooxml.package import Properties, escape_cell_text, seal_package

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

_MARK_FILL, _MARK_EDGE = "FFD9D9", "C00000"


class NewDeadline(NamedTuple):
    """The deadline that the blank form states, and the one that the letter sets."""

    before: date
    now: date


def refill_form(
    blank: bytes,
    right: Mapping[str, Answer],
    wrong: Collection[str],
    deadline: NewDeadline,
    properties: Properties,
) -> bytes:
    """The form as .xlsx bytes.

    ``right``: answer cell (``D9``) → its answer. ``wrong``: cells left empty, with a red edge and ground.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(blank))
    sheet: Any = book[SHEET]
    for place, answer in right.items():
        _fill(sheet[place], answer)
    for place in wrong:
        _mark(sheet[place])
    for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)):
        if cell.row < HEADING_ROW:
            cell.value = cell.value.replace(deadline_words(deadline.before), deadline_words(deadline.now))
        elif cell.value == NOTE and wrong:
            cell.value = NOTE_OF_MARKED
    stream = io.BytesIO()
    book.save(stream)
    return seal_package(stream.getvalue(), properties)


def _fill(cell: "Cell", answer: Answer) -> None:
    """Numbers and days as such, everything else as the text that a person would type; a text stays a text."""
    plain = answer.value
    if isinstance(plain, date) or (isinstance(plain, int) and not isinstance(plain, bool)):
        cell.value = plain
        return
    if answer.state != "unanswered":
        cell.value = escape_cell_text(answer.text())
        cell.data_type = "s"


def _mark(cell: "Cell") -> None:
    """Seen on paper too: the edge is thick where all others are thin."""
    from openpyxl.styles import Border, PatternFill, Side

    edge = Side(style="thick", color=_MARK_EDGE)
    cell.fill = PatternFill("solid", fgColor=_MARK_FILL)
    cell.border = Border(left=edge, right=edge, top=edge, bottom=edge)
