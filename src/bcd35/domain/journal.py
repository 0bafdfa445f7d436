"""The journal as a clerk reads it: which act, on what, with which details.

Not here: keeping it (``store/registers.py``).
"""

import json
from collections.abc import Mapping
from datetime import datetime

from bcd35.domain.contributions import STAGE_WORDS

ACT_WORDS: Mapping[str, str] = {
    "notify": "Phát hành công văn",
    "record_report": "Ghi nhận báo cáo",
    "confirm_alias": "Xác nhận tên đơn vị",
    "set_aside": "Để ra một báo cáo trái nhau",
    "return_report": "Gửi trả báo cáo để sửa",
    "withdraw_report": "Rút báo cáo",
    "switch_round": "Đóng, mở đợt",
    "add_contribution": "Ghi tin, bài gửi về",
    "edit_contribution": "Ghi tiếp tin, bài",
    "remind": "Phát hành công văn đôn đốc",
    "exempted": "Miễn báo cáo",
    "restored": "Bỏ miễn báo cáo",
    "add_unit": "Thêm đơn vị",
    "edit_unit": "Sửa đơn vị",
    "merge_unit": "Sáp nhập đơn vị",
    "add_channel": "Thêm kênh",
    "edit_channel": "Sửa kênh",
    "import_channels": "Nhập danh sách kênh",
    "import_units": "Nhập danh sách đơn vị",
    "import_office": "Nhập thông tin cơ quan",
    "import_rounds": "Nhập đợt",
    "import_holidays": "Nhập ngày nghỉ",
    "confirm_year": "Xác nhận lịch nghỉ",
    "presume_year": "Bỏ xác nhận lịch nghỉ",
}
_DETAIL_WORDS: Mapping[str, str] = {
    "number": "số",
    "units": "số đơn vị",
    "round": "đợt",
    "revision": "bản",
    "alias": "tên",
    "sha256": "mã băm của tệp",
    "file": "mã băm của tệp",
    "deadline": "thời hạn mới",
    "origin": "nguồn",
    "title": "tiêu đề",
    "stage": "tình trạng",
    "reason": "lý do",
    "status": "trạng thái",
    "into": "vào",
    "on": "ngày",
    "name": "tên",
    "kind": "loại",
    "url": "địa chỉ",
    "platform": "nền tảng",
    "owner": "cơ quan chủ quản",
    "email": "thư công vụ",
    "note": "ghi chú",
    "decision": "theo",
    "off": "nghỉ",
    "worked": "làm bù",
    "new": "mới",
    "changed": "sửa",
    "unchanged": "giữ nguyên",
    "would_retire": "không có trong tệp",
    "retire": "thôi dùng",
}
_VALUE_WORDS: Mapping[str, str] = {
    "form": "mẫu báo cáo",
    "manual": "ghi tay",
    "table": "bảng của văn phòng",
    "withdrawal": "rút báo cáo",
    "open": "đang mở",
    "closed": "đã đóng",
    **STAGE_WORDS,
    "active": "đang dùng",
    "retired": "thôi dùng",
}


def describe_act(at: str, act: str, subject: str, detail: str) -> tuple[str, str, str, str]:
    """A journal line for the screen: ``("22/11/2025 09:00", "Phát hành công văn", round, "số: 28-CV/BCĐ")``.

    What has no label is shown as it is; empty details and counts of 0 are left out.
    """
    moment = datetime.fromisoformat(at).strftime("%d/%m/%Y %H:%M")
    details = "; ".join(
        f"{_DETAIL_WORDS.get(key, key)}: {_VALUE_WORDS.get(str(value), value)}"
        for key, value in json.loads(detail).items()
        if value
    )
    return moment, ACT_WORDS.get(act, act), subject, details
