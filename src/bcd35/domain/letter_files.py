"""The files of letters: how they are called, and where they go.

Not here: what a file is, by its name (``papers.py``).
"""

import re
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from bcd35.domain.letters import LetterNumber
from bcd35.domain.shape import is_reserved


class LetterFile(NamedTuple):
    """A file that a ledger row promises: path in the workspace, sha256 in hex, size in bytes.

    ``unit`` is empty for the office's file copy.
    """

    unit: str
    role: str
    path: str
    sha256: str
    size: int


class UnitFiles(NamedTuple):
    """The files made for one unit, relative to the workspace; ``letter`` is empty where one goes to all."""

    unit: str
    letter: str
    checklist: str
    form: str

    def by_role(self) -> dict[str, str]:
        """``{"letter": path, "checklist": path, "form": path}``."""
        files = {"letter": self.letter, "checklist": self.checklist, "form": self.form}
        return {role: path for role, path in files.items() if path}


DRAFTS = ("Cong-van_", "Van-ban_", "Bang-kiem_", "Mau-bao-cao_")  # how files of a round's draft begin
JOINED_LETTERS = "in-tat-ca.docx"  # the letters of a round in one file, to be printed


def safe_stem(text: str) -> str:
    """A file or folder name that Windows accepts: at most 60 of ASCII letters, digits, ``-`` and ``_``.

    Two codes never get one name: a code begins with a letter or digit and keeps its end, so ``A-`` is not
    ``A``. A reserved stem such as ``con`` becomes ``_con``, which no code can be.
    """
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", text.replace("Đ", "D").replace("đ", "d")).lstrip("-")[:60] or "_"
    return f"_{stem}" if is_reserved(stem) else stem


def stem_with_term(number: LetterNumber) -> str:
    """The number as file names write it where a round has the same number from two books."""
    return f"{safe_stem(number.reference)}_{safe_stem(number.term)}"


def plan_files(
    round_code: str,
    number: LetterNumber,
    units: Iterable[str],
    found: Container[str] = (),
    stem: str = "",
    *,
    named: bool = False,
) -> tuple[str, Iterator[UnitFiles]]:
    """Where every file of an issue goes: the office's file copy, then three files for each unit.

    Paths are relative to the workspace. A draft goes to a folder of its own, so that it is never mistaken for
    the letter. ``found``: papers of another letter that keep their places; a checklist or form that would
    have the name of one of them gets the number into its name. ``stem``: the number as names write it, where
    its reference does not tell it. ``named``: the document has a type name.
    """
    draft = number.number is None
    start = "Van-ban" if named else "Cong-van"
    root = f"out/_du-thao/{safe_stem(round_code)}" if draft else f"out/{safe_stem(round_code)}"
    stem = f"{start}_du-thao" if draft else f"{start}_{stem or safe_stem(number.reference)}"
    return f"{root}/_ban-luu/{stem}_ban-luu.docx", (_unit_files(code, root, stem, found) for code in units)


def _unit_files(code: str, root: str, stem: str, found: Container[str]) -> UnitFiles:
    name = safe_stem(code)
    folder, numbered = f"{root}/{name}", stem.removeprefix("Cong-van").removeprefix("Van-ban")

    def free(start: str, suffix: str) -> str:
        usual = f"{folder}/{start}_{name}{suffix}"
        return f"{folder}/{start}{numbered}_{name}{suffix}" if usual in found else usual

    letter = f"{folder}/{stem}_{name}.docx"
    return UnitFiles(code, letter, free("Bang-kiem", ".docx"), free("Mau-bao-cao", ".xlsx"))


class FollowUpFile(NamedTuple):
    """Where a unit's letter of a follow-up (reminder, extension) goes, relative to the workspace."""

    unit: str
    path: str


def plan_follow_up_files(
    start: str, round_code: str, number: LetterNumber, units: Iterable[str], stem: str = ""
) -> tuple[str, list[FollowUpFile]]:
    """The office's file copy, then one file for each unit, beside the files of the round's letter.

    ``start``: of the names of such letters; ``stem``: as with :func:`plan_files`. Drafts go to a folder of
    their own.
    """
    draft = number.number is None
    root = f"out/_du-thao/{safe_stem(round_code)}" if draft else f"out/{safe_stem(round_code)}"
    stem = f"{start}_du-thao" if draft else f"{start}_{stem or safe_stem(number.reference)}"
    files = [FollowUpFile(code, f"{root}/{safe_stem(code)}/{stem}_{safe_stem(code)}.docx") for code in units]
    return f"{root}/_ban-luu/{stem}_ban-luu.docx", files
