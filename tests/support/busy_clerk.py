"""A clerk at work in a process of its own: ``python -m tests.support.busy_clerk ROOT``.

Records one piece after the other, each with its file, until its input is closed. Says when it begins, and at
its end after how many lines of the journal each act ended.
"""

import sys
import threading
import time
from pathlib import Path

from bcd35.domain.contributions import Contribution, ContributionLine
from bcd35.usecases.desk import Desk
from bcd35.usecases.workspace.opening import open_desk
from bcd35.world.kept import keep
from bcd35.world.workspace import Workspace, World, now
from tests.conftest import ROUND


def main(root: str) -> None:
    """Work until the parent closes our input."""
    stop = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=wait, daemon=True).start()
    desk = open_desk(World(now(), Workspace(Path(root))))
    moments = [desk.store.registers.last_line()]
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    while not stop.is_set():
        _record(desk, len(moments))
        moments.append(desk.store.registers.last_line())
        time.sleep(0.05)  # or nobody else would ever get the lock
    desk.store.close()
    sys.stdout.write(" ".join(map(str, moments)))


def _record(desk: Desk, place: int) -> None:
    line = ContributionLine(
        title=f"Tin {place}", medium="article", category="x", stage="received", on=desk.world.today
    )
    with desk.act():
        digest = keep(desk.workspace, f"tin {place}".encode(), "tin.txt")
        piece = Contribution(
            number=0,
            round_code=ROUND,
            unit="SYT",
            received_on=desk.world.today,
            sha256=digest,
            file_name="tin.txt",
            lines=(line,),
        )
        desk.store.contributions.record(piece, desk.world.now)
        desk.store.registers.journal(desk.world.now, "add_contribution", "SYT", round=ROUND)


if __name__ == "__main__":
    main(sys.argv[1])
