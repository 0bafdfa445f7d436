"""Holding judged returns against the ledger: which verdict each gets, and what is to be recorded.

Settling reads and recording writes, both under the write lock, so that what another clerk did meanwhile (a
report, a closed round, an exemption) is seen. Reading files lives in ``recognise.py``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.receipt import DaySource, OwnDay
from bcd35.domain.reports import (
    UNANSWERED,
    Answer,
    Answers,
    Origin,
    Report,
    changed_fields,
    dates_after,
    in_force,
    withdrawal_of,
)
from bcd35.domain.rounds import Round
from bcd35.domain.summary import UndecidedFile
from bcd35.domain.text import clean, typed
from bcd35.domain.verdicts import (
    Fresh,
    Refusal,
    Verdict,
    decide_dispute,
    files_at_odds,
    is_blank,
    plan_verdict,
    refusal_of,
)
from bcd35.store.intake import RejectedFile
from bcd35.store.reports import NewReport, StoredFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.moved import stands_now
from bcd35.usecases.registers.rounds import expected_units, get_round
from bcd35.world.files import Staged
from bcd35.world.kept import kept_path

if TYPE_CHECKING:
    from bcd35.domain.letters import Expectation

_MOST_DIFFERENCES = 3
_NO_ANSWERS: Answers = {}  # shared, so never added to


class AnswerChange(NamedTuple):
    """One answer that a revision changed."""

    label: str
    before: Answer
    after: Answer


class Outcome(NamedTuple):
    """The verdict on one return.

    ``file``: as messages write a path, empty when recorded by hand; ``revision`` is 0 when there is none.
    ``alias``: the confirmed name by which the unit was known, when the form no longer says which it is;
    ``quarantined``: the copy of a refused file, or its note alone when it was too large to copy;
    ``withdrawn_on``: when the revision was taken back. ``findings`` are why a return is not recorded;
    ``remarks`` go with one that is. ``received_on``: the day that it came, where its round is known;
    ``day_source``: whose word for that day was taken, unless it is the command's.
    """

    file: str
    verdict: Verdict
    unit: str = ""
    unit_name: str = ""
    round_code: str = ""
    revision: int = 0
    findings: tuple[Finding, ...] = ()
    changes: tuple[AnswerChange, ...] = ()
    alias: str = ""
    quarantined: str = ""
    remarks: tuple[Finding, ...] = ()
    withdrawn_on: date | None = None
    received_on: date | None = None
    day_source: DaySource | None = None

    @property
    def refusal(self) -> Refusal | None:
        """Of which kind a refusal is."""
        return refusal_of(self.findings) if self.verdict == "refused" else None


class Proposal(NamedTuple):
    """The unit and the round that a form without identity is probably of, by the name on it."""

    unit: str
    round_code: str


class Return(NamedTuple):
    """A return that was read and judged by itself, not yet held against the ledger.

    It came in the file ``path``. ``staged``: its bytes beside the place where they will be kept, unless they
    are kept there already. ``own``: it is a copy of a letter of ours. ``own_day``: of receipt, if it has one.
    ``reference``, ``reference_on``: number and day that the unit gave its report.
    """

    file: str
    unit: str = ""
    round_: Round | None = None
    answers: Answers = _NO_ANSWERS
    findings: tuple[Finding, ...] = ()
    remarks: tuple[Finding, ...] = ()
    form_id: str = ""
    sha256: str = ""
    path: str = ""
    origin: Origin = "form"
    alias: str = ""
    proposal: Proposal | None = None
    evidence: tuple[StoredFile, ...] = ()
    staged: Staged | None = None
    own: bool = False
    own_day: OwnDay | None = None
    reference: str = ""
    reference_on: date | None = None

    @property
    def blank(self) -> bool:
        """Whether it is a form that nobody has filled."""
        return self.origin == "form" and is_blank(self.findings)

    @property
    def strange(self) -> bool:
        """Whether nothing in it says that it is a form of ours."""
        return bool(self.findings) and not (self.unit or self.proposal or self.form_id)


class Terms(NamedTuple):
    """What holds for all returns of one run: the day of those without their own, the clerk's note."""

    received_on: date
    note: str = ""
    reference: str = ""
    reference_on: date | None = None

    def day_of(self, item: Return) -> date:
        return item.own_day.day if item.own_day else self.received_on


