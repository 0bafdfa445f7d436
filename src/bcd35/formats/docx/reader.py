"""Any .docx → :class:`~bcd35.domain.layout.document.WordDocument`, made by Word, LibreOffice, WPS or us.

The format of a paragraph is spread over layers. :class:`_Styles` lays them over each other as Word does:
document defaults, table style, paragraph style and character style (each with the styles it is based on),
then the run itself. ``guard`` refuses hostile files first; the parser here resolves no entities and opens no
connection.
"""

import copy
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from posixpath import join, normpath
from typing import Any, NamedTuple, cast

from bcd35.domain.findings import Finding
from bcd35.domain.layout.document import (
    Align,
    CharacterFormat,
    Drawing,
    Paragraph,
    Run,
    Section,
    Spacing,
    TableCell,
    WordDocument,
)
from bcd35.domain.text import compose_pieces
from bcd35.formats.docx import guard as docx_guard
from bcd35.formats.ooxml.guard import PartTypes

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EXTENT = f"{_WP}extent"
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
PACKAGE_R = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DOCUMENT = "word/document.xml"  # where a package does not say otherwise
SIGNATURE_TYPE = "application/vnd.openxmlformats-package.digital-signature"
_MM_PER_TWIP, _PT_PER_TWIP, _EMU_PER_PT = 25.4 / 1440, 1 / 20, 12700
_ALIGN: dict[str, Align] = {
    "left": "left",
    "start": "left",
    "right": "right",
    "end": "right",
    "center": "center",
}
_UNITS = {"pt": 20.0, "in": 1440.0, "cm": 1440 / 2.54, "mm": 144 / 2.54, "pc": 240.0, "pi": 240.0}
_NO_LINE = ("none", "nil")
_OFF = frozenset({"0", "false", "off", "none"})
_PARSING: dict[str, Any] = {
    **dict.fromkeys(("resolve_entities", "huge_tree", "load_dtd"), False),
    "no_network": True,
}
_WORDS_FONT = "Times New Roman"  # what Word takes where no layer names one
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SKIPPED = frozenset({"del", "moveFrom", "txbxContent", "Fallback"})
_AT_SEAMS = (f"{W}fldChar", *(f"{{*}}{name}" for name in ("t", *_CHARACTERS, *_SKIPPED)))
_THEME_SLOT = re.compile(r"(major|minor)(HAnsi|Ascii|Bidi|EastAsia)")
_WIDTH_IN_STYLE = re.compile(r"(?:^|;)width:([0-9.]+)pt")
_NEAR_THE_CENTRE = 0.05  # of the line: Word's own stops are those of Letter's margins
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


class Package:
    """The parts of a .docx: bytes by name, XML trees on demand, relationships."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
            self.types = PartTypes(archive, docx_guard.WORD_KIND)

    @property
    def is_signed(self) -> bool:
        """Tell whether it carries a digital signature, which any change makes invalid."""
        return any(self.types.of(name).startswith(SIGNATURE_TYPE) for name in self.parts)

    @cached_property
    def document(self) -> str:
        """The part that holds the text, by the relation of the package."""
        named = (name for _, kind, name in self._relations("") if kind.endswith("/officeDocument"))
        return next((name for name in named if name in self.parts), _DOCUMENT)

    def tree(self, name: str) -> Any:
        """The root element of a part. Raises KeyError when there is none, SyntaxError when it is no XML."""
        from lxml import etree

        return etree.fromstring(self._xml(name), etree.XMLParser(**_PARSING))

    def _xml(self, name: str) -> bytes:
        if not self.types.is_xml(name):  # the guard need not have looked at it as XML
            raise KeyError(name)
        return self.parts[name]

    def blocks(self) -> Iterator[Any]:
        """The outermost paragraphs, rows and sections of the document, in order; each is gone after its turn.

        A long table has some million nodes, which together would take hundreds of megabytes. Raises KeyError
        for a part without a body.
        """
        from lxml import etree

        tags = [f"{W}p", f"{W}tr", f"{W}sectPr", *(f"{{*}}{name}" for name in _SKIPPED)]
        source = io.BytesIO(self._xml(self.document))
        parsed, depth = etree.iterparse(source, events=("start", "end"), tag=tags, **_PARSING), 0
        for event, element in parsed:
            depth += 1 if event == "start" else -1
            if not depth:
                if local(element) not in _SKIPPED:
                    yield element
                element.clear()
        if parsed.root.find(f"{W}body") is None:
            raise KeyError(self.document)

    def optional(self, name: str) -> Any:
        return self.tree(name) if name in self.parts else None

    def related(self, part: str) -> dict[str, str]:
        """Relationship id → part name, of the relationships inside the package."""
        return {key: name for key, _, name in self._relations(part)}

    def part_of_kind(self, kind: str) -> str:
        """The part that the document uses as its styles, theme, comments …; empty where there is none."""
        related = self._relations(self.document)
        return next((name for _, stated, name in related if stated.endswith(f"/{kind}")), "")

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        """``(id, type, part name)`` of every relationship inside the package."""
        root = self.optional(relations_of(part))
        for one in () if root is None else root.iter(f"{PACKAGE_R}Relationship"):
            if one.get("TargetMode") != "External":
                target = normpath(join("/", part.rpartition("/")[0], one.get("Target", ""))).lstrip("/")
                yield one.get("Id", ""), one.get("Type", ""), target


def relations_of(part: str) -> str:
    """The part that holds the relationships of a part; those of the package are of no part."""
    folder, _, file = part.rpartition("/")
    return join(folder, "_rels", f"{file}.rels")


def local(element: Any) -> str:
    """The element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(parent: Any, name: str, attribute: str = "val") -> str | None:
    child = None if parent is None else parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}{attribute}")


