"""Repairs on the bytes of a .docx: direct formatting and single characters.

``domain/`` decides what is repaired; this module knows where it goes in WordprocessingML. Every part that no
repair concerns stays byte for byte.
"""

import copy
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from bcd35.domain.layout.repairs import (
    Compose,
    NumberPages,
    Repair,
    SetCharacterFormat,
    SetMargins,
    SetPaper,
    SetParagraphFormat,
    SetText,
)
from bcd35.domain.text import compose_pieces
from bcd35.formats.docx.edited import EditedPackage
from bcd35.formats.docx.legible import hidden_runs
from bcd35.formats.docx.package import W, stated_value
from bcd35.formats.docx.reader import R, characters_of, has_own_first_page, paragraphs_of, sections_of
from bcd35.formats.docx.styles import Styles, layer_of

# WordprocessingML fixes the order of children. Each list is that order, up to the last that a repair sets.
_RUN_ORDER = (
    "rStyle", "rFonts", "b", "bCs", "i", "iCs", "caps", "smallCaps", "strike", "dstrike", "outline",
    "shadow", "emboss", "imprint", "noProof", "snapToGrid", "vanish", "webHidden", "color", "spacing", "w",
    "kern", "position", "sz", "szCs", "highlight", "u",
)  # fmt: skip
_PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid",
    "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc",
)  # fmt: skip
_SECTION_ORDER = (
    "headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc",
    "pgBorders", "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg",
)  # fmt: skip
_USUAL_MARGINS = {  # in twips
    **dict.fromkeys(("top", "right", "bottom", "left"), "1440"),
    **dict.fromkeys(("header", "footer"), "720"),
    "gutter": "0",
}
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_HEADER = (
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:pPr><w:jc '
    'w:val="center"/></w:pPr>'
    '<w:fldSimple w:instr=" PAGE "><w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" '
    'w:eastAsia="{font}" w:cs="{font}"/>'
    '<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr><w:t>2</w:t></w:r></w:fldSimple></w:p></w:hdr>'
)


def fix_docx(data: bytes, repairs: Iterable[Repair]) -> bytes:
    """The same package with the repairs carried out.

    ``data`` has passed :func:`~bcd35.formats.docx.reader.read_docx`.
    """
    steps = list(dict.fromkeys(repairs))
    package = EditedPackage(data)
    editor = DocxEditor(package)
    counted = (step for step in steps if isinstance(step, Compose | SetCharacterFormat | SetText))
    for part in dict.fromkeys(step.part for step in counted):  # offsets count in the composed text
        editor.compose(part)
    for step in steps:
        if isinstance(step, SetCharacterFormat):
            editor.set_character_format(step)
        elif isinstance(step, SetParagraphFormat):
            editor.set_paragraph_format(step)
        elif isinstance(step, SetPaper):
            editor.set_paper(step)
        elif isinstance(step, SetMargins):
            editor.set_margins(step)
        elif isinstance(step, NumberPages):
            editor.number_pages(step)
    # From the end of the document, so that the offsets of the edits still to come stay true.
    for edit in sorted(
        (step for step in steps if isinstance(step, SetText)),
        key=lambda edit: (edit.part, edit.place, edit.start),
        reverse=True,
    ):
        editor.set_text(edit)
    return package.packed()


