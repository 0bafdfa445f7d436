"""The summary workbook (bảng tổng hợp, .xlsx): four sheets for a leader and the clerk who answers the leader's questions.

Here: layout, looks and wording of the sheets. Not here: any figure. Totals, rates, states and sums come from ``domain/summary.py``.
Every cell holds a value, never a formula: a preview on a phone calculates nothing, and a name such as ``=A1`` must stay a name.
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from bcd35.domain.channels import PLATFORM_NAMES, Channel, by_platform, canonical_url
from bcd35.domain.dates import running_date, screen_date
from bcd35.domain.figures import DEFINITIONS, CountResult, FieldFigures, RoundFigures
from bcd35.domain.numbers import group_thousands, share_words
from bcd35.domain.office import Office
from bcd35.domain.reports import EMPTY_WORDS, UNANSWERED, Answer
from bcd35.domain.rounds import Field, Round, subject_line
from bcd35.domain.summary import STATE_WORDS, RoundState, Totals, UnitState, count_units
from bcd35.domain.text import clean, clean_lines
from bcd35.domain.units import in_office_order
from bcd35.formats.package import Properties, escape_cell_text, seal_package

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.styles import Alignment, Border, Font, PatternFill
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

SHEETS = ("Tổng hợp", "Theo đơn vị", "Chưa báo cáo", "Kênh")
NOT_REPORTED = "–"
CUT_MARK = "… (đã cắt)"
# Excel's limit, counted in UTF-16 units; openpyxl would cut in silence.
LONGEST_CELL = 32_767
# Excel calls a file damaged when a link is longer than 2,079.
_LONGEST_LINK = 2_000
# Widths are in characters; with more than so many across a landscape A4 page print becomes too small to read.
_PAGE_WIDTH = 190
# Excel refuses more points.
_TALLEST_ROW = 409
_HEAD_ROW = 4
# Excel has styles of its own called Note and Title, and does not tell capitals from small letters.
_STYLE_PREFIX = "bcd35 "
_STATUS_WORDS = {"active": "Đang dùng", "retired": "Thôi dùng"}
_WHOLE, _SHARE, _DAY, _AS_TYPED = "#,##0", "0.0%", "dd/mm/yyyy", "@"

Value = str | int | float | date


@dataclass(frozen=True, slots=True)
class SummaryContent:
    """What the workbook tells: the round as of a day, and the channels it is about.

    ``reference`` is the letter's ``28-CV/BCĐ`` and ``dated`` its date; None while nothing is issued.
    """

    office: Office
    round_: Round
    reference: str
    dated: date | None
    figures: RoundFigures
    channels: tuple[Channel, ...]

    @property
    def state(self) -> RoundState:
        return self.figures.state


def write_summary(content: SummaryContent) -> bytes:
    """Write the workbook as .xlsx bytes; the same content gives the same bytes."""
    from openpyxl import Workbook

    workbook = Workbook()
    _add_styles(workbook)
    first = workbook.worksheets[0]
    first.title = SHEETS[0]
    _fill_overview(first, content)
    for title, fill in zip(SHEETS[1:], (_fill_units, _fill_missing, _fill_channels), strict=True):
        fill(workbook.create_sheet(title), content)
    return _sealed(workbook, content)


def _sealed(workbook: "Workbook", content: SummaryContent) -> bytes:
    saved = io.BytesIO()
    workbook.save(saved)
    title = clean(f"Bảng tổng hợp: {content.round_.subject}")
    return seal_package(saved.getvalue(), Properties(title, clean(content.office.full_name), content.state.as_of))


# --- cells ---------------------------------------------------------------------------------------------------------------


def cell_text(text: str) -> str:
    """Text as a cell can hold it: what no workbook may contain is gone, what is too long ends in a visible mark."""
    cleaned = escape_cell_text(clean_lines(text))
    if _units(cleaned) <= LONGEST_CELL:
        return cleaned
    kept = cleaned[: LONGEST_CELL - len(CUT_MARK)]
    while _units(kept) > LONGEST_CELL - len(CUT_MARK):
        kept = kept[: -ceil((_units(kept) - LONGEST_CELL + len(CUT_MARK)) / 2)]
    return kept + CUT_MARK


def _units(text: str) -> int:
    return len(text) + sum(1 for character in text if character > "\uffff")


def _put(sheet: "Worksheet", row: int, column: int, value: Value, look: str) -> "Cell":
    """One cell. Text is marked as text, or openpyxl turns ``=…`` into a formula and ``#N/A`` into an error."""
    # Never the covered cell of a merged range, the other thing that may stand here.
    cell = cast("Cell", sheet.cell(row, column))
    cell.style = _STYLE_PREFIX + look
    if not isinstance(value, str):
        cell.value = value
    elif text := cell_text(value):
        cell.value = text
        cell.data_type = "s"
    return cell


