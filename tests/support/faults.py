"""A disk or a database that fails at a chosen operation, in this process."""

import errno
import os
import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, Self

import pytest


class Faults:
    """Fails the k-th operation on the disk, once, or it and all later ones.

    Operations are: folder made, file opened, written, synced, renamed. Two threads may work on the disk, so
    which one is the k-th need not be the same each time; each is the k-th for some k.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failing: int, *, lasting: bool) -> None:
        self._failing, self._lasting, self.done = failing, lasting, 0
        for owner, name in ((Path, "mkdir"), (Path, "open"), (os, "fsync"), (os, "replace"), (os, "open")):
            monkeypatch.setattr(owner, name, self._counted(getattr(owner, name)))

    def step(self) -> None:
        self.done += 1
        if self.done == self._failing or (self._lasting and self.done > self._failing):
            raise OSError(errno.ENOSPC, "No space left on device")

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*arguments: Any, **options: Any) -> Any:
            self.step()
            result = real(*arguments, **options)
            return _HalfWriting(result, self) if "xb" in arguments else result

        return operation


class _HalfWriting:
    """A file whose write may fail after half of the bytes."""

    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> None:
        self._file.write(data[: len(data) // 2])
        self._faults.step()
        self._file.write(data[len(data) // 2 :])


def refuse_writing(monkeypatch: pytest.MonkeyPatch, folder: str, code: int, *, first: int = 1) -> None:
    """From the ``first`` file on, no file below a folder of this name opens for writing, even for root."""
    real: Callable[..., Any] = Path.open
    seen: dict[Path, int] = {}

    def open_(path: Path, mode: str = "r", *more: Any, **named: Any) -> Any:
        if folder in path.parts and set(mode) & set("wxa+") and seen.setdefault(path, len(seen) + 1) >= first:
            raise OSError(code, os.strerror(code), str(path))
        return real(path, mode, *more, **named)

    monkeypatch.setattr(Path, "open", open_)


def sqlite_error(message: str) -> sqlite3.OperationalError:
    """The error that SQLite raises with these words."""
    codes = {
        "database is locked": sqlite3.SQLITE_BUSY,
        "disk I/O error": sqlite3.SQLITE_IOERR,
        "database or disk is full": sqlite3.SQLITE_FULL,
        "attempt to write a readonly database": sqlite3.SQLITE_READONLY,
    }
    error = sqlite3.OperationalError(message)
    error.sqlite_errorcode = codes[message]
    return error


def fail_sql(monkeypatch: pytest.MonkeyPatch, statement: str, message: str, *, at: int = 1) -> None:
    """The ``at``-th statement that begins so is not executed and raises ``message`` as SQLite's error."""
    seen = count(1)

    def judge(sql: str) -> None:
        if sql.startswith(statement) and next(seen) == at:
            raise sqlite_error(message)

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            judge(sql)
            return super().execute(sql, *values)

        def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
            judge(sql)
            return super().executemany(sql, *values)

    real = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *given, **options: real(*given, factory=Connection, **options)
    )


def fail_inside_commit(monkeypatch: pytest.MonkeyPatch, *, recorded: bool) -> None:
    """The commit raises SQLite's error of a failing disk, and no transaction is open any more.

    ``recorded``: the rows are in the file nevertheless.
    """

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql != "COMMIT":
                return super().execute(sql, *values)
            super().execute("COMMIT" if recorded else "ROLLBACK")
            raise sqlite_error("disk I/O error")

    real = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *given, **options: real(*given, factory=Connection, **options)
    )
