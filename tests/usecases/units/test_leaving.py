"""Units that end in the middle of a round: what becomes of them there is done in the same act, and told."""

import shlex
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, ROUND, CommandLine, on_day
from tests.support.filling import fill, form_of, picture, rows
from tests.support.recorded_reports import other_round, run, send, summed

pytestmark = pytest.mark.issued


def states(bcd35: CommandLine, day: str = "2025-12-05") -> dict[str, str]:
    data = bcd35("status", ROUND, "--as-of", day, "--json").json["data"]
    return {unit["code"]: unit["state"] for unit in data["units"]}


def fates(data: dict[str, list[dict[str, str]]]) -> list[tuple[str, ...]]:
    return [(one["unit"], one["fate"], one["on"]) for one in data["rounds"]]


def history(bcd35: CommandLine, unit: str) -> list[tuple[str, ...]]:
    data = bcd35("units", "show", unit, "--json").json["data"]
    return [(one["event"], one["on"], one["unit"], one["other"], one["reason"]) for one in data["history"]]


def test_a_retired_unit_is_exempted_where_it_has_not_reported(bcd35: CommandLine) -> None:
    ran = bcd35("units", "retire", "SXD", "--date", "2025-12-03", "--reason", "giải thể", "--json")
    assert (ran.code, fates(ran.json["data"])) == (0, [("SXD", "exempted", "2025-12-03")])
    assert (states(bcd35, "2025-12-02")["SXD"], states(bcd35)["SXD"]) == ("missing", "exempt")
    assert history(bcd35, "SXD") == [("retired", "2025-12-03", "SXD", "", "giải thể")]
    told = bcd35("log", "--round", ROUND, "--json").json["data"]["acts"][-1]
    assert (told["act"], told["details"][:3]) == (
        "retire_unit",
        ["ngày: 03/12/2025", "lý do: giải thể", f"đợt: {ROUND}"],
    )


@pytest.mark.parametrize("day", ["2026-01-01", "2025-12-12"], ids=["a day off", "before the round's"])
@pytest.mark.parametrize(
    "words",
    [
        ("units", "split", "SXD", "--into", "SXD1:Sở Xây dựng mới", "--into", "SGT:Sở Giao thông", "--add"),
        ("units", "retire", "SXD", "--into", "SCT"),
    ],
    ids=["split", "merged"],
)
def test_a_last_day_that_nobody_can_get_is_refused_before_anything_is_entered(
    bcd35: CommandLine, root: Path, words: tuple[str, ...], day: str
) -> None:
    before = rows(root, "SELECT * FROM journal"), states(bcd35)
    refused = bcd35(*words, "--deadline", day, "--json")
    (found,) = [one for one in refused.json["findings"] if one["where"] == "--deadline"]
    assert (refused.code, "--accept" in found["fix"]) == (3, False)
    assert (rows(root, "SELECT * FROM journal"), states(bcd35)) == before
    assert bcd35(*words, "--deadline", "2026-01-02").code == 0


