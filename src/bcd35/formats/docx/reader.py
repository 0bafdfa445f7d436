"""Any .docx → :class:`~bcd35.domain.layout.document.WordDocument`, made by Word, LibreOffice, WPS or us.

``styles`` lays Word's layers of formatting over each other. ``guard`` refuses hostile files first;
``package`` resolves no entities and opens no connection.
"""

import copy
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bcd35.domain.findings import Finding
from bcd35.domain.layout.document import Align, Drawing, Paragraph, Run, Section, TableCell, WordDocument
from bcd35.domain.text import compose_pieces
from bcd35.formats.docx import guard as docx_guard
from bcd35.formats.docx.legible import hidden_runs
from bcd35.formats.docx.package import SKIPPED, Package, W, local, stated_switch, stated_value
from bcd35.formats.docx.styles import (
    ALIGN,
    PT_PER_TWIP,
    ResolvedFormat,
    Styles,
    draws_lines,
    layer_of,
    twips,
)

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EXTENT = f"{_WP}extent"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_MM_PER_TWIP, _EMU_PER_PT = 25.4 / 1440, 12700
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_AT_SEAMS = (f"{W}fldChar", *(f"{{*}}{name}" for name in ("t", *_CHARACTERS, *SKIPPED)))
_WIDTH_IN_STYLE = re.compile(r"(?:^|;)width:([0-9.]+)pt")
_NEAR_THE_CENTRE = 0.05  # of the line: Word's own stops are those of Letter's margins
_NEAR_THE_MIDDLE = 0.02  # what an indent measured by eye may be off
_LINE_ENDS = re.compile(r"([0-9.-]+)(?:pt)?,")


@dataclass(frozen=True, slots=True)
class Reading:
    """A document, or why it cannot be read: ``document`` is None whenever there is a finding.

    ``signed``: it carries a digital signature, which no copy of it has.
    """

    document: WordDocument | None
    findings: tuple[Finding, ...] = ()
    signed: bool = False


def read_docx(data: bytes) -> Reading:
    """Read a .docx. Findings carry no ``where``: the caller knows the file's name."""
    refused = docx_guard.check_for_reading(data)
    if refused:
        return Reading(None, tuple(refused))
    try:
        package = Package(data)
        return Reading(_DocumentReader(package).read(), signed=package.is_signed)
    # A part is missing, or its XML or a number in it is malformed. The guard only checks the package.
    except (KeyError, SyntaxError, ValueError) as error:
        message = f"Nội dung tệp Word bị hỏng (máy báo: {type(error).__name__})."
        return Reading(None, (Finding("broken_docx", "", message, "Mở bằng Word rồi lưu lại thành .docx."),))


def paragraphs_of(root: Any) -> Iterator[Any]:
    """Every ``w:p`` of a part in order, but for those in text boxes, deletions and fallbacks.

    Their order gives :attr:`Paragraph.place`; whoever edits a file counts with this same function.
    """
    for child in root:
        name = local(child)
        if name == "p" and child.tag == f"{W}p":
            yield child
        elif name and name not in SKIPPED:
            yield from paragraphs_of(child)


def sections_of(root: Any) -> list[Any]:
    """Every ``w:sectPr`` in force, in order, but for those that a tracked change keeps."""
    return [one for one in root.iter(f"{W}sectPr") if local(one.getparent()) != "sectPrChange"]


def has_own_first_page(section: Any) -> bool:
    """Tell whether the first page of a section has a header and a footer of its own."""
    return bool(stated_switch(section, "titlePg"))


def header_of_first_page(package: Package, sections: list[Any]) -> str:
    """The part that is the page header of the first page; empty without one."""
    for section in sections[:1]:
        kind = "first" if has_own_first_page(section) else "default"
        for one in section.iterfind(f"{W}headerReference"):
            if one.get(f"{W}type", "default") == kind:
                return package.related(package.document).get(one.get(f"{R}id", ""), "")
    return ""


def characters_of(paragraph: Any, hidden: Container[Any] = ()) -> Iterator[tuple[Any, Any, str]]:
    """``(run, element, text)`` of every piece of a paragraph's text; no field codes, no deleted text.

    ``hidden``: the runs that do not print, of which nothing is told.
    """
    for child in paragraph:
        name = local(child)
        if child in hidden:
            continue
        if name == "r":
            for piece in child:
                kind = local(piece)
                if kind == "t":
                    yield child, piece, piece.text or ""
                elif kind in _CHARACTERS:
                    yield child, piece, _CHARACTERS[kind]
        elif name and name not in SKIPPED and name not in ("pPr", "sdtPr"):
            yield from characters_of(child, hidden)


