"""A report that was taken back, and what every other command makes of it.

Status, reminders, summary, history, case file.
"""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from openpyxl import Workbook, load_workbook

from bcd35.domain.reports import Report, corrected
from tests.conftest import NOW, ROUND, CommandLine
from tests.support.filling import LABELS, fill, form_of, rows

pytestmark = pytest.mark.issued


def done(bcd35: CommandLine, *commands: Sequence[str]) -> None:
    """Each command, without a fault."""
    for command in commands:
        ran = bcd35(*command, now=NOW.replace(day=31))
        assert (ran.code, ran.err) == (0, ""), command


def send(root: Path, unit: str, name: str, **more: object) -> Path:
    return fill(form_of(root, unit), root / "thư đến" / name, None, **more)


def withdraw(unit: str, day: str) -> list[str]:
    return ["reports", "withdraw", unit, "--reason", "ghi nhầm đơn vị", "--date", day]


def summed(bcd35: CommandLine, root: Path, day: str) -> Any:
    done(bcd35, ["export-summary", "-o", "s.json", "--format", "json", "--as-of", day])
    return json.loads((root / "s.json").read_text(encoding="utf-8"))


def told(summary: Any) -> tuple[int, int, int | None, tuple[str, int, int]]:
    """Units that reported, units missing, the sum of one answer, and SYT's own line.

    State, days late, revision.
    """
    (asked,) = [one for one in summary["fields"] if one["code"] == "to_chuc_da_thong_bao"]
    (unit,) = [one for one in summary["units"] if one["code"] == "SYT"]
    assert bool(unit["answers"]) == bool(unit["revision"])
    return (
        summary["totals"]["reported"],
        summary["totals"]["missing"],
        asked["result"]["total"],
        (unit["state"], unit["days_late"], unit["revision"]),
    )


def test_the_figures_of_every_day_know_what_counted_on_it(bcd35: CommandLine, root: Path) -> None:
    send(root, "SYT", "a.xlsx")
    send(root, "SNV", "b.xlsx", so_to_chuc=5)
    done(bcd35, ["record-report", "thư đến", "--received-on", "2025-12-10"], withdraw("SYT", "2025-12-12"))

    days = ("2025-12-11", "2025-12-12", "2025-12-20")
    assert [told(summed(bcd35, root, day)) for day in days] == [
        (2, 3, 17, ("on_time", 0, 1)),
        (1, 4, 5, ("missing", 0, 0)),
        (1, 4, 5, ("missing", 5, 0)),
    ]
    seen = bcd35("status", "--as-of", "2025-12-20", "--json").json["data"]
    assert [
        (one["state"], one["received_on"], one["days_late"]) for one in seen["units"] if one["code"] == "SYT"
    ] == [("missing", None, 5)]
    done(bcd35, ["export-summary", "-o", "s.xlsx", "--as-of", "2025-12-20"])
    missing = [
        row[1]
        for row in load_workbook(root / "s.xlsx", data_only=True)["Chưa báo cáo"].iter_rows(
            min_row=5, values_only=True
        )
    ]
    assert "SYT" in missing
    assert "SNV" not in missing
    # What comes afterwards is judged by its own day, and changes no day before it.
    done(
        bcd35,
        ["record-report", str(send(root, "SYT", "c.xlsx", so_to_chuc=7)), "--received-on", "2025-12-18"],
    )
    assert [told(summed(bcd35, root, day)) for day in (*days, "2025-12-17")] == [
        (2, 3, 17, ("on_time", 0, 1)),
        (1, 4, 5, ("missing", 0, 0)),
        (2, 3, 12, ("late", 3, 3)),
        (1, 4, 5, ("missing", 2, 0)),
    ]


