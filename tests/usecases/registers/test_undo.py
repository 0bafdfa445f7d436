"""The last act is put right by the command that is printed; what has no way back is told instead."""

from datetime import timedelta
from pathlib import Path

import pytest

from bcd35.domain.journal.acts import with_ways_back
from bcd35.domain.journal.lines import Line, command, sentence
from tests.conftest import NOW, ROUND, SET_VALUES, CommandLine, at
from tests.support.filling import add_round, fill, form_of, make_office, picture, rows

pytestmark = pytest.mark.issued
SET = SET_VALUES
LATER = NOW + timedelta(days=1)


def journal(root: Path) -> list[tuple[str, ...]]:
    return rows(root, "SELECT act, subject FROM journal ORDER BY id")


def test_the_act_is_shown_and_the_command_that_is_shown_runs(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "edit", "SYT", "--name", "Sở Y tế tỉnh")

    ran = bcd35("undo", "--yes", now=LATER)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:2] == [
        "Sửa lại việc: Sửa đơn vị (SYT), 01/12/2025 08:30.",
        'Đã chạy: bcd35 units edit SYT --name "Sở Y tế" --date 2025-12-01',
    ]
    assert "Sở Y tế" in ran.out
    assert bcd35("units", "show", "SYT", "--json").json["data"]["name"] == "Sở Y tế"
    assert journal(root)[-2:] == [("edit_unit", "SYT"), ("edit_unit", "SYT")], "nothing is deleted"


def test_a_rehearsal_shows_and_does_nothing(bcd35: CommandLine, root: Path) -> None:
    bcd35("rounds", "exempt", "SXD", "--reason", "đang sáp nhập", "--date", "2025-11-25")
    before = picture(root)

    ran = bcd35("undo", "--dry-run")

    way = f'bcd35 rounds exempt SXD --round {ROUND} --take-back "miễn nhầm"'
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "Việc cuối cùng có ghi vào sổ (lần chạy nào sau đó thì không ghi gì):",
        "01/12/2025 08:30  Miễn báo cáo: SXD – Sở Xây dựng",
        f"    đợt: {ROUND}; lý do: đang sáp nhập; ngày: 25/11/2025; lệnh: bcd35 rounds exempt",
        "    việc báo cáo: phải báo cáo → được miễn",
        f"    → Sửa lại: {way}",
        "Sửa lại bằng:",
        f"  {way}",
        "Chưa chạy lệnh nào.",
    ]
    assert bcd35("undo", "--dry-run", "--json").json["data"]["commands"] == [way]
    assert picture(root) == before


