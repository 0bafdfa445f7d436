"""One table with many units.

All errors at once, good rows recorded, the others given back with their reasons.
"""

import errno
import os
import shlex
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.text import identity_key
from bcd35.domain.unit_names import UnitAlias
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.receiving.returns import Outcome
from bcd35.usecases.receiving.table import TableRequest, is_table, record_table
from bcd35.usecases.workspace.upkeep import check_workspace
from tests.conftest import ROUND, SET_VALUES, CommandLine, at, rehearsing
from tests.support.faults import refuse_writing
from tests.support.filling import LABELS, fill, form_of, picture, rows
from tests.support.unit_tables import GOOD, sheet

pytestmark = pytest.mark.issued


_OFFICE, _UNIT = "đơn vị không phải gửi lại", "gửi lại đơn vị"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["Sở Y tế", "31/02/2025", *GOOD], {_OFFICE}),
        (["Sở Ytế", "28/11/2025", *GOOD], {_OFFICE}),
        (["Sở Y tế", "28/11/2035", "mười", *GOOD[1:]], {_OFFICE, _UNIT}),
        (["Sở Y tế", "28/11/2025", "mười", *GOOD[1:]], {_UNIT}),
    ],
    ids=["no day", "no unit", "a wrong day and a wrong answer", "a wrong answer"],
)
def test_what_the_office_wrote_wrongly_in_its_table_is_nothing_for_the_unit(
    bcd35: CommandLine, root: Path, row: list[str], told: set[str]
) -> None:
    heading = ["Đơn vị", "Ngày nhận", *LABELS]
    ran = bcd35("record-report", str(sheet(root / "a.xlsx", row, heading=heading)))
    assert ran.code == 3
    assert {one for one in (_OFFICE, _UNIT) if one in ran.out} == told


def test_the_sum_below_the_rows_is_no_unit(bcd35: CommandLine, root: Path) -> None:
    table = sheet(root / "a.xlsx", ["Sở Y tế", *GOOD], ["Tổng cộng", *GOOD], heading=["Đơn vị", *LABELS])
    ran = bcd35("record-report", str(table))
    assert (ran.code, "Kết quả của 1 báo cáo: đã nhận 1." in ran.out) == (0, True)


@pytest.mark.parametrize(
    "extra",
    [
        ["--as", "SYT"],
        ["--again"],
        ["--keep"],
        ["--replace", "bảng.xlsx"],
        ["--ref", "1"],
        ["--ref-date", "2025-11-28"],
        ["--evidence", "bảng.xlsx"],
    ],
    ids=lambda extra: extra[0],
)
def test_what_does_not_go_with_a_table(bcd35: CommandLine, root: Path, extra: list[str]) -> None:
    sheet(root / "bảng.xlsx", [1, "Sở Y tế", *GOOD])
    goes = ("--received-on", "2025-11-28", "--round", ROUND, "--note", "x", "-n", "--with-strangers")
    assert bcd35("record-report", "bảng.xlsx", *goes).code == 0
    ran = bcd35("record-report", "bảng.xlsx", *goes, *extra)
    message = (
        "Lỗi [bcd35 record-report]: Bảng của văn phòng chỉ đi cùng --round, --received-on, --note; số và "
        "ngày báo cáo ghi ở cột.\n  → Xem cách dùng: bcd35 record-report --help\n"
    )
    assert ran == (2, "", message)


def strike(path: Path, place: str) -> Path:
    """The table, one of its cells struck out."""
    book = load_workbook(path)
    book.worksheets[0][place].font = Font(strike=True)
    book.save(path)
    return path


def test_a_row_with_a_cell_that_is_struck_out_comes_back(bcd35: CommandLine, root: Path) -> None:
    table = sheet(root / "bảng.xlsx", [1, "Sở Y tế", *GOOD], [2, "Sở Nội vụ", *GOOD])
    strike(strike(table, "A4"), "C5")  # the running number says nothing

    ran = bcd35("record-report", str(table), "--received-on", "2025-11-28")

    told = "Lỗi [bảng.xlsx, Sheet!C5]: Chữ gạch ngang: “12”; không rõ còn dùng không."
    assert (ran.code, told in ran.err, _UNIT in ran.out) == (3, True, False)
    assert rows(root, "SELECT unit_code FROM reports") == [("SYT",)]


