"""Extending last days: for whom, from when, with or without a letter; taken back; nothing lost on the way."""

import shlex
import shutil
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from bcd35.domain.terms import Grant
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.extension import ExtensionRequest, extend, plan_extension
from bcd35.usecases.registers.switching import excuse_unit
from bcd35.usecases.summary.status import status
from bcd35.usecases.workspace.upkeep import check_workspace
from tests.conftest import NOW, ROUND, SET_VALUES, CommandLine, on_day, rehearsing
from tests.support.faults import Faults, fail_sql
from tests.support.filling import fill, form_of, issue, picture, rows

pytestmark = pytest.mark.issued

VALUES = SET_VALUES
LATER = NOW + timedelta(days=17)
EARLIER = "earlier_days_change"
DAY, UNTIL = date(2025, 12, 16), date(2025, 12, 22)
FOLDER = f"out/{ROUND}"
COPY = f"{FOLDER}/_ban-luu/Gia-han_29-CV-BCD_ban-luu.docx"
PAPER = f"{FOLDER}/SYT/Gia-han_29-CV-BCD_SYT.docx"
COMMAND = ("rounds", "extend", "--to", "2025-12-22", "--date", "2025-12-16", "--reason", "mưa lũ")
OF_SYT = (*COMMAND, "--unit", "SYT")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("mẫu") / "vp", ("SYT", "SNV", "DTN"))


def request(**more: Any) -> ExtensionRequest:
    return ExtensionRequest(**{"deadline": UNTIL, "reason": "mưa lũ", "dated": DAY, **more})


def states(desk: Desk, day: date) -> dict[str, str]:
    return {unit.code: unit.state_words for unit in status(desk, ROUND, day).units}


def text_of(path: Path) -> str:
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def codes(bcd35: CommandLine, *arguments: str, now: datetime = NOW) -> tuple[int, list[str]]:
    ran = bcd35(*arguments, "--json", now=now)
    return ran.code, [found["code"] for found in ran.json["findings"]]


def test_an_extension_to_an_earlier_day_than_a_reminder_named_is_asked_about(
    bcd35: CommandLine, root: Path
) -> None:
    """It gives more time than the ledger counts, and less than the unit has been told."""
    assert bcd35("remind", "--unit", "SYT", "--date", "2025-12-17", now=LATER).code == 0
    extend_ = ("rounds", "extend", "--to", "2025-12-22", "--reason", "mưa lũ", "--letter")
    before = picture(root)
    for command in (extend_, extend_[:-1]):
        for who in (("--unit", "SYT"), ("--all",)):
            ran = bcd35(*command, *who, "--json", now=LATER)
            (found,) = ran.json["findings"]
            assert (ran.code, found["code"]) == (3, "doubtful_shorter_term")
            assert "SYT (24/12/2025, theo công văn đôn đốc 29-CV/BCĐ, 17/12/2025)" in found["message"]
    assert picture(root) == before
    ran = bcd35(*extend_, "--unit", "SYT", "--unit", "SNV", "--accept", "shorter-term", now=LATER)
    assert ran.code == 0
    instead = "Thời hạn này thay thời hạn 24/12/2025 nêu tại Công văn số 29-CV/BCĐ, ngày 17/12/2025"
    papers = [text_of(root / f"{FOLDER}/{unit}/Gia-han_30-CV-BCD_{unit}.docx") for unit in ("SYT", "SNV")]
    assert [instead in paper for paper in papers] == [True, False]
    assert bcd35("check", now=LATER).code == 0
    assert bcd35(*extend_[:3], "2025-12-24", *extend_[4:], "--unit", "SYT", now=LATER).code == 0


def test_a_file_is_given_back_with_no_less_time_than_a_reminder_named(bcd35: CommandLine, root: Path) -> None:
    assert (
        bcd35("remind", "--unit", "SYT", "--date", "2025-12-17", "--deadline", "2025-12-29", now=LATER).code
        == 0
    )
    fill(form_of(root, "SYT"), root / "đến/SYT.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", "đến/SYT.xlsx", now=LATER).code == 3
    ran = bcd35("return-report", "SYT", "--deadline", "2025-12-26", "--json", now=LATER)
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, "deadline_shortened")
    assert bcd35("return-report", "SYT", now=LATER).code == 0
    assert rows(root, "SELECT deadline FROM corrections") == [("2025-12-29",)]


