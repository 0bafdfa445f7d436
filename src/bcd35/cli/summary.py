"""``bcd35 status`` and ``bcd35 export-summary``."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bcd35.cli.desk import desk_of, is_stdout, mention_overdue_copy, output_path, to_stdout
from bcd35.cli.options import RoundCode, day_option, output_option, switch, text_option
from bcd35.cli.typed_values import typed_choice, typed_output
from bcd35.cli.usage_errors import refuse_others
from bcd35.show.screen import Screen

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk

# The keys of writers.WRITERS; importing that module would slow every start.
FORMATS = ("xlsx", "html", "docx", "json", "csv", "datapackage")
AsOf = Annotated[Any, day_option("--as-of", "Tính đến ngày (mặc định hôm nay).")]
KnownOn = Annotated[
    Any,
    day_option(
        "--known-on", "Theo sổ như đã biết ngày ấy: điều ghi, sửa về sau không kể (--as-of mặc định ngày ấy)."
    ),
]


def status(
    ctx: typer.Context,
    code: RoundCode = "",
    as_of: AsOf = None,
    known_on: KnownOn = None,
    everyone: Annotated[bool, switch("--all", "Mọi đơn vị, cả đơn vị đã báo cáo.", "-a")] = False,
    missing: Annotated[bool, switch("--missing", "Chỉ đơn vị chưa báo cáo.")] = False,
    late: Annotated[bool, switch("--late", "Chỉ đơn vị báo cáo trễ, hoặc quá hạn chưa báo cáo.")] = False,
    kind: Annotated[str, text_option("--kind", "LOẠI", "Chỉ đơn vị của một loại.")] = "",
    unit: Annotated[
        list[str] | None, text_option("--unit", "MÃ", "Chỉ đơn vị này; ghi nhiều lần được.")
    ] = None,
    open_page: Annotated[
        bool, switch("--open", "Ghi trang .html trong out/ và mở bằng trình duyệt.")
    ] = False,
) -> Screen:
    """Show where a round stands."""
    from bcd35.show.summary import page_screen, status_screen

    if open_page:
        refuse_others(ctx, "--open", "--as-of", "--known-on")
    desk = desk_of(ctx)
    mention_overdue_copy(ctx, desk)
    if open_page:
        from bcd35.usecases.summary.export import show_page

        return page_screen(show_page(desk, code, as_of, known_on), desk.workspace)
    asked = everyone or missing or late or kind or unit
    if not (code or known_on or asked) and _several_open(desk):
        from bcd35.show.today import rounds_screen
        from bcd35.usecases.summary.today import todays_desk

        return rounds_screen(todays_desk(desk, as_of), as_of)
    from bcd35.usecases.summary.status import status_known_on as run

    seen = run(desk, code, as_of, known_on)
    if not asked:
        return status_screen(seen)
    from bcd35.usecases.summary.chosen import UnitChoice, choose_units

    choice = UnitChoice(everyone, missing, late, kind, tuple(unit or ()))
    return status_screen(seen, choose_units(desk, seen, choice))


def _several_open(desk: "Desk") -> bool:
    statuses = list(desk.store.registers.round_statuses().values())
    return statuses.count("open") > 1


def export_summary(
    ctx: typer.Context,
    code: RoundCode = "",
    form: Annotated[
        Any,
        typer.Option(
            "--format", parser=typed_choice(*FORMATS), metavar="DẠNG", help=f"Dạng tệp: {', '.join(FORMATS)}."
        ),
    ] = "xlsx",
    output: Annotated[
        Path | None, output_option("Tệp sẽ ghi (mặc định trong out/); “-”: in ra.", allow_dash=True)
    ] = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
) -> Screen:
    """Write the summary of a round, for leaders or for other programs."""
    from bcd35.show.summary import exported
    from bcd35.usecases.summary.export import export_summary as run
    from bcd35.usecases.summary.writers import suffix_of

    to_pipe = is_stdout(ctx, output)
    asked = None if output is None or to_pipe else _typed_target(output, form)
    desk = desk_of(ctx)

    def write(path: Path | None) -> Screen:
        written = run(desk, code, form=form, as_of=as_of, output=path, known_on=known_on)
        return exported(written, desk.workspace)

    return to_stdout(write, suffix_of(form)) if to_pipe else write(asked and output_path(desk, asked))


def _typed_target(output: Path, form: str) -> Path:
    from bcd35.usecases.summary.writers import suffix_of

    meant = output.suffix.lower().removeprefix(".")
    hint = f" Muốn tệp dạng này thì thêm --format {meant}." if meant in FORMATS and meant != form else ""
    return typed_output(output, suffix_of(form), hint=hint)


COMMANDS: dict[str, Callable[..., Screen]] = {"status": status, "export-summary": export_summary}
