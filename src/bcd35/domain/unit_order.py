"""The order in which lists and letters name units: that of the office's own list."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Protocol, TypeVar

from bcd35.domain.text import sort_key


class _Orderable(Protocol):
    """What the place in a list depends on: a unit and its state in a round both have it."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


_Listed = TypeVar("_Listed", bound=_Orderable)
Places = Mapping[str, int]  # code (lower case) → place in the office's own list
_NO_PLACES: Places = MappingProxyType({})
_LAST = 10**9


def in_office_order(
    units: Iterable[_Listed], kinds: Iterable[str] = (), places: Places = _NO_PLACES
) -> list[_Listed]:
    """Sorted by the places in the office's own list.

    A unit without a place stands behind the last one of its kind; several of them by kind, in the order of
    these codes of kinds, then by Vietnamese name order.
    """
    listed = list(units)
    rank = {kind: place for place, kind in enumerate(kinds)}
    ends: dict[str, int] = {}
    for unit in listed:
        ends[unit.kind] = max(ends.get(unit.kind, 0), places.get(unit.code.casefold(), 0))

    def key(unit: _Listed) -> tuple[int, bool, int, str, str]:
        place = places.get(unit.code.casefold(), 0)
        by_name = "" if place else sort_key(unit.name)
        return place or ends[unit.kind] or _LAST, not place, rank.get(unit.kind, 99), by_name, unit.code

    return sorted(listed, key=key)


def in_list_order(held: Sequence[str], stated: Sequence[str]) -> list[str]:
    """The codes of a register, those that a list states in its order; the others keep their places."""
    own = {code.casefold(): code for code in held}
    named = [own[code.casefold()] for code in stated if code.casefold() in own]
    in_new_order = iter(named)
    return [next(in_new_order) if code in named else code for code in held]


def with_new_codes(held: Sequence[str], stated: Sequence[str]) -> list[str]:
    """The codes of a register with those that a list adds, each behind the one that it follows there."""
    order, known = list(held), {code.casefold(): code for code in held}
    before = ""
    for code in stated:
        if code.casefold() not in known:
            known[code.casefold()] = code
            order.insert(order.index(before) + 1 if before else 0, code)
        before = known[code.casefold()]
    return order
