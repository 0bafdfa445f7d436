"""The templates' layout: the rules come from a profile, the other choices are made here.

The profile gives paper, margins, font, line pitch, gaps, and the size and emphasis of every component. This
module states column widths, the other gaps, and the styles of tables, checklist and poster. Every format is a
named style, so that a clerk changes it in one place in Word.
"""

from functools import cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from bcd35.domain.layout.profile import ComponentCode, Profile
from bcd35.domain.layout.widths import bold_width
from bcd35.formats.registers.profiles import read_profile

PROFILES = Path(__file__).resolve().parents[2] / "data" / "profiles"

# Millimetres.
ADDRESSEE_COLUMNS = (45.0, 120.0)
SIGNATURE_COLUMNS = (80.0, 85.0)

# Points above a part that is set off from the part before it.
GAP_ABOVE_BODY = GAP_ABOVE_SIGNATURE = 12
GAP_ABOVE_TYPE_NAME = 18
CELL_ROOM = 85  # twips left and right of a cell's text
RULE_GAP, RULE_EIGHTHS = 3, 6  # the rule: points below the title, eighths of a point thick
USUAL_PITCH = 18
USUAL_SIZE = 14
NUMBER_FROM_TOP = 10  # millimetres

Align = Literal["left", "right", "center", "justify"]


class ParagraphStyle(NamedTuple):
    """A paragraph style: size, pitch and gap in points, indents in millimetres.

    ``emphasis``: any of the letters b, i, u; ``pitch``: None for the font's own.
    """

    size: float = USUAL_SIZE
    emphasis: str = ""
    align: Align = "center"
    pitch: float | None = USUAL_PITCH
    gap: float = 0
    first_line: float = 0
    left: float = 0
    new_page: bool = False


