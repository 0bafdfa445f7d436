"""Lists as they lie in the drawer, through the command line: what is read, proposed, asked and told."""

import io
import re
import shlex
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from bcd35.domain.entries import judge_unit_name
from bcd35.domain.lists.cells import office_cell
from bcd35.domain.lists.codes import propose_unit_codes
from bcd35.domain.lists.kinds import new_kind
from bcd35.domain.lists.rows import entry_mark, entry_name
from bcd35.domain.persons import without_person
from bcd35.domain.units import UnitKind
from bcd35.domain.usual_names import is_usual_name
from bcd35.usecases.registers.units import list_units
from tests.conftest import NOW, CommandLine, Ran, at
from tests.support import hostile
from tests.support.office_lists import DRAWER, DRAWER_MERGED, MERGED, Rows, listing, workbook

CSV = "STT;Tên đơn vị;Loại\n1;Sở Tài chính;Đảng ủy cơ sở\n2;Sở Tư pháp;Chi bộ cơ sở\n"
HEAD = ("STT", "Tên đơn vị", "Loại")
CELL = "Chi bộ cơ sở"
KEPT = ("--unusual", "keep", "--dry-run", "--json")


def units(root: Path) -> list[tuple[str, str, str]]:
    """Code, name and kind of the units in force, in the office's order."""
    return [(unit.code, unit.name, unit.kind) for unit in list_units(at(root))]


def put(root: Path, data: bytes, name: str = "danh-sach.xlsx") -> str:
    (root / name).write_bytes(data)
    return name


def windows_1258(text: str) -> bytes:
    """Text as the old Vietnamese code page writes it: the letter, then its tone mark."""
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    data = b""
    for letter in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(one for one in parts if one not in tones))
        data += (bare + "".join(one for one in parts if one in tones)).encode("cp1258")
    return data


@pytest.fixture
def own(bcd35: CommandLine, root: Path) -> Callable[..., Ran]:
    """``own("Sở A", "Sở B")``: the register holds these units of the office's own, from a list."""

    def import_names(*names: str, more: tuple[str, ...] = ()) -> Ran:
        return bcd35("units", "import", put(root, listing(*names)), "--retire-missing", *more)

    return import_names


# --- reading ------------------------------------------------------------------------------------------------


@pytest.mark.trial
def test_the_list_of_a_drawer_becomes_the_roster(bcd35: CommandLine, root: Path) -> None:
    ran = bcd35("units", "import", put(root, workbook(DRAWER, DRAWER_MERGED)))

    assert ran.code == 0
    assert units(root) == [
        ("STC", "Sở Tài chính", "dang_uy_co_so"),
        ("SGDDT", "Sở Giáo dục và Đào tạo", "dang_uy_co_so"),
        ("TTT", "Thanh tra tỉnh", "chi_bo_co_so"),
        ("STP", "Sở Tư pháp", "chi_bo_co_so"),
    ]
    shown = bcd35("units", "show", "SGDDT").out
    assert "Điện thoại:  02083855002" in shown
    assert MERGED in shown
    persons = "“Người đứng đầu – Họ và tên”, “Người đứng đầu – Di động”"
    assert f"Cột về người, không ghi vào sổ: {persons}." in ran.err
    assert "Không phải mục của danh sách: “Tổng cộng: 04 đơn vị”" in ran.err
    assert "Nguyễn Văn A".encode() not in (root / "bcd35.db").read_bytes()


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        CSV.encode("utf-16-le"),
        CSV.replace(";", ",").encode(),
        CSV.replace(";", "|").encode(),
        CSV.replace(";", "\t").encode("utf-16"),
        b"sep=;\n" + CSV.encode(),
        windows_1258(CSV),
    ],
)
def test_a_csv_of_any_make(bcd35: CommandLine, root: Path, data: bytes) -> None:
    ran = bcd35("units", "import", put(root, data, "ds.csv"), "--dry-run", "--json")

    assert ran.json["data"]["registers"][0]["unchanged"] == ["STC", "STP"]


@pytest.mark.parametrize(
    "text",
    ["STT;Tªn ®¬n vÞ;Lo¹i\n1;Së Tµi chÝnh;§¶ng ñy\n", "STT;Teân ñôn vò;Loaïi\n1;Sôû Taøi chính;Ñaûng uûy\n"],
)
def test_fonts_of_old_are_told(bcd35: CommandLine, root: Path, text: str) -> None:
    ran = bcd35("units", "import", put(root, text.encode(), "cu.csv"), "--dry-run")

    told = "Lỗi [cu.csv]: Chữ gõ theo bảng mã cũ (TCVN3 hoặc VNI), đọc ra sẽ sai dấu."
    assert (ran.code, ran.err.splitlines()[0]) == (6, told)


@pytest.mark.parametrize("page", ["latin-1", "cp1252"])
def test_letters_that_a_code_page_misread_are_told(bcd35: CommandLine, root: Path, page: str) -> None:
    name = "Sở Mới".encode().decode(page, errors="ignore")
    files = {"a.csv": CSV.encode().decode(page, errors="ignore").encode(), "b.xlsx": listing(name)}

    told = [bcd35("units", "import", put(root, data, one)) for one, data in files.items()]

    words = "Chữ có dấu đã bị đọc nhầm bảng mã khi lưu tệp, ví dụ “Sở” thành “Sá»Ÿ”."
    assert [(ran.code, words in ran.err) for ran in told] == [(6, True)] * 2


@pytest.mark.parametrize("register", ["units", "channels"])
def test_letters_that_a_code_page_lost_are_told(bcd35: CommandLine, root: Path, register: str) -> None:
    bcd35(register, "export", "-o", "so.csv")
    lost = (root / "so.csv").read_text("utf-8-sig").encode("cp1252", "replace")

    ran = bcd35(register, "import", put(root, lost, "mat-chu.csv"))

    told = "Chữ có dấu trong tệp đã thành dấu “?”: tệp được lưu dạng CSV không giữ được chữ Việt."
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [mat-chu.csv]: {told}")


@pytest.mark.parametrize("text", ["Nghe gì?Xem gì", "https://www.facebook.com/profile.php?id=12", "Hỏi? Đáp"])
def test_a_question_mark_alone_is_no_lost_letter(bcd35: CommandLine, root: Path, text: str) -> None:
    head = "Mã;Nền tảng;Tên kênh;Địa chỉ;Ghi chú"
    data = f"{head}\nfb-a;Facebook;Tin Thái Nguyên;https://www.facebook.com/tin.tn;{text}\n".encode()

    assert bcd35("channels", "import", put(root, data, "kenh.csv"), "--dry-run").code == 0


@pytest.mark.parametrize(
    ("lines", "place", "rest"),
    [
        ("STT,Tên đơn vị,Loại\n1,Sở Văn hóa, Thể thao và Du lịch,Chi bộ cơ sở", 2, "Chi bộ cơ sở"),
        ("STT,Tên đơn vị\n1,Sở Y tế\n2,Chi bộ Sở Tư pháp, Thanh tra", 3, "Thanh tra"),
        ("Tên đơn vị\nSở Y tế\nĐảng ủy xã A, B", 3, "B"),
    ],
)
def test_a_comma_that_cuts_a_name_of_a_csv_is_told(
    bcd35: CommandLine, root: Path, lines: str, place: int, rest: str
) -> None:
    before = units(root)

    ran = bcd35("units", "import", put(root, lines.encode(), "ds.csv"), "--kind", "chi_bo_co_so")

    told = f"Lỗi [ds.csv, hàng {place}]: Hàng có nhiều ô hơn hàng tiêu đề; phần thừa: “{rest}”."
    assert (ran.code, ran.err.splitlines()[0]) == (6, told)
    assert units(root) == before


@pytest.mark.parametrize(
    ("lines", "torn"),
    [
        ("Tên đơn vị,Ghi chú\nSở Tư pháp\nSở Văn hóa, Thể thao và Du lịch\n", True),
        ("STT,Tên đơn vị,Ghi chú\n1,Sở Nội vụ,\n2,Sở Văn hóa, Thể thao và Du lịch\n", True),
        ("STT, Tên đơn vị, Ghi chú\n1, Sở Nội vụ, tầng hai\n2, Sở Văn hóa, tầng ba\n", False),  # so typed
        ("STT,Tên đơn vị,Ghi chú\n1, Sở Nội vụ,tầng hai\n", False),  # a slip before the name
    ],
)
def test_a_cell_that_looks_like_the_rest_of_a_name_is_told(
    bcd35: CommandLine, root: Path, lines: str, *, torn: bool
) -> None:
    ran = bcd35("units", "import", put(root, lines.encode(), "ds.csv"), "--kind", "chi_bo_co_so")

    told = "Lỗi [ds.csv, hàng 3]: Ô “Thể thao và Du lịch” bắt đầu bằng dấu cách sau dấu phẩy: giống phần sau"
    assert (ran.code, told in ran.err) == ((6, True) if torn else (0, False)), ran.err


@pytest.mark.parametrize(
    ("rows", "merged"),
    [
        # groups in cells grown together; a row of column numbers; a total in between
        (
            [
                ("Danh sách đơn vị",),
                ("TT", "Đơn vị"),
                ("(1)", "(2)"),
                ("I. ĐẢNG ỦY CƠ SỞ (01 đơn vị)", None),
                (1, "Sở Tài chính"),
                (None, "Cộng: 01"),
                ("II. CÁC CHI BỘ CƠ SỞ TRỰC THUỘC", None),
                (1, "Sở Tư pháp"),
            ],
            ["A4:B4", "A7:B7"],
        ),
        # a kind in cells grown together
        ([HEAD, (1, "Sở Tài chính", "Đảng ủy cơ sở"), (2, "Sở Tư pháp", CELL)], []),
        # numbers that begin anew; parts of a group that are no kinds; the heading once more on another page
        (
            [
                ("STT", "Tên đơn vị", "Ghi chú"),
                ("A", "ĐẢNG ỦY CƠ SỞ"),
                ("I", "Khối tổng hợp"),
                (1, "Sở Tài chính;"),
                ("STT", "Tên đơn vị", "Ghi chú"),
                ("B", "CHI BỘ CƠ SỞ"),
                ("I", "Khối nội chính"),
                ("01", "Sở\nTư pháp."),
            ],
            [],
        ),
        # names alone, each with its kind before it, numbers in the names' cells
        ([("Tên đơn vị",), ("1. Đảng ủy Sở Tài chính",), ("2. Chi bộ Sở Tư pháp",)], []),
        # explanations in brackets; short names beside whole ones
        (
            [
                ("TT", "Đơn vị (viết tắt)", "Tên đơn vị đầy đủ", "Loại (1: Đảng ủy; 2: Chi bộ)"),
                (1, "Sở TC", "Sở Tài chính", "Đảng ủy cơ sở"),
                (2, "Sở TP", "Sở Tư pháp", CELL),
            ],
            [],
        ),
        (
            [
                ("TT", "Tên đơn vị (ghi đầy đủ, không viết tắt; ví dụ: Đảng ủy xã A)", "Loại"),
                (1, "Sở Tài chính", "Đảng ủy cơ sở"),
                (2, "Sở Tư pháp", CELL),
            ],
            [],
        ),
        # titles that speak of units too, columns in another order
        (
            [
                ("Đơn vị: Đảng ủy UBND tỉnh", None, "Mẫu số 01"),
                ("Nhóm đơn vị", "Cơ quan/đơn vị", "Số TT"),
                ("Đảng bộ cơ sở", "SỞ TÀI CHÍNH", 1),
                ("chi bộ cơ sở", "Sở  Tư pháp", 2),
            ],
            [],
        ),
    ],
)
def test_layouts_of_lists(
    bcd35: CommandLine, root: Path, rows: list[tuple[object, ...]], merged: list[str]
) -> None:
    name = put(root, workbook(rows, merged))
    ran = bcd35("units", "import", name, "--dry-run", "--json")

    assert ran.code == 0, ran.out
    assert ran.json["data"]["registers"][0]["unchanged"] == ["STC", "STP"]


@pytest.mark.parametrize(
    "names",
    [
        ("Ban Tổ chức Tỉnh ủy", "Văn phòng Tỉnh ủy"),
        ("Ban Tổ chức", "Văn phòng"),
        ("Chi bộ cơ quan", "Chi bộ Quân sự"),
        ("Sở Tư pháp", "Đảng ủy xã Chợ Rã", "Chi bộ Sở Nội vụ"),
        ("ĐẢNG ỦY XÃ AN KHÁNH", "SỞ TƯ PHÁP"),
        ("Kính gửi:", "- Đảng ủy xã An Khánh;", "- Đảng ủy xã Na Rì."),
    ],
)
def test_the_first_unit_of_a_list_without_a_heading_is_not_lost(
    bcd35: CommandLine, root: Path, names: tuple[str, ...]
) -> None:
    alone = put(root, workbook([(name,) for name in names]), "ten.xlsx")
    with_kind = put(root, workbook([(name, "Khối xã") for name in names]), "loai.xlsx")

    told = [bcd35("units", "import", name, "--kind", "chi_bo_co_so") for name in (alone, with_kind)]

    assert [(ran.code, "Không thấy hàng tiêu đề của danh sách" in ran.err) for ran in told] == [(6, True)] * 2


@pytest.mark.parametrize(
    "heading",
    [
        "Đơn vị",
        "Tên đơn vị được kiểm tra",
        "TÊN TỔ CHỨC ĐẢNG",
        "Đảng bộ, chi bộ cơ sở",
        "Đảng ủy xã",
        "Cơ quan / đơn vị",
        "Chi Bộ Trực Thuộc",
        "Danh sách các đơn vị",
        "ĐƠN VỊ BÁO CÁO",
    ],
)
def test_one_heading_alone_is_known(bcd35: CommandLine, root: Path, heading: str) -> None:
    name = put(root, workbook([(heading,), ("Chi bộ Sở A",)]))
    ran = bcd35("units", "import", name, "--dry-run", "--json")

    assert ran.json["data"]["registers"][0]["new"] == ["SA"]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("STT", "Tªn ®¬n vÞ"), (1, "Së Tµi chÝnh")], "[danh-sach.xlsx]: Chữ gõ theo bảng mã cũ (TCVN3"),
        ([HEAD, (1, "Sở Mới", CELL), (2, "X· An Kh¸nh", CELL)], "[danh-sach.xlsx, hàng 3]: Chữ gõ theo"),
        ([HEAD, (1, "Chi bé Tßa ¸n", CELL)], "[danh-sach.xlsx, hàng 2]: Chữ gõ theo bảng mã cũ (TCVN3"),
        (
            [("STT", "Đảng ủy xã", "STT", "Chi bộ khối Sở"), (1, "Đảng ủy xã A", 1, "Sở B")],
            "hai cột số thứ tự, mỗi cột kèm một cột tên: hai bảng cạnh nhau.",
        ),
        ([HEAD, (1, "Sôû Taøi chính", CELL)], "[danh-sach.xlsx, hàng 2]: Chữ gõ theo bảng mã cũ (TCVN3"),
        (
            [("STT", "Tên đơn vị", "STT", "Tên đơn vị"), (1, "Sở A", 2, "Sở B")],
            "Có 2 cột cùng tiêu đề “Tên đơn vị”: 2 bảng cạnh nhau.",
        ),
    ],
)
def test_what_would_be_read_wrongly_is_told(
    bcd35: CommandLine, root: Path, rows: list[tuple[object, ...]], told: str
) -> None:
    ran = bcd35("units", "import", put(root, workbook(rows)))
    assert (ran.code, told in ran.err) == (6, True)


