"""When the last good copy was made: noted with every copy, told by ``status`` when that is too long ago.

It is not noted in the ledger: that would change what was copied.
"""

import json
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
    from bcd35.world.files import write_file  # `status` itself writes no file

    noted = {"place": str(copy.place), "name": copy.name, "made_at": copy.made_at.isoformat()}
    data = json.dumps(noted, ensure_ascii=False, indent=1).encode()
    write_file(workspace.copies / _STATE, data)


def last_copy(workspace: Workspace) -> "LastCopy | None":
    """The last good copy that was made; None when there never was one, or nobody knows of it."""
    if (made_at := _made_at(workspace)) is None:
        return None
    from bcd35.domain.last_copies import LastCopy

    noted = _noted(workspace)
    return LastCopy(Path(noted["place"]), noted["name"], made_at)


def overdue_copy(desk: Desk) -> "Overdue | None":
    """Whether a good copy is overdue.

    Silent where nothing can be lost: before the first number, and in a trial with the sample roster.
    """
    if (begun := _begun(desk)) is None:
        return None
    made_at, allowed = _made_at(desk.workspace), _days_allowed(desk)
    days = days_without_copy(made_at.date() if made_at else begun, desk.world.today, allowed)
    if days is None:
        return None
    from bcd35.domain.last_copies import Overdue

    return Overdue(days, allowed, never=made_at is None)


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
    terms = json.loads(desk.store.registers.office() or "{}").get("backup", {})
    return int(terms.get("warn_after_days", WARN_AFTER_DAYS))


def _made_at(workspace: Workspace) -> datetime | None:
    """When the last good copy was made, if its note can be read whole."""
    try:
        noted = _noted(workspace)
        return datetime.fromisoformat(noted["made_at"]) if {"place", "name"} <= noted.keys() else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _noted(workspace: Workspace) -> dict[str, str]:
    noted: dict[str, str] = json.loads((workspace.copies / _STATE).read_bytes())
    return noted
