"""Official channels and the one key per page behind its many addresses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from bcd35.domain.findings import Finding
from bcd35.domain.text import sort_key

PLATFORM_NAMES: dict[str, str] = {
    "facebook": "Facebook",
    "tiktok": "TikTok",
    "youtube": "YouTube",
    "zalo": "Zalo",
    "instagram": "Instagram",
    "x": "X",
    "website": "Trang thông tin điện tử",
}

# One host per page, however it was copied; the key is a host without "www.", "m." and the like.
_HOSTS = {
    "facebook.com": "www.facebook.com",
    "fb.com": "www.facebook.com",
    "fb.me": "www.facebook.com",
    "tiktok.com": "www.tiktok.com",
    "youtube.com": "www.youtube.com",
    "instagram.com": "www.instagram.com",
    "twitter.com": "x.com",
    "x.com": "x.com",
    "zalo.me": "zalo.me",
}
HOSTS_OF_PLATFORM = {
    "facebook": {"www.facebook.com"},
    "tiktok": {"www.tiktok.com"},
    "youtube": {"www.youtube.com", "youtu.be"},
    "zalo": {"zalo.me", "oa.zalo.me"},
    "instagram": {"www.instagram.com"},
    "x": {"x.com"},
}
# Where the page of an “@name” lies; Zalo has no such address.
_PAGES_OF_HANDLES = {
    "facebook": "https://www.facebook.com/{}",
    "tiktok": "https://www.tiktok.com/@{}",
    "youtube": "https://www.youtube.com/@{}",
    "instagram": "https://www.instagram.com/{}",
    "x": "https://x.com/{}",
}
_MIRRORS = ("www.", "m.", "mobile.", "web.", "vi-vn.", "mbasic.")
# On the platforms no other parameter says which page, post or list it is.
_KEPT_ON_PLATFORMS = frozenset({"id", "v", "list", "story_fbid", "fbid", "multi_permalinks", "set"})
_TRACKING = frozenset(
    {"fbclid", "gclid", "igshid", "igsh", "mibextid", "rdid", "_rdr", "share_url", "si", "_t", "_r", "ref"}
    | {"refsrc", "zarsrc", "is_from_webapp", "sender_device", "ab_channel"}
)
_HOST_NAME = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"
_USUAL_PORT = {"http": 80, "https": 443}
_SAFE = "/@:._-~!$&'()*+,;="
_KEEP = "surrogateescape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Kênh truyền thông: an official page of the province that letters point to.

    ``url`` is the address as it was given, ``canonical_url`` the one that letters print and that is unique,
    ``source`` says where the entry came from (a file, the command line).
    """

    code: str
    platform: str
    name: str
    url: str
    canonical_url: str
    owner: str = ""
    status: str = "active"
    note: str = ""
    source: str = ""


def page_of_handle(text: str, platform: str) -> str:
    """The address of the page that a platform calls “@ten”; empty for another text or platform."""
    handle = re.fullmatch(r"@([\w.-]+)", text, re.ASCII)
    return _PAGES_OF_HANDLES.get(platform, "").format(handle[1]) if handle else ""


def platform_of(url: str) -> str:
    """The platform whose host an address names; empty for any other host."""
    host = urlsplit(canonical_url(url) or "").hostname
    return next((code for code, hosts in HOSTS_OF_PLATFORM.items() if host in hosts), "")


def canonical_url(url: str) -> str | None:
    """The one address of the page behind ``url``; None when it is not a usable http(s) address.

    Host in lower case and ASCII (look-alike letters become visible as ``xn--``), mirrors, tracking
    parameters, places in the page and trailing slashes dropped, the case of the path kept. Nothing is looked
    up on the network.
    """
    try:
        return _canonical(url)
    except ValueError:  # a broken port, bracket, label or byte; UnicodeError is one too
        return None


