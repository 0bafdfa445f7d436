"""Tables with many units.

Which cells are read from which bytes, which files are refused in which words, and the rows that go back.
"""

import io
import unicodedata
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bcd35.domain.answers import RawAnswer
from bcd35.domain.findings import Finding
from bcd35.formats.forms.unit_table import UnitTable, read_table, write_refused
from bcd35.formats.tables.grids import LEGACY_FONT, LOST_LETTERS, SeveralSheetsError
from tests.support import hostile

KNOWN = {
    "Mã đơn vị": "unit",
    "Đơn vị": "unit",
    "Số tin bài đã gửi": "sent",
    "sent": "sent",
    "Ngày gửi": "day",
    "Ghi chú": "note",
}
HEADINGS = ("Mã đơn vị", "Số tin bài đã gửi", "Ghi chú")
KEYS = ("unit", "sent", "note")
LINES = "Mã đơn vị;Số tin bài đã gửi;Ghi chú\nSYT;1.234;Đã gửi đủ\nSNV;5;\n"
AS_UTF8 = (
    "Mở bằng Excel, chọn “Lưu thành” (Save As), loại “CSV UTF-8” hoặc “Excel Workbook (*.xlsx)”, rồi chạy "
    "lại."
)


def workbook(*rows: tuple[Any, ...], title: str = "Sheet1") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def values(read: UnitTable) -> list[tuple[object, ...]]:
    return [tuple(cell.value for cell in row.cells) for row in read.rows]


def read(data: bytes) -> UnitTable | tuple[Finding, ...]:
    return read_table(data, "bảng", KNOWN)


def csv_cell(row: int, heading: str, value: object) -> RawAnswer:
    return RawAnswer(value, f"hàng {row}, cột “{heading}”")


@pytest.mark.parametrize(
    "data",
    [
        LINES.encode(),
        LINES.encode("utf-8-sig"),
        LINES.encode("utf-16"),
        LINES.replace(";", ",").encode(),
        LINES.replace(";", "\t").encode(),
        unicodedata.normalize("NFD", LINES).encode(),
        f"sep=;\n{LINES}".encode(),
        LINES.replace("\n", "\r\n").encode(),
    ],
    ids=["utf-8", "bom", "utf-16", "comma", "tab", "nfd", "sep", "crlf"],
)
def test_a_csv_is_read_however_it_is_spelt(data: bytes) -> None:
    found = read(data)

    assert isinstance(found, UnitTable)
    assert (found.headings, found.keys) == (HEADINGS, KEYS)
    assert values(found) == [("SYT", "1.234", "Đã gửi đủ"), ("SNV", "5", None)]


def test_cells_know_their_row_and_column() -> None:
    found = read(LINES.encode())

    assert isinstance(found, UnitTable)
    assert found.by_key(found.rows[0]) == {
        "unit": csv_cell(2, "Mã đơn vị", "SYT"),
        "sent": csv_cell(2, "Số tin bài đã gửi", "1.234"),
        "note": csv_cell(2, "Ghi chú", "Đã gửi đủ"),
    }


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_rows_of_a_csv_are_counted_as_a_spreadsheet_shows_them(end: str) -> None:
    lines = ("Mã đơn vị;Số tin bài đã gửi;Ghi chú", 'SYT;1;"a', "b", 'c"', "", "SNV;2;")
    found = read(end.join(lines).encode())

    assert isinstance(found, UnitTable)
    assert [row.number for row in found.rows] == [2, 4]


def test_the_old_windows_code_page_is_read_composed() -> None:
    # As Windows wrote it: letters and tone marks apart.
    old = unicodedata.normalize("NFD", LINES)
    for apart, whole in (
        ("a\u0302", "â"),
        ("e\u0302", "ê"),
        ("o\u0302", "ô"),
        ("o\u031b", "ơ"),
        ("u\u031b", "ư"),
        ("a\u0306", "ă"),
    ):
        old = old.replace(apart, whole)

    found = read(old.encode("cp1258"))

    assert isinstance(found, UnitTable)
    assert (found.headings, values(found)) == (HEADINGS, [("SYT", "1.234", "Đã gửi đủ"), ("SNV", "5", None)])