def test_a_list_of_days_with_a_row_that_is_struck_out_is_refused(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "nộp/a.xlsx")
    days = sheet(root / "ngày.xlsx", ["a.xlsx", "28/11/2025"], heading=["Tên tệp", "Ngày nhận"])

    ran = bcd35("record-report", "nộp", "--received-list", str(strike(days, "A4")))

    assert (ran.code, "Chữ gạch ngang: “a.xlsx”; không rõ còn dùng không." in ran.err) == (3, True)


def test_good_rows_are_recorded_and_the_others_come_back(desk: Desk, root: Path) -> None:
    table = sheet(
        root / "bảng.xlsx",
        [1, "Sở Y tế", *GOOD],
        [2, "Sở Nội vụ", "mười", *GOOD[1:]],
        [3, "Sở Ytế", *GOOD],
        [4, "Thanh tra tỉnh", *GOOD],
    )

    recorded = record_table(desk, TableRequest(table))

    assert [(one.file, one.unit, one.verdict, one.revision) for one in recorded.outcomes] == [
        ("bảng.xlsx, hàng 4", "SYT", "accepted", 1),
        ("bảng.xlsx, hàng 5", "SNV", "refused", 0),
        ("bảng.xlsx, hàng 6", "", "refused", 0),
        ("bảng.xlsx, hàng 7", "TTT", "accepted", 1),
    ]
    assert [(found.code, found.where) for one in recorded.outcomes for found in one.findings] == [
        ("not_a_count", "bảng.xlsx, Sheet!C5"),
        ("unknown_unit", "bảng.xlsx, Sheet!B6"),
    ]
    assert recorded.given_back == "bảng_can-sua.xlsx"
    page = load_workbook(root / "bảng_can-sua.xlsx").worksheets[0]
    found = [[str(cell) for cell in row if cell] for row in page.iter_rows(values_only=True)]
    assert (found[0][1], len(found)) == ("Tên đơn vị", 3)
    assert "Không có đơn vị “Sở Ytế”. Xem: bcd35 units list" in found[2]
    assert rows(root, "SELECT unit_code, origin, sha256, file_name FROM reports ORDER BY id") == [
        ("SYT", "table", "", "bảng.xlsx, hàng 4"),
        ("TTT", "table", "", "bảng.xlsx, hàng 7"),
    ]
    assert rows(root, "SELECT DISTINCT name FROM evidence") == [("bảng.xlsx",)]
    assert check_workspace(desk).findings == ()


def test_a_second_run_changes_nothing(desk: Desk, root: Path) -> None:
    table = sheet(root / "bảng.xlsx", [1, "Sở Y tế", *GOOD], [2, "Sở Nội vụ", "mười", *GOOD[1:]])
    record_table(desk, TableRequest(table))
    before = picture(root)

    again = record_table(desk, TableRequest(table))

    assert [one.verdict for one in again.outcomes] == ["already_received", "refused"]
    assert picture(root) == before


