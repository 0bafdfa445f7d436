"""``bcd35 rounds new``: all by options, or asked at a terminal."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bcd35.cli.asking import is_person
from bcd35.cli.desk import desk_of, input_path
from bcd35.cli.list_options import with_sheet
from bcd35.cli.options import Sheet, day_option, text_option
from bcd35.cli.typed_values import typed_date, typed_text
from bcd35.cli.usage_errors import refuse_alone, refuse_beside
from bcd35.show.screen import Screen, say

if TYPE_CHECKING:
    from bcd35.domain.rounds import Ground, Task
    from bcd35.formats.forms.questions import Asked

Part = TypeVar("Part")


def new_round(
    ctx: typer.Context,
    subject: Annotated[str, text_option("--subject", "TRÍCH_YẾU", "Trích yếu, không có “về việc”.")] = "",
    deadline: Annotated[Any, day_option("--deadline", "Thời hạn báo cáo.")] = None,
    short_name: Annotated[
        str, text_option("--short-name", "TÊN", "Tên gọi ngắn, ví dụ “tháng 3/2026”.")
    ] = "",
    code: Annotated[
        str, text_option("--code", "MÃ", "Mã đợt (mặc định đặt theo thời hạn và trích yếu).")
    ] = "",
    like: Annotated[str, text_option("--like", "ĐỢT", "Chép đợt này, đổi mã và thời hạn.")] = "",
    ground: Annotated[
        list[str] | None,
        text_option("--ground", "CĂN_CỨ", "“Công văn | 29-CV/BCĐ | 21/11/2025 | cơ quan | trích yếu”."),
    ] = None,
    task: Annotated[
        list[str] | None,
        text_option("--task", "NỘI_DUNG", "“Tên | lời giao việc | mục 1; mục 2 của bảng kiểm”."),
    ] = None,
    question: Annotated[
        list[str] | None,
        text_option("--question", "CÂU_HỎI", "“Câu hỏi | loại | lựa chọn 1; lựa chọn 2 | bắt buộc | gợi ý”."),
    ] = None,
    questions: Annotated[
        Path | None,
        typer.Option(
            "--questions",
            metavar="TỆP",
            allow_dash=True,
            show_default=False,
            help="Bảng câu hỏi .xlsx, .csv; “-”: đọc đầu vào. Cột: Câu hỏi, Loại, Lựa chọn, Bắt buộc, Gợi ý.",
        ),
    ] = None,
    sheet: Sheet = "",
    channels: Annotated[
        bool, typer.Option("--channels", help="Công văn, bảng kiểm kèm danh sách kênh truyền thông.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "-n", help="Chỉ nêu đợt sẽ có, không ghi.")] = False,
) -> Screen:
    """Soạn một đợt mới: hỏi từng điều, hoặc theo các tùy chọn; ghi tệp của đợt và nhập vào sổ."""
    from bcd35.show.rounds import made
    from bcd35.usecases.registers.new_rounds import RoundRequest, make_round

    refuse_beside(ctx, "--like", "--question", "--questions")
    refuse_alone(ctx, "--sheet", "--questions")
    desk = desk_of(ctx, rehearsal=dry_run)
    given = {
        "subject": subject,
        "deadline": deadline,
        "short_name": short_name,
        "code": code,
        "like": like,
        "grounds": tuple(map(_ground, ground or ())),
        "tasks": tuple(_typed_task(text, place) for place, text in enumerate(task or (), start=1)),
        "questions": tuple(map(_question, question or ())),
        "questions_file": input_path(ctx, desk, questions) if questions else None,
        "channels": channels,
    }
    if is_person(ctx):
        given = _asked(given)
    round_ = with_sheet(ctx, sheet, lambda named: make_round(desk, RoundRequest(**given, sheet=named)))
    return made(round_, desk.workspace)


def _pieces(option: str, text: str, least: int, most: int) -> list[str]:
    """The parts of an option, filled up to ``most``."""
    pieces = [typed_text(piece) for piece in text.split("|")]
    if len([piece for piece in pieces if piece]) < least:
        raise typer.BadParameter(f"{option}: “{text}” cần {least} phần, ngăn bằng dấu “|”.")
    if len(pieces) > most:
        raise typer.BadParameter(
            f"{option}: “{text}” có {len(pieces)} phần; nhiều nhất {most}, ngăn bằng dấu “|”."
        )
    return [*pieces, *[""] * (most - len(pieces))]


def _ground(text: str) -> "Ground":
    from bcd35.domain.rounds import Ground

    kind, number, day, issuer, subject = _pieces("--ground", text, 5, 5)
    return Ground(kind, number, typed_date(day), issuer, subject)


def _typed_task(text: str, place: int) -> "Task":
    return _task(place, *_pieces("--task", text, 1, 3))


def _task(place: int, title: str, words: str, items: str) -> "Task":
    """Without words of its own a task says its title; without items that is the one item."""
    from bcd35.domain.rounds import Task

    listed = tuple(one.strip() for one in items.split(";") if one.strip())
    return Task(str(place), title, words or title, listed or (title,))


def _question(text: str) -> "Asked":
    from bcd35.formats.forms.questions import Asked

    return Asked(*_pieces("--question", text, 1, 5))


# --- asking -------------------------------------------------------------------------------------------------


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    """What a person at the terminal adds to what was typed."""
    from bcd35.usecases.registers.new_rounds import proposed_code

    found = dict(given)
    if not found["like"] and not found["subject"]:
        found["subject"] = _line("Trích yếu (không ghi “về việc”)")
    while found["deadline"] is None:
        found["deadline"] = _try(typed_date, _line("Thời hạn báo cáo (ngày/tháng/năm)"))
    if not found["short_name"]:
        month = f"tháng {found['deadline'].month}/{found['deadline'].year}"
        found["short_name"] = _line("Tên gọi ngắn của đợt", month)
    if not found["like"]:
        found["code"] = found["code"] or _line("Mã đợt", proposed_code(found["subject"], found["deadline"]))
        found["grounds"] = found["grounds"] or tuple(_grounds())
        found["tasks"] = found["tasks"] or tuple(_tasks())
        if not (found["questions"] or found["questions_file"]):
            found["questions"] = tuple(_questions(found["tasks"]))
        found["channels"] = found["channels"] or _yes("Kèm danh sách kênh truyền thông (có/không)")
    return found


def _line(question: str, default: str | None = None, *, optional: bool = False) -> str:
    return typed_text(
        typer.prompt(question, default="" if optional else default, err=True, show_default=not optional)
    )


def _yes(question: str) -> bool:
    from bcd35.domain.text import fold

    while (answer := fold(_line(question, "không"))) not in ("co", "khong"):
        say("Chỉ nhận: có, không.")
    return answer == "co"


def _alone(question: str) -> str:
    """An answer without the parts that an option has behind “|”: they are asked one by one."""
    while "|" in (text := _line(question, optional=True)):
        say("Ở đây chỉ ghi tên, không có dấu “|”; các phần khác được hỏi tiếp sau.")
    return text


def _try(parse: Callable[[str], Part], text: str) -> Part | None:
    """A value, or None after the reason was said; the question comes again."""
    try:
        return parse(text)
    except typer.BadParameter as wrong:
        say(wrong.message)
        return None


def _grounds() -> "Iterator[Ground]":
    say(
        "Căn cứ, mỗi lần một văn bản: Công văn | số, ký hiệu | ngày | cơ quan | trích yếu. Hết thì bấm Enter."
    )
    while text := _line("Căn cứ", optional=True):
        if found := _try(_ground, text):
            yield found


def _tasks() -> "Iterator[Task]":
    say("Nội dung giao đơn vị, lần lượt từng nội dung. Hết thì bấm Enter.")
    place = 1
    while title := _alone(f"Nội dung {place}, tên"):
        words = _line("  Lời giao việc trong công văn", title)
        items = _line("  Các mục của bảng kiểm, ngăn bằng dấu “;”", title)
        yield _task(place, title, words, items)
        place += 1


def _questions(tasks: "Sequence[Task]") -> "Iterator[Asked]":
    from bcd35.formats.forms.questions import Asked, kind_of, kinds_allowed

    say(f"Câu hỏi của mẫu báo cáo. Loại: {kinds_allowed()}. Hết thì bấm Enter.")
    number = 1
    while label := _alone(f"Câu hỏi {number}"):
        while not kind_of(kind := _line("  Loại", "số")):
            say(f"Chỉ nhận: {kinds_allowed()}.")
        choices = _line("  Các lựa chọn, ngăn bằng dấu “;”") if kind_of(kind) == "choices" else ""
        required = _line("  Bắt buộc (có/không)", "có")
        task = _line(f"  Thuộc nội dung số mấy (1–{len(tasks)})", "1") if len(tasks) > 1 else ""
        titles = {one.code: one.title for one in tasks}
        yield Asked(label, kind, choices, required, task=titles.get(task, ""))
        number += 1
