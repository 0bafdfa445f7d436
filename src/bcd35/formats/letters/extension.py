"""The letter of extension (công văn gia hạn): whose last day it moves, from which day to which, and why."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from bcd35.domain.dates import parse_typed_date, running_date, screen_date
from bcd35.domain.office import Office
from bcd35.domain.terms import Grant
from bcd35.domain.text import respell
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters import wording
from bcd35.formats.letters.follow_up import FollowUpContent
from bcd35.formats.letters.wording import about
from bcd35.formats.ooxml.package import read_text

EXTENSION_TEMPLATE = "gia-han.docx"
_EXTENDED = (
    "Vì lý do {reason}, {issuer} gia hạn báo cáo cho {units} đến hết ngày {deadline}. "
    "Báo cáo gửi trong thời hạn được gia hạn là đúng hạn."
)


@dataclass(frozen=True, slots=True)
class ExtendedUnit:
    """A unit as letters address it, the last day that it had, and what void letters told it.

    ``reminded``: what reminders told it that name a later day than the new one.
    """

    name: str
    before: date
    cancelled: tuple[Grant, ...] = ()
    reminded: tuple[Grant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionContent(FollowUpContent):
    """The content that all letters of one extension share. ``deadline``: the new last day."""

    reason: str
    deadline: date
    units: tuple[ExtendedUnit, ...]


def render_extension(
    template: WordTemplate, content: ExtensionContent, units: Sequence[ExtendedUnit]
) -> bytes:
    """The letter to one unit, or to several with the list enclosed.

    Raises ``BrokenFile`` for a fault of the template.
    """
    subject = f"gia hạn báo cáo kết quả thực hiện {content.carried_out}"
    return template.render(extension_context(content, subject, units), content.properties(subject))


def extension_context(
    content: ExtensionContent, subject: str, units: Sequence[ExtendedUnit]
) -> dict[str, Any]:
    """The tags of the template."""
    office = content.office
    names = [unit.name for unit in units]
    context = (
        content.framed(subject)
        | content.addressed(names)
        | {
            "opening": _opening(content),
            "extension": _extension(content, units),
            "closing": wording.request_text(
                office, content.carried_out, wording.units_text(names), content.deadline
            ),
            "attached_to": content.attached_to,
            "units": _rows(content, units) if len(units) > 1 else [],
        }
    )
    return wording.spelled(context, office.style.spelling)


def _opening(content: ExtensionContent) -> str:
    """The letter of the round and the deadline that it named."""
    office, round_ = content.office, content.round_
    letter = content.letter_cited
    return (
        f"{office.full_name} đã ban hành {letter}"
        f"{about(round_.subject)}, đề nghị các đơn vị báo cáo kết quả thực hiện chậm nhất là ngày "
        f"{running_date(round_.deadline)}."
    )


def _extension(content: ExtensionContent, units: Sequence[ExtendedUnit]) -> str:
    names = wording.units_text([unit.name for unit in units])
    before = {unit.before for unit in units}
    void = wording.cancelled_text((one for unit in units for one in unit.cancelled), content.office)
    outdated = wording.outdated_text((one for unit in units for one in unit.reminded), content.office)
    from_day = f" từ ngày {running_date(before.pop())}" if len(before) == 1 else ""
    deadline = running_date(content.deadline)
    extended = _EXTENDED.format(
        reason=content.reason, issuer=content.office.full_name, units=f"{names}{from_day}", deadline=deadline
    )
    return f"{extended}{outdated}{void}"


class StatedExtension(NamedTuple):
    """What a letter of extension says: until when, why, and of its enclosed list which units it names."""

    deadline: date
    reason: str
    listed: frozenset[str]


def read_extension(data: bytes, office: Office, names: Iterable[str]) -> StatedExtension | None:
    """What the text of a letter of extension states; None where it does not state it in our words.

    ``names``: of the units that its list may name.
    """
    text = read_text(data)
    issuer = re.escape(respell(office.full_name, office.style.spelling))
    stated = wording.stated(
        _EXTENDED, text, reason=".+?", issuer=issuer, units=".+?", deadline=wording.DAY_PATTERN
    )
    deadline = parse_typed_date(stated["deadline"]) if stated else None
    if stated is None or deadline is None:
        return None
    days = rf"\d\d/\d\d/\d{{4}}{screen_date(deadline)}"
    spelled = {name: re.escape(respell(name, office.style.spelling)) for name in names}
    listed = frozenset(name for name, pattern in spelled.items() if re.search(rf"\d{pattern}{days}", text))
    all_listed = len(re.findall(days, text)) == len(listed)
    return StatedExtension(deadline, stated["reason"], listed) if all_listed else None


def _rows(content: ExtensionContent, units: Sequence[ExtendedUnit]) -> list[dict[str, str]]:
    """The enclosed list: each unit, the last day that it had, the new one."""
    deadline = screen_date(content.deadline)
    return [
        {"number": str(place), "name": unit.name, "before": screen_date(unit.before), "deadline": deadline}
        for place, unit in enumerate(units, start=1)
    ]
