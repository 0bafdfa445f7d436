"""Typer's usage errors in Vietnamese.

Typer exports one of its usage errors (``BadParameter``). The others are known here by the names of their
classes, by their fields and by three English sentences. No other file needs names that typer does not export.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer

from bcd35.domain.errors import UnknownName, UsageError
from bcd35.domain.text import clean, suggest

# Words of printed commands and help pages that stand for a value: nobody means them when they are typed.
_WORDS_FOR_VALUES = (
    "BỐI_CẢNH CHỈ_TIÊU CHỨC_VỤ CÂU_HỎI CÂU_KẾT CĂN_CỨ CƠ_QUAN DÒNG GHI_CHÚ GIÁ_TRỊ KÝ_HIỆU LÝ_DO MÃ "
    "MÃ_MỚI MÃ_ĐƠN_VỊ MÃ_ĐỢT MÃ_ĐỢT_CŨ MỤC_ĐÍCH NGÀY NGÀY_NHẬN NGÀY_ĐÚNG NHIỆM_KỲ NƠI_SAO_LƯU NỀN_TẢNG "
    "NỘI_DUNG SỐ THƯ_MỤC THƯ_MỤC_KHÁC THƯ_MỤC_MỚI THƯ_MỤC_NÀY TIÊU_ĐỀ TRANG_TÍNH TRÍCH_YẾU TRẢ_LỜI TÊN "
    "TÊN_ĐÚNG TÊN_ĐẦY_ĐỦ TÌNH_TRẠNG TỆP TỆP_MỚI VÌ_SAO VĂN_BẢN ĐƠN_VỊ ĐƠN_VỊ_KIA ĐƠN_VỊ_ĐÚNG ĐƯỜNG_DẪN "
    "ĐỊA_CHỈ ĐỢT"
)
PLACEHOLDERS = frozenset(_WORDS_FOR_VALUES.split())
# The parent of BadParameter is the base of every usage error.
TyperUsageError: type[Exception] = typer.BadParameter.__mro__[1]


@contextmanager
def usage_errors_of(ctx: typer.Context) -> Iterator[None]:
    """Adds the command to an error of the parser, which may not know it."""
    try:
        yield
    except TyperUsageError as error:
        error.ctx = getattr(error, "ctx", None) or ctx  # type: ignore[attr-defined]  # not exported
        raise


def refuse_empty(arguments: Iterable[str]) -> None:
    """Raises a usage error for an argument, or an option's value, without a visible character.

    It would count as “not given”, and a command would take its default: the only open round, the whole
    folder. Mostly it is a variable of a script that was never set.
    """
    before = ""
    for text in arguments:
        name, equals, value = text.partition("=") if text.startswith("--") else (before, "", text)
        if not clean(value) and (equals or not text.startswith("--")):
            place = f"Giá trị sau “{clean(name)}”" if name.startswith("-") else "Một tham số"
            raise typer.BadParameter(f"{place} để trống. Ghi giá trị, hoặc bỏ hẳn đi.")
        before = text


def refuse_placeholders(arguments: Iterable[str]) -> None:
    """Raises a usage error for a word that our own examples print in place of a value: ``--reason LÝ_DO``.

    It would be written into the ledger as the value. A file or folder that is really called so is taken.
    """
    for text in arguments:
        for part in text.split("="):
            if part in PLACEHOLDERS and not Path(part).exists():
                message = f"“{part}” là chữ giữ chỗ trong lệnh mẫu, không phải giá trị."
                raise typer.BadParameter(f"{message} Thay chữ ấy bằng giá trị thật rồi chạy lại.")


def refuse_twice(arguments: Iterable[str], params: Iterable[Any]) -> None:
    """Raises a usage error for an option that takes one value and is given two.

    The parser would keep the last one in silence, and one of the two is not what the clerk meant.
    """
    single = {
        name: param
        for param in params
        if param.param_type_name == "option" and not (param.is_flag or param.multiple)
        for name in param.opts
    }
    given: set[Any] = set()
    is_value = False
    for text in arguments:
        name = text.partition("=")[0] if text.startswith("--") else text[:2]
        if is_value or name not in single:
            is_value = False
            continue
        if single[name].name in given:
            raise typer.BadParameter(f"Tùy chọn “{name}” nêu hai lần; chỉ nhận một giá trị.")
        given.add(single[name].name)
        is_value = text == name


def refuse_others(ctx: typer.Context, way: str, *taken: str) -> None:
    """Raises a usage error for options that a way of a command has no use for.

    They would be dropped in silence. ``way``: the option or the words that chose it; ``taken``: the others
    that go with it.
    """
    if odd := [name for name in given_options(ctx) if name not in (way, *taken)]:
        options = {name for param in ctx.command.params for name in param.opts}
        known = [name for name in taken if name in options]
        only = f" Chỉ dùng thêm được {', '.join(known)}." if known else " Bỏ đi rồi chạy lại."
        raise typer.BadParameter(f"{way} không đi cùng {', '.join(odd)}.{only}")


def refuse_beside(ctx: typer.Context, way: str, *odd: str) -> None:
    """Raises a usage error for options that do nothing beside another one (``way``), where that is given."""
    given = given_options(ctx)
    if way in given and (found := [name for name in odd if name in given]):
        raise typer.BadParameter(f"{way} không đi cùng {', '.join(found)}. Bỏ đi rồi chạy lại.")


def refuse_alone(ctx: typer.Context, option: str, *partners: str) -> None:
    """Raises a usage error for an option that does nothing unless one of its partners is given too."""
    given = given_options(ctx)
    if option in given and not {*partners} & {*given}:
        raise typer.BadParameter(f"{option} chỉ dùng cùng {' hoặc '.join(partners)}.")


def refuse_no_change(stated: object, example: str) -> None:
    """Raises a usage error for a command that edits and is told nothing to edit."""
    if not stated:
        raise typer.BadParameter(f"nêu điều cần sửa, ví dụ: {example}.")


def given_options(ctx: typer.Context) -> list[str]:
    """The options of the command line by their long names; of a pair such as ``--x/--no-x`` by the first."""
    options = [param for param in ctx.command.params if param.param_type_name == "option"]
    values = ((param, ctx.params.get(param.name or "")) for param in options)
    return [
        max(param.opts, key=len)
        for param, value in values
        if value or (value is False and param.secondary_opts)
    ]


def refuse_dash(params: Iterable[Any], values: Mapping[str, Any]) -> None:
    """Raises a usage error for ``-``, a standard stream, in place of a file where none is read or written.

    A file or folder of that name would be made, or looked for.
    """
    for param in params:
        if _takes_dash(param):
            continue
        given = values.get(param.name)
        if "-" in map(str, given if isinstance(given, (list, tuple)) else [given]):
            raise typer.BadParameter("“-” không dùng được ở đây; ghi tên tệp, thư mục.", param=param)


def refuse_folder(params: Iterable[Any], values: Mapping[str, Any]) -> None:
    """Raises UnknownName for a folder in place of one file, read or written.

    Windows answers that it may not be opened, and a clerk would look for rights. Where several files, or a
    folder of them, are taken, the word on the help page is another one.
    """
    for param in params:
        given = values.get(param.name) if param.metavar == "TỆP" else None
        for path in given if isinstance(given, (list, tuple)) else [given]:
            if path and Path(path).is_dir():
                raise UnknownName.folder(clean(str(path)))


def _takes_dash(param: Any) -> bool:
    """What is no file or folder takes every text. Since typer 0.29 a parameter tells its type otherwise."""
    if hasattr(param, "type"):
        return bool(getattr(param.type, "allow_dash", True))
    told = param.type_descriptor
    return "Path" not in str(told.annotation) or bool(told.parameter_info.allow_dash)


def usage_error(error: Any) -> UsageError:
    """Typer's usage error in Vietnamese, with the command that explains more."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "bcd35"
    message = _TEXTS.get(type(error).__name__, _other)(error)
    return UsageError("usage", message, where=path, fix=f"Xem cách dùng: {path} --help")


