"""``bcd35 return-report``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of, input_path
from bcd35.cli.letter_options import Accepted, Draft, LetterDate
from bcd35.cli.options import OfRound, day_option, switch
from bcd35.cli.typed_values import is_path, typed_text
from bcd35.domain.reminders import WORKING_DAYS_TO_REPORT
from bcd35.show.screen import Screen


def return_report(
    ctx: typer.Context,
    wanted: Annotated[
        str,
        typer.Argument(
            metavar="ĐƠN_VỊ | TỆP", help="Đơn vị có tệp bị từ chối, hoặc chính tệp ấy.", show_default=False
        ),
    ] = "",
    code: OfRound = "",
    dated: LetterDate = None,
    deadline: Annotated[
        Any,
        day_option("--deadline", f"Thời hạn gửi lại (mặc định sau {WORKING_DAYS_TO_REPORT} ngày làm việc)."),
    ] = None,
    received_on: Annotated[
        Any, day_option("--received-on", "Ngày nhận đúng của tệp bị từ chối (mặc định ngày đã ghi).")
    ] = None,
    all_refused: Annotated[
        bool, switch("--all-refused", "Mọi đơn vị của đợt có tệp bị từ chối chưa gửi trả.")
    ] = False,
    accept: Accepted = None,
    draft: Draft = False,
    dry_run: Annotated[bool, switch("--dry-run", "Chỉ nêu những điều sẽ ghi, không ghi gì.", "-n")] = False,
) -> Screen:
    """Give a refused report back to its unit."""
    from bcd35.show.give_back import all_given_back, given_back
    from bcd35.usecases.receiving.give_back import return_all_refused
    from bcd35.usecases.receiving.give_back import return_report as run
    from bcd35.usecases.receiving.refused_file import CorrectionRequest

    if bool(wanted) == all_refused:
        raise typer.BadParameter("Nêu một đơn vị, một tệp, hoặc --all-refused.")
    if all_refused and received_on:
        raise typer.BadParameter("--received-on: chỉ cho một tệp; bỏ --all-refused, nêu đơn vị.")
    desk = desk_of(ctx, rehearsal=dry_run)
    is_file = bool(wanted) and is_path(wanted)
    request = CorrectionRequest(
        file=input_path(ctx, desk, Path(wanted)) if is_file else None,
        unit=typed_text(wanted) if wanted and not is_file else "",
        round_code=code,
        dated=dated,
        deadline=deadline,
        received_on=received_on,
        draft=draft,
        accepted=tuple(accept or ()),
    )
    return (
        all_given_back(return_all_refused(desk, request)) if all_refused else given_back(run(desk, request))
    )


COMMANDS: dict[str, Callable[..., Screen]] = {"return-report": return_report}
