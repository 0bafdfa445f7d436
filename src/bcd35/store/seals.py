"""Seals: one line at the end of every act, which says what the act left behind in each table.

A line holds, for each table that the act changed, digests of the rows, and is itself chained to the line
before: what another program, or a faulty disk, changes afterwards no longer fits. Of a table whose rows are
final a line covers the rows that were added; of a register, which changes in place, all of it.

``seal_audit.py`` holds the ledger against its seals. Here is what every act needs, therefore it is quick.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from bcd35.store.schema import LEDGER_TABLES, REGISTER_KEYS

# made: all tables as the making of the schema, or a migration, left them. unsealed: all tables as they were
# found without any seal. accepted: all tables as the office took them after damage. act: what one act
# changed. outside: what something else had changed before it.
SealKind = Literal["made", "unsealed", "accepted", "act", "outside"]
LedgerRow = tuple[object, ...]
ActOrder = tuple[int, str]

MARK = 4  # hex digits: enough to say which row of a changed digest it is
# Every so many lines one covers all tables: so the state of a table is never further away.
_EVERY = 100
_AT_ONCE = 1_000  # rows


class FinalEntry(NamedTuple):
    """What a line says of final rows: the last rowid, a digest of the rows that were added.

    ``runs``: the first rowid of each run of them, and their marks joined.
    """

    end: int
    digest: str
    runs: Sequence[tuple[int, str]]


class RegisterEntry(NamedTuple):
    """What a line says of a register: a digest of all rows.

    ``marks``: by key, of the rows that changed ('' when gone); of all rows in a line that does not follow
    from the one before.
    """

    digest: str
    marks: Mapping[str, str]


SealEntry = FinalEntry | RegisterEntry
Covers = Mapping[str, SealEntry]


def covers_of(text: str) -> dict[str, SealEntry]:
    """Table → what a line says of it; ``text``: the line's JSON."""
    entries = json.loads(text).items()
    return {
        table: RegisterEntry(*entry) if table in REGISTER_KEYS else FinalEntry(*entry)
        for table, entry in entries
    }


class Seal(NamedTuple):
    """One line; ``covers`` is JSON text."""

    id: int
    at: str
    kind: str
    covers: str
    digest: str


class Before(NamedTuple):
    """What an act finds at its start: the last line, what it says of each table, and the registers' rows."""

    last: Seal | None
    sealed: Covers
    ends: Mapping[str, int]
    registers: Mapping[str, list[LedgerRow]]


def last_seal(connection: sqlite3.Connection) -> Seal | None:
    """The latest line."""
    row = connection.execute(f"{_SELECT} ORDER BY id DESC LIMIT 1").fetchone()
    return Seal(*row) if row else None


class ActRows(NamedTuple):
    """What one act added: runs of rowids by table; of an act from before there were seals only its moment."""

    at: str
    runs: Mapping[str, tuple[tuple[int, int], ...]]  # the first of a run, and the one behind its last

    def added(self, table: str, rowid: int, at: str) -> bool:
        """Whether a row is of this act; ``at``: when it was written."""
        if not self.runs:
            return at == self.at
        return any(first <= rowid < end for first, end in self.runs.get(table, ()))


