"""Copies of a workspace: what they hold, what is refused, which ones go; the ledger that copies itself."""

import os
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bcd35.domain.copies import stored_path
from bcd35.domain.errors import DatabaseUnusable
from bcd35.store.connection import APPLICATION_ID
from bcd35.store.schema import MIGRATIONS
from bcd35.store.store import Store
from bcd35.usecases.workspace.backup import back_up
from bcd35.usecases.workspace.last_copy import last_copy
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.places import copies_in
from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import Workspace, World
from tests.conftest import NOW, ROUND, CommandLine, at
from tests.support.faults import Faults
from tests.support.filling import fill, form_of
from tests.support.trees import tree

pytestmark = pytest.mark.issued

# What a disk fault may end as. A file that cannot be read is left out, and the copy says that it lacks it.
HARMLESS = {"disk_full", "file_not_copied", "copy_incomplete"}
LETTER = f"out/{ROUND}/SYT/Cong-van_28-CV-BCD_SYT.docx"


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    return tmp_path / "usb"


def backed_up(root: Path, place: Path, now: datetime = NOW) -> str:
    desk = at(root, now)
    name = back_up(desk, place).name
    desk.store.close()
    return name


# --- what a copy holds --------------------------------------------------------------------------------------


def test_a_copy_holds_every_file_and_the_ledger(root: Path, usb: Path) -> None:
    name = backed_up(root, usb)

    (copy,) = copies_in(usb)
    assert copy.name == name
    held = {
        file.path: (usb / stored_path(file.path, file.sha256)).read_bytes() for file in copy.content.files
    }
    office = {
        path: data for path, data in tree(root).items() if path.startswith(("data/", "out/", "templates/"))
    }
    assert held == office
    assert len(held) > 20
    with closing(Store.of_copy(usb / copy.content.ledger.path)) as ledger:
        assert ledger.faults() == []
        with closing(at(root).store) as own:
            assert list(ledger._connection.iterdump()) == list(own._connection.iterdump())
    assert copy.content.lacking == ()


def test_no_folder_of_a_copy_is_taken_for_a_workspace(root: Path, usb: Path, bcd35: CommandLine) -> None:
    backed_up(root, usb)
    folders = [usb, *(path for path in usb.rglob("*") if path.is_dir())]
    assert len(folders) > 10
    for folder in folders:
        assert bcd35("-C", str(folder), "status").code == 5


def test_a_second_copy_writes_what_is_new_only(root: Path, usb: Path, bcd35: CommandLine) -> None:
    first = bcd35("backup", "-o", str(usb), "--json").json["data"]
    before = tree(usb)
    (root / "data" / "thêm.txt").write_text("x", encoding="utf-8")
    second = bcd35("backup", "-o", str(usb), "--json", now=NOW + timedelta(hours=1)).json["data"]

    assert (second["files"], second["new_files"]) == (first["files"] + 1, 1)
    new = {path for path in tree(usb) if path not in before}
    assert {path.partition("/")[0] for path in new} == {"so", "ban-sao", "tep"}
    assert len(new) == 3
    assert before.items() <= tree(usb).items()


def test_temporary_files_and_what_is_not_ours_stay_out(root: Path, usb: Path, bcd35: CommandLine) -> None:
    (root / "out" / ".bcd35-abc.tmp").write_bytes(b"x")
    (root / "out" / "~$cong-van.docx").write_bytes(b"x")
    (root / "tra-ve").mkdir()
    data = bcd35("backup", "-o", str(usb), "--json").json["data"]
    assert data["left_out"] == ["tra-ve"]
    assert [path for path in tree(usb) if "abc" in path or "~$" in path] == []


