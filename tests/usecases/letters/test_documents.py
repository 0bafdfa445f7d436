"""The documents of an issue: all of them or none, each on the disk itself before the ledger promises it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bcd35.domain.errors import Stopped
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk, no_progress
from bcd35.usecases.letters.documents import make_documents
from bcd35.usecases.letters.issuing import staged_files
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.open_template import Templates
from bcd35.usecases.registers.rounds import expected_units
from bcd35.usecases.workspace.upkeep import Checked, check_workspace
from bcd35.world import files
from bcd35.world.files import left_overs, publish, sync_files, write_aside
from bcd35.world.workspace import Workspace
from tests.conftest import ROUND, CommandLine, rehearsing
from tests.support.filling import ISSUED_ON, STOPPED, fill, form_of, rows
from tests.support.trees import papers


def add_units(desk: Desk, count: int) -> tuple[str, ...]:
    units = [
        Unit(code=f"X{number:04}", name=f"Đảng ủy xã số {number}", kind="dang_uy_co_so")
        for number in range(count)
    ]
    with desk.act():
        desk.store.registers.add_units(units)
    return tuple(unit.code for unit in units)


ONE = NoticeRequest(dated=ISSUED_ON, units=("SYT",))
FOUR = NoticeRequest(dated=ONE.dated, units=("SYT", "STC", "SXD", "SGDDT"))


def issued(desk: Desk) -> bool:
    return desk.store.letters.of_round(ROUND) is not None


def test_every_unit_gets_three_files_and_the_progress_counts_units(desk: Desk) -> None:
    add_units(desk, 5)
    done: list[tuple[int, int]] = []

    notify(
        desk,
        NoticeRequest(dated=ONE.dated, draft=True),
        progress=lambda _what, made, total: done.append((made, total)),
    )

    assert done == [(number, 23) for number in range(24)]
    assert len(papers(desk.workspace.root / "out")) == 1 + 3 * 23


def waited_for(condition: Callable[[], object], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C goes to the console there")
def test_ctrl_c_while_documents_are_made(desk: Desk) -> None:
    notify(desk, ONE)
    add_units(desk, 1_500)
    root = desk.workspace.root
    before = papers(root / "out")
    command = (sys.executable, "-m", "bcd35", "-C", str(root), "notify", "--add")
    with desk.act():  # the run cannot write to the ledger, so it cannot end before the signal comes
        child = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert waited_for(lambda: len(list((root / "out").glob("*/X0[1-9]*"))) > 3)
        os.killpg(child.pid, signal.SIGINT)
        out, errors = child.communicate(timeout=60)
    assert (child.returncode, out, errors) == (130, "", STOPPED)
    assert papers(root / "out") == before
    assert list(expected_units(desk, ROUND)) == ["syt"]


def noted(steps: list[str], name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def note(*given: Any) -> Any:
        result = real(*given)
        steps.append(name)  # when it is done
        return result

    return note


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_no_file_gets_its_name_before_all_are_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [str(number) for number in range(40)]
    staged = [write_aside(tmp_path / name / "a.txt", name.encode(), "token") for name in names]
    steps: list[str] = []
    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, noted(steps, name, getattr(os, name)))

    sync_files(staged)
    publish(staged)

    # the last one is of the folder in which theirs are new
    assert steps == ["fsync"] * 40 + ["replace"] * 40 + ["fsync"] * 41
    assert papers(tmp_path) == {f"{name}/a.txt": name.encode() for name in names}


# Of 13 files and 5 folders, after the first mark and its folder: a mark that is not written harms nothing.
@pytest.mark.parametrize("failing", [3, 5, 6, 15, 16, 17])
def test_a_sync_that_fails_leaves_no_letter_and_the_next_run_issues_it(
    desk: Desk, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = os.fsync, iter(range(1, 100))

    def fails(descriptor: int) -> None:
        if next(calls) == failing:
            raise OSError(5, "Input/output error")
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fails)
        with pytest.raises(OSError, match="Input/output error"):
            notify(desk, FOUR)
    assert not issued(desk)
    assert left_overs(desk.workspace.root / "out") == []
    assert notify(desk, FOUR).plan.terms.number.number == 28
    assert check_workspace(desk) == Checked(13, ())


@pytest.mark.issued
def test_no_number_is_taken_for_a_letter_whose_path_is_too_long(
    root: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", str(form)).code == 3
    monkeypatch.setattr(files, "LONGEST_PATH", len(str(root)) + 40)
    for command in (
        f"notify {ROUND} --replace 28 --reason sai",
        "remind --date 2025-12-20",
        "rounds extend --to 2025-12-22 --unit SYT --reason mưa --letter",
        "return-report SYT",
    ):
        ran = bcd35(*command.split())
        assert (ran.code, ran.err[:19]) == (9, "Lỗi: Đường dẫn dài ")
    assert rows(root, "SELECT number FROM numbers") == [(28,)]


def test_a_path_too_long_is_refused_before_anything_is_written(desk: Desk) -> None:
    deep = Workspace(desk.workspace.root / ("a" * 200))
    plan = notify(rehearsing(desk), ONE).plan
    (deep.root / "templates").mkdir(parents=True)
    for template in desk.workspace.templates.iterdir():
        (deep.templates / template.name).write_bytes(template.read_bytes())
    documents = make_documents(plan, Templates(deep), no_progress)
    with (
        pytest.raises(Stopped) as caught,
        staged_files(desk._replace(world=desk.world._replace(workspace=deep)), documents),
    ):
        raise AssertionError
    assert [found.code for found in caught.value.findings] == ["path_too_long"]
    assert not (deep.root / "out").exists()
