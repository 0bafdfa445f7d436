"""Typer with a Vietnamese face.

The options that every command shares, help pages, and usage errors in the clerk's words.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from bcd35.domain.dates import parse_typed_date
from bcd35.domain.errors import UsageError
from bcd35.domain.text import clean
from bcd35.show.screen import Manner

# Typer exports BadParameter only; its parent is the base of every usage error, with click vendored (typer ≥
# 0.26) or not.
ClickUsageError: type[Exception] = typer.BadParameter.__mro__[1]


def _remember(ctx: Any, param: Any, value: Any) -> None:
    if value:
        setattr(manner_of(ctx), param.name, value)


def manner_of(ctx: Any) -> Manner:
    """The shared options given so far, before or after the sub-command."""
    root = ctx.find_root()
    if root.obj is None:
        root.obj = Manner()
    manner: Manner = root.obj
    return manner


def _shared_options() -> list[Any]:
    def flag(names: list[str], words: str) -> TyperOption:
        return TyperOption(
            param_decls=names, is_flag=True, default=False, expose_value=False, callback=_remember, help=words
        )

    return [
        TyperOption(
            param_decls=["root", "-C", "--root"],
            type=str,
            metavar="THƯ_MỤC",
            expose_value=False,
            callback=_remember,
            help="Thư mục làm việc (hoặc biến BCD35_ROOT).",
        ),
        flag(["json", "--json"], "In một đối tượng JSON cho máy đọc."),
        flag(["quiet", "-q", "--quiet"], "Chỉ in kết quả, không in lời nhắc."),
        flag(["no_color", "--no-color"], "Không tô màu."),
    ]


class _VietnameseHelp:
    """Help sections in Vietnamese; mixed into command and group."""

    params: list[Any]

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        # Typer ≥ 0.26 puts braces around a required argument; Windows' and our own pages do without.
        pieces = [piece.strip("{}") for piece in self.collect_usage_pieces(ctx)]  # type: ignore[attr-defined]  # of the class it is mixed into
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Cách dùng: ")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        sections: dict[str, list[tuple[str, str]]] = {"Tham số": [], "Tùy chọn": []}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]  # as above
            record = param.get_help_record(ctx)
            if record:
                sections["Tham số" if isinstance(param, TyperArgument) else "Tùy chọn"].append(
                    (record[0], _vietnamese(record[1]))
                )
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
        if isinstance(self, TyperGroup):
            _format_commands(self, ctx, formatter)

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """A group without a command shows its page (to a person).

        An error of the parser names the command it stopped at.
        """
        try:
            asks_for_help = isinstance(self, TyperGroup) and not args and not manner_of(ctx).json
            return super().parse_args(ctx, ["--help"] if asks_for_help else args)  # type: ignore[misc]  # as above
        except ClickUsageError as error:
            if getattr(error, "ctx", None) is None:
                error.ctx = ctx  # type: ignore[attr-defined]  # typer's vendored class is not exported
            raise

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]  # as above
        if option is not None:
            option.help = "In trang này."
        return option


def _vietnamese(words: str) -> str:
    return re.sub(r"\[default: (.*)\]$", r"[mặc định: \1]", words.replace("[required]", "[bắt buộc]"))


def _format_commands(group: TyperGroup, ctx: Any, formatter: Any) -> None:
    commands = ((name, group.get_command(ctx, name)) for name in group.list_commands(ctx))
    rows = [
        (name, command.get_short_help_str(limit=90))
        for name, command in commands
        if command is not None and not command.hidden
    ]
    if rows:
        with formatter.section("Lệnh"):
            formatter.write_dl(rows)


class OfficeCommand(_VietnameseHelp, TyperCommand):
    """A command with the shared options."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **{**settings, "options_metavar": "[TÙY CHỌN]"})
        self.params.extend(_shared_options())


