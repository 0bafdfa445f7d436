"""A file that was refused by a mistake of the office is taken back: a test file, another folder."""

import re
import shlex
from pathlib import Path

import pytest
from openpyxl import Workbook

from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import IDENTITY_SHEET
from tests.conftest import ROUND, CommandLine
from tests.support.filling import change, fill, form_of, nameless, rows
from tests.support.full_ledger import REFUSED
from tests.support.recorded_reports import run

pytestmark = pytest.mark.issued
TAKE = ("record-report", "thư", "--received-on", "2025-12-01")
WITHDRAW = ("reports", "withdraw", "SYT", "--refused", "--reason", "tệp thử")


def refuse(bcd35: CommandLine, root: Path) -> None:
    """A form of SYT with a fault, in a folder that is taken in."""
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx", so_anh="năm tấm")
    run(bcd35, *TAKE, code=3)


def told_of_the_unit(bcd35: CommandLine) -> list[str]:
    asked = (("why", "SYT"), ("status", "--all"), ("today",))
    return [run(bcd35, *command).out for command in asked]


def test_a_file_that_was_taken_back_is_nobodys(bcd35: CommandLine, root: Path) -> None:
    """All that is told of the unit is as before the file came; the copy stays."""
    before = told_of_the_unit(bcd35)
    refuse(bcd35, root)
    waiting = told_of_the_unit(bcd35)

    told = run(bcd35, *WITHDRAW)

    assert told.out.startswith("Đã rút tệp bị từ chối “a.xlsx” của Sở Y tế: không tính là của đơn vị nữa.")
    assert told_of_the_unit(bcd35) == before
    *_, file, copy, back = run(bcd35, "reports", "show", "SYT").out.splitlines()
    assert file == "Tệp bị từ chối, ngày 31/12/2025: a.xlsx (câu trả lời cần sửa), đã rút"
    assert copy.startswith("  Bản chép: out/_cach-ly/2025-12-31/a_")
    run(bcd35, "casefile", "-o", "hs.zip")
    assert b"tu-choi/" not in (root / "hs.zip").read_bytes()
    assert run(bcd35, "check").err == ""

    run(bcd35, *shlex.split(back.partition(": bcd35 ")[2].replace("LÝ_DO", "nhầm")))
    assert told_of_the_unit(bcd35) == waiting != before


