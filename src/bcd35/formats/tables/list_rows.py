"""The rows below the heading of an office's own list: entries, groups, and what is neither."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.lists.columns import ListKind
from bcd35.domain.lists.rows import (
    entry_mark,
    entry_name,
    group_title,
    has_group_mark,
    is_end,
    is_entry_number,
    is_group_letter,
    is_group_number,
    is_note,
    is_post,
    is_total,
    says_as_above,
    says_gone,
)
from bcd35.formats.xlsx.struck import Struck

_GROUP_OR_ENTRY = "Hàng không có số thứ tự: không rõ là tên nhóm hay là một mục của danh sách."
_NUMBER_IT = (
    "Là một mục thì ghi số thứ tự; là nhóm thì ghi I., II. … trước tên nhóm; hàng thừa thì xóa; rồi chạy lại."
)
_EACH_A_ROW = "Ghi mỗi đơn vị, mỗi kênh một hàng dưới hàng tiêu đề."


_OF_ANY = {"name", "kind", "platform"}  # columns that are filled in before anybody knows whose row it will be
_REPEATED = {"kind", "platform", "owner", "note"}  # columns in which “như trên” means the row above


class ListRow(NamedTuple):
    """An entry: its place, its texts by the key of the column, and the heading of the group it stands in.

    ``within``: the headings of the groups that this group is a part of, the nearest first.
    ``hidden``: the row is not seen in the sheet. ``number``: as the list counts it; empty where it does not.
    ``struck``: how much of its name is struck out; ``gone``: what says that it is of no use any more;
    ``state``: what a column of states says of it otherwise than of most; ``link``: where a click on its cell
    of the address, else of the name, leads.
    """

    where: str
    texts: Mapping[str, str]
    group: str = ""
    within: tuple[str, ...] = ()
    hidden: bool = False
    number: str = ""
    struck: Struck = ""
    gone: str = ""
    state: str = ""
    link: str = ""


class Passed(NamedTuple):
    """A row that is no entry: a total, a signature, a note."""

    where: str
    text: str


class Row(NamedTuple):
    """A row below the heading.

    ``known``: the texts of the known columns by key. ``number``: its text in the column of running numbers;
    None where the list has none. ``grown``: its name is that of the row above, in cells grown together.
    ``state``, ``link``: as in ``ListRow``. ``unread``: what keeps cells of known columns from being read.
    """

    where: str
    texts: Sequence[str]
    known: Mapping[str, str]
    number: str | None
    grown: bool
    hidden: bool
    struck: Struck
    state: str
    link: str
    unread: Sequence[Finding]

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    @property
    def says_nothing(self) -> bool:
        """Whether a row is blank; sheets are often numbered further than they are filled in."""
        if self.unread:
            return False
        return not self.texts or self._is_only_numbered or _counts_columns(self.texts)

    @property
    def is_to_be_filled_in(self) -> bool:
        """Whether dots or dashes stand for a name, and nothing else says whose row it is."""
        said = {key for key, text in self.known.items() if text}
        return not self.unread and said <= _OF_ANY and "name" in said and not self.has_name

    @property
    def has_name(self) -> bool:
        return any(map(str.isalnum, self.known["name"]))

    @property
    def _is_only_numbered(self) -> bool:
        return self.is_entry and [*self.texts] == [self.number]

    @property
    def is_entry(self) -> bool:
        """Whether its number says so."""
        return is_entry_number(self.number or "")

    @property
    def is_first(self) -> bool:
        return _bare(self.number or "") in ("1", "01")

    @property
    def is_below(self) -> bool:
        """Whether a row is a total, or stands below the list."""
        words, numbered = self._words, self.number is not None
        if self.is_entry or not words:
            return False
        if is_total(words[0]) or is_note(words[0]) or (numbered and any(map(is_post, words))):
            return True
        # Without numbers only what stands beside a name says that a row is an entry.
        alone = numbered or not any(text for key, text in self.known.items() if key != "name")
        return alone and self.ends

    @property
    def ends(self) -> bool:
        """Whether nothing of the list comes behind a row that is no entry; there may be several totals."""
        return any(map(is_end, self._words))

    @property
    def _words(self) -> list[str]:
        """The texts that are no numbers, each once."""
        texts = (one for one in self.texts if not (is_group_number(one) or one.replace(".", "").isdigit()))
        return list(dict.fromkeys(texts))

    @property
    def group(self) -> str:
        """The title of the group that a row begins; empty when it begins none."""
        words = self._words
        if self.is_entry or len(words) != 1:
            return ""
        # In a list without numbers an entry may be a name alone.
        plain = self.number is not None or not self.known["name"]
        # An entry that is struck out is often no longer counted.
        plain = plain and self.struck != "whole"
        return group_title(words[0]) if plain or self.marked else ""

    @property
    def marked(self) -> bool:
        """Whether a row says that it begins a group: by its number, or in capitals."""
        return self.marked_by_number or any(map(_is_title, self._words))

    @property
    def marked_by_number(self) -> bool:
        return is_group_number(self.number or "") or any(map(has_group_mark, self._words))

    @property
    def level(self) -> str:
        """What marks a heading: a part of “A.” is marked “I.”, and a part of this one by nothing."""
        marks = [self.number or "", *self._words]
        if any(is_group_letter(text) for text in marks):
            return "letter"
        return "roman" if self.marked_by_number else ""


class _Title(NamedTuple):
    """The row of a group's heading. ``above``: how many entries and faults stand above it."""

    row: Row
    above: int

    @property
    def doubt(self) -> Finding:
        """That no row stands under a heading in capitals, which may be an entry then."""
        message = (
            f"Dưới “{self.row.text}” không có hàng nào: không rõ là tên nhóm hay là một mục của danh sách."
        )
        return Finding("group_or_entry", self.row.where, message, _NUMBER_IT)


