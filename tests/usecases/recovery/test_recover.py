"""An older ledger, another computer's, or none at all, beside a folder full of papers."""

import shlex
import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from bcd35.domain.errors import DatabaseUnusable, Refused
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters import issuing
from bcd35.usecases.letters.extension import ExtensionRequest, extend
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.reminder import ReminderRequest, remind
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.receiving.give_back import return_report
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.receiving.refused_file import CorrectionRequest
from bcd35.usecases.recovery.recover import adopt, continue_from, survey
from bcd35.usecases.registers.imports import import_registers
from bcd35.usecases.registers.sources import ImportRequest
from bcd35.usecases.registers.units import edit_unit
from bcd35.usecases.summary.status import status
from bcd35.usecases.workspace.opening import workspace_notes
from bcd35.usecases.workspace.upkeep import Checked, check_workspace
from bcd35.world.files import publish, sha256
from tests.conftest import GOOD_VALUES, ROUND, CommandLine, at, rehearsing
from tests.support.filling import ISSUED_ON, fill, form_of, issue, picture, rows

REMIND = ReminderRequest(dated=date(2025, 12, 20), units=("SYT",))
RECEIVED = date(2025, 12, 1)
MARK = "out/_moc.json"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Letter 28 went to SYT and SNV; the ledger as of that evening lies beside as ``hôm qua.sao``."""
    root = issue(tmp_path_factory.mktemp("mẫu") / "vp", ("SYT", "SNV"))
    shutil.copy(root / "bcd35.db", root / "hôm qua.sao")
    return root


pytestmark = pytest.mark.issued


def yesterday(root: Path) -> Desk:
    """Yesterday's ledger is put back."""
    shutil.copy(root / "hôm qua.sao", root / "bcd35.db")
    return at(root)


def act(root: Path, *acts: Callable[[Desk], object]) -> None:
    """What the office did today, each act as a command of its own."""
    for one in acts:
        with closing((desk := at(root)).store):
            one(desk)


def remind_syt(desk: Desk) -> None:
    assert remind(desk, REMIND).plan.content.number.number == 29


def receive_syt(desk: Desk) -> None:
    root = desk.workspace.root
    file = fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx")
    done = record_files(desk, ReturnedFiles(paths=[file], received_on=RECEIVED))
    assert [one.verdict for one in done.outcomes] == ["accepted"]


def refuse_snv(desk: Desk) -> None:
    root = desk.workspace.root
    file = fill(form_of(root, "SNV"), root / "thư đến" / "b.xlsx", so_anh="năm tấm")
    record_files(desk, ReturnedFiles(paths=[file], received_on=RECEIVED))


def give_back_snv(desk: Desk) -> None:
    return_report(desk, CorrectionRequest(unit="SNV", dated=date(2025, 12, 12), accepted=("date-order",)))


def codes(desk: Desk) -> list[str]:
    return [found.code for found in workspace_notes(desk)]


# --- an older ledger is recognised --------------------------------------------------------------------------


CONTRIBUTION = ("--title", "Tin", "--medium", "hinh-anh", "--category", "mô hình mới")
WRITING = [
    ("notify", "--unit", "STC"),
    ("remind", "--date", "2025-12-21"),
    ("return-report", "thư đến/b.xlsx"),
    ("record-report", "thư đến/b.xlsx"),
    ("record-report", "SYT", *(part for item in GOOD_VALUES.items() for part in ("--set", "=".join(item)))),
    ("units", "edit", "SYT", "--note", "x"),
    ("rounds", "close", ROUND),
    ("import",),
    ("contributions", "add", "SYT", *CONTRIBUTION, "--file", "thư đến/b.xlsx"),
]


