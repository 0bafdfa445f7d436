"""``check-format``: profiles, reader, verdicts on a corpus of planted faults, repairs, the command line."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bcd35.domain.channels import Channel
from bcd35.domain.layout.document import (
    CharacterFormat,
    Paragraph,
    Run,
    Spacing,
    WordDocument,
    composed,
    whole,
)
from bcd35.domain.layout.layout_check import Judgement, check_layout
from bcd35.domain.layout.profile import ComponentCode, severity_of, with_style
from bcd35.domain.layout.repairs import Compose, SetCharacterFormat, SetText
from bcd35.domain.layout.widths import bold_width
from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import DocumentStyle, Office, ParagraphGap
from bcd35.domain.text import compose_pieces
from bcd35.formats.docx.fix import fix_docx
from bcd35.formats.docx.join import join_documents
from bcd35.formats.docx.package import Package
from bcd35.formats.docx.reader import characters_of, paragraphs_of, read_docx
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.docx.template_style import styled
from bcd35.formats.letters.correction import render_correction
from bcd35.formats.letters.notice import TEMPLATE_NAMES, LetterContent, render_checklist, render_letter
from bcd35.formats.letters.poster import render_poster
from bcd35.formats.letters.reminder import render_reminder
from bcd35.formats.letters.written_report import render_report
from bcd35.formats.ooxml.package import Properties
from bcd35.formats.registers.profiles import read_profile
from bcd35.formats.registers.reader import read_channels, read_office, read_round
from bcd35.usecases.registers import layouts
from bcd35.world.files import sha256
from tests.conftest import ROUND, CommandLine
from tests.support import REPOSITORY
from tests.support import document_samples as samples
from tests.support.checked_documents import (
    DOCUMENT,
    HD05,
    HD36,
    ND30,
    PROFILES,
    as_named,
    deviations_of,
    document_of,
    edited,
    repairs_of,
    rules_of,
    texts_of,
)
from tests.support.docx_corpus import (
    FORMS,
    SENTENCE,
    Form,
    PlantedFormat,
    Spec,
    right,
    write_docx,
)
from tests.support.party_corpus import joined_by_breaks, party_cases
from tests.support.party_faults import FAULTS, right_cases, spoiled_cases
from tests.support.planted_faults import score

# --- profiles -----------------------------------------------------------------------------------------------


def test_the_profiles_differ_where_the_guidances_do() -> None:
    assert (HD05.marks.list_separator, HD36.marks.list_separator) == (";", ",")
    assert (HD05.text.pitch_most, HD36.text.pitch_most) == (22, None)
    address_words = {
        profile.code: next(kind.address_word for kind in profile.types if kind.code == "TTr")
        for profile in (HD05, HD36)
    }
    assert address_words == {"hd-05-2026": "Kính trình", "hd-36-2018": "Kính gửi"}
    assert HD05.components[0].size == HD36.components[0].size
    assert "colour" in {rule.code for rule in HD36.rules if severity_of(rule.grade) == "advice"}


def test_every_rule_of_the_guidance_in_force_names_its_point_in_the_original() -> None:
    without = {rule.code for rule in HD05.rules if not rule.point}
    assert without == {"real_date", "later_ground", "no_addressee", "address_list", "hidden_text"}
    assert severity_of("original") == "error"
    margins = HD05.rule("margins")
    assert margins is not None
    assert HD05.source_of(margins) == "HD 05-HD/VPTW (2026), bản gốc, mục IV, điểm 4.1"


def test_every_line_of_a_profile_has_a_source_and_a_grade_and_every_source_is_used() -> None:
    for profile in (HD05, HD36, ND30):
        stated = [component.sources for component in profile.components] + [
            rule.sources for rule in profile.rules
        ]
        assert {code for codes in stated for code in codes} == {source.code for source in profile.sources}
        assert all(stated)


def test_the_title_is_as_long_as_the_template_draws_it() -> None:
    assert bold_width("ĐẢNG CỘNG SẢN VIỆT NAM", 15) == pytest.approx(206.7, abs=0.1)


def test_faults_of_a_profile_have_line_and_column() -> None:
    text = (PROFILES / "hd-05-2026.yaml").read_text(encoding="utf-8")
    broken = text.replace(
        "size: 15, case: upper, bold: true, side: right, sources: [PL3,",
        "size: to, case: upper, side: rigt, sources: [PL9,",
    )
    broken = re.sub(r"  - \{code: star.*\n", "", broken)

    findings = read_profile(broken.encode(), "p.yaml").findings

    line = next(number for number, one in enumerate(text.splitlines(), start=1) if "code: title," in one)
    assert [(found.code, found.where.rpartition(",")[0]) for found in findings] == [
        ("missing_component", f"p.yaml, dòng {line}"),  # the list begins with this line
        ("not_a_number", f"p.yaml, dòng {line}"),
        ("not_allowed", f"p.yaml, dòng {line}"),
    ]
    # What a faulty line says of the rest is judged once it can be read.
    findings = read_profile(
        broken.replace("size: to", "size: 15").replace("rigt", "right").encode(), "p.yaml"
    ).findings
    assert [(found.code, found.message) for found in findings] == [
        ("missing_component", "Thiếu thành phần: star."),
        ("unknown_source", "Không có nguồn “PL9”."),
    ]


def test_a_pattern_that_is_none_is_a_finding() -> None:
    text = (
        (PROFILES / "hd-05-2026.yaml")
        .read_text(encoding="utf-8")
        .replace('pattern: "CÔNG VĂN"', 'pattern: "CÔNG (VĂN"')
    )

    [found] = read_profile(text.encode(), "p.yaml").findings

    assert (found.code, found.message) == (
        "bad_pattern",
        "Mẫu “CÔNG (VĂN” viết sai cú pháp biểu thức chính quy.",
    )


# --- the corpus ---------------------------------------------------------------------------------------------


def test_every_planted_fault_is_found_and_nothing_besides() -> None:
    result = score(rules_of, party_cases())

    assert result.wrong == {}
    assert result.documents > 300
    page = REPOSITORY / "docs" / "huong-dan" / "soat-the-thuc.md"
    assert f"({result.text()})" in page.read_text(encoding="utf-8"), "the manual states these figures"


def test_the_corpus_breaks_every_rule_of_the_profile() -> None:
    planted = {fault.rule for fault in FAULTS}
    assert {rule.code for rule in HD05.rules} - planted == set()


def test_a_blind_checker_would_fail() -> None:
    result = score(lambda _data: set(), party_cases())
    assert result.found == 0
    assert len(result.wrong) == len(list(spoiled_cases()))


def test_what_is_told_of_a_deviation() -> None:
    spec = right()
    spec.formats["title"] = PlantedFormat(size=26, bold=False)
    spec.text["number"] = "Số: 5-CV/ĐU"
    spec.page["left"] = 1418
    spec.body.append(f"{SENTENCE}/.")

    source = "HD 36-HD/VPTW (2018), Phụ lục 3; HD 05-HD/VPTW (2026), bản gốc"
    deviations = check_layout(document_of(write_docx(spec)), HD05).deviations
    assert [one.source for one in deviations if one.rule == "title.size"] == [source]
    margins = "lề trên 20 mm, dưới 20 mm, trái 30 mm, phải 15 mm"
    assert deviations_of(write_docx(spec)) == [
        ("error", "Trang giấy", "", "lề trái 25 mm", margins),
        ("error", "Tiêu đề", "ĐẢNG CỘNG SẢN VIỆT NAM", "cỡ 13", "cỡ 15"),
        ("error", "Tiêu đề", "ĐẢNG CỘNG SẢN VIỆT NAM", "chữ không đậm", "chữ đậm"),
        (
            "error",
            "Số và ký hiệu",
            "Số: 5-CV/ĐU",
            "có dấu hai chấm sau chữ “Số”",
            "sau chữ “Số” không có dấu hai chấm",
        ),
        ("error", "Số và ký hiệu", "Số: 5-CV/ĐU", "số 5", "số 05"),
        ("error", "Nội dung", f"{SENTENCE[:59]}…", "kết thúc bằng “./.”", "kết thúc bằng “.”"),
    ]


def test_the_same_deviation_of_many_paragraphs_is_told_once() -> None:
    spec = right()
    spec.formats["body"].font = "Arial"

    [one] = check_layout(document_of(write_docx(spec)), HD05).deviations

    assert (one.count, len(one.repairs), one.found) == (len(spec.body), len(spec.body), "phông Arial")


def test_a_font_that_is_wrong_in_several_components_is_told_once() -> None:
    spec = right()
    spec.formats["title"].font = spec.formats["body"].font = spec.formats["number"].font = "Arial"

    assert deviations_of(write_docx(spec)) == [
        ("error", "Toàn văn bản", "Số 28-CV/ĐU", "phông Arial", "phông Times New Roman")
    ]


def test_another_font_in_the_profile_is_what_a_finding_asks_for() -> None:
    arial = replace(HD05, text=replace(HD05.text, font="Arial"))

    found = check_layout(document_of(write_docx(right())), arial).deviations

    assert [(one.rule, one.found, one.required) for one in found] == [
        ("font", "phông Times New Roman", "phông Arial")
    ]


def test_a_heading_typed_with_line_breaks_is_read_line_by_line_and_repaired() -> None:
    spec = right()
    assert rules_of(_broken_into_lines(write_docx(spec))) == set()
    spec.text["number"] = "Số 5-CV/ĐU"

    data = _broken_into_lines(write_docx(spec))

    assert rules_of(data) == {"number_padding"}
    fixed = fix_docx(data, repairs_of(data))
    before, after = texts_of(data), texts_of(fixed)
    assert after == [text.replace("Số 5-CV/ĐU", "Số 05-CV/ĐU") for text in before]
    assert "\nSố 05-CV/ĐU\n" in after[0]


def _broken_into_lines(data: bytes) -> bytes:
    """With the left cell of the heading as one paragraph."""
    return joined_by_breaks(data, lambda document: document.tables[0].cell(0, 0).paragraphs)


def test_lists_with_commas_are_right_under_the_guidance_of_2018() -> None:
    spec = right()
    spec.recipients = ["- Như trên,", "- Thường trực Đảng ủy,", "- Lưu Đảng ủy."]
    spec.addressees = ["- Các chi bộ trực thuộc,", "- Đoàn Thanh niên xã."]
    spec.text["letter_subject"] = "Tuyên truyền các kênh thông tin"

    assert rules_of(write_docx(spec), HD36) == set()
    assert rules_of(write_docx(spec), HD05) == {"list_punctuation", "subject_prefix"}


def test_as_above_stands_first_also_where_the_list_names_the_addressee() -> None:
    spec = right()
    spec.recipients = ["- Thường trực Đảng ủy;", "- Các chi bộ trực thuộc;", "- Lưu Đảng ủy."]

    assert rules_of(write_docx(spec)) == {"as_above"}


@pytest.mark.parametrize("form", FORMS)
def test_a_title_that_names_no_type_is_told_and_nothing_is_judged(
    form: Form, bcd35: CommandLine, root: Path
) -> None:
    spec = right("report")
    spec.text["type_name"], spec.text["number"] = "PHIẾU TRÌNH", "Số 5-PT/ĐU"
    (root / "a.docx").write_bytes(write_docx(spec, form))

    ran = bcd35("check-format", "a.docx")

    assert ran == (
        3,
        "",
        (
            "Lỗi: “a.docx” mang tên “PHIẾU TRÌNH”, không phải loại nào của bộ quy tắc Đảng – HD 05-HD/VPTW "
            "(2026): không soát, không sửa.\n  → Là loại đã có thì ghi đúng tên loại; là loại riêng thì thêm "
            "một dòng ở mục types của bộ quy tắc văn phòng tự lập.\n"
        ),
    )


def test_a_type_with_its_subject_on_one_line_is_told_how_to_part_them() -> None:
    spec = right("report")
    spec.text["type_name"] = "BÁO CÁO KẾT QUẢ"

    assert check_layout(document_of(write_docx(spec)), HD05).unknown_type == "BÁO CÁO KẾT QUẢ"


def test_an_appendix_behind_the_signature_is_no_letter_body() -> None:
    data = write_docx(right())
    grid = "<w:tblBorders><w:top w:val='single'/></w:tblBorders>"
    fonts = "<w:rFonts w:ascii='Times New Roman' w:hAnsi='Times New Roman'/>"
    small = f"<w:p><w:r><w:rPr>{fonts}<w:sz w:val='22'/></w:rPr><w:t>{{}}</w:t></w:r></w:p>"
    table = f"<w:tbl><w:tblPr>{grid}</w:tblPr><w:tr><w:tc>{small.format('Sở Y tế')}</w:tc></w:tr></w:tbl>"
    goes_with = "(Kèm theo Công văn số 28-CV/ĐU, ngày 05/9/2026 của Đảng ủy)"
    heading = map(small.format, ("PHỤ LỤC", "Danh sách đơn vị", goes_with))
    appendix = "".join(heading) + table

    data = edited(data, "word/document.xml", "<w:p/><w:sectPr>", f"{appendix}<w:p/><w:sectPr>")
    assert rules_of(data) == {"appendix_pages"}


@pytest.mark.parametrize("form", FORMS)
def test_a_sheet_that_is_no_letter_is_judged_by_its_heading_only(form: Form) -> None:
    spec = right()
    spec.text |= dict.fromkeys(("star", "number", "date_line", "letter_subject", "recipients_label"), "")
    spec.recipients, spec.addressees, spec.formats["body"].size = [], [], 60
    spec.formats["title"].bold = False

    judgement = check_layout(document_of(write_docx(spec, form)), HD05)

    assert (judgement.kind, [one.rule for one in judgement.deviations]) == ("TỜ RỜI", ["title.bold"])


def test_a_short_letter_needs_no_page_number() -> None:
    spec = right()
    spec.number["header"], spec.body = "no", spec.body[:2]

    assert rules_of(write_docx(spec)) == set()


@pytest.mark.parametrize(("lines", "rules"), [(34, set()), (35, {"page_number"})])
def test_a_letter_runs_over_one_page_from_its_35th_line(lines: int, rules: set[str]) -> None:
    """Around the body stand 16 lines: heading 5, addressees 2, signature 7, empty 2."""
    spec = right()
    spec.number["header"], spec.body = "no", ["Dòng ngắn."] * (lines - 16)

    assert rules_of(write_docx(spec)) == rules


# --- our own documents --------------------------------------------------------------------------------------

LONG_NAME = "Chi bộ " + "Ban Quản lý dự án " * 8 + "tỉnh Thái Nguyên"  # 167 letters
STYLES = {
    "default": DocumentStyle(),
    "older": DocumentStyle(
        subject_prefix="V/v",
        list_separator=",",
        second_post="nếp riêng",
        two_sided=True,
        signing_lines=4,
        spelling="uỷ",
        line_pitch=22,
        paragraph_gap=ParagraphGap(6, 0),
    ),
    "bare": DocumentStyle(subject_prefix="không", line_pitch=20, paragraph_gap=ParagraphGap(12, 6)),
}


def _content(office: Office, tasks: int) -> LetterContent:
    round_ = read_round((REPOSITORY / f"data/rounds/{ROUND}.yaml").read_bytes(), "").value
    channels = read_channels((REPOSITORY / "data/channels.yaml").read_bytes(), "").value
    assert round_
    assert channels
    listed = tuple(
        Channel(code=one.code, platform=one.platform, name=one.name, url=one.url, canonical_url=one.url)
        for one in channels.channels
    )
    many = tuple(replace(round_.tasks[place % len(round_.tasks)], code=str(place)) for place in range(tasks))
    return LetterContent(
        office=office,
        round_=replace(round_, tasks=many),
        number=LetterNumber("CV/BCĐ", "2025-2030", 28),
        dated=date(2025, 11, 22),
        channels=listed,
    )


def _office(style: DocumentStyle) -> Office:
    office = read_office((REPOSITORY / "data/office.yaml").read_bytes(), "").value
    assert office
    return replace(office, style=style)


def _made(style: DocumentStyle, name: str, tasks: int, units: int) -> Iterator[tuple[str, str, bytes]]:
    """Every document of the tool as an office of this style issues it.

    What it is, the kind it must be recognised as, its bytes.
    """
    office = _office(style)

    def template(file: str) -> WordTemplate:
        sheet = file in (TEMPLATE_NAMES["checklist"], "ap-phich-kenh.docx")
        return styled(
            WordTemplate(file, (REPOSITORY / "templates" / file).read_bytes()),
            style.without_body() if sheet else style,
        )

    letter, content = template(TEMPLATE_NAMES["letter"]), _content(office, tasks)
    draft = replace(content, number=content.number._replace(number=None))
    one, copy = (
        render_letter(letter, content, [name]),
        render_letter(letter, content, office.addressee_groups),
    )
    yield "letter", "CÔNG VĂN", one
    yield "file copy", "CÔNG VĂN", copy
    yield "draft", "CÔNG VĂN", render_letter(letter, draft, [name])
    yield (
        "joined",
        "CÔNG VĂN",
        join_documents([one, copy, one], Properties("Công văn", "", date(2025, 11, 22))),
    )
    yield "checklist", "BẢNG KIỂM", render_checklist(template(TEMPLATE_NAMES["checklist"]), content, name)
    reminder = replace(samples.a_reminder(*samples.many_missing(units, name)), office=office)
    yield "reminder", "CÔNG VĂN", render_reminder(template("don-doc.docx"), reminder, reminder.units)
    correction = replace(samples.CORRECTION, office=office, unit_name=name)
    yield "correction", "CÔNG VĂN", render_correction(template("de-nghi-bo-sung.docx"), correction)
    for done in {0, units // 2, units}:
        report = replace(samples.a_report(done, units - done, name), office=office)
        yield f"report on {done}", "BÁO CÁO", render_report(template("bao-cao.docx"), report)
    yield (
        "poster",
        "TỜ RỜI",
        render_poster(template("ap-phich-kenh.docx"), replace(samples.POSTER, office=office)),
    )


OURS = [
    *(
        ("default", units, name, tasks)
        for units in (1, 18, 105)
        for name, tasks in (("Sở Y", 1), (LONG_NAME, 9))
    ),
    *((style, 18, LONG_NAME, 9) for style in ("older", "bare")),
]


@pytest.mark.parametrize(("style", "units", "name", "tasks"), OURS)
def test_every_document_of_ours_is_right_by_rule(style: str, units: int, name: str, tasks: int) -> None:
    ours = with_style(HD05, STYLES[style])
    made = list(_made(STYLES[style], name, tasks, units))

    assert {what: check_layout(document_of(data), ours) for what, _, data in made} == {
        what: Judgement(kind, ()) for what, kind, _ in made
    }


# The longest of 92 communes of one province, their unit word in front, and names as long.
LONG_PLACES = (
    "Phan Đình Phùng", "Xã Nghinh Tường", "Xã Thượng Quan", "Xã Phong Quang", "Xã Thượng Minh",
    "Xã Trung Thành", "Xã Nghiên Loan", "Xã Quyết Thắng", "Xã Phượng Tiến", "Xã Xuân Dương", "Xã Thanh Thịnh",
    "TP Hồ Chí Minh",
)  # fmt: skip


@pytest.mark.parametrize(("column", "wrapped"), [("5357", 0), ("5102", 9)])
def test_a_date_behind_a_long_place_is_on_one_line_in_our_letter(column: str, wrapped: int) -> None:
    """The column of the date was 90 millimetres wide (5102 twips) in older templates."""
    template = REPOSITORY / "templates" / "de-nghi-bo-sung.docx"
    older = edited(template.read_bytes(), "word/document.xml", 'w:w="5357"', f'w:w="{column}"')

    def judged(place: str) -> set[str]:
        office = replace(_office(DocumentStyle()), place=place)
        content = replace(samples.CORRECTION, office=office, dated=date(2026, 11, 30))
        letter = render_correction(WordTemplate(template.name, older), content)
        return {one.rule for one in check_layout(document_of(letter), HD05).deviations}

    assert sum("date_one_line" in judged(place) for place in LONG_PLACES) == wrapped


def test_the_office_s_habits_are_what_its_documents_are_judged_by() -> None:
    """Under another office's settings the same letter deviates: the test above could fail."""
    letter = next(data for what, _, data in _made(STYLES["older"], "Sở Y", 1, 1) if what == "letter")

    assert rules_of(letter, with_style(HD05, DocumentStyle())) == {
        "subject_prefix", "list_punctuation", "spelling",
    }  # fmt: skip


