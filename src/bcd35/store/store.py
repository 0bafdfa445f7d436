"""The database of one workspace, as use cases see it."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bcd35.domain.errors import WorkspaceError
from bcd35.store.connection import (
    DAMAGE,
    act,
    copy_in_memory,
    copy_into,
    damaged,
    explain,
    is_new,
    migrate,
    needs_migration,
    open_connection,
    open_copy,
    version_of,
)
from bcd35.store.registers import Registers

if TYPE_CHECKING:
    from bcd35.store.annulments import Annulments
    from bcd35.store.contributions import Contributions
    from bcd35.store.corrections import Corrections
    from bcd35.store.histories import Histories
    from bcd35.store.intake import Intake
    from bcd35.store.layouts import Layouts
    from bcd35.store.letters import Letters
    from bcd35.store.numbers import Numbers
    from bcd35.store.reminders import Reminders
    from bcd35.store.reports import Reports
    from bcd35.store.seal_audit import SealDifference
    from bcd35.store.seals import SealKind
    from bcd35.store.sources import Sources
    from bcd35.store.structure import StructureDifference
    from bcd35.store.terms import Terms


class Store:
    """One open database: its parts (``registers``, ``letters`` …) ask and record, :meth:`act` writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.registers = Registers(connection)

    @classmethod
    def open(cls, path: Path | None, *, before_migration: Callable[["Store"], None] | None = None) -> "Store":
        """Open a database, or create it as an empty file; ``None`` opens one in memory.

        The schema of an older version is brought up to date. ``before_migration`` is called first, under the
        write lock; what it raises leaves the old version as it is.
        """
        store = cls(open_connection(path))
        try:
            store._bring_up_to_date(path.name if path else "", before_migration)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def of_copy(cls, path: Path) -> "Store":
        """A copy of a ledger, with today's schema. Its file is read and never written.

        One of an older version is brought up to date in memory.
        """
        store = cls(open_copy(path))
        try:
            if needs_migration(store._connection):
                with closing(store):
                    store = cls(copy_in_memory(store._connection))
            store._bring_up_to_date(path.name, None)
        except BaseException:
            store.close()
            raise
        return store

    def _bring_up_to_date(self, name: str, before_migration: Callable[["Store"], None] | None) -> None:
        try:
            if not is_new(self._connection, name) and needs_migration(self._connection):
                self._migrate(before_migration)
        except (WorkspaceError, sqlite3.OperationalError) as error:
            if isinstance(error, sqlite3.Error) and explain(error, name):
                raise  # a file that is locked or cannot be written is not damaged by that
            from bcd35.store.structure import is_ours_by_structure

            # Its tables are those of this version: what says otherwise, in the head of the file, is damaged.
            if is_ours_by_structure(self._connection):
                raise damaged(name) from None
            raise

    def _migrate(self, before_migration: Callable[["Store"], None] | None) -> None:
        with act(self._connection):
            if needs_migration(self._connection):  # another run may have done it while we waited
                if before_migration:
                    before_migration(self)
                migrate(self._connection)
                self.seal_all(None, "made")

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

    @cached_property
    def terms(self) -> "Terms":
        from bcd35.store.terms import Terms

        return Terms(self._connection)

    @cached_property
    def annulments(self) -> "Annulments":
        from bcd35.store.annulments import Annulments

        return Annulments(self._connection)

    @cached_property
    def layouts(self) -> "Layouts":
        from bcd35.store.layouts import Layouts

        return Layouts(self._connection)

    @cached_property
    def histories(self) -> "Histories":
        from bcd35.store.histories import Histories

        return Histories(self._connection)

    @contextmanager
    def act(self, at: datetime | None = None) -> Iterator[None]:
        """One business act: write lock first, everything or nothing; sealed before it is committed."""
        from bcd35.store import seals

        with act(self._connection):
            before = seals.look(self._connection)
            yield
            seals.write(self._connection, before, at)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Several questions about one state of the ledger: no act of another program comes between them."""
        self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.execute("COMMIT")

    def last_seal(self) -> tuple[int, str] | None:
        """Number and digest of the latest seal; None in a ledger that has none yet."""
        sql = "SELECT id, digest FROM seals ORDER BY id DESC LIMIT 1"
        row: tuple[int, str] | None = self._connection.execute(sql).fetchone()
        return row

    def seal(self, number: int) -> str | None:
        """The digest of one seal; None when the ledger has no such seal."""
        row = self._connection.execute("SELECT digest FROM seals WHERE id = ?", (number,)).fetchone()
        return str(row[0]) if row else None

    def journal_lines_of_last_act(self) -> int:
        """How many lines the last act wrote into the journal; 0 in a ledger just made or migrated."""
        from bcd35.store.seals import journal_lines_of_last_act

        return journal_lines_of_last_act(self._connection)

    def last_act_told_nothing(self) -> bool:
        """Whether the last act wrote no line into the journal."""
        from bcd35.store.seals import last_act_told_nothing

        return last_act_told_nothing(self._connection)

    @cached_property
    def sources(self) -> "Sources":
        from bcd35.store.sources import Sources

        return Sources(self._connection)

    def is_new(self) -> bool:
        """Tell whether nothing has been written to this database yet."""
        return is_new(self._connection, "bcd35.db")

    def create_schema(self) -> None:
        """Create the tables, inside the caller's act."""
        migrate(self._connection)

    def differences(self) -> "list[SealDifference]":
        """What was changed in the ledger otherwise than by an act of this program."""
        from bcd35.store.seal_audit import differences

        return differences(self._connection)

    def structure_differences(self) -> "list[StructureDifference]":
        """What was changed in the schema."""
        from bcd35.store.structure import structure_differences

        return structure_differences(self._connection)

    def name_of(self, table: str, rowid: int) -> list[str]:
        """What a clerk calls a final row, as text."""
        from bcd35.store.seal_audit import name_of

        return name_of(self._connection, table, rowid)

    def acts_at(self, at: str) -> list[tuple[str, str]]:
        """What the journal says of the acts of a moment: act and subject."""
        from bcd35.store.seal_audit import acts_at

        return acts_at(self._connection, at)

    def seal_all(self, at: datetime | None, kind: "SealKind") -> None:
        """Seal all that is there anew, as the last step of an act: what was found before counts no more."""
        from bcd35.store.seals import seal_all

        seal_all(self._connection, at, kind)

    def image(self) -> bytes:
        """The whole database as the bytes of a file."""
        return self._connection.serialize()

    def as_known_on(self, day: date, added: Mapping[str, Sequence[str]]) -> "Store":
        """A copy in memory without the rows that were recorded after a day; registers stand as they do now.

        ``added``: register (``units``, ``channels``, ``rounds``) → codes of entries that were added later.
        """
        from bcd35.store.known_on import copy_known_on

        return Store(copy_known_on(self._connection, day, added))

    def begin_anew(self) -> None:
        """Empty everything but the registers, inside the caller's act."""
        from bcd35.store.anew import begin_anew

        begin_anew(self._connection)

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong: integrity and foreign keys; empty when well."""
        try:
            lines = [str(row[0]) for row in self._connection.execute("PRAGMA integrity_check")]
            rows = self._connection.execute("PRAGMA foreign_key_check")
            missing = Counter((str(table), str(parent)) for table, _, parent, _ in rows)
        except DAMAGE as error:
            return [str(error)]
        broken = [
            f"{count} dòng của bảng “{table}” dựa vào dòng không còn trong bảng “{parent}”"
            for (table, parent), count in missing.items()
        ]
        return [line for line in lines if line != "ok"] + broken

    def version(self) -> int:
        """The number of migrations that this file has seen."""
        return version_of(self._connection)

    def book(self) -> str:
        """What tells this ledger from another office's, and stays the same in all its copies.

        It is the digest of the first line of the journal, which is final.
        """
        import hashlib

        row = self._connection.execute("SELECT at, act, subject, detail FROM journal ORDER BY id LIMIT 1")
        return hashlib.sha256(repr(row.fetchone()).encode()).hexdigest()

    def snapshot(self, target: Path) -> None:
        """Copy the whole ledger into a file by SQLite's backup interface; the caller syncs it.

        Another connection reads it, so that it may be called inside :meth:`act`: then it is the state before
        that act. Raises sqlite3.OperationalError while another program keeps the file locked.
        """
        path = self._connection.execute("PRAGMA database_list").fetchone()[2]
        with closing(open_connection(Path(path))) as source:
            copy_into(source, target)

    def close(self) -> None:
        self._connection.close()