def _switch(parent: Any, name: str) -> bool | None:
    """An on-off property; None where it is not stated."""
    child = parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val", "1").lower() not in _OFF


def paragraphs_of(root: Any) -> Iterator[Any]:
    """Every ``w:p`` of a part in order, but for those in text boxes, deletions and fallbacks.

    Their order gives :attr:`Paragraph.place`; whoever edits a file counts with this same function.
    """
    for child in root:
        name = local(child)
        if name == "p" and child.tag == f"{W}p":
            yield child
        elif name and name not in _SKIPPED:
            yield from paragraphs_of(child)


def sections_of(root: Any) -> list[Any]:
    """Every ``w:sectPr`` in force, in order, but for those that a tracked change keeps."""
    return [one for one in root.iter(f"{W}sectPr") if local(one.getparent()) != "sectPrChange"]


def has_own_first_page(section: Any) -> bool:
    """Tell whether the first page of a section has a header and a footer of its own."""
    return bool(_switch(section, "titlePg"))


def characters_of(paragraph: Any) -> Iterator[tuple[Any, Any, str]]:
    """``(run, element, text)`` of every piece of a paragraph's text; no field codes, no deleted text."""
    for child in paragraph:
        name = local(child)
        if name == "r":
            for piece in child:
                kind = local(piece)
                if kind == "t":
                    yield child, piece, piece.text or ""
                elif kind in _CHARACTERS:
                    yield child, piece, _CHARACTERS[kind]
        elif name and name not in _SKIPPED and name not in ("pPr", "sdtPr"):
            yield from characters_of(child)


def _boxed_lines(root: Any) -> Iterator[str]:
    """The lines in text boxes, but for those kept for older programs beside a newer drawing."""
    for box in root.iter(f"{W}txbxContent"):
        if not any(local(above) == "Fallback" for above in box.iterancestors()):
            for paragraph in paragraphs_of(box):
                yield from "".join(text for *_, text in characters_of(paragraph)).split("\n")


def _seams(paragraph: Any, fields: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """Where no text may be replaced; see :attr:`Paragraph.seams`.

    ``fields``: how many are open before the paragraph, such as a table of contents; told behind it, too.
    """
    found = [(element, text) for _, element, text in characters_of(paragraph)]
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
        elif local(one) in _SKIPPED:
            holder = None
    return tuple(seams), fields


def _is_refilled(owner: Any, paragraph: Any) -> bool:
    """Tell whether Word itself fills in the text: a field, or a control that may show a stored value."""
    while owner is not paragraph:
        if local(owner) in ("fldSimple", "sdtContent"):
            return True
        owner = owner.getparent()
    return False


# --- styles -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Layer:
    """The properties that one layer states: texts by name (``sz``, ``rFonts.ascii``, ``jc`` …), toggles."""

    text: dict[str, str] = field(default_factory=dict)
    toggles: dict[str, bool] = field(default_factory=dict)

    def under(self, above: "_Layer") -> "_Layer":
        return _Layer(_overlaid(self.text, above.text), {**self.toggles, **above.toggles})


# Properties of which one says the whole: stated above, all of them go that the layer below states.
_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("color.val", "color.themeColor", "color.themeTint", "color.themeShade"),
    ("ind.firstLine", "ind.hanging", "ind.firstLineChars", "ind.hangingChars"),
    ("spacing.line", "spacing.lineRule"),
)


