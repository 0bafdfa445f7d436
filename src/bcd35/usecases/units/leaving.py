"""Units that end: retired, or merged into another; those that are split: ``splitting.py``.

What becomes of the unit in each open round is done in the same act and told: where it has not reported it is
exempted with the reason. A unit that takes its place joins the round first, by a letter with a term of its
own (``letters/notice.py``): a run that is killed in between is finished by the same command.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal, NamedTuple

from bcd35.domain.addressees import is_addressed
from bcd35.domain.changes import as_detail, changes_between
from bcd35.domain.commands import typed_option
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.histories import UnitLine
from bcd35.domain.letters import Expectation
from bcd35.domain.reports import Report, in_force
from bcd35.domain.text import short_list
from bcd35.domain.units import Unit
from bcd35.store.journal_rows import JournalLine
from bcd35.store.seals import ActRows
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.asked_again import asked_again
from bcd35.usecases.registers.mending import NO_MENDING, Mending
from bcd35.usecases.registers.stored import BY_COMMAND
from bcd35.usecases.registers.trial import roster_act
from bcd35.usecases.registers.unit_lines import (
    exempted_by_leaving,
    leave_line,
    leaving_undone,
    left_by_split,
    lines_of_leaving,
    still_exempt,
    used_again,
)
from bcd35.usecases.registers.units import get_unit, refuse_far_day

Fate = Literal["exempted", "reported", "kept", "joined", "restored", "as_closed"]
CAME = "added", "revived", "gone"  # what a split tells of the parts that are there only because of it
Exempt = dict[str, Expectation | None]  # round → the line by which it asks the unit again all the same


class InRound(NamedTuple):
    """What became of a unit in a round, and from which day; ``as_closed``: nothing, the round is over."""

    round_code: str
    unit: str
    fate: Fate
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """What the clerk said of a unit that ends. ``deadline``: of the unit that joins rounds in its place.

    ``keep_expected``: it still reports in open rounds; None: as it was entered, at first not.
    """

    unit: str
    into: str = ""
    on: date | None = None
    reason: str = ""
    keep_expected: bool | None = None
    deadline: date | None = None
    mending: Mending = NO_MENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLeft:
    """A unit that was retired, or brought back (``taken_back``). ``line`` is None when it was so already."""

    before: Unit
    after: Unit
    into: Unit | None = None
    line: UnitLine | None = None
    rounds: tuple[InRound, ...] = ()
    taken_back: bool = False
    put_right: bool = False
    findings: tuple[Finding, ...] = ()


def leave_unit(desk: Desk, request: Leaving) -> UnitLeft:
    """Retire a unit, alone or merged into another; or put that right, or take it back.

    The reports of a merged unit stay its own; comparisons of rounds count it for its successor.
    """
    unit = get_unit(desk, request.unit)
    refuse_far_day(desk, request.on)
    standing = leave_line(desk, unit)
    if request.mending.why and standing is None:
        raise _nothing_to_mend(unit)
    if request.mending.why:
        refuse_split_anew(desk, unit)
    if request.mending.take_back:
        return _take_back(desk, unit, request.mending.take_back)
    request, into = _judged(desk, unit, standing, replace(request, unit=unit.code))
    exempt = _to_exempt(desk, unit, standing, request)
    left_open = _left_open(desk, unit, exempt) if into else []
    in_use = into if into and into.status == "active" else None
    joining = _joining(desk, unit, in_use, left_open) if in_use else {}
    joined = join_rounds(desk, in_use, request, left_open) if in_use else ()
    with roster_act(desk) as ended:
        if standing and request.mending.put_right:
            exempt |= _annul_in_closed(desk, unit, standing, request.mending.put_right)
            before, gone = _undo_standing(desk, unit, standing, into, request.mending.put_right)
            joining, joined = {**before, **joining}, (*joined, *gone)
        again = joined_again(desk, unit, in_use, left_open) if in_use else []
        joining |= {one.round_code: [one.unit] for one in again}
        left = retire(desk, unit, into, request, exempt)
        journal_leaving(desk, left, standing, request, joining)
    findings = (*ended(), *_remarks(desk, left, left_open), *as_closed_remarks(desk, joined))
    return replace(left, rounds=(*left.rounds, *joined, *again), findings=findings)


_JOINING = "merge_unit", "put_right_unit", "split_unit"
_TAKEN_BACK = "bring_back_unit", "put_right_unit", "unsplit_unit"


def joined_again(desk: Desk, unit: Unit, into: Unit, rounds: Sequence[str]) -> list[InRound]:
    """Annul what exempted a successor when merger or split was taken back before, inside the caller's act."""
    restored = []
    for _, act in desk.store.registers.acts_about(unit.code, _TAKEN_BACK):
        for id_, code in desk.store.letters.expectations_entered(into.code, "exempted", act):
            last_id, last = desk.store.letters.expectation_lines(code, into.code)[-1]
            if code in rounds and last_id == id_:
                desk.store.annulments.record(
                    "expectations", id_, "ghi lại việc sáp nhập, chia tách", desk.world.now
                )
                restored.append(InRound(code, into.code, "restored", last.on))
    return restored


