"""The written report (báo cáo tổng hợp) of a round: sentences on its figures, and two appendices.

The figures come in as values. The office itself writes what is to be done next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from bcd35.domain.dates import running_date, screen_date
from bcd35.domain.figures import NOT_ADDED
from bcd35.domain.letters import LetterNumber
from bcd35.domain.numerals import NO_SHARE, counted, one_decimal
from bcd35.domain.office import Office
from bcd35.domain.rounds import Round, bare_subject
from bcd35.domain.sentences import result_words
from bcd35.domain.summary import STATE_WORDS, Totals
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.letters import wording
from bcd35.formats.letters.missing_units import (
    MissingGroup,
    MissingUnit,
    empty_columns,
    missing_table,
    reported_text,
    share_text,
)
from bcd35.formats.letters.wording import ENDINGS, about, round_citation

REPORT_TEMPLATE = "bao-cao.docx"
_TO_REPORT = " (để báo cáo)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedUnit:
    """A unit that reported; ``reference`` and ``dated``: number and date of its report, where known.

    ``corrected``: in time because it was given back in time.
    """

    name: str
    received_on: date
    days_late: int
    reference: str = ""
    dated: date | None = None
    note: str = ""
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class KindOfUnits:
    """The units of one kind, in the office's order."""

    label: str
    totals: Totals
    reported: tuple[ReportedUnit, ...]
    missing: tuple[MissingUnit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """A count field over the ``answered`` units; the three kinds of empty are counted apart.

    A share has no ``total``: its ``mean`` is told.
    """

    label: str
    total: int | None
    mean: float | None = None
    answered: int
    nothing: int = 0
    not_applicable: int = 0
    unanswered: int = 0

    def text(self) -> str:
        """``Số ảnh đã gửi: 120 (12 đơn vị có số liệu; 02 đơn vị không phát sinh)``."""
        others = (
            (self.nothing, "không phát sinh"),
            (self.not_applicable, "không áp dụng"),
            (self.unanswered, "chưa trả lời"),
        )
        shares = [
            f"{counted(self.answered)} đơn vị có số liệu",
            *(f"{counted(units)} đơn vị {label}" for units, label in others if units),
        ]
        if self.total is None:
            mean = NO_SHARE if self.mean is None else f"trung bình một đơn vị {one_decimal(self.mean)}"
            return f"{self.label}: {mean} ({'; '.join([NOT_ADDED, *shares])})"
        return f"{self.label}: {counted(self.total)} ({'; '.join(shares)})"


@dataclass(frozen=True, slots=True)
class ShareResult:
    """A field with options, such as yes and no: how many of the ``answered`` units gave each."""

    label: str
    options: tuple[tuple[str, int], ...]
    answered: int

    def text(self) -> str:
        """``Hình thức thông báo: văn bản 10 đơn vị; họp chi bộ 08 đơn vị (12 đơn vị trả lời)``."""
        shares = "; ".join(f"{option} {counted(units)} đơn vị" for option, units in self.options)
        return f"{self.label}: {shares} ({counted(self.answered)} đơn vị trả lời)"


class TaskResult(NamedTuple):
    """The results of one task of the round."""

    title: str
    results: tuple[CountLine | ShareResult, ...]


class ReportSection(NamedTuple):
    """A heading and its lines, without dash and full stop."""

    title: str
    lines: tuple[str, ...]


class UnitRemark(NamedTuple):
    """The answer of one unit to a text field."""

    unit: str
    text: str


class RemarkGroup(NamedTuple):
    """The answers to one text field, such as difficulties or proposals."""

    label: str
    remarks: tuple[UnitRemark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportContent:
    """The content of the written report.

    ``letter`` and ``issued``: number and date of the round's letter; ``number.number`` is None on a draft;
    ``beside``: sections behind those of the tasks; ``extended_to``: the last day, where all were extended.
    """

    office: Office
    round_: Round
    letter: LetterNumber
    issued: date
    number: LetterNumber
    dated: date
    as_of: date
    totals: Totals
    kinds: tuple[KindOfUnits, ...]
    results: tuple[TaskResult, ...]
    remarks: tuple[RemarkGroup, ...]
    beside: tuple[ReportSection, ...] = ()
    extended_to: date | None = None


def render_report(template: WordTemplate, content: ReportContent) -> bytes:
    """The report with its appendices. Raises ``BrokenFile`` for a fault of the template."""
    subject = f"kết quả {bare_subject(content.round_.subject)}"
    context = report_context(content, subject)
    empty = {appendix: empty_columns(context[appendix]["groups"]) for appendix in ("reported", "missing")}
    return template.render(
        context, wording.properties("Báo cáo", content.number, subject, content.office, content.dated), empty
    )


def report_context(content: ReportContent, subject: str) -> dict[str, Any]:
    """The tags of the template."""
    office = content.office
    done = f"{bare_subject(content.round_.subject)} tính đến ngày {running_date(content.as_of)}"
    own = {
        "report_subject": subject,
        "report_subject_rule": wording.subject_rule(subject),
        "opening": _opening(content),
        "state": result_words(content.totals, content.as_of, running_date),
        "state_by_kind": _state_by_kind(content),
        "missing_sentence": _missing_sentence(content),
        "results": _results(content),
        "remarks": list(_remark_groups(content)),
        "closing": f"Trên đây là kết quả {done}, {office.full_name} báo cáo{office.style.closing_mark}",
        "recipient_lines": wording.dash_list(_recipients(content), office.style.list_separator),
    }
    heading = wording.numbered_heading(office, content.number, content.dated)
    context = heading | wording.signature(office) | _appendices(content) | own
    return wording.spelled(context, office.style.spelling)


def _remark_groups(content: ReportContent) -> Iterator[dict[str, Any]]:
    for group in content.remarks:
        if group.remarks:
            lines = [f"- {one.unit}: {one.text.rstrip(ENDINGS)}." for one in group.remarks]
            yield {"label": f"{group.label.rstrip(ENDINGS)}:", "lines": lines}


def _recipients(content: ReportContent) -> list[str]:
    """Nơi nhận of a report: first the superiors that asked for it, or the first of the office's own list."""
    superiors = list(dict.fromkeys(f"{ground.issuer}{_TO_REPORT}" for ground in content.round_.grounds))
    recipients = [one for one in content.office.recipients if one not in superiors]
    if superiors or not recipients:
        return [*superiors, *recipients]
    return [f"{recipients[0]}{_TO_REPORT}", *recipients[1:]]


def _opening(content: ReportContent) -> str:
    """The opening: basis and period."""
    office, round_ = content.office, content.round_
    grounds = wording.grounds_text(round_.grounds, content.office)
    basis = f"Thực hiện {grounds}, " if grounds else ""
    extended = f", gia hạn đến ngày {running_date(content.extended_to)}" if content.extended_to else ""
    letter = round_citation(content.round_, content.letter, content.issued, content.office)
    return (
        f"{basis}{office.full_name} đã ban hành "
        f"{letter}{about(round_.subject)}; "
        f"thời hạn báo cáo là ngày {running_date(round_.deadline)}{extended}. "
        f"{office.full_name} tổng hợp, báo cáo kết quả "
        f"từ ngày {running_date(content.issued)} đến ngày {running_date(content.as_of)} như sau:"
    )


def _in_time_text(totals: Totals) -> str:
    parts = ((totals.on_time, "đúng hạn"), (totals.late, "trễ hạn"))
    return ", ".join(f"{label} {counted(units)} đơn vị" for units, label in parts if units)


def _state_by_kind(content: ReportContent) -> list[str]:
    """A dash line for each kind that has to report, when there are several."""
    kinds = [(kind.label, kind.totals) for kind in content.kinds if kind.totals.expected]
    lines = [
        f"{label}: {reported_text(own.reported, own.expected)}"
        + (f", {_in_time_text(own)}" if own.reported else "")
        for label, own in kinds
    ]
    return wording.dash_list(lines, content.office.style.list_separator) if len(lines) > 1 else []


def _missing_sentence(content: ReportContent) -> str:
    """The sentence that names the missing units; empty when none is missing."""
    names = [unit.name for kind in content.kinds for unit in kind.missing]
    if not names:
        return ""
    if len(names) > wording.MOST_NAMED:
        return f"Chưa báo cáo: {counted(len(names))} đơn vị (danh sách tại {_labels(content)[1]})."
    return f"Chưa báo cáo: {'; '.join(names)}."


def _results(content: ReportContent) -> list[dict[str, Any]]:
    tasks = (
        ReportSection(task.title, tuple(result.text() for result in task.results)) for task in content.results
    )
    return [
        {
            "heading": f"{place}. {section.title.rstrip(ENDINGS)}",
            "lines": [f"- {line}." for line in section.lines],
        }
        for place, section in enumerate((*tasks, *content.beside), start=2)
    ]


# --- appendices ---------------------------------------------------------------------------------------------


def _labels(content: ReportContent) -> tuple[str, str]:
    """The labels of the two appendices, numbered only when both are there."""
    both = any(kind.reported for kind in content.kinds) and any(kind.missing for kind in content.kinds)
    if not both:
        return "Phụ lục", "Phụ lục"
    roman = content.office.style.roman_appendices
    return ("Phụ lục I", "Phụ lục II") if roman else ("Phụ lục 1", "Phụ lục 2")


def _appendices(content: ReportContent) -> dict[str, Any]:
    first, second = _labels(content)
    deadline = content.round_.deadline
    groups = [MissingGroup(kind.label, kind.missing, kind.totals.expected) for kind in content.kinds]
    missing = missing_table(groups, deadline)
    return {
        "attached_to": wording.attached_to(content.office, "Báo cáo", content.number, content.dated),
        "reported": _reported_table(content.kinds) | {"label": first},
        "missing": missing | {"label": second},
    }


def _reported_table(kinds: Sequence[KindOfUnits]) -> dict[str, Any]:
    """Like ``missing_table``, of the units that reported."""
    numbers = count(1)
    groups = [
        {
            "label": kind.label,
            "rows": list(_reported_rows(kind.reported, numbers)),
            "subtotal": share_text(len(kind.reported), kind.totals.expected),
        }
        for kind in kinds
        if kind.reported
    ]
    total = share_text(sum(len(kind.reported) for kind in kinds), sum(kind.totals.expected for kind in kinds))
    return {"groups": groups, "total": total}


def _reported_rows(units: Sequence[ReportedUnit], numbers: Iterator[int]) -> Iterator[dict[str, str]]:
    for unit, number in zip(units, numbers, strict=False):
        yield {
            "number": str(number),
            "name": unit.name,
            "reference": unit.reference,
            "dated": screen_date(unit.dated) if unit.dated else "",
            "received_on": screen_date(unit.received_on),
            "in_time": _in_time_words(unit),
            "note": unit.note,
        }


def _in_time_words(unit: ReportedUnit) -> str:
    if unit.days_late:
        return f"Trễ {unit.days_late} ngày"
    return STATE_WORDS["corrected" if unit.corrected else "on_time"]
