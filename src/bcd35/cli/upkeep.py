"""``bcd35 init``, ``bcd35 import``, ``bcd35 check``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bcd35.cli.asking import is_person
from bcd35.cli.desk import desk_of, import_files, progress_of
from bcd35.cli.framework import options_of
from bcd35.cli.options import switch
from bcd35.cli.register_options import DryRunOfImport, Take
from bcd35.cli.typed_values import typed_text
from bcd35.show.screen import Screen


def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục làm việc mới.")] = Path(),
    layout: Annotated[
        str,
        typer.Option(
            metavar="MÃ",
            show_default=False,
            help="Thể thức của cơ quan, ví dụ nd-30-2020 (cơ quan nhà nước); không ghi: hd-05-2026.",
        ),
    ] = "",
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            metavar="TỆP",
            allow_dash=True,
            show_default=False,
            help="Tệp .yaml trả lời sẵn các câu hỏi (superior, issuer …), không hỏi nữa; “-”: đọc đầu vào.",
        ),
    ] = None,
) -> Screen:
    """Make a workspace; a person at a terminal, or a file of answers, states whose it is."""
    from bcd35.show.upkeep import made
    from bcd35.usecases.workspace.upkeep import make_workspace
    from bcd35.world.workspace import is_workspace

    target = Path(options_of(ctx).root) / folder
    if answers or (is_person(ctx) and not is_workspace(target)):
        from bcd35.cli.first_run import first_run

        return first_run(ctx, target, layout, answers)
    return made(make_workspace(target, layout))


def import_all(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="TỆP …", show_default=False, help="Tệp trong data/; bỏ trống: tất cả."),
    ] = None,
    dry_run: DryRunOfImport = False,
    retire_missing: Annotated[
        bool, switch("--retire-missing", "Thôi dùng kênh, đơn vị không có trong tệp.")
    ] = False,
    take: Take = None,
) -> Screen:
    """Bring register files in."""
    from bcd35.usecases.registers.sources import ImportRequest

    request = ImportRequest(files or (), retire_missing=retire_missing, take=take or "")
    return import_files(ctx, request, dry_run=dry_run)


def check(
    ctx: typer.Context,
    accept: Annotated[
        str | None,
        typer.Option(
            metavar="LÝ_DO",
            parser=typed_text,
            help="Nhận các dòng của sổ như hiện có, sau khi đã xem lại điều nêu ra; lý do ghi vào nhật ký.",
        ),
    ] = None,
) -> Screen:
    """Look whether all is there that the ledger promises."""
    from bcd35.show.upkeep import accepted, checked
    from bcd35.usecases.workspace.ledger_check import accept_ledger, readable
    from bcd35.usecases.workspace.opening import workspace_notes
    from bcd35.usecases.workspace.upkeep import check_workspace

    desk = desk_of(ctx, notes=False)
    if accept is not None:
        return accepted(accept_ledger(desk, accept))
    with progress_of(ctx) as progress:
        outcome = check_workspace(desk, progress)
    notes = readable(lambda: workspace_notes(desk), damaged=bool(outcome.findings))
    options_of(ctx).notes.extend(notes)
    return checked(outcome)


COMMANDS: dict[str, Callable[..., Screen]] = {"init": init, "import": import_all, "check": check}
