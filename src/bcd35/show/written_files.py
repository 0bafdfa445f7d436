"""The remarks on a file that was written where another one lay."""

from bcd35.domain.findings import Finding
from bcd35.usecases.outputs import Written
from bcd35.world.workspace import Workspace

# A command written out here would leave out the date and whatever else was stated for the draft.
DRAFTED = "Xem trước trong Word; cấp số, phát hành: chạy lại đúng lệnh này, bỏ --draft."


def written_beside(written: Written, workspace: Workspace) -> tuple[Finding, ...]:
    """What became of the file that lay there: it was open in another program, or was set aside."""
    asked, path, kept = written
    found = []
    if path != asked:
        message = f"“{asked.name}” đang mở ở chương trình khác nên ghi vào “{path.name}”."
        fix = "Đóng tệp cũ rồi xuất lại nếu cần đúng tên."
        found.append(Finding("target_open", workspace.shown(asked), message, fix))
    if kept:
        message = f"Đã có tệp “{path.name}” khác; tệp ấy còn nguyên, nay tên là “{kept.name}”."
        found.append(Finding("target_kept", workspace.shown(kept), message, "Không cần nữa thì xóa tệp cũ."))
    return tuple(found)
