"""Saved letters (.eml) among the files of a run: the forms that came with them are judged like files.

An attachment is named as if the letter were a folder: ``bao-cao/thu.eml/SYT.xlsx``. So messages can name it,
and a clerk can name it in the next command.
"""

import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bcd35.domain.findings import Finding
from bcd35.domain.receipt import OwnDay
from bcd35.domain.text import short_list
from bcd35.usecases.desk import Desk
from bcd35.world.workspace import VIETNAM

if TYPE_CHECKING:
    from datetime import datetime

    from bcd35.formats.forms.mail import Mail

_SUFFIX = ".eml"


def is_mail(file: str) -> bool:
    """Whether a path is that of a saved letter."""
    return file.lower().endswith(_SUFFIX)


def lies_in_mail(path: Path) -> bool:
    """Whether a path names a file that came with a saved letter."""
    return letter_of(str(path)) != str(path)


def letter_of(file: str) -> str:
    """The letter that a file came with; of any other file it is the file itself."""
    folder = file.rpartition(os.sep)[0]  # no Path is made for each of hundreds of files
    return folder if is_mail(folder) and Path(folder).is_file() else file


def attachment_bytes(path: Path) -> bytes | None:
    """The content of a file that came with a letter; None when the letter cannot be read or has none such."""
    mail = _read(path.parent)
    books = {} if isinstance(mail, Finding) or mail is None else dict(mail.books)
    return books.get(path.name)


def judge_mail(path: Path) -> tuple[Finding, ...]:
    """Why a letter cannot be read."""
    mail = _read(path)
    return (mail,) if isinstance(mail, Finding) else ()


class Opened(NamedTuple):
    """The files of a run, with the forms of letters in their stead; their days; what is worth saying."""

    files: list[str]
    days: dict[str, OwnDay]
    remarks: tuple[Finding, ...]


def open_mails(desk: Desk, files: Iterable[str]) -> Opened:
    """The forms of each letter in its place; a letter that cannot be read stays, to be refused."""
    found: dict[str, OwnDay | None] = {}
    others: list[str] = []
    for file in files:
        letter = letter_of(file)
        mail = _read(Path(letter)) if is_mail(letter) else None
        if mail is None or isinstance(mail, Finding):
            found[file] = None
            continue
        shown = desk.workspace.named(Path(letter))
        day = _day(mail.sent)
        own = OwnDay(day, "mail", shown) if day else None
        named = [str(Path(letter, book.name)) for book in mail.books] if letter == file else [file]
        found |= dict.fromkeys(named, own)
        others += [f"{shown}/{name}" for name in mail.others]
        others += [] if mail.books or mail.others else [shown]
    days = {file: own for file, own in found.items() if own}
    return Opened(list(found), days, tuple(_not_read(others)))


def _read(letter: Path) -> "Mail | Finding | None":
    """None when the file cannot be opened."""
    from bcd35.formats.forms.mail import LARGEST_MAIL, read_mail
    from bcd35.formats.ooxml.guard import RefusedFileError

    try:
        with letter.open("rb") as opened:
            return read_mail(opened.read(LARGEST_MAIL + 1))
    except RefusedFileError as refused:
        return refused.finding
    except OSError:
        return None


def _day(sent: "datetime | None") -> date | None:
    """The day by the clock of the office: mail is often stamped with another zone."""
    try:
        return (sent.astimezone(VIETNAM) if sent and sent.tzinfo else sent).date() if sent else None
    except (OverflowError, ValueError):
        return None


def _not_read(names: list[str]) -> Iterable[Finding]:
    if not names:
        return
    message = f"Trong thư .eml, không phải bảng tính nên không đọc: {short_list(names, 'tệp nữa')}."
    fix = "Cần giữ làm minh chứng thì lưu riêng tệp ấy rồi thêm bằng --evidence."
    yield Finding("not_read_in_mail", "", message, fix)