class Decision(NamedTuple):
    """What a clerk decided about files at odds.

    The right ones (as messages write their paths), or to keep what is on record. ``again``: a file that was
    withdrawn or set aside is to be taken once more.
    """

    chosen: frozenset[str] = frozenset()
    keep_recorded: bool = False
    again: bool = False


NOTHING_DECIDED = Decision()


class Settled(NamedTuple):
    """A verdict and what it asks to be recorded.

    A revision, a file that a clerk decided against, or one that waits for a clerk's decision.
    """

    outcome: Outcome
    news: NewReport | None = None
    rejected: RejectedFile | None = None
    undecided: UndecidedFile | None = None


class Ledger:
    """The ledger as one batch of returns sees it.

    What is recorded about its units, plus what was settled so far.
    """

    def __init__(self, desk: Desk, terms: Terms, decision: Decision = NOTHING_DECIDED) -> None:
        self._desk, self._terms, self._decision = desk, terms, decision
        self._reports: dict[tuple[str, str], list[Report]] = {}
        self._expected: dict[tuple[str, str], tuple[Expectation, bool] | None] = {}
        self._closed: dict[str, bool] = {}
        self._rejected: set[str] = set()
        self._owners: dict[str, list[tuple[str, str]]] = {}

    def look_up(self, returns: Iterable[Return]) -> None:
        """Read what the ledger holds about these returns' units, all at once.

        One by one would read a large ledger many times.
        """
        items = [item for item in returns if item.round_]
        if not self._decision.again:
            self._rejected |= self._desk.store.intake.rejected(
                {item.sha256 for item in items if item.file not in self._decision.chosen}
            )
        self._owners |= self._desk.store.reports.owners(
            {item.sha256 for item in items if item.origin == "form"}
        )
        units: dict[str, set[str]] = {}
        for item in items:
            if item.round_ and (item.round_.code, item.unit) not in self._expected:
                units.setdefault(item.round_.code, set()).add(item.unit)
        self.look_up_units(units)

    def look_up_units(self, units: Mapping[str, set[str]]) -> None:
        """Read what the ledger holds about these units of these rounds."""
        for code, wanted in units.items():
            reports = self._desk.store.reports.of_round(code, wanted)
            expected = expected_units(self._desk, code, wanted)
            self._closed[code] = get_round(self._desk, code).status == "closed"
            for unit in wanted:
                self._reports[code, unit] = reports.get(unit, [])
                self._expected[code, unit] = expected.get(unit.casefold())

    def fresh(self, item: Return) -> Fresh | None:
        """What a faultless return says that the ledger does not hold yet."""
        if item.round_ is None or item.findings or self.admission(item.round_.code, item.unit, item.file):
            return None
        if item.sha256 in self._rejected:
            return None
        known = self._reports[item.round_.code, item.unit]
        new = self._plan(item, known) != "already_received"
        day = self._terms.day_of(item)
        return Fresh(item.file, item.round_.code, item.unit, item.answers, day) if new else None

    def has_report(self, round_code: str, unit: str) -> bool:
        return bool(in_force(self._reports[round_code, unit]))

    def admission(self, round_code: str, unit: str, file: str) -> tuple[Finding, ...]:
        """Why the round takes no report of this unit now; empty when it does."""
        where = file or unit
        found: list[Finding] = []
        if self._closed[round_code]:
            found += Refused.closed_round(round_code, file).findings
        entry = self._expected[round_code, unit]
        if entry is None:
            fix = (
                f"Nếu đơn vị phải báo cáo, phát hành công văn cho đơn vị: bcd35 notify {round_code} --unit "
                f"{unit}"
            )
            found.append(
                Finding(
                    "not_expected",
                    where,
                    f"Đơn vị “{unit}” không thuộc danh sách báo cáo của đợt “{round_code}”.",
                    fix,
                )
            )
        elif not entry[1]:
            fix = f"Nếu đơn vị vẫn báo cáo: bcd35 rounds restore {unit} --round {round_code}"
            found.append(
                Finding("exempt", where, f"“{entry[0].name}” đã được miễn báo cáo đợt “{round_code}”.", fix)
            )
        return tuple(found)

    def settle(self, item: Return, dispute: "Dispute | None" = None) -> Settled:
        """The verdict on one return of those looked up.

        A new revision counts for the returns that are settled after it.
        """
        verdict: Verdict = "proposal" if item.proposal else "refused"
        if item.blank or item.round_ is None:
            waits = self._waits(item, item.proposal) if item.proposal else None
            return Settled(_outside_rounds(item, verdict), undecided=waits)
        code = item.round_.code
        entry = self._expected[code, item.unit]
        outcome = partial(
            Outcome,
            item.file,
            unit=item.unit,
            unit_name=entry[0].name if entry else "",
            round_code=code,
            alias=item.alias,
            received_on=self._terms.day_of(item),
            day_source=item.own_day.source if item.own_day else None,
        )
        known = self._reports[code, item.unit]
        if not self._is_known(item, known) and (admission := self.admission(code, item.unit, item.file)):
            return Settled(outcome(verdict="refused", findings=admission))
        if findings := item.findings or self._owned_by_another(item, known):
            return Settled(outcome(verdict=verdict, findings=findings))
        verdict = self._plan(item, known)
        told = self._as_before if verdict == "already_received" else self._as_moved
        if before := told(item, known, outcome):
            return Settled(before)
        if dispute or item.sha256 in self._rejected:
            return self._disputed(item, outcome, code, dispute)
        return self._taken(item, known, partial(outcome, verdict=verdict))

    def _as_moved(self, item: Return, known: Sequence[Report], outcome: "partial[Outcome]") -> Outcome | None:
        """The verdict on a table's row that is on record as another's: its report was moved there since."""
        if item.origin != "table" or not known or not known[-1].withdraws:
            return None
        before = [report for report in known if report.origin != "withdrawal"][-1]
        place = stands_now(self._desk, known[-1]) if before.answers == item.answers else None
        if place is None:
            return None
        return outcome(
            verdict="already_received",
            revision=before.revision,
            withdrawn_on=known[-1].received_on,
            remarks=(_moved_before(item, place),),
        )

    def _as_before(self, item: Return, known: Sequence[Report], outcome: "partial[Outcome]") -> Outcome:
        revision = _revision_of(item, known)
        withdrawn_on = withdrawal_of(revision, known)
        # of a unit that has reported since, an old file in the folder is nothing to decide about
        told = self._withdrawn(item, withdrawn_on) if withdrawn_on and not in_force(known) else ()
        return outcome(verdict="already_received", revision=revision, withdrawn_on=withdrawn_on, remarks=told)

    def _taken(self, item: Return, known: list[Report], outcome: "partial[Outcome]") -> Settled:
        """A new revision of those on record."""
        round_ = cast("Round", item.round_)
        report = self._report(item, round_.code, known)
        news = NewReport(report, _kinds(round_), self._file_name(item, report), item.evidence)
        standing = in_force(known)
        changes = answer_changes(round_, standing[-1].answers, item.answers) if standing else ()
        remarks = (
            *item.remarks,
            *_late_dates(item, report),
            *_dated_later(item, report),
            *_as_withdrawn(item, known),
            *self._older(item, report, standing),
            *self._same_day(item, report, standing),
        )
        known.append(report)
        return Settled(outcome(revision=report.revision, changes=changes, remarks=remarks), news)

    @cached_property
    def _originals(self) -> dict[str, str]:
        """Sha256 of every file on record → the name under which it came; asked for only in doubt."""
        return self._desk.store.reports.stored_hashes()

    def _file_name(self, item: Return, report: Report) -> str:
        """The name of its file; one that is taken again may be the original, which is named by its digest."""
        first = self._originals.get(item.sha256) if report.taking > 1 else None
        return first or _name_of(item)

    def _older(self, item: Return, report: Report, standing: Sequence[Report]) -> Iterator[Finding]:
        """A report that came before the one that counted so far: that may have been the right one."""
        if not standing or report.received_on >= standing[-1].received_on:
            return
        came, newer = screen_date(report.received_on), screen_date(standing[-1].received_on)
        message = (
            f"“{report.unit}”: báo cáo nhận ngày {came} ghi sau báo cáo nhận ngày {newer}; số liệu nay tính "
            f"theo báo cáo nhận ngày {came}."
        )
        yield Finding(
            "older_report", item.file or report.unit, message, self._in_order(item, report, standing)
        )

    def _in_order(self, item: Return, report: Report, standing: Sequence[Report]) -> str:
        """How the later report counts again: both are withdrawn and recorded in the order of their days."""
        code, last = report.round_code, standing[-1]
        first = min(report.received_on, *(one.received_on for one in standing))
        withdraw = (
            f"bcd35 reports withdraw {report.unit} --round {code} --date {first.isoformat()} --reason LÝ_DO"
        )
        newer = screen_date(last.received_on)
        head = f"Nếu báo cáo nhận ngày {newer} mới đúng, rút rồi ghi lại theo thứ tự: {withdraw}"
        if item.origin == "form" and last.sha256 in self._originals:
            older = record_again([item.file], code, report.received_on, "--again", report.note)
            return f"{head}\nSau đó: {older}\nSau cùng: {self._original_again(last)}"
        return (
            f"{head}\nSau đó ghi lại từng báo cáo, báo cáo nhận trước ghi trước, mỗi lần nêu --received-on."
        )

    def _original_again(self, report: Report) -> str:
        """The command that takes a form on record once more, by the original that is kept of it."""
        workspace = self._desk.workspace
        original = kept_path(workspace, report.sha256, self._originals[report.sha256])
        return record_again(
            [workspace.shown(original)], report.round_code, report.received_on, "--again", report.note
        )

    def _same_day(self, item: Return, report: Report, standing: Sequence[Report]) -> Iterator[Finding]:
        """A file that came on the day of the one before it, and says otherwise.

        In one run the two would be at odds. Taken one after the other, the later one counts: a unit that has
        found a mistake sends its form again. Only the unit can say that it is so.
        """
        before = standing[-1] if standing and item.origin == "form" else None
        if before is None or before.received_on != report.received_on or before.sha256 not in self._originals:
            return
        if item.file in self._decision.chosen or self._decision.again:
            return  # the clerk has decided already
        message = (
            f"“{report.unit}”: tệp ghi trước (lần {before.revision}) cũng nhận ngày "
            f"{screen_date(before.received_on)} mà số liệu khác; nay tính theo tệp này, vì ghi sau."
        )
        fix = f"Hỏi lại đơn vị. Tệp ghi trước mới đúng thì nhận lại tệp ấy: {self._original_again(before)}"
        yield Finding("same_day", item.file, message, fix)

    def _plan(self, item: Return, known: Sequence[Report]) -> Verdict:
        """The verdict on a faultless return; a withdrawn file that is to be taken again counts as new."""
        return plan_verdict(item.answers, "" if self._again(item, known) else item.sha256, known)

    def _again(self, item: Return, known: Sequence[Report]) -> bool:
        """Whether a clerk takes a file once more: figures are not those of it by now."""
        return self._decision.again and all(one.sha256 != item.sha256 for one in in_force(known)[-1:])

    def _withdrawn(self, item: Return, day: date) -> tuple[Finding, ...]:
        """Nothing that was withdrawn comes back by itself; both ways of bringing it back are told."""
        if moved := self._stands_elsewhere(item):
            return (_moved_before(item, moved),)
        round_code = item.round_.code if item.round_ else ""
        restore = f"bcd35 reports restore {item.unit} --round {round_code} --reason LÝ_DO"
        again = record_again([item.file], round_code, self._terms.day_of(item), "--again", self._terms.note)
        what = "Tệp" if item.file and item.origin == "form" else "Báo cáo"
        message = f"{what} này đã rút ngày {screen_date(day)}, nên không nhận lại."
        taken = f"\nNếu đơn vị nộp lại chính tệp này: {again}" if item.origin == "form" else ""
        fix = f"Nếu rút nhầm: {restore}{taken}"
        return (Finding("withdrawn_before", item.file or item.unit, message, fix),)

    def _stands_elsewhere(self, item: Return) -> tuple[str, str] | None:
        """Round and unit whose report this very file is by now, if they are not those that it says itself."""
        for code, unit in self._owners.get(item.sha256, ()):
            own = item.round_ and (code, unit.casefold()) == (item.round_.code, item.unit.casefold())
            known = self._desk.store.reports.of_round(code, [unit]).get(unit, [])
            if not own and any(report.sha256 == item.sha256 for report in in_force(known)):
                return code, unit
        return None

    def _is_known(self, item: Return, known: Sequence[Report]) -> bool:
        """Whether this very file was recorded or decided against; it stays so when the round is closed."""
        if self._again(item, known):
            return False
        return bool(item.sha256) and (
            item.sha256 in self._rejected or any(report.sha256 == item.sha256 for report in known)
        )

    def _owned_by_another(self, item: Return, known: Sequence[Report]) -> tuple[Finding, ...]:
        """The same file that stands as the report of another unit: a clerk stated one of the two wrongly."""
        elsewhere = None if self._is_known(item, known) else self._stands_elsewhere(item)
        if elsewhere is None or elsewhere[1].casefold() == item.unit.casefold():
            return ()
        code, unit = elsewhere
        name = expected_units(self._desk, code, [unit])[unit.casefold()][0].name
        place = f"{unit} --round {code} --to {item.unit}"
        fix = f"Nếu ghi nhầm đơn vị: bcd35 reports move {place} --reason LÝ_DO"
        message = f"Tệp này đã ghi sổ là báo cáo của “{name}” ({unit})."
        return (Finding("recorded_for_another", item.file, message, fix),)

    def _report(self, item: Return, round_code: str, known: Sequence[Report]) -> Report:
        takings = [report.taking for report in known if item.sha256 and report.sha256 == item.sha256]
        reference, reference_on = self._reference(item, known)
        return Report(
            round_code=round_code,
            unit=item.unit,
            revision=len(known) + 1,
            received_on=self._terms.day_of(item),
            answers=item.answers,
            origin=item.origin,
            note=self._terms.note,
            form_id=item.form_id,
            sha256=item.sha256,
            reference=reference,
            reference_on=reference_on,
            taking=max(takings, default=0) + 1,
        )

    def _reference(self, item: Return, known: Sequence[Report]) -> tuple[str, date | None]:
        """Number and day of the unit's own report; a correction by the office's hand is of the same paper."""
        given = item.reference or self._terms.reference, item.reference_on or self._terms.reference_on
        standing = in_force(known)
        if item.origin == "form" or not standing:
            return given
        return given[0] or standing[-1].reference, given[1] or standing[-1].reference_on

    def _waits(self, item: Return, place: Proposal) -> UndecidedFile | None:
        """The unit has sent something: until a clerk decides, it must not be called silent."""
        day = self._terms.day_of(item)
        kind: Literal["conflict", "proposal"] = "proposal" if item.proposal else "conflict"
        if not item.sha256:
            return None
        return UndecidedFile(item.sha256, place.round_code, place.unit, _name_of(item), kind, day)

    def _disputed(
        self, item: Return, outcome: "partial[Outcome]", round_code: str, dispute: "Dispute | None"
    ) -> Settled:
        if dispute and dispute.conflict:
            waits = self._waits(item, Proposal(item.unit, round_code))
            return Settled(outcome(verdict="conflict", findings=(dispute.conflict,)), undecided=waits)
        rejected = RejectedFile(item.sha256, round_code, item.unit, _name_of(item)) if dispute else None
        return Settled(outcome(verdict="set_aside"), rejected=rejected)


