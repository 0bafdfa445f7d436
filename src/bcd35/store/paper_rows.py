"""What the ledger keeps of papers: those that it promises, those found without a row, letters of extensions.

`status` reads none of these; making the classes would be a part of its start.
"""

from datetime import date
from typing import NamedTuple

from bcd35.domain.letter_files import LetterFile
from bcd35.domain.letters import LetterNumber, Purpose


class PromisedPaper(NamedTuple):
    """A file that the ledger promises, with the round and the number that it was issued under."""

    round_code: str
    purpose: Purpose
    number: LetterNumber
    file: LetterFile


class FoundPaper(NamedTuple):
    """A paper that lay in the workspace without a row and was taken into the book as it lies."""

    path: str
    sha256: str
    size: int
    number: LetterNumber
    unit: str  # '' where it is no unit's, or nobody knows whose


class ExtensionLetter(NamedTuple):
    """Gia hạn: the letter that gave units of a round a later last day."""

    number: LetterNumber
    dated: date
    deadline: date
