"""Dates as the office writes and reads them.

Padding by HD 05-HD/VPTW (2026) and HD 36-HD/VPTW (2018): days below 10 and months 1 and 2 carry a leading
zero, months 3 to 9 do not.
"""

import re
from datetime import date

# Patterns stay text: compiling them at import would cost every command a millisecond.
_DAY_MONTH_YEAR = r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})"
_ISO = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
FIRST_YEAR, LAST_YEAR = 2000, 2100
_LAST_PADDED_MONTH = 2
_SATURDAY = 5


def _padded(value: date) -> tuple[str, str]:
    return f"{value.day:02d}", f"{value.month:02d}" if value.month <= _LAST_PADDED_MONTH else str(value.month)


def date_line(value: date) -> str:
    """``ngày 05 tháng 02 năm 2026``: the date beside the place, and dates written out."""
    day, month = _padded(value)
    return f"ngày {day} tháng {month} năm {value.year}"


def running_date(value: date) -> str:
    """``05/9/2026``: a date in running text of a document."""
    day, month = _padded(value)
    return f"{day}/{month}/{value.year}"


def screen_date(value: date) -> str:
    """``05/09/2026``: tables, forms and the screen, where columns must align."""
    return f"{value.day:02d}/{value.month:02d}/{value.year}"


def _built(year: str, month: str, day: str) -> date | None:
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return value if FIRST_YEAR <= value.year <= LAST_YEAR else None


def parse_form_date(text: str) -> date | None:
    """A date written by a person in a form: day/month/year with a four-digit year; None for anything else."""
    match = re.fullmatch(_DAY_MONTH_YEAR, text.strip())
    return _built(match[3], match[2], match[1]) if match else None


def parse_typed_date(text: str) -> date | None:
    """A date on the command line or in a register: ``2025-11-22`` or ``22/11/2025``; else None."""
    match = re.fullmatch(_ISO, text.strip())
    return _built(match[1], match[2], match[3]) if match else parse_form_date(text)


def is_weekend(value: date) -> bool:
    return value.weekday() >= _SATURDAY
