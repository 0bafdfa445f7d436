"""The manual that comes with the program: its pages, found by what they are about.

It needs no workspace: who looks for help may have none yet.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from bcd35.domain.errors import UnknownName
from bcd35.domain.text import fold
from bcd35.formats.page.manual import FIRST, lead_of, place_in_manual, under_docs
from bcd35.usecases.manual_words import ASKED, SAID
from bcd35.world.workspace import docs_folder

_TASK_ROW = re.compile(r"^\| (.+?) \| \[.+?\]\((.+?\.md)\) \|$", re.MULTILINE)
_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
# A paragraph that begins with bold words is about them: a heading below all headings.
_HEADING = re.compile(r"^(?P<marks>#+) (?P<words>.+)$|(?<=\n\n)(?P<lead>\*\*.+)", re.MULTILINE)
_LOWEST = 7
_FEWEST = 2  # words that say enough, of more that were asked
_MOST_FOUND, _MOST_NEAR = 8, 3
_FAIR_SHARE, _MOST_OF_IT = 0.4, 0.6  # of what was asked, by rarity
_LEAST_OF_BEST = 0.6
_SAID_OR_WORD = re.compile("|".join((*sorted((rf"\b{said}\b" for said in SAID), key=len)[::-1], r"\w+")))

_Term = tuple[str, ...]  # words asked for: any of these


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

    @property
    def called(self) -> str:
        """What is typed behind ``bcd35 help`` to see this and nothing else."""
        # A backtick means something to PowerShell.
        return f'{self.name} "{self.heading.replace("`", "")}"' if self.heading else self.name


def manual_tasks() -> list[Page]:
    """Every page, in the order of the list of tasks."""
    return [_page(under_docs(FIRST, link), task) for task, link in _TASK_ROW.findall(_text(FIRST))]


def _page(file: str, task: str) -> Page:
    text = _text(file)
    return Page(file, text.partition("\n")[0].removeprefix("# "), task, text)


def _text(file: str) -> str:
    return (docs_folder() / file).read_text("utf-8")


def find_pages(wanted: str) -> list[Page]:
    """The pages, or parts of them, about a task: by name, heading, command or any words, in any order.

    Diacritics do not count. Only what fits best, best first: several when nothing tells them apart. Raises
    UnknownName, which names the nearest.
    """
    words = _words(wanted)
    parts = [part for page in manual_tasks() for part in _parts(page)]
    is_name = len(wanted.split()) == 1  # mistyped, perhaps
    terms = _terms(wanted) if is_name else _known_terms(wanted, parts)
    ranking = _Ranking(parts, terms)
    ranked = ranking.best()
    for fitting in (
        [part for part in parts if part.is_named(words)],
        [part for part in parts if part.was_asked(_terms(wanted))],
        _without_pages_of_parts([part for part in ranked if part.answers(terms)])[:_MOST_NEAR],
        [part for part in parts if part.has_command(words)][:_MOST_FOUND],
        [
            part
            for part in _Ranking(parts, _terms(wanted)).nearest()
            if not is_name or _is_about(part.all_words, terms)
        ][:_MOST_NEAR],
    ):
        if fitting:
            return [part.page for part in fitting]
    raise _not_found(wanted, [part.page for part in ranked[:_MOST_NEAR]])


def _not_found(wanted: str, near: Sequence[Page]) -> UnknownName:
    known = {page.name: f"bcd35 help {page.name}" for page in manual_tasks()}
    error = UnknownName.among("trang sổ tay", wanted, known, listing="bcd35 help", shown=known)
    if not near:
        return error
    (found,) = error.findings
    lines = ("Gần nhất:", *(f"bcd35 help {page.called}" for page in near), found.fix)
    return UnknownName(found.code, found.message, where=found.where, fix="\n".join(lines))


class _Part(NamedTuple):
    """What is found: a page or a part of it.

    ``own`` and ``above`` are the words of its heading and of those above; ``text``: its words up to the next.
    """

    page: Page
    own: str
    above: str
    text: str

    @property
    def all_words(self) -> str:
        return self.own + self.above + self.text

    def is_named(self, words: Sequence[str]) -> bool:
        page = self.page
        return words == _words(page.called) or (not page.heading and words == _words(page.title))

    def was_asked(self, terms: Sequence[_Term]) -> bool:
        """Whether it answers exactly this question, in a clerk's own words."""
        return any(_alike(_terms(asked), terms) for asked in ASKED.get(self.page.called, ()))

    def answers(self, terms: Sequence[_Term]) -> bool:
        """Whether its heading, or a question that it answers, has every word."""
        asked = map(_searched, ASKED.get(self.page.called, ()))
        return any(_is_about(searched, terms) for searched in (self.own, *asked))

    def has_command(self, words: Sequence[str]) -> bool:
        """Whether it is a page that shows a command beginning with these words."""
        commands = () if self.page.heading else re.findall(r"^\$ bcd35 (.+)$", self.page.text, re.MULTILINE)
        return any(_words(line)[: len(words)] == words for line in commands)


