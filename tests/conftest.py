"""Fixtures: a clock, a workspace, the command line in this process, programs that real documents need."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import settings

from bcd35.cli.errors import run
from bcd35.domain.journal.acts import ACTS
from bcd35.domain.journal.lines import Line
from bcd35.domain.journal.words import detail_words
from bcd35.store.registers import Registers
from bcd35.store.store import Store
from bcd35.usecases.desk import Desk
from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import make_workspace
from bcd35.world.workspace import VIETNAM, Workspace, World

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile("house", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("house")

ROUND = "2025-11-kenh-truyen-thong"
NOW = datetime(2025, 12, 1, 8, 30, tzinfo=VIETNAM)
# Every answer of the default round, right.
GOOD_VALUES = {
    "to_chuc_da_thong_bao": "12",
    "hinh_thuc_thong_bao": "văn bản; họp chi bộ",
    "ngay_thong_bao_xong": "28/11/2025",
    "co_trang_chinh_thuc": "Có",
    "tin_bai_da_chia_se": "1.234",
    "tin_bai_da_gui": "0",
    "anh_da_gui": "KPS",
    "video_da_gui": "KAD",
    "kho_khan_kien_nghi": "Chưa có cán bộ chuyên trách.",
}
SET_VALUES = [part for field, value in GOOD_VALUES.items() for part in ("--set", f"{field}={value}")]


class Ran(NamedTuple):
    """What one command line left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


CommandLine = Callable[..., Ran]


@pytest.fixture(scope="session", autouse=True)
def _temporary_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program leaves for a person to read, in any process of the tests, goes with them."""
    folder = str(tmp_path_factory.mktemp("temporary"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", folder)
        for name in ("TMPDIR", "TEMP", "TMP"):
            patch.setenv(name, folder)
        yield


@pytest.fixture
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The workspace of a test: fresh, with the packaged defaults; its database is made on first use.

    Marked ``trial``: with the sample roster as it is packaged. Marked ``issued``: its letter has gone to the
    five ``UNITS``, or to those that the mark names.
    """
    from tests.support.filling import issue, make_office

    folder = tmp_path / "văn phòng"
    issued = request.node.get_closest_marker("issued")
    if issued and issued.args:
        return issue(folder, issued.args)
    if issued:
        return Path(shutil.copytree(request.getfixturevalue("template"), folder))
    if request.node.get_closest_marker("trial"):
        make_workspace(folder)
        return folder
    return make_office(folder)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose letter went to the five ``tests.support.filling.UNITS``; tests work on copies."""
    from tests.support.filling import issue

    return issue(tmp_path_factory.mktemp("mẫu") / "vp")


@pytest.fixture
def bcd35(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """``bcd35("status", "--json")`` in the fresh workspace, on 1 December 2025; ``now=`` moves the clock."""
    monkeypatch.chdir(root)
    monkeypatch.delenv("BCD35_ROOT", raising=False)

    def command(*arguments: str, now: datetime = NOW) -> Ran:
        capsys.readouterr()
        code = run(arguments, now=now)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return command


@pytest.fixture(autouse=True)
def _no_database_left_open(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Closes what a test opened: Python ≥ 3.13 warns about databases that nobody closed."""
    opened: list[Store] = []
    here, really_open = threading.get_ident(), Store.open

    def remembered(path: Path | None, **more: Any) -> Store:
        store = really_open(path, **more)
        # sqlite3 lets only its own thread close a connection; tests with threads see to theirs
        if threading.get_ident() == here:
            opened.append(store)
        return store

    monkeypatch.setattr(Store, "open", remembered)
    yield
    for store in opened:
        store.close()


@pytest.fixture(autouse=True)
def _every_act_has_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """An act that ``bcd35 log`` could not tell in words fails the test that writes it (domain/journal.py)."""
    really_write = Registers.journal_all

    def judged(
        registers: Registers, at: datetime, lines: Iterable[tuple[str, str, Mapping[str, object]]]
    ) -> None:
        written = list(lines)
        assert {act for act, _, _ in written} <= ACTS.keys()
        for act, subject, detail in written:
            line = Line.of(at.isoformat(), act, subject, json.dumps(detail, default=str))
            labels = {word.partition(": ")[0] for word in detail_words(line)}
            assert labels.isdisjoint(line.detail), "a detail has no Vietnamese word"
        really_write(registers, at, written)

    monkeypatch.setattr(Registers, "journal_all", judged)


def at(root: Path, now: datetime = NOW) -> Desk:
    """The use cases' desk in a workspace."""
    return open_desk(World(now, Workspace(root)))


def on_day(day: date | str) -> datetime:
    """The clock on another day: what came on a day is entered on that day, or later."""
    return datetime.combine(date.fromisoformat(str(day)), NOW.timetz())


def entering(desk: Desk, day: date) -> Desk:
    """The same desk on the day on which something came."""
    return desk._replace(world=desk.world._replace(now=on_day(day)))


def rehearsing(desk: Desk) -> Desk:
    """The same desk, as ``--dry-run`` opens it."""
    return desk._replace(rehearsal=True)


@pytest.fixture
def desk(root: Path) -> Desk:
    """The desk in the test's workspace."""
    return at(root)


def _needed(program: str) -> str:
    """The program's path; skips the test where it is missing, and fails instead where CI promises it."""
    found = shutil.which(program)
    if found is None:
        reason = f"{program} is not installed"
        if os.environ.get("BCD35_ALL_PROGRAMS"):
            pytest.fail(f"{reason}, but this machine must have it")
        pytest.skip(reason)
    return found


@pytest.fixture
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """``soffice(path, to="pdf")`` → the converted file, by the real LibreOffice with a profile of its own."""
    program = _needed("soffice")
    profile = tmp_path_factory.mktemp("lo-profile")

    def convert(path: Path, to: str = "pdf") -> Path:
        out = tmp_path_factory.mktemp("converted")
        command = [
            program,
            "--headless",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            to,
            "--outdir",
            str(out),
            str(path),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return out / f"{path.stem}.{to.partition(':')[0]}"

    return convert


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """The system's own Chromium, headless and offline; one a test process."""
    program = _needed("chromium")
    from playwright.sync_api import sync_playwright

    quiet = (
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, args=["--headless", "--no-sandbox", "--disable-gpu", *quiet]
        )
        yield started
        started.close()


# Calc's own setting “recalculate on file load: always”; by default it believes the values that a file
# carries.
_RECALCULATING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">\
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">\
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


@pytest.fixture
def recalculate(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """``recalculate(path)`` → the workbook as the real LibreOffice calculates and saves it."""
    program = _needed("soffice")
    profile = tmp_path_factory.mktemp("lo-calculating")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATING, encoding="utf-8")

    def convert(path: Path) -> Path:
        out = tmp_path_factory.mktemp("calculated")
        command = [
            program,
            "--headless",
            f"-env:UserInstallation={profile.as_uri()}",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(out),
            str(path),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return out / path.name

    return convert


@pytest.fixture
def pdftotext() -> Callable[..., str]:
    """``pdftotext(path, "-layout")`` → the text of a PDF."""
    program = _needed("pdftotext")

    def text(path: Path, *options: str) -> str:
        done = subprocess.run(
            [program, *options, str(path), "-"], check=True, capture_output=True, timeout=60
        )
        return done.stdout.decode()

    return text
