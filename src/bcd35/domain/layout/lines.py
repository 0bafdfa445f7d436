"""The lines of a document, and the side of the page that each is on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bcd35.domain.layout.document import Paragraph, Span, WordDocument, whole
from bcd35.domain.layout.patterns import (
    COLONS,
    DATE_LINE,
    LONGEST_LINE,
    RECIPIENTS,
    gap_of_halves,
    parts_halves,
    without_stop,
)
from bcd35.domain.layout.profile import Profile, Side
from bcd35.domain.text import clean, identity_key

_NEAR_A_RIGHT_EDGE = 0.35


class TextLine(NamedTuple):
    """A text on a line of its own, and the side of the page that it is on.

    It is a paragraph, or a piece between its tabs and line breaks.
    """

    span: Span
    side: Side

    @property
    def text(self) -> str:
        return self.span.text

    @property
    def column(self) -> tuple[int, int] | None:
        """Table and column; None outside tables."""
        cell = self.span.paragraph.cell
        return None if cell is None else (cell.table, cell.column)

    @property
    def table(self) -> int | None:
        """The table that holds the line; None outside tables."""
        cell = self.span.paragraph.cell
        return None if cell is None else cell.table

    @property
    def place(self) -> tuple[str, int]:
        """The part of the package and the paragraph that it is in."""
        paragraph = self.span.paragraph
        return paragraph.part, paragraph.place


def lines_of(document: WordDocument, profile: Profile) -> list[TextLine]:
    """The lines of a document in reading order."""
    columns, gap = _columns(document), gap_of_halves(profile)
    return [line for paragraph in document.paragraphs for line in _lines(paragraph, columns, gap)]


def _columns(document: WordDocument) -> dict[int, tuple[int, int]]:
    """Table → its first and last column that hold a paragraph."""
    found: dict[int, tuple[int, int]] = {}
    for cell in (paragraph.cell for paragraph in document.paragraphs if paragraph.cell):
        first, last = found.get(cell.table, (cell.column, cell.column))
        found[cell.table] = (min(first, cell.column), max(last, cell.column))
    return found


def _lines(
    paragraph: Paragraph, columns: Mapping[int, tuple[int, int]], gap: re.Pattern[str]
) -> Iterator[TextLine]:
    """The lines of a paragraph: line breaks, and outside tables tabs and gaps, part short lines."""
    rows = list(typed_rows(paragraph, gap))
    pieces = [piece for row in rows for piece in row]
    running = len(pieces) > 1 and max(len(piece.text) for piece in pieces) > LONGEST_LINE
    if running or (len(pieces) == 1 and pieces[0].text.strip() == paragraph.text.strip("\n ")):
        yield TextLine(whole(paragraph), _side(paragraph, columns))
        return
    for row in rows:
        for place, piece in enumerate(row):
            yield TextLine(piece, _side_of_piece(place, row, _side(paragraph, columns)))


def typed_rows(paragraph: Paragraph, gap: re.Pattern[str]) -> Iterator[list[Span]]:
    """What stands between line breaks, in pieces that tabs or a gap part."""
    for line in re.finditer(r"[^\n]+", paragraph.text):
        starts = [line.start()]
        if paragraph.cell is None:
            gaps = filter(parts_halves, gap.finditer(line.group()))
            starts += [line.start() + found.end() for found in gaps]
        pieces = (Span(paragraph, *ends) for ends in pairwise([*starts, line.end()]))
        yield [piece for piece in map(_without_gap, pieces) if piece.text.strip()]


def _without_gap(piece: Span) -> Span:
    return piece._replace(end=piece.start + len(piece.text.rstrip("\t")))


def _side_of_piece(place: int, row: Sequence[Span], side: Side) -> Side:
    """The first of several is on the left; where one behind a gap stands, its text must tell."""
    if len(row) > 1:
        return "right" if place else "left"
    paragraph, start = row[0].paragraph, row[0].start
    before = paragraph.text[:start].rpartition("\n")[2]
    return "any" if paragraph.cell is None and "\t" in before else side


def _side(paragraph: Paragraph, columns: Mapping[int, tuple[int, int]]) -> Side:
    cell = paragraph.cell
    if cell is not None:
        first, last = columns[cell.table]
        if first < last:
            return "left" if cell.column == first else "right"
    if paragraph.align in ("center", "right"):
        return paragraph.align
    if paragraph.text.startswith(" " * 5):
        return "any"
    return "right" if paragraph.left > paragraph.room * _NEAR_A_RIGHT_EDGE else "left"


def in_ruled_cell(line: TextLine) -> bool:
    cell = line.span.paragraph.cell
    return cell is not None and cell.ruled


def line_key(line: TextLine) -> str:
    """The identity key of a line; empty for running text, which is no name and takes long."""
    return identity_key(line.text) if len(line.text) <= LONGEST_LINE else ""


def is_date_line(line: TextLine) -> bool:
    short = len(line.text) <= 2 * LONGEST_LINE
    match = DATE_LINE.fullmatch(without_stop(clean(line.text))) if short else None
    return match is not None and match["comma"] not in tuple(COLONS)  # “Thời gian: ngày …”


def is_running(line: TextLine) -> bool:
    """Tell whether a line is set as the text is, or longer than one that stands alone."""
    own = line.span.paragraph
    return len(line.text) > LONGEST_LINE or own.align == "justify" or is_indented(line)


def is_indented(line: TextLine) -> bool:
    """Tell whether a line begins a paragraph of the text, by its first line."""
    return line.span.paragraph.first_line > 0


def is_centred(line: TextLine) -> bool:
    return line.span.paragraph.align == "center"


def is_bold(line: TextLine) -> bool:
    return all(run.format.bold for run in line.span.runs if any(map(str.isalnum, run.text)))


def is_italic(line: TextLine) -> bool:
    return all(run.format.italic for run in line.span.runs if any(map(str.isalnum, run.text)))


def cut(line: TextLine, at: int) -> tuple[TextLine, TextLine | None]:
    """A line in two: a label, and the text behind it (None without one)."""
    span = line.span
    head = TextLine(Span(span.paragraph, span.start, span.start + at), line.side)
    tail = TextLine(Span(span.paragraph, span.start + at, span.end), line.side)
    return head, tail if tail.text.strip() else None


def stands_alone(line: TextLine) -> bool:
    """Tell whether a line can be a post or a name beside which nothing stands."""
    ended = line.text.rstrip().endswith((".", ";", ":", ","))
    return line.table is None and len(line.text) <= LONGEST_LINE and not ended


def is_label(line: TextLine) -> bool:
    return RECIPIENTS.match(line.text) is not None and not in_ruled_cell(line)
