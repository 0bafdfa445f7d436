"""Which units of a round a list names."""

import json
from typing import NamedTuple

from bcd35.domain.errors import UnknownName
from bcd35.domain.summary import UnitState
from bcd35.domain.text import fold, identity_key
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.units import kind_named, refuse_shared_name
from bcd35.usecases.summary.status import Status


class UnitChoice(NamedTuple):
    """What the clerk asked to see. Nothing asked: the units that are not done."""

    everyone: bool = False
    missing: bool = False
    late: bool = False
    kind: str = ""
    units: tuple[str, ...] = ()


def choose_units(desk: Desk, seen: Status, choice: UnitChoice) -> list[UnitState]:
    """The units of a choice, in the office's order.

    Named units are shown whatever their state; a kind narrows what else was asked. Raises UnknownName for a
    kind or a unit that is not there.
    """
    kind = kind_named(choice.kind, _kinds(seen)) if choice.kind else ""
    named = {_unit_named(desk, seen, text) for text in choice.units}
    shown = [unit for unit in seen.units if not named or unit.code in named]
    shown = [unit for unit in shown if not kind or unit.kind == kind]
    if choice.late:
        shown = [unit for unit in shown if unit.days_late]
    if choice.missing or not (choice.late or choice.everyone or named):
        shown = [unit for unit in shown if unit.unreported]
    return shown


def _kinds(seen: Status) -> dict[str, str]:
    """Code → label of the kinds of unit as they stood at the issue."""
    return {kind["code"]: kind["label"] for kind in json.loads(seen.issued.office)["unit_kinds"]}


def _unit_named(desk: Desk, seen: Status, wanted: str) -> str:
    """The code that stands in the list: by any code of the unit, its name with its marks, or without them."""
    codes = desk.store.histories.codes()
    same = set(map(fold, codes.all_of([codes.now(wanted)])))
    if found := [unit.code for unit in seen.units if fold(unit.code) in same]:
        return found[0]
    names = {unit.code: (unit.name, unit.former) for unit in seen.units}
    for key in (identity_key, fold):
        found = [code for code, known in names.items() if key(wanted) in map(key, filter(None, known))]
        if len(found) == 1:
            return found[0]
        refuse_shared_name(wanted, (unit for unit in seen.units if unit.code in found))
    shown = {name: f"{code} ({known[0]})" for code, known in names.items() for name in (code, known[0])}
    listing = f"bcd35 status {seen.head.code} --all{seen.day_options}"
    raise UnknownName.among("đơn vị", wanted, shown, listing=listing, shown=shown)
