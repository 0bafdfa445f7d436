"""Persons and telephones in the name of a unit: the register knows organisations only."""

import re

from bcd35.domain.text import fold

_NAME = r"(?-i:[A-ZĐÀ-Ỹ])\w*"
_TELEPHONE = r"(?:\+84|\b0)(?:[ .–-]?\d){8,10}\b"
# “đ/c” and “đồng chí” speak of a person anywhere; “Ông”, “Bà” begin the names of places and schools too.
_COMRADE = rf"(?:\b[đd]/c\b|\b[đd]\.c\b|\bđồng chí\b)\.?\s*:?\s*{_NAME}"
_PERSON = rf"(?-i:\b(?:ông|bà|anh|chị))\s*:?\s+{_NAME}"
_POST = r"(?:p?gđ|pct|pbt|cvp|(?:phó )?(?:bí thư|giám đốc|chủ tịch|hiệu trưởng|trưởng phòng|chánh văn phòng))"
# The usual family names; a place may be called after somebody, so these alone prove nothing.
_FAMILY = (
    "(?:Bùi|Cầm|Cao|Chu|Dương|Đặng|Đào|Đinh|Đoàn|Đỗ|Giàng|Hà|Hồ|Hoàng|Huỳnh|Hứa|Lê|Lò|Lương|Lý|Ma|Mai|Ngô|Nguyễn|Nông|Phạm"
    "|Phan|Quàng|Sùng|Tạ|Trần|Triệu|Trịnh|Vàng|Vi|Võ|Vũ)"
)
_PERSONS_NAME = rf"{_FAMILY}\s+(?:Văn|Thị)\s+{_NAME}"
_WITH_POST = rf"(?:ông|bà|anh|chị|cô|{_POST})\s*:?\s+(?!Hồ Chí Minh){_NAME}\s+{_NAME}"
_SET_APART = rf"(?:{_WITH_POST}|(?:{_POST}\s*:?\s+)?{_PERSONS_NAME})"
_DELIMITER = r"\s*(?:[(\[,;:_]|\s[-–—])\s*"
_PLACES = r"(?:bà (?:Rịa|Triệu|Trưng|Nà|Đen|Điểm|Chiểu)|cô Tô|anh Sơn)\b"
# In brackets of its own one name is enough.
_BRACKETED = rf"\s*[(\[]\s*(?!{_PLACES})(?:ông|bà|anh|chị|cô)\s*:?\s+{_NAME}\s*[)\],]"
# Compiled when a name is first asked about: together that takes ten milliseconds, and most commands ask none.
_FOUND = rf"(?i)[^\W\d].*{_TELEPHONE}|{_COMRADE}|{_PERSON}|{_DELIMITER}{_SET_APART}|{_BRACKETED}"
_CUT = (
    rf"(?i)(?:(?:{_DELIMITER}|(?:{_DELIMITER})?\b(?:điện thoại|đt|tel|sđt)\W*)"
    rf"(?:{_TELEPHONE}|{_COMRADE}|{_SET_APART}|{_PERSON})"
    rf"|{_BRACKETED}|{_DELIMITER}{_NAME}\W+{_TELEPHONE}).*"
)
_BEGINS = rf"(?i)(?:{_POST}\s*:?\s+)?{_PERSONS_NAME}"


def has_telephone(text: str) -> bool:
    return re.search(_TELEPHONE, text) is not None


def has_person(name: str) -> bool:
    """Whether a name of a unit holds a person or a telephone."""
    return re.search(_FOUND, name) is not None


