"""A unit that is split into others: it is retired, or stays; they join its open rounds when told."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from bcd35.domain.changes import as_detail, changes_between
from bcd35.domain.commands import typed_option
from bcd35.domain.dates import screen_date
from bcd35.domain.entries import UnitEntry, build_unit
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.histories import UnitLine, event_words
from bcd35.domain.journal.lines import Line
from bcd35.domain.text import fold
from bcd35.domain.units import Unit
from bcd35.store.journal_rows import JournalLine
from bcd35.store.seals import ActRows
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.doubles import judge_doubles, remarks_on_entered
from bcd35.usecases.registers.rounds import issued_round
from bcd35.usecases.registers.stored import BY_COMMAND
from bcd35.usecases.registers.trial import roster_act
from bcd35.usecases.registers.unit_lines import (
    leave_line,
    leaving_undone,
    lines_of_split,
    still_exempt,
    used_again,
)
from bcd35.usecases.registers.units import get_unit, refuse_far_day, refuse_unknown_kind
from bcd35.usecases.units.leaving import (
    CAME,
    AskedRound,
    InRound,
    Leaving,
    UnitLeft,
    as_closed_remarks,
    asked_rounds,
    bring_back,
    join_rounds,
    joinable,
    joined_again,
    joined_by,
    joined_closed,
    joined_ever,
    journal_leaving,
    not_in_round,
    refuse_split_anew,
    refuse_successor,
    restored_remarks,
    retire,
    still_excused,
    still_owed,
    to_come,
    to_join,
    undo_joining,
    undo_leaving,
)


class Part(NamedTuple):
    """A unit that a split one goes on as: its code, and its name when it is new.

    ``typed``: the code as the clerk wrote it, where the unit has another by now.
    """

    code: str
    name: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Splitting:
    """What the clerk said of a unit that is split. ``keep``: it stays itself; ``add``: the parts join.

    ``new``: the parts are units of their own, though named like others.
    """

    unit: str
    into: tuple[Part, ...] = ()
    on: date | None = None
    reason: str = ""
    keep: bool = False
    add: bool = False
    new: bool = False
    deadline: date | None = None
    take_back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitSplit:
    """A unit that was split, or whose split was taken back; ``parts`` with those that were ``added``.

    ``already``: it was split so before; this run only joined what was left. ``retired``: parts that were in
    the register only because of a split that is taken back.
    """

    left: UnitLeft
    parts: tuple[Unit, ...]
    added: tuple[str, ...] = ()
    on: date
    kept: bool = False
    taken_back: bool = False
    already: bool = False
    retired: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


def split_unit(desk: Desk, request: Splitting) -> UnitSplit:
    """Split a unit into others; new ones are added to the register, of the same kind."""
    unit = get_unit(desk, request.unit)
    refuse_far_day(desk, request.on)
    if request.take_back:
        return _take_split_back(desk, unit, request.take_back)
    now = desk.store.histories.codes().now
    into = tuple(part._replace(code=now(part.code), typed=part.code) for part in request.into)
    request = replace(request, unit=unit.code, into=into)
    if done := _split_before(desk, unit, request):
        return _finished(desk, unit, request, done)
    _refuse_split(desk, unit, request)
    rounds = [one.code for one in joinable(desk, unit)]
    _refuse_deadline(desk, request, rounds)
    with roster_act(desk) as ended:
        split = _enter(desk, unit, request, rounds)
    joined = _join(desk, split.parts, request, rounds)
    left, came = split.left, f"tách ra từ {unit.code}"
    exempt = (found for part in split.parts for found in still_exempt(desk, part, rounds, split.on, came))
    again = f'bcd35 units split {unit.code} --take-back "nhầm ngày"\nRồi chạy lại với ngày đúng.'
    findings = (
        *split.findings,
        *ended(),
        *to_come(desk, left.line, again),
        *(still_owed(desk, unit, split.on) if left.line else ()),
        *_not_joined(desk, split.parts, rounds),
        *exempt,
        *restored_remarks(desk, left.rounds),
    )
    return replace(split, left=replace(left, rounds=(*left.rounds, *joined)), findings=findings)


def _enter(desk: Desk, unit: Unit, request: Splitting, rounds: Sequence[str]) -> UnitSplit:
    """Write all that a split changes, inside the caller's act; ``rounds``: those that the parts may join."""
    day = request.on or desk.world.today
    revived, back = _revived(desk, unit, request.into)
    parts, added, remarks = _parts(desk, unit, request)
    _refuse_one_part(unit, parts, added, request)
    again = [one for part in parts if request.add for one in joined_again(desk, unit, part, rounds)]
    for part in parts:
        line = UnitLine(0, part.code, "split", day, other=unit.code, reason=request.reason)
        desk.store.histories.record_unit(line, desk.world.now)
    left = UnitLeft(before=unit, after=unit)
    if not request.keep:
        left = retire(desk, unit, None, replace(_leaving(request), reason=_reason(parts, request.reason)))
    desk.journal(
        "split_unit",
        unit.code,
        on=day,
        reason=request.reason,
        split=[part.code for part in parts],
        added=added,
        revived=revived,
        gone=_gone_since(desk, unit, parts),
        rounds=[one.round_code for one in left.rounds if one.fate == "exempted"],
        **({"joined": _joined(desk, parts, rounds, again)} if request.add else {}),
        changes=as_detail(changes_between(unit, left.after)),
    )
    return UnitSplit(
        left=replace(left, rounds=(*left.rounds, *back, *again)),
        parts=tuple(parts),
        added=tuple(added),
        on=day,
        kept=request.keep,
        findings=tuple(remarks),
    )


