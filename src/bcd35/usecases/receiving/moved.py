"""Where a report or its file stands by now. Moving it is in ``move.py``."""

from collections.abc import Iterator, Sequence

from bcd35.domain.reports import Report, in_force
from bcd35.usecases.desk import Desk


def standing_as(desk: Desk, digest: str) -> Iterator[Report]:
    """The reports in force, of whatever unit and round, that this very file is."""
    for code, unit in desk.store.reports.owners([digest]).get(digest, ()):
        known = desk.store.reports.of_round(code, [unit]).get(unit, [])
        yield from (report for report in in_force(known) if report.sha256 == digest)


def stands_as(desk: Desk, known: Sequence[Report], report: Report) -> Report | None:
    """What one of a unit's revisions counts as since it was moved from here, be it on from place to place.

    None when it was not moved, or counts nowhere.
    """
    now = moved_as(desk, known, report)
    if now is None:
        return None
    there = desk.store.reports.of_round(now.round_code, [now.unit])[now.unit]
    return now if now in in_force(there) else stands_as(desk, there, now)


def moved_as(desk: Desk, known: Sequence[Report], report: Report) -> Report | None:
    """What one of a unit's revisions became where it was moved, by itself or with the others; else None."""
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
