"""What ``record-report`` shows: one verdict per return, all reasons of a refusal, and counts that add up."""

from pathlib import Path

from bcd35.domain.reports import VERDICT_WORDS
from bcd35.show.screen import Block, Cell, Screen, Table
from bcd35.usecases.reports import Outcome, Recorded

_TONES = {"accepted": "good", "revised": "good", "already_received": "dim", "conflict": "late", "refused": "bad"}


def recorded(outcome: Recorded) -> Screen:
    """Verdicts, reasons, counts."""
    outcomes = outcome.outcomes
    counts = {verdict: sum(one.verdict == verdict for one in outcomes) for verdict in VERDICT_WORDS}
    data = {
        "files": [_data(one) for one in outcomes],
        "counts": {**counts, "total": len(outcomes)},
        "ignored": list(outcome.ignored),
        "dry_run": outcome.dry_run,
    }
    refusals = tuple(found for one in outcomes for found in one.findings)
    return Screen(data, tuple(_blocks(outcome, counts)), tuple(_remarks(outcome)), refusals + outcome.remarks, 3 if refusals else 0)


def _data(one: Outcome) -> dict[str, object]:
    return {
        "file": one.file or None,
        "verdict": one.verdict,
        "unit": one.unit or None,
        "round": one.round_code or None,
        "revision": one.revision or None,
        "findings": [found._asdict() for found in one.findings],
        "changes": [{"field": change.label, "before": change.before.words(), "after": change.after.words()} for change in one.changes],
    }


def _blocks(outcome: Recorded, counts: dict[str, int]) -> list[Block]:
    if not outcome.outcomes:
        return ["Không có tệp nào để nhận."]
    rows = tuple(
        (
            _name(one, outcome.outcomes),
            one.unit_name or one.unit or "–",
            Cell(VERDICT_WORDS[one.verdict] + (f" (lần {one.revision})" if one.verdict == "revised" else ""), _TONES[one.verdict]),
        )
        for one in outcome.outcomes
    )
    total = ", ".join(f"{VERDICT_WORDS[verdict]} {count}" for verdict, count in counts.items() if count)
    changes = [
        f"  {one.unit_name}: {change.label}: {change.before.words()} → {change.after.words()}"
        for one in outcome.outcomes
        for change in one.changes
    ]
    heading = f"Xét thử {len(rows)} báo cáo, chưa ghi gì" if outcome.dry_run else f"Kết quả của {len(rows)} báo cáo"
    return [
        Table(("Tệp", "Đơn vị", "Kết quả"), rows),
        *(["Thay đổi so với lần trước:", *changes] if changes else []),
        f"{heading}: {total}.",
    ]


def _name(one: Outcome, all_: tuple[Outcome, ...]) -> str:
    """A file's bare name; the whole path when another folder has one of the same name."""
    name = Path(one.file).name
    alike = sum(Path(other.file).name == name for other in all_)
    return "(ghi tay)" if not name else one.file if alike > 1 else name


def _remarks(outcome: Recorded) -> list[str]:
    ignored = [f"Bỏ qua {len(outcome.ignored)} tệp tạm của Office hoặc tệp ẩn."] if outcome.ignored else []
    return [*ignored, *_next_step(outcome)]


def _next_step(outcome: Recorded) -> list[str]:
    if outcome.dry_run:
        return ["Bỏ --dry-run để ghi."]
    if any(one.verdict in ("refused", "conflict") for one in outcome.outcomes):
        return ["Bước tiếp theo: gửi lại đơn vị những điều nêu trên; có bản đúng thì chạy lại lệnh này."]
    rounds = list(dict.fromkeys(one.round_code for one in outcome.outcomes if one.round_code))
    return [f"Bước tiếp theo: bcd35 status {code}" for code in rounds[:1]]
