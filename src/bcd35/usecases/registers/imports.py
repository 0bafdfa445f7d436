"""Register files into the database: read all of them, plan, then refuse or apply in one act.

``channels import``, ``units import``, ``rounds import``, the whole ``import`` and the first use of a fresh
workspace all go this way.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from bcd35.domain.channels import Channel, judge_same_page
from bcd35.domain.entries import build_channel, build_unit
from bcd35.domain.errors import BrokenFile, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.office import Office
from bcd35.domain.registers import ImportPlan, plan_import
from bcd35.domain.rounds import Round, describe_change
from bcd35.domain.shape import to_plain
from bcd35.domain.units import Unit
from bcd35.formats.registers import reader as files
from bcd35.store.registers import RegisterFile
from bcd35.usecases.desk import (
    CHANNELS_FILE,
    HOLIDAYS_FILE,
    OFFICE_FILE,
    ROUNDS_FOLDER,
    UNITS_FILE,
    Desk,
    judge_output,
)
from bcd35.usecases.registers.stored import current_office, stored_round
from bcd35.world.files import sha256, write_file
from bcd35.world.workspace import Workspace, stamp

Register = Literal["office", "holidays", "channels", "units", "rounds"]


class Source(NamedTuple):
    """One register file that is imported: which register it feeds and its bytes.

    ``remembered`` is None for a file outside the workspace.
    """

    register: Register
    shown: str
    data: bytes
    remembered: RegisterFile | None


class ImportRequest(NamedTuple):
    """Register files to bring in; none named: all of the workspace's own.

    ``register``: what a file feeds that may lie anywhere; None: its place in the workspace tells.
    ``retire_missing``: entries in force that the files leave out are retired.
    """

    files: Sequence[Path] = ()
    register: Register | None = None
    retire_missing: bool = False


class Change(NamedTuple):
    """What one file would change; ``write`` does it, inside an act."""

    register: Register
    shown: str
    plan: ImportPlan[Any]
    write: Callable[[], None]


class Imported(NamedTuple):
    """The outcome of an import: the changes, whether they were applied, and remarks."""

    changes: tuple[Change, ...]
    applied: bool
    findings: tuple[Finding, ...] = ()


def workspace_sources(workspace: Workspace) -> list[Source]:
    """Every register file of the workspace, the office first since the others refer to it."""
    rounds = sorted((workspace.root / ROUNDS_FOLDER).glob("*.yaml"))
    named: list[tuple[Register, Path]] = [
        ("office", workspace.root / OFFICE_FILE),
        ("holidays", workspace.root / HOLIDAYS_FILE),
        ("channels", workspace.root / CHANNELS_FILE),
        ("units", workspace.root / UNITS_FILE),
        *(("rounds", path) for path in rounds),
    ]
    return [_own_source(workspace, register, path) for register, path in named]


def _own_source(workspace: Workspace, register: Register, path: Path) -> Source:
    """A register file that the workspace must have. Raises BrokenFile when it is missing."""
    if path.is_file():
        return read_source(workspace, register, path)
    shown = workspace.shown(path)
    fix = "Lấy từ bản sao lưu, hoặc tạo bản mặc định ở thư mục khác rồi chép sang: bcd35 init THƯ_MỤC_KHÁC"
    raise BrokenFile("register_missing", f"Thiếu tệp “{shown}”.", where=shown, fix=fix)


def register_of(workspace: Workspace, path: Path) -> Register:
    """Which register a file of ``bcd35 import`` feeds, by its place in the workspace."""
    shown = workspace.shown(path)
    known: dict[str, Register] = {
        OFFICE_FILE: "office",
        HOLIDAYS_FILE: "holidays",
        CHANNELS_FILE: "channels",
        UNITS_FILE: "units",
    }
    if shown in known:
        return known[shown]
    if shown.startswith(f"{ROUNDS_FOLDER}/"):
        return "rounds"
    fix = (
        "Tệp để ở nơi khác thì nhập bằng: bcd35 channels import, bcd35 units import hoặc bcd35 rounds import"
    )
    raise UnknownName("unknown_register", f"Không rõ tệp “{shown}” thuộc sổ nào.", where=shown, fix=fix)


def read_source(workspace: Workspace, register: Register, path: Path) -> Source:
    """Read one register file. Raises UnknownName when there is none, BrokenFile when it cannot be read."""
    shown = workspace.shown(path)
    seen = stamp(path)  # taken before the bytes, so that an edit in between is noticed later
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise UnknownName.no_file(shown) from None
    except OSError as error:
        raise BrokenFile(
            "unreadable_file", f"Không đọc được “{shown}”.", where=shown, fix="Kiểm tra quyền đọc tệp."
        ) from error
    inside = not Path(shown).is_absolute() and seen is not None
    return Source(
        register, shown, data, RegisterFile(shown, sha256(data), *seen) if inside and seen else None
    )


def import_registers(desk: Desk, request: ImportRequest) -> Imported:
    """Plan every file, then apply all or (on any finding) nothing.

    Raises BrokenFile with all findings of all files, UnknownName for a file that is not there.
    """
    sources = _sources(desk.workspace, request)
    if desk.rehearsal:
        return Imported(_planned(desk, sources, request), applied=False)
    with desk.act():
        return apply_sources(desk, sources, request)


def _sources(workspace: Workspace, request: ImportRequest) -> list[Source]:
    named = [
        read_source(workspace, request.register or register_of(workspace, path), path)
        for path in request.files
    ]
    return named or workspace_sources(workspace)


def apply_sources(desk: Desk, sources: Sequence[Source], request: ImportRequest) -> Imported:
    """As :func:`import_registers`, inside the caller's act."""
    changes = _planned(desk, sources, request)
    for change in changes:
        if not change.plan.nothing_to_do:
            change.write()
            desk.store.registers.journal(
                desk.world.now, f"import_{change.register}", change.shown, **plan_counts(change.plan)
            )
    for source in sources:
        if source.remembered:
            desk.store.registers.remember_file(source.remembered, desk.world.now)
    return Imported(changes, applied=True)


