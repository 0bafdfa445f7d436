"""A book with the sample roster is a trial; its end sets aside what it issued and received, whole."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bcd35.store.schema import MIGRATIONS, REGISTER_KEYS
from bcd35.store.store import Store
from bcd35.usecases.registers.units import list_units
from bcd35.world.workspace import now
from tests.conftest import SET_VALUES, CommandLine, at
from tests.support import REPOSITORY
from tests.support.faults import sqlite_error
from tests.support.filling import picture, rows

pytestmark = pytest.mark.trial

FOLDER = "thu-nghiem/2025-12-01"
NOTE = (
    "Lưu ý: Sổ dùng thử, còn đơn vị của danh sách mẫu. Làm thật: nhập danh sách của văn phòng "
    "(tệp Excel, CSV; hoặc data/units.yaml đã bỏ dòng sample): bcd35 units import TỆP\n"
)
OWN = """
units:
  - {code: SYT, name: Sở Y tế, kind: dang_uy_co_so}
  - {code: MOI, name: Sở Mới, kind: dang_uy_co_so}
"""
GOOD = SET_VALUES


def own_roster(root: Path) -> None:
    (root / "data" / "units.yaml").write_text(OWN, encoding="utf-8")


def tried(bcd35: CommandLine) -> None:
    """A letter to all sample units, a report of one of them, the round closed."""
    assert bcd35("notify", "--date", "2025-11-22").code == 0
    assert bcd35("record-report", "SYT", *GOOD).code == 0
    assert bcd35("rounds", "close", "2025-11-kenh-truyen-thong").code == 0


def papers(folder: Path) -> set[str]:
    """Every file of a folder of papers but the mark, which the next act writes anew."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "_moc.json")
    return {path.relative_to(folder).as_posix() for path in files}


def test_every_command_says_in_one_line_that_it_is_a_trial(bcd35: CommandLine) -> None:
    assert bcd35("units", "list").err == NOTE
    assert bcd35("notify", "--date", "2025-11-22").err == NOTE
    assert bcd35("status").err == NOTE
    (found,) = bcd35("status", "--json").json["findings"]
    assert (found["code"], found["where"]) == ("trial", "data/units.yaml")
    assert bcd35("import", "--dry-run").err == bcd35("import").err == NOTE


def test_the_office_s_own_roster_sets_the_trial_aside_and_the_book_begins_clean(
    bcd35: CommandLine, root: Path
) -> None:
    tried(bcd35)
    before, issued = picture(root), papers(root / "out")
    own_roster(root)

    ran = bcd35("units", "import", "data/units.yaml")

    words = (
        "Lưu ý: Hết dùng thử: sổ dùng thử (1 công văn, 1 báo cáo và mọi tệp trong out/) đã chuyển vào "
        f"{FOLDER}/, không xóa gì.\n  → Sổ bắt đầu sạch. Công văn đầu tiên mang số 28-CV/BCĐ (theo "
        f'data/office.yaml). Xem lại sổ dùng thử: bcd35 -C "{root / FOLDER}" status\n'
    )
    assert (ran.code, ran.err) == (0, words)
    aside = picture(root / FOLDER)
    assert aside == {
        name: digest for name, digest in before.items() if name.startswith("out/") or name == "bcd35.db"
    }
    assert (papers(root / FOLDER / "out"), papers(root / "out")) == (issued, set())
    assert rows(root, "SELECT count(*) FROM numbers") == rows(root, "SELECT count(*) FROM reports") == [(0,)]
    assert rows(root, "SELECT code FROM units WHERE status = 'active' ORDER BY code") == [("MOI",), ("SYT",)]
    assert rows(root, "SELECT status FROM rounds") == [("open",)], "as its file states it"
    assert (bcd35("check").code, bcd35("status").code) == (0, 3)
    issued_now = bcd35("notify", "--date", "2025-12-01", "--json").json
    assert (issued_now["data"]["letter"]["reference"], issued_now["findings"]) == ("28-CV/BCĐ", [])
    from_here = NOTE.replace("bcd35 units", f'bcd35 -C "{FOLDER}" units')
    assert bcd35("-C", FOLDER, "check").err == from_here, "the trial can be looked at where it lies"


def test_a_rehearsal_says_what_would_be_set_aside(bcd35: CommandLine, root: Path) -> None:
    tried(bcd35)
    own_roster(root)
    before = picture(root)

    ran = bcd35("import", "--dry-run", "--json")

    assert [found["code"] for found in ran.json["findings"]] == ["trial_ends"]
    assert f"sẽ được chuyển vào {FOLDER}/" in ran.json["findings"][0]["message"]
    assert picture(root) == before


def test_without_letters_there_is_nothing_to_set_aside(bcd35: CommandLine, root: Path) -> None:
    bcd35("channels", "list")
    own_roster(root)

    ran = bcd35("import")

    assert "chưa phát hành, chưa nhận gì nên không có gì phải cất" in ran.err
    assert not (root / "thu-nghiem").exists()
    assert bcd35("status").err.count("dùng thử") == 0


