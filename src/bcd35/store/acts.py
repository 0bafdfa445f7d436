"""This run's acts: how far it has come, for the sentence that ends a failed command; what it puts right."""

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
        self.undoes = 0  # the journal's line up to which this run puts the last act right; 0 outside ``undo``

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """What is written meanwhile is no act of the command: the next run finds it done, and goes on."""
        done = self.done
        try:
            yield
        finally:
            self.done = done

    @contextmanager
    def undoing(self, line: int) -> Iterator[None]:
        """Every line that is written meanwhile tells the number of the line that all of them put right."""
        self.undoes = line
        try:
            yield
        finally:
            self.undoes = 0


acts_of_this_run = Acts()
