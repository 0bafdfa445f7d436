"""The poster of the official channels for a notice board: name, address and QR code, by platform.

It is one A4 page while its QR codes are large enough to be scanned; otherwise as many pages as larger codes
need.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from bcd35.domain.channels import Channel, by_platform
from bcd35.domain.office import Office
from bcd35.domain.text import respell
from bcd35.formats.docx.template import Picture, WordTemplate
from bcd35.formats.letters import wording
from bcd35.formats.letters.qr import qr_png
from bcd35.formats.ooxml.package import Properties

POSTER_TEMPLATE = "ap-phich-kenh.docx"
TITLE = "Các kênh truyền thông chính thức"
COLUMNS = 3
# Heights in the template's page: the room for the table, one line of each style; then the letters that fit a
# line of a cell.
_TABLE_MM = 205.0
_PLATFORM_MM, _NAME_MM, _ADDRESS_MM, _CELL_MARGIN_MM = 11.0, 6.0, 4.5, 3.0
_NAME_LETTERS, _ADDRESS_LETTERS = 19, 26
_LARGEST_QR_MM, _SMALLEST_QR_MM = 48.0, 22.0  # a phone scans it from a step away
_QR_ON_MANY_PAGES_MM = 36.0


@dataclass(frozen=True, slots=True)
class PosterContent:
    """The content of the poster: the active channels; ``dated`` is a property of the file only."""

    office: Office
    channels: tuple[Channel, ...]
    dated: date


def render_poster(template: WordTemplate, content: PosterContent) -> bytes:
    """The poster. Raises ``BrokenFile`` for a fault of the template."""
    own = Properties(TITLE, respell(content.office.full_name, content.office.style.spelling), content.dated)
    return template.render(poster_context(content), own)


def poster_context(content: PosterContent) -> dict[str, Any]:
    """The tags of the template."""
    platforms = [(name, _in_rows(channels)) for name, channels in by_platform(content.channels)]
    width = qr_width(platforms)
    context = wording.heading(content.office) | {
        "platforms": [
            {"label": name, "rows": [_cells(row, width) for row in rows]} for name, rows in platforms
        ]
    }
    return wording.spelled(context, content.office.style.spelling)


def _in_rows(channels: Sequence[Channel]) -> list[Sequence[Channel]]:
    return [channels[place : place + COLUMNS] for place in range(0, len(channels), COLUMNS)]


def _cells(row: Sequence[Channel], width: float) -> list[dict[str, Any]]:
    blank = {"name": "", "address": "", "qr_code": ""}
    cells = [
        {
            "name": channel.name,
            "address": channel.canonical_url,
            "qr_code": Picture(qr_png(channel.canonical_url), width, f"Mã QR của kênh {channel.name}"),
        }
        for channel in row
    ]
    return cells + [blank] * (COLUMNS - len(cells))


def qr_width(platforms: Sequence[tuple[str, Sequence[Sequence[Channel]]]]) -> float:
    """The width of all QR codes in mm: the largest for one page, if that is large enough to be scanned."""
    rows = [row for _, listed in platforms for row in listed]
    texts = sum(_text_mm(row) for row in rows) + _PLATFORM_MM * len(platforms)
    width = min(_LARGEST_QR_MM, (_TABLE_MM - texts) // max(1, len(rows)))
    return width if width >= _SMALLEST_QR_MM else _QR_ON_MANY_PAGES_MM


def _text_mm(row: Sequence[Channel]) -> float:
    """The height of the tallest name and the tallest address in a row, with the cell's margins."""
    name = max(ceil(len(channel.name) / _NAME_LETTERS) for channel in row)
    address = max(ceil(len(channel.canonical_url) / _ADDRESS_LETTERS) for channel in row)
    return name * _NAME_MM + address * _ADDRESS_MM + _CELL_MARGIN_MM
