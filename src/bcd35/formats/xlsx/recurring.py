"""Lists in the parts of a workbook (rows of a sheet, shared texts), each element of a kind parsed once for
many files.

Forms made from one blank differ in what stands between their tags, hardly in the tags. So an element is known
by its markup: all of it, sign by sign, but the texts. An element whose markup was parsed and understood
before is not parsed again; only its texts are taken.

Lives here: cutting a part into such elements, and when that is safe. Does not live here: what an element
means (``worksheets``).

What is given is what the parser would give. In a part without comments, processing instructions and CDATA
sections a tag stands nowhere but where it seems to; an element of balanced tags stays one next to any others;
and signs that are neither markup nor changed by a parser are a text wherever they stand. Whatever is not as
plain as that is parsed whole, and so is whatever is to be refused: the same words are said of a file, no
matter which files were read before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from bcd35.formats.ooxml.guard import RefusedFileError
from bcd35.formats.xlsx.guard import parse, too_many_cells

if TYPE_CHECKING:
    from lxml.etree import _Element

# A text holds any sign that a parser takes and hands on unchanged: none of these, no markup.
_NOT_PLAIN = "\x00-\x08\x0b-\x1f\ufffe\uffff"
_TEXT = re.compile(rf">([^<>&{_NOT_PLAIN}]+)<")
# Texts beside the list, which nobody asks for; those of a page's foot differ from form to form. What follows
# the declaration is none. Written so that the search leaps from one “>” to the next and leaves at once where
# no text follows: in a tenth of the plain way's time.
_UNREAD_TEXT = re.compile(
    rf">(?=[^<])(?<!\?>)[^<>&{_NOT_PLAIN}]*(?:&(?:amp|lt|gt|quot|apos);[^<>&{_NOT_PLAIN}]*)*<"
)
_GAP = "\0"  # where a text was: no XML holds this sign
_TAKEN_OUT = f">{_GAP}<"
_GAPS = re.compile(r"(?:[0-9]+;)+")
_SPACE = " \t\r\n"
_DECLARATION = "<?xml "
# What makes an element depend on more than its place in the list: references, sections, names that must be
# unlike all others in a part.
_NOT_ALONE = ("&", "<!", "<?", "xml:id")
# A part in pieces takes some times its size, and of what is around a list eight are remembered. Those of
# forms have 20 KB and 5 KB.
_LARGEST_CUT, _LARGEST_FRAME = 1024 * 1024, 32 * 1024
# Programs that write such parts in ways of their own; markups of each and their signs in all, which are
# forgotten at once when those of the next blank have no room. A sign takes up to 20 bytes, as what it means
# is remembered too.
_MOST_CONTEXTS, _MOST_KNOWN, _MOST_SIGNS = 8, 2_048, 256 * 1024

Frame = TypeVar("Frame")
Shape = TypeVar("Shape")
Gaps = tuple[int, ...]
# one element: its shape and its texts, which the shape's gaps count from 0
Found = tuple[Shape, Sequence[str]]


class _Known(NamedTuple, Generic[Shape]):
    shape: Shape
    texts: int  # of the element, also those that its shape has no use for


class _Memory(dict[str, _Known[Shape]]):
    """Markup → what is known of the elements that have it, as many as there is room for."""

    signs = 0

    def learn(self, learnt: Mapping[str, _Known[Shape]]) -> None:
        """Remember these, even if all before must be forgotten for it; nothing if they alone are too many."""
        signs = sum(map(len, learnt))
        if len(learnt) > _MOST_KNOWN or signs > _MOST_SIGNS:
            return
        if len(self) + len(learnt) > _MOST_KNOWN or self.signs + signs > _MOST_SIGNS:
            self.clear()
            self.signs = 0
        self.update(learnt)
        self.signs += signs


class _Cut(NamedTuple):
    """A part in pieces: up to its list, the markup of each element, the texts of them all in order, what
    follows the list.
    """

    head: str
    elements: list[str]
    texts: list[str]
    tail: str


class _NotPlainError(Exception):
    """The part cannot be cut up after all."""


def gaps(text: str | None) -> Gaps:
    """Which of its texts stand where a numbered element has this text."""
    if not text:
        return ()
    if not _GAPS.fullmatch(text):
        raise _NotPlainError
    return tuple(map(int, text[:-1].split(";")))


def filled(at: Gaps, texts: Sequence[str]) -> str:
    """The text that stands in these gaps."""
    return texts[at[0]] if len(at) == 1 else "".join([texts[gap] for gap in at])


class RecurringList(Generic[Frame, Shape]):
    """The one list ``container`` of elements ``element`` in parts of one kind.

    ``find`` gives a part's list from its root, and refuses a part that has not just one. ``frame`` gives from
    the root what is to be known of the part besides; it is asked without the elements, and without texts.
    ``understand`` gives an element's shape; the texts in it are numbered then, and :func:`gaps` tells which
    of them stand where. Of more than ``most`` elements none is read.
    """

    def __init__(
        self,
        container: str,
        element: str,
        *,
        most: int,
        find: Callable[["_Element"], "_Element"],
        frame: Callable[["_Element"], Frame],
        understand: Callable[["_Element"], Shape],
    ) -> None:
        self._opening, self._most, self._find, self._frame, self._understand = (
            f"<{element}",
            most,
            find,
            frame,
            understand,
        )
        self._start, self._end, self._name = f"<{container}", f"</{container}", f"}}{container}"
        self._whole_start = re.compile(rf"{self._start}(?: [^<>]*)?>")
        self._balanced = re.compile(rf"<{element}(?: [^<>]*)?(?:/>|>.*</{element}>)[{_GAP}\s]*", re.DOTALL)
        self._known: dict[tuple[object, ...], _Memory[Shape]] = {}  # by the namespaces, then by markup
        self._framed = lru_cache(maxsize=_MOST_CONTEXTS)(self._parsed_frame)

    def read(self, name: str, part: bytes) -> tuple[Frame, Iterable[Found[Shape]]]:
        """What is to be known of the part, and what was found in its list. Raises RefusedFileError."""
        if cut := self._cut(part):
            with suppress(_NotPlainError, RefusedFileError):
                return self._recognised(name, cut)
        root = parse(name, part)
        listed = self._find(root)
        self._check_count(len(listed))
        return self._frame(root), self._parsed(listed)

    def _parsed(self, listed: "_Element") -> Iterator[Found[Shape]]:
        for element in listed:
            texts = _taken_out(element)
            yield self._understand(element), texts

    def _check_count(self, count: int) -> None:
        if count > self._most:
            too_many_cells()

    def _cut(self, part: bytes) -> _Cut | None:
        """The part in pieces, unless something in it could be another thing than it seems to be."""
        if len(part) > _LARGEST_CUT:
            return None
        try:
            text = part.decode()
        except UnicodeDecodeError:
            return None
        start, end = self._whole_start.match(text, max(text.find(self._start), 0)), text.rfind(self._end)
        if not start or start.end() > end:
            return None
        head, tail = text[: start.end()], text[end:]
        around = head.removeprefix(_DECLARATION) + tail
        if len(around) > _LARGEST_FRAME or "<!" in around or "<?" in around or self._start in tail:
            return None
        pieces = _TEXT.split(text[start.end() : end])
        before, *elements = _TAKEN_OUT.join(pieces[::2]).split(self._opening)
        return None if before.strip(_SPACE) else _Cut(head, elements, pieces[1::2], tail)

    def _recognised(self, name: str, cut: _Cut) -> tuple[Frame, list[Found[Shape]]]:
        """As :meth:`read`, and of the elements only those parsed that are new."""
        self._check_count(len(cut.elements))
        frame, names = self._framed(name, _UNREAD_TEXT.sub("><", f"{cut.head}{cut.tail}"))
        known = self._known_in(names)
        try:
            elements = [known[markup] for markup in cut.elements]
        except KeyError:
            learnt = self._learnt(
                name, cut, [markup for markup in dict.fromkeys(cut.elements) if markup not in known]
            )
            elements = [known.get(markup) or learnt[markup] for markup in cut.elements]
            known.learn(learnt)
        return frame, _with_texts(elements, cut.texts)

    def _parsed_frame(self, name: str, markup: str) -> tuple[Frame, tuple[object, ...]]:
        """What is to be known of the part besides its list, and what names mean in that list."""
        root = parse(name, markup.encode())
        listed = self._find(root)
        if listed.prefix or not listed.tag.endswith(self._name):  # not the one that the part was cut at
            raise _NotPlainError
        return self._frame(root), (listed.tag, *listed.nsmap.items())

    def _known_in(self, names: tuple[object, ...]) -> _Memory[Shape]:
        """What is known where names mean this."""
        if names not in self._known and len(self._known) >= _MOST_CONTEXTS:
            self._known.clear()
        return self._known.setdefault(names, _Memory())

    def _learnt(self, name: str, cut: _Cut, new: Sequence[str]) -> dict[str, _Known[Shape]]:
        """Parse new elements in their place, between the head and the tail, and understand them."""
        whole = [f"{self._opening}{markup}" for markup in new]
        if not all(map(self._is_plain, whole)):
            raise _NotPlainError
        elements = self._find(parse(name, "".join((cut.head, *map(_numbered, whole), cut.tail)).encode()))[:]
        if len(elements) != len(new):
            raise _NotPlainError
        return {
            markup: _Known(self._understand(element), markup.count(_GAP))
            for markup, element in zip(new, elements, strict=True)
        }

    def _is_plain(self, markup: str) -> bool:
        """Whether this is one element and nothing else, all of whose texts were taken out."""
        return (
            not any(sign in markup for sign in (*_NOT_ALONE, self._end))
            and self._balanced.fullmatch(markup) is not None
        )


def _with_texts(elements: Iterable[_Known[Shape]], texts: Sequence[str]) -> list[Found[Shape]]:
    at = 0
    found = [(shape, texts[at : (at := at + count)]) for shape, count in elements]
    if at != len(texts):  # a gap that was in the file itself
        raise _NotPlainError
    return found


def _numbered(markup: str) -> str:
    first, *others = markup.split(_GAP)
    return "".join((first, *(f"{number};{piece}" for number, piece in enumerate(others))))


def _taken_out(element: "_Element") -> list[str]:
    """Number the texts of an element, as they stand in it; give the texts."""
    texts: list[str] = []
    for one in element.iter():
        if one.text:
            texts.append(one.text)
            one.text = f"{len(texts) - 1};"
    return texts