def _put_row(sheet: "Worksheet", row: int, cells: Iterable[tuple[Value, str]]) -> None:
    for column, (value, look) in enumerate(cells, start=1):
        _put(sheet, row, column, value, look)
        _raise_row(sheet, row, _height(value, _LOOKS[look], _width(sheet, column, column)))


def _put_across(sheet: "Worksheet", row: int, columns: tuple[int, int], text: str, look: str) -> None:
    """Put text over several columns."""
    first, last = columns
    _put(sheet, row, first, text, look)
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)
    _raise_row(sheet, row, _height(text, _LOOKS[look], _width(sheet, first, last)))


def _raise_row(sheet: "Worksheet", row: int, height: float) -> None:
    """Set heights ourselves: no program fits merged cells, and LibreOffice fits none at all in a file that states no heights."""
    dimension = sheet.row_dimensions[row]
    dimension.height = min(max(height, dimension.height or 0), _TALLEST_ROW)


def _width(sheet: "Worksheet", first: int, last: int) -> float:
    from openpyxl.utils import get_column_letter

    return sum(sheet.column_dimensions[get_column_letter(column)].width for column in range(first, last + 1))


def _height(value: Value, look: "_Look", width: float) -> float:
    """Height in points that a value needs. A width of 1 is a digit of 11 pt; Times New Roman runs a little narrower, bold less so."""
    lines = value.split("\n") if isinstance(value, str) else [""]
    room = (width - 2) / (look.size / 11 * (0.98 if look.bold else 0.9))
    return sum(_line_count(line, room) for line in lines) * look.size * 1.3 + 3


