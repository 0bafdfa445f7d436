"""One sample of every document that the office's templates make, with something of all that they can print.

``template check`` fills a template with its sample. A template may print the values that its renderer gives;
there is no second list of them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bcd35.domain.channels import Channel
from bcd35.domain.layout.profile import DocumentType
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.reminders import Reminder
from bcd35.domain.rounds import Field, Ground, Round, Task
from bcd35.domain.summary import Totals
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters import correction, extension, notice, poster, reminder, written_report
from bcd35.formats.letters.correction import Correction, CorrectionContent
from bcd35.formats.letters.extension import ExtendedUnit, ExtensionContent
from bcd35.formats.letters.missing_units import MissingGroup, MissingUnit
from bcd35.formats.letters.notice import LetterContent
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

_UNIT, _OTHER_UNIT = "Sở Tư pháp", "Sở Y tế"
_SUBJECT = "tuyên truyền trên các kênh truyền thông"
_TERM = "2025-2030"
_ISSUED, _TODAY, _LATER = date(2026, 1, 22), date(2026, 2, 20), date(2026, 2, 27)
_ROUND = Round(
    code="mau",
    subject=_SUBJECT,
    grounds=(Ground("Công văn", "29-CV/VP", date(2026, 1, 21), "cơ quan cấp trên", _SUBJECT),),
    tasks=(
        Task(
            "1",
            "Thông báo các kênh",
            "Thông báo các kênh dưới đây.\nLàm trong một tuần.",
            ("Gửi danh sách kênh",),
        ),
        Task(
            "2",
            "Chia sẻ thông tin",
            "Chia sẻ trên trang của đơn vị.",
            ("Rà soát nội dung",),
            date(2026, 2, 12),
        ),
    ),
    fields=(Field(code="tin_bai", label="Số tin bài", kind="count"),),
    deadline=date(2026, 2, 15),
)
_CHANNELS = tuple(
    Channel(code=platform, platform=platform, name=name, url=address, canonical_url=address)
    for platform, name, address in (
        ("facebook", "Cổng Thông tin điện tử", "https://www.facebook.com/cong.thong.tin"),
        ("tiktok", "Báo của tỉnh", "https://www.tiktok.com/@bao.cua.tinh"),
    )
)
_MISSING = tuple(
    MissingGroup(
        kind,
        (
            MissingUnit(
                name=name,
                days_overdue=5,
                reminders=(
                    Reminder(LetterNumber("CV", _TERM, 29), date(2026, 2, 16), date(2026, 2, 16), _TODAY, ()),
                ),
            ),
        ),
    )
    for kind, name in (("Nhóm thứ nhất", _UNIT), ("Nhóm thứ hai", _OTHER_UNIT))
)


def _number(office: Office, number: int, document_type: str = "CV") -> LetterNumber:
    """A number as the office's own book writes it."""
    symbol = next(iter(office.symbols(document_type)), f"{document_type}/VP")
    return LetterNumber(symbol, _TERM, number)


def _content(office: Office) -> LetterContent:
    number = _number(office, 28)
    return LetterContent(office=office, round_=_ROUND, number=number, dated=_ISSUED, channels=_CHANNELS)


def _letter(template: WordTemplate, office: Office) -> bytes:
    return notice.render_letter(template, _content(office), [_UNIT])


def _named(template: WordTemplate, office: Office) -> bytes:
    """A type that every layout has, with a heading of its own and without Kính gửi."""
    kind = DocumentType(name="KẾ HOẠCH", code="KH")
    round_ = replace(_ROUND, document_type="kế hoạch")
    symbol = re.sub("^CV", "KH", _number(office, 0).symbol)
    named = symbol if symbol.startswith("KH") else f"KH-{symbol.partition('-')[0]}"
    content = replace(_content(office), round_=round_, kind=kind, number=LetterNumber(named, _TERM, 28))
    return notice.render_letter(template, content, [_UNIT, _OTHER_UNIT])


def _checklist(template: WordTemplate, office: Office) -> bytes:
    return notice.render_checklist(template, _content(office), _UNIT)


def _begun(office: Office, number: LetterNumber) -> dict[str, Any]:
    """What every letter that follows the round's says first: both numbers, both dates."""
    return {
        "office": office,
        "round_": _ROUND,
        "letter": _number(office, 28),
        "issued": _ISSUED,
        "number": number,
        "dated": _TODAY,
    }


