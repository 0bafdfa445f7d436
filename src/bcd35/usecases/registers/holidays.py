"""The office's calendar: days off by year, and the office's word that a year's decision is in it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.calendar import Calendar, shown_days
from bcd35.domain.changes import as_detail, changes_between
from bcd35.domain.commands import DECISION, typed_option
from bcd35.domain.dates import FIRST_YEAR, LAST_YEAR, is_weekend, screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.usecases.desk import Desk

_OFF_NAME, _WORKED_NAME = "Nghỉ theo quyết định năm {}", "Làm bù theo quyết định năm {}"


class CalendarDay(NamedTuple):
    """A day that differs from its week: off, or a day of a weekend that is worked."""

    day: date
    name: str
    worked: bool
    confirmed: bool


class YearConfirmed(NamedTuple):
    """A year of the calendar, its decision (empty: presumed), whether this run changed anything.

    ``findings``: deadlines that fall on a day off now, days of an earlier decision that stay.
    """

    year: int
    decision: str
    days: tuple[CalendarDay, ...]
    changed: bool
    findings: tuple[Finding, ...] = ()


def list_days(desk: Desk, year: int | None = None) -> list[CalendarDay]:
    """The days of a year, or of all years, in order."""
    calendar = desk.store.registers.calendar()
    days = [(day, name, False) for day, name in calendar.days_off.items()]
    days += [(day, name, True) for day, name in calendar.working_days.items()]
    return [
        CalendarDay(day, name, worked, day.year in calendar.confirmed)
        for day, name, worked in sorted(days)
        if year in (None, day.year)
    ]


def confirm_year(
    desk: Desk, year: int, *, decision: str, off: Sequence[date], worked: Sequence[date]
) -> YearConfirmed:
    """Note that a year's days are those of its decision, after ``off`` and ``worked`` are put right.

    Raises Refused for days of another year, a day named twice, or a year without any day off.
    """
    _refuse_wrong_days(year, off, worked)
    with desk.act():
        registers = desk.store.registers
        before, decided = registers.calendar(), registers.confirmed_years().get(year)
        named = {**dict.fromkeys(off, _OFF_NAME.format(year)), **_names_before(desk, year)}
        days_off, working_days = _put_right(before, {day: named[day] for day in off}, worked)
        if not any(day.year == year for day in days_off):
            message = f"Lịch chưa có ngày nghỉ nào của năm {year}."
            fix = f"Nêu từng ngày nghỉ của năm {year} bằng --off NGÀY, ghi nhiều lần được."
            raise Refused("calendar_unknown", message, where=str(year), fix=fix)
        after = Calendar(days_off, working_days, before.confirmed | {year})
        changed = after != before or decided != decision
        carried = [*_carried_over(before, year, off, worked)] if decided != decision else []
        turned = [day for day in _days(before) | _days(after) if before.is_off(day) != after.is_off(day)]
        findings = (
            *deadlines_off(desk, after),
            *_carried(year, decision, carried),
            *_counted_through(desk, year, turned, "Ngày vừa đổi"),
        )
        if changed:
            registers.set_holidays(days_off)
            registers.set_working_days(working_days)
            registers.confirm_year(year, decision, desk.world.today)
            told = changes_between(_as_told(before, decided or ""), _as_told(after, decision))
            desk.journal("confirm_year", str(year), changes=as_detail(told))
    return YearConfirmed(year, decision, tuple(list_days(desk, year)), changed, findings)


def _days(calendar: Calendar) -> set[date]:
    return {*calendar.days_off, *calendar.working_days}


def _counted_through(desk: Desk, year: int, days: Iterable[date], what: str) -> Iterator[Finding]:
    """Open rounds whose time from today to a last day counts through days that are not what they were."""
    days = sorted(day for day in days if day >= desk.world.today)
    named: dict[str, str] = {}
    for code, stands in desk.store.registers.round_statuses().items() if days else ():
        last = max((day for day, _ in _last_days(desk, code)), default=date.min) if stands == "open" else None
        if last and days[0] <= last:
            named[code] = f"“{code}” (đến {screen_date(last)})"
    if named:
        message = f"{what} ({shown_days(days)}) nằm trong thời hạn của đợt {', '.join(named.values())}."
        issued = filter(desk.store.letters.of_round, named)
        steps = [f"Xem số ngày làm việc còn lại: bcd35 status {code}" for code in issued]
        fix = "\n".join([*steps, f"Lịch đang dùng: bcd35 holidays list {year}"])
        yield Finding("days_in_open_rounds", str(year), message, fix)


def _carried_over(
    calendar: Calendar, year: int, off: Sequence[date], worked: Sequence[date]
) -> Iterator[tuple[date, str, str]]:
    """Days of an earlier decision that this one does not name: what each is, and the option that ends it."""
    named = {*off, *worked}
    for day, name in sorted(calendar.days_off.items()):
        if name == _OFF_NAME.format(year) and day not in named and not is_weekend(day):
            yield day, "nghỉ", f"--work {day}"
    for day, name in sorted(calendar.working_days.items()):
        if name == _WORKED_NAME.format(year) and day not in named:
            yield day, "làm bù", f"--off {day}"


def _carried(year: int, decision: str, carried: Sequence[tuple[date, str, str]]) -> Iterator[Finding]:
    """What stays of an earlier decision; ``decision``: that of now, empty where there is none any more."""
    if carried:
        days = ", ".join(f"{screen_date(day)} ({words})" for day, words, _ in carried)
        message = (
            f"Vẫn giữ ngày ghi theo quyết định trước{', lần này không nêu' if decision else ''}: {days}."
        )
        mend = " ".join(put_right for _, _, put_right in carried)
        told = typed_option("decision", decision or DECISION)
        same = f"bcd35 holidays confirm {year} {told} {mend}"
        fix = f"Ngày nào không có trong quyết định mới thì bỏ: {same}"
        yield Finding("days_carried_over", str(year), message, fix)


def deadlines_off(desk: Desk, after: Calendar) -> Iterator[Finding]:
    """Deadlines of open rounds that are working days by the ledger's calendar, and days off by another."""
    before = desk.store.registers.calendar()

    def is_off_now(day: date) -> bool:
        return after.is_off(day) and not before.is_off(day)

    if not any(map(is_off_now, {*after.days_off, *before.working_days})):
        return
    for code, stands in desk.store.registers.round_statuses().items():
        for day, units in _last_days(desk, code) if stands == "open" else ():
            if is_off_now(day):
                yield _day_off(desk, code, day, units, after)


