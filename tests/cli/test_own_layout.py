"""A layout that is neither the Party's nor the State's: data and templates alone, as the manual tells it."""

import re
import zipfile
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from bcd35.domain.layout.widths import bold_width
from bcd35.formats.ooxml.package import zip_files
from tests.conftest import ROUND, CommandLine
from tests.support import REPOSITORY

TITLE = "ĐOÀN TNCS HỒ CHÍ MINH"
PROFILE = {
    "code: hd-05-2026": "code: doan",
    "name: Đảng – HD 05-HD/VPTW (2026)": "name: Đoàn Thanh niên",
    "words: [ĐẢNG CỘNG SẢN VIỆT NAM]": f"words: [{TITLE}]",
    "label: Dấu sao": 'label: Dấu sao, words: ["***"]',
    "colon: false": "colon: true",
}
OFFICE = {
    "superior: ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN": "layout: doan\nsuperior: BAN CHẤP HÀNH ĐOÀN TỈNH",
    "issuer: BAN CHỈ ĐẠO 35": "issuer: BAN TUYÊN GIÁO",
    "symbol: CV/BCĐ": "symbol: CV/TĐTN-BTG",
}


def changed(path: Path, changes: dict[str, str], target: Path | None = None) -> None:
    text = path.read_text(encoding="utf-8")
    for before, after in changes.items():
        assert before in text, before
        text = text.replace(before, after)
    (target or path).write_text(text, encoding="utf-8")


def retitled(path: Path) -> None:
    """A template as a clerk changes it in Word: title, the line under it, the colon behind “Số”, stars."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    text = parts["word/document.xml"].decode()
    side = round((5102 - bold_width(TITLE, 15) * 20) / 2)
    text = re.sub(
        r'(Đườngkẻ.*?<w:ind w:left=")\d+(" w:right=")\d+', rf"\g<1>{side}\g<2>{side}", text, count=1
    )
    text = text.replace("ĐẢNG CỘNG SẢN VIỆT NAM", TITLE).replace("Số {{", "Số: {{").replace(">*<", ">***<")
    parts["word/document.xml"] = text.encode()
    path.write_bytes(zip_files(parts.items()))


@pytest.fixture
def own_layout(root: Path) -> Path:
    changed(REPOSITORY / "data/profiles/hd-05-2026.yaml", PROFILE, root / "data/profiles/doan.yaml")
    changed(root / "data/office.yaml", OFFICE)
    for path in (root / "templates").glob("*.docx"):
        retitled(path)
    return root


def test_another_body_makes_its_documents_by_its_own_rules(own_layout: Path, bcd35: CommandLine) -> None:
    checked = bcd35("template", "check")
    issued = bcd35("notify", "--date", "2025-11-24")
    found = bcd35("check-format", "out")
    summed = bcd35("export-summary", "-o", "tong-hop.xlsx")

    assert [(ran.code, ran.err) for ran in (checked, issued, found, summed)] == [(0, "")] * 4, found.out
    assert found.out.endswith("Theo bộ quy tắc Đoàn Thanh niên.\n")
    letter = own_layout / "out" / ROUND / "SYT" / "Cong-van_28-CV-TDTN-BTG_SYT.docx"
    text = [
        paragraph.text for cell in Document(str(letter)).tables[0]._cells for paragraph in cell.paragraphs
    ]
    assert {TITLE, "Số: 28-CV/TĐTN-BTG"} <= set(text)
    cells = {cell.value for row in load_workbook(own_layout / "tong-hop.xlsx").worksheets[0] for cell in row}
    assert TITLE in cells
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" not in cells


def test_rules_that_pass_over_the_offices_own_letters_are_told(own_layout: Path, bcd35: CommandLine) -> None:
    line = '\n  - {pattern: "ĐOÀN TNCS .+", what: văn bản của Đoàn}\n'
    changed(own_layout / "data/profiles/doan.yaml", {"\noutside:\n": f"\noutside:{line}"})

    checked = bcd35("template", "check")

    assert (checked.code, checked.err) == (0, "")
    told = (
        "templates/cong-van.docx: dùng được.\n  Nên xem: check-format sẽ bỏ qua văn bản của chính cơ quan: "
        "“bản điền thử” là văn bản của Đoàn, không phải loại văn bản mà bộ quy tắc Đoàn Thanh niên quy định: "
        "không soát, không sửa. Bỏ dòng khớp với tiêu đề, tên cơ quan của mình ở mục outside, forbidden của "
        "data/profiles/doan.yaml.\n"
    )
    assert told in checked.out.replace("\n    ", " ")
    assert checked.out.count("Nên xem") == 1


def test_a_layout_that_the_workspace_does_not_have_is_told(root: Path, bcd35: CommandLine) -> None:
    changed(root / "data/office.yaml", {"superior: ĐẢNG": "layout: doan\nsuperior: ĐẢNG"})

    ran = bcd35("template", "check")

    assert ran.err == (
        "Lỗi: Mục layout của data/office.yaml ghi “doan”; không có bộ quy tắc thể thức "
        "ấy.\n"
        "  → Ghi một trong: hd-05-2026, hd-36-2018, nd-30-2020, hoặc thêm tệp data/profiles/doan.yaml, rồi "
        "chạy: bcd35 import\n"
    )
