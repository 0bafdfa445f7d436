"""The page that leaders look at: the figures of a round in tiles, charts and tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bcd35.domain.comparison import COMPARISON_DEFINITIONS, TREND_WORDS, Compared, Comparison, Scope
from bcd35.domain.contributions import MEDIUM_WORDS, STAGE_WORDS, ContributionFigures
from bcd35.domain.dates import screen_date
from bcd35.domain.figures import (
    DEFINITIONS,
    NOT_ADDED,
    CountResult,
    DatesResult,
    FieldFigures,
    KindFigures,
    OptionResult,
    RoundFigures,
)
from bcd35.domain.numerals import NO_SHARE, group_thousands, one_decimal, share_words, signed
from bcd35.domain.office import Office
from bcd35.domain.round_summary import RoundSummary
from bcd35.domain.rounds import Round, bare_subject
from bcd35.domain.sentences import (
    Voice,
    deadline_words,
    difference_words,
    figure_words,
    group_voices,
    letter_words,
    line_words,
    reminder_rule,
    result_words,
    round_words,
    within_words,
)
from bcd35.domain.summary import STATE_WORDS, Totals, UnitState
from bcd35.domain.text import capitalised
from bcd35.formats.page.charts import HIGH, WIDE, ArrivalsChart, Segment, draw_arrivals, stacked_bar
from bcd35.formats.page.document import render_page

_ALWAYS = ("on_time", "late", "missing", "exempt")


@dataclass(frozen=True, slots=True)
class PageContent:
    """What the page tells: a round as of a day and the letter it went out with."""

    office: Office
    round_: Round
    reference: str
    dated: date
    summary: RoundSummary

    @property
    def figures(self) -> RoundFigures:
        return self.summary.figures


class Tile(NamedTuple):
    """One figure and what it means; ``state`` is a state's code or empty."""

    number: str
    name: str
    note: str
    state: str = ""


class KindView(NamedTuple):
    """One kind of unit: its bar, and its units for the strip."""

    figures: KindFigures
    bar: list[Segment]
    words: str
    units: list[UnitState]


class FieldView(NamedTuple):
    """One field that has a figure: how many answered and the outcome in words, by line."""

    label: str
    figures: FieldFigures
    lines: list[str]


class MissingView(NamedTuple):
    """A unit that has not reported, how often it was reminded and when last."""

    unit: UnitState
    reminders: int
    last: date | None


class ClaimView(NamedTuple):
    """What one unit claims of one medium, beside the register."""

    name: str
    medium: str
    claimed: str
    registered: int
    difference: str


class ComparedView(NamedTuple):
    """One table of the comparison: its headings, those of its last column apart, and its rows of words."""

    caption: str
    headings: list[str]
    rows: list[tuple[str, list[str]]]
    trends: list[str]  # beside the rows; empty where the table tells no trend


def write_page(content: PageContent) -> bytes:
    """The page as .html bytes."""
    figures, comparison = content.figures, content.summary.comparison
    subject = bare_subject(content.round_.subject)
    return render_page(
        "summary.html",
        script=True,
        office=content.office,
        subject=capitalised(subject),
        letter=letter_words(content.round_, content.reference, content.dated, content.office),
        lead=result_words(figures.totals, figures.state.as_of),
        deadline=deadline_words(figures),
        state=figures.state,
        totals=figures.totals,
        tiles=_tiles(figures),
        kinds=[_kind_view(kind, figures.state.units) for kind in figures.kinds],
        arrivals=figures.arrivals,
        chart=_chart(content),
        canvas=(WIDE, HIGH),
        missing=[_missing_view(unit, content.summary) for unit in figures.state.units if unit.unreported],
        units=figures.state.units,
        labels={kind.kind: kind.label for kind in figures.kinds},
        words={code: words for code, words in STATE_WORDS.items() if _is_shown(code, figures.totals)},
        own_terms=[unit for unit in figures.state.units if unit.last_day and _has_own_term(unit)],
        reminder_rule=reminder_rule(figures.state.reminders_count),
        unit_words=unit_words,
        fields=[view for view in map(_field_view, figures.fields) if view.lines],
        texts=[view for view in map(_text_view, figures.fields) if view.voices],
        contributions=content.summary.contributions,
        claims=_claim_views(content.summary.contributions, figures.state.units),
        media=MEDIUM_WORDS,
        stages=STAGE_WORDS,
        signed=_signed,
        compared=list(_compared_views(comparison)) if comparison else [],
        definitions=[*DEFINITIONS.values(), *(COMPARISON_DEFINITIONS if comparison else ())],
    )


def _tiles(figures: RoundFigures) -> list[Tile]:
    totals = figures.totals
    overdue = max(0, -figures.state.days_left)
    amended = len(figures.amendments)
    listed = f"{amended} lần điều chỉnh danh sách" if amended else "theo danh sách khi phát hành"
    complete = f"đạt {share_words(totals.completeness)} số phải báo cáo"
    timely = (f"{share_words(totals.timeliness)} số phải báo cáo", within_words(totals, "on_time"))
    bands = (f"{band.label}: {group_thousands(band.units)}" for band in figures.late_by if band.units)
    tiles = [
        Tile(group_thousands(totals.expected), "phải báo cáo", listed),
        Tile(group_thousands(totals.reported), "đã báo cáo", complete),
        Tile(group_thousands(totals.on_time), "đúng hạn", "; ".join(filter(None, timely)), "on_time"),
        Tile(group_thousands(totals.late), "trễ hạn", "; ".join(bands) or "không có đơn vị nào trễ", "late"),
        Tile(group_thousands(totals.missing), "chưa báo cáo", _missing_note(totals, overdue), "missing"),
    ]
    if totals.exempt:
        exempt = group_thousands(totals.exempt)
        tiles.append(Tile(exempt, "được miễn", "không tính vào số phải báo cáo", "exempt"))
    return tiles