def test_without_a_person_it_asks_for_the_word(bcd35: CommandLine, root: Path) -> None:
    bcd35("rounds", "close", ROUND)
    before = picture(root)

    ran = bcd35("undo")

    assert (ran.code, ran.out) == (2, "")
    way = f'bcd35 rounds close {ROUND} --take-back "ghi nhầm"'
    assert ran.err.splitlines() == [
        f"Lỗi: Lệnh này hỏi trước khi chạy {way}, mà không có ai ở cửa sổ lệnh để hỏi.",
        "  → Xem trước: bcd35 undo --dry-run",
        "    Đúng thì chạy: bcd35 undo --yes",
    ]
    assert picture(root) == before


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        (("remind", "--date", "2025-12-16"), "Hủy công văn: bcd35 letters void 29 --reason LÝ_DO"),
        (
            ("units", "edit", "TTT", "--note", "thôi"),
            "Ghi lại giá trị cũ nêu ở trên bằng: bcd35 units edit TTT --note GHI_CHÚ",
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_has_no_way_back_or_needs_a_value_is_refused(
    bcd35: CommandLine, root: Path, command: tuple[str, ...], advice: str
) -> None:
    bcd35("record-report", "SYT", *SET)
    bcd35("holidays", "confirm", "2025", "--decision", "x")
    bcd35("units", "edit", "TTT", "--note", 'ghi "nháy" $5')
    assert bcd35(*command, now=LATER).code == 0
    before = picture(root)

    ran = bcd35("undo", "--yes", now=LATER)

    assert (ran.code, ran.out) == (3, "")
    assert "Không có lệnh nào tự sửa lại trọn việc ấy." in ran.err
    assert advice in ran.err
    assert picture(root) == before


def test_a_year_that_is_presumed_by_mistake_is_confirmed_by_its_decision(bcd35: CommandLine) -> None:
    assert bcd35("holidays", "confirm", "2025", "--decision", "TB 12", "--off", "2025-12-24").code == 0
    before = bcd35("holidays", "list", "2025", "--json").json["data"]
    assert bcd35("holidays", "presume", "2025", "--reason", "nhầm", now=LATER).code == 0

    ran = bcd35("undo", "--yes", "--json", now=LATER)

    assert ran.json["data"]["commands"] == ['bcd35 holidays confirm 2025 --decision "TB 12"']
    assert bcd35("holidays", "list", "2025", "--json").json["data"] == before
    assert bcd35("undo", "--yes", now=LATER).code == 0
    assert bcd35("holidays", "list", "2025", "--json").json["data"] != before


def test_two_ways_are_not_told_as_two_steps(bcd35: CommandLine) -> None:
    replace = f"bcd35 notify {ROUND} --replace 28 --reason LÝ_DO"
    assert bcd35("undo", "--yes").err.endswith(
        f"phát hành công văn thay thế: {replace}\n"
        "    Hoặc hủy hẳn, không thay: bcd35 letters void 28 --reason LÝ_DO\n"
    )


def test_a_run_about_many_units_is_undone_as_one(bcd35: CommandLine, root: Path) -> None:
    for unit in ("SYT", "SNV", "SXD"):
        fill(form_of(root, unit), root / "về" / f"{unit}.xlsx")
    bcd35("record-report", "TTT", *SET)
    assert bcd35("record-report", "về").code == 0

    shown = bcd35("undo", "--dry-run").out.splitlines()
    ran = bcd35("undo", "--yes", "--json", now=LATER)

    amend = f"bcd35 reports amend SNV SXD SYT --round {ROUND} --received-on NGÀY --reason LÝ_DO"
    assert shown[-4] == "Sửa lại bằng:"
    assert shown[-2] == f"Chỉ ngày nhận sai thì không cần rút, sửa ngày: {amend}"
    assert (ran.code, ran.json["data"]["done"]) == (0, 1)
    assert ran.json["data"]["commands"] == [
        f'bcd35 reports withdraw SYT SXD SNV --round {ROUND} --revision 1 --reason "ghi nhầm"'
    ]
    for day in ("2025-12-01", "2025-12-20"):  # nor does an earlier day count what was entered by mistake
        units = bcd35("status", "--as-of", day, "--json", now=LATER).json["data"]["units"]
        assert {unit["code"] for unit in units if unit["revision"]} == {"TTT"}


def test_a_command_that_does_not_go_on_ends_it_and_says_how_far_it_came(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(form_of(root, "SYT"), root / "về" / "1.xlsx", so_anh=5)
    bcd35("record-report", "SNV", *SET)
    fill(form_of(root, "SNV"), root / "về" / "2.xlsx", so_anh=5)
    bcd35("record-report", "về", now=LATER)
    from bcd35.usecases.receiving import withdraw

    withdraw_all = withdraw.withdraw_revisions

    def refuse_syt(desk: object, units: list[str], *args: object, **more: object) -> object:
        from bcd35.domain.errors import Refused

        if list(units) == ["SYT"]:
            raise Refused("any", "Không rút được.", fix="Thôi.")
        return withdraw_all(desk, units, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(withdraw, "withdraw_revisions", refuse_syt)
    ran = bcd35("undo", "--yes", now=LATER)

    assert ran.code == 3
    assert ran.out.splitlines()[-1] == (
        f"Mới chạy 1/2 lệnh; dừng ở: bcd35 reports withdraw SYT --round {ROUND} --revision 1 "
        '--reason "ghi nhầm"'
    )
    assert "Không rút được." in ran.err


def test_a_report_that_was_moved_goes_back(bcd35: CommandLine) -> None:
    bcd35("record-report", "SYT", *SET)
    assert bcd35("reports", "move", "SYT", "--to", "SNV", "--reason", "nhầm đơn vị").code == 0

    ran = bcd35("undo", "--yes")

    assert (ran.code, ran.out.splitlines()[1]) == (
        0,
        f'Đã chạy: bcd35 reports move SNV --round {ROUND} --to SYT --reason "chuyển nhầm"',
    )
    units = bcd35("status", "--json").json["data"]["units"]
    assert {unit["code"] for unit in units if unit["revision"]} == {"SYT"}


def test_undoing_twice_does_it_again(bcd35: CommandLine) -> None:
    bcd35("rounds", "close", ROUND)
    assert bcd35("undo", "--yes").code == 0
    assert bcd35("undo", "--yes").out.splitlines()[1].startswith(f"Đã chạy: bcd35 rounds close {ROUND}")
    assert bcd35("rounds", "list", "--json").json["data"][0]["status"] == "closed"


@pytest.mark.parametrize(
    "command",
    [
        ("rounds", "close", ROUND),
        ("reports", "swap", "SYT", "SNV", "--reason", "nhầm"),
        ("reports", "move", "SYT", "--to", "TTT", "--reason", "nhầm"),
        ("reports", "withdraw", "SYT", "SNV", "--reason", "nhầm"),
        ("reports", "amend", "SYT", "--note", "mới", "--reason", "nhầm"),
        ("rounds", "exempt", "SXD", "--reason", "đại hội"),
        ("rounds", "extend", "--all", "--to", "2025-12-23", "--reason", "bão"),
        ("units", "edit", "SYT", "--name", "Sở Y tế tỉnh"),
        ("units", "edit", "SYT", "--note", "một ghi chú"),
        ("units", "retire", "SXD", "--reason", "giải thể"),
        ("units", "recode", "SXD", "SXDM"),
        ("units", "add", "TCT", "--name", "Trường Chính trị", "--kind", "dang_uy_co_so"),
        ("channels", "edit", "fb-huong-tra", "--status", "retired"),
        ("letters", "reserve", "40", "--reason", "họp"),
        ("letters", "void", "28", "--reason", "nhầm"),
    ],
    ids=" ".join,
)
def test_undoing_an_undo_says_that_the_act_before_holds_again(
    bcd35: CommandLine, command: tuple[str, ...]
) -> None:
    for unit in ("SYT", "SNV"):
        assert bcd35("record-report", unit, *SET, now=NOW).code == 0
    done = "Việc ấy vốn là lần sửa lại của:"
    assert bcd35(*command, now=LATER).code == 0
    first = bcd35("undo", "--yes", now=LATER + timedelta(minutes=1))
    assert (first.code, done in first.out) == (0, False)
    later = LATER + timedelta(minutes=2)
    assert "Việc này vốn là lần sửa lại của:" in bcd35("undo", "--dry-run", now=later).out
    again = bcd35("undo", "--yes", now=later)
    assert (again.code, done in again.out) == (0, True)
    assert done in bcd35("undo", "--yes", now=LATER + timedelta(minutes=3)).out


@pytest.mark.parametrize(
    "acts",
    [
        [("holidays", "confirm", "2025", "--decision", "Q", "--off", "2025-12-15")],
        [("holidays", "confirm", "2026", "--decision", "Q", "--work", "2026-02-16")],
        [
            ("rounds", "exempt", "SNV", "--reason", "a", "--date", "2025-12-01"),
            ("rounds", "restore", "SNV", "--reason", "b", "--date", "2025-12-02"),
            ("rounds", "exempt", "SNV", "--take-back", "c"),
        ],
    ],
    ids=["day-off", "worked", "two-lines"],
)
def test_what_one_undo_ran_is_one_act_for_the_next(bcd35: CommandLine, acts: list[tuple[str, ...]]) -> None:
    def seen() -> list[object]:
        questions = (("holidays", "list"), ("status", ROUND, "--all"))
        return [bcd35(*words, "--json", now=LATER).json["data"] for words in questions]

    for act in acts[:-1]:
        assert bcd35(*act, now=LATER).code == 0
    stands = [seen()]
    assert bcd35(*acts[-1], now=LATER).code == 0
    stands.append(seen())
    for time in range(4):
        ran = bcd35("undo", "--yes", "--json", now=LATER + timedelta(minutes=time)).json["data"]
        assert (len(ran["commands"]), ran["done"], ran["does_again"] is not None) == (2, 2, bool(time))
        assert seen() == stands[time % 2]


def test_units_that_one_undo_exempted_are_all_asked_again_by_the_next(bcd35: CommandLine) -> None:
    assert bcd35("notify", ROUND, "--add").code == 0
    expected = []
    for _ in range(3):
        assert bcd35("undo", "--yes").code == 0
        expected.append(bcd35("status", "--json").json["data"]["expected"])
    assert expected == [5, 18, 5]


def test_an_act_like_the_one_before_it_is_no_undo(bcd35: CommandLine) -> None:
    for name in ("Sở Y tế tỉnh", "Sở Y tế Huế"):
        assert bcd35("units", "edit", "SYT", "--name", name).code == 0
    ran = bcd35("undo", "--yes", "--json")
    assert (ran.code, ran.json["data"]["does_again"]) == (0, None)
    assert bcd35("undo", "--dry-run", "--json").json["data"]["does_again"]["act"] == "edit_unit"


def test_what_somebody_does_while_the_question_is_open_is_not_touched(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bcd35.cli import undo

    bcd35("rounds", "close", ROUND)

    def answered_late(*_: object) -> bool:
        at(root).store.close()
        desk = at(root)
        with desk.act():
            desk.store.registers.journal(NOW, "switch_round", ROUND, changes={"status": ["open", "closed"]})
        desk.store.close()
        return True

    monkeypatch.setattr(undo, "_confirmed", answered_late)
    ran = bcd35("undo")

    assert (ran.code, "sổ đã ghi thêm việc khác" in ran.err) == (3, True)
    assert bcd35("rounds", "list", "--json").json["data"][0]["status"] == "closed"


def test_a_ledger_that_was_just_made_has_nothing_to_undo(bcd35: CommandLine, tmp_path: Path) -> None:
    make_office(tmp_path / "mới")

    ran = bcd35("-C", str(tmp_path / "mới"), "undo", "--yes")

    assert ran.code == 3
    there = f'bcd35 -C "{(tmp_path / "mới").as_posix()}"'
    assert f"Sửa dòng sai trong tệp rồi nhập lại: {there} units import data/units.yaml" in ran.err


def test_what_is_to_be_filled_in_is_no_command() -> None:
    (told,) = with_ways_back([Line(NOW, "presume_year", "2026", {})])
    assert told.commands_back == ()
    edit, retire = command("units", "edit", "SYT", "--name", "Sở Y tế"), command("units", "retire", "SYT")
    assert told._replace(back=edit + retire).commands_back == (edit[0].command, retire[0].command)
    assert told._replace(back=edit + sentence("Thêm nhầm thì:", "units", "retire", "SYT")).commands_back == ()
    assert told._replace(back=()).commands_back == ()


def test_what_only_looks_like_a_blank_goes_back_as_it_was(bcd35: CommandLine) -> None:
    """A value is a value, whatever stands in it; only what nobody said yet is left to the clerk."""
    bcd35("units", "edit", "SYT", "--note", "CHƯA_RÕ")
    bcd35("units", "edit", "SYT", "--note", "khác")

    ran = bcd35("undo", "--yes")

    assert (ran.code, ran.out.splitlines()[1]) == (0, 'Đã chạy: bcd35 units edit SYT --note "CHƯA_RÕ"')
    assert bcd35("units", "show", "SYT", "--json").json["data"]["note"] == "CHƯA_RÕ"


def test_a_reason_that_no_shell_takes_is_left_to_the_clerk(bcd35: CommandLine, root: Path) -> None:
    exempt = "rounds", "exempt", "SXD", "--round", ROUND
    bcd35(*exempt, "--reason", 'theo "tờ trình"')
    assert bcd35(*exempt, "--reason", "khác", "--put-right", "nhầm").code == 0
    before = picture(root)

    ran = bcd35("undo", "--yes", now=LATER)

    assert ran.code == 3
    assert ran.err.splitlines()[1].strip() == (
        f'→ bcd35 rounds exempt SXD --round {ROUND} --reason LÝ_DO --put-right "sửa nhầm"'
    )
    assert picture(root) == before


def test_an_extension_under_another_is_taken_back_after_it(bcd35: CommandLine) -> None:
    for day in ("2025-12-23", "2025-12-25"):
        assert bcd35("rounds", "extend", "--all", "--to", day, "--reason", "a").code == 0

    def ways() -> list[str]:
        acts = bcd35("log", "--json").json["data"]["acts"]
        return [act["way_back"] for act in acts if act["act"] == "extend"]

    undo = f'bcd35 rounds extend {ROUND} --undo --all --reason "gia hạn nhầm"'
    assert ways() == ["Sau đó còn gia hạn lần nữa: bỏ lần sau trước, rồi mới bỏ được lần này.", undo]
    assert bcd35("undo", "--yes").code == 0
    assert ways() == [undo, "Lần gia hạn này đã bỏ sau đó."]


def test_after_a_run_that_recorded_nothing_the_act_before_it_is_not_taken_back_unseen(
    bcd35: CommandLine, root: Path
) -> None:
    assert bcd35("record-report", "TTT", *SET).code == 0
    (root / "về").mkdir()
    (root / "về" / "a.xlsx").write_bytes(b"no workbook")
    assert bcd35("record-report", "về").code == 3

    ran = bcd35("undo", "--yes")

    assert ran.code == 3
    assert "Lần chạy gần nhất không ghi nhận báo cáo" in ran.err
    assert "Việc cuối trong sổ là: Ghi nhận báo cáo (TTT)" in ran.err
    assert bcd35("undo", "--dry-run").out.startswith("Lần chạy gần nhất không ghi nhận báo cáo")
    assert bcd35("status", "--json").json["data"]["units"]


def test_an_import_that_renamed_many_is_taken_back_at_once_on_one_screen(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("units", "export", "-o", "ds.csv")
    before = (root / "ds.csv").read_text("utf-8-sig")
    (root / "ds.csv").write_text(before.replace("Sở ", "Cơ quan "), "utf-8")
    assert bcd35("units", "import", "ds.csv").code == 0
    renamed = bcd35("units", "list", "Cơ quan", "--json").json["data"]

    ran = bcd35("undo", "--yes")

    assert (ran.code, len(renamed) > 8, len(ran.out.splitlines()) <= 20) == (0, True, True)
    assert f"… và {len(renamed) - 8} lệnh nữa; xem từng việc: bcd35 log --all" in ran.out
    bcd35("units", "export", "-o", "lai.csv")
    assert (root / "lai.csv").read_text("utf-8-sig") == before


def test_after_such_a_run_all_commands_of_an_act_of_many_are_told(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("notify", ROUND, "--add").code == 0
    (root / "a.xlsx").write_bytes(b"no workbook")
    assert bcd35("record-report", "a.xlsx").code == 3
    commands = bcd35("undo", "--dry-run", "--json").json["data"]["commands"]

    ran = bcd35("undo", "--yes")

    told = [line.strip() for line in ran.err.splitlines()[3:]]
    more = f"… và {len(commands) - 8} lệnh nữa; xem từng lệnh: bcd35 undo --dry-run --json"
    assert told == [*commands[:8], more]


@pytest.mark.parametrize("gone", ["closed", "void"])
def test_a_report_goes_back_to_where_it_came_from_whatever_that_round_takes_by_now(
    bcd35: CommandLine, root: Path, gone: str
) -> None:
    add_round(root, "r2")
    assert bcd35("rounds", "import", "data/rounds/r2.yaml").code == 0
    assert bcd35("notify", "r2", "--unit", "SYT", "--unit", "SNV").code == 0
    bcd35("record-report", "SYT", "--round", ROUND, *SET)
    leave = ("rounds", "close", ROUND) if gone == "closed" else ("letters", "void", "28", "--reason", "sai")
    assert bcd35(*leave).code == 0
    move = ("reports", "move", "SYT", "--round", ROUND, "--to-round", "r2", "--reason", "nhầm đợt")
    assert bcd35(*move).code == 0

    ran = bcd35("undo", "--yes")

    assert (ran.code, ran.err) == (0, "")
    there, here = [(ROUND, "manual"), (ROUND, "withdrawal")], [("r2", "manual"), ("r2", "withdrawal")]
    counted = rows(root, "SELECT round_code, origin FROM reports ORDER BY id")
    assert counted == [*there, *here, (ROUND, "manual")]
    # What did not come from there is still not taken.
    assert bcd35("record-report", "SNV", "--round", "r2", *SET).code == 0
    other = ("reports", "move", "SNV", "--round", "r2", "--to-round", ROUND, "--reason", "x", "--json")
    assert bcd35(*other).json["findings"][0]["code"] == ("round_closed" if gone == "closed" else "not_issued")


def test_what_many_units_need_is_told_unit_by_unit(bcd35: CommandLine, root: Path) -> None:
    for unit in ("SYT", "SNV"):
        fill(form_of(root, unit), root / "về" / f"{unit}.xlsx")
    assert bcd35("record-report", "về", "--note", 'ghi "nháy" $5').code == 0
    assert bcd35("reports", "amend", "SNV", "SYT", "--note", "khác", "--reason", "x").code == 0

    told = bcd35("undo", "--yes", now=LATER).err.splitlines()

    assert "Sửa báo cáo đã ghi (SNV, SYT). Không có lệnh nào" in told[0]
    assert told[0].endswith("sửa từng mục như sau.")
    assert [line.strip().removeprefix("→ ").partition(" bcd35 ")[0] for line in told[1:]] == [
        "SNV: Ghi lại giá trị cũ nêu ở trên bằng:",
        "SYT: Ghi lại giá trị cũ nêu ở trên bằng:",
    ]


def test_a_way_back_that_does_not_go_on_says_that_nothing_was_done(
    bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bcd35.domain.errors import Refused
    from bcd35.usecases.receiving import withdraw

    def refuse(*_: object, **__: object) -> None:
        raise Refused("any", "Không rút được.", fix="Thôi.")

    bcd35("record-report", "SYT", *SET)
    monkeypatch.setattr(withdraw, "withdraw_revisions", refuse)

    ran = bcd35("undo", "--yes")

    assert ran.code == 3
    assert ran.out.splitlines()[1].startswith("Chưa sửa được gì; dừng ở: bcd35 reports withdraw SYT")
    assert "Không rút được." in ran.err