def _undo_standing(
    desk: Desk, unit: Unit, standing: UnitLine, into: Unit | None, why: str
) -> tuple[dict[str, list[str]], Iterable[InRound]]:
    """What the line did before it is put right: the joined rounds that stay so, what becomes of others."""
    joined = joined_by(desk, unit.code, desk.store.histories.act_of(standing))
    undo_leaving(desk, unit, standing, why)
    if into and standing.other.casefold() == into.code.casefold():
        return joined, ()
    gone = undo_joining(desk, joined, f"sửa đơn vị nhận sáp nhập ({why})")
    return {}, (*gone, *joined_closed(desk, joined_ever(desk, unit, standing)))


def _annul_in_closed(desk: Desk, unit: Unit, standing: UnitLine, why: str) -> Exempt:
    """The closed rounds where the unit stays exempt as the line is put right; the old exemption goes.

    A line that was written there since, or a report, stays as it is.
    """
    ours = [id_ for id_, _ in lines_of_leaving(desk, unit, standing)]
    closed = [one for one in asked_rounds(desk, unit, "closed") if not one.reported]
    found = [one for one in closed if one.lines[-1][0] in ours]
    for one in found:
        desk.store.annulments.record("expectations", one.lines[-1][0], why, desk.world.now)
    return {one.code: None for one in found}


def _remarks(desk: Desk, left: UnitLeft, left_open: Sequence[str]) -> Iterator[Finding]:
    code, today = left.before.code, desk.world.today
    yield from to_come(desk, left.line, f'bcd35 units retire {code} --date {today} --put-right "nhầm ngày"')
    yield from _asked_until(desk, left)
    if left.line and not left.put_right:
        yield from still_owed(desk, left.after, left.line.on)
    if left.into:
        on = left.line.on if left.line else today
        yield from still_exempt(desk, left.into, left_open, on, f"nhận sáp nhập {code}")


def still_owed(desk: Desk, unit: Unit, on: date) -> Iterator[Finding]:
    """Closed rounds in which a unit that ends is counted as missing: that does not change by itself."""
    closed = asked_rounds(desk, unit, "closed")
    owed = [one for one in closed if not (one.void or one.reported or one.last.event == "exempted")]
    if owed:
        named = short_list((f"“{one.code}”" for one in reversed(owed)), "đợt khác")
        message = f"Đợt đã đóng giữ số liệu như khi đóng: {unit.code} vẫn là chưa báo cáo ở {named}."
        latest, day = owed[-1], max(on, owed[-1].last.on).isoformat()
        exempt = f"bcd35 rounds exempt {unit.code} --round {latest.code} --date {day}"
        yield Finding("owed_as_closed", unit.code, message, f"Nếu được miễn: {exempt} --reason LÝ_DO")


