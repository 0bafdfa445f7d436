"""In which state each unit of a round is, and counts of units.

Sums of answers, and the words for all of it, are in ``figures.py``.

* expected: units that had to report on the day asked about (frozen at issue, dated amendments since), exempt
  ones left out;
* reported: expected units with a valid report received on or before that day; on time when the first one came
  by the deadline;
* missing: expected minus reported. Rates are shares of expected, so they lie in 0–100 % by construction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from bcd35.domain.letters import Expectation, expected_on
from bcd35.domain.reports import Answers, Report, in_force, received_by

State = Literal["on_time", "late", "missing", "exempt"]
STATE_WORDS: dict[str, str] = {
    "on_time": "Đúng hạn",
    "late": "Trễ hạn",
    "missing": "Chưa báo cáo",
    "exempt": "Được miễn",
}


@dataclass(frozen=True, slots=True)
class UnitState:
    """Where one unit stands.

    ``days_late``: days after the deadline of the first return, or overdue so far when missing; 0 in time.
    """

    code: str
    name: str
    kind: str
    state: State
    received_on: date | None
    days_late: int
    revision: int
    answers: Answers
    note: str = ""


class Totals(NamedTuple):
    """Counts of units; ``expected == reported + missing`` and ``reported == on_time + late``, always."""

    expected: int
    reported: int
    on_time: int
    late: int
    missing: int
    exempt: int

    @property
    def completeness(self) -> float | None:
        """Reported ÷ expected in 0–1; None when nobody was expected."""
        return self.reported / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """On time ÷ expected in 0–1; None when nobody was expected."""
        return self.on_time / self.expected if self.expected else None


@dataclass(frozen=True, slots=True)
class RoundState:
    """The whole round as of a day."""

    deadline: date
    as_of: date
    units: tuple[UnitState, ...]
    received_later: int  # reports in the ledger that came after ``as_of``

    @property
    def totals(self) -> Totals:
        return count_units(self.units)

    @property
    def days_left(self) -> int:
        """Calendar days until the deadline; negative once it has passed."""
        return (self.deadline - self.as_of).days


def count_units(units: Iterable[UnitState]) -> Totals:
    """Totals over any set of units."""
    states = [unit.state for unit in units]
    on_time, late, missing = states.count("on_time"), states.count("late"), states.count("missing")
    return Totals(on_time + late + missing, on_time + late, on_time, late, missing, states.count("exempt"))


def judge_state(
    deadline: date, as_of: date, expectations: Iterable[Expectation], reports: Mapping[str, Sequence[Report]]
) -> RoundState:
    """Every unit in exactly one state. ``reports``: unit code → revisions in order."""
    units = []
    later = 0
    for code, (line, expected) in expected_on(expectations, as_of).items():
        known = reports.get(code, ())
        seen = received_by(known, as_of)
        later += len(in_force(known, as_of)) - len(seen)
        units.append(_unit_state(line, expected=expected, seen=seen, deadline=deadline, as_of=as_of))
    return RoundState(deadline, as_of, tuple(units), later)


def _unit_state(
    line: Expectation, *, expected: bool, seen: Sequence[Report], deadline: date, as_of: date
) -> UnitState:
    last = seen[-1] if seen else None
    if not expected:
        return UnitState(line.unit, line.name, line.kind, "exempt", None, 0, 0, {}, line.reason)
    if last is None:
        return UnitState(
            line.unit, line.name, line.kind, "missing", None, max(0, (as_of - deadline).days), 0, {}
        )
    first_day = seen[0].received_on  # the first valid return decides, whatever day a later revision carries
    days_late = max(0, (first_day - deadline).days)
    return UnitState(
        line.unit,
        line.name,
        line.kind,
        "late" if days_late else "on_time",
        first_day,
        days_late,
        last.revision,
        last.answers,
        last.note,
    )
