"""Large issues: all cores, one sync for all files, and nothing half whatever happens to the helpers."""

import gc
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

import pytest

from bcd35.domain import packed
from bcd35.domain.errors import BrokenFile, Refused
from bcd35.domain.findings import Finding
from bcd35.domain.units import Unit
from bcd35.show.letters import notified
from bcd35.show.screen import OutputOptions, show
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters import documents as production
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.plan import NoticeRequest
from bcd35.usecases.registers.rounds import expected_units
from bcd35.usecases.workspace.opening import sit_down
from bcd35.usecases.workspace.upkeep import Checked, check_workspace, make_workspace
from bcd35.world import files, workers
from bcd35.world.files import left_overs, publish, settle, write_aside
from bcd35.world.workers import spread
from bcd35.world.workspace import Workspace, World
from tests.cli.test_bad_input import STOPPED
from tests.conftest import NOW, ROUND
from tests.usecases.letters.test_notice import ONE, tree

DIED = Finding(
    "worker_died",
    "",
    "Một tiến trình phụ bị tắt giữa chừng; việc chưa xong thì chưa ghi vào sổ.",
    "Đóng bớt chương trình khác cho đủ bộ nhớ rồi chạy lại.",
)


def add_units(desk: Desk, count: int) -> tuple[str, ...]:
    units = [Unit(f"X{number:04}", f"Đảng ủy xã số {number}", "dang_uy_co_so") for number in range(count)]
    with desk.store.act():
        desk.store.registers.add_units(units)
    return tuple(unit.code for unit in units)


def issued(desk: Desk) -> bool:
    return desk.store.letters.of_round(ROUND) is not None


# --- on all cores -------------------------------------------------------------------------------------------


def squared(number: int) -> tuple[int, int]:
    time.sleep(0.02)
    return number * number, os.getpid()


def dying(number: int) -> int:
    if number == 1:
        os._exit(1)
    return number


def refusing(_number: int) -> int:
    raise BrokenFile("code", "message", where="a", fix="b")


def test_work_is_spread_over_all_processes_and_comes_back_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    found = list(spread(squared, range(100)))
    assert [number for number, _ in found] == [number * number for number in range(100)]
    assert len({process for _, process in found} - {os.getpid()}) == 1
    assert os.getpid() in {process for _, process in found}


def test_what_this_process_works_on_itself_may_be_done_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    found = list(spread(squared, range(20), lambda number: (number * number, 0)))
    assert [number for number, _ in found] == [number * number for number in range(20)]
    assert 0 in {process for _, process in found}
    assert os.getpid() not in {process for _, process in found}


def test_results_are_not_piled_up_behind_a_slow_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    handed_out: list[int] = []
    slow: Future[tuple[int, int]] = Future()

    def submit(_pool: object, _work: object, part: int) -> Future[tuple[int, int]]:
        handed_out.append(part)
        return slow

    def here(number: int) -> tuple[int, int]:
        made_here.append(number)
        if len(made_here) == workers._MOST_HELD - workers._HANDED_OUT:
            slow.set_result((0, 0))  # only now: before, no result was needed to go on
        return number, number

    made_here: list[int] = []
    monkeypatch.setattr(ProcessPoolExecutor, "submit", submit)
    results = spread(squared, range(10_000), here)
    next(results)
    assert handed_out == [0, 1]
    assert len(made_here) == workers._MOST_HELD - workers._HANDED_OUT


@pytest.mark.skipif(sys.platform == "win32", reason="signals are not held back there")
def test_a_ctrl_c_while_work_is_handed_out_comes_a_moment_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    handed_out: list[str] = []

    def submit(*_: object) -> Future[int]:
        signal.raise_signal(signal.SIGINT)
        handed_out.append("whole")
        done: Future[int] = Future()
        done.set_result(0)
        return done

    monkeypatch.setattr(ProcessPoolExecutor, "submit", submit)
    with pytest.raises(KeyboardInterrupt):
        list(spread(squared, range(20)))
    assert handed_out == ["whole"]


def test_a_worker_that_dies_is_said_in_one_sentence() -> None:
    with pytest.raises(Refused) as caught:
        list(spread(dying, range(4), here=lambda number: number))
    assert caught.value.findings == (DIED,)


def test_an_error_of_a_worker_arrives_whole() -> None:
    with pytest.raises(BrokenFile) as caught:
        list(spread(refusing, [1]))
    assert (caught.value.findings, str(caught.value)) == ((Finding("code", "a", "message", "b"),), "message")


