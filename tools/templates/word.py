"""The parts of a Word document that python-docx does not make: blank document, styles, tables, drawn rule."""

import copy
import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from tools.templates import layout
from tools.templates.fixed_parts import font_table, theme
from tools.templates.layout import Look, ParagraphStyle

from bcd35.domain.layout.profile import PageRules
from bcd35.formats.ooxml.package import Properties, seal_package

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
KEPT_STYLES = {"Normal", "Header", "Default Paragraph Font", "Normal Table", "No List", "Table Grid"}
# Parts of python-docx's blank document that no letter needs.
DROPPED_PARTS = (
    "/stylesWithEffects",
    "/customXml",
    "/numbering",
    "/webSettings",
    "/thumbnail",
)
# Parts in whose place we put our own: those of python-docx name many other fonts.
OWN_PARTS = {"/fontTable": font_table, "/theme": theme}
PROPERTIES_DATE = date(2025, 11, 22)
Run = tuple[str, str]  # text, then any of the letters b, i, u


# --- the empty document -------------------------------------------------------------------------------------


def blank_document(look: Look, *styles: str) -> Any:
    """A document with the office's page, with the named styles and nothing on it."""
    document = Document()
    drop_parts(document.part.rels)
    drop_parts(document.part.package.rels)
    exchange_parts(document.part.rels, look.text.font)
    keep_styles(document)
    set_defaults(document, look.text.font)
    set_compatibility(document)
    set_page(document.sections[0], look.page)
    for name in styles:
        add_style(document, name, look.styles[name], look.text.font)
    return document


def drop_parts(relations: Any) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype.endswith(DROPPED_PARTS)]:
        del relations[key]


def exchange_parts(relations: Any, font: str) -> None:
    for relation in relations.values():
        for kind, make in OWN_PARTS.items():
            if relation.reltype.endswith(kind):
                relation.target_part._blob = make(font).encode()  # noqa: SLF001 - python-docx changes no such part


def keep_styles(document: Any) -> None:
    """Delete all other styles: a clerk finds a style in a short list."""
    for style in list(document.styles):
        if style.name not in KEPT_STYLES:
            style.delete()
    header = document.styles["Header"]
    header.paragraph_format.tab_stops.clear_all()
    header.element.remove(header.element.find(qn("w:link")))
    for latent in document.styles.element.findall(qn("w:latentStyles")):
        document.styles.element.remove(latent)


def set_defaults(document: Any, font: str) -> None:
    properties = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for child in list(properties):
        properties.remove(child)
    set_font(properties, font)
    for tag in ("w:sz", "w:szCs"):
        properties.append(element(tag, {"w:val": str(2 * layout.USUAL_SIZE)}))
    properties.append(element("w:lang", {"w:val": "vi-VN", "w:eastAsia": "vi-VN", "w:bidi": "ar-SA"}))
    for child in list(document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}")):
        child.getparent().remove(child)
    normal = document.styles["Normal"]
    set_font(normal.element.get_or_add_rPr(), font)
    normal.font.size = Pt(layout.USUAL_SIZE)
    set_paragraph(normal, ParagraphStyle(align="left"))


def set_compatibility(document: Any) -> None:
    """State the version of Word; without it Word opens the letter in “Compatibility Mode”."""
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    for gone in ("w:themeFontLang", "w:clrSchemeMapping"):
        for old in settings.findall(qn(gone)):
            settings.remove(old)
    compat = element("w:compat")
    mode = {"w:name": "compatibilityMode", "w:uri": "http://schemas.microsoft.com/office/word", "w:val": "15"}
    compat.append(element("w:compatSetting", mode))
    rsids = settings.find(qn("w:rsids"))
    settings.insert(len(settings) if rsids is None else settings.index(rsids), compat)


