"""Issuing: which number a letter gets, who gets it, what stays as it was.

And that a draft or a rehearsal leaves no trace.
"""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from bcd35.domain.entries import UnitEntry
from bcd35.domain.errors import Bcd35Error, BrokenFile, Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import LetterFile, UnitFiles
from bcd35.domain.letters import Expectation, LetterNumber
from bcd35.domain.shape import to_plain
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters import issuing
from bcd35.usecases.letters import notice as letters
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.plan import NoticePlan, Skipped
from bcd35.usecases.letters.planning import plan_notice
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.registers.channel_changes import edit_channel
from bcd35.usecases.registers.channels import channels_in_force
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.switching import excuse_unit, switch_round
from bcd35.usecases.registers.units import add_unit, edit_unit, list_units, the_office
from bcd35.usecases.summary.export import export_summary
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import Checked, check_workspace, make_workspace
from bcd35.world.files import left_overs, sha256
from bcd35.world.workspace import Workspace, World
from tests.conftest import NOW, ROUND, CommandLine, rehearsing
from tests.support.faults import Faults
from tests.support.filling import words_of
from tests.support.trees import papers

DATED = date(2025, 11, 24)
TERM = ("CV/BCĐ", "2025-2030")
ONE = NoticeRequest(dated=DATED, units=("SYT",))
FOLDER = f"out/{ROUND}"


def add_round(desk: Desk, code: str, **changes: object) -> str:
    """One more open round, like the one that ships with the tool."""
    round_ = replace(get_round(desk, ROUND), code=code, **changes)  # type: ignore[arg-type]  # the test knows the fields
    with desk.act():
        desk.store.registers.set_round(code, round_.status, json.dumps(to_plain(round_), ensure_ascii=False))
    return code


def set_office(desk: Desk, change: Callable[[str], str]) -> None:
    """Change the office's definition as text; fails when nothing changes."""
    before = desk.store.registers.office()
    assert change(before) != before
    with desk.act():
        desk.store.registers.set_office(change(before))


def words(desk: Desk, path: str) -> str:
    return words_of(desk.workspace.root / path)


def issue(desk: Desk, code: str = ROUND, **request: object) -> int | None:
    """Issue to one unit; the number."""
    return notify(desk, replace(ONE, round_code=code, **request)).plan.terms.number.number  # type: ignore[arg-type]  # the test knows the fields


