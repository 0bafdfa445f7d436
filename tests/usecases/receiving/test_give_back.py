"""Refused reports go back with a letter and a form; corrected, that form is taken in."""

import io
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from bcd35.domain.errors import Refused
from bcd35.domain.form_spec import IDENTITY_SHEET, SHEET
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters import issuing
from bcd35.usecases.receiving import give_back
from bcd35.usecases.receiving.give_back import return_report
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.receiving.refused_back import withdraw_refused
from bcd35.usecases.receiving.refused_file import CorrectionRequest
from bcd35.usecases.registers.switching import excuse_unit, switch_round
from bcd35.usecases.workspace.upkeep import check_workspace
from tests.conftest import NOW, ROUND, SET_VALUES, CommandLine, at, rehearsing
from tests.support.faults import Faults, fail_sql
from tests.support.filling import change, fill, form_of, issue, picture, rows

pytestmark = pytest.mark.issued


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("mẫu") / "vp", ("SYT", "SNV"))


def refused_file(desk: Desk, root: Path) -> Path:
    """A form of SYT with a wrong number and a missing day, refused."""
    file = fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx", so_anh="năm tấm", ngay_thong_bao=None)
    assert [one.verdict for one in record_files(desk, ReturnedFiles(paths=[file])).outcomes] == ["refused"]
    return file


