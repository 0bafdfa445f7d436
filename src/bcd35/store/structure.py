"""The tables, guards and indexes on disk, held against those that this program makes.

A guard that another program dropped no longer keeps a row final, and one that it planted changes rows when
this program writes: both stand in no row.
"""

import re
import sqlite3
from contextlib import closing
from typing import Literal, NamedTuple

from bcd35.store.connection import DAMAGE, migrate, open_connection

# What SQLite writes by itself when another program asks it for statistics; no question is answered otherwise.
_STATISTICS = re.compile("sqlite_stat[0-9]")


class StructureDifference(NamedTuple):
    """``kind``: table, index, trigger or view; ``table``: the one that it belongs to."""

    what: Literal["added", "changed", "deleted"]
    kind: str
    name: str
    table: str


def structure_differences(connection: sqlite3.Connection) -> list[StructureDifference]:
    """What was added to the schema, changed in it or removed from it."""
    with closing(open_connection(None)) as fresh:
        migrate(fresh)
        wanted = _parts(fresh)
    there = _parts(connection)
    found = []
    for part in sorted(wanted.keys() | there.keys()):
        if part not in wanted:
            found.append(StructureDifference("added", *part))
        elif part not in there:
            found.append(StructureDifference("deleted", *part))
        elif wanted[part] != there[part]:
            found.append(StructureDifference("changed", *part))
    return found


def _parts(connection: sqlite3.Connection) -> dict[tuple[str, str, str], str]:
    """Kind, name and table of each part → its SQL; versions of SQLite vary its quotes and blanks."""
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema")
    return {
        (str(kind), str(name), str(table)): re.sub(r'["\s]+', " ", sql or "")
        for kind, name, table, sql in rows
        if not _STATISTICS.match(str(table))
    }


def is_ours_by_structure(connection: sqlite3.Connection) -> bool:
    """Tell whether a database is of this version by its tables, whatever the head of its file says."""
    try:
        return not structure_differences(connection)
    except DAMAGE:
        return False
