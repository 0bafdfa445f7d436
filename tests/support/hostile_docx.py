"""Generators of hostile Word documents, such as somebody might mail to the office.

Each returns bytes and takes some milliseconds. The tests of the guard and the bench of its time and memory
share them.
"""

import io
import warnings
import zipfile
from collections.abc import Iterable

from tests.support.hostile import OLE_START

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_MEBIBYTE = 1024 * 1024

Parts = dict[str, bytes]


def package(
    parts: Parts, *, also: Iterable[tuple[str, bytes]] = (), method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Zip these parts; ``also`` may repeat names."""
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about repeated names, which are the point
        with zipfile.ZipFile(stream, "w", method) as target:
            for name, content in [*parts.items(), *also]:
                target.writestr(name, content)
    return stream.getvalue()


def parts_of(
    body: str = "", *, word: str = WORD, content_type: str = _DOCUMENT_TYPE, more: Parts | None = None
) -> Parts:
    """Spell the parts of the smallest document; ``body`` is the inside of its ``w:body``."""
    types = f'<Override PartName="/word/document.xml" ContentType="{content_type}"/>'
    document = (
        f'<w:document xmlns:w="{word}" '
        f'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>'
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>'.encode(),
        "_rels/.rels": relations("officeDocument", "word/document.xml"),
        "word/document.xml": document.encode(),
    } | (more or {})


def bare(
    body: str = "", *, word: str = WORD, content_type: str = _DOCUMENT_TYPE, more: Parts | None = None
) -> bytes:
    return package(parts_of(body, word=word, content_type=content_type, more=more))


def relations(kind: str, target: str, mode: str = "") -> bytes:
    link = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{_RELATIONS}">{link}</Relationships>'.encode()


def pointing(
    kind: str, target: str, *, part: str = "document", mode: str = ' TargetMode="External"'
) -> bytes:
    """Make a part of the document point at something.

    ``kind`` is the last word of the relationship's type.
    """
    folder, _, file = part.rpartition("/")
    name = f"word/{folder}/_rels/{file}.xml.rels".replace("//", "/")
    return bare(more={name: relations(kind, target, mode)})


def typed(*names_and_types: str) -> Parts:
    """Spell content types of the smallest document, with more parts: names, the last is their type."""
    *names, stated = names_and_types
    overrides = "".join(f'<Override PartName="{name}" ContentType="{stated}"/>' for name in names)
    [types] = [content for name, content in parts_of().items() if name.startswith("[")]
    return {"[Content_Types].xml": types.replace(b"</Types>", overrides.encode() + b"</Types>")}


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(f'<w:r>{run}</w:r>' for run in runs)}</w:p>"


def field(*pieces: str) -> str:
    """A field whose instruction Word split over several runs; a piece that is a field itself is nested."""
    inside = "".join(
        piece if piece.startswith("<") else f"<w:r><w:instrText>{piece}</w:instrText></w:r>"
        for piece in pieces
    )
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{turn}"/></w:r>' for turn in ("begin", "end"))
    return f"{begin}{inside}{end}"


def in_paragraph(xml: str) -> bytes:
    return bare(f"<w:p>{xml}</w:p>")


def old_doc() -> bytes:
    return OLE_START + bytes(504) + "WordDocument".encode("utf-16-le") + bytes(500)


def encrypted_member() -> bytes:
    data = bytearray(bare())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def cut_within(name: str) -> bytes:
    """Cut a package off five bytes into the content of a part."""
    data = bare()
    return data[: _content_of(data, name) + 5]


def zeroed(name: str) -> bytes:
    """Overwrite the packed content of a part, as a bad disk does."""
    data = bytearray(bare())
    start = _content_of(data, name)
    data[start : start + 20] = bytes(20)
    return bytes(data)


def lying_directory(name: str, field_at: int, value: int) -> bytes:
    """Overwrite four bytes of what the directory says of a part: its sum at 16, its place at 42."""
    data = bytearray(bare())
    place = data.rindex(name.encode()) - 46
    data[place + field_at : place + field_at + 4] = value.to_bytes(4, "little")
    return bytes(data)


def lying_end(field_at: int, value: int) -> bytes:
    """Overwrite four bytes of the record that ends a package: the directory's size at 12, its place at 16."""
    data = bytearray(bare())
    place = data.rindex(b"PK\x05\x06")
    data[place + field_at : place + field_at + 4] = value.to_bytes(4, "little")
    return bytes(data)


def renamed_inside(name: str) -> bytes:
    """Give a part one name in the directory and another where it lies."""
    data = bytearray(bare())
    place = data.index(name.encode())
    data[place : place + 1] = b"~"
    return bytes(data)


def _content_of(data: bytes | bytearray, name: str) -> int:
    return data.index(name.encode()) + len(name)


def bomb(mebibytes: int = 80) -> bytes:
    return bare(more={"word/theme/theme1.xml": b"<a>" + b" " * (mebibytes * _MEBIBYTE) + b"</a>"})


def picture_bomb() -> bytes:
    return bare(more={f"word/media/image{number}.png": bytes(30 * _MEBIBYTE) for number in range(3)})


def lying_sizes() -> bytes:
    """Make a bomb whose directory says that the large part has 10 bytes."""
    data = bytearray(bomb(32))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/theme/theme1.xml"))
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def billion_laughs(part: str = "word/document.xml") -> bytes:
    levels = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return bare(more={part: f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><x>&e9;</x>'.encode()})


def outside_entity(part: str, encoding: str = "utf-8") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e SYSTEM '
        '"file:///etc/passwd">]><x>&e;</x>'
    )
    return bare(more={part: text.encode(encoding)})


def many_elements(count: int, element: str = "<w:p/>") -> bytes:
    return bare(element * count)


def deep(levels: int = 200) -> bytes:
    return bare("<w:tbl>" * levels + "</w:tbl>" * levels)


def long_token() -> bytes:
    return bare(f"<!--{'-x' * (2 * _MEBIBYTE)}-->")


def long_instruction(mebibytes: int = 16) -> bytes:
    """Make a field whose instruction is all lead-in.

    Remembering it whole would cost time and memory without end.
    """
    return in_paragraph(field(" \n" * (mebibytes * _MEBIBYTE // 2), "DDEAUTO c:\\a.exe"))
