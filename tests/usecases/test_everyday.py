"""Everyday mistakes with units, rounds, pieces and numbers: each is put right by two commands at most.

A command beginning with “…” is the one that the screen has printed last and that has these words; one ending
with “!” is refused. Then every output tells what is right, the ledger is whole, and the case file says why it
was put right.
"""

import shlex
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import SET_VALUES, CommandLine
from tests.support.filling import words_of
from tests.support.office_life import Office

ROUND = "2030-11"
SET = SET_VALUES
PIECE = 'contributions add SYT --title "Tin một" --medium tin-bai --category "mô hình mới" --round 2030-11'
OTHER = "rounds new --like 2030-11 --code dot-2 --deadline 2031-03-03"


class Mistake(NamedTuple):
    """What was done, and what puts it right; then the states that differ from those without it.

    ``told``: what the case file says of it. ``pieces``: unit and day of each; ``numbers``: the book after 28.
    ``edit``: what is put right in the office's file first, old and new.
    """

    done: tuple[str, ...]
    right: tuple[str, ...]
    told: str
    states: dict[str, str] = {}  # noqa: RUF012 – never changed
    pieces: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[int, int, str], ...] = ()
    edit: tuple[str, str] = ("", "")


SPLIT = 'units split SXD --into "SXA:Sở Xây" --into "SGT:Sở Giao thông"'
MISTAKES = {
    "exempted by mistake": Mistake(
        ('rounds exempt SXD --reason "đại hội"',),
        ('rounds exempt SXD --take-back "miễn nhầm"',),
        "vì: miễn nhầm",
    ),
    "exempted from the wrong day": Mistake(
        (
            'rounds exempt SXD --reason "đại hội" --date 2030-10-22',
            'rounds exempt SXD --reason "đại hội" --date 2030-10-25!',
        ),
        ("… --put-right",),
        "ngày: 22/10/2030 → 25/10/2030",
        {"SXD": "exempt"},
    ),
    "exempted for the wrong reason, and restored since": Mistake(
        (
            'rounds exempt SXD --reason "đại hội" --date 2030-10-22',
            'rounds restore SXD --date 2030-10-25 --reason "xong"',
        ),
        ('rounds exempt SXD --reason "bão" --put-right "nhầm lý do"',),
        "lý do: “đại hội” → “bão”",
    ),
    "exempted instead of another unit, and restored since": Mistake(
        ('rounds exempt SXD --reason "đại hội"', 'rounds restore SXD --reason "nhầm"'),
        ('rounds exempt SXD --take-back "nhầm đơn vị"', 'rounds exempt SNV --reason "đại hội"'),
        "vì: nhầm đơn vị; cùng dòng: bỏ miễn",
        {"SNV": "exempt"},
    ),
    "reported, then exempted": Mistake(
        ('rounds exempt SYT --reason "đại hội"',), ("… --take-back",), "vì: miễn nhầm"
    ),
    "exempted, then it reports": Mistake(
        ('rounds exempt SXD --reason "đại hội"',),
        ('rounds restore SXD --reason "vẫn báo cáo"', f"record-report SXD {shlex.join(SET)}"),
        "lý do: vẫn báo cáo",
        {"SXD": "on_time"},
    ),
    "closed by mistake": Mistake(
        ("rounds close 2030-11",), ('rounds close 2030-11 --take-back "đóng nhầm"',), "vì: đóng nhầm"
    ),
    "closed from the wrong day": Mistake(
        ("rounds close 2030-11 --date 2030-10-24", "rounds close 2030-11 --date 2030-10-28!"),
        ("… --put-right",),
        "ngày: 24/10/2030 → 28/10/2030",
    ),
    "a last day put off by mistake": Mistake(
        ('rounds extend --to 2030-11-22 --all --reason "nhầm đợt"',),
        ("undo --yes",),
        "Bỏ lần gia hạn",
    ),
    "a round made by mistake": Mistake((OTHER,), ("undo --yes",), "Phát hành công văn"),
    "another name by mistake": Mistake(
        ('units edit SXD --name "Sở Xây Dựng Mới"',), ("undo --yes",), "“Sở Xây Dựng Mới” → “Sở Xây dựng”"
    ),
    "another code by mistake": Mistake(("units recode SXD SXDM",), ("undo --yes",), "lý do: đổi mã nhầm"),
    "out of use by mistake": Mistake(
        ('units retire SXD --reason "giải thể"',),
        ('units retire SXD --take-back "nhầm"',),
        "Bỏ việc thôi dùng",
    ),
    "merged into the wrong unit": Mistake(
        ('units retire SXD --into SNV --reason "sắp xếp"',),
        ('units retire SXD --into SYT --put-right "nhầm đơn vị nhận"',),
        "sáp nhập vào: “SNV” → “SYT”",
        {"SXD": "exempt"},
    ),
    "merged by mistake, the other unit had to join": Mistake(
        ("units retire SXD --into STC",), ("undo --yes",), "Bỏ việc thôi dùng", {"STC": "exempt"}
    ),
    "split by mistake, the parts had to join": Mistake(
        (f'{SPLIT} --add --reason "chia tách"',),
        ('units split SXD --take-back "chưa có quyết định"',),
        "vì: chưa có quyết định",
        {"SXA": "exempt", "SGT": "exempt"},
    ),
    "split from the wrong day": Mistake(
        (f"{SPLIT} --date 2030-10-30",),
        ('units split SXD --take-back "nhầm ngày"', "units split SXD --into SXA,SGT --date 2030-10-25"),
        "dùng lại: SXA, SGT",
        {"SXD": "exempt"},
    ),
    "out of use, but still asked": Mistake(
        ("units edit SXD --status retired",), ("… units retire",), "Thôi dùng đơn vị", {"SXD": "exempt"}
    ),
    "added by mistake": Mistake(
        ("notify 2030-11 --unit STC --add",), ("undo --yes",), "lý do: bổ sung nhầm", {"STC": "exempt"}
    ),
    "a new unit after the letter": Mistake(
        ('units add TCT --name "Trường Chính trị" --kind dang_uy_co_so',),
        ("notify 2030-11 --unit TCT --add",),
        "đơn vị: TCT",
        {"TCT": "missing"},
    ),
    "a piece of the wrong unit": Mistake(
        (PIECE,),
        ('contributions move 1 --to SNV --reason "nhầm đơn vị"',),
        "vì: nhầm đơn vị",
        pieces=(("SNV", "2030-10-28"),),
    ),
    "a piece of the wrong day": Mistake(
        (PIECE,),
        ('contributions redate 1 --received-on 2030-10-25 --reason "nhầm ngày"',),
        "vì: nhầm ngày",
        pieces=(("SYT", "2030-10-25"),),
    ),
    "a piece of the wrong round": Mistake(
        (PIECE, OTHER),
        ('contributions move 1 --to-round dot-2 --reason "nhầm đợt"',),
        "đợt: “2030-11” → “dot-2”",
    ),
    "a piece entered twice": Mistake(
        (PIECE, PIECE), ("… contributions void",), "vì: ghi trùng", pieces=(("SYT", "2030-10-28"),)
    ),
    "a piece made void by mistake": Mistake(
        (PIECE, 'contributions void 1 --reason "ghi trùng"'),
        ("undo --yes",),
        "Lấy lại tin, bài đã bỏ nhầm",
        pieces=(("SYT", "2030-10-28"),),
    ),
    "numbers kept back by mistake": Mistake(
        ('letters reserve 29-30 --reason "họp"',), ("undo --yes",), "Phát hành công văn"
    ),
    "a number used on paper": Mistake(
        ('letters on-paper 29 --date 2030-10-28 --reason "công văn mật"',),
        (),
        "Phát hành công văn",
        numbers=((29, 29, "on_paper"),),
    ),
    "a reminder by mistake": Mistake(
        ("remind 2030-11 --date 2030-10-28",),
        ('letters void 29 --reason "gửi nhầm"',),
        "lý do: gửi nhầm",
        numbers=((29, 29, "reminder"),),
    ),
    "the letter made void by mistake": Mistake(
        ('letters void 28 --reason "tưởng nhầm"',), ("undo --yes",), "Bỏ dòng ghi về số"
    ),
    "a letter with the wrong signer": Mistake(
        (),
        ("import", 'notify 2030-11 --replace 28 --reason "nhầm người ký"'),
        "nhầm người ký",
        numbers=((29, 29, "letter"),),
        edit=("name: Mai Thị Nhài", "name: Trần Thị Mẫu"),
    ),
    "a last day of one unit put off by mistake": Mistake(
        ('rounds extend --to 2030-11-22 --unit SXD --reason "nhầm đơn vị"',),
        ("undo --yes",),
        "Bỏ lần gia hạn",
    ),
    "a form withdrawn by mistake": Mistake(
        (f'record-report "về/{ROUND} SNV.xlsx"', 'reports withdraw SNV --reason "tưởng nhầm"'),
        ("undo --yes",),
        "rút nhầm",
        {"SNV": "on_time"},
    ),
    "a year confirmed by mistake": Mistake(
        ('holidays confirm 2030 --decision "QĐ 1" --off 2030-11-15',),
        ("undo --yes",),
        "Phát hành công văn",
    ),
}


