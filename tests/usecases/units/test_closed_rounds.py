"""Closed rounds when a merger or a split is put right: their figures do not move by themselves."""

import shlex

import pytest

from tests.conftest import ROUND, CommandLine, on_day
from tests.support.recorded_reports import run

pytestmark = pytest.mark.issued

SPLIT = ("units", "split", "SXD", "--into", "SXD1:Sở Xây dựng", "--into", "SGT:Sở Giao thông", "--add")
MERGER = ("units", "retire", "SXD", "--into", "SNV", "--date", "2025-12-10", "--reason", "Đề án 1")
DAYS = ("2025-12-01", "2025-12-04", "2025-12-10", "2025-12-31")


def figures(bcd35: CommandLine) -> list[object]:
    """The state of every unit as of some days, and what is said of the reason."""
    return [run(bcd35, "status", ROUND, "--as-of", day, "--json").json["data"]["units"] for day in DAYS]


def states(bcd35: CommandLine, *units: str) -> list[str]:
    data = run(bcd35, "status", ROUND, "--json").json["data"]["units"]
    told = {one["code"]: one["state"] for one in data}
    return [told[unit] for unit in units]


def closed_after(bcd35: CommandLine, *words: str) -> list[object]:
    assert bcd35(*words, now=on_day("2025-12-10")).code == 0
    assert bcd35("rounds", "close", ROUND, now=on_day("2025-12-20")).code == 0
    return figures(bcd35)


@pytest.mark.parametrize(
    ("put_right", "why"),
    [
        (("--reason", "Đề án 02"), "được miễn báo cáo ngày 10/12/2025 (sáp nhập vào Sở Nội vụ (Đề án 02))"),
        (("--date", "2025-12-05"), "được miễn báo cáo ngày 05/12/2025 (sáp nhập vào Sở Nội vụ (Đề án 1))"),
        (("--into", "SYT"), "được miễn báo cáo ngày 10/12/2025 (sáp nhập vào Sở Y tế (Đề án 1))"),
    ],
    ids=["reason", "date", "successor"],
)
def test_a_merger_that_is_put_right_keeps_its_exemption(
    put_right: tuple[str, str], why: str, bcd35: CommandLine
) -> None:
    before = closed_after(bcd35, *MERGER)

    ran = run(bcd35, "units", "retire", "SXD", *put_right, "--put-right", "ghi sai")

    assert "Đợt tháng 11/2025: SXD chưa báo cáo, được miễn từ ngày" in ran.out
    told = run(bcd35, "why", "SXD", ROUND).out
    assert (why in told, f"bỏ miễn: bcd35 rounds restore SXD --round {ROUND}" in told) == (True, True), told
    run(bcd35, "undo", "--yes")
    assert figures(bcd35) == before


def test_a_merger_that_is_taken_back_leaves_the_figures_and_says_so(bcd35: CommandLine) -> None:
    bcd35("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so")
    before = closed_after(bcd35, "units", "retire", "SXD", "--into", "MOI")

    ran = run(bcd35, "units", "retire", "SXD", "--take-back", "nhầm")

    assert f"Đợt “{ROUND}” đã đóng, số liệu giữ như khi đóng: SXD vẫn được miễn." in ran.err
    assert f"Đợt “{ROUND}” đã đóng, số liệu giữ như khi đóng: MOI vẫn phải báo cáo." in ran.err
    assert figures(bcd35) == before
    run(bcd35, "undo", "--yes")
    assert figures(bcd35) == before
    # Entered again, the line has its exemption again.
    run(bcd35, "units", "retire", "SXD", "--date", "2025-12-12", "--put-right", "ghi sai")
    assert "được miễn báo cáo ngày 12/12/2025" in run(bcd35, "why", "SXD", ROUND).out


def test_the_printed_commands_change_a_closed_round_by_name(bcd35: CommandLine) -> None:
    closed_after(bcd35, *SPLIT)
    ran = run(bcd35, "units", "split", "SXD", "--take-back", "nhầm")
    assert states(bcd35, "SXD", "SXD1", "SGT") == ["exempt", "missing", "missing"]

    for line in ran.err.splitlines():
        if "bcd35 rounds" in line:
            run(bcd35, *shlex.split(line[line.index("bcd35 ") :])[1:])

    assert states(bcd35, "SXD", "SXD1", "SGT") == ["missing", "exempt", "exempt"]


