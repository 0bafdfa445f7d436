"""What a clerk changes of a round that is not out, or of the office: their files keep everything else."""

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from bcd35.domain.changes import as_typed
from bcd35.domain.errors import BrokenFile, Refused
from bcd35.domain.findings import Finding
from bcd35.domain.office import judge_stated
from bcd35.domain.round_remarks import round_remarks
from bcd35.domain.rounds import ContributionTerms, Round, describe_change, stated_subject, without_lost_counts
from bcd35.formats.registers.edits import with_values
from bcd35.formats.registers.reader import RegisterReading, read_office, read_round, stated_of, write_round
from bcd35.usecases.desk import OFFICE_FILE, ROUNDS_FOLDER, Desk
from bcd35.usecases.registers.imports import Imported, apply_sources
from bcd35.usecases.registers.new_rounds import (
    RoundRequest,
    asked_of,
    deadline_remarks,
    fields_asked,
    judged_round,
    lost_counts_remark,
)
from bcd35.usecases.registers.plans import plan_sources
from bcd35.usecases.registers.round_files import file_of_round
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.sources import ImportRequest, Source, read_source
from bcd35.usecases.registers.units import addressees_named
from bcd35.world.exchange import free_aside
from bcd35.world.files import write_file

_LISTS = {"grounds", "tasks", "fields"}  # no command states one as it was: the former file does


def edit_round(desk: Desk, code: str, said: RoundRequest, switches: Mapping[str, bool]) -> Imported:
    """Change what was said of a round. Raises Refused when a letter of it is out, BrokenFile, UnknownName.

    ``switches``: parts of the round that are yes or no.
    """
    with nullcontext() if desk.rehearsal else desk.act():
        source = _file_of(desk, get_round(desk, code))
        before = _whole(read_round(source.data, source.shown))
        after = judged_round(_changed(desk, before, said, switches), "rounds edit")
        _refuse_issued_round(desk, before, after)
        changed = dict(_values_changed(before, after))
        request = ImportRequest(former=_kept(desk, source, before) if _LISTS & changed.keys() else "")
        edited = _taken_in(desk, source, with_values(source.data, changed), request)
        remarks = (
            *deadline_remarks(desk, after.code, after.deadline),
            *round_remarks(after),
            *lost_counts_remark(before, after),
        )
        return edited._replace(findings=(*edited.findings, *remarks))


def edit_back(desk: Desk, code: str, former: Path) -> Imported:
    """Make the file of a round what a former one was, to the byte.

    Raises Refused for the file of another round, and when a letter of it is out; BrokenFile, UnknownName.
    """
    with nullcontext() if desk.rehearsal else desk.act():
        source = _file_of(desk, get_round(desk, code))
        before = _whole(read_round(source.data, source.shown))
        wanted = read_source(desk.workspace, "rounds", former)
        after = _whole(read_round(wanted.data, wanted.shown))
        if after.code != before.code:
            message = f"Tệp “{wanted.shown}” là của đợt “{after.code}”."
            fix = f"Bản cũ của đợt “{before.code}”: xem bcd35 log"
            raise Refused("file_of_other_round", message, where="--back-to", fix=fix)
        _refuse_issued_round(desk, before, after)
        return _taken_in(desk, source, wanted.data, ImportRequest(former=_kept(desk, source, before)))


def _values_changed(before: Round, after: Round) -> Iterator[tuple[str, Any]]:
    """Place in the file → value, as they are to be."""
    for one in fields(Round):
        was, now = getattr(before, one.name), getattr(after, one.name)
        if isinstance(was, ContributionTerms):
            counted = now.fields()
            yield from ((f"{one.name}.{medium}", "") for medium in was.fields() if medium not in counted)
        elif was != now:
            yield one.name, stated_of(now)


def _kept(desk: Desk, source: Source, round_: Round) -> str:
    """Where the file is kept as it was before a list of it is stated anew; a rehearsal keeps none."""
    if desk.rehearsal:
        return ""
    path = free_aside(desk.workspace.set_aside, desk.world.now) / f"{round_.code}.yaml"
    write_file(path, source.data)
    return desk.workspace.shown(path)


