"""Which line of a document is which component: title, number, Kính gửi, body, signature and the others.

A component is recognised by its text and its position (in header tables, tabbed lines or plain paragraphs),
never by its format: a wrong format must not hide it. ``layout_check.py`` judges formats,
``content_check.py`` judges texts.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import dropwhile, pairwise, takewhile
from typing import NamedTuple

from bcd35.domain.layout.document import Paragraph, Span, WordDocument, whole
from bcd35.domain.layout.profile import ComponentCode, DocumentType, Profile, Side
from bcd35.domain.signature import gives_authority
from bcd35.domain.text import DASHES, clean, identity_key

_DASH = f"[{DASHES}]"
_JOINT = f"[{DASHES}/]"
_BLANK = r"[\s\u00a0.…_]*"
# “Số” with a number or a gap for one, or with any word before a joint; or what a number is without “Số”.
_NUMBER_LIKE = re.compile(
    rf"\s*Số( hiệu)?\s*:?{_BLANK}([0-9]*{_BLANK}({_JOINT}.*)?|[^\s/{DASHES[1:]}-]{{1,12}}\s*{_JOINT}.*)"
    rf"|\s*[0-9]{{1,4}}\s*{_JOINT}\s*[^\W\d_]+(\s*{_JOINT}\s*[^\W\d_]+)*\s*",
    re.IGNORECASE,
)
# An issuer in capitals with a gap in its name.
_OPEN_NAME = re.compile(r"\s*(?!SỐ\b)[^\W\d_]{2,}[^\d:]*(…|\.{3,}|_{3,})[^\d:]*")
# A number whose parts nothing joins, as “Số 28 CV/ĐU”: taken where the head has no other.
_UNJOINED_NUMBER = re.compile(rf"\s*Số( hiệu)?\s*:?{_BLANK}[0-9]", re.IGNORECASE)
# What a number begins with that is filled in, or that leaves a gap for the pen; no “Số CCCD”.
_BEGUN_NUMBER = re.compile(rf"\s*Số( hiệu)?\s*:?{_BLANK}[{DASHES}/0-9]", re.IGNORECASE)
GAP_OF_PIECES = re.compile(r"[\t\n]+|[ \u00a0]{5,}(?=[^\W\d_])")
_GAP = r"[0-9.…_\s\u00a0]*"
# A place that has a number for its name.
_NUMBERED_PLACE = r"(?:Phường|Quận|Xã|Thôn|Tổ|Khu phố|Tiểu khu)\s+[0-9]{1,2}(?:\s+[^\W\d_][^0-9:;,]{0,40})?"
DATE_LINE = re.compile(
    rf"(?P<place>{_NUMBERED_PLACE}|[^0-9:;]{{0,60}}?)(?P<comma>,?)\s*"
    rf"(?P<date>ngày(?P<day>{_GAP})tháng(?P<month>{_GAP})năm(?P<year>{_GAP}))",
    re.IGNORECASE,
)
# A date in figures beside the place, as “Hà Nội, ngày 05/12/2025”: taken where the head has no other.
DATE_IN_FIGURES = re.compile(
    rf"(?P<place>{_NUMBERED_PLACE}|[^\W\d_][^0-9:;]{{0,60}}?)(?P<comma>,?)\s*"
    rf"(?P<date>(ngày\s*)?(?P<day>[0-9]{{1,2}})\s*(?P<sign>[{DASHES}/.])\s*(?P<month>[0-9]{{1,2}})"
    rf"\s*(?P=sign)\s*(?P<year>[0-9]{{4}}))\s*",
    re.IGNORECASE,
)
# A mark behind the year, which ends no sentence there.
DATE_STOP = re.compile(r"(?<=[0-9]{4})\s*[.,;]\s*$")
ADDRESS = re.compile(r"\s*(?P<word>Kính\s+(?:gửi|trình))\s*[:.;,]?", re.IGNORECASE)
# The same, spelt otherwise too: taken above the text only.
ADDRESS_LIKE = re.compile(
    r"\s*(?P<word>(?:Đồng\s+)?(?:K[ií]nh[\s-]*(?:g[uúùủưứừửữoóòỏơớờởỡ]i|tr[iì]nh)|g[uủưửoỏơở]i(?=\s*:)))\s*[:.;,]?",
    re.IGNORECASE,
)
SUBJECT_OPENING = re.compile(r"\s*[(“”\"«]*\s*(về việc|V/v)(?!\w)", re.IGNORECASE)
# A stamp in the head that is no component: neither judged nor repaired.
_SECRECY = re.compile(r"\s*(TUYỆT |TỐI )?MẬT\s*", re.IGNORECASE)
# What may stand between a subject and its stroke, as “(Trình Hội nghị …)”: neither judged nor repaired.
_REMARK = re.compile(r"\s*\(.*\)\s*")
GROUND = re.compile(rf"\s*({_DASH}\s*)*(Căn cứ|Theo đề nghị|Xét đề nghị)\b", re.IGNORECASE)
ARTICLE = re.compile(r"\s*Điều [0-9]+[.:]?(?=\s|$)", re.IGNORECASE)
RECIPIENTS = re.compile(rf"\s*Nơi nhận(\s*:|(?=[\t\n]|\s{{5}}|\s*{_DASH}|\s*$))\s*", re.IGNORECASE)
# The drafter and the number of copies, below the list: “(A-15b)”.
_COPIES = re.compile(r"\s*\([^\s()]{1,12}\)\s*[.;]?\s*")
STROKE = re.compile(r"\s*[-–—_]{2,}\s*")
# A line that only parts or closes, as “-----”, “-o0o-” or “--- HẾT ---”; dots are for the pen.
_ORNAMENT = re.compile(
    rf"[^\w.…]*([o0]{{1,3}}[^\w.…]*)?|\s*({_DASH}\s*){{2,}}\w[^{DASHES[1:]}-]*({_DASH}\s*){{2,}}",
    re.IGNORECASE,
)
# Components of the head that are recognised by a whole line.
_HEAD_LINES: tuple[tuple[ComponentCode, re.Pattern[str]], ...] = (
    ("star", re.compile(r"\s*[*★]+\s*")),
    ("draft_note", re.compile(r"\s*\(?Dự thảo( lần.*)?\)?\s*", re.IGNORECASE)),
)
# Components of the head that are recognised by their set words.
_WORDED: tuple[ComponentCode, ...] = ("title", "motto", "urgency", "circulation")
_ONCE: tuple[ComponentCode, ...] = ("title", "motto", "number", "date_line")  # the first of them counts
SIGNING: tuple[ComponentCode, ...] = ("authority", "position", "signer_name")
_LONGEST_LINE = 75  # characters of a 14 pt line; a header's or a signature's line is shorter
_LONGEST_HEAD = 40  # lines
_LONGEST_NAMES = 10  # paragraphs of a head that can hold its issuer
# What parts the halves of a line outside tables: tabs, or many spaces, but those left for the pen.
_WIDE_GAP = (
    r"\t+|^[ \u00a0]{5,}"
    r"|(?<=\S)(?<!Số)(?<!ngày)(?<!tháng)(?<!năm)((?<!:)|(?<=Nơi nhận:))[ \u00a0]{5,}(?=[^\s.…_/–-])"
)
_LONGEST_SUBJECT = 6  # lines
_NUMBERED = re.compile(
    r"\s*(PHẦN|CHƯƠNG|MỤC|ĐIỀU|[IVXLC]+|[A-ZĐ]|[0-9]+)\b\s*([-–.):]|[IVXLC0-9]|$)"
    r"|\s*(Phần|Chương|Mục|Điều)\s+([IVXLC0-9]|thứ\b)"
)
_NEAR_A_RIGHT_EDGE = 0.35
# A sheet under the title that is no official document, such as a poster. No rule concerns the part
# below its heading.
LEAFLET = DocumentType(name="TỜ RỜI", attached=True)


class TextLine(NamedTuple):
    """A text on a line of its own, and the side of the page that it is on.

    It is a paragraph, or a piece between its tabs and line breaks.
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

    @property
    def table(self) -> int | None:
        """The table that holds the line; None outside tables."""
        cell = self.span.paragraph.cell
        return None if cell is None else cell.table


