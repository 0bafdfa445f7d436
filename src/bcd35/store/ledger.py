"""What the ledgers of the store have in common."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any


class LedgerPart:
    """One ledger of an open database. Every record happens inside the caller's act."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def _rows(self, sql: str, values: Sequence[str | int] = ()) -> Iterator[dict[str, Any]]:
        """Each row of a query, by the names of its columns."""
        found = self._connection.execute(sql, values)
        names = [name for name, *_ in found.description]
        return (dict(zip(names, row, strict=True)) for row in found)
