"""What is to be recorded of a return that was settled, and recording it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from bcd35.domain.undecided import UndecidedFile
from bcd35.store.report_rows import NewReport, RejectedFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.returns import Outcome


class Settled(NamedTuple):
    """A verdict and what it asks to be recorded.

    A revision, files that a clerk decided against by it, or one that waits for a clerk's decision.
    """

    outcome: Outcome
    news: NewReport | None = None
    rejected: tuple[RejectedFile, ...] = ()
    undecided: UndecidedFile | None = None


def record_settled(desk: Desk, settled: Iterable[Settled]) -> None:
    """Write what was planned, inside the caller's act.

    Revisions, rejected files, and a line each in the journal.
    """
    decided = list(settled)
    news = [one.news for one in decided if one.news]
    desk.store.reports.record(news, desk.world.now)
    desk.store.intake.record_rejected((file for one in decided for file in one.rejected), desk.world.now)
    desk.store.intake.record_undecided((one.undecided for one in decided if one.undecided), desk.world.now)
    desk.store.registers.journal_all(desk.world.now, _journal_lines(decided))


def _journal_lines(decided: Iterable[Settled]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for outcome, recorded, rejected, _ in decided:
        by_alias = {"alias": outcome.alias} if outcome.alias else {}
        if recorded:
            report = recorded.report
            detail = {
                "round": report.round_code,
                "revision": report.revision,
                "origin": report.origin,
                "received_on": report.received_on,
                **({"taking": report.taking} if report.taking > 1 else {}),
                **by_alias,
            }
            yield "record_report", report.unit, detail
        for file in rejected:
            came = {"received_on": outcome.received_on} if outcome.received_on else {}
            yield "set_aside", file.unit, {"round": file.round_code, "file": file.file_name, **came}
