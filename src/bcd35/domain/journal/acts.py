"""Every act that the journal knows, and the way back of every line of a journal."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from bcd35.domain.commands import FILE, Command
from bcd35.domain.histories import codes_now
from bcd35.domain.journal.contributions import CONTRIBUTION_ACTS
from bcd35.domain.journal.letters import LETTER_ACTS, after_numbers
from bcd35.domain.journal.lines import UNTOLD, Act, Key, Line, Way, sentence
from bcd35.domain.journal.registers import REGISTER_ACTS
from bcd35.domain.journal.reports import REPORT_ACTS
from bcd35.domain.journal.rounds import LINE_COMMANDS, ROUND_ACTS, after_extensions, closes

ACTS: Mapping[str, Act] = {
    **REGISTER_ACTS,
    **ROUND_ACTS,
    **LETTER_ACTS,
    **REPORT_ACTS,
    **CONTRIBUTION_ACTS,
    "accept_ledger": Act(
        "Nhận sổ như hiện có",
        "check --accept",
        lambda _line, _later: sentence(
            "Sổ đã nhận như hiện có; điều còn sai thì ghi lại cho đúng bằng lệnh."
        ),
    ),
    "reprint": Act(
        "Làm lại tệp đã phát hành",
        "letters reprint",
        lambda _line, _later: sentence(
            "Tệp làm lại giống hệt tệp đã phát hành; bản đã sửa còn giữ trong out/_da-sua."
        ),
    ),
    "begin_trial": Act(
        "Bắt đầu sổ dùng thử",
        "",
        lambda _line, _later: sentence(
            "Nhập danh sách của văn phòng thì hết dùng thử:", "units", "import", FILE
        ),
    ),
    "end_trial": Act(
        "Hết dùng thử, sổ dùng thử được cất riêng",
        "import, units …",
        lambda line, _: (
            sentence("Sổ dùng thử còn nguyên, xem lại:", "-C", line.subject, "status")
            if line.subject
            else sentence("Chưa phát hành, chưa nhận gì nên không có gì phải cất.")
        ),
    ),
}


def act_words(act: str) -> str:
    """The name of an act; what has no words is shown as it is."""
    return ACTS[act].words if act in ACTS else act


def command_of(line: Line) -> str:
    """The command that did an act; empty where none is known, or any could be."""
    if line.act == "switch_round":
        return f"bcd35 rounds {'close' if closes(line) else 'reopen'}"
    if "line" in line.detail:
        return f"bcd35 rounds {LINE_COMMANDS[line.detail['line']]}"
    command = ACTS[line.act].command if line.act in ACTS else ""
    return f"bcd35 {command}" if command else ""


class Told(NamedTuple):
    """A line of the journal with what puts it right; nothing where nobody wrote that yet."""

    line: Line
    back: Way

    @property
    def commands_back(self) -> tuple[Command, ...]:
        """The commands that put it right; none where a clerk has to say something."""
        return tuple(step.command for step in self.back) if all(step.runs for step in self.back) else ()


def with_ways_back(lines: Sequence[Line]) -> list[Told]:
    """Every line of the whole journal, in order; what a later act has set again needs no way back."""
    later: set[Key] = set()
    told = []
    recoded = [line for line in lines if line.act == "recode_unit" and "into" in line.detail]
    codes = codes_now((one.subject, one.detail["into"]) for one in recoded)
    extended, numbers = after_extensions(lines, codes), after_numbers(lines)
    replaced = {line.at for line in lines if line.act == "replace_letter"}
    for place, line in reversed([*enumerate(lines)]):
        act = ACTS.get(line.act)
        keys = _keys(act.sets, line, codes) if act else {}
        asked = _keys(act.asks, line, codes) if act and act.asks else keys
        again = {key for key, now in asked.items() if now in later}
        again |= numbers.get(place, set()) | extended.get(place, set())
        back = _back(act, line, again) if act else ()
        if line.act == "import_rounds" and line.at in replaced:
            back = sentence("Nhập cùng công văn thay thế: xem dòng phát hành công văn ấy.")
        told.append(Told(line, back))
        later.update(keys.values())
    return told[::-1]


def as_last(line: Line) -> Told:
    """A line with what puts it right while nothing has come after it."""
    return Told(line, _back(ACTS[line.act], line, ()) if line.act in ACTS else ())


def taken_back_by(line: Line, before: Iterable[Told]) -> Told | None:
    """The act, of those before a line, whose way back the line is: to undo the line does that act again."""
    found = (told for told in before if any(_did(line, step.command) for step in told.back))
    return next(found, None)


def _did(line: Line, command: Command) -> bool:
    """Whether a command wrote a line: the journal keeps its name, subject and values, not its words."""
    name = {*command_of(line).split()[1:]}
    reasons = [line.detail[field] for field in ("reason", "why") if field in line.detail]
    values = [str(change.after or "-") for change in line.changes] if not reasons else []
    said = {line.detail.get("numbers", line.subject), *values}
    same_reason = any(reason in ("", *command) for reason in reasons) or bool(values)
    return bool(name) and same_reason and name | said <= {*command}


def _keys(say: Callable[[Line], Iterable[Key]], line: Line, codes: Mapping[str, str]) -> dict[Key, Key]:
    """Each key as the line says it → with a unit by its last code."""
    try:
        return {key: tuple(codes.get(part, part).casefold() for part in key) for key in say(line)}
    except KeyError:  # a line of an older version, as in _back
        return {}


def _back(act: Act, line: Line, again: Collection[Key]) -> Way:
    """Versions told more and more of an act; what an older line does not hold cannot be led back by it."""
    try:
        return act.back(line, again)
    except KeyError:
        return UNTOLD


def by_command(lines: Iterable[Told]) -> list[tuple[Told, ...]]:
    """Lines in order; those that one run of a command wrote of the same sort stand together."""
    groups = groupby(lines, key=lambda told: (told.line.at, told.line.act, told.line.detail.get("file")))
    return [tuple(group) for _, group in groups]
