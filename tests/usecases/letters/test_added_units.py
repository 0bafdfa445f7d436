"""Units that are new since the issue: named, added only when told, each with a term of its own."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from docx import Document

from bcd35.world.workspace import VIETNAM
from tests.conftest import ROUND, CommandLine
from tests.support.filling import add_round, edit, fill, form_of, picture, rows

pytestmark = pytest.mark.issued

LATE = datetime(2026, 3, 4, 9, tzinfo=VIETNAM)  # the round's last day was 15/12/2025
NEW = ("units", "add", "MOI", "--name", "Đơn vị mới", "--kind", "chi_bo_co_so")


@pytest.fixture(autouse=True)
def only_these(root: Path, bcd35: CommandLine) -> None:
    """Nobody else is in the register: the letter went to all that there are."""
    bcd35("status")
    others = [
        code for (code,) in rows(root, "SELECT code FROM units") if not (root / "out" / ROUND / code).exists()
    ]
    for code in others:
        assert bcd35("units", "retire", code, "-q").code == 0


def states(bcd35: CommandLine, **more: datetime) -> dict[str, tuple[str, int]]:
    data = bcd35("status", ROUND, "--json", **more).json["data"]
    return {unit["code"]: (unit["state"], unit["days_late"]) for unit in data["units"]}


def test_a_new_unit_is_told_the_rounds_that_it_can_be_added_to(bcd35: CommandLine, root: Path) -> None:
    add_round(root, "r2")  # no letter of it is out
    assert bcd35("rounds", "import", "data/rounds/r2.yaml").code == 0
    add = f"bcd35 notify {ROUND} --add --unit MOI"
    told = bcd35(*NEW, now=LATE).out.splitlines()[-1]
    assert told == f"Muốn bổ sung đơn vị vào đợt “{ROUND}”, đã phát hành: {add}"
    assert bcd35(*add.split()[1:], now=LATE).code == 0
    assert bcd35("rounds", "close", ROUND, now=LATE).code == 0
    told = bcd35("units", "add", "MOI2", *NEW[3:], "--new", now=LATE).out.splitlines()[-1]
    assert told == "Quá trình của đơn vị: bcd35 units show MOI2"


def test_a_rerun_names_new_units_and_adds_nobody(bcd35: CommandLine, root: Path) -> None:
    bcd35(*NEW, now=LATE)
    before = picture(root)
    ran = bcd35("notify", ROUND, now=LATE)
    assert (ran.code, picture(root) == before) == (0, True)
    assert "1 đơn vị không có trong đợt, lần chạy này không gửi: MOI." in ran.err
    assert f"bcd35 notify {ROUND} --add" in ran.err
    assert bcd35("notify", ROUND, "--json", now=LATE).json["data"]["new_units"] == ["MOI"]


@pytest.mark.parametrize(
    ("asked", "words"), [((), "11/03/2026"), (("--deadline", "2026-03-20"), "20/03/2026")]
)
def test_an_added_unit_has_its_own_last_day_on_every_paper_and_in_the_ledger(
    asked: tuple[str, ...], words: str, bcd35: CommandLine, root: Path
) -> None:
    bcd35(*NEW, now=LATE)
    ran = bcd35("notify", ROUND, "--add", *asked, now=LATE)
    assert (ran.code, f"cho 1 đơn vị, thời hạn {words}" in ran.out) == (0, True)
    folder = root / "out" / ROUND / "MOI"
    letter, own = (
        Document(str(next((root / "out" / ROUND / unit).glob("Cong-van*")))) for unit in ("SYT", "MOI")
    )
    texts = ["\n".join(paragraph.text for paragraph in one.paragraphs) for one in (letter, own)]
    written = words.replace("/03/", "/3/")  # as letters write days
    assert [written in text for text in texts] == [False, True]
    assert "15/12/2025" not in texts[1]
    day = "-".join(reversed(words.split("/")))
    assert rows(root, "SELECT unit_code, event, deadline FROM terms") == [("MOI", "joined", day)]
    assert states(bcd35, now=LATE)["MOI"] == ("missing", 0)
    # Lost, they are made again byte for byte.
    whole = {path: path.read_bytes() for path in folder.iterdir()}
    for path in whole:
        path.unlink()
    assert bcd35("letters", "reprint", ROUND, now=LATE).code == 0
    assert {path: path.read_bytes() for path in folder.iterdir()} == whole
    assert bcd35("check").code == 0
    fill(form_of(root, "MOI"), root / "a.xlsx")
    later = LATE + timedelta(days=20)
    assert bcd35("record-report", "a.xlsx", "--received-on", "2026-03-11", now=later).code == 0
    assert states(bcd35, now=later)["MOI"] == ("on_time", 0)


def test_before_the_last_day_of_the_round_an_added_unit_has_that_day(bcd35: CommandLine, root: Path) -> None:
    bcd35(*NEW)
    assert bcd35("notify", ROUND, "--unit", "MOI").code == 0
    assert rows(root, "SELECT deadline FROM terms") == [("2025-12-15",)]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--add", "--deadline", "2025-12-12"), "deadline_before_round"),
        (("--add", "--deadline", "2026-03-14"), "doubtful_day_off"),
    ],
)
def test_a_last_day_that_no_unit_can_be_given(
    arguments: tuple[str, ...], code: str, bcd35: CommandLine, root: Path
) -> None:
    bcd35(*NEW)
    before = picture(root)
    ran = bcd35("notify", ROUND, *arguments, "--json")
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, code)
    assert picture(root) == before


def test_a_closed_round_adds_nobody(bcd35: CommandLine, root: Path) -> None:
    bcd35(*NEW)
    bcd35("rounds", "close", ROUND)
    before = picture(root)
    assert bcd35("notify", ROUND, "--add", "--json").json["findings"][0]["code"] == "round_closed"
    assert picture(root) == before


def test_a_form_given_back_has_the_new_last_day_in_the_place_of_its_own(
    bcd35: CommandLine, root: Path
) -> None:
    from openpyxl import load_workbook

    bcd35(*NEW, now=LATE)
    bcd35("notify", ROUND, "--add", now=LATE)
    fill(form_of(root, "MOI"), root / "a.xlsx", so_anh="năm")
    assert bcd35("record-report", "a.xlsx", now=LATE).code == 3
    assert bcd35("return-report", "MOI", "--deadline", "2026-03-18", now=LATE).code == 0
    (form,) = (root / "out" / ROUND / "MOI").glob("Mau-bao-cao*29*.xlsx")
    sheet = load_workbook(form).worksheets[0]
    head = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert ("18/3/2026" in head, "11/3/2026" in head) == (True, False)


def test_the_letter_that_replaces_another_names_its_own_day_to_those_that_joined_it(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35(*NEW, now=LATE)
    bcd35("notify", ROUND, "--add", now=LATE)
    edit(root, f"data/rounds/{ROUND}.yaml", ("deadline: 2025-12-15", "deadline: 2026-04-01"))
    later = LATE + timedelta(days=5)
    ran = bcd35("notify", ROUND, "--replace", "28", "--reason", "sai hạn", "--date", "2026-03-09", now=later)
    assert ran.code == 0
    assert states(bcd35, now=later + timedelta(days=22))["MOI"] == ("missing", 0)
    papers = {path: path.read_bytes() for path in (root / "out" / ROUND / "MOI").iterdir()}
    for path in papers:
        path.unlink()
    assert bcd35("letters", "reprint", ROUND, now=later).code == 0
    assert {path: path.read_bytes() for path in papers} == papers


# --- an own last day that was wrong -------------------------------------------------------------------------

WRONG = ("notify", ROUND, "--unit", "MOI", "--add", "--deadline", "2026-03-20")
RIGHT = ("rounds", "extend", ROUND, "--unit", "MOI", "--put-right", "ghi nhầm ngày", "--to")


def the_command(advice: str) -> list[str]:
    """What a clerk types who follows the last line of an advice, with a reason in its place."""
    command = advice.splitlines()[-1].partition("bcd35 ")[2]
    return command.replace("LÝ_DO", "nhầm").split()


@pytest.mark.parametrize(
    "wrong_way",
    [
        ("notify", ROUND, "--unit", "MOI", "--deadline", "2026-03-13"),
        ("rounds", "extend", ROUND, "--unit", "MOI", "--to", "2026-03-13", "--reason", "x"),
    ],
)
def test_a_wrong_own_last_day_is_put_right_by_the_command_that_the_refusal_prints(
    wrong_way: tuple[str, ...], bcd35: CommandLine, root: Path
) -> None:
    bcd35(*NEW, now=LATE)
    assert bcd35(*WRONG, now=LATE).code == 0
    later = LATE + timedelta(days=1)
    before = picture(root)
    refused = bcd35(*wrong_way, "--json", now=later)
    assert (refused.code, picture(root) == before) == (3, True)
    assert bcd35(*the_command(refused.json["findings"][0]["fix"]), now=later).code == 0
    assert last_days(bcd35, "2026-03-04", "2026-03-05", "2026-03-12") == ["20", "13", "13"]
    assert bcd35("check", now=later).code == 0


def last_days(bcd35: CommandLine, *as_of: str) -> list[str]:
    """The last day of the unit that joined, as of days; the day of March 2026."""
    later = LATE + timedelta(days=30)
    told = [bcd35("why", "MOI", ROUND, "--as-of", day, "--json", now=later).json["data"] for day in as_of]
    return [one["deadline"].removeprefix("2026-03-") for one in told]


def test_a_report_that_came_by_then_keeps_the_day_that_stood(bcd35: CommandLine, root: Path) -> None:
    bcd35(*NEW, now=LATE)
    bcd35(*WRONG, now=LATE)
    fill(form_of(root, "MOI"), root / "a.xlsx")
    later = LATE + timedelta(days=13)
    assert bcd35("record-report", "a.xlsx", "--received-on", "2026-03-16", now=later).code == 0
    ran = bcd35(*RIGHT, "2026-03-13", "--accept", "past-deadline", "--json", now=later)
    assert (ran.code, [one["code"] for one in ran.json["findings"]]) == (0, ["papers_name_another_day"])
    assert states(bcd35, now=later)["MOI"] == ("on_time", 0)
    again = bcd35(*RIGHT, "2026-03-13", "--json", now=later)
    assert (again.code, again.json["data"]["units"][0]["changed"]) == (0, False)


def test_putting_it_right_is_told_and_taken_back(bcd35: CommandLine) -> None:
    bcd35(*NEW, now=LATE)
    bcd35(*WRONG, now=LATE)
    later = LATE + timedelta(days=1)
    assert bcd35(*RIGHT, "2026-03-27", "--json", now=later).json["data"] == {
        "round": ROUND,
        "deadline": "2026-03-27",
        "reason": "ghi nhầm ngày",
        "units": [{"code": "MOI", "before": "2026-03-20", "on": "2026-03-05", "changed": True}],
        "dry_run": False,
    }
    assert "2026-03-20 --date 2026-03-05 --put-right" in bcd35("log", now=later).out
    assert bcd35("undo", "--yes", now=later).code == 0
    assert last_days(bcd35, "2026-03-12") == ["20"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--unit", "SYT", "--to", "2026-03-13"), "no_own_term"),
        (("--unit", "MOI", "--to", "2025-12-12"), "deadline_before_round"),
        (("--unit", "MOI", "--to", "2026-03-14"), "doubtful_day_off"),
        (("--unit", "MOI", "--to", "2026-03-13", "--date", "2026-03-03"), "before_own_term"),
        (("--unit", "MOI", "--to", "2026-03-25"), "own_term_outdone"),
    ],
)
def test_what_is_no_right_own_last_day(
    arguments: tuple[str, ...], code: str, bcd35: CommandLine, root: Path
) -> None:
    bcd35(*NEW, now=LATE)
    bcd35(*WRONG, now=LATE)
    bcd35("rounds", "extend", ROUND, "--unit", "MOI", "--to", "2026-03-26", "--reason", "bão", now=LATE)
    before = picture(root)
    ran = bcd35("rounds", "extend", ROUND, *arguments, "--put-right", "nhầm", "--json", now=LATE)
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, code)
    assert picture(root) == before


def test_a_last_day_for_nobody_is_said(bcd35: CommandLine) -> None:
    ran = bcd35("notify", ROUND, "--add", "--deadline", "2026-03-20", "--json", now=LATE)
    assert [one["code"] for one in ran.json["findings"]] == ["deadline_unused"]


def test_an_exempt_unit_is_not_asked_again_by_naming_it(bcd35: CommandLine) -> None:
    assert bcd35("rounds", "exempt", "SYT", "--reason", "nhầm").code == 0
    told = bcd35("notify", ROUND, "--add", "--unit", "SYT").err
    assert "“Sở Y tế” (SYT) được miễn từ ngày 01/12/2025 (lý do: nhầm)." in told
    restore = f"bcd35 rounds restore SYT --round {ROUND} --date 2025-12-01 --reason LÝ_DO"
    assert f"Nếu phải báo cáo thì bỏ miễn: {restore}\n" in told
    assert bcd35(*restore.replace("LÝ_DO", "x").split()[1:]).code == 0