def test_own_units_beside_the_sample_are_still_a_trial_until_the_last_sample_unit_goes(
    bcd35: CommandLine, root: Path
) -> None:
    assert bcd35("units", "add", "MOI", "--name", "Sở Mới", "--kind", "dang_uy_co_so").err == NOTE
    bcd35("units", "edit", "SYT", "--note", "của văn phòng")
    assert bcd35("notify", "--date", "2025-11-22").err == NOTE
    samples = [code for (code,) in rows(root, "SELECT code FROM units WHERE sample ORDER BY code")]
    for code in samples[:-1]:
        assert bcd35("units", "retire", code).err == NOTE

    ran = bcd35("units", "retire", samples[-1], "--into", "MOI")

    assert f"đã chuyển vào {FOLDER}/" in ran.err
    assert NOTE not in ran.err
    assert rows(root, "SELECT code FROM units WHERE status = 'active' ORDER BY code") == [("MOI",), ("SYT",)]
    assert rows(root, "SELECT into_code FROM mergers") == [("MOI",)], "registers stay"


def test_a_second_trial_of_one_day_gets_a_folder_of_its_own(bcd35: CommandLine, root: Path) -> None:
    (root / FOLDER / "out").mkdir(parents=True)
    tried(bcd35)
    own_roster(root)

    assert f"{FOLDER}-2/" in bcd35("units", "import").err


def test_a_real_book_is_never_set_aside(bcd35: CommandLine, root: Path) -> None:
    """Not by the sample file imported again, and not for sample units that came in force again."""
    own = root / "data" / "units.yaml"
    sample = own.read_text(encoding="utf-8")
    bcd35("channels", "list")
    own_roster(root)
    assert bcd35("import").code == 0
    assert bcd35("notify", "--date", "2025-12-01").code == 0
    own.write_text(sample, encoding="utf-8")

    assert [found["code"] for found in bcd35("import", "--json").json["findings"]] == ["sample_left_out"]
    assert bcd35("units", "edit", "STC", "--status", "active").err == ""
    assert bcd35("units", "retire", "STC").err == ""
    assert not (root / "thu-nghiem").exists()
    assert rows(root, "SELECT count(*) FROM numbers") == [(1,)]


def test_the_sample_file_no_longer_counts_when_the_roster_came_from_a_list(
    bcd35: CommandLine, root: Path
) -> None:
    (root / "ds.csv").write_text("STT,Tên đơn vị,Loại\n1,Sở Mới,Chi bộ cơ sở\n", encoding="utf-8")
    assert bcd35("units", "import", "ds.csv").code == 0

    ran = bcd35("import", "--retire-missing")
    assert "data/units.yaml (đơn vị): mới 0, thay đổi 0, giữ nguyên 0, không có trong tệp 0." in ran.out
    assert [unit.name for unit in list_units(at(root))] == ["Sở Mới"]
    advice = "bcd35 units export -o data/units.yaml"
    assert ran.err.splitlines()[-1].endswith(advice)
    assert bcd35(*advice.split()[1:]).code == 0
    ran = bcd35("import", "--retire-missing")
    assert (ran.err, "data/units.yaml (đơn vị): mới 0, thay đổi 0, giữ nguyên 1" in ran.out) == ("", True)


@pytest.mark.parametrize("name", ["don-vi.xlsx", "don-vi.csv"])
def test_the_sample_roster_out_and_in_again_ends_nothing(bcd35: CommandLine, root: Path, name: str) -> None:
    assert bcd35("notify", "--date", "2025-11-22").code == 0
    assert bcd35("units", "export", "-o", name).code == 0

    assert bcd35("units", "import", name, "--dry-run").err == NOTE
    ran = bcd35("units", "import", name)
    assert (ran.err, "Không có gì thay đổi." in ran.out) == (NOTE, True)
    assert not (root / "thu-nghiem").exists()


def older(root: Path) -> None:
    """The ledger as a version wrote it that knew nothing of trials."""
    with closing(sqlite3.connect(root / "bcd35.db")) as connection:
        connection.execute("DROP TRIGGER IF EXISTS journal_no_delete")
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'journal'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM journal WHERE act = 'begin_trial'")
        connection.commit()


def test_an_older_ledger_with_letters_to_sample_units_only_is_a_trial(bcd35: CommandLine, root: Path) -> None:
    tried(bcd35)
    older(root)
    own_roster(root)

    assert bcd35("status", "2025-11-kenh-truyen-thong").err.startswith("Lưu ý: Sổ dùng thử")
    assert f"đã chuyển vào {FOLDER}/" in bcd35("units", "import").err


