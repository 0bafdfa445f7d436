"""Reminding: who, under which number and deadline, nobody twice in time, and what the ledger keeps."""

import io
import shlex
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_files import FollowUpFile, plan_follow_up_files
from bcd35.domain.letters import LetterNumber
from bcd35.domain.reminders import (
    Reminder,
    reminders_by_unit,
    still_waiting,
)
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters import issuing
from bcd35.usecases.letters import reminder as reminders
from bcd35.usecases.letters.issuing import Serves, foreseen_number, letter_series
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.reminded_units import PassedOver
from bcd35.usecases.letters.reminder import ReminderRequest, plan_reminder, remind
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.receiving.record import ManualReport, record_by_hand
from bcd35.usecases.registers.switching import excuse_unit, switch_round
from bcd35.usecases.registers.units import the_office
from bcd35.usecases.summary.export import export_summary
from bcd35.usecases.summary.status import status
from bcd35.usecases.workspace.upkeep import Checked, check_workspace
from bcd35.world.files import publish
from tests.conftest import GOOD_VALUES, NOW, ROUND, CommandLine, at, on_day, rehearsing
from tests.support.filling import fill, form_of, picture

TERM = ("CV/BCĐ", "2025-2030")
DATED = date(2025, 12, 20)
FOLDER = f"out/{ROUND}"
COPY = f"{FOLDER}/_ban-luu/Don-doc_29-CV-BCD_ban-luu.docx"
REQUEST = ReminderRequest(dated=DATED)


@pytest.fixture
def office_desk(desk: Desk) -> Desk:
    """Letter 28 of 22 November to four units; one has reported, one is exempt."""
    notify(desk, NoticeRequest(dated=date(2025, 11, 22), units=("STC", "SYT", "STP", "DTN")))
    report(desk, "SYT", date(2025, 12, 10))
    excuse_unit(desk, ROUND, "DTN", event="exempted", reason="đại hội", on=date(2025, 12, 1))
    return desk


def report(desk: Desk, unit: str, day: date) -> None:
    then = at(desk.workspace.root, max(desk.world.now, on_day(day)))
    record_by_hand(then, ManualReport(unit=unit, values=GOOD_VALUES, received_on=day))


def the_file(name: str, unit: str) -> str:
    return f"{FOLDER}/{unit}/Don-doc_{name}_{unit}.docx"


def text_of(desk: Desk, path: str) -> str:
    document = Document(io.BytesIO((desk.workspace.root / path).read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def refusal(desk: Desk, request: ReminderRequest) -> Finding:
    with pytest.raises(Refused) as caught:
        remind(desk, request)
    (finding,) = caught.value.findings
    return finding


def ledger(desk: Desk) -> list[Reminder]:
    return desk.store.reminders.of_round(ROUND)


# --- a reminder ---------------------------------------------------------------------------------------------


def test_a_reminder_is_a_number_a_letter_for_each_missing_unit_and_the_rows_that_promise_them(
    office_desk: Desk,
) -> None:
    done = remind(office_desk, REQUEST)
    plan = done.plan
    assert (
        done.done,
        plan.codes,
        plan.file_copy,
        plan.files,
        plan.passed_over,
        plan.findings,
        plan.draft,
    ) == (
        True,
        ("STC", "STP"),
        COPY,
        (
            FollowUpFile("STC", the_file("29-CV-BCD", "STC")),
            FollowUpFile("STP", the_file("29-CV-BCD", "STP")),
        ),
        (),
        (),
        False,
    )
    assert (plan.content.expected, plan.content.reported) == (3, 1)
    assert ledger(office_desk) == [
        Reminder(LetterNumber(*TERM, 29), DATED, DATED, date(2025, 12, 26), ("STC", "STP"))
    ]
    assert office_desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, True), 29: (ROUND, True)}
    assert [file.path for file in office_desk.store.reminders.files()] == sorted(
        [COPY, *(file.path for file in plan.files)]
    )
    assert check_workspace(office_desk) == Checked(1 + 4 * 3 + 3, ())
    letter = text_of(office_desk, the_file("29-CV-BCD", "STP"))
    assert "01/03 đơn vị đã báo cáo; Chi bộ Sở Tư pháp chưa gửi báo cáo, quá thời hạn 05 ngày." in letter
    assert "chậm nhất là ngày 26/12/2025" in letter
    assert "Tổng cộng: 02 đơn vị" in text_of(office_desk, COPY)