@pytest.mark.parametrize(("day", "deadline"), [("2026-12-17", "2026-12-24"), ("2025-12-17", "")])
def test_a_letter_of_a_mistyped_year_is_doubted_before_it_has_a_number(
    bcd35: CommandLine, root: Path, day: str, deadline: str
) -> None:
    words = (
        "remind",
        "--unit",
        "SYT",
        "--date",
        day,
        *(("--deadline", deadline) if deadline else ()),
        "--json",
    )
    ran = bcd35(*words, now=LATER)
    if deadline:
        (found,) = ran.json["findings"]
        assert (ran.code, found["code"], found["where"]) == (3, "doubtful_far_date", "--date")
        assert rows(root, "SELECT number FROM reminders") == []
        ran = bcd35(*words, "--accept", "far-date", now=LATER)
    assert (ran.code, rows(root, "SELECT number FROM reminders")) == (0, [(29,)])


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("rounds", "extend", "--unit", "SYT", "--reason", "mưa lũ"), "--to"),
        (("rounds", "extend", "--all", "--reason", "mưa lũ", "--letter"), "--to"),
        (("remind", "--unit", "SYT"), "--deadline"),
        (("return-report", "SYT"), "--deadline"),
    ],
    ids=lambda one: one if isinstance(one, str) else " ".join(one[:5]),
)
def test_so_is_a_last_day_of_a_mistyped_year(
    bcd35: CommandLine, root: Path, words: tuple[str, ...], option: str
) -> None:
    fill(form_of(root, "SYT"), root / "đến/SYT.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", "đến/SYT.xlsx", now=LATER).code == 3
    before = picture(root)
    ran = bcd35(*words, option, "2026-12-22", "--json", now=LATER)
    (found,) = ran.json["findings"]
    assert (ran.code, found["code"], found["where"]) == (3, "doubtful_far_date", option)
    assert picture(root) == before
    assert bcd35(*words, option, "2026-12-22", "--accept", "far-date", now=LATER).code == 0
    if words[0] == "rounds" and "--letter" not in words:  # undone, and that undone: no question is left
        assert [bcd35("undo", "--yes", now=LATER).code for _ in range(2)] == [0, 0]


@pytest.mark.parametrize(
    "words",
    [
        ("units", "retire", "SYT"),
        ("units", "split", "SYT", "--into", "A:Sở A", "--into", "B:Sở B"),
        ("rounds", "exempt", "SYT", "--reason", "bão lụt"),
    ],
    ids=" ".join,
)
def test_no_unit_ends_or_is_exempt_on_a_day_of_a_mistyped_year(
    bcd35: CommandLine, root: Path, words: tuple[str, ...]
) -> None:
    before = picture(root)
    ran = bcd35(*words, "--date", "2028-12-10", "--json", now=LATER)
    assert (ran.code, [one["code"] for one in ran.json["findings"]]) == (3, ["far_day"])
    assert picture(root) == before


# --- what it gives ------------------------------------------------------------------------------------------


def test_a_letter_of_extension_is_a_number_a_paper_and_a_line_with_its_reason(desk: Desk, root: Path) -> None:
    plan = extend(desk, request(units=("SYT",), letter=True)).plan

    assert [path for _, _, path in plan.places()] == [COPY, PAPER]
    grant = Grant(
        unit="SYT", event="extended", on=DAY, deadline=UNTIL, letter=plan.content.number, reason="mưa lũ"
    )
    assert desk.store.terms.of_round(ROUND) == [grant]
    words = text_of(root / PAPER)
    assert (
        "Vì lý do mưa lũ, Ban Chỉ đạo 35 Đảng ủy Ủy ban nhân dân tỉnh gia hạn báo cáo cho Đảng ủy Sở Y tế từ "
        "ngày 15/12/2025 đến hết ngày 22/12/2025. Báo cáo gửi trong thời hạn được gia hạn là đúng hạn."
    ) in words
    assert "chậm nhất là ngày 22/12/2025 để tổng hợp" in words
    assert states(desk, date(2025, 12, 20)) == {
        "SYT": "Được gia hạn đến 22/12/2025",
        "SNV": "Chưa báo cáo",
        "DTN": "Chưa báo cáo",
    }
    assert states(desk, date(2025, 12, 15))["SYT"] == "Chưa báo cáo"
    assert rows(root, "SELECT number, purpose FROM numbers") == [(28, "letter"), (29, "extension")]
    assert check_workspace(desk).findings == ()


