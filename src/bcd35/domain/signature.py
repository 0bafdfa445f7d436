"""The lines above a signature: with which authority and in which posts. Letters and checker agree."""

import re
from collections.abc import Sequence

from bcd35.domain.text import clean, fold

# Whose right a signer uses, however it is written: T/M, TM., T.M, TM/ ….
_JOIN = r"(?:\s?[./]\s?)?"
_AUTHORITY = re.compile(
    rf"\s*((?:T{_JOIN}[ML]|K{_JOIN}T|T{_JOIN}U{_JOIN}Q|T[./]U)(?:[./]+|(?=\s)))", re.IGNORECASE
)
_JOINT = re.compile(r"[\s,]*\b(kiêm)\b\s*", re.IGNORECASE)
# What a body without a seal of its own is called in its posts; a people's council has one.
_POST_IN_BODY = re.compile(
    r"\s*(PHÓ )?(TRƯỞNG (BAN CHỈ ĐẠO|TIỂU BAN)|CHỦ TỊCH HỘI ĐỒNG(?! NHÂN DÂN))\b", re.IGNORECASE
)
# What a post begins with, or what may stand before one; CHỦ TỊCH ĐOÀN is the presidium of a congress.
_POST = re.compile(
    r"\s*(PHÓ|QUYỀN|Q\.|CHÁNH|(TỔNG )?(BÍ THƯ|GIÁM ĐỐC)|CHỦ (NHIỆM|TỊCH(?! ĐOÀN))|[UỦ][ỶY] VIÊN"
    r"|(\w+ )?TRƯỞNG|KIÊM)(?!\w)",
    re.IGNORECASE,
)


def joins_posts(line: str) -> bool:
    """Tell whether a line is the word between two posts of one person."""
    return line.strip().casefold() == "kiêm"


def parted_posts(lines: Sequence[str]) -> list[str]:
    """The lines with each post, and each “kiêm” between two, on a line of its own."""
    return [part for line in lines for part in _JOINT.split(line.strip()) if part]


def posts_in_capitals(lines: Sequence[str]) -> list[str]:
    """Posts as a clerk types them, as they print: capitals, and “kiêm” small on a line of its own."""
    parts = (part.strip(" ,") for part in parted_posts(lines))
    return [part.lower() if joins_posts(part) else part.upper() for part in parts if part]


def name_to_sign(name: str) -> str:
    """A name as it prints below a signature: ``NGUYỄN VĂN AN`` → ``Nguyễn Văn An``."""
    return name.title() if name.isupper() else name


def without_joint(line: str) -> str:
    """A line of posts without the word that joins them."""
    return _JOINT.sub("", line)


def authority_form(line: str) -> str:
    """How a line writes on whose behalf the signer signs, in capitals; empty where it does not say it."""
    match = _AUTHORITY.match(line)
    return match[1].upper() if match else ""


def authority_letters(line: str) -> str:
    """TM, KT, TL, TUQ or TU: the same without what parts and ends the letters."""
    return "".join(filter(str.isalpha, authority_form(line)))


def gives_authority(line: str) -> bool:
    """Tell whether a line says on whose behalf the signer signs."""
    return bool(authority_form(line))


def begins_post(line: str) -> bool:
    """Tell whether a line begins a post or says on whose behalf: no rest of the line above it."""
    return gives_authority(line) or _POST.match(line) is not None


def in_body_without_seal(post: str) -> bool:
    """Tell whether a post is one in a steering committee, subcommittee or council."""
    return _POST_IN_BODY.match(clean(post)) is not None


def bold_posts(lines: Sequence[str]) -> list[bool]:
    """Which lines are bold: T/M, K/T or T/L but no post below it; else every post, and not “kiêm”."""
    if any(map(joins_posts, parted_posts(lines))):
        return [not joins_posts(line) for line in lines]
    return [not any(map(gives_authority, lines[:place])) for place, _ in enumerate(lines)]


def post_orders(titles: Sequence[str]) -> dict[str, list[str]]:
    """How the posts may stand, by the value of ``second_post``: by the rule, and as the office wrote them."""
    return {"quy định": seal_first(titles), "nếp riêng": list(titles)}


def has_two_orders(titles: Sequence[str]) -> bool:
    """Whether the rule would turn the posts that the office wrote."""
    return seal_first(titles) != list(titles)


def told_orders(titles: Sequence[str]) -> list[str]:
    """Both orders with their numbers, as the lines print; the first is that of the rule."""
    whys = "quy định: chức vụ có con dấu đứng trước", "nếp riêng: đúng như đã ghi"
    orders = zip(post_orders(titles).values(), whys, strict=True)
    return [f"{number}. {' / '.join(lines)} ({why})" for number, (lines, why) in enumerate(orders, start=1)]


def typed_order(text: str) -> str:
    """The value of ``second_post`` that a clerk means by its number or its words; empty for anything else."""
    orders = [*post_orders(())]
    numbered = {**{fold(one): one for one in orders}, **dict(zip("12", orders, strict=True))}
    return numbered.get(fold(text), "")


def seal_first(lines: Sequence[str]) -> list[str]:
    """The lines with the post of the seal before that in a body without one, which stands last."""
    joint = next((place for place, line in enumerate(lines) if joins_posts(line)), len(lines))
    before, behind = lines[:joint], lines[joint + 1 :]
    turned = any(map(in_body_without_seal, before)) and not any(map(in_body_without_seal, behind))
    return [*behind, lines[joint], *before] if turned and behind else list(lines)
