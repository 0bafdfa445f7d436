"""Names of copies, which of them go, and when one is overdue."""

from datetime import date, datetime

import pytest

from bcd35.domain.copies import (
    CopiedFile,
    CopyList,
    LedgerName,
    copy_name,
    ledger_path,
    list_path,
    read_ledger_name,
    stored_path,
    superfluous_files,
    superfluous_ledgers,
    superfluous_lists,
)
from bcd35.domain.overdue import days_without_copy
from bcd35.formats.copies import read_copy_list, write_copy_list
from bcd35.world.workspace import VIETNAM

DIGEST = "0123456789abcdef" * 4
AT = datetime(2025, 12, 1, 8, 30, 5, tzinfo=VIETNAM)


def copy_of(*files: CopiedFile, lacking: tuple[str, ...] = ()) -> CopyList:
    return CopyList(
        made_at=AT.isoformat(),
        book="b" * 64,
        ledger=CopiedFile("so/x.db", DIGEST, 9),
        files=files,
        lacking=lacking,
    )


@pytest.mark.parametrize(
    ("path", "stored"),
    [
        ("out/đợt/SYT/Công văn.docx", "tep/out/đợt/SYT/Công văn~0123456789.docx"),
        ("data/office.yaml", "tep/data/office~0123456789.yaml"),  # no copy looks like a workspace
        ("out/không-đuôi", "tep/out/không-đuôi~0123456789"),
        (f"out/_ho-so/01/{DIGEST}.xlsx", f"tep/out/_ho-so/01/{DIGEST}.xlsx"),
    ],
)
def test_a_stored_file_keeps_its_name_and_shows_its_digest(path: str, stored: str) -> None:
    assert stored_path(path, DIGEST) == stored


def test_names_of_a_copy_tell_when_and_of_which_book() -> None:
    name = copy_name(AT, "abcdef0123", 57, DIGEST)
    assert name == "2025-12-01_083005_abcdef-000057-0123"
    assert list_path(name) == f"ban-sao/{name}.json"
    assert ledger_path(name) == f"so/bcd35_{name}.db"
    assert read_ledger_name(f"bcd35_{name}.db") == LedgerName("2025-12-01_083005", 57, "abcdef", 0)
    before = ledger_path(name, before_version=6).removeprefix("so/")
    assert before == f"bcd35_{name}_truoc-nang-cap-v6.db"
    assert read_ledger_name(before) == LedgerName("2025-12-01_083005", 57, "abcdef", 6)


@pytest.mark.parametrize("name", ["bcd35.db", "bcd35 (2).db", "bcd35_2025-12-01.db", "x.db"])
def test_another_name_is_no_copy_of_ours(name: str) -> None:
    assert read_ledger_name(name) is None


def test_the_newest_copies_stay_and_always_a_whole_one() -> None:
    lacks = copy_of(lacking=("out/x",))
    copies = {"1": copy_of(), "2": copy_of(), "3": lacks, "4": lacks}
    assert superfluous_lists(copies, 2) == ["1"]  # 2 is the last good one
    assert superfluous_lists({"1": copy_of(), "2": copy_of(), "3": copy_of()}, 2) == ["1"]
    assert superfluous_lists(copies, 4) == []


def test_ledgers_of_copies_and_from_before_an_update_stay() -> None:
    names = [f"bcd35_2025-12-0{day}_083000_abcdef-000001-0123.db" for day in range(1, 6)]
    old = "bcd35_2025-11-01_083000_abcdef-000001-0123_truoc-nang-cap-v6.db"
    assert superfluous_ledgers([*names, old, "của người khác.db"], 2, {names[0]}) == [names[2], names[1]]


def test_files_go_when_no_copy_that_stays_names_them() -> None:
    both, one = CopiedFile("out/a.docx", DIGEST, 1), CopiedFile("out/b.docx", DIGEST, 1)
    assert superfluous_files([copy_of(both)], [copy_of(both, one)]) == [stored_path("out/b.docx", DIGEST)]


@pytest.mark.parametrize(
    ("last", "days"),
    [(date(2025, 12, 1), None), (date(2025, 11, 24), None), (date(2025, 11, 23), 8)],
)
def test_a_copy_is_overdue_after_more_days_than_allowed(last: date, days: int | None) -> None:
    assert days_without_copy(last, date(2025, 12, 1), 7) == days


def test_a_list_is_read_back_and_no_damaged_one() -> None:
    copy = copy_of(CopiedFile("out/đợt/a.docx", DIGEST, 5), lacking=("out/b",))
    data = write_copy_list(copy)
    assert read_copy_list(data) == copy
    for place in range(len(data)):
        assert read_copy_list(data[:place]) in (None, copy)  # the last byte is a line break
        flipped = data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]
        assert read_copy_list(flipped) in (None, copy), place
    assert read_copy_list(b"") is None
