"""The documents of an issue: every file of a plan, made one after the other.

Who gets what under which number, and what the ledger says of it, is decided in ``plan.py``.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from bcd35.domain.form_spec import FormIdentity, FormSpec, identify
from bcd35.domain.units import addressee
from bcd35.usecases.desk import Progress
from bcd35.usecases.letters.plan import NoticePlan
from bcd35.usecases.open_template import Templates

if TYPE_CHECKING:
    from bcd35.formats.docx.mail_merge import Copier
    from bcd35.formats.docx.template import WordTemplate
    from bcd35.formats.forms.blank import FormCopier, FormHead
    from bcd35.formats.letters.notice import LetterContent


class Documents:
    """Makes the documents of one letter. What those of a kind share is prepared with the first of them."""

    def __init__(self, plan: NoticePlan, templates: Templates) -> None:
        self._plan, self._templates = plan, templates
        self._forms: dict[str, FormCopier] = {}

    def file_copy(self) -> bytes:
        """The office's own copy: it says the last days that the letters to the units say."""
        from bcd35.formats.letters.notice import render_letter

        deadline, own_days = self._plan.days_said()
        round_ = replace(self._content.round_, deadline=deadline)
        content = replace(self._content, round_=round_, own_days=own_days, called=self._plan.called)
        return render_letter(self._template, content, self._plan.groups)

    def letter(self, name: str) -> bytes:
        """The letter to a unit, by the name that letters give it."""
        from bcd35.formats.letters.notice import addressee_context

        return self._letters.copy(addressee_context(self._content, [name]))

    def checklist(self, name: str) -> bytes:
        from bcd35.formats.letters.notice import unit_context

        return self._checklists.copy(unit_context(self._content, name))

    def form(self, spec: FormSpec, form: FormIdentity, name: str) -> bytes:
        from bcd35.formats.forms.blank import FormCopier

        if spec.digest not in self._forms:
            self._forms[spec.digest] = FormCopier(spec, _form_head(self._plan))
        return self._forms[spec.digest].copy(form, name)

    @cached_property
    def _content(self) -> "LetterContent":
        from bcd35.formats.letters.notice import LetterContent

        terms = self._plan.terms
        return LetterContent(
            office=terms.office,
            round_=terms.round_,
            number=terms.number,
            dated=terms.dated,
            channels=terms.channels,
            replaces=terms.replaces,
            kind=terms.kind,
        )

    @cached_property
    def _template(self) -> "WordTemplate":
        from bcd35.formats.letters.notice import letter_template

        terms = self._plan.terms
        return self._templates.open(letter_template(terms.round_), terms.office.style)

    @cached_property
    def _letters(self) -> "Copier":
        from bcd35.formats.letters.notice import letter_copier

        return letter_copier(self._template, self._content)

    @cached_property
    def _checklists(self) -> "Copier":
        from bcd35.formats.letters.notice import TEMPLATE_NAMES, checklist_copier

        style = self._plan.terms.office.style.without_body()
        return checklist_copier(self._templates.open(TEMPLATE_NAMES["checklist"], style), self._content)


def documents_until(plan: NoticePlan, templates: Templates, deadline: date) -> Documents:
    """Those that name another last day than the round's."""
    terms = plan.terms._replace(round_=replace(plan.terms.round_, deadline=deadline))
    return Documents(replace(plan, terms=terms), templates)


def make_documents(plan: NoticePlan, templates: Templates, progress: Progress) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file, in the order of ``plan.places()``."""
    of_round = Documents(plan, templates)
    own = {line.deadline for line in plan.own_lines.values()} - {plan.terms.round_.deadline}
    until = {day: documents_until(plan, templates, day) for day in own}
    if plan.file_copy:
        yield plan.file_copy, of_round.file_copy()
    progress("Soạn văn bản", 0, len(plan.joining))
    units = zip(plan.joining, identities(plan), plan.files(), strict=True)
    for done, (line, form, files) in enumerate(units, start=1):
        name = addressee(line.name, line.kind, plan.terms.office.unit_kinds)
        documents = until.get(plan.deadline_of(line.unit), of_round)
        if files.letter:
            yield files.letter, documents.letter(name)
        yield files.checklist, documents.checklist(name)
        yield files.form, documents.form(plan.terms.spec, form, name)
        progress("Soạn văn bản", done, len(plan.joining))


def identities(plan: NoticePlan) -> list[FormIdentity]:
    """Identities of the plan's forms, in the order of its units."""
    spec, reference, book = plan.terms.spec, plan.terms.number.reference, plan.terms.form_book
    return [identify(spec, line.unit, reference, book) for line in plan.joining]


def _form_head(plan: NoticePlan) -> "FormHead":
    from bcd35.formats.forms.blank import FormHead

    office, round_ = plan.terms.office, plan.terms.round_
    send_to = "; ".join(part for part in (office.standing_office, office.contact) if part)
    return FormHead(
        superior=office.superior,
        issuer=office.issuer,
        office_name=office.full_name,
        unit_name="",  # each copy of the form gets its own
        subject=round_.subject,
        reference=plan.terms.number.reference,
        dated=plan.terms.dated,
        deadline=round_.deadline,
        send_to=send_to,
        comma_before_date=office.style.comma_before_date,
    )