def test_what_a_row_says_otherwise_than_the_ledger_is_told_with_the_command_for_it(
    bcd35: CommandLine, root: Path
) -> None:
    """A corrected table changes no report on record, and says so row by row."""
    heading = ["Mã", "Ngày nhận", "Số báo cáo", "Ngày báo cáo", *LABELS]
    lines: list[list[Any]] = [
        ["SYT", "27/11/2025", "44-BC/ĐU", "25/11/2025", *GOOD],
        ["SNV", "27/11/2025", "9-BC/ĐU", "26/11/2025", *GOOD],
        ["TTT", None, None, None, *GOOD],
    ]
    day = ("--received-on", "2025-11-28")
    assert bcd35("record-report", str(sheet(root / "a.xlsx", *lines, heading=heading)), *day).code == 0
    lines[0][1:4] = ["26/11/2025", "45-BC/ĐU", "24/11/2025"]
    lines[1][3] = "27/11/2025"
    again = bcd35("record-report", str(sheet(root / "b.xlsx", *lines, heading=heading)), *day)

    of = f"--round {ROUND} --revision 1"
    mend = [
        f'bcd35 reports amend SYT {of} --received-on 2025-11-26 --ref "45-BC/ĐU" --ref-date 2025-11-24',
        f"bcd35 reports amend SNV {of} --ref-date 2025-11-27",
    ]
    assert again.code == 0
    assert [line.partition("sửa: ")[2] for line in again.err.splitlines() if "reports amend" in line] == [
        f"{command} --reason LÝ_DO" for command in mend
    ]
    assert "ngày nhận: 27/11/2025 → 26/11/2025; số, ký hiệu báo cáo: “44-BC/ĐU” → “45-BC/ĐU”" in again.err
    for command in mend:
        assert bcd35(*shlex.split(command)[1:], "--reason", "bảng đã sửa").code == 0
    assert bcd35("record-report", "b.xlsx", *day).err == ""


def test_what_lies_under_the_name_of_the_file_to_be_corrected_is_not_written_over(
    desk: Desk, root: Path
) -> None:
    (root / "bảng_can-sua.xlsx").write_bytes(b"a clerk's work")
    table = sheet(root / "bảng.xlsx", [1, "Sở Nội vụ", "mười", *GOOD[1:]])
    assert record_table(desk, TableRequest(table)).given_back == "bảng_can-sua (2).xlsx"
    assert (root / "bảng_can-sua.xlsx").read_bytes() == b"a clerk's work"


def test_rows_that_cannot_be_given_back_beside_the_table_are_told_all_the_same(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "chỉ đọc").mkdir()
    sheet(root / "chỉ đọc" / "bảng.xlsx", [1, "Sở Y tế", *GOOD], [2, "Sở Nội vụ", "mười", *GOOD[1:]])
    refuse_writing(monkeypatch, "chỉ đọc", errno.EACCES)

    ran = bcd35("record-report", "chỉ đọc/bảng.xlsx")

    not_a_count = "“Số tổ chức trực thuộc đã được thông báo” ghi “mười”; chỉ nhận số nguyên, từ 0 trở lên."
    assert (ran.code, ran.err.splitlines()) == (
        3,
        [
            f"Lỗi [chỉ đọc/bảng.xlsx, Sheet!C5]: {not_a_count}",
            "  → Ghi một số nguyên, ví dụ 12 hoặc 1.234; không có thì ghi 0.",
            (
                "Lưu ý: Không ghi được tệp các hàng cần sửa cạnh bảng “chỉ đọc/bảng.xlsx”; các hàng đúng đã "
                "ghi sổ."
            ),
            "  → Chép bảng vào thư mục ghi được rồi chạy lại để có tệp ấy.",
        ],
    )
    assert "Kết quả của 2 báo cáo: đã nhận 1; từ chối 1.\n" in ran.out
    assert rows(root, "SELECT unit_code FROM reports") == [("SYT",)]
    assert [path.name for path in (root / "chỉ đọc").iterdir()] == ["bảng.xlsx"]


def test_a_fault_of_many_rows_is_told_once(bcd35: CommandLine, root: Path) -> None:
    bad = [[n, "Sở lạ", *GOOD] for n in range(1, 6)] + [[n, None, *GOOD] for n in range(6, 26, 2)]
    sheet(root / "bảng.xlsx", *bad[:3], [4, "Sở Y tế", *GOOD], *bad[3:])

    ran = bcd35("record-report", "bảng.xlsx")
    assert (ran.code, ran.err) == (
        3,
        (
            "Lỗi [bảng.xlsx, Sheet!B4–B6, B8, B9]: Không có đơn vị “Sở lạ”.\n"
            "  → Xem: bcd35 units list\n"
            "Lỗi [bảng.xlsx, Sheet!B10–B19]: Hàng không ghi đơn vị.\n"
            "  → Ghi mã hoặc tên đầy đủ của đơn vị.\n"
        ),
    )
    # scripts get every place
    assert [found["where"] for found in bcd35("record-report", "bảng.xlsx", "--json").json["findings"]] == [
        f"bảng.xlsx, Sheet!B{row}" for row in (4, 5, 6, 8, 9, *range(10, 20))
    ]


