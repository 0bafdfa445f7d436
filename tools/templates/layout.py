"""The templates' layout: what the rules ask is taken from the profile in force, the house's own choices are
stated here.

The profile gives paper, margins, font, line pitch, gaps and the size and weight of every component; ours are
column widths, the rest of the gaps, tables, checklist and poster. Every look is a named style, so that a
clerk changes it in one place in Word.
"""

from pathlib import Path
from typing import Literal, NamedTuple

from bcd35.domain.layout.profile import ComponentCode, Profile, title_width
from bcd35.formats.registers.profiles import read_profile

PROFILES = Path(__file__).resolve().parents[2] / "data" / "profiles"


def profile_in_force() -> Profile:
    reading = read_profile((PROFILES / "hd-05-2026.yaml").read_bytes(), "hd-05-2026.yaml")
    if reading.value is None:
        raise ValueError(reading.findings)
    return reading.value


PROFILE = profile_in_force()
PAGE, TEXT = PROFILE.page, PROFILE.text
BODY_SIZE = PROFILE.component("body").size
TITLE_WIDTH = title_width(PROFILE.component("title").size)  # points

# Millimetres. On a page turned on its side the margins turn with it; its text stands between what was top and
# bottom.
TEXT_WIDTH = float(PAGE.width - PAGE.left - PAGE.right)
LANDSCAPE_TEXT_WIDTH = float(PAGE.height - PAGE.top - PAGE.bottom)
HEADING_COLUMNS = (75.0, 90.0)
ADDRESSEE_COLUMNS = (45.0, 120.0)
SIGNATURE_COLUMNS = (80.0, 85.0)

# Points above a part that stands apart from the one before.
GAP_ABOVE_BODY = GAP_ABOVE_SIGNATURE = 12
GAP_ABOVE_TYPE_NAME = 18
CELL_ROOM = 85  # twips left and right of a cell's text
RULE_GAP, RULE_EIGHTHS = 3, 6  # the rule: points below the title, eighths of a point thick

Align = Literal["left", "right", "center", "justify"]


class Look(NamedTuple):
    """A paragraph style: size and pitch in points (no pitch: the font's own), ``marks`` of the letters b, i,
    u, indents in mm.
    """

    size: float = BODY_SIZE
    marks: str = ""
    align: Align = "center"
    pitch: float | None = TEXT.pitch_least
    gap: float = 0
    first_line: float = 0
    left: float = 0
    new_page: bool = False


def by_rule(
    code: ComponentCode,
    align: Align = "center",
    pitch: float = TEXT.pitch_least,
    gap: float = 0,
    left: float = 0,
) -> Look:
    """A component's look: size and marks are the profile's."""
    component = PROFILE.component(code)
    marks = "b" * component.bold + "i" * component.italic + "u" * component.underline
    return Look(component.size, marks, align, pitch, gap, left=left)


LOOKS = {
    # heading
    "Tiêu đề Đảng": by_rule("title"),
    "Đường kẻ": Look(4, pitch=6),
    "Cơ quan cấp trên": by_rule("superior"),
    "Cơ quan ban hành": by_rule("issuer"),
    "Số và ký hiệu": by_rule("number"),
    "Trích yếu": by_rule("letter_subject", pitch=15),
    "Địa danh ngày tháng": by_rule("date_line"),
    # a document with a type name
    "Tên loại": by_rule("type_name"),
    "Trích yếu văn bản": by_rule("type_subject"),
    "Gạch dưới trích yếu": Look(pitch=14),
    "Kèm theo": Look(13, "i", pitch=17, gap=3),
    # body
    "Kính gửi": by_rule("address_label", "right", gap=3),
    "Nơi kính gửi": by_rule("addressee", "left", gap=3, left=2),
    "Nội dung": by_rule("body", "justify", gap=TEXT.gap_least)._replace(first_line=TEXT.first_line),
    "Mục lớn": Look(marks="b", align="left", gap=TEXT.gap_least, first_line=TEXT.first_line),
    # Addresses do not break well: justified lines would be torn apart. A long one hangs behind its “+ ”.
    "Kênh": Look(align="left", gap=3, left=14, first_line=-4),
    # end
    "Nơi nhận": by_rule("recipients_label", "left"),
    "Danh sách nơi nhận": by_rule("recipient", "left", pitch=15),
    "Chức vụ thứ nhất": by_rule("authority"),
    "Chức vụ": by_rule("position"),
    "Khoảng ký": Look(pitch=None),
    "Họ tên": by_rule("signer_name"),
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
