"""Codes of units over time: a row keeps the code that held when it was written, readers give today's."""

import sqlite3
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from bcd35.store.annulments import stands

if TYPE_CHECKING:
    from bcd35.domain.histories import UnitLine


class Codes:
    """Which code took the place of which; empty in nearly every ledger."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        sql = (
            "SELECT other_code, unit_code FROM unit_lines n"  # noqa: S608 – our own text
            f" WHERE event = 'recoded' AND {stands('unit_lines', 'n.id')} ORDER BY id"
        )
        self._now: dict[str, str] = {}
        if recoded := connection.execute(sql).fetchall():
            from bcd35.domain.histories import codes_now  # a change of code is rare

            self._now = codes_now(recoded)

    def __bool__(self) -> bool:
        return bool(self._now)

    def now(self, code: str) -> str:
        """Today's code of the unit that had this one."""
        return self._now.get(code.casefold(), code)

    def line_now(self, line: "UnitLine") -> "UnitLine":
        """A line by today's codes; a change of code keeps the two that it is about."""
        if line.event == "recoded":
            return line
        return line._replace(unit=self.now(line.unit), other=self.now(line.other))

    def is_former(self, code: str) -> bool:
        """Whether the code was given up for another."""
        return code.casefold() in self._now

    @property
    def former(self) -> frozenset[str]:
        """All codes that were given up, in lower case."""
        return frozenset(self._now)

    def all_of(self, units: Collection[str]) -> list[str]:
        """Every code that these units have or had, sorted."""
        wanted = {unit.casefold() for unit in units}
        return sorted({*units, *(code for code, now in self._now.items() if now.casefold() in wanted)})

    def json_list(self, units: Collection[str]) -> str:
        """The same for ``json_each(?)`` in a query."""
        return json_list(self.all_of(units))


def codes_of(connection: sqlite3.Connection, unit: str) -> str:
    """Every code that a unit has or had, for ``json_each(?)`` in a query."""
    return Codes(connection).json_list([unit])


def json_list(values: Iterable[str]) -> str:
    """Values for ``json_each(?)`` in a query."""
    import json  # `status` asks about all units of a round

    return json.dumps(sorted(values))
