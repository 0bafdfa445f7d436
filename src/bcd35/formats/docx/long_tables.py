"""The rows of long tables are kept out of the tree that lxml makes of a document.

As nodes they take ten times the room of their text: 24 MB for the appendix of 1,530 units. Of rows with the
same cells, one after the other, only the first stays in the tree: docxtpl needs no more to mend the table's
grid. The others are parsed and written one by one, and come back into the finished part, byte for byte as
if they had been in the tree.
"""

import re
from collections import deque
from collections.abc import Iterator

_ROW = re.compile(r"<w:tr[ >].*?</w:tr>", re.DOTALL)
# What docxtpl counts in a row, and what hides cells from it.
_CELLS = re.compile(r"<w:(?:tc|sdt|customXml)[ >]|<w:gridSpan\b[^>]*>")
# A row that stays: the first one of a table within it would end it here, or docxtpl numbers its pictures.
_STAYS = re.compile(r"<w:tbl\b|docPr|xmlns")


class RowsApart:
    """The rows that were taken out of one document. ``mark``: a name that nothing in the document has."""

    def __init__(self, mark: str) -> None:
        # XML's processing instruction: whoever edits the tree sees neither an element nor text.
        self._mark = f"<?{mark}?>"
        self._rows: deque[bytes] = deque()

    def take(self, body: str) -> str:
        """The XML of the document's body without them. Raises lxml's XMLSyntaxError for a broken row."""
        opening = body[: body.index(">") + 1]
        kept: list[str] = []
        end, before = 0, (list[str](), 0)  # of the row before: its cells, its end
        for row in _ROW.finditer(body):
            cells = [] if _STAYS.search(row[0]) else _CELLS.findall(row[0])
            if cells and (cells, row.start()) == before:
                self._rows.append(_as_written(opening, row[0]))
                kept += (body[end : row.start()], self._mark)
                end = row.end()
            before = cells, row.end()
        return "".join((*kept, body[end:]))

    def put_back(self, part: bytes) -> Iterator[bytes]:
        """A part of the finished document, in pieces."""
        first, *others = part.split(self._mark.encode())
        yield first
        for piece in others:
            yield self._rows.popleft()
            yield piece


def _as_written(opening: str, row: str) -> bytes:
    """A row of the body that begins with ``opening``, as lxml writes it in the document."""
    from lxml import etree

    written: bytes = etree.tostring(etree.fromstring(f"{opening}{row}</w:body>"), encoding="UTF-8")
    return written[written.index(b">") + 1 : written.rindex(b"</")]
