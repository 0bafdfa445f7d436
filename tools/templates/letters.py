"""The letters (công văn): the request of a round, the reminder, the return for correction, the extension."""

from typing import Any

from tools.templates.layout import (
    APPENDIX_STYLES,
    END_STYLES,
    LETTER_HEAD_STYLES,
    TABLE_STYLES,
    TYPE_NAME_STYLES,
    Look,
)
from tools.templates.parts import (
    add_addressees,
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
    add_table,
    begin_appendix,
    blank_document,
    fill_header_row,
    fill_row,
    finish,
    hide_break,
    keep_with_next,
    tag_row,
)

LETTER_STYLES = (*LETTER_HEAD_STYLES, "Nội dung", *END_STYLES, "Dòng cuối")


def begin_letter(look: Look, *more_styles: str) -> Any:
    """The beginning of a letter, from the heading to Kính gửi."""
    document = blank_document(look, *look.heading_styles, *LETTER_STYLES, *more_styles)
    left = add_numbered_heading(document, look)
    add_line(left, "Trích yếu", "{{ letter_subject }}")
    add_addressees(document)
    return document


def make_letter(look: Look) -> bytes:
    document = begin_letter(look, "Kênh")
    add_opening(document)
    add_tasks(document)
    add_closing(document, "{{ enclosed }}", "{{ closing }}")
    add_signature(document, look)
    return finish(document, "Mẫu công văn")


def make_named(look: Look) -> bytes:
    """A document with a type name (kế hoạch, thông báo, giấy mời …); some types carry Kính gửi."""
    styles = (*TYPE_NAME_STYLES, "Số và ký hiệu", "Kính gửi", "Nơi kính gửi", "Nội dung", *END_STYLES)
    document = blank_document(look, *look.heading_styles, *styles, "Kênh", "Dòng cuối")
    add_numbered_heading(document, look)
    add_type_name(document, look, "{{ type_name }}", "type_subject")
    add_line(document, "Nội dung", "{%p if address_word %}")
    add_addressees(document, "{{ address_word }}")
    add_line(document, "Nội dung", "{%p endif %}")
    add_opening(document)
    add_tasks(document)
    add_closing(document, "{{ enclosed }}", "{{ closing }}")
    add_signature(document, look)
    return finish(document, "Mẫu văn bản có tên loại")


def add_tasks(document: Any) -> None:
    add_line(document, "Nội dung", "{%p for task in tasks %}")
    add_line(document, "Nội dung", ("{{ task.heading }}", "b"), " {{ task.text }}")
    add_each(document, "Nội dung", "paragraph in task.more", "{{ paragraph }}")
    add_line(document, "Kênh", "{%p for platform in task.platforms %}")
    keep_with_next(add_line(document, "Kênh", "- {{ platform.label }}:"))
    add_each(document, "Kênh", "channel in platform.channels", "+ {{ channel.name }}: {{ channel.address }}")
    add_line(document, "Kênh", "{%p endfor %}")
    add_line(document, "Nội dung", "{%p endfor %}")


def begin_list(document: Any, units: str, subject: str) -> None:
    """An appendix that only a letter to several units has; ``units``: the tag that says so."""
    add_line(document, "Phụ lục", f"{{%p if {units} %}}")
    begin_appendix(document)
    hide_break(document)
    add_line(document, "Tên phụ lục", "Phụ lục")
    add_line(document, "Phụ lục", "DANH SÁCH")
    add_line(document, "Phụ lục", subject)
    add_line(document, "Kèm theo", "({{ attached_to }})")


def make_reminder(look: Look) -> bytes:
    document = begin_letter(look, *APPENDIX_STYLES)
    add_opening(document)
    add_closing(document, "{{ state }}", "{{ closing }}")
    add_signature(document, look)
    begin_list(document, "missing.groups", "{{ appendix_subject }}")
    # Where number and day of a reminder fit no line, as with a state number, the number alone does.
    add_grouped_table(document, "missing", missing_columns(look.text_width, 36 if look.has_motto else 46))
    add_line(document, "Phụ lục", "{%p endif %}")
    return finish(document, "Mẫu công văn đôn đốc")


def make_correction(look: Look) -> bytes:
    document = begin_letter(look, *TABLE_STYLES)
    keep_with_next(add_opening(document))
    table = add_table(document, (11, 50, 44, 60), rows=4, grid=True)
    header, corrections, correction, end = table.rows
    fill_header_row(header, ("TT", "Chỉ tiêu", "Nội dung đã ghi", "Yêu cầu"))
    tag_row(corrections, "{%tr for correction in corrections %}")
    tags = (
        "{{ correction.number }}",
        "{{ correction.field }}",
        "{{ correction.found }}",
        "{{ correction.allowed }}",
    )
    fill_row(correction, ("Bảng giữa", "Bảng", "Bảng", "Bảng"), tags)
    tag_row(end, "{%tr endfor %}")
    add_closing(document, "{{ enclosed }}", "{{ closing }}")
    add_signature(document, look)
    return finish(document, "Mẫu công văn đề nghị bổ sung báo cáo")


def make_extension(look: Look) -> bytes:
    document = begin_letter(look, *APPENDIX_STYLES)
    add_opening(document)
    add_closing(document, "{{ extension }}", "{{ closing }}")
    add_signature(document, look)
    begin_list(document, "units", "đơn vị được gia hạn báo cáo")
    table = add_table(document, (10, 97, 31, 27), rows=4, grid=True)
    header, units, unit, end = table.rows
    fill_header_row(header, ("TT", "Đơn vị", "Thời hạn trước", "Gia hạn đến"))
    tag_row(units, "{%tr for unit in units %}")
    tags = ("{{ unit.number }}", "{{ unit.name }}", "{{ unit.before }}", "{{ unit.deadline }}")
    fill_row(unit, ("Bảng giữa", "Bảng", "Bảng giữa", "Bảng giữa"), tags)
    tag_row(end, "{%tr endfor %}")
    add_line(document, "Phụ lục", "{%p endif %}")
    return finish(document, "Mẫu công văn gia hạn báo cáo")
