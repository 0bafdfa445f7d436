"""The check before anything parses a workbook that came from outside.

Lives here: deciding, from the bytes alone and within fixed bounds of time and memory, whether a returned file is an ordinary
.xlsx workbook that may be handed to a spreadsheet library, and the sentence for a clerk when it is not.
Does not live here: reading cells (``forms``). Nothing is unpacked to disk and no size stated in a header is believed.
"""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NoReturn

from bcd35.domain.findings import Finding
from bcd35.domain.numbers import group_thousands

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

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
# Spreadsheets nest about 15 deep; parsers recurse on depth.
DEEPEST = 100
# One name, attribute or comment; a parser fed in pieces rescans an unfinished one at every piece.
LONGEST_TOKEN = 2 * 1024 * 1024
LONGEST_NUMBER = 40
_CHUNK = 1024 * 1024

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/"
_WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_RESEND = "Đề nghị đơn vị gửi lại tệp."
_SAVE_AS = "Mở bằng Excel, chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”, rồi gửi lại."
_USE_FORM = "Điền vào đúng tệp mẫu .xlsx đã gửi kèm công văn rồi gửi lại."
_SAVE_AGAIN = "Mở bằng Excel, lưu lại rồi gửi lại; nếu vẫn báo như vậy thì điền vào mẫu mới."
_COPY_OVER = "Chép câu trả lời sang mẫu mới còn nguyên rồi gửi lại."

