"""What letters still name to units as their last day though the line that gave it is taken back."""

from collections.abc import Iterator, Sequence
from datetime import date

from bcd35.domain.commands import in_book
from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber
from bcd35.domain.summary import RoundLines, UnitState, judge_state
from bcd35.domain.terms import KEPT, REPEATED, Grant
from bcd35.domain.text import short_list
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.term_put_right import own_line
from bcd35.usecases.summary.status import Status, status


def still_held(desk: Desk, code: str, gone: Sequence[Grant]) -> tuple[Finding, ...]:
    """What is said of lines that are taken back: whose state changes, what letters still name to units."""
    issued = desk.store.letters.of_round(code)
    if not issued or not gone or desk.store.registers.round_statuses().get(code) == "closed":
        return ()
    seen = status(desk, code)
    stay = [one for one in desk.store.terms.of_round(code) if one not in gone]
    others = [one for one in desk.store.terms.of_round(code) if one.event != "joined" and one not in gone]
    days = {one.deadline for one in gone}
    units = [
        one.code
        for one in seen.units
        if one.state != "exempt"
        and (own := own_line(desk, seen, one.code))
        and own.reason == KEPT
        and own.deadline in days
        and not any(other.unit in ("", one.code) and other.deadline >= own.deadline for other in others)
    ]
    last = max([seen.terms.issued(date.max).deadline, *(one.deadline for one in others if not one.unit)])
    return (
        *_states_changed(desk, seen, [*stay, *gone], stay, held=units),
        *([_held(seen, units, last)] if units else ()),
        *_repeated_of(desk, seen, gone),
        *_reminded_of(desk, seen, gone),
    )


def given_back(desk: Desk, code: str, number: LetterNumber) -> tuple[Finding, ...]:
    """What is said of a letter that was void and is so no more: whose state changes by its lines."""
    lines = desk.store.terms.of_round(code)
    stay = [one for one in lines if one.letter != number]
    closed = desk.store.registers.round_statuses().get(code) == "closed"
    if len(stay) == len(lines) or closed or not desk.store.letters.of_round(code):
        return ()
    return tuple(_states_changed(desk, status(desk, code), stay, lines))


def _states_changed(
    desk: Desk, seen: Status, gave: Sequence[Grant], give: Sequence[Grant], held: Sequence[str] = ()
) -> Iterator[Finding]:
    """Units that stand otherwise today by the lines that there are now.

    ``held``: those whose day a letter still holds; that it stays is told of them, and why.
    """
    terms, store, code = seen.terms, desk.store, seen.head.code
    lines = RoundLines(seen.expectations, terms, store.reports.received(code), store.intake.undecided(code))
    before, after = (
        judge_state(lines._replace(terms=terms.with_grants(grants)), seen.state.as_of).units
        for grants in (gave, give)
    )
    changed: dict[str, list[str]] = {}
    for was, now in zip(before, after, strict=True):
        stays = now.code in held and was.last_day == now.last_day
        if _stands(was) != _stands(now) and not stays:
            changed.setdefault(f"{was.state_and_days} → {now.state_and_days}", []).append(now.code)
    if changed:
        told = (f"{short_list(units, 'đơn vị khác')}: {change}" for change, units in changed.items())
        message = f"Tình trạng đổi theo: {'; '.join(told)}."
        yield Finding("states_change", code, message, f"Xem căn cứ của từng đơn vị: bcd35 why MÃ {code}")


def _stands(unit: UnitState) -> tuple[str, int]:
    """What a clerk must hear of: of a unit that is overdue anyway, by how many days is no news."""
    return unit.state, unit.days_late if unit.state == "late" else min(unit.days_late, 1)


def _repeated_of(desk: Desk, seen: Status, gone: Sequence[Grant]) -> Iterator[Finding]:
    """Days of corrections that the letter in force only repeats: it gives them to nobody by itself."""
    named = {(line.unit.casefold(), line.deadline) for line in gone if line.event == "corrected"}
    letter = seen.letter
    for unit, day in sorted(named):
        own = desk.store.terms.joined(letter.id).get(unit)
        if own and (own.reason, own.deadline) == (REPEATED, day):
            message = (
                f"Công văn số {letter.number.reference}, ngày {screen_date(letter.dated)} nhắc lại hạn ấy, "
                f"{screen_date(day)}, cho {own.unit}; hạn ấy không tính nữa."
            )
            keep = f"bcd35 rounds extend {seen.head.code} --unit {own.unit} --to {day.isoformat()}"
            reason = f"đã nêu tại Công văn số {letter.number.reference}"
            fix = f'Vẫn cho đơn vị hạn ấy: {keep} --date {letter.dated.isoformat()} --reason "{reason}"'
            yield Finding("repeated_term_gone", own.unit, message, fix)


def _reminded_of(desk: Desk, seen: Status, gone: Sequence[Grant]) -> Iterator[Finding]:
    """Reminders that name a last day to units though the lines that gave it are taken back."""
    gave = {(line.unit.casefold(), line.deadline) for line in gone}
    letters = {line.letter for line in gone}
    exempt = {one.code for one in seen.units if one.state == "exempt"}
    for reminder in desk.store.reminders.of_round(seen.head.code):
        units = [
            unit
            for unit in reminder.units
            if gave & {(unit.casefold(), reminder.deadline), ("", reminder.deadline)} and unit not in exempt
        ]
        if units and reminder.number not in letters:
            number, book = reminder.number, in_book(reminder.number.symbol, reminder.number.term)
            message = (
                f"Công văn đôn đốc số {number.reference}, ngày {screen_date(reminder.dated)} đã nêu hạn "
                f"{screen_date(reminder.deadline)} cho {len(units)} đơn vị: {', '.join(units)}."
            )
            void = f'bcd35 letters void {number.number} {book} --reason "hạn đã nêu không còn"'
            fix = f"Hủy cả công văn ấy, công văn đôn đốc sau sẽ nêu rõ: {void}"
            yield Finding("reminder_names_it", seen.head.code, message, fix)


def _held(seen: Status, units: Sequence[str], last: date) -> Finding:
    letter = seen.letter
    message = (
        f"Công văn số {letter.number.reference}, ngày {screen_date(letter.dated)} đã ghi hạn ấy cho "
        f"{len(units)} đơn vị: {', '.join(units)}; hạn của các đơn vị này chưa thay đổi, nay là hạn riêng "
        "theo công văn ấy, không ghi là được gia hạn."
    )
    named = " ".join(f"--unit {unit}" for unit in units)
    accepted = " --accept past-deadline" if last < letter.dated else ""
    right = (
        f"bcd35 rounds extend {seen.head.code} {named} --to {last.isoformat()} --date "
        f'{letter.dated.isoformat()} --put-right "bỏ lần cho thêm thời gian"{accepted}'
    )
    return Finding("term_still_held", seen.head.code, message, f"Đưa về hạn của đợt: {right}")
