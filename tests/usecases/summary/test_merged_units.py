"""A unit that was merged into another after its letter went out.

Its form, its place in the round, and where its figures go later.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bcd35.domain.form_spec import SHEET
from tests.conftest import NOW, ROUND, SET_VALUES, CommandLine, on_day
from tests.support.filling import beside_copies, change, fill, form_of, picture, rows

pytestmark = pytest.mark.issued

SET = SET_VALUES
RETIRED = (
    "“SXD” đã thôi dùng, không đôn đốc.\n  → Nếu không còn phải báo cáo: bcd35 rounds exempt SXD --round "
    f"{ROUND} --reason LÝ_DO\n"
)


def merge(bcd35: CommandLine, day: str = "2025-11-30", *more: str) -> None:
    """SXD goes on as part of SYT; both were asked to report, and still are."""
    ran = bcd35("units", "retire", "SXD", "--into", "SYT", "--on", day, "--keep-expected", *more)
    assert ran.code == 0


def states(bcd35: CommandLine) -> dict[str, str]:
    data = bcd35("status", "--as-of", "2025-12-20", "--json").json["data"]
    return {unit["code"]: unit["state"] for unit in data["units"]}


def answered(bcd35: CommandLine, unit: str) -> list[str]:
    """What a unit's revisions in the first round say about one question."""
    found = bcd35("reports", "show", unit, "--round", ROUND, "--json").json["data"]["revisions"]
    return [one["answers"]["to_chuc_da_thong_bao"] for one in found]


# --- its form -----------------------------------------------------------------------------------------------


def test_the_form_of_a_merged_unit_is_its_own_report(bcd35: CommandLine, root: Path) -> None:
    for unit, number in (("SXD", 12), ("SYT", 30)):
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx", so_to_chuc=number)
    merge(bcd35)

    ran = bcd35("record-report", "thư đến", "--received-on", "2025-12-10", "--json", now=on_day("2025-12-10"))

    # Two units' figures are not at odds with each other, whatever became of one of them.
    assert (ran.code, [(one["unit"], one["verdict"]) for one in ran.json["data"]["files"]]) == (
        0,
        [("SXD", "accepted"), ("SYT", "accepted")],
    )
    assert (answered(bcd35, "SXD"), answered(bcd35, "SYT")) == (["12"], ["30"])
    assert states(bcd35) == {
        "SNV": "missing",
        "SXD": "on_time",
        "SYT": "on_time",
        "TTT": "missing",
        "DTN": "missing",
    }
    assert bcd35("export-summary", "-o", "s.json", "--format", "json", "--as-of", "2025-12-20").code == 0
    summary = json.loads((root / "s.json").read_text(encoding="utf-8"))
    assert (
        summary["totals"]["expected"],
        summary["totals"]["reported"],
        summary["fields"][0]["result"]["total"],
    ) == (5, 2, 42)


def test_a_merged_unit_is_recorded_by_hand_and_withdrawn_like_any_other(
    bcd35: CommandLine, root: Path
) -> None:
    merge(bcd35)
    assert bcd35("record-report", "Sở Xây dựng", *SET).code == 0
    assert bcd35("reports", "withdraw", "SXD", "--reason", "ghi nhầm").code == 0
    assert rows(root, "SELECT unit_code, origin FROM reports") == [("SXD", "manual"), ("SXD", "withdrawal")]


def test_the_successor_does_not_report_on_the_form_of_the_merged_unit(bcd35: CommandLine, root: Path) -> None:
    def renamed(book: Workbook) -> None:
        cell: Any = book[SHEET]["A5"]
        cell.value = "Đơn vị báo cáo: Đảng ủy Sở Y tế"

    file = fill(form_of(root, "SXD"), root / "a.xlsx")
    file.write_bytes(change(file.read_bytes(), renamed))
    merge(bcd35)
    before = picture(root)

    ran, stated = bcd35("record-report", "a.xlsx"), bcd35("record-report", "a.xlsx", "--as", "SYT")

    issued = (
        "Lỗi [a.xlsx]: Mẫu phát hành cho “Đảng ủy Sở Xây dựng”, nhưng dòng “Đơn vị báo cáo” ghi “Đảng ủy Sở "
        "Y tế”."
    )
    assert (ran.code, ran.err) == (
        3,
        f"{issued}\n  → Mỗi đơn vị điền vào mẫu gửi cho chính mình; gửi lại đơn vị mẫu đã phát hành.\n",
    )
    assert (stated.code, stated.err) == (
        3,
        (
            "Lỗi [a.xlsx]: Mẫu phát hành cho đơn vị “SXD”, nhưng lệnh nêu --as “SYT”.\n"
            "  → Bỏ --as rồi chạy lại: mẫu còn mã thì tự biết đơn vị.\n"
        ),
    )
    assert beside_copies(picture(root)) == beside_copies(before)


# --- its place in the round ---------------------------------------------------------------------------------


