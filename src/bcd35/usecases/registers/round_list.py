"""All rounds, each with its letter and what became of it.

Not here: finding the round that is meant (``rounds.py``).
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.histories import RoundLine
from bcd35.domain.letters import LetterNumber
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.rounds import rebuilt, round_terms

if TYPE_CHECKING:
    from bcd35.domain.rounds import Round


class RoundEntry(NamedTuple):
    """A round with its letter, when one was issued, and the line that tells its last closing or opening.

    ``void``: the number of its last letter, where that was declared void and none followed.
    """

    round_: "Round"
    issued: IssuedLetter | None
    line: RoundLine | None = None
    void: LetterNumber | None = None


def list_rounds(desk: Desk) -> list[RoundEntry]:
    """All rounds by code."""
    rounds = [rebuilt(text) for text in desk.store.registers.rounds().values()]
    return [_entry(desk, one) for one in rounds]


def _entry(desk: Desk, round_: "Round") -> RoundEntry:
    issued = desk.store.letters.of_round(round_.code)
    last = next((one.letter.number for one, _ in desk.store.letters.all_of_round(round_.code)), None)
    return RoundEntry(round_, issued, round_line(desk, round_.code), None if issued else last)


def round_line(desk: Desk, code: str) -> RoundLine | None:
    """The latest standing line of a round: when and why it was closed or opened again."""
    return next(iter(desk.store.histories.of_round(code)[::-1]), None)


def extended_days(desk: Desk, codes: Iterable[str]) -> dict[str, date]:
    """Code → the last day to which all units were extended; without the rounds whose own day stands."""
    found = {}
    for code in codes:
        if issued := desk.store.letters.of_round(code):
            terms, today = round_terms(desk, issued), desk.world.today
            if (day := terms.deadline(today)) != terms.issued(today).deadline:
                found[code] = day
    return found