def test_nobody_is_reminded_twice_before_the_new_deadline(office_desk: Desk) -> None:
    remind(office_desk, REQUEST)
    again = remind(office_desk, replace(REQUEST, dated=date(2025, 12, 26)))
    assert (again.done, again.plan.codes) == (False, ())
    assert again.plan.passed_over == (PassedOver("STC", "waiting"), PassedOver("STP", "waiting"))
    assert len(ledger(office_desk)) == 1


def test_the_second_reminder_goes_to_who_is_still_missing_and_says_so(office_desk: Desk) -> None:
    remind(office_desk, REQUEST)
    report(office_desk, "STC", date(2025, 12, 23))
    plan = remind(office_desk, replace(REQUEST, dated=date(2025, 12, 29))).plan
    assert (plan.codes, plan.content.number.number) == (("STP",), 30)
    assert [len(sent) for sent in status(office_desk, ROUND, date(2025, 12, 30)).reminders.values()] == [1, 2]
    letter = text_of(office_desk, the_file("30-CV-BCD", "STP"))
    assert "(lần thứ 2)" in letter.replace("\xa0", " ")
    assert "mặc dù đã được đôn đốc tại Công văn số 29-CV/BCĐ, ngày 20/12/2025" in letter


def test_status_of_an_earlier_day_does_not_know_later_reminders(office_desk: Desk) -> None:
    remind(office_desk, REQUEST)
    assert status(office_desk, ROUND, date(2025, 12, 19)).reminders == {}


@pytest.mark.parametrize("named", [(), ("STP", "STC")], ids=["all", "named in another order"])
def test_one_letter_for_all(office_desk: Desk, named: tuple[str, ...]) -> None:
    plan = remind(office_desk, replace(REQUEST, together=True, units=named)).plan
    assert (plan.codes, plan.files) == (("STC", "STP"), ())
    assert [file.path for file in office_desk.store.reminders.files()] == [COPY]
    assert not (office_desk.workspace.root / the_file("29-CV-BCD", "STC")).exists()


def test_one_letter_for_all_who_are_one_is_that_units_letter(office_desk: Desk) -> None:
    plan = remind(office_desk, replace(REQUEST, together=True, units=("STP",))).plan
    assert [file.unit for file in plan.files] == ["STP"]


def test_named_units(office_desk: Desk) -> None:
    plan = remind(office_desk, replace(REQUEST, units=("stp", "SYT", "DTN", "SXD"))).plan
    assert plan.codes == ("STP",)
    assert plan.passed_over == (
        PassedOver("SYT", "reported"),
        PassedOver("DTN", "not_expected"),
        PassedOver("SXD", "not_expected"),
    )
    look = f"Xem tình hình: bcd35 status {ROUND} --as-of 2025-12-20"
    nobody = f"không phải báo cáo trong đợt “{ROUND}” (không có trong danh sách, hoặc được miễn)."
    assert plan.findings == ()
    assert plan.refusals == (
        Finding("unit_reported", "SYT", "“SYT” đã báo cáo tính đến ngày 20/12/2025, không đôn đốc.", look),
        Finding("not_expected", "DTN", f"“DTN” {nobody}", look),
        Finding("not_expected", "SXD", f"“SXD” {nobody}", look),
    )


