"""``bcd35 today``, and ``bcd35`` alone in a workspace."""

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bcd35.cli.asking import asked, is_person
from bcd35.cli.desk import desk_of
from bcd35.cli.framework import options_of
from bcd35.cli.options import switch
from bcd35.cli.typed_values import typed_date
from bcd35.domain.commands import DAY, FILE, FOLDER, Blank, Command, command_line
from bcd35.domain.dates import screen_date
from bcd35.show.screen import OutputOptions, Screen, say, show

if TYPE_CHECKING:
    from bcd35.show.today import Step


def today(
    ctx: typer.Context,
    everything: Annotated[bool, switch("--all", "Mọi việc, dù dài hơn một màn hình.", "-a")] = False,
) -> Screen:
    """Show what is to be done today; a person at the terminal starts a step by its number."""
    from bcd35.show.last_copy import overdue
    from bcd35.show.today import steps_of, today_screen
    from bcd35.usecases.summary.today import todays_desk
    from bcd35.usecases.workspace.last_copy import overdue_copy
    from bcd35.usecases.workspace.opening import advised_command, workspace_notes
    from bcd35.usecases.workspace.unfit import unfit_files

    desk = desk_of(ctx, notes=False)
    seen, late = todays_desk(desk), overdue_copy(desk)
    notes = [*workspace_notes(desk), *([overdue(late)] if late else [])]
    advised = [(note, advised_command(desk, note)) for note in (*notes, *unfit_files(desk))]
    steps = steps_of(seen, advised, desk.guard.findings(desk))
    if not is_person(ctx):
        return today_screen(seen, steps)
    options, (columns, lines) = options_of(ctx), shutil.get_terminal_size()
    room = os.terminal_size((columns - len(options.there), lines))  # each command is that much longer
    show(today_screen(seen, steps, None if everything else room), options)
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
    words = _filled(command)
    say(f"→ {command_line(words)}", shared)
    screen = screen_of(words, options)
    shared.notes.extend(options.notes)
    return screen or Screen(None)


def _chosen(steps: "Sequence[Step]") -> Command:
    """The command of the step whose number the person typed; empty for an empty line."""
    commands = {str(number): step.command for number, step in enumerate(steps, start=1) if step.command}

    def take(text: str) -> Command:
        if text and text not in commands:
            raise typer.BadParameter("Chỉ nhận số đứng đầu một việc có lệnh.")
        return commands.get(text, ())

    return asked("Số việc muốn làm (Enter: thôi)", take)


def _filled(command: Command) -> Command:
    """The command with what it leaves open asked."""
    return tuple(asked(*_ASKED[word]) if isinstance(word, Blank) else word for word in command)


def _existing(text: str) -> str:
    path = text.strip("\"'")
    if not (path and Path(path).exists()):
        raise typer.BadParameter(f"Không có “{path}”; ghi tên một thư mục hoặc tệp đang có (Ctrl-C: thôi).")
    return path


def _day(text: str) -> str:
    return screen_date(typed_date(text))


_ASKED = {
    FOLDER: ("Thư mục hoặc tệp gửi về", _existing),
    FILE: ("Tệp danh sách đơn vị", _existing),
    DAY: ("Thời hạn báo cáo, ngày/tháng/năm", _day),
}

COMMANDS: dict[str, Callable[..., Screen]] = {"today": today}
