"""Reading an outside .xlsx workbook exactly: its sheets, and what stands in each cell.

Lives here: where the parts of a workbook are, shared and rich text, numbers, dates, formulas' results,
errors, merged ranges; both dialects of the format (the usual one and “Strict Open XML”, told apart by their
namespaces only). Does not live here: unpacking and parsing within bounds (``guard``), what the cells mean
(``forms.returned``, ``forms.unit_table``). Whatever could hide a value (a stray element, two contents for one
cell, an unknown type) refuses the file: nothing is read in part.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import count, islice
from math import isfinite
from posixpath import join, normpath
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from bcd35.domain.answers import NOT_APPLICABLE_SHORT, RawAnswer
from bcd35.domain.findings import Finding
from bcd35.domain.numerals import group_thousands
from bcd35.domain.text import clean
from bcd35.formats.ooxml.guard import refuse
from bcd35.formats.xlsx.cells import (
    OWN_TEXT,
    CellFound,
    MergedRange,
    RowFound,
    broken,
    cell_range,
    dialect,
    merged_ranges,
    rows_of,
    texts_of,
)
from bcd35.formats.xlsx.guard import (
    LINKS,
    MACROS,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    SAVE_AGAIN,
    parse,
    too_many_cells,
    unpack,
)
from bcd35.formats.xlsx.struck import Struck, StruckLooks, strikes, struck_cells, struck_looks

if TYPE_CHECKING:
    from lxml.etree import _Element

_Value = str | int | float | bool | date | time
EPOCH_1900, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a cell has no time zone

_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_LINK = "/hyperlink"
_TRUE = ("1", "true")
_TEXTS = (OWN_TEXT, "str")  # the kinds of cells that hold their text themselves
_LONGEST_SHOWN = 40
_LONGEST_TEXT = 32_767  # characters in a cell: where Excel ends
_LONGEST_TITLE = 255  # Excel ends at 31, others later; it stands in every message about a cell
# characters in all cells together: a form of 27 KB can say 75 MB, and many are read at a time
_MOST_TEXT = 2_000_000
# ASCII digits only: other alphabets' digits, underscores and NaN are no number that a spreadsheet writes.
_NUMBER = re.compile(r"[+-]?([0-9]{1,25}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_WHOLE = re.compile(r"[+-]?[0-9]+")
# Built-in number formats that show a day or a time of day, the East Asian ones included.
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
# quoted and escaped characters, padding, colours and locales
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class CellFault(NamedTuple):
    """A cell that shows no value: an error (“#REF!”), or a formula that nobody has calculated (empty)."""

    shown: str


Cell = _Value | CellFault
SheetRow = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One worksheet: only what holds something, by row number and column letters; its merged ranges.

    ``hidden``: the rows that are not seen; ``struck``: row and column of what is struck out; ``unseen``:
    nobody sees the sheet itself; ``links``: row and column of each cell that leads to a page → its address.

    A formula counts as its last result.
    """

    title: str
    rows: Mapping[int, SheetRow]
    merged: tuple[MergedRange, ...] = ()
    hidden: frozenset[int] = frozenset()
    struck: Mapping[tuple[int, int], Struck] = field(default_factory=dict)
    unseen: bool = False
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook as found: its worksheets in order, those that are not seen behind the others."""

    sheets: tuple[Sheet, ...]
    from_1904: bool


def raw_answer(cell: Cell, where: str) -> RawAnswer:
    """Take a cell's value for judging, or say why it has none.

    A formula that nobody has calculated, an error instead of a result.
    """
    if not isinstance(cell, CellFault):
        return RawAnswer(cell, where)
    if cell.shown:
        message = f"Ô báo lỗi “{clean(cell.shown)}” thay cho câu trả lời."
        fix = f"Gõ thẳng câu trả lời vào ô; không áp dụng thì ghi {NOT_APPLICABLE_SHORT}."
        return RawAnswer(None, where, Finding("error_value", where, message, fix))
    message, fix = (
        "Ô có công thức nhưng không có kết quả.",
        "Mở tệp bằng Excel rồi lưu lại, hoặc gõ thẳng kết quả vào ô.",
    )
    return RawAnswer(None, where, Finding("formula_without_value", where, message, fix))


def read_book(data: bytes) -> Book:
    """Read every worksheet of a file.

    Raises RefusedFileError with the first reason why the file cannot be read exactly.
    """
    parts = unpack(data)
    links = {name: _links(name, part) for name, part in parts.items() if name.endswith(".rels")}
    workbook = _workbook_part(parts.get("[content_types].xml", b"<none/>"))
    relations = links.get(_relations_of(workbook), {})
    from_1904, listed = _contents(_part(parts, workbook))
    styles, strings = (
        _part(parts, name) if (name := _target(relations, kind)) else b""
        for kind in ("/styles", "/sharedStrings")
    )
    texts = parse("xl/sharedstrings.xml", strings) if strings else None
    reader = _CellReader(
        {} if texts is None else _shared_texts(texts),
        _date_styles(styles) if styles else frozenset(),
        EPOCH_1904 if from_1904 else EPOCH_1900,
        struck_looks(styles, texts),
    )
    sheets = [(one, name) for one in listed if (name := _sheet_part(relations, one.ids))]
    if len({one.title.casefold() for one, _ in sheets}) < len(sheets) or len(
        {name for _, name in sheets}
    ) < len(sheets):
        broken()
    read = (
        replace(reader.sheet(one, name, part), links=_clicked(name, part, links.get(_relations_of(name), {})))
        for one, name in sheets
        for part in (_part(parts, name),)
    )
    return Book(tuple(read), from_1904)


def _part(parts: Mapping[str, bytes], name: str) -> bytes:
    if name not in parts:
        refuse("broken_part", f"Tệp thiếu phần “{name}” bên trong.", SAVE_AGAIN)
    return parts[name]


# --- the parts of a workbook --------------------------------------------------------------------------------


# Forms made from one blank and saved by one program share these parts byte for byte, so each is understood
# once. That saves 0.3 of 1.1 ms a form, half a second at 1,530: less than the size rule asks, but
# `python -m bench` shows that reading is too slow beside openpyxl even so. Few are remembered, and no large
# one: a folder of odd files must not fill the memory.
_once = lru_cache(maxsize=8)
_LARGEST_ONCE = 1024 * 1024
_SMALL_SHEET = 4 * 1024  # the hidden sheet takes 1 to 3 KB, that of the questions 11


def _small(name: str, part: bytes) -> "_Element":
    if len(part) > _LARGEST_ONCE:
        too_many_cells()
    return parse(name, part)


class _Relation(NamedTuple):
    kind: str
    target: str


@_once
def _links(name: str, part: bytes) -> Mapping[str, _Relation]:
    """What a part points to, by id.

    A link that somebody may click is honest; anything that a program fetches by itself is not.
    """
    folder = name.rpartition("/_rels/")[0]
    links = {}
    for link in _small(name, part):
        kind = link.get("Type", "")
        external = link.get("TargetMode", "").lower() == "external"
        if external and not kind.endswith(_LINK):
            refuse(*LINKS)
        if link.get("Id", "") in links:
            broken()
        target = link.get("Target", "")
        links[link.get("Id", "")] = _Relation(kind, target if external else _resolved(folder, target))
    return links


def _clicked(name: str, part: bytes, relations: Mapping[str, _Relation]) -> dict[tuple[int, int], str]:
    """Row and column of the cells of a sheet that lead to pages → their addresses."""
    pages = {key: one.target for key, one in relations.items() if one.kind.endswith(_LINK)}
    if not pages:
        return {}
    root = parse(name, part)
    found = islice(root.iter(f"{dialect(root)}hyperlink"), MOST_ROWS)
    return {
        (at.top, at.left): page
        for one in found
        for at in (cell_range(one.get("ref", "")),)
        if (page := next((pages[one.get(key)] for key in _RELATION_IDS if one.get(key) in pages), ""))
    }


def _relations_of(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


@_once
def _workbook_part(content_types: bytes) -> str:
    found = ""
    for entry in _small("[content_types].xml", content_types):
        content = entry.get("ContentType", "")
        if "macroEnabled" in content or "vbaProject" in content:
            refuse(*MACROS)
        if content == _WORKBOOK_TYPE:
            if found:
                broken()
            found = _resolved("", entry.get("PartName", ""))
    if not found:
        message = "Tệp không có phần bảng tính bên trong; đây không phải bảng tính .xlsx."
        refuse("not_workbook", message, "Điền vào đúng tệp mẫu .xlsx đã gửi kèm công văn rồi gửi lại.")
    return found


_UNSEEN = ("hidden", "veryHidden")


class _Listed(NamedTuple):
    """A sheet as the workbook lists it; ``ids``: of its relation."""

    title: str
    ids: tuple[str, ...]
    unseen: bool


@_once
def _contents(workbook: bytes) -> tuple[bool, tuple[_Listed, ...]]:
    """Whether days count from 1904, and the sheets, those that are not seen behind the others."""
    root = _small("xl/workbook.xml", workbook)
    main = dialect(root)
    properties = root.find(f"{main}workbookPr")
    found = [
        _Listed(
            sheet.get("name", ""),
            tuple(sheet.get(name, "") for name in _RELATION_IDS),
            sheet.get("state") in _UNSEEN,
        )
        for sheet in root.iterfind(f"{main}sheets/{main}sheet")
    ]
    if any(len(one.title) > _LONGEST_TITLE for one in found):
        broken()
    listed = tuple(sorted(found, key=lambda one: one.unseen))
    return properties is not None and properties.get("date1904") in _TRUE, listed


def _resolved(folder: str, target: str) -> str:
    """A part's name from a target as it is written: relative, absolute, or with backslashes."""
    return normpath(join("/", folder, target.replace("\\", "/"))).lstrip("/").lower()


def _target(relations: Mapping[str, _Relation], kind: str) -> str:
    """The one part of a kind; empty when there is none."""
    found = [one.target for one in relations.values() if one.kind.endswith(kind)]
    if len(found) > 1:
        broken()
    return found[0] if found else ""


def _sheet_part(relations: Mapping[str, _Relation], ids: tuple[str, ...]) -> str:
    """The part of a listed sheet; empty for a sheet of another kind (a chart), which has no cells."""
    relation = next((relations[one] for one in ids if one in relations), None)
    if relation is None:
        broken()
    return relation.target if relation.kind.endswith("/worksheet") else ""


# --- texts, formats, days -----------------------------------------------------------------------------------


def _shared_texts(root: "_Element") -> dict[str, str]:
    """The texts that cells point to, by their number as cells write it."""
    texts = texts_of(root)
    plain = [_unescaped(text) if "_x" in text else text for text in texts]
    return dict(zip(map(str, count()), plain, strict=False))


def _unescaped(text: str) -> str:
    """Undo the format's escape for characters (``_x000D_``)."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


@_once
def _date_styles(part: bytes) -> frozenset[str]:
    """The numbers of the cell styles that show a day or a time."""
    root = _small("xl/styles.xml", part)
    main = dialect(root)
    shows_days = {str(number): True for number in _DATE_FORMATS}
    for one in root.iterfind(f"{main}numFmts/{main}numFmt"):
        shown = _NOT_SHOWN.sub("", one.get("formatCode", "")).lower()
        shows_days[one.get("numFmtId", "")] = re.search("[dmyhs]", shown) is not None
    formats = (one.get("numFmtId", "0") for one in root.iterfind(f"{main}cellXfs/{main}xf"))
    return frozenset(str(style) for style, number in enumerate(formats) if shows_days.get(number))


def _moment(serial: float, epoch: datetime) -> _Value:
    """The day, time or both that a date cell shows.

    The number itself where the calendar of the format ends.
    """
    try:
        whole = epoch + timedelta(seconds=round(serial * 86_400))
    except OverflowError:
        return serial
    if 0 <= serial < 1:
        return whole.time()
    return whole.date() if whole.time() == time() else whole


def _iso_moment(text: str) -> _Value | None:
    """A moment as the strict dialect writes it."""
    for read in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            found = read(text.removesuffix("Z"))
        except ValueError:
            continue
        return found.date() if isinstance(found, datetime) and found.time() == time() else found
    return None


# --- cells --------------------------------------------------------------------------------------------------


class _LaidOut(NamedTuple):
    """A sheet as it is written, its cells not yet understood."""

    rows: Iterable[RowFound]
    merged: tuple[MergedRange, ...]
    strikes: bool


def _laid_out(name: str, part: bytes) -> _LaidOut:
    root = parse(name, part)
    return _LaidOut(rows_of(root), merged_ranges(root), strikes(root))


@lru_cache(maxsize=32)  # a dozen in a round: another for each program, and for each number of texts before it
def _laid_out_once(name: str, part: bytes) -> _LaidOut:
    """As :func:`_laid_out`, for the hidden sheet of a form: where texts are shared, many units' are the same.

    0.07 of 0.8 ms a form.
    """
    found = _laid_out(name, part)
    return found._replace(rows=list(found.rows))


class _CellReader:
    """Reads the cells of all sheets of one workbook."""

    def __init__(
        self,
        shared: Mapping[str, str],
        date_styles: frozenset[str],
        epoch: datetime,
        struck_looks: StruckLooks | None,
    ) -> None:
        self._shared, self._date_styles, self._epoch = shared, date_styles, epoch
        self._struck_looks = struck_looks
        self._cells = self._characters = 0

    def sheet(self, listed: _Listed, name: str, part: bytes) -> Sheet:
        """Read one worksheet from its part."""
        rows, hidden = dict[int, SheetRow](), list[int]()
        found = (_laid_out_once if len(part) <= _SMALL_SHEET else _laid_out)(name, part)
        for number, width, cells, is_hidden in found.rows:
            if is_hidden:
                hidden.append(number)
            self._cells += width
            if self._cells > MOST_CELLS:
                too_many_cells()
            if row := self._row(number, cells):
                rows[number] = row
            if self._characters > _MOST_TEXT:
                too_many_cells()
        looks = self._struck_looks or (StruckLooks() if found.strikes else None)
        return Sheet(
            title=listed.title,
            rows=rows,
            merged=found.merged,
            hidden=frozenset(hidden),
            struck=struck_cells(parse(name, part), looks) if looks else {},
            unseen=listed.unseen,
        )

    def _row(self, number: int, cells: Iterable[CellFound]) -> SheetRow:
        shared, characters = self._shared, 0
        row: dict[str, Cell] = {}
        for letters, column, kind, style, text in cells:
            if number > MOST_ROWS or column > MOST_COLUMNS:
                _too_far(f"{letters}{number}")
            content: Cell | None
            if text is None:
                content = CellFault("")
            elif kind == "s":
                content = shared.get(text)
            else:
                content = self._understood(kind, style, text)
            if content is None:
                _bad_value(f"{letters}{number}", text or "")
            # Many cells may show one shared text: it takes no more memory, but each is looked through.
            if isinstance(content, str):
                length = len(content)
                if length > _LONGEST_TEXT:
                    _bad_value(f"{letters}{number}", content)
                characters += length
            row[letters] = content
        self._characters += characters
        return row

    def _understood(self, kind: str, style: str, text: str) -> Cell | None:
        """The value that is meant by what stands in a cell; None for what no spreadsheet writes."""
        found: Cell | None
        if kind in _TEXTS:
            found = _unescaped(text) if "_x" in text else text
        elif kind == "n":
            found = self._number(text.strip(), style)
        elif kind == "b":
            found = {"1": True, "0": False}.get(text)
        elif kind == "d":
            found = _iso_moment(text)
        elif kind == "e":
            found = CellFault(text) if len(text) <= _LONGEST_SHOWN else None
        else:
            broken()
        return found

    def _number(self, text: str, style: str) -> _Value | None:
        if not _NUMBER.fullmatch(text):
            return None
        number = int(text) if _WHOLE.fullmatch(text) else float(text)
        if not isfinite(number):
            return None
        return _moment(number, self._epoch) if style in self._date_styles else number


def _bad_value(place: str, text: str) -> NoReturn:
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    message = f"Ô {place} chứa giá trị “{shown}” mà Excel không bao giờ ghi như vậy."
    refuse("bad_value", message, SAVE_AGAIN)


def _too_far(place: str) -> NoReturn:
    """Refuse what stands where nobody looks for it."""
    allowed = f"{group_thousands(MOST_ROWS)} hàng, {MOST_COLUMNS} cột đầu"
    message = f"Ô {place} ở ngoài mẫu mà có nội dung; chỉ nhận nội dung trong {allowed}."
    refuse("far_cell", message, "Xóa nội dung ô đó rồi gửi lại.")