# --- days and numbers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "deadline"),
    [
        (REQUEST, date(2025, 12, 26)),
        # 1 January is a holiday; the weekend does not count.
        (replace(REQUEST, dated=date(2025, 12, 26)), date(2026, 1, 5)),
        # Before the round's own deadline nobody is asked to report sooner than that.
        (replace(REQUEST, dated=date(2025, 12, 2)), date(2025, 12, 15)),
        (replace(REQUEST, deadline=date(2025, 12, 24)), date(2025, 12, 24)),
    ],
)
def test_the_new_deadline(office_desk: Desk, request_: ReminderRequest, deadline: date) -> None:
    assert plan_reminder(office_desk, request_).content.deadline == deadline


def test_what_a_clerk_is_told_about_the_days(office_desk: Desk) -> None:
    early = plan_reminder(
        office_desk,
        replace(REQUEST, dated=date(2025, 12, 8), as_of=date(2025, 12, 5)),
    )
    assert early.findings == (
        Finding(
            "deadline_not_passed",
            ROUND,
            "Thời hạn báo cáo 15/12/2025 chưa qua ngày công văn 08/12/2025.",
            "Đơn vị chưa trễ; công văn chỉ nhắc trước hạn.",
        ),
        Finding(
            "received_later",
            "--as-of",
            "1 báo cáo nhận sau ngày 05/12/2025 không tính.",
            "Muốn tính thì nêu --as-of ngày muộn hơn.",
        ),
    )


def test_a_term_on_a_day_off_is_refused_unless_accepted(office_desk: Desk) -> None:
    request = replace(REQUEST, deadline=date(2025, 12, 27))
    assert refusal(office_desk, request).code == "doubtful_day_off"
    assert plan_reminder(office_desk, replace(request, accepted=("day-off",))).findings == ()


def test_a_term_counted_through_presumed_days_says_so(office_desk: Desk) -> None:
    plan = plan_reminder(office_desk, replace(REQUEST, dated=date(2026, 2, 10), as_of=date(2026, 2, 10)))
    assert plan.content.deadline == date(2026, 2, 24)
    assert [found.code for found in plan.findings] == ["presumed_days_off"]


def test_days_out_of_order_are_refused(office_desk: Desk) -> None:
    assert refusal(office_desk, replace(REQUEST, as_of=date(2025, 12, 21))) == Finding(
        "as_of_after_letter",
        "--as-of",
        "Ngày tính số liệu 21/12/2025 sau ngày công văn 20/12/2025.",
        "Nêu --as-of ngày 20/12/2025 trở về trước.",
    )
    assert refusal(office_desk, replace(REQUEST, deadline=date(2025, 12, 19))) == Finding(
        "deadline_before_letter",
        "--deadline",
        "Thời hạn mới 19/12/2025 trước ngày công văn 20/12/2025.",
        "Nêu --deadline từ ngày 20/12/2025 trở đi.",
    )


@pytest.mark.parametrize(
    ("days", "option"),
    [({"dated": date(2025, 1, 1), "as_of": None}, "--date"), ({"as_of": date(2025, 11, 21)}, "--as-of")],
)
def test_nobody_is_reminded_before_the_letter_is_out(
    office_desk: Desk, days: dict[str, date | None], option: str
) -> None:
    refused = refusal(office_desk, replace(REQUEST, **days))  # type: ignore[arg-type]  # days
    assert (refused.code, refused.where) == ("before_letter", option)
    assert refused.fix == f"Nêu ngày từ 22/11/2025 trở đi: {option} 2025-11-22"


def test_a_closed_round_and_one_without_a_letter_are_refused(desk: Desk) -> None:
    assert refusal(desk, REQUEST).code == "not_issued"
    notify(desk, NoticeRequest(dated=date(2025, 11, 22), units=("SYT",)))
    switch_round(desk, ROUND, "closed")
    assert refusal(desk, REQUEST) == Finding(
        "round_closed", ROUND, f"Đợt “{ROUND}” đã đóng.", f"Mở lại nếu cần: bcd35 rounds reopen {ROUND}"
    )