def test_a_reason_is_printed_behind_its_word_and_kept_as_typed(desk: Desk, root: Path) -> None:
    """The content that is kept has the words as they are printed: a reprint changes none of them."""
    done = extend(desk, request(units=("SYT",), letter=True, reason="Do mưa lũ."))
    assert done.plan.content.reason == "mưa lũ"
    assert "Vì lý do mưa lũ, Ban Chỉ đạo 35" in text_of(root / PAPER)
    assert [grant.reason for grant in desk.store.terms.of_round(ROUND)] == ["Do mưa lũ."]


def test_an_extension_for_all_moves_the_last_day_of_the_round(desk: Desk, root: Path) -> None:
    plan = extend(desk, request(everyone=True, letter=True, together=True)).plan

    assert [path for _, _, path in plan.places()] == [COPY]
    assert desk.store.terms.of_round(ROUND)[0].unit == ""
    seen = status(desk, ROUND, DAY)
    assert (seen.state.deadline, seen.state.totals.extended) == (UNTIL, 3)
    assert text_of(root / COPY).count("22/12/2025") == 2 + 3


def test_without_a_letter_there_is_a_line_and_no_number(desk: Desk, root: Path) -> None:
    before = set(picture(root))
    assert extend(desk, request(units=("SYT",))).done
    assert set(picture(root)) - before <= {"out/_moc.json"}
    assert rows(root, "SELECT number FROM numbers") == [(28,)]
    assert rows(root, "SELECT unit_code, deadline, reason FROM terms") == [("SYT", "2025-12-22", "mưa lũ")]


def test_a_report_within_the_extension_is_in_time_and_after_it_late(bcd35: CommandLine) -> None:
    bcd35(*OF_SYT)
    bcd35(*COMMAND, "--unit", "SNV")
    bcd35("record-report", "SYT", "--received-on", "2025-12-22", *VALUES, now=on_day("2025-12-22"))
    bcd35("record-report", "SNV", "--received-on", "2025-12-24", *VALUES, now=on_day("2025-12-24"))
    units = bcd35("status", "--as-of", "2025-12-31", "--json").json["data"]["units"]
    assert {one["code"]: (one["state"], one["days_late"]) for one in units} == {
        "SYT": ("on_time", 0),
        "SNV": ("late", 2),
        "DTN": ("missing", 16),
    }


def test_draft_and_rehearsal_write_no_line(desk: Desk, root: Path) -> None:
    before = picture(root)
    assert not extend(rehearsing(desk), request(units=("SYT",), letter=True)).done
    assert picture(root) == before
    extend(desk, request(units=("SYT",), letter=True, draft=True))
    written = set(picture(root)) - set(before)
    assert written
    assert all(path.startswith("out/_du-thao/") for path in written)
    assert picture(root)["bcd35.db"] == before["bcd35.db"]


def test_a_report_in_its_own_time_is_not_said_to_be_late(bcd35: CommandLine) -> None:
    bcd35(*OF_SYT)
    assert codes(bcd35, "record-report", "SYT", *VALUES, now=LATER) == (0, [])
    assert codes(bcd35, "record-report", "SNV", *VALUES, now=LATER) == (0, ["received_late_by_default"])


# --- what is refused, what is said --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--unit", "SYT", "--to", "2025-12-20"), "doubtful_day_off"),
        (("--unit", "SYT", "--to", "2025-12-15", "--date", "2025-12-10"), "extension_not_later"),
        (("--all", "--to", "2025-12-15", "--date", "2025-12-10"), "extension_not_later"),
        (("--unit", "SYT", "--to", "2025-12-12"), "deadline_before_letter"),
        (("--unit", "STC", "--to", "2025-12-22"), "not_expected"),
        (("--unit", "DTN", "--to", "2025-12-22"), "not_expected"),
        (("--unit", "SNV", "--to", "2025-12-22"), "already_reported"),
        (("--to", "2025-12-22"), "who_is_extended"),
        (("--all", "--unit", "SYT", "--to", "2025-12-22"), "who_is_extended"),
    ],
)
def test_what_gives_nobody_more_time_is_refused(
    bcd35: CommandLine, desk: Desk, root: Path, arguments: tuple[str, ...], code: str
) -> None:
    bcd35("record-report", "SNV", "--received-on", "2025-12-01", *VALUES)
    excuse_unit(desk, ROUND, "DTN", event="exempted", reason="đại hội", on=date(2025, 12, 1))
    before = picture(root)
    dated = () if "--date" in arguments else ("--date", "2025-12-16")
    command = ("rounds", "extend", "--reason", "mưa lũ", *dated, *arguments)
    assert codes(bcd35, *command) == (3, [code])
    assert picture(root) == before


