"""The check of an Office package before any library parses it, common to .xlsx and .docx.

This module recognises a file by its first bytes, checks the archive (size, number, names and packing of its
parts), and scans every XML part within bounds. No size stated in a header is believed; nothing is unpacked to
disk. ``formats/xlsx/guard.py`` and ``formats/docx/guard.py`` state what a workbook or a document may contain.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain
from posixpath import normpath
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from bcd35.domain.findings import Finding

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

# Elements nested in each other. Office files have about 15 to 40; parsers recurse on depth.
_DEEPEST = 100
# Bytes of one name, attribute or comment. A parser rescans an unfinished one with every piece that it gets.
LONGEST_TOKEN = 2 * 1024 * 1024
_CHUNK = 1024 * 1024
# Characters; those of Office have up to 90. The parser writes the namespace into every name of an element.
_LONGEST_NAMESPACE = 1_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
# First bytes of a file that is no package → code, what it is; the first that fits counts.
_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "pdf", "là PDF"),
    (b"\x89PNG", "picture", "là ảnh chụp hoặc ảnh quét"),
    (b"\xff\xd8\xff", "picture", "là ảnh chụp hoặc ảnh quét"),
    (b"Rar!", "archive", "là tệp nén RAR hoặc 7z"),
    (b"7z\xbc\xaf", "archive", "là tệp nén RAR hoặc 7z"),
)
_METHODS = (0, 8)  # stored, deflated
_ENCRYPTED = 1
_LOCKED = "Tệp đặt mật khẩu nên không đọc được."
TYPES_PART = "[Content_Types].xml"
_MOST_TYPES_BYTES = 1024 * 1024  # five hundred parts take less than a tenth of it
_XML_TYPE = re.compile(r"[/+]xml\s*(;|$)", re.IGNORECASE)
_XML_NAME = re.compile(r"\.(xml|rels)$", re.IGNORECASE)
_XML_START = re.compile(rb"(\xef\xbb\xbf)?\s*<|\xff\xfe|\xfe\xff|\x00\s*<|<\x00")


class Advice(NamedTuple):
    """What a clerk does next about a refused file, for one kind of package."""

    lighten: str
    resend: str
    unpack: str
    unprotect: str
    save_as: str
    save_again: str
    start_afresh: str
    right_file: str


class Kind(NamedTuple):
    """One kind of package: what a clerk calls it, and the bounds that it must keep."""

    noun: str  # "bảng tính"
    thing: str  # what the office receives as such a file: "một mẫu báo cáo"
    program: str
    suffix: str
    older: Finding  # for a file of the format before
    folder: str  # where the package keeps its own parts: "xl/"
    foreign_code: str  # the code of a package that is something else
    starts: tuple[tuple[bytes, Finding], ...]  # first bytes of a file that is no package → what it is instead
    others: tuple[tuple[str, Finding], ...]  # beginning of a part's name → what the package is instead
    # names of parts that lead out of the package, or that two readers understand differently
    tricky_name: re.Pattern[str]
    most_bytes: int
    most_unpacked: int
    most_parts: int
    advice: Advice


class RefusedFileError(Exception):
    """Ends the reading of a file at its first fault; the caller fills in the finding's ``where``."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def refuse(code: str, message: str, fix: str) -> NoReturn:
    """Raise :class:`RefusedFileError` with a finding."""
    raise RefusedFileError(Finding(code, "", message, fix))


def first_finding(data: bytes, kind: Kind, look_inside: Callable[["ZipFile"], None]) -> list[Finding]:
    """Find the first reason why the file must not be parsed.

    ``look_inside`` gets the open package and raises :class:`RefusedFileError`.
    """
    from zipfile import ZipFile

    try:
        check_start(data, kind)
        with refusing_broken_archives(kind), ZipFile(io.BytesIO(data)) as package:
            check_parts(package.infolist(), kind)
            look_inside(package)
    except RefusedFileError as refused:
        return [refused.finding]
    return []


@contextmanager
def refusing_broken_archives(kind: Kind) -> Iterator[None]:
    """Turn every error of the archive reader into one refusal that a clerk understands."""
    import struct
    import zlib
    from zipfile import BadZipFile

    try:
        yield
    except (BadZipFile, EOFError, zlib.error, struct.error, NotImplementedError, OSError, ValueError):
        refuse("truncated", "Tệp bị cụt hoặc hỏng khi gửi, không mở được.", kind.advice.resend)


