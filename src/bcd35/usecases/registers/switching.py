"""Closing and opening a round, and excusing a unit from it: dated lines, put right by further ones."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.histories import RoundEvent, RoundLine
from bcd35.domain.journal.rounds import LINE_COMMANDS
from bcd35.domain.letters import Expectation
from bcd35.domain.reports import came_first, in_force
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.asked_again import asked_again
from bcd35.usecases.registers.mending import (
    NO_MENDING,
    Mending,
    Said,
    before_last_line,
    entered_otherwise,
    journal_mending,
    place_to_mend,
    refuse_after_next_line,
)
from bcd35.usecases.registers.round_list import round_line
from bcd35.usecases.registers.rounds import before_letter, issued_round, meant_round, names_of_rounds
from bcd35.usecases.registers.unit_lines import (
    left_with,
    left_with_before,
    remarks_on_reopened,
    retired_still_asked,
)
from bcd35.usecases.registers.units import get_unit, refuse_far_day

if TYPE_CHECKING:
    from bcd35.domain.rounds import Round

_MOST_FIGURES = 4


class RoundSwitched(NamedTuple):
    """A round and its status before and after; the line that tells its last change, when there is one."""

    code: str
    before: str
    after: str
    line: RoundLine | None = None
    did: Literal["entered", "put_right", "taken_back"] = "entered"
    name: str = ""
    issued: bool = False  # whether a letter of it is in force
    findings: tuple[Finding, ...] = ()


def switch_round(
    desk: Desk,
    wanted: str,
    status: str,
    *,
    on: date | None = None,
    reason: str = "",
    mending: Mending = NO_MENDING,
) -> RoundSwitched:
    """Close or reopen a round, in a dated line.

    A closed round takes nothing new (letters, reports, units, pieces); what stands in it, and who had to
    report, can be put right at any time.

    Raises Refused for a day or reason that would be lost, and for a day before an earlier line or after
    today.
    """
    event: RoundEvent = "closed" if status == "closed" else "reopened"
    with desk.act():
        code, before = meant_round(desk, wanted)
        switched = _switched(desk, code, before, Said(event, on, reason, mending))
    issued = desk.store.letters.of_round(code) is not None
    reopened = issued and (before, switched.after) == ("closed", "open")
    remarks = tuple(remarks_on_reopened(desk, code)) if reopened else ()
    return switched._replace(name=names_of_rounds(desk)[code], issued=issued, findings=remarks)


def _switched(desk: Desk, code: str, before: str, said: Said) -> RoundSwitched:
    """Inside the caller's act."""
    if said.mending.why:
        return _mend_round(desk, code, before, said)
    event: RoundEvent = "closed" if said.event == "closed" else "reopened"
    status = "closed" if event == "closed" else "open"
    lines = desk.store.histories.of_round(code)
    last = lines[-1] if lines else None
    if before == status:
        if last and last.event == event and said.differs(last.on, last.reason):
            raise entered_otherwise(last, code, f"Đợt “{code}”", said)
        return RoundSwitched(code, before, status, last)
    line = RoundLine(0, code, event, _round_day(desk, code, said.on, lines), said.reason)
    desk.store.histories.record_round(line, desk.world.now)
    desk.store.registers.set_round_status(code, status)
    detail = {"on": line.on, "reason": said.reason, "changes": {"status": [before, status]}}
    desk.journal("switch_round", code, **detail)
    return RoundSwitched(code, before, status, line)


def _round_day(desk: Desk, code: str, on: date | None, earlier: Sequence[RoundLine]) -> date:
    """The day of a round's next line: not before the line before, not in the future."""
    last = earlier[-1].on if earlier else date.min
    if on and on < last:
        raise before_last_line(on, last, f"đợt “{code}”")
    if on and on > desk.world.today:
        message = f"Ngày {screen_date(on)} chưa đến; đóng, mở đợt có hiệu lực ngay."
        raise Refused("in_future", message, where="--date", fix="Nêu ngày không muộn hơn hôm nay.")
    issued = desk.store.letters.of_round(code)
    if on and issued and on < issued.letter.dated:
        raise before_letter(on, issued.letter.dated)
    return on or max(desk.world.today, last)


