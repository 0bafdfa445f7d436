"""``bcd35 help``: the manual's pages at the terminal, found by what a clerk calls the task."""

import json
import re
import webbrowser
from pathlib import Path

import pytest
from tools.manual import DOCS

from bcd35.show.manual import text_of
from bcd35.show.screen import width
from bcd35.usecases.manual import find_pages, manual_tasks
from tests.conftest import CommandLine

pytestmark = pytest.mark.command_line


def test_without_a_task_every_page_is_listed_on_one_screen(bcd35: CommandLine) -> None:
    lines = bcd35("tro-giup").out.splitlines()
    assert len(lines) <= 24
    assert max(map(width, lines)) <= 80
    listed = {line.split()[0] for line in lines[1:]}
    pages = {file.stem for file in (DOCS / "huong-dan").glob("*.md")} - {"README"}
    assert listed == {*pages, "cap-nhat-sao-luu"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("nhan-bao-cao", [("nhan-bao-cao", "")]),  # its name
        ("Gia  hạn", [("gia-han", "")]),
        ("DON DOC", [("don-doc", "")]),
        ("khám máy", [("hom-nay", "")]),  # the list of tasks
        ("ghi tay", [("nhan-bao-cao", "")]),
        ("phan cap lieu", []),
        ("mỗi tệp một ngày nhận", [("nhan-bao-cao", "Mỗi tệp một ngày nhận")]),  # a heading
        ("casefile verify", [("ho-so", "")]),  # a command
        ("rounds extend", [("khi-co-sai-sot", ""), ("gia-han", "")]),
        ("mưa lũ", [("gia-han", ""), ("khi-co-sai-sot", "")]),  # any words
    ],
)
def test_what_a_word_finds(wanted: str, found: list[tuple[str, str]], bcd35: CommandLine) -> None:
    ran = bcd35("help", *wanted.split(), "--json")
    envelope = json.loads(ran.out)
    assert ran.code == (0 if found else 4)
    told = [(one["page"], one["heading"]) for one in envelope["data"]["found"]] if found else []
    assert sorted(told) == sorted(found)
    assert bool(found and envelope["data"]["text"]) == (len(found) == 1)


def test_the_part_under_a_heading_ends_where_the_next_begins() -> None:
    (part,) = find_pages("mỗi tệp một ngày nhận")
    assert re.findall("^#.*", part.text, re.MULTILINE) == ["## Mỗi tệp một ngày nhận"]


def test_a_page_is_text_of_80_columns_whose_commands_stay_whole() -> None:
    for page in manual_tasks():
        text = text_of(page.text)
        assert "](" not in text
        commands = [line for line in page.text.splitlines() if line.startswith("$ ")]
        assert [line.strip() for line in text.splitlines() if line.startswith("  $ ")] == commands
        assert [line for line in text.splitlines() if width(line) > 80 and not line.startswith("  ")] == []
        for name in re.findall(r"bcd35 help ([a-z][a-z-]+)", text):
            assert find_pages(name)[0].name == name


def test_the_page_opens_at_its_place(bcd35: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    ran = bcd35("help", "gia-han", "--open", "--json")
    page = Path(json.loads(ran.out)["data"]["path"])
    assert opened == [f"{page.as_uri()}#huong-dan-gia-han"]
    assert '<section id="huong-dan-gia-han">' in page.read_text("utf-8")


def test_a_name_that_is_not_known_is_answered_with_one_that_is(bcd35: CommandLine) -> None:
    ran = bcd35("help", "phat-hành-h")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "Lỗi: Không có trang sổ tay “phat-hành-h”. Có phải ý bạn là bcd35 help phat-hanh?\n"
        "  → Xem danh sách: bcd35 help\n"
    )