@pytest.mark.skipif(sys.platform != "linux", reason="only there a name may be no text")
def test_a_name_that_is_no_text_is_told_and_the_rest_copied(
    root: Path, usb: Path, bcd35: CommandLine
) -> None:
    (Path(os.fsdecode(os.fsencode(root / "out") + b"/b\xe1o c\xe1o.docx"))).write_bytes(b"x")
    ran = bcd35("backup", "-o", str(usb), "--json")
    assert (ran.code, [found["where"] for found in ran.json["findings"]]) == (3, ["out/b%E1o c%E1o.docx"])
    assert copies_in(usb)[0].content.lacking == ()


# --- lost and altered files ---------------------------------------------------------------------------------


def test_what_the_workspace_lost_comes_from_an_earlier_copy(root: Path, usb: Path) -> None:
    backed_up(root, usb)
    right = (root / LETTER).read_bytes()
    (root / LETTER).write_bytes(right + b" ")
    name = backed_up(root, usb, NOW + timedelta(days=1))

    newest = copies_in(usb)[0]
    assert (newest.name, newest.content.lacking) == (name, ())
    (file,) = [file for file in newest.content.files if file.path == LETTER]
    assert (usb / stored_path(LETTER, file.sha256)).read_bytes() == right


def test_a_copy_that_lacks_a_file_says_so_and_does_not_count(
    root: Path, usb: Path, bcd35: CommandLine
) -> None:
    backed_up(root, usb)
    (root / LETTER).unlink()
    elsewhere = usb.with_name("usb khác")
    ran = bcd35("backup", "-o", str(elsewhere), now=NOW + timedelta(days=1))

    assert ran.code == 3
    assert ran.err == (
        f"Lỗi: Bản sao này thiếu “{LETTER}”: thư mục làm việc không có tệp đúng như sổ đã ghi.\n"
        "  → Xem từng tệp và cách lấy lại: bcd35 check\n"
    )
    assert copies_in(elsewhere)[0].content.lacking == (LETTER,)
    last = last_copy(Workspace(root))
    assert last
    assert (last.place, last.made_at) == (usb, NOW)


def test_a_stored_file_that_rotted_is_written_again(root: Path, usb: Path) -> None:
    backed_up(root, usb)
    (stored,) = usb.glob(f"tep/out/{ROUND}/SYT/Cong-van*")
    stored.write_bytes(b"x" * stored.stat().st_size)
    backed_up(root, usb, NOW + timedelta(days=1))
    assert stored.read_bytes() == (root / LETTER).read_bytes()


def test_a_faulty_ledger_is_not_copied(root: Path, usb: Path, bcd35: CommandLine) -> None:
    with closing(sqlite3.connect(root / "bcd35.db")) as other:
        other.execute("PRAGMA foreign_keys = OFF")
        other.execute(
            "INSERT INTO expectations VALUES (99, 'x', 'SYT', 'x', 'x', 'added', '2025-12-01', '', '')"
        )
        other.commit()
    ran = bcd35("backup", "-o", str(usb))
    assert ran.code == 7
    assert "Sổ đang có lỗi nên không sao lưu; các bản sao cũ giữ nguyên." in ran.err
    assert not usb.exists()


