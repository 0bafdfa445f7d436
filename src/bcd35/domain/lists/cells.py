"""Cells of the office's own list that may hold what the register of units does not keep."""

import re

from bcd35.domain.entries import Email, Phone
from bcd35.domain.persons import begins_with_person
from bcd35.domain.shape import limits_of

_LIMITS = {"email": limits_of(Email), "phone": limits_of(Phone)}
_LONGEST_NOTE = 500  # as UnitEntry says
_PERSON = re.compile(r"(?<!\w)([Đđ]/c|[Đđ]ồng chí|[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị)\s+[A-ZĐÀ-Ỹ]")
_PERSONAL = re.compile(r"(?<!\w)(cccd|cmnd|căn cước|(facebook|fb|zalo)\s*[.:/])", re.IGNORECASE)
_PHONE = re.compile(
    r"[0-9+().,;:/\s–-]+((văn phòng|văn thư|vp|vt|cơ quan|trực|máy lẻ|fax|đt|tel)[0-9+().,;:/\s–-]*)*",
    re.IGNORECASE,
)
_LOST_ZERO = re.compile("[2-9][0-9]{8,9}")
CELL_WORDS = {key: f"không phải {limits.allowed}" for key, limits in _LIMITS.items()} | {
    "note": "nói về người hoặc quá dài"
}


def office_cell(key: str, text: str) -> str | None:
    """The telephone, mail or note of an office; None for what is none, or may be about a person."""
    if key == "note":
        of_person = _PERSON.search(text) or _PERSONAL.search(text) or begins_with_person(text)
        return None if of_person or len(text) > _LONGEST_NOTE else text
    if key == "phone" and _LOST_ZERO.fullmatch(text):  # a spreadsheet took it for a number
        text = f"0{text}"
    if key == "email":  # as a link or the end of a sentence is copied
        text = re.sub("^mailto: ?", "", text, flags=re.IGNORECASE).rstrip(" .,;")
    limits = _LIMITS[key]
    right = re.fullmatch(limits.pattern, text) and len(text) <= limits.most
    if not text or (right and (key != "phone" or _PHONE.fullmatch(text))):
        return text
    return None
