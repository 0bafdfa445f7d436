"""Make the office's Word templates: ``python tools/make_templates.py [folder]`` writes cong-van.docx and bang-kiem.docx.

Layout by Hướng dẫn 05-HD/VPTW (2026), which keeps the sizes of HD 36-HD/VPTW (2018): A4, margins 20/20/30/15 mm,
Times New Roman, body 14 pt justified with a first line of 10 mm, exactly 18 pt a line, 6 pt before and after a paragraph.
Every look is a named style, so that a clerk changes it in one place in Word; every ``{{ tag }}`` is explained in
``bcd35/formats/letters.py``. The same script gives the same bytes; a test compares them with the committed files.
"""

import io
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bcd35.formats.package import Properties, seal_package

FONT = "Times New Roman"
TEXT_WIDTH_MM = 165.0
LEFT_MM, RIGHT_MM = 75.0, 90.0
TITLE = "ĐẢNG CỘNG SẢN VIỆT NAM"
TITLE_SIZE = 15
# Advance widths of Times New Roman Bold in thousandths of the size; marks on a letter do not change its width.
BOLD_WIDTHS = {
    " ": 250, "A": 722, "C": 722, "Đ": 722, "E": 667, "G": 778, "I": 389,
    "M": 944, "N": 722, "O": 778, "S": 556, "T": 667, "V": 722,
}  # fmt: skip
BARE_LETTERS = str.maketrans("ẢỘỆ", "AOE")
LEFT, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
KEPT_STYLES = {"Normal", "Header", "Default Paragraph Font", "Normal Table", "No List", "Table Grid"}
# Parts of python-docx's own blank document that no letter needs; among them fonts that are not Times New Roman.
DROPPED_PARTS = ("/stylesWithEffects", "/customXml", "/numbering", "/webSettings", "/fontTable", "/theme", "/thumbnail")
PROPERTIES_DATE = date(2025, 11, 22)
Run = tuple[str, str]  # text, then any of the letters b, i, u


# --- the empty document -------------------------------------------------------------------------------------------------------------


def blank_document() -> Any:
    document = Document()
    drop_parts(document.part.rels)
    drop_parts(document.part.package.rels)
    keep_styles(document)
    set_defaults(document)
    set_compatibility(document)
    set_page(document.sections[0])
    return document


def drop_parts(relations: Any) -> None:
    for key in [key for key, relation in relations.items() if relation.reltype.endswith(DROPPED_PARTS)]:
        del relations[key]


def keep_styles(document: Any) -> None:
    """A short list of styles is one that a clerk finds things in."""
    for style in list(document.styles):
        if style.name not in KEPT_STYLES:
            style.delete()
    header = document.styles["Header"]
    header.paragraph_format.tab_stops.clear_all()
    header.element.remove(header.element.find(qn("w:link")))
    for latent in document.styles.element.findall(qn("w:latentStyles")):
        document.styles.element.remove(latent)


def set_defaults(document: Any) -> None:
    properties = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    for child in list(properties):
        properties.remove(child)
    set_font(properties)
    for mark in ("w:sz", "w:szCs"):
        properties.append(element(mark, {"w:val": "28"}))
    properties.append(element("w:lang", {"w:val": "vi-VN", "w:eastAsia": "vi-VN", "w:bidi": "ar-SA"}))
    for child in list(document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}")):
        child.getparent().remove(child)
    normal = document.styles["Normal"]
    set_font(normal.element.get_or_add_rPr())
    normal.font.size = Pt(14)
    set_paragraph(normal, align=LEFT, pitch=18)


def set_compatibility(document: Any) -> None:
    """Without this Word opens the letter in “Compatibility Mode”."""
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


def set_page(section: Any) -> None:
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(20), Mm(20), Mm(30), Mm(15)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    section.first_page_header.is_linked_to_previous = False
    number = section.header.paragraphs[0]
    number.alignment = CENTER
    field = element("w:fldSimple", {"w:instr": " PAGE "})
    field.append(number.add_run("2")._r)  # noqa: SLF001 - python-docx has no fields of its own
    number._p.append(field)  # noqa: SLF001 - as above


