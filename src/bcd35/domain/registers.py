"""The plan of an import: what a register file would change, worked out before anything is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class ImportPlan(Generic[Entry]):
    """What an import would do: entries that are new, changed (before, after), unchanged or to be retired.

    ``would_retire``: entries in force that the file does not name; ``retire``: those of them to be retired.
    """

    new: tuple[Entry, ...]
    changed: tuple[tuple[Entry, Entry], ...]
    unchanged: tuple[Entry, ...]
    would_retire: tuple[Entry, ...]
    retire: tuple[Entry, ...] = ()

    @property
    def nothing_to_do(self) -> bool:
        return not (self.new or self.changed or self.retire)


def plan_import(
    current: Sequence[Entry],
    incoming: Iterable[Entry],
    *,
    code: Callable[[Entry], str],
    merged: Callable[[Entry, Entry], Entry],
    in_force: Callable[[Entry], bool],
    retire: Callable[[Entry], bool],
) -> ImportPlan[Entry]:
    """Compare the entries of a register and of a file by code, case ignored.

    ``merged(before, incoming)`` is the entry as it would stand after the import.
    """
    known: Mapping[str, Entry] = {code(entry).casefold(): entry for entry in current}
    new, changed, unchanged, named = [], [], [], set()
    for entry in incoming:
        key = code(entry).casefold()
        named.add(key)
        if key not in known:
            new.append(entry)
        elif (after := merged(known[key], entry)) != known[key]:
            changed.append((known[key], after))
        else:
            unchanged.append(entry)
    left_out = tuple(entry for key, entry in known.items() if key not in named and in_force(entry))
    return ImportPlan(
        tuple(new),
        tuple(changed),
        tuple(unchanged),
        left_out,
        tuple(entry for entry in left_out if retire(entry)),
    )
