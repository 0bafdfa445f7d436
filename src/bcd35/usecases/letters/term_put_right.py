"""Putting a unit's own last day right: the one that it was given when it joined a round that was out already.

A further line says the right day, earlier or later. Figures of earlier days, and reports that came by
then, stay judged by the day that stood.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bcd35.domain.commands import in_book
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import ONCE_ACCEPTED, LetterDays
from bcd35.domain.summary import UnitState
from bcd35.domain.terms import REPEATED, Grant
from bcd35.domain.text import capitalised
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.issuing import refuse_doubtful_term
from bcd35.usecases.registers.rounds import refuse_closed
from bcd35.usecases.registers.units import get_units
from bcd35.usecases.summary.status import Status, status


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTermRequest:
    """The right last day of units that joined a round, and why the one given then is wrong."""

    deadline: date
    reason: str
    units: tuple[str, ...]
    round_code: str = ""
    dated: date | None = None  # today
    accepted: tuple[str, ...] = ()


class OwnTermsRight(NamedTuple):
    """Units as they were, each with the line that puts its own last day right; None where it was right."""

    round_code: str
    units: tuple[tuple[UnitState, Grant | None], ...]
    request: OwnTermRequest
    findings: tuple[Finding, ...]
    rehearsal: bool = False


def put_own_terms_right(desk: Desk, request: OwnTermRequest) -> OwnTermsRight:
    """Give units the own last day that they should have been given when they joined.

    Raises Refused for a unit without one, and for a day that another line outdoes.
    """
    if desk.rehearsal:
        return _plan(desk, request)
    with desk.act():
        outcome = _plan(desk, request)
        for state, line in outcome.units:
            if line:
                desk.store.terms.record(outcome.round_code, [line], desk.world.now)
                _journal(desk, outcome.round_code, state, line)
    return outcome


def _plan(desk: Desk, request: OwnTermRequest) -> OwnTermsRight:
    on = request.dated or desk.world.today
    seen = status(desk, request.round_code, max(on, desk.world.today))
    refuse_closed(seen.round_)
    states = {one.code.casefold(): one for one in seen.units}
    codes = [unit.code for unit in get_units(desk, request.units)]
    lines = [_line_of(desk, request, seen, (code, states.get(code.casefold()))) for code in codes]
    if any(line for _, line in lines):
        _refuse_doubtful_days(desk, request, seen, on)
    for state, line in lines:
        if line:
            _refuse_outdone(seen, state, line)
    told = tuple(_said(desk, seen.head.code, [line for _, line in lines if line]))
    return OwnTermsRight(seen.head.code, tuple(lines), request, told, desk.rehearsal)


def _line_of(
    desk: Desk, request: OwnTermRequest, seen: Status, named: tuple[str, UnitState | None]
) -> tuple[UnitState, Grant | None]:
    code, state = named
    own = own_line(desk, seen, code)
    if state is None or state.state == "exempt" or own is None:
        raise _no_own_term(seen, code, state, request.deadline)
    same = own.deadline == request.deadline and request.dated in (None, own.on)
    return state, None if same else _line(request, own, request.dated or desk.world.today)


def own_line(desk: Desk, seen: Status, code: str) -> Grant | None:
    """The line of a unit's own last day that counts beside the letter in force."""
    lines = [line for _, line in desk.store.terms.ids(seen.head.code, code) if line.event == "joined"]
    own = (line for line in reversed(lines) if line.reason != REPEATED)
    return next((line for line in own if line.on >= seen.letter.dated), None)


def _line(request: OwnTermRequest, own: Grant, on: date) -> Grant:
    if on < own.on:
        message = f"Ngày {screen_date(on)} trước ngày hạn riêng có hiệu lực ({screen_date(own.on)})."
        fix = f"Nêu ngày từ {screen_date(own.on)} trở đi: --date {own.on.isoformat()}"
        raise Refused("before_own_term", message, where="--date", fix=fix)
    return own._replace(on=on, deadline=request.deadline, reason=request.reason)


def _no_own_term(seen: Status, code: str, state: UnitState | None, asked: date) -> Refused:
    if state is None or state.state == "exempt":
        message = f"“{code}” không phải báo cáo trong đợt “{seen.head.code}”."
        fix = f"Xem danh sách: bcd35 status {seen.head.code} --all"
        return Refused("not_expected", message, where=code, fix=fix)
    message = f"“{code}” không có hạn riêng; hạn {screen_date(state.term.last_day)} ({state.why})."
    fix = way_back(seen.head.code, state.code, state.term.last_grant, asked)
    return Refused("no_own_term", message, where=code, fix=capitalised(fix))


