"""The parts of a round as options of ``bcd35 rounds new`` state them: text → values, and back."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import typer

from bcd35.cli.entries import CLEARED
from bcd35.cli.typed_values import typed_date, typed_text
from bcd35.domain.dates import screen_date

if TYPE_CHECKING:
    from bcd35.domain.rounds import Ground, Task
    from bcd35.formats.forms.questions import Asked
    from bcd35.usecases.registers.new_rounds import RoundRequest


# Parts of a round that may be empty, each with its option; of the others a dash says nothing.
_MAY_BE_EMPTY = {"ground", "short_name", "purpose", "background", "closing", "to"}
_NEVER_EMPTY = ("subject", "code", "like", "task", "question")


# What “|” parts.
_PIECES: Mapping[str, tuple[str, ...]] = {
    "Căn cứ": ("loại", "số, ký hiệu", "ngày", "cơ quan", "trích yếu"),
    "Nội dung": ("tên", "lời giao việc", "mục 1; mục 2 của bảng kiểm"),
    "Câu hỏi": ("câu hỏi", "loại", "lựa chọn 1; lựa chọn 2", "bắt buộc", "gợi ý", "nội dung"),
}


def emptied_parts(said: Mapping[str, Any]) -> list[str]:
    """The parts that a dash empties. Raises a usage error for a dash where a part needs a text."""
    dashed = [name for name, value in said.items() if value in (CLEARED, (CLEARED,), [CLEARED])]
    for name in dashed:
        if name in _NEVER_EMPTY:
            raise typer.BadParameter(f"--{name} không bỏ trống được; ghi nội dung, hoặc bỏ tham số ấy đi.")
    return [name for name in dashed if name in _MAY_BE_EMPTY]


def several(text: str) -> tuple[str, ...]:
    """The lines of an answer that has many, parted by “;”."""
    return tuple(one for part in text.split(";") if (one := part.strip()))


# A document as letters cite it.
_CITED = (
    r"(?:thực hiện |căn cứ )?([^|]+?) số:? ([^\s,|]+),? ngày ([^|]+?),? của ([^|]+?),? ((?:về|v/v) [^|]+)"
)


def ground_of(text: str) -> "Ground":
    """A ground by its parts, or copied from a letter: ``Công văn số 29-CV/TU, ngày … của … về …``."""
    from bcd35.domain.rounds import Ground, bare_number

    cited = re.fullmatch(_CITED, typed_text(text), re.IGNORECASE)
    kind, number, day, issuer, subject = cited.groups() if cited else _pieces("Căn cứ", text, 5)
    return Ground(kind, bare_number(number), typed_date(day), issuer, subject)


def typed_task(text: str, place: int) -> "Task":
    return task_of(place, *_pieces("Nội dung", text, 1))


def task_of(place: int, title: str, words: str = "", items: str = "") -> "Task":
    """Without words of its own a task says its title; without items that is the one item."""
    from bcd35.domain.rounds import Task

    return Task(str(place), title, words or title, several(items) or (title,))


def question_of(text: str) -> "Asked":
    from bcd35.formats.forms.questions import Asked

    return Asked(*_pieces("Câu hỏi", text, 1))


def _pieces(part: str, text: str, least: int) -> list[str]:
    """The pieces of a part of a round, filled up to all that it may have; ``least`` of them are needed."""
    names = _PIECES[part]
    pieces = [typed_text(piece) for piece in text.split("|")]
    if CLEARED in pieces[:least]:
        raise typer.BadParameter(f"{part} “{text}” không nêu gì; dấu “-” không thay được một phần.")
    if len(pieces) > len(names):
        message = f"{part} “{text}” có {len(pieces)} phần; nhiều nhất {len(names)}: {' | '.join(names)}."
        raise typer.BadParameter(message)
    pieces += [""] * (len(names) - len(pieces))
    if missing := [name for name, piece in zip(names[:least], pieces, strict=False) if not piece]:
        raise typer.BadParameter(f"{part} “{text}” thiếu: {'; '.join(missing)}. Ghi đủ: {' | '.join(names)}.")
    return pieces


def part_words(request: "RoundRequest") -> list[str]:
    """The command that states all this, without the program's name."""
    switches = {"--together": request.together, "--channels": request.channels}
    return [
        *("rounds", "new"),
        *(word for option, text in _options(request) if text for word in (option, text)),
        *(option for option, is_on in switches.items() if is_on),
    ]


def _options(request: "RoundRequest") -> Iterator[tuple[str, str]]:
    yield "--like", request.like
    yield "--subject", request.subject
    yield "--deadline", screen_date(request.deadline) if request.deadline else ""
    yield "--short-name", request.short_name
    yield "--code", request.code
    for ground in request.grounds:
        day = screen_date(ground.date)
        yield "--ground", _joined(ground.kind, ground.number, day, ground.issuer, ground.subject)
    for task in request.tasks:
        yield "--task", _joined(task.title, task.text, "; ".join(task.items))
    for asked in request.questions:
        yield "--question", _joined(*asked[:6])
    for part in sorted(request.emptied):
        yield f"--{part.replace('_', '-').removesuffix('s')}", CLEARED
    yield "--purpose", request.purpose
    yield "--background", request.background
    yield "--closing", request.closing
    for one in request.to:
        yield "--to", one
    yield "--questions", str(request.questions_file or "")
    yield "--sheet", request.sheet


def _joined(*pieces: str) -> str:
    """The parts of an option; a “|” that an answer has itself would be read as one more part."""
    return " | ".join(piece.replace("|", "/") for piece in pieces).rstrip(" |")