def _mend_round(desk: Desk, code: str, before: str, said: Said) -> RoundSwitched:
    """A line of a round put right, or taken back with the line that ended it, inside the caller's act."""
    lines = desk.store.histories.of_round(code)
    place = place_to_mend(lines, said.event, code, f"Đợt “{code}”")
    earlier, (meant, *later) = lines[:place], lines[place:]
    why = said.mending.why
    if said.mending.take_back:
        for one in (meant, *later):
            desk.store.annulments.record("round_lines", one.id, why, desk.world.now)
        status = "open" if said.event == "closed" else "closed"
        desk.store.registers.set_round_status(code, status)
        journal_mending(desk, meant, None, why, along=later)
        return RoundSwitched(code, before, status, round_line(desk, code), "taken_back")
    on = _round_day(desk, code, said.on, earlier) if said.on else meant.on
    refuse_after_next_line(on, later, f"đợt “{code}”")
    line = meant._replace(on=on, reason=said.reason or meant.reason)
    if line != meant:
        for one in (meant, *later):
            desk.store.annulments.record("round_lines", one.id, why, desk.world.now)
        for one in (line, *later):
            desk.store.histories.record_round(one, desk.world.now)
        journal_mending(desk, meant, line, why)
    did: Literal["put_right", "entered"] = "put_right" if line != meant else "entered"
    return RoundSwitched(code, before, before, [line, *later][-1], did)


class Excused(NamedTuple):
    """A unit that was exempted or restored; ``line`` is None when it was so already, or was taken back.

    ``before``: the line that was put right or taken back; ``along``: the line that ended it, taken back with
    it. ``findings``: what leaves or enters the figures.
    """

    round_code: str
    unit: str
    name: str
    line: Expectation | None
    before: Expectation | None = None
    taken_back: bool = False
    along: Expectation | None = None
    findings: tuple[Finding, ...] = ()
    round_name: str = ""


def excuse_unit(
    desk: Desk,
    wanted_round: str,
    wanted_unit: str,
    *,
    event: str,
    reason: str = "",
    on: date | None = None,
    mending: Mending = NO_MENDING,
) -> Excused:
    """Exempt a unit from a round (``exempted``) or ask it again (``restored``), in a dated line.

    Raises Refused for a day or reason that would be lost, and for a day before an earlier line.
    """
    round_, _ = issued_round(desk, wanted_round)
    unit = get_unit(desk, wanted_unit)
    refuse_far_day(desk, on)
    with desk.act():
        lines = desk.store.letters.expectation_lines(round_.code, unit.code)
        if not lines:
            message = f"“{unit.name}” không thuộc danh sách báo cáo của đợt “{round_.code}”."
            fix = f"Xem danh sách: bcd35 status {round_.code}"
            raise Refused("not_expected", message, where=unit.code, fix=fix)
        excused = _excused(desk, round_, lines, Said(event, on, reason, mending))
    return excused._replace(round_name=names_of_rounds(desk)[round_.code])


def _excused(desk: Desk, round_: "Round", lines: Sequence[tuple[int, Expectation]], said: Said) -> Excused:
    """Inside the caller's act. ``lines``: of the unit, of which the last counts, whatever its day."""
    last, code = lines[-1][1], round_.code
    outcome, subject = Excused(code, last.unit, last.name, None), f"{last.unit} --round {code}"
    if said.mending.why:
        return _mended(desk, round_, lines, said)
    if (last.event == "exempted") == (said.event == "exempted"):
        if last.event == said.event and said.differs(last.on, last.reason):
            raise entered_otherwise(last, subject, f"“{last.name}”", said)
        return outcome
    if said.on and said.on < last.on:
        raise before_last_line(said.on, last.on, f"“{last.name}”")
    on = said.on or max(desk.world.today, last.on)
    line = last._replace(event=said.event, on=on, reason=said.reason)
    left_on = left_with_before(desk, get_unit(desk, last.unit), code, line)
    desk.store.letters.record_expectations(code, [line], desk.world.now)
    was, now = ("expected", "exempted") if said.event == "exempted" else ("exempted", "expected")
    desk.journal(
        said.event,
        last.unit,
        round=code,
        reason=said.reason,
        on=on,
        **({"left_on": left_on} if left_on else {}),
        changes={"state": [was, now]},
    )
    return outcome._replace(line=line, findings=_remarks(desk, round_, line))


