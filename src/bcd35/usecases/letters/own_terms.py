"""The last days that a letter of a round leaves to units which had another letter, or another day, before.

Nobody becomes late by a later letter, and nobody loses days without a word. Which day counts in the end:
``domain/terms.py``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import SHORTER, Restating
from bcd35.domain.letters import Expectation
from bcd35.domain.reports import came_first, in_force
from bcd35.domain.rounds import Round
from bcd35.domain.terms import KEPT, REPEATED, Grant, RoundTerms
from bcd35.domain.text import short_list
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.letters.term_put_right import earlier_days
from bcd35.usecases.registers.rounds import round_terms


class OwnTerms(NamedTuple):
    """What a letter that follows others leaves to units: the lines of their own days, and what is said."""

    lines: Mapping[str, Grant]
    findings: tuple[Finding, ...]


class TermsBeside(NamedTuple):
    """The last days of a round before a further letter, and with it; when the first reports had come."""

    before: RoundTerms
    after: RoundTerms
    units: Sequence[str]
    came: Mapping[str, date]  # unit in lower case → the day of its first report in force

    def own_lines(self) -> dict[str, Grant]:
        """Units of which the ledger needs a line beside the letter → that line.

        Days that a line of their own or a correction gave them stay, from the day on which they were given;
        so does the day of a report that would be late by the new letter. An own day that is over with this
        letter is outdone by a line, too. Of the days that a letter of an earlier date wins it is the only
        paper: own days stay from its date.
        """
        letter = self.after.issued(date.max)
        wins_days = letter.on < self.before.issued(date.max).on
        lines = {}
        for unit in self.units:
            kept = self._kept(unit)
            given = kept if kept and kept.deadline > letter.deadline else letter
            if given is kept or self.after.of(unit, date.max).last_day != letter.deadline:
                reason = REPEATED if self._repeats(unit, given.deadline) else KEPT
                since = letter.on if wins_days else max(letter.on, given.on)
                lines[unit] = Grant(unit, "joined", since, given.deadline, reason=reason)
        return lines

    def _repeats(self, unit: str, day: date) -> bool:
        """Whether a day is that of a correction, which says by itself until when the unit is in time."""
        before, after = (terms.of(unit, date.max) for terms in (self.before, self.after))
        corrected = before.last_grant.event == "corrected" and after.last_day == day
        return corrected and after.in_time_until >= before.in_time_until

    def _kept(self, unit: str) -> Grant | None:
        """The line that gave a unit the day which it keeps."""
        came = self.came.get(unit.casefold())
        if came and self._in_time(self.before, unit, came) and not self._in_time(self.after, unit, came):
            term = self.before.of_report(unit, came, date.max)
            return term.grant._replace(deadline=term.in_time_until)
        term = self.before.of(unit, date.max)
        return None if term.last_grant.event == "issued" else term.last_grant

    def _in_time(self, terms: RoundTerms, unit: str, came: date) -> bool:
        return not terms.of_report(unit, came, date.max).days_late(came)

    def shortened(self, own: Mapping[str, Grant]) -> dict[str, date]:
        """Units that have not reported and lose days → the last day that they have before the letter.

        ``own``: the lines of their own days beside the letter.
        """
        last = self.after.issued(date.max)
        silent = [unit for unit in self.units if unit.casefold() not in self.came]
        days = {unit: self.before.of(unit, date.max).last_day for unit in silent}
        return {unit: day for unit, day in days.items() if day > own.get(unit, last).deadline}

    def by_earlier_letter(self) -> list[str]:
        """Units whose report came in time, and would be late by the last day that the new letter names."""
        last = self.after.issued(date.max).deadline
        return [
            unit
            for unit in self.units
            if (came := self.came.get(unit.casefold()))
            and came > last
            and self._in_time(self.before, unit, came)
        ]

    def in_time_now(self) -> list[str]:
        """Units whose report was late and is in time by the new letter."""
        return [
            unit
            for unit in self.units
            if (came := self.came.get(unit.casefold()))
            and not self._in_time(self.before, unit, came)
            and self._in_time(self.after, unit, came)
        ]


def judge_own_terms(
    desk: Desk, request: NoticeRequest, round_: Round, dated: date, joining: Sequence[Expectation]
) -> OwnTerms:
    """What the letter of a round leaves to its units; nothing where no letter was before.

    Raises Refused where it takes days away and the clerk has not said that this is meant.
    """
    beside = _terms_beside(desk, round_, dated, joining)
    if beside is None:
        return OwnTerms({}, ())
    lines = beside.own_lines()
    units = {} if SHORTER in request.accepted else beside.shortened(lines)
    shorter = [_shorter(units, round_, deadline_anew(desk, request, round_.code))] if units else []
    if shorter and not request.draft:
        raise Refused("doubtful_days", "", findings=shorter)
    return OwnTerms(lines, (*shorter, *_said(desk, beside, lines, round_)))


def deadline_anew(desk: Desk, request: NoticeRequest, code: str) -> Restating:
    """How a clerk states the deadline of a round anew before its letter goes out."""
    from bcd35.usecases.registers.round_files import stated_anew

    return stated_anew(desk, code, "deadline", replacing=request.replaces is not None)


def _terms_beside(
    desk: Desk, round_: Round, dated: date, joining: Sequence[Expectation]
) -> TermsBeside | None:
    """The last days of a round before and with a letter that follows others; None where none was before."""
    letters = desk.store.letters.all_of_round(round_.code)
    if not letters:
        return None
    before = round_terms(desk, letters[0][0])
    reports = {
        code: in_force(revisions) for code, revisions in desk.store.reports.received(round_.code).items()
    }
    after = before.followed_by(Grant("", "issued", dated, round_.deadline))
    came = {
        code.casefold(): came_first(standing).received_on for code, standing in reports.items() if standing
    }
    return TermsBeside(before, after, [line.unit for line in joining], came)


def _said(desk: Desk, beside: TermsBeside, lines: Mapping[str, Grant], round_: Round) -> Iterator[Finding]:
    """What a letter that follows others does to last days."""
    yield from _kept(
        {unit: line.deadline for unit, line in lines.items() if line.deadline > round_.deadline}, round_
    )
    if units := beside.by_earlier_letter():
        message = (
            f"{len(units)} đơn vị báo cáo trong hạn trước, muộn hơn hạn mới {screen_date(round_.deadline)}, "
            f"vẫn là đúng hạn: {_named(units)}."
        )
        yield Finding("earlier_term_counts", round_.code, message, "")
    if units := beside.in_time_now():
        message = (
            f"{len(units)} đơn vị đã báo cáo trễ, nay tính theo hạn mới thành đúng hạn: {_named(units)}."
        )
        yield Finding("late_extended", round_.code, message, "")
    old, new = beside.before.issued(date.max), beside.after.issued(date.max)
    if old.deadline != new.deadline and min(old.deadline, new.deadline) < desk.world.today:
        yield from earlier_days(desk, round_.code, new.on)


def _shorter(units: Mapping[str, date], round_: Round, anew: Restating) -> Finding:
    """The doubt about a letter that takes days away from units which have not reported."""
    days = [screen_date(day) for day in sorted(set(units.values()))]
    message = (
        f"Thời hạn {screen_date(round_.deadline)} sớm hơn hạn đang có ({', '.join(days)}) của {len(units)} "
        f"đơn vị chưa báo cáo: {_named(units)}."
    )
    later = anew.on(f"từ ngày {days[-1]} trở đi")
    fix = f"{later}\nNếu đúng là rút ngắn thời hạn thì thêm: --accept {SHORTER}"
    return Finding("doubtful_shorter_term", round_.code, message, fix)


def _kept(later: Mapping[str, date], round_: Round) -> Iterator[Finding]:
    """Units whose letter names another last day than the round's."""
    if later:
        message = (
            f"Thời hạn của đợt {screen_date(round_.deadline)}; {len(later)} đơn vị có hạn riêng muộn hơn, "
            f"công văn và mẫu của đơn vị ấy ghi hạn riêng: {named_with_days(later)}."
        )
        yield Finding("own_terms_kept", round_.code, message, "")


def named_with_days(days: Mapping[str, date]) -> str:
    """``SYT (22/12/2025), STC (24/12/2025)``; of many the first ones."""
    return _named(f"{unit} ({screen_date(day)})" for unit, day in days.items())


def _named(units: Iterable[str]) -> str:
    return short_list(units, "đơn vị khác")
