"""The words of a round as its letter and checklist print them, however a clerk typed them.

They are so when a round is made or edited by a command, and again when a letter is made: its file may have
been edited by hand.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from bcd35.domain.rounds import Ground, Task
from bcd35.domain.text import capitalised

# What a list of the clerk's own begins its lines with: “-”, “+”, “1.”, “1.2”, “a)”, “II.”; the letter numbers
# tasks and steps itself. “V. I. Lê-nin” begins with a name.
_LIST_MARK = re.compile(
    r"[-–—+*•▪]+\s*|(?:\d{1,2}(?:\.\d{1,2})*[.)]|\d{1,2}(?:\.\d{1,2})+|\(\d{1,2}\)|[a-zđ][.)]|[A-ZĐ]\))\s+"
    r"|[IVX]+\.\s+(?=[^\W\d_]{2})"
)
# “./.” ends a letter, not a part of it; “v.v.” and “...” are no ends.
_END = re.compile(r"(?<!\.)(?<!v\.v)(?!\.{3})[\s.;,/]+$")
# Words of one capital that names of bodies begin with: “Tỉnh ủy”.
_BEGINS_NAME = re.compile(
    r"(Đảng|Tỉnh|Thành|Trung|Quốc|Chi|Ủy|Hội|Đoàn|Ban|Sở|Bộ|Tết|Đại|Nghị|Văn|Công|Mặt)\b"
)
_STOPS = (".", "!", "?", "…", ":")


class HasWords(Protocol):
    """What says the words of a round: the round, or the request for one."""

    @property
    def grounds(self) -> Sequence[Ground]: ...
    @property
    def tasks(self) -> Sequence[Task]: ...
    @property
    def purpose(self) -> str: ...
    @property
    def background(self) -> str: ...
    @property
    def closing(self) -> str: ...


def printed_words(said: HasWords) -> dict[str, Any]:
    """The parts of a round that are words, each as it is printed."""
    return {
        "grounds": tuple(map(_ground, said.grounds)),
        "tasks": tuple(map(_task, said.tasks)),
        "purpose": _purpose(said.purpose),
        "background": _sentence(said.background),
        "closing": _sentence(said.closing),
    }


def title_words(title: str) -> str:
    """The title of a task, which the letter numbers: ``1. thông báo kênh:`` → ``Thông báo kênh``."""
    return _sentence(title).rstrip(": ") or title


def reason_words(reason: str) -> str:
    """A reason as it stands behind “Vì lý do”: ``Do mưa lũ.`` → ``mưa lũ``.

    What may be a name keeps its capital; so does a word without Vietnamese letters: “Yagi”.
    """
    typed = _END.sub("", without_list_mark(reason))
    bare = re.sub(r"^(?:(?:vì|do|với)\s+)?(?:lý do:?\s+)?", "", typed, flags=re.IGNORECASE) or typed
    first, _, rest = bare.partition(" ")
    is_name = rest[:1].isupper() or first.isupper() or first.isascii() or _BEGINS_NAME.match(bare)
    return bare if is_name else f"{bare[:1].lower()}{bare[1:]}"


def without_list_mark(text: str) -> str:
    mark = _LIST_MARK.match(text)
    return text[mark.end() :] if mark else text


def _sentence(text: str) -> str:
    """Words that begin in capitals, without a mark of a list before them and the stop behind them."""
    bare = _END.sub("", text if "\n" in text else without_list_mark(text))
    return capitalised(bare)


def _task(task: Task) -> Task:
    title = title_words(task.title)
    text = _task_text(task.text) if task.has_words else ""
    items = tuple(filter(None, map(_sentence, task.items)))
    return replace(task, title=title, text=text or title, items=items or (title,))


def _task_text(text: str) -> str:
    """Sentences: the first may go on behind the title in small letters, the last has its stop."""
    bare = _END.sub("", text if "\n" in text else without_list_mark(text))
    return bare if not bare or bare.endswith(_STOPS) else f"{bare}."


def _purpose(text: str) -> str:
    """What stands behind “nhằm”, or itself begins with “để”."""
    bare = re.sub(r"^nhằm\s+", "", _END.sub("", without_list_mark(text)), flags=re.IGNORECASE)
    return bare if bare[1:2].isupper() else f"{bare[:1].lower()}{bare[1:]}"


def _ground(ground: Ground) -> Ground:
    kind = without_list_mark(ground.kind)
    return replace(ground, kind=capitalised(kind), issuer=_END.sub("", ground.issuer))
