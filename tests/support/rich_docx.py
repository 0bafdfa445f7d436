"""Documents such as Word writes them, drawn by hypothesis: whatever a repair must leave where it is.

Notes, fields, pictures, objects, formulas, comments, tracked changes, content controls, links, tabs, dots,
tables in tables, text boxes, bookmarks over several paragraphs, in the middle of an official letter.
"""

import io
import zipfile
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from tests.support.docx_corpus import right, write_docx

_NAMES = (
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
)
_WORDS = st.sampled_from(
    [
        *("Ban Thường vụ", "đề nghị", " ", "ngày 5/3/2026", "uỷ ban", "Ủy ban", "https://a.vn/x", "V/v"),
        *("....................", "……", "____", "(DOB-04/03/1971)", "x < y & z", "- Như trên,", "./."),
        *("e\u0302\u0301", "\u0301", "q\uf0b7", "Soá", "C«ng v¨n", "Kính gửi: ", "Nơi nhận:", "Số: 7-CV/BCĐ"),
        "Nội dung đủ dài để thành một đoạn của văn bản, có dấu phẩy, dấu chấm và cả số 12 nữa cho đủ dòng.",
    ]
)
_FORMATS = st.sampled_from(
    [
        *("", '<w:b/><w:sz w:val="20"/>', '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>', "<w:vanish/>"),
        *('<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>', '<w:rStyle w:val="Hyperlink"/>'),
        *('<w:rFonts w:ascii=".VnTime" w:hAnsi=".VnTime"/>', '<w:i/><w:color w:val="FF0000"/>'),
        '<w:u w:val="single"/>',
        '<w:vertAlign w:val="superscript"/><w:rPrChange w:id="3"><w:rPr><w:b/></w:rPr></w:rPrChange>',
    ]
)
_DRAWING = '<w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/></wp:inline></w:drawing>'
_MARKS = st.sampled_from(
    [
        *("<w:tab/>", "<w:br/>", '<w:br w:type="page"/>', "<w:noBreakHyphen/>", "<w:softHyphen/>", _DRAWING),
        *('<w:footnoteReference w:id="2"/>', '<w:sym w:font="Wingdings" w:char="F0E0"/>', "<w:pict/>"),
        *('<w:commentReference w:id="1"/>', '<w:object><o:OLEObject ProgID="Equation.3"/></w:object>'),
        "<w:lastRenderedPageBreak/>",
    ]
)
_FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>05</w:t></w:r>"
    "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
)
_TEXT_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>hộp</w:t></w:r></w:p>"
    "</w:txbxContent></v:textbox></w:pict></mc:Choice><mc:Fallback><w:p/></mc:Fallback></mc:AlternateContent>"
    "</w:r>"
)
# A box that Word draws today, with a table in it; its picture for older programs beside it.
_DRAWN_BOX = (
    "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wp:anchor><wp:extent cx='900000' cy='900000'/>"
    "<w:txbxContent><w:p><w:r><w:t>- Như trên,</w:t></w:r></w:p><w:tbl><w:tblPr/><w:tr><w:tc><w:p/></w:tc>"
    "</w:tr></w:tbl></w:txbxContent></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback>"
    "</mc:AlternateContent></w:r>"
)
# One field within another, its instruction in pieces, its result over runs of several formats.
_NESTED_FIELD = (
    "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> IF </w:instrText></w:r>"
    f"{_FIELD}<w:r><w:instrText> = 5 </w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"
    "<w:r><w:rPr><w:b/></w:rPr><w:t>ngày </w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t>5/3/2026</w:t>"
    "</w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
)
# A note beside dots for the pen, a comment over part of a word, a tick box, a choice in the line.
_NOTE_BY_DOTS = "<w:r><w:t>.....</w:t><w:footnoteReference w:id='2'/><w:t>......;</w:t></w:r>"
_COMMENTED = (
    "<w:r><w:t>Đảng </w:t></w:r><w:commentRangeStart w:id='8'/><w:r><w:t>u</w:t></w:r>"
    "<w:commentRangeEnd w:id='8'/><w:r><w:commentReference w:id='8'/></w:r><w:r><w:t>ỷ xã</w:t></w:r>"
)
_CHOICE = (
    "<w:sdt><w:sdtPr><w:dropDownList><w:listItem w:value='a'/></w:dropDownList><w:showingPlcHdr/></w:sdtPr>"
    "<w:sdtContent><w:r><w:sym w:font='MS Gothic' w:char='2610'/></w:r><w:r><w:t>Kính gửi:</w:t></w:r>"
    "</w:sdtContent></w:sdt>"
)
# Text moved by a tracked change: where it was and where it is.
_MOVED = (
    "<w:moveFromRangeStart w:id='10' w:name='m'/><w:moveFrom w:id='11' w:author='A'><w:r><w:t>V/v</w:t></w:r>"
    "</w:moveFrom><w:moveFromRangeEnd w:id='10'/><w:moveTo w:id='12' w:author='A'><w:r><w:t>V/v</w:t></w:r>"
    "</w:moveTo><w:del w:id='13' w:author='A'><w:r><w:delText>bỏ.</w:delText></w:r></w:del>"
)
_BETWEEN = st.sampled_from(
    [
        *('<w:bookmarkStart w:id="0" w:name="a"/>', '<w:bookmarkEnd w:id="0"/>', "<w:proofErr/>"),
        *('<w:commentRangeStart w:id="1"/>', '<w:commentRangeEnd w:id="1"/>', "<m:oMath><m:r/></m:oMath>"),
        *(_FIELD, _TEXT_BOX, _DRAWN_BOX, _NESTED_FIELD, _NOTE_BY_DOTS, _COMMENTED, _CHOICE, _MOVED),
    ]
)


