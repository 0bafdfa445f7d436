"""Many documents of one template in one file, to be printed in one go.

Each document becomes a section that begins on an odd page and counts its pages from 1. The documents must
share styles, headers and settings, as those of one template do. A document that was changed in Word
afterwards has its own, and cannot be joined.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Literal

from bcd35.formats.docx.two_sided import SETTINGS, mirrored
from bcd35.formats.ooxml.package import PartRewriter, Properties, seal_package

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BODY = "word/document.xml"
_GAP = "documents"  # a comment in the frame, where the documents go
_OWN = re.compile(r"word/document\.xml|docProps/.*")  # the parts that differ from document to document
_SECTION_ENDS = "cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings"
_BEHIND_PAGE_NUMBERS = frozenset(_SECTION_ENDS.split())
Begin = Literal["oddPage", "nextPage"]


def alike(documents: Sequence[bytes]) -> list[int]:
    """The places of the documents that can be joined: the largest group that differs in nothing but text."""
    groups: dict[frozenset[tuple[str, int]], list[int]] = {}
    for place, document in enumerate(documents):
        groups.setdefault(_shared_parts(document), []).append(place)
    return max(groups.values(), key=len, default=[])


def join_documents(
    documents: Sequence[bytes], properties: Properties, begin: Begin = "oddPage", *, two_sided: bool = False
) -> bytes:
    """One document of all, in order; they must be :func:`alike`. The same input gives the same bytes.

    ``begin``: Word needs ``oddPage``. LibreOffice loses the headers of even pages with it, and puts every
    page 1 on an odd page without it: a document for LibreOffice needs ``nextPage``. ``two_sided``: even pages
    mirror the margins.
    """
    parts: dict[str, PartRewriter] = {_BODY: lambda frame: _joined_bodies(frame, documents, begin)}
    if two_sided:
        parts[SETTINGS] = lambda settings: (mirrored(settings),)
    return seal_package(documents[0], properties, parts)


def _joined_bodies(frame: bytes, documents: Sequence[bytes], begin: Begin) -> Iterator[bytes]:
    """The joined part, piece by piece. ``frame``: the part of one document; what encloses its body is kept.

    All letters of 1,530 units in one tree take 200 MB.
    """
    from lxml import etree

    root = _parsed(frame)
    body = root.find(f"{_WORD}body")
    body[:] = [etree.Comment(_GAP)]
    head, _, end = _written(root).rpartition(f"<!--{_GAP}-->".encode())
    yield head
    numbers = count(1)
    for place, document in enumerate(documents, start=1):
        content, section = _content(document, begin)
        if place < len(documents):
            _end_section(content, section)
        else:
            content.append(section)
        body[:] = content
        for drawing in body.iter(_DRAWING):
            drawing.set("id", str(next(numbers)))  # each id occurs once in a document
        yield _written(root)[len(head) : -len(end)]
    yield end


def _written(root: Any) -> bytes:
    from lxml import etree

    xml: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return xml


def _shared_parts(document: bytes) -> frozenset[tuple[str, int]]:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return frozenset(
            (part.filename, part.CRC) for part in package.infolist() if not _OWN.fullmatch(part.filename)
        )


def _parsed(xml: bytes) -> Any:
    from lxml import etree

    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _content(document: bytes, begin: Begin) -> tuple[list[Any], Any]:
    """The content of the body, and its section, which begins as ``begin`` says and counts pages from 1."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        *content, section = _parsed(package.read(_BODY)).find(f"{_WORD}body")
    for old in [*section.iterfind(f"{_WORD}type"), *section.iterfind(f"{_WORD}pgNumType")]:
        section.remove(old)
    # The standard fixes the order: the type before the paper's size, page numbers after the margins.
    size = section.find(f"{_WORD}pgSz")
    size.addprevious(section.makeelement(f"{_WORD}type", {f"{_WORD}val": begin}))
    numbers = section.makeelement(f"{_WORD}pgNumType", {f"{_WORD}start": "1"})
    behind = next((child for child in section if child.tag.removeprefix(_WORD) in _BEHIND_PAGE_NUMBERS), None)
    if behind is None:
        section.append(numbers)
    else:
        behind.addprevious(numbers)
    return content, section


def _end_section(content: list[Any], section: Any) -> None:
    """Put a section that is not the document's last into its last paragraph, as the format requires."""
    last = content[-1] if content and content[-1].tag == f"{_WORD}p" else None
    if last is None:  # behind a table, where Word needs a paragraph anyway
        last = section.makeelement(f"{_WORD}p")
        content.append(last)
    properties = last.find(f"{_WORD}pPr")
    if properties is None:
        properties = last.makeelement(f"{_WORD}pPr")
        last.insert(0, properties)
    change = properties.find(f"{_WORD}pPrChange")
    if change is None:
        properties.append(section)
    else:
        change.addprevious(section)
