"""What ``log`` shows: the latest act last, next to the prompt."""

from collections.abc import Iterator, Mapping, Sequence

from bcd35.domain.changes import change_words
from bcd35.domain.journal.acts import Told, act_words, command_of
from bcd35.domain.journal.lines import Way
from bcd35.domain.journal.words import detail_words
from bcd35.domain.text import MOST_LISTED, short_list
from bcd35.show.screen import Screen
from bcd35.usecases.registers.log import Log, Names


def logged(outcome: Log) -> Screen:
    """Each act with what was, what is, and the command that puts it right."""
    acts = [act_data(told, outcome.names) for act in outcome.acts for told in act]
    blocks = [line for act in outcome.acts for line in act_lines(act, outcome.names)]
    remarks = [f"Trước đó còn {outcome.earlier} việc; xem tất cả: thêm --all."] if outcome.earlier else []
    nothing = "Sổ không có việc nào như vậy." if outcome.asked else "Sổ chưa ghi việc nào."
    return Screen({"acts": acts, "earlier": outcome.earlier}, blocks or (nothing,), tuple(remarks))


def act_data(told: Told, names: Names) -> dict[str, object]:
    """The contract of an act in ``--json``."""
    line = told.line
    return {
        "at": line.at.isoformat(),
        "act": line.act,
        "words": act_words(line.act),
        "command": command_of(told.line),
        "subject": line.subject,
        "details": [
            *detail_words(line, names.kinds),
            *(change_words(change, names.kinds) for change in line.changes),
        ],
        "changes": [
            {"field": change.field, "before": change.before, "after": change.after} for change in line.changes
        ],
        "way_back": "\n".join(step.text for step in told.back),
    }


def act_lines(act: Sequence[Told], names: Names) -> Iterator[str]:
    """One act with what was and what is."""
    if len({told.line.subject for told in act}) > MOST_LISTED:
        yield from _many(act, names.units)
        return
    for told in act:
        yield _headline(told, names.named(told.line.subject))
        command = [f"lệnh: {command_of(told.line)}"] if command_of(told.line) else []
        if details := [*detail_words(told.line, names.kinds), *command]:
            yield f"    {'; '.join(details)}"
        yield from (f"    {change_words(change, names.kinds)}" for change in told.line.changes)
        yield from (f"    → {step}" for step in _steps(told.back))


def _steps(way: Way) -> Iterator[str]:
    for place, step in enumerate(way):
        yield f"{'Rồi' if place else 'Sửa lại'}: {step.text}" if step.is_command else step.text


def _headline(told: Told, subject: str) -> str:
    return f"{told.line.at:%d/%m/%Y %H:%M}  {act_words(told.line.act)}{f': {subject}' if subject else ''}"


def _many(act: Sequence[Told], names: Mapping[str, str]) -> Iterator[str]:
    """One run of a command about many units or channels."""
    subjects = list(dict.fromkeys(told.line.subject for told in act))
    yield _headline(act[0], f"{len(subjects)} mục")
    yield f"    {short_list(subjects, 'mục nữa')}; lệnh: {command_of(act[0].line)}"
    of_unit = f"bcd35 log --unit MÃ --on {act[0].line.at:%Y-%m-%d}"
    one_by_one = of_unit if subjects[0] in names else "thêm --json"
    yield f"    → Xem từng mục: {one_by_one}"
