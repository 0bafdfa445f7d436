"""``bcd35 check-format``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bcd35.cli.desk import desk_if_any
from bcd35.cli.typed_values import typed_output
from bcd35.show.screen import Screen


def check_format(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="TỆP.docx …", show_default=False, help="Các tệp Word, hoặc thư mục có tệp Word."
        ),
    ],
    profile: Annotated[
        str,
        typer.Option(
            "--profile",
            metavar="BỘ",
            show_default=False,
            help="Bộ quy tắc: hd-05-2026 (mặc định), hd-36-2018, hoặc một tệp .yaml.",
        ),
    ] = "",
    fix: Annotated[
        bool, typer.Option("--fix", help="Sửa những chỗ sửa được, ghi sang tệp mới (nêu bằng -o).")
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="TỆP", show_default=False, help="Tệp .docx mới sẽ ghi."),
    ] = None,
) -> Screen:
    """Check the layout of Word documents."""
    from bcd35.show.check_format import checked
    from bcd35.usecases.check_format.documents import check_format as run
    from bcd35.usecases.check_format.documents import fix_format

    if fix != (output is not None):
        raise typer.BadParameter("--fix và -o đi với nhau: --fix -o TỆP_MỚI.docx.")
    desk = desk_if_any(ctx)
    if output is None:
        return checked(run(desk, files, profile), desk)
    if len(files) != 1 or files[0].is_dir():
        raise typer.BadParameter("--fix: mỗi lần sửa một tệp.")
    return checked(fix_format(desk, files[0], typed_output(output, ".docx"), profile), desk)


COMMANDS: dict[str, Callable[..., Screen]] = {"check-format": check_format}
