"""The last sheet: what every figure means, and what the workbook was made from."""

from typing import Any

from bcd35 import __version__
from bcd35.domain.comparison import COMPARISON_DEFINITIONS
from bcd35.domain.dates import screen_date
from bcd35.domain.figures import DEFINITIONS
from bcd35.domain.findings import Finding
from bcd35.domain.numerals import NO_SHARE
from bcd35.domain.round_names import with_code
from bcd35.domain.sentences import letter_words, reminder_rule
from bcd35.formats.workbook.cell_styles import set_a4
from bcd35.formats.workbook.content import WorkbookContent
from bcd35.formats.workbook.sheet_writer import SheetWriter

_NAME = "Ghi chú"
_EVENT_WORDS = {
    "added": "bổ sung vào danh sách",
    "exempted": "được miễn báo cáo",
    "restored": "lại phải báo cáo",
}


def write_notes(workbook: Any, formats: dict[str, Any], content: WorkbookContent) -> list[Finding]:
    """Write the sheet; returned is what was found in its texts."""
    sheet = workbook.add_worksheet(_NAME)
    writer = SheetWriter(sheet, formats, [26, 92])
    writer.put_across(0, (0, 1), "GHI CHÚ", "list_title")
    row = _lines(writer, 2, "Lập từ", _sources(content))
    definitions = (*DEFINITIONS.values(), *(COMPARISON_DEFINITIONS if content.summary.comparison else ()))
    row = _lines(writer, row + 1, "Cách tính", [(one.label, one.meaning) for one in definitions])
    dash = "Đơn vị chưa báo cáo hoặc được miễn, không có số liệu để tính, hoặc không so sánh được."
    row = _lines(writer, row, "", [(f"Dấu “{NO_SHARE}”", dash)])
    amendments = [
        (
            screen_date(line.on),
            (
                f"{line.name} ({line.unit}): "
                f"{_EVENT_WORDS[line.event]}{f', {line.reason}' if line.reason else ''}."
            ),
        )
        for line in content.figures.amendments
    ]
    if amendments:
        _lines(writer, row + 1, "Thay đổi danh sách phải báo cáo sau khi phát hành", amendments)
    sheet.hide_gridlines(2)
    set_a4(sheet)
    return writer.findings


def _sources(content: WorkbookContent) -> list[tuple[str, str]]:
    state, figures = content.figures.state, content.figures
    sources = [
        ("Đợt", f"{with_code(figures.name, figures.round_code)}: {content.round_.subject}"),
        ("Công văn", letter_words(content.round_, content.reference, content.dated, content.office)),
        ("Danh sách khi phát hành", f"{figures.issued} đơn vị; sau đó có {len(figures.amendments)} thay đổi"),
        ("Số liệu tính đến hết ngày", screen_date(state.as_of)),
        ("Hạn chung của đợt", screen_date(state.deadline)),
        ("Đôn đốc trong đợt này", reminder_rule(state.reminders_count)),
        ("Chương trình", f"bcd35 {__version__}"),
    ]
    if content.journal:
        sources.insert(6, ("Sổ ghi đến", f"{content.journal[-1].at} ({len(content.journal)} việc)"))
    return sources


def _lines(writer: SheetWriter, row: int, section: str, lines: list[tuple[str, str]]) -> int:
    """A section of pairs; returns the next free row."""
    if section:
        writer.put_across(row, (0, 1), section, "section")
        row += 1
    for at, (label, words) in enumerate(lines, start=row):
        writer.put_row(at, [(label, "text"), (words, "text")])
    return row + len(lines)
