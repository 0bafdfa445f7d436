"""The power fails in the middle of a day: what was acknowledged must be there afterwards. Linux only.

``python -m bench.powercut`` records what the commands of ``bench.day`` do to the disk, rebuilds what may lie
on it after a power cut, and opens each of these states. Half of the cuts come right after something was said
on standard output, half anywhere. It then does the same with a build whose journal is unlinked at a commit,
as SQLite does by itself: there it must find a loss. Exit code 1: something was lost, or that build was not
found out.
"""

import argparse
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import cycle
from pathlib import Path, PurePosixPath
from random import Random
from typing import NamedTuple

from bench.day import DAY, run_step, stand_in_office
from bench.disk import LOSSES, Disk, Loss, write_out
from bench.file_io import Record, build, environment, read_log
from bench.measure import TOP, workplace

_LIVE, _OLD = "--live", "--unlinked-journal"
LEDGER, JOURNAL, MARK = "w/bcd35.db", "w/bcd35.db-journal", "w/out/_moc.json"
FAULTS = ("unreadable", "rows missing", "files damaged", "half files", "numbers lost", "refused")
# Every paper that has a number: its path, and the number.
_PAPERS = " UNION ALL ".join(
    f"SELECT path, symbol, term, number FROM {one}_files JOIN {one}s ON {one}s.id = {one}_id"  # noqa: S608 – our own names
    for one in ("letter", "reminder", "correction")
)
Number = tuple[str, str, int]  # symbol, term, number


# --- the day, in a process whose changes are recorded -----------------------------------------------------


def live(root: Path, inbox: Path, *, old: bool) -> None:
    """Run the day's commands here, one after the other; each must end as the table says."""
    from bench import ours

    if old:
        ours.with_unlinked_journal()
    for step in DAY:
        step.prepare(root, inbox)
        code = run_step(step, root, inbox, datetime(2025, 12, 1, 8, 30, tzinfo=ours.VIETNAM))
        sys.stdout.flush()
        if code != step.ends:
            raise SystemExit(f"{step.name} ended with {code}")


def recorded(place: Path, library: Path, *, old: bool) -> list[Record]:
    """What a day does to the disk."""
    disk, inbox, log = place / "disk", place / "inbox", place / "log"
    for folder in (disk, inbox):
        folder.mkdir(parents=True)
    command = [sys.executable, "-m", "bench.powercut", _LIVE, str(disk.resolve()), str(inbox)]
    seen = environment(library, disk, stand_in_office(place), log)
    done = subprocess.run(
        [*command, *([_OLD] if old else [])], check=False, cwd=TOP, env=seen, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}")
    return list(read_log(log))


# --- what was said and done until a moment ----------------------------------------------------------------


class Ledger(NamedTuple):
    """What a ledger holds: all its rows, as a digest, and the numbers that were taken."""

    digest: str = ""
    numbers: frozenset[Number] = frozenset()
    papers: Mapping[str, Number] = {}

    @classmethod
    def read(cls, path: Path) -> "Ledger":
        """Open it as any program would. Raises sqlite3.Error when it cannot be read."""
        if not path.exists():
            return cls()
        with closing(sqlite3.connect(path)) as database:
            faults = [row[0] for row in database.execute("PRAGMA integrity_check")]
            if faults != ["ok"]:
                raise sqlite3.DatabaseError(faults[0])
            if not database.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
                return cls()  # its first act did not come to an end
            rows = "\n".join(database.iterdump())
            numbers = frozenset(database.execute("SELECT symbol, term, number FROM numbers"))
            papers = {path: (*number,) for path, *number in database.execute(_PAPERS)}
        return cls(hashlib.sha256(rows.encode()).hexdigest(), numbers, papers)


