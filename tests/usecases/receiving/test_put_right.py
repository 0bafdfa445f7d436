"""Recorded reports put right by further lines, seen in every output: day, number, withdrawal, unit, round."""

import errno
import shlex
import zipfile
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bcd35.domain.errors import Refused
from bcd35.domain.number_choice import NumberLine
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.move import MoveRequest, move_report
from bcd35.usecases.receiving.put_right import AmendRequest, amend_reports
from bcd35.usecases.receiving.withdraw import restore_reports
from tests.conftest import ROUND, CommandLine, at
from tests.support.faults import refuse_writing
from tests.support.filling import fill, form_of, picture, rows
from tests.support.recorded_reports import (
    LATER,
    by_hand,
    case_table,
    other_round,
    run,
    send_late,
    state,
    summed,
)
from tests.support.unit_tables import GOOD, sheet

pytestmark = pytest.mark.issued


@pytest.fixture
def desk(root: Path) -> Desk:
    return at(root, LATER)


def way_back(bcd35: CommandLine) -> list[str]:
    """The command that the journal names for the latest act, as words."""
    return shlex.split(run(bcd35, "log", "--json").json["data"]["acts"][-1]["way_back"])[1:]


# --- amend --------------------------------------------------------------------------------------------------


def test_a_wrong_day_of_a_form_is_put_right_in_every_output(bcd35: CommandLine, root: Path) -> None:
    send_late(bcd35, root)
    assert state(bcd35, "SYT", "2025-12-20") == ("late", 5, "2025-12-20")

    ran = run(bcd35, "reports", "amend", "SYT", "--received-on", "14/12/2025", "--reason", "thư đến hôm 14")

    assert ran.out.splitlines()[:3] == [
        "Đã sửa báo cáo lần 1 của Sở Y tế:",
        "  ngày nhận: 20/12/2025 → 14/12/2025",
        (
            "Số liệu tính đến ngày 14/12/2025 và các ngày sau đổi theo, kể cả những ngày đã qua; bảng đã "
            "xuất trước lúc này không tự đổi."
        ),
    ]
    assert state(bcd35, "SYT", "2025-12-14") == ("on_time", 0, "2025-12-14")
    assert state(bcd35, "SYT", "2025-12-13")[0] == "missing"
    totals = summed(bcd35, root, "2025-12-20")["totals"]
    assert (totals["on_time"], totals["late"]) == (1, 0)
    run(bcd35, "export-summary", "-o", "s.xlsx", "--as-of", "2025-12-20")
    sheet = load_workbook(root / "s.xlsx", data_only=True).worksheets
    assert any(
        cell.value is not None and getattr(cell.value, "day", 0) == 14
        for page in sheet
        for line in page.iter_rows()
        for cell in line
    )
    assert [line[3] for line in case_table(bcd35, root, "bao-cao.csv")] == ["2025-12-14"]
    assert case_table(bcd35, root, "sua-bao-cao.csv") == [
        ["SYT", "1", "31/12/2025 08:30", "ngày nhận", "20/12/2025", "14/12/2025", "thư đến hôm 14"]
    ]
    assert "Sửa báo cáo đã ghi" in run(bcd35, "log").out
    assert run(bcd35, "check").err == ""
    # the same folder again keeps what was put right
    again = run(bcd35, "record-report", "thư")
    assert (again.err, "đã có từ trước" in again.out) == ("", True)


def test_the_journal_leads_back(bcd35: CommandLine, root: Path) -> None:
    send_late(bcd35, root)
    words = ("--received-on", "2025-12-14", "--ref", "45-BC/SYT", "--note", "qua văn thư")
    run(bcd35, "reports", "amend", "SYT", *words, "--reason", "sửa")

    run(bcd35, *way_back(bcd35))

    (one,) = run(bcd35, "reports", "show", "SYT", "--json").json["data"]["revisions"]
    assert (one["received_on"], one["reference"], one["note"]) == ("2025-12-20", None, "")
    assert [[line["reason"], sorted(line["changes"])] for line in one["put_right"]] == [
        ["sửa", ["note", "received_on", "reference"]],
        ["sửa nhầm", ["note", "received_on", "reference"]],
    ]


