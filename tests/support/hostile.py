"""Small generators of files that a unit might send back and that must not be parsed, or only with care.

Each returns bytes; the largest takes some milliseconds to make. Tests of the reader, of receiving and of the
gates share them.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator

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
    return edited(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: cell.sub(rf'<c r="{place}"\1 {attributes}>{content}</c>', xml),
    )


def bare(
    sheet: str = "",
    *,
    main: str = MAIN,
    more: Parts | None = None,
    strings: str = "",
    workbook_type: str = "sheet.main",
) -> bytes:
    """Make the smallest workbook with one sheet.

    ``sheet`` is the inside of its ``sheetData``, ``strings`` that of the shared strings.
    """
    types = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{_SHEET_TYPE}.{kind}+xml"/>'
        for name, kind in (
            ("workbook.xml", workbook_type),
            ("worksheets/sheet1.xml", "worksheet"),
            ("sharedStrings.xml", "sharedStrings"),
        )
    )
    sheet_list = f'<sheets><sheet name="A" sheetId="1" xmlns:r="{_OFFICE}" r:id="r1"/></sheets>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>',
        "_rels/.rels": _relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{main}">{sheet_list}</workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml"
        ),
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
    return bare(
        more={"xl/worksheets/sheet1.xml": f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]><x>&e9;</x>'.encode()}
    )


def outside_entity(encoding: str = "utf-8") -> bytes:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY e SYSTEM '
        '"file:///etc/passwd">]><x>&e;</x>'
    )
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
    xml = (
        f'<worksheet xmlns="{MAIN}"><sheetData/><mergeCells>{"<mergeCell/>" * count}</mergeCells></worksheet>'
    )
    return bare(more={"xl/worksheets/sheet1.xml": xml.encode()})


def deep(levels: int = 200) -> bytes:
    return bare("<a>" * levels + "</a>" * levels)


def long_token() -> bytes:
    return bare(f"<!--{'-x' * (2 * 1024 * 1024)}-->")


def relation_elsewhere(kind: str) -> bytes:
    """Make a sheet that points outside the file; ``kind`` is the last word of the relationship's type."""
    links = _relations(' TargetMode="External"', **{kind: "http://example.org/x"})
    return bare(more={"xl/worksheets/_rels/sheet1.xml.rels": links.encode()})


# --- a form of ours, made hostile ---------------------------------------------------------------------------

_SHEET, _STRINGS, _BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
_TYPES, _STYLES, _LINKS = "[Content_Types].xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"
Attack = tuple[str, bytes]


def attacks(form: bytes, cell: str) -> Iterator[Attack]:
    """About 500 small files made from a filled form, each with one hazard.

    ``cell`` is an answer that holds a number.
    """
    for family in (
        _archives,
        _cut,
        _declarations,
        _encodings,
        _far_cells,
        _too_much,
        _structures,
        _styles,
        _names,
        _companions,
        _workbooks,
    ):
        yield from ((f"{family.__name__.strip('_')}: {name}", data) for name, data in family(form))
    yield from ((f"values: {name}", data) for name, data in _values(form, cell))


def _with(form: bytes, name: str, content: bytes) -> bytes:
    return package({**parts_of(form), name: content})


def _swapped(form: bytes, name: str, old: str, new: str, times: int = 1) -> bytes:
    """Replace the first so many in a part; -1: all."""
    return edited(form, name, lambda xml: xml.replace(old, new, times))


def patched(form: bytes, part: str, offset: int, value: bytes) -> bytes:
    """Change bytes of a part's entry in the directory at the end."""
    data = bytearray(form)
    at = data.rindex(b"PK\x01\x02", 0, data.rindex(part.encode()))
    data[at + offset : at + offset + len(value)] = value
    return bytes(data)


