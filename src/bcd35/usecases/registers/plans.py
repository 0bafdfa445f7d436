"""What each register file would change: read, merged with the ledger, judged; nothing is written here."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple, TypeVar

from bcd35.domain.addressees import unknown_of
from bcd35.domain.changes import FieldChange, changes_between, field_words, value_words
from bcd35.domain.channels import Channel, judge_same_page
from bcd35.domain.entries import (
    ChannelEntry,
    UnitEntry,
    build_channel,
    build_unit,
    channel_entry,
    judge_channel,
    unit_entry,
)
from bcd35.domain.errors import BrokenFile, Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letters import Letter
from bcd35.domain.merge import Difference, Fields, ImportPlan, Kind, plan_import
from bcd35.domain.office import Office
from bcd35.domain.rounds import Round, describe_change
from bcd35.domain.shape import from_plain, to_plain, without_code
from bcd35.domain.text import identity_key, typed
from bcd35.domain.unit_order import in_list_order, in_office_order, with_new_codes
from bcd35.domain.units import Unit, UnitKind
from bcd35.formats.registers import reader as files
from bcd35.usecases.desk import UNITS_FILE, Desk
from bcd35.usecases.registers.bases import Bases, Remembered
from bcd35.usecases.registers.holidays import deadlines_off
from bcd35.usecases.registers.lists import ListReading
from bcd35.usecases.registers.rounds import addressed_today
from bcd35.usecases.registers.sources import ImportRequest, Register, Source
from bcd35.usecases.registers.stored import current_office, stored_round
from bcd35.usecases.registers.unit_lines import record_unit_change, still_asked

Entry = TypeVar("Entry")
Path = tuple[str | int, ...]  # of a value in a file
WHOLE = frozenset({"office", "holidays"})  # registers that are one entry without a code


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


class _File(NamedTuple):
    """One register file that is being planned."""

    desk: Desk
    source: Source
    request: ImportRequest
    value: Any
    where: Callable[[Path], str]
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
            source.register, source.shown, plan, write, remembered, self._clashes(plan), tuple(remarks)
        )

    def _clashes(self, plan: ImportPlan[Any]) -> tuple[Finding, ...]:
        return tuple(
            _clash(self._of(found.code), change, self.where(self._path(found)))
            for found in plan.clashes
            for change in changes_between({found.field: found.ledger}, {found.field: found.file})
        )

    def _of(self, code: str) -> str:
        return f"{code}, " if self.source.register not in WHOLE else ""

    def _path(self, found: Difference) -> Path:
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
            findings += _judge_stated_once(reading, source.shown, rounds)
        if reading.value is not None:
            kinds = office.unit_kinds if office else ()
            file = _File(desk, source, request, reading.value, reading.where, kinds)
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
            for one in unknown_of(round_.to, known) if round_.status == "open" else ():
                yield _unknown_addressee(one, round_.code, kinds)

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


def _unknown_addressee(one: str, where: str, kinds: Sequence[str]) -> Finding:
    message = f"Mục “to” ghi “{one}”; không có loại đơn vị hay đơn vị nào mang mã ấy, lệnh notify sẽ dừng."
    fix = f"Sửa “to” trong tệp của đợt. Mã các loại: {', '.join(kinds)}. Mã đơn vị, xem: bcd35 units list"
    return Finding("unknown_addressee", where, message, fix)


def _read(desk: Desk, source: Source, office: Office | None, request: ImportRequest) -> ListReading:
    if source.is_list and source.register == "units":
        from bcd35.usecases.registers.listed_units import read_units_list

        return read_units_list(desk, source, office.unit_kinds if office else (), request.decisions)
    if source.is_list and source.register == "channels":
        from bcd35.usecases.registers.listed_channels import read_channels_list

        return read_channels_list(desk, source, request.decisions)
    return ListReading(_read_file(source, office))


def _read_file(source: Source, office: Office | None) -> files.Reading[Any]:
    if source.register == "office":
        return files.read_office(source.data, source.shown)
    if source.register == "holidays":
        return files.read_holidays(source.data, source.shown)
    if source.register == "channels":
        return files.read_channels(source.data, source.shown)
    if source.register == "units":
        return files.read_units(source.data, source.shown, office.unit_kinds if office else None)
    return files.read_round(source.data, source.shown)


# --- registers that are one entry ---------------------------------------------------------------------------


def _office_change(file: _File, _: list[Finding]) -> Change:
    kind = Kind[Office](
        lambda _: "office", to_plain, lambda _before, _incoming, values: from_plain(Office, values)
    )

    def write(office: Office) -> None:
        file.desk.store.registers.set_office(json.dumps(to_plain(office), ensure_ascii=False))

    def revived(kept: Any) -> Fields:
        fields: Fields = to_plain(from_plain(Office, kept))
        return fields

    return _whole_change(file, kind, (current_office(file.desk), file.value), write, revived)


def _holidays_change(file: _File, _: list[Finding]) -> Change:
    registers = file.desk.store.registers
    held = {"holidays": _by_day(registers.holidays()), "working_days": _by_day(registers.working_days())}
    stated = {
        name: {holiday.date.isoformat(): holiday.name for holiday in getattr(file.value, name)}
        for name in held
    }
    names = {**_flat(held), **_flat(stated)}

    def each_day(days: Any) -> Fields:
        # A decision changes single days: each is a field of its own, also where one side does not have it.
        flat = _flat(days)
        return {name: flat.get(name) for name in names}

    kind = Kind[dict[str, Any]](
        lambda _: "holidays", each_day, lambda _before, _incoming, values: _of_each_day(values)
    )

    def write(days: dict[str, Any]) -> None:
        registers.set_holidays(_of_days(days["holidays"]))
        registers.set_working_days(_of_days(days["working_days"]))

    change = _whole_change(file, kind, (held if held["holidays"] else None, stated), write, each_day)
    remembered = Remembered.of(file.source.shown, {"holidays": stated})
    return change._replace(remembered=remembered, remarks=tuple(_deadlines_off(file.desk, change)))


def _deadlines_off(desk: Desk, change: Change) -> Iterator[Finding]:
    """Deadlines that fall on a day off by the calendar as it would be."""
    calendar = desk.store.registers.calendar()
    for _, days in change.plan.changed:
        off, worked = _of_days(days["holidays"]), _of_days(days["working_days"])
        yield from deadlines_off(desk, calendar._replace(days_off=off, working_days=worked))


def _flat(days: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {f"{sort}.{day}": name for sort, found in days.items() for day, name in found.items()}


def _of_each_day(values: Fields) -> dict[str, Any]:
    """The inverse of :func:`_flat`; days without a name are none."""
    days: dict[str, Any] = {"holidays": {}, "working_days": {}}
    for path, name in sorted(values.items()):
        sort, _, day = path.partition(".")
        if name is not None:
            days[sort][day] = name
    return days


def _by_day(days: Mapping[date, str]) -> dict[str, str]:
    return {day.isoformat(): name for day, name in days.items()}


def _of_days(days: Mapping[str, Any]) -> dict[date, str]:
    return {date.fromisoformat(day): str(name) for day, name in days.items()}


def _whole_change(
    file: _File,
    kind: Kind[Entry],
    entries: tuple[Entry | None, Entry],
    write: Callable[[Entry], None],
    revived: Callable[[Any], Fields],
) -> Change:
    """The change of a register that is one entry: ``entries`` are the ledger's and the file's."""
    before, incoming = entries
    code = kind.code(incoming)
    stated = {code: kind.stated(incoming)}
    bases = file.bases(stated, revived)
    plan = plan_import(
        kind,
        [] if before is None else [before],
        [incoming],
        base=lambda held: bases.of(code, kind.stated(held)),
        take=file.request.take,
    )

    def write_planned() -> None:
        for entry in (*plan.new, *(after for _, after in plan.changed)):
            write(entry)

    return file.change(plan, stated, write_planned)


# --- registers of many entries ------------------------------------------------------------------------------


def _revived(shape: type[Any]) -> Callable[[Any], Fields]:
    """Fields kept by an older version, with what it did not know yet."""
    return lambda kept: without_code(from_plain(shape, {**kept, "code": ""}))


def _rebuilt_channel(before: Channel, incoming: Channel, values: Fields) -> Channel:
    # An import never puts a retired channel back into letters; `edit --status active` does.
    entry = from_plain(ChannelEntry, {**values, "code": before.code})
    after = build_channel(entry, source=before.source, status=before.status)
    return before if after == before else replace(after, source=incoming.source)


def _rebuilt_unit(before: Unit, incoming: Unit, values: Fields) -> Unit:
    # A unit of the office's own never becomes a sample again; a sample out of use comes back as its own.
    after = replace(before, **values, sample=before.sample and incoming.sample)
    if before.sample and not incoming.sample:
        after = replace(after, status="active")
    return before if after == before else replace(after, source=incoming.source)


_CHANNELS = Kind[Channel](
    lambda channel: channel.code,
    lambda channel: without_code(channel_entry(channel)),
    _rebuilt_channel,
    lambda channel: channel.status == "active",
)
_UNITS = Kind[Unit](
    lambda unit: unit.code,
    lambda unit: without_code(unit_entry(unit)),
    _rebuilt_unit,
    lambda unit: unit.status == "active",
)
_ROUNDS = Kind[Round](
    lambda round_: round_.code,
    without_code,
    lambda before, _incoming, values: from_plain(Round, {**values, "code": before.code}),
)


def _ordered(held: Sequence[str], stated: Sequence[str], *, as_stated: bool) -> tuple[list[str], bool]:
    """The order of a register after an import, and whether what stood in it before stands otherwise."""
    order = in_list_order(held, stated) if as_stated else list(held)
    return with_new_codes(order, stated), order != list(held)


def _judge_some_left(
    shown: str, noun: str, kind: Kind[Entry], current: Iterable[Entry], plan: ImportPlan[Entry]
) -> Iterator[Finding]:
    """A fault of an import that would leave a register without any entry in force."""
    gone = {kind.code(entry) for entry in plan.retire}
    stay = [entry for entry in current if kind.code(entry) not in gone and kind.in_force(entry)]
    back = [after for _, after in plan.changed if kind.in_force(after)]
    if gone and not (stay or back or plan.new):
        message = f"Nhập tệp này thì mọi {noun} đang dùng ({len(gone)}) đều thôi dùng, không còn {noun} nào."
        fix = f"Kiểm tra xem có đúng tệp không; nhập mà giữ mọi {noun} thì bỏ --retire-missing."
        yield Finding("none_left", shown, message, fix)


def _channels_change(file: _File, findings: list[Finding]) -> Change:
    registers, shown = file.desk.store.registers, file.source.shown
    incoming = [build_channel(entry, source=shown) for entry in file.value.channels]
    current = registers.channels()
    stated = {channel.code: _CHANNELS.stated(channel) for channel in incoming}
    bases = file.bases(stated, _revived(ChannelEntry))
    plan = plan_import(
        _CHANNELS,
        current,
        incoming,
        base=lambda channel: bases.of(channel.code, _CHANNELS.stated(channel), channel.source),
        retire=lambda _: file.request.retire_missing,
        take=file.request.take,
    )
    findings += _judge_channels(current, plan, incoming, file.where)
    findings += _judge_some_left(shown, "kênh", _CHANNELS, current, plan)
    held = [channel.code for channel in current]
    order, moved = _ordered(held, list(stated), as_stated=bases.moved(stated))

    def write() -> None:
        retired = [replace(channel, status="retired") for channel in plan.retire]
        registers.change_channels([*(after for _, after in plan.changed), *retired])
        registers.add_channels(plan.new)
        registers.list_in_order("channels", order if order != held else ())

    return file.change(plan, stated, write)._replace(order=tuple(held if moved else ()))


def _judge_channels(
    current: Sequence[Channel],
    plan: ImportPlan[Channel],
    incoming: Sequence[Channel],
    where: Callable[[Path], str],
) -> Iterator[Finding]:
    """Faults of the channels as they would stand: values of two sides can fail to go together."""
    standing = {channel.code.casefold(): channel for channel in current}
    standing |= {after.code.casefold(): after for _, after in plan.changed}
    named = [standing.pop(channel.code.casefold(), channel) for channel in incoming]
    for place, channel in enumerate(named):
        here = where(("channels", place, "url"))
        yield from judge_channel(channel_entry(channel), here)
        yield from judge_same_page(channel, [*standing.values(), *named[:place]], here)


def _units_change(file: _File, findings: list[Finding]) -> Change:
    registers, shown, sample = file.desk.store.registers, file.source.shown, file.value.sample
    incoming = [build_unit(entry, source=shown, sample=sample) for entry in file.value.units]
    # in a trial letters do not count: they are set aside with it
    used = frozenset() if registers.is_trial() else registers.units_with_history()
    stated = {unit.code: _UNITS.stated(unit) for unit in incoming}
    bases = file.bases(stated, _revived(UnitEntry))
    current = registers.units()
    if sample and not registers.is_trial() and not all(unit.sample for unit in current):
        return file.change(ImportPlan((), (), (), ()), stated, lambda: None, [_sample_left_out(shown)])
    plan = plan_import(
        _UNITS,
        current,
        incoming,
        base=lambda unit: bases.of(unit.code, _UNITS.stated(unit), unit.source),
        # The office's own roster replaces the one that ships with the tool, unless letters went to its units.
        retire=lambda unit: (
            file.request.retire_missing or (unit.sample and not sample and unit.code.casefold() not in used)
        ),
        take=file.request.take,
    )

    findings += _judge_codes(file, plan, incoming)
    findings += _judge_some_left(shown, "đơn vị", _UNITS, current, plan)
    retired = [(unit, replace(unit, status="retired")) for unit in plan.retire]
    places, kinds = registers.unit_places(), [kind.code for kind in file.kinds]
    held = [unit.code for unit in in_office_order(current, kinds, places)]
    order, moved = _ordered(held, list(stated), as_stated=not places or bases.moved(stated))

    def write() -> None:
        registers.add_units(plan.new)
        for before, after in (*plan.changed, *retired):
            registers.change_unit(after)
            record_unit_change(file.desk, before, after, file.desk.world.today)
        registers.list_in_order("units", order if order != held else ())

    remarks = still_asked(file.desk, (after for _, after in retired))
    return file.change(plan, stated, write, remarks)._replace(order=tuple(held if moved else ()))


def _sample_left_out(shown: str) -> Finding:
    """The sample roster that lies there still when the office's own came from another file."""
    message = "Tệp là danh sách mẫu (sample: true), sổ đã có danh sách của văn phòng: không nhập tệp này."
    fix = f"Muốn tệp ghi như sổ: bcd35 units export -o {UNITS_FILE}"
    if shown != UNITS_FILE:
        fix = "Tệp là danh sách của văn phòng thì bỏ dòng sample: true rồi nhập lại."
    return Finding("sample_left_out", shown, message, fix)


