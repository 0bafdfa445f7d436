"""What was and what is: the fields in which two values differ, and their words.

A place in a value is a path of names: ``name``, ``signer.name``, ``fields.so_anh.label``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from bcd35.domain.channels import PLATFORM_NAMES
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS
from bcd35.domain.dates import parse_typed_date, screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.shape import to_plain

_OUR_OWN = frozenset({"source", "canonical_url"})  # they follow from what somebody stated
_LONG, _AROUND = 160, 40  # a longer text is told by the piece that differs, with so much before and after it
_NOTHING = "(trống)"
_ORDER = "order"

FIELD_WORDS: Mapping[str, str] = {
    # units, channels
    "code": "mã",
    "name": "tên",
    "kind": "loại",
    "email": "thư công vụ",
    "phone": "điện thoại",
    "note": "ghi chú",
    "status": "trạng thái",
    "sample": "đơn vị mẫu",
    "into": "sáp nhập vào",
    "keep_expected": "vẫn phải báo cáo",
    "unit": "đơn vị",
    "round": "đợt",
    "platform": "nền tảng",
    "url": "địa chỉ",
    "owner": "cơ quan chủ quản",
    # office
    "layout": "thể thức",
    "superior": "cơ quan cấp trên",
    "issuer": "cơ quan ban hành",
    "full_name": "tên đầy đủ",
    "place": "địa danh",
    "standing_office": "cơ quan thường trực",
    "standing_office_short": "cơ quan thường trực, tên ngắn",
    "addressee_groups": "kính gửi",
    "recipients": "nơi nhận",
    "reminders_extend": "thời hạn trong công văn đôn đốc được tính là gia hạn",
    "follow_up_recipients": "nơi nhận của công văn gửi riêng",
    "signer": "người ký",
    "signers": "những người ký khác",
    "titles": "chức vụ",
    "number_series": "sổ số",
    "document_type": "loại văn bản",
    "symbol": "ký hiệu",
    "term": "nhiệm kỳ",
    "next_number": "số tiếp theo",
    "since": "ngày bắt đầu sổ",
    "unit_kinds": "loại đơn vị",
    "addressee_prefix": "chữ đặt trước tên",
    "contact": "nơi gửi báo cáo",
    "style": "trình bày",
    "closing_mark": "dấu kết thúc",
    "subject_prefix": "chữ mở đầu trích yếu",
    "list_separator": "dấu ngăn danh sách",
    "signing_lines": "số dòng để ký",
    "second_post": "thứ tự hai chức vụ",
    "two_sided": "in hai mặt",
    "spelling": "cách đặt dấu thanh",
    "line_pitch": "giãn dòng",
    "paragraph_gap": "khoảng cách đoạn",
    "titles_before_name": "học hàm, học vị trước họ tên người ký",
    "lone_addressee_stop": "dấu chấm sau nơi kính gửi duy nhất",
    "comma_before_date": "dấu phẩy trước chữ “ngày” khi viện dẫn",
    "roman_appendices": "số La Mã của phụ lục",
    "before": "trước",
    "after": "sau",
    # round
    "to": "nơi nhận",
    "together": "gửi chung một công văn",
    "purpose": "mục đích",
    "background": "bối cảnh",
    "closing": "câu kết",
    "channels": "kèm danh sách kênh",
    # reports
    "received_on": "ngày nhận",
    "reference": "số, ký hiệu báo cáo",
    "reference_on": "ngày báo cáo",
    "evidence": "minh chứng",
    # days off
    "decision": "quyết định",
    "holidays": "ngày nghỉ",
    "backup": "sao lưu",
    "keep": "số bản sao giữ lại",
    "warn_after_days": "số ngày thì nhắc sao lưu",
    "working_days": "ngày làm bù",
    # rounds
    "subject": "trích yếu",
    "grounds": "căn cứ",
    "tasks": "nội dung",
    "fields": "chỉ tiêu",
    "deadline": "thời hạn",
    "form_version": "phiên bản mẫu",
    "short_name": "tên gọi",
    "contributions": "tin, bài",
    "categories": "nhóm",
    "article": "chỉ tiêu đếm tin, bài",
    "photo": "chỉ tiêu đếm ảnh",
    "video": "chỉ tiêu đếm video",
    "number": "số",
    "date": "ngày",
    "title": "tiêu đề",
    "text": "lời",
    "items": "mục của bảng kiểm",
    "due": "hạn riêng",
    "label": "tên gọi",
    "task": "thuộc nội dung",
    "of": "các lựa chọn",
    "required": "bắt buộc",
    "hint": "lời nhắc",
    # a unit within a round; a contribution
    "state": "việc báo cáo",
    "medium": "loại",
    "category": "nhóm",
    "stage": "tình trạng",
    "on": "ngày",
    "channel": "kênh",
    "reason": "lý do",
    _ORDER: "thứ tự",
}

_VALUE_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {"active": "đang dùng", "retired": "thôi dùng", "open": "đang mở", "closed": "đã đóng"},
    "state": {"expected": "phải báo cáo", "exempted": "được miễn"},
    "stage": STAGE_WORDS,
    "medium": MEDIUM_WORDS,
    "platform": PLATFORM_NAMES,
}
_DATES = frozenset({"deadline", "date", "due", "on", "since", "received_on", "reference_on"})


class FieldChange(NamedTuple):
    """One field before and after, as plain data; None where there was none, or is none any more."""

    field: str
    before: Any
    after: Any


def changes_between(before: object, after: object) -> tuple[FieldChange, ...]:
    """The fields in which two values of one kind differ, as deep as it takes."""
    return tuple(
        change
        for change in _differences(to_plain(before), to_plain(after), "")
        if change.field not in _OUR_OWN
    )


def fields_between(before: object, after: object, names: Sequence[str]) -> tuple[FieldChange, ...]:
    """The named fields in which two values differ."""
    pairs = [(name, to_plain(getattr(before, name)), to_plain(getattr(after, name))) for name in names]
    return tuple(FieldChange(name, was, now) for name, was, now in pairs if was != now)


def as_detail(changes: Sequence[FieldChange]) -> dict[str, list[Any]]:
    """Changes as the journal keeps them: field → before and after; :func:`from_detail` is the inverse."""
    return {change.field: [change.before, change.after] for change in changes}


def from_detail(detail: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    return tuple(FieldChange(name, before, after) for name, (before, after) in detail.items())


def _differences(before: Any, after: Any, path: str) -> Iterator[FieldChange]:
    if before == after:
        return
    olds, news = _parts(before), _parts(after)
    if olds is None or news is None or _have_moved(before, after):
        yield FieldChange(path, before, after)
        return
    for name in {**olds, **news}:
        yield from _differences(olds.get(name), news.get(name), f"{path}.{name}" if path else name)
    if isinstance(before, list) and set(olds) == set(news) and list(olds) != list(news):
        yield FieldChange(f"{path}.{_ORDER}", list(olds), list(news))


def _have_moved(before: Any, after: Any) -> bool:
    """Whether entries of a list that are known by their places alone stand at other ones now."""
    lists = isinstance(before, list) and isinstance(after, list)
    if not lists or any("code" in entry for entry in (*before, *after)):
        return False
    return any(entry in after and after[place : place + 1] != [entry] for place, entry in enumerate(before))


def undone(value: Any, changes: Sequence[FieldChange]) -> Any:
    """A plain value as it was before these changes.

    Raises LookupError when the value has no such place. An entry that a change took out of a list comes back
    at its end, unless the order was told.
    """
    for change in reversed(changes):
        value = _put_back(value, change.field.split("."), change.before)
    return value


def _put_back(value: Any, path: Sequence[str], before: Any) -> Any:
    if not path:
        return before
    name, *rest = path
    parts = _parts(value)
    if parts is None or (rest and name not in parts):
        raise LookupError(name)
    if isinstance(value, list) and name == _ORDER:
        return [parts[str(code)] for code in before]
    parts = {**parts, name: _put_back(parts.get(name), rest, before)}
    if isinstance(value, dict):
        return parts
    return [part for part in parts.values() if part is not None]


def _parts(value: Any) -> dict[str, Any] | None:
    """The named parts of a value: keys, or codes of listed entries; None for a value in one piece."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return None
    codes = [str(item.get("code", place)) for place, item in enumerate(value, 1)]
    return dict(zip(codes, value, strict=True)) if len(set(codes)) == len(codes) else None


