"""The letter of extension (công văn gia hạn): whose last day it moves, from which day to which, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bcd35.domain.dates import running_date, screen_date
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.rounds import Round, subject_line
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters import wording
from bcd35.formats.letters.wording import ENDINGS, about, round_citation

TEMPLATE_NAME = "gia-han.docx"


@dataclass(frozen=True, slots=True)
class ExtendedUnit:
    """A unit as letters address it, and the last day that it had."""

    name: str
    before: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionContent:
    """The content that all letters of one extension share.

    ``letter`` and ``issued``: number and date of the round's letter; ``deadline``: the new last day.
    ``number.number`` is None on a draft.
    """

    office: Office
    round_: Round
    letter: LetterNumber
    issued: date
    number: LetterNumber
    dated: date
    reason: str
    deadline: date
    units: tuple[ExtendedUnit, ...]


def render_extension(
    template: WordTemplate, content: ExtensionContent, units: Sequence[ExtendedUnit]
) -> bytes:
    """The letter to one unit, or to several with the list enclosed.

    Raises ``BrokenFile`` for a fault of the template.
    """
    subject = f"gia hạn báo cáo kết quả thực hiện {_carried_out(content)}"
    return template.render(
        extension_context(content, subject, units),
        wording.properties("Công văn", content.number, subject, content.office, content.dated),
    )


def extension_context(
    content: ExtensionContent, subject: str, units: Sequence[ExtendedUnit]
) -> dict[str, Any]:
    """The tags of the template."""
    office = content.office
    names = [unit.name for unit in units]
    addressees = wording.addressees_of(names)
    context = (
        wording.numbered_heading(office, content.number, content.dated)
        | wording.signature(office)
        | {
            "letter_subject": subject_line(subject, office.style.subject_prefix),
            "addressee_lines": wording.addressee_lines(addressees, office.style),
            "opening": _opening(content),
            "extension": _extension(content, units),
            "closing": wording.request_text(
                office,
                _carried_out(content),
                wording.units_text(names),
                content.deadline,
            ),
            "attached_to": wording.attached_to(office, "Công văn", content.number, content.dated),
            "units": _rows(content, units) if len(units) > 1 else [],
            "recipient_lines": wording.recipient_lines(
                office, office.follow_up_recipients or office.recipients, addressees
            ),
        }
    )
    return wording.spelled(context, office.style.spelling)


def _carried_out(content: ExtensionContent) -> str:
    return content.round_.letter_named(content.letter.reference)


def _opening(content: ExtensionContent) -> str:
    """The letter of the round and the deadline that it named."""
    office, round_ = content.office, content.round_
    letter = round_citation(content.round_, content.letter, content.issued, content.office)
    return (
        f"{office.full_name} đã ban hành {letter}"
        f"{about(round_.subject)}, đề nghị các đơn vị báo cáo kết quả thực hiện chậm nhất là ngày "
        f"{running_date(round_.deadline)}."
    )


def _extension(content: ExtensionContent, units: Sequence[ExtendedUnit]) -> str:
    names = wording.units_text([unit.name for unit in units])
    before = {unit.before for unit in units}
    from_day = f" từ ngày {running_date(before.pop())}" if len(before) == 1 else ""
    return (
        f"Vì lý do {content.reason.rstrip(ENDINGS)}, {content.office.full_name} gia hạn báo cáo cho "
        f"{names}{from_day} đến hết ngày {running_date(content.deadline)}. "
        "Báo cáo gửi trong thời hạn được gia hạn là đúng hạn."
    )


def _rows(content: ExtensionContent, units: Sequence[ExtendedUnit]) -> list[dict[str, str]]:
    """The enclosed list: each unit, the last day that it had, the new one."""
    deadline = screen_date(content.deadline)
    return [
        {"number": str(place), "name": unit.name, "before": screen_date(unit.before), "deadline": deadline}
        for place, unit in enumerate(units, start=1)
    ]
