"""One report counts once, in one place; and days of receipt that were entered wrongly can be put right."""

import shlex
from datetime import date
from pathlib import Path

import pytest

from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.give_back import return_report
from bcd35.usecases.receiving.refused_file import CorrectionRequest
from tests.conftest import NOW, ROUND, CommandLine, Ran, at
from tests.support.filling import fill, form_of, rows
from tests.support.recorded_reports import by_hand, run, send_late, state
from tests.support.unit_tables import GOOD, sheet

pytestmark = pytest.mark.issued
LATER = NOW.replace(day=31)


@pytest.fixture
def desk(root: Path) -> Desk:
    return at(root, LATER)


def advice(told: str, sign: str) -> str:
    """The command in the first line of advice that has this sign."""
    line = next(line for line in told.splitlines() if sign in line)
    return "bcd35 " + line.partition("bcd35 ")[2].partition(";")[0]


def follow(bcd35: CommandLine, command: str, **filled: str) -> Ran:
    for word, value in {"LÝ_DO": "nhầm", **filled}.items():
        command = command.replace(word, value)
    return run(bcd35, *shlex.split(command)[1:])


# --- one place ----------------------------------------------------------------------------------------------


def test_a_report_by_hand_that_was_moved_comes_back_by_moving_only(bcd35: CommandLine, root: Path) -> None:
    by_hand(bcd35, "TTT", "--received-on", "2025-12-10")
    run(bcd35, "reports", "move", "TTT", "--to", "SYT", "--reason", "x")
    run(bcd35, "reports", "move", "SYT", "--to", "SNV", "--reason", "x")

    refused = run(bcd35, "reports", "restore", "TTT", "--reason", "y", code=3)

    assert "Báo cáo ấy nay là báo cáo của “SNV”" in refused.err
    assert rows(root, "SELECT count(*) FROM annulments") == [(0,)]
    follow(bcd35, advice(refused.err, "reports move"))
    assert [state(bcd35, unit, "2025-12-20")[0] for unit in ("TTT", "SYT", "SNV")] == [
        "on_time",
        "missing",
        "missing",
    ]


@pytest.mark.parametrize("stated", ["SNV", "TTT"])
def test_a_file_on_record_that_is_stated_otherwise_is_told_where_it_stands(
    stated: str, bcd35: CommandLine, root: Path
) -> None:
    """Taken in as SYT's, moved to TTT: neither unit that is stated makes anything of it."""
    fill(form_of(root, "SYT"), root / "a.xlsx")
    run(bcd35, "record-report", "a.xlsx", "--received-on", "2025-12-14")
    run(bcd35, "reports", "move", "SYT", "--to", "TTT", "--reason", "x")

    refused = run(bcd35, "record-report", "a.xlsx", "--as", stated, code=3)

    told = f"là báo cáo của Thanh tra tỉnh (TTT) trong đợt “{ROUND}”, lần 1, nhận ngày 14/12/2025"
    assert f"Tệp này đã ghi sổ {told}; lệnh nêu --as {stated}. Chưa ghi gì." in refused.err
    assert rows(root, "SELECT count(*) FROM quarantine") == [(0,)], "what is on record is not refused"
    if stated == "SNV":
        follow(bcd35, advice(refused.err, "reports move"))
        assert state(bcd35, "SNV", "2025-12-20")[0] == "on_time"


def test_what_was_withdrawn_where_it_was_moved_can_be_restored(bcd35: CommandLine) -> None:
    by_hand(bcd35, "TTT", "--received-on", "2025-12-10")
    run(bcd35, "reports", "move", "TTT", "--to", "SYT", "--reason", "x")
    run(bcd35, "reports", "withdraw", "SYT", "--reason", "x", "--date", "2025-12-10")
    run(bcd35, "reports", "restore", "TTT", "--reason", "y")
    assert state(bcd35, "TTT", "2025-12-20")[0] == "on_time"