def _text(words: str) -> str:
    return f'<w:t xml:space="preserve">{escape(words)}</w:t>'


_RUNS = st.builds(
    lambda format_, pieces: f"<w:r>{f'<w:rPr>{format_}</w:rPr>' if format_ else ''}{''.join(pieces)}</w:r>",
    _FORMATS,
    st.lists(st.one_of(_WORDS.map(_text), _MARKS), min_size=1, max_size=4),
)
_WRAPPED = st.builds(
    lambda wrap, runs: wrap.format("".join(runs)),
    st.sampled_from(
        [
            *("{}", "<w:hyperlink w:anchor='a'>{}</w:hyperlink>", "<w:ins w:id='4' w:author='A'>{}</w:ins>"),
            *("<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>", "<w:smartTag>{}</w:smartTag>"),
            *("<w:fldSimple w:instr=' DATE '>{}</w:fldSimple>", "<w:del w:id='5' w:author='A'>{}</w:del>"),
        ]
    ),
    st.lists(_RUNS, min_size=1, max_size=2),
)
_LAYOUTS = st.sampled_from(
    [
        *("", "<w:jc w:val='left'/>", "<w:ind w:left='720' w:hanging='360'/>", "<w:numPr/>"),
        *("<w:spacing w:after='0' w:afterAutospacing='1' w:line='276' w:lineRule='auto'/>", "<w:keepNext/>"),
        "<w:tabs><w:tab w:val='right' w:leader='dot' w:pos='9000'/></w:tabs><w:jc w:val='center'/>",
        "<w:rPr><w:ins w:id='6'/></w:rPr><w:pPrChange w:id='7'><w:pPr><w:jc/></w:pPr></w:pPrChange>",
    ]
)
_PARAGRAPHS = st.builds(
    lambda layout, inside: f"<w:p>{f'<w:pPr>{layout}</w:pPr>' if layout else ''}{''.join(inside)}</w:p>",
    _LAYOUTS,
    st.lists(st.one_of(_WRAPPED, _WRAPPED, _BETWEEN), max_size=4),
)
_RULED = "<w:tblPr><w:tblBorders><w:top w:val='single'/></w:tblBorders></w:tblPr>"


def _table(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda properties, cells: (
            f"<w:tbl>{properties}<w:tr>{''.join(f'<w:tc>{one}<w:p/></w:tc>' for one in cells)}</w:tr></w:tbl>"
        ),
        st.sampled_from(["<w:tblPr/>", _RULED]),
        st.lists(blocks, min_size=1, max_size=3),
    )


def _within(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A table in a cell of a table, whose row and cell are in content controls."""
    row = "<w:tr><w:sdt><w:sdtContent><w:tc>{}<w:p/></w:tc></w:sdtContent></w:sdt></w:tr>"
    inner = f"<w:tbl>{{}}<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>"
    outer = f"<w:tbl><w:tblPr/><w:tr><w:tc>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    return st.builds(outer.format, st.sampled_from(["<w:tblPr/>", _RULED]), blocks)


def _controlled(blocks: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return blocks.map(lambda block: f"<w:sdt><w:sdtContent>{block}</w:sdtContent></w:sdt>")


_BLOCKS = st.recursive(
    _PARAGRAPHS, lambda blocks: st.one_of(_table(blocks), _within(blocks), _controlled(blocks)), max_leaves=5
)
_LETTERS = {form: write_docx(right(), form) for form in ("table", "tabs", "plain")}


def _letter(form: str, blocks: list[str], ending: str) -> bytes:
    """The letter with these blocks before its body and one more behind its signature."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_LETTERS[form])) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            content = source.read(info).decode()
            if info.filename == "word/document.xml":
                content = content.replace("<w:document ", f"<w:document {_NAMES}")
                content = content.replace('<w:p><w:pPr><w:spacing w:before="120"', f"{''.join(blocks)}\\g", 1)
                content = content.replace("\\g", '<w:p><w:pPr><w:spacing w:before="120"')
                content = content.replace("<w:p/><w:sectPr>", f"{ending}<w:p/><w:sectPr>")
            target.writestr(info, content)
        target.writestr("word/media/image1.emf", b"\x01\x00")
        target.writestr("customXml/item1.xml", "<a/>")
    return _Letter(packed.getvalue())


class _Letter(bytes):
    """A document whose 32 kB are not spelt out when an example fails: to be written to a file and opened."""

    def __repr__(self) -> str:
        return f"<document of {len(self)} bytes>"


RICH_LETTERS = st.builds(
    _letter, st.sampled_from(sorted(_LETTERS)), st.lists(_BLOCKS, min_size=1, max_size=5), _BLOCKS
)
