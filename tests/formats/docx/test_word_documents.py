"""Letters and checklists: their texts, data that must stay data, and the faults of bad templates."""

import io
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm, Pt
from hypothesis import example, given, settings
from tools.make_templates import MAKERS, SETS, make_templates
from tools.templates.layout import Look

from bcd35.domain.errors import BrokenFile
from bcd35.domain.findings import Finding
from bcd35.domain.letters import LetterNumber
from bcd35.domain.rounds import Ground, Task
from bcd35.domain.text import visible
from bcd35.formats.docx.guard import check_template
from bcd35.formats.docx.template import Link, Picture, WordTemplate
from bcd35.formats.letters.notice import LetterContent, render_checklist, render_letter
from bcd35.formats.letters.qr import qr_png
from bcd35.formats.letters.wording import well_broken
from tests.support import REPOSITORY
from tests.support.letter_samples import (
    ANY_TEXT,
    CHANNELS,
    CHECKLIST,
    CONTENT,
    DATED,
    GROUPS,
    LETTER,
    OFFICE,
    PROPERTIES,
    ROUND,
    SUBJECT,
    TASKS,
    a_template,
    the_template,
    unzipped,
    with_footnotes,
    with_round,
    with_style,
)

RESTORE = "Mở tệp mẫu bằng Word để sửa, hoặc chép lại tệp mẫu gốc."
DISTRUST = "Không dùng tệp này; chép lại tệp mẫu gốc."


def a_letter(content: LetterContent = CONTENT, *addressees: str) -> Any:
    return Document(io.BytesIO(render_letter(LETTER, content, addressees or ("Chi bộ Sở Tư pháp",))))


def a_checklist(content: LetterContent = CONTENT, unit: str = "Chi bộ Sở Tư pháp") -> Any:
    return Document(io.BytesIO(render_checklist(CHECKLIST, content, unit)))


PRINTED_SUBJECT = "\u00a0".join(SUBJECT.rsplit(" ", 1))  # no last word on a line alone


def texts(place: Any) -> list[str]:
    """Texts of the paragraphs of a document's body or a cell, the empty ones left out."""
    return [paragraph.text for paragraph in place.paragraphs if paragraph.text]


# --- the letter ---------------------------------------------------------------------------------------------


def test_letter_to_one_unit() -> None:
    heading, addressees, signature = a_letter().tables
    assert texts(heading.cell(0, 0)) == [
        well_broken("ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN"),
        "BAN CHỈ ĐẠO 35",
        "*",
        "Số 28-CV/BCĐ",
        f"về việc {PRINTED_SUBJECT}",
    ]
    assert texts(heading.cell(0, 1)) == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Thái Nguyên, ngày 22 tháng 11 năm 2025"]
    assert texts(addressees.cell(0, 0)) == ["Kính gửi:"]
    assert texts(addressees.cell(0, 1)) == ["Chi bộ Sở Tư pháp."]
    assert texts(signature.cell(0, 0)) == [
        "Nơi nhận:",
        "- Như trên;",
        "- Thường trực Đảng ủy;",
        "- Lưu Ban Chỉ đạo 35 Đảng ủy.",
    ]
    assert texts(signature.cell(0, 1)) == ["PHÓ BÍ THƯ", "kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO", "Mai Thị Nhài"]


def test_body_of_the_letter() -> None:
    assert texts(a_letter()) == [
        (
            f"Thực hiện Công văn số 29-CV/BCĐ, ngày 21/11/2025 của Ban Chỉ đạo 35 Tỉnh ủy về {SUBJECT}, "
            "Ban Chỉ đạo 35 Đảng ủy Ủy ban nhân dân tỉnh đề nghị Chi bộ Sở Tư pháp triển khai thực hiện các "
            "nội dung sau:"
        ),
        "1. Thông báo các kênh. Thông báo các kênh dưới đây.",
        "Làm trong một tuần.",
        "- Facebook (02 kênh):",
        "+ HƯƠNG TRÀ XÚ THÁI: https://www.facebook.com/huongtraxuthai1",
        "+ Cổng Thông tin điện tử: https://www.facebook.com/ThaiNguyenPortal",
        "- TikTok (01 kênh):",
        "+ Báo Thái Nguyên: https://www.tiktok.com/@baothainguyen.official",
        "2. Chia sẻ thông tin: chia sẻ trên trang của đơn vị.",
        (
            "Gửi kèm Công văn này bảng kiểm và mẫu báo cáo; đề nghị Chi bộ Sở Tư pháp phân công theo dõi "
            "việc thực hiện theo bảng kiểm."
        ),
        (
            "Đề nghị Chi bộ Sở Tư pháp báo cáo kết quả thực hiện theo mẫu kèm theo, gửi về Ban Tuyên giáo và "
            "Dân vận Đảng ủy "
            "(cơ quan thường trực Ban Chỉ đạo 35 Đảng ủy) chậm nhất là ngày 15/12/2025 để tổng hợp."
        ),
    ]


