"""How cells look: one table of looks, and the same as XlsxWriter's formats.

Words carry the meaning of a state; its colour, put on by the sheet's own conditional rules, only repeats it.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

FONT = "Times New Roman"
# The locale in front makes LibreOffice write 1.234,5 as Vietnam does on any machine; Excel goes by the
# machine's own setting.
_VIETNAM = "[$-42A]"
# “_)” keeps a right-aligned number off the line; LibreOffice 7.4 forgets an indent where the format changes
# from cell to cell.
PLACE, WHOLE, ONE_DECIMAL = f"{_VIETNAM}#,##0", f"{_VIETNAM}#,##0_)", f"{_VIETNAM}#,##0.0_)"
SHARE, DAY, AS_TYPED = f"{_VIETNAM}0.0%", "dd/mm/yyyy", "@"
CHANGE, POINTS = (
    f"{_VIETNAM}+#,##0_);{_VIETNAM}-#,##0_);0_)",
    f"{_VIETNAM}+0.0%_);{_VIETNAM}-0.0%_);{_VIETNAM}0.0%_)",
)
# Excel refuses more points.
TALLEST_ROW = 409


class Look(NamedTuple):
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
        """Characters of this look that fit in a column: a width of 1 is a digit of 11 pt; Times New Roman
        runs narrower, bold less so.
        """
        return (width - 2) / (self.size / 11 * (0.98 if self.bold else 0.9))

    def height(self, lines: int) -> float:
        """Points that so many lines need."""
        return min(lines * self.size * 1.3 + 3, TALLEST_ROW)

    @property
    def wraps(self) -> bool:
        return self.across != "right"


LOOKS: Mapping[str, Look] = {
    # Heading of the office: the sizes of HD 05-HD/VPTW (2026) for its documents.
    "superior": Look("center", size=14, boxed=False),
    "issuer": Look("center", size=14, bold=True, boxed=False),
    "party": Look("center", size=15, bold=True, underline=True, boxed=False),
    "place_date": Look("center", size=14, italic=True, boxed=False),
    "title": Look("center", size=15, bold=True, boxed=False),
    "subtitle": Look("center", size=14, bold=True, boxed=False),
    "list_title": Look(size=14, bold=True, boxed=False),
    "list_aside": Look(italic=True, boxed=False),
    "aside": Look("center", italic=True, boxed=False),
    "section": Look(size=12, bold=True, boxed=False),
    "plain": Look(size=12, boxed=False),
    "head": Look("center", bold=True, fill="DCE6F1"),
    "text": Look(),
    "centred": Look("center"),
    "place": Look("center", PLACE),
    "code": Look("center", AS_TYPED),
    "count": Look("right", WHOLE),
    "mean": Look("right", ONE_DECIMAL),
    "share": Look("center", SHARE),
    "day": Look("center", DAY),
    "change": Look("right", CHANGE),
    "points": Look("right", POINTS),
    "empty": Look("center", italic=True, colour="595959"),
    "link": Look(underline=True, colour="0563C1"),
    "total_text": Look(bold=True, fill="F2F2F2"),
    "total_count": Look("right", WHOLE, bold=True, fill="F2F2F2"),
    "total_share": Look("center", SHARE, bold=True, fill="F2F2F2"),
}
# All of them keep black text readable, also printed in grey.
STATE_FILLS = {"on_time": "E2EFDA", "late": "FFF2CC", "missing": "F8CBAD", "exempt": "EDEDED"}
CHART_COLOURS = {"reported": "4472C4", "on_time": "70AD47", "late": "FFC000"}


def make_formats(workbook: Any) -> dict[str, Any]:
    """Look, or state, → format of an ``xlsxwriter.Workbook``."""
    looks = {name: workbook.add_format(_properties(look)) for name, look in LOOKS.items()}
    # A rule's format states what it changes, and nothing else.
    return looks | {
        state: workbook.add_format({"bg_color": f"#{fill}"}) for state, fill in STATE_FILLS.items()
    }


def set_a4(sheet: Any, pages_wide: int = 1) -> None:
    """A4, as many pages wide as told and as long as it takes, numbered in the middle of the bottom."""
    sheet.set_paper(9)
    sheet.fit_to_pages(pages_wide, 0)
    sheet.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer(f'&C&"{FONT},Regular"&10Trang &P/&N')


def _properties(look: Look) -> dict[str, Any]:
    """Indent in tables, where text would touch the lines; wrapping for words only."""
    properties: dict[str, Any] = {
        "font_size": look.size,
        "bold": look.bold,
        "italic": look.italic,
        "underline": int(look.underline),
        "font_color": f"#{look.colour}",
        "num_format": look.form,
        "align": look.across,
        "valign": "vcenter",
        "text_wrap": look.wraps,
        "indent": int(look.boxed and look.across == "left"),
    }
    if look.fill:
        properties |= {"bg_color": f"#{look.fill}", "pattern": 1}
    if look.boxed:
        properties |= {"border": 1, "border_color": "#808080"}
    return properties
