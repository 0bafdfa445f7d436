"""``bcd35 recover``."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of, progress_of
from bcd35.cli.options import day_option, number_option, switch, text_option
from bcd35.show.screen import Screen


def recover(
    ctx: typer.Context,
    adopt: Annotated[
        bool, switch("--adopt", "Nhận những gì đang có trong out/ vào sổ, để nguyên tệp.")
    ] = False,
    received_on: Annotated[
        Any,
        day_option(
            "--received-on", "Cùng --adopt: ngày nhận của các báo cáo đã lưu; không nêu thì chỉ liệt kê."
        ),
    ] = None,
    number: Annotated[
        Any,
        number_option(
            "--continue-from", "SỐ", "Đi tiếp từ số này; các số trước đó mà sổ không biết thì bỏ qua."
        ),
    ] = None,
    reason: Annotated[str, text_option("--reason", "LÝ_DO", "Cùng --continue-from: vì sao.")] = "",
    symbol: Annotated[
        str,
        text_option(
            "--symbol",
            "KÝ_HIỆU",
            "Cùng --continue-from: sổ của ký hiệu này (mặc định ký hiệu khai đầu tiên).",
        ),
    ] = "",
    dry_run: Annotated[bool, switch("--dry-run", "Chỉ nêu những điều sẽ ghi.", "-n")] = False,
) -> Screen:
    """Put ledger and folder in agreement again."""
    from bcd35.show import recovery as shown
    from bcd35.usecases.recovery import recover as run

    if adopt and number is not None:
        raise typer.BadParameter("--adopt và --continue-from là hai cách khác nhau; chọn một.")
    if (number is not None) != bool(reason):
        raise typer.BadParameter("--continue-from SỐ và --reason LÝ_DO đi cùng nhau.")
    if received_on is not None and not adopt:
        raise typer.BadParameter("--received-on đi cùng --adopt.")
    if symbol and number is None:
        raise typer.BadParameter("--symbol đi cùng --continue-from.")
    desk = desk_of(ctx, rehearsal=dry_run, notes=False)
    if adopt:
        with progress_of(ctx) as progress:
            return shown.adopted(run.adopt(desk, received_on, progress=progress))
    if number is not None:
        return shown.continued(run.continue_from(desk, number, reason, symbol))
    return shown.surveyed(run.survey(desk))


COMMANDS: dict[str, Callable[..., Screen]] = {"recover": recover}