def _joined(
    desk: Desk, parts: Sequence[Unit], rounds: Sequence[str], again: Sequence[InRound]
) -> dict[str, list[str]]:
    """Round → the parts that join it, or are asked there ``again`` because they joined it before."""
    found = to_join(desk, parts, rounds)
    for one in again:
        found.setdefault(one.round_code, []).append(one.unit)
    return found


def _leaving(request: Splitting) -> Leaving:
    return Leaving(unit=request.unit, on=request.on, deadline=request.deadline)


def _reason(parts: Sequence[Unit], said: str) -> str:
    words = f"chia tách thành {', '.join(part.name for part in parts)}"
    told = fold(said) in fold(words)  # or empty
    return words if told else f"{words} ({said})"


def _join(desk: Desk, parts: Sequence[Unit], request: Splitting, rounds: Sequence[str]) -> list[InRound]:
    """Each part joins the rounds that it is not in, when the clerk said so."""
    leaving = _leaving(request)
    return [one for part in parts if request.add for one in join_rounds(desk, part, leaving, rounds)]


def _refuse_deadline(desk: Desk, request: Splitting, rounds: Sequence[str]) -> None:
    """Raises Refused for a last day that no part can get: what is refused is not half entered."""
    from bcd35.usecases.letters.added_units import with_own_term
    from bcd35.usecases.letters.request import NoticeRequest

    asked = NoticeRequest(deadline=request.deadline, instead_of=request.unit)
    for code in rounds if request.add else ():
        round_, _ = issued_round(desk, code)
        with_own_term(desk, asked, round_, max(request.on or desk.world.today, desk.world.today))


def _split_before(desk: Desk, unit: Unit, request: Splitting) -> Sequence[UnitLine]:
    """The standing lines of just this split; none when the unit was not split, or otherwise."""
    lines = lines_of_split(desk, unit)
    same = lines and (
        {line.unit.casefold() for line in lines} == {part.code.casefold() for part in request.into}
        and request.on in (None, lines[0].on)
        and request.reason in ("", lines[0].reason)
        and request.keep == (unit.status == "active")
    )
    return lines if same else ()


def _finished(desk: Desk, unit: Unit, request: Splitting, lines: Sequence[UnitLine]) -> UnitSplit:
    """What is left of a split whose run was killed before all of its parts had joined."""
    parts = [get_unit(desk, line.unit) for line in lines]
    rounds = [one.code for one in joinable(desk, unit)]
    joined = _join(desk, parts, request, rounds)
    return UnitSplit(
        left=UnitLeft(before=unit, after=unit, rounds=tuple(joined)),
        parts=tuple(parts),
        on=lines[0].on,
        kept=request.keep,
        already=True,
        findings=tuple(_not_joined(desk, parts, rounds)),
    )


def _refuse_split(desk: Desk, unit: Unit, request: Splitting) -> None:
    refuse_split_anew(desk, unit)
    if unit.status == "retired":
        message = f"“{unit.name}” ({unit.code}) đã thôi dùng, không chia tách được."
        fix = f"{used_again(desk, unit, desk.world.today)}\nXong thì chạy lại lệnh vừa chạy."
        raise Refused("unit_retired", message, where=unit.code, fix=fix)
    if any(part.code.casefold() == unit.code.casefold() for part in request.into):
        message = f"“{unit.code}” không thể tách thành chính nó."
        fix = "Chỉ nêu các đơn vị mới ở --into; đơn vị cũ vẫn hoạt động thì thêm --keep."
        raise Refused("split_into_itself", message, where="--into", fix=fix)
    _refuse_same_part(request.into)