def _mended(desk: Desk, round_: "Round", lines: Sequence[tuple[int, Expectation]], said: Said) -> Excused:
    """A line of a unit put right, or taken back with the line that ended it, inside the caller's act."""
    last, code, why = lines[-1][1], round_.code, said.mending.why
    subject = f"{last.unit} --round {code}"
    place = place_to_mend([line for _, line in lines], said.event, subject, f"“{last.name}”")
    (_, before), (meant_id, meant), *after = lines[place - 1 :]
    later = [line for _, line in after]
    on = said.on or meant.on
    if on < before.on:
        raise before_last_line(on, before.on, f"“{last.name}”")
    if said.mending.put_right:
        refuse_after_next_line(on, later, f"“{last.name}”")
    line = meant._replace(on=on, reason=said.reason or meant.reason) if said.mending.put_right else None
    if line != meant:
        left_on = left_with(desk, get_unit(desk, last.unit), meant_id)
        for id_, _ in lines[place:]:
            desk.store.annulments.record("expectations", id_, why, desk.world.now)
        desk.store.letters.record_expectations(code, [line, *later] if line else [], desk.world.now)
        along = () if line else later
        journal_mending(desk, meant, line, why, round_code=code, along=along, left_on=left_on)
    return Excused(
        code,
        last.unit,
        last.name,
        line if line != meant else None,
        before=meant,
        taken_back=line is None,
        along=later[0] if later and line is None else None,
        findings=_remarks(desk, round_, [line or before, *(later if line else [])][-1]),
    )


def _remarks(desk: Desk, round_: "Round", line: Expectation) -> tuple[Finding, ...]:
    """What is to be said of a line: that its day is still to come; what becomes of figures and term."""
    said = _figures_remark(desk, round_, line)
    if line.event != "exempted":
        gone = retired_still_asked(desk, [get_unit(desk, line.unit)])
        said = (*said, *gone, *asked_again(desk, round_.code, line.unit, line.on))
    if line.on <= desk.world.today:
        return said
    message = f"Ngày {screen_date(line.on)} chưa đến: trước ngày ấy đơn vị vẫn như cũ."
    command = LINE_COMMANDS.get(line.event, "")
    again = f"bcd35 rounds {command} {line.unit} --round {round_.code} --date {desk.world.today}"
    fix = f'Ghi nhầm ngày thì sửa: {again} --put-right "nhầm ngày"' if command else ""
    return (Finding("in_future", "--date", message, fix), *said)


def _figures_remark(desk: Desk, round_: "Round", line: Expectation) -> tuple[Finding, ...]:
    """What an exemption takes out of the figures, or its end brings back: the report of the unit."""
    standing = in_force(desk.store.reports.of_round(round_.code, [line.unit]).get(line.unit, []))
    if not standing:
        return ()
    answers = standing[-1].answers
    stated = [
        f"{field.label}: {answers[field.code].text()}"
        for field in round_.fields
        if field.kind == "count" and field.code in answers and answers[field.code].state == "value"
    ]
    more = " …" if len(stated) > _MOST_FIGURES else ""
    told = f" ({'; '.join(stated[:_MOST_FIGURES])}{more})" if stated else ""
    came = f"Đơn vị đã báo cáo ngày {screen_date(came_first(standing).received_on)}{told}"
    if line.event == "exempted":
        message = f"{came}; từ ngày {screen_date(line.on)} báo cáo ấy không tính vào số liệu của đợt."
        fix = f'Nếu vẫn tính: bcd35 rounds exempt {line.unit} --round {round_.code} --take-back "miễn nhầm"'
        return (Finding("report_left_out", line.unit, message, fix),)
    return (Finding("report_counts_again", line.unit, f"{came}; báo cáo ấy lại được tính.", ""),)
