"""Honest returned files: every answer is what was typed, or the cause of refusal is named; never in part."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bcd35.domain.answers import Answer
from tests.support import honest
from tests.support.made_up_form import BLANK, CELLS, received

TYPED: dict[str, object] = {
    CELLS["told"]: 1234,
    CELLS["ways"]: "văn bản; họp chi bộ",
    CELLS["done"]: date(2025, 11, 28),
    CELLS["site"]: "Có",
    CELLS["shared"]: 0,
    CELLS["wishes"]: "KHÓ KHĂN: THIẾU MÁY QUAY & NHÂN LỰC < 2 NGƯỜI",
}
ANSWERS = {
    "told": Answer("value", 1234),
    "ways": Answer("value", ("họp chi bộ", "văn bản")),
    "done": Answer("value", date(2025, 11, 28)),
    "site": Answer("value", value=True),
    "shared": Answer("value", 0),
    "wishes": Answer("value", "KHÓ KHĂN: THIẾU MÁY QUAY & NHÂN LỰC < 2 NGƯỜI"),
}
HONEST = dict(honest.honest(BLANK, TYPED))
REFUSABLE = {name: (data, code) for name, data, code in honest.refusable(BLANK, TYPED)}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_says_exactly_what_was_typed(name: str) -> None:
    assert received(HONEST[name]) == (ANSWERS, [])


@pytest.mark.parametrize("name", REFUSABLE)
def test_what_cannot_be_read_without_a_guess_names_its_cause(name: str) -> None:
    data, code = REFUSABLE[name]

    assert code in [found.code for found in received(data)[1]]


def test_the_corpus_is_as_large_as_the_readme_says() -> None:
    assert (len(HONEST), len(REFUSABLE)) == (67, 11)
    assert len({*HONEST.values()}) == len(HONEST)


def test_habits_in_pairs_say_the_same() -> None:
    plain = honest.filled(BLANK, TYPED)
    wrong = [
        name
        for name, habit in honest.habits_in_pairs()
        if received(honest.saved(plain, habit)) != (ANSWERS, [])
    ]

    assert wrong == []


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("excel strict with iso dates", "xlsx:Calc MS Excel 2007 XML"),
        ("formulas with results", "xlsx:Calc MS Excel 2007 XML"),
        ("wps", "xlsx:Calc Office Open XML"),
        ("a comment", "xlsx:Calc Office Open XML"),
        ("thousands with points", "ods"),
    ],
)
def test_libreoffice_saves_what_was_typed(
    name: str, to: str, tmp_path: Path, soffice: Callable[..., Path]
) -> None:
    source = tmp_path / "bao-cao.xlsx"
    source.write_bytes(HONEST[name])

    saved = soffice(source, to)
    again = soffice(saved, "xlsx") if to == "ods" else saved

    assert received(again.read_bytes()) == (ANSWERS, [])