def to_come(desk: Desk, line: UnitLine | None, again: str) -> Iterator[Finding]:
    """Before the day of its lines a unit is as it was; ``again``: the command that mends a wrong day."""
    if line and line.on > desk.world.today:
        day = screen_date(line.on)
        message = f"Ngày {day} chưa đến: trước ngày ấy đơn vị vẫn dùng, vẫn phải báo cáo như cũ."
        yield Finding("in_future", "--date", message, f"Ghi nhầm ngày thì sửa: {again}")


def _asked_until(desk: Desk, left: UnitLeft) -> Iterator[Finding]:
    """Closed rounds whose figures move because an exemption there is dated to a day that is still to come."""
    statuses = desk.store.registers.round_statuses()
    for one in left.rounds:
        coming = one.fate == "exempted" and one.on > desk.world.today
        if coming and statuses[one.round_code] == "closed":
            message = (
                f"Đợt “{one.round_code}” đã đóng: trước ngày {screen_date(one.on)}, {one.unit} lại được tính "
                "là phải báo cáo ở đợt ấy, số liệu đổi theo."
            )
            fix = "Đúng ngày thì không phải làm gì; nhầm ngày thì sửa như trên."
            yield Finding("figures_move", one.unit, message, fix)


def not_in_round(code: str, units: Sequence[str]) -> Finding:
    """Units that an open round does not ask, and the command that adds them."""
    named = " ".join(f"--unit {unit}" for unit in units)
    message = f"Đợt “{code}” chưa có {', '.join(units)}."
    return Finding("new_units", code, message, f"Bổ sung: bcd35 notify {code} {named} --add")


def still_excused(desk: Desk, unit: Unit) -> Iterator[Finding]:
    """Open rounds that excuse a unit, which never left, for a reason of their own."""
    rounds = [one.code for one in asked_rounds(desk, unit)]
    return still_exempt(desk, unit, rounds, date.min, "đơn vị vẫn dùng")


def _judged(
    desk: Desk, unit: Unit, standing: UnitLine | None, request: Leaving
) -> tuple[Leaving, Unit | None]:
    """The request by the register's codes, and the successor. Raises Refused for what cannot be entered."""
    if standing and request.mending.put_right:
        request = _completed(request, standing)
    into = get_unit(desk, request.into) if request.into else None
    if into:
        refuse_successor(desk, unit, into, request.on)
        request = replace(request, into=into.code)
    if standing and not request.mending.why:
        _refuse_otherwise(desk, unit, standing, request)
    return request, into


def _completed(request: Leaving, line: UnitLine) -> Leaving:
    """What is not said anew stays as it was entered; a dash empties it."""

    def said(typed: str, was: str) -> str:
        return "" if typed == "-" else typed or was

    return replace(
        request,
        into=said(request.into, line.other if line.event == "merged" else ""),
        on=request.on or line.on,
        reason=said(request.reason, line.reason),
    )


def _nothing_to_mend(unit: Unit) -> Refused:
    if unit.status == "active":
        message = f"“{unit.name}” ({unit.code}) đang dùng, không có việc thôi dùng nào để sửa."
        return Refused("no_such_line", message, where=unit.code, fix=f"Xem: bcd35 units show {unit.code}")
    message = f"Sổ không ghi “{unit.name}” ({unit.code}) thôi dùng từ ngày nào (bản cũ của chương trình)."
    fix = f"Dùng lại đơn vị: bcd35 units edit {unit.code} --status active"
    return Refused("no_such_line", message, where=unit.code, fix=fix)


def refuse_split_anew(desk: Desk, unit: Unit) -> None:
    """Raises Refused for a unit that a split put out of use: only its split can be taken back."""
    if parts := left_by_split(desk, unit):
        day, into = screen_date(parts[0].on), ", ".join(part.unit for part in parts)
        message = (
            f"“{unit.name}” ({unit.code}) thôi dùng từ ngày {day} vì chia tách thành {into}; điều đã ghi "
            "không tự đổi."
        )
        fix = f"Chia tách ghi nhầm thì bỏ, rồi ghi lại cho đúng: {leaving_undone(desk, unit)}"
        raise Refused("left_by_split", message, where=unit.code, fix=fix)


