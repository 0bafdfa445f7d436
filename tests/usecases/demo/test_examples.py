"""Every example of every help page runs in the folder to learn in, in the order that the pages tell."""

import shlex
import shutil
from pathlib import Path

import pytest

from bcd35.cli.examples import EXAMPLES
from bcd35.usecases.demo.making import make_demo
from tests.conftest import CommandLine, on_day

LATE = on_day("2025-12-20")
TAKE_IN = "record-report bao-cao-gui-ve --received-on 2025-12-02"
TWO_NEWS = EXAMPLES["contributions add"]
NEW_ROUND = EXAMPLES["rounds new"][1]
# What is typed before an example, by how it begins: it speaks of what these make.
BEFORE = {
    "return-report": [TAKE_IN],
    'record-report SYT --set "Số': [TAKE_IN],
    "reports": [TAKE_IN],
    "reports restore SYT": EXAMPLES["reports withdraw"][:1],
    "reports restore STC": EXAMPLES["reports withdraw"][1:],
    "casefile verify": EXAMPLES["casefile"][:1],
    "undo": EXAMPLES["units edit"][:1],
    "letters release 35": EXAMPLES["letters reserve"][:1],
    "letters release 28": EXAMPLES["letters void"][:1],
    "channels import kenh.xlsx": ["channels export -o kenh.xlsx"],
    "units import": ["units export -o danh-sach.xlsx"],
    "rounds drop": [NEW_ROUND],
    "rounds drop 2026-03-kenh-truyen-thong --take-back": EXAMPLES["rounds drop"][:1],
    **{f"contributions {act}": TWO_NEWS for act in ("edit", "move", "redate", "void")},
    "contributions move 1 --to-round": [NEW_ROUND],
    "holidays presume 2026": EXAMPLES["holidays confirm"][:1],
}
OTHERWISE = {
    "rounds new": 3,  # asks at the terminal
    "undo": 2,
    "record-report bao-cao-gui-ve": 3,  # some files are wrong on purpose
    TAKE_IN: 3,
    EXAMPLES["units add"][1]: 3,  # a kind of units of the State's
}
ELSEWHERE = ("demo", "init", "completion", "backup", "restore")

pytestmark = [pytest.mark.command_line, pytest.mark.slow]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_demo(tmp_path_factory.mktemp("máy mới") / "thử").root
    for drive in ("D:/gui-di", "D:/in"):
        (root / drive).mkdir(parents=True)
    shutil.copy(next((root / "out").glob("*/*/Cong-van*.docx")), root / "cong-van.docx")
    return root


@pytest.mark.parametrize("name", [name for name in EXAMPLES if not name.startswith(ELSEWHERE)])
def test_an_example_runs_where_one_learns(
    name: str, demo: Path, tmp_path: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for count, example in enumerate(EXAMPLES[name]):
        monkeypatch.chdir(shutil.copytree(demo, tmp_path / str(count)))
        before = [line for start, lines in BEFORE.items() if example.startswith(start) for line in lines]
        ran = {line: bcd35(*shlex.split(line), now=LATE) for line in (*before, example)}
        assert {line: one.code for line, one in ran.items()} == {line: OTHERWISE.get(line, 0) for line in ran}
