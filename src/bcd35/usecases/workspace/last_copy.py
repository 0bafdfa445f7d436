"""When the last good copy was made: noted with every copy, told by ``status`` when that is too long ago.

It is not noted in the ledger: that would change what was copied.
"""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bcd35.domain.overdue import WARN_AFTER_DAYS, days_without_copy
from bcd35.usecases.desk import Desk
from bcd35.world.workspace import Workspace

if TYPE_CHECKING:
    from bcd35.domain.last_copies import LastCopy, Overdue

_STATE = "lan-cuoi.json"


def remember_copy(workspace: Workspace, copy: "LastCopy") -> None:
    """Note the last good copy, for ``status``."""
    import json

    from bcd35.world.files import write_file  # `status` itself writes no file

    noted = {"place": str(copy.place), "name": copy.name, "made_at": copy.made_at.isoformat()}
    data = json.dumps(noted, ensure_ascii=False, indent=1).encode()
    write_file(workspace.copies / _STATE, data)


def last_copy(workspace: Workspace) -> "LastCopy | None":
    """The last good copy that was made; None when there never was one, or nobody knows of it."""
    from bcd35.domain.last_copies import LastCopy

    noted = _noted(workspace)
    return noted and LastCopy(*noted)


def overdue_copy(desk: Desk) -> "Overdue | None":
    """Whether a good copy is overdue.

    Silent where nothing can be lost: before the first number, and in a trial with the sample roster.
    """
    if (begun := _begun(desk)) is None:
        return None
    noted, allowed = _noted(desk.workspace), _days_allowed(desk)
    last = noted[2].date() if noted else begun
    days = days_without_copy(last, desk.world.today, allowed)
    if days is None:
        return None
    from bcd35.domain.last_copies import Overdue

    return Overdue(days, allowed, never=noted is None)


def first_copy_due(desk: Desk) -> int | None:
    """In how many days a first copy would be overdue; None where nothing can be lost."""
    begun = _begun(desk)
    return None if begun is None else _days_allowed(desk) + 1 - (desk.world.today - begun).days


def _begun(desk: Desk) -> date | None:
    """The day of the first number; None where nothing can be lost."""
    registers = desk.store.registers
    return None if registers.is_trial() else registers.first_number_on()


def _days_allowed(desk: Desk) -> int:
    # Only this of the office: to build all of it takes longer than the rest of `status`.
    return desk.store.registers.warn_after_days() or WARN_AFTER_DAYS


def _noted(workspace: Workspace) -> tuple[Path, str, datetime] | None:
    """Where the last good copy is, its name and when it was made; None where no note says all of it."""
    try:
        text = (workspace.copies / _STATE).read_bytes()
    except OSError:
        return None
    import json  # only where a copy was made

    try:
        noted = json.loads(text)
        return Path(noted["place"]), noted["name"], datetime.fromisoformat(noted["made_at"])
    except (ValueError, KeyError, TypeError):
        return None
