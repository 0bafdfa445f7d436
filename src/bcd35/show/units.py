"""What the ``units`` commands show."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from bcd35.domain.dates import screen_date
from bcd35.domain.histories import UnitLine, event_words
from bcd35.domain.round_names import round_begins
from bcd35.domain.unit_names import UnitAlias
from bcd35.domain.units import Unit, UnitKind
from bcd35.show.channels import STATUS_LABELS, change_sentence, status_cell
from bcd35.show.screen import Screen, Table, without_empty
from bcd35.usecases.desk import UNITS_FILE
from bcd35.usecases.registers.units import UnitChanged

if TYPE_CHECKING:
    from bcd35.usecases.units.leaving import InRound, UnitLeft
    from bcd35.usecases.units.recoding import UnitRecoded
    from bcd35.usecases.units.splitting import UnitSplit


def as_data(unit: Unit) -> dict[str, str | bool]:
    """One unit for ``--json``."""
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "status": unit.status,
        "email": unit.email,
        "phone": unit.phone,
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
    table = without_empty(Table(("Mã", "Đơn vị", "Loại", "Thư công vụ", "Trạng thái"), rows, whole=(0,)))
    data = [as_data(unit) for unit in units]
    return Screen(data, (table,) if rows else ("Không có đơn vị nào.",), tuple(remarks))


def shown(
    unit: Unit, kinds: Iterable[UnitKind], aliases: Sequence[UnitAlias], history: Sequence[UnitLine]
) -> Screen:
    """One unit, line by line: what became of it, and the names by which returned forms have called it."""
    data = as_data(unit) | {
        "aliases": [
            {"alias": one.alias, "source": one.source, "added_on": one.added_on.isoformat()}
            for one in aliases
        ],
        "history": [_line_data(line) for line in history],
    }
    named = [
        f"Tên đã xác nhận: “{one.alias}” (tệp {one.source}, ngày {screen_date(one.added_on)})"
        for one in aliases
    ]
    return Screen(data, (*_lines(unit, _label(unit, kinds)), *_history(unit, history), *named))


def _line_data(line: UnitLine) -> dict[str, str]:
    return {
        "unit": line.unit,
        "event": line.event,
        "on": line.on.isoformat(),
        "was": line.was,
        "now": line.now,
        "other": line.other,
        "reason": line.reason,
    }


def _history(unit: Unit, history: Sequence[UnitLine]) -> list[str]:
    lines = [f"  từ {screen_date(line.on)}: {event_words(line, unit.code)}" for line in history]
    return ["Quá trình:", *lines] if lines else []


def _label(unit: Unit, kinds: Iterable[UnitKind]) -> str:
    return next((kind.label for kind in kinds if kind.code == unit.kind), unit.kind)


def _lines(unit: Unit, label: str) -> list[str]:
    lines = [
        f"Mã:          {unit.code}",
        f"Đơn vị:      {unit.name}",
        f"Loại:        {label}",
        f"Trạng thái:  {STATUS_LABELS[unit.status]}",
    ]
    optional = {
        "Thư công vụ: ": unit.email,
        "Điện thoại:  ": unit.phone,
        "Ghi chú:     ": unit.note,
        "Nguồn:       ": unit.source,
    }
    return lines + [f"{label}{text}" for label, text in optional.items() if text]


def changed(outcome: UnitChanged, kinds: Iterable[UnitKind]) -> Screen:
    """What an add, edit or retire did."""
    after = outcome.after
    steps = [
        f"Muốn bổ sung đơn vị vào đợt “{code}”, đã phát hành: bcd35 notify {code} --add --unit {after.code}"
        for code in outcome.rounds
    ]
    blocks = (change_sentence("đơn vị", outcome.before, after), *_lines(after, _label(after, kinds)))
    return Screen(as_data(after), blocks, tuple(steps or [_seen_whole(after)]), findings=outcome.findings)


def _seen_whole(unit: Unit) -> str:
    return f"Quá trình của đơn vị: bcd35 units show {unit.code}"


_FATE_WORDS = {
    "exempted": "chưa báo cáo, được miễn từ ngày {day}",
    "reported": "đã báo cáo, báo cáo vẫn tính",
    "kept": "chưa báo cáo, vẫn phải báo cáo",
    "joined": "được bổ sung vào đợt, thời hạn {day}; công văn và mẫu ở thư mục out/",
    "restored": "lại phải báo cáo",
}


def _fates(rounds: "Sequence[InRound]", names: Mapping[str, str]) -> list[str]:
    """What became of units in each round. ``names``: code → what a round is called.

    What stays in a closed round is told by a finding, with the command that changes it.
    """
    told = [one for one in rounds if one.fate in _FATE_WORDS]
    fates = [(one, _FATE_WORDS[one.fate].format(day=screen_date(one.on))) for one in told]
    return [f"{round_begins(names[one.round_code])}: {one.unit} {words}." for one, words in fates]


def _fate_data(rounds: "Sequence[InRound]") -> list[dict[str, str]]:
    return [
        {"round": one.round_code, "unit": one.unit, "fate": one.fate, "on": one.on.isoformat()}
        for one in rounds
    ]


def left(outcome: "UnitLeft", names: Mapping[str, str]) -> Screen:
    """What retiring a unit did, alone or merged into another, in the register and in each open round."""
    unit, into, line = outcome.after, outcome.into, outcome.line
    named = f"{unit.name} ({unit.code})"
    if outcome.taken_back:
        sentence = f"Đã bỏ việc thôi dùng ghi nhầm: {named} đang dùng."
    elif line is None:
        what = f"sáp nhập vào {into.name} ({into.code})" if into else "thôi dùng"
        sentence = f"{named} đã ghi {what} từ trước."
    else:
        mended = "Đã sửa việc ghi sai. " if outcome.put_right else ""
        merged = f" sáp nhập vào {into.name} ({into.code}) và" if into else ""
        reason = f" (lý do: {line.reason})" if line.reason else ""
        sentence = f"{mended}Từ ngày {screen_date(line.on)}, {named}{merged} thôi dùng{reason}."
    data = {
        **as_data(unit),
        "into": into.code if into else None,
        "on": line.on.isoformat() if line else None,
        "rounds": _fate_data(outcome.rounds),
    }
    blocks = (sentence, *_fates(outcome.rounds, names))
    return Screen(data, blocks, (_seen_whole(unit),), findings=outcome.findings)


def divided(outcome: "UnitSplit", names: Mapping[str, str]) -> Screen:
    """What splitting a unit did, or taking that back."""
    unit, rounds = outcome.left.after, outcome.left.rounds
    parts = ", ".join(f"{part.name} ({part.code})" for part in outcome.parts)
    if outcome.taken_back:
        sentence = f"Đã bỏ việc chia tách ghi nhầm: {unit.name} ({unit.code}) không tách thành {parts}."
    else:
        end = "vẫn hoạt động" if outcome.kept else "thôi dùng"
        day = f"Từ ngày {screen_date(outcome.on)}{' (đã ghi từ trước)' if outcome.already else ''}"
        sentence = f"{day}, {unit.name} ({unit.code}) tách thành {parts}; đơn vị cũ {end}."
    new = [f"Thêm vào danh sách: {', '.join(outcome.added)}."] if outcome.added else []
    if outcome.retired:
        new = [f"Thôi dùng {', '.join(outcome.retired)}: chỉ có trong danh sách vì việc chia tách ấy."]
    data = {
        "unit": unit.code,
        "status": unit.status,
        "into": [part.code for part in outcome.parts],
        "added": [*outcome.added],
        "retired": [*outcome.retired],
        "on": outcome.on.isoformat(),
        "rounds": _fate_data(rounds),
    }
    blocks = (sentence, *new, *_fates(rounds, names))
    return Screen(data, blocks, (_seen_whole(unit),), cautions=outcome.findings)


def recoded(outcome: "UnitRecoded", names: Mapping[str, str]) -> Screen:
    """A unit under its new code."""
    before, after = outcome.before, outcome.after
    day = f"Từ ngày {screen_date(outcome.on)}{' (đã ghi từ trước)' if outcome.already else ''}"
    sentence = f"{day}, {after.name} đổi mã {before.code} → {after.code}."
    rest = f"công văn, mẫu đang ở đơn vị và báo cáo đã nhận vẫn là của {after.code}."
    kept = [f"{round_begins(names[code])}: {rest}" for code in outcome.rounds]
    data = {**as_data(after), "was": before.code, "on": outcome.on.isoformat(), "rounds": [*outcome.rounds]}
    file = [f"Bước tiếp theo: sửa mã {before.code} thành {after.code} trong {outcome.file}."]
    if outcome.file == UNITS_FILE:
        file += [f"Muốn chương trình ghi thay cả tệp theo sổ: bcd35 units export -o {UNITS_FILE}"]
    remarks = tuple(file if outcome.file else [_seen_whole(after)])
    return Screen(data, (sentence, *kept), remarks, cautions=outcome.findings)
