"""``bcd35 help``: the manual's pages at the terminal, found by what a clerk calls the task."""

import json
import re
import webbrowser
from pathlib import Path

import pytest
from tools.manual import DOCS

from bcd35.cli.examples import EXAMPLES, examples_of
from bcd35.domain.text import fold
from bcd35.show.manual import text_of
from bcd35.show.screen import width
from bcd35.usecases.manual import find_pages, manual_tasks
from bcd35.usecases.manual_words import ASKED
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


def test_an_example_fits_a_line_of_a_terminal() -> None:
    examples = [line for name in EXAMPLES for line in examples_of(name)]
    assert len(examples) > 100
    assert [line for line in examples if width(f"  {line}") > 80] == []


# What clerks ask, in their words, and the page that must stand first; behind “#” its part.
QUESTIONS = {
    "dán nhãn": "in-va-pdf#Phong bì, tem địa chỉ",
    "thừa lệnh": "the-thuc#Nhiều người ký",
    "máy hỏng": "cap-nhat-sao-luu#Lấy lại",
    "xin lại công văn": "su-co#Văn bản đã phát hành bị mất, bị sửa",
    "tổng hợp năm": "tong-hop#So sánh các đợt",
    "sót đơn vị": "khi-co-sai-sot#Đơn vị mới, sau khi đã phát hành",
    "bao nhiêu đơn vị đã nộp": "hom-nay",
    "việc còn lại": "hom-nay",
    "đổi hạn sau khi gửi": "khi-co-sai-sot#Công văn đã phát hành sai thời hạn, sai lời",
    "đơn vị gửi file word": "nhan-bao-cao",
    "nộp đúng hạn mà báo trễ": "khi-co-sai-sot#Vì sao đơn vị này bị tính là trễ, là chưa báo cáo?",
    "bỏ dữ liệu thử": "bat-dau#Sổ dùng thử",
    "đếm tin bài": "tin-bai",
    "thay thế công văn": "phat-hanh#Công văn sai: thay bằng công văn khác",
    "sửa danh sách bằng excel": "danh-sach-excel#Sửa bằng Excel rồi nhập lại",
    "tem địa chỉ": "in-va-pdf#Phong bì, tem địa chỉ",
    "uỷ quyền": "the-thuc#Nhiều người ký",
    "mất máy tính": "cap-nhat-sao-luu#Lấy lại",
    "tổng hợp quý": "tong-hop#So sánh các đợt",
    "thêm đơn vị": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "bỏ một đơn vị": "khi-co-sai-sot#Sáp nhập, thôi dùng giữa đợt",
    "quên phát hành cho một đơn vị": "khi-co-sai-sot#Đơn vị mới, sau khi đã phát hành",
    "phát hành thiếu đơn vị": "khi-co-sai-sot#Đơn vị mới, sau khi đã phát hành",
    "gửi thiếu đơn vị": "khi-co-sai-sot#Đơn vị mới, sau khi đã phát hành",
    "đơn vị báo sai số liệu": "khi-co-sai-sot#Số liệu sai",
    "sửa số liệu sau khi tổng hợp": "khi-co-sai-sot#Số liệu sai mà bảng tổng hợp đã gửi đi",
    "ai chưa nộp": "don-doc",
    "đếm số đơn vị đã nộp": "hom-nay",
    "danh sách đơn vị trễ hạn": "don-doc",
    "đổi câu hỏi sau khi phát hành": "phat-hanh#Công văn sai: thay bằng công văn khác",
    "đổi thời hạn sau khi phát hành": "khi-co-sai-sot#Công văn đã phát hành sai thời hạn, sai lời",
    "số công văn nhảy cóc": "khi-co-sai-sot#Xem cả sổ công văn",
    "đánh số lại": "co-quan-va-danh-sach#Sổ số",
    "sổ năm mới": "co-quan-va-danh-sach#Sổ số",
    "nhiệm kỳ mới": "khi-co-sai-sot#Sang năm, sang nhiệm kỳ mới",
    "ký thừa lệnh": "the-thuc#Nhiều người ký",
    "nhận báo cáo qua zalo": "nhan-bao-cao",
    "báo cáo không theo mẫu": "gui-tra-de-sua",
    "tệp excel không mở được": "su-co",
    "mở khóa ô": "phat-hanh#Mẫu báo cáo",
    "ô bị khóa": "phat-hanh#Mẫu báo cáo",
    "mật khẩu tệp": "su-co",
    "báo cáo trùng": "khi-co-sai-sot#Hai tệp của một đơn vị khác nhau",
    "đơn vị gửi hai lần": "khi-co-sai-sot#Hai tệp của một đơn vị khác nhau",
    "nộp thay đơn vị khác": "khi-co-sai-sot#Ghi nhầm đơn vị, nhầm đợt",
    "ngày nhận sai": "khi-co-sai-sot#Ghi nhầm ngày nhận, ghi chú, số văn bản của đơn vị",
    "báo cáo sau hạn": "khi-co-sai-sot#Vì sao đơn vị này bị tính là trễ, là chưa báo cáo?",
    "dùng chung hai máy": "so-cu-hon-thu-muc#Khi hai máy đã cùng cấp một số",
    "usb": "cap-nhat-sao-luu",
    "onedrive": "cap-nhat-sao-luu",
    "bắt đầu lại": "bat-dau",
    "chuyển từ dùng thử sang làm thật": "bat-dau#Sổ dùng thử",
    "đóng hồ sơ": "ho-so",
    "lưu trữ": "ho-so",
    "nộp lưu trữ": "ho-so",
    "làm bù": "co-quan-va-danh-sach#Lịch nghỉ",
    "thêm kênh": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "kênh đổi tên": "khi-co-sai-sot#Đổi người ký, đổi tên kênh",
    "áp phích": "tep-mau#Áp phích kênh",
    "thống kê tin bài": "tin-bai",
    "đổi phông": "co-quan-va-danh-sach",
    "khổ giấy": "the-thuc",
    "lề trang": "the-thuc",
    "số trang": "the-thuc",
    "gõ tắt": "hom-nay#Lệnh tiếng Việt",
    "tiếng việt không dấu": "hom-nay#Lệnh tiếng Việt",
    "phím tắt": "hom-nay#Lệnh tiếng Việt",
    "cập nhật phần mềm": "cap-nhat-sao-luu#Cập nhật chương trình",
    "gộp hai đơn vị": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "bớt đơn vị": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "đổi nơi nhận": "co-quan-va-danh-sach",
    "đơn vị không gửi": "don-doc",
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
    "mẫu bị khóa": "phat-hanh#Mẫu báo cáo",
    "mở khóa mẫu": "phat-hanh#Mẫu báo cáo",
    "không gõ được vào ô": "phat-hanh#Mẫu báo cáo",
    "đơn vị không điền được mẫu": "phat-hanh#Mẫu báo cáo",
    "mẫu báo cáo của xã bị khóa": "phat-hanh#Mẫu báo cáo",
    "xã không gõ được vào mẫu": "phat-hanh#Mẫu báo cáo",
    "bỏ dấu": "co-quan-va-danh-sach#Nếp trình bày",
    "đặt dấu thanh": "co-quan-va-danh-sach#Nếp trình bày",
    "hòa hay hoà": "co-quan-va-danh-sach#Nếp trình bày",
    "bỏ dấu sai": "co-quan-va-danh-sach#Nếp trình bày",
    "quên số công văn": "khi-co-sai-sot#Xem cả sổ công văn",
    "xem số đã cấp": "khi-co-sai-sot#Xem cả sổ công văn",
    "quên mất số công văn": "khi-co-sai-sot#Xem cả sổ công văn",
    "đổi thời hạn báo cáo": "gia-han#Gia hạn",
    "cho thêm ngày": "gia-han#Gia hạn",
    "sai chính tả trong công văn": "phat-hanh#Công văn sai: thay bằng công văn khác",
    "đổi câu hỏi sau khi gửi": "phat-hanh#Công văn sai: thay bằng công văn khác",
    "đơn vị xin không báo cáo": "nhan-bao-cao#Miễn báo cáo, rút báo cáo",
    "không phải báo cáo kỳ này": "nhan-bao-cao#Miễn báo cáo, rút báo cáo",
    "xã xin không báo cáo": "nhan-bao-cao#Miễn báo cáo, rút báo cáo",
    "đơn vị không phải báo cáo": "nhan-bao-cao#Miễn báo cáo, rút báo cáo",
    "người ký đi vắng": "the-thuc#Nhiều người ký",
    "ký thay": "the-thuc#Nhiều người ký",
    "cấp phó ký": "the-thuc#Nhiều người ký",
    "phó trưởng ban ký thay": "the-thuc#Nhiều người ký",
    "thêm nơi nhận": "co-quan-va-danh-sach",
    "đổi địa chỉ cơ quan": "co-quan-va-danh-sach",
    "in lại công văn": "in-va-pdf",
    "lưu sang pdf": "in-va-pdf",
    "chuyển word sang pdf": "in-va-pdf",
    "in lại công văn cho sở": "in-va-pdf",
    "mất tệp mẫu": "tep-mau",
    "đổi logo": "tep-mau",
    "nhập từ file excel": "danh-sach-excel",
    "chép danh sách từ excel": "danh-sach-excel",
    "báo cáo quý": "dot-moi",
    "báo cáo năm": "dot-moi",
    "bỏ câu hỏi": "dot-moi",
    "thêm cột": "dot-moi",
    "công văn gửi chung": "dot-moi",
    "một công văn gửi tất cả": "dot-moi",
    "hạn rơi vào chủ nhật": "phat-hanh",
    "gửi riêng từng đơn vị": "phat-hanh",
    "chỉ gửi một đơn vị": "phat-hanh",
    "kênh bị mất": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "kênh ngừng hoạt động": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "tìm đơn vị": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "đổi số điện thoại đơn vị": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "kênh tiktok ngừng hoạt động": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "giữ số": "khi-co-sai-sot#Số đã dùng cho văn bản làm ngoài chương trình; số để dành",
    "giữ chỗ số công văn": "khi-co-sai-sot#Số đã dùng cho văn bản làm ngoài chương trình; số để dành",
    "ra thông báo": "the-thuc#Loại văn bản của đợt",
    "làm kế hoạch": "the-thuc#Loại văn bản của đợt",
    "dừng giữa chừng": "su-co",
    "chương trình không chạy": "su-co",
    "xem nhật ký": "co-quan-va-danh-sach#Đã làm gì, sửa lại thế nào",
    "ai đã làm": "co-quan-va-danh-sach#Đã làm gì, sửa lại thế nào",
    "làm thử": "bat-dau#Tập dùng",
    "học cách dùng": "bat-dau#Tập dùng",
    "dữ liệu mẫu": "bat-dau#Sổ dùng thử",
    "xóa hết làm lại": "bat-dau#Sổ dùng thử",
    "đơn vị làm mất mẫu": "su-co#Văn bản đã phát hành bị mất, bị sửa",
    "cấp lại mẫu": "su-co#Văn bản đã phát hành bị mất, bị sửa",
    "đơn vị điền sai mẫu": "gui-tra-de-sua",
    "bắt đơn vị làm lại": "gui-tra-de-sua",
    "báo cáo lãnh đạo": "tong-hop",
    "trình lãnh đạo": "tong-hop",
    "trình lãnh đạo số liệu": "tong-hop",
    "đơn vị gửi qua zalo": "nhan-bao-cao",
    "nhận báo cáo qua email": "nhan-bao-cao",
    "nộp qua zalo": "nhan-bao-cao",
    "xem báo cáo một đơn vị": "khi-co-sai-sot#Xem mọi lần ghi, sửa, chuyển của một đơn vị",
    "cài lại win": "cap-nhat-sao-luu#Chuyển sang máy mới",
    "copy sang máy khác": "cap-nhat-sao-luu#Chuyển sang máy mới",
    "thay người ký": "khi-co-sai-sot#Đổi người ký, đổi tên kênh",
    "ai gửi rồi": "don-doc",
    "gọi nhắc": "don-doc",
}


