"""Units that join a round whose letter is out: the last day that they get, and what is said of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Expectation
from bcd35.domain.reminders import WORKING_DAYS_TO_REPORT
from bcd35.domain.rounds import Round
from bcd35.domain.text import short_list
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.letters.term_put_right import way_back
from bcd35.usecases.registers.rounds import round_terms


def with_own_term(desk: Desk, request: NoticeRequest, round_: Round, joins_on: date) -> Round:
    """The round as units that join on a day are asked: in their own time, not before the others' last day.

    Raises Refused for a day before the round's last day, and for one that the clerk has not looked at.
    """
    granted = (one for one in desk.store.terms.of_round(round_.code) if not one.unit)
    last = max([round_.deadline, *(one.deadline for one in granted)])
    calendar = desk.store.registers.calendar()
    deadline = request.deadline or max(last, calendar.working_day_after(joins_on, WORKING_DAYS_TO_REPORT))
    if deadline < last:
        message = (
            f"Thời hạn {screen_date(deadline)} của đơn vị bổ sung trước thời hạn của đợt {screen_date(last)}."
        )
        fix = f"Nêu từ ngày {screen_date(last)} trở đi, hoặc bỏ --deadline."
        raise Refused("deadline_before_round", message, where="--deadline", fix=fix)
    if deadline != last and (why := calendar.why_off(deadline)) and "day-off" not in request.accepted:
        working = calendar.working_day_from(deadline)
        message = f"Thời hạn {screen_date(deadline)} của đơn vị bổ sung là ngày nghỉ ({why})."
        fix = f"Chạy lại với --deadline {working.isoformat()}"
        if not request.instead_of:  # units that end do not have the option
            fix += "; vẫn giữ ngày ấy thì thêm: --accept day-off"
        raise Refused("doubtful_day_off", message, where="--deadline", fix=fix)
    return replace(round_, deadline=deadline)


def refuse_terms_of_added(round_: Round, request: NoticeRequest) -> None:
    """Raises Refused for options about units that are added to a letter which is not out yet."""
    if request.add or request.deadline:
        message = f"Đợt “{round_.code}” chưa phát hành; --add, --deadline chỉ dùng cho đơn vị bổ sung về sau."
        edit = f"bcd35 rounds edit {round_.code} --deadline {request.deadline or 'NGÀY'}"
        fix = f"Bỏ --add, --deadline. Đổi thời hạn của đợt thì: {edit}"
        raise Refused("nothing_to_add_to", message, where=round_.code, fix=fix)


def refuse_other_term(desk: Desk, request: NoticeRequest, issued: IssuedLetter, there: Sequence[str]) -> None:
    """Raises Refused for another last day of a unit that has the letter already. ``there``: such units."""
    if request.deadline is None or not request.units:
        return
    terms, code = round_terms(desk, issued), issued.letter.round_code
    standing = {unit: terms.of(unit, date.max).grant for unit in there}
    for unit, grant in standing.items():
        if grant.deadline != request.deadline:
            message = (
                f"“{unit}” đã có công văn, hạn {screen_date(grant.deadline)} ({grant.words}); --deadline "
                "không đổi hạn ấy."
            )
            right = way_back(code, unit, grant, request.deadline)
            fix = f"Bỏ --deadline; {right}"
            raise Refused("own_term_stands", message, where="--deadline", fix=fix)


def unused_term_remark(
    request: NoticeRequest, code: str, joining: Sequence[Expectation], newcomers: Sequence[Expectation]
) -> Iterator[Finding]:
    """A last day that nobody gets."""
    if request.deadline and not joining and not newcomers and not request.units:
        day = request.deadline
        message = f"Không có đơn vị nào để bổ sung; --deadline {screen_date(day)} không dùng đến."
        right = f"bcd35 rounds extend {code} --unit MÃ --to {day.isoformat()} --put-right LÝ_DO"
        fix = f"Sửa hạn riêng của đơn vị đã bổ sung: {right}"
        yield Finding("deadline_unused", "--deadline", message, fix)


def newcomers_remark(newcomers: Sequence[Expectation], code: str, deadline: date | None) -> Iterator[Finding]:
    """Units that a round does not ask: who is asked does not change by itself."""
    if newcomers:
        named = short_list((line.unit for line in newcomers), "đơn vị khác")
        message = f"{len(newcomers)} đơn vị không có trong đợt, lần chạy này không gửi: {named}."
        until = f" --deadline {deadline.isoformat()}" if deadline else ""
        again = f"bcd35 notify {code} --add{until}"
        fix = f"Bổ sung, mỗi đơn vị có thời hạn riêng (chỉ một đơn vị: thêm --unit MÃ): {again}"
        yield Finding("new_units", code, message, fix)
