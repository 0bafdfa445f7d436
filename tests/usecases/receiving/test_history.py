"""One unit's revisions with their sources, and taking a report back."""

from datetime import date, datetime
from pathlib import Path

import pytest

from bcd35.domain.answers import Answer
from bcd35.domain.errors import Refused
from bcd35.domain.reports import Report, in_force, received_by
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.history import report_history
from bcd35.usecases.receiving.record import ManualReport, ReturnedFiles, record_by_hand, record_files
from bcd35.usecases.receiving.withdraw import withdraw_reports
from bcd35.usecases.summary.status import status
from bcd35.world.workspace import VIETNAM, World
from tests.conftest import GOOD_VALUES, ROUND, SET_VALUES, CommandLine, entering
from tests.support.filling import fill, form_of, rows

pytestmark = pytest.mark.issued("SYT")


def state(desk: Desk, as_of: date) -> tuple[str, int, int]:
    (unit,) = status(desk, ROUND, as_of).state.units
    return unit.state, unit.days_late, unit.revision


def test_a_withdrawn_report_counts_no_more_from_that_day(desk: Desk) -> None:
    record_by_hand(
        entering(desk, date(2025, 12, 10)),
        ManualReport(unit="SYT", values=GOOD_VALUES, received_on=date(2025, 12, 10)),
    )

    later = desk._replace(world=World(datetime(2025, 12, 18, 9, tzinfo=VIETNAM), desk.workspace))
    (withdrawn,) = withdraw_reports(later, ["SYT"], "ghi nhầm đơn vị", on=date(2025, 12, 12))

    assert (withdrawn.before[-1].revision, withdrawn.withdrawal and withdrawn.withdrawal.revision) == (1, 2)
    assert state(desk, date(2025, 12, 11)) == ("on_time", 0, 1)
    assert state(desk, date(2025, 12, 12)) == ("missing", 0, 0)
    assert state(desk, date(2025, 12, 17)) == ("missing", 2, 0)
    # What comes afterwards is judged by its own day.
    again = record_by_hand(
        entering(desk, date(2025, 12, 18)),
        ManualReport(unit="SYT", values=GOOD_VALUES, received_on=date(2025, 12, 18)),
    )
    assert [(one.verdict, one.revision) for one in again.outcomes] == [("accepted", 3)]
    assert state(desk, date(2025, 12, 20)) == ("late", 3, 3)


