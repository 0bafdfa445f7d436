"""Nothing is taken back behind a clerk's back: an import against edits made by commands."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from bcd35.domain.entries import UnitEntry
from bcd35.domain.errors import BrokenFile, Refused
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.registers.channel_changes import edit_channel
from bcd35.usecases.registers.holidays import confirm_year
from bcd35.usecases.registers.imports import import_registers
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.sources import ImportRequest, Register
from bcd35.usecases.registers.switching import switch_round
from bcd35.usecases.registers.units import add_unit, edit_unit, export_units, get_unit
from tests.conftest import ROUND, CommandLine, at
from tests.support import REPOSITORY
from tests.support.filling import ROUND_FILE, edit

UNITS, CHANNELS, HOLIDAYS = "data/units.yaml", "data/channels.yaml", "data/holidays.yaml"
TAKE = "Chạy lại lệnh, thêm --take ledger (giữ sổ) hoặc --take file (theo tệp)"


def imports(desk: Desk, name: str = UNITS, **terms: object) -> list[dict[str, object]]:
    """What an import of one file changes (code, field, before, after) and keeps (code, field)."""
    from bcd35.show.imports import imported

    request = ImportRequest([desk.workspace.root / name])._replace(**terms)  # type: ignore[arg-type]
    (register,) = imported(import_registers(desk, request), {}).data["registers"]
    return [{"changes": [(*one.values(),) for one in register["changes"]], "kept": register["kept"]}]


def held(desk: Desk, code: str = "SYT") -> tuple[str, str, str, str]:
    unit = get_unit(desk, code)
    return unit.name, unit.email, unit.note, unit.source


def refused(desk: Desk, name: str = UNITS, **terms: object) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        imports(desk, name, **terms)
    assert {(found.code, found.fix) for found in caught.value.findings} == {("changed_in_both", TAKE)}
    return [(found.where, found.message) for found in caught.value.findings]


def test_a_decision_and_a_file_that_change_different_days_of_the_calendar_both_stand(desk: Desk) -> None:
    days = [date(2026, 1, 2), date(2026, 11, 24)]
    confirm_year(desk, 2026, decision="Thông báo số 01", off=days[:1], worked=days[1:])
    provinces_own = "holidays:\n  - {date: 2027-06-07, name: Nghỉ riêng}\n"
    edit(desk.workspace.root, HOLIDAYS, ("holidays:\n", provinces_own))
    (done,) = imports(desk, HOLIDAYS)
    assert [change[1] for change in done["changes"]] == ["holidays.2027-06-07"]  # type: ignore[attr-defined]
    calendar = desk.store.registers.calendar()
    assert [day in calendar.days_off for day in (*days, date(2027, 6, 7))] == [True, False, True]


def test_a_day_that_decision_and_file_both_changed_is_asked_for_at_its_line(desk: Desk) -> None:
    culture_day = date(2026, 11, 24)
    confirm_year(desk, 2026, decision="Thông báo số 01", off=[], worked=[culture_day])
    line = "  - {date: 2026-11-24, name: Ngày Văn hóa Việt Nam}\n"
    before = (desk.workspace.root / HOLIDAYS).read_text("utf-8").partition(line)[0]
    edit(desk.workspace.root, HOLIDAYS, (line, line.replace("Ngày Văn hóa", "Văn hóa")))
    place = f"{HOLIDAYS}, dòng {before.count(chr(10)) + 1}, cột 5"
    words = "ngày nghỉ 24/11/2026: đang là (trống) → tệp ghi “Văn hóa Việt Nam”; cả hai đều đã đổi."
    assert refused(desk, HOLIDAYS) == [(place, words)]
    imports(desk, HOLIDAYS, take="file")
    assert desk.store.registers.holidays()[culture_day] == "Văn hóa Việt Nam"


def test_an_import_after_an_edit_of_another_line_keeps_what_the_command_set(desk: Desk) -> None:
    edit_unit(desk, "SYT", {"name": "Sở Y tế tỉnh", "email": "vt@syt.gov.vn"})
    edit(desk.workspace.root, UNITS, ('"Sở Nội vụ"', '"Sở Nội vụ tỉnh"'))
    done = imports(desk)
    assert done[0]["changes"] == [("SNV", "name", "Sở Nội vụ", "Sở Nội vụ tỉnh")]
    assert done[0]["kept"] == [
        {"code": "SYT", "field": "name", "ledger": "Sở Y tế tỉnh", "file": "Sở Y tế"},
        {"code": "SYT", "field": "email", "ledger": "vt@syt.gov.vn", "file": ""},
    ]
    assert held(desk) == ("Sở Y tế tỉnh", "vt@syt.gov.vn", "", "dòng lệnh")


def test_of_one_line_each_field_comes_from_the_side_that_changed_it(desk: Desk) -> None:
    edit_unit(desk, "SYT", {"email": "vt@syt.gov.vn"})
    edit(desk.workspace.root, UNITS, ('name: "Sở Y tế"', 'name: "Sở Y tế tỉnh"'))
    assert imports(desk)[0]["changes"] == [("SYT", "name", "Sở Y tế", "Sở Y tế tỉnh")]
    assert held(desk) == ("Sở Y tế tỉnh", "vt@syt.gov.vn", "", UNITS)
    # The mail stays the command's, also for a file that says nothing of the last import.
    other = desk.workspace.root / "khác.yaml"
    text = "units:\n  - {code: SYT, name: Sở Y tế tỉnh, kind: dang_uy_co_so, email: a@b.vn}\n"
    other.write_text(text, encoding="utf-8")
    assert refused(desk, "khác.yaml", register="units") == [
        (
            "khác.yaml, dòng 2, cột 65",
            ("SYT, thư công vụ: đang là “vt@syt.gov.vn” → tệp ghi “a@b.vn”; cả hai đều đã đổi."),
        )
    ]


CLASHES = [
    (
        f"{UNITS}, dòng 11, cột 23",
        "SYT, tên: đang là “Sở Y tế tỉnh” → tệp ghi “Sở Y tế mới”; cả hai đều đã đổi.",
    )
]


@pytest.mark.parametrize(("take", "name"), [("ledger", "Sở Y tế tỉnh"), ("file", "Sở Y tế mới")])
def test_a_true_clash_is_refused_until_somebody_decides(desk: Desk, take: str, name: str) -> None:
    edit_unit(desk, "SYT", {"name": "Sở Y tế tỉnh"})
    edit(
        desk.workspace.root,
        UNITS,
        ('name: "Sở Y tế"', 'name: "Sở Y tế mới"'),
        ('"Sở Nội vụ"', '"Sở Nội vụ mới"'),
    )
    for _ in range(2):  # refused as often as it is tried
        assert refused(desk) == CLASHES
    assert (held(desk)[0], held(desk, "SNV")[0]) == ("Sở Y tế tỉnh", "Sở Nội vụ")  # nothing was imported
    imports(desk, take=take)
    assert (held(desk)[0], held(desk, "SNV")[0]) == (name, "Sở Nội vụ mới")
    assert imports(desk)[0]["changes"] == []  # what was decided is not asked again
    assert held(desk)[0] == name


def test_a_clash_is_shown_beside_the_faults_of_other_files(desk: Desk) -> None:
    edit_unit(desk, "SYT", {"name": "Sở Y tế tỉnh"})
    edit(desk.workspace.root, UNITS, ('name: "Sở Y tế"', 'name: "Sở Y tế mới"'))
    edit(desk.workspace.root, ROUND_FILE, ("deadline: 2025-12-15", "deadline: mai"))
    with pytest.raises(BrokenFile) as caught:
        import_registers(desk, ImportRequest())
    assert [found.code for found in caught.value.findings] == ["not_a_date", "changed_in_both"]


def test_both_sides_saying_the_same_is_no_clash(desk: Desk) -> None:
    edit_unit(desk, "SYT", {"name": "Sở Y tế mới"})
    edit(desk.workspace.root, UNITS, ('name: "Sở Y tế"', 'name: "Sở Y tế mới"'))
    assert imports(desk) == [{"changes": [], "kept": []}]


def test_a_clash_in_words(
    bcd35: CommandLine, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bcd35("channels", "edit", "tt-bao", "--name", "Báo TN", "--note", "x")
    edit(root, CHANNELS, ("name: Báo Thái Nguyên", "name: Báo của tỉnh"))
    line = (root / CHANNELS).read_text(encoding="utf-8").splitlines().index("    name: Báo của tỉnh") + 1
    ran = bcd35("import")
    assert (ran.code, ran.out, ran.err) == (
        3,
        "",
        (
            f"Lỗi [{CHANNELS}, dòng {line}, cột 11]: tt-bao, tên: đang là “Báo TN” → tệp ghi “Báo của tỉnh”; "
            f"cả hai đều đã đổi.\n  → {TAKE}\n"
        ),
    )
    assert bcd35("import", "--dry-run").err == ran.err
    assert bcd35("import", "--take", "cái nào").code == 2
    done = bcd35("channels", "import", "--take", "ledger")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1:3] == [
        "  = giữ theo sổ: tt-bao, tên: “Báo TN” (tệp ghi “Báo của tỉnh”)",
        "  = giữ theo sổ: tt-bao, ghi chú: “x” (tệp ghi (trống))",
    ]
    hint = f"bcd35 channels export -o {CHANNELS}"
    assert f"Muốn tệp ghi như sổ (kênh đang dùng): {hint}\n" in done.out
    monkeypatch.chdir(tmp_path)  # the hint works from everywhere
    assert bcd35("-C", str(root), *hint.split()[1:]).code == 0
    monkeypatch.chdir(root)
    assert "giữ theo sổ" not in bcd35("channels", "import").out


def test_the_screen_tells_old_and_new_of_every_field(bcd35: CommandLine, root: Path) -> None:
    bcd35("status")
    edit(root, UNITS, ('name: "Sở Y tế"', 'email: a@b.vn, name: "Sở Y tế mới"'))
    edit(root, "data/office.yaml", ("Mai Thị Nhài", "Lê Thị Lan"))
    edit(root, "data/holidays.yaml", ("holidays:\n", "holidays:\n  - {date: 2026-03-17, name: Nghỉ}\n"))
    told = bcd35("import").out
    for words in (
        "      người ký, tên: “Mai Thị Nhài” → “Lê Thị Lan”\n",
        "      ngày nghỉ 17/03/2026: (trống) → “Nghỉ”\n",
        "  ~ đổi tên: SYT Sở Y tế mới\n      tên: “Sở Y tế” → “Sở Y tế mới”\n      thư công vụ: (trống) → ",
    ):
        assert words in told


def test_a_long_list_of_new_units_is_cut(bcd35: CommandLine, root: Path) -> None:
    bcd35("status")
    lines = "".join(f"  - {{code: A{n}, name: Sở {n}, kind: dang_uy_co_so}}\n" for n in range(105))
    (root / UNITS).write_text(f"units:\n{lines}", encoding="utf-8")
    told = bcd35("units", "import", "--dry-run").out.splitlines()
    assert len(told) == 18
    assert told[7:9] == [
        "  + mới: và 99 mục nữa (nêu đủ khi thêm --json)",
        "  ? không có trong tệp, vẫn giữ: BQLDA Ban Quản lý dự án đầu tư xây dựng tỉnh",
    ]
    assert len(bcd35("units", "import", "--json").json["data"]["registers"][0]["new"]) == 105


# --- rounds -------------------------------------------------------------------------------------------------


def test_a_closed_round_stays_closed_whatever_its_file_says(desk: Desk) -> None:
    notify(desk, NoticeRequest(dated=date(2025, 11, 24), units=("STC",)))
    switch_round(desk, ROUND, "closed")
    for text in ("", "status: open\n", "status: closed\n", "status: open\n"):
        path = desk.workspace.root / ROUND_FILE
        whole = path.read_text(encoding="utf-8").partition("status:")[0].rstrip() + "\n"
        path.write_text(whole + text, encoding="utf-8")
        import_registers(desk, ImportRequest())
        assert get_round(desk, ROUND).status == "closed"


def test_before_its_issue_a_round_is_closed_by_command_or_file(desk: Desk) -> None:
    switch_round(desk, ROUND, "closed")
    import_registers(desk, ImportRequest())
    assert get_round(desk, ROUND).status == "closed"
    switch_round(desk, ROUND, "open")
    path = desk.workspace.root / ROUND_FILE
    path.write_text(path.read_text(encoding="utf-8") + "\nstatus: closed\n", encoding="utf-8")
    assert imports(desk, ROUND_FILE)[0]["changes"] == [(ROUND, "status", "open", "closed")]
    assert get_round(desk, ROUND).status == "closed"


# --- files and ledgers without a base -----------------------------------------------------------------------


def forget_bases(desk: Desk) -> None:
    """A ledger as an older version left it."""
    with desk.act():
        desk.store._connection.execute("DELETE FROM imported_entries")


def test_an_older_ledger_whose_file_was_not_touched_keeps_its_edits(desk: Desk) -> None:
    edit_unit(desk, "SYT", {"name": "Sở Y tế tỉnh"})
    switch_round(desk, ROUND, "closed")
    forget_bases(desk)
    import_registers(desk, ImportRequest())
    assert (held(desk)[0], get_round(desk, ROUND).status) == ("Sở Y tế tỉnh", "closed")


def test_in_an_older_ledger_the_journal_tells_what_commands_set(desk: Desk) -> None:
    edit_unit(desk, "SYT", {"name": "Sở Y tế tỉnh"})
    add_unit(desk, UnitEntry(code="MOI", name="Mới", kind="chi_bo_co_so", email="a@b.vn"))
    forget_bases(desk)
    edit(
        desk.workspace.root,
        UNITS,
        ('"Sở Nội vụ"', '"Sở Nội vụ tỉnh"'),
        ('name: "Sở Y tế"', 'email: x@y.vn, name: "Sở Y tế"'),
        ("units:\n", "units:\n  - {code: moi, name: Mới a, kind: chi_bo_co_so}\n"),
    )
    assert [message.partition(":")[0] for _, message in refused(desk)] == ["MOI, tên", "SYT, tên"]
    imports(desk, take="ledger")
    assert (held(desk)[:2], held(desk, "SNV")[0], held(desk, "MOI")[1]) == (
        ("Sở Y tế tỉnh", "x@y.vn"),
        "Sở Nội vụ tỉnh",
        "a@b.vn",
    )


def test_lines_of_the_journal_of_older_versions_count_too(desk: Desk) -> None:
    with desk.act():
        registers = desk.store.registers
        for code, source in (("SYT", "dòng lệnh"), ("SNV", UNITS)):
            unit = next(one for one in registers.units() if one.code == code)
            changed = Unit(code=code, name=f"{unit.name} cũ", kind=unit.kind, source=source)
            registers.change_unit(changed)
            registers.journal(desk.world.now, "edit_unit", code, name=changed.name)
    forget_bases(desk)
    edit(
        desk.workspace.root, UNITS, ('name: "Sở Y tế"', 'name: "Sở Y tế a"'), ('"Sở Nội vụ"', '"Sở Nội vụ a"')
    )
    # An import of an older version came after the edit of SNV, so nothing of it is a command's any more.
    assert [message.partition(":")[0] for _, message in refused(desk)] == ["SYT, tên"]


def test_a_file_from_elsewhere_takes_no_edit_back(desk: Desk, tmp_path: Path) -> None:
    edit_unit(desk, "SYT", {"email": "vt@syt.gov.vn"})
    outside = tmp_path / "của sở.yaml"
    text = "units:\n  - {code: SYT, name: Sở Y tế mới, kind: dang_uy_co_so, email: so@syt.gov.vn}\n"
    outside.write_text(text, encoding="utf-8")
    units: Register = "units"
    (clash,) = refused(desk, str(outside), register=units)
    assert clash[0] == f"{outside.as_posix()}, dòng 2, cột 64"
    imports(desk, str(outside), register=units, take="ledger")
    assert held(desk)[:2] == ("Sở Y tế mới", "vt@syt.gov.vn")
    # From now on the file has a base too; the workspace's own file keeps its own.
    outside.write_text(text.replace("so@", "phong@"), encoding="utf-8")
    assert len(refused(desk, str(outside), register=units)) == 1
    assert imports(desk)[0]["changes"] == []
    assert held(desk)[:2] == ("Sở Y tế mới", "vt@syt.gov.vn")


@pytest.mark.trial
def test_an_export_over_the_own_file_is_its_base(desk: Desk) -> None:
    edit_unit(desk, "SYT", {"name": "Sở Y tế tỉnh"})
    export_units(desk, desk.workspace.root / UNITS)
    edit(desk.workspace.root, UNITS, ("name: Sở Y tế tỉnh", "name: Sở Y tế của tỉnh"))
    assert imports(desk)[0]["changes"] == [("SYT", "name", "Sở Y tế tỉnh", "Sở Y tế của tỉnh")]
    # The roster that came with the tool is still known for what it is, but for the unit that was edited.
    assert {unit.code for unit in desk.store.registers.units() if not unit.sample} == {"SYT"}


def test_fields_of_two_sides_that_do_not_go_together_are_refused(desk: Desk) -> None:
    edit_channel(desk, "tt-bao", {"platform": "youtube", "url": "https://www.youtube.com/@baotn"})
    edit(desk.workspace.root, CHANNELS, ("@baothainguyen.official?", "@baotn"))
    assert [message.partition(":")[0] for _, message in refused(desk, CHANNELS)] == ["tt-bao, địa chỉ"]
    with pytest.raises(BrokenFile) as caught:
        imports(desk, CHANNELS, take="file")
    assert [found.code for found in caught.value.findings] == ["url_not_of_platform"]
    assert imports(desk, CHANNELS, take="ledger")[0]["changes"] == []


# --- started together ---------------------------------------------------------------------------------------


def test_the_file_is_read_under_the_write_lock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    really_act = Desk.act

    @contextmanager
    def act(self: Desk) -> Iterator[None]:
        with really_act(self):  # somebody saves the file while this run waits for the lock
            edit(self.workspace.root, UNITS, ('"Sở Nội vụ"', '"Sở Nội vụ tỉnh"'))
            yield

    monkeypatch.setattr(Desk, "act", act)
    assert imports(desk)[0]["changes"] == [("SNV", "name", "Sở Nội vụ", "Sở Nội vụ tỉnh")]


@pytest.mark.slow
def test_edits_and_imports_started_together_lose_nothing(root: Path, bcd35: CommandLine) -> None:
    bcd35("status")
    command = (sys.executable, "-m", "bcd35", "-C", str(root), "-q")
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"}
    lost = []
    for trial in range(12):
        edit(root, UNITS, (f'"Sở Nội vụ{f" {trial}" if trial else ""}"', f'"Sở Nội vụ {trial + 1}"'))
        mail = f"lan{trial}@syt.gov.vn"
        started = [
            subprocess.Popen((*command, *rest), cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL)
            for rest in (("units", "edit", "SYT", "--email", mail), ("import",))
        ]
        assert [one.wait() for one in started] == [0, 0]
        desk = at(root)
        if (held(desk)[1], held(desk, "SNV")[0]) != (mail, f"Sở Nội vụ {trial + 1}"):
            lost.append(trial)
        desk.store.close()
    assert lost == []


def test_an_import_keeps_what_confirming_a_year_changed(bcd35: CommandLine, root: Path) -> None:
    decided = ("--decision", "Thông báo 1", "--off", "2026-01-02", "--work", "2026-01-10")
    assert bcd35("holidays", "confirm", "2026", *decided).code == 0

    assert bcd35("import").code == 0

    days = {day["day"]: day["kind"] for day in bcd35("holidays", "list", "2026", "--json").json["data"]}
    assert (days["2026-01-02"], days["2026-01-10"], days["2026-08-22"]) == ("off", "worked", "worked")
    assert (root / "data" / "holidays.yaml").is_file()


@pytest.mark.parametrize(("noun", "code"), [("units", "SYT"), ("channels", "tt-bao")])
@pytest.mark.parametrize("all_files", [False, True])
def test_what_a_file_put_out_of_use_by_leaving_it_out_comes_back_with_its_line(
    bcd35: CommandLine, root: Path, noun: str, code: str, *, all_files: bool
) -> None:
    file = root / f"data/{noun}.yaml"
    whole = file.read_text(encoding="utf-8")
    assert bcd35("import").code == 0
    head, *entries = re.split(r"(?m)^(?=  - )", whole)
    file.write_text(head + "".join(one for one in entries if code not in one), encoding="utf-8")
    assert bcd35(noun, "import", str(file), "--retire-missing").code == 0
    advice = bcd35("undo").err
    assert f"Sửa dòng sai trong tệp rồi nhập lại: bcd35 {noun} import data/{noun}.yaml" in advice

    file.write_text(whole, encoding="utf-8")
    ran = bcd35(*(() if all_files else (noun,)), "import", *(() if all_files else (f"data/{noun}.yaml",)))
    assert (ran.code, "trạng thái: thôi dùng → đang dùng" in ran.out) == (0, True)
    assert bcd35(noun, "show", code, "--json").json["data"]["status"] == "active"

    assert bcd35(noun, "retire", code).code == 0
    ran = bcd35(noun, "import", f"data/{noun}.yaml")
    assert f"= giữ theo sổ: {code}, trạng thái: thôi dùng (tệp ghi đang dùng)" in ran.out
    back = f"bcd35 {noun} edit {code} --status active"
    assert back in ran.out + ran.err
    assert bcd35(*back.split()[1:]).code == 0
    assert bcd35(noun, "show", code, "--json").json["data"]["status"] == "active"


def test_a_merger_that_a_command_put_in_the_place_of_being_left_out_stands(
    bcd35: CommandLine, root: Path
) -> None:
    file = root / "data/units.yaml"
    whole = file.read_text(encoding="utf-8")
    assert bcd35("import").code == 0
    without = "".join(line for line in whole.splitlines(keepends=True) if "SYT" not in line)
    file.write_text(without, encoding="utf-8")
    assert bcd35("units", "import", str(file), "--retire-missing").code == 0
    assert bcd35("units", "retire", "SYT", "--into", "STC", "--put-right", "sáp nhập").code == 0

    file.write_text(whole, encoding="utf-8")
    ran = bcd35("import")
    assert "= giữ theo sổ: SYT, trạng thái: thôi dùng (tệp ghi đang dùng)" in ran.out
    assert bcd35("units", "show", "SYT", "--json").json["data"]["status"] == "retired"