class Found(NamedTuple):
    """A component and the line that holds it."""

    code: ComponentCode
    line: TextLine

    @property
    def span(self) -> Span:
        return self.line.span


@dataclass(frozen=True, slots=True)
class Recognised:
    """The type of a document and the places of its components."""

    kind: DocumentType
    found: tuple[Found, ...]
    stroke: Span | None = None  # the hyphens under the subject of a document with a type name
    signatures: tuple[tuple[Found, ...], ...] = ()  # the lines of each signer, from the left
    unknown_type: str = ""  # a title that names no type of the profile
    head: tuple[TextLine, ...] = ()  # the lines among which the head is, if there is one
    strays: tuple[TextLine, ...] = ()  # lines between the head and the text that are no component

    def all(self, *codes: ComponentCode) -> list[Found]:
        return [one for one in self.found if one.code in codes]

    def first(self, code: ComponentCode) -> Found | None:
        return next((one for one in self.found if one.code == code), None)

    @property
    def author(self) -> list[Found]:
        """The lines below the type's name that say whose document it is: CỦA BAN THƯỜNG VỤ …."""
        capitals = list(takewhile(lambda found: is_upper(found.line.text), self.all("type_subject")))
        return capitals if capitals and capitals[0].line.text.split()[0] == "CỦA" else []

    @property
    def several_sign(self) -> bool:
        """Tell whether signatures stand side by side."""
        return len(self.signatures) > 1

    @property
    def is_a_document(self) -> bool:
        """Tell whether it has a component that only official documents have."""
        return bool(self.all("title", "number", "type_name", "address_label", "recipients_label"))

    @property
    def has_head(self) -> bool:
        """Tell whether it begins as official documents do; any note may have a type's name or a number."""
        if self.first("title"):  # any contract and petition has it, too
            return self.kind == LEAFLET or bool(self.all("issuer", "date_line"))
        marks: tuple[ComponentCode, ...] = ("number", "date_line", "recipients_label")
        return sum(self.first(code) is not None for code in marks) > 1

    @property
    def head_texts(self) -> tuple[str, ...]:
        """What the head says in each line and, where its words are wrapped, in all and in its right half."""
        texts = [(line.side, clean(line.text)) for line in self.head]
        right = " ".join(text for side, text in texts if side == "right")
        return (*(text for _, text in texts), " ".join(text for _, text in texts), right)


def documents_in(document: WordDocument, profile: Profile) -> list[WordDocument]:
    """The documents of a file into which several were joined for printing; the sections stay with the first.

    Each begins with the line or table that holds the title, behind the Nơi nhận of the one before. A
    title in an appendix, or without a number, begins no document: it belongs to a form that goes with its
    letter.
    """
    starts = [0]
    label: int | None = None
    for index, paragraph in enumerate(document.paragraphs):
        if RECIPIENTS.match(paragraph.text):
            label = index
        elif label is None:
            continue
        elif identity_key(paragraph.text[:_LONGEST_LINE]).startswith(_appendix_names(profile)):
            label = None
        elif _holds_title(paragraph, profile) and _is_numbered(document.paragraphs[index:], profile):
            start = table_start(document.paragraphs, index, label=label)
            if not _leaves_its_name_open(document.paragraphs[start:]):
                starts.append(start)
                label = None
    pieces = (document.paragraphs[start:end] for start, end in pairwise([*starts, len(document.paragraphs)]))
    return [
        replace(document, sections=() if place else document.sections, paragraphs=piece)
        for place, piece in enumerate(pieces)
    ]


