"""What the store tells of the journal."""

from typing import NamedTuple


class JournalLine(NamedTuple):
    """One act in the journal: when (ISO text, +07:00), what, to whom or what, and its details as JSON text.

    ``act`` is English snake_case.
    """

    at: str
    act: str
    subject: str
    detail: str