def test_a_heading_over_two_columns_is_not_two_tables(bcd35: CommandLine, root: Path) -> None:
    rows = [("TT", "Tên đơn vị", None), (1, "Đảng ủy xã", "An Khánh"), (2, "Đảng ủy xã", "Na Rì")]
    ran = bcd35("units", "import", put(root, workbook(rows, ["B1:C1"])))

    told = "Lỗi [danh-sach.xlsx]: Tiêu đề “Tên đơn vị” gộp trên nhiều cột: không rõ tên đơn vị ở cột nào."
    assert (ran.code, ran.err.splitlines()[0]) == (6, told)


def test_rows_that_nobody_sees_are_read_and_told(bcd35: CommandLine, root: Path) -> None:
    book = load_workbook(io.BytesIO(workbook([HEAD, (1, "Sở A", CELL), (2, "Sở B", CELL)])))
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(root / "an.xlsx")
    ran = bcd35("units", "import", "an.xlsx")
    assert "Lưu ý [an.xlsx]: Tệp có 1 hàng đang ẩn, vẫn đọc: hàng 3." in ran.err
    assert [name for _, name, _ in units(root)][:2] == ["Sở A", "Sở B"]


def struck_out(rows: Rows, *places: str) -> bytes:
    """A workbook in which these cells are struck out: the whole cell, or a first word of it (“B3 part”)."""
    book = load_workbook(io.BytesIO(workbook(rows)))
    for place in places:
        cell = book.worksheets[0][place.removesuffix(" part")]
        if place.endswith(" part"):
            first, _, rest = str(cell.value).partition(" ")
            cell.value = CellRichText(TextBlock(InlineFont(strike=True), first), f" {rest}")
        else:
            cell.font = Font(strike=True)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("register", "head", "entry"),
    [("units", HEAD, CELL), ("channels", ("STT", "Tên kênh", "Địa chỉ"), "https://vi-du-{}.vn")],
)
def test_rows_that_are_struck_out_are_asked_about(
    register: str, head: tuple[str, ...], entry: str, bcd35: CommandLine, root: Path
) -> None:
    # A row that is struck out is often no longer counted.
    rows = [head, (1, "Đoàn Một", entry.format(1)), (None, "Đoàn Hai", entry.format(2))]
    command = (register, "import", put(root, struck_out(rows, "B3")), "--no-input")

    ran = bcd35(*command)
    question = "Tệp có 1 hàng gạch ngang tên: “Đoàn Hai” (hàng 3). Các hàng ấy còn dùng không?"
    assert (ran.code, ran.err.splitlines()) == (
        3,
        [
            f"Lỗi [danh-sach.xlsx]: {question}",
            "  → Chạy lại lệnh, thêm một trong các cách:",
            "    Không nhập các hàng ấy: --struck leave",
            "    Vẫn nhập: --struck keep",
        ],
    )

    ran = bcd35(*command, "--struck", "leave")
    told = "Lưu ý [danh-sach.xlsx]: Không nhập hàng gạch ngang, hàng ghi là không còn: “Đoàn Hai” (hàng 3)."
    listed = bcd35(register, "list").out
    assert (ran.code, told in ran.err, "Đoàn Một" in listed, "Đoàn Hai" in listed) == (0, True, True, False)

    assert bcd35(*command, "--struck", "keep").code == 0
    assert "Đoàn Hai" in bcd35(register, "list").out


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        ("Đoàn Hai", "Đã giải thể", "“Đoàn Hai” (hàng 3, “Đã giải thể”)"),
        ("Đoàn Hai", "sáp nhập vào Đoàn Một", "“Đoàn Hai” (hàng 3, “sáp nhập vào Đoàn Một”)"),
        ("Đoàn Hai", "Ngừng", "“Đoàn Hai” (hàng 3, “Ngừng”)"),
        *(
            ("Đoàn Hai", said, f"“Đoàn Hai” (hàng 3, “{said}”)")
            for said in (
                "Hợp nhất vào Sở Tài chính",
                "Kết thúc hoạt động từ 05/02/2025",
                "dừng hoạt động",
                "đã nhập về Đài",
                "nay là Sở Dân tộc và Tôn giáo",
                "Chuyển chức năng về Sở Nội vụ",
                "bỏ cấp huyện",
            )
        ),
        ("Đoàn Hai - đã sáp nhập", "", "“Đoàn Hai - đã sáp nhập” (hàng 3)"),
    ],
)
def test_rows_that_are_said_to_be_gone_are_asked_about(
    name: str, said: str, told: str, bcd35: CommandLine, root: Path
) -> None:
    alive = "Đang dùng, sáp nhập từ hai đoàn, chưa giải thể, đang sử dụng báo cáo; tiếp nhận Sở Cũ"
    rows = [(*HEAD, "Diễn giải"), (1, "Đoàn Một", CELL, alive), (2, name, CELL, said)]
    command = ("units", "import", put(root, workbook(rows)), "--no-input")

    question = f"Lỗi [danh-sach.xlsx]: Tệp có 1 hàng ghi là không còn: {told}. Các hàng ấy còn dùng không?"
    ran = bcd35(*command)
    assert (ran.code, ran.err.splitlines()[0]) == (3, question)

    ran = bcd35(*command, "--struck", "leave")
    listed = bcd35("units", "list").out
    assert (ran.code, told in ran.err, "Đoàn Một" in listed, "Đoàn Hai" in listed) == (0, True, True, False)

    assert bcd35(*command, "--struck", "keep").code == 0
    assert "Đoàn Hai" in bcd35("units", "list").out


@pytest.mark.parametrize(
    ("heading", "usual", "odd"),
    [
        ("Trạng thái", "Hoạt động", "chờ sắp xếp lại"),
        ("Tình trạng", "Mở", "hợp nhất với Sở Tài chính"),  # what most rows say is in order
        ("Tình trạng hoạt động", "", "Hết hiệu lực"),
        ("Đến ngày", "", "28/02/2025"),
    ],
)
def test_a_row_with_another_state_than_most_is_asked_about(
    heading: str, usual: str, odd: str, bcd35: CommandLine, root: Path
) -> None:
    states = [usual, usual, odd, usual]
    rows = [(*HEAD, heading), *((at, f"Sở {'ABCD'[at]}", CELL, one) for at, one in enumerate(states))]
    command = ("units", "import", put(root, workbook(rows)), "--no-input")

    asked = bcd35(*command)
    left = bcd35(*command, "--struck", "leave")

    told = f"Tệp có 1 hàng có trạng thái khác thường: “Sở C” (hàng 4, “{odd}”). Các hàng ấy còn dùng không?"
    assert (asked.code, told in asked.err) == (3, True), asked.err
    assert (left.code, {"Sở C", "Sở D"} & {one for _, one, _ in units(root)}) == (0, {"Sở D"})


def test_a_channel_that_is_said_to_be_gone_is_asked_about(bcd35: CommandLine, root: Path) -> None:
    data = "Tên kênh,Địa chỉ,Ghi chú\nTin Cũ,https://tin-cu.vn,đã ngừng hoạt động\n".encode()

    ran = bcd35("channels", "import", put(root, data, "kenh.csv"), "--no-input")

    told = "Tệp có 1 hàng ghi là không còn: “Tin Cũ” (hàng 2, “đã ngừng hoạt động”)."
    assert (ran.code, told in ran.err) == (3, True)


def test_a_name_of_which_a_part_is_struck_out_is_told(bcd35: CommandLine, root: Path) -> None:
    rows = [HEAD, (1, "Huyện Sở A", CELL), (2, "Sở B", CELL)]
    ran = bcd35("units", "import", put(root, struck_out(rows, "B2 part", "C3")))
    told = "Tên có chữ gạch ngang, vẫn đọc cả chữ ấy: “Huyện Sở A” (hàng 2)."
    assert (ran.code, told in ran.err) == (0, True), ran.err


def test_a_day_in_a_note_is_a_day_and_one_mail_of_two_units_is_told(bcd35: CommandLine, root: Path) -> None:
    mail = "vanthu@x.gov.vn"
    rows = [
        (*HEAD, "Thư công vụ", "Ghi chú"),
        (1, "Sở A", CELL, mail, date(2025, 7, 1)),
        (2, "Sở B", CELL, mail.upper(), None),
    ]
    ran = bcd35("units", "import", put(root, workbook(rows)))
    assert "Thư công vụ ghi cho nhiều đơn vị: vanthu@x.gov.vn (SA, SB)." in ran.err
    assert bcd35("units", "show", "SA", "--json").json["data"]["note"] == "01/07/2025"


def test_a_kind_is_told_by_its_label(own: Callable[..., Ran], bcd35: CommandLine, root: Path) -> None:
    own("Sở Tư pháp", "Sở Nội vụ")
    ran = bcd35("units", "import", put(root, listing("Sở Tư pháp", kind="Đảng ủy cơ sở")), "-n")
    assert "      loại: Chi bộ cơ sở → Đảng ủy cơ sở" in ran.out.splitlines()


def test_names_in_capitals_are_told(bcd35: CommandLine, root: Path) -> None:
    ran = bcd35("units", "import", put(root, listing("SỞ TƯ PHÁP MỚI", "Sở B")))
    assert "1 tên viết toàn chữ hoa, công văn sẽ in như vậy: “SỞ TƯ PHÁP MỚI” (hàng 2)." in ran.err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("đảng ủy xã Chợ Rã", "viết thường chỗ phải viết hoa"),
        ("Đảng ủy xã chợ rã", "viết thường chỗ phải viết hoa"),
        ("ĐU xã Na Rì", "viết tắt"),
        ("CB Sở Tư pháp Mới", "viết tắt"),
        ("Đảng ủy P. Tân Thịnh", "viết tắt"),
        ("Đ.U xã Na Rì", "viết tắt"),
        *(
            (name, "không giống tên đơn vị")
            for name in (
                "Xã Ba Bể (mới)",
                "Xã Ba Bể (cũ: xã Thượng Giáo)",
                "Xã Ba Bể (chưa có con dấu)",
                "Xã Ba Bể, nay là phường Ba Bể",
                "Xã Ba Bể: 12 chi bộ",
                "Xã Ba Bể, 356 đảng viên",
                "Xã Ba Bể x2",
                "Xã Ba Bể_Hùng",
                "Xã Ba Bể (gửi)",
                "Xã Ba Bể (Lê Hồng Minh)",
                "Xã Ba Bể (Đa Phúc)",
            )
        ),
        ("Bệnh viện A, cơ sở 2", ""),
        ("Bảo hiểm xã hội khu vực", ""),
        ("xã An Khánh", ""),  # a letter says “Đảng ủy xã An Khánh”
        ("Hợp tác xã vận tải", ""),
    ],
)
def test_what_a_letter_would_print_wrongly_is_told_however_it_is_entered(
    name: str, told: str, bcd35: CommandLine, root: Path
) -> None:
    ran = bcd35("units", "import", put(root, listing(name, kind="Đảng ủy cơ sở")), *KEPT)
    odd = ("names_in_small_letters", "names_in_short", "unusual_name")
    remarks = [one["message"] for one in ran.json["findings"] if one["code"] in odd]
    added = bcd35("units", "add", "MOI", "--name", name, "--kind", "dang_uy_co_so", "--json")
    bcd35("units", "add", "MOI2", "--name", "Đoàn Xiếc", "--kind", "dang_uy_co_so")
    edited = bcd35("units", "edit", "MOI2", "--name", name, "--new", "--json")
    for one in (added, edited):
        remarks += [found["message"] for found in one.json["findings"] if found["code"] in odd]
    assert [told in message for message in remarks] == ([True] * 3 if told else []), remarks


def test_marks_of_a_list_are_told_where_they_stay(bcd35: CommandLine) -> None:
    ran = bcd35("units", "add", "DT", "--name", "1. Đảng ủy xã Đại Từ [1]", "--kind", "dang_uy_co_so")
    told = "1 tên không giống tên đơn vị (dấu lạ, lời ghi chú, tên người), công văn sẽ in như vậy: “1. Đảng"
    assert (ran.code, told in ran.err) == (0, True), ran.err


def test_contacts_that_look_like_a_persons_are_told_with_what_clears_them(
    bcd35: CommandLine, root: Path
) -> None:
    rows = [
        (*HEAD, "Điện thoại", "Thư công vụ"),
        (1, "Sở A", CELL, 912345678, "so-a@vi-du.gov.vn"),
        (2, "Sở B", CELL, "0208.3855.001", "so.b@gmail.com"),
        (3, "Sở C", CELL, "0208 385 5001, 0912 345 678", None),
        (4, "Sở D", CELL, "02083.855.093", "sod@thainguyen.gov.vn"),
    ]
    ran = bcd35("units", "import", put(root, workbook(rows)))
    named = "912345678 (SA), so.b@gmail.com (SB), 0208 385 5001, 0912 345 678 (SC)."
    assert f"Giống số di động, hộp thư riêng của một người: 0{named}" in ran.err, ran.err
    clear = [f"    bcd35 units edit {one} -" for one in ("SA --phone", "SB --email", "SC --phone")]
    assert [line for line in ran.err.splitlines() if "units edit" in line] == clear
    assert all(bcd35(*shlex.split(line)[1:]).code == 0 for line in clear)
    assert "gmail" not in bcd35("units", "show", "SB").out
    again = bcd35("units", "edit", "SD", "--phone", "+84 912.345.678")
    assert "Giống số di động, hộp thư riêng của một người: +84 912.345.678 (SD)." in again.err


def test_codes_that_are_written_otherwise_are_told(bcd35: CommandLine, root: Path) -> None:
    rows = [(*HEAD, "Mã"), (1, "Sở A", CELL, "A K"), (2, "Sở B", CELL, "SĐT"), (3, "Sở C", CELL, "SC")]
    ran = bcd35("units", "import", put(root, workbook(rows)), "--retire-missing")
    assert "ghi lại là: “A K” → A-K (hàng 2), “SĐT” → SDT (hàng 3)." in ran.err
    assert [code for code, _, _ in units(root)] == ["A-K", "SDT", "SC"]


