"""Where every error ends: as a clear sentence and a documented exit code, never as a traceback."""

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bcd35.cli.usage_errors import TyperUsageError, usage_error
from bcd35.domain.errors import INTERRUPTED, Bcd35Error, Stopped, UnknownName
from bcd35.domain.findings import Finding
from bcd35.show.screen import OutputOptions, Screen, show, show_error
from bcd35.store.acts import acts_of_this_run

_REASONS = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EEXIST: "đã có tệp trùng tên thư mục cần tạo",
    errno.ENOTDIR: "một phần đường dẫn là tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.EIO: "ổ đĩa hoặc mạng có lỗi",
    errno.ENOSPC: "ổ đĩa đầy",
    errno.EINVAL: "ổ đĩa không nhận; tên tệp không được có * ? : < > |",
    errno.ENAMETOOLONG: "tên dài quá mức cho phép",
}


def run(arguments: Sequence[str], *, now: datetime | None = None) -> int:
    """One command line → its exit code. ``now`` stands in for the clock in tests."""
    options = OutputOptions(json="--json" in arguments, now=now)
    acts_of_this_run.begin()
    try:
        screen = screen_of(arguments, options)
        return _printed(screen, options)
    except TyperUsageError as error:
        return _fail(usage_error(error), options)
    except Bcd35Error as error:
        return _fail(error, options)
    except (KeyboardInterrupt, EOFError):
        return _interrupted()
    except Exception as error:  # noqa: BLE001 – every error ends here
        return _fail(_with_what_is_recorded(_translated(error, options.database)), options)


def screen_of(arguments: Sequence[str], options: OutputOptions) -> Screen | None:
    """What one command line answers; None for a help page, which is printed already."""
    import typer

    from bcd35.cli.app import OF_A_WORKSPACE, build_app, whole_command

    options.commands = OF_A_WORKSPACE
    meant = whole_command(arguments)
    options.typed = tuple(meant)
    command = typer.main.get_command(build_app(meant))
    try:
        result = command.main(meant, prog_name="bcd35", standalone_mode=False, obj=options)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit:
        # Typer ends a help page so when its reader went away. Nothing else in there writes to a pipe.
        _discard_output(sys.stdout)
        return None
    if result == INTERRUPTED:  # how typer ≥ 0.26 hands on Ctrl-C
        raise KeyboardInterrupt
    return result if isinstance(result, Screen) else None


def _fail(error: Bcd35Error, options: OutputOptions) -> int:
    stream = sys.stdout if options.json else sys.stderr
    try:
        show_error((*error.findings, *_not_taken_in(error, options)), error.exit_code, options)
        stream.flush()
    except OSError:  # nobody reads it, or the disk is full; the exit code still tells
        _discard_output(stream)
    return error.exit_code


def _not_taken_in(error: Bcd35Error, options: OutputOptions) -> list[Finding]:
    """Register files with a fault, which may state what the ledger does not know."""
    unknown = isinstance(error, UnknownName) or error.findings[0].code == "no_round"
    return [note for note in options.notes if unknown and note.code == "register_broken"]


def _interrupted() -> int:
    sentence = "Việc chưa xong thì chưa ghi vào sổ; chạy lại lệnh là được."
    if acts_of_this_run.done:
        sentence = f"{_RECORDED} {_LOOK_FIRST}"
    sys.stderr.write(f"\nĐã dừng theo yêu cầu. {sentence}\n")
    return INTERRUPTED


_RECORDED = "Trước khi dừng, lệnh này đã ghi vào sổ; phần đã ghi còn nguyên."
_UNSURE = "Ổ đĩa báo lỗi đúng lúc ghi sổ: không chắc việc cuối cùng đã vào sổ hay chưa."
_LOOK_FIRST = "Xem việc ấy đã có trong sổ chưa rồi mới chạy lại lệnh, để không ghi hai lần: bcd35 log"