def test_history_tells_what_was_entered_and_what_was_put_right(bcd35: CommandLine) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10", "--ref", "12-BC/SYT", "--ref-date", "9.12.2025")
    run(bcd35, "reports", "amend", "SYT", "--ref", "21-BC/SYT", "--reason", "đọc nhầm số")

    assert run(bcd35, "reports", "show", "SYT").out.splitlines()[2:4] == [
        "  Báo cáo của đơn vị: số 21-BC/SYT, ngày 09/12/2025",
        "  Sửa 31/12/2025 08:30: số, ký hiệu báo cáo: “12-BC/SYT” → “21-BC/SYT”. Lý do: đọc nhầm số",
    ]


def test_an_earlier_revision_and_a_withdrawal_are_put_right_too(bcd35: CommandLine) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-18")
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=4", "--received-on", "2025-12-19")
    run(bcd35, "reports", "amend", "SYT", "--revision", "1", "--received-on", "2025-12-12", "--reason", "x")
    assert state(bcd35, "SYT", "2025-12-20") == ("on_time", 0, "2025-12-12")

    run(bcd35, "reports", "withdraw", "SYT", "--reason", "nhầm")
    run(bcd35, "reports", "amend", "SYT", "--revision", "3", "--received-on", "2025-12-22", "--reason", "x")
    assert state(bcd35, "SYT", "2025-12-21")[0] == "on_time"
    assert state(bcd35, "SYT", "2025-12-22")[0] == "missing"


def test_evidence_is_added_once(bcd35: CommandLine, root: Path) -> None:
    send_late(bcd35, root)
    (root / "bản ký.pdf").write_bytes(b"%PDF-1.7")
    words = ("reports", "amend", "SYT", "--evidence", "bản ký.pdf", "--reason", "bản ký đến sau")

    first, second = run(bcd35, *words), run(bcd35, *words)

    assert "  thêm minh chứng: bản ký.pdf" in first.out.splitlines()
    assert second.out == "Sổ đã ghi đúng như vậy cho báo cáo lần 1 của Sở Y tế; không ghi gì.\n"
    assert rows(root, "SELECT name FROM evidence") == [("bản ký.pdf",)]
    assert rows(root, "SELECT count(*) FROM report_lines") == [(0,)]
    assert rows(root, "SELECT count(*) FROM journal WHERE act = 'amend_report'") == [(1,)]
    assert run(bcd35, "check").err == ""


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"received_on": date(2026, 1, 5)}, "received_in_future"),
        ({"received_on": date(2025, 11, 1)}, "received_before_letter"),
        ({"revision": 7, "note": "x"}, "no_such_revision"),
        ({"units": ["SNV"], "note": "x"}, "nothing_to_amend"),
        ({"reason": "", "note": "x"}, "no_reason"),
    ],
)
def test_what_cannot_be_amended(
    desk: Desk, bcd35: CommandLine, root: Path, more: dict[str, Any], code: str
) -> None:
    send_late(bcd35, root)
    before = picture(root)

    with pytest.raises(Refused) as caught:
        amend_reports(desk, AmendRequest(**{"units": ["SYT"], "reason": "x", **more}))

    assert [found.code for found in caught.value.findings] == [code]
    assert picture(root) == before


@pytest.mark.parametrize("day", [(), ("--received-on", "2025-12-11")], ids=["evidence alone", "and day"])
def test_an_amendment_with_evidence_is_undone_whole_and_done_again(
    bcd35: CommandLine, root: Path, day: tuple[str, ...]
) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10")
    (root / "q (1).pdf").write_bytes(b"%PDF-1.4")
    before = shown(bcd35)
    run(bcd35, "reports", "amend", "SYT", *day, "--evidence", "q (1).pdf", "--reason", "nhầm")
    with_it = shown(bcd35)

    run(bcd35, "undo", "--yes")

    assert shown(bcd35) == before != with_it
    run(bcd35, "undo", "--yes")
    assert shown(bcd35) == with_it
    assert run(bcd35, "check").err == ""


def shown(bcd35: CommandLine) -> tuple[object, ...]:
    (one,) = run(bcd35, "reports", "show", "SYT", "--json").json["data"]["revisions"]
    return one["received_on"], one["evidence"]


