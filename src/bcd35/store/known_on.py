"""The ledger as it was known at the end of a day: rows that were recorded later are left out of a copy.

Not here: registers, which change in place (``usecases/registers/known_on.py``).
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date

from bcd35.store.connection import open_connection

# Table → its column that tells when a row was recorded. A row of any other table goes with the one that it
# refers to.
RECORDED = {
    "numbers": "taken_at",
    "number_lines": "recorded_at",
    "found_papers": "recorded_at",
    "letters": "issued_at",
    "reminders": "issued_at",
    "corrections": "issued_at",
    "extensions": "issued_at",
    "expectations": "recorded_at",
    "terms": "recorded_at",
    "reports": "recorded_at",
    "report_lines": "recorded_at",
    "evidence": "recorded_at",
    "contributions": "recorded_at",
    "contribution_lines": "recorded_at",
    "unit_aliases": "added_on",
    "set_aside": "decided_at",
    "undecided_files": "recorded_at",
    "quarantine": "refused_on",
    "refused_lines": "recorded_at",
    "evidence_lines": "recorded_at",
    "round_lines": "recorded_at",
    "unit_lines": "recorded_at",
    "annulments": "recorded_at",
    "journal": "at",
    "seals": "at",
}

# Papers of a unit that joined later go under the number of a letter that was there before.
_JOINED_LATER = """
unit_code <> '' AND NOT EXISTS (
  SELECT 1 FROM letters l JOIN expectations e ON e.round_code = l.round_code
  WHERE l.id = letter_id AND e.unit_code = {}.unit_code COLLATE NOCASE)
"""


def copy_known_on(
    ledger: sqlite3.Connection, day: date, added: Mapping[str, Sequence[str]]
) -> sqlite3.Connection:
    """A copy in memory without what was recorded after a day.

    ``added``: register → codes of the entries that were added later.
    """
    copy = open_connection(None)
    try:
        copy.deserialize(ledger.serialize())
        _forget(copy, day, added)
    except BaseException:
        copy.close()
        raise
    return copy


def _forget(copy: sqlite3.Connection, day: date, added: Mapping[str, Sequence[str]]) -> None:
    copy.execute("PRAGMA foreign_keys = OFF")
    _drop_triggers(copy)
    for table, column in RECORDED.items():
        # Days and instants are compared as text by their day; all are of one time zone.
        sql = f"DELETE FROM {table} WHERE substr({column}, 1, 10) > ?"  # noqa: S608 – our own names
        copy.execute(sql, (day.isoformat(),))
    for register, codes in added.items():
        sql = f"DELETE FROM {register} WHERE code IN (SELECT value FROM json_each(?))"  # noqa: S608 – as above
        copy.execute(sql, (json.dumps(codes),))
    for table in ("letter_files", "forms"):
        copy.execute(f"DELETE FROM {table} WHERE {_JOINED_LATER.format(table)}")  # noqa: S608 – as above
    while _delete_orphans(copy):
        pass


def _drop_triggers(copy: sqlite3.Connection) -> None:
    names = copy.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for (name,) in names:
        copy.execute(f'DROP TRIGGER "{name}"')


def _delete_orphans(copy: sqlite3.Connection) -> int:
    """Delete the rows that refer to rows which are gone; how many there were."""
    orphans = copy.execute("PRAGMA foreign_key_check").fetchall()
    for table, rowid, *_ in orphans:
        copy.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (rowid,))  # noqa: S608 – as above
    return len(orphans)
