"""Taking back an extension that was entered by mistake: it never held."""

from collections.abc import Sequence
from typing import NamedTuple

from bcd35.domain.commands import in_book
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.terms import Grant
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.still_held import still_held
from bcd35.usecases.registers.rounds import refuse_closed
from bcd35.usecases.registers.units import get_units
from bcd35.usecases.summary.status import status


class TakenBack(NamedTuple):
    """Extensions that were taken back: of which units (empty: all of the round), and until when they were."""

    round_code: str
    units: tuple[str, ...]
    lines: tuple[Grant, ...]
    rehearsal: bool = False
    findings: tuple[Finding, ...] = ()


def take_back(
    desk: Desk, wanted: str, units: Sequence[str], reason: str, *, everyone: bool = False
) -> TakenBack:
    """Annul the latest extension of units, or of the whole round: it never held.

    Raises Refused where there is none, or where a letter told the units: only its number can be made void.
    """
    seen = status(desk, wanted)
    refuse_closed(seen.round_)
    if everyone == bool(units) or not reason:
        fix = "Nêu --all hoặc --unit MÃ như khi gia hạn, và --reason LÝ_DO."
        raise Refused("who_is_extended", "Chưa rõ bỏ lần gia hạn nào, vì sao.", where="--undo", fix=fix)
    codes = [""] if everyone else [unit.code for unit in get_units(desk, units)]
    code = seen.round_.code
    latest = [_latest(desk, code, unit) for unit in codes]
    if not desk.rehearsal:
        with desk.act():
            latest = [_latest(desk, code, unit) for unit in codes]
            for line_id, _ in latest:
                desk.store.annulments.record("terms", line_id, reason, desk.world.now)
            days = ", ".join(sorted({screen_date(line.deadline) for _, line in latest}))
            told: dict[str, object] = {"to": [one for one in codes if one], "was": days, "reason": reason}
            if len(same := {(line.deadline, line.on, line.reason) for _, line in latest}) == 1:
                ((_, on, why),) = same
                told |= {"on": on, "why": why}
            desk.journal("undo_extension", code, **told)
    lines = tuple(line for _, line in latest)
    held = still_held(desk, code, lines)
    return TakenBack(code, tuple(filter(None, codes)), lines, desk.rehearsal, held)


def _latest(desk: Desk, code: str, unit: str) -> tuple[int, Grant]:
    lines = [one for one in desk.store.terms.ids(code, unit) if one[1].event == "extended"]
    if not lines:
        whom = f"“{unit}”" if unit else "cả đợt"
        message = f"Không có lần gia hạn nào đang có hiệu lực cho {whom} trong đợt “{code}”."
        why = f"Xem hạn và căn cứ: bcd35 why {unit} {code}" if unit else f"Xem: bcd35 status {code}"
        raise Refused("nothing_extended", message, where=unit or code, fix=why)
    line_id, line = lines[-1]
    if line.letter:
        day = screen_date(line.on)
        message = f"Lần gia hạn ấy đã báo đơn vị bằng Công văn số {line.letter.reference}, ngày {day}."
        book = in_book(line.letter.symbol, line.letter.term)
        void = f"bcd35 letters void {line.letter.number} {book} --reason LÝ_DO"
        fix = f"Hủy công văn ấy thì lần gia hạn hết hiệu lực: {void}"
        raise Refused("extended_by_letter", message, where=unit or code, fix=fix)
    return line_id, line
