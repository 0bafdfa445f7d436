"""Filling an issued form as a unit would: values typed into the answer cells of a copy, saved by another spreadsheet program (openpyxl)."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from bcd35.domain.form_spec import LABEL_COLUMN, SHEET
from bcd35.domain.text import identity_key

# What a unit types into the form of the default round, by the words of the question.
TYPED: dict[str, object] = {
    "Số tổ chức trực thuộc đã được thông báo": 12,
    "Hình thức thông báo": "văn bản; họp chi bộ",
    "Ngày thông báo xong": date(2025, 11, 28),
    "Đơn vị có trang hoặc cổng thông tin chính thức": "Có",
    "Số tin bài đã chia sẻ trên trang chính thức của đơn vị": "1.234",
    "Số tin bài đã gửi": 0,
    "Số ảnh đã gửi": "KPS",
    "Số video đã gửi": "KAD",
}
LABELS = (*TYPED, "Khó khăn, kiến nghị")


def answer_cells(book: Workbook) -> dict[str, str]:
    """Question → its answer cell, found as a person would: an unlocked cell in the row of the question."""
    sheet = book[SHEET]
    found = {}
    for row in sheet.iter_rows():
        for cell in row:
            if not cell.protection.locked:
                found[str(sheet[f"{LABEL_COLUMN}{cell.row}"].value)] = cell.coordinate
    return found


def change(data: bytes, act: Callable[[Workbook], object]) -> bytes:
    """The workbook after ``act``, saved anew."""
    book = load_workbook(io.BytesIO(data))
    act(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(form: Path, copy: Path, typed: Mapping[str, object] | None = None, **more: object) -> Path:
    """Fill a copy of an issued form; ``more`` changes single answers by the first words of a question (``so_anh=5``). Returns the copy."""
    values = dict(TYPED if typed is None else typed)
    for words, value in more.items():
        values[question(words)] = value

    def act(book: Workbook) -> None:
        cells = answer_cells(book)
        for label, value in values.items():
            cell: Any = book[SHEET][cells[label]]
            cell.value = value

    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(change(form.read_bytes(), act))
    return copy


def question(words: str) -> str:
    """The one question whose toneless words begin so: ``so_anh`` → ``Số ảnh đã gửi``."""
    from bcd35.domain.text import fold

    wanted = fold(words.replace("_", " "))
    (label,) = [label for label in LABELS if fold(label).startswith(wanted) or identity_key(label) == identity_key(words)]
    return label
