"""Extensions (gia hạn): a later last day for units of a round, or for all of them, and where its letter goes.

Which last day counts in the end: ``terms.py``.
"""

from collections.abc import Iterable
from typing import NamedTuple

from bcd35.domain.letters import LetterNumber, safe_stem


class ExtensionFile(NamedTuple):
    """Where a unit's letter of extension goes, relative to the workspace."""

    unit: str
    path: str


def plan_extension_files(
    round_code: str, number: LetterNumber, units: Iterable[str]
) -> tuple[str, list[ExtensionFile]]:
    """The office's file copy, then one file for each unit; drafts in a folder of their own."""
    draft = number.number is None
    root = f"out/_du-thao/{safe_stem(round_code)}" if draft else f"out/{safe_stem(round_code)}"
    stem = "Gia-han_du-thao" if draft else f"Gia-han_{safe_stem(number.reference)}"
    files = [ExtensionFile(code, f"{root}/{safe_stem(code)}/{stem}_{safe_stem(code)}.docx") for code in units]
    return f"{root}/_ban-luu/{stem}_ban-luu.docx", files
