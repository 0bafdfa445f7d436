"""Returns that were read and judged by themselves, what holds for all of a run, and the verdict on each."""

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

from bcd35.domain.answers import UNANSWERED, Answer, Answers, changed_fields
from bcd35.domain.commands import typed_option
from bcd35.domain.findings import Finding
from bcd35.domain.receipt import DaySource, OwnDay
from bcd35.domain.reports import Origin
from bcd35.domain.rounds import Round
from bcd35.domain.text import clean, typed_path
from bcd35.domain.verdicts import Refusal, Verdict, is_blank, refusal_of
from bcd35.store.report_rows import StoredFile
from bcd35.world.files import Staged

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
    ``withdrawn_on``: when the revision was taken back; ``taken_back``: the refused file is nobody's now.
    ``findings`` are why a return is not recorded;
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
    taken_back: bool = False

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
    ``void_round``: the code of its round, when the letter of that is void.
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
    void_round: str = ""

    @property
    def file_name(self) -> str:
        return clean(self.file.rpartition("/")[2])

    @property
    def blank(self) -> bool:
        """Whether it is a form that nobody has filled."""
        return self.origin == "form" and is_blank(self.findings)

    @property
    def strange(self) -> bool:
        """Whether nothing in it says that it is a form of ours."""
        return bool(self.findings) and not (self.unit or self.proposal or self.form_id)


class Dispute(NamedTuple):
    """What being at odds means for one file.

    A conflict to be decided, or (None) that a clerk has decided against it.
    """

    conflict: Finding | None


class ReceiptTerms(NamedTuple):
    """What holds for all returns of one run: the day of those without their own, the clerk's note.

    Of a single file also number and day of the unit's report, the evidence (as messages write paths), and the
    ``unit`` that a clerk states. ``take_again``: whether what was recorded before is to be taken once more.
    """

    received_on: date
    note: str = ""
    reference: str = ""
    reference_on: date | None = None
    evidence: tuple[str, ...] = ()
    unit: str = ""
    take_again: bool = False

    def told(self) -> tuple[str, ...]:
        """What was typed beside the day, as options."""
        return (
            typed_option("note", self.note),
            typed_option("ref", self.reference),
            typed_option("ref-date", self.reference_on),
        )

    def day_of(self, item: Return) -> date:
        return item.own_day.day if item.own_day else self.received_on

    def command(self, item: Return, round_code: str) -> str:
        """The command that takes one file again as this run takes it."""
        return record_again([item.file], round_code, self._replace(received_on=self.day_of(item)))


class Decision(NamedTuple):
    """What a clerk decided about files at odds.

    The right ones (as messages write their paths), or to keep what is on record. ``again``: the one file
    that is named is to be taken once more, be it withdrawn, set aside or replaced; or, of many, those that
    were withdrawn.
    """

    chosen: frozenset[str] = frozenset()
    keep_recorded: bool = False
    again: Literal["", "named", "withdrawn"] = ""

    def about(self, files: int) -> "Decision":
        """The same about so many files."""
        return self._replace(again="withdrawn") if self.again and files > 1 else self


NOTHING_DECIDED = Decision()


def record_again(files: Iterable[str], round_code: str, terms: ReceiptTerms, *more: str) -> str:
    """The command that takes these files on these terms, whole: a clerk follows it to the letter."""
    options = (
        *more,
        typed_option("as", terms.unit),
        "--again" if terms.take_again else "",
        typed_option("round", round_code),
        typed_option("received-on", terms.received_on),
        *terms.told(),
        *(f"--evidence {typed_path(file)}" for file in terms.evidence),
    )
    return " ".join(filter(None, ("bcd35 record-report", *map(typed_path, files), *options)))


def answer_changes(round_: Round, before: Answers, after: Answers) -> tuple[AnswerChange, ...]:
    """The answers that differ, by the words of their questions."""
    labels = {asked.code: asked.label for asked in round_.fields}
    return tuple(
        AnswerChange(labels.get(code, code), before.get(code, UNANSWERED), after[code])
        for code in changed_fields(before, after)
    )
