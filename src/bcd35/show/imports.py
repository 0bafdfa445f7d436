"""What ``import``, ``… import`` and ``… export`` show: old → new for every field that changes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from bcd35.domain.changes import FieldChange, change_words, changes_between, field_words, value_words
from bcd35.domain.merge import Difference
from bcd35.domain.rounds import parts_changed
from bcd35.domain.text import typed_path
from bcd35.show.screen import Block, Screen
from bcd35.show.written_files import written_beside
from bcd35.usecases.desk import CHANNELS_FILE, UNITS_FILE
from bcd35.usecases.registers.exports import Exported
from bcd35.usecases.registers.imports import Imported
from bcd35.usecases.registers.planned import SINGLE_ENTRY, Change
from bcd35.world.workspace import Workspace

_NOUNS = {
    "office": "thông tin cơ quan",
    "holidays": "ngày nghỉ",
    "channels": "kênh",
    "units": "đơn vị",
    "rounds": "đợt",
}
_MOST = 10  # entries of one sort that are named; the rest is counted
_MOST_LINES = 15  # of one file, so that the whole plan is on one screen


def imported(outcome: Imported, kinds: Mapping[str, str]) -> Screen:
    """The changes of each file, and whether they were applied. ``kinds``: code → label of kinds of unit."""
    data = {"applied": outcome.applied, "registers": [_data(change) for change in outcome.changes]}
    blocks = [block for change in outcome.changes for block in _blocks(change, kinds)]
    hints = (*_hints(outcome.changes), *([_next_step(outcome)] if outcome.applied else []))
    return Screen(data, (*blocks, _done(outcome)), hints, outcome.findings)


def _done(outcome: Imported) -> str:
    if not outcome.applied:
        return "Xem trước, chưa ghi gì; bỏ --dry-run để ghi."
    same = all(change.nothing_to_do for change in outcome.changes)
    if outcome.letter and same:
        return f"Tệp của đợt nay đúng như Công văn số {outcome.letter.reference} đã gửi."
    if outcome.letter:
        return f"Đã ghi vào tệp của đợt. Công văn số {outcome.letter.reference} đã gửi không tự đổi theo."
    if outcome.filled and same:
        return "Sổ vừa lập từ chính các tệp này, đã ghi đúng như các tệp."
    return "Không có gì thay đổi." if same else "Đã ghi vào sổ."


def _next_step(outcome: Imported) -> str:
    """A round that is new or changed wants its letter; else what was imported is looked at."""
    changes, letter = outcome.changes, outcome.letter
    for change in changes:
        if change.register != "rounds":
            continue
        asked = (after for before, after in change.plan.changed if parts_changed(before, after))
        if written := [*change.plan.new, *asked]:  # another short name changes no letter
            if written[0].status == "closed":
                return f"Bước tiếp theo: đợt đang đóng; mở lại: bcd35 rounds reopen {_code(written[0])}"
            if letter:
                replacing = f"bcd35 notify {_code(written[0])} --replace {letter.number} --reason LÝ_DO"
                return f"Bước tiếp theo: thay công văn ấy (xem trước: thêm --dry-run): {replacing}"
            return f"Bước tiếp theo: soạn thử công văn: bcd35 notify {_code(written[0])} --draft"
        seen = [*change.plan.unchanged, *(after for _, after in change.plan.changed)]
        if seen and len(changes) == 1:
            return f"Bước tiếp theo: xem đợt: bcd35 rounds show {_code(seen[0])}"
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
        kept = [found for found in change.plan.kept if found.field == "status"]
        if change.register == "rounds":
            yield from map(_switched, kept)
        elif change.register == "channels" and kept:  # of units a remark tells it
            back = f"bcd35 channels edit {kept[0].code if len(kept) == 1 else 'MÃ'} --status active"
            yield f"Kênh đã thôi dùng mà tệp còn ghi; muốn dùng lại: {back}"
        if change.plan.kept and change.shown in {CHANNELS_FILE, UNITS_FILE}:
            command = f"bcd35 {change.register} export -o {change.shown}"
            yield f"Muốn tệp ghi như sổ ({_NOUNS[change.register]} đang dùng): {command}"


def _switched(kept: Difference) -> str:
    """A round that a command closed, or opened, while its file says otherwise."""
    if kept.ledger == "closed":
        return f"Đợt đã đóng mà tệp còn ghi mở; muốn mở lại: bcd35 rounds reopen {kept.code}"
    return f"Đợt đang mở mà tệp ghi đóng; muốn đóng: bcd35 rounds close {kept.code}"


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
        "reordered": bool(change.order),
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


def _blocks(change: Change, kinds: Mapping[str, str]) -> Iterator[Block]:
    plan = change.plan
    yield (
        f"{change.shown} ({_NOUNS[change.register]}): mới {len(plan.new)}, thay đổi {len(plan.changed)}, "
        f"giữ nguyên {len(plan.unchanged)}, không có trong tệp {len(plan.would_retire)}."
    )
    if change.register in SINGLE_ENTRY:
        for before, after in plan.changed:
            yield from (f"      {change_words(found)}" for found in changes_between(before, after))
        yield from _fitted([_kept(plan.kept, kinds, whole=True)])
        return
    renamed, others, samples = _sorted_changes(plan.changed, kinds)
    retired = {_code(entry) for entry in plan.retire}
    gone = [entry for entry in plan.would_retire if _code(entry) not in retired]
    yield from _fitted(
        [
            _Group("+ mới", [[_line(entry)] for entry in plan.new]),
            _Group("~ đổi tên", renamed),
            _Group("~ thay đổi", others),
            _Group("- thôi dùng", [[_line(entry)] for entry in plan.retire]),
            _Group("? không có trong tệp, vẫn giữ", [[_line(entry)] for entry in gone]),
            _kept(plan.kept, kinds, whole=False),
        ]
    )
    if samples:
        yield f"  ~ {samples} đơn vị mẫu nay là đơn vị của văn phòng"
    if change.order:
        yield "  ~ thứ tự: theo tệp"


class _Group(NamedTuple):
    """Entries of which one thing is said: the lines of each, the first behind the label."""

    label: str
    entries: list[list[str]]

    def shown(self, most: int) -> list[str]:
        """The lines of the first entries; what is left out is counted."""
        named = [line for entry in self.entries[:most] for line in self._lines(entry)]
        more = len(self.entries) - most
        return [*named, f"  {self.label}: và {more} mục nữa (nêu đủ khi thêm --json)"] if more > 0 else named

    def _lines(self, entry: list[str]) -> list[str]:
        return [f"  {self.label}: {entry[0]}", *(f"      {line}" for line in entry[1:])]


def _fitted(groups: Sequence[_Group]) -> Iterator[str]:
    """All groups in so few lines that they are seen at once: each in turn gets room for one entry more."""
    # Of many entries the first few tell which file it was; one more line would only count the last one.
    most = [len(group.entries) if len(group.entries) <= _MOST + 1 else _MOST for group in groups]
    while sum(len(group.shown(room)) for group, room in zip(groups, most, strict=True)) > _MOST_LINES:
        most[most.index(max(most))] -= 1
    for group, room in zip(groups, most, strict=True):
        yield from group.shown(room)


def _sorted_changes(
    changed: Sequence[tuple[Any, Any]], kinds: Mapping[str, str]
) -> tuple[list[list[str]], list[list[str]], int]:
    """The entries that are renamed, those with other changes, and how many only cease to be samples."""
    renamed, others, samples = list[list[str]](), list[list[str]](), 0
    for before, after in changed:
        found = [one for one in changes_between(before, after) if one.field != "sample"]
        lines = [_line(after), *(change_words(one, kinds) for one in found)]
        if not found:
            samples += 1
        elif any(one.field == "name" for one in found):
            renamed.append(lines)
        else:
            others.append(lines)
    return renamed, others, samples


def _line(entry: Any) -> str:
    return f"{_code(entry)} {getattr(entry, 'name', '') or getattr(entry, 'subject', '')}"


def _kept(kept: Sequence[Difference], kinds: Mapping[str, str], *, whole: bool) -> _Group:
    """Where a command's edit stays although the file says otherwise."""
    lines = [
        f"{'' if whole else f'{found.code}, '}{field_words(each.field)}: "
        f"{value_words(each.field, each.before, kinds)} "
        f"(tệp ghi {value_words(each.field, each.after, kinds)})"
        for found in kept
        for each in _fields(found)
    ]
    return _Group("= giữ theo sổ", [[line] for line in lines])


def _fields(found: Difference) -> tuple[FieldChange, ...]:
    return changes_between({found.field: found.ledger}, {found.field: found.file})


def exported(outcome: Exported, workspace: Workspace, register: Literal["units", "channels"]) -> Screen:
    """Where a register file was written."""
    shown = workspace.shown(outcome.path)
    sentence = f"Đã ghi {outcome.entries} {_NOUNS[register]} vào {shown}."
    step = f"Sửa xong thì xem trước rồi nhập lại: bcd35 {register} import {typed_path(shown)} --dry-run"
    data = {"path": shown, "count": outcome.entries}
    return Screen(data, (sentence,), (step,), written_beside(outcome.written, workspace))
