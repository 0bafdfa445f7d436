"""``bcd35 update``."""

from collections.abc import Callable
from typing import Annotated

import typer

from bcd35.cli.desk import desk_of
from bcd35.cli.options import switch
from bcd35.show.screen import Screen


def update(
    ctx: typer.Context,
    apply: Annotated[
        bool, switch("--apply", "Thay tệp cũ chưa ai sửa; tệp đã sửa thì đặt bản mới bên cạnh.")
    ] = False,
    take: Annotated[
        list[str] | None,
        typer.Option(metavar="TỆP", help="Tệp đã sửa mà nay lấy bản của chương trình; lặp lại được."),
    ] = None,
) -> Screen:
    """Renew templates and profiles."""
    from bcd35.show.updating import updated
    from bcd35.usecases.workspace.unfit import unfit_files
    from bcd35.usecases.workspace.updating import update

    desk = desk_of(ctx)
    outcome = update(desk, take or (), apply=apply)
    return updated(outcome, tuple(unfit_files(desk)))


COMMANDS: dict[str, Callable[..., Screen]] = {"update": update}
