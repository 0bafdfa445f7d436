"""Successors and parts of a split that left since: what is taken back and entered again stays whole."""

import shlex
from pathlib import Path

import pytest

from tests.conftest import ROUND, CommandLine
from tests.support.filling import picture
from tests.support.recorded_reports import run

pytestmark = pytest.mark.issued

SPLIT = ("units", "split", "SXD", "--into", "SXD1:Sở Xây dựng", "--into", "SGT:Sở Giao thông", "--add")


def figures(bcd35: CommandLine) -> list[object]:
    days = "2025-12-01", "2025-12-10", "2025-12-31"
    return [run(bcd35, "status", ROUND, "--as-of", day, "--json").json["data"]["units"] for day in days]


def whole(bcd35: CommandLine) -> tuple[object, ...]:
    """The figures, and what became of the units."""
    units = "SXD", "SXD1", "SGT", "SNV", "SYT"
    shown = [bcd35("units", "show", one, "--json").json["data"] for one in units]
    return figures(bcd35), [(one["status"], one["history"]) for one in shown if one]


def test_a_split_is_taken_back_and_undone_though_a_part_was_merged_since(bcd35: CommandLine) -> None:
    run(bcd35, *SPLIT, "--date", "2025-12-10")
    run(bcd35, "units", "retire", "SGT", "--into", "SNV", "--date", "2025-12-12")
    before = whole(bcd35)

    ran = run(bcd35, "units", "split", "SXD", "--take-back", "nhầm")

    left = "“Sở Giao thông” (SGT) đã sáp nhập vào SNV, từ ngày 12/12/2025; điều ấy vẫn ghi."
    assert left in ran.err
    assert run(bcd35, "undo", "--yes").out.startswith("Sửa lại việc: Bỏ việc chia tách ghi nhầm (SXD)")
    assert whole(bcd35) == before


def test_a_part_that_is_in_use_again_without_its_split_is_told(bcd35: CommandLine) -> None:
    run(bcd35, *SPLIT, "--date", "2025-12-10")
    run(bcd35, "units", "retire", "SGT", "--into", "SNV", "--date", "2025-12-12")
    run(bcd35, "units", "split", "SXD", "--take-back", "nhầm")

    ran = run(bcd35, "units", "retire", "SGT", "--take-back", "ghi nhầm")

    assert "“Sở Giao thông” (SGT) chỉ có vì việc chia tách SXD, mà việc ấy đã bỏ" in ran.err
    (line,) = [one for one in ran.err.splitlines() if "bcd35 units retire SGT" in one]
    run(bcd35, *shlex.split(line[line.index("bcd35 ") :])[1:])
    assert run(bcd35, "units", "show", "SGT", "--json").json["data"]["status"] == "retired"


def test_a_part_whose_split_stands_is_in_use_again_unsaid(bcd35: CommandLine) -> None:
    run(bcd35, *SPLIT, "--date", "2025-12-10")
    run(bcd35, "units", "retire", "SGT", "--into", "SNV", "--date", "2025-12-12")
    assert "chia tách" not in run(bcd35, "units", "retire", "SGT", "--take-back", "ghi nhầm").err


def test_a_merger_into_a_unit_that_was_merged_since_is_entered_again(bcd35: CommandLine) -> None:
    run(bcd35, "units", "retire", "SXD", "--into", "SNV", "--date", "2025-12-05")
    run(bcd35, "units", "retire", "SNV", "--into", "SYT", "--date", "2025-12-10")
    before = whole(bcd35)
    run(bcd35, "units", "retire", "SXD", "--take-back", "nhầm")
    run(bcd35, "undo", "--yes")
    assert whole(bcd35) == before
    # After its day it takes over nothing.
    later = bcd35("units", "retire", "TTT", "--into", "SNV", "--date", "2025-12-11", "--json")
    assert (later.code, later.json["findings"][0]["code"]) == (3, "successor_retired")


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("SYTE:Sở Thuế", "Mã “SYTE” là của Sở Y tế, không phải “Sở Thuế”."),
        ("SYT:Sở Thuế", "Mã “SYT” là của Sở Y tế, không phải “Sở Thuế”."),
    ],
    ids=["another's code", "a code that another had"],
)
def test_a_new_part_under_the_code_of_another_unit_is_refused(
    part: str, message: str, bcd35: CommandLine, root: Path
) -> None:
    bcd35("units", "recode", "SYT", "SYTE")
    before = picture(root)
    split = ("units", "split", "STC", "--into", part, "--into", "SHQ:Sở Hải quan")
    ran = bcd35(*split, "--json")
    (found,) = ran.json["findings"]
    assert (ran.code, found["message"], picture(root) == before) == (3, message, True)
    # Both ways that are printed.
    new, known = (line.rpartition("--into ")[2] for line in found["fix"].splitlines())
    assert (new, known) == ('"MÃ_KHÁC:Sở Thuế"', "SYTE")
    assert bcd35("units", "split", "STC", "--into", known, "--into", "SHQ:Sở Hải quan").code == 0


def test_a_part_by_its_code_and_name_is_the_known_unit(bcd35: CommandLine) -> None:
    """Also by the name that it had: the command of a run that was killed is typed again."""
    bcd35("units", "edit", "SYT", "--name", "Sở Y tế và Dân số")
    known = ("--into", "SYT:sở y tế", "--into", "SNV:Sở Nội vụ")
    assert bcd35("units", "split", "SXD", *known).code == 0


def test_what_is_printed_of_a_unit_out_of_use_that_the_round_does_not_ask_runs(bcd35: CommandLine) -> None:
    run(bcd35, *SPLIT[:-1])
    run(bcd35, "units", "retire", "SGT", "--into", "SYT")
    ran = bcd35("why", "SGT", ROUND)
    assert ran.code == 3
    (line,) = [one for one in ran.err.splitlines() if "bcd35 " in one]
    assert run(bcd35, *shlex.split(line[line.index("bcd35 ") :])[1:]).out.startswith("Mã:          SGT")


@pytest.mark.parametrize(
    "leave",
    [
        ("units", "retire", "SGT", "--into", "SYT", "--reason", "g"),
        ("units", "split", "SGT", "--into", "G1:Sở Đường bộ", "--into", "G2:Sở Đường thủy"),
    ],
    ids=["merged", "split"],
)
def test_a_part_that_left_and_came_back_goes_with_its_split_though_that_was_entered_again(
    leave: tuple[str, ...], bcd35: CommandLine
) -> None:
    run(bcd35, "units", "split", "SXD", "--into", "SXD1:Sở Nhà ở", "--into", "SGT:Sở Giao thông", "--add")
    run(bcd35, *leave)
    run(bcd35, "units", "split", "SXD", "--take-back", "nhầm")
    run(bcd35, "undo", "--yes")
    run(bcd35, *leave[:3], "--take-back", "nhầm")
    ran = run(bcd35, "units", "split", "SXD", "--take-back", "nhầm")
    assert "Thôi dùng SXD1, SGT: chỉ có trong danh sách vì việc chia tách ấy." in ran.out
