"""``bcd35 reports …``: what was recorded of one unit. Recording itself is in ``receiving.py``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of
from bcd35.cli.options import NamedUnit, OfRound
from bcd35.cli.typed_values import typed_date, typed_text
from bcd35.show.screen import Screen


def show_reports(ctx: typer.Context, unit: NamedUnit, code: OfRound = "") -> Screen:
    """Các lần báo cáo của một đơn vị: nguồn, thay đổi giữa các lần."""
    from bcd35.show.reports import history
    from bcd35.usecases.receiving.history import report_history

    return history(report_history(desk_of(ctx), unit, code))


def withdraw(
    ctx: typer.Context,
    unit: NamedUnit,
    reason: Annotated[
        str, typer.Option("--reason", metavar="LÝ_DO", parser=typed_text, help="Lý do rút, ghi vào sổ.")
    ],
    code: OfRound = "",
    on: Annotated[
        Any,
        typer.Option(
            "--date",
            parser=typed_date,
            metavar="NGÀY",
            show_default=False,
            help="Ngày rút (mặc định hôm nay).",
        ),
    ] = None,
) -> Screen:
    """Rút báo cáo đã ghi: đơn vị lại là chưa báo cáo. Không xóa gì; các lần trước vẫn xem được."""
    from bcd35.show.reports import withdrawn
    from bcd35.usecases.receiving.history import withdraw_report

    return withdrawn(withdraw_report(desk_of(ctx), unit, reason, wanted_round=code, on=on))


COMMANDS: dict[str, Callable[..., Screen]] = {"show": show_reports, "withdraw": withdraw}
