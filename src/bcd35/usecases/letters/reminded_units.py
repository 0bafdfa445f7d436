"""Which units a reminder goes to, and who is passed over and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from bcd35.domain.reminders import Reminder, still_waiting
from bcd35.domain.summary import UnitState
from bcd35.domain.terms import Grant
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.units import get_units
from bcd35.usecases.summary.status import Status

Reason = Literal[
    "reported",
    "not_expected",
    "retired",
    "waiting",
    "undecided",
    "correcting",
    "extended",
    "own_term",
    "unanswered",
]


class PassedOver(NamedTuple):
    """A unit that is not reminded, and why.

    Named though it has nothing to report, out of use, within the time a reminder gave it; its file waits for
    the office, or was refused and not given back; or within a last day of its own: ``term``.
    """

    code: str
    reason: Reason
    term: Grant | None = None


def choose_reminded(
    desk: Desk, asked: Sequence[str], days: tuple[Status, Status], earlier: dict[str, list[Reminder]]
) -> tuple[list[UnitState], list[PassedOver]]:
    """The missing units, or those of the named ones, in the office's order; and who is passed over.

    ``days``: the round on the day that the figures are of, and on the letter's date; what gives a unit more
    time is looked up there. A unit whose file was refused is owed an answer, and reminded only when named.
    """
    seen, today = days
    states = {unit.code.casefold(): unit for unit in seen.state.units}
    on_date = {unit.code.casefold(): unit for unit in today.state.units}
    left_out: dict[str, Reason] = {
        **{file.unit.casefold(): "unanswered" for file in today.refused if not asked},
        **{one.code.casefold(): "retired" for one in desk.store.registers.units() if one.status == "retired"},
    }
    wanted = (
        [unit.code for unit in get_units(desk, asked)]
        if asked
        else [unit.code for unit in seen.state.units if unit.unreported]
    )
    chosen, passed_over = [], []
    for code in dict.fromkeys(wanted):
        unit, now = states.get(code.casefold()), on_date.get(code.casefold())
        if unit is None or now is None or "exempt" in (unit.state, now.state):
            passed_over.append(PassedOver(code, "not_expected"))
        elif not unit.unreported:
            passed_over.append(PassedOver(code, "reported"))
        elif not_now := _not_now(now, left_out, earlier, today.state.as_of):
            passed_over.append(not_now)
        else:
            overdue = max(0, (seen.state.as_of - now.term.last_day).days)
            chosen.append(unit._replace(term=now.term, days_late=overdue))
    order = {code: place for place, code in enumerate(states)}
    chosen.sort(key=lambda unit: order[unit.code.casefold()])
    return _of_one_term(chosen, passed_over, today.state.as_of)


def _not_now(
    unit: UnitState, left_out: Mapping[str, Reason], earlier: Mapping[str, list[Reminder]], dated: date
) -> PassedOver | None:
    """Why a unit that has not reported gets no reminder on a day. ``left_out``: lower case codes."""
    code = unit.code.casefold()
    if left_out.get(code) == "retired":
        return PassedOver(unit.code, "retired")
    if reason := _has_time(unit, dated):
        return PassedOver(unit.code, reason, unit.term.last_grant)
    if code in left_out:
        return PassedOver(unit.code, left_out[code])
    return PassedOver(unit.code, "waiting") if still_waiting(earlier.get(code, ()), dated) else None


def _has_time(unit: UnitState, dated: date) -> Reason | None:
    """Why a unit is not to be reminded on a day though nothing of it is recorded."""
    if unit.state == "waiting":
        return "undecided"
    if unit.state == "correcting":
        return "correcting"
    own = unit.state == "extended" and unit.term.grant.unit
    return "extended" if own and unit.term.deadline >= dated else None


def _of_one_term(
    units: Sequence[UnitState], passed_over: list[PassedOver], dated: date
) -> tuple[list[UnitState], list[PassedOver]]:
    """The units that one letter can remind: those that are overdue, else those whose last day comes first.

    A letter names one deadline; the others have another last day, and it has not passed.
    """
    last_days = [unit.term.last_day for unit in units]
    first = min(last_days, default=dated)
    chosen, more = [], []
    for unit, last_day in zip(units, last_days, strict=True):
        if last_day < dated or (first >= dated and last_day == first):
            chosen.append(unit)
        else:
            more.append(PassedOver(unit.code, "own_term", unit.term.last_grant))
    return chosen, [*passed_over, *more]