def _refuse_doubtful_days(desk: Desk, request: OwnTermRequest, seen: Status, on: date) -> None:
    """Raises Refused for a day before the round's last day, and for one that the clerk has not looked at."""
    last = seen.state.deadline
    if request.deadline < last:
        message = f"Hạn {screen_date(request.deadline)} trước thời hạn của đợt {screen_date(last)}."
        fix = f"Nêu từ ngày {screen_date(last)} trở đi."
        raise Refused("deadline_before_round", message, where="--to", fix=fix)
    days = LetterDays(seen.letter.number, on, request.deadline)
    known = ONCE_ACCEPTED if request.deadline == last else ()
    refuse_doubtful_term(desk, days, (*request.accepted, *known))


def _refuse_outdone(seen: Status, state: UnitState, line: Grant) -> None:
    """Raises Refused where another line of the unit names a later day, which would count all the same."""
    day = max(line.on, seen.state.as_of)
    after = seen.terms.with_line(line).of(state.code, day)
    if after.last_day > line.deadline:
        grant = after.last_grant
        message = (
            f"“{state.code}” còn hạn muộn hơn {screen_date(after.last_day)}, {grant.words}: hạn riêng "
            f"{screen_date(line.deadline)} không có tác dụng."
        )
        fix = way_back(seen.head.code, state.code, grant, line.deadline)
        raise Refused("own_term_outdone", message, where=state.code, fix=capitalised(fix))


def way_back(code: str, unit: str, grant: Grant, asked: date) -> str:
    """What puts a last day right, by the line that gives it; ``asked``: the day that it should be."""
    letter = grant.letter
    if asked == grant.deadline and grant.event in ("issued", "joined"):
        return "không phải làm gì: hạn đang có đúng là ngày ấy."
    if grant.event == "joined":
        right = f"bcd35 rounds extend {code} --unit {unit} --to {asked.isoformat()} --put-right LÝ_DO"
        return f"hạn riêng ghi sai thì sửa: {right}"
    if asked > grant.deadline:
        more = f"bcd35 rounds extend {code} --unit {unit} --to {asked.isoformat()} --reason LÝ_DO"
        return f"thêm thời gian thì gia hạn: {more}"
    if grant.event == "issued":
        replace = f"bcd35 notify {code} --replace {letter.number if letter else 'SỐ'} --reason LÝ_DO"
        edit = f"bcd35 rounds edit {code} --deadline {asked.isoformat()}"
        return f"hạn của công văn sai thì sửa đợt: {edit}\nRồi phát hành công văn thay thế: {replace}"
    if letter is None:
        whom = f"--unit {unit}" if grant.unit else "--all"
        return f"gia hạn nhầm thì bỏ trước: bcd35 rounds extend {code} --undo {whom} --reason LÝ_DO"
    void = f"bcd35 letters void {letter.number} {in_book(letter.symbol, letter.term)} --reason LÝ_DO"
    return f"Công văn số {letter.reference} phát hành nhầm thì hủy trước: {void}"


def _said(desk: Desk, code: str, lines: Sequence[Grant]) -> Iterator[Finding]:
    """That units hold a letter with the day from before; since when figures change."""
    if lines:
        codes = ", ".join(line.unit for line in lines)
        message = f"Công văn, mẫu đã gửi {codes} ghi hạn trước; chương trình không gửi gì."
        yield Finding("papers_name_another_day", codes, message, "Báo đơn vị biết hạn đúng, nêu lý do.")
        yield from earlier_days(desk, code, lines[0].on)


def earlier_days(desk: Desk, code: str, on: date) -> Iterator[Finding]:
    """A last day that holds since a day that is past."""
    if on < desk.world.today:
        message = f"Số liệu của những ngày từ {screen_date(on)} cũng tính lại theo hạn mới."
        fix = f"Bảng tổng hợp đã gửi thì xuất lại: bcd35 export-summary {code}"
        yield Finding("earlier_days_change", "--date", message, fix)


def _journal(desk: Desk, code: str, state: UnitState, line: Grant) -> None:
    desk.journal(
        "put_right_term",
        code,
        to=[state.code],
        deadline=line.deadline.isoformat(),
        was=screen_date(state.term.deadline),
        on=line.on.isoformat(),
        reason=line.reason,
    )