def check_start(data: bytes, kind: Kind) -> None:
    """Refuse, by size and first bytes, a file that is no package."""
    advice = kind.advice
    if not data:
        refuse("empty_file", "Tệp rỗng, không có nội dung nào.", advice.resend)
    if len(data) > kind.most_bytes:
        message = f"Tệp nặng hơn {_mebibytes(kind.most_bytes)} MB; chỉ nhận tệp không quá mức ấy."
        refuse("too_large", message, advice.lighten)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            refuse("password", _LOCKED, advice.unprotect)
        raise RefusedFileError(kind.older)
    for start, code, what in _STARTS:
        if data.startswith(start):
            message = f"Tệp {what}, không phải {kind.noun} {kind.suffix}."
            refuse(code, message, advice.unpack if code == "archive" else advice.right_file)
    if not data.startswith(_ZIP):
        _refuse_text(data[:4096], kind)


def _refuse_text(head: bytes, kind: Kind) -> NoReturn:
    for start, finding in kind.starts:
        if head.startswith(start):
            raise RefusedFileError(finding)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        message = f"Tệp thực chất là trang web (HTML hoặc XML), không phải {kind.noun} {kind.suffix}."
        refuse("html", message, kind.advice.save_as)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or not re.search(rb"[\x00-\x08\x0e-\x1a]", head):
        message = f"Tệp là văn bản thường hoặc CSV, không phải {kind.noun} {kind.suffix}."
        refuse("plain_text", message, kind.advice.right_file)
    message = f"Không nhận ra loại tệp; đây không phải {kind.noun} {kind.suffix}."
    refuse("not_zip", message, kind.advice.right_file)


def check_parts(parts: "list[ZipInfo]", kind: Kind) -> tuple[str, ...]:
    """Refuse an archive by its directory: number, names, packing and kind of the parts; their plain names."""
    names = check_names(tuple(part.orig_filename for part in parts), kind)
    check_packing(parts, kind)
    return names


def check_names(written: tuple[str, ...], kind: Kind) -> tuple[str, ...]:
    """Refuse an archive by the names of its parts, given as the archive has them; the plain names."""
    advice = kind.advice
    names = tuple(map(_plain_name, written))
    if len(names) > kind.most_parts:
        message = f"Tệp gồm {len(names)} phần bên trong; {kind.thing} không quá {kind.most_parts} phần."
        refuse("too_many_parts", message, advice.start_afresh)
    if len(set(names)) < len(names):
        message = "Tệp có hai phần bên trong trùng tên; không biết phần nào là thật."
        refuse("duplicate_parts", message, advice.save_again)
    if any(map(kind.tricky_name.search, written)):
        message = (
            f"Tệp có phần bên trong mang tên dẫn ra ngoài tệp; {kind.program} không bao giờ ghi như vậy."
        )
        refuse("tricky_names", message, advice.start_afresh)
    _check_folder(names, kind)
    return names


def check_packing(parts: "list[ZipInfo]", kind: Kind) -> None:
    """Refuse an archive whose parts are encrypted or packed by an unusual method."""
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        refuse("password", _LOCKED, kind.advice.unprotect)
    if any(part.compress_type not in _METHODS for part in parts):
        message = f"Tệp nén theo cách lạ mà {kind.program} không bao giờ dùng."
        refuse("odd_packing", message, kind.advice.save_again)


@lru_cache(maxsize=64)
def _plain_name(name: str) -> str:
    """A part's name in lower case, with slashes: the format ignores case, some programs write backslashes."""
    return normpath(name.partition("\0")[0].replace("\\", "/")).lower()


def _check_folder(names: Sequence[str], kind: Kind) -> None:
    for start, finding in kind.others:
        if any(name.startswith(start) for name in names):
            raise RefusedFileError(finding)
    if not any(name.startswith(kind.folder) for name in names):
        message = f"Tệp là tệp nén, không phải {kind.noun} {kind.suffix}."
        refuse(kind.foreign_code, message, kind.advice.unpack)


def refuse_doctype(kind: Kind) -> NoReturn:
    """Refuse a declaration that could make a parser open other files, or grow without end."""
    message = f"Tệp có khai báo lạ bên trong (DOCTYPE) mà {kind.noun} thật không có; vì an toàn không mở."
    refuse("doctype", message, kind.advice.start_afresh)


def refuse_unpacked_size(kind: Kind) -> NoReturn:
    """Refuse a package that unpacks to more than such a file can hold."""
    message = (
        f"Tệp khi mở ra nặng hơn {_mebibytes(kind.most_unpacked)} MB; {kind.thing} không thể nặng như vậy."
    )
    refuse("unpacks_too_large", message, kind.advice.start_afresh)


def _mebibytes(count: int) -> str:
    return f"{count / 1024 / 1024:.1f}".rstrip("0").rstrip(".").replace(".", ",")


# --- the parts ----------------------------------------------------------------------------------------------


