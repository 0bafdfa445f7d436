"""Today's desk: every open round in one line, and what waits for somebody to do something."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import zip_longest
from pathlib import PurePath
from typing import Literal, NamedTuple, get_args

from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import judge_books
from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_list import ENTRY_WORDS, left_number, numbers_of_books
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.reminders import Reminder, still_waiting
from bcd35.domain.summary import Totals, UnitState
from bcd35.domain.text import fold
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.rounds import open_rounds
from bcd35.usecases.registers.units import the_office
from bcd35.usecases.summary.status import Status, status

_REMEMBERED = timedelta(days=14)  # for which a refused file of nobody is told; spam goes by itself
SOON = 3  # working days within which a term that ends is worth a line

# In the order in which a clerk would do them: what somebody waits for comes first.
WaitingKind = Literal[
    "conflict",
    "proposal",
    "refused",
    "held",
    "correction_due",
    "ending",
    "missing",
    "all_reported",
    "deadline_passed",
    "not_issued",
]


class OpenRound(NamedTuple):
    """An open round by its name. ``totals`` are None before its letter has gone out.

    ``overdue``: units whose last day is over without a report; those of the totals that are late reported.
    """

    code: str
    name: str
    deadline: date
    days_left: int
    letter: LetterNumber | None = None
    totals: Totals | None = None
    overdue: int = 0


class Waiting(NamedTuple):
    """One thing that waits in a round. ``units``: whose it is; ``until``: the first day that ends."""

    kind: WaitingKind
    round_code: str
    name: str
    units: tuple[str, ...] = ()
    until: date | None = None


class Today(NamedTuple):
    """Every open round, the one that ends first above; and what waits, the most urgent of each kind first.

    ``no_units``: none is in force, and no round is open; a first day has to begin with the roster.
    ``strangers``: names of refused files of which nobody knows whose they are; ``reasons``: the folder with
    the copy of the latest, and why it was refused.
    ``books``: books of numbers that end soon, or that no day finds any more; numbers that no letter carries.
    """

    day: date
    rounds: tuple[OpenRound, ...]
    waiting: tuple[Waiting, ...]
    no_units: bool = False
    strangers: tuple[str, ...] = ()
    reasons: str = ""
    books: tuple[Finding, ...] = ()


def todays_desk(desk: Desk, as_of: date | None = None) -> Today:
    """The desk as of a day (today by default)."""
    day = as_of or desk.world.today
    rounds: list[OpenRound] = []
    waiting: list[Waiting] = []
    soon = desk.store.registers.calendar().working_day_after(day, SOON)
    for code, name in open_rounds(desk).items():
        if desk.store.letters.of_round(code):
            seen = status(desk, code, day)
            rounds.append(_issued(seen, name))
            waiting += _waiting(seen, name, soon)
        else:
            rounds.append(one := _not_issued(desk, code, name, day))
            waiting.append(_of_draft(one, day))
    strangers = _strangers(desk, day) if any(one.letter for one in rounds) else []
    return Today(
        day=day,
        rounds=tuple(sorted(rounds, key=lambda one: (one.deadline, one.code))),
        waiting=tuple(_in_turns(waiting)),
        no_units=not rounds and not any(unit.status == "active" for unit in desk.store.registers.units()),
        strangers=tuple(file.file_name for file in strangers),
        reasons=strangers[-1].path.rpartition("/")[0] if strangers else "",
        books=(*judge_books(the_office(desk).number_series, day), *_left_numbers(desk)),
    )


def _left_numbers(desk: Desk) -> Iterator[Finding]:
    """Numbers that unfinished runs took, be they of rounds that are closed since."""
    taken = desk.store.numbers.taken()
    purposes = {one.number: one.purpose for one in taken}
    for one in numbers_of_books(taken, desk.store.numbers.dated_lines(), {}):
        if one.is_left:
            what = f"{ENTRY_WORDS[purposes[one.number]].lower()}, đợt “{one.round_code}”"
            message = f"Số {one.reference} của một lần chạy dở ({what}): chưa văn bản nào mang."
            yield Finding("number_left", one.reference, message, left_number(one.number))


def _in_turns(waiting: Sequence[Waiting]) -> Iterator[Waiting]:
    """The most urgent of each kind, then the next of each: no kind pushes the others off the screen."""
    of_kinds = (
        sorted((one for one in waiting if one.kind == kind), key=lambda one: one.until or date.max)
        for kind in get_args(WaitingKind)
    )
    return (one for turn in zip_longest(*of_kinds) for one in turn if one)


def _strangers(desk: Desk, day: date) -> list[RefusedFile]:
    """Files that were refused lately without saying whose they are.

    Until a later run took in the same content, or a file from the same place.
    """
    lately = [
        file
        for file in desk.store.intake.all_refused()
        if not (file.unit or file.withdrawn) and timedelta() <= day - file.refused_on <= _REMEMBERED
    ]
    came: dict[str, str] = {}
    for file in desk.store.reports.taken_in() if lately else ():
        came.update(dict.fromkeys((file.sha256, file.place, _stem(file.file_name)), file.at))
    return [file for file in lately if _last_came(file, came) <= file.refused_at]


def _last_came(file: RefusedFile, came: Mapping[str, str]) -> str:
    """When the good file for a refused one came; the name tells it where no place was kept."""
    keys = file.sha256, file.place or _stem(file.file_name)
    return max(came.get(key, "") for key in keys)


def _stem(file_name: str) -> str:
    """What a file is called before its ending: the same report sent again as .xlsx has the same."""
    return fold(PurePath(file_name).stem)


def _issued(seen: Status, name: str) -> OpenRound:
    state = seen.state
    return OpenRound(
        code=seen.head.code,
        name=name,
        deadline=state.deadline,
        days_left=state.days_left,
        letter=seen.letter.number,
        totals=state.totals,
        overdue=sum(unit.unreported and unit.days_late > 0 for unit in state.units),
    )


def _not_issued(desk: Desk, code: str, name: str, day: date) -> OpenRound:
    deadline = date.fromisoformat(json.loads(desk.store.registers.rounds()[code])["deadline"])
    return OpenRound(code, name, deadline, (deadline - day).days)


def _of_draft(one: OpenRound, day: date) -> Waiting:
    """What waits in a round whose letter is not out: its last day is to be after the letter's."""
    if one.deadline < day:
        return Waiting("deadline_passed", one.code, one.name, until=one.deadline)
    return Waiting("not_issued", one.code, one.name)


