"""``bcd35 backup``, ``bcd35 restore``."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.desk import asked_folder, desk_of, no_device, progress_of
from bcd35.cli.framework import options_of
from bcd35.cli.options import output_option, switch, value_option
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.world.workspace import World

_WAYS = (
    "Chọn một: --into THƯ_MỤC (lấy lại vào thư mục mới), --replace (thay thư mục làm việc này), "
    "--missing (chỉ các tệp bị mất), --rehearse (chỉ thử)."
)


def backup(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        output_option(
            "Nơi sao lưu, ở ổ khác (mặc định: mục backup trong data/office.yaml).", metavar="THƯ_MỤC"
        ),
    ] = None,
) -> Screen:
    """Copy the whole workspace."""
    from bcd35.show.backup import backed_up
    from bcd35.usecases.workspace.backup import back_up

    desk = desk_of(ctx)
    with progress_of(ctx) as progress:
        outcome = back_up(desk, _folder(output), progress=progress)
    return backed_up(outcome, desk.workspace)


def restore(
    ctx: typer.Context,
    source: Annotated[
        Path | None,
        typer.Argument(
            metavar="NGUỒN",
            show_default=False,
            help="Nơi sao lưu, bảng kê của một bản sao (.json), hoặc bản chép của sổ (.db); bỏ trống: bản "
            "gần nhất mà thư mục làm việc biết.",
        ),
    ] = None,
    into: Annotated[Path | None, value_option("--into", "THƯ_MỤC", "Lấy lại vào thư mục này.")] = None,
    replace: Annotated[
        bool,
        switch("--replace", "Thay thư mục làm việc đang có; cái cũ để riêng trong de-rieng/, không xóa."),
    ] = False,
    missing: Annotated[
        bool, switch("--missing", "Chỉ lấy lại tệp đã mất hoặc đã bị sửa; sổ giữ nguyên.")
    ] = False,
    rehearse: Annotated[
        bool, switch("--rehearse", "Chỉ thử: bản sao có dùng được không; không đụng vào gì.")
    ] = False,
) -> Screen:
    """Go back to a copy, or only prove one."""
    if (bool(into) or replace) + missing + rehearse != 1:
        raise typer.BadParameter(_WAYS)
    source = _folder(source and no_device(source))
    with progress_of(ctx) as progress:
        if missing:
            from bcd35.show.backup import brought
            from bcd35.usecases.workspace.bring_back import bring_missing

            desk = desk_of(ctx, notes=False)
            return brought(bring_missing(desk, source, progress=progress), desk.workspace)
        anywhere = source and rehearse and not asked_folder(ctx)
        world = _world_at(ctx, Path() if anywhere else into)
        if rehearse:
            from bcd35.show.backup import rehearsed
            from bcd35.usecases.workspace.restore import rehearse as prove

            return rehearsed(prove(world, source, progress=progress), world.workspace)
        from bcd35.show.backup import restored
        from bcd35.usecases.workspace.restore import restore as run

        return restored(run(world, source, replace=replace, progress=progress))


def _folder(path: Path | None) -> Path | None:
    """A path as typed, absolute: where the command stands, not where the workspace is."""
    return None if path is None else Path.cwd() / path


def _world_at(ctx: Any, into: Path | None) -> "World":
    """The folder to restore into, or the workspace of this run without opening its ledger: it may be lost."""
    from bcd35.world.workspace import Workspace, World, nearest_workspace, now

    root = into or nearest_workspace(asked_folder(ctx), Path.cwd())
    return World(options_of(ctx).now or now(), Workspace((Path.cwd() / root).resolve()))


COMMANDS: dict[str, Callable[..., Screen]] = {"backup": backup, "restore": restore}
