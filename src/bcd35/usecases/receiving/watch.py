"""Taking in returned forms as they arrive in a folder.

The folder is looked at again and again: notices of the system are lost on network shares. A file is taken
when it has stood still between two looks and can be opened, so that a copy in progress is waited for; a form
whose end is not there yet (a slow share, a copy that pauses) gets longer. A folder that goes away (a share
that is cut off) is waited for too.
"""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.receipt import WRONG_DAYS
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.gather import gather
from bcd35.usecases.receiving.record import Recorded, ReturnedFiles, record_files, refuse_strangers
from bcd35.world.workspace import FileStamp, opens, stamp

SECONDS_BETWEEN_LOOKS = 2.0
# since the last change; a form that is still not whole then was cut off, and is refused as such
SECONDS_FOR_THE_REST = 30.0


class Arrivals:
    """Which files are new, or changed since they were taken, and have stood still since the look before."""

    def __init__(self) -> None:
        self._before: Mapping[Path, FileStamp] = {}
        self._taken: dict[Path, FileStamp] = {}
        self._looks: Mapping[Path, int] = {}  # that a file has stood still

    def settled(self, seen: Mapping[Path, FileStamp]) -> list[Path]:
        """The files to take now, each once as long as it stays as it is."""
        self._looks = {
            path: self._looks[path] + 1 if self._before.get(path) == now else 0 for path, now in seen.items()
        }
        self._before = dict(seen)
        return [path for path, looks in self._looks.items() if looks and seen[path] != self._taken.get(path)]

    def seconds_still(self, path: Path) -> float:
        """For how long the file, as last seen, has not changed."""
        return self._looks[path] * SECONDS_BETWEEN_LOOKS

    def taken(self, path: Path) -> None:
        """Note that the file as last seen was taken."""
        self._taken[path] = self._before[path]


def watch_folder(
    desk: Desk,
    folder: Path,
    *,
    now: Callable[[], datetime],
    wait: Callable[[float], None],
    round_code: str = "",
    note: str = "",
    with_strangers: Callable[[str], bool] = refuse_strangers,
) -> Iterator[Recorded]:
    """What each look at the folder brought, without end; nothing is yielded for a look that brought nothing.

    That the folder has gone, or that a file has not come whole, is said once, as a remark on a look that
    brought no file.

    ``wait`` waits that many seconds; every report is received on the day it is taken in.
    """
    arrivals, there, awaited = Arrivals(), True, set[Path]()
    while True:
        was_there, there = there, folder.is_dir()
        if was_there and not there:
            yield Recorded((), remarks=(_gone(folder),))
        seen = {path: found for path in _files_in(desk, folder) if (found := stamp(path))}
        ready = [path for path in arrivals.settled(seen) if opens(path)]
        halves = [
            path
            for path in ready
            if arrivals.seconds_still(path) < SECONDS_FOR_THE_REST and not _is_whole(path)
        ]
        if unheard := [path for path in halves if path not in awaited]:
            awaited.update(unheard)
            yield Recorded((), remarks=tuple(_not_whole(desk, path) for path in unheard))
        ready = [path for path in ready if path not in halves]
        at_desk = desk._replace(world=desk.world._replace(now=now()))
        request = ReturnedFiles(paths=ready, round_code=round_code, note=note, with_strangers=with_strangers)
        if ready and (recorded := _recorded(at_desk, request)):
            yield recorded
            for path in ready:
                arrivals.taken(path)
        wait(SECONDS_BETWEEN_LOOKS)


def _files_in(desk: Desk, folder: Path) -> list[Path]:
    """The files that a folder holds now; none when it is not there, or goes away this very moment."""
    try:
        return [Path(file) for file in gather(desk.workspace, [folder]).files]
    except UnknownName:
        return []


def _is_whole(path: Path) -> bool:
    """Whether the end of a form is there: a package lists its parts at its very end.

    Other files tell nothing of theirs.
    """
    if path.suffix.casefold() != ".xlsx":
        return True
    try:
        with path.open("rb") as form:
            return zipfile.is_zipfile(form)
    except OSError:  # gone this very moment: told by what takes it in
        return True


def _recorded(desk: Desk, request: ReturnedFiles) -> Recorded | None:
    """What became of these files.

    None when one has gone meanwhile, so that the others are taken at the next look.
    """
    try:
        return record_files(desk, request)
    except UnknownName as unknown:
        if [found.code for found in unknown.findings] != ["no_such_file"]:
            raise
        return None
    except Refused as refused:
        if not {found.code for found in refused.findings} <= WRONG_DAYS:
            raise
        return _one_by_one(desk, request, refused.findings)


def _one_by_one(desk: Desk, request: ReturnedFiles, told: Sequence[Finding]) -> Recorded | None:
    """What becomes of the files one by one, when a folder of some of them is named by an impossible day."""
    if len(request.paths) == 1:
        return Recorded((), remarks=tuple(told))
    each = [_recorded(desk, replace(request, paths=[path])) for path in request.paths]
    done = [one for one in each if one]
    if len(done) < len(each):  # one has gone meanwhile: all others again at the next look
        return None
    remarks = tuple(dict.fromkeys(found for one in done for found in one.remarks))
    return all_outcomes(done)._replace(remarks=remarks)


def _gone(folder: Path) -> Finding:
    message = f"Không còn thấy thư mục “{folder}”; vẫn chờ nó trở lại."
    return Finding("folder_gone", str(folder), message, "Bấm Ctrl-C để dừng.")


def _not_whole(desk: Desk, path: Path) -> Finding:
    shown = desk.workspace.shown(path)
    return Finding("not_whole_yet", shown, f"{shown}: chưa đủ, có lẽ đang chép; đợi chép xong.", "")


def all_outcomes(recorded: Iterable[Recorded]) -> Recorded:
    """One run's worth of looks: every file once, with its last verdict."""
    last = {one.file: one for some in recorded for one in some.outcomes}
    return Recorded(tuple(last.values()))
