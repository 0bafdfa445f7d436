"""The details of a line of the journal in the words of the screen."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from bcd35.domain.changes import FIELD_WORDS, change_words
from bcd35.domain.channels import PLATFORM_NAMES
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS
from bcd35.domain.dates import parse_typed_date, screen_date
from bcd35.domain.journal.acts import act_words
from bcd35.domain.journal.lines import Line
from bcd35.domain.reports import ORIGIN_WORDS

_DETAIL_WORDS: Mapping[str, str] = {
    "count": "số chỗ",
    "line": "dòng",
    "exempted": "miễn",
    "why": "vì",
    "decision": "theo",
    "off": "nghỉ",
    "worked": "làm bù",
    **FIELD_WORDS,
    "units": "số đơn vị",
    "files": "số tệp",
    "moved": "số tệp đã sửa để riêng",
    "round": "đợt",
    "rounds": "đợt",
    "now_number": "số mới",
    "split": "tách thành",
    "revision": "bản",
    "alias": "tên",
    "sha256": "mã băm của tệp",
    "file": "tệp",
    "former": "bản cũ của tệp",
    "deadline": "thời hạn mới",
    "origin": "nguồn",
    "into": "vào",
    "instead_of": "thay cho",
    "to_round": "sang đợt",
    "from_unit": "từ đơn vị",
    "from_round": "từ đợt",
    "revisions": "bản",
    "to_revision": "thành bản",
    "to_revisions": "thành bản",
    "again": "thành bản",
    "taking": "nhận lần",
    "evidence": "minh chứng thêm",
    "evidence_out": "minh chứng bỏ ra",
    "evidence_back": "minh chứng tính lại",
    "copy": "bản chép",
    "stage_on": "từ ngày",
    "stage_reason": "vì",
    "new": "mới",
    "changed": "sửa",
    "unchanged": "giữ nguyên",
    "would_retire": "không có trong tệp",
    "retire": "thôi dùng",
    "papers": "số văn bản",
    "copies": "bản chép tệp bị từ chối",
    "letters": "số công văn",
    "reports": "số báo cáo",
    "letter": "công văn vào sổ đầy đủ",
    "reminder": "đôn đốc vào sổ đầy đủ",
    "extension": "gia hạn vào sổ đầy đủ",
    "found": "số giữ như tìm thấy",
    "numbers": "số",
    "replaces": "thay thế số",
    "was": "trước là",
    "was_reason": "lý do khi ấy",
    "to": "đơn vị",
    "keep": "đơn vị cũ vẫn dùng",
    "add": "bổ sung vào đợt",
    "revived": "dùng lại",
    "gone": "đã thôi dùng từ trước",
    "left_on": "đơn vị thôi dùng từ ngày",
    "next_line": "cùng dòng",
    "next_on": "ngày dòng ấy",
    "next_reason": "lý do dòng ấy",
}


# Of these details the values are codes; of all others they are what somebody typed.
_CODED = frozenset({"origin", "status", "stage", "medium", "platform", "line", "next_line", "was", "kind"})


_VALUE_WORDS: Mapping[str, str] = {
    **ORIGIN_WORDS,
    "open": "đang mở",
    "closed": "đã đóng",
    "reopened": "mở lại",
    "exempted": "miễn báo cáo",
    "restored": "bỏ miễn",
    **STAGE_WORDS,
    **MEDIUM_WORDS,
    **PLATFORM_NAMES,
    "active": "đang dùng",
    "retired": "thôi dùng",
    "void": "hủy",
    "reserved": "để dành",
    "on_paper": "dùng ngoài chương trình",
}


_DIGEST = re.compile(r"[0-9a-f]{64}")


_DIGITS_SHOWN = 12


_TOLD_OTHERWISE = frozenset(
    {
        "changes",
        "added",
        "joined",
        "order_before",
        "replaces_term",
        "withdrawal",
        "to_first",
        "anew",
        "undoes",
    }
)


_MOST_UNITS = 8  # that a letter names; of more the count says enough


def detail_words(line: Line, kinds: Mapping[str, str] = MappingProxyType({})) -> list[str]:
    """What a line says beside its changes; empty details and counts of 0 are left out.

    ``kinds``: the office's words for kinds of unit, by code.
    """
    return [
        f"{_DETAIL_WORDS.get(key, key)}: {_detail_value(key, value, kinds)}"
        for key, value in line.detail.items()
        if value and key not in _TOLD_OTHERWISE and (key != "to" or len(value) <= _MOST_UNITS)
    ]


def _detail_value(key: str, value: object, kinds: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(_detail_value(key, one, kinds) for one in value)
    if value is True:
        return "có"
    text = str(value)
    if key in _CODED:
        text = _VALUE_WORDS.get(text, kinds.get(text, text))
    day = parse_typed_date(text)
    return screen_date(day) if day else _DIGEST.sub(lambda found: f"{found[0][:_DIGITS_SHOWN]}…", text)


def describe_act(
    at: str, act: str, subject: str, detail: str, kinds: Mapping[str, str] = MappingProxyType({})
) -> tuple[str, str, str, str]:
    """A journal line for a table: ``("22/11/2025 09:00", "Phát hành công văn", round, "số: 28-CV/BCĐ")``."""
    line = Line.of(at, act, subject, detail)
    told = [*detail_words(line, kinds), *(change_words(change, kinds) for change in line.changes)]
    return f"{line.at:%d/%m/%Y %H:%M}", act_words(act), subject, "; ".join(told)
