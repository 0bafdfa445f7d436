"""The report form as a workbook: writing the blank one.

Lives here: cells, protection, validations and print settings of the form.
Does not live here: the layout (``domain.form_spec``), reading a returned form (``returned.py``).
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from bcd35.domain.answers import NOT_APPLICABLE_SHORT, NOTHING_SHORT
from bcd35.domain.dates import FIRST_YEAR, LAST_YEAR, running_date
from bcd35.domain.form_spec import IDENTITY_SHEET, LAYOUT, FormIdentity, FormLayout, FormRow, FormSpec
from bcd35.domain.layout.fonts import FONT
from bcd35.domain.layout.widths import Style, lines_in
from bcd35.domain.rounds import Field, bare_subject
from bcd35.domain.text import clean, clean_lines
from bcd35.formats.ooxml.copies import DocumentCopies, placeholder_texts
from bcd35.formats.ooxml.package import Properties, escape_cell_text
from bcd35.formats.xlsx.saved import saved_book

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

# In characters of the default font; together just the width of A4 between the margins below.
_WIDTHS = {"number": 5, "label": 37, "hint": 26, "answer": 27}
_SIZE = 12
_HEADING_FILL, _TASK_FILL, _INPUT_FILL = "D9D9D9", "EDEDED", "FFF9DB"
# Typed lists in a validation may hold 255 characters; a comma or a quotation mark would split or end them.
_LONGEST_INLINE_LIST = 255
_OPTIONS_COLUMN = 4
# Of Excel: pixels of a character of the default font (Calibri 11), of the edges of a cell and of an indent;
# points of a pixel. Letters on a screen are up to a twentieth wider than in the font.
_CHARACTER, _EDGES, _INDENT, _POINTS, _RESERVE = 7, 5, 10, 0.75, 1.05
_HIGHEST_ROW = 409.0
_HINT_SIZES = (11, 10, 9, 8, 7, 6)
_SIGNING_ROWS = 9  # below the note: date, who confirms, and room for signature and stamp
_EMPTY_WORDS = f"Không phát sinh ghi {NOTHING_SHORT}, không áp dụng ghi {NOT_APPLICABLE_SHORT}."
_KEEP = f"Nếu ghi {NOTHING_SHORT} hoặc {NOT_APPLICABLE_SHORT} thì bấm Có (Yes) để giữ."
_FORMATS = {"count": "#,##0", "date": "dd/mm/yyyy"}
# Text cells: a list typed with dashes (“- Thiếu máy quay”) would become a broken formula in a cell of the
# general format.
_TEXT_FORMAT = "@"
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormHead:
    """The head of the form: the office's two lines, the unit, the letter that asks, by when, where to.

    ``comma_before_date``: as the office cites (``số 28-CV/BCĐ, ngày …``).
    """

    superior: str
    issuer: str
    office_name: str
    unit_name: str
    subject: str
    reference: str
    dated: date
    deadline: date
    send_to: str
    comma_before_date: bool = True


def write_form(spec: FormSpec, identity: FormIdentity, head: FormHead) -> bytes:
    """Write the blank form of one unit as .xlsx bytes; the same bytes again for the same input."""
    return _saved(_form_book(spec, identity, head), head)


@dataclass(frozen=True, slots=True)
class FormCopier:
    """The blank forms of one round for many units. ``head.unit_name`` does not matter."""

    spec: FormSpec
    head: FormHead
    # By the height of the row with the unit's name, which grows with the name.
    _copies: dict[float, DocumentCopies] = field(default_factory=dict, init=False, repr=False)

    def copy(self, identity: FormIdentity, unit_name: str) -> bytes:
        """What :func:`write_form` gives for this unit: other bytes, the same cells."""
        line = _unit_line(self.spec.layout, unit_name)
        height = _height_across(self.spec.layout, "number", line, _UNIT_LOOK)
        if height not in self._copies:
            self._copies[height] = self._prepare(identity, height)
        texts = (escape_cell_text(clean_lines(text)) for text in (line, identity.form_id, identity.unit))
        return self._copies[height].copy([escape(text, quote=False) for text in texts])

    def _prepare(self, identity: FormIdentity, height: float) -> DocumentCopies:
        placeholders = list(islice(placeholder_texts(repr(self)), 3))
        unit_line, form_id, unit = placeholders
        book = _form_book(self.spec, replace(identity, form_id=form_id, unit=unit), self.head)
        layout = self.spec.layout
        sheet = book[layout.sheet]
        sheet[f"{layout.columns['number']}{_UNIT_ROW}"].value = unit_line
        sheet.row_dimensions[_UNIT_ROW].height = height
        return DocumentCopies.of(_saved(book, self.head), placeholders)


def _form_book(spec: FormSpec, identity: FormIdentity, head: FormHead) -> "Workbook":
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = spec.layout.sheet
    _write_head(sheet, spec.layout, head)
    _write_table(sheet, spec)
    ranges = _write_identity(book, identity, spec)
    _add_validations(sheet, spec, ranges)
    _set_page(sheet, spec, identity)
    _protect(book)
    return book


def _saved(book: "Workbook", head: FormHead) -> bytes:
    title = f"Báo cáo kết quả thực hiện: {clean(head.subject)}"
    return saved_book(book, Properties(title, clean(head.office_name), head.dated))


def _unit_line(layout: FormLayout, unit_name: str) -> str:
    return f"{layout.claims['unit']} {unit_name}"


def _write_head(sheet: "Worksheet", layout: FormLayout, head: FormHead) -> None:
    claims, sent = layout.claims, f"{layout.deadline_words(head.deadline)} Gửi về: {head.send_to}"
    comma = "," if head.comma_before_date else ""
    lines = (
        (head.superior, _Look(13, across="center")),
        (head.issuer, _Look(13, bold=True, across="center")),
        ("BÁO CÁO KẾT QUẢ THỰC HIỆN", _Look(14, bold=True, across="center")),
        (f"{claims['subject']}{bare_subject(head.subject)}", _Look(13, bold=True, across="center")),
        (_unit_line(layout, head.unit_name), _UNIT_LOOK),
        (
            (
                f"{claims['reference']} {head.reference}{comma} ngày {running_date(head.dated)} của "
                f"{head.office_name}."
            ),
            _Look(13),
        ),
        (sent if sent.endswith((".", "!", "?")) else f"{sent}.", _Look(13)),
    )
    for row, (text, look) in enumerate(lines, start=1):
        _write_across(sheet, layout, (row, "number"), text, look)
    look = _Look(bold=True, across="center", fill=_HEADING_FILL, boxed=True)
    for part, column in layout.columns.items():
        _put(sheet, f"{column}{layout.heading_row}", layout.headings[part], look)
        sheet.column_dimensions[column].width = _WIDTHS[part]
    sheet.row_dimensions[layout.heading_row].height = 24


def _write_table(sheet: "Worksheet", spec: FormSpec) -> None:
    layout, task, question = spec.layout, 0, 0
    for row in spec.rows:
        if row.field:
            question += 1
            _write_question(sheet, layout, row, row.field, str(question))
        else:
            task += 1
            look = _Look(bold=True, fill=_TASK_FILL, boxed=True)
            _put(sheet, f"{layout.columns['number']}{row.row}", _roman(task), look._replace(across="center"))
            _write_across(sheet, layout, (row.row, "label"), row.label, look)
    note = _note_row(spec)
    _write_across(sheet, layout, (note, "number"), layout.note, _Look(italic=True))
    # For the paper copy: date, signature and stamp by hand.
    dots = "…………, ngày …… tháng …… năm ……"
    _write_across(sheet, layout, (note + 2, "hint"), dots, _Look(italic=True, across="center"))
    words = "XÁC NHẬN CỦA ĐƠN VỊ"
    _write_across(sheet, layout, (note + 3, "hint"), words, _Look(bold=True, across="center"))


def _note_row(spec: FormSpec) -> int:
    return max((row.row for row in spec.rows), default=spec.layout.heading_row) + 1


def _write_question(sheet: "Worksheet", layout: FormLayout, row: FormRow, asked: Field, number: str) -> None:
    columns = layout.columns
    _put(sheet, f"{columns['number']}{row.row}", number, _Look(across="center", boxed=True))
    told = {"label": (row.label, _Look(boxed=True)), "hint": (row.hint, _hint_look(layout, row.hint))}
    for part, (text, look) in told.items():
        _put(sheet, f"{columns[part]}{row.row}", text, look)
    across = "center" if asked.kind in ("count", "date", "yes_no") else "left"
    answer = _put(sheet, row.answer_cell, None, _Look(across=across, fill=_INPUT_FILL, boxed=True))
    answer.number_format = _FORMATS.get(asked.kind, _TEXT_FORMAT)
    _unlock(answer)
    # Room for what is typed: nobody can pull a row of a printed form.
    typed = {"text": 8, "choices": 2}.get(asked.kind, 1)
    heights = (_height_in(layout, part, text, look) for part, (text, look) in told.items())
    sheet.row_dimensions[row.row].height = max(*heights, _height(layout, typed, _SIZE))


def answer_height(text: str) -> float:
    """Of a row in which an answer is read whole, up to Excel's highest row."""
    return _height_in(LAYOUT, "answer", text, _Look(boxed=True))


