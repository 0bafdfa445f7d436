"""The written report (báo cáo tổng hợp) with its two appendices on landscape pages."""

from typing import Any

from tools.templates.layout import (
    APPENDIX_STYLES,
    END_STYLES,
    TYPE_NAME_STYLES,
    Look,
)
from tools.templates.parts import (
    NUMBER_WIDTH,
    Column,
    add_closing,
    add_grouped_table,
    add_numbered_heading,
    add_opening,
    add_signature,
    add_type_name,
    missing_columns,
)
from tools.templates.word import (
    add_each,
    add_line,
    begin_appendix,
    begin_landscape_appendix,
    blank_document,
    finish,
    keep_with_next,
)

REPORT_STYLES = (
    "Số và ký hiệu", *TYPE_NAME_STYLES, "Nội dung", "Mục lớn", *END_STYLES,
    *APPENDIX_STYLES, "Dòng cuối",
)  # fmt: skip


def make_report(look: Look) -> bytes:
    document = blank_document(look, *look.heading_styles, *REPORT_STYLES)
    add_numbered_heading(document, look)
    add_type_name(document, look, "BÁO CÁO", "report_subject")
    add_opening(document)
    add_results(document, look)
    add_remarks(document, look)
    add_tasks_ahead(document, look)
    add_signature(document, look)
    begin_landscape_appendix(document, look.page)
    add_appendix(
        document, "reported", "DANH SÁCH ĐƠN VỊ ĐÃ BÁO CÁO", reported_columns(look.landscape_text_width)
    )
    add_line(document, "Phụ lục", "{%p if reported.groups and missing.groups %}")
    begin_appendix(document)
    add_line(document, "Phụ lục", "{%p endif %}")
    add_appendix(
        document,
        "missing",
        "DANH SÁCH ĐƠN VỊ CHƯA BÁO CÁO",
        missing_columns(look.landscape_text_width, 62),
    )
    return finish(document, "Mẫu báo cáo tổng hợp")


def reported_columns(whole_width: float) -> tuple[Column, ...]:
    """The columns of the units that reported; a number such as “123/BC-TTPTHTKT” stays on one line."""
    return (
        Column("TT", "{{ row.number }}", NUMBER_WIDTH),
        Column("Đơn vị", "{{ row.name }}", whole_width - NUMBER_WIDTH - 133, "Bảng"),
        Column("Số, ký hiệu báo cáo", "{{ row.reference }}", 48),
        Column("Ngày báo cáo", "{{ row.dated }}", 27),
        Column("Ngày nhận", "{{ row.received_on }}", 27),
        Column("Đúng hạn/Trễ (số ngày)", "{{ row.in_time }}", 31),
    )


def add_section_title(document: Any, look: Look, number: str, title: str) -> None:
    mark = "." if look.has_motto else "-"
    keep_with_next(add_line(document, "Mục lớn", f"{number}{mark} {title}"))


def add_results(document: Any, look: Look) -> None:
    add_section_title(document, look, "I", "TÌNH HÌNH, KẾT QUẢ")
    keep_with_next(add_line(document, "Nội dung", ("1. Tình hình báo cáo", "b")))
    add_line(document, "Nội dung", "{{ state }}")
    add_each(document, "Nội dung", "line in state_by_kind", "{{ line }}")
    add_line(document, "Nội dung", "{%p if missing_sentence %}")
    add_line(document, "Nội dung", "{{ missing_sentence }}")
    add_line(document, "Nội dung", "{%p endif %}")
    add_groups(document, "result in results", "{{ result.heading }}", "line in result.lines")


def add_remarks(document: Any, look: Look) -> None:
    add_section_title(document, look, "II", "KHÓ KHĂN, VƯỚNG MẮC; ĐỀ XUẤT, KIẾN NGHỊ")
    add_line(document, "Nội dung", "{%p if not reported.groups %}")
    add_line(document, "Nội dung", "Chưa có đơn vị nào báo cáo nên chưa có ý kiến.")
    add_line(document, "Nội dung", "{%p elif not remarks %}")
    add_line(document, "Nội dung", "Các đơn vị không nêu khó khăn, vướng mắc, đề xuất, kiến nghị.")
    add_line(document, "Nội dung", "{%p endif %}")
    add_groups(document, "remark in remarks", "{{ remark.label }}", "line in remark.lines")


def add_groups(document: Any, groups: str, heading: str, lines: str) -> None:
    """A heading and its lines for each of the groups."""
    add_line(document, "Nội dung", f"{{%p for {groups} %}}")
    keep_with_next(add_line(document, "Nội dung", (heading, "b")))
    add_each(document, "Nội dung", lines, "{{ line }}")
    add_line(document, "Nội dung", "{%p endfor %}")


def add_tasks_ahead(document: Any, look: Look) -> None:
    """Dotted lines: the office itself writes what comes next."""
    add_section_title(document, look, "III", "PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI")
    add_line(document, "Nội dung", "1. ……………………………………………………")
    add_line(document, "Nội dung", "2. ……………………………………………………")
    add_closing(document, "{{ closing }}")


def add_appendix(document: Any, name: str, title: str, columns: tuple[Column, ...]) -> None:
    add_line(document, "Phụ lục", f"{{%p if {name}.groups %}}")
    add_line(document, "Tên phụ lục", f"{{{{ {name}.label }}}}")
    add_line(document, "Phụ lục", title)
    add_line(document, "Kèm theo", "({{ attached_to }})")
    add_grouped_table(document, name, columns)
    add_line(document, "Phụ lục", "{%p endif %}")
