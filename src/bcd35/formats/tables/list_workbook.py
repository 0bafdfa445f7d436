"""The units or channels as a workbook that a clerk edits and ``… import`` reads back (``office_list.py``)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple

from bcd35.domain.channels import PLATFORM_NAMES
from bcd35.domain.layout.fonts import FONT
from bcd35.domain.text import clean
from bcd35.formats.ooxml.package import Properties, escape_cell_text
from bcd35.formats.xlsx.saved import saved_book

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_TEXT = "@"  # a cell of the general format would make a number of a telephone, and a date of “1-2”
_LINE = 16.5  # points of a line of the font
_LONGEST_CHOICES = 255  # characters that a list in a validation may hold


class ListColumn(NamedTuple):
    """A column: its heading, its width in characters, and the text of an entry (and the labels of kinds)."""

    heading: str
    width: int
    value: Callable[[Any, Mapping[str, str]], str]
    choices: Callable[[Mapping[str, str]], Sequence[str]] = lambda _labels: ()


class ListForm(NamedTuple):
    """The sheet of a register."""

    title: str
    columns: tuple[ListColumn, ...]


LIST_FORMS: Mapping[str, ListForm] = {
    "units": ListForm(
        "Đơn vị",
        (
            ListColumn("Mã", 14, lambda unit, _: unit.code),
            ListColumn("Tên đơn vị", 60, lambda unit, _: unit.name),
            ListColumn(
                "Loại",
                22,
                lambda unit, labels: labels.get(unit.kind, unit.kind),
                lambda labels: [*labels.values()],
            ),
            ListColumn("Thư công vụ", 30, lambda unit, _: unit.email),
            ListColumn("Điện thoại", 18, lambda unit, _: unit.phone),
            ListColumn("Ghi chú", 30, lambda unit, _: unit.note),
        ),
    ),
    "channels": ListForm(
        "Kênh",
        (
            ListColumn("Mã", 22, lambda channel, _: channel.code),
            ListColumn(
                "Nền tảng",
                24,
                lambda channel, _: PLATFORM_NAMES[channel.platform],
                lambda _labels: [*PLATFORM_NAMES.values()],
            ),
            ListColumn("Tên kênh", 48, lambda channel, _: channel.name),
            ListColumn("Địa chỉ", 50, lambda channel, _: channel.url),
            ListColumn("Cơ quan chủ quản", 30, lambda channel, _: channel.owner),
            ListColumn("Ghi chú", 30, lambda channel, _: channel.note),
        ),
    ),
}


def write_list(
    form: ListForm, entries: Sequence[object], labels: Mapping[str, str], author: str, dated: date
) -> bytes:
    """The workbook's bytes; the same entries on the same day give the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    sheet: Any = book.active
    sheet.title = form.title
    rows = [[column.heading for column in form.columns]]
    rows += [[column.value(entry, labels) for column in form.columns] for entry in entries]
    _put_rows(sheet, rows)
    widths = [column.width - 4 for column in form.columns]
    for number, row in enumerate(rows, start=1):  # not every program fits rows to broken lines by itself
        lines = max(ceil(len(text) / width) for text, width in zip(row, widths, strict=True))
        if lines > 1:
            sheet.row_dimensions[number].height = _LINE * lines
    _set_out(sheet, form, labels, len(rows))
    return saved_book(book, Properties(f"Danh sách: {form.title}", clean(author), dated))


def _put_rows(sheet: "Worksheet", rows: Sequence[Sequence[str]]) -> None:
    """Texts, whatever they look like. Empty cells are text cells too: somebody will type into them."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    thin = Side(style="thin", color="999999")
    border, alignment = Border(thin, thin, thin, thin), Alignment(wrap_text=True, vertical="top")
    fonts = {bold: Font(name=FONT, size=12, bold=bold) for bold in (True, False)}
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            if text:
                cell.value = escape_cell_text(text)
                cell.data_type = "s"
            cell.border, cell.alignment, cell.number_format = border, alignment, _TEXT
            cell.font = fonts[number == 1]
            if number == 1:
                cell.fill = PatternFill("solid", fgColor="D9D9D9")


def _set_out(sheet: Any, form: ListForm, labels: Mapping[str, str], rows: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for place, column in enumerate(form.columns, start=1):
        letters = get_column_letter(place)
        sheet.column_dimensions[letters].width = column.width
        choices = ",".join(column.choices(labels))
        if choices and len(choices) <= _LONGEST_CHOICES and '"' not in choices:
            rule = DataValidation("list", formula1=f'"{choices}"', allow_blank=True, showErrorMessage=False)
            rule.add(f"{letters}2:{letters}{rows + 200}")  # room for rows to come
            sheet.add_data_validation(rule)
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