def test_file_copy_names_the_groups() -> None:
    letter = a_letter(CONTENT, *GROUPS)
    assert texts(letter.tables[1].cell(0, 1)) == [f"- {GROUPS[0]};", f"- {GROUPS[1]}."]
    assert (
        "đề nghị các chi bộ, đảng ủy cơ sở trực thuộc và Đoàn Thanh niên Cộng sản Hồ Chí Minh"
        in texts(letter)[0]
    )


def test_page_and_typography() -> None:
    letter = a_letter()
    section = letter.sections[0]
    assert (section.page_width, section.page_height) == (
        pytest.approx(Mm(210), abs=700),
        pytest.approx(Mm(297), abs=700),
    )
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    assert section.different_first_page_header_footer
    assert not texts(section.first_page_header)
    assert 'w:instr=" PAGE "' in section.header._element.xml
    sizes = {
        style.name: style.font.size
        for style in letter.styles
        if getattr(style, "font", None) and style.font.size
    }
    wanted = {
        "Tiêu đề Đảng": 15,
        "Cơ quan ban hành": 14,
        "Trích yếu": 12,
        "Nội dung": 14,
        "Danh sách nơi nhận": 12,
        "Họ tên": 14,
    }
    assert {name: sizes[name] for name in wanted} == {name: Pt(size) for name, size in wanted.items()}
    body = letter.styles["Nội dung"].paragraph_format
    assert (body.line_spacing, body.space_before, body.space_after) == (Pt(18), Pt(6), Pt(6))
    assert round(body.first_line_indent.mm) == 10


@pytest.mark.parametrize("template", [LETTER, CHECKLIST], ids=["letter", "checklist"])
def test_times_new_roman_everywhere(template: WordTemplate) -> None:
    parts = unzipped(template.data)
    fonts = [
        font
        for part in parts.values()
        for font in re.findall(rb'w:(?:ascii|hAnsi|cs|eastAsia)="([^"]*)"', part)
    ]
    assert len(fonts) > 40
    assert set(fonts) - {b"vi-VN"} == {b"Times New Roman"}
    assert re.findall(rb'w:font w:name="([^"]*)"', parts["word/fontTable.xml"]) == [b"Times New Roman"]
    assert {*re.findall(rb'typeface="([^"]+)"', parts["word/theme/theme1.xml"])} == {b"Times New Roman"}


def test_signature_stays_in_one_piece() -> None:
    letter = a_letter()
    last_but_empty = [paragraph for paragraph in letter.paragraphs if paragraph.text][-1]
    assert last_but_empty.paragraph_format.keep_with_next
    assert "<w:cantSplit/>" in letter.tables[2]._tbl.xml
    blank = [paragraph for paragraph in letter.tables[2].cell(0, 1).paragraphs if not paragraph.text]
    assert len(blank) == 5


@pytest.mark.parametrize(
    ("prefix", "printed"),
    [
        ("về việc", f"về việc {PRINTED_SUBJECT}"),
        ("V/v", f"V/v {PRINTED_SUBJECT}"),
        ("không", f"Đ{PRINTED_SUBJECT[1:]}"),
    ],
    ids=str,
)
def test_subject_prefix(prefix: str, printed: str) -> None:
    assert texts(a_letter(with_style(subject_prefix=prefix)).tables[0].cell(0, 0))[-1] == printed


def test_subject_prefix_never_stands_twice() -> None:
    assert (
        texts(a_letter(with_round(subject="Về việc báo cáo")).tables[0].cell(0, 0))[-1]
        == "về việc báo\u00a0cáo"
    )


