"""Whether an address names the page of a channel, or something that letters must not point to.

A post, a search or the root of a platform opens in a browser as a page does; only the address tells.
"""

import ipaddress
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from bcd35.domain.channels import Channel, canonical_url, page_of_handle, parts_left_out, platform_of
from bcd35.domain.findings import Finding
from bcd35.domain.text import short_list

CHANNEL_WITHOUT_PAGE = "channel_without_page"
_POST, _TOPIC = "một bài, hình hoặc video", "trang theo chủ đề"
_SEARCH, _LOGIN = "trang tìm kiếm", "trang đăng nhập"
_SHORTENED = "địa chỉ rút gọn (mở ra mới biết là trang nào)"
_GROUP, _CHAT = "nhóm nội bộ", "chỗ nhắn tin"
_LOCAL, _ROOT, _SHARED = "địa chỉ trong mạng nội bộ", "trang đầu của nền tảng", "trang chung của nền tảng"

_PRIVATE_ZONES = (".local", ".lan", ".localhost", ".internal", ".intranet", ".corp", ".home.arpa")
_HOSTS_WITHOUT_PAGES = {
    _POST: "youtu.be fb.watch vt.tiktok.com vm.tiktok.com",
    _CHAT: "m.me messenger.com chat.zalo.me",
    _LOGIN: "id.zalo.me accounts.google.com",
    _SHORTENED: "bit.ly tinyurl.com t.co goo.gl is.gd ow.ly cutt.ly rebrand.ly shorturl.at s.id t.ly",
    _SHARED: "l.facebook.com lm.facebook.com business.facebook.com studio.youtube.com",
}
# The last part of an address on any host, without “.html” and the like.
_DOORS = {
    _SEARCH: "search tim-kiem timkiem",
    _LOGIN: "login log-in signin sign-in dang-nhap dangnhap",
}
# The first part of a path that is no page's name.
_RESERVED = {
    "facebook": {
        _POST: "photo photo.php permalink.php story.php stories watch video.php reel reels events",
        _SEARCH: "search",
        _LOGIN: "login login.php checkpoint recover reg r.php",
        _TOPIC: "hashtag",
        _CHAT: "messages",
        _SHARED: "home.php feed marketplace gaming friends notifications settings bookmarks help sharer "
        "sharer.php share.php dialog plugins l.php policies",
    },
    "tiktok": {_SEARCH: "search", _LOGIN: "login", _TOPIC: "tag music"},
    "youtube": {
        _POST: "watch shorts live embed clip post",
        _SEARCH: "results",
        _LOGIN: "login signin",
        _TOPIC: "hashtag",
        _SHARED: "feed redirect account premium gaming music",
    },
    "zalo": {_GROUP: "g", _SHARED: "pc home"},
    "instagram": {_POST: "p reel reels tv stories", _TOPIC: "explore", _LOGIN: "accounts", _CHAT: "direct"},
    "x": {
        _SEARCH: "search",
        _LOGIN: "login signup",
        _TOPIC: "hashtag explore",
        _CHAT: "messages",
        _SHARED: "home i intent share compose notifications settings tos privacy",
    },
}
# Which page, a further part or a parameter says.
_NAMED_BEHIND = frozenset(
    {"people", "pages", "pg", "p", "share", "groups", "channel", "c", "user", "oa", "s"}
)
_NAMED_BY = {"profile.php": "id", "playlist": "list"}
_POST_BEHIND = frozenset(
    {
        "posts",
        "videos",
        "photos",
        "permalink",
        "events",
        "reel",
        "video",
        "photo",
        "p",
        "v",
        "r",
        "tv",
        "status",
    }
)
_POST_NAMED_BY = frozenset({"v", "fbid", "story_fbid", "multi_permalinks", "set"})


def judge_page(url: str, platform: str, where: str) -> Iterator[Finding]:
    """Refuse an address that is not a page of a channel's own."""
    canonical = canonical_url(url) or ""
    odd = _odd_host(urlsplit(canonical).hostname or "") or _odd_path(canonical)
    if canonical and odd:
        message = f"Địa chỉ “{url}” là {odd}, không phải trang riêng của một kênh."
        other = "https://zalo.me/1234567890" if platform == "zalo" else "https://ten-co-quan.gov.vn"
        fix = (
            f"Mở trang của kênh rồi chép địa chỉ, ví dụ {page_of_handle('@ten-trang', platform) or other}; "
            "kênh đã có trong sổ thì: bcd35 channels edit MÃ --url ĐỊA_CHỈ"
        )
        yield Finding(CHANNEL_WITHOUT_PAGE, where, message, fix)


def remark_on_cut_addresses(channels: Sequence[Channel], where: str) -> Iterator[Finding]:
    """What is printed without a part that may have said which page."""
    cut = [(one.canonical_url, parts_left_out(one.url)) for one in channels]
    told = [f"{address} (bỏ “{'&'.join(parts)}”)" for address, parts in cut if parts]
    if told:
        message = f"Địa chỉ ghi gọn lại, công văn in: {short_list(told, 'địa chỉ nữa', by='; ')}."
        yield Finding("address_cut", where, message, "Mở thử địa chỉ đã ghi gọn, xem có đúng trang không.")


def _odd_host(host: str) -> str:
    try:
        local = not ipaddress.ip_address(host).is_global
    except ValueError:
        local = host.endswith(_PRIVATE_ZONES) or host.rsplit(".", 1)[-1].isdigit()
    return _LOCAL if local else _kind(_HOSTS_WITHOUT_PAGES, host.removeprefix("www."))


def _odd_path(canonical: str) -> str:
    platform, address = platform_of(canonical), urlsplit(canonical)
    parts = [part for part in f"{address.path}/{address.fragment}".lower().split("/") if part]
    last = parts[-1].split(".")[0] if parts else ""
    return _kind(_DOORS, last) or (_odd_on(platform, parts, set(parse_qs(address.query))) if platform else "")


def _odd_on(platform: str, parts: Sequence[str], named: set[str]) -> str:
    """What a path of a platform is, when it is no page of its own; ``named`` are the parameters."""
    if not parts:
        return _ROOT
    if _POST_NAMED_BY & named or _POST_BEHIND.intersection(parts[1:-1]):
        return _POST
    first = parts[0]
    unnamed = (first in _NAMED_BEHIND and len(parts) == 1) or _NAMED_BY.get(first, "") not in {"", *named}
    handles_only = platform == "tiktok" and not first.startswith("@")
    return _kind(_RESERVED[platform], first) or (_SHARED if unnamed or handles_only else "")


def _kind(words: dict[str, str], word: str) -> str:
    return next((kind for kind, listed in words.items() if word in listed.split()), "")
