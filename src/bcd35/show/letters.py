"""What ``notify`` shows."""

from collections.abc import Collection
from itertools import islice

from bcd35.domain.changes import change_words
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.show.screen import ROWS_SHOWN, Block, Screen, Table, rows_left
from bcd35.show.written_files import DRAFTED
from bcd35.usecases.letters.notice import Notified
from bcd35.usecases.letters.plan import NoticePlan, Replacement, Skipped
from bcd35.world.workspace import Workspace


def notified(outcome: Notified, workspace: Workspace) -> Screen:
    """The letter, its files, who was passed over, and the next step."""
    plan = outcome.plan
    retired = [skipped for skipped in plan.skipped if skipped.reason == "retired"]
    findings = tuple(
        Finding(
            "unit_retired",
            one.code,
            f"Đơn vị “{one.code}” đã thôi dùng, không gửi.",
            f"{one.used_again}\nXong thì chạy lại lệnh vừa chạy.",
        )
        for one in retired
    )
    return Screen(
        _data(outcome),
        _blocks(outcome),
        remarks=tuple(_remarks(outcome, workspace)),
        findings=findings,
        exit_code=Refused.exit_code if retired else 0,
        cautions=plan.findings,
    )


def _data(outcome: Notified) -> dict[str, object]:
    plan, terms = outcome.plan, outcome.plan.terms
    return {
        "round": terms.round_.code,
        "letter": {
            "number": terms.number.number,
            "symbol": terms.number.symbol,
            "date": terms.dated.isoformat(),
            "reference": terms.number.reference,
        },
        "units": [{"code": files.unit, "files": files.by_role()} for files in plan.files()],
        "skipped": [{"code": skipped.code, "reason": skipped.reason} for skipped in plan.skipped],
        "new_units": [*plan.newcomers],
        "deadline": terms.round_.deadline.isoformat(),
        "together": plan.together,
        "file_copy": plan.file_copy or None,
        "draft": plan.draft,
        "dry_run": outcome.rehearsal,
        "replaces": terms.replaces[0].reference if terms.replaces else None,
        "changes": [
            {"field": one.field, "before": one.before, "after": one.after}
            for one in (plan.replacement.edited.changes if plan.replacement else ())
        ],
    }


def _blocks(outcome: Notified) -> list[Block]:
    plan, terms = outcome.plan, outcome.plan.terms
    named, draft = terms.round_.letter_named(terms.number.reference), terms.round_.document_name.lower()
    name = f"Dự thảo {draft}" if plan.draft else named
    heading = f"{name}, ngày {screen_date(terms.dated)}: {terms.round_.subject}"
    if plan.replacement:
        heading = f"{heading}\n{_replacing(plan, plan.replacement)}"
    if not plan.joining:
        return [heading] if terms.replaces and not plan.skipped else [heading, _nothing(plan.skipped)]
    if outcome.rehearsal:
        paths = [f"  {path}" for _, _, path in plan.places()]
        return [heading, f"Sẽ ghi {len(paths)} tệp (chưa ghi gì):", *paths]
    verb = "Đã soạn dự thảo" if plan.draft else "Đã phát hành bổ sung" if plan.issued else "Đã phát hành"
    folder = next(plan.files()).form.rsplit("/", 2)[0]
    count = len(plan.joining)
    one, copy = (" một công văn chung", "Công văn") if plan.together else ("", "Bản lưu")
    rows = tuple((line.unit, line.name) for line in islice(plan.joining, ROWS_SHOWN))
    lines: list[Block] = [
        heading,
        f"{verb}{one} cho {count} đơn vị{_own_term(outcome)}, vào {folder}/:",
        Table(("Mã", "Đơn vị"), rows, whole=(0,)),
    ]
    return [
        *lines,
        *rows_left(count, "đơn vị"),
        *([] if plan.replacement or plan.issued else _left_out(plan)),
        *([f"{copy}: {plan.file_copy}"] if plan.file_copy else []),
    ]


def _replacing(plan: NoticePlan, replacement: Replacement) -> str:
    """Which letter it takes the place of, why, and what the round's file changes."""
    letter = replacement.letter
    changes = replacement.edited.changes
    told = [f"  {change_words(change)}" for change in changes] or ["  (không đổi)"]
    number = letter.number.reference
    return "\n".join(
        [
            f"Thay thế Công văn số {number}, ngày {screen_date(letter.dated)}; lý do: {replacement.reason}.",
            f"Khi phát hành, số {number} bị hủy. Nội dung đợt thay đổi theo tệp của đợt:",
            *told,
            *_left_out(plan),
        ]
    )


def _left_out(plan: NoticePlan) -> list[str]:
    """Units of the round's earlier letters that get none any more, and why."""
    left_out = [f"{one.code} ({_LEFT_OUT[one.reason]})" for one in plan.skipped if one.reason in _LEFT_OUT]
    return [f"Không gửi: {', '.join(left_out)}."] if left_out else []


_LEFT_OUT = {"exempt": "được miễn", "out_of_use": "đã thôi dùng"}


def _own_term(outcome: Notified) -> str:
    plan = outcome.plan
    return f", thời hạn {screen_date(plan.terms.round_.deadline)}" if plan.issued else ""


def _nothing(skipped: Collection[Skipped]) -> str:
    already = sum(one.reason == "already_issued" for one in skipped)
    if already:
        return f"Công văn đã phát hành cho {already} đơn vị từ trước; lần chạy này không ghi gì."
    return "Không có đơn vị nào để gửi."


def _remarks(outcome: Notified, workspace: Workspace) -> list[str]:
    plan = outcome.plan
    if not plan.joining:
        code = plan.terms.round_.code
        follow = f"Theo dõi bằng: bcd35 status {code}"
        return [follow if plan.issued else f"Xem đợt gửi những đơn vị nào: bcd35 rounds show {code}"]
    if outcome.rehearsal:
        return [f"Bỏ --dry-run để ghi. Thư mục làm việc: {workspace.root}"]
    if plan.draft:
        is_out = any(found.code == "draft_of_issued" for found in plan.findings)
        return ["Xem trong Word."] if is_out else [DRAFTED]
    return [
        f"Bước tiếp theo: gửi các tệp trong out/, rồi theo dõi bằng: bcd35 status {plan.terms.round_.code}"
    ]
