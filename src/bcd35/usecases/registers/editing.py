"""What a clerk changes of a round, or of the office: their files keep everything else."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from bcd35.domain.changes import FieldChange, as_detail, as_typed, changes_between
from bcd35.domain.errors import BrokenFile, Refused
from bcd35.domain.findings import Finding
from bcd35.domain.letter_days import LATER_DAY
from bcd35.domain.office import judge_stated
from bcd35.domain.round_remarks import round_remarks
from bcd35.domain.rounds import ContributionTerms, Round, parts_changed, stated_subject, without_lost_counts
from bcd35.domain.shape import without_code
from bcd35.formats.registers.edits import with_values
from bcd35.formats.registers.reader import RegisterReading, read_office, read_round, stated_of, write_stated
from bcd35.usecases.desk import OFFICE_FILE, ROUNDS_FOLDER, Desk
from bcd35.usecases.registers.imports import Imported, apply_sources
from bcd35.usecases.registers.new_rounds import (
    RoundRequest,
    as_printed,
    asked_of,
    deadline_remarks,
    fields_asked,
    judged_round,
    lost_counts_remark,
    told_apart,
)
from bcd35.usecases.registers.plans import plan_sources
from bcd35.usecases.registers.round_files import file_of_round
from bcd35.usecases.registers.rounds import addressed_today, frozen_round, get_round, told_letter
from bcd35.usecases.registers.sources import ImportRequest, Source, read_source
from bcd35.usecases.registers.units import addressees_named, the_office
from bcd35.world.exchange import free_aside
from bcd35.world.files import write_file

_LISTS = {"grounds", "tasks", "fields"}  # no command states one as it was: the former file does


def edit_round(
    desk: Desk, code: str, said: RoundRequest, switches: Mapping[str, bool], accepted: Collection[str] = ()
) -> Imported:
    """Change what was said of a round. Raises Refused, BrokenFile, UnknownName.

    ``switches``: parts of the round that are yes or no. ``accepted``: doubts that the clerk has looked at.
    """
    with nullcontext() if desk.rehearsal else desk.act():
        source = _file_of(desk, get_round(desk, code))
        before = _whole(read_round(source.data, source.shown))
        after = judged_round(_changed(desk, before, as_printed(said), switches), "rounds edit")
        if LATER_DAY not in accepted:
            _refuse_later_day(desk, before, after)
        changed = dict(_values_changed(before, after))
        data = with_values(source.data, changed)
        edited = _stated(desk, source, data, (before, after), keeps=bool(_LISTS & changed.keys()))
        named = said.deadline or not edited.letter  # a round that is out may well be over
        remarks = (
            *(deadline_remarks(desk, after.code, after.deadline) if named else ()),
            *round_remarks(after),
            *lost_counts_remark(before, after),
        )
        return edited._replace(findings=(*edited.findings, *remarks))


def edit_back(desk: Desk, code: str, former: Path) -> Imported:
    """Make the file of a round what a former one was, to the byte.

    Raises Refused for the file of another round; BrokenFile, UnknownName.
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
        return _stated(desk, source, wanted.data, (before, after), keeps=True)


def edit_as_issued(desk: Desk, code: str) -> Imported:
    """Make the file of a round state what its last letter asked; one that cannot be read is written anew.

    Raises Refused for a round without a letter, UnknownName; BrokenFile where no letter stands and the file
    may say what is wanted.
    """
    with nullcontext() if desk.rehearsal else desk.act():
        held = get_round(desk, code)
        issued, _ = told_letter(desk, held.code)
        in_force = desk.store.letters.of_round(held.code)
        source = _file_of(desk, held)
        reading = read_round(source.data, source.shown)
        before = reading.value if in_force else _whole(reading)
        asked = held if in_force else frozen_round(issued, held.status, held.short_name)
        after = replace(asked, status=before.status) if before else asked
        if before:
            data = with_values(source.data, dict(_values_changed(before, after)))
            return _stated(desk, source, data, (before, after), keeps=True)
        written = _left_for_a_letter(desk, source, write_stated(after), (after, after))
        return written._replace(letter=issued.letter.number)