def _is_numbered(paragraphs: Sequence[Paragraph], profile: Profile) -> bool:
    """Tell whether a number or Nơi nhận stands below a title, before the next one."""
    below = takewhile(lambda paragraph: not _holds_title(paragraph, profile), paragraphs[1:])
    pieces = (
        piece for paragraph in below for piece in GAP_OF_PIECES.split(paragraph.text[: _LONGEST_LINE * 2])
    )
    return any(_BEGUN_NUMBER.match(piece) or RECIPIENTS.match(piece) for piece in pieces)


def _leaves_its_name_open(paragraphs: Sequence[Paragraph]) -> bool:
    """Tell whether a head has dots for whose it is, as “CHI BỘ …”: that of a form, whatever stands below."""
    pieces = (
        piece for paragraph in paragraphs[:_LONGEST_NAMES] for piece in GAP_OF_PIECES.split(paragraph.text)
    )
    return any(is_upper(piece) and _OPEN_NAME.fullmatch(piece) for piece in pieces)


def _holds_title(paragraph: Paragraph, profile: Profile) -> bool:
    if len(paragraph.text) > 2 * _LONGEST_LINE:
        return False
    return holds_title(
        (piece.text for row in _rows(paragraph, gap_of_halves(profile)) for piece in row), profile
    )


def holds_title(texts: Iterable[str], profile: Profile) -> bool:
    """Tell whether one of the texts is the title of the profile's documents."""
    return not _set_words_keys(profile.words("title")).isdisjoint(map(set_words_key, texts))


def set_words_key(text: str) -> str:
    """The key of set words, however their dashes and spaces are typed."""
    return "".join(filter(str.isalnum, identity_key(text)))


@lru_cache(maxsize=64)  # asked for every short line of a head: a tenth of the time of a document
def _set_words_keys(words: tuple[str, ...]) -> frozenset[str]:
    """The keys of the set words of a component."""
    return frozenset(map(set_words_key, words))


def table_start(paragraphs: Sequence[Paragraph], index: int, *, label: int) -> int:
    """The place of the first paragraph in the table of a paragraph.

    Its own place outside tables, and in a table that holds the label Nơi nhận of the document before, too.
    """
    cell = paragraphs[index].cell
    if cell is None:
        return index
    start = next(place for place, one in enumerate(paragraphs) if one.cell and one.cell.table == cell.table)
    return start if start > label else index


def _appendix_names(profile: Profile) -> tuple[str, ...]:
    return tuple(identity_key(kind.name) for kind in profile.types if kind.attached)


def recognise(document: WordDocument, profile: Profile) -> Recognised:
    """The type of the document, and the component of every line that has one."""
    columns, gap = _columns(document), gap_of_halves(profile)
    lines = [line for paragraph in document.paragraphs for line in _lines(paragraph, columns, gap)]
    return ComponentFinder(lines, profile).find()


def gap_of_halves(profile: Profile) -> re.Pattern[str]:
    """What parts the halves of a typed line: a wide gap, or a small one before the set words or the date."""
    return _gap_before((*profile.words("title"), *profile.words("motto")))


@lru_cache(maxsize=8)
def _gap_before(set_words: tuple[str, ...]) -> re.Pattern[str]:
    as_typed = (r"[\W_]+".join(map(re.escape, re.findall(r"\w+", words))) for words in set_words)
    right = "|".join(
        [*as_typed, rf"(?:{_NUMBERED_PLACE}|[^\W\d_][^0-9:;,\t]{{0,60}}),\s*ngày{_GAP}tháng{_GAP}năm{_GAP}"]
    )
    return re.compile(rf"{_WIDE_GAP}|(?<=\S)[ \u00a0]{{2,}}(?=(?:{right})$)", re.IGNORECASE)


def _columns(document: WordDocument) -> dict[int, tuple[int, int]]:
    """Table → its first and last column that hold a paragraph."""
    found: dict[int, tuple[int, int]] = {}
    for cell in (paragraph.cell for paragraph in document.paragraphs if paragraph.cell):
        first, last = found.get(cell.table, (cell.column, cell.column))
        found[cell.table] = (min(first, cell.column), max(last, cell.column))
    return found


def _lines(
    paragraph: Paragraph, columns: Mapping[int, tuple[int, int]], gap: re.Pattern[str]
) -> Iterator[TextLine]:
    """The lines of a paragraph: line breaks, and outside tables tabs and gaps, part short lines."""
    rows = list(_rows(paragraph, gap))
    pieces = [piece for row in rows for piece in row]
    running = len(pieces) > 1 and max(len(piece.text) for piece in pieces) > _LONGEST_LINE
    if running or (len(pieces) == 1 and pieces[0].text.strip() == paragraph.text.strip("\n ")):
        yield TextLine(whole(paragraph), _side(paragraph, columns))
        return
    for row in rows:
        for place, piece in enumerate(row):
            yield TextLine(piece, _side_of_piece(place, row, _side(paragraph, columns)))


def _rows(paragraph: Paragraph, gap: re.Pattern[str]) -> Iterator[list[Span]]:
    """What stands between line breaks, in pieces that tabs or a gap part."""
    for line in re.finditer(r"[^\n]+", paragraph.text):
        starts = [line.start()]
        if paragraph.cell is None:
            starts += [line.start() + found.end() for found in gap.finditer(line.group())]
        pieces = (Span(paragraph, *ends) for ends in pairwise([*starts, line.end()]))
        yield [piece for piece in map(_without_gap, pieces) if piece.text.strip()]


