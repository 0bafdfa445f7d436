"""In which state each unit of a round is, and counts of units.

Not here: sums of answers and the definitions of the figures (``figures.py``).

* expected: units that had to report on the day asked about (frozen at issue, dated amendments since), exempt
  ones left out;
* reported: expected units with a valid report received on or before that day; on time when the first one came
  by the deadline;
* missing: expected minus reported. Rates are shares of expected, so they lie in 0–100 % by construction.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.letters import Expectation, expected_on
from bcd35.domain.reports import Report, came_first, in_force, received_by
from bcd35.domain.terms import RoundTerms, Term

if TYPE_CHECKING:
    from bcd35.domain.answers import Answers
    from bcd35.domain.undecided import UndecidedFile

State = Literal["on_time", "corrected", "late", "missing", "extended", "correcting", "waiting", "exempt"]
STATE_WORDS: dict[str, str] = {
    "on_time": "Đúng hạn",
    "corrected": "Đúng hạn sau khi sửa",
    "late": "Trễ hạn",
    "missing": "Chưa báo cáo",
    "extended": "Được gia hạn",
    "correcting": "Đang sửa",
    "waiting": "Chờ văn phòng xử lý",
    "exempt": "Được miễn",
}
# Two of these are in time, four have not reported: the leader's table counts them together.
IN_TIME: frozenset[State] = frozenset(("on_time", "corrected"))
UNREPORTED: frozenset[State] = frozenset(("missing", "extended", "correcting", "waiting"))
# A count of the totals → the states that it counts too, and that are counted by themselves.
WITHIN: Mapping[str, tuple[State, ...]] = MappingProxyType(
    {"on_time": ("corrected",), "missing": ("extended", "correcting", "waiting")}
)


class UnitState(NamedTuple):
    """The state of one unit in a round as of a day.

    ``days_late``: days from the unit's last day to the first return, or to the day asked about when missing;
    else 0. ``term``: its last day, and the line that gives it. ``corrections``: the reports that count after
    the first one; ``revision`` numbers all lines, those of the office's own mistakes too.
    """

    code: str
    name: str
    kind: str
    state: State
    received_on: date | None
    days_late: int
    revision: int
    answers: "Answers"
    term: Term
    corrections: int = 0
    note: str = ""
    reference: str = ""  # number and day that the unit gave its own report
    reference_on: date | None = None
    former: str = ""  # its name when the round began, where it has another by now

    @property
    def full_name(self) -> str:
        """The name with the one under which the round began for the unit."""
        return with_former(self.name, self.former)

    @property
    def remark(self) -> str:
        """The note on its report, its former name, and by which day it is late where another one is told."""
        former = self.former and f"trước là {self.former}"
        return "; ".join(filter(None, (self.note, former, self.late_by)))

    @property
    def late_by(self) -> str:
        """The refused file by whose day a report is late that came again within the term for correction."""
        file = self.term.late_file(self.received_on) if self.received_on else None
        until = screen_date(self.term.in_time_until)
        return (
            f"trễ tính theo tệp bị gửi trả, nhận {screen_date(file)}, khi ấy hạn là {until}" if file else ""
        )

    @property
    def unreported(self) -> bool:
        return self.state in UNREPORTED

    @property
    def last_day(self) -> date | None:
        """Its own last day; an exempt unit has none."""
        return None if self.state == "exempt" else self.term.last_day

    @property
    def why(self) -> str:
        """The line that gives the last day, in words; empty for an exempt unit."""
        return "" if self.state == "exempt" else self.term.last_grant.words

    @property
    def state_words(self) -> str:
        """The state as a person reads it, with the day that goes with it."""
        words = STATE_WORDS[self.state]
        if self.state == "extended":
            return f"{words} đến {screen_date(self.term.deadline)}"
        if self.state == "correcting":
            return f"{words}, hạn {screen_date(self.term.last_day)}"
        return words

    @property
    def state_and_days(self) -> str:
        """``Trễ hạn, trễ 2 ngày``; ``Chưa báo cáo, quá hạn 2 ngày``."""
        late = "trễ" if self.state == "late" else "quá hạn"
        return f"{self.state_words}, {late} {self.days_late} ngày" if self.days_late else self.state_words


class Totals(NamedTuple):
    """Counts of units; ``expected == reported + missing`` and ``reported == on_time + late``, always.

    ``corrected`` are among those on time; ``extended``, ``correcting`` and ``waiting`` among those missing.
    """

    expected: int
    reported: int
    on_time: int
    late: int
    missing: int
    exempt: int
    corrected: int = 0
    extended: int = 0
    correcting: int = 0
    waiting: int = 0

    def within(self, code: str) -> list[tuple[State, int]]:
        """The counts that a count holds too, without those of 0."""
        return [(state, count) for state in WITHIN.get(code, ()) if (count := getattr(self, state))]

    @property
    def completeness(self) -> float | None:
        """Reported ÷ expected in 0–1; None when nobody was expected."""
        return self.reported / self.expected if self.expected else None

    @property
    def timeliness(self) -> float | None:
        """On time ÷ expected in 0–1; None when nobody was expected."""
        return self.on_time / self.expected if self.expected else None


class RoundState(NamedTuple):
    """The state of every unit of a round as of a day.

    ``reminders_count``: whether the term that a reminder names moves a unit's last day.
    """

    deadline: date
    as_of: date
    units: tuple[UnitState, ...]
    received_later: int  # reports in the ledger that came after ``as_of``
    reminders_count: bool = False

    @property
    def totals(self) -> Totals:
        return count_units(self.units)

    @property
    def days_left(self) -> int:
        """Calendar days until the deadline; negative once it has passed."""
        return (self.deadline - self.as_of).days


def count_units(units: Iterable[UnitState]) -> Totals:
    """Totals over any set of units."""
    counts = Counter(unit.state for unit in units)
    on_time = sum(counts[state] for state in IN_TIME)
    missing = sum(counts[state] for state in UNREPORTED)
    return Totals(
        expected=on_time + counts["late"] + missing,
        reported=on_time + counts["late"],
        on_time=on_time,
        late=counts["late"],
        missing=missing,
        exempt=counts["exempt"],
        corrected=counts["corrected"],
        extended=counts["extended"],
        correcting=counts["correcting"],
        waiting=counts["waiting"],
    )


class RoundLines(NamedTuple):
    """What the ledger holds of a round: who is expected, last days, reports, files that wait for a decision.

    ``reports``: unit code → revisions in order. ``undecided``: unit code (lower case) → the files that a
    clerk had or has to decide on.
    """

    expectations: Sequence[Expectation]
    terms: RoundTerms
    reports: Mapping[str, Sequence[Report]]
    undecided: "Mapping[str, Sequence[UndecidedFile]]" = MappingProxyType({})


_EXEMPT: tuple[State, int] = ("exempt", 0)


def judge_state(lines: RoundLines, as_of: date) -> RoundState:
    """Every unit in exactly one state."""
    units = []
    terms, later = lines.terms, 0
    for code, (line, expected) in expected_on(lines.expectations, as_of).items():
        known = lines.reports.get(code, ())
        seen = received_by(known, as_of)
        later += sum(report.received_on > as_of for report in in_force(known))
        counted = seen if expected else []
        first = came_first(counted).received_on if counted else None
        term = terms.of_report(code, first, as_of) if first else terms.of(code, as_of)
        waits = any(one.waits(as_of) for one in lines.undecided.get(code.casefold(), ()))
        judged = _judge(term, counted, as_of, waits=waits) if expected else _EXEMPT
        units.append(_unit_state(line, judged, counted, term))
    return RoundState(terms.deadline(as_of), as_of, tuple(units), later, terms.reminders_count)


def _unit_state(
    line: Expectation, judged: tuple[State, int], seen: Sequence[Report], term: Term
) -> UnitState:
    """``seen``: the reports of the unit that count."""
    state, days_late = judged
    last = seen[-1] if seen else None
    return UnitState(
        code=line.unit,
        name=line.name,
        kind=line.kind,
        state=state,
        received_on=came_first(seen).received_on if seen else None,
        days_late=days_late,
        revision=last.revision if last else 0,
        answers=last.answers if last else {},
        term=term,
        corrections=max(0, len(seen) - 1),
        note=last.note if last else line.reason if state == "exempt" else "",
        reference=last.reference if last else "",
        reference_on=last.reference_on if last else None,
    )


def _judge(term: Term, seen: Sequence[Report], as_of: date, *, waits: bool) -> tuple[State, int]:
    """The state of an expected unit, and its days late."""
    if seen:
        came = came_first(seen).received_on
        days_late = term.days_late(came)
        if days_late:
            return "late", days_late
        return ("on_time" if came <= term.deadline else "corrected"), 0
    if waits:
        return "waiting", 0
    if term.open_correction(as_of):
        return "correcting", 0
    if term.grant.event == "extended" and as_of <= term.deadline:
        return "extended", 0
    return "missing", max(0, (as_of - term.last_day).days)


def with_former(name: str, former: str) -> str:
    """``Sở Y tế và Dân số (trước là Sở Y tế)``; the bare name where the unit kept it."""
    return f"{name} (trước là {former})" if former else name


def term_json(unit: UnitState) -> dict[str, object]:
    """A unit's own last day and the line that gives it; None where it has none."""
    if unit.last_day is None:
        return {"deadline": None, "deadline_by": None, "deadline_why": None}
    grant = unit.term.last_grant
    return {"deadline": unit.last_day.isoformat(), "deadline_by": grant.event, "deadline_why": grant.words}
