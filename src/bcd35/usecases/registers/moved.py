"""Where a report stands by now. Moving it is in ``move.py``."""

from collections.abc import Sequence

from bcd35.domain.reports import Report, in_force
from bcd35.usecases.desk import Desk


def stands_as(desk: Desk, known: Sequence[Report], report: Report) -> Report | None:
    """What a revision that was entered once more, here or elsewhere, counts as by now; else None."""
    now = became(desk, known, report)
    if now is None:
        return None
    there = desk.store.reports.of_round(now.round_code, [now.unit])[now.unit]
    return now if now in in_force(there) else stands_as(desk, there, now)


def became(desk: Desk, known: Sequence[Report], report: Report) -> Report | None:
    """The revision that one of a unit's was entered as next: here among others, or where it was moved."""
    if number := desk.store.reports.entered_anew(report.round_code, report.unit).get(report.revision):
        return known[number - 1]
    gone, before = report, 0
    if not (report.annulled or report.withdraws):
        later = (one for one in known[report.revision :] if one.withdraws)
        if (withdrawal := next(later, None)) is None:
            return None
        gone, before = withdrawal, in_force(known[: withdrawal.revision - 1]).index(report)
    moved = desk.store.reports.moved_to(gone)
    if moved is None:
        return None
    there = desk.store.reports.of_round(moved.round_code, [moved.unit])[moved.unit]
    return there[moved.revision - 1 + before]