def _refuse_same_part(parts: Sequence[Part]) -> None:
    """Raises Refused for a code that stands for two parts: one of them would be lost."""
    found: dict[str, str] = {}
    for code in (part.code for part in parts):
        if code.casefold() in found:
            message = f"--into nêu hai lần một mã: {found[code.casefold()]}."
            fix = "Nêu mỗi đơn vị một lần; hai đơn vị thì hai mã khác nhau (chữ hoa, chữ thường là một)."
            raise Refused("same_part", message, where="--into", fix=fix)
        found[code.casefold()] = code


def _refuse_one_part(unit: Unit, parts: Sequence[Unit], added: Sequence[str], request: Splitting) -> None:
    """Raises Refused for a unit that ends and goes on as just one: that is no split."""
    if len(parts) > 1 or request.keep:
        return
    (part,) = parts
    message = f"“{unit.name}” ({unit.code}) chỉ có một đơn vị mới là {part.code}: đổi tên, hay sáp nhập?"
    merge = f"bcd35 units retire {unit.code} --into {part.code}"
    ways = [f"Sáp nhập vào {part.code}: {merge}"]
    if added:
        name = typed_option("name", part.name)
        add = f"bcd35 units add {part.code} {name} --kind {part.kind}"
        ways = [
            f"Vẫn đơn vị ấy, tên mới: bcd35 units edit {unit.code} {name}",
            f"Vẫn đơn vị ấy, mã mới: bcd35 units recode {unit.code} {part.code}",
            f"Sáp nhập vào {part.code} thì lần lượt chạy:\n{add}\n{merge}",
        ]
    ways.append("Đơn vị cũ vẫn hoạt động, chỉ tách một phần: chạy lại lệnh vừa chạy, thêm --keep")
    raise Refused("one_part", message, where="--into", fix="\n".join(ways))


def _revived(desk: Desk, unit: Unit, into: Sequence[Part]) -> tuple[list[str], list[InRound]]:
    """Parts that went out of use when this split was taken back are in use again, inside the caller's act."""
    known = {one.code.casefold(): one for one in desk.store.registers.units()}
    revived, rounds = [], []
    for part in (known[one.code.casefold()] for one in into if one.code.casefold() in known):
        line = leave_line(desk, part)
        act = desk.store.histories.act_of(line) if line else None
        if line and act and part.code in _told(desk, unit, act, "unsplit_unit", "retire"):
            revived.append(part.code)
            rounds += bring_back(desk, part, line, "chia tách lại")
    return revived, rounds


def _told(desk: Desk, unit: Unit, act: ActRows, name: str, *parts: str) -> set[str]:
    """The units that the journal's line of an act names in parts of its detail."""
    return _named(desk, desk.store.registers.journal_of_act(unit.code, act), name, *parts)


def _named(desk: Desk, told: Iterable[JournalLine], name: str, *parts: str) -> set[str]:
    now = desk.store.histories.codes().now
    lines = [line for line in (Line.of(*one) for one in told) if line.act == name]
    return {now(code) for line in lines for part in parts for code in line.detail.get(part, ())}


def _gone_since(desk: Desk, unit: Unit, parts: Sequence[Unit]) -> list[str]:
    """Parts that came by this split when it was entered before, and left by themselves since.

    Should that be taken back, they are still in the register only because of the split.
    """
    came = _named(desk, desk.store.registers.journal_about(unit.code), "split_unit", *CAME)
    return [part.code for part in parts if part.status == "retired" and part.code in came]


def _parts(desk: Desk, unit: Unit, request: Splitting) -> tuple[list[Unit], list[str], list[Finding]]:
    """The parts, inside the caller's act; the codes of those that are new to the register, with remarks."""
    into = request.into
    known = {one.code.casefold(): one for one in desk.store.registers.units()}
    _refuse_other_name(desk, into, known)
    new = [part for part in into if part.code.casefold() not in known]
    if unnamed := [part.code for part in new if not part.name]:
        message = f"Chưa có đơn vị mã {', '.join(unnamed)}."
        fix = f'Đơn vị mới thì nêu cả tên: --into "{unnamed[0]}:TÊN_ĐẦY_ĐỦ"'
        raise Refused("unknown_part", message, where="--into", fix=fix)
    entries = [UnitEntry(code=part.code, name=part.name, kind=unit.kind) for part in new]
    for entry in entries:
        refuse_unknown_kind(desk, entry)
    added = [build_unit(entry, source=BY_COMMAND) for entry in entries]
    remarks = judge_doubles(desk, added, told=request.new, but="" if request.keep else unit.code)
    desk.store.registers.add_units(added)
    known |= {one.code.casefold(): one for one in added}
    parts = [known[part.code.casefold()] for part in into]
    for part in parts:
        refuse_successor(desk, unit, part, request.on)
    return parts, [one.code for one in added], [*remarks, *remarks_on_entered(desk, added)]


