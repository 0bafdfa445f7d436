"""Opening the desk of a command, and the remarks that any command makes about its workspace.

The database is made from the register files on first use; later edits of these files are noticed.
"""

from bcd35.domain.findings import Finding
from bcd35.store.store import Store
from bcd35.usecases.desk import CHANNELS_FILE, ROUNDS_FOLDER, UNITS_FILE, Desk
from bcd35.usecases.unreadable import unreadable_file
from bcd35.world.workspace import World, stamp


def open_desk(world: World, *, rehearsal: bool = False) -> Desk:
    """Open the workspace's database.

    In a fresh workspace it is made from ``data/*.yaml``; a rehearsal makes it in memory instead.
    """
    database = world.workspace.database
    # A first use that failed on a broken register leaves an empty file, which is no database yet.
    in_memory = rehearsal and not (database.exists() and database.stat().st_size)
    desk = Desk(world, Store.open(None if in_memory else database), rehearsal)
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


def lost_database(desk: Desk) -> list[Finding]:
    """A finding when letters went out but the ledger never took a number: it would give theirs again."""
    out = desk.workspace.root / "out"
    if desk.store.registers.took_numbers() or not any(out.glob("[!_]*")):
        return []
    from bcd35.domain.letters import DOCUMENT_PATTERNS

    letters = [desk.workspace.shown(path) for path in sorted(out.glob(f"[!_]*/*/{DOCUMENT_PATTERNS[0]}"))]
    if not letters:
        return []
    message = (
        f"Trong out/ đã có công văn phát hành (ví dụ {letters[0]}) nhưng sổ bcd35.db còn trống: sổ cũ đã mất."
    )
    fix = (
        "Chép bcd35.db từ bản sao lưu về. Nếu muốn làm lại từ đầu thì chuyển thư mục out/ đi nơi khác trước."
    )
    return [Finding("database_lost", "bcd35.db", message, fix)]


def workspace_notes(desk: Desk) -> list[Finding]:
    """The remarks of any command: a lost ledger, register files that are new or edited since their import."""
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
    return [*lost_database(desk), *found, *_new_rounds(desk)]


def _new_rounds(desk: Desk) -> list[Finding]:
    known = desk.store.registers.files()
    paths = [
        desk.workspace.shown(path) for path in sorted((desk.workspace.root / ROUNDS_FOLDER).glob("*.yaml"))
    ]
    return [
        Finding("register_new", path, f"Tệp {path} chưa nhập vào sổ.", f"Nhập bằng: {import_command(path)}")
        for path in paths
        if path not in known
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
