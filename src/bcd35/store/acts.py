"""How far this run has come in writing the ledger, for the sentence that ends a failed command."""

from collections.abc import Iterator
from contextlib import contextmanager


class Acts:
    """The acts of this run that are in the ledger."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new run: nothing is written yet."""
        self.done = 0
        self.unsure = False  # the disk failed during a commit: the act may be in the ledger or not

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """What is written meanwhile is no act of the command: the next run finds it done, and goes on."""
        done = self.done
        try:
            yield
        finally:
            self.done = done


acts_of_this_run = Acts()
