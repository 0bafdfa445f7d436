"""``bcd35 rounds …``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of, import_files
from bcd35.cli.options import DryRunOfImport, NamedUnit, OfRound, RoundCode, Take
from bcd35.cli.typed_values import typed_date, typed_text
from bcd35.show.screen import Screen

NamedRound = Annotated[str, typer.Argument(metavar="ĐỢT", parser=typed_text, help="Mã đợt.")]
OnDate = Annotated[
    Any,
    typer.Option(
        "--date",
        parser=typed_date,
        metavar="NGÀY",
        show_default=False,
        help="Ngày có hiệu lực (mặc định hôm nay).",
    ),
]


def list_rounds(ctx: typer.Context) -> Screen:
    """Liệt kê các đợt."""
    from bcd35.show.rounds import listed
    from bcd35.usecases.registers.rounds import list_rounds as run

    return listed(run(desk_of(ctx)))


def show_round(ctx: typer.Context, code: RoundCode = "") -> Screen:
    """Xem một đợt: nội dung, chỉ tiêu (mã dùng cho record-report --set)."""
    from bcd35.show.rounds import shown
    from bcd35.usecases.registers.rounds import get_round

    return shown(get_round(desk_of(ctx), code))


def import_round(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp .yaml của đợt.")],
    dry_run: DryRunOfImport = False,
    take: Take = None,
) -> Screen:
    """Nhập một đợt từ tệp. Đợt đã phát hành thì không sửa nội dung được nữa."""
    from bcd35.usecases.registers.sources import ImportRequest

    return import_files(ctx, ImportRequest((file,), "rounds", take=take or ""), dry_run=dry_run)


def close_round(ctx: typer.Context, code: NamedRound) -> Screen:
    """Đóng một đợt: không phát hành, không nhận báo cáo nữa."""
    return _switch(ctx, code, "closed")


def reopen_round(ctx: typer.Context, code: NamedRound) -> Screen:
    """Mở lại một đợt đã đóng."""
    return _switch(ctx, code, "open")


def _switch(ctx: typer.Context, code: str, status: str) -> Screen:
    from bcd35.show.rounds import switched
    from bcd35.usecases.registers.rounds import switch_round

    return switched(switch_round(desk_of(ctx), code, status))


def exempt_unit(
    ctx: typer.Context,
    unit: NamedUnit,
    reason: Annotated[
        str, typer.Option("--reason", metavar="LÝ_DO", parser=typed_text, help="Lý do miễn, ghi vào sổ.")
    ],
    code: OfRound = "",
    on: OnDate = None,
) -> Screen:
    """Miễn báo cáo cho một đơn vị trong đợt."""
    from bcd35.show.rounds import excused
    from bcd35.usecases.registers.rounds import excuse_unit

    return excused(excuse_unit(desk_of(ctx), code, unit, event="exempted", reason=reason, on=on))


def restore_unit(
    ctx: typer.Context,
    unit: NamedUnit,
    reason: Annotated[
        str,
        typer.Option(
            "--reason", metavar="LÝ_DO", parser=typed_text, show_default=False, help="Lý do, ghi vào sổ."
        ),
    ] = "",
    code: OfRound = "",
    on: OnDate = None,
) -> Screen:
    """Bỏ miễn: đơn vị lại phải báo cáo."""
    from bcd35.show.rounds import excused
    from bcd35.usecases.registers.rounds import excuse_unit

    return excused(excuse_unit(desk_of(ctx), code, unit, event="restored", reason=reason, on=on))


COMMANDS: dict[str, Callable[..., Screen]] = {
    "list": list_rounds,
    "show": show_round,
    "import": import_round,
    "close": close_round,
    "reopen": reopen_round,
    "exempt": exempt_unit,
    "restore": restore_unit,
}