def test_an_extension_has_a_reason(bcd35: CommandLine) -> None:
    assert codes(bcd35, "rounds", "extend", "--all", "--to", "2025-12-22") == (3, ["no_reason"])


def test_a_round_that_is_closed_or_not_issued_is_not_extended(bcd35: CommandLine) -> None:
    bcd35("rounds", "close", ROUND)
    assert codes(bcd35, *OF_SYT, ROUND) == (3, ["round_closed"])


def test_a_day_off_is_accepted_when_the_clerk_says_so(bcd35: CommandLine) -> None:
    command = ("rounds", "extend", "--unit", "SYT", "--to", "2025-12-20", "--date", "2025-12-16")
    assert bcd35(*command, "--reason", "mưa lũ", "--accept", "day-off").code == 0


def test_a_list_of_rounds_says_the_day_to_which_all_were_extended(bcd35: CommandLine) -> None:
    of_one = ("rounds", "extend", "--unit", "SYT", "--to", "2025-12-24", "--date", "2025-12-15")
    of_all = ("rounds", "extend", "--all", "--to", "2025-12-22", "--date", "2025-12-15")
    said = []
    for extend_ in (of_one, of_all):
        assert bcd35(*extend_, "--reason", "mưa lũ", now=on_day("2025-12-15")).code == 0
        (entry,) = bcd35("rounds", "list", "--json", now=LATER).json["data"]
        shown = bcd35("rounds", "show", "--json", now=LATER).json["data"]
        said.append((entry["deadline"], entry["extended_to"], shown["extended_to"]))
    assert said == [("2025-12-15", None, None), ("2025-12-15", "2025-12-22", "2025-12-22")]
    assert "22/12/2025" in bcd35("rounds", "list", now=LATER).out


def test_who_needs_no_time_is_said(bcd35: CommandLine) -> None:
    bcd35("record-report", "SNV", "--received-on", "2025-12-01", *VALUES)
    assert codes(bcd35, *OF_SYT, "--unit", "SNV") == (0, ["already_reported"])
    bcd35("record-report", "DTN", "--received-on", "2025-12-16", *VALUES, now=on_day("2025-12-16"))
    later = ("rounds", "extend", "--all", "--date", "2025-12-17", "--reason", "họp", "--to")
    assert codes(bcd35, *later, "2025-12-19") == (0, ["late_extended", "later_already"])
    assert codes(bcd35, *later, "2025-12-24", "--letter")[0] == 0


def test_which_late_reports_an_extension_for_all_makes_timely(bcd35: CommandLine) -> None:
    """SYT comes within the new day, SNV after it; DTN had a later day of its own and is late by that."""
    own = ("rounds", "extend", "--unit", "DTN", "--to", "2025-12-24", "--date", "2025-12-12")
    assert bcd35(*own, "--reason", "họp", now=on_day("2025-12-12")).code == 0
    for unit, day in (("SYT", "2025-12-18"), ("SNV", "2025-12-24"), ("DTN", "2025-12-26")):
        bcd35("record-report", unit, "--received-on", day, *VALUES, now=on_day(day))
    as_told = [
        "Đã báo cáo trễ, theo hạn mới nay là đúng hạn: SYT.",
        "Đã báo cáo trễ, theo hạn mới nay vẫn trễ: SNV (2 ngày).",
    ]

    ran = bcd35(*COMMAND, "--all", "--json", now=on_day("2025-12-26"))

    assert [one["message"] for one in ran.json["findings"] if one["code"] == "late_extended"] == as_told
    units = bcd35("status", "--json", now=on_day("2025-12-26")).json["data"]["units"]
    late = {one["code"]: one["days_late"] for one in units if one["state"] != "missing"}
    assert late == {"SYT": 0, "SNV": 2, "DTN": 2}


