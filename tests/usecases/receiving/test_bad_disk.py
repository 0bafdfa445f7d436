"""Receiving on a disk that is full, read-only or failing.

A sentence, an exit code, nothing half recorded, and all of it the next time.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import Checked, check_workspace
from bcd35.world.workspace import Workspace, World
from tests.conftest import NOW, SET_VALUES, CommandLine, Ran
from tests.support.faults import Faults, fail_sql, refuse_writing
from tests.support.filling import UNITS, beside_copies, fill, form_of, picture, rows

pytestmark = pytest.mark.issued

FULL = "Ổ đĩa đầy; lệnh dừng lại, việc chưa xong thì chưa ghi vào sổ.\n  → Dọn ổ đĩa rồi chạy lại.\n"
FULL_DATABASE = (
    "Lỗi: Ổ đĩa đầy, không ghi được “bcd35.db”; việc chưa xong thì chưa ghi vào sổ.\n  → Dọn ổ đĩa rồi chạy "
    "lại.\n"
)
ISSUED = 1 + 3 * len(UNITS)  # files that the letter promises


@pytest.fixture(autouse=True)
def _inbox(root: Path) -> None:
    """Two good forms and a faulty one have come, into ``thư đến``."""
    for unit in ("SNV", "SYT"):
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx")
    fill(form_of(root, "SXD"), root / "thư đến" / "SXD.xlsx", so_anh="năm")


def take_in(bcd35: CommandLine, root: Path, *options: str) -> Ran:
    return bcd35("-C", str(root), "record-report", str(root / "thư đến"), *options)


@pytest.fixture
def undisturbed(bcd35: CommandLine, root: Path, tmp_path: Path) -> Callable[[], dict[str, str]]:
    """``undisturbed()``: all that is kept after the same command on a disk that does not fail."""

    def run() -> dict[str, str]:
        copy = Path(shutil.copytree(root, tmp_path / "ổ đĩa tốt"))
        take_in(bcd35, copy)
        return picture(copy)

    return run


def checked(root: Path) -> Checked:
    desk = open_desk(World(NOW, Workspace(root)))
    found = check_workspace(desk)
    desk.store.close()
    return found


def judge_left(root: Path, promised: int) -> None:
    """Every promised file is there; what an act that failed had put in its place is named, and is all."""
    found = checked(root)
    assert found.files == promised
    assert {one.code for one in found.findings} <= {"original_not_recorded", "copy_not_recorded"}


def first_folder(root: Path, below: str) -> Path:
    """The folder in which the first original is to be kept, or the first copy of a refused file."""
    digest = hashlib.sha256((root / "thư đến" / "SNV.xlsx").read_bytes()).hexdigest()
    return root / "out" / below / (digest[:2] if below == "_ho-so" else NOW.date().isoformat())


# --- full, or only to be read -------------------------------------------------------------------------------

NOT_WRITABLE = {
    errno.ENOSPC: "Lỗi [{}]: " + FULL,
    errno.EACCES: (
        "Lỗi: Không ghi hoặc không đọc được “{}”: tệp đang mở ở chương trình khác, hoặc thư mục chỉ cho "
        "đọc.\n"
        "  → Đóng tệp, kiểm tra quyền của thư mục rồi chạy lại.\n"
    ),
    errno.EROFS: (
        "Lỗi: Không dùng được “{}” (ổ đĩa chỉ cho đọc).\n  → Kiểm tra đường dẫn, ổ đĩa rồi chạy lại.\n"
    ),
}


@pytest.mark.parametrize("code", NOT_WRITABLE, ids=errno.errorcode.get)
@pytest.mark.parametrize("below", ["_ho-so", "_cach-ly"])
def test_no_room_for_originals_or_for_copies(
    below: str, code: int, bcd35: CommandLine, root: Path, undisturbed: Callable[[], dict[str, str]]
) -> None:
    before, whole = picture(root), undisturbed()
    with pytest.MonkeyPatch.context() as patch:
        refuse_writing(patch, below, code)
        ran = take_in(bcd35, root)

    assert ran == (9, "", NOT_WRITABLE[code].format(first_folder(root, below)))
    assert picture(root)["bcd35.db"] == before["bcd35.db"]
    assert beside_copies(picture(root)) == beside_copies(before)
    assert checked(root) == Checked(ISSUED, ())
    assert take_in(bcd35, root).code == 3  # the faulty one
    assert picture(root) == whole


def test_a_program_that_asks_is_told_too(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_writing(monkeypatch, "_ho-so", errno.ENOSPC)

    ran = take_in(bcd35, root, "--json")

    assert (ran.code, ran.err, ran.json["ok"], [found["code"] for found in ran.json["findings"]]) == (
        9,
        "",
        False,
        ["disk_full"],
    )


def test_no_room_for_evidence(bcd35: CommandLine, root: Path) -> None:
    (root / "ảnh.jpg").write_bytes(b"x")
    command = [
        "record-report",
        "TTT",
        *SET_VALUES,
    ]
    before = picture(root)
    with pytest.MonkeyPatch.context() as patch:
        refuse_writing(patch, "_ho-so", errno.ENOSPC)
        ran = bcd35(*command, "--evidence", "ảnh.jpg")

    assert (ran.code, ran.out, ran.err.partition("]: ")[2]) == (9, "", FULL)
    assert picture(root) == before
    assert bcd35(*command, "--evidence", "ảnh.jpg").code == 0
    assert checked(root) == Checked(ISSUED + 1, ())


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0,
    reason="for root and on Windows no folder is read-only this way",
)
@pytest.mark.parametrize("below", ["", "_ho-so", "_cach-ly"])
def test_a_folder_that_may_only_be_read_for_real(
    below: str, bcd35: CommandLine, root: Path, undisturbed: Callable[[], dict[str, str]]
) -> None:
    folder = root / "out" / below
    folder.mkdir(exist_ok=True)
    before, whole = picture(root), undisturbed()
    folder.chmod(0o555)
    try:
        ran = take_in(bcd35, root)
    finally:
        folder.chmod(0o755)

    assert (ran.code, ran.out, "thư mục chỉ cho đọc" in ran.err) == (9, "", True)
    assert beside_copies(picture(root)) == beside_copies(before)
    assert take_in(bcd35, root).code == 3
    assert picture(root) == whole


# --- the database -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO reports", "INSERT INTO answers", "INSERT INTO journal", "INSERT INTO quarantine", "COMMIT"],
)
def test_a_full_disk_below_the_database(
    statement: str, bcd35: CommandLine, root: Path, undisturbed: Callable[[], dict[str, str]]
) -> None:
    before, whole = picture(root), undisturbed()
    with pytest.MonkeyPatch.context() as patch:
        fail_sql(patch, statement, "database or disk is full")
        ran = take_in(bcd35, root)

    assert ran == (9, "", FULL_DATABASE)
    assert picture(root)["bcd35.db"] == before["bcd35.db"]
    judge_left(root, ISSUED)
    assert take_in(bcd35, root).code == 3
    assert picture(root) == whole


def test_a_database_that_may_only_be_read_takes_no_returned_form(
    bcd35: CommandLine, root: Path, undisturbed: Callable[[], dict[str, str]]
) -> None:
    before, whole = picture(root), undisturbed()
    with pytest.MonkeyPatch.context() as patch:
        fail_sql(patch, "BEGIN IMMEDIATE", "attempt to write a readonly database")
        ran = take_in(bcd35, root)

    words = "Lỗi: Không ghi được “bcd35.db”: thư mục hoặc tệp chỉ cho đọc, hoặc ổ đĩa có lỗi."
    assert ran == (7, "", f"{words}\n  → Kiểm tra quyền ghi vào thư mục làm việc rồi chạy lại.\n")
    assert picture(root)["bcd35.db"] == before["bcd35.db"]
    assert take_in(bcd35, root).code == 3
    assert picture(root) == whole


# --- in the middle of a long run ----------------------------------------------------------------------------


# Of five forms, two an act. The originals of all acts are written before the first act.
RECORDED = {"originals": [], "database": ["DTN", "SNV"]}


@pytest.mark.parametrize("where", RECORDED)
def test_what_was_recorded_before_the_disk_was_full_stays(
    where: str,
    bcd35: CommandLine,
    root: Path,
    undisturbed: Callable[[], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bcd35.usecases.receiving.record.FORMS_PER_ACT", 2)
    for unit in ("SXD", "TTT", "DTN"):
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx")
    whole = undisturbed()
    with monkeypatch.context() as patch:
        if where == "originals":
            refuse_writing(patch, "_ho-so", errno.ENOSPC, first=4)
        else:
            fail_sql(patch, "COMMIT", "database or disk is full", at=2)
        ran = take_in(bcd35, root)

    assert (ran.code, ran.out) == (9, "")
    # true of the second act, and does not deny the first
    assert "việc chưa xong thì chưa ghi vào sổ" in ran.err
    recorded = [unit for (unit,) in rows(root, "SELECT unit_code FROM reports ORDER BY id")]
    assert recorded == RECORDED[where]
    assert rows(root, "SELECT count(*) FROM journal WHERE act = 'record_report'") == [(len(recorded),)]
    judge_left(root, ISSUED + len(recorded))
    assert bcd35("-C", str(root), "status", "--json").json["data"]["reported"] == len(recorded)
    assert take_in(bcd35, root).code == 0
    assert picture(root) == whole


# --- whichever operation fails ------------------------------------------------------------------------------


def held(
    root: Path,
) -> tuple[list[tuple[str, int, str]], list[tuple[str, str]], list[tuple[str, int]], dict[str, str]]:
    """Reports, refused files, lines of the journal, files.

    In no order, since a form that could not be read today comes tomorrow.
    """
    files = {name: digest for name, digest in picture(root).items() if name.startswith("out/")}
    return (
        rows(root, "SELECT unit_code, revision, sha256 FROM reports ORDER BY unit_code"),
        rows(root, "SELECT path, sha256 FROM quarantine"),
        rows(root, "SELECT act, count(*) FROM journal GROUP BY act ORDER BY act"),
        files,
    )


@pytest.mark.slow
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_whichever_operation_fails_the_next_run_takes_in_what_is_left(
    lasting: bool,  # noqa: FBT001 – a case
    bcd35: CommandLine,
    root: Path,
    tmp_path: Path,
    undisturbed: Callable[[], dict[str, str]],
) -> None:
    (root / "thư đến" / "SNV.xlsx").unlink()
    undisturbed()
    whole = held(tmp_path / "ổ đĩa tốt")
    for failing in count(1):
        copy = Path(shutil.copytree(root, tmp_path / f"{failing:03d}"))
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, failing, lasting=lasting)
            ran = take_in(bcd35, copy)
        assert ran.code in (3, 9), ran  # 3: a form that could not be read today
        assert "Traceback" not in ran.err
        promised = sum(len(rows(copy, f"SELECT id FROM {table}")) for table in ("reports", "quarantine"))  # noqa: S608 – our own names
        judge_left(copy, ISSUED + promised)
        assert take_in(bcd35, copy).code == 3
        assert held(copy) == whole
        shutil.rmtree(copy)
        if faults.done < failing:
            # Two files read, a copy and a note written, one file read again and kept: each opened, written,
            # synced, renamed.
            assert failing > 20
            return
