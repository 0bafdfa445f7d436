"""``bcd35 init`` asks whose workspace it is to be, or reads that from a file; then makes it."""

import os
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import typer

from bcd35.cli.asking import BACK, asked, number_taken, says_yes, tell, yes_or_no
from bcd35.cli.desk import desk_of, given_file, no_device, settled_import
from bcd35.cli.framework import options_of
from bcd35.domain.errors import Bcd35Error, Refused, UnknownName
from bcd35.domain.text import clean
from bcd35.show.screen import Screen, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from bcd35.usecases.check_format.documents import CheckedDocument
    from bcd35.usecases.desk import Desk
    from bcd35.usecases.registers.sources import ImportRequest
    from bcd35.usecases.workspace.first_run import Head, Question, Setup
    from bcd35.usecases.workspace.upkeep import WorkspaceMade

    SetupOf = Callable[[dict[str, str]], Setup]  # what answers make together


def first_run(ctx: Any, folder: Path, layout: str, answers: Path | None) -> Screen:
    """Everything is answered and tried in a folder that goes away, before the workspace is made."""
    from bcd35.usecases.workspace.first_run import make_first
    from bcd35.usecases.workspace.upkeep import refuse_new_folder
    from bcd35.world.workspace import now

    refuse_new_folder(folder, layout)
    today = (options_of(ctx).now or now()).date()
    tried = _from_file(ctx, folder, layout, answers, today) if answers else _talk(ctx, layout, today)
    return _made(ctx, make_first(folder, tried.setup), tried)


class _Tried(NamedTuple):
    """Answers that hold: the head of a letter by them, and how the roster is brought in if there is one."""

    setup: "Setup"
    head: "Head"
    roster: "ImportRequest | None"


def _made(ctx: Any, outcome: "WorkspaceMade", tried: _Tried) -> Screen:
    """Bring the roster into the workspace, and say what was made."""
    from bcd35.show.first_run import made_first
    from bcd35.usecases.registers.imports import import_registers

    if tried.roster is None:
        return made_first(outcome, tried.head.findings)
    options_of(ctx).root = str(outcome.root)
    desk = desk_of(ctx, notes=False)
    imported = import_registers(desk, tried.roster)
    doubts = (*tried.head.findings, *imported.findings)
    units = sum(one.status == "active" for one in desk.store.registers.units())
    try:
        draft = _first_draft(desk) if tried.setup.keeps_round else None
    except Bcd35Error as stopped:  # the workspace is made; the sample round may be too old for a letter
        return made_first(outcome, (*doubts, *stopped.findings), units)
    return made_first(outcome, doubts, units, draft)


def _first_draft(desk: "Desk") -> "CheckedDocument":
    """What ``check-format`` says of a draft for the first unit."""
    from bcd35.usecases.check_format.run import FormatRequest, check_format
    from bcd35.usecases.letters.notice import notify
    from bcd35.usecases.letters.request import NoticeRequest

    unit = next(one for one in desk.store.registers.units() if one.status == "active")
    files = next(iter(notify(desk, NoticeRequest(units=(unit.code,), draft=True)).plan.files()))
    return check_format(desk, FormatRequest((desk.workspace.root / files.letter,))).documents[0]


def _from_file(ctx: Any, folder: Path, layout: str, answers: Path, today: "date") -> _Tried:
    from bcd35.usecases.workspace.first_run import head_of, read_answers
    from bcd35.world.workspace import is_workspace

    if layout:
        raise typer.BadParameter("--layout, --answers: chỉ dùng một; ghi layout trong tệp trả lời.")
    if is_workspace(folder):
        message = f"“{folder}” là thư mục làm việc từ trước; tệp trả lời chỉ dùng cho thư mục mới."
        fix = "Chọn thư mục mới; thư mục đã có thì sửa bằng lệnh: bcd35 office"
        raise Refused("workspace_exists", message, where=str(folder), fix=fix)
    given = no_device(given_file(ctx, answers))
    shown = clean(str(answers) if given == answers else given.name)
    if not given.is_file():
        raise UnknownName.no_file(shown)
    setup = read_answers(given.read_bytes(), shown, today)
    return _Tried(setup, head_of(setup), _rehearsed(ctx, setup))


