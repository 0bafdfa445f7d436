"""A unit gets another code: its letters, forms and reports stay where they are and are read as its own.

Rows keep the code that held when they were written; readers give today's (``store/codes.py``).
"""

import re
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from bcd35.domain.entries import judge_unit_code
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.histories import UnitLine
from bcd35.domain.units import Unit
from bcd35.usecases.desk import UNITS_FILE, Desk
from bcd35.usecases.registers.stored import BY_COMMAND
from bcd35.usecases.registers.trial import roster_act
from bcd35.usecases.registers.units import get_unit, refuse_day_to_come, the_office


class UnitRecoded(NamedTuple):
    """A unit before and after, and the open rounds it is in, which go on under its new code.

    ``already``: it had got this code before.
    """

    before: Unit
    after: Unit
    on: date
    rounds: tuple[str, ...]
    file: str = ""  # the register file that still names the old code
    findings: tuple[Finding, ...] = ()
    already: bool = False


def recode_unit(
    desk: Desk, wanted: str, code: str, *, reason: str = "", on: date | None = None
) -> UnitRecoded:
    """Give a unit another code. Its old code again puts a change of code right.

    Raises Refused for a code that another unit has or had.
    """
    day = on or desk.world.today
    refuse_day_to_come(desk, day, "mã")
    with roster_act(desk) as ended:
        before = get_unit(desk, wanted)
        if done := _recoded_before(desk, before, wanted, code):
            return done
        _refuse_code(desk, before, code)
        after = replace(before, code=code, source=BY_COMMAND, sample=False)
        _enter(desk, before, after)
        line = UnitLine(0, code, "recoded", day, other=before.code, reason=reason)
        desk.store.histories.record_unit(line, desk.world.now)
        rounds = tuple(_open_rounds(desk, after))
        details = {"into": code, "on": day, "reason": reason, "rounds": [*rounds]}
        desk.journal("recode_unit", before.code, **details)
    return UnitRecoded(
        before=before,
        after=after,
        on=day,
        rounds=rounds,
        file=_file_of(desk, before),
        findings=tuple(ended()),
    )


def _enter(desk: Desk, before: Unit, after: Unit) -> None:
    """The unit under its new code, in the place of the old one in the office's order."""
    registers = desk.store.registers
    if desk.store.histories.codes().is_former(after.code):
        registers.change_unit(after)
    else:
        registers.add_units([after])
    registers.change_unit(replace(before, status="retired"))
    registers.take_place(after.code, of=before.code)


def _recoded_before(desk: Desk, unit: Unit, wanted: str, code: str) -> UnitRecoded | None:
    """What was done already when a unit is called by its old code and has the new one."""
    if unit.code.casefold() != code.casefold() or not desk.store.histories.codes().is_former(wanted):
        return None
    line = [one for one in desk.store.histories.of_unit(unit.code) if one.event == "recoded"][-1]
    before = replace(unit, code=line.other)
    rounds = tuple(_open_rounds(desk, unit))
    return UnitRecoded(before, unit, line.on, rounds, _file_of(desk, before), already=True)


def _open_rounds(desk: Desk, unit: Unit) -> list[str]:
    statuses = desk.store.registers.round_statuses()
    return [
        code
        for code, status in statuses.items()
        if status == "open" and desk.store.letters.expectation_lines(code, unit.code)
    ]


def _refuse_code(desk: Desk, unit: Unit, code: str) -> None:
    """Raises Refused for the unit's own code, and for one that another unit or a kind has or had."""
    if unit.code.casefold() == code.casefold():
        message = f"“{unit.name}” đã mang mã {unit.code}."
        raise Refused("same_code", message, where=code, fix="Nêu mã mới khác; chữ hoa, chữ thường là một.")
    others = [one for one in desk.store.registers.units() if one.code.casefold() == code.casefold()]
    if others:
        message = f"Đã có đơn vị mã “{others[0].code}”: {others[0].name}."
        fix = f"Nêu mã khác; nếu hai đơn vị là một thì sáp nhập: bcd35 units retire {unit.code} --into {code}"
        if others[0].status == "retired":  # then nothing can be merged into it
            fix = "Nêu mã khác: đơn vị ấy đã thôi dùng, mã vẫn là của đơn vị ấy trong sổ."
        raise Refused("duplicate_code", message, where=code, fix=fix)
    now = desk.store.histories.codes().now(code)
    if now.casefold() not in (code.casefold(), unit.code.casefold()):
        message = f"Mã “{code}” trước đây là của đơn vị {now}."
        raise Refused("former_code", message, where=code, fix="Nêu mã khác.")
    if found := judge_unit_code(code, (kind.code for kind in the_office(desk).unit_kinds), code):
        raise Refused("code_of_a_kind", "", findings=found)


def _file_of(desk: Desk, before: Unit) -> str:
    """The file that states the unit under its old code: an import of it would be refused."""
    path = desk.workspace.root / UNITS_FILE
    word = rf"(?<![\w-]){re.escape(before.code)}(?![\w-])".encode()
    stated = path.is_file() and re.search(word, path.read_bytes(), re.IGNORECASE)
    return UNITS_FILE if stated else ""
