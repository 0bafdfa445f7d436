"""What the file of the office or of the holidays would change: registers that are one entry each."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, TypeVar

from bcd35.domain.addressees import remark_on_kinds_unnamed
from bcd35.domain.findings import Finding
from bcd35.domain.merge import Fields, MergeKind, plan_import
from bcd35.domain.office import Office
from bcd35.domain.shape import from_plain, to_plain
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.bases import Remembered
from bcd35.usecases.registers.holidays import deadlines_off
from bcd35.usecases.registers.planned import Change, PlannedFile
from bcd35.usecases.registers.stored import current_office
from bcd35.world.workspace import layouts_with, packaged_layouts

_Entry = TypeVar("_Entry")


def office_change(file: PlannedFile, _: list[Finding]) -> Change:
    kind = MergeKind[Office](
        lambda _: "office", to_plain, lambda _before, _incoming, values: from_plain(Office, values)
    )

    def write(office: Office) -> None:
        file.desk.store.registers.set_office(json.dumps(to_plain(office), ensure_ascii=False))

    def revived(kept: Any) -> Fields:
        fields: Fields = to_plain(from_plain(Office, kept))
        return fields

    change = _whole_change(file, kind, (current_office(file.desk), file.value), write, revived)
    return change._replace(remarks=(*_templates_behind(file.desk, change), *_new_kinds(change)))


def _new_kinds(change: Change) -> Iterator[Finding]:
    """Kinds that join, and that the letters to all do not name yet."""
    for before, after in change.plan.changed:
        yield from remark_on_kinds_unnamed(
            after, {kind.code for kind in after.unit_kinds} - {kind.code for kind in before.unit_kinds}
        )


def _templates_behind(desk: Desk, change: Change) -> Iterator[Finding]:
    """What is left to do when the office goes over to other rules, also before its first command.

    Templates of the program may suit rules of the office's own: those are told of at the first import only.
    """
    plan, sets = change.plan, packaged_layouts()
    went_over = any(before.layout != after.layout for before, after in plan.changed)
    for office in (*plan.unchanged, *(after for _, after in plan.changed)):
        packaged = office.layout in sets
        behind = (packaged or was_only_filled(desk)) and _has_template_of_another(desk, office.layout)
        if not (behind or (went_over and not packaged)):
            continue
        message = (
            f"Thể thức nay là “{office.layout}”: từ nay soạn và soát theo bộ ấy, mà các tệp trong templates/ "
            "còn theo thể thức cũ."
        )
        way = "Chương trình không có bộ tệp mẫu ấy: mở các tệp trong templates/ bằng Word mà sửa"
        if packaged:
            way = "Lấy bộ tệp mẫu của thể thức mới, tệp văn phòng đã sửa thì giữ nguyên: bcd35 update --apply"
        fix = f"{way}; rồi soát: bcd35 template check\nXem lại style, number_series trong {change.shown}."
        yield Finding("templates_of_another_layout", change.shown, message, fix)


def was_only_filled(desk: Desk) -> bool:
    """Tell whether nothing has been done yet in a ledger that was made from the register files."""
    last = desk.store.last_seal()
    return last is not None and last[0] == 1


def _has_template_of_another(desk: Desk, layout: str) -> bool:
    """Tell whether a template is one that came with the program for another layout only."""
    sets = (
        layouts_with(f"{file.parent.name}/{file.name}", file.read_bytes())
        for file in desk.workspace.templates.glob("*.docx")
        if file.is_file()
    )
    return any(theirs and layout not in theirs for theirs in sets)


def holidays_change(file: PlannedFile, _: list[Finding]) -> Change:
    registers = file.desk.store.registers
    held = {"holidays": _by_day(registers.holidays()), "working_days": _by_day(registers.working_days())}
    stated = {
        name: {holiday.date.isoformat(): holiday.name for holiday in getattr(file.value, name)}
        for name in held
    }
    names = {**_flat(held), **_flat(stated)}

    def each_day(days: Any) -> Fields:
        # A decision changes single days: each is a field of its own, also where one side does not have it.
        flat = _flat(days)
        return {name: flat.get(name) for name in names}

    kind = MergeKind[dict[str, Any]](
        lambda _: "holidays", each_day, lambda _before, _incoming, values: _of_each_day(values)
    )

    def write(days: dict[str, Any]) -> None:
        registers.set_holidays(_of_days(days["holidays"]))
        registers.set_working_days(_of_days(days["working_days"]))

    change = _whole_change(file, kind, (held if held["holidays"] else None, stated), write, each_day)
    remembered = Remembered.of(file.source.shown, {"holidays": stated})
    return change._replace(remembered=remembered, remarks=tuple(_deadlines_off(file.desk, change)))


def _deadlines_off(desk: Desk, change: Change) -> Iterator[Finding]:
    """Deadlines that fall on a day off by the calendar as it would be."""
    calendar = desk.store.registers.calendar()
    for _, days in change.plan.changed:
        off, worked = _of_days(days["holidays"]), _of_days(days["working_days"])
        yield from deadlines_off(desk, calendar._replace(days_off=off, working_days=worked))


def _flat(days: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {f"{sort}.{day}": name for sort, found in days.items() for day, name in found.items()}


def _of_each_day(values: Fields) -> dict[str, Any]:
    """The inverse of :func:`_flat`; days without a name are none."""
    days: dict[str, Any] = {"holidays": {}, "working_days": {}}
    for path, name in sorted(values.items()):
        sort, _, day = path.partition(".")
        if name is not None:
            days[sort][day] = name
    return days


def _by_day(days: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in days.items()}


def _of_days(days: Mapping[str, Any]) -> dict[date, str]:
    return {date.fromisoformat(day): str(name) for day, name in days.items()}


def _whole_change(
    file: PlannedFile,
    kind: MergeKind[_Entry],
    entries: tuple[_Entry | None, _Entry],
    write: Callable[[_Entry], None],
    revived: Callable[[Any], Fields],
) -> Change:
    """The change of a register that is one entry: ``entries`` are the ledger's and the file's."""
    before, incoming = entries
    code = kind.code(incoming)
    stated = {code: kind.stated(incoming)}
    bases = file.bases(stated, revived)
    current = [] if before is None else [before]
    plan = plan_import(
        kind, current, [incoming], base=lambda held: bases.of(code, kind.stated(held)), take=file.request.take
    )

    def write_planned() -> None:
        for entry in (*plan.new, *(after for _, after in plan.changed)):
            write(entry)

    return file.change(plan, stated, write_planned)