def test_the_number_of_an_extension_is_not_exchanged_in_silence(bcd35: CommandLine, root: Path) -> None:
    extend = (*OF_SYT, "--letter")
    assert bcd35(*extend).code == 0
    before = picture(root)
    assert bcd35(*extend, "--number", "29").code == 0

    ran = bcd35(*extend, "--number", "77", "--json")

    found = ran.json["findings"][0]
    assert (ran.code, found["code"], found["message"]) == (
        3,
        "number_fixed",
        "Lần gia hạn này đã phát hành bằng Công văn số 29-CV/BCĐ; không đổi số được.",
    )
    assert picture(root) == before
    void = shlex.split(found["fix"].partition(":\nbcd35 ")[2].replace("LÝ_DO", "nhầm"))
    assert bcd35(*void).code == 0
    assert bcd35(*extend, "--number", "77").code == 0


def test_an_extension_told_by_two_letters_names_both(bcd35: CommandLine, root: Path) -> None:
    both = (*OF_SYT, "--unit", "SNV", "--letter")
    assert bcd35(*OF_SYT, "--letter").code == 0
    assert bcd35(*(word.replace("SYT", "SNV") for word in OF_SYT), "--letter").code == 0
    before = picture(root)

    again = bcd35(*both)

    assert [
        (line.split(" cho ")[1].split(" đến ")[0], "22/12/2025" in line)
        for line in again.out.splitlines()[:2]
    ] == [("SYT (Công văn số 29-CV/BCĐ)", True), ("SNV (Công văn số 30-CV/BCĐ)", True)]
    other = bcd35(*both, "--number", "77", "--json").json["findings"][0]
    assert "bằng Công văn số 29-CV/BCĐ, 30-CV/BCĐ; không đổi số được" in other["message"]
    assert picture(root) == before
    for line in other["fix"].splitlines()[1:]:
        assert bcd35(*shlex.split(line.replace("LÝ_DO", "nhầm"))[1:]).code == 0
    assert bcd35(*both, "--number", "77").code == 0


@pytest.mark.parametrize(("reason", "shown"), [("mưa lũ", '"mưa lũ"'), ("lũ “lớn”", "LÝ_DO")])
def test_the_reason_stands_in_the_command_without_letter(reason: str, shown: str, bcd35: CommandLine) -> None:
    bcd35("record-report", "SYT", "--received-on", "2025-12-17", *VALUES, now=on_day("2025-12-17"))
    extend = ("rounds", "extend", "--unit", "SYT", "--unit", "SNV", "--to", "2025-12-20", "--letter")

    told = bcd35(*extend, "--date", "2025-12-16", "--reason", reason, "--accept", "day-off", now=LATER).err

    options = f"--unit SYT --to 2025-12-20 --reason {shown} --date 2025-12-16 --accept day-off"
    assert f"bcd35 rounds extend {ROUND} {options}\n" in told


def test_what_was_agreed_before_a_late_report_and_entered_after_it_counts(bcd35: CommandLine) -> None:
    bcd35("record-report", "SYT", "--received-on", "2025-12-17", *VALUES, now=on_day("2025-12-17"))
    after = ("rounds", "extend", "--to", "2025-12-24", "--date", "2025-12-18", "--reason", "x")
    assert codes(bcd35, *after, "--unit", "SYT", now=LATER) == (3, ["already_reported"])
    assert codes(bcd35, *OF_SYT, "--unit", "SNV", "--letter", now=LATER) == (0, ["already_reported", EARLIER])
    assert codes(bcd35, *OF_SYT, now=LATER) == (0, ["late_extended", EARLIER])
    units = bcd35("status", "--json", now=LATER).json["data"]["units"]
    assert {one["code"]: one["state"] for one in units}["SYT"] == "on_time"
    assert bcd35("undo", "--yes", now=LATER).code == 0
    assert codes(bcd35, *OF_SYT, now=LATER) == (0, ["late_extended", EARLIER])


# --- putting it right ---------------------------------------------------------------------------------------


