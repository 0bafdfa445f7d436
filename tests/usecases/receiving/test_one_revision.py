"""One revision withdrawn, restored, moved; two reports that change places; reports put right together."""

import shlex
from pathlib import Path

import pytest

from tests.conftest import ROUND, CommandLine, Ran
from tests.support.filling import fill, form_of, picture
from tests.support.recorded_reports import LATER, case_table, run, seen, send, state, summed

pytestmark = pytest.mark.issued
WHY = ("--reason", "x")


def undo(bcd35: CommandLine) -> str:
    """Undo, and the commands that it ran."""
    return "\n".join(run(bcd35, "undo", "--yes", "--json").json["data"]["commands"])


def test_undoing_a_revision_leaves_the_earlier_one_standing(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SYT", "10", 3)
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=9", "--received-on", "2025-12-16")
    assert seen(bcd35, root, "20", "SYT") == [("on_time", 0, "9")]

    way = f'bcd35 reports withdraw SYT --round {ROUND} --revision 2 --reason "ghi nhầm"'
    assert undo(bcd35) == way

    assert seen(bcd35, root, "20", "SYT") == [("on_time", 0, "3")]
    assert [line[-1] for line in case_table(bcd35, root, "bao-cao.csv")] == ["có", "không"]
    assert [line[3] for line in case_table(bcd35, root, "sua-bao-cao.csv")] == ["rút riêng lần ghi"]
    history = run(bcd35, "reports", "show", "SYT").out
    assert "đã rút riêng, không có hiệu lực" in history
    assert "rút riêng lần này. Lý do: ghi nhầm" in history
    # and back again, and forth
    assert undo(bcd35) == f'bcd35 reports restore SYT --round {ROUND} --revision 2 --reason "rút nhầm"'
    assert seen(bcd35, root, "20", "SYT") == [("on_time", 0, "9")]
    assert undo(bcd35) == f'bcd35 reports withdraw SYT --round {ROUND} --revision 3 --reason "rút đúng"'
    assert seen(bcd35, root, "20", "SYT") == [("on_time", 0, "3")]
    assert run(bcd35, "check").err == ""


def test_a_revision_in_between_goes_and_comes_back_to_its_place(bcd35: CommandLine, root: Path) -> None:
    for day, count in (("10", 3), ("11", 4), ("12", 5)):
        send(bcd35, root, "SYT", day, count)
    before = [seen(bcd35, root, day, "SYT") for day in ("10", "11", "12")]

    run(bcd35, "reports", "withdraw", "SYT", "--revision", "2", *WHY)
    assert [seen(bcd35, root, day, "SYT")[0][2] for day in ("10", "11", "12")] == ["3", "3", "5"]
    run(bcd35, "reports", "restore", "SYT", "--revision", "2", *WHY)

    assert [seen(bcd35, root, day, "SYT") for day in ("10", "11", "12")] == before
    again = run(bcd35, "reports", "restore", "SYT", "--revision", "2", *WHY, code=3)
    assert "không có lần 2 nào đã rút riêng mà chưa lấy lại" in again.err
    assert run(bcd35, "check").err == ""


def test_a_file_withdrawn_by_itself_does_not_come_back_unasked(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SYT", "10", 3)
    run(bcd35, "reports", "withdraw", "SYT", "--revision", "1", *WHY)

    assert "đã rút ngày 10/12/2025" in run(bcd35, "record-report", "thư").out
    assert seen(bcd35, root, "20", "SYT") == [("missing", 5, "")]
    run(bcd35, "record-report", "thư", "--again", "--received-on", "2025-12-11")
    assert seen(bcd35, root, "20", "SYT") == [("on_time", 0, "3")]


def test_one_revision_moves_and_the_others_stay(bcd35: CommandLine, root: Path) -> None:
    """A form of the other unit, taken in as this one's."""
    send(bcd35, root, "SYT", "10", 3)
    send(bcd35, root, "SNV", "09", 1)
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=7", "--received-on", "2025-12-16")

    moved = run(bcd35, "reports", "move", "SYT", "--revision", "2", "--to", "SNV", *WHY)

    assert "(lần 2) của Sở Y tế" in moved.out
    assert seen(bcd35, root, "20", "SYT", "SNV") == [("on_time", 0, "3"), ("on_time", 0, "7")]
    way = f'bcd35 reports move SNV --round {ROUND} --revision 2 --to SYT --reason "chuyển nhầm"'
    refused = run(bcd35, "reports", "restore", "SYT", "--revision", "2", *WHY, code=3)
    assert "nay là báo cáo của “SNV”" in refused.err
    assert undo(bcd35) == way
    assert seen(bcd35, root, "20", "SYT", "SNV") == [("on_time", 0, "7"), ("on_time", 0, "1")]
    assert run(bcd35, "check").err == ""


def test_what_stands_elsewhere_is_put_right_there(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SYT", "10", 3)
    send(bcd35, root, "SNV", "09", 1)
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=7", "--received-on", "2025-12-16")
    run(bcd35, "reports", "move", "SYT", "--revision", "2", "--to", "SNV", *WHY)
    amend = ("--revision", "2", "--received-on", "2025-12-11", *WHY)
    refused = run(bcd35, "reports", "amend", "SYT", *amend, code=3).err
    assert f"bcd35 reports amend SNV --round {ROUND} --revision 2 --received-on 2025-12-11" in refused
    run(bcd35, "reports", "amend", "SNV", *amend)
    run(bcd35, "reports", "withdraw", "SYT", "--revision", "1", *WHY)

    told = run(bcd35, "reports", "restore", "SYT", *WHY, code=3).err

    assert f"bcd35 reports restore SYT --round {ROUND} --revision 1 --reason LÝ_DO" in told
    run(bcd35, "reports", "restore", "SYT", "--revision", "1", *WHY)


def test_a_moved_revision_stands_by_its_day(bcd35: CommandLine, root: Path) -> None:
    """The one that came first decides about being in time."""
    send(bcd35, root, "SNV", "10", 3)
    send(bcd35, root, "SYT", "20", 5)
    assert seen(bcd35, root, "20", "SYT") == [("late", 5, "5")]

    run(bcd35, "reports", "move", "SNV", "--revision", "1", "--to", "SYT", *WHY)

    assert seen(bcd35, root, "12", "SYT", "SNV") == [("on_time", 0, "3"), ("missing", 0, "")]
    assert seen(bcd35, root, "20", "SYT") == [("on_time", 0, "5")]
    undo(bcd35)
    assert seen(bcd35, root, "20", "SYT", "SNV") == [("late", 5, "5"), ("on_time", 0, "3")]


def test_a_typed_correction_needs_a_report_to_correct(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SYT", "10", 3)
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=7", "--received-on", "2025-12-16")
    before = picture(root)

    ran = run(bcd35, "reports", "move", "SYT", "--revision", "2", "--to", "SNV", *WHY, code=3)

    assert "Lần 2 chỉ sửa một số chỉ tiêu (anh_da_gui: 7)" in ran.err
    assert f"bcd35 reports withdraw SYT --round {ROUND} --revision 2 --reason LÝ_DO" in ran.err
    assert picture(root) == before


def test_two_reports_change_places_in_one_act(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SYT", "10", 3)
    send(bcd35, root, "SNV", "18", 5)
    there = run(bcd35, "reports", "move", "SYT", "--to", "SNV", *WHY, code=3).err
    assert f"bcd35 reports swap SYT SNV --round {ROUND} --reason LÝ_DO" in there

    run(bcd35, "reports", "swap", "SYT", "SNV", *WHY)

    assert seen(bcd35, root, "20", "SYT", "SNV") == [("late", 3, "5"), ("on_time", 0, "3")]
    assert seen(bcd35, root, "12", "SYT", "SNV") == [("missing", 0, ""), ("on_time", 0, "3")]
    acts = [line[1] for line in case_table(bcd35, root, "nhat-ky.csv")]
    assert acts[-2:] == ["Đổi chỗ báo cáo của hai đơn vị", "Đổi chỗ báo cáo, chiều kia"]
    assert run(bcd35, "check").err == ""
    assert undo(bcd35) == f'bcd35 reports swap SYT SNV --round {ROUND} --reason "đổi chỗ nhầm"'
    assert seen(bcd35, root, "20", "SYT", "SNV") == [("on_time", 0, "3"), ("late", 3, "5")]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("swap", "SYT", "SYT"), "Hai đơn vị nêu ra là một"),
        (("swap", "SYT", "TTT"), "không có báo cáo nào đang tính"),
        (("withdraw", "SYT", "--revision", "4"), "đang tính: lần 1"),
        (("move", "SYT", "--to", "SNV", "--revision", "4"), "đang tính: lần 1"),
        (("amend", "--all-of", "2025-12-01", "--note", "y"), "không có báo cáo nào đang tính ghi nhận ngày"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_refused(bcd35: CommandLine, root: Path, words: tuple[str, ...], told: str) -> None:
    send(bcd35, root, "SYT", "10", 3)
    before = picture(root)

    assert told in run(bcd35, "reports", *words, *WHY, code=3).err
    assert picture(root) == before


def test_a_wrong_unit_in_a_closed_round_takes_one_command(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SYT", "10", 3)
    run(bcd35, "rounds", "close", ROUND)

    run(bcd35, "reports", "move", "SYT", "--to", "SNV", *WHY)

    assert seen(bcd35, root, "20", "SYT", "SNV") == [("missing", 5, ""), ("on_time", 0, "3")]


def test_a_report_entered_by_mistake_is_withdrawn_from_a_closed_round_and_back(
    bcd35: CommandLine, root: Path
) -> None:
    send(bcd35, root, "SYT", "10", 3)
    before = seen(bcd35, root, "20", "SYT")
    run(bcd35, "rounds", "close", ROUND)

    run(bcd35, "reports", "withdraw", "SYT", "--date", "2025-12-10", *WHY)
    assert seen(bcd35, root, "20", "SYT")[0][0] == "missing"
    run(bcd35, "undo", "--yes")
    assert seen(bcd35, root, "20", "SYT") == before


# --- together -----------------------------------------------------------------------------------------------


def folder(root: Path) -> None:
    for unit in ("SYT", "SNV", "SXD"):
        fill(form_of(root, unit), root / "về" / f"{unit}.xlsx")


def test_a_folder_of_a_wrong_day_is_put_right_in_one_act(bcd35: CommandLine, root: Path) -> None:
    folder(root)
    send(bcd35, root, "TTT", "17", 3)
    run(bcd35, "record-report", "về", "--received-on", "2025-12-18")

    ran = run(
        bcd35, "reports", "amend", "--all-of", "2025-12-18", "--received-on", "2025-12-12", *WHY, "--json"
    )

    assert [one["unit"] for one in ran.json["data"]["reports"]] == ["SNV", "SXD", "SYT"]
    assert [state(bcd35, unit, "2025-12-20")[2] for unit in ("SYT", "SNV", "SXD", "TTT")] == [
        *["2025-12-12"] * 3,
        "2025-12-17",
    ]
    back = f'--round {ROUND} --revision 1 --received-on 2025-12-18 --reason "sửa nhầm"'
    assert undo(bcd35) == f"bcd35 reports amend SYT SXD SNV {back}"
    run(bcd35, "reports", "amend", "SYT", "SNV", "--received-on", "2025-12-11", *WHY)
    assert [state(bcd35, unit, "2025-12-20")[2] for unit in ("SYT", "SNV", "SXD")] == [
        *["2025-12-11"] * 2,
        "2025-12-18",
    ]


def test_a_withdrawn_folder_is_taken_again_as_a_folder(bcd35: CommandLine, root: Path) -> None:
    """Only what was withdrawn: older and newer files that lie there too stay as they are."""
    folder(root)
    run(bcd35, "record-report", "về", "--received-on", "2025-12-10")
    fill(form_of(root, "SXD"), root / "về" / "SXD mới.xlsx", so_anh=8)
    run(bcd35, "record-report", "về", "--received-on", "2025-12-11")
    run(bcd35, "reports", "withdraw", "SYT", "SNV", "--revision", "1", *WHY)

    ran = run(bcd35, "record-report", "về", "--again", "--received-on", "2025-12-12", "--json")

    taken = {one["unit"] for one in ran.json["data"]["files"] if one["verdict"] == "accepted"}
    assert taken == {"SYT", "SNV"}
    assert ran.json["data"]["counts"]["already_received"] == 2
    assert seen(bcd35, root, "20", "SXD") == [("on_time", 0, "8")]


@pytest.mark.parametrize(
    "gone", [("withdraw", "SYT"), ("withdraw", "SYT", "--revision", "1"), ("move", "SYT", "--to", "SNV")]
)
def test_a_unit_out_of_use_whose_report_goes_is_exempt_as_printed(
    gone: tuple[str, ...], bcd35: CommandLine, root: Path
) -> None:
    send(bcd35, root, "SYT", "10", 3)
    run(bcd35, "units", "retire", "SYT", "--into", "STC", "--date", "2025-11-30", "--reason", "g")

    ran = run(bcd35, "reports", *gone, *WHY)

    way = ran.err[ran.err.index("bcd35 units retire SYT") :].splitlines()[0]
    assert run(bcd35, *shlex.split(way)[1:]).err == ""
    assert seen(bcd35, root, "20", "SYT") == [("exempt", 0, "")]


def test_an_entry_of_an_exempt_unit_waits_for_no_letter_to_the_unit(bcd35: CommandLine) -> None:
    run(bcd35, "rounds", "exempt", "SYT", "--date", "2025-11-25", "--reason", "g")
    ran = run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=9", code=3)
    assert ("bcd35 rounds restore SYT" in ran.err, "gửi lại đơn vị những điều" in ran.out) == (True, False)


@pytest.mark.parametrize("way", [("withdraw",), ("move", "--to", "SNV")], ids=["withdraw", "move"])
def test_no_later_entry_goes_on_saying_what_a_revision_said(
    bcd35: CommandLine, root: Path, way: tuple[str, ...]
) -> None:
    send(bcd35, root, "SYT", "10", 3)
    send(bcd35, root, "SNV", "10", 4)
    for day, answer in (("11", "tin_bai_da_gui=50"), ("12", "anh_da_gui=9")):
        run(bcd35, "record-report", "SYT", "--set", answer, "--received-on", f"2025-12-{day}")

    def told() -> list[tuple[object, object]]:
        units = {one["code"]: one["answers"] for one in summed(bcd35, root, "2025-12-20")["units"]}
        fields = ("anh_da_gui", "tin_bai_da_gui")
        return [tuple(units[unit][field]["value"] for field in fields) for unit in ("SYT", "SNV")]

    before = told()
    ran = run(bcd35, "reports", way[0], "SYT", "--round", ROUND, *way[1:], "--revision", "2", *WHY)

    assert "Lần 3 của SYT ghi lại thành lần 4." in ran.out
    assert (before, told()) == ([(9, 50), (4, 0)], [(9, 0), (4, 50 if way[0] == "move" else 0)])
    undo(bcd35)
    assert told() == before
    assert "đã rút" not in run(bcd35, "why", "SYT").out
    # what was entered anew is put right under its new number
    old = run(bcd35, "reports", "amend", "SYT", "--revision", "3", "--note", "a", *WHY, code=3).err
    assert "Lần 3 của “Sở Y tế” nay là lần " in old


def test_a_correction_comes_back_with_what_it_says_itself(bcd35: CommandLine, root: Path) -> None:
    """Not with the figures of the report that it was laid over; what is still withdrawn is named.

    All within one second: a batch file is no slower.
    """

    def act(*words: str, code: int = 0) -> Ran:
        ran = bcd35(*words, now=LATER)
        assert ran.code == code, ran.err
        return ran

    def answered() -> list[str]:
        answers = run(bcd35, "reports", "show", "SYT", "--json").json["data"]["revisions"][-1]["answers"]
        return [answers[field] for field in ("anh_da_gui", "tin_bai_da_gui")]

    send(bcd35, root, "SYT", "10", 3)
    for answer in ("anh_da_gui=9", "tin_bai_da_gui=4"):
        act("record-report", "SYT", "--set", answer, "--received-on", "2025-12-12")
    for which in (("--revision", "3"), ("--revision", "2"), ()):
        act("reports", "withdraw", "SYT", *which, *WHY)

    refused = act("reports", "restore", "SYT", "--revision", "3", *WHY, code=3).err
    assert "Lần 3 chỉ sửa một số chỉ tiêu (tin_bai_da_gui: 4) của báo cáo trước đó, nay không" in refused
    with_all = act("reports", "restore", "SYT", "--revision", "1", *WHY, code=3).err
    assert "Lần 1 của “Sở Y tế” đã rút cùng cả báo cáo" in with_all
    restore = f"bcd35 reports restore SYT --round {ROUND} --reason LÝ_DO"
    assert (restore in refused, restore in with_all) == (True, True)

    act(*shlex.split(restore.replace("LÝ_DO", "nhầm"))[1:])
    told = act("reports", "restore", "SYT", "--revision", "3", *WHY).out
    assert "Đã lấy lại báo cáo lần 3 của Sở Y tế, ghi thành lần 5. Vẫn rút: lần 2." in told
    assert answered() == ["3", "4"]
    told = act("reports", "restore", "SYT", "--revision", "2", *WHY).out
    assert (
        "Đã lấy lại báo cáo lần 2 của Sở Y tế, ghi thành lần 6.\nLần 5 của SYT ghi lại thành lần 7.\n" in told
    )
    assert answered() == ["9", "4"]
    assert run(bcd35, "check").err == ""


def test_the_log_advises_nothing_about_a_revision_that_was_entered_anew(
    bcd35: CommandLine, root: Path
) -> None:
    send(bcd35, root, "SYT", "10", 3)
    for answer in ("anh_da_gui=9", "tin_bai_da_gui=4"):
        run(bcd35, "record-report", "SYT", "--set", answer, "--received-on", "2025-12-12")
    run(bcd35, "reports", "withdraw", "SYT", "--revision", "2", *WHY)

    ways = [one["way_back"] for one in run(bcd35, "log", "--json").json["data"]["acts"][-4:]]

    of = f"SYT --round {ROUND}"
    elsewhere = f"Sau đó báo cáo ấy còn thay đổi; xem các lần ghi: bcd35 reports show {of}"
    assert ways == [
        f'bcd35 reports withdraw {of} --revision 1 --reason "ghi nhầm"',
        elsewhere,
        elsewhere,
        f'bcd35 reports restore {of} --revision 2 --reason "rút nhầm"',
    ]


def test_a_form_below_a_later_entry_is_not_taken_away_alone(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SYT", "10", 3)
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=9", "--received-on", "2025-12-12")

    refused = run(bcd35, "reports", "withdraw", "SYT", "--revision", "1", *WHY, code=3)

    whole = (
        f"Rút cả báo cáo rồi ghi lại cho đúng: bcd35 reports withdraw SYT --round {ROUND} --date 2025-12-10"
    )
    assert whole in refused.err


def test_a_withdrawn_file_that_comes_again_is_taken_once_more_not_amended(
    bcd35: CommandLine, root: Path
) -> None:
    """A wrong day, undone, and the same file with the right one: an earlier report stands, figures of it."""
    send(bcd35, root, "SYT", "02", 5)
    send(bcd35, root, "SYT", "17", 6)
    run(bcd35, "undo", "--yes")

    told = run(bcd35, "record-report", "thư/SYT-6.xlsx", "--received-on", "2025-12-04").err

    again = f'bcd35 record-report "thư/SYT-6.xlsx" --again --round {ROUND} --received-on 2025-12-04'
    assert again in told
    assert "amend" not in told
    run(bcd35, *shlex.split(again)[1:])
    assert seen(bcd35, root, "20", "SYT") == [("on_time", 0, "6")]
