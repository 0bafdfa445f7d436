"""The check before anything parses a workbook that came from outside.

Lives here: deciding, from the bytes alone and within fixed bounds of time and memory, whether a returned file is an ordinary
.xlsx workbook that may be handed to a spreadsheet library, and the sentence for a clerk when it is not.
Does not live here: reading cells (``forms``). Nothing is unpacked to disk and no size stated in a header is believed.
"""

import re
from typing import TYPE_CHECKING, NoReturn

from bcd35.domain.findings import Finding
from bcd35.domain.numbers import group_thousands
from bcd35.formats.package_guard import DEEPEST, Advice, Kind, PartScan, RefusedError, first_finding, refuse, scan_parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from zipfile import ZipFile

# A filled form is about 15 KB; five mebibytes leave room for a unit's own sheet or a pasted picture.
MOST_BYTES = 5 * 1024 * 1024
# Counted while inflating. Honest workbooks of 5 MiB hold pictures, which do not grow; 20 MiB of XML is a bomb or a database.
MOST_UNPACKED_BYTES = 20 * 1024 * 1024
# A plain workbook has about 12 parts, one with many sheets and drawings some dozens.
MOST_PARTS = 200
# A form ends before row 100; the rest is room for a unit's own sheet. Beyond it a library would only burn time.
MOST_ROWS, MOST_COLUMNS = 2_000, 100
MOST_CELLS, MOST_STRINGS = 50_000, 50_000
# Styles, merged ranges, validations and so on become objects in the library, at about 20 µs and 1 KB each.
MOST_OTHER_ELEMENTS = 30_000
# Each cell brings a value and perhaps a formula and text elements with it.
MOST_ELEMENTS = 300_000
LONGEST_NUMBER = 40

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_SAVE_AS = "Mở bằng Excel, chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”, rồi gửi lại."
_USE_FORM = "Điền vào đúng tệp mẫu .xlsx đã gửi kèm công văn rồi gửi lại."
_SAVE_AGAIN = "Mở bằng Excel, lưu lại rồi gửi lại; nếu vẫn báo như vậy thì điền vào mẫu mới."
_COPY_OVER = "Chép câu trả lời sang mẫu mới còn nguyên rồi gửi lại."