def act_of(connection: sqlite3.Connection, table: str, rowid: int, at: str) -> ActRows:
    """The act that added a row of a table with final rows; ``at``: when it was written."""
    line = connection.execute(_ACT_LINE, (f"$.{table}[2]", rowid)).fetchone()
    entries = covers_of(line[1]).items() if line else ()
    runs = {
        name: tuple((first, first + len(marks) // MARK) for first, marks in entry.runs)
        for name, entry in entries
        if isinstance(entry, FinalEntry)
    }
    return ActRows(at, runs)


def act_order(connection: sqlite3.Connection, table: str, rowid: int, at: str) -> ActOrder:
    """What sorts a row of a table with final rows by the act that added it: several acts fall in one second.

    ``at``: when it was written; of acts from before there were seals only that tells.
    """
    line = connection.execute(_ACT_LINE, (f"$.{table}[2]", rowid)).fetchone()
    return (line[0], "") if line else (0, at)


def journal_lines_of_last_act(connection: sqlite3.Connection) -> int:
    """How many lines the last act that wrote into the journal wrote there; 0 when no seal tells."""
    for kind, covers in connection.execute("SELECT kind, covers FROM seals ORDER BY id DESC"):
        runs = _journal_runs(covers)
        if kind != "act":
            return 0
        if runs:
            return sum(len(marks) // MARK for _, marks in runs)
    return 0


def last_act_told_nothing(connection: sqlite3.Connection) -> bool:
    """Whether the last act wrote rows, but no line into the journal: a run that only kept refused files."""
    last = connection.execute("SELECT kind, covers FROM seals ORDER BY id DESC LIMIT 1").fetchone()
    return bool(last) and last[0] == "act" and not _journal_runs(last[1])


def _journal_runs(covers: str) -> Sequence[tuple[int, str]]:
    entry = covers_of(covers).get("journal")
    return entry.runs if isinstance(entry, FinalEntry) else ()


def chained_digest(previous: str, id_: int, at: str, kind: str, covers: str) -> str:
    """The digest of a line, chained to the digest of the line before."""
    return hashlib.sha256("\n".join((previous, str(id_), at, kind, covers)).encode()).hexdigest()


def look(connection: sqlite3.Connection) -> Before | None:
    """What an act finds at its start; None when it has yet to lay the tables or bring them up to date."""
    if not is_sealed(connection):
        return None
    last = last_seal(connection)
    sealed = _sealed(connection, last.id) if last else {}
    return Before(last, sealed, _ends(connection), _registers(connection))


def is_sealed(connection: sqlite3.Connection) -> bool:
    """Tell whether this schema has seals: older ones have none, and a new database no schema at all."""
    sql = "SELECT 1 FROM sqlite_schema WHERE name = 'seals'"
    return connection.execute(sql).fetchone() is not None


def write(connection: sqlite3.Connection, before: Before | None, at: datetime | None) -> None:
    """Seal what an act did since ``before``; an act that changed nothing gets no line."""
    if before is None:
        if is_sealed(connection):
            seal_all(connection, at, "made")
    elif last_seal(connection) != before.last:  # the act has sealed everything itself
        return
    elif before.last is None:
        seal_all(connection, at, "unsealed")
    elif done := _changes(connection, before):
        if outside := _found(connection, before):
            _add(connection, at, "outside", outside)
        _add(connection, at, "act", done)


def seal_all(connection: sqlite3.Connection, at: datetime | None, kind: SealKind) -> None:
    """A line that covers all that is there, whatever the lines before said."""
    rows = {table: _added(connection, table, 0) for table in LEDGER_TABLES}
    registers = {table: _changed(table, [], rows) for table, rows in _registers(connection).items()}
    _add(connection, at, kind, {**rows, **registers})


def table_rows(connection: sqlite3.Connection, table: str, after: int = 0, most: int = -1) -> list[LedgerRow]:
    """The rowid and the columns of a table's rows, in order; text as ``bytearray``, blobs as ``bytes``.

    So text that is no UTF-8 can be read, and is told from a blob of the same bytes.
    """
    sql = f"SELECT rowid, * FROM {table} WHERE rowid > ? ORDER BY rowid LIMIT ?"  # noqa: S608 – our own names
    usual = connection.text_factory
    connection.text_factory = bytearray
    try:
        return connection.execute(sql, (after, most)).fetchall()
    finally:
        connection.text_factory = usual


def rows_after(connection: sqlite3.Connection, table: str, after: int) -> Iterator[LedgerRow]:
    """All rows of a table behind a rowid as :func:`table_rows` gives them; few are in memory at a time."""
    while rows := table_rows(connection, table, after, _AT_ONCE):
        yield from rows
        after = int(str(rows[-1][0]))


def row_digest(row: LedgerRow) -> bytes:
    """The digest of a row as :func:`table_rows` gives it: type and content of each column count."""
    return hashlib.sha256(ascii(row[1:]).encode()).digest()


def table_digest(digests: Iterable[bytes]) -> str:
    """The digest of several rows in their order."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def mark(digest: bytes) -> str:
    """The short form of a row's digest."""
    return digest.hex()[:MARK]


def key_of(table: str, row: LedgerRow) -> str:
    """What a register calls its row."""
    return " ".join(as_text(value) for value in row[1 : 1 + REGISTER_KEYS[table]])


def as_text(value: object) -> str:
    """A value of a row to be shown, even of a damaged one."""
    return value.decode(errors="backslashreplace") if isinstance(value, bytes | bytearray) else str(value)


_SELECT = "SELECT id, at, kind, covers, digest FROM seals"
# The line of the act that added a row: the path of the runs of its table, and its rowid.
_ACT_LINE = (
    "SELECT seals.id, covers FROM seals, json_each(covers, ?1) run WHERE kind = 'act' AND ?2 >= value ->> 0"  # noqa: S608 – our own text
    f" AND ?2 < value ->> 0 + length(value ->> 1) / {MARK} ORDER BY seals.id DESC LIMIT 1"
)


def _sealed(connection: sqlite3.Connection, last: int) -> Covers:
    """Table → its latest entry."""
    sealed: dict[str, SealEntry] = {}
    for line in connection.execute("SELECT covers FROM seals WHERE id > ? ORDER BY id", (last - _EVERY,)):
        sealed |= covers_of(line[0])
    return sealed


def _ends(connection: sqlite3.Connection) -> dict[str, int]:
    """The last rowid of each table with final rows."""
    sql = "SELECT coalesce(max(rowid), 0) FROM {}"
    return {table: connection.execute(sql.format(table)).fetchone()[0] for table in LEDGER_TABLES}


def _registers(connection: sqlite3.Connection) -> dict[str, list[LedgerRow]]:
    return {table: table_rows(connection, table) for table in REGISTER_KEYS}


def _changes(connection: sqlite3.Connection, before: Before) -> Covers:
    """What the act changed."""
    changes: dict[str, SealEntry] = {
        table: _added(connection, table, before.ends[table])
        for table, end in _ends(connection).items()
        if end != before.ends[table]
    }
    for table, rows in _registers(connection).items():
        if rows != before.registers[table]:
            changes[table] = _changed(table, before.registers[table], rows)
    return changes


def _found(connection: sqlite3.Connection, before: Before) -> Covers:
    """What was not, at the start of the act, as the last line says."""
    found: dict[str, SealEntry] = {}
    for table, entry in before.sealed.items():
        if isinstance(entry, RegisterEntry):
            rows = before.registers[table]
            if table_digest(map(row_digest, rows)) != entry.digest:
                found[table] = _changed(table, [], rows)
        elif before.ends[table] != entry.end:
            found[table] = _added(connection, table, entry.end, before.ends[table])
    return found


def _added(connection: sqlite3.Connection, table: str, after: int, until: int | None = None) -> FinalEntry:
    """The entry of final rows behind a rowid; of none when they end before it: then rows are gone."""
    end = until if until is not None else _last_rowid(connection, table)
    runs: list[tuple[int, list[str]]] = []
    digests = []
    for row in rows_after(connection, table, after):
        number = int(str(row[0]))
        if number > end:
            break
        digest = row_digest(row)
        digests.append(digest)
        if not runs or number != runs[-1][0] + len(runs[-1][1]):
            runs.append((number, []))
        runs[-1][1].append(mark(digest))
    joined = [(first, "".join(marks)) for first, marks in runs]
    return FinalEntry(end, table_digest(digests) if digests else "", joined)


def _last_rowid(connection: sqlite3.Connection, table: str) -> int:
    sql = f"SELECT coalesce(max(rowid), 0) FROM {table}"  # noqa: S608 – our own names
    return int(connection.execute(sql).fetchone()[0])


def _changed(table: str, before: list[LedgerRow], rows: list[LedgerRow]) -> RegisterEntry:
    """The entry of a register that had other rows before."""
    was = {key_of(table, row): row[1:] for row in before}
    digests = [(row, row_digest(row)) for row in rows]
    marks = {
        key: mark(digest) for row, digest in digests if was.pop(key := key_of(table, row), None) != row[1:]
    }
    gone = dict.fromkeys(was, "")
    return RegisterEntry(table_digest(digest for _, digest in digests), marks | gone)


def _add(connection: sqlite3.Connection, at: datetime | None, kind: SealKind, covers: Covers) -> None:
    last = last_seal(connection)
    id_ = last.id + 1 if last else 1
    if id_ % _EVERY == 0:
        covers = {**_unchanged(_sealed(connection, id_ - 1)), **covers}
    text = json.dumps(covers, ensure_ascii=False, separators=(",", ":"))
    stamp = at.isoformat(timespec="seconds") if at else ""
    digest = chained_digest(last.digest if last else "", id_, stamp, kind, text)
    sql = "INSERT INTO seals (id, at, kind, covers, digest) VALUES (?, ?, ?, ?, ?)"
    connection.execute(sql, (id_, stamp, kind, text, digest))


def _unchanged(sealed: Covers) -> Covers:
    return {
        table: entry._replace(marks={})
        if isinstance(entry, RegisterEntry)
        else entry._replace(digest="", runs=())
        for table, entry in sealed.items()
    }
