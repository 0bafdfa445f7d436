"""The note that lies beside a refused file: plain text that a unit's clerk opens with any program and understands."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding


class RefusedReturn(NamedTuple):
    """A refused file as its note tells of it; the unit's name is empty where nobody can tell."""

    file_name: str
    unit_name: str
    refused_on: date
    findings: Sequence[Finding]


def render_refusal_note(refused: RefusedReturn) -> bytes:
    """UTF-8 with its mark and Windows line ends: Notepad of any age shows it right."""
    head = [
        "BÁO CÁO CHƯA NHẬN ĐƯỢC",
        "",
        f"Tệp: {refused.file_name}",
        *([f"Đơn vị: {refused.unit_name}"] if refused.unit_name else []),
        f"Ngày xét: {screen_date(refused.refused_on)}",
        "",
        f"Lý do ({len(refused.findings)}):",
    ]
    reasons = [line for number, found in enumerate(refused.findings, start=1) for line in _reason(number, found)]
    tail = ["", "Đề nghị đơn vị sửa theo các điều trên rồi gửi lại. Tệp đã gửi được giữ nguyên, không bị sửa hay xóa."]
    return "\r\n".join([*head, *reasons, *tail, ""]).encode("utf-8-sig")


def _reason(number: int, found: Finding) -> list[str]:
    place = found.where.rpartition(", ")[2] if ", " in found.where else ""
    lines = [f"{number}. {f'{place}: ' if place else ''}{found.message}"]
    return [*lines, f"   Cách sửa: {found.fix}"] if found.fix else lines
