"""What a column of an office's own list holds, known by its heading in any wording.

Columns about persons are known too, so that nothing of them is ever taken.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, NamedTuple

from bcd35.domain.text import fold

ListKind = Literal["units", "channels"]

# Key of a column → how it is called in the option ``--column``, and by whom the clerk is asked.
COLUMN_NAMES: Mapping[ListKind, Mapping[str, str]] = {
    "units": {
        "name": "ten",
        "code": "ma",
        "kind": "loai",
        "email": "thu",
        "phone": "dien-thoai",
        "note": "ghi-chu",
    },
    "channels": {
        "name": "ten",
        "code": "ma",
        "platform": "nen-tang",
        "url": "dia-chi",
        "owner": "chu-quan",
        "note": "ghi-chu",
    },
}
COLUMN_WORDS: Mapping[str, str] = {
    "name": "tên",
    "code": "mã",
    "kind": "loại",
    "email": "thư công vụ",
    "phone": "điện thoại",
    "note": "ghi chú",
    "platform": "nền tảng",
    "url": "địa chỉ",
    "owner": "cơ quan chủ quản",
}
NEEDED: Mapping[ListKind, tuple[str, ...]] = {"units": ("name",), "channels": ("name", "url")}

_NUMBER = r"stt|tt|so tt|so thu tu|no|#"
_PERSON = (
    r"ho( va)? ?ten|ho, ten|nguoi|bi thu|(hieu|pho|thu) truong|truong (ban|phong|don vi|co quan)|lanh dao"
    r"|chu tich|giam doc|can bo|dong chi|dang vien|doan vien|ca nhan|chuc vu|chuc danh|di dong|cccd|cmnd"
    r"|can cuoc|ngay sinh|nam sinh|que quan|gioi tinh|(?<!don vi )(?<!co quan )(dau moi|phu trach)"
)
# Codes that others gave to an office: none by which the committee calls it.
_CODE_OF_OTHERS = (
    "mst|ma( so)? thue|ma( so)? buu (chinh|dien|cuc)|zip ?code|ma vung"
    "|ma( so)?( don vi)?( quan he| qh)? (ngan sach|qhns|ns)"
)
_ACCOUNT = r"facebook|fb|zalo|tiktok|tai khoan"
# In this order: the first that a heading has decides.
_PATTERNS: Mapping[ListKind, Sequence[tuple[str, str]]] = {
    "units": (
        ("person", f"{_PERSON}|{_ACCOUNT}"),
        ("", _CODE_OF_OTHERS),
        ("email", "e ?mail|g?mail|thu dien tu|thu cong vu|hop thu"),
        ("phone", "dien thoai|sdt|so dt|dt|tel|phone|hotline|so may|may ban"),
        ("note", "ghi chu"),
        ("code", "ma|ky hieu|viet tat|code"),
        ("kind", "loai|nhom|khoi|loai hinh"),
        ("", "dia chi|tru so|so luong"),
        ("name", "ten|don vi|co quan|to chuc|dang bo|dang uy|chi bo|xa|phuong|dia phuong|dia danh"),
    ),
    "channels": (
        ("person", _PERSON),
        ("", _CODE_OF_OTHERS),
        ("note", "ghi chu"),
        ("owner", "chu quan|quan ly|don vi|co quan"),
        ("url", "dia chi|duong dan|lien ket|link|url|duong link"),
        ("platform", "nen tang|mang xa hoi|loai|nhom|loai hinh|ung dung"),
        ("code", "ma|ky hieu|viet tat|code"),
        ("name", "ten|kenh|trang|fanpage"),
    ),
}
# Of several columns that could be the same thing, one with a heading like these is it.
_PLAIN: Mapping[str, str] = {
    "name": (
        r"ten( goi)?|don vi|co quan|(ten )?(co quan|don vi|to chuc|kenh|trang)"
        r"((, | va | / |/)(co quan|don vi|to chuc|dia phuong))*|ten kenh truyen thong"
    ),
    "code": "ma( don vi| so| kenh| co quan)?",
    "kind": "loai( don vi| hinh)?|nhom( don vi)?",
    "email": "(dia chi )?(e ?mail|thu dien tu|thu cong vu|hop thu cong vu)( cong vu)?",
    "phone": "(so )?dien thoai( co quan| van phong)?",
    "url": "dia chi|duong dan|link|dia chi kenh|dia chi trang",
    "platform": "nen tang",
    "owner": "(co quan |don vi )?(chu quan|quan ly)",
    "note": "ghi chu",
}


# A column that says whether an entry is still of use, or until when.
_STATE = (
    "(trang thai|tinh trang|hien trang)( (hoat dong|don vi|su dung|hien nay))?"
    "|den ngay|ngay (ket thuc|giai the)"
)
# Words of headings above names. Any other that is written large is part of a proper name.
_HEADING_WORDS = re.compile(
    "tên|gọi|các|cơ|quan|đơn|vị|tổ|chức|đảng|bộ|ủy|uỷ|chi|sở|xã|phường|thị|trấn|đặc|khu|địa|phương|ban|ngành|đoàn"
    "|thể|phòng|trực|thuộc|cấp|dưới|và|báo|cáo|nhận|gửi",
    re.IGNORECASE,
)
_FIRST_WORDS = r"(cac|co quan|to chuc|dang (bo|uy)|chi bo|xa|phuong|dia (phuong|danh))\b"
_OF_THE_OFFICE = r"(dang (bo|uy)|chi bo) co quan"  # a unit, where no “Tên” stands before it
_ABOVE = " – "


class Heading(NamedTuple):
    """What stands above a column: its texts from top to bottom, and the number of the column."""

    texts: tuple[str, ...]
    column: int

    @property
    def label(self) -> str:
        return _ABOVE.join(self.texts)

    @staticmethod
    def last_of(label: str) -> str:
        """The lowest text of a label."""
        return label.rpartition(_ABOVE)[2]


class Columns(NamedTuple):
    """The columns of a list. ``keys``: key → column; ``persons``, ``unread``: headings that are left out.

    ``doubtful``: key → headings of which any could be it. ``contacts``: columns of telephones and mail that
    stand beside columns about persons: whose they are is not known. ``labels``: key → heading.
    """

    keys: Mapping[str, int]
    persons: tuple[str, ...]
    unread: tuple[str, ...]
    doubtful: Mapping[str, tuple[str, ...]]
    contacts: tuple[tuple[str, str], ...] = ()
    labels: Mapping[str, str] = MappingProxyType({})


def is_running_number(heading: str) -> bool:
    """Whether the cells of a column say nothing but which row it is."""
    return re.fullmatch(_NUMBER, _plain(heading)) is not None


def tells_state(heading: str) -> bool:
    """Whether a column says which entries are still of use: ``Trạng thái``, ``Đến ngày``."""
    return re.fullmatch(_STATE, _plain(heading)) is not None


def own_words(heading: str) -> str:
    """A heading without an explanation in brackets: ``(ghi đầy đủ, không viết tắt)``."""
    bare = re.sub(r"\([^()]*\)", " ", heading)
    return bare if any(map(str.isalnum, bare)) else heading


def _plain(text: str) -> str:
    return re.sub(r"[\s.:*]+", " ", fold(own_words(text)).replace("-", "")).strip()


def heading_key(text: str, of: ListKind) -> str:
    """What a heading means: a key, ``person``, ``number``; empty for one that is not known."""
    if is_running_number(text):
        return "number"
    whole = _first_key(fold(text), of)  # of a person, wherever it stands
    return whole if whole == "person" else _first_key(_plain(text), of) or whole


def _first_key(plain: str, of: ListKind) -> str:
    words = f" {re.sub('[^a-z0-9]+', ' ', plain)} "
    return next((key for key, pattern in _PATTERNS[of] if re.search(rf" ({pattern}) ", words)), "")


def is_name_of_unit(text: str) -> bool:
    """Whether a text that has words of a heading is rather an entry: ``Đảng ủy xã Chợ Rã``."""
    words = re.findall(r"\w+", own_words(text))
    plain = " ".join(map(fold, words))
    if re.match("(ten|danh sach|don vi) ", f"{plain} "):
        return False
    proper = any(word[0].isupper() and not _HEADING_WORDS.fullmatch(word) for word in words)
    return proper or not re.match(_FIRST_WORDS, plain) or re.match(_OF_THE_OFFICE, plain) is not None


def understand(
    headings: Sequence[Heading],
    of: ListKind,
    told: Mapping[str, str],
    held: Mapping[int, str] = MappingProxyType({}),
) -> Columns:
    """Which column is what. ``told``: key → heading, as a clerk said it; empty for “no column”.

    ``held``: column → key that its cells tell, where its heading does not.
    """
    by_key: dict[str, list[Heading]] = {}
    for one in headings:
        by_key.setdefault(_key_of(one, of) or held.get(one.column, ""), []).append(one)
    persons, unread = by_key.pop("person", []), by_key.pop("", [])
    by_key.pop("number", None)
    keys: dict[str, int] = {}
    doubtful: dict[str, tuple[str, ...]] = {}
    contacts = []
    for key, found in by_key.items():
        whole = [one for one in found if key == "name" and _says_whole(one)]
        chosen = found if len(found) == 1 else whole or [one for one in found if _is_plain(one, key)]
        if told.get(key) == "":
            unread += found
        elif persons and key in ("phone", "email") and not _of_an_office(chosen):
            contacts += [] if key in told else [(key, found[0].label)]
        elif len(chosen) == 1:
            keys[key] = chosen[0].column
            unread += [one for one in found if one is not chosen[0]]
        elif key not in told:
            doubtful[key] = tuple(one.label for one in found)
    for key, label in columns_told(told).items():
        keys[key] = headings_meant(headings, label)[0].column
    at = {one.column: one.label for one in headings}
    labels = {key: at[column] for key, column in keys.items()}
    taken = set(labels.values())
    left_out, unnamed = (
        tuple(one.label for one in some if one.label not in taken) for some in (persons, unread)
    )
    return Columns(
        keys=keys,
        persons=left_out,
        unread=unnamed,
        doubtful=doubtful,
        contacts=tuple(contacts),
        labels=labels,
    )


def columns_told(told: Mapping[str, str]) -> dict[str, str]:
    """Without the keys that a clerk said no column to be."""
    return {key: label for key, label in told.items() if label}


def _key_of(heading: Heading, of: ListKind) -> str:
    """What a column holds: about a person when any text above it says so, else what the lowest one says."""
    keys = [heading_key(text, of) for text in heading.texts]
    if "person" in keys:
        return "person"
    return next((key for key in reversed(keys) if key), "")


def repeated_keys(texts: Collection[str], headings: Sequence[Heading], of: ListKind) -> set[str]:
    """The keys of a row that repeats the heading, be it in another order; none for any other row."""
    said = {fold(text) for one in headings for text in one.texts}
    known = {heading_key(text, of) for text in texts if _repeats(text, said, of)}
    return known if "name" in known and len(known) >= 2 else set()  # noqa: PLR2004 – a name alone is an entry


def _repeats(text: str, said: Collection[str], of: ListKind) -> bool:
    key = heading_key(text, of)
    return key == "number" or fold(text) in said or _is_plain(Heading((text,), 0), key)


def _is_plain(heading: Heading, key: str) -> bool:
    pattern = _PLAIN.get(key, "")
    return any(re.fullmatch(pattern, _plain(text)) for text in heading.texts)


def _says_whole(heading: Heading) -> bool:
    """Whether a column of names says that the others are short: ``Tên đơn vị đầy đủ``."""
    return re.search(r"\b(day du|chinh thuc)\b", fold(heading.texts[-1])) is not None


def _of_an_office(headings: Sequence[Heading]) -> bool:
    """Whether a heading says that it is the office's."""
    return len(headings) == 1 and re.search("co quan|van phong|cong vu", fold(headings[0].label)) is not None


def headings_meant(headings: Sequence[Heading], wanted: str) -> list[Heading]:
    """The columns that a clerk means: by the whole heading, else the lowest text, else one text of it."""
    key = fold(wanted)
    by_label = [one for one in headings if fold(one.label) == key]
    by_last = [one for one in headings if fold(one.texts[-1]) == key]
    return by_label or by_last or [one for one in headings if key in map(fold, one.texts)]
