"""A made-up form: its questions, its cells, blank and filled in, and what a command reads of it."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook

from bcd35.domain.answers import Answer, Answers, judge_answers
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import SHEET, FormSpec, form_spec, identify
from bcd35.domain.rounds import Field, Round, Task
from bcd35.formats.forms.blank import FormHead, write_form
from bcd35.formats.forms.returned import judge_form, read_form
from tests.support.filling import change

WAYS = ("họp chi bộ", "văn bản", "trang thông tin của đơn vị", "nhóm trao đổi công việc")
FIELDS = (
    Field(code="told", label="Số tổ chức trực thuộc đã được thông báo", kind="count", task="1"),
    Field(code="ways", label="Hình thức thông báo", kind="choices", task="1", of=WAYS),
    Field(code="done", label="Ngày thông báo xong", kind="date", task="1"),
    Field(code="site", label="Đơn vị có trang hoặc cổng thông tin chính thức", kind="yes_no", task="2"),
    Field(code="shared", label="Số tin bài đã chia sẻ", kind="count", task="2"),
    Field(code="wishes", label="Khó khăn, kiến nghị", kind="text", required=False),
)
TASKS = (Task("1", "Thông báo các kênh", "…", ("a",)), Task("2", "Chia sẻ thông tin", "…", ("b",)))
ROUND = Round(
    code="2025-11",
    subject="đẩy mạnh tuyên truyền",
    grounds=(),
    tasks=TASKS,
    fields=FIELDS,
    deadline=date(2025, 12, 15),
)
SPEC = form_spec(ROUND)
HEAD = FormHead(
    superior="ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH",
    issuer="BAN CHỈ ĐẠO 35",
    office_name="Ban Chỉ đạo 35 Đảng ủy",
    unit_name="Đảng ủy Sở Y tế",
    subject=ROUND.subject,
    reference="28-CV/BCĐ",
    dated=date(2025, 11, 22),
    deadline=date(2025, 12, 15),
    send_to="Ban Tuyên giáo và Dân vận Đảng ủy",
)
IDENTITY = identify(SPEC, "so-y-te", HEAD.reference)
BLANK = write_form(SPEC, IDENTITY, HEAD)
CELLS = {row.field.code: row.answer_cell for row in SPEC.questions if row.field}
FULL: dict[str, object] = {
    "told": 12,
    "ways": "văn bản; họp chi bộ",
    "done": date(2025, 11, 28),
    "site": "Có",
    "shared": 0,
    "wishes": "Không",
}
FULL_ANSWERS: Answers = {
    "told": Answer("value", 12),
    "ways": Answer("value", ("họp chi bộ", "văn bản")),
    "done": Answer("value", date(2025, 11, 28)),
    "site": Answer("value", value=True),
    "shared": Answer("value", 0),
    "wishes": Answer("value", "Không"),
}


def book_of(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def changed(act: Callable[[Workbook], object], data: bytes = BLANK) -> bytes:
    return change(data, act)


def put(book: Workbook, place: str, value: object) -> None:
    cell: Any = book[SHEET][place]
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def filled(values: Mapping[str, object], data: bytes = BLANK) -> bytes:
    def fill(book: Workbook) -> None:
        for code, value in values.items():
            put(book, CELLS[code], value)

    return changed(fill, data)


FILLED = filled(FULL)


def received(
    data: bytes, spec: FormSpec = SPEC, fields: tuple[Field, ...] = FIELDS
) -> tuple[Answers, list[Finding]]:
    """As a command would: read, hold against the layout, judge."""
    raw, findings = judge_form(read_form(data), spec)
    if not raw:
        return {}, findings
    answers, faults = judge_answers(fields, raw)
    return answers, findings + faults
