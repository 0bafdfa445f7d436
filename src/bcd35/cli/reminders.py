"""``bcd35 remind``."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of, progress_of
from bcd35.cli.letter_options import (
    Accepted,
    Draft,
    DryRunOfLetters,
    LetterDate,
    LetterNumber,
    TogetherWithList,
)
from bcd35.cli.options import RoundCode, day_option, text_option
from bcd35.cli.usage_errors import refuse_beside
from bcd35.domain.reminders import WORKING_DAYS_TO_REPORT
from bcd35.show.screen import Screen


def remind(
    ctx: typer.Context,
    round_code: RoundCode = "",
    deadline: Annotated[
        Any, day_option("--deadline", f"Thời hạn mới (mặc định sau {WORKING_DAYS_TO_REPORT} ngày làm việc).")
    ] = None,
    as_of: Annotated[Any, day_option("--as-of", "Tính đến ngày (mặc định ngày công văn).")] = None,
    unit: Annotated[
        list[str] | None, text_option("--unit", "MÃ", "Chỉ đôn đốc đơn vị này; ghi nhiều lần được.")
    ] = None,
    together: TogetherWithList = False,
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

    refuse_beside(ctx, "--draft", "--number")
    desk = desk_of(ctx, rehearsal=dry_run)
    units = tuple(unit or ())
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