def refuse_successor(desk: Desk, unit: Unit, successor: Unit, on: date | None) -> None:
    """Raises Refused for a unit that cannot go on with the work of another.

    ``on``: the day that a clerk named; a unit that left since, on it or later, took the work over until then.
    """
    if unit.code == successor.code:
        message = f"Đơn vị “{unit.code}” không thể sáp nhập vào chính nó."
        raise Refused("merged_into_itself", message, where="--into", fix="Nêu đơn vị khác.")
    left = leave_line(desk, successor) if on else None
    if successor.status == "retired" and not (left and on and left.on >= on):
        message = f"“{successor.name}” ({successor.code}) đã thôi dùng, không thay cho đơn vị khác được."
        fix = (
            f"Nêu đơn vị đang dùng, hoặc dùng lại đơn vị ấy.\n{used_again(desk, successor, desk.world.today)}"
        )
        raise Refused("successor_retired", message, where="--into", fix=fix)


def _refuse_otherwise(desk: Desk, unit: Unit, line: UnitLine, request: Leaving) -> None:
    """Raises Refused for a day, reason or successor that would be lost."""
    into = line.other if line.event == "merged" else ""
    if (
        request.on in (None, line.on)
        and request.reason in ("", line.reason)
        and request.into.casefold() in ("", into.casefold())
        and not (request.keep_expected and exempted_by_leaving(desk, unit))
    ):
        return
    refuse_split_anew(desk, unit)
    reason = f" (lý do: {line.reason})" if line.reason else ""
    what = f"sáp nhập vào {into}" if into else "thôi dùng"
    message = f"“{unit.name}” đã ghi {what} từ ngày {screen_date(line.on)}{reason}; điều đã ghi không tự đổi."
    said = (
        typed_option("into", request.into),
        typed_option("date", request.on),
        typed_option("reason", request.reason),
        "--keep-expected" if request.keep_expected else "",
    )
    options = " ".join(filter(None, said))
    fix = f'Ghi sai thì sửa: bcd35 units retire {unit.code} {options} --put-right "ghi nhầm"'
    raise Refused("entered_otherwise", message, where=unit.code, fix=fix)


# --- open rounds --------------------------------------------------------------------------------------------


class AskedRound(NamedTuple):
    """A round that a unit is in: its lines there, and the revisions of its report that count.

    ``void``: no letter of the round is in force; nobody joins it until it is issued again, to units in use.
    """

    code: str
    lines: Sequence[tuple[int, Expectation]]
    standing: Sequence[Report]
    void: bool

    @property
    def reported(self) -> bool:
        return bool(self.standing)

    @property
    def last(self) -> Expectation:
        return self.lines[-1][1]


def asked_rounds(
    desk: Desk, unit: Unit, status: str = "open", also: Collection[str] = ()
) -> Iterator[AskedRound]:
    """The rounds of a status, and those named besides, whose letter went to a unit, be it void by now."""
    for code, found in desk.store.registers.round_statuses().items():
        lines = desk.store.letters.expectation_lines(code, unit.code)
        if lines and (found == status or code in also):
            reports = desk.store.reports.of_round(code, [unit.code]).get(unit.code, [])
            void = desk.store.letters.of_round(code) is None
            yield AskedRound(code, lines, in_force(reports), void)


def joinable(desk: Desk, unit: Unit) -> list[AskedRound]:
    """Of the open rounds that a unit is in those that another can join in its place."""
    return [one for one in asked_rounds(desk, unit) if not one.void]


def _to_exempt(desk: Desk, unit: Unit, standing: UnitLine | None, request: Leaving) -> Exempt:
    """The open rounds in which the unit is exempted where it has not reported.

    A line that is put right exempts it where it did before, unless the clerk says otherwise.
    """
    if request.keep_expected:
        return {}
    if standing and request.mending.put_right:
        before = _exempted_so_far(desk, unit, standing)
        return before if request.keep_expected is None else before | _still_asked_in(desk, unit)
    return _still_asked_in(desk, unit)


