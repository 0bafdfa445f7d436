"""What ``init``, ``import``, ``… export`` and ``check`` show."""

from typing import Any

from bcd35.domain.errors import Refused
from bcd35.show.screen import Block, Screen
from bcd35.usecases.registers.imports import Change, Exported, Imported
from bcd35.usecases.workspace.upkeep import Checked, WorkspaceMade
from bcd35.world.workspace import Workspace

_NOUNS = {
    "office": "thông tin cơ quan",
    "holidays": "ngày nghỉ",
    "channels": "kênh",
    "units": "đơn vị",
    "rounds": "đợt",
}


def made(outcome: WorkspaceMade) -> Screen:
    """A new workspace, or what was missing in an old one."""
    data = {"root": outcome.root.as_posix(), "files": list(outcome.files), "existed": outcome.existed}
    if not outcome.existed:
        sentence = f"Đã tạo thư mục làm việc {outcome.root} ({len(outcome.files)} tệp)."
    elif outcome.files:
        sentence = (
            f"{outcome.root} là thư mục làm việc từ trước; đã chép lại tệp mẫu còn thiếu: "
            f"{', '.join(outcome.files)}."
        )
    else:
        sentence = f"{outcome.root} là thư mục làm việc từ trước; không có gì thay đổi."
    return Screen(
        data,
        (sentence,),
        (
            (
                "Bước tiếp theo: sửa data/office.yaml, data/units.yaml cho đúng văn phòng, rồi chạy: bcd35 "
                "channels list"
            ),
        ),
    )


def imported(outcome: Imported) -> Screen:
    """The changes of each file, and whether they were applied."""
    data = {"applied": outcome.applied, "registers": [_data(change) for change in outcome.changes]}
    blocks = [block for change in outcome.changes for block in _blocks(change)]
    done = "Đã ghi vào sổ." if outcome.applied else "Xem trước, chưa ghi gì; bỏ --dry-run để ghi."
    if outcome.applied and all(change.plan.nothing_to_do for change in outcome.changes):
        done = "Không có gì thay đổi."
    left = any(
        set(map(_code, change.plan.would_retire)) - set(map(_code, change.plan.retire))
        for change in outcome.changes
    )
    hint = ("Mục không có trong tệp vẫn được giữ; muốn thôi dùng: thêm --retire-missing.",) if left else ()
    return Screen(data, (*blocks, done), hint, outcome.findings)


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
    }


def _blocks(change: Change) -> list[Block]:
    plan = change.plan
    noun = _NOUNS[change.register]
    counts = (
        f"mới {len(plan.new)}, thay đổi {len(plan.changed)}, giữ nguyên {len(plan.unchanged)}, không có "
        f"trong tệp {len(plan.would_retire)}"
    )
    lines: list[Block] = [f"{change.shown} ({noun}): {counts}."]
    if change.register in ("office", "holidays"):
        return lines
    for label, entries in (
        ("+ mới", plan.new),
        ("~ thay đổi", [after for _, after in plan.changed]),
        ("- thôi dùng", plan.retire),
    ):
        lines += [
            f"  {label}: {_code(entry)} {getattr(entry, 'name', '') or getattr(entry, 'subject', '')}"
            for entry in entries
        ]
    return lines


def exported(outcome: Exported, workspace: Workspace, noun: str) -> Screen:
    """Where a register file was written."""
    shown = workspace.shown(outcome.path)
    return Screen(
        {"path": shown, "count": outcome.entries}, (f"Đã ghi {outcome.entries} {noun} vào {shown}.",)
    )


def checked(outcome: Checked) -> Screen:
    """That all is in order, or each fault."""
    sentence = (
        "Sổ và tệp đều nguyên vẹn" if not outcome.findings else f"Có {len(outcome.findings)} điều cần xem lại"
    )
    return Screen(
        {"files": outcome.files},
        (f"{sentence} (đã xem {outcome.files} tệp).",),
        findings=outcome.findings,
        exit_code=Refused.exit_code if outcome.findings else 0,
    )


def accepted(settled: int) -> Screen:
    """That the ledger's rows were taken as they are, or that nothing stood against them."""
    sentence = (
        f"Đã nhận các dòng của sổ như hiện có ({settled} chỗ khác niêm phong); lý do đã ghi vào nhật ký."
        if settled
        else "Các dòng của sổ đều khớp niêm phong; không có gì phải nhận."
    )
    return Screen({"settled": settled}, (sentence,))