def _without_gap(piece: Span) -> Span:
    return piece._replace(end=piece.start + len(piece.text.rstrip("\t")))


def _side_of_piece(place: int, row: Sequence[Span], side: Side) -> Side:
    """The first of several is on the left; where one behind a gap stands, its text must tell."""
    if len(row) > 1:
        return "right" if place else "left"
    paragraph, start = row[0].paragraph, row[0].start
    before = paragraph.text[:start].rpartition("\n")[2]
    return "any" if paragraph.cell is None and "\t" in before else side


def _side(paragraph: Paragraph, columns: Mapping[int, tuple[int, int]]) -> Side:
    cell = paragraph.cell
    if cell is not None:
        first, last = columns[cell.table]
        if first < last:
            return "left" if cell.column == first else "right"
    if paragraph.align in ("center", "right"):
        return paragraph.align
    if paragraph.text.startswith(" " * 5):
        return "any"
    return "right" if paragraph.left > paragraph.room * _NEAR_A_RIGHT_EDGE else "left"


def _document_type(lines: Sequence[TextLine], profile: Profile) -> tuple[DocumentType, int | None]:
    """The type, and the index of the line that names it; a document without a type name is a công văn."""
    names = {identity_key(kind.name): kind for kind in profile.types if kind.name}
    for index, line in enumerate(lines[:_LONGEST_HEAD]):
        kind = names.get(_key(line))
        if kind is not None and not _in_ruled_cell(line):
            return kind, index
        if len(line.text) > 2 * _LONGEST_LINE:
            break
    return next(kind for kind in profile.types if not kind.name), None


def _in_ruled_cell(line: TextLine) -> bool:
    cell = line.span.paragraph.cell
    return cell is not None and cell.ruled


def _key(line: TextLine) -> str:
    """The identity key of a line; empty for running text, which is no name and takes long."""
    return identity_key(line.text) if len(line.text) <= _LONGEST_LINE else ""


def is_upper(text: str) -> bool:
    """Tell whether a text has no small letter."""
    return text == text.upper()