def test_a_file_in_the_folder_does_not_bring_a_withdrawn_report_back(desk: Desk, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx")
    record_files(desk, ReturnedFiles(paths=[file.parent]))
    withdraw_reports(desk, ["SYT"], "ghi nhầm")

    (again,) = record_files(desk, ReturnedFiles(paths=[file.parent])).outcomes

    assert (again.verdict, again.revision) == ("already_received", 1)
    assert rows(root, "SELECT revision, origin FROM reports") == [(1, "form"), (2, "withdrawal")]


def test_a_withdrawn_file_that_still_lies_there_is_told_apart(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "a.xlsx")
    bcd35("record-report", "a.xlsx")
    bcd35("reports", "withdraw", "SYT", "--reason", "ghi nhầm", "--date", "2025-12-01")

    again = bcd35("record-report", "a.xlsx")

    restore = f"bcd35 reports restore SYT --round {ROUND} --reason LÝ_DO"
    taken = f'bcd35 record-report "a.xlsx" --again --round {ROUND} --received-on 2025-12-01'
    assert (again.code, again.err) == (
        0,
        (
            "Lưu ý [a.xlsx]: Tệp này đã rút ngày 01/12/2025, nên không nhận lại.\n"
            f"  → Nếu rút nhầm: {restore}\n    Nếu đơn vị gửi lại chính tệp này: {taken}\n"
        ),
    )
    assert "đã có từ trước, đã rút ngày 01/12/2025" in again.out
    assert bcd35("record-report", "a.xlsx", "--json").json["data"]["files"][0]["withdrawn_on"] == "2025-12-01"


@pytest.mark.parametrize("prepare", ["nothing", "withdrawn", "closed"])
def test_what_cannot_be_withdrawn(prepare: str, bcd35: CommandLine, root: Path) -> None:
    if prepare == "withdrawn":
        bcd35(
            "record-report",
            "SYT",
            *SET_VALUES,
        )
        assert bcd35("reports", "withdraw", "SYT", "--reason", "một").code == 0
    if prepare == "closed":
        bcd35("rounds", "close", ROUND)
    before = rows(root, "SELECT count(*) FROM reports")

    ran = bcd35("reports", "withdraw", "SYT", "--round", ROUND, "--reason", "hai")

    assert (ran.code, ran.out, ran.err) == (
        3,
        "",
        (
            f"Lỗi [SYT]: “Sở Y tế” không có báo cáo nào đang tính trong đợt “{ROUND}”.\n"
            f"  → Xem các lần ghi: bcd35 reports show SYT --round {ROUND}\n"
        ),
    )
    assert rows(root, "SELECT count(*) FROM reports") == before


def test_a_withdrawal_needs_a_reason(desk: Desk) -> None:
    with pytest.raises(Refused, match=r"^Rút báo cáo phải có lý do\.$"):
        withdraw_reports(desk, ["SYT"], "")


def test_the_history_of_a_unit(desk: Desk, root: Path, bcd35: CommandLine) -> None:
    minutes = root / "biên bản.pdf"
    minutes.write_bytes(b"x")
    record_files(
        desk,
        ReturnedFiles(
            paths=[fill(form_of(root, "SYT"), root / "Báo cáo.xlsx")], received_on=date(2025, 11, 30)
        ),
    )
    record_by_hand(
        desk, ManualReport(unit="SYT", values={"anh_da_gui": "5"}, note="qua điện thoại", evidence=(minutes,))
    )
    withdraw_reports(desk, ["SYT"], "ghi nhầm")
    record_by_hand(desk, ManualReport(unit="SYT", values=GOOD_VALUES))

    found = report_history(desk, "Sở Y tế")

    assert [
        (one.provenance.report.revision, one.provenance.report.origin, one.counts) for one in found.revisions
    ] == [
        (1, "form", False),
        (2, "manual", False),
        (3, "withdrawal", False),
        (4, "manual", True),
    ]
    assert [
        (change.label, change.before, change.after) for one in found.revisions for change in one.changes
    ] == [("Số ảnh đã gửi", Answer("nothing"), Answer("value", 5))]
    (form_id,) = rows(root, "SELECT form_id FROM forms")[0]
    lines = bcd35("reports", "show", "SYT").out.splitlines()
    assert [
        line
        for line in lines
        if not line.startswith("  Số t") and "thông báo" not in line and "trang" not in line
    ][:12] == [
        "Sở Y tế (SYT), đợt tháng 11/2025:",
        "Lần 1: mẫu trả về, nhận ngày 30/11/2025, ghi sổ 01/12/2025 08:30; không còn tính",
        "  Tệp: Báo cáo.xlsx",
        f"  Mã mẫu: {form_id}",
        "  Số ảnh đã gửi: Không phát sinh",
        "  Số video đã gửi: Không áp dụng",
        "  Khó khăn, kiến nghị: Chưa trả lời",
        "Lần 2: ghi tay, nhận ngày 01/12/2025, ghi sổ 01/12/2025 08:30; không còn tính",
        "  Ghi chú: qua điện thoại",
        "  Minh chứng: biên bản.pdf",
        "  Số ảnh đã gửi: Không phát sinh → 5",
        "Lần 3: rút báo cáo, từ ngày 01/12/2025, ghi sổ 01/12/2025 08:30",
    ]


def test_no_report_yet(bcd35: CommandLine, root: Path) -> None:
    ran = bcd35("reports", "show", "SYT")
    assert (ran.code, ran.out, ran.err) == (
        0,
        "Sở Y tế (SYT), đợt tháng 11/2025: chưa có báo cáo nào.\n",
        "",
    )
    assert root.is_dir()


# --- the rule -----------------------------------------------------------------------------------------------


def revisions(*days: int | str) -> list[Report]:
    """``5``: a return received on 5 December; ``"w7"``: a withdrawal on the 7th."""
    return [
        Report(
            round_code="r",
            unit="A",
            revision=number,
            received_on=date(2025, 12, int(str(day).lstrip("w"))),
            answers={},
            origin="withdrawal" if isinstance(day, str) else "manual",
        )
        for number, day in enumerate(days, start=1)
    ]


@pytest.mark.parametrize(
    ("days", "as_of", "counted", "standing"),
    [
        ((), 31, [], []),
        ((5,), 4, [], [1]),
        ((5, 7), 6, [1], [1, 2]),
        ((5, 3), 4, [2], [1, 2]),
        ((5, "w7"), 6, [1], [1]),
        ((5, "w7"), 7, [], []),
        ((5, "w7", 9), 8, [], [3]),
        ((5, "w7", 9), 9, [3], [3]),
        ((5, "w7", 6), 6, [1, 3], [1, 3]),
        ((5, "w7", 6), 8, [3], [3]),
    ],
)
def test_which_revisions_count_on_a_day(
    days: tuple[int | str, ...], as_of: int, counted: list[int], standing: list[int]
) -> None:
    known, day = revisions(*days), date(2025, 12, as_of)
    assert [report.revision for report in received_by(known, day)] == counted
    assert [report.revision for report in in_force(known, day)] == standing


def test_what_a_unit_sent_in_vain_is_shown_with_the_letter_about_it(bcd35: CommandLine, root: Path) -> None:
    form = form_of(root, "SYT")
    fill(form, root / "a.xlsx", so_anh="năm")
    bcd35("record-report", "a.xlsx")
    (copy,) = (root / "out" / "_cach-ly").rglob("*.xlsx")
    shown = (
        f"Sở Y tế (SYT), đợt tháng 11/2025: chưa có báo cáo nào.\n"
        "Tệp bị từ chối gần nhất, ngày 01/12/2025: a.xlsx (câu trả lời cần sửa)\n"
        f"  Bản chép: {copy.relative_to(root).as_posix()}\n"
    )
    back = f"bcd35 return-report SYT --round {ROUND}"
    assert bcd35("reports", "show", "SYT") == (0, f"{shown}  Gửi trả để sửa: {back}\n", "")

    bcd35("return-report", "SYT")

    told = "  Đã gửi trả: Công văn số 29-CV/BCĐ, ngày 01/12/2025, hạn 15/12/2025\n"
    assert bcd35("reports", "show", "SYT") == (0, shown + told, "")
    assert bcd35("reports", "show", "SYT", "--json").json["data"]["refused"]["letter"] == "29-CV/BCĐ"

    fill(form, root / "b.xlsx", so_anh="sáu")
    bcd35("record-report", "b.xlsx")

    files = bcd35("reports", "show", "SYT", "--json").json["data"]["refused_files"]
    assert [(one["file"], one["letter"]) for one in files] == [("a.xlsx", "29-CV/BCĐ"), ("b.xlsx", None)]
    lines = bcd35("reports", "show", "SYT").out.splitlines()
    heads = [line.partition(",")[0] for line in lines if line.startswith("Tệp")]
    assert heads == ["Tệp bị từ chối", "Tệp bị từ chối gần nhất"]
    assert [line for line in lines if "return-report" in line] == [f"  Gửi trả để sửa: {back}"]
