"""Making the documents of an issue: every file of a plan, whole and synced under temporary names, in this
process or on all cores.

Who gets what under which number, and what the ledger says of it, is decided in ``plan.py``.
"""

from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.form_spec import FormIdentity, form_spec, identify_all
from bcd35.domain.letters import UnitFiles
from bcd35.domain.packed import Packed
from bcd35.domain.units import addressee
from bcd35.usecases.desk import Progress
from bcd35.usecases.letters.issuing import open_template
from bcd35.world.files import Staged, discard, new_token, settle, write_aside
from bcd35.world.workers import cores, spread
from bcd35.world.workspace import Workspace

if TYPE_CHECKING:
    from bcd35.formats.docx.mail_merge import Copier
    from bcd35.formats.forms.blank import FormCopier, FormHead
    from bcd35.formats.letters.notice import LetterContent
    from bcd35.usecases.letters.plan import NoticePlan

WORTH_PROCESSES = 2_000  # units; below, starting other processes takes longer than they save
# units; small enough for a progress bar to move and for the cores to end together, and little to hold under
# way
_LARGEST_BATCH = 100
_FEWEST_BATCHES = 50
_FILES_PER_UNIT = 3


class Order(NamedTuple):
    """What one unit gets: ``name`` as the documents address it."""

    name: str
    form: FormIdentity
    files: UnitFiles


@dataclass(frozen=True, slots=True)
class Workshop:
    """All that the documents of one issue have in common. Can be sent to another process."""

    root: Path
    token: str
    content: "LetterContent"
    letters: "Copier"
    checklists: "Copier"
    forms: "FormCopier"

    def make(self, orders: Sequence[Order]) -> list[Staged]:
        """Three files a unit, not yet synced."""
        return [
            write_aside(self.root / path, data, self.token)
            for order in orders
            for path, data in self._documents(order)
        ]

    def _documents(self, order: Order) -> Iterator[tuple[str, bytes]]:
        from bcd35.formats.letters.notice import addressee_context, unit_context

        yield order.files.letter, self.letters.copy(addressee_context(self.content, [order.name]))
        yield order.files.checklist, self.checklists.copy(unit_context(self.content, order.name))
        yield order.files.form, self.forms.copy(order.form, order.name)


@contextmanager
def produced(workspace: Workspace, plan: "NoticePlan", progress: Progress) -> Iterator[Collection[Staged]]:
    """All files of the plan in the order of ``plan.places()``, whole on the disk; they are removed when the
    caller fails.
    """
    token = new_token()
    try:
        # nobody is left writing when files are removed below
        with closing(_made(workspace, plan, token, progress)) as made:
            staged = Packed(made)
        settle(staged)
        yield staged
    except BaseException:
        # By the plan and not by what was reported: a worker that died reported nothing.
        discard(Staged(str(workspace.root / path), token, "", 0) for _, _, path in plan.places())
        raise


def identities(plan: "NoticePlan") -> Iterator[FormIdentity]:
    """Of the plan's forms, in the order of its units."""
    return identify_all(form_spec(plan.round_), (line.unit for line in plan.joining), plan.number.reference)


def _made(
    workspace: Workspace, plan: "NoticePlan", token: str, progress: Progress
) -> Generator[Staged, None, None]:
    from bcd35.formats.forms.blank import FormCopier
    from bcd35.formats.letters.notice import (
        TEMPLATE_NAMES,
        LetterContent,
        checklist_copier,
        letter_copier,
        render_letter,
    )

    content = LetterContent(plan.office, plan.round_, plan.number, plan.dated, plan.channels)
    style = plan.office.style
    letter = open_template(workspace, TEMPLATE_NAMES["letter"], style)
    checklist = open_template(workspace, TEMPLATE_NAMES["checklist"], style.without_body())
    if plan.file_copy:
        yield write_aside(
            workspace.root / plan.file_copy,
            render_letter(letter, content, plan.office.addressee_groups),
            token,
        )
    forms = FormCopier(form_spec(plan.round_), _form_head(plan))
    workshop = Workshop(
        workspace.root,
        token,
        content,
        letter_copier(letter, content),
        checklist_copier(checklist, content),
        forms,
    )
    done = 0
    progress("Soạn văn bản", done, len(plan.joining))
    for staged in _batches_made(workshop, plan):
        yield from staged
        done += len(staged) // _FILES_PER_UNIT
        progress("Soạn văn bản", done, len(plan.joining))


def _batches_made(workshop: Workshop, plan: "NoticePlan") -> Iterator[list[Staged]]:
    orders = _orders(plan)
    # The first unit alone: its documents cut the stencils that all others need, and say what is wrong with a
    # template.
    yield workshop.make([next(orders)])
    size = min(_LARGEST_BATCH, 1 + len(plan.joining) // _FEWEST_BATCHES)
    batches = iter(lambda: list(islice(orders, size)), [])
    many = len(plan.joining) >= WORTH_PROCESSES and cores() > 1
    yield from spread(workshop.make, batches) if many else map(workshop.make, batches)


def _orders(plan: "NoticePlan") -> Iterator[Order]:
    names = (addressee(line.name, line.kind, plan.office.unit_kinds) for line in plan.joining)
    return map(Order, names, identities(plan), plan.files())


def _form_head(plan: "NoticePlan") -> "FormHead":
    from bcd35.formats.forms.blank import FormHead

    office, round_ = plan.office, plan.round_
    send_to = "; ".join(part for part in (office.standing_office, office.contact) if part)
    return FormHead(
        office.superior,
        office.issuer,
        office.full_name,
        "",
        round_.subject,
        plan.number.reference,
        plan.dated,
        round_.deadline,
        send_to,
    )
