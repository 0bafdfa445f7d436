"""The desk a command works at: the world of this run and the open database, made from the registers on first use."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.store.store import Store
from bcd35.world import Workspace, World, stamp

# Register files in the order they lean on each other, with the command that applies an edit of each.
CHANNELS_FILE, UNITS_FILE, OFFICE_FILE, HOLIDAYS_FILE = "data/channels.yaml", "data/units.yaml", "data/office.yaml", "data/holidays.yaml"
ROUNDS_FOLDER = "data/rounds"

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


def no_progress(_what: str, _done: int, _total: int) -> None:
    """For callers that show nothing."""


class Desk(NamedTuple):
    """What every use case works with."""

    world: World
    store: Store

    @property
    def workspace(self) -> Workspace:
        return self.world.workspace


def sit_down(world: World, *, rehearsal: bool = False) -> Desk:
    """Open the workspace's database. In a fresh workspace it is made from ``data/*.yaml``; a rehearsal makes it in memory instead."""
    database = world.workspace.database
    # An empty file is what a first use leaves that failed on a broken register: no database yet.
    in_memory = rehearsal and not (database.exists() and database.stat().st_size)
    desk = Desk(world, Store.open(None if in_memory else database))
    if desk.store.is_new():
        from bcd35.usecases.upkeep import fill_new_database

        try:
            fill_new_database(desk)
        except BaseException:
            desk.store.close()
            raise
    return desk


def edited_files(desk: Desk) -> list[Finding]:
    """Register files that changed on disk since their import, each with the command that applies it."""
    found = []
    for path, known in desk.store.registers.files().items():
        seen = stamp(desk.workspace.root / path)
        if seen is None or seen == (known.size, known.modified_ns):
            continue
        if _really_differs(desk, path, known.sha256):
            fix = f"Áp dụng bằng: {import_command(path)}"
            found.append(Finding("register_edited", path, f"Tệp {path} đã sửa nhưng chưa nhập vào sổ.", fix))
    return found + _new_rounds(desk)


def _new_rounds(desk: Desk) -> list[Finding]:
    known = desk.store.registers.files()
    paths = [desk.workspace.shown(path) for path in sorted((desk.workspace.root / ROUNDS_FOLDER).glob("*.yaml"))]
    return [
        Finding("register_new", path, f"Tệp {path} chưa nhập vào sổ.", f"Nhập bằng: {import_command(path)}")
        for path in paths
        if path not in known
    ]


def _really_differs(desk: Desk, path: str, digest: str) -> bool:
    from bcd35.world import sha256

    return sha256((desk.workspace.root / path).read_bytes()) != digest


def judge_output(desk: Desk, path: Path, *, own: str = "") -> None:
    """Raises Refused when writing there would destroy the database, a file that a ledger row promises, or a register other than ``own``."""
    shown = desk.workspace.shown(path)
    ours = {"bcd35.db", OFFICE_FILE, HOLIDAYS_FILE, CHANNELS_FILE, UNITS_FILE, *(file.path for file in desk.store.letters.files())} - {own}
    folders = (ROUNDS_FOLDER, desk.workspace.shown(desk.workspace.templates), desk.workspace.shown(desk.workspace.kept))
    if shown.casefold() in {name.casefold() for name in ours} or shown.startswith(tuple(f"{folder}/" for folder in folders)):
        raise Refused("output_in_use", f"“{shown}” là tệp của sổ, không ghi đè được.", where=shown, fix="Chọn tên tệp khác.")


def import_command(path: str) -> str:
    """The command that applies a register file."""
    group = {CHANNELS_FILE: "channels ", UNITS_FILE: "units "}.get(path, "rounds " if path.startswith(ROUNDS_FOLDER) else "")
    typed = f'"{path}"' if " " in path else path
    return f"bcd35 {group}import {typed}"
