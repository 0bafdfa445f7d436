"""A command kept in a file, one word a line, when its words are such as no shell takes as they are printed.

``bcd35 rounds new "@bcd35-lenh-do.txt"`` runs it. Only this one name is read so; any other “@” is a value.
"""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from bcd35.domain.commands import WORDS_FILE, Command, shortened
from bcd35.domain.errors import UnknownName


def keep_words(command: Command) -> Command:
    """Write the words of a command into the folder that the person stands in: the command that reads them."""
    from bcd35.world.files import write_file

    short, words = shortened(command)
    write_file(Path.cwd() / WORDS_FILE, "".join(f"{word}\n" for word in words).encode("utf-8-sig"))
    return short


def with_kept_words(arguments: Sequence[str]) -> list[str]:
    """Arguments with the kept words in place of the file's name."""
    return [*chain.from_iterable(_kept() if one == f"@{WORDS_FILE}" else (one,) for one in arguments)]


def _kept() -> list[str]:
    if not Path(WORDS_FILE).is_file():
        raise UnknownName.no_file(WORDS_FILE)
    return Path(WORDS_FILE).read_text("utf-8-sig").splitlines()
