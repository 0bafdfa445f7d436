"""A new round from what a clerk says, or like an earlier one: its file is written and registered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from bcd35.domain.changes import as_typed
from bcd35.domain.contributions import MEDIUM_WORDS
from bcd35.domain.dates import screen_date
from bcd35.domain.errors import BrokenFile, Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import Restating, is_far
from bcd35.domain.round_remarks import round_remarks
from bcd35.domain.round_words import printed_words, title_words, without_list_mark
from bcd35.domain.rounds import (
    Field,
    Ground,
    Round,
    Task,
    bare_subject,
    reserved_code,
    stated_subject,
    without_lost_counts,
)
from bcd35.domain.shape import CODE, is_reserved
from bcd35.domain.text import fold, identity_key, written_twice
from bcd35.formats.forms.questions import Asked, fields_of, read_questions
from bcd35.formats.registers.reader import read_round, write_stated
from bcd35.formats.tables.grids import SeveralSheetsError
from bcd35.usecases.desk import ROUNDS_FOLDER, Desk
from bcd35.usecases.registers.decisions import Undecided, which_sheet
from bcd35.usecases.registers.imports import apply_sources
from bcd35.usecases.registers.round_files import stated_anew
from bcd35.usecases.registers.rounds import addressed_today, get_round
from bcd35.usecases.registers.sources import ImportRequest, read_source
from bcd35.usecases.registers.units import addressees_named
from bcd35.world.files import write_file

_LONGEST_STEM = 24  # of the words of a subject in a code
_OPTIONS = {  # what a file of the round lacks is stated by these
    "no_tasks": 'Thêm: --task "Tên | lời giao việc | mục 1; mục 2"',
    "no_fields": 'Thêm: --question "Câu hỏi | loại", hoặc --questions TỆP',
}
# A question that stays may belong to a task that goes.
_LEFT_OVER = {"unknown_task": 'Nêu lại cả các câu hỏi: --question "Câu hỏi | loại", hoặc --questions TỆP'}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRequest:
    """What a clerk said of a new round. ``like``: the round that everything else is taken from.

    ``sheet``: of the workbook of questions. ``to``: kinds and units by code or name; empty: all units.
    ``emptied``: parts that were said to be empty, which an earlier round, or the round until now, may have.
    """

    code: str = ""
    subject: str = ""
    short_name: str = ""
    deadline: date | None = None
    like: str = ""
    grounds: tuple[Ground, ...] = ()
    tasks: tuple[Task, ...] = ()
    questions: tuple[Asked, ...] = ()
    questions_file: Path | None = None
    sheet: str = ""
    channels: bool = False
    purpose: str = ""
    background: str = ""
    closing: str = ""
    to: tuple[str, ...] = ()
    together: bool = False
    emptied: frozenset[str] = frozenset()

    @property
    def emptied_parts(self) -> dict[str, Any]:
        """The parts that are to be empty, as a round has them then."""
        return {name: () if name in ("grounds", "to") else "" for name in self.emptied}


class RoundMade(NamedTuple):
    """A new round, where its file is (or would be), and remarks."""

    round_: Round
    path: Path
    rehearsal: bool
    findings: tuple[Finding, ...] = ()


def make_round(desk: Desk, request: RoundRequest) -> RoundMade:
    """Write the file of a new round and register it in one act.

    Raises BrokenFile with everything that is wrong with the round, Refused for a code that is taken.
    """
    earlier, request = _earlier(desk, request), as_printed(request)
    round_ = judged_round(_like(desk, earlier, request) if earlier else _new(desk, request), "rounds new")
    path = _path_of(desk, round_.code)
    _refuse_code(desk, round_.code)
    if not desk.rehearsal:
        with desk.act():
            write_file(path, write_stated(round_))
            apply_sources(desk, [read_source(desk.workspace, "rounds", path)], ImportRequest())
    remarks = tuple(_remarks(desk, round_, earlier, request))
    return RoundMade(round_, path, rehearsal=desk.rehearsal, findings=remarks)


def refuse_so_far(desk: Desk, request: RoundRequest, *, tasks_follow: bool = False) -> None:
    """Raises Bcd35Error for what is wrong with a round as far as it was said; what is missing may follow.

    ``tasks_follow``: of the tasks that the questions name, the rest is still to be said.
    """
    earlier, request = _earlier(desk, request), as_printed(request)
    if tasks_follow and request.tasks:
        named = tasks_named(asked_of(desk, request))
        request = replace(request, tasks=(*request.tasks, *named[len(request.tasks) :]))
    said = replace(request, subject=request.subject or "…", deadline=request.deadline or desk.world.today)
    try:
        judged_round(_like(desk, earlier, said) if earlier else _new(desk, said), "rounds new")
    except BrokenFile as wrong:
        if found := [one for one in wrong.findings if one.code not in _OPTIONS]:
            raise BrokenFile("broken_round", "", findings=found) from None
    if request.code:
        _refuse_code(desk, request.code)


def as_printed(request: RoundRequest) -> RoundRequest:
    """The request with its words as letters print them: its file says what the units read."""
    return replace(request, **printed_words(request))


def _earlier(desk: Desk, request: RoundRequest) -> Round | None:
    return addressed_today(desk, get_round(desk, request.like)) if request.like else None


def _path_of(desk: Desk, code: str) -> Path:
    return desk.workspace.root / ROUNDS_FOLDER / f"{code}.yaml"


def proposed_code(subject: str, deadline: date) -> str:
    """``2026-03-chuyen-doi-so``: the month of the deadline and the first words of the subject."""
    stem = ""
    for word in re.findall("[a-z0-9]+", fold(bare_subject(subject))):
        if len(stem) + len(word) > _LONGEST_STEM:
            break
        stem += f"-{word}"
    return f"{deadline:%Y-%m}{stem}"


def _new(desk: Desk, request: RoundRequest) -> Round:
    if not request.subject or request.deadline is None:
        missing = "trích yếu (--subject)" if not request.subject else "thời hạn (--deadline)"
        fix = "Nêu đủ --subject, --deadline, --task, --question (hoặc --questions); hoặc --like MÃ_ĐỢT_CŨ."
        raise Refused("round_incomplete", f"Chưa nêu {missing} của đợt.", where="rounds new", fix=fix)
    asked = asked_of(desk, request)
    tasks = told_apart(request.tasks) or tasks_named(asked)
    return Round(
        code=request.code or proposed_code(request.subject, request.deadline),
        subject=stated_subject(request.subject),
        grounds=request.grounds,
        tasks=tasks,
        fields=fields_asked(asked, tasks),
        deadline=request.deadline,
        short_name=request.short_name,
        channels=request.channels,
        purpose=request.purpose,
        background=request.background,
        closing=request.closing,
        to=addressees_named(desk, request.to),
        together=request.together,
    )


def asked_of(desk: Desk, request: RoundRequest) -> list[Asked]:
    """The questions that were typed, then those of the workbook, without numbers of the clerk's own."""
    asked = *request.questions, *_of_file(desk, request.questions_file, request.sheet)
    return [one._replace(label=without_list_mark(one.label), task=title_words(one.task)) for one in asked]


