"""``bcd35 help``: the manual's pages at the terminal, found by what a clerk calls the task."""

import json
import re
import webbrowser
from pathlib import Path

import pytest
from tools.manual import DOCS

from bcd35.show.manual import text_of
from bcd35.show.screen import width
from bcd35.usecases.manual import find_pages, manual_tasks
from tests.conftest import CommandLine

pytestmark = pytest.mark.command_line


def test_without_a_task_every_page_is_listed_on_one_screen(bcd35: CommandLine) -> None:
    lines = bcd35("tro-giup").out.splitlines()
    assert len(lines) <= 24
    assert max(map(width, lines)) <= 80
    listed = {line.split()[0] for line in lines[1:]}
    pages = {file.stem for file in (DOCS / "huong-dan").glob("*.md")} - {"README"}
    assert listed == {*pages, "cap-nhat-sao-luu"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("nhan-bao-cao", [("nhan-bao-cao", "")]),  # its name
        ("Gia  hạn", [("gia-han", "")]),
        ("DON DOC", [("don-doc", "")]),
        ("dự thảo báo cáo", [("tong-hop", "")]),  # the list of tasks
        ("xyz", []),
        ("khám máy", [("hom-nay", "Khám máy")]),  # a heading
        ("ngày nhận mỗi tệp", [("nhan-bao-cao", "Mỗi tệp một ngày nhận")]),
        ("doi ten don vi", [("khi-co-sai-sot", "Đổi tên đơn vị")]),  # the bold words of a paragraph
        ("khi-co-sai-sot Đổi mã", [("khi-co-sai-sot", "Đổi mã")]),  # as it is listed
        ("casefile verify", [("ho-so", "")]),  # a command
        ("rounds extend", [("khi-co-sai-sot", ""), ("gia-han", "")]),
        ("mưa lũ", [("gia-han", ""), ("khi-co-sai-sot", "Gia hạn cho một đơn vị")]),  # any words
        ("lũ mưa", [("gia-han", ""), ("khi-co-sai-sot", "Gia hạn cho một đơn vị")]),
    ],
)
def test_what_a_word_finds(wanted: str, found: list[tuple[str, str]], bcd35: CommandLine) -> None:
    ran = bcd35("help", *wanted.split(), "--json")
    envelope = json.loads(ran.out)
    assert ran.code == (0 if found else 4)
    told = [(one["page"], one["heading"]) for one in envelope["data"]["found"]] if found else []
    assert sorted(told) == sorted(found)
    assert bool(found and envelope["data"]["text"]) == (len(found) == 1)


# What clerks ask, in their words, and the page that must stand first; behind “#” its part.
QUESTIONS = {
    "sai ngày nhận": "khi-co-sai-sot#Ghi nhầm ngày nhận, ghi chú, số văn bản của đơn vị",
    "gia han": "gia-han",
    "lùi hạn": "gia-han#Gia hạn",
    "đổi thời hạn": "gia-han#Gia hạn",
    "gia hạn một đơn vị": "khi-co-sai-sot#Gia hạn cho một đơn vị",
    "thu hồi công văn": "phat-hanh#Hủy một số",
    "công văn phát hành nhầm": "khi-co-sai-sot#Công văn, đôn đốc, đề nghị bổ sung phát hành nhầm",
    "cong van sai": "phat-hanh#Công văn sai: thay bằng công văn khác",
    "đổi tên": "khi-co-sai-sot#Đổi tên đơn vị",
    "đổi mã đơn vị": "khi-co-sai-sot#Đổi mã",
    "đơn vị mới": "khi-co-sai-sot#Đơn vị mới, sau khi đã phát hành",
    "sáp nhập": "khi-co-sai-sot#Sáp nhập, thôi dùng giữa đợt",
    "đơn vị giải thể": "khi-co-sai-sot#Sáp nhập, thôi dùng giữa đợt",
    "tách đơn vị": "khi-co-sai-sot#Chia tách",
    "xóa đơn vị": "khi-co-sai-sot#Sáp nhập, thôi dùng giữa đợt",
    "xóa báo cáo": "nhan-bao-cao#Miễn báo cáo, rút báo cáo",
    "ghi nham don vi": "khi-co-sai-sot#Ghi nhầm đơn vị, nhầm đợt",
    "đổi người ký": "khi-co-sai-sot#Đổi người ký, đổi tên kênh",
    "sang năm": "khi-co-sai-sot#Sang năm, sang nhiệm kỳ mới",
    "hai tệp khác nhau": "khi-co-sai-sot#Hai tệp của một đơn vị khác nhau",
    "số liệu sai": "khi-co-sai-sot#Số liệu sai",
    "đóng đợt": "khi-co-sai-sot#Đóng đợt nhầm, hoặc có báo cáo gửi cho đợt đã đóng",
    "máy mới": "cap-nhat-sao-luu#Chuyển sang máy mới",
    "đổi máy": "cap-nhat-sao-luu#Chuyển sang máy mới",
    "sao luu": "cap-nhat-sao-luu#Sao lưu",
    "khôi phục dữ liệu": "cap-nhat-sao-luu#Lấy lại",
    "mất sổ": "so-cu-hon-thu-muc",
    "trùng số": "so-cu-hon-thu-muc",
    "mất điện": "su-co",
    "tệp đang mở": "su-co",
    "ai chưa báo cáo": "don-doc",
    "nhắc đơn vị": "don-doc",
    "nộp muộn": "khi-co-sai-sot#Vì sao đơn vị này bị tính là trễ, là chưa báo cáo?",
    "tra lai bao cao": "gui-tra-de-sua",
    "nhập danh sách từ excel": "danh-sach-excel",
    "them kenh": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "ngày nghỉ tết": "co-quan-va-danh-sach#Lịch nghỉ",
    "in hai mặt": "in-va-pdf",
    "làm pdf": "in-va-pdf",
    "tổng hợp": "tong-hop",
    "so sánh hai đợt": "tong-hop#So sánh các đợt",
    "lưu trữ hồ sơ": "ho-so",
    "ảnh video": "tin-bai",
    "mã QR": "tep-mau#Áp phích kênh",
    "phó ký": "the-thuc#Nhiều người ký",
    "câu hỏi của mẫu": "dot-moi",
    "cài đặt windows": "bat-dau#Windows, cài bằng Python",
    "sáp nhập xã": "khi-co-sai-sot#Sáp nhập, thôi dùng giữa đợt",
    "lùi hạn cho một xã": "khi-co-sai-sot#Gia hạn cho một đơn vị",
    "in ra giấy": "in-va-pdf",
    "in hàng loạt": "in-va-pdf",
    "tạo đợt mới": "dot-moi",
    "đơn vị mới thành lập": "khi-co-sai-sot#Đơn vị mới, sau khi đã phát hành",
    "kênh bị đổi địa chỉ": "khi-co-sai-sot#Kênh đổi địa chỉ",
    "font chữ": "hom-nay#Khám máy",
    "gửi email bằng outlook": "nhan-bao-cao#Mỗi tệp một ngày nhận",
    "khóa sổ": "khi-co-sai-sot#Đóng đợt nhầm, hoặc có báo cáo gửi cho đợt đã đóng",
    "tệp có mật khẩu": "su-co",
    "virus chặn": "su-co",
    "rounds edit": "dot-moi",
    "bảng kiểm": "phat-hanh#Công văn, bảng kiểm, mẫu báo cáo",
    "bỏ trống": "dot-moi#Bỏ trống một phần của đợt",
    "gia hạn zalopay một đơn vị": "khi-co-sai-sot#Gia hạn cho một đơn vị",  # a word that is nowhere
}