def _waiting(seen: Status, name: str, soon: date) -> Iterator[Waiting]:
    """What waits in a round whose letter is out; ``soon``: the last day that is near enough to be told."""
    code, day = seen.head.code, seen.state.as_of
    kinds: tuple[WaitingKind, ...] = ("conflict", "proposal")
    for kind in kinds:
        if undecided := dict.fromkeys(file.unit for file in seen.undecided if file.verdict == kind):
            yield Waiting(kind, code, name, tuple(undecided))
    sorts: dict[WaitingKind, list[str]] = {
        "refused": [file.unit for file in seen.refused if not file.held],
        "held": [file.unit for file in seen.refused if file.held],
    }
    for sort, codes in sorts.items():
        if codes:
            yield Waiting(sort, code, name, tuple(codes))
    dated: dict[WaitingKind, list[UnitState]] = {
        "correction_due": [
            one for one in seen.units if one.state == "correcting" and one.term.last_day <= soon
        ],
        "ending": [one for one in seen.units if _ends(one, day, soon)],
        "missing": [one for one in seen.units if _is_due(one, seen, day)],
    }
    for kind, units in dated.items():
        if units:
            first = min(unit.term.last_day for unit in units)
            yield Waiting(kind, code, name, tuple(unit.code for unit in units), first)
    if seen.state.totals.expected and not seen.state.totals.missing:
        yield Waiting("all_reported", code, name)


def _ends(unit: UnitState, day: date, soon: date) -> bool:
    """Whether the last day of a unit that has not reported comes within the next working days."""
    return unit.state in ("missing", "extended") and day <= unit.term.last_day <= soon


def _is_due(unit: UnitState, seen: Status, day: date) -> bool:
    """Whether a unit is overdue, is owed no answer, and no reminder that it got names a day still to come."""
    sent: Sequence[Reminder] = seen.reminders.get(unit.code.casefold(), ())
    if any(file.unit == unit.code for file in seen.refused):
        return False
    return unit.state == "missing" and unit.term.last_day < day and not still_waiting(sent, day)
