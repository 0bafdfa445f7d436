"""How cells look: one table of styles, and the same as XlsxWriter's formats.

Words carry the meaning of a state; its colour, put on by the sheet's own conditional rules, only repeats it.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from bcd35.domain.layout.fonts import FONT

# The locale in front makes LibreOffice write 1.234,5 as Vietnam does on any machine; Excel goes by the
# machine's own setting.
_VIETNAM = "[$-42A]"
# “_)” keeps a right-aligned number off the line; LibreOffice 7.4 forgets an indent where the format changes
# from cell to cell.
_PLACE, _WHOLE, _ONE_DECIMAL = f"{_VIETNAM}#,##0", f"{_VIETNAM}#,##0_)", f"{_VIETNAM}#,##0.0_)"
_SHARE, _DAY, _AS_TYPED = f"{_VIETNAM}0.0%_)", "dd/mm/yyyy", "@"
CHANGE, POINTS = (
    f"{_VIETNAM}+#,##0_);{_VIETNAM}-#,##0_);0_)",
    f'{_VIETNAM}+0.0" điểm "%_);{_VIETNAM}-0.0" điểm "%_);{_VIETNAM}0.0" điểm "%_)',
)
# Excel refuses more points.
TALLEST_ROW = 409


class CellStyle(NamedTuple):
    """How a kind of cell looks. ``size`` in points, colours as RRGGBB."""

    across: Literal["left", "center", "right"] = "left"
    form: str = "General"
    size: float = 11
    bold: bool = False
    italic: bool = False
    underline: bool = False
    colour: str = "000000"
    fill: str = ""
    boxed: bool = True

    def room(self, width: float) -> float:
        """Characters of this style that fit in a column.

        A width of 1 is a digit of 11 pt; Times New Roman runs narrower, bold less so.
        """
        return (width - 2) / (self.size / 11 * (0.98 if self.bold else 0.9))

    def height(self, lines: int) -> float:
        """Points that so many lines need."""
        return min(lines * self.size * 1.3 + 3, TALLEST_ROW)

    @property
    def wraps(self) -> bool:
        return self.across != "right"


STYLES: Mapping[str, CellStyle] = {
    # Heading of the office: the sizes of HD 05-HD/VPTW (2026) for its documents.
    "superior": CellStyle("center", size=14, boxed=False),
    "issuer": CellStyle("center", size=14, bold=True, boxed=False),
    "title_line": CellStyle("center", size=14, bold=True, boxed=False),
    "ruled_title": CellStyle("center", size=15, bold=True, underline=True, boxed=False),
    "place_date": CellStyle("center", size=14, italic=True, boxed=False),
    "title": CellStyle("center", size=15, bold=True, boxed=False),
    "subtitle": CellStyle("center", size=14, bold=True, boxed=False),
    "list_title": CellStyle(size=14, bold=True, boxed=False),
    "list_aside": CellStyle(italic=True, boxed=False),
    "aside": CellStyle("center", italic=True, boxed=False),
    "section": CellStyle(size=12, bold=True, boxed=False),
    "plain": CellStyle(size=12, boxed=False),
    "head": CellStyle("center", bold=True, fill="DCE6F1"),
    "text": CellStyle(),
    "centred": CellStyle("center"),
    "place": CellStyle("center", _PLACE),
    "code": CellStyle("center", _AS_TYPED),
    "count": CellStyle("right", _WHOLE),
    "mean": CellStyle("right", _ONE_DECIMAL),
    "share": CellStyle("right", _SHARE),
    "day": CellStyle("center", _DAY),
    "change": CellStyle("right", CHANGE),
    "points": CellStyle("right", POINTS),
    "empty": CellStyle("center", italic=True, colour="595959"),
    "link": CellStyle(underline=True, colour="0563C1"),
    "total_text": CellStyle(bold=True, fill="F2F2F2"),
    "total_count": CellStyle("right", _WHOLE, bold=True, fill="F2F2F2"),
    "total_share": CellStyle("right", _SHARE, bold=True, fill="F2F2F2"),
}
# All of them keep black text readable, also printed in grey.
STATE_FILLS = {
    "on_time": "E2EFDA",
    "corrected": "E2EFDA",
    "late": "FFF2CC",
    "missing": "F8CBAD",
    "extended": "FCE4D6",
    "correcting": "FCE4D6",
    "waiting": "FCE4D6",
    "exempt": "EDEDED",
}
CHART_COLOURS = {"reported": "4472C4", "on_time": "70AD47", "late": "FFC000"}


def make_formats(workbook: Any) -> dict[str, Any]:
    """CellStyle, or state, → format of an ``xlsxwriter.Workbook``."""
    styles = {name: workbook.add_format(_properties(style)) for name, style in STYLES.items()}
    # A rule's format states what it changes, and nothing else.
    return styles | {
        state: workbook.add_format({"bg_color": f"#{fill}"}) for state, fill in STATE_FILLS.items()
    }


def set_a4(sheet: Any, pages_wide: int = 1) -> None:
    """A4, as many pages wide as told and as long as it takes, numbered in the middle of the bottom."""
    sheet.set_paper(9)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer(f'&C&"{FONT},Regular"&10Trang &P/&N')


def _properties(style: CellStyle) -> dict[str, Any]:
    """Indent in tables, where text would touch the lines; wrapping for words only."""
    properties: dict[str, Any] = {
        "font_size": style.size,
        "bold": style.bold,
        "italic": style.italic,
        "underline": int(style.underline),
        "font_color": f"#{style.colour}",
        "num_format": style.form,
        "align": style.across,
        "valign": "vcenter",
        "text_wrap": style.wraps,
        "indent": int(style.boxed and style.across == "left"),
    }
    if style.fill:
        properties |= {"bg_color": f"#{style.fill}", "pattern": 1}
    if style.boxed:
        properties |= {"border": 1, "border_color": "#808080"}
    return properties