def change_words(change: FieldChange, kinds: Mapping[str, str] = MappingProxyType({})) -> str:
    """``tên: “Sở Y tế” → “Sở Y tế tỉnh”``; ``kinds``: the office's words for kinds of unit, by code."""
    values = _only_in_one(change.before, change.after)
    before, after = (value_words(change.field, value, kinds) for value in values)
    if max(len(before), len(after)) > _LONG:
        before, after = _piece_that_differs(before, after)
    return f"{field_words(change.field)}: {before} → {after}"


def _only_in_one(before: Any, after: Any) -> tuple[Any, Any]:
    """Of two lists of entries those that the other does not have; in another order, both whole."""
    if _parts(before) is None or _parts(after) is None or not isinstance(before, list):
        return before, after
    gone = [entry for entry in before if entry not in after]
    new = [entry for entry in after if entry not in before]
    return (gone, new) if gone or new else (before, after)


def field_words(path: str) -> str:
    """``fields.so_anh.label`` → ``chỉ tiêu so_anh, tên gọi``; what has no word is shown as it is."""
    words: list[str] = []
    for name in path.split("."):
        word = FIELD_WORDS.get(name)
        if word or not words:
            words.append(word or _shown(name))
        else:
            words[-1] += f" {_shown(name)}"
    return ", ".join(words)


