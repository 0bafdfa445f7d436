"""What is said of a last good copy that is too old."""

from bcd35.domain.findings import Finding


def overdue(days: int, allowed: int) -> Finding:
    """The remark that a copy is overdue; ``days``: since the last good one, 0 when there never was one."""
    message = (
        f"Lần sao lưu tốt gần nhất cách đây {days} ngày, quá {allowed} ngày."
        if days
        else "Chưa sao lưu thư mục làm việc lần nào."
    )
    return Finding("backup_overdue", "", message, "Sao lưu: bcd35 backup")