def _archives(form: bytes) -> Iterator[Attack]:
    for part in (_SHEET, _BOOK, _STYLES, _TYPES, "docProps/core.xml"):
        for what, offset in (("check sum", 16), ("packed size", 20), ("size", 24), ("place", 42)):
            for value in (0, 10, 0x7FFFFFFF):
                yield f"{what} of {part} is {value}", patched(form, part, offset, value.to_bytes(4, "little"))
        yield f"method of {part}", patched(form, part, 10, b"\x0c\x00")
        yield f"{part} encrypted", patched(form, part, 8, b"\x01\x00")
    for part in (_SHEET, "xl/theme/theme1.xml", "xl/media/image1.png", "docProps/core.xml"):
        yield f"bomb in {part}", _with(form, part, b"<a>" + b" " * (21 * 1024 * 1024) + b"</a>")
    for count in (201, 2_000):
        yield (
            f"{count} parts",
            package({**parts_of(form), **{f"xl/x{number}.xml": b"<a/>" for number in range(count)}}),
        )
    for name in (
        _SHEET,
        _SHEET.upper(),
        _SHEET.replace("/", "\\"),
        f"./{_SHEET}",
        f"xl//{_SHEET[3:]}",
        f"xl/./{_SHEET[3:]}",
    ):
        yield (
            f"{name} twice",
            package(parts_of(form), also=[(name, parts_of(form)[_SHEET].replace(b"<v>", b"<v>9"))]),
        )
    yield "itself inside", _with(form, "xl/copy.xlsx", form)
    yield "one entry for two names", patched(form, _SHEET, 42, bytes(4))


def _cut(form: bytes) -> Iterator[Attack]:
    for share in range(1, 40):
        yield f"after {share}/40", form[: len(form) * share // 40]
    for name, start in {
        "html": b"<html>",
        "xls": OLE_START,
        "zeros": bytes(512),
        "nothing": b"",
        "rtf": b"{\\rtf",
        "pdf": b"%PDF",
    }.items():
        yield name, start
        if start:
            yield f"{name} before the form", start + form
    yield "zeros after", form + bytes(512)
    yield "a second archive after", form + bare()


def _declarations(form: bytes) -> Iterator[Attack]:
    laughs = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{level} "{_ten(level - 1)}">' for level in range(1, 9))
    kinds = {
        "entity": '<!DOCTYPE x [<!ENTITY e "9">]>',
        "outside entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        "parameter entity": '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://example.org/x"> %e;]>',
        "outside declaration": '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">',
        "laughs": f"<!DOCTYPE x [{laughs}]>",
    }
    for part, content in parts_of(form).items():
        bare_xml = re.sub(r"^\ufeff?<\?xml[^>]*\?>\s*", "", content.decode())
        for kind, declaration in kinds.items():
            yield f"{kind} in {part}", _with(form, part, (declaration + bare_xml).encode())
        wide = f'<?xml version="1.0" encoding="utf-16"?>{kinds["entity"]}{bare_xml}'
        yield f"entity in {part} in utf-16", _with(form, part, wide.encode("utf-16"))
    yield "undeclared entity", _swapped(form, _SHEET, "<v>", "<v>&e;")


def _ten(level: int) -> str:
    return f"&e{level};" * 10


def _encodings(form: bytes) -> Iterator[Attack]:
    for part in (_SHEET, _BOOK, _STYLES, _TYPES, _LINKS):
        text = re.sub(r"^<\?xml[^>]*\?>\s*", "", parts_of(form)[part].decode())
        for encoding in ("utf-16", "utf-16-le", "utf-32", "utf-7", "cp037", "utf-8-sig"):
            yield (
                f"{part} in {encoding}",
                _with(form, part, f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)),
            )
        yield (
            f"{part} says latin-1",
            _with(form, part, f'<?xml version="1.0" encoding="iso-8859-1"?>{text}'.encode()),
        )
        yield f"{part} with a zero byte", _with(form, part, text.encode() + b"\x00")
        yield f"{part} with bytes that are no text", _with(form, part, text.encode() + b"\xff\xfe\xfa")


def _far_cells(form: bytes) -> Iterator[Attack]:
    for place in ("XFD1048576", "A2001", "A1048576", "CW5", "XFD20", "ZZZ9999999", "A99999999", "A0"):
        row = re.sub("[A-Z]", "", place)
        for content in ("<v>1</v>", "<f>1+1</f>", "<is><t>x</t></is>"):
            kind = ' t="inlineStr"' if "is" in content else ""
            cell = f'<row r="{row}"><c r="{place}"{kind}>{content}</c></row></sheetData>'
            yield f"{place} {content}", _swapped(form, _SHEET, "</sheetData>", cell)


