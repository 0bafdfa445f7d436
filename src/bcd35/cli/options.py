"""How an option is declared, and those that commands of several activities share: one name, one help text.

Not here: options of letters (``letter_options.py``), of registers (``register_options.py``).
"""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from bcd35.cli.typed_values import typed_date, typed_number, typed_text


def switch(name: str, text: str, *short: str) -> Any:
    """An option without a value; ``short``: its name of one letter, if it has one."""
    return typer.Option(name, *short, help=text)


def value_option(name: str, metavar: str, text: str) -> Any:
    """An option that is taken as it was typed: a path, a code, one of several words."""
    return typer.Option(name, metavar=metavar, show_default=False, help=text)


def parsed_option(name: str, metavar: str, parse: Callable[[str], object], text: str) -> Any:
    """An option whose text ``parse`` turns into a value, or refuses by BadParameter."""
    return typer.Option(name, metavar=metavar, parser=parse, show_default=False, help=text)


def text_option(name: str, metavar: str, text: str) -> Any:
    return parsed_option(name, metavar, typed_text, text)


def number_option(name: str, metavar: str, text: str) -> Any:
    return parsed_option(name, metavar, typed_number, text)


def day_option(name: str, text: str) -> Any:
    return parsed_option(name, "NGÀY", typed_date, text)


def output_option(text: str, *, metavar: str = "TỆP", allow_dash: bool = False) -> Any:
    return typer.Option(
        "--output", "-o", metavar=metavar, allow_dash=allow_dash, show_default=False, help=text
    )


def search_words(text: str) -> Any:
    return typer.Argument(metavar="TỪ", parser=typed_text, show_default=False, help=f"{text}; không cần dấu.")


RoundCode = Annotated[
    str,
    typer.Argument(
        metavar="ĐỢT", parser=typed_text, show_default=False, help="Mã đợt; bỏ trống: đợt duy nhất đang mở."
    ),
]
OfRound = Annotated[str, text_option("--round", "ĐỢT", "Mã đợt; bỏ trống: đợt duy nhất đang mở.")]
NamedUnit = Annotated[
    str, typer.Argument(metavar="ĐƠN_VỊ", parser=typed_text, help="Mã hoặc tên đầy đủ của đơn vị.")
]
Sheet = Annotated[
    str,
    text_option("--sheet", "TRANG_TÍNH", "Tên trang tính cần đọc, khi tệp có nhiều trang tính cùng dạng."),
]
OtherUnit = Annotated[bool, switch("--new", "Là đơn vị khác, dù tên trùng hay giống tên đơn vị đã có.")]
RightDay = Annotated[Any, day_option("--received-on", "Ngày nhận đúng.")]
Reason = Annotated[str, text_option("--reason", "LÝ_DO", "Lý do, ghi vào sổ.")]
