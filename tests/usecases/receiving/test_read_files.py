"""A run over returned files.

Nothing is left beside the kept originals, whatever happens.
"""

import shutil
import tracemalloc
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bcd35.usecases.desk import Desk, no_progress
from bcd35.usecases.receiving import read_files, record
from bcd35.usecases.receiving.read_files import Judging, judged
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import check_workspace
from bcd35.world.files import Staged, left_overs, new_token, write_aside
from bcd35.world.kept import publish_same
from bcd35.world.workspace import VIETNAM, Workspace, World
from tests.conftest import NOW, ROUND, CommandLine, rehearsing
from tests.support.filling import UNITS, fill, form_of


@pytest.fixture
def desk(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk with the forms of five units in ``thư đến``, one of them twice; files are read one by one."""
    root = Path(shutil.copytree(template, tmp_path / "văn phòng"))
    monkeypatch.chdir(root)
    monkeypatch.setattr(read_files, "_AT_A_TIME", 1)
    for unit in UNITS:
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx")
    shutil.copy(root / "thư đến" / "SYT.xlsx", root / "thư đến" / "SYT bản sao.xlsx")
    seated = open_desk(World(NOW, Workspace(root)))
    yield seated
    seated.store.close()


def aside(desk: Desk) -> list[Path]:
    return left_overs(desk.workspace.kept)


def kept(desk: Desk) -> int:
    return sum(path.is_file() for path in desk.workspace.kept.rglob("*"))


def test_the_same_bytes_twice_in_one_run_are_kept_once(desk: Desk) -> None:
    outcomes = record_files(desk, ReturnedFiles(paths=[Path("thư đến")])).outcomes

    assert sorted(one.verdict for one in outcomes) == ["accepted"] * 5 + ["already_received"]
    assert (kept(desk), aside(desk)) == (5, [])


def test_a_dry_run_puts_nothing_aside(desk: Desk) -> None:
    record_files(rehearsing(desk), ReturnedFiles(paths=[Path("thư đến")]))
    assert not desk.workspace.kept.exists()


def test_an_original_is_kept_under_the_name_that_its_row_promises(desk: Desk) -> None:
    shutil.copy(Path("thư đến", "DTN.xlsx"), Path("thư đến", "DTN.xls"))
    outcomes = record_files(desk, ReturnedFiles(paths=[Path("thư đến")])).outcomes
    assert [one.verdict for one in outcomes if one.file == "thư đến/DTN.xls"] == ["accepted"]
    assert check_workspace(desk).findings == ()


def test_a_dry_run_that_is_stopped_leaves_the_files_of_another_run_alone(desk: Desk) -> None:
    with judged(desk, ["thư đến/SYT.xlsx"], Judging(token=new_token()), no_progress):
        before = aside(desk)
        with pytest.raises(KeyboardInterrupt):
            record_files(rehearsing(desk), ReturnedFiles(paths=[Path("thư đến")]), progress=interrupt)
        assert aside(desk) == before != []


def interrupt(_what: str, _done: int, _total: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("stage", ["Đọc báo cáo", "Ghi sổ"])
def test_a_run_that_is_stopped_leaves_nothing_aside(desk: Desk, stage: str) -> None:
    seen = []

    def stop(what: str, done: int, _total: int) -> None:
        if what == stage and done >= (3 if stage == "Đọc báo cáo" else 0):
            seen.extend(aside(desk))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record_files(desk, ReturnedFiles(paths=[Path("thư đến")]), progress=stop)

    assert len(seen) >= 3  # there was something to remove
    assert (kept(desk), aside(desk)) == (0, [])
    assert [one.verdict for one in record_files(desk, ReturnedFiles(paths=[Path("thư đến")])).outcomes].count(
        "accepted"
    ) == 5


def test_a_full_disk_leaves_nothing_aside(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(record, "publish_same", full)
    with pytest.raises(OSError, match="No space"):
        record_files(desk, ReturnedFiles(paths=[Path("thư đến")]))
    assert (kept(desk), aside(desk)) == (0, [])
    assert desk.store.reports.stored_hashes() == {}


def test_every_original_is_on_the_disk_before_any_is_given_its_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: set[Staged] = set()
    published: list[Staged] = []

    def publish(staged: Collection[Staged]) -> None:
        assert synced.issuperset(staged)
        published.extend(staged)
        publish_same(staged)

    monkeypatch.setattr(read_files, "sync_files", synced.update)
    monkeypatch.setattr(record, "publish_same", publish)
    record_files(desk, ReturnedFiles(paths=[Path("thư đến")]))

    assert len(published) == 5


def test_no_row_stands_before_its_original_has_its_name(desk: Desk) -> None:
    named: list[int] = []
    desk.store._connection.set_trace_callback(
        lambda sql: (
            named.append(kept(desk) - len(aside(desk))) if sql.startswith("INSERT INTO reports") else None
        )
    )
    record_files(desk, ReturnedFiles(paths=[Path("thư đến")]))

    assert named == [5] * 5


def test_a_slow_disk_is_not_waited_for_under_the_lock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[object] = []

    def sync(staged: Collection[Staged]) -> None:
        happened.append(len(staged))
        assert not desk.store._connection.in_transaction

    monkeypatch.setattr(read_files, "sync_files", sync)
    desk.store._connection.set_trace_callback(
        lambda sql: happened.append(sql) if sql.startswith(("BEGIN", "COMMIT")) else None,
    )
    record_files(desk, ReturnedFiles(paths=[Path("thư đến")]))

    assert happened == [6, "BEGIN IMMEDIATE", "COMMIT"]


def test_an_act_that_fails_holds_its_lock_until_no_more_names_are_given(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    named: list[int] = []
    monkeypatch.setattr(record, "record_settled", fail)
    desk.store._connection.set_trace_callback(
        lambda sql: named.append(kept(desk) - len(aside(desk))) if sql == "ROLLBACK" else None
    )
    with pytest.raises(KeyboardInterrupt):
        record_files(desk, ReturnedFiles(paths=[Path("thư đến")]))

    assert named == [5]
    assert (desk.store.reports.stored_hashes(), aside(desk)) == ({}, [])


def test_a_disk_that_fails_while_originals_are_synced_stops_the_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sync_files(_staged: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(read_files, "sync_files", sync_files)
        with pytest.raises(OSError, match="Input/output"):
            record_files(desk, ReturnedFiles(paths=[Path("thư đến")]))

    assert (kept(desk), aside(desk)) == (0, [])
    assert desk.store.reports.stored_hashes() == {}
    assert [one.verdict for one in record_files(desk, ReturnedFiles(paths=[Path("thư đến")])).outcomes].count(
        "accepted"
    ) == 5


def test_what_a_killed_run_left_goes_when_the_same_forms_come_again(desk: Desk) -> None:
    judging = Judging(token=new_token())
    with judged(desk, ["thư đến/SYT.xlsx"], judging, no_progress):
        pass  # a run that is killed here removes nothing
    assert len(aside(desk)) == 1
    record_files(desk, ReturnedFiles(paths=[Path("thư đến")]))
    assert aside(desk) == []


def test_what_a_killed_run_left_half_way_to_a_copy_goes_with_the_next_one(desk: Desk) -> None:
    left = write_aside(desk.workspace.quarantine / "2025-11-30" / "ảnh_0123.jpg", b"x", new_token())
    Path("ảnh.jpg").write_bytes(b"\xff\xd8\xff")

    record_files(desk, ReturnedFiles(paths=[Path("ảnh.jpg")]))

    assert not Path(left.temporary).exists()
    assert check_workspace(desk).findings == ()


def test_a_folder_of_photographs_is_copied_one_by_one(desk: Desk) -> None:
    Path("ảnh").mkdir()
    for number in range(16):
        Path("ảnh", f"{number}.jpg").write_bytes(b"\xff\xd8\xff" + bytes([number]) * 1_000_000)
    tracemalloc.start()
    outcomes = record_files(desk, ReturnedFiles(paths=[Path("ảnh")])).outcomes
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [one.refusal for one in outcomes] == ["unreadable"] * 16
    assert len(list(desk.workspace.quarantine.rglob("*.jpg"))) == 16
    assert most < 8_000_000


def test_what_no_run_awaits_any_more_goes_though_its_file_is_not_taken(desk: Desk) -> None:
    with judged(desk, ["thư đến/SYT.xlsx"], Judging(token=new_token()), no_progress):
        pass  # a run that is killed here removes nothing
    (left,) = aside(desk)
    desk.store.close()
    for hours, stays in ((20, True), (25, False)):
        later = open_desk(
            World(
                datetime.fromtimestamp(left.stat().st_mtime, VIETNAM) + timedelta(hours=hours), desk.workspace
            )
        )
        with later.store.act():
            later.store.registers.set_round_status(ROUND, "closed")
        assert [
            one.verdict
            for one in record_files(later, ReturnedFiles(paths=[Path("thư đến", "SYT.xlsx")])).outcomes
        ] == ["refused"]
        later.store.close()
        assert left.exists() is stays


@pytest.mark.issued
def test_a_folder_that_is_not_there_is_not_called_a_unit(bcd35: CommandLine, root: Path) -> None:
    del root
    one, two = bcd35("record-report", "thư đến"), bcd35("record-report", "thư đến", "a.xlsx")
    absent = "Lỗi: “thư đến” không phải tệp hay thư mục đang có. Không có đơn vị “thư đến”.\n"
    assert (one.code, one.err.partition("  →")[0]) == (4, absent)
    assert (two.code, "Không có tệp, thư mục “thư đến”." in two.err) == (2, True)
