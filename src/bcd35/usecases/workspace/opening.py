"""Opening the desk of a command, and the remarks that any command makes about its workspace.

The database is made from the register files on first use; later edits of these files are noticed.
"""

import os
from collections.abc import Iterator

from bcd35.domain.findings import Finding
from bcd35.store.store import Store
from bcd35.usecases.desk import CHANNELS_FILE, ROUNDS_FOLDER, UNITS_FILE, Desk
from bcd35.usecases.unreadable import unreadable_file
from bcd35.usecases.workspace.guard import LedgerGuard
from bcd35.world.outside import copies_of_ledger, synced_by
from bcd35.world.workspace import World, stamp


def open_desk(world: World, *, rehearsal: bool = False) -> Desk:
    """Open the workspace's database.

    In a fresh workspace it is made from ``data/*.yaml``; a rehearsal makes it in memory instead.
    """
    database = world.workspace.database
    # A first use that failed on a broken register leaves an empty file, which is no database yet.
    in_memory = rehearsal and not (database.exists() and database.stat().st_size)
    desk = Desk(world, Store.open(None if in_memory else database), rehearsal, LedgerGuard())
    try:
        if desk.store.is_new():
            _fill_new_database(desk)
        elif desk.store.sources.without_layout():
            from bcd35.usecases.registers.issued_forms import keep_first_layouts

            keep_first_layouts(desk)
    except BaseException:
        desk.store.close()
        raise
    return desk


def workspace_notes(desk: Desk) -> list[Finding]:
    """The remarks of any command: another or an older ledger, copies of it, register files not imported."""
    found = []
    for path, known in desk.store.registers.files().items():
        seen = stamp(desk.workspace.root / path)
        if seen is None or seen == (known.size, known.modified_ns):
            continue
        differs = _really_differs(desk, path, known.sha256)
        if differs is None:
            found.append(unreadable_file(path))
        elif differs:
            fix = f"Áp dụng bằng: {import_command(path)}"
            found.append(Finding("register_edited", path, f"Tệp {path} đã sửa nhưng chưa nhập vào sổ.", fix))
    return [*desk.guard.findings(desk), *_beside_ledger(desk), *found, *_new_rounds(desk)]


def _beside_ledger(desk: Desk) -> Iterator[Finding]:
    """Copies of the ledger that another program made, and the program that makes them."""
    if copies := copies_of_ledger(desk.workspace):
        named = ", ".join(copies)
        message = f"Cạnh bcd35.db có bản sổ khác: {named} (bản chép, hoặc hai máy cùng ghi một lúc)."
        fix = "Chuyển ra thư mục khác, đừng xóa; xem hai máy có phát hành trùng số không: bcd35 recover"
        yield Finding("ledger_copy", copies[0], message, fix)
    if program := synced_by(desk.workspace.root, os.environ):
        message = f"Thư mục làm việc nằm trong thư mục đồng bộ của {program}: hai máy cùng ghi thì trùng số."
        fix = "Chuyển cả thư mục làm việc ra ngoài; trong thư mục đồng bộ chỉ để bản sao lưu."
        yield Finding("synced_folder", desk.workspace.root.name, message, fix)


def new_round_files(desk: Desk) -> list[str]:
    """Files of rounds that were never imported."""
    known = desk.store.registers.files()
    paths = sorted((desk.workspace.root / ROUNDS_FOLDER).glob("*.yaml"))
    return [shown for path in paths if (shown := desk.workspace.shown(path)) not in known]


def _new_rounds(desk: Desk) -> list[Finding]:
    return [
        Finding("register_new", path, f"Tệp {path} chưa nhập vào sổ.", f"Nhập bằng: {import_command(path)}")
        for path in new_round_files(desk)
    ]


def _really_differs(desk: Desk, path: str, digest: str) -> bool | None:
    """Whether the file says something else than at its import; None when it cannot be read now."""
    from bcd35.world.files import sha256

    try:
        return sha256((desk.workspace.root / path).read_bytes()) != digest
    except OSError:
        return None


def _fill_new_database(desk: Desk) -> None:
    """Create the schema and import every register, in one act; a second process finds it done."""
    from bcd35.usecases.registers.imports import apply_sources
    from bcd35.usecases.registers.sources import ImportRequest, workspace_sources

    sources = workspace_sources(desk.workspace)
    with desk.store.act(desk.world.now):
        if desk.store.is_new():
            desk.store.create_schema()
            apply_sources(desk, sources, ImportRequest())


def import_command(path: str) -> str:
    """The command that applies a register file."""
    group = {CHANNELS_FILE: "channels ", UNITS_FILE: "units "}.get(
        path, "rounds " if path.startswith(ROUNDS_FOLDER) else ""
    )
    typed = f'"{path}"' if " " in path else path
    return f"bcd35 {group}import {typed}"