@pytest.mark.parametrize(
    ("heads", "row", "told"),
    [
        (("STT", "Tên đơn vị", "Mã"), (1, "Sở Y tế", "A" * 41), "Mã dài 41 ký tự; tối đa 40."),
        (("STT", "Tên đơn vị", "Mã"), (1, f"Sở {'A' * 300}", "SA"), "Tên dài 303 ký tự; tối đa 300."),
    ],
)
def test_what_is_too_long_for_the_register_of_units_is_told(
    bcd35: CommandLine, root: Path, heads: tuple[str, ...], row: tuple[object, ...], told: str
) -> None:
    ran = bcd35("units", "import", put(root, workbook([heads, row])), "--kind", "chi_bo_co_so", "--dry-run")

    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [danh-sach.xlsx, hàng 2]: {told}")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("A" * 41, "Tin tỉnh", "https://a.vn", ""), "Mã dài 41 ký tự; tối đa 40."),
        (("a", "A" * 201, "https://a.vn", ""), "Tên dài 201 ký tự; tối đa 200."),
        (("a", "Tin tỉnh", f"https://a.vn/{'a' * 500}", ""), "Địa chỉ dài 513 ký tự; tối đa 500."),
        (("a", "Tin tỉnh", "https://a.vn", "A" * 501), "Ghi chú dài 501 ký tự; tối đa 500."),
    ],
)
def test_what_is_too_long_for_the_register_of_channels_is_told(
    bcd35: CommandLine, root: Path, row: tuple[str, ...], told: str
) -> None:
    rows = [("Mã", "Tên kênh", "Địa chỉ", "Ghi chú"), row]

    ran = bcd35("channels", "import", put(root, workbook(rows)), "--dry-run")

    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [danh-sach.xlsx, hàng 2]: {told}")


@pytest.mark.parametrize("sign", [".", "-", "…"])
def test_a_sign_alone_is_no_code(bcd35: CommandLine, root: Path, sign: str) -> None:
    rows = [("STT", "Tên đơn vị", "Loại", "Mã"), (1, "Sở Y tế", CELL, sign)]

    ran = bcd35("units", "import", put(root, workbook(rows)), "--dry-run")

    assert (ran.code, "ghi lại là" in ran.err) == (0, False)
    assert "SYT" in ran.out


def test_no_unit_takes_the_code_of_a_kind(bcd35: CommandLine, root: Path) -> None:
    rows = [("STT", "Tên đơn vị", "Loại", "Mã"), (1, "Sở Y tế", CELL, "Dang_uy_co_so")]
    told = "“Dang_uy_co_so” là mã của một loại đơn vị, không đặt cho một đơn vị được."
    code = units(root)[0][0]

    listed = bcd35("units", "import", put(root, workbook(rows)))
    added = bcd35("units", "add", "Dang_uy_co_so", "--name", "Sở Y tế", "--kind", "chi_bo_co_so")
    recoded = bcd35("units", "recode", code, "Dang_uy_co_so")

    assert [(ran.code, told in ran.err) for ran in (listed, added, recoded)] == [
        (6, True),
        (3, True),
        (3, True),
    ]


def test_totals_of_a_group_are_no_entries(bcd35: CommandLine, root: Path) -> None:
    rows = [HEAD, (1, "Sở A", CELL), (None, "Cộng khối: 01"), (2, "Sở B", CELL), (None, "Cộng chung: 02")]
    ran = bcd35("units", "import", put(root, workbook(rows)), "--retire-missing")
    assert (ran.code, [name for _, name, _ in units(root)]) == (0, ["Sở A", "Sở B"])


@pytest.mark.parametrize(
    "note", ["Trang 1/2", "(Danh sách gồm 02 đơn vị)", "* Ghi chú: Sở B mới lập", "Bảng này có 2 đơn vị"]
)
def test_what_a_printed_page_adds_is_no_entry(note: str, bcd35: CommandLine, root: Path) -> None:
    rows = [HEAD, (1, "Sở A", CELL), (None, note), (2, "Sở B", CELL), (None, note)]
    ran = bcd35("units", "import", put(root, workbook(rows)), "--retire-missing")
    assert (ran.code, [name for _, name, _ in units(root)]) == (0, ["Sở A", "Sở B"]), ran.err
    assert f"Không phải mục của danh sách: “{note}”" in ran.err


@pytest.mark.parametrize("mark", ["- nt -", "nt", "Như trên", '"', "”"])
def test_a_mark_of_repetition_means_the_row_above(mark: str, bcd35: CommandLine, root: Path) -> None:
    rows = [HEAD, (1, "Sở A", "Đảng ủy cơ sở"), (2, "Sở B", mark), (3, "Sở C", mark), (4, "Sở D", CELL)]
    ran = bcd35("units", "import", put(root, workbook(rows)), "--retire-missing")
    kinds = ["dang_uy_co_so"] * 3 + ["chi_bo_co_so"]
    assert (ran.code, [kind for *_, kind in units(root)]) == (0, kinds), ran.err


def test_a_row_in_doubt_is_told_once(bcd35: CommandLine, root: Path) -> None:
    rows = [HEAD, (1, "Sở A", CELL), (None, "Khối còn lại", None)]
    ran = bcd35("units", "import", put(root, workbook(rows)), "--json")
    assert [one["where"] for one in ran.json["findings"]] == ["danh-sach.xlsx, hàng 3"]


ODD_NAMES = (
    "Đảng ủy xã Văn Lang Nguyễn Thị Lan",
    "Ông Lê Văn Bảy - Hội Nông dân tỉnh",
    "Bà Hoa, Hội Chữ thập đỏ",
    "Hội Phụ nữ/ Trần Thị Cúc",
    "Hội Cựu chiến binh * Lê Mận",
    "Tỉnh đoàn (PGĐ: Minh)",
    "Hội Luật gia - CT Phạm Giang",
    "Hội Nhà báo = Trần Nam",
    "Hội Làm vườn: Mr Long",
    "Hội Sinh vật cảnh, ô. Phúc",
    "Hội Kiến trúc sư (thủ trưởng Quân)",
    "Hội Doanh nghiệp - hoi@gmail.com",
    "Xã Ba Bể (mới)",
    "Xã Ba Bể, nay là phường Ba Bể",
    "Bản B (Cù Vân)",
    "Đảng ủy xã Bắc Kạn!",
    "☑ Đảng ủy xã Phủ Thông",
    "x Đảng ủy xã Đại Từ",
    "Đảng ủy xã Yên Phong nt",
    "“Đảng ủy xã Bằng Lũng”",
    "Đảng ủy xã Trại Cau 12/12/2025",
    "Đảng ủy xã Nam Hòa www.namhoa.vn",
    "Đảng ủy xã La Bằng, thôn 5, tỉnh Thái Nguyên",
    "Đảng ủy xã Cao Minh - Số 2 đường Đội Cấn",
    "Đảng ủy xã B\u0430 Xuyên",  # one letter is Cyrillic
    "Đảng ủy xã \uff36ăn Lang",
    "Đảng ủy 92 xã, phường",
    "Các trường THPT",
    "Toàn tỉnh",
    "Còn lại",
    "Khác",
    "Sở",
    "Lưu VT",
    "Thường trực Tỉnh ủy (để báo cáo)",
    "Dang uy xa Nga My",
)
USUAL_NAMES = (
    "Đảng ủy phường Hoàng Văn Thụ",
    "Phường Nguyễn Thị Minh Khai",
    "Sở Văn hóa, Thể thao và Du lịch",
    "SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH",
    "Sở Văn Hóa, Thể Thao Và Du Lịch",
    "Sở Giáo dục & Đào tạo",
    "Báo và Phát thanh, Truyền hình",
    "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên",
    "Trường Đại học Khoa học và Công nghệ Việt – Hàn",
    "Trung tâm Kiểm soát bệnh tật tỉnh (CDC)",
    "Phòng Cảnh sát giao thông (PC08)",
    "Bệnh viện A, cơ sở 2",
    "Trường A (cơ sở 2)",
    "Trường Tiểu học số 12 xã Tân Cương",
    "Chi bộ 12 phường Quan Triều",
    "Chi bộ tổ dân phố số 10",
    "Trường THPT Ea H'leo",
    "Công ty TNHH MTV Khai thác thủy lợi",
    'Trung tâm "Hy vọng"',
    "Đảng ủy TP. Sông Công",
    "Đảng ủy P. Tân Thịnh",
    "xã An Khánh",
    "An Khánh",
    "VNPT Thái Nguyên",
    "Viettel Thái Nguyên",
    "Agribank Chi nhánh Thái Nguyên",
    "Báo và phát thanh, truyền hình Lạng Sơn",
    "Ban Chỉ huy Phòng thủ khu vực 1 - Phổ Yên",
    "Thường trực HĐND tỉnh",
    "Z115",
    "Khối Dân vận xã Krông Nô",
    "Cổng thông tin điện tử tỉnh",
    "Thị ủy Phổ Yên",
    "Trung tâm GDNN - GDTX Chợ Mới",
)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_name_that_says_more_than_which_unit_is_unusual(name: str) -> None:
    assert not is_usual_name(name, ())


@pytest.mark.parametrize("name", USUAL_NAMES)
def test_a_name_that_says_only_which_unit_is_usual(name: str) -> None:
    assert is_usual_name(name, ())


def test_a_kind_of_the_office_begins_a_usual_name() -> None:
    kinds = [UnitKind("dong", "Dòng tu"), UnitKind("giao_xu", "Xứ đạo", "Giáo xứ")]
    assert [is_usual_name(name, kinds) for name in ("Giáo xứ Phú Hiếu 2 xã", "Dòng tu nữ")] == [True, True]
    assert not is_usual_name("Dòng tu nữ", ())


def test_rows_with_unusual_names_are_asked_about_once(bcd35: CommandLine, root: Path) -> None:
    name = put(root, listing("Sở Mới", "Xã Ba Bể (mới)", "Hội Luật gia - CT Phạm Giang"))
    asked = bcd35("units", "import", name)
    left = bcd35("units", "import", name, "--unusual", "leave")
    without = {one for _, one, _ in units(root)}
    kept = bcd35("units", "import", name, "--unusual", "keep")
    again = bcd35("units", "import", name)

    odd = "“Xã Ba Bể (mới)” (hàng 3){by} “Hội Luật gia - CT Phạm Giang” (hàng 4)"
    assert (asked.code, "2 hàng có tên không giống tên đơn vị" in asked.err) == (3, True), asked.err
    assert odd.format(by=";") in asked.err
    assert "Không nhập các hàng ấy: --unusual leave\n" in asked.err
    assert "Vẫn nhập, tên đúng như vậy: --unusual keep\n" in asked.err
    assert (left.code, {"Sở Mới", "Xã Ba Bể (mới)"} & without) == (0, {"Sở Mới"})
    assert f"Không nhập các hàng có tên khác thường: {odd.format(by=',')}." in left.err
    assert (kept.code, again.code) == (0, 0)  # what the register has is not asked again
    assert {"Xã Ba Bể (mới)", "Hội Luật gia - CT Phạm Giang"} < {one for _, one, _ in units(root)}


def test_a_row_without_a_number_is_not_swallowed(bcd35: CommandLine, root: Path) -> None:
    rows = [HEAD, (1, "Sở Tài chính", CELL), (None, "Sở Mới", None), (2, "Sở Tư pháp", CELL)]
    ran = bcd35("units", "import", put(root, workbook(rows)))

    message = "Hàng không có số thứ tự: không rõ là tên nhóm hay là một mục của danh sách."
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [danh-sach.xlsx, hàng 3]: {message}")


def test_a_heading_repeated_in_another_order_is_refused(bcd35: CommandLine, root: Path) -> None:
    head, first = ("STT", "Tên đơn vị", "Ghi chú"), (1, "Sở Tài chính", "Cụm phía Bắc")
    again = [("STT", "Ghi chú", "Tên đơn vị"), (2, "Cụm phía Nam", "Sở Tư pháp")]
    ran = bcd35("units", "import", put(root, workbook([head, first, *again])))
    message = "Hàng tiêu đề nhắc lại mà thứ tự cột khác: STT | Ghi chú | Tên đơn vị."
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [danh-sach.xlsx, hàng 3]: {message}")

    again = [("TT", "Tên cơ quan", "Ghi chú"), (2, "Sở Tư pháp", "Cụm phía Nam")]
    name = put(root, workbook([head, first, *again]))
    ran = bcd35("units", "import", name, "--kind", "chi_bo_co_so", "--retire-missing")
    assert [name for _, name, _ in units(root)] == ["Sở Tài chính", "Sở Tư pháp"], ran.err


def test_a_code_that_others_gave_is_no_unit_code(bcd35: CommandLine, root: Path) -> None:
    head = ("STT", "Tên đơn vị", "Loại", "Mã số thuế", "Mã bưu chính", "Mã định danh", "Mã nội bộ")
    name = put(root, workbook([head, (1, "Sở Tư pháp", CELL, "4600123456", "24000", "H01.5", "Z9")]))
    ran = bcd35("units", "import", name, "--retire-missing")
    assert ran.err.splitlines() == [
        "Lỗi [danh-sach.xlsx]: Cột nào là mã?",
        "  → Chạy lại lệnh, thêm một trong các cách:",
        '    Cột “Mã định danh”: --column "ma=Mã định danh"',
        '    Cột “Mã nội bộ”: --column "ma=Mã nội bộ"',
        '    Không cột nào: --column "ma=không"',
    ]
    ran = bcd35("units", "import", name, "--retire-missing", "--column", "ma=không")
    assert [code for code, _, _ in units(root)] == ["STP"]
    unread = "“Mã số thuế”, “Mã bưu chính”, “Mã định danh”, “Mã nội bộ”"
    assert f"Không đọc các cột: {unread}." in ran.err


def test_a_kind_and_the_name_of_its_place_make_a_list(bcd35: CommandLine, root: Path) -> None:
    rows = [("TT", "Loại hình", "Địa danh"), (1, "Đảng ủy xã", "An Khánh"), (2, "Đảng ủy xã", "Na Rì")]

    ran = bcd35("units", "import", put(root, workbook(rows)), "--kind", "Đảng ủy xã=dang_uy_co_so")

    assert ran.code == 0, ran.err
    assert [unit for unit in units(root) if unit[0] in ("AK", "NR")] == [
        ("AK", "An Khánh", "dang_uy_co_so"),
        ("NR", "Na Rì", "dang_uy_co_so"),
    ]


def test_codes_that_only_count_the_rows_are_asked_about(bcd35: CommandLine, root: Path) -> None:
    rows = [(*HEAD, "Mã đơn vị"), (1, "Sở Mới", CELL, "01"), (2, "Sở Cũ", CELL, "02")]
    name = put(root, workbook(rows))

    asked = bcd35("units", "import", name)
    ways = [shlex.split(line)[-2:] for line in asked.err.splitlines() if "--column" in line]
    codes = []
    for way in ways:
        ran = bcd35("units", "import", name, *way, "--dry-run", "--json")
        codes.append(ran.json["data"]["registers"][0]["new"])

    assert (asked.code, "Cột “Mã đơn vị” chỉ đếm 1, 2, 3 …" in asked.err) == (3, True)
    assert codes == [["SM", "SC"], ["01", "02"]]
    assert bcd35("units", "import", name, *ways[1]).code == 0
    assert bcd35("units", "import", name).code == 0, "known by now"