# What a file is that is no package, by how it starts; the first that fits.
_STARTS: tuple[tuple[bytes, str, str, str], ...] = (
    (b"%PDF", "pdf", "Tệp là PDF, không phải bảng tính .xlsx.", _USE_FORM),
    (b"\x89PNG", "picture", "Tệp là ảnh chụp hoặc ảnh quét, không phải bảng tính .xlsx.", _USE_FORM),
    (b"\xff\xd8\xff", "picture", "Tệp là ảnh chụp hoặc ảnh quét, không phải bảng tính .xlsx.", _USE_FORM),
    (b"Rar!", "archive", "Tệp là tệp nén RAR hoặc 7z, không phải bảng tính .xlsx.", "Giải nén, gửi riêng tệp mẫu .xlsx."),
    (b"7z\xbc\xaf", "archive", "Tệp là tệp nén RAR hoặc 7z, không phải bảng tính .xlsx.", "Giải nén, gửi riêng tệp mẫu .xlsx."),
    (b"{\\rtf", "not_workbook", "Tệp là văn bản Word (RTF), không phải bảng tính .xlsx.", _USE_FORM),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# What a package is that is no workbook, by the start of a part's name.
_OTHER_PACKAGES: tuple[tuple[str, str, str, str], ...] = (
    ("word/", "not_workbook", "Tệp là văn bản Word đổi tên, không phải bảng tính .xlsx.", _USE_FORM),
    ("ppt/", "not_workbook", "Tệp là bài trình chiếu PowerPoint đổi tên, không phải bảng tính .xlsx.", _USE_FORM),
    ("content.xml", "open_document", "Tệp là bảng tính dạng OpenDocument (.ods); chỉ nhận tệp .xlsx.", _SAVE_AS),
    ("xl/workbook.bin", "binary_workbook", "Tệp là bảng tính nhị phân (.xlsb); chỉ nhận tệp .xlsx.", _SAVE_AS),
)
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
_BINARY = re.compile(r"\.(png|jpe?g|gif|bmp|tiff?|emf|wmf|wdp|bin|ttf|odttf|fntdata)$")
_XML_START = re.compile(rb"(\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|\x00\s*<|<\x00")
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


class _RefusedError(Exception):
    """Ends the check at the first finding; never leaves this module."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def check(data: bytes) -> list[Finding]:
    """Find the first reason why the file must not be parsed; none when it may be. ``where`` is the caller's, who knows the name."""
    try:
        _check_start(data)
        _check_package(data)
    except _RefusedError as refused:
        return [refused.finding]
    return []


def _refuse(code: str, message: str, fix: str) -> NoReturn:
    raise _RefusedError(Finding(code, "", message, fix))


def _mebibytes(count: int) -> str:
    return f"{count / 1024 / 1024:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _check_start(data: bytes) -> None:
    if not data:
        _refuse("empty_file", "Tệp rỗng, không có nội dung nào.", _RESEND)
    if len(data) > MOST_BYTES:
        message = f"Tệp nặng {_mebibytes(len(data))} MB; chỉ nhận tệp không quá {_mebibytes(MOST_BYTES)} MB."
        _refuse("too_large", message, "Bỏ ảnh, tài liệu chèn trong mẫu rồi gửi lại; ảnh gửi riêng.")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            _refuse("password", "Tệp đặt mật khẩu nên không đọc được.", "Bỏ mật khẩu mở tệp, lưu lại rồi gửi lại.")
        _refuse("old_xls", "Tệp là dạng Office đời cũ (.xls); chỉ nhận tệp .xlsx.", _SAVE_AS)
    for start, code, message, fix in _STARTS:
        if data.startswith(start):
            _refuse(code, message, fix)
    if not data.startswith(_ZIP):
        _refuse_text(data[:4096])


def _refuse_text(head: bytes) -> NoReturn:
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        _refuse("html", "Tệp thực chất là trang web (HTML hoặc XML) đổi tên, không phải bảng tính .xlsx.", _SAVE_AS)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not re.search(rb"[\x00-\x08\x0e-\x1a]", head):
        _refuse("plain_text", "Tệp là văn bản thường hoặc CSV đổi tên, không phải bảng tính .xlsx.", _USE_FORM)
    _refuse("not_zip", "Không nhận ra loại tệp; đây không phải bảng tính .xlsx.", _USE_FORM)


def _check_package(data: bytes) -> None:
    import io
    import zlib
    from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

    try:
        with ZipFile(io.BytesIO(data)) as package:
            _check_parts(package.infolist(), {ZIP_STORED, ZIP_DEFLATED})
            _scan(package)
    except (BadZipFile, EOFError, zlib.error, NotImplementedError, OSError, ValueError, UnicodeDecodeError):
        # All that the archive reader raises on a broken archive; its words mean nothing to a clerk.
        _refuse("truncated", "Tệp bị cụt hoặc hỏng khi gửi, không mở được.", _RESEND)


def _check_parts(parts: "list[ZipInfo]", methods: set[int]) -> None:
    names = [part.filename.lower() for part in parts]
    if len(names) > MOST_PARTS:
        _refuse("too_many_parts", f"Tệp gồm {len(names)} phần bên trong; một mẫu báo cáo không quá {MOST_PARTS} phần.", _COPY_OVER)
    if len(set(names)) < len(names):
        _refuse("duplicate_parts", "Tệp có hai phần bên trong trùng tên; không biết phần nào là thật.", _SAVE_AGAIN)
    if any(part.flag_bits & 1 for part in parts):
        _refuse("password", "Tệp đặt mật khẩu nên không đọc được.", "Bỏ mật khẩu mở tệp, lưu lại rồi gửi lại.")
    if any(part.compress_type not in methods for part in parts):
        _refuse("odd_packing", "Tệp nén theo cách lạ mà Excel không bao giờ dùng.", _SAVE_AGAIN)
    for start, code, message, fix in _OTHER_PACKAGES:
        if any(name.startswith(start) for name in names):
            _refuse(code, message, fix)
    if not any(name.startswith("xl/") for name in names):
        _refuse("not_workbook", "Tệp là tệp nén, không phải bảng tính .xlsx.", "Giải nén, gửi riêng tệp mẫu .xlsx.")
    for forbidden, finding in _FORBIDDEN_PARTS:
        if any(forbidden.search(name) for name in names):
            raise _RefusedError(finding)


def _scan(package: "ZipFile") -> None:
    census = _Census()
    for part in package.infolist():
        _scan_part(census, part.filename.lower(), _chunks(census, package, part))
    if not census.is_workbook:
        _refuse("not_workbook", "Tệp không có phần bảng tính bên trong; đây không phải bảng tính .xlsx.", _USE_FORM)


def _chunks(census: "_Census", package: "ZipFile", part: "ZipInfo") -> Iterator[bytes]:
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            census.unpacked += len(chunk)
            if census.unpacked > MOST_UNPACKED_BYTES:
                message = f"Tệp khi mở ra nặng hơn {_mebibytes(MOST_UNPACKED_BYTES)} MB; một mẫu báo cáo không thể nặng như vậy."
                _refuse("unpacks_too_large", message, _COPY_OVER)
            yield chunk


def _scan_part(census: "_Census", name: str, chunks: Iterator[bytes]) -> None:
    from xml.parsers.expat import ExpatError

    first = next(chunks, b"")
    if _BINARY.search(name) and not _XML_START.match(first):
        for _ in chunks:  # counted all the same
            pass
        return
    part = _Part(census)
    try:
        part.feed(first)
        for chunk in chunks:
            part.feed(chunk)
        part.finish()
    except ExpatError:
        # Excel's own .vml (comment boxes) may be no XML at all; nobody parses it here.
        if not name.endswith(".vml"):
            _refuse("broken_part", f"Phần “{name}” bên trong tệp bị hỏng.", _SAVE_AGAIN)


class _Census:
    """What has been counted in the whole package so far."""

    def __init__(self) -> None:
        self.unpacked = self.elements = self.others = self.rows = self.cells = self.strings = 0
        self.is_workbook = False


class _Part:
    """One part on its way through the parser. A declaration of entities ends the check before any is expanded."""

    def __init__(self, census: _Census) -> None:
        from xml.parsers.expat import ParserCreate

        self._census = census
        self._depth = self._fed = self._row = self._column = 0
        self._place = self._text = ""
        self._shape = _ANY_VALUE
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._handlers: dict[str, Callable[[dict[str, str]], None]] = {
            f"{_MAIN} row": self._start_row,
            f"{_MAIN} c": self._start_cell,
            f"{_MAIN} v": self._start_value,
            f"{_MAIN} f": self._start_content,
            f"{_MAIN} is": self._start_content,
            f"{_MAIN} t": lambda _: None,
            f"{_MAIN} si": self._start_string,
        }

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk, False)  # noqa: FBT003 - positional only
        self._fed += len(chunk)
        if self._fed - max(self._parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            self._broken()

    def finish(self) -> None:
        self._parser.Parse(b"", True)  # noqa: FBT003 - positional only

    def _doctype(self, *_: object) -> None:
        _refuse("doctype", "Tệp có khai báo lạ bên trong (DOCTYPE) mà bảng tính thật không có; vì an toàn không mở.", _COPY_OVER)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        census = self._census
        census.elements += 1
        self._depth += 1
        if census.elements > MOST_ELEMENTS:
            self._too_many()
        if self._depth > DEEPEST:
            self._broken()
        if handler := self._handlers.get(name):
            handler(attributes)
        else:
            self._start_other(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if name == f"{_MAIN} c":
            self._place = ""
        elif name == f"{_MAIN} v" and self._place:
            self._parser.CharacterDataHandler = None
            if self._text and not self._shape.fullmatch(self._text):
                _refuse("bad_value", f"Ô {self._place} chứa giá trị “{self._text}” mà Excel không bao giờ ghi như vậy.", _SAVE_AGAIN)

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
            self._broken()
        self._shape = _VALUES[kind]

    def _start_value(self, attributes: dict[str, str]) -> None:
        if not self._place:
            return
        self._start_content(attributes)
        self._text = ""
        if self._shape is not _ANY_VALUE:
            self._parser.CharacterDataHandler = self._collect

    def _start_content(self, _: dict[str, str]) -> None:
        if self._place and (self._row > MOST_ROWS or self._column > MOST_COLUMNS):
            allowed = f"{group_thousands(MOST_ROWS)} hàng, {MOST_COLUMNS} cột đầu"
            message = f"Ô {self._place} ở ngoài mẫu mà có nội dung; chỉ nhận nội dung trong {allowed}."
            _refuse("far_cell", message, "Xóa nội dung ô đó rồi gửi lại.")

    def _start_string(self, _: dict[str, str]) -> None:
        self._census.strings += 1
        if self._census.strings > MOST_STRINGS:
            self._too_many()

    def _start_other(self, name: str, attributes: dict[str, str]) -> None:
        self._census.others += 1
        if self._census.others > MOST_OTHER_ELEMENTS:
            self._too_many()
        if name.startswith(_STRICT):
            raise _RefusedError(_STRICT_FINDING)
        if name.endswith(("relationships Relationship", "content-types Override", "content-types Default")):
            self._judge_package_entry(attributes)

    def _judge_package_entry(self, attributes: dict[str, str]) -> None:
        content = attributes.get("ContentType", "")
        self._census.is_workbook |= content == _WORKBOOK_TYPE
        if "macroEnabled" in content or "vbaProject" in content:
            raise _RefusedError(_MACRO_FINDING)
        # A link that somebody may click is honest; anything that a program fetches by itself is not.
        if attributes.get("TargetMode", "").lower() == "external" and not attributes.get("Type", "").endswith("/hyperlink"):
            raise _RefusedError(_LINKS_FINDING)

    def _collect(self, text: str) -> None:
        self._text += text.strip()
        if len(self._text) > LONGEST_NUMBER:
            shown = f"{self._text[:LONGEST_NUMBER]}…"
            _refuse("bad_value", f"Ô {self._place} chứa giá trị “{shown}” mà Excel không bao giờ ghi như vậy.", _SAVE_AGAIN)

    def _too_many(self) -> NoReturn:
        allowed = f"{group_thousands(MOST_ROWS)} hàng và {group_thousands(MOST_CELLS)} ô"
        _refuse("too_many_cells", f"Tệp có quá nhiều hàng, ô hoặc định dạng; một mẫu báo cáo không quá {allowed}.", _COPY_OVER)

    def _disordered(self) -> NoReturn:
        _refuse("disordered", f"Hàng, ô bên trong tệp ghi lộn xộn (quanh hàng {self._row}); đọc sẽ sót.", _SAVE_AGAIN)

    def _broken(self) -> NoReturn:
        _refuse("broken_part", "Một phần bên trong tệp bị hỏng.", _SAVE_AGAIN)


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
