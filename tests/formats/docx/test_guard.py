"""The guard of .docx files: hostile files are refused with a message each, honest ones pass."""

import socket
import zipfile
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcd35.domain.findings import Finding
from bcd35.formats.docx.guard import check, check_for_reading, check_template
from bcd35.formats.docx.reader import read_docx
from tests.support import REPOSITORY
from tests.support import hostile_docx as hostile
from tests.support.hostile import password_protected
from tests.support.hostile_docx import (
    bare,
    field,
    in_paragraph,
    package,
    paragraph,
    parts_of,
    pointing,
    relations,
)

TEMPLATES = sorted((REPOSITORY / "templates").glob("*.docx"))
SAVE_AS = "Mở bằng Word, chọn “Lưu thành” (Save As), loại “Word Document (*.docx)”."
SAVE_AGAIN = "Mở bằng Word rồi lưu lại; nếu vẫn báo như vậy thì chép chữ sang một văn bản mới."
COPY_OVER = "Không mở tệp này; xin lại văn bản gốc, hoặc chép chữ sang một văn bản mới."
RIGHT_FILE = "Chọn đúng tệp .docx của Word."
RESEND = "Lấy lại tệp từ nơi gửi hoặc từ bản sao lưu."
UNPACK = "Giải nén, dùng riêng tệp .docx bên trong."
UNPROTECT = "Mở bằng Word, bỏ mật khẩu mở tệp rồi lưu lại."
NO_MACROS = "Lưu lại bằng Word, loại “Word Document (*.docx)”, không kèm macro."
NO_OBJECTS = "Bỏ đối tượng nhúng trong Word; biểu đồ, bảng tính thì dán lại thành hình."
NO_FETCHING = "Trong Word, chèn hẳn hình hoặc chữ vào văn bản thay cho nội dung liên kết."
DETACH = "Trong Word: thẻ Developer, mục Document Template, xóa ô “Document template” rồi lưu lại."

DAMAGED = ("truncated", "Tệp bị cụt hoặc hỏng khi gửi, không mở được.", RESEND)
PASSWORD = ("password", "Tệp đặt mật khẩu nên không đọc được.", UNPROTECT)
PICTURE = ("picture", "Tệp là ảnh chụp hoặc ảnh quét, không phải văn bản Word .docx.", RIGHT_FILE)
ARCHIVE = ("archive", "Tệp là tệp nén RAR hoặc 7z, không phải văn bản Word .docx.", UNPACK)
HTML = ("html", "Tệp thực chất là trang web (HTML hoặc XML), không phải văn bản Word .docx.", SAVE_AS)
PLAIN = ("plain_text", "Tệp là văn bản thường hoặc CSV, không phải văn bản Word .docx.", RIGHT_FILE)
TRICKY = (
    "tricky_names",
    "Tệp có phần bên trong mang tên dẫn ra ngoài tệp; Word không bao giờ ghi như vậy.",
    COPY_OVER,
)
TOO_LARGE = (
    "unpacks_too_large",
    "Tệp khi mở ra nặng hơn 64 MB; một văn bản không thể nặng như vậy.",
    COPY_OVER,
)
DOCTYPE = (
    "doctype",
    "Tệp có khai báo lạ bên trong (DOCTYPE) mà văn bản Word thật không có; vì an toàn không mở.",
    COPY_OVER,
)
MACROS = ("macros", "Tệp có macro (.docm); vì an toàn chỉ nhận tệp .docx không có macro.", NO_MACROS)
BROKEN = ("broken_part", "Một phần bên trong tệp bị hỏng.", SAVE_AGAIN)


def fetches(what: str, part: str = "word/document.xml") -> tuple[str, str, str]:
    message = (
        f"Phần “{part}” của tệp lấy nội dung từ nơi khác khi mở ({what}); chỉ cho phép đường dẫn để bấm."
    )
    return "fetches", message, NO_FETCHING


def objects(name: str) -> tuple[str, str, str]:
    message = (
        f"Tệp có tài liệu hoặc điều khiển nhúng bên trong ({name}); vì an toàn chỉ nhận văn bản có chữ, bảng "
        "và hình."
    )
    return "embedded_objects", message, NO_OBJECTS


