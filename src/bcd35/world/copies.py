"""Files carried between a workspace and a place of copies, each read back after it was written.

What a copy holds and how its files are called is told in ``domain/copies.py``.
"""

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from bcd35.world.files import Aside, clear_up, left_overs, make_folder, new_token, publish, sync_files
from bcd35.world.kept import digest_of

COPIED_FOLDERS = ("data", "templates", "out")
DAY_SECONDS = 86400.0  # no run takes longer
_AT_ONCE = 64  # files written before they are synced together
# What other programs put beside files; and our own unfinished ones.
_NOT_OURS = ("~$", ".bcd35-", ".~lock.")
_NOT_OURS_EITHER = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


class Carry(NamedTuple):
    """A file to bring to another place, where it must have this digest."""

    source: Path
    target: Path
    sha256: str


def office_files(root: Path) -> list[str]:
    """Paths (with ``/``) of the files that belong to a workspace, besides its ledger; sorted."""
    return [
        path.relative_to(root).as_posix()
        for folder in COPIED_FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and not _is_passing(path.name)
    ]


def _is_passing(name: str) -> bool:
    return name.startswith(_NOT_OURS) or name.casefold() in _NOT_OURS_EITHER


def other_entries(root: Path) -> list[str]:
    """What else lies in a workspace's folder: things of the clerk, which no copy holds."""
    ours = {*COPIED_FOLDERS, "bcd35.db", "bcd35.db-journal", "sao-luu", "de-rieng", "thu-nghiem"}
    names = (path.name for path in root.iterdir())
    return sorted(name for name in names if name not in ours and not name.startswith((".", "~$")))


def holds(path: Path, sha256: str) -> bool:
    """Tell whether a file is there with these bytes; it is read."""
    try:
        return digest_of(path) == sha256
    except FileNotFoundError:
        return False


@contextmanager
def scratch_file(folder: Path) -> Iterator[Path]:
    """An empty file in a folder, for the time of the block; what killed runs left there goes."""
    make_folder(folder)
    path = folder / f".bcd35-so-{new_token()}.tmp"
    path.touch()
    try:
        clear_left_overs(folder, path.stat().st_mtime - DAY_SECONDS)
        yield path
    finally:
        clear_up([path])


def carry(files: Sequence[Carry], tell: Callable[[int], None] = lambda _done: None) -> list[Carry]:
    """Bring files whole, synced and read back. Returns those whose source has other bytes by now.

    Raises OSError when what was written reads back otherwise. Who calls it has judged how long the paths are.
    """
    changed = []
    for first in range(0, len(files), _AT_ONCE):
        changed += _carry_some(files[first : first + _AT_ONCE])
        tell(min(first + _AT_ONCE, len(files)))
    return changed


def _carry_some(files: Sequence[Carry]) -> list[Carry]:
    staged = []
    with Aside() as aside:
        for file in files:
            with suppress(FileNotFoundError):  # its source went; seen below
                staged.append((file, aside.copy(file.target, file.source)))
        right = [written for file, written in staged if written.sha256 == file.sha256]
        sync_files(right)
        publish(right)
    for written in right:
        prove_copy(written.final, written.sha256)
    arrived = {written.final for written in right}
    return [file for file in files if file.target not in arrived]


def bring(file: Carry) -> None:
    """:func:`carry` for one file, where it is not yet. Raises OSError also when its source was changed."""
    if not holds(file.target, file.sha256) and carry([file]):
        raise _bad_disk(file.source)


def prove_copy(path: Path, sha256: str) -> None:
    """Read a file back. Raises OSError when it is not what was written."""
    if not holds(path, sha256):
        raise _bad_disk(path)


def _bad_disk(path: Path) -> OSError:
    return OSError(errno.EIO, os.strerror(errno.EIO), str(path))


def is_reachable(place: Path) -> bool:
    """Tell whether a place of copies can be used now: a stick is plugged in, a share is there."""
    try:
        return place.is_dir() or place.parent.is_dir()
    except OSError:
        return False


def same_disk(one: Path, other: Path) -> bool:
    """Tell whether two folders lie on one volume."""
    return one.stat().st_dev == other.stat().st_dev


def fresh_left_overs(place: Path, since: float) -> list[Path]:
    """Unfinished files of a run that may still be at work: written after ``since`` (seconds since 1970)."""
    return [path for path in left_overs(place) if _written(path) > since]


def clear_left_overs(place: Path, dead_before: float) -> None:
    """Remove what killed runs left half-way."""
    clear_up(path for path in left_overs(place) if _written(path) < dead_before)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # finished meanwhile
        return 0.0


def names_in(folder: Path, suffix: str) -> Iterator[str]:
    """The names of finished files of a kind in a folder, if there is one."""
    if folder.is_dir():
        yield from sorted(
            path.name for path in folder.iterdir() if path.suffix == suffix and not _is_passing(path.name)
        )