def test_a_table_does_not_record_again_what_was_moved(bcd35: CommandLine, root: Path) -> None:
    sheet(root / "bảng.xlsx", [1, "TTT", *GOOD])
    run(bcd35, "record-report", "bảng.xlsx", "--received-on", "2025-12-10")
    run(bcd35, "reports", "move", "TTT", "--to", "SYT", "--reason", "x")

    again = run(bcd35, "record-report", "bảng.xlsx", "--received-on", "2025-12-10")

    assert f"Hàng này đã ghi là báo cáo của SYT trong đợt “{ROUND}”; không nhận lại." in again.err
    assert rows(root, "SELECT unit_code, revision FROM reports ORDER BY id") == [
        ("TTT", 1),
        ("TTT", 2),
        ("SYT", 1),
    ]
    assert "nay là báo cáo của “SYT”" in run(bcd35, "reports", "restore", "TTT", "--reason", "y", code=3).err


def test_nothing_is_restored_beside_a_report_that_counts(bcd35: CommandLine) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10")
    run(bcd35, "reports", "withdraw", "SYT", "--reason", "x", "--date", "2025-12-11")
    by_hand(bcd35, "SYT", "--received-on", "2025-12-18")
    run(bcd35, "reports", "withdraw", "SYT", "--reason", "x", "--date", "2025-12-18")
    run(bcd35, "reports", "restore", "SYT", "--reason", "y")

    refused = run(bcd35, "reports", "restore", "SYT", "--reason", "y", code=3)

    assert "đang có báo cáo được tính (lần 3)" in refused.err
    assert state(bcd35, "SYT", "2025-12-20") == ("late", 3, "2025-12-18")


# --- where it went --------------------------------------------------------------------------


def test_words_of_a_clerk_move_nothing(bcd35: CommandLine) -> None:
    by_hand(bcd35, "TTT", "--received-on", "2025-12-10")
    run(bcd35, "reports", "withdraw", "TTT", "--reason", "chuyển sang báo cáo giấy")
    assert "đã rút: chuyển sang báo cáo giấy, không tính từ ngày 31/12/2025" in run(bcd35, "why", "TTT").out


@pytest.mark.parametrize("alone", [(), ("--revision", "1")])
def test_a_moved_report_is_told_and_goes_back_whatever_its_unit_is_called_by_now(
    bcd35: CommandLine, alone: tuple[str, ...]
) -> None:
    by_hand(bcd35, "TTT", "--received-on", "2025-12-10")
    run(bcd35, "reports", "move", "TTT", *alone, "--to", "SYT", "--reason", "nhầm")
    run(bcd35, "rounds", "exempt", "TTT", "--round", ROUND, "--reason", "x")
    run(bcd35, "units", "recode", "SYT", "SYTE")
    run(bcd35, "units", "recode", "TTT", "TTTR")
    assert f"đã chuyển sang SYTE, đợt {ROUND}: nhầm, không tính" in run(bcd35, "why", "TTTR").out
    assert f"Lý do: chuyển sang SYT, đợt {ROUND}: nhầm" in run(bcd35, "reports", "show", "TTTR").out
    assert (
        "nay là báo cáo của “SYTE”"
        in run(bcd35, "reports", "restore", "TTTR", *alone, "--reason", "x", code=3).err
    )

    run(bcd35, "reports", "move", "SYTE", *alone, "--to", "TTTR", "--reason", "x")

    assert state(bcd35, "SYTE", "2025-12-20")[0] == "missing"


def test_what_was_moved_with_its_whole_report_is_put_right_where_it_stands(bcd35: CommandLine) -> None:
    by_hand(bcd35, "TTT", "--received-on", "2025-12-10")
    run(bcd35, "record-report", "TTT", "--set", "anh_da_gui=7", "--received-on", "2025-12-12")
    run(bcd35, "reports", "move", "TTT", "--to", "SYT", "--reason", "x")
    day = ("--received-on", "2025-12-05", "--reason", "x")

    refused = [
        run(bcd35, "reports", "amend", "TTT", "--revision", number, *day, code=3).err for number in ("2", "3")
    ]

    assert f"Lần 2 của “Thanh tra tỉnh” đã chuyển sang SYT, đợt “{ROUND}” (lần 2)." in refused[0]
    assert "đã chuyển sang SYT" in refused[1], "nor does the line of the move itself get another day"
    follow(bcd35, advice(refused[0], "reports amend"), NGÀY="2025-12-05")
    assert [state(bcd35, unit, "2025-12-08")[0] for unit in ("TTT", "SYT")] == ["missing", "on_time"]