def test_office_style_decides_where_the_sources_disagree() -> None:
    letter = a_letter(
        with_style(list_separator=",", closing_mark="./.", second_post="nếp riêng", signing_lines=4), *GROUPS
    )
    assert texts(letter.tables[1].cell(0, 1)) == [f"- {GROUPS[0]},", f"- {GROUPS[1]}."]
    assert texts(letter.tables[2].cell(0, 0)) == [
        "Nơi nhận:",
        "- Như trên,",
        "- Thường trực Đảng ủy,",
        "- Lưu Ban Chỉ đạo 35 Đảng ủy.",
    ]
    assert texts(letter)[-1].endswith("để tổng hợp./.")
    assert len([paragraph for paragraph in letter.tables[2].cell(0, 1).paragraphs if not paragraph.text]) == 4


def test_single_task_has_no_number_and_no_channels_no_list() -> None:
    body = texts(a_letter(replace(with_round(tasks=TASKS[1:]), channels=())))
    assert body[0].endswith("triển khai thực hiện nội dung sau:")
    assert body[1] == "Chia sẻ thông tin: chia sẻ trên trang của đơn vị."
    assert len(body) == 4


def test_several_grounds_and_none() -> None:
    second = Ground("Kế hoạch", "84-KH/TU", date(2026, 2, 5), "Tỉnh ủy", "về công tác tuyên truyền.")
    several = texts(a_letter(with_round(grounds=(*ROUND.grounds, second))))[0]
    assert (
        f"về {SUBJECT}; Kế hoạch số 84-KH/TU, ngày 05/02/2026 của Tỉnh ủy về công tác tuyên truyền, Ban "
        "Chỉ đạo 35"
    ) in several
    assert texts(a_letter(with_round(grounds=())))[0].startswith(
        "Ban Chỉ đạo 35 Đảng ủy Ủy ban nhân dân tỉnh đề nghị Chi bộ Sở Tư pháp"
    )


def test_contact_of_the_office() -> None:
    content = replace(CONTENT, office=replace(OFFICE, contact="Văn thư, điện thoại 0208 000 000."))
    assert texts(a_letter(content))[-1].endswith(
        "để tổng hợp. Nơi tiếp nhận báo cáo: Văn thư, điện thoại 0208 000 000."
    )


def test_draft_keeps_a_gap_for_the_number() -> None:
    draft = replace(CONTENT, number=LetterNumber("CV/BCĐ", "2025-2030", None))
    letter = a_letter(draft)
    assert texts(letter.tables[0].cell(0, 0))[3] == "Số " + "\u00a0" * 8 + "-CV/BCĐ"
    assert letter.core_properties.title == f"Công văn (dự thảo): {SUBJECT}"


def test_properties_name_the_office_and_nobody_else() -> None:
    core = a_letter().core_properties
    assert (core.title, core.author, core.last_modified_by) == (
        f"Công văn số 28-CV/BCĐ: {SUBJECT}",
        OFFICE.full_name,
        "",
    )


# --- the checklist ------------------------------------------------------------------------------------------


def test_checklist_rows() -> None:
    checklist = a_checklist()
    assert texts(checklist) == [
        "BẢNG KIỂM",
        f"việc {SUBJECT}",
        "-----",
        "(Kèm theo Công văn số 28-CV/BCĐ, ngày 22/11/2025 "
        + "của Ban Chỉ đạo 35 Đảng ủy Ủy ban nhân dân tỉnh)".replace(" ", "\u00a0"),
        "Đơn vị: Chi bộ Sở Tư pháp",
        "Các kênh truyền thông",
    ]
    assert [[cell.text for cell in row.cells] for row in checklist.tables[1].rows] == [
        ["TT", "Nội dung kiểm", "Thời hạn", "☐ Đã làm", "Kết quả, ghi chú"],
        ["1", "Thông báo các kênh", "", "", ""],
        ["1.1", "Gửi danh sách", "15/12/2025", "☐", ""],
        ["1.2", "Thông báo trong sinh hoạt", "15/12/2025", "☐", ""],
        ["2", "Chia sẻ thông tin", "", "", ""],
        ["2.1", "Rà soát nội dung", "05/12/2025", "☐", ""],
        ["3", "Báo cáo kết quả", "", "", ""],
        ["3.1", "Gửi mẫu báo cáo đã điền về Ban Tuyên giáo và Dân vận Đảng ủy", "15/12/2025", "☐", ""],
    ]
    rows = checklist.tables[1]._tbl.tr_lst
    assert ["tblHeader" in row.xml for row in rows] == [True] + [False] * 7
    assert all("cantSplit" in row.xml for row in rows)
    assert texts(checklist.tables[-1].cell(0, 1))[-1] == "XÁC NHẬN CỦA ĐƠN VỊ"


