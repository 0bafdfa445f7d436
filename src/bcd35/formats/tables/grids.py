"""Tables from outside as rows of cells: the sheets of a workbook, or the text of a .csv cut into cells.

Lives here: how the text of a .csv is spelt in bytes, and where it is cut. Not here: what the cells mean
(``forms/unit_table.py``, ``office_list.py``).
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from bcd35.domain.answers import RawAnswer
from bcd35.domain.findings import Finding
from bcd35.domain.numerals import group_thousands
from bcd35.domain.text import clean, has_lost_letters, identity_key
from bcd35.formats.ooxml.guard import RefusedFileError, check_start, refuse
from bcd35.formats.xlsx.cells import MergedRange, column_number
from bcd35.formats.xlsx.guard import EXCEL_KIND, MOST_CELLS, MOST_ROWS, SAVE_ODS_AS
from bcd35.formats.xlsx.reader import Cell, CellFault, raw_answer, read_book
from bcd35.formats.xlsx.struck import Struck

MOST_CSV_BYTES = 50 * 1024 * 1024
LAST_HEADING = 30  # titles and notes may stand above the headings
_DELIMITERS = ";,\t|"
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_AS_UTF8 = (
    "Mở bằng Excel, chọn “Lưu thành” (Save As), loại “CSV UTF-8” hoặc “Excel Workbook (*.xlsx)”, rồi chạy "
    "lại."
)
_SAVE_AS = "Mở bằng Excel, chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”, rồi chạy lại."
_COPY_OVER = (
    "Mở bằng Excel, chép riêng các cột cần đọc sang một bảng tính mới (dán giá trị – Paste Values), lưu dạng "
    "“Excel Workbook (*.xlsx)”, rồi chạy lại."
)
_FROM_WORD = "Chép bảng trong tệp ấy sang một bảng tính Excel mới, lưu dạng “Excel Workbook”, rồi chạy lại."
_MOST = f"{group_thousands(MOST_ROWS)} hàng, {group_thousands(MOST_CELLS)} ô"
_RIGHT_FILE = "Chọn đúng tệp Excel (.xlsx) hoặc CSV rồi chạy lại."
# Code of the guard, which speaks of forms → what is said of a table, where that differs, and what helps.
_OF_TABLES: Mapping[str, tuple[str, str]] = {
    "empty_file": ("", _RIGHT_FILE),
    "archive": ("", "Giải nén, rồi chạy lại với tệp Excel hoặc CSV bên trong."),
    "password": ("", "Bỏ mật khẩu mở tệp, lưu lại rồi chạy lại."),
    **dict.fromkeys(("old_xls", "binary_workbook", "macros", "html"), ("", _SAVE_AS)),
    "open_document": ("", f"{SAVE_ODS_AS}chạy lại."),
    "not_workbook": ("", _FROM_WORD),
    **dict.fromkeys(("pdf", "picture"), ("", _RIGHT_FILE)),
    "external_links": ("Tệp có liên kết hoặc kết nối tới tệp khác; vì an toàn không đọc.", _COPY_OVER),
    "embedded_objects": ("Tệp có tài liệu hoặc điều khiển nhúng; vì an toàn không đọc.", _COPY_OVER),
    "too_many_cells": (f"Tệp có quá nhiều hàng, ô hoặc định dạng; chỉ đọc được {_MOST}.", _COPY_OVER),
    "far_cell": ("", "Xóa nội dung ô đó rồi chạy lại."),
}
# Letters that Vietnamese has and Western code pages have not; and what the fonts TCVN3 (.VnTime) and VNI make
# of them: signs inside words, letters of other languages, tone marks that fit no letter.
_VIETNAMESE = re.compile("[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
_LEGACY = re.compile(
    "(?<=[A-Za-z])[¨©ª«¬®¸µ¶·¹¾»¼½]|[§¬®¨©ª¸µ¶¼½¾][a-z]|[ÑñÖöØøÛûÏïÅåÄäËëÜüßÆæÇçÎîÞþ]|[\u0300-\u0323]"
)
_FEWEST_LEGACY = 2
# What the letters ở, ạ, đ in UTF-8 become when they are read as a Western code page.
_MISREAD = re.compile("á[»º]|Ä[‘\x91\x90]")
# What spreadsheets write into a .csv, or leave behind when values are pasted, in place of a result.
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|BUSY!)|Err:\d{3}")
LOST_LETTERS = Finding(
    "lost_letters",
    "",
    "Chữ có dấu trong tệp đã thành dấu “?”: tệp được lưu dạng CSV không giữ được chữ Việt.",
    "Chữ đã mất thì không lấy lại được từ tệp này. Mở tệp gốc bằng Excel, lưu dạng “CSV UTF-8” hoặc “Excel "
    "Workbook (*.xlsx)”, rồi chạy lại.",
)
LEGACY_FONT = Finding(
    "legacy_font",
    "",
    "Chữ gõ theo bảng mã cũ (TCVN3 hoặc VNI), đọc ra sẽ sai dấu.",
    "Chuyển cả tệp sang Unicode bằng chương trình gõ tiếng Việt (UniKey: Ctrl + Shift + F6), lưu dạng Excel "
    "Workbook (*.xlsx) hoặc CSV UTF-8, rồi chạy lại.",
)


MISREAD = Finding(
    "misread_letters",
    "",
    "Chữ có dấu đã bị đọc nhầm bảng mã khi lưu tệp, ví dụ “Sở” thành “Sá»Ÿ”.",
    "UniKey không chữa được. Mở tệp gốc bằng Excel (Data, From Text/CSV, chọn “65001: Unicode (UTF-8)”), "
    "thấy đúng chữ thì lưu dạng “Excel Workbook (*.xlsx)”, rồi chạy lại.",
)


class Grid(NamedTuple):
    """Cells by row number and column number, both from 1, not yet understood; without the empty ones.

    ``hidden``: the rows that are not seen in the sheet; ``struck``: row and column of each cell that is
    struck out; ``unseen``: the sheet itself is hidden; ``delimiter``: where the text of a .csv was cut;
    ``torn``: row → what a comma inside of a text seems to have cut off there; ``links``: row and column of
    each cell that can be clicked → where that leads.
    """

    cells: Mapping[int, Mapping[int, RawAnswer]]
    title: str = ""
    merged: tuple[MergedRange, ...] = ()
    hidden: frozenset[int] = frozenset()
    struck: Mapping[tuple[int, int], Struck] = MappingProxyType({})
    unseen: bool = False
    delimiter: str = ""
    torn: Mapping[int, str] = MappingProxyType({})
    links: Mapping[tuple[int, int], str] = MappingProxyType({})

    def judge_width(self, row: int, last: int) -> Finding | None:
        """That a delimiter inside of a text cut a row of a .csv: it may go on behind the ``last`` heading."""
        beyond = [cell for column, cell in self.cells[row].items() if column > last]
        if not (self.delimiter and beyond):
            return _torn(row, self.torn[row]) if row in self.torn else None
        texts = ", ".join(f"“{clean(str(cell.value))}”" for cell in beyond)
        sign = "dấu Tab" if self.delimiter == "\t" else f"dấu “{self.delimiter}”"
        message = f"Hàng có nhiều ô hơn hàng tiêu đề; phần thừa: {texts}."
        fix = (
            f'Chữ trong ô có {sign} thì đặt cả ô trong dấu nháy kép "…"; cột không có tiêu đề thì đặt '
            "tiêu đề hoặc xóa; rồi chạy lại."
        )
        return Finding("row_too_long", f"hàng {row}", message, fix)


def _torn(row: int, rest: str) -> Finding:
    message = f"Ô “{rest}” bắt đầu bằng dấu cách sau dấu phẩy: giống phần sau của ô đứng trước."
    fix = 'Là một ô thì đặt cả ô trong dấu nháy kép "…"; là ô riêng thì bỏ dấu cách đầu ô; rồi chạy lại.'
    return Finding("torn_cell", f"hàng {row}", message, fix)


class SeveralSheetsError(Exception):
    """More than one sheet of a workbook could be the table that is looked for; ``titles``: theirs."""

    def __init__(self, titles: Sequence[str]) -> None:
        super().__init__(", ".join(titles))
        self.titles = tuple(titles)


def read_grids(data: bytes, sheet: str = "") -> list[Grid]:
    """Every sheet of a workbook, or the named one; of a .csv one grid for each delimiter that it could have.

    It is told by the content which it is. Raises RefusedFileError for what cannot be read exactly.
    """
    grids = _all_grids(data)
    named = [one for one in grids if identity_key(one.title) == identity_key(sheet)] if sheet else grids
    if not named:
        titles = ", ".join(f"“{one.title}”" for one in grids if one.title)
        has = f"các trang tính: {titles}" if titles else "tệp .csv không có trang tính nào"
        refuse("no_such_sheet", f"Tệp không có trang tính “{sheet}”; {has}.", "Nêu đúng tên ở --sheet.")
    return named


def _all_grids(data: bytes) -> list[Grid]:
    if _is_text(data):
        return _csv_grids(data)
    try:
        return list(_sheet_grids(data))
    except RefusedFileError as refused:
        raise RefusedFileError(_of_table(refused.finding)) from None


def _is_text(data: bytes) -> bool:
    try:
        check_start(data[:4096], EXCEL_KIND)
    except RefusedFileError as refused:
        return refused.finding.code in ("plain_text", "not_zip")
    return False


def _of_table(found: Finding) -> Finding:
    """What keeps a workbook from being read, to whom the file belongs: nobody sends it again."""
    message, fix = _OF_TABLES.get(found.code, ("", _COPY_OVER))
    told = found.message.replace("ở ngoài mẫu mà có nội dung; chỉ nhận", "nằm ngoài phần đọc được; chỉ đọc")
    return found._replace(message=message or told, fix=fix)


def _sheet_grids(data: bytes) -> Iterator[Grid]:
    for sheet in read_book(data).sheets:
        cells = {
            number: {
                column_number(letters): _answer(cell, f"{sheet.title}!{letters}{number}")
                for letters, cell in row.items()
            }
            for number, row in sheet.rows.items()
        }
        yield Grid(
            cells=cells,
            title=sheet.title,
            merged=sheet.merged,
            hidden=sheet.hidden,
            struck=sheet.struck,
            unseen=sheet.unseen,
            links=sheet.links,
        )


def _answer(cell: Cell, where: str) -> RawAnswer:
    """A cell as it is judged; the text of an error is an error, however it came to be a text."""
    is_error = isinstance(cell, str) and _ERROR.fullmatch(clean(cell))
    return raw_answer(CellFault(str(cell)) if is_error else cell, where)


def _csv_grids(data: bytes) -> list[Grid]:
    """The same text cut at each delimiter in use; the heading row tells which cut is right."""
    if len(data) > MOST_CSV_BYTES:
        refuse("too_large", f"Tệp nặng quá {MOST_CSV_BYTES // 1024 // 1024} MB.", "Chia thành nhiều tệp nhỏ.")
    text = _decoded(data)
    first, _, rest = text.partition("\n")
    if re.fullmatch(r"sep=.\r?", first):  # Excel's own remark on the delimiter
        text = rest
    head = "\n".join(text.splitlines()[:LAST_HEADING])
    present = [delimiter for delimiter in _DELIMITERS if delimiter in head] or [_DELIMITERS[0]]
    cuts = [_csv_cut(text, delimiter) for delimiter in present]
    # a cut at a comma inside of quotes breaks, and is the wrong one
    grids = [grid for grid, broken_at in cuts if not broken_at]
    if not grids:
        row = max(broken_at for _, broken_at in cuts)
        message = f"Tệp CSV hỏng ở hàng {row}: dấu ngoặc kép không khép."
        refuse("broken_csv", message, "Mở bằng Excel, lưu lại rồi chạy lại.")
    return grids


def _csv_cut(text: str, delimiter: str) -> tuple[Grid, int]:
    """The grid, and the row from which on the quotes do not fit; 0 when they all do.

    Rows are counted as Excel shows them: a cell with line breaks is one row, a blank line is a row too.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    grid: dict[int, dict[int, RawAnswer]] = {}
    row = 0
    try:
        for row, record in enumerate(reader, start=1):
            cells = {
                column: _answer(value, "") for column, value in enumerate(record, start=1) if clean(value)
            }
            if cells:
                grid[row] = cells
    except csv.Error:
        return Grid(grid), row + 1
    return Grid(grid, delimiter=delimiter, torn=_torn_cells(grid) if delimiter == "," else {}), 0


