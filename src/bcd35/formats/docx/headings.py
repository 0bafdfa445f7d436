"""Which values stand below which heading in the tables of a template."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

from bcd35.formats.docx.columns import placed_cells, word_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = re.compile(r"\{\{ *(?P<path>\w+(?:\[(?P<which>[0-9])\])?\.(?P<name>\w+))")
_LIST = re.compile(r"\{%-? *tr +for \w+ in (\w+)")


class _Table(NamedTuple):
    """A table: whose rows it repeats (``missing``, ``units``), its headings by column, the cells below."""

    number: int
    rows_of: str
    headings: dict[int, str]
    below: list[tuple[int, Any]]


class ColumnTag(NamedTuple):
    """A value in a table: its tag, its list and last name, and of a row of several which it is."""

    path: str
    rows_of: str
    name: str
    which: str
    heading: str
    column: tuple[int, int]

    @property
    def key(self) -> str:
        return _key(self.heading)


def column_tags(template: bytes) -> Iterator[ColumnTag]:
    """Every value in the tables of a template's main part."""
    for table in _tables(template):
        for place, cell in table.below:
            for value in _VALUE.finditer(word_text(cell)):
                heading, column = table.headings.get(place, ""), (table.number, place)
                yield ColumnTag(
                    path=value["path"],
                    rows_of=table.rows_of,
                    name=value["name"],
                    which=value["which"] or "",
                    heading=heading,
                    column=column,
                )


def _tables(template: bytes) -> Iterator[_Table]:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(template)) as package:
        root = etree.fromstring(package.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
    for number, table in enumerate(root.iter(f"{_W}tbl")):
        first, *rows = [[*placed_cells(row)] for row in table.iterchildren(f"{_W}tr")] or [[]]
        list_name = _LIST.search(word_text(table))
        headings = {place: word_text(cell) for place, _, cell in first}
        below = [(place, cell) for row in rows for place, _, cell in row]
        yield _Table(number, list_name[1] if list_name else "", headings, below)


def _key(heading: str) -> str:
    """A heading, however it is spelt."""
    return " ".join(heading.casefold().split())


def exchanged(own: bytes, packaged: bytes) -> Iterator[ColumnTag]:
    """The values of a template below the heading of another, or in the column of another's picture.

    ``packaged``: the program's own template, by which a heading is known.
    """
    known: dict[str, set[str]] = {}
    for tag in column_tags(packaged):
        known.setdefault(tag.key, set()).add(tag.name)
    named = set().union(*known.values())
    columns: dict[tuple[int, int], str] = {}
    for tag in column_tags(own):
        of_another = tag.name in named - known.get(tag.key, named)
        beside_another = tag.which and columns.setdefault(tag.column, tag.which) != tag.which
        if of_another or beside_another:
            yield tag


def headed(own: bytes, packaged: bytes) -> frozenset[tuple[str, str]]:
    """The list and the last name of each value that has a heading in ``packaged`` which ``own`` kept."""
    kept = {(table.rows_of, _key(text)) for table in _tables(own) for text in table.headings.values()}
    return frozenset(
        (tag.rows_of, tag.name) for tag in column_tags(packaged) if (tag.rows_of, tag.key) in kept
    )
