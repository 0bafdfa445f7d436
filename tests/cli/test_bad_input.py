"""Input that is wrong, hostile or interrupted.

The exact words, the exit code, and proof that nothing was written or lost.
"""

import errno
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import pytest
import typer
from openpyxl import Workbook

from bcd35.cli.usage_errors import usage_error
from bcd35.domain.form_spec import IDENTITY_SHEET, SHEET
from bcd35.formats.xlsx.guard import LARGEST_WORKBOOK
from bcd35.store import connection
from bcd35.store.schema import MIGRATIONS
from bcd35.world import files
from tests.conftest import NOW, ROUND, SET_VALUES, CommandLine
from tests.support import REPOSITORY, hostile
from tests.support.faults import Faults, fail_inside_commit, refuse_writing
from tests.support.filling import (
    ROUND_FILE,
    STOPPED,
    UNITS,
    add_round,
    answer_cells,
    beside_copies,
    change,
    edit,
    fill,
    form_of,
    picture,
    question,
    rows,
)

pytestmark = [pytest.mark.command_line, pytest.mark.issued]

SET = SET_VALUES
UNIT_LIST, ROUND_LIST = (
    "  → Xem danh sách: bcd35 units list --all\n",
    "  → Xem danh sách: bcd35 rounds list\n",
)
COPY_OVER = "  → Chép câu trả lời sang mẫu mới còn nguyên rồi gửi lại.\n"
SAVE_AS = "  → Mở bằng Excel, chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”, rồi gửi lại.\n"
REOPEN = f"Lỗi: Đợt “{ROUND}” đã đóng.\n  → Mở lại nếu cần: bcd35 rounds reopen {ROUND}\n"
NO_OPEN_ROUND = "Lỗi: Không có đợt nào đang mở.\n  → Nêu mã đợt; xem: bcd35 rounds list\n"


# --- names that are not there -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [["units", "show"], ["notify", "--unit"], ["rounds", "exempt", "--reason", "x"], ["record-report", *SET]],
)
@pytest.mark.parametrize(
    ("wanted", "question_"),
    [
        ("so y te", " Có phải ý bạn là Sở Y tế (SYT)?"),
        ("Sở Y tê", " Có phải ý bạn là Sở Y tế (SYT)?"),
        ("SNVV", " Có phải ý bạn là Sở Nội vụ (SNV)?"),
        ("cong thuong", " Có phải ý bạn là Sở Công Thương (SCT)?"),
        ("zzz", ""),
    ],
)
def test_unknown_unit(
    command: list[str], wanted: str, question_: str, bcd35: CommandLine, root: Path
) -> None:
    before = picture(root)
    assert bcd35(*command, wanted) == (4, "", f"Lỗi: Không có đơn vị “{wanted}”.{question_}\n{UNIT_LIST}")
    assert picture(root) == before


@pytest.mark.parametrize(
    "command",
    [
        ["notify"],
        ["status"],
        ["export-summary"],
        ["rounds", "show"],
        ["rounds", "close"],
        ["record-report", "SYT", *SET, "--round"],
    ],
)
@pytest.mark.parametrize(
    ("wanted", "question_"), [("2025-11-kenh", f" Có phải ý bạn là {ROUND}?"), ("2031", "")]
)
def test_unknown_round(
    command: list[str], wanted: str, question_: str, bcd35: CommandLine, root: Path
) -> None:
    before = picture(root)
    assert bcd35(*command, wanted) == (4, "", f"Lỗi: Không có đợt “{wanted}”.{question_}\n{ROUND_LIST}")
    assert picture(root) == before