def _line_count(text: str, room: float) -> int:
    """Lines of a text that breaks between words, or inside a word that is longer than a line."""
    lines, used = 1, 0.0
    for word in text.split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0
        lines += int(len(word) // room) if len(word) > room else 0
        used += len(word) % room + (1 if used else 0)
    return lines


def _widen(sheet: "Worksheet", widths: Sequence[float]) -> None:
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


# --- looks ---------------------------------------------------------------------------------------------------------------


class _Look(NamedTuple):
    """How a kind of cell looks. ``size`` in points, colours as RRGGBB."""

    across: str = "left"
    form: str = "General"
    size: float = 11
    bold: bool = False
    italic: bool = False
    underline: Literal["single"] | None = None
    colour: str = "000000"
    fill: str = ""
    boxed: bool = True


_LOOKS: Mapping[str, _Look] = {
    "issuer": _Look("center", size=12, boxed=False),
    "issuer_bold": _Look("center", size=12, bold=True, boxed=False),
    "party": _Look("center", size=12, bold=True, underline="single", boxed=False),
    "title": _Look("center", size=14, bold=True, boxed=False),
    "subtitle": _Look("center", size=12, bold=True, boxed=False),
    "aside": _Look("center", italic=True, boxed=False),
    "section": _Look(size=12, bold=True, boxed=False),
    "plain": _Look(size=12, boxed=False),
    "note": _Look(boxed=False),
    "head": _Look("center", bold=True, fill="DCE6F1"),
    "text": _Look(),
    "centred": _Look("center"),
    "place": _Look("center", _WHOLE),
    "code": _Look("center", _AS_TYPED),
    "count": _Look("right", _WHOLE),
    "share": _Look("center", _SHARE),
    "day": _Look("center", _DAY),
    "empty": _Look("center", italic=True, colour="595959"),
    "link": _Look(underline="single", colour="0563C1"),
    "total_text": _Look(bold=True, fill="F2F2F2"),
    "total_count": _Look("right", _WHOLE, bold=True, fill="F2F2F2"),
    "total_share": _Look("center", _SHARE, bold=True, fill="F2F2F2"),
    "total_empty": _Look("center", bold=True, fill="F2F2F2"),
    "on_time": _Look("center", fill="E2EFDA"),
    "late": _Look("center", fill="FFF2CC"),
    "missing": _Look("center", bold=True, fill="F8CBAD"),
    "exempt": _Look("center", fill="EDEDED"),
}


def _add_styles(workbook: "Workbook") -> None:
    """Make each look a named style once: formatting some ten thousand cells one property at a time takes seconds."""
    from openpyxl.styles import NamedStyle
    from openpyxl.utils.indexed_list import IndexedList

    # The first font is the one of untouched cells, and the unit of column widths: what a clerk adds by hand must look like the rest.
    # openpyxl has no public way to choose it.
    vars(workbook)["_fonts"] = IndexedList([_font(_Look())])
    for name, look in _LOOKS.items():
        workbook.add_named_style(
            NamedStyle(
                _STYLE_PREFIX + name,
                font=_font(look),
                fill=_fill(look),
                border=_border(look),
                alignment=_alignment(look),
                number_format=look.form,
            )
        )


def _font(look: _Look) -> "Font":
    from openpyxl.styles import Font

    return Font(name="Times New Roman", size=look.size, bold=look.bold, italic=look.italic, underline=look.underline, color=look.colour)


def _fill(look: _Look) -> "PatternFill":
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill()


def _border(look: _Look) -> "Border":
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color="808080") if look.boxed else Side()
    return Border(left=side, right=side, top=side, bottom=side)


def _alignment(look: _Look) -> "Alignment":
    """Indent in tables, where text and figures would touch the lines; wrapping for words only."""
    from openpyxl.styles import Alignment

    indent = 1 if look.boxed and look.across != "center" else 0
    return Alignment(horizontal=look.across, vertical="center", wrap_text=look.across != "right", indent=indent)


# --- page ----------------------------------------------------------------------------------------------------------------


def _set_page(sheet: "Worksheet", orientation: Literal["portrait", "landscape"], pages_wide: int = 1) -> None:
    from openpyxl.worksheet.page import PageMargins
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.orientation = orientation
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.page_margins = PageMargins(left=0.6, right=0.5, top=0.6, bottom=0.7, header=0.3, footer=0.35)
    sheet.print_options.horizontalCentered = True
    if sheet.oddFooter is not None:  # always there on a new sheet, but an empty one is false
        footer = sheet.oddFooter.center
        footer.text, footer.font, footer.size = "Trang &P/&N", "Times New Roman,Regular", 10


class _Column(NamedTuple):
    """One column of a list: heading, width in characters, and the cell of a line ``(running number, thing)``."""

    heading: str
    width: float
    cell: Callable[[int, UnitState], tuple[Value, str]]


def _fill_list(sheet: "Worksheet", columns: Sequence[_Column], units: Sequence[UnitState], *, title: str, aside: str, none: str) -> None:
    """Fill a list of units: title, as of when, headings that repeat on every page, one line a unit or a sentence that there is none."""
    _start_list(sheet, [(column.heading, column.width) for column in columns], len(units), title=title, aside=aside, none=none)
    for place, unit in enumerate(units, start=1):
        _put_row(sheet, _HEAD_ROW + place, (column.cell(place, unit) for column in columns))