def _moved_before(item: Return, place: tuple[str, str]) -> Finding:
    what = "Hàng" if item.origin == "table" else "Tệp"
    message = f"{what} này đã ghi là báo cáo của {place[1]} trong đợt “{place[0]}”; không nhận lại."
    return Finding("moved_before", item.file, message)


def _name_of(item: Return) -> str:
    """The name of its file."""
    return clean(item.file.rpartition("/")[2])


def _outside_rounds(item: Return, verdict: Verdict) -> Outcome:
    """A form that nobody filled, or a file that belongs to no round that is known."""
    code = item.round_.code if item.round_ else ""
    if item.blank:
        return Outcome(item.file, "blank", item.unit, round_code=code)
    return Outcome(item.file, verdict, item.unit, findings=item.findings, alias=item.alias)


def _kinds(round_: Round) -> dict[str, str]:
    return {asked.code: asked.kind for asked in round_.fields}


def _late_dates(item: Return, report: Report) -> Iterator[Finding]:
    """Dates that were still to come when the report came: perhaps slips of the pen, perhaps plans."""
    fields = item.round_.fields if item.round_ else ()
    for asked, day in dates_after(fields, report.answers, report.received_on):
        came = screen_date(report.received_on)
        message = f"“{asked.label}” ghi {screen_date(day)}, sau ngày nhận {came}; vẫn nhận."
        fix = "Nếu là viết nhầm, hỏi lại đơn vị; có số đúng thì ghi bằng --set, hoặc nhận bản sửa."
        yield Finding("date_after_receipt", item.file or report.unit, message, fix)


