"""The check that every file from outside passes before anything in it is believed.

Lives here: deciding from the bytes whether a file is an ordinary .xlsx package, unpacking it once within fixed bounds, parsing its XML
within fixed bounds, and the sentence for a clerk when it is none. Does not live here: sheets and cells (``workbooks``).
Nothing is unpacked to disk and no size stated in a header is believed. The parts that are read are parsed here, by one parser:
what is judged is what is read, and a part that nobody reads is never parsed.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from functools import cache
from posixpath import normpath
from typing import TYPE_CHECKING, NoReturn
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bcd35.domain.findings import Finding
from bcd35.domain.numbers import group_thousands

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

# A filled form is about 15 KB; five mebibytes leave room for a unit's own sheet or a pasted picture.
MOST_BYTES = 5 * 1024 * 1024
# Counted while inflating. Honest workbooks of 5 MiB hold pictures, which do not grow; 20 MiB of XML is a bomb or a database.
MOST_UNPACKED_BYTES = 20 * 1024 * 1024
# A plain workbook has about 12 parts, one with many sheets and drawings some dozens.
MOST_PARTS = 200
# A form ends before row 100; the rest is room for a unit's own sheet.
MOST_ROWS, MOST_COLUMNS = 2_000, 100
MOST_CELLS = 30_000
# Signs “<” and “=” in all parts, counted before any is parsed: each may become an object of some 240 bytes, so this many take 60 MB.
# A cell with a value has seven; a picture of 5 MB has 40,000 by chance.
MOST_MARKS = 250_000

_RESEND = "Đề nghị đơn vị gửi lại tệp."
_SAVE_AS = "Mở bằng Excel, chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”, rồi gửi lại."
_USE_FORM = "Điền vào đúng tệp mẫu .xlsx đã gửi kèm công văn rồi gửi lại."
SAVE_AGAIN = "Mở bằng Excel, lưu lại rồi gửi lại; nếu vẫn báo như vậy thì điền vào mẫu mới."
COPY_OVER = "Chép câu trả lời sang mẫu mới còn nguyên rồi gửi lại."

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
    ("word/", "not_workbook", "Tệp là văn bản Word, không phải bảng tính .xlsx.", _USE_FORM),
    ("ppt/", "not_workbook", "Tệp là bài trình chiếu PowerPoint, không phải bảng tính .xlsx.", _USE_FORM),
    ("content.xml", "open_document", "Tệp là bảng tính dạng OpenDocument (.ods); chỉ nhận tệp .xlsx.", _SAVE_AS),
    ("xl/workbook.bin", "binary_workbook", "Tệp là bảng tính nhị phân (.xlsb); chỉ nhận tệp .xlsx.", _SAVE_AS),
)
MACROS = ("macros", "Tệp có macro (.xlsm); vì an toàn chỉ nhận tệp .xlsx không có macro.", _SAVE_AS)
LINKS = (
    "external_links",
    "Tệp có liên kết hoặc kết nối tới tệp khác, nơi khác; chỉ nhận mẫu không có liên kết ngoài.",
    f"Không chép công thức từ tệp khác. {COPY_OVER}",
)
_OBJECTS = (
    "embedded_objects",
    "Tệp có tài liệu hoặc điều khiển nhúng bên trong; chỉ nhận mẫu không có đối tượng nhúng.",
    f"Gửi tài liệu kèm thành tệp riêng. {COPY_OVER}",
)
_FORBIDDEN_PARTS: tuple[tuple[re.Pattern[str], tuple[str, str, str]], ...] = (
    (re.compile(r"vbaproject|^(.*/)?(macrosheets/|xl4)", re.MULTILINE), MACROS),
    (re.compile(r"^(.*/)?(externallinks/|querytables/|connections\.xml$)", re.MULTILINE), LINKS),
    (re.compile(r"^(.*/)?(embeddings|activex|ctrlprops)/", re.MULTILINE), _OBJECTS),
)
# The parts are parsed as UTF-8 whatever they say of themselves; other programs would believe them.
_DOCTYPE = b"<!DOCTYPE"
_WIDE_DOCTYPES = ("<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_UTF8_NAME = 0x800
_ODD_NAME = re.compile(r"(^|/)\.\.(/|$)|^[a-z]:|[\x00-\x1f]")


class RefusedFileError(Exception):
    """Ends the reading of a file at the first thing that must not be; the finding's ``where`` is left to the caller."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def refuse(code: str, message: str, fix: str) -> NoReturn:
    """Raise RefusedFileError."""
    raise RefusedFileError(Finding(code, "", message, fix))


