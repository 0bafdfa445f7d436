"""``bcd35 holidays …``."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of
from bcd35.cli.options import day_option, text_option
from bcd35.cli.typed_values import typed_number
from bcd35.show.screen import Screen

Year = Annotated[Any, typer.Argument(metavar="NĂM", parser=typed_number, help="Năm, ví dụ 2026.")]


def list_holidays(
    ctx: typer.Context,
    year: Annotated[
        Any, typer.Argument(metavar="NĂM", parser=typed_number, show_default=False, help="Bỏ trống: mọi năm.")
    ] = None,
) -> Screen:
    """Liệt kê ngày nghỉ, ngày làm bù."""
    from bcd35.show.holidays import listed
    from bcd35.usecases.registers.holidays import list_days

    return listed(list_days(desk_of(ctx), year))


def confirm(
    ctx: typer.Context,
    year: Year,
    decision: Annotated[str, text_option("--decision", "VĂN_BẢN", "Thông báo, quyết định nghỉ của năm.")],
    off: Annotated[list[Any] | None, day_option("--off", "Ngày nghỉ thêm; ghi nhiều lần được.")] = None,
    work: Annotated[
        list[Any] | None,
        day_option("--work", "Ngày làm bù, hoặc ngày trong lịch mà không nghỉ; ghi nhiều lần được."),
    ] = None,
) -> Screen:
    """Xác nhận lịch nghỉ của một năm theo quyết định."""
    from bcd35.show.holidays import confirmed
    from bcd35.usecases.registers.holidays import confirm_year

    return confirmed(
        confirm_year(desk_of(ctx), year, decision=decision, off=tuple(off or ()), worked=tuple(work or ()))
    )


def presume(
    ctx: typer.Context,
    year: Year,
    reason: Annotated[str, text_option("--reason", "LÝ_DO", "Vì sao bỏ xác nhận.")],
) -> Screen:
    """Bỏ xác nhận: lịch nghỉ của năm trở lại là dự kiến."""
    from bcd35.show.holidays import confirmed
    from bcd35.usecases.registers.holidays import presume_year

    return confirmed(presume_year(desk_of(ctx), year, reason=reason))


COMMANDS: dict[str, Callable[..., Screen]] = {"list": list_holidays, "confirm": confirm, "presume": presume}
