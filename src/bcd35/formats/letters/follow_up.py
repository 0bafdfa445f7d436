"""What letters have in common that follow a round's letter: reminder, extension, return for correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import Office
from bcd35.domain.rounds import Round
from bcd35.formats.letters import wording
from bcd35.formats.ooxml.package import Properties


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpContent:
    """``letter`` and ``issued``: number and date of the round's letter. A draft's number is None."""

    office: Office
    round_: Round
    letter: LetterNumber
    issued: date
    number: LetterNumber
    dated: date

    @property
    def carried_out(self) -> str:
        """The round's letter by its number alone, behind ``kết quả thực hiện``."""
        return self.round_.letter_named(self.letter.reference)

    @property
    def letter_cited(self) -> str:
        """The round's letter with number and date."""
        return wording.round_citation(self.round_, self.letter, self.issued, self.office)

    @property
    def attached_to(self) -> str:
        """The line below the heading of what is enclosed."""
        return wording.attached_to(self.office, "Công văn", self.number, self.dated)

    def properties(self, subject: str) -> Properties:
        return wording.properties("Công văn", self.number, subject, self.office, self.dated)

    def framed(self, subject: str) -> dict[str, Any]:
        """The tags of heading, subject and signature."""
        return (
            wording.numbered_heading(self.office, self.number, self.dated)
            | wording.signature(self.office)
            | {"letter_subject": wording.letter_subject(subject, self.office)}
        )

    def addressed(self, names: Sequence[str]) -> dict[str, Any]:
        """The tags of Kính gửi and Nơi nhận, for units of these names."""
        office, addressees = self.office, wording.addressees_of(names)
        recipients = office.follow_up_recipients or office.recipients
        return {
            "addressee_lines": wording.addressee_lines(addressees, office.style),
            "recipient_lines": wording.recipient_lines(office, recipients, addressees),
        }
