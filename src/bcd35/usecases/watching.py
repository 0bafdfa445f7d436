"""Taking in returned forms as they arrive in a folder.

The folder is looked at again and again: notices of the system are lost on network shares. A file is taken when it has stood
still between two looks and can be opened, so that a copy in progress is waited for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from bcd35.usecases.desk import Desk
from bcd35.usecases.incoming import gather
from bcd35.usecases.reports import Recorded, record_files
from bcd35.world.workspace import FileStamp, opens, stamp

SECONDS_BETWEEN_LOOKS = 2.0


class Arrivals:
    """Which files are new, or changed since they were taken, and have stood still since the look before."""

    def __init__(self) -> None:
        self._before: Mapping[Path, FileStamp] = {}
        self._taken: dict[Path, FileStamp] = {}

    def settled(self, seen: Mapping[Path, FileStamp]) -> list[Path]:
        """The files to take now, each once as long as it stays as it is."""
        still = [path for path, now in seen.items() if self._before.get(path) == now != self._taken.get(path)]
        self._before = dict(seen)
        return still

    def taken(self, path: Path) -> None:
        """Note that the file as last seen was taken."""
        self._taken[path] = self._before[path]


def watch_folder(
    desk: Desk, folder: Path, *, now: Callable[[], datetime], wait: Callable[[float], None], round_code: str = "", note: str = ""
) -> Iterator[Recorded]:
    """What each look at the folder brought, without end; nothing is yielded for a look that brought nothing. Raises UnknownName.

    ``wait`` waits that many seconds; every report is received on the day it is taken in.
    """
    arrivals = Arrivals()
    while True:
        files, _ = gather(desk.workspace, [folder])
        seen = {path: found for path in files if (found := stamp(path))}
        ready = [path for path in arrivals.settled(seen) if opens(path)]
        if ready:
            at_desk = desk._replace(world=desk.world._replace(now=now()))
            yield record_files(at_desk, ready, round_code=round_code, note=note)
            for path in ready:
                arrivals.taken(path)
        wait(SECONDS_BETWEEN_LOOKS)


def all_outcomes(recorded: Iterable[Recorded]) -> Recorded:
    """One run's worth of looks: every file once, with its last verdict."""
    last = {one.file: one for some in recorded for one in some.outcomes}
    return Recorded(tuple(last.values()))
