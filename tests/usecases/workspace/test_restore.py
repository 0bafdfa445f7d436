"""Going back to a copy: whole, into another place or over a damaged workspace, killed at any step."""

import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bcd35.domain.copies import list_path
from bcd35.usecases.workspace.backup import back_up
from bcd35.usecases.workspace.places import copies_in
from bcd35.usecases.workspace.upkeep import check_workspace, make_workspace
from bcd35.world.files import LONGEST_PATH
from bcd35.world.workspace import UNFINISHED
from tests.conftest import NOW, ROUND, CommandLine, at
from tests.support.faults import Faults
from tests.support.filling import fill, form_of
from tests.support.processes import CHILD, start
from tests.support.trees import tree

pytestmark = pytest.mark.issued

LATER = NOW + timedelta(days=1)
LETTER = f"out/{ROUND}/SYT/Cong-van_28-CV-BCD_SYT.docx"


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return tmp_path / "usb"


@pytest.fixture
def copied(root: Path, usb: Path, bcd35: CommandLine) -> Path:
    """The workspace with a copy on the stick, and with its ledger copied by itself."""
    assert bcd35("units", "edit", "SYT", "--note", "trước").code == 0
    assert bcd35("backup", "-o", str(usb)).code == 0
    return root


def rows(root: Path) -> list[str]:
    with closing(sqlite3.connect(root / "bcd35.db")) as connection:
        return list(connection.iterdump())


def ours(root: Path) -> dict[str, bytes]:
    """The files of a workspace without its ledger, its copies, and the mark that moves with every act."""
    folders = ("data/", "out/", "templates/")
    found = {path: data for path, data in tree(root).items() if path.startswith(folders)}
    return {path: data for path, data in found.items() if path != "out/_moc.json"}


# --- into a new folder --------------------------------------------------------------------------------------


def test_a_copy_becomes_the_same_workspace_elsewhere(
    copied: Path, usb: Path, tmp_path: Path, bcd35: CommandLine
) -> None:
    new = tmp_path / "máy khác" / "vp"
    ran = bcd35("restore", str(usb), "--into", str(new))

    assert (ran.code, ran.err) == (0, "")
    assert f"Đã lấy lại vào {new}: sổ bcd35_2025-12-01_083000_" in ran.out
    assert "Số cuối trong sổ vừa lấy lại: 28-CV/BCĐ." in ran.out
    assert ours(new) == ours(copied)
    assert rows(new) == rows(copied)
    assert bcd35("-C", str(new), "check").out.startswith("Sổ và tệp đều nguyên vẹn")
    reminded = bcd35("-C", str(new), "remind", "--date", "2025-12-20", "--together")
    assert "29-CV/BCĐ" in reminded.out
    assert bcd35("-C", str(new), "restore", "--replace").code == 0  # it has a copy of its ledger at once


def test_a_living_workspace_is_not_written_over(copied: Path, usb: Path, bcd35: CommandLine) -> None:
    before = tree(copied)
    ran = bcd35("restore", str(usb), "--into", ".")
    assert (ran.code, ran.out, ran.err) == (
        3,
        "",
        (
            f"Lỗi: “{copied}” đang là thư mục làm việc; không ghi đè lên.\n"
            "  → Chọn thư mục mới sau --into, hoặc để riêng những gì đang có rồi lấy lại: "
            f'bcd35 restore "{usb}" --into "{copied}" --replace\n'
        ),
    )
    assert tree(copied) == before


@pytest.mark.parametrize(
    "arguments", [[], ["--missing", "--rehearse"], ["--replace", "--missing"], ["--into", "x", "--rehearse"]]
)
def test_one_way_is_to_be_chosen(arguments: list[str], bcd35: CommandLine) -> None:
    ran = bcd35("restore", *arguments)
    assert (ran.code, "Chọn một: --into THƯ_MỤC" in ran.err) == (2, True)