def _file_of(desk: Desk, round_: Round) -> Source:
    """The file of a round; one that came from elsewhere gets its own."""
    if path := file_of_round(desk, round_.code):
        return read_source(desk.workspace, "rounds", path)
    return Source("rounds", f"{ROUNDS_FOLDER}/{round_.code}.yaml", write_round(round_), None)


def _changed(desk: Desk, before: Round, said: RoundRequest, switches: Mapping[str, bool]) -> Round:
    texts = ("short_name", "purpose", "background", "closing")
    values: dict[str, Any] = {name: text for name in texts if (text := getattr(said, name))}
    values.update(switches)
    if said.subject:
        values["subject"] = stated_subject(said.subject)
    if said.to:
        values["to"] = addressees_named(desk, said.to)
    tasks = said.tasks or before.tasks
    values |= {
        "deadline": said.deadline or before.deadline,
        "grounds": said.grounds or before.grounds,
        "tasks": tasks,
        "fields": fields_asked(asked_of(desk, said), tasks) or before.fields,
        **said.emptied_parts,
    }
    return without_lost_counts(replace(before, **values))


def _refuse_issued_round(desk: Desk, before: Round, after: Round) -> None:
    issued = desk.store.letters.of_round(before.code)
    if issued and (parts := describe_change(before, after)):
        number = issued.letter.number
        message = f"Đợt “{before.code}” đã phát hành Công văn số {number.reference}; không sửa được "
        fix = (
            f"Chỉ lùi thời hạn: bcd35 rounds extend {before.code} --all --to NGÀY --reason LÝ_DO\n"
            "Đổi điều khác thì thay công văn: sửa tệp của đợt trong data/rounds rồi chạy: "
            f"bcd35 notify {before.code} --replace {number.number} --reason LÝ_DO"
        )
        raise Refused("round_issued", f"{message}{', '.join(parts)}.", where=before.code, fix=fix)


def edit_office(desk: Desk, values: Mapping[str, Any]) -> Imported:
    """Change what is stated of the office: ``signer.name``, ``recipients``. Raises BrokenFile."""
    with nullcontext() if desk.rehearsal else desk.act():
        source = read_source(desk.workspace, "office", desk.workspace.root / OFFICE_FILE)
        _whole(read_office(source.data, source.shown))
        data = with_values(source.data, values)
        after = read_office(data, "office")
        if found := after.findings or [*judge_stated(_whole(after), values)]:
            raise BrokenFile("broken_office", "", findings=[as_typed(one, "office") for one in found])
        return _taken_in(desk, source, data, ImportRequest())


def _whole(reading: RegisterReading[Any]) -> Any:
    """The value of a file as it lies there. Raises BrokenFile: a broken file is put right by hand first."""
    if reading.value is None:
        raise BrokenFile("broken_register", "", findings=reading.findings)
    return reading.value


def _taken_in(desk: Desk, source: Source, data: bytes, request: ImportRequest) -> Imported:
    """Write the file so, and import it; a rehearsal says what that would change."""
    by_hand = tuple(_edited_by_hand(desk, source))
    edited = source._replace(data=data, written_first=True)
    if not desk.rehearsal:
        done = apply_sources(desk, [edited], request)
        return done._replace(findings=(*done.findings, *by_hand))
    changes = plan_sources(desk, [edited], request)
    remarks = (one for each in changes for one in each.remarks)
    return Imported(changes, applied=False, findings=(*remarks, *by_hand))


def _edited_by_hand(desk: Desk, source: Source) -> Iterator[Finding]:
    """A remark that the file says something that no import took in yet: it goes in with what was stated."""
    if any(not change.nothing_to_do for change in plan_sources(desk, [source], ImportRequest())):
        message = f"Tệp {source.shown} có điều sửa tay chưa nhập; lệnh này ghi cả điều ấy."
        fix = "Các điều thay đổi nêu ở trên; không đúng ý thì lấy lại: bcd35 undo"
        yield Finding("edited_by_hand", source.shown, message, fix)