def _judge_codes(file: _File, plan: ImportPlan[Unit], incoming: Sequence[Unit]) -> Iterator[Finding]:
    """Codes that were given up, and new ones of units that are there: the unit would stand there twice."""
    codes = file.desk.store.histories.codes()
    stated = {unit.code.casefold() for unit in incoming}
    held = {
        identity_key(unit.name): unit
        for unit in file.desk.store.registers.units()
        if unit.status == "active" and not unit.sample and unit.code.casefold() not in stated
    }
    for place, unit in enumerate(incoming):
        where = file.where(("units", place, "code"))
        if codes.is_former(unit.code):
            now = codes.now(unit.code)
            message = f"Mã “{unit.code}” đã đổi thành {now}."
            yield Finding("former_code", where, message, f"Sửa mã trong tệp thành {now}.")
        elif unit in plan.new and (same := held.get(identity_key(unit.name))):
            message = f"“{unit.name}” trong sổ mang mã {same.code}, tệp ghi mã {unit.code}."
            fix = (
                f"Đổi mã thì chạy: bcd35 units recode {same.code} {unit.code}, rồi nhập lại; nếu là đơn vị "
                f"khác trùng tên thì thêm bằng: bcd35 units add {unit.code} "
                f"--name {typed(unit.name) or 'TÊN'} --kind {unit.kind}"
            )
            yield Finding("code_changed", where, message, fix)