class DocxEditor:
    """Carries out repairs on the XML trees of a package."""

    def __init__(self, package: EditedPackage) -> None:
        self._package = package
        self._styles = Styles(package.source)  # no repair changes a style

    def _hidden(self, paragraph: Any) -> frozenset[Any]:
        """The runs that no repair touches, since the reader did not take them for text."""
        return hidden_runs(paragraph, self._styles)

    def compose(self, part: str) -> None:
        """Bring the text to NFC, without signs of no width; what is no text parts it as a tab does."""
        for paragraph in paragraphs_of(self._package.tree(part)):
            hidden = self._hidden(paragraph)
            found = [(element, text) for _, element, text in characters_of(paragraph, hidden)]
            pieces = [text if element.tag == f"{W}t" else "\t" for element, text in found]
            for (element, _), before, after in zip(found, pieces, compose_pieces(pieces), strict=True):
                if after != before:
                    _write(element, after)

    def set_character_format(self, wanted: SetCharacterFormat) -> None:
        at, paragraph = 0, self._package.paragraph(wanted.part, wanted.place)
        for run, text in _runs(paragraph, self._hidden(paragraph)):
            start, end = max(wanted.start - at, 0), min(wanted.end - at, len(text))
            at += len(text)
            if start < end and text[start:end].strip():
                _format_run(_cut_out(run, start, end), wanted)

    def set_paragraph_format(self, wanted: SetParagraphFormat) -> None:
        properties = _properties(self._package.paragraph(wanted.part, wanted.place), "pPr")
        if wanted.justify:
            _child(properties, "jc", _PARAGRAPH_ORDER).set(f"{W}val", "both")
        if wanted.first_line is not None:
            indents = _child(properties, "ind", _PARAGRAPH_ORDER)
            for name in [name for name in indents.attrib if not name.endswith(("}right", "}end"))]:
                del indents.attrib[name]
            indents.attrib.update({f"{W}left": "0", f"{W}firstLine": _twips(wanted.first_line)})
        if wanted.indents is not None:
            _set_indents(_child(properties, "ind", _PARAGRAPH_ORDER), wanted.indents)
        if wanted.pitch is not None:
            spacing = _child(properties, "spacing", _PARAGRAPH_ORDER)
            spacing.attrib.update({f"{W}line": str(20 * wanted.pitch), f"{W}lineRule": "exact"})
        if wanted.lines is not None:
            spacing = _child(properties, "spacing", _PARAGRAPH_ORDER)
            spacing.attrib.update({f"{W}line": str(round(240 * wanted.lines)), f"{W}lineRule": "auto"})
        if wanted.gap is not None:
            spacing = _child(properties, "spacing", _PARAGRAPH_ORDER)
            for name in ("afterLines", "afterAutospacing"):  # they would overrule it
                spacing.attrib.pop(f"{W}{name}", None)
            spacing.set(f"{W}after", str(20 * wanted.gap))

    def set_text(self, edit: SetText) -> None:
        at, remaining, before = 0, edit.text, None
        paragraph = self._package.paragraph(edit.part, edit.place)
        pieces = list(characters_of(paragraph, self._hidden(paragraph)))
        # A letter that replaces another looks as that did; only what is added goes on the text before it.
        added = 0 if _holds_text(pieces, edit) else 1
        for _, element, text in pieces:
            start, end = edit.start - at, min(edit.end - at, len(text))
            at += len(text)
            if end > -added and start < len(text) + added and element.tag == f"{W}t":
                start = max(start, 0)
                if start < end or remaining:
                    _write(element, text[:start] + remaining + text[end:])
                    remaining = ""
            elif at <= edit.start:
                before = element
        if remaining and before is not None:  # the text is to stand between two signs that are no text
            made = before.makeelement(f"{W}t")
            before.addnext(made)
            _write(made, remaining)

    def _section(self, number: int) -> Any:
        """The properties of a section; a document may leave those of its only one out."""
        root = self._package.body()
        sections = sections_of(root)
        if not sections:
            body = root.find(f"{W}body")
            body.append(body.makeelement(f"{W}sectPr"))
            sections = sections_of(root)
        return sections[number]

    def set_paper(self, step: SetPaper) -> None:
        size = {f"{W}w": _twips(step.width), f"{W}h": _twips(step.height)}
        paper = _child(self._section(step.section), "pgSz", _SECTION_ORDER)
        paper.attrib.pop(f"{W}code", None)  # names the old size to a printer
        paper.attrib.update(size)

    def set_margins(self, step: SetMargins) -> None:
        margins = _margins(self._section(step.section))
        for side, length in step.sides:
            margins.set(f"{W}{side}", _twips(length))
            if side == "left":  # the reader counts the gutter with it
                margins.set(f"{W}gutter", "0")

    def number_pages(self, step: NumberPages) -> None:
        section = self._section(step.section)
        if not has_own_first_page(section):
            _keep_footer(section)
        switch = _child(section, "titlePg", _SECTION_ORDER)
        switch.attrib.pop(f"{W}val", None)
        if step.from_top is not None:
            _margins(section).set(f"{W}header", _twips(step.from_top))
        if step.part:
            self._format_number(step)
        else:
            self._add_header(section, step)

    def _format_number(self, step: NumberPages) -> None:
        paragraph = self._package.paragraph(step.part, step.place)
        hidden = self._hidden(paragraph)
        runs = [run for run in paragraph.iter(f"{W}r") if run not in hidden]
        if step.moved:
            _centre_number(paragraph, runs, self._frame_of(paragraph))
        whole = SetCharacterFormat(step.part, step.place, 0, 0, size=step.size, bold=False, italic=False)
        for run in runs:
            _format_run(run, whole)

    def _frame_of(self, paragraph: Any) -> Mapping[str, str] | None:
        properties = paragraph.find(f"{W}pPr")
        style = stated_value(properties, "pStyle") or self._styles.default_paragraph
        return self._styles.combined("", style, "", layer_of(properties)).frame

    def _add_header(self, section: Any, step: NumberPages) -> None:
        _, key = self._package.add_part("header", _HEADER.format(font=step.font, size=2 * step.size))
        section.insert(0, section.makeelement(f"{W}headerReference", {f"{W}type": "default", f"{R}id": key}))