def set_page(section: Any, page: PageRules) -> None:
    section.orientation, section.page_width, section.page_height = (
        WD_ORIENT.PORTRAIT,
        Mm(page.width),
        Mm(page.height),
    )
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance = section.footer_distance = Mm(page.number_from_top or layout.NUMBER_FROM_TOP)
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    number = section.header.paragraphs[0]
    number.alignment = ALIGNMENTS["center"]
    field = element("w:fldSimple", {"w:instr": " PAGE "})
    field.append(number.add_run("2")._r)  # noqa: SLF001 - python-docx has no fields of its own
    number._p.append(field)  # noqa: SLF001 - as above


def begin_appendix(document: Any) -> Any:
    """Begin a section that counts its pages from 1, as every appendix does."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    carrier = _last_break(document)
    Paragraph(carrier, document).style = "Dòng cuối"
    own = section._sectPr  # noqa: SLF001 - python-docx numbers no pages
    if not own.xpath("./w:pgNumType"):
        own.xpath("./w:cols")[0].addprevious(element("w:pgNumType", {"w:start": "1"}))
    # Its own headers: a template may leave out the section before.
    for header in reversed(carrier.xpath("./w:pPr/w:sectPr/w:headerReference")):
        own.insert(0, copy.copy(header))
    return section


def hide_break(document: Any) -> None:
    """Hide the paragraph that ends the last section.

    Behind a page that is just full, even a line of one point makes a blank page in LibreOffice. What follows
    must begin a page of its own accord.
    """
    mark = element("w:rPr")
    mark.append(element("w:vanish"))
    _last_break(document).pPr.xpath("./w:sectPr")[0].addprevious(mark)


def _last_break(document: Any) -> Any:
    """The paragraph that holds the last section break."""
    return document.element.body.xpath("./w:p[w:pPr/w:sectPr]")[-1]


def begin_landscape_appendix(document: Any, page: PageRules) -> None:
    """Begin an appendix on landscape pages, with the margins turned too."""
    section = begin_appendix(document)
    section.orientation, section.page_width, section.page_height = (
        WD_ORIENT.LANDSCAPE,
        Mm(page.height),
        Mm(page.width),
    )
    section.left_margin = section.right_margin = Mm(page.top)
    section.top_margin, section.bottom_margin = Mm(page.left), Mm(page.right)


def finish(document: Any, title: str) -> bytes:
    # Word needs a paragraph behind a table. This one takes no room, so that it never makes a page of its own.
    add_line(document, "Dòng cuối")
    saved = io.BytesIO()
    document.save(saved)
    return seal_package(saved.getvalue(), Properties(title, "bcd35", PROPERTIES_DATE))


# --- styles and lines ---------------------------------------------------------------------------------------


def element(tag: str, attributes: dict[str, str] | None = None) -> Any:
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    return made


def set_font(run_properties: Any, font: str) -> None:
    """Set all four slots of the font: Word takes Vietnamese letters for ascii, hAnsi or eastAsia."""
    for old in run_properties.findall(qn("w:rFonts")):
        run_properties.remove(old)
    run_properties.insert(
        0, element("w:rFonts", {f"w:{slot}": font for slot in ("ascii", "hAnsi", "eastAsia", "cs")})
    )


def set_paragraph(style: Any, wanted: ParagraphStyle) -> None:
    made = style.paragraph_format
    made.alignment, made.widow_control = ALIGNMENTS[wanted.align], True
    made.space_before = made.space_after = Pt(wanted.gap)
    made.first_line_indent = Mm(wanted.first_line)
    if wanted.new_page:
        made.page_break_before = True
    if wanted.left:
        made.left_indent = Mm(wanted.left)
    made.line_spacing_rule = WD_LINE_SPACING.SINGLE if wanted.pitch is None else WD_LINE_SPACING.EXACTLY
    if wanted.pitch is not None:
        made.line_spacing = Pt(wanted.pitch)


def add_style(document: Any, name: str, wanted: ParagraphStyle, font: str) -> None:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = document.styles["Normal"], True
    style.font.size, style.font.bold, style.font.italic = (
        Pt(wanted.size),
        "b" in wanted.emphasis,
        "i" in wanted.emphasis,
    )
    set_font(style.element.get_or_add_rPr(), font)
    set_paragraph(style, wanted)


def add_link_style(document: Any, font: str) -> None:
    """Add the style of addresses to click."""
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.underline = True
    set_font(link.element.get_or_add_rPr(), font)


def add_line(place: Any, style: str, *runs: str | Run) -> Any:
    """A paragraph at the end of a document or a cell; the empty paragraph of a new cell is used first."""
    fresh = [one for one in place.paragraphs[:1] if len(place.paragraphs) == 1 and one.style.name == "Normal"]
    paragraph = fresh[0] if fresh else place.add_paragraph()
    paragraph.style = style
    for run in runs:
        text, emphasis = run if isinstance(run, tuple) else (run, "")
        added = paragraph.add_run(text)
        added.bold, added.italic, added.underline = (letter in emphasis or None for letter in "biu")
    return paragraph


def add_each(place: Any, style: str, loop: str, *runs: str | Run) -> Any:
    """A paragraph that a template repeats for each item of ``loop``: ``line in recipient_lines``."""
    add_line(place, style, f"{{%p for {loop} %}}")
    line = add_line(place, style, *runs)
    add_line(place, style, "{%p endfor %}")
    return line


def keep_with_next(*paragraphs: Any) -> None:
    for paragraph in paragraphs:
        paragraph.paragraph_format.keep_with_next = True


def add_rule(place: Any, style: str, *, width_pt: float, room_mm: float) -> None:
    """A drawn line in the middle of its room: the upper border of a tiny paragraph."""
    paragraph = place.add_paragraph(style=style)
    side = Pt((Mm(room_mm).pt - width_pt) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_before = Pt(layout.RULE_GAP)
    borders = element("w:pBdr")
    borders.append(
        element(
            "w:top",
            {"w:val": "single", "w:sz": str(layout.RULE_EIGHTHS), "w:space": "0", "w:color": "000000"},
        )
    )
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - as above
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


# --- tables -------------------------------------------------------------------------------------------------


def add_table(
    document: Any, widths_mm: Sequence[float], *, rows: int = 1, grid: bool = False, room: int = 0
) -> Any:
    """A table of fixed widths from the left margin on, with lines if ``grid``.

    ``room``: twips left and right of a cell's text.
    """
    table = document.add_table(rows=rows, cols=len(widths_mm), style="Table Grid" if grid else "Normal Table")
    table.autofit = False
    properties = table._tbl.tblPr  # noqa: SLF001 - as above
    properties.insert_element_before(cell_margins(layout.CELL_ROOM if grid else room), "w:tblLook")
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        set_row_property(row, "w:cantSplit")
    return table


def cell_margins(twips: int) -> Any:
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", {"w:w": str(twips), "w:type": "dxa"}))
    return margins


def set_row_property(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(element(tag))  # noqa: SLF001 - as above


def tag_row(row: Any, tag: str) -> None:
    """Make a row that only holds a row tag; the finished document does not have it."""
    add_line(row.cells[0], "Bảng", tag)


def fill_row(row: Any, styles: Iterable[str], texts: Iterable[str], emphasis: str = "") -> list[Any]:
    """Put one line in each cell of a row."""
    return [
        add_line(cell, style, (text, emphasis))
        for cell, style, text in zip(row.cells, styles, texts, strict=True)
    ]


def fill_header_row(row: Any, titles: Sequence[str]) -> None:
    """Make a header row: bold titles, repeated on every page, never alone at the foot of one."""
    set_row_property(row, "w:tblHeader")
    keep_with_next(*fill_row(row, ["Bảng giữa"] * len(titles), titles, "b"))
    centre_row(row)


def centre_row(row: Any) -> None:
    for cell in row.cells:
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
