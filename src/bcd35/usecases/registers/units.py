"""The register of subordinate units."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.commands import typed_option
from bcd35.domain.dates import screen_date
from bcd35.domain.entries import UnitEntry, build_unit, judge_unit, unit_entry
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import is_far
from bcd35.domain.lists.alike import bare_key
from bcd35.domain.office import Office
from bcd35.domain.shape import CODE, without_code
from bcd35.domain.text import fold, identity_key
from bcd35.domain.unit_names import UnitAlias
from bcd35.domain.unit_order import in_office_order
from bcd35.domain.units import Unit, UnitFinder
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.doubles import judge_doubles, remarks_on_entered
from bcd35.usecases.registers.stored import BY_COMMAND, current_office
from bcd35.usecases.registers.trial import roster_act
from bcd35.usecases.registers.unit_lines import (
    exempted_by_leaving,
    record_unit_change,
    retired_still_asked,
    used_again,
)

if TYPE_CHECKING:
    from bcd35.domain.rounds import Round
    from bcd35.domain.summary import UnitState
    from bcd35.usecases.registers.exports import Exported

_LISTING = "bcd35 units list --all"


def the_office(desk: Desk) -> Office:
    """The office of this workspace; every database has one since its first import."""
    office = current_office(desk)
    if office is None:
        message = "Chưa có thông tin cơ quan ban hành."
        raise Refused("no_office", message, where="data/office.yaml", fix="Chạy: bcd35 import")
    return office


def office_of(desk: Desk, round_: "Round") -> Office:
    """The office with the signer of a round. Raises Refused for a signer that it does not name."""
    office = the_office(desk)
    signed = office.signed_by(round_.signer)
    if signed is None:
        known = ", ".join(one.code for one in office.signers) or "chưa khai"
        message = f"Đợt “{round_.code}” ghi người ký “{round_.signer}”; data/office.yaml không có mã ấy."
        fix = f"Sửa signer của đợt, hoặc thêm ở mục signers (đã khai: {known}), rồi chạy: bcd35 import"
        raise Refused("unknown_signer", message, where="signer", fix=fix)
    return signed


def list_units(desk: Desk, *, text: str = "", kind: str = "", everything: bool = False) -> list[Unit]:
    """Units in force (or all) whose code, name or kind contains the text, tones ignored.

    Raises UnknownName for a kind that the office does not have.
    """
    wanted = fold(text)
    labels = {one.code: one.label for one in the_office(desk).unit_kinds}
    kind = kind and kind_named(kind, labels)
    return [
        unit
        for unit in in_office_order(desk.store.registers.units(), labels, desk.store.registers.unit_places())
        if (everything or unit.status == "active")
        and (not kind or unit.kind == kind)
        and (not wanted or wanted in fold(f"{unit.code} {unit.name} {labels.get(unit.kind, unit.kind)}"))
    ]


def kind_named(wanted: str, labels: Mapping[str, str]) -> str:
    """The code of a kind, by code or label. Raises UnknownName that says which kinds there are."""
    for code, label in labels.items():
        if fold(wanted) in (fold(code), fold(label)):
            return code
    allowed = "; ".join(f"{code} ({label})" for code, label in labels.items())
    message = f"Không có loại đơn vị “{wanted}”; chỉ nhận: {allowed}."
    raise UnknownName("unknown_kind", message, where="--kind", fix="Ghi một mã loại đơn vị nêu trên.")


def kind_code(desk: Desk, wanted: str) -> str:
    """The code of a kind that may be told by its words; what could be a code is judged with the unit."""
    if re.fullmatch(CODE.pattern, wanted):
        return wanted
    return kind_named(wanted, {one.code: one.label for one in the_office(desk).unit_kinds})


def get_unit(desk: Desk, wanted: str) -> Unit:
    """A unit by its code or whole name. Raises UnknownName with what the clerk may have meant."""
    return get_units(desk, [wanted])[0]


def get_units(desk: Desk, wanted: Iterable[str]) -> list[Unit]:
    """:func:`get_unit` for each of these, every unit once; the register is read once."""
    units, codes = desk.store.registers.units(), desk.store.histories.codes()
    finder = UnitFinder(units)
    found: dict[str, Unit] = {}
    for text in wanted:
        unit = finder.find(codes.now(text))
        if unit is None:
            refuse_shared_name(text, finder.named(text))
            labels = {
                known: f"{unit.name} ({unit.code})" for unit in units for known in (unit.name, unit.code)
            }
            raise UnknownName.among("đơn vị", text, labels, listing=_LISTING, shown=labels)
        found[unit.code] = unit
    return list(found.values())


def refuse_shared_name(name: str, units: "Iterable[Unit | UnitState]") -> None:
    """Raises UnknownName for a name that several units bear; none of them is taken for it."""
    if several := [f"{one.name} ({one.code})" for one in units]:
        message = f"Tên “{name}” là của nhiều đơn vị: {', '.join(sorted(several))}."
        raise UnknownName("shared_name", message, where=name, fix="Nêu mã đơn vị thay cho tên.")


def addressee_names(desk: Desk) -> dict[str, str]:
    """Code (lower case) → what people call it, of all kinds and units that a round can be addressed to."""
    kinds = {kind.code.casefold(): kind.label for kind in the_office(desk).unit_kinds}
    return kinds | {unit.code.casefold(): unit.name for unit in desk.store.registers.units()}


def addressees_named(desk: Desk, named: Iterable[str]) -> tuple[str, ...]:
    """The codes of kinds and units that a clerk names by code or name, also without “Đảng bộ”, “Chi bộ”.

    Raises UnknownName; Refused for a unit out of use, to which no letter would go.
    """
    stated = the_office(desk).unit_kinds
    kinds = {identity_key(name): kind.code for kind in stated for name in (kind.code, kind.label)}

    def code_of(text: str) -> str:
        if found := kinds.get(identity_key(text)):
            return found
        try:
            return _in_use(desk, get_unit(desk, text)).code
        except UnknownName as unknown:
            if unknown.findings[0].code == "shared_name":
                raise
            all_units = desk.store.registers.units()
            if same := _named_barely(text, all_units):
                return same.code
            both = [
                *((kind.code, kind.label) for kind in stated),
                *((one.code, one.name) for one in all_units),
            ]
            labels = {known: f"{name} ({code})" for code, name in both for known in (name, code)}
            wanted = "loại đơn vị hoặc đơn vị"
            raise UnknownName.among(wanted, text, labels, listing=_LISTING, shown=labels) from None

    return tuple(dict.fromkeys(map(code_of, named)))


def _named_barely(text: str, units: Iterable[Unit]) -> Unit | None:
    """The only unit in use that is called so but for the party body before its name."""
    same = [unit for unit in units if unit.status == "active" and bare_key(unit.name) == bare_key(text)]
    return same[0] if len(same) == 1 else None


def _in_use(desk: Desk, unit: Unit) -> Unit:
    if unit.status == "active":
        return unit
    message = f"“{unit.name}” ({unit.code}) đã thôi dùng, không nhận công văn."
    raise Refused("out_of_use", message, where=unit.code, fix=used_again(desk, unit, desk.world.today))


def aliases_of(desk: Desk, unit: Unit) -> list[UnitAlias]:
    """The names that a clerk confirmed to mean this unit, as they stood on returned forms."""
    confirmed = (alias for same in desk.store.intake.aliases().values() for alias in same)
    return [alias for alias in confirmed if alias.unit.casefold() == unit.code.casefold()]


class UnitChanged(NamedTuple):
    """A unit before (None when new) and after; equal when nothing changed. ``findings`` are remarks.

    ``rounds``: the open ones with a letter, to which a new unit can be added.
    """

    before: Unit | None
    after: Unit
    findings: tuple[Finding, ...] = ()
    rounds: tuple[str, ...] = ()


def add_unit(desk: Desk, entry: UnitEntry, *, new: bool = False) -> UnitChanged:
    """A new unit from the command line; ``new``: it is one, though its name is like that of another."""
    with roster_act(desk) as ended:
        units = desk.store.registers.units()
        if there := next((one for one in units if one.code.casefold() == entry.code.casefold()), None):
            raise _there_already(desk, there, entry)
        _refuse_former_code(desk, entry.code)
        refuse_unknown_kind(desk, entry)
        unit = build_unit(entry, source=BY_COMMAND)
        remarks = judge_doubles(desk, [unit], told=new)
        desk.store.registers.add_units([unit])
        stated = {name: value for name, value in without_code(entry).items() if value}
        desk.journal("add_unit", unit.code, **stated)
    told = (*remarks, *remarks_on_entered(desk, [unit]), *ended())
    rounds = desk.store.registers.round_statuses().items()
    issued = (code for code, stands in rounds if stands == "open" and desk.store.letters.of_round(code))
    return UnitChanged(None, unit, told, tuple(issued))


def _there_already(desk: Desk, unit: Unit, entry: UnitEntry) -> Refused:
    """The error for a code that is taken; one of a unit out of use goes on as what is entered now."""
    message = f"Đã có đơn vị mã “{unit.code}”: {unit.name}."
    edit = f"bcd35 units edit {unit.code} {typed_option('name', entry.name)} --kind {entry.kind}"
    fix = f"Đặt mã khác, hoặc sửa đơn vị cũ bằng: {edit}"
    if unit.status == "retired":
        again = used_again(desk, unit, desk.world.today, f"{edit} --status active")
        fix = f"Đơn vị ấy đã thôi dùng. Đặt mã khác, hoặc dùng lại:\n{again}"
    return Refused("duplicate_code", message, where=unit.code, fix=fix)


def _refuse_former_code(desk: Desk, code: str) -> None:
    """Raises Refused for a code that a unit gave up: what it stands for in letters stays that unit."""
    codes = desk.store.histories.codes()
    if codes.is_former(code):
        message = f"Mã “{code}” trước đây là của đơn vị {codes.now(code)}."
        raise Refused("former_code", message, where=code, fix="Đặt mã khác.")


def edit_unit(
    desk: Desk, wanted: str, changes: dict[str, str], *, on: date | None = None, new: bool = False
) -> UnitChanged:
    """Change the named parts (``name, kind, email, phone, note, status``) of a unit, as of a day.

    Letters already issued keep the old name. ``new``: the name is its own, though like that of another unit.
    """
    from bcd35.domain.changes import as_detail, changes_between

    refuse_day_to_come(desk, on or desk.world.today, "điều sửa")
    with roster_act(desk) as ended:
        before = get_unit(desk, wanted)
        after = replace(before, **changes)  # type: ignore[arg-type]  # text fields only
        if (before.status, after.status) == ("retired", "active"):
            _refuse_while_exempt(desk, before, on or desk.world.today)
        refuse_unknown_kind(desk, UnitEntry(code=after.code, name=after.name, kind=after.kind))
        renamed = [after] if after.name != before.name else []
        remarks = judge_doubles(desk, renamed, told=new)
        if after != before:
            after = replace(after, source=BY_COMMAND, sample=False)
            desk.store.registers.change_unit(after)
            record_unit_change(desk, before, after, on or desk.world.today)
            desk.journal(
                "edit_unit",
                before.code,
                **({"on": on} if on and on != desk.world.today else {}),
                changes=as_detail(changes_between(before, after)),
            )
    told = (*remarks, *remarks_on_entered(desk, [after], before), *ended())
    return UnitChanged(before, after, (*told, *retired_still_asked(desk, [after])))


def refuse_day_to_come(desk: Desk, on: date, what: str) -> None:
    """Raises Refused for a day to come: the register says how units stand today."""
    if on > desk.world.today:
        message = f"Ngày {screen_date(on)} chưa đến; {what} có hiệu lực ngay trong danh sách."
        raise Refused("in_future", message, where="--date", fix="Đến ngày ấy hãy chạy lệnh này.")


def refuse_far_day(desk: Desk, on: date | None) -> None:
    """Raises Refused for a day as far ahead as that of a mistyped year."""
    if on and is_far(desk.world.today, on):
        message = f"Ngày {screen_date(on)} ở sau hôm nay quá nửa năm."
        fix = "Ghi nhầm năm thì nêu lại --date; đúng là ngày ấy thì khi còn dưới nửa năm hãy ghi."
        raise Refused("far_day", message, where="--date", fix=fix)


def _refuse_while_exempt(desk: Desk, unit: Unit, on: date) -> None:
    """Raises Refused for a unit that would be in use, and exempt because it was not: open rounds say so."""
    if exempt := exempted_by_leaving(desk, unit):
        message = (
            f"“{unit.name}” ({unit.code}) được miễn vì thôi dùng trong đợt {', '.join(exempt)}; dùng lại thì "
            "vẫn được miễn."
        )
        fix = used_again(desk, unit, on, "rồi chạy lại lệnh này.")
        raise Refused("exempt_by_leaving", message, where=unit.code, fix=fix)


def refuse_unknown_kind(desk: Desk, entry: UnitEntry) -> None:
    """Raises Refused for a kind that the office does not know."""
    findings = judge_unit(entry, the_office(desk).unit_kinds, entry.code)
    if findings:
        raise Refused("unknown_kind", "", findings=findings)


def export_units(desk: Desk, path: Path) -> "Exported":
    """Write the units in force as a register file that ``units import`` reads back."""
    from bcd35.usecases.registers.exports import export_register

    units = list_units(desk)
    sample = any(unit.sample for unit in units)
    return export_register(desk, "units", [unit_entry(unit) for unit in units], path, sample=sample)
