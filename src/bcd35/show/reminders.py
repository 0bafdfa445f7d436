"""What ``remind`` shows."""

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.sentences import reminder_rule
from bcd35.show.screen import ROWS_SHOWN, Block, Screen, Table, rows_left
from bcd35.show.written_files import DRAFTED
from bcd35.usecases.letters.reminder import Reminded
from bcd35.world.workspace import Workspace


def reminded(outcome: Reminded, workspace: Workspace) -> Screen:
    """The letter, who is reminded, the new deadline, who was passed over."""
    return Screen(
        _data(outcome),
        tuple(_blocks(outcome)),
        remarks=tuple(_remarks(outcome, workspace)),
        findings=outcome.plan.refusals,
        exit_code=Refused.exit_code if outcome.plan.refusals else 0,
        cautions=outcome.plan.findings,
    )


def _data(outcome: Reminded) -> dict[str, object]:
    plan = outcome.plan
    content = plan.content
    paths = {file.unit: file.path for file in plan.files}
    return {
        "round": content.round_.code,
        "letter": {
            "number": content.number.number,
            "symbol": content.number.symbol,
            "date": content.dated.isoformat(),
            "reference": content.number.reference,
        },
        "as_of": content.as_of.isoformat(),
        "deadline": content.deadline.isoformat(),
        "standing": content.standing,
        "reminders_count": content.reminders_count,
        "expected": content.expected,
        "reported": content.reported,
        "units": [
            {"code": code, "earlier_reminders": len(unit.reminders), "file": paths.get(code)}
            for code, unit in zip(plan.codes, content.units, strict=True)
        ],
        "passed_over": [{"code": one.code, "reason": one.reason} for one in plan.passed_over],
        "file_copy": plan.file_copy if plan.codes else None,
        "draft": plan.draft,
        "dry_run": outcome.rehearsal,
    }


def _blocks(outcome: Reminded) -> list[Block]:
    plan = outcome.plan
    content = plan.content
    state = f"Tính đến {screen_date(content.as_of)}: {content.reported}/{content.expected} đơn vị đã báo cáo."
    if not plan.codes:
        return [state, _nothing(outcome)]
    name = "Dự thảo công văn đôn đốc" if plan.draft else f"Công văn đôn đốc số {content.number.reference}"
    renewed = "vẫn là" if content.standing else "mới"
    heading = (
        f"{name}, ngày {screen_date(content.dated)}; thời hạn {renewed} {screen_date(content.deadline)}."
    )
    if not content.standing:
        state = f"{state} {reminder_rule(bool(content.reminders_count))}"
    if outcome.rehearsal:
        paths = [plan.file_copy, *(file.path for file in plan.files)]
        return [heading, state, f"Sẽ ghi {len(paths)} tệp (chưa ghi gì):", *(f"  {path}" for path in paths)]
    rows = tuple(
        (code, unit.name, str(unit.days_overdue or "–"), str(len(unit.reminders) + 1))
        for code, unit in zip(plan.codes[:ROWS_SHOWN], content.units, strict=False)
    )
    verb = "Đã soạn dự thảo" if plan.draft else "Đã phát hành"
    headings = ("Mã", "Đơn vị", "Quá hạn (ngày)", "Đôn đốc lần thứ")
    table = Table(headings, rows, (2, 3), (0,))
    more = rows_left(len(plan.codes), "đơn vị")
    copy = f"{'Bản lưu' if plan.files else 'Công văn chung'}: {plan.file_copy}"
    return [heading, state, f"{verb} cho {len(plan.codes)} đơn vị:", table, *more, copy]


def _nothing(outcome: Reminded) -> str:
    waiting = sum(one.reason == "waiting" for one in outcome.plan.passed_over)
    if waiting:
        told = ", ".join(one.reference for one in outcome.plan.standing)
        words = f"{waiting} đơn vị chưa báo cáo đã được đôn đốc (Công văn số {told}), thời hạn mới chưa qua"
        return f"{words}; lần chạy này không ghi gì."
    return "Không có đơn vị nào cần đôn đốc; lần chạy này không ghi gì."


def _remarks(outcome: Reminded, workspace: Workspace) -> list[str]:
    plan = outcome.plan
    code = plan.content.round_.code
    if not plan.codes:
        return [f"Xem tình hình: bcd35 status {code}"]
    if outcome.rehearsal:
        return [f"Bỏ --dry-run để ghi. Thư mục làm việc: {workspace.root}"]
    if plan.draft:
        return [DRAFTED]
    return [f"Bước tiếp theo: gửi công văn, rồi theo dõi bằng: bcd35 status {code}"]
