"""Dates as the office writes and reads them.

Sentences of papers write them by the layout (``05/9/2026``); tables of papers, the screen, the workbook and
the pages write all of them alike (``05/09/2026``).

Padding by HD 05-HD/VPTW (2026) and HD 36-HD/VPTW (2018): days below 10 and months 1 and 2 carry a leading
zero, months 3 to 9 do not.
"""

import re
from datetime import date

from bcd35.domain.text import clean

# Patterns stay text: compiling them at import would cost every command a millisecond.
_DAY_MONTH_YEAR = r"(?:ngày )?([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{4})"
_IN_WORDS = r"(?:ngày )?([0-9]{1,2}) tháng ([0-9]{1,2}) năm ([0-9]{4})"
_ISO = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_LIKE_A_DATE = r"(?:ngày )?[0-9]{1,2} ?([/.-]) ?[0-9]{1,2} ?\1 ?(?:[0-9]{2}|[0-9]{4})"
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


def parse_typed_date(text: str) -> date | None:
    """A date that a person wrote; None for anything that means no day, or could mean two.

    ``28/11/2025``, ``28-11-2025``, ``28.11.2025``, ``2025-11-28``, ``ngày 28 tháng 11 năm 2025``.
    """
    written = clean(text).casefold()
    if match := re.fullmatch(_ISO, written):
        return _built(match[1], match[2], match[3])
    if match := re.fullmatch(_IN_WORDS, written):
        return _built(match[3], match[2], match[1])
    match = re.fullmatch(_DAY_MONTH_YEAR, written)
    return _built(match[4], match[3], match[1]) if match else None


def looks_like_date(text: str) -> bool:
    """Whether a name is written as a day, with a year of two or four digits; there may be no such day."""
    written = clean(text).casefold()
    return bool(re.fullmatch(_LIKE_A_DATE, written) or re.fullmatch(_ISO, written))


def is_weekend(value: date) -> bool:
    return value.weekday() >= _SATURDAY
