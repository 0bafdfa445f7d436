"""Cells of the office's own list that may hold what the register of units does not keep."""

import re

from bcd35.domain.entries import Email, Phone
from bcd35.domain.findings import Finding
from bcd35.domain.lists.columns import COLUMN_WORDS
from bcd35.domain.persons import is_about_person
from bcd35.domain.shape import limits_of

_LIMITS = {"email": limits_of(Email), "phone": limits_of(Phone)}
_LONGEST_NOTE = 500  # as UnitEntry says
_PHONE = re.compile(
    r"[0-9+().,;:/\s–-]+((văn phòng|văn thư|vp|vt|cơ quan|trực|máy lẻ|fax|đt|tel)[0-9+().,;:/\s–-]*)*",
    re.IGNORECASE,
)
_LOST_ZERO = re.compile("[2-9][0-9]{8,9}")
_NOT_TAKEN = {key: f"không phải {limits.allowed}" for key, limits in _LIMITS.items()} | {
    "note": "nói về người hoặc quá dài"
}


def office_cell(key: str, text: str) -> str | None:
    """The telephone, mail or note of an office; None for what is none, or may be about a person."""
    if key == "note":
        return None if is_about_person(text) or len(text) > _LONGEST_NOTE else text
    if key == "phone" and _LOST_ZERO.fullmatch(text):  # a spreadsheet took it for a number
        text = f"0{text}"
    if key == "email":
        text = next(iter(mails_in(text)), text)
    limits = _LIMITS[key]
    right = re.fullmatch(limits.pattern, text) and len(text) <= limits.most
    if not text or (right and (key != "phone" or _PHONE.fullmatch(text))):
        return text
    return None


def cell_left_out(key: str, where: str) -> Finding:
    """What is told of a cell that :func:`office_cell` does not take."""
    fix = "" if key == "note" else "Sửa ô ấy rồi nhập lại nếu cần."
    return Finding("cell_left_out", where, f"Ô {COLUMN_WORDS[key]} {_NOT_TAKEN[key]}, không lấy.", fix)


def mails_in(text: str) -> list[str]:
    """The mails that a cell holds and nothing else, as a link or the end of a sentence is copied."""
    parts = [one.rstrip(".") for one in re.split(r"mailto:|[\s,;/]+", text, flags=re.IGNORECASE)]
    mails = list(dict.fromkeys(filter(None, parts)))
    return mails if all("@" in one for one in mails) else []
