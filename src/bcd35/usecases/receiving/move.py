"""Moving a report that was booked for the wrong unit or round: a withdrawal there, the same revisions here.

Both stand in one act. The withdrawal is dated by the report's own first day: the report never was of that
unit, so figures of no day count it twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.reports import (
    UNANSWERED,
    Answer,
    RawAnswer,
    Report,
    in_force,
    judge_answer,
    moved_note,
)
from bcd35.domain.rounds import Field, Round
from bcd35.domain.units import Unit
from bcd35.store.reports import NewReport, Provenance
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.put_right import need_reason
from bcd35.usecases.receiving.returns import Terms
from bcd35.usecases.receiving.verdict import Ledger
from bcd35.usecases.registers.rounds import issued_round, told_round
from bcd35.usecases.registers.units import get_unit


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRequest:
    """Whose report goes where; an empty ``to`` or ``to_round``: the same unit, the same round."""

    unit: str
    reason: str
    round_code: str = ""
    to: str = ""
    to_round: str = ""


class Moved(NamedTuple):
    """What was withdrawn there and recorded here."""

    unit_name: str
    to_name: str
    withdrawal: Report
    revisions: tuple[Report, ...]


class _Place(NamedTuple):
    """A unit in a round, and what the ledger holds of it."""

    round_: Round
    unit: Unit
    known: tuple[Provenance, ...]

    @property
    def standing(self) -> list[Provenance]:
        counted = in_force([line.report for line in self.known])
        return [line for line in self.known if line.report in counted]


def move_report(desk: Desk, request: MoveRequest) -> Moved:
    """Raises UnknownName and Refused, with everything that keeps the report from being moved."""
    need_reason(request.reason, "Chuyển báo cáo", "ghi nhầm đơn vị")
    with desk.act():
        there, here = _places(desk, request)
        _judge(desk, there, here)
        withdrawal = _withdrawal(there, here, request.reason)
        standing = there.standing
        news = [_carried(desk, standing[:place], here) for place in range(1, len(standing) + 1)]
        desk.store.reports.record([NewReport(withdrawal, {}, ""), *news], desk.world.now)
        _journal(desk, there, here, request.reason)
    return Moved(there.unit.name, here.unit.name, withdrawal, tuple(one.report for one in news))


def _places(desk: Desk, request: MoveRequest) -> tuple[_Place, _Place]:
    """From where to where. Raises Refused when it is the same, or when nothing counts there."""
    round_, unit = told_round(desk, request.round_code), get_unit(desk, request.unit)
    there = _place(desk, round_, unit)
    to_round = told_round(desk, request.to_round or round_.code)
    here = _place(desk, to_round, get_unit(desk, request.to) if request.to else unit)
    if (here.unit.code, here.round_.code) == (unit.code, round_.code):
        fix = "Nêu đơn vị đúng bằng --to, hoặc đợt đúng bằng --to-round."
        raise Refused("same_place", "Nơi chuyển đến là nơi đang ghi.", where="--to", fix=fix)
    if not there.standing:
        message = f"“{unit.name}” không có báo cáo nào đang tính trong đợt “{round_.code}”."
        fix = f"Xem các lần ghi: bcd35 reports show {unit.code} --round {round_.code}"
        raise Refused("nothing_to_move", message, where=unit.code, fix=fix)
    return there, here


def _place(desk: Desk, round_: Round, unit: Unit) -> _Place:
    return _Place(round_, unit, tuple(desk.store.reports.history(round_.code, unit.code)))


def _judge(desk: Desk, there: _Place, here: _Place) -> None:
    """Raises Refused when the round does not take this report for this unit.

    A report that came from there goes back, whatever the round takes by now.
    """
    to, code = here.unit.code, here.round_.code
    found = [] if _came_from(here, there) else [*_admission(desk, to, code)]
    if here.standing:
        of = f"{to} --round {code}"
        withdraw = f"Báo cáo ấy ghi nhầm thì rút trước: bcd35 reports withdraw {of} --reason LÝ_DO"
        fix = f"Xem: bcd35 reports show {of}\n{withdraw}"
        message = f"“{here.unit.name}” đã có báo cáo đang tính trong đợt “{code}”."
        found.append(Finding("has_report", to, message, fix))
    found += _misfits(there.standing[-1].report.answers, here.round_)
    if found:
        raise Refused("not_moved", "", findings=found)


def _came_from(here: _Place, there: _Place) -> bool:
    """Whether the last that was done here was moving the report there."""
    last = here.known[-1].report if here.known else None
    moved = moved_note(there.unit.code, there.round_.code)
    return last is not None and last.origin == "withdrawal" and last.note.startswith(moved)


def _admission(desk: Desk, unit: str, code: str) -> tuple[Finding, ...]:
    """Why a round takes no report of a unit now. Raises Refused for one without a letter in force."""
    issued_round(desk, code)
    ledger = Ledger(desk, Terms(desk.world.today))
    ledger.look_up_units({code: {unit}})
    return ledger.admission(code, unit, "")


def _withdrawal(there: _Place, here: _Place, reason: str) -> Report:
    return Report(
        round_code=there.round_.code,
        unit=there.unit.code,
        revision=len(there.known) + 1,
        received_on=min(line.report.received_on for line in there.standing),
        answers={},
        origin="withdrawal",
        note=f"{moved_note(here.unit.code, here.round_.code)}{reason}",
    )


def _journal(desk: Desk, there: _Place, here: _Place, reason: str) -> None:
    code, to_round = there.round_.code, here.round_.code
    detail = {"round": code, "into": here.unit.code, "to_round": to_round, "reason": reason}
    lines: list[tuple[str, str, dict[str, object]]] = [("move_report", there.unit.code, {**detail})]
    if to_round != code:  # each round tells its own story
        came = {"round": to_round, "from_unit": there.unit.code, "from_round": code, "reason": reason}
        lines.append(("receive_moved", here.unit.code, {**came}))
    desk.store.registers.journal_all(desk.world.now, lines)


def _misfits(answers: Mapping[str, Answer], round_: Round) -> Iterator[Finding]:
    """The answers that have no place in a round, and its questions that they leave open."""
    fix = (
        f"Xem chỉ tiêu: bcd35 rounds show {round_.code}\nGhi tay: bcd35 record-report ĐƠN_VỊ --round "
        f"{round_.code} --received-on NGÀY_NHẬN --set CHỈ_TIÊU=GIÁ_TRỊ"
    )
    for code, answer in answers.items():
        field = round_.field(code)
        if answer != UNANSWERED and (field is None or field.code != code or not _takes(field, answer)):
            message = (
                f"Câu trả lời “{answer.text()}” của chỉ tiêu {code} không có chỗ trong đợt “{round_.code}”."
            )
            yield Finding("answer_without_place", code, message, fix)
    for field in round_.fields:
        if field.required and answers.get(field.code, UNANSWERED) == UNANSWERED:
            message = f"Đợt “{round_.code}” hỏi “{field.label}”, báo cáo này chưa trả lời."
            yield Finding("missing_answer", field.code, message, fix)


def _takes(field: Field, answer: Answer) -> bool:
    """Whether an answer can stand under a question as it is."""
    if answer.state != "value":
        return True
    value = "; ".join(answer.value) if isinstance(answer.value, tuple) else answer.value
    return judge_answer(field, RawAnswer(value, field.code)) == answer


def _carried(desk: Desk, lines: Sequence[Provenance], here: _Place) -> NewReport:
    """The last of these revisions, with its file and evidence, as one of another unit or round.

    ``lines``: those that move before it, too; one file may have been taken in twice.
    """
    line, place = lines[-1], len(lines)
    before = line.report
    file = before.sha256
    takings = [one.report.taking for one in here.known if file and one.report.sha256 == file]
    again = sum(one.report.sha256 == file for one in lines) if file else 1
    kinds = {field.code: field.kind for field in here.round_.fields}
    report = before._replace(
        round_code=here.round_.code,
        unit=here.unit.code,
        revision=len(here.known) + place,
        taking=max(takings, default=0) + again,
        answers={code: answer for code, answer in before.answers.items() if code in kinds},
    )
    id_ = desk.store.reports.id_of(before.round_code, before.unit, before.revision)
    return NewReport(report, kinds, line.file_name, tuple(desk.store.reports.evidence_of(id_)))
