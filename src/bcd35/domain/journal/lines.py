"""A line of the journal, and what is said of an act: its words, its command, what puts it right."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bcd35.domain.changes import FieldChange, from_detail
from bcd35.domain.commands import Command, command_line, is_whole

Key = tuple[str, ...]  # what an act sets: a later act that sets the same has the last word


class Line(NamedTuple):
    """One line of the journal; ``detail`` as the act wrote it."""

    at: datetime
    act: str
    subject: str
    detail: Mapping[str, Any]

    @classmethod
    def of(cls, at: str, act: str, subject: str, detail: str) -> "Line":
        return cls(datetime.fromisoformat(at), act, subject, json.loads(detail))

    @property
    def changes(self) -> tuple[FieldChange, ...]:
        """What was and what is; lines of older versions do not tell what was."""
        return from_detail(self.detail.get("changes", {}))

    @property
    def concerned(self) -> frozenset[str]:
        """The codes (lower case) of all units, channels and rounds that have to do with it."""
        named = (self.subject, *(self.detail.get(name, "") for name in ("round", "into", "instead_of")))
        listed = (*self.detail.get("added", ()), *self.detail.get("to", ()))
        listed += (*self.detail.get("rounds", ()), *self.detail.get("split", ()))
        return frozenset(str(name).casefold() for name in (*named, *listed))

    def key(self, *parts: object) -> Key:
        return tuple(str(part).casefold() for part in parts)


class Step(NamedTuple):
    """One step of a way back: a command, or a sentence, which may end with one."""

    command: Command = ()
    said: str = ""

    @property
    def text(self) -> str:
        return " ".join(filter(None, (self.said, command_line(self.command))))

    @property
    def is_command(self) -> bool:
        return not self.said

    @property
    def runs(self) -> bool:
        """Whether it is a command that can run as it is."""
        return self.is_command and is_whole(self.command)


Way = tuple[Step, ...]  # back from an act: all its steps, or what is told where there is none


def command(*words: object) -> Way:
    return (Step(tuple(word if isinstance(word, str) else str(word) for word in words)),)


def sentence(said: str, *words: object) -> Way:
    """``words``: the command that ends the sentence."""
    return tuple(step._replace(said=said) for step in command(*words))


class Act(NamedTuple):
    """What an act is called, which command does it (empty: any first one), and what puts it right.

    ``sets``: the keys that it sets; ``asks``: those that its way back rests on, where these are others;
    ``back(line, later)``: the way back, when later acts set the keys in ``later`` again.
    """

    words: str
    command: str
    back: Callable[[Line, Collection[Key]], Way]
    sets: Callable[[Line], Iterable[Key]] = lambda _: ()
    asks: Callable[[Line], Iterable[Key]] | None = None


SET_AGAIN = sentence("Đã được sửa lại sau đó.")
UNTOLD = sentence(
    "Bản cũ ghi dòng này không đủ để nêu lệnh sửa lại. Cách sửa từng việc:", "help", "khi-co-sai-sot"
)
TAKEN = "Số đã cấp không lấy lại được."


def unless_set_again(back: Callable[[Line], Way]) -> Callable[[Line, Collection[Key]], Way]:
    return lambda line, later: SET_AGAIN if later else back(line)
