"""Repairs of a Word document that need no person's judgement, as values.

``formats/docx/fix.py`` carries them out. Offsets count in the composed (NFC) text of a paragraph: composing
is the first repair of any document.
"""

from typing import NamedTuple

from bcd35.domain.layout.profile import Page


class Compose(NamedTuple):
    """Bring every text of the document to NFC."""


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

    ``first_line`` in millimetres, ``pitch`` and ``gap`` in points; None leaves one as it is.
    """

    part: str
    place: int
    justify: bool = False
    first_line: int | None = None
    pitch: int | None = None
    gap: int | None = None


class SetText(NamedTuple):
    """Replace the characters from ``start`` to ``end`` by ``text``."""

    part: str
    place: int
    start: int
    end: int
    text: str


class SetPage(NamedTuple):
    """Give one section (counted from 0) the profile's size of paper (``paper``), or its margins."""

    section: int
    page: Page
    paper: bool


class NumberPages(NamedTuple):
    """Print the page number in the header of one section, in the profile's format.

    ``part`` and ``place``: the paragraph that already prints it; without them a new header is made.
    """

    section: int
    page: Page
    font: str
    part: str = ""
    place: int = 0


Repair = Compose | SetCharacterFormat | SetParagraphFormat | SetText | SetPage | NumberPages
