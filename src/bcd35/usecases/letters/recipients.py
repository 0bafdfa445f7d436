"""Who gets the letter of a round, who does not and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from bcd35.domain.addressees import is_addressed, refuse_unknown
from bcd35.domain.commands import command_line
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Expectation
from bcd35.domain.rounds import Round
from bcd35.domain.text import short_list
from bcd35.domain.units import Unit
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.plan import Skipped
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.registers.rounds import expected_units
from bcd35.usecases.registers.unit_lines import used_again
from bcd35.usecases.registers.units import addressee_names, get_units, list_units, the_office


def choose_recipients(
    desk: Desk, request: NoticeRequest, round_: Round, issued: IssuedLetter | None
) -> tuple[tuple[Expectation, ...], tuple[Skipped, ...]]:
    """Who joins, and who does not and why.

    Of the units named, in that order; else of all in force, in the office's order.
    """
    if issued is None:
        refuse_unmet_addressees(desk, round_)
    named = get_units(desk, request.units) if request.units else []
    asked_on = request.dated or desk.world.today
    event, on = ("added", max(asked_on, issued.letter.dated)) if issued else ("issued", asked_on)
    roster = [
        Expectation(unit=unit.code, name=unit.name, kind=unit.kind, event=event, on=on, reason="")
        for unit in named or _addressed(desk, round_)
        if unit.status == "active"
    ]
    retired = [
        Skipped(unit.code, "retired", used_again(desk, unit, asked_on))
        for unit in named
        if unit.status == "retired"
    ]
    known = desk.store.letters.lettered(issued.letter.id) if issued else frozenset()
    again = [Skipped(line.unit, "already_issued") for line in roster if line.unit.casefold() in known]
    lacking = [line for line in roster if line.unit.casefold() not in known]
    entries = {} if request.draft else expected_units(desk, round_.code)
    exempt = {unit for unit, (_, expected) in entries.items() if not expected}
    joining = tuple(
        # Its letters before this one named it so, and reprinting knows no other name.
        line._replace(name=entries[line.unit.casefold()][0].name)
        if issued and line.unit.casefold() in entries
        else line
        for line in lacking
        if line.unit.casefold() not in exempt
    )
    left = [Skipped(line.unit, "exempt") for line in lacking if line.unit.casefold() in exempt]
    return joining, (*retired, *again, *left)


def _addressed(desk: Desk, round_: Round) -> Iterator[Unit]:
    """The units in use to which the round goes, in the office's order."""
    return (unit for unit in list_units(desk) if is_addressed(unit.code, unit.kind, round_.to))


def refuse_unmet_addressees(desk: Desk, round_: Round, *, replacing: bool = False) -> None:
    """Raises for addressees of a round that are not known, or that no unit in use is.

    A letter would name a kind, as “Các chi bộ cơ sở”, that nobody belongs to.
    """
    from bcd35.usecases.registers.round_files import stated_anew

    kinds, units = the_office(desk).unit_kinds, desk.store.registers.units()
    refuse_unknown(round_.to, (kind.code for kind in kinds), (unit.code for unit in units))
    used = [unit for unit in units if unit.status == "active"]
    unmet = [one for one in round_.to if not any(is_addressed(unit.code, unit.kind, [one]) for unit in used)]
    if not (unmet and used):
        return
    met = "; ".join(kind.label for kind in kinds if any(unit.kind == kind.code for unit in used))
    names = addressee_names(desk)
    lacking = ", ".join(names[one.casefold()] for one in unmet)
    anew = stated_anew(desk, round_.code, "to", replacing=replacing)
    message = f"Đợt gửi {lacking}, mà không có đơn vị nào đang dùng thuộc số ấy."
    fix = f"{anew.on(f'(các loại đang có đơn vị: {met})')}\nHoặc nhập thêm đơn vị: bcd35 units import TỆP"
    raise Refused("nobody_addressed", message, where=round_.code, fix=fix)


def units_of_round(
    desk: Desk, round_code: str, on: date
) -> tuple[tuple[Expectation, ...], tuple[Skipped, ...]]:
    """Who gets a further letter of a round: who is expected and in use, by the names of today."""
    entries = expected_units(desk, round_code)
    units = {unit.code.casefold(): unit for unit in desk.store.registers.units()}
    joining, skipped = [], []
    for line, expected in entries.values():
        unit = units.get(line.unit.casefold())
        if not expected:
            skipped.append(Skipped(line.unit, "exempt"))
        elif unit is None or unit.status == "retired":
            skipped.append(Skipped(line.unit, "out_of_use"))
        else:
            joining.append(line._replace(name=unit.name, event="issued", on=on, reason=""))
    return tuple(joining), tuple(skipped)


def outside_remark(joining: Sequence[Expectation], round_: Round) -> Iterator[Finding]:
    """A remark on units that were named and that the round is not addressed to."""
    if outside := [line.unit for line in joining if not is_addressed(line.unit, line.kind, round_.to)]:
        message = f"Đợt gửi: {', '.join(round_.to)}; ngoài số đó: {', '.join(outside)}."
        fix = "Đúng ý thì cứ làm; nhầm thì bỏ --unit của đơn vị ấy."
        yield Finding("not_addressed", round_.code, message, fix)


def asked_without_remark(desk: Desk, round_: Round, joining: Sequence[Expectation]) -> Iterator[Finding]:
    """Units that letters of a round ask, all void by now, and that its new one does not go to."""
    sent = {line.unit.casefold() for line in joining}
    entries = expected_units(desk, round_.code).items()
    left = [line.unit for unit, (line, expected) in entries if expected and unit not in sent]
    if not left:
        return
    message = (
        f"{len(left)} đơn vị vẫn phải báo cáo theo công văn đã hủy của đợt mà không được gửi công văn này: "
        f"{short_list(left, 'đơn vị khác')}."
    )
    exempt = f"bcd35 rounds exempt MÃ --round {round_.code} --reason LÝ_DO"
    ways = [f"Không phải báo cáo nữa thì miễn từng đơn vị: {exempt}"]
    used = {unit.code for unit in desk.store.registers.units() if unit.status == "active"}
    if units := [part for unit in left if unit in used for part in ("--unit", unit)]:
        ways.insert(0, f"Gửi cả các đơn vị ấy: {command_line(('notify', round_.code, *units))}")
    yield Finding("asked_without_letter", round_.code, message, "\n".join(ways))
