"""A way of a command refuses the options that it has no use for: none is dropped in silence."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bcd35.cli.app import build_app
from tests.conftest import CommandLine
from tests.support.every_command import all_commands
from tests.support.filling import picture

pytestmark = pytest.mark.issued

# The options that choose a way: what they put right needs nothing else than what stands here.
CHOOSING = {"--take-back", "--undo", "--refused", "--draft"}
WAYS: dict[tuple[str, ...], set[str]] = {
    ("rounds drop", "x", "--take-back", "x"): set(),
    ("rounds close", "x", "--take-back", "x"): set(),
    ("rounds reopen", "x", "--take-back", "x"): set(),
    ("rounds exempt", "SYT", "--take-back", "x"): {"--round"},
    ("rounds restore", "SYT", "--take-back", "x"): {"--round"},
    ("rounds extend", "--undo"): {"--unit", "--all", "--reason", "--dry-run"},
    ("rounds extend", "--unit", "SYT", "--to", "2026-12-22", "--put-right", "x"): {
        "--date",
        "--accept",
        "--dry-run",
    },
    ("notify", "--replace", "28", "--reason", "x"): {
        *("--date", "--number", "--accept", "--together", "--draft", "--dry-run", "--pdf"),
    },
    ("notify", "--draft"): {
        *("--date", "--unit", "--accept", "--together", "--dry-run", "--pdf", "--replace", "--reason"),
    },
    ("remind", "--draft"): {
        *("--date", "--deadline", "--as-of", "--unit", "--together", "--accept", "--dry-run"),
    },
    ("return-report", "SYT", "--draft"): {
        *("--round", "--date", "--deadline", "--received-on", "--accept", "--dry-run"),
    },
    ("rounds extend", "--to", "2026-12-22", "--all", "--reason", "x", "--draft"): {
        *("--unit", "--date", "--letter", "--together", "--accept", "--dry-run"),
    },
    ("status", "--open"): {"--as-of", "--known-on"},
    ("units import", "data/units.yaml"): {"--dry-run", "--retire-missing", "--take"},
    ("channels import", "data/channels.yaml"): {"--dry-run", "--retire-missing", "--take"},
    ("units retire", "SYT", "--take-back", "x"): set(),
    ("units split", "SYT", "--take-back", "x"): set(),
    ("contributions void", "1", "--take-back", "x"): set(),
    ("reports withdraw", "SYT", "--reason", "x", "--refused"): {"--round", "--file"},
    ("reports restore", "SYT", "--reason", "x", "--refused"): {"--round", "--file"},
    ("reports amend", "SYT", "--reason", "x", "--refused", "--received-on", "2025-12-10"): {
        "--round",
        "--file",
    },
    ("record-report", "SYT", "--set", "so_anh=1"): {
        "--round",
        "--received-on",
        "--note",
        "--ref",
        "--ref-date",
        "--evidence",
        "--dry-run",
    },
}
VALUES = {"NGÀY": ["2025-12-10"], "SỐ": ["3"], "LẦN": ["1"], "ĐIỀU": ["day-off"]}


def options_of(command: str) -> list[Any]:
    found: Any = typer.main.get_command(build_app(command.split()))
    for name in command.split():
        found = found.commands[name]
    shared = {"root", "json", "quiet", "no_color", "no_input", "help"}
    return [one for one in found.params if one.param_type_name == "option" and one.name not in shared]


def odd_lines() -> Iterator[list[str]]:
    """Each way with each option of its command that it does not take."""
    for (command, *typed), taken in WAYS.items():
        for option in options_of(command):
            if not {*option.opts} & {*typed, *taken}:
                value = [] if option.is_flag else VALUES.get(option.metavar, ["x"])
                yield [*command.split(), *typed, max(option.opts, key=len), *value]


def test_every_command_that_has_such_ways_is_here() -> None:
    names = [" ".join(command) for command in all_commands()]
    with_ways = {name for name in names if any(CHOOSING & {*option.opts} for option in options_of(name))}
    assert with_ways <= {way[0] for way in WAYS}


def test_what_a_way_does_not_take_is_refused_and_changes_nothing(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    lines = [*odd_lines()]
    assert len(lines) > 50

    wrong = [(line, ran.err) for line in lines if (ran := bcd35(*line)).code != 2 or "--help" not in ran.err]

    assert wrong == []
    assert picture(root) == before


@pytest.mark.parametrize(
    ("line", "partners"),
    [
        ("units retire SYT --deadline 2025-12-20", "--into hoặc --put-right"),
        ("units retire SYT --put-right x", "--into hoặc --date hoặc --reason hoặc --keep-expected"),
        ("units split SYT --into SNV --deadline 2025-12-20", "--add"),
        ("units edit SYT --email a@b.vn --date 2025-12-01", "--name hoặc --status"),
        ("rounds close x --put-right x", "--date hoặc --reason"),
        ("rounds exempt SYT --put-right x", "--date hoặc --reason"),
        ("rounds new --subject x --sheet x", "--questions"),
    ],
)
def test_what_does_nothing_alone_names_its_partners(bcd35: CommandLine, line: str, partners: str) -> None:
    ran = bcd35(*line.split())
    assert (ran.code, f"chỉ dùng cùng {partners}." in ran.err) == (2, True)


def test_who_keeps_reporting_needs_no_deadline_of_its_successor(bcd35: CommandLine) -> None:
    ran = bcd35(*["units", "retire", "SYT", "--into", "SNV", "--keep-expected", "--deadline", "2025-12-20"])
    assert (ran.code, "--keep-expected không đi cùng --deadline." in ran.err) == (2, True)


def test_an_extension_is_not_undone_by_a_draft(bcd35: CommandLine) -> None:
    bcd35("rounds", "extend", "--to", "2025-12-22", "--unit", "SYT", "--reason", "bão")
    undo = ("rounds", "extend", "--unit", "SYT", "--undo", "--reason", "nhầm")
    refused = bcd35(*undo, "--draft")
    told = "--undo không đi cùng --draft. Chỉ dùng thêm được --unit, --all, --reason, --dry-run."
    assert (refused.code, told in refused.err) == (2, True)
    assert bcd35(*undo).code == 0