def test_evidence_of_another_unit_is_taken_out_and_told_in_the_case_file(
    bcd35: CommandLine, root: Path
) -> None:
    for name in ("a.pdf", "b.pdf"):
        (root / name).write_bytes(name.encode())
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10", "--evidence", "a.pdf")
    out = ("reports", "amend", "SYT", "--evidence-out", "a.pdf", "--reason", "của đơn vị khác")

    told = run(bcd35, *out).out

    assert told.splitlines()[:2] == ["Đã sửa báo cáo lần 1 của Sở Y tế:", "  bỏ minh chứng: a.pdf"]
    run(bcd35, "casefile", "-o", "hs.zip")
    case = zipfile.ZipFile(root / "hs.zip")
    assert not [name for name in case.namelist() if "/minh-chung/" in name]
    table = next(name for name in case.namelist() if name.endswith("so/sua-bao-cao.csv"))
    assert '"minh chứng";"“a.pdf”";"(trống)";"của đơn vị khác"' in case.read(table).decode()
    line = "minh chứng: “a.pdf” → (trống). Lý do: của đơn vị khác"
    assert line in run(bcd35, "reports", "show", "SYT").out
    run(bcd35, "reports", "move", "SYT", "--to", "SNV", "--reason", "x")
    assert "Minh chứng" not in run(bcd35, "reports", "show", "SNV").out
    again = run(bcd35, "reports", "amend", "SNV", "--evidence-out", "a.pdf", "--reason", "x", code=3)
    assert "Báo cáo lần 1 của SNV không có minh chứng đang tính tên “a.pdf”." in again.err


def test_two_files_of_one_name_are_told_apart_by_their_digests(bcd35: CommandLine, root: Path) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10")
    for content in (b"1", b"22"):
        (root / "a.pdf").write_bytes(content)
        run(bcd35, "reports", "amend", "SYT", "--evidence", "a.pdf", "--reason", "x")
    out = ("reports", "amend", "SYT", "--reason", "x", "--evidence-out")

    unclear = run(bcd35, *out, "a.pdf", code=3)

    digest = sha256(b"1").hexdigest()[:12]
    assert f"{digest} (1 byte)" in unclear.err
    run(bcd35, *out, digest)
    assert shown(bcd35)[1] == ["a.pdf"]
    (root / "a.pdf").write_bytes(b"1")
    run(bcd35, "reports", "amend", "SYT", "--evidence", "a.pdf", "--reason", "bỏ nhầm")
    assert shown(bcd35)[1] == ["a.pdf", "a.pdf"], "handed in again it counts again"
    assert "(trống) → “a.pdf”. Lý do: bỏ nhầm" in run(bcd35, "reports", "show", "SYT").out


def test_evidence_taken_out_and_handed_in_at_once_stays(bcd35: CommandLine, root: Path) -> None:
    (root / "a.pdf").write_bytes(b"%PDF")
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10", "--evidence", "a.pdf")
    lines = "SELECT count(*) FROM evidence_lines"
    run(bcd35, "reports", "amend", "SYT", "--evidence-out", "a.pdf", "--evidence", "a.pdf", "--reason", "x")
    assert (shown(bcd35)[1], rows(root, lines)) == (["a.pdf"], [(0,)])


def test_evidence_taken_out_counts_again_where_its_report_was_moved(bcd35: CommandLine, root: Path) -> None:
    (root / "a.pdf").write_bytes(b"%PDF")
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10", "--evidence", "a.pdf")
    run(bcd35, "reports", "amend", "SYT", "--evidence-out", "a.pdf", "--reason", "x")
    run(bcd35, "reports", "move", "SYT", "--to", "SNV", "--reason", "x")
    back = ("--revision", "1", "--evidence-back", "a.pdf", "--reason", "x")

    moved = run(bcd35, "reports", "amend", "SYT", *back, code=3)
    run(bcd35, *shlex.split(moved.err.rpartition("bcd35 ")[2]))

    assert "Minh chứng: a.pdf" in run(bcd35, "reports", "show", "SNV").out
    run(bcd35, "reports", "move", "SNV", "--to", "SYT", "--reason", "x")
    assert "Minh chứng: a.pdf" in run(bcd35, "reports", "show", "SYT").out
    assert run(bcd35, "check").err == ""


