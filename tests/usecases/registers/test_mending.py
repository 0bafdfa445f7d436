"""Exemptions and closings that were entered wrongly: put right or taken back by name, never in silence."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, ROUND, SET_VALUES, CommandLine
from tests.support.filling import fill, form_of, picture, rows

pytestmark = pytest.mark.issued

EXEMPT = ("rounds", "exempt", "SXD")
OF = f"SXD --round {ROUND}"


def state(bcd35: CommandLine, day: str, unit: str = "SXD") -> str:
    data = bcd35("status", "--as-of", day, "--json").json["data"]
    return next(str(one["state"]) for one in data["units"] if one["code"] == unit)


@pytest.fixture
def exempted(bcd35: CommandLine) -> CommandLine:
    assert bcd35(*EXEMPT, "--reason", "đại hội", "--date", "2025-11-28").code == 0
    return bcd35


@pytest.mark.parametrize(
    "said", [("--reason", "giải thể"), ("--reason", "đại hội", "--date", "2025-11-25")], ids=" ".join
)
def test_another_day_or_reason_is_refused_and_the_command_printed_puts_it_right(
    said: tuple[str, ...], exempted: CommandLine, root: Path
) -> None:
    before = picture(root)
    ran = exempted(*EXEMPT, *said)
    assert ran.code == 3
    assert "từ ngày 28/11/2025 (lý do: đại hội); ngày và lý do không tự đổi." in ran.err
    assert picture(root) == before
    command = ran.err.rpartition("bcd35 ")[2].strip()
    assert command.startswith(f"rounds exempt {OF} ")
    import shlex

    assert exempted(*shlex.split(command)).code == 0
    told = rows(
        root,
        "SELECT on_date, reason FROM expectations WHERE event = 'exempted' AND id NOT IN"
        " (SELECT line_id FROM annulments)",
    )
    assert told == [("2025-11-25" if "--date" in said else "2025-11-28", said[1])]


def test_a_day_before_the_line_before_is_refused_not_moved(exempted: CommandLine, root: Path) -> None:
    before = picture(root)
    for command in (
        (*EXEMPT, "--date", "2025-11-20", "--put-right", "nhầm"),
        ("rounds", "restore", "SXD", "--date", "2025-11-27"),
        ("rounds", "exempt", "SNV", "--reason", "x", "--date", "2025-11-21"),
    ):
        ran = exempted(*command, "--json")
        assert (ran.code, ran.json["findings"][0]["code"]) == (3, "before_last_line")
        last = ran.json["findings"][0]["fix"].rpartition(" ")[2]
        assert exempted(*(last if "2025-11-2" in word else word for word in command), "--json").code == 0
        break
    assert picture(root) != before


def test_an_exemption_that_was_ended_already_is_put_right_in_one_act(exempted: CommandLine) -> None:
    """Day and reason between the lines around it; what ended it still does."""
    restore = ("rounds", "restore", "SXD", "--date", "2025-12-01", "--reason", "đã xong")
    assert exempted(*restore).code == 0
    late = exempted(*EXEMPT, "--date", "2025-12-02", "--put-right", "nhầm", "--json")
    assert (late.code, late.json["findings"][0]["code"]) == (3, "after_next_line")

    assert exempted(*EXEMPT, "--date", "2025-11-30", "--reason", "bão", "--put-right", "nhầm").code == 0

    days = ("2025-11-29", "2025-11-30", "2025-12-01")
    assert [state(exempted, day) for day in days] == ["missing", "exempt", "missing"]
    told = "được miễn báo cáo ngày 30/11/2025 (bão), lại phải báo cáo ngày 01/12/2025 (đã xong)"
    assert told in exempted("why", "SXD").out
    assert exempted("undo", "--yes").code == 0
    assert [state(exempted, day) for day in days] == ["exempt", "exempt", "missing"]


def test_an_exemption_that_was_ended_already_is_taken_back_in_one_act(exempted: CommandLine) -> None:
    exempted("rounds", "restore", "SXD", "--date", "2025-12-01", "--reason", "đã xong")

    assert exempted(*EXEMPT, "--take-back", "nhầm đơn vị").code == 0

    assert {state(exempted, day) for day in ("2025-11-27", "2025-11-29", "2025-12-02")} == {"missing"}
    assert exempted(*EXEMPT, "--take-back", "nhầm", "--json").json["findings"][0]["code"] == "no_such_line"
    assert exempted("undo", "--yes").code == 0
    told = "được miễn báo cáo ngày 28/11/2025 (đại hội), lại phải báo cáo ngày 01/12/2025 (đã xong)"
    assert told in exempted("why", "SXD").out


def test_a_line_that_several_follow_is_taken_back_after_them(exempted: CommandLine) -> None:
    exempted("rounds", "restore", "SXD", "--date", "2025-11-29")
    exempted(*EXEMPT, "--reason", "bão", "--date", "2025-11-30")
    assert exempted("rounds", "restore", "SXD", "--date", "2025-12-01").code == 0
    exempted("rounds", "exempt", "SXD", "--reason", "lũ")
    ran = exempted("rounds", "restore", "SXD", "--date", "2025-11-30", "--put-right", "nhầm")
    assert ran.code == 0
    exempted("rounds", "restore", "SXD", "--take-back", "nhầm")
    assert state(exempted, "2025-12-01") == "exempt"
    assert "01/12/2025 (lũ)" not in exempted("why", "SXD").out


def test_what_leaves_the_figures_is_told_and_comes_back(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SXD"), root / "a.xlsx", so_tin_bai_da_gui=7)
    assert bcd35("record-report", "a.xlsx").code == 0
    ran = bcd35(*EXEMPT, "--reason", "sáp nhập")
    assert ran.code == 0
    assert "Đơn vị đã báo cáo ngày 01/12/2025" in ran.err
    assert "Số tin bài đã gửi: 7" in ran.err
    assert "từ ngày 01/12/2025 báo cáo ấy không tính" in ran.err
    assert state(bcd35, "2025-12-02") == "exempt"
    back = ran.err.rpartition("bcd35 ")[2].strip()
    import shlex

    again = bcd35(*shlex.split(back))
    assert (again.code, "báo cáo ấy lại được tính" in again.err) == (0, True)
    assert state(bcd35, "2025-12-02") == "on_time"


def test_an_exemption_without_a_reason_is_no_command(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    assert bcd35(*EXEMPT).code == 2
    assert bcd35(*EXEMPT, "--put-right", "a", "--take-back", "b").code == 2
    assert picture(root) == before


def test_every_mending_is_told_with_its_reason_and_its_way_back(exempted: CommandLine) -> None:
    exempted(*EXEMPT, "--date", "2025-11-30", "--put-right", "nhầm ngày")
    (put_right,) = exempted("log", "--json").json["data"]["acts"][-1:]
    assert (put_right["words"], put_right["command"]) == ("Sửa dòng ghi sai", "bcd35 rounds exempt")
    assert put_right["details"] == [
        f"đợt: {ROUND}",
        "dòng: miễn báo cáo",
        "vì: nhầm ngày",
        "ngày: 28/11/2025 → 30/11/2025",
    ]
    assert put_right["way_back"] == f'bcd35 rounds exempt {OF} --date 2025-11-28 --put-right "sửa nhầm"'
    exempted(*EXEMPT, "--take-back", "miễn nhầm")
    (taken,) = exempted("log", "--json").json["data"]["acts"][-1:]
    assert taken["way_back"] == f'bcd35 rounds exempt {OF} --date 2025-11-30 --reason "đại hội"'


# --- rounds -------------------------------------------------------------------------------------------------


def listed(bcd35: CommandLine) -> tuple[str, str | None, str]:
    (one,) = bcd35("rounds", "list", "--json").json["data"]
    return one["status"], one["since"], one["reason"]


def test_a_closing_has_a_day_and_a_reason_and_is_put_right_by_name(bcd35: CommandLine, root: Path) -> None:
    close = ("rounds", "close", ROUND)
    assert bcd35(*close, "--date", "2025-11-29", "--reason", "đã đủ").code == 0
    assert listed(bcd35) == ("closed", "2025-11-29", "đã đủ")
    assert "Trạng thái: đã đóng từ ngày 29/11/2025 (đã đủ)" in bcd35("rounds", "show").out
    before = picture(root)
    assert bcd35(*close).code == 0
    ran = bcd35(*close, "--date", "2025-11-30", "--json")
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, "entered_otherwise")
    assert picture(root) == before
    assert bcd35(*close, "--date", "2025-11-30", "--put-right", "nhầm ngày").code == 0
    assert listed(bcd35) == ("closed", "2025-11-30", "đã đủ")
    assert bcd35(*close, "--take-back", "chưa đủ").code == 0
    assert listed(bcd35) == ("open", None, "")


def test_lines_of_a_round_stand_in_the_order_of_their_days(bcd35: CommandLine) -> None:
    bcd35("rounds", "close", ROUND, "--date", "2025-11-29")
    early = bcd35("rounds", "reopen", ROUND, "--date", "2025-11-28", "--json")
    assert early.json["findings"][0]["code"] == "before_last_line"
    ahead = bcd35("rounds", "reopen", ROUND, "--date", "2025-12-02", "--json")
    assert ahead.json["findings"][0]["code"] == "in_future"
    assert bcd35("rounds", "reopen", ROUND, "--reason", "còn thiếu").code == 0
    assert listed(bcd35) == ("open", "2025-12-01", "còn thiếu")
    assert bcd35("rounds", "close", ROUND, "--date", "2025-11-30", "--put-right", "nhầm").code == 0
    assert listed(bcd35) == ("open", "2025-12-01", "còn thiếu")
    assert bcd35("rounds", "reopen", ROUND, "--take-back", "nhầm").code == 0
    assert listed(bcd35) == ("closed", "2025-11-30", "")
    bcd35("rounds", "reopen", ROUND)
    assert bcd35("rounds", "close", ROUND, "--take-back", "đóng nhầm đợt").code == 0
    assert listed(bcd35) == ("open", None, "")


def test_a_ledger_that_was_mended_is_whole(exempted: CommandLine, root: Path) -> None:
    exempted(*EXEMPT, "--date", "2025-11-30", "--put-right", "nhầm ngày")
    exempted("rounds", "close", ROUND)
    exempted("rounds", "close", ROUND, "--take-back", "nhầm", now=NOW + timedelta(days=1))
    assert exempted("check").code == 0
    assert exempted("casefile", "-o", "a.zip").code == 0
    import zipfile

    with zipfile.ZipFile(root / "a.zip") as case:
        (name,) = [one for one in case.namelist() if one.endswith("nhat-ky.csv")]
        assert "nhầm ngày" in case.read(name).decode()


@pytest.mark.parametrize(("left", "then"), [("exempt", "exempt"), ("merged", "on_time")])
def test_a_unit_that_left_is_in_the_days_that_an_earlier_dated_letter_wins(
    bcd35: CommandLine, left: str, then: str
) -> None:
    """It had the letter that was replaced, and its report of a day before it left counts on that day."""
    assert bcd35("record-report", "SXD", *SET_VALUES, "--received-on", "2025-11-24").code == 0
    ways = {
        "exempt": (*EXEMPT, "--date", "2025-11-28", "--reason", "x"),
        "merged": ("units", "retire", "SXD", "--into", "SYT", "--on", "2025-11-28", "--reason", "x"),
    }
    assert bcd35(*ways[left]).code == 0

    earlier = (
        "--date",
        "2025-11-15",
        "--accept",
        "date-order",
        "--accept",
        "later-ground",
        "--reason",
        "sai ngày",
    )
    assert bcd35("notify", "--replace", "28", *earlier).code == 0

    days = ("2025-11-16", "2025-11-25", "2025-11-28")
    assert [state(bcd35, day) for day in days] == ["missing", "on_time", then]