# --- small pieces of Word -----------------------------------------------------------------------------------------------------------


def element(tag: str, attributes: dict[str, str] | None = None) -> Any:
    made = OxmlElement(tag)
    for name, value in (attributes or {}).items():
        made.set(qn(name), value)
    return made


def set_font(run_properties: Any) -> None:
    """All four slots: Vietnamese letters fall into ascii, hAnsi or eastAsia as Word sees fit."""
    for old in run_properties.findall(qn("w:rFonts")):
        run_properties.remove(old)
    run_properties.insert(0, element("w:rFonts", {f"w:{slot}": FONT for slot in ("ascii", "hAnsi", "eastAsia", "cs")}))


def set_paragraph(style: Any, *, align: Any, pitch: float | None, gap: float = 0, first_line_mm: float = 0) -> None:
    """Pitch and gap in points; a pitch of None is the font's own."""
    layout = style.paragraph_format
    layout.alignment, layout.widow_control = align, True
    layout.space_before = layout.space_after = Pt(gap)
    layout.first_line_indent = Mm(first_line_mm)
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE if pitch is None else WD_LINE_SPACING.EXACTLY
    if pitch is not None:
        layout.line_spacing = Pt(pitch)


def add_style(
    document: Any,
    name: str,
    *,
    size: float = 14,
    look: str = "",
    align: Any = CENTER,
    pitch: float | None = 18,
    gap: float = 0,
    first_line_mm: float = 0,
) -> Any:
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style = document.styles["Normal"], True
    style.font.size, style.font.bold, style.font.italic = Pt(size), "b" in look, "i" in look
    set_font(style.element.get_or_add_rPr())
    set_paragraph(style, align=align, pitch=pitch, gap=gap, first_line_mm=first_line_mm)
    return style


def add_line(place: Any, style: str, *runs: str | Run) -> Any:
    """A paragraph at the end of a document or a cell; a fresh cell's empty paragraph is used first."""
    fresh = [one for one in place.paragraphs[:1] if len(place.paragraphs) == 1 and one.style.name == "Normal"]
    paragraph = fresh[0] if fresh else place.add_paragraph()
    paragraph.style = style
    for run in runs:
        text, look = run if isinstance(run, tuple) else (run, "")
        added = paragraph.add_run(text)
        added.bold, added.italic, added.underline = "b" in look or None, "i" in look or None, "u" in look or None
    return paragraph


