"""The office's calendar: days off, weekend days that are worked instead, and which years are decided.

Labour Code 2019, articles 111 and 112: the days off are known long before, but which Saturdays are swapped,
and how Tết is laid, is announced year by year. Until the office confirms a year, its days are presumed.
Not here: how dates are written (``dates.py``).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from bcd35.domain.dates import is_weekend, screen_date
from bcd35.domain.findings import Finding


class Calendar(NamedTuple):
    """Lịch làm việc: ngày nghỉ, ngày làm bù, những năm đã có quyết định nghỉ."""

    days_off: Mapping[date, str]
    working_days: Mapping[date, str]  # days of a weekend that are worked instead of another day
    confirmed: frozenset[int]  # years whose days follow a decision

    def is_off(self, day: date) -> bool:
        return day not in self.working_days and (is_weekend(day) or day in self.days_off)

    def working_day_from(self, day: date) -> date:
        """The day itself, or the next working day."""
        while self.is_off(day):
            day += timedelta(days=1)
        return day

    def working_day_after(self, start: date, days: int) -> date:
        """The ``days``-th working day after ``start``."""
        day = start
        for _ in range(days):
            day = self.working_day_from(day + timedelta(days=1))
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``."""
        days = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
        return sum(not self.is_off(day) for day in days)

    def why_off(self, day: date) -> str:
        """``"thứ bảy"``, or the name of the day off; empty for a working day."""
        if not self.is_off(day):
            return ""
        return self.days_off.get(day) or ("thứ bảy" if day.isoweekday() == 6 else "chủ nhật")  # noqa: PLR2004

    def presumed(self, start: date, end: date) -> list[date]:
        """Days from ``start`` to ``end`` off, or worked, by no decision; weekends are no question."""
        off = (day for day in self.days_off if not is_weekend(day))
        days = {*off, *self.working_days}
        return sorted(day for day in days if start <= day <= end and day.year not in self.confirmed)

    def unknown_years(self, start: date, end: date) -> list[int]:
        """Years from ``start`` to ``end`` of which the calendar has no day at all."""
        known = {day.year for day in self.days_off} | self.confirmed
        return [year for year in range(start.year, end.year + 1) if year not in known]


def judge_span(calendar: Calendar, start: date, end: date, where: str) -> list[Finding]:
    """One remark for each year of a span that is counted through, or ends on, days that nobody confirmed."""
    found = [
        Finding(
            "calendar_unknown",
            where,
            f"Lịch chưa có ngày nghỉ nào của năm {year}; ngày làm việc được tính như không có ngày lễ.",
            f"Thêm ngày nghỉ năm {year} vào data/holidays.yaml rồi chạy: bcd35 import data/holidays.yaml",
        )
        for year in calendar.unknown_years(start, end)
    ]
    days = calendar.presumed(start, end)
    for year in sorted({day.year for day in days}):
        of_year = [day for day in days if day.year == year]
        off = [day for day in of_year if day not in calendar.working_days]
        worked = [day for day in of_year if day in calendar.working_days]
        told = [f"ngày nghỉ mới là dự kiến ({shown_days(off)})"] if off else []
        told += [f"ngày làm bù mới là dự kiến ({shown_days(worked)})"] if worked else []
        message = f"Có tính qua {', '.join(told)}: văn phòng chưa xác nhận lịch nghỉ năm {year}."
        fix = f"Đối chiếu thông báo nghỉ rồi chạy: bcd35 holidays confirm {year} --decision VĂN_BẢN"
        found.append(Finding("presumed_days_off", where, message, fix))
    return found


def shown_days(days: list[date]) -> str:
    """``16–20/02/2026, 27/04/2026``: days in order, neighbours as a span."""
    spans: list[list[date]] = []
    for day in days:
        if spans and (day - spans[-1][-1]).days == 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join(_shown_span(span[0], span[-1]) for span in spans)


def _shown_span(first: date, last: date) -> str:
    if first == last:
        return screen_date(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    return f"{first.day:02d}{'' if same_month else f'/{first.month:02d}'}–{screen_date(last)}"
