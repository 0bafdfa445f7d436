"""A ledger with two rounds of life, and what a faulty disk or another program may do to it.

Shared by the tests and by ``python -m bench.flips``.
"""

import io
import random
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from bcd35.cli.errors import run
from bcd35.domain.errors import Bcd35Error
from bcd35.domain.form_spec import IDENTITY_SHEET
from bcd35.world.workspace import VIETNAM
from tests.conftest import on_day
from tests.support.filling import change, fill, form_of, issue

NOW = datetime(2025, 12, 20, 8, 30, tzinfo=VIETNAM)
FIRST, SECOND = "2025-11-kenh-truyen-thong", "dot-2"


class Said(NamedTuple):
    """What one command line said: its exit code, and all that it printed."""

    code: int
    text: str


def say(root: Path, *arguments: str, now: datetime = NOW) -> Said:
    """Run a command line in this process; what it prints is told as to somebody who stands in the folder."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        code = run(["-C", str(root), *arguments], now=now)
    return Said(code, printed.getvalue().replace(f'bcd35 -C "{root}" ', "bcd35 "))


def _must(root: Path, *arguments: str, code: int = 0) -> None:
    said = say(root, *arguments)
    assert said.code == code, f"{arguments}: {said}"


def two_rounds(folder: Path) -> Path:
    """An office with two rounds of every kind of act; returns its workspace, ``folder / "vp"``."""
    root = issue(folder / "vp")
    forms = folder / "thư đến"
    for unit in ("SYT", "TTT"):
        fill(form_of(root, unit), forms / f"{unit}.xlsx")
    _must(root, "record-report", str(forms), "--received-on", "2025-12-01")
    picture = folder / "ảnh.jpg"
    picture.write_bytes(b"anh chup")
    lost = fill(form_of(root, "SNV"), folder / "mất mã.xlsx")
    lost.write_bytes(change(lost.read_bytes(), lambda book: book.remove(book[IDENTITY_SHEET])))
    _must(root, "record-report", str(lost), "--as", "SNV", "--round", FIRST, "--received-on", "2025-12-01")
    wrong = fill(form_of(root, "SXD"), folder / "sai.xlsx", so_anh="nhiều")
    _must(root, "record-report", str(wrong), "--received-on", "2025-12-01", code=3)
    _must(root, "return-report", "SXD", "--date", "2025-12-03")
    picture_of = ("--medium", "hinh-anh", "--category", "mô hình mới", "--file", str(picture))
    for arguments in (
        ("record-report", "SYT", "--set", "tin_bai_da_gui=4", "--evidence", str(picture)),
        ("reports", "withdraw", "TTT", "--reason", "ghi nhầm"),
        ("contributions", "add", "TTT", "--title", "Một cửa", *picture_of),
        ("rounds", "exempt", "DTN", "--reason", "đang sáp nhập"),
        ("remind", FIRST, "--date", "2025-12-18", "--as-of", "2025-12-18"),
        ("units", "edit", "SYT", "--email", "syt@tinh.gov.vn"),
        ("rounds", "close", FIRST),
    ):
        _must(root, *arguments)
    text = (root / f"data/rounds/{FIRST}.yaml").read_text(encoding="utf-8")
    text = text.replace(f"code: {FIRST}", f"code: {SECOND}").replace("2025-12-15", "2026-01-15")
    (root / f"data/rounds/{SECOND}.yaml").write_text(text, encoding="utf-8")
    _must(root, "rounds", "import", f"data/rounds/{SECOND}.yaml")
    _must(root, "notify", SECOND, "--date", "2025-12-20", "--unit", "SYT", "--unit", "TTT")
    again = next((root / "out" / SECOND / "TTT").glob("*.xlsx"))
    form = str(fill(again, folder / "TTT-2.xlsx"))
    assert say(root, "record-report", form, "--received-on", "2025-12-20", now=on_day("2025-12-20")).code == 0
    return root


# What is told of the ledger: everything that a clerk or a leader reads of it.
TOLD: tuple[tuple[str, ...], ...] = (
    ("status", FIRST, "--json"),
    ("status", SECOND, "--json"),
    ("reports", "show", "SYT", "--round", FIRST, "--json"),
    ("reports", "show", "TTT", "--round", FIRST, "--json"),
    ("units", "list", "--json"),
    ("units", "show", "SYT", "--json"),
    ("channels", "list", "--json"),
    ("rounds", "list", "--json"),
    ("rounds", "show", FIRST, "--json"),
    ("contributions", "list", FIRST, "--json"),
    ("remind", SECOND, "--date", "2026-01-20", "--as-of", "2026-01-20", "--dry-run", "--json"),
)


def told(root: Path) -> dict[str, Said]:
    """What each of ``TOLD`` says, and what an export writes."""
    said = {" ".join(arguments): say(root, *arguments) for arguments in TOLD}
    export = root / "out" / "_thu.json"
    said["export-summary"] = say(root, "export-summary", FIRST, "--format", "json", "-o", str(export))
    if export.is_file():
        said["the export"] = Said(0, export.read_text(encoding="utf-8"))
        export.unlink()
    return said


class Judged(NamedTuple):
    """What became of one damage: whether anything told changed, what ended as a bug, what ``check`` said."""

    changed: bool
    bugs: list[str]
    check: Said

    @property
    def named(self) -> bool:
        """Whether ``check`` says that something is wrong with the ledger."""
        return self.check.code != 0 and "bcd35.db" in self.check.text


def replace_ledger(root: Path, data: bytes) -> None:
    """Put these bytes in the place of the ledger."""
    (root / "bcd35.db").write_bytes(data)
    for left in root.glob("bcd35.db-*"):
        left.unlink()


def judge(root: Path, data: bytes, before: Mapping[str, Said]) -> Judged:
    """Put these bytes in the place of the ledger and ask everything."""
    replace_ledger(root, data)
    after = told(root)
    check = say(root, "check")
    bugs = [name for name, said in {**after, "check": check}.items() if said.code == Bcd35Error.exit_code]
    return Judged(after != before, bugs, check)


def flips(data: bytes, count: int, seed: int = 35) -> Iterator[tuple[int, int]]:
    """Places (byte, bit) of one-bit flips; zeroes are passed over: most of them are empty space."""
    chance = random.Random(seed)  # noqa: S311 – damage, not secrets
    while count:
        place = chance.randrange(len(data))
        if data[place]:
            count -= 1
            yield place, chance.randrange(8)


def flipped(data: bytes, place: int, bit: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]


_GUARDS = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%ledger rows are final%'"


def edit(database: Path, *statements: str) -> None:
    """What another program does: guards are dropped first and put back, then come changes of triggers."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        guards = connection.execute(_GUARDS).fetchall()
        later = [statement for statement in statements if " TRIGGER " in statement]
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        sooner = [statement for statement in statements if statement not in later]
        for statement in (*sooner, *(guard for _, guard in guards), *later):
            connection.execute(statement)
