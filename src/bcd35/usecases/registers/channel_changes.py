"""Adding a channel from the command line, and changing one."""

from dataclasses import replace
from typing import NamedTuple

from bcd35.domain.changes import as_detail, changes_between
from bcd35.domain.channel_pages import CHANNEL_WITHOUT_PAGE, remark_on_cut_addresses
from bcd35.domain.channels import Channel, judge_same_page
from bcd35.domain.entries import (
    CHANNEL_OF_PERSON,
    ChannelEntry,
    build_channel,
    channel_entry,
    judge_channel,
    remarks_on_channel,
)
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.shape import without_code
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.channels import find_channel
from bcd35.usecases.registers.stored import BY_COMMAND


class ChannelChanged(NamedTuple):
    """A channel before (None when new) and after; equal when nothing changed. ``findings`` are remarks."""

    before: Channel | None
    after: Channel
    findings: tuple[Finding, ...] = ()


def add_channel(desk: Desk, entry: ChannelEntry) -> ChannelChanged:
    """A new channel from the command line.

    Raises Refused on a taken code, a bad address or a page that is listed already.
    """
    with desk.act():
        channels = desk.store.registers.channels()
        if any(channel.code.casefold() == entry.code.casefold() for channel in channels):
            fix = f"Đặt mã khác, hoặc sửa kênh cũ bằng: bcd35 channels edit {entry.code}"
            raise Refused("duplicate_code", f"Đã có kênh mã “{entry.code}”.", where=entry.code, fix=fix)
        channel = _judged(entry, channels, status="active", source=BY_COMMAND)
        desk.store.registers.add_channels([channel])
        stated = {name: value for name, value in without_code(entry).items() if value}
        desk.journal("add_channel", channel.code, **stated)
    return ChannelChanged(None, channel, _remarks(channel))


def edit_channel(desk: Desk, code: str, changes: dict[str, str]) -> ChannelChanged:
    """Change the named parts (``platform, name, url, owner, note, status``) of a channel."""
    with desk.act():
        before = find_channel(desk, code)
        wanted = replace(before, **changes)
        entry = channel_entry(wanted)
        after = _judged(entry, desk.store.registers.channels(), status=wanted.status, source=before.source)
        if after != before:
            after = replace(after, source=BY_COMMAND)
            desk.store.registers.change_channels([after])
            desk.journal("edit_channel", before.code, changes=as_detail(changes_between(before, after)))
    return ChannelChanged(before, after, _remarks(after) if after != before else ())


def _remarks(channel: Channel) -> tuple[Finding, ...]:
    cut = remark_on_cut_addresses([channel], channel.code)
    return (*remarks_on_channel(channel, channel.code), *cut)


def _judged(entry: ChannelEntry, channels: list[Channel], *, status: str, source: str) -> Channel:
    found = judge_channel(entry, entry.code)
    # One that letters must not print can always be taken out of use.
    never_printed = (CHANNEL_OF_PERSON, CHANNEL_WITHOUT_PAGE)
    findings = [one for one in found if status == "active" or one.code not in never_printed]
    channel = build_channel(entry, source=source, status=status)
    findings += judge_same_page(channel, channels, entry.code)
    if findings:
        raise Refused("bad_channel", "", findings=findings)
    return channel
