"""Taking in files as they arrive.

A copy in progress is waited for, each file is taken once, Ctrl-C ends it well.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.record import Recorded
from bcd35.usecases.receiving.watch import Arrivals, all_outcomes, watch_folder
from bcd35.world.workspace import FileStamp
from tests.conftest import NOW, ROUND, CommandLine
from tests.support.filling import fill, form_of, rows

pytestmark = pytest.mark.issued("SYT", "SNV")

A, B = Path("a"), Path("b")


@pytest.fixture(autouse=True)
def _inbox(root: Path) -> None:
    (root / "thư đến").mkdir()


def test_a_folder_with_an_impossible_day_keeps_nothing_else_waiting(desk: Desk, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "thư đến" / "2052-12-01" / "a.xlsx")
    fill(form_of(root, "SNV"), root / "thư đến" / "2025-11-30" / "b.xlsx")
    wait = iter((False, False, True))

    def pause(_: float) -> None:
        if next(wait):
            raise KeyboardInterrupt

    seen: list[Recorded] = []
    with contextlib.suppress(KeyboardInterrupt):
        seen.extend(watch_folder(desk, root / "thư đến", now=lambda: NOW, wait=pause))

    assert [found.code for some in seen for found in some.remarks] == ["own_days", "received_in_future"]
    assert rows(root, "SELECT unit_code, received_on FROM reports") == [("SNV", "2025-11-30")]


def test_a_file_is_taken_when_it_stands_still_and_again_when_it_changes() -> None:
    arrivals = Arrivals()

    def look(**seen: int) -> list[Path]:
        ready = arrivals.settled({Path(name): FileStamp(size, 0) for name, size in seen.items()})
        for path in ready:
            arrivals.taken(path)
        return ready

    assert look(a=1) == []
    assert look(a=2, b=5) == []  # still growing
    assert look(a=2, b=5) == [A, B]
    assert look(a=2, b=5) == []
    assert look(a=3) == []
    assert look(a=3) == [A]
    assert look(a=3, b=5) == []
    assert look(a=3, b=5) == []  # b went away and came back as it was


class Clerk:
    """Does one thing between two looks at the folder, then presses Ctrl-C."""

    def __init__(self, *acts: Callable[[], object]) -> None:
        self._acts = [*acts]
        self.waited: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)
        if not self._acts:
            raise KeyboardInterrupt
        self._acts.pop(0)()


def watched(desk: Desk, folder: Path, clerk: Clerk) -> list[Recorded]:
    """What every look brought until the clerk pressed Ctrl-C, on 2 December."""
    return list(watch_until_stopped(desk, folder, clerk))


def watch_until_stopped(desk: Desk, folder: Path, clerk: Clerk) -> Iterator[Recorded]:
    with contextlib.suppress(KeyboardInterrupt):
        yield from watch_folder(
            desk, folder, now=lambda: datetime(2025, 12, 2, 9, tzinfo=NOW.tzinfo), wait=clerk.wait
        )


def test_files_are_taken_in_as_they_arrive(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    whole = fill(form_of(root, "SYT"), root / "y tế.xlsx").read_bytes()
    target = folder / "y tế.xlsx"
    clerk = Clerk(
        lambda: target.write_bytes(whole[:2000]),
        lambda: target.write_bytes(whole),
        lambda: fill(form_of(root, "SNV"), folder / "nội vụ.xlsx", so_anh="x"),
        lambda: (folder / "~$y tế.xlsx").write_bytes(b"x"),
        nothing,
        lambda: fill(form_of(root, "SNV"), folder / "nội vụ.xlsx"),
        nothing,
        nothing,
    )
    looks = watched(desk, folder, clerk)

    assert [[(one.file, one.verdict) for one in recorded.outcomes] for recorded in looks] == [
        [("thư đến/y tế.xlsx", "accepted")],
        [("thư đến/nội vụ.xlsx", "refused")],
        [("thư đến/nội vụ.xlsx", "accepted")],
    ]
    assert set(clerk.waited) == {2.0}
    assert rows(root, "SELECT DISTINCT received_on FROM reports") == [("2025-12-02",)]


def nothing() -> None:
    pass


def test_a_copy_that_pauses_is_waited_for(desk: Desk, root: Path) -> None:
    whole = fill(form_of(root, "SYT"), root / "y tế.xlsx").read_bytes()
    target = root / "thư đến" / "y tế.xlsx"
    target.write_bytes(whole[:3000])

    looks = watched(
        desk, target.parent, Clerk(*[nothing] * 10, lambda: target.write_bytes(whole), nothing, nothing)
    )

    assert [
        ([one.verdict for one in look.outcomes], [found.message for found in look.remarks]) for look in looks
    ] == [
        ([], ["thư đến/y tế.xlsx: chưa đủ, có lẽ đang chép; đợi chép xong."]),
        (["accepted"], []),
    ]
    assert rows(root, "SELECT count(*) FROM quarantine") == [(0,)]


def test_a_form_that_stays_cut_off_is_refused_and_holds_up_no_other(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    whole = fill(form_of(root, "SYT"), folder / "b.xlsx").read_bytes()
    (folder / "a.xlsx").write_bytes(whole[:3000])
    (folder / "c.txt").write_text("không phải mẫu", encoding="utf-8")

    clerk = Clerk(*[nothing] * 20)
    looks = {len(clerk.waited): look for look in watch_until_stopped(desk, folder, clerk)}

    assert {
        at: [(one.file, one.verdict) for one in look.outcomes] for at, look in looks.items() if look.outcomes
    } == {
        1: [("thư đến/b.xlsx", "accepted"), ("thư đến/c.txt", "refused")],
        15: [("thư đến/a.xlsx", "refused")],  # thirty seconds, two at a time
    }


def test_every_file_counts_once_with_its_last_verdict(desk: Desk, root: Path) -> None:
    folder = root / "thư đến"
    file = fill(form_of(root, "SNV"), folder / "a.xlsx", so_anh="x")
    clerk = Clerk(lambda: None, lambda: fill(form_of(root, "SNV"), file), lambda: None, lambda: None)
    seen = watched(desk, folder, clerk)
    assert len(seen) == 2
    assert [(one.file, one.verdict) for one in all_outcomes(seen).outcomes] == [
        ("thư đến/a.xlsx", "accepted")
    ]


def test_a_folder_that_goes_away_is_waited_for(desk: Desk, root: Path) -> None:
    folder, away = root / "thư đến", root / "đi đâu đó"
    fill(form_of(root, "SYT"), away / "a.xlsx")
    clerk = Clerk(folder.rmdir, lambda: None, lambda: away.rename(folder), lambda: None)

    looks = watched(desk, folder, clerk)

    gone = f"Không còn thấy thư mục “{folder}”; vẫn chờ nó trở lại."
    assert [
        ([one.verdict for one in look.outcomes], [found.message for found in look.remarks]) for look in looks
    ] == [
        ([], [gone]),
        (["accepted"], []),
    ]
    assert len(clerk.waited) == 5  # no look without a wait


def test_a_file_that_goes_away_holds_up_no_other(
    desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = root / "thư đến"
    fill(form_of(root, "SYT"), folder / "a.xlsx")
    fill(form_of(root, "SNV"), folder / "b.xlsx")

    def opens_and_loses(path: Path) -> bool:
        (folder / "b.xlsx").unlink(missing_ok=True)
        return path.name == "a.xlsx" or not path.exists()

    monkeypatch.setattr("bcd35.usecases.receiving.watch.opens", opens_and_loses)
    looks = watched(desk, folder, Clerk(lambda: None, lambda: None))

    assert [[(one.file, one.verdict) for one in look.outcomes] for look in looks] == [
        [("thư đến/a.xlsx", "accepted")]
    ]


@pytest.mark.parametrize(
    "extra", [["--dry-run"], ["--set", "a=1"], ["--keep"], ["--received-on", "2025-12-01"], ["khác"]]
)
def test_what_does_not_go_with_watch(extra: list[str], bcd35: CommandLine, root: Path) -> None:
    ran = bcd35("record-report", "thư đến", "--watch", *extra)
    message = (
        "Lỗi [bcd35 record-report]: --watch chỉ đi cùng một thư mục, --round, --note và --with-strangers.\n"
        "  → Xem cách dùng: bcd35 record-report --help\n"
    )
    assert ran == (2, "", message)
    assert root.is_dir()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent to a process group there")
def test_ctrl_c_ends_the_command_well(root: Path, tmp_path: Path) -> None:
    folder = root / "thư đến"
    shutil.copy(fill(form_of(root, "SYT"), tmp_path / "a.xlsx"), folder / "a.xlsx")
    command = [
        sys.executable,
        "-m",
        "bcd35",
        "-C",
        str(root),
        "record-report",
        str(folder),
        "--watch",
        "--round",
        ROUND,
    ]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, encoding="utf-8", env=environment) as child:
        assert child.stdout
        assert child.stderr
        waiting, verdict = child.stdout.readline(), child.stdout.readline()
        child.send_signal(signal.SIGINT)
        rest, errors = child.stdout.read(), child.stderr.read()
    assert (waiting, verdict) == (
        f"Đang chờ tệp trong “{folder}”; bấm Ctrl-C để dừng.\n",
        "thư đến/a.xlsx: Sở Y tế: đã nhận\n",
    )
    assert "Kết quả của 1 báo cáo: đã nhận 1.\n" in rest
    assert (child.returncode, errors) == (0, "")
