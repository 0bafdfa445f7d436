"""What commands are declared with: an app with Vietnamese help pages, and the options all commands share.

Typer's own help rows change from version to version. So the pages are written here, from what a parameter
was declared with: names, metavar, help, default. Typer does not document what that needs. It is click's
documented interface, which typer passes on: ``parse_args`` and the ``format_…`` of a command, the
``command_path`` of a context, the fields of a parameter. No name with a leading underscore is used, and the
gate runs the tests of the command line under the newest typer.
"""

from collections.abc import Iterable
from functools import cache
from itertools import takewhile
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from bcd35.cli.names import vietnamese
from bcd35.cli.usage_errors import (
    refuse_dash,
    refuse_empty,
    refuse_folder,
    refuse_placeholders,
    refuse_twice,
    usage_errors_of,
)
from bcd35.show.screen import UNBROKEN, OutputOptions

_ROOT_HELP = "Thư mục làm việc (hoặc biến BCD35_ROOT)."


def options_of(ctx: Any) -> OutputOptions:
    """The shared options given so far, before or after the sub-command."""
    options: OutputOptions = ctx.find_root().obj
    return options


def _shared(text: str, *names: str, metavar: str | None = None) -> Any:
    return typer.Option(*names, metavar=metavar, help=text, show_default=False)


def _declared(
    root: Annotated[str, _shared(_ROOT_HELP, "-C", "--root", metavar="THƯ_MỤC")] = "",
    json: Annotated[bool, _shared("In một đối tượng JSON cho máy đọc.", "--json")] = False,
    quiet: Annotated[bool, _shared("Chỉ in kết quả, không in lời nhắc.", "-q", "--quiet")] = False,
    no_color: Annotated[bool, _shared("Không tô màu.", "--no-color")] = False,
    no_input: Annotated[bool, _shared("Không hỏi gì; thiếu thì báo lỗi.", "--no-input")] = False,
) -> None:
    """Declares the shared options; their values go to the run's ``OutputOptions``."""


def _parameters_of(function: Any) -> list[Any]:
    app = typer.Typer(add_completion=False)
    app.command()(function)
    return typer.main.get_command(app).params


@cache
def _shared_options() -> list[Any]:
    return _parameters_of(_declared)


def _keep_shared(ctx: Any) -> None:
    """Move what was given of the shared options to the run's own; no command takes them as its arguments.

    A folder named before the command and after it may be two. Not done by callbacks of the options: typer
    reads the signature of each, a hundredth of every start.
    """
    options = options_of(ctx)
    for param in _shared_options():
        if value := ctx.params.pop(param.name, None):
            if not param.is_flag and getattr(options, param.name):
                raise typer.BadParameter("nêu hai lần; chỉ nhận một giá trị.", param=param)
            setattr(options, param.name, value)