@pytest.mark.parametrize("alone", [(), ("--revision", "1")])
def test_why_names_the_way_back_of_a_withdrawal(bcd35: CommandLine, alone: tuple[str, ...]) -> None:
    by_hand(bcd35, "TTT", "--received-on", "2025-12-10")
    run(bcd35, "reports", "withdraw", "TTT", *alone, "--reason", "x")

    follow(bcd35, advice(run(bcd35, "why", "TTT").out.replace("; ", "\n"), "restore").removesuffix("."))

    assert state(bcd35, "TTT", "2025-12-20")[0] == "on_time"
    assert "restore" not in run(bcd35, "why", "TTT").out


def test_every_line_of_the_journal_leads_back_as_things_are(bcd35: CommandLine) -> None:
    """Not one says that it was put right where the unit only sent more, or the report only moved."""
    by_hand(bcd35, "TTT", "--received-on", "2025-12-10")
    run(bcd35, "reports", "amend", "TTT", "--received-on", "2025-12-11", "--note", "a", "--reason", "x")
    run(bcd35, "reports", "amend", "TTT", "--note", "b", "--reason", "x")
    told = run(bcd35, "log", "--json").json["data"]["acts"]
    of = f"--round {ROUND}"
    assert [one["way_back"] for one in told[-3:]] == [
        f'bcd35 reports withdraw TTT {of} --revision 1 --reason "ghi nhầm"',
        f'bcd35 reports amend TTT {of} --revision 1 --received-on 2025-12-10 --reason "sửa nhầm"',
        f'bcd35 reports amend TTT {of} --revision 1 --note a --reason "sửa nhầm"',
    ]

    run(bcd35, "reports", "move", "TTT", "--to", "SYT", "--reason", "x")
    run(bcd35, "reports", "amend", "SYT", "--note", "c", "--reason", "x")
    told = run(bcd35, "log", "--json").json["data"]["acts"]
    elsewhere = f"Sau đó báo cáo ấy còn thay đổi; xem các lần ghi: bcd35 reports show TTT {of}"
    assert [one["way_back"] for one in told[-5:]] == [
        *[elsewhere] * 3,
        f'bcd35 reports move SYT {of} --to TTT --reason "chuyển nhầm"',
        f'bcd35 reports amend SYT {of} --revision 1 --note b --reason "sửa nhầm"',
    ]


# --- days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-12-09", "Ngày rút 09/12/2025 ở trước ngày nhận báo cáo (10/12/2025)."),
        ("2026-01-02", "Ngày rút 02/01/2026 ở sau hôm nay (31/12/2025)."),
    ],
)
def test_a_day_on_which_nothing_could_be_withdrawn(bcd35: CommandLine, day: str, words: str) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-10")
    refused = run(bcd35, "reports", "withdraw", "SYT", "--reason", "x", "--date", day, code=3)
    assert words in refused.err
    assert state(bcd35, "SYT", "2025-12-20")[0] == "on_time"
    run(bcd35, "reports", "withdraw", "SYT", "--reason", "x", "--date", "2025-12-10")


def refuse(bcd35: CommandLine, root: Path, *more: str) -> Ran:
    """A form with a fault, received on the 20th as the ledger has it first."""
    if not (root / "thư").exists():
        fill(form_of(root, "SYT"), root / "thư" / "a.xlsx", so_anh="năm tấm")
    return run(bcd35, "record-report", "thư", *more, code=3)


