"""Holding judged returns against the ledger: which verdict each gets, and what is to be recorded.

Settling reads and recording writes, both under the write lock, so that what another clerk did meanwhile (a
report, a closed round, an exemption) is seen. Reading files lives in ``recognise.py``.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.errors import Refused
from bcd35.domain.findings import Finding
from bcd35.domain.reports import (
    UNANSWERED,
    Answer,
    Answers,
    Origin,
    Report,
    changed_fields,
    in_force,
    withdrawal_of,
)
from bcd35.domain.rounds import Round
from bcd35.domain.text import clean
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
from bcd35.usecases.registers.rounds import expected_units, get_round
from bcd35.world.files import Staged

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
    ``remarks`` go with one that is.
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

    @property
    def refusal(self) -> Refusal | None:
        """Of which kind a refusal is."""
        return refusal_of(self.findings) if self.verdict == "refused" else None


class Return(NamedTuple):
    """A return that was read and judged by itself, not yet held against the ledger.

    It came in the file ``path``. ``staged``: its bytes beside the place where they will be kept, unless they
    are kept there already. ``own``: it is a copy of a letter of ours.
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
    proposal: bool = False
    proposed: tuple[str, str] = ("", "")  # of a proposal: the round and the unit
    evidence: tuple[StoredFile, ...] = ()
    staged: Staged | None = None
    own: bool = False

    @property
    def blank(self) -> bool:
        """Whether it is a form that nobody has filled."""
        return self.origin == "form" and is_blank(self.findings)

    @property
    def strange(self) -> bool:
        """Whether nothing in it says that it is a form of ours."""
        return bool(self.findings) and not (self.unit or self.proposal or self.form_id)


class Terms(NamedTuple):
    """What holds for all returns of one run: the day of receipt, the clerk's note."""

    received_on: date
    note: str = ""


class Decision(NamedTuple):
    """What a clerk decided about files at odds.

    The right ones (as messages write their paths), or to keep what is on record.
    """

    chosen: frozenset[str] = frozenset()
    keep_recorded: bool = False


NOTHING_DECIDED = Decision()


class Settled(NamedTuple):
    """A verdict and what it asks to be recorded: a revision, or a file that a clerk decided against."""

    outcome: Outcome
    news: NewReport | None = None
    rejected: RejectedFile | None = None


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
        new = plan_verdict(item.answers, item.sha256, known) != "already_received"
        return Fresh(item.file, item.round_.code, item.unit, item.answers) if new else None

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
            return Settled(_outside_rounds(item, verdict))
        code = item.round_.code
        entry = self._expected[code, item.unit]
        outcome = partial(
            Outcome,
            item.file,
            unit=item.unit,
            unit_name=entry[0].name if entry else "",
            round_code=code,
            alias=item.alias,
        )
        known = self._reports[code, item.unit]
        if not self._is_known(item, known) and (admission := self.admission(code, item.unit, item.file)):
            return Settled(outcome(verdict="refused", findings=admission))
        if findings := item.findings or self._owned_by_another(item):
            return Settled(outcome(verdict=verdict, findings=findings))
        verdict = plan_verdict(item.answers, item.sha256, known)
        if verdict == "already_received":
            revision = _revision_of(item, known)
            return Settled(
                outcome(verdict=verdict, revision=revision, withdrawn_on=withdrawal_of(revision, known))
            )
        if dispute or item.sha256 in self._rejected:
            return self._disputed(item, outcome, code, dispute)
        news = NewReport(self._report(item, code, known), _kinds(item.round_), _name_of(item), item.evidence)
        standing = in_force(known)
        changes = answer_changes(item.round_, standing[-1].answers, item.answers) if standing else ()
        known.append(news.report)
        return Settled(
            outcome(verdict=verdict, revision=news.report.revision, changes=changes, remarks=item.remarks),
            news,
        )

    def _is_known(self, item: Return, known: Sequence[Report]) -> bool:
        """Whether this very file was recorded or decided against; it stays so when the round is closed."""
        return bool(item.sha256) and (
            item.sha256 in self._rejected or any(report.sha256 == item.sha256 for report in known)
        )

    def _owned_by_another(self, item: Return) -> tuple[Finding, ...]:
        """The same file that stands as the report of another unit: a clerk stated one of the two wrongly."""
        for code, unit in self._owners.get(item.sha256, ()):
            if unit.casefold() != item.unit.casefold() and in_force(
                self._desk.store.reports.of_round(code, [unit]).get(unit, [])
            ):
                name = expected_units(self._desk, code, [unit])[unit.casefold()][0].name
                fix = (
                    f"Nếu ghi nhầm đơn vị: bcd35 reports withdraw {unit} --round {code} --reason LÝ_DO, rồi "
                    "chạy lại lệnh này."
                )
                return (
                    Finding(
                        "recorded_for_another",
                        item.file,
                        f"Tệp này đã ghi sổ là báo cáo của “{name}” ({unit}).",
                        fix,
                    ),
                )
        return ()

    def _report(self, item: Return, round_code: str, known: Sequence[Report]) -> Report:
        day, note = self._terms
        return Report(
            round_code=round_code,
            unit=item.unit,
            revision=len(known) + 1,
            received_on=day,
            answers=item.answers,
            origin=item.origin,
            note=note,
            form_id=item.form_id,
            sha256=item.sha256,
        )

    @staticmethod
    def _disputed(
        item: Return, outcome: "partial[Outcome]", round_code: str, dispute: "Dispute | None"
    ) -> Settled:
        if dispute and dispute.conflict:
            return Settled(outcome(verdict="conflict", findings=(dispute.conflict,)))
        rejected = RejectedFile(item.sha256, round_code, item.unit, _name_of(item)) if dispute else None
        return Settled(outcome(verdict="set_aside"), rejected=rejected)


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