def test_the_letter_names_the_day_of_receipt_that_the_clerk_stated(desk: Desk, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx", so_anh="năm tấm")
    record_files(desk, ReturnedFiles(paths=[file], received_on=date(2025, 11, 28)))
    assert return_report(desk, CorrectionRequest(unit="SYT")).plan.content.received_on == date(2025, 11, 28)


def test_the_letter_is_not_dated_before_the_one_that_it_names(bcd35: CommandLine, root: Path) -> None:
    """The round's letter may have been replaced after the file came."""
    file = fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx", so_anh="năm tấm")
    later = NOW.replace(day=10)
    assert bcd35("record-report", str(file), "--received-on", "2025-12-04", now=later).code == 3
    replaced = ("notify", "--replace", "28", "--date", "2025-12-08", "--reason", "sai trích yếu")
    assert bcd35(*replaced, now=later).code == 0
    before = picture(root)

    for more in ((), ("--draft",), ("--accept", "date-order")):
        ran = bcd35("return-report", "SYT", "--date", "2025-12-05", *more, now=later)
        told = "Lỗi [--date]: Ngày 05/12/2025 trước ngày công văn của đợt (08/12/2025).\n"
        assert (ran.code, ran.err.startswith(told)) == (3, True)
    assert picture(root) == before
    assert bcd35("return-report", "SYT", *ran.err.split()[-2:], now=later).code == 0


def test_the_day_that_a_letter_puts_right_is_told_of_the_days_before_it_too(
    bcd35: CommandLine, root: Path
) -> None:
    file = fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", str(file)).code == 3  # entered with the day of the run
    later = NOW.replace(day=5)
    assert bcd35("return-report", "SYT", "--received-on", "2025-11-28", now=later).code == 0

    told = bcd35("why", "SYT", "--as-of", "2025-12-01", now=later)
    assert "Tệp bị từ chối: tệp “a.xlsx” nhận ngày 28/11/2025 bị từ chối, chưa gửi trả." in told.out
    known = bcd35("why", "SYT", "--known-on", "2025-12-01", now=later)
    assert "tệp “a.xlsx” nhận ngày 01/12/2025 bị từ chối, chưa gửi trả" in known.out
    assert "ngày nhận: 01/12/2025 → 28/11/2025" in bcd35("log", "--unit", "SYT", now=later).out
    # Whatever the letter is void for: the day that the clerk stated stays stated.
    assert bcd35("letters", "void", "29", "--reason", "sai hạn", now=later).code == 0
    assert "nhận ngày 28/11/2025 bị từ chối, chưa gửi trả" in bcd35("why", "SYT", now=later).out


def _report(desk: Desk) -> None:
    file = fill(form_of(desk.workspace.root, "SYT"), desk.workspace.root / "thư đến" / "b.xlsx")
    assert [one.verdict for one in record_files(desk, ReturnedFiles(paths=[file])).outcomes] == ["accepted"]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda desk: excuse_unit(desk, ROUND, "SYT", event="exempted", reason="x"), "changed_meanwhile"),
        (_report, "changed_meanwhile"),
        (lambda desk: return_report(desk, CorrectionRequest(unit="SYT")), ""),
        (lambda desk: switch_round(desk, ROUND, "closed"), "round_closed"),
        (lambda desk: withdraw_refused(desk, ["SYT"], "tệp thử"), "taken_back_before"),
    ],
    ids=["exempted", "reported", "returned", "closed", "withdrawn"],
)
def test_no_letter_goes_out_about_what_was_settled_while_it_was_made(
    act: Callable[[Desk], object], code: str, desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused_file(desk, root)
    real = issuing.write_documents

    def meanwhile(*given: Any) -> Any:
        monkeypatch.undo()
        act(at(root))
        return real(*given)

    monkeypatch.setattr(give_back, "write_documents", meanwhile)
    with pytest.raises(Refused) as caught:
        return_report(desk, CorrectionRequest(unit="SYT"))
    (found,) = caught.value.findings
    assert found.code == (code or "changed_meanwhile")
    assert ("dùng tiếp số 29-CV/BCĐ" in found.fix) == bool(code)
    assert rows(root, "SELECT count(*) FROM corrections") == [(0 if code else 1,)]


VALUES = SET_VALUES
LETTER = f"out/{ROUND}/SYT/De-nghi-bo-sung_29-CV-BCD_SYT.docx"
FORM = f"out/{ROUND}/SYT/Mau-bao-cao-bo-sung_29-CV-BCD_SYT.xlsx"


def test_the_letter_names_what_is_wrong_and_the_form_keeps_what_is_right(desk: Desk, root: Path) -> None:
    refused_file(desk, root)

    outcome = return_report(desk, CorrectionRequest(unit="Sở Y tế", deadline=date(2025, 12, 19)))

    assert (outcome.done, outcome.plan.files) == (True, (LETTER, FORM))
    assert [tuple(one) for one in outcome.plan.content.corrections] == [
        ("Ngày thông báo xong", "", "ngày/tháng/năm có thật, năm 2000–2100"),
        ("Số ảnh đã gửi", "năm tấm", "số nguyên, từ 0 trở lên"),
    ]
    letter = Document(str(root / LETTER))
    text = "\n".join(
        [p.text for p in letter.paragraphs]
        + [cell.text for t in letter.tables for row in t.rows for cell in row.cells]
    )
    for words in ("29-CV/BCĐ", "Đảng ủy Sở Y tế", "năm tấm", "19/12/2025"):
        assert words in text, words
    sheet = load_workbook(root / FORM)[SHEET]
    answers = {
        str(sheet[f"B{row}"].value): sheet[f"D{row}"]
        for row in range(9, 24)
        if sheet[f"D{row}"].protection.locked is False
    }
    assert {label: cell.value for label, cell in answers.items() if label.startswith("Số")} == {
        "Số tổ chức trực thuộc đã được thông báo": 12,
        "Số tin bài đã chia sẻ trên trang chính thức của đơn vị": 1234,
        "Số tin bài đã gửi": 0,
        "Số ảnh đã gửi": None,
        "Số video đã gửi": "Không áp dụng",
    }
    assert [label for label, cell in answers.items() if cell.border.left.style == "thick"] == [
        "Ngày thông báo xong",
        "Số ảnh đã gửi",
    ]
    assert [
        cell.value
        for row in sheet["A1:A7"]
        for cell in row
        if str(cell.value).startswith("Thời hạn: ngày 19/12/2025. Gửi về: ")
    ]
    marked = (
        "Chỉ điền vào các ô nền vàng và các ô viền đỏ (nội dung cần bổ sung, chỉnh sửa); không sửa ô khác, "
    )
    assert [cell.value for row in sheet.iter_rows() for cell in row if marked in str(cell.value)]
    assert check_workspace(desk).findings == ()


def test_the_corrected_form_is_taken_in(desk: Desk, root: Path) -> None:
    refused_file(desk, root)
    blank = form_of(root, "SYT")
    return_report(desk, CorrectionRequest(unit="SYT"))

    def corrected(book: Workbook) -> None:
        book[SHEET]["D12"].value = date(2025, 11, 28)
        book[SHEET]["D18"].value = 5

    file = root / "thư đến" / "b.xlsx"
    file.write_bytes(change((root / FORM).read_bytes(), corrected))

    assert [
        (one.verdict, one.revision, one.findings)
        for one in record_files(desk, ReturnedFiles(paths=[file])).outcomes
    ] == [("accepted", 1, ())]
    fresh = fill(blank, root / "c.xlsx", so_anh=5)
    # the same answers, filled in from scratch
    assert [one.verdict for one in record_files(desk, ReturnedFiles(paths=[fresh])).outcomes] == [
        "already_received"
    ]


def test_the_same_file_is_given_back_once(desk: Desk, root: Path) -> None:
    file = refused_file(desk, root)
    return_report(desk, CorrectionRequest(unit="SYT"))
    before = picture(root)

    again, by_file = (
        return_report(desk, CorrectionRequest(unit="SYT")),
        return_report(desk, CorrectionRequest(file=file)),
    )

    assert (again.done, by_file.done, picture(root)) == (False, False, before)
    assert again.plan.earlier == by_file.plan.earlier
    assert rows(root, "SELECT number FROM numbers") == [(28,), (29,)]


def test_a_file_straight_from_the_unit_enters_the_quarantine_too(desk: Desk, root: Path) -> None:
    file = fill(form_of(root, "SYT"), root / "a.xlsx", so_anh="x")
    assert return_report(desk, CorrectionRequest(file=file)).done
    assert rows(root, "SELECT file_name, unit_code FROM quarantine") == [("a.xlsx", "SYT")]
    assert check_workspace(desk).findings == ()


def test_draft_and_rehearsal_take_no_number(desk: Desk, root: Path) -> None:
    refused_file(desk, root)
    before = picture(root)
    assert not return_report(rehearsing(desk), CorrectionRequest(unit="SYT")).done
    assert picture(root) == before

    draft = return_report(desk, CorrectionRequest(unit="SYT", draft=True))

    written = {path: digest for path, digest in picture(root).items() if path not in before}
    assert set(written) == {draft.plan.files.letter, draft.plan.files.form}
    assert all(path.startswith("out/_du-thao/") for path in written)
    assert picture(root)["bcd35.db"] == before["bcd35.db"]


def test_an_interrupted_return_uses_its_number_again(
    desk: Desk, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused_file(desk, root)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bcd35.usecases.letters.issuing.publish", dies)
    with pytest.raises(KeyboardInterrupt):
        return_report(desk, CorrectionRequest(unit="SYT"))
    monkeypatch.undo()
    assert rows(root, "SELECT number, purpose FROM numbers") == [(28, "letter"), (29, "correction")]

    assert return_report(desk, CorrectionRequest(unit="SYT")).plan.content.number.number == 29
    assert rows(root, "SELECT number FROM numbers") == [(28,), (29,)]


def _good(root: Path) -> Path:
    return fill(form_of(root, "SYT"), root / "a.xlsx")


def _no_form(root: Path) -> Path:
    (root / "a.xlsx").write_bytes(b"x")
    return root / "a.xlsx"


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (_good, ["nothing_to_correct"]),
        (_no_form, ["not_zip", "unit_unknown"]),
        (None, ["nothing_to_correct"]),
    ],
)
def test_what_cannot_be_given_back(
    make: Callable[[Path], Path] | None, codes: list[str], desk: Desk, root: Path
) -> None:
    request = CorrectionRequest(file=make(root)) if make else CorrectionRequest(unit="SNV")
    with pytest.raises(Refused) as caught:
        return_report(desk, request)
    found = [one.code for one in caught.value.findings]
    assert found[-1] == codes[-1]
    assert len(found) == len(codes)


