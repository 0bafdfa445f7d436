"""The book of a letter: its date decides; the turn of a term or year is foreseen."""

from dataclasses import replace
from datetime import date

import pytest

from bcd35.domain.letter_days import judge_book, judge_turn
from bcd35.domain.letters import LetterNumber
from bcd35.domain.number_books import NumberSeries, book_on, line_to_add
from bcd35.domain.office import judge_office
from tests.support.office import OFFICE

TERM = NumberSeries("CV", "CV/BCĐ", "2025-2030", 28)
NEXT = NumberSeries("CV", "CV/BCĐ", "2030-2035", 1, since=date(2030, 10, 15))
YEARLY = NumberSeries("CV", "CV/BCĐ", "hằng năm")
BEGUN = NumberSeries("CV", "CV/BCĐ", "2025", 28)


@pytest.mark.parametrize(
    ("books", "day", "term", "number"),
    [
        ([TERM], date(2025, 1, 1), "2025-2030", 28),
        ([TERM], date(2030, 12, 31), "2025-2030", 28),
        ([TERM], date(2031, 1, 1), None, 0),
        ([TERM], date(2024, 12, 31), None, 0),
        ([TERM, NEXT], date(2030, 10, 14), "2025-2030", 28),
        ([TERM, NEXT], date(2030, 10, 15), "2030-2035", 1),
        ([TERM, replace(NEXT, since=None)], date(2030, 3, 1), "2030-2035", 1),
        ([YEARLY], date(2026, 1, 5), "2026", 1),
        ([BEGUN, YEARLY], date(2025, 12, 31), "2025", 28),
        ([YEARLY, BEGUN], date(2025, 12, 31), "2025", 28),
        ([YEARLY, BEGUN], date(2026, 1, 1), "2026", 1),
        ([replace(YEARLY, term="Hàng năm")], date(2027, 1, 1), "2027", 1),
        ([replace(TERM, term="Nhiệm kỳ XX")], date(2040, 1, 1), "Nhiệm kỳ XX", 28),
    ],
)
def test_the_date_decides_the_book(
    books: list[NumberSeries], day: date, term: str | None, number: int
) -> None:
    book = book_on(books, day)
    assert (book.term if book else None, book.next_number if book else 0) == (term, number)


@pytest.mark.parametrize(
    ("last", "day", "line"),
    [
        (TERM, date(2031, 1, 6), "term: 2030-2035, next_number: 1, since: 2031-01-01}"),
        (TERM, date(2037, 1, 6), "term: 2035-2040, next_number: 1, since: 2035-01-01}"),
        (TERM, date(2015, 6, 1), "term: 2015, next_number: 1}"),
        (BEGUN, date(2026, 1, 5), "term: hằng năm}"),
        (BEGUN, date(2024, 5, 5), "term: 2024, next_number: 1}"),
    ],
)
def test_the_line_that_is_advised_gives_the_day_a_book(last: NumberSeries, day: date, line: str) -> None:
    told = line_to_add(last, day)
    assert told == f"- {{document_type: CV, symbol: CV/BCĐ, {line}"
    stated = dict(part.split(": ") for part in told.removeprefix("- {").removesuffix("}").split(", "))
    since = date.fromisoformat(stated["since"]) if "since" in stated else None
    added = NumberSeries("CV", stated["symbol"], stated["term"], since=since)
    assert book_on([last, added], day) == added.of(day)
    assert judge_office(replace(OFFICE, number_series=(last, added))) == []


def test_a_date_without_a_book_is_doubtful_and_told_which_line_to_add() -> None:
    (doubt,) = judge_book([TERM], date(2031, 1, 6))
    assert doubt.name == "outside-term"
    assert doubt.finding.message == (
        "Ngày công văn 06/01/2031 không thuộc sổ số nào của “CV/BCĐ” (đã khai: 2025-2030)."
    )
    assert doubt.finding.fix == (
        "Sửa ngày công văn; hoặc thêm vào number_series trong data/office.yaml dòng “- {document_type: CV, "
        "symbol: CV/BCĐ, term: 2030-2035, next_number: 1, since: 2031-01-01}” (since: ngày bắt đầu dùng "
        "sổ mới) và chạy: bcd35 import\nRồi chạy lại lệnh này.\n"
        "Nếu đúng là như vậy thì thêm: --accept outside-term"
    )
    assert list(judge_book([TERM, YEARLY], date(2031, 1, 6))) == []


def test_the_turn_is_said_a_month_ahead_and_what_to_prepare() -> None:
    assert list(judge_turn([TERM], date(2030, 12, 1))) == []
    (ends,) = judge_turn([TERM], date(2030, 12, 2))
    assert (ends.code, ends.message) == (
        "book_ends",
        "Sổ số “CV/BCĐ” đang dùng hết ngày 31/12/2030; chưa khai sổ cho những ngày sau đó.",
    )
    assert ends.fix.endswith("since: 2031-01-01}” (since: ngày bắt đầu dùng sổ mới) và chạy: bcd35 import")
    (turns,) = judge_turn([BEGUN, YEARLY], date(2025, 12, 31))
    assert (turns.code, turns.message) == (
        "book_turns",
        "Sổ số “CV/BCĐ” đang dùng hết ngày 31/12/2025; từ 01/01/2026 sang sổ 2026, bắt đầu từ số 01.",
    )
    assert [found.code for found in judge_turn([TERM, NEXT], date(2030, 10, 14))] == ["book_turns"]
    assert list(judge_turn([TERM], date(2031, 1, 1))) == []


def test_of_several_symbols_the_first_is_the_usual_one() -> None:
    other = NumberSeries("CV", "CV/VP", "hằng năm")
    office = replace(OFFICE, number_series=(TERM, other, *OFFICE.number_series[1:]))
    assert (office.symbols("CV"), office.symbols("KH")) == (["CV/BCĐ", "CV/VP"], [])
    assert (office.books("CV"), office.books("CV", "cv/vp"), office.books("CV", "x")) == (
        (TERM,),
        (other,),
        (),
    )
    assert office.book_of(LetterNumber("CV/VP", "2026", 3)) == other
    assert office.book_of(LetterNumber("CV/BCĐ", "2025-2030", 3)) == TERM
    assert office.book_of(LetterNumber("CV/BCĐ", "2020-2025", 3)) is None


def test_a_book_for_every_year_states_no_number_and_no_impossible_first_day() -> None:
    wrong = (replace(YEARLY, next_number=28), replace(NEXT, since=date(2036, 1, 1)))
    found = judge_office(replace(OFFICE, number_series=wrong))
    assert [(path, finding.message) for path, finding in found] == [
        (
            ("number_series", 0, "next_number"),
            "Sổ hằng năm mỗi năm bắt đầu từ 1, không ghi next_number: 28.",
        ),
        (("number_series", 1, "since"), "Ngày bắt đầu 01/01/2036 ở ngoài “2030-2035”."),
    ]
    assert found[0][1].fix == (
        "Bỏ next_number ở dòng này; với năm đang dở thêm một dòng riêng: - {document_type: CV, "
        "symbol: CV/BCĐ, term: NĂM, next_number: 28}"
    )