def _dated_later(item: Return, report: Report) -> Iterator[Finding]:
    """A report whose own day is later than that of its receipt: one of the two was mistyped."""
    if report.reference_on and report.reference_on > report.received_on:
        dated, came = screen_date(report.reference_on), screen_date(report.received_on)
        message = f"Ngày báo cáo {dated} ở sau ngày nhận {came}; vẫn nhận."
        of = f"{report.unit} --round {report.round_code} --revision {report.revision}"
        fix = f"Ghi nhầm thì sửa: bcd35 reports amend {of} --ref-date NGÀY --reason LÝ_DO"
        yield Finding("dated_after_receipt", item.file or report.unit, message, fix)


def _as_withdrawn(item: Return, known: Sequence[Report]) -> Iterator[Finding]:
    """What a clerk enters is taken; that the very same was withdrawn before may have been forgotten."""
    last = known[-1] if known else None
    before = [report for report in known if report.origin != "withdrawal"]
    if item.origin != "form" and last and last.withdraws and before[-1].answers == item.answers:
        day = screen_date(last.received_on)
        message = f"Báo cáo y như vậy của “{item.unit}” đã rút ngày {day}; nay ghi lại."
        code = item.round_.code if item.round_ else ""
        fix = f"Nếu không định ghi lại: bcd35 reports withdraw {item.unit} --round {code} --reason LÝ_DO"
        yield Finding("withdrawn_recorded", item.file or item.unit, message, fix)