def _parts(page: Page) -> Iterator[_Part]:
    outside_blocks = _BLOCK.sub(lambda block: " " * len(block[0]), page.text)
    headings = list(_HEADING.finditer(outside_blocks))[1:]
    ends = [*(heading.start() for heading in headings), len(page.text)]
    title = _searched(f"{page.name} {page.title} {page.task}")
    yield _Part(page, title, "", _said(page, page.text[: ends[0]]))
    for place, heading in enumerate(headings):
        after = (other.start() for other in headings[place + 1 :] if _level(other) <= _level(heading))
        words = heading["words"] or lead_of(heading["lead"])
        whole = page._replace(text=page.text[heading.start() : next(after, None)], heading=words)
        yield _Part(
            whole, _searched(words), title, _said(whole, page.text[heading.start() : ends[place + 1]])
        )


def _said(page: Page, text: str) -> str:
    """The words of a text, and those of the questions that it answers in other words."""
    return _searched(" ".join((text, *ASKED.get(page.called, ()))))


def _level(heading: re.Match[str]) -> int:
    return len(heading["marks"] or "#" * _LOWEST)


class _Ranking:
    """Which parts have most of what was asked for; a rare word tells more than one that is everywhere."""

    def __init__(self, parts: Sequence[_Part], terms: Sequence[_Term]) -> None:
        self._parts, self._terms = parts, terms
        beside = [(f"{one[0]} {next_one[0]}",) for one, next_one in pairwise(terms)]
        self._rarity = {term: self._rare(term) for term in (*terms, *beside)}

    def _rare(self, term: _Term) -> float:
        return log((2 + len(self._parts)) / (1 + sum(_has(part.all_words, term) for part in self._parts)))

    @property
    def all(self) -> list[_Part]:
        """Words in titles before words in the text."""
        return sorted(self._parts, key=self._weight, reverse=True)

    def best(self, share: float = _FAIR_SHARE) -> list[_Part]:
        """Those that have a fair share."""
        return [part for part in self.all if self._has_share(part, share)]

    def nearest(self) -> list[_Part]:
        """Those that have most of it, and no less than the first of them by much."""
        found = self.best(_MOST_OF_IT)
        least = _LEAST_OF_BEST * self._weight(found[0])[0] if found else 0
        return _without_pages_of_parts([part for part in found if self._weight(part)[0] >= least])

    def _has_share(self, part: _Part, share: float) -> bool:
        found = (self._rarity[term] for term in self._terms if _has(part.all_words, term))
        return sum(found) > share * sum(self._rarity[term] for term in self._terms)

    def _weight(self, part: _Part) -> tuple[float, int]:
        title = 4 if part.page.heading else 5  # of two that fit alike a page stands first
        weights = ((part.own, title), (part.above, 2), (part.text, 1))
        found = (
            rare * next((weight for words, weight in weights if _has(words, term)), 0)
            for term, rare in self._rarity.items()
        )
        return sum(found), -len(part.own)


def _without_pages_of_parts(found: Sequence[_Part]) -> list[_Part]:
    """No page beside its own part, which is nearer."""
    inside = {part.page.file for part in found if part.page.heading}
    return [part for part in found if part.page.heading or part.page.file not in inside]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def _searched(text: str) -> str:
    return f" {' '.join(_words(text))} "


def _has(searched: str, term: _Term) -> bool:
    return any(f" {words} " in searched for words in term)


def _alike(asked: Sequence[_Term], terms: Sequence[_Term]) -> bool:
    """Whether two questions have the same words, or words that mean the same: “file”, “tệp”."""
    one, other = ({word for term in terms_ for word in term} for terms_ in (asked, terms))
    return all(other.intersection(term) for term in asked) and all(one.intersection(term) for term in terms)


def _is_about(searched: str, terms: Sequence[_Term]) -> bool:
    return bool(terms) and all(_has(searched, term) for term in terms)


def _known_terms(wanted: str, parts: Sequence[_Part]) -> list[_Term]:
    """Words that the manual does not have are left out where others say enough."""
    terms = _terms(wanted)
    known = [term for term in terms if any(_has(part.all_words, term) for part in parts)]
    return known if len(known) >= _FEWEST else terms


def _terms(wanted: str) -> list[_Term]:
    asked = _SAID_OR_WORD.findall(" ".join(_words(wanted)))
    return [(one, *SAID.get(one, ())) for one in dict.fromkeys(asked) if SAID.get(one, (one,))]


_PAGE_FOLDER = "bcd35-so-tay-"


def open_manual(page: Page | None) -> tuple[Path, bool]:
    """Write the manual as one page of HTML and open it, at a page's place: where, and whether it opened.

    It stays in the folder of temporary files, as a browser reads it after this has ended; the next one takes
    its place.
    """
    import shutil
    import tempfile

    from bcd35.formats.page.manual import manual_page
    from bcd35.world.programs import open_in_browser

    for former in Path(tempfile.gettempdir()).glob(f"{_PAGE_FOLDER}*"):
        shutil.rmtree(former, ignore_errors=True)
    docs, folder = docs_folder(), Path(tempfile.mkdtemp(prefix=_PAGE_FOLDER))
    manual = folder / "so-tay.html"
    manual.write_text(manual_page(lambda name: (docs / name).read_bytes()), encoding="utf-8", newline="\n")
    (folder / "CHANGELOG.md").write_bytes((docs.parent / "CHANGELOG.md").read_bytes())
    return manual, open_in_browser(manual, place_in_manual(page.file, page.heading) if page else "")
