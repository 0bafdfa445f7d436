"""Exchanging what a workspace's folder holds for something built inside it.

A note is written first and removed last. Between them a kill, or a file that another program holds open,
leaves a state from which :func:`finish` goes on; nothing is deleted, and no entry is ever in two places.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bcd35.world.copies import COPIED_FOLDERS
from bcd35.world.files import (
    clear_up,
    make_folder,
    move_file,
    new_token,
    sync_folder,
    unpublished,
    write_file,
)
from bcd35.world.workspace import UNFINISHED

# Folders first: a letter that is open in Word stops the very first step. The ledger goes last, its hot
# journal before it.
ENTRIES = (*COPIED_FOLDERS[::-1], "bcd35.db-journal", "bcd35.db")
# Short: the files built there lie as much deeper than where they will stand, and Windows counts it.
_BUILD = ".bcd35-r"


def new_build(target: Path) -> Path:
    """An empty folder inside ``target`` to build in; what killed runs left there is removed."""
    make_folder(target)
    for left in target.glob(f"{_BUILD}*"):
        shutil.rmtree(left, ignore_errors=True)
    clear_up(unpublished(target / UNFINISHED))
    build = target / f"{_BUILD}{new_token()[:4]}"
    build.mkdir()
    return build


def drop_build(build: Path) -> None:
    """Remove a build that is not wanted any more."""
    shutil.rmtree(build, ignore_errors=True)


def exchange(target: Path, build: Path, aside: Path) -> None:
    """Put the entries of ``build`` into ``target``; those that stood there go to ``aside``.

    Raises OSError when another program holds an entry. Before the first move everything is as it was;
    later :func:`finish` goes on.
    """
    note = {"build": build.name, "aside": aside.relative_to(target).as_posix()}
    write_file(target / UNFINISHED, json.dumps(note).encode())
    try:
        finish(target)
    except OSError:
        if not aside.exists() or not any(aside.iterdir()):  # nothing was moved
            (target / UNFINISHED).unlink()
            drop_build(build)
        raise


def has_entries(target: Path) -> bool:
    """Tell whether a folder holds anything of a workspace."""
    return any((target / name).exists() for name in ENTRIES)


def free_aside(top: Path, now: datetime) -> Path:
    """A folder of its own for what is set aside, named by the time; it is not made yet."""
    name = now.strftime("%Y-%m-%d_%H%M%S")
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(top / one for one in names if not (top / one).exists())


def is_unfinished(target: Path) -> bool:
    """Tell whether an exchange was interrupted here."""
    return (target / UNFINISHED).is_file()


def finish(target: Path) -> Path:
    """Carry an exchange to its end; returns where the old entries are."""
    note: dict[str, str] = json.loads((target / UNFINISHED).read_bytes())
    build, aside = target / note["build"], target / note["aside"]
    for entry in ENTRIES:
        for source, goal in _moves(target / entry, build / entry, aside / entry):
            make_folder(goal.parent)
            move_file(source, goal)
            for folder in {source.parent, goal.parent}:
                sync_folder(folder)
    (target / UNFINISHED).unlink()
    sync_folder(target)
    drop_build(build)
    return aside


def _moves(place: Path, new: Path, old: Path) -> Iterator[tuple[Path, Path]]:
    """The moves that an entry still needs: out of its place, and into it.

    What stands in the place is the old one as long as the new one waits, or as long as there is no new one.
    """
    waits = new.exists()
    if place.exists() and not old.exists() and (waits or place.name == "bcd35.db-journal"):
        yield place, old
    if waits:
        yield new, place
