"""The other commands of ``bcd35 channels``: they change the register, or write it to a file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcd35.cli.channels import ChannelCode, PlatformName, known_platform
from bcd35.cli.desk import desk_of, export_to, import_files, output_path
from bcd35.cli.list_options import LIST_SUFFIXES, Column, Struck, decisions_of, refuse_for_yaml
from bcd35.cli.options import Sheet, output_option, switch, text_option, value_option
from bcd35.cli.register_options import (
    DryRunOfImport,
    EntryNote,
    ListFile,
    NewName,
    NewNote,
    NewStatus,
    RegisterOutput,
    Take,
)
from bcd35.cli.typed_values import typed_output
from bcd35.cli.usage_errors import refuse_no_change
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk


def add_channel(
    ctx: typer.Context,
    code: ChannelCode,
    platform: PlatformName,
    name: Annotated[str, text_option("--name", "TÊN", "Tên kênh như in trong công văn.")],
    url: Annotated[str, text_option("--url", "ĐỊA_CHỈ", "Địa chỉ trang.")],
    owner: Annotated[str, text_option("--owner", "CƠ_QUAN", "Cơ quan chủ quản.")] = "",
    note: EntryNote = "",
) -> Screen:
    """Thêm một kênh."""
    from bcd35.cli.entries import checked_entry
    from bcd35.domain.entries import ChannelEntry
    from bcd35.show.channels import changed
    from bcd35.usecases.registers.channel_changes import add_channel as run

    values = {
        "code": code,
        "platform": known_platform(platform),
        "name": name,
        "url": url,
        "owner": owner,
        "note": note,
    }
    entry = checked_entry(ChannelEntry, values)
    return changed(run(desk_of(ctx), entry))


def edit_channel(
    ctx: typer.Context,
    code: ChannelCode,
    platform: Annotated[str | None, value_option("--platform", "NỀN_TẢNG", "Nền tảng mới.")] = None,
    name: NewName = None,
    url: Annotated[str | None, text_option("--url", "ĐỊA_CHỈ", "Địa chỉ mới.")] = None,
    owner: Annotated[str | None, text_option("--owner", "CƠ_QUAN", "Cơ quan chủ quản; “-”: xóa.")] = None,
    note: NewNote = None,
    status: NewStatus = None,
) -> Screen:
    """Sửa một kênh; chỉ phần được nêu thay đổi."""
    from bcd35.cli.entries import checked_changes, checked_status
    from bcd35.domain.entries import ChannelEntry
    from bcd35.show.channels import changed
    from bcd35.usecases.registers.channel_changes import edit_channel as run

    named = {
        "platform": None if platform is None else known_platform(platform),
        "name": name,
        "url": url,
        "owner": owner,
        "note": note,
    }
    changes = {**checked_changes(ChannelEntry, named), **checked_status(status)}
    refuse_no_change(changes, "--name TÊN, --url ĐỊA_CHỈ")
    return changed(run(desk_of(ctx), code, changes))


def retire_channel(ctx: typer.Context, code: ChannelCode) -> Screen:
    """Thôi dùng một kênh: không xóa, không in trong công văn mới."""
    from bcd35.show.channels import changed
    from bcd35.usecases.registers.channel_changes import edit_channel as run

    return changed(run(desk_of(ctx), code, {"status": "retired"}))


def import_channels(
    ctx: typer.Context,
    file: ListFile = Path("data/channels.yaml"),
    dry_run: DryRunOfImport = False,
    retire_missing: Annotated[
        bool, switch("--retire-missing", "Thôi dùng các kênh không có trong tệp.")
    ] = False,
    take: Take = None,
    sheet: Sheet = "",
    column: Column = None,
    struck: Struck = None,
) -> Screen:
    """Nhập kênh từ danh sách Excel, CSV hoặc tệp .yaml: nêu thay đổi rồi ghi một lần."""
    from bcd35.usecases.registers.sources import ImportRequest

    refuse_for_yaml(ctx, file)
    request = ImportRequest((file,), "channels", retire_missing, take or "")
    decisions = decisions_of(column, sheet=sheet, struck=struck)
    return import_files(ctx, request._replace(decisions=decisions), dry_run=dry_run)


def export_channels(ctx: typer.Context, output: RegisterOutput) -> Screen:
    """Ghi các kênh đang dùng ra tệp Excel, CSV hoặc .yaml; sửa rồi nhập lại được."""
    from bcd35.show.imports import exported
    from bcd35.usecases.registers.channels import export_channels as run

    def write(desk: "Desk", path: Path) -> Screen:
        return exported(run(desk, path), desk.workspace, "channels")

    return export_to(ctx, output, LIST_SUFFIXES, write)


def make_poster(
    ctx: typer.Context,
    output: Annotated[Path | None, output_option("Tệp .docx sẽ ghi (mặc định trong out/).")] = None,
) -> Screen:
    """Ghi áp phích khổ A4: các kênh đang dùng kèm mã QR."""
    from bcd35.show.channels import poster_made
    from bcd35.usecases.registers.poster import make_poster as run

    asked = None if output is None else typed_output(output, ".docx")
    desk = desk_of(ctx)
    return poster_made(run(desk, asked and output_path(desk, asked)), desk.workspace)


COMMANDS: dict[str, Callable[..., Screen]] = {
    "add": add_channel,
    "edit": edit_channel,
    "retire": retire_channel,
    "import": import_channels,
    "export": export_channels,
    "poster": make_poster,
}
