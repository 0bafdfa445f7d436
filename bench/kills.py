"""``record-report`` killed (SIGKILL) at random moments: nothing may be lost, doubled or half recorded.

``python -m bench.kills`` goes on with the same ledger after every kill until all forms are in, then starts
over with a fresh copy. It then does the same with a build whose acts are no transactions, which must be
found out. Exit code 1: something was lost, or the broken build was not found out.
"""

import argparse
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from random import Random

from bench.measure import TOP, work, workplace
from bench.office import Office

_JOURNAL = "SELECT count(*) FROM journal WHERE act = 'record_report'"
_SOUND = ("-m", "bcd35")
_BROKEN = ("-m", "bench.kills", "--broken-build")


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
                "not in the journal": len(reports) - database.execute(_JOURNAL).fetchone()[0],
                "integrity": int(database.execute("PRAGMA integrity_check").fetchone()[0] != "ok"),
            }
        self._seen = reports
        return [f"{name}: {count}" for name, count in missing.items() if count]

    def files_missing(self) -> list[str]:
        """Originals that rows promise and that are not there, byte for byte."""
        faults: list[str] = work("ours.faults_of", self._root)
        return faults

    @property
    def recorded(self) -> int:
        return len(self._seen)


def run(issued: Path, forms: Path, kills: int, build: tuple[str, ...]) -> tuple[int, list[str]]:
    """Kill ``kills`` times; how many ledgers were filled, and the first faults found."""
    random, whole, duration = Random(35), 0, 0.0  # noqa: S311 – kills, not secrets
    wanted = len(list(forms.iterdir()))
    faults: list[str] = []
    done = 0
    while done < kills and not faults:
        root = Path(tempfile.mkdtemp()) / "w"
        shutil.copytree(issued, root)
        ledger = Ledger(root)
        while ledger.recorded < wanted and done < kills and not faults:
            command = [sys.executable, *build, "-C", str(root), "-q", "record-report", str(forms)]
            child = subprocess.Popen(command, cwd=TOP, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
        whole += ledger.recorded == wanted
        shutil.rmtree(root.parent)
    return whole, faults


def _broken_build(arguments: list[str]) -> int:
    """The command line with acts that are no transactions."""
    from bench import ours

    ours.without_transactions()
    return ours.command_line(arguments)


def main() -> int:
    """Read the options and run; 1 when a gate failed."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.kills", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--kills", type=int, default=200, help="how many runs are killed (%(default)s)")
    parser.add_argument("--forms", type=int, default=1_000, help="returned forms in the folder (%(default)s)")
    options = parser.parse_args()
    with workplace() as place:
        office = Office(place, options.forms, earlier=0)
        forms = office.returned / "openpyxl"
        whole, faults = run(office.issued, forms, options.kills, _SOUND)
        outcome = "; ".join(faults) or "nothing lost, doubled or half recorded"
        print(f"{options.kills} kills over {options.forms} forms, {whole} ledgers filled: {outcome}")
        _, found = run(office.issued, forms, max(options.kills // 10, 5), _BROKEN)
        print(f"broken build: {'found out: ' + found[0] if found else 'NOT found out'}")
    return 1 if faults or not found else 0


if __name__ == "__main__":
    sys.exit(_broken_build(sys.argv[2:]) if sys.argv[1:2] == ["--broken-build"] else main())