def _height_in(layout: FormLayout, part: str, text: str, look: "_Look") -> float:
    """Of a row whose text stands in one column."""
    size = _SIZE if layout.rows == "estimated" else look.size
    return _height(layout, _lines(layout, text, _WIDTHS[part], look), size)


def _hint_look(layout: FormLayout, hint: str) -> "_Look":
    """A long hint, of many options, is set smaller, so that Excel's highest row takes it."""
    looks = [_Look(size, italic=True, boxed=True) for size in _HINT_SIZES]
    if layout.rows == "estimated":
        return looks[0]
    fitting = (look for look in looks if _height_in(layout, "hint", hint, look) < _HIGHEST_ROW)
    return next(fitting, looks[-1])


def _unlock(cell: "Cell") -> None:
    from openpyxl.styles import Protection

    cell.protection = Protection(locked=False)


class _Look(NamedTuple):
    size: int = _SIZE
    bold: bool = False
    italic: bool = False
    across: str = "left"
    fill: str = ""
    boxed: bool = False


_UNIT_ROW, _UNIT_LOOK = 5, _Look(13, bold=True)


def _put(sheet: "Worksheet", place: str, text: str | None, look: _Look) -> "Cell":
    """Write one cell; a text stays a text even when it begins with “=” or reads “#N/A”."""
    cell: Cell = sheet[place]
    if text is not None:
        cell.value = escape_cell_text(clean_lines(text))
        cell.data_type = "s"
    _dress(cell, look)
    return cell