def _torn_cells(rows: Mapping[int, Mapping[int, RawAnswer]]) -> dict[int, str]:
    """Row → a cell that begins with a space behind a text: programs write none, and people it everywhere."""
    texts = {(row, at): str(cell.value) for row, cells in rows.items() for at, cell in cells.items()}
    spaced = [place for place, text in texts.items() if text.startswith(" ")]
    behind = sum(at > 1 for _, at in texts)
    if len(spaced) * 2 > behind:
        return {}
    torn = [(row, at) for row, at in spaced if any(map(str.isalpha, texts.get((row, at - 1), "")))]
    return {row: clean(texts[row, at]) for row, at in reversed(torn)}


def csv_place(row: int, column: int, heading: str) -> str:
    return f"hàng {row}, cột “{heading}”" if heading else f"hàng {row}, cột {column}"


def _decoded(data: bytes) -> str:
    """The text of a .csv: by its mark, else UTF-8, else the old Windows code page.

    Never by a guess that leaves nonsense.
    """
    unmarked = "utf-16-le" if data[1:4:2] == b"\0\0" else "utf-8"
    encoding = next((known for start, known in _BOMS.items() if data.startswith(start)), unmarked)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = _decoded_old(data) if encoding == "utf-8" else ""
    if not text or "\x00" in text:
        refuse("odd_encoding", "Không đọc được chữ trong tệp: bảng mã lạ.", _AS_UTF8)
    text = unicodedata.normalize("NFC", text)
    if found := _unreadable(text):
        raise RefusedFileError(found)
    return text


def why_no_heading(grids: Iterable[Grid]) -> Finding | None:
    """Why no heading is known in a file: nothing in it can be read."""
    texts = (
        " ".join(clean(str(cell.value)) for row in grid.cells.values() for cell in row.values())
        for grid in grids
    )
    return next(filter(None, map(_unreadable, texts)), None)


def _unreadable(text: str) -> Finding | None:
    if has_lost_letters(text):
        return LOST_LETTERS
    return garbled(text)


def garbled(text: str) -> Finding | None:
    """What made nonsense of the letters of a text, with what helps."""
    if _MISREAD.search(text):
        return MISREAD
    return LEGACY_FONT if _is_legacy(text) else None


def _is_legacy(text: str) -> bool:
    """Whether a text was typed for a font of old, and is nonsense in any other."""
    legacy = len(_LEGACY.findall(text))
    vietnamese = len(_VIETNAMESE.findall(text))
    return legacy > vietnamese if legacy >= _FEWEST_LEGACY else bool(legacy and not vietnamese)


def _decoded_old(data: bytes) -> str:
    try:
        return data.decode("cp1258")
    except UnicodeDecodeError:
        return ""
