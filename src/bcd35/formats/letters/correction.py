"""The return for correction (công văn đề nghị bổ sung): faults of a unit's report, and what is allowed."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from bcd35.domain.dates import running_date
from bcd35.domain.terms import Grant
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters import wording
from bcd35.formats.letters.follow_up import FollowUpContent
from bcd35.formats.letters.wording import about

CORRECTION_TEMPLATE = "de-nghi-bo-sung.docx"


class Correction(NamedTuple):
    """One faulty answer: the field's label, the value found (empty for none), and what is allowed."""

    field: str
    found: str
    allowed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionContent(FollowUpContent):
    """The content of a return for correction to one unit.

    ``says_how_it_counts``: by which day a report is judged that comes again in time; letters of older
    versions did not say it. ``cancelled``: what void letters told the unit of a later last day.
    """

    unit_name: str
    received_on: date
    corrections: tuple[Correction, ...]
    deadline: date
    says_how_it_counts: bool = False
    cancelled: tuple[Grant, ...] = ()


def render_correction(template: WordTemplate, content: CorrectionContent) -> bytes:
    """The letter that asks for the correction. Raises ``BrokenFile`` for a fault of the template."""
    subject = f"đề nghị bổ sung, chỉnh sửa báo cáo kết quả thực hiện {content.carried_out}"
    return template.render(correction_context(content, subject), content.properties(subject))


def correction_context(content: CorrectionContent, subject: str) -> dict[str, Any]:
    """The tags of the template."""
    office, name = content.office, content.unit_name
    context = (
        content.framed(subject)
        | content.addressed([name])
        | {
            "opening": _opening(content),
            "corrections": [
                {
                    "number": str(place),
                    "field": one.field,
                    "found": one.found or "(để trống)",
                    "allowed": one.allowed,
                }
                for place, one in enumerate(content.corrections, start=1)
            ],
            "enclosed": (
                f"Gửi kèm Công văn này mẫu báo cáo, trong đó các nội dung đã đúng được điền sẵn, "
                f"các nội dung cần bổ sung, chỉnh sửa được đánh dấu để {name} điền lại.{_counts(content)}"
                f"{wording.cancelled_text(content.cancelled, office)}"
            ),
            "closing": _closing(content),
        }
    )
    return wording.spelled(context, office.style.spelling)


def _opening(content: CorrectionContent) -> str:
    office = content.office
    letter = content.letter_cited
    return (
        f"Ngày {running_date(content.received_on)}, {office.standing_office_short} nhận được báo cáo của "
        f"{content.unit_name} "
        f"về kết quả thực hiện {letter} của "
        f"{office.full_name}{about(content.round_.subject)}. "
        f"Qua kiểm tra, báo cáo có {len(content.corrections):02d} nội dung cần bổ sung, chỉnh sửa như sau:"
    )


def _counts(content: CorrectionContent) -> str:
    if not content.says_how_it_counts:
        return ""
    day = running_date(content.received_on)
    return f" Báo cáo gửi lại đúng thời hạn dưới đây được tính theo ngày nhận báo cáo trên (ngày {day})."


def _closing(content: CorrectionContent) -> str:
    office = content.office
    return (
        f"{office.full_name} đề nghị {content.unit_name} bổ sung, chỉnh sửa các nội dung nêu trên, gửi lại "
        f"báo cáo {wording.destination_text(office, content.deadline)}"
    )
