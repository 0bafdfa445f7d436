"""Names of units that could be one unit: the same in another spelling, with or without “Đảng ủy”, or a typo.

Proposals for a clerk, except for spellings that nobody would take for two units (``identity_key``).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Literal, NamedTuple

from bcd35.domain.text import fold, identity_key
from bcd35.domain.unit_names import BODIES, spelt_out

_KINDS_OF_PLACE = ("xã", "phường", "thị trấn", "thị xã", "thành phố", "đặc khu", "huyện", "quận")
_PROVINCE, _AND = identity_key("tỉnh"), identity_key("và")
_SHORTEST = 7  # letters of a name in which one wrong letter is a typo
_ONSETS = "ngh|ng|nh|kh|gh|gi|ph|th|tr|ch|qu|b|c|d|đ|g|h|k|l|m|n|p|r|s|t|v|x|"
# Rhymes that end in p, t, c, ch bear the tones sắc or nặng and no others.
_STOPPED = re.compile(r"(p|t|c|ch)$")
_SYLLABLE = re.compile(
    # “uyê” stands before n and t only, and only a, ê, i, y before nh and ch: “Xuyên”, “Khánh”.
    rf"({_ONSETS})(?:uyê[nt]|([aăâeêioôơuưy]|[iuưy]ê|ia|ya|ua|ưa|uô|ươ|oa|oă|oe|uâ|uê|uy|uya|oo|uơ|ie)"
    r"(ng|(?<=[aêiy])[nc]h|[cmnptiouy])?)"
)

Likeness = Literal["same", "body", "typo", "near"]


class Alike(NamedTuple):
    """Two places in a list of names, and how alike they are.

    ``same``: one name in two spellings. ``body``: with and without “Đảng ủy”, “Chi bộ”. ``typo``: a tone
    mark, a letter, the order of two letters or a short form is all that differs. ``near``: letters like a, ă,
    â differ or one letter does, and both could be names of real places: “Phú Lạc”, “Phú Lộc”; or a commune
    and a ward have one name.
    """

    first: int
    second: int
    how: Likeness


def bare_key(name: str) -> str:
    """:func:`identity_key` of a name without the party body before it."""
    key = identity_key(name)
    for body in sorted(map(identity_key, BODIES), key=len, reverse=True):
        if key.startswith(f"{body} "):
            return key[len(body) + 1 :]
    return key


def place_key(name: str) -> str:
    """:func:`bare_key` without what the place is: a commune that becomes a ward keeps its name."""
    key = bare_key(name)
    kinds = (f"{identity_key(kind)} " for kind in _KINDS_OF_PLACE)
    return next((key.removeprefix(kind) for kind in kinds if key.startswith(kind)), key)


def could_be_renamed(one: str, other: str) -> bool:
    """Whether one name says another kind of the same place, names the province too, or adds a field."""
    short, long = sorted((bare_key(one), bare_key(other)), key=len)
    names_province = short.endswith(f" {_PROVINCE}") and long.startswith(f"{short} ")
    return names_province or _adds_fields(short, long) or place_key(one) == place_key(other)


_SHORT_NAME = 3  # words


def _adds_fields(short: str, long: str) -> bool:
    """Whether one name has the fields of another, and joins more to them.

    ``Ban Tuyên giáo [và Dân vận] Tỉnh ủy``; of names as short as ``Sở Y tế`` only where they begin the other.
    """
    if long.startswith(f"{short} {_AND} "):
        return True
    joins = [key.count(",") + key.count(f" {_AND} ") for key in (short, long)]
    words, more = ([word for word in re.findall(r"[\w^]+", key) if word != _AND] for key in (short, long))
    rest = iter(more)
    return joins[0] < joins[1] and len(words) > _SHORT_NAME and all(word in rest for word in words)


def alike_in_list(names: Sequence[str]) -> list[Alike]:
    """The pairs of names of one list that could be one unit, in order."""
    letters = [_letters(name) for name in names]
    pairs = {*_pairs_of_one_key(letters), *_pairs_of_one_key([bare_key(name) for name in names])}
    pairs |= {*_pairs_of_one_key([place_key(name) for name in names])}
    pairs |= {*_pairs_of_one_key([spelt_out(name) for name in names]), *_pairs_with_one_other_letter(names)}
    # Of two names of which one has a letter more, both may be right: “An Khánh”, “Tân Khánh”.
    for first in (place for place, name in enumerate(names) if not is_spelt_right(name)):
        seconds = (
            place for place, other in enumerate(letters) if place != first and _slipped(letters[first], other)
        )
        pairs |= {(min(first, second), max(first, second)) for second in seconds}
    return [Alike(one, other, _likeness(names[one], names[other])) for one, other in sorted(pairs)]


def _pairs_of_one_key(keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    for same in places.values():
        yield from combinations(same, 2)


def _pairs_with_one_other_letter(names: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Numbers tell units apart, and so do letters that stand alone: “Khối A”, “Khối B”.

    Looked up by the letters that are left: 1,530 names have a million pairs.
    """
    places: dict[tuple[str, str], list[int]] = {}
    for place, text in enumerate(map(_letters, names)):
        for at in range(len(text) if len(text) >= _SHORTEST else 0):
            if not text[at].isdigit():
                places.setdefault((text[:at], text[at + 1 :]), []).append(place)
    for same in places.values():
        for one, other in combinations(same, 2):
            if any(len(word) > 1 for word in _words_apart(names[one], names[other])):
                yield one, other


