"""Units with a last day of their own: every output says the state, the day and why; ``why`` tells it all."""

import csv
import io
import json
import re
import shlex
import zipfile
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from docx import Document
from openpyxl import load_workbook

from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.extension import ExtensionRequest, extend
from bcd35.usecases.letters.reminded_units import PassedOver
from bcd35.usecases.letters.reminder import ReminderRequest, plan_reminder, remind
from bcd35.usecases.receiving.give_back import return_report
from bcd35.usecases.receiving.record import ManualReport, ReturnedFiles, record_by_hand, record_files
from bcd35.usecases.receiving.refused_file import CorrectionRequest
from bcd35.usecases.summary.status import status, sum_up
from bcd35.usecases.summary.writers import WRITERS
from tests.conftest import GOOD_VALUES, ROUND, SET_VALUES, CommandLine, entering, on_day
from tests.support.filling import fill, form_of, issue

pytestmark = pytest.mark.issued
AS_OF = date(2025, 12, 17)
SET = SET_VALUES
EXTENDED = "được gia hạn theo công văn 30-CV/BCĐ, 16/12/2025: mưa lũ"
CITED = "được gia hạn theo Công văn số 30-CV/BCĐ, ngày 16/12/2025: mưa lũ"
RETURNED = "gửi trả để sửa theo công văn 29-CV/BCĐ, 15/12/2025"
LETTER = "theo công văn 28-CV/BCĐ, 22/11/2025"
# Unit → its state, last day and why, as of 17 December.
EXPECTED = {
    "SYT": ("Đang sửa, hạn 22/12/2025", "22/12/2025", RETURNED),
    "SNV": ("Được gia hạn đến 24/12/2025", "24/12/2025", EXTENDED),
    "DTN": ("Chờ văn phòng xử lý", "15/12/2025", LETTER),
    "STC": ("Chưa báo cáo", "15/12/2025", LETTER),
    "STP": ("Đúng hạn", "15/12/2025", LETTER),
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("mẫu") / "vp", tuple(EXPECTED))


