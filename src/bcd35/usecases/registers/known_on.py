"""The desk as it was at the end of a day: what was put right or entered since is not known there.

Ledger rows tell when they were recorded. Registers change in place: they are brought back by the journal,
which keeps what was before each change. Not here: leaving out rows (``store/known_on.py``).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, NamedTuple

from bcd35.domain.changes import FieldChange, undone
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Bcd35Error, Refused
from bcd35.domain.histories import UnitEvent, UnitLine
from bcd35.domain.journal.lines import Line
from bcd35.domain.units import Unit
from bcd35.store.registers import Registers
from bcd35.store.store import Store
from bcd35.usecases.desk import Desk, Guard
from bcd35.usecases.registers.rounds import get_round, issued_round


class KnownOn(NamedTuple):
    """A day whose knowledge is told, and the acts since then whose values from before are not kept."""

    day: date
    not_brought_back: tuple[Line, ...] = ()


class PastDesk(NamedTuple):
    """A desk at the end of a day, where nothing that is done reaches a disk; of today ``known`` is None."""

    desk: Desk
    known: KnownOn | None = None


@contextmanager
def desk_known_on(desk: Desk, day: date | None, wanted: str = "") -> Iterator[PastDesk]:
    """The desk as it was at the end of a day; without a day this desk. ``wanted``: the round asked for.

    Raises Refused for a day to come, and for a round of which nothing was known on that day.
    """
    if day is None:
        yield PastDesk(desk)
        return
    if day > desk.world.today:
        message = f"Ngày {screen_date(day)} chưa tới: sổ chỉ biết đến hôm nay."
        raise Refused("day_to_come", message, fix="Nêu --known-on hôm nay hoặc ngày trước đó.")
    lines = [Line.of(*line) for line in desk.store.registers.journal_lines()]
    until = [line for line in lines if line.at.date() <= day]
    later = [line for line in lines if line.at.date() > day]
    store = desk.store.as_known_on(day, _added(until, later))
    store.registers.today = day
    try:
        lost = [*_bring_back(store.registers, until, later)]
        _stand_as_lines_say(store, later)
        end = datetime.combine(day, time(23, 59, 59), desk.world.now.tzinfo)
        world = desk.world._replace(now=end)
        past = desk._replace(world=world, store=store, rehearsal=True, guard=Guard())
        _refuse_unknown_then(desk, past, wanted)
        yield PastDesk(past, KnownOn(day, tuple(lost)))
    finally:
        store.close()


def code_then(desk: Desk, past: Desk, wanted: str) -> str:
    """The code that a unit had at a past desk, whichever of its codes is wanted; other words as they are."""
    codes = desk.store.histories.codes()
    same = {code.casefold() for code in codes.all_of([codes.now(wanted)])}
    units = past.store.registers.units()
    return next((unit.code for unit in units if unit.code.casefold() in same), wanted)


def _refuse_unknown_then(desk: Desk, past: Desk, wanted: str) -> None:
    """What is wrong today is told as always; what was only unknown then is told as that."""
    try:
        issued_round(past, wanted)
    except Bcd35Error:
        round_ = get_round(desk, wanted)
        first = desk.store.letters.first_recorded_on(round_.code)
        if first is None:
            issued_round(desk, wanted)
            raise
        message = f"Đến hết ngày {screen_date(past.world.today)}, sổ không có công văn nào còn hiệu lực"
        begun = f"Công văn đầu tiên vào sổ ngày {screen_date(first)}"
        fix = f"{begun}; xem: bcd35 log --round {round_.code} --all"
        raise Refused(
            "not_known_then", f"{message} của đợt “{round_.code}”.", where=round_.code, fix=fix
        ) from None


def _added(until: Iterable[Line], later: Iterable[Line]) -> dict[str, list[str]]:
    """Register → codes of the entries that the later lines added."""
    added: dict[str, list[str]] = {"units": [], "channels": [], "rounds": []}
    given_up = {line.subject.casefold() for line in until if line.act == "recode_unit"}
    for line in later:
        if line.act in ("add_unit", "add_channel"):
            added[f"{line.act[4:]}s"].append(line.subject)
        elif line.act in ("import_units", "import_channels"):
            added[line.act[7:]] += line.detail.get("added", ())
        elif line.act == "split_unit":
            added["units"] += line.detail.get("added", ())
        elif line.act == "recode_unit":
            if line.detail["into"].casefold() not in given_up:  # else the entry was there before
                added["units"].append(line.detail["into"])
            given_up.add(line.subject.casefold())
        elif line.act == "import_rounds" and line.detail.get("new"):
            added["rounds"] += filter(None, [line.detail.get("round")])  # older lines do not name it
    return added


def _bring_back(registers: Registers, until: Sequence[Line], later: Sequence[Line]) -> Iterator[Line]:
    """Undo what the later lines changed in registers, the latest first.

    Yields the lines that do not tell what was: those of older versions.
    """
    for line in reversed(later):
        back = BRING_BACK.get(line.act)
        if back is None:
            continue
        try:
            back(registers, line)
        except LookupError:
            yield line
    _bring_mergers_back(registers, until, later)


def _stand_as_lines_say(store: Store, later: Iterable[Line]) -> None:
    """Where dated lines were known that say how a round or a unit stood, they have the last word."""
    registers, histories = store.registers, store.histories
    for code in registers.round_statuses():
        if lines := histories.of_round(code):
            registers.set_round_status(code, "closed" if lines[-1].event == "closed" else "open")
    touched = {line.subject.casefold() for line in later}
    for unit in registers.units():
        if unit.code.casefold() in touched:
            own = [one for one in histories.of_unit(unit.code) if one.unit.casefold() == unit.code.casefold()]
            if said := [one for one in own if one.event in _STATUS_AFTER]:
                _stand_as(registers, unit, said[-1])


def _stand_as(registers: Registers, unit: Unit, line: UnitLine) -> None:
    status = _STATUS_AFTER[line.event] if line.on <= registers.today else "active"
    registers.change_unit(replace(unit, status=status))
    registers.unmerge_unit(unit.code)
    if line.event == "merged":
        registers.merge_unit(unit.code, line.other, line.on)


_STATUS_AFTER: Mapping[UnitEvent, str] = {"retired": "retired", "merged": "retired", "restored": "active"}


# --- one line -----------------------------------------------------------------------------------------------


def _unit_back(registers: Registers, line: Line) -> None:
    unit = {unit.code.casefold(): unit for unit in registers.units()}.get(line.subject.casefold())
    if unit:  # one that was added later is gone already
        registers.change_unit(replace(unit, **_before(line)))


def _code_back(registers: Registers, line: Line) -> None:
    """The unit under its code from before; what is left under the new code is its former entry."""
    status = {line.subject.casefold(): "active", str(line.detail["into"]).casefold(): "retired"}
    for unit in registers.units():
        if unit.code.casefold() in status:
            registers.change_unit(replace(unit, status=status[unit.code.casefold()]))


def _channel_back(registers: Registers, line: Line) -> None:
    """The address stays as it is: letters keep those that they named, and a page is one channel's only."""
    channel = {one.code.casefold(): one for one in registers.channels()}.get(line.subject.casefold())
    if channel:
        registers.change_channels([replace(channel, **_before(line))])


