"""``bcd35 channels list``, ``show``; what changes the register or writes it: ``channel_changes.py``."""

from collections.abc import Callable
from typing import Annotated

import typer

from bcd35.cli.desk import desk_of
from bcd35.cli.options import search_words, switch, value_option
from bcd35.cli.typed_values import typed_text
from bcd35.domain.text import suggest
from bcd35.show.screen import Screen

ChannelCode = Annotated[str, typer.Argument(metavar="MÃ", parser=typed_text, help="Mã kênh.")]
PlatformName = Annotated[
    str, value_option("--platform", "NỀN_TẢNG", "facebook, tiktok, youtube, zalo, instagram, x, website.")
]


def list_channels(
    ctx: typer.Context,
    words: Annotated[str, search_words("Tìm theo tên, mã, địa chỉ")] = "",
    platform: PlatformName = "",
    everything: Annotated[bool, switch("--all", "Cả kênh đã thôi dùng.", "-a")] = False,
) -> Screen:
    """Liệt kê kênh."""
    from bcd35.show.channels import listed
    from bcd35.usecases.registers.channels import list_channels as run

    return listed(run(desk_of(ctx), text=words, platform=known_platform(platform), everything=everything))


def show_channel(ctx: typer.Context, code: ChannelCode) -> Screen:
    """Xem một kênh."""
    from bcd35.show.channels import shown
    from bcd35.usecases.registers.channels import find_channel

    return shown(find_channel(desk_of(ctx), code))


def known_platform(text: str) -> str:
    """A platform as it was typed; raises BadParameter for one that is none."""
    from bcd35.domain.channels import PLATFORM_NAMES

    wanted = typed_text(text).casefold()
    if wanted and wanted not in PLATFORM_NAMES:
        near = suggest(wanted, PLATFORM_NAMES, 1)
        hint = f" Có phải ý bạn là {near[0]}?" if near else ""
        message = f"--platform: không có nền tảng “{wanted}”; chỉ nhận {', '.join(PLATFORM_NAMES)}.{hint}"
        raise typer.BadParameter(message)
    return wanted


COMMANDS: dict[str, Callable[..., Screen]] = {"list": list_channels, "show": show_channel}
