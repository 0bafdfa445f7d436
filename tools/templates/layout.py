"""Every number of the templates' layout, by Hướng dẫn 05-HD/VPTW (2026), which keeps the sizes of HD 36-HD/VPTW (2018).

A4, margins 20/20/30/15 mm, Times New Roman, body 14 pt justified with a first line of 10 mm, exactly 18 pt a line,
6 pt before and after a paragraph. Every look is a named style, so that a clerk changes it in one place in Word.
"""

from typing import Literal, NamedTuple

FONT = "Times New Roman"
BODY_SIZE = 14

# Millimetres.
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 20.0, 20.0, 30.0, 15.0
HEADER_DISTANCE = 10.0
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
LANDSCAPE_TEXT_WIDTH = PAGE_HEIGHT - 2 * MARGIN_TOP
HEADING_COLUMNS = (75.0, 90.0)
ADDRESSEE_COLUMNS = (45.0, 120.0)
SIGNATURE_COLUMNS = (80.0, 85.0)

TITLE = "ĐẢNG CỘNG SẢN VIỆT NAM"
TITLE_SIZE = 15
# Advance widths of Times New Roman Bold in thousandths of the size; marks on a letter do not change its width.
BOLD_WIDTHS = {
    " ": 250, "A": 722, "C": 722, "Đ": 722, "E": 667, "G": 778, "I": 389,
    "M": 944, "N": 722, "O": 778, "S": 556, "T": 667, "V": 722,
}  # fmt: skip
BARE_LETTERS = str.maketrans("ẢỘỆ", "AOE")

# Points above a part that stands apart from the one before.
GAP_ABOVE_BODY = GAP_ABOVE_SIGNATURE = 12
GAP_ABOVE_TYPE_NAME = 18
CELL_ROOM = 85  # twips left and right of a cell's text
RULE_GAP, RULE_EIGHTHS = 3, 6  # the rule: points below the title, eighths of a point thick

Align = Literal["left", "right", "center", "justify"]


class Look(NamedTuple):
    """A paragraph style: size and pitch in points (no pitch: the font's own), ``marks`` of the letters b, i, u, indents in mm."""

    size: float = BODY_SIZE
    marks: str = ""
    align: Align = "center"
    pitch: float | None = 18
    gap: float = 0
    first_line: float = 0
    left: float = 0
    new_page: bool = False


LOOKS = {
    # heading
    "Tiêu đề Đảng": Look(TITLE_SIZE, "b"),
    "Đường kẻ": Look(4, pitch=6),
    "Cơ quan cấp trên": Look(),
    "Cơ quan ban hành": Look(marks="b"),
    "Số và ký hiệu": Look(),
    "Trích yếu": Look(12, "i", pitch=15),
    "Địa danh ngày tháng": Look(marks="i"),
    # a document with a type name
    "Tên loại": Look(TITLE_SIZE, "b"),
    "Trích yếu văn bản": Look(marks="b"),
    "Gạch dưới trích yếu": Look(pitch=14),
    "Kèm theo": Look(13, "i", pitch=17, gap=3),
    # body
    "Kính gửi": Look(marks="i", align="right", gap=3),
    "Nơi kính gửi": Look(align="left", gap=3, left=2),
    "Nội dung": Look(align="justify", gap=6, first_line=10),
    "Mục lớn": Look(marks="b", align="left", gap=6, first_line=10),
    # Addresses do not break well: justified lines would be torn apart. A long one hangs behind its “+ ”.
    "Kênh": Look(align="left", gap=3, left=14, first_line=-4),
    # end
    "Nơi nhận": Look(align="left"),
    "Danh sách nơi nhận": Look(12, align="left", pitch=15),
    "Chức vụ thứ nhất": Look(marks="b"),
    "Chức vụ": Look(),
    "Khoảng ký": Look(pitch=None),
    "Họ tên": Look(marks="b"),
    "Dòng cuối": Look(1, pitch=1),
    # checklist
    "Đơn vị": Look(align="left", gap=6),
    "Mục": Look(marks="b", align="left", gap=6),
    # tables
    "Bảng": Look(12, align="left", pitch=15, gap=1.5),
    "Bảng giữa": Look(12, pitch=15, gap=1.5),
    "Bảng hình": Look(12, pitch=None, gap=3),
    "Địa chỉ kênh": Look(11, align="left", pitch=14, gap=1.5),
    # appendices
    "Tên phụ lục": Look(marks="b", new_page=True),
    "Phụ lục": Look(marks="b"),
    # poster
    "Áp phích tiêu đề": Look(22, "b", pitch=30, gap=3),
    "Áp phích lời dẫn": Look(15, "i", pitch=20, gap=3),
    "Áp phích nền tảng": Look(16, "b", align="left", pitch=22, gap=4),
    "Áp phích mã QR": Look(12, pitch=None, gap=1.5),
    "Áp phích tên kênh": Look(13, "b", pitch=17),
    "Áp phích địa chỉ": Look(10, pitch=12.5),
}
HEADING_LOOKS = ("Tiêu đề Đảng", "Đường kẻ", "Cơ quan cấp trên", "Cơ quan ban hành", "Địa danh ngày tháng")
LETTER_HEAD_LOOKS = ("Số và ký hiệu", "Trích yếu", "Kính gửi", "Nơi kính gửi")
TYPE_NAME_LOOKS = ("Tên loại", "Trích yếu văn bản", "Gạch dưới trích yếu")
END_LOOKS = ("Nơi nhận", "Danh sách nơi nhận", "Chức vụ thứ nhất", "Chức vụ", "Khoảng ký", "Họ tên")
TABLE_LOOKS = ("Bảng", "Bảng giữa")
APPENDIX_LOOKS = ("Tên phụ lục", "Phụ lục", "Kèm theo", *TABLE_LOOKS)
