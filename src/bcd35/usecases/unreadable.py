"""A file that may be there, but cannot be read now: never called missing. What is no file is never opened."""

from pathlib import Path

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.world.files import is_not_there

# What to do with a pipe or device that lies where the workspace has a file.
AWAY = "Chuyển nó đi nơi khác, đặt tệp thật vào chỗ ấy."


def unreadable_file(shown: str) -> Finding:
    """The finding for a file that another program holds open, or that must not be read."""
    reasons = "tệp đang mở ở chương trình khác, không có quyền đọc, hoặc ổ đĩa có lỗi"
    message = f"Không đọc được tệp “{shown}”: {reasons}."
    fix = "Đóng chương trình đang mở tệp, kiểm tra quyền đọc rồi chạy lại."
    return Finding("file_unreadable", shown, message, fix)


def is_device(path: Path) -> bool:
    """Tell whether a path is a pipe or device: reading one may never end, writing would replace it."""
    return path.exists() and not (path.is_file() or path.is_dir())


def bytes_of_own(path: Path, shown: str) -> bytes:
    """The bytes of a file that the workspace keeps. Raises UnknownName for a pipe or device in its place."""
    if is_device(path):
        raise UnknownName.device(shown, fix=AWAY)
    return path.read_bytes()


def bytes_if_there(path: Path, shown: str) -> bytes | None:
    """The bytes of a file; None when there is none. Raises Refused when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        if is_not_there(error):
            return None
        raise Refused("file_unreadable", "", findings=[unreadable_file(shown)]) from None