def test_every_document_of_a_joined_file_is_judged() -> None:
    right_one, spoiled = right(), right()
    spoiled.formats["title"] = PlantedFormat(size=26, bold=False)
    properties = Properties("Công văn", "", date(2025, 11, 22))
    joined = join_documents([write_docx(right_one), write_docx(right_one), write_docx(spoiled)], properties)

    assert deviations_of(joined) == [
        ("error", "Tiêu đề", "ĐẢNG CỘNG SẢN VIỆT NAM", "cỡ 13", "cỡ 15"),
        ("error", "Tiêu đề", "ĐẢNG CỘNG SẢN VIỆT NAM", "chữ không đậm", "chữ đậm"),
    ]


# --- the reader ---------------------------------------------------------------------------------------------

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _read(body: str, styles: str = "") -> WordDocument:
    base = write_docx(right())
    packed = io.BytesIO()
    parts = {
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
    }
    with zipfile.ZipFile(io.BytesIO(base)) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            target.writestr(info, parts.get(info.filename, source.read(info).decode()))
    return document_of(packed.getvalue())


def _only_format(body: str, styles: str = "") -> CharacterFormat:
    [paragraph] = _read(body, styles).paragraphs
    [run] = paragraph.runs
    return run.format


def test_styles_are_followed_to_their_end_and_toggles_cancel_out() -> None:
    styles = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:rFonts w:asciiTheme="majorHAnsi" '
        'w:hAnsiTheme="majorHAnsi"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:styleId="A"><w:rPr><w:b/><w:sz w:val="30"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:rPr><w:i/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:b/><w:color w:val="ff0000"/></w:rPr></w:style>'
    )
    body = '<w:p><w:pPr><w:pStyle w:val="B"/></w:pPr><w:r><w:rPr>{}</w:rPr><w:t>x</w:t></w:r></w:p>'

    inherited = CharacterFormat(
        ("Arial",), 15.0, bold=True, italic=True, underline=False, caps=False, colour="auto"
    )
    assert _only_format(body.format(""), styles) == inherited
    assert _only_format(body.format('<w:rStyle w:val="C"/>'), styles) == inherited._replace(
        bold=False, colour="ff0000"
    )
    assert _only_format(body.format('<w:rStyle w:val="C"/><w:b/>'), styles) == inherited._replace(
        bold=True, colour="ff0000"
    )
    assert _only_format(
        body.format('<w:b w:val="false"/><w:rFonts w:ascii="Times New Roman"/>'), styles
    ) == inherited._replace(fonts=("Times New Roman", "Arial"), bold=False)