@dataclass(slots=True, kw_only=True)
class Body:
    """What the rows below the heading are, taken one by one from the top."""

    of: ListKind
    rows: list[ListRow] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    titles: list[_Title] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)  # level → heading, from the outermost on
    ended: bool = False

    def take(self, row: Row, after: Row | None) -> None:
        if row.says_nothing or (self.ended and not row.texts):
            return
        if self.ended or row.is_below or row.grown or row.is_to_be_filled_in:
            self.passed.append(Passed(row.where, row.text))
            self.ended = self.ended or row.ends
        elif not row.unread and row.group:
            self._begin_group(row, after)
        elif wrong := row.unread or self._nameless(row):
            self.faults += wrong
        else:
            self.rows.append(self._entry(row))

    def _entry(self, row: Row) -> ListRow:
        above = self.rows[-1].texts if self.rows else {}
        texts = {
            key: above[key] if key in _REPEATED and key in above and says_as_above(text) else text
            for key, text in row.known.items()
        }
        number, before = _bare(row.number or ""), self.rows[-1].number if self.rows else ""
        mark = entry_mark(row.known["name"], number, before)
        texts["name"] = entry_name(row.known["name"], mark)
        group, *within = [*reversed(self.groups.values()), ""]
        return ListRow(
            where=row.where,
            texts=texts,
            group=group,
            within=tuple(filter(None, within)),
            hidden=row.hidden,
            number=number or _bare(mark),
            struck=row.struck,
            gone=next(filter(says_gone, row.texts), ""),
            state=row.state,
            link=row.link,
        )

    def _begin_group(self, row: Row, after: Row | None) -> None:
        if self.rows and not row.marked and not (after and after.is_first):
            self.faults.append(Finding("group_or_entry", row.where, _GROUP_OR_ENTRY, _NUMBER_IT))
        levels = list(self.groups)
        for level in levels[levels.index(row.level) :] if row.level in levels else ():
            del self.groups[level]
        self.groups[row.level] = row.group
        self.titles.append(_Title(row, self._count))

    def _nameless(self, row: Row) -> list[Finding]:
        if row.has_name:
            return []
        message = f"Hàng có chữ mà không có tên {'đơn vị' if self.of == 'units' else 'kênh'}."
        return [Finding("no_name", row.where, message, "Điền tên, hoặc xóa hàng ấy, rồi chạy lại.")]

    @property
    def _count(self) -> int:
        return len(self.rows) + len(self.faults)

    def faults_of(self, name: str) -> list[Finding]:
        """All faults, once every row is taken. Numbered headings without rows are passed over."""
        alone = self._titles_without_rows()
        self.passed += [Passed(one.row.where, one.row.text) for one in alone if one.row.marked_by_number]
        told = {fault.where for fault in self.faults}
        doubtful = [one for one in alone if not one.row.marked_by_number and one.row.where not in told]
        self.faults += [one.doubt for one in doubtful]
        if not self._count:
            self.faults.append(Finding("no_rows", name, "Dưới hàng tiêu đề không có hàng nào.", _EACH_A_ROW))
        return self.faults

    def _titles_without_rows(self) -> list[_Title]:
        """Of two headings in a row, a number says that they are group and part."""
        alone = [
            one
            for one, next_ in pairwise(self.titles)
            if one.above == next_.above and not (one.row.marked_by_number or next_.row.marked_by_number)
        ]
        return alone + [one for one in self.titles[-1:] if one.above == self._count]


def _bare(number: str) -> str:
    return number.strip(" .)/")


def _is_title(text: str) -> bool:
    return text.isupper() and len(text.split()) > 1


def _counts_columns(texts: Sequence[str]) -> bool:
    """The row of column numbers below a heading: ``(1) (2) (3)``, ``A B 1 2``."""
    bare = [text.strip("() ") for text in texts]
    digits = [text for text in bare if text.isdigit()]
    letters = bare[: len(bare) - len(digits)]
    counted = digits == [str(number) for number in range(1, len(digits) + 1)]
    return len(bare) > 1 and counted and letters == [chr(65 + place) for place in range(len(letters))]
