"""No document and no workbook that we write has anything that openxml-audit objects to."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from bcd35.domain.form_spec import LAYOUT
from bcd35.domain.layout.deviations import Place
from bcd35.formats.docx.comments import Remark, comment_docx
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.forms.refilled import FilledCell, Refill, refill_form
from bcd35.formats.letters.reminder import render_reminder
from bcd35.formats.letters.samples import SAMPLES
from bcd35.formats.letters.written_report import render_report
from bcd35.formats.ooxml.package import Properties, zip_files
from tests.conftest import NOW
from tests.support import REPOSITORY
from tests.support.audit import audited
from tests.support.document_samples import a_reminder, a_report, many_missing
from tests.support.made_up_form import BLANK, HEAD, ROUND, SPEC
from tests.support.office import OFFICE
from tests.support.summary_content import WORKBOOKS

FOLDERS = ("templates", "layouts/nd-30-2020/templates")
LETTER = "cong-van.docx"
DOCUMENT = "word/document.xml"


def the_template(name: str, folder: str = FOLDERS[0]) -> WordTemplate:
    return WordTemplate(name, (REPOSITORY / folder / name).read_bytes())


def refilled() -> bytes:
    cells = [row.answer_cell for row in SPEC.questions]
    refill = Refill((FilledCell(cells[0], number=7),), tuple(cells[1:2]), ROUND.deadline)
    return refill_form(BLANK, LAYOUT, refill, Properties("Thử", "Văn phòng", HEAD.dated))


@pytest.mark.parametrize("role", SAMPLES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_each_kind_of_document_is_sound(folder: str, role: str) -> None:
    assert audited(SAMPLES[role](the_template(role, folder), OFFICE), ".docx") == []


def test_a_document_with_comments_is_sound() -> None:
    letter = SAMPLES[LETTER](the_template(LETTER), OFFICE)
    places = (Place(DOCUMENT, 0, 0, 3), Place(DOCUMENT, 3, 0, 1), Place(DOCUMENT, 9, 2, 5))
    remarks = [Remark(place, ("xem lại", "số")) for place in places]
    assert audited(comment_docx(letter, remarks, NOW), ".docx") == []


@pytest.mark.parametrize("units", [1, 18])
def test_lists_of_any_length_are_sound(units: int) -> None:
    content = a_reminder(*many_missing(units))
    reminder = render_reminder(the_template("don-doc.docx"), content, content.units)
    report = render_report(the_template("bao-cao.docx"), a_report(reported=units, missing=units))
    assert [audited(document, ".docx") for document in (reminder, report)] == [[], []]


@pytest.mark.parametrize("name", [*WORKBOOKS, "refilled form"])
def test_each_workbook_is_sound(name: str) -> None:
    assert audited(WORKBOOKS[name] if name in WORKBOOKS else refilled(), ".xlsx") == []


@pytest.mark.parametrize(
    ("ending", "part", "before", "after"),
    [
        (".docx", "word/document.xml", "<w:tbl>", "<w:tbl><w:r/>"),
        (".docx", "word/_rels/document.xml.rels", "/relationships/theme", "/relationships/other"),
        (".xlsx", "xl/styles.xml", "<sz ", "<wrong "),
        (".xlsx", "xl/worksheets/sheet1.xml", "<sheetData>", "<sheetData><wrong/>"),
    ],
)
def test_a_broken_file_is_not_sound(ending: str, part: str, before: str, after: str) -> None:
    data = SAMPLES[LETTER](the_template(LETTER), OFFICE) if ending == ".docx" else BLANK
    assert audited(zip_files(spoiled(data, part, before, after).items()), ending) != []


def spoiled(data: bytes, part: str, before: str, after: str) -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    assert before.encode() in parts[part]
    return parts | {part: parts[part].replace(before.encode(), after.encode(), 1)}