@pytest.mark.parametrize("asked", QUESTIONS)
def test_what_a_clerk_asks_leads_to_the_right_page_first(asked: str) -> None:
    first = find_pages(asked)[0]
    assert f"{first.name}#{first.heading}".rstrip("#") == QUESTIONS[asked]


def test_what_is_listed_leads_to_itself_when_typed() -> None:
    listed = {place.called: place for asked in QUESTIONS for place in find_pages(asked)}
    assert len(listed) > 50
    assert {called: find_pages(called.replace('"', "")) for called in listed} == {
        called: [place] for called, place in listed.items()
    }


def test_several_places_are_listed_as_they_are_typed(bcd35: CommandLine) -> None:
    assert bcd35("help", "hủy", "số").out == (
        "“hủy số” có ở 2 chỗ; gõ bcd35 help và một tên dưới đây.\n"
        '  phat-hanh "Hủy một số"\n'
        '  khi-co-sai-sot "Để dành nhầm, ghi nhầm số, hủy nhầm"\n'
    )


def test_words_that_are_nowhere_together_lead_to_what_is_nearest(bcd35: CommandLine) -> None:
    ran = bcd35("help", "xin", "lỗi", "vì", "tính", "nhầm", "số", "lượng")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "Lỗi: Không có trang sổ tay “xin lỗi vì tính nhầm số lượng”.\n"
        "  → Gần nhất:\n"
        '    bcd35 help khi-co-sai-sot "Công văn đã phát hành sai thời hạn, sai lời"\n'
        '    bcd35 help nhan-bao-cao "Sửa điều đã ghi sai"\n'
        '    bcd35 help tong-hop "Cách tính các con số"\n'
        "    Xem danh sách: bcd35 help\n"
    )


def test_the_part_under_a_heading_ends_where_the_next_begins() -> None:
    (part,) = find_pages("mỗi tệp một ngày nhận")
    assert re.findall("^#.*", part.text, re.MULTILINE) == ["## Mỗi tệp một ngày nhận"]


def test_a_page_is_text_of_80_columns_whose_commands_stay_whole() -> None:
    for page in manual_tasks():
        text = text_of(page.text)
        assert "](" not in text
        commands = [line for line in page.text.splitlines() if line.startswith("$ ")]
        assert [line.strip() for line in text.splitlines() if line.startswith("  $ ")] == commands
        assert [line for line in text.splitlines() if width(line) > 80 and not line.startswith("  ")] == []
        for name in re.findall(r"bcd35 help ([a-z][a-z-]+)", text):
            assert find_pages(name)[0].name == name


def test_the_page_opens_at_its_place(bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    ran = bcd35("help", "gia-han", "--open", "--json")
    page = Path(json.loads(ran.out)["data"]["path"])
    assert opened == [f"{page.as_uri()}#huong-dan-gia-han"]
    assert '<section id="huong-dan-gia-han">' in page.read_text("utf-8")


def test_the_page_opens_at_a_paragraph(bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    ran = bcd35("help", "khi-co-sai-sot", "đổi mã", "--open", "--json")
    page = Path(json.loads(ran.out)["data"]["path"])
    assert opened == [f"{page.as_uri()}#huong-dan-khi-co-sai-sot--đổi-mã"]
    assert '<p id="huong-dan-khi-co-sai-sot--đổi-mã">' in page.read_text("utf-8")


def test_a_name_that_is_not_known_is_answered_with_one_that_is(bcd35: CommandLine) -> None:
    ran = bcd35("help", "phat-hành-h")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "Lỗi: Không có trang sổ tay “phat-hành-h”. Có phải ý bạn là bcd35 help phat-hanh?\n"
        "  → Xem danh sách: bcd35 help\n"
    )