@pytest.mark.parametrize("mark", [True, False], ids=["marked", "unmarked"])
def test_nothing_is_written_to_an_older_ledger(bcd35: CommandLine, root: Path, mark: bool) -> None:  # noqa: FBT001 – a case
    act(root, remind_syt, receive_syt, refuse_snv)
    shutil.copy(root / "hôm qua.sao", root / "bcd35.db")
    if not mark:
        (root / MARK).unlink()
    before = picture(root)

    for command in WRITING:
        ran = bcd35(*command, "--json")
        known = {found["code"] for found in ran.json["findings"]}
        assert (command, ran.code) == (command, 7)
        assert known & {"ledger_older", "papers_unknown"}, command
    assert picture(root) == before
    status = bcd35("status", "--json")
    assert status.code == 0
    assert {"ledger_older", "papers_unknown"} & {found["code"] for found in status.json["findings"]}


def test_an_older_ledger_says_what_is_newer_outside(root: Path) -> None:
    act(root, remind_syt, receive_syt, refuse_snv)
    desk = yesterday(root)

    seen = survey(desk)

    (group,) = seen.groups
    assert [found.code for found in seen.refusals] == ["ledger_older"]
    assert "2 văn bản số 29" in seen.refusals[0].message
    assert (group.number.number if group.number else 0, group.purpose, group.folders, group.dated) == (
        29,
        "reminder",
        ["SYT"],
        date(2025, 12, 20),
    )
    assert [(one.unit, one.round_code, one.whole) for one in seen.originals] == [("SYT", ROUND, True)]
    assert [(one.unit, one.refusal) for one in seen.copies] == [("SNV", "faulty_answers")]


def test_an_edit_alone_makes_a_ledger_newer(root: Path) -> None:
    act(root, lambda desk: edit_unit(desk, "SYT", {"note": "x"}))
    desk = yesterday(root)
    assert codes(desk) == ["ledger_older"]
    with pytest.raises(DatabaseUnusable):
        remind(desk, REMIND)
    assert adopt(desk, None).left == survey(at(root))
    assert codes(at(root)) == []


def test_the_ledger_of_another_computer_is_recognised(root: Path, tmp_path: Path) -> None:
    other = shutil.copytree(root, tmp_path / "máy hai")
    act(root, lambda desk: edit_unit(desk, "SYT", {"note": "máy một"}))
    act(other, lambda desk: edit_unit(desk, "SYT", {"note": "máy hai"}))
    shutil.copy(other / "bcd35.db", root / "bcd35.db")
    assert codes(at(root)) == ["ledger_other"]


def test_a_killed_run_and_a_run_at_work_are_not_taken_for_an_older_ledger(root: Path) -> None:
    act(root, remind_syt)
    mark = (root / MARK).read_bytes()
    act(root, lambda desk: edit_unit(desk, "SYT", {"note": "x"}))
    (root / MARK).write_bytes(mark)  # killed between the commit and the mark
    assert codes(at(root)) == []
    (root / MARK).write_bytes(mark[:20])  # cut off
    assert codes(at(root)) == []


# --- taking in ----------------------------------------------------------------------------------------------


def test_a_reminder_is_taken_in_with_its_units_and_days(root: Path) -> None:
    act(root, remind_syt)
    newest = rows(root, "SELECT * FROM reminders"), rows(root, "SELECT * FROM reminder_files ORDER BY path")
    desk = yesterday(root)
    before = picture(root)
    assert adopt(rehearsing(desk), None).left is None
    assert picture(root) == before

    done = adopt(desk, None)

    assert done.left is not None
    assert done.left.nothing
    assert rows(root, "SELECT * FROM reminder_files ORDER BY path") == newest[1]
    assert [row[:8] for row in rows(root, "SELECT * FROM reminders")] == [row[:8] for row in newest[0]]
    assert check_workspace(desk).findings == ()
    assert codes(at(root)) == []
    again = remind(at(root), REMIND)  # SYT still has until the deadline of 29
    assert again.plan.codes == ()
    assert remind(at(root), ReminderRequest(dated=date(2025, 12, 20))).plan.content.number.number == 30


def extended(**more: Any) -> Callable[[Desk], object]:
    request = ExtensionRequest(
        deadline=date(2025, 12, 23), reason="mưa lũ, sạt lở", dated=date(2025, 12, 10), letter=True, **more
    )
    return lambda desk: extend(desk, request)


