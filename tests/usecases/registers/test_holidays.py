"""A calendar that changes under open deadlines: it is said, with the command that moves each of them."""

import shlex
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import NOW, ROUND, CommandLine, on_day
from tests.support.filling import add_round, fill, form_of

pytestmark = pytest.mark.issued

OFF = "2025-12-15"  # the round's last day
CONFIRM = ("holidays", "confirm", "2025", "--decision", "Thông báo 9", "--off", OFF, "--off", "2025-12-23")


def told(bcd35: CommandLine, *words: str, now: datetime = NOW) -> list[tuple[str, str]]:
    ran = bcd35(*words, "--json", now=now)
    assert ran.code == 0
    return [(one["where"], one["fix"]) for one in ran.json["findings"] if one["code"] == "deadline_day_off"]


def last_days(bcd35: CommandLine) -> dict[str, str]:
    return {one["code"]: one["deadline"] for one in bcd35("status", ROUND, "--json").json["data"]["units"]}


def test_a_deadline_that_becomes_a_day_off_is_said_and_what_is_printed_moves_it(
    bcd35: CommandLine, root: Path
) -> None:
    own = ("rounds", "extend", "--to", "2025-12-23", "--reason", "mưa lũ", "--unit", "SYT")
    assert bcd35(*own).code == 0
    add_round(root, "r2")
    assert bcd35("rounds", "import", "data/rounds/r2.yaml").code == 0

    found = told(bcd35, *CONFIRM)

    assert [where for where, _ in found] == [ROUND, ROUND, "r2"]
    assert "Đợt chưa phát hành thì sửa: bcd35 rounds edit r2 --deadline 2025-12-16" in found[2][1]
    for _, fix in found[:2]:
        assert bcd35(*shlex.split(fix[fix.index("bcd35 ") :])[1:]).code == 0
    assert last_days(bcd35) == {
        "SYT": "2025-12-24",
        **dict.fromkeys(("DTN", "SNV", "SXD", "TTT"), "2025-12-16"),
    }
    assert told(bcd35, *CONFIRM) == [], "said once: nothing changes any more"


def test_a_deadline_behind_is_spoken_of_while_a_unit_is_late_by_it(bcd35: CommandLine, root: Path) -> None:
    """What is printed puts the late ones in time; where all came in time nothing hangs on the day."""
    own = ("rounds", "extend", "--to", "2025-12-23", "--reason", "mưa lũ", "--unit", "SNV")
    assert bcd35(*own).code == 0
    for unit, day in (("SYT", "2025-12-16"), ("SNV", "2025-12-24"), ("SXD", "2025-12-05")):
        fill(form_of(root, unit), root / f"{unit}.xlsx")
        day_of_receipt = ("--received-on", day)
        assert bcd35("record-report", f"{unit}.xlsx", *day_of_receipt, now=on_day("2025-12-24")).code == 0
    add_round(root, "r2")
    assert bcd35("rounds", "import", "data/rounds/r2.yaml").code == 0

    found = told(bcd35, *CONFIRM, now=on_day("2025-12-29"))

    for _, fix in found:
        command = shlex.split(fix[fix.index("bcd35 ") :])[1:]
        assert bcd35(*command, now=on_day("2025-12-29")).code == 0
    units = bcd35("status", ROUND, "--as-of", "2025-12-29", "--json").json["data"]["units"]
    states = {one["code"]: one["state"] for one in units}
    assert states == dict.fromkeys(("SYT", "SNV", "SXD"), "on_time") | dict.fromkeys(
        ("DTN", "TTT"), "missing"
    )
    for unit in ("DTN", "TTT"):
        bcd35("rounds", "exempt", unit, "--reason", "giải thể")
    more = ("holidays", "confirm", "2025", "--decision", "x", "--off", "2025-12-16", "--off", "2025-12-24")
    assert told(bcd35, *more, now=on_day("2025-12-29")) == []


def test_so_it_is_when_the_file_of_days_off_says_it(bcd35: CommandLine, root: Path) -> None:
    file = root / "data" / "holidays.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("holidays:\n", f"holidays:\n  - {{date: {OFF}, name: Nghỉ}}\n"), encoding="utf-8"
    )
    way = f'bcd35 rounds extend {ROUND} --all --to 2025-12-16 --reason "hạn rơi vào ngày nghỉ"'
    assert [fix.endswith(way) for _, fix in told(bcd35, "import", "--dry-run")] == [True]
    assert len(told(bcd35, "import")) == 1


