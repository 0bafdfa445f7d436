"""How a workbook made with openpyxl becomes a file of ours."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bcd35.formats.ooxml.package import Properties, seal_package

if TYPE_CHECKING:
    from openpyxl import Workbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STYLES = "xl/styles.xml"
# As Excel orders what a font says; openpyxl has an order of its own, which validators reject.
_FONT_PARTS = "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme"
_FONT_ORDER = tuple(f"{_MAIN}{name}" for name in _FONT_PARTS.split())


def saved_book(book: "Workbook", properties: Properties) -> bytes:
    """The sealed bytes of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return seal_package(stream.getvalue(), properties, {_STYLES: _with_ordered_fonts})


def _with_ordered_fonts(styles: bytes) -> Iterator[bytes]:
    from lxml import etree

    root = etree.fromstring(styles)
    for font in root.iterfind(f"{_MAIN}fonts/{_MAIN}font"):
        font[:] = sorted(font, key=lambda said: _FONT_ORDER.index(said.tag))
    yield etree.tostring(root)