def test_styles_based_on_each_other_in_a_circle_end() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    assert _only_format('<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>', styles).bold


def test_deleted_text_and_field_codes_are_not_read() -> None:
    body = (
        "<w:p><w:ins><w:r><w:t>mới</w:t></w:r></w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:tab/><w:t>x</w:t><w:br/></w:r></w:p>"
    )
    assert [paragraph.text for paragraph in _read(body).paragraphs] == ["mới\tx\n"]


def test_a_measure_with_its_unit() -> None:
    [paragraph] = _read(
        '<w:p><w:pPr><w:spacing w:before="6pt" w:line="18pt" w:lineRule="exact"/><w:ind '
        'w:firstLine="10mm"/></w:pPr></w:p>'
    ).paragraphs
    assert paragraph.spacing == Spacing(6.0, 0.0, 18.0, "exact")
    assert paragraph.first_line == pytest.approx(28.35, abs=0.01)


def test_paragraphs_are_counted_as_the_repair_counts_them() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    body = (
        f"<w:p/><w:sdt><w:sdtContent><w:p><w:r><w:t>a</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p>{inner}<w:p/></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p><w:r><w:t>d</w:t></w:r></w:p>"
    )
    document = _read(body)
    assert [
        (one.place, one.text, one.cell and (one.cell.table, one.cell.column)) for one in document.paragraphs
    ] == [
        (0, "", None),
        (1, "a", None),
        (2, "b", (0, 0)),
        (3, "c", (1, 0)),
        (4, "", (0, 0)),
        (5, "", (0, 1)),
        (6, "d", None),
    ]


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("word/document.xml", '<w:sz w:val="30"/>', '<w:sz w:val="to"/>'),
        ("word/document.xml", "<w:body>", "<w:cody>"),
        ("word/document.xml", 'w:w="11906"', 'w:w="rộng"'),
        ("word/header1.xml", "</w:hdr>", ""),
    ],
)
def test_a_document_that_is_none_inside_is_a_finding(part: str, before: str, after: str) -> None:
    reading = read_docx(edited(write_docx(right()), part, before, after).replace(b"</w:cody>", b"</w:cody>"))

    assert reading.document is None
    assert len(reading.findings) == 1
    assert reading.findings[0].message.endswith(".")


