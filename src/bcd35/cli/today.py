"""``bcd35 today``, and ``bcd35`` alone in a workspace."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bcd35.cli.asking import is_person
from bcd35.cli.desk import desk_of
from bcd35.cli.framework import options_of
from bcd35.show.screen import OutputOptions, Screen, show

if TYPE_CHECKING:
    from bcd35.show.today import Step
    from bcd35.usecases.summary.today import Today


def today(
    ctx: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="Mọi việc, dù dài hơn một màn hình.")
    ] = False,
) -> Screen:
    """Show what is to be done today; a person at the terminal starts a step by its number."""
    from bcd35.show.last_copy import overdue
    from bcd35.show.today import steps_of, today_screen
    from bcd35.usecases.summary.today import todays_desk
    from bcd35.usecases.workspace.last_copy import overdue_copy
    from bcd35.usecases.workspace.opening import workspace_notes

    desk = desk_of(ctx, notes=False)
    seen, late = todays_desk(desk), overdue_copy(desk)
    steps = steps_of(seen, [*workspace_notes(desk), *([overdue(late)] if late else [])])
    if not is_person(ctx):
        return today_screen(seen, steps)
    most = None if everything else _room(seen)
    show(today_screen(seen, steps, most), options_of(ctx))
    return _started(ctx, steps)


def _room(seen: Today) -> int:
    """Steps of two lines that fit the terminal, below the rounds and above the question."""
    return max(3, (shutil.get_terminal_size().lines - len(seen.rounds) - 8) // 2)


def _started(ctx: typer.Context, steps: Sequence[Step]) -> Screen:
    """What the step that the person chose answers; nothing for an empty line."""
    from bcd35.cli.errors import screen_of

    while True:
        typed = typer.prompt(
            "Số việc muốn làm (Enter: thôi)", default="", show_default=False, err=True
        ).strip()
        if not typed:
            return Screen(None)
        if (
            typed.isascii()
            and typed.isdigit()
            and 0 < int(typed) <= len(steps)
            and steps[int(typed) - 1].command
        ):
            break
        typer.echo("  Chỉ nhận số đứng đầu một việc có lệnh.", err=True)
    shared = options_of(ctx)
    options = OutputOptions(now=shared.now)
    options.root, options.no_color, options.quiet = shared.root, shared.no_color, shared.quiet
    screen = screen_of(_arguments(steps[int(typed) - 1].command), options)
    shared.notes.extend(options.notes)
    return screen or Screen(None)


def _arguments(command: str) -> list[str]:
    """The command's words; what it leaves open is asked."""
    from bcd35.show.today import FOLDER

    words = shlex.split(command)[1:]
    if FOLDER in words:
        typed = typer.prompt("Thư mục hoặc tệp gửi về", err=True).strip().strip('"')
        words = [typed if word == FOLDER else word for word in words]
    return words


COMMANDS: dict[str, Callable[..., Screen]] = {"today": today}