def _missing_note(totals: Totals, overdue: int) -> str:
    if not totals.missing:
        return "tất cả đã báo cáo"
    words = f"quá hạn {group_thousands(overdue)} ngày" if overdue else "còn trong thời hạn"
    return "; ".join(filter(None, (words, within_words(totals, "missing"))))


def _is_shown(state: str, totals: Totals) -> bool:
    """Whether the page names a state: the four that every round has, and those that units are in."""
    return state in _ALWAYS or bool(getattr(totals, state))


def _has_own_term(unit: UnitState) -> bool:
    """Whether its last day is not that of the round as a whole."""
    return bool(unit.term.last_grant.unit)


def _kind_view(kind: KindFigures, units: Sequence[UnitState]) -> KindView:
    totals = kind.totals
    counts = {
        "on_time": totals.on_time,
        "late": totals.late,
        "missing": totals.missing,
        "exempt": totals.exempt,
    }
    words = ", ".join(f"{count} {STATE_WORDS[state].lower()}" for state, count in counts.items() if count)
    return KindView(kind, stacked_bar(totals), words, [unit for unit in units if unit.kind == kind.kind])


def _chart(content: PageContent) -> ArrivalsChart:
    state = content.figures.state
    return draw_arrivals(
        content.figures.arrivals,
        expected=content.figures.totals.expected,
        dated=content.dated,
        deadline=state.deadline,
        as_of=state.as_of,
    )


def unit_words(unit: UnitState) -> str:
    """``Sở Y tế: Trễ hạn, 3 ngày``: what a mark of the strip says when pointed at."""
    days = f", {unit.days_late} ngày" if unit.days_late else ""
    return f"{unit.name}: {unit.state_words}{days}"


def _field_view(one: FieldFigures) -> FieldView:
    return FieldView(one.field.label, one, _result_lines(one))


def _result_lines(one: FieldFigures) -> list[str]:
    result = one.result
    if not one.answered:
        return []
    if isinstance(result, CountResult):
        mean = one_decimal(result.mean or 0)
        if result.total is None:
            return [f"Trung bình một đơn vị {mean} ({NOT_ADDED})"]
        return [f"Tổng số {group_thousands(result.total)} (trung bình {mean})"]
    if isinstance(result, DatesResult):
        days = sorted({day for day in result if day})
        return ["từ ngày " + " đến ngày ".join(screen_date(day) for day in days)]
    return [
        f"{option.option}: {group_thousands(option.units)} đơn vị ({share_words(option.share)})"
        for option in result
        if isinstance(option, OptionResult)
    ]


class TextView(NamedTuple):
    """One field of texts, each text once."""

    figures: FieldFigures
    voices: list[Voice]


def _text_view(one: FieldFigures) -> TextView:
    return TextView(one, group_voices(one.result if one.field.kind == "text" else ()))


def _missing_view(unit: UnitState, summary: RoundSummary) -> MissingView:
    reminders = summary.reminders_of(unit.code)
    return MissingView(unit, len(reminders), reminders[-1].dated if reminders else None)


def _claim_views(contributions: ContributionFigures | None, units: Iterable[UnitState]) -> list[ClaimView]:
    names = {unit.code: unit.name for unit in units}
    return [
        ClaimView(
            names[claim.unit],
            MEDIUM_WORDS[claim.medium],
            claim.claimed.text(),
            claim.registered,
            _signed(claim.difference),
        )
        for claim in (contributions.differing if contributions else ())
    ]


_CAPTIONS: dict[Scope, str] = {
    "round": "Toàn đợt qua các đợt",
    "common": "Các đơn vị chung của hai đợt sau cùng",
    "steps": "Tăng, giảm của từng đợt so với đợt liền trước",
}


def _compared_views(comparison: Comparison) -> Iterator[ComparedView]:
    """A table for the whole rounds, and one for each choice of common units.

    Rounds of which a table has no figure have no column.
    """
    labels = {one.code: one.label for one in COMPARISON_DEFINITIONS}
    for scope, caption in _CAPTIONS.items():
        lines = comparison.of_scope(scope)
        shown = [
            (place, round_words(one, comparison.as_of))
            for place, one in enumerate(comparison.rounds)
            if any(line.values[place] is not None for line in lines)
        ]
        if not lines:
            continue
        alike = scope == "common"
        headings = [
            *([labels["units"]] if alike else []),
            *(words for _, words in shown),
            *([labels["difference"], labels["share"]] if alike else []),
        ]
        rows = [(line_words(line), _compared_cells(line, [place for place, _ in shown])) for line in lines]
        trends = [TREND_WORDS[line.trend] or NO_SHARE for line in lines] if scope == "steps" else []
        yield ComparedView(caption, headings, rows, trends)


def _compared_cells(line: Compared, places: Iterable[int]) -> list[str]:
    values = [figure_words(line, line.values[place]) for place in places]
    if line.scope != "common":
        return values
    return [group_thousands(line.units or 0), *values, difference_words(line), share_words(line.share)]


def _signed(difference: int | None) -> str:
    return NO_SHARE if difference is None else signed(difference)