def test_all_cores_make_the_same_files(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    add_units(desk, 5)
    done: list[tuple[int, int]] = []
    draft = NoticeRequest(dated=ONE.dated, draft=True)
    notify(desk, draft, progress=lambda _what, made, total: done.append((made, total)))
    alone = tree(desk.workspace.root / "out")
    assert done == [(number, 23) for number in range(24)]
    assert len(alone) == 1 + 3 * 23

    monkeypatch.setattr(production, "WORTH_PROCESSES", 2)
    monkeypatch.setattr(production, "cores", lambda: 2)
    notify(desk, draft)
    assert tree(desk.workspace.root / "out") == alone


def test_what_helpers_still_write_after_a_ctrl_c_is_removed_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_units(desk, 5)
    finished: list[int] = []

    def handing_out(work: Callable[[Any], Any], batches: Iterator[Any]) -> Iterator[Any]:
        try:
            yield from map(work, batches)
        finally:
            finished.append(len(work(next(batches))))  # what was begun is brought to its end

    def interrupted(made: Iterator[Any]) -> None:
        for _ in range(4):  # the file copy, and the three files of the first unit
            next(made)
        next(made)
        raise KeyboardInterrupt

    monkeypatch.setattr(production, "WORTH_PROCESSES", 2)
    monkeypatch.setattr(production, "cores", lambda: 2)
    monkeypatch.setattr(production, "spread", handing_out)
    monkeypatch.setattr(production, "Packed", interrupted)
    with pytest.raises(KeyboardInterrupt):
        notify(desk, NoticeRequest(dated=ONE.dated))

    assert finished == [3]
    assert left_overs(desk.workspace.root / "out") == []


def test_a_worker_that_dies_in_the_middle_leaves_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    add_units(desk, 5)
    left: list[Path] = []

    def one_and_a_half(work: Callable[[Any], Any], batches: Iterator[Any]) -> Iterator[Any]:
        yield work(next(batches))
        work(next(batches))  # on the disk, but nobody was told
        left.extend(left_overs(desk.workspace.root / "out"))
        raise Refused("worker_died", "…")

    monkeypatch.setattr(production, "WORTH_PROCESSES", 2)
    monkeypatch.setattr(production, "cores", lambda: 2)
    monkeypatch.setattr(production, "spread", one_and_a_half)
    with pytest.raises(Refused):
        notify(desk, NoticeRequest(dated=ONE.dated))
    assert len(left) == 1 + 3 * 3
    assert tree(desk.workspace.root / "out") == {}
    assert not issued(desk)


WAITING = """
import os, time
from pathlib import Path
from bcd35.world.workers import spread

def wait(folder):
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(60)

if __name__ == "__main__":
    list(spread(wait, [{folder!r}, {folder!r}]))
"""


def alive(process: int) -> bool:
    with suppress(ProcessLookupError, FileNotFoundError):
        os.kill(process, 0)
        return sys.platform != "linux" or ") Z " not in Path(f"/proc/{process}/stat").read_text()
    return False


def waited_for(condition: Callable[[], object], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_workers_end_when_their_program_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "pids"
    folder.mkdir()
    script = tmp_path / "waiting.py"
    script.write_text(WAITING.format(folder=str(folder)), encoding="utf-8")
    child = subprocess.Popen([sys.executable, str(script)])
    assert waited_for(lambda: list(folder.iterdir()))
    child.kill()
    child.wait()
    workers = [int(path.name) for path in folder.iterdir()]
    assert waited_for(lambda: not any(map(alive, workers)))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C goes to the console there")
def test_ctrl_c_while_all_cores_are_at_work(desk: Desk) -> None:
    notify(desk, ONE)
    add_units(desk, production.WORTH_PROCESSES)
    root = desk.workspace.root
    before = tree(root / "out")
    command = (sys.executable, "-m", "bcd35", "-C", str(root), "notify")
    with desk.store.act():  # the run cannot write to the ledger, so it cannot end before the signal comes
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
    assert tree(root / "out") == before
    assert list(expected_units(desk, ROUND)) == ["syt"]


# --- one sync for many files --------------------------------------------------------------------------------


class Disk:
    """Writes down what is synced and renamed, in order.

    ``trusted``: devices of file systems that can be synced as a whole.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, trusted: list[int]) -> None:
        self.steps: list[str] = []
        for owner, name in ((os, "fsync"), (os, "replace")):
            monkeypatch.setattr(owner, name, self._noted(name, getattr(owner, name)))
        monkeypatch.setattr(files, "_sync_file_system", self._noted("syncfs", lambda _folder: None))
        monkeypatch.setattr(files, "_devices_synced_whole", lambda: trusted)
        monkeypatch.setattr(files, "_FEW", 2)

    def _noted(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any) -> Any:
            self.steps.append(name)
            return real(*given)

        return noted


def three_files(folder: Path) -> list[files.Staged]:
    return [write_aside(folder / name / "a.txt", name.encode(), "token") for name in ("một", "hai", "ba")]


@pytest.mark.skipif(sys.platform != "linux", reason="file systems are synced as a whole on Linux only")
def test_many_files_wait_for_the_disk_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staged = three_files(tmp_path)
    disk = Disk(monkeypatch, [tmp_path.stat().st_dev])
    settle(staged)
    publish(staged)
    assert disk.steps == ["syncfs", "replace", "replace", "replace", "syncfs"]
    assert tree(tmp_path) == {"ba/a.txt": b"ba", "hai/a.txt": b"hai", "một/a.txt": "một".encode()}


@pytest.mark.skipif(sys.platform == "win32", reason="folders are not synced there")
def test_where_a_file_system_is_not_trusted_every_file_and_folder_is_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = three_files(tmp_path)
    disk = Disk(monkeypatch, [])
    settle(staged)
    publish(staged)
    assert disk.steps == ["fsync"] * 3 + ["replace"] * 3 + ["fsync"] * 3


@pytest.mark.skipif(sys.platform != "linux", reason="file systems are synced as a whole on Linux only")
def test_a_local_disk_is_known_by_its_device_and_really_synced(tmp_path: Path) -> None:
    trusted = set(files._devices_synced_whole())
    table = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
    assert bool(trusted) == (" - ext4 " in table or " - xfs " in table)
    assert Path("/proc").stat().st_dev not in trusted
    files._sync_file_system(str(tmp_path))
    with pytest.raises(FileNotFoundError):
        files._sync_file_system(str(tmp_path / "không có"))


@pytest.mark.parametrize("failing", [1, 2])
def test_a_sync_that_fails_leaves_no_letter_and_the_next_run_issues_it(
    desk: Desk, failing: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter(range(1, 100))

    def fails(_folders: object) -> bool:
        if next(calls) == failing:
            raise OSError(5, "Input/output error")
        return True

    monkeypatch.setattr(files, "_FEW", 0)
    monkeypatch.setattr(files, "_sync_whole", fails)
    with pytest.raises(OSError, match="Input/output error"):
        notify(desk, ONE)
    assert not issued(desk)
    assert left_overs(desk.workspace.root / "out") == []
    assert notify(desk, ONE).plan.number.number == 28
    assert check_workspace(desk) == Checked(4, ())


def test_a_path_too_long_is_refused_before_anything_is_written(desk: Desk) -> None:
    deep = Workspace(desk.workspace.root / ("a" * 200))
    plan = notify(desk, ONE, dry_run=True).plan
    (deep.root / "templates").mkdir(parents=True)
    for template in desk.workspace.templates.iterdir():
        (deep.templates / template.name).write_bytes(template.read_bytes())
    with pytest.raises(Refused) as caught, production.produced(deep, plan, lambda *_: None):
        raise AssertionError
    assert [found.code for found in caught.value.findings] == ["path_too_long"]
    assert not (deep.root / "out").exists()


# --- memory -------------------------------------------------------------------------------------------------


def peaks_of_an_issue(folder: Path, units: int) -> list[int]:
    """The most bytes that Python's objects took in a rehearsal, an issue, and an issue with nothing left to
    do, shown and all.
    """
    make_workspace(folder)
    desk = sit_down(World(NOW, Workspace(folder)))
    with desk.store.act():
        desk.store.registers.add_units(
            Unit(f"X{number:04}", "Xã Phú Bình", "dang_uy_co_so") for number in range(units)
        )

    def peak(*, dry_run: bool = False, json: bool = False) -> int:
        gc.collect()
        tracemalloc.start()
        outcome = notify(desk, NoticeRequest(dated=ONE.dated), dry_run=dry_run, progress=set_up)
        show(notified(outcome, desk.workspace, dry_run=dry_run), OutputOptions(json=json))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    def set_up(_what: str, done: int, _total: int) -> None:
        if done == 1:  # cutting the stencils takes more than a small roster does
            tracemalloc.reset_peak()

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        peaks = [peak(dry_run=True), peak(json=True), peak(json=True)]
    desk.store.close()
    return peaks


@pytest.mark.slow
def test_memory_hardly_grows_with_the_roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        production.Workshop,
        "_documents",
        lambda _self, order: ((path, path.encode()) for path in order.files[1:]),
    )
    monkeypatch.setattr(files, "_sync_whole", lambda _folders: True)
    for owner, bound, lower in (
        (production, "_LARGEST_BATCH", 10),
        (packed, "_TOGETHER", 50),
        (packed, "_SORTED_AT_ONCE", 150),
    ):
        monkeypatch.setattr(owner, bound, lower)  # what is held whatever the roster is soon reached
    few, many = 200, 500
    peaks_of_an_issue(tmp_path / "warm", 20)
    small, large = (peaks_of_an_issue(tmp_path / str(units), units) for units in (few, many))
    grown = [(after - before) // (many - few) for before, after in zip(small, large, strict=True)]
    assert max(grown) < 500, f"bytes a unit: {grown}; as objects, the digests alone take 1,100"
