"""What the name of a unit looks like: which body it is, then what tells it from others of its kind.

Whatever else stands in a name may be a remark or a person, and letters would print it: it is asked or told.
No list of wrong words could end that. Not here: what is refused as no name at all (``entries.py``).
"""

import re
from collections.abc import Iterable

from bcd35.domain.persons import person_behind_place
from bcd35.domain.text import fold, identity_key
from bcd35.domain.units import UnitKind

# What organisations are called before their own names; the kinds of the office count too. Compiled at its
# first use: only commands that take in names ask.
_BODIES = (
    r"(?:đảng bộ|chi bộ|(?:đảng|chi|tỉnh|thành|thị|huyện) (?:ủy|uỷ)|(?:ủy|uỷ) ban|ban|hội đồng|hội|hiệp hội"
    r"|liên hiệp|liên đoàn|liên minh|mặt trận|đoàn|(?:tỉnh|thành|huyện|công|chi) đoàn|chi hội|câu lạc bộ"
    r"|cơ quan|văn phòng|sở|cục|chi cục|tổng cục|vụ|phòng|đội|tổ|khoa|thanh tra|kho bạc|thuế|hải quan"
    r"|kiểm lâm|hạt|thống kê|dự trữ|kiểm toán|bảo hiểm|ngân hàng|quỹ|(?:tòa|toà) án|viện|thi hành án"
    r"|trại|công an|bộ|quân khu|(?:quân|sư|lữ|trung|tiểu) đoàn|đại đội|đồn|trường|đại học|học viện"
    r"|cao đẳng|phân hiệu|mầm non|tiểu học|trung học|trung tâm|nhà|bảo tàng|thư viện|bệnh viện|trạm|vườn"
    r"|khu|khối|cụm|cảng|ga|báo|đài|cổng|tạp chí|thông tấn|công ty|tổng công ty|tập đoàn|doanh nghiệp"
    r"|xí nghiệp|chi nhánh|hợp tác xã|mỏ|nông trường|lâm trường|điện lực|bưu điện|viễn thông|siêu thị"
    r"|chợ|xã|phường|thị trấn|thị xã|thành phố|huyện|quận|đặc khu|tỉnh|thôn|bản|làng|xóm|ấp|buôn|hđnd"
    r"|ubnd|ubmttq|mttq|đu|đb|cb|cu|vp|đ\. ?[ub]|c\. ?[bu]|bch|tt|tp|tx|p|x"
    r"|phát thanh|truyền hình|thường trực|quân chủng|\w+ chi nhánh)[. ]+\S"
)
_LETTERS = "A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ"
_WRITTEN = re.compile(rf"(?=[{_LETTERS}])[{_LETTERS}0-9 ,.&'’\"“”–-]+")
# A short form: (CDC), (PC08); or which of its places it is.
_ADDED = re.compile(r"\s*\((?:[A-ZĐ][A-ZĐ0-9&-]+|[Cc]ơ sở \d+)\)|, cơ sở \d+$")
_STOP = re.compile(r"(?<![A-ZĐ])(?<!\bT[pxt])\.")  # “TP. Sông Công” may be written so
_COUNT = re.compile(r"(?<!số )(?<!\w)\d{2,} [^\W\d_A-ZĐÀ-Ỹ]\w*\b(?! [A-ZĐÀ-Ỹ0-9])|\d{5}")
# “Việt – Hàn”, “GDNN – GDTX” are one word, “khu vực 1 – Phổ Yên” the name of one body.
_SET_APART = re.compile(r",\s*|(?<!Việt)(?<!GDNN)(?<!khu vực [\dIVX])\s[–-]\s")
_PLACE = re.compile(r" (?:xã|phường|thị trấn|đặc khu) [A-ZĐÀ-Ỹ]")


def is_usual_name(name: str, kinds: Iterable[UnitKind]) -> bool:
    """Whether a name says nothing but which organisation it is."""
    bare = _ADDED.sub("", name)
    if not _WRITTEN.fullmatch(bare) or _STOP.search(bare) or _COUNT.search(bare) or person_behind_place(bare):
        return False
    first, *further = _SET_APART.split(bare)
    small = [word for word in _words(bare) if word.islower()]
    return (
        all(re.search("[aeiouy]", fold(word)) for word in small)
        and (_says_body(first, kinds) or (not further and _is_place(first)))
        and (bare.isupper() or not any(map(_is_apart, further)))
    )


def is_bare_place(name: str, kinds: Iterable[UnitKind]) -> bool:
    """Whether a name says only where: ``Ba Bể``, a commune or a ward."""
    return " " in name and not name.isupper() and not _says_body(name, kinds) and _is_place(name)


def names_body(text: str) -> bool:
    """Whether a text speaks of an organisation anywhere: ``Trang tin Sở Y tế``."""
    return re.search(rf"\b{_BODIES}", text.casefold()) is not None


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


def _says_body(text: str, kinds: Iterable[UnitKind]) -> bool:
    """Whether a name begins with what organisations are called, and goes on."""
    if re.match(_BODIES, text.casefold()):
        return True
    starts = [one for kind in kinds for one in (kind.label, kind.addressee_prefix) if one]
    return any(identity_key(text).startswith(f"{identity_key(start)} ") for start in starts)


def _is_place(text: str) -> bool:
    """``An Khánh``; or what is known by a short form of its own: ``VNPT Thái Nguyên``."""
    first, *others = _words(text) or [""]
    if not others:
        return text.isupper() and len(text) > 2  # noqa: PLR2004 – “TW”, “Ủ” name nothing
    shortened = any(word.isupper() and len(word) > 1 for word in others)
    large = all(word[0].isupper() for word in (first, *others))
    return large and (text.isupper() or not shortened)


def _is_apart(part: str) -> bool:
    """Whether what follows a comma or a dash is no part of a field: ``Lê Văn Bảy``, ``nay là xã Ba Bể``.

    Of a field only first words are written large: ``Thể thao và Du lịch``; a place may follow too.
    """
    first, *others = _words(part) or ["A"]
    if first.islower():
        odd = _PLACE.search(part) is not None
    else:
        odd = all(word[0].isupper() for word in others) and "Và" not in others and not part.isupper()
    return odd or re.search(r"\d", part) is not None
