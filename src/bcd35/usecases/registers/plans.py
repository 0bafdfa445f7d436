"""What each register file would change: read, merged with the ledger, judged; nothing is written here.

The merge of a register stands in ``plan_….py``, what they share in ``planned.py``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bcd35.domain.addressees import unknown_of
from bcd35.domain.errors import BrokenFile, Refused
from bcd35.domain.findings import Finding
from bcd35.domain.office import Office
from bcd35.domain.rounds import Round
from bcd35.formats.registers import reader as files
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.lists import ListReading
from bcd35.usecases.registers.plan_channels import channels_change
from bcd35.usecases.registers.plan_office import holidays_change, office_change
from bcd35.usecases.registers.plan_rounds import round_change
from bcd35.usecases.registers.plan_units import units_change
from bcd35.usecases.registers.planned import Change, PlannedFile
from bcd35.usecases.registers.round_files import judge_only_file, stated_in
from bcd35.usecases.registers.sources import ImportRequest, Register, Source
from bcd35.usecases.registers.stored import current_office

_PLANNERS: Mapping[Register, Callable[[PlannedFile, list[Finding]], Change]] = {
    "office": office_change,
    "holidays": holidays_change,
    "channels": channels_change,
    "units": units_change,
    "rounds": round_change,
}


def plan_sources(desk: Desk, sources: Sequence[Source], request: ImportRequest) -> tuple[Change, ...]:
    """The changes of all files.

    Raises BrokenFile with all findings of all files, Refused where file and ledger clash.
    """
    findings: list[Finding] = []
    changes: list[Change] = []
    rounds: dict[str, str] = {}  # code → the file that states it
    office = current_office(desk)
    for source in sources:
        reading, remarks, aliases = _read(desk, source, office, request)
        if source.register == "office":
            office = reading.value or office
        elif source.register == "rounds":
            findings += _judge_stated_once(desk, reading, source.shown, rounds)
        if reading.value is not None:
            kinds = office.unit_kinds if office else ()
            file = PlannedFile(
                desk=desk,
                source=source,
                request=request,
                value=reading.value,
                where=reading.where,
                kinds=kinds,
            )
            change = _PLANNERS[source.register](file, findings)
            changes.append(change._replace(remarks=(*remarks, *change.remarks), aliases=aliases))
        findings += reading.findings
    clashes = [clash for change in changes for clash in change.clashes]
    if findings:
        raise BrokenFile("broken_register", "", findings=[*findings, *clashes])
    if clashes:
        raise Refused("changed_in_both", "", findings=clashes)
    return _with_unknown_addressees(desk, changes, office)


def _with_unknown_addressees(
    desk: Desk, changes: Sequence[Change], office: Office | None
) -> tuple[Change, ...]:
    """The changes, with a remark on each open round that is addressed to a code that nothing has.

    Units that the same run brings are known.
    """
    rounds = [one for change in changes if change.register == "rounds" for one in _coming(change)]
    if not any(one.to for one in rounds):
        return tuple(changes)
    brought = [unit for change in changes if change.register == "units" for unit in _coming(change)]
    kinds = [kind.code for kind in office.unit_kinds] if office else []
    units = (unit.code for unit in (*desk.store.registers.units(), *brought))
    known = [*kinds, *units, *desk.store.histories.codes().former]

    def remarks(change: Change) -> Iterator[Finding]:
        for round_ in _coming(change):
            unknown = unknown_of(round_.to, known) if round_.status == "open" else ()
            if unknown:
                yield _unknown_addressees(unknown, round_, kinds)

    return tuple(
        change._replace(remarks=(*change.remarks, *remarks(change)))
        if change.register == "rounds"
        else change
        for change in changes
    )


def _coming(change: Change) -> Iterator[Any]:
    """The entries that a file states, as they will stand."""
    yield from (*change.plan.new, *change.plan.unchanged)
    yield from (after for _, after in change.plan.changed)


def _unknown_addressees(unknown: Sequence[str], round_: Round, kinds: Sequence[str]) -> Finding:
    named = ", ".join(f"“{one}”" for one in unknown)
    message = f"Mục “to” ghi {named}; không có loại đơn vị hay đơn vị nào mang mã ấy, lệnh notify sẽ dừng."
    to = " ".join(f"--to {one}" for one in (*(one for one in round_.to if one not in unknown), "MÃ"))
    fix = (
        f"Nhập xong thì nêu lại cả: bcd35 rounds edit {round_.code} {to}\nMã các loại: {', '.join(kinds)}; "
        "mã đơn vị, xem: bcd35 units list"
    )
    return Finding("unknown_addressee", round_.code, message, fix)


def _read(desk: Desk, source: Source, office: Office | None, request: ImportRequest) -> ListReading:
    if source.is_list and source.register == "units":
        from bcd35.usecases.registers.listed_units import read_units_list

        return read_units_list(desk, source, office.unit_kinds if office else (), request.decisions)
    if source.is_list and source.register == "channels":
        from bcd35.usecases.registers.listed_channels import read_channels_list

        return read_channels_list(desk, source, request.decisions)
    return ListReading(read_stated(source, office))


def read_stated(source: Source, office: Office | None) -> files.RegisterReading[Any]:
    """What a register file says, or everything that is wrong with it, whatever the ledger holds."""
    if source.register == "office":
        return files.read_office(source.data, source.shown)
    if source.register == "holidays":
        return files.read_holidays(source.data, source.shown)
    if source.register == "channels":
        return files.read_channels(source.data, source.shown)
    if source.register == "units":
        return files.read_units(source.data, source.shown, office.unit_kinds if office else None)
    return files.read_round(source.data, source.shown)


def _judge_stated_once(
    desk: Desk, reading: files.RegisterReading[Round], shown: str, known: dict[str, str]
) -> Iterable[Finding]:
    if reading.value is None:
        return []
    code, where = reading.value.code, reading.where(("code",))
    if second := [*judge_only_file(desk, code, shown, where)]:
        return second
    first = known.setdefault(code.casefold(), shown)
    return [stated_in(first, code, where)] if first != shown else []
