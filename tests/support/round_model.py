"""A round as a plain list of what was entered: who is asked, until when, who reported.

It knows nothing of letters, codes that were given up or lines that were annulled: what is taken back is
taken out of the lists. The program is held against it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Said(NamedTuple):
    """What is told of a unit on a day."""

    code: str
    state: str
    last_day: date | None
    days_late: int


@dataclass(slots=True)
class Member:
    """A unit of the round. ``asked``, ``terms``: day of a line → whether it is asked, its last day."""

    code: str
    asked: list[tuple[date, bool]]
    terms: list[tuple[date, date]]
    reported: date | None = None
    in_use: bool = True

    @property
    def is_asked(self) -> bool:
        return self.asked[-1][1]

    def asked_on(self, day: date) -> bool | None:
        """Whether it is asked; None before it is in the round at all."""
        known = [asked for on, asked in self.asked if on <= day]
        return known[-1] if known else None

    def last_day(self, day: date) -> date:
        """The latest that it was given by a day; the first line gives it from the beginning."""
        return max([self.terms[0][1], *(until for on, until in self.terms if on <= day)])

    def said(self, day: date) -> Said | None:
        asked, last_day = self.asked_on(day), self.last_day(day)
        if not asked:
            return None if asked is None else Said(self.code, "exempt", None, 0)
        if self.reported and self.reported <= day:
            until = max(last_day, self.last_day(self.reported))
            late = max(0, (self.reported - until).days)
            return Said(self.code, "late" if late else "on_time", until, late)
        extended = last_day > self.terms[0][1] and day <= last_day
        return Said(self.code, "extended" if extended else "missing", last_day, max(0, (day - last_day).days))


@dataclass(slots=True)
class RoundModel:
    """``members``: in the order in which they came into the round. ``left``: whose coming was taken back."""

    members: list[Member]
    left: list[Member] = field(default_factory=list)

    def figures(self, day: date) -> set[Said]:
        return {said for one in (*self.members, *self.left) if (said := one.said(day))}

    def taken_back_to(self, before: "RoundModel") -> "RoundModel":
        """As it was before; units that came since have a letter, and never had to report."""
        came = self.members[len(before.members) :]
        gone = [Member(one.code, [(one.asked[0][0], False)], one.terms) for one in came]
        return RoundModel(before.members, [*before.left, *gone])
