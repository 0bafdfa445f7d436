"""The letter of a round (công văn) and its checklist (bảng kiểm), ready for the templates.

This module has the wording and punctuation; the templates have the layout, which the office can change. The
rules are those of Hướng dẫn 05-HD/VPTW (2026); where its sources disagree, ``office.style`` decides. The
names of a context are the tags of a template.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bcd35.domain.channels import Channel, by_platform
from bcd35.domain.dates import screen_date
from bcd35.domain.layout.profile import DocumentType
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.rounds import Round, Task, bare_subject
from bcd35.domain.sentences import cited
from bcd35.domain.text import capitalised, respell
from bcd35.formats.docx.mail_merge import Copier
from bcd35.formats.docx.template import Link, Paragraphs, Picture, WordTemplate
from bcd35.formats.letters import wording
from bcd35.formats.letters.qr import qr_png
from bcd35.formats.letters.wording import ENDINGS, OwnDays, joined_names, spelled
from bcd35.formats.ooxml.package import Properties

TEMPLATE_NAMES = {"letter": "cong-van.docx", "named": "van-ban.docx", "checklist": "bang-kiem.docx"}
QR_WIDTH_MM = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContent:
    """The content that all letters and checklists of one issue share.

    ``number.number`` is None on a draft; ``channels``: those that they list. ``replaces``: number and date of
    the letter whose place this one takes. ``kind``: the type of the document, None for a công văn.
    ``own_days``: of the office's copy, what the letters to some units say instead of the round's last day;
    ``called``: what its sentences call several addressees, instead of naming each again.
    """

    office: Office
    round_: Round
    number: LetterNumber
    dated: date
    channels: tuple[Channel, ...]
    replaces: tuple[LetterNumber, date] | None = None
    kind: DocumentType | None = None
    own_days: OwnDays = ()
    called: str = ""

    @property
    def addressed(self) -> bool:
        """Whether the document carries Kính gửi."""
        return self.kind is None or self.kind.addressed

    @property
    def words(self) -> DocumentType:
        """The type whose words the document says."""
        return self.kind or DocumentType()


def letter_template(round_: Round) -> str:
    """The template of a round's letter: another one for documents that have a type name."""
    return TEMPLATE_NAMES["named" if round_.document_type else "letter"]


def render_letter(template: WordTemplate, content: LetterContent, addressees: Sequence[str]) -> bytes:
    """The công văn to one unit, or to the office's ``addressee_groups`` for the file copy.

    Raises ``BrokenFile`` for a fault of the template.
    """
    return template.render(
        letter_context(content) | addressee_context(content, addressees),
        _properties(content, content.round_.document_name),
    )


def render_checklist(template: WordTemplate, content: LetterContent, unit_name: str) -> bytes:
    """The checklist that goes with the letter to one unit.

    Raises ``BrokenFile`` for a fault of the template.
    """
    return template.render(
        checklist_context(content) | unit_context(content, unit_name),
        _properties(content, f"Bảng kiểm kèm {content.round_.document_name}"),
    )


def letter_copier(template: WordTemplate, content: LetterContent) -> Copier:
    """The copier for many letters of one issue.

    ``.copy(addressee_context(content, [name]))`` gives the bytes of :func:`render_letter`, much faster.
    """
    return Copier(template, letter_context(content), _properties(content, content.round_.document_name))


def checklist_copier(template: WordTemplate, content: LetterContent) -> Copier:
    """The copier for many checklists of one issue.

    ``.copy(unit_context(content, name))`` gives the bytes of :func:`render_checklist`.
    """
    shared = checklist_context(content)
    return Copier(template, shared, _properties(content, f"Bảng kiểm kèm {content.round_.document_name}"))


