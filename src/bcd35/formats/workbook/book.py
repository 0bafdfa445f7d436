"""Putting the workbook together: sheets in their order, the rows of the lists, and properties."""

import io
from datetime import UTC, datetime, time
from functools import partial
from typing import Any, NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.layout.fonts import FONT
from bcd35.domain.text import clean
from bcd35.formats.ooxml.package import PartRewriter, Properties, seal_package
from bcd35.formats.workbook.cell_styles import make_formats
from bcd35.formats.workbook.content import WorkbookContent
from bcd35.formats.workbook.listing import Listing, start_listing, write_rows
from bcd35.formats.workbook.lists import (
    channels_listing,
    claims_listing,
    comparison_listing,
    fields_listing,
    journal_listing,
    missing_listing,
    pieces_listing,
    units_listing,
)
from bcd35.formats.workbook.notes import write_notes
from bcd35.formats.workbook.overview import write_overview

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": 11, "font_scheme": False},
}


class WorkbookWritten(NamedTuple):
    """The file, and what had to be changed in texts to write it, each with its cell."""

    data: bytes
    findings: tuple[Finding, ...]


def write_workbook(content: WorkbookContent) -> WorkbookWritten:
    """Write the workbook as .xlsx bytes; the same content gives the same bytes."""
    from xlsxwriter import Workbook

    units, *others = _listings(content)
    made = io.BytesIO()
    workbook: Any = Workbook(made, OPTIONS)
    formats = make_formats(workbook)
    findings = write_overview(workbook, formats, content, units)
    for listing in (units, *others):
        findings += start_listing(workbook, formats, listing)
    findings += write_notes(workbook, formats, content)
    # Or the time of the run would show in the bytes; the day itself is set when the package is sealed.
    workbook.set_properties({"created": datetime.combine(content.figures.state.as_of, time(), UTC)})
    workbook.close()
    title = clean(f"Bảng tổng hợp: {content.round_.subject}")
    properties = Properties(title, clean(content.office.full_name), content.figures.state.as_of)
    parts: dict[str, PartRewriter] = dict.fromkeys(
        ("xl/charts/chart1.xml", "xl/charts/chart2.xml"), _labels_stated
    )
    for number, listing in enumerate((units, *others), start=2):  # the overview is the first sheet
        if listing.rows:
            parts[f"xl/worksheets/sheet{number}.xml"] = partial(write_rows, listing, findings)
    data = seal_package(made.getvalue(), properties, parts)
    return WorkbookWritten(data, tuple(findings))


_NOT_SHOWN = b"".join(
    b'<c:show%s val="0"/>' % name for name in (b"CatName", b"SerName", b"Percent", b"BubbleSize")
)


def _labels_stated(part: bytes) -> list[bytes]:
    """XlsxWriter names only what a chart's labels show.

    LibreOffice shows whatever is not named, unless the file claims to be Excel's.
    """
    shown = b'<c:showVal val="1"/>'
    return [part.replace(shown, b'<c:showLegendKey val="0"/>' + shown + _NOT_SHOWN)]


def _listings(content: WorkbookContent) -> list[Listing]:
    """The lists in the order of their sheets; what there is nothing to show of has no sheet."""
    comparison, contributions = content.summary.comparison, content.summary.contributions
    compared = [comparison_listing(comparison)] if comparison else []
    sent = [pieces_listing(content), claims_listing(contributions, content.figures)] if contributions else []
    channels = [channels_listing(content.channels, content.round_.subject)] if content.round_.channels else []
    return [
        units_listing(content),
        missing_listing(content),
        fields_listing(content),
        *compared,
        *sent,
        *channels,
        journal_listing(content.journal),
    ]
