"""Which line of a document is which component: title, number, Kính gửi, signature …, in header tables, tabbed
lines or plain paragraphs.

Components are known by what they say and where they stand, never by how they look, so that a wrong look can
be told from another component. How they ought to look is judged in ``layout_check.py``, what they ought to
say in ``content_check.py``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from bcd35.domain.layout.document import Paragraph, Span, WordDocument, whole
from bcd35.domain.layout.profile import ComponentCode, DocumentType, Profile, Side
from bcd35.domain.text import clean, identity_key

TITLE = "ĐẢNG CỘNG SẢN VIỆT NAM"
NUMBER = re.compile(
    r"\s*Số(?P<colon>\s*:)?[\s\u00a0.…_]*(?P<number>[0-9]*)[\s\u00a0.…_]*[-–]\s*(?P<type>[^\W\d_]{1,5})\s*/\s*(?P<body>\S.*)",
    re.IGNORECASE,
)
_NUMBER_LIKE = re.compile(r"\s*Số\s*:?[\s\u00a0.…_]*[0-9]*[\s\u00a0.…_]*([-–/].*)?", re.IGNORECASE)
_GAP = r"[0-9.…_\s\u00a0]*"
DATE_LINE = re.compile(
    rf"(?P<place>.{{0,60}}?)(?P<comma>,?)\s*ngày(?P<day>{_GAP})tháng(?P<month>{_GAP})năm(?P<year>{_GAP})",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"\s*(?P<word>Kính (?:gửi|trình))\s*:?", re.IGNORECASE)
RECIPIENTS = re.compile(r"\s*Nơi nhận\s*:?\s*", re.IGNORECASE)
STROKE = re.compile(r"\s*[-–—_]{2,}\s*")
_STAR = re.compile(r"\s*[*★]+\s*")
_URGENCY = re.compile(r"\s*(THƯỢNG KHẨN|KHẨN|HỎA TỐC|HOẢ TỐC)\s*", re.IGNORECASE)
_CIRCULATION = re.compile(r"\s*(TÀI LIỆU HỘI NGHỊ|XONG HỘI NGHỊ TRẢ LẠI)\s*", re.IGNORECASE)
_DRAFT_NOTE = re.compile(r"\s*\(?Dự thảo( lần.*)?\)?\s*", re.IGNORECASE)
_TYPIST = re.compile(r"\s*[A-ZĐ]{2,6}-[0-9]{1,4}\s*")
_AUTHORITY = re.compile(r"\s*(T/M|K/T|T/L|T/U|TUQ|TM|KT|TL|Q)\b[. ]", re.IGNORECASE)
_LONGEST_LINE = 75  # characters of a 14 pt line; a header's or a signature's line is shorter
_LONGEST_HEAD = 40  # lines
_LONGEST_SUBJECT = 6
_NEAR_A_RIGHT_EDGE = 0.35
# A sheet under the Party's title that is no official document (a poster): below its heading everything is
# free.
LEAFLET = DocumentType("TỜ RỜI", attached=True)


class Line(NamedTuple):
    """A piece of text on a line of its own (a paragraph, or what its tabs and line breaks part), with the
    side of the page it is on.
    """

    span: Span
    side: Side

    @property
    def text(self) -> str:
        return self.span.text

    @property
    def column(self) -> tuple[int, int] | None:
        """Table and column; None outside tables."""
        cell = self.span.paragraph.cell
        return None if cell is None else (cell.table, cell.column)


class Found(NamedTuple):
    """A component and the line that holds it."""

    code: ComponentCode
    line: Line

    @property
    def span(self) -> Span:
        return self.line.span


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a document is and where its components are."""

    kind: DocumentType
    found: tuple[Found, ...]
    stroke: Span | None = None  # the hyphens under the subject of a document with a type name

    def all(self, *codes: ComponentCode) -> list[Found]:
        return [one for one in self.found if one.code in codes]

    def first(self, code: ComponentCode) -> Found | None:
        return next((one for one in self.found if one.code == code), None)

    @property
    def is_a_document(self) -> bool:
        """Something that only an official document has."""
        return bool(self.all("title", "number", "type_name", "address_label", "recipients_label"))


def documents_in(document: WordDocument, profile: Profile) -> list[WordDocument]:
    """The documents of one file that were joined to be printed in one go; the pages belong to the first.

    Each begins with the line or table that holds the Party's title, behind the Nơi nhận of the one before. A
    title in an appendix is a form's that goes with its letter.
    """
    starts, ended = [0], False
    for index, paragraph in enumerate(document.paragraphs):
        if RECIPIENTS.match(paragraph.text):
            ended = True
        elif ended and identity_key(paragraph.text[:_LONGEST_LINE]).startswith(_appendix_names(profile)):
            ended = False
        elif ended and _holds_title(paragraph):
            starts.append(_table_start(document.paragraphs, index))
            ended = False
    pieces = (document.paragraphs[start:end] for start, end in pairwise([*starts, len(document.paragraphs)]))
    return [
        replace(document, sections=() if place else document.sections, paragraphs=piece)
        for place, piece in enumerate(pieces)
    ]