def test_an_extension_entered_by_mistake_is_taken_back_and_says_what_changes(bcd35: CommandLine) -> None:
    before = bcd35("status", "--as-of", "2025-12-17", "--json").json
    bcd35(*OF_SYT)
    ran = bcd35("rounds", "extend", "--undo", "--unit", "SYT", "--reason", "nhầm đơn vị")
    assert (ran.code, ran.out.splitlines()[1]) == (
        0,
        "Số liệu của những ngày trước cũng tính lại theo hạn không có lần gia hạn ấy.",
    )
    assert bcd35("status", "--as-of", "2025-12-17", "--json").json == before
    assert codes(bcd35, "rounds", "extend", "--undo", "--unit", "SYT", "--reason", "x") == (
        3,
        ["nothing_extended"],
    )
    assert "nhầm đơn vị" in bcd35("log").out


def test_what_a_letter_has_told_is_not_taken_back_behind_its_back(bcd35: CommandLine) -> None:
    bcd35(*OF_SYT, "--letter")
    ran = bcd35("rounds", "extend", "--undo", "--unit", "SYT", "--reason", "nhầm")
    assert (ran.code, "bcd35 letters void 29 --symbol" in ran.err) == (3, True)


def test_the_journal_says_how_to_take_it_back_and_that_works(bcd35: CommandLine) -> None:
    bcd35(*OF_SYT)
    (line,) = [line for line in bcd35("log").out.splitlines() if "--undo" in line and "→" in line]
    command = line.split("bcd35 ", 1)[1]
    assert bcd35(*command.replace('"', "").split(" --reason ")[0].split(), "--reason", "nhầm").code == 0


@pytest.mark.parametrize("replaced", ["2025-12-16", "2025-12-17"])
@pytest.mark.parametrize("whom", [("--unit", "SYT"), ("--all",)], ids=" ".join)
def test_an_extension_older_than_the_letter_that_names_its_day_comes_back_as_it_was(
    bcd35: CommandLine, whom: tuple[str, ...], replaced: str
) -> None:
    now = on_day("2025-12-17")
    extend = (*COMMAND[:2], *whom, *COMMAND[2:])
    assert bcd35(*extend, now=now).code == 0
    replace = ("notify", ROUND, "--replace", "28", "--reason", "sai", "--date", replaced)
    assert bcd35(*replace, "--accept", "past-deadline", now=now).code == 0
    before = bcd35("status", "--json", now=now).json["data"]
    assert bcd35("rounds", "extend", "--undo", *whom, "--reason", "nhầm", now=now).code == 0
    assert bcd35("status", "--json", now=now).json["data"] != before
    other = [word.replace("2025-12-16", "2025-12-15") for word in extend]
    assert bcd35(*other, now=now).code == 3, "only what was so before may be older than the letter"

    ran = bcd35("undo", "--yes", now=now)

    assert (ran.code, bcd35("status", "--json", now=now).json["data"]) == (0, before)


def test_an_extension_taken_back_by_mistake_comes_back_from_its_own_day(bcd35: CommandLine) -> None:
    bcd35(*COMMAND[:3], "2025-12-20", *COMMAND[4:], "--unit", "SYT", "--accept", "day-off", now=LATER)
    before = bcd35("status", "--as-of", "2025-12-17", "--json", now=LATER).json
    undo = ("rounds", "extend", "--undo", "--unit", "SYT", "--reason", "nhầm đơn vị")
    assert bcd35(*undo, now=LATER).code == 0
    assert bcd35("undo", "--yes", now=LATER).code == 0
    assert bcd35("status", "--as-of", "2025-12-17", "--json", now=LATER).json == before


# --- the paper afterwards -----------------------------------------------------------------------------------


