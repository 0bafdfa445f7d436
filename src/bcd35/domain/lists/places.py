"""Communes and wards in an office's own list: the kind of place may stand in a column of its own."""

import re

from bcd35.domain.persons import may_be_persons_name
from bcd35.domain.text import fold

_KINDS = {fold(kind): kind for kind in ("xã", "phường", "thị trấn", "đặc khu")}
_LARGE = re.compile(r"(?:Xã|Phường|Thị trấn|Đặc khu) (?=[A-ZĐÀ-Ỹ])")
# Wards that are called after an event have their kind written large, as those after numbers and persons have.
_EVENTS = ("Điện Biên Phủ",)


def kind_of_place(text: str) -> str:
    """``CÁC XÃ`` → ``xã``; empty for any text that says more or less."""
    return _KINDS.get(fold(text).removeprefix("cac "), "")


def in_sentence(name: str) -> str:
    """``Phường An Khánh`` as it stands behind “Đảng ủy”: ``phường An Khánh``.

    Before a number and the name of a person or an event the kind stays large: ``Phường Phan Đình Phùng``.
    """
    place = name.partition(" ")[2]
    keeps = may_be_persons_name(place) or place in _EVENTS
    return name if keeps or not _LARGE.match(name) else name[0].lower() + name[1:]
