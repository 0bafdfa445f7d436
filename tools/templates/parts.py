"""The parts that several templates share: heading, Kính gửi, signature, appendix tables.

The modules of ``bcd35/formats/letters/`` explain the tags.
"""

from typing import Any, NamedTuple

from docx.shared import Pt
from tools.templates import layout
from tools.templates.layout import Look
from tools.templates.word import (
    add_each,
    add_line,
    add_rule,
    add_table,
    fill_header_row,
    fill_row,
    keep_with_next,
    tag_row,
)


def add_heading(document: Any, look: Look) -> Any:
    """The table without lines at the top; returns it, to be continued."""
    table = add_table(document, look.heading_columns)
    left, right = table.rows[0].cells
    add_line(left, "Cơ quan cấp trên", "{{ superior }}")
    add_line(left, "Cơ quan ban hành", "{{ issuer }}")
    if look.rule_below("issuer"):
        add_line(left, "Đường kẻ", "{{ issuer_rule }}")
    add_line(right, look.title_style, look.profile.component("title").text)
    if look.has_motto:
        add_line(right, "Tiêu ngữ", look.profile.component("motto").text)
    add_rule(right, "Đường kẻ", width_pt=look.rule_width, room_mm=look.heading_columns[1])
    return table


def add_numbered_heading(document: Any, look: Look) -> Any:
    """The heading with star (if any), number, place and date; returns the left cell, to be continued."""
    table = add_heading(document, look)
    if look.has_motto:  # number and date stand side by side, however many lines the issuer takes
        table.add_row()
    left, right = table.rows[-1].cells
    if look.profile.has("star"):
        add_line(left, "Số và ký hiệu", "*")
    colon = ":" if look.profile.number.colon else ""
    add_line(left, "Số và ký hiệu", f"Số{colon} {{{{ letter_number }}}}")
    add_line(right, "Địa danh ngày tháng", "{{ place }}, {{ date_line }}")
    return left


def add_type_name(document: Any, look: Look, name: str, subject: str) -> None:
    """A type name in the middle of the page, its subject (a tag), the hyphens or the line under it."""
    add_line(document, "Tên loại", name).paragraph_format.space_before = Pt(layout.GAP_ABOVE_TYPE_NAME)
    capital = f"{{{{ {subject}[:1]|upper }}}}{{{{ {subject}[1:] }}}}"
    add_line(document, "Trích yếu văn bản", capital if look.has_motto else f"{{{{ {subject} }}}}")
    below = look.profile.marks.rule_under_subject or f"{{{{ {subject}_rule }}}}"
    add_line(document, "Gạch dưới trích yếu", below)


def add_addressees(document: Any, label_text: str = "Kính gửi") -> None:
    spacer = add_line(document, "Nội dung")
    spacer.paragraph_format.space_before = spacer.paragraph_format.space_after = Pt(0)
    label, names = add_table(document, layout.ADDRESSEE_COLUMNS).rows[0].cells
    add_line(label, "Kính gửi", f"{label_text}:")
    add_each(names, "Nơi kính gửi", "line in addressee_lines", "{{ line }}")


def add_opening(document: Any) -> Any:
    opening = add_line(document, "Nội dung", "{{ opening }}")
    opening.paragraph_format.space_before = Pt(layout.GAP_ABOVE_BODY)
    return opening


def add_closing(document: Any, *tags: str) -> None:
    """The last paragraphs of the body.

    The last one is kept on the page of the signature, whose row does not break.
    """
    lines = [add_line(document, "Nội dung", tag) for tag in tags]
    keep_with_next(lines[-1])
    lines[-1].paragraph_format.space_after = Pt(layout.GAP_ABOVE_SIGNATURE)


def add_signature(document: Any, look: Look) -> None:
    left, right = add_table(document, layout.SIGNATURE_COLUMNS).rows[0].cells
    # A line below is as long as the words; the colon has none.
    emphasis = look.styles["Nơi nhận"].emphasis
    add_line(left, "Nơi nhận", ("Nơi nhận", emphasis), (":", emphasis.replace("u", "")))
    add_each(left, "Danh sách nơi nhận", "line in recipient_lines", "{{ line }}")
    add_line(right, "Chức vụ thứ nhất", "{{ signer_title }}")
    add_other_posts(right)
    add_each(right, "Khoảng ký", "line in signing_space", "{{ line }}")
    add_line(right, "Họ tên", "{{ signer_name }}")


