"""Remarks on the places of a .docx as Word's own comments.

No character, run or style of the document is touched: whoever deletes the comments in Word has the text as it
was.
"""

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from bcd35.domain.layout.deviations import Place
from bcd35.domain.text import visible
from bcd35.formats.docx.edited import EditedPackage
from bcd35.formats.docx.legible import hidden_runs
from bcd35.formats.docx.package import W
from bcd35.formats.docx.reader import characters_of
from bcd35.formats.docx.styles import Styles

AUTHOR = "bcd35"
_EMPTY = f'<w:comments xmlns:w="{W[1:-1]}"/>'
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ID = f"{W}id"
_MARKS = ("comment", "commentRangeStart", "commentRangeEnd", "commentReference")


class Remark(NamedTuple):
    """What is said of a place in the document, each text a paragraph of the comment."""

    place: Place
    texts: tuple[str, ...]


def comment_docx(data: bytes, remarks: Iterable[Remark], written: datetime) -> bytes:
    """The same package with a comment for each remark, ``written`` then; comments that are there stay.

    ``data`` has passed :func:`~bcd35.formats.docx.reader.read_docx`. A place outside the text, where Word
    takes no comment, is told at the first paragraph.
    """
    package = EditedPackage(data)
    styles = Styles(package.source)
    comments = _comments_of(package)
    free = 1 + max(_ids(package.body(), comments), default=-1)
    for number, remark in enumerate(remarks, start=free):
        comments.append(_comment(comments, number, remark.texts, written))
        _anchor(package, styles, remark.place, str(number))
    return package.packed()


def _comments_of(package: EditedPackage) -> Any:
    """The root of the part that holds the comments, which is made where there is none."""
    part = package.source.part_of_kind("comments")
    if part in package.source.parts:
        return package.tree(part)
    made, _ = package.add_part("comments", _EMPTY)
    return package.tree(made)


def _ids(*roots: Any) -> Iterable[int]:
    for root in roots:
        for mark in root.iter(*(f"{W}{name}" for name in _MARKS)):
            number = mark.get(_ID, "")
            if number.isdecimal():
                yield int(number)


def _comment(parent: Any, number: int, texts: Iterable[str], written: datetime) -> Any:
    day = f"{written:%Y-%m-%dT%H:%M:%S}Z"  # the clock on the wall, as Word writes it
    named = {_ID: str(number), f"{W}author": AUTHOR, f"{W}date": day, f"{W}initials": AUTHOR}
    comment = parent.makeelement(f"{W}comment", named)
    for text in texts:
        inside = comment
        for name in ("p", "r", "t"):
            inside.append(inside.makeelement(f"{W}{name}"))
            inside = inside[-1]
        inside.text = visible(text)
        inside.set(_SPACE, "preserve")
    return comment


def _anchor(package: EditedPackage, styles: Styles, place: Place, number: str) -> None:
    """Put the marks around the pieces of the paragraph that hold the place; no piece is cut in two."""
    document = package.source.document
    paragraph = package.paragraph(document, place.place if place.part == document else 0)
    first, last = _enclosing(paragraph, hidden_runs(paragraph, styles), place)
    start, end = (paragraph.makeelement(f"{W}commentRange{side}", {_ID: number}) for side in ("Start", "End"))
    run = paragraph.makeelement(f"{W}r")
    run.append(run.makeelement(f"{W}commentReference", {_ID: number}))
    if first is None or last is None:
        properties = paragraph.find(f"{W}pPr")
        at = 0 if properties is None else paragraph.index(properties) + 1
        paragraph[at:at] = [start, end, run]
        return
    first.addprevious(start)
    last.addnext(run)
    last.addnext(end)


def _enclosing(paragraph: Any, hidden: Container[Any], place: Place) -> tuple[Any, Any]:
    """The first and the last child of the paragraph that hold characters of the place; None without text."""
    at, held = 0, []
    for run, _, text in characters_of(paragraph, hidden):
        if at < place.end and at + len(text) > place.start:
            held.append(_child_with(paragraph, run))
        at += len(text)
    if held:
        return held[0], held[-1]
    runs = [run for run, _, _ in characters_of(paragraph, hidden)]
    last = _child_with(paragraph, runs[-1]) if runs else None
    return last, last


def _child_with(paragraph: Any, element: Any) -> Any:
    while element.getparent() is not paragraph:
        element = element.getparent()
    return element