def test_a_lost_letter_is_made_again_byte_for_byte_and_stands_in_the_case_file(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35(*OF_SYT, "--letter")
    papers = {path: (root / path).read_bytes() for path in (COPY, PAPER)}
    for path in papers:
        (root / path).unlink()
    assert bcd35("check").code != 0
    assert bcd35("letters", "reprint", ROUND).code == 0
    assert {path: (root / path).read_bytes() for path in papers} == papers
    assert bcd35("check").code == 0
    parts = bcd35("casefile", "--json").json
    assert parts["ok"]


# --- interrupted --------------------------------------------------------------------------------------------


def test_a_number_left_over_serves_the_same_extension_again_and_no_other(
    bcd35: CommandLine, root: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        fail_sql(patch, "COMMIT", "disk I/O error", at=2)
        assert bcd35(*OF_SYT, "--letter").code == 7
    paper = (root / PAPER).read_bytes()
    assert rows(root, "SELECT count(*) FROM terms") == [(0,)]
    ran = bcd35("check", "--json").json["findings"]
    assert ["rounds extend" in found["message"] for found in ran] == [True]
    assert bcd35("recover", "--json").json["data"] is not None

    assert bcd35(*COMMAND, "--unit", "SNV", "--letter", "--json").json["data"]["letter"] == "30-CV/BCĐ"
    assert bcd35(*OF_SYT, "--letter", "--json").json["data"]["letter"] == "29-CV/BCĐ"
    assert (root / PAPER).read_bytes() == paper
    assert bcd35("check").code == 0


@pytest.mark.slow
def test_whichever_operation_fails_it_is_one_number_and_one_line(
    bcd35: CommandLine, root: Path, tmp_path: Path
) -> None:
    calm = Path(shutil.copytree(root, tmp_path / "ổ đĩa tốt"))
    assert bcd35("-C", str(calm), *OF_SYT, "--letter").code == 0
    whole = picture(calm)
    for failing in count(1):
        copy = Path(shutil.copytree(root, tmp_path / f"{failing:03d}"))
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, failing, lasting=False)
            ran = bcd35("-C", str(copy), *OF_SYT, "--letter")
        recorded = rows(copy, "SELECT number FROM extensions")
        assert (ran.code == 0) == (recorded == [(29,)]), ran
        assert "Traceback" not in ran.err
        if ran.code:
            assert bcd35("-C", str(copy), *OF_SYT, "--letter").code == 0
        assert picture(copy) == whole
        shutil.rmtree(copy)
        if faults.done < failing:
            assert failing > 10
            return


def test_what_another_clerk_does_meanwhile_is_seen(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from bcd35.domain.errors import Refused
    from bcd35.usecases.letters import extension, issuing

    real = issuing.write_documents

    def meanwhile(*given: Any) -> Any:
        monkeypatch.undo()
        extend(desk, request(units=("SYT",), deadline=date(2025, 12, 24)))
        return real(*given)

    monkeypatch.setattr(extension, "write_documents", meanwhile)
    with pytest.raises(Refused) as caught:
        extend(desk, request(units=("SYT",), letter=True))
    assert caught.value.findings[0].code == "extension_not_later"
    assert plan_extension(desk, request(units=("SNV",))).units == ("SNV",)


# --- void again ---------------------------------------------------------------------------------------------


def test_after_a_void_extension_no_letter_contradicts_another_in_silence(
    bcd35: CommandLine, root: Path
) -> None:
    """The unit has 28 (15 December), 29 (22 December, void), 30 (reminds of the 22nd), 31 (of the 15th)."""
    day = NOW + timedelta(days=10)
    extend = ("rounds", "extend", "--to", "2025-12-22", "--date", "2025-12-10", "--reason", "mưa lũ", "--all")
    assert bcd35(*extend, "--letter", now=day).code == 0
    assert bcd35("remind", "--date", "2025-12-10", now=day).code == 0
    ran = bcd35("letters", "void", "29", "--reason", "phát hành nhầm", "--json", now=day)
    changed, found = ran.json["findings"]
    assert changed["code"] == "states_change"
    assert (found["code"], found["message"]) == (
        "reminder_names_it",
        "Công văn đôn đốc số 30-CV/BCĐ, ngày 10/12/2025 đã nêu hạn 22/12/2025 cho 3 đơn vị: DTN, SNV, SYT.",
    )
    assert bcd35(*shlex.split(found["fix"].partition(": bcd35 ")[2]), now=day).code == 0
    assert bcd35("remind", "--date", "2025-12-11", now=day + timedelta(days=1)).code == 0
    text = text_of(root / FOLDER / "SYT" / "Don-doc_31-CV-BCD_SYT.docx")
    for letter in ("29-CV/BCĐ, ngày 10/12/2025", "30-CV/BCĐ, ngày 10/12/2025"):
        assert f"Công văn số {letter} nêu thời hạn 22/12/2025 đã được hủy." in text
    assert "chậm nhất là ngày 15/12/2025 để tổng hợp" in text
    (root / FOLDER / "SYT" / "Don-doc_31-CV-BCD_SYT.docx").unlink()
    assert bcd35("letters", "reprint", now=day).code == 0
    assert bcd35("check", now=day).code == 0
