"""Time and memory that each hostile or odd file takes to be read or refused. Linux only.

The files of ``python -m bench.guards`` are those of two tests: ``tests/formats/xlsx/test_hostile_files.py``
and ``tests/formats/docx/test_guard.py``. The slowest and the largest are printed. The gate for each file is
less than a second and less than 64 MiB beyond what an ordinary file took. Exit code 1: a file broke it.

Memory once taken is not given back, so every file is read in a process of its own. It is forked from one
that holds nothing but the libraries: none of the memory that making the files left free.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from bench.measure import TOP

MOST_SECONDS, MOST_MEBIBYTES = 1.0, 64.0
_LONGEST = 60  # seconds, then a child is ended and counts as crashed
_ORDINARY = "ordinary"  # an honest file, in the folder of the hostile ones


class Cost(NamedTuple):
    """What reading one file took beyond the ordinary one, and how it ended."""

    seconds: float
    mebibytes: float
    verdict: str


# --- in the process that reads --------------------------------------------------------------------------


def _reader(kind: str) -> Callable[[bytes], str]:
    """Loads the libraries, in the process that reads alone."""
    from bench import ours

    return {"xlsx": ours.verdict_on_form, "docx": ours.verdict_on_document}[kind]


def _read_each(read: Callable[[bytes], str], folder: Path) -> None:
    """Print the cost of each file of the folder, in order, a line each."""
    read((folder / _ORDINARY).read_bytes())
    for file in sorted(folder.glob("[0-9]*")):
        child = os.fork()
        if not child:
            signal.alarm(_LONGEST)
            print(json.dumps(_cost(read, folder / _ORDINARY, file)), flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps(Cost(0.0, 0.0, f"CRASHED ({os.waitstatus_to_exitcode(status)})")), flush=True)


def _cost(read: Callable[[bytes], str], ordinary: Path, file: Path) -> Cost:
    read(ordinary.read_bytes())  # once more: what a fork shares comes to it page by page
    # the peak starts anew from what is held now
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, data = _peak(), file.read_bytes()
    started = time.perf_counter()
    verdict = read(data)
    return Cost(time.perf_counter() - started, _peak() - before, verdict)


def _peak() -> float:
    """The most memory held since the peak was last set back, in MiB."""
    _, _, rest = Path("/proc/self/status").read_text(encoding="ascii").partition("VmHWM:")
    return int(rest.split()[0]) / 1024


# --- in the process that has the files ------------------------------------------------------------------


def _corpora() -> dict[str, tuple[bytes, dict[str, bytes]]]:
    """Kind → an ordinary file of it and those to be measured."""
    from tests.formats.docx.test_guard import HONEST, HOSTILE, ODD
    from tests.formats.xlsx.test_hostile_files import ATTACKS, FORM

    documents = {name: data for name, (data, _) in HOSTILE.items()} | ODD | HONEST
    return {"xlsx": (FORM, ATTACKS), "docx": (next(iter(HONEST.values())), documents)}


def _measured(kind: str, ordinary: bytes, files: Mapping[str, bytes]) -> dict[str, Cost]:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / _ORDINARY).write_bytes(ordinary)
        for number, data in enumerate(files.values()):
            (folder / f"{number:06}").write_bytes(data)
        command = [sys.executable, "-m", "bench.guards", "--read", kind, str(folder)]
        lines = subprocess.run(
            command, cwd=TOP, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    return {name: Cost(*json.loads(line)) for name, line in zip(files, lines, strict=True)}


def _report(kind: str, costs: Mapping[str, Cost]) -> bool:
    """Print the worst and tell whether all kept to the gate."""
    over = [
        name
        for name, one in costs.items()
        if one.seconds >= MOST_SECONDS or one.mebibytes >= MOST_MEBIBYTES or one.verdict.startswith("CRASHED")
    ]
    slowest = sorted(costs, key=lambda name: -costs[name].seconds)[:5]
    largest = sorted(costs, key=lambda name: -costs[name].mebibytes)[:5]
    print(f"{'seconds':>8}{'MiB':>7}  {'verdict':<20}{kind}")
    for name in dict.fromkeys((*slowest, *largest, *over)):
        seconds, mebibytes, verdict = costs[name]
        print(f"{seconds:>8.2f}{mebibytes:>7.1f}  {verdict:<20}{name[:80]}")
    print(
        f"{len(costs)} files, {len(over)} over the gate of {MOST_SECONDS:.0f} s and {MOST_MEBIBYTES:.0f} "
        "MiB\n"
    )
    return not over


def main() -> int:
    """Read the options and run; 1 when a file breaks the gate."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.guards", description=__doc__.partition("\n")[0] if __doc__ else None
    )
    parser.add_argument("--every", type=int, default=1, help="only every so many files")
    parser.add_argument("--only", default="", help="only files whose name has this word")
    parser.add_argument("--read", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        kind, folder = options.read
        _read_each(_reader(kind), Path(folder))
        return 0
    kept = True
    for kind, (ordinary, files) in _corpora().items():
        wanted = dict([one for one in files.items() if options.only in one[0]][:: options.every])
        if wanted:
            kept = _report(kind, _measured(kind, ordinary, wanted)) and kept
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