def _centre_number(paragraph: Any, runs: Iterable[Any], framed: Mapping[str, str] | None) -> None:
    """Centre a paragraph, and its frame if it has one, without the tabs, blanks, indents that placed it."""
    properties = _properties(paragraph, "pPr")
    if framed is not None:
        stated = {name: value for name, value in framed.items() if name != "x"}
        frame = _child(properties, "framePr", _PARAGRAPH_ORDER)
        frame.attrib.clear()
        for name, value in {**stated, "hAnchor": "margin", "xAlign": "center"}.items():
            frame.set(f"{W}{name}", value)
    _child(properties, "jc", _PARAGRAPH_ORDER).set(f"{W}val", "center")
    indents = _child(properties, "ind", _PARAGRAPH_ORDER)
    indents.attrib.clear()
    indents.attrib.update({f"{W}{name}": "0" for name in ("left", "right", "firstLine")})
    signs = [sign for run in runs for sign in run]
    for sign in signs:
        if sign.tag in (f"{W}tab", f"{W}ptab") or (sign.tag == f"{W}t" and not (sign.text or "").strip()):
            sign.getparent().remove(sign)


def _twips(millimetres: float) -> str:
    return str(round(millimetres * 1440 / 25.4))


def _set_indents(element: Any, points: tuple[float, float]) -> None:
    """Left and right, however they were written before."""
    for name in ("start", "end", *(f"{side}Chars" for side in ("left", "right", "start", "end"))):
        element.attrib.pop(f"{W}{name}", None)
    for name, length in zip(("left", "right"), points, strict=True):
        element.set(f"{W}{name}", str(round(20 * length)))


def _child(parent: Any, name: str, order: Sequence[str]) -> Any:
    """The child of that name; a missing one is put where the schema requires it."""
    found = parent.find(f"{W}{name}")
    if found is not None:
        return found
    made = parent.makeelement(f"{W}{name}")
    before = {f"{W}{one}" for one in order[: order.index(name)]}
    at = max((index + 1 for index, child in enumerate(parent) if child.tag in before), default=0)
    parent.insert(at, made)
    return made


def _margins(section: Any) -> Any:
    """The margins of a section; those that are not stated are stated as Word takes them."""
    margins = _child(section, "pgMar", _SECTION_ORDER)
    for side, twips in _USUAL_MARGINS.items():
        if f"{W}{side}" not in margins.attrib:
            margins.set(f"{W}{side}", twips)
    return margins