@pytest.mark.parametrize(
    "more",
    [{"units": ("SYT",)}, {"units": ("SYT", "SNV")}, {"everyone": True, "together": True}],
    ids=["one", "each its letter", "one letter with a list"],
)
def test_an_extension_is_taken_in_with_the_days_of_its_units(root: Path, more: dict[str, Any]) -> None:
    act(root, extended(**more))
    terms = "SELECT unit_code, event, deadline, on_date, reason FROM terms ORDER BY unit_code"
    newest = rows(root, terms), rows(root, "SELECT * FROM extension_files ORDER BY path")
    last_days = {one.code: one.last_day for one in status(at(root), as_of=date(2025, 12, 20)).units}
    desk = yesterday(root)

    done = adopt(desk, None)

    assert done.left is not None
    assert done.left.nothing
    assert [group.way for group in done.before.groups] == ["extension"]
    assert rows(root, "SELECT * FROM extension_files ORDER BY path") == newest[1]
    if not more.get("everyone"):  # a letter to all names those that had not reported, and no more
        assert rows(root, terms) == newest[0]
    now = {one.code: one.last_day for one in status(at(root), as_of=date(2025, 12, 20)).units}
    assert now == last_days
    assert check_workspace(desk).findings == ()


def test_an_extension_whose_words_were_changed_is_kept_as_it_lies(root: Path) -> None:
    act(root, extended(units=("SYT",)))
    (paper,) = (root / "out" / ROUND / "SYT").glob("Gia-han*")
    document = Document(str(paper))
    (told,) = [one for one in document.paragraphs if "gia hạn báo cáo cho" in one.text]
    told.runs[0].text = told.text.replace("gia hạn báo cáo cho", "cho thêm ngày cho")
    for run in told.runs[1:]:
        run.text = ""
    document.save(str(paper))
    (group,) = survey(yesterday(root)).groups
    assert (group.way, group.reason) == ("found", "không đọc được hạn mới và lý do trong văn bản")


def test_a_lost_ledger_is_made_again_from_the_papers(root: Path) -> None:
    act(root, remind_syt, receive_syt, refuse_snv, give_back_snv)
    tables = ("letter_files", "forms", "expectations", "reminder_units", "numbers")
    sql = {table: f"SELECT * FROM {table} ORDER BY 1, 2" for table in tables}  # noqa: S608 – our own names
    newest = {table: rows(root, sql[table]) for table in tables}
    (root / "bcd35.db").unlink()
    desk = at(root)
    assert codes(desk) == ["database_lost"]
    with pytest.raises(DatabaseUnusable):
        notify(desk, NoticeRequest())

    done = adopt(desk, RECEIVED)

    assert [(group.way, group.number.number) for group in done.before.groups if group.number] == [
        ("letter", 28),
        ("reminder", 29),
        ("found", 30),
    ]
    assert [one.verdict for one in done.outcomes] == ["accepted"]
    assert done.left is not None
    assert done.left.nothing
    for table in ("letter_files", "forms", "reminder_units"):
        assert rows(root, sql[table]) == newest[table], table
    assert {row[1:7] for row in rows(root, sql["expectations"])} == {
        row[1:7] for row in newest["expectations"]
    }
    assert [row[:4] for row in rows(root, sql["numbers"])] == [row[:4] for row in newest["numbers"]]
    assert rows(root, "SELECT unit_code, received_on FROM reports") == [("SYT", "2025-12-01")]
    assert rows(root, "SELECT unit_code, refusal FROM quarantine") == [("SNV", "faulty_answers")]
    assert check_workspace(at(root)) == Checked(7 + 2 + 2 + 1 + 1, ())
    # The number of the correction stays used; the unit's form is recognised.
    assert remind(at(root), ReminderRequest(dated=date(2025, 12, 27))).plan.content.number.number == 31