def _of_file(desk: Desk, path: Path | None, sheet: str) -> Sequence[Asked]:
    if path is None:
        return ()
    shown = desk.workspace.shown(path)
    try:
        found = read_questions(path.read_bytes(), shown, sheet)
    except FileNotFoundError:
        raise UnknownName.no_file(shown) from None
    except SeveralSheetsError as several:
        raise Undecided([which_sheet(shown, several.titles)]) from None
    if isinstance(found, tuple):
        raise Refused("table_refused", "", findings=found)
    return found


def tasks_named(asked: Sequence[Asked]) -> tuple[Task, ...]:
    """The tasks that the questions name, where nobody stated them otherwise; a number is a task's place."""
    titles: dict[str, str] = {}
    for one in asked:
        if one.task and not one.task.isdigit():
            titles.setdefault(identity_key(one.task), one.task)
    return tuple(Task(str(at), title, title, (title,)) for at, title in enumerate(titles.values(), start=1))


def told_apart(tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """The tasks that were said. Raises Refused for two of one title: a question could belong to either."""
    if doubled := written_twice([task.title for task in tasks]):
        message = f"Nội dung “{doubled[0]}” ghi hai lần."
        fix = "Bỏ một nội dung, hoặc đặt hai tên khác nhau."
        raise Refused("task_twice", message, where="--task", fix=fix)
    return tasks


def fields_asked(asked: Sequence[Asked], tasks: Sequence[Task]) -> tuple[Field, ...]:
    """The questions as fields of the form. Raises Refused with all that is wrong with them."""
    codes: Mapping[str, str] = {identity_key(title_words(task.title)): task.code for task in tasks}
    found = list(fields_of(asked, codes))
    if faults := [one for one in found if isinstance(one, Finding)]:
        raise Refused("bad_questions", "", findings=faults)
    return of_the_only_task([one for one in found if isinstance(one, Field)], tasks)


def of_the_only_task(fields: Sequence[Field], tasks: Sequence[Task]) -> tuple[Field, ...]:
    """Where there is one task, every question belongs to it: the form is headed by its title."""
    if len(tasks) != 1:
        return tuple(fields)
    return tuple(replace(field, task=field.task or tasks[0].code) for field in fields)


def _like(desk: Desk, earlier: Round, request: RoundRequest) -> Round:
    """The earlier round under another code and deadline; own days of its tasks move with the deadline."""
    if request.deadline is None:
        fix = f"Thêm: --deadline NGÀY (đợt {earlier.code}: {screen_date(earlier.deadline)})"
        raise Refused("round_incomplete", "Chưa nêu thời hạn của đợt mới.", where="--deadline", fix=fix)
    subject = stated_subject(request.subject) or earlier.subject
    later, said = request.deadline - earlier.deadline, told_apart(request.tasks)
    tasks = said or tuple(replace(task, due=task.due + later if task.due else None) for task in earlier.tasks)
    stem = re.sub(r"^\d{4}-\d{2}-?", "", earlier.code)
    proposed = proposed_code(subject, request.deadline)
    if stem and not request.subject:
        proposed = f"{request.deadline:%Y-%m}-{stem}"
    made = replace(
        earlier,
        code=request.code or proposed[: CODE.most],
        subject=subject,
        short_name=request.short_name,
        deadline=request.deadline,
        grounds=request.grounds or earlier.grounds,
        tasks=tasks,
        fields=fields_asked(asked_of(desk, request), tasks) or of_the_only_task(earlier.fields, tasks),
        status="open",
        channels=earlier.channels or request.channels,
        purpose=request.purpose or earlier.purpose,
        background=request.background or earlier.background,
        closing=request.closing or earlier.closing,
        to=addressees_named(desk, request.to) or earlier.to,
        together=earlier.together or request.together,
    )
    return without_lost_counts(replace(made, **request.emptied_parts))


def judged_round(round_: Round, where: str) -> Round:
    """The round as its file will be read. Raises BrokenFile with everything that is wrong with it."""
    reading = read_round(write_stated(round_), "")
    if reading.value is None:
        advice = {**_OPTIONS, **_LEFT_OVER}
        findings = [
            as_typed(found, where)._replace(fix=advice.get(found.code, found.fix))
            for found in reading.findings
        ]
        raise BrokenFile("broken_round", "", findings=findings)
    return reading.value


def _refuse_code(desk: Desk, code: str) -> None:
    known = {one.casefold() for one in desk.store.registers.round_statuses()}
    if code.casefold() in known or _path_of(desk, code).exists():
        raise Refused("duplicate_code", f"Đã có đợt “{code}”.", where=code, fix="Nêu mã khác: --code MÃ")
    if is_reserved(code):
        found = reserved_code(code, code, "Nêu mã khác: --code MÃ")
        raise Refused(found.code, "", findings=[found])


def _remarks(desk: Desk, round_: Round, earlier: Round | None, request: RoundRequest) -> Iterator[Finding]:
    yield from deadline_remarks(desk, round_.code, round_.deadline)
    yield from round_remarks(round_)
    if earlier and round_.grounds and not request.grounds:
        numbers = ", ".join(ground.number for ground in earlier.grounds)
        message = f"Căn cứ chép từ đợt {earlier.code}: {numbers}."
        fix = f"Đổi căn cứ thì nêu lại cả: bcd35 rounds edit {round_.code} --ground CĂN_CỨ"
        if desk.rehearsal:
            fix = "Đổi căn cứ thì nêu --ground."
        yield Finding("grounds_copied", round_.code, message, fix)
    if earlier:
        yield from lost_counts_remark(earlier, round_)


def lost_counts_remark(before: Round, after: Round) -> Iterator[Finding]:
    """A remark on contributions that no question of the form counts any longer."""
    still = after.contributions.fields()
    if lost := [MEDIUM_WORDS[one] for one in before.contributions.fields() if one not in still]:
        counted = ", ".join(lost)
        message = f"Mẫu không còn câu hỏi cũ về số {counted} đã gửi; không đối chiếu với sổ tin bài nữa."
        fix = "Cần thì ghi mã câu hỏi mới ở mục contributions trong tệp của đợt rồi chạy: bcd35 import"
        yield Finding("counts_dropped", after.code, message, fix)


def deadline_remarks(desk: Desk, code: str, day: date) -> Iterator[Finding]:
    """Remarks on a deadline that is over, or of a mistyped year, or a day off."""
    calendar = desk.store.registers.calendar()
    anew = stated_anew(desk, code, "deadline")
    if desk.rehearsal:  # the round, or the change, is still to be stated
        anew = Restating("Nêu lại --deadline")
    if day < desk.world.today:
        message = f"Thời hạn {screen_date(day)} đã qua."
        fix = anew.on(f"từ ngày {screen_date(desk.world.today)} trở đi")
        yield Finding("past_deadline", code, message, fix)
        return
    if is_far(desk.world.today, day):
        message = f"Thời hạn {screen_date(day)} ở sau hôm nay quá nửa năm."
        yield Finding("far_deadline", code, message, f"Ghi nhầm năm thì sửa. {anew.on('đúng năm')}")
    if why := calendar.why_off(day):
        working = calendar.working_day_from(day)
        message = f"Thời hạn {screen_date(day)} là ngày nghỉ ({why})."
        fix = anew.on(f"vào ngày làm việc, ví dụ {screen_date(working)}")
        yield Finding("day_off", code, message, fix)