class OfficeGroup(_VietnameseHelp, TyperGroup):
    """A group of commands with the shared options."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(
            *args, **{**settings, "options_metavar": "[TÙY CHỌN]", "subcommand_metavar": "LỆNH …"}
        )
        self.params.extend(_shared_options())


def new_app(words: str, name: str | None = None, epilog: str | None = None) -> typer.Typer:
    """A Typer app (or group of commands) in our manner.

    Plain help, which starts twice as fast as the boxed one, and no tracebacks.
    """
    return typer.Typer(
        name=name,
        help=words,
        epilog=epilog,
        cls=OfficeGroup,
        no_args_is_help=False,  # OfficeGroup sees to it
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )


# --- text of the command line → values ----------------------------------------------------------------------


def typed_text(text: str) -> str:
    """Text as it enters: cleaned once."""
    return clean(text)


def typed_date(text: str) -> Any:
    """``2025-11-22`` or ``22/11/2025``."""
    value = parse_typed_date(text)
    if value is None:
        raise typer.BadParameter(f"“{clean(text)}” không phải ngày; ghi dạng 2025-11-22 hoặc 22/11/2025.")
    return value


def typed_output(path: Path, *suffixes: str) -> Path:
    """A file to be written, by its kind: a slip of the hand must not overwrite something else."""
    if path.suffix.lower() not in suffixes:
        raise typer.BadParameter(f"-o: “{clean(path.name)}” phải có đuôi {' hoặc '.join(suffixes)}.")
    return path


def typed_choice(*allowed: str) -> Callable[[str], Any]:
    """One of a few words; typer's own choice speaks English when it refuses."""

    def parse(text: str) -> Any:
        if text not in allowed:
            raise typer.BadParameter(f"không có “{clean(text)}”; chọn một trong: {', '.join(allowed)}.")
        return text

    return parse


def typed_number(text: str) -> Any:
    """A whole number from 1 up."""
    if not re.fullmatch(r"[0-9]{1,6}", text.strip()) or int(text) < 1:
        raise typer.BadParameter(f"“{clean(text)}” không phải số nguyên từ 1 trở lên.")
    return int(text)


# --- usage errors -------------------------------------------------------------------------------------------


def usage_error(error: Any) -> UsageError:
    """Typer's usage error in Vietnamese, with the command that explains more."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "bcd35"
    message = _WORDS.get(type(error).__name__, _other_words)(error)
    return UsageError("usage", message, where=path, fix=f"Xem cách dùng: {path} --help")


def _no_such_option(error: Any) -> str:
    near = f" Có phải ý bạn là {' hoặc '.join(error.possibilities)}?" if error.possibilities else ""
    return f"Không có tùy chọn “{clean(error.option_name)}”.{near}"


def _missing(error: Any) -> str:
    param = error.param
    noun = "tham số" if isinstance(param, TyperArgument) else "tùy chọn"
    name = (
        param.metavar or param.name if isinstance(param, TyperArgument) else (param.opts or [param.name])[-1]
    )
    return f"Thiếu {noun} “{name}”."


def _bad_value(error: Any) -> str:
    param = error.param
    name = (
        ""
        if param is None
        else param.metavar or param.name
        if isinstance(param, TyperArgument)
        else (param.opts or [param.name])[-1]
    )
    return f"{name}: {clean(error.message)}" if name else clean(error.message)


def _needs_value(error: Any) -> str:
    return f"Tùy chọn “{clean(error.option_name)}” dùng chưa đúng: thiếu giá trị, hoặc thừa giá trị."


def _other_words(error: Any) -> str:
    message = clean(error.format_message())
    names = re.findall(r"'([^']*)'", message)
    if message.startswith("No such command") and names:
        near = f" Có phải ý bạn là {' hoặc '.join(names[1:])}?" if names[1:] else ""
        return f"Không có lệnh “{names[0]}”.{near}"
    if message.startswith("Got unexpected extra argument"):
        return f"Thừa tham số: {message.rpartition('(')[2].rstrip(').')}."
    return "Thiếu tên lệnh." if message.startswith("Missing command") else message


_WORDS: dict[str, Callable[[Any], str]] = {
    "NoSuchOption": _no_such_option,
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "BadOptionUsage": _needs_value,
    "BadArgumentUsage": _other_words,
}