def letter_context(content: LetterContent) -> dict[str, Any]:
    """The values that all letters of an issue share; the others are those of :func:`addressee_context`."""
    office = content.office
    context = (
        wording.numbered_heading(office, content.number, content.dated)
        | wording.signature(office)
        | {
            "letter_subject": wording.letter_subject(content.round_.subject, office),
            "tasks": _letter_tasks(content),
        }
    )
    if content.kind and content.kind.name:
        subject = bare_subject(content.round_.subject)
        context |= {
            "type_name": content.kind.name,
            "type_subject": subject,
            "type_subject_rule": wording.subject_rule(subject),
            "address_word": content.kind.address_word if content.addressed else "",
        }
    return spelled(context, content.office.style.spelling)


def addressee_context(content: LetterContent, addressees: Sequence[str]) -> dict[str, Any]:
    """The values that differ by addressee: Kính gửi, the sentences that name it, and Nơi nhận."""
    names = content.called or joined_names(addressees)
    context = {
        "addressee_lines": wording.addressee_lines(addressees, content.office.style),
        "opening": _with_background(content, _opening(content, names)),
        "closing": _closing(content, names),
        "recipient_lines": _recipient_lines(content, addressees),
        "enclosed": _enclosed(content, names),
    }
    return spelled(context, content.office.style.spelling)


def _recipient_lines(content: LetterContent, addressees: Sequence[str]) -> list[str]:
    """Nơi nhận: “Như trên” and the office's own list.

    A document without Kính gửi names its units here, in place of the groups that they belong to.
    """
    office = content.office
    # A round to some of the units alone says nothing to those whom the office's own list names.
    own = content.round_.to and office.follow_up_recipients
    recipients = own or office.recipients
    if content.addressed:
        return wording.recipient_lines(office, recipients, addressees)
    others = wording.not_named(recipients, (*addressees, *office.addressee_groups))
    return wording.dash_list([*addressees, *others], office.style.list_separator)


def checklist_context(content: LetterContent) -> dict[str, Any]:
    """The values that all checklists of an issue share; the other is that of :func:`unit_context`."""
    round_ = content.round_
    subject = f"việc {bare_subject(round_.subject)}"
    context = wording.numbered_heading(content.office, content.number, content.dated) | {
        "checklist_subject": subject,
        "checklist_subject_rule": wording.subject_rule(subject),
        "attached_to": wording.attached_to(
            content.office, content.round_.document_name, content.number, content.dated
        ),
        "tasks": [*_checklist_tasks(round_), _report_task(content)],
        "platforms": _checklist_platforms(content.channels),
    }
    return spelled(context, content.office.style.spelling)


def unit_context(content: LetterContent, unit_name: str) -> dict[str, Any]:
    """The value that differs between two checklists of an issue."""
    return {"unit_name": respell(unit_name, content.office.style.spelling)}


def _properties(content: LetterContent, kind: str) -> Properties:
    return wording.properties(kind, content.number, content.round_.subject, content.office, content.dated)


def _opening(content: LetterContent, names: str) -> str:
    """The first sentence: the grounds, then what the document of this type says to the addressees."""
    tasks = "các nội dung sau" if len(content.round_.tasks) > 1 else "nội dung sau"
    request = content.words.opening.format(office=content.office.full_name, units=names, tasks=tasks)
    grounds = wording.grounds_text(content.round_.grounds, content.office)
    purpose = content.round_.purpose.rstrip(ENDINGS)
    aim = purpose if purpose.startswith("để ") else f"nhằm {purpose}" if purpose else ""
    reasons = [*([f"thực hiện {grounds}"] if grounds else []), *filter(None, [aim])]
    first = f"{'; '.join(reasons)}, {request}" if reasons else request
    return capitalised(first)


def _with_background(content: LetterContent, opening: str) -> str | Paragraphs:
    background = content.round_.background.rstrip(ENDINGS)
    return Paragraphs((f"{background}.", opening)) if background else opening


