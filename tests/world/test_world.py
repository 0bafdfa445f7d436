"""Files are whole or absent whatever fails; paths stay inside the workspace, which is found."""

import errno
import os
import stat
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from functools import partial
from itertools import count
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bcd35.domain.errors import Stopped, WorkspaceError
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import plan_files
from bcd35.domain.letters import LetterNumber
from bcd35.domain.text import typed_path
from bcd35.world import files, workspace
from bcd35.world.exchange import new_build
from bcd35.world.files import (
    LONGEST_PATH,
    Aside,
    Staged,
    discard,
    left_overs,
    make_folder,
    new_token,
    publish,
    sha256,
    sweep,
    sync_files,
    write_aside,
    write_file,
    writing,
)
from bcd35.world.kept import keep, kept_path, plain_suffix
from bcd35.world.workspace import Workspace, World, default_files, find_workspace, machine_offset, now
from tests.conftest import NOW, CommandLine
from tests.support import REPOSITORY
from tests.support.faults import Faults
from tests.support.trees import tree

# --- whole or absent ----------------------------------------------------------------------------------------


def stage(final: Path, data: bytes) -> Staged:
    """A whole, synced file that has no name yet, of a run of its own."""
    staged = write_aside(final, data, new_token())
    sync_files([staged])
    return staged


def test_a_file_is_synced_before_it_gets_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str, int]] = []
    real_sync, real_replace = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        found = os.fstat(descriptor)
        # The size tells that Python's own buffer was flushed before the sync.
        seen.append(
            ("sync folder", "", 0) if stat.S_ISDIR(found.st_mode) else ("sync file", "", found.st_size)
        )
        real_sync(descriptor)

    def replace(path: str, target: str) -> None:
        seen.append(("rename", Path(target).name, Path(path).stat().st_size))
        real_replace(path, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    staged = [
        stage(tmp_path / "a" / "một.txt", b"12345"),
        stage(tmp_path / "b" / "hai.txt", b"1234567"),
        stage(tmp_path / "b" / "ba.txt", b"1"),
    ]
    publish(staged)

    # both folders, and the one in which they are new
    folders = [] if sys.platform == "win32" else [("sync folder", "", 0)] * 3
    assert seen == [
        ("sync file", "", 5),
        ("sync file", "", 7),
        ("sync file", "", 1),
        ("rename", "một.txt", 5),
        ("rename", "hai.txt", 7),
        ("rename", "ba.txt", 1),
        *folders,
    ]
    assert tree(tmp_path) == {"a/một.txt": b"12345", "b/ba.txt": b"1", "b/hai.txt": b"1234567"}


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_whichever_operation_fails_a_file_is_old_or_new_and_nothing_else_is_left(
    tmp_path: Path,
    lasting: bool,  # noqa: FBT001 – a case
) -> None:
    old, new = b"old" * 1000, b"new!" * 5000
    for failing in count(1):
        folder = tmp_path / str(failing)
        folder.mkdir()
        (folder / "cũ.txt").write_bytes(old)
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, failing, lasting=lasting)
            failed = False
            try:
                with Aside() as aside:
                    staged = [aside.write(folder / name, new) for name in ("cũ.txt", "nhánh/mới.txt")]
                    sync_files(staged)
                    publish(staged)
            except OSError:
                failed = True
        found = tree(folder)
        assert failed == (faults.done >= failing)
        assert found.pop("cũ.txt") in (old, new)
        assert found in ({}, {"nhánh/mới.txt": new})
        if not failed:
            assert found == {"nhánh/mới.txt": new}
            # All were tried: a folder made; two files opened, written, opened again, synced, renamed; and,
            # but for Windows, two folders opened and synced.
            assert faults.done == 1 + 2 * 5 + (0 if sys.platform == "win32" else 2 * 2)
            return


def test_a_folder_that_was_made_is_synced_where_its_name_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("bcd35.world.files.sync_folder", synced.append)

    write_file(tmp_path / "a" / "b" / "c.txt", b"x")
    write_file(tmp_path / "a" / "b" / "d.txt", b"x")
    with writing(tmp_path / "e" / "f.txt") as file:
        file.write(b"x")
    make_folder(tmp_path / "g")

    a, b = tmp_path / "a", tmp_path / "a" / "b"
    # Threads work at once, so in no order.
    assert Counter(synced) == Counter([b, a, tmp_path, b, tmp_path / "e", tmp_path, tmp_path])