class Look:
    """The layout of one profile: its styles and measures."""

    def __init__(self, code: str) -> None:
        self.profile = profile_named(code)
        self.page, self.text = self.profile.page, self.profile.text
        # The right half holds the longest line of the title, and a date behind “Phan Đình Phùng”; beside a
        # motto, where the unit's word stands before a person's name, behind “Phường Phan Đình Phùng”.
        self.heading_columns = (62.0, 103.0) if self.has_motto else (70.5, 94.5)
        self.text_width = float(self.page.width - self.page.left - self.page.right)
        # The margins turn with a landscape page, so that its text stands between the portrait page's top and
        # bottom margins.
        self.landscape_text_width = float(self.page.height - self.page.top - self.page.bottom)

    @property
    def has_motto(self) -> bool:
        return self.profile.has("motto")

    @property
    def title_style(self) -> str:
        return "Quốc hiệu" if self.has_motto else "Tiêu đề Đảng"

    @property
    def heading_styles(self) -> tuple[str, ...]:
        motto = ("Tiêu ngữ",) if self.has_motto else ()
        return (
            self.title_style,
            *motto,
            "Đường kẻ",
            "Cơ quan cấp trên",
            "Cơ quan ban hành",
            "Địa danh ngày tháng",
        )

    def rule_below(self, code: ComponentCode) -> bool:
        return any(one.below == code for one in self.profile.drawn)

    @cached_property
    def rule_width(self) -> float:
        """The line below the title or, where there is one, the motto; in points."""
        drawn = self.profile.drawn[0].below
        component = self.profile.component(drawn)
        return bold_width(component.text, self.by_rule(drawn).size)

    def by_rule(
        self,
        code: ComponentCode,
        align: Align = "center",
        pitch: float = USUAL_PITCH,
        gap: float = 0,
        left: float = 0,
    ) -> ParagraphStyle:
        """The style of a component, with the profile's emphasis and size, the usual one if allowed."""
        component = self.profile.component(code)
        size = component.size if component.size >= USUAL_SIZE else min(component.sizes.most, USUAL_SIZE)
        emphasis = "b" * component.bold + "i" * component.italic + "u" * component.underline
        return ParagraphStyle(size=size, emphasis=emphasis, align=align, pitch=pitch, gap=gap, left=left)

    @cached_property
    def styles(self) -> dict[str, ParagraphStyle]:
        by_rule, gap, first_line = self.by_rule, self.text.gap_least, self.text.first_line[0]
        made = {
            # heading
            self.title_style: by_rule("title"),
            "Đường kẻ": ParagraphStyle(size=4, pitch=6),
            "Cơ quan cấp trên": by_rule("superior"),
            "Cơ quan ban hành": by_rule("issuer"),
            "Số và ký hiệu": by_rule("number"),
            "Trích yếu": by_rule("letter_subject", pitch=15, gap=6 if self.has_motto else 0),
            "Địa danh ngày tháng": by_rule("date_line")._replace(
                size=self.profile.component("date_line").size
            ),
            # a document with a type name
            "Tên loại": by_rule("type_name"),
            "Trích yếu văn bản": by_rule("type_subject"),
            "Gạch dưới trích yếu": ParagraphStyle(pitch=14),
            "Kèm theo": ParagraphStyle(size=13, emphasis="i", pitch=17, gap=3),
            # body
            "Kính gửi": by_rule("address_label", "right", gap=3),
            "Nơi kính gửi": by_rule("addressee", "left", gap=3, left=2),
            "Nội dung": by_rule("body", "justify", gap=gap)._replace(first_line=first_line),
            "Mục lớn": ParagraphStyle(emphasis="b", align="left", gap=gap, first_line=first_line),
            # Addresses do not break well, and a justified line is torn apart. A long one has “+ ” hanging.
            "Kênh": ParagraphStyle(align="left", gap=3, left=14, first_line=-4),
            # end
            "Nơi nhận": by_rule("recipients_label", "left"),
            "Danh sách nơi nhận": by_rule("recipient", "left", pitch=15, left=2.5)._replace(first_line=-2.5),
            "Chức vụ thứ nhất": by_rule("authority"),
            "Chức vụ": by_rule("position"),
            "Khoảng ký": ParagraphStyle(pitch=None),
            "Họ tên": by_rule("signer_name"),
            "Dòng cuối": ParagraphStyle(size=1, pitch=1),
            # checklist
            "Đơn vị": ParagraphStyle(align="left", gap=6),
            "Mục": ParagraphStyle(emphasis="b", align="left", gap=6),
            # tables
            "Bảng": ParagraphStyle(size=12, align="left", pitch=15, gap=1.5),
            "Bảng giữa": ParagraphStyle(size=12, pitch=15, gap=1.5),
            "Bảng hình": ParagraphStyle(size=12, pitch=None, gap=3),
            "Địa chỉ kênh": ParagraphStyle(size=11, align="left", pitch=14, gap=1.5),
            # appendices
            "Tên phụ lục": ParagraphStyle(emphasis="b", new_page=True),
            "Phụ lục": ParagraphStyle(emphasis="b"),
            # poster
            "Áp phích tiêu đề": ParagraphStyle(size=22, emphasis="b", pitch=30, gap=3),
            "Áp phích lời dẫn": ParagraphStyle(size=15, emphasis="i", pitch=20, gap=3),
            "Áp phích nền tảng": ParagraphStyle(size=16, emphasis="b", align="left", pitch=22, gap=4),
            "Áp phích mã QR": ParagraphStyle(size=12, pitch=None, gap=1.5),
            "Áp phích tên kênh": ParagraphStyle(size=13, emphasis="b", pitch=17),
            "Áp phích địa chỉ": ParagraphStyle(size=10, pitch=12.5),
        }
        if self.has_motto:
            made["Tiêu ngữ"] = by_rule("motto")
        return made


def profile_named(code: str) -> Profile:
    reading = read_profile((PROFILES / f"{code}.yaml").read_bytes(), f"{code}.yaml")
    if reading.value is None:
        raise ValueError(reading.findings)
    return reading.value


LETTER_HEAD_STYLES = ("Số và ký hiệu", "Trích yếu", "Kính gửi", "Nơi kính gửi")
TYPE_NAME_STYLES = ("Tên loại", "Trích yếu văn bản", "Gạch dưới trích yếu")
END_STYLES = ("Nơi nhận", "Danh sách nơi nhận", "Chức vụ thứ nhất", "Chức vụ", "Khoảng ký", "Họ tên")
TABLE_STYLES = ("Bảng", "Bảng giữa")
APPENDIX_STYLES = ("Tên phụ lục", "Phụ lục", "Kèm theo", *TABLE_STYLES)
