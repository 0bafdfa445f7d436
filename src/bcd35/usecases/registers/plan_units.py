"""What a file of units would change; the office's own roster replaces the sample."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from bcd35.domain.commands import command_line, typed_option
from bcd35.domain.entries import UnitEntry, build_unit, unit_entry
from bcd35.domain.findings import Finding
from bcd35.domain.lists.alike import alike_in_list
from bcd35.domain.lists.unit_remarks import Entered, remarks_on_units
from bcd35.domain.merge import Fields, ImportPlan, MergeKind, plan_import
from bcd35.domain.shape import without_code
from bcd35.domain.text import identity_key, short_list
from bcd35.domain.unit_order import in_office_order
from bcd35.domain.units import Unit
from bcd35.usecases.desk import UNITS_FILE, Desk
from bcd35.usecases.registers.decisions import row_of
from bcd35.usecases.registers.planned import Change, Order, PlannedFile, judge_some_left, revived_as
from bcd35.usecases.registers.unit_lines import (
    exempted_by_leaving,
    record_unit_change,
    retired_still_asked,
    used_again,
)

_MOST_TOLD = 8  # units out of use, each with its way back


def _rebuilt_unit(before: Unit, incoming: Unit, values: Fields) -> Unit:
    # A unit of the office's own never becomes a sample again; a sample out of use comes back as its own.
    after = replace(before, **values, sample=before.sample and incoming.sample)
    if before.sample and not incoming.sample:
        after = replace(after, status="active")
    return before if after == before else replace(after, source=incoming.source)


_UNITS = MergeKind[Unit](
    lambda unit: unit.code,
    lambda unit: without_code(unit_entry(unit)),
    _rebuilt_unit,
    lambda unit: unit.status == "active",
)


def units_change(file: PlannedFile, findings: list[Finding]) -> Change:
    registers, shown, sample = file.desk.store.registers, file.source.shown, file.value.sample
    incoming = [build_unit(entry, source=shown, sample=sample) for entry in file.value.units]
    stated = {unit.code: _UNITS.stated(unit) for unit in incoming}
    bases = file.bases(stated, revived_as(UnitEntry))
    current = registers.units()
    if sample and not registers.is_trial() and not all(unit.sample for unit in current):
        return file.change(
            ImportPlan(new=(), changed=(), unchanged=(), would_retire=()),
            stated,
            lambda: None,
            [_sample_left_out(shown)],
        )
    plan = plan_import(
        bases.named_again(_UNITS, lambda unit: not exempted_by_leaving(file.desk, unit)),
        current,
        incoming,
        base=lambda unit: bases.of(unit.code, _UNITS.stated(unit), unit.source),
        retire=_retires(file),
        take=file.request.take,
    )
    findings += _judge_codes(file, plan, incoming)
    findings += _judge_names(file, plan, current, incoming)
    findings += judge_some_left(shown, "đơn vị", _UNITS, current, plan)
    order = _order(file, current, stated, moved=bases.moved(stated))
    retired = [(unit, replace(unit, status="retired")) for unit in plan.retire]

    def write() -> None:
        registers.add_units(plan.new)
        for before, after in (*plan.changed, *retired):
            registers.change_unit(after)
            record_unit_change(file.desk, before, after, file.desk.world.today)
        registers.list_in_order("units", order.to_write)

    still_asked = retired_still_asked(file.desk, (after for _, after in retired))
    remarks = (*still_asked, *_stay_out_of_use(file.desk, plan, current), *_remarks(file, plan, incoming))
    return file.change(plan, stated, write, remarks)._replace(order=order.told)


def _remarks(file: PlannedFile, plan: ImportPlan[Unit], incoming: Sequence[Unit]) -> Iterator[Finding]:
    """What is worth saying about the names and contacts that are new; of samples nothing is."""
    places = {unit.code.casefold(): place for place, unit in enumerate(incoming)}
    entered = [
        Entered(after, before, row_of(file.where(("units", places[after.code.casefold()], "name"))))
        for before, after in (*((None, unit) for unit in plan.new), *plan.changed)
        if not after.sample
    ]
    again = "gõ lại tên trong tệp rồi nhập lại."
    return remarks_on_units(entered, file.kinds, file.source.shown, again)


def _stay_out_of_use(desk: Desk, plan: ImportPlan[Unit], current: Iterable[Unit]) -> Iterator[Finding]:
    """Units that the file names and the ledger keeps out of use, each with what undoes just that."""
    kept = {found.code for found in plan.kept if found.field == "status"}
    units = [unit for unit in current if unit.code in kept]
    for unit in units[:_MOST_TOLD]:
        message = f"“{unit.name}” đã thôi dùng mà tệp còn ghi; giữ theo sổ."
        yield Finding("unit_retired", unit.code, message, used_again(desk, unit, desk.world.today))
    if more := units[_MOST_TOLD:]:
        codes = short_list((unit.code for unit in more), "đơn vị khác")
        message = f"{len(more)} đơn vị nữa cũng đã thôi dùng mà tệp còn ghi: {codes}."
        yield Finding("unit_retired", "units", message, "Xem từng đơn vị: bcd35 units show MÃ")


def _retires(file: PlannedFile) -> Callable[[Unit], bool]:
    """Which units an import takes out of use when the file does not name them.

    The office's own roster replaces the one that ships with the tool, unless letters went to its units; those
    of a trial do not count: they are set aside with it.
    """
    registers = file.desk.store.registers
    if file.request.retire_missing:
        return lambda _: True
    if file.value.sample:
        return lambda _: False
    used = frozenset() if registers.is_trial() else registers.units_with_history()
    return lambda unit: unit.sample and unit.code.casefold() not in used


def _order(file: PlannedFile, current: Sequence[Unit], stated: Iterable[str], *, moved: bool) -> Order:
    places = file.desk.store.registers.unit_places()
    kinds = [kind.code for kind in file.kinds]
    before = [unit.code for unit in in_office_order(current, kinds, places)]
    return Order.of(before, stated, as_stated=not places or moved)


def _sample_left_out(shown: str) -> Finding:
    """The sample roster that lies there still when the office's own came from another file."""
    message = "Tệp là danh sách mẫu (sample: true), sổ đã có danh sách của văn phòng: không nhập tệp này."
    fix = f"Muốn tệp ghi như sổ: bcd35 units export -o {UNITS_FILE}"
    if shown != UNITS_FILE:
        fix = "Tệp là danh sách của văn phòng thì bỏ dòng sample: true rồi nhập lại."
    return Finding("sample_left_out", shown, message, fix)


