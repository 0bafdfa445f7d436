"""What a clerk changes of a round that is not out, or of the office: their files keep everything else."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import fields, replace
from typing import Any

from bcd35.domain.errors import BrokenFile, Refused
from bcd35.domain.office import judge_stated
from bcd35.domain.rounds import Round, bare_subject, describe_change
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
)
from bcd35.usecases.registers.plans import plan_sources
from bcd35.usecases.registers.round_files import file_of_round
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.sources import ImportRequest, Source, read_source
from bcd35.usecases.registers.units import addressees_named

EMPTIED = "-"  # typed for a part that is to be empty


def edit_round(desk: Desk, code: str, said: RoundRequest, switches: Mapping[str, bool]) -> Imported:
    """Change what was said of a round. Raises Refused when a letter of it is out, BrokenFile, UnknownName.

    ``switches``: parts of the round that are yes or no.
    """
    with nullcontext() if desk.rehearsal else desk.act():
        source = _file_of(desk, get_round(desk, code))
        before = _whole(read_round(source.data, source.shown))
        after = judged_round(_changed(desk, before, said, switches), "rounds edit")
        _refuse_issued_round(desk, before, after)
        changed = {
            one.name: _plain(after, one.name)
            for one in fields(Round)
            if getattr(before, one.name) != getattr(after, one.name)
        }
        edited = _taken_in(desk, source, changed)
        return edited._replace(findings=(*edited.findings, *deadline_remarks(desk, after)))


def _file_of(desk: Desk, round_: Round) -> Source:
    """The file of a round; one that came from elsewhere gets its own."""
    if path := file_of_round(desk, round_.code):
        return read_source(desk.workspace, "rounds", path)
    return Source("rounds", f"{ROUNDS_FOLDER}/{round_.code}.yaml", write_round(round_), None)


def _changed(desk: Desk, before: Round, said: RoundRequest, switches: Mapping[str, bool]) -> Round:
    texts = ("short_name", "purpose", "background", "closing")
    values: dict[str, Any] = {name: text for name in texts if (text := getattr(said, name))}
    values = {name: "" if text == EMPTIED else text for name, text in values.items()}
    values.update(switches)
    if said.subject:
        values["subject"] = bare_subject(said.subject)
    if said.to:
        values["to"] = () if said.to == (EMPTIED,) else addressees_named(desk, said.to)
    tasks = said.tasks or before.tasks
    values |= {
        "deadline": said.deadline or before.deadline,
        "grounds": said.grounds or before.grounds,
        "tasks": tasks,
        "fields": fields_asked(asked_of(desk, said), tasks) or before.fields,
    }
    return replace(before, **values)


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
        after = read_office(with_values(source.data, values), "office")
        if found := after.findings or [*judge_stated(_whole(after))]:
            raise BrokenFile("broken_office", "", findings=[one._replace(where="office") for one in found])
        return _taken_in(desk, source, values)


def _whole(reading: RegisterReading[Any]) -> Any:
    """The value of a file as it lies there. Raises BrokenFile: a broken file is put right by hand first."""
    if reading.value is None:
        raise BrokenFile("broken_register", "", findings=reading.findings)
    return reading.value


def _taken_in(desk: Desk, source: Source, values: Mapping[str, Any]) -> Imported:
    """Write the file with these values, and import it; a rehearsal says what that would change."""
    edited = source._replace(data=with_values(source.data, values), written_first=True)
    if not desk.rehearsal:
        return apply_sources(desk, [edited], ImportRequest())
    changes = plan_sources(desk, [edited], ImportRequest())
    return Imported(changes, applied=False, findings=tuple(one for each in changes for one in each.remarks))


def _plain(round_: Round, name: str) -> Any:
    return stated_of(getattr(round_, name))
