"""How far this run has come in writing the ledger, for the sentence that ends a failed command."""


class Acts:
    """The acts of this run that are in the ledger."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new run: nothing is written yet."""
        self.done = 0
        self.unsure = False  # the disk failed during a commit: the act may be in the ledger or not


acts_of_this_run = Acts()