def _reminder(template: WordTemplate, office: Office) -> bytes:
    content = ReminderContent(
        **_begun(office, _number(office, 30)),
        as_of=_TODAY,
        expected=3,
        reported=1,
        missing=_MISSING,
        deadline=_LATER,
    )
    return reminder.render_reminder(template, content, content.units)


def _correction(template: WordTemplate, office: Office) -> bytes:
    faults = (Correction("Số tin bài", "khoảng 5", "Ghi số nguyên, từ 0 trở lên."),)
    content = CorrectionContent(
        **_begun(office, _number(office, 31)),
        unit_name=_UNIT,
        received_on=date(2026, 2, 14),
        corrections=faults,
        deadline=_LATER,
    )
    return correction.render_correction(template, content)


def _extension(template: WordTemplate, office: Office) -> bytes:
    units = tuple(ExtendedUnit(name, date(2026, 2, 15)) for name in (_UNIT, _OTHER_UNIT))
    content = ExtensionContent(
        **_begun(office, _number(office, 32)),
        reason="mưa lũ chia cắt đường giao thông",
        deadline=_LATER,
        units=units,
    )
    return extension.render_extension(template, content, units)


def _report(template: WordTemplate, office: Office) -> bytes:
    count = CountLine(label="Số tin bài", total=12, answered=1)
    share = ShareResult("Hình thức", (("văn bản", 1),), 1)
    content = ReportContent(
        **_begun(office, _number(office, 5, "BC")),
        as_of=_TODAY,
        totals=Totals(expected=2, reported=1, on_time=0, late=1, missing=1, exempt=0),
        kinds=_kinds(),
        results=(TaskResult("Chia sẻ thông tin", (count, share)),),
        remarks=(RemarkGroup("Khó khăn, kiến nghị", (UnitRemark(_UNIT, "Chưa có cán bộ chuyên trách"),)),),
    )
    return written_report.render_report(template, content)


def _kinds() -> tuple[KindOfUnits, ...]:
    """One kind that reported, one that did not."""
    reported = ReportedUnit(
        name=_UNIT,
        received_on=date(2026, 2, 17),
        days_late=2,
        reference="12-BC/CB",
        dated=date(2026, 2, 16),
        note="Đã bổ sung",
    )
    late = Totals(expected=1, reported=1, on_time=0, late=1, missing=0, exempt=0)
    missing = Totals(expected=1, reported=0, on_time=0, late=0, missing=1, exempt=0)
    return (
        KindOfUnits("Nhóm thứ nhất", late, (reported,), ()),
        KindOfUnits("Nhóm thứ hai", missing, (), _MISSING[1].units),
    )


def _poster(template: WordTemplate, office: Office) -> bytes:
    """A full row of the poster, and the only channel of another platform."""
    first = _CHANNELS[0]
    others = (replace(first, code=f"trang_{place}", name=f"Trang thứ {place}") for place in (2, 3))
    return poster.render_poster(template, PosterContent(office, (*_CHANNELS, *others), _ISSUED))


LETTER = notice.TEMPLATE_NAMES["letter"]
# The name of a template's file → the sample that is made with it.
SAMPLES: dict[str, Callable[[WordTemplate, Office], bytes]] = {
    LETTER: _letter,
    notice.TEMPLATE_NAMES["named"]: _named,
    notice.TEMPLATE_NAMES["checklist"]: _checklist,
    reminder.REMINDER_TEMPLATE: _reminder,
    correction.CORRECTION_TEMPLATE: _correction,
    extension.EXTENSION_TEMPLATE: _extension,
    written_report.REPORT_TEMPLATE: _report,
    poster.POSTER_TEMPLATE: _poster,
}
# Templates of what is no official document: no rule of layout concerns them.
WITHOUT_RULES = frozenset({poster.POSTER_TEMPLATE})


class _Recorder(WordTemplate):
    """A template that keeps the values it gets instead of printing them."""

    given: Mapping[str, object]

    def render(self, context: Mapping[str, object], *_: object, **_more: object) -> bytes:
        """Keep the values; there is no document."""
        object.__setattr__(self, "given", context)
        return b""


def values_of(
    sample: Callable[[WordTemplate, Office], bytes], model: WordTemplate, office: Office
) -> Mapping[str, object]:
    """The values that a renderer gives to its template."""
    recorder = _Recorder(model.name, model.data)
    sample(recorder, office)
    return recorder.given