def test_numbers_that_papers_leave_out_are_told_when_they_are_taken_in(
    bcd35: CommandLine, root: Path
) -> None:
    remind_by = ("remind", "--date", "2025-12-20", "--accept", "day-off", "--unit", "SYT", "--number", "31")
    assert bcd35(*remind_by).code == 0
    yesterday(root)

    ran = bcd35("recover", "--adopt")

    assert (ran.code, "Sổ CV/BCĐ, 2025-2030 có số trống: 29–30." in ran.err) == (0, True)
    kept = next(line for line in ran.err.splitlines() if "letters reserve 29-30" in line)
    reserve = kept[kept.index("bcd35 letters reserve") :].replace("LÝ_DO", "họp")
    assert bcd35(*shlex.split(reserve)[1:]).code == 0
    assert "có số trống" not in bcd35("letters", "list").err


def test_a_letter_that_the_ledger_would_not_issue_is_kept_as_it_lies(root: Path) -> None:
    (root / "bcd35.db").unlink()
    file = root / "data" / "rounds" / f"{ROUND}.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("deadline: 2025-12-15", "deadline: 2025-12-16"),
        encoding="utf-8",
    )
    desk = at(root)
    (group,) = survey(desk).groups
    assert (group.way, group.reason.partition(" ")[2]) == ("found", "ghi thời hạn khác đợt trong sổ")
    before = {path: digest for path, digest in picture(root).items() if path.startswith("out/")}

    adopt(desk, None)

    assert check_workspace(at(root)) == Checked(7, ())
    assert rows(root, "SELECT count(*) FROM letters") == [(0,)]
    # The round can still be issued: under the next number, beside the old papers, none of which is replaced.
    done = notify(at(root), NoticeRequest(units=("SYT",), dated=date(2025, 12, 1)))
    assert done.plan.terms.number.number == 29
    assert [path.rpartition("/")[2] for _, _, path in done.plan.places()] == [
        "Cong-van_29-CV-BCD_ban-luu.docx",
        "Cong-van_29-CV-BCD_SYT.docx",
        "Bang-kiem_29-CV-BCD_SYT.docx",
        "Mau-bao-cao_29-CV-BCD_SYT.xlsx",
    ]
    assert before.items() <= picture(root).items()
    assert check_workspace(at(root)) == Checked(11, ())


def test_a_round_whose_file_was_not_imported_is_imported_first(root: Path) -> None:
    source = (root / "data" / "rounds" / f"{ROUND}.yaml").read_text(encoding="utf-8")
    (root / "data" / "rounds" / "r2.yaml").write_text(
        source.replace(f"code: {ROUND}", "code: r2"), encoding="utf-8"
    )
    shutil.copy(root / "bcd35.db", root / "hôm qua.sao")

    def issue_second(desk: Desk) -> None:
        adopt(desk, None)  # imports nothing: all agrees
        import_registers(desk, ImportRequest([root / "data" / "rounds" / "r2.yaml"]))
        notify(desk, NoticeRequest(round_code="r2", dated=date(2025, 12, 1), units=("SYT",)))

    act(root, issue_second)
    desk = yesterday(root)
    assert [group.way for group in survey(desk).groups] == ["none"]

    done = adopt(desk, None)

    assert done.left is not None
    assert done.left.nothing
    assert rows(root, "SELECT round_code, number FROM letters") == [(ROUND, 28), ("r2", 29)]
    assert check_workspace(at(root)).findings == ()


def test_units_added_to_a_letter_since_are_taken_in(root: Path) -> None:
    act(root, lambda desk: notify(desk, NoticeRequest(units=("STC",))))
    desk = yesterday(root)
    assert codes(desk) == ["ledger_older"]
    adopt(desk, None)
    assert rows(root, "SELECT unit_code, event, on_date FROM expectations WHERE unit_code = 'STC'") == [
        ("STC", "added", "2025-11-22")
    ]
    assert check_workspace(at(root)) == Checked(10, ())


def test_a_unit_that_joined_with_its_own_last_day_is_taken_in_with_that_day(root: Path) -> None:
    late = date(2026, 1, 5)
    act(root, lambda desk: notify(desk, NoticeRequest(units=("STC",), deadline=late)))
    desk = yesterday(root)
    adopt(desk, None)
    assert rows(root, "SELECT unit_code, event, deadline FROM terms") == [("STC", "joined", "2026-01-05")]
    assert check_workspace(at(root)) == Checked(10, ())


