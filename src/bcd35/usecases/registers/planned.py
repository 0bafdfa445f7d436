"""One register file that is being planned, and what it would change: what all registers have in common."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from bcd35.domain.changes import FieldChange, changes_between, field_words, value_words
from bcd35.domain.findings import Finding
from bcd35.domain.merge import Difference, Fields, ImportPlan, MergeKind
from bcd35.domain.shape import KeyPath, from_plain, without_code
from bcd35.domain.unit_order import in_list_order, with_new_codes
from bcd35.domain.units import UnitKind
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.bases import Bases, Remembered
from bcd35.usecases.registers.sources import ImportRequest, Register, Source

_Entry = TypeVar("_Entry")
SINGLE_ENTRY = frozenset({"office", "holidays"})  # registers that are one entry without a code


class Change(NamedTuple):
    """What one file would change; ``write`` does it, inside an act. ``remembered``: what the file says.

    ``aliases``: names that a clerk said to mean a unit, each with its code.
    ``order``: the codes of the register before, where the file gives those an order that they have not.
    """

    register: Register
    shown: str
    plan: ImportPlan[Any]
    write: Callable[[], None]
    remembered: Remembered
    clashes: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    order: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def nothing_to_do(self) -> bool:
        return self.plan.nothing_to_do and not self.order


class PlannedFile(NamedTuple):
    """One register file that is being planned."""

    desk: Desk
    source: Source
    request: ImportRequest
    value: Any
    where: Callable[[KeyPath], str]
    kinds: Sequence[UnitKind] = ()

    def bases(self, stated: Mapping[str, Fields], revived: Callable[[Any], Fields]) -> Bases:
        return Bases(self.desk, self.source, stated, revived)

    def change(
        self,
        plan: ImportPlan[Any],
        stated: Mapping[str, Fields],
        write: Callable[[], None],
        remarks: Iterable[Finding] = (),
    ) -> Change:
        source = self.source
        remembered = Remembered.of(source.shown, stated)
        return Change(
            register=source.register,
            shown=source.shown,
            plan=plan,
            write=write,
            remembered=remembered,
            clashes=tuple(
                _clash(self._of(found.code), change, self.where(self._path(found)))
                for found in plan.clashes
                for change in changes_between({found.field: found.ledger}, {found.field: found.file})
            ),
            remarks=tuple(remarks),
        )

    def _of(self, code: str) -> str:
        return f"{code}, " if self.source.register not in SINGLE_ENTRY else ""

    def _path(self, found: Difference) -> KeyPath:
        register = self.source.register
        if register != "holidays":
            return (*((register, found.place) if register in {"units", "channels"} else ()), found.field)
        sort, _, day = found.field.partition(".")
        places = {one.date.isoformat(): place for place, one in enumerate(getattr(self.value, sort))}
        return (sort, places[day]) if day in places else (sort,)


def _clash(of: str, change: FieldChange, where: str) -> Finding:
    message = (
        f"{of}{field_words(change.field)}: đang là {value_words(change.field, change.before)} → tệp ghi "
        f"{value_words(change.field, change.after)}; cả hai đều đã đổi."
    )
    fix = "Chạy lại lệnh, thêm --take ledger (giữ sổ) hoặc --take file (theo tệp)"
    return Finding("changed_in_both", where, message, fix)


class Order(NamedTuple):
    """The codes of a register before and after an import; ``moved``: what stood in it stands otherwise."""

    before: Sequence[str]
    after: Sequence[str]
    moved: bool

    @classmethod
    def of(cls, before: Sequence[str], stated: Iterable[str], *, as_stated: bool) -> "Order":
        named, held = list(stated), list(before)
        order = in_list_order(held, named) if as_stated else held
        return cls(held, with_new_codes(order, named), order != held)

    @property
    def to_write(self) -> Sequence[str]:
        return self.after if self.after != self.before else ()

    @property
    def told(self) -> tuple[str, ...]:
        """The order of before, where the import gives another."""
        return tuple(self.before) if self.moved else ()


def revived_as(shape: type[Any]) -> Callable[[Any], Fields]:
    """Fields kept by an older version, with what it did not know yet."""
    return lambda kept: without_code(from_plain(shape, {**kept, "code": ""}))


def judge_some_left(
    shown: str, noun: str, kind: MergeKind[_Entry], current: Iterable[_Entry], plan: ImportPlan[_Entry]
) -> Iterator[Finding]:
    """A fault of an import that would leave a register without any entry in force."""
    gone = {kind.code(entry) for entry in plan.retire}
    stay = [entry for entry in current if kind.code(entry) not in gone and kind.in_force(entry)]
    back = [after for _, after in plan.changed if kind.in_force(after)]
    if gone and not (stay or back or plan.new):
        message = f"Nhập tệp này thì mọi {noun} đang dùng ({len(gone)}) đều thôi dùng, không còn {noun} nào."
        fix = f"Kiểm tra xem có đúng tệp không; nhập mà giữ mọi {noun} thì bỏ --retire-missing."
        yield Finding("none_left", shown, message, fix)
