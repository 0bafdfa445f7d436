"""Whatever an office does, in any order, the letters to one unit never contradict each other.

And figures of an earlier day stay what they were, but for the days from that of a line that was put right.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from bcd35.domain.dates import parse_typed_date
from bcd35.domain.errors import Refused
from bcd35.domain.summary import IN_TIME
from bcd35.usecases.desk import Desk
from bcd35.usecases.letters.extension import ExtensionRequest, extend
from bcd35.usecases.letters.extension_undone import take_back
from bcd35.usecases.letters.notice import notify
from bcd35.usecases.letters.number_book import BookChoice, NumberSpan, list_book, void_number
from bcd35.usecases.letters.released_numbers import release_numbers
from bcd35.usecases.letters.reminder import ReminderRequest, remind
from bcd35.usecases.letters.request import NoticeRequest
from bcd35.usecases.letters.term_put_right import OwnTermRequest, put_own_terms_right
from bcd35.usecases.receiving.give_back import return_report
from bcd35.usecases.receiving.record import ManualReport, ReturnedFiles, record_by_hand, record_files
from bcd35.usecases.receiving.refused_file import CorrectionRequest
from bcd35.usecases.receiving.withdraw import restore_reports, withdraw_reports
from bcd35.usecases.registers.mending import Mending
from bcd35.usecases.registers.switching import excuse_unit
from bcd35.usecases.summary.status import status
from bcd35.world.workspace import VIETNAM
from tests.conftest import GOOD_VALUES, ROUND, at
from tests.support.filling import fill, form_of, issue
from tests.support.living import LIVING, copy_of

UNITS, JOINER = ("SYT", "SNV", "DTN"), "STC"
ALL = (*UNITS, JOINER)
ISSUED, DEADLINE = date(2025, 11, 22), date(2025, 12, 15)
DOUBTS = ("day-off", "date-order")


class Step(NamedTuple):
    """So many days later, this is done about this unit, with a term of so many days where one is named."""

    later: int
    act: str
    unit: str
    term: int


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 14),
        st.sampled_from(
            (
                *("refuse", "return", "remind", "extend", "extend all", "tell", "report", "exempt", "join"),
                *("void", "release", "take back", "take back all", "withdraw", "restore", "unexempt"),
                *("issue anew", "replace", "put right"),
            )
        ),
        st.sampled_from(ALL),
        st.integers(1, 20),
    ),
    min_size=1,
    max_size=9,
)


@pytest.fixture(scope="module", params=[False, True], ids=["reminders do not count", "reminders count"])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.support import filling

    counts = request.param
    folder = tmp_path_factory.mktemp("mẫu") / "vp"
    real = filling.own_roster

    def with_rule(root: Path) -> Path:
        if counts:
            file = root / "data" / "office.yaml"
            file.write_text(file.read_text(encoding="utf-8") + "\nreminders_extend: true\n", encoding="utf-8")
        return real(root)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(filling, "own_roster", with_rule)
        return issue(folder, UNITS)


class Office:
    """An office at work: the day, what its letters have said, what it told on each day."""

    def __init__(self, root: Path) -> None:
        self.root, self.day = root, ISSUED
        self.read = set(root.rglob("*.docx"))
        self.told: dict[date, Any] = {}
        self.named: dict[str, dict[int, date]] = {unit: {} for unit in ALL}  # by number of the letter
        self._files = 0
        self.put_right: date | None = None  # the day of the line that the last step took back

    def desk(self) -> Desk:
        return at(self.root, datetime.combine(self.day, time(9), VIETNAM))

    def live(self, step: Step) -> None:
        """One step, and the figures of the day before it."""
        for passed in range(step.later):
            self.told[self.day + timedelta(passed)] = self.figures(self.day + timedelta(passed))
        self.day += timedelta(step.later)
        before, in_time = {unit: self.last_day(unit) for unit in ALL}, self.in_time()
        self.put_right = None
        desk = self.desk()
        try:
            self.acts[step.act](self, desk, step)
        except Refused:
            return  # the office is told why, and nothing happens
        finally:
            desk.store.close()
        self.hold_letters(before)
        if step.act in ("replace", "put right"):
            assert in_time <= self.in_time(), "a later letter or line made a report late"
        if self.put_right:
            since = (day for day in self.told if day >= self.put_right)
            self.told.update({day: self.figures(day) for day in since})

    def last_day(self, unit: str) -> date:
        desk = self.desk()
        try:
            return status(desk, ROUND, self.day).terms.of(unit, self.day).last_day
        finally:
            desk.store.close()

    def in_time(self) -> set[str]:
        """The units whose reports are in time as of the day."""
        return {code for code, state, *_ in self.figures(self.day)[0] if state in IN_TIME}

    def hold_letters(self, before: dict[str, date]) -> None:
        """Every new letter names the unit's last day, or a reminder's after it has passed and says so."""
        for file in sorted(set(self.root.rglob("*.docx")) - self.read):
            self.read.add(file)
            unit = file.parent.name
            if unit not in ALL or file.name.startswith("Bang-kiem"):
                continue
            text = "\n".join(paragraph.text for paragraph in Document(str(file)).paragraphs)
            found = re.search(r"chậm nhất là ngày ([0-9/]+) để tổng hợp", text)
            day = parse_typed_date(found[1]) if found else None
            assert day is not None
            says_why = "thay thế Công văn số" in text
            if not file.name.startswith("Cong-van"):
                self.hold_void_letters(unit, day, text)
            self.named[unit][int(file.name.split("_")[1].split("-")[0])] = day
            assert day >= before[unit] or before[unit] < self.day or says_why, (
                "a standing last day was made earlier"
            )
            if file.name.startswith("Don-doc"):
                stands = before[unit] >= self.day
                assert not stands or day == before[unit], "a reminder moved a last day that has not passed"
                assert stands or "Thời hạn nêu tại" in text or "được tính là đúng hạn" in text
                counts = "được tính là đúng hạn" in text
                assert stands or self.last_day(unit) == (max(day, before[unit]) if counts else before[unit])
            else:
                assert self.last_day(unit) == day, "the ledger judges by another day than the letter names"

    def hold_void_letters(self, unit: str, day: date, text: str) -> None:
        """A follow-up says which letters that named a later day to the unit do not hold any more."""
        desk = self.desk()
        try:
            void = {one.first: one.kind for one in list_book(desk, BookChoice()).entries if one.void}
        finally:
            desk.store.close()
        for number, named in self.named[unit].items():
            if void.get(number, "letter") != "letter" and named > day:
                assert f"số {number}-CV/BCĐ" in text, "a void letter goes on naming a later day"
                assert "đã được hủy" in text

    def figures(self, day: date) -> Any:
        desk = self.desk()
        try:
            seen = status(desk, ROUND, day)
            totals = seen.state.totals
            assert 0 <= (totals.completeness or 0) <= 1
            assert 0 <= (totals.timeliness or 0) <= 1
            return [(one.code, one.state, one.last_day, one.days_late) for one in seen.units], totals
        finally:
            desk.store.close()

    # --- what an office does

    def refuse(self, desk: Desk, step: Step) -> None:
        self._files += 1
        form = next(self.root.glob(f"out/*/{step.unit}/Mau-bao-cao_{step.unit}.xlsx"), None)
        if form is None:
            return  # it has not joined
        file = fill(form, self.root / "đến" / f"{self._files}.xlsx", so_anh=f"chừng {self._files}")
        record_files(desk, ReturnedFiles(paths=[file]))

    def give_back(self, desk: Desk, step: Step) -> None:
        self.refuse(desk, step)
        return_report(desk, CorrectionRequest(unit=step.unit, accepted=DOUBTS))

    def remind(self, desk: Desk, _step: Step) -> None:
        remind(desk, ReminderRequest(accepted=DOUBTS))

    def _extension(self, step: Step, **more: Any) -> ExtensionRequest:
        until = self.day + timedelta(step.term)
        return ExtensionRequest(deadline=until, reason="mưa lũ", accepted=DOUBTS, **more)

    def extend(self, desk: Desk, step: Step) -> None:
        extend(desk, self._extension(step, units=(step.unit,), letter=True))

    def extend_all(self, desk: Desk, step: Step) -> None:
        extend(desk, self._extension(step, everyone=True))

    def tell(self, desk: Desk, step: Step) -> None:
        extend(desk, self._extension(step, everyone=True, letter=True))

    def report(self, desk: Desk, step: Step) -> None:
        record_by_hand(desk, ManualReport(unit=step.unit, values=GOOD_VALUES))

    def exempt(self, desk: Desk, step: Step) -> None:
        excuse_unit(desk, ROUND, step.unit, event="exempted", reason="đại hội")

    def join(self, desk: Desk, _step: Step) -> None:
        notify(desk, NoticeRequest(units=(JOINER,), dated=self.day, add=True, accepted=DOUBTS))

    # --- what it puts right

    def _follow_up(self, desk: Desk, step: Step) -> NumberSpan | None:
        """The number of one of the letters so far, but not of the round's own."""
        letters = [one for one in list_book(desk, BookChoice()).entries if one.dated and one.kind != "letter"]
        chosen = letters[step.term % len(letters)] if letters else None
        self.put_right = chosen.dated if chosen else None
        return NumberSpan(chosen.first, chosen.last) if chosen else None

    def void(self, desk: Desk, step: Step) -> None:
        if span := self._follow_up(desk, step):
            void_number(desk, span.first, "phát hành nhầm", BookChoice())

    def release(self, desk: Desk, step: Step) -> None:
        if span := self._follow_up(desk, step):
            release_numbers(desk, span, "hủy nhầm", BookChoice())

    def take_back(self, desk: Desk, step: Step) -> None:
        self.put_right = min(line.on for line in take_back(desk, ROUND, (step.unit,), "ghi nhầm").lines)

    def take_back_all(self, desk: Desk, _step: Step) -> None:
        self.put_right = min(line.on for line in take_back(desk, ROUND, (), "ghi nhầm", everyone=True).lines)

    def withdraw(self, desk: Desk, step: Step) -> None:
        withdraw_reports(desk, [step.unit], "ghi nhầm")

    def restore(self, desk: Desk, step: Step) -> None:
        self.put_right = restore_reports(desk, [step.unit], "rút nhầm")[0].gone.received_on

    def unexempt(self, desk: Desk, step: Step) -> None:
        lines = desk.store.letters.expectation_lines(ROUND, step.unit)
        self.put_right = lines[-1][1].on if lines else None
        excuse_unit(desk, ROUND, step.unit, event="exempted", mending=Mending(take_back="miễn nhầm"))

    def issue_anew(self, desk: Desk, _step: Step) -> None:
        issued = desk.store.letters.of_round(ROUND)
        assert issued
        void_number(desk, issued.letter.number.number or 0, "sai", BookChoice())
        units = tuple(sorted(desk.store.letters.joined(ROUND)))
        notify(desk, NoticeRequest(units=units, accepted=(*DOUBTS, "past-deadline")))

    def replace(self, desk: Desk, step: Step) -> None:
        """By a letter whose last day is earlier or later than the one that stood."""
        issued = desk.store.letters.of_round(ROUND)
        assert issued
        file = self.root / "data" / "rounds" / f"{ROUND}.yaml"
        until = self.day + timedelta(step.term)
        text = re.sub("(?m)^deadline: .*", f"deadline: {until}", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
        number, accepted = issued.letter.number.number, (*DOUBTS, "shorter-term")
        notify(desk, NoticeRequest(replaces=number, reason="sai thời hạn", accepted=accepted))

    def put_right_term(self, desk: Desk, step: Step) -> None:
        """The own day of the unit that joined, earlier or later."""
        until = self.day + timedelta(step.term)
        request = OwnTermRequest(deadline=until, reason="nhầm", units=(JOINER,), accepted=DOUBTS)
        put_own_terms_right(desk, request)

    acts: ClassVar[dict[str, Callable[["Office", Desk, Step], None]]] = {
        "refuse": refuse,
        "return": give_back,
        "remind": remind,
        "extend": extend,
        "extend all": extend_all,
        "tell": tell,
        "report": report,
        "exempt": exempt,
        "issue anew": issue_anew,
        "replace": replace,
        "put right": put_right_term,
        "join": join,
        "void": void,
        "release": release,
        "take back": take_back,
        "take back all": take_back_all,
        "withdraw": withdraw,
        "restore": restore,
        "unexempt": unexempt,
    }


@settings(LIVING, max_examples=15)
@given(steps=STEPS)
def test_letters_never_contradict_each_other_and_the_past_stays(
    office: Path, tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    with copy_of(office, tmp_path_factory) as root:
        living = Office(root)
        for step in steps:
            living.live(step)
        for day, told in living.told.items():
            assert living.figures(day) == told, day


def test_form_of_a_unit_is_found(office: Path) -> None:
    """The steps above refuse real forms."""
    assert form_of(office, "SYT").is_file()
