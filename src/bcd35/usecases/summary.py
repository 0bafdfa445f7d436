"""Where a round stands, and the forms in which leaders and other programs get it."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.comparison import Comparison, compare_rounds
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, Contribution, compare_claims
from bcd35.domain.dates import working_days_between
from bcd35.domain.figures import RoundFigures, figure_round, figures_json
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Letter, safe_stem
from bcd35.domain.office import Office
from bcd35.domain.reminders import Reminder, reminders_by_unit
from bcd35.domain.rounds import Round
from bcd35.domain.shape import from_plain
from bcd35.domain.summary import RoundState, judge_state
from bcd35.usecases.desk import Desk, judge_output
from bcd35.usecases.rounds import frozen_office, get_round, issued_round, list_rounds

if TYPE_CHECKING:
    from bcd35.formats.workbook.content import ContributionLine as SheetLine
    from bcd35.formats.workbook.content import Reminded

_MOST_ROUNDS = 5  # earlier rounds in a comparison: more columns do not fit an A4 page


class Status(NamedTuple):
    """A round as of a day. ``working_days_left`` is None once the deadline has passed."""

    round_: Round
    office: Office
    letter: Letter
    figures: RoundFigures
    working_days_left: int | None
    channels: tuple[Channel, ...]
    reminders: Mapping[str, Sequence[Reminder]]  # by unit code in lower case, oldest first, those of ``as_of`` or before

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
    left = None if state.days_left < 0 else working_days_between(day, round_.deadline, desk.store.registers.holidays())
    channels = tuple(from_plain(Channel, plain) for plain in json.loads(issued.channels))
    reminders = reminders_by_unit(desk.store.reminders.of_letter(issued.letter.id), day)
    return Status(round_, office, issued.letter, figure_round(round_, state, lines, office.unit_kinds), left, channels, reminders)


def compare(desk: Desk, seen: Status) -> Comparison | None:
    """The round against those whose letters went out before its own, as of the same day; None when none asked the same."""
    codes = [entry.round_.code for entry in list_rounds(desk) if entry.issued and _before(entry.issued.letter, seen.letter)]
    earlier = [status(desk, code, seen.state.as_of) for code in codes]
    ordered = sorted(earlier, key=lambda one: (one.letter.dated, one.letter.id))[-_MOST_ROUNDS:]
    return compare_rounds([*(one.figures for one in ordered), seen.figures], desk.store.registers.mergers(seen.state.as_of))


def _before(letter: Letter, other: Letter) -> bool:
    return (letter.dated, letter.id) < (other.dated, other.id)


Written = tuple[bytes, tuple[Finding, ...]]  # a whole file, and what had to be changed to write it


def _workbook(desk: Desk, seen: Status) -> Written:
    from bcd35.domain.journal import describe_act
    from bcd35.formats.workbook.book import write_workbook
    from bcd35.formats.workbook.content import JournalWords, WorkbookContent

    pieces = desk.store.contributions.of_round(seen.round_.code)
    return write_workbook(
        WorkbookContent(
            seen.office,
            seen.round_,
            seen.letter.number.reference,
            seen.letter.dated,
            seen.figures,
            seen.channels,
            comparison=compare(desk, seen),
            reminders=_reminded(seen),
            contributions=_contribution_lines(desk, pieces) if pieces or seen.round_.contributions.fields() else None,
            journal=[JournalWords(*describe_act(*line)) for line in desk.store.registers.journal_lines()],
        )
    )


def _reminded(seen: Status) -> "dict[str, Reminded]":
    from bcd35.formats.workbook.content import Reminded

    sent = ((unit.code, seen.reminders.get(unit.code.casefold(), ())) for unit in seen.state.units)
    return {code: Reminded(len(reminders), reminders[-1].dated) for code, reminders in sent if reminders}


def _contribution_lines(desk: Desk, pieces: Sequence[Contribution]) -> "list[SheetLine]":
    """The register of contributions in the workbook's words."""
    from bcd35.formats.workbook.content import ContributionLine as SheetLine

    names = {unit.code: unit.name for unit in desk.store.registers.units()}
    channels = {channel.code: channel.name for channel in desk.store.registers.channels()}
    return [
        SheetLine(
            names.get(piece.unit, piece.unit),
            piece.now.title,
            piece.now.category,
            MEDIUM_WORDS[piece.now.medium],
            piece.received_on,
            STAGE_WORDS[piece.now.stage],
            channels.get(piece.now.channel, piece.now.channel),
            piece.now.url,
            piece.now.on if piece.now.stage == "published" else None,
            piece.now.reason,
        )
        for piece in pieces
    ]


def _json(_desk: Desk, seen: Status) -> Written:
    return json.dumps(figures_json(seen.figures), ensure_ascii=False, indent=2).encode() + b"\n", ()


def _page(desk: Desk, seen: Status) -> Written:
    from bcd35.formats.page.summary import PageContent, write_page

    claims = compare_claims(
        get_round(desk, seen.round_.code).contributions, seen.state.units, desk.store.contributions.of_round(seen.round_.code)
    )
    return write_page(
        PageContent(seen.office, seen.round_, seen.letter.number.reference, seen.letter.dated, seen.figures, tuple(claims))
    ), ()


def _report(desk: Desk, seen: Status) -> Written:
    from bcd35.usecases.written_report import write_report

    return write_report(desk, seen), ()


# Form (``--format``) → suffix of its file, and what writes it. A new form of the summary is one line here.
FORMS: dict[str, tuple[str, Callable[[Desk, Status], Written]]] = {
    "xlsx": (".xlsx", _workbook),
    "html": (".html", _page),
    "docx": (".docx", _report),
    "json": (".json", _json),
}


def suffix_of(form: str) -> str:
    """``".xlsx"`` for ``xlsx``."""
    return FORMS[form][0]


class SummaryWritten(NamedTuple):
    """What was summed up and where it is; ``asked`` differs from ``path`` when the target was open elsewhere."""

    status: Status
    asked: Path
    path: Path
    findings: tuple[Finding, ...] = ()


def export_summary(
    desk: Desk, wanted: str = "", *, form: str = "xlsx", as_of: date | None = None, output: Path | None = None
) -> SummaryWritten:
    """Write the summary of a round. A target that is open in another program is left alone and the next free name is used."""
    from bcd35.world import write_beside_if_open

    suffix, write = FORMS[form]
    seen = status(desk, wanted, as_of)
    name = f"Tong-hop_{safe_stem(seen.round_.code)}_{seen.state.as_of.isoformat()}{suffix}"
    asked = output or desk.workspace.root / "out" / safe_stem(seen.round_.code) / name
    judge_output(desk, asked)
    data, findings = write(desk, seen)
    return SummaryWritten(seen, asked, write_beside_if_open(asked, data), findings)


class PageShown(NamedTuple):
    """The page that was written, and whether a browser took it."""

    written: SummaryWritten
    opened: bool


def show_page(desk: Desk, wanted: str = "", as_of: date | None = None) -> PageShown:
    """Write the page of a round to its usual place and open it."""
    from bcd35.world import open_in_browser

    written = export_summary(desk, wanted, form="html", as_of=as_of)
    return PageShown(written, open_in_browser(written.path))
