"""Where a report that was moved stands by now. Moving it is in ``move.py``."""

from bcd35.domain.reports import Report, in_force
from bcd35.usecases.desk import Desk


def stands_now(desk: Desk, withdrawal: Report) -> tuple[str, str] | None:
    """Round and unit where a report counts since this withdrawal moved it, be it on from place to place.

    None when it was not moved, or counts nowhere.
    """
    moved = desk.store.reports.moved_to(withdrawal)
    if moved is None:
        return None
    code, unit, revision = moved
    known = desk.store.reports.of_round(code, [unit]).get(unit, [])
    if any(report.revision == revision for report in in_force(known)):
        return code, unit
    later = (report for report in known if report.revision > revision and report.withdraws)
    taken = next(later, None)
    return stands_now(desk, taken) if taken else None
