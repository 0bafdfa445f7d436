"""``bcd35 status`` and ``bcd35 export-summary``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of, mention_overdue_copy
from bcd35.cli.options import RoundCode
from bcd35.cli.typed_values import typed_choice, typed_date, typed_output
from bcd35.show.screen import Screen

# The keys of writers.FORMS; importing that module would slow every start.
FORMS = ("xlsx", "html", "docx", "json", "csv", "datapackage")
AsOf = Annotated[
    Any,
    typer.Option(
        "--as-of",
        parser=typed_date,
        metavar="NGÀY",
        show_default=False,
        help="Tính đến ngày (mặc định hôm nay).",
    ),
]
KnownOn = Annotated[
    Any,
    typer.Option(
        "--known-on",
        parser=typed_date,
        metavar="NGÀY",
        show_default=False,
        help="Theo sổ như đã biết ngày ấy: điều ghi, sửa về sau không kể (--as-of mặc định ngày ấy).",
    ),
]


def status(
    ctx: typer.Context,
    code: RoundCode = "",
    as_of: AsOf = None,
    known_on: KnownOn = None,
    open_page: Annotated[
        bool, typer.Option("--open", help="Ghi trang .html trong out/ và mở bằng trình duyệt.")
    ] = False,
) -> Screen:
    """Show where a round stands."""
    from bcd35.show.summary import page_screen, status_screen

    desk = desk_of(ctx)
    mention_overdue_copy(ctx, desk)
    if open_page:
        from bcd35.usecases.summary.export import show_page

        return page_screen(show_page(desk, code, as_of, known_on), desk.workspace)
    from bcd35.usecases.summary.status import status_known_on as run

    return status_screen(run(desk, code, as_of, known_on))


def export_summary(
    ctx: typer.Context,
    code: RoundCode = "",
    form: Annotated[
        Any,
        typer.Option(
            "--format", parser=typed_choice(*FORMS), metavar="DẠNG", help=f"Dạng tệp: {', '.join(FORMS)}."
        ),
    ] = "xlsx",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="TỆP", show_default=False, help="Tệp sẽ ghi (mặc định trong out/)."
        ),
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
) -> Screen:
    """Write the summary of a round, for leaders or for other programs."""
    from bcd35.show.summary import exported
    from bcd35.usecases.summary.export import export_summary as run
    from bcd35.usecases.summary.writers import suffix_of

    asked = None if output is None else typed_output(output, suffix_of(form))
    desk = desk_of(ctx)
    written = run(desk, code, form=form, as_of=as_of, output=asked, known_on=known_on)
    return exported(written, desk.workspace)


COMMANDS: dict[str, Callable[..., Screen]] = {"status": status, "export-summary": export_summary}