def _revision_of(item: Return, known: Sequence[Report]) -> int:
    same_file = [report.revision for report in known if item.sha256 and report.sha256 == item.sha256]
    return same_file[0] if same_file else known[-1].revision


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


def find_disputes(desk: Desk, returns: Sequence[Return], decision: Decision) -> dict[str, Dispute]:
    """File → its dispute, for the files that answer the same form differently and are not taken."""
    ledger = Ledger(desk, Terms(desk.world.today), decision)
    ledger.look_up(returns)
    fresh = [one for item in returns if (one := ledger.fresh(item))]
    rounds = {item.round_.code: item.round_ for item in returns if item.round_}
    at_odds = files_at_odds(fresh)
    disputes = {}
    for one in fresh:
        if same := at_odds.get(one.file):
            keep = decision.keep_recorded and ledger.has_report(one.round_code, one.unit)
            fate = decide_dispute(one, same, decision.chosen, keep_recorded=keep)
            if fate != "take":
                disputes[one.file] = Dispute(
                    _conflict(rounds[one.round_code], one, same) if fate == "conflict" else None
                )
    return disputes


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
    return Finding(
        "conflict", one.file, message, f'Nếu tệp này đúng, chạy lại lệnh và thêm: --replace "{one.file}"'
    )


# --- recording ----------------------------------------------------------------------------------------------


def record_settled(desk: Desk, settled: Iterable[Settled]) -> None:
    """Write what was planned, inside the caller's act.

    Revisions, rejected files, and a line each in the journal.
    """
    decided = list(settled)
    news = [one.news for one in decided if one.news]
    desk.store.reports.record(news, desk.world.now)
    desk.store.intake.record_rejected((one.rejected for one in decided if one.rejected), desk.world.now)
    desk.store.registers.journal_all(desk.world.now, _journal_lines(decided))


def _journal_lines(decided: Iterable[Settled]) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    for outcome, recorded, rejected in decided:
        by_alias = {"alias": outcome.alias} if outcome.alias else {}
        if recorded:
            report = recorded.report
            detail = {
                "round": report.round_code,
                "revision": report.revision,
                "origin": report.origin,
                **by_alias,
            }
            yield "record_report", report.unit, detail
        if rejected:
            yield "set_aside", rejected.unit, {"round": rejected.round_code, "sha256": rejected.sha256}