def test_a_number_of_the_clerks_choice(office_desk: Desk) -> None:
    assert (
        refusal(office_desk, replace(REQUEST, number=28)).message == f"Số 28-CV/BCĐ đã cấp cho đợt “{ROUND}”."
    )
    plan = remind(office_desk, replace(REQUEST, number=27)).plan
    assert plan.content.number.reference == "27-CV/BCĐ"
    assert plan.findings == (
        Finding(
            "number_below_next",
            "--number",
            "Số 27-CV/BCĐ nhỏ hơn số tiếp theo đã khai (28).",
            "Đối chiếu sổ công văn đi.",
        ),
    )


def test_a_later_round_does_not_take_the_number_of_a_reminder(office_desk: Desk) -> None:
    remind(office_desk, REQUEST)
    series = letter_series(the_office(office_desk), NOW.date())
    assert foreseen_number(office_desk, series, Serves("r2", "letter")).number == 30


# --- nothing to do, nothing written -------------------------------------------------------------------------


def test_nobody_is_missing(office_desk: Desk) -> None:
    for unit in ("STC", "STP"):
        report(office_desk, unit, date(2025, 12, 12))
    done = remind(office_desk, REQUEST)
    assert (done.done, done.plan.codes, done.plan.passed_over) == (False, (), ())
    assert office_desk.store.letters.taken_numbers(*TERM) == {28: (ROUND, True)}


def test_a_rehearsal_and_a_draft_take_no_number(office_desk: Desk) -> None:
    before = set(office_desk.workspace.root.rglob("*.docx"))
    remind(rehearsing(office_desk), REQUEST)
    assert set(office_desk.workspace.root.rglob("*.docx")) == before
    draft = remind(office_desk, replace(REQUEST, draft=True))
    assert (draft.done, draft.plan.file_copy) == (
        True,
        f"out/_du-thao/{ROUND}/_ban-luu/Don-doc_du-thao_ban-luu.docx",
    )
    assert "Số \u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0-CV/BCĐ" in text_of(
        office_desk, draft.plan.file_copy
    )
    assert (ledger(office_desk), office_desk.store.letters.taken_numbers(*TERM)) == ([], {28: (ROUND, True)})
    assert check_workspace(office_desk).findings == ()


# --- interrupted, and two at once ---------------------------------------------------------------------------


def test_the_number_of_an_unfinished_reminder_waits_for_the_next_one(
    office_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_staged: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "publish", interrupted)
        with pytest.raises(KeyboardInterrupt):
            remind(office_desk, REQUEST)
    assert office_desk.store.letters.taken_numbers(*TERM, "reminder") == {
        28: (ROUND, True),
        29: (ROUND, False),
    }
    assert not list(office_desk.workspace.root.rglob("*.tmp"))
    assert remind(office_desk, REQUEST).plan.content.number.number == 29


def test_letters_without_rows_are_named_by_check(office_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def torn(staged: Callable[..., object]) -> None:
        publish(staged)  # type: ignore[arg-type]  # what it is handed on
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "publish", torn)
        with pytest.raises(KeyboardInterrupt):
            remind(office_desk, REQUEST)
    message = (
        f"Có 3 tệp trong {FOLDER}/ chưa vào sổ: của một lần chạy remind dở dang, chưa gửi đi thì đừng gửi."
    )
    fix = "Xem từng tệp là gì, làm gì với nó: bcd35 recover"
    assert check_workspace(office_desk).findings == (Finding("not_recorded", FOLDER, message, fix),)
    remind(office_desk, REQUEST)
    assert check_workspace(office_desk).findings == ()