def test_a_count_before_a_name_is_no_number_of_its_row(bcd35: CommandLine, root: Path) -> None:
    numbered = [("STT", "Tên đơn vị"), (1, "01 Sở Mới"), (2, "03 Trung tâm y tế"), (3, "02 Trường học")]
    bare = [("Tên đơn vị",), ("01 Sở Mới",), ("02 Sở Cũ",), ("06 Trung tâm y tế",)]

    told = [
        bcd35("units", "import", put(root, workbook(rows)), "--kind", "chi_bo_co_so").err
        for rows in (numbered, bare)
    ]

    assert "2 hàng có tên không giống tên đơn vị" in told[0]
    assert "“03 Trung tâm y tế” (hàng 3); “02 Trường học” (hàng 4)" in told[0]
    assert "1 hàng có tên không giống tên đơn vị" in told[1]
    assert "“06 Trung tâm y tế” (hàng 4)" in told[1]


def test_what_kind_of_place_a_column_tells_belongs_to_the_name(bcd35: CommandLine, root: Path) -> None:
    rows = [("STT", "Cấp", "Tên"), (1, "Xã", "Ba Bể"), (2, "Phường", "Tích Lương"), (3, "Phường", "Ba Bể")]
    grouped = [
        ("STT", "Tên"),
        ("I", "CÁC XÃ"),
        (1, "Ba Bể"),
        ("II", "PHƯỜNG"),
        (2, "Tích Lương"),
        (3, "Ba Bể"),
    ]
    kinds = ("--kind", "Xã=dang_uy_co_so", "--kind", "Phường=dang_uy_co_so", "--kind", "CÁC XÃ=dang_uy_co_so")

    for name in (put(root, workbook(rows)), put(root, workbook(grouped), "nhom.xlsx")):
        ran = bcd35("units", "import", name, *kinds, "--retire-missing", "--json")
        assert ran.code == 0, ran.out
        assert {one[:2] for one in units(root)} == {
            ("XBB", "xã Ba Bể"),
            ("PTL", "phường Tích Lương"),
            ("PBB", "phường Ba Bể"),
        }
    assert ran.json["data"]["registers"][0]["new"] == [], "the same list again"


def test_how_a_letter_prints_names_of_places_is_told(bcd35: CommandLine, root: Path) -> None:
    rows = [
        ("STT", "Tên xã, phường"),
        (1, "Phường An Khánh"),
        (2, "Phường Phan Đình Phùng"),
        (3, "Phường 1"),
        (4, "Tân Long"),
    ]

    ran = bcd35("units", "import", put(root, workbook(rows)), "--kind", "dang_uy_co_so")

    assert {one[1] for one in units(root)} >= {"phường An Khánh", "Phường Phan Đình Phùng", "Phường 1"}
    assert "1 tên chỉ có địa danh, công văn sẽ in “Đảng ủy Tân Long” …: “Tân Long” (hàng 5)." in ran.err
    assert "1 tên chỉ có địa danh" in bcd35("units", "edit", "TL", "--name", "Tân Mới").err
    assert bcd35("units", "edit", "TL", "--name", "xã Tân Long").err == ""


def test_columns_in_doubt_are_asked_and_told_by_an_option(bcd35: CommandLine, root: Path) -> None:
    rows = [("STT", "Tên chi bộ", "Tên gọi tắt của chi bộ"), (1, "Chi bộ Sở Tư pháp", "STP")]
    name = put(root, workbook(rows))
    ran = bcd35("units", "import", name, "--dry-run")
    assert (ran.code, ran.err.splitlines()) == (
        3,
        [
            "Lỗi [danh-sach.xlsx]: Cột nào là tên?",
            "  → Chạy lại lệnh, thêm một trong các cách:",
            '    Cột “Tên chi bộ”: --column "ten=Tên chi bộ"',
            '    Cột “Tên gọi tắt của chi bộ”: --column "ten=Tên gọi tắt của chi bộ"',
        ],
    )

    ran = bcd35("units", "import", name, "--dry-run", "--column", "ten=Tên chi bộ")
    assert (ran.code, "giữ nguyên 1" in ran.out) == (0, True)
    ran = bcd35("units", "import", name, "--column", "ten=Tên khác")
    assert (ran.code, "Không hàng nào có cột “Tên khác” đã nêu." in ran.err) == (6, True)


def test_telephones_beside_persons_are_left_out_until_somebody_says_whose_they_are(
    bcd35: CommandLine, root: Path
) -> None:
    rows = [("STT", "Đơn vị", "Thủ trưởng", "Điện thoại"), (1, "Sở Tư pháp", "Ông A", "0912345678")]
    name = put(root, workbook(rows))
    ran = bcd35("units", "import", name)
    again = 'bcd35 units import "danh-sach.xlsx" --column "dien-thoai=Điện thoại"'
    assert f"Là điện thoại của cơ quan thì chạy: {again}\n" in ran.err
    assert "Điện thoại" not in bcd35("units", "show", "STP").out

    bcd35("units", "import", name, "--column", "dien-thoai=Điện thoại")
    assert "Điện thoại:  0912345678" in bcd35("units", "show", "STP").out


@pytest.mark.parametrize("heading", ["Đầu mối", "Liên hệ", "Phụ trách CNTT", "Văn thư"])
@pytest.mark.parametrize(("beside", "key"), [("Số điện thoại", "phone"), ("Email", "email")])
def test_a_column_of_persons_is_known_by_what_it_holds(
    heading: str, beside: str, key: str, bcd35: CommandLine, root: Path
) -> None:
    contact = {"phone": "0208 3855 111", "email": "le.an@vi-du.gov.vn"}[key]
    rows = [
        (*HEAD, heading, beside),
        (1, "Sở Tài chính", CELL, "Lê Hồng An", contact),
        (2, "Sở Tư pháp", CELL, "Chị Lan", contact),
        (3, "Sở Y tế", CELL, "", ""),
    ]

    ran = bcd35("units", "import", put(root, workbook(rows)), "--json")

    told = {one["code"]: one["message"] for one in ran.json["findings"]}
    assert told["persons_left_out"] == f"Cột về người, không ghi vào sổ: “{heading}”."
    assert told["contact_left_out"] == f"Cột “{beside}” đứng cùng cột về người nên không lấy."
    assert contact not in bcd35("units", "show", "STC").out


def test_a_column_is_named_by_both_texts_above_it(bcd35: CommandLine, root: Path) -> None:
    rows = [
        ("STT", "Tên đơn vị", "Đồng chí Bí thư", None, "Liên hệ", None),
        (None, None, "Họ và tên", "SĐT", "Email", "Điện thoại"),
        (1, "Sở Tư pháp", "Ông A", "0912345678", "stp@vi-du.gov.vn", "0208333444"),
    ]
    merged = ("A1:A2", "B1:B2", "C1:D1", "E1:F1")
    name = put(root, workbook(rows, merged=merged))
    printed = re.findall("bcd35 (units import .*)", bcd35("units", "import", name).err)

    columns = ["thu=Liên hệ – Email", "dien-thoai=Liên hệ – Điện thoại"]
    assert [shlex.split(one)[-1] for one in printed] == columns
    assert all(bcd35(*shlex.split(one)).code == 0 for one in printed)
    shown = bcd35("units", "show", "STP").out
    assert ("stp@vi-du.gov.vn" in shown, "0208333444" in shown) == (True, True)
    group = bcd35("units", "import", name, "--column", "dien-thoai=Liên hệ")
    several = "đứng trên nhiều cột: “Liên hệ – Email”, “Liên hệ – Điện thoại”."
    assert (group.code, f"“Liên hệ” (--column dien-thoai) {several}" in group.err) == (6, True)


def test_a_fault_of_many_rows_is_told_once(bcd35: CommandLine, root: Path) -> None:
    rows = [(*HEAD, "Thư công vụ"), *((n, f"Sở số {n}", CELL, "chưa có") for n in range(1, 151))]
    ran = bcd35("units", "import", put(root, workbook(rows)), "--dry-run")

    (line,) = (line for line in ran.err.splitlines() if "Ô thư công vụ" in line)
    assert line.startswith("Lưu ý [danh-sach.xlsx, hàng 2–151]: Ô thư công vụ không phải địa chỉ thư")
    assert len(ran.out.splitlines()) <= 20


# --- whose row it is ----------------------------------------------------------------------------------------


_SHORT: dict[str, tuple[tuple[str, ...], ...]] = {
    "units": (HEAD, ("Sở Tài chính", "Đảng ủy cơ sở"), ("Sở Tư pháp", "Chi bộ cơ sở")),
    "channels": (
        ("STT", "Tên kênh", "Đường dẫn"),
        ("Trang A", "https://www.facebook.com/a-a"),
        ("Trang B", "https://www.facebook.com/b-b"),
    ),
}


@pytest.mark.parametrize("blank", ["......", ". . . . .", "…", "_____", "-", "***"])
def test_a_row_whose_name_is_still_to_be_filled_in_is_told(
    bcd35: CommandLine, root: Path, blank: str
) -> None:
    data = f"STT,Tên đơn vị,Loại\n1,Sở Tài chính,{CELL}\n2,{blank},{CELL}\n".encode()

    ran = bcd35("units", "import", put(root, data, "ds.csv"), "--retire-missing")

    assert ran.code == 0
    assert [name for _, name, _ in units(root)] == ["Sở Tài chính"]
    assert f"Không phải mục của danh sách: “2 {blank} {CELL}”." in ran.err


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("#N/A", "Ô báo lỗi “#N/A”."),
        ("#REF!", "Ô báo lỗi “#REF!”."),
        ("Err:508", "Ô báo lỗi “Err:508”."),
        ("0", "“0” chưa phải là tên của một đơn vị."),
        ("Đảng uỷ", "“Đảng uỷ” chưa phải là tên của một đơn vị."),
        (
            "Ba B\ufffd",
            "Tên “Ba B\ufffd” có dấu “?”, “�”: chữ có dấu mất khi lưu tệp, hoặc tên còn chưa chắc.",
        ),
        ("S? Y t?", "Tên “S? Y t?” có dấu “?”, “�”: chữ có dấu mất khi lưu tệp, hoặc tên còn chưa chắc."),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_no_name_is_refused_with_its_row(
    bcd35: CommandLine, root: Path, name: str, fault: str, suffix: str
) -> None:
    before = units(root)
    data = f"STT,Tên đơn vị,Loại\n1,Sở Tài chính,{CELL}\n2,{name},{CELL}\n".encode()
    if suffix == ".xlsx":
        data = workbook([HEAD, (1, "Sở Tài chính", CELL), (2, name, CELL)])

    ran = bcd35("units", "import", put(root, data, f"ds{suffix}"), "--no-input")

    assert ran.code == 6
    assert re.search(rf"\[ds{suffix}, (dòng|hàng) 3\]: {re.escape(fault)}", ran.err)
    assert units(root) == before


def test_a_channel_with_an_address_needs_its_name(bcd35: CommandLine, root: Path) -> None:
    data = "STT,Tên kênh,Địa chỉ\n1,.....,https://facebook.com/abc\n".encode()

    ran = bcd35("channels", "import", put(root, data, "kenh.csv"), "--no-input")

    assert ran.code == 6
    assert "[kenh.csv, hàng 2]: Hàng có chữ mà không có tên kênh." in ran.err


def test_no_command_registers_what_is_no_name(bcd35: CommandLine) -> None:
    unit = bcd35("units", "add", "XX", "--name", "....", "--kind", "chi_bo_co_so")
    url = "https://www.facebook.com/abc"
    channel = bcd35("channels", "add", "fb-x", "--platform", "facebook", "--name", "....", "--url", url)

    assert (unit.code, channel.code) == (3, 3)
    assert "“....” chưa phải là tên của một đơn vị." in unit.err
    assert "“....” chưa phải là tên của một kênh." in channel.err


def test_no_command_registers_a_name_that_lost_its_letters(bcd35: CommandLine, root: Path) -> None:
    code = list_units(at(root))[0].code
    page = ("--platform", "facebook", "--url", "https://www.facebook.com/abc")
    for command in (
        ("units", "add", "XX", "--name", "S? Y t?", "--kind", "chi_bo_co_so"),
        ("units", "edit", code, "--name", "S? Y t?"),
        ("channels", "add", "fb-x", "--name", "Tin t?c", *page),
    ):
        ran = bcd35(*command)

        assert ran.code == 3
        assert "có dấu “?”, “�”: chữ có dấu mất khi lưu tệp, hoặc tên còn chưa chắc." in ran.err


@pytest.mark.parametrize("number", ["{}", "{}.", "0{}", "=ROW()-1"])
@pytest.mark.parametrize("register", _SHORT)
def test_rows_that_are_only_numbered_are_no_rows(
    register: str, number: str, bcd35: CommandLine, root: Path
) -> None:
    heads, *rows = _SHORT[register]
    filled = [(number.format(at), *row) for at, row in enumerate(rows, start=1)]
    blank = [(number.format(at), None, None) for at in range(3, 9)]

    def planned(*listed: tuple[str | None, ...]) -> object:
        ran = bcd35(register, "import", put(root, workbook([heads, *listed])), "--dry-run", "--json")
        assert ran.code == 0
        return ran.json["data"]

    assert planned(*filled, *blank) == planned(*filled)


def test_codes_stay_and_spellings_are_one_unit(own: Callable[..., Ran], root: Path) -> None:
    own("Sở Y tế công cộng", "Sở Thủy lợi", "Xã Bình Thành", "Xã Bằng Thành")
    before = units(root)
    assert [code for code, _, _ in before] == ["SYTCC", "STL", "XBINHTHANH", "XBANGTHANH"]

    ran = own("Đảng bộ Sở Y tế công cộng", "SỞ THUỶ LỢI", "Xã  Bằng Thành", "Xã Bình Thành", "Xã Bảo Thanh")
    assert units(root) == [
        *before[:2],
        ("XBANGTHANH", "xã Bằng Thành", "chi_bo_co_so"),
        ("XBINHTHANH", "xã Bình Thành", "chi_bo_co_so"),
        ("XBT", "xã Bảo Thanh", "chi_bo_co_so"),
    ]
    assert "coi là một đơn vị: “Đảng bộ Sở Y tế công cộng” là Sở Y tế công cộng (SYTCC)." in ran.err
    assert "  ~ thứ tự: theo tệp" in ran.out.splitlines()


def test_doubles_of_one_list(bcd35: CommandLine, own: Callable[..., Ran], root: Path) -> None:
    ran = own("Sở Tư pháp", "Sở Nội vụ", "SỞ  NỘI VỤ")
    assert "Hàng trùng, coi là một đơn vị: “SỞ NỘI VỤ” (hàng 4)." in ran.err
    assert [name for _, name, _ in units(root)] == ["Sở Tư pháp", "Sở Nội vụ"]

    ran = own("Sở Tư pháp", "Sở Nội vụ", "Đảng ủy Sở Mới lập", "Sở Mới lập")
    assert (ran.code, ran.err.splitlines()) == (
        3,
        [
            "Lỗi [danh-sach.xlsx, hàng 5]: “Đảng ủy Sở Mới lập” và “Sở Mới lập” là một đơn vị hay hai?",
            "  → Chạy lại lệnh, thêm một trong các cách:",
            '    Là một, đúng là “Đảng ủy Sở Mới lập”: --same "Sở Mới lập=Đảng ủy Sở Mới lập"',
            '    Là một, đúng là “Sở Mới lập”: --same "Đảng ủy Sở Mới lập=Sở Mới lập"',
            '    Là hai đơn vị: --new "Sở Mới lập"',
        ],
    )
    own(
        *("Sở Tư pháp", "Sở Nội vụ", "Đảng ủy Sở Mới lập", "Sở Mới lập"),
        more=("--same", "Đảng ủy Sở Mới lập=Sở Mới lập"),
    )
    assert [name for _, name, _ in units(root)] == ["Sở Tư pháp", "Sở Nội vụ", "Sở Mới lập"]
    assert "Tên đã xác nhận: “Đảng ủy Sở Mới lập”" in bcd35("units", "show", "SML").out
    again = own("Sở Tư pháp", "Sở Nội vụ", "Đảng ủy Sở Mới lập")  # what was confirmed is not asked again
    assert (again.code, len(units(root))) == (0, 3)


