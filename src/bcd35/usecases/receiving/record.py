"""Recording what units report: by hand, or from returned forms.

Everything is judged before anything is written.

The steps live next door: whose form a file is in ``recognise.py``, all files of a run in ``read_files.py``,
verdicts in ``verdict.py``, copies of refused files in ``quarantine.py``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.reports import Answers, RawAnswer, in_force, judge_given
from bcd35.domain.rounds import Round
from bcd35.domain.summary import UndecidedFile
from bcd35.domain.text import clean, identity_key
from bcd35.domain.unit_names import UnitAlias
from bcd35.domain.units import Unit
from bcd35.domain.verdicts import looks_mistaken
from bcd35.store.reports import StoredFile
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.receiving.quarantine import copy_refused, with_copies
from bcd35.usecases.receiving.read_files import Judging, judged
from bcd35.usecases.receiving.recognise import gather
from bcd35.usecases.receiving.remarks import judge_left_out, judge_receipt
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
from bcd35.usecases.unreadable import unreadable_file
from bcd35.world.files import Staged, discard, is_not_there, new_token, sweep, sweep_folder
from bcd35.world.kept import keep, kept_folder, kept_path, publish_same

LARGEST_EVIDENCE = 50 * 1024 * 1024
# Forms per act: a whole province's in one. What a commit costs is shared by so many, and each of the 256
# folders of originals is synced once; what a kill can cost is one batch, which the next run takes in.
FORMS_PER_ACT = 2_000
_FEW = 3  # names in a sentence
_LONGEST_RUN = timedelta(days=1)  # nothing that was put aside before is still awaited


class Recorded(NamedTuple):
    """All verdicts of one run, in the order the files were given.

    ``ignored``: the files that were passed over (``~$…``). ``remarks``: on the whole. ``own``: how many files
    of the workspace itself were left out.

    ``given_back``: the file with the rows of a table that are to be corrected.
    """

    outcomes: tuple[Outcome, ...]
    ignored: tuple[str, ...] = ()
    rehearsal: bool = False
    remarks: tuple[Finding, ...] = ()
    given_back: str = ""
    own: int = 0


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
        desk.guard.before_writing(desk)  # evidence is kept before the act
        stored = [
            StoredFile(keep(desk.workspace, data, path.name), clean(path.name), len(data))
            for path, data in evidence
        ]
        with desk.act():
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
    answers, findings = judge_given(
        questions.round_.fields, given, questions.current, blank_at="--set {}".format, empty_where="--set"
    )
    item = Return("", questions.unit, questions.round_, answers, tuple(findings), origin="manual")
    ledger = Ledger(desk, Terms(request.received_on or desk.world.today, request.note))
    ledger.look_up([item])
    return ledger.settle(item)


def _record_evidence(desk: Desk, outcome: Outcome, stored: Sequence[StoredFile]) -> None:
    """Evidence belongs to the revision in force, be it this one or one recorded before."""
    if stored and outcome.revision:
        report_id = desk.store.reports.id_of(outcome.round_code, outcome.unit, outcome.revision)
        desk.store.reports.record_evidence(report_id, stored, desk.world.now)


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
    except OSError as error:
        if not is_not_there(error):
            raise Refused("file_unreadable", "", findings=[unreadable_file(str(path))]) from None
        raise UnknownName(
            "no_such_file",
            f"Không đọc được tệp minh chứng “{path}”.",
            where=str(path),
            fix="Kiểm tra lại đường dẫn.",
        ) from None


# --- from returned forms ------------------------------------------------------------------------------------


def refuse_strangers(_sentence: str) -> bool:
    """For callers that can ask nobody."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedFiles:
    """What is to be taken in: files and folders, and what holds for all of them.

    ``stated_unit``: the unit whose report a single file is, as a clerk states it.
    ``decision``: about files at odds. ``with_strangers``: asked when most files are no forms, by how many
    there are and a sentence about them; only a yes lets them be copied.
    """

    paths: Sequence[Path]
    round_code: str = ""
    received_on: date | None = None
    note: str = ""
    stated_unit: str = ""
    decision: Decision = NOTHING_DECIDED
    with_strangers: Callable[[str], bool] = refuse_strangers


def record_files(desk: Desk, request: ReturnedFiles, *, progress: Progress = no_progress) -> Recorded:
    """Take in returned forms.

    Read and judge all, then batch by batch keep the originals of the good ones and record them in one act.

    Running it again takes in what an interrupted run left, and changes nothing else.
    """
    files, ignored, own = gather(desk.workspace, request.paths)
    _judge_decision(desk, files, request.decision)
    stated = _stated_unit(desk, request.stated_unit, files) if request.stated_unit else None
    judging = Judging(request.round_code, stated, "" if desk.rehearsal else new_token())
    outcomes: list[Outcome] = []
    with judged(desk, files, judging, progress) as found:
        returns = [item for item in found if not item.own]
        own += len(found) - len(returns)
        _judge_strangers(desk, returns, request)
        disputes = find_disputes(desk, returns, request.decision)
        run = _Run(desk, request, disputes)
        for start in range(0, len(returns), FORMS_PER_ACT):
            progress("Ghi sổ", start, len(returns))
            batch = returns[start : start + FORMS_PER_ACT]
            outcomes += run.foresee(batch) if desk.rehearsal else run.take_in(batch)
        progress("Ghi sổ", len(returns), len(returns))
        run.sweep_up()
    remarks = (
        *judge_receipt(desk, outcomes, request.received_on, request.note),
        *judge_left_out(outcomes, own),
    )
    return Recorded(tuple(outcomes), tuple(ignored), desk.rehearsal, remarks, own=own)