def _start_list(sheet: "Worksheet", headings: Sequence[tuple[str, float]], lines: int, *, title: str, aside: str, none: str) -> None:
    from openpyxl.utils import get_column_letter

    widths = [width for _, width in headings]
    _widen(sheet, widths)
    pages_wide = ceil(sum(widths) / _PAGE_WIDTH)
    # Columns A to C come again on every page to the right, and a title across more columns would be cut there.
    shown = len(widths) if pages_wide == 1 else 3
    _put_across(sheet, 1, (1, shown), title, "title")
    _put_across(sheet, 2, (1, shown), aside, "aside")
    _put_row(sheet, _HEAD_ROW, ((heading, "head") for heading, _ in headings))
    if not lines:
        _put_across(sheet, _HEAD_ROW + 1, (1, shown), none, "aside")
    sheet.freeze_panes = f"D{_HEAD_ROW + 1}"
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{get_column_letter(len(widths))}{_HEAD_ROW + lines}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    if pages_wide > 1:
        sheet.print_title_cols = "A:C"
    _set_page(sheet, "landscape", pages_wide)


# --- sheet 1: overview ---------------------------------------------------------------------------------------------------

_LAST = 9
_NARROW = 10
_NOTES = (
    "Tỷ lệ báo cáo: số đơn vị đã báo cáo trên số đơn vị phải báo cáo. Tỷ lệ đúng hạn: số đơn vị đúng hạn trên số đơn vị phải báo cáo.",
    "Số liệu của mỗi đơn vị lấy theo bản sửa cuối cùng nhận đến hết ngày tính số liệu.",
    "Tổng số của một chỉ tiêu chỉ cộng các đơn vị có ghi số, kể cả số 0.",
    "“Không phát sinh”: trong kỳ không có việc nào. “Không áp dụng”: chỉ tiêu không thuộc nhiệm vụ của đơn vị.",
    "“Chưa trả lời”: đơn vị để trống. Ba trường hợp này khác số 0 và không cộng vào tổng số.",
    f"Dấu “{NOT_REPORTED}”: đơn vị chưa báo cáo hoặc được miễn, hoặc không có đơn vị nào phải báo cáo để tính tỷ lệ.",
)


def _fill_overview(sheet: "Worksheet", content: SummaryContent) -> None:
    sums = [(one, one.result) for one in content.figures.fields if isinstance(one.result, CountResult)]
    longest = max((len(group_thousands(result.total)) for _, result in sums), default=0)
    _widen(sheet, [34, max(12, longest + 3), *[_NARROW] * (_LAST - 2)])
    row = _put_heading(sheet, content)
    row = _put_totals(sheet, row + 1, content.state)
    row = _put_kinds(sheet, row + 1, content)
    row = _put_sums(sheet, row + 1, sums, content.state.totals)
    _put_notes(sheet, row + 1)
    sheet.sheet_view.showGridLines = False
    _set_page(sheet, "portrait")


def _put_heading(sheet: "Worksheet", content: SummaryContent) -> int:
    """Issuer lines, title and what the table is about, in the order of the office's documents; the next free row is returned."""
    office, state = content.office, content.state
    _put_across(sheet, 1, (1, 4), office.superior, "issuer")
    _put_across(sheet, 1, (5, _LAST), "ĐẢNG CỘNG SẢN VIỆT NAM", "party")
    _put_across(sheet, 2, (1, 4), office.issuer, "issuer_bold")
    _put_across(sheet, 3, (1, 4), "*", "issuer")
    _put_across(sheet, 5, (1, _LAST), "BẢNG TỔNG HỢP KẾT QUẢ BÁO CÁO", "title")
    _put_across(sheet, 6, (1, _LAST), _subject_words(content), "subtitle")
    _put_across(sheet, 7, (1, _LAST), f"({_letter_words(content)})", "aside")
    rows: list[tuple[str, Value, str]] = [
        ("Thời hạn báo cáo", state.deadline, "day"),
        ("Số liệu tính đến hết ngày", state.as_of, "day"),
    ]
    if state.received_later:
        rows.append(("Báo cáo nhận sau ngày này, chưa tính", state.received_later, "count"))
    for row, (label, value, look) in enumerate(rows, start=9):
        _put_row(sheet, row, [(label, "text"), (value, look)])
    return 9 + len(rows)


def _subject_words(content: SummaryContent) -> str:
    return subject_line(content.round_.subject, content.office.style.subject_prefix)


def _letter_words(content: SummaryContent) -> str:
    if content.dated is None:
        return "Công văn chưa phát hành"
    return f"Công văn số {content.reference}, ngày {running_date(content.dated)} của {content.office.full_name}"