class History:
    """The day record by record: which ledgers there were, what was said when, which bytes a name got."""

    def __init__(self, records: Sequence[Record], disk: str, scratch: Path) -> None:
        self._scratch = scratch
        self.said: list[int] = []
        self._files_said: list[dict[str, str]] = []
        self._ledgers: list[tuple[int, Ledger]] = [(-1, Ledger())]
        self._given: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for place, (record, now) in enumerate(played(records, disk)):
            path = record.path.removeprefix(disk).lstrip("/")
            if record.act == "say":
                self._say(place, now)
            elif path == JOURNAL and _commits(record):
                self._ledgers.append((place, self._ledger(now)))
            elif path == MARK and record.act == "write":
                # It is written in its place: until that is synced it may be torn, which counts as none.
                self._given[path] += [(place, ""), (place, _digest(now.files()[path]))]
            elif record.act == "unlink":
                self._given[path].append((place, ""))
            elif record.act == "rename":
                target = record.other.removeprefix(disk).lstrip("/")
                self._given[target].append((place, _digest(now.files()[target])))
        self.papers = self._ledgers[-1][1].papers

    def _say(self, place: int, now: Disk) -> None:
        self.said.append(place)
        self._files_said.append(finals(now.files()))

    def _ledger(self, now: Disk) -> Ledger:
        path = self._scratch / "version.db"
        path.write_bytes(now.files()[LEDGER])
        return Ledger.read(path)

    def _last_said(self, moment: int) -> int:
        return bisect_right(self.said, moment) - 1

    def ledger_fault(self, found: Ledger, moment: int) -> str | None:
        """What is wrong with a ledger that was found after a power cut at a moment."""
        last = self._last_said(moment)
        until = self.said[last] if last >= 0 else -1
        held = [place for place, ledger in self._ledgers if ledger.digest == found.digest]
        places = [place for place in held if place <= moment]
        if not places:
            return "unreadable"  # it never held these rows
        acknowledged = max(place for place, _ in self._ledgers if place <= until)
        return "rows missing" if places[-1] < acknowledged else None

    def file_faults(self, found: Mapping[str, bytes], moment: int) -> Iterator[str]:
        """What is wrong with the files that were found: under a final name there are whole files only."""
        digests = finals(found)
        for path, digest in digests.items():
            if digest not in {given for place, given in self._given[path] if place <= moment}:
                yield "half files"
        last = self._last_said(moment)
        for path, digest in self._files_said[last].items() if last >= 0 else ():
            since = {given for place, given in self._given[path] if self.said[last] < place <= moment}
            if digests.get(path, "") not in {digest, *since}:
                yield "files damaged"

    def number_faults(self, found: Mapping[str, bytes], ledger: Ledger) -> Iterator[str]:
        """Papers under their final name whose number the book does not know."""
        for path, number in self.papers.items():
            if f"w/{path}" in found and number not in ledger.numbers:
                yield "numbers lost"


def played(records: Sequence[Record], root: str) -> Iterator[tuple[Record, Disk]]:
    """Each record, with the disk after it."""
    disk = Disk(root)
    for record in records:
        if record.act != "say":
            disk.play(record)
        yield record, disk


def _commits(record: Record) -> bool:
    """Tell whether this change of the journal ends a transaction, in any of SQLite's ways."""
    zeros = record.act == "write" and record.place == 0 and not any(record.data)
    return zeros or record.act == "unlink" or (record.act == "cut" and record.place == 0)


def finals(files: Mapping[str, bytes]) -> dict[str, str]:
    """Digests of the files that stand under a final name; the ledger is judged by its rows.

    A mark that cannot be read is none, for the program too.
    """
    return {
        path: _digest(data)
        for path, data in files.items()
        if path not in (LEDGER, JOURNAL)
        and not PurePosixPath(path).name.startswith(".bcd35-")
        and not (path == MARK and _is_torn(data))
    }


def _is_torn(mark: bytes) -> bool:
    try:
        json.loads(mark)
    except ValueError:
        return True
    return False


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# --- power cuts -------------------------------------------------------------------------------------------


class Cut(NamedTuple):
    """A power cut: after which record, and what of the unsynced changes it takes."""

    moment: int
    loss: Loss
    after_word: bool


def planned(said: Sequence[int], records: int, states: int) -> list[Cut]:
    """Half of the cuts come after a word, with each kind of loss in turn; half anywhere."""
    random = Random(35)  # noqa: S311 – states, not secrets
    losses, words = cycle(LOSSES), cycle(said)
    after_words: list[Cut] = []
    while len(after_words) < states // 2:
        word = next(words)
        after_words += [Cut(word, next(losses), after_word=True)]
        if word == said[-1]:
            next(losses)  # so that each moment meets each loss
    anywhere = [
        Cut(random.randrange(records), random.choice(LOSSES), after_word=False)
        for _ in range(states - len(after_words))
    ]
    return sorted(after_words + anywhere)


