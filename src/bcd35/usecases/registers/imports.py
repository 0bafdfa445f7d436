"""Register files into the database: read all of them, plan, then refuse or apply in one act.

``channels import``, ``units import``, ``rounds import``, the whole ``import`` and the first use of a fresh
workspace all go this way. Not here: the files (``sources.py``), what they said at their last import
(``bases.py``), what they would change (``plans.py``), the rules of the merge (``domain/merge.py``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from bcd35.domain.changes import FieldChange, as_detail, changes_between
from bcd35.domain.errors import BrokenFile
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber
from bcd35.domain.merge import ImportPlan
from bcd35.domain.rounds import Round
from bcd35.domain.shape import without_code
from bcd35.domain.text import identity_key
from bcd35.domain.unit_names import UnitAlias
from bcd35.usecases.desk import OFFICE_FILE, Desk
from bcd35.usecases.registers.decisions import NEW, refuse_contradictions
from bcd35.usecases.registers.plan_office import was_only_filled
from bcd35.usecases.registers.planned import Change
from bcd35.usecases.registers.plans import plan_sources
from bcd35.usecases.registers.round_files import file_of_round
from bcd35.usecases.registers.sources import (
    ImportRequest,
    Register,
    Source,
    read_source,
    register_of,
    workspace_sources,
)
from bcd35.usecases.registers.trial import end_words, foreseen_ending, roster_act
from bcd35.world.files import write_file
from bcd35.world.workspace import Workspace

if TYPE_CHECKING:
    from bcd35.domain.units import UnitKind


class Imported(NamedTuple):
    """The outcome of an import: the changes, whether they were applied, and remarks.

    ``letter``: the one that is out and has to be replaced before the ledger takes the changes of its round.
    ``filled``: the ledger was made from the register files, and nothing has been done in it since.
    """

    changes: tuple[Change, ...]
    applied: bool
    findings: tuple[Finding, ...] = ()
    letter: LetterNumber | None = None
    filled: bool = False


def import_registers(desk: Desk, request: ImportRequest) -> Imported:
    """Plan every file, then apply all or (on any finding) nothing.

    Raises BrokenFile with all findings of all files, Refused where file and ledger clash, UnknownName for a
    file that is not there.
    """
    refuse_contradictions(request.decisions)
    if desk.rehearsal:
        changes = plan_sources(desk, _sources(desk.workspace, request), request)
        return Imported(changes, applied=False, findings=(*_remarks(changes), *_foreseen_end(desk, changes)))
    with roster_act(desk) as ended:  # files are read under the write lock: the later import reads later
        filled = was_only_filled(desk)
        applied = apply_sources(desk, _sources(desk.workspace, request), request)
    return applied._replace(findings=(*applied.findings, *ended()), filled=filled)


class EditedRound(NamedTuple):
    """The file of a round that is out, as it lies there, and the round as the file would make it.

    ``source``: None when no file states the round; then it stands as the ledger has it.
    """

    round_: Round
    source: Source | None = None
    changes: tuple[FieldChange, ...] = ()

    @property
    def request(self) -> ImportRequest:
        """How the file is brought in, in the act that replaces the round's letter."""
        return ImportRequest(replacing=self.round_.code)


def edited_round(desk: Desk, round_: Round) -> EditedRound:
    """What the file of a round says now, to be taken in with a replacing letter. Raises BrokenFile."""
    path = file_of_round(desk, round_.code)
    if path is None:
        return EditedRound(round_)
    source = read_source(desk.workspace, "rounds", path)
    (change,) = plan_sources(desk, [source], ImportRequest(replacing=round_.code))
    for before, after in change.plan.changed:
        return EditedRound(after, source, tuple(changes_between(without_code(before), without_code(after))))
    return EditedRound(round_, source)


def _foreseen_end(desk: Desk, changes: Iterable[Change]) -> Iterator[Finding]:
    """What a rehearsal says of the trial."""
    samples = {unit.code for unit in desk.store.registers.units() if unit.sample and unit.status == "active"}
    for change in changes:
        if change.register == "units":
            samples -= {unit.code for unit in change.plan.retire}
            samples -= {after.code for _, after in change.plan.changed if not after.sample}
    if desk.store.registers.is_trial() and not samples:
        yield end_words(desk, foreseen_ending(desk), foreseen=True)