def _in_words(state: RoundState) -> str:
    totals, day = state.totals, running_date(state.as_of)
    if not totals.expected:
        return f"Đến hết ngày {day}, không có đơn vị nào phải báo cáo" + (f"; {totals.exempt} đơn vị được miễn." if totals.exempt else ".")
    exempt = f" Có {totals.exempt} đơn vị được miễn." if totals.exempt else ""
    return (
        f"Đến hết ngày {day}, {group_thousands(totals.reported)}/{group_thousands(totals.expected)} đơn vị đã báo cáo, "
        f"đạt {share_words(totals.completeness)}; trong đó {group_thousands(totals.on_time)} đơn vị đúng hạn "
        f"({share_words(totals.timeliness)}), {group_thousands(totals.late)} đơn vị trễ hạn. "
        f"Còn {group_thousands(totals.missing)} đơn vị chưa báo cáo.{exempt}"
    )


def _put_totals(sheet: "Worksheet", row: int, state: RoundState) -> int:
    totals = state.totals
    lines: list[tuple[str, str, int, float | str | None]] = [
        ("expected", "Phải báo cáo", totals.expected, ""),
        ("reported", "Đã báo cáo", totals.reported, totals.completeness),
        ("on_time", STATE_WORDS["on_time"], totals.on_time, totals.timeliness),
        ("late", STATE_WORDS["late"], totals.late, ""),
        ("missing", STATE_WORDS["missing"], totals.missing, ""),
        ("exempt", STATE_WORDS["exempt"], totals.exempt, ""),
    ]
    _put_across(sheet, row, (1, _LAST), "I- KẾT QUẢ CHUNG", "section")
    _put_across(sheet, row + 1, (1, _LAST), _in_words(state), "plain")
    _put_row(sheet, row + 2, [(heading, "head") for heading in ("Nội dung", "Số đơn vị", "Tỷ lệ")])
    _put_across(sheet, row + 2, (4, _LAST), "Cách tính", "head")
    for at, (key, label, count, share) in enumerate(lines, start=row + 3):
        _put_row(sheet, at, [(label, "text"), (count, "count"), _share_cell(share, "share", "empty")])
        _put_across(sheet, at, (4, _LAST), DEFINITIONS[key].words, "text")
    return row + 3 + len(lines)


def _share_cell(share: float | str | None, look: str, look_without: str) -> tuple[Value, str]:
    return (NOT_REPORTED, look_without) if share is None else (share, look)


_KIND_HEADINGS = ("Loại đơn vị", "Phải báo cáo", "Đã báo cáo", *STATE_WORDS.values(), "Tỷ lệ báo cáo", "Tỷ lệ đúng hạn")


def _put_kinds(sheet: "Worksheet", row: int, content: SummaryContent) -> int:
    totals, labels = content.state.totals, _kind_labels(content)
    _put_across(sheet, row, (1, _LAST), "II- THEO LOẠI ĐƠN VỊ", "section")
    _put_row(sheet, row + 1, [(heading, "head") for heading in _KIND_HEADINGS])
    for at, (kind, label) in enumerate(labels.items(), start=row + 2):
        _put_row(sheet, at, _totals_cells(label, count_units(unit for unit in content.state.units if unit.kind == kind), "text", ""))
    last = row + 2 + len(labels)
    label = f"Tổng cộng: {group_thousands(totals.reported)}/{group_thousands(totals.expected)} đơn vị"
    _put_row(sheet, last, _totals_cells(label, totals, "total_text", "total_"))
    return last + 1


def _totals_cells(label: str, totals: Totals, look: str, prefix: str) -> list[tuple[Value, str]]:
    counts = (totals.expected, totals.reported, totals.on_time, totals.late, totals.missing, totals.exempt)
    shares = (totals.completeness, totals.timeliness)
    return [
        (label, look),
        *((count, f"{prefix}count") for count in counts),
        *(_share_cell(share, f"{prefix}share", f"{prefix}empty") for share in shares),
    ]


