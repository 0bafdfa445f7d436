"""Recording what units report: by hand, or from returned forms. Everything is judged before anything is
written.

The steps live next door: whose form a file is in ``recognise.py``, all files of a run in ``read_files.py``,
verdicts in ``verdict.py``, copies of refused files in ``quarantine.py``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.reports import Answers, RawAnswer, in_force, judge_answer, judge_answers
from bcd35.domain.rounds import Field, Round
from bcd35.domain.text import clean, identity_key
from bcd35.domain.unit_names import UnitAlias
from bcd35.domain.units import Unit
from bcd35.store.reports import StoredFile
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.receiving.quarantine import copy_refused, with_copies
from bcd35.usecases.receiving.read_files import Judging, judged
from bcd35.usecases.receiving.recognise import gather
from bcd35.usecases.receiving.remarks import judge_receipt
from bcd35.usecases.receiving.verdict import (
    NOTHING_DECIDED,
    Decision,
    Dispute,
    Ledger,
    Outcome,
    Return,
    Settled,
    Terms,
    find_disputes,
    record_settled,
)
from bcd35.usecases.registers.rounds import open_round
from bcd35.usecases.registers.units import get_unit
from bcd35.world.files import discard, new_token, sweep, sweep_folder
from bcd35.world.kept import keep, kept_folder, kept_path
from bcd35.world.syncing import Syncer

LARGEST_EVIDENCE = 50 * 1024 * 1024
# Forms per act: what a kill can cost is one batch, which the next run takes in; what a commit costs is shared
# by so many.
FORMS_PER_ACT = 500
_LONGEST_RUN = timedelta(days=1)  # nothing that was put aside before is still awaited


class Recorded(NamedTuple):
    """All verdicts of one run, in the order the files were given; the files that were passed over (``~$…``);
    remarks on the whole.

    ``given_back``: the file with the rows of a table that are to be corrected.
    """

    outcomes: tuple[Outcome, ...]
    ignored: tuple[str, ...] = ()
    rehearsal: bool = False
    remarks: tuple[Finding, ...] = ()
    given_back: str = ""


@dataclass(frozen=True, slots=True)
class ManualReport:
    """What a clerk types in: field code or label → text."""

    unit: str
    values: Mapping[str, str]
    round_code: str = ""
    received_on: date | None = None
    note: str = ""
    evidence: tuple[Path, ...] = ()


# --- by hand ------------------------------------------------------------------------------------------------


class Questions(NamedTuple):
    """What an interactive session asks: the round's fields and the answers on record."""

    round_: Round
    unit: str
    unit_name: str
    current: Answers


def open_questions(desk: Desk, request: ManualReport) -> Questions:
    """The round, the unit and its present answers. Raises UnknownName or Refused."""
    round_ = open_round(desk, request.round_code)
    unit = get_unit(desk, request.unit)
    revisions = desk.store.reports.of_round(round_.code, [unit.code]).get(unit.code, [])
    standing = in_force(revisions)
    return Questions(round_, unit.code, unit.name, standing[-1].answers if standing else {})


def record_by_hand(desk: Desk, request: ManualReport) -> Recorded:
    """Record typed values; on an earlier report they correct it and what is not named stays.

    Raises UnknownName.
    """
    given = _given(open_questions(desk, request).round_, request.values)
    evidence = [(path, _evidence_bytes(path)) for path in request.evidence]
    foreseen = _settle_by_hand(desk, request, given)
    if not desk.rehearsal and foreseen.outcome.verdict != "refused":
        stored = [
            StoredFile(keep(desk.workspace, data, path.name), clean(path.name), len(data))
            for path, data in evidence
        ]
        with desk.store.act():
            foreseen = _settle_by_hand(desk, request, given)
            record_settled(desk, [foreseen])
            _record_evidence(desk, foreseen.outcome, stored)
            sweep(kept_path(desk.workspace, file.sha256, file.name) for file in stored)
    outcomes = (foreseen.outcome,)
    return Recorded(
        outcomes,
        rehearsal=desk.rehearsal,
        remarks=judge_receipt(desk, outcomes, request.received_on, request.note),
    )