def test_checklist_channels_with_links_and_qr_codes() -> None:
    checklist = a_checklist()
    table = checklist.tables[2]
    facebook, tiktok = "Facebook (02 kênh)", "TikTok (01 kênh)"
    addresses = [CHANNELS[place].canonical_url for place in (1, 2, 0)]
    assert [[cell.text for cell in row.cells][:3] for row in table.rows] == [
        ["TT", "Tên kênh", "Địa chỉ"],
        [facebook] * 3,
        ["1", "HƯƠNG TRÀ XÚ THÁI", addresses[0]],
        ["2", "Cổng Thông tin điện tử", addresses[1]],
        [tiktok] * 3,
        ["3", "Báo Thái Nguyên", addresses[2]],
    ]
    links = [
        link.address
        for row in table.rows
        for cell in row.cells[2:3]
        for line in cell.paragraphs
        for link in line.hyperlinks
    ]
    assert links == addresses
    pictures = [checklist.part.related_parts[key].blob for key in table._tbl.xpath(".//a:blip/@r:embed")]
    assert pictures == [qr_png(address) for address in addresses]
    assert [shape.width for shape in checklist.inline_shapes] == [Mm(25)] * 3
    assert table._tbl.xpath(".//wp:docPr/@descr")[0] == "Mã QR của kênh HƯƠNG TRÀ XÚ THÁI"


def test_checklist_without_channels_has_no_channel_table() -> None:
    checklist = a_checklist(replace(CONTENT, channels=()))
    assert len(checklist.tables) == 3
    assert "Các kênh truyền thông" not in texts(checklist)


def test_qr_code_keeps_its_white_border() -> None:
    # Version 3 (29 modules) and four modules of white on each side, 8 pixels a module: the width in the PNG's
    # own header.
    assert int.from_bytes(qr_png("https://www.facebook.com/huongtraxuthai1")[16:20], "big") == (29 + 8) * 8


# --- bytes --------------------------------------------------------------------------------------------------


def test_committed_templates_are_what_the_script_makes() -> None:
    # Parts and not bytes: compressed bytes differ between builds of zlib.
    made = make_templates()
    folders = ("templates", "layouts")
    committed = [path for folder in folders for path in (REPOSITORY / folder).rglob("*.docx")]
    assert sorted(made) == sorted(path.relative_to(REPOSITORY).as_posix() for path in committed)
    for name, data in made.items():
        assert unzipped(data) == unzipped((REPOSITORY / name).read_bytes()), (
            f"chạy: python -m tools.make_templates ({name})"
        )


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("code", SETS)
def test_templates_are_set_in_the_font_of_their_profile(code: str, name: str) -> None:
    look = Look(code)
    look.text = replace(look.text, font="Arial")
    parts = unzipped(MAKERS[name](look))
    fonts = "".join(map(str, parts.values()))
    assert (fonts.count("Times New Roman"), "Arial" in fonts) == (0, True)


def test_same_input_same_bytes() -> None:
    letter, checklist = the_template(LETTER.name), the_template(CHECKLIST.name)
    assert render_letter(LETTER, CONTENT, GROUPS) == render_letter(letter, CONTENT, GROUPS)
    assert render_checklist(CHECKLIST, CONTENT, "A") == render_checklist(checklist, CONTENT, "A")


def test_finished_documents_hold_no_tags_and_fetch_nothing() -> None:
    for data in (render_letter(LETTER, CONTENT, GROUPS), render_checklist(CHECKLIST, CONTENT, "A")):
        assert not [name for name, part in unzipped(data).items() if re.search(rb"\{\{|\{%", part)]
        WordTemplate("finished.docx", data)


# --- any text survives --------------------------------------------------------------------------------------


ECHO = WordTemplate("echo.docx", a_template("[{{ x }}]", header="[{{ x }}]"))