def plan_counts(plan: ImportPlan[Any]) -> dict[str, int]:
    """How many entries of each sort a plan has."""
    return {
        name: len(getattr(plan, name)) for name in ("new", "changed", "unchanged", "would_retire", "retire")
    }


def _planned(desk: Desk, sources: Sequence[Source], request: ImportRequest) -> tuple[Change, ...]:
    findings: list[Finding] = []
    changes: list[Change] = []
    rounds: dict[str, str] = {}  # code → the file that states it
    office = current_office(desk)
    for source in sources:
        reading: files.Reading[Any]
        if source.register == "office":
            reading = files.read_office(source.data, source.shown)
            office = reading.value or office
            planned = _office_change(desk, source, reading)
        elif source.register == "holidays":
            reading = files.read_holidays(source.data, source.shown)
            planned = _holidays_change(desk, source, reading)
        elif source.register == "channels":
            reading = files.read_channels(source.data, source.shown)
            planned = _channels_change(desk, source, reading, findings, request)
        elif source.register == "units":
            reading = files.read_units(source.data, source.shown, office.unit_kinds if office else None)
            planned = _units_change(desk, source, reading, request)
        else:
            reading = files.read_round(source.data, source.shown)
            findings += _judge_stated_once(reading, source.shown, rounds)
            planned = _round_change(desk, source, reading, findings)
        findings += reading.findings
        changes += [planned] if planned else []
    if findings:
        raise BrokenFile("broken_register", "", findings=findings)
    return tuple(changes)


def _whole(before: object, after: object) -> ImportPlan[Any]:
    """The plan of a register that is one entry."""
    if before is None:
        return ImportPlan((after,), (), (), ())
    return ImportPlan((), (), (after,), ()) if before == after else ImportPlan((), ((before, after),), (), ())


def _office_change(desk: Desk, source: Source, reading: files.Reading[Office]) -> Change | None:
    office = reading.value
    if office is None:
        return None
    definition = json.dumps(to_plain(office), ensure_ascii=False)
    return Change(
        "office",
        source.shown,
        _whole(current_office(desk), office),
        lambda: desk.store.registers.set_office(definition),
    )


def _holidays_change(desk: Desk, source: Source, reading: files.Reading[files.HolidaysFile]) -> Change | None:
    if reading.value is None:
        return None
    days = {holiday.date: holiday.name for holiday in reading.value.holidays}
    plan = _whole(desk.store.registers.holidays() or None, days)
    return Change("holidays", source.shown, plan, lambda: desk.store.registers.set_holidays(days))