@pytest.mark.parametrize("part", ["tep/data", "so", "ban-sao"])
def test_what_the_disk_keeps_wrongly_is_noticed_by_reading_back(
    part: str, usb: Path, bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def replace(source: Path, target: Path) -> None:
        real(source, target)
        if Path(target).is_relative_to(usb / part):
            Path(target).write_bytes(Path(target).read_bytes()[:-2] + b"??")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", replace)
        ran = bcd35("backup", "-o", str(usb))
    assert (ran.code, "ổ đĩa hoặc mạng có lỗi" in ran.err) == (9, True)
    assert "đã ghi vào sổ" not in ran.err  # a copy is no act
    assert copies_in(usb) == []
    assert bcd35("backup", "-o", str(usb)).code == 0
    assert bcd35("restore", str(usb), "--rehearse").code == 0


# --- the place ----------------------------------------------------------------------------------------------


def test_without_a_stated_place_the_copy_lies_beside_and_says_so(root: Path, bcd35: CommandLine) -> None:
    ran = bcd35("backup")
    assert ran.code == 0
    assert len(copies_in(root.with_name(f"{root.name}-sao-luu"))) == 1
    assert "Bản sao nằm cùng ổ đĩa với thư mục làm việc: hỏng ổ là mất cả hai." in ran.out


def test_the_place_that_the_office_states_is_used(root: Path, bcd35: CommandLine) -> None:
    state_place(root, bcd35, "../nơi khác")
    assert bcd35("backup").code == 0
    assert len(copies_in(root.with_name("nơi khác"))) == 1


def state_place(root: Path, bcd35: CommandLine, place: str, keep: int = 30) -> None:
    with (root / "data" / "office.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nbackup: {{place: {place}, keep: {keep}}}\n")
    assert bcd35("import", "data/office.yaml").code == 0


@pytest.mark.parametrize(
    ("place", "code", "message"),
    [
        ("out/sao", 3, "nằm trong thư mục làm việc: mất thư mục này là mất cả bản sao."),
        (".", 3, "nằm trong thư mục làm việc: mất thư mục này là mất cả bản sao."),
        ("bcd35.db", 3, "là một tệp, không phải thư mục."),
        ("../không có/sao", 4, "(chưa cắm ổ, hoặc chưa có thư mục"),
    ],
)
def test_a_place_that_cannot_be(place: str, code: int, message: str, bcd35: CommandLine) -> None:
    ran = bcd35("backup", "-o", place)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err


@pytest.mark.parametrize("line", ["keep: 0", "warn_after_days: 0"])
def test_terms_that_mean_nothing_are_refused(line: str, root: Path, bcd35: CommandLine) -> None:
    with (root / "data" / "office.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nbackup: {{{line}}}\n")
    ran = bcd35("import")
    assert ran.code == 6
    assert "phải từ 1 trở lên." in ran.err


# --- thinning -----------------------------------------------------------------------------------------------


def test_old_copies_go_with_the_files_that_only_they_name(root: Path, usb: Path, bcd35: CommandLine) -> None:
    state_place(root, bcd35, "../usb", keep=2)
    note = root / "out" / "ghi chú.txt"
    names = []
    for day in range(4):
        note.write_text(f"ngày {day}", encoding="utf-8")
        names.append(backed_up(root, usb, NOW + timedelta(days=day)))

    assert [copy.name for copy in copies_in(usb)] == [names[3], names[2]]
    assert len(list(usb.glob("tep/out/ghi chú~*.txt"))) == 2
    assert len(list(usb.glob("so/*.db"))) == 4  # the two that copies need, and the newest two others
    assert bcd35("restore", str(usb), "--rehearse").code == 0


def test_nothing_goes_while_another_run_is_at_work_or_a_list_is_unreadable(
    root: Path, usb: Path, bcd35: CommandLine
) -> None:
    state_place(root, bcd35, "../usb", keep=1)
    backed_up(root, usb)
    mark = usb / ".bcd35-dang-chay-khác.tmp"
    mark.touch()
    backed_up(root, usb, NOW + timedelta(days=1))
    assert len(copies_in(usb)) == 2
    os.utime(mark, (0, 0))  # of a run that was killed long ago
    broken = usb / "ban-sao" / "2025-01-01.json"
    broken.write_bytes(b"{")
    backed_up(root, usb, NOW + timedelta(days=2))
    assert (len(copies_in(usb)), mark.exists()) == (3, False)
    broken.unlink()
    backed_up(root, usb, NOW + timedelta(days=3))
    assert len(copies_in(usb)) == 1


# --- the ledger copies itself -------------------------------------------------------------------------------


def ledgers(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "so").glob("*")) if (place / "so").is_dir() else []


