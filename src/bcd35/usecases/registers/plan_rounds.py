"""What the file of a round would change. What a letter has said stays as it is."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from bcd35.domain.changes import FIELD_WORDS
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Letter
from bcd35.domain.merge import MergeKind, plan_import
from bcd35.domain.rounds import Round, parts_changed, reserved_code
from bcd35.domain.shape import KeyPath, from_plain, is_reserved, to_plain, without_code
from bcd35.domain.text import identity_key
from bcd35.usecases.registers.planned import Change, PlannedFile, revived_as
from bcd35.usecases.registers.rounds import addressed_today
from bcd35.usecases.registers.stored import stored_round

_ROUNDS = MergeKind[Round](
    lambda round_: round_.code,
    without_code,
    lambda before, _incoming, values: from_plain(Round, {**values, "code": before.code}),
)


def round_change(file: PlannedFile, findings: list[Finding]) -> Change:
    registers, round_, where = file.desk.store.registers, file.value, file.where
    before = stored_round(registers.rounds(), round_.code)
    issued = file.desk.store.letters.of_round(before.code) if before else None
    stated = {round_.code: _ROUNDS.stated(round_)}
    bases = file.bases(stated, revived_as(Round))
    # Once a letter is out, only `rounds close` and `rounds reopen` say whether a round is open.
    incoming = replace(round_, status=before.status) if before and issued else round_
    plan = plan_import(
        _ROUNDS,
        [before] if before else [],
        [incoming],
        base=lambda held: bases.of(held.code, _ROUNDS.stated(held)),
        take=file.request.take,
    )
    if before is None and is_reserved(round_.code):
        findings.append(reserved_code(round_.code, where(("code",)), "Ghi mã khác ở mục code."))
    remarks = [] if plan.nothing_to_do else [*_asked_twice(incoming, where)]
    if before and issued:
        for old, new in plan.changed if file.request.replacing != before.code else ():
            asked = addressed_today(file.desk, old), addressed_today(file.desk, new)
            findings += _judge_issued(*asked, issued.letter, where(()))
        last_stated = bases.of(before.code, _ROUNDS.stated(before)).get("status", before.status)
        remarks += _status_not_taken(before, round_, last_stated, where(("status",)))

    def write() -> None:
        for entry in (*plan.new, *(after for _, after in plan.changed)):
            definition = json.dumps(to_plain(entry), ensure_ascii=False)
            registers.set_round(entry.code, entry.status, definition)

    return file.change(plan, stated, write, remarks)


def _asked_twice(round_: Round, where: Callable[[KeyPath], str]) -> Iterator[Finding]:
    """Remarks on questions of one task in the same words, which a unit cannot tell apart."""
    first: dict[tuple[str, str], str] = {}
    for place, asked in enumerate(round_.fields):
        at = where(("fields", place))
        before = first.setdefault((asked.task, identity_key(asked.label)), at)
        if before != at:
            message = f"“{asked.label}” đã hỏi ở {before}."
            yield Finding("asked_twice", at, message, "Ghi rõ hai câu khác nhau ở điểm nào, hoặc bỏ một câu.")


def _status_not_taken(held: Round, stated: Round, last_stated: str, where: str) -> Iterator[Finding]:
    """A remark on a file that opens or closes a round that is out: it is not heard."""
    if stated.status not in {held.status, last_stated}:
        verb, command = ("đóng", "close") if stated.status == "closed" else ("mở", "reopen")
        message = f"Đợt “{held.code}” đã phát hành: trạng thái ghi trong tệp không được dùng."
        fix = f"Muốn {verb} đợt: bcd35 rounds {command} {held.code}"
        yield Finding("status_not_taken", where, message, fix)


def _judge_issued(before: Round, after: Round, letter: Letter, where: str) -> Iterable[Finding]:
    changed = [part for part in parts_changed(before, after) if part != "status"]
    if changed:
        message = (
            f"Đợt “{before.code}” đã phát hành Công văn số {letter.number.reference}; sửa "
            f"{', '.join(FIELD_WORDS[part] for part in changed)} thì phải phát hành công văn thay thế."
        )
        fix = (
            f"Trả tệp về như công văn: bcd35 rounds edit {before.code} --as-issued\n"
            "Hoặc lập đợt mới với mã khác; muốn thay công văn theo tệp này "
            f"(xem trước: thêm --dry-run): bcd35 notify {before.code} --replace {letter.number.number} "
            "--reason LÝ_DO"
        )
        if changed == ["deadline"] and after.deadline > before.deadline:
            extend = f"bcd35 rounds extend {before.code} --all --to {after.deadline} --reason LÝ_DO"
            fix += f"\nChỉ lùi thời hạn thì trả tệp về như công văn rồi gia hạn: {extend}"
        yield Finding("round_issued", where, message, fix)
