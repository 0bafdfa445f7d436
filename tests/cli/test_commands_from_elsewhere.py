"""A command that was told its folder (``-C``) prints commands that run from where the clerk is."""

import re
import shlex
from pathlib import Path

import pytest

from bcd35.cli.app import COMMANDS, GROUPS, OF_A_WORKSPACE
from tests.conftest import ROUND, CommandLine

pytestmark = [pytest.mark.command_line, pytest.mark.issued]

SOURCE = Path(__file__).parents[2] / "src" / "bcd35"
# Lines of English comments and docstrings, and two sentences in which the program itself does something.
NO_COMMANDS = {"made", "starts", "found", "ghi"}


def printed(text: str) -> list[list[str]]:
    """The commands in what was printed, without those with a blank to be filled in (``THƯ_MỤC``)."""
    found = [shlex.split(line) for line in re.findall(r"(?<!\[)\bbcd35 ([^;\n]*)", text)]
    return [words for words in found if not any(word.isupper() and not word.isascii() for word in words)]


@pytest.fixture
def from_elsewhere(bcd35: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """``bcd35`` in a folder beside the workspace, which is “../văn phòng” from there."""
    folder = tmp_path / "nơi khác"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return bcd35


@pytest.mark.parametrize(
    "line",
    [
        ["today"],
        ["export-summary"],
        ["casefile"],
        ["channels", "poster"],
        ["units", "export", "-o", "data/đơn vị.xlsx"],
        ["rounds", "close"],
    ],
    ids=" ".join,
)
def test_every_printed_command_runs_as_printed(line: list[str], from_elsewhere: CommandLine) -> None:
    ran = from_elsewhere("-C", "../văn phòng", *line)
    commands = printed(ran.out + ran.err)
    assert commands
    for words in commands:
        assert words[:2] == ["-C", "../văn phòng"]
        assert from_elsewhere(*words, "--no-input").code in (0, 3), words


def test_errors_and_their_json_name_the_folder_too(from_elsewhere: CommandLine) -> None:
    given = ("-C", "../văn phòng", "units", "show", "XYZ")
    fix = 'Xem danh sách: bcd35 -C "../văn phòng" units list --all'
    assert from_elsewhere(*given).err.endswith(f"  → {fix}\n")
    [found] = from_elsewhere(*given, "--json").json["findings"]
    assert found["fix"] == fix


def test_within_the_folder_commands_are_short(bcd35: CommandLine) -> None:
    assert f"bcd35 status {ROUND}" in bcd35("-C", ".", "today").out


def test_words_of_a_clerk_are_no_command(from_elsewhere: CommandLine) -> None:
    there = ("-C", "../văn phòng", "units")
    from_elsewhere(*there, "edit", "SYT", "--note", "bcd35 hỏng")
    assert '  bcd35 -C "../văn phòng" units edit SYT ' in from_elsewhere(*there[:2], "undo", "--dry-run").out
    assert "bcd35 hỏng" in from_elsewhere(*there, "show", "SYT").out


def test_what_follows_the_programs_name_in_a_message_is_a_command() -> None:
    named = set(re.findall(r"\bbcd35 ([a-z][a-z-]*)\b", "".join(map(Path.read_text, SOURCE.rglob("*.py")))))
    assert named - NO_COMMANDS - {*COMMANDS, *GROUPS} == set()
    assert len(named & OF_A_WORKSPACE) > 20