def parse(name: str, part: bytes) -> "_Element":
    """The root element of an unpacked part. Raises RefusedFileError for a broken one."""
    from lxml.etree import XMLSyntaxError, fromstring

    try:
        return fromstring(part, _parser())
    except XMLSyntaxError:
        refuse("broken_part", f"Phần “{name}” bên trong tệp bị hỏng.", SAVE_AGAIN)


@cache
def _parser() -> "XMLParser":
    """A parser that takes UTF-8 only, opens nothing and expands nothing; depth and lengths keep the library's limits."""
    from lxml.etree import XMLParser

    return XMLParser(encoding="utf-8", resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True)


def unpack(data: bytes) -> dict[str, bytes]:
    """Unpack an ordinary .xlsx package: part by name, in lower case and with forward slashes. Raises RefusedFileError if it is none."""
    _check_start(data)
    parts = _unpacked(data)
    # Whatever a part is called, a sheet may stand in it. No part has more signs than bytes, so few files are large enough to be counted.
    contents = parts.values()
    if sum(map(len, contents)) > MOST_MARKS and sum(one.count(b"<") + one.count(b"=") for one in contents) > MOST_MARKS:
        too_many_cells()
    return parts


def too_many_cells() -> NoReturn:
    """Refuse a workbook that is too large to be a form or a list of units."""
    allowed = f"{group_thousands(MOST_ROWS)} hàng và {group_thousands(MOST_CELLS)} ô"
    message = f"Tệp có quá nhiều hàng, ô hoặc định dạng; một mẫu báo cáo không quá {allowed}."
    refuse("too_many_cells", message, COPY_OVER)


def _mebibytes(count: int) -> str:
    return f"{count / 1024 / 1024:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _check_start(data: bytes) -> None:
    if not data:
        refuse("empty_file", "Tệp rỗng, không có nội dung nào.", _RESEND)
    if len(data) > MOST_BYTES:
        message = f"Tệp nặng hơn {_mebibytes(MOST_BYTES)} MB; chỉ nhận tệp không quá mức ấy."
        refuse("too_large", message, "Bỏ ảnh, tài liệu chèn trong mẫu rồi gửi lại; ảnh gửi riêng.")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            refuse("password", "Tệp đặt mật khẩu nên không đọc được.", "Bỏ mật khẩu mở tệp, lưu lại rồi gửi lại.")
        refuse("old_xls", "Tệp là dạng Office đời cũ (.xls); chỉ nhận tệp .xlsx.", _SAVE_AS)
    for start, code, message, fix in _STARTS:
        if data.startswith(start):
            refuse(code, message, fix)
    if not data.startswith(_ZIP):
        _refuse_text(data[:4096])


def _refuse_text(head: bytes) -> NoReturn:
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        refuse("html", "Tệp thực chất là trang web (HTML hoặc XML), không phải bảng tính .xlsx.", _SAVE_AS)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not re.search(rb"[\x00-\x08\x0e-\x1a]", head):
        refuse("plain_text", "Tệp là văn bản thường hoặc CSV, không phải bảng tính .xlsx.", _USE_FORM)
    refuse("not_zip", "Không nhận ra loại tệp; đây không phải bảng tính .xlsx.", _USE_FORM)


