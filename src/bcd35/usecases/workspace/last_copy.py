"""When the last good copy was made: noted with every copy, told by ``status`` when that is too long ago.

It is not noted in the ledger: that would change what was copied.
"""

import json
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.copies import WARN_AFTER_DAYS, days_without_copy
from bcd35.usecases.desk import Desk
from bcd35.world.files import write_file
from bcd35.world.workspace import Workspace

_STATE = "lan-cuoi.json"


class LastCopy(NamedTuple):
    """The last good copy that this workspace made."""

    place: Path
    name: str
    made_at: datetime


def remember_copy(workspace: Workspace, copy: LastCopy) -> None:
    """Note the last good copy, for ``status``."""
    noted = {"place": str(copy.place), "name": copy.name, "made_at": copy.made_at.isoformat()}
    data = json.dumps(noted, ensure_ascii=False, indent=1).encode()
    write_file(workspace.copies / _STATE, data)


def last_copy(workspace: Workspace) -> LastCopy | None:
    """The last good copy that was made; None when there never was one, or nobody knows of it."""
    try:
        noted = json.loads((workspace.copies / _STATE).read_bytes())
        return LastCopy(Path(noted["place"]), noted["name"], datetime.fromisoformat(noted["made_at"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def overdue_copy(desk: Desk) -> tuple[int, int] | None:
    """Days since the last good copy and how many the office allows, if they are more.

    Silent where nothing can be lost: before the first number, and in a trial with the sample roster.
    """
    registers = desk.store.registers
    # Only this of the office: to build all of it takes longer than the rest of `status`.
    terms = json.loads(registers.office() or "{}").get("backup", {})
    allowed = int(terms.get("warn_after_days", WARN_AFTER_DAYS))
    days = days_without_copy(_last_day(desk.workspace), desk.world.today, allowed)
    if days is None or not registers.took_numbers() or registers.is_trial():
        return None
    return days, allowed


def _last_day(workspace: Workspace) -> date | None:
    last = last_copy(workspace)
    return last.made_at.date() if last else None