def _dress(cell: "Cell", look: _Look) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    cell.font = Font(name=FONT, size=look.size, bold=look.bold, italic=look.italic)
    padded = 1 if look.boxed and look.across == "left" else 0
    cell.alignment = Alignment(horizontal=look.across, vertical="center", wrap_text=True, indent=padded)
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    if look.boxed:
        side = Side(style="thin", color="808080")
        cell.border = Border(left=side, right=side, top=side, bottom=side)


def _write_across(
    sheet: "Worksheet", layout: FormLayout, place: tuple[int, str], text: str, look: _Look
) -> None:
    """One text merged from a row's column (``number`` …) to the last, in a row as high as it needs."""
    row, first = place[0], layout.columns[place[1]]
    across = f"{first}{row}:{max(layout.columns.values())}{row}"
    merged = sheet[across][0]
    _put(sheet, f"{first}{row}", text, look)
    for cell in merged[1:]:
        _dress(cell, look)
    sheet.merge_cells(across)
    sheet.row_dimensions[row].height = _height_across(layout, place[1], text, look)


def _height_across(layout: FormLayout, part: str, text: str, look: _Look) -> float:
    """Of a row whose text is merged from a column to the last."""
    first = layout.columns[part]
    width = sum(_WIDTHS[one] for one, column in layout.columns.items() if column >= first)
    return _height(layout, _lines(layout, text, width, look), look.size)


def _lines(layout: FormLayout, text: str, width: int, look: _Look) -> int:
    """Lines that a wrapped text takes; ``width`` is that of the column, in characters of the default font."""
    if layout.rows == "measured":
        edges = _EDGES + (_INDENT if look.boxed else 0)
        style: Style = "bold" if look.bold else "italic" if look.italic else "regular"
        return lines_in((width * _CHARACTER - edges) * _POINTS / _RESERVE, text, look.size, style)
    characters = int((width - 2) * 14.8 / look.size * (0.92 if look.bold else 1))
    if len(text) <= characters and text.isprintable():  # most texts, and every unit has one
        return 1
    return sum(len(textwrap.wrap(line, max(characters, 1))) or 1 for line in text.splitlines() or [""])


def _height(layout: FormLayout, lines: int, size: int) -> float:
    return min(lines * size * 1.32 + (6 if layout.rows == "estimated" else 2), _HIGHEST_ROW)