def test_the_ledger_is_copied_after_every_issue_and_once_a_day_else(root: Path, bcd35: CommandLine) -> None:
    seen = []
    for arguments, now in (
        (("status",), NOW),
        (("notify", "--unit", "STC", "--dry-run"), NOW),
        (("notify", "--unit", "STC", "--draft"), NOW),
        (("units", "edit", "SYT", "--note", "a"), NOW),
        (("units", "edit", "SYT", "--note", "b"), NOW + timedelta(hours=1)),
        (("notify", "--unit", "STC"), NOW + timedelta(hours=2)),
        (("remind", "--date", "2025-12-20"), NOW + timedelta(hours=3)),
        (("units", "edit", "SYT", "--note", "c"), NOW + timedelta(days=1)),
        (("units", "edit", "SYT", "--note", "d"), NOW + timedelta(days=1, hours=1)),
    ):
        assert bcd35(*arguments, now=now).code == 0, arguments
        seen.append(len(ledgers(root / "sao-luu")))
    assert seen == [0, 0, 0, 1, 1, 2, 3, 4, 4]


def test_every_act_about_numbers_is_followed_by_a_copy(root: Path, bcd35: CommandLine) -> None:
    """From an older ledger a number would go out a second time."""
    bcd35("units", "edit", "SYT", "--note", "hôm nay đã chép")
    seen = [len(ledgers(root / "sao-luu"))]
    acts: tuple[tuple[str, ...], ...] = (
        ("rounds", "extend", "--to", "2025-12-22", "--all", "--reason", "bão", "--letter"),
        ("letters", "reserve", "40", "--reason", "để dành"),
        ("letters", "release", "40", "--reason", "bỏ"),
        ("letters", "on-paper", "41", "--date", "2025-12-01", "--reason", "đánh máy"),
        ("notify", "--replace", "28", "--reason", "sai", "--number", "42"),
        ("letters", "void", "42", "--reason", "sai"),
        ("recover", "--continue-from", "50", "--reason", "sổ giấy"),
    )
    for minutes, act in enumerate(acts, 1):
        ran = bcd35(*act, now=NOW + timedelta(minutes=minutes))
        assert ran.code == 0, (act, ran.err)
        seen.append(len(ledgers(root / "sao-luu")))
    assert seen == [*range(1, len(acts) + 2)]


def test_a_copy_of_another_book_is_none_of_this_one(root: Path, bcd35: CommandLine) -> None:
    """The book of a trial leaves its copies behind."""
    other = root / "sao-luu" / "so" / "bcd35_2025-12-01_083000_000000-000001-0000.db"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"x")
    bcd35("units", "edit", "SYT", "--note", "a")
    assert len(ledgers(root / "sao-luu")) == 2


def test_a_correction_letter_is_followed_by_a_copy(root: Path, bcd35: CommandLine) -> None:
    fill(form_of(root, "TTT"), root / "ttt.xlsx", so_anh="năm")
    assert bcd35("record-report", "ttt.xlsx").code == 3
    before = ledgers(root / "sao-luu")
    assert bcd35("return-report", "TTT", now=NOW + timedelta(minutes=1)).code == 0
    assert len(ledgers(root / "sao-luu")) == len(before) + 1


def test_the_copy_is_the_ledger_as_it_stands_after_the_act(root: Path, bcd35: CommandLine) -> None:
    assert bcd35("notify", "--unit", "STC").code == 0
    (name,) = ledgers(root / "sao-luu")
    copy = root / "sao-luu" / "so" / name
    with closing(sqlite3.connect(copy)) as one, closing(sqlite3.connect(root / "bcd35.db")) as other:
        assert list(one.iterdump()) == list(other.iterdump())


def test_the_second_place_gets_the_ledger_too(root: Path, usb: Path, bcd35: CommandLine) -> None:
    state_place(root, bcd35, "../usb")
    assert bcd35("notify", "--unit", "STC", now=NOW + timedelta(hours=1)).code == 0
    assert ledgers(usb) == ledgers(root / "sao-luu")
    assert len(ledgers(usb)) == 2