def _too_much(form: bytes) -> Iterator[Attack]:
    sheet = parts_of(form)[_SHEET].decode()

    def grown(before: str, more: str) -> bytes:
        return _with(form, _SHEET, sheet.replace(before, more + before, 1).encode())

    for count in (2_001, 100_000, 1_000_000):
        yield f"{count} empty rows", grown("</sheetData>", "<row/>" * count)
    for count in (30_001, 200_000):
        yield f"{count} cells in a row", grown("</row>", "<c/>" * count)
    for merged in (
        "A1:XFD1048576",
        "D1:D1048576",
        "A10:D10",
        "D10",
        "D10:",
        ":",
        "10:D",
        "D99999999999999999999",
        "đ10:D٣",
        "",
    ):
        yield (
            f"merged {merged}",
            grown("<mergeCells", f'<x/><mergeCells><mergeCell ref="{merged}"/></mergeCells>'),
        )
        yield f"also merged {merged}", grown("</mergeCells>", f'<mergeCell ref="{merged}"/>')
    yield "100,000 merged ranges", grown("</mergeCells>", '<mergeCell ref="A1:B2"/>' * 100_000)
    yield (
        "a million texts",
        _with(form, _STRINGS, f'<sst xmlns="{MAIN}">{"<si/>" * 1_000_000}</sst>'.encode()),
    )
    for levels in (100, 300, 100_000):
        yield f"{levels} levels in the sheet", grown("<sheetData>", "<a>" * levels + "</a>" * levels)
        yield f"{levels} levels in a cell", grown("</c>", "<a>" * levels + "</a>" * levels)
    for what, pattern in {"attributes": 'a{}=""', "namespaces": 'xmlns:a{}="u"'}.items():
        many = " ".join(pattern.format(number) for number in range(100_000))
        yield f"100,000 {what}", _swapped(form, _SHEET, "<sheetData>", f"<sheetData {many}>")
    yield (
        "a name of a million letters",
        _swapped(form, _SHEET, "<sheetData>", f"<{'a' * 1_000_000}/><sheetData>"),
    )
    yield (
        "a comment of four million",
        _swapped(form, _SHEET, "<sheetData>", f"<!--{'-x' * 2_000_000}--><sheetData>"),
    )
    yield "a text of 11 million", _swapped(form, _SHEET, "<v>", f"<v>{' ' * 11_000_000}")
    for corner in ("D" * 1_000_000 + "1", "D" + "9" * 5_000):
        yield (
            f"a merged range of {len(corner)} signs",
            grown("</mergeCells>", f'<mergeCell ref="D1:{corner}"/>'),
        )
    title = edited(
        form, _BOOK, lambda xml: re.sub('(<sheet [^>]*?name=)"[^"]*"', rf'\1"{"a" * 900_000}"', xml, count=1)
    )
    yield (
        "a title of 900,000 letters",
        _with(title, _SHEET, sheet.replace("</sheetData>", _lines("<v>1</v>") + "</sheetData>").encode()),
    )
    yield "a text of 40,000 letters", grown("</sheetData>", _lines(f"<v>{'a' * 40_000}</v>", 1))
    yield (
        "one text of 30,000 letters, shown by 1,000 cells",
        _with(
            _with(
                form,
                _SHEET,
                sheet.replace("</sheetData>", _lines("<v>0</v>", kind="s") + "</sheetData>").encode(),
            ),
            _STRINGS,
            re.sub(
                "<si>.*?</si>",
                f"<si><t>{'a' * 30_000}</t></si>",
                parts_of(form)[_STRINGS].decode(),
                count=1,
                flags=re.DOTALL,
            ).encode(),
        ),
    )
    yield "errors of 10,000 letters", grown("</sheetData>", _lines(f"<v>{'a' * 10_000}</v>", kind="e"))


def _lines(content: str, count: int = 1_000, kind: str = "n") -> str:
    """So many answers below the form's own rows."""
    return "".join(
        f'<row r="{row}"><c r="D{row}" t="{kind}">{content}</c></row>' for row in range(900, 900 + count)
    )