def test_a_refused_form_has_the_day_of_receipt_that_the_letter_tells(bcd35: CommandLine, root: Path) -> None:
    refuse(bcd35, root, "--received-on", "2025-12-20")
    assert "refused_day_kept" not in refuse(bcd35, root, "--json").out

    told = refuse(bcd35, root, "--received-on", "2025-12-14")

    assert "giữ ngày nhận đã ghi (20/12/2025), không đổi sang 14/12/2025" in told.err
    command = advice(told.err, "reports amend").replace("LÝ_DO", "x")
    follow(bcd35, command)
    run(bcd35, "return-report", "SYT", "--date", "2025-12-22")
    why = run(bcd35, "why", "SYT", "--as-of", "2025-12-31").out
    assert "tệp nhận ngày 14/12/2025 được gửi trả" in why
    # it can be put right once more when the letter is out
    follow(bcd35, command.replace("2025-12-14", "2025-12-15"))
    assert "tệp nhận ngày 15/12/2025 được gửi trả" in run(bcd35, "why", "SYT", "--as-of", "2025-12-31").out
    assert run(bcd35, "check").err == ""


def test_a_refused_form_that_came_in_time_is_corrected_in_time(bcd35: CommandLine, root: Path) -> None:
    refuse(bcd35, root, "--received-on", "2025-12-20")
    run(bcd35, "return-report", "SYT", "--received-on", "2025-12-14", "--date", "2025-12-22")
    by_hand(bcd35, "SYT", "--received-on", "2025-12-23")
    assert state(bcd35, "SYT", "2025-12-31")[:2] == ("corrected", 0)


def test_no_letter_gives_back_what_had_not_come(bcd35: CommandLine, desk: Desk, root: Path) -> None:
    refuse(bcd35, root, "--received-on", "2025-12-20")
    refused = run(bcd35, "return-report", "SYT", "--date", "2025-12-19", code=3)
    assert "Ngày công văn 19/12/2025 ở trước ngày nhận tệp (20/12/2025)." in refused.err
    future = run(bcd35, "return-report", "SYT", "--received-on", "2026-01-05", code=3)
    assert "ở sau hôm nay" in future.err
    assert rows(root, "SELECT count(*) FROM corrections") == [(0,)]
    plan = return_report(desk, CorrectionRequest(unit="SYT", dated=date(2025, 12, 20))).plan
    assert plan.content.received_on == date(2025, 12, 20)


def test_forms_at_odds_keep_the_day_on_which_they_came(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "đến" / "a.xlsx")
    fill(form_of(root, "SYT"), root / "đến" / "b.xlsx", so_anh=5)
    run(bcd35, "record-report", "đến", "--received-on", "2025-12-14", code=3)

    told = run(bcd35, "record-report", "đến", code=3)

    replace = advice(told.err, '--replace "đến/b.xlsx"')
    assert replace.endswith("--received-on 2025-12-14")
    shown = run(bcd35, "status", ROUND).err
    whole = advice(shown, '--replace "THƯ_MỤC/b.xlsx"')
    assert whole == replace.replace("đến/", "THƯ_MỤC/")
    assert whole in run(bcd35, "why", "SYT").out
    run(bcd35, "record-report", "đến", "--replace", "đến/b.xlsx")
    assert rows(root, "SELECT received_on FROM reports") == [("2025-12-14",)]
    # what is handed in anew has its own day
    run(bcd35, "record-report", "đến/a.xlsx", "--again")
    assert rows(root, "SELECT received_on FROM reports WHERE revision = 2") == [("2025-12-31",)]


def test_the_day_that_decides_is_that_of_the_first_report(bcd35: CommandLine, root: Path) -> None:
    send_late(bcd35, root)
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=9", "--received-on", "2025-12-21")

    kept = run(bcd35, "record-report", "thư", "--received-on", "2025-12-14")
    why = run(bcd35, "why", "SYT").out

    assert f"reports amend SYT --round {ROUND} --revision 1 --received-on NGÀY" in why
    follow(bcd35, advice(kept.err, "reports amend"))
    assert state(bcd35, "SYT", "2025-12-31") == ("on_time", 0, "2025-12-14")


