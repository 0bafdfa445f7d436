"""The office's own list of channels: found by code, page, or name on the platform."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from bcd35.domain.channels import PLATFORM_NAMES, Channel, canonical_url, page_of_handle, platform_of
from bcd35.domain.entries import ChannelEntry, Platform, build_channel, judge_channel
from bcd35.domain.findings import Finding
from bcd35.domain.lists.cells import cell_left_out
from bcd35.domain.lists.codes import propose_channel_codes, stated_code
from bcd35.domain.persons import is_about_person
from bcd35.domain.text import fold, identity_key, short_list
from bcd35.formats.registers.reader import ChannelsFile, RegisterReading, judge_codes
from bcd35.formats.tables.list_rows import ListRow
from bcd35.formats.tables.office_list import OfficeList
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.decisions import ListDecisions, row_of
from bcd35.usecases.registers.lists import ListReading, judge_lengths, open_list, places_in, told_of_list
from bcd35.usecases.registers.sources import Source


def read_channels_list(desk: Desk, source: Source, decisions: ListDecisions) -> ListReading:
    """The channels of a list. Raises Undecided as :func:`read_units_list` does."""
    found = open_list(source, "channels", decisions)
    return found if isinstance(found, ListReading) else _channels(desk, source.shown, found, decisions)


def _channels(desk: Desk, shown: str, found: OfficeList, decisions: ListDecisions) -> ListReading:
    """A channel is found by its code, its page or its name on the platform."""
    remarks = list(told_of_list(shown, "channels", found, decisions))
    current = desk.store.registers.channels()
    rows = [_with_link(row) for row in found.rows if row.texts["url"]]
    read = [_channel(row, current) for row in rows]
    where = places_in(rows, shown)
    faults = [_no_address(row) for row in found.rows if not row.texts["url"]]
    faults += [found for _, faults in read for found in faults]
    channels = _with_codes([channel for channel, _ in read], current)
    twice = [
        found
        for place, channel in enumerate(channels)
        for found in _same_page(channel, channels[:place], rows[place].where)
    ]
    # A page that stands twice has one code, which is not what is wrong.
    faults += twice or judge_codes([channel.code for channel in channels], "channels", where)
    entries = tuple(
        ChannelEntry(
            code=one.code,
            platform=cast("Platform", one.platform),
            name=one.name,
            url=one.url,
            owner=one.owner,
            note=one.note,
        )
        for one in channels
    )
    remarks += _told_links(shown, found.rows, rows)
    remarks += _told_handles(shown, rows, channels)
    remarks += [
        cell_left_out("note", row.where) for row in rows if is_about_person(row.texts.get("note", ""))
    ]
    value = None if faults else ChannelsFile(entries)
    return ListReading(RegisterReading(value, tuple(faults), where), tuple(remarks))


def _with_link(row: ListRow) -> ListRow:
    """A row whose address stands under a text, ``Bấm vào đây``, and is seen by clicking only."""
    seen = re.fullmatch(r"\S+\.\S+|@\S+", row.texts["url"])
    return row if seen or not row.link else row._replace(texts={**row.texts, "url": row.link})


def _told_links(shown: str, before: Sequence[ListRow], rows: Sequence[ListRow]) -> Iterator[Finding]:
    said = {row.where: row.texts["url"] for row in before}
    linked = [
        f"“{said[row.where]}” → {row.link} ({row_of(row.where)})"
        for row in rows
        if said[row.where] != row.texts["url"]
    ]
    if linked:
        message = f"Ô không ghi địa chỉ mà có liên kết, lấy địa chỉ của liên kết: {short_list(linked)}."
        yield Finding("address_of_link", shown, message, "Mở thử từng địa chỉ, xem có đúng trang không.")


def _told_handles(shown: str, rows: Sequence[ListRow], channels: Sequence[Channel]) -> Iterator[Finding]:
    handles = [
        f"“{row.texts['url']}” → {channel.url} ({row_of(row.where)})"
        for row, channel in zip(rows, channels, strict=True)
        if page_of_handle(row.texts["url"], channel.platform)
    ]
    if handles:
        message = f"Tên trên nền tảng ghi thành địa chỉ: {short_list(handles)}."
        fix = "Mở thử từng địa chỉ, xem có đúng trang không."
        yield Finding("address_of_handle", shown, message, fix)


def _same_page(channel: Channel, above: Sequence[Channel], where: str) -> Iterator[Finding]:
    page = channel.canonical_url
    for other in above:
        if other.canonical_url == page:
            message = f"“{channel.name}” ghi cùng một trang với “{other.name}” ở trên: {page}."
            yield Finding("same_page", where, message, "Giữ một hàng rồi chạy lại.")


def _no_address(row: ListRow) -> Finding:
    message = f"Kênh “{row.texts['name']}” không có địa chỉ."
    return Finding("no_address", row.where, message, "Điền địa chỉ, hoặc xóa hàng ấy, rồi chạy lại.")


def _channel(row: ListRow, current: Sequence[Channel]) -> tuple[Channel, list[Finding]]:
    """The channel of a row, without a code where the register does not know it; and what is wrong with it."""
    texts = row.texts
    named = _platform(texts.get("platform") or row.group)
    url = _address(texts["url"], named)
    platform = named or _platform_of(url)
    page = canonical_url(url) or url
    known = _known_channel(texts, platform, page, current)
    note = texts.get("note", known.note if known else "")
    entry = ChannelEntry(
        code=stated_code(texts.get("code", "")) or (known.code if known else ""),
        platform=platform,
        name=texts["name"],
        url=known.url if known and known.canonical_url == page else url,
        owner=texts.get("owner", known.owner if known else ""),
        note="" if is_about_person(note) else note,
    )
    faults = [*judge_lengths(entry, row.where), *judge_channel(entry, row.where)]
    return build_channel(entry, source=""), [_with_way_of_list(one, url) for one in faults]


def _with_way_of_list(found: Finding, url: str) -> Finding:
    """How a list says another platform, where the address tells which."""
    platform = PLATFORM_NAMES.get(platform_of(url))
    if found.code != "url_not_of_platform" or not platform:
        return found
    fix = f"Địa chỉ ấy của {platform}: chuyển hàng sang nhóm {platform}, hoặc ghi {platform} ở cột Nền tảng."
    return found._replace(fix=fix)


def _address(text: str, platform: str) -> str:
    """What a cell says as an address; “@ten” is a page of its platform."""
    return page_of_handle(text, platform) or (text if re.match("@|.*://", text) else f"https://{text}")


def _known_channel(
    texts: Mapping[str, str], platform: str, page: str, current: Sequence[Channel]
) -> Channel | None:
    code, name = stated_code(texts.get("code", "")).casefold(), identity_key(texts["name"])
    return next(
        (one for one in current if one.code.casefold() == code),
        next(
            (one for one in current if one.canonical_url == page),
            next(
                (one for one in current if one.platform == platform and identity_key(one.name) == name), None
            ),
        ),
    )


def _platform(text: str) -> Any:
    wanted = fold(text)
    words = {code: (code, fold(label)) for code, label in PLATFORM_NAMES.items()}
    return next((code for code, names in words.items() if wanted in names), None) or next(
        (code for code in PLATFORM_NAMES if len(code) > 1 and code in wanted), ""
    )


def _platform_of(url: str) -> Any:
    """The platform that an address is of; any other host is a website."""
    page = canonical_url(url) or ""
    named = next((code for code in PLATFORM_NAMES if len(code) > 1 and f"{code}." in page), "website")
    return platform_of(url) or named


def _with_codes(channels: Sequence[Channel], current: Sequence[Channel]) -> list[Channel]:
    new = [channel for channel in channels if not channel.code]
    taken = [*(one.code for one in current), *(one.code for one in channels if one.code)]
    codes = iter(propose_channel_codes(new, taken))
    return [channel if channel.code else replace(channel, code=next(codes)) for channel in channels]
