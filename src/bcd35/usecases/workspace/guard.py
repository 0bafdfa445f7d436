"""Whether the ledger is the one that worked in this folder last, before a command writes to it.

Two things tell. The mark under ``out/`` names the latest line of the ledger that worked here. And papers
carry numbers in their names: one that the book did not give to that paper was issued by another ledger.
"""

from bcd35.domain.errors import DatabaseUnusable
from bcd35.domain.findings import Finding
from bcd35.usecases.desk import Desk, Guard
from bcd35.usecases.workspace.ledger_age import age_of_ledger
from bcd35.world.outside import Mark, write_mark


class LedgerGuard(Guard):
    """The guard of one run: it looks once, and moves the mark after every act."""

    def __init__(self) -> None:
        self._findings: list[Finding] | None = None

    def findings(self, desk: Desk) -> list[Finding]:
        """What keeps this run from writing, looked at once."""
        if self._findings is None:
            from bcd35.usecases.workspace.outside_ledger import find_outside, look_outside

            self._findings = find_outside(desk, look_outside(desk))
        return self._findings

    def quick_findings(self, desk: Desk) -> list[Finding]:
        """As :meth:`findings`, where the mark does not say that the ledger is current."""
        return [] if age_of_ledger(desk) == "current" else self.findings(desk)

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
