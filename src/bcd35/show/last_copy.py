"""What is said of a last good copy that is too old."""

from bcd35.domain.findings import Finding
from bcd35.domain.last_copies import Overdue


def overdue(late: Overdue) -> Finding:
    """The remark that a copy is overdue."""
    message = (
        f"Chưa sao lưu thư mục làm việc lần nào, đã {late.days} ngày từ khi cấp số đầu tiên."
        if late.never
        else f"Lần sao lưu tốt gần nhất cách đây {late.days} ngày, quá {late.allowed} ngày."
    )
    return Finding("backup_overdue", "", message, "Sao lưu: bcd35 backup")
