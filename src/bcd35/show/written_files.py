"""The remark on a file that was written under another name."""

from pathlib import Path

from bcd35.domain.findings import Finding
from bcd35.world.workspace import Workspace

# A command written out here would leave out the date and whatever else was stated for the draft.
DRAFTED = "Xem trước trong Word; cấp số, phát hành: chạy lại đúng lệnh này, bỏ --draft."


def written_beside(asked: Path, path: Path, workspace: Workspace) -> tuple[Finding, ...]:
    """A remark if the file asked for was open in another program, so that a free name was taken."""
    if path == asked:
        return ()
    message = f"“{asked.name}” đang mở ở chương trình khác nên ghi vào “{path.name}”."
    return (
        Finding("target_open", workspace.shown(asked), message, "Đóng tệp cũ rồi xuất lại nếu cần đúng tên."),
    )
