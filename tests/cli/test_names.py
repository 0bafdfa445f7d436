"""Vietnamese names of commands, examples on the help pages, what the Tab key offers, the version."""

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bcd35.cli import examples
from bcd35.cli.app import COMMANDS, GROUPS, SECTIONS, commands_of
from bcd35.cli.complete import complete
from bcd35.cli.examples import examples_of
from bcd35.cli.names import VIETNAMESE, in_english
from tests.conftest import ROUND, CommandLine
from tests.support.parsing import parsed

pytestmark = [pytest.mark.command_line, pytest.mark.issued]
NAMES = [*COMMANDS, *(f"{group} {name}" for group in GROUPS for name in commands_of(group))]


# --- Vietnamese names ---------------------------------------------------------------------------------------


def test_every_command_has_one_vietnamese_name() -> None:
    assert set(VIETNAMESE[""]) == {*COMMANDS, *GROUPS}
    assert {group: set(VIETNAMESE[group]) for group in GROUPS} == {
        group: set(commands_of(group)) for group in GROUPS
    }
    for names in VIETNAMESE.values():
        assert len({*names.values()}) == len(names), "two commands of one group are not called the same"
        assert not {*names.values()} & {*names}, "a name is not another command's English one"


def test_the_first_help_page_lists_every_command_once() -> None:
    assert sorted(name for names in SECTIONS.values() for name in names) == sorted([*COMMANDS, *GROUPS])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tinh-hinh", "status"),
        ("-C vp don-vi danh-sach y te", "-C vp units list y te"),
        ("--json dot gia-han don-doc", "--json rounds extend don-doc"),
        ("nhan don-vi", "record-report don-vi"),  # only names of commands are turned, never their arguments
        ("don-vi --root kenh xem kenh", "units --root kenh show kenh"),
        ("tinh-hinhh", "tinh-hinhh"),
    ],
)
def test_a_command_line_is_turned_into_english(typed: str, meant: str) -> None:
    assert in_english(typed.split()) == meant.split()


def test_both_names_are_the_same_command(bcd35: CommandLine) -> None:
    assert bcd35("tinh-hinh", "--json") == bcd35("status", "--json")
    assert bcd35("don-vi", "danh-sach", "y te") == bcd35("units", "list", "y te")
    assert "Gõ tiếng Việt: bcd35 dot gia-han\n" in bcd35("rounds", "extend", "--help").out
    assert "  extend, gia-han " in bcd35("rounds", "--help").out


@pytest.mark.parametrize(
    ("typed", "near"), [(["tinh-hnh"], "tinh-hinh"), (["don-vi", "danh-sak"], "danh-sach")], ids=str
)
def test_a_vietnamese_name_that_is_mistyped(typed: list[str], near: str, bcd35: CommandLine) -> None:
    assert f"Có phải ý bạn là {near}?" in bcd35(*typed).err


# --- examples -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_of_a_help_page_parse(name: str, bcd35: CommandLine) -> None:
    shown = examples_of(name)
    assert len(shown) == 2
    page = bcd35(*name.split(), "--help").out
    for line in shown:
        assert f"  {line}\n" in page
        assert len(line) < 108
        assert parsed(shlex.split(line)[1:]) == name


@pytest.mark.parametrize("name", NAMES)
def test_a_help_page_speaks_to_party_and_state_offices(name: str, bcd35: CommandLine) -> None:
    """No symbol of the Party's; a kind of unit of theirs only beside one of the State's."""
    page = bcd35(*name.split(), "--help").out

    assert "BCĐ" not in page
    assert "/ĐU" not in page
    assert ("dang_uy_co_so" in page) == ("so_nganh" in page)


def test_examples_stand_for_commands_that_are_there() -> None:
    assert set(examples.EXAMPLES) == set(NAMES)
    assert all(len(examples_of(group)) == 2 for group in GROUPS)


def test_a_wrong_example_does_not_parse() -> None:
    with pytest.raises(Exception, match="bogus"):
        parsed(["status", "--bogus"])


