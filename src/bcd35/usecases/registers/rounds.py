"""Rounds: which one is meant, opening and closing, and who is excused from reporting."""

import json
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.letters import Expectation, expected_on
from bcd35.domain.rounds import Round
from bcd35.domain.shape import from_plain
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.stored import stored_round

if TYPE_CHECKING:
    from bcd35.domain.office import Office

LISTING = "bcd35 rounds list"


class RoundEntry(NamedTuple):
    """A round with its letter, when one was issued."""

    round_: Round
    issued: IssuedLetter | None


def list_rounds(desk: Desk) -> list[RoundEntry]:
    """All rounds by code."""
    rounds = [from_plain(Round, json.loads(text)) for text in desk.store.registers.rounds().values()]
    return [RoundEntry(round_, desk.store.letters.of_round(round_.code)) for round_ in rounds]


def get_round(desk: Desk, wanted: str) -> Round:
    """A round by its code; without one the only open round, or the only one at all, though closed."""
    rounds = desk.store.registers.rounds()
    if wanted:
        found = stored_round(rounds, wanted)
        if found is None:
            raise UnknownName.among("đợt", wanted, rounds, listing=LISTING)
        return found
    listed = [entry.round_ for entry in list_rounds(desk)]
    opened = [round_ for round_ in listed if round_.status == "open"]
    if len(opened) == 1 or (not opened and len(listed) == 1):
        return (opened or listed)[0]
    if not opened:
        raise Refused("no_open_round", "Không có đợt nào đang mở.", fix=f"Nêu mã đợt; xem: {LISTING}")
    codes = ", ".join(round_.code for round_ in opened)
    raise Refused(
        "several_open_rounds", f"Có {len(opened)} đợt đang mở: {codes}.", fix="Nêu mã đợt muốn làm."
    )


def issued_round(desk: Desk, wanted: str) -> tuple[Round, IssuedLetter]:
    """A round that a letter was issued for, as it was frozen then (with its present status)."""
    round_ = get_round(desk, wanted)
    issued = desk.store.letters.of_round(round_.code)
    if issued is None:
        raise Refused(
            "not_issued",
            f"Đợt “{round_.code}” chưa phát hành công văn.",
            where=round_.code,
            fix=f"Phát hành bằng: bcd35 notify {round_.code}",
        )
    return frozen_round(issued, round_.status), issued


def open_round(desk: Desk, wanted: str) -> Round:
    """A round that still takes reports, as its letter asked it.

    Raises Refused for one that was not issued or is closed.
    """
    round_, _ = issued_round(desk, wanted)
    if round_.status == "closed":
        fix = f"Mở lại nếu cần: bcd35 rounds reopen {round_.code}"
        raise Refused("round_closed", f"Đợt “{round_.code}” đã đóng.", where=round_.code, fix=fix)
    return round_


def frozen_round(issued: IssuedLetter, status: str) -> Round:
    """The round as the letter asked it, with its present status."""
    return from_plain(Round, {**json.loads(issued.round), "status": status})


def frozen_office(issued: IssuedLetter) -> "Office":
    """The office as it stood when the letter was issued."""
    from bcd35.domain.office import Office

    return from_plain(Office, json.loads(issued.office))


class RoundSwitched(NamedTuple):
    """A round and its status before and after."""

    code: str
    before: str
    after: str


def switch_round(desk: Desk, wanted: str, status: str) -> RoundSwitched:
    """Close or reopen a round. A closed round takes no letters and no reports."""
    with desk.store.act():
        round_ = get_round(desk, wanted)
        if round_.status != status:
            desk.store.registers.set_round_status(round_.code, status)
            desk.store.registers.journal(desk.world.now, "switch_round", round_.code, status=status)
    return RoundSwitched(round_.code, round_.status, status)


class Excused(NamedTuple):
    """The dated line that was written, or None when the unit stood so already."""

    round_code: str
    unit: str
    name: str
    line: Expectation | None


def excuse_unit(
    desk: Desk, wanted_round: str, wanted_unit: str, *, event: str, reason: str, on: date | None = None
) -> Excused:
    """Exempt a unit from a round (``exempted``) or ask it again (``restored``).

    A dated line with its reason is added; nothing is erased.
    """
    from bcd35.usecases.registers.units import get_unit

    round_, _ = issued_round(desk, wanted_round)
    unit = get_unit(desk, wanted_unit)
    with desk.store.act():
        lines = desk.store.letters.expectations(round_.code)
        # Whatever day the lines carry, the last one of the unit counts.
        state = {line.unit.casefold(): line for line in lines}
        last = state.get(unit.code.casefold())
        if last is None:
            raise Refused(
                "not_expected",
                f"“{unit.name}” không thuộc danh sách báo cáo của đợt “{round_.code}”.",
                where=unit.code,
                fix="Xem danh sách: bcd35 status",
            )
        if (last.event == "exempted") == (event == "exempted"):
            return Excused(round_.code, unit.code, last.name, None)
        line = Expectation(
            last.unit, last.name, last.kind, event, max(on or desk.world.today, last.on), reason
        )
        desk.store.letters.record_expectations(round_.code, [line], desk.world.now)
        desk.store.registers.journal(desk.world.now, event, unit.code, round=round_.code, reason=reason)
    return Excused(round_.code, unit.code, last.name, line)


def expected_units(
    desk: Desk, round_code: str, units: Collection[str] | None = None
) -> dict[str, tuple[Expectation, bool]]:
    """Unit code (lower case) → its latest line and whether it is still expected, whatever the day.

    Of these units or of all.
    """
    lines = desk.store.letters.expectations(round_code, units)
    return {code.casefold(): entry for code, entry in expected_on(lines, date.max).items()}