def _round_change(file: _File, findings: list[Finding]) -> Change:
    registers, round_, where = file.desk.store.registers, file.value, file.where
    before = stored_round(registers.rounds(), round_.code)
    issued = file.desk.store.letters.of_round(before.code) if before else None
    stated = {round_.code: _ROUNDS.stated(round_)}
    bases = file.bases(stated, _revived(Round))
    # Once a letter is out, only `rounds close` and `rounds reopen` say whether a round is open.
    incoming = replace(round_, status=before.status) if before and issued else round_
    plan = plan_import(
        _ROUNDS,
        [before] if before else [],
        [incoming],
        base=lambda held: bases.of(held.code, _ROUNDS.stated(held)),
        take=file.request.take,
    )
    remarks: list[Finding] = []
    if before and issued:
        for old, new in plan.changed if file.request.replacing != before.code else ():
            asked = addressed_today(file.desk, old), addressed_today(file.desk, new)
            findings += _judge_issued(*asked, issued.letter, where(()))
        last_stated = bases.of(before.code, _ROUNDS.stated(before)).get("status", before.status)
        remarks += _status_not_taken(before, round_, last_stated, where(("status",)))

    def write() -> None:
        for entry in (*plan.new, *(after for _, after in plan.changed)):
            definition = json.dumps(to_plain(entry), ensure_ascii=False)
            registers.set_round(entry.code, entry.status, definition)

    return file.change(plan, stated, write, remarks)


