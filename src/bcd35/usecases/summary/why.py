"""What the status of one unit in a round rests on: every line of the ledger about it, as of a day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.histories import UnitLine
from bcd35.domain.letters import Expectation
from bcd35.domain.papers import closed_numbers
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.reminders import Reminder
from bcd35.domain.reports import Report, in_force, moved_note
from bcd35.domain.rounds import Round
from bcd35.domain.summary import UnitState
from bcd35.domain.terms import Grant
from bcd35.domain.undecided import UndecidedFile
from bcd35.domain.units import Unit
from bcd35.store.report_rows import MovedTo, Provenance
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.known_on import code_then, desk_known_on
from bcd35.usecases.registers.moved import stands_as
from bcd35.usecases.registers.unit_history import unit_history
from bcd35.usecases.registers.unit_lines import leave_line, leaving_undone, lines_of_leaving, way_into_round
from bcd35.usecases.registers.units import get_unit
from bcd35.usecases.summary.status import Status, status


class RoundLetter(NamedTuple):
    """A letter of the round with the last day that it named; if another replaced it, and why it ended."""

    grant: Grant
    replaced: bool
    ended: str


class Gone(NamedTuple):
    """A withdrawal or single revision that was taken back or moved, and the words for it.

    ``moved``: then it comes back by moving only; ``back``: as which revision it has come back.
    """

    report: Report
    words: str
    moved: bool
    back: int = 0


class Why(NamedTuple):
    """A unit in a round as of a day, with what its state follows from, each in order of its days.

    ``letters``: those of the round by that day; the last one stands, or is the only one.
    ``first``, ``last``: the returns in force; ``gone``: what was taken back or moved. ``unanswered``: refused
    files that no letter gave back. ``history``: what became of the unit since the round began.
    ``leaving_undone``: the command that takes back what put it out of use, where that excuses it.
    ``late_file``: the refused file by whose day it is late. ``origin``: what became of its first report since
    that was entered.
    """

    seen: Status
    unit: UnitState
    lines: Sequence[Expectation]
    first: Provenance | None
    last: Provenance | None
    gone: Sequence[Gone]
    unanswered: Sequence[RefusedFile]
    undecided: Sequence[UndecidedFile]
    reminders: Sequence[Reminder]
    history: Sequence[UnitLine]
    letters: Sequence[RoundLetter]
    leaving_undone: str
    late_file: RefusedFile | None
    origin: Sequence[str]


def why(
    desk: Desk,
    wanted_unit: str,
    wanted_round: str = "",
    as_of: date | None = None,
    known_on: date | None = None,
) -> Why:
    """What the status of a unit rests on; ``known_on``: as it was known at the end of that day.

    Raises UnknownName, or Refused for a unit that is not asked.
    """
    with desk_known_on(desk, known_on, wanted_round) as past:
        found = _why(past.desk, code_then(desk, past.desk, wanted_unit), wanted_round, as_of)
    return found._replace(seen=found.seen._replace(known=past.known))


def _why(desk: Desk, wanted_unit: str, wanted_round: str, as_of: date | None) -> Why:
    unit = get_unit(desk, wanted_unit)
    seen = status(desk, wanted_round, as_of)
    code, day = seen.round_.code, seen.state.as_of
    state = next((one for one in seen.state.units if one.code.casefold() == unit.code.casefold()), None)
    if state is None:
        message = f"“{unit.name}” không thuộc danh sách báo cáo của đợt “{code}” tính đến ngày ấy."
        raise Refused("not_expected", message, where=unit.code, fix=way_into_round(unit, code))
    known = [one for one in desk.store.reports.history(code, unit.code) if one.report.received_on <= day]
    standing = {one.revision for one in in_force([one.report for one in known])}
    returns = [one for one in known if one.report.revision in standing]
    first = min(returns, key=lambda one: one.report.received_on) if returns else None
    lines = desk.store.letters.expectations(code, [state.code])
    return Why(
        seen=seen,
        unit=state,
        lines=[line for line in lines if line.on <= day],
        first=first,
        last=returns[-1] if returns else None,
        gone=list(_gone(desk, code, unit.code, [one.report for one in known])),
        unanswered=desk.store.intake.unanswered(code, day).get(unit.code.casefold(), ()),
        undecided=[one for one in seen.undecided if one.unit.casefold() == unit.code.casefold()],
        reminders=seen.reminders.get(unit.code.casefold(), ()),
        history=[
            line for line in unit_history(desk, unit) if line.on <= day and _meanwhile(desk, line, seen)
        ],
        letters=[*_letters(desk, code, seen.terms.until(day))],
        leaving_undone=_leaving_undone(desk, unit, seen.round_) if state.state == "exempt" else "",
        late_file=_late_file(desk, state),
        origin=[*_origin(desk, first.report)] if first else (),
    )


def _origin(desk: Desk, first: Report) -> Iterator[str]:
    """What the day of a report rests on beside its entry: that it was dated anew, or moved here, and why."""
    code, unit = first.round_code, first.unit
    lines = [one for one in desk.store.reports.lines(code, [unit]) if one.revision == first.revision]
    dated = [both for both in pairwise(lines) if both[0].received_on != both[1].received_on]
    if dated:
        before, after = dated[-1]
        yield f"ngày nhận sửa lại, trước ghi {screen_date(before.received_on)}: {after.reason}"
    if moved := desk.store.reports.moved_from(first):
        where, whose, reason, _ = moved
        places = [whose if whose != unit else "", f"đợt {where}" if where != code else ""]
        yield f"chuyển từ {', '.join(filter(None, places))}: {reason}"


def _late_file(desk: Desk, unit: UnitState) -> RefusedFile | None:
    day = unit.term.late_file(unit.received_on) if unit.received_on else None
    letters = (one.letter for one in unit.term.corrections if one.letter and one.received_on == day)
    return next(map(desk.store.intake.given_back_by, letters), None) if day else None


def _gone(desk: Desk, code: str, unit: str, known: Sequence[Report]) -> Iterator[Gone]:
    said = desk.store.reports.annulled(code)
    alone = {one.revision: one.reason for one in said if one.unit == unit and not one.is_withdrawal}
    anew = desk.store.reports.entered_anew(code, unit)
    for report in known:
        if report.withdraws or (report.revision in alone and report.revision not in anew):
            reason = report.note if report.withdraws else alone[report.revision]
            moved = desk.store.reports.moved_to(report)
            words = moved_note(moved.unit, moved.round_code, moved.reason) if moved else f"rút: {reason}"
            yield Gone(report, words, moved is not None, _came_back(desk, report, moved) if moved else 0)


def _came_back(desk: Desk, gone: Report, moved: MovedTo) -> int:
    """The revision as which a report that was moved away stands here again, else 0."""
    there = desk.store.reports.of_round(moved.round_code, [moved.unit])[moved.unit]
    now = stands_as(desk, there, there[moved.revision - 1])
    return now.revision if now and (now.round_code, now.unit) == (gone.round_code, gone.unit) else 0


def _leaving_undone(desk: Desk, unit: Unit, round_: Round) -> str:
    """The command that takes back what put the unit out of use; of a closed round that changes nothing."""
    line = leave_line(desk, unit) if round_.status != "closed" else None
    rounds = [where for _, where in lines_of_leaving(desk, unit, line)] if line else []
    return leaving_undone(desk, unit) if round_.code in rounds else ""


def _letters(desk: Desk, code: str, grants: Iterable[Grant]) -> Iterator[RoundLetter]:
    """What became of the letters of a round."""
    letters = [one.letter for one, _ in desk.store.letters.all_of_round(code)]
    followers = {one.replaces for one in letters}
    replaced = {one.number for one in letters if one.id in followers}
    for grant in grants:
        if number := grant.letter:
            line = closed_numbers(desk.store.numbers.lines(*number[:2])).get(number.number or 0)
            yield RoundLetter(grant, number in replaced, line.reason if line else "")


def _meanwhile(desk: Desk, line: UnitLine, seen: Status) -> bool:
    """Whether a line holds, or was entered, since the round's first letter: before that it touches none."""
    entered = date.fromisoformat(desk.store.histories.entered_at(line)[:10]) if line.id else line.on
    return max(line.on, entered) >= seen.terms.letters[0].on