# --- the repair ---------------------------------------------------------------------------------------------


def test_repairs_put_right_what_they_name_and_nothing_is_left_of_it() -> None:
    spoiled = list(spoiled_cases())
    alone, pairs = spoiled[: len(FAULTS)], spoiled[len(FAULTS) :]
    repaired = 0
    for case in [*alone, *pairs[::4]]:
        before = document_of(case.data)
        judged = check_layout(before, HD05).deviations
        repairs = [step for one in judged for step in one.repairs]
        if not repairs:
            continue
        fixed = fix_docx(case.data, repairs)

        after = document_of(fixed)
        left = check_layout(after, HD05).deviations
        assert [one.repairs for one in left if one.repairs] == [], case.name
        assert {one.rule for one in left} == {one.rule for one in judged if not one.repairs}, case.name
        assert [one.text for one in after.paragraphs] == as_named(
            [one.text for one in before.paragraphs], repairs
        ), case.name
        _same_but(
            case.data,
            fixed,
            {"word/document.xml", "word/header1.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"},
        )
        repaired += 1
    assert repaired > 60


def _same_but(before: bytes, after: bytes, allowed: set[str]) -> None:
    """Every part but the ones that repairs concern is there byte for byte."""
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        kept = [name for name in old.namelist() if name not in allowed]
        assert [new.read(name) for name in kept] == [old.read(name) for name in kept]
        assert set(old.namelist()) <= set(new.namelist())