def test_a_rehearsal_writes_nothing(desk: Desk, root: Path) -> None:
    table = sheet(root / "bảng.xlsx", [1, "Sở Y tế", *GOOD], [2, "Sở Nội vụ", "mười", *GOOD[1:]])
    before = picture(root)
    assert [one.verdict for one in record_table(rehearsing(desk), TableRequest(table)).outcomes] == [
        "accepted",
        "refused",
    ]
    assert picture(root) == before


def test_a_csv_with_codes_corrects_single_columns(bcd35: CommandLine, root: Path) -> None:
    assert (
        bcd35(
            "record-report",
            "SYT",
            *SET_VALUES,
        ).code
        == 0
    )
    (root / "bang.csv").write_text("Mã đơn vị;anh_da_gui\nsyt;5\nSNV;1\n", encoding="utf-8-sig")

    ran = bcd35("record-report", "bang.csv", "--json")

    assert ran.code == 3
    assert [(one["unit"], one["verdict"], one["changes"]) for one in ran.json["data"]["files"]] == [
        ("SYT", "revised", [{"field": "Số ảnh đã gửi", "before": "Không phát sinh", "after": "5"}]),
        ("SNV", "refused", []),  # a first report must be whole
    ]
    assert ran.json["data"]["given_back"] == "bang_can-sua.xlsx"


@pytest.mark.parametrize("heading", ["Số, ký hiệu báo cáo", "Số ký hiệu báo cáo", "Số báo cáo"])
def test_the_number_of_the_units_own_report_is_read(heading: str, desk: Desk, root: Path) -> None:
    record_files(desk, ReturnedFiles(paths=[fill(form_of(root, "SYT"), root / "a.xlsx")]))
    table = root / "bảng.csv"
    table.write_text(f"Mã;anh_da_gui;{heading}\nSYT;5;12-BC/ĐU\n", encoding="utf-8-sig")
    assert [one.verdict for one in record_table(desk, TableRequest(table)).outcomes] == ["revised"]
    assert desk.store.reports.of_round(ROUND)["SYT"][-1].reference == "12-BC/ĐU"


def rename(desk: Desk, code: str, name: str) -> None:
    (unit,) = (one for one in desk.store.registers.units() if one.code == code)
    with desk.act():
        desk.store.registers.change_unit(replace(unit, name=name))


def confirm(desk: Desk, code: str, name: str) -> None:
    with desk.act():
        desk.store.intake.record_alias(
            identity_key(name), UnitAlias(code, name, "a.xlsx", date(2025, 11, 30))
        )


def recorded_row(desk: Desk, root: Path, code: str, name: str) -> Outcome:
    table = sheet(root / "b.xlsx", [code, name, *GOOD], heading=["Mã", "Đơn vị", *LABELS])
    return record_table(desk, TableRequest(table)).outcomes[0]


@pytest.mark.parametrize(
    "written",
    [
        "Sở Xây dựng",  # as its letter called it
        "Đảng ủy Sở Xây dựng",
        "Sở Hạ tầng",  # confirmed by a clerk
        "Sở Giao thông, Xây dụng",  # a slip
        "Trạm Kiểm lâm",  # like no unit's
    ],
)
def test_a_name_out_of_date_or_misspelt_beside_the_right_code_is_only_remarked_on(
    written: str, desk: Desk, root: Path
) -> None:
    rename(desk, "SXD", "Sở Giao thông Xây dựng")
    confirm(desk, "SXD", "Sở Hạ tầng")

    outcome = recorded_row(desk, root, "SXD", written)

    assert (outcome.unit, outcome.verdict) == ("SXD", "accepted")
    assert outcome.remarks == (
        Finding(
            "name_differs",
            "b.xlsx, Sheet!B4",
            f"Mã “SXD” là của Sở Giao thông Xây dựng, nhưng hàng ghi tên “{written}”; nhận theo mã.",
            (
                f"Nếu là báo cáo của đơn vị khác: bcd35 reports move SXD --round {ROUND} --to ĐƠN_VỊ_ĐÚNG "
                "--reason LÝ_DO"
            ),
        ),
    )


