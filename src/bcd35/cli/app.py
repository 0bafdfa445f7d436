"""The table of commands.

Only what a command line names is imported and declared: reading all signatures to run one of them would cost
more than running it. Use cases and heavy libraries load inside the command that needs them.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bcd35.cli.framework import OfficeCommand, OfficeGroup, new_app
from bcd35.cli.names import ROOT_OPTIONS, in_english, places_of_names
from bcd35.domain.errors import WorkspaceError

if TYPE_CHECKING:
    from bcd35.show.screen import Screen

_SUMMARY = "Công văn, bảng kiểm, mẫu báo cáo gửi đơn vị; ghi nhận báo cáo; tổng hợp."
_EXAMPLES = """\b
Thường dùng, theo thứ tự:
  bcd35 init                              lần đầu: tạo thư mục làm việc
  bcd35                                   hôm nay có việc gì
  bcd35 notify --draft                    soạn thử
  bcd35 notify                            cấp số, phát hành
  bcd35 record-report THƯ_MỤC             nhận các mẫu trả về
  bcd35 status                            ai chưa báo cáo
  bcd35 remind                            đôn đốc đơn vị chưa báo cáo
  bcd35 export-summary -o tong-hop.xlsx   tổng hợp cho lãnh đạo
  bcd35 help                              sổ tay: cách làm từng việc
  bcd35 --version                         số phiên bản
"""
# Command → its module under cli/ (which has COMMANDS: name → function) and its line in the list of commands.
COMMANDS = {
    "today": ("today", "Hôm nay: các đợt đang mở, việc đang chờ, và lệnh làm từng việc ấy."),
    "notify": ("letters", "Phát hành công văn của đợt: công văn, bảng kiểm, mẫu báo cáo cho từng đơn vị."),
    "record-report": ("receiving", "Ghi nhận báo cáo: ghi tay cho một đơn vị, hoặc nhận các mẫu trả về."),
    "return-report": (
        "give_back",
        "Gửi trả báo cáo bị từ chối: công văn đề nghị sửa, kèm mẫu đã điền phần đúng.",
    ),
    "status": ("summary", "Tình hình báo cáo: ai đã báo cáo, ai trễ, ai chưa."),
    "why": (
        "why",
        "Vì sao một đơn vị có tình trạng ấy: từng công văn, tệp, quyết định, ngày; điều làm thay đổi.",
    ),
    "remind": ("reminders", "Đôn đốc các đơn vị chưa báo cáo: công văn có số, thời hạn mới."),
    "export-summary": ("summary", "Ghi bảng tổng hợp cho lãnh đạo: Excel, hoặc số liệu mở."),
    "casefile": ("casefile", "Ghi hồ sơ của đợt vào một tệp .zip để lưu trữ, kiểm tra; hoặc kiểm một hồ sơ."),
    "check-format": ("check_format", "Soát thể thức tệp Word; sửa, ghi lời bình sang tệp mới."),
    "init": ("upkeep", "Tạo thư mục làm việc với dữ liệu và tệp mẫu mặc định."),
    "demo": ("demo", "Tạo thư mục dùng thử có sẵn công văn, báo cáo gửi về, để tập mọi lệnh."),
    "office": ("office", "Xem, sửa những gì in trên công văn: tên cơ quan, người ký, Kính gửi, Nơi nhận."),
    "import": ("upkeep", "Nhập các tệp trong data/ vào sổ: nêu thay đổi rồi ghi một lần."),
    "log": ("log", "Nhật ký: việc gì, lệnh nào, trước và sau ra sao, sửa lại bằng lệnh nào."),
    "undo": ("undo", "Sửa lại việc vừa làm: nêu lệnh sửa, hỏi, rồi chạy chính lệnh ấy; không xóa gì."),
    "pdf": ("printing", "Làm bản PDF của các tệp .docx, cạnh từng tệp."),
    "print": ("printing", "Ghép mọi công văn của đợt vào một tệp để in."),
    "recover": (
        "recovery",
        "Khi sổ cũ hơn thư mục: nêu những gì ngoài sổ; nhận vào sổ, hoặc đi tiếp từ một số.",
    ),
    "check": ("upkeep", "Kiểm tra sổ và các tệp mà sổ đã ghi; không sửa gì."),
    "backup": ("backup", "Sao lưu cả thư mục làm việc sang nơi khác; chỉ chép cái mới, đọc lại từng tệp."),
    "update": ("updating", "Sau khi cập nhật chương trình: tệp mẫu, thể thức nào cũ hơn; lấy bản mới."),
    "restore": ("backup", "Lấy lại từ bản sao: cả thư mục, hoặc tệp bị mất; thử một bản sao."),
    "doctor": ("doctor", "Khám máy và thư mục làm việc: điều gì chưa ổn, làm gì cho ổn."),
    "help": ("manual", "Sổ tay: cách làm từng việc, tìm theo tên việc; có hình khi mở bằng trình duyệt."),
    "completion": ("completion", "In đoạn cài gợi ý lệnh bằng phím Tab cho PowerShell, bash, zsh."),
}
GROUPS = {
    "letters": "Sổ cấp số: mọi số đã cấp; hủy, để dành, dùng ngoài chương trình; làm lại tệp bị mất.",
    "channels": "Sổ kênh truyền thông chính thức.",
    "units": "Danh sách đơn vị trực thuộc.",
    "holidays": "Lịch nghỉ: ngày nghỉ, ngày làm bù; xác nhận theo quyết định từng năm.",
    "template": "Tệp mẫu của văn phòng.",
    "rounds": "Các đợt: nội dung, chỉ tiêu, thời hạn.",
    "contributions": "Tin, bài, ảnh, video đơn vị gửi về: biên tập, đăng ở đâu.",
    "reports": "Báo cáo của một đơn vị: các lần gửi; sửa, rút, chuyển báo cáo đã ghi.",
}
# A printed command of these is told the folder when this run was; the others need none, or make one.
OF_A_WORKSPACE = frozenset((*COMMANDS, *GROUPS)) - {"init", "demo", "help", "completion"}
# Of the groups whose module has not their name, or that have a second one for what is asked more seldom.
_MODULES = {"letters": ("number_book",), "channels": ("channels", "channel_changes")}
# How the first help page lists them: what is typed most stands first.
SECTIONS = {
    "Hằng ngày": (
        *("today", "status", "notify", "record-report", "return-report", "remind", "export-summary", "why"),
    ),
    "Danh sách và sổ": (
        *("rounds", "units", "channels", "letters", "reports", "contributions", "holidays"),
        *("office", "import"),
    ),
    "Giấy tờ": ("print", "pdf", "check-format", "template", "casefile"),
    "Sửa lại, sao lưu": ("log", "undo", "check", "backup", "restore", "recover"),
    "Bắt đầu, cập nhật": ("init", "demo", "help", "update", "doctor", "completion"),
}


class _Program(OfficeGroup):
    """All commands, and the options that stand before or behind any of them."""

    def sections(self) -> Iterable[tuple[str, Iterable[str]]]:
        return SECTIONS.items()


def whole_command(arguments: Sequence[str]) -> list[str]:
    """The command line in English; without a command it asks for today's desk, or for help outside."""
    if any(text.startswith("@") for text in arguments):
        from bcd35.cli.kept_words import with_kept_words

        arguments = with_kept_words(arguments)
    english = in_english(arguments)
    if _names(english) or {"-h", "--help"}.intersection(english):
        return english
    return [*english, "today"] if _has_workspace(english) else english or ["--help"]