def _nothing_refused(unit: str, name: str) -> str:
    message = f"Lỗi [{unit}]: “{name}” không có tệp bị từ chối còn tính trong đợt “{ROUND}”."
    return f"{message}\n  → Xem các tệp đã bị từ chối, đã rút: bcd35 reports show {unit} --round {ROUND}\n"


def test_a_unit_of_which_nothing_was_refused(bcd35: CommandLine, root: Path) -> None:
    before = picture(root)
    # One was asked and has sent nothing yet, the other was never asked.
    assert bcd35("return-report", "SNV") == (3, "", _nothing_refused("SNV", "Sở Nội vụ"))
    assert bcd35("return-report", "STC") == (3, "", _nothing_refused("STC", "Sở Tài chính"))
    assert picture(root) == before

    fill(form_of(root, "SYT"), root / "a.xlsx")
    assert bcd35("record-report", "a.xlsx").code == 0
    assert bcd35("return-report", "SYT") == (3, "", _nothing_refused("SYT", "Sở Y tế"))
    # Withdrawn is not refused: what is wrong with it only the clerk knows.
    assert bcd35("reports", "withdraw", "SYT", "--reason", "ghi nhầm").code == 0
    before = picture(root)
    assert bcd35("return-report", "SYT") == (3, "", _nothing_refused("SYT", "Sở Y tế"))
    faultless = (
        'Lỗi: “a.xlsx” không có gì phải sửa.\n  → Nhận bằng: bcd35 record-report "a.xlsx" '
        f"--round {ROUND} --received-on 2025-12-01\n"
    )
    assert bcd35("return-report", "a.xlsx") == (3, "", faultless)
    assert picture(root) == before