# What they ask in other words than the manual's, and a place among the few that they are led to.
OTHER_WORDS = {
    "hai xã trùng tên": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "quên mật khẩu": "su-co",
    "sửa báo cáo đã nhận": "nhan-bao-cao#Sửa điều đã ghi sai",
    "ghi nhầm số liệu": "khi-co-sai-sot#Số liệu sai",
    "đơn vị gửi nhầm file": "nhan-bao-cao",
    "xuất excel": "tong-hop",
    "in công văn": "in-va-pdf",
    "gửi mail cho đơn vị": "phat-hanh",
    "đổi lãnh đạo ký": "khi-co-sai-sot#Đổi người ký, đổi tên kênh",
    "thêm xã mới": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "xã sáp nhập": "khi-co-sai-sot#Sáp nhập, thôi dùng giữa đợt",
    "nhập danh sách xã": "danh-sach-excel",
    "số công văn bắt đầu từ bao nhiêu": "co-quan-va-danh-sach#Sổ số",
    "đổi số công văn": "khi-co-sai-sot#Xem cả sổ công văn",
    "nhảy số công văn": "khi-co-sai-sot#Xem cả sổ công văn",
    "trùng số công văn": "so-cu-hon-thu-muc",
    "báo cáo trễ hạn": "khi-co-sai-sot#Vì sao đơn vị này bị tính là trễ, là chưa báo cáo?",
    "danh sách chưa nộp": "don-doc",
    "xã nào chưa báo cáo": "don-doc",
    "nhắc các xã": "don-doc",
    "làm công văn đôn đốc": "don-doc",
    "file bị từ chối": "khi-co-sai-sot#Nhận nhầm một tệp bị từ chối",
    "không mở được file": "su-co",
    "file hỏng": "su-co",
    "bản scan": "nhan-bao-cao#Mỗi tệp một kết quả",
    "báo cáo bằng giấy": "nhan-bao-cao#Ghi tay",
    "đơn vị báo cáo qua điện thoại": "nhan-bao-cao#Ghi tay",
    "nhập tay": "nhan-bao-cao#Ghi tay",
    "mẫu biểu báo cáo": "phat-hanh#Mẫu báo cáo",
    "thêm câu hỏi": "dot-moi",
    "sửa câu hỏi đã phát hành": "phat-hanh#Công văn sai: thay bằng công văn khác",
    "phụ lục": "dot-moi",
    "nơi nhận": "co-quan-va-danh-sach",
    "kính gửi": "co-quan-va-danh-sach",
    "chữ ký số": "phat-hanh",
    "con dấu": "phat-hanh",
    "căn lề": "soat-the-thuc",
    "sai thể thức": "soat-the-thuc",
    "kiểm tra thể thức": "soat-the-thuc",
    "sửa mẫu công văn": "tep-mau",
    "biểu đồ": "tong-hop",
    "tổng hợp số liệu": "tong-hop",
    "báo cáo tháng": "dot-moi",
    "so với tháng trước": "tong-hop#So sánh các đợt",
    "gửi báo cáo lên tỉnh": "tong-hop",
    "sao chép sang máy khác": "cap-nhat-sao-luu#Chuyển sang máy mới",
    "mất dữ liệu": "cap-nhat-sao-luu",
    "lấy lại dữ liệu hôm qua": "cap-nhat-sao-luu#Lấy lại",
    "nâng cấp phần mềm": "cap-nhat-sao-luu#Cập nhật chương trình",
    "gỡ cài đặt": "bat-dau#Gỡ chương trình",
    "hoàn tác": "khi-co-sai-sot#Vừa ghi xong đã thấy sai",
    "làm lại từ đầu": "bat-dau#Sổ dùng thử",
    "hủy lệnh vừa làm": "khi-co-sai-sot#Vừa ghi xong đã thấy sai",
    "ai đã sửa sổ": "co-quan-va-danh-sach#Đã làm gì, sửa lại thế nào",
    "nhật ký": "co-quan-va-danh-sach#Đã làm gì, sửa lại thế nào",
    "lệnh tiếng việt": "hom-nay#Lệnh tiếng Việt",
    "bấm phím tab": "hom-nay#Lệnh tiếng Việt",
    "nghỉ bù": "co-quan-va-danh-sach#Lịch nghỉ",
    "ngày làm việc": "co-quan-va-danh-sach#Lịch nghỉ",
    "facebook đổi tên": "khi-co-sai-sot#Đổi người ký, đổi tên kênh",
    "thêm trang facebook": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "mã qr": "tep-mau#Áp phích kênh",
    "bài viết gửi đăng": "tin-bai",
    "gương điển hình": "tin-bai",
    "nộp lưu": "ho-so",
    "hồ sơ lưu trữ": "ho-so",
    "mở lại đợt": "khi-co-sai-sot#Đóng đợt nhầm, hoặc có báo cáo gửi cho đợt đã đóng",
    "kết thúc đợt": "khi-co-sai-sot#Đóng đợt nhầm, hoặc có báo cáo gửi cho đợt đã đóng",
    "đợt giống tháng trước": "dot-moi",
    "miễn báo cáo": "nhan-bao-cao#Miễn báo cáo, rút báo cáo",
    "đơn vị đổi tên": "khi-co-sai-sot#Đổi tên đơn vị",
    "dùng thử": "bat-dau#Sổ dùng thử",
    "tập huấn": "bat-dau#Tập dùng",
    "hai người cùng làm": "so-cu-hon-thu-muc",
    "để trên onedrive": "cap-nhat-sao-luu",
    "báo lỗi đỏ": "su-co",
    "máy bị treo": "su-co",
    "cúp điện": "su-co",
    "khai báo người ký mới": "co-quan-va-danh-sach",
    "gửi lại công văn": "phat-hanh#Công văn, bảng kiểm, mẫu báo cáo",
    "công văn bị mất": "su-co#Văn bản đã phát hành bị mất, bị sửa",
    "lỡ tay xóa file": "su-co#Văn bản đã phát hành bị mất, bị sửa",
    "làm sao in tất cả": "in-va-pdf",
    "chưa cài được": "bat-dau#Windows có Python, không có mạng",
    "mở chương trình": "bat-dau",
    "danh sách phường xã": "danh-sach-excel",
    "xã báo cáo hai lần": "khi-co-sai-sot#Hai tệp của một đơn vị khác nhau",
    "đơn vị sửa lại báo cáo": "gui-tra-de-sua",
    "trả lại cho xã": "gui-tra-de-sua",
    "hết hạn": "gia-han#Ghi nhầm",
    "xin gia hạn": "gia-han#Gia hạn",
    "thêm thời gian cho xã": "khi-co-sai-sot#Gia hạn cho một đơn vị",
    "không đôn đốc một xã": "don-doc",
    "bảng excel tổng hợp": "tong-hop#Trong tệp Excel",
    "báo cáo word": "soat-the-thuc",
    "phần trăm hoàn thành": "tong-hop#Cách tính các con số",
    "xuất pdf": "in-va-pdf",
    "đổi font chữ": "su-co",
    "sửa nơi nhận": "co-quan-va-danh-sach",
    "tên cơ quan sai": "co-quan-va-danh-sach",
    "bỏ qua một số": "phat-hanh#Hủy một số",
    "để dành số": "khi-co-sai-sot#Số đã dùng cho văn bản làm ngoài chương trình; số để dành",
    "năm mới số về 01": "co-quan-va-danh-sach#Sổ số",
    "đợt mới tháng 12": "dot-moi",
    "sao chép đợt cũ": "dot-moi#Bỏ trống một phần của đợt",
    "xóa đợt": "khi-co-sai-sot#Tạo đợt nhầm, chưa phát hành",
    "quét qr": "tep-mau#Áp phích kênh",
    "link kênh sai": "khi-co-sai-sot#Kênh đổi địa chỉ",
    "thêm kênh zalo": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "gửi tin bài": "tin-bai",
    "hồ sơ cuối năm": "ho-so",
    "usb sao lưu": "cap-nhat-sao-luu#Sao lưu",
    "chuyển người phụ trách": "cap-nhat-sao-luu#Chuyển sang máy mới",
    "tra cứu lệnh": "hom-nay#Lệnh tiếng Việt",
    "sáng nay làm gì": "hom-nay",
    "việc hôm nay": "hom-nay",
    "báo cáo scan pdf": "nhan-bao-cao#Mỗi tệp một kết quả",
    "làm báo cáo tổng hợp cho chủ tịch": "tong-hop",
    "đơn vị nào chậm": "don-doc",
    "danh bạ": "co-quan-va-danh-sach#Thêm, sửa từng kênh, từng đơn vị",
    "đổi số điện thoại văn phòng": "co-quan-va-danh-sach",
    "đơn vị đổi mẫu": "nhan-bao-cao",
    "ngày nhận báo cáo": "nhan-bao-cao#Mỗi tệp một ngày nhận",
    "lịch nghỉ tết": "co-quan-va-danh-sach#Lịch nghỉ",
}


