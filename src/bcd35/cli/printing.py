"""``bcd35 pdf``, ``bcd35 print``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bcd35.cli.desk import desk_of, input_path, progress_of
from bcd35.cli.options import RoundCode, switch
from bcd35.show.screen import Screen


def pdf(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="TỆP …", show_default=False, help="Các tệp .docx, hoặc thư mục có tệp .docx (ví dụ: out)."
        ),
    ],
) -> Screen:
    """Convert documents to PDF."""
    from bcd35.show.printing import converted
    from bcd35.usecases.letters.printing import convert_files

    desk = desk_of(ctx)
    with progress_of(ctx) as progress:
        made = convert_files(desk, [input_path(ctx, desk, file) for file in files], progress)
    return converted(made, desk.workspace)


def print_together(
    ctx: typer.Context,
    round_code: RoundCode = "",
    *,
    two_sided: Annotated[
        bool, switch("--two-sided", "Lề mặt sau đối xứng với mặt trước (trái 15, phải 30 mm).")
    ] = False,
) -> Screen:
    """Put all letters of a round into one file."""
    from bcd35.show.printing import printed
    from bcd35.usecases.letters.printing import print_round

    desk = desk_of(ctx)
    with progress_of(ctx) as progress:
        joined = print_round(desk, round_code, progress, two_sided=two_sided)
    return printed(joined, desk.workspace)


COMMANDS: dict[str, Callable[..., Screen]] = {"pdf": pdf, "print": print_together}