def test_a_closed_round_gives_nothing_back(bcd35: CommandLine, desk: Desk, root: Path) -> None:
    refused_file(desk, root)
    bcd35("rounds", "close", ROUND)
    before = picture(root)
    for wanted in ("SYT", "thư đến/a.xlsx"):
        closed = f"Lỗi: Đợt “{ROUND}” đã đóng.\n  → Mở lại nếu cần: bcd35 rounds reopen {ROUND}\n"
        assert bcd35("return-report", wanted, "--round", ROUND) == (3, "", closed)
    assert picture(root) == before


def test_a_file_that_is_not_there(bcd35: CommandLine, root: Path) -> None:
    (root / "thư đến").mkdir()
    before = picture(root)
    for name in ("không có.xlsx", "thư đến"):
        assert bcd35("return-report", name) == (
            4,
            "",
            f"Lỗi: Không có tệp “{name}”.\n  → Kiểm tra lại đường dẫn.\n",
        )
    assert picture(root) == before


def test_what_was_put_right_since_is_not_given_back_by_the_units_name(
    bcd35: CommandLine, desk: Desk, root: Path
) -> None:
    blank, file = form_of(root, "SYT"), refused_file(desk, root)
    fill(blank, root / "đúng.xlsx")
    assert bcd35("record-report", "đúng.xlsx", now=NOW.replace(day=2)).code == 0
    ((copy,),) = rows(root, "SELECT path FROM quarantine")
    before = picture(root)

    since = "“Sở Y tế” đã có báo cáo được nhận (lần 1) sau tệp “a.xlsx” bị từ chối (nhận 01/12/2025)."
    again = f'bcd35 return-report "{copy}" --round {ROUND} --received-on 2025-12-01'
    refused = (3, "", f"Lỗi [SYT]: {since}\n  → Nếu vẫn gửi trả tệp ấy: {again}\n")
    assert bcd35("return-report", "SYT") == refused
    assert picture(root) == before
    # Taken back, that report stands in nobody's way; and a file that is named is meant.
    assert bcd35("reports", "withdraw", "SYT", "--reason", "ghi nhầm", now=NOW.replace(day=3)).code == 0
    assert bcd35("return-report", "SYT", "--dry-run").code == 0
    assert bcd35("record-report", "SYT", *VALUES, now=NOW.replace(day=3)).code == 0
    assert bcd35("return-report", "SYT").code == 3
    assert bcd35("return-report", copy).code == 0
    # A file that is refused after the report is given back as ever.
    fill(blank, file, so_anh="sáu")
    assert bcd35("record-report", "thư đến/a.xlsx", now=NOW.replace(day=4)).code == 3
    assert "sáu" in bcd35("return-report", "SYT", now=NOW.replace(day=4)).out


