"""A Word document as values: its pages and its paragraphs, with styles and theme already resolved.

Lengths of the page are millimetres, of text points. ``formats/docx/reader.py`` makes these values;
``components.py`` recognises and ``layout_check.py`` judges them; ``repairs.py`` names what can be changed.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from bcd35.domain.text import compose_pieces, is_composed

Align = Literal["left", "right", "center", "justify"]
NEAR_MM = 1.0  # tolerance: Word rounds to twips, LibreOffice to hundredths of a millimetre
NEAR_POINTS = 0.3


class CharacterFormat(NamedTuple):
    """The format of characters: font, size in points, emphasis, colour.

    ``fonts``: of plain and of accented letters, which may differ; ``colour``: hex, or ``auto``;
    ``scale``: how wide a letter is set, 1 as it is cut; ``tracking``: points added behind each letter.
    """

    fonts: tuple[str, ...]
    size: float
    bold: bool
    italic: bool
    underline: bool
    caps: bool
    colour: str
    scale: float = 1
    tracking: float = 0


class Run(NamedTuple):
    """Neighbouring characters of one format; a tab and a line break are characters too."""

    text: str
    format: CharacterFormat


class TableCell(NamedTuple):
    """The table cell that holds a paragraph: number of the table in the document, row and column.

    ``ruled``: the cell has lines around it.
    """

    table: int
    row: int
    column: int
    ruled: bool


class Spacing(NamedTuple):
    """The space before and after a paragraph and its line pitch, in points.

    ``rule`` is Word's; with ``auto``, ``line`` is a multiple of a single line.
    """

    before: float
    after: float
    line: float
    rule: Literal["exact", "atLeast", "auto"]


class Drawing(NamedTuple):
    """A drawing, an object or a formula in a paragraph; ``width`` in points, None where it is not stated."""

    width: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Đoạn: one paragraph, found again in the file by its part and its place there.

    ``place``: its ordinal among the part's paragraphs. ``room``: the width between the margins of page or
    cell, ``spare`` what a cell has besides by another measure; ``left``, ``right``, ``first_line``: indents;
    all in points. ``borders``: the sides with a line.
    ``seams``: stretches of the composed text that a field prints, and the points (start and end are one)
    where a tracked change or another container begins or ends: no text is replaced across them.
    ``hidden``: what stands in it and does not print.
    """

    part: str
    place: int
    runs: tuple[Run, ...]
    align: Align
    spacing: Spacing
    room: float
    spare: float = 0
    left: float = 0
    right: float = 0
    first_line: float = 0
    cell: TableCell | None = None
    numbered: bool = False
    borders: frozenset[str] = frozenset()
    drawings: tuple[Drawing, ...] = ()
    breaks_page: bool = False
    ends_section: bool = False
    seams: tuple[tuple[int, int], ...] = ()
    hidden: str = ""
    text: str = field(init=False, repr=False, compare=False)  # put together once: it is asked for often

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", "".join(run.text for run in self.runs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section: its paper and margins in millimetres, and where its page number is printed.

    ``header_part``: the header of all pages but the first, empty where there is none; ``number``: the page
    number in it, None where it prints none; ``number_alone``: nothing else is there; ``elsewhere``: parts
    that are footers, or the header of a first page, and print a page number; ``first_number``: that of its
    first page, None where the numbers go on.
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
    number_alone: bool = True
    elsewhere: tuple[str, ...] = ()
    first_number: int | None = None


@dataclass(frozen=True, slots=True)
class WordDocument:
    """Văn bản Word: its sections, and the paragraphs of its body in reading order.

    ``boxes``: the lines of its text boxes, which are not judged. ``header``: the paragraphs in the page
    header of its first page, without the page number; some people keep their letterhead there.
    """

    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    boxes: tuple[str, ...] = ()
    header: tuple[Paragraph, ...] = ()


def composed(document: WordDocument) -> WordDocument:
    """The same document with its text in NFC, without signs that have no width."""
    boxes = tuple(compose_pieces([text])[0] for text in document.boxes)
    return replace(document, paragraphs=tuple(map(composed_paragraph, document.paragraphs)), boxes=boxes)


def composed_paragraph(paragraph: Paragraph) -> Paragraph:
    if is_composed(paragraph.text):
        return paragraph
    texts = compose_pieces([run.text for run in paragraph.runs])
    runs = tuple(Run(text, run.format) for text, run in zip(texts, paragraph.runs, strict=True))
    return replace(paragraph, runs=runs)


class Span(NamedTuple):
    """A piece of a paragraph: the whole of it, or what stands between two tabs."""

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
                found.append(Run(piece, run.format))
            at += len(run.text)
        return tuple(found)


def whole(paragraph: Paragraph) -> Span:
    return Span(paragraph, 0, len(paragraph.text))