def _exempted_so_far(desk: Desk, unit: Unit, standing: UnitLine) -> Exempt:
    ours = {id_ for id_, _ in lines_of_leaving(desk, unit, standing)}
    found: Exempt = {}
    for one in asked_rounds(desk, unit):
        if one.lines[-1][0] in ours:
            found[one.code] = None
        elif one.last.event == "restored" and one.lines[-2][0] in ours:
            found[one.code] = one.last
    return found


def _still_asked_in(desk: Desk, unit: Unit) -> Exempt:
    """The open rounds that wait for a report of the unit."""
    rounds = asked_rounds(desk, unit)
    return {one.code: None for one in rounds if not one.reported and one.last.event != "exempted"}


def _left_open(desk: Desk, unit: Unit, exempt: Exempt) -> list[str]:
    """The rounds in which the unit will no more report, though it was asked."""
    gone = {code for code, again in exempt.items() if again is None}
    return [one.code for one in joinable(desk, unit) if not one.reported and one.code in gone]


def join_rounds(desk: Desk, unit: Unit, request: Leaving, rounds: Sequence[str]) -> tuple[InRound, ...]:
    """Issue the letters of rounds that a unit is not in; each is an act of its own."""
    from bcd35.usecases.letters.notice import notify
    from bcd35.usecases.letters.request import NoticeRequest

    joined = []
    for code in rounds:
        if unit.code.casefold() not in desk.store.letters.joined(code):
            asked = NoticeRequest(
                round_code=code,
                dated=max(request.on or desk.world.today, desk.world.today),
                units=(unit.code,),
                add=True,
                deadline=request.deadline,
                instead_of=request.unit,
            )
            done = notify(desk, asked)
            joined.append(InRound(code, unit.code, "joined", done.plan.terms.round_.deadline))
    return tuple(joined)


def _joining(desk: Desk, unit: Unit, into: Unit, rounds: Sequence[str]) -> dict[str, list[str]]:
    """The rounds that a unit joins in the place of another, with those it joined in a run that was killed."""
    before = {code: [into.code] for code in rounds if _joined_before(desk, unit, into, code)}
    return {**to_join(desk, [into], rounds), **before}


def _joined_before(desk: Desk, unit: Unit, into: Unit, code: str) -> bool:
    """Whether the letter of a round went to a unit in the place of another, and nothing of that followed."""
    joined, now = False, desk.store.histories.codes().now
    for line in desk.store.registers.journal_about(code):
        detail = json.loads(line.detail)
        if line.act == "notify" and now(detail.get("instead_of", "")) == unit.code:
            joined = into.code in map(now, detail["to"])
        elif now(line.subject) == unit.code:
            joined = False
    return joined


def retire(
    desk: Desk, unit: Unit, into: Unit | None, request: Leaving, exempt: Exempt | None = None
) -> UnitLeft:
    """Retire a unit and exempt it where it has not reported, inside the caller's act.

    ``exempt``: in these rounds only; None: in all that are open.
    """
    day = request.on or desk.world.today
    status = "retired" if day <= desk.world.today else "active"  # until the day comes
    after = replace(unit, status=status, source=BY_COMMAND, sample=False)
    standing = leave_line(desk, unit)
    why = _why(desk, into, request, standing)
    rounds = tuple(_fates(desk, unit, why, day, exempt))
    asked = request.on or request.reason or into or request.mending.put_right
    if standing or (unit.status == "retired" and not asked):
        return UnitLeft(before=unit, after=unit, into=into, rounds=rounds)
    event: Literal["merged", "retired"] = "merged" if into else "retired"
    other = into.code if into else ""
    line = UnitLine(0, unit.code, event, day, other=other, reason=request.reason)
    desk.store.histories.record_unit(line, desk.world.now)
    desk.store.registers.change_unit(after)
    if into:
        desk.store.registers.merge_unit(unit.code, into.code, day)
    put_right = bool(request.mending.put_right)
    return UnitLeft(before=unit, after=after, into=into, line=line, rounds=rounds, put_right=put_right)