def test_without_any_copy_the_command_says_where_it_looked(root: Path, bcd35: CommandLine) -> None:
    before = tree(root)
    for arguments in (["--replace"], ["--rehearse"]):
        ran = bcd35("restore", *arguments)
        assert (ran.code, ran.out) == (4, "")
    assert bcd35("restore", "../không", "--replace").code == 4
    assert tree(root) == before


# --- over what is there -------------------------------------------------------------------------------------


def test_the_old_one_is_set_aside_whole_and_nothing_is_deleted(
    copied: Path, usb: Path, bcd35: CommandLine
) -> None:
    before, old_rows = ours(copied), rows(copied)
    (copied / LETTER).write_bytes("sửa".encode())
    (copied / "data" / "units.yaml").unlink()
    damaged = ours(copied)
    ran = bcd35("restore", str(usb), "--into", ".", "--replace", now=LATER)

    assert (ran.code, ran.err) == (0, "")
    aside = copied / "de-rieng" / "2025-12-02_083000"
    assert f"Những gì có trước đó được để riêng, không xóa gì: {aside}" in ran.out
    assert ours(aside) == damaged
    assert rows(aside) == old_rows
    assert ours(copied) == before
    assert rows(copied) == old_rows
    assert sorted(path.name for path in copied.iterdir()) == [
        *("bcd35.db", "data", "de-rieng", "out", "sao-luu", "templates"),
    ]
    assert bcd35("check").code == 0


def test_an_old_copy_over_newer_papers_takes_them_along(copied: Path, usb: Path, bcd35: CommandLine) -> None:
    """They went out: their numbers must stay in sight."""
    (list_file,) = (usb / "ban-sao").iterdir()
    assert bcd35("remind", "--date", "2025-12-20", "--unit", "SYT", now=LATER).code == 0
    newer = sorted(path for path in ours(copied) if "Don-doc" in path or "don-doc" in path)
    assert newer
    ran = bcd35("restore", str(list_file), "--into", ".", "--replace", now=LATER)

    assert ran.code == 3  # and what lies there without a row is named
    assert set(newer) <= set(ours(copied))
    assert "chưa vào sổ" in ran.err


def test_the_newest_ledger_is_taken_with_the_files_of_all_copies(copied: Path, bcd35: CommandLine) -> None:
    """The stick has Monday's copy and Tuesday's ledger: no number of Tuesday is given again."""
    assert bcd35("remind", "--date", "2025-12-20", "--unit", "SYT", now=LATER).code == 0
    whole, newest = ours(copied), rows(copied)
    (copied / "bcd35.db").unlink()
    shutil.rmtree(copied / "data")
    assert bcd35("status").code == 7

    ran = bcd35("restore", "--replace", now=LATER)
    assert (ran.code, ran.err) == (0, "")
    assert "Số cuối trong sổ vừa lấy lại: 29-CV/BCĐ." in ran.out
    assert (ours(copied), rows(copied)) == (whole, newest)
    assert bcd35("check").code == 0


def test_a_ledger_alone_needs_the_folder_of_its_papers(
    copied: Path, tmp_path: Path, bcd35: CommandLine
) -> None:
    (ledger,) = (copied / "sao-luu" / "so").iterdir()
    ran = bcd35("restore", str(ledger), "--into", str(tmp_path / "mới"))
    assert (ran.code, "chỉ là sổ, không kèm giấy tờ" in ran.err) == (3, True)
    before = rows(copied)
    (copied / "bcd35.db").write_bytes(b"hong" * 2000)
    ran = bcd35("restore", str(ledger), "--into", ".", "--replace")
    assert (ran.code, rows(copied) == before) == (0, True)