def test_undo_of_a_run_takes_back_what_it_took_and_what_it_refused(bcd35: CommandLine, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx", so_anh="năm tấm")
    fill(form_of(root, "SNV"), root / "thư" / "b.xlsx")
    before = run(bcd35, "status", "--all").out
    run(bcd35, *TAKE, code=3)
    copy = next(str(row[0]) for row in rows(root, "SELECT path FROM quarantine")).rpartition("/")[2]

    run(bcd35, "undo", "--yes")

    assert run(bcd35, "status", "--all").out == before
    told = run(bcd35, "log", "--json").json["data"]["acts"]
    of = f"SYT --round {ROUND} --refused --file {copy}"
    assert [(one["act"], one["way_back"]) for one in told if one["subject"] == "SYT"][-2:] == [
        ("refuse_file", "Đã được sửa lại sau đó."),
        ("withdraw_refused", f'bcd35 reports restore {of} --reason "rút nhầm tệp"'),
    ]


def test_undo_of_a_run_that_only_refused_names_that_run(bcd35: CommandLine, root: Path) -> None:
    refuse(bcd35, root)
    run(bcd35, "undo", "--yes")
    assert "a.xlsx" not in run(bcd35, "why", "SYT").out
    run(bcd35, "undo", "--yes")
    assert "a.xlsx" in run(bcd35, "why", "SYT").out


def test_what_was_taken_back_comes_again_only_when_it_is_taken_once_more(
    bcd35: CommandLine, root: Path
) -> None:
    refuse(bcd35, root)
    run(bcd35, *WITHDRAW)

    again = run(bcd35, *TAKE, code=3)

    assert "Tệp “a.xlsx” đã rút từ trước, không tính là tệp bị từ chối của SYT." in again.err
    other_day = run(bcd35, *TAKE[:-1], "2025-11-30", code=3)
    for told in (again, other_day):
        assert "đã rút từ trước" in told.out
        assert "gửi lại đơn vị" not in told.out
        assert "return-report" not in told.out + told.err
    assert ", đã rút\n" in run(bcd35, "reports", "show", "SYT").out
    run(bcd35, *TAKE[:1], "thư/a.xlsx", "--again", "--received-on", "2025-11-30", code=3)
    assert ", đã rút\n" not in run(bcd35, "reports", "show", "SYT").out
    assert "30/11/2025" in run(bcd35, "why", "SYT").out
    assert "refuse_file" in str(run(bcd35, "log", "--json").json["data"]["acts"][-1])


def test_a_file_that_a_letter_gave_back_stays_until_the_letter_is_void(
    bcd35: CommandLine, root: Path
) -> None:
    refuse(bcd35, root)
    run(bcd35, "return-report", "SYT", "--date", "2025-12-01")

    stays = run(bcd35, *WITHDRAW, code=3)

    assert "Tệp “a.xlsx” đã gửi trả đơn vị bằng công văn số 29-CV/BCĐ" in stays.err
    run(bcd35, "letters", "void", "29", "--reason", "x")
    run(bcd35, *WITHDRAW)


def test_advice_to_restore_names_the_file_that_it_is_about(bcd35: CommandLine, root: Path) -> None:
    """Of two that were taken back, the one that came first."""
    refuse(bcd35, root)
    copy = next(str(row[0]) for row in rows(root, "SELECT path FROM quarantine")).rpartition("/")[2]
    fill(form_of(root, "SYT"), root / "thư" / "b.xlsx", so_anh="sáu tấm")
    run(bcd35, *TAKE, code=3)
    for _ in range(2):
        run(bcd35, *WITHDRAW)
    restore = f"bcd35 reports restore SYT --round {ROUND} --refused --file {copy} --reason LÝ_DO"
    assert restore in run(bcd35, "return-report", "thư/a.xlsx", code=3).err
    assert restore in run(bcd35, *TAKE, code=3).err


def test_a_file_that_was_taken_back_stays_so_when_its_unit_gets_another_code(
    bcd35: CommandLine, root: Path
) -> None:
    refuse(bcd35, root)
    run(bcd35, *WITHDRAW)
    run(bcd35, "units", "recode", "SYT", "SYTE")

    again = run(bcd35, *TAKE, code=3)

    assert "Tệp “a.xlsx” đã rút từ trước, không tính là tệp bị từ chối của SYTE." in again.err
    assert rows(root, "SELECT withdrawn FROM refused_lines") == [(1,)]


def test_the_letter_that_has_to_go_first_is_named_with_its_book(bcd35: CommandLine, root: Path) -> None:
    refuse(bcd35, root)
    run(bcd35, "return-report", "SYT", "--date", "2025-12-01")
    void = 'bcd35 letters void 29 --symbol "CV/BCĐ" --term 2025-2030 --reason LÝ_DO'
    assert void in run(bcd35, *WITHDRAW, code=3).err
    assert void in run(bcd35, "return-report", "SYT", "--received-on", "2025-11-30").err


def test_a_letter_on_a_file_that_was_taken_back_waits_for_the_file(bcd35: CommandLine, root: Path) -> None:
    refuse(bcd35, root)
    run(bcd35, "return-report", "SYT", "--date", "2025-12-01")
    run(bcd35, "letters", "void", "29", "--reason", "x")
    run(bcd35, *WITHDRAW)

    release = ("letters", "release", "29", "--reason", "x")
    refused = run(bcd35, *release, code=3)
    assert "Số 29-CV/BCĐ gửi trả tệp “a.xlsx” của SYT, nay đã rút." in refused.err
    restore = refused.err.partition("bcd35 ")[2].partition("\n")[0]
    run(bcd35, *shlex.split(restore.replace("LÝ_DO", "x")))
    run(bcd35, *release)


def test_a_name_that_no_refused_file_has_is_told_with_those_there_are(bcd35: CommandLine, root: Path) -> None:
    refuse(bcd35, root)
    copy = next(str(row[0]) for row in rows(root, "SELECT path FROM quarantine")).rpartition("/")[2]
    other = run(bcd35, *WITHDRAW, "--file", "b.xlsx", code=3)
    assert other.err.endswith(f"  → Các tệp bị từ chối còn tính: {copy}\n")
    run(bcd35, *WITHDRAW, "--file", copy)
    amend = ("reports", "amend", "SYT", "--refused", "--received-on", "2025-12-02", "--reason", "x")
    for command in (WITHDRAW, amend, ("return-report", "SYT")):
        none = run(bcd35, *command, code=3)
        assert "“Sở Y tế” không có tệp bị từ chối còn tính trong đợt" in none.err
        assert copy in run(bcd35, *shlex.split(none.err.rpartition("bcd35 ")[2])).out


@pytest.mark.parametrize("back", [("letters", "release", "28", "--reason", "x"), ("notify", "--unit", "SYT")])
def test_a_form_that_came_while_the_letter_was_void_is_its_units(
    bcd35: CommandLine, root: Path, back: tuple[str, ...]
) -> None:
    """All that is told of the unit names the file; no reminder is signed over it."""
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx")
    run(bcd35, "letters", "void", "28", "--reason", "x")

    came = run(bcd35, *TAKE, code=3)

    assert "Sở Y tế" in came.out
    more = ("--date", "2025-12-02", "--accept", "past-deadline") if back[0] == "notify" else ()
    run(bcd35, *back, *more)
    for told in (
        ("why", "SYT"),
        ("status",),
        ("remind", "--unit", "SYT", "--date", "2025-12-31", "--dry-run"),
    ):
        ran = run(bcd35, *told)
        assert f'"THƯ_MỤC/a.xlsx" --round {ROUND} --received-on 2025-12-01' in ran.out + ran.err
    assert "a.xlsx" in run(bcd35, "log", "--unit", "SYT").out


def test_a_nameless_form_that_came_while_the_letter_was_void_is_the_stated_units(
    bcd35: CommandLine, root: Path
) -> None:
    nameless(root, "a.xlsx")
    run(bcd35, "letters", "void", "28", "--reason", "x")
    take = ("record-report", "thư đến/a.xlsx", "--received-on", "2025-12-01", "--as", "SYT")

    run(bcd35, *take, code=3)

    run(bcd35, "letters", "release", "28", "--reason", "x")
    assert f'"THƯ_MỤC/a.xlsx" --round {ROUND} --received-on 2025-12-01' in run(bcd35, "why", "SYT").out
    run(bcd35, *take)


@pytest.mark.parametrize(
    ("shut", "opened"),
    [
        (("letters", "void", "28", "--reason", "x"), ("letters", "release", "28", "--reason", "x")),
        (("rounds", "close", ROUND), ("rounds", "reopen", ROUND)),
    ],
)
def test_a_fault_of_the_file_is_told_though_its_round_takes_none(
    bcd35: CommandLine, root: Path, shut: tuple[str, ...], opened: tuple[str, ...]
) -> None:
    """The unit has something to mend: it is no file that only has to be taken once more."""
    fill(form_of(root, "SYT"), root / "thư" / "a.xlsx", so_anh="năm tấm")
    fill(form_of(root, "SXD"), root / "thư" / "b.xlsx")
    run(bcd35, *shut)

    came = run(bcd35, *TAKE, "--json", code=3)

    kinds = [one["refusal"] for one in came.json["data"]["files"]]
    assert kinds == ["faulty_answers", "not_admitted"]
    told = run(bcd35, *TAKE, code=3).out
    assert "từ chối: câu trả lời cần sửa; đợt hoặc đơn vị không nhận báo cáo\n" in told
    run(bcd35, *opened)
    assert f"Gửi trả để sửa: bcd35 return-report SYT --round {ROUND}" in run(bcd35, "why", "SYT").out
    assert "Đơn vị không phải sửa, nhận lại" in run(bcd35, "why", "SXD").out


def test_what_an_older_version_called_not_admitted_may_have_faults_too() -> None:
    exempt, fault = (Finding(code, "", "x", "x") for code in ("exempt", "not_a_count"))
    old = REFUSED._replace(refusal="not_admitted", findings=(exempt, fault))
    assert (old.held, old._replace(findings=(exempt,)).held) == (False, True)


def faulty_nameless(root: Path) -> str:
    """A form with a fault and without its hidden sheet, under a name that nobody bears."""
    form = fill(form_of(root, "SYT"), root / "thư" / "a.xlsx", so_anh="năm tấm")

    def act(book: Workbook) -> None:
        del book[IDENTITY_SHEET]

    form.write_bytes(change(form.read_bytes(), act))
    return "thư/a.xlsx"


def test_a_refused_file_stated_as_another_units_is_not_silently_the_first_ones(
    bcd35: CommandLine, root: Path
) -> None:
    take = ("record-report", faulty_nameless(root), "--received-on", "2025-12-01", "--as")
    run(bcd35, *take, "SNV", code=3)

    other = run(bcd35, *take, "SYT", code=3)

    assert "Tệp này đã ghi sổ là tệp bị từ chối của Sở Nội vụ (SNV) trong đợt" in other.err
    for line in re.findall("bcd35 (.+)", other.err):
        run(bcd35, *shlex.split(line.replace("LÝ_DO", "nhầm")), code=3 if line.startswith("record") else 0)
    run(bcd35, "return-report", "SYT", "--round", ROUND, "--dry-run")
    assert "a.xlsx" not in run(bcd35, "why", "SNV").out


def test_a_refused_file_of_nobody_is_the_units_that_a_clerk_states(bcd35: CommandLine, root: Path) -> None:
    name = faulty_nameless(root)
    book = "SELECT unit_code, round_code FROM quarantine"
    run(bcd35, "letters", "void", "28", "--reason", "x")
    run(bcd35, "record-report", name, "--received-on", "2025-12-01", code=3)
    run(bcd35, "letters", "release", "28", "--reason", "x")
    assert rows(root, book) == [("", "")]

    run(bcd35, "record-report", name, "--received-on", "2025-12-01", "--as", "SYT", code=3)

    assert "a.xlsx" in run(bcd35, "why", "SYT").out


def test_the_day_of_an_earlier_refused_file_is_put_right_on_that_file(bcd35: CommandLine, root: Path) -> None:
    """All advice about it names it: the unit sent another one since."""
    refuse(bcd35, root)
    amend = ("reports", "amend", "SYT", "--refused", "--received-on", "2025-11-30", "--reason", "x")
    run(bcd35, *amend)
    fill(form_of(root, "SYT"), root / "sau" / "b.xlsx", so_anh="sáu tấm")
    run(bcd35, "return-report", "SYT", "--date", "2025-12-01")
    run(bcd35, TAKE[0], "sau", *TAKE[2:], code=3)
    days = "SELECT file_name, l.received_on FROM refused_lines l JOIN quarantine q ON q.id = refused_id"

    back = next(
        one for one in run(bcd35, "log", "--json").json["data"]["acts"] if one["act"] == "amend_refused"
    )
    advice = [
        back["way_back"],
        run(bcd35, TAKE[0], "thư", "--received-on", "2025-11-29", code=3).err,
        run(bcd35, "return-report", "thư/a.xlsx", "--received-on", "2025-11-28").err,
    ]

    for told in advice:
        command = told.partition("bcd35 reports amend ")[2].partition("\n")[0]
        run(bcd35, "reports", "amend", *shlex.split(command.replace("LÝ_DO", "x")))
    assert rows(root, days)[1:] == [("a.xlsx", day) for day in ("2025-12-01", "2025-11-29", "2025-11-28")]
