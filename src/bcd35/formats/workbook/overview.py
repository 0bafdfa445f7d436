"""The first sheet, for leaders: results in a sentence, totals, kinds, sums, contributions, charts.

Totals are formulas over the units' sheet, so a clerk can follow them; each carries its value for programs
that calculate nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS
from bcd35.domain.dates import date_line, screen_date
from bcd35.domain.figures import DEFINITIONS, NOT_ADDED, CountResult, FieldFigures
from bcd35.domain.findings import Finding
from bcd35.domain.layout.fonts import FONT
from bcd35.domain.numerals import NO_SHARE, group_thousands
from bcd35.domain.rounds import subject_line
from bcd35.domain.sentences import letter_words, result_words
from bcd35.domain.summary import STATE_WORDS, WITHIN, Totals
from bcd35.formats.workbook.cell_styles import CHART_COLOURS, set_a4
from bcd35.formats.workbook.content import WorkbookContent
from bcd35.formats.workbook.listing import Listing
from bcd35.formats.workbook.lists import STATE_COLUMN, field_column
from bcd35.formats.workbook.sheet_writer import NO_FIGURE, SheetValue, SheetWriter

_NAME = "Tổng hợp"
_LAST = 8  # the last of nine columns, counted from 0
_CHART_ROWS, _CHART_WIDTH = 14, 440  # two charts side by side, the width in pixels
_LABELLED_DAYS = 10  # so many days fit under a chart
# Tick marks are stated: where a file says none, LibreOffice draws minor ones, Excel does not.
_AXIS = {"num_font": {"name": FONT, "size": 10}, "major_tick_mark": "outside", "minor_tick_mark": "none"}
_ROWS_BEFORE_CHARTS = 40  # fewer leave room for the charts on the first page
_COUNTS = ("expected", "reported", "on_time", "late", "missing", "exempt")


def write_overview(
    workbook: Any, formats: dict[str, Any], content: WorkbookContent, units: Listing
) -> list[Finding]:
    """Write the sheet; ``units``: the list that its formulas count. Returns what was found in its texts."""
    sheet = workbook.add_worksheet(_NAME)
    longest = max((len(group_thousands(one.total or 0)) for _, one in _sums(content)), default=0)
    writer = SheetWriter(sheet, formats, [34, max(12, longest + 3), *[10.5] * (_LAST - 1)])
    row = _heading(writer, content)
    row = _totals(writer, row + 1, content, units)
    kinds = row + 2
    row = _kinds(writer, row + 1, content)
    row = _fields(writer, row + 1, content, units)
    row = _contributions(writer, row + 1, content)
    charts = row + 1
    writer.put_across(charts, (0, _LAST), "V- BIỂU ĐỒ", "section")
    arrivals = charts + _CHART_ROWS + 2
    days = _arrivals(writer, arrivals, content)
    rates = _kinds_chart(workbook, kinds, len(content.figures.kinds))
    _insert(sheet, charts + 1, 0, rates, "Tỷ lệ báo cáo và tỷ lệ đúng hạn theo loại đơn vị")
    deadline = screen_date(content.figures.state.deadline)
    by_day = _arrivals_chart(workbook, arrivals + 2, days)
    title = f"Số báo cáo nhận theo ngày (thời hạn {deadline})"
    _insert(sheet, charts + 1, _CHART_WIDTH + 8, by_day, title)
    sheet.hide_gridlines(2)
    sheet.set_h_pagebreaks([arrivals] if charts < _ROWS_BEFORE_CHARTS else [charts])
    set_a4(sheet)
    return writer.findings


def _heading(writer: SheetWriter, content: WorkbookContent) -> int:
    """Issuer, place and date, title, subject, by the rules of the office's documents."""
    office, state = content.office, content.figures.state
    writer.put_across(0, (0, 3), office.superior, "superior")
    writer.put_across(1, (0, 3), office.issuer, "issuer")
    writer.put_across(2, (0, 3), content.heading.star, "superior")
    *first, ruled = content.heading.title
    for row, title in enumerate(first):
        writer.put_across(row, (4, _LAST), title, "title_line")
    writer.put_across(len(first), (4, _LAST), ruled, "ruled_title")
    day = f"{office.place}, {date_line(state.as_of)}"
    writer.put_across(len(first) + 1, (4, _LAST), day, "place_date")
    subject = subject_line(content.round_.subject, office.style.subject_prefix)
    letter = letter_words(content.round_, content.reference, content.dated, office)
    writer.put_across(4, (0, _LAST), "BẢNG TỔNG HỢP KẾT QUẢ BÁO CÁO", "title")
    writer.put_across(5, (0, _LAST), subject, "subtitle")
    writer.put_across(6, (0, _LAST), f"({letter})", "aside")
    rows: list[tuple[str, SheetValue, str]] = [
        ("Thời hạn báo cáo", state.deadline, "day"),
        ("Số liệu tính đến hết ngày", state.as_of, "day"),
    ]
    if state.received_later:
        rows.append(("Báo cáo nhận sau ngày này, chưa tính", state.received_later, "count"))
    for row, (label, value, style) in enumerate(rows, start=8):
        writer.put_row(row, [(label, "text"), (value, style)])
    return 8 + len(rows)