def too_many(most: str) -> tuple[str, str, str]:
    message = f"Văn bản có quá nhiều thành phần (hơn {most}); một văn bản không thể dài như vậy."
    return "too_many_elements", message, COPY_OVER


def remote_template(address: str) -> tuple[str, str, str]:
    message = f"Văn bản gắn với một tệp mẫu ở nơi khác ({address}) mà Word tải về khi mở."
    return "attached_template", message, DETACH


RELS = "word/_rels/document.xml.rels"
VML = '<w:pict><v:shape><v:imagedata src="{}"/></v:shape></w:pict>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"><{}/></svg>'
DOCTYPED = b"<!DOCTYPE a><a/>"
WHOLE = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")  # the parts of the smallest document
WITH_ENTITIES = (
    *("_rels/.rels", "word/styles.xml", "word/numbering.xml", "word/fontTable.xml", "word/theme/theme1.xml"),
    *("word/webSettings.xml", "word/header1.xml", "word/footnotes.xml", "word/endnotes.xml"),
    *("word/comments.xml", "word/glossary/document.xml", "word/charts/chart1.xml", "word/diagrams/data1.xml"),
    *("docProps/app.xml", "docProps/custom.xml", "customXml/item1.xml"),
)
FETCHED = (
    *("header", "footer", "styles", "theme", "numbering", "footnotes", "comments", "font", "video", "audio"),
    *("customXml", "diagramData", "chart", "glossaryDocument", "vmlDrawing", "transform", "recipientData"),
)
ODD_NAMES = (
    "./word/a.xml",
    "word/./a.xml",
    "word//a.xml",
    "word/a.xml/../b.xml",
    "../a.xml",
    "word/a\x01.xml",
)
THREE_MEBIBYTES = "x" * (3 * 1024 * 1024)
ATTRIBUTES = " ".join(f'a{number}=""' for number in range(99))
LONG = f"http://example.org/{'a' * 80}"
HOSTILE: dict[str, tuple[bytes, tuple[str, str, str]]] = {
    # no package at all
    "empty": (b"", ("empty_file", "Tệp rỗng, không có nội dung nào.", RESEND)),
    "too large": (
        b"PK\x03\x04" + bytes(20 * 1024 * 1024),
        (
            "too_large",
            "Tệp nặng hơn 20 MB; chỉ nhận tệp không quá mức ấy.",
            "Mở bằng Word, nén hoặc bỏ bớt ảnh rồi lưu lại.",
        ),
    ),
    "old doc": (
        hostile.old_doc(),
        ("old_doc", "Tệp là dạng Office đời cũ (.doc); chỉ nhận tệp .docx.", SAVE_AS),
    ),
    "password": (password_protected(), PASSWORD),
    "pdf": (b"%PDF-1.7 ...", ("pdf", "Tệp là PDF, không phải văn bản Word .docx.", RIGHT_FILE)),
    "photograph": (b"\xff\xd8\xff\xe0 ...", PICTURE),
    "screenshot": (b"\x89PNG\r\n", PICTURE),
    "rar": (b"Rar!\x1a\x07", ARCHIVE),
    "7z": (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    "rtf": (b"{\\rtf1 a}", ("rtf", "Tệp là văn bản dạng RTF, không phải văn bản Word .docx.", SAVE_AS)),
    "html": (b"\xef\xbb\xbf <html>", HTML),
    "Word 2003 xml": (b'<?xml version="1.0"?><w:wordDocument/>', HTML),
    "text": ("Kính gửi".encode(), PLAIN),
    "text in utf-16": ("Kính gửi".encode("utf-16"), PLAIN),
    "unknown": (
        b"\x00\x01\x02",
        ("not_zip", "Không nhận ra loại tệp; đây không phải văn bản Word .docx.", RIGHT_FILE),
    ),
    # the archive
    "cut off": (bare()[:300], DAMAGED),
    "cut in the directory": (bare()[:-30], DAMAGED),
    "encrypted part": (hostile.encrypted_member(), PASSWORD),
    "odd packing": (
        package(parts_of(), method=zipfile.ZIP_LZMA),
        ("odd_packing", "Tệp nén theo cách lạ mà Word không bao giờ dùng.", SAVE_AGAIN),
    ),
    "workbook": (
        package({"xl/workbook.xml": b"<a/>"}),
        ("not_document", "Tệp là bảng tính Excel, không phải văn bản Word .docx.", RIGHT_FILE),
    ),
    "slides": (
        package({"ppt/presentation.xml": b"<a/>"}),
        ("not_document", "Tệp là bài trình chiếu PowerPoint, không phải văn bản Word .docx.", RIGHT_FILE),
    ),
    "odt": (
        package({"mimetype": b"", "content.xml": b"<a/>"}),
        ("open_document", "Tệp là văn bản dạng OpenDocument (.odt); chỉ nhận tệp .docx.", SAVE_AS),
    ),
    "plain zip": (
        package({"a.txt": b"a"}),
        ("not_document", "Tệp là tệp nén, không phải văn bản Word .docx.", UNPACK),
    ),
    "no document inside": (
        package({"word/a.xml": b"<a/>"}),
        (
            "not_document",
            "Tệp không có phần văn bản bên trong; đây không phải văn bản Word .docx.",
            RIGHT_FILE,
        ),
    ),
    "many parts": (
        bare(more={f"word/a{number}.xml": b"<a/>" for number in range(498)}),
        ("too_many_parts", "Tệp gồm 501 phần bên trong; một văn bản không quá 500 phần.", COPY_OVER),
    ),
    "doubled part": (
        package(parts_of(), also=[("word/Document.xml", b"<a/>")]),
        ("duplicate_parts", "Tệp có hai phần bên trong trùng tên; không biết phần nào là thật.", SAVE_AGAIN),
    ),
    "name that climbs out": (bare(more={"word/../../a.xml": b"<a/>"}), TRICKY),
    "absolute name": (bare(more={"/word/a.xml": b"<a/>"}), TRICKY),
    "name of a drive": (bare(more={"c:/a.xml": b"<a/>"}), TRICKY),
    "name with backslashes": (bare(more={"word\\a.xml": b"<a/>"}), TRICKY),
    **{f"name {name!r}": (bare(more={name: b"<a/>"}), TRICKY) for name in ODD_NAMES},
    **{f"cut within {name}": (hostile.cut_within(name), DAMAGED) for name in WHOLE},
    **{f"zeroes within {name}": (hostile.zeroed(name), DAMAGED) for name in WHOLE},
    **{f"wrong sum of {name}": (hostile.lying_directory(name, 16, 35), DAMAGED) for name in WHOLE},
    **{f"{name} beyond the end": (hostile.lying_directory(name, 42, 35_000), DAMAGED) for name in WHOLE},
    **{f"another name at {name}": (hostile.renamed_inside(name), DAMAGED) for name in WHOLE},
    **{
        f"{name} over another part": (hostile.lying_directory(name, 42, 0), DAMAGED)
        for name in ("_rels/.rels", "word/document.xml")
    },
    "directory larger than the file": (hostile.lying_end(12, 1 << 31), DAMAGED),
    "directory beyond the end": (hostile.lying_end(16, 1 << 31), DAMAGED),
    "program before the archive": (
        b"MZ\x00" + bare(),
        ("not_zip", "Không nhận ra loại tệp; đây không phải văn bản Word .docx.", RIGHT_FILE),
    ),
    "bomb": (hostile.bomb(), TOO_LARGE),
    "bomb of pictures": (hostile.picture_bomb(), TOO_LARGE),
    "bomb with a lying size": (hostile.lying_sizes(), DAMAGED),
    # XML
    "billion laughs": (hostile.billion_laughs(), DOCTYPE),
    **{f"billion laughs in {part}": (hostile.billion_laughs(part), DOCTYPE) for part in WITH_ENTITIES},
    "entities in the properties": (hostile.billion_laughs("docProps/core.xml"), DOCTYPE),
    "entities in the settings": (hostile.outside_entity("word/settings.xml"), DOCTYPE),
    "entities in a relation": (hostile.outside_entity("word/_rels/header1.xml.rels"), DOCTYPE),
    "entities in utf-16": (hostile.outside_entity("word/footer1.xml", "utf-16"), DOCTYPE),
    "entities in a text typed as a picture": (
        package(parts_of() | hostile.typed("/word/a.xml", "image/png") | {"word/a.xml": DOCTYPED}),
        DOCTYPE,
    ),
    "entities under an ending of their own": (
        package(parts_of() | hostile.typed("/word/a.dat", "application/a+xml") | {"word/a.dat": DOCTYPED}),
        DOCTYPE,
    ),
    "broken xml under an ending of its own": (
        package(parts_of() | hostile.typed("/word/a.dat", "application/a+xml") | {"word/a.dat": b"a"}),
        ("broken_part", "Phần “word/a.dat” bên trong tệp bị hỏng.", SAVE_AGAIN),
    ),
    "broken xml typed as a picture": (
        package(parts_of() | hostile.typed("/word/a.xml", "image/png") | {"word/a.xml": b"<a>"}),
        ("broken_part", "Phần “word/a.xml” bên trong tệp bị hỏng.", SAVE_AGAIN),
    ),
    "endless types": (
        package(parts_of() | hostile.typed(*(f"/word/{number}" for number in range(40_000)))),
        BROKEN,
    ),
    "entities in the types": (bare(more={"[Content_Types].xml": DOCTYPED}), DOCTYPE),
    "entities in a picture": (bare(more={"word/media/a.png": b"\n<!DOCTYPE a><a/>"}), DOCTYPE),
    "broken xml": (
        bare("<w:p>"),
        ("broken_part", "Phần “word/document.xml” bên trong tệp bị hỏng.", SAVE_AGAIN),
    ),
    "nested too deep": (hostile.deep(), BROKEN),
    "endless comment": (hostile.long_token(), BROKEN),
    "endless instruction to a program": (bare(f"<?a {THREE_MEBIBYTES}?>"), BROKEN),
    "endless attribute": (bare(f'<w:p a="{THREE_MEBIBYTES}"/>'), BROKEN),
    "endless name": (bare(f"<{THREE_MEBIBYTES}/>"), BROKEN),
    "endless list of attributes": (
        bare("<w:p " + " ".join(f"a{number}=''" for number in range(400_000)) + "/>"),
        BROKEN,
    ),
    "nested too deep in a header": (
        bare(more={"word/header1.xml": b"<a>" * 200 + b"</a>" * 200}),
        BROKEN,
    ),
    "nested too deep in the styles": (
        bare(more={"word/styles.xml": b"<a>" * 100_000 + b"</a>" * 100_000}),
        BROKEN,
    ),
    "encoding of a mainframe": (
        bare(more={"word/styles.xml": '<?xml version="1.0" encoding="cp037"?><a/>'.encode("cp037")}),
        ("broken_part", "Phần “word/styles.xml” bên trong tệp bị hỏng.", SAVE_AGAIN),
    ),
    "encoding of old mail": (
        bare(more={"word/styles.xml": b'<?xml version="1.0" encoding="utf-7"?><a/>'}),
        DAMAGED,
    ),
    "endless namespace": (bare(f'<w:p xmlns="{"u" * 1_001}"><a/></w:p>'), BROKEN),
    "many paragraphs": (hostile.many_elements(200_001), too_many("200.000")),
    "many runs": (bare(f"<w:p>{'<w:r/>' * 200_001}</w:p>"), too_many("200.000")),
    "many comments": (hostile.many_elements(1_000_000, "<!-- -->"), too_many("200.000")),
    "many instructions to programs": (hostile.many_elements(1_000_000, "<?a?>"), too_many("200.000")),
    "fifty megabytes of text": (bare(paragraph(f"<w:t>{'x' * (50 * 1024 * 1024)}</w:t>")), BROKEN),
    "text of references": (bare(paragraph(f"<w:t>{'&#120;' * (4 * 1024 * 1024)}</w:t>")), BROKEN),
    "many elements": (hostile.many_elements(3_000_001, "<w:b/>"), too_many("3.000.000")),
    "many attributes": (hostile.many_elements(30_001, f"<w:b {ATTRIBUTES}/>"), too_many("3.000.000")),
    "strict": (
        bare(word=hostile.STRICT_WORD),
        ("strict", "Tệp lưu dạng “Strict Open XML”, đọc ra sẽ trống.", SAVE_AS),
    ),
    # programs inside
    "docm": (bare(content_type="application/vnd.ms-word.document.macroEnabled.main+xml"), MACROS),
    "dotm": (bare(content_type="application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), MACROS),
    "macro part": (bare(more={"word/vbaProject.bin": b"x"}), MACROS),
    "macro under another name": (
        bare(
            more={
                RELS: relations("x", "a.bin").replace(b"2006/relationships/x", b"vbaProject"),
                "word/a.bin": b"x",
            }
        ),
        MACROS,
    ),
    "dotx": (
        bare(content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        ("word_template", "Tệp là tệp mẫu của Word (.dotx); chỉ nhận tệp .docx.", SAVE_AS),
    ),
    "embedded workbook": (bare(more={"word/embeddings/a.xlsx": b"x"}), objects("word/embeddings/a.xlsx")),
    "control": (bare(more={"word/activeX/activeX1.bin": b"x"}), objects("word/activeX/activeX1.bin")),
    "html chunk": (pointing("aFChunk", "a.html", mode=""), objects("a.html")),
    "object under another name": (pointing("oleObject", "media/a.png", mode=""), objects("media/a.png")),
    # what opening would fetch
    "template from the net": (
        pointing("attachedTemplate", "http://example.org/a.dotm", part="settings"),
        remote_template("http://example.org/a.dotm"),
    ),
    **{
        f"template on a share, {address}": (
            pointing("attachedTemplate", address, part="settings"),
            remote_template(address),
        )
        for address in ("file://h/c/a.dotm", r"file:///\\h\a.dotm", "//h/a.dotm", "ftp://h/a.dotm")
    },
    "template on a share": (
        pointing("attachedTemplate", r"\\h\a.dotm", part="settings"),
        remote_template(r"\\h\a.dotm"),
    ),
    "picture from the net": (
        pointing("image", "http://example.org/a.png"),
        fetches("http://example.org/a.png", RELS),
    ),
    "picture without a mode": (
        pointing("image", "http://example.org/a.png", mode=""),
        fetches("http://example.org/a.png", RELS),
    ),
    **{
        f"{kind} from the net": (pointing(kind, "http://h/a"), fetches("http://h/a", RELS))
        for kind in FETCHED
    },
    "picture in a header": (
        pointing("image", "file://h/a.png", part="header1"),
        fetches("file://h/a.png", "word/_rels/header1.xml.rels"),
    ),
    "object from elsewhere": (pointing("oleObject", LONG), fetches(f"{LONG[:60]}…", RELS)),
    "document from elsewhere": (pointing("subDocument", "b.docx"), fetches("b.docx", RELS)),
    "chart from the net": (
        pointing("oleObject", "http://h/a.xlsx", part="charts/chart1"),
        fetches("http://h/a.xlsx", "word/charts/_rels/chart1.xml.rels"),
    ),
    "workbook on a share": (pointing("package", r"\\h\a.xlsx"), fetches(r"\\h\a.xlsx", RELS)),
    "frame": (
        pointing("frame", "http://h/", part="webSettings"),
        fetches("http://h/", "word/_rels/websettings.xml.rels"),
    ),
    "mail merge source": (
        pointing("mailMergeSource", "a.mdb", part="settings"),
        fetches("a.mdb", "word/_rels/settings.xml.rels"),
    ),
    "drawing that names its picture": (
        bare(paragraph(VML.format("http://h/a.png"))),
        fetches("http://h/a.png"),
    ),
    "drawing filled from the net": (
        bare(paragraph('<w:pict><v:rect><v:fill src="http://h/a.png"/></v:rect></w:pict>')),
        fetches("http://h/a.png"),
    ),
    "svg picture from the net": (
        bare(more={"word/media/a.svg": SVG.format('image x:href="http://h/a.png"').encode()}),
        fetches("http://h/a.png", "word/media/a.svg"),
    ),
    "dde field": (in_paragraph(field(r" DDEAUTO c:\\a.exe")), fetches("trường DDEAUTO")),
    **{
        f"field {name}": (in_paragraph(field(f"{name} a")), fetches(f"trường {name}"))
        for name in ("DDE", "IMPORT", "INCLUDE", "LINK", "RD")
    },
    "field in pieces": (
        in_paragraph(field(" inclu", "de", 'Picture "//h/a.png"')),
        fetches("trường INCLUDEPICTURE"),
    ),
    "field within a field": (
        in_paragraph(field("IF ", field(' INCLUDETEXT "a"'), "= 1")),
        fetches("trường INCLUDETEXT"),
    ),
    "field left open": (
        bare(f"<w:p>{field('PAGE')}<w:r><w:instrText>DDE a</w:instrText></w:r></w:p>"),
        fetches("trường DDE"),
    ),
    "field in quotes": (in_paragraph(field('"DATABASE" x')), fetches("trường DATABASE")),
    "simple field": (in_paragraph('<w:fldSimple w:instr=" LINK Excel.Sheet a"/>'), fetches("trường LINK")),
    "field with a long lead-in": (hostile.long_instruction(), BROKEN),
    "field in a footer": (
        bare(
            more={
                "word/footer1.xml": (
                    f'<w:ftr xmlns:w="{hostile.WORD}"><w:p>{field("RD a")}</w:p></w:ftr>'.encode()
                )
            }
        ),
        fetches("trường RD", "word/footer1.xml"),
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_refused_with_its_own_message(kind: str) -> None:
    data, (code, message, fix) = HOSTILE[kind]
    assert check(data) == [Finding(code, "", message, fix)]


def test_a_template_is_refused_for_the_same_reasons() -> None:
    """Its bound on what it is made of is lower."""
    assert [
        kind
        for kind, (data, refusal) in HOSTILE.items()
        if [*map(without_place, check_template(data))] not in ([refusal], [too_many("400.000")])
    ] == []


# What LibreOffice must not open, and we may read: we open nothing of it.
ONLY_READ = ("embedded workbook", "object under another name", "mail merge source")


def test_a_file_that_is_only_read_is_refused_for_the_same_reasons_but_what_is_embedded() -> None:
    passed = [kind for kind, (data, _) in HOSTILE.items() if check_for_reading(data) == []]
    assert passed == [kind for kind in HOSTILE if kind in ONLY_READ]
    assert [
        kind
        for kind, (data, refusal) in HOSTILE.items()
        if kind not in passed and [*map(without_place, check_for_reading(data))] != [refusal]
    ] == []


def without_place(found: Finding) -> tuple[str, str, str]:
    return found.code, found.message, found.fix


HONEST: dict[str, bytes] = {
    **{path.name: path.read_bytes() for path in TEMPLATES},
    "bare": bare(),
    "template on the computer": pointing("attachedTemplate", "Normal.dotm", part="settings"),
    "template on a drive": pointing(
        "attachedTemplate", r"file:///C:\Users\vp\Templates\Cong van.dotx", part="settings"
    ),
    "a link to click": pointing("hyperlink", "https://thainguyen.gov.vn"),
    "an address with the word link": in_paragraph(field(' HYPERLINK "https://h/link?import=database" ')),
    "a page number": in_paragraph(field(" PAGE ") + '<w:fldSimple w:instr=" NUMPAGES "/>'),
    "a field over paragraphs": bare(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC</w:instrText></w:r></w:p>' * 2
    ),
    "a picture of 15 MB": bare(more={"word/media/image1.jpeg": b"\xff\xd8\xff" + bytes(15 * 1024 * 1024)}),
    "a drawing with a link to click": bare(paragraph('<w:pict><v:shape href="http://h/"/></w:pict>')),
    "svg picture": bare(
        more={"word/media/a.svg": SVG.format('image href="data:image/png;base64,AA=="').encode()}
    ),
    "folders in the archive": bare(more={"word/media/": b""}),
    "comment boxes that are no xml": bare(more={"word/vmlDrawing1.vml": b"<xml><br></xml>"}),
    "a document of two hundred pages": bare("<w:p/>" * 60_000),
    "utf-16 part": bare(
        more={"word/theme/theme1.xml": '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16")}
    ),
}

# Strange files that no bound forbids: nothing is fetched, and they cost no more than a long document.
ODD: dict[str, bytes] = {
    "relations with a base of their own": bare(
        more={RELS: relations("image", "a.png").replace(b"s xmlns", b's xml:base="http://h/" xmlns')}
    ),
    "style sheet from the net": bare(
        more={"word/styles.xml": b'<?xml-stylesheet href="http://h/a.xsl" type="text/xsl"?><a/>'}
    ),
    "schema from the net": bare(
        '<w:p xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="a http://h/a.xsd"/>'
    ),
    "inclusion": bare('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
    "archive within": bare(more={"word/media/a.zip": bare()}),
    "many namespaces": bare("<w:p " + " ".join(f"xmlns:a{one}='u'" for one in range(60_000)) + "/>"),
    "seven megabytes of text": bare(paragraph(f"<w:t>{'x' * (7 * 1024 * 1024)}</w:t>")),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_file_is_read_and_nothing_is_fetched(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = ODD[kind]

    def reach(*_: object) -> NoReturn:
        raise AssertionError

    monkeypatch.setattr(socket, "getaddrinfo", reach)
    monkeypatch.setattr(socket.socket, "connect", reach)
    reading = read_docx(data)

    assert check(data) == []
    assert reading.findings == ()
    assert "root:" not in str(reading.document)


def test_the_hostile_documents_are_many_and_of_many_kinds() -> None:
    assert len({data for data, _ in HOSTILE.values()}) == len(HOSTILE) >= 130
    assert len({code for _, (code, *_) in HOSTILE.values()}) >= 20


@pytest.mark.parametrize("kind", HONEST)
def test_an_honest_file_passes(kind: str) -> None:
    assert (check(HONEST[kind]), check_template(HONEST[kind])) == ([], [])


# --- templates ----------------------------------------------------------------------------------------------

PLACES = "Chỉ đặt thẻ trong thân văn bản, đầu trang, chân trang và chú thích cuối trang."
COMMENTS = f'<w:comments xmlns:w="{hostile.WORD}"><w:comment>{{}}</w:comment></w:comments>'


def misplaced(part: str) -> tuple[str, str, str]:
    return (
        "misplaced_tag",
        f"Phần “{part}” của tệp mẫu có thẻ {{{{ … }}}} hoặc {{% … %}}, nhưng phần này không được điền.",
        PLACES,
    )


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (bare(more={"docProps/core.xml": b"<a><b>{{ x }}</b></a>"}), misplaced("docprops/core.xml")),
        (bare(more={"docProps/app.xml": b"<a><b>{</b><b>% if x %}</b></a>"}), misplaced("docprops/app.xml")),
        (bare(more={"docProps/custom.xml": b"<a>{# x #}</a>"}), misplaced("docprops/custom.xml")),
        (bare(more={"word/endnotes.xml": b"<a>{{ x }}</a>"}), misplaced("word/endnotes.xml")),
        (pointing("hyperlink", "{{ x }}"), misplaced(RELS)),
        (
            bare(more={"word/comments.xml": COMMENTS.format("").encode()}),
            (
                "comments",
                "Tệp mẫu còn lời bình (Comments); chúng sẽ theo mọi công văn.",
                "Trong Word: thẻ Review, chọn Delete All Comments rồi lưu lại.",
            ),
        ),
        (
            in_paragraph("<w:ins/>"),
            (
                "tracked_changes",
                "Tệp mẫu còn sửa đổi đang theo dõi (Track Changes); chúng sẽ theo mọi công văn.",
                "Trong Word: thẻ Review, chọn Accept All Changes rồi lưu lại.",
            ),
        ),
    ],
    ids=["properties", "in pieces", "comment tag", "endnotes", "address", "comments", "tracked changes"],
)
def test_what_only_a_template_must_not_have(data: bytes, refusal: tuple[str, str, str]) -> None:
    code, message, fix = refusal
    assert (check(data), check_template(data)) == ([], [Finding(code, "", message, fix)])


def test_tags_where_they_are_filled_in_pass() -> None:
    more = {f"word/{name}.xml": b"<a>{{ x }}</a>" for name in ("header1", "footer2", "footnotes")}
    assert check_template(bare(paragraph("<w:t>{{ x }}</w:t>"), more=more)) == []


# --- anything -----------------------------------------------------------------------------------------------


@settings(max_examples=150, derandomize=True)
@given(data=st.data())
def test_no_damage_makes_the_guard_fail(data: st.DataObject) -> None:
    damaged = bytearray(TEMPLATES[0].read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    assert all(
        isinstance(found, Finding) and found.message and found.fix for found in check_template(bytes(damaged))
    )
