"""What the ledgers of the store have in common."""

import sqlite3


class LedgerPart:
    """One ledger of an open database. Every record happens inside the caller's act."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
