"""Which cells show their text struck out: by the font of the cell, or of the runs of a rich text.

Offices strike out what is gone and leave it in the list. Nothing is refused here: what cannot be a workbook
is refused by ``reader`` and ``cells``.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.formats.xlsx.cells import OWN_TEXT, Tags, cell_place, dialect, numbered_rows
from bcd35.formats.xlsx.guard import parse

if TYPE_CHECKING:
    from lxml.etree import _Element

Struck = Literal["", "whole", "part"]
_Runs = tuple[bool | None, ...]  # whether each run is struck out; None: it looks as its cell
_PLAIN: _Runs = (None,)


class StruckLooks(NamedTuple):
    """The numbers of the cell styles that strike out, and the runs of rich shared texts by their number."""

    styles: frozenset[str] = frozenset()
    texts: Mapping[str, _Runs] = {}


def struck_looks(styles: bytes, strings: "_Element | None") -> StruckLooks | None:
    """What strikes out in a workbook, from its styles and its shared texts; None where nothing does."""
    struck = _struck_styles(styles) if styles else frozenset[str]()
    if not struck and (strings is None or not strikes(strings)):
        return None
    return StruckLooks(struck, {} if strings is None else _rich_texts(strings))


def strikes(root: "_Element") -> bool:
    """Tell whether anything in a part strikes out; to search its bytes takes ten times as long."""
    return next(root.iter(f"{dialect(root)}strike"), None) is not None


@lru_cache(maxsize=8)  # forms saved by one program have the same styles: 0.02 of 0.7 ms a form
def _struck_styles(part: bytes) -> frozenset[str]:
    if b"strike" not in part:
        return frozenset()
    root = parse("xl/styles.xml", part)
    main = dialect(root)
    fonts = root.iterfind(f"{main}fonts/{main}font")
    struck = {str(number) for number, font in enumerate(fonts) if _strikes(font, main)}
    looks = root.iterfind(f"{main}cellXfs/{main}xf")
    return frozenset(str(style) for style, look in enumerate(looks) if look.get("fontId", "0") in struck)


def _rich_texts(strings: "_Element") -> dict[str, _Runs]:
    main = dialect(strings)
    return {str(number): _runs(item, main) for number, item in enumerate(strings) if len(item) > 1}


def _runs(item: "_Element", main: str) -> _Runs:
    tags = Tags.of(main)
    found: list[bool | None] = []
    for run in item.iterchildren(tags.run):
        text, look = run.findtext(tags.text) or "", run.find(tags.run_look)
        if text.strip():
            found.append(None if look is None else _strikes(look, main))
    return tuple(found) or _PLAIN


def _strikes(look: "_Element", main: str) -> bool:
    switch = look.find(f"{main}strike")
    return switch is not None and switch.get("val", "1") in ("1", "true")


def struck_cells(root: "_Element", looks: StruckLooks) -> dict[tuple[int, int], Struck]:
    """Row and column of each cell of a worksheet that is struck out, and how much of it."""
    main = dialect(root)
    tags, found = Tags.of(main), dict[tuple[int, int], Struck]()
    for number, row in numbered_rows(root):
        column = 0
        for cell in row.iterchildren(tags.cell):
            _, column, _ = cell_place(cell.get("r"), column + 1)
            if how := _how(cell, main, looks):
                found[number, column] = how
    return found


def _how(cell: "_Element", main: str, looks: StruckLooks) -> Struck:
    runs, tags = _PLAIN, Tags.of(main)
    own = cell.find(tags.inline)
    if cell.get("t") == "s":
        runs = looks.texts.get(cell.findtext(tags.value) or "", _PLAIN)
    elif cell.get("t") == OWN_TEXT and own is not None:
        runs = _runs(own, main)
    as_cell = cell.get("s", "0") in looks.styles
    struck = [as_cell if one is None else one for one in runs]
    return "whole" if all(struck) else "part" if any(struck) else ""
