"""Planning the issue of a round: its first letter, or the one that is out for units that lack it."""

from collections.abc import Collection, Iterator
from datetime import date

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Expectation
from bcd35.domain.rounds import Round
from bcd35.domain.terms import ADDED, Grant
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.added_units import (
    newcomers_remark,
    refuse_other_term,
    refuse_terms_of_added,
    unused_term_remark,
    with_own_term,
)
from bcd35.usecases.letters.issuing import Serves, stem_in_names
from bcd35.usecases.letters.plan import (
    NoticePlan,
    plan_own_number,
    refuse_renumbering,
    replacing_command,
    taken_places,
    terms_as_issued,
    terms_now,
)
from bcd35.usecases.letters.recipients import asked_without_remark, choose_recipients, outside_remark
from bcd35.usecases.letters.replacing import plan_replacing
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.letters.samples_left import sample_channels_remark, sample_remark
from bcd35.usecases.registers.rounds import addressed_today, expected_units, get_round, refuse_closed
from bcd35.usecases.registers.units import get_units


def plan_notice(desk: Desk, request: NoticeRequest) -> NoticePlan:
    """Who gets what under which number.

    Raises Refused for a closed round, a number in use or an empty roster.
    """
    round_ = addressed_today(desk, get_round(desk, request.round_code))
    refuse_closed(round_)
    if request.replaces is not None:
        return plan_replacing(desk, request, round_)
    issued = None if request.draft else desk.store.letters.of_round(round_.code)
    return _plan_further(desk, request, round_, issued) if issued else _plan_first(desk, request, round_)


def _plan_first(desk: Desk, request: NoticeRequest, round_: Round) -> NoticePlan:
    """The letter of a round that is not out yet."""
    joining, skipped = choose_recipients(desk, request, round_, None)
    refuse_terms_of_added(round_, request)
    if not joining and not skipped:
        fix = "Nhập danh sách: bcd35 units import TỆP"
        raise Refused("no_units", "Danh sách đơn vị còn trống.", where="units", fix=fix)
    terms = terms_now(desk, round_, request)
    remarks = (
        *sample_remark(desk, joining),
        *sample_channels_remark(desk, terms),
        *outside_remark(joining, round_),
        *(() if request.draft else asked_without_remark(desk, round_, joining)),
    )
    return plan_own_number(desk, request, terms, (joining, skipped), remarks=remarks)


def _plan_further(desk: Desk, request: NoticeRequest, round_: Round, issued: IssuedLetter) -> NoticePlan:
    """The letter that is out, to units that it did not go to."""
    chosen, skipped = choose_recipients(desk, request, round_, issued)
    refuse_renumbering(desk, issued.letter, request)
    there = [one.code for one in skipped if one.reason == "already_issued"]
    refuse_other_term(desk, request, issued, there)
    joining, newcomers = (chosen, ()) if request.add or request.units else ((), chosen)
    terms = terms_as_issued(desk, issued, round_)
    if joining:
        terms = terms._replace(round_=with_own_term(desk, request, terms.round_, joining[0].on))
    return NoticePlan(
        terms=terms,
        issued=issued,
        joining=joining,
        skipped=skipped,
        findings=(
            *_date_remark(desk, issued, request, joining),
            *_exempt_remark(desk, request, round_.code),
            *newcomers_remark(newcomers, round_.code, request.deadline),
            *unused_term_remark(request, round_.code, joining, newcomers),
            *outside_remark(joining, round_),
        ),
        found=taken_places(desk, round_.code, issued),
        newcomers=tuple(line.unit for line in newcomers),
        own_lines={line.unit: _added(line, terms.round_.deadline) for line in joining},
        instead_of=request.instead_of,
        stem=stem_in_names(desk, terms.number, Serves(round_.code, "letter")),
    )


def _exempt_remark(desk: Desk, request: NoticeRequest, code: str) -> Iterator[Finding]:
    """Units that are named and exempt: no letter makes them report again."""
    units = [unit.code for unit in get_units(desk, request.units)] if request.units else []
    for line, expected in expected_units(desk, code, units).values():
        if not expected:
            reason = f" (lý do: {line.reason})" if line.reason else ""
            message = f"“{line.name}” ({line.unit}) được miễn từ ngày {screen_date(line.on)}{reason}."
            day = max(line.on, desk.world.today).isoformat()
            restore = f"bcd35 rounds restore {line.unit} --round {code} --date {day} --reason LÝ_DO"
            yield Finding("unit_exempt", line.unit, message, f"Nếu phải báo cáo thì bỏ miễn: {restore}")


def _added(line: Expectation, deadline: date) -> Grant:
    return Grant(line.unit, "joined", line.on, deadline, reason=ADDED)


def _date_remark(
    desk: Desk, issued: IssuedLetter, request: NoticeRequest, joining: Collection[Expectation]
) -> Iterator[Finding]:
    dated = issued.letter.dated
    if request.dated and request.dated != dated:
        use = "ngày nêu là ngày đơn vị bổ sung vào danh sách" if joining else "ngày nêu không dùng đến"
        message = f"Công văn giữ ngày {screen_date(dated)} đã phát hành; {use}."
        fix = f"Ngày công văn sai thì thay công văn ấy: {replacing_command(desk, issued.letter, request)}"
        yield Finding("date_fixed", "--date", message, "" if joining else fix)
