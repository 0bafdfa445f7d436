"""Copies of a workspace: what they hold, their names, and which of them go.

A place of copies holds ``so/`` (ledgers), ``tep/`` (all other files, each content once) and ``ban-sao/``: one
list of contents for each copy. A copy is there when its list is. No folder of it looks like a workspace, so
nobody issues letters from a copy by mistake.
"""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import NamedTuple

LEDGERS, FILES, LISTS = "so", "tep", "ban-sao"
LIST_SUFFIX = ".json"
_SHOWN_DIGITS = 10
_LEDGER = (
    r"bcd35_(?P<at>\d{4}-\d\d-\d\d_\d{6})_(?P<book>[0-9a-f]{6})-(?P<lines>\d{6,})-[0-9a-f]{4}"
    r"(?:_truoc-nang-cap-v(?P<version>\d+))?\.db"
)
_INSTANT = "%Y-%m-%d_%H%M%S"


class CopiedFile(NamedTuple):
    """One file of a copy: its path in the workspace (with ``/``), digest and size."""

    path: str
    sha256: str
    size: int


class CopyList(NamedTuple):
    """The list of contents of one copy.

    ``ledger``: its path in the place of copies; ``lacking``: paths that the ledger promises and that neither
    the workspace nor an earlier copy had.
    """

    made_at: str
    book: str
    ledger: CopiedFile
    files: tuple[CopiedFile, ...]
    lacking: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        return datetime.fromisoformat(self.made_at).date()


class LedgerName(NamedTuple):
    """What the name of a ledger's copy tells: when, how many lines its journal had, of which book.

    Later ones sort later. ``version``: 0, or the one that it was brought up from.
    """

    at: str
    lines: int
    book: str
    version: int


def stored_path(path: str, sha256: str) -> str:
    """Where a place of copies keeps a file: under its own name, which a person knows, and part of its digest.

    So no name is ever given to two contents. A name that is the digest already stays as it is.
    """
    own = PurePosixPath(path)
    name = own.name if own.stem == sha256 else f"{own.stem}~{sha256[:_SHOWN_DIGITS]}{own.suffix}"
    return f"{FILES}/{own.parent / name}"


def copy_name(at: datetime, book: str, lines: int, sha256: str) -> str:
    """``2025-12-01_083000_1a2b3c-000057-4d5e``: when, of which book with how many lines, of which content."""
    return f"{at.strftime(_INSTANT)}_{book[:6]}-{lines:06}-{sha256[:4]}"


def ledger_path(name: str, *, before_version: int = 0) -> str:
    """Where a place of copies keeps the ledger of a copy; ``before_version``: that it is brought up from."""
    mark = f"_truoc-nang-cap-v{before_version}" if before_version else ""
    return f"{LEDGERS}/bcd35_{name}{mark}.db"


def list_path(name: str) -> str:
    """Where a place of copies keeps the list of a copy."""
    return f"{LISTS}/{name}{LIST_SUFFIX}"


def read_ledger_name(name: str) -> LedgerName | None:
    """The parts of a ledger's name; None for another file."""
    found = re.fullmatch(_LEDGER, name)
    if not found:
        return None
    return LedgerName(found["at"], int(found["lines"]), found["book"], int(found["version"] or 0))


def superfluous_lists(copies: Mapping[str, CopyList], keep: int) -> list[str]:
    """The names of copies beyond the newest ``keep``; the newest whole one always stays."""
    newest = sorted(copies, reverse=True)
    whole = [name for name in newest if not copies[name].lacking]
    return [name for name in newest[keep:] if name not in whole[:1]]


def superfluous_ledgers(names: Iterable[str], keep: int, needed: Container[str]) -> list[str]:
    """The names of ledgers beyond the newest ``keep``.

    Those of copies stay, and those from before an update: there is no other way back to the older program.
    """
    free = [
        name
        for name in sorted(names, reverse=True)
        if name not in needed and (known := read_ledger_name(name)) and not known.version
    ]
    return free[keep:]


def superfluous_files(kept: Sequence[CopyList], gone: Sequence[CopyList]) -> list[str]:
    """Stored paths that the lists which go named, and no list that stays."""
    still = {stored_path(file.path, file.sha256) for one in kept for file in one.files}
    named = {stored_path(file.path, file.sha256) for one in gone for file in one.files}
    return sorted(named - still)
