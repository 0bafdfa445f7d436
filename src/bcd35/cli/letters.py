"""``bcd35 notify``."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.desk import desk_of, progress_of
from bcd35.cli.framework import options_of
from bcd35.cli.letter_options import Accepted, Draft, DryRunOfLetters, LetterDate, LetterNumber
from bcd35.cli.options import RoundCode, day_option, number_option, switch, text_option
from bcd35.cli.usage_errors import refuse_beside
from bcd35.domain.errors import ProgramMissing
from bcd35.domain.reminders import WORKING_DAYS_TO_REPORT
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk
    from bcd35.usecases.letters.notice import Notified


OnlyUnits = Annotated[
    list[str] | None, text_option("--unit", "MÃ", "Chỉ gửi đơn vị này; ghi nhiều lần được.")
]
Add = Annotated[
    bool, switch("--add", "Đợt đã phát hành: bổ sung các đơn vị mới, mỗi đơn vị có thời hạn riêng.")
]
AddedDeadline = Annotated[
    Any,
    day_option(
        "--deadline",
        f"Thời hạn của đơn vị bổ sung (mặc định {WORKING_DAYS_TO_REPORT} ngày làm việc, không sớm hơn "
        "thời hạn của đợt).",
    ),
]
Replaced = Annotated[
    Any,
    number_option(
        "--replace", "SỐ", "Công văn thay thế công văn số này của đợt, theo tệp của đợt đã sửa; nêu --reason."
    ),
]
ReplacedWhy = Annotated[str, text_option("--reason", "LÝ_DO", "Cùng --replace: vì sao thay, ghi vào sổ.")]
OneLetter = Annotated[
    bool, switch("--together", "Một công văn chung gửi mọi đơn vị; bảng kiểm, mẫu vẫn riêng từng đơn vị.")
]
WithPdf = Annotated[bool, switch("--pdf", "Làm thêm bản PDF cạnh công văn, bảng kiểm (cần LibreOffice).")]


def notify(
    ctx: typer.Context,
    round_code: RoundCode = "",
    dated: LetterDate = None,
    number: LetterNumber = None,
    unit: OnlyUnits = None,
    add: Add = False,
    deadline: AddedDeadline = None,
    accept: Accepted = None,
    replace: Replaced = None,
    reason: ReplacedWhy = "",
    together: OneLetter = False,
    draft: Draft = False,
    dry_run: DryRunOfLetters = False,
    pdf: WithPdf = False,
) -> Screen:
    """Issue, draft or rehearse the letter of a round."""
    from bcd35.show.letters import notified
    from bcd35.usecases.letters.notice import notify as run
    from bcd35.usecases.letters.request import NoticeRequest

    if (replace is not None) != bool(reason):
        raise typer.BadParameter("--replace SỐ và --reason LÝ_DO đi cùng nhau.")
    # It goes to all units of the round that still report, with the last day of the round's file.
    refuse_beside(ctx, "--replace", "--unit", "--add", "--deadline")
    refuse_beside(ctx, "--draft", "--number", "--add", "--deadline")
    desk = desk_of(ctx, rehearsal=dry_run)
    if replace is not None:  # then the edited file of the round is taken in
        notes = options_of(ctx).notes
        notes[:] = [note for note in notes if note.code != "register_edited"]
    request = NoticeRequest(
        round_code=round_code,
        dated=dated,
        number=number,
        units=tuple(unit or ()),
        draft=draft,
        add=add,
        deadline=deadline,
        accepted=tuple(accept or ()),
        replaces=replace,
        reason=reason,
        together=together,
    )
    with progress_of(ctx) as progress:
        outcome = run(desk, request, progress=progress)
    screen = notified(outcome, desk.workspace)
    return _with_pdf(ctx, desk, outcome, screen) if pdf and not outcome.rehearsal else screen


def _with_pdf(ctx: typer.Context, desk: "Desk", outcome: "Notified", screen: Screen) -> Screen:
    """The screen with the PDF files added; a PDF that fails does not undo its letter."""
    from bcd35.show.printing import beside, stopped_beside
    from bcd35.usecases.letters.printing import convert_issued

    try:
        with progress_of(ctx) as progress:
            made = convert_issued(desk, outcome, progress)
        return beside(screen, made, desk.workspace)
    except ProgramMissing as error:
        return screen._replace(findings=(*screen.findings, *error.findings), exit_code=error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("\n")  # the terminal wrote ^C at the start of the line
        return stopped_beside(screen)


COMMANDS: dict[str, Callable[..., Screen]] = {"notify": notify}
