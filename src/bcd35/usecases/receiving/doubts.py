"""What speaks against a report that is taken all the same, with the way to put it right."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from bcd35.domain.answers import dates_after
from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.reports import Report, in_force, withdrawal_of
from bcd35.usecases.desk import Desk
from bcd35.usecases.receiving.returns import Decision, ReceiptTerms, Return, record_again
from bcd35.world.kept import kept_path


class Doubts:
    """Doubts about new revisions, held against those on record and what the clerk decided."""

    def __init__(self, desk: Desk, decision: Decision) -> None:
        self._desk, self._decision = desk, decision

    def about(self, item: Return, report: Report, known: Sequence[Report]) -> Iterator[Finding]:
        """``report``: the revision that ``item`` becomes; ``known``: the ones on record, without it."""
        standing = in_force(known)
        yield from _late_dates(item, report)
        yield from _dated_later(item, report)
        yield from _as_withdrawn(item, report, known)
        yield from self._older(item, report, standing)
        yield from self._same_day(item, report, standing)

    @cached_property
    def originals(self) -> dict[str, str]:
        """Sha256 of every file on record → the name under which it came; asked for only in doubt."""
        return self._desk.store.reports.stored_hashes()

    def _older(self, item: Return, report: Report, standing: Sequence[Report]) -> Iterator[Finding]:
        """A report that came before the one that counted so far: that may have been the right one."""
        if not standing or report.received_on >= standing[-1].received_on:
            return
        came, newer = screen_date(report.received_on), screen_date(standing[-1].received_on)
        message = (
            f"“{report.unit}”: báo cáo nhận ngày {came} ghi sau báo cáo nhận ngày {newer}; số liệu nay tính "
            f"theo báo cáo nhận ngày {came}."
        )
        fix = self._in_order(item, report, standing)
        yield Finding("older_report", item.file or report.unit, message, fix)

    def _in_order(self, item: Return, report: Report, standing: Sequence[Report]) -> str:
        """How the later report counts again: forms are withdrawn and recorded in the order of their days.

        What was entered by hand, or came in a table, goes alone: its figures stand nowhere else.
        """
        code, last = report.round_code, standing[-1]
        head = f"Nếu báo cáo nhận ngày {screen_date(last.received_on)} mới đúng"
        withdraw = f"bcd35 reports withdraw {report.unit} --round {code}"
        if item.origin != "form" or last.sha256 not in self.originals:
            return f"{head}, rút riêng lần vừa ghi: {withdraw} --revision {report.revision} --reason LÝ_DO"
        first = min(report.received_on, *(one.received_on for one in standing))
        older = record_again([item.file], code, _terms_of(report))
        return (
            f"{head}, rút rồi ghi lại theo thứ tự: {withdraw} --date {first.isoformat()} --reason LÝ_DO\n"
            f"Sau đó: {older}\nSau cùng: {self._original_again(last)}"
        )

    def _original_again(self, report: Report) -> str:
        """The command that takes a form on record once more, by the original that is kept of it."""
        workspace = self._desk.workspace
        original = kept_path(workspace, report.sha256, self.originals[report.sha256])
        return record_again([workspace.shown(original)], report.round_code, _terms_of(report))

    def _same_day(self, item: Return, report: Report, standing: Sequence[Report]) -> Iterator[Finding]:
        """A file that came on the day of the one before it, and says otherwise.

        In one run the two would be at odds. Taken one after the other, the later one counts: a unit that has
        found a mistake sends its form again. Only the unit can say that it is so.
        """
        before = standing[-1] if standing and item.origin == "form" else None
        if before is None or before.received_on != report.received_on or before.sha256 not in self.originals:
            return
        if item.file in self._decision.chosen or self._decision.again:
            return  # the clerk has decided already
        message = (
            f"“{report.unit}”: tệp ghi trước (lần {before.revision}) cũng nhận ngày "
            f"{screen_date(before.received_on)} mà số liệu khác; nay tính theo tệp này, vì ghi sau."
        )
        fix = f"Hỏi lại đơn vị. Tệp ghi trước mới đúng thì nhận lại tệp ấy: {self._original_again(before)}"
        yield Finding("same_day", item.file, message, fix)


def _terms_of(report: Report) -> ReceiptTerms:
    """On which a report on record is taken once more."""
    day, note = report.received_on, report.note
    return ReceiptTerms(day, note, report.reference, report.reference_on, take_again=True)


def _late_dates(item: Return, report: Report) -> Iterator[Finding]:
    """Dates that were still to come when the report came: perhaps slips of the pen, perhaps plans."""
    fields = item.round_.fields if item.round_ else ()
    for asked, day in dates_after(fields, report.answers, report.received_on):
        came = screen_date(report.received_on)
        message = f"“{asked.label}” ghi {screen_date(day)}, sau ngày nhận {came}; vẫn nhận."
        of = f"{report.unit} --round {report.round_code} --received-on NGÀY"
        record = f"bcd35 record-report {of} --set {asked.code}=NGÀY_ĐÚNG"
        fix = f"Nếu là viết nhầm, hỏi lại đơn vị; ghi ngày đúng, nêu ngày được trả lời: {record}"
        yield Finding("date_after_receipt", item.file or report.unit, message, fix)


def _dated_later(item: Return, report: Report) -> Iterator[Finding]:
    """A report whose own day is later than that of its receipt: one of the two was mistyped."""
    if report.reference_on and report.reference_on > report.received_on:
        dated, came = screen_date(report.reference_on), screen_date(report.received_on)
        message = f"Ngày báo cáo {dated} ở sau ngày nhận {came}; vẫn nhận."
        of = f"{report.unit} --round {report.round_code} --revision {report.revision}"
        fix = f"Ghi nhầm thì sửa: bcd35 reports amend {of} --ref-date NGÀY --reason LÝ_DO"
        yield Finding("dated_after_receipt", item.file or report.unit, message, fix)


def _as_withdrawn(item: Return, report: Report, known: Sequence[Report]) -> Iterator[Finding]:
    """What a clerk enters is taken; that the very same was withdrawn before may have been forgotten."""
    before = [one for one in known if one.origin != "withdrawal"][-1:]
    gone = withdrawal_of(before[0].revision, known) if before else None
    if item.origin != "form" and gone and before[0].answers == item.answers:
        message = f"Báo cáo y như vậy của “{item.unit}” đã rút ngày {screen_date(gone)}; nay ghi lại."
        of = f"{item.unit} --round {report.round_code} --revision {report.revision}"
        fix = f"Nếu không định ghi lại: bcd35 reports withdraw {of} --reason LÝ_DO"
        yield Finding("withdrawn_recorded", item.file or item.unit, message, fix)