@pytest.fixture
def office(bcd35: CommandLine, root: Path) -> Office:
    """A letter to three units, of which one has reported."""
    office = Office(root, bcd35)
    office.on("2030-10-21")
    office.prepares(ROUND, "2030-11-15")
    office.does("notify", ROUND, "--unit", "SNV", "--unit", "SXD", "--unit", "SYT")
    office.on("2030-10-28")
    office.does("record-report", "SYT", *SET)
    office.gets(ROUND, "SNV")
    return office


@pytest.mark.slow
@pytest.mark.parametrize("name", MISTAKES)
def test_it_is_put_right(name: str, office: Office) -> None:
    mistake = MISTAKES[name]
    assert len(mistake.right) <= 2
    for command in mistake.done:
        refused = command.endswith("!")
        told = office.does(*shlex.split(command.removesuffix("!")), code=3 if refused else 0)
    if any(mistake.edit):
        office.writes("data/office.yaml", mistake.edit)
    for command in mistake.right:
        sign = command.removeprefix("… ")
        told = office.follows(told, sign) if sign != command else office.does(*shlex.split(command))

    office.tells(ROUND, **{"SNV": "missing", "SXD": "missing", "SYT": "on_time"} | mistake.states)
    office.is_whole()
    listed = office.data("contributions", "list", "--round", ROUND)["contributions"]
    assert [(one["unit"], one["received_on"]) for one in listed] == [*mistake.pieces]
    numbers = office.data("letters", "list")["numbers"]
    assert [(one["first"], one["last"], one["kind"]) for one in numbers[1:]] == [*mistake.numbers]
    assert mistake.told in story(office)