_HONOUR = r"(?:[đd]/c|đồng chí|ông|bà|anh|chị|cô)"
_WHOLE_NAME = rf"(?i)(?:{_HONOUR}\s+)?{_FAMILY}\s+(?:Văn|Thị|A|Seo|Mí)(?:\s+\w+){{1,2}}"
_HONOURED = (
    rf"(?i)(?:(?:^|[(\[,;:–-]\s*){_HONOUR}|(?<!\w)(?-i:{_HONOUR}))\.?\s*:?\s+(?:{_FAMILY}(?:\s+{_NAME}){{1,3}}\b(?!\s*[-–]\s)"
    rf"|(?!Rịa){_NAME}(?:\s+{_NAME})?\W*{_TELEPHONE})"
)
_ABOUT_PERSON = (
    rf"(?i)(?<!\w)(?:(?!{_PLACES}){_HONOUR}\s+{_NAME}|cccd|cmnd|căn cước|sinh (?:năm|ngày)"
    r"|(?:facebook|fb|zalo)\s*[.:/])"
    rf"|(?<!\d)(?!0?2)\d{{9,}}|{_DELIMITER}{_PERSONS_NAME}"  # no landline; a name that is set apart
)
_LIKE_A_NAME = rf"{_FAMILY}(?:\s+{_NAME}){{2,3}}"
_LIKE_A_NAME_UNMARKED = rf"(?i:{fold(_FAMILY)})(?:\s+[A-Z][a-z]*){{2,3}}"


def is_persons_name(name: str) -> bool:
    """``Nguyễn Văn Nam``, alone: a ward that is called so has its kind before it."""
    return re.fullmatch(_WHOLE_NAME, name) is not None


def begins_with_honour(text: str) -> bool:
    """``Chị Lan``; not ``Bà Rịa``, a place."""
    return re.match(rf"(?!{_PLACES}){_HONOUR}\s+{_NAME}", text, re.IGNORECASE) is not None


def begins_with_person(text: str) -> bool:
    """``Nguyễn Văn Nam phụ trách``, ``Giám đốc Nguyễn Văn Nam``."""
    return re.match(_BEGINS, text) is not None


def names_person(line: str) -> bool:
    """Whether a line of the office is a person's name, or has one behind “Chị”, “Ông”, “đồng chí”.

    “Đồng chí Bí thư Tỉnh ủy” is a post, and “Bà Triệu”, “Ông Ích Khiêm” are places.
    """
    return is_persons_name(line) or re.search(_HONOURED, line) is not None


def may_be_persons_name(name: str) -> bool:
    """``Lê Hồng Phong``: a person, or a ward in a list that names wards without their kind.

    ``Nguyen Van A`` too, where no letter has its marks.
    """
    return re.fullmatch(_LIKE_A_NAME_UNMARKED if name.isascii() else _LIKE_A_NAME, name) is not None


def is_somebody(text: str) -> bool:
    """Whether a cell says who: ``Lê Hồng Hà``, ``Chị Lan``, ``Đ/c Nguyễn Văn Nam - 0912345678``."""
    return (
        may_be_persons_name(text)
        or names_person(text)
        or begins_with_honour(text)
        or begins_with_person(text)
    )


def person_behind_place(name: str) -> bool:
    """``Đảng ủy xã Văn Lang Nguyễn Thị Lan``; not ``phường Hoàng Văn Thụ``, which is called so."""
    return re.search(rf"\b(?i:xã|phường|thị trấn) (?:{_NAME} ){{1,3}}{_PERSONS_NAME}", name) is not None


def begins_with_post(text: str) -> bool:
    """``Bí thư Đoàn xã``: who holds the post, not the body."""
    return re.match(rf"{_POST}\b", text, re.IGNORECASE) is not None


def is_like_a_persons_name(name: str) -> bool:
    """``Tuấn Tú``, ``Hà Nguyễn``: two to four words, each written large as names are."""
    words = name.split()
    whole = all(re.fullmatch(r"[^\W\d_]{2,}", one) and one.istitle() for one in words)
    return whole and len(words) in range(2, 5)


def without_person(name: str) -> str:
    """``Đảng ủy xã An Khánh (Đ/c Nguyễn Văn Nam - 0912345678)`` → ``Đảng ủy xã An Khánh``.

    Only what a bracket, a comma or a dash sets apart is cut; any other name stays as it is.
    """
    return re.sub(_CUT, "", name, count=1).strip() or name


def is_about_person(note: str) -> bool:
    """Whether a note says who somebody is, or where one person is found."""
    return re.search(_ABOUT_PERSON, note) is not None or begins_with_person(note)
