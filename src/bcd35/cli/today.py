"""``bcd35 today``, and ``bcd35`` alone in a workspace."""

import shlex
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcd35.cli.asking import as_typed, asked, is_person
from bcd35.cli.desk import desk_of
from bcd35.cli.framework import options_of
from bcd35.show.screen import OutputOptions, Screen, say, show

if TYPE_CHECKING:
    from bcd35.show.today import Step


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
    notes = [*workspace_notes(desk), *([overdue(late)] if late else [])]
    steps = steps_of(seen, notes, desk.guard.findings(desk))
    if not is_person(ctx):
        return today_screen(seen, steps)
    show(today_screen(seen, steps, None if everything else shutil.get_terminal_size()), options_of(ctx))
    return _started(ctx, steps)


def _started(ctx: typer.Context, steps: "Sequence[Step]") -> Screen:
    """What the step that the person chose answers; nothing for an empty line."""
    from bcd35.cli.errors import screen_of

    command = _chosen(steps)
    if not command:
        return Screen(None)
    shared = options_of(ctx)
    options = OutputOptions(now=shared.now)
    options.root, options.no_color, options.quiet = shared.root, shared.no_color, shared.quiet
    arguments = _arguments(command)
    say(f"→ {as_typed(arguments, shared.root)}")
    screen = screen_of(arguments, options)
    shared.notes.extend(options.notes)
    return screen or Screen(None)


def _chosen(steps: "Sequence[Step]") -> str:
    """The command of the step whose number the person typed; empty for an empty line."""
    commands = {str(number): step.command for number, step in enumerate(steps, start=1) if step.command}

    def take(text: str) -> str:
        if text and text not in commands:
            raise typer.BadParameter("Chỉ nhận số đứng đầu một việc có lệnh.")
        return commands.get(text, "")

    return asked("Số việc muốn làm (Enter: thôi)", take)


def _arguments(command: str) -> list[str]:
    """The command's words; what it leaves open is asked."""
    from bcd35.show.today import FOLDER

    words = shlex.split(command)[1:]
    if FOLDER in words:
        returned = asked("Thư mục hoặc tệp gửi về", _existing)
        words = [returned if word == FOLDER else word for word in words]
    return words


def _existing(text: str) -> str:
    path = text.strip("\"'")
    if not (path and Path(path).exists()):
        raise typer.BadParameter(f"Không có “{path}”; ghi tên một thư mục hoặc tệp đang có (Ctrl-C: thôi).")
    return path


COMMANDS: dict[str, Callable[..., Screen]] = {"today": today}
