"""Opening the desk of a command, and the remarks that any command makes about its workspace.

The database is made from the register files on first use; later edits of these files are noticed.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from bcd35.domain.errors import RESTORE, Bcd35Error, DatabaseUnusable
from bcd35.domain.findings import Finding
from bcd35.store.acts import acts_of_this_run
from bcd35.store.store import Store
from bcd35.usecases.desk import CHANNELS_FILE, ROUNDS_FOLDER, UNITS_FILE, Desk
from bcd35.usecases.workspace.guard import LedgerGuard
from bcd35.world.outside import copies_of_ledger, files_in, synced_by
from bcd35.world.workspace import TRIALS, Workspace, World, spelt, stamp

if TYPE_CHECKING:
    from bcd35.domain.commands import Command
    from bcd35.store.letters import IssuedLetter
    from bcd35.usecases.registers.sources import Source

_READ_AT_ONCE = 65_536  # bytes; reading a list of hundreds of units would hold up every command
RESTORE_LEDGER = f"{RESTORE}. Muốn làm lại từ đầu thì chuyển out/ và sao-luu/ đi nơi khác trước."


@acts_of_this_run.uncounted()
def open_desk(world: World, *, rehearsal: bool = False) -> Desk:
    """Open the workspace's database.

    In a fresh workspace it is made from ``data/*.yaml``; a rehearsal makes it in memory instead.
    """
    database = world.workspace.database
    # A first use that was killed leaves an empty file, which is no database yet.
    is_there = database.exists() and database.stat().st_size > 0
    if not is_there:
        _refuse_lost_ledger(world.workspace)
    in_memory = rehearsal and not is_there
    store = Store.open(None if in_memory else database, before_migration=_keep_before_migration(world))
    store.registers.today = world.today
    desk = Desk(world, store, rehearsal, LedgerGuard())
    try:
        if desk.store.is_new():
            _fill_new_database(desk)
        else:
            _finish_what_was_left(desk)
    except BaseException as error:
        desk.store.close()
        if not is_there and isinstance(error, Bcd35Error):
            _remove_empty(world.workspace)
        raise
    return desk


def _finish_what_was_left(desk: Desk) -> None:
    """A trial whose end was interrupted; forms of versions that did not yet keep their layout."""
    if (desk.workspace.root / TRIALS).is_dir():
        from bcd35.usecases.registers.trial import mend_interrupted_end

        mend_interrupted_end(desk)
    if desk.store.layouts.missing():
        from bcd35.usecases.registers.issued_forms import keep_first_layouts

        keep_first_layouts(desk)


def _remove_empty(workspace: Workspace) -> None:
    """What a first use that failed on a broken register leaves is no ledger, and would look like one."""
    if workspace.database.exists() and not workspace.database.stat().st_size:
        workspace.database.unlink()
        workspace.database.with_name(f"{workspace.database.name}-journal").unlink(missing_ok=True)


def _keep_before_migration(world: World) -> Callable[[Store], None]:
    def keep(store: Store) -> None:
        from bcd35.usecases.workspace.ledger_copies import keep_before_migration  # an update is rare

        keep_before_migration(world)(store)

    return keep


def _refuse_lost_ledger(workspace: Workspace) -> None:
    """A ledger that was copied before was there before: an empty one would give its numbers again."""
    from bcd35.domain.copies import LEDGERS  # seldom asked for

    if (workspace.copies / LEDGERS).is_dir() and any((workspace.copies / LEDGERS).glob("bcd35_*.db")):
        message = "Không thấy sổ bcd35.db, mà trong sao-luu/ có bản sao của sổ: sổ đã mất."
        raise DatabaseUnusable("database_lost", message, where="bcd35.db", fix=RESTORE_LEDGER)


def workspace_notes(desk: Desk) -> list[Finding]:
    """All remarks on the workspace: a trial, another or an older ledger, copies of it, files not imported."""
    return _notes(desk, desk.guard.findings(desk))


def quick_notes(desk: Desk) -> list[Finding]:
    """Those of any command. Papers that the ledger does not know are told before it writes, not before."""
    return _notes(desk, desk.guard.quick_findings(desk))


def _notes(desk: Desk, outside: list[Finding]) -> list[Finding]:
    found = []
    for path, known in desk.store.registers.files().items():
        seen = stamp(desk.workspace.root / path)
        if seen is None or seen == (known.size, known.modified_ns):
            continue
        differs = _really_differs(desk, path, known.sha256)
        if differs is None:
            from bcd35.usecases.unreadable import why_unreadable

            found.append(why_unreadable(desk.workspace.root / path, path))
        elif differs:
            message = f"Tệp {path} đã sửa nhưng chưa nhập vào sổ."
            edited = Finding("register_edited", path, message, _what_to_do(desk, path))
            found.append(_broken(desk, path) or edited)
    return [*trial_note(desk), *outside, *_beside_ledger(desk), *found, *_new_rounds(desk)]


def trial_note(desk: Desk) -> Iterator[Finding]:
    """The remark of every command in a trial."""
    if desk.store.registers.is_trial():
        fix = (
            "Làm thật: nhập danh sách của văn phòng (tệp Excel, CSV; hoặc "
            f"{UNITS_FILE} đã bỏ dòng sample): bcd35 units import TỆP"
        )
        yield Finding("trial", UNITS_FILE, "Sổ dùng thử, còn đơn vị của danh sách mẫu.", fix)


def advised_command(desk: Desk, note: Finding) -> "Command":
    """The one command that does what a remark on the workspace advises, where there is one."""
    from bcd35.domain.commands import FILE

    if note.code == "register_new" or (note.code == "register_edited" and not _issued(desk, note.where)):
        return _import_command(note.where)
    return {"trial": ("units", "import", FILE), "backup_overdue": ("backup",)}.get(note.code, ())


def _issued(desk: Desk, path: str) -> "IssuedLetter | None":
    """The letter of the round that a file states, if it has gone out."""
    rounds = desk.store.registers.imported_entries(path) if path.startswith(ROUNDS_FOLDER) else ()
    return next(filter(None, map(desk.store.letters.of_round, rounds)), None)


def _what_to_do(desk: Desk, path: str) -> str:
    """What becomes of an edited file: that of an issued round is imported no more."""
    if out := _issued(desk, path):
        code, number = out.letter.round_code, out.letter.number.number
        return (
            f"Đợt đã phát hành, trả tệp về như công văn: bcd35 rounds edit {code} --as-issued\n"
            f"Hoặc phát hành công văn thay thế: bcd35 notify {code} --replace {number} --reason LÝ_DO"
        )
    return f"Áp dụng bằng: {_import_line(path)}"


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
    names = (name for name in files_in(desk.workspace.root / ROUNDS_FOLDER) if name.endswith(".yaml"))
    return [path for name in names if (path := f"{ROUNDS_FOLDER}/{spelt(name)}") not in known]


def _new_rounds(desk: Desk) -> list[Finding]:
    return [
        _broken(desk, path)
        or Finding("register_new", path, f"Tệp {path} chưa nhập vào sổ.", f"Nhập bằng: {_import_line(path)}")
        for path in new_round_files(desk)
    ]


def _broken(desk: Desk, path: str) -> Finding | None:
    """The first fault of an edited file; of a large one its import tells."""
    from bcd35.usecases.registers.plans import read_stated  # most runs find nothing edited
    from bcd35.usecases.registers.round_files import judge_only_file
    from bcd35.usecases.registers.sources import read_source, register_of
    from bcd35.usecases.registers.stored import current_office

    file = desk.workspace.root / path
    try:
        source = read_source(desk.workspace, register_of(desk.workspace, file), file)
    except Bcd35Error as error:
        return error.findings[0]
    if len(source.data) > _READ_AT_ONCE:
        return None
    reading = read_stated(source, current_office(desk))
    if source.register == "rounds" and reading.value:
        for second in judge_only_file(desk, reading.value.code, path, path):
            return second._replace(message=f"Tệp {path} chưa nhập vào sổ. {second.message}")
    for fault in reading.findings:
        message = f"Tệp {fault.where} sai nên chưa nhập vào sổ: {fault.message}"
        return Finding("register_broken", path, message, f"Sửa chỗ ấy. {_what_to_do(desk, path)}")
    return None


def _really_differs(desk: Desk, path: str, digest: str) -> bool | None:
    """Whether the file says something else than at its import; None when it cannot be read now."""
    from bcd35.world.files import file_bytes, sha256

    try:
        return sha256(file_bytes(desk.workspace.root / path)) != digest
    except OSError:
        return None


def _fill_new_database(desk: Desk) -> None:
    """Create the schema and import every register, in one act; a second process finds it done."""
    from bcd35.usecases.registers.imports import apply_sources
    from bcd35.usecases.registers.sources import ImportRequest, workspace_sources

    sources = [*_usable(workspace_sources(desk.workspace))]
    with desk.store.act(desk.world.now):
        if desk.store.is_new():
            desk.store.create_schema()
            apply_sources(desk, sources, ImportRequest())
            if desk.store.registers.is_trial():
                desk.journal("begin_trial", UNITS_FILE)


def _usable(sources: "Iterable[Source]") -> "Iterator[Source]":
    """A broken file of a round keeps only that round out of the ledger, and is told by every command."""
    from bcd35.usecases.registers.plans import read_stated

    for source in sources:
        if source.register != "rounds" or not read_stated(source, None).findings:
            yield source


def _import_line(path: str) -> str:
    from bcd35.domain.commands import command_line  # most runs find nothing to import

    return command_line(_import_command(path))


def _import_command(path: str) -> "Command":
    """The command that applies a register file."""
    of_rounds = ("rounds",) if path.startswith(ROUNDS_FOLDER) else ()
    group = {CHANNELS_FILE: ("channels",), UNITS_FILE: ("units",)}.get(path, of_rounds)
    return (*group, "import", path)
