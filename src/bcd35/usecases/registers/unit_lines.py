"""What the register of units leaves behind when it changes: dated lines; and rounds that still ask a unit."""

from collections.abc import Iterable, Iterator
from datetime import date

from bcd35.domain.findings import Finding
from bcd35.domain.histories import UnitLine
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk


def record_unit_change(desk: Desk, before: Unit, after: Unit, on: date) -> None:
    """The dated lines of a new name, and of a unit that goes out of use or comes back, inside an act."""
    if before.name != after.name:
        line = UnitLine(0, after.code, "renamed", on, was=before.name, now=after.name)
        desk.store.histories.record_unit(line, desk.world.now)
    if before.status != after.status:
        line = UnitLine(0, after.code, "retired" if after.status == "retired" else "restored", on)
        desk.store.histories.record_unit(line, desk.world.now)


def still_asked(desk: Desk, units: Iterable[Unit]) -> Iterator[Finding]:
    """Retired units of which open rounds still expect a report."""
    from bcd35.domain.reports import in_force

    retired = [unit.code for unit in units if unit.status == "retired"]
    statuses = desk.store.registers.round_statuses() if retired else {}
    for code in (code for code, status in statuses.items() if status == "open"):
        for unit in retired:
            lines = desk.store.letters.expectation_lines(code, unit)
            reports = desk.store.reports.of_round(code, [unit]).get(unit, [])
            if lines and lines[-1][1].event != "exempted" and not in_force(reports):
                message = f"“{unit}” đã thôi dùng nhưng vẫn phải báo cáo trong đợt “{code}”."
                fix = f"Nếu không còn phải báo cáo: bcd35 units retire {unit} --reason LÝ_DO"
                yield Finding("still_asked", unit, message, fix)