def test_short_forms_and_commas_make_no_other_unit(own: Callable[..., Ran]) -> None:
    ran = own("Sở Mới Du lịch", "Sở Mới, Du lịch", "Ban quản lý dự án Sở Mới", "Ban QLDA Sở Mới")

    assert "“Ban quản lý dự án Sở Mới” và “Ban QLDA Sở Mới” là một đơn vị hay hai?" in ran.err
    assert ran.err.count("là một đơn vị hay hai?") == 1
    ran = own("Sở Mới Du lịch", "Sở Mới, Du lịch")
    assert "Hàng trùng, coi là một đơn vị: “Sở Mới, Du lịch” (hàng 3)." in ran.err


def test_rows_of_one_name_that_contradict_each_other(bcd35: CommandLine, root: Path) -> None:
    rows = [HEAD, (1, "Sở Tư pháp", CELL), (2, "Sở Tư pháp", "Đảng ủy cơ sở")]
    ran = bcd35("units", "import", put(root, workbook(rows)))

    message = "“Sở Tư pháp” ghi hai hàng, loại khác nhau: “Chi bộ cơ sở” và “Đảng ủy cơ sở”."
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [danh-sach.xlsx, hàng 3]: {message}")


def test_rows_of_one_name_in_groups_of_other_kinds_contradict_each_other(
    bcd35: CommandLine, root: Path
) -> None:
    rows = [HEAD[:2], ("A", "ĐẢNG ỦY CƠ SỞ"), (1, "Trường Y"), ("B", "CHI BỘ CƠ SỞ"), (1, "Trường Y")]

    ran = bcd35("units", "import", put(root, workbook(rows)))

    told = "“Trường Y” ghi hai hàng, loại khác nhau: “ĐẢNG ỦY CƠ SỞ” và “CHI BỘ CƠ SỞ”."
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [danh-sach.xlsx, hàng 5]: {told}")


def test_a_column_of_bodies_is_offered_as_that_of_kinds(bcd35: CommandLine, root: Path) -> None:
    rows = [("STT", "Tổ chức đảng", "Đơn vị"), (1, "Đảng ủy", "Trường Y"), (2, "Chi bộ", "Trường Luật")]
    command = ("units", "import", put(root, workbook(rows)), "--no-input")

    asked = bcd35(*command)
    way = "    Loại ghi ở cột “Tổ chức đảng”: --column "
    option = next(line.removeprefix(way) for line in asked.err.splitlines() if line.startswith(way))

    assert bcd35(*command, "--column", *shlex.split(option)).code == 0
    assert [kind for _, name, kind in units(root) if "Trường" in name] == ["dang_uy_co_so", "chi_bo_co_so"]


def test_rows_that_somebody_says_are_one_unit(own: Callable[..., Ran], root: Path) -> None:
    own("Sở Tư pháp", "Sở Nội vụ")
    ran = own("Sở Tư pháp", "Sở Nội vụ", "Văn phòng Nội vụ", more=("--same", "Văn phòng Nội vụ=SNV"))
    assert (ran.code, [code for code, _, _ in units(root)]) == (0, ["STP", "SNV"])
    ran = own("Sở Tư pháp", "Sở A", "Cơ quan B", more=("--same", "Cơ quan B=Sở A"))
    assert (ran.code, [name for _, name, _ in units(root)]) == (0, ["Sở Tư pháp", "Sở A"])


def test_a_unit_out_of_use_stays_so_and_is_told(
    bcd35: CommandLine, own: Callable[..., Ran], root: Path
) -> None:
    own("Sở Tư pháp", "Sở Nội vụ")
    assert bcd35("units", "retire", "SNV").code == 0
    ran = own("Sở Tư pháp", "Sở Nội vụ")

    assert [code for code, _, _ in units(root)] == ["STP"]
    assert "  = giữ theo sổ: SNV, trạng thái: thôi dùng (tệp ghi đang dùng)" in ran.out.splitlines()
    back = [line.partition(": bcd35 ")[2] for line in ran.err.splitlines() if ": bcd35 " in line]
    assert back == ['units retire SNV --take-back "ghi nhầm"', "units edit SNV --status active"]
    assert bcd35(*shlex.split(back[0])).code == 0
    assert [code for code, _, _ in units(root)] == ["STP", "SNV"]


def test_a_unit_that_the_list_left_out_is_in_use_again_when_it_names_it(
    own: Callable[..., Ran], root: Path
) -> None:
    for names in (["Sở Tư pháp", "Sở Nội vụ"], ["Sở Tư pháp"], ["Sở Tư pháp", "Sở Nội vụ"]):
        assert own(*names).code == 0
        assert [name for _, name, _ in units(root)] == names


@pytest.mark.parametrize(
    ("option", "after"),
    [
        (("--same", "Sở Nội vu=SNV"), [("SNV", "Sở Nội vụ")]),
        (("--renamed", "Sở Nội vu=SNV"), [("SNV", "Sở Nội vu")]),
        (("--new", "Sở Nội vu"), [("SNVU", "Sở Nội vu")]),
    ],
)
def test_a_name_like_that_of_a_unit_that_is_gone(
    own: Callable[..., Ran], root: Path, option: tuple[str, ...], after: list[tuple[str, str]]
) -> None:
    own("Sở Tư pháp", "Sở Nội vụ")
    ran = own("Sở Tư pháp", "Sở Nội vu")
    assert (ran.code, ran.err.splitlines()[0]) == (
        3,
        "Lỗi [danh-sach.xlsx, hàng 3]: “Sở Nội vu” có phải đơn vị “Sở Nội vụ” (SNV) trong sổ không?",
    )

    ran = own("Sở Tư pháp", "Sở Nội vu", more=option)
    assert ran.code == 0, ran.err
    assert [unit[:2] for unit in units(root)][1:] == after
    if option[0] == "--renamed":
        assert "  ~ đổi tên: SNV Sở Nội vu" in ran.out
        assert "      tên: “Sở Nội vụ” → “Sở Nội vu”" in ran.out


@pytest.mark.parametrize(
    ("old", "new", "is_asked"),
    [
        ("Đảng ủy xã Cẩm Giàng", "Đảng ủy phường Cẩm Giàng", True),
        ("Đảng ủy xã Cẩm Giàng", "phường Cẩm Giàng", True),
        ("Bưu điện tỉnh", "Bưu điện tỉnh Thái Nguyên", True),
        ("Sở Nông nghiệp và Môi trường", "Sở Nông nghiệp", True),
        ("Ban Tuyên giáo Tỉnh ủy", "Ban Tuyên giáo và Dân vận Tỉnh ủy", True),
        ("Sở Khoa học và Công nghệ", "Sở Khoa học, Công nghệ và Đổi mới sáng tạo", True),
        ("Đảng ủy xã Cẩm Giàng", "Đảng ủy xã Bạch Thông", False),
        ("Bưu điện tỉnh", "Bưu điện thành phố", False),
    ],
)
def test_a_unit_that_is_gone_may_bear_the_new_name(
    old: str,
    new: str,
    is_asked: bool,  # noqa: FBT001 - a case
    own: Callable[..., Ran],
    root: Path,
) -> None:
    own("Sở Tư pháp", old)
    code = units(root)[1][0]
    ran = own("Sở Tư pháp", new)
    question = f"“{new}” có phải đơn vị “{old}” ({code}) trong sổ không?"
    assert (ran.code, question in ran.err) == ((3, True) if is_asked else (0, False)), ran.err
    if is_asked:
        renamed = next(line for line in ran.err.splitlines() if "nay đổi tên" in line).partition(": ")[2]
        assert own("Sở Tư pháp", new, more=tuple(shlex.split(renamed))).code == 0
        assert units(root)[1][:2] == (code, new)


def test_kinds_that_are_marked_below_their_headings_are_kinds(bcd35: CommandLine, root: Path) -> None:
    rows = "1;Sở Tài chính;;x\n2;Sở Tư pháp;X;\n3;Quỹ Hỗ trợ nông dân;;x"
    (root / "x.csv").write_text(f"STT;Tên đơn vị;Đảng bộ cơ sở;Chi bộ cơ sở\n{rows}\n", encoding="utf-8")

    ran = bcd35("units", "import", "x.csv")

    assert (ran.code, "Không đọc các cột" in ran.err) == (0, False)
    kinds = {name: kind for _, name, kind in units(root)}
    listed = ("Sở Tài chính", "Sở Tư pháp", "Quỹ Hỗ trợ nông dân")
    assert [kinds[name] for name in listed] == ["chi_bo_co_so", "dang_uy_co_so", "chi_bo_co_so"]
    rows = "1;Sở Y tế;x;x\n2;Sở Nội vụ;x;"
    (root / "x.csv").write_text(f"STT;Tên đơn vị;Đảng bộ cơ sở;Chi bộ cơ sở\n{rows}\n", encoding="utf-8")
    assert "“Đảng bộ cơ sở; Chi bộ cơ sở” là loại đơn vị nào?" in bcd35("units", "import", "x.csv").err


def test_a_commune_and_a_ward_of_one_name_are_told(
    bcd35: CommandLine, own: Callable[..., Ran], root: Path
) -> None:
    told = "“Đảng ủy xã Cẩm Giàng” – “Đảng ủy phường Cẩm Giàng”"
    ran = own("Đảng ủy xã Cẩm Giàng", "Đảng ủy phường Cẩm Giàng", more=("--kind", f"{CELL}=dang_uy_co_so"))
    assert (ran.code, told in ran.err, len(units(root))) == (0, True, 2)
    added = bcd35("units", "add", "CG3", "--name", "Đảng ủy thị trấn Cẩm Giàng", "--kind", "dang_uy_co_so")
    assert "gần giống Đảng ủy xã Cẩm Giàng" in added.err


def test_real_names_that_differ_in_a_mark_only_are_two_units_and_told(own: Callable[..., Ran]) -> None:
    ran = own("Đảng ủy xã Văn Lang", "Đảng ủy xã Văn Lăng", more=("--kind", "Chi bộ cơ sở=dang_uy_co_so"))

    assert ran.code == 0
    assert "ghi là hai đơn vị: “Đảng ủy xã Văn Lang” – “Đảng ủy xã Văn Lăng”." in ran.err


@pytest.mark.parametrize(
    ("right", "typo"), [("Bá Xuyên", "Bá Xuyêm"), ("Bạch Thông", "Bạch Thônq"), ("Tân Khánh", "Tân Khứnh")]
)
def test_one_wrong_letter_is_asked(own: Callable[..., Ran], root: Path, right: str, typo: str) -> None:
    own("Sở Tư pháp", f"Đảng ủy xã {right}")
    before = units(root)

    ran = own("Sở Tư pháp", f"Đảng ủy xã {right}", f"Đảng ủy xã {typo}")

    assert ran.code == 3
    assert f"“Đảng ủy xã {right}” và “Đảng ủy xã {typo}” là một đơn vị hay hai?" in ran.err
    assert units(root) == before


def test_one_other_letter_between_real_names_is_told(own: Callable[..., Ran], root: Path) -> None:
    ran = own("Đảng ủy xã Phú Lạc", "Đảng ủy xã Phú Lộc", "Chi bộ Khối A", "Chi bộ Khối B", "Chi bộ Khối 1")

    assert ran.code == 0
    assert "ghi là hai đơn vị: “Đảng ủy xã Phú Lạc” – “Đảng ủy xã Phú Lộc”." in ran.err
    assert len(units(root)) == 5


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ('--same "hàng 3=hàng 2"', ['Chi bộ Trung tâm "Hy vọng"']),
        ('--same "hàng 2=hàng 3"', ['Trung tâm "Hy vọng"']),
        ('--new "hàng 3"', ['Chi bộ Trung tâm "Hy vọng"', 'Trung tâm "Hy vọng"']),
    ],
)
def test_names_that_no_shell_takes_are_said_by_their_rows(
    bcd35: CommandLine, root: Path, said: str, names: list[str]
) -> None:
    head, one = "STT,Tên đơn vị,Loại", '1,"Chi bộ Trung tâm ""Hy vọng""",Chi bộ cơ sở'
    data = f'{head}\n{one}\n2,"Trung tâm ""Hy vọng""","KHỐI ""LẠ"""\n'.encode()
    command = ("units", "import", put(root, data, "q.csv"), "--retire-missing", "--no-input")
    kind = '--kind "hàng 3=chi_bo_co_so"'

    asked = bcd35(*command)
    assert said in asked.err
    assert kind in asked.err
    assert "GIÁ_TRỊ" not in asked.err

    ran = bcd35(*command, *shlex.split(said), *shlex.split(kind))
    assert ran.code == 0, ran.err
    assert [name for _, name, _ in units(root)] == names


# --- kinds --------------------------------------------------------------------------------------------------


def test_a_group_that_is_no_kind_is_asked_and_can_become_one(bcd35: CommandLine, root: Path) -> None:
    rows = [HEAD[:2], ("I", "ĐƠN VỊ SỰ NGHIỆP"), (1, "Trung tâm Lưu trữ"), (2, "Sở Tư pháp")]
    name = put(root, workbook(rows))
    ran = bcd35("units", "import", name)
    assert (ran.code, ran.err.splitlines()[-1]) == (
        3,
        '    Loại mới (thêm vào data/office.yaml): --kind "ĐƠN VỊ SỰ NGHIỆP=mới"',
    )
    before = (root / "data" / "office.yaml").read_text(encoding="utf-8")

    option = ("--kind", "ĐƠN VỊ SỰ NGHIỆP=mới")
    assert bcd35("units", "import", name, *option, "--dry-run").code == 0
    assert (root / "data" / "office.yaml").read_text(encoding="utf-8") == before
    ran = bcd35("units", "import", name, *option)
    assert (ran.code, units(root)[0]) == (0, ("TTLT", "Trung tâm Lưu trữ", "don_vi_su_nghiep"))
    assert "chưa nhắc đến: Đơn vị sự nghiệp." in ran.err
    assert ran.err.rstrip().endswith('--addressee "Các đơn vị sự nghiệp"')
    line = '  - {code: don_vi_su_nghiep, label: "Đơn vị sự nghiệp"}'
    last = "  - {code: doan_thanh_nien, label: Đoàn Thanh niên}"
    assert (root / "data" / "office.yaml").read_text(encoding="utf-8") == before.replace(
        last, f"{last}\n{line}"
    )
    assert "chưa nhập vào sổ" not in bcd35("units", "list").err
    assert bcd35("units", "import", name).code == 0

    assert new_kind("KHỐI ĐẢNG, UBND").label == "Khối Đảng, UBND"