@pytest.fixture(autouse=True)
def _lived(desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SYT has a report to correct, SNV an extension, DTN two files at odds; STC is silent."""
    monkeypatch.chdir(root)
    wrong = fill(form_of(root, "SYT"), root / "đến" / "a.xlsx", so_anh="năm tấm")
    record_files(
        entering(desk, date(2025, 12, 14)), ReturnedFiles(paths=[wrong], received_on=date(2025, 12, 14))
    )
    record_by_hand(
        entering(desk, date(2025, 12, 10)),
        ManualReport(unit="STP", values=GOOD_VALUES, received_on=date(2025, 12, 10)),
    )
    return_report(desk, CorrectionRequest(unit="SYT", dated=date(2025, 12, 15)))
    odd = [fill(form_of(root, "DTN"), root / "đến" / f"{number}.xlsx", so_anh=number) for number in (5, 6)]
    record_files(entering(desk, date(2025, 12, 15)), ReturnedFiles(paths=odd, received_on=date(2025, 12, 15)))
    day, until = date(2025, 12, 16), date(2025, 12, 24)
    extend(desk, ExtensionRequest(units=("SNV",), deadline=until, reason="mưa lũ", dated=day, letter=True))


@pytest.fixture
def forms(desk: Desk) -> dict[str, bytes]:
    seen = status(desk, ROUND, AS_OF)
    summary = sum_up(desk, seen)
    return {form: WRITERS[form][1](desk, seen, summary)[0] for form in WRITERS}


ORDER = ("date-order",)  # letters of later days were issued before


def iso(day: str) -> str:
    return "-".join(reversed(day.split("/")))


def test_plain_data_and_csv(forms: dict[str, bytes]) -> None:
    figures = json.loads(forms["json"])
    told = {one["code"]: (one["deadline"], one["deadline_why"]) for one in figures["units"]}
    assert told == {code: (iso(day), why) for code, (_, day, why) in EXPECTED.items()}
    assert {name: figures["totals"][name] for name in ("missing", "extended", "correcting", "waiting")} == {
        "missing": 4,
        "extended": 1,
        "correcting": 1,
        "waiting": 1,
    }
    with zipfile.ZipFile(io.BytesIO(forms["csv"])) as archive:
        text = archive.read("thoi-han.csv").decode("utf-8-sig")
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert {code: row["deadline"] for code, row in rows.items()} == {
        code: iso(day) for code, (_, day, _) in EXPECTED.items()
    }
    assert (rows["SNV"]["by"], rows["SNV"]["letter"], rows["SNV"]["reason"]) == (
        "extended",
        "30-CV/BCĐ",
        "mưa lũ",
    )


def test_workbook(forms: dict[str, bytes]) -> None:
    book = load_workbook(io.BytesIO(forms["xlsx"]), data_only=True)
    lists: dict[str, dict[Any, dict[Any, Any]]] = {}
    for title in ("Theo đơn vị", "Chưa báo cáo"):
        heads, *rows = book[title].iter_rows(min_row=4, values_only=True)
        lists[title] = {row[1]: dict(zip(heads, row, strict=True)) for row in rows}
    assert {
        code: (f"{row['Hạn của đơn vị']:%d/%m/%Y}", row["Căn cứ của hạn"])
        for code, row in lists["Theo đơn vị"].items()
    } == {code: tuple(rest) for code, (_, *rest) in EXPECTED.items()}
    assert {
        code: (row["Tình trạng"], f"{row['Thời hạn']:%d/%m/%Y}")
        for code, row in lists["Chưa báo cáo"].items()
    } == {
        "SYT": ("Đang sửa", "22/12/2025"),
        "SNV": ("Được gia hạn", "24/12/2025"),
        "DTN": ("Chờ văn phòng xử lý", "15/12/2025"),
        "STC": ("Quá hạn", "15/12/2025"),
    }
    overview = {row[0]: row[1] for row in book["Tổng hợp"].iter_rows(values_only=True) if row[0]}
    assert [
        overview[f"Trong đó: {words}"] for words in ("được gia hạn", "đang sửa", "chờ văn phòng xử lý")
    ] == [
        1,
        1,
        1,
    ]
    notes: dict[Any, Any] = {row[0]: row[1] for row in book["Ghi chú"].iter_rows(values_only=True) if row[0]}
    assert notes["Đôn đốc trong đợt này"].startswith("Thời hạn nêu trong công văn đôn đốc không dời hạn")


def _overview_rows(file: Any) -> list[tuple[Any, ...]]:
    with closing(load_workbook(file, data_only=True, read_only=True)) as book:
        return [row[:3] for row in book["Tổng hợp"].iter_rows(max_row=30, values_only=True)]


def test_the_overview_counts_by_formula_what_it_says(
    forms: dict[str, bytes], tmp_path: Path, recalculate: Any
) -> None:
    (tmp_path / "a.xlsx").write_bytes(forms["xlsx"])
    books = [io.BytesIO(forms["xlsx"]), recalculate(tmp_path / "a.xlsx")]
    ours, theirs = map(_overview_rows, books)
    counts = {row[0]: row[1] for row in ours}
    assert (counts["Chưa báo cáo"], counts["Trong đó: đang sửa"]) == (4, 1)
    assert theirs == ours


def test_page_and_written_report(forms: dict[str, bytes]) -> None:
    page = lxml.html.document_fromstring(forms["html"].decode())
    tables = {
        one.findtext("caption"): [[cell.text_content().strip() for cell in row] for row in one.find("tbody")]
        for one in page.iter("table")
    }
    assert [row[1:] for row in tables["Hạn riêng của từng đơn vị và căn cứ"]] == [
        [day, why, words] for words, day, why in (EXPECTED["SYT"], EXPECTED["SNV"])
    ]
    states = tables["Mọi đơn vị trong danh sách, tính đến hết ngày 17/12/2025"]
    assert {row[0]: row[3] for row in states} == {code: words for code, (words, *_) in EXPECTED.items()}
    report = Document(io.BytesIO(forms["docx"]))
    said = "\n".join(paragraph.text for paragraph in report.paragraphs)
    within = "(trong đó 01 được gia hạn, 01 đang sửa, 01 chờ văn phòng xử lý)"
    assert f"Còn 04 đơn vị chưa báo cáo {within}." in said
    assert "Chi bộ Sở Tư pháp: Chưa có cán bộ chuyên trách." in said, "named as in the lists"
    assert within in page.findtext(".//p[@class='lead']")
    rows = [[cell.text for cell in row.cells] for table in report.tables for row in table.rows]
    noted = {row[2]: row[1] for row in rows if len(row) > 2}
    assert noted["24/12/2025"] == f"Đảng ủy Sở Nội vụ\n{CITED}"


def test_the_screen_names_the_files_that_wait(bcd35: CommandLine) -> None:
    ran = bcd35("status", "--as-of", "2025-12-17")
    assert "Được gia hạn, hạn 24/12/2025" in ran.out
    assert "trong đó được gia hạn 1, đang sửa 1, chờ văn phòng xử lý 1" in ran.out
    assert "“DTN”: tệp “5.xlsx” nhận ngày 15/12/2025 trái số liệu" in ran.err


def test_the_status_of_some_units_tells_of_no_other_units_files(bcd35: CommandLine) -> None:
    told = {
        unit: [
            one["where"]
            for one in bcd35("status", "--as-of", "2025-12-17", "--unit", unit, "--json").json["findings"]
            if one["code"] == "file_undecided"
        ]
        for unit in ("SYT", "DTN")
    }
    assert told == {"SYT": [], "DTN": ["DTN", "DTN"]}


def test_the_screen_names_the_units_whose_refused_file_got_no_answer(
    bcd35: CommandLine, desk: Desk, root: Path
) -> None:
    def refuse(unit: str, so_anh: str) -> None:
        form = root / "out" / ROUND / unit / f"Mau-bao-cao_{unit}.xlsx"
        wrong = fill(form, root / "đến" / f"{unit} {so_anh}.xlsx", so_anh=so_anh)
        record_files(
            entering(desk, date(2025, 12, 16)), ReturnedFiles(paths=[wrong], received_on=date(2025, 12, 16))
        )

    def named(day: str) -> tuple[list[str], bool]:
        refused = bcd35("status", "--as-of", day, "--json").json["data"]["refused"]
        said = bcd35("status", "--as-of", day).err
        return [one["unit"] for one in refused], "văn phòng chưa trả lời" in said

    assert named("2025-12-17") == ([], False)  # SYT's file was given back
    refuse("STC", "năm tấm")
    refuse("STP", "năm tấm")  # has reported already
    assert named("2025-12-17") == (["STC"], True)
    assert named("2025-12-15") == ([], False)  # it had not come yet
    assert f"bcd35 return-report STC --round {ROUND}" in bcd35("status", "--as-of", "2025-12-17").err
    refuse("SYT", "sáu tấm")  # after the letter: this one is not answered
    assert named("2025-12-17") == (["STC", "SYT"], True)
    told = bcd35("status", "--as-of", "2025-12-17").err
    assert f"bcd35 return-report --all-refused --round {ROUND}" in told
    refuse("STC", "tám tấm")
    for unit in ("STC", "SYT"):
        return_report(desk, CorrectionRequest(unit=unit, dated=date(2025, 12, 17)))
    # STC's letter is about its second file, and answers the first too
    assert named("2025-12-17") == ([], False)


def test_the_case_file_has_every_line_that_gives_a_last_day(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("casefile", "-o", "ho-so.zip").code == 0
    with zipfile.ZipFile(root / "ho-so.zip") as bag:
        names = bag.namelist()
        (name,) = [one for one in names if one.endswith("so/thoi-han.csv")]
        rows = list(csv.reader(io.StringIO(bag.read(name).decode("utf-8-sig")), delimiter=";"))
    assert [(row[0], row[2], row[3]) for row in rows[1:]] == [
        ("", "2025-11-22", "2025-12-15"),
        ("SYT", "2025-12-15", "2025-12-22"),
        ("SNV", "2025-12-16", "2025-12-24"),
    ]
    assert any(one.endswith("cong-van/SNV/Gia-han_30-CV-BCD_SNV.docx") for one in names)


# --- reminders ----------------------------------------------------------------------------------------------


def test_nobody_with_time_left_is_reminded_and_all_are_named(desk: Desk) -> None:
    plan = remind(desk, ReminderRequest(dated=AS_OF)).plan
    assert plan.codes == ("STC",)
    assert [found.code for found in plan.findings] == ["unit_correcting", "unit_extended", "unit_waits"]
    letter = next(path for _, _, path in plan.places() if path.endswith("_STC.docx"))
    text = "\n".join(p.text for p in Document(str(desk.workspace.root / letter)).paragraphs)
    assert "Thời hạn nêu tại Công văn này không thay thời hạn đã giao" in text


def test_a_unit_that_is_named_though_it_has_time_is_refused_with_the_reason(bcd35: CommandLine) -> None:
    ran = bcd35("remind", "--date", "2025-12-17", "--unit", "SYT", "--unit", "DTN", "--json")
    assert (ran.code, [found["code"] for found in ran.json["findings"]]) == (
        3,
        ["unit_correcting", "unit_waits"],
    )


def test_a_second_reminder_counts_from_the_units_own_last_day(desk: Desk) -> None:
    plan = remind(desk, ReminderRequest(dated=date(2025, 12, 29))).plan
    overdue = dict(zip(plan.codes, (unit.days_overdue for unit in plan.content.units), strict=True))
    assert overdue == {"SNV": 5, "STC": 14, "SYT": 7}


def test_a_unit_whose_refused_file_has_no_answer_is_left_for_that_or_reminded_by_name(
    desk: Desk, root: Path
) -> None:
    wrong = fill(form_of(root, "STC"), root / "đến" / "c.xlsx", so_anh="năm tấm")
    record_files(
        entering(desk, date(2025, 12, 15)), ReturnedFiles(paths=[wrong], received_on=date(2025, 12, 15))
    )
    plan = remind(desk, ReminderRequest(dated=AS_OF)).plan
    assert (plan.codes, PassedOver("STC", "unanswered") in plan.passed_over) == ((), True)
    (named,) = [one for one in plan.findings if one.code == "refused_unanswered"]
    assert named.message == (
        "“STC”: tệp “c.xlsx” nhận ngày 15/12/2025 bị từ chối, chưa có công văn gửi trả; không đôn đốc."
    )
    assert named.fix.splitlines() == [
        f"Gửi trả để sửa: bcd35 return-report STC --round {ROUND}",
        f"Không gửi trả mà vẫn đôn đốc: bcd35 remind {ROUND} --unit STC",
    ]
    done = remind(desk, ReminderRequest(dated=AS_OF, units=("STC",)))
    assert (done.done, [one.code for one in done.plan.findings]) == (True, ["refused_unanswered"])
    letter = next(path for _, _, path in done.plan.places() if path.endswith("_STC.docx"))
    text = "\n".join(p.text for p in Document(str(desk.workspace.root / letter)).paragraphs)
    assert "đã gửi ngày 15/12/2025, chưa có báo cáo hợp lệ, quá thời hạn 02 ngày" in text
    assert "chưa gửi báo cáo" not in text


def test_a_reminder_says_what_was_sent_and_given_back_and_cites_letters_as_documents_do(desk: Desk) -> None:
    done = remind(desk, ReminderRequest(dated=date(2025, 12, 29)))
    paths = {path.rpartition("_")[2]: desk.workspace.root / path for _, _, path in done.plan.places()}
    said = {name: "\n".join(p.text for p in Document(str(path)).paragraphs) for name, path in paths.items()}

    assert (
        "đã gửi ngày 14/12/2025, chưa có báo cáo hợp lệ, quá thời hạn 07 ngày (thời hạn của đơn vị là ngày "
        "22/12/2025, gửi trả để sửa theo Công văn số 29-CV/BCĐ, ngày 15/12/2025)."
    ) in said["SYT.docx"]
    assert "theo mẫu đã gửi kèm Công văn số 29-CV/BCĐ, gửi về" in said["SYT.docx"]
    assert f"(thời hạn của đơn vị là ngày 24/12/2025, {CITED})" in said["SNV.docx"]
    assert "chưa gửi báo cáo, quá thời hạn 14 ngày." in said["STC.docx"]
    assert "theo mẫu đã gửi kèm Công văn số 28-CV/BCĐ, gửi về" in said["STC.docx"]


def test_the_list_of_a_first_reminder_has_no_column_of_reminders_and_that_of_a_second_has(desk: Desk) -> None:
    headings = []
    for day in (date(2025, 12, 29), date(2026, 1, 15)):
        content = remind(desk, ReminderRequest(dated=day, together=True)).plan
        (path,) = [desk.workspace.root / path for _, _, path in content.places()]
        (*_, table) = Document(str(path)).tables
        headings.append([cell.text for cell in table.rows[0].cells])
        assert "đơn vị chưa có báo cáo hợp lệ tính đến ngày" in "\n".join(
            p.text for p in Document(str(path)).paragraphs
        )
    first = ["TT", "Đơn vị", "Thời hạn", "Số ngày quá hạn"]
    assert headings == [first, [*first, "Lần đôn đốc (số, ngày công văn)"]]


def test_before_the_last_day_has_passed_only_that_day_is_named(desk: Desk, bcd35: CommandLine) -> None:
    plan = plan_reminder(desk, ReminderRequest(dated=date(2025, 12, 15), units=("STC",), accepted=ORDER))
    assert (plan.content.deadline, plan.content.standing) == (date(2025, 12, 15), True)
    early = ("remind", "--date", "2025-12-12", "--unit", "STC", "--deadline", "2025-12-19", "--json")
    (found,) = bcd35(*early).json["findings"]
    assert (found["code"], "--to 2025-12-19 --all" in found["fix"]) == ("deadline_stands", True)


def test_a_return_never_shortens_what_a_unit_has(bcd35: CommandLine, desk: Desk, root: Path) -> None:
    wrong = fill(form_of(root, "SNV"), root / "đến" / "d.xlsx", so_anh="năm tấm")
    record_files(
        entering(desk, date(2025, 12, 16)), ReturnedFiles(paths=[wrong], received_on=date(2025, 12, 16))
    )
    short = ("return-report", "SNV", "--date", "2025-12-16", "--deadline", "2025-12-19", "--json")
    (found,) = bcd35(*short).json["findings"]
    assert (found["code"], EXTENDED in found["message"]) == ("deadline_shortened", True)
    given = bcd35("return-report", "SNV", "--date", "2025-12-16", "--json").json["data"]
    assert given["deadline"] == "2025-12-24"


# --- why ----------------------------------------------------------------------------------------------------


def _sentences(story: Sequence[str]) -> int:
    return sum(len(re.findall(r"[.?!](?=\s|$)", text)) for text in story)


def test_the_story_of_a_unit_to_which_everything_happened_fits_a_screen(
    bcd35: CommandLine, root: Path
) -> None:
    day = on_day("2025-12-29")
    file = root / f"data/rounds/{ROUND}.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("2025-12-15", "2025-12-16"), encoding="utf-8")
    lived = [
        'notify --replace 28 --date 2025-12-17 --reason "sai thời hạn" --accept past-deadline',
        'rounds exempt SYT --date 2025-12-18 --reason "đại hội"',
        'rounds restore SYT --date 2025-12-19 --reason "xong đại hội"',
        'units edit SYT --name "Sở Y tế và Dân số" --date 2025-12-19',
        "remind --unit SYT --date 2025-12-23 --deadline 2025-12-24",
        "remind --unit SYT --date 2025-12-25 --deadline 2025-12-26",
        "remind --unit SYT --date 2025-12-27 --deadline 2025-12-29",
        f"record-report SYT --received-on 2025-12-28 {shlex.join(SET)}",
        "reports move SYT --to SNV --reason nhầm",
        "reports move SNV --to SYT --reason trả",
    ]
    for command in lived:
        assert bcd35(*shlex.split(command), now=day).code == 0, command
    ran = bcd35("why", "SYT", now=day)
    story, _, ways = ran.out.partition("Điều làm thay đổi:\n")
    assert _sentences(story.splitlines()) == 8
    assert max(len(line.split()) for line in story.splitlines()) <= 50
    assert f"đã chuyển sang SNV, đợt {ROUND}: nhầm, rồi chuyển về, nay là lần 3." in story
    assert f"bcd35 log --unit SYT --round {ROUND}" in ways
    lines = sum(-(-len(line) // 80) for line in (*ran.out.splitlines(), *ran.err.splitlines()))
    assert lines <= 24


@pytest.mark.parametrize("unit", EXPECTED)
def test_why_is_at_most_eight_sentences_of_the_same_figures(bcd35: CommandLine, unit: str) -> None:
    data = bcd35("why", unit, "--as-of", "2025-12-17", "--json").json["data"]
    sentences = [one["text"] for one in data["sentences"]]
    printed = bcd35("why", unit, "--as-of", "2025-12-17").out
    assert printed == "\n".join(sentences) + "\n"
    assert _sentences(sentences[:-1]) <= 8
    words, day, why = EXPECTED[unit]
    assert words in sentences[0]
    assert f"Hạn của đơn vị là {day}, {why}" in sentences[2]
    assert sentences[-1].startswith("Điều làm thay đổi:\n")
    # What is copied to the end of its line is one command, and nothing else.
    commands = [line.partition(": bcd35 ")[2] for line in printed.splitlines() if "bcd35 " in line]
    assert [one for one in commands if not one or "bcd35 " in one or one.endswith(".")] == []


def test_why_names_each_letter_file_and_day(bcd35: CommandLine) -> None:
    bcd35("remind", "--date", "2025-12-17")
    bcd35("rounds", "exempt", "STC", "--reason", "đại hội", "--date", "2025-12-19")
    told = bcd35("why", "SYT", "--as-of", "2025-12-17").out
    assert "được gửi trả bằng Công văn số 29-CV/BCĐ, ngày 15/12/2025" in told
    told = bcd35("why", "STC", "--as-of", "2025-12-18").out
    assert "Công văn số 31-CV/BCĐ, ngày 17/12/2025, nêu hạn 24/12/2025" in told
    assert "đại hội" not in told
    told = bcd35("why", "STC", "--as-of", "2025-12-19").out
    assert "được miễn báo cáo ngày 19/12/2025 (đại hội)" in told
    assert bcd35("why", "STC", "--as-of", "2025-12-01", "--json").json["data"]["state"] == "missing"
    assert bcd35("why", "SXD").code == 3


def test_in_a_closed_round_why_says_that_it_is_opened_first(bcd35: CommandLine) -> None:
    assert bcd35("rounds", "close", ROUND, "--reason", "xong").code == 0

    ways = bcd35("why", "STC", "--as-of", "2025-12-17").out.partition("Điều làm thay đổi:\n")[2].splitlines()

    reopen = f"bcd35 rounds reopen {ROUND} --reason LÝ_DO"
    assert ways[0] == f"  – đợt đã đóng, muốn ghi tiếp thì mở lại trước: {reopen}"
    assert bcd35("rounds", "extend", ROUND, "--unit", "STC", "--to", "2025-12-24", "--reason", "x").code == 3
    assert bcd35("rounds", "reopen", ROUND, "--reason", "đơn vị gửi thêm").code == 0
    assert "đã đóng" not in bcd35("why", "STC", "--as-of", "2025-12-17").out


def test_a_withdrawal_that_was_taken_back_is_neither_counted_nor_in_the_way(bcd35: CommandLine) -> None:
    later = on_day("2025-12-16")
    bcd35("record-report", "SYT", *SET, "--received-on", "2025-12-01", now=later)
    bcd35("reports", "withdraw", "SYT", "--reason", "nhầm", now=later)
    bcd35("reports", "restore", "SYT", "--reason", "rút nhầm", now=later)

    assert "đã rút" not in bcd35("why", "SYT", "--as-of", "2025-12-17").out
    # A report is in force, so the file refused before is not given back without being named.
    said = bcd35("return-report", "SYT", "--date", "2025-12-15", "--json")
    assert (said.code, said.json["findings"][0]["code"]) == (3, "reported_since")


def test_a_report_late_by_its_refused_file_tells_the_day_that_counts(bcd35: CommandLine, root: Path) -> None:
    wrong = fill(form_of(root, "STC"), root / "a.xlsx", so_anh="năm tấm")
    came = ("--received-on", "2025-12-17")
    assert bcd35("record-report", str(wrong), *came, now=on_day("2025-12-17")).code == 3
    day = on_day("2025-12-23")
    assert bcd35("return-report", "STC", "--date", "2025-12-18", now=day).code == 0
    fill(wrong, root / "b.xlsx", so_anh="sáu tấm")
    assert bcd35("record-report", "b.xlsx", "--received-on", "2025-12-19", now=day).code == 3
    assert bcd35("return-report", "STC", "--date", "2025-12-19", now=day).code == 0
    assert bcd35("record-report", "STC", *SET, "--received-on", "2025-12-23", now=day).code == 0

    told = bcd35("why", "STC", now=day).out
    words = "trễ tính theo tệp bị gửi trả, nhận 17/12/2025, khi ấy hạn là 15/12/2025"
    assert "Trễ hạn, trễ 2 ngày." in told
    assert f"Báo cáo đầu tiên nhận ngày 23/12/2025 (ghi tay); {words}." in told
    assert bcd35("export-summary", "--format", "json", "-o", "t.json", now=day).code == 0
    units = json.loads((root / "t.json").read_text(encoding="utf-8"))["units"]
    assert [unit["note"] for unit in units if unit["code"] == "STC"] == [words]

    (copy,) = (path.name for path in root.glob("out/_cach-ly/2025-12-17/a_*.xlsx"))
    of = f"STC --round {ROUND} --refused --file {copy}"
    amend = f"bcd35 reports amend {of} --received-on NGÀY --reason LÝ_DO"
    assert f"  – ngày nhận tệp ấy ghi sai thì sửa: {amend}\n" in told
    right = [{"NGÀY": "2025-12-14", "LÝ_DO": "x"}.get(word, word) for word in amend.split()[1:]]
    assert bcd35(*right, now=day).code == 0
    assert "Đúng hạn sau khi sửa" in bcd35("why", "STC", now=day).out


@pytest.mark.parametrize(
    ("unit", "letter", "was"), [("SYT", "29", "Đúng hạn sau khi sửa"), ("SNV", "30", "Đúng hạn")]
)
def test_a_letter_void_and_released_names_the_units_that_stand_otherwise(
    bcd35: CommandLine, unit: str, letter: str, was: str
) -> None:
    day = on_day("2025-12-20")
    assert bcd35("record-report", unit, *SET, "--received-on", "2025-12-19", now=day).code == 0
    void = ("letters", "void", letter, "--reason", "nhầm")
    changes = f"Tình trạng đổi theo: {unit}: {was} → Trễ hạn, trễ 4 ngày."
    assert changes in bcd35(*void, "--dry-run", now=day).err
    assert changes in bcd35(*void, now=day).err
    assert "Trễ hạn, trễ 4 ngày." in bcd35("why", unit, now=day).out
    released = bcd35("letters", "release", letter, "--reason", "hủy nhầm", now=day)
    assert f"Tình trạng đổi theo: {unit}: Trễ hạn, trễ 4 ngày → {was}." in released.err


def test_an_extension_that_is_taken_back_names_the_units_that_stand_otherwise(bcd35: CommandLine) -> None:
    day = on_day("2025-12-20")
    words = ("rounds", "extend", "--unit", "STC", "--reason", "lũ")
    assert bcd35(*words, "--to", "2025-12-24", "--date", "2025-12-15", now=day).code == 0
    assert bcd35("record-report", "STC", *SET, "--received-on", "2025-12-19", now=day).code == 0
    told = bcd35(*words, "--undo", now=day)
    assert (told.code, "STC: Đúng hạn → Trễ hạn, trễ 4 ngày." in told.err) == (0, True)
