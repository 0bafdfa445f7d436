"""``bcd35 help``."""

import shutil
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from bcd35.cli.asking import is_person
from bcd35.cli.framework import options_of
from bcd35.cli.options import switch
from bcd35.cli.typed_values import typed_text
from bcd35.show.screen import Screen, rows_of, say, with_signs


def help_page(
    ctx: typer.Context,
    task: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="VIỆC",
            parser=typed_text,
            show_default=False,
            help="Tên việc, tên trang hay tên lệnh; bỏ trống: mọi việc.",
        ),
    ] = None,
    page: Annotated[bool, switch("--open", "Mở cả sổ tay, có hình, bằng trình duyệt.")] = False,
) -> Screen:
    """Show the manual's page about a task."""
    from bcd35.show.manual import manual_opened, page_shown, several_found, tasks_listed
    from bcd35.usecases.manual import find_pages, manual_tasks, open_manual

    wanted = " ".join(task or ())
    found = find_pages(wanted) if wanted else []
    if page:
        path, opened = open_manual(found[0] if len(found) == 1 else None)
        return manual_opened(path, opened=opened)
    if not found:
        return tasks_listed(manual_tasks())
    if len(found) > 1:
        return several_found(wanted, found)
    screen = page_shown(found[0])
    if is_person(ctx) and sys.stdout.isatty():
        _show_by_screenfuls(with_signs(str(screen.blocks[0]), options_of(ctx)))
        return screen._replace(blocks=())
    return screen


def _show_by_screenfuls(text: str) -> None:
    """A text, and after each screenful a question: a pager of the system speaks English."""
    columns, rows = shutil.get_terminal_size()
    taken = 0
    for line in text.split("\n"):
        takes = rows_of(line, columns)
        if taken + takes >= rows:
            if not _wants_more():
                return
            taken = 0
        say(line)
        taken += takes


def _wants_more() -> bool:
    question = "-- còn nữa: Enter xem tiếp, gõ q rồi Enter thì thôi --"
    try:
        return not typer.prompt(question, default="", show_default=False, prompt_suffix=" ").strip()
    except typer.Abort:
        return False


COMMANDS: dict[str, Callable[..., Screen]] = {"help": help_page}
