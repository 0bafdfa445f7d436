"""Register files: text typed by our own shapes, all faults at once with their places, planned imports."""

import unicodedata
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.entries import ChannelEntry, UnitEntry, judge_unit_name
from bcd35.domain.errors import BrokenFile, DatabaseUnusable, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.text import clean
from bcd35.domain.units import UnitKind
from bcd35.formats.registers import reader as files
from bcd35.formats.registers import yaml_nodes
from bcd35.formats.registers.reader import (
    Holiday,
    read_channels,
    read_holidays,
    read_office,
    read_round,
    read_units,
    write_register,
)
from bcd35.formats.registers.yaml_nodes import read_nodes
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.registers.channel_changes import edit_channel
from bcd35.usecases.registers.channels import export_channels
from bcd35.usecases.registers.imports import (
    Imported,
    import_registers,
    plan_counts,
)
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.sources import ImportRequest, workspace_sources
from bcd35.usecases.registers.switching import switch_round
from bcd35.usecases.registers.units import export_units, list_units, the_office
from bcd35.usecases.workspace.opening import open_desk, workspace_notes
from bcd35.world.workspace import Workspace, World
from tests.conftest import NOW, ROUND, CommandLine, rehearsing
from tests.support import REPOSITORY
from tests.support.filling import ROUND_FILE, edit
from tests.support.trees import tree

KINDS = (UnitKind("k", "K"),)
FILE = "data/f.yaml"


# --- YAML as text -------------------------------------------------------------------------------------------


def test_nothing_is_guessed_from_a_scalar() -> None:
    text = """\
sample: no
units:
  - {code: 0351234567, name: 0x1F, kind: k, note: 0208 385 0001}
  - {code: no, name: "no", kind: k, note: Yes}
  - {code: 1e3, name: 1e3, kind: k, note: 2025-11-22}
  - {code: null, name: .NaN, kind: k, note: 1_000}
  - {code: 12:30, name: null, kind: k, note: !!int "3"}
"""
    read = read_units(text.replace("12:30", "'12-30'").encode(), FILE, KINDS)
    assert read.findings == ()
    assert read.value == files.UnitsFile(
        (
            UnitEntry(code="0351234567", name="0x1F", kind="k", note="0208 385 0001"),
            UnitEntry(code="no", name="no", kind="k", note="Yes"),
            UnitEntry(code="1e3", name="1e3", kind="k", note="2025-11-22"),
            UnitEntry(code="null", name=".NaN", kind="k", note="1_000"),
            UnitEntry(code="12-30", name="null", kind="k", note="3"),
        ),
        sample=False,
    )


GOOD = "units:\n  - code: A\n    name: Sở Y tế\n    kind: k\n"


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        b"\xfe\xff" + GOOD.encode("utf-16-be"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", GOOD).encode(),
        GOOD.replace("Sở", "\u200b Sở\u00a0").encode(),
        f"# đầu\n---\n{GOOD}...\n".encode(),
        GOOD.replace("Sở Y tế", "|\n      Sở\n      Y tế\n").encode(),
        GOOD.replace("kind: k", "kind: k\n    email:\n    note: ''").encode(),
        b"{units: [{code: A, name: S\xe1\xbb\x9f Y t\xe1\xba\xbf, kind: k}]}",
    ],
    ids=[
        "plain",
        "bom",
        "utf-16",
        "utf-16-be",
        "crlf",
        "cr",
        "nfd",
        "invisible",
        "document marks",
        "block text",
        "empty optional",
        "flow",
    ],
)
def test_every_honest_spelling_reads_the_same(data: bytes) -> None:
    read = read_units(data, FILE, KINDS)
    assert (read.value, read.findings) == (
        files.UnitsFile((UnitEntry(code="A", name="Sở Y tế", kind="k"),)),
        (),
    )


BAD_SYNTAX = (
    "Dòng này viết sai cú pháp (thiếu dấu “:”, thiếu dấu nháy, hoặc thụt đầu dòng lệch).",
    "So với các dòng đúng bên trên rồi sửa.",
)
TAB = ("Có ký tự tab; tệp này chỉ dùng dấu cách để thụt đầu dòng.", "Thay tab bằng hai dấu cách.")
EMPTY = (
    "Tệp chưa có nội dung.",
    "Điền dữ liệu; bản mặc định có trong thư mục mới tạo bằng: bcd35 init THƯ_MỤC_KHÁC",
)
ENCODING = ("Tệp không phải bảng mã UTF-8.", "Mở tệp, chọn lưu lại với bảng mã UTF-8.")
CONTROL = ("Tệp có ký tự điều khiển không được phép.", "Xóa ký tự lạ ở dòng này.")
ALIAS = ("Không dùng bí danh “*x”.", "Ghi đủ nội dung tại chỗ.")


@pytest.mark.parametrize(
    ("data", "code", "place", "words"),
    [
        (b"", "empty_file", "", EMPTY),
        (b"\xef\xbb\xbf# only a remark\n\n", "empty_file", "", EMPTY),
        (
            b"a: 1\na: 2\n",
            "duplicate_key",
            ", dòng 2, cột 1",
            ("Mục “a” ghi hai lần (lần đầu ở dòng 1).", "Giữ một mục."),
        ),
        (
            b"l:\n  - {b: 1, b: 1}\n",
            "duplicate_key",
            ", dòng 2, cột 12",
            ("Mục “b” ghi hai lần (lần đầu ở dòng 2).", "Giữ một mục."),
        ),
        (b"a: &x 1\nb: *x\n", "alias", ", dòng 2, cột 4", ALIAS),
        (b"a: *x\n", "alias", ", dòng 1, cột 4", ALIAS),
        (
            b"a: 1\n---\nb: 2\n",
            "second_document",
            ", dòng 3, cột 1",
            ("Tệp có hơn một tài liệu (dòng “---”).", "Giữ một tài liệu trong mỗi tệp."),
        ),
        (
            b"? [a, b]\n: 1\n",
            "bad_key",
            ", dòng 1, cột 3",
            ("Tên mục phải là chữ.", "Viết dạng “tên: giá trị”."),
        ),
        (b"a:\n\tb: 1\n", "tab_in_yaml", ", dòng 2, cột 1", TAB),
        ("đợt: 1\n- x\n".encode(), "bad_yaml", ", dòng 2, cột 1", BAD_SYNTAX),
        (b"a: b: c\n", "bad_yaml", ", dòng 1, cột 5", BAD_SYNTAX),
        (b'a: 1\nb: "x\n', "bad_yaml", ", dòng 3, cột 1", BAD_SYNTAX),
        (b"a: {b\n", "bad_yaml", ", dòng 2, cột 1", BAD_SYNTAX),
        ("đầy đủ: đợt\nb: ố\x07 x\n".encode(), "bad_yaml", ", dòng 2, cột 5", CONTROL),
        (b"a: 1\nb: \x00\n", "bad_yaml", ", dòng 2, cột 4", CONTROL),
        ("a: Sở\nb: Đảng ủy\n".encode("cp1258", errors="replace"), "bad_encoding", ", dòng 2", ENCODING),
        ("a: 1\nb: é\n".encode("latin-1"), "bad_encoding", ", dòng 2", ENCODING),
        (b"\xff\xfea\x00:\x00 ", "bad_encoding", ", dòng 1", ENCODING),
        (b"[" * 21 + b"]" * 21, "too_deep", ", dòng 1, cột 21", ("Dữ liệu lồng quá 20 cấp.", "Bỏ bớt cấp.")),
        (b"[" * 200_000, "too_deep", ", dòng 1, cột 21", ("Dữ liệu lồng quá 20 cấp.", "Bỏ bớt cấp.")),
        (b"{a: " * 50_000, "too_deep", ", dòng 1, cột 81", ("Dữ liệu lồng quá 20 cấp.", "Bỏ bớt cấp.")),
    ],
)
def test_a_file_that_is_not_plain_yaml_is_named_to_the_column(
    data: bytes, code: str, place: str, words: tuple[str, str]
) -> None:
    _, findings = read_nodes(data, FILE)
    assert findings == [Finding(code, FILE + place, *words)]