def _refuse_other_name(desk: Desk, parts: Sequence[Part], known: Mapping[str, Unit]) -> None:
    """Raises Refused for a new unit that was typed with the code of another: its name would be lost."""
    for part in parts:
        unit = known.get(part.code.casefold())
        names = {unit.name, *(one.was for one in desk.store.histories.of_unit(unit.code))} if unit else ()
        if unit and part.name and fold(part.name) not in map(fold, names):
            message = f"Mã “{part.typed or part.code}” là của {unit.name}, không phải “{part.name}”."
            new = typed_option("into", f"MÃ_KHÁC:{part.name}")
            fix = f"Đơn vị mới thì đặt mã khác: {new}\nĐúng là {unit.name} thì chỉ nêu mã: --into {unit.code}"
            raise Refused("code_of_another", message, where="--into", fix=fix)


def _not_joined(desk: Desk, parts: Sequence[Unit], rounds: Sequence[str]) -> Iterator[Finding]:
    """Open rounds of the old unit that its parts are not in."""
    for code in rounds:
        joined = desk.store.letters.joined(code)
        in_use = [part.code for part in parts if part.status == "active"]
        if out := [part for part in in_use if part.casefold() not in joined]:
            yield not_in_round(code, out)


def _take_split_back(desk: Desk, unit: Unit, why: str) -> UnitSplit:
    """The unit was never split. Parts that the split added go out of use, unless one has reported."""
    words = f"bỏ việc chia tách ghi nhầm ({why})"
    with roster_act(desk) as ended:
        lines = _standing_split(desk, unit)
        act, split = desk.store.histories.act_of(lines[-1]), lines[-1]
        stayed, rounds = _annul_split(desk, unit, lines, why)
        parts = tuple(get_unit(desk, one.unit) for one in lines)
        came = _told(desk, unit, act, "split_unit", *CAME)
        new = [part for part in parts if part.code in came and _is_unused(desk, part)]
        joined = joined_by(desk, unit.code, act)
        ever = joined_ever(desk, unit, split, [part.code for part in parts])
        rounds += [*undo_joining(desk, _but(joined, new), words), *joined_closed(desk, ever)]
        leaving = Leaving(unit=unit.code, on=min(split.on, desk.world.today), reason=words)
        left = [retire(desk, part, None, leaving) for part in new]
        rounds += [one for part in left for one in part.rounds]
        after = get_unit(desk, unit.code)
        back = UnitSplit(
            left=UnitLeft(before=unit, after=after, rounds=tuple(rounds), taken_back=True),
            parts=parts,
            on=split.on,
            kept=stayed,
            taken_back=True,
            retired=tuple(part.code for part in new),
        )
        _journal_back(desk, back, split, why, added=bool(joined))
        for part_left in left:
            journal_leaving(desk, part_left, None, leaving)
    used = [part for part in parts if part not in new]
    excused = () if stayed else still_excused(desk, unit)
    closed = as_closed_remarks(desk, rounds)
    remarks = (
        *restored_remarks(desk, rounds),
        *closed,
        *excused,
        *_parts_left(desk, unit, used, came, leaving),
    )
    return replace(back, findings=(*ended(), *remarks))


def _standing_split(desk: Desk, unit: Unit) -> list[UnitLine]:
    """The lines of the split, one a part. Raises Refused when the ledger knows of none."""
    lines = lines_of_split(desk, unit)
    if not lines:
        message = f"Sổ không ghi “{unit.name}” ({unit.code}) chia tách."
        undone = leaving_undone(desk, unit)
        fix = f"Thôi dùng ghi nhầm thì bỏ: {undone}" if undone else f"Xem: bcd35 units show {unit.code}"
        raise Refused("no_such_line", message, where=unit.code, fix=fix)
    return lines