def _values(form: bytes, cell: str) -> Iterator[Attack]:
    odd = (
        "NaN",
        "INF",
        "-INF",
        "1e999",
        "1e400",
        "1_000",
        "٣",
        "0x10",
        "9" * 5000,
        "12,5",
        "=1",
        "12 34",
        "--1",
        "1e",
        ".",
        "",
    )
    for value in odd:
        for kind in ("", 't="n"', 't="s"', 't="b"', 't="d"', 't="zz"'):
            yield f"“{value[:9]}” as {kind}", with_cell(form, cell, kind, f"<v>{value}</v>")
    for kind in ('t="s"', 't="S"', 't=""', 't="e"'):
        yield f"99999999 as {kind}", with_cell(form, cell, kind, "<v>99999999</v>")


def _structures(form: bytes) -> Iterator[Attack]:
    other = 'xmlns="http://example.org"'
    sheet = {
        "two values": ("</v>", "</v><v>9</v>"),
        "a value and a text": ("</v>", "</v><is><t>9</t></is>"),
        "a value in another language": ("<v>", f"<v {other}>"),
        "a cell in another language": ("<c ", f"<c {other} "),
        "a row in another language": ("<row ", f"<row {other} "),
        "cells in another language": ("<sheetData>", f"<sheetData {other}>"),
        "a value in capitals": ("<v>", "<V>9</V><v>"),
        "a cell around a cell": ("</c>", '<c r="E9"><v>9</v></c></c>'),
        "a cell outside the rows": ("</sheetData>", '<c r="D10"><v>9</v></c></sheetData>'),
        "a row outside": ("</sheetData>", '</sheetData><row r="10"><c r="D10"><v>9</v></c></row>'),
        "a row in a row": ("</row>", '<row r="10"><c r="D10"><v>9</v></c></row></row>'),
        "cells twice": ("</sheetData>", "</sheetData><sheetData/>"),
        "cells twice, empty first": ("<sheetData>", "<sheetData/><sheetData>"),
        "no cells": ("sheetData", "sheetDato"),
        "a wrapped row": ("<row ", "<x><row "),
        "a row again": ("</sheetData>", '<row r="10"><c r="D10"><v>9</v></c></row></sheetData>'),
        "a row of number zero": ("<row ", '<row r="0"/><row '),
        "a row below zero": ("<row ", '<row r="-1"/><row '),
        "a row of words": ("<row ", '<row r="mười"/><row '),
        "a reference in small letters": (' r="D', ' r="d'),
        "a reference with signs": (' r="D', ' r="$D$'),
        "another column": (' r="D', ' r="E'),
        "a reference of another row": (' r="B9"', ' r="B10"'),
        "an instruction": ("<sheetData>", "<?php echo 1 ?><sheetData>"),
        "a comment in a value": ("</v>", "<!-- 9 --></v>"),
        "a section in a value": ("</v>", "<![CDATA[]]></v>"),
        "text between the cells": ("</c>", "</c>9"),
        "an attribute twice": ("<c ", '<c t="s" t="n" '),
        "a prefix of nobody": ("<v>", "<y:v>"),
        "alternate content": ("<sheetData>", "<AlternateContent><sheetData/></AlternateContent><sheetData>"),
    }
    for name, (old, new) in sheet.items():
        yield name, _swapped(form, _SHEET, old, new)
        yield f"{name}, throughout", _swapped(form, _SHEET, old, new, -1)


def _styles(form: bytes) -> Iterator[Attack]:
    changes = {
        "no part": ("<cellXfs", "<cellXxx"),
        "an empty fill": ("<cellXfs", "<fills><fill/></fills><cellXfs"),
        "a number that is none": ("numFmtId=", 'numFmtId="x" a='),
        "a number below zero": ("numFmtId=", 'numFmtId="-1" a='),
        "another language": ("<cellXfs", '<cellXfs xmlns="x"'),
        "a million letters of format": ("<numFmts", f'<numFmts a="{"d" * 1_000_000}"'),
    }
    for name, (old, new) in changes.items():
        yield name, _swapped(form, _STYLES, old, new, -1)
    yield "50,000 styles", _swapped(form, _STYLES, "<cellXfs", f"<a>{'<xf/>' * 50_000}</a><cellXfs")
    yield "not there", package({name: content for name, content in parts_of(form).items() if name != _STYLES})
    for style in ("99999", "-1", "x", "9" * 500):
        yield f"a cell of style {style[:9]}", _swapped(form, _SHEET, ' s="', f' s="{style}" a="', -1)


