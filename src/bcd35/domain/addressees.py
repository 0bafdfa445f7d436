"""To whom a round is addressed: all units, some kinds, or some units."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from bcd35.domain.addressed_lines import begin_with, names_kind, names_part_of_kind, names_unit
from bcd35.domain.commands import command_line
from bcd35.domain.errors import UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import ADDRESSEES, Doubt
from bcd35.domain.office import Office
from bcd35.domain.text import MOST_LISTED, short_list
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
            named.append(_all_of(label))
        elif unit:
            named.append(addressee(unit.name, unit.kind, kinds))
    return tuple(named)


def _all_of(label: str) -> str:
    """``Các đảng ủy cơ sở``; a label of many, or of a level, says all by itself: ``UBND cấp xã``."""
    if re.search(r"^Các\b|\bcấp\b", label):
        return label
    first, _, rest = label.partition(" ")
    return f"Các {label if first.isupper() else f'{first.lower()} {rest}'.strip()}"


def remark_on_kinds_unnamed(office: Office, codes: Collection[str]) -> Iterator[Finding]:
    """Kinds of these codes, without units yet, that the Kính gửi of one letter to all says no word of."""
    lines = office.addressee_groups
    labels = [kind.label for kind in office.unit_kinds if kind.code in codes]
    if unsaid := [label for label in labels if not names_kind(lines, label) and not begin_with(lines, label)]:
        fix = f"Cần ghi thêm thì nêu lại cả: {_stated_anew((*lines, *map(_all_of, unsaid)))}"
        yield Finding("kind_not_addressed", "", _unsaid(lines, unsaid), fix)


def judge_groups(office: Office, units: Sequence[_Addressee], *, whole: bool) -> Iterator[Doubt]:
    """What does not agree between the Kính gửi of one letter to all and the units that get it.

    ``whole``: they are all units of the round, so that each line has to be answered by one of them.
    """
    lines, kinds = office.addressee_groups, office.unit_kinds
    labels = {kind.code: kind.label for kind in kinds}
    called: dict[str, dict[str, str]] = {}  # label of a kind → names of its units, as letters address them
    for unit in units:
        of_kind = called.setdefault(labels.get(unit.kind, unit.kind), {})
        of_kind[unit.name] = addressee(unit.name, unit.kind, kinds)
    idle = [line for line in lines if whole and not _is_answered(line, called)]
    unsaid, anew = [], [line for line in lines if line not in idle]
    for label, of_kind in called.items():
        if names := _missed(lines, label, of_kind):
            some = len(names) < len(of_kind)
            unsaid.append(f"{label} ({short_list(names)})" if some else label)
            few = some and len(names) <= MOST_LISTED
            anew += [of_kind[name] for name in names] if few else [_all_of(label)]
    fix = f"Nêu lại cả Kính gửi: {_stated_anew(anew)}\nNếu đúng là như vậy thì thêm: --accept {ADDRESSEES}"
    if unsaid:
        found = Finding("kind_not_addressed", "", _unsaid(lines, unsaid), "" if idle else fix)
        yield Doubt(ADDRESSEES, found)
    if idle:
        message = (
            f"Kính gửi của công văn chung ghi “{'”, “'.join(idle)}”, mà đợt không gửi đơn vị nào như vậy."
        )
        yield Doubt(ADDRESSEES, Finding("addressed_to_none", "", message, fix))


def _missed(lines: Sequence[str], label: str, called: Mapping[str, str]) -> list[str]:
    """The units of a kind that no line names, neither by name nor by kind."""
    if names_kind(lines, label):
        return []
    return [name for name, full in called.items() if not any(names_unit(line, name, full) for line in lines)]


def _is_answered(line: str, called: Mapping[str, Mapping[str, str]]) -> bool:
    return any(names_part_of_kind(line, label) for label in called) or any(
        names_unit(line, *names) for of_kind in called.values() for names in of_kind.items()
    )


def _unsaid(lines: Sequence[str], unsaid: Sequence[str]) -> str:
    return f"Kính gửi của công văn chung ({'; '.join(lines)}) chưa nhắc đến: {'; '.join(unsaid)}."


def _stated_anew(lines: Iterable[str]) -> str:
    return command_line(("office", *(part for line in lines for part in ("--addressee", line))))


def called_together(*, addressed: bool = True) -> str:
    """Several addressees within a sentence of a document that names them in Kính gửi, or in Nơi nhận."""
    return "các đơn vị nêu trên" if addressed else "các đơn vị ghi ở Nơi nhận"
