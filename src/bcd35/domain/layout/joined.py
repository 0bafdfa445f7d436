"""Several documents in one file, joined for printing: where each begins."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from bcd35.domain.layout.document import Paragraph, WordDocument
from bcd35.domain.layout.lines import typed_rows
from bcd35.domain.layout.patterns import (
    BEGUN_NUMBER,
    GAP_OF_PIECES,
    LONGEST_LINE,
    OPEN_NAME,
    RECIPIENTS,
    appendix_names,
    gap_of_halves,
    holds_title,
    is_upper,
)
from bcd35.domain.layout.profile import Profile
from bcd35.domain.text import identity_key

_LONGEST_NAMES = 10  # paragraphs of a head that can hold its issuer


def documents_in(document: WordDocument, profile: Profile) -> list[WordDocument]:
    """The documents of a file into which several were joined for printing; the sections stay with the first.

    Each begins with the line or table that holds the title, behind the Nơi nhận of the one before. A
    title in an appendix, or without a number, begins no document: it belongs to a form that goes with its
    letter.
    """
    starts = [0]
    label: int | None = None
    for index, paragraph in enumerate(document.paragraphs):
        if RECIPIENTS.match(paragraph.text):
            label = index
        elif label is None:
            continue
        elif identity_key(paragraph.text[:LONGEST_LINE]).startswith(appendix_names(profile)):
            label = None
        elif _holds_title(paragraph, profile) and _is_numbered(document.paragraphs[index:], profile):
            start = table_start(document.paragraphs, index, label=label)
            if not _leaves_its_name_open(document.paragraphs[start:]):
                starts.append(start)
                label = None
    pieces = (document.paragraphs[start:end] for start, end in pairwise([*starts, len(document.paragraphs)]))
    return [
        replace(document, sections=() if place else document.sections, paragraphs=piece)
        for place, piece in enumerate(pieces)
    ]


def _is_numbered(paragraphs: Sequence[Paragraph], profile: Profile) -> bool:
    """Tell whether a number or Nơi nhận stands below a title, before the next one."""
    below = takewhile(lambda paragraph: not _holds_title(paragraph, profile), paragraphs[1:])
    pieces = (
        piece for paragraph in below for piece in GAP_OF_PIECES.split(paragraph.text[: LONGEST_LINE * 2])
    )
    return any(BEGUN_NUMBER.match(piece) or RECIPIENTS.match(piece) for piece in pieces)


def _leaves_its_name_open(paragraphs: Sequence[Paragraph]) -> bool:
    """Tell whether a head has dots for whose it is, as “CHI BỘ …”: that of a form, whatever stands below."""
    pieces = (
        piece for paragraph in paragraphs[:_LONGEST_NAMES] for piece in GAP_OF_PIECES.split(paragraph.text)
    )
    return any(is_upper(piece) and OPEN_NAME.fullmatch(piece) for piece in pieces)


def _holds_title(paragraph: Paragraph, profile: Profile) -> bool:
    if len(paragraph.text) > 2 * LONGEST_LINE:
        return False
    texts = (piece.text for row in typed_rows(paragraph, gap_of_halves(profile)) for piece in row)
    return holds_title(texts, profile)


def table_start(paragraphs: Sequence[Paragraph], index: int, *, label: int) -> int:
    """The place of the first paragraph in the table of a paragraph.

    Its own place outside tables, and in a table that holds the label Nơi nhận of the document before, too.
    """
    cell = paragraphs[index].cell
    if cell is None:
        return index
    start = next(place for place, one in enumerate(paragraphs) if one.cell and one.cell.table == cell.table)
    return start if start > label else index
