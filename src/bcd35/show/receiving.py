"""What ``record-report`` shows: one verdict per return, all reasons of a refusal, and counts that add up."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.text import short_list
from bcd35.domain.verdicts import (
    OWN_ENTRIES,
    REFUSAL_WORDS,
    VERDICT_WORDS,
    Refusal,
    Verdict,
    refusal_kinds,
    refusal_of,
)
from bcd35.show.screen import Block, Cell, Screen, Table, Tone
from bcd35.usecases.receiving.record import Recorded
from bcd35.usecases.receiving.returns import Outcome

_TONES: dict[Verdict, Tone] = {
    "accepted": "good",
    "revised": "good",
    "already_received": "dim",
    "set_aside": "dim",
    "conflict": "late",
    "proposal": "late",
    "blank": "dim",
    "refused": "bad",
}
_OPEN: tuple[Verdict, ...] = ("refused", "conflict", "proposal")  # somebody has to do something
_NOT_RECORDED: frozenset[Verdict] = frozenset({"already_received", "blank", "refused"})


def recorded(outcome: Recorded) -> Screen:
    """Verdicts, reasons, counts."""
    outcomes = outcome.outcomes
    counts = {str(verdict): sum(one.verdict == verdict for one in outcomes) for verdict in VERDICT_WORDS}
    data: dict[str, object] = {
        "files": [outcome_data(one) for one in outcomes],
        "counts": dict(counts) | {"total": len(outcomes)},
        "refusals": {kind: sum(one.refusal == kind for one in outcomes) for kind in refusal_kinds()},
        "ignored": list(outcome.ignored),
        "own": outcome.own,
        "given_back": outcome.given_back or None,
        "dry_run": outcome.rehearsal,
    }
    faults = tuple(found for one in outcomes for found in one.findings)
    code = Refused.exit_code if any(one.verdict in _OPEN for one in outcomes) else 0
    cautions = tuple(found for one in outcomes for found in one.remarks) + outcome.remarks
    remarks = tuple(_remarks(outcome, counts))
    return Screen(
        data, tuple(_blocks(outcome)), remarks=remarks, findings=faults, exit_code=code, cautions=cautions
    )


def arrived(outcome: Recorded) -> list[str]:
    """A line for each file that has just come, with its reasons below it; or why no file could be read."""
    if not outcome.outcomes:
        return [found.message for found in outcome.remarks]
    return [
        line
        for one in outcome.outcomes
        for line in (
            f"{one.file}: {one.unit_name or one.unit or 'chưa rõ đơn vị'}: {verdict_cell(one).text}",
            *(f"  – {found.message}" for found in (*one.findings, *one.remarks)),
        )
    ]


def outcome_data(one: Outcome) -> dict[str, object]:
    """One verdict for ``--json``."""
    return {
        "file": one.file or None,
        "verdict": one.verdict,
        "refusal": one.refusal,
        "unit": one.unit or None,
        "round": one.round_code or None,
        "revision": one.revision or None,
        "alias": one.alias or None,
        "received_on": one.received_on.isoformat() if one.received_on else None,
        "day_source": one.day_source,
        "withdrawn_on": one.withdrawn_on.isoformat() if one.withdrawn_on else None,
        "quarantined": one.quarantined or None,
        "findings": [found._asdict() for found in (*one.findings, *one.remarks)],
        "changes": [
            {"field": change.label, "before": change.before.text(), "after": change.after.text()}
            for change in one.changes
        ],
    }


def verdict_cell(one: Outcome) -> Cell:
    """The verdict: which revision, which kind of refusal, by which name the unit was known."""
    label = VERDICT_WORDS[one.verdict]
    kinds = [kind for kind in (one.refusal, "not_admitted") if kind in _refusals(one)]
    reasons = "; ".join(REFUSAL_WORDS[kind] for kind in dict.fromkeys(kinds))
    more = f" (lần {one.revision})" if one.verdict == "revised" else f": {reasons}" if reasons else ""
    by_alias = f", theo tên đã xác nhận “{one.alias}”" if one.alias else ""
    withdrawn = f", đã rút ngày {screen_date(one.withdrawn_on)}" if one.withdrawn_on else ""
    back = ", đã rút từ trước" if one.taken_back else ""
    return Cell(f"{label}{more}{by_alias}{withdrawn}{back}", _TONES[one.verdict])


def _blocks(outcome: Recorded) -> list[Block]:
    listed = [one for one in outcome.outcomes if one.verdict != "blank"]  # a remark names these together
    if not listed:
        return ["Không có tệp nào để nhận."]
    same_names = Counter(_name(one) for one in listed)
    rows = tuple(
        (_distinct_name(one, same_names), one.unit_name or one.unit or "–", verdict_cell(one))
        for one in listed
    )
    changes = [
        f"  {one.unit_name}: {change.label}: {change.before.text()} → {change.after.text()}"
        for one in outcome.outcomes
        for change in one.changes
    ]
    return [
        Table(("Tệp", "Đơn vị", "Kết quả"), rows),
        *(["Thay đổi so với lần trước:", *changes] if changes else []),
    ]


def _total(outcome: Recorded, counts: dict[str, int]) -> str:
    """The counts; shown below all reasons, because above hundreds of them they would be out of sight."""
    heading = f"{'Xét thử' if outcome.rehearsal else 'Kết quả của'} {len(outcome.outcomes)} báo cáo"
    total = "; ".join(
        f"{label} {counts[verdict]}" for verdict, label in VERDICT_WORDS.items() if counts[verdict]
    )
    return f"{heading}{', chưa ghi gì' if outcome.rehearsal else ''}: {total}."


def _name(one: Outcome) -> str:
    return one.file.rpartition("/")[2]


def _distinct_name(one: Outcome, same_names: Mapping[str, int]) -> str:
    """A file's bare name; the whole path when another folder has one of the same name."""
    name = _name(one)
    return "(ghi tay)" if not name else one.file if same_names[name] > 1 else name