def _rate(numerator: str, denominator: str) -> str:
    return f'=IF({denominator}=0,"{NO_SHARE}",{numerator}/{denominator})'


def _totals(writer: SheetWriter, row: int, content: WorkbookContent, units: Listing) -> int:
    totals, states = content.figures.totals, units.cells_of(STATE_COLUMN)
    writer.put_across(row, (0, _LAST), "I- KẾT QUẢ CHUNG", "section")
    text = result_words(content.figures.totals, content.figures.state.as_of)
    writer.put_across(row + 1, (0, _LAST), text, "plain")
    writer.put_row(row + 2, [(heading, "head") for heading in ("Nội dung", "Số đơn vị", "Tỷ lệ")])
    shown = _counts_shown(totals)
    at = {code: row + 3 + place for place, code in enumerate(shown)}
    cell = {code: f"B{place + 1}" for code, place in at.items()}
    formulas = {code: _counting(states, (code, *WITHIN.get(code, ()))) for code in STATE_WORDS}
    formulas |= {
        "expected": f"={cell['reported']}+{cell['missing']}",
        "reported": f"={cell['on_time']}+{cell['late']}",
    }
    rates = {"reported": totals.completeness, "on_time": totals.timeliness}
    for code, place in at.items():
        writer.put(place, 0, shown[code], "text")
        _put_count(writer, (place, 1), formulas[code] if states else "", getattr(totals, code), "count")
        writer.put(place, 2, "", "share")
        if code in rates:
            writer.put_formula(place, 2, _rate(cell[code], cell["expected"]), rates[code], "share")
    _late_bands(writer, row + 2, content)
    return row + 3 + len(at)


def _counts_shown(totals: Totals) -> dict[str, str]:
    """Counts and their labels; what a count holds too, and is not 0, stands below it."""
    shown: dict[str, str] = {}
    for code in _COUNTS:
        shown[code] = DEFINITIONS[code].label
        for state, _ in totals.within(code):
            shown[state] = f"Trong đó: {STATE_WORDS[state].lower()}"
    return shown


def _counting(states: str, codes: Iterable[str]) -> str:
    """The formula that counts the units in any of these states."""
    return "=" + "+".join(f'COUNTIF({states},"{STATE_WORDS[code]}")' for code in codes)


def _late_bands(writer: SheetWriter, row: int, content: WorkbookContent) -> None:
    """Beside the totals: how late the late ones were."""
    writer.put_across(row, (4, 6), f"{STATE_WORDS['late']} bao lâu", "head")
    writer.put(row, 7, "Số đơn vị", "head")
    for at, band in enumerate(content.figures.late_by, start=row + 1):
        writer.put_across(at, (4, 6), band.label, "text")
        writer.put(at, 7, band.units, "count")


def _put_count(writer: SheetWriter, place: tuple[int, int], formula: str, value: int, style: str) -> None:
    """A count as a formula, or as it is where there are no rows to count."""
    if formula:
        writer.put_formula(*place, formula, value, style)
    else:
        writer.put(*place, value, style)


def _kinds(writer: SheetWriter, row: int, content: WorkbookContent) -> int:
    kinds = content.figures.kinds
    writer.put_across(row, (0, _LAST), "II- THEO LOẠI ĐƠN VỊ", "section")
    headings = (
        "Loại đơn vị",
        *(DEFINITIONS[code].label for code in (*_COUNTS, "completeness", "timeliness")),
    )
    writer.put_row(row + 1, [(heading, "head") for heading in headings])
    first, last = row + 2, row + 2 + len(kinds)
    for at, kind in enumerate(kinds, start=first):
        counts = ((getattr(kind.totals, code), "count") for code in _COUNTS)
        writer.put_row(at, [(kind.label, "text"), *counts])
        _put_rates(writer, at, kind.totals, "share")
    _kinds_total(writer, range(first, last), content.figures.totals)
    return last + 1


