"""Lists of units as offices keep them: titles, headings of two rows, groups, totals, columns of persons."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook

Rows = Iterable[Sequence[object]]

MERGED = "sáp nhập từ ngày 01 tháng 7 năm 2025"
DRAWER: Rows = (
    ("ĐẢNG ỦY UBND TỈNH", None, None, None, None, None),
    ("DANH SÁCH CÁC CHI BỘ, ĐẢNG BỘ TRỰC THUỘC", None, None, None, None, None),
    ("(Kèm theo Công văn số 12-CV/BCĐ, ngày 01/10/2025)", None, None, None, None, None),
    (),
    ("STT", "Tên cơ quan, đơn vị", "Người đứng đầu", None, "Điện thoại cơ quan", "Ghi chú"),
    (None, None, "Họ và tên", "Di động", None, None),
    ("I", "ĐẢNG ỦY CƠ SỞ", None, None, None, None),
    (1, "Sở Tài chính", "Nguyễn Văn A", "0912345678", "02083855001", None),
    (2, "Sở Giáo dục và Đào tạo", "Trần Thị B", "0912345679", 2083855002, MERGED),
    (),
    ("II", "CHI BỘ CƠ SỞ", None, None, None, None),
    (3, "Thanh tra tỉnh", "Lê Văn C", "0912345670", None, None),
    (4, "Sở Tư pháp", "Phạm D", "0912345671", None, None),
    (None, "Tổng cộng: 04 đơn vị", None, None, None, None),
    (),
    (None, None, None, None, "Thái Nguyên, ngày 01 tháng 10 năm 2025", None),
    (None, "NGƯỜI LẬP BIỂU", None, None, "CHÁNH VĂN PHÒNG", None),
    (None, "Hoàng Văn E", None, None, "Đỗ Thị G", None),
)
DRAWER_MERGED = ("A1:F1", "A2:F2", "A3:F3", "A5:A6", "B5:B6", "C5:D5", "E5:E6", "F5:F6", "E16:F16", "E17:F17")


def workbook(rows: Rows, merged: Iterable[str] = ()) -> bytes:
    """A workbook with one sheet of these rows."""
    book = Workbook()
    sheet: Any = book.active
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, column, value)
    for cells in merged:
        sheet.merge_cells(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def listing(*names: str, kind: str = "Chi bộ cơ sở") -> bytes:
    """The simplest list: numbers, names, one kind."""
    rows = ((number, name, kind) for number, name in enumerate(names, start=1))
    return workbook([("STT", "Tên đơn vị", "Loại"), *rows])
