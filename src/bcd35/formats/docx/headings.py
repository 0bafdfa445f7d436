"""Which values stand below which heading in the tables of a template."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from bcd35.formats.docx.columns import placed_cells, word_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = re.compile(r"\{\{ *(?P<path>\w+(?:\[(?P<which>[0-9])\])?\.(?P<name>\w+))")


class ColumnTag(NamedTuple):
    """A value in a table: its tag, its last name, and of a row of several which it is."""

    path: str
    name: str
    which: str
    heading: str
    column: tuple[int, int]

    @property
    def key(self) -> str:
        """The heading, however it is spelt."""
        return " ".join(self.heading.casefold().split())


def column_tags(template: bytes) -> Iterator[ColumnTag]:
    """Every value in the tables of a template's main part."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(template)) as package:
        root = etree.fromstring(package.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
    for number, table in enumerate(root.iter(f"{_W}tbl")):
        first, *rows = [[*placed_cells(row)] for row in table.iterchildren(f"{_W}tr")] or [[]]
        headings = {place: word_text(cell) for place, _, cell in first}
        for place, _, cell in (one for row in rows for one in row):
            for value in _VALUE.finditer(word_text(cell)):
                heading, which = headings.get(place, ""), value["which"] or ""
                yield ColumnTag(value["path"], value["name"], which, heading, (number, place))


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