class ComponentFinder:
    """Gives lines their components, the most certain first; a line that is taken once is never taken again.

    Each step gets the lines that it may take. A step that finds a part of the head returns the index of
    the line behind it, where the body can begin.
    """

    def __init__(self, lines: Sequence[TextLine], profile: Profile) -> None:
        self._lines = tuple(lines)
        self._profile = profile
        self._kind, self._type_at = _document_type(lines, profile)
        self._text_at = next(
            (
                at
                for at, line in enumerate(lines)
                if len(line.text) > 2 * _LONGEST_LINE and line.table is None
            ),
            len(self._lines),
        )
        self._appendix_names = _appendix_names(profile)
        self._own_address = _own_address(tuple(kind.address_word for kind in profile.types if kind.addressed))
        self._taken: dict[int, tuple[Found, ...]] = {}
        self._signatures: list[list[int]] = []

    def find(self) -> Recognised:
        """Take all steps, in their order."""
        document = range(len(self._lines))
        head = self._lines[: self._head_end()]
        self._find_distinctive(document)
        self._find_wrapped(document[: len(head)])
        self._find_unjoined_number(document[: len(head)])
        self._find_date_in_figures(document[: len(head)])
        unknown_type = self._unknown_type()
        if self._type_at is None and self._is_leaflet():
            self._find_issuer(self._title_table(document))
            return Recognised(LEAFLET, self._found(), unknown_type=self._longer_type(unknown_type), head=head)
        type_end, stroke = self._find_type(document)
        address_end = self._find_address(document[:_LONGEST_HEAD])
        head_end = self._find_head(document)
        strays = self._strays(document[: max(head_end, type_end)])
        body = document[max(type_end, address_end, head_end) :]
        label = self._find_recipients(body)
        appendix = document[self._appendix_start(label or body.start) :]
        self._take_all(appendix, "table_text")
        self._find_signature(label, range(body.start, appendix.start))
        self._find_body(body)
        signatures = tuple(
            tuple(found for index in block for found in self._taken[index]) for block in self._signatures
        )
        return Recognised(
            kind=self._kind,
            found=self._found(),
            stroke=stroke,
            signatures=signatures,
            unknown_type=unknown_type,
            head=head,
            strays=strays,
        )

    # --- what is taken, what is left

    def _found(self) -> tuple[Found, ...]:
        return tuple(found for index in sorted(self._taken) for found in self._taken[index])

    def _take(self, index: int, code: ComponentCode) -> None:
        self._taken[index] = (Found(code, self._lines[index]),)

    def _take_all(self, within: Iterable[int], code: ComponentCode) -> None:
        for index in self._left(within):
            self._take(index, code)

    def _take_label(self, index: int, length: int, label: ComponentCode, rest: ComponentCode) -> None:
        """Take a line: its first ``length`` characters are a label, the others (if any) another component."""
        head, tail = _cut(self._lines[index], length)
        self._taken[index] = (Found(label, head), *([Found(rest, tail)] if tail else []))

    def _left(self, within: Iterable[int]) -> list[int]:
        """The lines that have text and no component yet."""
        return [
            index
            for index in within
            if index not in self._taken and any(map(str.isalnum, text := self._lines[index].text))
            if not _ORNAMENT.fullmatch(text)
        ]

    def _first(self, code: ComponentCode) -> int | None:
        return min(
            (index for index, taken in self._taken.items() if any(one.code == code for one in taken)),
            default=None,
        )

    def _firsts(self, *codes: ComponentCode) -> list[int]:
        """The first line of each of these components, of those that were found."""
        return [index for code in codes if (index := self._first(code)) is not None]

    # --- the steps

    def _find_distinctive(self, within: Iterable[int]) -> None:
        """The components that are recognised by their text alone, wherever they stand."""
        end = self._head_end()
        for index in within:
            codes = _distinctive_codes(self._lines[index], self._profile, head=index < end)
            code = next((code for code in codes if code not in _ONCE or self._first(code) is None), None)
            if code is not None:
                self._take(index, code)

    def _find_wrapped(self, within: Sequence[int]) -> None:
        """Set words that go on in the next line of their column."""
        columns: dict[object, list[int]] = {}
        for index in self._left(within):
            line = self._lines[index]
            columns.setdefault((line.column, line.side), []).append(index)
        codes: tuple[ComponentCode, ...] = ("title", "motto")
        for code in (one for one in codes if self._first(one) is None):
            words = _set_words_keys(self._profile.words(code))
            for pair in (pair for column in columns.values() for pair in pairwise(column)):
                if (
                    set_words_key(" ".join(self._lines[index].text[:_LONGEST_LINE] for index in pair))
                    in words
                ):
                    for index in pair:
                        self._take(index, code)

    def _find_unjoined_number(self, within: Sequence[int]) -> None:
        """A short line that begins as a number does, where the head has none of a known form."""
        lines = self._left(within) if self._first("number") is None else []
        for index in lines:
            line = self._lines[index]
            if len(line.text) <= _LONGEST_LINE // 2 and _UNJOINED_NUMBER.match(line.text):
                self._take(index, "number")
                return

    def _find_date_in_figures(self, within: Sequence[int]) -> None:
        """A line on the right, or behind a place with its comma, where the head has no date in words."""
        for index in self._left(within) if self._first("date_line") is None else []:
            line = self._lines[index]
            match = DATE_IN_FIGURES.fullmatch(without_stop(clean(line.text)))
            if match and match["place"][0].isupper() and (match["comma"] or line.side == "right"):
                self._take(index, "date_line")
                return

    def _head_end(self) -> int:
        """Where the head ends at the latest: at the type's name, at Kính gửi or at the first long text."""
        ends = (
            index
            for index in range(len(self._lines))
            if index in (self._type_at, self._text_at) or self._address_label(index)
        )
        return min(next(ends, _LONGEST_HEAD), _LONGEST_HEAD, len(self._lines))

    def _address_label(self, index: int, *, again: bool = False) -> re.Match[str] | None:
        """“Kính gửi” at the beginning of a line; above the text in any spelling, or a word of the profile.

        Without a colon and before other words only once, and not where a sentence of the text begins so.
        """
        line = self._lines[index]
        if _in_ruled_cell(line):
            return None
        match = ADDRESS_LIKE.match(line.text) if index < self._text_at else None
        if match is None and index < self._text_at and self._kind.addressed:
            match = self._own_address.match(line.text)
        bare = again or not self._kind.addressed
        if match is None or (bare and not match["word"].casefold().startswith(("k", "đ"))):
            match = ADDRESS.match(line.text)
        if match is None or match[0].endswith(":") or match.end() == len(line.text.rstrip()):
            return match
        return None if bare or _is_running(line) else match

    def _is_leaflet(self) -> bool:
        """Tell whether there is the title, and nothing else by which a document is known."""
        labelled = any(ADDRESS.match(line.text) or RECIPIENTS.match(line.text) for line in self._lines)
        return self._first("title") is not None and not self._firsts("number", "date_line") and not labelled

    def _longer_type(self, title: str) -> str:
        """A title that begins with the name of a type; any other may be the heading of a poster."""
        names = tuple(f"{kind.name} " for kind in self._profile.types if kind.name)
        return title if title.upper().startswith(names) else ""

    def _unknown_type(self) -> str:
        """A title in the middle of the page, between the head and Kính gửi: no công văn has one."""
        number = self._first("number")
        below_it = number is not None and self._lines[number].side == "center"  # as in a contract
        codes: tuple[ComponentCode, ...] = ("title", "motto", "date_line")
        above = max(self._firsts(*codes, *(() if below_it else ("number",))), default=-1)
        addressed = any(map(self._address_label, range(min(_LONGEST_HEAD, len(self._lines)))))
        if self._type_at is not None or (above < 0 and not addressed):
            return ""
        between = [self._lines[index] for index in self._left(range(above + 1, self._head_end()))]
        first = [line for line in between if line.side == "center"][:1]
        titles = [*filter(_is_type_like, between), *(() if addressed else filter(_is_title, first))]
        return next((clean(line.text) for line in titles), "")

    def _title_table(self, within: Iterable[int]) -> list[int]:
        """The lines of the table that holds the title; none where the title stands outside tables."""
        title = self._first("title")
        table = None if title is None else self._lines[title].table
        return [index for index in within if table is not None and self._lines[index].table == table]

    def _find_type(self, within: range) -> tuple[int, Span | None]:
        """The type's name, its subject below, and the stroke below that; returns the stroke too."""
        at = self._type_at
        if at is None:
            return 0, None
        self._take(at, "type_name")
        below = within[at + 1 : at + 1 + _LONGEST_SUBJECT]
        stroke = next((index for index in below if STROKE.fullmatch(self._lines[index].text)), None)
        if stroke is None:
            subject = _subject_without_stroke(self._lines, at + 1)
            self._take_all(subject, "type_subject")
            return max([at, *subject]) + 1, None
        self._pass_over(_REMARK, range(at + 2, stroke))
        self._take_all(range(at + 1, stroke), "type_subject")
        return stroke + 1, self._lines[stroke].span

    def _find_address(self, within: range) -> int:
        """“Kính gửi:” and the addressees behind it, in the cell beside it or in the dashed lines below it.

        Some write it twice, or “Đồng kính gửi” below it.
        """
        end = 0
        for index in self._left(within):
            label = self._address_label(index, again=end > 0) if index >= end else None
            if label is not None:
                self._take_label(index, label.end(), "address_label", "addressee")
                addressees = list(self._addressees_below(index))
                for below in addressees:
                    self._take(below, "addressee")
                end = max([index, *addressees]) + 1
            elif 0 < end <= index:
                break
        return end

    def _addressees_below(self, label: int) -> Iterator[int]:
        """What stands behind the label or beside it, dashed lines, and lines with which the list goes on."""
        table, own = self._lines[label].table, self._taken[label]
        above, alone = own[-1].line, len(own) == 1
        for index in range(label + 1, len(self._lines)):
            line = self._lines[index]
            beside = self._place(index) == self._place(label) or (table is not None and line.table == table)
            dashed = re.match(rf"\s*{_DASH}[\s{DASHES[1:]}-]", line.text) and not GROUND.match(line.text)
            ended = index in self._taken or _ORNAMENT.fullmatch(line.text)
            if ended or not (beside or dashed or _goes_on(above, line, alone=alone)):
                return
            yield index
            above, alone = line, False

    def _find_head(self, within: range) -> int:
        """The left block: superior and issuer above star and number, the subject of a công văn below them."""
        type_at = self._type_at
        ends = self._firsts("address_label") + ([] if type_at is None else [type_at])
        anchors = self._firsts("title", "number", "date_line")
        end = min(ends, default=min(self._text_at, max(anchors, default=-1) + 2))
        self._pass_over(_SECRECY, within[: self._head_end()])
        subject = self._letter_subject() if type_at is None else []
        self._take_all(subject, "letter_subject")
        below = min(self._firsts("star", "number", "letter_subject"), default=end)
        issuer = [index for index in self._left(range(min(below, end))) if self._lines[index].side != "right"]
        if strayed := self._strayed_issuer(issuer):
            self._take_all(strayed, "issuer")
            self._take_all(issuer, "superior")
        self._find_issuer(issuer)
        return end if ends else max([*anchors, *issuer, *subject], default=-1) + 1

    def _pass_over(self, pattern: re.Pattern[str], within: Iterable[int]) -> None:
        for index in within:
            if index not in self._taken and pattern.fullmatch(self._lines[index].text):
                self._taken[index] = ()

    def _letter_subject(self) -> list[int]:
        """The lines below the number in its column of a table; else those directly below it.

        A line that begins as a subject does may stand apart.
        """
        number = self._first("number")
        left = [index for index in self._left(range(self._head_end())) if self._lines[index].side != "right"]
        below = left if number is None else [index for index in left if index > number]
        column = None if number is None else self._lines[number].column
        inside = [index for index in below if column is not None and self._lines[index].column == column]
        if inside:
            return inside
        starts = [index for index in below if SUBJECT_OPENING.match(self._lines[index].text)]
        if number is not None and column is None:
            starts = [index for index in below[:1] if self._goes_on(index, number)] or starts
        return [*starts[:1], *(self._rest_of_subject(starts[0]) if starts else ())]

    def _rest_of_subject(self, start: int) -> Iterator[int]:
        """The lines with which a subject outside tables goes on, set as its first one."""
        first = self._lines[start].span.paragraph
        for index in range(start + 1, min(start + _LONGEST_SUBJECT, self._head_end())):
            own = self._lines[index].span.paragraph
            alike = (own.align, own.left, own.first_line) == (first.align, first.left, first.first_line)
            if index in self._taken or not alike or not self._goes_on(index, start):
                return
            yield index

    def _goes_on(self, index: int, above: int) -> bool:
        """Tell whether a line can be a subject, or more of it: on the side of what stands right above it."""
        own, near, first = (self._lines[one].span.paragraph for one in (index, index - 1, above))
        text = self._lines[index].text.strip()
        follows = own.part == near.part and own.place - near.place <= 1
        same = own.align in (first.align, "left", "justify")
        return follows and same and not text.endswith(":") and not _NUMBERED.match(text)

    def _find_issuer(self, within: Iterable[int]) -> None:
        """Of two lines the second is the issuer; of more, those from the first bold one on."""
        block = self._left(within)
        bold = [index for index in block if any(run.format.bold for run in self._lines[index].span.runs)]
        few = 2
        issuer_from = max(block, default=0) if len(block) <= few or not bold else bold[0]
        for index in block:
            self._take(index, "issuer" if index >= issuer_from else "superior")

    def _strayed_issuer(self, left: Sequence[int]) -> list[int]:
        """A name on the title's side, where a single light line is on the left: that is the superior's."""
        alone = len(left) == 1 and not _bold(self._lines[left[0]])
        if not alone or self._first("title") is None:
            return []
        others = (index for index in self._left(range(self._head_end())) if index not in left)
        lines = ((index, self._lines[index]) for index in others)
        return [index for index, line in lines if line.side in ("right", "any") and is_upper(line.text)]

    def _strays(self, within: Sequence[int]) -> tuple[TextLine, ...]:
        """The lines below the head that nothing was made of; of a công văn without Kính gửi, centred ones."""
        head = self._firsts("title", "motto", "number", "date_line", "letter_subject")
        start = max(head, default=len(self._lines)) + 1
        left = self._left(range(start, len(within)))
        if self._type_at is None and self._first("address_label") is None:
            below = self._left(range(max(start, len(within)), self._text_at))
            left += takewhile(lambda index: self._lines[index].side == "center", below)
        return tuple(self._lines[index] for index in left)

    def _find_recipients(self, within: range) -> int | None:
        """The last “Nơi nhận:” and its list; returns the label's line, None where there is no label."""
        labels = (index for index in reversed(self._left(within)) if _is_label(self._lines[index]))
        label = next(labels, None)
        if label is not None:
            match = RECIPIENTS.match(self._lines[label].text)
            self._take_label(label, match.end() if match else 0, "recipients_label", "recipient")
            for index in self._recipients_below(label):
                if index not in self._taken and _is_aside(self._lines[index].text):
                    self._taken[index] = ()  # no component: neither judged nor repaired
                elif index not in self._taken:
                    self._take(index, "recipient")
        return label

    def _recipients_below(self, label: int) -> Iterator[int]:
        """The rest of the label's cell; outside tables the dashed lines, between them those on the right."""
        column = self._lines[label].column
        for index in range(label + 1, len(self._lines)):
            line = self._lines[index]
            if line.column != column:
                if column is not None:
                    return
            elif column is not None or re.match(rf"\s*{_DASH}", line.text) or _is_aside(line.text):
                yield index
            elif line.side == "left":
                return

    def _appendix_start(self, after: int) -> int:
        """The line that begins an appendix; behind the last line where there is none."""
        starts = (
            index
            for index in range(after + 1, len(self._lines))
            if _key(self._lines[index]).startswith(self._appendix_names)
        )
        return next(starts, len(self._lines))

    def _find_signature(self, label: int | None, within: range) -> None:
        """The lines of each signer: of one, or of several who sign side by side."""
        left = self._left(within)
        blocks = (
            self._columns_of_signers(label, left)
            or self._halves_of_signers(left)
            or [self._signature_lines(left)]
        )
        self._signatures = [block for block in blocks if block]
        for block in self._signatures:
            self._take_signature(block)

    def _take_signature(self, block: list[int]) -> None:
        """A date perhaps, authority, then posts, and the name: the last line, if it is no post."""
        dated = list(takewhile(lambda index: _is_date_line(self._lines[index]), block))
        for index in dated:
            self._take(index, "date_line")
        *above, last = lines = block[len(dated) :] or block
        named = bool(above) and (self._stands_apart(above[-1], last) or not is_upper(self._lines[last].text))
        posts = above if named else lines
        self._take(posts[0], "authority")
        for index in posts[1:]:
            self._take(index, "position")
        if named:
            self._take(last, "signer_name")

    def _columns_of_signers(self, label: int | None, within: list[int]) -> list[list[int]]:
        """The columns beside Nơi nhận, or those of a table at the end of which each is a signature."""
        own = None if label is None else self._lines[label].table
        for table in (own, *(self._lines[index].table for index in within[-1:])):
            columns: dict[int, list[int]] = {}
            for index in within if table is not None else ():
                if self._lines[index].table == table:
                    columns.setdefault((self._lines[index].column or (0, 0))[1], []).append(index)
            if columns and (table == own or (len(columns) > 1 and all(map(self._signs, columns.values())))):
                return list(columns.values())
        return []

    def _signs(self, lines: list[int]) -> bool:
        """Tell whether lines can be those of a signer: short ones, first one in capitals, at last a name."""
        texts = [self._lines[index].text for index in lines]
        short = all(len(text) <= _LONGEST_LINE for text in texts)
        named = len(texts[-1].split()) > 1 and not any(map(str.isdigit, texts[-1]))
        return (
            short
            and named
            and is_upper(texts[0])
            and not any(_in_ruled_cell(self._lines[index]) for index in lines)
        )

    def _halves_of_signers(self, within: list[int]) -> list[list[int]]:
        """Two signers in lines that a gap parts, from such a line on; one name may stand lower."""
        parted = {self._place(index) for index in within if self._lines[index].side == "right"}
        end = takewhile(
            lambda index: self._place(index) in parted or _stands_alone(self._lines[index]), reversed(within)
        )
        block = [*dropwhile(lambda index: self._place(index) not in parted, reversed([*end]))]
        left = [index for index in block if self._lines[index].side == "left"]
        right = [index for index in block if index not in left]
        typed = all(self._lines[index].table is None for index in block)
        return [left, right] if typed and left and right and self._signs(left) and self._signs(right) else []

    def _place(self, index: int) -> tuple[str, int]:
        paragraph = self._lines[index].span.paragraph
        return paragraph.part, paragraph.place

    def _signature_lines(self, within: list[int]) -> list[int]:
        """The last short lines but those on the left and those of a table that has some there."""
        found: list[int] = []
        lists = {self._lines[index].table for index in within if self._lines[index].side == "left"} - {None}
        for index in reversed(within):
            line = self._lines[index]
            if (
                line.side == "left"
                or len(line.text) > _LONGEST_LINE
                or _in_ruled_cell(line)
                or line.table in lists
            ):
                break
            found.insert(0, index)
        texts = [self._lines[index].text for index in found]
        return found if any(is_upper(text) or gives_authority(text) for text in texts) else []

    def _stands_apart(self, above: int, below: int) -> bool:
        """Tell whether there is an empty paragraph between two lines: room for the signature."""
        first, second = (self._lines[index].span.paragraph.place for index in (above, below))
        return second - first > 1

    def _find_body(self, within: range) -> None:
        """Whatever is left below the head: grounds first and articles, where the guidance knows them."""
        self._find_grounds(within)
        for index in self._left(within):
            article = ARTICLE.match(self._lines[index].text) if self._profile.has("article") else None
            in_table = self._lines[index].table is not None  # with lines around its cells or without
            if article and not in_table:
                self._take_label(index, article.end(), "article", "body")
            else:
                self._take(index, "table_text" if in_table or self._kind.attached else "body")

    def _find_grounds(self, within: range) -> None:
        """The căn cứ with which a document that has a type name begins, perhaps below who decides."""
        if self._type_at is None or not self._profile.has("ground"):
            return
        for index in dropwhile(lambda index: _centred(self._lines[index]), self._left(within)):
            text = self._lines[index].text.rstrip()
            if self._lines[index].table is not None or not GROUND.match(text) or text[-1] not in ";.,":
                return
            self._take(index, "ground")