def _settle_by_hand(desk: Desk, request: ManualReport, given: Mapping[str, RawAnswer]) -> Settled:
    questions = open_questions(desk, request)
    answers, findings = _judge_manual(questions.round_.fields, given, questions.current)
    item = Return("", questions.unit, questions.round_, answers, tuple(findings), origin="manual")
    ledger = Ledger(desk, Terms(request.received_on or desk.world.today, request.note))
    ledger.look_up([item])
    return ledger.settle(item)


def _record_evidence(desk: Desk, outcome: Outcome, stored: Sequence[StoredFile]) -> None:
    """Evidence belongs to the revision in force, be it this one or one recorded before."""
    if stored and outcome.revision:
        report_id = desk.store.reports.id_of(outcome.round_code, outcome.unit, outcome.revision)
        desk.store.reports.record_evidence(report_id, stored)


def _given(round_: Round, values: Mapping[str, str]) -> dict[str, RawAnswer]:
    given = {}
    for name, text in values.items():
        asked = round_.field(clean(name))
        if asked is None:
            known = [known.code for known in round_.fields]
            raise UnknownName.among("chỉ tiêu", name, known, listing=f"bcd35 rounds show {round_.code}")
        given[asked.code] = RawAnswer(text, f"--set {asked.code}", typed=True)
    return given


def _evidence_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_EVIDENCE:
            message = f"“{path.name}” lớn quá {LARGEST_EVIDENCE // 1024 // 1024} MiB."
            raise Refused(
                "evidence_too_large", message, where=str(path), fix="Nén hoặc chia nhỏ tệp minh chứng."
            )
        return path.read_bytes()
    except OSError:
        raise UnknownName(
            "no_such_file",
            f"Không đọc được tệp minh chứng “{path}”.",
            where=str(path),
            fix="Kiểm tra lại đường dẫn.",
        ) from None


def _judge_manual(
    fields: Sequence[Field], given: Mapping[str, RawAnswer], current: Answers
) -> tuple[Answers, list[Finding]]:
    if not current:
        return judge_answers(
            fields,
            {asked.code: given.get(asked.code, RawAnswer(None, f"--set {asked.code}")) for asked in fields},
            empty_where="--set",
        )
    answers, findings = dict(current), []
    for asked in fields:
        if asked.code in given:
            judged = judge_answer(asked, given[asked.code])
            if isinstance(judged, Finding):
                findings.append(judged)
            else:
                answers[asked.code] = judged
    return answers, findings


# --- from returned forms ------------------------------------------------------------------------------------


def record_files(
    desk: Desk,
    paths: Sequence[Path],
    *,
    round_code: str = "",
    received_on: date | None = None,
    note: str = "",
    stated_unit: str = "",
    decision: Decision = NOTHING_DECIDED,
    progress: Progress = no_progress,
) -> Recorded:
    """Take in returned forms: read and judge all, then batch by batch keep the originals of the good ones and
    record them in one act.

    Running it again takes in what an interrupted run left, and changes nothing else.
    """
    files, ignored = gather(desk.workspace, paths)
    _judge_decision(desk, files, decision)
    stated = _stated_unit(desk, stated_unit, files) if stated_unit else None
    outcomes: list[Outcome] = []
    with judged(
        desk, files, Judging(desk.world, round_code, stated, "" if desk.rehearsal else new_token()), progress
    ) as (pile, originals):
        disputes = find_disputes(desk, pile.rivals(), decision)
        decided = _Decided(decision, disputes, confirms_names=bool(stated))
        run = _Run(desk, Terms(received_on or desk.world.today, note), decided, originals)
        for batch in pile.batches(FORMS_PER_ACT):
            progress("Ghi sổ", len(outcomes), len(pile))
            outcomes += run.foresee(batch) if desk.rehearsal else run.take_in(batch)
        progress("Ghi sổ", len(pile), len(pile))
        run.sweep_up()
    return Recorded(
        tuple(outcomes), tuple(ignored), desk.rehearsal, judge_receipt(desk, outcomes, received_on, note)
    )