def test_both_parsers_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    samples = [
        GOOD.encode(),
        "đầy đủ: đợt\nb: ố\x07 x\n".encode(),
        b"a: &x 1\na: *x\n",
        b"a:\n\tb: 1\n",
        b"[" * 30,
    ]
    fast = [read_nodes(data, FILE) for data in samples]
    monkeypatch.delattr("yaml.CBaseLoader")  # a Python without the wheel's C part
    assert [read_nodes(data, FILE) for data in samples] == fast


def test_twenty_levels_are_deep_enough() -> None:
    root, findings = read_nodes(b"[" * 20 + b"a" + b"]" * 20, FILE)
    assert root is not None
    assert findings == []


def test_a_far_too_large_file_is_not_even_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yaml.parse", None)
    size = yaml_nodes.LARGEST_FILE + 1
    assert read_nodes(b"#" * size, FILE) == (
        None,
        [Finding("too_large", FILE, "Tệp lớn 32 MiB; chỉ nhận tệp đến 32 MiB.", "Chia nhỏ tệp.")],
    )


def test_all_faults_of_yaml_are_found_in_one_pass() -> None:
    _, findings = read_nodes(b"a: 1\na: 2\nb: *x\nc:\n  d: 1\n  d: 2\n---\ne: *y\n", FILE)
    assert [(found.code, found.where.partition(", ")[2]) for found in findings] == [
        ("duplicate_key", "dòng 2, cột 1"),
        ("alias", "dòng 3, cột 4"),
        ("duplicate_key", "dòng 6, cột 3"),
        ("alias", "dòng 8, cột 4"),
        ("second_document", "dòng 8, cột 1"),
    ]


# --- shapes: all faults at once -----------------------------------------------------------------------------

BAD_CHANNELS = """\
# Kênh
channels:
  - code: fb-1
    platform: facebok
    name: Một
    url: https://www.facebook.com/a
  - code: FB 2
    platform: facebook
    nam: Hai
    url: https://www.facebook.com/b
  - code: tt
    platform: tiktok
    name: ""
    url: https://www.facebook.com/c
  - {code: x1, platform: website, name: X, url: "ftp://x.vn"}
  - chỉ một chữ
  - code: fb-3
    platform: Facebook
    name: Ba
    url: HTTPS://m.facebook.com/a/?fbclid=1
    note: {a: b}
  - code: FB-3
    platform: facebook
    name: Bốn
    url: https://www.facebook.com/a?x=1
  - {code: tt-9, platform: tiktok, name: Sai, url: https://www.facebook.com/d}
kênh: 1
"""


def test_all_faults_of_a_channel_file_at_once() -> None:
    read = read_channels(BAD_CHANNELS.encode(), "data/channels.yaml")
    assert read.value is None
    assert [
        (found.code, found.where.removeprefix("data/channels.yaml, "), found.message, found.fix)
        for found in read.findings
    ] == [
        (
            "not_allowed",
            "dòng 4, cột 15",
            (
                "Mục “platform” ghi “facebok”; chỉ nhận: facebook, tiktok, youtube, zalo, instagram, x, "
                "website. Có phải là “facebook”?"
            ),
            "Ghi một trong các giá trị ấy.",
        ),
        (
            "missing_key",
            "dòng 7, cột 5",
            "Phần tử thứ 2 của “channels” thiếu mục “name”.",
            "Thêm dòng “name: …”.",
        ),
        (
            "bad_value",
            "dòng 7, cột 11",
            (
                "Mục “code” ghi “FB 2”; chỉ nhận chữ không dấu, chữ số, dấu “-” hoặc “_”, bắt đầu bằng chữ "
                "hoặc số."
            ),
            "Sửa giá trị.",
        ),
        (
            "unknown_key",
            "dòng 9, cột 5",
            "Không có mục “nam”. Có phải là “name”?",
            "Các mục được dùng: code, platform, name, url, owner, note",
        ),
        ("empty_value", "dòng 13, cột 11", "Mục “name” để trống.", "Điền giá trị."),
        (
            "bad_url",
            "dòng 15, cột 49",
            "Địa chỉ “ftp://x.vn” không phải địa chỉ http:// hoặc https:// hợp lệ.",
            "Ghi địa chỉ đầy đủ của trang, ví dụ https://www.facebook.com/ten-trang",
        ),
        (
            "not_a_mapping",
            "dòng 16, cột 5",
            "Phần tử thứ 5 của “channels” phải gồm các dòng “tên: giá trị”.",
            "Xem mẫu trong tệp mặc định.",
        ),
        (
            "not_a_text",
            "dòng 21, cột 11",
            "Mục “note” phải là một giá trị, không phải danh sách.",
            "Ghi một giá trị trên cùng dòng.",
        ),
        (
            "duplicate_code",
            "dòng 22, cột 11",
            "Mã “FB-3” trùng với mã “fb-3” ở trên (không phân biệt chữ hoa, chữ thường).",
            "Đặt mã khác.",
        ),
        (
            "url_not_of_platform",
            "dòng 26, cột 52",
            "Địa chỉ “https://www.facebook.com/d” (máy chủ www.facebook.com) không phải trang TikTok.",
            "Sửa địa chỉ, hoặc sửa nền tảng cho khớp.",
        ),
        ("unknown_key", "dòng 27, cột 1", "Không có mục “kênh”.", "Các mục được dùng: channels"),
    ]