def _last_days(desk: Desk, code: str) -> Iterator[tuple[date, list[str]]]:
    """The last day of a round, and others of units that have not reported by theirs, with their codes.

    A last day of the round that is over matters while a unit is late by it.
    """
    from bcd35.domain.reports import came_first, in_force
    from bcd35.usecases.registers.rounds import expected_units, get_round, round_terms

    issued = desk.store.letters.of_round(code)
    if issued is None:
        if (planned := get_round(desk, code).deadline) >= desk.world.today:
            yield planned, []
        return
    terms, reports = round_terms(desk, issued), desk.store.reports.received(code)
    owing: dict[date, list[str]] = defaultdict(list)
    for line, expected in expected_units(desk, code).values():
        last_day = terms.of(line.unit, desk.world.today).last_day
        standing = in_force(reports.get(line.unit, []))
        if expected and not (standing and came_first(standing).received_on <= last_day):
            owing[last_day].append(line.unit)
    deadline = terms.deadline(desk.world.today)
    if owing.pop(deadline, []) or deadline >= desk.world.today:
        yield deadline, []
    yield from owing.items()


def _day_off(desk: Desk, code: str, day: date, units: Sequence[str], after: Calendar) -> Finding:
    whose = f" của {', '.join(units)}" if units else ""
    where = f"Thời hạn {screen_date(day)}{whose} trong đợt “{code}”"
    message = f"{where} nay là ngày nghỉ ({after.why_off(day)})."
    who = " ".join(f"--unit {unit}" for unit in units) or "--all"
    to = after.working_day_from(day).isoformat()
    over = day < desk.world.today
    since = f" --date {day.isoformat()}" if over else ""
    extend = f'bcd35 rounds extend {code} {who} --to {to}{since} --reason "hạn rơi vào ngày nghỉ"'
    fix = f"Dời sang ngày làm việc{'' if over else ' (kèm công văn thì thêm --letter)'}: {extend}"
    if desk.store.letters.of_round(code) is None:
        fix = f"Đợt chưa phát hành thì sửa: bcd35 rounds edit {code} --deadline {to}"
    return Finding("deadline_day_off", code, message, fix)


