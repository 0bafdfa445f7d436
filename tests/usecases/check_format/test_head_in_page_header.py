"""A head that stands in Word's page header is judged and repaired as one that stands in the text."""

from pathlib import Path
from typing import Any, Literal

import pytest
from lxml import etree

from bcd35.domain.layout.components import recognise
from bcd35.domain.layout.document import WordDocument, composed
from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.page_header import with_head
from bcd35.domain.layout.profile import ComponentCode, Profile
from bcd35.formats.docx.fix import fix_docx
from bcd35.formats.docx.package import W
from bcd35.formats.docx.reader import characters_of, paragraphs_of
from tests.conftest import CommandLine
from tests.support import party_faults, state_corpus
from tests.support.checked_documents import HD05, ND30, document_of, edited, text_of, with_parts
from tests.support.docx_corpus import right, write_docx

_HEAD: tuple[ComponentCode, ...] = (
    *("title", "motto", "superior", "issuer", "star", "number", "date_line", "letter_subject"),
    *("urgency", "circulation", "draft_note"),
)
Kind = Literal["first", "default"]


def moved(data: bytes, profile: Profile, kind: Kind = "first") -> bytes:
    """The document with its head in the page header of its first page, or of all pages."""
    root: Any = etree.fromstring(text_of(data).encode())
    found = recognise(composed(document_of(data)), profile)
    last = max(one.span.paragraph.place for one in found.all(*_HEAD) if one.line.side != "any")
    body = root.find(f"{W}body")
    header = etree.Element(f"{W}hdr", nsmap=root.nsmap)
    passed = 0
    while passed <= last:
        passed += sum(1 for _ in paragraphs_of([body[0]]))
        header.append(body[0])
    section = next(body.iter(f"{W}sectPr"))
    for one in section.findall(f"{W}headerReference") if kind == "default" else ():
        section.remove(one)
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    section.insert(0, section.makeelement(f"{W}headerReference", {f"{W}type": kind, relation: "rId8"}))
    made = with_parts(data, word__document_xml=etree.tostring(root), word__header8_xml=etree.tostring(header))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
    related = f'<Relationship Id="rId8" Type="{office}" Target="header8.xml"/></Relationships>'
    typed = text_of(made, "[Content_Types].xml")
    stated = typed[typed.index('<Override PartName="/word/header1.xml"') :].partition("/>")[0] + "/>"
    made = edited(made, "word/_rels/document.xml.rels", "</Relationships>", related)
    return edited(made, "[Content_Types].xml", stated, stated + stated.replace("header1", "header8"))


def headed(data: bytes, profile: Profile) -> WordDocument:
    return with_head(document_of(data), profile)


def told(document: WordDocument, profile: Profile) -> list[tuple[str, str, str]]:
    judged = check_layout(document, profile)
    return [(one.rule, one.text, one.found) for one in judged.deviations]


CORPORA = {
    HD05.code: (HD05, party_faults.right_cases, party_faults.spoiled_cases),
    ND30.code: (ND30, state_corpus.right_cases, state_corpus.spoiled_cases),
}


@pytest.mark.parametrize(("profile", "right_ones", "spoiled"), CORPORA.values(), ids=CORPORA)
def test_the_same_is_found_and_repaired_wherever_the_head_stands(
    profile: Profile, right_ones: Any, spoiled: Any
) -> None:
    repaired = 0
    for case in [*right_ones(), *spoiled()][::4]:
        if len(case.planted) > 1 or "page_number" in case.planted:  # that of the page header itself
            continue
        data = moved(case.data, profile)
        assert told(headed(data, profile), profile) == told(document_of(case.data), profile), case.name
        judged = check_layout(headed(data, profile), profile).deviations
        repairs = [step for one in judged for step in one.repairs]
        left = check_layout(headed(fix_docx(data, repairs), profile), profile).deviations
        repaired += any(getattr(step, "part", "") == "word/header8.xml" for step in repairs)
        assert [one.rule for one in left if one.repairs] == [], case.name
    assert repaired > 3


def test_a_head_whose_accents_are_typed_apart_is_composed() -> None:
    spec = right()
    spec.text["issuer"] = "ĐẢNG U\u0309Y XÃ ĐỒNG NAI"
    data = moved(write_docx(spec), HD05)

    repairs = [step for one in check_layout(headed(data, HD05), HD05).deviations for step in one.repairs]
    fixed = fix_docx(data, repairs)

    root: Any = etree.fromstring(text_of(fixed, "word/header8.xml").encode())
    assert "ĐẢNG ỦY XÃ ĐỒNG NAI" in "".join(text for *_, text in characters_of(root))


def test_a_page_header_beside_a_head_in_the_text_is_not_judged() -> None:
    data = write_docx(right())
    running = edited(
        data, "word/header1.xml", "</w:hdr>", "<w:p><w:r><w:t>ĐẢNG ỦY XÃ</w:t></w:r></w:p></w:hdr>"
    )
    everywhere = edited(running, "word/document.xml", "<w:titlePg/>", "")

    document = document_of(everywhere)

    assert ([one.text for one in document.header], with_head(document, HD05)) == (["ĐẢNG ỦY XÃ"], document)


@pytest.mark.parametrize("kind", ["first", "default"])
def test_the_clerk_is_told_where_the_head_stands(kind: Kind, bcd35: CommandLine, root: Path) -> None:
    data = moved(write_docx(right()), HD05, kind)
    everywhere = edited(data, "word/document.xml", "<w:titlePg/>", "") if kind == "default" else data
    (root / "a.docx").write_bytes(everywhere)

    ran = bcd35("check-format", "a.docx", "--html", "a.html")

    words = "Phần đầu nằm trong đầu trang (Header) của Word: đã soát như phần đầu của văn bản."
    if kind == "default":
        words += " Đầu trang ấy in ở mọi trang; chuyển phần đầu vào trang thứ nhất."
    assert ran.out.splitlines()[1] == f"  {words}"
    page = (root / "a.html").read_text(encoding="utf-8")
    assert f"<p>{words}</p>" in page
    assert "<p>ĐẢNG ỦY XÃ ĐỒNG NAI</p>" in page


def test_a_comment_on_a_head_in_the_page_header_quotes_its_line(bcd35: CommandLine, root: Path) -> None:
    spec = right()
    spec.text["number"], spec.body[0] = "Số: 28-CV/ĐU", "Ngày 31/11/2026 là hạn báo cáo."
    (root / "a.docx").write_bytes(moved(write_docx(spec), HD05))

    bcd35("check-format", "a.docx", "--comment", "-o", "b.docx")

    comments: Any = etree.fromstring(text_of((root / "b.docx").read_bytes(), "word/comments.xml").encode())
    said = ["".join(line.itertext()).partition(":")[0] for line in comments.iter(f"{W}p")]
    assert said == ["Số và ký hiệu “Số", "Nội dung. Lỗi"]


def test_another_layout_in_the_page_header_is_told(bcd35: CommandLine, root: Path) -> None:
    letter = write_docx(state_corpus.right(), "table", "direct", state_corpus.StateWriter)
    (root / "a.docx").write_bytes(moved(letter, ND30))

    assert "theo thể thức nhà nước (NĐ 30/2020/NĐ-CP)" in bcd35("check-format", "a.docx").err