def test_a_failed_write_leaves_the_old_file_and_no_temporary_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")

    def fails(_path: str, _target: str) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="Input/output error"):
        write_file(tmp_path / "a.txt", b"new")
    assert tree(tmp_path) == {"a.txt": b"old"}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows takes its zone from the settings only")
def test_the_zone_of_the_machine_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "PST8")
    time.tzset()
    try:
        assert machine_offset(NOW) == timedelta(hours=-8)
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("answer", [errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EIO])
def test_a_share_that_syncs_no_folder_takes_files(
    answer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(answer, os.strerror(answer))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    syncs = sys.platform != "win32"  # there no folder can be opened, and so none fails
    fails = pytest.raises(OSError, match="Input/output error")
    with fails if syncs and answer == errno.EIO else nullcontext():
        write_file(tmp_path / "a.txt", b"x")


def test_a_path_too_long_for_windows_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    room = LONGEST_PATH - len(str(tmp_path)) - 1
    write_file(tmp_path / ("a" * room), b"x")
    too_long = tmp_path / "s" / ("b" * (room - 1))
    with pytest.raises(Stopped) as caught:
        stage(too_long, b"x")
    assert caught.value.findings == (
        Finding(
            "path_too_long",
            str(too_long),
            f"Đường dẫn dài 241 ký tự, quá 240: {too_long}",
            "Chuyển thư mục làm việc đến nơi có đường dẫn ngắn hơn.",
        ),
    )
    assert tree(tmp_path) == {"a" * room: b"x"}
    assert not (tmp_path / "s").exists()


def test_what_is_not_too_long_fits_on_windows_under_its_temporary_name_and_in_a_build(tmp_path: Path) -> None:
    build = new_build(tmp_path)
    deeper = len(str(build)) - len(str(tmp_path))
    folder = tmp_path / ("a" * (246 - len(str(tmp_path)) - len("//.bcd35-12345678-123456789012.tmp")))
    staged = write_aside(folder / "b.txt", b"x", new_token())
    assert len(str(staged.temporary)) + deeper <= 259
    with pytest.raises(Stopped) as caught:
        stage(folder.with_name(f"{folder.name}a") / "b.txt", b"x")
    assert "Đường dẫn dài 247 ký tự, quá 246: " in caught.value.findings[0].message


# --- a target held by another program -----------------------------------------------------------------------


class _InUseError(PermissionError):
    """A PermissionError as Windows raises it while a virus scanner holds the file."""

    winerror = 32


def test_a_moment_of_another_program_is_waited_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    real = os.replace

    def replace(path: str, target: str) -> None:
        if len(waits) < 3:
            raise _InUseError(errno.EACCES, "in use")
        real(path, target)

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr("time.sleep", waits.append)
    write_file(tmp_path / "a.txt", b"new")
    assert (waits, tree(tmp_path)) == ([0.1, 0.1, 0.1], {"a.txt": b"new"})


def test_patience_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 2.0, 3.0])

    def replace(_path: str, _target: str) -> None:
        raise _InUseError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with pytest.raises(PermissionError):
        write_file(tmp_path / "a.txt", b"new")
    assert (list(clock), tree(tmp_path)) == ([], {})


# --- what a killed run leaves -------------------------------------------------------------------------------


def test_leavings_of_a_killed_run_are_swept_by_the_name_they_were_meant_for(tmp_path: Path) -> None:
    killed = stage(tmp_path / "a.docx", b"half-way")
    at_work = stage(tmp_path / "b.docx", b"another run, at work")
    write_file(tmp_path / "a.docx", b"whole")
    (tmp_path / ".ghi-chú.tmp").write_bytes(b"not ours")
    assert left_overs(tmp_path) == sorted(map(Path, [killed.temporary, at_work.temporary]))

    sweep([tmp_path / "a.docx", tmp_path / "b.docx"])  # b.docx has no file under its name yet

    assert tree(tmp_path) == {
        Path(at_work.temporary).name: b"another run, at work",
        ".ghi-chú.tmp": b"not ours",
        "a.docx": b"whole",
    }
    assert left_overs(tmp_path) == [Path(at_work.temporary)]


def stopped_at_line(number: int, act: Callable[[], None]) -> bool:
    """Press Ctrl-C before the number-th line that ``act`` and what it calls here or in ``files`` run."""
    lines, here = count(1), {__file__, files.__file__}

    def look(frame: FrameType, event: str, _argument: object) -> Callable[..., Any] | None:
        if frame.f_code.co_filename not in here or frame.f_code.co_name in {"__exit__", "stopped_at_line"}:
            return None
        if event == "line" and next(lines) == number:
            raise KeyboardInterrupt
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        act()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def write_three(folder: Path) -> None:
    with Aside() as aside:
        staged = [aside.write(folder / name, b"x") for name in ("a.txt", "b.txt")]
        staged += [aside.copy(folder / "c.txt", folder.parent / "nguồn")]
        publish(staged)


