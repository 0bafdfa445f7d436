"""Rounds of a few units for what compares them: short to write, a quarter of a year apart."""

from collections.abc import Mapping
from datetime import date, timedelta

from bcd35.domain.answers import Answer
from bcd35.domain.figures import RoundFigures, figure_round
from bcd35.domain.rounds import Field, Round
from bcd35.domain.summary import RoundState, UnitState
from bcd35.domain.unit_order import in_office_order
from tests.support.states import issued_term

LAST = date(2025, 12, 15)  # the deadline of the last round
AS_OF = LAST + timedelta(days=1)
TIN, ANH = (
    Field(code="tin", label="Số tin bài", kind="count"),
    Field(code="anh", label="Số ảnh", kind="count"),
)
# Unit → field code → number; None is “Không phát sinh”, an empty mapping a unit that did not report.
Numbers = Mapping[str, Mapping[str, int | None]]


def deadline_of(back: int) -> date:
    """Of the round so many rounds before the last."""
    return LAST - timedelta(days=91 * back)


def round_of(
    code: str, numbers: Numbers, *fields: Field, late: str = "", exempt: str = "", back: int = 0
) -> RoundFigures:
    """Figures of a round; ``late`` and ``exempt`` are the letters of the units that are."""
    deadline = deadline_of(back)
    units = []
    for unit, given in numbers.items():
        state = (
            "exempt" if unit in exempt else "missing" if not given else "late" if unit in late else "on_time"
        )
        received = deadline + timedelta(state == "late") if given and unit not in exempt else None
        answers = {
            field: Answer("nothing") if number is None else Answer("value", number)
            for field, number in given.items()
        }
        units.append(
            UnitState(
                code=unit,
                name=f"Sở {unit}",
                kind="k",
                state=state,  # type: ignore[arg-type]  # a state
                received_on=received,
                days_late=0,
                revision=bool(given),
                answers=answers,
                term=issued_term(deadline),
            )
        )
    round_ = Round(code=code, subject="x", grounds=(), tasks=(), fields=fields, deadline=deadline)
    return figure_round(round_, RoundState(deadline, AS_OF, tuple(in_office_order(units)), 0), (), ())


def tin(**numbers: int | None) -> dict[str, dict[str, int | None]]:
    """Unit → its number of the field TIN; a negative one: it did not report."""
    return {
        unit: {} if number is not None and number < 0 else {"tin": number} for unit, number in numbers.items()
    }