def test_a_split_that_is_taken_back_leaves_the_figures(bcd35: CommandLine) -> None:
    before = closed_after(bcd35, *SPLIT)
    run(bcd35, "units", "split", "SXD", "--take-back", "nhầm")
    assert figures(bcd35) == before
    run(bcd35, "undo", "--yes")
    assert figures(bcd35) == before
    assert run(bcd35, "check").err == ""


def test_a_unit_that_ends_after_a_round_was_closed_is_told_as_missing_there(bcd35: CommandLine) -> None:
    before = closed_after(bcd35, "units", "list")
    ran = run(bcd35, *MERGER)
    told = f"Đợt đã đóng giữ số liệu như khi đóng: SXD vẫn là chưa báo cáo ở “{ROUND}”."
    assert (told in ran.err, figures(bcd35) == before) == (True, True)
    (line,) = [one for one in ran.err.splitlines() if "rounds exempt" in one]
    command = line[line.index("bcd35 ") :].replace("LÝ_DO", '"sáp nhập"')
    run(bcd35, *shlex.split(command)[1:])
    assert states(bcd35, "SXD") == ["exempt"]


@pytest.mark.parametrize(
    ("verb", "into", "named"),
    [
        ("retire", ("--into", "MOI"), ["SXD", "MOI"]),
        ("split", ("--into", "SGT:Sở Giao thông", "--into", "MOI", "--add"), ["SXD", "SGT", "MOI"]),
    ],
)
@pytest.mark.parametrize("ending", ["", "9"], ids=["as it was", "recoded since"])
def test_what_is_taken_back_once_more_is_told_as_the_first_time(
    verb: str, into: tuple[str, ...], named: list[str], ending: str, bcd35: CommandLine
) -> None:
    bcd35("units", "add", "MOI", "--name", "Sở mới", "--kind", "dang_uy_co_so")
    closed_after(bcd35, "units", verb, "SXD", *into)
    for one in named if ending else ():
        run(bcd35, "units", "recode", one, one + ending)
    named = [one + ending for one in named]

    for _ in range(2):
        told = run(bcd35, "units", verb, named[0], "--take-back", "nhầm").err
        closed = f"Đợt “{ROUND}” đã đóng, số liệu giữ như khi đóng: "
        said = [line.partition(closed)[2].split()[0] for line in told.splitlines() if closed in line]
        assert said == named
        run(bcd35, "undo", "--yes")


def test_a_round_opened_again_names_who_ended_or_came_back_while_it_was_closed(bcd35: CommandLine) -> None:
    closed_after(bcd35, *MERGER)
    run(bcd35, "units", "retire", "SXD", "--take-back", "nhầm")
    run(bcd35, "units", "retire", "TTT", "--into", "SNV", "--date", "2025-12-20")

    told = run(bcd35, "rounds", "reopen", ROUND).err

    assert f"“TTT” đã thôi dùng nhưng vẫn phải báo cáo trong đợt “{ROUND}”." in told
    assert f"“Sở Xây dựng” (SXD) vẫn được miễn trong đợt “{ROUND}”." in told
    for line in told.splitlines():
        if "bcd35 " in line:
            run(bcd35, *shlex.split(line[line.index("bcd35 ") :])[1:])
    assert states(bcd35, "SXD", "TTT", "SNV") == ["missing", "exempt", "missing"]


def test_a_day_to_come_that_moves_the_figures_of_a_closed_round_is_told(bcd35: CommandLine) -> None:
    closed_after(bcd35, *MERGER)
    words = "units", "retire", "SXD", "--date", "2025-12-30", "--put-right", "nhầm ngày"
    told = bcd35(*words, now=on_day("2025-12-22")).err
    assert f"Đợt “{ROUND}” đã đóng: trước ngày 30/12/2025, SXD lại được tính là phải báo cáo" in told
    units = bcd35("status", ROUND, "--json", now=on_day("2025-12-22")).json["data"]["units"]
    assert {one["state"] for one in units if one["code"] == "SXD"} == {"missing"}
