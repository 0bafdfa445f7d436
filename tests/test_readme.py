"""README.md is run: its generated parts are fresh, its examples work."""

import re
import runpy
import shlex
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import NOW, CommandLine
from tests.support import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_generated_parts_are_what_the_tool_makes() -> None:
    tool = runpy.run_path(str(REPOSITORY / "tools" / "readme.py"))
    assert tool["renewed"](README) == README, "run: python tools/readme.py"


def test_a_missing_place_is_noticed() -> None:
    tool = runpy.run_path(str(REPOSITORY / "tools" / "readme.py"))
    with pytest.raises(LookupError, match="glossary"):
        tool["renewed"](README.replace("<!-- begin glossary -->", ""))


def test_the_example_of_a_whole_round_works(bcd35: CommandLine, root: Path) -> None:
    block = re.search(r"```console\n(.*?)```", README, re.DOTALL)
    assert block
    commands = [line.removeprefix("$ bcd35 ") for line in block[1].splitlines()]
    assert len(commands) == 6
    results = [bcd35(*shlex.split(command)) for command in commands]
    assert [(result.code, command) for result, command in zip(results, commands, strict=True)] == [
        (0, command) for command in commands
    ]
    assert (root / "tong-hop.xlsx").is_file()


def test_the_example_of_contributions_works(bcd35: CommandLine) -> None:
    block = next(
        text for text in re.findall(r"```console\n(.*?)```", README, re.DOTALL) if "contributions" in text
    )
    commands = [line.removeprefix("$ bcd35 ") for line in block.splitlines()]
    assert len(commands) == 4
    results = [
        bcd35(*shlex.split(command), now=datetime(2025, 12, 20, 9, tzinfo=NOW.tzinfo)) for command in commands
    ]
    assert [(result.code, result.err) for result in results] == [(0, "")] * 4


def test_ci_runs_the_readme_s_own_test_command() -> None:
    script = (REPOSITORY / ".ci" / "run").read_text(encoding="utf-8")
    commands = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)
    assert len(commands) == 2
    assert "pytest" in commands[1]
    assert "README.md" in script
    assert "pytest -n auto" not in script, "the command stands in the README only"
