"""``bcd35 demo``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bcd35.cli.desk import progress_of
from bcd35.cli.framework import options_of
from bcd35.show.screen import Screen


def demo(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="THƯ_MỤC", show_default=False, help="Thư mục sẽ tạo (mặc định bcd35-dung-thu)."
        ),
    ] = None,
) -> Screen:
    """Make a trial with letters sent and answers come in."""
    from bcd35.show.demo import made
    from bcd35.usecases.demo.making import demo_folder, make_demo

    here = Path(options_of(ctx).root).resolve()
    with progress_of(ctx) as progress:
        return made(make_demo(demo_folder(here) if folder is None else here / folder, progress))


COMMANDS: dict[str, Callable[..., Screen]] = {"demo": demo}
