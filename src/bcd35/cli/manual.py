"""``bcd35 help``."""

import shutil
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from bcd35.cli.asking import is_person
from bcd35.cli.typed_values import typed_text
from bcd35.show.screen import Screen


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
    page: Annotated[bool, typer.Option("--open", help="Mở cả sổ tay, có hình, bằng trình duyệt.")] = False,
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
    return _paged(ctx, page_shown(found[0]))


def _paged(ctx: typer.Context, screen: Screen) -> Screen:
    """The screen; a person reads what is longer than the terminal in a pager."""
    from bcd35.world.programs import show_in_pager

    text = str(screen.blocks[0])
    is_long = len(text.splitlines()) >= shutil.get_terminal_size().lines
    if is_long and is_person(ctx) and sys.stdout.isatty() and show_in_pager(text):
        return screen._replace(blocks=())
    return screen


COMMANDS: dict[str, Callable[..., Screen]] = {"help": help_page}
