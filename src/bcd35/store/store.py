"""The database of one workspace, as use cases see it."""

import sqlite3
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bcd35.store.connection import act, is_new, migrate, needs_migration, open_connection
from bcd35.store.registers import Registers

if TYPE_CHECKING:
    from bcd35.store.contributions import Contributions
    from bcd35.store.corrections import Corrections
    from bcd35.store.intake import Intake
    from bcd35.store.letters import Letters
    from bcd35.store.numbers import Numbers
    from bcd35.store.reminders import Reminders
    from bcd35.store.reports import Reports


class Store:
    """One open database: its parts (``registers``, ``letters`` …) ask and record, :meth:`act` writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.registers = Registers(connection)

    @classmethod
    def open(cls, path: Path | None) -> "Store":
        """Open a database, or create it as an empty file; ``None`` opens one in memory.

        The schema of an older version is brought up to date.
        """
        connection = open_connection(path)
        store = cls(connection)
        try:
            if not is_new(connection, path.name if path else "") and needs_migration(connection):
                with store.act():
                    migrate(connection)
        except BaseException:
            store.close()
            raise
        return store

    @cached_property
    def letters(self) -> "Letters":
        from bcd35.store.letters import Letters

        return Letters(self._connection)

    @cached_property
    def numbers(self) -> "Numbers":
        from bcd35.store.numbers import Numbers

        return Numbers(self._connection)

    @cached_property
    def reminders(self) -> "Reminders":
        from bcd35.store.reminders import Reminders

        return Reminders(self._connection)

    @cached_property
    def reports(self) -> "Reports":
        from bcd35.store.reports import Reports

        return Reports(self._connection)

    @cached_property
    def contributions(self) -> "Contributions":
        from bcd35.store.contributions import Contributions

        return Contributions(self._connection)

    @cached_property
    def corrections(self) -> "Corrections":
        from bcd35.store.corrections import Corrections

        return Corrections(self._connection)

    @cached_property
    def intake(self) -> "Intake":
        from bcd35.store.intake import Intake

        return Intake(self._connection)

    def act(self) -> AbstractContextManager[None]:
        """One business act: write lock first, everything or nothing."""
        return act(self._connection)

    def last_seal(self) -> tuple[int, str] | None:
        """Number and digest of the ledger's latest line; None in an empty ledger."""
        row = self._connection.execute("SELECT max(id) FROM journal").fetchone()
        digest = self.seal(row[0]) if row[0] else None
        return (row[0], digest) if digest else None

    def seal(self, number: int) -> str | None:
        """The digest of one line; None when the ledger has no such line."""
        import hashlib

        row = self._connection.execute("SELECT * FROM journal WHERE id = ?", (number,)).fetchone()
        return hashlib.sha256(repr(tuple(row)).encode()).hexdigest() if row else None

    def is_new(self) -> bool:
        """Tell whether nothing has been written to this database yet."""
        return is_new(self._connection, "bcd35.db")

    def create_schema(self) -> None:
        """Create the tables, inside the caller's act."""
        migrate(self._connection)

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong: integrity and foreign keys; empty when well."""
        lines = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check")]
        broken = [f"{row[0]}: {row[2]}" for row in self._connection.execute("PRAGMA foreign_key_check")]
        return [line for line in lines if line != "ok"] + broken

    def close(self) -> None:
        self._connection.close()
