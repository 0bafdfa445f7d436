"""Columns of a template's tables that have nothing to say, taken out before it is filled."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def without_columns(template: bytes, columns: Mapping[str, Collection[str]]) -> bytes:
    """``columns``: a list of groups of rows (``reported``) → the values of a row that are empty in all.

    The column of ``{{ row.VALUE }}`` goes from the table that repeats these groups; the widest one gets its
    room. It stays where the tag is not alone in its cell, or an edited table is no plain grid.
    """
    from bcd35.formats.docx.edited import EditedPackage

    if not any(columns.values()):
        return template
    package = EditedPackage(template)
    for table in package.body().iter(f"{_W}tbl"):
        text = word_text(table)
        for groups, values in columns.items():
            for value in values if f"in {groups}.groups" in text else ():
                _take_out(table, f"{{{{ row.{value} }}}}")
    return package.packed()


def _take_out(table: Any, tag: str) -> None:
    rows = [[*placed_cells(row)] for row in table.iterchildren(f"{_W}tr")]
    places = {place for row in rows for place, _, cell in row if word_text(cell) == tag}
    grid = table.findall(f"{_W}tblGrid/{_W}gridCol")
    widths = [int(column.get(f"{_W}w", "0")) for column in grid]
    plain = all(widths) and all(sum(span for _, span, _ in row) == len(grid) for row in rows)
    if len(places) != 1 or len(grid) == 1 or not plain:
        return
    (gone,) = places
    widest = max((place for place in range(len(grid)) if place != gone), key=widths.__getitem__)
    grid[widest].set(f"{_W}w", str(widths[widest] + widths[gone]))
    grid[gone].getparent().remove(grid[gone])
    for row in rows:
        for place, span, cell in row:
            if place <= gone < place + span:
                _narrow(cell, span)
            elif (place, span) == (widest, 1):
                for width in cell.iterfind(f"{_W}tcPr/{_W}tcW"):
                    width.set(f"{_W}w", str(widths[widest] + widths[gone]))


def _narrow(cell: Any, span: int) -> None:
    """One column less; a cell that spans several keeps its width, since another column grows."""
    if span == 1:
        cell.getparent().remove(cell)
    else:
        cell.find(f"{_W}tcPr/{_W}gridSpan").set(f"{_W}val", str(span - 1))


def placed_cells(row: Any) -> Iterator[tuple[int, int, Any]]:
    """Each cell of a row with its first column and how many it spans."""
    place = 0
    for cell in row.iterchildren(f"{_W}tc"):
        spans = cell.find(f"{_W}tcPr/{_W}gridSpan")
        span = 1 if spans is None else int(spans.get(f"{_W}val"))
        yield place, span, cell
        place += span


def word_text(place: Any) -> str:
    return "".join(one.text or "" for one in place.iter(f"{_W}t")).strip()