def test_an_own_day_that_a_letter_ended_stays_ended(root: Path) -> None:
    """STC joined until 15 December; the letter of the same day says the 10th to all."""
    act(root, lambda desk: notify(desk, NoticeRequest(units=("STC",), dated=ISSUED_ON)))
    shutil.copy(root / "bcd35.db", root / "hôm qua.sao")
    edit_deadline(root, "2025-12-10")
    shorter = NoticeRequest(replaces=28, reason="sai", dated=ISSUED_ON, accepted=("shorter-term",))
    act(root, lambda desk: notify(desk, shorter))
    sql = "SELECT unit_code, deadline FROM terms ORDER BY id"
    ended = rows(root, sql)
    assert ended == [("STC", "2025-12-15"), ("STC", "2025-12-10")]
    with closing((desk := yesterday(root)).store):
        adopt(desk, None)
    assert rows(root, sql) == ended


# --- doubled numbers ----------------------------------------------------------------------------------------


def test_two_computers_that_issued_one_number(root: Path, tmp_path: Path) -> None:
    other = shutil.copytree(root, tmp_path / "máy hai")
    act(root, remind_syt)
    act(other, lambda desk: remind(desk, ReminderRequest(dated=date(2025, 12, 20), units=("SNV",))))
    ours = {path: digest for path, digest in picture(root).items() if path != "bcd35.db"}
    paper = f"out/{ROUND}/SNV/Don-doc_29-CV-BCD_SNV.docx"
    shutil.copy(other / paper, root / paper)

    desk = at(root)
    assert codes(desk) == ["papers_unknown"]
    assert [(found.code, found.message.partition(": ")[2]) for found in check_workspace(desk).findings] == [
        ("not_recorded", "mang số mà sổ đã cấp cho văn bản khác (trùng số).")
    ]
    with pytest.raises(DatabaseUnusable):
        remind(desk, ReminderRequest(dated=date(2025, 12, 20), units=("SNV",)))

    adopt(at(root), None)

    assert check_workspace(at(root)) == Checked(7 + 2 + 1, ())
    assert rows(root, "SELECT path, number FROM found_papers") == [(paper, 29)]
    assert ours.items() <= picture(root).items()
    assert remind(at(root), ReminderRequest(dated=date(2025, 12, 20), units=("SNV",))).plan.content.number[
        2
    ] == (30)


def test_papers_of_another_ledger_are_told_where_something_is_written_or_checked(
    bcd35: CommandLine, root: Path
) -> None:
    act(root, remind_syt)
    paper = root / "out" / ROUND / "SYT" / "Don-doc_29-CV-BCD_SYT.docx"
    shutil.copy(paper, root / "out" / ROUND / "SNV" / "Don-doc_29-CV-BCD_SNV.docx")

    def told(*command: str) -> tuple[int, bool]:
        ran = bcd35(*command, "--json")
        return ran.code, "papers_unknown" in {found["code"] for found in ran.json["findings"]}

    remind_snv = ("remind", "--unit", "SNV", "--date", "2025-12-21")
    assert told(*remind_snv) == (7, True)
    assert told(*remind_snv, "--dry-run") == (0, True)
    assert told("check") == (3, True)
    assert bcd35("today", "--json").json["data"]["steps"][0]["command"] == "bcd35 recover"
    # The mark says that the ledger is the newest: a command that only reads does not look at every paper.
    assert told("status") == (0, False)


# --- going on -----------------------------------------------------------------------------------------------