def _judge_names(
    file: PlannedFile, plan: ImportPlan[Unit], current: Sequence[Unit], incoming: Sequence[Unit]
) -> Iterator[Finding]:
    """New names of units that are, or could be, those of other units: of two rows one was typed over."""
    renamed = {
        after.code
        for before, after in plan.changed
        if not before.sample and identity_key(before.name) != identity_key(after.name)
    }
    if not renamed:
        return
    held = {unit.code: unit for unit in (*current, *plan.new, *(after for _, after in plan.changed))}
    gone = {unit.code for unit in plan.retire}
    units = [unit for unit in held.values() if unit.status == "active" and unit.code not in gone]
    places = {unit.code.casefold(): place for place, unit in enumerate(incoming)}
    for first, second, how in alike_in_list([unit.name for unit in units]):
        named, other = sorted((units[first], units[second]), key=lambda unit: unit.code not in renamed)
        if how != "near" and named.code in renamed:
            where = file.where(("units", places[named.code.casefold()], "name"))
            yield _name_of_another(named, other, where)


def _name_of_another(named: Unit, other: Unit, where: str) -> Finding:
    there = f"{other.name} ({other.code})"
    message = f"Tên mới của {named.code}, “{named.name}”, trùng hoặc giống tên đơn vị khác: {there}."
    edit = command_line(("units", "edit", named.code, "--name", named.name, "--new"))
    fix = f"Gõ nhầm hàng thì sửa tên trong tệp rồi nhập lại. Là hai đơn vị thì chạy, rồi nhập lại:\n{edit}"
    return Finding("name_of_another", where, message, fix)


def _judge_codes(file: PlannedFile, plan: ImportPlan[Unit], incoming: Sequence[Unit]) -> Iterator[Finding]:
    """Codes that were given up, and new ones of units that are there: the unit would stand there twice."""
    codes = file.desk.store.histories.codes()
    stated = {unit.code.casefold() for unit in incoming}
    held = {
        identity_key(unit.name): unit
        for unit in file.desk.store.registers.units()
        if unit.status == "active" and not unit.sample and unit.code.casefold() not in stated
    }
    for place, unit in enumerate(incoming):
        where = file.where(("units", place, "code"))
        if codes.is_former(unit.code):
            now = codes.now(unit.code)
            message = f"Mã “{unit.code}” đã đổi thành {now}."
            yield Finding("former_code", where, message, f"Sửa mã trong tệp thành {now}.")
        elif unit in plan.new and (same := held.get(identity_key(unit.name))):
            message = f"“{unit.name}” trong sổ mang mã {same.code}, tệp ghi mã {unit.code}."
            fix = (
                f"Đổi mã thì chạy: bcd35 units recode {same.code} {unit.code}\n"
                f"Rồi nhập lại. Nếu là đơn vị khác trùng tên thì thêm bằng: bcd35 units add {unit.code} "
                f"{typed_option('name', unit.name)} --kind {unit.kind} --new"
            )
            yield Finding("code_changed", where, message, fix)