def test_the_same_page_twice_in_a_file_is_refused_however_it_was_copied() -> None:
    text = """\
channels:
  - {code: a, platform: tiktok, name: Một, url: "https://www.tiktok.com/@x?"}
  - {code: b, platform: tiktok, name: Hai, url: "http://tiktok.com/@x/?_t=1&_r=2"}
"""
    assert read_channels(text.encode(), FILE).findings == (
        Finding(
            "same_page",
            f"{FILE}, dòng 3, cột 49",
            "Kênh “b” trỏ đến cùng một trang với kênh “a” (Một): https://www.tiktok.com/@x.",
            "Giữ một kênh; kênh đã thôi dùng thì khôi phục bằng: bcd35 channels edit MÃ --status active",
        ),
    )


def test_all_faults_of_a_unit_file_at_once() -> None:
    text = f"""\
sample: maybe
units:
  - {{code: A, name: Một, kind: zzz}}
  - {{code: B, name: Hai, kind: k, email: mot@hai}}
  - {{code: a, name: {"x" * 301}, kind: k}}
  - {{code: ../x, name: Ba, kind: k}}
  - {{code: b, name: Bốn, kind: k}}
  - {{code: {"C" * 41}, kind: k, name: [Năm]}}
"""
    assert [
        (found.code, found.where.removeprefix(f"{FILE}, "), found.message)
        for found in read_units(text.encode(), FILE, KINDS).findings
    ] == [
        ("not_yes_no", "dòng 1, cột 9", "Mục “sample” ghi “maybe”; chỉ nhận true hoặc false."),
        ("unknown_kind", "dòng 3, cột 32", "Không có loại đơn vị “zzz”; các loại: k."),
        (
            "bad_value",
            "dòng 4, cột 42",
            "Mục “email” ghi “mot@hai”; chỉ nhận địa chỉ thư công vụ dạng ten@co-quan.gov.vn.",
        ),
        ("too_long", "dòng 5, cột 21", "Mục “name” dài 301 ký tự; tối đa 300."),
        (
            "bad_value",
            "dòng 6, cột 12",
            (
                "Mục “code” ghi “../x”; chỉ nhận chữ không dấu, chữ số, dấu “-” hoặc “_”, bắt đầu bằng chữ "
                "hoặc số."
            ),
        ),
        (
            "duplicate_code",
            "dòng 7, cột 12",
            "Mã “b” trùng với mã “B” ở trên (không phân biệt chữ hoa, chữ thường).",
        ),
        ("too_long", "dòng 8, cột 12", "Mục “code” dài 41 ký tự; tối đa 40."),
        ("not_a_text", "dòng 8, cột 70", "Mục “name” phải là một giá trị, không phải danh sách."),
    ]


@pytest.mark.parametrize(
    ("text", "code", "place", "message"),
    [
        ("- A\n", "not_a_mapping", "dòng 1, cột 1", "Tệp phải gồm các dòng “tên: giá trị”."),
        ("units: Sở Y tế\n", "not_a_list", "dòng 1, cột 8", "Mục “units” phải là danh sách."),
        ("units:\n  A: {name: x}\n", "not_a_list", "dòng 2, cột 3", "Mục “units” phải là danh sách."),
        ("sample: true\n", "missing_key", "dòng 1, cột 1", "Tệp thiếu mục “units”."),
        ("unit: []\nunits: []\n", "unknown_key", "dòng 1, cột 1", "Không có mục “unit”. Có phải là “units”?"),
    ],
)
def test_a_file_of_the_wrong_shape(text: str, code: str, place: str, message: str) -> None:
    (found,) = read_units(text.encode(), FILE, KINDS).findings
    assert found[:3] == (code, f"{FILE}, {place}", message)


def test_an_empty_list_is_a_list() -> None:
    assert (
        read_units(b"units:\n", FILE, KINDS).value
        == read_units(b"units: []\n", FILE, KINDS).value
        == files.UnitsFile(())
    )


def test_days_off() -> None:
    good = b"holidays:\n  - {date: 2026-01-01, name: A}\n  - {date: 2/9/2026, name: B}\n"
    assert read_holidays(good, FILE).value == files.HolidaysFile(
        (Holiday(date(2026, 1, 1), "A"), Holiday(date(2026, 9, 2), "B"))
    )
    bad = "holidays:\n  - {date: 2026-02-30, name: Sai}\n  - {date: 31/12/1999, name: Cũ}\n  - {name: ''}\n"
    assert [
        (found.code, found.where, found.message) for found in read_holidays(bad.encode(), FILE).findings
    ] == [
        (
            "not_a_date",
            f"{FILE}, dòng 2, cột 12",
            "Mục “date” ghi “2026-02-30”; chỉ nhận ngày dạng 2025-12-15 hoặc 15/12/2025.",
        ),
        (
            "not_a_date",
            f"{FILE}, dòng 3, cột 12",
            "Mục “date” ghi “31/12/1999”; chỉ nhận ngày dạng 2025-12-15 hoặc 15/12/2025.",
        ),
        ("missing_key", f"{FILE}, dòng 4, cột 5", "Phần tử thứ 3 của “holidays” thiếu mục “date”."),
        ("empty_value", f"{FILE}, dòng 4, cột 12", "Mục “name” để trống."),
    ]


@pytest.mark.parametrize("second", ["", "working_days:\n"])
def test_a_day_stands_once_in_the_calendar(second: str) -> None:
    twice = f"holidays:\n  - {{date: 2026-01-03, name: A}}\n{second}  - {{date: 3/1/2026, name: B}}\n"
    (found,) = read_holidays(twice.encode(), FILE).findings
    line = 4 if second else 3
    assert (found.code, found.where) == ("day_twice", f"{FILE}, dòng {line}, cột 12")
    assert found.message == "Ngày 03/01/2026 đã ghi ở trên."


