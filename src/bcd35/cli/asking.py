"""Questions to a person at the terminal; whoever runs a command without one is never asked."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import typer

from bcd35.cli.framework import options_of
from bcd35.domain.round_names import with_code
from bcd35.domain.text import fold

if TYPE_CHECKING:
    from bcd35.usecases.desk import ChooseRound


def is_person(ctx: Any) -> bool:
    """Whether somebody can be asked: at a terminal, without ``--json`` and ``--no-input``."""
    options = options_of(ctx)
    return not (options.json or options.no_input) and sys.stdin.isatty() and sys.stderr.isatty()


def agreed(question: str) -> bool:
    """Whether the person says yes; an empty answer is no."""
    return fold(typer.prompt(f"{question} (có/không)", default="không", err=True)) in ("co", "c")


def round_chooser() -> "ChooseRound":
    """Asks which round is meant, once: a command that asks again may hold the write lock by then."""
    answered: list[str] = []

    def choose(rounds: Mapping[str, str]) -> str:
        if not answered:
            answered.append(_chosen(rounds))
        return answered[0]

    return choose


def _chosen(rounds: Mapping[str, str]) -> str:
    numbered = dict(enumerate(rounds, start=1))
    typer.echo(f"Có {len(rounds)} đợt đang mở:", err=True)
    for number, code in numbered.items():
        typer.echo(f"  {number}. {with_code(rounds[code], code)}", err=True)
    while True:
        typed = typer.prompt("Làm cho đợt số mấy? (Ctrl-C: thôi)", err=True).strip()
        if typed.isascii() and typed.isdigit() and int(typed) in numbered:
            return numbered[int(typed)]
        if typed in rounds:
            return str(typed)
        typer.echo(f"  Chỉ nhận số từ 1 đến {len(rounds)}, hoặc mã đợt.", err=True)
