"""Dated lines of what became of rounds and units; the registers say only how they stand today."""

import sqlite3
from datetime import date, datetime

from bcd35.domain.histories import RoundLine, UnitLine
from bcd35.store.annulments import stands


class Histories:
    """Questions and records about rounds and units over time. A record happens inside the caller's act."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def of_round(self, round_code: str) -> list[RoundLine]:
        """The standing lines of a round, in ledger order."""
        sql = (
            "SELECT id, round_code, event, on_date, reason FROM round_lines n"  # noqa: S608 – our own text
            f" WHERE round_code = ? COLLATE NOCASE AND {stands('round_lines', 'n.id')} ORDER BY id"
        )
        return [
            RoundLine(row[0], row[1], row[2], date.fromisoformat(row[3]), row[4])
            for row in self._connection.execute(sql, (round_code,))
        ]

    def record_round(self, line: RoundLine, at: datetime) -> None:
        """A new line (its own ``id`` is ignored)."""
        sql = (
            "INSERT INTO round_lines (round_code, event, on_date, reason, recorded_at) VALUES (?, ?, ?, ?, ?)"
        )
        values = (line.round_code, line.event, line.on.isoformat(), line.reason)
        self._connection.execute(sql, (*values, at.isoformat(timespec="seconds")))

    def of_unit(self, unit: str) -> list[UnitLine]:
        """The standing lines of a unit, and those of others that name it, in ledger order."""
        sql = (
            "SELECT id, unit_code, event, on_date, was, now, other_code, reason FROM unit_lines n"  # noqa: S608 – our own text
            f" WHERE ?1 IN (unit_code, other_code) AND {stands('unit_lines', 'n.id')} ORDER BY id"
        )
        return [
            UnitLine(row[0], row[1], row[2], date.fromisoformat(row[3]), *row[4:])
            for row in self._connection.execute(sql, (unit,))
        ]

    def of_units(self, until: date) -> list[UnitLine]:
        """The standing lines of all units as of a day, in ledger order."""
        sql = (
            "SELECT id, unit_code, event, on_date, was, now, other_code, reason FROM unit_lines n"  # noqa: S608 – our own text
            f" WHERE on_date <= ? AND {stands('unit_lines', 'n.id')} ORDER BY id"
        )
        return [
            UnitLine(row[0], row[1], row[2], date.fromisoformat(row[3]), *row[4:])
            for row in self._connection.execute(sql, (until.isoformat(),))
        ]

    def record_unit(self, line: UnitLine, at: datetime) -> None:
        """A new line (its own ``id`` is ignored)."""
        sql = (
            "INSERT INTO unit_lines (unit_code, event, on_date, was, now, other_code, reason, recorded_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        values = (line.unit, line.event, line.on.isoformat(), line.was, line.now, line.other, line.reason)
        self._connection.execute(sql, (*values, at.isoformat(timespec="seconds")))
