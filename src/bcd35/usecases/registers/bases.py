"""What a register file said at its last import: the base on which an import tells who changed what.

Ledgers of older versions kept none. There the journal tells what commands have set since.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from bcd35.domain.channels import Channel
from bcd35.domain.journal.lines import Key, Line
from bcd35.domain.journal.registers import REGISTER_ACTS
from bcd35.domain.merge import Fields, JournalEntry, MergeKind, assumed_base, set_by_commands
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.sources import Register, Source
from bcd35.usecases.registers.stored import BY_COMMAND
from bcd35.world.files import sha256

_Listed = TypeVar("_Listed", Unit, Channel)

_ADDED = ("add_unit", "add_channel")  # a command set every field
_CHANGED = {  # act → whether a command did it, not a file
    "edit_unit": True,
    "edit_channel": True,
    "switch_round": True,
    "import_unit": False,
    "import_channel": False,
    "import_rounds": False,
}
_NOUN: Mapping[Register, str] = {"units": "unit", "channels": "channel", "rounds": "round"}


class Bases:
    """The bases of one file; ``stated`` is what it says now, by code."""

    def __init__(
        self, desk: Desk, source: Source, stated: Mapping[str, Fields], revived: Callable[[Any], Fields]
    ) -> None:
        self._desk, self._source, self._stated, self._revived = desk, source, stated, revived

    def of(self, code: str, held: Fields, origin: str = BY_COMMAND) -> Fields:
        """The base of an entry that the ledger holds so; ``origin``: its source as the ledger tells it."""
        known = self._remembered.get(code.casefold())
        return assumed_base(held, self._set_by_commands(code, held, origin)) if known is None else known

    def moved(self, stated: Iterable[str]) -> bool:
        """Whether the file has another order than at its last import; the first import gives one."""
        last, now = list(self._remembered), [code.casefold() for code in stated]
        common = {*last} & {*now}
        return not common or [one for one in last if one in common] != [one for one in now if one in common]

    def named_again(
        self, kind: MergeKind[_Listed], may: Callable[[_Listed], bool] = lambda _: True
    ) -> MergeKind[_Listed]:
        """The kind whose entries come back when the file names them that put them out by leaving them out.

        What a command put out stays out, and what ``may`` not come back.
        """

        def rebuilt(before: _Listed, incoming: _Listed, values: Fields) -> _Listed:
            after = kind.rebuilt(before, incoming, values)
            status = self._source.register, after.code.casefold(), "status"
            ours = after.status == "retired" and self._said_by.get(status) == incoming.source
            return replace(after, status="active", source=incoming.source) if ours and may(before) else after

        return kind._replace(rebuilt=rebuilt)

    @cached_property
    def _said_by(self) -> Mapping[Key, str]:
        """What acts on registers set → the file whose import set it last; empty where a command did."""
        found: dict[Key, str] = {}
        for one in self._desk.store.registers.journal_lines():
            if act := REGISTER_ACTS.get(one.act):
                line = Line.of(*one)
                found |= dict.fromkeys(act.sets(line), line.detail.get("file", ""))
        return found

    @cached_property
    def _remembered(self) -> Mapping[str, Fields]:
        kept = self._desk.store.registers.imported_entries(self._source.shown)
        if kept:
            return {code: self._revived(json.loads(text)) for code, text in kept.items()}
        last = self._desk.store.registers.files().get(self._source.shown)
        # A file that was not touched since its import says now what it said then.
        untouched = last is not None and last.sha256 == sha256(self._source.data)
        return {code.casefold(): fields for code, fields in self._stated.items()} if untouched else {}

    def _set_by_commands(self, code: str, held: Fields, origin: str) -> frozenset[str]:
        lines = self._journal.get(code.casefold(), [])
        if origin != BY_COMMAND and all(line.by_command for line in lines):
            return frozenset()  # an import of an older version, which set the whole entry, came last
        return set_by_commands(lines, held)

    @cached_property
    def _journal(self) -> Mapping[str, list[JournalEntry]]:
        """Code (lower case) → what the journal says of this entry."""
        noun = _NOUN.get(self._source.register, "-")
        found: dict[str, list[JournalEntry]] = {}
        for _, act, subject, text in self._desk.store.registers.journal_lines():
            if noun in act and act in (*_ADDED, *_CHANGED):
                detail = json.loads(text)
                code = detail.get("round", subject).casefold()
                found.setdefault(code, []).append(_journal_entry(act, detail))
        return found


def _journal_entry(act: str, detail: Mapping[str, Any]) -> JournalEntry:
    if act in _ADDED:
        return JournalEntry(by_command=True, fields=None)
    # Older lines name the fields themselves. The first name of a path is the field that a file states.
    names = detail.get("changes", detail if _CHANGED[act] else {})
    return JournalEntry(_CHANGED[act], frozenset(name.partition(".")[0] for name in names))


class Remembered(NamedTuple):
    """What a file says now, to be the base of its next import: code → entry as JSON text."""

    path: str
    entries: Mapping[str, str]

    @classmethod
    def of(cls, path: str, stated: Mapping[str, Fields]) -> "Remembered":
        return cls(path, {code: json.dumps(fields, ensure_ascii=False) for code, fields in stated.items()})
