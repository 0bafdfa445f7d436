"""The papers of a correction: its letter, and the form that goes back. Made at its issue, and made again.

What is wrong with a report, and to whom it goes back, is decided in ``receiving/give_back_plan.py``.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bcd35.domain.corrections import CorrectionFiles, plan_correction_files
from bcd35.domain.letters import LetterNumber
from bcd35.domain.shape import from_plain
from bcd35.formats.forms.refilled import Refill, refill_form
from bcd35.formats.letters.correction import CORRECTION_TEMPLATE, CorrectionContent, render_correction
from bcd35.formats.ooxml.package import Properties
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.issuing import Serves, stem_in_names
from bcd35.usecases.open_template import Templates
from bcd35.usecases.registers.issued_forms import spec_of_unit

BlankForm = Callable[[str], bytes]  # of a unit, as it was issued


@dataclass(frozen=True, slots=True)
class CorrectionSaid:
    """What a correction says, kept with it: by tomorrow the office may say otherwise."""

    unit: str
    content: CorrectionContent
    form: Refill


def correction_files(desk: Desk, round_code: str, number: LetterNumber, unit: str) -> CorrectionFiles:
    """Where the letter and the form go."""
    stem = stem_in_names(desk, number, Serves(round_code, "correction"))
    return plan_correction_files(round_code, number, unit, stem)


def make_correction(
    desk: Desk, files: CorrectionFiles, said: CorrectionSaid, made_from: tuple[Templates, BlankForm]
) -> Iterator[tuple[str, bytes]]:
    """Path and content of the letter and of the form."""
    content, (templates, blank_form) = said.content, made_from
    template = templates.open(CORRECTION_TEMPLATE, content.office.style)
    yield files.letter, render_correction(template, content)
    title = f"Báo cáo kết quả thực hiện: {content.round_.subject}"
    properties = Properties(title, content.office.full_name, content.dated)
    layout = spec_of_unit(desk, content.round_, said.unit).layout
    yield files.form, refill_form(blank_form(said.unit), layout, said.form, properties)


def correction_again(
    desk: Desk, round_code: str, number: LetterNumber, blank_form: BlankForm
) -> Iterator[tuple[str, bytes]]:
    """The papers of a correction from what they were made from. Nothing when that was not kept."""
    if kept := desk.store.sources.content(number):
        said = from_plain(CorrectionSaid, json.loads(kept))
        templates = Templates(desk.workspace, desk.store.sources.templates().get(number, {}))
        files = correction_files(desk, round_code, number, said.unit)
        yield from make_correction(desk, files, said, (templates, blank_form))
