"""What tests of the command line share.

An office whose letter is issued, forms filled as a unit would, a picture of all that is kept.
"""

import hashlib
import io
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from bcd35.domain.form_spec import IDENTITY_SHEET, LABEL_COLUMN, SHEET
from bcd35.domain.text import fold
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import VIETNAM, Workspace, World
from tests.conftest import ROUND

# In the order that lists show them.
UNITS = ("SNV", "SXD", "SYT", "TTT", "DTN")
ISSUED_ON = date(2025, 11, 22)
ROUND_FILE = f"data/rounds/{ROUND}.yaml"
STOPPED = "\nĐã dừng theo yêu cầu. Việc chưa xong thì chưa ghi vào sổ; chạy lại lệnh là được.\n"

# What a unit types into the form of the default round, by the words of the question.
TYPED: dict[str, object] = {
    "Số tổ chức trực thuộc đã được thông báo": 12,
    "Hình thức thông báo": "văn bản; họp chi bộ",
    "Ngày thông báo xong": date(2025, 11, 28),
    "Đơn vị có trang hoặc cổng thông tin chính thức": "Có",
    "Số tin bài đã chia sẻ trên trang chính thức của đơn vị": "1.234",
    "Số tin bài đã gửi": 0,
    "Số ảnh đã gửi": "KPS",
    "Số video đã gửi": "KAD",
}
LABELS = (*TYPED, "Khó khăn, kiến nghị")


def make_office(folder: Path) -> Path:
    """A workspace whose roster counts as the office's own: nothing in it says that it is a trial."""
    make_workspace(folder)
    return own_roster(folder)


def own_roster(folder: Path) -> Path:
    """Make the sample roster of a workspace count as the office's own, before its first use."""
    roster = folder / "data" / "units.yaml"
    text = roster.read_text(encoding="utf-8")
    assert "sample: true\n" in text
    roster.write_text(text.replace("sample: true\n", "# của văn phòng\n"), encoding="utf-8")
    return folder


def issue(folder: Path, units: tuple[str, ...] = UNITS) -> Path:
    """Make a workspace whose letter went to ``units`` on 22 November 2025; returns the folder."""
    make_office(folder)
    desk = open_desk(World(datetime(2025, 11, 22, 9, tzinfo=VIETNAM), Workspace(folder)))
    notify(desk, NoticeRequest(dated=ISSUED_ON, units=units))
    desk.store.close()
    return folder


def form_of(root: Path, unit: str) -> Path:
    """The report form issued to a unit."""
    (form,) = (root / "out").glob(f"*/{unit}/*.xlsx")
    return form


def answer_cells(book: Workbook) -> dict[str, str]:
    """Question → its answer cell, found as a person would: the unlocked cell in the row of the question."""
    sheet = book[SHEET]
    return {
        str(sheet[f"{LABEL_COLUMN}{cell.row}"].value): cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }


def values_by_sheet(book: Any) -> dict[str, list[Any]]:
    """All values of a workbook, row by row."""
    return {
        sheet.title: [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]
        for sheet in book
    }


def change(data: bytes, act: Callable[[Workbook], object]) -> bytes:
    """The workbook after ``act``, saved anew."""
    book = load_workbook(io.BytesIO(data))
    act(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(form: Path, copy: Path, typed: Mapping[str, object] | None = None, **more: object) -> Path:
    """Fill a copy of an issued form.

    ``more`` changes single answers by the first words of a question (``so_anh=5``). Returns the copy.
    """
    values = dict(TYPED if typed is None else typed)
    values.update({question(words): value for words, value in more.items()})

    def act(book: Workbook) -> None:
        cells = answer_cells(book)
        for label, value in values.items():
            cell: Any = book[SHEET][cells[label]]
            cell.value = value

    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(change(form.read_bytes(), act))
    return copy


def edit(root: Path, name: str, *changes: tuple[str, str]) -> Path:
    """Change a register file as a clerk's editor would; every change must apply."""
    text = (root / name).read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (root / name).write_text(text, encoding="utf-8")
    return root / name


def add_round(root: Path, code: str, *changes: tuple[str, str]) -> None:
    """One more file of a round, like the one that ships with the tool."""
    shutil.copy(root / ROUND_FILE, root / "data" / "rounds" / f"{code}.yaml")
    edit(root, f"data/rounds/{code}.yaml", (f"code: {ROUND}", f"code: {code}"), *changes)


def nameless(
    root: Path,
    name: str,
    *,
    written: str = "",
    unit: str = "SYT",
    more: Callable[[Workbook], object] = lambda _: None,
) -> Path:
    """A filled form of ``unit`` without its hidden sheet, in its head another name if one is ``written``."""

    def act(book: Workbook) -> None:
        del book[IDENTITY_SHEET]
        if written:
            book[SHEET]["A5"].value = f"Đơn vị báo cáo: {written}"
        more(book)

    file = fill(form_of(root, unit), root / "thư đến" / name)
    file.write_bytes(change(file.read_bytes(), act))
    return file


def words_of(document: Path) -> str:
    """The text of a Word document's body, tags and all; a hyphen at which no line breaks is a hyphen."""
    with zipfile.ZipFile(document) as package:
        body = package.read("word/document.xml").decode()
    return re.sub(r"</w:t><w:noBreakHyphen ?/><w:t[^>]*>", "-", body)


def question(words: str) -> str:
    """The one question whose toneless words begin so: ``so_anh`` → ``Số ảnh đã gửi``."""
    (label,) = [label for label in LABELS if fold(label).startswith(words.replace("_", " "))]
    return label


def rows(root: Path, sql: str) -> list[tuple[Any, ...]]:
    """What the database of a workspace answers, read by another connection."""
    with closing(sqlite3.connect(f"file:{root / 'bcd35.db'}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


def picture(root: Path) -> dict[str, str]:
    """All that is kept in a folder: every file with its digest, and the database row by row.

    Two equal pictures: nothing was written. Left out are the mark, since it only repeats the ledger, and the
    copies that the ledger makes of itself: where a run is repeated after a fault, there are more of them.
    """
    found = {}
    for path in sorted(root.rglob("*")):
        ours = path.name in ("bcd35.db", "_moc.json") or root / "sao-luu" in path.parents
        if path.is_file() and not ours:
            found[path.relative_to(root).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    database = root / "bcd35.db"
    if database.is_file() and database.stat().st_size:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            found["bcd35.db"] = "\n".join(connection.iterdump())
    return found


def beside_copies(pictured: dict[str, str]) -> dict[str, str]:
    """A picture without the copies of refused files, the rows and lines about them or files that wait, seals.

    What a refusal must leave as it was.
    """
    about = ('INSERT INTO "quarantine"', 'INSERT INTO "undecided_files"', 'INSERT INTO "seals"')
    lines = (line for line in pictured["bcd35.db"].split("\n") if not line.startswith(about))
    database = "\n".join(
        line for line in lines if not (line.startswith('INSERT INTO "journal"') and "'refuse_file'" in line)
    )
    return {
        **{name: digest for name, digest in pictured.items() if not name.startswith("out/_cach-ly/")},
        "bcd35.db": database,
    }