def record_again(
    files: Iterable[str], round_code: str, received_on: date, more: str = "", note: str = ""
) -> str:
    """The command that takes these files as they were taken now, whole: a clerk follows it to the letter."""
    quoted = " ".join(f'"{file}"' for file in files)
    told = f"--note {typed(note)}" if note and typed(note) else ""
    of = f"--round {round_code} " if round_code else ""
    options = f"{of}--received-on {received_on.isoformat()}"
    return " ".join(filter(None, ("bcd35 record-report", quoted, more, options, told)))


def _revision_of(item: Return, known: Sequence[Report]) -> int:
    same_file = [report.revision for report in known if item.sha256 and report.sha256 == item.sha256]
    return (
        same_file[-1] if same_file else known[-1].revision
    )  # of a file that was taken again the last taking


def answer_changes(round_: Round, before: Answers, after: Answers) -> tuple[AnswerChange, ...]:
    """The answers that differ, by the words of their questions."""
    labels = {asked.code: asked.label for asked in round_.fields}
    return tuple(
        AnswerChange(labels.get(code, code), before.get(code, UNANSWERED), after[code])
        for code in changed_fields(before, after)
    )


# --- files at odds ------------------------------------------------------------------------------------------


class Dispute(NamedTuple):
    """What being at odds means for one file.

    A conflict to be decided, or (None) that a clerk has decided against it.
    """

    conflict: Finding | None


