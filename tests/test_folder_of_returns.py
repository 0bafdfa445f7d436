"""A whole folder as it comes: good forms of several origins, copies and revisions, faulty and hostile files; every file counts once."""

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bcd35.domain import verdicts
from bcd35.domain.verdicts import refusal_kinds
from bcd35.formats import package_guard, returned_forms, tables, workbooks, xlsx_guard
from tests import hostile
from tests.conftest import CommandLine
from tests.filling import UNITS, beside_copies, change, fill, form_of, issue, picture, rows


def _hostile_files() -> dict[str, bytes]:
    made = {
        "bomb": hostile.bomb(),
        "laughs": hostile.billion_laughs(),
        "far": hostile.far_cell(),
        "rows": hostile.many_rows(),
        "strings": hostile.many_strings(),
        "merges": hostile.many_merges(),
        "deep": hostile.deep(),
        "token": hostile.long_token(),
        "old": hostile.old_xls(),
        "password": hostile.password_protected(),
        "html": b"<html><table></table></html>",
        "nothing": b"",
        "text": "Số ảnh: 5".encode(),
        "nuls": bytes(4096),
    }
    return {f"xấu {name}.xlsx": data for name, data in made.items()}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with five units and a folder of 50 files, in folders within it."""
    root = issue(tmp_path_factory.mktemp("mẫu") / "vp")
    folder = root / "thư đến"
    for place, unit in enumerate(UNITS):
        good = fill(form_of(root, unit), folder / f"{place}" / f"Báo cáo {unit}.xlsx")
        data = good.read_bytes()
        for copy in range(3):
            shutil.copy(good, folder / f"{place}" / f"Copy ({copy}) of {unit}.xlsx")
        resaved = change(data, lambda book: setattr(book.properties, "title", "lưu lại"))
        (folder / f"{place}" / f"lưu lại {unit}.xlsx").write_bytes(resaved)
    for number, unit in enumerate(UNITS):
        fill(form_of(root, unit), folder / "lỗi" / f"chữ {number}.xlsx", so_anh="năm")
        cut = fill(form_of(root, unit), folder / "lỗi" / f"cụt {number}.xlsx")
        cut.write_bytes(cut.read_bytes()[:2500])
    for name, data in _hostile_files().items():
        (folder / "lạ" / name).parent.mkdir(exist_ok=True)
        (folder / "lạ" / name).write_bytes(data)
    for name in ("~$a.xlsx", "Thumbs.db"):
        (folder / name).write_bytes(b"x")
    return root


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "vp"))


def taken_in(bcd35: CommandLine) -> Any:
    ran = bcd35("record-report", "thư đến", "--json")
    assert (ran.code, ran.err) == (3, "")
    return ran.json["data"]


def test_every_file_counts_once_and_every_refusal_has_a_reason(bcd35: CommandLine, root: Path) -> None:
    files = [path for path in (root / "thư đến").rglob("*") if path.is_file()]

    data = taken_in(bcd35)

    counts = data["counts"]
    assert {name: count for name, count in counts.items() if count} == {
        "accepted": 5,
        "already_received": 20,
        "refused": 24,
        "total": 49,
    }
    assert sum(counts.values()) - counts["total"] == counts["total"] == len(files) - len(data["ignored"])
    assert sum(data["refusals"].values()) == counts["refused"]
    refused = [one for one in data["files"] if one["verdict"] == "refused"]
    assert [one["file"] for one in refused if not (one["findings"] and all(found["message"] for found in one["findings"]))] == []
    assert Counter(one["refusal"] for one in refused)["faulty_answers"] == 5
    notes = sorted((root / "out" / "_cach-ly").rglob("*.txt"))
    assert len(notes) == len({one["quarantined"] for one in refused if one["quarantined"]})
    assert [note.name for note in notes if "Lý do (" not in note.read_text(encoding="utf-8-sig")] == []
    assert rows(root, "SELECT count(*) FROM reports") == [(5,)]
    assert bcd35("check").code == 0


def test_ten_more_runs_change_nothing(bcd35: CommandLine, root: Path) -> None:
    taken_in(bcd35)
    before = picture(root)
    for _ in range(10):
        counts = taken_in(bcd35)["counts"]
        assert (counts["accepted"], counts["already_received"], counts["refused"], counts["total"]) == (0, 25, 24, 49)
    assert picture(root) == before
    assert beside_copies(before) != before  # the copies are in the picture


def test_many_files_are_read_by_several_processes_to_the_same_verdicts(
    bcd35: CommandLine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = bcd35("record-report", "thư đến", "--dry-run", "--json")
    monkeypatch.setattr("bcd35.usecases.incoming._WORTH_PROCESSES", 10)
    monkeypatch.setattr("bcd35.usecases.incoming.cores", lambda: 2)
    assert len(list((root / "thư đến").rglob("*.xlsx"))) > 10
    assert bcd35("record-report", "thư đến", "--dry-run", "--json") == alone


def test_every_code_of_the_file_readers_is_a_kind_of_refusal() -> None:
    """A code that nobody assigned to a kind counts as unreadable; which ones do is stated here."""
    import re

    sources = (package_guard, returned_forms, tables, workbooks, xlsx_guard)
    words = "\n".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in sources)
    stated = set(re.findall(r'(?:Finding|refuse)\(\s*"([a-z_]+)"', words))
    assigned = {code for codes in verdicts._CODES.values() for code in codes}
    assert stated - assigned == {
        *("bad_value", "binary_workbook", "broken_csv", "broken_part", "disordered", "doubled_column", "empty_file", "html", "legacy_font"),
        *("no_table", "not_workbook", "not_zip", "odd_encoding", "old_xls", "open_document", "password", "plain_text", "truncated"),
        *("two_tables", "unreadable"),
    }
    assert {refusal for refusal in refusal_kinds() if refusal not in verdicts._CODES} == {"unreadable"}