def test_a_file_without_identity_goes_back_to_the_unit_that_a_clerk_stated(
    bcd35: CommandLine, root: Path
) -> None:
    def nameless(book: Workbook) -> None:
        del book[IDENTITY_SHEET]

    file = fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx", so_anh="năm tấm")
    file.write_bytes(change(file.read_bytes(), nameless))
    # Without a word of the clerk nobody knows whose it is.
    assert bcd35("return-report", "thư đến/a.xlsx").code == 3
    assert bcd35("record-report", "thư đến/a.xlsx", "--as", "SYT", "--round", ROUND).code == 3

    by_file = bcd35("return-report", "thư đến/a.xlsx", "--dry-run", "--json")
    by_unit = bcd35("return-report", "SYT", "--json")

    assert (by_file.code, by_unit.code) == (0, 0)
    for ran in (by_file, by_unit):
        assert [(one["field"], one["found"]) for one in ran.json["data"]["corrections"]] == [
            ("Số ảnh đã gửi", "năm tấm")
        ]
    # The form that goes back has its identity again, so that it is known when it returns.
    corrected = root / "b.xlsx"
    corrected.write_bytes(change((root / FORM).read_bytes(), lambda book: _write(book, "D18", 5)))
    assert bcd35("record-report", "b.xlsx").code == 0
    assert rows(root, "SELECT unit_code, origin FROM reports") == [("SYT", "form")]


def _write(book: Workbook, place: str, value: object) -> None:
    cell: Any = book[SHEET][place]
    cell.value = value


def test_a_unit_given_back_to_twice_gets_two_letters_for_two_files(
    bcd35: CommandLine, desk: Desk, root: Path
) -> None:
    blank, file = form_of(root, "SYT"), refused_file(desk, root)
    assert bcd35("return-report", "SYT").code == 0
    fill(blank, file, so_anh="sáu tấm")
    assert bcd35("record-report", "thư đến").code == 3

    second = bcd35("return-report", "SYT", "--json").json["data"]

    assert (second["letter"]["number"], second["already_returned"]) == (30, False)
    assert [(one["field"], one["found"]) for one in second["corrections"]] == [("Số ảnh đã gửi", "sáu tấm")]
    before = picture(root)
    assert bcd35("return-report", "SYT", "--json").json["data"]["already_returned"] is True
    assert picture(root) == before
    assert rows(root, "SELECT number, purpose FROM numbers") == [
        (28, "letter"),
        (29, "correction"),
        (30, "correction"),
    ]
    assert check_workspace(desk).findings == ()


def test_a_blank_form_that_was_changed_is_not_used(desk: Desk, root: Path) -> None:
    refused_file(desk, root)
    form_of(root, "SYT").write_bytes(b"x")
    with pytest.raises(Refused, match=r"Mẫu đã phát hành “.*” bị mất hoặc bị sửa, không điền lại được\."):
        return_report(desk, CorrectionRequest(unit="SYT"))
    assert rows(root, "SELECT number FROM numbers") == [(28,)]


def test_the_same_request_gives_the_same_bytes(desk: Desk, root: Path) -> None:
    refused_file(desk, root)
    request = CorrectionRequest(unit="SYT", draft=True)
    first = return_report(desk, request).plan.files
    before = [(root / path).read_bytes() for path in first]
    return_report(desk, replace(request))
    assert [(root / path).read_bytes() for path in first] == before
    assert load_workbook(io.BytesIO(before[1])).properties.creator


