"""The note that lies beside a refused file.

Plain text that a unit's clerk opens with any program and understands.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding

# What a finding's fix tells the office; the unit is told what it can do itself.
_FOR_THE_UNIT = {
    "other_round": "Điền vào mẫu gửi kèm công văn của đợt đang báo cáo.",
    "recorded_for_another": "Gửi báo cáo của chính đơn vị mình.",
    "other_unit": "Điền vào mẫu gửi cho chính đơn vị mình.",
    "old_form": "Đề nghị văn phòng gửi lại mẫu đang dùng, rồi điền vào mẫu ấy.",
    "form_altered": "Điền vào đúng tệp mẫu gửi kèm công văn.",
    "unknown_form": "Điền vào đúng tệp mẫu gửi kèm công văn (không phải bản dự thảo).",
    "round_closed": "Liên hệ văn phòng nếu vẫn phải báo cáo.",
    "not_expected": "Liên hệ văn phòng nếu vẫn phải báo cáo.",
    "exempt": "Liên hệ văn phòng nếu vẫn phải báo cáo.",
    "truncated": "Gửi lại tệp.",
    "empty_file": "Gửi lại tệp.",
    "empty_form": "Điền rồi gửi lại.",
}


class RefusedReturn(NamedTuple):
    """A refused file as its note tells of it; the unit's name is empty where nobody can tell.

    ``findings``: each with its place within the file.
    """

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
    reasons = [
        line for number, found in enumerate(refused.findings, start=1) for line in _reason(number, found)
    ]
    tail = [
        "",
        (
            "Đề nghị đơn vị sửa theo các điều trên rồi gửi lại. Tệp đã gửi được giữ nguyên, không bị sửa hay "
            "xóa."
        ),
    ]
    return "\r\n".join([*head, *reasons, *tail, ""]).encode("utf-8-sig")


def _reason(number: int, found: Finding) -> list[str]:
    place = f"{found.where}: " if found.where else ""
    lines = [f"{number}. {place}{found.message}"]
    fix = _FOR_THE_UNIT.get(found.code, found.fix)
    return [*lines, f"   Cách sửa: {fix}"] if fix else lines
