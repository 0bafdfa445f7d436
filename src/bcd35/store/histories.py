"""Dated lines of what became of rounds and units; the registers say only how they stand today."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from bcd35.store.annulments import stands
from bcd35.store.codes import Codes
from bcd35.store.ledger import LedgerPart

if TYPE_CHECKING:  # a line is rare, and every `status` asks for them
    from bcd35.domain.histories import RoundLine, UnitLine
    from bcd35.store.seals import ActRows


class Histories(LedgerPart):
    """Questions and records about rounds and units over time."""

    def of_round(self, round_code: str) -> "list[RoundLine]":
        """The standing lines of a round, in ledger order."""
        from bcd35.domain.histories import RoundLine

        sql = (
            "SELECT id, round_code, event, on_date, reason FROM round_lines n"  # noqa: S608 – our own text
            f" WHERE round_code = ? COLLATE NOCASE AND {stands('round_lines', 'n.id')} ORDER BY id"
        )
        return [
            RoundLine(row[0], row[1], row[2], date.fromisoformat(row[3]), row[4])
            for row in self._connection.execute(sql, (round_code,))
        ]

    def record_round(self, line: "RoundLine", at: datetime) -> None:
        """A new line (its own ``id`` is ignored)."""
        sql = (
            "INSERT INTO round_lines (round_code, event, on_date, reason, recorded_at) VALUES (?, ?, ?, ?, ?)"
        )
        values = (line.round_code, line.event, line.on.isoformat(), line.reason)
        self._connection.execute(sql, (*values, at.isoformat(timespec="seconds")))

    def codes(self) -> Codes:
        """Which code of a unit took the place of which."""
        return Codes(self._connection)

    def of_unit(self, unit: str) -> "list[UnitLine]":
        """The standing lines of a unit, and those of others that name it, in ledger order."""
        sql = (
            f"SELECT {_UNIT_LINE} FROM unit_lines n, (SELECT value AS code FROM json_each(?))"  # noqa: S608 – our own text
            f" WHERE code COLLATE NOCASE IN (unit_code, other_code) AND {stands('unit_lines', 'n.id')}"
            " GROUP BY id ORDER BY id"
        )
        codes = self.codes().json_list([unit])
        return self._unit_lines(sql, codes)

    def splits_into(self, unit: str) -> "list[UnitLine]":
        """The lines by which a unit came out of another, those taken back too, in ledger order."""
        sql = (
            f"SELECT {_UNIT_LINE} FROM unit_lines WHERE event = 'split'"  # noqa: S608 – our own text
            " AND unit_code COLLATE NOCASE IN (SELECT value FROM json_each(?)) ORDER BY id"
        )
        return self._unit_lines(sql, self.codes().json_list([unit]))

    def renamings(self) -> "list[UnitLine]":
        """When units got other names, in order of days."""
        sql = (
            f"SELECT {_UNIT_LINE} FROM unit_lines n WHERE event = 'renamed'"  # noqa: S608 – our own text
            f" AND {stands('unit_lines', 'n.id')} ORDER BY on_date, recorded_at, id"
        )
        return self._unit_lines(sql)

    def act_of(self, line: "UnitLine") -> "ActRows":
        """The act that entered a line."""
        from bcd35.store.seals import act_of

        return act_of(self._connection, "unit_lines", line.id, self.entered_at(line))

    def entered_by(self, line: "UnitLine", act: "ActRows") -> bool:
        return act.added("unit_lines", line.id, self.entered_at(line))

    def entered_at(self, line: "UnitLine") -> str:
        """When a line was written (ISO text)."""
        sql = "SELECT recorded_at FROM unit_lines WHERE id = ?"
        return str(self._connection.execute(sql, (line.id,)).fetchone()[0])

    def first_entered_at(self, line: "UnitLine") -> str:
        """When a line that says just the same was first written, be it annulled (ISO text).

        Its units may have had other codes then.
        """
        now = self.codes().now
        sql = (
            "SELECT a.unit_code, a.other_code, b.unit_code, b.other_code, a.recorded_at"
            " FROM unit_lines a JOIN unit_lines b ON b.id = ?"
            " AND (a.event, a.on_date, a.reason) = (b.event, b.on_date, b.reason)"
        )
        rows = self._connection.execute(sql, (line.id,))
        return str(min(at for *codes, at in rows if [*map(now, codes[:2])] == [*map(now, codes[2:])]))

    def stamps_of(self, unit: str) -> frozenset[str]:
        """When anything but a name was written about a unit, lines entered by mistake too."""
        sql = (
            "SELECT recorded_at FROM unit_lines"
            " WHERE ?1 COLLATE NOCASE IN (unit_code, other_code) AND event <> 'renamed'"
        )
        found = (self._connection.execute(sql, (code,)).fetchall() for code in self.codes().all_of([unit]))
        return frozenset(row[0] for rows in found for row in rows)

    def of_units(self, until: date) -> "list[UnitLine]":
        """The standing lines of all units as of a day, in ledger order."""
        sql = (
            f"SELECT {_UNIT_LINE} FROM unit_lines n"  # noqa: S608 – our own text
            f" WHERE on_date <= ? AND {stands('unit_lines', 'n.id')} ORDER BY id"
        )
        return self._unit_lines(sql, until.isoformat())

    def _unit_lines(self, sql: str, *values: str) -> "list[UnitLine]":
        rows, codes = self._connection.execute(sql, values).fetchall(), self.codes()
        return [codes.line_now(_unit_line(row)) for row in rows]

    def record_unit(self, line: "UnitLine", at: datetime) -> None:
        """A new line (its own ``id`` is ignored)."""
        sql = (
            "INSERT INTO unit_lines (unit_code, event, on_date, was, now, other_code, reason, recorded_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        values = (line.unit, line.event, line.on.isoformat(), line.was, line.now, line.other, line.reason)
        self._connection.execute(sql, (*values, at.isoformat(timespec="seconds")))


_UNIT_LINE = "id, unit_code, event, on_date, was, now, other_code, reason"


def _unit_line(row: tuple[Any, ...]) -> "UnitLine":
    from bcd35.domain.histories import UnitLine

    id_, unit, event, on, *rest = row
    return UnitLine(id_, unit, event, date.fromisoformat(on), *rest)