def _distinctive_codes(line: TextLine, profile: Profile, *, head: bool) -> Iterator[ComponentCode]:
    """The components that a line can be by its text alone, the likeliest first; most are only in the head."""
    text = line.text
    if len(text) <= _LONGEST_LINE and (key := set_words_key(text)):
        worded = _WORDED if head else ("circulation",)  # some stand at the end
        yield from (code for code in worded if key in _set_words_keys(profile.words(code)))
    if head and _NUMBER_LIKE.fullmatch(text):
        yield "number"
    if head and _is_date_line(line):
        yield "date_line"
    if head:
        found = (code for code, pattern in _HEAD_LINES if pattern.fullmatch(text))
        yield from (code for code in found if profile.has(code))
    if profile.has("typist") and re.fullmatch(profile.component("typist").pattern, text.strip()):
        yield "typist"


def _is_date_line(line: TextLine) -> bool:
    short = len(line.text) <= 2 * _LONGEST_LINE
    return short and DATE_LINE.fullmatch(without_stop(clean(line.text))) is not None


def without_stop(text: str) -> str:
    """A date line without the mark that some put behind it."""
    return DATE_STOP.sub("", text)


def _is_running(line: TextLine) -> bool:
    """Tell whether a line is set as the text is, or longer than one that stands alone."""
    own = line.span.paragraph
    return len(line.text) > _LONGEST_LINE or own.align == "justify" or own.first_line > 0


