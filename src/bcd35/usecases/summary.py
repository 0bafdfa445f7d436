"""Where a round stands, and the forms in which leaders and other programs get it."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.comparison import Comparison, compare_rounds
from bcd35.domain.dates import working_days_between
from bcd35.domain.figures import RoundFigures, figure_round, figures_json
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Letter, safe_stem
from bcd35.domain.office import Office
from bcd35.domain.rounds import Round
from bcd35.domain.shape import from_plain
from bcd35.domain.summary import RoundState, judge_state
from bcd35.usecases.desk import Desk, judge_output
from bcd35.usecases.rounds import frozen_office, issued_round, list_rounds

if TYPE_CHECKING:
    from bcd35.formats.open_data import OpenDataContent

_MOST_ROUNDS = 5  # earlier rounds in a comparison: more columns do not fit an A4 page


class Status(NamedTuple):
    """A round as of a day. ``working_days_left`` is None once the deadline has passed."""

    round_: Round
    office: Office
    letter: Letter
    figures: RoundFigures
    working_days_left: int | None
    channels: tuple[Channel, ...]

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
    return Status(round_, office, issued.letter, figure_round(round_, state, lines, office.unit_kinds), left, channels)


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

    return write_workbook(
        WorkbookContent(
            seen.office,
            seen.round_,
            seen.letter.number.reference,
            seen.letter.dated,
            seen.figures,
            seen.channels,
            comparison=compare(desk, seen),
            journal=[JournalWords(*describe_act(*line)) for line in desk.store.registers.journal_lines()],
        )
    )


def _json(_desk: Desk, seen: Status) -> Written:
    return json.dumps(figures_json(seen.figures), ensure_ascii=False, indent=2).encode() + b"\n", ()


def _open_data(desk: Desk, seen: Status) -> "OpenDataContent":
    from bcd35.domain.entries import UnitEntry
    from bcd35.formats.open_data import OpenDataContent

    asked = {unit.code.casefold() for unit in seen.state.units}
    known = (unit for unit in desk.store.registers.units() if unit.code.casefold() in asked)
    entries = [UnitEntry(unit.code, unit.name, unit.kind, unit.email, unit.note) for unit in known]
    return OpenDataContent(seen.office, seen.round_, seen.figures, seen.channels, entries)


def _csv(desk: Desk, seen: Status) -> Written:
    from bcd35.formats.open_data import write_tables

    return write_tables(_open_data(desk, seen)), ()


def _data_package(desk: Desk, seen: Status) -> Written:
    from bcd35.formats.open_data import write_data_package

    return write_data_package(_open_data(desk, seen)), ()


# Form (``--format``) → how the name of its file ends, and what writes it. A new form of the summary is one line here.
FORMS: dict[str, tuple[str, Callable[[Desk, Status], Written]]] = {
    "xlsx": (".xlsx", _workbook),
    "json": (".json", _json),
    "csv": ("_csv.zip", _csv),
    "datapackage": ("_datapackage.zip", _data_package),
}


def suffix_of(form: str) -> str:
    """``".xlsx"`` for ``xlsx``, ``".zip"`` for ``csv``."""
    return Path(FORMS[form][0]).suffix or FORMS[form][0]


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

    ending, write = FORMS[form]
    seen = status(desk, wanted, as_of)
    name = f"Tong-hop_{safe_stem(seen.round_.code)}_{seen.state.as_of.isoformat()}{ending}"
    asked = output or desk.workspace.root / "out" / safe_stem(seen.round_.code) / name
    judge_output(desk, asked)
    data, findings = write(desk, seen)
    return SummaryWritten(seen, asked, write_beside_if_open(asked, data), findings)