def test_an_older_ledger_that_went_on_with_the_office_s_own_units_is_real(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("units", "add", "MOI", "--name", "Sở Mới", "--kind", "dang_uy_co_so")
    bcd35("notify", "--date", "2025-11-22")
    older(root)
    own_roster(root)

    ran = bcd35("units", "import")

    assert (ran.code, "dùng thử" in ran.err) == (0, False)
    assert not (root / "thu-nghiem").exists()
    assert rows(root, "SELECT count(*) FROM numbers") == [(1,)]
    assert bcd35("rounds", "list", "--json").json["findings"] == []


# --- killed, refused ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_at_any_step_the_next_command_goes_on_rightly(
    bcd35: CommandLine, root: Path, tmp_path: Path
) -> None:
    bcd35("notify", "--date", "2025-11-22", "--unit", "SYT")
    bcd35("record-report", "SYT", *GOOD)
    own_roster(root)
    before, issued = at_work(root), papers(root / "out")
    whole = ""
    for step in range(1, 60):
        copy = Path(shutil.copytree(root, tmp_path / f"{step:02d}"))
        done = killed(copy, str(step))
        assert b"Traceback" not in done.stderr
        assert bcd35("-C", str(copy), "units", "list", "--json").code == 0
        if rows(copy, "SELECT count(*) FROM numbers") == [(1,)]:
            assert at_work(copy) == before, step
        assert (
            bcd35("-C", str(copy), "units", "import", str(copy / "data" / "units.yaml"), now=now()).code == 0
        )
        (folder,) = (copy / "thu-nghiem").iterdir()
        assert (papers(folder / "out"), papers(copy / "out")) == (issued, set()), step
        assert rows(folder, "SELECT count(*) FROM reports") == [(1,)]
        assert rows(copy, "SELECT count(*) FROM numbers") == [(0,)]
        assert bcd35("-C", str(copy), "check").code == 0
        if done.returncode == 0:
            whole = "ended by itself"
            break
    assert (whole, step > 6) == ("ended by itself", True)


def at_work(root: Path) -> dict[str, str]:
    """All files but the trials set aside and SQLite's journal, which holds an interrupted act or nothing."""
    others = ("thu-nghiem/", "bcd35.db-journal")
    return {name: digest for name, digest in picture(root).items() if not name.startswith(others)}


def killed(root: Path, step: str) -> "subprocess.CompletedProcess[bytes]":
    command = ("-m", "tests.support.crash_child", "kill", step, "-C", str(root), "units", "import")
    return subprocess.run(
        [sys.executable, *command, str(root / "data" / "units.yaml")],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("where", ["move", "commit"])
def test_when_the_papers_cannot_move_nothing_has_changed(
    where: str, bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried(bcd35)
    own_roster(root)
    before = picture(root)
    with monkeypatch.context() as patch:
        (_held_open if where == "move" else _no_commit)(patch)
        ran = bcd35("units", "import")

    assert ran.code == (9 if where == "move" else 7)
    assert ran.out == ""
    assert where != "move" or "Đóng Word, Excel, Explorer đang mở thư mục out/ rồi chạy lại." in ran.err
    assert picture(root) == before
    assert not list((root / "thu-nghiem").iterdir())
    assert bcd35("units", "import").code == 0


def _held_open(patch: pytest.MonkeyPatch) -> None:
    def refuse(source: Path, _target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(source))

    patch.setattr("bcd35.usecases.registers.trial.move_folder", refuse)


def _no_commit(patch: pytest.MonkeyPatch) -> None:
    class Failing(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql == "COMMIT":
                raise sqlite_error("disk I/O error")
            return super().execute(sql, *values)

    real = sqlite3.connect
    patch.setattr(sqlite3, "connect", lambda *given, **options: real(*given, **options, factory=Failing))


# --- the schema ---------------------------------------------------------------------------------------------


def test_a_book_that_begins_anew_is_as_a_new_one_but_for_its_registers(
    bcd35: CommandLine, root: Path, tmp_path: Path
) -> None:
    tried(bcd35)
    bcd35("holidays", "confirm", "2026", "--decision", "Thông báo 9441", "--work", "2026-08-22")
    own_roster(root)
    bcd35("units", "import")
    assert rows(root, "SELECT year, max(day) FROM confirmed_years, working_days") == [(2026, "2026-08-22")]
    fresh = Store.open(tmp_path / "mới.db")
    with fresh.act():
        fresh.create_schema()
    fresh.close()

    sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    with closing(sqlite3.connect(tmp_path / "mới.db")) as connection:
        assert rows(root, sql) == connection.execute(sql).fetchall()
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
    filled = {name for name in tables if rows(root, f"SELECT count(*) FROM {name}") != [(0,)]}  # noqa: S608 – our own names
    assert filled <= {*REGISTER_KEYS, "journal", "seals"}
    assert rows(root, "PRAGMA user_version") == [(len(MIGRATIONS),)]
    acts = [act for (act,) in rows(root, "SELECT act FROM journal ORDER BY id")]
    assert (acts[0], {*acts[1:-1]}, acts[-1]) == ("import_units", {"import_unit"}, "end_trial")
    assert json.loads(rows(root, "SELECT detail FROM journal WHERE act = 'end_trial'")[0][0]) == {
        "letters": 1,
        "reports": 1,
    }
    assert "số công văn: 1; số báo cáo: 1; lệnh: " in bcd35("log").out
    assert at(root).store.faults() == []
