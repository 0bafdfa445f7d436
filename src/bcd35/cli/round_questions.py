"""``bcd35 rounds new`` asks a person for what was not typed; each answer is judged at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from bcd35.cli.asking import BACK, asked, keeping_answers, number_taken, says_yes, yes_or_no
from bcd35.cli.entries import CLEARED
from bcd35.cli.round_parts import ground_of, part_words, several, task_of
from bcd35.cli.typed_values import typed_date
from bcd35.domain.round_names import round_name
from bcd35.domain.rounds import Ground, Task
from bcd35.domain.text import identity_key
from bcd35.formats.forms.questions import Asked, kind_of, kinds_allowed, lacks_kind
from bcd35.show.screen import OutputOptions, say
from bcd35.usecases.registers.new_rounds import (
    RoundMade,
    RoundRequest,
    asked_of,
    deadline_remarks,
    make_round,
    proposed_code,
    refuse_so_far,
    tasks_named,
)

if TYPE_CHECKING:
    from bcd35.usecases.desk import Desk

_Part = TypeVar("_Part")
_GROUP = "nhóm"


def asked_round(desk: "Desk", request: RoundRequest, options: OutputOptions) -> RoundMade:
    """The round that a person completes; whoever stops gets the command that keeps the answers."""
    request = kinds_asked(desk, request)
    refuse_so_far(desk, request)
    talk = _Talk(desk, request)
    with keeping_answers(options, lambda: part_words(talk.request) if talk.request != request else []):
        talk.ask_all()
        return make_round(desk, talk.request)


def kinds_asked(desk: "Desk", request: RoundRequest) -> RoundRequest:
    """The request with its workbook's questions, where the person says what rows without a kind are."""
    questions = asked_of(desk, request)
    if not any(map(lacks_kind, questions)):
        return request
    say(f"Hàng chưa ghi loại câu trả lời: gõ loại ({kinds_allowed()}); là tên nhóm câu hỏi thì gõ: {_GROUP}")
    kept: list[Asked] = []
    group = ""
    for one in questions:
        said = asked(f"  “{one.label}” ({one.where})", _kind_or_group) if lacks_kind(one) else one.kind
        if said == _GROUP:
            group = one.label
            continue
        choices = one.choices
        if lacks_kind(one) and kind_of(said) == "choices" and not choices:
            choices = asked("  Các lựa chọn, ngăn bằng dấu “;”", _needed)
        kept.append(one._replace(kind=said, choices=choices, task=one.task or group))
    return replace(request, questions=tuple(kept), questions_file=None, sheet="")


class _BackError(Exception):
    """The person wants to answer the question before once more."""


