"""What the ``units`` commands show."""

from collections.abc import Iterable, Sequence

from bcd35.domain.dates import screen_date
from bcd35.domain.unit_names import UnitAlias
from bcd35.domain.units import Unit, UnitKind
from bcd35.show.channels import STATUS_LABELS, status_cell
from bcd35.show.screen import Screen, Table, without_empty
from bcd35.usecases.registers.units import UnitChanged, UnitMerged


def as_data(unit: Unit) -> dict[str, str | bool]:
    """One unit for ``--json``."""
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "status": unit.status,
        "email": unit.email,
        "note": unit.note,
        "source": unit.source,
        "sample": unit.sample,
    }


def listed(units: list[Unit], kinds: Iterable[UnitKind]) -> Screen:
    """The roster, by kind and name."""
    labels = {kind.code: kind.label for kind in kinds}
    rows = tuple(
        (unit.code, unit.name, labels.get(unit.kind, unit.kind), unit.email, status_cell(unit.status))
        for unit in units
    )
    remarks = [f"{len(rows)} đơn vị."] if rows else []
    table = without_empty(Table(("Mã", "Đơn vị", "Loại", "Thư công vụ", "Trạng thái"), rows))
    return Screen(
        [as_data(unit) for unit in units], (table,) if rows else ("Không có đơn vị nào.",), tuple(remarks)
    )


def shown(unit: Unit, kinds: Iterable[UnitKind], aliases: Sequence[UnitAlias]) -> Screen:
    """One unit, line by line, with the names by which returned forms have been known to call it."""
    data = as_data(unit) | {
        "aliases": [
            {"alias": one.alias, "source": one.source, "added_on": one.added_on.isoformat()}
            for one in aliases
        ]
    }
    named = [
        f"Tên đã xác nhận: “{one.alias}” (tệp {one.source}, ngày {screen_date(one.added_on)})"
        for one in aliases
    ]
    return Screen(data, (*_lines(unit, _label(unit, kinds)), *named))


def _label(unit: Unit, kinds: Iterable[UnitKind]) -> str:
    return next((kind.label for kind in kinds if kind.code == unit.kind), unit.kind)


def _lines(unit: Unit, label: str) -> list[str]:
    lines = [
        f"Mã:          {unit.code}",
        f"Đơn vị:      {unit.name}",
        f"Loại:        {label}",
        f"Trạng thái:  {STATUS_LABELS[unit.status]}",
    ]
    optional = {"Thư công vụ: ": unit.email, "Ghi chú:     ": unit.note, "Nguồn:       ": unit.source}
    return lines + [f"{label}{text}" for label, text in optional.items() if text]


def changed(outcome: UnitChanged, kinds: Iterable[UnitKind]) -> Screen:
    """What an add, edit or retire did."""
    after = outcome.after
    if outcome.before is None:
        sentence = f"Đã thêm đơn vị {after.code}: {after.name}."
    elif outcome.before == after:
        sentence = f"Đơn vị {after.code} không có gì thay đổi."
    else:
        sentence = f"Đã sửa đơn vị {after.code}."
    return Screen(as_data(after), (sentence, *_lines(after, _label(after, kinds))), findings=outcome.findings)


def merged(outcome: UnitMerged) -> Screen:
    """Who goes on with the work of a retired unit."""
    unit, into = outcome.unit, outcome.into
    sentence = (
        f"Từ ngày {screen_date(outcome.on)}, {unit.name} ({unit.code}) sáp nhập vào {into.name} "
        f"({into.code}) và thôi dùng."
    )
    data = {**as_data(unit), "into": into.code, "on": outcome.on.isoformat()}
    return Screen(data, (sentence,), findings=outcome.findings)