def write_one(folder: Path) -> None:
    write_file(folder / "a.txt", b"x")


# Windows removes no open file. One that is left open warns when it is collected, and a warning is an error.
@pytest.mark.parametrize("act", [write_three, write_one])
def test_ctrl_c_at_any_line_leaves_no_temporary_file(act: Callable[[Path], None], tmp_path: Path) -> None:
    (tmp_path / "nguồn").write_bytes(b"x")
    for number in count(1):
        folder = tmp_path / str(number)
        if not stopped_at_line(number, partial(act, folder)):
            break
        assert left_overs(tmp_path) == [], number
    assert number > 20


@pytest.mark.parametrize("act", [write_three, write_one])
def test_a_temporary_file_that_is_held_does_not_hide_why_a_command_failed(
    act: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nguồn").write_bytes(b"x")

    def replace(_path: str, _target: str) -> None:
        raise OSError(errno.EIO, "Input/output error")

    def unlink(_path: str) -> None:
        raise _InUseError(errno.EACCES, "in use")

    monkeypatch.setattr(os, "replace", replace)
    monkeypatch.setattr(os, "unlink", unlink)
    with pytest.raises(OSError, match="Input/output error"):
        act(tmp_path / "a")
    assert left_overs(tmp_path) != []


def test_a_file_without_a_folder_is_written_where_the_clerk_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    killed = stage(Path("a.txt"), b"half-way")
    assert left_overs(tmp_path) == [tmp_path / killed.temporary]
    write_file(Path("a.txt"), b"whole")
    sweep([Path("a.txt")])
    assert tree(tmp_path) == {"a.txt": b"whole"}


def test_a_long_name_has_a_short_temporary_one(tmp_path: Path) -> None:
    staged = stage(tmp_path / ("ệ" * 60 + ".xlsx"), b"x")
    name = Path(staged.temporary).name
    assert name.isascii()
    assert len(name) == 32
    discard([staged])
    assert tree(tmp_path) == {}


# --- kept originals -----------------------------------------------------------------------------------------


def test_the_same_content_is_kept_once_under_its_hash(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    digests = {keep(workspace, b"same", "Báo cáo (1).xlsx"), keep(workspace, b"same", "Báo cáo (2).XLSX")}
    digest = sha256(b"same")
    assert digests == {digest}
    assert tree(tmp_path) == {f"out/_ho-so/{digest[:2]}/{digest}.xlsx": b"same"}


def test_a_damaged_original_is_replaced_when_the_file_comes_again(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    path = kept_path(workspace, keep(workspace, b"whole", "a.pdf"), "a.pdf")
    path.write_bytes(b"wh")
    keep(workspace, b"whole", "a.pdf")
    assert path.read_bytes() == b"whole"


def test_two_runs_that_keep_the_same_file_do_not_trip_over_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace(tmp_path)
    real = os.replace

    def replace(path: str, target: str) -> None:
        if not Path(target).exists():  # another run publishes and sweeps just before our rename
            Path(target).write_bytes(b"same")
            sweep([Path(target)])
        real(path, target)

    monkeypatch.setattr(os, "replace", replace)
    digest = keep(workspace, b"same", "a.pdf")
    assert tree(tmp_path) == {f"out/_ho-so/{digest[:2]}/{digest}.pdf": b"same"}


@pytest.mark.parametrize(
    "name",
    ["a", "a.", ".x/../../b", "a.p df", "a.ảnh", "a.xlsxxx", "../../etc/passwd", "a.\u202egpj", "C:\\a.b\\c"],
)
def test_only_a_plain_suffix_of_a_name_is_used(tmp_path: Path, name: str) -> None:
    assert kept_path(Workspace(tmp_path), "ab" * 32, name) == tmp_path / "out" / "_ho-so" / "ab" / ("ab" * 32)


@pytest.mark.parametrize("name", ["a.XLSX", "thư đến/a.xlsx", "..xlsx", "a.b.xlsx", "a.xlsX"])
def test_a_suffix_is_kept_in_lower_case(tmp_path: Path, name: str) -> None:
    assert kept_path(Workspace(tmp_path), "ab" * 32, name).suffix == ".xlsx"


def test_a_suffix_is_judged_by_what_becomes_of_it() -> None:
    # the sign for kelvin: the ledger writes it as “K”
    assert plain_suffix("a.xl\u212a") == plain_suffix("a.xlK") == ".xlk"


# --- paths stay inside --------------------------------------------------------------------------------------

HOSTILE = [
    "..",
    ".",
    "",
    "/",
    "a/../../b",
    "\\\\server\\share",
    "C:evil",
    "con",
    "NUL",
    "COM1",
    "a:b",
    "~",
    "-rf",
    "\u202ea",
    "Đảng ủy",
    "x" * 200,
]


@given(
    round_code=st.text() | st.sampled_from(HOSTILE),
    unit=st.text() | st.sampled_from(HOSTILE),
    draft=st.booleans(),
)
def test_no_code_leads_out_of_its_folder(round_code: str, unit: str, draft: bool) -> None:  # noqa: FBT001 – a case
    file_copy, (files,) = plan_files(
        round_code, LetterNumber("CV/BCĐ", "2025-2030", None if draft else 28), [unit]
    )
    for path in (file_copy, *files.by_role().values()):
        parts = path.split("/")
        assert len(parts) == (5 if draft else 4)
        assert parts[0] == "out"
        assert (parts[1] == "_du-thao") == draft
        assert parts[1] != "_ho-so"
        for part in parts[1:]:
            name = part.partition(".")[0].casefold()
            assert part.isascii()
            assert not set(part) & set('<>:"\\|?* ')
            assert name not in ("", "con", "prn", "aux", "nul", "com1", "lpt1")
            assert not part.startswith((".", "-"))
            assert not part.endswith((".", " "))


def test_a_path_is_shown_from_the_workspace_and_whole_when_outside(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    assert workspace.shown(tmp_path / "w" / "out" / "a.docx") == "out/a.docx"
    assert workspace.shown(tmp_path / "w" / ".." / "b.docx") == (tmp_path / "b.docx").as_posix()


# --- finding the workspace ----------------------------------------------------------------------------------


def test_the_nearest_workspace_upwards_is_found(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "trong" / "này"):
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "office.yaml").touch()
    (tmp_path / "kia" / "sâu").mkdir(parents=True)
    assert find_workspace(None, tmp_path / "trong" / "này" / "data").root == tmp_path / "trong" / "này"
    assert find_workspace(None, tmp_path / "trong").root == tmp_path
    assert find_workspace(None, tmp_path / "kia" / "sâu").root == tmp_path


def test_a_folder_with_a_database_alone_is_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "bcd35.db").touch()
    assert find_workspace(tmp_path, tmp_path.parent).root == tmp_path.resolve()


def test_a_folder_asked_for_must_be_one_itself(tmp_path: Path) -> None:
    (tmp_path / "bcd35.db").touch()
    asked = tmp_path / "trong"
    asked.mkdir()
    with pytest.raises(WorkspaceError) as caught:
        find_workspace(asked, tmp_path)
    assert caught.value.findings == (
        Finding(
            "no_workspace",
            str(asked),
            f"“{asked}”, nêu sau -C hoặc ở biến BCD35_ROOT, không phải thư mục làm việc của bcd35.",
            'Chạy lại với thư mục ấy: bcd35 -C "." status',
        ),
    )
    assert caught.value.exit_code == 5


@pytest.mark.parametrize(
    ("asked", "fix"),
    [
        ("vp/data", 'Chạy lại với thư mục ấy: bcd35 -C "vp" status'),
        ("vp/chưa có", 'Chạy lại với thư mục ấy: bcd35 -C "vp" status'),
        ("vp/bcd35.db", 'Chạy lại với thư mục ấy: bcd35 -C "vp" status'),
        (".", 'Chạy lại với thư mục ấy: bcd35 -C "vp" status'),
        ("ds.csv", "Đây là một tệp; nêu thư mục làm việc."),
        ("mới", 'Tạo mới bằng: bcd35 init "mới"'),
    ],
)
def test_no_new_ledger_is_advised_where_it_would_be_refused(
    asked: str, fix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vp" / "data").mkdir(parents=True)
    (tmp_path / "vp" / "bcd35.db").touch()
    (tmp_path / "ds.csv").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WorkspaceError) as caught:
        find_workspace(Path(asked), tmp_path)
    assert [found.fix for found in caught.value.findings] == [fix]


def test_no_workspace_anywhere_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError) as caught:
        find_workspace(None, tmp_path)
    assert caught.value.findings == (
        Finding(
            "no_workspace",
            str(tmp_path),
            "Chưa có thư mục làm việc ở đây và ở các thư mục phía trên.",
            "Chuyển vào thư mục làm việc, dùng -C THƯ_MỤC, hoặc tạo mới bằng: bcd35 init",
        ),
    )


def test_the_command_line_takes_the_folder_before_and_after_the_command_and_from_the_environment(
    bcd35: CommandLine, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "nơi khác"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert bcd35("channels", "list").code == 5
    expected = bcd35("-C", str(root), "channels", "list", "--json")
    assert (expected.code, len(expected.json["data"])) == (0, 6)
    assert bcd35("channels", "list", "--json", "--root", str(root)) == expected
    monkeypatch.setenv("BCD35_ROOT", str(root))
    assert bcd35("channels", "list", "--json") == expected
    # what is typed goes before the environment
    assert bcd35("-C", str(elsewhere), "channels", "list").code == 5


# --- the packaged defaults ----------------------------------------------------------------------------------

EVERY_DEFAULT = [
    "data/channels.yaml",
    "data/holidays.yaml",
    "data/office.yaml",
    "data/profiles/hd-05-2026.yaml",
    "data/profiles/hd-36-2018.yaml",
    "data/profiles/nd-30-2020.yaml",
    "data/rounds/2025-11-kenh-truyen-thong.yaml",
    "data/units.yaml",
    "templates/ap-phich-kenh.docx",
    "templates/bang-kiem.docx",
    "templates/bao-cao.docx",
    "templates/cong-van.docx",
    "templates/de-nghi-bo-sung.docx",
    "templates/don-doc.docx",
    "templates/gia-han.docx",
    "templates/van-ban.docx",
]


def test_source_in_a_clone_takes_the_defaults_of_the_clone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "__file__", str(REPOSITORY / "src" / "bcd35" / "world" / "workspace.py"))
    assert dict(default_files()) == {name: REPOSITORY / name for name in EVERY_DEFAULT}


def test_the_files_of_a_layout_take_the_place_of_the_usual_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "__file__", str(REPOSITORY / "src" / "bcd35" / "world" / "workspace.py"))
    own = REPOSITORY / "layouts" / "nd-30-2020"
    taken = {path.relative_to(own).as_posix(): path for path in own.rglob("*.*")}
    assert dict(default_files("nd-30-2020")) == {name: REPOSITORY / name for name in EVERY_DEFAULT} | taken