def _annul_split(desk: Desk, unit: Unit, lines: Sequence[UnitLine], why: str) -> tuple[bool, list[InRound]]:
    """Annul the lines of a split, and the end of the unit if it was in that act; whether it had stayed."""
    for one in lines:
        desk.store.annulments.record("unit_lines", one.id, why, desk.world.now)
    retired, histories = leave_line(desk, unit), desk.store.histories
    if retired is None or not histories.entered_by(retired, histories.act_of(lines[-1])):
        return True, []
    return False, undo_leaving(desk, unit, retired, why)


def _journal_back(desk: Desk, back: UnitSplit, split: UnitLine, why: str, *, added: bool) -> None:
    unit, rounds = back.left.before, back.left.rounds
    desk.journal(
        "unsplit_unit",
        unit.code,
        why=why,
        split=[part.code for part in back.parts],
        retire=list(back.retired),
        keep=back.kept,
        add=added,
        rounds=[one.round_code for one in rounds if one.fate == "restored"],
        exempted=[one.unit for one in rounds if one.fate == "exempted"],
        changes={"on": [split.on.isoformat(), None], "reason": [split.reason, None]},
    )


def _is_unused(desk: Desk, part: Unit) -> bool:
    """Whether a part is in use, and nothing of it is in an open round but letters to it."""
    return part.status == "active" and not any(one.reported for one in asked_rounds(desk, part))


def _but(joined: Mapping[str, Sequence[str]], parts: Sequence[Unit]) -> dict[str, list[str]]:
    """Round → units that joined it, without these."""
    gone = {part.code for part in parts}
    return {code: [unit for unit in units if unit not in gone] for code, units in joined.items()}


def _parts_left(
    desk: Desk, unit: Unit, parts: Sequence[Unit], came: Collection[str], leaving: Leaving
) -> Iterator[Finding]:
    """What is left of a split: units that came with it and have reported; known ones that still report."""
    taken = {one.code for one in asked_rounds(desk, unit) if one.reported}
    for part in (part for part in parts if part.status == "retired" and part.code in came):
        yield _part_left(desk, part)
    for part in (part for part in parts if part.status == "active"):
        rounds = list(asked_rounds(desk, part))
        if part.code in came and (reported := [one for one in rounds if one.reported]):
            yield _part_stays(unit, part, reported, leaving, taken)
            taken |= {one.code for one in reported}
        for one in rounds:
            if not one.reported and one.last.event == "added":
                message = f"“{part.name}” ({part.code}) vẫn phải báo cáo trong đợt “{one.code}”."
                which = f"{part.code} --round {one.code} --date {one.last.on.isoformat()}"
                fix = f'Nếu chỉ vì chia tách: bcd35 rounds exempt {which} --reason "chia tách nhầm"'
                yield Finding("part_still_asked", part.code, message, fix)


def _part_left(desk: Desk, part: Unit) -> Finding:
    """A part that went out of use by itself since: that it did stays in the ledger."""
    line = leave_line(desk, part)
    words = f"{event_words(line, part.code)}, từ ngày {screen_date(line.on)}" if line else "thôi dùng"
    message = f"“{part.name}” ({part.code}) đã {words}; điều ấy vẫn ghi."
    return Finding("part_left", part.code, message, "Không phải làm gì thêm.")


def _given_back(unit: Unit, part: Unit, round_: AskedRound, why: str, *, has_report: bool) -> str:
    """The command that gives the report of a part to the unit: behind its own one where it has one."""
    each = "".join(f" --revision {one.revision}" for one in round_.standing) if has_report else ""
    return f"bcd35 reports move {part.code} --round {round_.code}{each} --to {unit.code} {why}"


def _part_stays(
    unit: Unit, part: Unit, rounds: Sequence[AskedRound], leaving: Leaving, taken: Collection[str]
) -> Finding:
    """Its reports are the unit's own again, and only then nothing is left that would keep it in a round.

    ``taken``: rounds in which the unit has a report by then.
    """
    named = ", ".join(f"“{one.code}”" for one in rounds)
    message = f"“{part.name}” ({part.code}) đã báo cáo trong đợt {named} nên vẫn dùng."
    why = '--reason "chia tách nhầm"'
    moves = [_given_back(unit, part, one, why, has_report=one.code in taken) for one in rounds]
    day = f"--date {leaving.on.isoformat()} " if leaving.on else ""
    retire = f"bcd35 units retire {part.code} {day}{why}"
    fix = f"Không có đơn vị này thì trả báo cáo về {unit.code} trước, rồi thôi dùng:"
    return Finding("part_stays", part.code, message, "\n".join([fix, *moves, retire]))