@pytest.mark.parametrize("asked", OTHER_WORDS)
def test_what_a_clerk_asks_in_other_words_leads_to_a_few_places(asked: str) -> None:
    found = [f"{one.name}#{one.heading}".rstrip("#") for one in find_pages(asked)]
    assert OTHER_WORDS[asked] in found
    assert len(found) <= 3


@pytest.mark.parametrize("asked", [*OTHER_WORDS][::10])
def test_what_a_clerk_asks_needs_no_diacritics(asked: str) -> None:
    assert find_pages(fold(asked)) == find_pages(asked)


def test_every_question_in_a_clerks_words_is_answered_by_a_place_of_the_manual() -> None:
    assert {called: [one.called for one in find_pages(called)] for called in ASKED} == {
        called: [called] for called in ASKED
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
        "Gần nhất với “hủy số”; gõ bcd35 help và một tên dưới đây.\n"
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
        "    bcd35 help su-co\n"
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


def test_a_page_that_is_opened_takes_the_place_of_the_one_before(
    bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webbrowser, "open", bool)
    before, page = (Path(bcd35("help", "--open", "--json").json["data"]["path"]) for _ in range(2))
    assert (before.exists(), page.is_file()) == (False, True)
    assert [*page.parent.parent.glob("bcd35-*")] == [page.parent]


def test_a_name_that_is_not_known_is_answered_with_one_that_is(bcd35: CommandLine) -> None:
    ran = bcd35("help", "phat-hành-h")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "Lỗi: Không có trang sổ tay “phat-hành-h”. Có phải ý bạn là bcd35 help phat-hanh?\n"
        "  → Xem danh sách: bcd35 help\n"
    )
