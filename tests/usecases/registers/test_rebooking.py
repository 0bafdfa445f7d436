"""Pieces that were booked for the wrong unit, round or day: entered anew under another number, or void."""

import shlex
from pathlib import Path

import pytest

from tests.conftest import ROUND, CommandLine
from tests.support.filling import picture, rows

pytestmark = pytest.mark.issued

ADD = (
    "contributions",
    "add",
    "SYT",
    "--title",
    "Tin một",
    "--medium",
    "tin-bai",
    "--category",
    "mô hình mới",
)


@pytest.fixture
def booked(bcd35: CommandLine, root: Path) -> CommandLine:
    """Piece 1 of SYT with a file, received on 28 November, edited since."""
    (root / "tin.docx").write_bytes(b"tin")
    assert bcd35(*ADD, "--file", "tin.docx", "--received-on", "2025-11-28").code == 0
    assert bcd35("contributions", "edit", "1", "--stage", "da-bien-tap", "--on", "2025-11-30").code == 0
    return bcd35


def listed(bcd35: CommandLine) -> list[tuple[object, ...]]:
    pieces = bcd35("contributions", "list", "--json").json["data"]["contributions"]
    return [
        (one["number"], one["unit"], one["received_on"], one["stage"], len(one["lines"])) for one in pieces
    ]


def test_a_piece_goes_to_the_right_unit_with_all_its_lines(booked: CommandLine, root: Path) -> None:
    ran = booked("contributions", "move", "1", "--to", "Sở Nội vụ", "--reason", "ghi nhầm đơn vị")
    assert (ran.code, ran.out.splitlines()[0]) == (
        0,
        (
            "Tin bài số 1 ghi lại thành số 2: Sở Nội vụ, đợt tháng 11/2025, nhận ngày 28/11/2025 "
            "(vì: ghi nhầm đơn vị)."
        ),
    )
    assert listed(booked) == [(2, "SNV", "2025-11-28", "edited", 2)]
    gone = booked("contributions", "edit", "1", "--title", "x")
    assert (gone.code, "Tin bài số 1 nay là số 2." in gone.err) == (3, True)
    told = booked("log", "--json").json["data"]["acts"][-1]
    assert (told["act"], told["details"][-1]) == ("move_contribution", "đơn vị: “SYT” → “SNV”")
    # Back again: the same file of the same unit is taken once more.
    assert booked(*shlex.split(told["way_back"])[1:]).code == 0
    assert listed(booked) == [(3, "SYT", "2025-11-28", "edited", 2)]
    assert rows(root, "SELECT id, taking FROM contributions") == [(1, 1), (2, 1), (3, 2)]
    assert booked("check").code == 0


def test_an_old_number_tells_the_one_that_the_piece_has_now(booked: CommandLine) -> None:
    """Through other rounds and units, and being void."""
    booked("rounds", "new", "--like", ROUND, "--code", "dot-2", "--deadline", "2026-03-02")
    booked("contributions", "move", "1", "--to-round", "dot-2", "--reason", "x")
    booked("contributions", "move", "2", "--to", "SNV", "--reason", "x")
    booked("contributions", "void", "3", "--reason", "trùng")
    for number in ("1", "2"):
        for again in (("edit", number, "--title", "x"), ("void", number, "--take-back", "x")):
            told = booked("contributions", *again)
            gone = f"Tin bài số {number}, sau ghi lại thành số 3, không còn tính: trùng."
            assert (told.code, gone in told.err) == (4, True)
    back = shlex.split(told.err.rpartition("bcd35 ")[2].replace("LÝ_DO", "nhầm"))
    assert booked(*back).code == 0
    for number in ("1", "2", "3"):
        told = booked("contributions", "redate", number, "--received-on", "2025-11-27", "--reason", "x")
        assert (told.code, f"Tin bài số {number} nay là số 4." in told.err) == (3, True)
    assert "Không có tin bài số 9." in booked("contributions", "edit", "9", "--title", "x").err


def test_a_piece_goes_to_another_round_as_a_report_does(booked: CommandLine) -> None:
    """Under the same name of the option; the name that it had before is understood, and not shown."""
    booked("rounds", "new", "--like", ROUND, "--code", "dot-2", "--deadline", "2026-03-02")
    move = ("contributions", "move", "1", "--reason", "nhầm đợt")
    assert booked(*move, "--to-round", "dot-2").code == 0
    told = booked("log", "--json").json["data"]["acts"][-1]
    assert "--to-round" in told["way_back"]
    assert booked(*shlex.split(told["way_back"])[1:]).code == 0
    assert booked("contributions", "move", "3", "--round", "dot-2", "--reason", "nhầm đợt").code == 0
    page = booked("contributions", "move", "--help").out
    assert ("--to-round" in page, "--round " in page) == (True, False)


