"""No text of a form is clipped: rows are as high as LibreOffice, with fonts as wide as Excel's, asks for."""

import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from PIL import ImageFont

from bcd35.domain.answers import Answer
from bcd35.domain.form_spec import LAYOUT, SHEET, form_spec, identify
from bcd35.domain.layout.widths import _STYLES as TABLES
from bcd35.domain.layout.widths import Style, _width, lines_in
from bcd35.domain.rounds import Field, Task
from bcd35.formats.forms.blank import FormCopier, write_form
from bcd35.formats.forms.refilled import FilledCell, Refill, refill_form
from bcd35.formats.ooxml.package import Properties
from bcd35.formats.registers.reader import read_round
from tests.support import REPOSITORY, made_up_form

LONG = "Số cán bộ, đảng viên, công chức, viên chức, người lao động và nhân dân trên địa bàn được phổ biến "
FIELDS = (
    Field(code="a", label="Số tổ chức trực thuộc đã được thông báo", kind="count", task="1"),
    Field(code="b", label=(LONG * 3)[:200].strip(), kind="count", task="1", hint=(LONG * 6)[:500].strip()),
    Field(code="c", label="WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", kind="yes_no", task="1"),
    Field(code="d", label="HÌNH THỨC THÔNG BÁO CHO TỪNG TỔ CHỨC ĐẢNG", kind="choices", task="2",
          of=tuple(f"hình thức phổ biến, quán triệt thứ {number}" for number in range(1, 31))),
    Field(code="e", label="Khó khăn, kiến nghị", kind="text", task="2", required=False),
)  # fmt: skip
ROUND = replace(
    made_up_form.ROUND,
    subject=(LONG * 5)[:470].strip(),
    tasks=(Task("1", "Thông báo", "…", ("a",)), Task("2", (LONG * 3)[:200].strip().upper(), "…", ("b",))),
    fields=FIELDS,
)
HEAD = replace(
    made_up_form.HEAD,
    office_name="Ban Chỉ đạo 35 Đảng ủy Ủy ban nhân dân tỉnh",
    unit_name="Đảng ủy Trường Cao đẳng Kỹ thuật - Công nghệ và Y tế các dân tộc miền núi phía Bắc",
    subject=ROUND.subject,
    send_to="Ban Tuyên giáo và Dân vận Đảng ủy (hộp thư btgdv@tinh.example.gov.vn, số 12 Nguyễn Huệ)",
)
HIGHEST = 409.0
HEAD_ROWS = tuple(f"A{row}" for row in range(1, 8))


class Written(NamedTuple):
    """A text of the form: where, in how wide a cell, how it is set, how high its row is."""

    place: str
    text: str
    width: float
    font: Any
    alignment: Any
    height: float


def texts_of(data: bytes) -> Iterator[Written]:
    sheet = load_workbook(io.BytesIO(data))[SHEET]
    merged = {str(one).partition(":")[0]: one for one in sheet.merged_cells.ranges}
    widths = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()}
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                over = merged.get(cell.coordinate)
                last = over.max_col if over else cell.column
                width = sum(widths[get_column_letter(one)] for one in range(cell.column, last + 1))
                height = sheet.row_dimensions[cell.row].height
                if height:  # the signature's rows are of one short line
                    yield Written(cell.coordinate, cell.value, width, cell.font, cell.alignment, height)


def blank_form() -> bytes:
    spec = form_spec(ROUND)
    return write_form(spec, identify(spec, "SYT", "28-CV/BCĐ"), HEAD)


def refilled_form() -> bytes:
    *wrong, filled = (row.answer_cell for row in form_spec(ROUND).questions)
    right = FilledCell.of(filled, Answer("value", (LONG * 6)[:500].strip()))
    refill = Refill((right,), tuple(wrong), HEAD.deadline)
    return refill_form(blank_form(), LAYOUT, refill, Properties("Thử", "Văn phòng", HEAD.dated))