def test_a_merged_unit_is_expected_until_it_is_exempted_and_gets_no_reminder(
    bcd35: CommandLine, root: Path
) -> None:
    merge(bcd35)

    assert states(bcd35)["SXD"] == "missing"
    reminded = bcd35("remind", "--date", "2025-12-20")

    assert (reminded.code, reminded.err) == (0, f"Lưu ý: {RETIRED}")
    assert [line.split()[0] for line in reminded.out.splitlines()[5:9]] == ["SYT", "SNV", "TTT", "DTN"]
    assert rows(root, "SELECT unit_code FROM reminder_units WHERE unit_code = 'SXD'") == []
    assert list((root / "out").rglob("Don-doc*SXD*")) == []
    # Named, it gets none either; nothing is written for it alone.
    before = picture(root)
    alone = bcd35("remind", "--date", "2025-12-20", "--unit", "SXD")
    assert (alone.code, alone.err) == (0, f"Lưu ý: {RETIRED}")
    assert "Không có đơn vị nào cần đôn đốc; lần chạy này không ghi gì.\n" in alone.out
    assert bcd35("remind", "--date", "2025-12-20", "--unit", "SXD", "--json").json["data"]["passed_over"] == [
        {"code": "SXD", "reason": "retired"}
    ]
    assert picture(root) == before
    # The way that the remark names ends it.
    assert bcd35("rounds", "exempt", "SXD", "--round", ROUND, "--reason", "sáp nhập vào Sở Y tế").code == 0
    assert states(bcd35)["SXD"] == "exempt"
    assert RETIRED not in bcd35("remind", "--date", "2025-12-30").err
    fill(form_of(root, "SXD"), root / "a.xlsx")
    late = bcd35("record-report", "a.xlsx")
    assert (late.code, late.err.splitlines()[0]) == (
        3,
        f"Lỗi [a.xlsx]: “Sở Xây dựng” đã được miễn báo cáo đợt “{ROUND}”.",
    )


def test_a_merged_unit_that_reported_is_not_spoken_of(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("record-report", "SXD", *SET).code == 0
    merge(bcd35)
    assert bcd35("remind", "--date", "2025-12-20").err == ""
    assert bcd35("remind", "--date", "2025-12-20", "--unit", "SXD").code == 3  # it has reported
    assert root.is_dir()


def test_a_unit_that_is_used_again_is_reminded_again(bcd35: CommandLine, root: Path) -> None:
    merge(bcd35)
    assert bcd35("units", "edit", "SXD", "--status", "active").code == 0

    assert (
        bcd35("remind", "--date", "2025-12-20").err,
        rows(root, "SELECT count(*) FROM reminder_units"),
    ) == ("", [(5,)])


# --- later rounds -------------------------------------------------------------------------------------------


def test_a_later_round_compares_the_successor_with_both_when_it_reported_after_the_merger(
    bcd35: CommandLine, root: Path
) -> None:
    first = (root / "data" / "rounds" / f"{ROUND}.yaml").read_text(encoding="utf-8")
    (root / "data" / "rounds" / "dot-2.yaml").write_text(
        first.replace(f"code: {ROUND}", "code: dot-2"), encoding="utf-8"
    )
    at = NOW.replace(month=11, day=29)

    def report(unit: str, number: int, code: str, day: str) -> None:
        fill(root / "out" / code / unit / f"Mau-bao-cao_{unit}.xlsx", root / "a.xlsx", so_to_chuc=number)
        assert bcd35("record-report", "a.xlsx", "--received-on", day, now=at).code == 0

    report("SXD", 12, ROUND, "2025-11-25")
    report("SYT", 5, ROUND, "2025-11-25")
    bcd35("rounds", "import", "data/rounds/dot-2.yaml")
    assert (
        bcd35("notify", "dot-2", "--date", "2025-11-28", "--unit", "SYT", "--unit", "SNV", now=at).code == 0
    )
    report("SYT", 20, "dot-2", "2025-11-29")

    def compared() -> dict[tuple[str, str], list[int | None]]:
        day = ("--as-of", "2025-12-20")
        assert bcd35("export-summary", "dot-2", "-o", "s.json", "--format", "json", *day).code == 0
        comparison = json.loads((root / "s.json").read_text(encoding="utf-8"))["comparison"]
        return {
            (one["scope"], one["unit"]): one["values"]
            for one in comparison["lines"]
            if one["label"] == "Số tổ chức trực thuộc đã được thông báo" and one["figure"] == "total"
        }

    whole = {("round", ""): [17, 20]}
    merge(bcd35, "2025-12-01")
    assert compared() == whole | {("common", ""): [5, 20], ("unit", "SYT"): [5, 20]}
    merge(bcd35, "2025-11-27", "--put-right", "nhầm ngày")
    assert compared() == whole | {("common", ""): [17, 20], ("unit", "SYT"): [17, 20]}
    # The earlier round itself says what it always said.
    assert (answered(bcd35, "SXD"), answered(bcd35, "SYT")) == (["12"], ["5"])