def _overlaid(below: Mapping[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """The texts of two layers; a font stated by name overrides a theme's font in the layer below."""
    gone = {f"{name}Theme" for name in above if name.startswith("rFonts.")}
    gone |= {name for group in _TOGETHER if any(one in above for one in group) for name in group}
    return {**{name: value for name, value in below.items() if name not in gone}, **above}


_TOGGLES = ("b", "i", "caps")


def _layer(*properties: Any) -> _Layer:
    """A ``w:rPr`` and a ``w:pPr`` (either may be None) as one layer."""
    layer = _Layer()
    for parent in properties:
        for child in () if parent is None else parent:
            name = local(child)
            if name in _TOGGLES:
                layer.toggles[name] = bool(_switch(parent, name))
            elif name == "tabs":
                stops = (stop for stop in child if local(stop) == "tab")
                layer.text.update({f"tab.{stop.get(f'{W}pos')}": stop.get(f"{W}val", "") for stop in stops})
            elif name in ("rFonts", "spacing", "ind", "color"):
                layer.text.update({f"{name}.{local_name}": value for local_name, value in _attributes(child)})
            elif name == "pBdr":
                layer.text.update({f"pBdr.{local(side)}": side.get(f"{W}val", "none") for side in child})
            elif name == "numPr":
                layer.text["numPr"] = _value(child, "numId") or "0"
            elif name in ("sz", "u", "jc", "w"):
                layer.text[name] = child.get(f"{W}val", "")
    return layer


def _attributes(element: Any) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        short = name.rpartition("}")[2]
        yield {"start": "left", "end": "right"}.get(short, short), value


class _Styles:
    """The styles and the theme of a document: a layer by style id, with what the style is based on."""

    def __init__(self, package: Package) -> None:
        self._fonts = _theme_fonts(package)
        root = package.optional(package.part_of_kind("styles"))
        self._by_id: dict[str, Any] = (
            {} if root is None else {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}
        )
        self._whole: dict[str, _Layer] = {}
        self._combined: dict[tuple[object, ...], _Resolved] = {}  # most paragraphs of a document are alike
        self.default_paragraph = self._default("paragraph")
        self.default_table = self._default("table")
        defaults = None if root is None else root.find(f"{W}docDefaults")
        none = (None, None)
        self.defaults = _layer(
            *none
            if defaults is None
            else (defaults.find(f"{W}rPrDefault/{W}rPr"), defaults.find(f"{W}pPrDefault/{W}pPr"))
        )

    def _default(self, kind: str) -> str:
        named = (key for key, style in self._by_id.items() if style.get(f"{W}type") == kind)
        return next(
            (key for key in named if self._by_id[key].get(f"{W}default", "0").lower() not in _OFF), ""
        )

    def layer(self, style_id: str) -> _Layer:
        """A style with all that it is based on; a circle of styles ends where it began."""
        if style_id not in self._whole:
            self._whole[style_id] = _Layer()
            style = self._by_id.get(style_id)
            if style is not None:
                own = _layer(style.find(f"{W}rPr"), style.find(f"{W}pPr"))
                self._whole[style_id] = (
                    self.layer(_value(style, "basedOn") or "").under(own) if _value(style, "basedOn") else own
                )
        return self._whole[style_id]

    def has_lines(self, style_id: str) -> bool:
        """Tell whether a table style draws lines."""
        seen = set()
        while style_id and style_id not in seen:
            seen.add(style_id)
            style = self._by_id.get(style_id)
            borders = None if style is None else style.find(f"{W}tblPr/{W}tblBorders")
            if borders is not None:
                return _draws(borders)
            style_id = _value(style, "basedOn") or "" if style is not None else ""
        return False

    def combined(self, table: str, paragraph: str, character: str, direct: _Layer) -> "_Resolved":
        """All layers laid over each other.

        Toggles of two styles cancel each other out (ECMA-376, 17.7.3); a direct toggle decides.
        """
        key = (table, paragraph, character, *direct.text.items(), *direct.toggles.items())
        if key not in self._combined:
            self._combined[key] = _Resolved(self._overlay(table, paragraph, character, direct), self._fonts)
        return self._combined[key]

    def _overlay(self, table: str, paragraph: str, character: str, direct: _Layer) -> _Layer:
        styles = [self.layer(name) for name in (table, paragraph, character)]
        text = self.defaults.text
        for layer in (*styles, direct):
            text = _overlaid(text, layer.text)
        toggles = {}
        for name in _TOGGLES:
            odd = sum(layer.toggles.get(name, False) for layer in styles) % 2 == 1
            toggles[name] = direct.toggles.get(name, self.defaults.toggles.get(name, False) or odd)
        return _Layer(dict(text), toggles)


class _ParagraphFormat(NamedTuple):
    """What all layers together say of a paragraph; lengths in points."""

    align: Align
    spacing: Spacing
    left: float
    right: float
    first_line: float
    numbered: bool
    borders: frozenset[str]


class _Resolved:
    """All layers of one combination as the formats that they mean, which its paragraphs and runs share."""

    def __init__(self, layer: _Layer, theme_fonts: Mapping[str, str]) -> None:
        self._layer, self._theme_fonts = layer, theme_fonts

    @cached_property
    def characters(self) -> CharacterFormat:
        layer = self._layer
        return CharacterFormat(
            fonts=tuple(dict.fromkeys(self._font(slot) for slot in ("ascii", "hAnsi"))),
            size=float(layer.text.get("sz", "20")) / 2,
            bold=layer.toggles["b"],
            italic=layer.toggles["i"],
            underline=layer.text.get("u", "none") != "none",
            caps=layer.toggles["caps"],
            colour=_colour(layer.text),
            scale=float(layer.text.get("w", "").rstrip("%") or 100) / 100,
            tracking=_points(layer.text, "spacing.val"),
        )

    def _font(self, slot: str) -> str:
        text = self._layer.text
        theme = _THEME_SLOT.fullmatch(text.get(f"rFonts.{slot}Theme", ""))
        if theme and self._theme_fonts.get(theme[1]):
            return self._theme_fonts[theme[1]]
        return text.get(f"rFonts.{slot}") or _WORDS_FONT

    @cached_property
    def tab_stops(self) -> list[tuple[float, Align]]:
        """The tab stops from the left, in points, and on which side of each the text ends."""
        set_ = {name: kind for name, kind in self._layer.text.items() if name.startswith("tab.")}
        stops = ((name[4:], kind) for name, kind in set_.items() if kind not in ("clear", "bar", "num"))
        return sorted((_twips(place) * _PT_PER_TWIP, _ALIGN.get(kind, "left")) for place, kind in stops)

    @cached_property
    def paragraph(self) -> _ParagraphFormat:
        text = self._layer.text
        drawn = (name[5:] for name, kind in text.items() if name.startswith("pBdr.") and kind not in _NO_LINE)
        return _ParagraphFormat(
            align=_ALIGN.get(text.get("jc", "left"), "justify"),
            spacing=_spacing(text),
            left=_points(text, "ind.left"),
            right=_points(text, "ind.right"),
            first_line=_points(text, "ind.firstLine") - _points(text, "ind.hanging"),
            numbered=text.get("numPr", "0") != "0",
            borders=frozenset(drawn),
        )


def _theme_fonts(package: Package) -> dict[str, str]:
    root = package.optional(package.part_of_kind("theme"))
    if root is None:
        return {}
    return {
        kind: font.get("typeface", "")
        for kind in ("major", "minor")
        for font in root.iterfind(f".//{_A}{kind}Font/{_A}latin")
    }


def _colour(text: Mapping[str, str]) -> str:
    stated = text.get("color.val", "auto").lower()
    return (
        "auto"
        if stated in ("auto", "000000") and text.get("color.themeColor", "text1") in ("text1", "dark1")
        else stated
    )


def _draws(borders: Any) -> bool:
    return any(side.get(f"{W}val", "none") not in _NO_LINE for side in borders)


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
        self._styles = _Styles(package)
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
            boxes += _boxed_lines(block)
        sections = self._sections(stated)
        room = (sections[0].width - sections[0].left - sections[0].right) / 25.4 * 72
        self._begin_part()
        paragraphs = tuple(self._paragraphs(_Container(room)))
        part = self._header_of_first_page(stated)
        header = self._package.optional(part)
        if header is None:
            return WordDocument(sections, paragraphs, tuple(boxes))
        boxes += _boxed_lines(header)
        return WordDocument(sections, paragraphs, tuple(boxes), self._header(header, part, room))

    def _header_of_first_page(self, stated: list[Any]) -> str:
        """The part that is the page header of the first page; empty without one."""
        for section in stated[:1]:
            kind = "first" if has_own_first_page(section) else "default"
            for one in section.iterfind(f"{W}headerReference"):
                if one.get(f"{W}type", "default") == kind:
                    return self._related.get(one.get(f"{R}id", ""), "")
        return ""

    def _header(self, root: Any, part: str, room: float) -> tuple[Paragraph, ...]:
        """The paragraphs of a page header but for those that print the page's number."""
        self._begin_part()
        numbers = {place for place, one in enumerate(paragraphs_of(root)) if holds_page_number(one)}
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
            headers |= {
                f"{local(child)}.{child.get(f'{W}type', 'default')}": self._related.get(
                    child.get(f"{R}id"), ""
                )
                for child in one
                if local(child) in ("headerReference", "footerReference")
            }
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
            return (
                usual if element is None else _twips(element.get(f"{W}{name}", str(usual)))
            ) * _MM_PER_TWIP

        own_first = has_own_first_page(properties)
        part = headers.get("headerReference.default", "")
        others = [headers.get("footerReference.default", "")]
        others += (
            [headers.get(f"{kind}Reference.first", "") for kind in ("header", "footer")] if own_first else []
        )
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
            first_number=int(start) if (start := _value(properties, "pgNumType", "start")) else None,
        )

    def _page_number(self, part: str, room: float) -> Paragraph | None:
        """The paragraph of a header or footer that prints the page's number, aligned as the number is."""
        root = self._package.optional(part) if part else None
        if root is None:
            return None
        self._begin_part()
        found = ((place, one) for place, one in enumerate(paragraphs_of(root)) if holds_page_number(one))
        place, element = next(found, (0, None))
        if element is None:
            return None
        paragraph = self._paragraph(element, part, place, _Container(room))
        properties = element.find(f"{W}pPr")
        style = _value(properties, "pStyle") or self._styles.default_paragraph
        stops = self._styles.combined("", style, "", _layer(properties)).tab_stops
        return replace(paragraph, align=_align_of_number(element, paragraph, stops))

    def _holds_only_number(self, part: str) -> bool:
        """Tell whether a header has no text and no drawing besides the page's number."""
        root = self._package.optional(part) if part else None
        others = (
            [one for one in paragraphs_of(root) if not holds_page_number(one)] if root is not None else []
        )
        return not any(_drawn(one) or any(text.strip() for *_, text in characters_of(one)) for one in others)

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
            elif name and name not in _SKIPPED:
                yield from self._blocks(child, part, container)

    def _table(self, table: Any, container: _Container) -> _Table:
        number, self._tables = self._tables, self._tables + 1
        properties = table.find(f"{W}tblPr")
        style = _value(properties, "tblStyle") or self._styles.default_table
        borders = None if properties is None else properties.find(f"{W}tblBorders")
        ruled = self._styles.has_lines(style) if borders is None else _draws(borders)
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
        column = 0
        for cell in (one for one in row.iter(f"{W}tc") if _owner(one, "tr") is row):
            span = int(_value(cell.find(f"{W}tcPr"), "gridSpan") or 1)
            narrow, wide = _cell_widths(cell, table.grid[column : column + span])
            room, spare = narrow - table.margins, wide - narrow
            lines = cell.find(f"{W}tcPr/{W}tcBorders")
            ruled = table.ruled or (lines is not None and _draws(lines))
            here = TableCell(table.number, table.rows, column, ruled)
            yield from self._blocks(cell, part, _Container(room or table.room, here, table.style, spare))
            column += span
        table.rows += 1

    def _paragraph(self, element: Any, part: str, place: int, container: _Container) -> Paragraph:
        properties = element.find(f"{W}pPr")
        style = _value(properties, "pStyle") or self._styles.default_paragraph
        layout = self._styles.combined(container.table_style, style, "", _layer(properties)).paragraph
        seams, self._fields = _seams(element, self._fields)
        return Paragraph(
            part=part,
            place=place,
            runs=self._runs(element, container.table_style, style),
            room=container.room,
            spare=container.spare,
            cell=container.cell,
            **layout._asdict(),
            drawings=tuple(_drawings(element)),
            breaks_page=any(one.get(f"{W}type") == "page" for one in element.iter(f"{W}br"))
            or bool(properties is not None and _switch(properties, "pageBreakBefore")),
            ends_section=properties is not None and properties.find(f"{W}sectPr") is not None,
            seams=seams,
        )

    def _runs(self, paragraph: Any, table_style: str, style: str) -> tuple[Run, ...]:
        runs: list[Run] = []
        for element, _, text in characters_of(paragraph):
            properties = element.find(f"{W}rPr")
            style_id = _value(properties, "rStyle") or ""
            own = self._styles.combined(table_style, style, style_id, _layer(properties)).characters
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


def _align_of_number(element: Any, paragraph: Paragraph, stops: Sequence[tuple[float, Align]]) -> Align:
    """How a page number is aligned as it prints: a frame or a tab may place it, as Word's own headers do."""
    frame = element.find(f"{W}pPr/{W}framePr")
    if frame is not None and f"{W}w" not in frame.attrib:  # it is as wide as the number
        return _ALIGN.get(frame.get(f"{W}xAlign", ""), "left")
    before = list(_before_field(element))
    tabs = [one for one in before if local(one) != "t"]
    if not tabs:
        return "left" if "".join(one.text or "" for one in before).startswith(" " * 5) else paragraph.align
    if local(tabs[-1]) == "ptab":  # it counts from the margin, whatever stands before it
        return _ALIGN.get(tabs[-1].get(f"{W}alignment", ""), "left")
    beyond: tuple[float, Align] = (0, "left")  # Word's own stops
    place, kind = stops[len(tabs) - 1] if len(tabs) <= len(stops) else beyond
    shifted = paragraph.align in ("center", "right")  # by half of a tab, whatever its stop
    far = kind == "center" and abs(place - paragraph.room / 2) > paragraph.room * _NEAR_THE_CENTRE
    return "left" if shifted or far else kind


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


def _cell_widths(cell: Any, grid: list[int]) -> tuple[float, float]:
    """The width that the cell states, by which Word prints, and that of the grid, by which LibreOffice does.

    The narrower first. A grid of less than half the stated width was never measured.
    """
    stated, columns = cell.find(f"{W}tcPr/{W}tcW"), float(sum(grid))
    own = 0.0
    if stated is not None and stated.get(f"{W}type", "dxa") == "dxa":
        own = float(stated.get(f"{W}w", "0"))
    widths = sorted(width * _PT_PER_TWIP for width in (own or columns, columns) if width * 2 > own)
    return (widths or [0.0])[0], (widths or [0.0])[-1]


def _cell_margins(properties: Any) -> float:
    """Left and right margin together, in points; Word's own are 108 twips each."""
    margins = None if properties is None else properties.find(f"{W}tblCellMar")
    sides = [None if margins is None else _value(margins, side, "w") for side in ("left", "right")]
    return sum(108.0 if side is None else float(side) for side in sides) * _PT_PER_TWIP


def _points(layout: Mapping[str, str], name: str) -> float:
    return _twips(layout.get(name, "0")) * _PT_PER_TWIP


def _twips(measure: str) -> float:
    """A length in twips, as Word writes it: twips, or a number with its unit."""
    unit = _UNITS.get(measure[-2:])
    return float(measure) if unit is None else float(measure[:-2]) * unit


def _spacing(layout: Mapping[str, str]) -> Spacing:
    rule = cast("Any", layout.get("spacing.lineRule", "auto"))
    line = _twips(layout.get("spacing.line", "240"))
    return Spacing(
        _points(layout, "spacing.before"),
        _points(layout, "spacing.after"),
        line / 240 if rule == "auto" else line / 20,
        rule,
    )


def _drawings(paragraph: Any) -> Iterator[Drawing]:
    """The drawings of a paragraph: DrawingML states an extent, old VML a style or the ends of a line."""
    drawn = _drawn(paragraph)
    modern = [one for one in drawn if one.tag == _EXTENT]
    for one in modern or drawn:
        if one.tag == _EXTENT:
            yield Drawing(int(one.get("cx", "0")) / _EMU_PER_PT)
        else:
            yield Drawing(_vml_width(one) if one.tag == f"{W}pict" else None)


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