def _holds_title(paragraph: Paragraph) -> bool:
    lines = re.split(r"[\t\n]", paragraph.text) if len(paragraph.text) <= 2 * _LONGEST_LINE else ()
    return identity_key(TITLE) in map(identity_key, lines)


def _table_start(paragraphs: Sequence[Paragraph], index: int) -> int:
    """The first paragraph of the table that one paragraph stands in; itself outside tables."""
    cell = paragraphs[index].cell
    if cell is None:
        return index
    return next(place for place, one in enumerate(paragraphs) if one.cell and one.cell.table == cell.table)


def _appendix_names(profile: Profile) -> tuple[str, ...]:
    return tuple(identity_key(kind.name) for kind in profile.types if kind.attached)


def recognise(document: WordDocument, profile: Profile) -> Recognised:
    """Every line of the document under one component, those of no component left out."""
    columns = _columns(document)
    lines = [line for paragraph in document.paragraphs for line in _lines(paragraph, columns)]
    kind, at = _document_type(lines, profile)
    walk = _Walk(lines, kind)
    walk.take_by_words()
    if at is None and walk.is_leaflet():
        walk.take_heading()
        return Recognised(LEAFLET, tuple(walk.found()))
    stroke = walk.take_type(at) if at is not None else None
    walk.take_address()
    walk.take_head(at)
    walk.take_end(profile)
    walk.take_body()
    return Recognised(kind, tuple(walk.found()), stroke)


def _columns(document: WordDocument) -> dict[int, tuple[int, int]]:
    """Table → its first and last column that hold a paragraph."""
    found: dict[int, tuple[int, int]] = {}
    for cell in (paragraph.cell for paragraph in document.paragraphs if paragraph.cell):
        first, last = found.get(cell.table, (cell.column, cell.column))
        found[cell.table] = (min(first, cell.column), max(last, cell.column))
    return found


def _lines(paragraph: Paragraph, columns: Mapping[int, tuple[int, int]]) -> Iterator[Line]:
    """Tabs (outside tables) and line breaks part the lines of a heading or a signature, not running text."""
    tabbed = paragraph.cell is None and "\t" in paragraph.text
    pieces = [
        Span(paragraph, match.start(), match.end())
        for match in re.finditer(r"[^\t\n]+" if tabbed else r"[^\n]+", paragraph.text)
        if match.group().strip()
    ]
    running = len(pieces) > 1 and max(len(piece.text) for piece in pieces) > _LONGEST_LINE
    if running or (len(pieces) == 1 and not tabbed):
        yield Line(whole(paragraph), _side(paragraph, columns))
        return
    for piece in pieces:
        before = paragraph.text[: piece.start].rpartition("\n")[2]
        yield Line(piece, ("right" if "\t" in before else "left") if tabbed else _side(paragraph, columns))


def _side(paragraph: Paragraph, columns: Mapping[int, tuple[int, int]]) -> Side:
    cell = paragraph.cell
    if cell is not None:
        first, last = columns[cell.table]
        if first < last:
            return "left" if cell.column == first else "right"
    if paragraph.align in ("center", "right"):
        return paragraph.align
    return "right" if paragraph.left > paragraph.room * _NEAR_A_RIGHT_EDGE else "left"


def _document_type(lines: Sequence[Line], profile: Profile) -> tuple[DocumentType, int | None]:
    """The type and the index of the line that names it.

    Without one it is a công văn, or what its number says.
    """
    names = {identity_key(kind.name): kind for kind in profile.types if kind.name}
    for index, line in enumerate(lines[:_LONGEST_HEAD]):
        kind = names.get(_key(line))
        if kind is not None and not _in_ruled_cell(line):
            return kind, index
        if len(line.text) > 2 * _LONGEST_LINE:
            break
    return next(kind for kind in profile.types if not kind.name), None


def _in_ruled_cell(line: Line) -> bool:
    cell = line.span.paragraph.cell
    return cell is not None and cell.ruled


def _key(line: Line) -> str:
    """The identity key of a line; none of running text, which is no name and would take long."""
    return identity_key(line.text) if len(line.text) <= _LONGEST_LINE else ""


def is_upper(text: str) -> bool:
    """No small letter in it."""
    return text == text.upper()