def test_a_missing_page_number_is_made() -> None:
    spec = right()
    spec.number["header"], spec.number["first"] = "no", "same"
    data = edited(
        write_docx(spec), "word/_rels/document.xml.rels", 'Target="header1.xml"', 'Target="header1.xml"'
    )

    fixed = fix_docx(data, repairs_of(data))

    [section] = document_of(fixed).sections
    assert (section.header_part, section.own_first_page, round(section.header)) == (
        "word/header.xml",
        True,
        10,
    )
    assert section.number is not None
    assert (section.number.text, section.number.align, section.number.runs[0].format.size) == (
        "2",
        "center",
        14.0,
    )


def test_the_format_of_one_piece_of_a_line_leaves_its_neighbours_alone() -> None:
    spec = right()
    body = (
        "<w:p><w:r><w:rPr><w:i/></w:rPr><w:t>ab</w:t><w:tab/><w:t>cd</w:t></w:r>"
        "<w:r><w:t>ef</w:t></w:r></w:p><w:sectPr>"
    )
    data = edited(write_docx(spec), "word/document.xml", "<w:p/><w:sectPr>", body)
    place = len(texts_of(data)) - 1

    fixed = fix_docx(
        data,
        [
            SetCharacterFormat("word/document.xml", place, 1, 4, bold=True),
            SetText("word/document.xml", place, 7, 7, "."),
        ],
    )

    assert [
        (run.text, run.format.bold, run.format.italic) for run in document_of(fixed).paragraphs[place].runs
    ] == [
        ("a", False, True),
        ("b\tc", True, True),
        ("d", False, True),
        ("ef.", False, False),
    ]


_WORDS = st.text(
    st.sampled_from("aăâđêôơưuyế \u0301\u0300\u0309\u0323ủỷ.;,-/0123456789Số:\u00a0“”&<>"), max_size=60
)


def _any_spec(
    *,
    bodies: list[str],
    number: int,
    day: int,
    month: int,
    sizes: tuple[int, int, int],
    recipients: list[str],
) -> Spec:
    spec = right()
    spec.body = [*bodies, SENTENCE]
    spec.text["number"] = f"Số {number}-CV/ĐU"
    spec.text["date_line"] = f"Đồng Nai, ngày {day} tháng {month} năm 2026"
    spec.recipients = recipients
    for code, size in zip(("body", "title", "recipient"), sizes, strict=True):
        spec.formats[code].size = size
    return spec


@settings(max_examples=30)
@given(
    spec=st.builds(
        _any_spec,
        bodies=st.lists(_WORDS, min_size=1, max_size=4),
        number=st.integers(0, 120),
        day=st.integers(1, 31),
        month=st.integers(1, 12),
        sizes=st.tuples(st.integers(16, 40), st.integers(16, 40), st.integers(16, 40)),
        recipients=st.lists(
            st.sampled_from(["- Như trên", "- Thường trực Đảng ủy,", "- Lưu Đảng ủy", "- Lưu: VT;"]),
            min_size=1,
            max_size=4,
        ),
    ),
    form=st.sampled_from(FORMS),
)
def test_text_is_never_altered_beyond_the_named_repairs(spec: Spec, form: Form) -> None:
    data = write_docx(spec, form)
    repairs = repairs_of(data)

    fixed = fix_docx(data, repairs)

    assert texts_of(fixed) == as_named(texts_of(data), repairs)
    for step in repairs:
        if isinstance(step, SetText):
            assert re.fullmatch(
                r"[.;]|[0-9]{2,}|[0-9]{2} tháng [0-9]{1,2} năm [0-9]{4}|[0-9]{2}/[0-9]{1,2}/[0-9]{4}",
                step.text,
            )
    assert repairs_of(fixed) == []
    assert fix_docx(fixed, repairs_of(fixed)) == fixed


@given(st.lists(_WORDS, max_size=6))
def test_pieces_compose_as_their_whole_does(pieces: list[str]) -> None:
    whole_text = "".join(pieces)
    assert "".join(compose_pieces(pieces)) == unicodedata.normalize("NFC", whole_text)
    assert len(compose_pieces(pieces)) == len(pieces)


@given(st.lists(st.tuples(_WORDS, st.booleans()), max_size=5), st.integers(0, 80), st.integers(0, 80))
def test_a_span_cuts_runs_where_its_text_is_cut(pieces: list[tuple[str, bool]], one: int, other: int) -> None:
    plain = CharacterFormat(
        ("Times New Roman",), 14.0, bold=False, italic=False, underline=False, caps=False, colour="auto"
    )
    paragraph = Paragraph(
        part="word/document.xml",
        place=0,
        runs=tuple(Run(text, plain._replace(bold=bold)) for text, bold in pieces),
        align="left",
        spacing=Spacing(0, 0, 1, "auto"),
        room=468,
    )
    span = whole(paragraph)._replace(start=min(one, other), end=max(one, other))
    assert "".join(run.text for run in span.runs) == span.text


def test_composing_a_document_is_what_the_repair_does() -> None:
    spec = right()
    spec.body = [unicodedata.normalize("NFD", text).replace(" ", "\u200b ") for text in spec.body]
    data = write_docx(spec)

    assert texts_of(fix_docx(data, [Compose(DOCUMENT)])) == [
        paragraph.text for paragraph in composed(document_of(data)).paragraphs
    ]


def test_characters_are_those_of_the_reader() -> None:
    data = write_docx(right(), "tabs")
    elements = list(paragraphs_of(Package(data).tree("word/document.xml")))
    assert ["".join(text for _, _, text in characters_of(one)) for one in elements] == texts_of(data)


# --- the command line ---------------------------------------------------------------------------------------


@pytest.fixture
def letter(root: Path) -> Callable[..., Path]:
    """``letter("x.docx", left=1418)`` → a file in the workspace, spoiled by page values."""

    def write(name: str, **page: int) -> Path:
        spec = right()
        spec.page |= page
        (root / name).write_bytes(write_docx(spec))
        return root / name

    return write


def test_a_right_document(bcd35: CommandLine, letter: Callable[..., Path]) -> None:
    letter("a.docx")

    ran = bcd35("check-format", "a.docx")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "a.docx (công văn): đúng thể thức.\nTheo bộ quy tắc Đảng – HD 05-HD/VPTW (2026).\n"