def test_the_report_that_came_first_decides_whenever_it_was_recorded(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "a.xlsx")
    run(bcd35, "record-report", "a.xlsx", "--received-on", "2025-12-17")
    run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=9", "--received-on", "2025-12-12")
    assert state(bcd35, "SYT", "2025-12-20") == ("on_time", 0, "2025-12-12")
    assert state(bcd35, "SYT", "2025-12-13") == ("on_time", 0, "2025-12-12")
    assert "Báo cáo đầu tiên nhận ngày 12/12/2025 (ghi tay)" in run(bcd35, "why", "SYT").out

    run(bcd35, "reports", "amend", "SYT", "--revision", "2", "--received-on", "2025-12-18", "--reason", "x")
    assert state(bcd35, "SYT", "2025-12-20") == ("late", 2, "2025-12-17")
    run(bcd35, "reports", "amend", "SYT", "--revision", "1", "--received-on", "2025-12-19", "--reason", "x")
    assert state(bcd35, "SYT", "2025-12-20") == ("late", 3, "2025-12-18")


def test_an_older_report_recorded_later_says_that_it_counts(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "thư" / "b.xlsx", so_anh=5)
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx")
    run(bcd35, "record-report", "thư/b.xlsx", "--received-on", "2025-12-18")

    told = run(bcd35, "record-report", "thư/a.xlsx", "--received-on", "2025-12-14").err

    assert "số liệu nay tính theo báo cáo nhận ngày 14/12/2025" in told
    for sign in ("reports withdraw", '"thư/a.xlsx" --again', "out/_ho-so/"):
        follow(bcd35, advice(told, sign))
    assert state(bcd35, "SYT", "2025-12-31") == ("on_time", 0, "2025-12-14")
    counted = run(bcd35, "reports", "show", "SYT", "--json").json["data"]["revisions"]
    assert [(one["file"], one["received_on"]) for one in counted if one["counts"]] == [
        ("a.xlsx", "2025-12-14"),
        ("b.xlsx", "2025-12-18"),
    ]


def test_an_older_entry_by_hand_is_taken_back_by_the_printed_command(bcd35: CommandLine) -> None:
    by_hand(bcd35, "SYT", "--received-on", "2025-12-12")
    told = run(bcd35, "record-report", "SYT", "--set", "anh_da_gui=5", "--received-on", "2025-12-11").err
    follow(bcd35, advice(told, "reports withdraw"))
    assert state(bcd35, "SYT", "2025-12-31") == ("on_time", 0, "2025-12-12")
    counted = run(bcd35, "reports", "show", "SYT", "--json").json["data"]["revisions"]
    assert [one["revision"] for one in counted if one["counts"]] == [1]


@pytest.mark.parametrize("folder", ["14-12-25", "31.02.2025"])
def test_a_folder_that_only_looks_like_a_day_stops_the_run(
    bcd35: CommandLine, root: Path, folder: str
) -> None:
    fill(form_of(root, "SYT"), root / "đến" / folder / "a.xlsx")

    refused = run(bcd35, "record-report", "đến", code=3)

    assert f"Tên thư mục “{folder}” giống ngày" in refused.err
    assert rows(root, "SELECT count(*) FROM reports") == [(0,)]
    run(bcd35, "record-report", f"đến/{folder}/a.xlsx", "--received-on", "2025-12-14")
    run(bcd35, "record-report", "đến")  # what is on record has its day


def test_a_report_dated_after_its_receipt_is_remarked_on(bcd35: CommandLine) -> None:
    told = by_hand(bcd35, "SYT", "--received-on", "2025-12-10", "--ref-date", "2025-12-12")
    assert "Ngày báo cáo 12/12/2025 ở sau ngày nhận 10/12/2025; vẫn nhận." in told.err
    follow(bcd35, advice(told.err, "--ref-date"), NGÀY="2025-12-10")
