"""Whether a text needs a second page. A file does not state its pages; they are estimated."""

from collections.abc import Iterator, Sequence

from bcd35.domain.layout.document import Paragraph, WordDocument
from bcd35.domain.layout.patterns import LONGEST_LINE

_PAGE_LINES = 34


def runs_over_a_page(document: WordDocument) -> bool:
    """Tell whether a section is longer than a page; several of one page each need no page numbers."""
    return any(map(_is_long, _by_section(document.paragraphs)))


def _by_section(paragraphs: Sequence[Paragraph]) -> Iterator[Sequence[Paragraph]]:
    start = 0
    for end, paragraph in enumerate(paragraphs, start=1):
        if paragraph.ends_section or end == len(paragraphs):
            yield paragraphs[start:end]
            start = end


def _is_long(paragraphs: Sequence[Paragraph]) -> bool:
    if any(paragraph.breaks_page for paragraph in paragraphs):
        return True
    in_cells: dict[tuple[int, int], dict[int, int]] = {}
    lines = 0
    for paragraph in paragraphs:
        rows = max(1, -(-len(paragraph.text) // LONGEST_LINE))
        if paragraph.cell is None:
            lines += rows
        else:  # the cells of one row share its height
            columns = in_cells.setdefault((paragraph.cell.table, paragraph.cell.row), {})
            columns[paragraph.cell.column] = columns.get(paragraph.cell.column, 0) + rows
    return lines + sum(max(columns.values()) for columns in in_cells.values()) > _PAGE_LINES