def test_a_kind_in_several_spellings_is_asked_once_and_becomes_one(bcd35: CommandLine, root: Path) -> None:
    spelt = ("Sở, ngành", "sở, ngành", "Sở,ngành", "CÁC SỞ, NGÀNH")
    rows = [HEAD, *((at, f"Sở {'ABCDE'[at]}", kind) for at, kind in enumerate((*spelt, "Xã")))]
    command = ("units", "import", put(root, workbook(rows)), "--no-input")

    asked = bcd35(*command)
    ran = bcd35(*command, "--kind", "Sở, ngành=mới", "--kind", "Xã=mới", "--kind", "sở,ngành=mới")
    twice = bcd35(*command, "--kind", "Sở, ngành=mới", "--kind", "các sở,ngành=chi_bo_co_so")

    assert [one for one in asked.err.splitlines() if one.startswith("Lỗi")] == [
        "Lỗi [danh-sach.xlsx, hàng 2]: “Sở, ngành” là loại đơn vị nào?",
        "Lỗi [danh-sach.xlsx, hàng 6]: “Xã” là loại đơn vị nào?",
    ]
    kinds = {name: kind for _, name, kind in units(root)}
    assert ran.code == 0, ran.err
    assert [kinds[f"Sở {one}"] for one in "ABCDE"] == ["so_nganh"] * 4 + ["xa"]
    assert (twice.code, "được trả lời nhiều cách" in twice.err) == (3, True)


def test_rows_without_any_kind_take_the_one_that_is_said(bcd35: CommandLine, root: Path) -> None:
    name = put(root, workbook([("STT", "Tên đơn vị"), (1, "Trung tâm A"), (2, "Chi bộ Trung tâm B")]))
    assert "những đơn vị chưa rõ thuộc loại nào?" in bcd35("units", "import", name).err

    assert bcd35("units", "import", name, "--kind", "dang_uy_co_so").code == 0
    assert [unit[2] for unit in units(root)][:2] == ["dang_uy_co_so", "chi_bo_co_so"]


def test_persons_and_telephones_in_names_never_come_in(bcd35: CommandLine, root: Path) -> None:
    cut = ("Đảng ủy xã A (Đ/c Nguyễn Văn Nam - 0912345678)", "Sở B - ông Trần Văn B bí thư 0987654321")
    name = put(root, listing(*cut, "3/ Trường Bà Triệu"))
    ran = bcd35("units", "import", name)

    assert units(root)[:3] == [
        ("XA", "Đảng ủy xã A", "chi_bo_co_so"),
        ("SB", "Sở B", "chi_bo_co_so"),
        ("TBT", "Trường Bà Triệu", "chi_bo_co_so"),
    ]
    told = "Bỏ tên người, số điện thoại ghi sau tên đơn vị: “Đảng ủy xã A” (hàng 2), “Sở B” (hàng 3)."
    assert f"Lưu ý [{name}]: {told}" in ran.err.splitlines()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sở Nội vụ (Bà Hoa)", "Sở Nội vụ"),
        ("Sở Nội vụ (cô Hoa, văn thư)", "Sở Nội vụ"),
        ("Sở Tư pháp, GĐ Trần B, 0912345678", "Sở Tư pháp"),
        ("Sở Tư pháp, Lan 0208 3855 111", "Sở Tư pháp"),
        ("Sở Tư pháp ĐT: 0208 3855 111", "Sở Tư pháp"),
        ("Sở Nội vụ (Phó Giám đốc: Trần Bình)", "Sở Nội vụ"),
        ("Sở Xây dựng: Lê Văn C", "Sở Xây dựng"),
        ("Sở Xây dựng_Lê Thị Hòa", "Sở Xây dựng"),
        ("Quỹ Đầu tư phát triển tỉnh (Nguyễn Thị Hà phụ trách)", "Quỹ Đầu tư phát triển tỉnh"),
    ],
)
def test_a_person_behind_a_name_is_cut_and_refused_by_command(
    bcd35: CommandLine, text: str, name: str
) -> None:
    assert without_person(text) == name
    ran = bcd35("units", "edit", "SYT", "--name", text)
    assert (ran.code, "có tên người hoặc số điện thoại; sổ chỉ ghi cơ quan." in ran.err) == (3, True)


@pytest.mark.parametrize(
    "name",
    [
        "Trường Tiểu học và THCS Võ Thị Sáu",
        "Trường THPT Chuyên, Lê Quý Đôn",
        "Bệnh viện (Bà Rịa)",
        "Quỹ Bảo trợ (Cô Tô)",
        "Bảo tàng - Chủ tịch Hồ Chí Minh",
        "Ban Quản lý, khai thác công trình thủy lợi",
        "Đảng ủy xã Hà Văn, Thị trấn Chờ",
        "Đảng ủy các khu công nghiệp",
        "Ban Quản lý các xã an toàn khu",
    ],
)
def test_a_name_that_is_like_a_persons_in_part_stays(name: str) -> None:
    assert (without_person(name), judge_unit_name(name, "")) == (name, [])


def test_a_person_on_a_line_of_its_own_is_refused(bcd35: CommandLine, root: Path) -> None:
    name = put(root, listing("Sở Văn hóa,\nThể thao và Du lịch", "Sở Tài chính\nNguyễn Văn B"))

    told = "Ô tên có dòng riêng “Nguyễn Văn B” là họ tên người; sổ chỉ ghi cơ quan, đơn vị."
    ran = bcd35("units", "import", name)

    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [{name}, hàng 3]: {told}")


@pytest.mark.parametrize(
    ("key", "text", "cell"),
    [
        ("phone", "(0208) 385.5118 (VT)", "(0208) 385.5118 (VT)"),
        ("email", "mailto:vt@syt.gov.vn", "vt@syt.gov.vn"),
        ("email", "vt@syt.gov.vn.", "vt@syt.gov.vn"),
        ("email", "vt@syt.gov.vn, vp@syt.gov.vn", "vt@syt.gov.vn"),
        ("email", "vt@syt.gov.vn (gửi Hà)", None),
        ("note", "CCCD 019123456789", None),
        ("note", "fb.com/nguyenvanha", None),
        ("note", "đảng viên bị khiển trách: Trần Văn B", None),
        ("note", "sinh năm 1980, chưa vào Đảng", None),
        ("note", "STK 0123456789 Vietcombank", None),
        ("note", "Máy trực 02083855111", "Máy trực 02083855111"),
        (
            "note",
            "Phường Lý Văn Lâm, đường Nguyễn Thị Minh Khai",
            "Phường Lý Văn Lâm, đường Nguyễn Thị Minh Khai",
        ),
        ("note", "Trụ sở mới từ tháng 7", "Trụ sở mới từ tháng 7"),
    ],
)
def test_a_cell_is_what_the_register_keeps_of_an_office(key: str, text: str, cell: str | None) -> None:
    assert office_cell(key, text) == cell


def test_of_several_mails_in_a_cell_the_first_is_taken_and_the_others_are_told(
    bcd35: CommandLine, root: Path
) -> None:
    rows = [(*HEAD, "Thư công vụ"), (1, "Sở Y tế", None, "vt@syt.gov.vn; mailto:vp@syt.gov.vn")]

    ran = bcd35("units", "import", put(root, workbook(rows)))

    told = "Ô thư công vụ có nhiều địa chỉ: lấy vt@syt.gov.vn, không lấy vp@syt.gov.vn."
    assert f"Lưu ý [danh-sach.xlsx, hàng 2]: {told}" in ran.err
    assert "vt@syt.gov.vn" in bcd35("units", "show", "SYT").out


@pytest.mark.parametrize(
    "command",
    [
        "units import ds.ods",
        "channels import ds.ods",
        "rounds new --subject việc --questions ds.ods --deadline 2026-03-20",
    ],
)
def test_a_sheet_of_libreoffice_is_told_how_to_be_saved(bcd35: CommandLine, root: Path, command: str) -> None:
    with zipfile.ZipFile(root / "ds.ods", "w") as package:
        package.writestr("content.xml", "<x/>")

    ran = bcd35(*command.split(), "--no-input")

    assert ran.err == (
        "Lỗi [ds.ods]: Tệp là bảng tính dạng OpenDocument (.ods); chỉ nhận tệp .xlsx.\n"
        "  → Mở bằng LibreOffice, chọn “Lưu dưới dạng” (Save As), loại “Excel 2007-365 (.xlsx)”; hoặc mở "
        "bằng Excel, chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”; rồi chạy lại.\n"
    )


def test_an_address_in_the_group_of_another_platform_is_told_where_it_belongs(
    bcd35: CommandLine, root: Path
) -> None:
    rows = [
        ("STT", "Tên kênh", "Địa chỉ"),
        ("I", "TIKTOK", None),
        (1, "Kênh tỉnh", "https://www.youtube.com/@a"),
    ]

    told = bcd35("channels", "import", put(root, workbook(rows))).err

    assert told.splitlines()[1] == (
        "  → Địa chỉ ấy của YouTube: chuyển hàng sang nhóm YouTube, hoặc ghi YouTube ở cột Nền tảng."
    )
    assert bcd35("channels", "import", put(root, workbook([rows[0], rows[2]]))).code == 0
    assert {one["platform"] for one in bcd35("channels", "list", "kênh tỉnh", "--json").json["data"]} == {
        "youtube"
    }


def test_a_note_about_a_person_goes_into_no_register(bcd35: CommandLine, root: Path) -> None:
    note, kept = "đ/c Hà phụ trách", "Trụ sở gần phố Bà Triệu"
    rows: Rows = [
        ("STT", "Tên kênh", "Địa chỉ", "Ghi chú"),
        (1, "Kênh tỉnh", "https://www.tiktok.com/@kenhtinh", note),
        (2, "Kênh xã", "https://www.tiktok.com/@kenhxa", kept),
    ]
    told = bcd35("channels", "import", put(root, workbook(rows))).err
    assert "Lưu ý [danh-sach.xlsx, hàng 2]: Ô ghi chú nói về người hoặc quá dài, không lấy." in told
    for command in ("channels edit tt-bao", "units edit SYT"):
        ran = bcd35(*command.split(), "--note", note)
        assert (ran.code, f"--note ghi “{note}”, nói về một người; sổ chỉ ghi về cơ quan." in ran.err) == (
            2,
            True,
        )
    notes = {one["note"] for one in bcd35("channels", "list", "--json").json["data"]}
    assert notes == {"", kept}

    file = root / "data/channels.yaml"
    file.write_text(file.read_text("utf-8").replace("tt-bao\n", f"tt-bao\n    note: {note}\n"), "utf-8")
    told = bcd35("channels", "import").err
    assert f"Ghi chú “{note}” nói về một người; sổ chỉ ghi về cơ quan." in told
    assert "  → Xóa khỏi sổ: bcd35 channels edit tt-bao --note -\n" in told


def test_the_apostrophe_of_a_spreadsheet_is_no_part_of_a_telephone(bcd35: CommandLine, root: Path) -> None:
    rows = [(*HEAD, "Điện thoại"), (1, "Sở Y tế", None, "'02083855120")]

    bcd35("units", "import", put(root, workbook(rows)))

    assert "02083855120" in bcd35("units", "show", "SYT").out


@pytest.mark.parametrize("note", ["Nguyễn Văn A phụ trách", "Giám đốc: Nguyễn Thị B"])
def test_a_note_that_begins_with_a_person_is_left_out(bcd35: CommandLine, root: Path, note: str) -> None:
    rows = [(*HEAD, "Ghi chú"), (1, "Sở Y tế", None, note)]

    ran = bcd35("units", "import", put(root, workbook(rows)))

    assert "Ô ghi chú nói về người hoặc quá dài, không lấy." in ran.err
    assert (
        note not in bcd35("units", "show", "SNV2", "--json").out + bcd35("units", "show", "SNV", "--json").out
    )


def test_a_person_that_nothing_sets_apart_is_refused(bcd35: CommandLine, root: Path) -> None:
    name = put(root, listing("Sở Y tế do đ/c Nam phụ trách"))
    same = ("--same", "Sở Y tế do đ/c Nam phụ trách=SYT")  # else the name would be kept as one of the unit
    told = "Tên đơn vị “Sở Y tế do đ/c Nam phụ trách” có tên người hoặc số điện thoại; sổ chỉ ghi cơ quan."
    ran = bcd35("units", "import", name, *same)
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [{name}, hàng 2]: {told}")

    ran = bcd35("units", "edit", "SYT", "--name", "Sở Y tế 0912 345 678")
    assert (ran.code, "số điện thoại; sổ chỉ ghi cơ quan." in ran.err) == (3, True)


@pytest.mark.parametrize(
    ("names", "lost"),
    [
        (("Đảng ủy xã A", "Đảng ủy xã B", "TRƯỜNG CHUYÊN"), "TRƯỜNG CHUYÊN"),
        (("TRƯỜNG CHUYÊN", "KHỐI XÃ", "Đảng ủy xã A"), "TRƯỜNG CHUYÊN"),
    ],
)
def test_a_name_in_capitals_is_not_lost_as_a_heading(
    bcd35: CommandLine, root: Path, names: tuple[str, ...], lost: str
) -> None:
    rows = "".join(f"{name}\n" for name in ("Tên đơn vị", *names))
    ran = bcd35("units", "import", put(root, rows.encode(), "ds.csv"), "--kind", "dang_uy_co_so")

    told = f"Dưới “{lost}” không có hàng nào: không rõ là tên nhóm hay là một mục của danh sách."
    where = f"ds.csv, hàng {names.index(lost) + 2}"
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [{where}]: {told}")


def test_a_numbered_heading_without_rows_and_a_total_that_differs_are_told(
    bcd35: CommandLine, root: Path
) -> None:
    rows = [HEAD[:2], ("A", "KHỐI CHUNG"), ("I", "CHI BỘ CƠ SỞ"), (1, "Sở Tư pháp"), ("II", "KHỐI KHÁC")]
    ran = bcd35("units", "import", put(root, workbook([*rows, (None, "Tổng cộng: 99 đơn vị")])), "-n")

    assert "Không phải mục của danh sách: “Tổng cộng: 99 đơn vị”; “II KHỐI KHÁC”." in ran.err
    assert "Lưu ý [danh-sach.xlsx, hàng 6]: Tệp ghi “Tổng cộng: 99 đơn vị”, đọc được 1 hàng." in ran.err


def test_a_name_that_nobody_has_calculated_is_told(bcd35: CommandLine, root: Path) -> None:
    rows = [("Tên đơn vị", "Loại"), ("Sở Tư pháp", CELL), ('="Sở "&"Mới"', None), ('="Sở "&"Cũ"', CELL)]
    ran = bcd35("units", "import", put(root, workbook(rows)))

    told = "Ô có công thức nhưng không có kết quả."
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [danh-sach.xlsx, hàng 3, 4]: {told}")