def _no_such_option(error: Any) -> str:
    near = f" Có phải ý bạn là {' hoặc '.join(error.possibilities)}?" if error.possibilities else ""
    return f"Không có tùy chọn “{clean(error.option_name)}”.{near}"


def _missing(error: Any) -> str:
    noun = "tham số" if error.param.param_type_name == "argument" else "tùy chọn"
    return f"Thiếu {noun} “{_name(error.param)}”."


# What the parser says of a path, in its own English.
_PATH_FAULTS = {
    "is not readable": "Không mở được “{}”: không có quyền đọc, hoặc tệp đang bị khóa.",
    "is not writable": "Không ghi được vào “{}”: không có quyền ghi.",
    "does not exist": "Không có “{}”.",
}


def _bad_value(error: Any) -> str:
    message = clean(error.message)
    found = re.fullmatch(r"\w+ '(.*)' (is not readable|is not writable|does not exist)\.?", message)
    if found:
        message = _PATH_FAULTS[found[2]].format(found[1])
    return f"{_name(error.param)}: {message}" if error.param else message


def _needs_value(error: Any) -> str:
    return f"Tùy chọn “{clean(error.option_name)}” dùng chưa đúng: thiếu giá trị, hoặc thừa giá trị."


def _other(error: Any) -> str:
    message = clean(error.format_message())
    names = re.findall(r"'([^']*)'", message)
    if message.startswith("No such command") and names:
        similar = names[1:] or _near_names(names[0], getattr(error, "ctx", None))
        near = f" Có phải ý bạn là {' hoặc '.join(similar)}?" if similar else ""
        return f"Không có lệnh “{names[0]}”.{near}"
    if message.startswith("Got unexpected extra argument"):
        return f"Thừa tham số: “{message.rpartition('(')[2].rstrip(').')}”."
    return "Thiếu tên lệnh." if message.startswith("Missing command") else message


def _near_names(typed: str, ctx: Any) -> tuple[str, ...]:
    """Vietnamese names of commands that look like the one typed; the parser suggests English ones only."""
    from bcd35.cli.names import VIETNAMESE

    group = ctx.command_path.partition(" ")[2] if ctx else ""
    return suggest(typed, VIETNAMESE.get(group, {}).values())


def _name(param: Any) -> str:
    """An argument's name on the help page, or an option's long name."""
    name: str = param.metavar if param.param_type_name == "argument" else param.opts[-1]
    return name


_TEXTS: dict[str, Callable[[Any], str]] = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "BadOptionUsage": _needs_value,
}
