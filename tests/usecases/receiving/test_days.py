"""A day of receipt for each file or row: of a list, a folder named by day, a saved letter, a column."""

import shlex
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from bcd35.domain.errors import Refused
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.record import ReturnedFiles, record_files
from bcd35.usecases.receiving.table import TableRequest, record_table
from bcd35.world.workspace import VIETNAM
from tests.conftest import ROUND, CommandLine, at, rehearsing
from tests.support.filling import LABELS, fill, form_of, picture, rows
from tests.support.mails import letter
from tests.support.unit_tables import GOOD, sheet

pytestmark = pytest.mark.issued
LATER = datetime(2025, 12, 20, 8, 30, tzinfo=VIETNAM)
DAYS = "SELECT unit_code, revision, received_on FROM reports ORDER BY id"


@pytest.fixture
def desk(root: Path) -> Desk:
    return at(root, LATER)


def take(
    desk: Desk, *paths: Path, received_on: date | None = date(2025, 12, 18), **more: object
) -> list[str]:
    """Takes these in; the codes of what was remarked on."""
    request = ReturnedFiles(paths=paths, received_on=received_on, **more)  # type: ignore[arg-type]
    recorded = record_files(desk, request)
    assert {one.verdict for one in recorded.outcomes} <= {"accepted", "revised", "already_received"}
    return [found.code for found in recorded.remarks]


# --- folders ------------------------------------------------------------------------------------------------


def test_a_folder_named_by_day_says_when_its_files_came(desk: Desk, root: Path) -> None:
    came = root / "thư đến"
    fill(form_of(root, "SYT"), came / "2025-12-14" / "a.xlsx")
    fill(form_of(root, "SNV"), came / "15.12.2025" / "của Sở" / "b.xlsx")
    fill(form_of(root, "SXD"), came / "16-12-2025" / "c.xlsx")
    fill(form_of(root, "TTT"), came / "d.xlsx")

    request = ReturnedFiles(paths=[came], received_on=date(2025, 12, 18))
    (told,) = record_files(desk, request).remarks

    assert set(rows(root, "SELECT unit_code, received_on FROM reports")) == {
        ("SYT", "2025-12-14"),
        ("SNV", "2025-12-15"),
        ("SXD", "2025-12-16"),
        ("TTT", "2025-12-18"),
    }
    assert told.message == (
        "Ngày nhận lấy theo tên thư mục: 3 báo cáo (14/12/2025, 15/12/2025, 16/12/2025); ngày chung của "
        "lệnh: 1 báo cáo (18/12/2025)."
    )


def test_only_folders_below_the_one_that_is_named_count(desk: Desk, root: Path) -> None:
    work = root / "2025-12-01" / "gửi về"
    fill(form_of(root, "SYT"), work / "a.xlsx")
    fill(form_of(root, "SNV"), work / "2025-12-14" / "b.xlsx")

    assert take(desk, work) == ["own_days"]
    fill(form_of(root, "SXD"), root / "2025-12-15" / "c.xlsx")
    take(desk, root / "2025-12-15")
    fill(form_of(root, "TTT"), root / "2025-12-16" / "d.xlsx")
    take(desk, root / "2025-12-16" / "d.xlsx", received_on=None)
    fill(form_of(root, "DTN"), root / "2025-12-16" / "e.xlsx")
    take(desk, root / "2025-12-16" / "e.xlsx", received_on=date(2025, 12, 13))

    assert rows(root, DAYS) == [
        ("SNV", 1, "2025-12-14"),
        ("SYT", 1, "2025-12-18"),
        ("SXD", 1, "2025-12-15"),
        ("TTT", 1, "2025-12-16"),
        ("DTN", 1, "2025-12-13"),
    ]