def test_a_closed_round_takes_no_piece_but_those_in_it_are_put_right(booked: CommandLine) -> None:
    booked("rounds", "new", "--like", ROUND, "--code", "dot-2", "--deadline", "2026-03-02")
    assert booked(*ADD, "--round", "dot-2", "--received-on", "2025-11-28").code == 0
    assert booked("rounds", "close", ROUND).code == 0

    ran = booked(*ADD, "--round", ROUND, "--received-on", "2025-11-28")
    assert (ran.code, f"bcd35 rounds reopen {ROUND}" in ran.err) == (3, True)
    ran = booked("contributions", "move", "2", "--to-round", ROUND, "--reason", "nhầm đợt")
    assert (ran.code, f"bcd35 rounds reopen {ROUND}" in ran.err) == (3, True)
    assert booked("contributions", "move", "1", "--to", "SNV", "--reason", "nhầm").code == 0
    assert booked("contributions", "edit", "3", "--stage", "da-bien-tap", "--on", "2025-12-01").code == 0


def test_a_day_of_receipt_is_put_right_and_figures_follow(booked: CommandLine) -> None:

    ran = booked("contributions", "redate", "1", "--received-on", "2025-11-25", "--reason", "nhầm ngày")
    assert ran.code == 0
    assert listed(booked) == [(2, "SYT", "2025-11-25", "edited", 2)]
    lines = booked("contributions", "list", "--json").json["data"]["contributions"][0]["lines"]
    assert [line["on"] for line in lines] == ["2025-11-25", "2025-11-30"]
    assert booked(*shlex.split(ways(booked)[-1])[1:]).code == 0
    assert listed(booked) == [(3, "SYT", "2025-11-28", "edited", 2)]


def ways(bcd35: CommandLine) -> list[str]:
    return [one["way_back"] for one in bcd35("log", "--json").json["data"]["acts"][-2:]]


def test_a_piece_made_void_by_mistake_comes_back_whole(booked: CommandLine, root: Path) -> None:
    assert booked("contributions", "void", "1", "--reason", "ghi trùng").code == 0
    assert listed(booked) == []
    assert ways(booked)[-1] == 'bcd35 contributions void 1 --take-back "bỏ nhầm"'
    assert booked("undo", "--yes").code == 0
    assert listed(booked) == [(2, "SYT", "2025-11-28", "edited", 2)]
    assert len(rows(root, "SELECT DISTINCT sha256 FROM contributions")) == 1, "with its file"
    assert ways(booked) == [
        "Đã được sửa lại sau đó.",
        'bcd35 contributions void 2 --reason "lấy lại nhầm"',
    ]
    assert booked("undo", "--yes").code == 0
    assert listed(booked) == []
    assert booked("check").code == 0


@pytest.mark.parametrize(
    ("before", "number", "code"),
    [
        ((), "1", "not_void"),
        ((), "7", "unknown_name"),
        ((("move", "1", "--to", "SNV", "--reason", "x"),), "1", "entered_anew"),
        ((("void", "1", "--reason", "x"), ("void", "1", "--take-back", "y")), "1", "entered_anew"),
    ],
    ids=["stands", "never given", "moved", "came back"],
)
def test_only_a_void_piece_comes_back(
    booked: CommandLine, root: Path, before: tuple[tuple[str, ...], ...], number: str, code: str
) -> None:
    for words in before:
        assert booked("contributions", *words).code == 0
    seen = picture(root)
    ran = booked("contributions", "void", number, "--take-back", "bỏ nhầm", "--json")
    assert (ran.code, ran.json["findings"][0]["code"]) == (4 if code == "unknown_name" else 3, code)
    assert picture(root) == seen
    assert booked("contributions", "void", number).code == 2


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("move", "1", "--to", "SYT"), "nothing_to_change"),
        (("redate", "1", "--received-on", "2025-12-01"), "after_next_line"),
        (("move", "1", "--to", "SNV"), "already_registered"),
    ],
)
def test_what_an_entry_must_not_be(
    command: tuple[str, ...], code: str, booked: CommandLine, root: Path
) -> None:
    booked("contributions", "add", "SNV", *ADD[3:], "--file", "tin.docx")
    before = picture(root)
    ran = booked("contributions", *command, "--reason", "x", "--json")
    assert (ran.code, ran.json["findings"][0]["code"]) == (3, code)
    assert picture(root) == before
    assert booked("contributions", "move", "1", "--reason", "x").code == 2