class _Walk:
    """Takes lines away, most certain components first; what is left in the end is body."""

    def __init__(self, lines: Sequence[Line], kind: DocumentType) -> None:
        self._lines = list(lines)
        self._kind = kind
        self._taken: dict[int, tuple[Found, ...]] = {}
        self._body_from = 0

    def found(self) -> Iterator[Found]:
        for index in sorted(self._taken):
            yield from self._taken[index]

    def _take(self, index: int, code: ComponentCode) -> None:
        self._taken[index] = (Found(code, self._lines[index]),)

    def _left(self, indices: Iterable[int]) -> list[int]:
        return [
            index
            for index in indices
            if index not in self._taken and any(map(str.isalnum, self._lines[index].text))
        ]

    def _first(self, code: ComponentCode) -> int | None:
        return min(
            (index for index, taken in self._taken.items() if any(one.code == code for one in taken)),
            default=None,
        )

    def take_by_words(self) -> None:
        """What its own words give away, wherever it stands."""
        title = identity_key(TITLE)
        for index, line in enumerate(self._lines):
            head = index < _LONGEST_HEAD
            if head and _key(line) == title and self._first("title") is None:
                self._take(index, "title")
            elif (
                head
                and self._first("number") is None
                and (NUMBER.fullmatch(line.text) or _NUMBER_LIKE.fullmatch(line.text))
            ):
                self._take(index, "number")
            elif len(line.text) <= 2 * _LONGEST_LINE and DATE_LINE.fullmatch(clean(line.text)):
                self._take(index, "date_line")
            elif head and _STAR.fullmatch(line.text):
                self._take(index, "star")
            elif (code := _short_word(line.text, head=head)) is not None:
                self._take(index, code)

    def is_leaflet(self) -> bool:
        """It has the title, and nothing that a document is known by."""
        words = any(ADDRESS.match(line.text) or RECIPIENTS.match(line.text) for line in self._lines)
        return (
            self._first("title") is not None
            and self._first("number") is None
            and self._first("date_line") is None
            and not words
        )

    def take_heading(self) -> None:
        """Superior and issuing body beside the title, in its table."""
        title = self._first("title")
        table = None if title is None else self._lines[title].column
        beside = (
            index
            for index, line in enumerate(self._lines)
            if table and line.column and line.column[0] == table[0]
        )
        self._take_bodies(self._left(beside))

    def take_type(self, at: int) -> Span | None:
        """The type's name, its subject below, and the stroke below that."""
        self._take(at, "type_name")
        below = range(at + 1, min(at + 1 + _LONGEST_SUBJECT, len(self._lines)))
        stroke = next((index for index in below if STROKE.fullmatch(self._lines[index].text)), None)
        subject = (
            list(range(at + 1, stroke))
            if stroke is not None
            else _subject_without_stroke(self._lines, at + 1)
        )
        for index in self._left(subject):
            self._take(index, "type_subject")
        self._body_from = max([at, *subject] if stroke is None else [stroke]) + 1
        return None if stroke is None else self._lines[stroke].span

    def take_address(self) -> None:
        """“Kính gửi:” and the addressees.

        Behind it, in the cell beside it, or in the dashed lines below it.
        """
        for index in self._left(range(min(_LONGEST_HEAD, len(self._lines)))):
            line = self._lines[index]
            label = ADDRESS.match(line.text)
            if label is None or _in_ruled_cell(line):
                continue
            label_span, rest = _cut(line, label.end())
            self._taken[index] = (
                Found("address_label", label_span),
                *([Found("addressee", rest)] if rest else []),
            )
            last = index
            for below in self._address_lines(index):
                self._take(below, "addressee")
                last = below
            self._body_from = max(self._body_from, last + 1)
            return

    def _address_lines(self, label: int) -> Iterator[int]:
        table = self._lines[label].column
        for index in range(label + 1, len(self._lines)):
            line = self._lines[index]
            same_table = table is not None and line.column is not None and line.column[0] == table[0]
            if index in self._taken or not (same_table or re.match(r"\s*[-–]\s", line.text)):
                return
            yield index

    def take_head(self, type_at: int | None) -> None:
        """The left block: superior and issuing body above star and number, the subject of a công văn below."""
        ends = [index for index in (type_at, self._first("address_label")) if index is not None]
        anchors = [
            index for code in ("title", "number", "date_line") if (index := self._first(code)) is not None
        ]
        long = next(
            (index for index, line in enumerate(self._lines) if len(line.text) > 2 * _LONGEST_LINE),
            len(self._lines),
        )
        end = min(ends, default=min(long, max(anchors, default=-1) + 2))
        left = [index for index in self._left(range(end)) if self._lines[index].side != "right"]
        marks = [index for code in ("star", "number") if (index := self._first(code)) is not None]
        below = min(marks, default=end)
        self._take_bodies([index for index in left if index < below])
        if type_at is None:
            for index in left:
                if index > below:
                    self._take(index, "letter_subject")
        self._body_from = max(self._body_from, end if ends else max([*anchors, *left], default=-1) + 1)

    def _take_bodies(self, block: list[int]) -> None:
        """Of two lines the second is the issuer; of more, those from the first bold one on."""
        bold = [index for index in block if any(run.look.bold for run in self._lines[index].span.runs)]
        few = 2
        issuer_from = max(block, default=0) if len(block) <= few or not bold else bold[0]
        for index in block:
            self._take(index, "issuer" if index >= issuer_from else "superior")

    def take_end(self, profile: Profile) -> None:
        """Nơi nhận and the signature beside it; an appendix behind them stays table text."""
        label = next(
            (
                index
                for index in reversed(self._left(range(self._body_from, len(self._lines))))
                if _is_label(self._lines[index])
            ),
            None,
        )
        if label is not None:
            self._take_recipients(label)
        appendix = self._appendix_from(profile, label or self._body_from)
        for index in self._left(range(appendix, len(self._lines))):
            self._take(index, "table_text")
        self._take_signature(self._signature_lines(label, appendix))

    def _appendix_from(self, profile: Profile, after: int) -> int:
        names = _appendix_names(profile)
        starts = (
            index
            for index in range(after + 1, len(self._lines))
            if _key(self._lines[index]).startswith(names)
        )
        return next(starts, len(self._lines))

    def _take_recipients(self, label: int) -> None:
        line = self._lines[label]
        match = RECIPIENTS.match(line.text)
        span, rest = _cut(line, match.end() if match else 0)
        self._taken[label] = (Found("recipients_label", span), *([Found("recipient", rest)] if rest else []))
        for index in range(label + 1, len(self._lines)):
            below = self._lines[index]
            if below.column != line.column:
                if line.column is not None:
                    return
            elif line.column is not None or re.match(r"\s*[-–]", below.text):
                if index not in self._taken:
                    self._take(index, "recipient")
            elif below.side == "left":
                return

    def _signature_lines(self, label: int | None, appendix: int) -> list[int]:
        left = self._left(range(self._body_from, appendix))
        if label is not None and self._lines[label].column is not None:
            table = self._lines[label].span.paragraph.cell
            return [
                index
                for index in left
                if (column := self._lines[index].column) and table and column[0] == table.table
            ]
        found: list[int] = []
        for index in reversed(left):
            line = self._lines[index]
            if line.side == "left" or len(line.text) > _LONGEST_LINE or _in_ruled_cell(line):
                break
            found.insert(0, index)
        return (
            found
            if any(
                is_upper(self._lines[index].text) or _AUTHORITY.match(self._lines[index].text)
                for index in found
            )
            else []
        )

    def _take_signature(self, lines: list[int]) -> None:
        """Authority, then posts, and the name: the last line, if it is no post."""
        if not lines:
            return
        *above, last = lines
        apart = (
            bool(above)
            and self._lines[last].span.paragraph.place - self._lines[above[-1]].span.paragraph.place > 1
        )
        named = bool(above) and (apart or not is_upper(self._lines[last].text))
        posts = above if named else lines
        self._take(posts[0], "authority")
        for index in posts[1:]:
            self._take(index, "position")
        if named:
            self._take(last, "signer_name")

    def take_body(self) -> None:
        """What is left below the head."""
        for index in self._left(range(self._body_from, len(self._lines))):
            tabular = self._kind.attached or _in_ruled_cell(self._lines[index])
            self._take(index, "table_text" if tabular else "body")