def _stated(desk: Desk, source: Source, data: bytes, rounds: tuple[Round, Round], *, keeps: bool) -> Imported:
    """Other content for the file of a round; the ledger keeps what a letter said until that is replaced.

    ``rounds``: before and after. ``keeps``: whether the former file is needed to go back.
    """
    before, after = rounds
    issued = desk.store.letters.of_round(after.code)
    if issued and any(_differs(desk, one) for one in rounds):
        return _left_for_a_letter(desk, source, data, rounds)._replace(letter=issued.letter.number)
    return _taken_in(desk, source, data, ImportRequest(former=_kept(desk, source, before) if keeps else ""))


def _differs(desk: Desk, stated: Round) -> tuple[str, ...]:
    """The parts of a round that is out in which a file differs from what the units were asked."""
    sent, now = (addressed_today(desk, one) for one in (get_round(desk, stated.code), stated))
    return parts_changed(replace(sent, status=now.status), now)


def _left_for_a_letter(desk: Desk, source: Source, data: bytes, rounds: tuple[Round, Round]) -> Imported:
    """Write only the file: ``notify --replace`` takes it in, with the letter that tells the units."""
    before, after = rounds
    edited, request = source._replace(data=data, written_first=True), ImportRequest(replacing=after.code)
    changes = plan_sources(desk, [edited], request)
    if not desk.rehearsal and data != source.data:
        former = _kept(desk, source, after)
        if all(change.nothing_to_do for change in changes):  # as the letter said: nothing is left for another
            apply_sources(desk, [edited], request)
        else:
            write_file(desk.workspace.root / source.shown, data)
        changed = as_detail(changes_between(without_code(before), without_code(after)))
        desk.journal("edit_round_file", source.shown, round=after.code, changes=changed, former=former)
    remarks = (one for each in changes for one in each.remarks)
    return Imported(changes, applied=not desk.rehearsal, findings=(*remarks, *_written_anew(source)))


def _values_changed(before: Any, after: Any, within: str = "") -> Iterator[tuple[str, Any]]:
    """Place in the file → value, as they are to be."""
    for one in fields(before):
        was, now = getattr(before, one.name), getattr(after, one.name)
        if isinstance(was, ContributionTerms):
            yield from _values_changed(was, now, f"{one.name}.")
        elif was != now:
            yield f"{within}{one.name}", stated_of(now)


def _kept(desk: Desk, source: Source, round_: Round) -> str:
    """Where the file is kept as it was before a list of it is stated anew; a rehearsal keeps none."""
    if desk.rehearsal:
        return ""
    path = free_aside(desk.workspace.set_aside, desk.world.now) / f"{round_.code}.yaml"
    write_file(path, source.data)
    return desk.workspace.shown(path)


def _file_of(desk: Desk, round_: Round) -> Source:
    """The file of a round; where it is gone, or came from elsewhere, what the ledger says makes one."""
    if path := file_of_round(desk, round_.code):
        return read_source(desk.workspace, "rounds", path)
    return Source("rounds", f"{ROUNDS_FOLDER}/{round_.code}.yaml", write_stated(round_), None)


def _changed(desk: Desk, before: Round, said: RoundRequest, switches: Mapping[str, bool]) -> Round:
    texts = ("short_name", "purpose", "background", "closing")
    values: dict[str, Any] = {name: text for name in texts if (text := getattr(said, name))}
    values.update(switches)
    if said.subject:
        values["subject"] = stated_subject(said.subject)
    if said.to:
        values["to"] = addressees_named(desk, said.to)
    tasks = told_apart(said.tasks) or before.tasks
    values |= {
        "deadline": said.deadline or before.deadline,
        "grounds": said.grounds or before.grounds,
        "tasks": tasks,
        "fields": fields_asked(asked_of(desk, said), tasks) or before.fields,
        **said.emptied_parts,
    }
    return without_lost_counts(replace(before, **values))