def faults_after(cut: Cut, disk: Disk, history: History, random: Random, scratch: Path) -> Counter[str]:
    """Rebuild what may lie on the disk after a power cut, open it, and count what is wrong."""
    found = disk.after_power_cut(cut.loss, random)
    folder = scratch / "state"
    shutil.rmtree(folder, ignore_errors=True)
    write_out(found, folder)
    faults = Counter(history.file_faults(found, cut.moment))
    try:
        ledger = Ledger.read(folder / LEDGER)
    except sqlite3.Error:
        return faults + Counter(["unreadable"])
    fault = history.ledger_fault(ledger, cut.moment)
    faults.update([fault] if fault else [])
    faults.update(history.number_faults(found, ledger))
    if ledger.digest:
        faults.update(_said_by_check(folder / "w"))
    return faults


def _said_by_check(root: Path) -> list[str]:
    """What the program itself finds damaged; it must open the workspace, and be ready to write to it."""
    from bench import ours

    try:
        refused = ["refused"] * len(ours.refusals_in(root))
        return refused + ["files damaged"] * len(ours.damage_in(root))
    except (sqlite3.Error, OSError, ours.Bcd35Error) as error:
        print(f"check ended with {error!r}", file=sys.stderr)
        return ["unreadable"]


class Outcome(NamedTuple):
    """How many states were opened, in how many of them what was wrong."""

    operations: int
    states: Counter[str]
    faults: Counter[tuple[str, str]]

    @property
    def all_faults(self) -> int:
        return sum(self.faults.values())


def cut_day(place: Path, library: Path, states: int, *, old: bool = False) -> Outcome:
    """Record a day, cut its power so many times, and tell what is left."""
    records = recorded(place, library, old=old)
    root = str((place / "disk").resolve())
    history = History(records, root, place)
    cuts = planned(history.said, len(records), states)
    random = Random(35)  # noqa: S311 – states, not secrets
    outcome = Outcome(len(records), Counter(), Counter())
    for moment, (_, disk) in enumerate(played(records, root)):
        while cuts and cuts[0].moment == moment:
            cut = cuts.pop(0)
            kind = "right after a word" if cut.after_word else "anywhere"
            outcome.states[kind] += 1
            faults = faults_after(cut, disk, history, random, place)
            outcome.faults.update((kind, fault) for fault in faults)
    return outcome


def table(outcomes: Mapping[str, Outcome]) -> list[list[str]]:
    """The table's cells, heading first: states in which something was wrong."""
    lines = [["Build", "Power cut", "States", *FAULTS]]
    for build_name, outcome in outcomes.items():
        for kind, states in sorted(outcome.states.items(), reverse=True):
            found = (str(outcome.faults[kind, fault]) for fault in FAULTS)
            lines.append([build_name, kind, str(states), *found])
    return lines


def main() -> int:
    """Read the options and run; 1 when something was lost, or the old build was not found out."""
    from bench.__main__ import markdown, text

    parser = argparse.ArgumentParser(
        prog="python -m bench.powercut", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--states", type=int, default=600, help="how many states are rebuilt (%(default)s)")
    parser.add_argument("--markdown", action="store_true", help="as a Markdown table")
    options = parser.parse_args()
    with workplace() as place:
        library = build(place)
        new = cut_day(place / "new", library, options.states)
        old = cut_day(place / "old", library, options.states // 3, old=True)
    print(f"{new.operations} operations of {len(DAY)} commands\n")
    outcomes = {"as it is": new, "journal unlinked": old}
    print((markdown if options.markdown else text)(table(outcomes)))
    found_out = old.faults["right after a word", "rows missing"]
    print(f"\nbuild with an unlinked journal: {'found out' if found_out else 'NOT found out'}")
    return 1 if new.all_faults or not found_out else 0


if __name__ == "__main__":
    if sys.argv[1:2] == [_LIVE]:
        live(Path(sys.argv[2]) / "w", Path(sys.argv[3]), old=_OLD in sys.argv)
    else:
        sys.exit(main())
