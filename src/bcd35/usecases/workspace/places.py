"""Places of copies of a workspace: which ones there are, and what lies in them.

Making copies: ``backup.py`` (whole ones), ``ledger_copies.py``. Going back to one: ``restore.py``.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.copies import LEDGERS, LIST_SUFFIX, LISTS, CopyList, LedgerName, read_ledger_name
from bcd35.domain.office import BackupTerms
from bcd35.formats.copies import read_copy_list
from bcd35.usecases.desk import OFFICE_FILE
from bcd35.usecases.workspace.last_copy import last_copy
from bcd35.world.copies import is_reachable, names_in
from bcd35.world.files import file_bytes
from bcd35.world.workspace import Workspace


class FoundCopy(NamedTuple):
    """A whole copy: the place where it lies, its name and its list of contents."""

    place: Path
    name: str
    content: CopyList


class FoundLedger(NamedTuple):
    """A copy of the ledger alone."""

    place: Path
    file: Path
    name: LedgerName


def stated_place(workspace: Workspace, terms: BackupTerms) -> Path | None:
    """The place that the office states; None when it states none."""
    return (workspace.root / terms.place).resolve() if terms.place else None


def place_beside(workspace: Workspace) -> Path:
    """Where copies go when the office states no place: on the same disk, but outside the workspace."""
    return workspace.root.parent / f"{workspace.root.name}-sao-luu"


def known_places(workspace: Workspace) -> list[Path]:
    """The places that this workspace has, itself first, without asking its ledger: that may be lost."""
    last = last_copy(workspace)
    places = [
        workspace.copies,
        *_stated_in_file(workspace),
        place_beside(workspace),
        *([last.place] if last else []),
    ]
    return [place for place in dict.fromkeys(places) if place.is_dir()]


def _stated_in_file(workspace: Workspace) -> Iterator[Path]:
    from bcd35.formats.registers.reader import read_office

    with suppress(OSError):
        office = read_office(file_bytes(workspace.root / OFFICE_FILE), OFFICE_FILE).value
        place = stated_place(workspace, office.backup) if office else None
        if place and is_reachable(place):
            yield place


def copies_in(place: Path) -> list[FoundCopy]:
    """The finished copies of a place, newest first."""
    found = []
    for name in names_in(place / LISTS, LIST_SUFFIX):
        content = read_copy_list(file_bytes(place / LISTS / name))
        if content:
            found.append(FoundCopy(place, name.removesuffix(LIST_SUFFIX), content))
    return found[::-1]


def ledgers_in(place: Path) -> list[FoundLedger]:
    """The copies of ledgers of a place, newest first."""
    found = [
        FoundLedger(place, place / LEDGERS / name, known)
        for name in names_in(place / LEDGERS, ".db")
        if (known := read_ledger_name(name))
    ]
    return sorted(found, key=lambda one: one.name, reverse=True)