def test_a_document_with_faults(bcd35: CommandLine, root: Path) -> None:
    spec = right()
    spec.page["left"] = 1418
    spec.formats["title"].size = 28
    spec.recipients[0] = "- Như trên,"
    spec.text["letter_subject"] = "V/v tuyên truyền"
    (root / "a.docx").write_bytes(write_docx(spec))

    ran = bcd35("check-format", "a.docx")

    assert (ran.code, ran.err) == (3, "")
    assert ran.out.splitlines() == [
        "a.docx (công văn): 3 lỗi, 1 lời khuyên.",
        "  Trang giấy",
        "    Lỗi: lề trái 25 mm; quy định: lề trên 20 mm, dưới 20 mm, trái 30 mm, phải 15 mm. [1]",
        "  Tiêu đề",
        "    Lỗi “ĐẢNG CỘNG SẢN VIỆT NAM”: cỡ 14; quy định: cỡ 15. [2]",
        "  Nơi nhận",
        "    Lỗi “- Như trên,”: cuối dòng ghi “,”; quy định: cuối dòng ghi “;”. [3]",
        "  Trích yếu công văn",
        "    Nên “V/v tuyên truyền”: mở đầu bằng “V/v”; quy định: mở đầu bằng “về việc”. [4]",
        "  Nguồn [1]: HD 05-HD/VPTW (2026), bản gốc, mục IV, điểm 4.1.",
        "  Nguồn [2]: HD 36-HD/VPTW (2018), Phụ lục 3; HD 05-HD/VPTW (2026), bản gốc.",
        "  Nguồn [3]: HD 05-HD/VPTW (2026), bản gốc, mục I, điểm 9.2.5.",
        (
            "  Nguồn [4]: HD 05-HD/VPTW (2026), bản gốc, mục I, điểm 5.2.3 (ví dụ); nếp trình bày của văn "
            "phòng cấp ủy."
        ),
        "Theo bộ quy tắc Đảng – HD 05-HD/VPTW (2026).",
    ]


def test_advice_alone_is_no_failure(bcd35: CommandLine, root: Path) -> None:
    spec = right()
    spec.text["letter_subject"] = "V/v tuyên truyền"
    (root / "a.docx").write_bytes(write_docx(spec))

    ran = bcd35("check-format", "a.docx", "--json")

    assert (ran.code, ran.json["ok"]) == (0, True)
    assert ran.json["data"]["counts"] == {"documents": 1, "clean": 0, "errors": 0, "advice": 1, "refused": 0}


def test_the_office_s_own_style_decides_where_sources_disagree(bcd35: CommandLine, root: Path) -> None:
    office = root / "data/office.yaml"
    office.write_text(
        office.read_text(encoding="utf-8").replace("subject_prefix: về việc", "subject_prefix: V/v"),
        encoding="utf-8",
    )
    spec = right()
    spec.text["letter_subject"] = "V/v tuyên truyền"
    (root / "a.docx").write_bytes(write_docx(spec))

    assert bcd35("check-format", "a.docx").out.startswith("a.docx (công văn): đúng thể thức.")
    assert bcd35("check-format", "a.docx", "--profile", "hd-05-2026").out.startswith(
        "a.docx (công văn): 1 lời khuyên."
    )


REVERSED = ["PHÓ TRƯỞNG BAN CHỈ ĐẠO", "kiêm", "PHÓ BÍ THƯ"]


@pytest.mark.parametrize(
    ("habit", "printed", "told"),
    [
        ("quy định", REVERSED[::-1], []),
        (
            "nếp riêng",
            REVERSED,
            [f"    Nên “{REVERSED[0]}”: {' – '.join(REVERSED)}; quy định: {' – '.join(REVERSED[::-1])}. [1]"],
        ),
    ],
)
def test_the_post_of_the_seal_stands_first_unless_the_office_has_a_form_of_its_own(
    bcd35: CommandLine, root: Path, habit: str, printed: list[str], told: list[str]
) -> None:
    office = root / "data/office.yaml"
    text = office.read_text(encoding="utf-8")
    text = text.replace("[PHÓ BÍ THƯ, kiêm, PHÓ TRƯỞNG BAN CHỈ ĐẠO]", f"[{', '.join(REVERSED)}]")
    office.write_text(text.replace("second_post: quy định", f"second_post: {habit}"), encoding="utf-8")
    assert bcd35("notify", "--unit", "SYT", "--date", "2025-11-22").code == 0
    [letter] = (root / "out" / ROUND / "SYT").glob("Cong-van*.docx")

    ran = bcd35("check-format", str(letter))

    assert ran.code == 0
    assert [line for line in ran.out.splitlines() if line.lstrip().startswith(("Lỗi", "Nên"))] == told
    lines = texts_of(letter.read_bytes())
    start = lines.index(printed[0])
    assert lines[start : start + 3] == printed
    formats = {
        one.text: one.runs[0].format.bold for one in document_of(letter.read_bytes()).paragraphs if one.text
    }
    assert [formats[line] for line in printed] == [True, False, True]


def test_the_office_s_own_spelling_is_asked_for(bcd35: CommandLine, root: Path) -> None:
    office = root / "data/office.yaml"
    office.write_text(
        office.read_text(encoding="utf-8").replace("spelling: ủy", "spelling: uỷ"), encoding="utf-8"
    )
    (root / "a.docx").write_bytes(write_docx(right()))

    lines = bcd35("check-format", "a.docx").out.splitlines()

    assert lines[:3] == [
        "a.docx (công văn): 1 lời khuyên.",
        "  Toàn văn bản",
        "    Nên: ghi “ỦY”; quy định: đặt dấu thanh như “uỷ”. [1]",
    ]


