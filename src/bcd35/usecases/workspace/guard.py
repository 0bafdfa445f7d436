"""Whether the ledger is the one that worked in this folder last, before a command writes to it.

Two things tell. The mark under ``out/`` names the latest line of the ledger that worked here: a ledger
without that line is older, one with another line in its place is another computer's. And papers carry numbers
in their names: one that the book did not give to that paper was issued by another ledger.
"""

from typing import Literal

from bcd35.domain.errors import DatabaseUnusable
from bcd35.domain.findings import Finding
from bcd35.usecases.desk import Desk
from bcd35.usecases.workspace.papers import unrecorded_papers
from bcd35.world.outside import Mark, is_marked, read_mark, write_mark

Age = Literal["current", "older", "other", "unmarked"]


def age_of_ledger(desk: Desk) -> Age:
    """How the ledger stands to the mark, which says what worked in this folder last."""
    if (last := desk.store.last_seal()) and is_marked(desk.workspace, Mark(*last)):
        return "current"
    mark = read_mark(desk.workspace)  # and the ledger again: another run may just have written to both
    if mark is None:
        return "unmarked"
    digest = desk.store.seal(mark.line)
    return "older" if digest is None else "current" if digest == mark.digest else "other"


def _disagreement(desk: Desk) -> list[Finding]:
    """Why nothing may be written to this ledger; empty when it agrees with the folder, as it mostly does.

    Mark and folder are read before the ledger: both are written after what they tell of was committed.
    """
    if age_of_ledger(desk) == "current" and not unrecorded_papers(desk):
        return []
    from bcd35.usecases.workspace.outside_ledger import find_outside, look_outside

    return find_outside(desk, look_outside(desk))


class LedgerGuard:
    """The guard of one run: it looks once, and moves the mark after every act."""

    def __init__(self) -> None:
        self._findings: list[Finding] | None = None

    def findings(self, desk: Desk) -> list[Finding]:
        """What keeps this run from writing, looked at once."""
        if self._findings is None:
            self._findings = _disagreement(desk)
        return self._findings

    def accept(self) -> None:
        """Let this run write: it puts in order what differs."""
        self._findings = []

    def before_writing(self, desk: Desk) -> None:
        """Raises DatabaseUnusable when the ledger is older than its folder or another one."""
        if found := self.findings(desk):
            raise DatabaseUnusable("ledger_older", "", findings=found)

    def after_commit(self, desk: Desk) -> None:
        """Move the mark to the line that was just committed."""
        if last := desk.store.last_seal():
            write_mark(desk.workspace, Mark(*last))
