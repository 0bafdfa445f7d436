"""Which units a name on a returned form could mean: proposals for a clerk, never an answer.

Also whether a name beside a unit's code is rather that of another unit.
Not here: finding the unit that a code or a whole name is (``UnitFinder``).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from bcd35.domain.text import fold, identity_key

# What a party body puts before the name of its organisation, toned as ``identity_key`` writes it.
BODIES = ("Đảng ủy", "Đảng bộ", "Chi bộ", "Chi ủy", "Ban Chấp hành Đảng bộ", "Đảng bộ cơ sở", "Chi bộ cơ sở")
_TWO_NAMES = re.compile(r";|^(Đảng [ủu][ỷy]|Đảng bộ|Chi bộ) (\w+) .+ \1 \2 ", re.IGNORECASE)
# “Đảng ủy các khu công nghiệp” is one.
_SEVERAL = re.compile(
    r"^(?:(?:các|những|\d+) (?:đảng [ủu][ỷy]|đảng bộ|chi bộ|chi [ủu][ỷy]|đơn vị|xã|phường|sở)"
    r"|(?:đảng [ủu][ỷy]|đảng bộ|chi bộ|chi [ủu][ỷy]) các (?:xã|phường|sở|đảng bộ|chi bộ))\b",
    re.IGNORECASE,
)
# Abbreviations that offices of a province use → what they stand for, both toneless.
_SHORT_FOR = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "ubmttq": "uy ban mat tran to quoc",
    "mttq": "mat tran to quoc",
    "cb": "chi bo",
    "vp": "van phong",
    "bql": "ban quan ly",
    "bqlda": "ban quan ly du an",
    "qlda": "quan ly du an",
    "bv": "benh vien",
    "chqs": "chi huy quan su",
    "kcn": "khu cong nghiep",
    "tt": "thi tran",
    "tp": "thanh pho",
    "tx": "thi xa",
    "p": "phuong",
    "x": "xa",
    "t": "tinh",
    "gd": "giao duc",
    "dt": "dao tao",
    "gddt": "giao duc va dao tao",
    "khcn": "khoa hoc va cong nghe",
    "nnmt": "nong nghiep va moi truong",
    "vhttdl": "van hoa the thao va du lich",
    "dttg": "dan toc va ton giao",
    "tn": "thanh nien",
    "tncs": "thanh nien cong san",
    "hcm": "ho chi minh",
}
_PARTY = re.compile(r"(?<!\w)đu(?!\w)", re.IGNORECASE)  # “Du lịch”, “dự án” are words
_FILLERS = frozenset({"va", "cua", "tinh"})  # words that people write or leave out
_LEAST = 0.6  # the least likeness: below it, names share letters by chance


class UnitAlias(NamedTuple):
    """A name that a clerk confirmed to mean a unit: as written on a form, from which file, on which day.

    It means the unit while that file (``sha256``) stands as a report of it; empty where a list says the name.
    """

    unit: str
    alias: str
    source: str
    added_on: date
    sha256: str = ""


class Candidate(NamedTuple):
    """A unit that a name could mean; ``likeness`` in 0–1."""

    unit: str
    name: str
    likeness: float


def names_two(name: str) -> bool:
    """Whether a name is those of two units or more.

    With “;”, begun twice (``Chi bộ xã A Chi bộ xã B``), or in the plural (``Các chi bộ của Sở Y tế``).
    """
    return _TWO_NAMES.search(name) is not None or _SEVERAL.match(name) is not None


def is_body(name: str) -> bool:
    """Whether a name says a party body, and not whose."""
    return identity_key(name) in map(identity_key, BODIES)


def propose_units(written: str, names: Mapping[str, Iterable[str]], most: int = 2) -> list[Candidate]:
    """The likeliest units for a name as written, best first.

    Of two as likely in their letters that one is first which shares more words with their marks: “Văn Lang”
    and “Văn Lăng” are two communes.
    ``names``: unit code → its names, the official one first.
    """
    wanted, words = spelt_out(written), set(identity_key(written).split())
    matcher = SequenceMatcher(b=wanted, autojunk=False)
    found = []
    for unit, known in names.items():
        alike = [(_likeness(matcher, spelt_out(name)), name) for name in known]
        likeness = max((likeness for likeness, _ in alike), default=0.0)
        if wanted and likeness >= _LEAST:
            found.append(Candidate(unit, alike[0][1], likeness))

    def rank(one: Candidate) -> tuple[float, int, str]:
        shared = max(len(words.intersection(identity_key(name).split())) for name in names[one.unit])
        return -one.likeness, -shared, one.unit

    return sorted(found, key=rank)[:most]


def name_of_another(written: str, unit: str, names: Mapping[str, Iterable[str]]) -> Candidate | None:
    """The other unit whose name this is rather than that of ``unit``; None when there is no such unit."""
    near = propose_units(written, names, most=len(names))
    key = identity_key(written)
    exact = [one for one in near if key in map(identity_key, names[one.unit])]
    nearest = exact or [one for one in near if one.likeness == near[0].likeness]
    return nearest[0] if nearest and unit not in {one.unit for one in nearest} else None


def judge_name(
    written: str, unit: str, present: Iterable[str], every: Callable[[], Mapping[str, Iterable[str]]]
) -> Literal["own", "another", "slip"]:
    """Judge a name that stands beside the code of ``unit``, which is called by the ``present`` names.

    ``own``: one of these. ``another``: rather the name of another unit. ``slip``: out of date or misspelt.
    ``every``: unit code → all its names, also former ones; called only for a name that is not the unit's own.
    """
    if identity_key(written) in map(identity_key, present):
        return "own"
    return "another" if name_of_another(written, unit, every()) else "slip"


def _likeness(matcher: SequenceMatcher[str], name: str) -> float:
    matcher.set_seq1(name)
    return matcher.ratio() if matcher.real_quick_ratio() >= _LEAST else 0.0


def spelt_out(name: str) -> str:
    """The words of a name without their spaces: ``ĐU, P. Tân Thịnh`` → ``danguyphuongtanthinh``."""
    return "".join(spelt_words(name))


def spelt_words(name: str) -> list[str]:
    """Toneless words, short forms written out, without those that people leave out."""
    parts = re.findall(r"[a-z0-9]+", fold(_PARTY.sub("Đảng ủy", name)).replace("&", " "))
    spelt = " ".join(_SHORT_FOR.get(part, part) for part in parts)
    return [part for part in spelt.split() if part not in _FILLERS]
