"""A line of the journal, and what is said of an act: its words, its command, what puts it right."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from bcd35.domain.changes import FieldChange, from_detail
from bcd35.domain.text import typed

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


class Act(NamedTuple):
    """What an act is called, which command does it (empty: any first one), and what puts it right.

    ``sets``: the keys that it sets; ``asks``: those that its way back rests on, where these are others;
    ``back(line, later)``: a sentence or a command, when of these keys the ones in ``later`` were set again by
    later acts.
    """

    words: str
    command: str
    back: Callable[[Line, Collection[Key]], str]
    sets: Callable[[Line], Iterable[Key]] = lambda _: ()
    asks: Callable[[Line], Iterable[Key]] | None = None


SET_AGAIN = "Đã được sửa lại sau đó."
TAKEN = "Số đã cấp không lấy lại được."


def unless_set_again(back: Callable[[Line], str]) -> Callable[[Line, Collection[Key]], str]:
    return lambda line, later: SET_AGAIN if later else back(line)


def option(name: str, value: object) -> str:
    """An option with its value; a dash empties a field."""
    shown = typed(value) if value else ""
    return f"--{name} {shown or '-'}"
