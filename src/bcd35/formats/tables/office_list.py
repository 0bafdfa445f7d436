"""The office's own list of units or channels (.xlsx, .csv), as it lies in the drawer → rows of texts.

Found here: the heading under titles (one row or two, with merged cells), group rows, what stands below the
list. What headings and rows mean is said in ``domain/lists``; which entry of the register a row is, the
caller says.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.lists.columns import (
    COLUMN_NAMES,
    COLUMN_WORDS,
    NEEDED,
    Columns,
    Heading,
    ListKind,
    heading_key,
    is_heading,
    understand,
)
from bcd35.domain.lists.rows import (
    entry_name,
    group_title,
    has_group_mark,
    is_end,
    is_entry_number,
    is_group_number,
    is_post,
    is_total,
)
from bcd35.domain.reports import RawAnswer
from bcd35.domain.text import clean
from bcd35.formats.ooxml.guard import RefusedFileError
from bcd35.formats.tables.grids import LAST_HEADING, Grid, read_grids

_LONGEST_HEADING = 80
_FEWEST_KNOWN = 2
_TALLEST_HEADING = 3
_GROUP_OR_ENTRY = "Hàng không có số thứ tự: không rõ là tên nhóm hay là một mục của danh sách."
_NUMBER_IT = "Là một mục thì ghi số thứ tự; là nhóm thì ghi I., II. … trước tên nhóm; rồi chạy lại."
_EACH_A_ROW = "Ghi mỗi đơn vị, mỗi kênh một hàng dưới hàng tiêu đề."


class ListRow(NamedTuple):
    """An entry: its place, its texts by the key of the column, and the heading of the group it stands in."""

    where: str
    texts: Mapping[str, str]
    group: str = ""


class Passed(NamedTuple):
    """A row that is no entry: a total, a signature, a note."""

    where: str
    text: str


class OfficeList(NamedTuple):
    """A list as found; without its rows while it is in doubt which column is what."""

    columns: Columns
    rows: tuple[ListRow, ...]
    passed: tuple[Passed, ...]


def read_list(
    data: bytes, name: str, of: ListKind, told: Mapping[str, str]
) -> OfficeList | tuple[Finding, ...]:
    """Read a list, or say everything that keeps it from being read. ``told``: key → heading of its column."""
    try:
        grids = read_grids(data)
    except RefusedFileError as refused:
        return (refused.finding._replace(where=name),)
    readers = [_Reader(grid, name, of, told) for grid in grids]
    best = max((reader.score for reader in readers), default=0)
    chosen = [reader for reader in readers if reader.score == best]
    if not best:
        return (_no_heading(name, of, told),)
    if len({reader.grid.title for reader in chosen}) > 1:
        message = f"Tệp có {len(chosen)} trang tính cùng dạng danh sách."
        return (Finding("two_tables", name, message, "Giữ lại một trang tính rồi chạy lại."),)
    found = chosen[0].read()
    return found if isinstance(found, OfficeList) else tuple(found)


def _no_heading(name: str, of: ListKind, told: Mapping[str, str]) -> Finding:
    if told:
        wanted = ", ".join(f"“{heading}”" for heading in told.values())
        message = f"Không hàng nào có cột {wanted} đã nêu."
        return Finding("no_table", name, message, "Nêu đúng chữ ở tiêu đề cột của tệp.")
    wanted = ", ".join(f"“{COLUMN_WORDS[key]}”" for key in NEEDED[of])
    message = f"Không thấy hàng tiêu đề của danh sách (hàng có cột {wanted})."
    fix = (
        "Thêm một hàng tiêu đề ngay trên danh sách, ví dụ STT, Tên đơn vị, Loại; hoặc nêu tiêu đề của "
        'cột tên: --column ten="TIÊU ĐỀ"'
    )
    if of == "channels":
        fix = "Thêm một hàng tiêu đề ngay trên danh sách, ví dụ STT, Tên kênh, Địa chỉ."
    return Finding("no_table", name, message, fix)


class _Reader:
    """One grid that could be the list. ``score``: how much its heading looks like one; 0: it has none."""

    def __init__(self, grid: Grid, name: str, of: ListKind, told: Mapping[str, str]) -> None:
        self.grid, self._name, self._of, self._told = grid, name, of, told
        self._word = "hàng" if grid.title else "dòng"
        self._merged = _merged_texts(grid)
        rows = list(grid.cells)[:LAST_HEADING]
        scores = {number: self._score(number) for number in rows}
        self._top = max(rows, key=lambda number: scores[number], default=0)
        self.score = scores.get(self._top, 0)

    def _text(self, row: int, column: int) -> str:
        cell = self.grid.cells.get(row, {}).get(column)
        return _as_text(cell) or self._merged.get((row, column), "")

    def _score(self, row: int) -> int:
        """How many columns a row would head; 0 when it heads no list."""
        texts = [text for text in map(_as_text, self.grid.cells[row].values()) if text]
        if self._told and not all(
            any(is_heading(Heading((text,), 0), wanted) for text in self._texts_below(row))
            for wanted in self._told.values()
        ):
            return 0
        keys = {heading_key(text, self._of) for text in texts if len(text) <= _LONGEST_HEADING}
        keys -= {"", "person"}  # a list of persons is none of these
        alone = len(texts) == 1 and understand([Heading((texts[0],), 1)], self._of, {}).keys
        known = len(keys) if "name" in keys or self._told else 0
        return (
            known
            if known >= _FEWEST_KNOWN or (known and ((alone and _is_short(texts[0])) or self._told))
            else 0
        )

    def _texts_below(self, row: int) -> Iterator[str]:
        """The texts of a row and, as headings may have two rows, of the one below."""
        for number in (row, row + 1):
            yield from map(_as_text, self.grid.cells.get(number, {}).values())

    # --- the heading ----------------------------------------------------------------------------------------

    def _heading(self) -> tuple[list[Heading], int]:
        """What stands above each column, and the last row of the heading."""
        tall = [one for one in self.grid.merged if one.top <= self._top <= one.bottom]
        top = min([self._top, *(one.top for one in tall if one.bottom > one.top)])
        bottom = max([self._top, *(one.bottom for one in tall)])
        bottom = min(bottom, top + _TALLEST_HEADING - 1)
        if bottom == self._top and self._goes_on(self._top + 1):
            bottom += 1
        width = max((column for row in self.grid.cells.values() for column in row), default=0)
        headings = []
        for column in range(1, width + 1):
            texts = (self._heading_text(row, column, bottom) for row in range(top, bottom + 1))
            if some := tuple(dict.fromkeys(filter(None, texts))):
                headings.append(Heading(some, column))
        return headings, bottom

    def _goes_on(self, row: int) -> bool:
        """Whether a row is the second one of the heading: it stands under others, and each text is known."""
        cells = self.grid.cells.get(row, {})
        above = self.grid.cells[self._top]
        numbered = {
            column for column in above if heading_key(_as_text(above[column]), self._of) in ("number", "name")
        }
        texts = [_as_text(cell) for cell in cells.values()]
        return (
            bool(texts) and not numbered & set(cells) and all(heading_key(text, self._of) for text in texts)
        )

    def _heading_text(self, row: int, column: int, bottom: int) -> str:
        """The text above a column; one over several columns stands in the first of them."""
        text = self._text(row, column)
        if text or row == bottom or not self._text(bottom, column):
            return text
        before = [one for one in range(1, column) if self._text(row, one)]
        return self._text(row, before[-1]) if before else ""

    # --- the rows -------------------------------------------------------------------------------------------

    def read(self) -> OfficeList | list[Finding]:
        headings, bottom = self._heading()
        if findings := list(self._wrong_columns(headings)):
            return findings
        columns = understand(headings, self._of, self._told)
        if findings := list(self._missing_columns(columns)):
            return findings
        if columns.doubtful:
            return OfficeList(columns, (), ())
        numbers = [one.column for one in headings if heading_key(one.texts[-1], self._of) == "number"]
        return self._entries(columns, numbers, bottom)

    def _entries(self, columns: Columns, numbers: Sequence[int], bottom: int) -> OfficeList | list[Finding]:
        """The rows below the heading. ``numbers``: the columns of running numbers."""
        rows, passed, faults = list[ListRow](), list[Passed](), list[Finding]()
        group, ended = "", False
        titles: list[_Title] = []
        for number in (number for number in self.grid.cells if number > bottom):
            row = _Row(
                number,
                self.grid.cells[number],
                {key: self._text(number, at) for key, at in columns.keys.items()},
            )
            running = self._text(number, numbers[0]) if numbers else ""
            where = f"{self._name}, {self._word} {number}"
            unread = [] if ended else row.faults(where, columns.keys)
            if not (row.texts or unread) or _counts_columns(row.texts):
                continue
            if ended or row.is_below(running, numbered=bool(numbers)) or self._is_grown(number, columns):
                passed.append(Passed(where, " ".join(row.texts)))
                ended = ended or row.ends()
            elif not unread and (title := row.group(running, numbered=bool(numbers))):
                if rows and not row.marked(running) and not self._begins_anew(number, numbers):
                    faults.append(Finding("group_or_entry", where, _GROUP_OR_ENTRY, _NUMBER_IT))
                group = title
                text, above = " ".join(row.texts), len(rows) + len(faults)
                titles.append(_Title(where, text, above, row.marked_by_number(running)))
            elif wrong := unread or self._nameless(row, where):
                faults += wrong
            else:
                rows.append(ListRow(where, {**row.known, "name": entry_name(row.known["name"])}, group))
        alone = _without_rows(titles, len(rows) + len(faults))
        passed += [Passed(one.where, one.text) for one in alone if one.numbered]
        faults += [one.doubt for one in alone if not one.numbered]
        if not rows and not faults:
            faults.append(Finding("no_rows", self._name, "Dưới hàng tiêu đề không có hàng nào.", _EACH_A_ROW))
        return faults or OfficeList(columns, tuple(rows), tuple(passed))

    def _is_grown(self, row: int, columns: Columns) -> bool:
        """Whether the name of a row is that of the row above, in cells grown together."""
        column = columns.keys["name"]
        return any(
            one.top < row <= one.bottom and one.left <= column <= one.right for one in self.grid.merged
        )

    def _begins_anew(self, row: int, numbers: Sequence[int]) -> bool:
        """Whether the next row has the number 1."""
        after = next((number for number in self.grid.cells if number > row), row)
        return bool(numbers) and self._text(after, numbers[0]).strip(" .)") in ("1", "01")

    def _nameless(self, row: "_Row", where: str) -> list[Finding]:
        if row.known["name"]:
            return []
        message = f"Hàng có chữ mà không có tên {'đơn vị' if self._of == 'units' else 'kênh'}."
        return [Finding("no_name", where, message, "Điền tên, hoặc xóa hàng ấy, rồi chạy lại.")]

    def _wrong_columns(self, headings: Sequence[Heading]) -> Iterator[Finding]:
        for key, label in self._told.items():
            if not any(is_heading(one, label) for one in headings):
                known = ", ".join(f"“{one.label}”" for one in headings)
                message = (
                    f"Không có cột “{label}” (--column {COLUMN_NAMES[self._of][key]}). Các cột: {known}."
                )
                yield Finding("unknown_column", self._name, message, "Nêu đúng chữ ở tiêu đề cột của tệp.")

    def _missing_columns(self, columns: Columns) -> Iterator[Finding]:
        for key in NEEDED[self._of]:
            if key not in columns.keys and key not in columns.doubtful:
                message = f"Danh sách không có cột {COLUMN_WORDS[key]}."
                option = f'--column {COLUMN_NAMES[self._of][key]}="TIÊU ĐỀ"'
                yield Finding(
                    "no_column", self._name, message, f"Nêu cột nào là {COLUMN_WORDS[key]}: {option}"
                )


class _Title(NamedTuple):
    """The heading of a group. ``above``: how many rows stand above it.

    ``numbered``: it is a heading by its number, not by its capitals alone.
    """

    where: str
    text: str
    above: int
    numbered: bool

    @property
    def doubt(self) -> Finding:
        """That no row stands under a heading in capitals, which may be an entry then."""
        message = f"Dưới “{self.text}” không có hàng nào: không rõ là tên nhóm hay là một mục của danh sách."
        return Finding("group_or_entry", self.where, message, _NUMBER_IT)


def _without_rows(titles: Sequence[_Title], rows: int) -> list[_Title]:
    """The headings under which no row stands; of two in a row, a number says that they are group and part."""
    pairs = pairwise(titles)
    alone = [one for one, next_ in pairs if one.above == next_.above and not (one.numbered or next_.numbered)]
    return alone + [one for one in titles[-1:] if one.above == rows]


class _Row(NamedTuple):
    """A row below the heading: ``known``: the texts of the known columns by key."""

    number: int
    cells: Mapping[int, RawAnswer]
    known: Mapping[str, str]

    @property
    def texts(self) -> list[str]:
        return [text for text in map(_as_text, self.cells.values()) if text]

    def is_below(self, running: str, *, numbered: bool) -> bool:
        """Whether a row is a total, or stands below the list."""
        words = self._words
        if is_entry_number(running) or not words:
            return False
        if is_total(words[0]) or (numbered and any(map(is_post, words))):
            return True
        # Without numbers only what stands beside a name says that a row is an entry.
        alone = numbered or not any(text for key, text in self.known.items() if key != "name")
        return alone and any(map(is_end, words))

    def ends(self) -> bool:
        """Whether nothing of the list comes behind a row that is no entry; there may be several totals."""
        return any(map(is_end, self._words))

    @property
    def _words(self) -> list[str]:
        """The texts that are no numbers, each once."""
        texts = (one for one in self.texts if not (is_group_number(one) or one.replace(".", "").isdigit()))
        return list(dict.fromkeys(texts))

    def group(self, running: str, *, numbered: bool) -> str:
        """The title of the group that a row begins; empty when it begins none."""
        words = self._words
        if is_entry_number(running) or len(words) != 1:
            return ""
        # In a list without numbers an entry may be a name alone.
        plain = numbered or not self.known["name"]
        return group_title(words[0]) if plain or self.marked(running) else ""

    def marked(self, running: str) -> bool:
        """Whether a row says that it begins a group: by its number, or in capitals."""
        return self.marked_by_number(running) or any(map(_is_title, self._words))

    def marked_by_number(self, running: str) -> bool:
        return is_group_number(running) or any(map(has_group_mark, self._words))

    def faults(self, where: str, keys: Mapping[str, int]) -> list[Finding]:
        """What keeps a cell of a known column from being read."""
        cells = (self.cells.get(column) for column in keys.values())
        return [_of_list(cell.fault)._replace(where=where) for cell in cells if cell and cell.fault]


def _of_list(fault: Finding) -> Finding:
    """The fault of a cell; the reader of cells speaks of answers in a form."""
    if fault.code != "error_value":
        return fault
    message = fault.message.replace(" thay cho câu trả lời", "")
    return fault._replace(message=message, fix="Sửa công thức, hoặc gõ thẳng chữ vào ô, rồi chạy lại.")


def _is_title(text: str) -> bool:
    return text.isupper() and len(text.split()) > 1


def _counts_columns(texts: Sequence[str]) -> bool:
    """The row of column numbers below a heading: ``(1) (2) (3)``, ``A B 1 2``."""
    bare = [text.strip("() ") for text in texts]
    digits = [text for text in bare if text.isdigit()]
    letters = bare[: len(bare) - len(digits)]
    counted = digits == [str(number) for number in range(1, len(digits) + 1)]
    return len(bare) > 1 and counted and letters == [chr(65 + place) for place in range(len(letters))]


def _is_short(text: str) -> bool:
    return len(text) <= 30  # noqa: PLR2004 – a heading, not a title


def _as_text(cell: RawAnswer | None) -> str:
    """The text of a cell; the mark that keeps a text in a .csv from being calculated is not part of it."""
    if cell is None or cell.value is None or isinstance(cell.value, bool):
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return re.sub(r"^'(?=[=+\-@])", "", clean(str(cell.value)))


def _merged_texts(grid: Grid) -> dict[tuple[int, int], str]:
    """Row and column of each cell that shows the text of a merged range → that text."""
    shown = {}
    last = max(grid.cells, default=0)
    for one in grid.merged:
        text = _as_text(grid.cells.get(one.top, {}).get(one.left))
        if text:
            for row in range(one.top, min(one.bottom, last) + 1):
                for column in range(one.left, one.right + 1):
                    shown[row, column] = text
    return shown