def add_other_posts(place: Any) -> None:
    """The lines below the first: a second post is bold too, “kiêm” and a post below K/T are not."""
    style = "Chức vụ"
    add_line(place, style, "{%p for title in signer_other_titles %}")
    add_line(place, style, "{%p if title in signer_bold_titles %}")
    add_line(place, "Chức vụ thứ nhất", "{{ title }}")
    add_line(place, style, "{%p else %}")
    add_line(place, style, "{{ title }}")
    add_line(place, style, "{%p endif %}")
    add_line(place, style, "{%p endfor %}")


# --- appendix tables ----------------------------------------------------------------------------------------


NUMBER_WIDTH, DAY_WIDTH, OVERDUE_WIDTH = 10.0, 23.0, 18.0  # mm


class Column(NamedTuple):
    """A column of an appendix: its title, the tag of a row's value, its width in mm, its style."""

    title: str
    tag: str
    width: float
    style: str = "Bảng giữa"


def add_grouped_table(document: Any, name: str, columns: tuple[Column, ...]) -> None:
    """A table with the rows of each kind of unit, their subtotals, and a total.

    The value ``name`` has ``groups`` and ``total``.
    """
    table = add_table(document, [column.width for column in columns], rows=12, grid=True)
    header, groups, group, rows, row, end_rows, last, last_row, end_last, subtotal, end_groups, total = (
        table.rows
    )
    fill_header_row(header, [column.title for column in columns])
    tag_row(groups, f"{{%tr for group in {name}.groups %}}")
    # A kind's name never stands alone at the foot of a page.
    keep_with_next(add_whole_row(group, "{{ group.label }}", "b"))
    styles, tags = [column.style for column in columns], [column.tag for column in columns]
    tag_row(rows, "{%tr for row in group.rows[:-1] %}")
    fill_row(row, styles, tags)
    add_note(row)
    tag_row(end_rows, "{%tr endfor %}")
    # Subtotal and total never stand alone at the head of a page: the last unit of a kind stands with them.
    tag_row(last, "{%tr for row in group.rows[-1:] %}")
    keep_with_next(*fill_row(last_row, styles, tags), add_note(last_row))
    tag_row(end_last, "{%tr endfor %}")
    keep_with_next(add_whole_row(subtotal, "Cộng: {{ group.subtotal }}", "i"))
    tag_row(end_groups, "{%tr endfor %}")
    add_whole_row(total, f"Tổng cộng: {{{{ {name}.total }}}}", "b")


def add_note(row: Any) -> Any:
    """The note below a unit's name: a column of notes, mostly empty, left the names no room."""
    name = row.cells[1]
    add_line(name, "Bảng", "{%p if row.note %}")
    note = add_line(name, "Bảng", ("{{ row.note }}", "i"))
    add_line(name, "Bảng", "{%p endif %}")
    return note


def add_whole_row(row: Any, text: str, emphasis: str) -> Any:
    return add_line(row.cells[0].merge(row.cells[-1]), "Bảng", (text, emphasis))


def missing_columns(whole_width: float, reminders_width: float) -> tuple[Column, ...]:
    """The columns of the units that have not reported; the name takes the rest of the width."""
    name_width = whole_width - reminders_width - NUMBER_WIDTH - DAY_WIDTH - OVERDUE_WIDTH
    return (
        Column("TT", "{{ row.number }}", NUMBER_WIDTH),
        Column("Đơn vị", "{{ row.name }}", name_width, "Bảng"),
        Column("Thời hạn", "{{ row.deadline }}", DAY_WIDTH),
        Column("Số ngày quá hạn", "{{ row.days_overdue }}", OVERDUE_WIDTH),
        Column("Lần đôn đốc (số, ngày công văn)", "{{ row.reminders }}", reminders_width),
    )