def test_what_was_said_of_a_typo_counts_for_every_spelling(own: Callable[..., Ran], root: Path) -> None:
    names = ("Xã Ba Bể", "Xã  BA BỂ", "Xã Ba Be")
    assert own(*names).err.count("là một đơn vị hay hai?") == 1
    for pair in ("Xã Ba Be=Xã Ba Bể", "Xã Ba Bể=Xã Ba Be"):
        ran = own(*names, more=("--same", pair, "--dry-run"))
        assert (ran.code, ran.out.count("+ mới: ")) == (0, 1), ran.err
    assert own(*names[::-1], more=("--same", "Xã Ba Be=Xã Ba Bể")).code == 0
    assert [name for _, name, _ in units(root)] == ["xã Ba Bể"]


def test_a_short_form_beside_the_whole_name_is_asked(own: Callable[..., Ran]) -> None:
    ran = own("Sở Giáo dục và Đào tạo", "Sở GD và ĐT")
    assert "“Sở Giáo dục và Đào tạo” và “Sở GD và ĐT” là một đơn vị hay hai?" in ran.err


def test_no_import_leaves_a_register_without_an_entry_in_force(bcd35: CommandLine, root: Path) -> None:
    for code in ("STC", "STP"):
        bcd35("units", "retire", code)
    bcd35("channels", "edit", "tt-bao", "--status", "retired")
    put(root, listing("Sở Tài chính", "Sở Tư pháp", kind=""))
    (root / "kenh.csv").write_text(
        "Tên kênh,Địa chỉ\nBáo Thái Nguyên,https://www.tiktok.com/@baothainguyen.official\n", encoding="utf-8"
    )

    ran = bcd35("units", "import", "danh-sach.xlsx", "--retire-missing")
    told = "Nhập tệp này thì mọi đơn vị đang dùng (16) đều thôi dùng, không còn đơn vị nào."
    assert (ran.code, f"Lỗi [danh-sach.xlsx]: {told}" in ran.err, len(units(root))) == (6, True, 16)
    ran = bcd35("channels", "import", "kenh.csv", "--retire-missing")
    told = "Nhập tệp này thì mọi kênh đang dùng (5) đều thôi dùng, không còn kênh nào."
    assert (ran.code, f"Lỗi [kenh.csv]: {told}" in ran.err) == (6, True)


# --- out and in again ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Sở Y tế", "Đảng ủy Sở Y tế", "Sở Y tê"])
def test_a_name_that_is_typed_over_with_that_of_another_unit_is_told(
    bcd35: CommandLine, root: Path, name: str
) -> None:
    bcd35("units", "import", put(root, listing("Sở Y tế", "Sở Tư pháp")), "--retire-missing")
    bcd35("units", "export", "-o", "so.csv")
    text = (root / "so.csv").read_text("utf-8-sig").replace("Sở Tư pháp", name)
    command = ("units", "import", put(root, text.encode(), "sua.csv"))

    ran = bcd35(*command)
    told = f"Tên mới của STP, “{name}”, trùng hoặc giống tên đơn vị khác: Sở Y tế (SYT)."
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [sua.csv, hàng 3]: {told}")

    assert bcd35(*shlex.split(ran.err.splitlines()[-1])[1:]).code == 0
    assert bcd35(*command).code == 0


def test_names_that_change_places_are_no_doubles(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "import", put(root, listing("Sở Y tế", "Sở Tư pháp")), "--retire-missing")
    bcd35("units", "export", "-o", "so.csv")
    text = (root / "so.csv").read_text("utf-8-sig")
    text = text.replace("Sở Y tế", "?").replace("Sở Tư pháp", "Sở Y tế").replace("?", "Sở Tư pháp")

    assert bcd35("units", "import", put(root, text.encode(), "sua.csv")).code == 0
    assert [(code, name) for code, name, _ in units(root)] == [("SYT", "Sở Tư pháp"), ("STP", "Sở Y tế")]


def test_one_code_of_two_names_is_told_with_both_rows(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "import", put(root, listing("Sở Y tế", "Sở Tư pháp")), "--retire-missing")
    bcd35("units", "export", "-o", "so.csv")
    text = (root / "so.csv").read_text("utf-8-sig").replace("STP", "SYT")

    ran = bcd35("units", "import", put(root, text.encode(), "sua.csv"))

    told = "Mã “SYT” ghi cho hai tên: “Sở Y tế” (hàng 2) và “Sở Tư pháp” (hàng 3)."
    assert (ran.code, ran.err.splitlines()[0]) == (6, f"Lỗi [sua.csv, hàng 3]: {told}")


def test_an_exported_list_brings_back_exactly_the_edit(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "edit", "STP", "--email", "stp@tinh.gov.vn", "--phone", "02083850001")
    bcd35("units", "export", "-o", "ds.xlsx")
    assert "giữ nguyên 18, không có trong tệp 0." in bcd35("units", "import", "ds.xlsx", "-n").out

    book = load_workbook(root / "ds.xlsx")
    sheet = book.active
    assert sheet is not None
    rows = {str(row[0].value): row for row in sheet.iter_rows()}
    rows["STP"][3].value = "vanthu.stp@tinh.gov.vn"
    rows["SYT"][1].value = "Sở Y tế tỉnh"
    rows["SNV"][4].value = 2083855009
    book.save(root / "ds.xlsx")

    ran = bcd35("units", "import", "ds.xlsx")
    assert ran.out.splitlines()[:7] == [
        "ds.xlsx (đơn vị): mới 0, thay đổi 3, giữ nguyên 15, không có trong tệp 0.",
        "  ~ đổi tên: SYT Sở Y tế tỉnh",
        "      tên: “Sở Y tế” → “Sở Y tế tỉnh”",
        "  ~ thay đổi: SNV Sở Nội vụ",
        "      điện thoại: (trống) → “02083855009”",
        "  ~ thay đổi: STP Sở Tư pháp",
        "      thư công vụ: “stp@tinh.gov.vn” → “vanthu.stp@tinh.gov.vn”",
    ]


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "yaml"])
@pytest.mark.parametrize("register", ["units", "channels"])
def test_every_form_comes_back_as_it_was(bcd35: CommandLine, register: str, suffix: str) -> None:
    bcd35("units", "edit", "STP", "--note", "+84, xem mục 2", "--phone", "+84 208 385 0001")
    bcd35(register, "export", "-o", f"ds.{suffix}")
    ran = bcd35(register, "import", f"ds.{suffix}", "--json")

    (seen,) = ran.json["data"]["registers"]
    assert (seen["new"], seen["changed"], seen["would_retire"], seen["kept"]) == ([], [], [], [])
    assert ran.json["findings"] == []


def test_the_same_list_has_the_same_bytes(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "export", "-o", "a.xlsx")
    bcd35("units", "export", "-o", "b.xlsx")
    assert (root / "a.xlsx").read_bytes() == (root / "b.xlsx").read_bytes()


@pytest.mark.parametrize("to", ["xlsx", "ods:calc8", "csv:Text - txt - csv (StarCalc):59,34,76"])
def test_a_list_that_another_program_saved(
    bcd35: CommandLine, root: Path, soffice: Callable[..., Path], to: str
) -> None:
    bcd35("units", "export", "-o", "ds.xlsx")
    saved = soffice(root / "ds.xlsx", to)
    if to.startswith("ods"):
        saved = soffice(saved, "xlsx")
    ran = bcd35("units", "import", put(root, saved.read_bytes(), saved.name), "--dry-run")
    assert "mới 0, thay đổi 0, giữ nguyên 18, không có trong tệp 0." in ran.out


def test_channels_of_a_list(bcd35: CommandLine, root: Path) -> None:
    rows = [
        ("DANH SÁCH KÊNH TRUYỀN THÔNG", None, None),
        ("STT", "Tên kênh", "Đường dẫn"),
        ("I", "FACEBOOK", None),
        (1, "HƯƠNG TRÀ XÚ THÁI", "https://m.facebook.com/huongtraxuthai1/"),
        (2, "Trang mới của tỉnh", "facebook.com/trangmoi"),
        ("II", "TIKTOK", None),
        (1, "Báo Thái Nguyên", "https://www.tiktok.com/@baothainguyen.official"),
        (2, "Cổng tin", "https://congtin.example.vn"),
    ]
    ran = bcd35("channels", "import", put(root, workbook(rows)))
    assert (ran.code, ran.err.splitlines()[0]) == (
        6,
        (
            "Lỗi [danh-sach.xlsx, hàng 8]: Địa chỉ “https://congtin.example.vn” (máy chủ congtin.example.vn) "
            "không phải trang TikTok."
        ),
    )

    ran = bcd35("channels", "import", put(root, workbook(rows[:-1])))
    assert ran.out.splitlines()[:2] == [
        "danh-sach.xlsx (kênh): mới 1, thay đổi 0, giữ nguyên 2, không có trong tệp 4.",
        "  + mới: fb-trang-moi-cua-tinh Trang mới của tỉnh",
    ]


def test_an_address_that_only_a_click_shows_is_taken_and_told(bcd35: CommandLine, root: Path) -> None:
    book = Workbook()
    sheet: Any = book.active
    for row in [
        ("Tên kênh", "Link"),
        ("Trang A", "Bấm vào đây"),
        ("Trang B", "Xem"),
        ("Trang C", "x.com/tinh_c"),
    ]:
        sheet.append(row)
    sheet["A2"].hyperlink = "https://www.facebook.com/Trang-A"
    sheet["B3"].hyperlink = "https://www.facebook.com/trang-b"
    sheet["B4"].hyperlink = "https://vi-du.vn/khac"
    book.save(root / "kenh.xlsx")

    ran = bcd35("channels", "import", "kenh.xlsx", "--json")

    assert ran.code == 0, ran.out
    (told,) = (one for one in ran.json["findings"] if one["code"] == "address_of_link")
    taken = (
        "“Bấm vào đây” → https://www.facebook.com/Trang-A (hàng 2)",
        "“Xem” → https://www.facebook.com/tra",
    )
    assert all(one in told["message"] for one in taken)
    assert "hàng 4" not in told["message"]
    assert "https://www.facebook.com/Trang-A" in bcd35("channels", "show", "fb-trang-a").out
    assert "https://x.com/tinh_c" in bcd35("channels", "list").out


def test_a_page_of_a_person_is_no_channel(bcd35: CommandLine, root: Path) -> None:
    head = ("STT", "Tên kênh", "Địa chỉ", "Cơ quan chủ quản")
    rows = [
        (1, "Trang của đ/c Hà", "https://www.facebook.com/trang.ha", ""),
        (2, "Zalo chị Lan", "https://zalo.me/123456789", ""),
        (3, "Nguyễn Văn Hà", "https://www.tiktok.com/@hanv", ""),
        (4, "Zalo Sở Tư pháp", "https://zalo.me/0912345678", "Sở Tư pháp"),
        (5, "Trang tin Sở Y tế", "https://www.facebook.com/soyte", "Đ/c Nguyễn Văn Hà"),
    ]
    ran = bcd35("channels", "import", put(root, workbook([head, *rows]), "kenh.xlsx"), "--json")
    assert [(one["code"], one["where"]) for one in ran.json["findings"]] == [
        ("channel_of_person", f"kenh.xlsx, hàng {row}") for row in range(2, 7)
    ]
    page = ("--platform", "zalo", "--url", "https://zalo.me/84912345678")
    ran = bcd35("channels", "add", "z", "--name", "Sở Tư pháp", *page)
    told = (
        "“https://zalo.me/84912345678” là của một người hoặc có số điện thoại; sổ chỉ ghi kênh của cơ quan."
    )
    fix = "Chỉ ghi kênh của cơ quan; kênh như thế đã có trong sổ thì: bcd35 channels retire MÃ"
    assert (ran.code, ran.err) == (3, f"Lỗi: {told}\n  → {fix}\n")


def test_what_may_be_a_page_of_a_person_is_told(bcd35: CommandLine, root: Path) -> None:
    page = "https://www.facebook.com/profile.php?id=61550000000001"
    name = put(
        root, workbook([("STT", "Tên kênh", "Địa chỉ"), (1, "Công an xã An Khánh", page)]), "kenh.xlsx"
    )
    ran = bcd35("channels", "import", name)
    told = f"Kênh “Công an xã An Khánh” ({page}) giống trang riêng của một người."
    assert (ran.code, f"Lưu ý [kenh.xlsx, hàng 2]: {told}" in ran.err) == (0, True), ran.err

    tiktok = ("--platform", "tiktok", "--name")
    for number, named in enumerate(("Hà Nguyễn", "Nguyen Van A", "Tuấn Tú", "Bí thư Đoàn xã")):
        page = f"https://www.tiktok.com/@ten.{number}"
        ran = bcd35("channels", "add", f"t{number}", *tiktok, named, "--url", page)
        assert f"Kênh “{named}” ({page}) giống trang riêng của một người." in ran.err
        owner = shlex.split(ran.err.splitlines()[-1].partition("bcd35 ")[2])[:-1]
        assert bcd35(*owner, "Đài tỉnh").err == ""
    for number, named in enumerate(("Đoàn Thanh Niên", "Truyền Hình Thái Nguyên", "Kênh tỉnh", "TNTV")):
        page = f"https://www.tiktok.com/@co.{number}"
        assert bcd35("channels", "add", f"c{number}", *tiktok, named, "--url", page).err == ""

    page = "https://www.tiktok.com/@lan"
    typed = ("channels", "add", "tt-lan", "--platform", "tiktok", "--name", "Chị Lan", "--url", page)
    ran = bcd35(*typed)
    assert (ran.code, f"Kênh “Chị Lan” ({page}) giống trang riêng của một người." in ran.err) == (0, True)
    assert bcd35("channels", "retire", "tt-lan").err == ""


def test_only_a_page_of_its_own_is_a_channel(bcd35: CommandLine, root: Path) -> None:
    rows = (
        "Tên kênh,Địa chỉ\nTrang A,facebook.com/trang-a?locale=vi\n"
        "Nhóm B,zalo.me/g/abc\nBáo C,facebook.com/photo.php?fbid=1\n"
    )
    name = put(root, rows.encode(), "kenh.csv")
    ran = bcd35("channels", "import", name, "--json")
    assert [(one["code"], one["where"]) for one in ran.json["findings"]] == [
        ("channel_without_page", "kenh.csv, hàng 3"),
        ("channel_without_page", "kenh.csv, hàng 4"),
    ]
    put(root, "\n".join(rows.splitlines()[:2]).encode(), name)
    ran = bcd35("channels", "import", name)
    assert (ran.code, "https://www.facebook.com/trang-a (bỏ “locale=vi”)" in ran.err) == (0, True), ran.err

    page = ("--platform", "facebook", "--url", "https://www.facebook.com/")
    assert bcd35("channels", "add", "goc", "--name", "Trang tỉnh", *page).code == 3
    changed = bcd35("channels", "edit", "fb-huong-tra", "--url", "https://www.facebook.com/hashtag/a")
    assert changed.code == 3
    changed = bcd35("channels", "edit", "fb-huong-tra", "--url", "https://www.facebook.com/a?sk=about")
    assert (changed.code, "(bỏ “sk=about”)" in changed.err) == (0, True), changed.err