def test_on_the_screen(bcd35: CommandLine, desk: Desk, root: Path) -> None:
    refused_file(desk, root)
    ran = bcd35("return-report", "SYT")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert (
        lines[0]
        == "Công văn số 29-CV/BCĐ, ngày 01/12/2025: đề nghị Đảng ủy Sở Y tế sửa báo cáo, hạn 15/12/2025"
    )
    assert lines[-4:] == [
        "Đã ghi:",
        f"  {LETTER}",
        f"  {FORM}",
        (
            "Bước tiếp theo: gửi hai tệp ấy cho đơn vị; bản sửa gửi về thì nhận, nêu ngày bản ấy đến: "
            f"bcd35 record-report TỆP --round {ROUND} --received-on NGÀY"
        ),
    ]
    assert bcd35("return-report", "SYT").out == (
        "Tệp này đã được gửi trả Đảng ủy Sở Y tế bằng Công văn số 29-CV/BCĐ, ngày 01/12/2025; lần chạy này "
        "không ghi gì.\n"
        "Bước tiếp theo: gửi hai tệp ấy cho đơn vị; bản sửa gửi về thì nhận, nêu ngày bản ấy đến: "
        f"bcd35 record-report TỆP --round {ROUND} --received-on NGÀY\n"
    )


def test_check_and_the_case_file_know_what_was_refused_and_what_went_back(
    bcd35: CommandLine, desk: Desk, root: Path
) -> None:
    refused_file(desk, root)
    return_report(desk, CorrectionRequest(unit="SYT"))
    ((copy,),) = rows(root, "SELECT path FROM quarantine")

    case = bcd35("casefile", "-o", "hs.zip")

    assert (case.code, bcd35("check").code) == (0, 0)
    with zipfile.ZipFile(root / "hs.zip") as bag:
        listed = {name.partition("/")[2]: name for name in bag.namelist()}
        assert {f"data/gui-tra/SYT/{Path(file).name}" for file in (LETTER, FORM)} <= listed.keys()
        assert f"data/tu-choi/SYT/{Path(copy).name}" in listed
        assert "“Ngày thông báo xong” chưa được trả lời." in bag.read(listed["data/muc-luc.html"]).decode()
    (root / copy).unlink()
    assert [(found.code, found.where) for found in check_workspace(desk).findings] == [("file_missing", copy)]


# --- interrupted --------------------------------------------------------------------------------------------


def refused_of(bcd35: CommandLine, root: Path, *units: str) -> None:
    for unit in units:
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", "thư đến").code == 3


def test_a_fault_of_the_ledger_after_the_papers_have_their_names(bcd35: CommandLine, root: Path) -> None:
    refused_of(bcd35, root, "SYT", "SNV")
    with pytest.MonkeyPatch.context() as patch:
        fail_sql(patch, "COMMIT", "disk I/O error", at=2)
        assert bcd35("return-report", "SYT").code == 7
    assert (root / LETTER).is_file()

    # Another unit's correction gets a number of its own, and the papers are named until their row is there.
    assert bcd35("check", "--json").json["findings"] == [
        {
            "code": "not_recorded",
            "where": f"out/{ROUND}",
            "message": (
                f"Có 2 tệp trong out/{ROUND}/ chưa vào sổ: của một lần chạy return-report dở dang, "
                "chưa gửi đi thì đừng gửi."
            ),
            "fix": "Xem từng tệp là gì, làm gì với nó: bcd35 recover",
        }
    ]
    papers = [(root / path).read_bytes() for path in (LETTER, FORM)]
    assert bcd35("return-report", "SNV", "--json").json["data"]["letter"]["number"] == 30
    assert bcd35("return-report", "SYT", "--json").json["data"]["letter"]["number"] == 29
    assert [(root / path).read_bytes() for path in (LETTER, FORM)] == papers
    assert bcd35("check").code == 0


