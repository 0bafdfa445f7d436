"""The office's own list of units or channels (.xlsx, .csv), as it lies in the drawer → rows of texts.

Found here: the heading under titles (one row or two, with merged cells). The rows below it are judged in
``list_rows.py``; what headings and texts mean is said in ``domain/lists``; which entry of the register a row
is, the caller says.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import NamedTuple

from bcd35.domain.answers import RawAnswer
from bcd35.domain.dates import screen_date
from bcd35.domain.findings import Finding
from bcd35.domain.lists.columns import (
    COLUMN_NAMES,
    COLUMN_WORDS,
    NEEDED,
    Columns,
    Heading,
    ListKind,
    columns_told,
    heading_key,
    headings_meant,
    is_name_of_unit,
    own_words,
    repeated_keys,
    tells_state,
    understand,
)
from bcd35.domain.lists.places import kind_of_place
from bcd35.domain.lists.rows import says_in_use
from bcd35.domain.persons import is_persons_name, is_somebody
from bcd35.domain.text import clean, clean_lines, fold
from bcd35.formats.ooxml.guard import RefusedFileError
from bcd35.formats.tables.grids import (
    LAST_HEADING,
    Grid,
    SeveralSheetsError,
    garbled,
    read_grids,
    why_no_heading,
)
from bcd35.formats.tables.list_rows import Body, ListRow, Passed, Row

_LONGEST_HEADING = 80
_MARKS = frozenset({"x", "v", "✓", "✔", "+", "*", "•", "có"})
_FEWEST_KNOWN = 2
_TALLEST_HEADING = 3
_ONE_BELOW = "Chép bảng bên phải xuống dưới bảng bên trái, dưới cùng một hàng tiêu đề, rồi chạy lại."


class OfficeList(NamedTuple):
    """A list as found; without its rows while it is in doubt which column is what.

    ``unseen``: the title of its sheet, where that is hidden; ``passed_by``: of hidden sheets that could be
    the list as well. ``left_out``: rows of no more use that a clerk does not want.
    """

    columns: Columns
    rows: tuple[ListRow, ...]
    passed: tuple[Passed, ...]
    unseen: str = ""
    passed_by: tuple[str, ...] = ()
    left_out: tuple[ListRow, ...] = ()


def read_list(
    data: bytes, name: str, of: ListKind, told: Mapping[str, str], sheet: str = ""
) -> OfficeList | tuple[Finding, ...]:
    """Read a list, or say everything that keeps it from being read.

    ``told``: key → heading of its column, empty where a clerk said that there is none.
    Raises SeveralSheetsError when ``sheet`` does not say which of several it is.
    """
    try:
        grids = read_grids(data, sheet)
    except RefusedFileError as refused:
        return (refused.finding._replace(where=name),)
    readers = [_Reader(grid, name, of, told) for grid in grids]
    lists = [reader for reader in readers if reader.score]
    if not lists:
        unreadable = why_no_heading(grids)
        told = columns_told(told)
        return (unreadable._replace(where=name) if unreadable else _no_heading(name, of, told),)
    seen = [reader for reader in lists if not reader.grid.unseen] or lists
    titles = [reader.grid.title for reader in seen if reader.grid.title]
    if len(titles) > 1:
        raise SeveralSheetsError(titles)
    best = max(seen, key=lambda reader: reader.score)
    found = best.read()
    if not isinstance(found, OfficeList):
        return tuple(found)
    passed_by = tuple(reader.grid.title for reader in lists if reader not in seen)
    return found._replace(unseen=best.grid.title if best.grid.unseen else "", passed_by=passed_by)


def _no_heading(name: str, of: ListKind, told: Mapping[str, str]) -> Finding:
    if told:
        wanted = ", ".join(f"“{heading}”" for heading in told.values())
        message = f"Không hàng nào có cột {wanted} đã nêu."
        return Finding("no_table", name, message, "Nêu đúng chữ ở tiêu đề cột của tệp.")
    wanted = ", ".join(f"“{COLUMN_WORDS[key]}”" for key in NEEDED[of])
    message = f"Không thấy hàng tiêu đề của danh sách (hàng có cột {wanted})."
    fix = (
        "Thêm một hàng tiêu đề ngay trên danh sách, ô trên cột tên ghi: Tên đơn vị; hàng tiêu đề đã có thì "
        'nêu tiêu đề của cột tên: --column ten="TIÊU ĐỀ"'
    )
    if of == "channels":
        fix = "Thêm một hàng tiêu đề ngay trên danh sách, ví dụ STT, Tên kênh, Địa chỉ."
    return Finding("no_table", name, message, fix)


class _Reader:
    """One grid that could be the list. ``score``: how much its heading looks like one; 0: it has none."""

    def __init__(self, grid: Grid, name: str, of: ListKind, told: Mapping[str, str]) -> None:
        self.grid, self._name, self._of, self._told = grid, name, of, columns_told(told)
        self._absent = {key: "" for key in told if key not in self._told}
        self._merged = _merged_texts(grid)
        rows = list(grid.cells)[:LAST_HEADING]
        scores = {number: self._score(number) for number in rows}
        self._top = max(rows, key=lambda number: scores[number], default=0)
        self.score = scores.get(self._top, 0)
        self._last = 0  # column of the last heading
        self._kinds: dict[int, str] = {}  # column of marks → the kind of the units that it marks
        self._states: dict[int, str] = {}  # row → what it says in a column of states, where most do not

    def _text(self, row: int, column: int) -> str:
        cell = self.grid.cells.get(row, {}).get(column)
        return _as_text(cell) or self._merged.get((row, column), "")

    def _score(self, row: int) -> int:
        """How many columns a row would head; 0 when it heads no list."""
        texts = self._texts_of(row)
        if self._told and not all(
            any(_ends(wanted, text) for text in self._texts_below(row)) for wanted in self._told.values()
        ):
            return 0
        keys = {self._key(text) for text in texts if len(own_words(text)) <= _LONGEST_HEADING}
        keys -= {"", "person"}  # a list of persons is none of these
        alone = len(texts) == 1 and keys and understand([Heading((texts[0],), 1)], self._of, {}).keys
        known = len(keys) if "name" in keys or self._told else 0
        enough = known >= _FEWEST_KNOWN or self._told or (alone and _is_short(own_words(texts[0])))
        return known if enough else 0

    def _key(self, text: str) -> str:
        """What a text could head; the name of a unit heads nothing: the list may have no heading."""
        key = heading_key(text, self._of)
        is_entry = key == "name" and self._of == "units" and is_name_of_unit(text)
        return "" if is_entry else key

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
        self._last = headings[-1].column
        if findings := list(self._wrong_columns(headings)):
            return findings
        below = [at for at in self.grid.cells if at > bottom]
        self._kinds = self._marked_kinds(headings, below)
        others = [one for one in headings if one.column not in self._kinds]
        held = {one.column: self._key_of_cells(one.column, below) for one in others}
        columns = understand(others, self._of, self._told | self._absent, held)
        if findings := [*self._beside(headings, columns), *self._missing_columns(columns)]:
            return findings
        if columns.doubtful:
            return OfficeList(columns, (), ())
        numbers = (one.column for one in headings if heading_key(one.texts[-1], self._of) == "number")
        self._states = self._states_of(headings, below)
        again = {at: keys for at in below if (keys := repeated_keys(self._texts_of(at), headings, self._of))}
        if moved := [
            self._headed_anew(at) for at, keys in again.items() if self._is_moved(at, keys, columns)
        ]:
            return moved
        return self._entries(columns, next(numbers, None), [at for at in below if at not in again])

    def _key_of_cells(self, column: int, below: Sequence[int]) -> str:
        """What most cells of a column tell of it: names of persons, or kinds of places."""
        texts = [text for at in below if (text := self._text(at, column))]
        if sum(map(is_somebody, texts)) * 2 > len(texts):
            return "person"
        places = sum(kind_of_place(text) != "" for text in texts)
        return "kind" if self._of == "units" and places * 2 > len(texts) else ""

    def _marked_kinds(self, headings: Sequence[Heading], below: Sequence[int]) -> dict[int, str]:
        """Columns that say the kind by a mark below one of them: ``Đảng bộ cơ sở``, ``Chi bộ cơ sở``."""
        if self._of != "units" or "kind" in self._told | self._absent:
            return {}
        kinds = {}
        for one in headings:
            known = {self._key(text) for text in one.texts}
            marks = {text.casefold() for at in below if (text := self._text(at, one.column))}
            if marks and marks <= _MARKS and known & {"name", "kind"}:
                kinds[one.column] = one.texts[-1]
            elif "kind" in known:  # it says the kind in words
                return {}
        return kinds if len(kinds) > 1 else {}

    def _kind_marked(self, at: int) -> str:
        return "; ".join(kind for column, kind in self._kinds.items() if self._text(at, column))

    def _states_of(self, headings: Sequence[Heading], below: Sequence[int]) -> dict[int, str]:
        states: dict[int, str] = {}
        for column in (one.column for one in headings if tells_state(one.texts[-1])):
            said = {at: text for at in below if (text := self._text(at, column))}
            often = Counter(map(fold, said.values()))
            states |= {
                at: text
                for at, text in said.items()
                if not says_in_use(text) and often[fold(text)] * 2 <= len(below)
            }
        return states

    def _texts_of(self, at: int) -> list[str]:
        return [text for text in map(_as_text, self.grid.cells[at].values()) if text]

    def _is_moved(self, at: int, repeated: Collection[str], columns: Columns) -> bool:
        """Whether a heading that stands again further down has its columns in another order."""
        return any(
            self._text(at, column) != self._text(self._top, column)
            and heading_key(self._text(at, column), self._of) != key
            for key, column in columns.keys.items()
            if key in repeated
        )

    def _headed_anew(self, at: int) -> Finding:
        message = f"Hàng tiêu đề nhắc lại mà thứ tự cột khác: {' | '.join(self._texts_of(at))}."
        fix = "Xếp các cột từ hàng ấy trở xuống theo hàng tiêu đề đầu, rồi chạy lại."
        return Finding("headed_anew", f"{self._name}, hàng {at}", message, fix)

    def _entries(
        self, columns: Columns, number: int | None, below: Sequence[int]
    ) -> OfficeList | list[Finding]:
        """The rows below the heading. ``number``: the column of running numbers."""
        heading = self._text(self._top, columns.keys["name"])
        rows = [
            self._row(at, columns, number)
            for at in below
            if not (heading and self._text(at, columns.keys["name"]) == heading)
        ]
        body = Body(of=self._of)
        for row, after in zip_longest(rows, rows[1:]):
            body.take(row, after)
        return body.faults_of(self._name) or OfficeList(columns, tuple(body.rows), tuple(body.passed))

    def _row(self, at: int, columns: Columns, number: int | None) -> Row:
        cells = self.grid.cells[at]
        where = f"{self._name}, hàng {at}"
        known = (cells.get(column) for column in columns.keys.values())
        below = _person_below(cells.get(columns.keys["name"]))
        faults = (*(_fault_of(cell) for cell in known if cell), below, self.grid.judge_width(at, self._last))
        return Row(
            where=where,
            texts=self._texts_of(at),
            known={key: self._text(at, column) for key, column in columns.keys.items()}
            | ({"kind": self._kind_marked(at)} if self._kinds else {}),
            number=None if number is None else self._text(at, number),
            grown=self._is_grown(at, columns.keys["name"]),
            hidden=at in self.grid.hidden,
            struck=self.grid.struck.get((at, columns.keys["name"]), ""),
            state=self._states.get(at, ""),
            link=self._link(at, columns.keys.get("url", 0)) or self._link(at, columns.keys["name"]),
            unread=[fault._replace(where=where) for fault in faults if fault],
        )

    def _link(self, at: int, column: int) -> str:
        return self.grid.links.get((at, column), "")

    def _is_grown(self, row: int, column: int) -> bool:
        """Whether a cell is grown together with the one above."""
        return any(
            one.top < row <= one.bottom and one.left <= column <= one.right for one in self.grid.merged
        )

    def _wrong_columns(self, headings: Sequence[Heading]) -> Iterator[Finding]:
        for key, label in self._told.items():
            meant = headings_meant(headings, label)
            if len({one.label for one in meant}) > 1:
                option = f"--column {COLUMN_NAMES[self._of][key]}"
                message = f"“{label}” ({option}) đứng trên nhiều cột: {_quoted(meant)}."
                fix = f'Nêu cả tiêu đề: {option}="{meant[0].label}"'
                yield Finding("doubtful_column", self._name, message, fix)
            elif not meant:
                option = f"--column {COLUMN_NAMES[self._of][key]}"
                message = f"Không có cột “{label}” ({option}). Các cột: {_quoted(headings)}."
                yield Finding("unknown_column", self._name, message, "Nêu đúng chữ ở tiêu đề cột của tệp.")

    def _is_numbered_anew(self, headings: Sequence[Heading], columns: Columns) -> bool:
        """Whether another column of running numbers follows the names, and something follows that one."""
        name = columns.keys.get("name", 0)
        numbers = [one.column for one in headings if heading_key(one.texts[-1], self._of) == "number"]
        return any(
            before < name < after < headings[-1].column for before in numbers for after in numbers if name
        )

    def _beside(self, headings: Sequence[Heading], columns: Columns) -> Iterator[Finding]:
        """That two lists stand side by side: nobody can say which column of one heading is meant."""
        if self._is_numbered_anew(headings, columns):
            message = "Hàng tiêu đề có hai cột số thứ tự, mỗi cột kèm một cột tên: hai bảng cạnh nhau."
            yield Finding("two_tables", self._name, message, _ONE_BELOW)
        same = columns.doubtful.get("name", ())
        if len(same) > 1 and self._is_over_several(same[0]):
            message = f"Tiêu đề “{same[0]}” gộp trên nhiều cột: không rõ tên đơn vị ở cột nào."
            fix = "Ghi cả tên vào một cột, bỏ gộp ô tiêu đề, xóa cột thừa, rồi chạy lại."
            yield Finding("name_over_columns", self._name, message, fix)
        elif len(same) > 1 and len(set(same)) == 1:
            message = f"Có {len(same)} cột cùng tiêu đề “{same[0]}”: {len(same)} bảng cạnh nhau."
            yield Finding("two_tables", self._name, message, _ONE_BELOW)

    def _is_over_several(self, label: str) -> bool:
        """Whether one cell grown together over several columns says a heading."""
        wide = (one for one in self.grid.merged if one.left < one.right)
        return any(self._text(one.top, one.left) == label for one in wide)

    def _missing_columns(self, columns: Columns) -> Iterator[Finding]:
        for key in NEEDED[self._of]:
            if key not in columns.keys and key not in columns.doubtful:
                message = f"Danh sách không có cột {COLUMN_WORDS[key]}."
                option = f'--column {COLUMN_NAMES[self._of][key]}="TIÊU ĐỀ"'
                fix = f"Nêu cột nào là {COLUMN_WORDS[key]}: {option}"
                yield Finding("no_column", self._name, message, fix)


def _quoted(headings: Sequence[Heading]) -> str:
    return ", ".join(f"“{one.label}”" for one in headings)


def _ends(wanted: str, text: str) -> bool:
    """Whether a clerk's words for a column are this text, or end in it: “Liên hệ – Điện thoại”."""
    return fold(text) in {fold(wanted), fold(Heading.last_of(wanted))}