def test_a_damaged_ledger_among_the_copies_is_passed_over(copied: Path, bcd35: CommandLine) -> None:
    bcd35("units", "edit", "SYT", "--note", "sau", now=LATER)
    older, newer = sorted((copied / "sao-luu" / "so").iterdir())
    newer.write_bytes(newer.read_bytes()[:4096])
    (copied / "bcd35.db").unlink()
    ran = bcd35("restore", "--replace", now=LATER)
    assert ran.code == 0
    assert older.name in ran.out
    assert bcd35("restore", str(newer), "--replace").code == 6


def test_copies_of_two_books_are_not_mixed_up(
    copied: Path, usb: Path, tmp_path: Path, bcd35: CommandLine
) -> None:
    other = tmp_path / "vp khác"
    make_workspace(other)
    desk = at(other, LATER)
    back_up(desk, usb)
    desk.store.close()
    ran = bcd35("restore", str(usb), "--into", str(tmp_path / "mới"))
    assert (ran.code, "giữ bản sao của 2 sổ khác nhau" in ran.err) == (3, True)
    before = rows(copied)
    (copied / "bcd35.db").unlink()  # the folder itself knows its book
    assert bcd35("restore", str(usb), "--into", ".", "--replace").code == 0
    assert rows(copied) == before
    newest = copies_in(usb)[0]
    assert (
        bcd35("restore", str(newest.place / list_path(newest.name)), "--into", str(tmp_path / "mới")).code
        == 0
    )
    assert rows(tmp_path / "mới") == rows(other)


