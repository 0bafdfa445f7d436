"""The check before anything parses a Word document that came from outside, or a template of the office.

This module decides, from the bytes alone and within fixed bounds of time and memory, whether a file is an
ordinary .docx that shows only what is inside it: no macro, nothing that Word or LibreOffice fetches or starts
when the file is opened. What is embedded is refused where LibreOffice opens the file, and passes where only
we read it. ``formats/ooxml/guard.py`` checks the archive; ``domain/layout/`` judges the text and the formats
of a document.
"""

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from bcd35.domain.findings import Finding
from bcd35.domain.numerals import group_thousands
from bcd35.formats.ooxml.guard import Advice, Kind, PartScan, first_finding, refuse, scan_parts, xml_parts

if TYPE_CHECKING:
    from collections.abc import Callable
    from zipfile import ZipFile

# A letter is about 15 KB; twenty mebibytes leave room for a scanned page or a dozen photographs.
_MOST_BYTES = 20 * 1024 * 1024
# Counted while inflating. A photograph stays as large; the text of a thousand pages is about 40 MiB of XML.
_MOST_UNPACKED_BYTES = 64 * 1024 * 1024
# A letter has about 15 parts, a report with fifty pictures some dozens more.
_MOST_PARTS = 500
# Signs “<” and “=” in all parts, counted before any is parsed: most become an object of some hundred bytes in
# the library that reads the document. A page has 1,000, an annex of 5,000 rows and 8 columns two million.
_MOST_MARKS = 3_000_000
# The same of a template, which is read by more libraries, and filled in.
_MOST_TEMPLATE_MARKS = 400_000
# Paragraphs and runs, which take the reader's time; that annex has 80,000. Comments of XML, and instructions
# to programs, become objects as well; no program writes more than a few.
_MOST_PIECES = 200_000
# Bytes without a sign “<”, in whole pieces of a mebibyte. The library that reads the document refuses a text
# of ten million characters, when it already holds it.
_LONGEST_TEXT = 8 * 1024 * 1024
# Characters of the fields' instructions in one part; a table of contents over two hundred pages has less than
# a tenth of it.
_LONGEST_INSTRUCTIONS = 1024 * 1024
# Characters of one part of a template in which nothing is filled in; properties and settings have some
# thousands.
_LONGEST_SIDE_TEXT = 4 * 1024 * 1024

_SAVE_AS = "Mở bằng Word, chọn “Lưu thành” (Save As), loại “Word Document (*.docx)”."
_SAVE_AGAIN = "Mở bằng Word rồi lưu lại; nếu vẫn báo như vậy thì chép chữ sang một văn bản mới."
_COPY_OVER = "Không mở tệp này; xin lại văn bản gốc, hoặc chép chữ sang một văn bản mới."
_RIGHT_FILE = "Chọn đúng tệp .docx của Word."
_NO_MACROS = "Lưu lại bằng Word, loại “Word Document (*.docx)”, không kèm macro."
_NO_OBJECTS = "Bỏ đối tượng nhúng trong Word; biểu đồ, bảng tính thì dán lại thành hình."
_DETACH = "Trong Word: thẻ Developer, mục Document Template, xóa ô “Document template” rồi lưu lại."
_ACCEPT_ALL = "Trong Word: thẻ Review, chọn Accept All Changes rồi lưu lại."
_DELETE_COMMENTS = "Trong Word: thẻ Review, chọn Delete All Comments rồi lưu lại."
_NO_FETCHING = "Trong Word, chèn hẳn hình hoặc chữ vào văn bản thay cho nội dung liên kết."

