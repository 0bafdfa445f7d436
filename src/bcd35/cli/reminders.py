"""``bcd35 remind``."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of, progress_of
from bcd35.cli.options import Accepted, Draft, DryRunOfLetters, LetterDate, LetterNumber, RoundCode
from bcd35.cli.typed_values import typed_date, typed_text
from bcd35.show.screen import Screen


def remind(
    ctx: typer.Context,
    round_code: RoundCode = "",
    deadline: Annotated[
        Any,
        typer.Option(
            "--deadline",
            parser=typed_date,
            metavar="NGÀY",
            show_default=False,
            help="Thời hạn mới (mặc định sau 5 ngày làm việc).",
        ),
    ] = None,
    as_of: Annotated[
        Any,
        typer.Option(
            "--as-of",
            parser=typed_date,
            metavar="NGÀY",
            show_default=False,
            help="Tính đến ngày (mặc định ngày công văn).",
        ),
    ] = None,
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit", metavar="MÃ", show_default=False, help="Chỉ đôn đốc đơn vị này; ghi nhiều lần được."
        ),
    ] = None,
    together: Annotated[
        bool, typer.Option("--together", help="Một công văn chung cho mọi đơn vị, kèm danh sách.")
    ] = False,
    dated: LetterDate = None,
    number: LetterNumber = None,
    accept: Accepted = None,
    draft: Draft = False,
    dry_run: DryRunOfLetters = False,
) -> Screen:
    """Issue, draft or rehearse a reminder."""
    from bcd35.show.reminders import reminded
    from bcd35.usecases.letters.reminder import ReminderRequest
    from bcd35.usecases.letters.reminder import remind as run

    desk = desk_of(ctx, rehearsal=dry_run)
    units = tuple(typed_text(code) for code in unit or ())
    request = ReminderRequest(
        round_code=round_code,
        dated=dated,
        as_of=as_of,
        deadline=deadline,
        number=number,
        units=units,
        together=together,
        draft=draft,
        accepted=tuple(accept or ()),
    )
    with progress_of(ctx) as progress:
        outcome = run(desk, request, progress=progress)
    return reminded(outcome, desk.workspace)


COMMANDS: dict[str, Callable[..., Screen]] = {"remind": remind}