_MACRO_FINDING = Finding("macros", "", "Tệp có macro (.xlsm); vì an toàn chỉ nhận tệp .xlsx không có macro.", _SAVE_AS)
_LINKS_FINDING = Finding(
    "external_links",
    "",
    "Tệp có liên kết hoặc kết nối tới tệp khác, nơi khác; chỉ nhận mẫu không có liên kết ngoài.",
    f"Không chép công thức từ tệp khác. {_COPY_OVER}",
)
_OBJECTS_FINDING = Finding(
    "embedded_objects",
    "",
    "Tệp có tài liệu hoặc điều khiển nhúng bên trong; chỉ nhận mẫu không có đối tượng nhúng.",
    f"Gửi tài liệu kèm thành tệp riêng. {_COPY_OVER}",
)
_STRICT_FINDING = Finding(
    "strict",
    "",
    "Tệp lưu dạng “Strict Open XML”, đọc ra sẽ trống.",
    "Lưu lại dạng .xlsx thường: chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”, rồi gửi lại.",
)
_FORBIDDEN_PARTS: tuple[tuple[re.Pattern[str], Finding], ...] = (
    (re.compile(r"vbaproject|(^|/)macrosheets/|(^|/)xl4"), _MACRO_FINDING),
    (re.compile(r"(^|/)(externallinks|querytables)/|(^|/)connections\.xml$"), _LINKS_FINDING),
    (re.compile(r"(^|/)(embeddings|activex|ctrlprops)/"), _OBJECTS_FINDING),
)
KIND = Kind(
    noun="bảng tính",
    thing="một mẫu báo cáo",
    program="Excel",
    suffix=".xlsx",
    old_suffix=".xls",
    folder="xl/",
    foreign_code="not_workbook",
    starts=((b"{\\rtf", Finding("not_workbook", "", "Tệp là văn bản Word (RTF), không phải bảng tính .xlsx.", _USE_FORM)),),
    others=(
        ("word/", Finding("not_workbook", "", "Tệp là văn bản Word đổi tên, không phải bảng tính .xlsx.", _USE_FORM)),
        ("ppt/", Finding("not_workbook", "", "Tệp là bài trình chiếu PowerPoint đổi tên, không phải bảng tính .xlsx.", _USE_FORM)),
        ("content.xml", Finding("open_document", "", "Tệp là bảng tính dạng OpenDocument (.ods); chỉ nhận tệp .xlsx.", _SAVE_AS)),
        ("xl/workbook.bin", Finding("binary_workbook", "", "Tệp là bảng tính nhị phân (.xlsb); chỉ nhận tệp .xlsx.", _SAVE_AS)),
    ),
    most_bytes=MOST_BYTES,
    most_unpacked=MOST_UNPACKED_BYTES,
    most_parts=MOST_PARTS,
    advice=Advice(
        lighten="Bỏ ảnh, tài liệu chèn trong mẫu rồi gửi lại; ảnh gửi riêng.",
        resend="Đề nghị đơn vị gửi lại tệp.",
        unpack="Giải nén, gửi riêng tệp mẫu .xlsx.",
        unprotect="Bỏ mật khẩu mở tệp, lưu lại rồi gửi lại.",
        save_as=_SAVE_AS,
        save_again=_SAVE_AGAIN,
        start_afresh=_COPY_OVER,
        right_file=_USE_FORM,
    ),
)
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
# ASCII digits only: the library would take other alphabets' digits, underscores and a negative index for honest.
_NUMBER = re.compile(r"[+-]?([0-9]{1,25}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_ANY_VALUE = re.compile(r".*", re.DOTALL)
_VALUES: dict[str, re.Pattern[str]] = {
    "n": _NUMBER,
    "s": re.compile(r"[0-9]{1,6}"),
    "b": re.compile(r"[01]"),
    "d": re.compile(r"[0-9T:.Z+-]{4,35}"),
    "e": _ANY_VALUE,
    "str": _ANY_VALUE,
    "inlineStr": _ANY_VALUE,
}


def check(data: bytes) -> list[Finding]:
    """Find the first reason why the file must not be parsed; none when it may be. ``where`` is the caller's, who knows the name."""
    return first_finding(data, KIND, _look_inside)


def _look_inside(package: "ZipFile") -> None:
    for forbidden, finding in _FORBIDDEN_PARTS:
        if any(forbidden.search(name.lower()) for name in package.namelist()):
            raise RefusedError(finding)
    census = _Census()
    scan_parts(package, KIND, lambda _: _Part(census))
    if not census.is_workbook:
        refuse("not_workbook", "Tệp không có phần bảng tính bên trong; đây không phải bảng tính .xlsx.", _USE_FORM)


class _Census:
    """What has been counted in the whole package so far."""

    def __init__(self) -> None:
        self.elements = self.others = self.rows = self.cells = self.strings = 0
        self.is_workbook = False


class _Part(PartScan):
    """One part on its way through the parser."""

    def __init__(self, census: _Census) -> None:
        super().__init__(KIND)
        self._census = census
        self._row = self._column = 0
        self._place = self._text = ""
        self._shape = _ANY_VALUE
        self._handlers: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_MAIN} row": self._start_row,
            f"{_MAIN} c": self._start_cell,
            f"{_MAIN} v": self._start_value,
            f"{_MAIN} f": self._start_content,
            f"{_MAIN} is": self._start_content,
            f"{_MAIN} t": lambda _: None,
            f"{_MAIN} si": self._start_string,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count and judge an element; the depth is counted here again, because one call per element less is worth it."""
        census = self._census
        census.elements += 1
        self.depth += 1
        if census.elements > MOST_ELEMENTS:
            self._too_many()
        if self.depth > DEEPEST:
            self.broken()
        if handler := self._handlers.get(name):
            handler(attributes)
        else:
            self._start_other(name, attributes)

    def end(self, name: str) -> None:
        """Judge the value of a cell that ends."""
        self.depth -= 1
        if name == f"{_MAIN} c":
            self._place = ""
        elif name == f"{_MAIN} v" and self._place:
            self.parser.CharacterDataHandler = None
            if self._text and not self._shape.fullmatch(self._text):
                refuse("bad_value", f"Ô {self._place} chứa giá trị “{self._text}” mà Excel không bao giờ ghi như vậy.", _SAVE_AGAIN)

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._census.rows += 1
        if self._census.rows > MOST_ROWS:
            self._too_many()
        stated = attributes.get("r", str(self._row + 1))
        if not re.fullmatch(r"[0-9]{1,7}", stated) or int(stated) <= self._row:
            self._disordered()
        self._row, self._column = int(stated), 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._census.cells += 1
        if self._census.cells > MOST_CELLS:
            self._too_many()
        # The list of formula cells has elements of this name too, outside any row.
        if not self._row:
            return
        self._place = attributes.get("r") or f"{_column_letters(self._column + 1)}{self._row}"
        match = _REFERENCE.fullmatch(self._place)
        if not match or int(match[2]) != self._row or _column_number(match[1]) <= self._column:
            self._disordered()
        self._column = _column_number(match[1])
        kind = attributes.get("t", "n")
        if kind not in _VALUES:
            self.broken()
        self._shape = _VALUES[kind]

    def _start_value(self, attributes: dict[str, str]) -> None:
        if not self._place:
            return
        self._start_content(attributes)
        self._text = ""
        if self._shape is not _ANY_VALUE:
            self.parser.CharacterDataHandler = self._collect

    def _start_content(self, _: dict[str, str]) -> None:
        if self._place and (self._row > MOST_ROWS or self._column > MOST_COLUMNS):
            allowed = f"{group_thousands(MOST_ROWS)} hàng, {MOST_COLUMNS} cột đầu"
            message = f"Ô {self._place} ở ngoài mẫu mà có nội dung; chỉ nhận nội dung trong {allowed}."
            refuse("far_cell", message, "Xóa nội dung ô đó rồi gửi lại.")

    def _start_string(self, _: dict[str, str]) -> None:
        self._census.strings += 1
        if self._census.strings > MOST_STRINGS:
            self._too_many()

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        self._census.others += 1
        if self._census.others > MOST_OTHER_ELEMENTS:
            self._too_many()
        if name.startswith(_STRICT):
            raise RefusedError(_STRICT_FINDING)
        if name.endswith(("relationships Relationship", "content-types Override", "content-types Default")):
            self._judge_package_entry(attributes)

    def _judge_package_entry(self, attributes: dict[str, str]) -> None:
        content = attributes.get("ContentType", "")
        self._census.is_workbook |= content == _WORKBOOK_TYPE
        if "macroEnabled" in content or "vbaProject" in content:
            raise RefusedError(_MACRO_FINDING)
        # A link that somebody may click is honest; anything that a program fetches by itself is not.
        if attributes.get("TargetMode", "").lower() == "external" and not attributes.get("Type", "").endswith("/hyperlink"):
            raise RefusedError(_LINKS_FINDING)

    def _collect(self, text: str) -> None:
        self._text += text.strip()
        if len(self._text) > LONGEST_NUMBER:
            shown = f"{self._text[:LONGEST_NUMBER]}…"
            refuse("bad_value", f"Ô {self._place} chứa giá trị “{shown}” mà Excel không bao giờ ghi như vậy.", _SAVE_AGAIN)

    def _too_many(self) -> NoReturn:
        allowed = f"{group_thousands(MOST_ROWS)} hàng và {group_thousands(MOST_CELLS)} ô"
        refuse("too_many_cells", f"Tệp có quá nhiều hàng, ô hoặc định dạng; một mẫu báo cáo không quá {allowed}.", _COPY_OVER)

    def _disordered(self) -> NoReturn:
        refuse("disordered", f"Hàng, ô bên trong tệp ghi lộn xộn (quanh hàng {self._row}); đọc sẽ sót.", _SAVE_AGAIN)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
