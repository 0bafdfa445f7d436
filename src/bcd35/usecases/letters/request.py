"""What is asked for when a round's letters are to go out."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRequest:
    """What the clerk asked for. Left empty: the only open round, today, the next number, all units."""

    round_code: str = ""
    dated: date | None = None
    number: int | None = None
    units: tuple[str, ...] = ()
    draft: bool = False
    add: bool = False  # units that joined the roster since the issue
    deadline: date | None = None  # of the units that are added
    accepted: tuple[str, ...] = ()  # doubts about its days that the clerk has looked at
    replaces: int | None = None  # the number of the round's letter that the new one takes the place of
    reason: str = ""  # why it is replaced
    instead_of: str = ""  # the unit in whose place the named ones join
    together: bool = False  # one letter to all, as a round with ``together`` has it anyway