def reminded(bcd35: CommandLine, day: str) -> tuple[int, list[tuple[str, int]], list[tuple[str, str]]]:
    """Exit code; who was reminded, and how often before; who was passed over, and why."""
    ran = bcd35("remind", "--date", day, "--unit", "SYT", "--json")
    data = ran.json["data"]
    return (
        ran.code,
        [(one["code"], one["earlier_reminders"]) for one in data["units"]],
        [(*one.values(),) for one in data["passed_over"]],
    )


def test_a_unit_is_reminded_again_once_its_report_is_withdrawn(bcd35: CommandLine, root: Path) -> None:
    assert reminded(bcd35, "2025-12-16") == (0, [("SYT", 0)], [])  # the new deadline: 23 December
    done(bcd35, ["record-report", str(send(root, "SYT", "a.xlsx")), "--received-on", "2025-12-17"])
    assert reminded(bcd35, "2025-12-24") == (3, [], [("SYT", "reported")])

    done(bcd35, withdraw("SYT", "2025-12-18"))

    # Not before the deadline that it was given has passed; what was withdrawn is no reason to spare it
    # afterwards.
    assert reminded(bcd35, "2025-12-23") == (0, [], [("SYT", "waiting")])
    assert reminded(bcd35, "2025-12-24") == (0, [("SYT", 1)], [])
    done(bcd35, ["record-report", str(send(root, "SYT", "b.xlsx", so_anh=5)), "--received-on", "2025-12-26"])
    assert reminded(bcd35, "2026-01-05") == (3, [], [("SYT", "reported")])
    assert rows(root, "SELECT unit_code, count(*) FROM reminder_units GROUP BY unit_code") == [("SYT", 2)]


def test_history_and_case_file_tell_of_the_withdrawal(bcd35: CommandLine, root: Path) -> None:
    first, second = send(root, "SYT", "a.xlsx"), send(root, "SYT", "b.xlsx", so_anh=5)
    done(
        bcd35,
        ["record-report", str(first), "--received-on", "2025-12-10"],
        withdraw("SYT", "2025-12-12"),
        ["record-report", str(second), "--received-on", "2025-12-14"],
        ["record-report", "SYT", "--set", "video_da_gui=2", "--received-on", "2025-12-15"],
        ["casefile", "-o", "hs.zip"],
        ["casefile", "verify", "hs.zip"],
    )

    told_of = bcd35("reports", "show", "SYT", "--json").json["data"]["revisions"]
    video = {"field": "Số video đã gửi", "before": "Không áp dụng", "after": "2"}
    assert [(one["origin"], one["counts"], one["changes"]) for one in told_of] == [
        ("form", False, []),
        ("withdrawal", False, []),
        ("form", True, []),
        ("manual", True, [video]),
    ]
    with zipfile.ZipFile(root / "hs.zip") as bag:
        parts = {name.partition("/data/")[2]: bag.read(name) for name in bag.namelist()}
    assert [(row[2], row[3], row[4], row[7]) for row in table(parts["so/bao-cao.csv"])] == [
        ("1", "2025-12-10", "mẫu trả về", ""),
        ("2", "2025-12-12", "rút báo cáo", "ghi nhầm đơn vị"),
        ("3", "2025-12-14", "mẫu trả về", ""),
        ("4", "2025-12-15", "ghi tay", ""),
    ]
    # A withdrawal answers nothing, and what comes after it corrects nothing that it would have said.
    assert {row[1] for row in table(parts["so/tra-loi.csv"])} == {"1", "3", "4"}
    assert table(parts["so/sua-doi.csv"]) == [
        ["SYT", "4", "2025-12-15", "video_da_gui", "Không áp dụng", "2"]
    ]
    assert [row[1] for row in table(parts["so/nhat-ky.csv"])][2:] == [
        "Ghi nhận báo cáo",
        "Rút báo cáo",
        "Ghi nhận báo cáo",
        "Ghi nhận báo cáo",
    ]
    assert (parts["bao-cao/SYT_lan-1.xlsx"], parts["bao-cao/SYT_lan-3.xlsx"]) == (
        first.read_bytes(),
        second.read_bytes(),
    )
    assert json.loads(parts["tong-hop/tong-hop.json"])["totals"]["reported"] == 1