def test_who_comes_second_writes_nothing(office_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = issuing.write_documents

    def overtaken(*arguments: object) -> object:
        monkeypatch.setattr(reminders, "write_documents", real)
        remind(office_desk, replace(REQUEST, units=("STP",)))
        return real(*arguments)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(reminders, "write_documents", overtaken)
    assert refusal(office_desk, REQUEST) == Finding(
        "changed_meanwhile",
        ROUND,
        f"Đợt “{ROUND}” vừa có thay đổi ở máy hoặc cửa sổ khác; lần chạy này không ghi gì.",
        f"Xem rồi chạy lại: bcd35 status {ROUND}",
    )
    assert [reminder.units for reminder in ledger(office_desk)] == [("STP",)]


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: excuse_unit(desk, ROUND, "STP", event="exempted", reason="x"),
        lambda desk: switch_round(desk, ROUND, "closed"),
    ],
    ids=["exempted", "closed"],
)
def test_who_comes_second_hears_what_becomes_of_the_number_that_is_left(
    act: Callable[[Desk], object], office_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = issuing.write_documents

    def overtaken(*arguments: object) -> object:
        act(office_desk)
        return real(*arguments)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(reminders, "write_documents", overtaken)
    void = 'bcd35 letters void 29 --symbol "CV/BCĐ" --term 2025-2030 --reason LÝ_DO'
    assert refusal(office_desk, REQUEST).fix.splitlines()[1:] == [
        "Chạy lại lệnh ấy thì dùng tiếp số 29-CV/BCĐ.",
        f"Không chạy lại nữa thì hủy số: {void}",
    ]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda desk: excuse_unit(desk, ROUND, "STP", event="exempted", reason="x"), "changed_meanwhile"),
        (lambda desk: report(desk, "STP", DATED), "changed_meanwhile"),
        (lambda desk: switch_round(desk, ROUND, "closed"), "round_closed"),
    ],
    ids=["exempted", "reported", "closed"],
)
def test_nobody_is_reminded_who_need_not_report_any_more(
    act: Callable[[Desk], object], code: str, office_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = issuing.write_documents

    def meanwhile(*arguments: object) -> object:
        act(at(office_desk.workspace.root))
        return real(*arguments)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(reminders, "write_documents", meanwhile)
    assert refusal(office_desk, REQUEST).code == code
    assert ledger(office_desk) == []


def test_a_promised_letter_is_no_target_for_an_export(office_desk: Desk) -> None:
    remind(office_desk, REQUEST)
    with pytest.raises(Refused) as caught:
        export_summary(office_desk, ROUND, output=office_desk.workspace.root / COPY)
    assert [found.code for found in caught.value.findings] == ["output_in_use"]


# --- the rules ----------------------------------------------------------------------------------------------


def test_reminders_of_a_unit_by_day() -> None:
    first = Reminder(
        LetterNumber(*TERM, 30), date(2025, 12, 20), date(2025, 12, 19), date(2025, 12, 26), ("A", "b")
    )
    second = first._replace(
        number=LetterNumber(*TERM, 29),
        dated=date(2025, 12, 29),
        deadline=date(2026, 1, 5),
        units=("B",),
    )
    assert reminders_by_unit([second, first]) == {"a": [first], "b": [first, second]}
    assert reminders_by_unit([second, first], date(2025, 12, 28)) == {"a": [first], "b": [first]}
    waits = {day: still_waiting([first], day) for day in (date(2025, 12, 26), date(2025, 12, 27))}
    assert waits == {date(2025, 12, 26): True, date(2025, 12, 27): False}
    assert not still_waiting([], DATED)


def test_files_of_a_draft() -> None:
    assert plan_follow_up_files("Don-doc", "r1", LetterNumber(*TERM, None), ["A"]) == (
        "out/_du-thao/r1/_ban-luu/Don-doc_du-thao_ban-luu.docx",
        [FollowUpFile("A", "out/_du-thao/r1/A/Don-doc_du-thao_A.docx")],
    )


# --- on the screen ------------------------------------------------------------------------------------------


def test_the_screen_of_a_reminder_and_of_the_status_after_it(bcd35: CommandLine) -> None:
    bcd35("notify", "--date", "2025-11-22", "--unit", "STC", "--unit", "SYT")
    assert bcd35("remind", "--date", "2025-12-20", "--unit", "SYT").out == (
        "Công văn đôn đốc số 29-CV/BCĐ, ngày 20/12/2025; thời hạn mới 26/12/2025.\n"
        "Tính đến 20/12/2025: 0/2 đơn vị đã báo cáo. Thời hạn nêu trong công văn đôn đốc không dời hạn của "
        "đơn vị: báo cáo sau hạn vẫn là trễ hạn.\n"
        "Đã phát hành cho 1 đơn vị:\n"
        "Mã   Đơn vị           Quá hạn (ngày)  Đôn đốc lần thứ\n"
        "---  ---------------  --------------  ---------------\n"
        "SYT  Đảng ủy Sở Y tế               5                1\n"
        f"Bản lưu: {COPY}\n"
        f"Bước tiếp theo: gửi công văn, rồi theo dõi bằng: bcd35 status {ROUND}\n"
    )
    assert bcd35("status", "--as-of", "2025-12-20").out.splitlines()[-1] == (
        f"Tình hình hôm nay: bcd35 status {ROUND}"
    )
    lines = bcd35("status", now=on_day("2025-12-20")).out.splitlines()
    assert lines[2].split()[-2:] == ["Đôn", "đốc"]
    assert lines[5].endswith("Chưa báo cáo, quá hạn 5 ngày  1 lần, 20/12/2025")
    assert lines[-1] == f"Còn 2 đơn vị chưa báo cáo. Đôn đốc bằng: bcd35 remind {ROUND}"
    bcd35("remind", "--date", "2025-12-20")
    last = bcd35("status", now=on_day("2025-12-20")).out.splitlines()[-1]
    assert last == "Còn 2 đơn vị chưa báo cáo, đã được đôn đốc với thời hạn mới 26/12/2025."
    assert bcd35("remind", "--date", "2025-12-20") == (
        0,
        (
            "Tính đến 20/12/2025: 0/2 đơn vị đã báo cáo.\n"
            "2 đơn vị chưa báo cáo đã được đôn đốc (Công văn số 29-CV/BCĐ, 30-CV/BCĐ), thời hạn mới chưa "
            "qua; lần chạy này không ghi gì.\n"
            f"Xem tình hình: bcd35 status {ROUND}\n"
        ),
        "",
    )
    why = ("--to", "2025-12-31", "--reason", "mất điện", "--date", "2025-12-20")
    bcd35("rounds", "extend", "--unit", "STC", *why)
    last = bcd35("status", now=on_day("2025-12-20")).out.splitlines()[-1]
    assert last == (
        "Còn 2 đơn vị chưa báo cáo: 1 đã được đôn đốc với thời hạn mới 26/12/2025, 1 còn hạn riêng hoặc chờ "
        "văn phòng xử lý tệp."
    )


def test_a_unit_of_a_refused_file_that_was_reminded_by_name_counts_as_reminded(
    bcd35: CommandLine, root: Path
) -> None:
    bcd35("notify", "--date", "2025-11-22", "--unit", "STC", "--unit", "SYT")
    wrong = fill(form_of(root, "SYT"), root / "in" / "SYT.xlsx", so_anh="nhiều")
    late = on_day("2025-12-20")
    assert bcd35("record-report", str(wrong.parent), "--received-on", "2025-12-12", now=late).code == 3
    assert bcd35("remind", now=late).code == 0
    waits = (
        "Còn 2 đơn vị chưa báo cáo: 1 đã được đôn đốc với thời hạn mới 26/12/2025, 1 còn hạn riêng hoặc chờ"
    )
    assert bcd35("status", now=late).out.splitlines()[-1] == f"{waits} văn phòng xử lý tệp."

    assert bcd35("remind", "--unit", "SYT", now=late).code == 0

    last = bcd35("status", now=late).out.splitlines()[-1]
    assert last == "Còn 2 đơn vị chưa báo cáo, đã được đôn đốc với thời hạn mới 26/12/2025."


def test_the_number_of_a_reminder_is_not_exchanged_in_silence(bcd35: CommandLine, root: Path) -> None:
    bcd35("notify", "--date", "2025-11-22", "--unit", "SYT")
    remind = ("remind", "--date", "2025-12-20")
    assert bcd35(*remind, "--number", "77").code == 0
    same = bcd35(*remind, "--number", "77")
    assert (same.code, "đã được đôn đốc (Công văn số 77-CV/BCĐ), thời hạn" in same.out) == (0, True)

    before = picture(root)
    found = bcd35(*remind, "--number", "80", "--json").json["findings"][0]

    assert (found["code"], "bằng Công văn số 77-CV/BCĐ; không" in found["message"]) == ("number_fixed", True)
    assert picture(root) == before
    void = shlex.split(found["fix"].splitlines()[-1].replace("LÝ_DO", "nhầm"))[1:]
    assert bcd35(*void).code == 0
    assert bcd35(*remind, "--number", "80").code == 0


def test_a_reminder_before_the_deadline_gives_no_new_one(bcd35: CommandLine) -> None:
    bcd35("notify", "--date", "2025-11-22", "--unit", "SYT")
    ran = bcd35("remind", "--date", "2025-12-02", "--unit", "SYT", "--unit", "STC")
    assert (
        ran.out.splitlines()[0]
        == "Công văn đôn đốc số 29-CV/BCĐ, ngày 02/12/2025; thời hạn vẫn là 15/12/2025."
    )
    assert [line for line in ran.err.splitlines() if not line.startswith("  →")] == [
        f"Lỗi: “STC” không phải báo cáo trong đợt “{ROUND}” (không có trong danh sách, hoặc được miễn).",
        f"Lưu ý [{ROUND}]: Thời hạn báo cáo 15/12/2025 chưa qua ngày công văn 02/12/2025.",
    ]
    assert ran.code == 3


def test_the_poster_command(bcd35: CommandLine, root: Path) -> None:
    assert bcd35("channels", "poster") == (
        0,
        (
            "Đã ghi áp phích 6 kênh: out/Ap-phich_kenh-truyen-thong.docx\n"
            'Xem trong Word rồi in; muốn bản PDF: bcd35 pdf "out/Ap-phich_kenh-truyen-thong.docx"\n'
        ),
        "",
    )
    assert (
        Document(str(root / "out/Ap-phich_kenh-truyen-thong.docx")).core_properties.created.date()
        == NOW.date()
    )
    assert bcd35("channels", "poster", "-o", "bang-tin.pdf") == (
        2,
        "",
        (
            "Lỗi [bcd35 channels poster]: -o: “bang-tin.pdf” phải có đuôi .docx.\n  → Xem cách dùng: bcd35 "
            "channels poster --help\n"
        ),
    )
    for code in [one["code"] for one in bcd35("channels", "list", "--json").json["data"]]:
        bcd35("channels", "retire", code)
    assert bcd35("channels", "poster") == (
        3,
        "",
        (
            "Lỗi [channels]: Chưa có kênh nào đang dùng.\n"
            "  → Thêm kênh: bcd35 channels add MÃ --platform NỀN_TẢNG --name TÊN --url ĐỊA_CHỈ\n"
        ),
    )


@pytest.mark.issued
def test_a_fourth_reminder_says_how_many_went_out_in_vain(bcd35: CommandLine) -> None:
    for day in ("2025-12-20", "2026-01-05", "2026-01-20"):
        ran = bcd35("remind", "--date", day, "--unit", "SYT", "--accept", "day-off")
        assert (ran.code, "Đã đôn đốc từ" in ran.err) == (0, False)

    fourth = bcd35("remind", "--date", "2026-02-05", "--unit", "SYT", "--draft")

    assert fourth.code == 0
    assert "Đã đôn đốc từ 3 lần trở lên mà chưa có báo cáo: Đảng ủy Sở Y tế: 3 lần." in fourth.err
    assert f"xem từng lần: bcd35 status {ROUND} --late" in fourth.err
