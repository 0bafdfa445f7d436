"""What is known of the copies of a workspace that were made."""

from datetime import datetime
from pathlib import Path
from typing import NamedTuple


class LastCopy(NamedTuple):
    """The last good copy that a workspace made."""

    place: Path
    name: str
    made_at: datetime


class Overdue(NamedTuple):
    """A copy that is overdue: days since the last good one, or since the first number; days allowed."""

    days: int
    allowed: int
    never: bool
