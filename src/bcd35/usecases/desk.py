"""The desk that a command works at: the world of this run and the open database.

Not here: opening it (``workspace/opening.py``).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import NamedTuple

from bcd35.domain.findings import Finding
from bcd35.store.store import Store
from bcd35.world.workspace import Workspace, World

# Where the register files of a workspace are.
CHANNELS_FILE, UNITS_FILE, OFFICE_FILE, HOLIDAYS_FILE = (
    "data/channels.yaml",
    "data/units.yaml",
    "data/office.yaml",
    "data/holidays.yaml",
)
ROUNDS_FOLDER, PROFILES_FOLDER = "data/rounds", "data/profiles"


class Guard:
    """What stands between a command and the ledger: an older ledger, or another one, is not written to.

    This one lets everything pass, for desks over a copy of the ledger and those that tests set up.
    """

    def findings(self, _desk: "Desk") -> list[Finding]:
        """What keeps this run from writing; empty when the ledger is the one of its folder."""
        return []

    def quick_findings(self, _desk: "Desk") -> list[Finding]:
        """The same, as far as it is known without looking at every paper: for a run that only reads."""
        return []

    def accept(self) -> None:
        """Let this run write: it puts in order what differs."""

    def before_writing(self, _desk: "Desk") -> None:
        """Raises a Bcd35Error when nothing may be written."""

    def after_commit(self, _desk: "Desk") -> None:
        """Remember beside the papers how far the ledger has come."""


# Asked of a person at the terminal when several rounds are open and none was named: code → name, to a code.
ChooseRound = Callable[[Mapping[str, str]], str]
Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many


def no_progress(_what: str, _done: int, _total: int) -> None:
    """For callers that show nothing."""


class Desk(NamedTuple):
    """What every use case works with; at a rehearsal (``--dry-run``) they plan, and write nothing."""

    world: World
    store: Store
    rehearsal: bool = False
    guard: Guard = Guard()
    choose_round: ChooseRound | None = None  # None where nobody sits
    with_round: Callable[[], str] = lambda: "MÃ_ĐỢT"  # this run's command, with a place for the round

    @property
    def workspace(self) -> Workspace:
        return self.world.workspace

    @contextmanager
    def act(self) -> Iterator[None]:
        """One business act of a use case: the write lock first, then everything or nothing."""
        self.guard.findings(self)  # it may look at 50,000 papers; nobody else need wait for it at the lock
        with self.store.act(self.world.now):
            self.guard.before_writing(self)
            yield
        self.guard.after_commit(self)

    def journal(self, act: str, subject: str, **detail: object) -> None:
        """One line of what was done, inside the caller's act."""
        self.store.registers.journal(self.world.now, act, subject, **detail)
