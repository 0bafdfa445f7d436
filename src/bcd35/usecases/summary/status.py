"""Where a round stands, and what stands beside its figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.letters import Expectation, Letter
from bcd35.domain.reminders import Reminder, reminders_by_unit
from bcd35.domain.summary import RoundLines, RoundState, UnitState, judge_state
from bcd35.domain.terms import RoundTerms
from bcd35.domain.unit_order import in_office_order
from bcd35.store.letters import IssuedLetter
from bcd35.usecases.desk import Desk
from bcd35.usecases.registers.rounds import (
    RoundHead,
    frozen_head,
    frozen_office,
    frozen_round,
    get_round,
    issued_letter,
    letter_on,
    round_terms,
)

if TYPE_CHECKING:  # `status` alone needs none of these; loading them would be a tenth of its time
    from bcd35.domain.answers import Answers
    from bcd35.domain.channels import Channel
    from bcd35.domain.comparison import Comparison
    from bcd35.domain.figures import RoundFigures
    from bcd35.domain.office import Office
    from bcd35.domain.refused_files import RefusedFile
    from bcd35.domain.round_summary import RoundSummary
    from bcd35.domain.rounds import Round
    from bcd35.domain.undecided import UndecidedFile
    from bcd35.usecases.registers.known_on import KnownOn


_MOST_ROUNDS = 5  # earlier rounds in a comparison: more columns do not fit an A4 page


class Status(NamedTuple):
    """A round as of a day. ``working_days_left`` is None once the deadline has passed.

    What only the documents for leaders say (questions, office, channels) is worked out when it is asked for;
    what the units answered is read by :func:`figures_of`.
    """

    head: RoundHead
    issued: IssuedLetter
    state: RoundState
    expectations: Sequence[Expectation]
    working_days_left: int | None
    # by unit code in lower case, oldest first, those of ``as_of`` or before
    reminders: Mapping[str, Sequence[Reminder]]
    terms: RoundTerms
    # files that wait for a decision on ``as_of``, by unit and day of receipt
    undecided: "Sequence[UndecidedFile]" = ()
    # the latest file of each unit that has not reported, when it was refused and no letter told the unit so
    refused: "Sequence[RefusedFile]" = ()
    remarks: Sequence[Finding] = ()  # what of the working days left is not decided yet
    known: "KnownOn | None" = None  # when it is told as it was known on an earlier day
    days_ago: int = 0  # since the day as of which it is told; below 0 for a day to come

    @property
    def day_options(self) -> str:
        """The options by which another command tells of the same day."""
        known = f" --known-on {self.known.day.isoformat()}" if self.known else ""
        return f"{known} --as-of {self.state.as_of.isoformat()}" if self.days_ago else known

    @property
    def of_the_past(self) -> bool:
        """Whether what was to be done then may be done by now."""
        return self.known is not None or self.days_ago > 0

    @property
    def round_(self) -> "Round":
        """The round as the letter asked it, with its present status and name."""
        return frozen_round(self.issued, self.head.status, self.head.name)

    @property
    def letter(self) -> Letter:
        return self.issued.letter

    @property
    def units(self) -> Sequence[UnitState]:
        """The units in the order in which the office names them."""
        return self.state.units

    @property
    def office(self) -> "Office":
        """The office as it stood when the letter was issued."""
        return frozen_office(self.issued)

    @property
    def channels(self) -> "tuple[Channel, ...]":
        """The channels that the letter named."""
        import json

        from bcd35.domain.channels import Channel
        from bcd35.domain.shape import from_plain

        return tuple(from_plain(Channel, plain) for plain in json.loads(self.issued.channels))


def status(desk: Desk, wanted: str = "", as_of: date | None = None) -> Status:
    """Every expected unit in exactly one state, as of a day (today by default), by the letter of that day."""
    issued, present = issued_letter(desk, wanted)
    day = as_of or desk.world.today
    return status_under(desk, letter_on(desk, issued, day), present, day)


def status_under(desk: Desk, issued: IssuedLetter, present: str, as_of: date | None = None) -> Status:
    """The same by one of the letters of a round; ``present``: the round's status now."""
    head = frozen_head(desk, issued, present)
    day = as_of or desk.world.today
    lines = _lines(desk, head, issued)
    state = under_present_names(desk, judge_state(lines, day))
    places = desk.store.registers.unit_places()
    kinds = desk.store.letters.unit_kinds(issued.letter.id)
    state = state._replace(units=tuple(in_office_order(state.units, kinds, places)))
    left: int | None = None
    remarks: Sequence[Finding] = ()
    if state.days_left >= 0:
        from bcd35.domain.calendar import judge_span

        calendar = desk.store.registers.calendar()
        left = calendar.working_days_between(day, state.deadline)
        remarks = judge_span(calendar, day, state.deadline, head.code)
    reminders = reminders_by_unit(desk.store.reminders.of_round(head.code), day)
    return Status(
        *(head, issued, state, lines.expectations, left, reminders, lines.terms),
        undecided=_waiting(desk, state, head.code),
        refused=_unanswered(desk, state, head.code),
        remarks=remarks,
        days_ago=(desk.world.today - day).days,
    )