# --- the Tab key --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "some", "none"),
    [
        ("=", {"status", "tinh-hinh", "units", "don-vi"}, {"list", "SYT"}),
        ("=do", {"don-vi", "don-doc", "dot", "doctor"}, {"status"}),
        ("rounds =", {"extend", "gia-han"}, {"poster"}),
        ("dot =gia", {"gia-han"}, {"extend"}),
        ("status =", {ROUND}, {"SYT"}),
        ("why =", {"SYT"}, {ROUND}),
        ("why SYT =", {ROUND}, {"SYT"}),
        ("don-doc --unit =s", {"SYT", "SXD"}, {"TTT", ROUND}),
        ("record-report SYT --round =", {ROUND}, {"SYT"}),
        ("record-report SYT =", {"SYT"}, {ROUND}),
        ("status =--l", {"--late"}, {"--all", "-C"}),
        ("channels show =tt", {"tt-bao"}, set()),
        ("channels add =", set(), {"tt-bao"}),
        ("completion =z", {"zsh"}, {"bash"}),
        ("status x =", set(), {ROUND}),
        ("status --kind =", {"dang_uy_co_so", "chi_bo_co_so"}, {"SYT"}),
        ("don-vi them X --kind =chi", {"chi_bo_co_so"}, {"dang_uy_co_so"}),
        ("tong-hop --format =", {"xlsx", "docx", "csv"}, {ROUND}),
        ("notify --accept =d", {"day-off", "date-order"}, {"past-deadline"}),
        ("check --accept =", set(), {"day-off"}),  # a reason
        ("kenh them x --platform =", {"facebook", "zalo"}, {"tt-bao"}),
        ("contributions edit 1 --stage =da", {"da-nhan", "da-bien-tap", "da-dang"}, {"khong-dung"}),
        ("contributions list --medium =", {"tin-bai", "hinh-anh", "video"}, {"da-nhan"}),
        ("units edit SYT --status =", {"active", "retired"}, set()),
        ("record-report x.xlsx --as =S", {"SYT"}, {ROUND}),
        ("tro-giup =", {"gia-han", "cap-nhat-sao-luu"}, {"SYT"}),
        ("status --unit = =SY", {"SYT"}, {"SXD"}),  # as bash splits --unit=SY
        ("status --unit ==", {"SYT"}, {ROUND}),
        ("status =--unit=SY", {"--unit=SYT"}, {"SYT"}),  # as zsh and PowerShell leave it
    ],
)
def test_what_the_tab_key_offers(
    words: str, some: set[str], none: set[str], capsys: pytest.CaptureFixture[str], root: Path
) -> None:
    complete(["-C", str(root), *words.split()])
    lines = capsys.readouterr().out.splitlines()
    offered = {line.partition("\t")[0] for line in lines}
    assert (some - offered, none & offered) == (set(), set())


def test_zsh_begins_its_own_completion_before_it_is_asked_for_ours(bcd35: CommandLine) -> None:
    begins, asks = bcd35("completion", "zsh", "-q").out.rstrip().splitlines()[-2:]
    assert begins == "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }"
    assert asks == "compdef _bcd35 bcd35"


def test_the_tab_key_outside_a_workspace(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BCD35_ROOT", raising=False)
    complete(["status", "="])
    assert capsys.readouterr().out == ""
    complete(["-C", str(root), "status", "="])
    assert capsys.readouterr().out.startswith(f"{ROUND}\tđẩy mạnh tuyên truyền")


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_lines_for_bash_work(root: Path, tmp_path: Path) -> None:
    program = tmp_path / "bcd35"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bcd35 "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    script = (
        f'PATH="{tmp_path}:$PATH"\neval "$(bcd35 completion bash)"\n'
        'COMP_WORDS=(bcd35 tinh-hinh --unit SY)\nCOMP_CWORD=3\n_bcd35\necho "${COMPREPLY[@]}"\n'
        'COMP_WORDS=(bcd35 "")\nCOMP_CWORD=1\n_bcd35\necho "${#COMPREPLY[@]}"\n'
    )
    done = subprocess.run(["bash", "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["SYT", str(2 * len([*COMMANDS, *GROUPS]))]


_AUTOMATIC = {"_"}  # PowerShell gives it its value


def test_the_lines_for_powershell_are_whole(bcd35: CommandLine) -> None:
    """No PowerShell runs here: quotes and brackets close, each variable has a value, letters are plain."""
    script = bcd35("completion", "powershell", "-q").out
    assert script.isascii(), "Windows PowerShell writes its profile in a code page"
    bare = re.sub(r"""'[^'\n]*'|"(?:[^"`\n]|`.)*\"""", lambda text: re.sub(r"[^$\w]", " ", text[0]), script)
    assert not set(bare) & set("'\"`"), "a quote is not closed"
    while bare != (bare := re.sub(r"\([^][(){}]*\)|\[[^][(){}]*\]|\{[^][(){}]*\}", " ", bare)):
        pass
    assert not set(bare) & set("()[]{}")
    used = set(re.findall(r"[$@](\w+)", script))
    given = {
        name
        for names in re.findall(r"((?:\$\w+(?:, )?)+) =|foreach \((\$\w+)|param\(([^)]*)", script)
        for name in re.findall(r"\w+", " ".join(names))
    }
    assert used - given == _AUTOMATIC


# --- the version --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", ["--version", "-C . --version", "status --version", "-V"])
def test_the_version_anywhere(arguments: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bcd35", *arguments.split()]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8")
    assert done.stdout.startswith("bcd35 ")
    assert f"(Python {sys.version.split()[0]}, SQLite " in done.stdout


def test_the_version_for_scripts(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bcd35", "--json", "--version"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, encoding="utf-8")
    assert set(json.loads(done.stdout)["data"]) == {"bcd35", "python", "sqlite"}


# --- standard output ----------------------------------------------------------------------------------------


def test_a_file_may_go_to_standard_output(bcd35: CommandLine, root: Path) -> None:
    printed = bcd35("export-summary", "--format", "json", "-o", "-")
    bcd35("export-summary", "--format", "json", "-o", "a.json")

    assert (printed.code, printed.err) == (0, "")
    assert printed.out == (root / "a.json").read_text(encoding="utf-8")
    assert bcd35("contributions", "export", "-o", "-").out.count("\n") == 1
    refused = bcd35("export-summary", "-o", "-", "--json")
    assert (refused.code, refused.json["findings"][0]["message"][:24]) == (2, "-o -: không đi cùng --js")
    assert not (root / "-").exists()