def test_going_on_from_a_stated_number_passes_over_the_others(root: Path) -> None:
    act(root, remind_syt)
    desk = yesterday(root)
    with pytest.raises(Refused) as caught:
        continue_from(desk, 29, "x")
    assert [found.code for found in caught.value.findings] == ["number_used"]

    done = continue_from(desk, 33, "đối chiếu sổ công văn đi")

    assert (done.number, done.passed_over, done.doubled) == (33, ((29, 32),), ())
    assert rows(root, "SELECT first, last, event, reason FROM number_lines") == [
        (29, 32, "skipped", "đối chiếu sổ công văn đi")
    ]
    assert codes(at(root)) == []
    with pytest.raises(Refused) as caught:
        remind(at(root), ReminderRequest(dated=date(2025, 12, 20), number=30))
    assert [found.code for found in caught.value.findings] == ["number_closed"]
    before = picture(root)
    other = remind(at(root), ReminderRequest(dated=date(2025, 12, 20)))
    assert other.plan.content.number.number == 33
    assert {path for path, digest in before.items() if picture(root)[path] != digest} == {"bcd35.db"}
    assert [found.message for found in check_workspace(at(root)).findings] == [
        f"Có 2 tệp trong out/{ROUND}/ chưa vào sổ: mang số đã bỏ qua."
    ]
    adopt(at(root), None)
    assert check_workspace(at(root)).findings == ()


# --- unfinished runs ----------------------------------------------------------------------------------------


def interrupted(root: Path, run: Callable[[Desk], object]) -> None:
    """The run publishes its papers and dies before its rows are committed."""

    def dies(staged: object) -> None:
        publish(staged)  # type: ignore[arg-type]  # what it is handed on
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issuing, "publish", dies)
        with pytest.raises(KeyboardInterrupt):
            act(root, run)


def test_papers_that_cannot_be_made_again_are_not_replaced(bcd35: CommandLine, root: Path) -> None:
    interrupted(root, remind_syt)
    before = picture(root)

    ran = bcd35("remind", "--date", "2025-12-21", "--unit", "SYT", "--json")

    (found,) = ran.json["findings"]
    assert (ran.code, found["code"]) == (3, "papers_in_the_way")
    assert f"out/{ROUND}/SYT/Don-doc_29-CV-BCD_SYT.docx" in found["message"]
    assert "kèm --date 2025-12-20" in found["fix"]
    assert picture(root) == before
    # Other commands go on: the number waits for its own.
    assert bcd35("units", "edit", "SYT", "--note", "x").code == 0
    # First way out, as printed.
    copy = shutil.copytree(root, root.parent / "cách một")
    assert bcd35("-C", str(copy), "remind", "--date", "2025-12-20", "--unit", "SYT").code == 0
    assert bcd35("-C", str(copy), "check").code == 0
    # Second way out, as printed.
    assert bcd35("recover", "--adopt").code == 0
    assert bcd35("check").code == 0
    assert rows(root, "SELECT number, dated FROM reminders") == [(29, "2025-12-20")]


def test_a_correction_that_an_unfinished_run_left_is_taken_in_whole(root: Path) -> None:
    act(root, refuse_snv)
    interrupted(root, give_back_snv)
    assert [group.way for group in survey(at(root)).groups] == ["correction"]
    assert adopt(at(root), None).left is not None
    assert rows(root, "SELECT unit_code, number, dated FROM corrections") == [("SNV", 29, "2025-12-12")]
    assert check_workspace(at(root)).findings == ()