def test_a_report_of_a_retired_unit_stays(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SXD"), root / "a.xlsx")
    bcd35("record-report", "a.xlsx")
    ran = bcd35("units", "retire", "SXD", "--json")
    assert fates(ran.json["data"]) == [("SXD", "reported", "2025-12-01")]
    assert states(bcd35)["SXD"] == "on_time"


def test_a_unit_may_stay_expected(bcd35: CommandLine) -> None:
    ran = bcd35("units", "retire", "SXD", "--keep-expected")
    assert (ran.code, "Đợt tháng 11/2025: SXD chưa báo cáo, vẫn phải báo cáo." in ran.out) == (0, True)
    assert states(bcd35)["SXD"] == "missing"
    # The same command without it does what was left.
    assert bcd35("units", "retire", "SXD").code == 0
    assert states(bcd35)["SXD"] == "exempt"
    refused = bcd35("units", "retire", "SXD", "--keep-expected")
    assert (refused.code, refused.err.splitlines()[-1]) == (
        3,
        '  → Ghi sai thì sửa: bcd35 units retire SXD --keep-expected --put-right "ghi nhầm"',
    )
    assert bcd35("units", "retire", "SXD", "--keep-expected", "--put-right", "ghi nhầm").code == 0
    assert states(bcd35)["SXD"] == "missing"


def test_a_closed_round_is_left_alone(bcd35: CommandLine) -> None:
    bcd35("rounds", "close", ROUND)
    assert bcd35("units", "retire", "SXD", "--json").json["data"]["rounds"] == []
    assert states(bcd35)["SXD"] == "missing"


def test_a_merged_unit_is_exempted_and_its_successor_joins_with_its_own_term(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("units", "add", "SXDGT", "--name", "Sở Xây dựng và Giao thông", "--kind", "dang_uy_co_so")
    command = ("units", "retire", "SXD", "--into", "SXDGT", "--deadline", "2025-12-19", "--json")
    ran = bcd35(*command)
    assert (ran.code, fates(ran.json["data"])) == (
        0,
        [("SXD", "exempted", "2025-12-01"), ("SXDGT", "joined", "2025-12-19")],
    )
    assert form_of(root, "SXDGT").is_file()
    assert rows(root, "SELECT unit_code, deadline FROM terms") == [("SXDGT", "2025-12-19")]
    assert rows(root, "SELECT reason FROM expectations WHERE event = 'exempted'") == [
        ("sáp nhập vào Sở Xây dựng và Giao thông",)
    ]
    found = states(bcd35)
    assert (found["SXD"], found["SXDGT"]) == ("exempt", "missing")
    assert history(bcd35, "SXDGT") == [("merged", "2025-12-01", "SXD", "SXDGT", "")]
    assert bcd35("check").code == 0


def test_a_merger_that_was_killed_between_its_acts_is_finished_by_the_same_command(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bcd35("units", "add", "SXDGT", "--name", "Sở Xây dựng và Giao thông", "--kind", "dang_uy_co_so")
    command = ("units", "retire", "SXD", "--into", "SXDGT")
    with monkeypatch.context() as killed:
        killed.setattr("bcd35.usecases.units.leaving.retire", lambda *_: 1 / 0)
        assert bcd35(*command).code == 1
    assert states(bcd35)["SXD"] == "missing"
    assert bcd35(*command).code == 0
    assert (states(bcd35)["SXD"], states(bcd35)["SXDGT"]) == ("exempt", "missing")
    assert len(rows(root, "SELECT 1 FROM terms")) == 1
    # And it is taken back as if it had gone through at once.
    assert bcd35("undo", "--yes").code == 0
    assert (states(bcd35)["SXD"], states(bcd35)["SXDGT"]) == ("missing", "exempt")
    assert bcd35("rounds", "restore", "SXDGT", "--reason", "vẫn báo cáo").code == 0
    later = NOW + timedelta(hours=1)
    assert bcd35(*command, now=later).code == 0
    assert bcd35("undo", "--yes", now=later).code == 0
    assert (states(bcd35)["SXD"], states(bcd35)["SXDGT"]) == ("missing", "missing"), "it was there by itself"


def test_what_was_entered_is_put_right_by_name(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "retire", "SXD", "--into", "SNV", "--date", "2025-12-02", "--reason", "Đề án 1")
    before = picture(root)
    ran = bcd35("units", "retire", "SXD", "--into", "SYT", "--date", "2025-12-04")
    assert (ran.code, picture(root) == before) == (3, True)
    assert bcd35(*shlex.split(ran.err.rpartition("bcd35 ")[2])).code == 0
    assert history(bcd35, "SXD") == [("merged", "2025-12-04", "SXD", "SYT", "Đề án 1")]
    assert (states(bcd35, "2025-12-03")["SXD"], states(bcd35)["SXD"]) == ("missing", "exempt")
    assert rows(root, "SELECT unit_code, into_code, on_date FROM mergers") == [("SXD", "SYT", "2025-12-04")]
    way_back = bcd35("log", "--json").json["data"]["acts"][-1]["way_back"]
    assert bcd35(*shlex.split(way_back)[1:]).code == 0
    assert history(bcd35, "SXD") == [("merged", "2025-12-02", "SXD", "SNV", "Đề án 1")]


def test_a_unit_retired_by_mistake_is_asked_again_as_if_it_never_was(bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "retire", "SXD", "--into", "SNV", "--date", "2025-12-02")
    way_back = bcd35("log", "--json").json["data"]["acts"][-1]["way_back"]
    assert way_back == 'bcd35 units retire SXD --take-back "ghi nhầm"'
    ran = bcd35(*shlex.split(way_back)[1:], "--json")
    assert (ran.code, [one["fate"] for one in ran.json["data"]["rounds"]]) == (0, ["restored"])
    assert (history(bcd35, "SXD"), rows(root, "SELECT 1 FROM mergers")) == ([], [])
    assert {states(bcd35, day)["SXD"] for day in ("2025-12-01", "2025-12-05")} == {"missing"}
    again = bcd35("units", "retire", "SXD", "--take-back", "nhầm", "--json")
    assert (again.code, again.json["findings"][0]["code"]) == (3, "no_such_line")


def test_an_exemption_of_its_own_is_not_taken_back_with_the_unit(bcd35: CommandLine) -> None:
    bcd35("rounds", "exempt", "SXD", "--reason", "đại hội", "--date", "2025-11-28")
    bcd35("units", "retire", "SXD")
    bcd35("units", "retire", "SXD", "--take-back", "nhầm")
    assert states(bcd35)["SXD"] == "exempt"


# --- splitting ----------------------------------------------------------------------------------------------

SPLIT = ("units", "split", "SXD", "--into", "SXD1:Sở Xây dựng", "--into", "SGT:Sở Giao thông, Vận tải")


def test_nor_is_one_that_was_written_in_the_very_second(bcd35: CommandLine) -> None:
    """Each command of a script: the second retirement exempts nobody, and takes nothing back."""
    for words in (
        ("units", "retire", "SXD"),
        ("units", "retire", "SXD", "--take-back", "nhầm"),
        ("rounds", "exempt", "SXD", "--reason", "đại hội"),
        ("units", "retire", "SXD"),
        ("units", "retire", "SXD", "--take-back", "nhầm"),
    ):
        assert bcd35(*words).code == 0
    assert states(bcd35)["SXD"] == "exempt"


def test_a_split_unit_goes_on_as_its_parts(bcd35: CommandLine, root: Path) -> None:
    ran = bcd35(*SPLIT, "--add", "--date", "2025-12-01", "--reason", "Nghị quyết 5", "--json")
    assert (ran.code, ran.json["data"]["added"]) == (0, ["SXD1", "SGT"])
    assert fates(ran.json["data"]) == [
        ("SXD", "exempted", "2025-12-01"),
        ("SXD1", "joined", "2025-12-15"),
        ("SGT", "joined", "2025-12-15"),
    ]
    found = states(bcd35)
    assert [found[code] for code in ("SXD", "SXD1", "SGT")] == ["exempt", "missing", "missing"]
    assert history(bcd35, "SGT") == [("split", "2025-12-01", "SGT", "SXD", "Nghị quyết 5")]
    kinds = rows(root, "SELECT DISTINCT kind FROM units WHERE code IN ('SXD', 'SXD1', 'SGT')")
    assert (len(kinds), form_of(root, "SGT").is_file(), bcd35("check").code) == (1, True, 0)


def test_a_split_that_was_killed_before_its_parts_joined_is_finished_by_the_same_command(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr("bcd35.usecases.units.splitting.join_rounds", lambda *_: 1 / 0)
        assert bcd35(*SPLIT, "--add").code == 1
    assert "SGT" not in states(bcd35)
    ran = bcd35(*SPLIT, "--add", "--json")
    assert fates(ran.json["data"]) == [("SXD1", "joined", "2025-12-15"), ("SGT", "joined", "2025-12-15")]
    before = picture(root)
    again = bcd35(*SPLIT, "--add")
    assert (again.code, "(đã ghi từ trước)" in again.out) == (0, True)
    assert picture(root) == before
    assert bcd35(*SPLIT, "--add", "--reason", "khác", "--json").json["findings"][0]["code"] == "left_by_split"
    assert bcd35("units", "split", "SXD", "--take-back", "nhầm").code == 0
    assert [states(bcd35)[code] for code in ("SXD", "SXD1", "SGT")] == ["missing", "exempt", "exempt"]


def test_a_split_with_parts_that_joined_is_undone_as_one(bcd35: CommandLine) -> None:
    ran = bcd35(*SPLIT, "--add", "--date", "2025-12-10")
    assert (ran.code, "Ngày 10/12/2025 chưa đến" in ran.err) == (0, True)
    shown = bcd35("undo", "--dry-run", "--json").json["data"]
    assert shown["commands"] == ['bcd35 units split SXD --take-back "ghi nhầm"']
    assert [act["act"] for act in shown["acts"]] == ["split_unit", "notify", "notify"]
    assert bcd35("undo", "--yes").code == 0
    assert [states(bcd35, "2025-12-12")[code] for code in ("SXD", "SXD1", "SGT")] == [
        "missing",
        "exempt",
        "exempt",
    ]


def test_parts_that_do_not_join_are_named(bcd35: CommandLine) -> None:
    ran = bcd35(*SPLIT, "--keep", "--new")
    assert (ran.code, f"bcd35 notify {ROUND} --unit SXD1 --unit SGT --add" in ran.err) == (0, True)
    assert states(bcd35)["SXD"] == "missing"
    assert bcd35("units", "show", "SXD", "--json").json["data"]["status"] == "active"


def printed(text: str, sign: str) -> list[str]:
    """The command that a text prints with this sign, up to the end of its line."""
    (line,) = (line for line in text.splitlines() if sign in line)
    return shlex.split(line[line.index("bcd35 ") :])[1:]


@pytest.mark.parametrize(
    "command",
    [
        ("why", "SXD"),
        ("units", "edit", "SXD", "--status", "active"),
        ("units", "split", "SXD", "--into", "SXD1", "--into", "SKC:Sở khác"),
        ("units", "retire", "SXD", "--take-back", "nhầm"),
        ("units", "retire", "SXD", "--put-right", "nhầm", "--date", "2025-12-02"),
        ("units", "retire", "SXD", "--into", "SYT"),
        ("units", "split", "SYT", "--into", "SXD"),
    ],
    ids=" ".join,
)
def test_the_way_back_of_a_split_unit_is_that_of_the_split(
    command: tuple[str, ...], bcd35: CommandLine
) -> None:
    bcd35(*SPLIT, "--add")
    ran = bcd35(*command)
    assert ran.code == (0 if command[0] == "why" else 3)
    assert bcd35(*printed(ran.out + ran.err, "--take-back")).code == 0
    assert [states(bcd35)[one] for one in ("SXD", "SXD1", "SGT")] == ["missing", "exempt", "exempt"]
    shown = (bcd35("units", "show", one, "--json").json["data"] for one in ("SXD", "SXD1", "SGT"))
    assert [one["status"] for one in shown] == ["active", "retired", "retired"]


def test_a_unit_that_would_go_on_as_one_other_is_asked_about(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    ran = bcd35("units", "split", "SXD", "--into", "SXD1:Sở Xây dựng mới", "--json")
    (found,) = ran.json["findings"]
    assert (ran.code, found["code"], picture(root) == before) == (3, "one_part", True)
    assert bcd35(*printed(found["fix"], "units edit")).code == 0
    assert bcd35(*printed(found["fix"], "recode")).code == 0
    assert bcd35("units", "show", "SXD1", "--json").json["data"]["name"] == "Sở Xây dựng mới"
    assert bcd35("units", "split", "SXD1", "--into", "SGT:Sở Giao thông", "--keep").code == 0


def test_a_merger_in_place_of_a_split_is_told_wholly(bcd35: CommandLine) -> None:
    new = bcd35("units", "split", "SXD", "--into", "SXD1:Sở Xây dựng mới", "--json").json["findings"][0][
        "fix"
    ]
    for word in ("add", "retire"):
        assert bcd35(*printed(new, word)).code == 0
    there = bcd35("units", "split", "SCT", "--into", "SYT", "--json").json["findings"][0]["fix"]
    assert ("recode" in there, "--name" in there) == (False, False)  # the code is taken, the name too
    assert bcd35(*printed(there, "units retire")).code == 0


def test_the_reason_of_a_split_is_not_told_twice(bcd35: CommandLine) -> None:
    bcd35(*SPLIT, "--reason", "chia tách")
    told = bcd35("why", "SXD").out
    assert "(chia tách thành Sở Xây dựng, Sở Giao thông, Vận tải)" in told


def test_a_split_that_is_taken_back_instead_of_a_merger_names_the_merger(bcd35: CommandLine) -> None:
    bcd35("units", "retire", "SXD", "--into", "SYT")
    ran = bcd35("units", "split", "SXD", "--take-back", "nhầm")
    assert ran.code == 3
    assert bcd35(*printed(ran.err, "--take-back")).code == 0
    assert states(bcd35)["SXD"] == "missing"


def test_a_unit_that_works_again_is_split_as_printed(bcd35: CommandLine) -> None:
    bcd35("units", "retire", "SXD", "--into", "SYT")
    ran = bcd35(*SPLIT)
    assert ran.code == 3
    assert bcd35(*printed(ran.err, "rounds restore")).code == 0
    assert bcd35(*printed(ran.err, "--status active")).code == 0
    assert bcd35(*SPLIT).code == 0


def test_a_unit_that_left_is_sent_a_letter_again_as_printed(bcd35: CommandLine) -> None:
    bcd35("units", "retire", "SXD", "--reason", "giải thể")
    ran = bcd35("notify", "--unit", "SXD")
    assert ran.code == 3
    assert bcd35(*printed(ran.err, 'hoạt động trở lại"')).code == 0
    assert bcd35(*printed(ran.err, "--status active")).code == 0
    assert bcd35("notify", "--unit", "SXD").code == 0


def test_a_retirement_in_the_second_of_a_split_stays_when_the_split_goes(bcd35: CommandLine) -> None:
    bcd35(*SPLIT, "--keep", "--new")
    bcd35("units", "retire", "SXD", "--reason", "giải thể")

    assert bcd35("units", "split", "SXD", "--take-back", "nhầm").code == 0

    assert [(line[0], line[4]) for line in history(bcd35, "SXD")] == [("retired", "giải thể")]
    assert states(bcd35)["SXD"] == "exempt"


def test_a_split_is_taken_back_with_what_it_added(bcd35: CommandLine) -> None:
    """Parts that joined by the printed command are asked no more; parts that were units before stay."""
    bcd35("units", "add", "SGT", "--name", "Sở Giao thông", "--kind", "dang_uy_co_so")
    (added,) = bcd35(
        "units", "split", "SXD", "--into", "SXD1:Sở Xây dựng mới", "--into", "SGT"
    ).err.splitlines()[1:]
    assert bcd35(*shlex.split(added[added.index("bcd35") :])[1:]).code == 0

    ran = bcd35("units", "split", "SXD", "--take-back", "nhầm")

    assert (ran.code, "Thôi dùng SXD1" in ran.out) == (0, True)
    assert (history(bcd35, "SXD"), states(bcd35)["SXD"], states(bcd35)["SXD1"]) == ([], "missing", "exempt")
    exempt = ran.err.splitlines()[-1]
    assert bcd35(*shlex.split(exempt[exempt.index("bcd35") :])[1:]).code == 0
    assert states(bcd35)["SGT"] == "exempt"
    assert [bcd35("units", "show", unit, "--json").json["data"]["status"] for unit in ("SXD1", "SGT")] == [
        "retired",
        "active",
    ]


def test_a_split_of_the_wrong_day_is_entered_anew_as_printed(bcd35: CommandLine) -> None:
    """The parts that went out of use come back into it; known ones that are exempt since are named."""
    bcd35("units", "add", "SGT", "--name", "Sở Giao thông", "--kind", "dang_uy_co_so")
    two = ("units", "split", "SXD", "--into", "SXD1:Sở Xây dựng mới", "--into", "SGT")
    ran = bcd35(*two, "--add", "--date", "2025-12-20")
    assert 'bcd35 units split SXD --take-back "nhầm ngày"\n    Rồi chạy lại với ngày đúng.' in ran.err
    bcd35("units", "split", "SXD", "--take-back", "nhầm ngày")

    ran = bcd35(*two, "--date", "2025-12-01")

    assert ran.code == 0
    assert (states(bcd35, "2025-12-25")["SXD1"], states(bcd35, "2025-12-25")["SGT"]) == ("missing", "exempt")
    assert f'rounds restore SGT --round {ROUND} --date 2025-12-20 --reason "tách ra từ SXD"' in ran.err
    assert bcd35("undo", "--yes").code == 0
    assert states(bcd35, "2025-12-25")["SXD1"] == "exempt"


def test_taking_a_split_back_is_undone_as_one(bcd35: CommandLine) -> None:
    """The parts are in use again, and asked as they were."""
    bcd35(*SPLIT, "--add", "--reason", "chia tách")
    before = states(bcd35), history(bcd35, "SXD")
    bcd35("units", "split", "SXD", "--take-back", "nhầm")
    ran = bcd35("undo", "--yes")
    assert (ran.code, (states(bcd35), history(bcd35, "SXD"))) == (0, before), ran
    assert bcd35("check").err == ""


@pytest.mark.parametrize(
    "reported",
    [["SGT"], ["SXD", "SGT"], ["SXD", "SGT", "SGT", "SGT"], ["SGT", "SXD1"]],
    ids=["part", "whole and part", "part several times", "both parts"],
)
def test_a_part_that_has_reported_stays_when_the_split_is_taken_back(
    reported: list[str], bcd35: CommandLine, root: Path
) -> None:
    for place, unit in enumerate(reported):
        if unit != "SXD":
            bcd35(*SPLIT, "--add")  # done once, whoever reports after it
        form = fill(form_of(root, unit), root / f"về {place}.xlsx", so_anh=place)
        assert bcd35("record-report", str(form)).code == 0
    units = "SXD", "SXD1", "SGT"
    ran = bcd35("units", "split", "SXD", "--take-back", "nhầm")
    assert "“Sở Giao thông, Vận tải” (SGT) đã báo cáo" in ran.err
    taken_back = {unit: "on_time" if unit in reported else "exempt" for unit in units} | (
        {} if "SXD" in reported else {"SXD": "missing"}
    )
    assert {unit: states(bcd35)[unit] for unit in units} == taken_back

    for line in (line.strip() for line in ran.err.splitlines() if line.strip().startswith("bcd35 ")):
        assert bcd35(*shlex.split(line)[1:]).code == 0

    assert [states(bcd35)[unit] for unit in ("SXD", "SXD1", "SGT")] == ["on_time", "exempt", "exempt"]
    assert bcd35("units", "show", "SGT", "--json").json["data"]["status"] == "retired"


def test_what_was_corrected_by_hand_goes_back_with_its_report(bcd35: CommandLine, root: Path) -> None:
    send(bcd35, root, "SXD", "05", 1)
    bcd35(*SPLIT, "--add")
    send(bcd35, root, "SGT", "10", 3)
    run(bcd35, "record-report", "SGT", "--set", "video_da_gui=7")
    told = bcd35("units", "split", "SXD", "--take-back", "nhầm").err

    for line in (line.strip() for line in told.splitlines() if line.strip().startswith("bcd35 ")):
        run(bcd35, *shlex.split(line)[1:])

    answers = {one["code"]: one["answers"] for one in summed(bcd35, root, "2025-12-31")["units"]}
    assert [answers["SXD"][code]["value"] for code in ("anh_da_gui", "video_da_gui")] == [3, 7]


@pytest.mark.parametrize(
    ("into", "code"),
    [
        (["KHONGCO"], "unknown_part"),
        (["SXD:Sở Xây dựng"], "split_into_itself"),
        (["BQL"], "successor_retired"),
        (["A1:Sở A", "a1:Sở B"], "same_part"),
        (["SYT,SNV,SYT"], "same_part"),
        (["YTE:Sở Y tế", "SYT"], "same_part"),
    ],
)
def test_splits_that_are_refused(into: list[str], code: str, bcd35: CommandLine, root: Path) -> None:
    bcd35("units", "add", "BQL", "--name", "Ban Quản lý", "--kind", "dang_uy_co_so")
    bcd35("units", "retire", "BQL")
    bcd35("units", "recode", "SYT", "YT")
    bcd35("units", "recode", "YT", "YTE")
    before = picture(root)
    parts = [word for one in into for word in ("--into", one)]
    ran = bcd35("units", "split", "SXD", *parts, "--json", now=NOW)
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, code)
    assert picture(root) == before


@pytest.mark.parametrize(
    ("into", "told"),
    [("A1:", "Tên ở --into để trống; cần một giá trị."), (":Sở A", "Mã ở --into để trống; cần một giá trị.")],
)
def test_a_part_without_a_code_or_name_is_told_by_its_option(
    into: str, told: str, bcd35: CommandLine
) -> None:
    ran = bcd35("units", "split", "SXD", "--into", into)
    assert (ran.code, told in ran.err) == (2, True)


def test_a_part_is_known_by_the_code_that_it_had(bcd35: CommandLine) -> None:
    bcd35("units", "recode", "SYT", "YTE")
    assert bcd35("units", "split", "SXD", "--into", "SYT,SNV").code == 0
    assert ("split", "2025-12-01", "YTE", "SXD", "") in history(bcd35, "YTE")


def test_why_tells_what_became_of_a_unit(bcd35: CommandLine) -> None:
    """A split, a merger, a change of code and of name, as of a day."""
    bcd35(*SPLIT, "--add", "--reason", "chia tách")
    bcd35("units", "retire", "TTT", "--into", "SYT", "--reason", "sắp xếp")
    bcd35("units", "recode", "SYT", "SYTE", "--reason", "danh mục mới")
    bcd35("units", "edit", "SYTE", "--name", "Sở Y tế và Dân số")
    bcd35("units", "edit", "SNV", "--name", "Sở Nội vụ mới", now=NOW + timedelta(days=1))

    def asked(unit: str, *more: str) -> str:
        ran = bcd35("why", unit, *more, "--json", now=NOW + timedelta(days=2))
        sentences = {one["about"]: one["text"] for one in ran.json["data"]["sentences"]}
        assert len(sentences) <= 8
        return str(sentences.get("meanwhile", "")).removeprefix("Đơn vị ")

    day = "từ 01/12/2025"
    assert asked("SXD1") == f"{day} tách ra từ SXD (lý do: chia tách)."
    assert asked("SXD").startswith(f"{day} tách thành SXD1 (lý do: chia tách), {day} tách thành SGT")
    assert asked("TTT") == f"{day} sáp nhập vào SYTE (lý do: sắp xếp)."
    took, recoded = (
        f"{day} nhận sáp nhập TTT (lý do: sắp xếp)",
        f"{day} đổi mã: SYT → SYTE (lý do: danh mục mới)",
    )
    assert asked("SYTE") == f"{took}, {recoded}, {day} đổi tên: “Sở Y tế” → “Sở Y tế và Dân số”."
    assert (asked("SNV") != "", asked("SNV", "--as-of", "2025-12-01")) == (True, "")
    assert "units retire TTT --take-back" in bcd35("why", "TTT").out


# --- names --------------------------------------------------------------------------------------------------


def test_a_unit_with_another_name_since_the_letter(bcd35: CommandLine, root: Path) -> None:
    from docx import Document
    from openpyxl import load_workbook

    new = "Sở Y tế và Dân số"
    bcd35("units", "edit", "SYT", "--name", new, "--date", "2025-12-03", now=NOW + timedelta(days=2))

    def name_on(day: str) -> tuple[str, str]:
        data = bcd35("status", "--as-of", day, "--json").json["data"]
        return next((one["name"], one["former"]) for one in data["units"] if one["code"] == "SYT")

    assert (name_on("2025-12-02"), name_on("2025-12-03")) == (("Sở Y tế", ""), (new, "Sở Y tế"))
    assert f"{new} (trước là Sở Y tế)" in bcd35("status", "--as-of", "2025-12-20").out
    assert bcd35("remind", "--date", "2025-12-20").code == 0
    letter = Document(str(next((root / "out" / ROUND / "SYT").glob("Don-doc*"))))
    assert f"Đảng ủy {new} (trước là Sở Y tế)" in "\n".join(one.text for one in letter.paragraphs)
    fill(form_of(root, "SYT"), root / "a.xlsx", so_anh="năm")
    bcd35("record-report", "a.xlsx", "--received-on", "2025-12-10", now=on_day("2025-12-10"))
    assert bcd35("return-report", "SYT", "--date", "2025-12-22").code == 0
    (back,) = (root / "out" / ROUND / "SYT").glob("De-nghi*")
    texts = [one.text for one in Document(str(back)).paragraphs]
    assert any(f"{new} (trước là Sở Y tế)" in text for text in texts)
    assert bcd35("export-summary", "-o", "a.xlsx", "--as-of", "2025-12-20").code == 0
    sheet = load_workbook(root / "a.xlsx")["Theo đơn vị"]
    (told,) = [cells for row in sheet.iter_rows(values_only=True) if "SYT" in (cells := [*row])]
    assert (new in told, "trước là Sở Y tế" in told) == (True, True)
    assert history(bcd35, "SYT") == [("renamed", "2025-12-03", "SYT", "", "")]
    assert bcd35("check").code == 0


def test_what_older_versions_did_is_told_from_the_journal(bcd35: CommandLine, root: Path) -> None:
    from tests.conftest import at

    desk = at(root)
    old: list[tuple[str, str, dict[str, object]]] = [
        ("merge_unit", "SXD", {"into": "SYT", "on": "2025-11-30"}),
        ("import_unit", "SNV", {"changes": {"status": ["active", "retired"]}}),
    ]
    with desk.act():
        desk.store.registers.journal_all(NOW, old)
    desk.store.close()
    assert history(bcd35, "SYT") == [("merged", "2025-11-30", "SXD", "SYT", "")]
    assert history(bcd35, "SNV") == [("retired", "2025-12-01", "SNV", "", "")]


# --- taken back ---------------------------------------------------------------------------------------------


def test_who_joined_because_of_a_merger_is_exempt_when_it_is_taken_back(bcd35: CommandLine) -> None:
    bcd35("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so")
    bcd35("units", "retire", "SXD", "--into", "MOI", "--date", "2025-12-01", "--reason", "a")
    bcd35("units", "retire", "SXD", "--reason", "b", "--put-right", "nhầm lý do")
    assert states(bcd35)["MOI"] == "missing"
    ran = bcd35("units", "retire", "SXD", "--take-back", "nhầm", "--json")
    assert fates(ran.json["data"])[1:] == [("MOI", "exempted", "2025-12-01")]
    assert {day: states(bcd35, day)["MOI"] for day in ("2025-12-01", "2025-12-05")} == {
        "2025-12-01": "exempt",
        "2025-12-05": "exempt",
    }
    assert states(bcd35)["SXD"] == "missing"
    # Merged again, the successor is asked again.
    ran = bcd35("units", "retire", "SXD", "--into", "MOI", "--json")
    assert fates(ran.json["data"])[1:] == [("MOI", "restored", "2025-12-01")]
    assert states(bcd35)["MOI"] == "missing"


def test_what_retiring_by_an_edit_leaves_open_is_ended_as_printed_and_taken_back_with_it(
    bcd35: CommandLine,
) -> None:
    ran = bcd35("units", "edit", "SXD", "--status", "retired")
    retire = ran.err.splitlines()[-1]
    later = NOW + timedelta(days=1)
    assert bcd35(*shlex.split(retire[retire.index("bcd35") :])[1:], now=later).code == 0
    assert states(bcd35)["SXD"] == "exempt"
    assert bcd35("units", "edit", "SXD", "--status", "active", now=later).code == 3
    assert bcd35("units", "retire", "SXD", "--take-back", "nhầm", now=later + timedelta(hours=1)).code == 0
    assert states(bcd35)["SXD"] == "missing"


def test_a_merger_put_right_to_another_unit_exempts_the_first_one(bcd35: CommandLine) -> None:
    bcd35("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so")
    bcd35("units", "retire", "SXD", "--into", "MOI")
    bcd35("units", "retire", "SXD", "--into", "SYT", "--put-right", "nhầm đơn vị")
    found = states(bcd35)
    assert (found["SXD"], found["MOI"], found["SYT"]) == ("exempt", "exempt", "missing")


def test_who_was_in_the_round_before_a_merger_stays_expected(bcd35: CommandLine) -> None:
    bcd35("units", "retire", "SXD", "--into", "SYT")
    bcd35("units", "retire", "SXD", "--take-back", "nhầm")
    assert states(bcd35)["SYT"] == "missing"


def test_parts_that_joined_are_exempt_when_the_split_is_taken_back(bcd35: CommandLine) -> None:
    bcd35(*SPLIT, "--add")
    ran = bcd35("units", "split", "SXD", "--take-back", "nhầm")
    assert (ran.code, "SXD1 chưa báo cáo, được miễn từ ngày 01/12/2025" in ran.out) == (0, True)
    found = states(bcd35, "2025-12-01")
    assert [found[code] for code in ("SXD", "SXD1", "SGT")] == ["missing", "exempt", "exempt"]


def test_a_restored_unit_is_as_if_never_retired(bcd35: CommandLine) -> None:
    later = NOW + timedelta(days=4)
    bcd35("units", "retire", "SXD", "--date", "2025-12-01")
    bcd35("rounds", "restore", "SXD", "--date", "2025-12-04", "--reason", "vẫn báo cáo", now=later)
    assert states(bcd35, "2025-12-02")["SXD"] == "exempt"
    assert bcd35("units", "retire", "SXD", "--take-back", "nhầm", now=later).code == 0
    assert {states(bcd35, day)["SXD"] for day in ("2025-12-01", "2025-12-02", "2025-12-05")} == {"missing"}
    assert bcd35("check").code == 0


def test_a_unit_exempt_because_it_was_retired_is_not_in_use_again_unsaid(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("units", "retire", "SXD", "--into", "SNV")
    before = picture(root)
    ran = bcd35("units", "edit", "SXD", "--status", "active", "--json")
    (found,) = ran.json["findings"]
    assert (ran.code, found["code"], picture(root) == before) == (3, "exempt_by_leaving", True)
    assert 'bcd35 units retire SXD --take-back "ghi nhầm"' in found["fix"]
    # It works again: what is printed for that runs as it is printed.
    assert bcd35(*printed(found["fix"], "rounds restore")).code == 0
    assert bcd35("units", "edit", "SXD", "--status", "active").code == 0
    assert states(bcd35)["SXD"] == "missing"


@pytest.mark.parametrize("back", [("exempt", "SXD", "--take-back", "nhầm"), ("restore", "SXD")], ids=" ".join)
@pytest.mark.parametrize(
    ("day", "gone"), [("2025-11-28", "đã thôi dùng"), ("2025-12-20", "thôi dùng từ ngày 20/12/2025")]
)
def test_a_unit_that_is_gone_is_not_asked_again_unsaid(
    bcd35: CommandLine, back: tuple[str, ...], day: str, gone: str
) -> None:
    assert bcd35("rounds", "exempt", "SXD", "--reason", "bão", "--date", "2025-11-25").code == 0
    assert bcd35("units", "retire", "SXD", "--into", "SYT", "--date", day).code == 0
    ran = bcd35("rounds", *back, "--json", now=on_day("2025-12-16"))

    found = ran.json["findings"][0]
    assert found["message"] == f"“SXD” {gone} nhưng vẫn phải báo cáo trong đợt “{ROUND}”."
    command = found["fix"].partition("bcd35 ")[2]
    assert command == f"units retire SXD --date {day}"
    assert bcd35(*shlex.split(command)).code == 0
    assert states(bcd35, "2025-12-20")["SXD"] == "exempt"


@pytest.mark.parametrize("reported", [False, True])
def test_an_exemption_that_followed_a_merger_is_undone_alone(
    bcd35: CommandLine, root: Path, *, reported: bool
) -> None:
    """What is undone is the last act; the merger before it stands, and has its own way back."""
    if reported:
        fill(form_of(root, "SXD"), root / "a.xlsx")
        assert bcd35("record-report", "a.xlsx").code == 0
    else:
        assert bcd35("rounds", "exempt", "SXD", "--reason", "bão", "--date", "2025-11-25").code == 0
    assert bcd35("units", "retire", "SXD", "--into", "SYT", "--date", "2025-11-28").code == 0
    if reported:
        assert bcd35("reports", "move", "SXD", "--to", "TTT", "--reason", "nhầm").code == 0
    else:
        assert bcd35("rounds", "exempt", "SXD", "--take-back", "nhầm").code == 0
    assert bcd35("units", "retire", "SXD", "--date", "2025-11-28").code == 0
    assert states(bcd35)["SXD"] == "exempt"
    assert "được miễn báo cáo ngày 28/11/2025 (sáp nhập vào Sở Y tế)" in bcd35("why", "SXD").out

    acts = bcd35("log", "--all", "--json").json["data"]["acts"]
    assert [(one["act"], one["way_back"]) for one in acts if one["act"].endswith("e_unit")] == [
        ("merge_unit", 'bcd35 units retire SXD --take-back "ghi nhầm"'),
        ("retire_unit", f'bcd35 rounds exempt SXD --round {ROUND} --take-back "ghi nhầm"'),
    ]
    assert bcd35("undo", "--yes").code == 0
    assert states(bcd35)["SXD"] == "missing"
    assert history(bcd35, "SXD") == [("merged", "2025-11-28", "SXD", "SYT", "")]


def test_a_name_that_is_undone_was_so_on_no_day(bcd35: CommandLine) -> None:
    wrong = "Sở Xây dựng và Lao động"
    edit = ("units", "edit", "SXD", "--name", wrong)
    for day, dated in (("2025-12-03", ("--date", "2025-11-28")), ("2025-12-05", ())):
        assert bcd35(*edit, *dated, now=on_day(day)).code == 0
        assert wrong in bcd35("status", "--all", now=on_day(day)).out
        assert bcd35("undo", "--yes", now=on_day("2025-12-08")).code == 0
        for asked in ("2025-12-01", "2025-12-05", "2025-12-08"):
            assert wrong not in bcd35("status", "--all", "--as-of", asked, now=on_day("2025-12-08")).out


def test_a_day_to_come_is_said(bcd35: CommandLine) -> None:
    ran = bcd35("units", "retire", "SXD", "--date", "2026-01-05")
    assert (ran.code, "Ngày 05/01/2026 chưa đến" in ran.err) == (0, True)
    assert bcd35(*shlex.split(ran.err.rpartition("bcd35 ")[2])).code == 0
    assert states(bcd35)["SXD"] == "exempt"
    ran = bcd35("rounds", "exempt", "SYT", "--date", "2026-01-05", "--reason", "x")
    assert (ran.code, "Ngày 05/01/2026 chưa đến" in ran.err) == (0, True)
    assert bcd35(*shlex.split(ran.err.rpartition("bcd35 ")[2])).code == 0
    assert states(bcd35)["SYT"] == "exempt"


def test_until_the_day_comes_a_unit_is_as_it_was(bcd35: CommandLine, root: Path) -> None:
    """In the register, in its rounds, for letters and reports; who takes its place is not asked before."""
    bcd35("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so")
    day = NOW + timedelta(days=9)
    assert bcd35("units", "retire", "SXD", "--into", "MOI", "--date", "2025-12-10").code == 0
    assert bcd35("rounds", "exempt", "SYT", "--date", "2025-12-10", "--reason", "x").code == 0

    def seen(now: datetime) -> tuple[object, ...]:
        unit = bcd35("units", "show", "SXD", "--json", now=now).json["data"]["status"]
        listed = {one["code"] for one in bcd35("units", "list", "--json", now=now).json["data"]}
        units = bcd35("status", ROUND, "--json", now=now).json["data"]["units"]
        state = {one["code"]: one["state"] for one in units}
        return unit, "SXD" in listed, state["SXD"], state["SYT"], state.get("MOI")

    assert seen(NOW) == ("active", True, "missing", "missing", None)
    assert seen(day) == ("retired", False, "exempt", "exempt", "missing")
    # What is edited before the day leaves the day standing.
    assert bcd35("units", "edit", "SXD", "--email", "sxd@tinh.gov.vn").code == 0
    assert seen(NOW)[0] == "active"
    assert seen(day)[0] == "retired"
    for unit in ("SXD", "SYT", "MOI"):  # a report that comes before the day is taken
        fill(form_of(root, unit), root / f"{unit}.xlsx")
        assert bcd35("record-report", f"{unit}.xlsx").code == 0
    assert "2026" not in bcd35("casefile", "--json").json["data"]["as_of"]
    told = bcd35("status", ROUND, "--known-on", "2025-12-01", "--json", now=day).json["data"]["units"]
    assert {one["state"] for one in told if one["code"] in ("SXD", "SYT")} == {"on_time"}
    assert bcd35("units", "retire", "SXD", "--take-back", "nhầm").code == 0
    assert seen(day)[0] == "active"
    assert bcd35("check").code == 0


@pytest.mark.parametrize(
    "command",
    [("recode", "SXD", "SOXD"), ("edit", "SXD", "--name", "Sở khác"), ("edit", "SXD", "--status", "retired")],
)
def test_what_changes_the_register_at_once_has_no_day_to_come(
    command: tuple[str, ...], bcd35: CommandLine, root: Path
) -> None:
    before = picture(root)
    ran = bcd35("units", *command, "--date", "2026-01-05", "--json")
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, "in_future")
    assert picture(root) == before


@pytest.mark.parametrize(
    "command",
    [
        ("rounds", "close", ROUND, "--date", "2025-11-21"),
        ("rounds", "extend", ROUND, "--all", "--to", "2025-12-20", "--reason", "x", "--date", "2025-11-21"),
    ],
)
def test_nothing_happens_in_a_round_before_its_letter(
    command: tuple[str, ...], bcd35: CommandLine, root: Path
) -> None:
    before = picture(root)
    ran = bcd35(*command, "--json")
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, "before_letter")
    assert picture(root) == before


def test_a_back_dated_extension_names_no_unit_that_has_reported(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SXD"), root / "a.xlsx")
    bcd35("record-report", "a.xlsx")
    later = NOW + timedelta(days=2)
    ran = bcd35(
        *("rounds", "extend", ROUND, "--all", "--to", "2025-12-22", "--reason", "x"),
        *("--date", "2025-11-28", "--json"),
        now=later,
    )
    assert "SXD" not in [one["code"] for one in ran.json["data"]["units"]]
    assert [one["code"] for one in ran.json["findings"]] == ["earlier_days_change"]


def test_a_unit_added_by_mistake_is_exempted_not_the_round_void(bcd35: CommandLine) -> None:
    bcd35("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so")
    bcd35("notify", ROUND, "--unit", "MOI", "--add")
    ways = {one["act"]: one["way_back"] for one in bcd35("log", "--json").json["data"]["acts"]}
    assert ways["notify"] == (
        f'bcd35 rounds exempt MOI --round {ROUND} --date 2025-12-01 --reason "bổ sung nhầm"'
    )
    first = bcd35("log", "--all", "--json").json["data"]["acts"]
    assert next(one["way_back"] for one in first if one["act"] == "notify").startswith("Số đã cấp")
    assert bcd35("undo", "--yes").code == 0
    assert states(bcd35, "2025-12-01")["MOI"] == "exempt"


def test_a_merger_entered_again_has_its_successor_report_again(bcd35: CommandLine) -> None:
    bcd35("units", "add", "SXDGT", "--name", "Sở Xây dựng và Giao thông", "--kind", "dang_uy_co_so")
    assert bcd35("units", "retire", "SXD", "--into", "SXDGT").code == 0
    was = states(bcd35)
    for away in (("--take-back", "nhầm"), ("--into", "SYT", "--put-right", "nhầm")):
        assert bcd35("units", "retire", "SXD", *away).code == 0
        assert states(bcd35)["SXDGT"] == "exempt"
        assert bcd35("undo", "--yes").code == 0
        assert states(bcd35) == was
    told = bcd35("units", "retire", "SXD", "--into", "SXDGT").out
    assert "đã ghi sáp nhập vào Sở Xây dựng và Giao thông (SXDGT) từ trước." in told
    assert bcd35("units", "retire", "SXD", "--take-back", "nhầm").code == 0
    assert states(bcd35)["SXDGT"] == "exempt"


def test_a_unit_that_is_in_use_again_lacks_the_rounds_issued_without_it(
    bcd35: CommandLine, root: Path
) -> None:
    assert bcd35("units", "retire", "SXD", "--date", "2025-11-23").code == 0
    other_round(bcd35, root)
    told = bcd35("units", "retire", "SXD", "--take-back", "nhầm").err
    assert "Đợt “dot-2” chưa có SXD.\n  → Bổ sung: bcd35 notify dot-2 --unit SXD --add\n" in told
    assert bcd35("notify", "dot-2", "--unit", "SXD", "--add").code == 0


@pytest.mark.parametrize(
    "mended",
    [(), ("--date", "2025-12-03", "--reason", "ghi lại", "--put-right", "nhầm ngày")],
    ids=["as entered", "dated anew"],
)
def test_an_exemption_that_comes_back_by_undo_still_goes_with_the_end_of_the_unit(
    mended: tuple[str, ...], bcd35: CommandLine
) -> None:
    bcd35("units", "retire", "SXD", "--date", "2025-12-02", "--reason", "giải thể")
    if mended:
        bcd35("rounds", "exempt", "SXD", *mended, now=NOW + timedelta(hours=1))
    bcd35("rounds", "exempt", "SXD", "--take-back", "nhầm", now=NOW + timedelta(hours=2))
    bcd35("undo", "--yes", now=NOW + timedelta(hours=3))
    assert states(bcd35)["SXD"] == "exempt"
    ran = bcd35("units", "retire", "SXD", "--take-back", "nhầm", now=NOW + timedelta(hours=4))
    assert (states(bcd35)["SXD"], "vẫn được miễn" in ran.err) == ("missing", False)


def test_an_exemption_of_its_own_that_stays_with_the_unit_is_told(bcd35: CommandLine) -> None:
    bcd35("rounds", "exempt", "SXD", "--date", "2025-11-28", "--reason", "bão lụt")
    bcd35("units", "retire", "SXD", "--reason", "giải thể")
    told = bcd35("units", "retire", "SXD", "--take-back", "nhầm").err
    assert f"“Sở Xây dựng” (SXD) vẫn được miễn trong đợt “{ROUND}”." in told
    assert bcd35(*printed(told, "→ Nếu phải báo cáo: ")).code == 0
    assert states(bcd35)["SXD"] == "missing"


@pytest.mark.parametrize("back", ["released", "issued anew"])
def test_who_leaves_while_the_letter_is_void_is_asked_no_more(back: str, bcd35: CommandLine) -> None:
    assert bcd35("letters", "void", "28", "--reason", "sai").code == 0
    told = [
        bcd35("units", "retire", "SYT", "--into", "SXD"),
        bcd35("units", "retire", "TTT", "--reason", "giải thể"),
        bcd35("units", "split", "SNV", "--into", "A:Sở A", "--into", "B:Sở B", "--add"),
    ]
    assert [(one.code, one.err) for one in told] == [(0, "")] * 3
    if back == "released":
        assert bcd35("letters", "release", "28", "--reason", "hủy nhầm").code == 0
    else:
        assert bcd35("notify", "--date", "2025-12-01").code == 0

    units = bcd35("status", "--json").json["data"]["units"]
    states = {one["code"]: one["state"] for one in units}
    assert {unit for unit, state in states.items() if state == "exempt"} == {"SYT", "TTT", "SNV"}
    assert (states["SXD"], "A" in states) == ("missing", back == "issued anew")


def test_a_code_of_a_unit_that_was_merged_is_used_again_by_taking_that_back(bcd35: CommandLine) -> None:
    assert bcd35("units", "retire", "SYT", "--into", "SXD").code == 0
    refused = bcd35("units", "add", "SYT", "--name", "Sở Y tế", "--kind", "dang_uy_co_so")
    assert refused.code == 3
    back, *steps = [line.partition("bcd35 ")[2] for line in refused.err.splitlines() if "bcd35 " in line]
    assert back == 'units retire SYT --take-back "ghi nhầm"'
    assert [step.split()[:2] for step in steps] == [["rounds", "restore"], ["units", "edit"]]
    for step in steps:
        assert bcd35(*shlex.split(step)).code == 0, step
    assert bcd35("status", "--unit", "SYT", "--json").json["data"]["units"][0]["state"] == "missing"
