"""The checklist (bảng kiểm) that goes with the letter."""

from typing import Any

from docx.shared import Pt
from tools.templates.layout import (
    GAP_ABOVE_BODY,
    SIGNATURE_COLUMNS,
    TABLE_STYLES,
    TYPE_NAME_STYLES,
    Look,
)
from tools.templates.parts import add_heading, add_type_name
from tools.templates.word import (
    add_line,
    add_link_style,
    add_table,
    blank_document,
    centre_row,
    fill_header_row,
    fill_row,
    finish,
    keep_with_next,
    tag_row,
)

CHECKLIST_STYLES = (
    *TYPE_NAME_STYLES, "Kèm theo", "Đơn vị", "Mục", *TABLE_STYLES, "Bảng hình",
    "Địa chỉ kênh", "Khoảng ký", "Chức vụ thứ nhất", "Dòng cuối",
)  # fmt: skip


def make_checklist(look: Look) -> bytes:
    document = blank_document(look, *look.heading_styles, *CHECKLIST_STYLES)
    add_link_style(document, look.text.font)
    add_heading(document, look)
    add_type_name(document, look, "BẢNG KIỂM", "checklist_subject")
    add_line(document, "Kèm theo", "({{ attached_to }})")
    add_line(document, "Đơn vị", "Đơn vị: ", ("{{ unit_name }}", "b"))
    add_task_table(document)
    add_channel_table(document)
    add_confirmation(document)
    return finish(document, "Mẫu bảng kiểm")


def add_task_table(document: Any) -> None:
    table = add_table(document, (12, 73, 24, 23, 33), rows=7, grid=True)
    header, tasks, task, steps, step, end_steps, end_tasks = table.rows
    fill_header_row(header, ("TT", "Nội dung kiểm", "Thời hạn", "☐ Đã làm", "Kết quả, ghi chú"))
    tag_row(tasks, "{%tr for task in tasks %}")
    # A task's row never stands alone at the foot of a page.
    styles = ("Bảng giữa", "Bảng", "Bảng giữa", "Bảng giữa", "Bảng")
    keep_with_next(*fill_row(task, styles, ("{{ task.number }}", "{{ task.title }}", "", "", ""), "b"))
    tag_row(steps, "{%tr for step in task.steps %}")
    fill_row(step, styles, ("{{ step.number }}", "{{ step.text }}", "{{ step.due }}", "☐", ""))
    tag_row(end_steps, "{%tr endfor %}")
    tag_row(end_tasks, "{%tr endfor %}")


def add_channel_table(document: Any) -> None:
    add_line(document, "Mục", "{%p if platforms %}")
    heading = add_line(document, "Mục", "Các kênh truyền thông")
    heading.paragraph_format.space_before = Pt(GAP_ABOVE_BODY)
    keep_with_next(heading)
    table = add_table(document, (12, 42, 82, 29), rows=7, grid=True)
    header, platforms, platform, channels, channel, end_channels, end_platforms = table.rows
    fill_header_row(header, ("TT", "Tên kênh", "Địa chỉ", "Mã QR"))
    tag_row(platforms, "{%tr for platform in platforms %}")
    whole = platform.cells[0].merge(platform.cells[-1])
    keep_with_next(add_line(whole, "Bảng", ("{{ platform.label }}", "b")))
    tag_row(channels, "{%tr for channel in platform.channels %}")
    tags = ("{{ channel.number }}", "{{ channel.name }}", "{{ channel.address }}", "{{ channel.qr_code }}")
    # The unit's confirmation never stands alone on a page: the last channels stay with it.
    keep_with_next(*fill_row(channel, ("Bảng giữa", "Bảng", "Địa chỉ kênh", "Bảng hình"), tags))
    centre_row(channel)
    tag_row(end_channels, "{%tr endfor %}")
    tag_row(end_platforms, "{%tr endfor %}")
    add_line(document, "Mục", "{%p endif %}")


def add_confirmation(document: Any) -> None:
    keep_with_next(add_line(document, "Mục"))
    _, right = add_table(document, SIGNATURE_COLUMNS).rows[0].cells
    add_line(right, "Địa danh ngày tháng", "…………, ngày …… tháng …… năm ……")
    add_line(right, "Chức vụ thứ nhất", "XÁC NHẬN CỦA ĐƠN VỊ")
    for _line in range(4):
        add_line(right, "Khoảng ký", "")
