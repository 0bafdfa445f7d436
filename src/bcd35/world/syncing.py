"""Waiting for the disk beside other work.

Files are synced, and get their names, in the background while the caller goes on.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bcd35.world.files import Staged, sync_files
from bcd35.world.kept import publish_same

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

# files synced at a time: the more, the fewer waits; but the last of them are waited for alone
_TOGETHER = 500


class Syncer:
    """Takes staged files as they come, settles them in turn, and gives names to those that are to have one."""

    def __init__(self, pool: "ThreadPoolExecutor") -> None:
        self._pool = pool
        self._next: list[Staged] = []
        self._under_way: list[Future[None]] = []

    def add(self, staged: Iterable[Staged]) -> None:
        """These files are whole, and are to be on the disk itself by the time of :meth:`finish`."""
        self._next += staged
        if len(self._next) >= _TOGETHER:
            self._settle_next()

    def finish(self) -> None:
        """Wait for all of them. Raises what syncing raised."""
        self._settle_next()
        for done in self._under_way:
            done.result()

    @contextmanager
    def publishing(self, staged: Sequence[Staged]) -> Iterator[None]:
        """Give these of the settled files their names (:func:`publish_same`) beside what the block does.

        When the block ends, however it ends, the names are given or it raises what kept them from it.
        """
        naming = self._pool.submit(publish_same, staged)
        try:
            yield
        except BaseException:
            # waits: an act that fails must not let go of its lock while files still get their names
            naming.exception()
            raise
        naming.result()

    def _settle_next(self) -> None:
        if self._next:
            self._under_way.append(self._pool.submit(sync_files, self._next))
            self._next = []


@contextmanager
def syncing() -> Iterator[Syncer]:
    """A syncer; when the block ends, however it ends, nothing of this is under way any more."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    try:
        yield Syncer(pool)
    finally:
        pool.shutdown(cancel_futures=True)