def as_typed(found: Finding, where: str) -> Finding:
    """What is wrong with a value that a clerk typed there: its name in the file is a word of the machine."""
    message = re.sub(r"^Mục “(\w+)”", lambda named: f"Mục “{field_words(named[1])}”", found.message)
    return found._replace(where=where, message=message)


def _shown(name: str) -> str:
    day = parse_typed_date(name)
    return screen_date(day) if day else name


def value_words(path: str, value: Any, kinds: Mapping[str, str] = MappingProxyType({})) -> str:
    """A value of a field on the screen; texts stand in quotation marks."""
    name = path.rpartition(".")[2]
    if value is None or value in ("", []):
        return _NOTHING
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(value_words(path, item) for item in value)
    if isinstance(value, dict):
        named = next((key for key in ("title", "label", "name", "subject", "symbol") if key in value), "")
        book = f" ({value['term']})" if named == "symbol" and "term" in value else ""
        return f"“{value[named]}”{book}" if named else "…"
    day = parse_typed_date(value) if name in _DATES and isinstance(value, str) else None
    if day:
        return screen_date(day)
    words = kinds if path == "kind" else _VALUE_WORDS.get(name, {})
    word = words.get(str(value))
    return word or (f"“{value}”" if isinstance(value, str) else str(value))


def _piece_that_differs(before: str, after: str) -> tuple[str, str]:
    """Two long texts, each cut down to where they differ."""
    start = _alike(before, after)
    end = min(_alike(before[::-1], after[::-1]), min(len(before), len(after)) - start)
    return _cut(before, start, end), _cut(after, start, end)


def _cut(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), len(text) - max(0, end - _AROUND)
    piece = text[first:last]
    if len(piece) > 2 * _LONG:
        piece = f"{piece[:_LONG]} … {piece[-_LONG:]}"
    return f"{'…' if first else ''}{piece}{'…' if last < len(text) else ''}"


def _alike(one: str, other: str) -> int:
    """How many characters two texts share from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (mine, yours) in pairs if mine != yours), min(len(one), len(other)))
