"""The table of commands.

Only what a command line names is imported and declared: reading 30 signatures to run one of them would cost more than running it.
Use cases and heavy libraries load inside the command that needs them.
"""

from collections.abc import Sequence
from importlib import import_module

import typer

from bcd35.cli.framework import OfficeCommand, new_app

_WORDS = "Công văn, bảng kiểm, mẫu báo cáo gửi đơn vị; ghi nhận báo cáo; tổng hợp."
_EXAMPLES = """\b
Thường dùng, theo thứ tự:
  bcd35 notify --draft                    soạn thử
  bcd35 notify                            cấp số, phát hành
  bcd35 record-report THƯ_MỤC             nhận các mẫu trả về
  bcd35 status                            ai chưa báo cáo
  bcd35 export-summary -o tong-hop.xlsx   tổng hợp cho lãnh đạo
"""
# Command → its module under cli/; every module has COMMANDS: name → function.
COMMANDS = {
    "notify": "letters",
    "record-report": "reports",
    "status": "summary",
    "export-summary": "summary",
    "init": "upkeep",
    "import": "upkeep",
    "check": "upkeep",
}
GROUPS = {
    "channels": "Sổ kênh truyền thông chính thức.",
    "units": "Danh sách đơn vị trực thuộc.",
    "rounds": "Các đợt: nội dung, chỉ tiêu, thời hạn.",
}
_ROOT_OPTIONS = ("-C", "--root")


def build_app(arguments: Sequence[str]) -> typer.Typer:
    """The command line, as far as ``arguments`` name it; all top-level names are always there, for help and for typing errors."""
    wanted = [*_names(arguments), "", ""]
    app = new_app(_WORDS, epilog=_EXAMPLES)
    for name, module in COMMANDS.items():
        if wanted[0] == name or wanted[0] not in (*COMMANDS, *GROUPS):
            app.command(name, cls=OfficeCommand)(import_module(f"bcd35.cli.{module}").COMMANDS[name])
    for name, words in GROUPS.items():
        group = new_app(words, name=name)
        if wanted[0] == name:
            _fill(group, name, wanted[1])
        app.add_typer(group)
    return app


def _fill(group: typer.Typer, name: str, wanted: str) -> None:
    commands = import_module(f"bcd35.cli.{name}").COMMANDS
    for command, function in commands.items():
        if wanted == command or wanted not in commands:
            group.command(command, cls=OfficeCommand)(function)


def _names(arguments: Sequence[str]) -> list[str]:
    """The arguments that are neither options nor the workspace's folder."""
    return [
        text for before, text in zip(("", *arguments), arguments, strict=False) if not text.startswith("-") and before not in _ROOT_OPTIONS
    ]