def test_versions_of_two_days_are_a_report_and_its_revision_whatever_their_names(
    desk: Desk, root: Path
) -> None:
    fill(form_of(root, "SYT"), root / "đến" / "2025-12-16" / "a.xlsx", so_anh=5)
    fill(form_of(root, "SYT"), root / "đến" / "2025-12-14" / "z.xlsx")

    take(desk, root / "đến")

    assert rows(root, DAYS) == [("SYT", 1, "2025-12-14"), ("SYT", 2, "2025-12-16")]


@pytest.mark.parametrize(
    ("folder", "code", "words"),
    [
        ("2025-12-24", "received_in_future", "Ngày nhận 24/12/2025 ở sau hôm nay (20/12/2025)."),
        ("21-11-2025", "received_before_letter", "Ngày nhận 21/11/2025 ở trước ngày công văn (22/11/2025)."),
    ],
)
def test_a_folder_with_an_impossible_day_stops_the_run_before_anything(
    desk: Desk, root: Path, folder: str, code: str, words: str
) -> None:
    fill(form_of(root, "SYT"), root / "đến" / folder / "a.xlsx")
    fill(form_of(root, "SNV"), root / "đến" / "b.xlsx")
    before = picture(root)

    with pytest.raises(Refused) as caught:
        take(desk, root / "đến")

    assert [(found.code, found.where, found.message) for found in caught.value.findings] == [
        (code, folder, words)
    ]
    assert picture(root) == before


def test_files_on_record_do_not_stop_a_run_and_keep_their_day(desk: Desk, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "đến" / "a.xlsx")
    take(desk, root / "đến")
    (root / "đến").rename(root / "24-12-2025")

    assert take(desk, root / "24-12-2025", received_on=None) == ["day_not_kept"]
    assert rows(root, DAYS) == [("SYT", 1, "2025-12-18")]


# --- letters ------------------------------------------------------------------------------------------------


def mail(root: Path, unit: str, file: Path, **more: str) -> Path:
    filled = fill(form_of(root, unit), root / "tạm" / f"{unit}.xlsx").read_bytes()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(letter({f"{unit}.xlsx": filled, "bản ký.pdf": b"%PDF-1.7"}, **more))
    return file


def test_a_saved_letter_gives_its_form_and_its_day_and_names_the_rest(desk: Desk, root: Path) -> None:
    # half past six of the evening of the 13th in the zone of the server
    mail(root, "SYT", root / "đến" / "thư.eml", sent="Sat, 13 Dec 2025 18:30:00 +0000")

    recorded = record_files(desk, ReturnedFiles(paths=[root / "đến"], received_on=date(2025, 12, 18)))

    assert [(one.file, one.verdict, one.received_on, one.day_source) for one in recorded.outcomes] == [
        ("đến/thư.eml/SYT.xlsx", "accepted", date(2025, 12, 14), "mail")
    ]
    assert recorded.remarks[1].message == (
        "Trong thư .eml, không phải bảng tính nên không đọc: đến/thư.eml/bản ký.pdf."
    )
    assert rows(root, "SELECT received_on, file_name FROM reports") == [("2025-12-14", "SYT.xlsx")]


def test_the_office_comes_before_the_letter(desk: Desk, root: Path) -> None:
    mail(root, "SYT", root / "đến" / "2025-12-16" / "thư.eml")
    take(desk, root / "đến")
    assert rows(root, DAYS) == [("SYT", 1, "2025-12-16")]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("Wed, 24 Dec 2025 08:00:00 +0700", "received_in_future"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", "received_before_letter"),
    ],
)
def test_a_wrong_clock_of_a_sender_decides_nothing(desk: Desk, root: Path, sent: str, code: str) -> None:
    mail(root, "SYT", root / "đến" / "thư.eml", sent=sent)

    codes = take(desk, root / "đến")

    assert rows(root, DAYS) == [("SYT", 1, "2025-12-18")]
    assert codes[0] == code


