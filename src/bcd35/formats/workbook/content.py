"""What the workbook tells, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.contributions import Contribution
from bcd35.domain.figures import RoundFigures
from bcd35.domain.office import Office
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.rounds import Round


class JournalWords(NamedTuple):
    """One line of the journal as a clerk reads it."""

    at: str
    what: str
    subject: str
    detail: str


class SheetHeading(NamedTuple):
    """What the layout in force puts at the top: the lines on the right, the star under the issuer if any."""

    title: tuple[str, ...]
    star: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookContent:
    """The round as of a day and what belongs to it.

    ``reference`` is the letter's ``28-CV/BCĐ`` and ``dated`` its date. What the summary has nothing of,
    contributions or a comparison, has no sheet. ``pieces``: the register of contributions as known on the
    day; ``unit_names`` and ``channel_names``: code → name.
    """

    office: Office
    heading: SheetHeading
    round_: Round
    reference: str
    dated: date
    summary: RoundSummary
    channels: Sequence[Channel]
    pieces: Sequence[Contribution] = ()
    unit_names: Mapping[str, str] = field(default_factory=dict)
    channel_names: Mapping[str, str] = field(default_factory=dict)
    journal: Sequence[JournalWords] = ()

    @property
    def figures(self) -> RoundFigures:
        return self.summary.figures
