"""Reading and judging the returned files of a run, and what is held of them until the ledger takes them.

Every file is judged before any is recorded, as files at odds may lie anywhere in a folder. Until then the
bytes of a faultless file lie beside the place where they will be kept, on the disk itself.
What was judged is what is kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bcd35.domain.receipt import OwnDay
from bcd35.domain.units import Unit
from bcd35.usecases.desk import Desk, Progress
from bcd35.usecases.receiving.reading import FileRead, read_file
from bcd35.usecases.receiving.recognise import Recogniser
from bcd35.usecases.receiving.returns import ReceiptTerms, Return
from bcd35.world.files import discard_run, sync_files
from bcd35.world.kept import stage_original

_AT_A_TIME = 64  # files in memory: so many ask the ledger together, and the progress moves as often


@dataclass(frozen=True, slots=True)
class Judging:
    """How files are judged.

    ``stated``: the unit that a clerk states. ``token``: of the run's temporary files; without one nothing is
    staged. ``terms``: of the run, without which it is today's. ``own_days``: of receipt, by path.
    """

    round_code: str = ""
    stated: Unit | None = None
    token: str = ""
    terms: ReceiptTerms | None = None
    own_days: Mapping[str, OwnDay] | None = None


@contextmanager
def judged(desk: Desk, files: Sequence[str], judging: Judging, progress: Progress) -> Iterator[list[Return]]:
    """All these files, read and judged, in their order. When the caller fails, what was staged is removed."""
    try:
        returns = list(_judged(desk, files, judging, progress))
        # here and not under the lock: a slow disk must not keep other clerks waiting
        sync_files([one.staged for one in returns if one.staged])
        yield returns
    except BaseException:
        if judging.token:
            # by their token: a file that was being written is among no returns
            discard_run(desk.workspace.kept, judging.token)
        raise


def _judged(desk: Desk, files: Sequence[str], judging: Judging, progress: Progress) -> Iterator[Return]:
    recogniser = Recogniser(desk, judging.round_code, judging.stated, judging.terms, judging.own_days)
    for start in range(0, len(files), _AT_A_TIME):
        progress("Đọc báo cáo", start, len(files))
        some = files[start : start + _AT_A_TIME]
        read = [read_file(Path(file), recogniser.layouts) for file in some]
        for place, (item, file) in enumerate(zip(recogniser.recognise(read), read, strict=True), start):
            yield _staged(desk, item, file, judging.token and f"{judging.token}{place}")
    progress("Đọc báo cáo", len(files), len(files))


def _staged(desk: Desk, item: Return, file: FileRead, token: str) -> Return:
    """The return with its bytes beside their place, if it may be taken."""
    if not token or item.findings:
        return item
    return item._replace(staged=stage_original(desk.workspace, file.data, file.sha256, item.file, token))