def _waiting(desk: Desk, state: RoundState, code: str) -> "list[UndecidedFile]":
    """The files that units wait with on the day."""
    units = {unit.code.casefold() for unit in state.units if unit.state == "waiting"}
    files = desk.store.intake.undecided(code) if units else {}
    return [file for unit in sorted(files.keys() & units) for file in files[unit] if file.waits(state.as_of)]


def _unanswered(desk: Desk, state: RoundState, code: str) -> "list[RefusedFile]":
    """The latest refused file of each unit that has not reported by the day and was told nothing."""
    refused = desk.store.intake.unanswered(code, state.as_of)
    silent = [unit for unit in state.units if unit.unreported]
    return [files[-1] for unit in silent if (files := refused.get(unit.code.casefold()))]


def under_present_names(desk: Desk, state: RoundState) -> RoundState:
    """Units under the names that they had on the day asked about, with those under which the round began."""
    renamings = desk.store.histories.renamings()
    if not renamings:
        return state
    from bcd35.domain.histories import names_on

    names = names_on(renamings, state.as_of)
    units = (_renamed(unit, names.get(unit.code.casefold(), unit.name)) for unit in state.units)
    return state._replace(units=tuple(units))


def _renamed(unit: UnitState, name: str) -> UnitState:
    return unit if name == unit.name else unit._replace(name=name, former=unit.name)


def status_known_on(
    desk: Desk, wanted: str = "", as_of: date | None = None, known_on: date | None = None
) -> Status:
    """The status as it was told at the end of a day, whatever was entered or put right since."""
    if known_on is None:
        with desk.store.reading():
            return status(desk, wanted, as_of)
    from bcd35.usecases.registers.known_on import desk_known_on

    with desk_known_on(desk, known_on, wanted) as past:
        return status(past.desk, wanted, as_of)._replace(known=past.known)


def _lines(desk: Desk, head: RoundHead, issued: IssuedLetter) -> RoundLines:
    """All that the ledger holds of a round and that decides on a unit's state."""
    expectations = desk.store.letters.expectations(head.code)
    terms = round_terms(desk, issued)
    reports = desk.store.reports.received(head.code)
    return RoundLines(expectations, terms, reports, desk.store.intake.undecided(head.code))


def figures_of(desk: Desk, seen: Status) -> "RoundFigures":
    """What the units answered, added up."""
    from bcd35.domain.figures import figure_round

    asked, answers = seen.round_, _answers(desk, seen)
    units = (unit._replace(answers=answers.get((unit.code, unit.revision), {})) for unit in seen.state.units)
    state = seen.state._replace(units=tuple(units))
    return figure_round(asked, state, seen.expectations, seen.office.unit_kinds)


def _answers(desk: Desk, seen: Status) -> "dict[tuple[str, int], Answers]":
    """By unit and revision; of a round that had letters before, what the one in force asks too."""
    answers = desk.store.reports.answers(seen.head.code)
    if len(desk.store.letters.all_of_round(seen.head.code)) == 1:
        return answers
    from bcd35.domain.answers import answers_to

    return {place: answers_to(seen.round_.fields, given) for place, given in answers.items()}


def sum_up(desk: Desk, seen: Status) -> "RoundSummary":
    """The round with what stands beside its figures, all as of the same day."""
    from bcd35.domain.contributions import figure_contributions, known_on
    from bcd35.domain.round_summary import RoundSummary

    figures = figures_of(desk, seen)
    pieces = known_on(desk.store.contributions.of_round(seen.head.code), seen.state.as_of)
    terms = get_round(desk, seen.head.code).contributions
    contributions = figure_contributions(terms, figures.state.units, pieces)
    return RoundSummary(figures, seen.reminders, contributions, _compare(desk, seen, figures))


def _compare(desk: Desk, seen: Status, latest: "RoundFigures") -> "Comparison | None":
    """The round against those whose letters went out before its own, as of the same day.

    None when none asked the same.
    """
    from bcd35.domain.common_units import trace_units
    from bcd35.domain.comparison import comparable, compare_rounds
    from bcd35.usecases.registers.round_list import list_rounds

    day = seen.state.as_of
    rounds = sorted(
        (_began(desk, one.round_.code), one.round_.code) for one in list_rounds(desk) if one.issued
    )
    began = _began(desk, seen.round_.code)
    earlier = [code for place, code in rounds if place < began]
    figures = [comparable(figures_of(desk, status(desk, code, day))) for code in earlier[-_MOST_ROUNDS:]]
    lineage = trace_units(desk.store.histories.of_units(day), desk.store.registers.mergers(day))
    return compare_rounds([*figures, latest], lineage)


def _began(desk: Desk, code: str) -> tuple[date, int]:
    """The place of a round among others: where its first letter stands, whatever letter replaced it later."""
    letters = [issued.letter for issued, _ in desk.store.letters.all_of_round(code)]
    return min((one.dated, one.id) for one in letters)
