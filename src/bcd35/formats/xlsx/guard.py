"""The check that every file from outside passes before anything in it is believed.

Lives here: deciding from the bytes whether a file is an ordinary .xlsx package, unpacking it once within
fixed bounds, parsing its XML within fixed bounds, and the sentence for a clerk when it is none. Does not live
here: sheets and cells (``reader``). Nothing is unpacked to disk and no size stated in a header is
believed. The parts that are read are parsed here, by one parser: what is judged is what is read, and a part
that nobody reads is never parsed.
"""

import io
import re
import struct
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NoReturn
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from bcd35.domain.findings import Finding
from bcd35.domain.numerals import group_thousands
from bcd35.formats.ooxml.guard import (
    Advice,
    Kind,
    check_names,
    check_packing,
    check_start,
    refuse,
    refuse_doctype,
    refuse_unpacked_size,
    refusing_broken_archives,
)

if TYPE_CHECKING:
    from lxml.etree import XMLParser, _Element

# A filled form is about 15 KB; five mebibytes leave room for a unit's own sheet or a pasted picture.
LARGEST_WORKBOOK = 5 * 1024 * 1024
# Counted while inflating. Honest workbooks of 5 MiB hold pictures, which do not grow; 20 MiB of XML is a bomb
# or a database.
_MOST_UNPACKED_BYTES = 20 * 1024 * 1024
# A plain workbook has about 12 parts, one with many sheets and drawings some dozens.
_MOST_PARTS = 200
# A form ends before row 100; the rest is room for a unit's own sheet.
MOST_ROWS, MOST_COLUMNS = 2_000, 100
MOST_CELLS = 30_000
# Signs “<” and “=” in all parts, counted before any is parsed: each may become an object of some 240 bytes,
# so this many take 60 MB. A cell with a value has seven; a picture of 5 MB has 40,000 by chance.
_MOST_MARKS = 250_000

_SAVE_AS = "Mở bằng Excel, chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”, rồi gửi lại."
# LibreOffice keeps a form as .ods when somebody only saves it.
SAVE_ODS_AS = (
    "Mở bằng LibreOffice, chọn “Lưu dưới dạng” (Save As), loại “Excel 2007-365 (.xlsx)”; hoặc mở bằng Excel, "
    "chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”; rồi "
)
_USE_FORM = "Điền vào đúng tệp mẫu .xlsx đã gửi kèm công văn rồi gửi lại."
SAVE_AGAIN = "Mở bằng Excel, lưu lại rồi gửi lại; nếu vẫn báo như vậy thì điền vào mẫu mới."
COPY_OVER = "Chép câu trả lời sang mẫu mới còn nguyên rồi gửi lại."

EXCEL_KIND = Kind(
    noun="bảng tính",
    thing="một mẫu báo cáo",
    program="Excel",
    suffix=".xlsx",
    older=Finding("old_xls", "", "Tệp là dạng Office đời cũ (.xls); chỉ nhận tệp .xlsx.", _SAVE_AS),
    folder="xl/",
    foreign_code="not_workbook",
    starts=(
        (
            b"{\\rtf",
            Finding("not_workbook", "", "Tệp là văn bản Word (RTF), không phải bảng tính .xlsx.", _USE_FORM),
        ),
    ),
    others=(
        ("word/", Finding("not_workbook", "", "Tệp là văn bản Word, không phải bảng tính .xlsx.", _USE_FORM)),
        (
            "ppt/",
            Finding(
                "not_workbook",
                "",
                "Tệp là bài trình chiếu PowerPoint, không phải bảng tính .xlsx.",
                _USE_FORM,
            ),
        ),
        (
            "content.xml",
            Finding(
                "open_document",
                "",
                "Tệp là bảng tính dạng OpenDocument (.ods); chỉ nhận tệp .xlsx.",
                f"{SAVE_ODS_AS}gửi lại.",
            ),
        ),
        (
            "xl/workbook.bin",
            Finding(
                "binary_workbook", "", "Tệp là bảng tính nhị phân (.xlsb); chỉ nhận tệp .xlsx.", _SAVE_AS
            ),
        ),
    ),
    # Parts are looked up here by their plain names, so that backslashes and doubled slashes do no harm.
    tricky_name=re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[A-Za-z]:|[\x00-\x1f]"),
    most_bytes=LARGEST_WORKBOOK,
    most_unpacked=_MOST_UNPACKED_BYTES,
    most_parts=_MOST_PARTS,
    advice=Advice(
        lighten="Bỏ ảnh, tài liệu chèn trong mẫu rồi gửi lại; ảnh gửi riêng.",
        resend="Đề nghị đơn vị gửi lại tệp.",
        unpack="Giải nén, gửi riêng tệp mẫu .xlsx.",
        unprotect="Bỏ mật khẩu mở tệp, lưu lại rồi gửi lại.",
        save_as=_SAVE_AS,
        save_again=SAVE_AGAIN,
        start_afresh=COPY_OVER,
        right_file=_USE_FORM,
    ),
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
# A part that is remembered: 64 of them hold 5 MiB at most.
_SMALL_PACKED, _SMALL = 16 * 1024, 64 * 1024
_SHORT_NAMES = 4 * 1024  # characters in all names of parts, to be remembered
_LOCAL_START = b"PK\x03\x04"
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_UTF8_NAME = 0x800
# Parts are asked for by ASCII names; a name in no stated alphabet need only be the same in both places. The
# archive reader's own guess takes 0.02 ms a form.
_OTHER_NAMES = "latin-1"


def parse(name: str, part: bytes) -> "_Element":
    """The root element of an unpacked part. Raises RefusedFileError for a broken one."""
    from lxml.etree import XMLSyntaxError, fromstring

    try:
        return fromstring(part, _parser())
    except XMLSyntaxError:
        refuse("broken_part", f"Phần “{name}” bên trong tệp bị hỏng.", SAVE_AGAIN)


@cache
def _parser() -> "XMLParser":
    """A parser that takes UTF-8 only, opens nothing and expands nothing.

    Depth and lengths keep the library's limits.
    """
    from lxml.etree import XMLParser

    return XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,  # nobody asks for an element by its id
    )


