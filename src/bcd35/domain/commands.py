"""A command as words: what is run, and from which the line is made that is printed."""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

from bcd35.domain.text import NOT_TYPED, typed, typed_path


class Blank(str):
    """A word that stands for what a person has to say before the command can run; printed as it is."""

    __slots__ = ()


Command = tuple[str, ...]  # without the program's name; none for “no single command does it”
FOLDER, FILE, DAY, ROUND = Blank("THƯ_MỤC"), Blank("TỆP"), Blank("NGÀY"), Blank("MÃ_ĐỢT")
REASON, DECISION, VALUE = Blank("LÝ_DO"), Blank("VĂN_BẢN"), Blank("GIÁ_TRỊ")
# A file of words, one a line, that are read in the place of “@” and its name: no shell can spoil them.
WORDS_FILE = "bcd35-lenh-do.txt"


def can_be_typed(command: Command) -> bool:
    """Whether shells take the printed line for this very command."""
    return all(_as_it_is(*pair) for pair in _with_before(command))


def shortened(command: Command) -> tuple[Command, Command]:
    """The command with the words file in place of all behind its name; and the words of that file."""
    name = tuple(takewhile(lambda word: re.fullmatch("[a-z][a-z-]*", word), command))
    return (*name, f"@{WORDS_FILE}"), command[len(name) :]


_OF_FILES = frozenset({"--evidence", "--file", "--into", "--questions", "--received-list", "--replace"})
_BLANK_OF = {
    "--background": "BỐI_CẢNH",
    "--closing": "CÂU_KẾT",
    "--decision": "VĂN_BẢN",
    "--ground": "CĂN_CỨ",
    "--name": "TÊN",
    "--note": "GHI_CHÚ",
    "--purpose": "MỤC_ĐÍCH",
    "--question": "CÂU_HỎI",
    "--reason": "LÝ_DO",
    "--ref": "SỐ",
    "--short-name": "TÊN",
    "--subject": "TRÍCH_YẾU",
    "--symbol": "KÝ_HIỆU",
    "--task": "NỘI_DUNG",
    "--term": "NHIỆM_KỲ",
}


def command_line(command: Command) -> str:
    """The line that a clerk types; empty for no command."""
    return f"bcd35 {typed_words(command)}" if command else ""


def typed_words(words: Command) -> str:
    """Words of a command as they are typed."""
    return " ".join(_as_it_is(*pair) or _blank(*pair) or NOT_TYPED for pair in _with_before(words))


def is_whole(command: Command) -> bool:
    """Whether a command can run as it is: nobody has to say anything more."""
    return bool(command) and not any(isinstance(word, Blank) for word in command)


def options(values: Mapping[str, object]) -> Command:
    """Options by their names, with their values."""
    return tuple(word for name, value in values.items() for word in option(name, value))


def option(name: str, value: object) -> Command:
    """An option with its value, or with what stands for one that no shell takes; a dash empties a field."""
    return (f"--{name}", typable(value, Blank(_BLANK_OF.get(f"--{name}", VALUE))) if value else "-")


def typed_option(name: str, value: object) -> str:
    """The same as it is typed; empty without a value."""
    return typed_words(option(name, value)) if value else ""


def typable(value: object, blank: Blank) -> str:
    """A value as a word, or ``blank`` for one that no shell takes as it is."""
    if isinstance(value, Blank):
        return value
    return str(value) if typed(value) else blank


def book_options(symbol: str, term: str) -> Command:
    """The words that name a book in a command; a number may stand in several."""
    return options({"symbol": symbol, "term": term})


def in_book(symbol: str, term: str) -> str:
    """The same as it is typed: ``--symbol "CV/BCĐ" --term 2025-2030``."""
    return typed_words(book_options(symbol, term))


def _with_before(words: Command) -> Iterator[tuple[str, str]]:
    """Each word, behind the one before it: of an option's value the option."""
    return zip(("", *words), words, strict=False)


def _as_it_is(before: str, word: str) -> str:
    """A word as it is typed; empty when that cannot be done."""
    if isinstance(word, Blank) or re.fullmatch("-|--?[A-Za-z][a-z-]*", word):
        return word
    if word.startswith("-") and not before.startswith("-"):  # a file's name: it would be read as an option
        word = f"./{word}"
    path = "" if _blank(before, word) else typed_path(word)
    return typed(word) or (path if path != NOT_TYPED else "")


def _blank(before: str, word: str) -> str:
    """What stands for the value of an option; empty for a path, which is no option's or is that of a file."""
    if before == "--set":
        return f"{word.partition('=')[0]}=GIÁ_TRỊ"
    return _BLANK_OF.get(before, "GIÁ_TRỊ") if before.startswith("--") and before not in _OF_FILES else ""
