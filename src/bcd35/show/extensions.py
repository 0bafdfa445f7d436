"""What ``rounds extend`` shows: who has how much more time, the letter, what was passed over."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby

from bcd35.domain.dates import screen_date
from bcd35.domain.round_names import the_round
from bcd35.domain.terms import Grant
from bcd35.show.screen import ROWS_SHOWN, Block, Screen, Table, rows_left
from bcd35.show.written_files import DRAFTED
from bcd35.usecases.letters.extension import Extended, ExtensionPlan
from bcd35.usecases.letters.extension_undone import TakenBack
from bcd35.usecases.letters.term_put_right import OwnTermsRight
from bcd35.world.workspace import Workspace


def extended(outcome: Extended, workspace: Workspace) -> Screen:
    """The new last day, whose it is, the letter that told them."""
    plan = outcome.plan
    data = _data(outcome)
    return Screen(data, tuple(_blocks(outcome)), tuple(_remarks(outcome, workspace)), cautions=plan.findings)


def _data(outcome: Extended) -> dict[str, object]:
    plan = outcome.plan
    content = plan.content
    paths = {file.unit: file.path for file in plan.files}
    return {
        "round": content.round_.code,
        "deadline": content.deadline.isoformat(),
        "on": content.dated.isoformat(),
        "reason": content.reason,
        "all": plan.grants[0].unit == "",
        "letter": content.number.reference if plan.with_letter else None,
        "standing": [
            {
                "unit": one.unit or None,
                "letter": one.letter.reference if one.letter else None,
                "on": one.on.isoformat(),
                "deadline": one.deadline.isoformat(),
            }
            for one in (plan.grants if plan.already else ())
        ],
        "units": [
            {"code": code, "before": unit.before.isoformat(), "file": paths.get(code)}
            for code, unit in zip(plan.units, content.units, strict=True)
        ],
        "file_copy": plan.file_copy or None,
        "draft": plan.draft,
        "dry_run": outcome.rehearsal,
    }


def _blocks(outcome: Extended) -> list[Block]:
    plan = outcome.plan
    content = plan.content
    if plan.already:
        return [*_as_it_stands(plan)]
    whom = "mọi đơn vị của đợt" if plan.grants[0].unit == "" else f"{len(plan.grants)} đơn vị"
    verb = "Sẽ gia hạn (chưa ghi gì)" if outcome.rehearsal else "Dự thảo gia hạn" if plan.draft else "Gia hạn"
    head = (
        f"{verb} {the_round(content.round_.name)} cho {whom} đến hết ngày {screen_date(content.deadline)}, "
        f"từ ngày {screen_date(content.dated)}: {content.reason}."
    )
    rows = tuple(
        (code, unit.name, screen_date(unit.before), screen_date(content.deadline))
        for code, unit in zip(plan.units[:ROWS_SHOWN], content.units, strict=False)
    )
    table = [Table(("Mã", "Chưa báo cáo", "Hạn trước", "Hạn mới"), rows, whole=(0, 2, 3))] if rows else []
    more = rows_left(len(plan.units), "đơn vị")
    name = f"Công văn gia hạn số {content.number.reference}" if not plan.draft else "Dự thảo công văn"
    letters = [f"{name}, bản lưu: {plan.file_copy}"] if plan.file_copy else []
    return [head, *table, *more, *letters]


def _as_it_stands(plan: ExtensionPlan) -> Iterator[str]:
    """What runs before this one recorded, each letter with its day and units."""
    content = plan.content

    def told(one: Grant) -> tuple[date, str]:
        return one.on, f" (Công văn số {one.letter.reference})" if one.letter else ""

    for (on, letter), lines in groupby(sorted(plan.grants, key=told), told):
        units = ", ".join(one.unit for one in lines) or "mọi đơn vị của đợt"
        yield (
            f"Đã gia hạn từ trước {the_round(content.round_.name)} cho {units}{letter} "
            f"đến hết ngày {screen_date(content.deadline)}, từ ngày {screen_date(on)}: {content.reason}."
        )


def _remarks(outcome: Extended, workspace: Workspace) -> list[str]:
    plan = outcome.plan
    if outcome.rehearsal:
        return [f"Bỏ --dry-run để ghi. Thư mục làm việc: {workspace.root}"]
    if plan.draft:
        return [DRAFTED]
    code = plan.content.round_.code
    if plan.already:
        return [f"Lần chạy này không ghi gì. Theo dõi bằng: bcd35 status {code}"]
    if plan.with_letter:
        return [f"Bước tiếp theo: gửi công văn, rồi theo dõi bằng: bcd35 status {code}"]
    return [f"Chưa có công văn: báo cho đơn vị biết hạn mới. Theo dõi bằng: bcd35 status {code}"]


def taken_back(outcome: TakenBack, names: Mapping[str, str]) -> Screen:
    """What was taken back, and that it changes the figures of earlier days too."""
    data = {
        "round": outcome.round_code,
        "units": list(outcome.units),
        "was": [line.deadline.isoformat() for line in outcome.lines],
        "dry_run": outcome.rehearsal,
    }
    whom = ", ".join(outcome.units) or "mọi đơn vị"
    days = ", ".join(sorted({screen_date(line.deadline) for line in outcome.lines}))
    verb = "Sẽ bỏ (chưa ghi gì)" if outcome.rehearsal else "Đã bỏ"
    where = the_round(names[outcome.round_code])
    head = f"{verb} lần gia hạn đến {days} cho {whom} trong {where}: coi như chưa từng có."
    told = "Số liệu của những ngày trước cũng tính lại theo hạn không có lần gia hạn ấy."
    step = f"Xem tình hình: bcd35 status {outcome.round_code}"
    return Screen(data, (head, told), (step,), cautions=outcome.findings)


def own_terms_right(outcome: OwnTermsRight) -> Screen:
    """The own last days that were put right, and what the units still hold."""
    day = screen_date(outcome.request.deadline)
    data = {
        "round": outcome.round_code,
        "deadline": outcome.request.deadline.isoformat(),
        "reason": outcome.request.reason,
        "units": [
            {
                "code": state.code,
                "before": state.term.deadline.isoformat(),
                "on": line.on.isoformat() if line else None,
                "changed": line is not None,
            }
            for state, line in outcome.units
        ],
        "dry_run": outcome.rehearsal,
    }
    verb = "Sẽ sửa (chưa ghi gì)" if outcome.rehearsal else "Đã sửa"
    blocks = [
        f"{verb} hạn riêng của {state.code} – {state.name}: {screen_date(state.term.deadline)} → {day}, "
        f"từ ngày {screen_date(line.on)}: {line.reason}."
        if line
        else f"Hạn riêng của {state.code} – {state.name} là {day} từ trước; không có gì thay đổi."
        for state, line in outcome.units
    ]
    step = f"Xem căn cứ: bcd35 why {outcome.units[0][0].code} {outcome.round_code}"
    return Screen(data, tuple(blocks), (step,), cautions=outcome.findings)
