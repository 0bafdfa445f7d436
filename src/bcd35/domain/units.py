"""Subordinate units: the smallest thing this tool knows. No persons, no personal accounts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bcd35.domain.shape import Code, Line
from bcd35.domain.text import clean, identity_key, sort_key


@dataclass(frozen=True, slots=True)
class Unit:
    """Đơn vị: an organisation under the committee that receives letters and reports back.

    ``email`` is the office's work address; ``sample`` marks the roster that ships with the tool, to be replaced.
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
    """A kind of unit: its label in lists, and the words put before a unit's name in letters (``Đảng ủy``, ``Chi bộ``)."""

    code: Code
    label: Line
    addressee_prefix: Line = ""


def addressee(name: str, kind: str, kinds: Iterable[UnitKind]) -> str:
    """The unit as a letter addresses it: ``Đảng ủy Sở Y tế``; a name that already carries such words stays as it is."""
    known = tuple(kinds)
    prefixes = tuple(identity_key(one.addressee_prefix) for one in known if one.addressee_prefix)
    prefix = next((one.addressee_prefix for one in known if one.code == kind), "")
    # Whole words: “Ban …” is such a word, “Bang …” is not. Of all that begins with “Đoàn” only the Youth Union takes no prefix.
    carried = tuple(f"{one} " for one in (*prefixes, identity_key("Đảng bộ"), identity_key("Đoàn Thanh niên")))
    if not prefix or f"{identity_key(name)} ".startswith(carried):
        return name
    return clean(f"{prefix} {name}")


class _Listed(Protocol):
    """What a place in a list depends on; a unit has it, and so has its state in a round."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


Listed = TypeVar("Listed", bound=_Listed)


def office_order(kinds: Iterable[UnitKind]) -> Callable[[str, str, str], tuple[int, str, str]]:
    """A unit's kind, name and code → its place: by kind in the office's order, then by Vietnamese name order."""
    rank = {kind.code: place for place, kind in enumerate(kinds)}
    return lambda kind, name, code: (rank.get(kind, 99), sort_key(name), code)


def in_office_order(units: Iterable[Listed], kinds: Iterable[UnitKind] = ()) -> list[Listed]:
    """Sorted by :func:`office_order`, as lists and letters name them."""
    place = office_order(kinds)
    return sorted(units, key=lambda unit: place(unit.kind, unit.name, unit.code))


def find_unit(wanted: str, units: Iterable[Unit]) -> Unit | None:
    """A unit by its code (case ignored) or its whole name (tone-mark habits ignored). Never by a fuzzy match."""
    listed = list(units)
    code, name = clean(wanted).casefold(), identity_key(wanted)
    by_code = [unit for unit in listed if unit.code.casefold() == code]
    by_name = [unit for unit in listed if identity_key(unit.name) == name]
    return by_code[0] if by_code else by_name[0] if len(by_name) == 1 else None