def _kinds_total(writer: SheetWriter, rows: range, totals: Totals) -> None:
    """The row below those of the kinds."""
    last = rows.stop
    sums = f"Tổng cộng: {group_thousands(totals.reported)}/{group_thousands(totals.expected)} đơn vị"
    writer.put(last, 0, sums, "total_text")
    for column, code in enumerate(_COUNTS, start=1):
        letter = "ABCDEFGHI"[column]
        formula = f"=SUM({letter}{rows.start + 1}:{letter}{last})" if rows else ""
        _put_count(writer, (last, column), formula, getattr(totals, code), "total_count")
    _put_rates(writer, last, totals, "total_share")


def _put_rates(writer: SheetWriter, row: int, totals: Totals, style: str) -> None:
    writer.put_formula(row, 7, _rate(f"C{row + 1}", f"B{row + 1}"), totals.completeness, style)
    writer.put_formula(row, 8, _rate(f"D{row + 1}", f"B{row + 1}"), totals.timeliness, style)


def _sums(content: WorkbookContent) -> list[tuple[FieldFigures, CountResult]]:
    return [(one, one.result) for one in content.figures.fields if isinstance(one.result, CountResult)]


def _fields(writer: SheetWriter, row: int, content: WorkbookContent, units: Listing) -> int:
    sums = _sums(content)
    writer.put_across(row, (0, _LAST), "III- SỐ LIỆU CÁC CHỈ TIÊU", "section")
    if not sums:
        writer.put_across(row + 1, (0, _LAST), "Đợt này không có chỉ tiêu nào ghi bằng số.", "plain")
        return row + 2
    text = f"Tính trên {group_thousands(content.figures.totals.reported)} đơn vị đã báo cáo."
    writer.put_across(row + 1, (0, _LAST), text, "plain")
    codes = ("total", "mean", "answered", "nothing", "not_applicable", "unanswered")
    writer.put_row(row + 2, [("Chỉ tiêu", "head"), *((DEFINITIONS[code].label, "head") for code in codes)])
    if any(result.total is None for _, result in sums):
        writer.put_across(row + 2, (7, _LAST), "Ghi chú", "head")
    for at, (one, result) in enumerate(sums, start=row + 3):
        _put_field(writer, at, one, result, units.cells_of(field_column(one.field)))
    return row + 3 + len(sums)


def _put_field(writer: SheetWriter, row: int, one: FieldFigures, result: CountResult, cells: str) -> None:
    """``cells``: those of the units' answers, which the total adds up; a share has none."""
    counts = (one.answered, one.nothing, one.not_applicable, one.unanswered)
    mean = NO_FIGURE if result.mean is None else (result.mean, "mean")
    writer.put_row(row, [(one.field.label, "text"), NO_FIGURE, mean, *((count, "count") for count in counts)])
    if result.total is None:
        writer.put_across(row, (7, _LAST), NOT_ADDED, "text")
    else:
        _put_count(writer, (row, 1), f"=SUM({cells})" if cells else "", result.total, "count")


def _contributions(writer: SheetWriter, row: int, content: WorkbookContent) -> int:
    """What units claim beside what the register holds, by medium.

    The pieces themselves have a sheet of their own.
    """
    writer.put_across(row, (0, _LAST), "IV- TIN, BÀI, ẢNH, VIDEO GỬI VỀ", "section")
    figures = content.summary.contributions
    if figures is None:
        writer.put_across(row + 1, (0, _LAST), "Đợt này không yêu cầu gửi tin, bài, ảnh, video.", "plain")
        return row + 2
    headings = (
        "Hình thức",
        "Đơn vị báo đã gửi",
        "Ghi sổ",
        "Chênh lệch",
        *(f"Ghi sổ: {words}" for words in STAGE_WORDS.values()),
    )
    writer.put_row(row + 1, [(heading, "head") for heading in headings])
    for at, one in enumerate(figures.media, start=row + 2):
        writer.put(at, 0, MEDIUM_WORDS[one.medium].capitalize(), "text")
        writer.put_formula(at, 2, f"=SUM(E{at + 1}:H{at + 1})", one.registered, "count")
        if one.claimed is None:
            writer.put(at, 1, NO_SHARE, "empty")
            writer.put(at, 3, NO_SHARE, "empty")
        else:
            writer.put(at, 1, one.claimed, "count")
            writer.put_formula(at, 3, f"=C{at + 1}-B{at + 1}", one.difference, "change")
        for column, count in enumerate(one.stages.values(), start=4):
            writer.put(at, column, count, "count")
    return row + 2 + len(figures.media)


