"""What a case file says in its own words: the ledger of a round as tables, and the page that opens it.

Its zip: ``bagit.py``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from bcd35.domain.answers import UNANSWERED, changed_fields
from bcd35.domain.changes import FieldChange, field_words, value_words
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, Contribution
from bcd35.domain.figures import RoundFigures
from bcd35.domain.letters import Expectation
from bcd35.domain.number_list import BookEntry
from bcd35.domain.office import Office
from bcd35.domain.reminders import Reminder
from bcd35.domain.reports import ORIGIN_WORDS, Report, corrected, in_force
from bcd35.domain.rounds import Round, bare_subject
from bcd35.domain.sentences import letter_words, result_words
from bcd35.domain.terms import GRANT_WORDS, Grant
from bcd35.domain.text import capitalised
from bcd35.formats.exports.csv_table import CsvValue, write_csv
from bcd35.formats.page.document import render_page

_EVENT_WORDS = {"issued": "phát hành", "added": "bổ sung", "exempted": "miễn", "restored": "bỏ miễn"}


class ReportPutRight(NamedTuple):
    """A further line about a revision of a report; without a change it says that the revision never held.

    ``never_held``: what that means, in words.
    """

    unit: str
    revision: int
    at: datetime
    change: FieldChange | None
    reason: str
    never_held: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseContent:
    """The ledger of one round.

    ``reports``: unit code → revisions; ``journal``: moment, act, subject, details, in words;
    ``numbers``: of all its letters. ``in_force``: one of them is not void; else the round has no figures.
    """

    office: Office
    round_: Round
    reference: str
    dated: date
    figures: RoundFigures
    expectations: tuple[Expectation, ...]
    reminders: tuple[Reminder, ...]
    terms: tuple[Grant, ...]
    reports: Mapping[str, Sequence[Report]]
    contributions: tuple[Contribution, ...]
    journal: tuple[tuple[str, str, str, str], ...]
    put_right: tuple[ReportPutRight, ...] = ()
    numbers: tuple[BookEntry, ...] = ()
    in_force: bool = True

    @property
    def names(self) -> dict[str, str]:
        """Unit code → its name as the round knows it."""
        return {unit.code: unit.name for unit in self.figures.state.units}


class _Table(NamedTuple):
    """A table of the ledger: the headings, and what gives its rows."""

    headings: tuple[str, ...]
    rows: Callable[[CaseContent], Iterable[tuple[CsvValue, ...]]]


def write_ledger(content: CaseContent) -> dict[str, bytes]:
    """File name → table: who had to report, what came back, was answered and sent, what was done."""
    return {name: write_csv(table.headings, table.rows(content)) for name, table in _TABLES.items()}


def _expectation_rows(content: CaseContent) -> Iterable[tuple[CsvValue, ...]]:
    for one in content.expectations:
        yield one.unit, one.name, one.kind, _EVENT_WORDS.get(one.event, one.event), one.on, one.reason


def _number_rows(content: CaseContent) -> Iterable[tuple[CsvValue, ...]]:
    for one in content.numbers:
        yield one.reference, one.term, one.dated, one.words, one.units, one.notes


def _term_rows(content: CaseContent) -> Iterable[tuple[CsvValue, ...]]:
    for one in content.terms:
        number = one.letter.reference if one.letter else ""
        yield one.unit, GRANT_WORDS[one.event], one.on, one.deadline, number, one.reason


def _reminder_rows(content: CaseContent) -> Iterable[tuple[CsvValue, ...]]:
    for one in content.reminders:
        for unit in one.units:
            yield one.number.reference, one.dated, one.as_of, one.deadline, unit


def _report_rows(content: CaseContent) -> Iterable[tuple[CsvValue, ...]]:
    for unit, revisions in content.reports.items():
        standing = {one.revision for one in in_force(revisions)}
        for one in revisions:
            name, origin = content.names.get(unit, ""), ORIGIN_WORDS[one.origin]
            came = (unit, name, one.revision, one.received_on, origin, one.form_id, one.sha256, one.note)
            yield *came, one.reference, one.reference_on, value_words("counts", one.revision in standing)


def _put_right_row(one: ReportPutRight) -> tuple[CsvValue, ...]:
    at = f"{one.at:%d/%m/%Y %H:%M}"
    if one.change is None:
        return one.unit, one.revision, at, one.never_held, "", "", one.reason
    name, before, after = one.change
    return one.unit, one.revision, at, field_words(name), *_values(name, before, after), one.reason


def _values(name: str, *values: object) -> tuple[str, ...]:
    return tuple(value_words(name, value) for value in values)


def _answer_rows(content: CaseContent) -> Iterable[tuple[CsvValue, ...]]:
    summed = {(one.code, one.revision) for one in content.figures.state.units}
    for unit, revisions in content.reports.items():
        for one in revisions:
            for field in content.round_.fields if one.origin != "withdrawal" else ():
                yield (
                    unit,
                    one.revision,
                    field.code,
                    field.label,
                    one.answers.get(field.code, UNANSWERED).text(),
                    value_words("counts", (unit, one.revision) in summed),
                )


def _correction_rows(content: CaseContent) -> Iterable[tuple[CsvValue, ...]]:
    for unit, revisions in content.reports.items():
        for before, after in corrected(revisions):
            for code in changed_fields(before.answers, after.answers):
                words = (
                    before.answers.get(code, UNANSWERED).text(),
                    after.answers.get(code, UNANSWERED).text(),
                )
                yield unit, after.revision, after.received_on, code, *words


def _contribution_rows(pieces: Iterable[Contribution]) -> Iterable[tuple[CsvValue, ...]]:
    for piece in pieces:
        for line in piece.lines:
            how = (
                MEDIUM_WORDS[line.medium],
                line.category,
                STAGE_WORDS[line.stage],
                line.on,
                line.channel,
                line.url,
                line.reason,
            )
            yield piece.number, piece.unit, line.title, *how, piece.sha256


class ListedPart(NamedTuple):
    """A part of the case file on the opening page: path below ``data/``, what it is, bytes, digest."""

    path: str
    words: str
    size: int
    sha256: str


class Absent(NamedTuple):
    """A file that the ledger promises and the case file lacks, and why.

    ``code``: ``file_missing`` or ``file_changed``.
    """

    code: str
    path: str
    words: str
    reason: str
    sha256: str


def write_index(content: CaseContent, parts: Sequence[ListedPart], absent: Sequence[Absent]) -> bytes:
    """The opening page: what the case is about, what is in it, what is not."""
    subject = bare_subject(content.round_.subject)
    figures = result_words(content.figures.totals, content.figures.state.as_of)
    void = "Mọi công văn của đợt đã hủy, nên đợt không có số liệu; số nào hủy, vì sao: so/so-cong-van.csv."
    return render_page(
        "casefile.html",
        office=content.office,
        subject=capitalised(subject),
        letter=letter_words(content.round_, content.reference, content.dated, content.office),
        lead=figures if content.in_force else void,
        state=content.figures.state,
        in_force=content.in_force,
        parts=parts,
        absent=absent,
    )


def write_absent(absent: Sequence[Absent]) -> bytes:
    """The absent files as a table."""
    return write_csv(("Tệp", "Là gì", "Vì sao không có", "SHA-256 ghi trong sổ"), (one[1:] for one in absent))


_TABLES: Mapping[str, _Table] = {
    "danh-sach-phai-bao-cao.csv": _Table(
        ("Mã đơn vị", "Đơn vị", "Loại", "Việc", "Từ ngày", "Lý do"), _expectation_rows
    ),
    "so-cong-van.csv": _Table(
        ("Số công văn", "Nhiệm kỳ, năm", "Ngày", "Văn bản", "Số đơn vị", "Ghi chú"), _number_rows
    ),
    "thoi-han.csv": _Table(
        ("Mã đơn vị; trống: cả đợt", "Việc", "Từ ngày", "Hạn", "Số công văn", "Lý do"), _term_rows
    ),
    "don-doc.csv": _Table(
        ("Số công văn", "Ngày", "Tính đến ngày", "Thời hạn mới", "Mã đơn vị"), _reminder_rows
    ),
    "bao-cao.csv": _Table(
        (
            *("Mã đơn vị", "Đơn vị", "Lần", "Ngày nhận", "Cách nhận", "Mã mẫu", "SHA-256 của tệp"),
            *("Ghi chú", "Số, ký hiệu báo cáo", "Ngày báo cáo", "Còn tính"),
        ),
        _report_rows,
    ),
    "sua-bao-cao.csv": _Table(
        ("Mã đơn vị", "Lần", "Lúc", "Điều sửa", "Trước", "Sau", "Lý do"),
        lambda content: map(_put_right_row, content.put_right),
    ),
    "tra-loi.csv": _Table(
        ("Mã đơn vị", "Lần", "Mã chỉ tiêu", "Chỉ tiêu", "Trả lời", "Tính vào số liệu"), _answer_rows
    ),
    "sua-doi.csv": _Table(("Mã đơn vị", "Lần", "Ngày nhận", "Mã chỉ tiêu", "Trước", "Sau"), _correction_rows),
    "tin-bai.csv": _Table(
        (
            *("Số", "Mã đơn vị", "Tiêu đề", "Loại", "Nhóm", "Tình trạng", "Từ ngày", "Kênh", "Địa chỉ"),
            *("Lý do", "SHA-256 của tệp"),
        ),
        lambda content: _contribution_rows(content.contributions),
    ),
    "nhat-ky.csv": _Table(("Lúc", "Việc", "Đối tượng", "Chi tiết"), lambda content: content.journal),
}