def _canonical(url: str) -> str | None:
    parts = urlsplit(url)
    scheme, port = parts.scheme.lower(), parts.port
    host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
    # urlsplit drops tabs and line feeds in silence, so the text as given is checked, not the parts.
    hidden = any(character.isspace() or not character.isprintable() or character == "\\" for character in url)
    if (
        hidden
        or scheme not in _USUAL_PORT
        or parts.username is not None
        or not re.fullmatch(_HOST_NAME, host)
    ):
        return None
    mirror = next((prefix for prefix in _MIRRORS if host.startswith(prefix)), "")
    known = _HOSTS.get(host.removeprefix(mirror))
    kept = [
        (name, value)
        for name, value in _parameters(parts.query)
        if (name in _KEPT_ON_PLATFORMS if known else not _is_tracking(name))
    ]
    path = _quoted(parts.path).rstrip("/")
    address = (known or host) + ("" if port in (None, _USUAL_PORT[scheme]) else f":{port}")
    query = urlencode(sorted(kept) if known else kept, errors=_KEEP)
    page = f"{'https' if known else scheme}://{address}{path}" + (f"?{query}" if query else "")
    # A site of one script writes its pages behind “#/”; any other fragment is a place in the page.
    behind = (
        "" if known or not re.match("!?/.", parts.fragment) else f"#{_quoted(parts.fragment, _SAFE + '?')}"
    )
    return page + ("/" if behind and not path and not query else "") + behind


def _parameters(query: str) -> list[tuple[str, str]]:
    """Bytes that are not UTF-8 survive as they are: two odd addresses must not become one."""
    return parse_qsl(query, keep_blank_values=True, errors=_KEEP)


def _quoted(text: str, safe: str = _SAFE) -> str:
    return quote(unquote(text, errors=_KEEP), safe=safe, errors=_KEEP)


def parts_left_out(url: str) -> list[str]:
    """What :func:`canonical_url` drops that is no known tracking: it may have said which page."""
    given, kept = urlsplit(url), urlsplit(canonical_url(url) or url)
    named = {name for name, _ in _parameters(kept.query)}
    left = [
        f"{name}={value}"
        for name, value in _parameters(given.query)
        if name not in named and not _is_tracking(name)
    ]
    return left + ([f"#{given.fragment}"] if given.fragment and not kept.fragment else [])


def _is_tracking(parameter: str) -> bool:
    return parameter.lower() in _TRACKING or parameter.lower().startswith("utm_")


def judge_same_page(channel: Channel, others: Iterable[Channel], where: str) -> list[Finding]:
    """The same page under another code is refused, retired channels included."""
    return [
        Finding(
            "same_page",
            where,
            (
                f"Kênh “{channel.code}” trỏ đến cùng một trang với kênh “{other.code}” ({other.name}): "
                f"{channel.canonical_url}."
            ),
            "Giữ một kênh; kênh đã thôi dùng thì khôi phục bằng: bcd35 channels edit MÃ --status active",
        )
        for other in others
        if other.code.casefold() != channel.code.casefold() and other.canonical_url == channel.canonical_url
    ]


def in_reading_order(channels: Iterable[Channel]) -> list[Channel]:
    """For lists on the screen: by platform as in ``PLATFORM_NAMES``, then in Vietnamese name order."""
    return sorted(
        channels, key=lambda channel: (_platform_rank(channel), sort_key(channel.name), channel.code)
    )


def by_platform(channels: Iterable[Channel]) -> list[tuple[str, list[Channel]]]:
    """For documents: ``[("Facebook", [...]), ("TikTok", [...])]``, each list in the office's own order."""
    groups: dict[str, list[Channel]] = {}
    for channel in sorted(channels, key=_platform_rank):
        groups.setdefault(PLATFORM_NAMES[channel.platform], []).append(channel)
    return list(groups.items())


def _platform_rank(channel: Channel) -> int:
    return list(PLATFORM_NAMES).index(channel.platform)
