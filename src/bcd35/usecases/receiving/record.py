"""Recording what units report: by hand, or from returned forms.

Everything is judged before anything is written.

The steps live next door: which files in ``gather.py``, whose form a file is in ``recognise.py``, all files of
a run in ``read_files.py``, verdicts in ``verdict.py``, copies of refused files in ``quarantine.py``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from bcd35.domain.answers import Answers, RawAnswer, judge_given
from bcd35.domain.commands import VALUE, typed_words
from bcd35.domain.errors import Refused, UnknownName
from bcd35.domain.findings import Finding
from bcd35.domain.receipt import OwnDay, refuse_to_come
from bcd35.domain.refused_files import RefusedFile
from bcd35.domain.reports import in_force
from bcd35.domain.rounds import Round
from bcd35.domain.text import clean, identity_key
from bcd35.domain.unit_names import UnitAlias
from bcd35.domain.verdicts import looks_mistaken
from bcd35.store.report_rows import StoredFile
from bcd35.usecases.desk import Desk, Progress, no_progress
from bcd35.usecases.receiving.days import days_waited, folder_days, judge_days, listed_days, told_days
from bcd35.usecases.receiving.disputes import find_disputes
from bcd35.usecases.receiving.evidence import keep_evidence, read_evidence, sweep_evidence
from bcd35.usecases.receiving.gather import gather
from bcd35.usecases.receiving.mails import letter_of, open_mails
from bcd35.usecases.receiving.quarantine import copy_refused, with_copies
from bcd35.usecases.receiving.read_files import Judging, judged
from bcd35.usecases.receiving.refused_back import told_file
from bcd35.usecases.receiving.remarks import (
    counts_again,
    judge_left_out,
    judge_receipt,
    judge_refused_days,
    judge_taken_back,
)
from bcd35.usecases.receiving.returns import (
    NOTHING_DECIDED,
    Decision,
    Outcome,
    ReceiptTerms,
    Return,
    record_again,
)
from bcd35.usecases.receiving.settled import Settled, record_settled
from bcd35.usecases.receiving.stated_unit import refuse_recorded, refuse_refused
from bcd35.usecases.receiving.verdict import Verdicts
from bcd35.usecases.registers.rounds import open_round
from bcd35.usecases.registers.units import get_unit
from bcd35.world.files import Staged, discard, new_token, sweep_folder
from bcd35.world.kept import kept_folder, publish_same

# Forms per act: a whole province's in one. What a commit costs is shared by so many, and each of the 256
# folders of originals is synced once; what a kill can cost is one batch, which the next run takes in.
FORMS_PER_ACT = 2_000
_FEW = 3  # names in a sentence
_LONGEST_RUN = timedelta(days=1)  # nothing that was put aside before is still awaited


class Recorded(NamedTuple):
    """All verdicts of one run, in the order the files were given.

    ``ignored``: the files that were passed over (``~$…``). ``remarks``: on the whole. ``own``: how many files
    of the workspace itself were left out.

    ``given_back``: the file with the rows of a table that are to be corrected; ``again``: the command that
    takes them then, or an entry by hand with the answers that it lacks.
    """

    outcomes: tuple[Outcome, ...]
    ignored: tuple[str, ...] = ()
    rehearsal: bool = False
    remarks: tuple[Finding, ...] = ()
    given_back: str = ""
    again: str = ""
    own: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualReport:
    """What a clerk types in: field code or label → text.

    ``reference``, ``reference_on``: number and day that the unit gave its report.
    """

    unit: str
    values: Mapping[str, str]
    round_code: str = ""
    received_on: date | None = None
    note: str = ""
    evidence: tuple[Path, ...] = ()
    reference: str = ""
    reference_on: date | None = None


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
    _refuse_to_come(desk, request)
    given = _given(open_questions(desk, request).round_, request.values)
    evidence = read_evidence(request.evidence)
    foreseen = _settle_by_hand(desk, request, given)
    if not desk.rehearsal and foreseen.outcome.verdict != "refused":
        stored = keep_evidence(desk, evidence)
        with desk.act():
            foreseen = _settle_by_hand(desk, request, given)
            record_settled(desk, [foreseen])
            _record_evidence(desk, foreseen.outcome, stored)
            sweep_evidence(desk, stored)
    outcomes = (foreseen.outcome,)
    remarks = judge_receipt(desk, outcomes, request.received_on, _terms(desk, request))
    again = _typed_again(desk, request, foreseen.outcome, given)
    return Recorded(outcomes, rehearsal=desk.rehearsal, remarks=remarks, again=again)


def _refuse_to_come(desk: Desk, request: "ManualReport | ReturnedFiles") -> None:
    refuse_to_come(
        desk.world.today,
        ("--received-on", "Ngày nhận", request.received_on),
        ("--ref-date", "Ngày báo cáo của đơn vị", request.reference_on),
    )


def _terms(desk: Desk, request: "ManualReport | ReturnedFiles") -> ReceiptTerms:
    return ReceiptTerms(
        request.received_on or desk.world.today,
        request.note,
        request.reference,
        request.reference_on,
        tuple(map(desk.workspace.shown, request.evidence)),
    )


def _settle_by_hand(desk: Desk, request: ManualReport, given: Mapping[str, RawAnswer]) -> Settled:
    questions = open_questions(desk, request)
    answers, findings = judge_given(
        questions.round_.fields, given, questions.current, blank_at="--set {}".format
    )
    item = Return("", questions.unit, questions.round_, answers, tuple(findings), origin="manual")
    return Verdicts(desk, _terms(desk, request)).settle([item])[0]


def _typed_again(desk: Desk, request: ManualReport, outcome: Outcome, given: Mapping[str, RawAnswer]) -> str:
    """The whole command once more, with a blank for each answer that is faulty or missing; empty for none."""
    places = (found.where.partition("--set ") for found in outcome.findings)
    faulty = [code for _, option, code in places if option]
    if not faulty:
        return ""
    sound = [(code, str(raw.value)) for code, raw in given.items() if code not in faulty]
    answers = (*sound, *((code, VALUE) for code in faulty))
    typed = (typed_words(("--set", f"{code}={value}")) for code, value in answers)
    return record_again([outcome.unit], outcome.round_code, _terms(desk, request), *typed)


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
        given[asked.code] = RawAnswer(text, f"--set {asked.code}")
    return given


# --- from returned forms ------------------------------------------------------------------------------------


def refuse_strangers(_sentence: str) -> bool:
    """For callers that can ask nobody."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedFiles:
    """What is to be taken in: files and folders, and what holds for all of them.

    ``stated_unit``: the unit whose report a single file is, as a clerk states it.
    ``received_on``: of files without a day of their own; ``received_list``: a table with the days of some.
    ``decision``: about files at odds. ``with_strangers``: asked when most files are no forms, by how many
    there are and a sentence about them; only a yes lets them be copied.
    """

    paths: Sequence[Path]
    round_code: str = ""
    received_on: date | None = None
    received_list: Path | None = None
    note: str = ""
    evidence: tuple[Path, ...] = ()
    reference: str = ""
    reference_on: date | None = None
    stated_unit: str = ""
    decision: Decision = NOTHING_DECIDED
    with_strangers: Callable[[str], bool] = refuse_strangers


