"""Entries of the registers as a register file or the command line states them, with the limits of every field.

Apart from the values they become (``Channel``, ``Unit``), so that reading a list does not load the machinery of limits.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, cast

from bcd35.domain.shape import Code, Line, Text

if TYPE_CHECKING:
    from bcd35.domain.channels import Channel

Platform = Literal["facebook", "tiktok", "youtube", "zalo", "instagram", "x", "website"]
Email = Annotated[str, Text(200, r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "địa chỉ thư công vụ dạng ten@co-quan.gov.vn")]


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """One channel as a register file states it."""

    code: Code
    platform: Platform
    name: Annotated[str, Text(200)]
    url: Annotated[str, Text(500)]
    owner: Line = ""
    note: Line = ""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """One unit as a register file states it."""

    code: Code
    name: Annotated[str, Text(300)]
    kind: Code
    email: Email = ""
    note: Line = ""


def channel_entry(channel: "Channel") -> ChannelEntry:
    """The entry that :func:`~bcd35.domain.channels.build_channel` makes the same channel of."""
    return ChannelEntry(channel.code, cast("Platform", channel.platform), channel.name, channel.url, channel.owner, channel.note)
