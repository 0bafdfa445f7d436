"""What the workbook tells, as values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.figures import RoundFigures
from bcd35.domain.office import Office
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.rounds import Round


class ContributionLine(NamedTuple):
    """One thing that a unit sent for publication, in words.

    ``url`` is where it was published, empty when it was not.
    """

    unit: str
    title: str
    category: str
    medium: str
    received_on: date
    state: str
    channel: str
    url: str
    published_on: date | None
    note: str


class JournalWords(NamedTuple):
    """One line of the journal as a clerk reads it."""

    at: str
    what: str
    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class WorkbookContent:
    """The round as of a day and what belongs to it.

    ``reference`` is the letter's ``28-CV/BCĐ`` and ``dated`` its date. What the summary has nothing of,
    contributions or a comparison, has no sheet. ``pieces``: the register of contributions.
    """

    office: Office
    round_: Round
    reference: str
    dated: date
    summary: RoundSummary
    channels: Sequence[Channel]
    pieces: Sequence[ContributionLine] = ()
    journal: Sequence[JournalWords] = ()

    @property
    def figures(self) -> RoundFigures:
        return self.summary.figures
