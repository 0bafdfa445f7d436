"""The geometry of the page's charts: figures → places on a drawing.

The templates draw, the style sheet colours.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bcd35.domain.figures import DailyArrivals
from bcd35.domain.summary import Totals

# The drawing's own units; the page scales it to its width.
WIDE, HIGH = 720, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 14, 40, 40
_MOST_TICKS = 6


class Segment(NamedTuple):
    """One part of a bar in percent of its length."""

    state: str
    start: float
    length: float
    units: int


def stacked_bar(totals: Totals) -> list[Segment]:
    """A bar of all expected units: on time, late, missing; empty when nobody was expected."""
    segments, start = [], 0.0
    for state, units in (("on_time", totals.on_time), ("late", totals.late), ("missing", totals.missing)):
        if units:
            length = 100 * units / totals.expected
            segments.append(Segment(state, round(start, 3), round(length, 3), units))
            start += length
    return segments


class Tick(NamedTuple):
    """A mark on an axis and the words beside it."""

    at: float
    words: str


class Bar(NamedTuple):
    """One day's arrivals."""

    left: float
    top: float
    width: float
    height: float
    on: date
    received: int


class ArrivalsChart(NamedTuple):
    """Reports by day, from the letter to the day of the figures or the deadline, whichever is later."""

    bars: tuple[Bar, ...]
    line: str  # points of the step line of all received so far, as SVG writes them
    days: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    deadline: float
    goal: float
    left: float
    right: float
    top: float
    bottom: float


class _Scale(NamedTuple):
    """Days from left to right, units from the bottom up. ``step``: the width of one day."""

    first: date
    step: float
    highest: int

    def across(self, day: date) -> float:
        return round(_LEFT + (day - self.first).days * self.step, 2)

    def up(self, units: int) -> float:
        return round(HIGH - _BOTTOM - units * (HIGH - _BOTTOM - _TOP) / self.highest, 2)


def draw_arrivals(
    arrivals: Sequence[DailyArrivals], *, expected: int, dated: date, deadline: date, as_of: date
) -> ArrivalsChart:
    """Bars for each day's reports and a step line of their sum, on one scale from 0 to all expected."""
    first = min([dated, *(one.on for one in arrivals)])
    last = max(deadline, as_of, first + timedelta(days=1))
    scale = _Scale(first, (WIDE - _LEFT - _RIGHT) / ((last - first).days + 1), max(expected, 1))
    days = tuple(
        Tick(round(scale.across(day) + scale.step / 2, 2), f"{day.day:02d}/{day.month:02d}")
        for day in _spread(first, last)
    )
    return ArrivalsChart(
        bars=tuple(_bar(one, scale) for one in arrivals),
        line=_step_line(arrivals, scale, min(as_of, last)),
        days=days,
        counts=tuple(Tick(scale.up(units), str(units)) for units in _round_steps(scale.highest)),
        deadline=round(scale.across(deadline) + scale.step, 2),
        goal=scale.up(expected),
        left=_LEFT,
        right=WIDE - _RIGHT,
        top=_TOP,
        bottom=HIGH - _BOTTOM,
    )


def _bar(one: DailyArrivals, scale: _Scale) -> Bar:
    return Bar(
        left=round(scale.across(one.on) + scale.step * 0.15, 2),
        top=scale.up(one.received),
        width=round(scale.step * 0.7, 2),
        height=round(scale.up(0) - scale.up(one.received), 2),
        on=one.on,
        received=one.received,
    )


def _step_line(arrivals: Sequence[DailyArrivals], scale: _Scale, end: date) -> str:
    """The points of the line, from the first day to the end of the last one."""
    points = [(scale.across(scale.first), scale.up(0))]
    for one in arrivals:
        points += [(scale.across(one.on), points[-1][1]), (scale.across(one.on), scale.up(one.until))]
    points.append((scale.across(end) + round(scale.step, 2), points[-1][1]))
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _spread(first: date, last: date) -> list[date]:
    """At most six days, evenly apart, the first one among them."""
    apart = -(-((last - first).days + 1) // _MOST_TICKS)
    return [first + timedelta(days=place) for place in range(0, (last - first).days + 1, apart)]


def _round_steps(highest: int) -> list[int]:
    """Round numbers from 0 to about ``highest``, four or five of them."""
    size = 1
    while highest / size > 5:  # noqa: PLR2004 – lines that a chart of this height carries
        size = size * 5 // 2 if str(size)[0] == "2" else size * 2
    return list(range(0, highest + 1, size))