def _remarks(outcome: Recorded, counts: dict[str, int]) -> list[str]:
    total = [_total(outcome, counts)] if outcome.outcomes else []
    ignored = (
        [f"Bỏ qua {len(outcome.ignored)} tệp tạm, tệp ẩn, tệp chưa tải xong hoặc liên kết."]
        if outcome.ignored
        else []
    )
    folders = {one.quarantined.rpartition("/")[0] for one in outcome.outcomes if one.quarantined}
    copies = (
        [f"Tệp bị từ chối được chép kèm lý do (.txt) vào: {', '.join(sorted(folders))}"] if folders else []
    )
    rows = (
        [f"Các hàng cần sửa, kèm lý do: {outcome.given_back}", f"Sửa xong thì nhận bằng: {outcome.again}"]
        if outcome.given_back
        else []
    )
    return [*total, *ignored, *copies, *rows, *_next_step(outcome)]


def _refusals(one: Outcome) -> set[Refusal]:
    """The kinds of a refusal; beside what the office has to put right also what the unit has."""
    return {refusal_of([found]) for found in one.findings} if one.refusal else set()


def _given_back(counting: Sequence[Outcome]) -> Iterator[str]:
    """The command for the forms that a letter can give back; in each round all that wait."""
    to_correct: dict[str, dict[str, None]] = {}
    for one in counting:
        if one.refusal == "faulty_answers" and "not_admitted" not in _refusals(one) and one.quarantined:
            to_correct.setdefault(one.round_code, {})[one.unit] = None
    for code, units in to_correct.items():
        unit, *others = units
        each = f", cho mọi đơn vị còn chờ ({short_list(units, 'đơn vị khác')})" if others else ""
        command = f"bcd35 return-report {'--all-refused' if others else unit} --round {code}"
        yield f"Công văn gửi trả, kèm mẫu đã điền phần đúng{each}: {command}"


def _next_step(outcome: Recorded) -> list[str]:
    verdicts = {one.verdict for one in outcome.outcomes}
    if outcome.rehearsal and verdicts - _NOT_RECORDED:
        return ["Bỏ --dry-run để ghi."]
    steps = []
    if "conflict" in verdicts:
        steps.append("Tệp trái nhau: chọn tệp đúng bằng lệnh nêu cạnh tệp ấy.")
    counting = [one for one in outcome.outcomes if not one.taken_back]
    refusals = {kind for one in counting for kind in _refusals(one)}
    if "not_admitted" in refusals:
        faulty = any(one.refusal != "not_admitted" and "not_admitted" in _refusals(one) for one in counting)
        whose = "" if faulty else ", đơn vị không phải gửi lại"
        steps.append(
            f"Bước tiếp theo là của văn phòng{whose}: chạy lệnh nêu cạnh lỗi “"
            f"{REFUSAL_WORDS['not_admitted']}”, rồi chạy lại lệnh vừa chạy."
        )
    if refusals & OWN_ENTRIES:
        steps.append(
            "Hàng ghi sai đơn vị, sai ngày nhận, còn chữ gạch ngang: văn phòng sửa trong bảng, đơn vị không "
            "phải gửi lại."
        )
    if outcome.again and not outcome.given_back:
        steps.append(f"Bước tiếp theo: ghi lại, thay GIÁ_TRỊ bằng câu trả lời của đơn vị: {outcome.again}")
    elif refusals - OWN_ENTRIES - {"not_admitted"}:
        steps.append(
            "Bước tiếp theo: gửi lại đơn vị những điều nêu trên; có bản đúng thì nhận, nêu ngày bản ấy đến: "
            "bcd35 record-report TỆP --received-on NGÀY"
        )
    steps += _given_back(counting)
    done = (one for one in outcome.outcomes if one.round_code and one.verdict != "refused")
    rounds = list(dict.fromkeys(one.round_code for one in done))
    return steps or [f"Bước tiếp theo: bcd35 status {code}" for code in rounds[:1]]
