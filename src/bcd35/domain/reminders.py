"""Reminders (đôn đốc): which letters went to units that had not reported, and when the next one may go."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.letters import LetterNumber

# To the deadline that a reminder, a returned report or joining later sets, unless the clerk names one.
WORKING_DAYS_TO_REPORT = 5

# After so many letters one more says nothing new: the clerk is told, and decides.
MOST_REMINDERS = 3


class Reminder(NamedTuple):
    """Đôn đốc: a letter to units that had not reported as of a day and are owed no answer; a new deadline.

    A unit is owed an answer about a file that was refused and not given back. It is reminded when named.
    """

    number: LetterNumber
    dated: date
    as_of: date
    deadline: date
    units: tuple[str, ...]


def reminders_by_unit(reminders: Iterable[Reminder], day: date = date.max) -> dict[str, list[Reminder]]:
    """Unit code (lower case) → the reminders it got by ``day``, oldest first."""
    found: dict[str, list[Reminder]] = {}
    for reminder in sorted(reminders, key=lambda one: one.dated):
        for unit in reminder.units if reminder.dated <= day else ():
            found.setdefault(unit.casefold(), []).append(reminder)
    return found


def still_waiting(earlier: Sequence[Reminder], dated: date) -> bool:
    """Tell whether a unit was given a deadline that has not passed on ``dated``.

    Until then it is not reminded again.
    """
    return any(reminder.deadline >= dated for reminder in earlier)
