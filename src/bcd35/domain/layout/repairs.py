"""What can be put right in a Word document without a person's judgement, as values; ``formats/docx/fix.py``
carries them out.

Text offsets count in the composed (NFC) text of a paragraph: composing is the first repair of any document.
"""

from typing import NamedTuple

from bcd35.domain.layout.profile import Page


class Compose(NamedTuple):
    """Bring every text of the document to NFC."""


class SetLook(NamedTuple):
    """Change the look of a stretch of a paragraph; None leaves a property as it is. ``size`` in points."""

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


class SetLayout(NamedTuple):
    """Justify a paragraph of the body, or set its first line (millimetres), line pitch or gap (points); None
    leaves one as it is.
    """

    part: str
    place: int
    justify: bool = False
    first_line: int | None = None
    pitch: int | None = None
    gap: int | None = None


class SetText(NamedTuple):
    """Put ``text`` in the place of the characters from ``start`` to ``end``."""

    part: str
    place: int
    start: int
    end: int
    text: str


class SetPage(NamedTuple):
    """Give one section (counted from 0) the profile's paper and margins; ``paper``: the size too."""

    section: int
    page: Page
    paper: bool


class NumberPages(NamedTuple):
    """Put the page number into the header of one section: a new header, or the look of the one that prints it
    (``part``, ``place``).
    """

    section: int
    page: Page
    font: str
    part: str = ""
    place: int = 0


Repair = Compose | SetLook | SetLayout | SetText | SetPage | NumberPages
