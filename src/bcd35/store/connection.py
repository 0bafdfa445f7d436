"""Opening the database and the one way to write it: ``BEGIN IMMEDIATE … COMMIT`` per business act.

A plain BEGIN that reads and then writes fails with "database is locked" at once, whatever the timeout, when
another clerk writes in between; so the write lock is taken first. The journal is a rollback journal: WAL is
not safe on a network share.

A commit is durable before COMMIT returns: what was acknowledged, no power cut takes back. In SQLite's usual
mode, DELETE, the commit is the unlink of the journal, and nothing waits until the unlink is on the disk.
After a power cut the journal may be there again, and it rolls the commit back. ``synchronous=EXTRA`` syncs
the folder after the unlink, but SQLite's file layer for Windows leaves that out. In the mode TRUNCATE the
commit is that the journal's length becomes 0, and with FULL the journal itself is synced after it, on every
system. PERSIST does as much and takes as long, but leaves a journal of full length behind. The proof is
``python -m bench.powercut``.
"""

import errno
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bcd35.domain.errors import RESTORE, Bcd35Error, DatabaseUnusable, Stopped, WorkspaceError
from bcd35.store.acts import acts_of_this_run

APPLICATION_ID = 0x62633335  # "bc35"
SCHEMA_VERSION = 12  # of the latest migration; most runs make none, and need not load their text
BUSY_SECONDS = 30.0
JOURNAL_MODE = "TRUNCATE"
_BUSY_HELP = "Đóng lệnh bcd35 đang chạy ở máy hoặc cửa sổ khác, đợi ít phút rồi chạy lại."