def changed_default(name: str, *changes: tuple[str, str]) -> str:
    text = (REPOSITORY / name).read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    return text


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_faults_between_the_parts_of_a_round() -> None:
    text = changed_default(
        ROUND_FILE,
        (
            '{code: anh_da_gui, task: "3", label: Số ảnh đã gửi',
            '{code: anh_da_gui, task: "9", label: Danh sách đảng viên đã gửi',
        ),
        ("{code: video_da_gui,", "{code: ANH_DA_GUI,"),
        ("  video: video_da_gui", "  video: VIDEO"),
        ("kind: date}", "kind: date, of: [a]}"),
        ("họp chi bộ, văn bản", "họp; họp chi bộ, văn bản"),
    )
    found = read_round(text.encode(), FILE).findings
    assert {(one.code, one.where.partition(", cột")[0], one.message) for one in found} == {
        (
            "unknown_task",
            f"{FILE}, dòng {line_of(text, 'anh_da_gui')}",
            "Chỉ tiêu “anh_da_gui” thuộc nội dung “9” không có trong đợt.",
        ),
        (
            "asks_about_persons",
            f"{FILE}, dòng {line_of(text, 'anh_da_gui')}",
            (
                "Chỉ tiêu “Danh sách đảng viên đã gửi” hỏi về cá nhân hoặc tài khoản cá nhân; mẫu chỉ hỏi "
                "việc của chính đơn vị."
            ),
        ),
        (
            "duplicate_code",
            f"{FILE}, dòng {line_of(text, 'ANH_DA_GUI')}",
            "Chỉ tiêu “ANH_DA_GUI” khai hai lần.",
        ),
        (
            "bad_options",
            f"{FILE}, dòng {line_of(text, 'of: [a]')}",
            "Chỉ tiêu “ngay_thong_bao_xong”: loại choices phải có danh sách “of”, loại khác thì không.",
        ),
        (
            "bad_options",
            f"{FILE}, dòng {line_of(text, 'họp; họp')}",
            (
                "Chỉ tiêu “hinh_thuc_thong_bao”: lựa chọn không được có dấu “;” (dấu này ngăn cách các lựa "
                "chọn)."
            ),
        ),
        (
            "unknown_field",
            f"{FILE}, dòng {line_of(text, '  video: VIDEO')}",
            "“video” nêu chỉ tiêu “VIDEO”; đợt không có chỉ tiêu loại count nào mang mã ấy.",
        ),
    }
    assert len(found) == 6


def test_faults_of_an_office() -> None:
    text = changed_default(
        "data/office.yaml",
        ("place: Thái Nguyên", "place: ''"),
        ("next_number: 28", "next_number: -5"),
        ("code: chi_bo_co_so", "code: dang_uy_co_so"),
        ('list_separator: ";"', 'list_separator: "!"'),
    )
    assert [
        (one.code, one.where.partition(", cột")[0].removeprefix(f"{FILE}, dòng "), one.message)
        for one in read_office(text.encode(), FILE).findings
    ] == [
        ("empty_value", str(line_of(text, "place: ''")), "Mục “place” để trống."),
        (
            "not_a_number",
            str(line_of(text, "-5")),
            "Mục “next_number” ghi “-5”; chỉ nhận số nguyên từ 0 trở lên, viết liền.",
        ),
        ("not_allowed", str(line_of(text, '"!"')), "Mục “list_separator” ghi “!”; chỉ nhận: ;, ,."),
    ]
    text = changed_default(
        "data/office.yaml",
        ("next_number: 28", "next_number: 0"),
        ("code: chi_bo_co_so", "code: dang_uy_co_so"),
    )
    assert [(one.code, one.message) for one in read_office(text.encode(), FILE).findings] == [
        ("bad_value", "Số tiếp theo là 0; phải từ 1 trở lên."),
        ("duplicate_code", "Loại đơn vị “dang_uy_co_so” khai hai lần."),
    ]


