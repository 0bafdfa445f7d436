"""``bcd35 template …``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bcd35.cli.desk import desk_of, input_path
from bcd35.show.screen import Screen


def check(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="TỆP …", show_default=False, help="Tệp mẫu .docx; bỏ trống: mọi tệp trong templates/."
        ),
    ] = None,
) -> Screen:
    """Soát tệp mẫu: thẻ viết sai, tên giá trị lạ hoặc thiếu, thể thức của bản điền thử."""
    from bcd35.show.templates import checked
    from bcd35.usecases.check_format.templates import check_templates

    desk = desk_of(ctx)
    return checked(check_templates(desk, [input_path(ctx, desk, file) for file in files or ()]))


COMMANDS: dict[str, Callable[..., Screen]] = {"check": check}