def _refuse_later_day(desk: Desk, before: Round, after: Round) -> None:
    """Raises Refused where only the last day becomes later than the letter's: that is an extension.

    Where the letter itself names a wrong day, its file says the right one, and another letter replaces it.
    """
    code, issued = before.code, desk.store.letters.of_round(before.code)
    only_day = _differs(desk, after) == parts_changed(before, after) == ("deadline",)
    if issued and only_day and after.deadline > get_round(desk, code).deadline:
        number = issued.letter.number
        fix = (
            "Lùi thời hạn thì gia hạn: "
            f"bcd35 rounds extend {code} --all --to {after.deadline} --reason LÝ_DO\n"
            "Công văn ghi sai thời hạn thì ghi ngày đúng vào tệp của đợt: "
            f"bcd35 rounds edit {code} --deadline {after.deadline} --accept {LATER_DAY}\n"
            f"Rồi thay công văn: bcd35 notify {code} --replace {number.number} --reason LÝ_DO"
        )
        message = f"Đợt “{code}” đã phát hành Công văn số {number.reference}."
        raise Refused("round_issued", message, where=code, fix=fix)


def edit_office(desk: Desk, values: Mapping[str, Any]) -> Imported:
    """Change what is stated of the office: ``signer.name``, ``recipients``. Raises BrokenFile."""
    with nullcontext() if desk.rehearsal else desk.act():
        source = _file_of_office(desk)
        _whole(read_office(source.data, source.shown))
        data = with_values(source.data, values)
        after = read_office(data, "office")
        if found := after.findings or [*judge_stated(_whole(after), values)]:
            raise BrokenFile("broken_office", "", findings=[as_typed(one, "office") for one in found])
        return _taken_in(desk, source, data, ImportRequest())


def _file_of_office(desk: Desk) -> Source:
    """The file of the office; where it is gone, what the ledger says makes one."""
    path = desk.workspace.root / OFFICE_FILE
    if path.is_file():
        return read_source(desk.workspace, "office", path)
    return Source("office", OFFICE_FILE, write_stated(the_office(desk)), None)


def _whole(reading: RegisterReading[Any]) -> Any:
    """The value of a file as it lies there. Raises BrokenFile: a broken file is put right by hand first."""
    if reading.value is None:
        raise BrokenFile("broken_register", "", findings=reading.findings)
    return reading.value


def _taken_in(desk: Desk, source: Source, data: bytes, request: ImportRequest) -> Imported:
    """Write the file so, and import it; a rehearsal says what that would change."""
    edited = source._replace(data=data, written_first=True)
    by_hand = *_written_anew(source), *_edited_by_hand(desk, source, edited)
    if not desk.rehearsal:
        done = apply_sources(desk, [edited], request)
        return done._replace(findings=(*done.findings, *by_hand))
    changes = plan_sources(desk, [edited], request)
    remarks = (one for each in changes for one in each.remarks)
    return Imported(changes, applied=False, findings=(*remarks, *by_hand))


def _written_anew(source: Source) -> Iterator[Finding]:
    """A remark that there was no file: what the office wrote beside the values of a former one is gone."""
    if source.remembered is None:
        message = f"Không có tệp {source.shown}: lệnh này ghi tệp ấy theo sổ."
        fix = "Lời giải thích riêng trong tệp cũ (nếu có) thì xem ở bản sao, rồi ghi thêm vào tệp."
        yield Finding("file_written_anew", source.shown, message, fix)


def _edited_by_hand(desk: Desk, source: Source, edited: Source) -> Iterator[Finding]:
    """A remark that the file says something that no import took in yet: it goes in with what was stated."""
    by_hand, taken_in = (_changes(desk, one) for one in (source, edited))
    if any(change in taken_in for change in by_hand):
        message = f"Tệp {source.shown} có điều sửa tay chưa nhập; lệnh này ghi cả điều ấy."
        fix = f"Nêu ở trên; không đúng ý thì sửa lại trong tệp, rồi nhập: bcd35 import {source.shown}"
        yield Finding("edited_by_hand", source.shown, message, fix)


def _changes(desk: Desk, source: Source) -> list[FieldChange]:
    """What a file of one entry would change."""
    plans = (change.plan for change in plan_sources(desk, [source], ImportRequest()))
    return [found for plan in plans for pair in plan.changed for found in changes_between(*pair)]