def _has_workspace(arguments: Sequence[str]) -> bool:
    """Whether one is named, or the folder lies in one."""
    from bcd35.world.workspace import nearest_workspace

    if os.environ.get("BCD35_ROOT") or any(text.startswith(ROOT_OPTIONS) for text in arguments):
        return True  # where it is none after all, the command says so
    with contextlib.suppress(WorkspaceError):
        return bool(nearest_workspace(None, Path.cwd()))
    return False


def build_app(arguments: Sequence[str]) -> typer.Typer:
    """The command line, as far as ``arguments`` name it.

    All top-level names are there, for the help page and for suggestions after a typing error.
    """
    wanted = [*_names(arguments), "", ""]
    app = new_app(_SUMMARY, epilog=_EXAMPLES, cls=_Program)
    named = wanted[0] in (*COMMANDS, *GROUPS)
    for name, (module, summary) in COMMANDS.items():
        if wanted[0] == name:
            app.command(name, cls=OfficeCommand, help=summary)(
                import_module(f"bcd35.cli.{module}").COMMANDS[name]
            )
        elif not named:  # a help page or a typing error: every command is listed, none is called
            app.command(name, cls=OfficeCommand, help=summary)(_not_named)
    for name, summary in GROUPS.items():
        if wanted[0] == name or not named:
            group = new_app(summary, name=name)
            if wanted[0] == name:
                _fill(group, name, wanted[1])
            app.add_typer(group)
    app.callback()(_not_named)  # with one command alone typer would take its name for an argument
    return app


def _not_named() -> None:
    """Takes the place of a command that is listed only, and of what the app itself would do."""


def _fill(group: typer.Typer, name: str, wanted: str) -> None:
    commands = commands_of(name, wanted)
    for command, function in commands.items():
        if wanted == command or wanted not in commands:
            group.command(command, cls=OfficeCommand)(function)


def commands_of(group: str, wanted: str = "") -> dict[str, Callable[..., "Screen"]]:
    """Name → function of a group's commands, as far as the module that has the one ``wanted``."""
    commands: dict[str, Callable[..., Screen]] = {}
    for module in _MODULES.get(group, (group,)):
        if wanted not in commands:
            commands |= import_module(f"bcd35.cli.{module}").COMMANDS
    return commands


def _names(arguments: Sequence[str]) -> list[str]:
    return [arguments[place] for place in places_of_names(arguments)]
