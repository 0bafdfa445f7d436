"""Every command that writes, on a disk that fails at its k-th operation, for every k. Linux only.

``python -m bench.faults`` runs each command of ``bench.day`` again and again: its k-th operation on a file of
the workspace fails (SQLite's own too), once or for good. Afterwards no half file may stand under a final
name, the ledger must be whole, the last words must be no bug and true of the ledger, and the same command,
run again on a sound disk, must finish the work: the same ledger and the same files as if nothing had failed.
Exit code 1: something of this did not hold.
"""

import argparse
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from bench.day import DAY, Step, run_step, stand_in_office
from bench.file_io import Switch, build, environment
from bench.measure import TOP, in_memory, workplace
from bench.powercut import LEDGER, Ledger, finals

_INSIDE = "--inside"
_LOST = 99  # the exit code of a run that raised
FAULTS = ("bugs", "untrue words", "half files", "damaged", "not finished")
# Kinds of failing: the error of the system, and whether it lasts.
ONCE = "once (EIO)"
WAYS: Mapping[str, tuple[int, bool]] = {
    ONCE: (errno.EIO, False),
    "from then on (ENOSPC)": (errno.ENOSPC, True),
}
_BUG, _NOTHING = "lỗi ngoài dự kiến", "chưa ghi gì vào sổ"
_RECORDED, _UNSURE = "lệnh này đã ghi vào sổ", "không chắc việc cuối cùng đã vào sổ"


class Fault(NamedTuple):
    """What was wrong after an operation had failed. Each one's first has no kind: that it failed."""

    operation: int
    kind: str = ""
    about: str = ""


class Ran(NamedTuple):
    """What a run left: exit code, how many operations it did, its words, the files, the ledger."""

    code: int
    operations: int
    words: str
    files: Mapping[str, str]
    ledger: str  # digest of its rows; "damaged" when it cannot be read


class Office:
    """The workspace of the day, of which every run gets a fresh copy."""

    def __init__(self, place: Path, switch: Switch) -> None:
        self._switch = switch
        self._disk, self._inbox, self._kept = place / "disk", place / "inbox", place / "kept"
        self._words, self._operations = place / "words", place / "operations"
        for folder in (self._disk, self._inbox, self._kept):
            folder.mkdir(exist_ok=True)

    def prepare(self, step: Step) -> None:
        """Bring what a command needs; its runs start from the workspace as it is then."""
        step.prepare(self._root, self._inbox)
        shutil.rmtree(self._kept)
        shutil.copytree(self._disk, self._kept)

    def restore(self) -> None:
        """The workspace as it was prepared."""
        shutil.rmtree(self._disk)
        shutil.copytree(self._kept, self._disk)

    def run(self, step: Step, failing: int = 0, way: str = ONCE) -> Ran:
        """Run a command in a process of its own, whose ``failing``-th operation fails; 0: none fails."""
        child = os.fork()
        if not child:
            os._exit(self._run_here(step, failing, way))
        _, status = os.waitpid(child, 0)
        words = self._words.read_text(encoding="utf-8")
        return self.look(os.waitstatus_to_exitcode(status), int(self._operations.read_text()), words)

    def _run_here(self, step: Step, failing: int, way: str) -> int:
        from bench import ours

        with self._words.open("w", encoding="utf-8") as file:
            for stream in (sys.stdout, sys.stderr):
                os.dup2(file.fileno(), stream.fileno())
        error, lasting = WAYS[way]
        code = _LOST
        self._switch.fail(failing, error, lasting=lasting)
        try:
            now = datetime(2025, 12, 1, 8, 30, tzinfo=ours.VIETNAM)
            code = run_step(step, self._root, self._inbox, now)
        finally:
            operations = self._switch.seen
            self._switch.fail(0, 0, lasting=False)
            self._operations.write_text(str(operations))
            sys.stdout.flush()
            sys.stderr.flush()
        return code

    def look(self, code: int = 0, operations: int = 0, words: str = "") -> Ran:
        """The files and the ledger as they are now."""
        files = {path: path.read_bytes() for path in self._disk.rglob("*") if path.is_file()}
        named = finals({path.relative_to(self._disk).as_posix(): data for path, data in files.items()})
        try:
            rows = Ledger.read(self._disk / LEDGER).digest
        except sqlite3.Error:
            rows = "damaged"
        return Ran(code, operations, words, named, rows)

    def damage(self) -> list[str]:
        """What the program itself finds damaged."""
        from bench import ours

        try:
            return ours.damage_in(self._root)
        except (sqlite3.Error, OSError, ours.Bcd35Error) as error:
            return [repr(error)]

    @property
    def _root(self) -> Path:
        return self._disk / "w"


