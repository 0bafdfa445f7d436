"""``bcd35 why``."""

from collections.abc import Callable

import typer

from bcd35.cli.desk import desk_of
from bcd35.cli.options import NamedUnit, RoundCode
from bcd35.cli.summary import AsOf, KnownOn
from bcd35.show.screen import Screen


def why(
    ctx: typer.Context, unit: NamedUnit, code: RoundCode = "", as_of: AsOf = None, known_on: KnownOn = None
) -> Screen:
    """Explain the status of a unit."""
    from bcd35.show.why import explained
    from bcd35.usecases.summary.why import why as run

    return explained(run(desk_of(ctx), unit, code, as_of, known_on))


COMMANDS: dict[str, Callable[..., Screen]] = {"why": why}
