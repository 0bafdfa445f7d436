"""What a reader sees in a filled template, line by line; the proof of a template reads it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from bcd35.formats.docx.package import Package, W, stated_switch, stated_value
from bcd35.formats.docx.reader import header_of_first_page, sections_of
from bcd35.formats.docx.styles import PT_PER_TWIP, Layer, Styles, layer_of, twips

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BREAKS = frozenset(f"{W}{name}" for name in ("br", "cr", "tab"))
_HYPHEN = f"{W}noBreakHyphen"
_SMALLEST = 6  # points
_FAINT = 0x20  # of 255 steps between a text and what is behind it
_PAPER = "ffffff"


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
    piece, shown = "", _has_room(paragraph)
    for one in paragraph.iter(f"{W}t", _HYPHEN, _PICTURE, *_BREAKS):
        if next(one.iterancestors(f"{W}p")) is not paragraph:
            continue
        if one.tag in _BREAKS:
            yield piece
            piece = ""
        elif shown and _is_legible(_format(one, paragraph, styles), _behind(paragraph)):
            piece += "-" if one.tag == _HYPHEN else one.get("descr", "") or one.text or ""
    yield piece


def _has_room(paragraph: Any) -> bool:
    """Whether the rows and cells that hold a paragraph are printed."""
    for row in paragraph.iterancestors(f"{W}tr"):
        properties = row.find(f"{W}trPr")
        exact = stated_value(properties, "trHeight", "hRule") == "exact"
        height = twips(stated_value(properties, "trHeight") or "0") * PT_PER_TWIP
        if (exact and height < _SMALLEST) or (properties is not None and stated_switch(properties, "hidden")):
            return False
    merged = (cell.find(f"{W}tcPr/{W}vMerge") for cell in paragraph.iterancestors(f"{W}tc"))
    return all(one is None or one.get(f"{W}val") == "restart" for one in merged)


def _format(text: Any, paragraph: Any, styles: Styles) -> Layer:
    """All that is said of a text's look, in its own run, its paragraph and their styles."""
    properties = paragraph.find(f"{W}pPr")
    own = next((run.find(f"{W}rPr") for run in text.iterancestors(f"{W}r")), None)
    table = next(paragraph.iterancestors(f"{W}tbl"), None)
    return styles.overlaid(
        "" if table is None else stated_value(table.find(f"{W}tblPr"), "tblStyle") or styles.default_table,
        stated_value(properties, "pStyle") or styles.default_paragraph,
        stated_value(own, "rStyle") or "",
        layer_of(properties, own),
    )


def _behind(paragraph: Any) -> str:
    """The colour of the cell that a paragraph stands in; that of the paper outside tables."""
    cells = (layer_of(cell.find(f"{W}tcPr")) for cell in paragraph.iterancestors(f"{W}tc"))
    return next((fill for cell in cells if (fill := _fill(cell))), _PAPER)


def _fill(layer: Layer) -> str:
    """The colour that a shading fills; empty without one."""
    return _colour(layer.text, "shd.color" if layer.text.get("shd.val") == "solid" else "shd.fill")


def _is_legible(layer: Layer, behind: str) -> bool:
    """Whether a text can be read as valid: not hidden, struck out, too small, or of the colour behind it."""
    text = layer.text
    if any(layer.toggles[name] for name in ("vanish", "strike", "dstrike")) or _is_tiny(text):
        return False
    marked = text.get("highlight") == "black"  # a text without a colour turns white on a dark shading only
    colour = _colour(text, "color.val")
    if text.get("color.themeColor") in ("background1", "light1"):
        colour = _PAPER
    if not colour:
        return not marked
    behind = "000000" if marked else _fill(layer) or behind
    return abs(_brightness(colour) - _brightness(behind)) >= _FAINT


def _is_tiny(text: Mapping[str, str]) -> bool:
    """Whether the letters, or the line that they stand in, are too low or too narrow to be read."""
    height = float(text.get("sz", "20")) / 2
    width = height * float(text.get("w", "").rstrip("%") or 100) / 100
    exact = text.get("spacing.lineRule") == "exact"
    room = twips(text.get("spacing.line", "240")) * PT_PER_TWIP if exact else height
    return min(height, width, room) < _SMALLEST


def _colour(text: Mapping[str, str], name: str) -> str:
    """A colour in six digits; empty where none is stated."""
    stated = text.get(name, "")
    return stated if re.fullmatch("[0-9A-Fa-f]{6}", stated) else ""


def _brightness(colour: str) -> float:
    red, green, blue = bytes.fromhex(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue
