"""One sample of every document that the office's templates make: a round with something of everything that
they can print.

``template check`` fills a template with its sample. What a template may ask for is what its renderer gives:
there is no second list.
"""

from collections.abc import Callable, Mapping
from datetime import date

from bcd35.domain.channels import Channel
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.reminders import Reminder
from bcd35.domain.rounds import Field, Ground, Round, Task
from bcd35.domain.summary import Totals
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters import correction as corrections
from bcd35.formats.letters import notice as letters
from bcd35.formats.letters import poster, written_report
from bcd35.formats.letters import reminder as reminders
from bcd35.formats.letters.correction import Correction, CorrectionContent
from bcd35.formats.letters.missing_units import MissingGroup, MissingUnit
from bcd35.formats.letters.notice import LetterContent
from bcd35.formats.letters.poster import PosterContent
from bcd35.formats.letters.reminder import ReminderContent
from bcd35.formats.letters.written_report import (
    CountResult,
    KindOfUnits,
    Remark,
    RemarkGroup,
    ReportContent,
    ReportedUnit,
    ShareResult,
    TaskResult,
)
from bcd35.formats.ooxml.package import Properties

_UNIT, _OTHER_UNIT = "Chi bộ Sở Tư pháp", "Đảng ủy Sở Y tế"
_SUBJECT = "tuyên truyền trên các kênh truyền thông"
_TERM = "2025-2030"
_LETTER, _REMINDER = LetterNumber("CV/BCĐ", _TERM, 28), LetterNumber("CV/BCĐ", _TERM, 29)
_ISSUED, _TODAY, _LATER = date(2026, 1, 22), date(2026, 2, 20), date(2026, 2, 27)
_ROUND = Round(
    code="mau",
    subject=_SUBJECT,
    grounds=(Ground("Công văn", "29-CV/BCĐ", date(2026, 1, 21), "Ban Chỉ đạo 35 Tỉnh ủy", _SUBJECT),),
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
        ("facebook", "Cổng Thông tin điện tử", "https://www.facebook.com/ThaiNguyenPortal"),
        ("tiktok", "Báo Thái Nguyên", "https://www.tiktok.com/@baothainguyen.official"),
    )
)
_MISSING = tuple(
    MissingGroup(
        kind,
        (MissingUnit(name, 5, (Reminder(_REMINDER, date(2026, 2, 16), date(2026, 2, 16), _TODAY, ()),)),),
    )
    for kind, name in (("Chi bộ cơ sở", _UNIT), ("Đảng ủy cơ sở", _OTHER_UNIT))
)


def _letter(template: WordTemplate, office: Office) -> bytes:
    return letters.render_letter(
        template, LetterContent(office, _ROUND, _LETTER, _ISSUED, _CHANNELS), [_UNIT]
    )


def _checklist(template: WordTemplate, office: Office) -> bytes:
    return letters.render_checklist(
        template, LetterContent(office, _ROUND, _LETTER, _ISSUED, _CHANNELS), _UNIT
    )


def _reminder(template: WordTemplate, office: Office) -> bytes:
    number = LetterNumber("CV/BCĐ", _TERM, 30)
    content = ReminderContent(
        office, _ROUND, _LETTER, _ISSUED, number, _TODAY, _TODAY, 3, 1, _MISSING, _LATER
    )
    return reminders.render_reminder(template, content, content.units)


def _correction(template: WordTemplate, office: Office) -> bytes:
    faults = (Correction("Số tin bài", "khoảng 5", "Ghi số nguyên, từ 0 trở lên."),)
    number = LetterNumber("CV/BCĐ", _TERM, 31)
    content = CorrectionContent(
        office, _ROUND, _LETTER, _ISSUED, number, _TODAY, _UNIT, date(2026, 2, 14), faults, _LATER
    )
    return corrections.render_correction(template, content)


def _report(template: WordTemplate, office: Office) -> bytes:
    reported = (ReportedUnit(_UNIT, date(2026, 2, 17), 2, "12-BC/CB", date(2026, 2, 16), "Đã bổ sung"),)
    kinds = (
        KindOfUnits(
            "Chi bộ cơ sở",
            Totals(expected=1, reported=1, on_time=0, late=1, missing=0, exempt=0),
            reported,
            (),
        ),
        KindOfUnits(
            "Đảng ủy cơ sở",
            Totals(expected=1, reported=0, on_time=0, late=0, missing=1, exempt=0),
            (),
            _MISSING[1].units,
        ),
    )
    results = (
        TaskResult(
            "Chia sẻ thông tin",
            (CountResult("Số tin bài", 12, 1), ShareResult("Hình thức", (("văn bản", 1),), 1)),
        ),
    )
    remarks = (RemarkGroup("Khó khăn, kiến nghị", (Remark(_UNIT, "Chưa có cán bộ chuyên trách"),)),)
    number, totals = (
        LetterNumber("BC/BCĐ", _TERM, 5),
        Totals(expected=2, reported=1, on_time=0, late=1, missing=1, exempt=0),
    )
    content = ReportContent(
        office, _ROUND, _LETTER, _ISSUED, number, _TODAY, _TODAY, totals, kinds, results, remarks
    )
    return written_report.render_report(template, content)


def _poster(template: WordTemplate, office: Office) -> bytes:
    return poster.render_poster(template, PosterContent(office, _CHANNELS, _ISSUED))


# The name of a template's file → the sample that is made with it.
SAMPLES: dict[str, Callable[[WordTemplate, Office], bytes]] = {
    letters.TEMPLATE_NAMES["letter"]: _letter,
    letters.TEMPLATE_NAMES["checklist"]: _checklist,
    reminders.TEMPLATE_NAME: _reminder,
    corrections.TEMPLATE_NAME: _correction,
    written_report.TEMPLATE_NAME: _report,
    poster.TEMPLATE_NAME: _poster,
}
# No official letters: the rules of layout have nothing to say of them.
WITHOUT_RULES = frozenset({poster.TEMPLATE_NAME})


class _Asked(WordTemplate):
    """Stands in for a template: remembers the values that it was given."""

    given: Mapping[str, object]

    def render(self, context: Mapping[str, object], properties: Properties) -> bytes:  # noqa: ARG002 - the same call
        """Remember the values; there is no document."""
        object.__setattr__(self, "given", context)
        return b""


def values_of(
    sample: Callable[[WordTemplate, Office], bytes], model: WordTemplate, office: Office
) -> Mapping[str, object]:
    """The values that a renderer gives to its template."""
    asked = _Asked(model.name, model.data)
    sample(asked, office)
    return asked.given
