"""Papers by their names, and numbers that no letter carries."""

from typing import get_args

import pytest

from bcd35.domain.errors import Refused
from bcd35.domain.letter_files import plan_files
from bcd35.domain.letters import LetterNumber, Purpose
from bcd35.domain.number_books import NumberSeries
from bcd35.domain.number_choice import NumberLine, choose_number, next_number
from bcd35.domain.papers import (
    KnownNumber,
    NumberBook,
    Paper,
    closed_numbers,
    is_paper,
    paper_of,
    spans_without,
)

CV = ("CV/BCĐ", "2025-2030")
SERIES = NumberSeries("CV", *CV, next_number=28)


def known(number: int, purpose: Purpose, *, used: bool, round_code: str = "r1") -> KnownNumber:
    return KnownNumber(LetterNumber(*CV, number), round_code, purpose, "", used)


def line(first: int, last: int, event: str) -> NumberLine:
    return NumberLine(*CV, first, last, event, "lý do")


@pytest.mark.parametrize(
    ("folder", "name", "paper"),
    [
        ("SYT", "Cong-van_28-CV-BCD_SYT.docx", ("letter", "28-CV-BCD", True, 28)),
        ("_ban-luu", "Cong-van_28-CV-BCD_ban-luu.docx", ("letter", "28-CV-BCD", True, 28)),
        ("SYT", "Cong-van_05-CV-BCD_SYT - Copy.docx", ("letter", "05-CV-BCD", False, 5)),
        ("A_B", "Don-doc_29-CV-BCD_A_B.docx", ("reminder", "29-CV-BCD", True, 29)),
        ("SYT", "De-nghi-bo-sung_30-CV-BCD_SYT.docx", ("correction", "30-CV-BCD", True, 30)),
        ("SYT", "Mau-bao-cao-bo-sung_30-CV-BCD_SYT.xlsx", ("correction", "30-CV-BCD", True, 30)),
        ("SYT", "Bang-kiem_SYT.docx", ("letter", "", True, 0)),
        ("SYT", "Mau-bao-cao_SYT (1).xlsx", ("letter", "", False, 0)),
        ("SYT", "Mau-bao-cao_29-CV-BCD_SYT.xlsx", ("letter", "", True, 0)),
        ("SYT", "Cong-van_28-CV-BCD_SYT.pdf", None),
        ("SYT", "Cong-van_du-thao_SYT.docx", None),
        ("SYT", "in-tat-ca.docx", None),
    ],
)
def test_a_paper_is_known_by_its_name(
    folder: str, name: str, paper: tuple[str, str, bool, int] | None
) -> None:
    found = paper_of("r1", folder, name)
    assert (found and (found.purpose, found.stem, found.own, found.number)) == paper
    assert is_paper(f"out/r1/{folder}/{name}") == (paper is not None)
    assert not is_paper(f"out/_du-thao/r1/{folder}/{name}")


@pytest.mark.parametrize(
    ("number", "folder", "standing"),
    [
        (known(29, "reminder", used=False), "SYT", "unfinished"),
        (known(29, "reminder", used=True), "SYT", "doubled"),
        (known(29, "correction", used=False), "SYT", "doubled"),
        (known(29, "reminder", used=False, round_code="r2"), "SYT", "doubled"),
        (known(28, "reminder", used=True), "SYT", "unknown"),
    ],
)
def test_a_paper_is_held_against_the_book(number: KnownNumber, folder: str, standing: str) -> None:
    paper = Paper("", "reminder", "r1", folder, "29-CV-BCD", own=True)
    assert NumberBook([number], [], {}).standing(paper) == standing


def test_a_letter_may_go_to_further_units_and_a_number_be_passed_over() -> None:
    book = NumberBook(
        [known(28, "letter", used=True)], [line(30, 35, "skipped"), line(33, 33, "released")], {}
    )

    def standing(number: int, folder: str = "SYT", *, own: bool = True) -> str:
        return book.standing(
            Paper(
                path="", purpose="letter", round_folder="r1", folder=folder, stem=f"{number}-CV-BCD", own=own
            )
        )

    assert [standing(28), standing(28, "_ban-luu"), standing(28, own=False)] == [
        "unfinished",
        "doubled",
        "copy",
    ]
    assert [standing(number) for number in (29, 30, 33, 35, 36)] == [
        "unknown",
        "passed_over",
        "unknown",
        "passed_over",
        "unknown",
    ]


def test_numbers_that_no_letter_carries_are_not_given_to_one() -> None:
    closed = closed_numbers([line(29, 31, "skipped"), line(500, 502, "reserved"), line(30, 30, "released")])
    assert sorted(closed) == [29, 31, 500, 501, 502]
    taken = {28: ("r1", True)}
    assert next_number(SERIES, taken, closed) == 32  # what is only in reserve does not move the book up
    assert next_number(SERIES, {**taken, 499: ("r1", True)}, closed) == 503
    assert choose_number(SERIES, taken, "r2", None, closed).number == 32
    assert choose_number(SERIES, taken, "r2", 30, closed).number == 30
    with pytest.raises(Refused, match=r"Số 29-CV/BCĐ đã bỏ qua \(lý do\)\."):
        choose_number(SERIES, taken, "r2", 29, closed)
    # A number left over by the office's own run stays its own.
    assert choose_number(SERIES, {28: ("r1", False)}, "r1", None, closed).number == 28


def test_spans_step_over_numbers_that_are_taken() -> None:
    assert list(spans_without(29, 35, [28, 31, 35, 40])) == [(29, 30), (32, 34)]
    assert list(spans_without(29, 28, [])) == []
    assert list(spans_without(29, 29, [])) == [(29, 29)]


def test_a_checklist_or_form_leaves_the_place_of_a_paper_that_was_found() -> None:
    found = {"out/r1/SYT/Bang-kiem_SYT.docx"}
    _, files = plan_files("r1", LetterNumber(*CV, 30), ["SYT", "SNV"], found)
    syt, snv = files
    assert (syt.checklist, syt.form) == (
        "out/r1/SYT/Bang-kiem_30-CV-BCD_SYT.docx",
        "out/r1/SYT/Mau-bao-cao_SYT.xlsx",
    )
    assert snv.checklist == "out/r1/SNV/Bang-kiem_SNV.docx"
    assert set(get_args(Purpose)) == {"letter", "reminder", "correction", "extension"}


def test_a_number_of_an_earlier_term_is_no_other_papers() -> None:
    earlier = KnownNumber(LetterNumber("CV/BCĐ", "2020-2025", 5), "cũ", "letter", "", used=True)
    paper = Paper("", "letter", "r1", "SYT", "05-CV-BCD", own=True)
    this_term = {"CV/BCĐ": "2025-2030"}
    assert NumberBook([earlier], [], this_term).standing(paper) == "unknown"
    assert NumberBook([earlier], [], this_term).known(paper, paper.stem) is None
    assert NumberBook([earlier], [], {"CV/BCĐ": "2020-2025"}).standing(paper) == "doubled"