@pytest.mark.parametrize(
    "name", ["data/office.yaml", "data/holidays.yaml", "data/channels.yaml", "data/units.yaml", ROUND_FILE]
)
def test_any_torn_default_is_read_or_refused_and_never_crashes(name: str) -> None:
    data = (REPOSITORY / name).read_bytes()
    readers: dict[str, Any] = {
        "data/office.yaml": lambda part: read_office(part, name),
        "data/holidays.yaml": lambda part: read_holidays(part, name),
        "data/channels.yaml": lambda part: read_channels(part, name),
        "data/units.yaml": lambda part: read_units(part, name, KINDS),
        ROUND_FILE: lambda part: read_round(part, name),
    }
    assert readers[name](data).findings == () or name == "data/units.yaml"  # whose kinds are the office's
    for end in range(0, len(data), max(1, len(data) // 60)):
        read = readers[name](data[:end])
        assert (read.value is None) == bool(read.findings)
        assert all(found.message and found.where.startswith(name) for found in read.findings)


# --- written and read back ----------------------------------------------------------------------------------

TEXT = st.text(max_size=250).map(clean)
LINE = TEXT | st.sampled_from(
    [
        "",
        "no",
        "~",
        "null",
        "0351234567",
        "- x",
        "a: b # c",
        "'",
        '"',
        "<b>&amp;",
        "x" * 200,
        "{a}",
        "*x",
        "%d",
        "@a",
        "=1+1",
        "…",
        "😀",
    ]
)
CODE = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", fullmatch=True)
NAME = LINE.map(lambda text: text[:200].strip()).filter(
    lambda name: any(map(str.isalpha, name)) and not {*"?\ufffd"} & {*name}
)
UNIT_NAME = NAME.filter(lambda name: not judge_unit_name(name, ""))  # “A; B” is two units, “NT” none


@given(
    st.lists(
        st.builds(
            UnitEntry,
            code=CODE.filter(lambda code: code.casefold() != "k"),  # the kind's
            name=UNIT_NAME,
            kind=st.just("k"),
            email=st.sampled_from(["", "a.b@c-d.gov.vn"]),
            note=LINE,
        ),
        unique_by=lambda unit: unit.code.casefold(),
    )
)
def test_units_written_are_the_units_read(entries: list[UnitEntry]) -> None:
    read = read_units(write_register("units", entries), FILE, KINDS)
    assert (read.value, read.findings) == (files.UnitsFile(tuple(entries)), ())


@given(st.lists(st.tuples(CODE, NAME, LINE, LINE), unique_by=lambda row: row[0].casefold()))
def test_channels_written_are_the_channels_read(parts: list[tuple[str, str, str, str]]) -> None:
    entries = [
        ChannelEntry(
            code=code,
            platform="website",
            name=name,
            url=f"https://{number}.gov.vn/a?b=1&c=#x",
            owner=owner,
            note=note,
        )
        for number, (code, name, owner, note) in enumerate(parts)
    ]
    read = read_channels(write_register("channels", entries), FILE)
    assert (read.value, read.findings) == (files.ChannelsFile(tuple(entries)), ())


def test_a_text_in_pieces_is_the_same_text() -> None:
    name = "Ban “Quản lý”, 'dự án' & <đầu tư>: số 1 # x"
    data = write_register("units", [UnitEntry(code="A", name=name, kind="k")])
    for spelling in (data, unicodedata.normalize("NFD", data.decode()).encode()):
        assert read_units(spelling, FILE, KINDS).value == files.UnitsFile(
            (UnitEntry(code="A", name=name, kind="k"),)
        )


# --- imports ------------------------------------------------------------------------------------------------


def import_file(desk: Desk, name: str, **options: bool) -> Imported:
    request = ImportRequest([desk.workspace.root / name], retire_missing=options.get("retire_missing", False))
    return import_registers(desk, request)


def codes(outcome: Imported) -> dict[str, dict[str, list[str]]]:
    """File → what happens to which codes, empty lists left out."""

    def coded(entries: tuple[Any, ...]) -> list[str]:
        return [
            entry.code for entry in ((entry[1] if isinstance(entry, tuple) else entry) for entry in entries)
        ]

    return {
        change.shown: {
            name: coded(getattr(change.plan, name))
            for name in plan_counts(change.plan)
            if getattr(change.plan, name)
        }
        for change in outcome.changes
    }


OWN_CHANNELS = """\
channels:
  - {code: FB-huong-tra, platform: facebook, name: TÊN MỚI, url: https://www.facebook.com/huongtraxuthai1}
  - {code: fb-bao-ptth, platform: facebook, name: "Báo và phát thanh, truyền hình Thái Nguyên", url: https://www.facebook.com/tntvdigital}
  - {code: web, platform: website, name: Cổng, url: https://thainguyen.gov.vn/}
"""
CHANNEL_PLAN = {
    "data/channels.yaml": {
        "new": ["web"],
        "changed": ["fb-huong-tra"],
        "unchanged": ["fb-bao-ptth"],
        "would_retire": ["fb-cong-ttdt", "tt-tomorrow", "tt-bao", "tt-future"],
    }
}


def channel_states(desk: Desk) -> list[tuple[str, str, str]]:
    return [(channel.code, channel.name, channel.status) for channel in desk.store.registers.channels()]


def test_an_import_is_planned_shown_and_applied(desk: Desk) -> None:
    (desk.workspace.data / "channels.yaml").write_text(OWN_CHANNELS, encoding="utf-8")
    before, states = tree(desk.workspace.root), channel_states(desk)
    shown = import_file(rehearsing(desk), "data/channels.yaml")
    assert (codes(shown), shown.applied) == (CHANNEL_PLAN, False)
    assert tree(desk.workspace.root) == before  # the database too

    done = import_file(desk, "data/channels.yaml")
    assert (codes(done), done.applied) == (CHANNEL_PLAN, True)
    assert (
        channel_states(desk)
        == [
            ("fb-huong-tra", "TÊN MỚI", "active"),
            states[1],
            ("web", "Cổng", "active"),  # where it stands in the file
            *states[2:],
        ]
    )
    journal = desk.store._connection.execute(
        "SELECT act, subject, detail FROM journal ORDER BY id DESC LIMIT 2"
    ).fetchall()
    assert journal == [
        (
            "import_channel",
            "fb-huong-tra",
            '{"file": "data/channels.yaml", "changes": {"name": ["HƯƠNG TRÀ XÚ THÁI", "TÊN MỚI"]}}',
        ),
        (
            "import_channels",
            "data/channels.yaml",
            '{"new": 1, "changed": 1, "unchanged": 1, "would_retire": 4, "retire": 0, "added": ["web"]}',
        ),
    ]

    again = import_file(desk, "data/channels.yaml")
    assert codes(again)["data/channels.yaml"]["unchanged"] == ["fb-huong-tra", "fb-bao-ptth", "web"]
    assert all(change.plan.nothing_to_do for change in again.changes)


def test_what_is_not_in_the_file_is_retired_only_when_asked(desk: Desk) -> None:
    (desk.workspace.data / "channels.yaml").write_text(OWN_CHANNELS, encoding="utf-8")
    done = import_file(desk, "data/channels.yaml", retire_missing=True)
    assert codes(done)["data/channels.yaml"]["retire"] == CHANNEL_PLAN["data/channels.yaml"]["would_retire"]
    assert [code for code, _, status in channel_states(desk) if status == "active"] == [
        "fb-huong-tra",
        "fb-bao-ptth",
        "web",
    ]
    assert len(channel_states(desk)) == 7


def test_retired_stays_retired(desk: Desk) -> None:
    edit_channel(desk, "tt-bao", {"status": "retired"})
    with desk.act():
        desk.store.registers.change_unit(replace(desk.store.registers.units()[0], status="retired"))
    retired = desk.store.registers.units()[0].code
    edit(desk.workspace.root, "data/channels.yaml", ("name: Báo Thái Nguyên", "name: Báo TN"))
    import_file(desk, "data/channels.yaml")
    import_file(desk, "data/units.yaml")
    assert [(name, status) for code, name, status in channel_states(desk) if code == "tt-bao"] == [
        ("Báo TN", "retired")
    ]
    assert [unit.status for unit in desk.store.registers.units() if unit.code == retired] == ["retired"]


def test_two_channels_swap_pages_by_import(desk: Desk) -> None:
    one, other = "https://www.facebook.com/huongtraxuthai1", "https://www.facebook.com/tntvdigital"
    edit(desk.workspace.root, "data/channels.yaml", (one, "tạm"), (other, one), ("tạm", other))
    assert codes(import_file(desk, "data/channels.yaml"))["data/channels.yaml"]["changed"] == [
        "fb-huong-tra",
        "fb-bao-ptth",
    ]
    assert [channel.canonical_url for channel in desk.store.registers.channels()][:2] == [other, one]


@pytest.mark.parametrize("status", ["active", "retired"])
def test_a_page_of_a_channel_that_the_file_leaves_out_is_refused(desk: Desk, status: str) -> None:
    edit_channel(desk, "tt-bao", {"status": status})
    text = (
        "channels:\n  - {code: moi, platform: tiktok, name: Mới, url: "
        "https://tiktok.com/@baothainguyen.official}\n"
    )
    (desk.workspace.data / "channels.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BrokenFile) as caught:
        import_file(desk, "data/channels.yaml")
    assert caught.value.findings == (
        Finding(
            "same_page",
            "data/channels.yaml, dòng 2, cột 51",
            (
                "Kênh “moi” trỏ đến cùng một trang với kênh “tt-bao” (Báo Thái Nguyên): "
                "https://www.tiktok.com/@baothainguyen.official."
            ),
            "Giữ một kênh; kênh đã thôi dùng thì khôi phục bằng: bcd35 channels edit MÃ --status active",
        ),
    )


def test_one_bad_file_and_nothing_is_applied(desk: Desk) -> None:
    edit(desk.workspace.root, "data/channels.yaml", ("name: Báo Thái Nguyên", "name: Báo TN"))
    edit(desk.workspace.root, "data/units.yaml", ("{code: SYT,", "{code: S YT,"))
    edit(desk.workspace.root, ROUND_FILE, ("deadline: 2025-12-15", "deadline: mai"))
    before = tree(desk.workspace.root)
    with pytest.raises(BrokenFile) as caught:
        import_registers(desk, ImportRequest())
    assert [(found.code, found.where.partition(", cột")[0]) for found in caught.value.findings] == [
        ("bad_value", "data/units.yaml, dòng 11"),
        ("not_a_date", f"{ROUND_FILE}, dòng 6"),
    ]
    assert tree(desk.workspace.root) == before


def test_a_fault_of_a_hundred_and_fifty_entries_is_told_once(bcd35: CommandLine, root: Path) -> None:
    # the entries are not equally long, and every other one is right
    entries = [
        f"  - {{code: A{place}, name: Sở {place}, kind: dang_uy_co_so{'' if place % 2 else ', tel: 1'}}}\n"
        for place in range(300)
    ]
    (root / "data" / "units.yaml").write_text(f"units:\n{''.join(entries)}", encoding="utf-8")

    ran = bcd35("units", "import", "data/units.yaml")
    assert (ran.code, ran.out, ran.err) == (
        6,
        "",
        (
            "Lỗi [data/units.yaml, dòng 2, 4, 6, 8, 10, 12, 14, 16 và 142 chỗ khác]: Không có mục “tel”.\n"
            "  → Các mục được dùng: code, name, kind, email, note, phone\n"
        ),
    )
    listed = bcd35("units", "import", "data/units.yaml", "--json").json["findings"]
    assert [found["where"].rpartition(",")[0] for found in listed] == [
        f"data/units.yaml, dòng {line}" for line in range(2, 302, 2)
    ]


def test_a_fault_while_applying_undoes_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(desk.workspace.root, "data/channels.yaml", ("name: Báo Thái Nguyên", "name: Báo TN"))
    edit(desk.workspace.root, ROUND_FILE, ("deadline: 2025-12-15", "deadline: 2025-12-16"))
    before = tree(desk.workspace.root)

    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(type(desk.store.registers), "set_round", fails)
    with pytest.raises(OSError, match="Input/output"):
        import_registers(desk, ImportRequest())
    assert tree(desk.workspace.root) == before


def test_the_first_import_is_told_as_the_making_of_the_ledger(bcd35: CommandLine, root: Path) -> None:
    edit(root, "data/office.yaml", ("place: Thái Nguyên", "place: Lào Cai"))

    assert "Sổ vừa lập từ chính các tệp này, đã ghi đúng như các tệp." in bcd35("import").out.splitlines()
    assert "Không có gì thay đổi." in bcd35("import").out.splitlines()
    assert bcd35("office", "--json").json["data"]["place"] == "Lào Cai"


def test_a_broken_office_in_a_fresh_workspace_is_named_alone(root: Path) -> None:
    edit(root, "data/office.yaml", ("place: Thái Nguyên", "plac: Thái Nguyên"))
    with pytest.raises(BrokenFile) as caught:
        open_desk(World(NOW, Workspace(root)))
    assert [(found.code, found.message) for found in caught.value.findings] == [
        ("missing_key", "Tệp thiếu mục “place”."),
        ("unknown_key", "Không có mục “plac”. Có phải là “place”?"),
    ]
    edit(root, "data/office.yaml", ("plac: Thái Nguyên", "place: Thái Nguyên"))
    desk = open_desk(World(NOW, Workspace(root)))
    assert len(list_units(desk)) == 18
    desk.store.close()


# --- the sample roster --------------------------------------------------------------------------------------

OWN_UNITS = """\
units:
  - {code: SYT, name: Sở Y tế tỉnh, kind: dang_uy_co_so}
  - {code: MOI, name: "Đơn vị “mới”, số 1 & <2>", kind: chi_bo_co_so}
"""


def unit_states(desk: Desk) -> set[tuple[str, bool]]:
    return {(unit.code, unit.sample) for unit in list_units(desk)}


@pytest.mark.trial
def test_the_sample_roster_makes_way_for_the_offices_own(desk: Desk) -> None:
    (desk.workspace.data / "units.yaml").write_text(OWN_UNITS, encoding="utf-8")
    done = import_file(desk, "data/units.yaml")
    assert unit_states(desk) == {("SYT", False), ("MOI", False)}
    plan = codes(done)["data/units.yaml"]
    assert (plan["new"], plan["changed"], len(plan["retire"]), plan["retire"]) == (
        ["MOI"],
        ["SYT"],
        17,
        plan["would_retire"],
    )
    assert len(desk.store.registers.units()) == 19


def test_a_sample_roster_changes_nothing_in_a_real_book(desk: Desk) -> None:
    (desk.workspace.data / "units.yaml").write_text(f"sample: true\n{OWN_UNITS}", encoding="utf-8")
    done = import_file(desk, "data/units.yaml")
    assert [change.plan.nothing_to_do for change in done.changes] == [True]
    assert [found.code for found in done.findings] == ["sample_left_out"]
    assert len(unit_states(desk)) == 18


@pytest.mark.trial
def test_the_code_keeps_its_case_whatever_the_file_writes(desk: Desk) -> None:
    edit(desk.workspace.root, "data/units.yaml", ("{code: SYT,", "{code: syt,"))
    assert "changed" not in codes(import_file(desk, "data/units.yaml"))["data/units.yaml"]
    assert ("SYT", True) in unit_states(desk)


@pytest.mark.trial
def test_what_is_exported_is_imported_without_a_change(desk: Desk, tmp_path: Path) -> None:
    edit_channel(desk, "tt-bao", {"status": "retired", "name": "Tên, “lạ” & <x>"})
    (desk.workspace.data / "units.yaml").write_text(OWN_UNITS, encoding="utf-8")
    import_file(desk, "data/units.yaml")
    assert (
        export_channels(desk, tmp_path / "kênh.yaml").entries,
        export_units(desk, tmp_path / "đơn vị.yaml").entries,
    ) == (5, 2)
    done = [
        *import_registers(desk, ImportRequest([tmp_path / "kênh.yaml"], "channels")).changes,
        *import_registers(desk, ImportRequest([tmp_path / "đơn vị.yaml"], "units")).changes,
    ]
    assert [(len(change.plan.unchanged), change.plan.nothing_to_do) for change in done] == [
        (5, True),
        (2, True),
    ]


# --- office, days off, rounds -------------------------------------------------------------------------------


def test_a_kind_that_the_same_import_adds_is_known(desk: Desk) -> None:
    edit(
        desk.workspace.root,
        "data/office.yaml",
        ("unit_kinds:\n", "unit_kinds:\n  - {code: cong_doan, label: Công đoàn}\n"),
    )
    edit(desk.workspace.root, "data/units.yaml", ("kind: doan_thanh_nien", "kind: cong_doan"))
    import_registers(desk, ImportRequest())
    assert the_office(desk).unit_kinds[0] == UnitKind("cong_doan", "Công đoàn")
    assert [unit.code for unit in list_units(desk, kind="cong_doan")] == ["DTN"]


def test_days_off_are_replaced_as_a_whole(desk: Desk) -> None:
    (desk.workspace.data / "holidays.yaml").write_text(
        "holidays:\n  - {date: 2026-02-17, name: Tết}\n", encoding="utf-8"
    )
    import_file(desk, "data/holidays.yaml")
    assert desk.store.registers.holidays() == {date(2026, 2, 17): "Tết"}


def test_a_round_may_change_until_it_is_issued(desk: Desk) -> None:
    edit(
        desk.workspace.root,
        ROUND_FILE,
        ("deadline: 2025-12-15", "deadline: 2025-12-20"),
        (f"code: {ROUND}", f"code: {ROUND.upper()}"),
    )
    import_file(desk, ROUND_FILE)
    assert (get_round(desk, "").deadline, len(desk.store.registers.rounds())) == (date(2025, 12, 20), 1)


def test_an_issued_round_is_fixed_by_its_letter(desk: Desk) -> None:
    notify(desk, NoticeRequest(dated=date(2025, 11, 24), units=("STC",)))
    whole = (desk.workspace.root / ROUND_FILE).read_text(encoding="utf-8")
    edit(
        desk.workspace.root,
        ROUND_FILE,
        ("deadline: 2025-12-15", "deadline: 2025-12-20"),
        ("label: Số ảnh đã gửi", "label: Số ảnh"),
    )
    before = tree(desk.workspace.root)
    with pytest.raises(BrokenFile) as caught:
        import_file(desk, ROUND_FILE)
    assert caught.value.findings == (
        Finding(
            "round_issued",
            f"{ROUND_FILE}, dòng 4, cột 1",
            f"Đợt “{ROUND}” đã phát hành Công văn số 28-CV/BCĐ; sửa chỉ tiêu, thời hạn thì phải phát hành "
            "công văn thay thế.",
            f"Trả tệp về như công văn: bcd35 rounds edit {ROUND} --as-issued\n"
            "Hoặc lập đợt mới với mã khác; muốn thay công văn theo tệp này (xem trước: thêm --dry-run): "
            f"bcd35 notify {ROUND} --replace 28 --reason LÝ_DO",
        ),
    )
    assert tree(desk.workspace.root) == before
    (desk.workspace.root / ROUND_FILE).write_text(f"{whole}\nstatus: closed\n", encoding="utf-8")
    remark = Finding(
        "status_not_taken",
        f"{ROUND_FILE}, dòng {len(whole.splitlines()) + 2}, cột 9",
        f"Đợt “{ROUND}” đã phát hành: trạng thái ghi trong tệp không được dùng.",
        f"Muốn đóng đợt: bcd35 rounds close {ROUND}",
    )
    assert import_file(desk, ROUND_FILE).findings == (remark,)
    assert import_file(desk, ROUND_FILE).findings == ()  # said once, until the file says something else
    assert switch_round(desk, ROUND, "closed").before == "open"


def test_other_rounds_are_not_rebuilt_to_find_the_open_one(desk: Desk) -> None:
    with desk.act():
        told = '{"subject": "x", "deadline": "2025-08-31"}'  # by which it is told apart; it cannot be rebuilt
        desk.store.registers.set_round("2025-08", "closed", told)
    assert get_round(desk, "").code == ROUND
    assert switch_round(desk, "", "closed").after == "closed"


def test_two_files_for_one_round_are_refused(desk: Desk) -> None:
    copy = desk.workspace.root / "data" / "rounds" / "zz.yaml"
    copy.write_bytes((desk.workspace.root / ROUND_FILE).read_bytes())
    edit(
        desk.workspace.root,
        "data/rounds/zz.yaml",
        ("deadline: 2025-12-15", "deadline: 2026-12-15"),
        (f"code: {ROUND}", f"code: {ROUND.upper()}"),
    )
    with pytest.raises(BrokenFile) as caught:
        import_registers(desk, ImportRequest())
    assert caught.value.findings == (
        Finding(
            "duplicate_code",
            "data/rounds/zz.yaml, dòng 4, cột 7",
            f"Đợt “{ROUND.upper()}” đã khai trong {ROUND_FILE}.",
            "Bản chép thừa thì chuyển ra ngoài data/rounds; đợt khác thì đặt mã khác.",
        ),
    )


# --- which file is it, and was it edited --------------------------------------------------------------------


def test_a_file_of_no_register_and_a_file_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(UnknownName) as caught:
        import_file(desk, "data/khác.yaml")
    assert caught.value.findings == (
        Finding(
            "unknown_register",
            "data/khác.yaml",
            "Không rõ tệp “data/khác.yaml” thuộc sổ nào.",
            ("Tệp để ở nơi khác thì nêu sổ của nó (channels, units, rounds), ví dụ: bcd35 units import TỆP"),
        ),
    )
    with pytest.raises(UnknownName) as caught:
        import_file(desk, "data/rounds/chưa có.yaml")
    assert caught.value.findings[0][:3] == (
        "no_such_file",
        "data/rounds/chưa có.yaml",
        "Không có tệp “data/rounds/chưa có.yaml”.",
    )


def test_an_edited_register_is_noticed_until_it_is_imported(desk: Desk) -> None:
    assert workspace_notes(desk) == []
    for source in workspace_sources(desk.workspace):
        (desk.workspace.root / source.shown).touch()  # a new time, the same content
    assert workspace_notes(desk) == []
    edit(desk.workspace.root, "data/channels.yaml", ("name: Báo Thái Nguyên", "name: Báo TN"))
    edit(desk.workspace.root, "data/office.yaml", ("Mai Thị Nhài", "Mai Thị Nhàn"))
    edit(desk.workspace.root, "data/units.yaml", ("Sở Y tế", "Sở Y  tế"))
    edit(desk.workspace.root, ROUND_FILE, ("deadline: 2025-12-15", "deadline: 2025-12-16"))
    (desk.workspace.data / "holidays.yaml").unlink()
    new = desk.workspace.root / "data" / "rounds" / "2026-01.yaml"
    new.write_text(
        (desk.workspace.root / ROUND_FILE).read_text(encoding="utf-8").replace(f"code: {ROUND}", "code: r2"),
        encoding="utf-8",
    )
    (desk.workspace.root / "data" / "rounds" / "ghi-chú.txt").touch()

    def edited(path: str, command: str) -> Finding:
        return Finding(
            "register_edited", path, f"Tệp {path} đã sửa nhưng chưa nhập vào sổ.", f"Áp dụng bằng: {command}"
        )

    assert workspace_notes(desk) == [
        edited("data/channels.yaml", "bcd35 channels import data/channels.yaml"),
        edited("data/office.yaml", "bcd35 import data/office.yaml"),
        edited(ROUND_FILE, f"bcd35 rounds import {ROUND_FILE}"),
        edited("data/units.yaml", "bcd35 units import data/units.yaml"),
        Finding(
            "register_new",
            "data/rounds/2026-01.yaml",
            "Tệp data/rounds/2026-01.yaml chưa nhập vào sổ.",
            "Nhập bằng: bcd35 rounds import data/rounds/2026-01.yaml",
        ),
    ]
    for name in (
        "data/channels.yaml",
        "data/office.yaml",
        "data/units.yaml",
        ROUND_FILE,
        "data/rounds/2026-01.yaml",
    ):
        import_file(desk, name)
    assert workspace_notes(desk) == []
    assert sorted(desk.store.registers.rounds()) == [ROUND, "r2"]


def test_the_remark_on_an_edited_register_names_the_command_that_works(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("channels", "list")
    edit(root, "data/channels.yaml", ("name: Báo Thái Nguyên", "name: Báo TN"))
    remark = bcd35("channels", "list").err
    command = remark.rpartition("bcd35 ")[2].split()
    assert command == ["channels", "import", "data/channels.yaml"]
    assert bcd35(*command).code == 0
    assert bcd35("channels", "list").err == ""


@pytest.mark.trial
def test_a_file_outside_the_workspace_is_imported_and_not_watched(desk: Desk, tmp_path: Path) -> None:
    outside = tmp_path / "của tôi.yaml"
    outside.write_text(OWN_UNITS, encoding="utf-8")
    done = import_registers(desk, ImportRequest([outside], "units"))
    assert (done.changes[0].shown, desk.store.registers.units()[0].source) == (
        outside.as_posix(),
        "data/units.yaml",
    )
    assert {unit.source for unit in list_units(desk)} == {outside.as_posix()}
    outside.write_text("units: []\n", encoding="utf-8")
    assert workspace_notes(desk) == []


def test_a_fresh_workspace_without_a_register_file_says_which(root: Path) -> None:
    (root / "data" / "units.yaml").unlink()
    with pytest.raises(BrokenFile) as caught:
        open_desk(World(NOW, Workspace(root)))
    assert caught.value.findings == (
        Finding(
            "register_missing",
            "data/units.yaml",
            "Thiếu tệp “data/units.yaml”.",
            "Tạo bản mặc định ở thư mục khác rồi chép sang: bcd35 init THƯ_MỤC_KHÁC",
        ),
    )


def test_an_export_over_the_own_file_counts_as_imported(desk: Desk) -> None:
    own = desk.workspace.data / "units.yaml"
    before = own.read_bytes()
    export_units(desk, own)
    assert own.read_bytes() != before
    assert workspace_notes(desk) == []


def test_a_lost_ledger_is_named_and_takes_no_number_again(root: Path) -> None:
    def ledger() -> Desk:
        return open_desk(World(NOW, Workspace(root)))

    with closing(ledger().store) as store:
        notify(Desk(World(NOW, Workspace(root)), store), NoticeRequest(units=("SYT",)))
    (root / "bcd35.db").unlink()
    desk = ledger()
    example = f"out/{ROUND}/SYT/Cong-van_28-CV-BCD_SYT.docx"
    message = f"Sổ bcd35.db còn trống nhưng thư mục out/ thì không; ví dụ {example}: sổ cũ đã mất."
    assert [(found.code, found.message) for found in workspace_notes(desk)] == [("database_lost", message)]
    with pytest.raises(DatabaseUnusable) as caught:
        notify(desk, NoticeRequest(units=("SYT",)))
    assert [found.code for found in caught.value.findings] == ["database_lost"]
    (root / "out").rename(root / "out cũ")
    desk.store.close()
    desk = ledger()  # the next command
    assert notify(desk, NoticeRequest(units=("SYT",))).done
    assert workspace_notes(desk) == []
    desk.store.close()


def test_the_edited_file_of_an_issued_round_is_not_to_be_imported(desk: Desk) -> None:
    notify(desk, NoticeRequest(dated=date(2025, 11, 24), units=("STC",)))
    edit(desk.workspace.root, ROUND_FILE, ("deadline: 2025-12-15", "deadline: 2025-12-16"))

    advice = (
        f"Đợt đã phát hành, trả tệp về như công văn: bcd35 rounds edit {ROUND} --as-issued\n"
        f"Hoặc phát hành công văn thay thế: bcd35 notify {ROUND} --replace 28 --reason LÝ_DO"
    )
    assert [(found.code, found.fix) for found in workspace_notes(desk)] == [("register_edited", advice)]
