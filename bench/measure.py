"""Whole processes on one core: their time and their peak memory. Loads nothing but the standard library.

A child's peak counts what its parent held when it was started. So the process that measures stays small,
and all other work of the benches is done in processes of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

TOP = Path(__file__).resolve().parents[1]
_MEMORY = "/dev/shm"  # noqa: S108 - a fresh folder is made in it
PEER_UNITS = 105  # a peer whose work is the same for every unit does it for no more of them


class Spent(NamedTuple):
    """What a process took: time by the clock and of the processor in seconds, peak memory in MB."""

    seconds: float
    cpu_seconds: float
    megabytes: float


@contextmanager
def workplace(folder: Path | None = None) -> Iterator[Path]:
    """A folder for all files of a run. It is removed at the end: ext4 is slow after deletions."""
    with tempfile.TemporaryDirectory(prefix="bcd35-bench-", dir=folder, ignore_cleanup_errors=True) as place:
        tempfile.tempdir = place
        yield Path(place)
        tempfile.tempdir = None


def in_memory() -> Path | None:
    """A folder in memory, where the system has one."""
    return Path(_MEMORY) if Path(_MEMORY).is_dir() else None


def pin() -> str:
    """Keep this process and its children on one core where the system allows it. Says what was done."""
    if sys.platform != "linux":
        return "not pinned to a core"
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return f"pinned to one core of {os.cpu_count()}"


def run(root: Path, *arguments: str, ends: int = 0) -> Spent:
    """Run a command of the program in a workspace; it must end with this exit code."""
    return process(root, sys.executable, "-m", "bcd35", *arguments, ends=ends)


def process(folder: Path, *command: str, ends: int = 0) -> Spent:
    """Run a command in a folder. It finds no LibreOffice, whose memory would count as the command's."""
    environment = {**os.environ, "PATH": str(Path(sys.executable).parent)}
    environment.pop("BCD35_ROOT", None)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    os.sync()  # what earlier work left to be written is not paid for here
    with tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != ends:
            errors.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with {child.returncode}:\n{errors.read().decode()}")
    megabytes = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Spent(seconds, usage.ru_utime + usage.ru_stime, megabytes)


def work(name: str, *arguments: object) -> Any:
    """Call a function of these benches, ``module.function``, in a process of its own; gives its result.

    Its scratch folder lies in memory where the system allows it: to make a file on a disk that others use
    takes now a tenth, now thrice the time that the file's content takes.
    """
    command = [sys.executable, "-m", "bench.work", name, *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    with tempfile.TemporaryDirectory(dir=in_memory()) as scratch:
        done = subprocess.run(command, cwd=scratch, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])
