"""Repairs of a Word document that need no person's judgement, as values.

``formats/docx/fix.py`` carries them out. Offsets count in the composed (NFC) text of a paragraph: composing
is the first repair of any document.
"""

import re
from typing import NamedTuple

from bcd35.domain.layout.document import Span
from bcd35.domain.text import WORD_SIGNS

_NO_TEXT = re.compile(f"[{WORD_SIGNS}]")


class Compose(NamedTuple):
    """Bring every text of a part to NFC, without signs that have no width."""

    part: str


class SetCharacterFormat(NamedTuple):
    """Change the format of a piece of a paragraph; None leaves a property as it is, ``size`` is in points."""

    part: str
    place: int
    start: int
    end: int
    font: str | None = None
    size: int | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    black: bool = False


class SetParagraphFormat(NamedTuple):
    """Justify a paragraph of the body, or set its first line, its line pitch or the gap below it.

    ``first_line`` in millimetres, ``pitch``, ``gap`` and the ``indents`` on the left and the right in points,
    ``lines`` a multiple of a single line; None leaves one as it is.
    """

    part: str
    place: int
    justify: bool = False
    first_line: float | None = None
    pitch: int | None = None
    lines: float | None = None
    gap: int | None = None
    indents: tuple[float, float] | None = None


class SetText(NamedTuple):
    """Replace the characters from ``start`` to ``end`` by ``text``."""

    part: str
    place: int
    start: int
    end: int
    text: str


class SetPaper(NamedTuple):
    """Give one section (counted from 0) a size of paper, in millimetres."""

    section: int
    width: int
    height: int


class SetMargins(NamedTuple):
    """Set margins of one section: side and millimetres; a side that is not named stays as it is."""

    section: int
    sides: tuple[tuple[str, float], ...]


class NumberPages(NamedTuple):
    """Print the page number in the header of one section, in the profile's format.

    ``size`` in points; ``from_top`` in millimetres, None leaves it as it is. ``part`` and ``place``: the
    paragraph that already prints it, which is centred if it is to be ``moved``; without them a new header is
    made.
    """

    section: int
    size: int
    from_top: int | None
    font: str
    part: str = ""
    place: int = 0
    moved: bool = False


Repair = Compose | SetCharacterFormat | SetParagraphFormat | SetText | SetPaper | SetMargins | NumberPages


def format_span(span: Span, *, font: str | None = None, size: int | None = None) -> SetCharacterFormat:
    """The repair that gives a whole span a format."""
    return SetCharacterFormat(
        span.paragraph.part, span.paragraph.place, span.start, span.end, font=font, size=size
    )


def text_repair(span: Span, start: int, end: int, text: str) -> list[SetText]:
    """The repair of the characters from ``start`` to ``end``, which count within the span.

    None where a tab or a break stands among them: these are no letters that a text could replace. None across
    a seam: Word would print the old field beside the new text, or a tracked change would lose its words.
    """
    first, last = span.start + start, span.start + end
    crossed = any(begin < last and first <= stop for begin, stop in span.paragraph.seams)
    if crossed or _NO_TEXT.search(span.text[start:end]):
        return []
    return [SetText(span.paragraph.part, span.paragraph.place, first, last, text)]