_ROMAN = (
    *((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")),
    *((9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        text += letters * (number // value)
        number %= value
    return text


def _write_identity(book: "Workbook", identity: FormIdentity, spec: FormSpec) -> dict[str, str]:
    """Write the very hidden sheet: which form this is, and the lists of options too long for a validation.

    Ranges by field code.
    """
    sheet = book.create_sheet(IDENTITY_SHEET)
    sheet.sheet_state = "veryHidden"
    for row, (key, value) in enumerate(_identity_rows(identity), start=1):
        _put(sheet, f"A{row}", key, _Look())
        _put(sheet, f"B{row}", value, _Look()).number_format = _TEXT_FORMAT
    ranges: dict[str, str] = {}
    for question in spec.questions:
        asked = question.field
        if asked and asked.kind == "choices" and not _fits_inline(asked.of):
            ranges[asked.code] = _write_options(sheet, _OPTIONS_COLUMN + len(ranges), asked.of)
    return ranges


def _identity_rows(identity: FormIdentity) -> list[tuple[str, str]]:
    return [
        ("form_id", identity.form_id),
        ("round", identity.round_code),
        ("unit", identity.unit),
        ("version", str(identity.version)),
        ("spec", identity.spec),
    ]


def _write_options(sheet: "Worksheet", column: int, options: Sequence[str]) -> str:
    from openpyxl.utils import get_column_letter

    letter = get_column_letter(column)
    for row, option in enumerate(options, start=1):
        _put(sheet, f"{letter}{row}", option, _Look())
    return f"'{IDENTITY_SHEET}'!${letter}$1:${letter}${len(options)}"


def _fits_inline(options: Iterable[str]) -> bool:
    joined = ",".join(options)
    return len(joined) <= _LONGEST_INLINE_LIST and not any(
        mark in option for option in options for mark in ',"'
    )


def _add_validations(sheet: "Worksheet", spec: FormSpec, ranges: Mapping[str, str]) -> None:
    """Help at each cell. Warnings, not stops: “KPS”, “KAD” and several options at once are honest answers."""
    for row in spec.questions:
        if row.field and row.field.kind != "text":
            validation = _validation(row.field, ranges)
            validation.add(row.answer_cell)
            sheet.add_data_validation(validation)


def _validation(asked: Field, ranges: Mapping[str, str]) -> "DataValidation":
    from openpyxl.worksheet.datavalidation import DataValidation

    rule, prompt, error = _validation_words(asked, ranges)
    validation = DataValidation(
        **rule, allow_blank=True, showErrorMessage=True, showInputMessage=True, errorStyle="warning"
    )
    validation.promptTitle, validation.prompt = "Cách ghi", prompt
    validation.errorTitle, validation.error = "Xem lại câu trả lời", error
    return validation


def _validation_words(asked: Field, ranges: Mapping[str, str]) -> tuple[dict[str, Any], str, str]:
    """``(rule, prompt, error)`` by the field's kind."""
    if asked.kind == "count":
        rule = {"type": "whole", "operator": "greaterThanOrEqual", "formula1": "0"}
        return (
            rule,
            f"Số nguyên, ví dụ 12; không có thì ghi 0. {_EMPTY_WORDS}",
            f"Ô này ghi số nguyên từ 0 trở lên. {_KEEP}",
        )
    if asked.kind == "date":
        first, last = (str((day - _EPOCH).days) for day in (date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
        rule = {"type": "date", "operator": "between", "formula1": first, "formula2": last}
        return (
            rule,
            f"Ngày/tháng/năm, ví dụ 28/11/2025; ghi xong xem lại ngày hiện trong ô. {_EMPTY_WORDS}",
            f"Ô này ghi ngày/tháng/năm. {_KEEP}",
        )
    if asked.kind == "yes_no":
        return (
            {"type": "list", "formula1": '"Có,Không"'},
            f"Chọn Có hoặc Không. {_EMPTY_WORDS}",
            f"Ô này ghi Có hoặc Không. {_KEEP}",
        )
    listed = ranges.get(asked.code) or f'"{",".join(asked.of)}"'
    several = "nhiều lựa chọn thì gõ, cách nhau bằng dấu chấm phẩy (;)"
    keep = (
        f"Nếu ghi nhiều lựa chọn cách nhau bằng dấu chấm phẩy, hoặc ghi {NOTHING_SHORT}, "
        f"{NOT_APPLICABLE_SHORT} thì bấm Có (Yes) để giữ."
    )
    return {"type": "list", "formula1": listed}, f"Chọn trong danh sách; {several}. {_EMPTY_WORDS}", keep


def _set_page(sheet: "Worksheet", spec: FormSpec, identity: FormIdentity) -> None:
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    # Inches: 20 mm above, below and left, 15 mm right.
    sheet.page_margins = PageMargins(left=0.79, right=0.59, top=0.79, bottom=0.79, header=0.3, footer=0.35)
    layout = spec.layout
    first, last = layout.columns["number"], max(layout.columns.values())
    sheet.print_title_rows = f"{layout.heading_row}:{layout.heading_row}"
    sheet.print_area = f"{first}1:{last}{_note_row(spec) + _SIGNING_ROWS}"
    footer: Any = sheet.oddFooter
    for part, text in ((footer.left, f"Mã mẫu {identity.form_id}"), (footer.right, "Trang &P/&N")):
        part.text, part.font, part.size = text, f"{FONT},Regular", 9
    sheet.sheet_view.showGridLines = False
    sheet.freeze_panes = f"{first}{layout.first_row}"
    typed = next((row.answer_cell for row in spec.questions), f"{last}{layout.first_row}")
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = typed


def _protect(book: "Workbook") -> None:
    """Against slips, not against intent: no password.

    Row heights stay free, so that a long answer can be seen.
    """
    from openpyxl.workbook.protection import WorkbookProtection

    for sheet in book.worksheets:
        sheet.protection.sheet = True
        sheet.protection.formatRows = False
    book.security = WorkbookProtection(lockStructure=True)
