"""The plan of an import: what a register file would change, worked out before anything is written.

It is a three-way merge, field by field: what the file said at its last import, what the ledger holds, and
what the file says now. So a file takes nothing back that a command has set since.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, NamedTuple, TypeVar

_Entry = TypeVar("_Entry")
Fields = Mapping[str, Any]  # what a file states of one entry, as plain data
Take = Literal["", "file", "ledger"]  # who is right where both changed; "": nobody has decided


class Merged(NamedTuple):
    """The fields of an entry after the merge.

    ``kept``: fields whose value in the ledger stays although the file says otherwise; ``clashing``: changed
    on both sides, and not decided.
    """

    values: dict[str, Any]
    kept: tuple[str, ...]
    clashing: tuple[str, ...]


def merge_fields(base: Fields, ledger: Fields, file: Fields, take: Take) -> Merged:
    """Each field from the side that changed it.

    What ``base`` lacks counts as changed in the ledger, and in a file that says anything of it.
    """
    values, kept, clashing = dict(ledger), [], []
    for name, stated in file.items():
        held = ledger[name]
        file_changed = base[name] != stated if name in base else bool(stated)
        ledger_changed = name not in base or base[name] != held
        if stated == held:
            continue
        if file_changed and ledger_changed and not take:
            clashing.append(name)
        elif file_changed and not (ledger_changed and take == "ledger"):
            values[name] = stated
        else:
            kept.append(name)
    return Merged(values, tuple(kept), tuple(clashing))


def assumed_base(ledger: Fields, set_by_commands: Collection[str]) -> Fields:
    """What stands in for a base that nobody kept: only what a command has set counts as changed."""
    return {name: value for name, value in ledger.items() if name not in set_by_commands}


class JournalEntry(NamedTuple):
    """What a line of the journal says about one entry: a command or a file set these fields (None: all)."""

    by_command: bool
    fields: frozenset[str] | None


def set_by_commands(lines: Iterable[JournalEntry], all_fields: Collection[str]) -> frozenset[str]:
    """The fields that were last set by a command and by no file since."""
    found: frozenset[str] = frozenset()
    for by_command, fields in lines:
        named = frozenset(all_fields) if fields is None else fields
        found = found | named if by_command else found - named
    return found


class Difference(NamedTuple):
    """A field that ledger and file state differently; ``place`` is the entry's among those of the file."""

    code: str
    place: int
    field: str
    ledger: Any
    file: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan(Generic[_Entry]):
    """What an import would do: entries that are new, changed (before, after), unchanged or to be retired.

    ``would_retire``: entries in force that the file does not name; ``retire``: those of them to be retired.
    ``kept``: where the ledger's own value stays, also that an entry is out of use; ``clashes``: where both
    changed, and nothing is imported.
    """

    new: tuple[_Entry, ...]
    changed: tuple[tuple[_Entry, _Entry], ...]
    unchanged: tuple[_Entry, ...]
    would_retire: tuple[_Entry, ...]
    retire: tuple[_Entry, ...] = ()
    kept: tuple[Difference, ...] = ()
    clashes: tuple[Difference, ...] = ()

    @property
    def nothing_to_do(self) -> bool:
        return not (self.new or self.changed or self.retire)


class MergeKind(NamedTuple, Generic[_Entry]):
    """What a plan must know of a kind of entry.

    ``stated``: what a file can state of it; ``rebuilt(before, incoming, values)``: the entry with these.
    """

    code: Callable[[_Entry], str]
    stated: Callable[[_Entry], Fields]
    rebuilt: Callable[[_Entry, _Entry, Fields], _Entry]
    in_force: Callable[[_Entry], bool] = lambda _: True


def plan_import(
    kind: MergeKind[_Entry],
    current: Sequence[_Entry],
    incoming: Iterable[_Entry],
    *,
    base: Callable[[_Entry], Fields],
    retire: Callable[[_Entry], bool] = lambda _: False,
    take: Take = "",
) -> ImportPlan[_Entry]:
    """Compare the entries of a register and of a file by code, case ignored.

    ``base`` gives what the file said of an entry of the ledger at its last import.
    """
    known = {kind.code(entry).casefold(): entry for entry in current}
    new: list[_Entry] = []
    pairs: list[tuple[_Entry, _Entry]] = []  # before and after, alike where nothing changes
    kept: list[Difference] = []
    clashes: list[Difference] = []
    left_out = dict(known)
    for place, entry in enumerate(incoming):
        key = kind.code(entry).casefold()
        left_out.pop(key, None)
        if (before := known.get(key)) is None:
            new.append(entry)
            continue
        held, stated = kind.stated(before), kind.stated(entry)
        merged = merge_fields(base(before), held, stated, take)
        for fields, found in ((merged.kept, kept), (merged.clashing, clashes)):
            found += [Difference(kind.code(before), place, name, held[name], stated[name]) for name in fields]
        after = kind.rebuilt(before, entry, merged.values)
        if kind.in_force(entry) and not kind.in_force(after):
            kept.append(Difference(kind.code(before), place, "status", "retired", "active"))
        pairs.append((before, after))
    would_retire = tuple(filter(kind.in_force, left_out.values()))
    return ImportPlan(
        new=tuple(new),
        changed=tuple((before, after) for before, after in pairs if after != before),
        unchanged=tuple(after for before, after in pairs if after == before),
        would_retire=would_retire,
        retire=tuple(filter(retire, would_retire)),
        kept=tuple(kept),
        clashes=tuple(clashes),
    )