def test_checking_makes_no_database_and_works_outside_a_workspace(
    bcd35: CommandLine,
    root: Path,
    tmp_path: Path,
    letter: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = letter("a.docx")
    assert bcd35("check-format", "a.docx").code == 0
    assert not (root / "bcd35.db").exists()

    monkeypatch.chdir(tmp_path)
    assert bcd35("check-format", str(path)).out.startswith(f"{path.as_posix()} (công văn): đúng thể thức.")
    ran = bcd35("-C", str(tmp_path / "không có"), "check-format", str(path))
    assert (ran.code, ran.out) == (5, "")


def test_a_folder_and_files_that_cannot_be_judged(
    bcd35: CommandLine, root: Path, letter: Callable[..., Path]
) -> None:
    (root / "vb").mkdir()
    letter("vb/a.docx")
    letter("vb/b.docx", left=1418)
    (root / "vb/c.docx").write_bytes(b"%PDF-1.7")
    (root / "vb/~$a.docx").write_bytes(b"x")
    (root / "vb/d.docx").write_bytes(_letterless())

    ran = bcd35("check-format", "vb", "--json")

    assert (ran.code, ran.json["ok"]) == (3, False)
    assert [one["file"] for one in ran.json["data"]["files"]] == [
        "vb/a.docx",
        "vb/b.docx",
        "vb/c.docx",
        "vb/d.docx",
    ]
    assert ran.json["data"]["counts"] == {"documents": 4, "clean": 1, "errors": 1, "advice": 0, "refused": 2}
    assert [found["where"] for found in ran.json["findings"]] == ["vb/c.docx", "vb/d.docx"]
    assert ran.json["findings"][1]["message"] == (
        "“vb/d.docx” không có phần đầu (tiêu đề, cơ quan ban hành, số, ngày tháng), không phải loại văn "
        "bản mà bộ quy tắc Đảng – HD 05-HD/VPTW (2026) quy định: không soát, không sửa."
    )
    assert bcd35("check-format", "vb").out.splitlines()[-2:] == [
        "Đã soát 4 tệp, 1 tệp đúng thể thức; 1 lỗi, 0 lời khuyên, 2 tệp không soát được.",
        "Theo bộ quy tắc Đảng – HD 05-HD/VPTW (2026).",
    ]


def test_joined_letters_in_a_folder_are_skipped_unless_they_are_named(
    bcd35: CommandLine, root: Path, letter: Callable[..., Path]
) -> None:
    (root / "vb").mkdir()
    letter("vb/a.docx")
    letter("vb/b.docx")
    letter("vb/in-tat-ca.docx", left=1418)

    ran = bcd35("check-format", "vb", "--json")
    assert [one["file"] for one in ran.json["data"]["files"]] == ["vb/a.docx", "vb/b.docx"]
    assert (ran.code, ran.json["data"]["skipped"]) == (0, ["vb/in-tat-ca.docx"])
    assert bcd35("check-format", "vb").out == (
        "Đã soát 2 tệp, 2 tệp đúng thể thức; 0 lỗi, 0 lời khuyên.\n"
        "Bỏ qua vb/in-tat-ca.docx: tệp ghép để in, mỗi công văn đã có tệp riêng; muốn soát thì nêu đích danh "
        "tệp ấy.\n"
        "Theo bộ quy tắc Đảng – HD 05-HD/VPTW (2026).\n"
    )
    named = bcd35("check-format", "vb", "vb/in-tat-ca.docx", "--json").json["data"]
    assert (len(named["files"]), named["counts"]["errors"], named["skipped"]) == (3, 1, [])


def _letterless() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_docx(right()))) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            content = source.read(info).decode()
            if info.filename == "word/document.xml":
                content = (
                    f"<w:document {_W}><w:body><w:p><w:r><w:t>Thân gửi các "
                    "bạn.</w:t></w:r></w:p></w:body></w:document>"
                )
            target.writestr(info, content)
    return packed.getvalue()


def _refusals() -> Iterator[Any]:
    yield ("thiếu.docx",), 4, "Lỗi: Không có tệp “thiếu.docx”.\n  → Kiểm tra lại đường dẫn.\n"
    yield ("data",), 4, "Lỗi: Không có tệp .docx nào trong data.\n  → Nêu tệp hoặc thư mục khác.\n"
    yield (
        ("a.docx", "--profile", "hd-05"),
        4,
        (
            "Lỗi: Không có bộ quy tắc thể thức “hd-05”. Có phải ý bạn là hd-05-2026?\n"
            "  → Các bộ quy tắc có sẵn: hd-05-2026, hd-36-2018, nd-30-2020; hoặc nêu tệp .yaml.\n"
        ),
    )
    yield (
        ("a.docx", "--profile", "riêng.yaml"),
        4,
        "Lỗi: Không có tệp “riêng.yaml”.\n  → Kiểm tra lại đường dẫn.\n",
    )
    usage = "  → Xem cách dùng: bcd35 check-format --help\n"
    yield (
        ("a.docx", "--fix"),
        2,
        f"Lỗi [bcd35 check-format]: --fix, --comment đi với -o: --fix -o TỆP_MỚI.docx.\n{usage}",
    )
    yield (
        ("a.docx", "-o", "b.docx"),
        2,
        f"Lỗi [bcd35 check-format]: --fix, --comment đi với -o: --fix -o TỆP_MỚI.docx.\n{usage}",
    )
    yield (
        ("a.docx", "a.docx", "--fix", "-o", "b.docx"),
        2,
        f"Lỗi [bcd35 check-format]: -o: nhiều tệp thì nêu một thư mục đã có để ghi vào đó.\n{usage}",
    )
    yield (
        ("a.docx", "--fix", "-o", "b.pdf"),
        2,
        f"Lỗi [bcd35 check-format]: -o: “b.pdf” phải có đuôi .docx.\n{usage}",
    )
    keep = "  → Chọn tên tệp mới; bản gốc và các tệp đã có được giữ nguyên.\n"
    yield ("a.docx", "--fix", "-o", "a.docx"), 3, f"Lỗi: Đã có “a.docx”, không ghi đè.\n{keep}"
    yield (
        ("a.docx", "--fix", "-o", "xa/b.docx"),
        4,
        "Lỗi: Không có thư mục “xa”.\n  → Tạo thư mục trước, hoặc chọn nơi khác.\n",
    )


@pytest.mark.parametrize(("arguments", "code", "message"), list(_refusals()))
def test_what_cannot_be_done_is_refused(
    arguments: tuple[str, ...], code: int, message: str, bcd35: CommandLine, letter: Callable[..., Path]
) -> None:
    path = letter("a.docx", left=1418)
    before = path.read_bytes()

    ran = bcd35("check-format", *arguments)

    assert (ran.code, ran.out, ran.err) == (code, "", message)
    assert path.read_bytes() == before


def test_a_profile_of_the_office_s_own_needs_no_code(
    bcd35: CommandLine, root: Path, letter: Callable[..., Path]
) -> None:
    letter("a.docx", left=1418)
    text = (root / "data/profiles/hd-05-2026.yaml").read_text(encoding="utf-8")
    own = (
        text.replace("left: 30", "left: 25")
        .replace("code: hd-05-2026", "code: rieng")
        .replace("HD 05-HD/VPTW (2026)\n", "của riêng\n")
    )
    (root / "data/profiles/rieng.yaml").write_text(own, encoding="utf-8")

    assert bcd35("check-format", "a.docx", "--profile", "rieng").code == 0
    (root / "riêng.yaml").write_text(own.replace("left: 25", "left: hai"), encoding="utf-8")
    ran = bcd35("check-format", "a.docx", "--profile", "riêng.yaml")
    assert (ran.code, ran.out) == (6, "")
    assert "Mục “left” ghi “hai”; chỉ nhận số nguyên từ 0 trở lên, viết liền." in ran.err
    assert bcd35("import").code == 0


