"""Corrections (đề nghị bổ sung): a refused report goes back to its unit with a letter and a form.

The form carries the answers that were right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import safe_stem
from bcd35.domain.letters import LetterNumber


@dataclass(frozen=True, slots=True)
class CorrectionLetter:
    """Đề nghị bổ sung: the letter that gave a refused report back to its unit.

    ``refused``: sha256 of the file.
    """

    unit: str
    refused: str
    number: LetterNumber
    dated: date
    deadline: date


class CorrectionFiles(NamedTuple):
    """The letter and the form that go back, relative to the workspace."""

    letter: str
    form: str


def plan_correction_files(
    round_code: str, number: LetterNumber, unit: str, stem: str = ""
) -> CorrectionFiles:
    """Beside the files of the round's letter; drafts in a folder of their own.

    ``stem``: the number as names write it, where its reference does not tell it.
    """
    draft = number.number is None
    name = safe_stem(unit)
    root = f"out/_du-thao/{safe_stem(round_code)}/{name}" if draft else f"out/{safe_stem(round_code)}/{name}"
    stem = "du-thao" if draft else stem or safe_stem(number.reference)
    letter = f"{root}/De-nghi-bo-sung_{stem}_{name}.docx"
    return CorrectionFiles(letter, f"{root}/Mau-bao-cao-bo-sung_{stem}_{name}.xlsx")


def faults_of_answers(findings: Iterable[Finding], cells: Iterable[str]) -> dict[str, Finding]:
    """Answer cell → the first finding against it.

    ``cells``: places within the file, as the findings write theirs (``Báo cáo!D9``).
    """
    wanted = set(cells)
    faults: dict[str, Finding] = {}
    for found in findings:
        if found.where in wanted:
            faults.setdefault(found.where, found)
    return faults
