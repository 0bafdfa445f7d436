"""Every change that a process makes to the files below one folder, written down or made to fail. Linux only.

``file_io.c`` stands between the process and the system. It sees what SQLite does too, which no stand-in
inside Python does. Here it is built, given to a process, and its records are read.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from bench.measure import TOP


class Record(NamedTuple):
    """One change: what was done, at which place of the file, to which path, with which bytes."""

    act: str  # as in file_io.c
    place: int
    path: str
    other: str
    data: bytes


def compiler() -> str | None:
    """The machine's C compiler, where there is one."""
    return shutil.which("cc") or shutil.which("gcc")


def build(folder: Path) -> Path:
    """Compile ``file_io.c``; the library that a process is started with."""
    program = compiler()
    if sys.platform != "linux" or program is None:
        raise SystemExit("This needs Linux and a C compiler (Debian: apt install gcc libc6-dev).")
    library = folder / "file_io.so"
    source = Path(__file__).with_suffix(".c")
    command = (program, "-O1", "-shared", "-fPIC", "-Wall", "-Werror", "-o", str(library), str(source))
    subprocess.run(command, check=True)
    return library


def environment(library: Path, root: Path, programs: Path, log: Path | None = None) -> Mapping[str, str]:
    """Environment of a process whose changes below ``root`` are seen. It finds ``programs`` only."""
    given = {"LD_PRELOAD": str(library), "BCD35_IO_ROOT": str(root.resolve()), "PYTHONPATH": str(TOP)}
    if log:
        given["BCD35_IO_LOG"] = str(log)
    kept = {name: value for name, value in os.environ.items() if name not in ("BCD35_ROOT", "BCD35_IO_LOG")}
    return {**kept, "PATH": str(programs), **given}


def read_log(log: Path) -> Iterator[Record]:
    """The records of a process, in the order in which things were done."""
    with log.open("rb") as file:
        while head := file.readline():
            act, place, size, path, other = head.decode().rstrip("\n").split("\t")
            yield Record(act, int(place), path, other, file.read(int(size)))


class Switch:
    """Makes operations fail in this process, which was started with the library."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.bcd35_io_seen.restype = ctypes.c_long

    def fail(self, number: int, error: int, *, lasting: bool) -> None:
        """Let the ``number``-th operation from now on fail; 0 lets none fail."""
        self._library.bcd35_io_fail(ctypes.c_long(number), int(lasting), error)

    @property
    def seen(self) -> int:
        """How many operations there were since :meth:`fail`."""
        return int(self._library.bcd35_io_seen())