def test_a_form_in_a_letter_can_be_named_in_the_next_command(bcd35: CommandLine, root: Path) -> None:
    wrong = fill(form_of(root, "SYT"), root / "tạm" / "a.xlsx", so_to_chuc="mười").read_bytes()
    (root / "thư.eml").write_bytes(letter({"a.xlsx": wrong}))

    ran = bcd35("record-report", "thư.eml", now=LATER)
    assert (ran.code, "Lỗi [thư.eml/a.xlsx, Báo cáo!" in ran.err) == (3, True)
    assert bcd35("record-report", "thư.eml/a.xlsx", "--received-on", "2025-12-18", now=LATER).code == 3
    assert bcd35("return-report", "thư.eml/a.xlsx", "--dry-run", now=LATER).code == 0
    (copy,) = (root / "out" / "_cach-ly").glob("*/*.xlsx")
    assert copy.read_bytes() == wrong
    assert rows(root, "SELECT received_on FROM quarantine") == [("2025-12-14",)]


def test_a_letter_that_cannot_be_read_is_refused_as_itself(desk: Desk, root: Path) -> None:
    (root / "thư.eml").write_bytes(b"--b\n" * 3_000)

    (one,) = record_files(desk, ReturnedFiles(paths=[root / "thư.eml"])).outcomes

    assert (one.file, one.verdict, [found.code for found in one.findings]) == (
        "thư.eml",
        "refused",
        ["too_many_parts"],
    )


def test_a_letter_without_a_form_is_only_named(desk: Desk, root: Path) -> None:
    (root / "thư.eml").write_bytes(letter({}))
    recorded = record_files(desk, ReturnedFiles(paths=[root / "thư.eml"]))
    assert (recorded.outcomes, [found.code for found in recorded.remarks]) == ((), ["not_read_in_mail"])


# --- a list -------------------------------------------------------------------------------------------------


def day_list(root: Path, *lines: tuple[object, ...]) -> Path:
    book = Workbook()
    page = book.worksheets[0]
    for line in (("STT", "Tên tệp", "Ngày nhận"), *lines):
        page.append(list(line))
    book.save(root / "đến" / "danh sách.xlsx")
    return root / "đến" / "danh sách.xlsx"


def test_a_list_says_when_each_file_came_before_folder_and_letter(desk: Desk, root: Path) -> None:
    came = root / "đến"
    fill(form_of(root, "SYT"), came / "a.xlsx")
    fill(form_of(root, "SNV"), came / "2025-12-15" / "b.xlsx")
    mail(root, "SXD", came / "thư.eml")
    fill(form_of(root, "TTT"), came / "d.xlsx")
    listed = day_list(
        root,
        (1, "A.xlsx", date(2025, 12, 10)),
        (2, "2025-12-15\\b.xlsx", "11-12-2025"),
        (3, "thư.eml", "12.12.2025"),
    )

    # written as the office sees it, from inside the folder too
    codes = take(desk, came, received_list=listed)

    assert set(rows(root, "SELECT unit_code, received_on FROM reports")) == {
        ("SYT", "2025-12-10"),
        ("SNV", "2025-12-11"),
        ("SXD", "2025-12-12"),
        ("TTT", "2025-12-18"),
    }
    assert codes == ["own_days", "not_read_in_mail"]


def test_everything_wrong_in_a_list_is_told_at_once_and_nothing_is_recorded(desk: Desk, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "đến" / "a.xlsx")
    fill(form_of(root, "SNV"), root / "đến" / "x" / "b.xlsx")
    fill(form_of(root, "SXD"), root / "đến" / "y" / "b.xlsx")
    listed = day_list(
        root,
        (1, "a.xlsx", date(2025, 12, 10)),
        (2, "a.xlsx", date(2025, 12, 11)),
        (3, "b.xlsx", date(2025, 12, 11)),
        (4, "c.xlsx", date(2025, 12, 11)),
        (5, "x/b.xlsx", "hôm qua"),
    )
    before = picture(root)

    with pytest.raises(Refused) as caught:
        take(desk, root / "đến", received_list=listed)

    assert [(found.code, found.where.rpartition("!")[2]) for found in caught.value.findings] == [
        ("two_days", "C3"),
        ("unlisted_file", "B4"),
        ("unlisted_file", "B5"),
        ("not_a_day", "C6"),
    ]
    assert picture(root) == before