def _with_what_is_recorded(failure: Bcd35Error) -> Bcd35Error:
    """An error that came from outside, or a bug, with what is known of the ledger after it."""
    if acts_of_this_run.unsure or acts_of_this_run.done:
        known, advice = _UNSURE if acts_of_this_run.unsure else _RECORDED, f" {_LOOK_FIRST}"
    elif failure.exit_code == Bcd35Error.exit_code:
        known, advice = "Lệnh này chưa ghi gì vào sổ.", ""
    else:
        return failure
    first, *others = failure.findings
    told = first._replace(message=f"{first.message} {known}", fix=f"{first.fix}{advice}")
    failure.findings = (told, *others)
    return failure


def _is_reader_gone(error: OSError) -> bool:
    """Whether nobody reads any more. Windows says of a closed pipe that the value is invalid."""
    return error.errno == errno.EPIPE or (sys.platform == "win32" and error.errno == errno.EINVAL)


def _printed(screen: Screen | None, options: OutputOptions) -> int:
    """Print what a command did; its exit code.

    The act is done by now. A reader that went away (``| head``) is no failure, and a full disk
    gives one sentence.
    """
    code = screen.exit_code if screen else 0
    try:
        if screen:
            show(screen, options)
        sys.stdout.flush()
    except OSError as error:
        _discard_output(sys.stdout)
        if _is_reader_gone(error):
            return code
        sys.stderr.write(f"Lệnh đã làm xong nhưng không in hết được kết quả ({_reason(error)}).\n")
        return code or Stopped.exit_code
    return code


def _discard_output(stream: TextIO) -> None:
    """Discard what is still in the stream's buffer.

    The interpreter would otherwise write it again at its end, and print an error.
    """
    with contextlib.suppress(OSError):  # a stand-in of a test has no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _translated(error: Exception, database: Path | None = None) -> Bcd35Error:
    """An error of the disk or the database, in Vietnamese; any other one is a bug and leaves a log.

    Unless the ledger is damaged: no rule foresees what a damaged value does to a command.
    """
    import sqlite3

    if isinstance(error, sqlite3.Error):
        from bcd35.store.connection import explain

        known = explain(error, "bcd35.db")
        if known:
            return known
    if isinstance(error, OSError):
        return _of_the_disk(error)
    return _damage(database) or _bug(error)


def _of_the_disk(error: OSError) -> Bcd35Error:
    name = _plain_name(error)
    if isinstance(error, PermissionError):
        message = (
            f"Không ghi hoặc không đọc được “{name}”: tệp đang mở ở chương trình khác, hoặc thư mục chỉ cho "
            "đọc."
        )
        fix = "Đóng tệp, kiểm tra quyền của thư mục rồi chạy lại."
        return Stopped("no_permission", message, where=name, fix=fix)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        message = "Ổ đĩa đầy; lệnh dừng lại, việc chưa xong thì chưa ghi vào sổ."
        return Stopped("disk_full", message, where=name, fix="Dọn ổ đĩa rồi chạy lại.")
    used = f"“{name}”" if name else "ổ đĩa"  # a write or a sync does not say of which file
    message = f"Không dùng được {used} ({_reason(error)})."
    return Stopped("file_error", message, where=name, fix="Kiểm tra đường dẫn, ổ đĩa rồi chạy lại.")


def _damage(database: Path | None) -> Bcd35Error | None:
    if database is None or not database.is_file():
        return None
    from bcd35.usecases.workspace.ledger_check import damage_behind

    return damage_behind(database)


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0, f"lỗi hệ thống số {error.errno}")


def _plain_name(error: OSError) -> str:
    """The file or folder that the clerk knows, instead of one of our temporary names."""
    name = str(error.filename2 or error.filename or "")
    path = Path(name)
    return str(path.parent) if path.name.startswith(".bcd35-") else name


def _bug(error: Exception) -> Bcd35Error:
    """A bug of this program: a short text, and a log with lines of code but without data of the office."""
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
    message = "Chương trình gặp lỗi ngoài dự kiến."
    return Bcd35Error("bug", message, where=log.name, fix=f"Gửi tệp nhật ký cho người phụ trách: {log.name}")
