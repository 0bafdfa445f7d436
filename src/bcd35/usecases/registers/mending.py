"""Dated lines that were entered wrongly: entered anew or taken back by name, never changed in silence.

Closing and opening a round, exempting a unit and asking it again go this way (``switching.py``).
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.commands import typed_option
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.histories import RoundLine
from bcd35.domain.journal.rounds import LINE_COMMANDS
from bcd35.domain.letters import Expectation
from bcd35.usecases.desk import Desk

DONE_WORDS = {"exempted": "miễn", "restored": "bỏ miễn", "closed": "đóng", "reopened": "mở lại"}


class Mending(NamedTuple):
    """Why a line that was entered before is entered anew (``put_right``), or never held (``take_back``)."""

    put_right: str = ""
    take_back: str = ""

    @property
    def why(self) -> str:
        return self.put_right or self.take_back


NO_MENDING = Mending()
_PARTS = {"line": "event", "on": "on", "reason": "reason"}


class Said(NamedTuple):
    """What a clerk says of a line: its event; day and reason, as far as they are stated."""

    event: str
    on: date | None
    reason: str
    mending: Mending = NO_MENDING

    def differs(self, on: date, reason: str) -> bool:
        return self.on not in (None, on) or self.reason not in ("", reason)

    def typed(self) -> str:
        """As options of a command."""
        day = f" --date {self.on.isoformat()}" if self.on else ""
        return f"{day} {typed_option('reason', self.reason)}" if self.reason else day


def entered_otherwise(line: Expectation | RoundLine, subject: str, name: str, said: Said) -> Refused:
    """The error for a day or reason that a line would lose: it is put right by name, or not at all."""
    reason = f" (lý do: {line.reason})" if line.reason else ""
    message = (
        f"{name} đã ghi {DONE_WORDS[line.event]} từ ngày {screen_date(line.on)}{reason}; ngày và lý do "
        "không tự đổi."
    )
    command = f"bcd35 rounds {LINE_COMMANDS[line.event]} {subject}{said.typed()}"
    fix = f'Ghi sai thì sửa dòng ấy: {command} --put-right "ghi nhầm"'
    return Refused("entered_otherwise", message, where=subject.partition(" ")[0], fix=fix)


def place_to_mend(
    lines: Sequence[Expectation] | Sequence[RoundLine], event: str, subject: str, name: str
) -> int:
    """Where the line that is meant stands, from the end: it is the last one, or the one that the last ends.

    Raises Refused for a line that is not there, or that further lines follow.
    """
    if lines and lines[-1].event == event:
        return -1
    if len(lines) > 1 and lines[-2].event == event and lines[-1].event in LINE_COMMANDS:
        return -2
    where = subject.partition(" ")[0]
    if event not in [line.event for line in lines]:
        message = f"{name}: sổ không có dòng {DONE_WORDS[event]} nào để sửa."
        raise Refused("no_such_line", message, where=where, fix="Xem nhật ký: bcd35 log --all")
    last = lines[-1]
    message = f"{name}: sau dòng {DONE_WORDS[event]} còn nhiều dòng, sau cùng là {DONE_WORDS[last.event]}"
    command = f"bcd35 rounds {LINE_COMMANDS[last.event]} {subject}"
    fix = f'Bỏ dòng sau cùng trước: {command} --take-back "ghi nhầm"'
    raise Refused("not_the_last_line", f"{message}, ngày {screen_date(last.on)}.", where=where, fix=fix)


def before_last_line(on: date, last: date, name: str) -> Refused:
    """The error for a line that would stand before the line before it."""
    message = f"Ngày {screen_date(on)} trước dòng đã ghi trước đó của {name} ({screen_date(last)})."
    fix = f"Nêu ngày từ {screen_date(last)} trở đi: --date {last.isoformat()}"
    return Refused("before_last_line", message, where="--date", fix=fix)


def refuse_after_next_line(on: date, later: Sequence[Expectation] | Sequence[RoundLine], name: str) -> None:
    """Raises Refused for a line that would stand after the line that ends it."""
    if later and on > later[0].on:
        day = screen_date(later[0].on)
        message = f"Ngày {screen_date(on)} sau dòng {DONE_WORDS[later[0].event]} của {name} ({day})."
        fix = f"Nêu ngày không muộn hơn {day}: --date {later[0].on.isoformat()}"
        raise Refused("after_next_line", message, where="--date", fix=fix)


def journal_mending(
    desk: Desk,
    before: Expectation | RoundLine,
    after: Expectation | RoundLine | None,
    why: str,
    *,
    round_code: str = "",
    along: Sequence[Expectation] | Sequence[RoundLine] = (),
    left_on: date | None = None,
) -> None:
    """One line of the journal: which line it was, and why it is wrong. ``round_code``: of a unit's line.

    ``along``: the line that ended it, taken back with it. ``left_on``: the day from which the unit is out of
    use, where its exemption followed from that.
    """
    changes = {
        name: [old, new]
        for name in ("on", "reason")
        if (old := _plain(getattr(before, name))) != (new := _plain(getattr(after, name)) if after else None)
    }
    desk.journal(
        "put_right_line" if after else "take_back_line",
        before.unit if isinstance(before, Expectation) else before.round_code,
        **({"round": round_code} if round_code else {}),
        line=before.event,
        why=why,
        **({"left_on": left_on} if left_on else {}),
        **{f"next_{name}": getattr(one, part) for one in along for name, part in _PARTS.items()},
        changes=changes,
    )


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
