"""Holding judged returns against the ledger: which verdict each gets, and what is to be recorded.

Settling reads and recording writes, both under the write lock, so that what another clerk did meanwhile (a
report, a closed round, an exemption) is seen. Whose form a file is lives in ``recognise.py``.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, cast

from bcd35.domain.dates import screen_date
from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.refused_files import arrival_place
from bcd35.domain.reports import Report, in_force, withdrawal_of
from bcd35.domain.rounds import Round
from bcd35.domain.undecided import UndecidedFile
from bcd35.domain.verdicts import Fresh, Verdict, plan_verdict
from bcd35.store.report_rows import NewReport, RejectedFile
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.doubts import Doubts
from bcd35.usecases.receiving.returns import (
    NOTHING_DECIDED,
    Decision,
    Dispute,
    Outcome,
    Proposal,
    ReceiptTerms,
    Return,
    answer_changes,
    record_again,
)
from bcd35.usecases.receiving.settled import Settled
from bcd35.usecases.registers.moved import stands_as
from bcd35.usecases.registers.rounds import expected_units, get_round
from bcd35.usecases.registers.unit_lines import way_into_round
from bcd35.usecases.registers.units import get_unit

if TYPE_CHECKING:
    from bcd35.domain.letters import Expectation


class _Held(NamedTuple):
    """What the ledger holds of a unit in a round.

    ``known``: its revisions; what this run takes in is added to them. ``before``: how many there were without
    it. ``entry``: the unit's last line, and whether it is asked. ``closed``: the round is. ``at_odds``: its
    files that wait for a decision, or did.
    """

    known: list[Report]
    before: int
    entry: "tuple[Expectation, bool] | None"
    closed: bool
    at_odds: Sequence[UndecidedFile]


class Verdicts:
    """The verdicts on the returns of one run: by what is recorded about their units, and settled so far.

    Each question takes the returns or the unit that it is about, and first reads what the ledger holds of
    them.
    """

    def __init__(self, desk: Desk, terms: ReceiptTerms, decision: Decision = NOTHING_DECIDED) -> None:
        self._desk, self._terms, self._decision = desk, terms, decision
        self._doubts = Doubts(desk, decision)
        self._held: dict[tuple[str, str], _Held] = {}
        self._rejected: set[str] = set()
        self._run: set[str] = set()  # the digests of its files
        self._owners: dict[str, list[tuple[str, str]]] = {}

    def _look_up(self, returns: Iterable[Return]) -> None:
        """Read what the ledger holds about these returns' units, all at once.

        One by one would read a large ledger many times.
        """
        items = [item for item in returns if item.round_ or item.void_round]
        self._run |= {item.sha256 for item in items}
        if self._decision.again != "named":
            self._rejected |= self._desk.store.intake.rejected(
                {item.sha256 for item in items if item.file not in self._decision.chosen}
            )
        digests = {item.sha256 for item in items if item.origin == "form"}
        self._owners |= self._desk.store.reports.owners(digests)
        self._look_up_units((item.round_.code, item.unit) for item in items if item.round_)

    def _look_up_units(self, units: Iterable[tuple[str, str]]) -> None:
        """Read what the ledger holds about these units, each of a round, unless that is known."""
        new: dict[str, set[str]] = {}
        for code, unit in units:
            if (code, unit) not in self._held:
                new.setdefault(code, set()).add(unit)
        for code, wanted in new.items():
            reports = self._desk.store.reports.of_round(code, wanted)
            expected = expected_units(self._desk, code, wanted)
            at_odds = self._desk.store.intake.undecided(code)
            closed = get_round(self._desk, code).status == "closed"
            for unit in wanted:
                known, key = reports.get(unit, []), unit.casefold()
                before = len(known)
                self._held[code, unit] = _Held(known, before, expected.get(key), closed, at_odds.get(key, ()))

    def _of(self, round_code: str, unit: str) -> _Held:
        self._look_up_units([(round_code, unit)])
        return self._held[round_code, unit]

    def fresh(self, returns: Sequence[Return]) -> list[Fresh]:
        """What the faultless ones say that the ledger does not hold yet."""
        self._look_up(returns)
        return [one for item in returns if (one := self._fresh(item))]

    def _fresh(self, item: Return) -> Fresh | None:
        if item.round_ is None or item.findings or item.sha256 in self._rejected:
            return None
        code, day = item.round_.code, self._terms.day_of(item)
        if self.admission(code, item.unit, item.file, day):
            return None
        new = self._plan(item, self._of(code, item.unit)) != "already_received"
        return Fresh(item.file, code, item.unit, item.answers, day) if new else None

    def has_report(self, round_code: str, unit: str) -> bool:
        return bool(in_force(self._of(round_code, unit).known))

    def admission(self, round_code: str, unit: str, file: str, came: date) -> tuple[Finding, ...]:
        """Why the round takes no report of this unit that came on a day; empty when it does."""
        closed = self._of(round_code, unit).closed
        why = Refused.closed_round(round_code, file).findings if closed else ()
        return (*why, *self.exclusion(round_code, unit, file, came))

    def exclusion(self, round_code: str, unit: str, file: str, came: date) -> tuple[Finding, ...]:
        """Why a report of this unit that came on a day is none of the round's, be it open or closed."""
        entry, where = self._of(round_code, unit).entry, file or unit
        if entry is None:
            fix = way_into_round(get_unit(self._desk, unit), round_code)
            message = f"Đơn vị “{unit}” không thuộc danh sách báo cáo của đợt “{round_code}”."
            return (Finding("not_expected", where, message, fix),)
        line, asked = entry
        if asked:
            return ()
        day = max(came, line.on).isoformat()
        restore = f"bcd35 rounds restore {unit} --round {round_code} --date {day} --reason LÝ_DO"
        fix = f"Nếu đơn vị vẫn báo cáo: {restore}; rồi chạy lại lệnh này."
        message = f"“{line.name}” đã được miễn báo cáo đợt “{round_code}”."
        return (Finding("exempt", where, message, fix),)

    def settle(
        self, returns: Sequence[Return], disputes: Mapping[str, Dispute] = MappingProxyType({})
    ) -> list[Settled]:
        """The verdict on each return, in their order: a new revision counts for those after it.

        ``disputes``: of the files that have one.
        """
        self._look_up(returns)
        return [self._settle(item, disputes.get(item.file)) for item in returns]

    def _settle(self, item: Return, dispute: Dispute | None) -> Settled:
        if item.blank or item.round_ is None:
            waits = self._waits(item, item.proposal) if item.proposal else None
            return Settled(self._outside_rounds(item), undecided=waits)
        code, day = item.round_.code, self._terms.day_of(item)
        held = self._of(code, item.unit)
        outcome = Outcome(
            item.file,
            _unrecorded(item),
            unit=item.unit,
            unit_name=held.entry[0].name if held.entry else "",
            round_code=code,
            alias=item.alias,
            received_on=day,
            day_source=item.own_day.source if item.own_day else None,
        )
        admission = () if self._is_known(item, held) else self.admission(code, item.unit, item.file, day)
        if admission:
            return Settled(outcome._replace(verdict="refused", findings=(*admission, *item.findings)))
        if findings := item.findings or self._owned_by_another(item, held):
            return Settled(outcome._replace(findings=findings))
        outcome = outcome._replace(verdict=self._plan(item, held))
        told = self._as_before if outcome.verdict == "already_received" else self._as_moved
        if before := told(item, held.known, outcome):
            return Settled(before)
        if dispute or item.sha256 in self._rejected:
            return self._disputed(item, outcome, dispute)
        return self._taken(item, held, outcome)

    def _outside_rounds(self, item: Return) -> Outcome:
        """A form that nobody filled, or a file of no round that is known and has a letter in force."""
        if item.blank:
            return Outcome(item.file, "blank", item.unit, round_code=item.round_.code if item.round_ else "")
        verdict, name = _unrecorded(item), self._names.get(item.unit, "")
        outcome = Outcome(item.file, verdict, item.unit, name, alias=item.alias)
        if before := self._before_void(item):
            return outcome._replace(verdict=before)
        return outcome._replace(round_code=item.void_round, findings=item.findings)

    def _before_void(self, item: Return) -> Verdict | None:
        """What a file is that was recorded or decided against before the letter of its round was void."""
        if not item.void_round or self._decision.again:
            return None
        owners = self._owners.get(item.sha256, ())
        known = (item.void_round, item.unit.casefold()) in ((code, unit.casefold()) for code, unit in owners)
        return "already_received" if known else "set_aside" if item.sha256 in self._rejected else None

    @cached_property
    def _names(self) -> dict[str, str]:
        return {unit.code: unit.name for unit in self._desk.store.registers.units()}

    def _as_moved(self, item: Return, known: Sequence[Report], outcome: Outcome) -> Outcome | None:
        """The verdict on a table's row that is on record as another's: its report was moved there since."""
        alike = [
            report for report in known if report.origin != "withdrawal" and report.answers == item.answers
        ]
        if item.origin != "table" or not alike:
            return None
        revision, now = alike[-1].revision, stands_as(self._desk, known, alike[-1])
        if now is None:
            return None
        return outcome._replace(
            verdict="already_received",
            revision=revision,
            withdrawn_on=withdrawal_of(revision, known),
            remarks=(_moved_before(item, now.round_code, now.unit),),
        )

    def _as_before(self, item: Return, known: Sequence[Report], outcome: Outcome) -> Outcome:
        revision = _revision_of(item, known)
        withdrawn_on = withdrawal_of(revision, known)
        # of a unit that has reported since, an old file in the folder is nothing to decide about
        since = any(one.revision > revision for one in in_force(known))
        told: tuple[Finding, ...] = ()
        if withdrawn_on and (not since or len(self._run) == 1):
            alone = f" --revision {revision}" if known[revision - 1].annulled else ""
            told = self._withdrawn(item, withdrawn_on, alone)
        return outcome._replace(revision=revision, withdrawn_on=withdrawn_on, remarks=told)

    def _taken(self, item: Return, held: _Held, outcome: Outcome) -> Settled:
        """A new revision of those on record."""
        round_, known = cast("Round", item.round_), held.known
        report = self._report(item, round_.code, known)
        place = arrival_place(item.file) if report.sha256 else ""
        news = NewReport(report, _kinds(round_), self._file_name(item, report), item.evidence, place=place)
        standing = in_force(known)
        changes = answer_changes(round_, standing[-1].answers, item.answers) if standing else ()
        against = self._decided_against(item, round_.code, held)
        remarks = (
            *item.remarks,
            *self._doubts.about(item, report, known),
            *(self._set_aside_by(item, file) for file in against),
        )
        known.append(report)
        taken = outcome._replace(revision=report.revision, changes=changes, remarks=remarks)
        return Settled(taken, news, against)

    def _decided_against(self, item: Return, code: str, held: _Held) -> tuple[RejectedFile, ...]:
        """The files that waited for a decision between them and this one, and are not in this run."""
        waiting = [one for one in held.at_odds if one.decided_on is None]
        own = next((one for one in waiting if (one.sha256, one.verdict) == (item.sha256, "conflict")), None)
        return tuple(
            RejectedFile(one.sha256, code, item.unit, one.file_name)
            for one in waiting
            if own and one.verdict == "conflict" and one.received_on == own.received_on
            if one.sha256 not in self._run
        )

    def _file_name(self, item: Return, report: Report) -> str:
        """The name of its file; one that is taken again may be the original, which is named by its digest."""
        first = self._doubts.originals.get(item.sha256) if report.taking > 1 else None
        return first or item.file_name

    def _plan(self, item: Return, held: _Held) -> Verdict:
        """The verdict on a faultless return; a withdrawn file that is to be taken again counts as new."""
        return plan_verdict(item.answers, "" if self._again(item, held) else item.sha256, held.known)

    def _again(self, item: Return, held: _Held) -> bool:
        """Whether a clerk takes a file once more: figures are not those of it by now.

        Of a folder only what was withdrawn, and what the unit sent since does not count either: older and
        newer files lie there too.
        """
        standing = in_force(held.known)
        if self._decision.again != "withdrawn":
            return bool(self._decision.again) and all(one.sha256 != item.sha256 for one in standing[-1:])
        own = [one.revision for one in held.known if item.sha256 and one.sha256 == item.sha256]
        return bool(own) and not any(own[-1] <= one.revision <= held.before for one in standing)

    def _withdrawn(self, item: Return, day: date, alone: str) -> tuple[Finding, ...]:
        """Nothing that was withdrawn comes back by itself; both ways of bringing it back are told.

        ``alone``: the option for a revision that was withdrawn by itself.
        """
        if moved := self._stands_elsewhere(item):
            return (_moved_before(item, *moved),)
        round_code = item.round_.code if item.round_ else ""
        restore = f"bcd35 reports restore {item.unit} --round {round_code}{alone} --reason LÝ_DO"
        again = self._terms._replace(take_again=True).command(item, round_code)
        what = "Tệp" if item.file and item.origin == "form" else "Báo cáo"
        message = f"{what} này đã rút ngày {screen_date(day)}, nên không nhận lại."
        taken = f"\nNếu đơn vị gửi lại chính tệp này: {again}" if item.origin == "form" else ""
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

    def _is_known(self, item: Return, held: _Held) -> bool:
        """Whether this very file was recorded or decided against; it stays so when the round is closed."""
        if self._again(item, held):
            return False
        return bool(item.sha256) and (
            item.sha256 in self._rejected or any(report.sha256 == item.sha256 for report in held.known)
        )

    def _owned_by_another(self, item: Return, held: _Held) -> tuple[Finding, ...]:
        """The same file that stands as the report of another unit: a clerk stated one of the two wrongly."""
        elsewhere = None if self._is_known(item, held) else self._stands_elsewhere(item)
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
        if not item.sha256:
            return None
        return UndecidedFile(
            sha256=item.sha256,
            round_code=place.round_code,
            unit=place.unit,
            file_name=item.file_name,
            verdict="proposal" if item.proposal else "conflict",
            received_on=self._terms.day_of(item),
        )

    def _disputed(self, item: Return, outcome: Outcome, dispute: Dispute | None) -> Settled:
        if dispute and dispute.conflict:
            waits = self._waits(item, Proposal(item.unit, outcome.round_code))
            conflict = outcome._replace(verdict="conflict", findings=(dispute.conflict,))
            return Settled(conflict, undecided=waits)
        aside = outcome._replace(verdict="set_aside")
        if dispute:
            rejected = RejectedFile(item.sha256, outcome.round_code, item.unit, item.file_name)
            return Settled(aside, rejected=(rejected,))
        remarks = (self._set_aside_before(item, outcome.round_code),) if len(self._run) == 1 else ()
        return Settled(aside._replace(remarks=remarks))

    def _set_aside_by(self, item: Return, other: RejectedFile) -> Finding:
        message = f"Tệp “{other.file_name}”, trái với tệp này và đang chờ quyết định, nay để riêng."
        terms = ReceiptTerms(self._terms.day_of(item), take_again=True)
        again = record_again([f"THƯ_MỤC/{other.file_name}"], other.round_code, terms)
        fix = f"Nếu tệp kia mới đúng (THƯ_MỤC: nơi để tệp): {again}"
        return Finding("set_aside_by", item.file, message, fix)

    def _set_aside_before(self, item: Return, round_code: str) -> Finding:
        """Said of a file that is named by itself: a folder may hold many of them, which nobody asks about."""
        message = "Tệp này đã để riêng theo quyết định, nên không nhận lại."
        again = self._terms._replace(take_again=True).command(item, round_code)
        return Finding("set_aside_before", item.file, message, f"Nếu tệp này mới đúng: {again}")


def _unrecorded(item: Return) -> Verdict:
    return "proposal" if item.proposal else "refused"


def _moved_before(item: Return, round_code: str, unit: str) -> Finding:
    what = "Hàng" if item.origin == "table" else "Tệp"
    message = f"{what} này đã ghi là báo cáo của {unit} trong đợt “{round_code}”; không nhận lại."
    return Finding("moved_before", item.file, message)


def _kinds(round_: Round) -> dict[str, str]:
    return {asked.code: asked.kind for asked in round_.fields}


def _revision_of(item: Return, known: Sequence[Report]) -> int:
    same_file = [report.revision for report in known if item.sha256 and report.sha256 == item.sha256]
    return same_file[-1] if same_file else known[-1].revision  # of a file taken again the last taking