def record_files(desk: Desk, request: ReturnedFiles, *, progress: Progress = no_progress) -> Recorded:
    """Take in returned forms.

    Read and judge all, then batch by batch keep the originals of the good ones and record them in one act.

    Running it again takes in what an interrupted run left, and changes nothing else.
    """
    _refuse_to_come(desk, request)
    gathered = gather(desk.workspace, request.paths)
    dated = _with_days(desk, request, gathered.files)
    decision = request.decision.about(len(dated.files))
    _refuse_unknown_choice(desk, dated.files, decision)
    stated = get_unit(desk, request.stated_unit) if request.stated_unit else None
    _refuse_several(request, dated.files)
    evidence = read_evidence(request.evidence)
    terms = _terms(desk, request)._replace(
        unit=stated.code if stated else "", take_again=bool(decision.again)
    )
    token = "" if desk.rehearsal else new_token()
    judging = Judging(request.round_code, stated, token, terms, dated.own_days)
    with judged(desk, dated.files, judging, progress) as found:
        sent = _sent(desk, found, dated, decision)
        if stated:
            refuse_recorded(desk, stated, sent.returns)
            refuse_refused(desk, stated, sent.returns, terms)
        _refuse_mistaken_folder(desk, sent.returns, request)
        run = _Run(desk, sent.returns, terms, decision, evidence)
        outcomes = run.outcomes(progress)
    own = gathered.own + sent.own
    remarks = (
        *judge_receipt(desk, outcomes, request.received_on, terms),
        *told_days(outcomes, terms.received_on),
        *sent.remarks,
        *judge_refused_days(desk, run.returns, outcomes, request.received_on),
        *judge_taken_back(desk, run.returns, outcomes, terms, decision),
        *judge_left_out(outcomes, own, sent.scans),
    )
    return Recorded(tuple(outcomes), tuple(gathered.ignored), desk.rehearsal, remarks, own=own)


