"""The manual as one page: every page is in it, every link inside it leads to a place that exists."""

import re
import unicodedata

from tools.manual import DOCS, manual

_PICTURE = re.compile(r"!\[([^\]]+)\]\(([^)]+)\)")
_PICTURES = sorted((DOCS / "huong-dan").rglob("*.png"))


def test_every_page_of_the_manual_is_in_it() -> None:
    page = manual()
    for file in sorted((DOCS / "huong-dan").glob("*.md")):
        assert f'<section id="huong-dan-{file.stem}">' in page


def test_links_lead_to_places_of_the_page_or_out() -> None:
    page = manual()
    places = set(re.findall(r' id="([^"]+)"', page))
    links = re.findall(r'href="#([^"]+)"', page)
    assert len(links) > 30
    assert {link for link in links if link not in places} == set()
    outside = set(re.findall(r'href="([^#"][^"]*)"', page))
    assert {link for link in outside if "://" not in link} <= {"CHANGELOG.md", "README.md"}


def test_it_needs_no_other_file() -> None:
    assert set(re.findall(r'src="(data:|[^"]{0,20})', manual())) <= {"data:"}


def test_pictures_are_small_and_described() -> None:
    shown = dict[str, str]()
    for page in (DOCS / "huong-dan").glob("*.md"):
        shown |= {name: alt for alt, name in _PICTURE.findall(page.read_text(encoding="utf-8"))}
    files = {file.relative_to(DOCS / "huong-dan").as_posix(): file.stat().st_size for file in _PICTURES}
    assert shown.keys() == {*files, "../page.png", "../workbook.png"}
    assert 0 < len(files) <= 10
    assert max(files.values()) <= 60_000
    assert all(len(alt) > 20 and alt != unicodedata.normalize("NFD", alt) for alt in shown.values())
