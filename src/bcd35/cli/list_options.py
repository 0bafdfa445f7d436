"""What a clerk decides about a list or table of the office's own: options, or answers at a terminal."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bcd35.cli.asking import asked, is_person, number_taken
from bcd35.cli.options import parsed_option, text_option
from bcd35.cli.typed_values import typed_choice
from bcd35.cli.usage_errors import refuse_others
from bcd35.show.screen import say

if TYPE_CHECKING:
    from bcd35.usecases.registers.decisions import ListAnswer, ListDecisions, ListQuestion

_Read = TypeVar("_Read")
LIST_SUFFIXES = (".xlsx", ".csv", ".yaml", ".yml")


Column = Annotated[
    list[str] | None, text_option("--column", "CỘT=TIÊU_ĐỀ", "Cột nào của tệp là gì, ví dụ ten=“Tên đơn vị”.")
]
KindOfGroup = Annotated[
    list[str] | None,
    text_option(
        "--kind", "NHÓM=LOẠI", "Nhóm trong tệp là loại nào (mới: thêm loại); LOẠI: hàng không ghi loại."
    ),
]
Same = Annotated[
    list[str] | None, text_option("--same", "TÊN=MÃ", "Tên này trong tệp là đơn vị ấy, giữ tên.")
]
Renamed = Annotated[
    list[str] | None, text_option("--renamed", "TÊN=MÃ", "Đơn vị ấy nay đổi tên như trong tệp.")
]
New = Annotated[
    list[str] | None, text_option("--new", "TÊN", "Tên này trong tệp là đơn vị khác, đơn vị mới.")
]
Struck = Annotated[
    Any,
    parsed_option(
        "--struck",
        "keep|leave",
        typed_choice("keep", "leave"),
        "Hàng gạch ngang tên, ghi đã giải thể …: keep vẫn nhập, leave không nhập.",
    ),
]
Unusual = Annotated[
    Any,
    typer.Option(
        "--unusual",
        metavar="keep|leave",
        parser=typed_choice("keep", "leave"),
        show_default=False,
        help="Hàng có tên không giống tên đơn vị: keep vẫn nhập, leave không nhập.",
    ),
]


def refuse_for_yaml(ctx: typer.Context, file: Path) -> None:
    """Raises a usage error for decisions about a list beside a file that is none: they would be dropped."""
    if file.suffix.lower() in (".yaml", ".yml"):
        refuse_others(ctx, f"Tệp {file.suffix}", "--dry-run", "--retire-missing", "--take")


def decisions_of(
    columns: Sequence[str] | None,
    kinds: Sequence[str] | None = None,
    same: Sequence[str] | None = None,
    renamed: Sequence[str] | None = None,
    new: Sequence[str] | None = None,
    sheet: str = "",
    struck: str | None = None,
    unusual: str | None = None,
) -> "ListDecisions":
    """The decisions that were typed. Raises BadParameter for one without its ``=``."""
    from bcd35.usecases.registers.decisions import ListDecisions

    return ListDecisions(
        columns=tuple(_pair("column", text) for text in columns or ()),
        kinds=tuple(_pair("kind", text if "=" in text else f"={text}") for text in kinds or ()),
        same=tuple(_pair("same", text) for text in same or ()),
        renamed=tuple(_pair("renamed", text) for text in renamed or ()),
        new=tuple(new or ()),
        sheet=sheet,
        struck=struck or "",
        unusual=unusual or "",
    )


def _pair(option: str, text: str) -> tuple[str, str]:
    left, equals, right = text.rpartition("=")
    if not equals or not right.strip():
        raise typer.BadParameter(f"--{option}: “{text}” thiếu dấu “=”, ghi dạng A=B.")
    return left.strip(), right.strip()


def decided(decisions: "ListDecisions", question: "ListQuestion") -> "ListDecisions":
    """The decisions with what a person at the terminal answers."""
    return _with_answer(decisions, _chosen(question))


def _with_answer(decisions: "ListDecisions", way: "ListAnswer") -> "ListDecisions":
    if way.option in ("sheet", "struck", "unusual"):
        said: dict[str, Any] = {way.option: way.value}
        return decisions._replace(**said)
    field = {"column": "columns", "kind": "kinds"}.get(way.option, way.option)
    more = way.value if way.option == "new" else _pair(way.option, _with_equals(way.value))
    added: dict[str, Any] = {field: (*getattr(decisions, field), more)}
    return decisions._replace(**added)


def with_sheet(ctx: Any, sheet: str, read: Callable[[str], _Read]) -> _Read:
    """What ``read`` makes of a sheet; where several could be meant, a person at the terminal says which."""
    from bcd35.usecases.registers.decisions import Undecided

    try:
        return read(sheet)
    except Undecided as undecided:
        if not is_person(ctx):
            raise
        (question,) = undecided.questions
    return read(_chosen(question).value)


def _chosen(question: "ListQuestion") -> "ListAnswer":
    """The way that a person at the terminal chooses."""
    say(f"[{question.where}] {question.sentence}")
    for number, way in enumerate(question.ways, start=1):
        say(f"  {number}. {way.words}  ({way.typed})")
    most = len(question.ways)
    return question.ways[asked(f"Chọn số (1–{most})", number_taken(1, most)) - 1]


def _with_equals(text: str) -> str:
    return text if "=" in text else f"={text}"
