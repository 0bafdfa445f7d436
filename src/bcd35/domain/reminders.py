"""Reminders (đôn đốc): which letters went to units that had not reported, and when the next one may go."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.letters import LetterNumber, safe_stem

WORKING_DAYS_TO_REPORT = 5  # from a reminder's date to the deadline it sets, unless the clerk names one


class Reminder(NamedTuple):
    """Đôn đốc: a letter to the units that had not reported as of a day, with a new deadline."""

    number: LetterNumber
    dated: date
    as_of: date
    deadline: date
    units: tuple[str, ...]


class ReminderFile(NamedTuple):
    """Where a unit's reminder goes, relative to the workspace."""

    unit: str
    path: str


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


def plan_reminder_files(
    round_code: str, number: LetterNumber, units: Iterable[str]
) -> tuple[str, list[ReminderFile]]:
    """The office's file copy, then one file for each unit, beside the files of the round's letter.

    Drafts go to a folder of their own.
    """
    draft = number.number is None
    root = f"out/_du-thao/{safe_stem(round_code)}" if draft else f"out/{safe_stem(round_code)}"
    stem = "Don-doc_du-thao" if draft else f"Don-doc_{safe_stem(number.reference)}"
    files = [ReminderFile(code, f"{root}/{safe_stem(code)}/{stem}_{safe_stem(code)}.docx") for code in units]
    return f"{root}/_ban-luu/{stem}_ban-luu.docx", files