def _boxed_lines(root: Any, styles: Styles) -> Iterator[str]:
    """The lines in text boxes, but for those kept for older programs beside a newer drawing."""
    for box in root.iter(f"{W}txbxContent"):
        if not any(local(above) == "Fallback" for above in box.iterancestors()):
            for paragraph in paragraphs_of(box):
                yield from _shown_text(paragraph, styles).split("\n")


def _shown_text(paragraph: Any, styles: Styles) -> str:
    return "".join(text for *_, text in characters_of(paragraph, hidden_runs(paragraph, styles)))


def _seams(paragraph: Any, fields: int, hidden: Container[Any]) -> tuple[tuple[tuple[int, int], ...], int]:
    """Where no text may be replaced; see :attr:`Paragraph.seams`.

    ``fields``: how many are open before the paragraph, such as a table of contents; told behind it, too.
    """
    found = [(element, text) for _, element, text in characters_of(paragraph, hidden)]
    lengths = {
        element: len(text)
        for (element, _), text in zip(found, compose_pieces([text for _, text in found]), strict=True)
    }
    seams: list[tuple[int, int]] = []
    at, holder = 0, None
    for one in paragraph.iter(*_AT_SEAMS):
        if one in lengths:
            owner, end = one.getparent().getparent(), at + lengths[one]
            if fields or _is_refilled(owner, paragraph):
                seams.append((at, end))
            elif owner is not holder and at:
                seams.append((at, at))
            at, holder = end, owner
        elif one.tag == f"{W}fldChar":
            fields = max(fields + {"begin": 1, "end": -1}.get(one.get(f"{W}fldCharType", ""), 0), 0)
            holder = None
        elif local(one) in SKIPPED or one.getparent() in hidden:
            holder = None
    return tuple(seams), fields


def _is_refilled(owner: Any, paragraph: Any) -> bool:
    """Tell whether Word itself fills in the text: a field, or a control that may show a stored value."""
    while owner is not paragraph:
        if local(owner) in ("fldSimple", "sdtContent"):
            return True
        owner = owner.getparent()
    return False


# --- the document -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Container:
    """What holds a paragraph: a cell or the page, its width in points, the style of the table.

    ``spare``: how much wider a cell is by the other of its two widths.
    """

    room: float
    cell: TableCell | None = None
    table_style: str = ""
    spare: float = 0


@dataclass(slots=True, kw_only=True)
class _Table:
    """A table while its rows are read: what its cells share, and how many ``rows`` it had so far."""

    element: Any
    number: int
    grid: list[int]
    style: str
    ruled: bool
    margins: float
    room: float
    rows: int = 0


