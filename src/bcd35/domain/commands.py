"""A command as words: what is run, and from which the line is made that is printed."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from bcd35.domain.text import typed, typed_path

Command = tuple[str, ...]  # without the program's name; none for “no single command does it”
# Words that stand for what a person is asked when the command is started, and how it is asked.
BLANKS: Mapping[str, str] = {"THƯ_MỤC": "Thư mục hoặc tệp gửi về", "TỆP": "Tệp danh sách đơn vị"}


_OF_FILES = frozenset({"--evidence", "--file", "--into", "--questions", "--received-list", "--replace"})
_BLANK_OF = {
    "--background": "BỐI_CẢNH",
    "--closing": "CÂU_KẾT",
    "--ground": "CĂN_CỨ",
    "--note": "GHI_CHÚ",
    "--purpose": "MỤC_ĐÍCH",
    "--question": "CÂU_HỎI",
    "--reason": "LÝ_DO",
    "--ref": "SỐ",
    "--short-name": "TÊN",
    "--subject": "TRÍCH_YẾU",
    "--task": "NỘI_DUNG",
}


def command_line(command: Command) -> str:
    """The line that a clerk types; empty for no command."""
    words = (_typed(*pair) for pair in zip(("", *command), command, strict=False))
    return " ".join(("bcd35", *words)) if command else ""


def left_blank(command: Command) -> Iterator[tuple[str, str]]:
    """The blanks of that line, each with the text that cannot be typed the same in every shell."""
    for before, word in pairwise(command):
        if (blank := _typed(before, word)) == _blank(before, word):
            yield blank, word


def _typed(before: str, word: str) -> str:
    as_is = word in BLANKS or re.fullmatch("--?[a-z][a-z-]*", word)
    return word if as_is else typed(word) or _blank(before, word) or typed_path(word)


def _blank(before: str, word: str) -> str:
    """What stands for the value of an option; empty for a path, which is no option's or is that of a file."""
    if before == "--set":
        return f"{word.partition('=')[0]}=GIÁ_TRỊ"
    return _BLANK_OF.get(before, "GIÁ_TRỊ") if before.startswith("--") and before not in _OF_FILES else ""
