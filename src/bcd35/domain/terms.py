"""The last day of a unit in a round: which dated lines give it one, and which of them counts.

Every output judges by this: letters, status, workbook, page, written report, case file, reminders.
Not here: which lines there are (``store/terms.py``), in which state a unit is (``summary.py``).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Literal, NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.letters import LetterNumber

GrantEvent = Literal["issued", "joined", "extended", "corrected", "reminded"]
GRANT_WORDS: dict[GrantEvent, str] = {
    "issued": "theo công văn",
    "joined": "hạn riêng của đơn vị",
    "extended": "được gia hạn",
    "corrected": "gửi trả để sửa theo công văn",
    "reminded": "theo công văn đôn đốc",
}

# Why a unit has a last day of its own: it joined a letter that was out already.
ADDED = "bổ sung vào danh sách sau khi phát hành"
# Why a further letter of a round names another day to a unit than the round's: it keeps an own last day, or
# it only repeats until when a report can be corrected. The latter gives no own last day.
KEPT = "giữ nguyên trong công văn mới"
REPEATED = "nhắc lại thời hạn sửa trong công văn mới"


class Grant(NamedTuple):
    """Căn cứ của hạn: a dated line that names a last day on which a unit can report in time.

    ``unit``: code, empty for all units of the round. ``on``: the day from which it is so. ``letter``: the
    number of the letter that told the unit, if one did. ``received_on``: of a correction, the day on which
    the file that was given back had come.
    """

    unit: str
    event: GrantEvent
    on: date
    deadline: date
    letter: LetterNumber | None = None
    reason: str = ""
    received_on: date | None = None

    @property
    def words(self) -> str:
        """``được gia hạn theo công văn 31-CV/BCĐ, 16/12/2025: mưa lũ``."""
        words = GRANT_WORDS[self.event]
        if self.letter:
            told = f"{words} theo công văn" if self.event in ("joined", "extended") else words
            words = f"{told} {self.letter.reference}"
        return f"{words}, {screen_date(self.on)}{self._reason}"

    def in_document(self, cite: Callable[["Grant"], str], written: Callable[[date], str]) -> str:
        """The same as documents say it, with its letter as they ``cite`` it, the day as it is ``written``.

        ``được gia hạn theo Công văn số 31-CV/BCĐ, ngày 16/12/2025: mưa lũ``.
        """
        words = GRANT_WORDS[self.event].partition("theo")[0].strip()
        since = "từ ngày" if self.event == "joined" else "ngày"
        told = f"theo {cite(self)}" if self.letter else f"{since} {written(self.on)}"
        return f"{words} {told}".strip() + self._reason

    @property
    def _reason(self) -> str:
        return f": {self.reason}" if self.reason else ""


def outdone(cancelled: Iterable[Grant], unit: str, day: date) -> tuple[Grant, ...]:
    """Of the lines of void letters those that told a unit a later day than one that it is told now."""
    return tuple(
        one for one in cancelled if one.unit.casefold() in ("", unit.casefold()) and one.deadline > day
    )


class Term(NamedTuple):
    """Hạn của đơn vị: the last day of one unit as of a day, with the line that gives it.

    A report is judged by the one that stood when it came where that gave more time (``of_report``).
    ``corrections``: returns for correction, in order of their letters. ``reminders``: terms that reminders
    named and that do not count, by the office's rule.
    """

    deadline: date
    grant: Grant
    corrections: tuple[Grant, ...] = ()
    reminders: tuple[Grant, ...] = ()

    @property
    def in_time_until(self) -> date:
        """Up to this day a report is in time.

        The term of a correction counts when the file that was given back had come in time itself.
        """
        last = self.deadline
        for one in self.corrections:
            if one.received_on is not None and one.received_on <= last:
                last = max(last, one.deadline)
        return last

    @property
    def last_day(self) -> date:
        """The latest day that a letter names to the unit; after it a missing report is overdue."""
        return max([self.deadline, *(one.deadline for one in self.corrections)])

    @property
    def last_grant(self) -> Grant:
        """The line that names the latest day."""
        return _latest([self.grant, *self.corrections])

    @property
    def last_told(self) -> Grant:
        """The line that names the latest day, be it that of a reminder that does not count."""
        return _latest([self.last_grant, *self.reminders])

    def reminded_beyond(self, day: date) -> tuple[Grant, ...]:
        """Reminders that do not count and told the unit a later day than this one."""
        return tuple(one for one in self.reminders if one.deadline > day)

    def open_correction(self, day: date) -> Grant | None:
        """The return for correction whose term has not passed on a day."""
        return next((one for one in reversed(self.corrections) if one.deadline >= day), None)

    def late_file(self, received_on: date) -> date | None:
        """The day of the file that decides on a report which was late already when it was given back.

        Such a report came again within the term of that. None where its own day decides.
        """
        if not self.in_time_until < received_on <= self.last_day:
            return None
        came = [one.received_on for one in self.corrections if one.received_on]
        return min((day for day in came if self.in_time_until < day < received_on), default=None)

    def days_late(self, received_on: date) -> int:
        """Days by which a first accepted report was late; 0 when it was in time.

        After the latest day that a letter named as many as the unit was told to be overdue on that day.
        """
        if received_on > self.last_day:
            return (received_on - self.last_day).days
        return max(0, ((self.late_file(received_on) or received_on) - self.in_time_until).days)


class RoundTerms:
    """All lines of a round that give somebody a last day.

    ``letters``: those of the round in the order in which they were issued, each for all units until the day
    of the next one. ``grants``: lines of units that joined stand in ledger order. ``reminders_count``:
    whether the term that a reminder names moves the last day; a reminder never makes it earlier.
    """

    def __init__(
        self, letters: Sequence[Grant], grants: Iterable[Grant] = (), *, reminders_count: bool = False
    ) -> None:
        self.letters = tuple(letters)
        self.reminders_count = reminders_count
        self._of_all: list[Grant] = []
        self._of_unit: dict[str, list[Grant]] = {}
        for one in grants:
            (self._of_unit.setdefault(one.unit.casefold(), []) if one.unit else self._of_all).append(one)

    def followed_by(self, letter: Grant) -> "RoundTerms":
        """The same with one more letter of the round."""
        grants = (*self._of_all, *chain.from_iterable(self._of_unit.values()))
        return RoundTerms((*self.letters, letter), grants, reminders_count=self.reminders_count)

    def with_grants(self, grants: Iterable[Grant]) -> "RoundTerms":
        """The same letters with these lines in place of those there are."""
        return RoundTerms(self.letters, grants, reminders_count=self.reminders_count)

    def with_line(self, line: Grant) -> "RoundTerms":
        """The same with one more line of a unit or of all."""
        grants = (*self._of_all, *chain.from_iterable(self._of_unit.values()), line)
        return RoundTerms(self.letters, grants, reminders_count=self.reminders_count)

    def issued(self, day: date) -> Grant:
        """The round's letter as of a day: the latest that was out by then; before all of them the first."""
        return self.until(day)[-1]

    def until(self, day: date) -> Sequence[Grant]:
        """The round's letters that were out by a day; before all of them the first."""
        return [one for one in self.letters if one.on <= day] or self.letters[:1]

    def deadline(self, as_of: date) -> date:
        """The last day of the round as a whole: the letter's, or the one to which all were extended."""
        extended = (one.deadline for one in self._of_all if one.on <= as_of)
        return max([self.issued(as_of).deadline, *extended])

    def of(self, unit: str, as_of: date) -> Term:
        """The term of a unit, from the lines that were known on a day.

        The latest last day counts: an extension never takes days away, and a line entered by mistake is
        annulled, not outdone. A unit that joined has its own last day beside the letter's, by the line about
        that which was written last, until the day of a letter that follows the one it joined; that letter
        names an own day again where the unit has another.
        """
        known = [one for one in (*self._of_all, *self._of_unit.get(unit.casefold(), ())) if one.on <= as_of]
        issued = self.issued(as_of)
        since = issued.on if issued.on <= as_of else date.min
        joined = [
            one for one in known if one.event == "joined" and one.on >= since and one.reason != REPEATED
        ]
        counting = {"extended", "reminded"} if self.reminders_count else {"extended"}
        given = [*(one for one in known if one.event in counting), *joined[-1:]]
        own = sorted(given, key=lambda one: (one.reason == KEPT, one.on))  # what is kept another line gave
        grant = _latest([issued, *own])
        corrections = tuple(
            sorted((one for one in known if one.event == "corrected"), key=lambda one: one.on)
        )
        reminders = () if self.reminders_count else tuple(one for one in known if one.event == "reminded")
        return Term(grant.deadline, grant, corrections, reminders)

    def of_report(self, unit: str, received_on: date, as_of: date) -> Term:
        """The term that a report is judged by.

        The one that stands, or the one that stood when the report came where that gave more time: nobody
        becomes late by what is written later.
        """
        now, then = self.of(unit, as_of), self.of(unit, received_on)
        return then if then.in_time_until > now.in_time_until else now


def _latest(grants: Sequence[Grant]) -> Grant:
    """Of the latest last day; of two lines that name the same day the earlier one gave it."""
    return max(grants, key=lambda one: one.deadline)
