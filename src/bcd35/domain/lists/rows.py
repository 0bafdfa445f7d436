"""What a row of an office's own list is: an entry, the heading of a group, or neither."""

import re
from collections.abc import Sequence

from bcd35.domain.text import clean, fold

_ROMAN = r"(?=[IVXLC])(X{0,3}|XL|L?X{0,3}|XC)(IX|IV|V?I{0,3})"
# “I.”, “A)”, “Nhóm 1:”, “Khối”; an Arabic number is an entry's.
_GROUP_MARK = re.compile(
    rf"({_ROMAN}|[A-H])\s*[.):/–-]\s*|(?:Nhóm|Khối|Phần)\s+({_ROMAN}|[A-H]|\d+)\s*[.):–-]?\s*"
)
_ENTRY_MARK = re.compile(
    r"(?:\d{1,4}(?:[.,]\d{1,3})*\s*[.)/]|\d{1,4}(?:[.,]\d{1,3})+|[a-zđ]\)|[ivx]{1,5}[.)]|[-–+•*→►▪■●○✓✔➢]"
    r"|\d{1,4}\s*[-–,:]|\(\d{1,4}\)|[Ss]ố\s+\d{1,4}\s*[:.]|Kính gửi\s*:"
    r"|\d{1,4}(?=\s+(?:Đảng [uủ]|Đảng b|Chi [bu]|Sở|Ban|Báo|Trường|Thanh tra|Văn phòng|Trung tâm|Bệnh viện"
    r"|Công ty|Xã|Phường)))\s+",
    re.ASCII,
)
# Signs of a note below the list.
_NOTE_SIGN = re.compile(r"\s*(\*+|\[\d{1,2}\]|[¹²³])$")
# What numbers a part of the entry above: “II.1”, “a)”, “-”. “1.1” and “1,3” name that entry.
_PART = re.compile(rf"{_ROMAN}[.,]\d{{1,3}}|[a-zđ]|[-–+•*]", re.ASCII)
_TOTAL = re.compile(
    r"(tổng cộng|tổng số|(cộng|tổng) (chung|khối|nhóm|phần|mục|các|theo|toàn|dồn|[ivx]+))\b.*"
    r"|(cộng|tổng)\s*([:(\d].*)?"
)
# What stands between the rows of a printed list, or below it.
_NOTE = re.compile(r"trang \d+( ?/ ?\d+)?|\(?(danh sach|bang)( nay)? (gom|co)\b.*|[*(]+ ?ghi chu\b.*")
# Words that no unit's name begins with; posts of those who sign could begin one.
_END = re.compile(
    r"(noi nhan|nguoi lap|nguoi tong hop|lap bieu|lap bang|thu truong|chanh van phong|t/m|tm\.|kt\.|tl\."
    r"|tuq\.|xac nhan|ky ten|luu:|ghi chu ?:)|.*\bngay .{1,6} thang .{1,6} nam\b"
)
# What a list says of an entry that is no more; “sáp nhập từ” speaks of one that is there.
_GONE = re.compile(
    r"(?<!chua )(?<!khong )\b(giai the|(thoi|ngung|cham dut|ket thuc) (hoat dong|bao cao|dung|su dung)"
    r"|da sap nhap(?! tu)|((sap|sat) )?nhap (vao|ve)|(hop nhat|gop) vao|(?<!.)nay la"
    r"|chuyen ((chuc nang|nhiem vu|nguyen trang|toan bo) )*ve|(?<!su )dung hoat dong|bo cap huyen"
    r"|khong (con )?(hoat dong|ton tai))\b"
)
_GONE_IN_SHORT = ("ngừng", "đã ngừng", "dừng", "đã dừng", "thôi", "đã thôi")
_IN_USE = re.compile(
    r"((dang |con |van )*(hoat dong|dung|su dung|hieu luc|ton tai)( binh thuong)?|binh thuong|active)"
    r"\s*([.,;(]|$)"
)
_POST = re.compile(r"(pho )?(truong ban|truong phong|bi thu|chu tich|giam doc|ke toan|thu ky)")


def is_group_number(text: str) -> bool:
    """Whether a running number is that of a group: ``I``, ``II.``, ``A``."""
    return re.fullmatch(rf"({_ROMAN}|[A-H])\s*[.)]?", clean(text)) is not None


