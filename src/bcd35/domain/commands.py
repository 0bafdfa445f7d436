"""A command as words: what is run, and from which the line is made that is printed."""

import re
from collections.abc import Mapping
from itertools import takewhile

from bcd35.domain.text import NOT_TYPED, typed, typed_path

Command = tuple[str, ...]  # without the program's name; none for “no single command does it”
# Words that stand for what a person is asked when the command is started, and how it is asked.
BLANKS: Mapping[str, str] = {"THƯ_MỤC": "Thư mục hoặc tệp gửi về", "TỆP": "Tệp danh sách đơn vị"}
# A file of words, one a line, that are read in the place of “@” and its name: no shell can spoil them.
WORDS_FILE = "bcd35-lenh-do.txt"


def can_be_typed(command: Command) -> bool:
    """Whether shells take the printed line for this very command."""
    return NOT_TYPED not in map(_typed, command)


def shortened(command: Command) -> tuple[Command, Command]:
    """The command with the words file in place of all behind its name; and the words of that file."""
    name = tuple(takewhile(lambda word: re.fullmatch("[a-z][a-z-]*", word), command))
    return (*name, f"@{WORDS_FILE}"), command[len(name) :]


def command_line(command: Command) -> str:
    """The line that a clerk types; empty for no command."""
    return " ".join(("bcd35", *map(_typed, command))) if command else ""


def _typed(word: str) -> str:
    as_is = word in BLANKS or re.fullmatch("--?[a-z][a-z-]*", word)
    return word if as_is else typed(word) or typed_path(word)