def test_deadlines_that_stay_working_days_are_not_spoken_of(bcd35: CommandLine) -> None:
    words = ("holidays", "confirm", "2025", "--decision", "x", "--off", "2025-12-16", "--off", "2025-11-24")
    assert told(bcd35, *words) == []
    bcd35("rounds", "close", ROUND)
    assert told(bcd35, *CONFIRM) == []


def test_a_day_of_an_earlier_decision_is_told_and_the_command_printed_mends_it(bcd35: CommandLine) -> None:
    confirm = ("holidays", "confirm", "2026", "--decision")
    assert bcd35(*confirm, "TB 1", "--off", "2026-02-24").code == 0
    assert bcd35("holidays", "presume", "2026", "--reason", "nhầm").code == 0
    (found,) = bcd35(*confirm, "TB 3", "--work", "2026-02-21", "--json").json["findings"]
    assert (found["code"], "24/02/2026 (nghỉ)" in found["message"]) == ("days_carried_over", True)
    again = bcd35(*shlex.split(found["fix"].split("bcd35 ", 1)[1]), "--json").json
    assert again["findings"] == []
    assert "2026-02-24" not in [one["day"] for one in again["data"]["days"]]


def test_open_rounds_whose_time_counts_through_changed_days_are_told_in_one_line(
    bcd35: CommandLine, root: Path
) -> None:
    """A day more is confirmed, then nothing of the year any more; the round runs until 15 December."""
    confirm = ("holidays", "confirm", "2025", "--decision", "TB 1", "--off", "2025-12-12", "--json")
    (found,) = bcd35(*confirm).json["findings"]
    through = f"nằm trong thời hạn của đợt “{ROUND}” (đến 15/12/2025)."
    assert (found["code"], found["message"]) == (
        "days_in_open_rounds",
        f"Ngày vừa đổi (12/12/2025) {through}",
    )
    look = f"Xem số ngày làm việc còn lại: bcd35 status {ROUND}\nLịch đang dùng: bcd35 holidays list 2025"
    assert found["fix"] == look
    assert bcd35(*confirm).json["findings"] == []
    kept, counted = bcd35("holidays", "presume", "2025", "--reason", "nhầm", "--json").json["findings"]
    assert kept["message"] == "Vẫn giữ ngày ghi theo quyết định trước: 12/12/2025 (nghỉ)."
    assert kept["fix"].endswith("bcd35 holidays confirm 2025 --decision VĂN_BẢN --work 2025-12-12")
    assert counted["message"] == f"Ngày nghỉ, ngày làm bù nay là dự kiến (12/12/2025) {through}"
    bcd35("rounds", "close", ROUND)
    assert [one["code"] for one in bcd35(*confirm).json["findings"]] == []
    add_round(root, "r2")  # it has no state to look at before its letter
    assert bcd35("rounds", "import", "data/rounds/r2.yaml").code == 0
    _, counted = bcd35("holidays", "presume", "2025", "--reason", "nhầm", "--json").json["findings"]
    assert ("“r2”" in counted["message"], counted["fix"]) == (True, look.splitlines()[1])


@pytest.mark.parametrize("day", ["2028-01-09", "2028-01-10"], ids=["a Sunday", "a Monday"])
def test_a_holiday_that_was_worked_by_mistake_keeps_its_name(
    bcd35: CommandLine, root: Path, day: str
) -> None:
    file = root / "data" / "holidays.yaml"
    text = file.read_text(encoding="utf-8")
    named = f"holidays:\n  - {{date: {day}, name: Lễ của tỉnh}}\n"
    file.write_text(text.replace("holidays:\n", named), encoding="utf-8")
    assert bcd35("import").code == 0
    before = bcd35("holidays", "list", "2028").out
    assert bcd35("holidays", "confirm", "2028", "--decision", "TB 1", "--work", day).code == 0
    assert "Lễ của tỉnh" not in bcd35("holidays", "list", "2028").out

    assert bcd35("undo", "--yes").code == 0

    assert bcd35("holidays", "list", "2028").out == before
