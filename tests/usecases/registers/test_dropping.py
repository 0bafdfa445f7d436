"""A round that was made by mistake, and never issued: out of the book without a trace but the journal's."""

from pathlib import Path

import pytest

from tests.conftest import ROUND, CommandLine
from tests.support.filling import picture

pytestmark = pytest.mark.issued

NEW = ("rounds", "new", "--like", ROUND, "--code", "dot-2", "--deadline", "2026-03-16")
DROP = ("rounds", "drop", "dot-2", "--reason", "tạo nhầm")
FIRST, BACK = ("rounds", "drop", ROUND, "--reason", "x"), ("rounds", "drop", "dot-2", "--take-back", "x")
VOID = ("letters", "void", "28", "--reason", "x")


def rounds(bcd35: CommandLine) -> list[str]:
    return [one["code"] for one in bcd35("rounds", "list", "--json").json["data"]]


def test_undo_takes_a_new_round_back_and_its_file_is_not_lost(bcd35: CommandLine, root: Path) -> None:
    bcd35(*NEW)
    file = root / "data/rounds/dot-2.yaml"
    made = file.read_bytes()

    ran = bcd35("undo", "--yes")

    assert (ran.code, rounds(bcd35), file.exists()) == (0, [ROUND], False)
    (aside,) = root.glob("de-rieng/*/dot-2.yaml")
    assert (aside.read_bytes(), aside.relative_to(root).as_posix() in ran.out) == (made, True)
    # Twice is the same again, and the way back runs as it is printed.
    back = bcd35("undo", "--yes")
    assert (back.code, rounds(bcd35), file.read_bytes()) == (0, [ROUND, "dot-2"], made)
    assert bcd35("undo", "--yes").code == 0
    assert bcd35("import").err == ""
    assert (rounds(bcd35), file.exists(), bcd35("check").err) == ([ROUND], False, "")


@pytest.mark.parametrize(
    ("before", "command", "code"),
    [
        ((), FIRST, "already_issued"),
        (
            (("letters", "void", "28", "--reason", "x"),),
            ("rounds", "drop", ROUND, "--reason", "x"),
            "already_issued",
        ),
        ((("rounds", "close", "dot-2"),), DROP, "round_in_use"),
        ((), BACK, "unknown_name"),
        ((DROP, NEW), BACK, "unknown_name"),
    ],
)
def test_what_is_not_dropped(
    before: tuple[tuple[str, ...], ...], command: tuple[str, ...], code: str, bcd35: CommandLine, root: Path
) -> None:
    """Once a letter is out, be it void, or a line names the round, it is closed instead."""
    bcd35(*NEW)
    for one in before:
        assert bcd35(*one).code == 0
    was = picture(root)
    ran = bcd35(*command, "--json")
    assert (ran.json["findings"][0]["code"], picture(root) == was) == (code, True)


def test_a_file_in_the_way_is_not_replaced(bcd35: CommandLine, root: Path) -> None:
    bcd35(*NEW)
    bcd35(*DROP)
    (root / "data/rounds/dot-2.yaml").write_text("khác", encoding="utf-8")
    ran = bcd35("rounds", "drop", "dot-2", "--take-back", "x", "--json")
    assert ran.json["findings"][0]["code"] == "file_in_the_way"
    assert (root / "data/rounds/dot-2.yaml").read_text("utf-8") == "khác"


def test_a_round_that_only_had_a_piece_says_why_it_stays(bcd35: CommandLine) -> None:
    bcd35(*NEW)
    add = ("contributions", "add", "SYT", "--title", "Một cửa", "--medium", "tin-bai", "--round", "dot-2")
    assert bcd35(*add, "--category", "gương điển hình").code == 0
    assert bcd35("contributions", "move", "1", "--to-round", ROUND, "--reason", "nhầm đợt").code == 0

    ran = bcd35(*DROP)

    assert (ran.code, rounds(bcd35)) == (3, [ROUND, "dot-2"])
    told = "Sổ còn ghi về đợt “dot-2”: 1 dòng tin, bài (kể cả tin, bài đã chuyển đi hoặc đã bỏ)."
    assert told in ran.err
    assert bcd35("rounds", "close", "dot-2", "--reason", "x").code == 0
    assert "dot-2" not in bcd35().out