def find_disputes(
    desk: Desk, returns: Sequence[Return], terms: Terms, decision: Decision
) -> dict[str, Dispute]:
    """File → its dispute, for the files that answer the same form differently and are not taken."""
    ledger = Ledger(desk, terms, decision)
    ledger.look_up(returns)
    fresh = [one for item in returns if (one := ledger.fresh(item))]
    rounds = {item.round_.code: item.round_ for item in returns if item.round_}
    at_odds = files_at_odds(fresh)
    disputes = {}
    for one in fresh:
        if same := at_odds.get(one.file):
            on_record = ledger.has_report(one.round_code, one.unit)
            keep = decision.keep_recorded and on_record
            fate = decide_dispute(one, same, decision.chosen, keep_recorded=keep)
            if fate != "take":
                found = _conflict(rounds[one.round_code], one, same)
                fix = _ways_out(one, same, terms.note, on_record=on_record)
                disputes[one.file] = Dispute(found._replace(fix=fix) if fate == "conflict" else None)
    return disputes


def _ways_out(one: Fresh, same: Sequence[Fresh], note: str, *, on_record: bool) -> str:
    def again(more: str) -> str:
        return record_again((other.file for other in same), one.round_code, one.received_on, more, note)

    replace = f'--replace "{one.file}"'
    chosen = f"Nếu tệp này đúng: {again(replace)}"
    return f"{chosen}\nNếu giữ báo cáo đã ghi sổ: {again('--keep')}" if on_record else chosen