def _is_type_like(line: TextLine) -> bool:
    """Tell whether a line looks like the name of a type: in capitals, in the middle, not numbered."""
    centred = line.side in ("center", "any") and not _in_ruled_cell(line) and len(line.text) <= _LONGEST_LINE
    words = re.findall(r"[^\W\d_]{2,}", line.text)
    return centred and len(words) > 1 and is_upper(line.text) and not _NUMBERED.match(line.text)


def _is_title(line: TextLine) -> bool:
    """Tell whether a line in small letters can name a type: bold, in the middle, no sentence."""
    text = line.text.strip()
    ended = text.endswith((":", ".", ";", ",")) or SUBJECT_OPENING.match(text) or _NUMBERED.match(text)
    named = len(text) <= _LONGEST_LINE and len(text.split()) > 1 and text[0].isupper()
    return named and _bold(line) and not ended and not _in_ruled_cell(line)


def _subject_without_stroke(lines: Sequence[TextLine], start: int) -> list[int]:
    """The line below the type's name, in the middle or bold, and those that go on in the middle in bold.

    It ends before an empty or drawn line, a heading, and the authority that decides: HỘI ĐỒNG NHÂN DÂN ….
    """
    found = [index for index in range(start, len(lines))[:1] if _centred(lines[index]) or _bold(lines[index])]
    below = pairwise(range(start, min(start + _LONGEST_SUBJECT, len(lines))))
    rest = takewhile(lambda pair: _subject_goes_on(lines[pair[0]], lines[pair[1]]), below)
    return [*found, *(index for _, index in rest)]