def _kind_labels(content: SummaryContent) -> dict[str, str]:
    """Kind → label of the kinds that occur, in the office's order; a kind that the office has dropped since shows its code."""
    present = {unit.kind for unit in content.state.units}
    known = {kind.code: kind.label for kind in content.office.unit_kinds if kind.code in present}
    return known | {kind: kind for kind in sorted(present - known.keys())}


def _put_sums(sheet: "Worksheet", row: int, sums: Sequence[tuple[FieldFigures, CountResult]], totals: Totals) -> int:
    _put_across(sheet, row, (1, _LAST), "III- SỐ LIỆU CÁC CHỈ TIÊU", "section")
    if not sums:
        _put_across(sheet, row + 1, (1, _LAST), "Đợt này không có chỉ tiêu nào ghi bằng số.", "plain")
        return row + 2
    _put_across(sheet, row + 1, (1, _LAST), f"Tính trên {group_thousands(totals.reported)} đơn vị đã báo cáo.", "plain")
    headings = ("Chỉ tiêu", "Tổng số", "Số đơn vị ghi số", *(EMPTY_WORDS[state] for state in ("nothing", "not_applicable", "unanswered")))
    _put_row(sheet, row + 2, [(heading, "head") for heading in headings])
    for at, (one, result) in enumerate(sums, start=row + 3):
        counts = (result.total, one.answered, one.nothing, one.not_applicable, one.unanswered)
        _put_row(sheet, at, [(one.field.label, "text"), *((count, "count") for count in counts)])
    return row + 3 + len(sums)


def _put_notes(sheet: "Worksheet", row: int) -> None:
    _put_across(sheet, row, (1, _LAST), "Ghi chú", "section")
    for at, note in enumerate(_NOTES, start=row + 1):
        _put_across(sheet, at, (1, _LAST), f"- {note}", "note")


# --- sheets 2 and 3: units -----------------------------------------------------------------------------------------------


def _as_of_words(state: RoundState) -> str:
    return f"Thời hạn {screen_date(state.deadline)}; số liệu tính đến hết ngày {screen_date(state.as_of)}"


def _unit_columns(content: SummaryContent) -> list[_Column]:
    """Give the columns every list of units begins with: running number, code, name and kind."""
    labels = _kind_labels(content)
    codes = max((len(unit.code) for unit in content.state.units), default=0)
    return [
        _Column("TT", 6, lambda place, _: (place, "place")),
        _Column("Mã", min(max(9, codes * 1.3 + 2.5), 24), lambda _, unit: (unit.code, "code")),
        _Column("Đơn vị", 30, lambda _, unit: (unit.name, "text")),
        _Column("Loại đơn vị", 16, lambda _, unit: (labels[unit.kind], "text")),
    ]


def _fill_units(sheet: "Worksheet", content: SummaryContent) -> None:
    units = in_office_order(content.state.units, content.office.unit_kinds)
    columns = [
        *_unit_columns(content),
        _Column("Trạng thái", 14, lambda _, unit: (STATE_WORDS[unit.state], unit.state)),
        _Column("Ngày nhận đầu", 12, lambda _, unit: (unit.received_on, "day") if unit.received_on else (NOT_REPORTED, "empty")),
        _Column(
            "Số ngày trễ, quá hạn", 9, lambda _, unit: (NOT_REPORTED, "empty") if unit.state == "exempt" else (unit.days_late, "count")
        ),
        _Column("Số lần sửa", 8, lambda _, unit: (unit.revision - 1, "count") if unit.revision else (NOT_REPORTED, "empty")),
        *(_field_column(field, units) for field in content.round_.fields),
        _Column("Ghi chú", 22, lambda _, unit: (unit.note, "text")),
    ]
    title, none = "KẾT QUẢ BÁO CÁO THEO ĐƠN VỊ", "Đợt này chưa có đơn vị nào."
    _fill_list(sheet, columns, units, title=title, aside=_as_of_words(content.state), none=none)


def _field_column(field: Field, units: Iterable[UnitState]) -> _Column:
    def cell(_: int, unit: UnitState) -> tuple[Value, str]:
        return _answer_cell(unit.answers.get(field.code, UNANSWERED)) if unit.received_on else (NOT_REPORTED, "empty")

    return _Column(field.label, _field_width(field, units), cell)


