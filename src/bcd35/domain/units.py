"""Subordinate units: the smallest thing this tool knows. No persons, no personal accounts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeVar

from bcd35.domain.shape import Code, Line
from bcd35.domain.text import clean, identity_key, sort_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Đơn vị: an organisation under the committee that receives letters and reports back.

    ``email`` is the office's work address; ``sample`` says that the unit is of the roster that ships with the
    tool, to be replaced.
    """

    code: str
    name: str
    kind: str
    email: str = ""
    status: str = "active"
    note: str = ""
    source: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit: its label in lists, and its prefix before a unit's name in letters (``Đảng ủy``)."""

    code: Code
    label: Line
    addressee_prefix: Line = ""


def addressee(name: str, kind: str, kinds: Iterable[UnitKind]) -> str:
    """The unit as a letter addresses it: ``Đảng ủy Sở Y tế``; a name that begins so stays as it is."""
    known = tuple(kinds)
    prefix = next((one.addressee_prefix for one in known if one.code == kind), "")
    if not prefix or f"{identity_key(name)} ".startswith(
        _carried(tuple(one.addressee_prefix for one in known if one.addressee_prefix))
    ):
        return name
    return clean(f"{prefix} {name}")


@lru_cache(maxsize=8)  # an office has one list of kinds, a country many units
def _carried(prefixes: tuple[str, ...]) -> tuple[str, ...]:
    """The beginnings of names that take no prefix, as keys."""
    # The space at the end stands for a whole word: “Ban …” is a prefix, “Bang …” is not. Of the names that
    # begin with “Đoàn” only the Youth Union takes no prefix.
    return tuple(f"{identity_key(words)} " for words in (*prefixes, "Đảng bộ", "Đoàn Thanh niên"))


class _Listed(Protocol):
    """What the place in a list depends on: a unit and its state in a round both have it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


Listed = TypeVar("Listed", bound=_Listed)


def office_order(kinds: Iterable[UnitKind]) -> Callable[[str, str, str], tuple[int, str, str]]:
    """A unit's kind, name and code → its place: kinds in the office's order, then Vietnamese name order."""
    rank = {kind.code: place for place, kind in enumerate(kinds)}
    return lambda kind, name, code: (rank.get(kind, 99), sort_key(name), code)


def in_office_order(units: Iterable[Listed], kinds: Iterable[UnitKind] = ()) -> list[Listed]:
    """Sorted by :func:`office_order`, as lists and letters name them."""
    place = office_order(kinds)
    return sorted(units, key=lambda unit: place(unit.kind, unit.name, unit.code))


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
        same_name = self._by_name.get(identity_key(wanted), [])
        return self._by_code.get(clean(wanted).casefold()) or (same_name[0] if len(same_name) == 1 else None)