def _subject_goes_on(above: TextLine, line: TextLine) -> bool:
    parted = line.span.paragraph.place - above.span.paragraph.place > 1
    named = _NUMBERED.match(line.text) or (is_upper(line.text) and not is_upper(above.text))
    return _centred(line) and _bold(line) and not parted and not named


def _centred(line: TextLine) -> bool:
    return line.span.paragraph.align == "center"


def _bold(line: TextLine) -> bool:
    return all(run.format.bold for run in line.span.runs if any(map(str.isalnum, run.text)))


def _cut(line: TextLine, at: int) -> tuple[TextLine, TextLine | None]:
    """A line in two: a label, and the text behind it (None without one)."""
    span = line.span
    head = TextLine(Span(span.paragraph, span.start, span.start + at), line.side)
    tail = TextLine(Span(span.paragraph, span.start + at, span.end), line.side)
    return head, tail if tail.text.strip() else None


@lru_cache(maxsize=8)
def _own_address(words: tuple[str, ...]) -> re.Pattern[str]:
    """The words before addressees, with their colon: without one, “Kính mời …” can begin a sentence."""
    own = "|".join(r"\s+".join(map(re.escape, word.split())) for word in words)
    return re.compile(rf"\s*(?P<word>{own})\s*(:|$)", re.IGNORECASE)


def _goes_on(above: TextLine, below: TextLine, *, alone: bool) -> bool:
    """Tell whether a line without a dash is an addressee too: below a lone label, or set in behind “;”.

    Or whether it is the rest of the one above, which is wrapped by hand.
    """
    short = len(below.text) <= _LONGEST_LINE and not below.text.rstrip().endswith(":")
    listed = above.text.rstrip().endswith(";") and below.side != "left"
    set_in = _centred(below) or below.span.paragraph.left > 0
    wrapped = wraps(above.text, below.text) and set_in and not _is_running(below)
    return short and (listed or alone or wrapped)


def wraps(above: str, below: str) -> bool:
    """Tell whether an item goes on in the next line: behind “,”, or without mark and in small letters."""
    end, start = above.rstrip()[-1:], below.lstrip()[:1]
    return start not in DASHES and (end == "," or (end.isalnum() and start.islower()))


def _stands_alone(line: TextLine) -> bool:
    """Tell whether a line can be a post or a name beside which nothing stands."""
    ended = line.text.rstrip().endswith((".", ";", ":", ","))
    return line.table is None and len(line.text) <= _LONGEST_LINE and not ended


def _is_label(line: TextLine) -> bool:
    return RECIPIENTS.match(line.text) is not None and not _in_ruled_cell(line)


def _is_aside(text: str) -> bool:
    """Tell whether a line in the list of recipients is none."""
    return (_COPIES.fullmatch(text) or _ORNAMENT.fullmatch(text)) is not None
