"""Whether a command line that is printed somewhere is one that the program takes."""

from typing import Any

import typer

from bcd35.cli.app import build_app, whole_command
from bcd35.cli.usage_errors import PLACEHOLDERS
from bcd35.show.screen import OutputOptions


def parsed(arguments: list[str]) -> str:
    """The command that a line names, if the parser takes all of it, its blanks filled; nothing is run."""
    meant = whole_command([_filled(word) for word in arguments])
    program: Any = typer.main.get_command(build_app(meant))
    path, command = [], program
    for name in meant:
        if name in getattr(command, "commands", {}):
            command = command.commands[name]
            path.append(name)
    command.callback = lambda **_: None
    program.main(meant, prog_name="bcd35", standalone_mode=False, obj=OutputOptions())
    return " ".join(path)


def _filled(word: str) -> str:
    if word in ("NGÀY", "NGÀY_NHẬN", "NGÀY_ĐÚNG"):
        return "01/12/2025"
    return "1" if word in PLACEHOLDERS else word