def unpack(data: bytes) -> dict[str, bytes]:
    """Unpack an ordinary .xlsx package: part by name, in lower case and with forward slashes.

    Raises RefusedFileError if it is none.
    """
    check_start(data, EXCEL_KIND)
    parts = _unpacked(data)
    # Whatever a part is called, a sheet may stand in it. No part has more signs than bytes, so few files are
    # large enough to be counted.
    contents = parts.values()
    if (
        sum(map(len, contents)) > _MOST_MARKS
        and sum(one.count(b"<") + one.count(b"=") for one in contents) > _MOST_MARKS
    ):
        too_many_cells()
    return parts


def too_many_cells() -> NoReturn:
    """Refuse a workbook that is too large to be a form or a list of units."""
    allowed = f"{group_thousands(MOST_ROWS)} hàng và {group_thousands(MOST_CELLS)} ô"
    message = f"Tệp có quá nhiều hàng, ô hoặc định dạng; một mẫu báo cáo không quá {allowed}."
    refuse("too_many_cells", message, COPY_OVER)


def _unpacked(data: bytes) -> dict[str, bytes]:
    with refusing_broken_archives(EXCEL_KIND):
        with ZipFile(io.BytesIO(data), metadata_encoding=_OTHER_NAMES) as package:
            listed = package.infolist()
        written = tuple(part.orig_filename for part in listed)
        names = _checked_once(written) if sum(map(len, written)) <= _SHORT_NAMES else _checked(written)
        check_packing(listed, EXCEL_KIND)
        return dict(zip(names, _contents(data, listed), strict=True))


def _checked(written: tuple[str, ...]) -> tuple[str, ...]:
    """The plain names of parts that a workbook may have."""
    names = check_names(written, EXCEL_KIND)
    listing = "\n".join(names)
    for forbidden, reason in _FORBIDDEN_PARTS:
        if forbidden.search(listing):
            refuse(*reason)
    return names


_checked_once = lru_cache(maxsize=32)(_checked)  # forms of one blank have the same parts: 0.04 ms a form


def _contents(data: bytes, listed: list[ZipInfo]) -> Iterator[bytes]:
    left = _MOST_UNPACKED_BYTES
    for part in listed:
        packed = _packed(data, part)
        stated = (part.compress_type, part.file_size, part.CRC)
        small = len(packed) <= _SMALL_PACKED and part.file_size <= _SMALL
        content = _small_content(packed, *stated) if small else _content(packed, *stated, left)
        left -= len(content)
        if left < 0:
            refuse_unpacked_size(EXCEL_KIND)
        yield content


def _packed(data: bytes, part: ZipInfo) -> bytes:
    """One part as it lies in the archive.

    The archive reader's own stream takes three times as long for parts this small.
    """
    start, name_length, extra_length = _LOCAL_HEADER.unpack_from(data, part.header_offset)
    name_at = part.header_offset + _LOCAL_HEADER.size
    packed_at = name_at + name_length + extra_length
    packed = data[packed_at : packed_at + part.compress_size]
    # The directory at the end and the header at the place must tell the same; else two programs would see two
    # files.
    written = data[name_at:packed_at][:name_length]
    name = written.decode("utf-8" if part.flag_bits & _UTF8_NAME else _OTHER_NAMES)
    if start != _LOCAL_START or name != part.orig_filename or len(packed) < part.compress_size:
        raise BadZipFile
    return packed


@lru_cache(maxsize=64)
def _small_content(packed: bytes, method: int, size: int, check_sum: int) -> bytes:
    """The content of a part that states to be small.

    Forms of one blank share most parts: each is unpacked and checked once. That saves 0.14 of 1.0 ms a form;
    see ``_once`` in ``reader.py``.
    """
    content = _content(packed, method, size, check_sum, size)
    if len(content) > size:
        raise BadZipFile
    return content


def _content(packed: bytes, method: int, size: int, check_sum: int, most: int) -> bytes:
    """Inflate one part; of a content larger than ``most`` bytes one byte more, unchecked."""
    content = (
        packed[: most + 1]
        if method == ZIP_STORED
        else zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most + 1)
    )
    if len(content) <= most and (len(content) != size or zlib.crc32(content) != check_sum):
        raise BadZipFile
    # No XML in UTF-8 holds a zero byte; in UTF-16 every second one is. A single byte is found in a hundredth
    # of the time that the whole word takes.
    if (b"!" in content and _DOCTYPE in content) or (
        b"\0" in content and any(doctype in content for doctype in _WIDE_DOCTYPES)
    ):
        refuse_doctype(EXCEL_KIND)
    return content
