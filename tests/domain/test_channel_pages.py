"""Which addresses are pages of a channel, and what is told of one that was shortened."""

import pytest

from bcd35.domain.channel_pages import judge_page, remark_on_cut_addresses
from bcd35.domain.entries import ChannelEntry, build_channel
from bcd35.domain.findings import Finding

POST, SHARED, LOCAL = "một bài, hình hoặc video", "trang chung của nền tảng", "địa chỉ trong mạng nội bộ"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://www.facebook.com/", "trang đầu của nền tảng"),
        ("https://www.tiktok.com", "trang đầu của nền tảng"),
        ("https://oa.zalo.me/", "trang đầu của nền tảng"),
        ("https://facebook.com/photo.php?fbid=123&set=a.1", POST),
        ("https://fb.com/permalink.php?story_fbid=1&id=2", POST),
        ("https://www.facebook.com/trang/posts/pfbid0", POST),
        ("https://www.facebook.com/share/v/1Abc", POST),
        ("https://www.facebook.com/groups/trang/?multi_permalinks=2", POST),
        ("https://www.facebook.com/watch/?v=12", POST),
        ("https://youtu.be/abc", POST),
        ("https://bit.ly/3xYz", "địa chỉ rút gọn (mở ra mới biết là trang nào)"),
        ("https://www.youtube.com/shorts/abc", POST),
        ("https://www.tiktok.com/@trang/video/1", POST),
        ("https://vt.tiktok.com/ZS1", POST),
        ("https://instagram.com/trang/p/1", POST),
        ("https://twitter.com/trang/status/1", POST),
        ("https://www.facebook.com/profile.php", SHARED),
        ("https://www.facebook.com/groups/", SHARED),
        ("https://www.youtube.com/playlist", SHARED),
        ("https://www.tiktok.com/foryou", SHARED),
        ("https://l.facebook.com/l.php?u=x", SHARED),
        ("https://www.facebook.com/search/top?q=bao", "trang tìm kiếm"),
        ("https://www.google.com/search?q=bao", "trang tìm kiếm"),
        ("https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fabc", "trang đăng nhập"),
        ("https://a.gov.vn/dang-nhap.aspx?ReturnUrl=x", "trang đăng nhập"),
        ("https://a.gov.vn/#/login", "trang đăng nhập"),
        ("https://www.facebook.com/Hashtag/thainguyen", "trang theo chủ đề"),
        ("https://zalo.me/g/abcd12", "nhóm nội bộ"),
        ("https://www.messenger.com/t/trang", "chỗ nhắn tin"),
        ("http://192.168.1.10/trang", LOCAL),
        ("http://10.1/trang", LOCAL),
        ("http://trang.local/", LOCAL),
    ],
)
def test_what_is_no_page_of_a_channel_is_refused(address: str, kind: str) -> None:
    assert list(judge_page(address, "facebook", "hàng 2")) == [
        Finding(
            "channel_without_page",
            "hàng 2",
            f"Địa chỉ “{address}” là {kind}, không phải trang riêng của một kênh.",
            (
                "Mở trang của kênh rồi chép địa chỉ, ví dụ https://www.facebook.com/ten-trang; "
                "kênh đã có trong sổ thì: bcd35 channels edit MÃ --url ĐỊA_CHỈ"
            ),
        )
    ]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.facebook.com/profile.php?id=61550000000001&sk=about",
        "https://www.facebook.com/people/Ten-Trang/100",
        "https://www.facebook.com/trang/videos",
        "https://www.facebook.com/groups/trang",
        "https://www.facebook.com/share/1Abc/",
        "https://www.tiktok.com/@trang",
        "https://www.youtube.com/@trang/videos",
        "https://www.youtube.com/channel/UC1",
        "https://www.youtube.com/playlist?list=PL1",
        "https://www.youtube.com/baothainguyentv",
        "https://zalo.me/123456789",
        "https://www.instagram.com/trang",
        "https://x.com/trang",
        "http://8.8.8.8/trang",
        "https://stp.thainguyen.gov.vn/#/trang-chu",
        "https://a.gov.vn/tin?v=2",
        "https://a.gov.vn",
    ],
)
def test_a_page_of_its_own_is_taken(address: str) -> None:
    assert list(judge_page(address, "website", "")) == []


@pytest.mark.parametrize(
    ("address", "cut"),
    [
        (
            "https://www.facebook.com/trang?locale=vi_VN&fbclid=1",
            "https://www.facebook.com/trang (bỏ “locale=vi_VN”)",
        ),
        ("https://a.gov.vn/tin?utm_source=x#muc-2", "https://a.gov.vn/tin (bỏ “#muc-2”)"),
        ("https://a.gov.vn/#/trang-chu", ""),
        ("https://m.facebook.com/profile.php?id=1&mibextid=x", ""),
    ],
)
def test_what_was_cut_is_told_but_tracking(address: str, cut: str) -> None:
    entry = ChannelEntry(code="a", platform="website", name="Trang", url=address)
    told = [found.message for found in remark_on_cut_addresses([build_channel(entry, source="")], "")]
    assert told == ([f"Địa chỉ ghi gọn lại, công văn in: {cut}."] if cut else [])