def test_papers_of_another_day_are_not_replaced(bcd35: CommandLine, root: Path) -> None:
    refused_of(bcd35, root, "SYT")
    with pytest.MonkeyPatch.context() as patch:
        fail_sql(patch, "COMMIT", "disk I/O error", at=2)
        bcd35("return-report", "SYT")
    before = picture(root)
    ran = bcd35("return-report", "SYT", "--date", "2025-12-02", "--json")
    assert (ran.code, [found["code"] for found in ran.json["findings"]]) == (3, ["papers_in_the_way"])
    assert picture(root) == before
    assert bcd35("return-report", "SYT", "--date", "2025-12-01").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_whichever_operation_fails_the_report_goes_back_under_one_number(
    lasting: bool,  # noqa: FBT001 – a case
    bcd35: CommandLine,
    root: Path,
    tmp_path: Path,
) -> None:
    refused_of(bcd35, root, "SYT")
    calm = Path(shutil.copytree(root, tmp_path / "ổ đĩa tốt"))
    assert bcd35("-C", str(calm), "return-report", "SYT").code == 0
    whole = picture(calm)
    for failing in count(1):
        copy = Path(shutil.copytree(root, tmp_path / f"{failing:03d}"))
        with pytest.MonkeyPatch.context() as patch:
            faults = Faults(patch, failing, lasting=lasting)
            ran = bcd35("-C", str(copy), "return-report", "SYT")
        recorded = rows(copy, "SELECT number FROM corrections")
        # The mark is moved after the letter is recorded; that it cannot be is no failure.
        assert (ran.code == 0) == (recorded == [(29,)]), ran
        assert "Traceback" not in ran.err
        assert list(copy.rglob("*.tmp")) == []
        assert bcd35("-C", str(copy), "return-report", "SYT").code == 0
        assert picture(copy) == whole
        shutil.rmtree(copy)
        if faults.done < failing:
            assert failing > 10
            return


def test_all_that_wait_for_an_answer_get_it_in_one_command(bcd35: CommandLine, root: Path) -> None:
    for unit in ("SYT", "SNV"):
        fill(form_of(root, unit), root / "thư đến" / f"{unit}.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", "thư đến").code == 3
    before = picture(root)
    foreseen = bcd35("return-report", "--all-refused", "--dry-run")
    assert (foreseen.code, foreseen.out.count("số kế tiếp"), picture(root) == before) == (0, 2, True)

    done = bcd35("return-report", "--all-refused", "--json").json

    letters = [(one["unit"], one["letter"]["number"]) for one in done["data"]["returned"]]
    assert letters == [("SYT", 29), ("SNV", 30)]  # in the order of the office
    assert all((root / one["files"]["letter"]).is_file() for one in done["data"]["returned"])
    again = bcd35("return-report", "--all-refused")
    assert (again.code, "không có tệp bị từ chối nào chờ gửi trả" in again.err) == (3, True)


def test_of_one_day_the_file_that_was_refused_after_a_report_was_entered_is_given_back(
    bcd35: CommandLine, root: Path
) -> None:
    fill(form_of(root, "SYT"), root / "thư đến" / "a.xlsx", so_anh="năm tấm")
    assert bcd35("record-report", "SYT", "--received-on", "2025-11-28", *VALUES).code == 0
    refused = bcd35("record-report", "thư đến", "--received-on", "2025-11-30", now=NOW.replace(hour=10))
    assert refused.code == 3
    advice = f"bcd35 return-report SYT --round {ROUND}"
    assert advice in refused.out
    assert bcd35(*advice.split()[1:], "--dry-run").code == 0
    more = "record-report", "SYT", "--received-on", "2025-12-01", "--set", "anh_da_gui=9"
    assert bcd35(*more, now=NOW.replace(hour=11)).code == 0
    assert "sau tệp “a.xlsx” bị từ chối" in bcd35(*advice.split()[1:]).err


@pytest.mark.parametrize(
    "words", [(), ("SYT", "--all-refused"), ("--all-refused", "--received-on", "2025-11-28")]
)
def test_either_one_is_given_back_or_all(words: tuple[str, ...], bcd35: CommandLine) -> None:
    assert bcd35("return-report", *words).code == 2