def _channels_change(
    desk: Desk,
    source: Source,
    reading: files.Reading[files.ChannelsFile],
    findings: list[Finding],
    request: ImportRequest,
) -> Change | None:
    if reading.value is None:
        return None
    incoming = [build_channel(entry, source=source.shown) for entry in reading.value.channels]
    current = desk.store.registers.channels()
    plan = plan_import(
        current,
        incoming,
        code=lambda channel: channel.code,
        merged=_merged_channel,
        in_force=lambda channel: channel.status == "active",
        retire=lambda _: request.retire_missing,
    )
    renewed = {after.code.casefold() for _, after in plan.changed}
    standing = [channel for channel in current if channel.code.casefold() not in renewed]
    for place, channel in enumerate(incoming):
        findings += judge_same_page(channel, standing, reading.where(("channels", place, "url")))

    def write() -> None:
        after = [after for _, after in plan.changed] + [
            replace(channel, status="retired") for channel in plan.retire
        ]
        desk.store.registers.change_channels(after)
        desk.store.registers.add_channels(plan.new)

    return Change("channels", source.shown, plan, write)


def _merged_channel(before: Channel, incoming: Channel) -> Channel:
    # An import never puts a retired channel back into letters; `edit --status active` does.
    after = replace(incoming, code=before.code, status=before.status, source=before.source)
    return before if after == before else replace(after, source=incoming.source)


def _units_change(
    desk: Desk, source: Source, reading: files.Reading[files.UnitsFile], request: ImportRequest
) -> Change | None:
    if reading.value is None:
        return None
    sample = reading.value.sample
    incoming = [build_unit(entry, source=source.shown, sample=sample) for entry in reading.value.units]
    used = desk.store.registers.units_with_history()
    plan = plan_import(
        desk.store.registers.units(),
        incoming,
        code=lambda unit: unit.code,
        merged=_merged_unit,
        in_force=lambda unit: unit.status == "active",
        # The office's own roster replaces the one that ships with the tool, unless letters went to its units.
        retire=lambda unit: (
            request.retire_missing or (unit.sample and not sample and unit.code.casefold() not in used)
        ),
    )

    def write() -> None:
        desk.store.registers.add_units(plan.new)
        for unit in [
            *(after for _, after in plan.changed),
            *(replace(unit, status="retired") for unit in plan.retire),
        ]:
            desk.store.registers.change_unit(unit)

    return Change("units", source.shown, plan, write)


def _merged_unit(before: Unit, incoming: Unit) -> Unit:
    after = replace(incoming, code=before.code, status=before.status, source=before.source)
    return before if after == before else replace(after, source=incoming.source)


def _round_change(
    desk: Desk, source: Source, reading: files.Reading[Round], findings: list[Finding]
) -> Change | None:
    round_ = reading.value
    if round_ is None:
        return None
    before = stored_round(desk.store.registers.rounds(), round_.code)
    if before and desk.store.letters.of_round(round_.code):
        findings += _judge_issued(before, round_, reading.where(()))
    definition = json.dumps(to_plain(round_), ensure_ascii=False)
    code = before.code if before else round_.code
    return Change(
        "rounds",
        source.shown,
        _whole(before, round_),
        lambda: desk.store.registers.set_round(code, round_.status, definition),
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


def _judge_issued(before: Round, after: Round, where: str) -> Iterable[Finding]:
    changed = [part for part in describe_change(before, after) if part != "trạng thái"]
    if changed:
        message = f"Đợt “{before.code}” đã phát hành công văn; không sửa được {', '.join(changed)} nữa."
        yield Finding("round_issued", where, message, "Trả tệp về như cũ, hoặc lập đợt mới với mã khác.")


class Exported(NamedTuple):
    """The register file that was written, and how many entries it has."""

    path: Path
    entries: int


def export_register(desk: Desk, register: Register, entries: Sequence[object], path: Path) -> Exported:
    """Write entries as a register file.

    When this replaces the workspace's own file of the register, the file counts as imported.
    """
    own = {"channels": CHANNELS_FILE, "units": UNITS_FILE}[register]
    judge_output(desk, path, own=own)
    write_file(path, files.write_register(register, entries))
    source = read_source(desk.workspace, register, path)
    if source.remembered and source.shown == own:
        with desk.act():
            desk.store.registers.remember_file(source.remembered, desk.world.now)
    return Exported(path, len(entries))