def open_copy(path: Path) -> sqlite3.Connection:
    """A connection to a copy that nobody writes to. Its file is read as it is: no lock, no journal."""
    from urllib.parse import quote  # seldom asked for

    name = path.absolute().as_posix()
    authority = "file://" if name.startswith("/") else "file:///"  # a drive of Windows
    uri = f"{authority}{quote(os.fsencode(name))}?immutable=1"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def open_connection(path: Path | None) -> sqlite3.Connection:
    """A connection with our settings; ``None`` gives a database in memory, for rehearsals.

    The schema is not touched yet.
    """
    connection = sqlite3.connect(
        ":memory:" if path is None else path, timeout=BUSY_SECONDS, isolation_level=None
    )
    try:
        _set_up(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # Without it REPLACE would not fire the triggers that keep ledger rows final.
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA synchronous = FULL")
    # Each connection begins in the mode DELETE, or in WAL where another program left the file so.
    connection.execute(f"PRAGMA journal_mode = {JOURNAL_MODE}")


@contextmanager
def act(connection: sqlite3.Connection) -> Iterator[None]:
    """One business act: the write lock first, then everything or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    before = connection.total_changes
    try:
        yield
        _commit(connection, writes=connection.total_changes > before)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def nobody_writes(ledger: Path) -> Iterator[None]:
    """Wait for the act under way in a ledger that is to be replaced, and let no other begin.

    Windows moves no file that is open, so there the lock ends before the block begins.
    """
    if not ledger.is_file() or not ledger.stat().st_size:
        yield
        return
    with closing(_connection_or_memory(ledger)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:  # damaged: nobody can write it
            if _code(error) == sqlite3.SQLITE_BUSY:
                raise
        if sys.platform == "win32":
            connection.close()
        yield


def _connection_or_memory(ledger: Path) -> sqlite3.Connection:
    """The ledger's connection; one in memory for a file that is no ledger any more."""
    try:
        return open_connection(ledger)
    except sqlite3.DatabaseError:
        return open_connection(None)


def _commit(connection: sqlite3.Connection, *, writes: bool) -> None:
    # A rehearsal's is in memory; and who only looks under the lock has recorded nothing.
    recorded = writes and bool(connection.execute("PRAGMA database_list").fetchone()[2])
    try:
        connection.execute("COMMIT")
    except sqlite3.Error:
        # No transaction is open any more: SQLite gave up half-way, and the rows may be in the file.
        acts_of_this_run.unsure = recorded and not connection.in_transaction
        raise
    except BaseException:  # Ctrl-C, which may come just after the commit
        acts_of_this_run.done += recorded and not connection.in_transaction
        raise
    acts_of_this_run.done += recorded


def is_new(connection: sqlite3.Connection, name: str) -> bool:
    """Tell whether the file is still empty.

    Raises WorkspaceError when it belongs to another program or to a newer version of ours.
    """
    # One statement, one snapshot: another process may be laying the schema at this moment.
    sql = (
        "SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) FROM "
        "pragma_application_id, pragma_user_version"
    )
    row: tuple[int, int, int] = connection.execute(sql).fetchone()
    application, version, tables = row
    if not any(row):
        return True
    if application != APPLICATION_ID or (tables and not version):
        message = f"“{name}” là cơ sở dữ liệu của chương trình khác."
        fix = "Chuyển tệp ấy đi nơi khác, hoặc dùng thư mục làm việc khác (-C)."
        raise WorkspaceError("foreign_database", message, where=name, fix=fix)
    if version > SCHEMA_VERSION:
        known = f"cấu trúc {version}; bản này đọc đến {SCHEMA_VERSION}"
        message = f"“{name}” do bản bcd35 mới hơn tạo ra ({known})."
        fix = "Cập nhật bcd35 trên máy này rồi chạy lại."
        raise WorkspaceError("newer_database", message, where=name, fix=fix)
    return version == 0


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema up to date inside the caller's act: everything or nothing."""
    from bcd35.store.schema import MIGRATIONS

    version = version_of(connection)
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        for statement in _statements(script):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def version_of(connection: sqlite3.Connection) -> int:
    """The number of migrations that a database has seen."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def needs_migration(connection: sqlite3.Connection) -> bool:
    """Tell whether the file is older than this program."""
    return version_of(connection) < SCHEMA_VERSION


def copy_into(source: sqlite3.Connection, target: Path) -> None:
    """A whole copy of a database in a file, consistent while others write; the caller syncs it.

    Raises OSError where the copy cannot be written.
    """
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            copy.execute("PRAGMA journal_mode = OFF")  # a copy that was interrupted is dropped
            copy.execute("PRAGMA synchronous = OFF")
            source.backup(copy, progress=_stop_if_busy)
    except sqlite3.OperationalError as error:
        code = _OF_THE_DISK.get(_code(error))
        if code is None:
            raise
        raise OSError(code, os.strerror(code), str(target)) from error


_OF_THE_DISK = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EIO,
}


def copy_in_memory(source: sqlite3.Connection) -> sqlite3.Connection:
    """A whole copy of a database in memory."""
    memory = open_connection(None)
    source.backup(memory, progress=_stop_if_busy)
    return memory


def _stop_if_busy(status: int, _remaining: int, _total: int) -> None:
    # By now the busy timeout has passed. Without this, Python would try again for ever.
    if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        locked = sqlite3.OperationalError("database is locked")
        locked.sqlite_errorcode = status
        raise locked


def _statements(script: str) -> Iterator[str]:
    # executescript() would commit the caller's transaction, so the statements go one by one.
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
    # A last statement without its semicolon is run too: it must not be left out in silence.
    if pending.strip():
        yield pending


def explain(error: sqlite3.Error, name: str) -> Bcd35Error | None:
    """A database error as a message for the clerk; None for a fault of this program (constraint, bad SQL)."""
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            message = f"“{name}” đang được ghi ở nơi khác; đã đợi {BUSY_SECONDS:.0f} giây."
            return DatabaseUnusable("database_busy", message, where=name, fix=_BUSY_HELP)
        case sqlite3.SQLITE_READONLY if error.sqlite_errorcode == sqlite3.SQLITE_READONLY_DBMOVED:
            message = f"“{name}” đã được thay bằng sổ khác trong khi lệnh này chạy; việc đang dở chưa vào sổ."
            fix = "Việc đã ghi xong nằm ở sổ cũ, trong de-rieng/. Chạy lại lệnh này, rồi xem sổ: bcd35 check"
            return DatabaseUnusable("database_replaced", message, where=name, fix=fix)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_IOERR:
            message = f"Không ghi được “{name}”: thư mục hoặc tệp chỉ cho đọc, hoặc ổ đĩa có lỗi."
            fix = "Kiểm tra quyền ghi vào thư mục làm việc rồi chạy lại."
            return DatabaseUnusable("database_readonly", message, where=name, fix=fix)
        case sqlite3.SQLITE_FULL:
            message = f"Ổ đĩa đầy, không ghi được “{name}”; việc chưa xong thì chưa ghi vào sổ."
            return Stopped("disk_full", message, where=name, fix="Dọn ổ đĩa rồi chạy lại.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(name)
    return damaged(name) if str(error).startswith(_DAMAGE) else None


def _code(error: sqlite3.Error) -> int:
    """The primary code of what SQLite answered; 0 for an error that Python raised by itself."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


# What reading a damaged file raises; SQLite's own message may quote damaged text, which Python cannot decode.
DAMAGE = (sqlite3.DatabaseError, UnicodeError)
# Damaged bytes for which there is no code of their own.
_DAMAGE = ("Could not decode", "unsupported file format", "malformed JSON")


def damaged(name: str) -> DatabaseUnusable:
    """The error for a database whose file is damaged."""
    message = f"“{name}” không đọc được như một cơ sở dữ liệu (tệp hỏng)."
    return DatabaseUnusable("database_damaged", message, where=name, fix=f"Giữ nguyên tệp này. {RESTORE}")