def _short_word(text: str, *, head: bool) -> ComponentCode | None:
    if head and _URGENCY.fullmatch(text):
        return "urgency"
    if head and _CIRCULATION.fullmatch(text):
        return "circulation"
    if head and _DRAFT_NOTE.fullmatch(text):
        return "draft_note"
    return "typist" if not head and _TYPIST.fullmatch(text) else None


def _subject_without_stroke(lines: Sequence[Line], start: int) -> list[int]:
    """The line below the type's name, and those that go on in the middle of the page in bold."""
    found = list(range(start, min(start + 1, len(lines))))
    for index in range(start + 1, min(start + _LONGEST_SUBJECT, len(lines))):
        if lines[index].span.paragraph.align != "center" or not all(
            run.look.bold for run in lines[index].span.runs
        ):
            break
        found.append(index)
    return [index for index in found if lines[index].span.paragraph.align == "center"]


def _cut(line: Line, at: int) -> tuple[Line, Line | None]:
    """A label and what stands behind it on the same line."""
    span = line.span
    head = Line(Span(span.paragraph, span.start, span.start + at), line.side)
    tail = Line(Span(span.paragraph, span.start + at, span.end), line.side)
    return head, tail if tail.text.strip() else None


def _is_label(line: Line) -> bool:
    return RECIPIENTS.match(line.text) is not None and not _in_ruled_cell(line)
