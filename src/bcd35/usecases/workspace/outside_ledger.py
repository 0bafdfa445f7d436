"""What the folder holds beyond the ledger: all of ``out/`` held against every path that a row promises.

A module of its own: a command that only reads, in a folder whose mark names this ledger, need not look.
"""

from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.findings import Finding
from bcd35.usecases.desk import Desk
from bcd35.usecases.workspace.ledger_age import Age, age_of_ledger
from bcd35.usecases.workspace.papers import unrecorded_copies, unrecorded_originals, unrecorded_papers

if TYPE_CHECKING:
    from bcd35.domain.papers import Paper

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
    age = age_of_ledger(desk)
    papers = unrecorded_papers(desk)
    unknown = tuple(one.paper for one in papers if one.standing in ("doubled", "unknown"))
    stored = () if age == "current" else (*unrecorded_originals(desk), *unrecorded_copies(desk))
    if not papers and not stored and not desk.store.registers.took_numbers():
        age = "current"  # Nothing was issued or received yet: a ledger made anew is as good as the lost one.
    return OutsideLedger(age, unknown, stored)


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
