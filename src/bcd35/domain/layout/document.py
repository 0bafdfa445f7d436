"""A Word document as values: pages, and located paragraphs whose look is already resolved through styles and
theme.

Lengths of the page are millimetres, of text points. ``formats/docx/reader.py`` makes these values;
``components.py`` and ``layout_check.py`` judge them; ``repairs.py`` names what can be changed.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Align = Literal["left", "right", "center", "justify"]


class Look(NamedTuple):
    """How characters look.

    ``fonts``: of plain and of accented letters, which a document may set apart; ``colour``: hex, or ``auto``.
    """

    fonts: tuple[str, ...]
    size: float
    bold: bool
    italic: bool
    underline: bool
    caps: bool
    colour: str


class Run(NamedTuple):
    """Neighbouring characters of one look; tab and line break are characters too."""

    text: str
    look: Look


class Cell(NamedTuple):
    """Where a paragraph stands in a table: which table of the document, row and column; ``ruled``: the table
    has lines.
    """

    table: int
    row: int
    column: int
    ruled: bool


class Spacing(NamedTuple):
    """Around and between lines, in points; ``rule`` as Word's: exact, atLeast or auto (then ``line`` is a
    multiple).
    """

    before: float
    after: float
    line: float
    rule: Literal["exact", "atLeast", "auto"]


class Drawing(NamedTuple):
    """A drawn thing anchored in a paragraph; ``width`` in points, None where the file does not say."""

    width: float | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Đoạn: one paragraph. ``part`` and ``place`` (its ordinal among the part's paragraphs) find it again in
    the file.

    ``room``: width between the margins of page or cell, ``left``, ``right``, ``first_line``: indents; all in
    points. ``borders``: the sides that have a line.
    """

    part: str
    place: int
    runs: tuple[Run, ...]
    align: Align
    spacing: Spacing
    room: float
    left: float = 0
    right: float = 0
    first_line: float = 0
    cell: Cell | None = None
    numbered: bool = False
    borders: frozenset[str] = frozenset()
    drawings: tuple[Drawing, ...] = ()
    breaks_page: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Section:
    """One section's page. ``number_align`` etc. tell of the page number in the header of all pages but the
    first.

    ``header_part`` is empty where the section has no such header; ``number`` None where it holds no page
    number. ``elsewhere``: part names of footers or a first page's header that hold a page number.
    """

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    header: float
    landscape: bool
    own_first_page: bool
    header_part: str = ""
    number: Paragraph | None = None
    elsewhere: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordDocument:
    """Văn bản Word: its sections, and the paragraphs of its body in reading order."""

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]


class Span(NamedTuple):
    """A stretch of a paragraph: the whole of it, or the piece between two tabs."""

    paragraph: Paragraph
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end]

    @property
    def runs(self) -> tuple[Run, ...]:
        """The pieces of the paragraph's runs within the span."""
        found, at = [], 0
        for run in self.paragraph.runs:
            piece = run.text[max(0, self.start - at) : max(0, self.end - at)]
            if piece:
                found.append(Run(piece, run.look))
            at += len(run.text)
        return tuple(found)


def whole(paragraph: Paragraph) -> Span:
    """The whole paragraph as a span."""
    return Span(paragraph, 0, len(paragraph.text))
