"""Lines entered by mistake, letters declared void: a further line says that they do not hold."""

from datetime import datetime
from typing import Literal

from bcd35.store.ledger import LedgerPart

LineTable = Literal["expectations", "reports", "terms", "contributions", "round_lines", "unit_lines"]


def stands(table: LineTable, id_: str) -> str:
    """The SQL condition that a row of a table was not annulled; ``id_``: how the query names its id."""
    return f"NOT EXISTS (SELECT 1 FROM annulments a WHERE a.line_table = '{table}' AND a.line_id = {id_})"  # noqa: S608 – our own text


def is_void(row: str) -> str:
    """The SQL condition that the letter of a row was declared void; the latest line about its number counts.

    ``row``: how the query names the row, which has a symbol, a term and a number.
    """
    return (
        f"((SELECT event FROM number_lines l WHERE (l.symbol, l.term) = ({row}.symbol, {row}.term)"  # noqa: S608 – our own text
        f" AND {row}.number BETWEEN l.first AND l.last ORDER BY l.id DESC LIMIT 1) IS 'void')"
    )


class Annulments(LedgerPart):
    """Questions and records about lines entered by mistake."""

    def record(self, table: LineTable, line_id: int, reason: str, at: datetime) -> None:
        """Say that a line never held; ``sqlite3.IntegrityError`` when that was said already."""
        sql = "INSERT INTO annulments VALUES (?, ?, ?, ?)"
        self._connection.execute(sql, (table, line_id, reason, at.isoformat(timespec="seconds")))

    def reasons(self, table: LineTable) -> dict[int, str]:
        """Id of every annulled row of a table → why."""
        sql = "SELECT line_id, reason FROM annulments WHERE line_table = ? ORDER BY line_id"
        return dict(self._connection.execute(sql, (table,)).fetchall())
