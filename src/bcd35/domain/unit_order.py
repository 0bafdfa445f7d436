"""The order in which lists and letters name units."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from bcd35.domain.text import sort_key


class _Listed(Protocol):
    """What the place in a list depends on: a unit and its state in a round both have it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


Listed = TypeVar("Listed", bound=_Listed)


def in_office_order(units: Iterable[Listed], kinds: Iterable[str] = ()) -> list[Listed]:
    """Sorted by kind, in the order of these codes of kinds, then by Vietnamese name order."""
    rank = {kind: place for place, kind in enumerate(kinds)}
    return sorted(units, key=lambda unit: (rank.get(unit.kind, 99), sort_key(unit.name), unit.code))
