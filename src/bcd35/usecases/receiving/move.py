"""Moving reports that were booked for the wrong unit or round.

All revisions: a withdrawal there, the same revisions here. Some of them: they never held there, and stand
here among the others by their days. Each in one act. What moves never was of that unit, so figures of no day
count it twice.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from bcd35.domain.answers import UNANSWERED, Answer, RawAnswer, judge_answer
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.reports import Report, in_force, moved_note
from bcd35.domain.rounds import Field
from bcd35.store.report_rows import NewReport, Provenance
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.carry import (
    Anew,
    UnitInRound,
    around,
    carried,
    changes_only,
    enter_before,
    laid_on,
    own_changes,
    take_out,
)
from bcd35.usecases.receiving.put_right import need_reason
from bcd35.usecases.receiving.returns import ReceiptTerms
from bcd35.usecases.receiving.verdict import Verdicts
from bcd35.usecases.receiving.withdraw import refuse_without_base, standing_revision
from bcd35.usecases.registers.rounds import issued_round, told_round
from bcd35.usecases.registers.unit_lines import retired_still_asked
from bcd35.usecases.registers.units import get_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRequest:
    """Whose report goes where; an empty ``to`` or ``to_round``: the same unit, the same round.

    ``revisions``: some of them, none for all.
    """

    unit: str = ""
    reason: str
    round_code: str = ""
    to: str = ""
    to_round: str = ""
    revisions: tuple[int, ...] = ()


class Moved(NamedTuple):
    """What went from where to where; ``gone``: its revisions there; ``left``: what it leaves open.

    ``anew``: later entries of both places, without or with what that revision says.
    """

    unit_name: str
    to_name: str
    gone: tuple[Report, ...]
    revisions: tuple[Report, ...]
    left: tuple[Finding, ...] = ()
    anew: tuple[Anew, ...] = ()


def move_report(desk: Desk, request: MoveRequest) -> Moved:
    """Raises UnknownName and Refused, with everything that keeps the report from being moved."""
    return move_reports(desk, request, [request.unit])[0]


def move_reports(desk: Desk, request: MoveRequest, units: Iterable[str] = ()) -> list[Moved]:
    """Move the reports of these units, or of all that have reported, in one act: all or none.

    Raises UnknownName and Refused, with everything that keeps any of them from being moved.
    """
    need_reason(request.reason, "Chuyển báo cáo", "ghi nhầm đơn vị")
    with desk.act():
        named = [get_unit(desk, unit).code for unit in units] or _reporting(desk, request)
        moves, refused = list[Moved](), list[Finding]()
        for unit in dict.fromkeys(named):
            try:
                moves.append(_move(desk, replace(request, unit=unit)))
            except Refused as one:
                refused += one.findings
        _refuse_any(refused)
        return moves


def _move(desk: Desk, request: MoveRequest) -> Moved:
    there, here = _places(desk, request)
    return (_move_some if request.revisions else _move_all)(desk, there, here, request)


def _reporting(desk: Desk, request: MoveRequest) -> list[str]:
    """The units of which a report counts in the round. Raises Refused when there is none."""
    round_ = told_round(desk, request.round_code)
    received = desk.store.reports.received(round_.code)
    units = [unit for unit, revisions in received.items() if in_force(revisions)]
    if not units:
        message = f"Đợt “{round_.code}” không có báo cáo nào đang tính."
        fix = f"Xem: bcd35 status {round_.code}"
        raise Refused("nothing_to_move", message, where=round_.code, fix=fix)
    return units


def _move_all(desk: Desk, there: UnitInRound, here: UnitInRound, request: MoveRequest) -> Moved:
    _refuse_misplaced(desk, there, here)
    gone = tuple(line.report for line in there.standing)
    withdrawal = _withdrawal(there, here, request.reason)
    news = carried(desk, there.standing, here)
    desk.store.reports.record([NewReport(withdrawal, {}, ""), *news], desk.world.now)
    came = tuple(one.report for one in news)
    desk.store.reports.record_successor(withdrawal, came[0], request.reason)
    _journal(desk, there, here, {"reason": request.reason, **_days(gone)})
    left = (*_missing(here, came[-1]), *retired_still_asked(desk, [there.unit]))
    return Moved(there.unit.name, here.unit.name, gone, came, left)


def _move_some(desk: Desk, there: UnitInRound, here: UnitInRound, request: MoveRequest) -> Moved:
    """Revisions that go together keep their order: an entry may rest on one that goes with it."""
    lines = [standing_revision(there, number) for number in sorted(set(request.revisions))]
    gone = tuple(line.report for line in lines)
    rows = _taken_out(desk, there, gone, moved_note(here.unit.code, here.round_.code, request.reason))
    came = list[Report]()
    for line in lines:
        place, after = UnitInRound.of(desk, here.round_, here.unit), came[-1].revision if came else 0
        new, more = _enter(desk, there, place, line, after)
        desk.store.reports.record_successor(line.report, new, request.reason)
        came.append(new)
        rows += more
    numbers = {"revisions": [one.revision for one in gone], "to_revisions": [one.revision for one in came]}
    _journal(desk, there, here, {**numbers, "reason": request.reason, **_days(gone)})
    left = (*_missing(here, came[-1]), *retired_still_asked(desk, [there.unit]))
    names = there.unit.name, here.unit.name
    return Moved(*names, gone=gone, revisions=tuple(came), left=left, anew=tuple(rows))


def _places(desk: Desk, request: MoveRequest) -> tuple[UnitInRound, UnitInRound]:
    """From where to where. Raises Refused when it is the same, or when nothing counts there."""
    round_, unit = told_round(desk, request.round_code), get_unit(desk, request.unit)
    there = UnitInRound.of(desk, round_, unit)
    to_round = told_round(desk, request.to_round or round_.code)
    here = UnitInRound.of(desk, to_round, get_unit(desk, request.to) if request.to else unit)
    if (here.unit.code, here.round_.code) == (unit.code, round_.code):
        fix = "Nêu đơn vị đúng bằng --to, hoặc đợt đúng bằng --to-round."
        raise Refused("same_place", "Nơi chuyển đến là nơi đang ghi.", where="--to", fix=fix)
    if not there.standing:
        raise _nothing_to_move(there)
    return there, here


def _nothing_to_move(there: UnitInRound) -> Refused:
    message = f"“{there.unit.name}” không có báo cáo nào đang tính trong đợt “{there.round_.code}”."
    fix = f"Xem các lần ghi: bcd35 reports show {there.words}"
    return Refused("nothing_to_move", message, where=there.unit.code, fix=fix)


# --- what keeps a report from being moved -------------------------------------------------------------------


def _refuse_misplaced(desk: Desk, there: UnitInRound, here: UnitInRound) -> None:
    """Raises Refused when the round does not take this report for this unit."""
    found = [*_admission(desk, there, here, there.first_day, back=_came_from(desk, here, there))]
    if here.standing:
        found.append(_has_report(there, here))
    _refuse_any((*found, *_misfits(there.standing[-1], here)))


def _refuse_any(found: Iterable[Finding]) -> None:
    if faults := tuple(found):
        raise Refused("not_moved", "", findings=faults)


def _has_report(there: UnitInRound, here: UnitInRound) -> Finding:
    """What stands here already, and the ways out."""
    to_round = "" if here.round_.code == there.round_.code else f" --to-round {here.round_.code}"
    each = "".join(f" --revision {line.report.revision}" for line in there.standing)
    move = f"bcd35 reports move {there.words}{each} --to {here.unit.code}{to_round} --reason LÝ_DO"
    withdraw = f"bcd35 reports withdraw {here.words} --date {here.first_day.isoformat()} --reason LÝ_DO"
    ways = [
        f"Xem: bcd35 reports show {here.words}",
        f"Báo cáo ấy ghi nhầm thì rút, rồi chạy lại lệnh này: {withdraw}",
        f"Hoặc báo cáo chuyển đến là bản gửi thêm: {move}",
    ]
    if not to_round:
        swap = f"bcd35 reports swap {there.unit.code} {here.unit.code} --round {there.round_.code}"
        ways.append(f"Hoặc hai đơn vị ghi lẫn của nhau thì đổi chỗ: {swap} --reason LÝ_DO")
    message = f"“{here.unit.name}” đã có báo cáo đang tính trong đợt “{here.round_.code}”."
    return Finding("has_report", here.unit.code, message, "\n".join(ways))


def _came_from(desk: Desk, here: UnitInRound, there: UnitInRound) -> bool:
    """Whether the last that was done here was moving the report there."""
    last = here.known[-1].report if here.known else None
    return last is not None and last.withdraws and _moved_there(desk, last, there)


def _was_here(desk: Desk, there: UnitInRound, here: UnitInRound, report: Report) -> int | None:
    """The number that a revision had here before it was moved there by itself; None when it never was."""
    for line in reversed(here.known):
        known = line.report
        same = known.annulled and (known.sha256, known.origin) == (report.sha256, report.origin)
        if same and _moved_there(desk, known, there):
            return known.revision
    return None


def _moved_there(desk: Desk, gone: Report, there: UnitInRound) -> bool:
    moved = desk.store.reports.moved_to(gone)
    return moved is not None and moved[:2] == (there.round_.code, there.unit.code)


def _admission(
    desk: Desk, there: UnitInRound, here: UnitInRound, came: date, *, back: bool
) -> Iterator[Finding]:
    """Why a round takes no report of a unit now. Raises Refused for one without a letter in force.

    A report that came from there goes back, whatever the round takes by now. Within a closed round one may be
    put in its right place.
    """
    if back:
        return
    issued_round(desk, here.round_.code)
    verdicts = Verdicts(desk, ReceiptTerms(desk.world.today))
    judge = verdicts.exclusion if here.round_.code == there.round_.code else verdicts.admission
    yield from judge(here.round_.code, here.unit.code, "", came)


def _misfits(line: Provenance, here: UnitInRound) -> Iterator[Finding]:
    """The answers that have no place in a round."""
    round_, report = here.round_, line.report
    day = report.received_on.isoformat()
    fix = (
        f"Xem chỉ tiêu: bcd35 rounds show {round_.code}\nGhi tay những số có chỗ: bcd35 record-report "
        f"{here.words} --received-on {day} --set CHỈ_TIÊU=GIÁ_TRỊ"
    )
    for code, answer in report.answers.items():
        field = round_.field(code)
        if answer != UNANSWERED and (field is None or field.code != code or not _takes(field, answer)):
            message = (
                f"Câu trả lời “{answer.text()}” của chỉ tiêu {code} không có chỗ trong đợt “{round_.code}”."
            )
            yield Finding("answer_without_place", code, message, fix)


def _takes(field: Field, answer: Answer) -> bool:
    """Whether an answer can stand under a question as it is."""
    if answer.state != "value":
        return True
    value = "; ".join(answer.value) if isinstance(answer.value, tuple) else answer.value
    return judge_answer(field, RawAnswer(value, field.code)) == answer


def _missing(here: UnitInRound, report: Report) -> tuple[Finding, ...]:
    """The questions that a moved report leaves open: the round asks more than the one that it answered."""
    asked = [field for field in here.round_.fields if field.required]
    open_ = [field for field in asked if report.answers.get(field.code, UNANSWERED) == UNANSWERED]
    if not open_:
        return ()
    labels = "; ".join(f"“{field.label}”" for field in open_)
    message = f"Đợt “{here.round_.code}” còn hỏi {labels}; báo cáo vừa chuyển chưa trả lời."
    values = " ".join(f"--set {field.code}=GIÁ_TRỊ" for field in open_)
    record = f"bcd35 record-report {here.words} --received-on NGÀY {values}"
    fix = f"Hỏi đơn vị rồi ghi thêm, nêu ngày có số: {record}"
    return (Finding("missing_answer", here.unit.code, message, fix),)


# --- some of its revisions ----------------------------------------------------------------------------------


def _taken_out(desk: Desk, there: UnitInRound, gone: Sequence[Report], note: str) -> list[Anew]:
    """The latest first: what goes too is not entered anew."""
    rows: list[Anew] = []
    for report in reversed(gone):
        place = UnitInRound.of(desk, there.round_, there.unit)
        refuse_without_base(desk, place, report)
        rows += take_out(desk, place, report, note)
    return rows


def _enter(
    desk: Desk, there: UnitInRound, here: UnitInRound, line: Provenance, after: int
) -> tuple[Report, list[Anew]]:
    """Enter a revision by its day, or where it stood before; behind the revision ``after``.

    What a clerk typed in is a correction: it changes some answers of the report before it, there as here.
    Raises Refused when there is none here.
    """
    gone = line.report
    was = _was_here(desk, there, here, gone)
    by_day = [one for one in here.standing if one.report.received_on > gone.received_on]
    later = [one for one in (around(desk, here, was)[1] if was else by_day) if one.report.revision > after]
    earlier = [one for one in here.standing if one not in later]
    if (changes := own_changes(desk, there, line)) is not None:
        if not earlier:
            raise _nothing_to_correct(there, gone, changes, here)
        line = laid_on(line, changes, earlier[-1].report)
    back = was is not None
    _refuse_any((*_admission(desk, there, here, gone.received_on, back=back), *_misfits(line, here)))
    return enter_before(desk, line, here, later)


def _nothing_to_correct(
    there: UnitInRound, report: Report, changed: Mapping[str, Answer], here: UnitInRound
) -> Refused:
    message = f"{changes_only(report, changed)}; “{here.unit.name}” chưa có báo cáo nào trước ngày ấy để sửa."
    withdraw = f"bcd35 reports withdraw {there.words} --revision {report.revision} --reason LÝ_DO"
    fix = f"Rút lần ấy: {withdraw}; rồi ghi báo cáo đủ các chỉ tiêu cho {here.unit.code}."
    return Refused("nothing_to_correct", message, where=here.unit.code, fix=fix)


# --- two reports that stand for each other's units ----------------------------------------------------------


class Swapped(NamedTuple):
    """Two moves, each way."""

    moves: tuple[Moved, Moved]


def swap_reports(desk: Desk, units: tuple[str, str], reason: str, *, wanted_round: str = "") -> Swapped:
    """Let the reports of two units change places. Raises UnknownName and Refused."""
    need_reason(reason, "Đổi chỗ hai báo cáo", "ghi lẫn hai đơn vị")
    with desk.act():
        round_ = told_round(desk, wanted_round)
        one, other = (UnitInRound.of(desk, round_, get_unit(desk, unit)) for unit in units)
        if one.unit.code == other.unit.code:
            message = f"Hai đơn vị nêu ra là một: {one.unit.code}."
            raise Refused("same_place", message, where=one.unit.code, fix="Nêu hai đơn vị khác nhau.")
        for place in (one, other):
            if not place.standing:
                raise _nothing_to_move(place)
        ways = ((one, other), (other, one))
        _refuse_any(
            found
            for there, here in ways
            for found in _admission(desk, there, here, there.first_day, back=False)
        )
        moves = tuple(_swap_one_way(desk, there, here, reason) for there, here in ways)
        told = {"round": round_.code, "reason": reason}
        lines = [
            (act, there.unit.code, {**told, "into": here.unit.code, **_days(move.gone)})
            for act, (there, here), move in zip(("swap_reports", "swapped"), ways, moves, strict=True)
        ]
        desk.store.registers.journal_all(desk.world.now, lines)
    return Swapped((moves[0], moves[1]))


def _swap_one_way(desk: Desk, there: UnitInRound, here: UnitInRound, reason: str) -> Moved:
    """``here`` has its own withdrawal as its next revision."""
    withdrawal = _withdrawal(there, here, reason)
    news = carried(desk, there.standing, here, len(here.known) + 2)
    desk.store.reports.record([NewReport(withdrawal, {}, ""), *news], desk.world.now)
    desk.store.reports.record_successor(withdrawal, news[0].report, reason)
    gone = tuple(line.report for line in there.standing)
    return Moved(there.unit.name, here.unit.name, gone, tuple(one.report for one in news))


# --- recording ----------------------------------------------------------------------------------------------


def _withdrawal(there: UnitInRound, here: UnitInRound, reason: str) -> Report:
    return there.withdrawal(there.first_day, moved_note(here.unit.code, here.round_.code, reason))


def _days(reports: Sequence[Report]) -> dict[str, object]:
    """The days of receipt that the reports keep, for the journal."""
    return {"received_on": [report.received_on.isoformat() for report in reports]}


def _journal(desk: Desk, there: UnitInRound, here: UnitInRound, more: Mapping[str, object]) -> None:
    code, to_round = there.round_.code, here.round_.code
    detail = {"round": code, "into": here.unit.code, "to_round": to_round, **more}
    lines: list[tuple[str, str, Mapping[str, object]]] = [("move_report", there.unit.code, detail)]
    if to_round != code:  # each round tells its own story
        came = {"round": to_round, "from_unit": there.unit.code, "from_round": code, **more}
        lines.append(("receive_moved", here.unit.code, came))
    desk.store.registers.journal_all(desk.world.now, lines)
