"""Waiting for the disk beside other work: files are synced in the background while further ones are still being made."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bcd35.world.files import Staged, settle

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_TOGETHER = 500  # files synced at a time: the more, the fewer waits; but the last of them are waited for alone


class Syncer:
    """Takes staged files as they come and settles them in turn."""

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

    def _settle_next(self) -> None:
        if self._next:
            self._under_way.append(self._pool.submit(settle, self._next))
            self._next = []


@contextmanager
def syncing() -> Iterator[Syncer]:
    """A syncer; when the block ends, however it ends, nothing is being synced any more."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    try:
        yield Syncer(pool)
    finally:
        pool.shutdown(cancel_futures=True)