def _why(desk: Desk, into: Unit | None, request: Leaving, standing: UnitLine | None) -> str:
    """Why a unit is exempt; what is not said anew is as the standing line has it."""
    reason = request.reason or (standing.reason if standing else "")
    if into is None and standing and standing.event == "merged":
        into = get_unit(desk, standing.other)
    if into is None:
        return reason or "đơn vị thôi hoạt động"
    return f"sáp nhập vào {into.name}{f' ({reason})' if reason else ''}"


def _fates(desk: Desk, unit: Unit, reason: str, day: date, exempt: Exempt | None) -> Iterator[InRound]:
    """Exempt the unit where it has not reported, inside the caller's act; a report stays as it is."""
    for one in asked_rounds(desk, unit, also=exempt or ()):
        last = one.last
        on = max(day, last.on)
        if last.event == "exempted":
            continue
        if one.reported or (exempt is not None and one.code not in exempt):
            yield InRound(one.code, unit.code, "reported" if one.reported else "kept", on)
            continue
        lines = [last._replace(event="exempted", on=on, reason=reason)]
        yield InRound(one.code, unit.code, "exempted", on)
        if again := (exempt or {}).get(one.code):
            lines.append(again._replace(on=max(on, again.on)))
            yield InRound(one.code, unit.code, "restored", lines[-1].on)
        desk.store.letters.record_expectations(one.code, lines, desk.world.now)