def presume_year(desk: Desk, year: int, *, reason: str) -> YearConfirmed:
    """Take back the confirmation of a year; its days stay as they are, and are told."""
    with desk.act():
        decided = desk.store.registers.confirmed_years().get(year)
        findings: tuple[Finding, ...] = ()
        if decided is not None:
            desk.store.registers.presume_year(year)
            changes = {"decision": [decided, None]}
            desk.journal("presume_year", str(year), reason=reason, changes=changes)
            calendar = desk.store.registers.calendar()
            carried = [*_carried_over(calendar, year, (), ())]
            presumed = calendar.presumed(date(year, 1, 1), date(year, 12, 31))
            findings = (
                *_carried(year, "", carried),
                *_counted_through(desk, year, presumed, "Ngày nghỉ, ngày làm bù nay là dự kiến"),
            )
    return YearConfirmed(year, "", tuple(list_days(desk, year)), decided is not None, findings)


def _as_told(calendar: Calendar, decision: str) -> dict[str, object]:
    """A year's decision and the days, as the journal tells what was and what is."""
    sorts = {"holidays": calendar.days_off, "working_days": calendar.working_days}
    told = {sort: {day.isoformat(): name for day, name in days.items()} for sort, days in sorts.items()}
    return {"decision": decision, **told}


def _put_right(
    calendar: Calendar, off: Mapping[date, str], worked: Sequence[date]
) -> tuple[dict[date, str], dict[date, str]]:
    """Days off and worked days of weekends, after these were changed; ``off``: with their names."""
    days_off = {day: name for day, name in calendar.days_off.items() if day not in worked}
    working_days = {day: name for day, name in calendar.working_days.items() if day not in off}
    for day, name in off.items():
        # A weekend is off once nobody works on it; it has a name where it is a holiday as well.
        if not is_weekend(day) or name != _OFF_NAME.format(day.year):
            days_off.setdefault(day, name)
    for day in worked:
        if is_weekend(day):
            working_days.setdefault(day, _WORKED_NAME.format(day.year))
    return days_off, working_days


def _names_before(desk: Desk, year: int) -> dict[date, str]:
    """The names of holidays that were said to be worked: off again, they are what they were."""
    return {
        date.fromisoformat(field.partition(".")[2]): was
        for told, _ in desk.store.registers.acts_about(str(year), ("confirm_year",))
        for field, (was, _) in json.loads(told.detail).get("changes", {}).items()
        if field.startswith("holidays.") and was is not None
    }


def _refuse_wrong_days(year: int, off: Sequence[date], worked: Sequence[date]) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = f"Năm {year} ở ngoài lịch; chỉ nhận từ {FIRST_YEAR} đến {LAST_YEAR}."
        raise Refused("bad_year", message, where=str(year), fix="Kiểm tra lại năm.")
    if foreign := [day for day in (*off, *worked) if day.year != year]:
        message = f"Ngày {screen_date(foreign[0])} không thuộc năm {year}."
        raise Refused("bad_year", message, where=str(year), fix="Xác nhận từng năm một.")
    if twice := set(off) & set(worked):
        message = f"Ngày {screen_date(min(twice))} vừa nghỉ vừa làm bù."
        raise Refused("day_twice", message, where=str(year), fix="Chỉ nêu ngày ấy một lần.")
