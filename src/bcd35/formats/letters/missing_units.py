"""The texts and tables about units that have not reported, for reminders and the written report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bcd35.domain.dates import running_date, screen_date
from bcd35.domain.numerals import NO_SHARE, counted
from bcd35.domain.office import Office
from bcd35.domain.reminders import Reminder
from bcd35.domain.rounds import Round
from bcd35.domain.sentences import cited
from bcd35.domain.summary import STATE_WORDS, UnitState
from bcd35.domain.terms import Grant, outdone


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingUnit:
    """A unit that has not reported, and its reminders, oldest first.

    ``name``: as letters address it; ``days_overdue``: 0 before its last day, ``deadline``; None in what older
    versions kept: then it is the round's. ``why``: the line that gave it a last day beside the letter.
    ``sent_on``: when it sent its last file, which was refused or given back; ``returned``: the line of the
    letter that gave one back. ``cancelled``: what void letters told it of a later last day.
    """

    name: str
    days_overdue: int
    reminders: tuple[Reminder, ...] = ()
    note: str = ""
    deadline: date | None = None
    why: str = ""
    sent_on: date | None = None
    cancelled: tuple[Grant, ...] = ()
    returned: Grant | None = None


def missing_unit(
    name: str,
    unit: UnitState,
    *,
    round_: Round,
    office: Office,
    reminders: tuple[Reminder, ...],
    sent_on: date | None = None,
    cancelled: Iterable[Grant] = (),
) -> MissingUnit:
    """A unit that has not reported, as tables name it: its own last day, and why it is no round's.

    ``sent_on``: when a file came that was refused and has no answer yet.
    """
    grant, returned = unit.term.last_grant, (unit.term.corrections or (None,))[-1]
    sent_on = sent_on or (returned.received_on if returned else None)

    def why(written: Callable[[date], str]) -> str:
        def cite(one: Grant) -> str:
            kind = round_.document_name if one.event in ("issued", "joined") else "Công văn"
            return cited(kind, one.letter.reference, one.on, office, written=written) if one.letter else ""

        return grant.in_document(cite, written)

    own = why(screen_date) if grant.unit and unit.state != "exempt" else ""
    state = "" if unit.state == "missing" else STATE_WORDS[unit.state]
    told = "" if own.casefold().startswith(state.casefold()) else state
    sent = f"đã gửi ngày {screen_date(sent_on)}, chưa hợp lệ" if sent_on else ""
    return MissingUnit(
        name=name,
        days_overdue=unit.days_late,
        reminders=reminders,
        note="; ".join(filter(None, (unit.note, told, sent, own))),
        deadline=unit.last_day,
        why="" if grant.event == "issued" else why(running_date),
        sent_on=sent_on,
        cancelled=outdone(cancelled, unit.code, unit.term.last_day),
        returned=returned,
    )


@dataclass(frozen=True, slots=True)
class MissingGroup:
    """The missing units of one kind.

    ``expected``: how many units of the kind had to report; None where the list does not name all missing.
    """

    label: str
    units: tuple[MissingUnit, ...]
    expected: int | None = None


def missing_table(groups: Sequence[MissingGroup], deadline: date) -> dict[str, Any]:
    """The rows and the subtotal of each kind that has rows, and the total.

    ``{"groups": […], "total": "06/18 đơn vị"}``.
    """
    rows = []
    place = 0
    for group in groups:
        rows.append(
            {
                "label": group.label,
                "rows": [
                    _missing_row(unit, number, deadline)
                    for number, unit in enumerate(group.units, start=place + 1)
                ],
                "subtotal": share_text(len(group.units), group.expected),
            }
        )
        place += len(group.units)
    wholes = [group.expected for group in groups if group.expected is not None]
    return {
        "groups": [row for row in rows if row["rows"]],
        "total": share_text(place, sum(wholes) if wholes else None),
    }


def empty_columns(groups: Sequence[Mapping[str, Any]]) -> list[str]:
    """The values that no row of a table tells: numbers and days of reports, remarks, reminders."""
    rows = [row for group in groups for row in group["rows"]]
    return [name for name in rows[0] if not any(row[name].strip(NO_SHARE) for row in rows)] if rows else []


def share_text(part: int, whole: int | None) -> str:
    """``06/18 đơn vị``; ``06 đơn vị`` without a whole."""
    return f"{counted(part)} đơn vị" if whole is None else f"{counted(part)}/{counted(whole)} đơn vị"


def reported_text(reported: int, expected: int) -> str:
    """``12/18 đơn vị đã báo cáo``."""
    if reported:
        return f"{share_text(reported, expected)} đã báo cáo"
    return f"chưa có đơn vị nào trong {counted(expected)} đơn vị báo cáo"


def _missing_row(unit: MissingUnit, number: int, deadline: date) -> dict[str, str]:
    return {
        "number": str(number),
        "name": unit.name,
        "deadline": screen_date(unit.deadline or deadline),
        "days_overdue": str(unit.days_overdue) if unit.days_overdue else "–",
        "reminders": ";\n".join(f"{one.number.reference}, {screen_date(one.dated)}" for one in unit.reminders)
        or "–",
        "note": unit.note,
    }
