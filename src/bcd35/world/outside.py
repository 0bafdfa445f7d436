"""What lies beside the ledger: names of papers, the high-water mark, copies of the ledger, synced folders.

Not here: what any of it means (``usecases/workspace/``).
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

from bcd35.world.workspace import Workspace


def names_of_papers(workspace: Workspace) -> Iterator[tuple[str, str, str]]:
    """``(round's folder, unit's folder, name)`` of every file there; our own stores begin with ``_``."""
    out = workspace.root / "out"
    for round_folder in _folders(out):
        if not round_folder.startswith("_"):
            for folder in _folders(out / round_folder):
                # A Path for each of 1,530 units would take longer than looking into their folders.
                for name in files_in(f"{out}/{round_folder}/{folder}"):
                    yield round_folder, folder, name


def names_in_store(store: Path) -> Iterator[tuple[str, str]]:
    """``(folder, name)`` of every file of a store of ours, temporary ones left out."""
    for folder in _folders(store):
        for name in files_in(store / folder):
            if not name.startswith("."):
                yield folder, name


def _folders(parent: Path | str) -> list[str]:
    return sorted(entry.name for entry in _entries(parent) if entry.is_dir())


def files_in(parent: Path | str) -> list[str]:
    """Names of the files of a folder, in order; none where there is no such folder."""
    return sorted(entry.name for entry in _entries(parent) if entry.is_file())


def _entries(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError):
        return []


# --- the high-water mark ------------------------------------------------------------------------------------


class Mark(NamedTuple):
    """The latest line of the ledger that worked in this folder: its number and its digest."""

    line: int
    digest: str


def mark_path(workspace: Workspace) -> Path:
    """It lies with the papers, so that an older ledger put beside them meets a newer mark."""
    return workspace.root / "out" / "_moc.json"


def read_mark(workspace: Workspace) -> Mark | None:
    """The mark; None when there is none, or none that can be read."""
    import json  # a mark of this ledger is known by its bytes

    try:
        stated = json.loads(mark_path(workspace).read_bytes())
        return Mark(int(stated["line"]), str(stated["digest"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_marked(workspace: Workspace, mark: Mark) -> bool:
    """Tell whether this is the mark, as :func:`write_mark` wrote it."""
    try:
        return mark_path(workspace).read_bytes() == _stated(mark)
    except OSError:
        return False


def _stated(mark: Mark) -> bytes:
    text = f'{{"line": {mark.line}, "digest": "{mark.digest}"}}'
    return text.ljust(_MARK_BYTES - 1).encode() + b"\n"


def write_mark(workspace: Workspace, mark: Mark) -> None:
    """Write the mark, durably, in its place: it is shorter than what a disk writes at once.

    A mark that could not be written stays behind the ledger, which is harmless; the act that it tells of was
    committed before.
    """
    if is_marked(workspace, mark):
        return
    path = mark_path(workspace)
    with suppress(OSError):
        is_new = not path.exists()
        with _opened(path) as file:
            file.write(_stated(mark))
            file.truncate()  # what another program left there may be longer
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            from bcd35.world.files import sync_folder  # a command that only reads writes no file

            sync_folder(path.parent)


_MARK_BYTES = 128


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("r+b")
    except FileNotFoundError:
        from bcd35.world.files import make_folder

        make_folder(path.parent)
        return path.open("xb")


# --- copies of the ledger, and programs that make them ------------------------------------------------------


def copies_of_ledger(workspace: Workspace) -> list[str]:
    """Names of other ledgers beside ours, as sync programs and file managers call their copies."""
    ours = workspace.database.name
    return sorted(
        entry.name
        for entry in _entries(workspace.root)
        if entry.name != ours and _is_ledger(entry.name.casefold()) and entry.is_file()
    )


def _is_ledger(name: str) -> bool:
    return "bcd35" in name and name.endswith(".db")


# Folder names of sync programs, in lower case; some have the account behind them: “OneDrive - Tỉnh ủy”.
_SYNCED = (
    r"(onedrive|dropbox|google ?drive|googledrive|icloud ?drive|iclouddrive|my drive|drive của tôi)"
    r"([ _-].*|\(.*|@.*)?"
)
_PROGRAMS = {"onedrive": "OneDrive", "dropbox": "Dropbox", "icloud": "iCloud"}
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def synced_by(root: Path, environment: Mapping[str, str]) -> str:
    """The program that syncs a folder with other computers, by its place; empty when none is known."""
    for part in map(str.casefold, root.parts):
        # The pattern is only compiled for a part that may fit: that takes a millisecond of every command.
        if ("drive" in part or "dropbox" in part) and re.fullmatch(_SYNCED, part):
            return next((name for start, name in _PROGRAMS.items() if part.startswith(start)), "Google Drive")
    places = [Path(environment[name]) for name in _VARIABLES if environment.get(name)]
    return "OneDrive" if any(place in (root, *root.parents) for place in places) else ""
