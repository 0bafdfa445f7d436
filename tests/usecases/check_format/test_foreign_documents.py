"""Documents that nobody here wrote: they are read as Word does, and a repair takes nothing from them."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.repairs import SetCharacterFormat
from bcd35.formats.docx.fix import fix_docx
from bcd35.formats.docx.package import Package, W
from bcd35.formats.docx.reader import read_docx
from tests.conftest import CommandLine
from tests.support.checked_documents import (
    DOCUMENT,
    HD05,
    NAMESPACES,
    document_of,
    edited,
    repairs_of,
    text_of,
    with_body,
    with_parts,
)
from tests.support.docx_corpus import SENTENCE, right, write_docx

# --- content is never touched -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        *("- ...............;", "- Toà án nhân dân ......;", "- Toà án nhân dân …;"),
        *("- Ông (bà) ____;", "- Toà án nhân dân ......", "- Ông (bà) ____"),
    ],
)
def test_what_is_to_be_filled_in_by_pen_is_no_punctuation(line: str) -> None:
    spec = right()
    spec.recipients[0] = line
    data = write_docx(spec)

    assert line in [paragraph.text for paragraph in document_of(fix_docx(data, repairs_of(data))).paragraphs]


def test_a_wrong_mark_behind_a_gap_to_be_filled_in_is_put_right_and_the_gap_stays() -> None:
    spec = right()
    spec.recipients[0] = "- Toà án nhân dân ......,"
    data = write_docx(spec)

    texts = [paragraph.text for paragraph in document_of(fix_docx(data, repairs_of(data))).paragraphs]

    assert "- Toà án nhân dân ......;" in texts


def test_a_date_in_a_text_is_told_and_left_as_it_stands() -> None:
    data = edited(
        write_docx(right()), DOCUMENT, SENTENCE, SENTENCE.replace("trong tháng", "(DOB-04/03/1971)")
    )
    rules = {one.rule: one.repairs for one in check_layout(document_of(data), HD05).deviations}

    assert rules == {"running_date": ()}


MARKS = ("<w:footnoteReference/>", '<w:sym w:char="F0E0"/>', "<w:drawing/>", "<w:fldChar/>")
PIECES = st.lists(
    st.one_of(st.text("ab ế", min_size=1, max_size=5), st.sampled_from(MARKS)), min_size=1, max_size=6
)


@given(PIECES, st.integers(0, 20), st.integers(0, 20))
def test_a_mark_without_text_stays_where_it_is(pieces: list[str], one: int, other: int) -> None:
    run = "".join(piece if piece in MARKS else f"<w:t>{piece}</w:t>" for piece in pieces)
    data = with_body(f"<w:p><w:r><w:rPr><w:b/></w:rPr>{run}</w:r></w:p>")

    start, end = sorted((one, other))
    fixed = fix_docx(data, [SetCharacterFormat(DOCUMENT, 0, start, end, italic=True)])

    assert _in_order(fixed) == _in_order(data)


def _in_order(data: bytes) -> list[str]:
    """The characters and the marks of the document, in order, however they are spread over runs."""
    root: Any = etree.fromstring(text_of(data).encode())
    found: list[str] = []
    for run in root.iter(f"{W}r"):
        for child in run:
            name = child.tag.removeprefix(W)
            if name != "rPr":
                found += list(child.text or "") if name == "t" else [name]
    return found


# --- read as Word reads -------------------------------------------------------------------------------------


def test_a_document_without_a_section_gets_one() -> None:
    data = with_body('<w:p><w:r><w:t xml:space="preserve">Số: 7-CV/BCĐ</w:t></w:r></w:p>')

    fixed = fix_docx(data, repairs_of(data))

    [section] = document_of(fixed).sections
    assert (round(section.width), round(section.height), round(section.left)) == (210, 297, 30)


@pytest.mark.parametrize(
    ("style", "direct", "found"),
    [
        ('<w:color w:val="1F4E79" w:themeColor="accent1"/>', '<w:color w:val="000000"/>', "auto"),
        ('<w:color w:val="1F4E79"/>', '<w:color w:themeColor="text1" w:val="000000"/>', "auto"),
    ],
)
def test_a_colour_replaces_the_whole_of_the_one_below(style: str, direct: str, found: str) -> None:
    [paragraph] = _styled(f"<w:rPr>{style}</w:rPr>", "", f"<w:rPr>{direct}</w:rPr>")
    assert paragraph.runs[0].format.colour == found


def test_a_first_line_replaces_one_that_hangs_and_a_line_its_rule() -> None:
    style = '<w:pPr><w:ind w:hanging="360"/><w:spacing w:line="400" w:lineRule="exact"/></w:pPr>'
    direct = '<w:pPr><w:ind w:firstLine="567"/><w:spacing w:line="360"/></w:pPr>'
    [paragraph] = _styled(style, direct, "")
    assert paragraph.first_line == pytest.approx(567 / 20)
    assert (paragraph.spacing.line, paragraph.spacing.rule) == (1.5, "auto")


def _styled(style: str, paragraph: str, run: str) -> Any:
    body = (
        paragraph.replace("<w:pPr>", '<w:pPr><w:pStyle w:val="s"/>') or '<w:pPr><w:pStyle w:val="s"/></w:pPr>'
    )
    styles = f'<w:styles {NAMESPACES}><w:style w:type="paragraph" w:styleId="s">{style}</w:style></w:styles>'
    data = with_body(f"<w:p>{body}<w:r>{run}<w:t>chữ</w:t></w:r></w:p>")
    return document_of(with_parts(data, word__styles_xml=styles.encode())).paragraphs


def test_the_text_is_where_the_package_says() -> None:
    data = write_docx(right())
    moved = with_parts(data, word__document_xml=None, word__document2_xml=text_of(data).encode())
    for part in ("_rels/.rels", "[Content_Types].xml"):
        moved = edited(moved, part, "word/document.xml", "word/document2.xml")
    relations = text_of(data, "word/_rels/document.xml.rels").encode()
    moved = _renamed(moved, "word/_rels/document.xml.rels", "word/_rels/document2.xml.rels", relations)

    assert check_layout(document_of(moved), HD05) == check_layout(document_of(data), HD05)
    spoiled = edited(moved, "word/document2.xml", '<w:sz w:val="30"/>', '<w:sz w:val="20"/>')
    repairs = [step for one in check_layout(document_of(spoiled), HD05).deviations for step in one.repairs]
    assert repairs
    assert check_layout(document_of(fix_docx(spoiled, repairs)), HD05).deviations == ()


def _renamed(data: bytes, old: str, new: str, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            if info.filename != old:
                target.writestr(info, source.read(info))
        target.writestr(new, content)
    return packed.getvalue()


@pytest.mark.parametrize("name", ["word/media/image1.tmp", "word/media/image1.jfif", "_xmlsignatures/a.sigs"])
def test_a_part_of_any_ending_may_be_anything(name: str) -> None:
    packed = io.BytesIO(write_docx(right()))
    with zipfile.ZipFile(packed, "a") as package:
        package.writestr(name, b"\xff\xd8\xff\x00khong phai XML")
    assert check_layout(document_of(packed.getvalue()), HD05).deviations == ()


def test_a_text_under_another_ending_is_read_by_its_type() -> None:
    """The type says what is XML, and so what the guard looks at; what is none is never the text."""
    data = write_docx(right())
    moved = with_parts(data, word__document_xml=None, word__document_dat=text_of(data).encode())
    for part in ("_rels/.rels", "[Content_Types].xml"):
        moved = edited(moved, part, "word/document.xml", "word/document.dat")
    assert [one.text for one in document_of(moved).paragraphs] == [
        one.text for one in document_of(data).paragraphs
    ]
    moved = edited(moved, "[Content_Types].xml", "/word/document.dat", "/word/document2.xml")
    assert read_docx(moved).document is None


def test_styles_are_where_the_document_says() -> None:
    data = write_docx(right(), way="styles")
    styles = text_of(data, "word/styles.xml").encode()
    moved = with_parts(data, word__styles_xml=None, word__styles2_xml=styles)
    for part in ("word/_rels/document.xml.rels", "[Content_Types].xml"):
        moved = edited(moved, part, "styles.xml", "styles2.xml")
    assert check_layout(document_of(moved), HD05).deviations == ()


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("package", "embeddings/Sheet1.xlsx"),
        ("oleObject", "embeddings/oleObject1.bin"),
        ("attachedTemplate", r"file:///C:\Mau\cv.dotx"),
        ("image", r"file:///C:\Anh\1.png"),
        ("image", "file://localhost/anh/1.png"),
    ],
)
def test_what_is_embedded_or_on_the_computer_hinders_no_reading(kind: str, target: str) -> None:
    outside = target.startswith("file:")
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    mode = ' TargetMode="External"' if outside else ""
    link = f'<Relationship Id="rId9" Type="{office}/{kind}" Target="{target}"{mode}/></Relationships>'
    data = edited(write_docx(right()), "word/_rels/document.xml.rels", "</Relationships>", link)
    if not outside:
        data = with_parts(data, **{f"word/{target}".replace("/", "__"): b"x"})

    assert check_layout(document_of(data), HD05).deviations == ()


def test_a_long_table_is_read() -> None:
    cell = "<w:tc><w:p><w:pPr><w:jc w:val='both'/></w:pPr><w:r><w:t>ô</w:t></w:r></w:p></w:tc>"
    table = f"<w:p><w:r><w:t>PHỤ LỤC</w:t></w:r></w:p><w:tbl>{f'<w:tr>{cell * 8}</w:tr>' * 5000}</w:tbl>"
    data = edited(write_docx(right()), DOCUMENT, "<w:p/><w:sectPr>", f"{table}<w:p/><w:sectPr>")

    assert len(document_of(data).paragraphs) > 40_000


def test_each_row_is_gone_when_the_next_is_read() -> None:
    """A table of 5,000 rows has half a million nodes: together they were 200 MB."""
    row = "<w:tr><w:tc><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr>"
    data = with_body(f"<w:p><w:r><w:t>a</w:t></w:r></w:p><w:tbl>{row * 3}</w:tbl><w:sectPr/>")

    sizes, blocks = [], []
    for block in Package(data).blocks():
        sizes.append(len(block))
        blocks.append(block)

    assert sizes == [1, 1, 1, 1, 0]
    assert [len(block) for block in blocks] == [0] * 5
    cells = [paragraph.cell for paragraph in document_of(data).paragraphs if paragraph.cell]
    assert [(cell.table, cell.row) for cell in cells] == [(1, 0), (0, 0), (2, 0), (0, 1), (3, 0), (0, 2)]


def test_a_row_without_a_table_is_read() -> None:
    data = with_body("<w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr><w:sectPr/>")
    assert [(one.text, one.cell) for one in document_of(data).paragraphs] == [("a", None)]


# --- another layout -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    ["Thời gian: 8 giờ 00 phút, ngày 20 tháng 12 năm 2025.", "Hạn cuối: ngày 20 tháng 12 năm 2025."],
)
def test_a_date_in_the_text_is_no_date_line(sentence: str) -> None:
    data = edited(write_docx(right()), DOCUMENT, SENTENCE, sentence)
    assert check_layout(document_of(data), HD05).deviations == ()


def test_a_state_letter_is_not_judged_as_the_partys_unless_it_is_asked_for(
    bcd35: CommandLine, tmp_path: Path
) -> None:
    spec = right()
    state = edited(write_docx(spec), DOCUMENT, "ĐẢNG CỘNG SẢN VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    path, copy = tmp_path / "so-noi-vu.docx", tmp_path / "sua.docx"
    path.write_bytes(state)
    for more in ([], ["--fix", "-o", str(copy)]):
        said = bcd35("check-format", str(path), *more)
        assert (said.code, said.out) == (3, "")
        assert "theo thể thức nhà nước (NĐ 30/2020/NĐ-CP)" in said.err
        assert "--profile hd-05-2026" in said.err
    assert not copy.exists()
    asked = bcd35("check-format", str(path), "--profile", "hd-05-2026")
    assert "không thấy tiêu đề" in asked.out
