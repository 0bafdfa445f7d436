"""``bcd35 letters reprint``."""

from typing import Annotated

import typer

from bcd35.cli.desk import desk_of, progress_of
from bcd35.cli.options import RoundCode, switch, text_option
from bcd35.show.screen import Screen


def reprint(
    ctx: typer.Context,
    round_code: RoundCode = "",
    unit: Annotated[
        list[str] | None,
        text_option(
            "--unit",
            "MÃ",
            "Chỉ tệp của đơn vị này; ghi nhiều lần được. Bỏ trống: mọi tệp của đợt, cả bản lưu.",
        ),
    ] = None,
    missing_only: Annotated[
        bool, switch("--missing-only", "Chỉ làm lại tệp bị mất; tệp bị sửa để nguyên.")
    ] = False,
    dry_run: Annotated[
        bool, switch("--dry-run", "Chỉ thử xem có làm lại được không, không ghi gì.", "-n")
    ] = False,
) -> Screen:
    """Làm lại đúng bản đã phát hành của tệp bị mất, bị sửa."""
    from bcd35.show.reprint import reprinted
    from bcd35.usecases.letters.reprint import ReprintRequest
    from bcd35.usecases.letters.reprint import reprint as run

    desk = desk_of(ctx, rehearsal=dry_run)
    request = ReprintRequest(round_code, tuple(unit or ()), missing_only)
    with progress_of(ctx) as progress:
        return reprinted(run(desk, request, progress=progress))