class _OfficeParts:
    """The shared options and the Vietnamese help page; mixed into typer's command and group."""

    params: list[Any]
    usage_end: tuple[str, ...] = ()

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.params.extend(_shared_options())

    def own_arguments(self, args: list[str]) -> Iterable[str]:
        """The arguments that this command reads itself; a group leaves the rest to its command."""
        return args

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments that are left for a sub-command."""
        with usage_errors_of(ctx):
            own = list(self.own_arguments(args))
            refuse_empty(own)
            refuse_placeholders(own)
            refuse_twice(own, self.params)
            try:
                left: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]  # typer's own
            finally:  # what is refused is told as these options ask
                _keep_shared(ctx)
            refuse_dash(self.params, ctx.params)
            refuse_folder(self.params, ctx.params)
        return left

    def get_help(self, ctx: Any) -> str:
        """The page, each word of an option whole: click breaks a line behind any hyphen."""
        page: str = super().get_help(ctx)  # type: ignore[misc]  # typer's own
        return page.replace(UNBROKEN, "-")

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """``Cách dùng: bcd35 notify [TÙY CHỌN] [ĐỢT]``."""
        arguments = [param for param in self.params if _is_argument(param)]
        names = (param.metavar if param.required else f"[{param.metavar}]" for param in arguments)
        pieces = ("[TÙY CHỌN]", *names, *self.usage_end)
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Cách dùng: ")
        group, _, name = _whole_name(ctx).rpartition(" ")
        if own := vietnamese(name, group):
            formatter.write(f"Gõ tiếng Việt: {' '.join(filter(None, ('bcd35', vietnamese(group), own)))}\n")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Two lists: arguments, options."""
        params = self.get_params(ctx)  # type: ignore[attr-defined]  # typer's own
        arguments = [param for param in params if _is_argument(param)]
        options = [param for param in params if not (_is_argument(param) or param.hidden)]
        _write_list(formatter, "Tham số", map(_help_row, arguments))
        _write_list(formatter, "Tùy chọn", map(_help_row, options))

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """The program's own closing words, or two examples of the command."""
        from bcd35.cli.examples import examples_of  # only a help page needs them

        super().format_epilog(ctx, formatter)  # type: ignore[misc]  # typer's own
        if examples := examples_of(_whole_name(ctx)):
            with formatter.section("Ví dụ"):
                formatter.write("".join(f"  {example}\n" for example in examples))


class OfficeCommand(_OfficeParts, TyperCommand):
    """A command with the shared options."""


class OfficeGroup(_OfficeParts, TyperGroup):
    """A group of commands with the shared options."""

    usage_end = ("LỆNH …",)

    def own_arguments(self, args: list[str]) -> Iterable[str]:
        """Up to the name of the sub-command."""
        return takewhile(lambda text: text not in self.commands, args)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As a command's; without any argument a person gets the group's help page."""
        return super().parse_args(ctx, args or ([] if options_of(ctx).json else ["--help"]))

    def sections(self) -> Iterable[tuple[str, Iterable[str]]]:
        """The heading of each list of commands, and their names."""
        return [("Lệnh", self.commands)]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The lists of options and of commands, these with their Vietnamese names."""
        super().format_options(ctx, formatter)
        group = _whole_name(ctx)
        for heading, names in self.sections():
            rows = ((name, self.commands[name].get_short_help_str(limit=90)) for name in names)
            listed = ((f"{name}, {vietnamese(name, group)}", words) for name, words in rows)
            _write_list(formatter, heading, listed)


def _whole_name(ctx: Any) -> str:
    """``rounds list``; empty for the program itself."""
    name: str = ctx.command_path.partition(" ")[2]
    return name


def _write_list(formatter: Any, title: str, rows: Iterable[tuple[str, str]]) -> None:
    listed = list(rows)
    if listed:
        with formatter.section(title):
            formatter.write_dl([(name, text.replace("-", UNBROKEN)) for name, text in listed])


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _help_row(param: Any) -> tuple[str, str]:
    """The names of a parameter, short one first, and what it is for."""
    names = [] if _is_argument(param) else [*param.opts, *param.secondary_opts]
    options = sorted(names, key=lambda name: name.startswith("--"))
    texts = ["In trang này." if "--help" in param.opts else param.help]
    if param.required:
        texts.append("[bắt buộc]")
    elif param.show_default and param.default:
        texts.append(f"[mặc định: {param.default}]")
    return " ".join(filter(None, [", ".join(options), param.metavar])), "  ".join(texts)


def new_app(
    summary: str, name: str | None = None, epilog: str | None = None, cls: type[OfficeGroup] = OfficeGroup
) -> typer.Typer:
    """A Typer app, or a group of commands, without tracebacks.

    Its help is plain text: typer's boxed help would double the start-up.
    """
    return typer.Typer(
        name=name,
        help=summary,
        epilog=epilog,
        cls=cls,
        no_args_is_help=False,  # OfficeGroup.parse_args shows the help page itself.
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        pretty_exceptions_show_locals=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
