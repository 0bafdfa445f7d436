"""The written report of a round.

Its figures handed to the document, as a draft whose number, date and next tasks the office fills in.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from bcd35.domain.figures import CountResult, FieldFigures, KindFigures, OptionResult, UnitText
from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_books import book_on
from bcd35.domain.office import Office
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.rounds import Round
from bcd35.domain.sentences import comparison_words, group_voices, medium_words
from bcd35.domain.summary import UnitState
from bcd35.domain.units import addressee
from bcd35.formats.letters import written_report as document
from bcd35.formats.letters.missing_units import missing_unit
from bcd35.usecases.desk import Desk
from bcd35.usecases.open_template import open_template
from bcd35.usecases.registers.units import office_of
from bcd35.usecases.summary.status import Status

_DOCUMENT_TYPE = "BC"


def write_report(desk: Desk, seen: Status, summary: RoundSummary) -> bytes:
    """Báo cáo tổng hợp as .docx. Raises BrokenFile for a fault of the template."""
    office = office_of(desk, seen.round_)
    template = open_template(desk.workspace, document.REPORT_TEMPLATE, office, office.style)
    return document.render_report(template, report_content(office, seen, summary))


def report_content(office: Office, seen: Status, summary: RoundSummary) -> document.ReportContent:
    """Every figure of the round where the report says it."""
    figures = summary.figures
    names = {unit.code: _name(office, unit) for unit in figures.state.units}
    return document.ReportContent(
        office=office,
        round_=seen.round_,
        letter=seen.letter.number,
        issued=seen.letter.dated,
        number=_blank_number(office, figures.state.as_of),
        dated=figures.state.as_of,
        as_of=figures.state.as_of,
        totals=figures.totals,
        kinds=tuple(_kind(kind, office, seen.round_, names, summary) for kind in figures.kinds),
        results=tuple(_tasks(seen.round_, figures.fields)) if figures.totals.reported else (),
        remarks=tuple(_remarks(figures.fields, names)),
        beside=tuple(_beside(summary)),
        extended_to=figures.state.deadline if figures.state.deadline > seen.round_.deadline else None,
    )


def _beside(summary: RoundSummary) -> Iterator[document.ReportSection]:
    """What the office's own registers add to the units' figures."""
    media = summary.contributions.media if summary.contributions else ()
    if any(one.registered for one in media):
        lines = tuple(map(medium_words, media))
        yield document.ReportSection("Tin, bài, ảnh, video theo sổ của cơ quan thường trực", lines)
    # What is still coming in does not compare with what is complete, and a sentence has no heading to say so.
    if summary.comparison and summary.comparison.complete:
        yield document.ReportSection("So sánh với đợt trước", tuple(comparison_words(summary.comparison)))


def _name(office: Office, unit: UnitState) -> str:
    return addressee(unit.name, unit.kind, office.unit_kinds)


def _blank_number(office: Office, dated: date) -> LetterNumber:
    books = office.books(_DOCUMENT_TYPE)
    series = book_on(books, dated) or next(reversed(books), None)
    return (
        LetterNumber(series.symbol, series.term, None) if series else LetterNumber(_DOCUMENT_TYPE, "", None)
    )


def _kind(
    kind: KindFigures, office: Office, round_: Round, names: dict[str, str], summary: RoundSummary
) -> document.KindOfUnits:
    own = [unit for unit in summary.figures.state.units if unit.kind == kind.kind]
    named = partial(missing_unit, round_=round_, office=office)
    reported = tuple(
        document.ReportedUnit(
            name=names[unit.code],
            received_on=unit.received_on,
            days_late=unit.days_late,
            reference=unit.reference,
            dated=unit.reference_on,
            note=unit.remark,
            corrected=unit.state == "corrected",
        )
        for unit in own
        if unit.received_on
    )
    missing = tuple(
        named(names[unit.code], unit, reminders=tuple(summary.reminders_of(unit.code)))
        for unit in own
        if unit.unreported
    )
    return document.KindOfUnits(kind.label, kind.totals, reported, missing)


def _tasks(round_: Round, fields: Sequence[FieldFigures]) -> Iterator[document.TaskResult]:
    """The fields that have a figure, under their task; those of no task come last."""
    for code, title in [*((task.code, task.title) for task in round_.tasks), ("", "Nội dung khác")]:
        results = tuple(result for one in fields if one.field.task == code and (result := _result(one)))
        if results:
            yield document.TaskResult(title, results)


def _result(one: FieldFigures) -> document.CountLine | document.ShareResult | None:
    if isinstance(one.result, CountResult):
        return document.CountLine(
            label=one.field.label,
            total=one.result.total,
            mean=one.result.mean,
            answered=one.answered,
            nothing=one.nothing,
            not_applicable=one.not_applicable,
            unanswered=one.unanswered,
        )
    if one.field.kind in ("choices", "yes_no"):
        options = tuple(
            (option.option, option.units) for option in one.result if isinstance(option, OptionResult)
        )
        return document.ShareResult(one.field.label, options, one.answered)
    return None


def _remarks(fields: Iterable[FieldFigures], names: Mapping[str, str]) -> Iterator[document.RemarkGroup]:
    """Texts under their question, the same words once with all who wrote them, named as in the lists."""
    for one in fields:
        texts = one.result if isinstance(one.result, tuple) else ()
        named = [
            text._replace(name=names.get(text.unit, text.name))
            for text in texts
            if isinstance(text, UnitText)
        ]
        if voices := group_voices(named):
            remarks = tuple(
                document.UnitRemark("; ".join(voice.units), " ".join(voice.text.split())) for voice in voices
            )
            yield document.RemarkGroup(one.field.label, remarks)
