"""When the next copy of a workspace is overdue."""

from datetime import date

WARN_AFTER_DAYS = 7  # without a good copy, where the office states nothing else


def days_without_copy(last: date, today: date, allowed: int) -> int | None:
    """How many days ago the last good copy was made, if that is more than allowed; None if it is not."""
    days = (today - last).days
    return days if days > allowed else None