def _names(form: bytes) -> Iterator[Attack]:
    for name in (
        "../../x.xml",
        "/etc/passwd",
        "C:\\x.xml",
        "\\\\host\\share\\x.xml",
        "xl/../../../x.xml",
        "xl/worksheets/../../..",
        "x\ny",
    ):
        yield f"part {name!r}", _with(form, name, b"<a/>")
    for target in (
        "../../../etc/passwd",
        "file:///etc/passwd",
        "http://example.org/x.xml",
        "\\\\host\\x.xml",
        "",
        ".",
        "styles.xml",
        "/",
    ):
        yield (
            f"target {target!r}",
            _swapped(form, _LINKS, 'Target="worksheets/sheet1.xml"', f'Target="{target}"'),
        )
        yield (
            f"workbook at {target!r}",
            _swapped(form, _TYPES, 'PartName="/xl/workbook.xml"', f'PartName="{target}"'),
        )


def _companions(form: bytes) -> Iterator[Attack]:
    for part in (
        "xl/vbaProject.bin",
        "xl/macrosheets/sheet1.xml",
        "xl/xl4macro.xml",
        "xl/externalLinks/externalLink1.xml",
        "xl/queryTables/queryTable1.xml",
        "xl/connections.xml",
        "xl/embeddings/oleObject1.bin",
        "xl/activeX/activeX1.xml",
        "xl/ctrlProps/ctrlProp1.xml",
        "word/document.xml",
        "ppt/presentation.xml",
        "content.xml",
        "xl/workbook.bin",
    ):
        yield part, _with(form, part, b"<a/>")
        yield f"{part} in capitals", _with(form, part.upper(), b"<a/>")
    for kind in ("image", "oleObject", "externalLink", "attachedTemplate", "frame", "package"):
        for mode in ("External", "external", "&#69;xternal"):
            links = _relations(f' TargetMode="{mode}"', **{kind: "http://example.org/x"})
            yield f"{kind} {mode}", _with(form, "xl/worksheets/_rels/sheet1.xml.rels", links.encode())


def _workbooks(form: bytes) -> Iterator[Attack]:
    book = parts_of(form)[_BOOK].decode()
    sheet = re.search(r"<sheet [^>]*/>", book)
    if sheet is None:
        raise AssertionError("no sheet listed")
    for count in (1, 10_000):
        yield (
            f"{count} more names for a sheet",
            _swapped(
                form,
                _BOOK,
                "</sheets>",
                f"{sheet[0]}</sheets>" if count == 1 else sheet[0] * count + "</sheets>",
            ),
        )
    elsewhere = _swapped(form, _LINKS, "worksheets/sheet1.xml", "media/image1.png")
    many = parts_of(form)[_SHEET].replace(b"<sheetData>", b"<sheetData>" + b"<row/>" * 500_000)
    yield "a sheet that calls itself a picture", _with(elsewhere, "xl/media/image1.png", many)
    yield "a sheet of nobody", _swapped(form, _BOOK, "</sheets>", '<sheet name="x" sheetId="9"/></sheets>')
    yield "no sheets", edited(form, _BOOK, lambda xml: re.sub(r"<sheet [^>]*/>", "", xml))
    yield (
        "a link twice",
        edited(form, _LINKS, lambda xml: re.sub(r"(<Relationship [^>]*/>)", r"\1\1", xml, count=1)),
    )
    yield (
        "two workbooks",
        edited(
            form, _TYPES, lambda xml: re.sub(r'(<Override PartName="/xl/workbook.xml"[^>]*/>)', r"\1\1", xml)
        ),
    )
    yield "macro workbook", _swapped(form, _TYPES, "sheet.main+xml", "sheet.macroEnabled.main+xml")
    for part in (_BOOK, _LINKS, _TYPES, _SHEET, "_rels/.rels"):
        yield (
            f"without {part}",
            package({name: content for name, content in parts_of(form).items() if name != part}),
        )
        yield f"empty {part}", _with(form, part, b"")
        yield f"{part} of one word", _with(form, part, b"<a/>")