_PLANNERS: Mapping[Register, Callable[[_File, list[Finding]], Change]] = {
    "office": _office_change,
    "holidays": _holidays_change,
    "channels": _channels_change,
    "units": _units_change,
    "rounds": _round_change,
}


def _status_not_taken(held: Round, stated: Round, last_stated: str, where: str) -> Iterator[Finding]:
    """A remark on a file that opens or closes a round that is out: it is not heard."""
    if stated.status not in {held.status, last_stated}:
        verb, command = ("đóng", "close") if stated.status == "closed" else ("mở", "reopen")
        yield Finding(
            "status_not_taken",
            where,
            f"Đợt “{held.code}” đã phát hành: trạng thái ghi trong tệp không được dùng.",
            f"Muốn {verb} đợt: bcd35 rounds {command} {held.code}",
        )


def _judge_stated_once(reading: files.Reading[Round], shown: str, known: dict[str, str]) -> Iterable[Finding]:
    code = reading.value.code if reading.value else ""
    first = known.setdefault(code.casefold(), shown) if code else shown
    if first != shown:
        yield Finding(
            "duplicate_code",
            reading.where(("code",)),
            f"Đợt “{code}” đã khai trong {first}.",
            "Đặt mã khác, hoặc bỏ một tệp.",
        )


def _judge_issued(before: Round, after: Round, letter: Letter, where: str) -> Iterable[Finding]:
    changed = [part for part in describe_change(before, after) if part != "trạng thái"]
    if changed:
        message = (
            f"Đợt “{before.code}” đã phát hành Công văn số {letter.number.reference}; sửa "
            f"{', '.join(changed)} thì phải phát hành công văn thay thế."
        )
        fix = (
            "Trả tệp về như cũ, hoặc lập đợt mới với mã khác; muốn thay công văn theo tệp này (xem trước: "
            f"thêm --dry-run): bcd35 notify {before.code} --replace {letter.number.number} --reason LÝ_DO"
        )
        if changed == ["thời hạn"] and after.deadline > before.deadline:
            extend = f"bcd35 rounds extend {before.code} --all --to {after.deadline} --reason LÝ_DO"
            fix += f"\nChỉ lùi thời hạn thì trả tệp về như cũ rồi gia hạn: {extend}"
        yield Finding("round_issued", where, message, fix)
