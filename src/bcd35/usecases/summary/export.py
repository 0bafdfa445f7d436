"""Where a round stands, and the forms in which leaders and other programs get it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.comparison import Comparison, compare_rounds
from bcd35.domain.contributions import figure_contributions, known_on
from bcd35.domain.dates import screen_date, working_days_between
from bcd35.domain.errors import Refused
from bcd35.domain.figures import RoundFigures, figure_round
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Letter, safe_stem
from bcd35.domain.office import Office
from bcd35.domain.reminders import Reminder, reminders_by_unit
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.rounds import Round
from bcd35.domain.shape import from_plain
from bcd35.domain.summary import RoundState, judge_state
from bcd35.usecases.desk import Desk, judge_output
from bcd35.usecases.registers.rounds import frozen_office, get_round, issued_round, list_rounds

_MOST_ROUNDS = 5  # earlier rounds in a comparison: more columns do not fit an A4 page


class Status(NamedTuple):
    """A round as of a day. ``working_days_left`` is None once the deadline has passed."""

    round_: Round
    office: Office
    letter: Letter
    figures: RoundFigures
    working_days_left: int | None
    channels: tuple[Channel, ...]
    # by unit code in lower case, oldest first, those of ``as_of`` or before
    reminders: Mapping[str, Sequence[Reminder]]

    @property
    def state(self) -> RoundState:
        return self.figures.state


def status(desk: Desk, wanted: str = "", as_of: date | None = None) -> Status:
    """Every expected unit in exactly one state, as of a day (today by default)."""
    round_, issued = issued_round(desk, wanted)
    office = frozen_office(issued)
    day = as_of or desk.world.today
    lines = desk.store.letters.expectations(round_.code)
    state = judge_state(round_.deadline, day, lines, desk.store.reports.of_round(round_.code))
    left = (
        None
        if state.days_left < 0
        else working_days_between(day, round_.deadline, desk.store.registers.holidays())
    )
    channels = tuple(from_plain(Channel, plain) for plain in json.loads(issued.channels))
    reminders = reminders_by_unit(desk.store.reminders.of_letter(issued.letter.id), day)
    return Status(
        round_,
        office,
        issued.letter,
        figure_round(round_, state, lines, office.unit_kinds),
        left,
        channels,
        reminders,
    )


def sum_up(desk: Desk, seen: Status) -> RoundSummary:
    """The round with what stands beside its figures, all as of the same day."""
    pieces = known_on(desk.store.contributions.of_round(seen.round_.code), seen.state.as_of)
    terms = get_round(desk, seen.round_.code).contributions
    contributions = figure_contributions(terms, seen.figures.state.units, pieces)
    return RoundSummary(seen.figures, seen.reminders, contributions, compare(desk, seen))


def compare(desk: Desk, seen: Status) -> Comparison | None:
    """The round against those whose letters went out before its own, as of the same day.

    None when none asked the same.
    """
    codes = [
        entry.round_.code
        for entry in list_rounds(desk)
        if entry.issued and _before(entry.issued.letter, seen.letter)
    ]
    earlier = [status(desk, code, seen.state.as_of) for code in codes]
    ordered = sorted(earlier, key=lambda one: (one.letter.dated, one.letter.id))[-_MOST_ROUNDS:]
    return compare_rounds(
        [*(one.figures for one in ordered), seen.figures], desk.store.registers.mergers(seen.state.as_of)
    )


def _before(letter: Letter, other: Letter) -> bool:
    return (letter.dated, letter.id) < (other.dated, other.id)


class SummaryWritten(NamedTuple):
    """What was summed up and where it is; ``asked`` differs from ``path`` when the target was open elsewhere."""

    status: Status
    asked: Path
    path: Path
    findings: tuple[Finding, ...] = ()


def export_summary(
    desk: Desk, wanted: str = "", *, form: str = "xlsx", as_of: date | None = None, output: Path | None = None
) -> SummaryWritten:
    """Write the summary of a round.

    A target that is open in another program is left alone and the next free name is used.
    """
    from bcd35.usecases.summary.writers import FORMS
    from bcd35.world.files import write_beside_if_open

    ending, write = FORMS[form]
    seen = status(desk, wanted, as_of)
    _refuse_before_issue(seen)
    name = f"Tong-hop_{safe_stem(seen.round_.code)}_{seen.state.as_of.isoformat()}{ending}"
    asked = output or desk.workspace.root / "out" / safe_stem(seen.round_.code) / name
    judge_output(desk, asked)
    data, findings = write(desk, seen, sum_up(desk, seen))
    return SummaryWritten(seen, asked, write_beside_if_open(asked, data), findings)


def _refuse_before_issue(seen: Status) -> None:
    day, dated = seen.state.as_of, seen.letter.dated
    if day < dated:
        message = (
            f"Ngày {screen_date(day)} ở trước ngày công văn ({screen_date(dated)}): chưa có gì để tổng hợp."
        )
        raise Refused("before_issue", message, fix="Nêu --as-of từ ngày công văn trở đi.")


class PageShown(NamedTuple):
    """The page that was written, and whether a browser took it."""

    written: SummaryWritten
    opened: bool


def show_page(desk: Desk, wanted: str = "", as_of: date | None = None) -> PageShown:
    """Write the page of a round to its usual place and open it."""
    from bcd35.world.programs import open_in_browser

    written = export_summary(desk, wanted, form="html", as_of=as_of)
    return PageShown(written, open_in_browser(written.path))