def journal_leaving(
    desk: Desk,
    left: UnitLeft,
    standing: UnitLine | None,
    request: Leaving,
    joining: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> None:
    """``joining``: by round, the units that its letter went to because of this."""
    exempted = [one.round_code for one in left.rounds if one.fate == "exempted"]
    if left.line is None and not exempted:
        return
    detail: dict[str, object] = {"into": left.into.code} if left.into else {}
    if left.line:
        detail |= {"on": left.line.on, "reason": left.line.reason}
    detail["rounds"] = exempted
    if standing and request.mending.put_right:
        was = _said_of(standing)
        now = {"on": str(request.on), "reason": request.reason, "into": request.into}
        changes: dict[str, list[object]] = {
            name: [was[name], now[name]] for name in was if was[name] != now[name]
        }
        if (keep := request.keep_expected) is not None:
            changes["keep_expected"] = [not keep, keep]
        detail = {"why": request.mending.put_right, "rounds": exempted, "changes": changes}
    else:
        detail |= {"keep_expected": True} if request.keep_expected else {}
        detail["changes"] = as_detail(changes_between(left.before, left.after))
    if joining:
        detail["joined"] = joining
    act = "put_right_unit" if request.mending.put_right else "merge_unit" if left.into else "retire_unit"
    desk.journal(act, left.after.code, **detail)


# --- back again ---------------------------------------------------------------------------------------------


def _take_back(desk: Desk, unit: Unit, why: str) -> UnitLeft:
    """The unit was never retired, and is asked again wherever it was exempted because of that."""
    with roster_act(desk) as ended:
        line = leave_line(desk, unit)
        if line is None:
            raise _nothing_to_mend(unit)
        rounds = tuple(bring_back(desk, unit, line, why))
        after = get_unit(desk, unit.code)
    remarks = (
        *restored_remarks(desk, rounds),
        *as_closed_remarks(desk, rounds),
        *still_excused(desk, after),
        *_only_by_split(desk, after, line),
        *_issued_without(desk, after, line),
    )
    findings = (*ended(), *remarks)
    return UnitLeft(before=unit, after=after, line=line, rounds=rounds, taken_back=True, findings=findings)


def _only_by_split(desk: Desk, unit: Unit, gone: UnitLine) -> Iterator[Finding]:
    """A unit that came into the register by a split which was taken back, and is in use again."""
    histories = desk.store.histories
    standing = {one.id for one in histories.of_unit(unit.code)}
    splits = histories.splits_into(unit.code)
    if not splits or any(one.id in standing for one in splits):
        return
    told = desk.store.registers.journal_of_act(splits[-1].other, histories.act_of(splits[-1]))
    details = [json.loads(line.detail) for line in told]
    came = (one for said in details for part in CAME for one in said.get(part, ()))
    if unit.code in map(histories.codes().now, came):
        message = (
            f"“{unit.name}” ({unit.code}) chỉ có vì việc chia tách {splits[-1].other}, mà việc ấy đã bỏ; nay "
            "đơn vị lại đang dùng."
        )
        again = f"bcd35 units retire {unit.code} --date {gone.on.isoformat()}"
        fix = f'Không có đơn vị ấy thì thôi dùng lại: {again} --reason "chia tách nhầm"'
        yield Finding("only_by_split", unit.code, message, fix)


def _issued_without(desk: Desk, unit: Unit, gone: UnitLine) -> Iterator[Finding]:
    """Open rounds that were issued while the unit was out of use, to units as it is one."""
    for code, status in desk.store.registers.round_statuses().items():
        issued = desk.store.letters.of_round(code) if status == "open" else None
        if issued is None or issued.letter.dated < gone.on:
            continue
        to = json.loads(issued.round).get("to", ())
        if unit.code.casefold() not in desk.store.letters.joined(code) and is_addressed(
            unit.code, unit.kind, to
        ):
            yield not_in_round(code, [unit.code])


def restored_remarks(desk: Desk, rounds: Iterable[InRound]) -> Iterator[Finding]:
    """What is said of the rounds in which a unit is asked again."""
    for one in rounds:
        if one.fate == "restored":
            yield from asked_again(desk, one.round_code, one.unit, one.on)


def as_closed_remarks(desk: Desk, rounds: Iterable[InRound]) -> Iterator[Finding]:
    """Closed rounds keep their figures when a merger or split is taken back; what changes them."""
    for one in rounds:
        if one.fate == "as_closed":
            last = desk.store.letters.expectation_lines(one.round_code, one.unit)[-1][1]
            exempt = last.event == "exempted"
            stays, verb = ("được miễn", "restore") if exempt else ("phải báo cáo", "exempt")
            message = f"Đợt “{one.round_code}” đã đóng, số liệu giữ như khi đóng: {one.unit} vẫn {stays}."
            again = f"bcd35 rounds {verb} {one.unit} --round {one.round_code} --date {one.on.isoformat()}"
            otherwise = "Nếu phải báo cáo" if exempt else "Nếu không phải báo cáo"
            reason = typed_option("reason", "ghi nhầm việc sáp nhập, chia tách")
            yield Finding("as_closed", one.unit, message, f"{otherwise}: {again} {reason}")


def bring_back(desk: Desk, unit: Unit, line: UnitLine, why: str) -> list[InRound]:
    """Take back the line by which a unit ended, and what followed from it, inside the caller's act."""
    words = f"bỏ việc sáp nhập ghi nhầm ({why})"
    joined = joined_by(desk, unit.code, desk.store.histories.act_of(line))
    rounds = undo_leaving(desk, unit, line, why)
    kept = not any(one.fate == "restored" for one in rounds) and bool(_still_asked_in(desk, unit))
    rounds += [*undo_joining(desk, joined, words), *joined_closed(desk, joined_ever(desk, unit, line))]
    desk.journal(
        "bring_back_unit",
        unit.code,
        why=why,
        rounds=[one.round_code for one in rounds if one.fate == "restored"],
        exempted=[one.unit for one in rounds if one.fate == "exempted"],
        keep_expected=kept,
        changes={name: [value, None] for name, value in _said_of(line).items() if value},
    )
    return rounds


def _said_of(line: UnitLine) -> dict[str, str]:
    return {"on": line.on.isoformat(), "reason": line.reason, "into": line.other}


def undo_leaving(desk: Desk, unit: Unit, line: UnitLine, why: str) -> list[InRound]:
    """Annul the line and what its act exempted the unit from, inside the caller's act.

    A line that ended such an exemption goes with it: the unit was never exempt. A closed round stays as is.
    """
    annulments, letters, now = desk.store.annulments, desk.store.letters, desk.world.now
    statuses = desk.store.registers.round_statuses()
    ours = lines_of_leaving(desk, unit, line)
    annulments.record("unit_lines", line.id, why, now)
    restored = []
    for id_, code in ours:
        lines = letters.expectation_lines(code, unit.code)
        place = [one for one, _ in lines].index(id_)
        if statuses[code] == "closed":
            if place == len(lines) - 1:
                restored.append(InRound(code, unit.code, "as_closed", lines[place][1].on))
            continue
        gone = [id_, *(one for one, told in lines[place + 1 : place + 2] if told.event == "restored")]
        for one in gone:
            annulments.record("expectations", one, why, now)
        if len(lines) == place + len(gone):
            restored.append(InRound(code, unit.code, "restored", lines[place][1].on))
    desk.store.registers.change_unit(replace(unit, status="active", source=BY_COMMAND, sample=False))
    return restored


def joined_by(desk: Desk, subject: str, act: ActRows) -> dict[str, list[str]]:
    """Round → the units that joined it because of what an act said of a unit."""
    lines = desk.store.registers.journal_of_act(subject, act)
    return _joined_in(desk, (one for one in lines if one.act in _JOINING))


def _joined_in(desk: Desk, told: Iterable[JournalLine]) -> dict[str, list[str]]:
    found, now = dict[str, list[str]](), desk.store.histories.codes().now
    for code, units in (one for line in told for one in json.loads(line.detail).get("joined", {}).items()):
        found[code] = [*dict.fromkeys([*found.get(code, ()), *map(now, units)])]
    return found


def joined_ever(desk: Desk, unit: Unit, line: UnitLine, parts: Collection[str] = ()) -> dict[str, list[str]]:
    """The same of a line of a unit, about its successor or the ``parts`` of its split.

    That line may be older than its row: it was taken back, and entered again.
    """
    since = desk.store.histories.first_entered_at(line)
    acts = desk.store.registers.acts_about(unit.code, _JOINING)
    found = _joined_in(desk, (told for told, _ in acts if told.at >= since))
    ours = parts or [line.other]
    return {code: [one for one in units if one in ours] for code, units in found.items()}


def undo_joining(desk: Desk, joined: Mapping[str, Sequence[str]], why: str) -> Iterator[InRound]:
    """Exempt the units that joined rounds by an act that is taken back, inside the caller's act.

    They are exempt from the day on which they joined. Letters went out to them, so they stay in the round.
    One that has reported, or that was exempted since, is left alone.
    """
    for code, unit in ((code, unit) for code, units in joined.items() for unit in units):
        found = [one for one in asked_rounds(desk, get_unit(desk, unit)) if one.code == code]
        for one in found:
            if one.reported:
                yield InRound(code, one.last.unit, "reported", one.last.on)
            elif one.last.event != "exempted":
                line = one.last._replace(event="exempted", reason=why)
                desk.store.letters.record_expectations(code, [line], desk.world.now)
                yield InRound(code, line.unit, "exempted", line.on)


def joined_closed(desk: Desk, joined: Mapping[str, Sequence[str]]) -> Iterator[InRound]:
    """The units that joined rounds by an act that is taken back, where the round is closed by now."""
    for code, unit in ((code, unit) for code, units in joined.items() for unit in units):
        closed = asked_rounds(desk, get_unit(desk, unit), "closed")
        yield from (one for found in closed if found.code == code for one in _still_asked(found))


def _still_asked(round_: AskedRound) -> Iterator[InRound]:
    if not round_.reported and round_.last.event != "exempted":
        yield InRound(round_.code, round_.last.unit, "as_closed", round_.last.on)


def to_join(desk: Desk, units: Sequence[Unit], rounds: Sequence[str]) -> dict[str, list[str]]:
    """Round → the codes of the units that are not in it yet."""
    known = {code: desk.store.letters.joined(code) for code in rounds}
    return {
        code: out
        for code in rounds
        if (out := [one.code for one in units if one.code.casefold() not in known[code]])
    }
