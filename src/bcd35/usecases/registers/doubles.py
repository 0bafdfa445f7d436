"""A unit that is entered by command under a name like that of another: one unit or two, a clerk decides.

Lists are judged by the same likeness (``listed_units.py``); there the answers are options of the import.
"""

from collections.abc import Iterator, Sequence

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.lists.alike import Likeness, alike_in_list
from bcd35.domain.lists.unit_remarks import Entered, remarks_on_units
from bcd35.domain.persons import may_be_persons_name
from bcd35.domain.text import identity_key
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.stored import current_office


def judge_doubles(desk: Desk, named: Sequence[Unit], *, told: bool, but: str = "") -> list[Finding]:
    """Remarks on names that are like those of other units.

    ``told``: the clerk said that these are units of their own; ``but``: code of a unit whose name is free.
    Raises Refused for a name that may be another unit's. A name that the unit bore before is no new one.
    """
    codes = {unit.code.casefold() for unit in named} | {but.casefold()}
    known = [unit for unit in desk.store.registers.units() if unit.code.casefold() not in codes]
    borne = {(line.unit, identity_key(line.was)) for line in desk.store.histories.renamings()}
    doubles, near = [], []
    for place, unit in enumerate(named):
        for other, how in _alike(unit, [*known, *named[:place]]):
            if how == "near":
                near.append(_near(unit, other))
            elif (unit.code, identity_key(unit.name)) not in borne:
                doubles.append(_double(unit, other, how))
    if doubles and not told:
        raise Refused("double_unit", "", findings=doubles)
    return near


def remarks_on_entered(desk: Desk, units: Sequence[Unit], before: Unit | None = None) -> Iterator[Finding]:
    """What is worth saying about units as a command entered them; ``before``: what the register had."""
    office = current_office(desk)
    kinds = office.unit_kinds if office else ()
    for unit in units:
        entered = Entered(unit, before)
        again = f"bcd35 units edit {unit.code} --name TÊN_ĐÚNG"
        yield from remarks_on_units([entered], kinds, unit.code, again)
        if entered.is_named and may_be_persons_name(unit.name):
            fix = f"Sổ không ghi người. Là người thì: bcd35 units retire {unit.code}"
            yield Finding("like_a_person", unit.code, f"Tên giống họ tên người: “{unit.name}”.", fix)


def _alike(unit: Unit, others: Sequence[Unit]) -> Iterator[tuple[Unit, Likeness]]:
    """The units whose names are like this one; of those out of use only the very same name counts."""
    for first, second, how in alike_in_list([unit.name, *(other.name for other in others)]):
        other = others[second - 1]
        if first == 0 and (how == "same" or other.status == "active"):
            yield other, how


def _double(unit: Unit, other: Unit, how: Likeness) -> Finding:
    gone = "" if other.status == "active" else ", đã thôi dùng"
    there = f"{other.name} ({other.code}{gone})"
    message = f"“{unit.name}” có phải {there} không?"
    if how == "same":
        message = f"“{unit.name}” đã là tên của đơn vị khác: {there}."
    fix = (
        f"Là một đơn vị thì không ghi nữa; xem: bcd35 units show {other.code}\n"
        "Là hai đơn vị: chạy lại lệnh vừa chạy, thêm --new"
    )
    return Finding("double_unit", unit.code, message, fix)


def _near(unit: Unit, other: Unit) -> Finding:
    message = f"“{unit.name}” gần giống {other.name} ({other.code}), ghi là hai đơn vị."
    return Finding("names_alike", unit.code, message, f"Gõ sai: bcd35 units edit {unit.code} --name TÊN_ĐÚNG")