class PartScan:
    """The scan of one XML part; a declaration of entities ends it before any entity is expanded.

    A guard derives its own scan, which checks elements in ``start``; names are ``namespace name``.
    """

    def __init__(self, kind: Kind) -> None:
        from xml.parsers.expat import ParserCreate

        self.kind = kind
        self.depth = self._fed = 0
        self.parser = ParserCreate(namespace_separator=" ", intern=None)  # keeps no names
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - a guard's own scan checks them
        """Check an element that begins; counts the depth."""
        self.depth += 1
        if self.depth > _DEEPEST:
            self.broken()

    def end(self, name: str) -> None:  # noqa: ARG002 - as above
        """Check an element that ends; counts the depth."""
        self.depth -= 1

    def feed(self, chunk: bytes) -> None:
        """Parse a piece. Raises RefusedFileError, and ``ExpatError`` where the part is not XML."""
        self.parser.Parse(chunk, False)  # noqa: FBT003 - positional only
        self._fed += len(chunk)
        if self._fed - max(self.parser.CurrentByteIndex, 0) > LONGEST_TOKEN:
            self.broken()

    def finish(self) -> None:
        """End the part."""
        self.parser.Parse(b"", True)  # noqa: FBT003 - positional only

    def broken(self) -> NoReturn:
        """Refuse the file because this part is damaged."""
        refuse("broken_part", "Một phần bên trong tệp bị hỏng.", self.kind.advice.save_again)

    def _doctype(self, *_: object) -> None:
        refuse_doctype(self.kind)

    def _namespace(self, _prefix: str | None, address: str | None) -> None:
        if address and len(address) > _LONGEST_NAMESPACE:
            self.broken()


class PartTypes:
    """The content types that a package states for its parts; the format ignores the case of names."""

    def __init__(self, package: "ZipFile", kind: Kind) -> None:
        scan = _TypesScan(kind)
        if TYPES_PART in package.namelist():
            with package.open(TYPES_PART) as stream:
                data = stream.read(_MOST_TYPES_BYTES + 1)
            if len(data) > _MOST_TYPES_BYTES:
                scan.broken()
            _feed(scan, TYPES_PART, [data], strict=True)
        self._of_part, self._of_ending = scan.of_part, scan.of_ending

    def of(self, name: str) -> str:
        """The type of a part; empty where none is stated, which Word does not open."""
        plain = name.lower()
        return self._of_part.get(plain) or self._of_ending.get(plain.rpartition(".")[2], "")

    def is_xml(self, name: str) -> bool:
        """Tell whether a part is XML: by its type; without one, and for what describes the parts, by name."""
        if name == TYPES_PART or name.lower().endswith(".rels"):
            return True
        stated = self.of(name)
        return bool(_XML_TYPE.search(stated) if stated else _XML_NAME.search(name))


class _TypesScan(PartScan):
    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.of_part: dict[str, str] = {}
        self.of_ending: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        super().start(name, attributes)
        stated = attributes.get("ContentType", "")
        if name.endswith(" Override"):
            self.of_part[attributes.get("PartName", "").lower().lstrip("/")] = stated
        elif name.endswith(" Default"):
            self.of_ending[attributes.get("Extension", "").lower()] = stated


def scan_parts(package: "ZipFile", kind: Kind, scan_of: Callable[[str], PartScan]) -> None:
    """Scan every part that is XML; ``scan_of`` its name in lower case is the scan for it."""
    for name, chunks, strict in xml_parts(package, kind):
        _feed(scan_of(name), name, chunks, strict=strict)


def xml_parts(package: "ZipFile", kind: Kind) -> Iterator[tuple[str, Iterable[bytes], bool]]:
    """Each part that is XML by its type, which is all that a reader here parses, or by its first bytes.

    Its name in lower case, its bytes in pieces, and whether it must be well-formed. All parts are inflated
    within bounds, but the others may be anything: pictures of any ending, signatures, the .vml of comment
    boxes. Only their size counts.
    """
    left = [kind.most_unpacked]
    types = PartTypes(package, kind)
    for part in package.infolist():
        if part.is_dir():
            continue
        name, chunks = part.filename.lower(), _chunks(package, part, kind, left)
        first = next(chunks, b"")
        is_xml, looks_so = types.is_xml(part.filename), _XML_START.match(first)
        if is_xml or looks_so:
            # Other programs may go by the name.
            yield name, chain([first], chunks), is_xml or _XML_NAME.search(name) is not None
        for _ in chunks:
            pass


def _chunks(package: "ZipFile", part: "ZipInfo", kind: Kind, left: list[int]) -> Iterator[bytes]:
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            left[0] -= len(chunk)
            if left[0] < 0:
                refuse_unpacked_size(kind)
            yield chunk


def _feed(scan: PartScan, name: str, chunks: Iterable[bytes], *, strict: bool) -> None:
    """Scan the pieces; what is no XML is refused (``strict``), or ends the scan."""
    from xml.parsers.expat import ExpatError

    try:
        for chunk in chunks:
            scan.feed(chunk)
        scan.finish()
    except ExpatError:
        if strict:
            refuse("broken_part", f"Phần “{name}” bên trong tệp bị hỏng.", scan.kind.advice.save_again)
