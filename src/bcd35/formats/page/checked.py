"""The page about one checked document: its text, and beside each line what deviates from the rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from bcd35.domain.layout.attached_form import form_words
from bcd35.domain.layout.deviations import SEVERITY_WORDS, Deviation, quoted
from bcd35.domain.layout.document import Paragraph
from bcd35.formats.page.document import render_page


class CheckedContent(NamedTuple):
    """A checked document: its name, its kind, the name of the profile, its deviations and paragraphs.

    ``form``: the line from which on it is a form, which is not judged; ``head``: where its head is.
    """

    name: str
    kind: str
    profile: str
    deviations: Sequence[Deviation]
    paragraphs: Sequence[Paragraph]
    form: str
    head: str


class Note(NamedTuple):
    """A deviation with its number on the page and that of its source; ``here``: it is the first place.

    ``quote``: the words it speaks of, where several paragraphs stand beside the note.
    """

    number: int
    deviation: Deviation
    source: int
    here: bool = True
    quote: str = ""

    @property
    def label(self) -> str:
        return SEVERITY_WORDS[self.deviation.severity]


class NotedLine(NamedTuple):
    """A paragraph, or the cells of a row with their paragraphs, and the notes on it."""

    cells: list[list[str]]
    notes: list[Note]
    align: str = ""


def write_checked(content: CheckedContent) -> bytes:
    """The page as .html bytes."""
    errors = sum(one.severity == "error" for one in content.deviations)
    inorder = sorted(content.deviations, key=lambda one: (bool(one.text), one.places))
    sources = list(dict.fromkeys(one.source for one in inorder))
    notes = [Note(number, one, sources.index(one.source) + 1) for number, one in enumerate(inorder, start=1)]
    return render_page(
        "checked.html",
        name=content.name,
        kind=content.kind.lower(),
        profile=content.profile,
        errors=errors,
        advice=len(notes) - errors,
        remarks=[
            *([content.head] if content.head else ()),
            *([form_words(content.form)] if content.form else ()),
        ],
        whole=[note for note in notes if not note.deviation.text],
        sources=sources,
        lines=list(_lines(content.paragraphs, [note for note in notes if note.deviation.text])),
    )


def _lines(paragraphs: Sequence[Paragraph], notes: Iterable[Note]) -> Iterator[NotedLine]:
    at: dict[tuple[str, int], list[Note]] = {}
    for note in notes:
        places = dict.fromkeys((place.part, place.place) for place in note.deviation.places)
        for number, place in enumerate(places):
            at.setdefault(place, []).append(note._replace(here=number == 0))
    for _, row in groupby(paragraphs, key=_row):
        yield _line(list(row), at)


def _row(paragraph: Paragraph) -> tuple[int, ...]:
    """The same for all paragraphs of one row of a table, and for no others."""
    cell = paragraph.cell
    return (-1, paragraph.place) if cell is None else (cell.table, cell.row)


def _line(row: list[Paragraph], at: Mapping[tuple[str, int], list[Note]]) -> NotedLine:
    notes = [
        note._replace(quote=quoted(one.text) if len(row) > 1 else "")
        for one in row
        for note in at.get((one.part, one.place), ())
    ]
    columns = groupby(row, key=lambda one: one.cell.column if one.cell else 0)
    cells = [[one.text for one in column if one.text.strip()] for _, column in columns]
    return NotedLine(cells, notes, row[0].align if row[0].cell is None else "")
