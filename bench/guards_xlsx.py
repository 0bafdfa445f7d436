"""Time and memory that each hostile file takes, every one read in a fresh process of its own.

``python bench/guards_xlsx.py [--every N] [--only WORD]`` reads the corpus of ``tests/hostile.py`` and prints the slowest and the largest
against the gate: less than a second and less than 64 MiB beyond what reading the plain form takes. Linux only (peak memory by process).
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
MOST_SECONDS, MOST_MEBIBYTES = 1.0, 64.0


class Cost(NamedTuple):
    """What reading one file took beyond the plain form, and how it ended."""

    name: str
    seconds: float
    mebibytes: float
    verdict: str


def _read(plain: Path, hostile: Path) -> None:
    """In the child: the plain form first, so that libraries are loaded and their memory is known."""
    from bcd35.formats.returned_forms import read_form

    read_form(plain.read_bytes())
    before, data = _peak(), hostile.read_bytes()
    started = time.perf_counter()
    reading = read_form(data)
    took = time.perf_counter() - started
    verdict = reading.findings[0].code if reading.findings else "read"
    print(json.dumps({"seconds": took, "mebibytes": _peak() - before, "verdict": verdict}))


def _peak() -> float:
    """Peak memory in MiB. Not ``ru_maxrss``: a child inherits its parent's."""
    line = next(line for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _cost(name: str, plain: Path, hostile: Path) -> Cost:
    command = [sys.executable, __file__, "--read", str(plain), str(hostile)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        return Cost(name, 0.0, 0.0, f"CRASHED ({done.returncode})")
    return Cost(name, **json.loads(done.stdout))


def _measure(every: int, only: str) -> list[Cost]:
    sys.path.insert(0, str(ROOT))
    from tests.test_hostile_files import ATTACKS, FORM

    costs = []
    with tempfile.TemporaryDirectory() as folder:
        plain, hostile = Path(folder) / "plain.xlsx", Path(folder) / "hostile.xlsx"
        plain.write_bytes(FORM)
        for name, data in [one for one in ATTACKS.items() if only in one[0]][::every]:
            hostile.write_bytes(data)
            costs.append(_cost(name, plain, hostile))
    return costs


def main() -> None:
    """Read the options and run; exit 1 when a file breaks the gate."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--every", type=int, default=1, help="only every so many files")
    parser.add_argument("--only", default="", help="only files whose name has this word")
    parser.add_argument("--read", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.read:
        _read(*options.read)
        return
    costs = _measure(options.every, options.only)
    over = [one for one in costs if one.seconds >= MOST_SECONDS or one.mebibytes >= MOST_MEBIBYTES or one.verdict.startswith("CRASHED")]
    largest = [*sorted(costs, key=lambda one: -one.seconds)[:5], *sorted(costs, key=lambda one: -one.mebibytes)[:5], *over]
    print(f"{'seconds':>8}{'MiB':>7}  {'verdict':<20}file")
    for one in dict.fromkeys(largest):
        print(f"{one.seconds:>8.2f}{one.mebibytes:>7.1f}  {one.verdict:<20}{one.name[:80]}")
    print(f"{len(costs)} files, {len(over)} over the gate of {MOST_SECONDS:.0f} s and {MOST_MEBIBYTES:.0f} MiB")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
