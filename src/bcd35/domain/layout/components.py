"""Which line of a document is which component: title, number, Kính gửi, body, signature and the others.

A component is recognised by its text and its position (in header tables, tabbed lines or plain paragraphs),
never by its format: a wrong format must not hide it. ``layout_check.py`` judges what was found.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import chain, dropwhile, groupby, islice, pairwise, takewhile, zip_longest

from bcd35.domain.layout.addresses import (
    address_label,
    goes_on,
    is_open_address,
    list_goes_on,
    own_address,
    text_begins,
)
from bcd35.domain.layout.document import Span, WordDocument
from bcd35.domain.layout.grounds import is_ground, may_be_ground
from bcd35.domain.layout.issuers import issuer_start
from bcd35.domain.layout.lines import (
    TextLine,
    cut,
    in_ruled_cell,
    is_bold,
    is_centred,
    is_date_line,
    is_label,
    is_running,
    line_key,
    lines_of,
)
from bcd35.domain.layout.patterns import (
    ADDRESS,
    ARTICLE,
    COLONS,
    CONFIRMED,
    DASH,
    DASHED,
    DATE_IN_FIGURES,
    DATE_LINE,
    FILED,
    GROUND,
    ITEM_SIGN,
    LISTED,
    LONGEST_LINE,
    MARKS,
    NOTE,
    NUMBER_LIKE,
    NUMBERED,
    ODD_DATE,
    ORNAMENT,
    RECIPIENTS,
    RECIPIENTS_LIKE,
    REMARK,
    SECRECY,
    SIGNED,
    STROKE,
    SUBJECT_OPENING,
    TABLE_NOTE,
    UNJOINED_NUMBER,
    WIRED,
    WIRED_BY,
    appendix_names,
    is_aside,
    is_name,
    is_upper,
    names_whose,
    set_words_key,
    set_words_keys,
    without_brackets,
    worded,
)
from bcd35.domain.layout.profile import ComponentCode, Profile
from bcd35.domain.layout.recognised import LEAFLET, Found, Recognised
from bcd35.domain.layout.signers import SignerFinder
from bcd35.domain.layout.type_names import (
    LONGEST_HEAD,
    LONGEST_SUBJECT,
    document_type,
    is_title,
    is_type_like,
    subject_without_stroke,
)
from bcd35.domain.text import DASHES, clean

# Components of the head that are recognised by a whole line.
_HEAD_LINES: tuple[tuple[ComponentCode, re.Pattern[str]], ...] = (
    ("star", re.compile(r"\s*[*★](\s*[*★])*\s*")),
    ("draft_note", worded(r"\s*\(?Dự thảo( lần.*)?\)?\s*")),
)
# Components of the head that are recognised by their set words.
_WORDED: tuple[ComponentCode, ...] = ("title", "motto", "urgency", "circulation")
_ONCE: tuple[ComponentCode, ...] = ("title", "motto", "number", "date_line")  # the first of them counts


def recognise(document: WordDocument, profile: Profile) -> Recognised:
    """The type of the document, and the component of every line that has one."""
    return ComponentFinder(lines_of(document, profile), profile).find()


class ComponentFinder:
    """Gives lines their components, the most certain first; a line that is taken once is never taken again.

    Each step gets the lines that it may take. A step that finds a part of the head returns the index of
    the line behind it, where the body can begin.
    """

    def __init__(self, lines: Sequence[TextLine], profile: Profile) -> None:
        self._lines = tuple(lines)
        self._profile = profile
        self._kind, self._type_at = document_type(lines, profile)
        self._text_at = next(
            (at for at, line in enumerate(lines) if len(line.text) > 2 * LONGEST_LINE and line.table is None),
            len(self._lines),
        )
        self._appendix_names = appendix_names(profile)
        self._own_address = own_address(tuple(kind.address_word for kind in profile.types if kind.addressed))
        self._taken: dict[int, tuple[Found, ...]] = {}
        self._signatures: list[list[int]] = []

    def find(self) -> Recognised:
        """Take all steps, in their order."""
        document = range(len(self._lines))
        head = self._lines[: self._head_end()]
        self._find_distinctive(document)
        self._find_wrapped(document[: len(head)])
        self._find_unjoined_number(document[: len(head)])
        for pattern in (DATE_LINE, DATE_IN_FIGURES, ODD_DATE):
            self._find_date_otherwise(pattern, document[: len(head)])
        unknown_type = self._contract() or self._unknown_type()
        if self._type_at is None and self._is_leaflet():
            self._find_issuer(self._title_table(document))
            return Recognised(
                kind=LEAFLET, found=self._found(), unknown_type=self._longer_type(unknown_type), head=head
            )
        wired = self._find_wired()
        type_end, stroke = self._find_type(document)
        address_end = self._find_address(document[:LONGEST_HEAD])
        head_end = self._find_head(document)
        strays = self._strays(document[: max(head_end, type_end)])
        body = document[max(type_end, address_end, head_end) :]
        open_address = self._open_address(body)
        label = self._find_recipients(body)
        appendix = document[self._appendix_start(label or body.start) :]
        self._take_all(appendix, "table_text")
        self._pass_over_notes(document[label or len(document) : appendix.start])
        self._find_signature(label, range(body.start, appendix.start))
        self._join_issuers()
        self._pass_over_table_notes(body)
        doubtful = (*wired, *open_address, *self._find_grounds(body))
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
            doubtful=doubtful,
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
        head, tail = cut(self._lines[index], length)
        told = tail is not None and not ORNAMENT.fullmatch(tail.text) and tail.text.strip() not in MARKS
        self._taken[index] = (Found(label, head), *([Found(rest, tail)] if tail and told else []))

    def _left(self, within: Iterable[int]) -> list[int]:
        """The lines that have text and no component yet."""
        return [
            index
            for index in within
            if index not in self._taken and any(map(str.isalnum, text := self._lines[index].text))
            if not ORNAMENT.fullmatch(text)
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
            words = set_words_keys(self._profile.words(code))
            for pair in (pair for column in columns.values() for pair in pairwise(column)):
                if set_words_key(" ".join(self._lines[index].text[:LONGEST_LINE] for index in pair)) in words:
                    for index in pair:
                        self._take(index, code)

    def _find_unjoined_number(self, within: Sequence[int]) -> None:
        """A short line that begins as a number does, where the head has none of a known form."""
        lines = self._left(within) if self._first("number") is None else []
        for index in lines:
            line = self._lines[index]
            if len(line.text) <= LONGEST_LINE // 2 and UNJOINED_NUMBER.match(line.text):
                self._take(index, "number")
                return

    def _find_date_otherwise(self, pattern: re.Pattern[str], within: Sequence[int]) -> None:
        """A line on the right, or behind a place with its mark, where the head has no date as it is to be."""
        for index in self._left(within) if self._first("date_line") is None else []:
            line = self._lines[index]
            match = pattern.fullmatch(without_brackets(clean(line.text)))
            marked = match and match["comma"] and match["comma"] not in COLONS
            if match and match["place"][:1].isupper() and (marked or line.side == "right"):
                self._take(index, "date_line")
                return

    def _head_end(self) -> int:
        """Where the head ends at the latest: at the type's name, at Kính gửi or at the first long text."""
        ends = (
            index
            for index in range(len(self._lines))
            if index in (self._type_at, self._text_at) or self._address_label(index)
        )
        return min(next(ends, LONGEST_HEAD), LONGEST_HEAD, len(self._lines))

    def _address_label(self, index: int, *, again: bool = False) -> re.Match[str] | None:
        above = index < self._text_at
        return address_label(self._lines[index], self._kind, self._own_address, above_text=above, again=again)

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
        addressed = any(map(self._address_label, range(min(LONGEST_HEAD, len(self._lines)))))
        if self._type_at is not None or (above < 0 and not addressed):
            return ""
        between = [self._lines[index] for index in self._left(range(above + 1, self._head_end()))]
        first = [line for line in between if line.side == "center"][:1]
        titles = [*filter(is_type_like, between), *(() if addressed else filter(is_title, first))]
        return next((clean(line.text) for line in titles), "")

    def _contract(self) -> str:
        """A type's name with its number below, where the guidance leaves papers that are set so alone."""
        if self._type_at is None or self._first("number") is not None:
            return ""
        title = [clean(line.text) for line in self._lines[self._type_at :][:LONGEST_SUBJECT]]
        end = next((place for place, text in enumerate(title) if NUMBER_LIKE.fullmatch(text)), 0)
        named = " ".join(title[: end + 1])
        return named if end and self._profile.outside_kind([named], titled=True) else ""

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
        below = within[at + 1 : at + 1 + LONGEST_SUBJECT]
        self._find_number_below(below)
        stroke = next((index for index in below if STROKE.fullmatch(self._lines[index].text)), None)
        if stroke is None:
            subject = subject_without_stroke(self._lines, at + 1)
            self._take_all(subject, "type_subject")
            return max([at, *subject]) + 1, None
        self._pass_over(REMARK, range(at + 2, stroke))
        self._take_all(range(at + 1, stroke), "type_subject")
        return stroke + 1, self._lines[stroke].span

    def _find_wired(self) -> tuple[Found, ...]:
        """“… điện:” below the name of a type that is wired, with the dashed lines below it: an address."""
        start = len(self._lines) if self._type_at is None else self._type_at + 1
        below = self._lines[start : start + LONGEST_SUBJECT]
        labels = (
            start + place
            for place, line in enumerate(below)
            if WIRED_BY.fullmatch(line.text) and line.table is None and not is_running(line)
        )
        label = next(labels, None)
        if label is None or not WIRED.search(self._kind.name):
            return ()
        listed = takewhile(self._is_dashed, range(label + 1, len(self._lines)))
        self._taken.update((index, ()) for index in (label, *listed))
        return (Found("address_label", self._lines[label]),)

    def _find_number_below(self, within: Sequence[int]) -> None:
        """The number where it should not stand, below the type's name: no part of the subject."""
        for index in within if self._first("number") is None else ():
            if NUMBER_LIKE.fullmatch(self._lines[index].text):
                self._take(index, "number")
                return

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

    def _open_address(self, body: Sequence[int]) -> tuple[Found, ...]:
        """“Kính gửi …” set as the text is, without a colon, where the type has no other but needs one.

        Without that, dashed lines that are set in are addressees: no text, so no step may take them.
        """
        left = self._left(body)
        needed = "address_label" in self._kind.needs and self._first("address_label") is None
        if not left or not needed:
            return ()
        if is_open_address(self._lines[left[0]].text):
            self._taken[left[0]] = ()
            return (Found("address_label", self._lines[left[0]]),)
        self._taken.update((index, ()) for index in takewhile(self._is_set_in_item, left))
        return ()

    def _is_set_in_item(self, index: int) -> bool:
        line = self._lines[index]
        set_in = is_centred(line) or line.span.paragraph.left > 0
        return self._is_dashed(index) and set_in and not is_running(line)

    def _addressees_below(self, label: int) -> Iterator[int]:
        """What stands behind the label or beside it, dashed lines, and lines with which the list goes on."""
        table, own = self._lines[label].table, self._taken[label]
        above, alone, first = own[-1].line, len(own) == 1, None
        for index in range(label + 1, len(self._lines)):
            line = self._lines[index]
            in_row = table is not None and line.table == table and line.column != self._lines[label].column
            beside = line.place == self._lines[label].place or in_row
            dashed = self._is_dashed(index) and not text_begins(above, line)
            ended = (
                index in self._taken
                or ORNAMENT.fullmatch(line.text)
                or self._address_label(index, again=True)
            )
            if ended or not (beside or dashed or list_goes_on(above, line, alone=alone, first=first)):
                return
            yield index
            above, alone, first = line, False, line if alone else first

    def _is_dashed(self, index: int) -> bool:
        text = self._lines[index].text
        return re.match(rf"\s*{DASH}[\s{DASHES[1:]}-]", text) is not None and not GROUND.match(text)

    def _find_head(self, within: range) -> int:
        """The left block: superior and issuer above star and number, the subject of a công văn below them."""
        type_at = self._type_at
        ends = self._firsts("address_label") + ([] if type_at is None else [type_at])
        anchors = self._firsts("title", "number", "date_line")
        end = min(ends, default=min(self._text_at, max(anchors, default=-1) + 2))
        self._pass_over(SECRECY, within[: self._head_end()])
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
        for index in range(start + 1, min(start + LONGEST_SUBJECT, self._head_end())):
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
        return follows and same and not text.endswith(":") and not NUMBERED.match(text)

    def _find_issuer(self, within: Iterable[int]) -> None:
        left = self._left(within)
        inside = range(left[0], left[-1] + 1) if left else ()
        block = [index for index in inside if index in left or self._lines[index].text.strip() in DASHES]
        start = issuer_start([self._lines[index] for index in block])
        for place, index in enumerate(block):
            self._take(index, "superior" if place < start else "issuer")

    def _join_issuers(self) -> None:
        """The line above the issuer is another issuer where both are bold and several sign."""
        names = {index: taken[0].code for index, taken in self._taken.items() if taken}
        above = [index for index, code in names.items() if code == "superior"]
        own = [index for index, code in names.items() if code == "issuer"]
        if len(self._signatures) > 1 and all(is_bold(self._lines[index]) for index in (*above, *own)):
            for index in above:
                self._take(index, "issuer")

    def _strayed_issuer(self, left: Sequence[int]) -> list[int]:
        """A name on the title's side, where a single light line is on the left: that is the superior's."""
        alone = len(left) == 1 and not is_bold(self._lines[left[0]])
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
        """The last “Nơi nhận:” and its list; returns the first line, None where there is neither."""
        left = list(reversed(self._left(within)))
        labels = [index for index in left if is_label(self._lines[index])]
        label = next(iter(labels or filter(self._is_label_otherwise, left)), None)
        if label is None:
            return self._find_unlabelled_recipients(left)
        text = self._lines[label].text
        match = RECIPIENTS.match(text) or RECIPIENTS_LIKE.match(text)
        self._take_label(label, match.end() if match else 0, "recipients_label", "recipient")
        for index in self._recipients_below(label):
            if index not in self._taken and is_aside(self._lines[index].text):
                self._taken[index] = ()  # no component: neither judged nor repaired
            elif index not in self._taken:
                self._take(index, "recipient")
        return label

    def _find_unlabelled_recipients(self, upwards: Sequence[int]) -> int | None:
        """The dashed lines in a cell that end with “Lưu …”, where no label stands; the first of them."""
        filed = dropwhile(lambda index: not FILED.match(self._lines[index].text), upwards)
        last = next(filed, None)
        if last is None or in_ruled_cell(self._lines[last]) or self._lines[last].table is None:
            return None
        cell = self._lines[last].span.paragraph.cell
        above = takewhile(lambda index: self._lines[index].span.paragraph.cell == cell, filed)
        listed = [last, *takewhile(lambda index: DASHED.match(self._lines[index].text), above)]
        self._take_all(reversed(listed), "recipient")
        return listed[-1]

    def _is_label_otherwise(self, index: int) -> bool:
        """Tell whether another word than “Nơi nhận” stands above a list that ends with “Lưu …”."""
        if not RECIPIENTS_LIKE.match(self._lines[index].text):
            return False
        return any(FILED.match(self._lines[below].text) for below in self._recipients_below(index))

    def _recipients_below(self, label: int) -> Iterator[int]:
        """The rest of the label's cell; below it, or outside tables, the dashed lines.

        Between them stand those of the other column, or those on the right.
        """
        own, above = self._lines[label], ""
        for index in range(label + 1, len(self._lines)):
            line = self._lines[index]
            if line.table != own.table and own.table is not None:
                return
            if line.column != own.column:
                continue
            in_cell = own.table is not None and line.span.paragraph.cell == own.span.paragraph.cell
            listed = in_cell or DASHED.match(line.text) or is_aside(line.text)
            otherwise = line.side == "left" and self._is_listed_otherwise(above, line)
            wrapped = line.side == "left" and goes_on(above, line, dashed=self._dash_follows(index))
            if listed or otherwise or wrapped:
                yield index
                above = line.text
            elif line.side == "left":
                return

    def _is_listed_otherwise(self, above: str, line: TextLine) -> bool:
        """Tell whether a line outside tables goes on with the list, above its last one, without a dash."""
        filed = ITEM_SIGN.sub("", above, count=1).startswith("Lưu")
        return not (filed or NOTE.match(line.text)) and LISTED.fullmatch(line.text) is not None

    def _dash_follows(self, index: int) -> bool:
        below = (line for line in self._lines[index + 1 :] if line.side == "left")
        return any(DASHED.match(line.text) for line in islice(below, 1))

    def _appendix_start(self, after: int) -> int:
        """The line that begins an appendix; behind the last line where there is none."""
        starts = (
            index
            for index in range(after + 1, len(self._lines))
            if line_key(self._lines[index]).startswith(self._appendix_names)
        )
        return next(starts, len(self._lines))

    def _pass_over_notes(self, within: range) -> None:
        """“Ghi chú: …”, where the office is, whom to ask, behind Nơi nhận, with the lines below on the left.

        Behind a table that holds the end, whatever is smaller than the text, too.
        """
        noted = False
        end_in_table = any(self._lines[label].table is not None for label in within[:1])
        least = self._profile.component("body").sizes.least
        for index in self._left(within):
            line = self._lines[index]
            small = end_in_table and all(run.format.size < least for run in line.span.runs)
            named = line.side in ("left", "center") and NOTE.match(line.text) is not None
            noted = line.table is None and (named or small or (noted and line.side == "left"))
            if noted:
                self._taken[index] = ()

    def _pass_over_table_notes(self, within: range) -> None:
        """“Nguồn: …” below a table of the text, “Đơn vị tính: …” above it: no rule is known."""
        left = self._left(within)
        tabled = {index for index in left if self._lines[index].table is not None}
        for index in left:
            short = len(self._lines[index].text) <= 2 * LONGEST_LINE
            beside = index not in tabled and not tabled.isdisjoint((index - 1, index + 1))
            if beside and short and TABLE_NOTE.fullmatch(self._lines[index].text):
                self._taken[index] = ()

    def _find_signature(self, label: int | None, within: range) -> None:
        """The lines of each signer: of one, or of several who sign side by side."""
        blocks = SignerFinder(self._lines).blocks(label, self._left(within))
        confirmations = {*self._confirmations(range(label or within.start, within.stop))}
        self._taken.update((index, ()) for index in confirmations)
        self._signatures = [part for block in blocks for part in _parted(block, confirmations)]
        for block in self._signatures:
            self._pass_over(SIGNED, block)
            if left := self._left(block):
                self._take_signature(left)

    def _confirmations(self, within: range) -> Iterator[int]:
        """The lines by which another confirms a signature, with the rest of each that names whose it is."""
        for index in within:
            line = self._lines[index]
            if len(line.text) > LONGEST_LINE or not CONFIRMED.fullmatch(line.text):
                continue
            yield index
            left = line.side == "left"
            below = (one for one in within if one > index and (self._lines[one].side == "left") == left)
            for above, rest in pairwise(chain([index], below)):
                if self._stands_apart(above, rest) or not names_whose(self._lines[rest].text):
                    break
                yield rest

    def _take_signature(self, block: list[int]) -> None:
        """A date perhaps, authority, then posts, and the name: the last line, if it is no post."""
        dated = list(takewhile(lambda index: is_date_line(self._lines[index]), block))
        for index in dated:
            self._take(index, "date_line")
        *above, last = lines = block[len(dated) :] or block
        if not above and is_name(self._lines[last].text):  # neither authority nor post stands above it
            self._take(last, "signer_name")
            return
        named = bool(above) and (self._stands_apart(above[-1], last) or not is_upper(self._lines[last].text))
        posts = above if named else lines
        self._take(posts[0], "authority")
        for index in posts[1:]:
            self._take(index, "position")
        if named:
            self._take(last, "signer_name")

    def _stands_apart(self, above: int, below: int) -> bool:
        """Tell whether there is an empty paragraph between two lines: room for the signature."""
        first, second = (self._lines[index].span.paragraph.place for index in (above, below))
        return second - first > 1

    def _find_body(self, within: range) -> None:
        """Whatever is left below the head; articles, where the guidance knows them."""
        for index in self._left(within):
            article = ARTICLE.match(self._lines[index].text) if self._profile.has("article") else None
            in_table = self._lines[index].table is not None  # with lines around its cells or without
            if article and not in_table:
                self._take_label(index, article.end(), "article", "body")
            else:
                self._take(index, "table_text" if in_table or self._kind.attached else "body")

    def _find_grounds(self, within: range) -> tuple[Found, ...]:
        """The căn cứ with which a document that has a type name begins, perhaps below who decides.

        The line below them is left alone where it may be one, too.
        """
        if self._type_at is None or not self._profile.has("ground"):
            return ()
        above = None
        left = [*dropwhile(lambda index: is_centred(self._lines[index]), self._left(within))]
        for index, below in zip_longest(left, left[1:]):
            line = self._lines[index]
            if is_ground(line, above):
                self._take(index, "ground")
                above = line
                continue
            next_line = None if below is None else self._lines[below]
            if above is None or not may_be_ground(line, above, next_line):
                break
            self._taken[index] = ()
            return (Found("ground", line),)
        return ()


def _parted(block: Sequence[int], between: Container[int]) -> Iterator[list[int]]:
    """The lines of a signer, and of who confirms the signature below the lines ``between``."""
    return (list(part) for parts, part in groupby(block, key=lambda index: index in between) if not parts)


def _distinctive_codes(line: TextLine, profile: Profile, *, head: bool) -> Iterator[ComponentCode]:
    """The components that a line can be by its text alone, the likeliest first; most are only in the head."""
    text = line.text
    if len(text) <= LONGEST_LINE and (key := set_words_key(text)):
        worded = _WORDED if head else ("circulation",)  # some stand at the end
        yield from (code for code in worded if key in set_words_keys(profile.words(code)))
    if head and NUMBER_LIKE.fullmatch(text):
        yield "number"
    if head and is_date_line(line):
        yield "date_line"
    if head:
        found = (code for code, pattern in _HEAD_LINES if pattern.fullmatch(text))
        yield from (code for code in found if profile.has(code))
    if profile.has("typist") and re.fullmatch(profile.component("typist").pattern, clean(text)):
        yield "typist"
