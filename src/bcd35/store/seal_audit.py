"""Holding a ledger against its seals: what was changed in it otherwise than by an act of this program.

Nothing here trusts the ledger: a table that cannot be read, a text that is no UTF-8 and a line of seals that
was changed are differences like others.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.store.connection import DAMAGE
from bcd35.store.schema import LEDGER_TABLES, REGISTER_KEYS
from bcd35.store.seals import (
    MARK,
    FinalEntry,
    LedgerRow,
    RegisterEntry,
    Seal,
    as_text,
    chained_digest,
    covers_of,
    key_of,
    mark,
    row_digest,
    rows_after,
    table_digest,
    table_rows,
)

if TYPE_CHECKING:
    from hashlib import _Hash

# added, changed, deleted: a row. some: one of the rows of an act, or the order of a register. unreadable: a
# table. Of the seals themselves: changed, gap (lines are missing before this one), unsealed (all were gone).
What = Literal["added", "changed", "deleted", "some", "unreadable", "gap", "unsealed"]
_ANEW = ("made", "accepted", "unsealed")  # kinds of lines that cover all tables as they are
_TABLES = (*REGISTER_KEYS, *LEDGER_TABLES)


class SealDifference(NamedTuple):
    """One difference; ``row``: rowid of a final row, key of a register's, number of a seal.

    ``at``: when the act ended that sealed the row. ``seen``: when an act found it so; '' when it is seen now.
    """

    table: str
    what: What
    row: int | str = ""
    at: str = ""
    seen: str = ""


def differences(connection: sqlite3.Connection) -> list[SealDifference]:
    """Everything that does not fit the seals; empty for a ledger without damage."""
    try:
        lines = [_seal_of(row) for row in table_rows(connection, "seals")]
    except DAMAGE:
        return [SealDifference("seals", "unreadable")]
    if not lines:
        return [SealDifference("seals", "unsealed")]
    expected = _replayed(lines)
    return [*expected.found, *(one for table in _TABLES for one in _held(connection, table, expected))]


def _held(connection: sqlite3.Connection, table: str, expected: "_Expected") -> list[SealDifference]:
    """The differences of one table; if it cannot be read, only that."""
    try:
        judge = _of_register if table in REGISTER_KEYS else _of_final
        return list(judge(connection, table, expected))
    except DAMAGE:
        return [SealDifference(table, "unreadable")]


# --- the lines ----------------------------------------------------------------------------------------------


def _seal_of(row: LedgerRow) -> Seal:
    id_, *texts = row[1:]
    return Seal(int(str(id_)), *map(as_text, texts))


@dataclass(slots=True)
class _Act:
    """What one act added to a table, up to the rowid ``last``.

    ``seen``: the digest so far of its rows that are there and fit their marks.
    """

    at: str
    digest: str
    last: int
    seen: "_Hash" = field(default_factory=hashlib.sha256)


class _Run(NamedTuple):
    """Rows that an act added one after the other: the first rowid, and their marks joined.

    A province's ledger has 250,000 rows: a value for each would take 50 MB more.
    """

    first: int
    marks: str
    act: _Act

    @property
    def rowids(self) -> range:
        return range(self.first, self.first + len(self.marks) // MARK)

    def mark(self, rowid: int) -> str:
        start = (rowid - self.first) * MARK
        return self.marks[start : start + MARK]


class _Expected:
    """What the lines so far say of the tables, and what they tell of damage that acts came upon."""

    def __init__(self) -> None:
        self.found: list[SealDifference] = []
        self.rows: dict[str, dict[int, _Run]] = {table: {} for table in LEDGER_TABLES}
        self.ends: dict[str, int] = {}
        self.acts: dict[str, list[_Act]] = {table: [] for table in LEDGER_TABLES}
        self.keys: dict[str, dict[str, str]] = {table: {} for table in REGISTER_KEYS}
        self.whole: dict[str, tuple[str, str]] = {}  # register → digest, at
        # Since a line that cannot be relied on: it may have spoken of any row.
        self.unsure = False

    def miss(self, line: Seal, what: What) -> None:
        self.found.append(SealDifference("seals", what, line.id, line.at))
        self.unsure = True
        self.whole.clear()

    def follow(self, line: Seal) -> None:
        for table, entry in covers_of(line.covers).items():
            if isinstance(entry, RegisterEntry):
                self._follow_register(table, entry, line)
            else:
                self._follow_final(table, entry, line)

    def _follow_register(self, table: str, entry: RegisterEntry, line: Seal) -> None:
        digest, marks = entry
        known = self.keys[table]
        before, at = self.whole.get(table, (digest, ""))
        if line.kind == "outside" and digest != before:  # then the marks are those of all rows
            changed: list[tuple[What, str]] = [*_changed_keys(known, marks)] or [("some", "")]
            self.found += [SealDifference(table, what, key, at, line.at) for what, key in changed]
            known = {}
        self.keys[table] = {key: short for key, short in {**known, **marks}.items() if short}
        self.whole[table] = (digest, line.at)

    def _follow_final(self, table: str, entry: FinalEntry, line: Seal) -> None:
        end, digest, joined = entry
        known = self.rows[table]
        if line.kind == "outside" and end < self.ends.get(table, 0):
            gone = [rowid for rowid in known if rowid > end]
            self.found += [
                SealDifference(table, "deleted", rowid, known.pop(rowid).act.at, line.at) for rowid in gone
            ]
            # told already, and another row may get the number of one that is gone
            self.acts[table] = [act for act in self.acts[table] if act.last <= end]
        if joined:
            act = _Act(line.at, digest, end)
            self.acts[table].append(act)
            for run in (_Run(first, marks, act) for first, marks in joined):
                known |= dict.fromkeys(run.rowids, run)
                if line.kind == "outside":
                    self.found += [SealDifference(table, "added", rowid, "", line.at) for rowid in run.rowids]
        self.ends[table] = end


def _changed_keys(known: Mapping[str, str], marks: Mapping[str, str]) -> Iterator[tuple[What, str]]:
    for key in sorted(known.keys() | marks.keys()):
        if known.get(key) != marks.get(key):
            yield "deleted" if key not in marks else "changed" if key in known else "added", key


def _replayed(lines: list[Seal]) -> _Expected:
    expected = _Expected()
    number, digests = 0, {""}  # of the line before: as it says, and as it should say
    for line in lines:
        gap = line.id != number + 1
        chained = {chained_digest(digest, line.id, line.at, line.kind, line.covers) for digest in digests}
        sound = line.digest in chained
        if sound and line.kind in _ANEW:
            expected = _Expected()
        if sound and line.kind == "unsealed":
            expected.found.append(SealDifference("seals", "unsealed", line.id, line.at, line.at))
        if gap:
            expected.miss(line, "gap")
        if sound or (gap and _is_readable(line)):
            expected.follow(line)
        else:
            expected.miss(line, "changed")
        number, digests = line.id, {line.digest, *chained}
    return expected


def _is_readable(line: Seal) -> bool:
    try:
        return isinstance(json.loads(line.covers), dict)
    except ValueError:
        return False


# --- the tables ---------------------------------------------------------------------------------------------


def _of_register(connection: sqlite3.Connection, table: str, expected: _Expected) -> Iterator[SealDifference]:
    rows = {key_of(table, row): row_digest(row) for row in table_rows(connection, table)}
    digest, at = expected.whole.get(table, ("", ""))
    if not digest or table_digest(rows.values()) == digest:
        return
    marks = {key: mark(one) for key, one in rows.items()}
    changed = [] if expected.unsure else list(_changed_keys(expected.keys[table], marks))
    yield from (SealDifference(table, what, key, at) for what, key in changed)
    if not changed:
        yield SealDifference(table, "some", "", at)


def _of_final(connection: sqlite3.Connection, table: str, expected: _Expected) -> Iterator[SealDifference]:
    known = expected.rows[table]
    lost: list[tuple[int, What, _Act]] = []
    added: list[int] = []
    for row in rows_after(connection, table, -(2**63)):
        rowid, digest = int(str(row[0])), row_digest(row)
        run = known.pop(rowid, None)
        if run is None:
            added.append(rowid)
        elif mark(digest) == run.mark(rowid):
            run.act.seen.update(digest)
        else:
            lost.append((rowid, "changed", run.act))
    lost += [(rowid, "deleted", run.act) for rowid, run in known.items()]
    yield from (SealDifference(table, what, rowid, act.at) for rowid, what, act in sorted(lost, key=_rowid))
    if not expected.unsure:
        yield from (SealDifference(table, "added", rowid) for rowid in added)
    told = {id(act) for _, _, act in lost}
    for act in expected.acts[table]:
        if id(act) not in told and act.seen.hexdigest() != act.digest:
            yield SealDifference(table, "some", "", act.at)


def _rowid(lost: tuple[int, What, _Act]) -> int:
    return lost[0]


# --- which row it is ----------------------------------------------------------------------------------------

_LETTER = "(SELECT round_code FROM letters WHERE letters.id = letter_id)"
_REPORT = "FROM {0} LEFT JOIN reports ON reports.id = report_id WHERE {0}.rowid = ?"
_REMINDER = "FROM {0} LEFT JOIN reminders ON reminders.id = reminder_id WHERE {0}.rowid = ?"
# Table with final rows → the query for what a clerk calls a row.
_NAMES = {
    "numbers": "SELECT number, symbol, round_code FROM numbers WHERE rowid = ?",
    "letters": "SELECT number, symbol, round_code FROM letters WHERE rowid = ?",
    "letter_files": "SELECT path FROM letter_files WHERE rowid = ?",
    "forms": f"SELECT unit_code, {_LETTER} FROM forms WHERE rowid = ?",  # noqa: S608 – our own text
    "expectations": "SELECT unit_code, round_code FROM expectations WHERE rowid = ?",
    "reports": "SELECT unit_code, revision, round_code FROM reports WHERE rowid = ?",
    "answers": "SELECT unit_code, field, revision, round_code " + _REPORT.format("answers"),
    "evidence": "SELECT name, unit_code, revision, round_code " + _REPORT.format("evidence"),
    "journal": "SELECT act, subject, at FROM journal WHERE rowid = ?",
    "reminders": "SELECT number, symbol FROM reminders WHERE rowid = ?",
    "reminder_units": "SELECT unit_code, number, symbol " + _REMINDER.format("reminder_units"),
    "reminder_files": "SELECT path FROM reminder_files WHERE rowid = ?",
    "contributions": "SELECT id, unit_code, round_code FROM contributions WHERE rowid = ?",
    "contribution_lines": "SELECT contribution_id, title FROM contribution_lines WHERE rowid = ?",
    "unit_aliases": "SELECT alias, unit_code FROM unit_aliases WHERE rowid = ?",
    "set_aside": "SELECT file_name, unit_code, round_code FROM set_aside WHERE rowid = ?",
    "quarantine": "SELECT file_name, unit_code FROM quarantine WHERE rowid = ?",
    "corrections": "SELECT number, symbol, unit_code FROM corrections WHERE rowid = ?",
    "correction_files": "SELECT path FROM correction_files WHERE rowid = ?",
    "number_lines": "SELECT first, last, symbol FROM number_lines WHERE rowid = ?",
    "found_papers": "SELECT path FROM found_papers WHERE rowid = ?",
    "issued_templates": "SELECT name, number, symbol FROM issued_templates WHERE rowid = ?",
    "issued_contents": "SELECT number, symbol FROM issued_contents WHERE rowid = ?",
    "form_layouts": "SELECT digest FROM form_layouts WHERE rowid = ?",
    "extensions": "SELECT number, symbol FROM extensions WHERE rowid = ?",
    "extension_files": "SELECT path FROM extension_files WHERE rowid = ?",
    "terms": "SELECT unit_code, round_code FROM terms WHERE rowid = ?",
    "report_lines": "SELECT unit_code, revision, round_code " + _REPORT.format("report_lines"),
    "round_lines": "SELECT round_code, on_date FROM round_lines WHERE rowid = ?",
    "unit_lines": "SELECT unit_code, on_date FROM unit_lines WHERE rowid = ?",
    "undecided_files": "SELECT file_name, unit_code, round_code FROM undecided_files WHERE rowid = ?",
    "annulments": "SELECT reason FROM annulments WHERE rowid = ?",
    "refused_lines": "SELECT file_name, refused_lines.unit_code FROM refused_lines"
    " LEFT JOIN quarantine ON quarantine.id = refused_id WHERE refused_lines.rowid = ?",
    "report_successors": "SELECT unit_code, revision, round_code " + _REPORT.format("report_successors"),
    "evidence_lines": "SELECT name, unit_code, revision, round_code FROM evidence_lines l"
    " LEFT JOIN evidence USING (report_id, sha256) LEFT JOIN reports ON reports.id = report_id"
    " WHERE l.rowid = ?",
}


def name_of(connection: sqlite3.Connection, table: str, rowid: int) -> list[str]:
    """What a clerk calls a final row, as text, even of a damaged one; nothing when it is gone."""
    usual = connection.text_factory
    connection.text_factory = bytearray
    try:
        row = connection.execute(_NAMES[table], (rowid,)).fetchone()
    except DAMAGE:
        row = None
    finally:
        connection.text_factory = usual
    return [as_text(value) for value in row or ()]


def acts_at(connection: sqlite3.Connection, at: str) -> list[tuple[str, str]]:
    """What the journal says of the acts of a moment: act and subject; nothing when it cannot be read."""
    sql = "SELECT DISTINCT act, subject FROM journal WHERE at = ? ORDER BY id"
    try:
        return connection.execute(sql, (at,)).fetchall()
    except DAMAGE:
        return []