WORD_KIND = Kind(
    noun="văn bản Word",
    thing="một văn bản",
    program="Word",
    suffix=".docx",
    older=Finding("old_doc", "", "Tệp là dạng Office đời cũ (.doc); chỉ nhận tệp .docx.", _SAVE_AS),
    folder="word/",
    foreign_code="not_document",
    starts=(
        (b"{\\rtf", Finding("rtf", "", "Tệp là văn bản dạng RTF, không phải văn bản Word .docx.", _SAVE_AS)),
    ),
    others=(
        (
            "xl/",
            Finding(
                "not_document", "", "Tệp là bảng tính Excel, không phải văn bản Word .docx.", _RIGHT_FILE
            ),
        ),
        (
            "ppt/",
            Finding(
                "not_document",
                "",
                "Tệp là bài trình chiếu PowerPoint, không phải văn bản Word .docx.",
                _RIGHT_FILE,
            ),
        ),
        (
            "content.xml",
            Finding(
                "open_document", "", "Tệp là văn bản dạng OpenDocument (.odt); chỉ nhận tệp .docx.", _SAVE_AS
            ),
        ),
    ),
    # The libraries that read the file after this check find a part by its exact name.
    tricky_name=re.compile(r"^/|(^|/)\.\.?(/|$)|[\\:\x00-\x1f]|//"),
    most_bytes=_MOST_BYTES,
    most_unpacked=_MOST_UNPACKED_BYTES,
    most_parts=_MOST_PARTS,
    advice=Advice(
        lighten="Mở bằng Word, nén hoặc bỏ bớt ảnh rồi lưu lại.",
        resend="Lấy lại tệp từ nơi gửi hoặc từ bản sao lưu.",
        unpack="Giải nén, dùng riêng tệp .docx bên trong.",
        unprotect="Mở bằng Word, bỏ mật khẩu mở tệp rồi lưu lại.",
        save_as=_SAVE_AS,
        save_again=_SAVE_AGAIN,
        start_afresh=_COPY_OVER,
        right_file=_RIGHT_FILE,
    ),
)

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Drawings that name their picture by an attribute instead of a relation: namespace → attributes.
_DRAWN_FROM = {
    "urn:schemas-microsoft-com:vml": ("src",),
    "http://www.w3.org/2000/svg": ("href", "http://www.w3.org/1999/xlink href"),
}
_STRICT = "http://purl.oclc.org/ooxml/"
_INSTRUCTION, _PARAGRAPH = f"{_WORD} instrText", f"{_WORD} p"
_PIECES = frozenset({_PARAGRAPH, f"{_WORD} r"})
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_MACRO_PART = re.compile(r"vbaproject|vbadata")
# Controls that run, and texts that Word takes in from another file.
_OBJECT_PART = re.compile(r"(^|/)(activex|ctrlprops)/|(^|/)afchunk")
_OBJECT_RELATION = re.compile(r"/(control|activeXControl\w*|aFChunk|subDocument)$")
# Workbooks behind a chart, objects with a picture of themselves: the text does not depend on them.
_EMBEDDED_PART = re.compile(r"(^|/)embeddings/")
_EMBEDDED_RELATION = re.compile(r"/(oleObject|package)$")
# The first words of fields that fetch or start something when the document is opened.
_FETCHING_FIELDS = frozenset(
    {"DATABASE", "DDE", "DDEAUTO", "IMPORT", "INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT", "LINK", "RD"}
)
_FIELD_NAME = re.compile(r'[\s"\\]*([A-Za-z]+)')
_FILE_ADDRESS = re.compile(r"file:(?://localhost(?=/))?(/*)", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
_SHOWN = 60  # characters of an address in a message
# The parts of a template whose tags are filled in.
FILLED_PARTS = re.compile(r"word/(document|header|footer|footnotes)[0-9]*\.xml")
_TAG_START = re.compile(r"\{[{%#]")
_CHANGES = frozenset(f"{_WORD} {change}" for change in ("ins", "del", "moveFrom", "moveTo"))
_COMMENT = f"{_WORD} comment"


class _Bounds(NamedTuple):
    """What a use of a document allows.

    ``only_read``: also what is embedded, and links to files of the same computer.
    """

    most_marks: int
    only_read: bool = False


_OPENED, _READ = _Bounds(_MOST_MARKS), _Bounds(_MOST_MARKS, only_read=True)
_TEMPLATE = _Bounds(_MOST_TEMPLATE_MARKS)


def check(data: bytes) -> list[Finding]:
    """Find the first reason why another program must not open the file; none when it may.

    The finding's ``where`` is empty: the caller knows the file's name.
    """
    return _first_finding(data, _OPENED)


def check_for_reading(data: bytes) -> list[Finding]:
    """Like :func:`check`, for a document that only we read: we open nothing embedded, and follow no link."""
    return _first_finding(data, _READ)


def check_template(data: bytes) -> list[Finding]:
    """Like :func:`check`, for a template.

    A template must also have no tag in a part that is not filled in, and no comment or tracked change, which
    every letter would carry.
    """
    return _first_finding(data, _TEMPLATE) or first_finding(
        data, WORD_KIND, lambda package: scan_parts(package, WORD_KIND, _TemplatePart)
    )


def _first_finding(data: bytes, bounds: _Bounds) -> list[Finding]:
    return first_finding(data, WORD_KIND, lambda package: _look_inside(package, bounds))


def _look_inside(package: "ZipFile", bounds: _Bounds) -> None:
    for name in package.namelist():
        if _MACRO_PART.search(name.lower()):
            _refuse_macros()
        if _OBJECT_PART.search(name.lower()):
            _refuse_object(name)
        if not bounds.only_read and _EMBEDDED_PART.search(name.lower()):
            _refuse_object(name)
    marks = longest = 0
    for _, chunks, _ in xml_parts(package, WORD_KIND):
        text = 0
        for chunk in chunks:
            marks += chunk.count(b"<") + chunk.count(b"=")
            if marks > bounds.most_marks:
                _refuse_length(bounds.most_marks)
            text = 0 if b"<" in chunk else text + len(chunk)
            longest = max(longest, text)
    if longest > _LONGEST_TEXT:
        PartScan(WORD_KIND).broken()
    census = _Census(bounds)
    scan_parts(package, WORD_KIND, lambda name: _Part(census, name))
    if not census.is_document:
        message = "Tệp không có phần văn bản bên trong; đây không phải văn bản Word .docx."
        refuse("not_document", message, _RIGHT_FILE)


class _Census:
    """Counts over the whole package: its paragraphs and runs, and whether it has a document."""

    def __init__(self, bounds: _Bounds) -> None:
        self.bounds = bounds
        self.pieces = 0
        self.is_document = False


class _Part(PartScan):
    """The scan of one part: its elements, its relations, the instructions of its fields."""

    def __init__(self, census: _Census, name: str) -> None:
        super().__init__(WORD_KIND)
        self._census = census
        self._name = name
        # The instructions of the open fields. Word nests fields, and splits an instruction over several runs.
        self._fields = [""]
        self._collected = 0
        self.parser.CommentHandler = self.parser.ProcessingInstructionHandler = self._count_piece
        self._handlers: dict[str, Callable[[dict[str, str]], None]] = {
            _INSTRUCTION: self._start_instruction,
            f"{_WORD} fldChar": self._change_field,
            f"{_WORD} fldSimple": self._start_simple_field,
        }

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count an element, and check what it says."""
        super().start(name, attributes)
        if name in _PIECES:
            self._count_piece()
        if handler := self._handlers.get(name):
            handler(attributes)
        elif not name.startswith(_WORD):
            self._start_foreign(name, attributes)

    def _count_piece(self, *_: str) -> None:
        self._census.pieces += 1
        if self._census.pieces > _MOST_PIECES:
            _refuse_length(_MOST_PIECES)

    def end(self, name: str) -> None:
        """Check the field of a paragraph that ends."""
        super().end(name)
        if name == _INSTRUCTION:
            self.parser.CharacterDataHandler = None
        elif name == _PARAGRAPH and len(self._fields) == 1:
            self._check_field(self._fields[0])
            self._fields = [""]

    def finish(self) -> None:
        """Check the fields that were never closed."""
        super().finish()
        for instruction in self._fields:
            self._check_field(instruction)

    def _start_foreign(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if local == "Relationship":
            self._check_relation(attributes)
        elif local in {"Override", "Default"}:
            self._check_type(attributes.get("ContentType", ""))
        elif namespace in _DRAWN_FROM and local != "a":
            self._check_drawing(_DRAWN_FROM[namespace], attributes)
        elif namespace.startswith(_STRICT):
            refuse("strict", "Tệp lưu dạng “Strict Open XML”, đọc ra sẽ trống.", _SAVE_AS)

    def _start_instruction(self, _: dict[str, str]) -> None:
        self.parser.CharacterDataHandler = self._collect

    def _collect(self, text: str) -> None:
        self._collected += len(text)
        if self._collected > _LONGEST_INSTRUCTIONS:
            self.broken()
        self._fields[-1] += text

    def _change_field(self, attributes: dict[str, str]) -> None:
        change = attributes.get(f"{_WORD} fldCharType", "")
        if change == "begin":
            self._fields.append("")
        else:
            self._check_field(self._fields[-1])
            if change == "end" and len(self._fields) > 1:
                self._fields.pop()

    def _start_simple_field(self, attributes: dict[str, str]) -> None:
        self._check_field(attributes.get(f"{_WORD} instr", ""))

    def _check_field(self, instruction: str) -> None:
        word = _FIELD_NAME.match(instruction)
        if word and word[1].upper() in _FETCHING_FIELDS:
            self._refuse_fetching(f"trường {word[1].upper()}")

    def _check_relation(self, attributes: dict[str, str]) -> None:
        kind, target = attributes.get("Type", ""), attributes.get("Target", "")
        only_read = self._census.bounds.only_read
        if kind.endswith("vbaProject"):
            _refuse_macros()
        # A link waits for a click. Everything else outside the package is fetched without one.
        outside = attributes.get("TargetMode", "").lower() == "external" or _ELSEWHERE.match(target)
        if outside and kind.endswith("/attachedTemplate"):
            # Reading needs no template, and Word asks nobody else for one that lies on its own computer.
            if _is_on_this_computer(target):
                return
            message = f"Văn bản gắn với một tệp mẫu ở nơi khác ({_shortened(target)}) mà Word tải về khi mở."
            refuse("attached_template", message, _DETACH)
        is_object = _OBJECT_RELATION.search(kind)
        not_followed = only_read and not is_object and _is_on_this_computer(target)
        if outside and not (kind.endswith("/hyperlink") or not_followed):
            self._refuse_fetching(target)
        if is_object or (_EMBEDDED_RELATION.search(kind) and not only_read):
            _refuse_object(target)

    def _check_type(self, content: str) -> None:
        self._census.is_document |= content == _DOCUMENT_TYPE
        if "macroEnabled" in content or "vbaProject" in content:
            _refuse_macros()
        if content == _TEMPLATE_TYPE:
            refuse("word_template", "Tệp là tệp mẫu của Word (.dotx); chỉ nhận tệp .docx.", _SAVE_AS)

    def _check_drawing(self, sources: tuple[str, ...], attributes: dict[str, str]) -> None:
        for source in sources:
            address = attributes.get(source, "")
            if _ELSEWHERE.match(address) and not address.startswith("data:"):
                self._refuse_fetching(address)

    def _refuse_fetching(self, what: str) -> NoReturn:
        message = (
            f"Phần “{self._name}” của tệp lấy nội dung từ nơi khác khi mở ({_shortened(what)}); chỉ cho phép "
            "đường dẫn để bấm."
        )
        refuse("fetches", message, _NO_FETCHING)


class _TemplatePart(PartScan):
    """The scan of a template's part: comments and changes that every letter would carry, unfilled tags."""

    def __init__(self, name: str) -> None:
        super().__init__(WORD_KIND)
        self._name = name
        self._unfilled = FILLED_PARTS.fullmatch(name) is None
        self._text = 0
        self._last = ""
        if self._unfilled:
            self.parser.CharacterDataHandler = self._find_tags

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Refuse comments, tracked changes, and tags in attributes, such as the address of a link."""
        super().start(name, attributes)
        if name in _CHANGES:
            message = "Tệp mẫu còn sửa đổi đang theo dõi (Track Changes); chúng sẽ theo mọi công văn."
            refuse("tracked_changes", message, _ACCEPT_ALL)
        if name == _COMMENT:
            message = "Tệp mẫu còn lời bình (Comments); chúng sẽ theo mọi công văn."
            refuse("comments", message, _DELETE_COMMENTS)
        for value in attributes.values() if self._unfilled else ():
            self._check_tags(value)

    def _find_tags(self, text: str) -> None:
        self._text += len(text)
        if self._text > _LONGEST_SIDE_TEXT:
            self.broken()
        # Word may split a tag over two texts.
        self._check_tags(self._last + text)
        self._last = text[-1:]

    def _check_tags(self, text: str) -> None:
        if _TAG_START.search(text):
            message = (
                f"Phần “{self._name}” của tệp mẫu có thẻ {{{{ … }}}} hoặc {{% … %}}, nhưng phần này không "
                "được điền."
            )
            fix = "Chỉ đặt thẻ trong thân văn bản, đầu trang, chân trang và chú thích cuối trang."
            refuse("misplaced_tag", message, fix)


def _is_on_this_computer(address: str) -> bool:
    """Tell whether an address is a path of a drive, or a bare name: nothing is asked of another computer."""
    path = address.strip()
    if match := _FILE_ADDRESS.match(path):
        path = path[match.end() :]
        if len(match[1]) not in (0, 1, 3) and not re.match(r"[A-Za-z]:", path):
            return False  # file://host/share
    return not re.match(r"[\\/]{2}|[A-Za-z][A-Za-z0-9+.-]+:", path)


def _shortened(address: str) -> str:
    return address if len(address) <= _SHOWN else f"{address[:_SHOWN]}…"


def _refuse_length(most: int) -> NoReturn:
    message = (
        f"Văn bản có quá nhiều thành phần (hơn {group_thousands(most)}); một văn bản không thể dài như vậy."
    )
    refuse("too_many_elements", message, _COPY_OVER)


def _refuse_macros() -> NoReturn:
    refuse("macros", "Tệp có macro (.docm); vì an toàn chỉ nhận tệp .docx không có macro.", _NO_MACROS)


def _refuse_object(name: str) -> NoReturn:
    message = (
        f"Tệp có tài liệu hoặc điều khiển nhúng bên trong ({name}); vì an toàn chỉ nhận văn bản có chữ, bảng "
        "và hình."
    )
    refuse("embedded_objects", message, _NO_OBJECTS)