class _Dated(NamedTuple):
    """The files of a run with letters opened, the days that files have of their own, remarks on the letters.

    ``misnamed``: file → the name of its folder that says no day though it looks like one. ``stated``: the
    files whose day the command states.
    """

    files: list[str]
    own_days: dict[str, OwnDay]
    remarks: tuple[Finding, ...]
    misnamed: dict[str, str]
    stated: frozenset[str]


def _with_days(desk: Desk, request: ReturnedFiles, found: Sequence[str]) -> _Dated:
    """A list's word for a day comes before a folder's, and that before a letter's.

    Of a file that the command names by itself, so does the day of the command: printed advice states both.
    """
    the_list = request.received_list
    files, mail_days, remarks = open_mails(
        desk, [file for file in found if not the_list or not _is_same(Path(file), the_list)]
    )
    listed = listed_days(desk, the_list, files) if the_list else {}
    by_itself = set(map(str, request.paths)) if request.received_on else set()
    stated = frozenset(file for file in files if by_itself & {file, letter_of(file)})
    folders = folder_days(files, request.paths)
    found_days = {file: own for file, own in {**mail_days, **folders.days}.items() if file not in stated}
    misnamed = {file: name for file, name in folders.misnamed.items() if file not in {*stated, *listed}}
    return _Dated(files, {**found_days, **listed}, remarks, misnamed, stated)


class _Sent(NamedTuple):
    """What units sent, each with its day, and remarks on the days.

    ``own``: how many copies of our letters lay among it. ``scans``: the signed ones that were left out.
    """

    returns: list[Return]
    own: int
    scans: list[str]
    remarks: tuple[Finding, ...]


def _sent(desk: Desk, found: Sequence[Return], dated: _Dated, decision: Decision) -> _Sent:
    theirs = [item for item in found if not item.own]
    days = judge_days(desk, theirs, dated.misnamed)
    waited = days_waited(desk, days.returns, dated.files if decision.again == "named" else dated.stated)
    returns, scans = _without_scans(waited)
    return _Sent(returns, len(found) - len(theirs), scans, (*days.remarks, *dated.remarks))


def _without_scans(returns: Sequence[Return]) -> tuple[list[Return], list[str]]:
    """The returns without the signed scans of forms: each a PDF beside the form of its own name."""
    pages = [item for item in returns if item.strange and item.path.lower().endswith(".pdf")]
    forms = {_bare(item) for item in returns if pages and not item.strange}
    scans = {item.path: item.file for item in pages if _bare(item) in forms}
    return [item for item in returns if item.path not in scans], [*scans.values()]


def _bare(item: Return) -> str:
    return str(Path(item.path).with_suffix("")).casefold()


def _is_same(one: Path, other: Path) -> bool:
    return one.name == other.name and one.resolve() == other.resolve()


def _refuse_mistaken_folder(desk: Desk, returns: Sequence[Return], request: ReturnedFiles) -> None:
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


def _refuse_several(request: ReturnedFiles, files: Sequence[str]) -> None:
    """Raises Refused for several files under an option that means a single one."""
    single = {
        "--as": ("xác nhận đơn vị", request.stated_unit),
        "--evidence": ("ghi minh chứng", bool(request.evidence)),
        "--ref": ("ghi số báo cáo", request.reference),
        "--ref-date": ("ghi ngày báo cáo", request.reference_on),
    }
    for option, (what, given) in single.items():
        if given and len(files) != 1:
            message = f"{option} {what} cho từng tệp một; lệnh này có {len(files)} tệp."
            raise Refused("one_file_only", message, where=option, fix="Nêu đúng một tệp.")


