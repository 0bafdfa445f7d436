"""A file that may be there, but cannot be read now: never called missing."""

from pathlib import Path

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.world.files import is_not_there


def unreadable_file(shown: str) -> Finding:
    """The finding for a file that another program holds open, or that must not be read."""
    reasons = "tệp đang mở ở chương trình khác, không có quyền đọc, hoặc ổ đĩa có lỗi"
    message = f"Không đọc được tệp “{shown}”: {reasons}."
    fix = "Đóng chương trình đang mở tệp, kiểm tra quyền đọc rồi chạy lại."
    return Finding("file_unreadable", shown, message, fix)


def bytes_if_there(path: Path, shown: str) -> bytes | None:
    """The bytes of a file; None when there is none. Raises Refused when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        if is_not_there(error):
            return None
        raise Refused("file_unreadable", "", findings=[unreadable_file(shown)]) from None