class _DocumentReader:
    """Reads the body of a document in one pass, and its sections with their headers."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = Styles(package)
        self._related = package.related(package.document)
        self._tables = 0
        self._begin_part()

    def _begin_part(self) -> None:
        """Count the paragraphs and the open fields of another part."""
        self._count = self._fields = 0

    def read(self) -> WordDocument:
        stated: list[Any] = []
        boxes: list[str] = []
        for block in self._package.blocks():  # the page is told at the end, and needed from the beginning
            stated += map(copy.deepcopy, sections_of(block))
            boxes += _boxed_lines(block, self._styles)
        sections = self._sections(stated)
        room = (sections[0].width - sections[0].left - sections[0].right) / 25.4 * 72
        self._begin_part()
        paragraphs = tuple(self._paragraphs(_Container(room)))
        part = header_of_first_page(self._package, stated)
        header = self._package.optional(part)
        if header is None:
            return WordDocument(sections, paragraphs, tuple(boxes))
        boxes += _boxed_lines(header, self._styles)
        return WordDocument(sections, paragraphs, tuple(boxes), self._header(header, part, room))

    def _header(self, root: Any, part: str, room: float) -> tuple[Paragraph, ...]:
        """The paragraphs of a page header but for those that print the page's number."""
        self._begin_part()
        numbers = {place for place, one in enumerate(paragraphs_of(root)) if self._prints_number(one)}
        found = self._blocks(root, part, _Container(room))
        return tuple(one for one in found if one.place not in numbers)

    def _paragraphs(self, page: _Container) -> Iterator[Paragraph]:
        table, part = None, self._package.document
        for block in self._package.blocks():
            owner = _owner(block, "tbl") if local(block) == "tr" else None
            if owner is None:  # a paragraph, or a row that stands where none may
                yield from self._blocks([block], part, page)
                continue
            if table is None or table.element is not owner:
                table = self._table(owner, page)
            yield from self._row(block, part, table)

    def _sections(self, properties: list[Any]) -> tuple[Section, ...]:
        found: list[Section] = []
        headers: dict[str, str] = {}  # a section without a header has that of the section before
        for one in properties:
            for child in one:
                if local(child) in ("headerReference", "footerReference"):
                    kind = f"{local(child)}.{child.get(f'{W}type', 'default')}"
                    headers[kind] = self._related.get(child.get(f"{R}id"), "")
            found.append(self._section(one, headers))
        return tuple(found) or (
            # Word's own page: Letter, margins of one inch.
            Section(
                width=215.9,
                height=279.4,
                top=25.4,
                bottom=25.4,
                left=25.4,
                right=25.4,
                header=12.7,
                landscape=False,
                own_first_page=False,
            ),
        )

    def _section(self, properties: Any, headers: Mapping[str, str]) -> Section:
        size, margins = properties.find(f"{W}pgSz"), properties.find(f"{W}pgMar")

        def mm(element: Any, name: str, usual: int) -> float:
            stated = None if element is None else element.get(f"{W}{name}")
            return (usual if stated is None else twips(stated)) * _MM_PER_TWIP

        own_first = has_own_first_page(properties)
        part = headers.get("headerReference.default", "")
        others = [headers.get("footerReference.default", "")]
        if own_first:
            others += [headers.get(f"{kind}Reference.first", "") for kind in ("header", "footer")]
        width, height = mm(size, "w", 12240), mm(size, "h", 15840)
        left, right = mm(margins, "left", 1440) + mm(margins, "gutter", 0), mm(margins, "right", 1440)
        room = (width - left - right) / 25.4 * 72
        return Section(
            width=width,
            height=height,
            top=mm(margins, "top", 1440),
            bottom=mm(margins, "bottom", 1440),
            left=left,
            right=right,
            header=mm(margins, "header", 720),
            landscape=width > height,
            own_first_page=own_first,
            header_part=part,
            number=self._page_number(part, room),
            number_alone=self._holds_only_number(part),
            elsewhere=tuple(name for name in others if name and self._page_number(name, room) is not None),
            first_number=int(start) if (start := stated_value(properties, "pgNumType", "start")) else None,
        )

    def _page_number(self, part: str, room: float) -> Paragraph | None:
        """The paragraph of a header or footer that prints the page's number, aligned as the number is."""
        root = self._package.optional(part) if part else None
        if root is None:
            return None
        self._begin_part()
        for place, one in enumerate(paragraphs_of(root)):
            if self._prints_number(one):
                start, width, cell = _room_of_number(one, room)
                paragraph = self._paragraph(one, part, place, _Container(width, cell))
                properties = one.find(f"{W}pPr")
                style = stated_value(properties, "pStyle") or self._styles.default_paragraph
                look = self._styles.combined("", style, "", layer_of(properties))
                return replace(paragraph, align=_align_of_number(one, paragraph, look, (start, room)))
        return None

    def _holds_only_number(self, part: str) -> bool:
        """Tell whether a header has no text and no drawing besides the page's number."""
        root = self._package.optional(part) if part else None
        paragraphs = () if root is None else paragraphs_of(root)
        others = (one for one in paragraphs if not self._prints_number(one))
        return not any(_drawn(one) or _shown_text(one, self._styles).strip() for one in others)

    def _prints_number(self, paragraph: Any) -> bool:
        """Tell whether a paragraph of a header or footer prints the page's number."""
        hidden = hidden_runs(paragraph, self._styles)
        return holds_page_number(paragraph) and not (hidden and hidden.issuperset(paragraph.iter(f"{W}r")))

    def _blocks(self, parent: Any, part: str, container: _Container) -> Iterator[Paragraph]:
        for child in parent:
            name = local(child)
            if name == "p":
                yield self._paragraph(child, part, self._count, container)
                self._count += 1
            elif name == "tbl":
                table = self._table(child, container)
                for row in (one for one in child.iter(f"{W}tr") if _owner(one, "tbl") is child):
                    yield from self._row(row, part, table)
            elif name and name not in SKIPPED:
                yield from self._blocks(child, part, container)

    def _table(self, table: Any, container: _Container) -> _Table:
        number, self._tables = self._tables, self._tables + 1
        properties = table.find(f"{W}tblPr")
        style = self._styles.of_table(table)
        borders = None if properties is None else properties.find(f"{W}tblBorders")
        ruled = self._styles.has_lines(style) if borders is None else draws_lines(borders)
        grid = [int(column.get(f"{W}w", "0")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        return _Table(
            element=table,
            number=number,
            grid=grid,
            style=style,
            ruled=ruled,
            margins=_cell_margins(properties),
            room=container.room,
        )

    def _row(self, row: Any, part: str, table: _Table) -> Iterator[Paragraph]:
        for column, span, cell in _cells_of(row):
            narrow, wide = _cell_widths(cell, table.grid[column : column + span])
            room, spare = narrow - table.margins, wide - narrow
            lines = cell.find(f"{W}tcPr/{W}tcBorders")
            ruled = table.ruled or (lines is not None and draws_lines(lines))
            here = TableCell(table.number, table.rows, column, ruled)
            yield from self._blocks(cell, part, _Container(room or table.room, here, table.style, spare))
        table.rows += 1

    def _paragraph(self, element: Any, part: str, place: int, container: _Container) -> Paragraph:
        properties = element.find(f"{W}pPr")
        style = stated_value(properties, "pStyle") or self._styles.default_paragraph
        layout = self._styles.combined(container.table_style, style, "", layer_of(properties)).paragraph
        hidden = hidden_runs(element, self._styles, container.table_style)
        unseen = [text for run, _, text in characters_of(element) if run in hidden] if hidden else []
        seams, self._fields = _seams(element, self._fields, hidden)
        return Paragraph(
            part=part,
            place=place,
            runs=self._runs(element, container.table_style, style, hidden),
            room=container.room,
            spare=container.spare,
            cell=container.cell,
            **layout._asdict(),
            drawings=tuple(_drawings(element)),
            breaks_page=any(one.get(f"{W}type") == "page" for one in element.iter(f"{W}br"))
            or bool(properties is not None and stated_switch(properties, "pageBreakBefore")),
            ends_section=properties is not None and properties.find(f"{W}sectPr") is not None,
            seams=seams,
            hidden="".join(unseen),
        )

    def _runs(self, paragraph: Any, table_style: str, style: str, hidden: Container[Any]) -> tuple[Run, ...]:
        runs: list[Run] = []
        for element, _, text in characters_of(paragraph, hidden):
            properties = element.find(f"{W}rPr")
            style_id = stated_value(properties, "rStyle") or ""
            own = self._styles.combined(table_style, style, style_id, layer_of(properties)).characters
            if runs and runs[-1].format == own:
                runs[-1] = Run(runs[-1].text + text, own)
            elif text:
                runs.append(Run(text, own))
        return tuple(runs)


def holds_page_number(paragraph: Any) -> bool:
    """Tell whether a field of the paragraph, or the older sign for it, prints the page's number."""
    simple = (one.get(f"{W}instr", "") for one in paragraph.iter(f"{W}fldSimple"))
    spread = "".join(one.text or "" for one in paragraph.iter(f"{W}instrText"))
    told = any(re.search(r"\bPAGE\b", code) for code in (*simple, spread))
    return told or next(paragraph.iter(f"{W}pgNum"), None) is not None


def _room_of_number(element: Any, room: float) -> tuple[float, float, TableCell | None]:
    """Where the line of a page number begins, how wide it is, and its cell if it is in a table, in points."""
    cell = _owner(element, "tc")
    if cell is None:
        return 0, room, None
    table = _owner(cell, "tbl")
    grid = [int(column.get(f"{W}w", "0")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    cells = list(_cells_of(_owner(cell, "tr")))
    widths = [_cell_widths(one, grid[column : column + span])[0] for column, span, one in cells]
    at, here = next((at, column) for at, (column, _, one) in enumerate(cells) if one is cell)
    if not all(widths):
        return 0, room, TableCell(0, 0, here, ruled=False)
    properties = table.find(f"{W}tblPr")
    aside = {"center": 0.5, "right": 1, "end": 1}.get(stated_value(properties, "jc") or "", 0)
    start = (room - sum(widths)) * aside + twips(stated_value(properties, "tblInd", "w") or "0") * PT_PER_TWIP
    return start + sum(widths[:at]), widths[at], TableCell(0, 0, here, ruled=False)


def _align_of_number(
    element: Any, paragraph: Paragraph, look: ResolvedFormat, line: tuple[float, float]
) -> Align:
    """How a page number is aligned as it prints: a frame, a tab or an indent may place it.

    ``line``: where the paragraph's own line begins, and the width of the page's.
    """
    frame = look.frame
    if frame is not None and "w" not in frame:  # it is as wide as the number
        return ALIGN.get(frame.get("xAlign", ""), "left")
    before = list(_before_field(element))
    tabs = [one for one in before if local(one) != "t"]
    if not tabs:
        if "".join(one.text or "" for one in before).startswith(" " * 5):
            return "left"
        beside = line[0] + _middle_of_number(paragraph) - line[1] / 2
        near = abs(beside) <= line[1] * _NEAR_THE_MIDDLE
        return "center" if near else "left" if beside < 0 else "right"
    if local(tabs[-1]) == "ptab":  # it counts from the margin, whatever stands before it
        return ALIGN.get(tabs[-1].get(f"{W}alignment", ""), "left")
    stops = look.tab_stops
    beyond: tuple[float, Align] = (0, "left")  # Word's own stops
    place, kind = stops[len(tabs) - 1] if len(tabs) <= len(stops) else beyond
    shifted = paragraph.align in ("center", "right")  # by half of a tab, whatever its stop
    far = kind == "center" and abs(place - paragraph.room / 2) > paragraph.room * _NEAR_THE_CENTRE
    return "left" if shifted or far else kind


def _middle_of_number(paragraph: Paragraph) -> float:
    """Where the middle of a number of one figure prints on the line of its paragraph, in points."""
    begin, end = paragraph.left + paragraph.first_line, paragraph.room - paragraph.right
    half = max((run.format.size for run in paragraph.runs), default=0) / 4
    return {"center": (begin + end) / 2, "right": end - half}.get(paragraph.align, begin + half)


def _before_field(paragraph: Any) -> Iterator[Any]:
    """The texts and the tabs before the first field of a paragraph."""
    fields = ("fldChar", "fldSimple", "pgNum")
    for one in paragraph.iter(*(f"{W}{name}" for name in ("t", "tab", "ptab", *fields))):
        if local(one) in fields:
            return
        if local(one.getparent()) == "r":
            yield one


def _owner(element: Any, name: str) -> Any:
    """The nearest ancestor of that name: a table within a table keeps its own rows."""
    parent = element.getparent()
    while parent is not None and local(parent) != name:
        parent = parent.getparent()
    return parent


def _cells_of(row: Any) -> Iterator[tuple[int, int, Any]]:
    """Each cell of a row with its first column and how many it spans."""
    column = 0
    for cell in (one for one in row.iter(f"{W}tc") if _owner(one, "tr") is row):
        span = int(stated_value(cell.find(f"{W}tcPr"), "gridSpan") or 1)
        yield column, span, cell
        column += span


def _cell_widths(cell: Any, grid: list[int]) -> tuple[float, float]:
    """The width that the cell states, by which Word prints, and that of the grid, by which LibreOffice does.

    The narrower first. A grid of less than half the stated width was never measured.
    """
    stated, columns = cell.find(f"{W}tcPr/{W}tcW"), float(sum(grid))
    own = 0.0
    if stated is not None and stated.get(f"{W}type", "dxa") == "dxa":
        own = float(stated.get(f"{W}w", "0"))
    widths = sorted(width * PT_PER_TWIP for width in (own or columns, columns) if width * 2 > own)
    return (widths or [0.0])[0], (widths or [0.0])[-1]


def _cell_margins(properties: Any) -> float:
    """Left and right margin together, in points; Word's own are 108 twips each."""
    margins = None if properties is None else properties.find(f"{W}tblCellMar")
    sides = [None if margins is None else stated_value(margins, side, "w") for side in ("left", "right")]
    return sum(108.0 if side is None else float(side) for side in sides) * PT_PER_TWIP


def _drawings(paragraph: Any) -> Iterator[Drawing]:
    """The drawings of a paragraph: DrawingML states an extent, old VML a style or the ends of a line."""
    drawn = _drawn(paragraph)
    if modern := [one for one in drawn if one.tag == _EXTENT]:
        yield from (Drawing(int(one.get("cx", "0")) / _EMU_PER_PT) for one in modern)
    else:
        yield from (Drawing(_vml_width(one) if one.tag == f"{W}pict" else None) for one in drawn)


def _drawn(paragraph: Any) -> list[Any]:
    return list(paragraph.iter(_EXTENT, f"{W}pict", f"{W}object", _FORMULA))


def _vml_width(picture: Any) -> float | None:
    for shape in picture:
        width = _WIDTH_IN_STYLE.search(shape.get("style", ""))
        ends = [_LINE_ENDS.match(shape.get(name, "")) for name in ("from", "to")]
        if ends[0] and ends[1]:
            return abs(float(ends[1][1]) - float(ends[0][1]))
        if width:
            return float(width[1])
    return None
