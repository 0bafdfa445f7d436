"""What a reader sees in a filled template, line by line; the proof of a template reads it."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = frozenset(f"{_WORD}{name}" for name in ("br", "cr", "tab"))
_HYPHEN = f"{_WORD}noBreakHyphen"
_SMALLEST_HALF_POINTS = 12  # six points
_NEAR_WHITE = 0xE0  # of red, green and blue


class ShownLine(NamedTuple):
    """A paragraph, or a piece between its breaks and tabs.

    ``paragraph``, ``cell``: their numbers, by which the lines of one are known; outside tables ``cell`` is
    None. ``boxed``: in a text box, whose place on the page its place in the file does not tell.
    """

    text: str
    paragraph: int
    cell: int | None
    boxed: bool


def shown_lines(data: bytes) -> list[ShownLine]:
    """The lines of the main part that a reader sees, in the order of the file."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
    cells = {cell: number for number, cell in enumerate(root.iter(f"{_WORD}tc"))}
    paragraphs = (one for one in root.iter(f"{_WORD}p") if next(one.iterancestors(_FALLBACK), None) is None)
    lines = []
    for number, paragraph in enumerate(paragraphs):
        cell = next((cells[one] for one in paragraph.iterancestors(f"{_WORD}tc")), None)
        boxed = next(paragraph.iterancestors(f"{_WORD}txbxContent"), None) is not None
        lines += [ShownLine(text, number, cell, boxed) for text in _pieces(paragraph)]
    return lines


def _pieces(paragraph: Any) -> Iterator[str]:
    """The texts between the breaks and tabs of a paragraph, without those of a text box that hangs on it."""
    piece = ""
    for one in paragraph.iter(f"{_WORD}t", _HYPHEN, *_BREAKS):
        if next(one.iterancestors(f"{_WORD}p")) is not paragraph:
            continue
        if one.tag in _BREAKS:
            yield piece
            piece = ""
        elif is_seen(one):
            piece += "-" if one.tag == _HYPHEN else one.text or ""
    yield piece


def is_seen(text: Any) -> bool:
    """Whether a text can be read as valid: not hidden, struck out, white, or too small."""
    properties = text.getparent().find(f"{_WORD}rPr")
    if properties is None:
        return True
    value = f"{_WORD}val"
    switches = [properties.find(f"{_WORD}{name}") for name in ("vanish", "strike", "dstrike")]
    if any(one is not None and one.get(value, "1") not in ("0", "false", "off") for one in switches):
        return False
    colour, size = properties.find(f"{_WORD}color"), properties.find(f"{_WORD}sz")
    white = colour is not None and _is_near_white(colour.get(value, ""))
    tiny = size is not None and int(size.get(value, "0")) < _SMALLEST_HALF_POINTS
    return not (white or tiny)


def _is_near_white(colour: str) -> bool:
    try:
        return min(bytes.fromhex(colour), default=0) >= _NEAR_WHITE
    except ValueError:  # “auto”
        return False
