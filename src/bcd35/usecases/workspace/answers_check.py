"""Answers that came in a form, held against the original that is kept: the form itself says what it said."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.answers import UNANSWERED, Answers, changed_fields
from bcd35.domain.errors import RESTORE
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import judge_form_answers, still_asked
from bcd35.domain.reports import Report
from bcd35.domain.rounds import Round
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.registers.issued_forms import IssuedForms, spec_of_unit
from bcd35.usecases.registers.round_list import list_rounds
from bcd35.usecases.registers.rounds import issued_round
from bcd35.usecases.workspace.ledger_check import readable
from bcd35.world.files import file_bytes, sha256
from bcd35.world.kept import kept_path

_FIX = f"Đối chiếu với bản gốc. {RESTORE}; không có bản sao thì ghi lại báo cáo"


class _Form(NamedTuple):
    """A recorded report with the round as it was asked and the layouts of its forms."""

    report: Report
    round_: Round
    issued: IssuedForms


def answers_unlike_forms(desk: Desk, progress: Progress = no_progress, *, damaged: bool) -> list[Finding]:
    """Each answer of the ledger that its own form gives otherwise.

    A form that cannot be read, or has another layout, proves nothing; that its file is not as recorded is
    told elsewhere. ``damaged``: the ledger is, so that some of it may not be readable.
    """
    names = dict(readable(lambda: desk.store.reports.stored_hashes().items(), damaged=damaged))
    codes = readable(
        lambda: [entry.round_.code for entry in list_rounds(desk) if entry.issued], damaged=damaged
    )
    forms = [form for code in codes for form in readable(lambda: _forms(desk, code), damaged=damaged)]  # noqa: B023 – asked at once
    found = []
    for done, form in enumerate(forms):
        progress("Đối chiếu báo cáo với bản gốc", done, len(forms))
        found += readable(lambda: _differing(desk, form, names), damaged=damaged)  # noqa: B023 – as above
    progress("Đối chiếu báo cáo với bản gốc", len(forms), len(forms))
    return found


def _forms(desk: Desk, code: str) -> Iterator[_Form]:
    round_, _ = issued_round(desk, code)
    issued = IssuedForms(desk)
    for revisions in desk.store.reports.of_round(code).values():
        for report in revisions:
            if report.origin == "form" and report.sha256:
                yield _Form(report, round_, issued)


def _differing(desk: Desk, form: _Form, names: dict[str, str]) -> Iterator[Finding]:
    report, round_, _ = form
    path = kept_path(desk.workspace, report.sha256, names.get(report.sha256, ""))
    given = _answers(desk, path, form)
    for code in changed_fields(report.answers, given):
        field = round_.field(code)
        recorded = report.answers.get(code, UNANSWERED)
        label = field.label if field else code
        which = f"{report.unit}, báo cáo lần {report.revision}, đợt “{report.round_code}”"
        message = (
            f"Sổ ghi “{label}” của {which} là “{recorded.text()}”; "
            f"bản gốc đơn vị gửi ghi “{given[code].text()}”."
        )
        of = f"{report.unit} --round {report.round_code} --received-on {report.received_on.isoformat()}"
        fix = f"{_FIX}: bcd35 record-report {of} --set {code}=GIÁ_TRỊ"
        yield Finding("answer_unlike_form", desk.workspace.shown(path), message, fix)


def _answers(desk: Desk, path: Path, form: _Form) -> Answers:
    """What a form says; nothing when it proves nothing."""
    from bcd35.formats.forms.returned import judge_form, judge_form_layout, read_form

    try:
        data = file_bytes(path)
    except (OSError, ValueError):
        return {}
    if sha256(data) != form.report.sha256:
        return {}
    reading = read_form(data, form.issued.layouts())
    if not reading.sheet:
        return {}
    if reading.identity:
        spec = form.issued.spec(reading.identity.spec, form.round_)
        raw, differences = judge_form(reading, spec)
    else:
        spec = spec_of_unit(desk, form.round_, form.report.unit)
        raw, differences = judge_form_layout(reading, spec)
    fields = form.round_.fields
    answers, faults = judge_form_answers(still_asked(spec, fields), fields, raw) if raw else ({}, [])
    return {} if differences or faults else answers