def test_an_older_ledger_whose_papers_are_all_known_is_told_so(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("rounds", "exempt", "SYT", "--reason", "sáp nhập").code == 0
    shutil.copy(root / "hôm qua.sao", root / "bcd35.db")
    assert bcd35("remind").code == 7

    ran = bcd35("recover")

    assert "Không có giấy tờ nào ngoài sổ." in ran.out
    assert "nêu trên" not in ran.out
    assert "bcd35 recover --adopt" in ran.out
    assert bcd35("recover", "--adopt").code == 0
    assert bcd35("remind", "--date", "2025-12-20").code == 0


def test_evidence_and_damaged_originals_are_listed_with_their_command(bcd35: CommandLine, root: Path) -> None:
    act(root, receive_syt)
    picture_of = f"out/_ho-so/2d/{sha256(b'x')}.pdf"
    damaged = f"out/_ho-so/ab/{'ab' * 32}.pdf"
    for path in (picture_of, damaged):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(b"x")
    shutil.copy(root / "hôm qua.sao", root / "bcd35.db")

    ran = bcd35("recover")

    assert ran.code == 0
    assert "nhận văn bản vào sổ trước, rồi chạy lại bcd35 recover" in ran.out
    assert "bcd35 record-report" not in ran.out  # it would be refused now
    assert f"  {damaged}: đã hỏng hoặc bị sửa" in ran.out
    assert "Nhận cả báo cáo đã lưu, cùng một ngày nhận: bcd35 recover --adopt --received-on NGÀY" in ran.out
    left = adopt(at(root), None).left
    assert left is not None
    assert (left.refusals, len(left.originals)) == ((), 3)
    ran = bcd35("recover")
    assert (
        f'  bcd35 reports amend MÃ_ĐƠN_VỊ --round ĐỢT --evidence "{picture_of}" --reason "lấy lại"' in ran.out
    )
    assert f" --round {ROUND} --received-on NGÀY_NHẬN\n" in ran.out
    assert [found.code for found in check_workspace(at(root)).findings] == ["original_not_recorded"]


def replace_letter(desk: Desk) -> None:
    request = NoticeRequest(dated=date(2025, 11, 26), replaces=28, reason="sai thời hạn")
    assert notify(desk, request).plan.terms.number.number == 29


def edit_deadline(root: Path, day: str = "2025-12-22") -> None:
    file = root / "data" / "rounds" / f"{ROUND}.yaml"
    text = file.read_text(encoding="utf-8")
    assert "deadline: 2025-12-15" in text
    file.write_text(text.replace("deadline: 2025-12-15", f"deadline: {day}"), encoding="utf-8")


def test_a_letter_that_replaced_another_is_taken_in_as_that(root: Path) -> None:
    edit_deadline(root)
    act(root, replace_letter)
    with closing((desk := yesterday(root)).store):
        (group,) = survey(desk).groups
        assert (group.way, group.number and group.number.number) == ("letter", 29)
        adopt(desk, None)
    with closing((desk := at(root)).store):
        issued = desk.store.letters.of_round(ROUND)
        assert issued is not None
        assert (issued.letter.number.number, issued.letter.replaces) == (29, 1)
        assert '"deadline": "2025-12-22"' in issued.round
        assert rows(root, "SELECT first, event FROM number_lines") == [(28, "void")]
        assert rows(root, "SELECT count(*) FROM expectations") == [(2,)]
        assert check_workspace(desk).findings == ()
        assert workspace_notes(desk) == []


def test_two_letters_of_a_round_are_taken_into_a_lost_ledger_in_their_order(root: Path) -> None:
    act(root, replace_letter)
    (root / "bcd35.db").unlink()
    with closing((desk := at(root)).store):
        adopt(desk, None)
    assert rows(root, "SELECT number, replaces FROM letters ORDER BY id") == [(28, None), (29, 1)]
    assert rows(root, "SELECT first, event FROM number_lines") == [(28, "void")]
    with closing((desk := at(root)).store):
        assert check_workspace(desk).findings == ()


def test_after_a_lost_ledger_nothing_is_advised_that_would_issue(bcd35: CommandLine, root: Path) -> None:
    (root / "bcd35.db").unlink()

    told = bcd35("status")
    assert (told.code, "bcd35 notify" in told.err) == (3, False)
    assert "đừng phát hành; xem trước: bcd35 recover" in told.err
    steps = bcd35("today", "--json").json["data"]["steps"]
    assert [step["command"] for step in steps] == ["bcd35 recover"]


def test_a_copy_of_a_form_that_a_sync_program_made_is_told_as_a_copy(root: Path) -> None:
    form = root / f"out/{ROUND}/SYT/Mau-bao-cao_SYT.xlsx"
    shutil.copy(form, form.with_name("Mau-bao-cao_SYT (1).xlsx"))

    (group,) = survey(at(root)).groups
    assert (group.standing, group.way, group.reason) == (
        "copy",
        "found",
        "bản chép hoặc bản sửa của văn bản đã vào sổ",
    )
