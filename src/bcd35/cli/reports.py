"""``bcd35 reports …``: what was recorded of one unit. Recording itself is in ``receiving.py``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of
from bcd35.cli.entries import CLEARED
from bcd35.cli.options import (
    NamedUnit,
    OfRound,
    Reason,
    RightDay,
    day_option,
    number_option,
    text_option,
    value_option,
)
from bcd35.cli.typed_values import typed_date
from bcd35.show.screen import Screen


def show_reports(ctx: typer.Context, unit: NamedUnit, code: OfRound = "") -> Screen:
    """Các lần báo cáo của một đơn vị: nguồn, thay đổi giữa các lần."""
    from bcd35.show.reports import history
    from bcd35.usecases.receiving.history import report_history

    return history(report_history(desk_of(ctx), unit, code))


def withdraw(
    ctx: typer.Context,
    unit: NamedUnit,
    reason: Annotated[str, text_option("--reason", "LÝ_DO", "Lý do rút, ghi vào sổ.")],
    code: OfRound = "",
    on: Annotated[Any, day_option("--date", "Ngày rút (mặc định hôm nay).")] = None,
) -> Screen:
    """Rút báo cáo đã ghi: đơn vị lại là chưa báo cáo. Không xóa gì; các lần trước vẫn xem được."""
    from bcd35.show.reports import withdrawn
    from bcd35.usecases.receiving.history import withdraw_report

    return withdrawn(withdraw_report(desk_of(ctx), unit, reason, wanted_round=code, on=on))


def amend(
    ctx: typer.Context,
    unit: NamedUnit,
    reason: Annotated[str, text_option("--reason", "LÝ_DO", "Lý do sửa, ghi vào sổ.")],
    code: OfRound = "",
    revision: Annotated[
        Any, number_option("--revision", "LẦN", "Lần ghi cần sửa (mặc định lần đang tính).")
    ] = None,
    received_on: RightDay = None,
    note: Annotated[str | None, text_option("--note", "GHI_CHÚ", "Ghi chú đúng; - để bỏ trống.")] = None,
    reference: Annotated[
        str | None, text_option("--ref", "SỐ", "Số, ký hiệu báo cáo của đơn vị; - để bỏ trống.")
    ] = None,
    reference_on: Annotated[
        Any,
        typer.Option(
            "--ref-date",
            metavar="NGÀY",
            parser=_date_or_none,
            show_default=False,
            help="Ngày báo cáo của đơn vị; - để bỏ trống.",
        ),
    ] = None,
    evidence: Annotated[
        list[Path] | None, value_option("--evidence", "TỆP", "Tệp minh chứng thêm vào; ghi nhiều lần được.")
    ] = None,
) -> Screen:
    """Sửa ngày nhận, ghi chú, số và ngày báo cáo đã ghi; thêm minh chứng. Là một dòng ghi nữa."""
    from bcd35.show.reports import amended
    from bcd35.usecases.receiving.put_right import AmendRequest, amend_report

    if not (received_on or reference_on or evidence or note is not None or reference is not None):
        raise typer.BadParameter(
            "Nêu điều cần sửa: --received-on, --note, --ref, --ref-date hoặc --evidence."
        )
    request = AmendRequest(
        unit=unit,
        reason=reason,
        round_code=code,
        revision=revision or 0,
        received_on=received_on,
        note=_cleared(note),
        reference=_cleared(reference),
        reference_on=None if reference_on == CLEARED else reference_on,
        no_reference_day=reference_on == CLEARED,
        evidence=tuple(evidence or ()),
    )
    return amended(amend_report(desk_of(ctx), request))


def _date_or_none(text: str) -> Any:
    return CLEARED if text.strip() == CLEARED else typed_date(text)


def _cleared(text: str | None) -> str | None:
    return "" if text == CLEARED else text


def restore(
    ctx: typer.Context,
    unit: NamedUnit,
    reason: Reason,
    code: OfRound = "",
) -> Screen:
    """Bỏ lần rút nhầm: báo cáo đã rút lại được tính như chưa từng rút."""
    from bcd35.show.reports import restored
    from bcd35.usecases.receiving.put_right import restore_report

    return restored(restore_report(desk_of(ctx), unit, reason, wanted_round=code))


def move(
    ctx: typer.Context,
    unit: NamedUnit,
    reason: Annotated[str, text_option("--reason", "LÝ_DO", "Lý do chuyển, ghi vào sổ.")],
    to: Annotated[str, text_option("--to", "ĐƠN_VỊ", "Đơn vị đúng (mặc định vẫn đơn vị ấy).")] = "",
    code: OfRound = "",
    to_round: Annotated[str, text_option("--to-round", "ĐỢT", "Đợt đúng (mặc định vẫn đợt ấy).")] = "",
) -> Screen:
    """Chuyển báo cáo ghi nhầm sang đúng đơn vị, đúng đợt, giữ nguyên ngày nhận và tệp."""
    from bcd35.show.reports import moved
    from bcd35.usecases.receiving.move import MoveRequest, move_report

    if not (to or to_round):
        raise typer.BadParameter("Nêu nơi chuyển đến: --to ĐƠN_VỊ, hoặc --to-round ĐỢT.")
    request = MoveRequest(unit=unit, reason=reason, round_code=code, to=to, to_round=to_round)
    return moved(move_report(desk_of(ctx), request))


COMMANDS: dict[str, Callable[..., Screen]] = {
    "show": show_reports,
    "amend": amend,
    "withdraw": withdraw,
    "restore": restore,
    "move": move,
}
