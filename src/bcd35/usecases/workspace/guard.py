"""Whether the ledger is the one that worked in this folder last, before a command writes to it.

Two things tell. The mark under ``out/`` names the latest line of the ledger that worked here: a ledger
without that line is older, one with another line in its place is another computer's. And papers carry numbers
in their names: one that the book did not give to that paper was issued by another ledger.
"""

from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.domain.errors import DatabaseUnusable
from bcd35.domain.findings import Finding
from bcd35.usecases.desk import Desk
from bcd35.usecases.workspace.papers import unrecorded_copies, unrecorded_originals, unrecorded_papers
from bcd35.world.outside import Mark, is_marked, read_mark, write_mark

if TYPE_CHECKING:
    from bcd35.domain.papers import Paper

Age = Literal["current", "older", "other", "unmarked"]
_FIX = (
    "Chưa lệnh nào ghi sổ cho đến khi văn phòng chọn cách: lấy lại sổ mới hơn từ bản sao, nhận những gì "
    "trong out/ vào sổ này, hoặc đi tiếp từ một số. Xem những gì ngoài sổ và lệnh của từng cách: "
    "bcd35 recover"
)


class OutsideLedger(NamedTuple):
    """What the folder holds beyond the ledger.

    ``papers``: with numbers that the ledger cannot account for. ``stored``: received files without a row,
    looked for where no mark tells how old the ledger is.
    """

    age: Age
    papers: "tuple[Paper, ...]"
    stored: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return self.age in ("current", "unmarked") and not self.papers and not self.stored


def look_outside(desk: Desk) -> OutsideLedger:
    """Hold the folder against the ledger.

    Mark and folder are read before the ledger: both are written after what they tell of was committed.
    """
    age = _age(desk)
    papers = unrecorded_papers(desk)
    unknown = tuple(one.paper for one in papers if one.standing in ("doubled", "unknown"))
    stored = () if age == "current" else (*unrecorded_originals(desk), *unrecorded_copies(desk))
    if not papers and not stored and not desk.store.registers.took_numbers():
        age = "current"  # Nothing was issued or received yet: a ledger made anew is as good as the lost one.
    return OutsideLedger(age, unknown, stored)


def _age(desk: Desk) -> Age:
    if (last := desk.store.last_seal()) and is_marked(desk.workspace, Mark(*last)):
        return "current"
    mark = read_mark(desk.workspace)  # and the ledger again: another run may just have written to both
    if mark is None:
        return "unmarked"
    digest = desk.store.seal(mark.line)
    return "older" if digest is None else "current" if digest == mark.digest else "other"


def find_outside(desk: Desk, outside: OutsideLedger) -> list[Finding]:
    """Why nothing may be written to this ledger; empty when it agrees with the folder."""
    if outside.agrees:
        return []
    example = f"; ví dụ {outside.papers[0].path}" if outside.papers else ""
    if not desk.store.registers.took_numbers() and (outside.papers or outside.stored):
        message = f"Sổ bcd35.db còn trống nhưng thư mục out/ thì không{example}: sổ cũ đã mất."
        return [Finding("database_lost", "bcd35.db", message, _FIX)]
    counted = _counted(outside)
    if outside.age == "older":
        message = f"Sổ bcd35.db cũ hơn thư mục out/: những việc ghi sau đó không có trong sổ này{counted}."
        return [Finding("ledger_older", "bcd35.db", message, _FIX)]
    if outside.age == "other":
        message = f"Sổ bcd35.db không phải sổ đã làm việc với thư mục out/ này (sổ của máy khác){counted}."
        return [Finding("ledger_other", "bcd35.db", message, _FIX)]
    message = f"Trong out/ có những tệp mà sổ bcd35.db không biết{counted}."
    return [Finding("papers_unknown", "out", message, _FIX)]


def _counted(outside: OutsideLedger) -> str:
    numbers = sorted({paper.number for paper in outside.papers})
    parts = []
    if numbers:
        named = ", ".join(map(str, numbers[:_MOST_NUMBERS])) + (" …" if len(numbers) > _MOST_NUMBERS else "")
        parts.append(f"{len(outside.papers)} văn bản số {named} (ví dụ {outside.papers[0].path})")
    if outside.stored:
        parts.append(f"{len(outside.stored)} tệp đã nhận (ví dụ {outside.stored[0]})")
    return f": {'; '.join(parts)}" if parts else ""


_MOST_NUMBERS = 8


class LedgerGuard:
    """The guard of one run: it looks once, and moves the mark after every act."""

    def __init__(self) -> None:
        self._findings: list[Finding] | None = None

    def findings(self, desk: Desk) -> list[Finding]:
        """What keeps this run from writing, looked at once."""
        if self._findings is None:
            self._findings = find_outside(desk, look_outside(desk))
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