def test_a_case_file_names_every_way_in_which_a_report_came(bcd35: CommandLine, root: Path) -> None:
    book = Workbook()
    page: Any = book.active
    page.append(["Mã đơn vị", *LABELS])
    page.append(["SNV", 12, "văn bản", "28/11/2025", "Có", "1.234", 0, "KPS", "KAD", ""])
    book.save(root / "bảng.xlsx")
    done(bcd35, ["record-report", "bảng.xlsx", "--received-on", "2025-12-10"], ["casefile", "-o", "hs.zip"])

    with zipfile.ZipFile(root / "hs.zip") as bag:
        (name,) = [name for name in bag.namelist() if name.endswith("so/bao-cao.csv")]
        assert [(row[0], row[4]) for row in table(bag.read(name))] == [("SNV", "bảng của văn phòng")]


def table(data: bytes) -> list[list[str]]:
    """The rows below the headings."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))[1:]


@pytest.mark.parametrize(
    ("kinds", "pairs"),
    [
        ("", []),
        ("r", []),
        ("rr", [(1, 2)]),
        ("rrr", [(1, 2), (2, 3)]),
        ("rwr", []),
        ("rrwrr", [(1, 2), (4, 5)]),
        ("rwwr", []),
    ],
)
def test_which_revision_corrects_which(kinds: str, pairs: list[tuple[int, int]]) -> None:
    revisions = [
        Report(
            round_code=ROUND,
            unit="SYT",
            revision=number,
            received_on=date(2025, 12, number),
            answers={},
            origin="withdrawal" if kind == "w" else "manual",
        )
        for number, kind in enumerate(kinds, start=1)
    ]
    assert [(before.revision, after.revision) for before, after in corrected(revisions)] == pairs


def test_corrections_are_reports_that_the_unit_sent_later_not_mistakes_of_the_office(
    bcd35: CommandLine, root: Path
) -> None:
    for unit in ("SXD", "SYT", "SNV", "TTT"):
        send(root, unit, f"{unit}.xlsx", so_to_chuc=len(unit))
    done(bcd35, ["record-report", "thư đến", "--received-on", "2025-12-10"], withdraw("SXD", "2025-12-11"))
    again = ["record-report", "thư đến/SXD.xlsx", "--again", "--received-on", "2025-12-12"]
    reason = ["--reason", "ghi nhầm"]
    done(bcd35, again, ["reports", "move", "SYT", "--to", "DTN", *reason])
    move = ["reports", "move", "DTN", "--to", "SYT", *reason]
    done(bcd35, move, ["reports", "swap", "SYT", "SXD", *reason])
    for act in ("withdraw", "restore"):
        done(bcd35, ["reports", act, "SNV", "--revision", "1", *reason])
    later = str(send(root, "TTT", "later.xlsx", so_to_chuc=7))
    done(bcd35, ["record-report", later, "--received-on", "2025-12-14"])

    right = {"SXD": 0, "SYT": 0, "SNV": 0, "TTT": 1, "DTN": "–"}
    done(bcd35, ["export-summary", "-o", "s.xlsx"], ["export-summary", "--format", "html", "-o", "s.html"])
    listed = load_workbook(root / "s.xlsx", data_only=True)["Theo đơn vị"].iter_rows(
        min_row=4, values_only=True
    )
    place = next(listed).index("Số lần sửa")
    assert {row[1]: row[place] for row in listed if row[1] in right} == right
    page = lxml.html.document_fromstring((root / "s.html").read_text(encoding="utf-8"))
    cells = {row[0].text: row[-1].text for row in page.xpath("//table[@data-sortable]/tbody/tr")}
    assert cells == {unit: str(count) for unit, count in right.items()}