def _keep_footer(section: Any) -> None:
    """The footer stays on the first page, which is about to get a header and a footer of its own."""
    references = {one.get(f"{W}type", "default"): one for one in section.iter(f"{W}footerReference")}
    if "default" in references and "first" not in references:
        usual = references["default"]
        usual.addnext(usual.makeelement(usual.tag, {**usual.attrib, f"{W}type": "first"}))


def _properties(element: Any, name: str) -> Any:
    """The properties of a paragraph (``pPr``) or run (``rPr``), made where it has none."""
    properties = element.find(f"{W}{name}")
    if properties is None:
        properties = element.makeelement(f"{W}{name}")
        element.insert(0, properties)
    return properties


def _holds_text(pieces: Iterable[tuple[Any, Any, str]], edit: SetText) -> bool:
    """Whether anything that an edit replaces is text: tabs and breaks stay where they are."""
    at = 0
    for _, element, text in pieces:
        if at < edit.end and edit.start < at + len(text) and element.tag == f"{W}t":
            return True
        at += len(text)
    return False


def _write(element: Any, text: str) -> None:
    element.text = text
    element.set(_SPACE, "preserve")


def _runs(paragraph: Any, hidden: Container[Any]) -> list[tuple[Any, str]]:
    """The runs of a paragraph in order, each with its text."""
    found: list[tuple[Any, str]] = []
    for run, _, text in characters_of(paragraph, hidden):
        if found and found[-1][0] is run:
            found[-1] = (run, found[-1][1] + text)
        else:
            found.append((run, text))
    return found


def _cut_out(run: Any, start: int, end: int) -> Any:
    """The run that holds just these characters.

    The characters before and behind get runs of their own with the same properties.
    """
    if start > 0:
        run = _split(run, start)
        end -= start
    if sum(len(text) for owner, _, text in characters_of([run]) if owner is run) > end:
        _split(run, end)
    return run


def _split(run: Any, at: int) -> Any:
    """Move the characters from ``at`` on into a new run; returns it.

    What stands between them and has no text (a note's mark, a picture, a field's sign) stays where it is.
    """
    behind = run.makeelement(run.tag, dict(run.attrib))
    properties = run.find(f"{W}rPr")
    if properties is not None:
        behind.append(copy.deepcopy(properties))
    texts = {element: text for _, element, text in characters_of([run])}
    passed = 0
    for element in [child for child in run if child is not properties]:
        text = texts.get(element, "")
        if len(behind) > (properties is not None) or (passed >= at and text):
            behind.append(element)
        elif passed + len(text) > at:
            rest = copy.deepcopy(element)
            _write(rest, text[at - passed :])
            _write(element, text[: at - passed])
            behind.append(rest)
        passed += len(text)
    run.addnext(behind)
    return behind


def _format_run(run: Any, wanted: SetCharacterFormat) -> None:
    properties = _properties(run, "rPr")
    if wanted.font is not None:
        fonts = _child(properties, "rFonts", _RUN_ORDER)
        fonts.attrib.clear()
        fonts.attrib.update({f"{W}{slot}": wanted.font for slot in ("ascii", "hAnsi", "eastAsia", "cs")})
    if wanted.size is not None:
        for name in ("sz", "szCs"):
            _child(properties, name, _RUN_ORDER).set(f"{W}val", str(2 * wanted.size))
    for name, on in (("b", wanted.bold), ("i", wanted.italic)):
        if on is not None:
            _child(properties, name, _RUN_ORDER).set(f"{W}val", "1" if on else "0")
    if wanted.black:
        colour = _child(properties, "color", _RUN_ORDER)
        colour.attrib.clear()
        colour.set(f"{W}val", "auto")
    if wanted.underline is not None:
        _child(properties, "u", _RUN_ORDER).set(f"{W}val", "single" if wanted.underline else "none")
