"""What is said of a reminder beside its letters: who is passed over, files without an answer, its days."""

from collections.abc import Iterator, Mapping, Sequence

from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import ONCE_ACCEPTED, LetterDays
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.reminders import MOST_REMINDERS
from bcd35.domain.text import short_list
from bcd35.formats.letters.reminder import ReminderContent
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.issuing import day_remarks, number_remarks
from bcd35.usecases.letters.reminded_units import PassedOver
from bcd35.usecases.refused_files import way_of_refused
from bcd35.usecases.summary.status import Status


def refusals(passed_over: Sequence[PassedOver], seen: Status) -> Iterator[Finding]:
    """What is said of units that were named though there is nothing to remind them of."""
    look = f"Xem tình hình: bcd35 status {seen.round_.code}{seen.day_options}"
    for code, reason, _ in passed_over:
        if reason == "reported":
            message = f"“{code}” đã báo cáo tính đến ngày {screen_date(seen.state.as_of)}, không đôn đốc."
            yield Finding("unit_reported", code, message, look)
        elif reason == "not_expected":
            message = (
                f"“{code}” không phải báo cáo trong đợt “{seen.round_.code}” (không có trong danh sách, hoặc "
                "được miễn)."
            )
            yield Finding("not_expected", code, message, look)


def out_of_use(passed_over: Sequence[PassedOver], seen: Status) -> Iterator[Finding]:
    """Units that have not reported and get no letters any more."""
    for code, reason, _ in passed_over:
        if reason == "retired":
            fix = (
                f"Nếu không còn phải báo cáo: bcd35 rounds exempt {code} --round {seen.round_.code} --reason "
                "LÝ_DO"
            )
            yield Finding("unit_retired", code, f"“{code}” đã thôi dùng, không đôn đốc.", fix)


def with_time(passed_over: Sequence[PassedOver], seen: Status) -> Iterator[Finding]:
    """Units that have more time, or whose file waits for the office: nothing is written to them."""
    round_code = seen.round_.code
    for code, reason, term in passed_over:
        told = f"{term.words}; hạn {screen_date(term.deadline)} chưa qua" if term else ""
        if reason == "undecided":
            message = f"“{code}” đã gửi tệp, văn phòng chưa quyết định; không đôn đốc."
            fix = f"Xem tệp nào và cách quyết định: bcd35 status {round_code}"
            yield Finding("unit_waits", code, message, fix)
        elif reason == "correcting":
            message = f"“{code}” đang sửa báo cáo ({told}); không đôn đốc."
            yield Finding("unit_correcting", code, message, "Hạn ấy qua rồi mới đôn đốc.")
        elif reason == "extended":
            message = f"“{code}” {told}; không đôn đốc."
            yield Finding("unit_extended", code, message, "Hạn ấy qua rồi mới đôn đốc.")
        elif reason == "own_term":
            message = f"“{code}” có hạn riêng ({told}); công văn này không gửi đơn vị."
            fix = f"Nhắc riêng: bcd35 remind {round_code} --unit {code}"
            yield Finding("unit_has_time", code, message, fix)


def unanswered_files(
    round_code: str, sent: Mapping[str, RefusedFile], passed_over: Sequence[PassedOver], codes: Sequence[str]
) -> Iterator[Finding]:
    """Units whose file was refused, and that no letter told so: left out, or reminded because named."""
    left_out = [one.code for one in passed_over if one.reason == "unanswered"]
    for code in (*left_out, *codes):
        if file := sent.get(code.casefold()):
            day = screen_date(file.received_on)
            end = "đợt khi ấy không nhận báo cáo" if file.held else "chưa có công văn gửi trả"
            message = f"“{code}”: tệp “{file.file_name}” nhận ngày {day} bị từ chối, {end}"
            way = way_of_refused(code, [file])
            if code in left_out:
                message += "; không đôn đốc."
                remind = f"bcd35 remind {round_code} --unit {code}"
                no = "Chưa nhận lại" if file.held else "Không gửi trả"
                fix = f"{way}\n{no} mà vẫn đôn đốc: {remind}"
            else:
                message += "; công văn nêu đơn vị đã gửi, chưa nhận được báo cáo hợp lệ."
                fix = way
            yield Finding("refused_unanswered", code, message, fix)


def remarks(desk: Desk, content: ReminderContent, seen: Status, accepted: Sequence[str]) -> Iterator[Finding]:
    yield from number_remarks(content.office, content.number)
    if content.standing:
        message = (
            f"Thời hạn báo cáo {screen_date(content.deadline)} chưa qua ngày công văn "
            f"{screen_date(content.dated)}."
        )
        fix = "Đơn vị chưa trễ; công văn chỉ nhắc trước hạn."
        yield Finding("deadline_not_passed", content.round_.code, message, fix)
    yield from _reminded_often(content, seen)
    if seen.state.received_later:
        message = (
            f"{seen.state.received_later} báo cáo nhận sau ngày {screen_date(content.as_of)} không tính."
        )
        yield Finding("received_later", "--as-of", message, "Muốn tính thì nêu --as-of ngày muộn hơn.")
    days = LetterDays(content.number, content.dated, content.deadline)
    known = ONCE_ACCEPTED if content.standing else ()
    yield from day_remarks(desk, days, (*accepted, *known), where="--deadline")


def _reminded_often(content: ReminderContent, seen: Status) -> Iterator[Finding]:
    """Units to which letters have gone in vain; one remark for all of them."""
    often = [unit for unit in content.units if len(unit.reminders) >= MOST_REMINDERS]
    if often:
        told = (f"{unit.name}: {len(unit.reminders)} lần" for unit in often)
        named = short_list(told, "đơn vị khác", by="; ")
        message = f"Đã đôn đốc từ {MOST_REMINDERS} lần trở lên mà chưa có báo cáo: {named}."
        fix = (
            "Nên trao đổi trực tiếp, báo cáo người ký trước khi gửi thêm công văn; xem từng lần: "
            f"bcd35 status {seen.head.code} --late"
        )
        yield Finding("reminded_often", seen.head.code, message, fix)
