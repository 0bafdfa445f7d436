"""The poster of the channels for a notice board. ``bcd35/formats/letters/poster.py`` relies on its sizes."""

from docx.shared import Pt
from tools.templates.layout import CELL_ROOM, GAP_ABOVE_BODY, Look
from tools.templates.parts import add_heading
from tools.templates.word import (
    add_line,
    add_table,
    blank_document,
    finish,
    keep_with_next,
    set_row_property,
    tag_row,
)

from bcd35.formats.letters.poster import COLUMNS

POSTER_STYLES = (
    "Áp phích tiêu đề", "Áp phích lời dẫn", "Áp phích nền tảng", "Áp phích mã QR",
    "Áp phích tên kênh", "Áp phích địa chỉ", "Bảng", "Dòng cuối",
)  # fmt: skip


def make_poster(look: Look) -> bytes:
    document = blank_document(look, *look.heading_styles, *POSTER_STYLES)
    add_heading(document, look)
    add_line(document, "Dòng cuối", "")  # Word joins two tables that touch
    table = add_table(document, [look.text_width / COLUMNS] * COLUMNS, rows=7, room=CELL_ROOM)
    title, platforms, platform, rows, row, end_rows, end_platforms = table.rows
    set_row_property(title, "w:tblHeader")  # every further page repeats the title
    heading = title.cells[0].merge(title.cells[-1])
    first = add_line(heading, "Áp phích tiêu đề", "CÁC KÊNH TRUYỀN THÔNG CHÍNH THỨC")
    first.paragraph_format.space_before = Pt(GAP_ABOVE_BODY)
    keep_with_next(first, add_line(heading, "Áp phích lời dẫn", "Quét mã QR bằng điện thoại để theo dõi"))
    tag_row(platforms, "{%tr for platform in platforms %}")
    label = add_line(platform.cells[0].merge(platform.cells[-1]), "Áp phích nền tảng", "{{ platform.label }}")
    keep_with_next(label)
    tag_row(rows, "{%tr for row in platform.rows %}")
    for place, cell in enumerate(row.cells):
        add_line(cell, "Áp phích mã QR", f"{{{{ row[{place}].qr_code }}}}")
        add_line(cell, "Áp phích tên kênh", f"{{{{ row[{place}].name }}}}")
        add_line(cell, "Áp phích địa chỉ", f"{{{{ row[{place}].address }}}}")
    tag_row(end_rows, "{%tr endfor %}")
    tag_row(end_platforms, "{%tr endfor %}")
    return finish(document, "Mẫu áp phích kênh truyền thông")
