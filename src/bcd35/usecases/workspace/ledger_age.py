"""How old the ledger is, by the mark under ``out/``: it names the latest line that worked in this folder.

A ledger without that line is older, one with another line in its place is another computer's.
"""

from typing import Literal

from bcd35.usecases.desk import Desk
from bcd35.world.outside import Mark, is_marked, read_mark

Age = Literal["current", "older", "other", "unmarked"]


def age_of_ledger(desk: Desk) -> Age:
    if (last := desk.store.last_seal()) and is_marked(desk.workspace, Mark(*last)):
        return "current"
    mark = read_mark(desk.workspace)  # and the ledger again: another run may just have written to both
    if mark is None:
        return "unmarked"
    digest = desk.store.seal(mark.line)
    return "older" if digest is None else "current" if digest == mark.digest else "other"
