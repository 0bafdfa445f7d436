"""What became of a unit over time: its lines, and what older versions told the journal alone."""

from collections.abc import Iterator
from typing import Any

from bcd35.domain.histories import UnitLine
from bcd35.domain.journal.lines import Line
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk

_ACTS = frozenset({"edit_unit", "import_unit", "merge_unit"})
_STATUS_EVENTS: dict[Any, Any] = {"retired": "retired", "active": "restored"}


def unit_history(desk: Desk, unit: Unit) -> tuple[UnitLine, ...]:
    """The standing lines of a unit and those of others that name it, by day."""
    histories = desk.store.histories
    lines = histories.of_unit(unit.code)
    stamps = histories.stamps_of(unit.code)
    codes = histories.codes()
    for told in (Line.of(*line) for line in desk.store.registers.journal_lines()):
        if told.act in _ACTS and told.at.isoformat(timespec="seconds") not in stamps:
            lines += [line for line in map(codes.line_now, _told(told)) if _is_about(line, unit)]
    return tuple(sorted(lines, key=lambda line: (line.on, line.id)))


def _is_about(line: UnitLine, unit: Unit) -> bool:
    return unit.code.casefold() in (line.unit.casefold(), line.other.casefold())


def _told(told: Line) -> Iterator[UnitLine]:
    """What a line of the journal says of a unit's standing."""
    unit, day = told.subject, told.at.date()
    if told.act == "merge_unit":
        on = told.detail.get("on", day.isoformat())
        yield UnitLine(0, unit, "merged", day.fromisoformat(on), other=str(told.detail.get("into", "")))
        return
    changes = {change.field: change for change in told.changes}
    if (status := changes.get("status")) and status.after in _STATUS_EVENTS:
        yield UnitLine(0, unit, _STATUS_EVENTS[status.after], day)
