"""Office Open XML packages (.docx, .xlsx): the last step of every document that the tool makes.

The libraries write the current time, their own name and the parts in any order. A sealed package has none of
these: the same input gives the same bytes, and a letter carries no foreign author or company.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html import escape, unescape
from types import MappingProxyType
from typing import NamedTuple

from bcd35.domain.text import clean

# The time of every part in every zip: the earliest that a zip can hold, and that day as its records write it.
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
FIXED_DOS_DATE = 33
_CORE = "docProps/core.xml"
_APP = "docProps/app.xml"
_CORE_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>\
<dc:language>vi-VN</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created>\
<dcterms:modified xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:modified></cp:coreProperties>"""
_APP_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>bcd35</Application></Properties>"""


class Properties(NamedTuple):
    """The properties of a document: its title, the office as its author, its date."""

    title: str
    author: str
    dated: date


_LARGEST_CORE = 64 * 1024  # of another program's file; ours have 1 KiB


def read_properties(data: bytes) -> Properties | None:
    """The properties of a sealed package, whoever saved it since; None where they cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(_CORE) as part:
            core = part.read(_LARGEST_CORE).decode()
        title, author, created = (
            re.search(rf"<{tag}\b[^>]*>([^<]*)<", core)
            for tag in ("dc:title", "dc:creator", "dcterms:created")
        )
        dated = date.fromisoformat(created[1][:10]) if created else None
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, zlib.error, EOFError):
        return None
    if not (title and author and dated):
        return None
    return Properties(unescape(title[1]), unescape(author[1]), dated)


_LARGEST_TEXT = 8 * 1024 * 1024  # of the main part; ours have 50 KiB


def read_text(data: bytes) -> str:
    """The text of a document of ours, without its marks; empty where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open("word/document.xml") as part:
            marked = re.sub(r"<w:noBreakHyphen\b[^>]*>", "-", part.read(_LARGEST_TEXT).decode())
        return unescape(re.sub(r"<[^>]*>", "", marked))
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, zlib.error, EOFError):
        return ""


# A part as the library made it → the new part, in pieces.
PartRewriter = Callable[[bytes], Iterable[bytes]]


def seal_package(
    data: bytes, properties: Properties, streamed: Mapping[str, PartRewriter] = MappingProxyType({})
) -> bytes:
    """The same package with these properties, fixed part dates and the parts in order of their names.

    The content types come first, as the standard requires. ``streamed``: part name → what makes its new
    content in pieces, so that a long list is never whole in memory.
    """
    replaced = {
        _CORE: _CORE_XML.format(
            title=escape(clean(properties.title), quote=False),
            author=escape(clean(properties.author), quote=False),
            day=properties.dated.isoformat(),
        ).encode(),
        _APP: _APP_XML.encode(),
    }
    sealed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(sealed, "w") as target:
        for name in sorted(source.namelist(), key=part_order):
            content = replaced.get(name, source.read(name))
            with target.open(zip_entry(name), "w") as part:
                for piece in streamed[name](content) if name in streamed else (content,):
                    part.write(piece)
    return sealed.getvalue()


def part_order(name: str) -> tuple[bool, str]:
    """Sort key of a part's name: the content types first, as the standard requires."""
    return name != "[Content_Types].xml", name


def zip_files(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of named files in the order given; the same files give the same bytes."""
    return zip_pieces((name, (data,)) for name, data in files)


def zip_pieces(files: Iterable[tuple[str, Iterable[bytes]]]) -> bytes:
    """The same of files that come in pieces, so that a long table is never whole in memory."""
    sealed = io.BytesIO()
    with zipfile.ZipFile(sealed, "w") as target:
        for name, pieces in files:
            with target.open(zip_entry(name), "w") as file:
                file.writelines(pieces)
    return sealed.getvalue()


def zip_entry(name: str, method: int = zipfile.ZIP_DEFLATED, mode: int = 0o600) -> zipfile.ZipInfo:
    """The entry of a part or file, with nothing of the time or the computer in its bytes.

    ``mode``: the file permissions of the part when it is unpacked.
    """
    part = zipfile.ZipInfo(name, FIXED_TIME)
    part.compress_type = method
    # By default the bytes hold the number of the operating system.
    part.create_system, part.external_attr = 3, mode << 16
    return part


def escape_cell_text(text: str) -> str:
    """Text in which nothing can be read as the workbook format's escape of a character (``_x0041_``)."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