def _conflict(round_: Round, one: Fresh, same: Sequence[Fresh]) -> Finding:
    others = [other for other in same if other.answers != one.answers]
    changes = answer_changes(round_, others[0].answers, one.answers)
    shown = [
        f"“{change.label}” (tệp này: {change.after.text()}; tệp kia: {change.before.text()})"
        for change in changes[:_MOST_DIFFERENCES]
    ]
    more = [f"và {len(changes) - _MOST_DIFFERENCES} chỉ tiêu nữa"] if len(changes) > _MOST_DIFFERENCES else []
    files = ", ".join(other.file for other in others)
    message = (
        f"Cùng mẫu của đơn vị “{one.unit}” nhưng số liệu khác với tệp: {files}. Khác ở: "
        f"{', '.join([*shown, *more])}."
    )
    return Finding("conflict", one.file, message)


# --- recording ----------------------------------------------------------------------------------------------


def record_settled(desk: Desk, settled: Iterable[Settled]) -> None:
    """Write what was planned, inside the caller's act.

    Revisions, rejected files, and a line each in the journal.
    """
    decided = list(settled)
    news = [one.news for one in decided if one.news]
    desk.store.reports.record(news, desk.world.now)
    desk.store.intake.record_rejected((one.rejected for one in decided if one.rejected), desk.world.now)
    desk.store.intake.record_undecided((one.undecided for one in decided if one.undecided), desk.world.now)
    desk.store.registers.journal_all(desk.world.now, _journal_lines(decided))


def _journal_lines(decided: Iterable[Settled]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for outcome, recorded, rejected, _ in decided:
        by_alias = {"alias": outcome.alias} if outcome.alias else {}
        if recorded:
            report = recorded.report
            detail = {
                "round": report.round_code,
                "revision": report.revision,
                "origin": report.origin,
                "received_on": report.received_on,
                **({"taking": report.taking} if report.taking > 1 else {}),
                **by_alias,
            }
            yield "record_report", report.unit, detail
        if rejected:
            yield "set_aside", rejected.unit, {"round": rejected.round_code, "file": rejected.file_name}