@pytest.mark.parametrize(
    "text",
    [
        "M· ®¬n vÞ;Sè tin bµi ®· göi\nSYT;5\n",  # TCVN3
        "Maõ ñôn vò;Soá tin baøi ñaõ göûi\nSYT;5\n",  # VNI
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_the_old_fonts_are_refused_with_advice(text: str, encoding: str) -> None:
    assert read(text.encode(encoding)) == (LEGACY_FONT,)


def test_letters_that_a_code_page_lost_are_refused_with_advice() -> None:
    heads = ("Mã ??n v?", "S? tin bài ?ã g?i", "Ghi chú")
    row = ("SYT", 5, "??ng ?y")

    assert read(workbook(heads, row)) == (LOST_LETTERS,)
    assert read("\n".join(f"{one[0]};{one[1]};{one[2]}" for one in (heads, row)).encode("cp1252")) == (
        LOST_LETTERS,
    )


def test_a_delimiter_that_cuts_an_answer_is_told_with_its_row() -> None:
    lines = "Mã đơn vị,Số tin bài đã gửi,Ghi chú\nSYT,5,Đã gửi, còn thiếu ảnh\nSNV,6,\n"

    told = "Hàng có nhiều ô hơn hàng tiêu đề; phần thừa: “còn thiếu ảnh”."
    fix = (
        'Chữ trong ô có dấu “,” thì đặt cả ô trong dấu nháy kép "…"; cột không có tiêu đề thì đặt tiêu đề '
        "hoặc xóa; rồi chạy lại."
    )
    assert read(lines.encode()) == (Finding("row_too_long", "hàng 2", told, fix),)
    assert isinstance(
        read(lines.replace("Đã gửi, còn", '"Đã gửi, còn').replace("ảnh", 'ảnh"').encode()), UnitTable
    )


def test_a_name_from_abroad_is_no_old_font() -> None:
    found = read("Mã đơn vị;Ghi chú\nSYT;Đoàn Müller thăm\n".encode())

    assert isinstance(found, UnitTable)
    assert values(found) == [("SYT", "Đoàn Müller thăm")]


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a\x00b;c\x00", b"\x81\x8d;\x9d"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    assert read(data) == (Finding("odd_encoding", "", "Không đọc được chữ trong tệp: bảng mã lạ.", AS_UTF8),)


def test_a_quotation_mark_left_open_is_named_with_its_row() -> None:
    assert read('Mã đơn vị;Ghi chú\nSYT;a\nSNV;"b\n'.encode()) == (
        Finding(
            "broken_csv",
            "",
            "Tệp CSV hỏng ở hàng 3: dấu ngoặc kép không khép.",
            "Mở bằng Excel, lưu lại rồi chạy lại.",
        ),
    )


def test_a_workbook_is_read_from_its_heading_row_with_typed_cells() -> None:
    data = workbook(
        ("BẢNG TỔNG HỢP",),
        (),
        ("TT", "ĐƠN VỊ", " Số tin bài  đã gửi", "Ngày gửi"),
        (1, "Sở Y tế", 12, date(2025, 12, 5)),
        (),
        (2, "Sở Nội vụ", "1.234", None),
        title="Tháng 12",
    )

    found = read(data)

    assert isinstance(found, UnitTable)
    assert (found.headings, found.keys) == (
        ("TT", "ĐƠN VỊ", "Số tin bài đã gửi", "Ngày gửi"),
        ("", "unit", "sent", "day"),
    )
    assert [(row.number, tuple(found.by_key(row).values())) for row in found.rows] == [
        (
            4,
            (
                RawAnswer("Sở Y tế", "Tháng 12!B4"),
                RawAnswer(12, "Tháng 12!C4"),
                RawAnswer(date(2025, 12, 5), "Tháng 12!D4"),
            ),
        ),
        (
            6,
            (
                RawAnswer("Sở Nội vụ", "Tháng 12!B6"),
                RawAnswer("1.234", "Tháng 12!C6"),
                RawAnswer(None, "Tháng 12!D6"),
            ),
        ),
    ]


def test_a_figure_that_a_comma_cut_is_told() -> None:
    torn = read("Đơn vị,sent,Khác\nSYT,12,\nSNV,1,234\n".encode())
    whole = read("Đơn vị;sent;Khác\nSNV;1;234\n".encode())

    message = "“1” rồi “234” ở cột không đọc: giống số 1234 bị dấu phẩy cắt đôi."
    fix = 'Ghi liền chữ số, hoặc đặt cả số trong dấu nháy kép "…", rồi chạy lại.'
    assert torn == (Finding("torn_figure", "hàng 3", message, fix),)
    assert isinstance(whole, UnitTable)


@pytest.mark.parametrize("heading", ["STT", "Số TT", "TT"])
def test_rows_that_are_only_numbered_are_no_rows(heading: str) -> None:
    rows = [(heading, "Mã đơn vị", "Số tin bài đã gửi"), (1, "SYT", 5), (2, None, None), (3, "", " ")]
    csv = "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    for data in (workbook(*rows), csv.encode()):
        table = read(data)
        assert isinstance(table, UnitTable)
        assert [row.number for row in table.rows] == [2]


def test_a_formula_without_result_is_a_fault_of_its_cell() -> None:
    found = read(workbook(("Đơn vị", "sent"), ("SYT", "=1+1")))

    assert isinstance(found, UnitTable)
    assert found.rows[0].cells[1].fault == Finding(
        "formula_without_value",
        "Sheet1!B2",
        "Ô có công thức nhưng không có kết quả.",
        "Mở tệp bằng Excel rồi lưu lại, hoặc gõ thẳng kết quả vào ô.",
    )


@pytest.mark.parametrize(
    "data", [b"xin;ch\xc3\xa0o\n", b"m\xe1\xbb\x99t c\xe1\xbb\x99t\n", workbook(("a", "b"), (1, 2))]
)
def test_a_file_without_known_headings_is_no_table(data: bytes) -> None:
    fix = "Đặt tiêu đề cột như: “Mã đơn vị”, “Đơn vị”, “Số tin bài đã gửi”, “sent”, “Ngày gửi”, “Ghi chú”."
    assert read(data) == (
        Finding(
            "no_table", "", "Không thấy hàng tiêu đề của bảng: không hàng nào có từ hai cột được biết.", fix
        ),
    )


def test_two_sheets_of_one_table_are_a_question() -> None:
    book = load_workbook(io.BytesIO(workbook(("Đơn vị", "sent"), ("SYT", 1))))
    book.copy_worksheet(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)

    with pytest.raises(SeveralSheetsError) as several:
        read(stream.getvalue())
    assert several.value.titles == ("Sheet1", "Sheet1 Copy")


def test_every_doubled_column_is_named() -> None:
    assert read("Mã đơn vị;Đơn vị;sent;Số tin bài đã gửi\nSYT;Sở Y tế;1;2\n".encode()) == (
        Finding(
            "doubled_column",
            "",
            "Bảng có 2 cột cùng nói một điều: Mã đơn vị, Đơn vị.",
            "Giữ lại một cột rồi chạy lại.",
        ),
        Finding(
            "doubled_column",
            "",
            "Bảng có 2 cột cùng nói một điều: sent, Số tin bài đã gửi.",
            "Giữ lại một cột rồi chạy lại.",
        ),
    )


def test_a_workbook_that_must_not_be_read_keeps_its_reason() -> None:
    found = read(hostile.bomb())

    assert isinstance(found, tuple)
    assert [one.code for one in found] == ["unpacks_too_large"]


# --- rows that go back --------------------------------------------------------------------------------------

FAULTY = "Mã đơn vị;Số tin bài đã gửi;Ghi chú\nSYT;nhiều;=1+1\nSNV;5;\nSXX;7;#chưa rõ\n"


def refused() -> bytes:
    found = read(FAULTY.encode())
    assert isinstance(found, UnitTable)
    return write_refused(
        found,
        {
            2: [
                Finding(
                    "not_a_count",
                    "hàng 2, cột “Số tin bài đã gửi”",
                    "Ghi “nhiều”; chỉ nhận số.",
                    "Ghi 0 nếu không có.",
                )
            ],
            4: [Finding("unknown_unit", "SXX", "Không có đơn vị “SXX”.")],
        },
    )


def test_refused_rows_go_back_with_the_reason_beside_the_cell() -> None:
    sheet = load_workbook(io.BytesIO(refused())).worksheets[0]

    assert list(sheet.iter_rows(values_only=True)) == [
        ("Mã đơn vị", "Số tin bài đã gửi", "Lý do (Số tin bài đã gửi)", "Ghi chú", "Lý do"),
        ("SYT", "nhiều", "Ghi “nhiều”; chỉ nhận số. Ghi 0 nếu không có.", "=1+1", None),
        ("SXX", "7", None, "#chưa rõ", "Không có đơn vị “SXX”."),
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_same_refusals_same_bytes() -> None:
    assert refused() == refused()


def test_what_goes_back_is_a_table_again() -> None:
    again = read(refused())

    assert isinstance(again, UnitTable)
    assert [{key: cell.value for key, cell in again.by_key(row).items()} for row in again.rows] == [
        {"unit": "SYT", "sent": "nhiều", "note": "=1+1"},
        {"unit": "SXX", "sent": "7", "note": "#chưa rõ"},
    ]


def test_typed_values_go_back_as_they_were() -> None:
    found = read(workbook(("Đơn vị", "sent", "Ngày gửi"), ("SYT", 12.5, date(2025, 12, 5))))
    assert isinstance(found, UnitTable)

    again = read(write_refused(found, {2: [Finding("x", "", "Sai.")]}))

    assert isinstance(again, UnitTable)
    assert [tuple(cell.value for cell in again.by_key(row).values()) for row in again.rows] == [
        ("SYT", 12.5, date(2025, 12, 5))
    ]