def test_an_installed_wheel_takes_its_own_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "bcd35"
    for name in (
        "_defaults/data/office.yaml",
        "_defaults/templates/cong-van.docx",
        "_defaults/templates/~$cong-van.docx",
        "_defaults/data/.x",
    ):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).touch()
    monkeypatch.setattr(workspace, "__file__", str(package / "world" / "workspace.py"))
    assert dict(default_files()) == {
        "data/office.yaml": package / "_defaults/data/office.yaml",
        "templates/cong-van.docx": package / "_defaults/templates/cong-van.docx",
    }


def test_the_wheel_carries_the_defaults_and_the_manual_byte_for_byte(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(REPOSITORY),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        found = {name: packed.read(name) for name in packed.namelist() if name.startswith("bcd35/_defaults/")}
    own = [
        path.relative_to(REPOSITORY).as_posix()
        for folder in ("layouts", "docs/huong-dan")
        for path in (REPOSITORY / folder).rglob("*.*")
    ]
    own += [
        "CHANGELOG.md",
        *(
            f"docs/{name}"
            for name in ("cap-nhat-sao-luu.md", "lenh.md", "ma-ket-thuc.md", "page.png", "workbook.png")
        ),
    ]
    assert len(own) > 30
    assert found == {
        f"bcd35/_defaults/{name}": (REPOSITORY / name).read_bytes() for name in (*EVERY_DEFAULT, *own)
    }


def test_the_day_is_vietnams() -> None:
    assert World(NOW, Workspace(Path())).today == date(2025, 12, 1)
    assert str(now().tzinfo) == "UTC+07:00"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (PureWindowsPath("E:\\"), '"E:/"'),
        (PureWindowsPath("E:\\sao lưu"), '"E:\\sao lưu"'),
        (PurePosixPath("/mnt/sao lưu"), '"/mnt/sao lưu"'),
    ],
)
def test_the_mark_behind_a_path_that_is_typed_stays_a_mark(path: PurePath, shown: str) -> None:
    r"""Windows reads ``\"`` as a mark inside the argument: the path would swallow what follows."""
    assert typed_path(path) == shown