# --- arrivals and charts ------------------------------------------------------------------------------------


def _days(content: WorkbookContent) -> list[tuple[date, int, int, int]]:
    """(day, in time, late, received until then) of every day with an arrival, and of the deadline."""
    state = content.figures.state
    days = {one.on: (one.received - one.late, one.late, one.until) for one in content.figures.arrivals}
    before = max((one.until for one in content.figures.arrivals if one.on <= state.deadline), default=0)
    if state.deadline <= state.as_of:
        days.setdefault(state.deadline, (0, 0, before))
    return [(day, *counts) for day, counts in sorted(days.items())]


def _arrivals(writer: SheetWriter, row: int, content: WorkbookContent) -> list[date]:
    """The table that the chart is drawn from; returns its days."""
    days = _days(content)
    deadline = content.figures.state.deadline
    writer.put_across(row, (0, _LAST), "VI- BÁO CÁO NHẬN THEO NGÀY", "section")
    writer.put_row(
        row + 1,
        [(heading, "head") for heading in ("Ngày", STATE_WORDS["on_time"], STATE_WORDS["late"], "Cộng dồn")],
    )
    for at, (day, *counts) in enumerate(days, start=row + 2):
        writer.put_row(at, [(day, "day"), *((count, "count") for count in counts)])
        if day == deadline:
            writer.put_across(at, (4, 6), "← ngày hết hạn", "list_aside")
    return [day for day, *_ in days]


def _insert(sheet: Any, row: int, across: int, chart: Any, title: str) -> None:
    """Put a chart beside its row, under its title, which a screen reader says too."""
    chart.set_title({"name": title, "name_font": {"name": FONT, "size": 11, "bold": True}})
    chart.set_size({"width": _CHART_WIDTH, "height": _CHART_ROWS * 20})
    place = {"x_offset": across, "y_offset": 4, "object_position": 1}
    sheet.insert_chart(
        row, 0, chart, {**place, "description": f"Biểu đồ: {title}; số liệu ở các bảng của trang này"}
    )


def _chart(workbook: Any, shape: dict[str, str]) -> Any:
    chart = workbook.add_chart(shape)
    chart.set_legend({"position": "bottom", "font": {"name": FONT, "size": 10}})
    return chart


def _kinds_chart(workbook: Any, head: int, kinds: int) -> Any:
    """Rates by kind, from the table of kinds and its total; ``head`` is the row of its headings."""
    chart = _chart(workbook, {"type": "bar"})
    for column, colour in ((7, "reported"), (8, "on_time")):
        chart.add_series(
            {
                "name": [_NAME, head, column],
                "categories": [_NAME, head + 1, 0, head + 1 + kinds, 0],
                "values": [_NAME, head + 1, column, head + 1 + kinds, column],
                "fill": {"color": f"#{CHART_COLOURS[colour]}"},
                "data_labels": {"value": True, "num_format": "0%", "font": {"name": FONT, "size": 10}},
                "gap": 60,
            }
        )
    # The reversed order of the kinds turns this axis over: its high side is the bottom.
    chart.set_x_axis(
        {
            **_AXIS,
            "min": 0,
            "max": 1,
            "major_unit": 0.2,
            "label_position": "high",
            "num_format": "0%",
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    chart.set_y_axis({**_AXIS, "reverse": True})
    return chart


def _arrivals_chart(workbook: Any, first: int, days: Sequence[date]) -> Any:
    """Arrivals by day, in one colour up to the deadline and in another after it."""
    chart = _chart(workbook, {"type": "column", "subtype": "stacked"})
    last = max(first, first + len(days) - 1)
    for column, colour in ((1, "on_time"), (2, "late")):
        chart.add_series(
            {
                "name": [_NAME, first - 1, column],
                "categories": [_NAME, first, 0, last, 0],
                "values": [_NAME, first, column, last, column],
                "fill": {"color": f"#{CHART_COLOURS[colour]}"},
                "gap": 30,
            }
        )
    span = (days[-1] - days[0]).days if days else 0
    unit = {"major_unit": 1 + span // _LABELLED_DAYS, "major_unit_type": "days"}
    chart.set_x_axis({**_AXIS, **unit, "date_axis": True, "num_format": "dd/mm"})
    chart.set_y_axis(
        {
            **_AXIS,
            "num_format": "#,##0",
            "min": 0,
            "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}},
        }
    )
    return chart
