"""Issuing the official letter of a round, with its checklists and forms.

The order of things makes every crash harmless: the number is taken under the lock (a number without a letter
is used by the next run), everything is rendered and synced under temporary names outside the lock
(``documents.py``), and one last act gives the files their names and writes the rows that promise them.
Who gets what under which number is decided in ``plan.py``.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import DRAFTS, LetterFile
from bcd35.domain.number_choice import NumberLine
from bcd35.domain.shape import to_plain
from bcd35.formats.letters.notice import TEMPLATE_NAMES, letter_template
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.letters.documents import identities, make_documents
from bcd35.usecases.letters.issuing import (
    CarriedOut,
    Serves,
    keep_templates,
    publish_issued,
    refuse_long_places,
    take_number,
    write_documents,
)
from bcd35.usecases.letters.plan import NoticePlan, Replacement, names_said
from bcd35.usecases.letters.planning import plan_notice
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.open_template import Templates, prove_templates
from bcd35.usecases.registers.issued_forms import keep_layout
from bcd35.world.files import Staged

Notified = CarriedOut[NoticePlan]


def notify(desk: Desk, request: NoticeRequest, *, progress: Progress = no_progress) -> Notified:
    """Issue, draft, or only plan the letter of a round. Running it again issues nothing twice."""
    plan = plan_notice(desk, request)
    if plan.joining and plan.issued is None:  # further copies of a letter are made from what it was made from
        used = (letter_template(plan.terms.round_), TEMPLATE_NAMES["checklist"])
        prove_templates(desk.workspace, used, plan.terms.office)
    if plan.joining:
        refuse_long_places(desk, (path for *_, path in plan.places()))
    if desk.rehearsal or not plan.joining:
        return Notified(plan, done=False, rehearsal=desk.rehearsal)
    if not plan.draft and plan.issued is None:
        plan = _with_number(desk, plan, request)
        if not plan.joining:  # another run issued the round in between
            return Notified(plan, done=False)
    templates = Templates(desk.workspace, desk.store.sources.templates().get(plan.terms.number, {}))
    documents = make_documents(plan, templates, progress)
    record = None if plan.draft else partial(_record, desk, plan, templates)
    kept = write_documents(desk, documents, record, () if request.units else DRAFTS)
    kept += _already_out(desk, plan) if plan.draft and plan.replacement is None else ()
    return Notified(replace(plan, findings=(*plan.findings, *kept)), done=True)


def _already_out(desk: Desk, plan: NoticePlan) -> Iterator[Finding]:
    """That the letter of a round is out: its draft can be looked at, and leads to no number."""
    code = plan.terms.round_.code
    if issued := desk.store.letters.of_round(code):
        number = issued.letter.number
        message = f"Đợt “{code}” đã phát hành Công văn số {number.reference}: bản dự thảo này chỉ để xem."
        fix = f"Cần thay công văn ấy thì: bcd35 notify {code} --replace {number.number} --reason LÝ_DO"
        yield Finding("draft_of_issued", code, message, fix)


def _with_number(desk: Desk, plan: NoticePlan, request: NoticeRequest) -> NoticePlan:
    """Take the number, under the lock, and re-plan with what is true there."""
    with desk.act():
        plan = plan_notice(desk, request)
        if plan.issued is None:
            take_number(desk, plan.terms.number, Serves(plan.terms.round_.code, "letter", _subject(plan)))
    return plan


def _subject(plan: NoticePlan) -> str:
    """What a number left over by an unfinished run serves beside its round: a letter that it replaces."""
    return plan.replacement.letter.number.reference if plan.replacement else ""


def _record(desk: Desk, plan: NoticePlan, templates: Templates, staged: Sequence[Staged]) -> None:
    """One act: look again, publish the files, then write the rows that promise them."""
    with desk.act():
        letter_id = _still_wanted(desk, plan)
        used = keep_templates(desk.workspace, templates)
        files = publish_issued(desk, staged, plan.places())
        record_issue(desk, plan, letter_id, files)
        desk.store.sources.record(plan.terms.number, used)
        detail: dict[str, object] = {
            "number": plan.terms.number.reference,
            "units": len(plan.joining),
            "to": [line.unit for line in plan.joining],
        }
        if plan.issued:
            detail |= {"deadline": plan.terms.round_.deadline, "on": plan.joining[0].on}
        if plan.instead_of:
            detail["instead_of"] = plan.instead_of
        if plan.replacement:
            replaced = {"replaces": _subject(plan), "reason": plan.replacement.reason}
            desk.journal("replace_letter", plan.terms.round_.code, **replaced, **detail)
        else:
            desk.journal("notify", plan.terms.round_.code, **detail)


def record_issue(desk: Desk, plan: NoticePlan, letter_id: int | None, files: Sequence[LetterFile]) -> None:
    """The rows of an issue whose files lie in their places, inside the caller's act.

    ``letter_id``: the letter, when it was issued to other units before.
    """
    terms = plan.terms
    if plan.replacement:
        _replace(desk, plan, plan.replacement)
    if letter_id is None:
        frozen = {"round": terms.round_, "office": terms.office, "channels": terms.channels}
        names = names_said(plan, first=not desk.store.letters.all_of_round(terms.round_.code))
        desk.store.sources.record(terms.number, {}, names)
        texts = {name: json.dumps(to_plain(value), ensure_ascii=False) for name, value in frozen.items()}
        replaces = plan.replacement.letter.id if plan.replacement else None
        letter_id = desk.store.letters.record_letter(
            terms.round_.code, terms.number, terms.dated, texts, desk.world.now, replaces=replaces
        )
    desk.store.letters.record_files(letter_id, files)
    keep_layout(desk, terms.spec)
    desk.store.letters.record_forms(letter_id, identities(plan))
    known = desk.store.letters.joined(terms.round_.code)  # by an earlier letter: they are expected already
    lines = [line for line in plan.joining if line.unit.casefold() not in known]
    desk.store.letters.record_expectations(terms.round_.code, lines, desk.world.now)
    desk.store.terms.record(terms.round_.code, plan.own_lines.values(), desk.world.now)


def _replace(desk: Desk, plan: NoticePlan, replacement: Replacement) -> None:
    """The round as its file says it now, and the line that the letter before is void."""
    from bcd35.usecases.registers.imports import apply_sources

    edited, number = replacement.edited, replacement.letter.number
    if edited.source:
        apply_sources(desk, [edited.source], edited.request)
    line = NumberLine(
        symbol=number.symbol,
        term=number.term,
        first=number.number or 0,
        last=number.number or 0,
        event="void",
        reason=replacement.reason,
    )
    desk.store.numbers.record_line(line, plan.terms.dated, desk.world.now)


def _still_wanted(desk: Desk, plan: NoticePlan) -> int | None:
    """The letter's id when it was issued before. Raises Refused when another run got there first."""
    code = plan.terms.round_.code
    issued = desk.store.letters.of_round(code)
    foreseen = plan.replacement.letter if plan.replacement else plan.issued.letter if plan.issued else None
    known = desk.store.letters.lettered(issued.letter.id) if issued and plan.issued else frozenset()
    if (issued.letter.id if issued else None) != (foreseen.id if foreseen else None) or any(
        line.unit.casefold() in known for line in plan.joining
    ):
        message = f"Đợt “{code}” vừa được phát hành ở máy hoặc cửa sổ khác; lần chạy này không ghi gì."
        fix = f"Xem kết quả: bcd35 status {code}"
        raise Refused("issued_meanwhile", message, where=code, fix=fix)
    return issued.letter.id if issued and plan.issued else None