def test_channels_without_an_address_are_named(bcd35: CommandLine, root: Path) -> None:
    rows = "Tên kênh,Địa chỉ\nKênh A,\nKênh B,\n"
    ran = bcd35("channels", "import", put(root, rows.encode(), "kenh.csv"))

    assert (ran.code, [line for line in ran.err.splitlines() if line.startswith("Lỗi")]) == (
        6,
        [
            "Lỗi [kenh.csv, hàng 2]: Kênh “Kênh A” không có địa chỉ.",
            "Lỗi [kenh.csv, hàng 3]: Kênh “Kênh B” không có địa chỉ.",
        ],
    )


# --- the office's order -------------------------------------------------------------------------------------


def test_the_order_of_the_list_is_kept_and_followed(bcd35: CommandLine, root: Path) -> None:
    names = ("Sở Tư pháp", "Thanh tra tỉnh", "Sở Y tế", "Sở Nội vụ")
    kinds = (CELL, CELL, "Đảng ủy cơ sở", CELL)
    rows = [HEAD, *((n, *pair) for n, pair in enumerate(zip(names, kinds, strict=True), start=1))]
    bcd35("units", "import", put(root, workbook(rows)), "--retire-missing")
    order = ["STP", "TTT", "SYT", "SNV"]
    assert [code for code, _, _ in units(root)] == order

    bcd35("units", "add", "AAA", "--name", "An Sinh", "--kind", "chi_bo_co_so")
    assert [code for code, _, _ in units(root)] == [*order, "AAA"]  # behind the last one of its kind
    bcd35("units", "recode", "TTT", "THANHTRA")
    order = ["STP", "THANHTRA", "SYT", "SNV", "AAA"]
    assert [code for code, _, _ in units(root)] == order

    assert bcd35("notify", "--date", "2025-11-22").code == 0
    shown = bcd35("status", "--json").json["data"]["units"]
    assert [unit["code"] for unit in shown] == order
    bcd35("export-summary", "-o", "th.xlsx")
    book = load_workbook(io.BytesIO((root / "th.xlsx").read_bytes()))
    column = [row[2].value for row in book["Theo đơn vị"].iter_rows(min_row=5, max_row=9)]
    assert column == ["Sở Tư pháp", "Thanh tra tỉnh", "Sở Y tế", "Sở Nội vụ", "An Sinh"]


def test_a_file_that_was_not_reordered_does_not_take_the_order_back(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "import", put(root, listing("Thanh tra tỉnh", "Sở Tư pháp")))
    order = [code for code, _, _ in units(root)]
    assert order.index("TTT") < order.index("STP")

    assert "thứ tự" not in bcd35("import").out
    assert [code for code, _, _ in units(root)] == order


def test_an_earlier_day_has_the_order_of_that_day(bcd35: CommandLine, root: Path) -> None:
    before = listing("Thanh tra tỉnh", "Sở Tư pháp")
    bcd35("units", "import", put(root, before), "--retire-missing", now=NOW - timedelta(days=2))
    bcd35("notify", "--date", "2025-11-22", now=NOW - timedelta(days=2))
    bcd35("units", "import", put(root, listing("Sở Tư pháp", "Thanh tra tỉnh")))

    def order(*options: str) -> list[str]:
        seen = bcd35("status", "--all", "--as-of", "2025-11-29", *options, "--json").json["data"]["units"]
        return [unit["code"] for unit in seen]

    assert order() == ["STP", "TTT"]
    assert order("--known-on", "2025-11-29") == ["TTT", "STP"]
    assert "thứ tự: theo tệp" in bcd35("log").out


@pytest.mark.parametrize(
    ("data", "message", "advice"),
    [
        (b"", "Tệp rỗng, không có nội dung nào.", "Chọn đúng tệp Excel"),
        (hostile.old_xls(), "Tệp là dạng Office đời cũ (.xls); chỉ nhận tệp .xlsx.", "“Lưu thành” (Save As)"),
        (b"<html><table><tr><td>STT</td></tr></table></html>", "Tệp thực chất là trang web", "“Lưu thành”"),
        (
            hostile.word_document(),
            "Tệp là văn bản Word, không phải bảng tính .xlsx.",
            "Chép bảng trong tệp ấy",
        ),
        (hostile.password_protected(), "Tệp đặt mật khẩu nên không đọc được.", "Bỏ mật khẩu mở tệp"),
        (hostile.far_cell("A2001"), "Ô A2001 nằm ngoài phần đọc được; chỉ đọc nội dung", "Xóa nội dung ô đó"),
        (hostile.many_rows(), "chỉ đọc được 2.000 hàng, 30.000 ô.", "chép riêng các cột cần đọc"),
        (
            workbook([HEAD, (1, "=NA()", CELL)]),
            "Ô có công thức nhưng không có kết quả.",
            "Mở tệp bằng Excel",
        ),
        (
            hostile.with_cell(workbook([HEAD, (1, "Sở Mới", CELL)]), "B2", 't="e"', "<v>#N/A</v>"),
            "Ô báo lỗi “#N/A”.",
            "Sửa công thức, hoặc gõ thẳng chữ",
        ),
    ],
)
def test_a_file_that_is_no_list_is_told_in_words_of_lists(
    bcd35: CommandLine, root: Path, data: bytes, message: str, advice: str
) -> None:
    ran = bcd35("units", "import", put(root, data))

    assert (ran.code, ran.out) == (6, "")
    assert message in ran.err
    assert advice in ran.err
    assert not re.search("gửi lại|đơn vị gửi|mẫu|câu trả lời|KAD", ran.err)


TWO = [HEAD, (1, "Sở Mới", "Đảng ủy cơ sở"), (2, "Đảng ủy Sở Mới", CELL)]


@pytest.mark.parametrize(
    ("same", "kept"),
    [
        ("Đảng ủy Sở Mới=Sở Mới", ("SM", "Sở Mới", "dang_uy_co_so")),
        ("Sở Mới=Đảng ủy Sở Mới", ("SM", "Đảng ủy Sở Mới", "chi_bo_co_so")),
    ],
)
def test_the_row_that_a_clerk_calls_right_counts(
    same: str, kept: tuple[str, str, str], bcd35: CommandLine, root: Path
) -> None:
    """What the question prints can be typed, though the rows state different kinds."""
    path = put(root, workbook(TWO))
    asked = bcd35("units", "import", path)
    right = same.rpartition("=")[2]
    kind = {"dang_uy_co_so": "Đảng ủy cơ sở", "chi_bo_co_so": CELL}[kept[2]]
    assert f'Là một, đúng là “{right}”, loại “{kind}”: --same "{same}"\n' in asked.err

    assert bcd35("units", "import", path, "--same", same).code == 0
    assert kept in units(root)


@pytest.mark.parametrize(
    ("twice", "told"),
    [
        (("--same", "Sở X=SNV", "--new", "sở x"), '--same "Sở X=SNV", --new "sở x"'),
        (("--same", "Sở X=SNV", "--renamed", "Sở X=SNV"), '--same "Sở X=SNV", --renamed "Sở X=SNV"'),
        (("--same", "Sở X=SNV", "--same", "Sở X=STP"), '--same "Sở X=SNV", --same "Sở X=STP"'),
        (
            ("--kind", "Khối=chi_bo_co_so", "--kind", "KHỐI=mới"),
            '--kind "Khối=chi_bo_co_so", --kind "KHỐI=mới"',
        ),
    ],
)
def test_one_thing_is_decided_in_one_way(
    twice: tuple[str, ...], told: str, bcd35: CommandLine, root: Path
) -> None:
    ran = bcd35("units", "import", put(root, workbook(TWO)), *twice)
    assert (ran.code, f"được trả lời nhiều cách: {told}.\n  → Giữ một cách rồi chạy lại." in ran.err) == (
        3,
        True,
    )


@pytest.mark.parametrize(
    ("number", "name", "told"),
    [
        ("1.1", "Chi bộ Văn phòng", True),
        ("1,3", "Chi bộ Văn phòng", True),
        ("II.1", "Chi bộ Văn phòng", True),
        ("a)", "Chi bộ Văn phòng", True),
        ("-", "Chi bộ Văn phòng", True),
        ("", "+ Chi bộ Văn phòng", True),
        ("", "1.1. Chi bộ Văn phòng", True),
        ("2", "Chi bộ Văn phòng", False),
        ("2.1", "Chi bộ Văn phòng", False),  # no entry 2 stands above
    ],
)
def test_rows_numbered_as_parts_of_another_are_told_with_their_commands(
    number: str,
    name: str,
    told: bool,  # noqa: FBT001 - a case
    bcd35: CommandLine,
    root: Path,
) -> None:
    rows = f"STT;Tên đơn vị;Loại\n1;Đảng bộ Sở Thử;Đảng ủy cơ sở\n{number};{name};Chi bộ cơ sở\n"
    put(root, rows.encode(), "ds.csv")
    ran = bcd35("units", "import", "ds.csv", "--no-input")
    assert ("hàng đánh số phụ, ghi là đơn vị riêng như các hàng khác: “Chi bộ Văn phòng”" in ran.err) == told
    if told:
        assert bcd35(*shlex.split(ran.err.splitlines()[-1])[1:]).code == 0


def test_rows_that_may_be_no_units_are_told(bcd35: CommandLine, root: Path) -> None:
    rows = [
        ("STT", "Tên đơn vị", "Loại"),
        (1, "Đảng bộ Sở Tài chính", "Đảng ủy cơ sở"),
        ("1.1", "Chi bộ Văn phòng", "Chi bộ cơ sở"),
        (2, "Lê Hồng Phong", "Đảng ủy cơ sở"),
        (3, "Phường Hoàng Văn Thụ", "Đảng ủy cơ sở"),
    ]
    (root / "ds.xlsx").write_bytes(workbook(rows))
    told = bcd35("units", "import", "ds.xlsx", "--dry-run", "--no-input").err
    assert "1 hàng đánh số phụ, ghi là đơn vị riêng như các hàng khác: “Chi bộ Văn phòng” (hàng 3)." in told
    assert "Tên giống họ tên người: “Lê Hồng Phong” (hàng 4)." in told

    (root / "ds.xlsx").write_bytes(workbook([*rows, (4, "Nguyễn Văn Tèo", "Chi bộ cơ sở")]))
    refused = bcd35("units", "import", "ds.xlsx", "--no-input")
    assert refused.code == 6
    assert "hàng 6]: “Nguyễn Văn Tèo” là họ tên người; sổ chỉ ghi cơ quan, đơn vị." in refused.err


def test_a_code_that_windows_makes_no_folder_of_is_not_proposed() -> None:
    assert propose_unit_codes(["Con Ong Nâu", "Phòng Rừng Núi", "Cảng Ô Môn 1"], []) == [
        "CONAU",
        "PRNUI",
        "COMON1",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(
            (f"{mark}Chi bộ Hai", "Chi bộ Hai")
            for mark in (
                "3- ",
                "4 - ",
                "5– ",
                "(9) ",
                "11, ",
                "10 ",
                "1. ",
                "vi. ",
                "→ ",
                "Số 11: ",
                "Kính gửi: ",
            )
        ),
        ("Đảng ủy xã Đại Từ*", "Đảng ủy xã Đại Từ"),
        ("Đảng ủy xã Phú Bình [1]", "Đảng ủy xã Phú Bình"),
        ("10\tTrường Chính trị tỉnh", "Trường Chính trị tỉnh"),
        ("Trường Tiểu học 19-5", "Trường Tiểu học 19-5"),
        ("19-5 Thái Nguyên", "19-5 Thái Nguyên"),
    ],
)
def test_numbers_and_signs_of_notes_are_no_part_of_a_name(text: str, name: str) -> None:
    assert entry_name(text, entry_mark(text, "10")) == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("như trên", "not_a_name"),
        ("Đảng ủy xã Na Rì; Đảng ủy xã Trần Phú", "two_names"),
        ("Đảng ủy xã Văn Lăng\nĐảng ủy xã Văn Lang", "two_names"),
        ("(như trên)", "not_a_name"),
        ("Đảng ủy các xã: Na Rì, Văn Lang", "two_names"),
        ("Các chi bộ trực thuộc Đảng ủy Sở Y tế", "two_names"),
        ("05 chi bộ thuộc Sở Nội vụ", "two_names"),
    ],
)
def test_a_cell_that_names_no_unit_or_two_is_refused_with_its_row(
    name: str, code: str, bcd35: CommandLine, root: Path
) -> None:
    ran = bcd35("units", "import", put(root, workbook([HEAD, (1, name, CELL)])), "--dry-run", "--json")
    assert [(one["code"], one["where"]) for one in ran.json["findings"]] == [(code, "danh-sach.xlsx, hàng 2")]


def test_a_page_in_two_rows_is_told_as_that_and_a_handle_is_an_address(
    bcd35: CommandLine, root: Path
) -> None:
    head = ("STT", "Tên kênh", "Nền tảng", "Địa chỉ")
    page = "https://www.facebook.com/trang.moi"
    rows = [head, (1, "Trang Một", "Facebook", page), (2, "Trang Hai", "Facebook", page)]
    assert bcd35("channels", "import", put(root, workbook(rows[:2]))).code == 0
    twice = bcd35("channels", "import", put(root, workbook(rows)), "--dry-run", "--json")
    assert [one["message"] for one in twice.json["findings"]] == [
        f"“Trang Hai” ghi cùng một trang với “Trang Một” ở trên: {page}."
    ]
    pages = {
        "TikTok": "https://www.tiktok.com/@kenh.ba",
        "Facebook": "https://www.facebook.com/kenh.ba",
        "Instagram": "https://www.instagram.com/kenh.ba",
    }
    rows = [head, *((number, f"Kênh {name}", name, "@kenh.ba") for number, name in enumerate(pages, start=1))]
    ran = bcd35("channels", "import", put(root, workbook(rows)))
    told = [f"“@kenh.ba” → {page} (hàng {row})" for row, page in enumerate(pages.values(), start=2)]
    assert (ran.code, f"Tên trên nền tảng ghi thành địa chỉ: {', '.join(told)}." in ran.err) == (0, True)
    assert {*pages.values()} <= {one["url"] for one in bcd35("channels", "list", "--json").json["data"]}


@pytest.mark.parametrize(
    ("platform", "fix"),
    [("facebook", "Ghi địa chỉ: https://www.facebook.com/kenh.ba"), ("zalo", "Ghi địa chỉ đầy đủ của trang")],
)
def test_a_handle_that_is_typed_as_an_address_is_told_as_that(
    platform: str, fix: str, bcd35: CommandLine, root: Path
) -> None:
    typed = bcd35("channels", "add", "ba", "--platform", platform, "--name", "Kênh Ba", "--url", "@kenh.ba")
    assert "“@kenh.ba” là tên trên nền tảng, chưa phải địa chỉ trang." in typed.err
    assert fix in typed.err
    if platform == "zalo":
        rows = [("STT", "Tên kênh", "Nền tảng", "Địa chỉ"), (1, "Kênh Ba", "Zalo", "@kenh.ba")]
        listed = bcd35("channels", "import", put(root, workbook(rows)))
        assert "hàng 2]: “@kenh.ba” là tên trên nền tảng" in listed.err
