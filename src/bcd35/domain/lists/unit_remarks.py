"""What a careful clerk would ask about the name and the contact of a unit, however it was entered.

Remarks, never faults: those are in ``entries.py``. Not here: names that are like those of other units.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from bcd35.domain.commands import command_line
from bcd35.domain.entries import remarks_on_note
from bcd35.domain.findings import Finding
from bcd35.domain.text import short_list
from bcd35.domain.units import Unit, UnitKind, addressee
from bcd35.domain.usual_names import is_bare_place, is_usual_name

_PLACE = re.compile(r"(?<!\w)(?<!tác )(?:[Xx]ã|[Pp]hường|[Tt]hị trấn) (\w+)")
_NO_PLACE = frozenset({"hội", "viên", "đội", "ủy", "uỷ"})  # “xã hội” is no commune
_SHORT_FORM = re.compile(
    r"(?<!\w)(?:(?:ĐU|ĐB|CB|CU|ĐUCS|CBCS|BCH|Đ\. ?[UB]\.?|C\. ?[BU]\.?) |(?:P|X|TT|TX|TP)\. ?[A-ZĐ])"
)
_MOST_TOLD = 8  # commands of one remark
_MOBILE = re.compile(r"(?<!\d)(?:\+?84|0)[ .-]?[35789](?:[ .-]?\d){8}(?!\d)")
_PRIVATE_MAIL = re.compile(
    r"@(gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud)\.[a-z.]+$", re.IGNORECASE
)


class Entered(NamedTuple):
    """A unit as it was entered; ``before``: what the register had of it, ``place``: its row, if any."""

    unit: Unit
    before: Unit | None = None
    place: str = ""

    @property
    def is_named(self) -> bool:
        """Whether the name is new to the register."""
        before = self.before
        return before is None or before.name != self.unit.name or (before.sample and not self.unit.sample)

    @property
    def private_contacts(self) -> dict[str, str]:
        """What looks like a person's and is new to the register: the option that enters it → what it says."""
        held = (self.before.phone, self.before.email) if self.before else ()
        stated = {"--phone": self.unit.phone, "--email": self.unit.email}
        return {
            option: text
            for option, text in stated.items()
            if text not in held and (_MOBILE.search(text) or _PRIVATE_MAIL.search(text))
        }

    def shown(self, text: str) -> str:
        return f"“{text}” ({self.place})" if self.place else f"“{text}”"


def remarks_on_units(
    entered: Sequence[Entered], kinds: Sequence[UnitKind], where: str, again: str
) -> Iterator[Finding]:
    """What is worth saying about names as letters print them, and about contacts.

    ``again``: how a name is typed anew.
    """

    def named(is_odd: Callable[[Unit], object]) -> list[str]:
        return [one.shown(one.unit.name) for one in entered if one.is_named and is_odd(one.unit)]

    if large := named(lambda unit: _in_capitals(unit.name)):
        message = f"{len(large)} tên viết toàn chữ hoa, công văn sẽ in như vậy: {short_list(large)}."
        yield Finding("names_in_capitals", where, message, f"Muốn in chữ thường thì {again}")
    if small := named(lambda unit: _in_small_letters(_prefixed(unit, kinds))):
        message = (
            f"{len(small)} tên viết thường chỗ phải viết hoa, công văn sẽ in như vậy: {short_list(small)}."
        )
        yield Finding("names_in_small_letters", where, message, f"Viết hoa cho đúng: {again}")
    if short := named(lambda unit: _SHORT_FORM.search(unit.name)):
        message = f"{len(short)} tên viết tắt, công văn sẽ in như vậy: {short_list(short)}."
        yield Finding("names_in_short", where, message, f"Viết đủ chữ: {again}")
    if bare := named(lambda unit: is_bare_place(unit.name, kinds) and _prefixed(unit, kinds) != unit.name):
        printed = {one.shown(one.unit.name): _prefixed(one.unit, kinds) for one in entered}
        message = (
            f"{len(bare)} tên chỉ có địa danh, công văn sẽ in “{printed[bare[0]]}” …: {short_list(bare)}."
        )
        yield Finding("names_of_places", where, message, f"Ghi thêm xã hay phường: {again}")
    if unusual := named(lambda unit: not is_usual_name(unit.name, kinds)):
        message = (
            f"{len(unusual)} tên không giống tên đơn vị (dấu lạ, lời ghi chú, tên người), công văn sẽ in như "
            f"vậy: {short_list(unusual)}."
        )
        yield Finding("unusual_name", where, message, f"Chỉ để tên đơn vị: {again}")
    yield from _private_contacts(entered, where)
    for one in entered:
        if one.before is None or one.before.note != one.unit.note:
            yield from remarks_on_note(one.unit.note, where, ("units", "edit", one.unit.code))


def _private_contacts(entered: Sequence[Entered], where: str) -> Iterator[Finding]:
    private = [(one.unit.code, *found) for one in entered for found in one.private_contacts.items()]
    if private:
        named = short_list(f"{text} ({code})" for code, _, text in private)
        message = f"Giống số di động, hộp thư riêng của một người: {named}."
        shown = private[:_MOST_TOLD]
        clear = [command_line(("units", "edit", code, option, "-")) for code, option, _ in shown]
        more = [f"… và {len(private) - len(shown)} chỗ nữa, cũng như vậy"] if private[_MOST_TOLD:] else []
        says = "Sổ chỉ ghi số máy, thư công vụ của cơ quan. Không phải của cơ quan thì xóa khỏi sổ:"
        yield Finding("private_contact", where, message, "\n".join((says, *clear, *more)))


def _prefixed(unit: Unit, kinds: Sequence[UnitKind]) -> str:
    return addressee(unit.name, unit.kind, kinds)


def _in_capitals(name: str) -> bool:
    """Which words of such a name are written large in a sentence, no rule says."""
    return name.isupper() and " " in name


def _in_small_letters(name: str) -> bool:
    places = (one for one in _PLACE.findall(name) if one not in _NO_PLACE)
    return name[:1].islower() or any(one[:1].islower() for one in places)