@settings(max_examples=60, deadline=None)
@given(text=ANY_TEXT)
@example(text="A & B <x> \"y\" 'z'")
@example(text="{{ 7*7 }} {% for %} {# #}")
@example(text="{_{ }_} {_% %_} {}}")
@example(text="hai\ndòng\tthẻ tab  hai dấu cách ")
@example(text="</w:t></w:r></w:p><w:p/>")
@example(text="&amp; &#123;")
def test_any_text_survives(text: str) -> None:
    document = Document(io.BytesIO(ECHO.render({"x": text}, PROPERTIES)))
    # non-characters, which no program shows, are left out
    assert [paragraph.text for paragraph in document.paragraphs] == [f"[{visible(text)}]"]
    assert document.sections[0].header.paragraphs[0].text == f"[{visible(text)}]"


def test_what_xml_cannot_hold_is_left_out() -> None:
    document = Document(io.BytesIO(ECHO.render({"x": "a\x00\x07\x0c\ufffeb\r\nc"}, PROPERTIES)))
    assert document.paragraphs[0].text == "[ab\nc]"


@pytest.mark.parametrize("name", ["Sở A & B <x> \"y\" 'z'", "{{ 7*7 }} {_{", "Đ" * 160, "Sở A"])
def test_any_unit_name_survives_into_letter_and_checklist(name: str) -> None:
    assert texts(a_letter(CONTENT, name).tables[1].cell(0, 1)) == [f"{name}."]
    assert texts(a_checklist(CONTENT, name))[4] == f"Đơn vị: {name}"


def test_a_library_object_is_never_within_a_template_s_reach() -> None:
    with pytest.raises(AssertionError, match="a template takes no date"):
        ECHO.render({"x": DATED}, PROPERTIES)
    pictured = {"x": Picture(qr_png("https://a.vn"), 20, "A"), "y": Link("https://a.vn")}
    for tag in ("{{ x.tpl }}", "{{ x.png }}", "{{ y.address }}"):
        assert the_fault(a_template(tag), pictured).code == "template_unknown_name"


# --- bad templates ------------------------------------------------------------------------------------------


def the_fault(data: bytes, context: dict[str, object] | None = None) -> Finding:
    """Given a template, the one finding of its refusal."""
    known = {"unit_name": "Sở A", "tasks": [{"title": "Một"}]} if context is None else context
    with pytest.raises(BrokenFile) as refused:
        WordTemplate("mau.docx", data).render(known, PROPERTIES)
    (finding,) = refused.value.findings
    return finding


TAG_FAULTS = {
    "misspelt": (
        "Đơn vị: {{ unit_nam }}",
        Finding(
            "template_unknown_name",
            "mau.docx",
            (
                "Tệp mẫu “mau.docx”, đoạn “Đơn vị: {{ unit_nam }}”: không có giá trị nào tên là “unit_nam”. "
                "Có phải ý bạn là unit_name?"
            ),
            RESTORE,
        ),
    ),
    "unknown": (
        "{{ xyz }}",
        Finding(
            "template_unknown_name",
            "mau.docx",
            "Tệp mẫu “mau.docx”, đoạn “{{ xyz }}”: không có giá trị nào tên là “xyz”.",
            RESTORE,
        ),
    ),
    "misspelt inside a loop": (
        "{% for task in tasks %}{{ task.titel }}{% endfor %}",
        Finding(
            "template_unknown_name",
            "mau.docx",
            "Tệp mẫu “mau.docx”, đoạn “{% for task in tasks %}{{ task.titel }}{% endfor %}”: không có giá "
            "trị nào tên là “titel”. "
            "Có phải ý bạn là title?",
            RESTORE,
        ),
    ),
    "long paragraph": (
        f"{'a' * 200}{{{{ xyz }}}}",
        Finding(
            "template_unknown_name",
            "mau.docx",
            f"Tệp mẫu “mau.docx”, đoạn “{'a' * 79}…”: không có giá trị nào tên là “xyz”.",
            RESTORE,
        ),
    ),
    "syntax": (
        "Kính gửi {{ unit_name + }}",
        Finding(
            "template_syntax",
            "mau.docx",
            "Tệp mẫu “mau.docx”, đoạn “Kính gửi {{ unit_name + }}”: thẻ {{ … }} hoặc {% … %} viết sai "
            "(máy báo: unexpected 'end of print statement').",
            RESTORE,
        ),
    ),
    "loop left open": (
        "{%p for task in tasks %}",
        Finding(
            "template_syntax",
            "mau.docx",
            (
                "Tệp mẫu “mau.docx”: có thẻ {% for %} hoặc {% if %} chưa đóng bằng {% endfor %} hoặc {% "
                "endif %}."
            ),
            RESTORE,
        ),
    ),
    "no such filter": (
        "{{ unit_name | safe }}",
        Finding(
            "template_syntax",
            "mau.docx",
            (
                "Tệp mẫu “mau.docx”, đoạn “{{ unit_name | safe }}”: thẻ {{ … }} hoặc {% … %} viết sai (máy "
                "báo: No filter named 'safe'.)."
            ),
            RESTORE,
        ),
    ),
    "no range": (
        "{{ range(9) }}",
        Finding(
            "template_unknown_name",
            "mau.docx",
            "Tệp mẫu “mau.docx”, đoạn “{{ range(9) }}”: không có giá trị nào tên là “range”.",
            RESTORE,
        ),
    ),
    "loop over a number": (
        "{% for x in 5 %}{% endfor %}",
        Finding(
            "template_failed",
            "mau.docx",
            (
                "Tệp mẫu “mau.docx” không điền được: thẻ đặt sai chỗ hoặc tệp hỏng (máy báo: 'int' object is "
                "not iterable)."
            ),
            RESTORE,
        ),
    ),
    "value outside text": (
        "{{p unit_name }}",
        Finding(
            "template_bad_tag",
            "mau.docx",
            "Tệp mẫu “mau.docx”: thẻ {{p unit_name }} làm mất chữ; thẻ in giá trị chỉ viết dạng {{ tên }}.",
            "Bỏ chữ “p” sau dấu {{.",
        ),
    ),
}