def _rehearsed(ctx: Any, setup: "Setup") -> "ImportRequest | None":
    """How the roster is brought in, with all that had to be decided; None without a roster."""
    from bcd35.usecases.registers.decisions import Undecided
    from bcd35.usecases.registers.sources import ImportRequest
    from bcd35.usecases.workspace.first_run import LATER, make_first

    if setup.roster is None:
        return None
    options, request = options_of(ctx), ImportRequest((setup.roster,), "units")
    root = options.root
    with tempfile.TemporaryDirectory(prefix="bcd35-thu-") as folder:
        options.root = os.fspath(make_first(Path(folder), setup).root)
        try:
            return settled_import(ctx, desk_of(ctx, rehearsal=True, notes=False), request)[1]
        except Undecided as undecided:  # its advice names options of `units import`
            message = f"Danh sách {setup.roster.name} còn {len(undecided.questions)} chỗ phải chọn."
            fix = f"Trả lời roster: {LATER}; tạo xong thì nhập, chọn từng chỗ: bcd35 units import TỆP"
            raise Refused("roster_undecided", message, where="roster", fix=fix) from None
        finally:
            options.root, options.database = root, None


# --- asking -------------------------------------------------------------------------------------------------


def _talk(ctx: Any, layout: str, today: "date") -> _Tried:
    """Ask until the person finds the head right; who stops is asked on from there the next time."""
    from bcd35.usecases.workspace.first_run import QUESTIONS, all_answered, forget_answers, keep_answers

    questions = [one for one in QUESTIONS if not (layout and one.key == "layout")]
    setup_of = partial(all_answered, layout=layout, today=today)
    texts = _answers_kept(questions, setup_of)
    try:
        tried = _questioned(ctx, questions, texts, setup_of)
    except (typer.Abort, KeyboardInterrupt, EOFError):
        if texts:
            kept = keep_answers(Path.cwd(), texts)
            say("")
            answered = _count_answered(questions, texts)
            say(f"Chưa tạo thư mục. {answered} câu đã trả lời giữ ở tệp {kept.name};")
            say("chạy lại lệnh này ở đây thì hỏi tiếp từ đó.")
        raise
    forget_answers(Path.cwd())
    return tried


def _count_answered(questions: "Sequence[Question]", texts: "Mapping[str, str]") -> int:
    """How many questions are answered; one that is asked behind another has no number."""
    return sum(one.key in texts for one in questions)


def _answers_kept(questions: "Sequence[Question]", setup_of: "SetupOf") -> dict[str, str]:
    """What was answered before the person stopped the last time, if they go on from there."""
    from bcd35.usecases.workspace.first_run import kept_answers

    keys = {each.key for one in questions for each in (one, one.then) if each}
    texts = {key: text for key, text in kept_answers(Path.cwd()).items() if key in keys}
    if not texts:
        return {}
    try:
        setup_of(texts)
    except Bcd35Error:  # of another layout, or a file that is gone
        return {}
    answered = _count_answered(questions, texts)
    question = f"Lần trước đã trả lời {answered} câu. Hỏi tiếp từ đó? (có/không)"
    return texts if asked(question, yes_or_no, default="có") else {}