_ENTRY_FIELDS = frozenset({"name", "kind", "email", "phone", "note", "status", "sample", "platform", "owner"})


def _before(line: Line) -> dict[str, Any]:
    return {change.field: change.before for change in _told(line) if change.field in _ENTRY_FIELDS}


def _told(line: Line) -> Sequence[FieldChange]:
    """The changes of a line; LookupError for one of an older version, which kept no values."""
    if "changes" not in line.detail:
        raise LookupError(line.act)
    return line.changes


def _order_back(registers: Registers, line: Line) -> None:
    if before := line.detail.get("order_before"):
        registers.list_in_order(line.act.removeprefix("import_"), before)


def _office_back(registers: Registers, line: Line) -> None:
    if not line.detail.get("new"):
        was = undone(json.loads(registers.office()), _told(line))
        registers.set_office(json.dumps(was, ensure_ascii=False))


def _calendar_back(registers: Registers, line: Line) -> None:
    if line.detail.get("new"):
        return
    days = {"holidays": registers.holidays(), "working_days": registers.working_days()}
    for change in _told(line):
        sort, _, day = change.field.partition(".")
        if sort in days:
            days[sort].pop(date.fromisoformat(day), None)
            if change.before is not None:
                days[sort][date.fromisoformat(day)] = change.before
    registers.set_holidays(days["holidays"])
    registers.set_working_days(days["working_days"])


def _confirmation_back(registers: Registers, line: Line) -> None:
    _calendar_back(registers, line)
    decision = {change.field: change.before for change in line.changes}.get("decision")
    if decision:
        registers.confirm_year(int(line.subject), decision, line.at.date())
    elif decision is not None:
        registers.presume_year(int(line.subject))


def _presumption_back(registers: Registers, line: Line) -> None:
    """Whether a year was confirmed is all that days are counted by; its decision is not in the line."""
    registers.confirm_year(int(line.subject), "", line.at.date())


def _round_back(registers: Registers, line: Line) -> None:
    code = str(line.detail.get("round", line.subject))
    definition = registers.rounds().get(code)
    if definition is None or line.detail.get("new"):
        return
    was = undone(json.loads(definition), _told(line))
    registers.set_round(code, was["status"], json.dumps(was, ensure_ascii=False))


# Acts that change entries of registers. Those that add entries: ``_added``.
BRING_BACK: Mapping[str, Callable[[Registers, Line], None]] = {
    "edit_unit": _unit_back,
    "import_unit": _unit_back,
    "merge_unit": _unit_back,
    "retire_unit": _unit_back,
    "put_right_unit": _unit_back,
    "bring_back_unit": _unit_back,
    "split_unit": _unit_back,
    "unsplit_unit": _unit_back,
    "recode_unit": _code_back,
    "edit_channel": _channel_back,
    "import_channel": _channel_back,
    "import_units": _order_back,
    "import_channels": _order_back,
    "import_office": _office_back,
    "import_holidays": _calendar_back,
    "confirm_year": _confirmation_back,
    "presume_year": _presumption_back,
    "import_rounds": _round_back,
    "switch_round": _round_back,
}


# --- mergers ------------------------------------------------------------------------------------------------


def _bring_mergers_back(registers: Registers, until: Sequence[Line], later: Sequence[Line]) -> None:
    """Of the units whose status changed later: whether they were merged before, and into which."""
    there = {unit.code.casefold() for unit in registers.units()}
    for code in {line.subject.casefold() for line in later if _decides_merger(line)} & there:
        registers.unmerge_unit(code)
        of_unit = [line for line in until if line.subject.casefold() == code and _decides_merger(line)]
        last = of_unit[-1] if of_unit else None
        if last and last.act == "merge_unit":
            registers.merge_unit(last.subject, last.detail["into"], date.fromisoformat(last.detail["on"]))


def _decides_merger(line: Line) -> bool:
    return line.act == "merge_unit" or (
        line.act in ("edit_unit", "import_unit") and any(change.field == "status" for change in line.changes)
    )
