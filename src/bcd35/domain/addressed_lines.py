"""Which units a line of Kính gửi names: each by its name, or all of a kind.

Whole words of bodies are compared, never syllables: “Đoàn Thanh niên … Đảng ủy Ủy ban nhân dân tỉnh” names
neither Đảng ủy nor Ủy ban nhân dân. Not here: what is said of it (``addressees.py``).
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from bcd35.domain.text import clean, respell
from bcd35.domain.unit_names import spelt_words

# What stands before bodies in a line to many: “Thủ trưởng các cơ quan”, “Ban Chỉ đạo 35 các xã”.
_POST = re.compile(
    r"^(?:các )?(?:đồng chí |(?:phó )?bí thư |thủ trưởng |lãnh đạo |người đứng đầu |chủ tịch "
    r"|(?:phó )?giám đốc |hiệu trưởng |trưởng (?=các|thôn|xóm|bản|phòng|ban)|ban giám hiệu "
    r"|thường trực |ban thường vụ |ban chấp hành |ban chỉ (?:đạo|huy) (?:\d+ )?"
    r"|cấp ủy (?=các))+(?=.*\bcác\b|.*\bcấp ủy\b)"
)
_SPELT = (
    (re.compile(r".*\bdanh sách\b.*"), "các đơn vị"),
    (re.compile(r"\([^)]*\)|\bcông lập\b"), " "),
    (re.compile(r"\bubnd\b"), "ủy ban nhân dân"),
    (re.compile(r"\b(chi|đảng), (chi|đảng) (bộ|ủy)\b"), r"\1 \3, \2 \3"),  # “các chi, đảng bộ”
    (re.compile(r"\bđoàn (?:tncs|thanh niên cộng sản)(?: hồ chí minh| hcm)?\b"), "đoàn thanh niên"),
    (re.compile(r"\bđảng bộ\b"), "đảng ủy"),
    (re.compile(r"\bchi ủy\b"), "chi bộ"),
    (re.compile(r"\b(?:cấp ủy|tổ chức (?:cơ sở )?đảng)(?:,? (?:đảng|chính quyền))?"), "đảng ủy, chi bộ"),
    (re.compile(r"\b(?:các )?(?:tổ chức|đoàn thể) chính trị [-–] xã hội\b"), "đoàn thể"),
    (re.compile(r"\bxây dựng đảng(?: tỉnh ủy)?\b"), "đảng"),
    (re.compile(r"\bcơ quan (?:chuyên môn|tham mưu|giúp việc|hành chính|nhà nước)\b"), "ngành"),
    (re.compile(r"\b(?:ủy ban )?(?:mttq|mặt trận tổ quốc)(?: việt nam)?\b"), "mặt trận"),
    (re.compile(r"\b(?:nhà )?trường(?: học)?\b"), "trường"),
    (re.compile(r"\bthpt\b"), "trung học phổ thông"),
    (re.compile(r"\b(sở|ban|phòng) (?=ban\b|ngành\b)"), r"\1, "),
    (re.compile(r"\bcấp xã\b"), "các xã, phường, đặc khu, thị trấn"),
)
_DROPPED = re.compile(r"\b(?:toàn thể|toàn bộ|tất cả|các|những|cơ sở|trực thuộc|\d+)\b")
_WHOSE = re.compile(
    r"\b(?:trực thuộc|thuộc|của|trên địa bàn|trong|toàn tỉnh|tại|cấp|liên quan|có tên|theo)\b.*"
)
# What takes the body that a list began with: “Ủy ban nhân dân các xã, phường”.
_OF_THE_HEAD = re.compile(
    r"^(?:xa|phuong|thi tran|dac khu|thi xa|thanh pho|huyen|thon|xom|ban|to dan pho|so|nganh|co quan|don vi"
    r"|truong|doanh nghiep|phong|benh vien|tram|cong ty|dia phuong|mam non|tieu hoc|trung hoc)\b"
)
_BODY = re.compile(r"^(?:dang uy|chi bo|uy ban nhan dan) (?=\S)")
_COMMUNE = r"(?:uy ban nhan dan )?(?:xa|phuong|thi tran|dac khu)\b"
_SOCIETY = r"mat tran|(?:\w+ )?doan\b|hoi\b|lien (?:doan|hiep|minh)"
_COMPANY = r"(?:tong )?cong ty|tap doan|xi nghiep|ngan hang|hop tac xa|doanh nghiep|nha may"
_SCHOOL = r"truong\b|(?:phan hieu )?dai hoc|hoc vien|cao dang|mam non|tieu hoc|trung hoc"
_OTHERS = r"dang uy|chi bo|\w+ uy\b|trung tam|dai\b|bao\b|benh vien|quy\b|thon\b|xom\b|to dan pho|don vi"
# Words that say no body by its name → how those that are meant begin.
_COLLECTIVE = {
    "": "",
    "co quan": "",
    "don vi": "",
    "nganh": rf"(?!{_COMMUNE}|{_SOCIETY}|{_COMPANY}|{_SCHOOL}|{_OTHERS})",
    "doan the": _SOCIETY,
    "dia phuong": _COMMUNE,
    "doanh nghiep": _COMPANY,
    "truong": _SCHOOL,
}


class _Item(NamedTuple):
    """One of the bodies that a line lists: ``ủy ban nhân dân`` of ``phường``."""

    head: str
    tail: str

    def names(self, key: str) -> bool:
        """Whether a body, or a kind, is it or one of it."""
        if key == f"{self.head} {self.tail}".strip():
            return True
        if not _begins(key, self.head):
            return False
        rest = key.removeprefix(self.head).strip()
        start = _COLLECTIVE.get(self.tail)
        return _begins(rest, self.tail) if start is None else re.match(start, rest) is not None


def _begins(key: str, start: str) -> bool:
    return f"{key} ".startswith(f"{start} " if start else "")


def names_unit(line: str, *names: str) -> bool:
    """Whether a line names a unit, which is called by any of ``names``, or one sort that it is of."""
    keys = [_key(name) for name in names]
    keys += [_BODY.sub("", key) for key in keys]
    return any(item.names(key) for item in _items(line) for key in keys) or any(
        begin_with([line], name) for name in names
    )


def names_kind(lines: Iterable[str], label: str) -> bool:
    """Whether lines name every body that the label of a kind lists."""
    items = [item for line in lines for item in _items(line)]
    return all(any(item.names(key) for item in items) for key in _keys(label))


def names_part_of_kind(line: str, label: str) -> bool:
    """Whether a line names one of the bodies that the label of a kind lists."""
    return any(item.names(key) for item in _items(line) for key in _keys(label))


def begin_with(lines: Iterable[str], name: str) -> bool:
    """Whether a line begins with a whole name: “Đoàn Thanh niên … Đảng ủy Ủy ban nhân dân tỉnh”."""
    key = _key(name)
    return " " in key and any(_begins(_key(line), key) for line in lines)


def _keys(label: str) -> list[str]:
    return [f"{item.head} {item.tail}".strip() for item in _items(label)]


@cache
def _items(line: str) -> tuple[_Item, ...]:
    return tuple(_listed(_spelt(line)))


def _listed(text: str) -> Iterator[_Item]:
    """The bodies of a list; what stands before “các” goes for those behind it too."""
    head = ""
    for part in re.split(r"[;,/]|\bvà\b", text):
        before, several, behind = part.partition("các ")
        tail = _folded(_WHOSE.sub("", behind if several else part))
        if several:
            head = _folded(before)
        elif not _OF_THE_HEAD.match(tail):
            head = ""
        if tail or several:
            yield _Item(head, tail)


def _spelt(line: str) -> str:
    text = respell(clean(line).casefold(), "ủy").strip(" .;,:-")
    text = _POST.sub("", text)
    for wrong, right in _SPELT:
        text = wrong.sub(right, text)
    return text


def _key(name: str) -> str:
    return _folded(_spelt(name).replace(",", " "))


def _folded(text: str) -> str:
    return " ".join(spelt_words(_DROPPED.sub(" ", text)))