@pytest.mark.parametrize(("paragraph", "finding"), TAG_FAULTS.values(), ids=list(TAG_FAULTS))
def test_fault_of_a_tag(paragraph: str, finding: Finding) -> None:
    assert the_fault(a_template("Đầu", "Hai", "Ba", "Bốn", paragraph, "Cuối")) == finding


def test_a_tag_that_tears_the_paragraphs_apart_is_refused_not_repaired() -> None:
    torn = a_template("{% for task in tasks %}", "{{ task.title }}", "{% endfor %}")
    assert [
        paragraph.text
        for paragraph in Document(
            io.BytesIO(WordTemplate("a", torn).render({"tasks": []}, PROPERTIES))
        ).paragraphs
    ] == [""]
    table = Document()
    cells = table.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text, cells[1].text = "{% if tasks %}", "{{ tasks }}"
    table.add_paragraph("{% endif %}")
    saved = io.BytesIO()
    table.save(saved)
    finding = the_fault(saved.getvalue(), {"tasks": ""})
    assert finding.code == "template_failed"
    assert finding.message.startswith(
        "Tệp mẫu “mau.docx” không điền được: thẻ đặt sai chỗ hoặc tệp hỏng (máy báo: Opening and ending "
        "tag mismatch"
    )


PAYLOAD = "{{ ''.__class__.__mro__ }}"
UNSAFE = "access to attribute '__class__' of 'str' object is unsafe."


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (a_template(PAYLOAD), f", đoạn “{PAYLOAD}”"),
        (a_template("a", header=PAYLOAD), f", đoạn “{PAYLOAD}”"),
    ],
    ids=["body", "header"],
)
def test_sandbox_everywhere(data: bytes, place: str) -> None:
    message = f"Tệp mẫu “mau.docx”{place}: thẻ đòi chạy mã lệnh; thẻ chỉ được in giá trị (máy báo: {UNSAFE})."
    assert the_fault(data) == Finding("template_unsafe_code", "mau.docx", message, DISTRUST)


def test_footnotes_are_filled_and_sandboxed_too() -> None:
    filled = WordTemplate("mau.docx", with_footnotes(a_template("a"), "{{ x }}")).render(
        {"x": "A & B"}, PROPERTIES
    )
    assert b">A &amp; B</w:t>" in unzipped(filled)["word/footnotes.xml"]
    finding = the_fault(with_footnotes(a_template("a"), PAYLOAD))
    assert (finding.code, f"đoạn “{PAYLOAD}”" in finding.message) == ("template_unsafe_code", True)


@pytest.mark.parametrize(
    "data",
    [b"", a_template("a")[:2000], a_template("a", title="{{ x }}")],
    ids=["empty", "cut off", "odd tag"],
)
def test_a_template_never_goes_past_the_guard(data: bytes) -> None:
    (found,) = check_template(data)
    assert the_fault(data) == found._replace(where="mau.docx")