def test_a_second_place_that_is_away_is_a_remark_and_no_failure(root: Path, bcd35: CommandLine) -> None:
    state_place(root, bcd35, "../không có/usb")
    ran = bcd35("notify", "--unit", "STC", now=NOW + timedelta(hours=1))
    place = root.parent / "không có" / "usb"
    assert (ran.code, ran.err) == (
        0,
        (f"Lưu ý: Chưa chép được sổ sang nơi sao lưu “{place}” (chưa cắm ổ). Cắm ổ rồi chạy: bcd35 backup\n"),
    )
    assert len(ledgers(root / "sao-luu")) == 2


def test_a_second_place_that_takes_no_file_is_told_as_that(root: Path, usb: Path, bcd35: CommandLine) -> None:
    state_place(root, bcd35, "../usb")
    shutil.rmtree(usb)
    usb.mkdir()
    (usb / "so").write_bytes(b"")  # a file stands where the folder should be
    ran = bcd35("notify", "--unit", "STC", now=NOW + timedelta(hours=1))
    assert (ran.code, ran.err) == (
        0,
        (
            f"Lưu ý: Chưa chép được sổ sang nơi sao lưu “{usb.resolve()}”: ổ đầy, chỉ cho đọc hoặc hỏng. "
            "Kiểm tra ổ rồi chạy: bcd35 backup\n"
        ),
    )


def test_a_copy_that_fails_changes_nothing_of_the_act(root: Path, bcd35: CommandLine) -> None:
    (root / "sao-luu").write_bytes(b"")  # a file stands where the folder should be
    ran = bcd35("notify", "--unit", "STC")
    assert (ran.code, ran.err) == (
        0,
        (
            "Lưu ý: Việc đã xong và đã vào sổ, nhưng chưa chép được sổ sang “sao-luu/”. "
            "Sao lưu bằng tay: bcd35 backup\n"
        ),
    )
    assert bcd35("check").code == 0


def test_what_killed_runs_left_beside_the_ledgers_goes_after_a_day(root: Path, bcd35: CommandLine) -> None:
    folder = root / "sao-luu" / "so"
    folder.mkdir(parents=True)
    fresh, old = folder / ".bcd35-so-1.tmp", folder / ".bcd35-so-2.tmp"
    for left in (fresh, old):
        left.write_bytes(b"x")
    os.utime(old, (1.0, 1.0))
    assert bcd35("notify", "--unit", "STC").code == 0
    assert [path for path in folder.iterdir() if path.suffix == ".tmp"] == [fresh]


def test_only_the_newest_ledgers_stay_and_those_of_another_book(root: Path, bcd35: CommandLine) -> None:
    state_place(root, bcd35, "../usb", keep=2)
    foreign = [f"bcd35_2025-01-0{day}_083000_000000-000001-0000.db" for day in (1, 2, 3)]
    for name in foreign:
        (root / "sao-luu" / "so" / name).write_bytes(b"x")
    for day in range(4):
        bcd35("units", "edit", "SYT", "--note", str(day), now=NOW + timedelta(days=day + 1))
    *others, old, new = ledgers(root / "sao-luu")
    assert (others, old[6:16], new[6:16]) == (foreign, "2025-12-04", "2025-12-05")


# --- before an update ---------------------------------------------------------------------------------------


