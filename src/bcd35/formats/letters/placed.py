"""Whether a filled template says each value at its place, and nothing typed says another one there.

``proof`` makes sure that every value is printed. Here its line is read as the checker of documents reads
one: by what stands in it, above and below. Fixed words are the office's right elsewhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

from bcd35.domain.layout.patterns import ADDRESS, DATE_LINE, GROUND, NUMBER_LIKE, RECIPIENTS
from bcd35.domain.signature import gives_authority
from bcd35.domain.text import DASHES
from bcd35.formats.docx.shown import ShownLine

_TAG = re.compile(r"\{\{ ([\w.]+) \}\}")
# The values that have their line for themselves → the words that an office may write in front of them.
_DAYS = ("before", "deadline", "due", "received_on")
_SUBJECT, _NAME, _ADDRESSEE = r"v v|về( việc)?", "", r"(đồng )?kính (gửi|trình)"
_IN_FRONT: Mapping[str, str] = {
    **dict.fromkeys(("issuer", "signer_title", "signer_other_titles", "signer_name", "type_name"), _NAME),
    **dict.fromkeys(("letter_subject", "type_subject", "report_subject", "checklist_subject"), _SUBJECT),
    **dict.fromkeys(("missing.groups.rows.name", "reported.groups.rows.name", "units.name"), _NAME),
    **dict.fromkeys((*_DAYS, "field", "found", "allowed"), _NAME),
    "date_line": ".*",  # the place is looked at apart
    "letter_number": r"số( hiệu| ký hiệu)?",
    "addressee_lines": _ADDRESSEE,
    "recipient_lines": _NAME,
    "attached_to": "kèm theo",
    "unit_name": r"(\w+ ?){1,6}:",
}
# Which values stand below which; of a table the columns tell it.
_DOWNWARDS = (
    ("issuer", "letter_number", "letter_subject", "addressee_lines"),
    ("issuer", "letter_number", "type_name", "type_subject", "addressee_lines", "opening"),
    ("issuer", "letter_number", "report_subject", "opening"),
    ("addressee_lines", "opening", "state", "extension", "enclosed", "closing", "recipient_lines"),
    ("date_line", "opening"),
    ("closing", "signer_title", "signer_other_titles", "signer_name"),
    ("checklist_subject", "unit_name"),
)
_DATE = r"[0-9]{1,2}(\s*[./-]\s*|\s+tháng\s+)[0-9]{1,2}(\s*[./-]\s*|\s+năm\s+)[0-9]{4}"
_DEADLINE = re.compile(rf"\b(trước|hạn|chậm nhất|muộn nhất)\b[^.;]*?\b{_DATE}", re.IGNORECASE)
_LISTED = re.compile(rf"\s*[{DASHES[1:]}-]")
_BRACKETED = re.compile(r"\s*[(\[].*[)\]]\s*")


class Misplaced(NamedTuple):
    """A value beside or instead of which another is said; ``text``: the line, with the tags in it."""

    code: str
    path: str
    text: str


def misplaced(lines: Sequence[ShownLine], superior: str, place: str) -> Iterator[Misplaced]:
    """Every value that is not alone at its place. A tag stands in ``lines`` for what it prints.

    ``superior``, ``place``: those of the office, the same in all documents; the office may type them itself.
    """
    flow = [line for line in lines if not line.boxed]
    for line in lines:
        yield from _words_beside(line.text, place)
    yield from _exchanged(flow)
    yield from _typed_head(flow)
    yield from _typed_superior(flow, superior)
    yield from _typed_addressees(flow)
    yield from _typed_signature(flow)
    yield from _typed_deadlines(lines)
    yield from _typed_days(lines)


def _words(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text)).casefold()


def _paths(text: str) -> list[str]:
    return _TAG.findall(text)


def _named(path: str) -> str:
    """The key of a value in ``_IN_FRONT``: its whole path, or its last name; empty where it has none."""
    return next((name for name in (path, path.rpartition(".")[2]) if name in _IN_FRONT), "")


def _words_beside(text: str, place: str) -> Iterator[Misplaced]:
    """Words in the line of a value that is to stand in it alone."""
    between, paths = _TAG.split(text)[::2], _paths(text)
    for path, before in zip(paths, between, strict=False):
        in_front = _IN_FRONT.get(_named(path))
        if path == "date_line" and _words(before) != _words(place):
            yield Misplaced("template_typed_place", path, text)
        elif in_front is not None and not re.fullmatch(f"({in_front})?:?", _label(before)):
            yield Misplaced("template_typed_beside", path, text)
    if paths and _named(paths[-1]) and _words(between[-1]):
        yield Misplaced("template_typed_beside", paths[-1], text)


def _label(text: str) -> str:
    """The words in front of a value, with the colon behind them."""
    return f"{_words(text)}{':' if text.rstrip().endswith(':') else ''}"


def _first(lines: Sequence[ShownLine], path: str) -> int | None:
    return next((at for at, line in enumerate(lines) if path in _paths(line.text)), None)


def _exchanged(lines: Sequence[ShownLine]) -> Iterator[Misplaced]:
    """Values that stand above those that they belong below."""
    for order in _DOWNWARDS:
        places = {path: at for path in order if (at := _first(lines, path)) is not None}
        for upper, lower in pairwise(places):
            if places[upper] > places[lower]:
                yield Misplaced("template_exchanged", lower, lines[places[lower]].text)


def _typed_head(lines: Sequence[ShownLine]) -> Iterator[Misplaced]:
    """A number or a day of another document above the text."""
    for line in lines[: _first(lines, "opening") or 0]:
        if _paths(line.text) or not re.search("[0-9]", line.text):
            continue
        if NUMBER_LIKE.fullmatch(line.text):
            yield Misplaced("template_typed_line", "letter_number", line.text)
        if DATE_LINE.fullmatch(line.text.strip()):
            yield Misplaced("template_typed_line", "date_line", line.text)


def _typed_superior(lines: Sequence[ShownLine], superior: str) -> Iterator[Misplaced]:
    """Another body than the superior one above the issuer; an office may leave it out."""
    issuer = _first(lines, "issuer")
    if issuer is None or lines[issuer].cell is None or not superior:
        return
    own = _words(superior)
    if any(_words(line.text) == own for line in lines[issuer:]):
        yield Misplaced("template_exchanged", "superior", superior)
        return
    above = [line.text for line in lines[:issuer] if line.cell == lines[issuer].cell and _words(line.text)]
    if above and own not in map(_words, (*above, " ".join(above))):
        yield Misplaced("template_typed_line", "superior", above[-1])


def _typed_addressees(lines: Sequence[ShownLine]) -> Iterator[Misplaced]:
    """Somebody to whom every document would be addressed, behind “Kính gửi” or below it."""
    own = [at for at, line in enumerate(lines) if "addressee_lines" in _paths(line.text)]
    if not own:
        return
    first, last = own[0], own[-1]
    label = next((at for at, line in enumerate(lines[:first]) if ADDRESS.match(line.text)), first)
    below = takewhile(lambda line: _goes_on(line, lines[last]), lines[last + 1 :])
    for line in [*lines[label:last], *below]:
        if not _paths(line.text) and _words(ADDRESS.sub("", line.text, count=1)):
            yield Misplaced("template_typed_line", "addressee_lines", line.text)


def _goes_on(line: ShownLine, last: ShownLine) -> bool:
    """Whether a line below the last addressee is one, too: in its cell, or dashed and no căn cứ."""
    in_cell = last.cell is not None and line.cell == last.cell
    return in_cell or (_LISTED.match(line.text) is not None and GROUND.match(line.text) is None)


def _typed_signature(lines: Sequence[ShownLine]) -> Iterator[Misplaced]:
    """A post or a name beside those of the signer; on whose behalf is signed may stand above."""
    first, last = _first(lines, "signer_title"), _first(lines, "signer_name")
    if first is None or last is None:
        return
    for at, line in enumerate(lines):
        between = first < at < last
        in_cell = line.cell is not None and line.cell == lines[last].cell
        others = [path for path in _paths(line.text) if not path.startswith("signer_")]
        if in_cell and between and others:
            yield Misplaced("template_exchanged", others[0], line.text)
        beside = in_cell or (between and line.cell == lines[last].cell)
        listed = _LISTED.match(line.text) or RECIPIENTS.match(line.text)
        said = (
            (listed and line.cell is None)
            or _BRACKETED.fullmatch(line.text)
            or (at < first and gives_authority(line.text))
        )
        if beside and not said and _words(line.text) and not _paths(line.text):
            yield Misplaced("template_typed_line", "signer_title" if at < last else "signer_name", line.text)


def _typed_deadlines(lines: Sequence[ShownLine]) -> Iterator[Misplaced]:
    """A last day in fixed words would be that of every round; the day of a law may stand there."""
    for line in lines:
        path = next((one for one in ("closing", "extension") if one in _paths(line.text)), "")
        if _DEADLINE.search(line.text):
            code = "template_typed_beside" if path else "template_typed_line"
            yield Misplaced(code, path or "closing", line.text)


def _typed_days(lines: Sequence[ShownLine]) -> Iterator[Misplaced]:
    """A figure in the cell of a list's day, above or below it."""
    days = {
        line.cell: path
        for line in lines
        for path in _paths(line.text)
        if line.cell is not None and path.rpartition(".")[2] in _DAYS
    }
    for line in lines:
        if line.cell in days and not _paths(line.text) and re.search("[0-9]", line.text):
            yield Misplaced("template_typed_line", days[line.cell], line.text)
