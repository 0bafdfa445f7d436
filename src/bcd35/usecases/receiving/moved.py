"""Where a report or its file stands by now. Moving it is in ``move.py``."""

from collections.abc import Iterator

from bcd35.domain.reports import Report, in_force
from bcd35.usecases.desk import Desk


def standing_as(desk: Desk, digest: str) -> Iterator[Report]:
    """The reports in force, of whatever unit and round, that this very file is."""
    for code, unit in desk.store.reports.owners([digest]).get(digest, ()):
        known = desk.store.reports.of_round(code, [unit]).get(unit, [])
        yield from (report for report in in_force(known) if report.sha256 == digest)


def stands_now(desk: Desk, gone: Report) -> tuple[str, str] | None:
    """Round and unit where a report counts since it was moved from here, be it on from place to place.

    ``gone``: the withdrawal that moved it, or a revision that was moved by itself. None when it was not
    moved, or counts nowhere.
    """
    moved = desk.store.reports.moved_to(gone)
    if moved is None:
        return None
    code, unit, revision, _ = moved
    known = desk.store.reports.of_round(code, [unit]).get(unit, [])
    if any(report.revision == revision for report in in_force(known)):
        return code, unit
    taken = (
        report
        for report in known
        if (report.revision > revision and report.withdraws)
        or (report.revision == revision and report.annulled)
    )
    further = next(taken, None)
    return stands_now(desk, further) if further else None
