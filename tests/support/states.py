"""States of units for tests that are not about last days: all go by the round's letter."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bcd35.domain.letters import Expectation
from bcd35.domain.reports import Report
from bcd35.domain.summary import RoundLines
from bcd35.domain.terms import Grant, RoundTerms, Term


def issued_term(deadline: date) -> Term:
    """The last day that the round's letter names."""
    return Term(deadline, _issued(deadline))


def round_lines(
    deadline: date, expectations: Sequence[Expectation], reports: Mapping[str, Sequence[Report]]
) -> RoundLines:
    """What the ledger holds of a round in which nobody was given another last day."""
    return RoundLines(expectations, RoundTerms([_issued(deadline)]), reports)


def _issued(deadline: date) -> Grant:
    return Grant("", "issued", deadline - timedelta(23), deadline)