def _questioned(
    ctx: Any, questions: "Sequence[Question]", texts: dict[str, str], setup_of: "SetupOf"
) -> _Tried:
    """What the answers make, once the person finds it right; ``texts`` grows with each answer."""
    from bcd35.show.first_run import head_lines
    from bcd35.usecases.workspace.first_run import AS_EXAMPLE, head_of

    most = len(questions)
    say(f"Có {most} câu hỏi; chưa trả lời hết thì chưa tạo gì (Ctrl-C: thôi).")
    say(f"Trong ngoặc vuông là ví dụ. Đúng như ví dụ, hay chưa biết, thì gõ dấu {AS_EXAMPLE}")
    say(f"(sau này sửa bằng lệnh bcd35 office). Về câu trước: gõ dấu {BACK}")
    number = 1 + _count_answered(questions, texts)
    while number <= most:
        is_answered = _ask(number, questions[number - 1], texts, setup_of)
        number = number + 1 if is_answered else max(number - 1, 1)
    while True:
        try:
            setup = setup_of(texts)
            head = head_of(setup)
            for line in head_lines(head):
                say(line)
            number = asked("Đúng chưa? (có, hoặc số của câu cần sửa)", _right_or_number(most))
            roster = number or _roster_or_number(ctx, setup, questions)
        except Bcd35Error as wrong:
            tell(wrong)
            roster = asked("Sửa câu số mấy?", number_taken(1, most))
        if not isinstance(roster, int):
            return _Tried(setup, head, roster)
        _ask(roster, questions[roster - 1], texts, setup_of)


def _roster_or_number(
    ctx: Any, setup: "Setup", questions: "Sequence[Question]"
) -> "ImportRequest | int | None":
    """How the roster is brought in, once it can be; or the number of the question to answer anew."""
    number = next(place for place, one in enumerate(questions, start=1) if one.key == "roster")
    while True:
        try:
            return _rehearsed(ctx, setup)
        except Bcd35Error as wrong:
            for one in wrong.findings:
                say(f"  [{Path(one.where).name}] {one.message} {one.fix}")
        say("Sửa danh sách, lưu lại, rồi bấm Enter để đọc lại; tệp khác, hoặc để sau:")
        chosen = asked(f"gõ {number}, là số của câu ấy", _mended_or_number(len(questions)))
        if chosen:
            return chosen


def _mended_or_number(most: int) -> "Callable[[str], int]":
    """What takes Enter as 0, or the number of a question."""
    take = number_taken(1, most)
    return lambda text: take(text) if text else 0


def _right_or_number(most: int) -> "Callable[[str], int]":
    """What takes a yes as 0, or the number of a question."""

    def take(text: str) -> int:
        if says_yes(text):
            return 0
        if text.isascii() and text.isdigit() and 1 <= int(text) <= most:
            return int(text)
        raise typer.BadParameter(f"Gõ “có” nếu đúng; chưa đúng thì gõ số của câu cần sửa, từ 1 đến {most}.")

    return take


def _ask(number: int, question: "Question", texts: dict[str, str], setup_of: "SetupOf") -> bool:
    """Ask one question until its answer can be taken; False when the person goes back instead."""
    others = {key: text for key, text in texts.items() if key != question.key}
    example = question.example(setup_of(others).office)
    say(f"{number}. {question.words}")
    if question.hint:
        say(f"   ({question.hint})")
    say(f"   Enter: {question.usual}" if question.usual else f"   [{example}]")

    def take(text: str) -> bool:
        if text == BACK:
            return False
        setup_of({**others, question.key: text})
        texts[question.key] = text
        return True

    is_answered = asked("   Trả lời", take)
    if is_answered:
        if question.then:
            _ask_order(question.then, texts, setup_of)
        _keep_early(texts)
    return is_answered


def _keep_early(texts: dict[str, str]) -> None:
    """Keep the answers so far: a window that is closed lets nothing more be written."""
    from bcd35.usecases.workspace.first_run import keep_answers

    with suppress(OSError):  # a folder that takes no file is told when the person stops
        keep_answers(Path.cwd(), texts)


def _ask_order(question: "Question", texts: dict[str, str], setup_of: "SetupOf") -> None:
    """Ask in which order the two posts of the signer print, where they may print in two."""
    from bcd35.domain.signature import has_two_orders, told_orders

    texts.pop(question.key, None)
    titles = setup_of(texts).office.signer.titles
    if has_two_orders(titles):
        say(f"   {question.words}:")
        for line in told_orders(titles):
            say(f"     {line}")

        def take(text: str) -> None:
            setup_of({**texts, question.key: text})
            texts[question.key] = text

        asked("   Số", take, default=question.usual)
