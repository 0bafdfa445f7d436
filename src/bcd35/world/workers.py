"""Work on all cores of this machine. What is worked on is the caller's business."""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from bcd35.domain.errors import Refused

if TYPE_CHECKING:
    from concurrent.futures import Future

_MOST_WORKERS = 16  # more would only wait for the disk; Windows allows 61
# parts per worker: the one it works on, and one that waits, so that it never idles and the last are soon done
_HANDED_OUT = 2
# parts per worker that are finished or handed out: a slow one must not make this process hold the results of
# all others
_MOST_HELD = 32
Given = TypeVar("Given")
Made = TypeVar("Made")


def spread(
    work: Callable[[Given], Made], parts: Iterable[Given], here: Callable[[Given], Made] | None = None
) -> Iterator[Made]:
    """``map(work, parts)`` on all cores, in order, taking parts as they are needed. ``work`` and what it
    takes and gives must pickle.

    This process works too (``here``, or ``work`` itself): while the others start, and whenever they have
    enough to do. Raises Refused when a worker dies; then, and when the caller stops early, none is left
    working.
    """
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    helpers = max(min(cores(), _MOST_WORKERS) - 1, 1)
    # Spawned, as on Windows everywhere: a forked copy of a program that holds a database open is no good
    # start.
    pool = ProcessPoolExecutor(helpers, get_context("spawn"), _start_worker)
    held: deque[Future[Made]] = deque()
    try:
        for part in parts:
            while held and (held[0].done() or len(held) >= _MOST_HELD * helpers):
                yield held.popleft().result()
            if sum(not one.done() for one in held) < _HANDED_OUT * helpers:
                with _deaf_to_interrupts():
                    held.append(pool.submit(work, part))
            else:
                held.append(_finished((here or work)(part)))
        while held:
            yield held.popleft().result()
    except BrokenProcessPool as error:
        message = "Một tiến trình phụ bị tắt giữa chừng; việc chưa xong thì chưa ghi vào sổ."
        raise Refused(
            "worker_died", message, fix="Đóng bớt chương trình khác cho đủ bộ nhớ rồi chạy lại."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _finished(made: Made) -> "Future[Made]":
    from concurrent.futures import Future

    done: Future[Made] = Future()
    done.set_result(made)
    return done


def _start_worker() -> None:
    """In a worker: Ctrl-C is the parent's business.

    When the parent is killed, nobody else will tell the worker to stop.
    """
    import gc
    from multiprocessing import parent_process
    from threading import Thread

    gc.set_threshold(100_000)  # as in the program itself, and for the same reason
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def wait_and_end() -> None:
        if parent := parent_process():
            parent.join()
            os._exit(1)

    Thread(target=wait_and_end, daemon=True).start()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C from their first moment on, this one hears it
    afterwards.

    Ignoring it would be as deaf, but lose it. On Windows neither is handed down: there processes are deaf
    from :func:`_start_worker` on.
    """
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