def _likeness(one: str, other: str) -> Likeness:
    if _without_signs(one) == _without_signs(other):
        return "same"
    if bare_key(one) == bare_key(other):
        return "body"
    if place_key(one) == place_key(other):
        return "near"
    if _letters(one) != _letters(other) and len(_letters(one)) == len(_letters(other)):
        return "near" if all(map(_could_be_a_name, _words_apart(one, other))) else "typo"
    marks_only = _letters(one) == _letters(other) and _tones(one) == _tones(other)
    return "near" if marks_only and is_spelt_right(one) and is_spelt_right(other) else "typo"


def _without_signs(name: str) -> list[str]:
    """``Văn hóa, Thể thao`` as ``Văn hóa Thể thao``: some write the comma, and others leave it out."""
    return re.findall(r"[\w^-]+", identity_key(name))


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", name.title() if name.isupper() else name)


def _words_apart(one: str, other: str) -> list[str]:
    """The words at whose place the other name has another word, of both."""
    pairs = zip(_words(one), _words(other), strict=False)
    return [word for pair in pairs if identity_key(pair[0]) != identity_key(pair[1]) for word in pair]


def _could_be_a_name(word: str) -> bool:
    """A syllable, or letters that tell parts of one place apart: “Khối A”, “THPT”."""
    return word.isupper() or _is_syllable(word)


def _tones(name: str) -> list[str]:
    return [word.partition("^")[2] for word in re.split(r"[^\w^]+", identity_key(name))]


def _letters(name: str) -> str:
    """Toneless and without spaces; i and y, which many people exchange, are one letter."""
    return re.sub("[^a-z0-9]", "", fold(name)).replace("y", "i")


def _slipped(one: str, other: str) -> bool:
    """One letter too many, or two in the wrong order; numbers tell units apart."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST or len(long) - len(short) > 1 or _digits(one) != _digits(other):
        return False
    at = next(
        (place for place, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short)
    )
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    return short[at + 2 :] == long[at + 2 :] and short[at : at + 2] == long[at : at + 2][::-1]


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text)


def is_spelt_right(name: str) -> bool:
    """Whether every word could be a Vietnamese syllable, with a tone that it can have."""
    return all(map(_is_syllable, _words(name)))


def _is_syllable(word: str) -> bool:
    key = re.sub(r"\^\d", "", identity_key(word))
    tone = identity_key(word).rpartition("^")[2] if "^" in identity_key(word) else ""
    if not _SYLLABLE.fullmatch(key):
        return False
    return not _STOPPED.search(key) or tone in ("4", "5")
