"""Content values for the tests of the office's documents: one office, one round, rosters of any size."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bcd35.domain.channels import Channel
from bcd35.domain.letters import LetterNumber
from bcd35.domain.reminders import Reminder
from bcd35.domain.rounds import Field, Ground, Round, Task
from bcd35.domain.summary import Totals
from bcd35.formats.letters.correction import Correction, CorrectionContent
from bcd35.formats.letters.missing_units import MissingGroup, MissingUnit
from bcd35.formats.letters.poster import PosterContent
from bcd35.formats.letters.reminder import ReminderContent
from bcd35.formats.letters.written_report import (
    CountLine,
    KindOfUnits,
    RemarkGroup,
    ReportContent,
    ReportedUnit,
    ShareResult,
    TaskResult,
    UnitRemark,
)
from tests.support.office import OFFICE, TERM

SUBJECT = "đẩy mạnh tuyên truyền, lan tỏa thông tin trên các kênh truyền thông"
LETTER = LetterNumber("CV/BCĐ", TERM, 28)
ISSUED = date(2025, 11, 22)
ROUND = Round(
    code="2025-11",
    subject=SUBJECT,
    grounds=(Ground("Công văn", "29-CV/BCĐ", date(2025, 11, 21), "Ban Chỉ đạo 35 Tỉnh ủy", SUBJECT),),
    tasks=(
        Task("1", "Thông báo các kênh truyền thông", "Thông báo các kênh dưới đây.", ("Gửi danh sách kênh",)),
        Task("2", "Cung cấp tin, bài, ảnh, video", "Gửi tin bài về cơ quan thường trực.", ("Chọn nội dung",)),
    ),
    fields=(Field(code="tin_bai", label="Số tin bài đã gửi", kind="count"),),
    deadline=date(2025, 12, 15),
)
FIRST_REMINDER = Reminder(
    LetterNumber("CV/BCĐ", TERM, 29), date(2025, 12, 18), date(2025, 12, 17), date(2025, 12, 25), ()
)


def a_missing(
    name: str = "Đảng ủy Sở Y tế", days: int = 5, *reminders: Reminder, note: str = ""
) -> MissingUnit:
    return MissingUnit(name=name, days_overdue=days, reminders=reminders, note=note)


def a_reminder(*groups: MissingGroup) -> ReminderContent:
    """Reminder 30-CV/BCĐ of 20 December, one unit missing unless ``groups`` say otherwise."""
    missing = groups or (MissingGroup("Đảng ủy cơ sở", (a_missing(),)),)
    expected = sum(len(group.units) for group in missing) + 9
    day = date(2025, 12, 20)
    return ReminderContent(
        office=OFFICE,
        round_=ROUND,
        letter=LETTER,
        issued=ISSUED,
        number=LetterNumber("CV/BCĐ", TERM, 30),
        dated=day,
        as_of=day,
        expected=expected,
        reported=9,
        missing=missing,
        deadline=date(2025, 12, 29),
    )


def many_missing(count: int, name: str = "Đảng ủy Sở thứ") -> tuple[MissingGroup, ...]:
    """``count`` missing units in two kinds, every third one reminded before."""
    units = [
        a_missing(f"{name} {place}", 5, *([FIRST_REMINDER] if place % 3 == 0 else []))
        for place in range(1, count + 1)
    ]
    half = (count + 1) // 2
    return (
        MissingGroup("Đảng ủy cơ sở", tuple(units[:half])),
        MissingGroup("Chi bộ cơ sở", tuple(units[half:])),
    )


CORRECTION = CorrectionContent(
    office=OFFICE,
    round_=ROUND,
    letter=LETTER,
    issued=ISSUED,
    number=LetterNumber("CV/BCĐ", TERM, 31),
    dated=date(2025, 12, 12),
    unit_name="Đảng ủy Sở Y tế",
    received_on=date(2025, 12, 10),
    corrections=(
        Correction("Số tin bài đã gửi", "khoảng 5", "Ghi số nguyên, từ 0 trở lên."),
        Correction("Ngày thông báo xong", "", "Ghi ngày/tháng/năm."),
    ),
    deadline=date(2025, 12, 19),
)


RESULTS = (
    TaskResult(
        "Thông báo các kênh truyền thông",
        (
            CountLine(label="Số tổ chức trực thuộc đã được thông báo", total=1234, answered=2),
            ShareResult("Hình thức thông báo", (("văn bản", 2), ("họp chi bộ", 1)), 2),
        ),
    ),
    TaskResult(
        "Cung cấp tin, bài, ảnh, video",
        (CountLine(label="Số tin bài đã gửi", total=5, answered=1, nothing=1),),
    ),
)


def a_report(reported: int = 2, missing: int = 1, name: str = "Đảng ủy Sở thứ") -> ReportContent:
    """Báo cáo 05-BC/BCĐ of 20 December over two kinds.

    The last unit that reported was late, one chi bộ is exempt.
    """
    absent = [a_missing(f"{name} {reported + place}", 5, FIRST_REMINDER) for place in range(1, missing + 1)]
    late = min(reported, 1)
    first = Totals(
        expected=reported, reported=reported, on_time=reported - late, late=late, missing=0, exempt=0
    )
    second = Totals(expected=missing, reported=0, on_time=0, late=0, missing=missing, exempt=1)
    day = date(2025, 12, 20)
    return ReportContent(
        office=OFFICE,
        round_=ROUND,
        letter=LETTER,
        issued=ISSUED,
        number=LetterNumber("BC/BCĐ", TERM, 5),
        dated=day,
        as_of=day,
        totals=Totals(*(one + other for one, other in zip(first, second, strict=True))),
        kinds=(
            KindOfUnits("Đảng ủy cơ sở", first, tuple(_reported_units(reported, name)), ()),
            KindOfUnits("Chi bộ cơ sở", second, (), tuple(absent)),
        ),
        results=RESULTS,
        remarks=(
            RemarkGroup(
                "Khó khăn, kiến nghị", (UnitRemark("Đảng ủy Sở Y tế", "Chưa có cán bộ chuyên trách"),)
            ),
        ),
    )


def _reported_units(count: int, name: str) -> Iterator[ReportedUnit]:
    """``count`` units in time but for the last one, which sent a report with number and date."""
    for place in range(1, count):
        yield ReportedUnit(name=f"{name} {place}", received_on=date(2025, 12, 10), days_late=0)
    if count:
        yield ReportedUnit(
            name=f"{name} {count}",
            received_on=date(2025, 12, 17),
            days_late=2,
            reference="12-BC/ĐU",
            dated=date(2025, 12, 16),
            note="Đã bổ sung",
        )


CHANNELS = tuple(
    Channel(code=code, platform=platform, name=name, url=address, canonical_url=address)
    for code, platform, name, address in (
        ("fb1", "facebook", "HƯƠNG TRÀ XÚ THÁI", "https://www.facebook.com/huongtraxuthai1"),
        (
            "fb2",
            "facebook",
            "Báo và phát thanh, truyền hình Thái Nguyên",
            "https://www.facebook.com/tntvdigital",
        ),
        (
            "fb3",
            "facebook",
            "Cổng Thông tin điện tử tỉnh Thái Nguyên - TNGOP",
            "https://www.facebook.com/ThaiNguyenPortal",
        ),
        ("tt1", "tiktok", "Thái Nguyên Tomorrow", "https://www.tiktok.com/@thainguyentomorrow"),
        ("tt2", "tiktok", "Báo Thái Nguyên", "https://www.tiktok.com/@baothainguyen.official"),
        ("tt3", "tiktok", "Thái Nguyên Future", "https://www.tiktok.com/@thainguyenfuture"),
    )
)
POSTER = PosterContent(OFFICE, CHANNELS, ISSUED)


def more_channels(count: int, platform: str = "youtube") -> tuple[Channel, ...]:
    """The six, and ``count`` more."""
    added = [
        Channel(
            code=f"m{place}",
            platform=platform,
            name=f"Kênh số {place}",
            url=f"https://www.youtube.com/@kenh{place}",
            canonical_url=f"https://www.youtube.com/@kenh{place}",
        )
        for place in range(1, count + 1)
    ]
    return (*CHANNELS, *added)


def with_channels(count: int) -> PosterContent:
    return replace(POSTER, channels=more_channels(count))
