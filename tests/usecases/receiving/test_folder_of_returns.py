"""A whole folder as it comes: 300 files, good, faulty and hostile, taken in with one command.

Every file counts once.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bcd35.domain import verdicts
from bcd35.domain.verdicts import refusal_kinds
from bcd35.formats.forms import returned as returned_forms
from bcd35.formats.forms import unit_table as tables
from bcd35.formats.ooxml import guard as package_guard
from bcd35.formats.tables import grids
from bcd35.formats.xlsx import cells as worksheets
from bcd35.formats.xlsx import guard as xlsx_guard
from bcd35.formats.xlsx import reader as workbooks
from bcd35.usecases.receiving import gather
from tests.conftest import CommandLine
from tests.support import returned_folder
from tests.support.filling import beside_copies, picture, rows
from tests.support.returned_folder import (
    ARRIVED,
    AT_ODDS,
    FAULTY,
    GOOD,
    REVISED,
    VERDICTS,
    number_of,
    unit_at,
)

pytestmark = pytest.mark.issued

REFUSALS = {
    "other_unit": 1,
    "tampered": 6,
    "faulty_answers": 14,
    "not_ours": 3,
    "not_admitted": 1,
    "unreadable": 13,
    "hostile": 19,
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mẫu") / "vp"
    folder = returned_folder.build(root)
    (folder / "~$a.xlsx").write_bytes(b"x")
    (folder / "Thumbs.db").write_bytes(b"x")
    return root


def test_a_whole_drive_is_no_folder_of_reports(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather, "MOST_FILES", 5)
    before = picture(root)
    message = f"Trong “{ARRIVED}” có hơn 5 tệp: không phải thư mục đơn vị gửi về."
    fix = "Nêu đúng thư mục, hoặc từng tệp, mà các đơn vị gửi về."
    assert bcd35("record-report", ARRIVED) == (3, "", f"Lỗi: {message}\n  → {fix}\n")
    assert picture(root) == before


def taken_in(bcd35: CommandLine) -> Any:
    ran = bcd35("record-report", ARRIVED, "--json")
    assert (ran.code, ran.err) == (3, "")
    return ran.json["data"]


def test_every_file_counts_once_and_what_is_recorded_is_what_was_sent(bcd35: CommandLine, root: Path) -> None:
    files = [path for path in (root / ARRIVED).rglob("*") if path.is_file()]

    data = taken_in(bcd35)

    assert len(files) - len(data["ignored"]) == len(data["files"]) == 300
    assert {name: count for name, count in data["counts"].items() if count} == VERDICTS
    assert {name: count for name, count in data["refusals"].items() if count} == REFUSALS
    sent = [(unit_at(place).code, 1, number_of(place)) for place in GOOD]
    sent += [(unit_at(place).code, *one) for place in REVISED for one in ((1, 1), (2, number_of(place)))]
    told_column = "unit_code, revision, CAST(value AS INTEGER)"
    sql = (
        f"SELECT {told_column} FROM reports JOIN answers ON report_id = reports.id WHERE field = "  # noqa: S608 - ours
        "'to_chuc_da_thong_bao'"
    )
    assert rows(root, f"{sql} ORDER BY unit_code, revision") == sorted(sent)
    assert not {unit_at(place).code for place in (AT_ODDS, *FAULTY)} & {unit for unit, _, _ in sent}
    assert bcd35("check").code == 0


def test_every_refusal_has_a_note_that_its_unit_understands(bcd35: CommandLine, root: Path) -> None:
    refused = [one for one in taken_in(bcd35)["files"] if one["verdict"] == "refused"]

    notes = {
        one["file"]: (root / one["quarantined"]).with_suffix(".txt").read_text(encoding="utf-8-sig")
        for one in refused
    }

    assert [
        file
        for file, note in notes.items()
        if f"Tệp: {Path(file).name}\n" not in note or "Cách sửa:" not in note
    ] == []
    # what only the office can do
    assert [file for file, note in notes.items() if "bcd35" in note or "--" in note] == []
    assert len(notes) == VERDICTS["refused"]
    # also of the one that is too large to be copied
    assert Counter("MB" in note for note in notes.values())[True] == 3


@pytest.mark.slow
def test_ten_more_runs_change_nothing(bcd35: CommandLine, root: Path) -> None:
    taken_in(bcd35)
    before = picture(root)
    again = {**VERDICTS, "accepted": 0, "revised": 0, "already_received": 238}
    for _ in range(10):
        counts = taken_in(bcd35)["counts"]
        assert {name: counts[name] for name in again} == again
    assert picture(root) == before
    assert beside_copies(before) != before  # the copies are in the picture


def test_files_get_the_same_verdicts_however_many_are_read_at_a_time(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = bcd35("record-report", ARRIVED, "--dry-run", "--json")
    monkeypatch.setattr("bcd35.usecases.receiving.read_files._AT_A_TIME", 1)
    assert bcd35("record-report", ARRIVED, "--dry-run", "--json") == together
    assert rows(root, "SELECT count(*) FROM reports") == [(10,)]


def test_every_code_of_the_file_readers_is_a_kind_of_refusal() -> None:
    """A code that nobody assigned to a kind counts as unreadable; which ones do is stated here."""
    import re

    sources = (grids, package_guard, returned_forms, tables, workbooks, worksheets, xlsx_guard)
    words = "\n".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in sources)
    stated = set(re.findall(r'(?:Finding|refuse)\(\s*"([a-z_]+)"', words))
    assigned = {code for codes in verdicts._CODES.values() for code in codes}
    assert stated - assigned == {
        *(
            "bad_value",
            "binary_workbook",
            "broken_csv",
            "broken_part",
            "disordered",
            "doubled_column",
            "empty_file",
            "html",
            "legacy_font",
            "lost_letters",
            "misread_letters",
            "row_too_long",
            "torn_cell",
            "torn_figure",
        ),
        *(
            "no_table",
            "not_workbook",
            "not_zip",
            "odd_encoding",
            "old_xls",
            "open_document",
            "password",
            "plain_text",
            "truncated",
        ),
        *("no_such_sheet", "unreadable"),
    }
    assert {refusal for refusal in refusal_kinds() if refusal not in verdicts._CODES} == {"unreadable"}
