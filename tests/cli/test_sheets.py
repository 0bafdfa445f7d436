"""A workbook with several sheets that could be meant: each is named, none is taken in silence."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.conftest import CommandLine
from tests.support.filling import LABELS, rows

Rows = Sequence[Sequence[object]]

ANSWERS = ["12", "văn bản", "28/11/2025", "Có", "4", "0", "KPS", "KAD", ""]
HEADING = ["Tên đơn vị", *LABELS]
LISTS: Mapping[str, Rows] = {
    "Đảng ủy": [["STT", "Tên đơn vị", "Loại"], [1, "Sở Một", "Chi bộ cơ sở"]],
    "Ghi chú": [["Danh sách lập năm 2025"]],
    "Chi bộ": [["STT", "Tên đơn vị"], [1, "Sở Hai"]],
}
TABLES: Mapping[str, Rows] = {
    "Tháng 11": [HEADING, ["Sở Y tế", *ANSWERS]],
    "Tháng 12": [HEADING, ["Sở Nội vụ", *ANSWERS], ["Thanh tra tỉnh", *ANSWERS]],
    "Để trống": [HEADING],
}
QUESTIONS: Mapping[str, Rows] = {
    "Cũ": [["Câu hỏi", "Loại"], ["Số hồ sơ", "số"]],
    "Mới": [["Câu hỏi", "Loại"], ["Số cuộc họp", "số"]],
}
NEW_ROUND = ("--subject", "họp", "--deadline", "2026-03-20", "--task", "Họp", "--json")


def put(root: Path, sheets: Mapping[str, Rows], hidden: str = "") -> str:
    book = Workbook()
    del book["Sheet"]
    for title, lines in sheets.items():
        page = book.create_sheet(title)
        page.sheet_state = "hidden" if title == hidden else "visible"
        for line in lines:
            page.append(line)
    stream = io.BytesIO()
    book.save(stream)
    (root / "tep.xlsx").write_bytes(stream.getvalue())
    return "tep.xlsx"


@pytest.mark.parametrize(
    ("command", "sheets", "named"),
    [
        (("units", "import"), LISTS, ["Đảng ủy", "Chi bộ"]),
        (("record-report",), TABLES, ["Tháng 11", "Tháng 12"]),
        (("rounds", "new", *NEW_ROUND, "--questions"), QUESTIONS, ["Cũ", "Mới"]),
    ],
)
@pytest.mark.issued
def test_each_sheet_that_could_be_meant_is_named(
    command: Sequence[str], sheets: Mapping[str, Rows], named: Sequence[str], bcd35: CommandLine, root: Path
) -> None:
    ran = bcd35(*command, put(root, sheets), *(() if "--json" in command else ("--json",)))
    ways = "\n".join(f'Trang tính “{title}”: --sheet "{title}"' for title in named)
    assert (ran.code, json.loads(ran.out)["findings"]) == (
        3,
        [
            {
                "code": "two_tables",
                "where": "tep.xlsx",
                "message": f"Tệp có {len(named)} trang tính cùng dạng bảng.",
                "fix": f"Chạy lại lệnh, thêm một trong các cách:\n{ways}",
            }
        ],
    )


@pytest.mark.parametrize(
    ("command", "sheets", "seen", "read"),
    [
        (("units", "import", "--kind", "chi_bo_co_so"), (LISTS, "Đảng ủy"), "units list", "Sở Hai"),
        (("record-report",), (TABLES, "Tháng 12"), "reports show SYT", "28/11/2025"),
        (
            ("rounds", "new", *NEW_ROUND, "--code", "h", "--questions"),
            (QUESTIONS, "Cũ"),
            "rounds show h",
            "cuộc",
        ),
    ],
)
@pytest.mark.issued
def test_a_sheet_that_is_not_seen_is_passed_by(  # noqa: PLR0917 - a case
    command: Sequence[str],
    sheets: tuple[Mapping[str, Rows], str],
    seen: str,
    read: str,
    bcd35: CommandLine,
    root: Path,
) -> None:
    ran = bcd35(*command, put(root, *sheets))
    assert (ran.code, read in bcd35(*seen.split()).out) == (0, True), ran.err


def test_hidden_sheets_are_told(bcd35: CommandLine, root: Path) -> None:
    kind = ("--kind", "chi_bo_co_so", "--dry-run")
    ran = bcd35("units", "import", put(root, LISTS, "Đảng ủy"), *kind)
    passed = (
        "Không đọc trang tính đang ẩn “Đảng ủy”.\n  → Muốn nhập trang ấy thì chạy lại lệnh, thêm: --sheet "
    )
    assert passed in ran.err
    only = {title: lines for title, lines in LISTS.items() if title != "Chi bộ"}
    assert (
        "Danh sách đọc từ trang tính đang ẩn “Đảng ủy”."
        in bcd35("units", "import", put(root, only, "Đảng ủy"), *kind).err
    )


@pytest.mark.issued
def test_the_sheet_that_is_stated_is_read(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("record-report", put(root, TABLES), "--sheet", "tháng  12").code == 0
    assert rows(root, "SELECT unit_code FROM reports ORDER BY unit_code") == [("SNV",), ("TTT",)]
    assert bcd35("units", "import", put(root, LISTS), "--sheet", "Chi bộ", "--kind", "chi_bo_co_so").code == 0
    assert "Sở Hai" in bcd35("units", "list").out
    asked = ("--questions", put(root, QUESTIONS), "--sheet", "Mới", "--code", "hop")
    assert bcd35("rounds", "new", *NEW_ROUND, *asked).code == 0
    shown = bcd35("rounds", "show", "hop", "--json")
    assert [field["label"] for field in json.loads(shown.out)["data"]["fields"]] == ["Số cuộc họp"]


OTHERS = "Tệp không có trang tính “X”; các trang tính: “Tháng 11”, “Tháng 12”, “Để trống”."


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("units", "import", "tep.xlsx"), OTHERS),
        (("record-report", "tep.xlsx"), OTHERS),
        (("record-report", "bang.csv"), "Tệp không có trang tính “X”; tệp .csv không có trang tính nào."),
        (("record-report", "SYT"), "--sheet chỉ đi cùng một bảng của văn phòng (.xlsx)."),
    ],
)
@pytest.mark.issued
def test_a_sheet_that_is_not_there(
    arguments: Sequence[str], message: str, bcd35: CommandLine, root: Path
) -> None:
    put(root, TABLES)
    (root / "bang.csv").write_text("Mã đơn vị;tin_bai_da_gui\nSYT;1\n", encoding="utf-8")
    ran = bcd35(*arguments, "--sheet", "X", "--json")
    assert ran.code in (2, 3, 6)
    assert [found["message"] for found in json.loads(ran.out)["findings"]] == [message]
    assert rows(root, "SELECT count(*) FROM reports") == [(0,)]
