"""The register of official channels."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.channels import Channel, in_reading_order, judge_same_page
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.shape import without_code
from bcd35.domain.text import fold
from bcd35.usecases.desk import Desk
from bcd35.usecases.outputs import Written, refuse_output, write_output
from bcd35.usecases.registers.stored import BY_COMMAND

if TYPE_CHECKING:
    from bcd35.domain.entries import ChannelEntry
    from bcd35.usecases.registers.exports import Exported

LISTING = "bcd35 channels list --all"
POSTER_FILE = "out/Ap-phich_kenh-truyen-thong.docx"


def list_channels(
    desk: Desk, *, text: str = "", platform: str = "", everything: bool = False
) -> list[Channel]:
    """Channels in force (or all) whose code, name, owner or address contains the text, tones ignored."""
    wanted = fold(text)
    return [
        channel
        for channel in in_reading_order(desk.store.registers.channels())
        if (everything or channel.status == "active")
        and (not platform or channel.platform == platform)
        and wanted in fold(f"{channel.code} {channel.name} {channel.owner} {channel.canonical_url}")
    ]


def channels_in_force(desk: Desk) -> list[Channel]:
    """The channels that letters print and exports write, in the office's own order."""
    return [channel for channel in desk.store.registers.channels() if channel.status == "active"]


def find_channel(desk: Desk, code: str) -> Channel:
    """A channel by its code. Raises UnknownName with what the clerk may have meant."""
    channels = desk.store.registers.channels()
    found = next((channel for channel in channels if channel.code.casefold() == code.casefold()), None)
    if found is None:
        raise UnknownName.among("kênh", code, [channel.code for channel in channels], listing=LISTING)
    return found


class ChannelChanged(NamedTuple):
    """A channel before (None when new) and after; equal when nothing changed."""

    before: Channel | None
    after: Channel


def add_channel(desk: Desk, entry: "ChannelEntry") -> ChannelChanged:
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
        desk.store.registers.journal(desk.world.now, "add_channel", channel.code, **stated)
    return ChannelChanged(None, channel)


def edit_channel(desk: Desk, code: str, changes: dict[str, str]) -> ChannelChanged:
    """Change the named parts (``platform, name, url, owner, note, status``) of a channel."""
    from bcd35.domain.changes import as_detail, changes_between
    from bcd35.domain.entries import channel_entry

    with desk.act():
        before = find_channel(desk, code)
        wanted = replace(before, **changes)
        entry = channel_entry(wanted)
        after = _judged(entry, desk.store.registers.channels(), status=wanted.status, source=before.source)
        if after != before:
            after = replace(after, source=BY_COMMAND)
            desk.store.registers.change_channels([after])
            desk.store.registers.journal(
                desk.world.now,
                "edit_channel",
                before.code,
                changes=as_detail(changes_between(before, after)),
            )
    return ChannelChanged(before, after)


def _judged(entry: "ChannelEntry", channels: list[Channel], *, status: str, source: str) -> Channel:
    from bcd35.domain.entries import build_channel, judge_channel

    findings = judge_channel(entry, entry.code)
    channel = build_channel(entry, source=source, status=status)
    findings += judge_same_page(channel, channels, entry.code)
    if findings:
        raise Refused("bad_channel", "", findings=findings)
    return channel


def export_channels(desk: Desk, path: Path) -> "Exported":
    """Write the channels in force as a register file that ``channels import`` reads back."""
    from bcd35.domain.entries import channel_entry
    from bcd35.usecases.registers.exports import export_register

    return export_register(
        desk, "channels", [channel_entry(channel) for channel in channels_in_force(desk)], path
    )


class PosterMade(NamedTuple):
    """The poster's channels and where it was written.

    ``path`` differs from ``asked`` when that file was open in another program.
    """

    channels: tuple[Channel, ...]
    written: Written

    @property
    def path(self) -> Path:
        return self.written.path


def make_poster(desk: Desk, output: Path | None) -> PosterMade:
    """Write the poster of the channels in force. Raises Refused when there are none."""
    from bcd35.formats.letters.poster import TEMPLATE_NAME, PosterContent, render_poster
    from bcd35.usecases.open_template import open_template
    from bcd35.usecases.registers.units import the_office

    channels = tuple(channels_in_force(desk))
    if not channels:
        raise Refused(
            "no_channels",
            "Chưa có kênh nào đang dùng.",
            where="channels",
            fix="Thêm kênh: bcd35 channels add MÃ --platform NỀN_TẢNG --name TÊN --url ĐỊA_CHỈ",
        )
    asked = output or desk.workspace.root / POSTER_FILE
    refuse_output(desk, asked)
    office = the_office(desk)
    template = open_template(desk.workspace, TEMPLATE_NAME, office, office.style.without_body())
    data = render_poster(template, PosterContent(office, channels, desk.world.today))
    return PosterMade(channels, write_output(desk, asked, data))
