"""Four rounds over turns of a term and of a year, with everything that can go wrong in an office.

Read it as a story: each step is a few days. Every output is held against what is right at the end of a day.
At last ``check`` finds nothing, the case files tell the whole story, and each day is told again as it was.
"""

import errno
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from bcd35.store.letters import Letters
from tests.conftest import SET_VALUES, CommandLine
from tests.support.filling import LABELS, rows
from tests.support.office_life import Office
from tests.support.unit_tables import GOOD, sheet

FIRST, SECOND, THIRD, FOURTH = "2030-10", "2030-12", "2031-02", "2031-12"
UNITS = ("SNV", "SXD", "SYT", "TTT", "DTN", "STC")
LAST = ("SNV", "SYT", "TCT", "DTN")
YEARLY = "  - {document_type: CV, symbol: CV/VPBCĐ, term: hằng năm}"
TO_ALL = [part for unit in UNITS for part in ("--unit", unit)]
SET = SET_VALUES


@pytest.mark.slow
def test_four_rounds(bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office = Office(root, bcd35)

    a_letter_goes_out_at_the_second_try(office, monkeypatch)
    forms_come_and_one_is_wrong(office)
    mistakes_are_put_right(office)
    the_first_round_ends(office)
    the_disk_dies(office)
    a_round_over_the_new_year(office)
    a_unit_joins_and_another_is_merged(office)
    a_split_is_entered_by_mistake(office)
    numbers_of_the_old_year(office)
    the_term_turns(office)
    two_files_are_at_odds(office)
    the_third_round(office)
    a_year_is_confirmed_late(office)
    a_last_day_is_put_off(office)
    a_round_in_a_book_of_every_year(office)
    days_and_files_of_the_fourth_round(office)
    the_year_turns(office)

    office.on("2032-06-30")
    office.is_whole()
    for told in office.told:
        office.tells_again(told)
    case_files_tell_the_whole_story(office)


# --- the first round ----------------------------------------------------------------------------------------


def a_letter_goes_out_at_the_second_try(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fails between the files and their rows: the number serves the same letter, and no other."""
    office.on("2030-10-21")
    office.prepares(FIRST, "2030-11-15")
    with monkeypatch.context() as broken:
        broken.setattr(Letters, "record_letter", _no_disk)
        office.does("notify", FIRST, *TO_ALL, code=9)
    assert rows(office.root, "SELECT number, round_code FROM numbers") == [(28, FIRST)]
    office.does("notify", FIRST, *TO_ALL, says="Công văn số 28-CV/BCĐ")
    office.is_whole()
    office.tells(FIRST, **dict.fromkeys(UNITS, "missing"))


def _no_disk(*_: object, **__: object) -> int:
    raise OSError(errno.EIO, "no disk")


def forms_come_and_one_is_wrong(office: Office) -> None:
    """Two are right, one is refused and goes back to its unit with a term of its own."""
    office.on("2030-10-28")
    office.gets(FIRST, "SYT")
    office.gets(FIRST, "SNV")
    wrong = office.gets(FIRST, "TTT", so_anh="năm")
    office.does("record-report", "về", code=3, says="từ chối")
    (office.root / wrong).unlink()
    office.does("return-report", "TTT", "--deadline", "2030-11-20", says="29-CV/BCĐ")
    office.does("units", "edit", "SYT", "--name", "Sở Y tế và Dân số")
    office.tells(
        FIRST, SYT="on_time", SNV="on_time", TTT="correcting", SXD="missing", DTN="missing", STC="missing"
    )


def mistakes_are_put_right(office: Office) -> None:
    """A report of the wrong unit, one with the wrong day, an exemption of the wrong unit, a lost letter."""
    office.on("2030-11-05")
    office.does("record-report", "STC", *SET, "--round", FIRST)  # it is DTN's
    office.does("reports", "move", "STC", "--to", "DTN", "--round", FIRST, "--reason", "báo cáo của Đoàn")
    day = ("--received-on", "2030-11-01", "--reason", "ghi nhầm ngày nhận")
    office.does("reports", "amend", "DTN", "--round", FIRST, *day)
    office.does("reports", "withdraw", "SNV", "--round", FIRST, "--reason", "tưởng nhầm")
    office.does("undo", "--yes", says="Đã chạy: bcd35 reports restore SNV")
    office.does("rounds", "exempt", "SXD", "--round", FIRST, "--reason", "đang sáp nhập")
    office.does("undo", "--yes", says="bcd35 rounds exempt SXD")
    (letter,) = office.root.glob(f"out/{FIRST}/SNV/Cong-van_*.docx")
    letter.unlink()
    office.does("check", code=3, says="Thiếu tệp")
    office.does("letters", "reprint", FIRST, says=letter.name)
    office.is_whole()
    office.tells(
        FIRST, SYT="on_time", SNV="on_time", TTT="correcting", SXD="missing", DTN="on_time", STC="missing"
    )


def the_first_round_ends(office: Office) -> None:
    """One corrects within its term, one reports late, one never; a piece came too; the round is closed."""
    office.on("2030-11-18")
    office.gets(FIRST, "TTT")
    office.does("record-report", "về", says="đã nhận")
    office.does("remind", FIRST, says="30-CV/BCĐ")
    office.tells(
        FIRST, SYT="on_time", SNV="on_time", TTT="corrected", SXD="missing", DTN="on_time", STC="missing"
    )
    office.on("2030-11-20")
    office.does("record-report", office.gets(FIRST, "SXD"))
    piece = ("--title", "Khám bệnh lưu động", "--medium", "tin-bai", "--category", "gương điển hình")
    office.does("contributions", "add", "SYT", *piece, "--round", FIRST)
    office.does("contributions", "edit", "1", "--stage", "da-bien-tap")
    office.on("2030-11-29")
    office.does("rounds", "close", FIRST)
    office.tells(
        FIRST, SYT="on_time", SNV="on_time", TTT="corrected", SXD="late", DTN="on_time", STC="missing"
    )


def the_disk_dies(office: Office) -> None:
    """The workspace is lost after its weekly copy, and comes back whole."""
    office.on("2030-12-02")
    office.does("backup", "-o", "../usb")
    shutil.rmtree(office.root / "out")
    (office.root / "bcd35.db").unlink()
    office.does("status", FIRST, code=7, says="bcd35 restore --replace")
    office.does("restore", "../usb", "--replace")
    office.is_whole()


# --- the second round ---------------------------------------------------------------------------------------


def a_round_over_the_new_year(office: Office) -> None:
    """Its letter names a wrong deadline: another letter takes its place, and what came already counts."""
    office.on("2030-12-09")
    office.prepares(SECOND, "2031-01-02")
    office.does("notify", SECOND, *TO_ALL, says="31-CV/BCĐ")
    for unit in ("SNV", "SYT"):
        office.gets(SECOND, unit, "mẫu cũ")
    office.does("record-report", f"mẫu cũ/{SECOND} SNV.xlsx")
    office.tells(SECOND, **{**dict.fromkeys(UNITS, "missing"), "SNV": "on_time"})
    office.on("2030-12-11")
    office.writes(f"data/rounds/{SECOND}.yaml", ("2031-01-02", "2031-01-20"))
    office.does("notify", SECOND, "--replace", "31", "--reason", "sai thời hạn", says="32-CV/BCĐ")
    office.is_whole()
    office.tells(SECOND, **{**dict.fromkeys(UNITS, "missing"), "SNV": "on_time"})
    assert office.data("status", SECOND)["deadline"] == "2031-01-20"


def numbers_of_the_old_year(office: Office) -> None:
    """Some are kept back for the leaders, one was used on paper: the book has no gap without a reason."""
    office.on("2030-12-24")
    office.does("letters", "reserve", "33-34", "--reason", "dành cho lãnh đạo")
    office.does("letters", "on-paper", "35", "--date", "2030-12-23", "--reason", "công văn mật")
    office.does("letters", "reserve", "40", "--reason", "gõ nhầm")
    office.does("undo", "--yes", says="bcd35 letters release 40")
    book = office.data("letters", "list", "-o", "sổ.xlsx")
    spans = [(one["first"], one["last"], one["kind"]) for one in book["numbers"]]
    assert spans == [
        (28, 28, "letter"),
        (29, 29, "correction"),
        (30, 30, "reminder"),
        (31, 31, "letter"),
        (32, 32, "letter"),
        (33, 34, "reserved"),
        (35, 35, "on_paper"),
    ]


def a_unit_joins_and_another_is_merged(office: Office) -> None:
    office.on("2030-12-16")
    office.does("units", "add", "TCT", "--name", "Trường Chính trị", "--kind", "dang_uy_co_so")
    office.does("notify", SECOND, "--unit", "TCT", says="32-CV/BCĐ")
    office.does("units", "retire", "STC", "--into", "SNV", "--on", "2030-12-15", "--reason", "sắp xếp lại")
    office.does("units", "recode", "SXD", "SXDGT", "--reason", "theo danh mục mới")
    office.does("undo", "--yes", says="bcd35 units recode SXDGT SXD")
    office.tells(
        SECOND,
        **{**dict.fromkeys((*UNITS, "TCT"), "missing"), "STC": "exempt", "SNV": "on_time"},
    )


def a_split_is_entered_by_mistake(office: Office) -> None:
    """Letters went to its parts already; they are units of the office again when the split comes true."""
    office.on("2030-12-18")
    two = ("--into", "SXA:Sở Xây dựng", "--into", "SGT:Sở Giao thông")
    office.does("units", "split", "SXD", *two, "--add", "--reason", "tin chưa chắc")
    office.does("units", "split", "SXD", "--take-back", "chưa có quyết định", says="Thôi dùng SXA, SGT")
    told = dict.fromkeys((*UNITS, "TCT"), "missing")
    office.tells(SECOND, **told | {"STC": "exempt", "SNV": "on_time"} | _PARTS)


_PARTS = {"SXA": "exempt", "SGT": "exempt"}


def the_term_turns(office: Office) -> None:
    """The book of the old term takes no letter of the new year; the new book begins with 1.

    Its first letter went out by mistake and is void.
    """
    office.on("2031-01-06")
    refused = office.does("remind", SECOND, code=3)
    new = re.search("“(- {document_type: CV, .*})”", refused.err)
    assert new
    old = "  - {document_type: CV, symbol: CV/BCĐ, term: 2025-2030, next_number: 28}"
    office.writes("data/office.yaml", (old, f"{old}\n  {new[1]}"))  # as it was printed
    office.does("import")
    office.does("remind", SECOND, says="01-CV/BCĐ")
    office.does("letters", "void", "1", "--reason", "phát hành nhầm")
    office.on("2031-01-21")
    office.does("record-report", office.gets(SECOND, "TCT"), "--received-on", "2031-01-20")
    office.does("record-report", "DTN", *SET, "--round", SECOND, "--note", "nhận qua văn thư")
    told = office.does("units", "recode", "TTT", "TTRT", "--reason", "theo danh mục nhiệm kỳ mới")
    office.follows(told, "units export")
    office.tells(
        SECOND,
        SNV="on_time",
        TCT="on_time",
        DTN="late",
        STC="exempt",
        SYT="missing",
        SXD="missing",
        TTRT="missing",
        **_PARTS,
    )


def two_files_are_at_odds(office: Office) -> None:
    """One unit filled both its forms, that of the void letter too, and they differ: the clerk decides."""
    office.on("2031-01-22")
    (office.root / "hòm thư/một").mkdir(parents=True)
    right = office.gets(SECOND, "SYT", "hòm thư/hai", so_tin_bai_da_gui=7)
    shutil.copy(office.root / f"mẫu cũ/{SECOND} SYT.xlsx", office.root / "hòm thư/một")
    office.does("record-report", "hòm thư", "--received-on", "2031-01-17", code=3, says="--replace")
    office.does("record-report", "hòm thư", "--replace", right, "--received-on", "2031-01-17")
    office.tells(
        SECOND,
        SNV="on_time",
        TCT="on_time",
        DTN="late",
        STC="exempt",
        SYT="on_time",
        SXD="missing",
        TTRT="missing",
        **_PARTS,
    )


# --- the third round ----------------------------------------------------------------------------------------


def the_third_round(office: Office) -> None:
    """Its letter is declared void by mistake, and stands again."""
    office.on("2031-02-10")
    office.does("rounds", "close", SECOND)
    office.prepares(THIRD, "2031-03-10")
    office.does("letters", "reserve", "2-3", "--reason", "dành cho lãnh đạo")
    office.does("notify", THIRD, "--unit", "SNV", "--unit", "SYT", "--unit", "TCT", says="04-CV/BCĐ")
    office.does("letters", "void", "4", "--reason", "tưởng nhầm đợt")
    office.does("status", THIRD, code=3, says="đã hủy")
    office.does("undo", "--yes", says="bcd35 letters release 4")
    office.on("2031-03-05")
    for unit in ("SNV", "SYT"):
        office.gets(THIRD, unit, "tháng ba")
    office.does("record-report", "tháng ba")
    office.tells(THIRD, SNV="on_time", SYT="on_time", TCT="missing")


def a_year_is_confirmed_late(office: Office) -> None:
    """The last day turns out to be a day off; a unit was excused for a while, from the wrong day on."""
    office.on("2031-03-06")
    told = office.does("holidays", "confirm", "2031", "--decision", "QĐ 12", "--off", "2031-03-10")
    office.follows(told, "rounds extend")
    excuse = ("--round", THIRD, "--reason", "sắp xếp lại trường")
    office.does("rounds", "exempt", "TCT", *excuse, "--date", "2031-02-20")
    office.does("rounds", "restore", "TCT", *excuse, "--date", "2031-03-03")
    right = ("--date", "2031-02-24", "--put-right", "ghi nhầm ngày miễn")
    office.does("rounds", "exempt", "TCT", "--round", THIRD, *right)
    office.tells(THIRD, SNV="on_time", SYT="on_time", TCT="extended")
    assert office.data("status", THIRD, "--as-of", "2031-02-20")["exempt"] == 0


def a_last_day_is_put_off(office: Office) -> None:
    """For all by mistake; for one with a letter, and its report is in time by the day that it was given."""
    office.on("2031-03-07")
    office.does("rounds", "extend", THIRD, "--to", "2031-03-31", "--all", "--reason", "gõ nhầm đợt")
    office.does("undo", "--yes", says="rounds extend")
    given = ("--to", "2031-03-17", "--unit", "TCT", "--reason", "khai giảng", "--letter")
    office.does("rounds", "extend", THIRD, *given, says="05-CV/BCĐ")
    office.on("2031-03-12")
    office.tells(THIRD, SNV="on_time", SYT="on_time", TCT="extended")
    office.on("2031-03-14")
    office.does("record-report", office.gets(THIRD, "TCT", "tháng ba"))
    office.tells(THIRD, SNV="on_time", SYT="on_time", TCT="on_time")
    assert "17/03/2031" in office.does("why", "TCT", THIRD).out


# --- the fourth round ---------------------------------------------------------------------------------------


def a_round_in_a_book_of_every_year(office: Office) -> None:
    """Its letters have a symbol of their own, which counts from 1 in each year."""
    office.on("2031-12-08")
    office.does("rounds", "close", THIRD)
    office.writes("data/office.yaml", ("number_series:\n", f"number_series:\n{YEARLY}\n"))
    office.does("import")
    office.prepares(FOURTH, "2031-12-30")
    office.writes(f"data/rounds/{FOURTH}.yaml", (f"code: {FOURTH}", f"code: {FOURTH}\nsymbol: CV/VPBCĐ"))
    office.does("rounds", "import", f"data/rounds/{FOURTH}.yaml")
    office.does("notify", FOURTH, *(part for unit in LAST for part in ("--unit", unit)), says="01-CV/VPBCĐ")
    office.tells(FOURTH, **dict.fromkeys(LAST, "missing"))


def days_and_files_of_the_fourth_round(office: Office) -> None:
    """A corrected table, two forms of one day, a refused one with the wrong day, pieces booked wrongly."""
    office.on("2031-12-15")
    heading = ["Mã", "Ngày nhận", "Ngày báo cáo", *LABELS]
    row = ["SNV", "12/12/2031", "10/12/2031", *GOOD]
    sheet(office.root / "bảng.xlsx", row, heading=heading)
    office.does("record-report", "bảng.xlsx", "--round", FOURTH)
    row[1:3] = ["11/12/2031", "09/12/2031"]
    sheet(office.root / "bảng mới.xlsx", row, heading=heading)
    told = office.does("record-report", "bảng mới.xlsx", "--round", FOURTH, says="hàng ghi khác sổ")
    office.follows(told, "reports amend", LÝ_DO="bảng đã sửa")
    office.does("record-report", office.gets(FOURTH, "DTN", "sáng"))
    told = office.does("record-report", office.gets(FOURTH, "DTN", "chiều", so_anh=5), says="vì ghi sau")
    office.follows(told, "--again")
    office.does("record-report", office.gets(FOURTH, "TCT", so_anh="năm"), code=3)
    office.does("status", FOURTH, says="văn phòng chưa trả lời: TCT")
    office.does("return-report", "TCT", "--received-on", "2031-12-12", says="02-CV/VPBCĐ")
    piece = ("--title", "Mô hình mới", "--medium", "tin-bai", "--category", "mô hình mới", "--round", FOURTH)
    office.does("contributions", "add", "SYT", *piece)
    office.does("contributions", "move", "2", "--to", "SNV", "--reason", "tin của Nội vụ")
    office.does("contributions", "redate", "3", "--received-on", "2031-12-14", "--reason", "nhầm ngày gửi")
    office.does("contributions", "void", "4", "--reason", "ghi trùng")
    office.does("rounds", "exempt", "SYT", "--round", FOURTH, "--reason", "đại hội", "--date", "2031-12-10")
    right = ("--date", "2031-12-15", "--reason", "đại hội", "--put-right", "ghi sai ngày")
    office.does("rounds", "exempt", "SYT", "--round", FOURTH, *right)
    office.tells(FOURTH, SNV="on_time", SYT="exempt", TCT="correcting", DTN="on_time")


def the_year_turns(office: Office) -> None:
    """The reminder is number 1 of the new year; a unit is split; the round was closed too early."""
    office.on("2032-01-05")
    office.does("remind", FOURTH, says="01-CV/VPBCĐ")
    office.does("letters", "void", "1", "--symbol", "CV/VPBCĐ", "--term", "2032", "--reason", "gửi nhầm")
    office.does("undo", "--yes", says="letters release 1")
    two = ("--into", "SXA:Sở Xây dựng", "--into", "SGT:Sở Giao thông")
    office.does("units", "split", "SXD", *two, "--date", "2032-01-02", "--reason", "chia tách")
    active = [unit["code"] for unit in office.data("units", "list")]
    assert ({"SXA", "SGT"} < {*active}, "SXD" in active) == (True, False)
    office.does("rounds", "close", FOURTH)
    office.does("rounds", "reopen", FOURTH, "--reason", "đóng sớm")
    office.does("record-report", office.gets(FOURTH, "TCT", "tháng một"))
    office.tells(FOURTH, SNV="on_time", SYT="exempt", TCT="late", DTN="on_time")
    answers = office.data("reports", "show", "DTN", "--round", FOURTH)["revisions"][-1]["answers"]
    assert answers["anh_da_gui"] == "Không phát sinh", "that of the morning"


# --- the end ------------------------------------------------------------------------------------------------


# Why something was put right, by round: each reason stands in the round's case file.
REASONS = {
    FIRST: ["báo cáo của Đoàn", "ghi nhầm ngày nhận", "rút nhầm", "đang sáp nhập", "miễn nhầm"],
    SECOND: [
        *("sai thời hạn", "sắp xếp lại", "phát hành nhầm", "tin chưa chắc", "chưa có quyết định"),
        "theo danh mục nhiệm kỳ mới",
    ],
    THIRD: ["tưởng nhầm đợt", "gõ nhầm đợt", "khai giảng", "hạn rơi vào ngày nghỉ", "ghi nhầm ngày miễn"],
    FOURTH: [
        *("bảng đã sửa", "tin của Nội vụ", "nhầm ngày gửi", "ghi trùng", "ghi sai ngày"),
        *("gửi nhầm", "đóng sớm"),
    ],
}


def case_files_tell_the_whole_story(office: Office) -> None:
    for code, reasons in REASONS.items():
        data = office.data("casefile", code)
        assert data["omitted"] == 0
        office.does("casefile", "verify", data["path"])
        with zipfile.ZipFile(office.root / data["path"]) as package:
            journal = package.read(next(name for name in package.namelist() if "nhat-ky" in name)).decode()
        assert [reason for reason in reasons if reason not in journal] == []
        about = f"detail ->> '$.round' = '{code}' OR subject = '{code}'"
        sql = f"SELECT strftime('%d/%m/%Y', substr(at, 1, 10)) FROM journal WHERE {about}"  # noqa: S608 – ours
        assert [day for (day,) in rows(office.root, sql) if day not in journal] == []
