"""What a reader sees in a filled template, line by line; the proof of a template reads it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from bcd35.formats.docx.legible import hidden_runs
from bcd35.formats.docx.package import Package, W
from bcd35.formats.docx.reader import header_of_first_page, sections_of
from bcd35.formats.docx.styles import Styles

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BREAKS = frozenset(f"{W}{name}" for name in ("br", "cr", "tab"))
_HYPHEN = f"{W}noBreakHyphen"


class ShownLine(NamedTuple):
    """A paragraph, or a piece between its breaks and tabs; the words for a picture stand in its place.

    ``paragraph``, ``cell``: their numbers, by which the lines of one are known; outside tables ``cell`` is
    None. ``boxed``: in a text box, whose place on the page its place in the file does not tell.
    """

    text: str
    paragraph: int
    cell: int | None
    boxed: bool


def shown_lines(data: bytes) -> list[ShownLine]:
    """The lines that a reader sees of the first page's header and of the text, in the order of the page.

    Other headers, footers and notes say nothing that every copy shows at its place.
    """
    package = Package(data)
    styles, body = Styles(package), package.tree(package.document)
    header = package.optional(header_of_first_page(package, sections_of(body)))
    roots = [root for root in (header, body) if root is not None]
    cells = {cell: number for number, cell in enumerate(one for root in roots for one in root.iter(f"{W}tc"))}
    paragraphs = (one for root in roots for one in root.iter(f"{W}p") if not _is_in(one, _FALLBACK))
    lines = []
    for number, paragraph in enumerate(paragraphs):
        cell = next((cells[one] for one in paragraph.iterancestors(f"{W}tc")), None)
        boxed = _is_in(paragraph, f"{W}txbxContent")
        lines += [ShownLine(text, number, cell, boxed) for text in _pieces(paragraph, styles)]
    return lines


def _is_in(element: Any, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _pieces(paragraph: Any, styles: Styles) -> Iterator[str]:
    """The texts between the breaks and tabs of a paragraph, without those of a text box that hangs on it."""
    piece, hidden = "", hidden_runs(paragraph, styles)
    for one in paragraph.iter(f"{W}t", _HYPHEN, _PICTURE, *_BREAKS):
        if next(one.iterancestors(f"{W}p")) is not paragraph:
            continue
        if one.tag in _BREAKS:
            yield piece
            piece = ""
        elif next(one.iterancestors(f"{W}r"), None) not in hidden:
            piece += "-" if one.tag == _HYPHEN else one.get("descr", "") or one.text or ""
    yield piece
