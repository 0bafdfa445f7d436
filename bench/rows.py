"""The rows of the table: what is measured, against whom, and the bound that it must keep."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import NamedTuple

from bench.measure import process, run, work
from bench.office import COMMANDS, MIXED, PROGRAMS, Office

_STARTS = 7  # runs of a command that takes a tenth of a second, in each round


class Figure(NamedTuple):
    """One measurement: ``value`` in the unit of the row's bound, and the seconds that our work took."""

    value: float
    seconds: float


@dataclass(frozen=True)
class Row:
    """A line of the table. ``bound``: a sign, a number and its unit.

    ``repeated``: measured in every round. ``sized``: it depends on the number of units.
    """

    work: str
    peer: str
    bound: str
    measure: Callable[[Office], Figure]
    repeated: bool = True
    sized: bool = True

    @property
    def unit(self) -> str:
        return self.bound.split()[2]

    def holds(self, value: float) -> bool:
        sign, number, _ = self.bound.split()
        return value >= float(number) if sign == "≥" else value <= float(number)


def all_rows() -> Iterator[Row]:
    """The rows in the order of the table."""
    yield Row("letter, per unit", "docxtpl, rendered and saved", "≥ 50 ×", partial(_per_unit, "letters"))
    yield Row("form, per unit", "openpyxl, loaded, filled, saved", "≥ 75 ×", partial(_per_unit, "forms"))
    for program in PROGRAMS:
        label = f"form read and judged, saved by {program}"
        yield Row(label, "openpyxl, read-only", "≥ 8 ×", partial(_reading, program))
    yield Row("whole notify, durable", "docxtpl + openpyxl, same files", "≥ 15 ×", _notify)
    yield Row("whole record-report", "openpyxl, read-only, reading alone", "≥ 5 ×", _record_report)
    yield Row("summary workbook", "XlsxWriter, same cells, bare", "≤ 1.2 ×", _workbook)
    for command in ("--help", "channels list", "status"):
        measure = partial(_start, command)
        yield Row(f"start of {command}", "python -c pass", "≤ 6.5 ×", measure, sized=False)
    for command in COMMANDS:
        measure = partial(_memory, command)
        yield Row(f"memory of {command}", "", "≤ 100 MB", measure, repeated=False)


def _speed(ours: float, peer: float) -> Figure:
    """How many times as fast as the peer."""
    return Figure(peer / ours, ours)


def _per_unit(piece: str, office: Office) -> Figure:
    return _speed(*work(f"work.{piece}", office.new, office.units))


def _reading(program: str, office: Office) -> Figure:
    return _speed(*work("work.reading", office.issued, office.returned / program))


def _notify(office: Office) -> Figure:
    spent = office.run("notify", office.copy(office.new))
    return _speed(spent.seconds, work("work.documents_by_peers", office.new, office.units))


def _record_report(office: Office) -> Figure:
    spent = office.run("record-report", office.copy(office.issued))
    return _speed(spent.seconds, work("work.reading_by_peer", office.returned / MIXED))


def _workbook(office: Office) -> Figure:
    ours, peer = work("work.workbook", office.recorded)
    return Figure(ours / peer, ours)


def _start(command: str, office: Office) -> Figure:
    bare = (sys.executable, "-c", "pass")
    pairs = [(run(office.small, *command.split()), process(office.small, *bare)) for _ in range(_STARTS)]
    ratio = median(ours.seconds / peer.seconds for ours, peer in pairs)
    return Figure(ratio, median(ours.seconds for ours, _ in pairs))


def _memory(command: str, office: Office) -> Figure:
    spent = office.spent[command]
    return Figure(spent.megabytes, spent.seconds)
