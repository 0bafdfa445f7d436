"""The office's settings of look hold for any template.

Line pitch, paragraph gaps and spelling, one that a clerk edited too.
"""

import io
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from docx.shared import Pt
from tools.templates.layout import Look
from tools.templates.word import blank_document

from bcd35.domain.errors import BrokenFile
from bcd35.domain.findings import Finding
from bcd35.domain.office import DocumentStyle, Office, ParagraphGap, judge_office
from bcd35.domain.shape import from_plain, to_plain
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.docx.template_style import styled
from bcd35.formats.letters.reminder import REMINDER_TEMPLATE, render_reminder
from bcd35.formats.ooxml.package import Properties
from bcd35.formats.registers.reader import read_office
from tests.support import REPOSITORY
from tests.support.document_samples import ISSUED, a_reminder
from tests.support.office import OFFICE

REMINDER = WordTemplate(REMINDER_TEMPLATE, (REPOSITORY / "templates" / REMINDER_TEMPLATE).read_bytes())
USUAL = DocumentStyle()
LOOK = Look("hd-05-2026")


def a_template(*paragraphs: tuple[str, ...], styles: tuple[str, ...] = ("Nội dung",)) -> WordTemplate:
    """A clerk's template: each paragraph as the runs that Word cut it into."""
    document = blank_document(LOOK, *styles)
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for run in runs:
            paragraph.add_run(run)
    saved = io.BytesIO()
    document.save(saved)
    return WordTemplate("templates/mau.docx", saved.getvalue())


def filled(template: WordTemplate, **values: str) -> list[str]:
    document = Document(io.BytesIO(template.render(values, Properties("T", "A", ISSUED))))
    return [paragraph.text for paragraph in document.paragraphs]


def spacing(template: WordTemplate, style: str) -> Any:
    layout = Document(io.BytesIO(template.data)).styles[style].paragraph_format
    return layout.line_spacing, layout.space_before, layout.space_after


def test_with_the_usual_settings_the_template_stays_as_it_is() -> None:
    assert styled(REMINDER, USUAL) is REMINDER


def test_letters_on_both_sides_mirror_the_margins() -> None:
    template = styled(REMINDER, replace(USUAL, two_sided=True))
    assert len(Document(io.BytesIO(template.data)).settings.element.xpath("./w:mirrorMargins")) == 1
    assert styled(template, replace(USUAL, two_sided=True)) is template


def test_pitch_and_gap_go_into_the_named_styles() -> None:
    template = styled(
        a_template(styles=("Nội dung", "Kênh", "Nơi nhận")),
        replace(USUAL, line_pitch=21, paragraph_gap=ParagraphGap(6, 0)),
    )
    assert spacing(template, "Nội dung") == (Pt(21), Pt(6), Pt(0))
    assert spacing(template, "Kênh") == (Pt(21), Pt(3), Pt(3))
    assert spacing(template, "Nơi nhận") == (Pt(18), Pt(0), Pt(0))


def test_a_style_that_word_saved_without_any_layout_gets_it_in_the_order_of_the_schema() -> None:
    document = blank_document(LOOK, "Nội dung")
    style = document.styles["Nội dung"].element
    style.remove(style.pPr)
    saved = io.BytesIO()
    document.save(saved)
    template = styled(WordTemplate("a.docx", saved.getvalue()), replace(USUAL, line_pitch=20))
    changed = Document(io.BytesIO(template.data)).styles["Nội dung"].element
    assert [child.tag.rpartition("}")[2] for child in changed][-2:] == ["pPr", "rPr"]
    assert spacing(template, "Nội dung")[0] == Pt(20)


