"""``bcd35 log``."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bcd35.cli.desk import desk_of
from bcd35.cli.options import day_option, switch, text_option
from bcd35.show.screen import Screen


def log(
    ctx: typer.Context,
    unit: Annotated[str, text_option("--unit", "ĐƠN_VỊ", "Việc về một đơn vị.")] = "",
    round_code: Annotated[str, text_option("--round", "ĐỢT", "Việc của một đợt.")] = "",
    on: Annotated[Any, day_option("--on", "Việc làm trong một ngày.")] = None,
    everything: Annotated[bool, switch("--all", "Tất cả, không chỉ những việc mới nhất.", "-a")] = False,
) -> Screen:
    """Read the journal."""
    from bcd35.show.log import logged
    from bcd35.usecases.registers.log import LogRequest, read_log

    return logged(read_log(desk_of(ctx), LogRequest(unit, round_code, on, everything)))


COMMANDS: dict[str, Callable[..., Screen]] = {"log": log}
