"""Two rounds are open at once: what is printed names the one that is meant."""

import shlex
from pathlib import Path

import pytest

from tests.conftest import ROUND, CommandLine
from tests.support.recorded_reports import other_round, run

pytestmark = pytest.mark.issued


def test_with_two_open_rounds_a_printed_command_names_the_round(bcd35: CommandLine, root: Path) -> None:
    other_round(bcd35, root)
    run(bcd35, "rounds", "extend", ROUND, "--unit", "SYT", "--to", "2026-01-09", "--reason", "bão")
    told = run(bcd35, "status", ROUND).out, bcd35("contributions", "void", "99", "--reason", "x").err
    for text, command in zip(told, ("bcd35 why ", "bcd35 contributions list"), strict=True):
        (line,) = [one for one in text.splitlines() if command in one]
        run(bcd35, *shlex.split(line[line.index(command) :])[1:])