class _Talk:
    """``request`` grows with each answer that can be taken."""

    def __init__(self, desk: "Desk", request: RoundRequest) -> None:
        self.desk, self.request = desk, request
        self._in_part = False  # whether some of a part's questions are answered
        self._asks_tasks = not (request.like or request.tasks)
        named = tasks_named(asked_of(desk, request)) if self._asks_tasks else ()
        self._titles = [task.title for task in named]  # of the tasks that the questions name already

    def ask_all(self) -> None:
        """The questions in their order, without those that the options answer; back to any of them.

        Back loses nothing: an answer holds until it is given anew, a list goes on behind its last part.
        """
        steps, at = [*self._steps()], 0
        if steps:
            say(f"Về câu trước: gõ dấu {BACK}")
        while at < len(steps):
            try:
                steps[at]()
                at += 1
            except _BackError:
                at = max(at - 1, 0)

    def _steps(self) -> Iterator[Callable[[], object]]:
        said = self.request
        if not (said.like or said.subject):
            yield partial(self._ask, "subject", "Trích yếu (không ghi “về việc”)", _needed)
        if not said.deadline:
            yield partial(self._ask, "deadline", "Thời hạn báo cáo (ngày/tháng/năm)", self._day)
        if not said.short_name:
            yield self._ask_short_name
        if not (said.like or said.code):
            yield self._ask_code
        if not said.like:
            yield from self._lists()
        if not (said.like or said.channels):
            words = "Kèm danh sách kênh truyền thông (có/không)"
            yield partial(self._ask, "channels", words, yes_or_no, "không")
        if not (said.like or self._says_more()):
            yield self._ask_more

    def _ask_short_name(self) -> None:
        deadline = self.request.deadline or self.desk.world.today
        self._ask("short_name", "Tên gọi ngắn của đợt", str, round_name(f"{deadline:%Y-%m}"))

    def _ask_code(self) -> None:
        deadline = self.request.deadline or self.desk.world.today
        self._ask("code", "Mã đợt", str, proposed_code(self.request.subject, deadline))

    def _day(self, text: str) -> date:
        """A last day; one that is over, of a mistyped year, or a day off, only when it is meant."""
        day: date = typed_date(text)

        def meant_or_other(text: str) -> date:
            is_meant = says_yes(text)
            if is_meant is False:
                raise typer.BadParameter("Nêu ngày khác.")
            return day if is_meant else self._day(text)

        for doubt in deadline_remarks(self.desk, self.request.code, day):
            other = _asked(f"  {doubt.message} Vẫn dùng? (có, hoặc nêu ngày khác)", meant_or_other)
            if other != day:
                return other
        return day

    def _refuse(self, said: RoundRequest) -> None:
        refuse_so_far(self.desk, said, tasks_follow=self._asks_tasks)

    def _with(self, name: str, value: Any) -> RoundRequest:
        changed: dict[str, Any] = {name: value}
        return replace(self.request, **changed)

    def _lists(self) -> Iterator[Callable[[], object]]:
        if not self.request.grounds:
            words = (
                "Căn cứ, mỗi lần một văn bản, chép như ở công văn cũ (Công văn số …, ngày … của … về …) "
                "hoặc: loại | số, ký hiệu | ngày | cơ quan | trích yếu."
            )
            yield partial(self._ask_each, "grounds", words, self._ground)
        if not self.request.tasks:
            words = "Nội dung giao đơn vị, lần lượt từng nội dung."
            yield partial(self._ask_each, "tasks", words, self._task)
        if not (self.request.questions or self.request.questions_file):
            words = f"Câu hỏi của mẫu báo cáo. Loại: {kinds_allowed()}."
            yield partial(self._ask_each, "questions", words, self._question)

    def _says_more(self) -> bool:
        said = self.request
        return bool(said.purpose or said.background or said.closing or said.to or said.together)

    def _ask_more(self) -> None:
        """What most rounds leave out, behind one question."""
        # None was said before: what is there comes from these questions, left halfway.
        self.request = replace(self.request, purpose="", background="", closing="", to=(), together=False)
        words = "Ghi mục đích, bối cảnh, câu kết, nơi nhận, gửi chung? (có/không)"
        if not _asked(words, yes_or_no, "không"):
            return
        say("Câu nào không ghi thì bấm Enter.")
        self._ask("purpose", "Mục đích, sau chữ “nhằm”", _may_be_empty)
        self._ask("background", "Bối cảnh, một đoạn đứng trước câu mở đầu", _may_be_empty)
        self._ask("closing", "Câu kết, đoạn cuối công văn", _may_be_empty)
        self._ask("to", "Chỉ gửi loại, đơn vị nào, ngăn bằng “;” (Enter: tất cả)", several)
        self._ask("together", "Gửi chung một công văn (có/không)", yes_or_no, "không")

    def _ask(self, name: str, question: str, parse: Callable[[str], _Part], default: str = "") -> _Part:
        def take(text: str) -> _Part:
            value = parse(text)
            self._refuse(self._with(name, value))
            return value

        value = _asked(question, take, default)
        self.request = self._with(name, value)
        return value

    def _ask_each(self, name: str, words: str, ask: Callable[[], object]) -> None:
        """Part after part; back goes to the first question of a part, then to the part before."""
        say(words)
        say("Hết thì bấm Enter.")
        while True:
            parts = getattr(self.request, name)
            self._in_part = False
            try:
                part = ask()
            except _BackError:
                if not (self._in_part or parts):
                    raise
                self.request = self._with(name, parts if self._in_part else parts[:-1])
                continue
            if not part:
                return
            self.request = self._with(name, (*parts, part))

    def _part(self, name: str, question: str, make: Callable[[str], _Part], default: str = "") -> _Part:
        """One more of a list, or one answer about it."""

        def take(text: str) -> _Part:
            part = make(text)
            parts = getattr(self.request, name)
            self._refuse(self._with(name, (*parts, part) if part else parts))
            return part

        part = _asked(question, take, default)
        self._in_part = bool(part)
        return part

    def _ground(self) -> Ground | None:
        return self._part("grounds", "Căn cứ", lambda text: ground_of(text) if text else None)

    def _task(self) -> Task | None:
        place, needed = len(self.request.tasks) + 1, not self.request.questions_file

        def titled(text: str) -> Task | None:
            if not text and (place > 1 or not needed):
                return None
            return task_of(place, _alone(text))

        if place <= len(self._titles):
            task: Task | None = task_of(place, self._titles[place - 1])
            say(f"Nội dung {place}: {self._titles[place - 1]}")
        else:
            task = self._part("tasks", f"Nội dung {place}, tên", titled)
        if task is None:
            return None
        told = self._part(
            "tasks", "  Lời giao việc trong công văn", lambda text: replace(task, text=text), task.title
        )
        return self._part(
            "tasks",
            "  Các mục của bảng kiểm, ngăn bằng dấu “;”",
            lambda text: replace(told, items=task_of(place, told.title, "", text).items),
            task.title,
        )

    def _question(self) -> Asked | None:
        number = len(self.request.questions) + 1
        first = self._part(
            "questions",
            f"Câu hỏi {number}",
            lambda text: Asked(_alone(text)) if text or number == 1 else None,
        )
        if first is None:
            return None
        question = first._replace(kind=_asked("  Loại", _kind, "số"))
        if kind_of(question.kind) == "choices":
            words = "  Các lựa chọn, ngăn bằng dấu “;”"
            question = self._part("questions", words, lambda text: question._replace(choices=_needed(text)))
        required = _asked("  Bắt buộc trả lời (có/không)", yes_or_no, "có")
        return self._of_a_task(question._replace(required="có" if required else "không"))

    def _of_a_task(self, question: Asked) -> Asked:
        titles = [task.title for task in self.request.tasks]
        if len(titles) < 2:  # noqa: PLR2004 – there is nothing to choose
            return question
        words = f"  Thuộc nội dung số mấy (1–{len(titles)}; 0: không thuộc nội dung nào)"
        place = number_taken(0, len(titles))
        return self._part(
            "questions", words, lambda text: question._replace(task=["", *titles][place(text)]), "1"
        )


def _asked(question: str, take: Callable[[str], _Part], default: str = "") -> _Part:
    """As :func:`asked`. Raises _BackError for the sign that means the question before."""

    def taken(text: str) -> _Part:
        if text == BACK:
            raise _BackError
        return take(text)

    return asked(question, taken, default=default)


def _may_be_empty(text: str) -> str:
    return "" if text == CLEARED else text


def _needed(text: str) -> str:
    if text in ("", CLEARED):
        raise typer.BadParameter("Câu này phải trả lời.")
    return text


def _alone(text: str) -> str:
    """An answer without the parts that an option has behind “|”: they are asked one by one."""
    if "|" in _needed(text):
        raise typer.BadParameter("Ở đây không dùng dấu “|”; các phần khác được hỏi tiếp sau.")
    return text


def _kind_or_group(text: str) -> str:
    return _GROUP if identity_key(text) == identity_key(_GROUP) else _kind(_needed(text))


def _kind(text: str) -> str:
    if not kind_of(text):
        raise typer.BadParameter(f"Chỉ nhận: {kinds_allowed()}.")
    return text
