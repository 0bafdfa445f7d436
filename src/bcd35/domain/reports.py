"""Reports and their revisions: what one is, and which revisions count.

Not here: answers (``answers.py``), verdicts (``verdicts.py``).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from bcd35.domain.answers import Answers

Origin = Literal["form", "manual", "table", "withdrawal"]
ORIGIN_WORDS: dict[str, str] = {
    "form": "mẫu trả về",
    "manual": "ghi tay",
    "table": "bảng của văn phòng",
    "withdrawal": "rút báo cáo",
}
# what a further line can put right about a recorded report
PUT_RIGHT = ("received_on", "note", "reference", "reference_on")


class Report(NamedTuple):
    """Báo cáo: one revision of what a unit reported for a round.

    The revision in force that came first decides whether the unit was on time. A withdrawal is a revision
    too: it has no answers, ``note`` is its reason, and the revisions before it no longer count. A revision or
    withdrawal that was ``annulled`` never held. ``reference`` and ``reference_on``: number and day that the
    unit gave its own report.
    """

    round_code: str
    unit: str
    revision: int
    received_on: date
    answers: "Answers"
    origin: Origin
    note: str = ""
    form_id: str = ""
    sha256: str = ""
    reference: str = ""
    reference_on: date | None = None
    taking: int = 1  # how many times this file was taken for this unit, this time included
    annulled: bool = False

    @property
    def withdraws(self) -> bool:
        return self.origin == "withdrawal" and not self.annulled


def in_force(revisions: Sequence[Report], day: date = date.max) -> list[Report]:
    """The revisions since the last withdrawal dated on or before ``day``, without those that never held."""
    standing: list[Report] = []
    for report in revisions:
        if report.withdraws:
            standing = [] if report.received_on <= day else standing
        elif not report.annulled:
            standing.append(report)
    return standing


def moved_note(unit: str, round_code: str, reason: str) -> str:
    """What the ledger tells a reader of a report that was moved there; nothing is decided by it."""
    return f"chuyển sang {unit}, đợt {round_code}: {reason}"


def withdrawal_of(revision: int, revisions: Sequence[Report]) -> date | None:
    """The day from which a revision no longer counts because a clerk withdrew it; None when none did.

    One that was withdrawn by itself never counted, from its own day on.
    """
    for report in revisions:
        if report.revision > revision and report.withdraws:
            return report.received_on
        if report.revision == revision and report.annulled:
            return report.received_on
    return None


def received_by(revisions: Sequence[Report], day: date) -> list[Report]:
    """The revisions that count on a day: those in force that had come by then, in ledger order."""
    return [report for report in in_force(revisions, day) if report.received_on <= day]


def came_first(reports: Iterable[Report]) -> Report:
    """The one that came first, whenever it was recorded: an older one may have been found in a drawer."""
    return min(reports, key=lambda report: report.received_on)


def corrected(revisions: Iterable[Report]) -> Iterator[tuple[Report, Report]]:
    """``(earlier, correction)`` for each revision that corrects an earlier one.

    The first revision, and the first after a withdrawal, correct nothing.
    """
    before = None
    for report in revisions:
        if report.origin == "withdrawal" or report.annulled:
            before = None if report.withdraws else before
            continue
        if before:
            yield before, report
        before = report


def laid_over(report: Report, standing: Sequence[Report]) -> list[Report]:
    """The later entries that repeat what this revision alone said: each was laid over the one before it.

    A form says all its answers itself.
    """
    from bcd35.domain.answers import changed_fields  # `status` asks which reports count, and reads no answer

    before = [one for one in standing if one.revision < report.revision]
    own = changed_fields(before[-1].answers if before else {}, report.answers)
    found = []
    for one in standing:
        if one.revision > report.revision:
            if one.origin == "form" or all(one.answers.get(code) != report.answers[code] for code in own):
                break
            found.append(one)
    return found
