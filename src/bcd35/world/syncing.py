"""Waiting for the disk beside other work: files are synced, and get their names, in the background while the caller goes on."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bcd35.world.files import Staged, settle
from bcd35.world.kept import publish_same

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_TOGETHER = 500  # files synced at a time: the more, the fewer waits; but the last of them are waited for alone


class Syncer:
    """Takes staged files as they come, settles them, and gives names to those that are to have one: one thing after the other."""

    def __init__(self, pool: "ThreadPoolExecutor") -> None:
        self._pool = pool
        self._next: list[Staged] = []
        self._under_way: list[Future[None]] = []

    def add(self, staged: Iterable[Staged]) -> None:
        """These files are whole, and are to be on the disk itself before any is published."""
        self._next += staged
        if len(self._next) >= _TOGETHER:
            self._settle_next()

    def publish(self, staged: Collection[Staged]) -> None:
        """Give these their names (:func:`publish_same`) once all that were added are on the disk; done by :meth:`finish` at last."""
        self._settle_next()
        self._under_way.append(self._pool.submit(_publish, staged, tuple(self._under_way)))

    def finish(self) -> None:
        """Wait for all that was asked. Raises what syncing or naming raised."""
        self._settle_next()
        for done in self._under_way:
            done.result()
        self._under_way.clear()

    def _settle_next(self) -> None:
        if self._next:
            self._under_way.append(self._pool.submit(settle, self._next))
            self._next = []


def _publish(staged: Collection[Staged], before: "Iterable[Future[None]]") -> None:
    for settled in before:
        settled.result()  # done by now; a file that may not be on the disk gets no name
    publish_same(staged)


@contextmanager
def syncing() -> Iterator[Syncer]:
    """A syncer; when the block ends, however it ends, nothing of this is under way any more."""
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(1)
    try:
        yield Syncer(pool)
    finally:
        pool.shutdown(cancel_futures=True)
