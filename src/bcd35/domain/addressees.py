"""To whom a round is addressed: all units, some kinds, or some units."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from bcd35.domain.errors import UnknownName
from bcd35.domain.units import UnitKind, addressee


class _Addressee(Protocol):
    """A unit of the roster, or one line of who gets a letter."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...


class _Registered(_Addressee, Protocol):
    @property
    def code(self) -> str: ...


def is_addressed(code: str, kind: str, to: Sequence[str]) -> bool:
    """Whether a round that is addressed ``to`` these kinds and units asks a unit; ``to`` is empty for all."""
    return not to or bool({code.casefold(), kind.casefold()} & {one.casefold() for one in to})


def refuse_unknown(to: Sequence[str], kinds: Iterable[str], units: Iterable[str]) -> None:
    """Raises UnknownName for an addressee that is neither a kind nor a unit."""
    known = [*kinds, *units]
    for one in unknown_of(to, known):
        raise UnknownName.among("loại đơn vị hoặc đơn vị", one, known, listing="bcd35 units list")


def unknown_of(to: Sequence[str], known: Iterable[str]) -> list[str]:
    """The addressees that are not among the known codes of kinds and units."""
    folded = {one.casefold() for one in known}
    return [one for one in to if one.casefold() not in folded]


def each_once(to: Sequence[str], units: Iterable[_Registered]) -> tuple[str, ...]:
    """The addressees in the order of these units; a unit whose kind is addressed is no further one.

    A kind stands where its first unit does.
    """
    stated = {one.casefold(): one for one in to}
    met = (stated.get(unit.kind.casefold(), stated.get(unit.code.casefold())) for unit in units)
    return tuple(dict.fromkeys(filter(None, met)))


def groups(
    to: Sequence[str], units: Iterable[tuple[str, _Addressee]], kinds: Sequence[UnitKind]
) -> tuple[str, ...]:
    """Kính gửi of one letter to all of them: ``Các đảng ủy cơ sở``, ``Chi bộ Sở Tư pháp``.

    ``units``: code and unit of all that get the letter.
    """
    by_code = {code.casefold(): unit for code, unit in units}
    labels = {kind.code.casefold(): kind.label for kind in kinds}
    named = []
    for one in to:
        label, unit = labels.get(one.casefold()), by_code.get(one.casefold())
        if label:
            named.append(f"Các {label[:1].lower()}{label[1:]}")
        elif unit:
            named.append(addressee(unit.name, unit.kind, kinds))
    return tuple(named)


def called_together(*, addressed: bool = True) -> str:
    """Several addressees within a sentence of a document that names them in Kính gửi, or in Nơi nhận."""
    return "các đơn vị nêu trên" if addressed else "các đơn vị ghi ở Nơi nhận"