@pytest.mark.parametrize(
    ("arguments", "err"),
    [
        (
            ["channels", "show", "tt-boa"],
            "Không có kênh “tt-boa”. Có phải ý bạn là tt-bao?\n  → Xem danh sách: bcd35 channels list --all",
        ),
        (
            ["record-report", "SYT", "--set", "tin=5"],
            (
                "Không có chỉ tiêu “tin”. Có phải ý bạn là tin_bai_da_chia_se hoặc tin_bai_da_gui?"
                f"\n  → Xem danh sách: bcd35 rounds show {ROUND}"
            ),
        ),
        (["record-report", "nộp.xlsx"], "Không có tệp hoặc thư mục “nộp.xlsx”.\n  → Kiểm tra lại đường dẫn."),
        (
            ["record-report", "SYT", *SET, "--evidence", "ảnh.jpg"],
            "Không đọc được tệp minh chứng “ảnh.jpg”.\n  → Kiểm tra lại đường dẫn.",
        ),
        (["units", "import", "kho.yaml"], "Không có tệp “{root}/kho.yaml”.\n  → Kiểm tra lại đường dẫn."),
        (
            ["import", "bcd35.db"],
            (
                "Không rõ tệp “bcd35.db” thuộc sổ nào.\n"
                "  → Tệp để ở nơi khác thì nêu sổ của nó (channels, units, rounds), ví dụ: "
                "bcd35 units import TỆP"
            ),
        ),
    ],
    ids=lambda value: " ".join(value[:2]) if isinstance(value, list) else "",
)
def test_other_unknown_names(arguments: list[str], err: str, bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    assert bcd35(*arguments) == (4, "", f"Lỗi: {err}\n".replace("{root}/", ""))
    assert picture(root) == before


# --- rounds and letters -------------------------------------------------------------------------------------


def test_closed_round(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "nộp" / "a.xlsx")
    assert bcd35("rounds", "close", ROUND).code == 0
    before = picture(root)

    for command in (
        ["notify"],
        ["notify", ROUND],
        ["record-report", "SYT", *SET],
        ["record-report", "SYT", *SET, "--round", ROUND],
    ):
        assert bcd35(*command) == (3, "", REOPEN)
    returned = bcd35("record-report", "nộp")
    old_form = "Đơn vị dùng nhầm mẫu của đợt cũ thì gửi lại đơn vị mẫu của đợt đang mở.\n    "
    told = REOPEN.replace("Lỗi:", "Lỗi [nộp/a.xlsx]:").replace("→ ", f"→ {old_form}")
    assert (returned.code, returned.err) == (3, told)
    assert beside_copies(picture(root)) == beside_copies(before)
    assert [bcd35("status", *named).code for named in ([ROUND], [])] == [0, 0], (
        "the only round can be looked back on"
    )


@pytest.mark.parametrize(
    "edited", ["units edit SYT", "channels edit FB", f"rounds edit {ROUND}", "contributions edit 1"]
)
def test_an_edit_that_names_no_change(edited: str, bcd35: CommandLine) -> None:
    ran = bcd35(*edited.split())
    command = " ".join(edited.split()[:2])
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Lỗi [bcd35 {command}]: nêu điều cần sửa, ví dụ: --")
    assert ran.err.endswith(f"\n  → Xem cách dùng: bcd35 {command} --help\n")


def test_a_page_that_was_pasted_is_quoted_by_its_beginning(bcd35: CommandLine) -> None:
    ran = bcd35("units", "show", "a" * 5000)
    assert (ran.code, ran.err) == (4, f"Lỗi: Không có đơn vị “{'a' * 100}…”.\n{UNIT_LIST}")
    assert f"Thừa tham số: “{'a' * 100}…”.\n" in bcd35("backup", "a" * 5000).err


def test_no_round_is_open(bcd35: CommandLine, root: Path) -> None:
    add_round(root, "dot-2")
    bcd35("rounds", "import", "data/rounds/dot-2.yaml")
    for code in (ROUND, "dot-2"):
        bcd35("rounds", "close", code)

    for command in (["notify"], ["status"], ["record-report", "SYT", *SET]):
        assert bcd35(*command) == (3, "", NO_OPEN_ROUND)


def test_a_round_without_a_letter(bcd35: CommandLine, root: Path) -> None:
    add_round(root, "dot-2")
    assert bcd35("rounds", "import", "data/rounds/dot-2.yaml").code == 0
    before = picture(root)

    several = (
        f"Lỗi: Có 2 đợt đang mở: tháng 11/2025 ({ROUND}); dot-2, chưa phát hành.\n"
        "  → Thêm mã đợt vào cuối lệnh: bcd35 {}\n"
    )
    not_issued = "Lỗi: Đợt “dot-2” chưa phát hành công văn.\n  → Phát hành bằng: bcd35 notify dot-2\n"
    for command, repeated in (
        (["notify"], "notify MÃ_ĐỢT"),
        (["rounds", "show"], "rounds show MÃ_ĐỢT"),
        (["contributions", "list", "chuyển đổi số"], 'contributions list "chuyển đổi số" --round MÃ_ĐỢT'),
        (["in"], "print MÃ_ĐỢT"),
        (["rounds", "show", "-C", ".", "--no-input"], "rounds show --no-input MÃ_ĐỢT"),
    ):
        assert bcd35(*command) == (3, "", several.format(repeated))
    assert bcd35("status", "--all", "--json").json["data"]["round"] == ROUND  # the one with a letter
    for command in (
        ["status", "dot-2"],
        ["export-summary", "dot-2"],
        ["record-report", "SYT", *SET, "--round", "dot-2"],
    ):
        assert bcd35(*command) == (3, "", not_issued)
    assert picture(root) == before


_OTHER_DATE = (
    "Lưu ý [--date]: Công văn giữ ngày 22/11/2025 đã phát hành; ngày nêu không dùng đến.\n"
    "  → Ngày công văn sai thì thay công văn ấy: "
    f"bcd35 notify {ROUND} --replace 28 --date 2025-12-01 --reason LÝ_DO\n"
)


@pytest.mark.parametrize(
    ("more", "err"),
    [([], ""), (["--date", "2025-12-01"], _OTHER_DATE), (["--number", "28"], "")],
    ids=["again", "other date", "same number"],
)
def test_second_issue_changes_nothing_and_says_so(
    more: list[str], err: str, bcd35: CommandLine, root: Path
) -> None:
    before = picture(root)

    ran = bcd35("notify", "--unit", "SYT", "--unit", "SNV", *more)

    assert (ran.code, ran.err) == (0, err)
    assert ran.out.splitlines() == [
        (
            "Công văn số 28-CV/BCĐ, ngày 22/11/2025: đẩy mạnh tuyên truyền, lan tỏa thông tin trên các kênh "
            "truyền thông"
        ),
        "Công văn đã phát hành cho 2 đơn vị từ trước; lần chạy này không ghi gì.",
        f"Theo dõi bằng: bcd35 status {ROUND}",
    ]
    assert picture(root) == before


def test_the_number_of_an_issued_letter_is_fixed(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    words = (
        f"Lỗi: Đợt “{ROUND}” đã phát hành Công văn số 28-CV/BCĐ; không đổi số được.\n  → Bỏ --number rồi "
        f"chạy lại. Muốn phát hành công văn khác thay công văn ấy: bcd35 notify {ROUND} --replace 28 "
        "--number 30 --reason LÝ_DO\n"
    )
    assert bcd35("notify", "--number", "30") == (3, "", words)
    assert picture(root) == before


def test_number_already_used(bcd35: CommandLine, root: Path) -> None:
    add_round(root, "dot-2")
    bcd35("rounds", "import", "data/rounds/dot-2.yaml")
    before = picture(root)

    taken = f"Lỗi [--number]: Số 28-CV/BCĐ đã cấp cho đợt “{ROUND}”.\n  → Số kế tiếp còn trống là 29.\n"
    assert bcd35("notify", "dot-2", "--number", "28") == (3, "", taken)
    assert bcd35("notify", "dot-2", "--number", "28", "--dry-run") == (3, "", taken)
    large = "Lỗi [--number]: Số 100000 ngoài khoảng 1 đến 99999.\n  → Ghi số đúng với sổ.\n"
    assert bcd35("notify", "dot-2", "--number", "100000") == (3, "", large)
    assert picture(root) == before
    assert bcd35("notify", "dot-2", "--unit", "SYT", "--json").json["data"]["letter"]["number"] == 29


def test_a_retired_unit_is_passed_over(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "retire", "STC")
    before = picture(root)

    ran = bcd35("notify", "--unit", "STC")

    assert ran.code == 3
    assert ran.err == (
        "Lỗi: Đơn vị “STC” đã thôi dùng, không gửi.\n"
        '  → Thôi dùng ghi nhầm thì bỏ: bcd35 units retire STC --take-back "ghi nhầm"\n'
        "    Đơn vị hoạt động trở lại thì chạy: bcd35 units edit STC --status active\n"
        "    Xong thì chạy lại lệnh vừa chạy.\n"
    )
    assert f"Theo dõi bằng: bcd35 status {ROUND}" in ran.out
    assert "gửi các tệp" not in ran.out
    assert picture(root) == before


# --- reports that cannot be taken in ------------------------------------------------------------------------


def test_report_of_a_unit_that_is_not_expected(bcd35: CommandLine, root: Path) -> None:
    evidence = root / "ảnh.jpg"
    evidence.write_bytes(b"picture")
    before = picture(root)

    ran = bcd35("record-report", "STC", *SET, "--evidence", str(evidence))

    issue_it = (
        f"  → Nếu đơn vị phải báo cáo, phát hành công văn cho đơn vị: bcd35 notify {ROUND} --unit STC\n"
    )
    assert (ran.code, ran.err) == (
        3,
        f"Lỗi: Đơn vị “STC” không thuộc danh sách báo cáo của đợt “{ROUND}”.\n{issue_it}",
    )
    assert picture(root) == before


def test_report_of_an_exempt_unit(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "nộp" / "a.xlsx")
    bcd35("rounds", "exempt", "SYT", "--reason", "sáp nhập")
    before = picture(root)

    by_hand, returned = bcd35("record-report", "SYT", *SET), bcd35("record-report", "nộp")

    words = (
        f"“Sở Y tế” đã được miễn báo cáo đợt “{ROUND}”.\n  → Nếu đơn vị vẫn báo cáo: bcd35 rounds restore "
        f"SYT --round {ROUND} --date 2025-12-01 --reason LÝ_DO; rồi chạy lại lệnh này.\n"
    )
    assert (by_hand.code, by_hand.err) == (3, f"Lỗi [SYT]: {words}")
    assert (returned.code, returned.err) == (3, f"Lỗi [nộp/a.xlsx]: {words}")
    assert beside_copies(picture(root)) == beside_copies(before)


def test_bad_values_by_hand_are_named_all_at_once(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    bad = {
        "to_chuc_da_thong_bao": "-1",
        "hinh_thuc_thong_bao": "loa phường",
        "ngay_thong_bao_xong": "31/02/2025",
        "co_trang_chinh_thuc": "co",
        "tin_bai_da_chia_se": "NaN",
        "tin_bai_da_gui": "٣",
        "anh_da_gui": "1e3",
    }

    ran = bcd35(
        "record-report",
        "SYT",
        *(part for field, value in bad.items() for part in ("--set", f"{field}={value}")),
    )

    count, options = (
        "chỉ nhận số nguyên, từ 0 trở lên",
        "họp chi bộ; văn bản; trang thông tin của đơn vị; nhóm trao đổi công việc",
    )
    write_count, empty = (
        "Ghi một số nguyên, ví dụ 12 hoặc 1.234; không có thì ghi 0.",
        "Không phát sinh thì ghi KPS; không áp dụng thì ghi KAD.",
    )
    shared = "Số tin bài đã chia sẻ trên trang chính thức của đơn vị"
    assert ran.code == 3
    assert ran.err.splitlines() == [
        f"Lỗi [--set to_chuc_da_thong_bao]: “Số tổ chức trực thuộc đã được thông báo” ghi “-1”; {count}.",
        f"  → {write_count}",
        (
            "Lỗi [--set hinh_thuc_thong_bao]: “Hình thức thông báo” ghi “loa phường”; chỉ nhận các lựa "
            f"chọn: {options}."
        ),
        "  → Chọn trong danh sách; nhiều lựa chọn thì cách nhau bằng dấu “;”.",
        (
            "Lỗi [--set ngay_thong_bao_xong]: “Ngày thông báo xong” ghi “31/02/2025”; chỉ nhận "
            "ngày/tháng/năm có thật, năm 2000–2100."
        ),
        "  → Ghi ngày trước, tháng sau, ví dụ 28/11/2025.",
        (
            "Lỗi [--set co_trang_chinh_thuc]: “Đơn vị có trang hoặc cổng thông tin chính thức” ghi “co”; chỉ "
            "nhận Có hoặc Không."
        ),
        "  → Ghi Có hoặc Không.",
        f"Lỗi [--set tin_bai_da_chia_se]: “{shared}” ghi “NaN”; {count}.",
        f"  → {write_count}",
        f"Lỗi [--set tin_bai_da_gui]: “Số tin bài đã gửi” ghi “٣”; {count}.",
        f"  → {write_count}",
        f"Lỗi [--set anh_da_gui]: “Số ảnh đã gửi” ghi “1e3”; {count}.",
        f"  → {write_count}",
        "Lỗi [--set video_da_gui]: “Số video đã gửi” chưa được trả lời.",
        f"  → {write_count} {empty}",
    ]
    assert picture(root) == before


def _identity(key: str, value: str) -> Callable[[Workbook], None]:
    def act(book: Workbook) -> None:
        (cell,) = [row[1] for row in book[IDENTITY_SHEET].iter_rows() if row[0].value == key]
        cell.value = value

    return act


def _answers(**values: object) -> Callable[[Workbook], None]:
    def act(book: Workbook) -> None:
        cells = answer_cells(book)
        for words, value in values.items():
            cell: Any = book[SHEET][cells[question(words)]]
            cell.value = value

    return act


def _put(place: str, value: object) -> Callable[[Workbook], None]:
    def act(book: Workbook) -> None:
        cell: Any = book[SHEET][place]
        cell.value = value

    return act


def _drop(title: str) -> Callable[[Workbook], None]:
    def act(book: Workbook) -> None:
        del book[title]

    return act


SPOILT: dict[str, tuple[Callable[[Workbook], None], list[str]]] = {
    "a cell renamed": (
        _put("B12", "Ngày khác"),
        ["Lỗi [nộp/a.xlsx, Báo cáo!B12]: Ô B12 ghi “Ngày khác”; mẫu là “Ngày thông báo xong”.\n" + COPY_OVER],
    ),
    "a label emptied": (
        _put("B12", None),
        ["Lỗi [nộp/a.xlsx, Báo cáo!B12]: Ô B12 để trống; mẫu là “Ngày thông báo xong”.\n" + COPY_OVER],
    ),
    "a heading renamed": (
        _put("D8", "Số"),
        ["Lỗi [nộp/a.xlsx, Báo cáo!D8]: Ô D8 ghi “Số”; mẫu là “Trả lời”.\n" + COPY_OVER],
    ),
    "text in a count, an answer emptied": (
        _answers(so_anh="năm tấm", so_video=2.5, ngay=None),
        [
            (
                "Lỗi [nộp/a.xlsx, Báo cáo!D12]: “Ngày thông báo xong” chưa được trả lời.\n"
                "  → Ghi ngày trước, tháng sau, ví dụ 28/11/2025. Không phát sinh thì ghi KPS; không áp dụng "
                "thì ghi KAD.\n"
            ),
            (
                "Lỗi [nộp/a.xlsx, Báo cáo!D18]: “Số ảnh đã gửi” ghi “năm tấm”; chỉ nhận số nguyên, từ 0 trở "
                "lên.\n"
                "  → Ghi một số nguyên, ví dụ 12 hoặc 1.234; không có thì ghi 0.\n"
            ),
            (
                "Lỗi [nộp/a.xlsx, Báo cáo!D19]: “Số video đã gửi” ghi “2,5”; chỉ nhận số nguyên, từ 0 trở "
                "lên.\n"
                "  → Ghi một số nguyên, ví dụ 12 hoặc 1.234; không có thì ghi 0.\n"
            ),
        ],
    ),
    "a formula without a value": (
        _answers(so_anh="=2+3"),
        [
            (
                "Lỗi [nộp/a.xlsx, Báo cáo!D18]: Ô có công thức nhưng không có kết quả.\n"
                "  → Mở tệp bằng Excel rồi lưu lại, hoặc gõ thẳng kết quả vào ô.\n"
            )
        ],
    ),
    "an answer below the table": (
        _put("D30", "12"),
        [
            (
                "Lỗi [nộp/a.xlsx, Báo cáo!D30]: Ô D30 có nội dung nhưng không phải ô trả lời.\n"
                "  → Chuyển nội dung vào đúng ô nền vàng rồi gửi lại.\n"
            )
        ],
    ),
    "the identity removed": (
        _drop(IDENTITY_SHEET),
        [
            (
                "Lỗi [nộp/a.xlsx]: Tệp không còn mã mẫu; tên ghi trên mẫu “Đảng ủy Sở Y tế” gần nhất với Sở "
                "Y tế (SYT);"
                " kế đến: Sở Xây dựng (SXD).\n"
                f'  → Nếu đúng, xác nhận bằng: bcd35 record-report "nộp/a.xlsx" --as SYT --round {ROUND} '
                "--received-on 2025-12-01\n"
            )
        ],
    ),
    "an identity that was never issued": (
        _identity("form_id", "0" * 20),
        [
            (
                "Lỗi [nộp/a.xlsx]: Mã mẫu trong tệp không có trong sổ: mẫu dự thảo, mẫu của văn phòng khác, "
                "hoặc mã đã bị sửa.\n"
                "  → Gửi lại đơn vị mẫu đã phát hành trong thư mục out/.\n"
            )
        ],
    ),
    "in another unit's name": (
        _identity("unit", "SNV"),
        [
            (
                "Lỗi [nộp/a.xlsx]: Mẫu phát hành cho đơn vị “SYT”, nhưng trong tệp ghi “SNV”.\n"
                "  → Mỗi đơn vị điền vào mẫu gửi cho chính mình; gửi lại đơn vị mẫu đã phát hành.\n"
            )
        ],
    ),
}


@pytest.mark.parametrize(("spoil", "expected"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_form_is_refused_with_all_reasons(
    spoil: Callable[[Workbook], None], expected: list[str], bcd35: CommandLine, root: Path
) -> None:
    copy = fill(form_of(root, "SYT"), root / "nộp" / "a.xlsx")
    copy.write_bytes(change(copy.read_bytes(), spoil))
    before = picture(root)

    ran = bcd35("record-report", "nộp")

    assert (ran.code, ran.err) == (3, "".join(expected))
    assert beside_copies(picture(root)) == beside_copies(before)


def test_form_of_another_round_and_of_a_draft(bcd35: CommandLine, root: Path) -> None:
    add_round(root, "dot-2")
    bcd35("rounds", "import", "data/rounds/dot-2.yaml")
    bcd35("notify", "dot-2", "--draft", "--unit", "SYT")
    (draft,) = (root / "out" / "_du-thao" / "dot-2" / "SYT").glob("*.xlsx")
    fill(draft, root / "nộp" / "dự thảo.xlsx")
    bcd35("notify", "dot-2", "--unit", "SYT")
    first = root / "out" / ROUND / "SYT" / "Mau-bao-cao_SYT.xlsx"
    fill(first, root / "nộp" / "đợt một.xlsx")
    before = picture(root)

    ran = bcd35("record-report", "nộp", "--round", "dot-2")

    assert (ran.code, ran.err) == (
        3,
        (
            "Lỗi [nộp/dự thảo.xlsx]: Mã mẫu trong tệp không có trong sổ: mẫu dự thảo, mẫu của văn phòng "
            "khác, hoặc mã đã bị sửa.\n"
            "  → Gửi lại đơn vị mẫu đã phát hành trong thư mục out/.\n"
            f"Lỗi [nộp/đợt một.xlsx]: Mẫu của đợt “{ROUND}”, không phải đợt “dot-2”.\n"
            f'  → Nhận vào đúng đợt: bcd35 record-report "nộp/đợt một.xlsx" --round {ROUND} '
            "--received-on 2025-12-01\n"
        ),
    )
    assert beside_copies(picture(root)) == beside_copies(before)


def test_hostile_files_do_not_stop_the_good_ones(bcd35: CommandLine, root: Path) -> None:
    folder = root / "nộp"
    good = fill(form_of(root, "SYT"), folder / "y tế.xlsx").read_bytes()
    fill(form_of(root, "SNV"), folder / "nhánh" / "Copy of Mẫu (1).XLSX")
    bad = {
        "bom.xlsx": (
            hostile.bomb(),
            "Tệp khi mở ra nặng hơn 20 MB; một mẫu báo cáo không thể nặng như vậy.\n" + COPY_OVER,
        ),
        "cụt.xlsx": (
            good[:3000],
            "Tệp bị cụt hoặc hỏng khi gửi, không mở được.\n  → Đề nghị đơn vị gửi lại tệp.\n",
        ),
        "cũ.xls": (hostile.old_xls(), "Tệp là dạng Office đời cũ (.xls); chỉ nhận tệp .xlsx.\n" + SAVE_AS),
        "mật khẩu.xlsx": (
            hostile.password_protected(),
            "Tệp đặt mật khẩu nên không đọc được.\n  → Bỏ mật khẩu mở tệp, lưu lại rồi gửi lại.\n",
        ),
        "rỗng.xlsx": (b"", "Tệp rỗng, không có nội dung nào.\n  → Đề nghị đơn vị gửi lại tệp.\n"),
        "trang web.xlsx": (
            b"<html><table></table></html>",
            "Tệp thực chất là trang web (HTML hoặc XML), không phải bảng tính .xlsx.\n" + SAVE_AS,
        ),
        "tự nở.xlsx": (
            hostile.billion_laughs(),
            "Tệp có khai báo lạ bên trong (DOCTYPE) mà bảng tính thật không có; vì an toàn không mở.\n"
            + COPY_OVER,
        ),
        "xa.xlsx": (
            hostile.far_cell(),
            (
                "Ô XFD1048576 ở ngoài mẫu mà có nội dung; chỉ nhận nội dung trong 2.000 hàng, 100 cột đầu.\n"
                "  → Xóa nội dung ô đó rồi gửi lại.\n"
            ),
        ),
    }
    for name, (data, _) in bad.items():
        (folder / name).write_bytes(data)
    for name in ("~$y tế.xlsx", ".DS_Store", "Thumbs.db"):
        (folder / name).write_bytes(b"x")
    originals = {name: digest for name, digest in picture(root).items() if name.startswith("nộp/")}

    ran = bcd35("record-report", "nộp")

    assert ran.code == 3
    assert ran.err == "".join(f"Lỗi [nộp/{name}]: {words}" for name, (_, words) in sorted(bad.items()))
    assert ran.out.splitlines()[-4:] == [
        "Kết quả của 10 báo cáo: đã nhận 2; từ chối 8.",
        "Bỏ qua 3 tệp tạm, tệp ẩn, tệp chưa tải xong hoặc liên kết.",
        "Tệp bị từ chối được chép kèm lý do (.txt) vào: out/_cach-ly/2025-12-01",
        (
            "Bước tiếp theo: gửi lại đơn vị những điều nêu trên; có bản đúng thì nhận, nêu ngày bản ấy đến: "
            "bcd35 record-report TỆP --received-on NGÀY"
        ),
    ]
    assert rows(root, "SELECT unit_code, revision, file_name FROM reports ORDER BY unit_code") == [
        ("SNV", 1, "Copy of Mẫu (1).XLSX"),
        ("SYT", 1, "y tế.xlsx"),
    ]
    kept = {name: digest for name, digest in picture(root).items() if name.startswith("out/_ho-so/")}
    assert sorted(kept.values()) == sorted(
        originals[name] for name in ("nộp/y tế.xlsx", "nộp/nhánh/Copy of Mẫu (1).XLSX")
    )
    assert {name: digest for name, digest in picture(root).items() if name.startswith("nộp/")} == originals
    assert bcd35("check").code == 0


def test_same_names_in_two_folders_are_told_apart(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "nộp" / "thứ hai" / "báo cáo.xlsx")
    fill(form_of(root, "SYT"), root / "nộp" / "thứ ba" / "báo cáo.xlsx", so_anh=7)
    before = picture(root)

    ran = bcd35("record-report", "nộp")

    assert [line.split("  ")[0] for line in ran.out.splitlines()[2:4]] == [
        "nộp/thứ ba/báo cáo.xlsx",
        "nộp/thứ hai/báo cáo.xlsx",
    ]
    assert ran.err.splitlines()[::2] == [
        (
            "Lỗi [nộp/thứ ba/báo cáo.xlsx]: Cùng mẫu của đơn vị “SYT” nhưng số liệu khác với tệp: nộp/thứ "
            "hai/báo cáo.xlsx."
            " Khác ở: “Số ảnh đã gửi” (tệp này: 7; tệp kia: Không phát sinh)."
        ),
        (
            "Lỗi [nộp/thứ hai/báo cáo.xlsx]: Cùng mẫu của đơn vị “SYT” nhưng số liệu khác với tệp: nộp/thứ "
            "ba/báo cáo.xlsx."
            " Khác ở: “Số ảnh đã gửi” (tệp này: Không phát sinh; tệp kia: 7)."
        ),
    ]
    assert (ran.code, beside_copies(picture(root))) == (3, beside_copies(before))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_file_names_that_no_encoding_or_terminal_likes(bcd35: CommandLine, root: Path) -> None:
    folder = root / "nộp"
    odd = os.fsencode(folder) + b"/y t\xff\x1b[31m\n.xlsx"
    os.replace(fill(form_of(root, "SYT"), folder / "a.xlsx"), odd)  # noqa: PTH105 – a name that pathlib cannot write down

    ran = bcd35("record-report", "nộp")

    assert (ran.code, ran.err) == (0, "")
    assert rows(root, "SELECT unit_code, file_name FROM reports") == [("SYT", "y t%FF[31m .xlsx")]
    assert bcd35("record-report", "nộp", "--json").json["data"]["counts"]["already_received"] == 1
    assert bcd35("check").code == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_refused_files_with_names_of_an_old_encoding(bcd35: CommandLine, root: Path) -> None:
    folder = root / "nộp"
    folder.mkdir()
    for name, size in ((b"h\xe1ng", 5), (b"l\xedn", LARGEST_WORKBOOK + 1)):
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name + b".xlsx")).write_bytes(b"x" * size)
    Path(os.fsdecode(os.fsencode(folder) + b"/t\xea.xlsx.part")).touch()

    data = bcd35("record-report", "nộp", "--json").json["data"]
    refused = data["files"]

    assert data["ignored"] == ["nộp/t%EA.xlsx.part"]
    assert [(one["file"], one["verdict"]) for one in refused] == [
        ("nộp/h%E1ng.xlsx", "refused"),
        ("nộp/l%EDn.xlsx", "refused"),
    ]
    assert all((root / one["quarantined"]).is_file() for one in refused)
    assert rows(root, "SELECT file_name FROM quarantine") == [("h%E1ng.xlsx",)]
    assert bcd35("check").code == 0


# --- the office's own files ---------------------------------------------------------------------------------

BROKEN: dict[str, tuple[str, str, str]] = {
    "duplicate key": (
        "channels.yaml",
        (
            "channels:\n  - code: a\n    platform: tiktok\n    code: b\n    name: A\n    url: "
            "https://www.tiktok.com/@a\n"
        ),
        (
            "Lỗi [data/channels.yaml, dòng 4, cột 5]: Mục “code” ghi hai lần (lần đầu ở dòng 2).\n  → Giữ "
            "một mục.\n"
        ),
    ),
    "a phone number": (
        "units.yaml",
        'units:\n  - {code: A, name: Sở A, kind: dang_uy_co_so, phone: "03512"}\n',
        (
            "Lỗi [data/units.yaml, dòng 2, cột 55]: Mục “phone” ghi “03512”; chỉ nhận số điện thoại của cơ "
            "quan, có ít nhất sáu chữ số.\n  → Sửa giá trị.\n"
        ),
    ),
    "a phone number as an e-mail": (
        "units.yaml",
        "units:\n  - {code: A, name: Sở A, kind: dang_uy_co_so, email: 0351234567}\n",
        (
            "Lỗi [data/units.yaml, dòng 2, cột 55]: Mục “email” ghi “0351234567”; chỉ nhận địa chỉ thư công "
            "vụ dạng ten@co-quan.gov.vn.\n"
            "  → Sửa giá trị.\n"
        ),
    ),
    "no": (
        "units.yaml",
        "sample: no\nunits:\n  - {code: A, name: Sở A, kind: no}\n",
        (
            "Lỗi [data/units.yaml, dòng 3, cột 33]: Không có loại đơn vị “no”; các loại: "
            "chi_bo_co_so, dang_uy_co_so, doan_thanh_nien.\n"
            "  → Sửa loại, hoặc thêm loại vào data/office.yaml.\n"
        ),
    ),
    "tab": (
        "channels.yaml",
        "channels:\n\t- code: a\n",
        (
            "Lỗi [data/channels.yaml, dòng 2, cột 1]: Có ký tự tab; tệp này chỉ dùng dấu cách để thụt đầu "
            "dòng.\n"
            "  → Thay tab bằng hai dấu cách.\n"
        ),
    ),
    "missing field": (
        "units.yaml",
        "units:\n  - {code: A, name: Sở A}\n  - {code: B, kind: dang_uy_co_so}\n",
        (
            "Lỗi [data/units.yaml, dòng 2, cột 5]: Phần tử thứ 1 của “units” thiếu mục “kind”.\n  → Thêm "
            "dòng “kind: …”.\n"
            "Lỗi [data/units.yaml, dòng 3, cột 5]: Phần tử thứ 2 của “units” thiếu mục “name”.\n  → Thêm "
            "dòng “name: …”.\n"
        ),
    ),
    "unknown key": (
        "units.yaml",
        "units:\n  - {code: A, nane: Sở A, name: Sở A, kind: dang_uy_co_so}\n",
        (
            "Lỗi [data/units.yaml, dòng 2, cột 15]: Không có mục “nane”. Có phải là “name”?\n"
            "  → Các mục được dùng: code, name, kind, email, note, phone\n"
        ),
    ),
    "alias": (
        "units.yaml",
        "units:\n  - &a {code: A, name: Sở A, kind: dang_uy_co_so}\n  - *a\n",
        (
            "Lỗi [data/units.yaml, dòng 3, cột 5]: Không dùng bí danh “*a”.\n  → Ghi đủ nội dung tại chỗ.\n"
            "Lỗi [data/units.yaml, dòng 3, cột 5]: Phần tử thứ 2 của “units” phải gồm các dòng “tên: giá "
            "trị”.\n"
            "  → Xem mẫu trong tệp mặc định.\n"
        ),
    ),
    "empty": (
        "units.yaml",
        "",
        (
            "Lỗi [data/units.yaml]: Tệp chưa có nội dung.\n"
            "  → Điền dữ liệu; bản mặc định có trong thư mục mới tạo bằng: bcd35 init THƯ_MỤC_KHÁC\n"
        ),
    ),
}


@pytest.mark.parametrize(("name", "text", "err"), BROKEN.values(), ids=BROKEN)
def test_a_broken_register_is_refused_with_line_and_column(
    name: str, text: str, err: str, bcd35: CommandLine, root: Path
) -> None:
    (root / "data" / name).write_text(text, encoding="utf-8")
    before = picture(root)

    assert bcd35("import") == (6, "", err)
    assert picture(root) == before
    # The register in force still serves: the file is only the way in.
    assert bcd35("status", "-q").code == 0


def start_afresh(root: Path) -> None:
    """As before the first use: no database, and no letters of an earlier one."""
    for file in root.glob("bcd35.db*"):
        file.unlink()
    shutil.rmtree(root / "out")


@pytest.mark.parametrize(("name", "text", "err"), BROKEN.values(), ids=BROKEN)
def test_a_broken_register_stops_the_first_use(
    name: str, text: str, err: str, bcd35: CommandLine, root: Path
) -> None:
    (root / "data" / name).write_text(text, encoding="utf-8")
    start_afresh(root)
    before = picture(root)

    assert bcd35("channels", "list") == (6, "", err)
    assert picture(root) == before
    assert not list(root.glob("bcd35.db*")), "an empty one would look like a ledger"
    assert bcd35("notify", "--dry-run") == (6, "", err)
    (root / "data" / name).write_bytes((REPOSITORY / "data" / name).read_bytes())
    assert bcd35("notify", "--dry-run").code == 0
    assert not (root / "bcd35.db").exists(), "a rehearsal fills nothing"


def test_a_broken_round_keeps_only_itself_out_of_the_ledger(bcd35: CommandLine, root: Path) -> None:
    start_afresh(root)
    (root / "data/rounds/x.yaml").write_text("code: x\nsubject: [\n", encoding="utf-8")
    fault = (
        "Tệp data/rounds/x.yaml, dòng 3, cột 1 sai nên chưa nhập vào sổ: Dòng này viết sai cú pháp (thiếu "
        "dấu “:”, thiếu dấu nháy, hoặc thụt đầu dòng lệch)."
    )
    fix = "Sửa chỗ ấy. Áp dụng bằng: bcd35 rounds import data/rounds/x.yaml"

    assert bcd35("rounds", "list").err == f"Lưu ý: {fault} {fix}\n"

    assert bcd35("notify", "--unit", "SYT").code == 0
    assert bcd35("notify", "x").err.endswith(f"Lỗi: {fault}\n  → {fix}\n")
    shutil.copy(root / ROUND_FILE, root / "data/rounds/x.yaml")
    edit(root, "data/rounds/x.yaml", (f"code: {ROUND}", "code: x"))
    assert bcd35(*fix.rpartition("bcd35 ")[2].split()).code == 0
    assert bcd35("rounds", "show", "x").err == ""


@pytest.mark.parametrize(
    "words",
    ["status", "why SYT", "log", "letters list", "units list", "rounds list", "reports show SYT", "check"],
)
def test_who_only_reads_is_told_of_a_broken_register(words: str, bcd35: CommandLine, root: Path) -> None:
    (root / "data/office.yaml").write_text("issuer: [\n", encoding="utf-8")

    ran = bcd35(*words.split())

    told = "Lưu ý: Tệp data/office.yaml, dòng 2, cột 1 sai nên chưa nhập vào sổ: "
    assert (ran.code, ran.err.count(told), ran.err.count("data/office.yaml")) == (0, 1, 2)


def test_faults_of_several_registers_come_together(bcd35: CommandLine, root: Path) -> None:
    for text in ("duplicate key", "missing field"):
        name, content, _ = BROKEN[text]
        (root / "data" / name).write_text(content, encoding="utf-8")

    assert bcd35("import") == (6, "", BROKEN["duplicate key"][2] + BROKEN["missing field"][2])


@pytest.mark.parametrize("name", ["office.yaml", "units.yaml"])
def test_a_register_that_is_missing_at_the_first_use(name: str, bcd35: CommandLine, root: Path) -> None:
    start_afresh(root)
    bcd35("init")
    (root / "data" / name).rename(root / "data" / "cất.yaml")
    (root / "bcd35.db").touch()  # still a workspace

    fix = "Tạo bản mặc định ở thư mục khác rồi chép sang: bcd35 init THƯ_MỤC_KHÁC"
    assert bcd35("status") == (6, "", f"Lỗi: Thiếu tệp “data/{name}”.\n  → {fix}\n")


def test_text_that_looks_like_something_else_stays_text(bcd35: CommandLine, root: Path) -> None:
    text = (
        "units:\n  - {code: 007, name: no, kind: dang_uy_co_so, note: 0351234567}\n  - {code: 1e3, name: "
        "1e3, kind: dang_uy_co_so, note: 2025-11-22}\n"
    )
    (root / "thêm.yaml").write_text(text, encoding="utf-8")

    assert bcd35("units", "import", "thêm.yaml").code == 0

    added = rows(root, "SELECT code, name, note FROM units WHERE source = 'thêm.yaml' ORDER BY code")
    assert added == [("007", "no", "0351234567"), ("1e3", "1e3", "2025-11-22")]


def test_templates_missing_and_broken(bcd35: CommandLine, root: Path) -> None:
    template = root / "templates" / "cong-van.docx"
    whole = template.read_bytes()
    template.write_bytes(b"hello")
    before = picture(root)
    ran = bcd35("notify", "--draft", "--unit", "STC")
    assert ran == (
        6,
        "",
        (
            "Lỗi [templates/cong-van.docx]: Tệp là văn bản thường hoặc CSV, không phải văn bản Word .docx."
            "\n  → Chọn đúng tệp .docx của Word.\n"
        ),
    )
    assert picture(root) == before

    template.unlink()
    ran = bcd35("notify", "--draft", "--unit", "STC")
    fix = "Lấy tệp mẫu của chương trình: bcd35 update --apply"
    assert ran == (6, "", f"Lỗi: Thiếu tệp mẫu “templates/cong-van.docx”.\n  → {fix}\n")
    assert bcd35("update", "--apply").code == 0
    assert template.read_bytes() == whole
    assert bcd35("notify", "--draft", "--unit", "STC").code == 0


@pytest.mark.parametrize(
    ("command", "err"),
    [
        (
            ["export-summary", "-o", f"out/{ROUND}/SYT/Mau-bao-cao_SYT.xlsx"],
            f"out/{ROUND}/SYT/Mau-bao-cao_SYT.xlsx",
        ),
        (["channels", "export", "-o", "data/units.yaml"], "data/units.yaml"),
        (["units", "export", "-o", f"data/rounds/{ROUND}.yaml"], f"data/rounds/{ROUND}.yaml"),
        (["units", "export", "-o", "data/profiles/hd-05-2026.yaml"], "data/profiles/hd-05-2026.yaml"),
    ],
    ids=["issued form", "other register", "round", "layout profile"],
)
def test_no_export_over_what_the_ledger_promises(
    command: list[str], err: str, bcd35: CommandLine, root: Path
) -> None:
    before = picture(root)
    assert bcd35(*command) == (
        3,
        "",
        f"Lỗi: “{err}” là tệp của sổ, không ghi đè được.\n  → Chọn tên tệp khác.\n",
    )
    assert picture(root) == before


# --- disk and database --------------------------------------------------------------------------------------


def test_check_names_every_promised_file_in_which_one_byte_changed(bcd35: CommandLine, root: Path) -> None:
    """One of each kind: an issued letter, a kept original, a copy of a refused file. No size changes."""
    fill(form_of(root, "SYT"), root / "nộp" / "tốt.xlsx")
    assert bcd35("record-report", "nộp").code == 0
    fill(form_of(root, "SNV"), root / "nộp" / "hỏng.xlsx", so_anh="năm")
    assert bcd35("record-report", "nộp/hỏng.xlsx").code == 3
    letter = f"out/{ROUND}/SYT/Cong-van_28-CV-BCD_SYT.docx"
    [original] = (root / "out" / "_ho-so").glob("*/*.xlsx")
    [(refused,)] = rows(root, "SELECT path FROM quarantine")
    kept = original.relative_to(root).as_posix()
    assert bcd35("check").code == 0

    for path in (letter, kept, refused):
        _change_last_byte(root / path)

    changed = "khác với lúc ghi sổ (đã bị sửa).\n  →"
    back = "từ bản sao: bcd35 restore --missing\n"
    again = f"bcd35 letters reprint {ROUND} --unit SYT"
    assert (ran := bcd35("check")).code == 3
    assert ran.err == (
        f"Lỗi: Tệp “{letter}” {changed} Làm lại đúng bản đã phát hành, bản đã sửa được để riêng: {again}\n"
        f"Lỗi: Tệp “{kept}” {changed} Lấy lại tệp “tốt.xlsx” {back}"
        f"Lỗi: Tệp “{refused}” {changed} Lấy lại tệp “hỏng.xlsx” {back}"
    )


def _change_last_byte(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))


def _failing(code: int, at: int) -> Callable[[int], None]:
    """An ``fsync`` that fails with ``code`` the ``at``-th time and from then on."""
    real, calls = os.fsync, iter(range(1, 1_000_000))

    def sync(descriptor: int) -> None:
        if next(calls) >= at:
            raise OSError(code, os.strerror(code))
        real(descriptor)

    return sync


@pytest.mark.parametrize("at", [1, 2, 3, 4])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_disk_full_while_issuing(
    code: int, at: int, bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = picture(root)
    monkeypatch.setattr("bcd35.world.files.os.fsync", _failing(code, at))

    ran = bcd35("notify", "--unit", "STC")

    monkeypatch.undo()
    os.chdir(root)
    assert ran == (
        9,
        "",
        "Lỗi: Ổ đĩa đầy; lệnh dừng lại, việc chưa xong thì chưa ghi vào sổ.\n  → Dọn ổ đĩa rồi chạy lại.\n",
    )
    now = picture(root)
    assert now["bcd35.db"] == before["bcd35.db"]
    assert set(before.items()) <= set(now.items())
    assert [name for name in now if name.endswith(".tmp")] == []
    assert bcd35("notify", "--unit", "STC").code == 0
    assert bcd35("check").code == 0


def test_a_name_that_the_disk_does_not_take(bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows hands ``*`` on to the program, and refuses it in a name."""
    real = Path.open

    def refuse(path: Path, *given: Any, **options: Any) -> Any:
        if "*" in path.name:
            raise OSError(errno.EINVAL, "Invalid argument", str(path))
        return real(path, *given, **options)

    monkeypatch.setattr(Path, "open", refuse)
    assert bcd35("casefile", "verify", "hồ sơ*.zip") == (
        9,
        "",
        (
            "Lỗi: Không dùng được “hồ sơ*.zip” (ổ đĩa không nhận; tên tệp không được có * ? : < > |).\n"
            "  → Kiểm tra đường dẫn, ổ đĩa rồi chạy lại.\n"
        ),
    )


def test_disk_full_while_receiving(bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(form_of(root, "SYT"), root / "nộp" / "a.xlsx")
    before = picture(root)
    monkeypatch.setattr("bcd35.world.files.os.fsync", _failing(errno.ENOSPC, 1))

    ran = bcd35("record-report", "nộp")

    assert ran == (
        9,
        "",
        "Lỗi: Ổ đĩa đầy; lệnh dừng lại, việc chưa xong thì chưa ghi vào sổ.\n  → Dọn ổ đĩa rồi chạy lại.\n",
    )
    assert picture(root) == before


def test_database_that_cannot_grow(bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = picture(root)
    _tighten(monkeypatch, "PRAGMA max_page_count = 1")

    ran = bcd35("record-report", "SYT", *SET, "--note", "x" * 20_000)

    words = (
        "Lỗi: Ổ đĩa đầy, không ghi được “bcd35.db”; việc chưa xong thì chưa ghi vào sổ.\n  → Dọn ổ đĩa rồi "
        "chạy lại.\n"
    )
    assert ran == (9, "", words)
    assert picture(root) == before


def _tighten(monkeypatch: pytest.MonkeyPatch, pragma: str) -> None:
    real = connection.open_connection

    def opened(path: Path | None) -> sqlite3.Connection:
        found = real(path)
        found.execute(pragma)
        return found

    monkeypatch.setattr("bcd35.store.store.open_connection", opened)


def test_database_that_may_only_be_read(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = picture(root)
    _tighten(monkeypatch, "PRAGMA query_only = ON")

    ran = bcd35("record-report", "SYT", *SET)

    words = "Lỗi: Không ghi được “bcd35.db”: thư mục hoặc tệp chỉ cho đọc, hoặc ổ đĩa có lỗi."
    assert ran == (7, "", f"{words}\n  → Kiểm tra quyền ghi vào thư mục làm việc rồi chạy lại.\n")
    assert bcd35("status", "-q").code == 0
    assert picture(root) == before


def test_database_held_by_another_program(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = picture(root)
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.01)
    with closing(sqlite3.connect(root / "bcd35.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ran, reading = bcd35("record-report", "SYT", *SET), bcd35("status", "-q")

    help_ = "Đóng lệnh bcd35 đang chạy ở máy hoặc cửa sổ khác, đợi ít phút rồi chạy lại."
    assert ran == (7, "", f"Lỗi: “bcd35.db” đang được ghi ở nơi khác; đã đợi 0 giây.\n  → {help_}\n")
    assert reading.code == 0
    assert picture(root) == before


@pytest.mark.parametrize(
    ("content", "code", "err"),
    [
        (
            b"no database",
            7,
            (
                "“bcd35.db” không đọc được như một cơ sở dữ liệu (tệp hỏng).\n"
                "  → Giữ nguyên tệp này. Lấy lại từ bản sao gần nhất: bcd35 restore --replace"
            ),
        ),
        (
            "CREATE TABLE other (x)",
            5,
            (
                "“bcd35.db” là cơ sở dữ liệu của chương trình khác.\n  → Chuyển tệp ấy đi nơi khác, hoặc "
                "dùng thư mục làm việc khác (-C)."
            ),
        ),
        (
            "PRAGMA application_id = 0x62633335; PRAGMA user_version = 99",
            5,
            (
                f"“bcd35.db” do bản bcd35 mới hơn tạo ra (cấu trúc 99; bản này đọc đến {len(MIGRATIONS)}).\n"
                "  → Cập nhật bcd35 trên máy này rồi chạy lại."
            ),
        ),
    ],
    ids=["damaged", "foreign", "newer"],
)
def test_database_that_is_not_ours_to_touch(
    content: bytes | str, code: int, err: str, bcd35: CommandLine, root: Path
) -> None:
    database = root / "bcd35.db"
    database.unlink()
    if isinstance(content, bytes):
        database.write_bytes(content)
    else:
        with closing(sqlite3.connect(database)) as other:
            other.executescript(content)
    before = database.read_bytes()

    for command in (["status"], ["notify"], ["notify", "--dry-run"], ["import"], ["check"]):
        assert bcd35(*command) == (code, "", f"Lỗi: {err}\n")
    assert database.read_bytes() == before


def test_folder_that_may_only_be_read(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = root / "out" / ROUND
    (folder / "STC").mkdir()
    before = picture(root)
    refuse_writing(monkeypatch, "out", errno.EACCES)

    ran = bcd35("notify", "--unit", "STC")

    monkeypatch.undo()
    reason = "tệp đang mở ở chương trình khác, hoặc thư mục chỉ cho đọc."
    fix = "Đóng tệp, kiểm tra quyền của thư mục rồi chạy lại."
    assert ran == (9, "", f"Lỗi: Không ghi hoặc không đọc được “{folder / 'STC'}”: {reason}\n  → {fix}\n")
    assert picture(root) == before


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="for root and on Windows no folder is read-only this way",
)
def test_folder_that_may_only_be_read_for_real(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    for folder in (root, root / "out" / ROUND):
        folder.chmod(0o555)
    try:
        issued, recorded = bcd35("notify", "--unit", "STC"), bcd35("record-report", "SYT", *SET)
    finally:
        for folder in (root, root / "out" / ROUND):
            folder.chmod(0o755)
    assert (issued.code, recorded.code, picture(root) == before) == (9, 7, True)


def test_an_init_that_was_cut_short_is_finished_by_another(bcd35: CommandLine, tmp_path: Path) -> None:
    def made(folder: Path) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}

    assert bcd35("init", str(tmp_path / "không lỗi")).code == 0
    for failing in count(1):
        folder = tmp_path / str(failing)
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, failing, lasting=True)
            ran = bcd35("init", str(folder))
        assert (ran.code == 0) == (faults.done < failing)
        assert bcd35("init", str(folder)).code == 0
        assert made(folder) == made(tmp_path / "không lỗi")
        if faults.done < failing:
            assert failing > 50
            return


# --- stopped, and our own bugs ------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize("options", [[], ["--json"]], ids=["spoken", "json"])
def test_ctrl_c_while_issuing(
    at: int, options: list[str], bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = picture(root)
    real, calls = files.write_aside, iter(range(1, 1_000))

    def write_aside(*arguments: Any) -> Any:
        if next(calls) == at:
            signal.raise_signal(signal.SIGINT)
        return real(*arguments)

    monkeypatch.setattr(files, "write_aside", write_aside)

    ran = bcd35("notify", "--unit", "STC", *options)

    assert ran == (130, "", STOPPED)
    assert picture(root) == before
    assert bcd35("notify", "--unit", "STC").code == 0


def test_ctrl_c_while_receiving(bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(form_of(root, "SYT"), root / "nộp" / "a.xlsx")
    before = picture(root)

    def publish(*_: Any) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("bcd35.usecases.receiving.record.publish_same", publish)

    assert bcd35("record-report", "nộp") == (130, "", STOPPED)
    assert picture(root) == before


SECRETS = ("Nguyễn Thị Bí Mật", "0351234567", "bimat@syt.gov.vn")


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError(" ".join(SECRETS)),
        KeyError(SECRETS[0]),
        sqlite3.IntegrityError(f"UNIQUE constraint failed: {SECRETS[1]}"),
        UnicodeEncodeError("utf-8", SECRETS[0], 0, 1, SECRETS[1]),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_bug_leaves_a_short_text_and_a_log_without_data(
    error: Exception, bcd35: CommandLine, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = tmp_path / "nhật ký"
    logs.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(logs))
    before = picture(root)

    def fails(_desk: object, secret: str) -> NoReturn:
        raise error from ValueError(secret)

    monkeypatch.setattr("bcd35.usecases.registers.units.get_unit", fails)

    ran = bcd35("units", "show", SECRETS[0])

    (log,) = logs.iterdir()
    sentence = "Chương trình gặp lỗi ngoài dự kiến. Lệnh này chưa ghi gì vào sổ."
    assert ran == (1, "", f"Lỗi [{log}]: {sentence}\n  → Gửi tệp nhật ký cho người phụ trách: {log}\n")
    text = log.read_text(encoding="utf-8")
    first, kind, *frames = text.splitlines()
    assert re.fullmatch(r"bcd35 \S+, Python \S+, \S+", first)
    assert kind == f"{type(error).__module__}.{type(error).__name__}"
    assert [line for line in frames if not re.fullmatch(r"  \w+\.py:\d+ \S+", line)] == []
    assert frames[-1].endswith(" fails")
    assert [secret for secret in (*SECRETS, str(root), "văn phòng") if secret in text] == []
    assert picture(root) == before


RECORDED = "Trước khi dừng, lệnh này đã ghi vào sổ; phần đã ghi còn nguyên."
LOOK_FIRST = "Xem việc ấy đã có trong sổ chưa rồi mới chạy lại lệnh, để không ghi hai lần: bcd35 log"


def failing_after_the_act(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fails(*_: Any) -> NoReturn:
        raise error

    monkeypatch.setattr("bcd35.show.units.changed", fails)


def test_what_a_bug_leaves_to_read_goes_with_the_tests(
    bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    failing_after_the_act(monkeypatch, RuntimeError())
    log = Path(bcd35("units", "edit", "SYT", "--note", "x", "--json").json["findings"][0]["where"])
    of_a_process = subprocess.check_output(
        [sys.executable, "-c", "import tempfile; print(tempfile.gettempdir())"]
    )
    assert (log.is_file(), Path(of_a_process.decode().strip())) == (True, log.parent)
    assert log.is_relative_to(tmp_path_factory.getbasetemp())


def test_a_bug_after_the_act_says_that_the_act_is_recorded(
    bcd35: CommandLine, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    failing_after_the_act(monkeypatch, RuntimeError())

    ran = bcd35("units", "edit", "SYT", "--note", "x")

    (log,) = tmp_path.glob("*.log")
    sentence = f"Lỗi [{log}]: Chương trình gặp lỗi ngoài dự kiến. {RECORDED}"
    assert ran == (1, "", f"{sentence}\n  → Gửi tệp nhật ký cho người phụ trách: {log} {LOOK_FIRST}\n")
    assert rows(root, "SELECT note FROM units WHERE code = 'SYT'") == [("x",)]


def test_ctrl_c_after_the_act_says_that_the_act_is_recorded(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing_after_the_act(monkeypatch, KeyboardInterrupt())

    ran = bcd35("units", "edit", "SYT", "--note", "x")

    assert ran == (130, "", f"\nĐã dừng theo yêu cầu. {RECORDED} {LOOK_FIRST}\n")
    assert rows(root, "SELECT note FROM units WHERE code = 'SYT'") == [("x",)]


def test_a_ledger_that_was_only_opened_for_the_first_time_holds_nothing_of_the_command(
    bcd35: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = tmp_path / "mới"
    assert bcd35("init", str(fresh)).code == 0

    def stopped(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("bcd35.usecases.registers.units.get_unit", stopped)

    assert bcd35("-C", str(fresh), "units", "show", "SYT") == (130, "", STOPPED)
    assert (fresh / "bcd35.db").stat().st_size


@pytest.mark.parametrize("recorded", [False, True])
def test_a_commit_that_fails_half_way_leaves_it_open_whether_it_is_recorded(
    recorded: bool,  # noqa: FBT001 – a case
    bcd35: CommandLine,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fail_inside_commit(monkeypatch, recorded=recorded)

    ran = bcd35("units", "edit", "SYT", "--note", "x")

    unsure = "Ổ đĩa báo lỗi đúng lúc ghi sổ: không chắc việc cuối cùng đã vào sổ hay chưa."
    assert (ran.code, ran.out) == (7, "")
    assert ran.err.endswith(
        f" {unsure}\n  → Kiểm tra quyền ghi vào thư mục làm việc rồi chạy lại. {LOOK_FIRST}\n"
    )
    assert rows(root, "SELECT note FROM units WHERE code = 'SYT'") == [("x" if recorded else "",)]


def test_what_was_promised_before_is_still_there(bcd35: CommandLine, root: Path) -> None:
    """The same picture twice is only a proof when the picture sees a change."""
    before = picture(root)
    assert bcd35("units", "edit", "SYT", "--note", "x").code == 0
    changed = picture(root)
    assert {name for name in changed if changed[name] != before.get(name)} == {"bcd35.db"}
    (root / "out" / "mới.txt").write_bytes(b"x")
    assert set(picture(root)) - set(before) == {"out/mới.txt"}
    assert len(rows(root, "SELECT * FROM expectations")) == len(UNITS)
    assert NOW.isoformat() == "2025-12-01T08:30:00+07:00"


def test_a_file_that_may_not_be_opened_is_told_in_vietnamese() -> None:
    """The parser's own English about a path; root may open everything, so it is not provoked here."""
    (found,) = usage_error(typer.BadParameter("Path 'f.xlsx' is not readable.")).findings
    assert found.message == "Không mở được “f.xlsx”: không có quyền đọc, hoặc tệp đang bị khóa."
