"""The office and the rounds as the database holds them.

Commands that start fast ask here, so that they do not load the readers of register files.
"""

import json
from typing import TYPE_CHECKING

from bcd35.domain.shape import from_plain
from bcd35.usecases.desk import Desk

if TYPE_CHECKING:
    from bcd35.domain.office import Office
    from bcd35.domain.rounds import Round

BY_COMMAND = "dòng lệnh"  # the source of a channel or a unit that a command stated last


def current_office(desk: Desk) -> "Office | None":
    """The office as imported; None in a database that is just being filled."""
    from bcd35.domain.office import Office

    definition = desk.store.registers.office()
    return from_plain(Office, json.loads(definition)) if definition else None


def stored_round(rounds: dict[str, str], code: str) -> "Round | None":
    """A round of the register by its code, case ignored."""
    from bcd35.domain.rounds import Round

    definition = next((text for known, text in rounds.items() if known.casefold() == code.casefold()), None)
    return from_plain(Round, json.loads(definition)) if definition else None