@pytest.mark.parametrize("held", ["out", "templates"])
def test_an_entry_that_another_program_holds(
    held: str, copied: Path, usb: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first one: nothing has changed. A later one: the same command goes on once it is free."""
    before = tree(copied)
    real = os.replace

    def replace(source: Any, target: Any) -> None:
        if Path(source) == copied / held:
            raise PermissionError(13, "held", str(source))
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        ran = bcd35("restore", str(usb), "--into", ".", "--replace", now=LATER)
    assert (ran.code, f"Không chuyển được “{held}”" in ran.err) == (3, True)
    if held == "out":
        assert "chưa có gì thay đổi" in ran.err
        assert {path: data for path, data in tree(copied).items() if "de-rieng" not in path} == before
    else:
        assert (copied / UNFINISHED).is_file()
        stopped = bcd35("notify", "--unit", "STC")
        assert stopped == (
            5,
            "",
            (
                f"Lỗi: Việc lấy lại bản sao vào “{copied}” bị ngắt giữa chừng.\n"
                f'  → Chạy cho xong: bcd35 restore --into "{copied}" --replace\n'
            ),
        )
        assert bcd35("restore", "--into", str(copied), "--replace").code == 0
    assert bcd35("check").code == 0


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the open files of a process are told there")
@pytest.mark.usefixtures("copied")
def test_nothing_that_windows_moves_is_open_in_this_run(
    usb: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved: list[str] = []
    real = os.replace

    def replace(source: Any, target: Any) -> None:
        opened = [Path(one) for one in map(os.path.realpath, Path("/proc/self/fd").iterdir())]
        if any(Path(source) in (one, *one.parents) for one in opened):
            raise PermissionError(13, "being used by another process", str(source))
        moved.append(Path(source).name)
        real(source, target)

    with monkeypatch.context() as patch:
        patch.setattr("bcd35.store.connection.sys.platform", "win32")
        patch.setattr(os, "replace", replace)
        ran = bcd35("restore", str(usb), "--into", ".", "--replace", now=LATER)

    assert ran.code == 0, ran.err
    assert moved.count("bcd35.db") == 2  # the old one aside, the new one into its place
    assert bcd35("check").code == 0


def test_a_ledger_that_is_being_written_is_waited_for(
    copied: Path, usb: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bcd35.store.connection.BUSY_SECONDS", 0.0)
    with closing(sqlite3.connect(copied / "bcd35.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        ran = bcd35("restore", str(usb), "--into", ".", "--replace")
    assert (ran.code, "đang được ghi ở nơi khác" in ran.err) == (7, True)
    assert not (copied / "de-rieng").exists()


# --- as deep as letters can lie -----------------------------------------------------------------------------


@pytest.fixture
def deepest(copied: Path, tmp_path: Path) -> Path:
    """The longest name of a folder in which every file of the copy has a path that is short enough."""
    longest = max(map(len, ours(copied)))
    return tmp_path / ("s" * (LONGEST_PATH - len(f"{tmp_path}//") - longest))


def test_where_letters_can_lie_a_copy_can_be_gone_back_to(
    usb: Path, deepest: Path, bcd35: CommandLine
) -> None:
    assert bcd35("restore", str(usb), "--into", str(deepest)).code == 0
    assert bcd35("-C", str(deepest), "restore", str(usb), "--rehearse").code == 0
    assert bcd35("-C", str(deepest), "restore", str(usb), "--replace").code == 0
    assert bcd35("-C", str(deepest), "check").code == 0


def test_a_folder_too_deep_for_a_copy_is_refused_before_anything_is_built(
    copied: Path, usb: Path, deepest: Path, bcd35: CommandLine
) -> None:
    deeper = deepest.with_name(f"{deepest.name}s")
    refused = bcd35("restore", str(usb), "--into", str(deeper))
    assert refused.code == 9
    assert f"Đường dẫn dài 241 ký tự, quá 240: {deeper}/" in refused.err
    assert "  → Chọn thư mục có đường dẫn ngắn hơn sau --into.\n" in refused.err
    shutil.copytree(copied, deeper, dirs_exist_ok=True)
    before = tree(deeper)
    for way in ("--rehearse", "--replace"):
        refused = bcd35("-C", str(deeper), "restore", str(usb), way)
        assert refused.code == 9
        assert "  → Chuyển thư mục làm việc đến nơi có đường dẫn ngắn hơn rồi chạy lại.\n" in refused.err
    assert tree(deeper) == before


# --- a rehearsal --------------------------------------------------------------------------------------------


def test_a_rehearsal_proves_and_touches_nothing(copied: Path, bcd35: CommandLine) -> None:
    before = tree(copied.parent)
    ran = bcd35("restore", "--rehearse")
    assert (ran.code, ran.err) == (0, "")
    assert "dùng được, sổ và tệp đều nguyên vẹn (đã xem" in ran.out
    assert tree(copied.parent) == before


@pytest.mark.usefixtures("copied")
def test_a_rehearsal_names_every_damage_of_a_copy(usb: Path, bcd35: CommandLine) -> None:
    (letter,) = usb.glob(f"tep/{Path(LETTER).parent}/Cong-van*")
    letter.write_bytes(letter.read_bytes()[:-1] + b"x")
    (office,) = usb.glob("tep/data/office*")
    office.unlink()
    ran = bcd35("restore", str(usb), "--rehearse", "--json")
    assert ran.code == 3
    # each once: the workspace itself may be whole, and only the copy is to be made anew
    assert [found["code"] for found in ran.json["findings"]] == ["copy_damaged", "copy_damaged"]
    assert {found["fix"] for found in ran.json["findings"]} == {
        f'Sao lưu lại vào đó: bcd35 backup -o "{usb}"'
    }
    (ledger,) = (usb / "so").iterdir()
    ledger.write_bytes(ledger.read_bytes()[:-1])
    assert bcd35("restore", str(usb), "--rehearse").code == 6
    (usb / "ban-sao").rename(usb / "khác")
    assert f'Sao lưu: bcd35 backup -o "{usb}"' in bcd35("restore", str(usb), "--rehearse").err


@pytest.mark.usefixtures("copied")
def test_a_rehearsal_needs_no_workspace(
    usb: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(usb)
    assert bcd35("restore", ".", "--rehearse").code == 0


# --- files that were lost -----------------------------------------------------------------------------------


def test_lost_and_altered_files_come_back(copied: Path, bcd35: CommandLine) -> None:
    before = ours(copied)
    (copied / LETTER).write_bytes("sửa".encode())
    lost = f"out/{ROUND}/SNV/Bang-kiem_SNV.docx"
    (copied / lost).unlink()
    (copied / "templates" / "cong-van.docx").unlink()
    ran = bcd35("restore", "--missing", "--json")

    aside = "de-rieng/2025-12-01_083000"
    assert (ran.code, ran.json["data"]) == (
        0,
        {"files": [*sorted([lost, LETTER]), "templates/cong-van.docx"], "altered": [LETTER], "aside": aside},
    )
    assert ours(copied) == before
    assert (copied / aside / LETTER).read_bytes() == "sửa".encode()
    assert bcd35("check").code == 0
    assert bcd35("restore", "--missing").out.startswith("Không thiếu tệp nào.")


def test_what_no_copy_has_is_named(copied: Path, usb: Path, bcd35: CommandLine) -> None:
    (copied / LETTER).unlink()
    (stored,) = usb.glob(f"tep/{Path(LETTER).parent}/Cong-van*")
    stored.unlink()
    ran = bcd35("restore", "--missing")
    assert (ran.code, ran.out) == (3, "Không lấy lại tệp nào.\nKiểm tra: bcd35 check\n")
    assert f"Không bản sao nào có “{LETTER}” đúng như đã ghi." in ran.err


def test_what_a_clerk_found_again_comes_back_under_any_name(root: Path, bcd35: CommandLine) -> None:
    fill(form_of(root, "SYT"), root / "tra-ve" / "SYT.xlsx")
    assert bcd35("record-report", "tra-ve").code == 0
    whole = ours(root)
    (original,) = (root / "out" / "_ho-so").rglob("*.xlsx")
    original.unlink()
    for template in (root / "out" / "_mau").iterdir():  # the office's own are the same until today
        template.unlink()
    (root / "tra-ve" / "SYT.xlsx").rename(root / "tra-ve" / "thư 12.tmp")

    ran = bcd35("restore", "--missing")
    assert ran.code == 3
    assert [line.partition("rồi: ")[2] for line in ran.err.splitlines() if "→" in line] == [
        "bcd35 restore THƯ_MỤC --missing"
    ]
    assert bcd35("restore", "không có", "--missing").code == 4
    assert bcd35("restore", "tra-ve", "--missing").code == 0
    assert bcd35("check").code == 0
    assert ours(root) == whole


def test_a_register_file_that_no_copy_has_is_named(root: Path, bcd35: CommandLine) -> None:
    (root / "data" / "units.yaml").unlink()
    assert "bcd35 restore --missing" in bcd35("import").err

    ran = bcd35("restore", "--missing")

    assert (ran.code, ran.out.splitlines()[0]) == (3, "Không lấy lại tệp nào.")
    assert "Không bản sao nào có “data/units.yaml”" in ran.err
    assert "bcd35 init THƯ_MỤC_KHÁC" in ran.err


def test_a_restore_gives_one_advice_for_each_file(copied: Path, usb: Path, bcd35: CommandLine) -> None:
    fill(form_of(copied, "SYT"), copied / "tra-ve" / "SYT.xlsx")
    assert bcd35("record-report", "tra-ve").code == 0
    (original,) = (copied / "out" / "_ho-so").rglob("*.xlsx")
    assert bcd35("backup", "-o", str(usb)).code == 0
    for lost in (
        copied / LETTER,
        original,
        *usb.glob(f"tep/{LETTER[:-5]}*"),
        usb / "tep" / original.relative_to(copied),
    ):
        lost.unlink()

    ran = bcd35("restore", "--replace", "--json")

    assert [(found["code"], found["where"]) for found in ran.json["findings"]] == [
        ("not_in_copies", original.relative_to(copied).as_posix()),
        ("file_missing", LETTER),
    ]
    assert ran.json["findings"][1]["fix"].startswith("Làm lại bằng: bcd35 letters reprint")


def test_a_ledger_older_than_its_folder_does_not_become_the_newest_copy(
    copied: Path, usb: Path, bcd35: CommandLine
) -> None:
    yesterday = (copied / "bcd35.db").read_bytes()
    assert bcd35("remind", "--date", "2025-12-20", "--together").code == 0
    (copied / "bcd35.db").write_bytes(yesterday)
    before = tree(usb)

    ran = bcd35("backup", "-o", str(usb), now=LATER)

    assert ran.code == 7
    assert "bản sao của nó sẽ bị coi là bản mới nhất" in ran.err
    assert tree(usb) == before
    assert bcd35("restore", "--replace", now=LATER).code == 0  # as recover says
    assert bcd35("check", now=LATER).err == ""
    assert bcd35("backup", "-o", str(usb), now=LATER).code == 0


def test_from_a_lost_ledger_and_fifty_lost_files_by_the_commands_own_advice(
    root: Path, usb: Path, bcd35: CommandLine
) -> None:
    """What a clerk types is only what the line “→ … bcd35 …” of the command before says."""
    assert bcd35("notify", "--add").code == 0
    for unit in ("SYT", "SNV"):
        fill(form_of(root, unit), root / "tra-ve" / f"{unit}.xlsx")
    assert bcd35("record-report", "tra-ve").code == 0
    assert bcd35("backup", "-o", str(usb)).code == 0
    whole, ledger = ours(root), rows(root)
    victims = Random(7).sample(sorted(path for path in whole if path != "data/office.yaml"), 50)  # noqa: S311
    for path in victims:
        (root / path).unlink()
    (root / "bcd35.db").unlink()

    typed, ran = [], bcd35("status", now=LATER)
    while ran.code:
        advised = ran.err.splitlines()[1].partition("bcd35 ")[2].partition(". ")[0].rstrip(".")
        typed.append(advised)
        assert len(typed) < 5
        ran = bcd35(*advised.split(), now=LATER)
        if not ran.code:
            ran = bcd35("check", now=LATER)

    assert typed == ["restore --replace"]
    assert (ours(root), rows(root)) == (whole, ledger)

    for path in victims:
        (root / path).unlink()
    typed = []
    while (ran := bcd35("check", now=LATER)).code:
        commands = {line.partition("bcd35 ")[2] for line in ran.err.splitlines() if "→" in line}
        typed += sorted(commands)
        assert "" not in commands
        assert len(typed) < 200
        for command in sorted(commands):  # one that makes a letter again may need a lost template first
            bcd35(*command.split(), now=LATER)
    bcd35("restore", "--missing", now=LATER)  # no row promises files of data/ and templates/
    assert "restore --missing" in typed
    assert ours(root) == whole


# --- faults of the disk -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.issued("SYT")
@pytest.mark.skipif(sys.platform == "win32", reason="which operations there are differs there")
@pytest.mark.parametrize(("lasting", "step"), [(False, 2), (True, 7)], ids=["once", "from then on"])
def test_a_fault_at_any_operation_loses_nothing(
    root: Path,
    usb: Path,
    bcd35: CommandLine,
    lasting: bool,  # noqa: FBT001
    step: int,
) -> None:
    shutil.rmtree(root / "templates")
    assert bcd35("backup", "-o", str(usb)).code == 0
    right, right_rows = ours(root), rows(root)
    for failing in count(1, step):
        (root / LETTER).write_bytes("sửa".encode())
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, failing, lasting=lasting)
            ran = bcd35("restore", str(usb), "--into", ".", "--replace", "--json")
        if faults.done < failing:
            assert ran.code == 0
            break
        if ran.json["data"] is None:  # otherwise only the look at the finished workspace met the fault
            assert [found["code"] for found in ran.json["findings"]] == ["disk_full"], (failing, ran)
            assert bcd35("restore", str(usb), "--into", str(root), "--replace").code == 0
        assert (ours(root), rows(root)) == (right, right_rows)
        altered = {path.read_bytes() for path in root.glob(f"de-rieng/*/{LETTER}")}
        assert "sửa".encode() in altered
        shutil.rmtree(root / "de-rieng")
    assert failing > 60


# --- killed -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.issued("SYT")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_kill_before_every_step_of_a_restore_over_a_workspace(
    copied: Path, usb: Path, tmp_path: Path, bcd35: CommandLine
) -> None:
    """Old, or half-way with a note that stops every other command, or new; the same command ends it well."""
    shutil.rmtree(copied / "templates")  # fewer steps
    assert bcd35("backup", "-o", str(usb), now=LATER).code == 0
    right, right_rows = ours(copied), rows(copied)
    (copied / LETTER).write_bytes("sửa".encode())
    old = ours(copied)
    seen = dict.fromkeys(("before", "between", "after"), 0)
    for step in count(1):
        root = shutil.copytree(copied, tmp_path / f"{step}")
        arguments = ("restore", str(usb), "--into", str(root), "--replace", "--json")
        child = start(*CHILD, "kill", str(step), *arguments)
        child.communicate(timeout=120)
        if (root / UNFINISHED).is_file():
            seen["between"] += 1
            assert bcd35("-C", str(root), "status").code == 5
        else:
            phase = "after" if ours(root) == right else "before"
            seen[phase] += 1
            assert ours(root) == (right if phase == "after" else old)
        assert bcd35(*arguments[:-1]).code == 0
        assert (ours(root), rows(root)) == (right, right_rows)
        asides = [ours(path) for path in (root / "de-rieng").iterdir()]
        assert old in asides  # nothing was lost
        desk = at(root)
        assert check_workspace(desk).findings == ()
        desk.store.close()
        assert not [path for path in root.iterdir() if path.name.startswith(".bcd35-")]
        shutil.rmtree(root)
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
    assert seen["before"] > 10
    # The note's folder synced; the two in which the folder set aside and the one above it are new; eight
    # moves, each with two folders synced: old and new papers, registers, journal and ledger.
    assert seen["between"] == 27
    assert seen["after"] >= 1


@pytest.mark.slow
@pytest.mark.issued("SYT")
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_fifty_copies_under_load_of_which_twenty_are_killed(
    copied: Path, tmp_path: Path, bcd35: CommandLine
) -> None:
    """Every one with a list opens, is clean and equals a moment of the ledger, even if its run was killed."""
    place, random = tmp_path / "nhiều", Random(14)  # noqa: S311
    writer = start(sys.executable, "-m", "tests.support.busy_clerk", str(copied))
    assert writer.stdout
    writer.stdout.readline()  # it is at work
    killed = unlisted = 0
    finished: list[str] = []
    for turn in range(50):
        step = str(random.randint(1, 30)) if turn % 5 < 2 else "100000"
        before = {copy.name for copy in copies_in(place)}
        child = start(*CHILD, "kill", step, "-C", str(copied), "backup", "-o", str(place), "--json")
        out, errors = child.communicate(timeout=120)
        new = {copy.name for copy in copies_in(place)} - before
        if child.returncode == 0:
            assert (len(new), errors) == (1, "")
            finished += new
        else:
            assert child.returncode == -signal.SIGKILL
            killed += 1
            unlisted += not new  # one that was killed after its list was written is whole, as is shown below
    out, errors = writer.communicate(timeout=120)
    assert (writer.returncode, errors) == (0, "")
    assert (len(finished), killed) == (30, 20)
    assert unlisted > 0
    moments = set(out.split())  # the journal's length after each act of the writer
    for copy in copies_in(place):
        assert bcd35("restore", str(copy.place / list_path(copy.name)), "--rehearse").code == 0
        lines = str(int(copy.name.split("-")[-2]))
        assert lines in moments, copy.name
