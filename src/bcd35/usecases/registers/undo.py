"""The last act of the ledger and the commands that put it right. Nothing is deleted: they add further lines.

Not here: running them (``cli/undo.py``): what is printed is what runs.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, takewhile
from typing import NamedTuple

from bcd35.domain.commands import DAY, REASON, Command, command_line
from bcd35.domain.errors import Refused
from bcd35.domain.journal.acts import Told, act_words, as_last, taken_back_by, with_ways_back
from bcd35.domain.journal.lines import Line
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.log import Names, journal_with_books

SILENT_RUN = "Lần chạy gần nhất không ghi nhận báo cáo, công văn nào, nên không có gì để sửa lại."
_MOST = 8  # sentences of one refusal, commands that are named one by one
_MOST_UNITS = 40  # of one command, which a person may have to type
_ABOUT_UNITS = {
    ("reports", verb) for verb in ("amend", "withdraw", "restore", "move")
}  # they take many at once
# Lines that the way back of another line of their act takes along.
_TAKEN_ALONG = {
    "receive_moved": "move_report",
    "swapped": "swap_reports",
    "set_aside": "record_report",
    "confirm_alias": "record_report",
    "import_rounds": "replace_letter",
    "notify": "split_unit",
    "retire_unit": "unsplit_unit",
    "bring_back_unit": "split_unit",
    "bring_back_round": "import_rounds",
}
# An import of a list that only changed entries is taken back with them, line by line. A register's own file
# goes on saying what it said, so it is put right there; what a file left out comes back with its row.
_ENTRIES = {"import_units": "import_unit", "import_channels": "import_channel"}


class WayBack(NamedTuple):
    """What the last act did, in order, and the commands that put it right, in theirs.

    ``last_line``: the number of the journal's last line. ``silent_run``: a run after that act recorded none,
    as when every file was refused. ``instead``: what does when only something about the act was wrong.
    ``does_again``: the act that the last one had put right, which therefore holds again.
    """

    acts: tuple[Told, ...]
    commands: tuple[Command, ...]
    last_line: int
    names: Names
    silent_run: bool = False
    instead: Command = ()
    does_again: Told | None = None

    @property
    def named(self) -> str:
        """The last act in one line: a run since that wrote nothing left no trace, so its time tells it."""
        return act_label(_leading(self.acts)[-1].line)

    @property
    def is_long(self) -> bool:
        """Whether its commands, and what they answer, are too many to be read one by one."""
        return len(self.commands) > _MOST

    @property
    def lines(self) -> list[str]:
        """The commands as they are typed; of many the first ones, and where the others are told."""
        left = len(self.commands) - _MOST
        more = f"… và {left} lệnh nữa; xem từng lệnh: bcd35 undo --dry-run --json"
        return [*map(command_line, self.commands[:_MOST]), *([more] if left > 0 else [])]


def act_label(line: Line) -> str:
    """``Đóng đợt (2025-12), 01/12/2025 08:30``."""
    return f"{act_words(line.act)} ({line.subject}), {line.at:%d/%m/%Y %H:%M}"


def plan_undo(desk: Desk) -> WayBack:
    """The way back from the last act.

    Raises Refused where an act has none, or where a clerk has to say something.
    """
    last_line = desk.store.registers.last_line()
    lines = journal_with_books(desk)
    told = with_ways_back(lines)
    acts = _last_act(desk, told)
    leading = _leading(acts)
    commands = _together(command for one in reversed(leading) for command in one.commands_back)
    if not all(one.commands_back for one in leading):
        raise _refusal(leading)
    told_nothing = desk.store.last_act_told_nothing()
    instead = _instead([one.line for one in leading])
    return WayBack(
        acts=tuple(acts),
        commands=tuple(commands),
        last_line=last_line,
        names=Names.of(desk),
        silent_run=told_nothing,
        instead=instead,
        does_again=_does_again([one.line for one in leading], lines[: len(lines) - len(acts)]),
    )


def _does_again(acts: Sequence[Line], before: Sequence[Line]) -> Told | None:
    """The act right before the last one that the last one put right."""
    told = with_ways_back(before)
    there = (_last_undo(told) or [one for one in told if one.line.at == before[-1].at])[::-1]
    if acts[0].detail.get("undoes") == len(before):
        return _leading(there)[0]
    found = [taken_back_by(line, there) for line in acts]
    return found[-1] if all(found) else None


def _instead(lines: Sequence[Line]) -> Command:
    """The one command for a wrong day of receipt: for that no report need be taken back."""
    if {line.act for line in lines} != {"record_report"}:
        return ()
    rounds = {line.detail["round"] for line in lines}
    days = {line.detail.get("received_on") for line in lines}
    units = dict.fromkeys(line.subject for line in lines)
    day = days.pop() if len(days) == 1 else None
    if len(rounds) > 1 or (len(units) > _MOST_UNITS and day is None):
        return ()
    whose = ("--all-of", str(day)) if len(units) > _MOST_UNITS else tuple(units)
    change = "--received-on", DAY, "--reason", REASON
    return ("reports", "amend", *whose, "--round", rounds.pop(), *change)


def _together(commands: Iterable[Command]) -> list[Command]:
    """Of commands about reports that differ in the unit only, one for many units: it is one act again."""
    units: dict[tuple[Command, Command], list[Command]] = {}
    for command in commands:
        place = (2, 3) if command[:2] in _ABOUT_UNITS else (len(command), len(command))
        head, unit, tail = command[: place[0]], command[slice(*place)], command[place[1] :]
        units.setdefault((head, tail), []).append(unit)
    return [
        (*head, *chain.from_iterable(named[start : start + _MOST_UNITS]), *tail)
        for (head, tail), named in units.items()
        for start in range(0, len(named), _MOST_UNITS)
    ]


def _leading(acts: Sequence[Told]) -> list[Told]:
    """The lines of an act whose ways back lead back all of it."""
    return [one for one in acts if not _is_taken_along(one, acts)]


def _is_taken_along(told: Told, acts: Sequence[Told]) -> bool:
    line, detail = told.line, told.line.detail
    more = detail.get("new") or detail.get("retire") or "order" in detail
    if line.act in _ENTRIES and not more and not line.subject.endswith((".yaml", ".yml")):
        return _ENTRIES[line.act] in {one.line.act for one in acts}
    return _TAKEN_ALONG.get(told.line.act) in {one.line.act for one in acts}


def _last_act(desk: Desk, told: Sequence[Told]) -> Sequence[Told]:
    """The lines that were written in one transaction; of an act before all seals, those of one moment."""
    if run := _last_undo(told):
        return run
    if count := desk.store.journal_lines_of_last_act():
        return _with_its_split(told, told[-count:])
    return [one for one in told if one.line.at == told[-1].line.at]


def _last_undo(told: Sequence[Told]) -> list[Told]:
    """The lines of the acts that the last ``undo`` ran: led back one by one, the last one first."""
    undone = told[-1].line.detail.get("undoes")
    same = takewhile(lambda one: one.line.detail.get("undoes") == undone, reversed(told))
    return [as_last(one.line) for one in same][::-1] if undone else []


def _with_its_split(told: Sequence[Told], acts: Sequence[Told]) -> Sequence[Told]:
    """A split whose parts joined rounds is one doing for the clerk, though each joining is an act."""
    unit, place = acts[0].line.detail.get("instead_of"), len(told) - len(acts)
    while unit and place and told[place].line.detail.get("instead_of") == unit:
        place -= 1
    first = told[place].line
    return told[place:] if unit and (first.act, first.subject) == ("split_unit", unit) else acts


def refuse_if_went_on(desk: Desk, plan: WayBack) -> None:
    """Raises Refused when somebody did something while the question was open."""
    if desk.store.registers.last_line() != plan.last_line:
        message = "Trong lúc đợi trả lời, sổ đã ghi thêm việc khác; chưa sửa gì."
        raise Refused("journal_went_on", message, fix="Xem việc mới: bcd35 log\nRồi chạy lại: bcd35 undo")


def refuse_after_silent_run(plan: WayBack) -> None:
    """Raises Refused where the clerk may mean a run that recorded nothing: then the act before it stays."""
    if plan.silent_run:
        message = f"{SILENT_RUN} Việc cuối trong sổ là: {plan.named}."
        fix = "\n".join(["Xem: bcd35 undo --dry-run", "Đúng là muốn sửa lại việc ấy thì chạy:", *plan.lines])
        raise Refused("last_run_recorded_nothing", message, where=plan.acts[-1].line.subject, fix=fix)


def _refusal(acts: Sequence[Told]) -> Refused:
    line = acts[-1].line
    done = dict.fromkeys(act_words(one.line.act) for one in acts)
    subjects = list(dict.fromkeys(one.line.subject for one in acts))
    named = ", ".join(subjects[:_MOST]) + (" …" if len(subjects) > _MOST else "")
    message = f"Việc cuối trong sổ, {line.at:%d/%m/%Y %H:%M}: {', '.join(done)} ({named})."
    several = len(subjects) > 1
    advice_of = _of_subject if several else _as_advice
    texts = list(dict.fromkeys("\n".join(advice_of(one)) for one in acts if one.back))
    left = [f"… và {len(texts) - _MOST} điều nữa: bcd35 log"] if len(texts) > _MOST else []
    advice = "\n".join([*texts[:_MOST], *left]) or "Xem: bcd35 log"
    told = "Không có lệnh nào tự sửa lại trọn việc ấy" + ("; sửa từng mục như sau." if several else ".")
    return Refused("no_way_back", f"{message} {told}", where=line.subject, fix=advice)


def _as_advice(told: Told) -> Iterator[str]:
    """Below a first line, a command is a further step, and a sentence is another way."""
    for place, step in enumerate(told.back):
        yield f"Rồi: {step.text}" if place and step.is_command else step.text


def _of_subject(told: Told) -> Iterator[str]:
    """Each line with whom it is about."""
    return (f"{told.line.subject}: {text}" for text in _as_advice(told))