@pytest.mark.libreoffice
@pytest.mark.parametrize("made", [blank_form, refilled_form])
def test_every_row_is_as_high_as_its_text_needs(
    made: Callable[[], bytes], tmp_path: Path, soffice: Callable[..., Path]
) -> None:
    written = list(texts_of(made()))
    book = Workbook()
    sheet = book.worksheets[0]
    columns = {
        width: get_column_letter(place) for place, width in enumerate({one.width for one in written}, 1)
    }
    for number, one in enumerate(written, start=1):
        cell = sheet[f"{columns[one.width]}{number}"]
        cell.value, cell.data_type = one.text, "s"
        font, alignment = one.font, one.alignment
        cell.font = Font(name=font.name, size=font.size, bold=font.bold, italic=font.italic)
        cell.alignment = Alignment(wrap_text=True, horizontal=alignment.horizontal, indent=alignment.indent)
    for width, letter in columns.items():
        sheet.column_dimensions[letter].width = width
    book.save(tmp_path / "a.xlsx")

    # LibreOffice works out the heights of rows when it opens a file of its own kind.
    asked = load_workbook(soffice(soffice(tmp_path / "a.xlsx", "ods"), "xlsx")).worksheets[0]

    needed = {one.place: asked.row_dimensions[number].height for number, one in enumerate(written, start=1)}
    assert len(needed) > 20
    assert max(needed.values()) > 60
    low = {one.place: (one.height, needed[one.place]) for one in written if one.height < needed[one.place]}
    assert low == {}
    assert max(one.height for one in written) <= HIGHEST
    wasted = [
        one.place for one in written if one.place in HEAD_ROWS and one.height > needed[one.place] * 1.4 + 8
    ]
    assert wasted == []


def test_a_copied_form_has_the_height_of_its_own_unit() -> None:
    spec = form_spec(ROUND)
    copier = FormCopier(spec, HEAD)
    for name in ("Sở Y tế", HEAD.unit_name, HEAD.unit_name.upper()):
        identity = identify(spec, "SYT", "28-CV/BCĐ")
        copied, alone = (
            {one.place: one.height for one in texts_of(data)}
            for data in (
                copier.copy(identity, name),
                write_form(spec, identity, replace(HEAD, unit_name=name)),
            )
        )
        assert copied == alone


def test_a_form_that_is_out_keeps_its_rows() -> None:
    """Its bytes are in the ledger: it can only be made again as it was."""
    spec = form_spec(ROUND)
    older = replace(spec, layout=replace(LAYOUT, rows="estimated"))
    identity = identify(spec, "SYT", "28-CV/BCĐ")
    heights = {one.place: one.height for one in texts_of(write_form(older, identity, HEAD))}
    assert {place: heights[place] for place in ("A5", "A7", "B10")} == {
        "A5": 40.32,
        "A7": 40.32,
        "B10": 21.84,
    }


def test_a_text_is_wrapped_by_the_widths_of_its_letters() -> None:
    texts = ("", "a", "m m m m m m m m m", "mmmmmmmmmmmmmmm", "a\nb")
    assert [lines_in(100, text, 10, "regular") for text in texts] == [
        1, 1, 1, 2, 2,
    ]  # fmt: skip


@pytest.mark.libreoffice
@pytest.mark.parametrize(("style", "file"), [("regular", "Regular"), ("bold", "Bold"), ("italic", "Italic")])
def test_the_widths_are_those_of_the_font(style: Style, file: str) -> None:
    if not (program := shutil.which("fc-match")):
        pytest.skip("no fontconfig")
    wanted = ["-f", "%{file}", f"Liberation Serif:style={file}"]
    found = subprocess.run([program, *wanted], capture_output=True, text=True, check=True).stdout
    font = ImageFont.truetype(found, 1000)
    signs = "abcdđeghiklmnopqrstuvxyfjwzâăêôABCDĐEGHIKLMNOPQRSTUVXYFJWZÂĂÊÔộẩ0123456789 .,:;-–—/()“”…%&"
    wrong = {
        sign: (ours, theirs)
        for sign in signs
        if (theirs := font.getlength(sign)) > (ours := _width(sign, 1000, TABLES[style])) + 2
    }
    assert wrong == {}


@pytest.mark.libreoffice
def test_the_sample_form_is_one_page(
    tmp_path: Path, soffice: Callable[..., Path], pdftotext: Callable[..., str]
) -> None:
    reading = read_round((REPOSITORY / "data/rounds/2025-11-kenh-truyen-thong.yaml").read_bytes(), "đợt")
    assert reading.value
    spec = form_spec(reading.value)
    send_to = "Ban Tuyên giáo và Dân vận Đảng ủy (cơ quan thường trực Ban Chỉ đạo 35 Đảng ủy)"
    head = replace(HEAD, subject=reading.value.subject, send_to=send_to)
    (tmp_path / "a.xlsx").write_bytes(write_form(spec, identify(spec, "SYT", "28-CV/BCĐ"), head))
    assert pdftotext(soffice(tmp_path / "a.xlsx"), "-layout").count("\f") == 1
