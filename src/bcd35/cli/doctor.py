"""``bcd35 doctor``."""

from collections.abc import Callable
from pathlib import Path

import typer

from bcd35.cli.desk import desk_if_any
from bcd35.show.screen import Screen


def doctor(ctx: typer.Context) -> Screen:
    """Examine the computer, and the workspace if there is one."""
    from bcd35.show.doctor import examined
    from bcd35.usecases.workspace.doctor import examine

    desk = desk_if_any(ctx)
    return examined(examine(desk, desk.workspace.root if desk else Path.cwd()))


COMMANDS: dict[str, Callable[..., Screen]] = {"doctor": doctor}
