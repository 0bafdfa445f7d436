"""``bcd35 doctor``."""

from collections.abc import Callable
from pathlib import Path

import typer

from bcd35.cli.desk import desk_if_any
from bcd35.cli.framework import options_of
from bcd35.show.screen import Screen


def doctor(ctx: typer.Context) -> Screen:
    """Examine the computer, and the workspace if there is one."""
    from bcd35.show.doctor import examined
    from bcd35.usecases.workspace.doctor import examine
    from bcd35.world.workspace import now

    desk = desk_if_any(ctx)
    folder = desk.workspace.root if desk else Path.cwd()
    return examined(examine(desk, folder, options_of(ctx).now or now()))


COMMANDS: dict[str, Callable[..., Screen]] = {"doctor": doctor}