def _fault_of(cell: RawAnswer) -> Finding | None:
    """What keeps a cell from being read, in words of lists: the reader of cells speaks of forms."""
    fault = cell.fault
    if fault is None or fault.code != "error_value":
        return garbled(_as_text(cell)) or fault
    message = fault.message.replace(" thay cho câu trả lời", "")
    return fault._replace(message=message, fix="Sửa công thức, hoặc gõ thẳng chữ vào ô, rồi chạy lại.")


def _person_below(cell: RawAnswer | None) -> Finding | None:
    """That a line of its own in the cell of a name is a person's: read as one line it would belong to it."""
    lines = clean_lines(str(cell.value)).splitlines() if cell else []
    persons = [line for line in lines[1:] if is_persons_name(line)]
    if not persons:
        return None
    message = f"Ô tên có dòng riêng “{persons[0]}” là họ tên người; sổ chỉ ghi cơ quan, đơn vị."
    fix = "Xóa dòng ấy; đơn vị mang tên ấy thì gõ cả tên trên một dòng; rồi chạy lại."
    return Finding("person_in_name", "", message, fix)


def _is_short(text: str) -> bool:
    return len(text) <= 30  # noqa: PLR2004 – a heading, not a title


def _as_text(cell: RawAnswer | None) -> str:
    """The text of a cell; the mark that keeps a text in a .csv from being calculated is not part of it."""
    if cell is None or cell.value is None or isinstance(cell.value, bool):
        return ""
    if isinstance(cell.value, date):
        return screen_date(cell.value)
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return re.sub(r"^'(?=[=+\-@0-9])", "", clean(str(cell.value)))


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
