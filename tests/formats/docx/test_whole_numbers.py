"""Numbers of documents stay in one piece at the end of a line, and are read as they are written."""

import io
import zipfile
from datetime import date

import pytest
from docx import Document

from bcd35.formats.docx.mail_merge import Copier
from bcd35.formats.docx.reader import read_docx
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.docx.whole_numbers import keep_numbers_whole
from bcd35.formats.ooxml.package import Properties

PROPERTIES = Properties("Công văn", "Ban Chỉ đạo 35", date(2025, 11, 22))
KEPT = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Công văn số 31-CV/BCĐ, ngày", f"Công văn số 31{KEPT}CV/BCĐ, ngày"),
        ("Quyết định 399-QĐ/TW", f"Quyết định 399{KEPT}QĐ/TW"),
        ("Số 05/BNV-VP", f"Số 05/BNV{KEPT}VP"),
        ("Số \u00a0-CV/BCĐ", f"Số \u00a0{KEPT}CV/BCĐ"),
        ("từ 2025-2030, ngày 05/9/2026, COVID-19, A-B/C, 10-12 tháng 5", None),
        ("https://vi.du/2025/bai-viet/so-28-cv", None),
    ],
)
def test_which_hyphens_are_kept(text: str, kept: str | None) -> None:
    before, after = (f'<w:p w:id="28-CV/BCĐ"><w:t>{one}</w:t></w:p>' for one in (text, kept or text))
    assert keep_numbers_whole(before) == after


def test_what_is_kept_is_read_as_a_hyphen_and_copies_are_like_the_document() -> None:
    document = Document()
    document.add_paragraph("Số {{ number }}, theo Công văn số 28-CV/BCĐ và {{ own }}")
    stream = io.BytesIO()
    document.save(stream)
    template = WordTemplate("mẫu.docx", stream.getvalue())
    shared, own = {"number": "31-CV/BCĐ"}, {"own": "Công văn số 30-CV/BCĐ"}

    made = template.render({**shared, **own}, PROPERTIES)

    text = "Số 31-CV/BCĐ, theo Công văn số 28-CV/BCĐ và Công văn số 30-CV/BCĐ"
    assert [paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs] == [text]
    read = read_docx(made).document
    assert read
    assert [paragraph.text for paragraph in read.paragraphs] == [text]
    assert _xml(made).count("<w:noBreakHyphen/>") == 3
    assert _xml(Copier(template, shared, PROPERTIES).copy(own)) == _xml(made)


def _xml(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("word/document.xml").decode()