CHANNEL = "fb-huong-tra"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "seen"),
    [(("--name", "Trang sai"), ["Trang sai"]), (("--status", "retired"), [])],
    ids=["another name", "out of use"],
)
def test_letters_name_a_channel_as_it_stands_when_they_are_issued(
    office: Office, change: tuple[str, ...], seen: list[str]
) -> None:
    """By mistake: the next letter names it rightly again. For good: a letter that is out stays as it was."""
    office.does(*shlex.split(OTHER))
    (right,) = (one["name"] for one in office.data("channels", "list") if one["code"] == CHANNEL)
    edit, draft = ("channels", "edit", CHANNEL, *change), ("notify", "dot-2", "--unit", "SXD", "--draft")

    def named(*words: str) -> list[str]:
        (unit,) = office.data(*words)["units"]
        papers = "".join(
            words_of(office.root / file) for file in unit["files"].values() if file.endswith("docx")
        )
        return [name for name in (right, "Trang sai") if name in papers]

    assert named(*draft) == [right]
    office.does(*edit)
    assert named(*draft) == seen
    office.does("undo", "--yes")
    assert named(*draft) == [right]

    office.does(*edit)
    assert named("notify", ROUND, "--unit", "STC", "--add") == [right]
    assert named("notify", "dot-2", "--unit", "SXD") == seen
    office.is_whole()


def story(office: Office) -> str:
    """The journal in the case file of the round."""
    path = office.data("casefile", ROUND)["path"]
    with zipfile.ZipFile(office.root / path) as package:
        return package.read(next(name for name in package.namelist() if "nhat-ky" in name)).decode()
