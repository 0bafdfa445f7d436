"""Subordinate units: the smallest thing this tool knows. No persons, no personal accounts."""

from collections.abc import Iterable
from dataclasses import dataclass

from bcd35.domain.shape import Code, ShortText
from bcd35.domain.text import clean, identity_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Đơn vị: an organisation under the committee that receives letters and reports back.

    ``email`` and ``phone`` are the office's work address and telephone; ``sample`` says that the unit is of
    the roster that ships with the tool, to be replaced.
    """

    code: str
    name: str
    kind: str
    email: str = ""
    phone: str = ""
    status: str = "active"
    note: str = ""
    source: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit: its label in lists, and its prefix before a unit's name in letters (``Đảng ủy``)."""

    code: Code
    label: ShortText
    addressee_prefix: ShortText = ""


def addressee(name: str, kind: str, kinds: Iterable[UnitKind]) -> str:
    """The unit as a letter addresses it: ``Đảng ủy Sở Y tế``; a name that begins so stays as it is."""
    known = tuple(kinds)
    prefix = next((one.addressee_prefix for one in known if one.code == kind), "")
    # Of the names that begin with “Đoàn” only the Youth Union takes no prefix.
    carried = (*(one.addressee_prefix for one in known if one.addressee_prefix), "Đảng bộ", "Đoàn Thanh niên")
    # The space stands for a whole word: “Ban …” is a prefix, “Bang …” is not.
    beginnings = tuple(f"{identity_key(start)} " for start in carried)
    return (
        name if not prefix or f"{identity_key(name)} ".startswith(beginnings) else clean(f"{prefix} {name}")
    )


class UnitFinder:
    """Finds units by code (case ignored) or whole name (tone-mark habits ignored). Never by a fuzzy match."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_code: dict[str, Unit] = {}
        self._by_name: dict[str, list[Unit]] = {}
        for unit in units:
            self._by_code.setdefault(unit.code.casefold(), unit)
            self._by_name.setdefault(identity_key(unit.name), []).append(unit)

    def find(self, wanted: str) -> Unit | None:
        """The unit, if it is one alone; a code goes before a name."""
        same_name = self.named(wanted)
        return self._by_code.get(clean(wanted).casefold()) or (same_name[0] if len(same_name) == 1 else None)

    def named(self, wanted: str) -> list[Unit]:
        """All units that bear a name."""
        return self._by_name.get(identity_key(wanted), [])