def _stated_unit(desk: Desk, wanted: str, files: Sequence[str]) -> Unit:
    """The unit that a clerk states for one file.

    Raises Refused for several: each name is looked at by itself.
    """
    if len(files) != 1:
        message = f"--as xác nhận đơn vị cho từng tệp một; lệnh này có {len(files)} tệp."
        raise Refused("one_file_only", message, where="--as", fix="Nêu đúng một tệp.")
    return get_unit(desk, wanted)


def _judge_decision(desk: Desk, files: Iterable[str], decision: Decision) -> None:
    """Raises UnknownName for a chosen file that is not among those to be judged.

    A slip there would decide for another file.
    """
    shown = [desk.workspace.shown(Path(file)) for file in files] if decision.chosen else []
    for chosen in sorted(decision.chosen.difference(shown)):
        message = f"--replace nêu “{chosen}”, không có trong số tệp đang nhận."
        raise UnknownName(
            "unknown_name", message, where=chosen, fix="Nêu cả tệp ấy hoặc thư mục chứa nó trong lệnh."
        )


class _Decided(NamedTuple):
    """What a clerk decided by the command: about files at odds, and that a name means the stated unit."""

    decision: Decision
    disputes: Mapping[str, Dispute]
    confirms_names: bool


class _Run:
    """One run over returned forms: its terms, what was decided, and (for a rehearsal) what it would have
    recorded.
    """

    def __init__(self, desk: Desk, terms: Terms, decided: _Decided, originals: Syncer) -> None:
        self._desk, self._terms, self._decided, self._originals = desk, terms, decided, originals
        self._rehearsed = Ledger(desk, terms, decided.decision)
        self._heads: set[str] = set()

    def foresee(self, batch: Sequence[Return]) -> list[Outcome]:
        """What taking in would say."""
        return [one.outcome for one in self._settle(self._rehearsed, batch)]

    def take_in(self, batch: Sequence[Return]) -> list[Outcome]:
        """Give the originals their names and record, in one act.

        It ends with the files in their place: a row is the promise of one.
        """
        with self._desk.store.act():
            # Judged by the ledger under the lock: another clerk may have recorded, closed or exempted since
            # the files were read.
            settled = self._settle(Ledger(self._desk, self._terms, self._decided.decision), batch)
            outcomes = [one.outcome for one in settled]
            copies = copy_refused(self._desk, batch, outcomes, self._terms.received_on)
            promised = [
                item.aside for item, one in zip(batch, settled, strict=True) if item.aside and one.news
            ]
            with self._originals.publishing(promised):
                record_settled(self._desk, settled)
                self._desk.store.intake.record_refused(copies.values())
                self._remember_names(settled)
        discard({item.aside for item in batch if item.aside}.difference(promised))
        self._heads |= {item.sha256[:2] for item in batch}
        return with_copies(self._desk, batch, outcomes, copies)

    def sweep_up(self) -> None:
        """Remove what killed runs left beside the originals that came again."""
        for head in self._heads - {""}:
            sweep_folder(
                kept_folder(self._desk.workspace, head), (self._desk.world.now - _LONGEST_RUN).timestamp()
            )

    def _remember_names(self, settled: Iterable[Settled]) -> None:
        """A name that a clerk has just confirmed by taking the report in."""
        for outcome, news, _ in settled:
            if self._decided.confirms_names and news and outcome.alias:
                confirmed = UnitAlias(outcome.unit, outcome.alias, news.file_name, self._desk.world.today)
                self._desk.store.intake.record_alias(identity_key(outcome.alias), confirmed)
                self._desk.store.registers.journal(
                    self._desk.world.now, "confirm_alias", outcome.unit, alias=outcome.alias
                )

    def _settle(self, ledger: Ledger, batch: Sequence[Return]) -> list[Settled]:
        ledger.look_up(batch)
        return [ledger.settle(item, self._decided.disputes.get(item.file)) for item in batch]
