"""Entries of the registers as a file or the command line states them, with the limits of every field.

The values they become (``Channel``, ``Unit``) know nothing of entries: listing them does not load the limits.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, cast
from urllib.parse import urlsplit

from bcd35.domain.channel_pages import judge_page
from bcd35.domain.channels import HOSTS_OF_PLATFORM, PLATFORM_NAMES, Channel, canonical_url, page_of_handle
from bcd35.domain.commands import command_line
from bcd35.domain.findings import Finding
from bcd35.domain.persons import (
    begins_with_honour,
    begins_with_post,
    has_person,
    is_about_person,
    is_like_a_persons_name,
    is_persons_name,
    may_be_persons_name,
    names_person,
)
from bcd35.domain.shape import Code, ShortText, Text
from bcd35.domain.text import MOST_LISTED, fold, has_lost_word, short_list
from bcd35.domain.unit_names import is_body, names_two
from bcd35.domain.units import Unit, UnitKind
from bcd35.domain.usual_names import names_body

_AS_ABOVE = ("nhu tren", "nt", "-nt-")
_MOBILE_PAGE = re.compile(r"/(?:\+?84|0)[35789]\d{8}")  # “zalo.me/0912345678” is the account of a telephone
CHANNEL_OF_PERSON = "channel_of_person"
_ADDRESS_HELP = "Ghi địa chỉ đầy đủ của trang, ví dụ https://www.facebook.com/ten-trang"
Platform = Literal["facebook", "tiktok", "youtube", "zalo", "instagram", "x", "website"]
Email = Annotated[
    str,
    Text(
        200,
        r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+",
        "địa chỉ thư công vụ dạng ten@co-quan.gov.vn",
    ),
]

Phone = Annotated[str, Text(100, r"([^0-9]*[0-9]){6}.*", "số điện thoại của cơ quan, có ít nhất sáu chữ số")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelEntry:
    """One channel as a register file states it."""

    code: Code
    platform: Platform
    name: Annotated[str, Text(200)]
    url: Annotated[str, Text(500)]
    owner: ShortText = ""
    note: ShortText = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """One unit as a register file states it."""

    code: Code
    name: Annotated[str, Text(300)]
    kind: Code
    email: Email = ""
    note: ShortText = ""
    phone: Phone = ""


def channel_entry(channel: Channel) -> ChannelEntry:
    """The entry of a channel; :func:`build_channel` is its inverse."""
    return ChannelEntry(
        code=channel.code,
        platform=cast("Platform", channel.platform),
        name=channel.name,
        url=channel.url,
        owner=channel.owner,
        note=channel.note,
    )


def build_channel(entry: ChannelEntry, *, source: str, status: str = "active") -> Channel:
    """The channel of an entry that :func:`judge_channel` found nothing against."""
    canonical = canonical_url(entry.url) or entry.url
    return Channel(
        code=entry.code,
        platform=entry.platform,
        name=entry.name,
        url=entry.url,
        canonical_url=canonical,
        owner=entry.owner,
        status=status,
        note=entry.note,
        source=source,
    )


def judge_channel(entry: ChannelEntry, where: str) -> list[Finding]:
    """Faults of one entry by itself: its name, the address, and whether it belongs to its platform."""
    found = [*judge_page(entry.url, entry.platform, where)] or judge_address(entry.url, entry.platform, where)
    found += _judge_owner(entry, where)
    if has_lost_word(entry.name):
        found.insert(0, _lost_letters(entry.name, where))
    return found if any(map(str.isalnum, entry.name)) else [_no_name(entry.name, "kênh", where), *found]


def _judge_owner(entry: ChannelEntry, where: str) -> Iterator[Finding]:
    """That a channel is a person's: letters would print it."""
    page = urlsplit(canonical_url(entry.url) or "").path
    odd = [text for text in (entry.name, entry.owner) if has_person(text) or names_person(text)]
    odd += [entry.url] if _MOBILE_PAGE.fullmatch(page) else []
    if odd:
        message = f"“{odd[0]}” là của một người hoặc có số điện thoại; sổ chỉ ghi kênh của cơ quan."
        fix = "Chỉ ghi kênh của cơ quan; kênh như thế đã có trong sổ thì: bcd35 channels retire MÃ"
        yield Finding(CHANNEL_OF_PERSON, where, message, fix)


