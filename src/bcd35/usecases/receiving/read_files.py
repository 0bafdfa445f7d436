"""Reading returned files on all cores, and what a run holds of them until the ledger takes them.

Every file is judged before any is recorded: files at odds may lie anywhere in a folder. Meanwhile the judged
returns wait packed, and the bytes of the faultless ones beside the place where they will be kept, on the disk
itself: what was judged is what is kept.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.packed import Packed
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk, Progress
from bcd35.usecases.receiving.recognise import FileRead, Recogniser, read_file
from bcd35.usecases.receiving.verdict import Return
from bcd35.usecases.workspace.opening import open_desk
from bcd35.world.files import discard_run
from bcd35.world.kept import put_aside
from bcd35.world.syncing import Syncer, syncing
from bcd35.world.workers import cores, spread
from bcd35.world.workspace import World

_WORTH_PROCESSES = 200  # files; starting the other processes takes as long as reading some hundred
_TO_A_PROCESS = 16  # files at a time; one by one they would spend longer on the way than in the reader
_LOOSE = 2_000  # returns; no province has more units, and unpacked they take some 6 MB


@dataclass(frozen=True, slots=True)
class Judging:
    """How files are judged, told to another process too.

    ``token``: of the run's temporary files; empty: nothing is put aside.
    """

    world: World
    round_code: str
    stated: Unit | None = None
    token: str = ""


class Pile(Packed[Return]):
    """Judged returns in the order of their files."""

    __slots__ = ("_at_odds",)

    def __init__(self, returns: Iterable[Return]) -> None:
        self._at_odds: set[tuple[str, str]] = set()
        super().__init__(self._compared(returns), loose=_LOOSE)

    def _compared(self, returns: Iterable[Return]) -> Iterator[Return]:
        """The same returns; notes the units of which not all files say the same."""
        said: dict[tuple[str, str], int] = {}  # round and unit → hash of the answers first seen
        for one in returns:
            if one.round_ and not one.findings:
                asked, answers = (one.round_.code, one.unit), hash(tuple(one.answers.items()))
                if said.setdefault(asked, answers) != answers:
                    self._at_odds.add(asked)
            yield one

    def rivals(self) -> list[Return]:
        """The faultless returns of units of which not all files say the same."""
        if not self._at_odds:
            return []
        return [
            one
            for one in self
            if one.round_ and not one.findings and (one.round_.code, one.unit) in self._at_odds
        ]

    def batches(self, size: int) -> Iterator[list[Return]]:
        """All returns in runs of at most ``size``."""
        returns = iter(self)
        return iter(lambda: list(islice(returns, size)), [])


class Judged(NamedTuple):
    """All files of a run, and what will name the originals of those that are taken."""

    pile: Pile
    originals: Syncer


@contextmanager
def judged(desk: Desk, files: Sequence[str], judging: Judging, progress: Progress) -> Iterator[Judged]:
    """All these files, read and judged. When the caller fails, what was put aside is removed."""
    try:
        with syncing() as originals:
            with closing(_judged(desk, files, judging)) as parts:
                pile = Pile(_counted(_synced(parts, originals), len(files), progress))
            originals.finish()  # here and not under the lock: a slow disk must not keep other clerks waiting
            yield Judged(pile, originals)
    except BaseException:
        if judging.token:
            # By their token and not by what was reported: a worker that died reported nothing.
            discard_run(desk.workspace.kept, judging.token)
        raise


def _judged(desk: Desk, files: Sequence[str], judging: Judging) -> Generator[list[Return], None, None]:
    parts = (files[start : start + _TO_A_PROCESS] for start in range(0, len(files), _TO_A_PROCESS))
    here = partial(_judge, Recogniser(desk, judging.round_code, judging.stated), judging)
    many = len(files) >= _WORTH_PROCESSES and cores() > 1
    yield from spread(partial(_judge_elsewhere, judging), parts, here) if many else map(here, parts)


def _synced(parts: Iterable[list[Return]], syncer: Syncer) -> Iterator[list[Return]]:
    for returns in parts:
        syncer.add(item.aside for item in returns if item.aside)
        yield returns


def _counted(parts: Iterable[list[Return]], total: int, progress: Progress) -> Iterator[Return]:
    done = 0
    for returns in parts:
        progress("Đọc báo cáo", done, total)
        yield from returns
        done += len(returns)
    progress("Đọc báo cáo", done, total)


def _judge_elsewhere(judging: Judging, files: Sequence[str]) -> list[Return]:
    return _judge(_recogniser(judging), judging, files)


@lru_cache(maxsize=1)  # in a worker: one desk for all of its parts
def _recogniser(judging: Judging) -> Recogniser:
    return Recogniser(open_desk(judging.world, rehearsal=True), judging.round_code, judging.stated)


def _judge(recogniser: Recogniser, judging: Judging, files: Sequence[str]) -> list[Return]:
    read = [read_file(Path(file)) for file in files]
    returns = recogniser.recognise(read)
    return [_with_bytes_aside(one, file, judging) for one, file in zip(returns, read, strict=True)]


def _with_bytes_aside(item: Return, file: FileRead, judging: Judging) -> Return:
    if not judging.token or item.findings:
        return item
    return item._replace(
        aside=put_aside(judging.world.workspace, file.data, file.sha256, item.file, judging.token)
    )