def add_rule(place: Any, style: str, *, width_pt: float, room_mm: float) -> None:
    """A drawn line of a given width in the middle of its room: the upper border of a tiny paragraph."""
    paragraph = place.add_paragraph(style=style)
    side = Pt((Mm(room_mm).pt - width_pt) / 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_before = Pt(3)
    borders = element("w:pBdr")
    borders.append(element("w:top", {"w:val": "single", "w:sz": "6", "w:space": "0", "w:color": "000000"}))
    paragraph._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001 - as above
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def title_width() -> float:
    """Width of the title in points: 206.7 at 15 pt bold."""
    return sum(BOLD_WIDTHS[letter] for letter in TITLE.translate(BARE_LETTERS)) * TITLE_SIZE / 1000


def add_table(document: Any, widths_mm: Sequence[float], *, rows: int = 1, grid: bool = False) -> Any:
    """A table of fixed widths from the left margin on; hidden (no borders, no cell margins) unless ``grid``."""
    table = document.add_table(rows=rows, cols=len(widths_mm), style="Table Grid" if grid else "Normal Table")
    table.autofit = False
    properties = table._tbl.tblPr  # noqa: SLF001 - as above
    margin = "85" if grid else "0"
    properties.insert_element_before(cell_margins(margin), "w:tblLook")
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    for row in table.rows:
        mark_row(row, "w:cantSplit")
    return table


def cell_margins(twips: str) -> Any:
    margins = element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(element(f"w:{side}", {"w:w": twips, "w:type": "dxa"}))
    return margins


def mark_row(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(element(tag))  # noqa: SLF001 - as above


def tag_row(row: Any, tag: str) -> None:
    """A row that only holds a row tag; it is gone in the finished document."""
    add_line(row.cells[0], "Bảng", tag)


# --- what both documents share ------------------------------------------------------------------------------------------------------


def add_common_styles(document: Any) -> None:
    add_style(document, "Tiêu đề Đảng", size=TITLE_SIZE, look="b")
    add_style(document, "Đường kẻ", size=4, pitch=6)
    add_style(document, "Cơ quan cấp trên")
    add_style(document, "Cơ quan ban hành", look="b")
    add_style(document, "Địa danh ngày tháng", look="i")
    add_style(document, "Khoảng ký", pitch=None)
    add_style(document, "Chức vụ thứ nhất", look="b")
    add_style(document, "Dòng cuối", size=1, pitch=1)


def add_heading(document: Any) -> tuple[Any, Any]:
    """The hidden table at the top; left and right cell are returned for what follows in them."""
    left, right = add_table(document, (LEFT_MM, RIGHT_MM)).rows[0].cells
    add_line(left, "Cơ quan cấp trên", "{{ superior }}")
    add_line(left, "Cơ quan ban hành", "{{ issuer }}")
    add_line(right, "Tiêu đề Đảng", TITLE)
    add_rule(right, "Đường kẻ", width_pt=title_width(), room_mm=RIGHT_MM)
    return left, right


def finish(document: Any, title: str) -> bytes:
    # Word wants a paragraph behind a table; this one takes no room, so that it never makes a page of its own.
    add_line(document, "Dòng cuối")
    saved = io.BytesIO()
    document.save(saved)
    return seal_package(saved.getvalue(), Properties(title, "bcd35", PROPERTIES_DATE))


# --- the letter ---------------------------------------------------------------------------------------------------------------------


def make_letter() -> bytes:
    document = blank_document()
    add_letter_styles(document)
    left, right = add_heading(document)
    add_line(left, "Số và ký hiệu", "*")
    add_line(left, "Số và ký hiệu", "Số {{ letter_number }}")
    add_line(left, "Trích yếu", "{{ letter_subject }}")
    add_line(right, "Địa danh ngày tháng", "{{ place }}, {{ date_line }}")
    add_addressees(document)
    add_letter_body(document)
    add_signature(document)
    return finish(document, "Mẫu công văn")


def add_letter_styles(document: Any) -> None:
    add_common_styles(document)
    add_style(document, "Số và ký hiệu")
    add_style(document, "Trích yếu", size=12, look="i", pitch=15)
    add_style(document, "Kính gửi", look="i", align=RIGHT, gap=3)
    add_style(document, "Nơi kính gửi", align=LEFT, gap=3)
    add_style(document, "Nội dung", align=JUSTIFY, gap=6, first_line_mm=10)
    # Addresses do not break well: justified lines would be torn apart.
    add_style(document, "Kênh", align=LEFT, gap=3, first_line_mm=10)
    add_style(document, "Nơi nhận", align=LEFT)
    add_style(document, "Danh sách nơi nhận", size=12, align=LEFT, pitch=15)
    add_style(document, "Chức vụ")
    add_style(document, "Họ tên", look="b")


def add_addressees(document: Any) -> None:
    spacer = add_line(document, "Nội dung")
    spacer.paragraph_format.space_before = spacer.paragraph_format.space_after = Pt(0)
    label, names = add_table(document, (45, TEXT_WIDTH_MM - 45)).rows[0].cells
    add_line(label, "Kính gửi", "Kính gửi:")
    add_line(names, "Nơi kính gửi", "{%p for line in addressee_lines %}")
    line = add_line(names, "Nơi kính gửi", "{{ line }}")
    line.paragraph_format.left_indent = Mm(2)
    add_line(names, "Nơi kính gửi", "{%p endfor %}")


def add_letter_body(document: Any) -> None:
    opening = add_line(document, "Nội dung", "{{ opening }}")
    opening.paragraph_format.space_before = Pt(12)
    add_line(document, "Nội dung", "{%p for task in tasks %}")
    add_line(document, "Nội dung", ("{{ task.heading }}", "b"), " {{ task.text }}")
    add_line(document, "Nội dung", "{%p for paragraph in task.more %}")
    add_line(document, "Nội dung", "{{ paragraph }}")
    add_line(document, "Nội dung", "{%p endfor %}")
    add_line(document, "Nội dung", "{%p for platform in task.platforms %}")
    add_line(document, "Kênh", "- {{ platform.label }}:").paragraph_format.keep_with_next = True
    add_line(document, "Kênh", "{%p for channel in platform.channels %}")
    add_line(document, "Kênh", "+ {{ channel.name }}: {{ channel.address }}")
    for _ in ("channels", "platforms", "tasks"):
        add_line(document, "Nội dung", "{%p endfor %}")
    add_line(document, "Nội dung", "{{ enclosed }}")
    # With the signature's row unbroken, the last lines of the body then stand on the signature's page.
    closing = add_line(document, "Nội dung", "{{ closing }}")
    closing.paragraph_format.keep_with_next, closing.paragraph_format.space_after = True, Pt(12)


def add_signature(document: Any) -> None:
    left, right = add_table(document, (80, TEXT_WIDTH_MM - 80)).rows[0].cells
    add_line(left, "Nơi nhận", ("Nơi nhận:", "u"))
    add_line(left, "Danh sách nơi nhận", "{%p for line in recipient_lines %}")
    add_line(left, "Danh sách nơi nhận", "{{ line }}")
    add_line(left, "Danh sách nơi nhận", "{%p endfor %}")
    add_line(right, "Chức vụ thứ nhất", "{{ signer_title }}")
    add_line(right, "Chức vụ", "{%p for title in signer_other_titles %}")
    add_line(right, "Chức vụ", "{{ title }}")
    add_line(right, "Chức vụ", "{%p endfor %}")
    add_line(right, "Khoảng ký", "{%p for line in signing_space %}")
    add_line(right, "Khoảng ký", "{{ line }}")
    add_line(right, "Khoảng ký", "{%p endfor %}")
    add_line(right, "Họ tên", "{{ signer_name }}")


# --- the checklist ------------------------------------------------------------------------------------------------------------------


def make_checklist() -> bytes:
    document = blank_document()
    add_checklist_styles(document)
    add_heading(document)
    add_line(document, "Tên loại", "BẢNG KIỂM").paragraph_format.space_before = Pt(18)
    add_line(document, "Trích yếu bảng kiểm", "{{ checklist_subject }}")
    add_line(document, "Gạch dưới trích yếu", "-----")
    add_line(document, "Kèm theo", "({{ attached_to }})")
    add_line(document, "Đơn vị", "Đơn vị: ", ("{{ unit_name }}", "b"))
    add_task_table(document)
    add_channel_table(document)
    add_confirmation(document)
    return finish(document, "Mẫu bảng kiểm")


def add_checklist_styles(document: Any) -> None:
    add_common_styles(document)
    add_style(document, "Tên loại", size=TITLE_SIZE, look="b")
    add_style(document, "Trích yếu bảng kiểm", look="b")
    add_style(document, "Gạch dưới trích yếu", pitch=14)
    add_style(document, "Kèm theo", size=13, look="i", pitch=17)
    add_style(document, "Đơn vị", align=LEFT, gap=6)
    add_style(document, "Mục", look="b", align=LEFT, gap=6)
    add_style(document, "Bảng", size=12, align=LEFT, pitch=15, gap=1.5)
    add_style(document, "Bảng giữa", size=12, pitch=15, gap=1.5)
    add_style(document, "Bảng hình", size=12, pitch=None, gap=3)
    add_style(document, "Địa chỉ kênh", size=11, align=LEFT, pitch=14, gap=1.5)
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.underline = True
    set_font(link.element.get_or_add_rPr())


def add_header_row(row: Any, titles: Sequence[str]) -> None:
    mark_row(row, "w:tblHeader")
    for cell, title in zip(row.cells, titles, strict=True):
        add_line(cell, "Bảng giữa", (title, "b"))
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def add_task_table(document: Any) -> None:
    table = add_table(document, (12, 73, 24, 23, 33), rows=7, grid=True)
    header, tasks, task, steps, step, end_steps, end_tasks = table.rows
    add_header_row(header, ("TT", "Nội dung kiểm", "Thời hạn", "☐ Đã làm", "Kết quả, ghi chú"))
    tag_row(tasks, "{%tr for task in tasks %}")
    # A task's row never stands alone at the foot of a page.
    for cell, style, text in zip(
        task.cells,
        ("Bảng giữa", "Bảng", "Bảng giữa", "Bảng", "Bảng"),
        ("{{ task.number }}", "{{ task.title }}", "", "", ""),
        strict=True,
    ):
        add_line(cell, style, (text, "b")).paragraph_format.keep_with_next = True
    tag_row(steps, "{%tr for step in task.steps %}")
    for cell, style, text in zip(
        step.cells,
        ("Bảng giữa", "Bảng", "Bảng giữa", "Bảng giữa", "Bảng"),
        ("{{ step.number }}", "{{ step.text }}", "{{ step.due }}", "☐", ""),
        strict=True,
    ):
        add_line(cell, style, text)
    tag_row(end_steps, "{%tr endfor %}")
    tag_row(end_tasks, "{%tr endfor %}")


def add_channel_table(document: Any) -> None:
    add_line(document, "Mục", "{%p if platforms %}")
    heading = add_line(document, "Mục", "Các kênh truyền thông")
    heading.paragraph_format.keep_with_next, heading.paragraph_format.space_before = True, Pt(12)
    table = add_table(document, (12, 42, 82, 29), rows=7, grid=True)
    header, platforms, platform, channels, channel, end_channels, end_platforms = table.rows
    add_header_row(header, ("TT", "Tên kênh", "Địa chỉ", "Mã QR"))
    tag_row(platforms, "{%tr for platform in platforms %}")
    whole = platform.cells[0].merge(platform.cells[-1])
    add_line(whole, "Bảng", ("{{ platform.label }}", "b")).paragraph_format.keep_with_next = True
    tag_row(channels, "{%tr for channel in platform.channels %}")
    fill_channel_row(channel)
    tag_row(end_channels, "{%tr endfor %}")
    tag_row(end_platforms, "{%tr endfor %}")
    add_line(document, "Mục", "{%p endif %}")


def fill_channel_row(row: Any) -> None:
    styles = ("Bảng giữa", "Bảng", "Địa chỉ kênh", "Bảng hình")
    texts = ("{{ channel.number }}", "{{ channel.name }}", "{{ channel.address }}", "{{ channel.qr_code }}")
    for cell, style, text in zip(row.cells, styles, texts, strict=True):
        add_line(cell, style, text)
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def add_confirmation(document: Any) -> None:
    spacer = add_line(document, "Mục")
    spacer.paragraph_format.keep_with_next = True
    _, right = add_table(document, (80, TEXT_WIDTH_MM - 80)).rows[0].cells
    add_line(right, "Địa danh ngày tháng", "…………, ngày …… tháng …… năm ……")
    add_line(right, "Chức vụ thứ nhất", "XÁC NHẬN CỦA ĐƠN VỊ")
    for _line in range(4):
        add_line(right, "Khoảng ký", "")


def make_templates() -> dict[str, bytes]:
    """File name → the template."""
    return {"cong-van.docx": make_letter(), "bang-kiem.docx": make_checklist()}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "templates"
    for name, data in make_templates().items():
        (folder / name).write_bytes(data)
        print(folder / name, len(data))