def remarks_on_channel(channel: Channel, where: str) -> Iterator[Finding]:
    """What looks like a person's page and may be an office's; a note about a person, of a file."""
    path, name = urlsplit(channel.canonical_url).path, channel.name
    odd = begins_with_honour(name) or path.startswith(("/profile.php", "/people/"))
    # A name of its own may be a person's as well; whose the channel is, its owner says.
    unowned = not channel.owner and _may_be_a_persons(name)
    if (odd or unowned) and channel.status == "active":
        message = f"Kênh “{name}” ({channel.canonical_url}) giống trang riêng của một người."
        fix = f"Sổ chỉ ghi kênh của cơ quan. Không phải của cơ quan thì: bcd35 channels retire {channel.code}"
        if unowned:
            fix += f"\nCủa cơ quan thì ghi cơ quan nào: bcd35 channels edit {channel.code} --owner CƠ_QUAN"
        yield Finding("like_a_persons_page", where, message, fix)
    yield from remarks_on_note(channel.note, where, ("channels", "edit", channel.code))


def remark_on_unfit_channels(channels: Iterable[Channel]) -> Iterator[Finding]:
    """Channels in force that the register would not take today; an earlier version of the program did."""
    unfit = {one: found[0] for one in channels if (found := judge_channel(channel_entry(one), one.code))}
    if unfit:
        named = short_list((f"“{one.name}” {one.url}" for one in unfit), "kênh nữa", by="; ")
        message = f"{len(unfit)} kênh không phải trang riêng của một cơ quan, công văn sẽ in: {named}."
        mend = (
            f"bcd35 channels retire {one.code}"
            if found.code == CHANNEL_OF_PERSON
            else f"bcd35 channels edit {one.code} --url ĐỊA_CHỈ"
            for one, found in [*unfit.items()][:MOST_LISTED]
        )
        yield Finding("channels_unfit", "channels", message, "\n".join(("Sửa từng kênh:", *mend)))


def _may_be_a_persons(name: str) -> bool:
    like = may_be_persons_name(name) or is_like_a_persons_name(name)
    return begins_with_post(name) or (like and not names_body(name))


def remarks_on_note(note: str, where: str, edit: Sequence[str]) -> Iterator[Finding]:
    """A note about a person that a file brings; the command line takes none."""
    if is_about_person(note):
        message = f"Ghi chú “{note}” nói về một người; sổ chỉ ghi về cơ quan."
        fix = f"Xóa khỏi sổ: {command_line((*edit, '--note', '-'))}"
        yield Finding("note_about_person", where, message, fix)


def judge_address(url: str, platform: str, where: str) -> list[Finding]:
    """Tell whether an address is a usable http(s) one, and of its platform."""
    canonical = canonical_url(url)
    if canonical is None and url.startswith("@"):
        message = f"“{url}” là tên trên nền tảng, chưa phải địa chỉ trang."
        page = page_of_handle(url, platform)
        fix = f"Ghi địa chỉ: {page}" if page else _ADDRESS_HELP
        return [Finding("handle_not_address", where, message, fix)]
    if canonical is None:
        message = f"Địa chỉ “{url}” không phải địa chỉ http:// hoặc https:// hợp lệ."
        return [Finding("bad_url", where, message, _ADDRESS_HELP)]
    host = urlsplit(canonical).hostname or ""
    expected = HOSTS_OF_PLATFORM.get(platform)
    if expected is not None and host not in expected:
        message = f"Địa chỉ “{url}” (máy chủ {host}) không phải trang {PLATFORM_NAMES[platform]}."
        return [Finding("url_not_of_platform", where, message, "Sửa địa chỉ, hoặc sửa nền tảng cho khớp.")]
    return []


