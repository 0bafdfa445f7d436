"""To whom a round is addressed: all units, some kinds, or some units."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from bcd35.domain.commands import command_line
from bcd35.domain.errors import UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.office import Office
from bcd35.domain.text import fold
from bcd35.domain.units import UnitKind, addressee

_EVERY_KIND = ({"don", "vi"}, {"co", "quan"})  # “các cơ quan, đơn vị”


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
            named.append(_all_of(label))
        elif unit:
            named.append(addressee(unit.name, unit.kind, kinds))
    return tuple(named)


def _all_of(label: str) -> str:
    return f"Các {label[:1].lower()}{label[1:]}"


def remark_on_kinds_unnamed(office: Office, codes: Collection[str]) -> Iterator[Finding]:
    """Kinds of these codes that one letter to all would go to, and that its Kính gửi says no word of."""
    lines = office.addressee_groups
    said = {word for line in lines for word in _words(line)}
    labels = [
        kind.label
        for kind in office.unit_kinds
        if kind.code in codes and said.isdisjoint(_words(f"{kind.label} {kind.addressee_prefix}"))
    ]
    if labels and not any(general <= said for general in _EVERY_KIND):
        message = f"Kính gửi của công văn chung ({'; '.join(lines)}) chưa nhắc đến: {'; '.join(labels)}."
        whole = (part for line in (*lines, *map(_all_of, labels)) for part in ("--addressee", line))
        fix = f"Cần ghi thêm thì nêu lại cả: {command_line(('office', *whole))}"
        yield Finding("kind_not_addressed", "", message, fix)


def _words(text: str) -> list[str]:
    """Toneless, without what any line or kind may say."""
    whole = re.sub(r"\b(cac|co so|truc thuoc|va)\b|[^a-z0-9 ]", " ", fold(text))
    return whole.replace("ubnd", "uy ban nhan dan").split()


def called_together(*, addressed: bool = True) -> str:
    """Several addressees within a sentence of a document that names them in Kính gửi, or in Nơi nhận."""
    return "các đơn vị nêu trên" if addressed else "các đơn vị ghi ở Nơi nhận"
