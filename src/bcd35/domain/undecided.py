"""Files that came and wait for a clerk to decide."""

from datetime import date
from typing import Literal, NamedTuple


class UndecidedFile(NamedTuple):
    """A file that came and waits for a clerk: which unit it is of, or which of two is right.

    ``decided_on``: the day on which it was recorded, decided against or refused; None while it waits.
    """

    sha256: str
    round_code: str
    unit: str
    file_name: str
    verdict: Literal["conflict", "proposal"]
    received_on: date
    decided_on: date | None = None

    def waits(self, day: date) -> bool:
        """Whether it had come and was not decided on by the end of a day."""
        return self.received_on <= day and (self.decided_on is None or day < self.decided_on)
