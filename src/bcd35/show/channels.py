"""What the ``channels`` commands show."""

from typing import TYPE_CHECKING

from bcd35.domain.channels import PLATFORM_NAMES, Channel
from bcd35.domain.text import typed_path
from bcd35.show.screen import Cell, Screen, Table, without_empty

if TYPE_CHECKING:
    from bcd35.domain.units import Unit
    from bcd35.usecases.registers.channel_changes import ChannelChanged
    from bcd35.usecases.registers.poster import PosterMade
    from bcd35.world.workspace import Workspace

STATUS_LABELS = {"active": "đang dùng", "retired": "thôi dùng"}


def status_cell(status: str) -> Cell:
    """The status in a list; empty for a channel or unit in use."""
    return Cell(STATUS_LABELS[status], "dim") if status == "retired" else Cell("")


def as_data(channel: Channel) -> dict[str, str]:
    """One channel for ``--json``."""
    return {
        "code": channel.code,
        "platform": channel.platform,
        "name": channel.name,
        "url": channel.url,
        "canonical_url": channel.canonical_url,
        "status": channel.status,
        "owner": channel.owner,
        "note": channel.note,
        "source": channel.source,
    }


def listed(channels: list[Channel]) -> Screen:
    """The list, grouped by platform."""
    rows = tuple(
        (
            channel.code,
            PLATFORM_NAMES[channel.platform],
            channel.name,
            channel.canonical_url,
            status_cell(channel.status),
        )
        for channel in channels
    )
    table = without_empty(Table(("Mã", "Nền tảng", "Tên", "Địa chỉ", "Trạng thái"), rows, whole=(0, 3)))
    blocks = (table,) if rows else ("Không có kênh nào.",)
    return Screen([as_data(channel) for channel in channels], blocks, (f"{len(rows)} kênh.",) if rows else ())


def shown(channel: Channel) -> Screen:
    """One channel, line by line."""
    return Screen(as_data(channel), tuple(_lines(channel)))


def _lines(channel: Channel) -> list[str]:
    lines = [
        f"Mã:         {channel.code}",
        f"Nền tảng:   {PLATFORM_NAMES[channel.platform]}",
        f"Tên:        {channel.name}",
        f"Địa chỉ:    {channel.canonical_url}",
        f"Trạng thái: {STATUS_LABELS[channel.status]}",
    ]
    optional = {
        "Như đã ghi: ": channel.url if channel.url != channel.canonical_url else "",
        "Chủ quản:   ": channel.owner,
        "Ghi chú:    ": channel.note,
        "Nguồn:      ": channel.source,
    }
    return lines + [f"{label}{text}" for label, text in optional.items() if text]


def changed(outcome: "ChannelChanged") -> Screen:
    """What an add, edit or retire did."""
    after = outcome.after
    blocks = (change_sentence("kênh", outcome.before, after), *_lines(after))
    listing = ("Xem cả danh sách: bcd35 channels list",)
    return Screen(as_data(after), blocks, listing, cautions=outcome.findings)


def change_sentence(noun: str, before: "Channel | Unit | None", after: "Channel | Unit") -> str:
    """What became of an entry; ``before`` is None for a new one."""
    if before is None:
        return f"Đã thêm {noun} {after.code}: {after.name}."
    if before == after:
        return f"{noun.capitalize()} {after.code} không có gì thay đổi."
    return f"Đã sửa {noun} {after.code}."


def poster_made(outcome: "PosterMade", workspace: "Workspace") -> Screen:
    from bcd35.show.written_files import written_beside

    shown = workspace.shown(outcome.path)
    data = {"path": shown, "channels": [channel.code for channel in outcome.channels]}
    sentence = f"Đã ghi áp phích {len(outcome.channels)} kênh: {shown}"
    step = f"Xem trong Word rồi in; muốn bản PDF: bcd35 pdf {typed_path(shown)}"
    return Screen(data, (sentence,), (step,), findings=written_beside(outcome.written, workspace))