def build_unit(entry: UnitEntry, *, source: str, sample: bool = False) -> Unit:
    """The unit of an entry; the code keeps its case, names are already clean."""
    return Unit(
        code=entry.code,
        name=entry.name,
        kind=entry.kind,
        email=entry.email,
        phone=entry.phone,
        status="active",
        note=entry.note,
        source=source,
        sample=sample,
    )


def unit_entry(unit: Unit) -> UnitEntry:
    """The entry of a unit; :func:`build_unit` is its inverse."""
    return UnitEntry(
        code=unit.code, name=unit.name, kind=unit.kind, email=unit.email, note=unit.note, phone=unit.phone
    )


def _no_name(name: str, noun: str, where: str) -> Finding:
    message = f"“{name}” chưa phải là tên của một {noun}."
    return Finding("not_a_name", where, message, f"Ghi đủ tên {noun} rồi chạy lại; hàng thừa thì xóa.")


def _lost_letters(name: str, where: str) -> Finding:
    message = f"Tên “{name}” có dấu “?”, “�”: chữ có dấu mất khi lưu tệp, hoặc tên còn chưa chắc."
    return Finding("lost_letters", where, message, "Ghi lại cho đúng, bỏ dấu ấy, rồi chạy lại.")


def judge_unit_name(name: str, where: str) -> list[Finding]:
    """Faults of a name: what has no letter, or is a party body of no place, names no unit."""
    if is_body(name) or not any(map(str.isalpha, name)) or fold(name).strip(" ().") in _AS_ABOVE:
        return [_no_name(name, "đơn vị", where)]
    if names_two(name):
        message = f"“{name}” là tên của nhiều đơn vị ghi chung."
        return [Finding("two_names", where, message, "Mỗi đơn vị ghi một hàng riêng rồi chạy lại.")]
    if "?" in name or has_lost_word(name):
        return [_lost_letters(name, where)]
    if is_persons_name(name):
        message = f"“{name}” là họ tên người; sổ chỉ ghi cơ quan, đơn vị."
        fix = "Xóa hàng ấy; đơn vị mang tên ấy thì ghi cả loại, ví dụ: Phường Hoàng Văn Thụ; rồi chạy lại."
        return [Finding("person_in_name", where, message, fix)]
    if not has_person(name):
        return []
    message = f"Tên đơn vị “{name}” có tên người hoặc số điện thoại; sổ chỉ ghi cơ quan."
    return [Finding("person_in_name", where, message, "Chỉ để tên đơn vị rồi chạy lại.")]


def judge_unit_code(code: str, kinds: Iterable[str], where: str) -> list[Finding]:
    """That a code is that of a kind: a letter to the kind would go to the unit alone, or the other way."""
    if code.casefold() not in map(str.casefold, kinds):
        return []
    message = f"“{code}” là mã của một loại đơn vị, không đặt cho một đơn vị được."
    fix = f"Đặt mã khác rồi chạy lại; đơn vị đã có trong sổ thì: bcd35 units recode {code} MÃ_MỚI"
    return [Finding("code_of_a_kind", where, message, fix)]


def judge_unit(entry: UnitEntry, kinds: Iterable[UnitKind], where: str) -> list[Finding]:
    """Faults of one entry by itself: its kind must be one that the office knows, its name a unit's."""
    found = judge_unit_name(entry.name, where)
    known = {kind.code for kind in kinds}
    found += judge_unit_code(entry.code, known, where)
    if entry.kind not in known:
        message = f"Không có loại đơn vị “{entry.kind}”; các loại: {', '.join(sorted(known))}."
        fix = "Sửa loại, hoặc thêm loại vào data/office.yaml."
        found.append(Finding("unknown_kind", where, message, fix))
    return found