# --- a column -----------------------------------------------------------------------------------------------


def test_a_column_says_when_each_row_came_and_unused_columns_are_named(desk: Desk, root: Path) -> None:
    table = sheet(
        root / "bảng.xlsx",
        [1, "Sở Y tế", date(2025, 12, 12), *GOOD, "đã gọi điện"],
        [2, "Sở Nội vụ", "13.12.2025", *GOOD, None],
        [3, "Sở Xây dựng", None, *GOOD, None],
        [4, "Thanh tra tỉnh", "24/12/2025", *GOOD, None],
        [5, "DTN", "sáng thứ hai", *GOOD, None],
        heading=["TT", "Tên đơn vị", "Ngày nhận BC", *LABELS, "Người gọi"],
    )

    recorded = record_table(desk, TableRequest(table, received_on=date(2025, 12, 18)))

    assert rows(root, DAYS) == [("SYT", 1, "2025-12-12"), ("SNV", 1, "2025-12-13"), ("SXD", 1, "2025-12-18")]
    assert [(found.code, found.where) for one in recorded.outcomes for found in one.findings] == [
        ("received_in_future", "bảng.xlsx, Sheet!C7"),
        ("not_a_day", "bảng.xlsx, Sheet!C8"),
    ]
    assert [found.message for found in recorded.remarks] == [
        (
            "Ngày nhận lấy theo cột “Ngày nhận”: 2 báo cáo (12/12/2025, 13/12/2025); ngày chung của lệnh: "
            "1 báo cáo (18/12/2025)."
        ),
        "Không đọc các cột: “Người gọi”.",
    ]
    assert recorded.again == (
        f'bcd35 record-report "bảng_can-sua.xlsx" --round {ROUND} --received-on 2025-12-18'
    )


def test_a_rehearsal_of_days_writes_nothing(desk: Desk, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "đến" / "2025-12-14" / "a.xlsx")
    before = picture(root)
    assert take(rehearsing(desk), root / "đến") == ["own_days"]
    assert picture(root) == before


# --- dates in answers, advice -------------------------------------------------------------------------------


def test_a_date_after_the_day_of_receipt_is_taken_with_a_remark(desk: Desk, root: Path) -> None:
    fill(form_of(root, "SYT"), root / "đến" / "2025-12-14" / "a.xlsx", ngay="15-12-2025")

    (one,) = record_files(desk, ReturnedFiles(paths=[root / "đến"])).outcomes

    assert one.verdict == "accepted"
    assert [(found.code, found.message) for found in one.remarks] == [
        ("date_after_receipt", "“Ngày thông báo xong” ghi 15/12/2025, sau ngày nhận 14/12/2025; vẫn nhận.")
    ]


def test_the_advice_for_files_at_odds_keeps_the_day_the_round_and_the_note(
    bcd35: CommandLine, root: Path
) -> None:
    fill(form_of(root, "SYT"), root / "đến" / "a.xlsx")
    fill(form_of(root, "SYT"), root / "đến" / "b.xlsx", so_anh=5)

    ran = bcd35("record-report", "đến", "--received-on", "2025-12-14", "--note", "qua thư", now=LATER)
    advice = next(line for line in ran.err.splitlines() if '--replace "đến/b.xlsx"' in line)
    command = advice.partition("bcd35 ")[2]
    assert command == (
        'record-report "đến/a.xlsx" "đến/b.xlsx" --replace "đến/b.xlsx" '
        f'--round {ROUND} --received-on 2025-12-14 --note "qua thư"'
    )
    assert bcd35(*shlex.split(command), now=LATER).code == 0
    assert rows(root, "SELECT received_on, note, file_name FROM reports") == [
        ("2025-12-14", "qua thư", "b.xlsx")
    ]