@pytest.mark.parametrize("written", ["Sở Xây dựng", "sở  xây dựng", "Đảng ủy Sở Xây dựng", "SXD"])
def test_the_name_that_letters_write_is_the_units_name(written: str, desk: Desk, root: Path) -> None:
    outcome = recorded_row(desk, root, "SXD", written)
    assert (outcome.verdict, outcome.remarks) == ("accepted", ())


@pytest.mark.parametrize(
    "written", ["Sở Tổ chức", "Đảng ủy Sở Tổ chức", "Sở Tổ chưc", "SNV", "Sở Nội vụ", "Sở Lao động"]
)
def test_a_present_former_or_confirmed_name_of_another_unit_beside_a_code_is_refused(
    written: str, desk: Desk, root: Path
) -> None:
    rename(desk, "SNV", "Sở Tổ chức")
    confirm(desk, "SNV", "Sở Lao động")
    refused = recorded_row(desk, root, "SYT", written)
    assert refused.verdict == "refused"
    assert [(found.code, found.where) for found in refused.findings] == [("units_differ", "b.xlsx, Sheet!B4")]


def test_a_name_that_passed_on_to_another_unit_is_that_units(desk: Desk, root: Path) -> None:
    rename(desk, "SYT", "Sở Sức khỏe")
    rename(desk, "SNV", "Sở Y tế")
    assert [found.code for found in recorded_row(desk, root, "SYT", "Sở Y tế").findings] == ["units_differ"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (["SYT", "Sở Nội vụ"], "units_differ"),
        ([None, None], "no_unit"),
        (["SXD", "Sở Xây dựng"], "unit_twice"),
    ],
)
def test_whose_row_it_is_must_be_beyond_doubt(line: list[object], code: str, desk: Desk, root: Path) -> None:
    heading = ["Mã", "Đơn vị", *LABELS]
    table = sheet(root / "b.xlsx", [*line, *GOOD], ["SXD", None, *GOOD], heading=heading)
    first = record_table(desk, TableRequest(table)).outcomes[0]
    assert (first.verdict, [found.code for found in first.findings]) == ("refused", [code])


def test_a_table_without_units(desk: Desk, root: Path) -> None:
    with pytest.raises(Refused, match=r"^Bảng “b\.xlsx” không có cột đơn vị\.$"):
        record_table(desk, TableRequest(sheet(root / "b.xlsx", GOOD, heading=list(LABELS))))


def test_a_table_in_a_folder_of_returned_files_is_refused(desk: Desk, root: Path) -> None:
    (root / "thư đến").mkdir()
    table = sheet(root / "thư đến" / "b.xlsx", [1, "Sở Y tế", *GOOD])
    assert [
        (one.verdict, one.refusal) for one in record_files(desk, ReturnedFiles(paths=[table.parent])).outcomes
    ] == [("refused", "not_ours")]


def test_a_form_is_no_table(root: Path) -> None:
    assert not is_table(at(root), fill(form_of(root, "SYT"), root / "a.xlsx"))
    assert not is_table(at(root), root / "không có.csv")
    assert is_table(at(root), sheet(root / "b.xlsx", [1, "Sở Y tế", *GOOD]))


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_file_that_is_too_large_is_not_read_to_its_end(suffix: str, bcd35: CommandLine, root: Path) -> None:
    huge = root / f"bảng{suffix}"
    huge.touch()
    os.truncate(huge, 250 * 1024 * 1024)  # takes no room on the disk
    tracemalloc.start()
    ran = bcd35("-C", str(root), "record-report", str(huge))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (ran.code, "Tệp nặng" in ran.err) == (3, True)
    assert most < 80 * 1024 * 1024  # a table may have 50
