"""``record-report`` killed (SIGKILL) at random moments over 1,000 returned forms: nothing may be lost,
doubled or half recorded.

``python bench/kills.py [KILLS] [FORMS]`` (200, 1000) goes on with the same ledger after every kill until all
forms are in, then starts over with a fresh copy. It then does the same with a build whose acts are no
transactions, which must be found out. Exit 1: a gate failed.
"""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

from bcd35.usecases.workspace.opening import open_desk
from bcd35.usecases.workspace.upkeep import check_workspace
from bcd35.world.workspace import Workspace, World, now
from returned_forms import make_office

_JOURNAL = "SELECT count(*) FROM journal WHERE act = 'record_report'"
_SOUND = ("-m", "bcd35")
_BROKEN = (str(Path(__file__).resolve()), "--broken-build")


class Ledger:
    """What the client of a killed run can see of the ledger, held against what it saw before."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._seen: set[tuple[str, int, str]] = set()

    def faults(self) -> list[str]:
        """Everything wrong since the look before; remembers what is recorded now."""
        # not read-only: a kill may leave a journal to roll back
        with closing(sqlite3.connect(self._root / "bcd35.db")) as database:
            reports = set(database.execute("SELECT unit_code, revision, sha256 FROM reports"))
            asked = len(json.loads(database.execute("SELECT round FROM letters").fetchone()[0])["fields"])
            short = (
                "SELECT count(*) FROM reports WHERE (SELECT count(*) FROM answers WHERE report_id = "
                "reports.id) <> ?"
            )
            missing = {
                "lost": len(self._seen - reports),
                "doubled": sum(revision > 1 for _, revision, _ in reports),
                "half recorded": database.execute(short, (asked,)).fetchone()[0],
                "not in the journal": len(reports)
                - database.execute("SELECT count(*) FROM journal WHERE act = 'record_report'").fetchone()[0],
                "integrity": int(database.execute("PRAGMA integrity_check").fetchone()[0] != "ok"),
            }
        self._seen = reports
        return [f"{name}: {count}" for name, count in missing.items() if count]

    def files_missing(self) -> list[str]:
        """Originals that rows promise and that are not there, byte for byte."""
        desk = open_desk(World(now(), Workspace(self._root)))
        with closing(desk.store):
            return [found.message for found in check_workspace(desk).findings if found.code != "left_over"]

    @property
    def recorded(self) -> int:
        return len(self._seen)


def run(template: Path, kills: int, forms: int, build: tuple[str, ...]) -> tuple[int, list[str]]:
    """Kill ``kills`` times; how many ledgers were filled, and the first faults found."""
    random, whole, duration = Random(35), 0, 0.0  # noqa: S311 – kills, not secrets
    faults: list[str] = []
    done = 0
    while done < kills and not faults:
        root = Path(tempfile.mkdtemp()) / "w"
        shutil.copytree(template, root)
        ledger = Ledger(root)
        while ledger.recorded < forms and done < kills and not faults:
            command = [sys.executable, *build, "-C", str(root), "-q", "record-report", str(root / "thu-den")]
            child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            began = time.monotonic()
            try:
                child.wait(random.uniform(0.2, 1.0) * (duration or 60))
                duration = max(duration, time.monotonic() - began)
            except subprocess.TimeoutExpired:
                child.send_signal(signal.SIGKILL)
                child.wait()
                done += 1
            faults += ledger.faults()
        faults += ledger.files_missing()
        whole += ledger.recorded == forms
        shutil.rmtree(root.parent)
    return whole, faults


def _broken_build(arguments: list[str]) -> int:
    """The command line with acts that are no transactions."""
    from bcd35.cli.errors import run as command_line
    from bcd35.store import store

    @contextmanager
    def no_act(_: sqlite3.Connection) -> Iterator[None]:
        yield

    vars(store)["act"] = no_act
    return command_line(arguments)


def main(kills: int = 200, forms: int = 1_000) -> int:
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "w"
        make_office(template, forms)
        whole, faults = run(template, kills, forms, _SOUND)
        print(
            f"{kills} kills over {forms} forms, {whole} ledgers filled: "
            f"{'; '.join(faults) or 'nothing lost, doubled or half recorded'}"
        )
        _, found = run(template, max(kills // 10, 5), forms, _BROKEN)
        print(f"broken build: {'found out: ' + found[0] if found else 'NOT found out'}")
    return 1 if faults or not found else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--broken-build"]:
        sys.exit(_broken_build(sys.argv[2:]))
    sys.exit(main(*map(int, sys.argv[1:])))
