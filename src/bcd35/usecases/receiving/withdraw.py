"""Taking a unit's report back, all of it or one revision, and saying that this was a mistake.

All of it: a dated revision that says so; from that day the unit is missing again. One revision: it never
held, and those before it stand.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from itertools import chain
from typing import NamedTuple

from bcd35.domain.answers import Answers
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.reports import Report, in_force
from bcd35.domain.rounds import Round
from bcd35.domain.units import Unit
from bcd35.store.report_rows import NewReport, Provenance
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.carry import (
    Anew,
    UnitInRound,
    annul,
    around,
    changes_only,
    enter_before,
    laid_on,
    own_changes,
    resting_on,
    take_out,
)
from bcd35.usecases.receiving.put_right import need_reason
from bcd35.usecases.registers.moved import became, stands_as
from bcd35.usecases.registers.rounds import issued_round, told_round
from bcd35.usecases.registers.unit_lines import retired_still_asked
from bcd35.usecases.registers.units import get_units


class Withdrawn(NamedTuple):
    """A report that was taken back: the revisions that stood until then, and the withdrawal.

    Of one revision that was taken back by itself there is no withdrawal; ``now``: the one in force since.
    ``still_asked``: a unit that is out of use by now, and owes a report again. ``anew``: later entries,
    without what that revision said.
    """

    unit_name: str
    before: tuple[Report, ...]
    withdrawal: Report | None = None
    now: Report | None = None
    still_asked: tuple[Finding, ...] = ()
    anew: tuple[Anew, ...] = ()

    @property
    def on(self) -> date:
        """The day from which it no longer counts."""
        return (self.withdrawal or self.before[0]).received_on


def withdraw_reports(
    desk: Desk, units: Sequence[str], reason: str, *, wanted_round: str = "", on: date | None = None
) -> list[Withdrawn]:
    """Take units' reports back, with all their revisions: a further one says so, with its reason.

    What a unit sends afterwards is judged by its own day: a withdrawn return decides nothing, not even
    on-time.
    """
    return _each(desk, units, reason, wanted_round, lambda place: _withdraw(desk, place, reason, on))


def withdraw_revisions(
    desk: Desk, units: Sequence[str], revision: int, reason: str, *, wanted_round: str = ""
) -> list[Withdrawn]:
    """Say that one revision of each unit never held; those before and after it stand."""
    alone = partial(_withdraw_alone, desk, revision=revision, reason=reason)
    return _each(desk, units, reason, wanted_round, alone)


def _each(
    desk: Desk,
    units: Sequence[str],
    reason: str,
    wanted_round: str,
    take_back: Callable[[UnitInRound], Withdrawn],
) -> list[Withdrawn]:
    need_reason(reason, "Rút báo cáo", "ghi nhầm đơn vị")
    with desk.act():
        round_, _ = issued_round(desk, wanted_round)
        return [take_back(UnitInRound.of(desk, round_, unit)) for unit in get_units(desk, units)]


def _withdraw(desk: Desk, place: UnitInRound, reason: str, on: date | None) -> Withdrawn:
    standing = tuple(line.report for line in place.standing)
    if not standing:
        raise _nothing_to_withdraw(place)
    if on:
        _refuse_wrong_day(desk, on, place.first_day)
    withdrawal = place.withdrawal(on or desk.world.today, reason)
    desk.store.reports.record([NewReport(withdrawal, {}, "")], desk.world.now)
    _journal(desk, "withdraw_report", withdrawal, reason, on=withdrawal.received_on.isoformat())
    still_asked = tuple(retired_still_asked(desk, [place.unit]))
    return Withdrawn(place.unit.name, standing, withdrawal, still_asked=still_asked)


def _withdraw_alone(desk: Desk, place: UnitInRound, *, revision: int, reason: str) -> Withdrawn:
    gone = standing_revision(place, revision).report
    refuse_without_base(desk, place, gone)
    rows = take_out(desk, place, gone, reason)
    _journal(desk, "withdraw_revision", gone, reason, received_on=gone.received_on.isoformat(), anew=rows)
    left = UnitInRound.of(desk, place.round_, place.unit).standing
    now = left[-1].report if left else None
    still_asked = tuple(retired_still_asked(desk, [place.unit]))
    return Withdrawn(place.unit.name, (gone,), now=now, still_asked=still_asked, anew=tuple(rows))


def standing_revision(place: UnitInRound, revision: int) -> Provenance:
    """The revision that a clerk names. Raises Refused when it does not count."""
    found = next((line for line in place.standing if line.report.revision == revision), None)
    if found is None:
        counted = ", ".join(str(line.report.revision) for line in place.standing)
        message = f"“{place.unit.name}” không có lần {revision} đang tính trong đợt “{place.round_.code}”"
        told = f"{message}; đang tính: lần {counted}." if counted else f"{message}."
        fix = f"Xem các lần ghi: bcd35 reports show {place.words}"
        raise Refused("no_such_revision", told, where="--revision", fix=fix)
    return found


def refuse_without_base(desk: Desk, place: UnitInRound, gone: Report) -> None:
    """Raises Refused while later entries rest on this revision, and there is no other that they could."""
    later = resting_on(desk, place, gone)
    if not later or place.standing[0].report != gone:
        return
    named = ", ".join(str(one.revision) for one in later)
    message = (
        f"Lần {named} ghi tay trên lần {gone.revision}: bỏ lần {gone.revision} thì số của lần ấy vẫn còn."
    )
    withdraw = f"bcd35 reports withdraw {place.words} --date {gone.received_on} --reason LÝ_DO"
    fix = f"Rút cả báo cáo rồi ghi lại cho đúng: {withdraw}"
    raise Refused("laid_over", message, where="--revision", fix=fix)


def _nothing_to_withdraw(place: UnitInRound) -> Refused:
    message = f"“{place.unit.name}” không có báo cáo nào đang tính trong đợt “{place.round_.code}”."
    fix = f"Xem các lần ghi: bcd35 reports show {place.words}"
    return Refused("nothing_to_withdraw", message, where=place.unit.code, fix=fix)


def _refuse_wrong_day(desk: Desk, on: date, received_on: date) -> None:
    """Raises Refused for a day on which there was nothing to withdraw, or that is still to come."""
    if on > desk.world.today:
        message = f"Ngày rút {screen_date(on)} ở sau hôm nay ({screen_date(desk.world.today)})."
        fix = "Nêu ngày đã rút, hoặc bỏ --date để lấy hôm nay."
        raise Refused("withdrawn_in_future", message, where="--date", fix=fix)
    if on < received_on:
        message = f"Ngày rút {screen_date(on)} ở trước ngày nhận báo cáo ({screen_date(received_on)})."
        fix = f"Báo cáo chưa bao giờ của đơn vị thì nêu --date {received_on.isoformat()}."
        raise Refused("withdrawn_before_receipt", message, where="--date", fix=fix)


def _journal(desk: Desk, act: str, report: Report, reason: str, **more: object) -> None:
    told = {"round": report.round_code, "revision": report.revision, **more, "reason": reason}
    desk.journal(act, report.unit, **told)


# --- a withdrawal that was a mistake ------------------------------------------------------------------------


class Restored(NamedTuple):
    """What was taken back by mistake, a withdrawal or one revision, and the revisions that count again.

    ``still_gone``: where one was asked for, the numbers of those that stay withdrawn. ``anew``: entries after
    it, which were entered once more, with what it says.
    """

    unit_name: str
    gone: Report
    again: tuple[Report, ...]
    still_gone: tuple[int, ...] = ()
    anew: tuple[Anew, ...] = ()


def restore_reports(
    desk: Desk, units: Sequence[str], reason: str, *, wanted_round: str = "", revision: int = 0
) -> list[Restored]:
    """Undo the latest withdrawal of units: it never held, and figures of earlier days change with it.

    ``revision``: one that was taken back by itself is entered once more, in the place that it had.
    """
    need_reason(reason, "Bỏ việc rút báo cáo", "rút nhầm đơn vị")
    with desk.act():
        round_ = told_round(desk, wanted_round)
        places = [UnitInRound.of(desk, round_, unit) for unit in get_units(desk, units)]
        if revision:
            return [_restore_alone(desk, place, revision, reason) for place in places]
        return [_restore(desk, place, reason) for place in places]


def _restore(desk: Desk, place: UnitInRound, reason: str) -> Restored:
    known = [line.report for line in place.known]
    withdrawal = _to_restore(desk, known, place.round_, place.unit)
    undone = [report._replace(annulled=True) if report == withdrawal else report for report in known]
    counted = in_force(known)
    again = tuple(report for report in in_force(undone) if report not in counted)
    _refuse_moved(desk, known, again, withdrawal)
    annul(desk, withdrawal, reason)
    _journal(desk, "restore_report", withdrawal, reason, on=withdrawal.received_on.isoformat())
    return Restored(place.unit.name, withdrawal, again)


def _restore_alone(desk: Desk, place: UnitInRound, revision: int, reason: str) -> Restored:
    line = _taken_alone(desk, place, revision)
    _refuse_moved(desk, [one.report for one in place.known], [line.report], line.report)
    earlier, later = around(desk, place, revision)
    changes = own_changes(desk, place, line)
    if changes is not None and not earlier:
        raise _nothing_to_correct(place, line.report, changes)
    entered = line if changes is None else laid_on(line, changes, earlier[-1].report)
    again, rows = enter_before(desk, entered, place, later)
    desk.store.reports.record_successor(line.report, again)
    _journal(desk, "restore_revision", line.report, reason, again=again.revision)
    still_gone = _still_gone(desk, place, line.report)
    return Restored(place.unit.name, line.report, (again,), still_gone, tuple(rows))


def _nothing_to_correct(place: UnitInRound, report: Report, changes: Answers) -> Refused:
    """The ways to the report that it was laid over: it went by itself, or with the whole."""
    message = f"{changes_only(report, changes)}, nay không còn tính."
    alone = [one.report.revision for one in place.known[: report.revision - 1] if one.report.annulled]
    with_all = any(one.report.withdraws for one in place.known[report.revision :])
    which = "" if with_all or not alone else f" --revision {alone[-1]}"
    fix = (
        f"Lấy lại báo cáo trước đó: bcd35 reports restore {place.words}{which} --reason LÝ_DO\n"
        "Rồi chạy lại lệnh này."
    )
    return Refused("nothing_to_correct", message, where="--revision", fix=fix)


def _still_gone(desk: Desk, place: UnitInRound, restored: Report) -> tuple[int, ...]:
    """The revisions that stay withdrawn."""
    known = [one.report for one in place.known]
    counted = in_force(known)
    return tuple(
        one.revision
        for one in known
        if one not in (*counted, restored) and one.origin != "withdrawal" and became(desk, known, one) is None
    )


def _taken_alone(desk: Desk, place: UnitInRound, revision: int) -> Provenance:
    """The revision to be entered again. Raises Refused when it was not taken back by itself, or counts."""
    known = {line.report.revision: line for line in place.known}
    line, standing = known.get(revision), [one.report for one in place.standing]
    if line and line.report.annulled:
        now = stands_as(desk, [one.report for one in place.known], line.report)
        if now not in standing:
            return line
    message = f"“{place.unit.name}” không có lần {revision} nào đã rút riêng mà chưa lấy lại"
    told = f"{message} trong đợt “{place.round_.code}”."
    fix = f"Xem các lần ghi: bcd35 reports show {place.words}"
    if line and not (line.report.annulled or line.report.withdraws or line.report in standing):
        told = f"Lần {revision} của “{place.unit.name}” đã rút cùng cả báo cáo, không phải rút riêng."
        alone = f"bcd35 reports withdraw {place.words} --revision LẦN --reason LÝ_DO"
        fix = (
            f"Lấy lại cả báo cáo: bcd35 reports restore {place.words} --reason LÝ_DO\n"
            f"Rồi rút riêng những lần không đúng: {alone}"
        )
    raise Refused("nothing_to_restore", told, where="--revision", fix=fix)


def _to_restore(desk: Desk, known: Sequence[Report], round_: Round, unit: Unit) -> Report:
    """The latest withdrawal. Raises Refused when there is none, or when a report counts again since."""
    withdrawal = next((report for report in reversed(known) if report.withdraws), None)
    of = f"{unit.code} --round {round_.code}"
    taken = (one for one in known if one.annulled and one.origin != "withdrawal")
    alone = [one.revision for one in taken if became(desk, known, one) is None]
    again = f"bcd35 reports restore {of} --revision {alone[-1]} --reason LÝ_DO" if alone else ""
    told = f"\nLấy lại lần đã rút riêng: {again}" if again else ""
    fix = f"Xem các lần ghi: bcd35 reports show {of}{told}"
    if withdrawal is None:
        message = f"“{unit.name}” không có lần rút báo cáo nào đang có hiệu lực trong đợt “{round_.code}”."
        raise Refused("nothing_to_restore", message, where=unit.code, fix=fix)
    if standing := in_force(known):
        message = (
            f"“{unit.name}” đang có báo cáo được tính (lần {standing[-1].revision}) trong đợt "
            f"“{round_.code}”; không có gì để lấy lại."
        )
        raise Refused("nothing_to_restore", message, where=unit.code, fix=fix)
    return withdrawal


def _refuse_moved(desk: Desk, known: Sequence[Report], again: Sequence[Report], gone: Report) -> None:
    """Raises Refused when one of these, or the file of one, stands elsewhere by now."""
    moved = (stands_as(desk, known, report) for report in again)
    now = next(chain(filter(None, moved), _elsewhere(desk, again, gone.unit)), None)
    if now is None:
        return
    message = f"Báo cáo ấy nay là báo cáo của “{now.unit}” trong đợt “{now.round_code}”."
    alone = "" if gone.withdraws else f" --revision {now.revision}"
    fix = (
        f"Chuyển về: bcd35 reports move {now.unit} --round {now.round_code}{alone} --to {gone.unit} "
        f"--to-round {gone.round_code} --reason LÝ_DO"
    )
    raise Refused("recorded_elsewhere", message, where=gone.unit, fix=fix)


def _elsewhere(desk: Desk, again: Sequence[Report], unit: str) -> Iterator[Report]:
    """The reports of other units and rounds that the files of these stand as."""
    for report in again:
        for one in desk.store.reports.standing_as(report.sha256) if report.sha256 else ():
            if (one.round_code, one.unit.casefold()) != (report.round_code, unit.casefold()):
                yield one