def is_group_letter(text: str) -> bool:
    """Whether a running number or a title begins with a capital letter: ``A``, ``B. Khối xã``."""
    return re.match(r"[A-H](\s*[.):/–-].*)?$", clean(text)) is not None


def is_entry_number(text: str) -> bool:
    """Whether a running number is that of an entry: ``1``, ``12.``, ``1.3``."""
    return re.fullmatch(r"[0-9]{1,4}([.][0-9]{1,3})*[.)]?", clean(text)) is not None


def group_title(text: str) -> str:
    """``I. ĐẢNG ỦY CƠ SỞ (11 đơn vị)`` → ``ĐẢNG ỦY CƠ SỞ``."""
    bare = _GROUP_MARK.sub("", clean(text), count=1) if _GROUP_MARK.match(clean(text)) else clean(text)
    return re.sub(
        r"\s*[(:–-]\s*(gồm\s*)?\d*\s*(đơn vị|đảng bộ|chi bộ|xã|kênh|trang)?\s*\)?\s*$", "", bare
    ).strip()


def has_group_mark(text: str) -> bool:
    return _GROUP_MARK.match(clean(text)) is not None


def entry_mark(text: str, number: str = "", above: str = "") -> str:
    """The number or dash that some lists write in the cell of the name, with what parts it from the name.

    ``number``: the running number of the row, where it has one; ``above``: that of the row above. A bare
    number that does not go on with them says how many bodies the name means: ``03 Trung tâm y tế``.
    """
    found = _ENTRY_MARK.match(clean(text))
    mark = found[0] if found else ""
    if mark.strip().isdecimal():
        following = {1, int(above) + 1 if above.isdecimal() else 1}
        counted = {int(number)} if number.isdecimal() else following
        return mark if int(mark) in counted else ""
    return mark


def entry_name(text: str, mark: str) -> str:
    """A name without its mark, and without the stop or the sign of a note behind it."""
    return _NOTE_SIGN.sub("", clean(text).removeprefix(mark).rstrip(" ;,."))


def sub_rows(numbers: Sequence[str]) -> list[int]:
    """The places of the rows that are numbered as parts of an entry: ``1.1`` under ``1``, ``a`` and ``-``."""
    found, entries = [], set[str]()
    for place, number in enumerate(one.replace(",", ".") for one in numbers):
        whole, _, part = number.rpartition(".")
        if (part and whole in entries) or (entries and _PART.fullmatch(number)):
            found.append(place)
        if re.fullmatch(r"\d{1,4}(\.\d{1,3})*", number):
            entries.add(number)
    return found


def is_total(text: str) -> bool:
    """``Tổng cộng: 105 đơn vị``; not ``Tổng công ty``."""
    return _TOTAL.fullmatch(clean(text).casefold()) is not None


def is_note(text: str) -> bool:
    """``Trang 1/2``, ``(Danh sách gồm 12 đơn vị)``."""
    return _NOTE.fullmatch(fold(text)) is not None


def says_as_above(text: str) -> bool:
    """``- nt -``, ``Như trên``, marks of repetition."""
    return bool(text) and fold(text).strip(' -–"”“″.') in ("", "nt", "nhu tren")


def total_of(text: str) -> int | None:
    """How many entries a total states: ``Tổng cộng: 105 đơn vị`` → 105; None when it speaks of no entries."""
    found = re.fullmatch(r"tổng\D*?(\d{1,5})\s*(?:đơn vị|kênh|trang)\b.*", clean(text).casefold())
    return int(found[1]) if found else None


def is_end(text: str) -> bool:
    """Whether a text stands below a list: place and date, to whom it goes."""
    return _END.match(fold(text)) is not None


def says_gone(text: str) -> bool:
    """``Đã giải thể``, ``sáp nhập vào Sở Nội vụ``: the entry is of no use any more."""
    return _GONE.search(fold(text)) is not None or clean(text).casefold() in _GONE_IN_SHORT


def says_in_use(text: str) -> bool:
    """``Đang hoạt động``, ``Còn dùng``."""
    return _IN_USE.match(fold(text)) is not None


def is_post(text: str) -> bool:
    """Whether a text could be the post of somebody who signs."""
    return _POST.match(fold(text)) is not None
