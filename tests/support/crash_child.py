"""What the crash tests start as processes of their own, besides the real command line.

``numbers ROOT PREFIX COUNT``: take a letter number for rounds PREFIX-0, PREFIX-1 … and print them, once a
line comes in on stdin. ``kill K ARGUMENTS …``: the real command line, which kills itself just before its K-th
step on the disk; it ends by itself when K is beyond. ``kill-small-acts K ARGUMENTS …``: the same with two
forms to an act.
"""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from bcd35.cli.errors import run
from bcd35.usecases.letters.notice import _with_number
from bcd35.usecases.letters.plan import NoticeRequest, plan_notice
from bcd35.usecases.receiving import record as reports
from bcd35.usecases.workspace.opening import open_desk
from bcd35.world.workspace import Workspace, World, now


def take_numbers(root: str, prefix: str, how_many: str) -> int:
    """Take numbers as ``notify`` does, without the documents."""
    desk = open_desk(World(now(), Workspace(Path(root))))
    sys.stdin.readline()
    taken = []
    for place in range(int(how_many)):
        request = NoticeRequest(f"{prefix}-{place}")
        taken.append(_with_number(desk, plan_notice(desk, request), request).number.number)
    sys.stdout.write(json.dumps(taken))
    return 0


class _Steps:
    """Counts the steps on the disk of this process."""

    def __init__(self, last: int) -> None:
        self.last, self._numbers = last, count(1)  # a counter that threads may share

    def step(self) -> None:
        if next(self._numbers) == self.last:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **options: Any) -> Any:
            self.step()
            return real(*arguments, **options)

        return stepped


def kill_at(step: str, *arguments: str) -> int:
    """Run a command line and die before its step-th sync, rename, begin or commit."""
    steps = _Steps(int(step))

    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            if sql.startswith(("BEGIN", "COMMIT")):
                steps.step()
            return super().execute(sql, *values)

    real_connect = sqlite3.connect
    sqlite3.connect = lambda *given, **options: real_connect(*given, factory=Connection, **options)  # type: ignore[assignment]  # this process only
    os.fsync = steps.before(os.fsync)
    os.replace = steps.before(os.replace)
    return run(arguments)


def kill_small_acts(step: str, *arguments: str) -> int:
    """As :func:`kill_at`, with two forms to an act instead of hundreds."""
    vars(reports)["FORMS_PER_ACT"] = 2
    return kill_at(step, *arguments)


_WAYS: dict[str, Callable[..., int]] = {
    "kill": kill_at,
    "kill-small-acts": kill_small_acts,
    "numbers": take_numbers,
}


if __name__ == "__main__":
    sys.exit(_WAYS[sys.argv[1]](*sys.argv[2:]))