def stopped(desk: Desk, request: NoticeRequest = ONE) -> None:
    """A run that ends after its number was taken and before anything was published."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issuing, "publish", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            notify(desk, request)


def _interrupted(_staged: object) -> None:
    raise KeyboardInterrupt


# --- the first issue ----------------------------------------------------------------------------------------


def test_an_issue_is_a_number_whole_files_and_the_rows_that_promise_them(desk: Desk) -> None:
    done = notify(
        desk,
        replace(
            ONE, units=("syt", "Đoàn thanh niên cộng sản Hồ Chí Minh Đảng uỷ Uỷ ban nhân dân tỉnh", "SYT")
        ),
    )
    plan = done.plan
    folders = [f"{FOLDER}/{code}" for code in ("SYT", "DTN")]
    files = tuple(
        UnitFiles(
            code,
            f"{at}/Cong-van_28-CV-BCD_{code}.docx",
            f"{at}/Bang-kiem_{code}.docx",
            f"{at}/Mau-bao-cao_{code}.xlsx",
        )
        for code, at in zip(("SYT", "DTN"), folders, strict=True)
    )
    copy = f"{FOLDER}/_ban-luu/Cong-van_28-CV-BCD_ban-luu.docx"
    assert (
        done.done,
        plan.terms.number,
        plan.terms.dated,
        plan.issued,
        tuple(plan.files()),
        plan.file_copy,
        list(plan.skipped),
        plan.draft,
    ) == (
        True,
        LetterNumber(*TERM, 28),
        DATED,
        None,
        files,
        copy,
        [],
        False,
    )
    assert plan.findings == ()

    promised = sorted(
        [
            ("", "file_copy", copy),
            *((one.unit, role, path) for one in files for role, path in one.by_role().items()),
        ],
        key=lambda row: row[2],
    )
    written = {path: data for path, data in papers(desk.workspace.root).items() if path.startswith("out/")}
    assert desk.store.letters.files() == [
        LetterFile(unit, role, path, sha256(written[path]), len(written[path]))
        for unit, role, path in promised
    ]
    assert sorted(written) == [path for _, _, path in promised]
    assert desk.store.letters.expectations(ROUND) == [
        Expectation(unit="SYT", name="Sở Y tế", kind="dang_uy_co_so", event="issued", on=DATED, reason=""),
        Expectation(
            unit="DTN",
            name="Đoàn Thanh niên Cộng sản Hồ Chí Minh Đảng ủy Ủy ban nhân dân tỉnh",
            kind="doan_thanh_nien",
            event="issued",
            on=DATED,
            reason="",
        ),
    ]
    assert desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, True)}
    assert check_workspace(desk) == Checked(7, ())
    journal = desk.store._connection.execute(
        "SELECT act, subject, detail FROM journal ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert journal == ("notify", ROUND, '{"number": "28-CV/BCĐ", "units": 2, "to": ["SYT", "DTN"]}')


def test_all_units_in_force_get_it_when_none_is_named(desk: Desk) -> None:
    edit_unit(desk, "STC", {"status": "retired"})
    plan = plan_notice(desk, NoticeRequest())
    assert (len(plan.joining), "STC" in [line.unit for line in plan.joining], list(plan.skipped)) == (
        17,
        False,
        [],
    )
    assert [line.unit for line in plan.joining] == [unit.code for unit in list_units(desk)]
    assert (plan.terms.dated, {line.on for line in plan.joining}) == (NOW.date(), {NOW.date()})


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    trees = []
    for name in ("một", "hai"):
        make_workspace(tmp_path / name)
        desk = open_desk(World(NOW, Workspace(tmp_path / name)))
        notify(desk, replace(ONE, units=("SYT", "DTN")))
        desk.store.close()
        trees.append(papers(tmp_path / name / "out"))
    assert trees[0] == trees[1]
    assert len(trees[0]) == 7


# --- numbers ------------------------------------------------------------------------------------------------


def test_numbers_go_on_from_what_the_office_set_and_from_what_was_taken(desk: Desk) -> None:
    assert [issue(desk), issue(desk, add_round(desk, "r2"))] == [28, 29]
    set_office(desk, lambda text: text.replace('"next_number": 28', '"next_number": 40'))
    assert [issue(desk, add_round(desk, "r3")), issue(desk, add_round(desk, "r4"))] == [40, 41]
    assert issue(desk, add_round(desk, "r5"), number=60) == 60
    assert issue(desk, add_round(desk, "r6")) == 61
    # a gap may be filled by hand, and the series goes on from its highest
    assert issue(desk, add_round(desk, "r7"), number=50) == 50
    assert issue(desk, add_round(desk, "r8")) == 62


def test_a_new_term_begins_its_own_series(desk: Desk) -> None:
    issue(desk)
    new = '{"document_type": "CV", "symbol": "CV/BCĐ", "term": "2025-2026", "next_number": 1}]'
    set_office(desk, lambda text: text.replace('"since": null}]', f'"since": null}}, {new}'))
    assert issue(desk, add_round(desk, "r2")) == 1
    assert desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, True)}
    assert desk.store.letters.taken_numbers("CV/BCĐ", "2025-2026") == {1: ("r2", True)}


def test_the_date_of_a_letter_decides_its_book(desk: Desk) -> None:
    yearly = '"symbol": "CV/BCĐ", "term": "hằng năm", "next_number": 1'
    begun = yearly.replace("hằng năm", "2025").replace("1", "28")
    two = f'{begun}}}, {{"document_type": "CV", {yearly}'
    stated = '"symbol": "CV/BCĐ", "term": "2025-2030", "next_number": 28'
    set_office(desk, lambda text: text.replace(stated, two))
    add_round(desk, "r2", deadline=date(2026, 1, 30))
    add_round(desk, "r3", deadline=date(2026, 1, 30))
    assert issue(desk) == 28
    turn = plan_notice(desk, replace(ONE, round_code="r2", dated=date(2025, 12, 31)))
    assert (turn.terms.number.number, [found.code for found in turn.findings if "book" in found.code]) == (
        29,
        ["book_turns"],
    )
    assert issue(desk, "r2", dated=date(2026, 1, 5)) == 1
    assert issue(desk, "r3", dated=date(2025, 12, 31)) == 29
    assert desk.store.letters.taken_numbers("CV/BCĐ", "2026") == {1: ("r2", True)}


def test_a_date_without_a_book_takes_no_number(desk: Desk) -> None:
    add_round(desk, "r2", deadline=date(2031, 1, 30))
    before = papers(desk.workspace.root)
    with pytest.raises(Refused) as caught:
        issue(desk, "r2", dated=date(2031, 1, 6))
    assert [found.code for found in caught.value.findings] == ["doubtful_outside_term"]
    assert papers(desk.workspace.root) == before
    draft = plan_notice(desk, replace(ONE, round_code="r2", dated=date(2031, 1, 6), draft=True))
    assert "doubtful_outside_term" in [found.code for found in draft.findings]
    assert issue(desk, "r2", dated=date(2031, 1, 6), accepted=("outside-term",)) == 28


def test_a_round_chooses_its_symbol(desk: Desk) -> None:
    more = '{"document_type": "CV", "symbol": "CV/VP", "term": "2025-2030", "next_number": 7}'
    set_office(desk, lambda text: text.replace('"since": null}]', f'"since": null}}, {more}]'))
    numbers = [
        plan_notice(desk, replace(ONE, round_code=code)).terms.number.reference
        for code in (ROUND, add_round(desk, "r2", symbol="cv/vp"))
    ]
    assert numbers == ["28-CV/BCĐ", "07-CV/VP"]
    with pytest.raises(Refused) as caught:
        plan_notice(desk, replace(ONE, round_code=add_round(desk, "r3", symbol="CV/XX")))
    (found,) = caught.value.findings
    assert (found.code, found.message) == (
        "unknown_symbol",
        "Không có sổ số công văn ký hiệu “CV/XX”; các ký hiệu đã khai: CV/BCĐ, CV/VP.",
    )


def test_a_number_below_the_offices_own_is_remarked_on(desk: Desk) -> None:
    plan = plan_notice(desk, replace(ONE, number=5))
    assert plan.terms.number.reference == "05-CV/BCĐ"
    assert plan.findings == (
        Finding(
            "number_below_next",
            "--number",
            "Số 05-CV/BCĐ nhỏ hơn số tiếp theo đã khai (28).",
            "Đối chiếu sổ công văn đi.",
        ),
    )


def test_a_number_in_use_is_refused_with_the_next_free_one(desk: Desk) -> None:
    issue(desk)
    before = papers(desk.workspace.root)
    with pytest.raises(Refused) as caught:
        issue(desk, add_round(desk, "r2"), number=28)
    assert caught.value.findings == (
        Finding(
            "number_taken",
            "--number",
            f"Số 28-CV/BCĐ đã cấp cho đợt “{ROUND}”.",
            "Số kế tiếp còn trống là 29.",
        ),
    )
    # the round itself
    assert {path for path, data in papers(desk.workspace.root).items() if before.get(path) != data} == {
        "bcd35.db"
    }
    assert desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, True)}


@pytest.mark.parametrize("number", [0, -1, 100_000])
def test_a_number_no_book_holds_is_refused(desk: Desk, number: int) -> None:
    with pytest.raises(Refused) as caught:
        issue(desk, number=number)
    assert caught.value.findings == (
        Finding("bad_number", "--number", f"Số {number} ngoài khoảng 1 đến 99999.", "Ghi số đúng với sổ."),
    )
    assert desk.store.letters.taken_numbers(*TERM) == {}


def test_the_number_of_an_unfinished_run_waits_for_its_round(desk: Desk) -> None:
    other = add_round(desk, "r2")
    stopped(desk, replace(ONE, round_code=ROUND))
    assert desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, False)}
    assert [path for path in papers(desk.workspace.root) if path.startswith("out/")] == []
    with pytest.raises(Refused, match="đã cấp cho đợt"):
        issue(desk, other, number=28)
    assert [issue(desk, other), issue(desk), issue(desk)] == [29, 28, 28]
    assert desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, True), 29: ("r2", True)}


def test_an_unfinished_run_may_be_finished_with_the_number_it_asked_for_or_another(desk: Desk) -> None:
    stopped(desk, replace(ONE, number=35))
    assert plan_notice(desk, ONE).terms.number.number == 35
    assert issue(desk, number=36) == 36
    assert desk.store.letters.taken_numbers(*TERM) == {35: (ROUND, False), 36: (ROUND, True)}


def test_an_issued_letter_keeps_its_number(desk: Desk) -> None:
    issue(desk)
    with pytest.raises(Refused) as caught:
        issue(desk, number=30)
    assert caught.value.findings == (
        Finding(
            "number_fixed",
            ROUND,
            f"Đợt “{ROUND}” đã phát hành Công văn số 28-CV/BCĐ; không đổi số được.",
            "Bỏ --number rồi chạy lại. Muốn phát hành công văn khác thay công văn ấy: "
            f"bcd35 notify {ROUND} --replace 28 --number 30 --date {DATED} --reason LÝ_DO",
        ),
    )
    assert issue(desk, number=28) == 28
    assert desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, True)}


@pytest.mark.parametrize(
    ("symbol", "likely"), [("CV/BCĐ", "CV/BCĐ"), ("KH/ĐU", "CV/ĐU"), ("KH-SNV", "SNV-VP")]
)
def test_without_a_series_for_letters_nothing_is_issued(desk: Desk, symbol: str, likely: str) -> None:
    letters, plans = (
        '"document_type": "CV", "symbol": "CV/BCĐ"',
        f'"document_type": "KH", "symbol": "{symbol}"',
    )
    set_office(desk, lambda text: text.replace(letters, plans))
    with pytest.raises(Refused) as caught:
        issue(desk)
    assert caught.value.findings == (
        Finding(
            "no_series",
            "data/office.yaml",
            "Chưa khai sổ số cho công văn (CV).",
            "Thêm vào number_series trong data/office.yaml dòng “- {document_type: CV, symbol: "
            f"{likely}, term: hằng năm}}” rồi chạy: bcd35 import",
        ),
    )


# --- again, and later ---------------------------------------------------------------------------------------


def test_a_second_issue_changes_nothing(desk: Desk) -> None:
    notify(desk, ONE)
    before = papers(desk.workspace.root)
    again = notify(desk, replace(ONE, dated=date(2025, 12, 30)))
    assert (again.done, list(again.plan.joining), list(again.plan.skipped)) == (
        False,
        [],
        [Skipped("SYT", "already_issued")],
    )
    assert (again.plan.terms.number.number, again.plan.terms.dated, again.plan.file_copy) == (28, DATED, "")
    message = "Công văn giữ ngày 24/11/2025 đã phát hành; ngày nêu không dùng đến."
    instead = f"bcd35 notify {ROUND} --replace 28 --date 2025-12-30 --reason LÝ_DO"
    fix = f"Ngày công văn sai thì thay công văn ấy: {instead}"
    assert again.plan.findings == (Finding("date_fixed", "--date", message, fix),)
    assert papers(desk.workspace.root) == before


def test_a_unit_added_later_joins_under_the_same_number(desk: Desk) -> None:
    notify(desk, ONE)
    before = papers(desk.workspace.root)
    add_unit(desk, UnitEntry(code="MOI", name="Sở Mới & Lạ <x>", kind="chi_bo_co_so"))
    done = notify(desk, NoticeRequest(units=("MOI", "SYT")))
    joining = Expectation(
        unit="MOI", name="Sở Mới & Lạ <x>", kind="chi_bo_co_so", event="added", on=NOW.date(), reason=""
    )
    assert (done.done, list(done.plan.joining), list(done.plan.skipped)) == (
        True,
        [joining],
        [Skipped("SYT", "already_issued")],
    )
    assert (done.plan.terms.number.number, done.plan.terms.dated) == (28, DATED)
    assert desk.store.letters.expectations(ROUND) == [
        Expectation(unit="SYT", name="Sở Y tế", kind="dang_uy_co_so", event="issued", on=DATED, reason=""),
        joining,
    ]
    (files,) = done.plan.files()
    assert set(files.by_role().values()) == set(papers(desk.workspace.root)) - set(before)
    assert {path for path, data in before.items() if papers(desk.workspace.root)[path] != data} == {
        "bcd35.db"
    }
    assert desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, True)}
    assert check_workspace(desk) == Checked(7, ())
    letter = words(desk, files.letter)
    assert "Sở Mới &amp; Lạ &lt;x&gt;" in letter
    assert "ngày 24 tháng 11 năm 2025" in letter


def test_an_amendment_is_never_dated_before_its_letter(desk: Desk) -> None:
    notify(desk, replace(ONE, dated=date(2025, 12, 20), accepted=("past-deadline",)))
    for dated, joins in ((None, date(2025, 12, 20)), (date(2025, 12, 31), date(2025, 12, 31))):
        assert [
            line.on for line in plan_notice(desk, NoticeRequest(units=("STC",), dated=dated)).joining
        ] == [joins]


def test_an_amendment_says_what_the_letter_said_whatever_changed_since(desk: Desk) -> None:
    first = notify(desk, ONE).plan
    frozen = (first.terms.round_, first.terms.office, first.terms.channels)
    set_office(
        desk,
        lambda text: text.replace("Mai Thị Nhài", "Người Ký Mới").replace(
            '"next_number": 28', '"next_number": 90'
        ),
    )
    edit_channel(desk, "fb-huong-tra", {"name": "TÊN MỚI"})
    edit_channel(desk, "tt-bao", {"status": "retired"})
    with desk.act():
        changed = replace(first.terms.round_, subject="trích yếu mới", deadline=date(2026, 3, 3))
        desk.store.registers.set_round(ROUND, "open", json.dumps(to_plain(changed), ensure_ascii=False))
    assert (the_office(desk).signer.name, len(channels_in_force(desk)), get_round(desk, ROUND).subject) == (
        "Người Ký Mới",
        5,
        "trích yếu mới",
    )

    later = notify(desk, NoticeRequest(units=("STC",))).plan

    assert (later.terms.round_, later.terms.office, later.terms.channels) == frozen
    letter = words(desk, next(later.files()).letter)
    for old, new in (
        ("Mai Thị Nhài", "Người Ký Mới"),
        ("HƯƠNG TRÀ XÚ THÁI", "TÊN MỚI"),
        (first.terms.round_.subject, "trích yếu mới"),
    ):
        assert old in letter
        assert new not in letter
    assert "baothainguyen.official" in letter
    assert "15/12/2025" in letter
    forms = [desk.store._connection.execute("SELECT spec FROM forms").fetchall()]
    assert len(set(forms[0])) == 1


def test_an_excused_unit_is_not_sent_the_letter_again(desk: Desk) -> None:
    notify(desk, ONE)
    excuse_unit(desk, ROUND, "SYT", event="exempted", reason="giải thể")
    assert list(notify(desk, ONE).plan.skipped) == [Skipped("SYT", "already_issued")]


def test_who_comes_second_while_the_first_is_at_work_writes_nothing(desk: Desk) -> None:
    other = open_desk(World(NOW, desk.workspace))
    found: list[dict[str, bytes]] = []

    def meanwhile(_what: str, done: int, _total: int) -> None:
        if not found and done == 0:
            notify(other, ONE)
            found.append(papers(desk.workspace.root / FOLDER))

    with pytest.raises(Refused) as caught:
        notify(desk, ONE, progress=meanwhile)
    assert caught.value.findings == (
        Finding(
            "issued_meanwhile",
            ROUND,
            f"Đợt “{ROUND}” vừa được phát hành ở máy hoặc cửa sổ khác; lần chạy này không ghi gì.",
            f"Xem kết quả: bcd35 status {ROUND}",
        ),
    )
    other.store.close()
    assert papers(desk.workspace.root / FOLDER) == found[0]
    assert check_workspace(desk) == Checked(4, ())
    assert desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, True)}


def test_who_comes_second_after_planning_finds_it_issued(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = plan_notice

    def plan_then_lose(at: Desk, request: NoticeRequest) -> NoticePlan:
        plan = real(at, request)
        monkeypatch.setattr(letters, "plan_notice", real)
        other = open_desk(World(NOW, desk.workspace))
        notify(other, ONE)
        other.store.close()
        return plan

    monkeypatch.setattr(letters, "plan_notice", plan_then_lose)
    done = notify(desk, ONE)
    assert (done.done, list(done.plan.skipped)) == (False, [Skipped("SYT", "already_issued")])
    assert check_workspace(desk) == Checked(4, ())


def test_a_roster_that_changes_while_documents_are_made_stays_as_it_was_planned(desk: Desk) -> None:
    other = open_desk(World(NOW, desk.workspace))

    def meanwhile(_what: str, done: int, _total: int) -> None:
        if done == 0:
            edit_unit(other, "SYT", {"name": "TÊN MỚI"})
            edit_unit(other, "STC", {"status": "retired"})
            add_unit(other, UnitEntry(code="MOI", name="An Mới", kind="chi_bo_co_so"))

    plan = notify(desk, NoticeRequest(dated=DATED), progress=meanwhile).plan
    other.store.close()
    lines = desk.store.letters.expectations(ROUND)
    assert lines == list(plan.joining)
    assert {line.unit: line.name for line in lines}["SYT"] == "Sở Y tế"
    assert ("STC" in {line.unit for line in lines}, "MOI" in {line.unit for line in lines}) == (True, False)
    letter = words(desk, f"{FOLDER}/SYT/Cong-van_28-CV-BCD_SYT.docx")
    assert ("Sở Y tế" in letter, "TÊN MỚI" in letter) == (True, False)
    assert check_workspace(desk) == Checked(1 + 3 * 18, ())
    again = notify(desk, NoticeRequest(dated=DATED, add=True)).plan
    assert [line.unit for line in again.joining] == ["MOI"]


# --- nothing recorded ---------------------------------------------------------------------------------------


def test_a_draft_records_nothing_and_leaves_the_number_blank(desk: Desk) -> None:
    before = papers(desk.workspace.root)
    done = notify(desk, replace(ONE, draft=True))
    root = f"out/_du-thao/{ROUND}"
    written = {
        f"{root}/SYT/Cong-van_du-thao_SYT.docx",
        f"{root}/SYT/Bang-kiem_SYT.docx",
        f"{root}/SYT/Mau-bao-cao_SYT.xlsx",
        f"{root}/_ban-luu/Cong-van_du-thao_ban-luu.docx",
        "sao-luu/da-ghi.json",  # what these drafts are, to know next time whether a clerk has changed them
    }
    after = papers(desk.workspace.root)
    assert (done.done, done.plan.draft, done.plan.terms.number) == (True, True, LetterNumber(*TERM, None))
    assert set(after) - set(before) == written
    assert {path: after[path] for path in before} == before  # the database too
    assert "28-CV" not in words(desk, f"{root}/SYT/Cong-van_du-thao_SYT.docx")
    assert notify(desk, replace(ONE, draft=True)).done
    assert papers(desk.workspace.root) == after
    assert issue(desk) == 28


def test_a_draft_sends_back_to_the_very_command_it_was(bcd35: CommandLine) -> None:
    """With the date and all else that was stated: ``bcd35 notify ROUND`` would issue another letter."""
    drafted = bcd35("notify", ROUND, "--date", "2025-12-03", "--draft")
    assert drafted.code == 0
    assert f"bcd35 notify {ROUND}" not in drafted.out + drafted.err
    assert "chạy lại đúng lệnh này, bỏ --draft" in drafted.out + drafted.err


def test_a_draft_of_an_issued_round_touches_neither_letter_nor_ledger(desk: Desk) -> None:
    notify(desk, ONE)
    before = papers(desk.workspace.root)
    done = notify(desk, replace(ONE, draft=True))
    after = papers(desk.workspace.root)
    assert (done.done, list(done.plan.skipped)) == (True, [])
    assert {path: after[path] for path in before} == before
    others = [path for path in set(after) - set(before) if not path.startswith("out/_du-thao/")]
    assert others == ["sao-luu/da-ghi.json"]


def test_a_dry_run_names_the_files_and_writes_nothing(desk: Desk) -> None:
    before = papers(desk.workspace.root)
    rehearsed = notify(rehearsing(desk), ONE)
    assert papers(desk.workspace.root) == before
    done = notify(desk, ONE)
    assert (rehearsed.done, done.done, list(rehearsed.plan.places())) == (
        False,
        True,
        list(done.plan.places()),
    )
    assert replace(rehearsed.plan, joining=done.plan.joining, skipped=done.plan.skipped) == done.plan
    assert list(rehearsed.plan.joining) == list(done.plan.joining)
    before = papers(desk.workspace.root)
    notify(rehearsing(desk), replace(ONE, units=("SYT", "STC")))
    notify(rehearsing(desk), replace(ONE, draft=True))
    assert papers(desk.workspace.root) == before


def test_a_dry_run_in_a_fresh_workspace_does_not_even_make_the_database(
    bcd35: CommandLine, root: Path
) -> None:
    before = papers(root)
    assert bcd35("notify", "--dry-run", "--json").json["data"]["letter"]["number"] == 28
    assert papers(root) == before
    assert "bcd35.db" not in before


# --- refused ------------------------------------------------------------------------------------------------


def refusal(desk: Desk, request: NoticeRequest) -> tuple[type[Bcd35Error], Finding]:
    """What a request is refused with; checks that it left nothing behind."""
    before = papers(desk.workspace.root)
    with pytest.raises(Bcd35Error) as caught:
        notify(desk, request)
    assert papers(desk.workspace.root) == before
    (found,) = caught.value.findings
    return type(caught.value), found


def test_a_closed_round_is_refused_issued_or_not(desk: Desk) -> None:
    expected = (
        Refused,
        Finding(
            "round_closed", ROUND, f"Đợt “{ROUND}” đã đóng.", f"Mở lại nếu cần: bcd35 rounds reopen {ROUND}"
        ),
    )
    switch_round(desk, ROUND, "closed")
    assert refusal(desk, replace(ONE, round_code=ROUND)) == expected
    assert refusal(desk, replace(ONE, round_code=ROUND, draft=True)) == expected
    assert refusal(desk, ONE) == expected  # the only round is meant
    switch_round(desk, ROUND, "open")
    notify(desk, ONE)
    switch_round(desk, ROUND, "closed")
    assert refusal(desk, NoticeRequest(round_code=ROUND, units=("STC",))) == expected


def test_two_open_rounds_must_be_told_apart(desk: Desk) -> None:
    add_round(desk, "2026-01")
    assert refusal(desk, ONE) == (
        Refused,
        Finding(
            "several_open_rounds",
            "",
            f"Có 2 đợt đang mở: tháng 11/2025 ({ROUND}); tháng 01/2026 (2026-01).",
            "Thêm mã đợt vào cuối lệnh: MÃ_ĐỢT",
        ),
    )


def test_unknown_names_are_refused_with_what_may_be_meant(desk: Desk) -> None:
    assert refusal(desk, replace(ONE, round_code="2025-11-kenh-truyen-thon")) == (
        UnknownName,
        Finding(
            "unknown_name",
            "2025-11-kenh-truyen-thon",
            f"Không có đợt “2025-11-kenh-truyen-thon”. Có phải ý bạn là {ROUND}?",
            "Xem danh sách: bcd35 rounds list",
        ),
    )
    kind, found = refusal(desk, replace(ONE, units=("SYT", "so y te")))
    assert (kind, found.where, found.fix) == (UnknownName, "so y te", "Xem danh sách: bcd35 units list --all")
    assert found.message.startswith("Không có đơn vị “so y te”. Có phải ý bạn là ")
    assert "Sở Y tế" in found.message


def test_an_empty_roster_is_refused(desk: Desk) -> None:
    with desk.act():
        for unit in desk.store.registers.units():
            desk.store.registers.change_unit(replace(unit, status="retired"))
    assert refusal(desk, NoticeRequest()) == (
        Refused,
        Finding(
            "no_units",
            "units",
            "Danh sách đơn vị còn trống.",
            "Nhập danh sách: bcd35 units import TỆP",
        ),
    )


def test_a_retired_unit_gets_nothing_and_is_named(desk: Desk, bcd35: CommandLine) -> None:
    edit_unit(desk, "STC", {"status": "retired"})
    before = papers(desk.workspace.root)
    used_again = (
        'Thôi dùng ghi nhầm thì bỏ: bcd35 units retire STC --take-back "ghi nhầm"\n'
        "Đơn vị hoạt động trở lại thì chạy: bcd35 units edit STC --status active"
    )
    passed_over = [Skipped("STC", "retired", used_again)]
    alone = notify(desk, replace(ONE, units=("STC",)))
    assert (alone.done, list(alone.plan.joining), list(alone.plan.skipped)) == (False, [], passed_over)
    assert papers(desk.workspace.root) == before
    ran = bcd35("notify", "--unit", "STC", "--json")
    assert (ran.code, [found["code"] for found in ran.json["findings"]]) == (3, ["unit_retired"])
    with_another = notify(desk, replace(ONE, units=("STC", "SYT")))
    assert (with_another.done, list(with_another.plan.skipped)) == (True, passed_over)
    assert list(desk.store.letters.expectations(ROUND)) == [
        Expectation(unit="SYT", name="Sở Y tế", kind="dang_uy_co_so", event="issued", on=DATED, reason="")
    ]


def test_a_missing_template_names_itself_and_the_number_waits(desk: Desk) -> None:
    template = desk.workspace.templates / "cong-van.docx"
    whole = template.read_bytes()
    template.unlink()
    with pytest.raises(BrokenFile) as caught:
        notify(desk, ONE)
    assert caught.value.findings[0][:3] == (
        "template_missing",
        "templates/cong-van.docx",
        "Thiếu tệp mẫu “templates/cong-van.docx”.",
    )
    assert caught.value.findings[0].fix == "Lấy tệp mẫu của chương trình: bcd35 update --apply"
    assert not (desk.workspace.root / FOLDER).exists()
    template.write_bytes(whole)
    assert issue(desk) == 28


@pytest.mark.parametrize(
    ("deadline", "dated", "finding", "accepted"),
    [
        (
            date(2025, 11, 21),
            date(2025, 11, 24),
            Finding(
                "doubtful_past_deadline",
                "r2",
                "Thời hạn 21/11/2025 trước ngày công văn 24/11/2025.",
                "Nêu lại thời hạn từ ngày 24/11/2025 trở đi: bcd35 rounds edit r2 --deadline NGÀY\n"
                "Nếu đúng là như vậy thì thêm: --accept past-deadline",
            ),
            "past-deadline",
        ),
        (
            date(2025, 12, 13),
            DATED,
            Finding(
                "doubtful_day_off",
                "r2",
                "Thời hạn 13/12/2025 là ngày nghỉ (thứ bảy).",
                "Nêu lại thời hạn vào ngày làm việc, ví dụ 15/12/2025: bcd35 rounds edit r2 --deadline NGÀY\n"
                "Nếu đúng là như vậy thì thêm: --accept day-off",
            ),
            "day-off",
        ),
        (
            date(2026, 2, 17),
            DATED,
            Finding(
                "doubtful_day_off",
                "r2",
                "Thời hạn 17/02/2026 là ngày nghỉ (Tết Nguyên Đán).",
                "Nêu lại thời hạn vào ngày làm việc, ví dụ 23/02/2026: bcd35 rounds edit r2 --deadline NGÀY\n"
                "Nếu đúng là như vậy thì thêm: --accept day-off",
            ),
            "day-off",
        ),
        (
            date(2025, 12, 15),
            date(2025, 11, 10),
            Finding(
                "doubtful_later_ground",
                "r2",
                "Ngày công văn 10/11/2025 trước ngày của căn cứ: 29-CV/BCĐ ngày 21/11/2025.",
                "Nêu --date từ ngày 21/11/2025 trở đi; căn cứ ghi sai ngày thì nêu lại các căn cứ: "
                "bcd35 rounds edit r2 --ground CĂN_CỨ\n"
                "Nếu đúng là như vậy thì thêm: --accept later-ground",
            ),
            "later-ground",
        ),
    ],
    ids=["passed", "saturday", "tet", "ground"],
)
def test_a_doubtful_deadline_is_refused_before_a_number_is_taken(
    desk: Desk, deadline: date, dated: date, finding: Finding, accepted: str
) -> None:
    add_round(desk, "r2", deadline=deadline)
    request = replace(ONE, round_code="r2", dated=dated)

    with pytest.raises(Refused) as caught:
        notify(desk, request)
    assert caught.value.findings == (finding,)
    assert desk.store.letters.taken_numbers(*TERM) == {}
    assert not (desk.workspace.root / "out" / "r2").exists()
    # A draft takes no number: it is remarked on only.
    assert finding in plan_notice(desk, replace(request, draft=True)).findings
    assert notify(desk, replace(request, accepted=(accepted,))).done


def test_a_letter_dated_before_the_last_one_is_refused(desk: Desk) -> None:
    assert issue(desk) == 28
    add_round(desk, "r2")
    with pytest.raises(Refused) as caught:
        notify(desk, replace(ONE, round_code="r2", dated=date(2025, 11, 21)))
    assert [found.message for found in caught.value.findings] == [
        "Ngày công văn 21/11/2025 trước ngày 24/11/2025 của số 28-CV/BCĐ đã cấp."
    ]


def test_the_same_day_is_no_doubt(desk: Desk) -> None:
    day = date(2025, 11, 24)
    add_round(desk, "r2", deadline=day)
    assert plan_notice(desk, replace(ONE, round_code="r2", dated=day)).findings == ()


# --- a failing disk -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_whichever_operation_fails_there_is_no_letter_and_the_next_run_issues_it(desk: Desk) -> None:
    round_ = get_round(desk, ROUND)
    for failing in count(1):
        code = add_round(desk, f"r{failing}", tasks=round_.tasks[:1], fields=round_.fields[:1])
        out = desk.workspace.root / "out" / code
        failed = False
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, failing, lasting=False)
            try:
                notify(desk, replace(ONE, round_code=code))
            except OSError:
                failed = True
        # The mark is moved after the letter is recorded; that it cannot be is no failure.
        assert failed <= (faults.done >= failing)
        assert (desk.store.letters.of_round(code) is None) == failed
        assert left_overs(desk.workspace.root / "out") == []
        assert issue(desk, code) == 27 + failing
        assert len(papers(out)) == 4
        assert check_workspace(desk) == Checked(4 * failing, ())
        if faults.done < failing:
            assert failing > 20
            return


def test_a_folder_that_is_not_there_is_not_made_for_an_output(desk: Desk, tmp_path: Path) -> None:
    notify(desk, ONE)
    with pytest.raises(UnknownName) as caught:
        export_summary(desk, output=tmp_path / "gõ nhầm" / "a.xlsx")
    assert [found.code for found in caught.value.findings] == ["no_such_folder"]
    assert not (tmp_path / "gõ nhầm").exists()


def test_another_office_is_told_of_the_channels_that_came_with_the_program(
    root: Path, bcd35: CommandLine
) -> None:
    def told() -> bool:
        return "là kênh có sẵn trong chương trình" in bcd35("notify", "--draft", "--unit", "SYT").err

    assert not told()  # of the packaged office these are its own
    office = root / "data" / "office.yaml"
    text = office.read_text(encoding="utf-8")
    office.write_text(text.replace("full_name: Ban", "full_name: Tiểu ban"), encoding="utf-8")
    bcd35("import", "--take", "file")
    assert told()
    assert bcd35("notify", "--date", "24/11/2025", "--unit", "SYT").code == 0
    assert not told()  # what went out under the first number was seen


def test_the_advice_on_channels_of_the_program_leaves_the_own_ones(root: Path, bcd35: CommandLine) -> None:
    own = root / "kenh.csv"
    own.write_text("Tên kênh,Địa chỉ\nTrang tin xã,https://www.facebook.com/tieuban35\n", encoding="utf-8")
    assert bcd35("channels", "import", str(own)).code == 0
    assert bcd35("office", "--full-name", "Tiểu ban 35 của xã").code == 0

    said = bcd35("notify", "--draft", "--unit", "SYT").err
    advised = re.findall("bcd35 (channels retire .+)", said)
    assert [bcd35(*command.split()).code for command in advised] == [0] * 6

    assert "là kênh có sẵn" not in bcd35("notify", "--draft", "--unit", "SYT").err
    left = json.loads(bcd35("channels", "list", "--json").out)
    assert [one["name"] for one in left["data"] if one["status"] == "active"] == ["Trang tin xã"]


def test_the_advice_about_a_deadline_can_be_followed(bcd35: CommandLine, root: Path) -> None:
    """Each sentence leads on: through the edit of the round, which keeps its comments, to the issue."""
    path = root / f"data/rounds/{ROUND}.yaml"
    before = path.read_text("utf-8")
    edit = ("rounds", "edit", ROUND, "--deadline")
    assert bcd35(*edit, "2025-11-03").code == 0

    refused, added = bcd35("notify"), bcd35("notify", "--deadline", "2025-12-15")
    typed = " ".join(("bcd35", *edit))
    assert f"  → Nêu lại thời hạn từ ngày 01/12/2025 trở đi: {typed} NGÀY\n" in refused.err
    assert f"Đổi thời hạn của đợt thì: {typed} 2025-12-15\n" in added.err

    assert bcd35(*edit, "2025-12-15").code == 0
    assert path.read_text("utf-8") == before.replace("2025-12-15", '"2025-12-15"')
    assert bcd35("notify").code == 0


def test_the_advice_about_an_extension_is_not_refused_in_its_turn(bcd35: CommandLine) -> None:
    assert bcd35("notify").code == 0
    extend = ("rounds", "extend", "--all", "--reason", "bão", "--to")

    early, same = bcd35(*extend, "2025-11-03"), bcd35(*extend, "2025-12-15")

    assert "Nêu --to từ ngày 16/12/2025 trở đi." in early.err
    assert "Nêu --to sau ngày 15/12/2025." in same.err
    assert bcd35(*extend, "2025-12-16").code == 0
