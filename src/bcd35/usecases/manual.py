"""The manual that comes with the program: its pages, found by what they are about.

It needs no workspace: who looks for help may have none yet.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from bcd35.domain.errors import UnknownName
from bcd35.domain.text import fold
from bcd35.formats.page.manual import FIRST, place_in_manual, under_docs
from bcd35.world.workspace import docs_folder

_TASK_ROW = re.compile(r"^\| (.+?) \| \[.+?\]\((.+?\.md)\) \|$", re.MULTILINE)
_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


class Page(NamedTuple):
    """A page of the manual, or the part of it under one heading.

    ``file``: under ``docs/``; ``task``: what the list of tasks says of it.
    """

    file: str
    title: str
    task: str
    text: str
    heading: str = ""

    @property
    def name(self) -> str:
        """Of its file without the ending: what a clerk types."""
        return PurePosixPath(self.file).stem


def manual_tasks() -> list[Page]:
    """Every page, in the order of the list of tasks."""
    return [_page(under_docs(FIRST, link), task) for task, link in _TASK_ROW.findall(_text(FIRST))]


def _page(file: str, task: str) -> Page:
    text = _text(file)
    return Page(file, text.partition("\n")[0].removeprefix("# "), task, text)


def _text(file: str) -> str:
    return (docs_folder() / file).read_text("utf-8")


def find_pages(wanted: str) -> list[Page]:
    """The pages about a task: by name, heading, command or any words, with or without diacritics.

    Only what fits best: several when nothing tells them apart. Raises UnknownName.
    """
    pages, words = manual_tasks(), _words(wanted)
    for fitting in _WAYS:
        if found := [fit for page in pages for fit in fitting(page, words)]:
            return found
    known = {page.name: f"bcd35 help {page.name}" for page in pages}
    raise UnknownName.among("trang sổ tay", wanted, known, listing="bcd35 help", shown=known)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _by_name(page: Page, words: Sequence[str]) -> Iterator[Page]:
    if words in (_words(page.name), _words(page.title)):
        yield page


def _by_task(page: Page, words: Sequence[str]) -> Iterator[Page]:
    if {*words} <= {*_words(f"{page.name} {page.title} {page.task}")}:
        yield page


def _by_heading(page: Page, words: Sequence[str]) -> Iterator[Page]:
    outside_blocks = _BLOCK.sub(lambda block: " " * len(block[0]), page.text)
    headings = list(_HEADING.finditer(outside_blocks))[1:]
    for place, heading in enumerate(headings):
        if {*words} <= {*_words(heading[2])}:
            after = (other.start() for other in headings[place + 1 :] if len(other[1]) <= len(heading[1]))
            part = page.text[heading.start() : next(after, None)]
            yield page._replace(text=part, heading=heading[2])


def _by_command(page: Page, words: Sequence[str]) -> Iterator[Page]:
    if any(_words(line)[: len(words)] == words for line in _commands(page)):
        yield page


def _by_text(page: Page, words: Sequence[str]) -> Iterator[Page]:
    if f" {' '.join(words)} " in f" {' '.join(_words(page.text))} ":
        yield page


def _commands(page: Page) -> list[str]:
    return re.findall(r"^\$ bcd35 (.+)$", page.text, re.MULTILINE)


_WAYS: Sequence[Callable[[Page, Sequence[str]], Iterator[Page]]] = (
    _by_name,
    _by_task,
    _by_heading,
    _by_command,
    _by_text,
)


def open_manual(page: Page | None) -> tuple[Path, bool]:
    """Write the manual as one page of HTML and open it, at a page's place: where, and whether it opened.

    It stays in the folder of temporary files: a browser reads it after this has ended.
    """
    import tempfile

    from bcd35.formats.page.manual import manual_page
    from bcd35.world.programs import open_in_browser

    docs, folder = docs_folder(), Path(tempfile.mkdtemp(prefix="bcd35-so-tay-"))
    manual = folder / "so-tay.html"
    manual.write_text(manual_page(lambda name: (docs / name).read_bytes()), encoding="utf-8", newline="\n")
    (folder / "CHANGELOG.md").write_bytes((docs.parent / "CHANGELOG.md").read_bytes())
    return manual, open_in_browser(manual, place_in_manual(page.file, page.heading) if page else "")
