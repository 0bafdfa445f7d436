"""A file that may be there, but cannot be read now: never called missing. What is no file is never opened."""

from pathlib import Path

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.world.files import file_bytes, is_device, is_not_there

# What to do with a pipe or device that lies where the workspace has a file.
AWAY = "Chuyển nó đi nơi khác, đặt tệp thật vào chỗ ấy."


def unreadable_file(shown: str) -> Finding:
    """The finding for a file that another program holds open, or that must not be read."""
    reasons = "tệp đang mở ở chương trình khác, không có quyền đọc, hoặc ổ đĩa có lỗi"
    message = f"Không đọc được tệp “{shown}”: {reasons}."
    fix = "Đóng chương trình đang mở tệp, kiểm tra quyền đọc rồi chạy lại."
    return Finding("file_unreadable", shown, message, fix)


def why_unreadable(path: Path, shown: str) -> Finding:
    """The finding for a file of the workspace whose bytes could not be had."""
    return UnknownName.device(shown, fix=AWAY).findings[0] if is_device(path) else unreadable_file(shown)


def bytes_of_own(path: Path, shown: str) -> bytes:
    """The bytes of a file that the workspace keeps. Raises UnknownName for a pipe or device in its place."""
    if is_device(path):
        raise UnknownName.device(shown, fix=AWAY)
    return path.read_bytes()


def bytes_if_there(path: Path, shown: str) -> bytes | None:
    """The bytes of a file; None when there is none. Raises Refused when it cannot be read."""
    try:
        return file_bytes(path)
    except OSError as error:
        if is_not_there(error):
            return None
        raise Refused("file_unreadable", "", findings=[why_unreadable(path, shown)]) from None
