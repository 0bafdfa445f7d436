"""``bcd35 check-format``."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bcd35.cli.desk import desk_if_any, input_path
from bcd35.cli.framework import options_of
from bcd35.cli.options import output_option, switch, value_option
from bcd35.cli.typed_values import typed_output
from bcd35.show.screen import Screen


def check_format(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(metavar="TỆP …", show_default=False, help="Các tệp Word, hoặc thư mục có tệp .docx."),
    ],
    profile: Annotated[
        str,
        value_option(
            "--profile",
            "BỘ",
            "hd-05-2026, hd-36-2018, nd-30-2020 hoặc một tệp .yaml; không ghi: thể thức của cơ quan.",
        ),
    ] = "",
    fix: Annotated[bool, switch("--fix", "Sửa những chỗ sửa được, ghi sang tệp mới (nêu bằng -o).")] = False,
    comment: Annotated[
        bool,
        switch(
            "--comment",
            "Ghi các chỗ sai thành lời bình của Word (mỗi đoạn một), trong tệp mới (nêu bằng -o).",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        output_option("Tệp .docx mới sẽ ghi; soát nhiều tệp thì nêu một thư mục.", metavar="TỆP|THƯ_MỤC"),
    ] = None,
    page: Annotated[
        Path | None,
        value_option("--html", "TỆP", "Ghi một trang .html: lời văn bản và từng chỗ sai bên cạnh."),
    ] = None,
) -> Screen:
    """Check the layout of Word documents."""
    from bcd35.show.check_format import checked
    from bcd35.usecases.check_format.run import FormatRequest
    from bcd35.usecases.check_format.run import check_format as run
    from bcd35.world.workspace import now

    desk = desk_if_any(ctx)
    files = [input_path(ctx, desk, file) for file in files]
    many = len(files) != 1 or files[0].is_dir()
    if (fix or comment) != (output is not None):
        raise typer.BadParameter("--fix, --comment đi với -o: --fix -o TỆP_MỚI.docx.")
    if many and page is not None:
        raise typer.BadParameter("--html: mỗi lần một tệp.")
    if output is not None and not output.is_dir():
        if many:
            raise typer.BadParameter("-o: nhiều tệp thì nêu một thư mục đã có để ghi vào đó.")
        typed_output(output, ".docx")
    if page is not None:
        typed_output(page, ".html", option="--html")
    commented = (options_of(ctx).now or now()) if comment else None
    request = FormatRequest(files, profile=profile, output=output, fix=fix, commented=commented, page=page)
    return checked(run(desk, request), desk)


COMMANDS: dict[str, Callable[..., Screen]] = {"check-format": check_format}