def _unpacked(data: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(io.BytesIO(data)) as package:
            listed = package.infolist()
        _check_parts(listed)
        return dict(_inflated(data, listed))
    except (BadZipFile, EOFError, zlib.error, struct.error, NotImplementedError, OSError, ValueError):
        # All that the archive reader raises on a broken archive; its words mean nothing to a clerk.
        refuse("truncated", "Tệp bị cụt hoặc hỏng khi gửi, không mở được.", _RESEND)


def _inflated(data: bytes, listed: list[ZipInfo]) -> Iterator[tuple[str, bytes]]:
    left = MOST_UNPACKED_BYTES
    for part in listed:
        content = _content(data, part, left + 1)
        left -= len(content)
        if left < 0:
            message = f"Tệp khi mở ra nặng hơn {_mebibytes(MOST_UNPACKED_BYTES)} MB; một mẫu báo cáo không thể nặng như vậy."
            refuse("unpacks_too_large", message, COPY_OVER)
        # No XML in UTF-8 holds a zero byte; in UTF-16 every second one is.
        if _DOCTYPE in content or (b"\0" in content and any(doctype in content for doctype in _WIDE_DOCTYPES)):
            message = "Tệp có khai báo lạ bên trong (DOCTYPE) mà bảng tính thật không có; vì an toàn không mở."
            refuse("doctype", message, COPY_OVER)
        yield _plain_name(part), content


def _content(data: bytes, part: ZipInfo, most: int) -> bytes:
    """Inflate one part, at most ``most`` bytes of it; the archive reader's own stream takes three times as long for parts this small."""
    start, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, part.header_offset)
    name_at = part.header_offset + _LOCAL_HEADER.size
    packed_at = name_at + name_length + extra_length
    packed = data[packed_at : packed_at + part.compress_size]
    content = packed[:most] if part.compress_type == ZIP_STORED else zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    # The directory at the end and the header at the place must tell the same; else two programs would see two files.
    name = data[name_at:packed_at][:name_length].decode("utf-8" if part.flag_bits & _UTF8_NAME else "cp437")
    if start != _ZIP[0] or name != part.orig_filename or len(packed) < part.compress_size:
        raise BadZipFile
    if len(content) < most and (len(content) != part.file_size or zlib.crc32(content) != part.CRC):
        raise BadZipFile
    return content


def _plain_name(part: ZipInfo) -> str:
    """Some programs write backslashes; the format takes upper and lower case for the same."""
    return normpath(part.filename.replace("\\", "/")).lower()


def _check_parts(parts: list[ZipInfo]) -> None:
    names = [_plain_name(part) for part in parts]
    if len(names) > MOST_PARTS:
        refuse("too_many_parts", f"Tệp gồm {len(names)} phần bên trong; một mẫu báo cáo không quá {MOST_PARTS} phần.", COPY_OVER)
    if len(set(names)) < len(names):
        refuse("duplicate_parts", "Tệp có hai phần bên trong trùng tên; không biết phần nào là thật.", SAVE_AGAIN)
    if any(_ODD_NAME.search(name) for name in names):
        refuse("odd_part_name", "Tệp có phần bên trong mang tên như đường dẫn ra ngoài; bảng tính thật không có.", COPY_OVER)
    if any(part.flag_bits & 1 for part in parts):
        refuse("password", "Tệp đặt mật khẩu nên không đọc được.", "Bỏ mật khẩu mở tệp, lưu lại rồi gửi lại.")
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        refuse("odd_packing", "Tệp nén theo cách lạ mà Excel không bao giờ dùng.", SAVE_AGAIN)
    _check_kind(names)


def _check_kind(names: list[str]) -> None:
    for start, code, message, fix in _OTHER_PACKAGES:
        if any(name.startswith(start) for name in names):
            refuse(code, message, fix)
    if not any(name.startswith("xl/") for name in names):
        refuse("not_workbook", "Tệp là tệp nén, không phải bảng tính .xlsx.", "Giải nén, gửi riêng tệp mẫu .xlsx.")
    listing = "\n".join(names)
    for forbidden, reason in _FORBIDDEN_PARTS:
        if forbidden.search(listing):
            refuse(*reason)
