"""The register of official channels: what stands in it. Changing it: ``channel_changes.py``."""

from pathlib import Path
from typing import TYPE_CHECKING

from bcd35.domain.channels import Channel, in_reading_order
from bcd35.domain.errors import UnknownName
from bcd35.domain.text import fold
from bcd35.usecases.desk import Desk

if TYPE_CHECKING:
    from bcd35.usecases.registers.exports import Exported

_LISTING = "bcd35 channels list --all"


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
        raise UnknownName.among("kênh", code, [channel.code for channel in channels], listing=_LISTING)
    return found


def export_channels(desk: Desk, path: Path) -> "Exported":
    """Write the channels in force as a register file that ``channels import`` reads back."""
    from bcd35.domain.entries import channel_entry
    from bcd35.usecases.registers.exports import export_register

    entries = [channel_entry(channel) for channel in channels_in_force(desk)]
    return export_register(desk, "channels", entries, path)
