"""``bcd35 casefile``."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bcd35.cli.desk import asked_folder, desk_of, no_device, output_path
from bcd35.cli.options import output_option
from bcd35.cli.typed_values import typed_output, typed_text
from bcd35.domain.errors import WorkspaceError
from bcd35.show.screen import Screen


def casefile(
    ctx: typer.Context,
    code: Annotated[
        str,
        typer.Argument(
            metavar="ĐỢT | verify",
            parser=typed_text,
            show_default=False,
            help="Mã đợt; bỏ trống: đợt duy nhất đang mở. verify TỆP: kiểm một hồ sơ.",
        ),
    ] = "",
    file: Annotated[
        Path | None,
        typer.Argument(metavar="TỆP", show_default=False, help="Hồ sơ .zip cần kiểm, sau chữ verify."),
    ] = None,
    output: Annotated[Path | None, output_option("Tệp .zip sẽ ghi (mặc định trong out/).")] = None,
) -> Screen:
    """Write the case file of a round, or verify one."""
    from bcd35.show.casefile import verified, written
    from bcd35.usecases.summary.casefile import verify_casefile, write_casefile

    if code == "verify" and file is None:
        raise typer.BadParameter("Chưa nêu hồ sơ cần kiểm: bcd35 casefile verify TỆP.zip")
    if file is not None:
        if code != "verify" or output is not None:
            message = "Hồ sơ một đợt thì chỉ nêu mã đợt. Kiểm hồ sơ đã ghi: bcd35 casefile verify TỆP.zip"
            raise typer.BadParameter(message)
        return verified(verify_casefile(_meant(ctx, file)))
    asked = None if output is None else typed_output(output, ".zip")
    desk = desk_of(ctx)
    return written(write_casefile(desk, code, asked and output_path(desk, asked)), desk.workspace)


def _meant(ctx: typer.Context, file: Path) -> Path:
    """As ``input_path``, without the ledger: whoever was handed a case file has no workspace."""
    from bcd35.world.workspace import nearest_workspace

    with contextlib.suppress(WorkspaceError):
        inside = nearest_workspace(asked_folder(ctx), Path.cwd()) / file
        file = inside if inside.exists() and not file.exists() else file
    return no_device(file)


COMMANDS: dict[str, Callable[..., Screen]] = {"casefile": casefile}