def older(path: Path, version: int) -> bytes:
    """A ledger as the program of that version left it, with a line in its journal; returns its bytes."""
    with closing(sqlite3.connect(path)) as old:
        old.executescript("".join(MIGRATIONS[:version]))
        old.execute("INSERT INTO journal VALUES (1, '2025-11-22T09:00:00+07:00', 'import', 'x', '{}')")
        old.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        old.execute(f"PRAGMA user_version = {version}")
        old.commit()
    return path.read_bytes()


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
def test_every_older_ledger_is_copied_whole_before_it_is_brought_up(root: Path, version: int) -> None:
    (root / "bcd35.db").unlink()
    older(root / "bcd35.db", version)
    before = dump(root / "bcd35.db")

    at(root).store.close()

    (name,) = ledgers(root / "sao-luu")
    assert name.startswith("bcd35_2025-12-01_083000_")
    assert name.endswith(f"_truoc-nang-cap-v{version}.db")
    assert dump(root / "sao-luu" / "so" / name) == before
    with closing(sqlite3.connect(root / "bcd35.db")) as now:
        assert now.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_without_a_copy_no_ledger_is_brought_up(root: Path) -> None:
    (root / "bcd35.db").unlink()
    before = older(root / "bcd35.db", len(MIGRATIONS) - 1)
    (root / "sao-luu").write_bytes(b"")
    with pytest.raises(DatabaseUnusable) as caught:
        open_desk(World(NOW, Workspace(root)))
    assert [found.code for found in caught.value.findings] == ["migration_without_copy"]
    assert (root / "bcd35.db").read_bytes() == before


# --- overdue ------------------------------------------------------------------------------------------------


def test_status_says_when_a_copy_is_overdue(root: Path, usb: Path, bcd35: CommandLine) -> None:
    bcd35("units", "edit", "SYT", "--name", "Sở Y tế tỉnh")
    with closing(sqlite3.connect(root / "bcd35.db")) as real:
        real.execute("UPDATE units SET sample = 0")
        real.commit()
    assert bcd35("status", now=NOW - timedelta(days=2)).err == ""  # seven days after the first number
    never = (
        "Lưu ý: Chưa sao lưu thư mục làm việc lần nào, đã 9 ngày từ khi cấp số đầu tiên. "
        "Sao lưu: bcd35 backup\n"
    )
    assert bcd35("status").err == never
    assert bcd35("backup", "-o", str(usb)).code == 0
    assert bcd35("status", now=NOW + timedelta(days=7)).err == ""
    late = "Lưu ý: Lần sao lưu tốt gần nhất cách đây 8 ngày, quá 7 ngày. Sao lưu: bcd35 backup\n"
    assert bcd35("status", now=NOW + timedelta(days=8)).err == late


def test_a_trial_with_the_sample_roster_hears_nothing_of_copies(tmp_path: Path, bcd35: CommandLine) -> None:
    trial = ("-C", str(tmp_path / "thử"))
    make_workspace(tmp_path / "thử")
    assert bcd35(*trial, "notify", "--date", "2025-11-22", "--unit", "SYT").code == 0

    said = bcd35(*trial, "status").err
    assert ("dùng thử" in said, "backup" in said) == (True, False)


# --- faults of the disk -------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="which operations there are differs there")
@pytest.mark.slow
@pytest.mark.issued("SYT")
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_a_fault_at_any_operation_leaves_no_half_copy(
    root: Path,
    tmp_path: Path,
    bcd35: CommandLine,
    lasting: bool,  # noqa: FBT001
) -> None:
    shutil.rmtree(root / "templates")
    for failing in range(1, 400):
        place = tmp_path / f"{lasting}-{failing}"
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, failing, lasting=lasting)
            ran = bcd35("backup", "-o", str(place), "--json")
        if faults.done < failing:
            assert ran.code == 0
            break
        codes = {found["code"] for found in ran.json["findings"]}
        assert codes <= HARMLESS, (failing, ran)
        if ran.code == 0:  # only the mark beside the papers was not read: no copy needs it
            assert len(copies_in(place)) == 1
        else:
            assert ran.code == (9 if "disk_full" in codes else 3), (failing, ran)
            assert "đã ghi vào sổ" not in ran.out  # a copy is no act
        for copy in copies_in(place):  # what fails after the list is there leaves a whole copy
            assert copy.content.lacking == () or "copy_incomplete" in codes
            for file in copy.content.files:
                assert (place / stored_path(file.path, file.sha256)).stat().st_size == file.size
    assert failing > 60
