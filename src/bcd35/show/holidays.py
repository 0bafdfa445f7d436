"""What the ``holidays`` commands show."""

from bcd35.domain.dates import screen_date
from bcd35.show.screen import Cell, Screen, Table
from bcd35.usecases.registers.holidays import CalendarDay, YearConfirmed

_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")


def as_data(day: CalendarDay) -> dict[str, object]:
    """One day for ``--json``."""
    return {
        "day": day.day.isoformat(),
        "name": day.name,
        "kind": "worked" if day.worked else "off",
        "confirmed": day.confirmed,
    }


def listed(days: list[CalendarDay]) -> Screen:
    """The calendar, day by day."""
    if not days:
        return Screen([], ("Lịch chưa có ngày nào của năm ấy.",))
    return Screen([as_data(day) for day in days], (_table(days),), (f"{len(days)} ngày.",))


def confirmed(outcome: YearConfirmed) -> Screen:
    """What ``confirm`` and ``presume`` did."""
    data = {
        "year": outcome.year,
        "confirmed": bool(outcome.decision),
        "decision": outcome.decision,
        "changed": outcome.changed,
        "days": [as_data(day) for day in outcome.days],
    }
    step = "Khám cả lịch năm nay, năm sau: bcd35 doctor"
    return Screen(data, (_sentence(outcome), _table(list(outcome.days))), (step,), cautions=outcome.findings)


def _sentence(outcome: YearConfirmed) -> str:
    if not outcome.changed:
        return f"Lịch nghỉ năm {outcome.year} đã như vậy từ trước."
    if outcome.decision:
        return f"Đã xác nhận lịch nghỉ năm {outcome.year} theo: {outcome.decision}."
    return f"Lịch nghỉ năm {outcome.year} trở lại là dự kiến."


def _table(days: list[CalendarDay]) -> Table:
    rows = tuple(
        (
            screen_date(day.day),
            _WEEKDAYS[day.day.weekday()],
            "làm bù" if day.worked else "nghỉ",
            day.name,
            "đã xác nhận" if day.confirmed else Cell("dự kiến", "late"),
        )
        for day in days
    )
    return Table(("Ngày", "Thứ", "Nghỉ / làm", "Tên", "Tình trạng"), rows, whole=(0,))