def _sources(workspace: Workspace, request: ImportRequest) -> list[Source]:
    named = [
        read_source(workspace, request.register or register_of(workspace, path), path)
        for path in request.files
    ]
    return [*_with_new_kinds(workspace, request), *named] if named else workspace_sources(workspace)


def _with_new_kinds(workspace: Workspace, request: ImportRequest) -> list[Source]:
    """The office's file with the kinds that a clerk wants for groups of a list; none where none is new.

    Raises BrokenFile where they cannot be written into it.
    """
    from bcd35.domain.lists.kinds import kind_key, new_kind
    from bcd35.formats.registers.edits import with_kinds
    from bcd35.formats.registers.reader import read_office

    wanted: dict[str, UnitKind] = {}
    for text, kind in request.decisions.kinds:
        if kind == NEW:
            wanted.setdefault(kind_key(text), new_kind(text))
    if not wanted:
        return []
    source = read_source(workspace, "office", workspace.root / OFFICE_FILE)
    office = read_office(source.data, source.shown).value
    known = {kind.code for kind in office.unit_kinds} if office else set()
    new = [kind for kind in wanted.values() if kind.code not in known]
    data = with_kinds(source.data, new)
    after = read_office(data, source.shown).value
    if office and (after is None or after.unit_kinds != (*office.unit_kinds, *new)):
        lines = "\n".join(f'  - {{code: {kind.code}, label: "{kind.label}"}}' for kind in new)
        fix = f"Thêm vào mục unit_kinds của {source.shown} rồi chạy lại:\n{lines}"
        message = "Không tự thêm được loại đơn vị mới."
        raise BrokenFile("kinds_not_added", message, where=source.shown, fix=fix)
    return [source._replace(data=data, written_first=True)]


def apply_sources(desk: Desk, sources: Sequence[Source], request: ImportRequest) -> Imported:
    """As :func:`import_registers`, inside the caller's act."""
    changes = plan_sources(desk, sources, request)
    for source in sources:
        if source.written_first:
            write_file(desk.workspace.root / source.shown, source.data)
    for change in changes:
        if not change.nothing_to_do:
            change.write()
            desk.store.registers.journal_all(desk.world.now, _journal_lines(change, request.former))
        desk.store.registers.remember_entries(*change.remembered)
        for name, code in change.aliases:
            alias = UnitAlias(code, name, change.shown, desk.world.today)
            desk.store.intake.record_alias(identity_key(name), alias)
    for source in sources:
        if source.written_first:
            source = read_source(desk.workspace, source.register, desk.workspace.root / source.shown)  # noqa: PLW2901
        if source.remembered:
            desk.store.registers.remember_file(source.remembered, desk.world.now)
    return Imported(changes, applied=True, findings=_remarks(changes))


def _remarks(changes: Iterable[Change]) -> tuple[Finding, ...]:
    return tuple(remark for change in changes for remark in change.remarks)


# Registers whose entries have a line each in the journal; a file of the others is one entry.
_ENTRY_ACTS: Mapping[Register, str] = {"units": "import_unit", "channels": "import_channel"}


def _journal_lines(change: Change, former: str) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """What was done: one line for the file, and one for every entry that it changed."""
    plan = change.plan
    changed = [(after, as_detail(changes_between(before, after))) for before, after in plan.changed]
    changed += [(entry, {"status": ["active", "retired"]}) for entry in plan.retire]
    detail: dict[str, object] = {**plan_counts(plan)}
    entry_act = _ENTRY_ACTS.get(change.register)
    if change.order:
        detail |= {"order": "theo tệp", "order_before": [*change.order]}
    if entry_act:
        detail["added"] = [entry.code for entry in plan.new]
    elif change.register == "rounds":
        detail["round"] = (*plan.new, *(after for after, _ in changed))[0].code
    if not entry_act and changed:
        detail["changes"] = changed[0][1]
    if former:
        detail["former"] = former
    yield f"import_{change.register}", change.shown, detail
    for entry, changes in changed if entry_act else ():
        yield entry_act or "", entry.code, {"file": change.shown, "changes": changes}


def plan_counts(plan: ImportPlan[Any]) -> dict[str, int]:
    """How many entries of each sort a plan has."""
    return {
        name: len(getattr(plan, name)) for name in ("new", "changed", "unchanged", "would_retire", "retire")
    }
