"""Small generators of files that a unit might send back and that must not be parsed, or only with care.

Each returns bytes; the largest takes some milliseconds to make. Tests of the reader, of receiving and of the gates share them.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Parts = dict[str, bytes]


def package(parts: Parts, *, also: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """Zip these parts; ``also`` may repeat names."""
    stream = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about repeated names, which are the point
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
            for name, content in [*parts.items(), *also]:
                target.writestr(name, content)
    return stream.getvalue()


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        return {name: source.read(name) for name in source.namelist()}


def edited(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """Change one part of a package; fails when nothing changed, so that a test cannot pass by accident."""
    parts = parts_of(data)
    before = parts[name].decode()
    after = change(before)
    if before == after:
        raise AssertionError(f"nothing changed in {name}")
    return package({**parts, name: after.encode()})


def with_cell(data: bytes, place: str, attributes: str, content: str) -> bytes:
    """Give cell ``place`` of a form this XML instead; its style stays."""
    cell = re.compile(rf'<c r="{place}"( s="\d+")?[^>]*?(/>|>.*?</c>)', re.DOTALL)
    return edited(data, "xl/worksheets/sheet1.xml", lambda xml: cell.sub(rf'<c r="{place}"\1 {attributes}>{content}</c>', xml))


def bare(sheet: str = "", *, main: str = MAIN, more: Parts | None = None, strings: str = "", workbook_type: str = "sheet.main") -> bytes:
    """Make the smallest workbook with one sheet; ``sheet`` is the inside of its ``sheetData``, ``strings`` that of the shared strings."""
    types = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{_SHEET_TYPE}.{kind}+xml"/>'
        for name, kind in (("workbook.xml", workbook_type), ("worksheets/sheet1.xml", "worksheet"), ("sharedStrings.xml", "sharedStrings"))
    )
    sheet_list = f'<sheets><sheet name="A" sheetId="1" xmlns:r="{_OFFICE}" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
        "_rels/.rels": _relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}">{sheet_list}</workbook>',
        "xl/_rels/workbook.xml.rels": _relations(worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{strings}</sst>',
    }
    return package({name: text.encode() for name, text in parts.items()} | (more or {}))


def _relations(mode: str = "", **targets: str) -> str:
    """Spell a part's relationships: type's last word = target."""
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>'
        for number, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{links}</Relationships>'


def old_xls() -> bytes:
    return OLE_START + bytes(504) + "Workbook".encode("utf-16-le") + bytes(500)


def password_protected() -> bytes:
    return OLE_START + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(500)


def encrypted_member() -> bytes:
    data = bytearray(bare())
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def word_document() -> bytes:
    return package({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


def bomb(mebibytes: int = 64) -> bytes:
    return bare(more={"xl/theme/theme1.xml": b"<a>" + b" " * (mebibytes * 1024 * 1024) + b"</a>"})


def lying_sizes() -> bytes:
    """Make a bomb whose directory says that the large part has 10 bytes."""
    data = bytearray(bomb(32))
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"xl/theme/theme1.xml"))
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    return bytes(data)


def billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return bare(more={"xl/worksheets/sheet1.xml": f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><x>&e9;</x>'.encode()})


def outside_entity(encoding: str = "utf-8") -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    return bare(more={"xl/styles.xml": text.encode(encoding)})


def far_cell(place: str = "XFD1048576") -> bytes:
    number = re.sub(r"[A-Z]", "", place)
    return bare(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{number}"><c r="{place}"><v>1</v></c></row>')


def many_rows(count: int = 2_001) -> bytes:
    return bare("<row/>" * count)


def wide_rows() -> bytes:
    return bare(f"<row>{'<c/>' * 16_384}</row>" * 4)


def many_strings(count: int = 250_001) -> bytes:
    return bare(strings="<si/>" * count)


def many_elements() -> bytes:
    """Make a file that keeps every other limit."""
    return bare(strings=f"<si>{'<t/>' * 30}</si>" * 10_000)


def many_merges(count: int = 250_001) -> bytes:
    xml = f'<worksheet xmlns="{MAIN}"><sheetData/><mergeCells>{"<mergeCell/>" * count}</mergeCells></worksheet>'
    return bare(more={"xl/worksheets/sheet1.xml": xml.encode()})


def deep(levels: int = 200) -> bytes:
    return bare("<a>" * levels + "</a>" * levels)


def long_token() -> bytes:
    return bare(f"<!--{'-x' * (2 * 1024 * 1024)}-->")


def relation_elsewhere(kind: str) -> bytes:
    """Make a sheet that points outside the file; ``kind`` is the last word of the relationship's type."""
    links = _relations(' TargetMode="External"', **{kind: "http://example.org/x"})
    return bare(more={"xl/worksheets/_rels/sheet1.xml.rels": links.encode()})