def _answer_cell(answer: Answer) -> tuple[Value, str]:
    """Numbers and dates stay numbers and dates; the kinds of empty are words, so that none of them reads as 0."""
    if answer.state != "value":
        return answer.words(), "empty"
    if isinstance(answer.value, int) and not isinstance(answer.value, bool):
        return answer.value, "count"
    if isinstance(answer.value, date):
        return answer.value, "day"
    return answer.words(), "centred" if isinstance(answer.value, bool) else "text"


def _field_width(field: Field, units: Iterable[UnitState]) -> float:
    """Give the width: room for the longest number (else Excel shows ####), a long text in some thirty lines, the heading in about six."""
    least = {"count": 9.5, "date": 12, "yes_no": 9.5, "choices": 22, "text": 40}[field.kind]
    given = (unit.answers.get(field.code, UNANSWERED) for unit in units)
    longest = max((len(answer.words()) for answer in given if answer.state == "value"), default=0)
    needed = {"count": longest + 3, "text": min(longest / 25, 80)}.get(field.kind, 0)
    heading = max(len(field.label) / 6 + 4, *(min(len(word), 20) + 4 for word in ("", *field.label.split())))
    return max(least, needed, heading)


def _fill_missing(sheet: "Worksheet", content: SummaryContent) -> None:
    state = content.state
    missing = [unit for unit in state.units if unit.state == "missing"]
    columns = [
        *_unit_columns(content),
        _Column("Thời hạn", 13, lambda _, __: (state.deadline, "day")),
        _Column("Số ngày quá hạn", 12, lambda _, unit: (unit.days_late, "count")),
        _Column("Ghi chú", 40, lambda _, unit: (unit.note, "text")),
    ]
    none = "Tất cả đơn vị đã báo cáo." if state.totals.expected else "Không có đơn vị nào phải báo cáo."
    left = f"còn {group_thousands(state.totals.missing)}/{group_thousands(state.totals.expected)} đơn vị chưa báo cáo"
    aside = f"{_as_of_words(state)}; {left}" if missing else _as_of_words(state)
    ordered = in_office_order(missing, content.office.unit_kinds)
    _fill_list(sheet, columns, ordered, title="ĐƠN VỊ CHƯA BÁO CÁO", aside=aside, none=none)


# --- sheet 4: channels ---------------------------------------------------------------------------------------------------

_CHANNEL_HEADINGS = (("TT", 6.0), ("Nền tảng", 16.0), ("Tên kênh", 42.0), ("Địa chỉ", 48.0), ("Trạng thái", 12.0), ("Ghi chú", 28.0))


def _fill_channels(sheet: "Worksheet", content: SummaryContent) -> None:
    channels = [channel for _, group in by_platform(content.channels) for channel in group]
    aside = f"Các kênh truyền thông nêu trong đợt: {content.round_.subject}"
    _start_list(sheet, _CHANNEL_HEADINGS, len(channels), title="KÊNH TRUYỀN THÔNG", aside=aside, none="Chưa có kênh nào.")
    for place, channel in enumerate(channels, start=1):
        _put_row(sheet, _HEAD_ROW + place, _channel_cells(place, channel))
        if _is_safe_link(channel.canonical_url):
            address = _put(sheet, _HEAD_ROW + place, 4, channel.canonical_url, "link")
            address.hyperlink = channel.canonical_url


def _channel_cells(place: int, channel: Channel) -> list[tuple[Value, str]]:
    return [
        (place, "place"),
        (PLATFORM_NAMES.get(channel.platform, channel.platform), "text"),
        (channel.name, "text"),
        (channel.canonical_url, "text"),
        (_STATUS_WORDS.get(channel.status, channel.status), "centred"),
        (channel.note, "text"),
    ]


def _is_safe_link(address: str) -> bool:
    """Only an address that has passed the check is worth a click: openpyxl itself would accept ``javascript:``."""
    return len(address) <= _LONGEST_LINK and canonical_url(address) == address
