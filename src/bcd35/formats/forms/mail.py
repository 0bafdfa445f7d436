"""Reading a saved letter of electronic mail (.eml): when it was sent, and which files came with it.

It comes from outside: its size, its parts and the length of its names are bounded, and whatever the parser
makes of an odd one ends as a refusal in words. Not here: what an attached form says (``returned.py``).
"""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.text import clean
from bcd35.formats.ooxml.guard import RefusedFileError, refuse

if TYPE_CHECKING:
    from email.message import Message

LARGEST_MAIL = 40 * 1024 * 1024
_MOST_PARTS = 200
_MOST_MARKS = 2_000  # lines that could divide parts; the parser's work grows with their depth
_LONGEST_NAME = 150
_BOOKS = (".xlsx", ".xlsm", ".xls")
_SAVE_APART = "Mở thư, lưu riêng tệp mẫu đính kèm rồi nhận tệp ấy."


class _AsWritten(Compat32):
    """Headers as they are written; letters that break no rule but hold plain UTF-8 keep their names."""

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 – as the library calls it
        return value.encode("ascii", "surrogateescape").decode("utf-8", "replace")


class Attachment(NamedTuple):
    """A workbook that came with a letter, under a name that no other one of the letter has."""

    name: str
    data: bytes


class Mail(NamedTuple):
    """A letter: when it was sent (None: it does not say), its workbooks, the names of other files with it."""

    sent: datetime | None
    books: tuple[Attachment, ...]
    others: tuple[str, ...]


def read_mail(data: bytes) -> Mail:
    """Read a saved letter. Raises RefusedFileError."""
    if len(data) > LARGEST_MAIL:
        refuse("too_large", f"Thư nặng quá {LARGEST_MAIL // 1024 // 1024} MB.", _SAVE_APART)
    if data.count(b"\n--") > _MOST_MARKS:
        refuse("too_many_parts", "Thư có quá nhiều phần bên trong.", _SAVE_APART)
    try:
        return _read(message_from_bytes(data, policy=_AsWritten()))
    except RefusedFileError:
        raise
    except (Exception, RecursionError):  # noqa: BLE001 – an outside file can make the parser raise anything
        refuse("unreadable", "Không đọc được thư: tệp .eml bị hỏng hoặc lạ.", _SAVE_APART)


def _read(letter: "Message[str, str]") -> Mail:
    books: dict[str, bytes] = {}
    others: list[str] = []
    for part, name in _files(letter):
        if name.casefold().endswith(_BOOKS):
            books[_free(name, books)] = _content(part)
        else:
            others.append(name)
    attached = tuple(Attachment(name, content) for name, content in books.items())
    return Mail(_sent(letter), attached, tuple(others))


def _files(letter: "Message[str, str]") -> Iterator[tuple["Message[str, str]", str]]:
    """The attached files with their names; pictures of a signature, which stand in the text, are none."""
    for number, part in enumerate(letter.walk()):
        if number > _MOST_PARTS:
            refuse("too_many_parts", "Thư có quá nhiều phần bên trong.", _SAVE_APART)
        shown_in_text = part.get("Content-ID") and part.get_content_disposition() != "attachment"
        name = "" if part.is_multipart() or shown_in_text else _name(part)
        if name:
            yield part, name


def _name(part: "Message[str, str]") -> str:
    """Many programs write the name in the way of a subject line (``=?utf-8?B?…?=``)."""
    written = part.get_filename("")
    text = clean(str(make_header(decode_header(written[: 10 * _LONGEST_NAME]))))
    stem, dot, suffix = text.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return f"{stem[:_LONGEST_NAME]}{dot}{suffix[:10]}"


def _free(name: str, taken: dict[str, bytes]) -> str:
    stem, _, suffix = name.rpartition(".")
    names = (name, *(f"{stem} ({number}).{suffix}" for number in range(2, _MOST_PARTS + 3)))
    known = {one.casefold() for one in taken}
    return next(one for one in names if one.casefold() not in known)


def _content(part: "Message[str, str]") -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _sent(letter: "Message[str, str]") -> datetime | None:
    try:
        return parsedate_to_datetime(str(letter.get("Date", "")))
    except (ValueError, TypeError, IndexError):
        return None
