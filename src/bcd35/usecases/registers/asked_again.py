"""What is said of a unit that is asked again: in which letter, and until when, it was never told so."""

from collections.abc import Iterator
from datetime import date

from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.reminders import WORKING_DAYS_TO_REPORT
from bcd35.domain.reports import in_force
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.rounds import round_terms


def asked_again(desk: Desk, round_code: str, unit: str, on: date) -> Iterator[Finding]:
    """A unit that is asked again from a day, though its last day is over or its letter never reached it.

    The command that the finding names gives it time of its own, as a unit has that joins later.
    """
    issued = desk.store.letters.of_round(round_code)
    reports = desk.store.reports.of_round(round_code, [unit]).get(unit, [])
    if not issued or desk.store.registers.round_statuses()[round_code] == "closed" or in_force(reports):
        return
    day = max(on, desk.world.today)
    last_day = round_terms(desk, issued).of(unit, day).last_day
    over, number = last_day < day, issued.letter.number.reference
    if unit.casefold() not in desk.store.letters.lettered(issued.letter.id):
        message = (
            f"“{unit}” chưa nhận Công văn số {number} của đợt “{round_code}”, mà bị tính theo hạn "
            f"{screen_date(last_day)}{' (đã qua)' if over else ''}."
        )
        again = f"bcd35 notify {round_code} --unit {unit}"
        yield Finding("asked_without_letter", unit, message, f"Gửi công văn ấy, kèm hạn riêng: {again}")
    elif over:
        message = (
            f"Hạn {screen_date(last_day)} của “{unit}” trong đợt “{round_code}” đã qua: đơn vị bị tính quá "
            "hạn ngay."
        )
        to = desk.store.registers.calendar().working_day_after(day, WORKING_DAYS_TO_REPORT).isoformat()
        when = f" --date {day.isoformat()}" if day != desk.world.today else ""
        again = f"bcd35 rounds extend {round_code} --unit {unit} --to {to}{when}"
        fix = f'Cho thêm thời gian: {again} --reason "lại phải báo cáo sau khi hết hạn"'
        yield Finding("asked_after_deadline", unit, message, fix)
