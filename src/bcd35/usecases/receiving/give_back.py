"""Giving a refused report back to its unit.

A letter that names what is wrong, and a form filled as far as the report was right.

The order of things is that of every numbered letter: the number under the lock, files whole under temporary
names, then one act that gives them their names and writes the rows that promise them. Which file is meant is
told in ``refused_file.py``, what the letter says in ``give_back_plan.py``.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from bcd35.domain.corrections import CorrectionLetter
from bcd35.domain.errors import Refused
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.shape import to_plain
from bcd35.formats.letters.correction import CORRECTION_TEMPLATE
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.correction import CorrectionSaid, make_correction
from bcd35.usecases.letters.issuing import (
    CarriedOut,
    Serves,
    keep_templates,
    publish_issued,
    refuse_changed,
    refuse_long_places,
    take_number,
    write_documents,
)
from bcd35.usecases.open_template import Templates, prove_templates
from bcd35.usecases.receiving.give_back_plan import CorrectionPlan, plan_return
from bcd35.usecases.receiving.quarantine import copy_refused
from bcd35.usecases.receiving.reading import FileRead, whole_digest
from bcd35.usecases.receiving.refused_file import CorrectionRequest, refused_return
from bcd35.usecases.receiving.returns import Outcome
from bcd35.usecases.registers.rounds import issued_round, open_round
from bcd35.usecases.summary.status import status
from bcd35.usecases.unreadable import bytes_if_there
from bcd35.world.files import Staged

GivenBack = CarriedOut[CorrectionPlan]


def return_report(desk: Desk, request: CorrectionRequest) -> GivenBack:
    """Give a refused report back, or only plan it.

    The same file is given back under one number, however often this runs.
    """
    returned, read = refused_return(desk, request)
    again = partial(plan_return, desk, request, returned, read)
    plan = again()
    if not plan.earlier:
        prove_templates(desk.workspace, [CORRECTION_TEMPLATE], plan.content.office)
        refuse_long_places(desk, plan.files)
        _blank_form(desk, plan, returned.unit)
    if desk.rehearsal or plan.earlier:
        return GivenBack(plan, done=False, rehearsal=desk.rehearsal)
    if not plan.draft:
        plan = _with_number(desk, request, plan, read)
        if plan.earlier:  # another run gave it back in between
            return GivenBack(plan, done=False)
    templates = Templates(desk.workspace)
    said = CorrectionSaid(plan.returned.unit, plan.content, plan.form)
    documents = make_correction(desk, plan.files, said, (templates, partial(_blank_form, desk, plan)))
    record = None if plan.draft else partial(_record, desk, plan, again, templates)
    kept = write_documents(desk, documents, record)
    return GivenBack(replace(plan, findings=(*plan.findings, *kept)), done=True)


def return_all_refused(desk: Desk, request: CorrectionRequest) -> list[GivenBack]:
    """Give back every refused file of a round that waits for an answer, each under a number of its own.

    All are tried before any takes a number. Raises Refused where none waits.
    """
    code = open_round(desk, request.round_code).code
    waiting = [file.unit for file in status(desk, code).refused if not file.held]
    if not waiting:
        message = f"Đợt “{code}” không có tệp bị từ chối nào chờ gửi trả."
        raise Refused("nothing_to_correct", message, fix=f"Xem tình hình: bcd35 status {code}")
    requests = [replace(request, round_code=code, unit=unit) for unit in waiting]
    foreseen = [return_report(desk._replace(rehearsal=True), one) for one in requests]
    return foreseen if desk.rehearsal else [return_report(desk, one) for one in requests]


def documents_again(desk: Desk, request: CorrectionRequest) -> list[tuple[str, bytes]]:
    """Path and content of the papers that giving this file back would make now; nothing is written."""
    returned, read = refused_return(desk, request)
    plan = plan_return(desk, request, returned, read)
    said = CorrectionSaid(plan.returned.unit, plan.content, plan.form)
    sources = (Templates(desk.workspace), partial(_blank_form, desk, plan))
    return list(make_correction(desk, plan.files, said, sources))


def _with_number(
    desk: Desk, request: CorrectionRequest, plan: CorrectionPlan, read: FileRead
) -> CorrectionPlan:
    """Keep a copy of the refused file and take the number, under the lock, with what is true there."""
    returned = plan.returned
    outcome = Outcome(
        returned.file,
        "refused",
        unit=returned.unit,
        unit_name=plan.content.unit_name,
        round_code=plan.content.round_.code,
        findings=returned.findings,
    )
    with desk.act():
        copies = copy_refused(desk, [returned], [outcome], lambda _: plan.content.received_on)
        desk.store.intake.record_refused(copies.values())
        plan = plan_return(desk, request, returned, read)
        if plan.earlier is None:
            serves = Serves(plan.content.round_.code, "correction", returned.sha256)
            take_number(desk, plan.content.number, serves)
    return plan


def _blank_form(desk: Desk, plan: CorrectionPlan, unit: str) -> bytes:
    """The form that was issued to the unit, as the ledger promises it.

    Raises Refused when it is no longer that.
    """
    round_code = plan.content.round_.code
    file = desk.store.letters.form_file(round_code, unit)
    data = bytes_if_there(desk.workspace.root / file.path, file.path) if file else None
    if file is None or data is None or whole_digest(data) != file.sha256:
        shown = file.path if file else unit
        message = f"Mẫu đã phát hành “{shown}” bị mất hoặc bị sửa, không điền lại được."
        command = f"bcd35 letters reprint {round_code} --unit {unit}"
        fix = f"Làm lại đúng mẫu đã phát hành: {command}; xong thì chạy lại lệnh gửi trả."
        raise Refused("form_changed", message, where=shown, fix=fix)
    return data


def _record(
    desk: Desk,
    plan: CorrectionPlan,
    again: Callable[[], CorrectionPlan],
    templates: Templates,
    staged: Sequence[Staged],
) -> None:
    """One act: look again, publish the files, then write the rows that promise them."""
    content = plan.content
    letter = CorrectionLetter(
        plan.returned.unit, plan.returned.sha256, content.number, content.dated, content.deadline
    )
    places = [(letter.unit, "letter", plan.files.letter), (letter.unit, "form", plan.files.form)]
    with desk.act():
        refuse_changed(desk, content.round_.code, content.number, plan, again)
        file = desk.store.intake.refused([letter.refused])[letter.refused]
        day = _day_put_right(desk, file, content.received_on)
        used = keep_templates(desk.workspace, templates)
        files = publish_issued(desk, staged, places)
        said = CorrectionSaid(plan.returned.unit, content, plan.form)
        desk.store.sources.record(content.number, used, json.dumps(to_plain(said), ensure_ascii=False))
        desk.store.corrections.record(
            issued_round(desk, content.round_.code)[1].letter.id, letter, files, desk.world.now
        )
        desk.journal(
            "return_report",
            letter.unit,
            round=content.round_.code,
            number=content.number.reference,
            file=file.file_name,
            **day,
        )


def _day_put_right(desk: Desk, file: RefusedFile, right: date) -> dict[str, object]:
    """Put the day of receipt right that the ledger has, when the letter names another; for the journal."""
    if file.received_on == right:
        return {}
    desk.store.intake.put_refused_right(file._replace(received_on=right), "", desk.world.now)
    changes = {"received_on": [file.received_on.isoformat(), right.isoformat()]}
    return {"sha256": file.sha256, "changes": changes}