def _enclosed(content: LetterContent, names: str) -> str:
    """What goes with the letter, behind which letter it takes the place of.

    That stands in a paragraph that every template has, so that no letter loses it.
    """
    what = content.round_.document_name
    watch = content.words.watch.format(units=names)
    enclosed = f"Gửi kèm {what} này bảng kiểm và mẫu báo cáo; {watch}"
    if content.replaces is None:
        return enclosed
    number, dated = content.replaces
    replaced = cited(what, number.reference, dated, content.office)
    return (
        f"{what} này thay thế {replaced} của {content.office.full_name}. {enclosed} Bảng kiểm và mẫu báo "
        f"cáo gửi kèm {what.lower()} trước không dùng nữa; báo cáo đã gửi vẫn được tính."
    )


def _closing(content: LetterContent, names: str) -> str | Paragraphs:
    """The last paragraph: what to report, to whom, by when; ends with the office's closing mark.

    The round's own closing sentence stands behind it.
    """
    destination = wording.destination_text(content.office, content.round_.deadline, content.own_days)
    request = content.words.request.format(units=names, destination=destination)
    own, mark = content.round_.closing.rstrip(ENDINGS), content.office.style.closing_mark
    return Paragraphs((f"{request.removesuffix(mark)}.", f"{own}{mark}")) if own else request


def _letter_tasks(content: LetterContent) -> list[dict[str, Any]]:
    """The tasks in order, the channels behind the first one; a single task has no number."""
    tasks = content.round_.tasks
    several = len(tasks) > 1
    return [
        _letter_task(
            task, f"{place}. " if several else "", _letter_platforms(content.channels) if place == 1 else []
        )
        for place, task in enumerate(tasks, start=1)
    ]


def _letter_task(task: Task, number: str, platforms: list[dict[str, Any]]) -> dict[str, Any]:
    first, *more = task.text.split("\n") if task.has_words else [""]
    title = task.title.rstrip(ENDINGS + ":")
    # A text that begins in lower case continues the sentence of the heading.
    stop = ":" if first and not first[:1].isupper() else "."
    return {"heading": f"{number}{title}{stop}", "text": first, "more": more, "platforms": platforms}


def _letter_platforms(channels: Sequence[Channel]) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{name} ({len(listed):02d} kênh)",
            "channels": [{"name": one.name, "address": one.canonical_url} for one in listed],
        }
        for name, listed in by_platform(channels)
    ]


def _checklist_tasks(round_: Round) -> list[dict[str, Any]]:
    return [
        {
            "number": str(place),
            "title": task.title,
            "steps": [
                {
                    "number": f"{place}.{step}",
                    "text": "Thực hiện nội dung này" if task.is_title(text) else text,
                    "due": screen_date(task.due or round_.deadline),
                }
                for step, text in enumerate(task.items, start=1)
            ],
        }
        for place, task in enumerate(round_.tasks, start=1)
    ]


def _report_task(content: LetterContent) -> dict[str, Any]:
    """The last task of the checklist: the report itself."""
    place = len(content.round_.tasks) + 1
    step = f"Gửi mẫu báo cáo đã điền về {content.office.standing_office_short}"
    due = screen_date(content.round_.deadline)
    return {
        "number": str(place),
        "title": "Báo cáo kết quả",
        "steps": [{"number": f"{place}.1", "text": step, "due": due}],
    }


def _checklist_platforms(channels: Sequence[Channel]) -> list[dict[str, Any]]:
    """The channels by platform, numbered through, each with an address to click and a QR code to scan."""
    places = {
        channel.code: place
        for place, channel in enumerate(
            (one for _, listed in by_platform(channels) for one in listed), start=1
        )
    }
    return [
        {
            "label": f"{name} ({len(listed):02d} kênh)",
            "channels": [_checklist_channel(channel, places[channel.code]) for channel in listed],
        }
        for name, listed in by_platform(channels)
    ]


def _checklist_channel(channel: Channel, place: int) -> dict[str, Any]:
    address = channel.canonical_url
    return {
        "number": str(place),
        "name": channel.name,
        "address": Link(address),
        "qr_code": Picture(qr_png(address), QR_WIDTH_MM, f"Mã QR của kênh {channel.name}"),
    }
