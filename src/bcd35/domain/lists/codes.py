"""Codes that are proposed for units and channels of a list that states none: from their names, and unique."""

import re
from collections.abc import Collection, Sequence

from bcd35.domain.channels import Channel
from bcd35.domain.shape import CODE, is_reserved
from bcd35.domain.text import fold

# Words that people leave out of a short form.
_SMALL = frozenset({"va", "cua", "cac", "tinh", "truc", "thuoc", "tai", "voi"})
_PREFIX = re.compile(r"(ban chap hanh )?(dang uy|dang bo|chi bo|chi uy)( co so)? (?=\S)")
_PLATFORMS = {
    "facebook": "fb",
    "tiktok": "tt",
    "youtube": "yt",
    "zalo": "za",
    "instagram": "ig",
    "x": "x",
    "website": "web",
}


def stated_code(text: str) -> str:
    """A code as a list writes it, in the letters that codes have: ``SGDĐT`` → ``SGDDT``."""
    plain = "".join(_plain_letters(text))
    return re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-_")


def _plain_letters(text: str) -> list[str]:
    return [fold(one).upper() if one.isupper() else fold(one) if one.isalpha() else one for one in text]


def propose_unit_codes(names: Sequence[str], taken: Collection[str]) -> list[str]:
    """A code for each name, none of them ``taken`` (case ignored).

    Initials; names that share these get their last words in full, one more at a time, all of them alike; what
    still is the same gets a number. The order of the names changes nothing but those numbers.
    """
    words = [_words(name) for name in names]
    codes = [_shortened(each, 0) for each in words]
    used = {code.casefold() for code in taken}
    for whole in range(1, max(map(len, words), default=0) + 1):
        keys = [code.casefold() for code in codes]
        again = {key for key in keys if keys.count(key) > 1 or key in used or is_reserved(key)}
        codes = [
            _shortened(each, whole) if key in again else code
            for each, key, code in zip(words, keys, codes, strict=True)
        ]
    return _numbered(codes, used)


def _words(name: str) -> list[str]:
    plain = _PREFIX.sub("", fold(name), count=1)
    words = [word for word in re.findall("[a-z0-9]+", plain) if word not in _SMALL]
    return words or ["dv"]


def _shortened(words: Sequence[str], whole: int) -> str:
    """The initials, the last ``whole`` words in full; a number is always in full."""
    cut = len(words) - whole
    parts = [word if place >= cut or word.isdigit() else word[0] for place, word in enumerate(words)]
    return "".join(parts).upper()[: CODE.most - 4]


def propose_channel_codes(channels: Sequence[Channel], taken: Collection[str]) -> list[str]:
    """``fb-huong-tra-xu-thai``: the platform and the name, none of them ``taken``."""
    codes = []
    for channel in channels:
        name = "-".join(re.findall("[a-z0-9]+", fold(channel.name))) or "kenh"
        codes.append(f"{_PLATFORMS[channel.platform]}-{name}"[: CODE.most - 4].rstrip("-"))
    return _numbered(codes, {code.casefold() for code in taken})


def _numbered(codes: Sequence[str], used: set[str]) -> list[str]:
    found = []
    for code in codes:
        free, number = code, 1
        while free.casefold() in used or is_reserved(free):
            number += 1
            free = f"{code}{'-' if code[-1].isdigit() or '-' in code else ''}{number}"
        used.add(free.casefold())
        found.append(free)
    return found
