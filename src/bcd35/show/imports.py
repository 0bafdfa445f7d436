"""What ``import``, ``… import`` and ``… export`` show: old → new for every field that changes."""

from collections.abc import Iterator, Sequence
from typing import Any

from bcd35.domain.changes import FieldChange, change_words, changes_between, field_words, value_words
from bcd35.domain.merge import Difference
from bcd35.show.screen import Block, Screen
from bcd35.usecases.desk import CHANNELS_FILE, UNITS_FILE
from bcd35.usecases.registers.exports import Exported
from bcd35.usecases.registers.imports import Imported
from bcd35.usecases.registers.plans import WHOLE, Change
from bcd35.world.workspace import Workspace

_NOUNS = {
    "office": "thông tin cơ quan",
    "holidays": "ngày nghỉ",
    "channels": "kênh",
    "units": "đơn vị",
    "rounds": "đợt",
}
_MOST = 10  # lines of one sort that say no more than a name; the rest is counted


def imported(outcome: Imported) -> Screen:
    """The changes of each file, and whether they were applied."""
    data = {"applied": outcome.applied, "registers": [_data(change) for change in outcome.changes]}
    blocks = [block for change in outcome.changes for block in _blocks(change)]
    done = "Đã ghi vào sổ." if outcome.applied else "Xem trước, chưa ghi gì; bỏ --dry-run để ghi."
    if outcome.applied and all(change.plan.nothing_to_do for change in outcome.changes):
        done = "Không có gì thay đổi."
    hints = (*_hints(outcome.changes), *([_next_step(outcome.changes)] if outcome.applied else []))
    return Screen(data, (*blocks, done), hints, outcome.findings)


def _next_step(changes: Sequence[Change]) -> str:
    """A round that is new wants its letter; else what was imported is looked at."""
    for change in changes:
        if change.register == "rounds" and change.plan.new:
            return f"Bước tiếp theo: soạn thử công văn: bcd35 notify {_code(change.plan.new[0])} --draft"
    lists = {"channels": "channels list", "units": "units list", "holidays": "holidays list"}
    of_one = {change.register for change in changes}
    command = lists.get(of_one.pop(), "today") if len(of_one) == 1 else "today"
    return f"Bước tiếp theo: bcd35 {command}"


def _hints(changes: Sequence[Change]) -> Iterator[str]:
    if any(
        set(map(_code, change.plan.would_retire)) - set(map(_code, change.plan.retire)) for change in changes
    ):
        yield "Mục không có trong tệp vẫn được giữ; muốn thôi dùng: thêm --retire-missing."
    for change in changes:
        if change.plan.kept and change.shown in {CHANNELS_FILE, UNITS_FILE}:
            command = f"bcd35 {change.register} export -o {change.shown}"
            yield f"Muốn tệp ghi như sổ ({_NOUNS[change.register]} đang dùng): {command}"


def _code(entry: Any) -> str:
    return str(getattr(entry, "code", "")) or "–"


def _data(change: Change) -> dict[str, object]:
    plan = change.plan
    return {
        "register": change.register,
        "file": change.shown,
        "new": [_code(entry) for entry in plan.new],
        "changed": [_code(after) for _, after in plan.changed],
        "unchanged": [_code(entry) for entry in plan.unchanged],
        "would_retire": [_code(entry) for entry in plan.would_retire],
        "retired": [_code(entry) for entry in plan.retire],
        "changes": [
            {"code": _code(after), "field": field, "before": old, "after": new}
            for before, after in plan.changed
            for field, old, new in changes_between(before, after)
        ],
        "kept": [
            {"code": found.code, "field": found.field, "ledger": found.ledger, "file": found.file}
            for found in plan.kept
        ],
    }


def _blocks(change: Change) -> Iterator[Block]:
    plan = change.plan
    yield (
        f"{change.shown} ({_NOUNS[change.register]}): mới {len(plan.new)}, thay đổi {len(plan.changed)}, "
        f"giữ nguyên {len(plan.unchanged)}, không có trong tệp {len(plan.would_retire)}."
    )
    whole = change.register in WHOLE
    if not whole:
        yield from _named("+ mới", plan.new)
    for before, after in plan.changed:
        if not whole:
            yield f"  ~ thay đổi: {_line(after)}"
        for found in changes_between(before, after):
            yield f"      {change_words(found)}"
    if not whole:
        yield from _named("- thôi dùng", plan.retire)
    yield from _kept(plan.kept, whole=whole)


def _named(label: str, entries: Sequence[Any]) -> Iterator[str]:
    # Of many entries the first few tell which file it was; one more line would only count the last one.
    most = _MOST if len(entries) > _MOST + 1 else len(entries)
    for entry in entries[:most]:
        yield f"  {label}: {_line(entry)}"
    if len(entries) > most:
        yield f"  {label}: và {len(entries) - most} mục nữa (nêu đủ khi thêm --json)"


def _line(entry: Any) -> str:
    return f"{_code(entry)} {getattr(entry, 'name', '') or getattr(entry, 'subject', '')}"


def _kept(kept: Sequence[Difference], *, whole: bool) -> Iterator[str]:
    """Where a command's edit stays although the file says otherwise."""
    lines = [
        f"  = giữ theo sổ: {'' if whole else f'{found.code}, '}"
        f"{field_words(each.field)}: {value_words(each.field, each.before)} "
        f"(tệp ghi {value_words(each.field, each.after)})"
        for found in kept
        for each in _fields(found)
    ]
    most = _MOST if len(lines) > _MOST + 1 else len(lines)
    yield from lines[:most]
    if len(lines) > most:
        yield f"  = giữ theo sổ: và {len(lines) - most} mục nữa (nêu đủ khi thêm --json)"


def _fields(found: Difference) -> tuple[FieldChange, ...]:
    return changes_between({found.field: found.ledger}, {found.field: found.file})


def exported(outcome: Exported, workspace: Workspace, noun: str) -> Screen:
    """Where a register file was written."""
    shown = workspace.shown(outcome.path)
    return Screen(
        {"path": shown, "count": outcome.entries}, (f"Đã ghi {outcome.entries} {noun} vào {shown}.",)
    )
