"""Writing rows through sqlite-utils, inside the caller's act.

Imported only where something is written: reads stay on plain sqlite3, which starts faster.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database
from sqlite_utils.db import Table


def _table(connection: sqlite3.Connection, name: str) -> Table:
    return Database(connection).table(name)


def insert_rows(connection: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows; keys are column names. A broken constraint raises ``sqlite3.IntegrityError``."""
    _table(connection, table).insert_all(dict(row) for row in rows)


def update_row(connection: sqlite3.Connection, table: str, key: str, values: Mapping[str, Any]) -> None:
    """Change one existing row found by its primary key."""
    _table(connection, table).update(key, dict(values))
