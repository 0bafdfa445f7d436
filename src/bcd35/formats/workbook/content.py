"""What the workbook tells, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.comparison import Comparison
from bcd35.domain.figures import RoundFigures
from bcd35.domain.office import Office
from bcd35.domain.rounds import Round


class Reminded(NamedTuple):
    """How often a unit was reminded, and when last."""

    times: int
    last: date | None


class ContributionLine(NamedTuple):
    """One thing that a unit sent for publication, in words; ``url`` is where it was published, empty when it was not."""

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

    ``reference`` is the letter's ``28-CV/BCĐ`` and ``dated`` its date; None while nothing is issued.
    ``reminders``: unit code → Reminded. ``contributions`` and ``comparison`` are None where there is nothing to show: no sheet then.
    """

    office: Office
    round_: Round
    reference: str
    dated: date | None
    figures: RoundFigures
    channels: Sequence[Channel]
    comparison: Comparison | None = None
    reminders: Mapping[str, Reminded] = field(default_factory=dict)
    contributions: Sequence[ContributionLine] | None = None
    journal: Sequence[JournalWords] = ()
