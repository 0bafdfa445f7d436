"""The documents of an issue: every file of a plan, made one after the other.

Who gets what under which number, and what the ledger says of it, is decided in ``plan.py``.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bcd35.domain.form_spec import FormIdentity, form_spec, identify
from bcd35.domain.units import addressee
from bcd35.usecases.desk import Progress
from bcd35.usecases.letters.plan import NoticePlan
from bcd35.usecases.open_template import open_template
from bcd35.world.workspace import Workspace

if TYPE_CHECKING:
    from bcd35.formats.forms.blank import FormHead


def make_documents(workspace: Workspace, plan: NoticePlan, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file, in the order of ``plan.places()``."""
    from bcd35.formats.forms.blank import FormCopier
    from bcd35.formats.letters.notice import (
        TEMPLATE_NAMES,
        LetterContent,
        addressee_context,
        checklist_copier,
        letter_copier,
        render_letter,
        unit_context,
    )

    content = LetterContent(plan.office, plan.round_, plan.number, plan.dated, plan.channels)
    style = plan.office.style
    letter = open_template(workspace, TEMPLATE_NAMES["letter"], style)
    checklist = open_template(workspace, TEMPLATE_NAMES["checklist"], style.without_body())
    if plan.file_copy:
        yield plan.file_copy, render_letter(letter, content, plan.office.addressee_groups)
    letters, checklists = letter_copier(letter, content), checklist_copier(checklist, content)
    forms = FormCopier(form_spec(plan.round_), _form_head(plan))
    progress("Soạn văn bản", 0, len(plan.joining))
    units = zip(plan.joining, identities(plan), plan.files(), strict=True)
    for done, (line, form, files) in enumerate(units, start=1):
        name = addressee(line.name, line.kind, plan.office.unit_kinds)
        yield files.letter, letters.copy(addressee_context(content, [name]))
        yield files.checklist, checklists.copy(unit_context(content, name))
        yield files.form, forms.copy(form, name)
        progress("Soạn văn bản", done, len(plan.joining))


def identities(plan: NoticePlan) -> list[FormIdentity]:
    """Identities of the plan's forms, in the order of its units."""
    spec = form_spec(plan.round_)
    return [identify(spec, line.unit, plan.number.reference) for line in plan.joining]


def _form_head(plan: NoticePlan) -> "FormHead":
    from bcd35.formats.forms.blank import FormHead

    office, round_ = plan.office, plan.round_
    send_to = "; ".join(part for part in (office.standing_office, office.contact) if part)
    return FormHead(
        superior=office.superior,
        issuer=office.issuer,
        office_name=office.full_name,
        unit_name="",  # each copy of the form gets its own
        subject=round_.subject,
        reference=plan.number.reference,
        dated=plan.dated,
        deadline=round_.deadline,
        send_to=send_to,
    )
