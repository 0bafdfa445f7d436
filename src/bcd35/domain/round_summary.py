"""All that the forms of the summary say about a round, as one value: its figures and what goes with them.

Here: the value and its plain shape (``--format json``). Not here: the figures themselves (``figures.py``,
``comparison.py``, ``contributions.py``), the sentences (``sentences.py``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from bcd35.domain.comparison import Compared, Comparison
from bcd35.domain.contributions import ContributionFigures
from bcd35.domain.figures import RoundFigures, answer_json, figures_json
from bcd35.domain.reminders import Reminder


@dataclass(frozen=True, slots=True)
class RoundSummary:
    """Tổng hợp của đợt: what workbook, page, written report and open data are all written from.

    ``reminders``: unit code in lower case → its reminders until the day of the figures, oldest first.
    ``contributions`` is None when the round asked for none and none came, ``comparison`` when no earlier
    round asked the same.
    """

    figures: RoundFigures
    reminders: Mapping[str, Sequence[Reminder]]
    contributions: ContributionFigures | None
    comparison: Comparison | None

    def reminders_of(self, unit: str) -> Sequence[Reminder]:
        """The reminders of a unit, by its code in any case."""
        return self.reminders.get(unit.casefold(), ())


def summary_json(summary: RoundSummary) -> dict[str, object]:
    """The whole value as plain data; rates are 0–1.

    A unit, and a line of the comparison, is a call that makes it: they need not stand in memory all at once.
    """
    return {
        **figures_json(summary.figures),
        "reminders": [
            {
                "unit": unit.code,
                "number": one.number.reference,
                "dated": one.dated.isoformat(),
                "deadline": one.deadline.isoformat(),
            }
            for unit in summary.figures.state.units
            for one in summary.reminders_of(unit.code)
        ],
        "contributions": _contributions_json(summary.contributions) if summary.contributions else None,
        "comparison": _comparison_json(summary.comparison) if summary.comparison else None,
    }


def _contributions_json(figures: ContributionFigures) -> dict[str, object]:
    return {
        "media": [
            {
                "medium": one.medium,
                "claimed": one.claimed,
                "registered": one.registered,
                "difference": one.difference,
                **one.stages,
            }
            for one in figures.media
        ],
        "claims": [
            {**one._asdict(), "claimed": answer_json(one.claimed), "difference": one.difference}
            for one in figures.claims
        ],
    }


def _comparison_json(comparison: Comparison) -> dict[str, object]:
    return {
        "rounds": [one._asdict() for one in comparison.rounds],
        "lines": [partial(_line_json, line) for line in comparison.lines],
    }


def _line_json(line: Compared) -> dict[str, object]:
    return {
        **line._asdict(),
        "measure": line.measure,
        "values": list(line.values),
        "difference": line.difference,
        "share": line.share,
        "trend": line.trend,
    }