def _judge_strangers(desk: Desk, returns: Sequence[Return], request: ReturnedFiles) -> None:
    """Raises Refused when this is probably not the folder that was meant, unless the clerk says that it is.

    Files that were refused before count no more: they are not copied again.
    """
    strange = [item for item in returns if item.strange]
    if desk.rehearsal or not looks_mistaken(len(strange), len(returns)):
        return
    known = desk.store.intake.refused({item.sha256 for item in strange})
    new = [item for item in strange if item.sha256 not in known]
    if not looks_mistaken(len(new), len(returns)):
        return
    names = ", ".join(item.file.rpartition("/")[2] for item in new[:_FEW])
    message = (
        f"Trong {len(returns)} tệp có {len(new)} tệp không phải mẫu báo cáo (ví dụ {names}): có thể nêu nhầm "
        "thư mục."
    )
    if not request.with_strangers(message):
        fix = (
            "Nêu đúng thư mục báo cáo gửi về. Nếu đúng là thư mục này, chạy lại và thêm --with-strangers: "
            "các tệp ấy được chép vào out/_cach-ly."
        )
        raise Refused("mostly_strangers", f"{message} Chưa ghi gì, chưa chép gì.", fix=fix)


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


class _Run:
    """One run over returned forms, and (for a rehearsal) what it would have recorded.

    ``disputes``: file → what its being at odds with others means.
    """

    def __init__(self, desk: Desk, request: ReturnedFiles, disputes: Mapping[str, Dispute]) -> None:
        self._desk, self._request, self._disputes = desk, request, disputes
        self._terms = Terms(request.received_on or desk.world.today, request.note)
        self._rehearsed = Ledger(desk, self._terms, request.decision)
        self._heads: set[str] = set()

    def foresee(self, batch: Sequence[Return]) -> list[Outcome]:
        """What taking in would say."""
        return [one.outcome for one in self._settle(self._rehearsed, batch)]

    def take_in(self, batch: Sequence[Return]) -> list[Outcome]:
        """Give the originals their names and record, in one act.

        It ends with the files in their place: a row is the promise of one.
        """
        with self._desk.act():
            # Judged by the ledger under the lock: another clerk may have recorded, closed or exempted since
            # the files were read.
            settled = self._settle(Ledger(self._desk, self._terms, self._request.decision), batch)
            outcomes = [one.outcome for one in settled]
            copies = copy_refused(self._desk, batch, outcomes, self._terms.received_on)
            promised = self._promised(batch, settled)
            publish_same(promised)
            record_settled(self._desk, settled)
            self._desk.store.intake.record_refused(copies.values())
            waiting = list(self._undecided(batch, outcomes))
            self._desk.store.intake.record_undecided(waiting, self._desk.world.now)
            self._remember_names(settled)
        discard({item.staged for item in batch if item.staged}.difference(promised))
        self._heads |= {item.sha256[:2] for item in batch}
        return with_copies(self._desk, batch, outcomes, copies)

    def _undecided(self, batch: Sequence[Return], outcomes: Sequence[Outcome]) -> Iterator[UndecidedFile]:
        """Files that wait for a clerk: until one decides, their units are not told that nothing came."""
        for item, one in zip(batch, outcomes, strict=True):
            match one.verdict:
                case "conflict" | "proposal" as verdict if item.sha256:
                    code, unit = item.proposed if verdict == "proposal" else (one.round_code, one.unit)
                    name = clean(item.file.rpartition("/")[2])
                    day = self._terms.received_on
                    yield UndecidedFile(item.sha256, code, unit, name, verdict, day)

    def _promised(self, batch: Sequence[Return], settled: Sequence[Settled]) -> list[Staged]:
        """Originals that the ledger promises: of new reports, and of known ones whose original was lost."""
        staged = [
            (item.sha256, item.staged, one) for item, one in zip(batch, settled, strict=True) if item.staged
        ]
        kept = self._desk.store.reports.stored_hashes() if any(not one.news for _, _, one in staged) else {}
        return [file for digest, file, one in staged if one.news or digest in kept]

    def sweep_up(self) -> None:
        """Remove what killed runs left beside the originals that came again."""
        for head in self._heads - {""}:
            sweep_folder(
                kept_folder(self._desk.workspace, head), (self._desk.world.now - _LONGEST_RUN).timestamp()
            )

    def _remember_names(self, settled: Iterable[Settled]) -> None:
        """A name that a clerk has just confirmed by taking the report in."""
        for outcome, news, _ in settled:
            if self._request.stated_unit and news and outcome.alias:
                confirmed = UnitAlias(outcome.unit, outcome.alias, news.file_name, self._desk.world.today)
                self._desk.store.intake.record_alias(identity_key(outcome.alias), confirmed)
                self._desk.store.registers.journal(
                    self._desk.world.now, "confirm_alias", outcome.unit, alias=outcome.alias
                )

    def _settle(self, ledger: Ledger, batch: Sequence[Return]) -> list[Settled]:
        ledger.look_up(batch)
        return [ledger.settle(item, self._disputes.get(item.file)) for item in batch]