def _refuse_unknown_choice(desk: Desk, files: Iterable[str], decision: Decision) -> None:
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

    ``returns``: in the order of the days on which they came, so that a later version is a revision.
    """

    def __init__(
        self,
        desk: Desk,
        returns: Sequence[Return],
        terms: ReceiptTerms,
        decision: Decision,
        evidence: Sequence[tuple[Path, bytes]],
    ) -> None:
        self._desk, self._terms, self._decision, self._evidence = desk, terms, decision, evidence
        self.returns = sorted(returns, key=terms.day_of)
        self._disputes = find_disputes(desk, returns, terms, decision)
        self._rehearsed = Verdicts(desk, terms, decision)
        self._heads: set[str] = set()

    def outcomes(self, progress: Progress) -> list[Outcome]:
        """Take in all, batch by batch; at a rehearsal only what that would say."""
        outcomes: list[Outcome] = []
        for start in range(0, len(self.returns), FORMS_PER_ACT):
            progress("Ghi sổ", start, len(self.returns))
            batch = self.returns[start : start + FORMS_PER_ACT]
            outcomes += self._foresee(batch) if self._desk.rehearsal else self._take_in(batch)
        progress("Ghi sổ", len(self.returns), len(self.returns))
        self._sweep_up()
        return outcomes

    def _foresee(self, batch: Sequence[Return]) -> list[Outcome]:
        return [one.outcome for one in self._rehearsed.settle(batch, self._disputes)]

    def _take_in(self, batch: Sequence[Return]) -> list[Outcome]:
        """Give the originals their names and record, in one act.

        It ends with the files in their place: a row is the promise of one.
        """
        with self._desk.act():
            # Judged by the ledger under the lock: another clerk may have recorded, closed or exempted since
            # the files were read.
            verdicts = Verdicts(self._desk, self._terms, self._decision)
            settled = verdicts.settle(batch, self._disputes)
            outcomes = [one.outcome for one in settled]
            copies = copy_refused(self._desk, batch, outcomes, self._terms.day_of)
            promised = self._promised(batch, settled)
            publish_same(promised)
            record_settled(self._desk, settled)
            self._record_refused(batch, outcomes, copies)
            self._remember_names(settled)
            self._record_evidence(outcomes)
        staged = [item.staged for item in batch if item.staged]
        if len(promised) < len(staged):
            discard(set(staged).difference(promised))
        self._heads |= {item.sha256[:2] for item in batch}
        return with_copies(self._desk, batch, outcomes, self._desk.store.intake.refused(copies))

    def _record_refused(
        self, batch: Sequence[Return], outcomes: Sequence[Outcome], copies: Mapping[str, RefusedFile]
    ) -> None:
        """The refused files, and a line of the journal for each new one that is a unit's in a round.

        One that was nobody's may be some unit's by now (``counts_again``).
        """
        intake = self._desk.store.intake
        new = intake.record_refused(copies.values())
        for item, outcome in zip(batch, outcomes, strict=True):
            file = copies.get(item.sha256) if outcome.verdict == "refused" else None
            whose = outcome.unit, outcome.round_code
            if file and counts_again(file, whose, self._decision):
                day = self._terms.day_of(item)
                file = file._replace(unit=whose[0], round_code=whose[1], received_on=day, withdrawn=False)
                intake.put_refused_right(file, "", self._desk.world.now)
                new.append(file)
        lines = (
            ("refuse_file", file.unit, {**told_file(file), "received_on": file.received_on})
            for file in new
            if file.unit and file.round_code
        )
        self._desk.store.registers.journal_all(self._desk.world.now, lines)

    def _record_evidence(self, outcomes: Iterable[Outcome]) -> None:
        """What came with the one file of this run, unless that file is refused or counts no more."""
        for one in outcomes:
            if self._evidence and one.revision and not one.withdrawn_on:
                stored = keep_evidence(self._desk, self._evidence)
                _record_evidence(self._desk, one, stored)
                sweep_evidence(self._desk, stored)

    def _promised(self, batch: Sequence[Return], settled: Sequence[Settled]) -> list[Staged]:
        """Originals that the ledger promises: of new reports, and of known ones whose original was lost."""
        staged = [
            (item.sha256, item.staged, one) for item, one in zip(batch, settled, strict=True) if item.staged
        ]
        kept = self._desk.store.reports.stored_hashes() if any(not one.news for _, _, one in staged) else {}
        return [file for digest, file, one in staged if one.news or digest in kept]

    def _sweep_up(self) -> None:
        """Remove what killed runs left beside the originals that came again."""
        for head in self._heads - {""}:
            sweep_folder(
                kept_folder(self._desk.workspace, head), (self._desk.world.now - _LONGEST_RUN).timestamp()
            )

    def _remember_names(self, settled: Iterable[Settled]) -> None:
        """A name that a clerk has just confirmed by taking the report in."""
        for outcome, news, *_ in settled:
            if self._terms.unit and news and outcome.alias:
                confirmed = UnitAlias(
                    outcome.unit,
                    outcome.alias,
                    news.file_name,
                    self._desk.world.today,
                    news.report.sha256,
                )
                self._desk.store.intake.record_alias(identity_key(outcome.alias), confirmed)
                self._desk.journal("confirm_alias", outcome.unit, alias=outcome.alias)
