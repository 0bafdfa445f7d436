"""Where a round stands, and the workbook that leaders get."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.channels import Channel
from bcd35.domain.dates import working_days_between
from bcd35.domain.letters import Letter, safe_stem
from bcd35.domain.office import Office
from bcd35.domain.reminders import Reminder, reminders_by_unit
from bcd35.domain.rounds import Round
from bcd35.domain.shape import from_plain
from bcd35.domain.summary import RoundState, judge_state
from bcd35.domain.text import sort_key
from bcd35.usecases.desk import Desk, judge_output
from bcd35.usecases.rounds import frozen_office, issued_round


class Status(NamedTuple):
    """A round as of a day. ``working_days_left`` is None once the deadline has passed."""

    round_: Round
    office: Office
    letter: Letter
    state: RoundState
    working_days_left: int | None
    channels: tuple[Channel, ...]
    reminders: Mapping[str, Sequence[Reminder]]  # by unit code in lower case, oldest first, those of ``as_of`` or before


def status(desk: Desk, wanted: str = "", as_of: date | None = None) -> Status:
    """Every expected unit in exactly one state, as of a day (today by default)."""
    round_, issued = issued_round(desk, wanted)
    office = frozen_office(issued)
    day = as_of or desk.world.today
    state = judge_state(round_.deadline, day, desk.store.letters.expectations(round_.code), desk.store.reports.of_round(round_.code))
    rank = {kind.code: place for place, kind in enumerate(office.unit_kinds)}
    ordered = sorted(state.units, key=lambda unit: (rank.get(unit.kind, len(rank)), sort_key(unit.name), unit.code))
    left = None if state.days_left < 0 else working_days_between(day, round_.deadline, desk.store.registers.holidays())
    channels = tuple(from_plain(Channel, plain) for plain in json.loads(issued.channels))
    reminders = reminders_by_unit(desk.store.reminders.of_letter(issued.letter.id), day)
    judged = RoundState(state.deadline, state.as_of, tuple(ordered), state.received_later)
    return Status(round_, office, issued.letter, judged, left, channels, reminders)


class SummaryWritten(NamedTuple):
    """What was summed up and where it is; ``asked`` differs from ``path`` when the target was open elsewhere."""

    status: Status
    asked: Path
    path: Path


def export_summary(desk: Desk, wanted: str = "", *, as_of: date | None = None, output: Path | None = None) -> SummaryWritten:
    """Write the workbook of a round. A target that is open in another program is left alone and the next free name is used."""
    from bcd35.formats.summary import SummaryContent, write_summary
    from bcd35.world import write_beside_if_open

    seen = status(desk, wanted, as_of)
    content = SummaryContent(seen.office, seen.round_, seen.letter.number.reference, seen.letter.dated, seen.state, seen.channels)
    name = f"Tong-hop_{safe_stem(seen.round_.code)}_{seen.state.as_of.isoformat()}.xlsx"
    asked = output or desk.workspace.root / "out" / safe_stem(seen.round_.code) / name
    judge_output(desk, asked)
    return SummaryWritten(seen, asked, write_beside_if_open(asked, write_summary(content)))