def test_a_template_without_the_style_is_refused_when_a_setting_needs_it() -> None:
    bare = a_template(styles=())
    assert styled(bare, USUAL) is bare
    with pytest.raises(BrokenFile) as caught:
        styled(bare, replace(USUAL, line_pitch=20))
    assert caught.value.findings == (
        Finding(
            "template_style_missing",
            "templates/mau.docx",
            "Tệp mẫu “templates/mau.docx” không có kiểu “Nội dung” nên không đặt được giãn dòng, khoảng cách "
            "đoạn "
            "đã khai ở data/office.yaml.",
            "Đặt lại kiểu “Nội dung” cho các đoạn nội dung trong Word, hoặc bỏ line_pitch, paragraph_gap.",
        ),
    )


def test_the_template_s_own_words_are_respelled_across_runs_and_tags_stay() -> None:
    template = a_template(("Đảng uỷ ", "U", "Ỷ BAN {{ uy }}"), ("  hoà ",), ("quý",))
    assert filled(styled(template, USUAL), uy="x") == ["Đảng ủy ỦY BAN x", "  hòa ", "quý"]
    assert styled(template, replace(USUAL, spelling="uỷ")) is template


def test_a_whole_document_in_the_other_spelling() -> None:
    office = replace(OFFICE, style=replace(USUAL, spelling="uỷ"))
    content = replace(a_reminder(), office=office)
    data = render_reminder(styled(REMINDER, office.style), content, content.units)
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    whole = "\n".join(
        [*cells, *(paragraph.text for paragraph in document.paragraphs), document.core_properties.author]
    )
    whole = whole.replace("\u00a0", " ")  # long names break between their parts only
    assert "ĐẢNG UỶ UỶ BAN NHÂN DÂN TỈNH" in whole
    assert "Đảng uỷ Sở Y tế." in whole
    assert "lan toả thông tin" in whole
    assert [word for word in ("ủy", "Ủy", "Ủy", "ỦY", "tỏa", "hòa") if word in whole] == []


# --- the settings in the register ---------------------------------------------------------------------------


def test_settings_of_the_office_file() -> None:
    text = (REPOSITORY / "data" / "office.yaml").read_text(encoding="utf-8")
    assert read_office(text.encode(), "office.yaml").value is not None
    stated = text.replace("  # line_pitch: 20", "  line_pitch: 20").replace(
        "  # paragraph_gap:", "  paragraph_gap:"
    )
    office = read_office(stated.replace("spelling: ủy", "spelling: uỷ").encode(), "office.yaml").value
    assert office is not None
    assert office.style == replace(USUAL, spelling="uỷ", line_pitch=20, paragraph_gap=ParagraphGap(6, 6))
    assert office.follow_up_recipients == ("Thường trực Đảng ủy", "Lưu Ban Chỉ đạo 35 Đảng ủy")


@pytest.mark.parametrize(
    ("style", "path", "message"),
    [
        (replace(USUAL, line_pitch=17), "line_pitch", "Mục “line_pitch” ghi 17; chỉ nhận từ 18 đến 22 (pt)."),
        (replace(USUAL, line_pitch=0), "line_pitch", "Mục “line_pitch” ghi 0; chỉ nhận từ 18 đến 22 (pt)."),
        (
            replace(USUAL, paragraph_gap=ParagraphGap(6, 25)),
            "after",
            "Mục “after” ghi 25; chỉ nhận từ 0 đến 24 (pt).",
        ),
    ],
)
def test_settings_out_of_range(style: DocumentStyle, path: str, message: str) -> None:
    ((where, finding),) = judge_office(replace(OFFICE, style=style))
    assert (where[-1], finding) == (path, Finding("bad_value", "", message, "Ghi lại số pt."))


def test_an_office_frozen_before_these_settings_still_loads() -> None:
    plain = to_plain(OFFICE)
    del plain["follow_up_recipients"]
    for name in ("spelling", "line_pitch", "paragraph_gap"):
        del plain["style"][name]
    assert from_plain(Office, plain) == replace(OFFICE, follow_up_recipients=())
    assert from_plain(Office, to_plain(OFFICE)) == OFFICE
