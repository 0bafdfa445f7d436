"""The last days that a letter of a round leaves to units which had another letter, or another day, before.

Nobody becomes late by a later letter, and nobody loses days without a word. Which day counts in the end:
``domain/terms.py``.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import SHORTER, Restating
from bcd35.domain.letters import Expectation
from bcd35.domain.reports import came_first, in_force
from bcd35.domain.rounds import Round
from bcd35.domain.terms import Grant, RoundTerms
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.rounds import round_terms

_MOST_NAMED = 8


class TermsBeside(NamedTuple):
    """The last days of a round before a further letter, and with it; when the first reports had come."""

    before: RoundTerms
    after: RoundTerms
    units: Sequence[str]
    came: Mapping[str, date]  # unit in lower case → the day of its first report in force

    def own_days(self) -> dict[str, date]:
        """Units of which the ledger needs a line beside the letter → the last day that this line names.

        Days that a line of their own or a correction gave them stay, and so does the day of a report that
        would be late by the new letter. An own day that is over with this letter is outdone by a line, too.
        """
        last = self.after.issued(date.max).deadline
        kept = {unit: max(last, self._kept(unit) or last) for unit in self.units}
        return {
            unit: day
            for unit, day in kept.items()
            if day > last or self.after.of(unit, date.max).last_day != day
        }

    def repeated(self) -> frozenset[str]:
        """Units whose own day is that of a correction, which says by itself until when they are in time."""
        return frozenset(unit for unit, day in self.own_days().items() if self._repeats(unit, day))

    def _repeats(self, unit: str, day: date) -> bool:
        before, after = (terms.of(unit, date.max) for terms in (self.before, self.after))
        corrected = before.last_grant.event == "corrected" and after.last_day == day
        return corrected and after.in_time_until >= before.in_time_until

    def _kept(self, unit: str) -> date | None:
        came = self.came.get(unit.casefold())
        if came and self._in_time(self.before, unit, came) and not self._in_time(self.after, unit, came):
            return self.before.of_report(unit, came, date.max).in_time_until
        term = self.before.of(unit, date.max)
        return None if term.last_grant.event == "issued" else term.last_day

    def _in_time(self, terms: RoundTerms, unit: str, came: date) -> bool:
        return not terms.of_report(unit, came, date.max).days_late(came)

    def shortened(self) -> dict[str, date]:
        """Units that have not reported and lose days → the last day that they have before the letter."""
        own, last = self.own_days(), self.after.issued(date.max).deadline
        silent = [unit for unit in self.units if unit.casefold() not in self.came]
        days = {unit: self.before.of(unit, date.max).last_day for unit in silent}
        return {unit: day for unit, day in days.items() if day > own.get(unit, last)}

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


def terms_beside(
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
    return TermsBeside(
        before,
        before.followed_by(Grant("", "issued", dated, round_.deadline)),
        [line.unit for line in joining],
        {code.casefold(): came_first(standing).received_on for code, standing in reports.items() if standing},
    )


def own_term_findings(
    beside: TermsBeside | None, round_: Round, accepted: Collection[str], anew: Restating, *, draft: bool
) -> Iterator[Finding]:
    """What a letter that follows others does to last days.

    Raises Refused where it takes days away and the clerk has not said that this is meant.
    """
    if beside is None:
        return
    if (shortened := beside.shortened()) and SHORTER not in accepted:
        finding = _shorter(shortened, round_, anew)
        if not draft:
            raise Refused("doubtful_days", "", findings=[finding])
        yield finding
    yield from _kept(later_days(beside.own_days(), round_), round_)
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


def later_days(own_terms: Mapping[str, date], round_: Round) -> dict[str, date]:
    """Of last days of units those that are later than the round's."""
    return {unit: day for unit, day in own_terms.items() if day > round_.deadline}


def _shorter(units: Mapping[str, date], round_: Round, anew: Restating) -> Finding:
    """The doubt about a letter that takes days away from units which have not reported."""
    days = [screen_date(day) for day in sorted(set(units.values()))]
    message = (
        f"Thời hạn {screen_date(round_.deadline)} sớm hơn hạn đang có ({', '.join(days)}) của {len(units)} "
        f"đơn vị chưa báo cáo: {_named([*units])}."
    )
    fix = (
        f"{anew.on(f'từ ngày {days[-1]} trở đi')}\nNếu đúng là rút ngắn thời hạn thì thêm: --accept {SHORTER}"
    )
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
    return _named([f"{unit} ({screen_date(day)})" for unit, day in days.items()])


def _named(units: Sequence[str]) -> str:
    more = f" và {len(units) - _MOST_NAMED} đơn vị khác" if len(units) > _MOST_NAMED else ""
    return f"{', '.join(units[:_MOST_NAMED])}{more}"
