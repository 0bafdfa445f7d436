"""A command as words: what is run, and from which the line is made that is printed."""

import re
from collections.abc import Mapping

from bcd35.domain.text import typed, typed_path


class Blank(str):
    """A word that stands for what a person has to say before the command can run; printed as it is."""

    __slots__ = ()


Command = tuple[str, ...]  # without the program's name; none for “no single command does it”
FOLDER, FILE, DAY = Blank("THƯ_MỤC"), Blank("TỆP"), Blank("NGÀY")
REASON, DECISION, VALUE = Blank("LÝ_DO"), Blank("VĂN_BẢN"), Blank("GIÁ_TRỊ")


def command_line(command: Command) -> str:
    """The line that a clerk types; empty for no command."""
    return f"bcd35 {typed_words(command)}" if command else ""


def typed_words(words: Command) -> str:
    """Words of a command as they are typed."""
    return " ".join(map(_typed, words))


def is_whole(command: Command) -> bool:
    """Whether a command can run as it is: nobody has to say anything more."""
    return bool(command) and not any(isinstance(word, Blank) for word in command)


def options(values: Mapping[str, object], blank: Blank = REASON) -> Command:
    """Options by their names, with their values."""
    return tuple(word for name, value in values.items() for word in option(name, value, blank))


def option(name: str, value: object, blank: Blank = REASON) -> Command:
    """An option with its value; a dash empties a field."""
    return (f"--{name}", typable(value, blank) if value else "-")


def typable(value: object, blank: Blank) -> str:
    """A value as a word, or ``blank`` for one that no shell takes as it is."""
    return str(value) if typed(value) else blank


def book_options(symbol: str, term: str) -> Command:
    """The words that name a book in a command; a number may stand in several."""
    return ("--symbol", typable(symbol, Blank("KÝ_HIỆU")), "--term", typable(term, Blank("NHIỆM_KỲ")))


def in_book(symbol: str, term: str) -> str:
    """The same as it is typed: ``--symbol "CV/BCĐ" --term 2025-2030``."""
    return typed_words(book_options(symbol, term))


def _typed(word: str) -> str:
    as_is = isinstance(word, Blank) or re.fullmatch("-|--?[A-Za-z][a-z-]*", word)
    return word if as_is else typed(word) or typed_path(word)
