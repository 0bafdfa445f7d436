"""A ledger that begins anew: the registers keep their rows, everything else is empty."""

import sqlite3

from bcd35.store.connection import migrate
from bcd35.store.schema import REGISTER_KEYS


def begin_anew(connection: sqlite3.Connection) -> None:
    """Lay the whole schema anew, inside the caller's act.

    Ledger rows are final: triggers refuse to delete them, and no trigger is switched off for it. A round that
    was closed is again as its file states it, since no letter of it is left.
    """
    for table in REGISTER_KEYS:
        connection.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM main.{table} ORDER BY rowid")  # noqa: S608 – our own names
    for table in _children_first(connection):
        connection.execute(f"DROP TABLE main.{table}")
    connection.execute("PRAGMA user_version = 0")
    migrate(connection)
    for table in REGISTER_KEYS:  # a merger names units, which go back before it
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM kept_{table} ORDER BY rowid")  # noqa: S608 – as above
        connection.execute(f"DROP TABLE temp.kept_{table}")
    connection.execute("UPDATE rounds SET status = definition ->> '$.status'")


def _children_first(connection: sqlite3.Connection) -> list[str]:
    """Every table, each before those that its rows refer to: dropping a table deletes its rows first."""
    sql = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    left = {name: set[str]() for (name,) in connection.execute(sql).fetchall()}
    for name in left:
        keys = connection.execute('SELECT lower("table") FROM pragma_foreign_key_list(?)', (name,))
        left[name] = {parent for (parent,) in keys.fetchall()} - {name}
    ordered: list[str] = []
    while left:
        parents = set[str]().union(*left.values())
        free = [name for name in left if name not in parents]
        ordered += free
        for name in free:
            del left[name]
    return ordered
