"""The reminder (công văn đôn đốc): the letter of the round, who reported as of a day, who is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from bcd35.domain.dates import parse_typed_date, running_date
from bcd35.formats.docx.mail_merge import Copier
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters import wording
from bcd35.formats.letters.follow_up import FollowUpContent
from bcd35.formats.letters.missing_units import (
    MissingGroup,
    MissingUnit,
    empty_columns,
    missing_table,
    reported_text,
)
from bcd35.formats.letters.wording import about, letter_citation
from bcd35.formats.ooxml.package import read_text

REMINDER_TEMPLATE = "don-doc.docx"
_AS_OF = "Tính đến ngày {day}, "  # of which day the figures are


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderContent(FollowUpContent):
    """The content that all letters of one reminder share.

    ``expected`` and ``reported`` count units as of ``as_of``; ``missing`` are the units reminded, by kind.
    ``deadline``: until when they are asked to report; ``standing``: it is the last day that they have
    already. ``reminders_count``: whether another one moves it; None in what older versions kept.
    ``only_filled``: a column of the list that says nothing is left out, which older versions did not.
    """

    as_of: date
    expected: int
    reported: int
    missing: tuple[MissingGroup, ...]
    deadline: date
    standing: bool = False
    reminders_count: bool | None = None
    only_filled: bool = False

    @property
    def units(self) -> tuple[MissingUnit, ...]:
        return tuple(unit for group in self.missing for unit in group.units)


def render_reminder(template: WordTemplate, content: ReminderContent, units: Sequence[MissingUnit]) -> bytes:
    """The reminder to one missing unit, or to all of them with the list enclosed.

    Raises ``BrokenFile`` for a fault of the template.
    """
    subject = _subject(content, units)
    context = _shared_context(content, subject, content.missing if len(units) > 1 else ())
    empty = empty_columns(context["missing"]["groups"]) if content.only_filled else []
    filled = context | _units_context(content, units)
    return template.render(filled, content.properties(subject), {"missing": empty})


class ReminderDays(NamedTuple):
    """What a reminder says of days beside its own date: which its figures are of, and its deadline."""

    as_of: date
    deadline: date


def read_days(data: bytes) -> ReminderDays | None:
    """The days that the text of a reminder states; None where it does not state them in our words."""
    text = read_text(data)
    found = (
        wording.stated(_AS_OF, text, day=wording.DAY_PATTERN),
        wording.stated(wording.DEADLINE, text, deadline=wording.DAY_PATTERN, own_days=""),
    )
    as_of, deadline = (parse_typed_date(match[1]) if match else None for match in found)
    return ReminderDays(as_of, deadline) if as_of and deadline else None


def render_reminders(template: WordTemplate, content: ReminderContent) -> Iterator[bytes]:
    """The reminders to each of the units in order: :func:`render_reminder` as copies of a filled template.

    They save a minute at 1,530 units (``python -m bench --growth``, the row ``remind``).
    """
    copiers: dict[str, Copier] = {}
    for unit in content.units:
        subject = _subject(content, [unit])
        if subject not in copiers:
            shared = _shared_context(content, subject, ())
            copiers[subject] = Copier(template, shared, content.properties(subject))
        yield copiers[subject].copy(_units_context(content, [unit]))


def _subject(content: ReminderContent, units: Sequence[MissingUnit]) -> str:
    return f"đôn đốc báo cáo kết quả thực hiện {content.carried_out}{_times(units)}"


def _shared_context(content: ReminderContent, subject: str, listed: Sequence[MissingGroup]) -> dict[str, Any]:
    """The tags that all letters of one subject share; ``listed``: the units of the enclosed list."""
    context = content.framed(subject) | {
        "opening": _opening(content),
        "appendix_subject": f"đơn vị {_lacking(content.units)} tính đến ngày {running_date(content.as_of)}",
        "attached_to": content.attached_to,
        "missing": missing_table(listed, content.round_.deadline),
    }
    return wording.spelled(context, content.office.style.spelling)


def _units_context(content: ReminderContent, units: Sequence[MissingUnit]) -> dict[str, Any]:
    """The tags that differ from unit to unit: Kính gửi, the sentences that name the unit, Nơi nhận."""
    office = content.office
    names = [unit.name for unit in units]
    letter, named = _form_of(content, units), wording.units_text(names)
    context = content.addressed(names) | {
        "state": _state(content, units),
        "closing": wording.request_text(office, letter, named, content.deadline, manner="khẩn trương "),
    }
    return wording.spelled(context, office.style.spelling)


def _form_of(content: ReminderContent, units: Sequence[MissingUnit]) -> str:
    """The letter with whose form the units report: a report given back has its own, half filled in."""
    returned = [one.returned for one in units if one.returned and one.returned.on >= content.issued]
    if not returned:
        return content.carried_out
    if len(units) == 1 and returned[0].letter:
        return f"Công văn số {returned[0].letter.reference}"
    return (
        f"{content.carried_out} (đơn vị đã được đề nghị bổ sung, chỉnh sửa: theo mẫu gửi kèm công văn "
        "đề nghị ấy)"
    )


def _times(units: Sequence[MissingUnit]) -> str:
    """`` (lần thứ 2)`` from the second reminder on, where it is the same for all of ``units``."""
    times = {len(unit.reminders) + 1 for unit in units}
    return f" (lần thứ {times.pop()})" if len(times) == 1 and times != {1} else ""


def _opening(content: ReminderContent) -> str:
    """The grounds, then the letter of the round, its request and its deadline."""
    office, round_ = content.office, content.round_
    grounds = wording.grounds_text(round_.grounds, content.office)
    letter = content.letter_cited
    request = (
        f"{office.full_name} đã ban hành "
        f"{letter}{about(round_.subject)}, "
        f"đề nghị các đơn vị báo cáo kết quả thực hiện chậm nhất là ngày {running_date(round_.deadline)}."
    )
    return f"Thực hiện {grounds}, {request}" if grounds else request


def _state(content: ReminderContent, units: Sequence[MissingUnit]) -> str:
    """How many units reported, and which did not."""
    as_of = _AS_OF.format(day=running_date(content.as_of))
    figures = f"{as_of}{reported_text(content.reported, content.expected)}"
    void = wording.cancelled_text((one for unit in units for one in unit.cancelled), content.office)
    if len(units) > 1:
        listed = f"{figures}; {len(units):02d} đơn vị trong danh sách kèm theo {_lacking(units)}."
        return f"{listed}{void}{_rule(content)}"
    (unit,) = units
    overdue = f", quá thời hạn {unit.days_overdue:02d} ngày" if unit.days_overdue else ""
    if unit.deadline and unit.deadline != content.round_.deadline:
        overdue += f" (thời hạn của đơn vị là ngày {running_date(unit.deadline)}, {unit.why})"
    letters = " và ".join(letter_citation(one.number, one.dated, content.office) for one in unit.reminders)
    reminded = f", mặc dù đã được đôn đốc tại {letters}" if letters else ""
    sent = f"đã gửi ngày {running_date(unit.sent_on)}, " if unit.sent_on else ""
    return f"{figures}; {unit.name} {sent}{_lacking(units)}{overdue}{reminded}.{void}{_rule(content)}"


def _lacking(units: Sequence[MissingUnit]) -> str:
    """What units have not done; one whose file was refused did send something."""
    return "chưa có báo cáo hợp lệ" if any(unit.sent_on for unit in units) else "chưa gửi báo cáo"


def _rule(content: ReminderContent) -> str:
    """Whether the deadline of this letter counts, plainly."""
    if content.standing:
        return " Công văn này nhắc thời hạn đã giao, không thay đổi thời hạn."
    if content.reminders_count is None:
        return ""
    if content.reminders_count:
        return " Báo cáo gửi trong thời hạn nêu tại Công văn này được tính là đúng hạn."
    return (
        " Thời hạn nêu tại Công văn này không thay thời hạn đã giao; báo cáo gửi sau thời hạn đã giao vẫn "
        "tính là trễ hạn."
    )
