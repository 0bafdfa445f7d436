"""Why a command cannot go on: one class per exit code, worded in Vietnamese.

They are caught in one place (``cli/errors.py``). Faults inside somebody's file are not exceptions but
:class:`~bcd35.domain.findings.Finding` values.
The table of exit codes in ``docs/ma-ket-thuc.md`` is printed from these classes.
"""

from collections.abc import Iterable, Mapping, Sequence

from bcd35.domain.findings import Finding
from bcd35.domain.text import suggest

INTERRUPTED = 130
# What to do with a damaged ledger.
RESTORE = "Lấy lại từ bản sao gần nhất: bcd35 restore --replace"


class Bcd35Error(Exception):
    """A command cannot go on."""

    exit_code = 1
    meaning = "lỗi của chương trình (có tệp nhật ký kèm theo)"

    def __init__(
        self, code: str, message: str, *, where: str = "", fix: str = "", findings: Sequence[Finding] = ()
    ) -> None:
        super().__init__(message)
        self.findings: tuple[Finding, ...] = tuple(findings) or (Finding(code, where, message, fix),)


class UsageError(Bcd35Error):
    """The command was typed wrongly."""

    exit_code = 2
    meaning = "gõ lệnh sai"


class Refused(Bcd35Error):
    """Some input was refused; what could be done was done."""

    exit_code = 3
    meaning = "có đầu vào bị từ chối, phần còn lại đã làm xong"

    @classmethod
    def closed_round(cls, code: str, where: str = "") -> "Refused":
        """The error for a closed round, which takes no letters or reports; ``where``: a file, or its code."""
        fix = f"Mở lại nếu cần: bcd35 rounds reopen {code}"
        if where:
            fix = f"Đơn vị dùng nhầm mẫu của đợt cũ thì gửi lại đơn vị mẫu của đợt đang mở.\n{fix}"
        return cls("round_closed", f"Đợt “{code}” đã đóng.", where=where or code, fix=fix)


class UnknownName(Bcd35Error):
    """A unit, channel, round, field or file that is not known."""

    exit_code = 4
    meaning = "không có tên hoặc tệp đã nêu"

    @classmethod
    def no_file(cls, path: object) -> "UnknownName":
        """The error for a path where there is no file; ``path``: as the message writes it."""
        return cls("no_such_file", f"Không có tệp “{path}”.", where=str(path), fix="Kiểm tra lại đường dẫn.")

    @classmethod
    def folder(cls, path: object) -> "UnknownName":
        """The error for a folder where one file is meant; ``path``: as the message writes it."""
        fix = "Ghi cả tên tệp, sau tên thư mục và dấu /."
        return cls("is_folder", f"“{path}” là thư mục; ở đây cần một tệp.", where=str(path), fix=fix)

    @classmethod
    def device(cls, path: object, fix: str = "Chép nội dung vào một tệp rồi nêu tệp ấy.") -> "UnknownName":
        """The error for a pipe or device where a file is meant; ``path``: as the message writes it."""
        message = f"“{path}” là đường ống hoặc thiết bị của máy, không phải tệp; chương trình không mở."
        return cls("is_device", message, where=str(path), fix=fix)

    @classmethod
    def among(
        cls,
        kind: str,
        wanted: str,
        known: Iterable[str],
        *,
        listing: str,
        shown: Mapping[str, str] | None = None,
    ) -> "UnknownName":
        """The error for a name that is not known, with the known names that look like it.

        ``kind``: the Vietnamese noun; ``listing``: the command that shows the known names; ``shown``: known
        name → how the message writes it, where that differs.
        """
        near = dict.fromkeys((shown or {}).get(name, name) for name in suggest(wanted, known))
        question = f"Có phải ý bạn là {' hoặc '.join(near)}?" if near else ""
        fix = f"Xem danh sách: {listing}"
        return cls("unknown_name", f"Không có {kind} “{wanted}”. {question}".strip(), where=wanted, fix=fix)


class WorkspaceError(Bcd35Error):
    """The workspace is missing, belongs to another program or was made by a newer version."""

    exit_code = 5
    meaning = "chưa có thư mục làm việc, hoặc không phải của bcd35, hoặc do bản mới hơn tạo ra"


class BrokenFile(Bcd35Error):
    """One of our own templates, data or register files is broken."""

    exit_code = 6
    meaning = "tệp mẫu hoặc tệp dữ liệu của văn phòng bị hỏng (nêu tệp, dòng, cột)"


class DatabaseUnusable(Bcd35Error):
    """The database cannot be opened or written, or stays busy."""

    exit_code = 7
    meaning = "không dùng được cơ sở dữ liệu, hoặc máy khác đang ghi"


class ProgramMissing(Bcd35Error):
    """An outside program that a command needs is not installed."""

    exit_code = 8
    meaning = "chưa cài chương trình cần dùng (LibreOffice); các tệp .docx vẫn còn nguyên"


class Stopped(Bcd35Error):
    """The disk or the system failed the whole command: disk full, no permission, a file held open."""

    exit_code = 9
    meaning = "cả lệnh dừng vì ổ đĩa đầy, không có quyền, tệp đang mở hoặc ổ đĩa, mạng có lỗi"


def exit_codes() -> list[tuple[int, str]]:
    """The whole table ``(code, Vietnamese meaning)``, for the manual and its test."""
    classes = (
        Bcd35Error,
        UsageError,
        Refused,
        UnknownName,
        WorkspaceError,
        BrokenFile,
        DatabaseUnusable,
        ProgramMissing,
        Stopped,
    )
    named = [(error.exit_code, error.meaning) for error in classes]
    return [(0, "đã làm xong"), *named, (INTERRUPTED, "người dùng dừng lại (Ctrl-C)")]