def faults_of(number: int, office: Office, way: str, points: int) -> Iterator[Fault]:
    """Let operations of a prepared command of the day fail in turn; what was wrong then."""
    step = DAY[number]
    office.restore()
    before = office.look()
    whole = office.run(step)
    if whole.code != step.ends:
        raise SystemExit(f"{step.name} ended with {whole.code}:\n{whole.words}")
    for failing in _places(whole.operations, points, number):
        office.restore()
        ran = office.run(step, failing, way)
        yield Fault(failing)
        for kind, about in _wrong(ran, before, whole):
            yield Fault(failing, kind, about)
        for damage in office.damage() if ran.ledger else ():  # a first use that failed left no ledger
            yield Fault(failing, "damaged", damage)
        if (ran.ledger, ran.files) == (whole.ledger, whole.files):
            continue  # the work is done, and the words said so or left it open
        again = office.run(step)
        if (again.ledger, again.files) != (whole.ledger, whole.files):
            names = sorted({path for path, _ in again.files.items() ^ whole.files.items()})
            rows = "the same rows" if again.ledger == whole.ledger else "other rows"
            yield Fault(failing, "not finished", f"{names}, {rows}\n{ran.words}\n{again.words}")


def _places(operations: int, points: int, number: int) -> range:
    """Which operations fail: about so many, or all; not the same of every command."""
    step = max(1, operations // points) if points else 1
    return range(1 + number % step, operations + 1, step)


def _wrong(ran: Ran, before: Ran, whole: Ran) -> Iterator[tuple[str, str]]:
    """What is wrong after a run that failed."""
    if ran.code in {1, _LOST} or ran.code < 0 or "Traceback" in ran.words or _BUG in ran.words:
        yield "bugs", ran.words
    if ran.ledger == "damaged":
        yield "damaged", ran.words
    changed = ran.ledger != before.ledger
    if (_RECORDED in ran.words and not changed) or (_NOTHING in ran.words and changed):
        yield "untrue words", ran.words
    done = changed and ran.ledger == whole.ledger and ran.code not in {0, whole.code}
    if done and _RECORDED not in ran.words and _UNSURE not in ran.words:
        yield "untrue words", ran.words  # an error about an act that is recorded says so
    for path, digest in ran.files.items():
        if digest not in {before.files.get(path), whole.files.get(path)}:
            yield "half files", path


def run_inside(place: Path, points: int, only: Sequence[str]) -> int:
    """In the process that has the switch: all commands, a line each; 1 when something did not hold."""
    from bench import ours

    ours.load_everything()
    office, held = Office(place, Switch()), True
    for number, step in enumerate(DAY):
        office.prepare(step)
        for way in WAYS if not only or step.name in only else ():
            found = Counter(_told(step, way, faults_of(number, office, way, points)))
            held = held and set(found) <= {""}
            cells = [step.name, way, *(str(found[kind]) for kind in ("", *FAULTS))]
            print("\t".join(cells), flush=True)
            print(" ".join(cells), file=sys.stderr)
        office.restore()
        office.run(step)
    return 0 if held else 1


def _told(step: Step, way: str, faults: Iterable[Fault]) -> Iterator[str]:
    """The kinds of the faults; each is told on standard error."""
    for fault in faults:
        if fault.kind:
            place = f"{step.name}, {way}, operation {fault.operation}"
            print(f"{place}: {fault.kind}: {fault.about}", file=sys.stderr)
        yield fault.kind


def measure(place: Path, points: int, only: Sequence[str] = ()) -> tuple[int, list[list[str]]]:
    """Run all commands on failing disks: exit code, and the table's cells without its heading."""
    library = build(place)
    done = subprocess.run(
        [sys.executable, "-m", "bench.faults", _INSIDE, str(place.resolve()), str(points), *only],
        check=False,
        cwd=TOP,
        env=environment(library, place / "disk", stand_in_office(place)),
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.returncode, [line.split("\t") for line in done.stdout.splitlines()]


def main() -> int:
    """Read the options and run; 1 when something did not hold."""
    from bench.__main__ import markdown, text

    parser = argparse.ArgumentParser(
        prog="python -m bench.faults", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--points", type=int, default=0, help="so many operations of each, not all")
    parser.add_argument(
        "--only", action="append", default=[], metavar="COMMAND", help="only this line of the day"
    )
    parser.add_argument("--markdown", action="store_true", help="as a Markdown table")
    options = parser.parse_args()
    with workplace(in_memory()) as place:
        code, lines = measure(place, options.points, options.only)
    print(
        (markdown if options.markdown else text)([["Command", "Disk fails", "Operations", *FAULTS], *lines])
    )
    return code


if __name__ == "__main__":
    if sys.argv[1:2] == [_INSIDE]:
        sys.exit(run_inside(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4:]))
    sys.exit(main())
