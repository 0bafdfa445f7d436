"""The one error border.

Whatever happens below ends here as a clear sentence and a documented exit code, never as a traceback.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bcd35.cli.usage_errors import TyperUsageError, usage_error
from bcd35.domain.errors import INTERRUPTED, Bcd35Error, Refused
from bcd35.show.screen import OutputOptions, Screen, show, show_error

_REASONS = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EEXIST: "đã có tệp trùng tên thư mục cần tạo",
    errno.ENOTDIR: "một phần đường dẫn là tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa hoặc mạng có lỗi",
    errno.ENOSPC: "ổ đĩa đầy",
    errno.ENAMETOOLONG: "tên dài quá mức cho phép",
}


def run(arguments: Sequence[str], *, now: datetime | None = None) -> int:
    """One command line → its exit code. ``now`` stands in for the clock in tests."""
    options = OutputOptions(json="--json" in arguments, now=now)
    try:
        screen = _invoke(list(arguments) or ["--help"], options)
        return _printed(screen, options)
    except TyperUsageError as error:
        return _fail(usage_error(error), options)
    except Bcd35Error as error:
        return _fail(error, options)
    except (KeyboardInterrupt, EOFError):
        return _interrupted()
    except Exception as error:  # noqa: BLE001 – the border itself
        return _fail(_translated(error), options)


def _invoke(arguments: list[str], options: OutputOptions) -> Screen | None:
    import typer

    from bcd35.cli.app import build_app

    command = typer.main.get_command(build_app(arguments))
    try:
        result = command.main(arguments, prog_name="bcd35", standalone_mode=False, obj=options)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:
        # how typer ends a help page whose reader went away; nothing else of ours writes to a pipe in there
        _turn_away(sys.stdout)
        return None
    if result == INTERRUPTED:  # how typer ≥ 0.26 hands on Ctrl-C
        raise KeyboardInterrupt
    return result if isinstance(result, Screen) else None


def _fail(error: Bcd35Error, options: OutputOptions) -> int:
    stream = sys.stdout if options.json else sys.stderr
    try:
        show_error(error.findings, error.exit_code, options)
        stream.flush()
    except OSError:  # nobody reads it, or there is no room: the exit code still tells
        _turn_away(stream)
    return error.exit_code


def _interrupted() -> int:
    sys.stderr.write("\nĐã dừng theo yêu cầu. Việc chưa xong thì chưa ghi vào sổ; chạy lại lệnh là được.\n")
    return INTERRUPTED


def _printed(screen: Screen | None, options: OutputOptions) -> int:
    """The act is done: a reader that went away (``| head``) must not turn it into a failure, nor a full disk
    into a traceback.
    """
    code = screen.exit_code if screen else 0
    try:
        if screen:
            show(screen, options)
        sys.stdout.flush()
    except BrokenPipeError:
        _turn_away(sys.stdout)
    except OSError as error:
        _turn_away(sys.stdout)
        sys.stderr.write(f"Lệnh đã làm xong nhưng không in hết được kết quả ({_reason(error)}).\n")
        return code or Refused.exit_code
    return code


def _turn_away(stream: TextIO) -> None:
    """What is still in the stream's buffer goes nowhere.

    Else the interpreter would try to write it again at its end, and complain.
    """
    with contextlib.suppress(OSError):  # a stand-in of a test has no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _translated(error: Exception) -> Bcd35Error:
    """Errors of the disk and the database in the clerk's words; anything else is our bug and leaves a log."""
    import sqlite3

    if isinstance(error, sqlite3.Error):
        from bcd35.store.connection import explain

        known = explain(error, "bcd35.db")
        if known:
            return known
    if isinstance(error, PermissionError):
        name = _plain_name(error)
        message = (
            f"Không ghi hoặc không đọc được “{name}”: tệp đang mở ở chương trình khác, hoặc thư mục chỉ cho "
            "đọc."
        )
        return Refused(
            "no_permission", message, where=name, fix="Đóng tệp, kiểm tra quyền của thư mục rồi chạy lại."
        )
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        message = "Ổ đĩa đầy; lệnh dừng lại, việc chưa xong thì chưa ghi vào sổ."
        return Refused("disk_full", message, where=_plain_name(error), fix="Dọn ổ đĩa rồi chạy lại.")
    if isinstance(error, OSError):
        reason = _reason(error)
        message = f"Không dùng được “{_plain_name(error)}” ({reason})."
        return Refused(
            "file_error", message, where=_plain_name(error), fix="Kiểm tra đường dẫn, ổ đĩa rồi chạy lại."
        )
    return _bug(error)


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0, f"lỗi hệ thống số {error.errno}")


def _plain_name(error: OSError) -> str:
    """The file or folder that the clerk knows; our temporary names say nothing to anybody."""
    name = str(error.filename2 or error.filename or "")
    path = Path(name)
    return str(path.parent) if path.name.startswith(".bcd35-") else name


def _bug(error: Exception) -> Bcd35Error:
    """A fault of this program.

    A short text, and a log that names code lines but holds no data of the office.
    """
    import tempfile
    import traceback

    from bcd35 import __version__

    frames = traceback.extract_tb(error.__traceback__)
    lines = [
        f"bcd35 {__version__}, Python {sys.version.split()[0]}, {sys.platform}",
        f"{type(error).__module__}.{type(error).__name__}",
    ]
    # The error's own text is left out: it may quote a name, a path or an address.
    lines += [f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    with tempfile.NamedTemporaryFile(
        "w", prefix="bcd35-loi-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write("\n".join(lines) + "\n")
    message = "Chương trình gặp lỗi ngoài dự kiến; sổ không bị thay đổi bởi phần việc dở dang."
    return Bcd35Error("bug", message, where=log.name, fix=f"Gửi tệp nhật ký cho người phụ trách: {log.name}")