def test_evidence_of_a_refused_amendment_is_not_kept(desk: Desk, bcd35: CommandLine, root: Path) -> None:
    send_late(bcd35, root)
    (root / "a.pdf").write_bytes(b"%PDF")
    before = picture(root)
    request = AmendRequest(
        units=["SYT"], reason="x", received_on=date(2026, 5, 1), evidence=(root / "a.pdf",)
    )

    with pytest.raises(Refused):
        amend_reports(desk, request)

    assert picture(root) == before


# --- withdrawals --------------------------------------------------------------------------------------------


def test_a_withdrawal_by_mistake_never_held(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx")
    run(bcd35, "record-report", "thư", "--received-on", "2025-12-14")
    run(bcd35, "reports", "withdraw", "SYT", "--reason", "nhầm", "--date", "2025-12-16")
    assert state(bcd35, "SYT", "2025-12-20")[0] == "missing"

    words = way_back(bcd35)
    ran = run(bcd35, *words)

    assert words[:3] == ["reports", "restore", "SYT"]
    assert ran.out.splitlines()[0] == (
        "Đã bỏ lần rút ngày 16/12/2025 của Sở Y tế; báo cáo lần 1 lại được tính, như chưa từng rút."
    )
    assert state(bcd35, "SYT", "2025-12-17") == ("on_time", 0, "2025-12-14")
    assert summed(bcd35, root, "2025-12-20")["totals"]["reported"] == 1
    again = run(bcd35, "record-report", "thư")
    assert (again.err, "đã có từ trước\n" in again.out) == ("", True)
    shown = run(bcd35, "reports", "show", "SYT").out
    assert "; đã bỏ, không có hiệu lực" in shown
    assert "bỏ lần rút này. Lý do: rút nhầm" in shown
    assert [line[10] for line in case_table(bcd35, root, "bao-cao.csv")] == ["có", "không"]
    # and back: it is withdrawn from the same day
    run(bcd35, *way_back(bcd35))
    assert [state(bcd35, "SYT", f"2025-12-{day}")[0] for day in (15, 16)] == ["on_time", "missing"]
    assert run(bcd35, "check").err == ""


def test_nothing_to_restore(desk: Desk, bcd35: CommandLine, root: Path) -> None:
    send_late(bcd35, root)
    with pytest.raises(Refused, match="không có lần rút báo cáo nào đang có hiệu lực"):
        restore_reports(desk, ["SYT"], "x")


def test_a_withdrawn_file_is_taken_again_only_when_told(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx")
    run(bcd35, "record-report", "thư", "--received-on", "2025-12-10")
    run(bcd35, "reports", "withdraw", "SYT", "--reason", "đơn vị xin rút", "--date", "2025-12-12")

    told = run(bcd35, "record-report", "thư", "--received-on", "2025-12-14")

    assert rows(root, "SELECT revision FROM reports") == [(1,), (2,)]
    again = next(line for line in told.err.splitlines() if "--again" in line).partition("bcd35 ")[2]
    assert again == f'record-report "thư/a.xlsx" --again --round {ROUND} --received-on 2025-12-14'
    assert "đã nhận" in run(bcd35, *shlex.split(again)).out
    assert state(bcd35, "SYT", "2025-12-20") == ("on_time", 0, "2025-12-14")
    assert rows(root, "SELECT revision, taking FROM reports ORDER BY id") == [(1, 1), (2, 1), (3, 2)]
    # told again it stands already
    stands = run(bcd35, *shlex.split(again), "--json").json["data"]["files"][0]
    assert (stands["verdict"], stands["revision"], stands["withdrawn_on"]) == ("already_received", 3, None)
    assert run(bcd35, "check").err == ""


def test_a_file_that_was_set_aside_is_taken_again_when_told(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx")
    fill(form_of(root, "SYT"), root / "thư" / "b.xlsx", so_anh=5)
    run(bcd35, "record-report", "thư", "--replace", "thư/a.xlsx")

    run(bcd35, "record-report", "thư/b.xlsx", "--again", "--received-on", "2025-12-15")

    assert rows(root, "SELECT revision, file_name FROM reports") == [(1, "a.xlsx"), (2, "b.xlsx")]


def test_a_table_that_brings_a_withdrawn_report_back_says_so(bcd35: CommandLine, root: Path) -> None:
    sheet(root / "bảng.xlsx", [1, "Sở Y tế", *GOOD])
    run(bcd35, "record-report", "bảng.xlsx", "--received-on", "2025-12-10")
    run(bcd35, "reports", "withdraw", "SYT", "--reason", "nhầm hàng", "--date", "2025-12-12")

    again = run(bcd35, "record-report", "bảng.xlsx", "--received-on", "2025-12-13")

    assert "Báo cáo y như vậy của “SYT” đã rút ngày 12/12/2025; nay ghi lại." in again.err


# --- moving -------------------------------------------------------------------------------------------------


def test_a_report_of_the_wrong_unit_is_moved_with_its_days_file_and_evidence(
    bcd35: CommandLine, root: Path
) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10", "--ref", "7-BC/TTT")
    (root / "a.pdf").write_bytes(b"%PDF")
    run(bcd35, "reports", "amend", "SYT", "--evidence", "a.pdf", "--reason", "bản ký")
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=4", "--received-on", "2025-12-17")

    run(bcd35, "reports", "move", "SYT", "--to", "TTT", "--reason", "của Thanh tra")

    assert state(bcd35, "TTT", "2025-12-20") == ("on_time", 0, "2025-12-10")
    # no day counts it twice, and none of the unit whose it never was
    assert [state(bcd35, "SYT", f"2025-12-{day}")[0] for day in (10, 20)] == ["missing", "missing"]
    days = ("2025-12-09", "2025-12-10", "2025-12-20")
    assert [summed(bcd35, root, day)["totals"]["reported"] for day in days] == [0, 1, 1]
    moved = run(bcd35, "reports", "show", "TTT", "--json").json["data"]["revisions"]
    assert [(one["received_on"], one["reference"], one["evidence"]) for one in moved] == [
        ("2025-12-10", "7-BC/TTT", ["a.pdf"]),
        ("2025-12-17", "7-BC/TTT", []),
    ]
    # neither does the case file, nor what says that a letter is void
    assert [(line[0], *line[2:5:2], line[-1]) for line in case_table(bcd35, root, "bao-cao.csv")] == [
        *(("SYT", str(revision), "ghi tay", "không") for revision in (1, 2)),
        ("SYT", "3", "rút báo cáo", "không"),
        *(("TTT", str(revision), "ghi tay", "có") for revision in (1, 2)),
    ]
    summed_up = {tuple(line[:2]) for line in case_table(bcd35, root, "tra-loi.csv") if line[-1] == "có"}
    assert summed_up == {("TTT", "2")}
    void = run(bcd35, "letters", "void", "28", "--reason", "x", "--dry-run").out
    assert "Báo cáo của 1 đơn vị vẫn giữ trong sổ" in void
    run(bcd35, *way_back(bcd35))
    assert state(bcd35, "SYT", "2025-12-20") == ("on_time", 0, "2025-12-10")
    assert state(bcd35, "TTT", "2025-12-20")[0] == "missing"
    assert run(bcd35, "check").err == ""


def test_a_form_booked_for_another_unit_is_moved_and_its_folder_stays_quiet(
    bcd35: CommandLine, root: Path
) -> None:
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx")
    run(bcd35, "record-report", "thư", "--received-on", "2025-12-14")
    run(bcd35, "reports", "move", "SYT", "--to", "TTT", "--reason", "Thanh tra điền nhầm mẫu")

    ran = run(bcd35, "record-report", "thư")

    assert f"Tệp này đã ghi là báo cáo của TTT trong đợt “{ROUND}”; không nhận lại." in ran.err
    assert state(bcd35, "TTT", "2025-12-20") == ("on_time", 0, "2025-12-14")
    back = run(bcd35, "reports", "restore", "SYT", "--reason", "x", code=3)
    assert f"bcd35 reports move TTT --round {ROUND} --to SYT" in back.err
    run(bcd35, "reports", "move", "TTT", "--to", "SYT", "--reason", "vẫn là của Sở Y tế")
    assert state(bcd35, "SYT", "2025-12-20") == ("on_time", 0, "2025-12-14")
    assert run(bcd35, "record-report", "thư").err == ""
    assert run(bcd35, "check").err == ""


def _refused(desk: Desk, **more: Any) -> Sequence[str]:
    with pytest.raises(Refused) as caught:
        move_report(desk, MoveRequest(**{"unit": "SYT", "reason": "x", "to": "TTT", **more}))
    return [found.code for found in caught.value.findings]


def test_what_cannot_be_moved_is_said_all_at_once(desk: Desk, bcd35: CommandLine, root: Path) -> None:
    assert _refused(desk) == ["nothing_to_move"]
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10")
    by_hand(bcd35, "TTT", "--received-on", "2025-12-10")
    run(bcd35, "rounds", "exempt", "TTT", "--reason", "sáp nhập")
    before = picture(root)

    assert _refused(desk, to="SYT") == ["same_place"]
    assert _refused(desk) == ["exempt", "has_report"]
    assert _refused(desk, reason="") == ["no_reason"]
    assert picture(root) == before


def test_a_report_is_moved_to_the_round_that_replaces_its_own(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx")
    run(bcd35, "record-report", "thư", "--received-on", "2025-12-14")
    other_round(bcd35, root)
    run(bcd35, "rounds", "close", ROUND)

    words = ("reports", "move", "SYT", "--round", ROUND, "--to-round", "dot-2", "--reason", "đợt thay thế")
    run(bcd35, *words)

    units = run(bcd35, "status", "dot-2", "--as-of", "2025-12-20", "--json").json["data"]["units"]
    assert [(one["code"], one["state"], one["received_on"]) for one in units] == [
        ("SYT", "on_time", "2025-12-14"),
        ("SNV", "missing", None),
    ]
    run(bcd35, "casefile", "dot-2", "-o", "hs2.zip")
    with zipfile.ZipFile(root / "hs2.zip") as bag:
        (name,) = [one for one in bag.namelist() if one.endswith("nhat-ky.csv")]
        assert "đợt thay thế" in bag.read(name).decode()
    assert run(bcd35, "check").err == ""


@pytest.mark.parametrize("which", [("SYT", "SNV"), ("--all",)], ids=" ".join)
def test_the_reports_of_a_mistaken_round_are_moved_in_one_act_and_back(
    bcd35: CommandLine, root: Path, which: tuple[str, ...]
) -> None:
    for unit, day in (("SYT", "2025-12-10"), ("SNV", "2025-12-12")):
        by_hand(bcd35, unit, "--received-on", day)
    other_round(bcd35, root)
    move = ("reports", "move", *which, "--round", ROUND, "--to-round", "dot-2", "--reason", "đợt thay thế")
    run(bcd35, *move)

    def days(code: str) -> dict[str, str | None]:
        units = run(bcd35, "status", code, "--as-of", "2025-12-20", "--json").json["data"]["units"]
        return {one["code"]: one["received_on"] for one in units if one["code"] in ("SYT", "SNV")}

    came = {"SYT": "2025-12-10", "SNV": "2025-12-12"}
    assert (days("dot-2"), days(ROUND)) == (came, dict.fromkeys(came))
    (back,) = run(bcd35, "undo", "--dry-run", "--json").json["data"]["commands"]
    assert {"SNV", "SYT"} < set(back.split())
    assert back.endswith(f' --round dot-2 --to-round {ROUND} --reason "chuyển nhầm"')
    run(bcd35, "undo", "--yes")
    assert (days("dot-2"), days(ROUND)) == (dict.fromkeys(came), came)
    assert run(bcd35, "check").err == ""


def test_where_one_of_many_reports_cannot_be_moved_none_is(bcd35: CommandLine, root: Path) -> None:
    for unit in ("SYT", "SNV", "TTT"):
        by_hand(bcd35, unit, "--received-on", "2025-12-10")
    other_round(bcd35, root)
    by_hand(bcd35, "SNV", "--round", "dot-2", "--received-on", "2025-12-12")
    before = picture(root)
    words = ("--round", ROUND, "--to-round", "dot-2", "--reason", "x")
    refused = run(bcd35, "reports", "move", "--all", *words, "--json", code=3).json["findings"]
    assert [(one["code"], one["where"]) for one in refused] == [
        ("has_report", "SNV"),
        ("not_expected", "TTT"),
    ]
    assert picture(root) == before
    for wrong in (("--all", "SYT"), (), ("SYT", "SNV", "--to", "TTT"), ("--all", "--revision", "1")):
        run(bcd35, "reports", "move", *wrong, *words, code=2)
    run(bcd35, "reports", "move", "SYT", *words)


def test_a_round_whose_questions_do_not_fit_says_which(bcd35: CommandLine, root: Path) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-14")
    other_round(bcd35, root, ("anh_da_gui", "anh_moi"))
    before = picture(root)

    words = ("--round", ROUND, "--to-round", "dot-2", "--reason", "x")
    ran = run(bcd35, "reports", "move", "SYT", *words, code=3)

    assert "“Không phát sinh” của chỉ tiêu anh_da_gui không có chỗ trong đợt “dot-2”." in ran.err
    assert "bcd35 record-report SYT --round dot-2 --received-on 2025-12-14 --set" in ran.err
    assert picture(root) == before


# --- the unit's own number ----------------------------------------------------------------------------------


def test_a_file_that_counts_twice_is_moved_with_both_its_takings(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "a.xlsx")
    run(bcd35, "record-report", "a.xlsx", "--received-on", "2025-12-10")
    run(bcd35, "record-report", "SYT", "--set", "tin_bai_da_gui=99", "--received-on", "2025-12-12")
    run(bcd35, "record-report", "a.xlsx", "--again", "--received-on", "2025-12-13")
    for there, to in (("SYT", "SNV"), ("SNV", "SYT"), ("SYT", "SNV")):
        run(bcd35, "reports", "move", there, "--to", to, "--reason", "ghi nhầm đơn vị")
        assert state(bcd35, to, "2025-12-20") == ("on_time", 0, "2025-12-10")
        assert state(bcd35, there, "2025-12-20")[0] == "missing"
    assert run(bcd35, "check").code == 0


def test_a_void_round_still_tells_its_reports_and_gives_them_away(
    desk: Desk, bcd35: CommandLine, root: Path
) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-14")
    other_round(bcd35, root)
    issued, _ = desk.store.letters.all_of_round(ROUND)[0]
    with desk.act():
        symbol, term, number = issued.letter.number
        line = NumberLine(
            symbol=symbol, term=term, first=number or 0, last=number or 0, event="void", reason="sai thời hạn"
        )
        desk.store.numbers.record_line(line, LATER.date(), LATER)

    assert "Lần 1: ghi tay" in run(bcd35, "reports", "show", "SYT", "--round", ROUND).out
    words = ("reports", "move", "SYT", "--round", ROUND, "--to-round", "dot-2", "--reason", "đợt thay thế")
    run(bcd35, *words)

    units = run(bcd35, "status", "dot-2", "--as-of", "2025-12-20", "--json").json["data"]["units"]
    assert [(one["code"], one["state"]) for one in units] == [("SYT", "on_time"), ("SNV", "missing")]


def test_numbers_of_units_reports_fill_the_first_appendix(bcd35: CommandLine, root: Path) -> None:
    from docx import Document

    by_hand(bcd35, "SYT", "--received-on", "2025-12-10", "--ref", "12-BC/SYT", "--ref-date", "9/12/2025")
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=4", "--received-on", "2025-12-11")
    fill(form_of(root, "SNV"), root / "b.xlsx")
    one = ("--received-on", "2025-12-12", "--ref", "3-BC/SNV", "--ref-date", "2025-12-11")
    run(bcd35, "record-report", "b.xlsx", *one)

    run(bcd35, "export-summary", "-o", "bc.docx", "--format", "docx", "--as-of", "2025-12-20")

    cells = {
        tuple(cell.text for cell in line.cells[1:5])
        for table in Document(str(root / "bc.docx")).tables
        for line in table.rows
        if len(line.cells) > 5
    }
    assert {
        ("Đảng ủy Sở Y tế", "12-BC/SYT", "09/12/2025", "10/12/2025"),
        ("Đảng ủy Sở Nội vụ", "3-BC/SNV", "11/12/2025", "12/12/2025"),
    } <= cells


def test_a_kill_between_evidence_and_commit_leaves_nothing_half(
    desk: Desk, bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_late(bcd35, root)
    (root / "a.pdf").write_bytes(b"%PDF")
    with monkeypatch.context() as broken:
        refuse_writing(broken, "_ho-so", errno.EIO)
        with pytest.raises(OSError, match="_ho-so"):
            amend_reports(desk, AmendRequest(units=["SYT"], reason="x", evidence=(root / "a.pdf",)))
    assert rows(root, "SELECT count(*) FROM evidence") == [(0,)]
    assert run(bcd35, "check").err == ""
