"""What the crash tests start as processes of their own, besides the real command line.

``numbers ROOT PREFIX COUNT``: take a letter number for rounds PREFIX-0, PREFIX-1 … and print them, once a
line comes in on stdin. ``kill K ARGUMENTS …``: the real command line, which kills itself just before its K-th
step on the disk; it ends by itself when K is beyond. ``kill-small-acts K ARGUMENTS …``: the same with two
forms to an act. ``kill-on-the-day K ARGUMENTS …``: the same at the instant of the tests. ``tell ARGUMENTS
…``: the real command line, which writes a line to stderr before and after every step on the disk and reads a
character from stdin after each line; without one it waits.
"""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Lock
from typing import Any

from bcd35.cli.errors import run
from bcd35.usecases.letters.notice import _with_number
from bcd35.usecases.letters.planning import plan_notice
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.receiving import record as reports
from bcd35.usecases.workspace.opening import open_desk
from bcd35.world.workspace import Workspace, World
from tests.conftest import NOW


def take_numbers(root: str, prefix: str, how_many: str) -> int:
    """Take numbers as ``notify`` does, without the documents."""
    desk = open_desk(World(NOW, Workspace(Path(root))))  # a day that the register of holidays covers
    sys.stdin.readline()
    taken = []
    for place in range(int(how_many)):
        request = NoticeRequest(round_code=f"{prefix}-{place}")
        taken.append(_with_number(desk, plan_notice(desk, request), request).terms.number.number)
    sys.stdout.write(json.dumps(taken))
    return 0


@contextmanager
def dying_before(last: int) -> Iterator[None]:
    """A step on the disk, before the last-th of which this process kills itself."""
    if next(_NUMBERS) == last:
        os.kill(os.getpid(), signal.SIGKILL)
    yield


@contextmanager
def telling(name: str) -> Iterator[None]:
    """A step on the disk with a line before and after it."""
    tell(f"before {name}")
    yield
    tell(f"after {name}")


def tell(line: str) -> None:
    """Write a line and wait for a character, which the parent may have sent before."""
    with _ONE_AT_A_TIME:
        os.write(2, f"{line}\n".encode())
        os.read(0, 1)


_NUMBERS = count(1)  # a counter that threads may share
_ONE_AT_A_TIME = Lock()


def run_in_steps(
    step: Callable[[str], AbstractContextManager[None]],
    arguments: Sequence[str],
    now: datetime | None = None,
) -> int:
    """Run a command line with every sync, rename, begin and commit inside ``step(its name)``."""

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if not sql.startswith(("BEGIN", "COMMIT")):
                return super().execute(sql, *values)
            with step(sql.split(maxsplit=1)[0].lower()):
                return super().execute(sql, *values)

    def stepped(real: Callable[..., Any], name: str) -> Callable[..., Any]:
        def run_step(*given: Any, **options: Any) -> Any:
            with step(name):
                return real(*given, **options)

        return run_step

    real_connect = sqlite3.connect
    sqlite3.connect = lambda *given, **options: real_connect(*given, factory=Connection, **options)  # type: ignore[assignment]  # this process only
    os.fsync = stepped(os.fsync, "sync")
    os.replace = stepped(os.replace, "rename")
    return run(arguments, now=now)


def kill_at(step: str, *arguments: str) -> int:
    """Run a command line and die before its step-th sync, rename, begin or commit."""
    return run_in_steps(lambda _: dying_before(int(step)), arguments)


def kill_on_the_day(step: str, *arguments: str) -> int:
    """As :func:`kill_at`, by the clock of the tests: what a run writes does not hang on when it runs."""
    return run_in_steps(lambda _: dying_before(int(step)), arguments, NOW)


def tell_steps(*arguments: str) -> int:
    """Run a command line that tells its steps, its start, its answer and its end."""
    tell("start")
    code = run_in_steps(telling, arguments)
    tell("answered")
    tell("end")
    return code


def kill_small_acts(step: str, *arguments: str) -> int:
    """As :func:`kill_at`, with two forms to an act instead of hundreds."""
    vars(reports)["FORMS_PER_ACT"] = 2
    return kill_at(step, *arguments)


_WAYS: dict[str, Callable[..., int]] = {
    "kill": kill_at,
    "kill-on-the-day": kill_on_the_day,
    "kill-small-acts": kill_small_acts,
    "numbers": take_numbers,
    "tell": tell_steps,
}


if __name__ == "__main__":
    sys.exit(_WAYS[sys.argv[1]](*sys.argv[2:]))