def test_a_profile_of_an_earlier_version_that_nobody_edited_is_not_read(
    bcd35: CommandLine, root: Path, letter: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    letter("a.docx")
    own = root / "data/profiles/hd-05-2026.yaml"
    own.write_text("code: cũ\n", encoding="utf-8")
    assert bcd35("check-format", "a.docx").code == 6

    noted = {"data/profiles/hd-05-2026.yaml": {sha256(own.read_bytes())}}
    monkeypatch.setattr(layouts, "known_digests", lambda: noted)

    assert bcd35("check-format", "a.docx").code == 0


def test_a_repaired_copy(bcd35: CommandLine, root: Path) -> None:
    spec = right()
    spec.page["left"] = 1418
    spec.text["number"] = "Số: 5-CV/ĐU"
    (root / "a.docx").write_bytes(write_docx(spec))
    before = (root / "a.docx").read_bytes()

    ran = bcd35("check-format", "a.docx", "--fix", "-o", "b.docx")

    assert (ran.code, ran.err) == (3, "")
    assert ran.out.splitlines() == [
        "a.docx: đã sửa 2 điểm, ghi sang b.docx.",
        "  Trang giấy: lề trái 25 mm → lề trên 20 mm, dưới 20 mm, trái 30 mm, phải 15 mm",
        "  Số và ký hiệu “Số: 5-CV/ĐU”: số 5 → số 05",
        "a.docx (công văn): còn 1 lỗi, sửa tay trong Word.",
        "  Số và ký hiệu",
        (
            "    Lỗi “Số: 05-CV/ĐU”: có dấu hai chấm sau chữ “Số”; quy định: sau chữ “Số” không có dấu hai "
            "chấm. [1]"
        ),
        "  Nguồn [1]: HD 05-HD/VPTW (2026), bản gốc, mục I, điểm 3.2.2 (các ví dụ).",
        "Theo bộ quy tắc Đảng – HD 05-HD/VPTW (2026).",
    ]
    assert (root / "a.docx").read_bytes() == before

    again = bcd35("check-format", "b.docx", "--fix", "-o", "c.docx")
    assert (again.code, again.out.splitlines()[:2]) == (
        3,
        [
            "b.docx: không có điểm nào tự sửa được; không ghi tệp mới.",
            "b.docx (công văn): 1 lỗi, sửa tay trong Word.",
        ],
    )
    assert not (root / "c.docx").exists()


def test_json_of_a_repair(bcd35: CommandLine, letter: Callable[..., Path]) -> None:
    letter("a.docx", left=1418)

    ran = bcd35("check-format", "a.docx", "--fix", "-o", "b.docx", "--json")

    [file] = ran.json["data"]["files"]
    assert (ran.code, file["written"], file["deviations"]) == (0, "b.docx", [])
    assert file["repaired"] == [
        {
            "rule": "margins",
            "severity": "error",
            "part": "Trang giấy",
            "text": "",
            "count": 1,
            "found": "lề trái 25 mm",
            "required": "lề trên 20 mm, dưới 20 mm, trái 30 mm, phải 15 mm",
            "source": "HD 05-HD/VPTW (2026), bản gốc, mục IV, điểm 4.1",
            "fixable": True,
        }
    ]


# --- with the real LibreOffice ------------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_documents_saved_by_libreoffice_are_judged_alike(
    soffice: Callable[..., Path], tmp_path: Path
) -> None:
    cases = [
        case
        for case in right_cases()
        if case.name in ("right-letter-table-theme", "right-letter-tabs-direct", "right-report-plain-styles")
    ]
    spoiled = [case for case in spoiled_cases() if re.match(r"pair-(01|28)-", case.name)]
    assert (len(cases), len(spoiled)) == (3, 2)
    for case in (*cases, *spoiled):
        path = tmp_path / f"{case.name}.docx"
        path.write_bytes(case.data)

        saved = soffice(path, "docx").read_bytes()

        assert rules_of(saved) == case.planted, case.name


@pytest.mark.libreoffice
def test_a_repaired_document_opens(
    soffice: Callable[..., Path], pdftotext: Callable[..., str], tmp_path: Path
) -> None:
    spec = right()
    spec.number["header"], spec.formats["body"].font, spec.page["left"] = "no", "Arial", 1418
    spec.body = [unicodedata.normalize("NFD", text) for text in spec.body]
    data = write_docx(spec, "tabs")
    path = tmp_path / "a.docx"
    path.write_bytes(fix_docx(data, repairs_of(data)))

    text = pdftotext(soffice(path), "-layout")

    pages = text.split("\f")
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in pages[0]
    assert pages[0].strip().splitlines()[0].strip() != "1"
    assert pages[1].strip().splitlines()[0].strip() == "2"


def test_the_profile_has_every_component() -> None:
    codes: set[ComponentCode] = {component.code for component in HD05.components}
    assert len(codes) == len(HD05.components)
    assert {
        "title",
        "superior",
        "issuer",
        "star",
        "number",
        "date_line",
        "body",
        "signer_name",
        "recipient",
    } <= codes


def test_an_office_with_a_line_pitch_of_its_own_issues_every_document(bcd35: CommandLine, root: Path) -> None:
    """Checklist and poster have no body that the setting could fail on."""
    settings_file = root / "data" / "office.yaml"
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(text.replace("  # line_pitch: 20", "  line_pitch: 20"), encoding="utf-8")

    ran = [
        bcd35("notify", "--unit", "SYT", "--date", "2025-11-22", "--draft")[0],
        bcd35("channels", "poster")[0],
    ]

    assert ran == [0, 0]
    assert bcd35("check-format", "out") == (
        0,
        (
            "Đã soát 4 tệp, 4 tệp đúng thể thức; 0 lỗi, 0 lời khuyên.\nTheo bộ quy tắc Đảng – HD 05-HD/VPTW "
            "(2026).\n"
        ),
        "",
    )


def test_a_template_is_no_document_to_judge(bcd35: CommandLine) -> None:
    assert bcd35("check-format", "templates/cong-van.docx") == (
        3,
        "",
        (
            "Lỗi: “templates/cong-van.docx” là tệp mẫu chưa điền (có thẻ {% … %}).\n  → Soát tệp mẫu bằng: "
            "bcd35 template check\n"
        ),
    )