# --- as printed ---------------------------------------------------------------------------------------------


def printed(soffice: Callable[..., Path], folder: Path, data: bytes) -> Path:
    path = folder / "document.docx"
    path.write_bytes(data)
    return soffice(path)


def page_lines(pdf: Path, page: int) -> list[str]:
    found = subprocess.run(
        ["pdftotext", "-raw", "-f", str(page), "-l", str(page), str(pdf), "-"],
        capture_output=True,
        check=True,
    )
    return [line for line in found.stdout.decode().replace("\f", "").splitlines() if line]


def dark_columns(pdf: Path, dpi: int) -> list[list[int]]:
    """For each row of the top of page 1, the dark pixels right of the middle of the page."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-f", "1", "-l", "1", "-gray", str(pdf)], capture_output=True, check=True
    ).stdout
    _, size, _, pixels = drawn.split(b"\n", 3)
    width = int(size.split()[0])
    rows = [pixels[start : start + width] for start in range(0, width * int(dpi * 35 / 25.4), width)]
    return [[column for column in range(width // 2, width) if row[column] < 128] for row in rows]


@pytest.mark.libreoffice
def test_letter_as_printed(tmp_path: Path, soffice: Callable[..., Path]) -> None:
    pdf = printed(soffice, tmp_path, render_letter(LETTER, CONTENT, ("Chi bộ Sở Tư pháp",)))
    lines = page_lines(pdf, 1)
    assert lines[:9] == [
        "ĐẢNG ỦY ỦY BAN NHÂN DÂN",
        "TỈNH THÁI NGUYÊN",
        "BAN CHỈ ĐẠO 35",
        "*",
        "Số 28-CV/BCĐ",
        "về việc đẩy mạnh tuyên truyền, lan tỏa",
        "thông tin trên các kênh truyền thông",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Thái Nguyên, ngày 22 tháng 11 năm 2025",
    ]
    # The wrong Liberation fonts break this word apart.
    assert "Làm trong một tuần." in lines
    assert lines[-1] == "Mai Thị Nhài"


@pytest.mark.libreoffice
def test_rule_is_as_long_as_the_title(tmp_path: Path, soffice: Callable[..., Path]) -> None:
    rows = dark_columns(printed(soffice, tmp_path, render_letter(LETTER, CONTENT, ("A",))), 150)
    rule = max(rows, key=len)
    place = rows.index(rule)
    title = [column for row in rows[place - 40 : place - 2] for column in row]
    assert rule == list(range(rule[0], rule[-1] + 1)), "the rule is not one line"
    millimetre = 150 / 25.4
    assert abs(rule[0] - min(title)) < millimetre
    assert abs(rule[-1] - max(title)) < millimetre


@pytest.mark.libreoffice
def test_long_letter_numbers_its_second_page_and_keeps_the_signature_whole(
    tmp_path: Path, soffice: Callable[..., Path]
) -> None:
    nine = tuple(
        Task(str(place), f"Việc thứ {place}", "Nội dung của việc này. " * 12, ("Một mục",))
        for place in range(1, 10)
    )
    pdf = printed(soffice, tmp_path, render_letter(LETTER, with_round(tasks=nine), ("A",)))
    first, second = page_lines(pdf, 1), page_lines(pdf, 2)
    assert first[0] == "ĐẢNG ỦY ỦY BAN NHÂN DÂN"
    assert second[0] == "2"
    closing = next(place for place, line in enumerate(second) if re.match("Đề nghị .* báo cáo", line))
    assert second.index("Nơi nhận:") == closing + 3
    assert second[-4:] == ["PHÓ BÍ THƯ", "kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO", "Mai Thị Nhài"]


@pytest.mark.libreoffice
def test_checklist_as_printed(tmp_path: Path, soffice: Callable[..., Path]) -> None:
    pdf = printed(soffice, tmp_path, render_checklist(CHECKLIST, CONTENT, "Chi bộ Sở Tư pháp"))
    text = "\n".join(page_lines(pdf, 1) + page_lines(pdf, 2))
    wanted = [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "BẢNG KIỂM",
        "Đơn vị: Chi bộ Sở Tư pháp",
        "Báo cáo kết quả",
        "Facebook (02 kênh)",
        "XÁC NHẬN CỦA ĐƠN VỊ",
    ]
    places = [text.find(one) for one in wanted]
    assert -1 not in places
    assert places == sorted(places)
