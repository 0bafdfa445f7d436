"""No template issues a document that lacks what it must say: each value, typed over or hidden."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bcd35.domain.findings import Finding
from bcd35.domain.office import Office
from bcd35.formats.docx.headings import column_tags
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.docx.template_check import unused_values
from bcd35.formats.letters.proof import OPTIONAL_COLUMNS, REQUIRED, prove_template
from bcd35.formats.letters.samples import SAMPLES, values_of
from bcd35.formats.ooxml.package import zip_files
from bcd35.world.workspace import default_files
from tests.conftest import CommandLine
from tests.support import REPOSITORY
from tests.support.filling import UNITS
from tests.support.office import OFFICE

CASES = [(role, path) for role in REQUIRED for path in (*REQUIRED[role], *OPTIONAL_COLUMNS.get(role, ()))]
LETTER = "cong-van.docx"


MAIN, STYLES, HEADER = "word/document.xml", "word/styles.xml", "word/header1.xml"  # that of the first page


def changed(data: bytes, change: Callable[[str], str], part: str = MAIN) -> bytes:
    """A template of which a part was changed; the change must change something."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    before = parts[part].decode()
    after = change(before)
    assert after != before
    return zip_files((parts | {part: after.encode()}).items())


def packaged(role: str) -> bytes:
    return dict(default_files())[f"templates/{role}"].read_bytes()


def proved(role: str, data: bytes, office: Office = OFFICE) -> tuple[Finding, ...]:
    return prove_template(WordTemplate(role, data), role, office, packaged(role))


def judged(role: str, change: Callable[[str], str], part: str = MAIN) -> list[tuple[str, str]]:
    """Code of each fault, and the value that it names."""
    faults = proved(role, changed(packaged(role), change, part))
    named = (re.search(r"\{\{ ([\w.\[\]]+) \}\}", fault.message) for fault in faults)
    return [(fault.code, match[1] if match else "") for fault, match in zip(faults, named, strict=True)]


def typed_over(path: str) -> Callable[[str], str]:
    """What a clerk types in place of a tag: the value of another document."""
    *_, last = path.split(".")
    item = r"\w+(\[\d\])?\." if "." in path else ""
    tag = re.compile(rf"\{{\{{ {item}{last} \}}\}}|(?<=in )({item})?{last}(?= %)")
    return lambda xml: tag.sub(lambda found: "99" if found[0][0] == "{" else "[]", xml)


# A tag that may be typed over in silence → why no document lies by it.
HARMLESS = {
    **dict.fromkeys(("superior", "place"), "the same in all documents of an office, and beside its own name"),
    "row.note": "what an office may leave out; typed text would stand alike under every name with a note",
    **dict.fromkeys(
        ("issuer_rule", "report_subject_rule", "type_subject_rule", "checklist_subject_rule"),
        "the length of a drawn line",
    ),
    "line": "the empty lines in which the signature is written",
    "title": "a post in light letters, which this signer has not: the proof is made with the office's own",
    "attached_to": "in a report, which names itself above both lists: the other list still names it",
}
TEMPLATES = [
    folder / f"{role}"
    for folder in (REPOSITORY / "templates", REPOSITORY / "layouts" / "nd-30-2020" / "templates")
    for role in REQUIRED
]


def set_and_name(path: Path) -> str:
    return f"{path.parts[-3]}-{path.name}"


@pytest.mark.parametrize("path", TEMPLATES, ids=set_and_name)
def test_a_tag_that_can_be_typed_over_in_silence_is_harmless(path: Path) -> None:
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        document = package.read("word/document.xml").decode()
    tags = list(re.finditer(r"\{\{ (.*?) \}\}", document))
    assert tags

    silent = {
        tag[1]
        for tag in tags
        if not prove_template(WordTemplate(path.name, changed(data, typed_at(tag))), path.name, OFFICE, data)
    }

    assert silent - set(HARMLESS) == set()


@pytest.mark.parametrize("path", [one for one in TEMPLATES if one.name in OPTIONAL_COLUMNS], ids=set_and_name)
def test_a_column_may_go_with_its_heading(path: Path) -> None:
    data, names = path.read_bytes(), {one.rpartition(".")[2] for one in OPTIONAL_COLUMNS[path.name]}
    tags = [*column_tags(data)]
    headings = {tag.heading for tag in tags if tag.name in names}
    assert headings

    for heading in headings:
        gone = [f"{{{{ {tag.path} }}}}" for tag in tags if tag.heading == heading and tag.name in names]
        texts = "|".join(f"(?<=>){re.escape(text)}(?=<)" for text in (heading, *gone))
        without = changed(data, partial(re.sub, texts, ""))
        assert prove_template(WordTemplate(path.name, without), path.name, OFFICE, data) == ()


def typed_at(tag: re.Match[str]) -> Callable[[str], str]:
    """What one tag says for another document, typed in its place."""
    return lambda xml: f"{xml[: tag.start()]}05 đơn vị{xml[tag.end() :]}"


def test_every_role_states_what_it_must_show_and_its_template_shows_it() -> None:
    assert set(REQUIRED) == set(SAMPLES)
    for role in REQUIRED:
        assert proved(role, packaged(role)) == ()


@pytest.mark.parametrize("path", TEMPLATES, ids=set_and_name)
def test_no_packaged_template_is_told_to_leave_a_value_out(path: Path) -> None:
    """The length of a drawn line stands in a tag that nobody sees."""
    template = WordTemplate(path.name, path.read_bytes())
    context = values_of(SAMPLES[path.name], template, OFFICE)
    assert unused_values(template, context, template) == ()


@pytest.mark.parametrize(("role", "path"), CASES, ids=lambda value: value)
def test_a_value_that_is_typed_over_is_missed(role: str, path: str) -> None:
    faults = judged(role, typed_over(path))
    assert ("template_missing_value", path) in faults
    # Two lists of a report have a column of the same name.
    assert {one.rpartition(".")[2] for _, one in faults} == {path.rpartition(".")[2]}


def test_of_a_column_that_may_be_left_out_the_way_to_do_so_is_told() -> None:
    (told,) = proved("don-doc.docx", changed(packaged("don-doc.docx"), typed_over("row.days_overdue")))
    assert "không in {{ missing.groups.rows.days_overdue }} (số ngày quá hạn ở danh sách" in told.message
    assert told.fix == (
        "Đặt lại thẻ ấy đúng chỗ trong Word, bỏ cả cột cùng tiêu đề cột, hoặc chép lại tệp mẫu gốc."
    )


@pytest.mark.parametrize(
    "written",
    [
        *("{ letter_number }}", "{{ letter_number }", "letter_number }}", "{letter_number}"),
        *("{% letter_number", "{{ letter_number"),
    ],
)
def test_a_tag_that_lost_a_brace_is_told_with_its_own_paragraph(written: str) -> None:
    data = changed(packaged(LETTER), lambda xml: xml.replace("{{ letter_number }}", written))
    (fault,) = proved(LETTER, data)
    assert fault.code == "template_stray_mark"
    assert f"“Số {written}”" in fault.message


def looking(tag: str, look: str) -> Callable[[str], str]:
    """The run in which a tag stands looks otherwise."""
    run = rf"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>|<w:rPr/>)?((?:(?!</w:r>).)*\{{\{{ {tag} \}}\}})"
    return lambda xml: re.sub(run, rf"<w:r><w:rPr>{look}</w:rPr>\1", xml)


def in_element(name: str, of: str, more: str) -> Callable[[str], str]:
    """What is said in the properties of the nearest element around or before a text."""

    def change(xml: str) -> str:
        at = xml.rindex(f"<{name}", 0, xml.index(of))
        end = xml.index(f"</{name}>", at)
        return f"{xml[:end]}{more}{xml[end:]}"

    return change


BLACK = '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'


@pytest.mark.parametrize(
    "look",
    [
        *("<w:vanish/>", "<w:strike/>", "<w:dstrike/>", '<w:sz w:val="2"/>', '<w:w w:val="5"/>'),
        *('<w:color w:val="FFFFFF"/>', '<w:color w:val="000000" w:themeColor="background1"/>'),
        *(f'<w:color w:val="1F1F1F"/>{BLACK}', '<w:highlight w:val="black"/>'),
        '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>',
        '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>',
    ],
)
def test_a_value_that_nobody_can_read_as_valid_is_not_shown(look: str) -> None:
    assert judged(LETTER, looking("closing", look)) == [("template_missing_value", "closing")]


@pytest.mark.parametrize(
    "look", ["<w:vanish/>", "<w:strike/>", '<w:color w:val="FEFEFE"/>', '<w:sz w:val="4"/>']
)
def test_a_style_hides_what_is_written_in_it(look: str) -> None:
    def hide(xml: str) -> str:
        start = xml.index('w:styleId="Họtên"')
        end = xml.index("</w:rPr>", start)
        return f"{xml[:end]}{look}{xml[end:]}"

    assert judged(LETTER, hide, STYLES) == [("template_missing_value", "signer_name")]


@pytest.mark.parametrize(
    ("element", "more"),
    [
        ("w:pPr", '<w:spacing w:line="20" w:lineRule="exact"/>'),
        ("w:tcPr", "<w:vMerge/>"),
        ("w:trPr", "<w:hidden/>"),
        ("w:trPr", '<w:trHeight w:val="20" w:hRule="exact"/>'),
    ],
)
def test_a_value_without_room_is_not_shown(element: str, more: str) -> None:
    change = in_element(element, "{{ unit.deadline }}", more)
    assert ("template_missing_value", "units.deadline") in judged("gia-han.docx", change)


def test_light_letters_in_a_dark_cell_are_shown() -> None:
    role, tag = "don-doc.docx", "{{ group.label }}"
    dark = in_element("w:tcPr", tag, '<w:shd w:val="clear" w:fill="1F3864"/>')
    light = looking("group.label", '<w:color w:val="FFFFFF"/>')
    assert judged(role, lambda xml: light(dark(xml))) == []


def test_a_head_in_the_header_of_the_first_page_is_shown_and_one_in_another_is_not() -> None:
    data = packaged(LETTER)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        (head, *_) = re.findall("<w:tbl>.*?</w:tbl>", package.read(MAIN).decode())
    bare = changed(data, lambda xml: xml.replace(head, "", 1))

    def with_head(xml: str) -> str:
        return xml.replace("<w:p>", f"{head}<w:p>", 1)

    assert proved(LETTER, changed(bare, with_head, HEADER)) == ()
    told = proved(LETTER, changed(bare, with_head, "word/header2.xml"))
    assert {fault.code for fault in told} == {"template_missing_value"}


def test_a_size_that_is_no_number_is_told() -> None:
    assert judged(LETTER, looking("closing", '<w:sz w:val="to"/>')) == [("template_failed", "")]


def test_a_value_that_is_cut_off_is_not_shown() -> None:
    def cut(xml: str) -> str:
        return xml.replace("{{ closing }}", "{{ closing[:40] }}")

    assert judged(LETTER, cut) == [("template_missing_value", "closing")]


@pytest.mark.parametrize("role", ["don-doc.docx", "bao-cao.docx"])
@pytest.mark.parametrize("place", [0, 1])
def test_every_row_of_a_list_is_shown_the_last_one_too(role: str, place: int) -> None:
    """A list has a row for all units but the last of a kind, and one for the last."""

    def type_over(xml: str) -> str:
        before, *rows = re.split(r"\{\{ row\.name \}\}", xml)
        middles = [f"{'Tên' if at == place else '{{ row.name }}'}{rest}" for at, rest in enumerate(rows)]
        return before + "".join(middles)

    (code, path) = judged(role, type_over)[0]
    assert (code, path.endswith("groups.rows.name")) == ("template_missing_value", True)


@pytest.mark.parametrize(
    ("role", "tag", "written"),
    [
        (LETTER, "letter_number", "1{{ letter_number }}"),
        (LETTER, "letter_number", "{{ letter_number }}/2"),
        (LETTER, "letter_number", "{{ letter_number }} (số cũ 12)"),
        ("bao-cao.docx", "letter_number", "{{ letter_number ~ '-BIS' }}"),
        ("van-ban.docx", "date_line", "{{ date_line }}5"),
        ("don-doc.docx", "date_line", "ngày 05, {{ date_line }}"),
        ("gia-han.docx", "unit.deadline", "{{ unit.deadline }} 2"),
        ("bang-kiem.docx", "step.due", "1{{ step.due }}"),
        ("don-doc.docx", "row.days_overdue", "{{ row.days_overdue }} + 5"),
        ("bao-cao.docx", "row.in_time", "{{ row.in_time }} (3 ngày)"),
        ("de-nghi-bo-sung.docx", "signer_name", "{{ signer_name }}-BIS"),
        ("ap-phich-kenh.docx", "platform.label", "{{ platform.label ~ 'x' }}"),
        (LETTER, "closing", "{{ closing }} {{ closing }}"),
    ],
)
def test_what_is_typed_beside_a_value_may_make_another_of_it(role: str, tag: str, written: str) -> None:
    data = changed(packaged(role), lambda xml: xml.replace(f"{{{{ {tag} }}}}", written))
    (fault,) = proved(role, data)
    assert fault.code == "template_typed_beside"
    assert f"{tag.rpartition('.')[2]} }}}} có chữ, số gõ thêm" in fault.message


def test_words_and_a_place_with_a_figure_stand_beside_number_and_date() -> None:
    data = changed(
        packaged(LETTER), lambda xml: xml.replace("Số {{ letter_number }}", "Số: {{ letter_number }}")
    )
    office = replace(OFFICE, place="Phường 5")
    assert proved(LETTER, data, office) == ()


@pytest.mark.parametrize("change", ["lower", "capitalize", "title"])
@pytest.mark.parametrize("path", ["letter_number", "signer_name"])
def test_a_value_in_small_letters_is_not_the_value(path: str, change: str) -> None:
    assert judged(LETTER, lambda xml: xml.replace(f"{{{{ {path} }}}}", f"{{{{ {path}|{change} }}}}")) == [
        ("template_missing_value", path)
    ]


def test_a_value_may_stand_in_capitals_or_begin_with_one() -> None:
    def change(xml: str) -> str:
        first = "{{ opening[:1]|upper }}{{ opening[1:] }}"
        return xml.replace("{{ signer_name }}", "{{ signer_name|upper }}").replace("{{ opening }}", first)

    assert judged(LETTER, change) == []


@pytest.mark.parametrize(("typed", "missed"), [(OFFICE.issuer, []), ("CƠ QUAN KHÁC", ["issuer"])])
def test_the_office_may_type_its_own_name_and_no_other(typed: str, missed: list[str]) -> None:
    faults = judged(LETTER, lambda xml: xml.replace("{{ issuer }}", typed))
    assert faults == [("template_missing_value", path) for path in missed]


def test_only_the_first_addressee_is_not_all_of_them() -> None:
    def first_only(xml: str) -> str:
        return xml.replace("in addressee_lines %", "in addressee_lines[:1] %")

    assert judged(LETTER, first_only) == [("template_missing_value", "addressee_lines")]


def test_curly_quotes_in_a_tag_are_read_as_docxtpl_reads_them() -> None:
    role, tag = "don-doc.docx", "{{ row.note }}"
    curly = "{{ row.note|replace(“0”, ‘-’) }}"
    assert proved(role, changed(packaged(role), lambda xml: xml.replace(tag, curly))) == ()


# What stands in place of a text after a clerk typed there, and the value that is told. A new line stands in a
# paragraph of its own.
LIES = [
    (LETTER, "Số {{ letter_number }}", "Số {{ letter_number }} bis", "letter_number"),
    (LETTER, "Số {{ letter_number }}", "Số 05-CV/BCĐ\nSố {{ letter_number }}", "letter_number"),
    (LETTER, "Số {{ letter_number }}", "05-CV/BCĐ\nSố {{ letter_number }}", "letter_number"),
    (LETTER, "{{ place }}, ", "Hà Nội, ", "date_line"),
    (LETTER, "{{ place }}, ", "Hà Nội, ngày 05 tháng 01 năm 2026\n{{ place }}, ", "date_line"),
    (LETTER, "{{ superior }}", "TỈNH ỦY KHÁC", "superior"),
    (LETTER, "{{ superior }}", "{{ superior }} VÀ SỞ KHÁC", "superior"),
    (LETTER, "{{ issuer }}", "{{ issuer }} VÀ SỞ KHÁC", "issuer"),
    (LETTER, "{{ letter_subject }}", "{{ letter_subject }} của Sở Khác", "letter_subject"),
    (LETTER, "Kính gửi:", "Kính gửi: Sở Khác", "addressee_lines"),
    (LETTER, "Kính gửi:", "Kính gửi:\nSở Khác", "addressee_lines"),
    ("don-doc.docx", "{{ signer_title }}", "{{ signer_title }} và Sở Khác", "signer_title"),
    ("don-doc.docx", "{{ signer_title }}", "TRƯỞNG BAN\n{{ signer_title }}", "signer_title"),
    ("don-doc.docx", "{{ signer_name }}", "TRƯỞNG BAN\n{{ signer_name }}", "signer_title"),
    ("don-doc.docx", "{{ signer_name }}", "{{ signer_name }}\nNguyễn Văn Bình", "signer_name"),
    ("don-doc.docx", "{{ closing }}", "{{ closing }} Hạn là 05/01/2026.", "closing"),
    ("don-doc.docx", "{{ closing }}", "{{ closing }}\nGửi trước ngày 05 tháng 01 năm 2026.", "closing"),
    ("don-doc.docx", "Cộng: {{ group.subtotal }}", "Cộng: 05 {{ group.subtotal }}", "subtotal"),
    ("van-ban.docx", "{{ type_name }}", "{{ type_name }} LIÊN TỊCH", "type_name"),
    ("van-ban.docx", "{{ type_subject }}", "{{ type_subject }} của Sở Khác", "type_subject"),
    ("gia-han.docx", "{{ unit.name }}", "{{ unit.name }} và Sở Khác", "units.name"),
    ("gia-han.docx", "{{ extension }}", "{{ extension }} Hạn là 05/01/2026.", "extension"),
    ("gia-han.docx", "{{ unit.deadline }}", "{{ unit.deadline }} hoặc sau", "units.deadline"),
    ("gia-han.docx", "{{ unit.deadline }}", "{{ unit.deadline }}\n05/01/2026", "units.deadline"),
    ("de-nghi-bo-sung.docx", "{{ correction.found }}", "{{ correction.found }} tin", "corrections.found"),
    ("bang-kiem.docx", "{{ unit_name }}", "Sở Khác, {{ unit_name }}", "unit_name"),
    ("bang-kiem.docx", "{{ step.due }}", "{{ step.due }} hoặc sau", "tasks.steps.due"),
    ("bao-cao.docx", "{{ report_subject }}", "{{ report_subject }} của Sở Khác", "report_subject"),
    ("gia-han.docx", "{{ line }}", "{{ line }} và Sở Khác", "addressee_lines"),
    ("ap-phich-kenh.docx", "{{ issuer }}", "SỞ KHÁC VÀ {{ issuer }}", "issuer"),
]
# Two tags that change places, and the value that is told.
EXCHANGES = [
    (LETTER, "signer_title", "signer_name", "signer_name"),
    (LETTER, "superior", "issuer", "superior"),
    (LETTER, "issuer", "signer_name", "letter_number"),
    (LETTER, "place", "date_line", "date_line"),
    (LETTER, "letter_number", "letter_subject", "letter_subject"),
    (LETTER, "letter_number", "date_line", "letter_number"),
    (LETTER, "opening", "closing", "enclosed"),
    ("van-ban.docx", "type_name", "type_subject", "type_subject"),
    ("gia-han.docx", "unit.before", "unit.deadline", "unit.before"),
    ("de-nghi-bo-sung.docx", "correction.found", "correction.allowed", "correction.found"),
    ("bang-kiem.docx", "attached_to", "unit_name", "attached_to"),
    ("bao-cao.docx", "row.dated", "row.received_on", "row.dated"),
    ("ap-phich-kenh.docx", "row[0].name", "row[1].name", "row[0].name"),
]
# Edits of an office's own that leave every value at its place.
HONEST = [
    (LETTER, "Số {{ letter_number }}", "Số: {{ letter_number }}"),
    (LETTER, "Số {{ letter_number }}", "Số, ký hiệu: {{ letter_number }}"),
    (LETTER, "{{ place }}, ", "Thái Nguyên, "),
    (LETTER, "{{ superior }}", "ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN"),
    (LETTER, "{{ superior }}", ""),
    (LETTER, "{{ issuer }}", "{{ issuer }}\nĐiện thoại: 0208.3855.123 - Fax: 0208.3855.124"),
    (LETTER, "{{ letter_subject }}", "Về việc {{ letter_subject }}"),
    (
        LETTER,
        "{{ opening }}",
        "Căn cứ Nghị quyết số 35-NQ/TW ngày 22/10/2018 của Bộ Chính trị;\n{{ opening }}",
    ),
    (LETTER, "{{ closing }}", "{{ closing }} Trân trọng cảm ơn."),
    (LETTER, "{{ closing }}", "{{ closing }} Theo Nghị quyết ngày 22/10/2018 của Bộ Chính trị."),
    (LETTER, "{{ issuer }}", "{{ issuer }}</w:t><w:br/><w:t>Số ĐT: 0208.3855.123"),
    (LETTER, "<w:rPr/>", '<w:rPr><w:sz w:val="26"/></w:rPr>'),
    (LETTER, "{{ enclosed }}", "{% if enclosed %}{{ enclosed }}{% endif %}"),
    (LETTER, "{{ closing }}", "{{ closing }}\nKính đề nghị các đơn vị phối hợp thực hiện."),
    (LETTER, "{{ enclosed }}", "{{ enclosed }} Đầu mối: số điện thoại 0208.3855.123."),
    (LETTER, "Kính gửi:", "KÍNH GỬI:"),
    (LETTER, "{%p for line in rec", "- Cổng thông tin điện tử;\n{%p for line in rec"),
    (LETTER, "{{ signer_title }}", "T/M BAN CHỈ ĐẠO\n{{ signer_title }}"),
    (LETTER, "{{ signer_title }}", "{{ signer_title|upper }}\n(Ký tên, đóng dấu)"),
    ("don-doc.docx", "Tổng cộng: {{ missing.total }}", "Tất cả: {{ missing.total }} chưa báo cáo"),
    ("don-doc.docx", "Đơn vị", "Tên chi bộ, đảng bộ"),
    ("gia-han.docx", "Thời hạn trước", "Hạn cũ"),
    ("bang-kiem.docx", "Đơn vị: ", "Tên chi bộ, đảng bộ: "),
    ("bang-kiem.docx", "BẢNG KIỂM", "BẢNG TỰ KIỂM TRA"),
    ("bao-cao.docx", "{{ state }}", "Trong kỳ, {{ state }}"),
    ("bao-cao.docx", "{{ report_subject }}", "Về {{ report_subject }}"),
    ("ap-phich-kenh.docx", "Quét mã QR bằng điện thoại để theo dõi", "Hạn đăng ký: hằng ngày"),
]


def written(tag: str, text: str) -> Callable[[str], str]:
    """What stands in place of the first such text; further lines get paragraphs that look like its own."""

    def change(xml: str) -> str:
        at = xml.index(tag)
        start, end = xml.rindex("<w:p>", 0, at), xml.index("</w:p>", at) + len("</w:p>")
        lines = text.split("\n")
        replaced = [line for line in lines if tag in line] or lines[:1]
        pieces = [
            xml[start:end].replace(tag, line)
            if line in replaced
            else re.sub("(?<=>)[^<>]+(?=</w:t>)", line, xml[start:end])
            for line in lines
        ]
        return xml[:start] + "".join(pieces) + xml[end:]

    return change


@pytest.mark.parametrize(("role", "tag", "text", "path"), LIES)
def test_no_number_day_name_or_post_is_typed_beside_those_of_the_document(
    role: str, tag: str, text: str, path: str
) -> None:
    told = judged(role, written(tag, text))
    assert told
    assert {(code[:14], named.rpartition(".")[2]) for code, named in told} == {
        ("template_typed", path.rpartition(".")[2])
    }


@pytest.mark.parametrize(
    ("role", "tag", "path"),
    [
        (LETTER, "letter_number", "letter_number"),
        (LETTER, "signer_name", "signer_name"),
        ("don-doc.docx", "signer_title", "signer_title"),
        ("don-doc.docx", "row.days_overdue", "missing.groups.rows.days_overdue"),
        ("gia-han.docx", "line", "addressee_lines"),
        ("bang-kiem.docx", "attached_to", "attached_to"),
        ("ap-phich-kenh.docx", "row[0].qr_code", "platforms.rows.qr_code"),
    ],
)
def test_a_line_that_stands_twice_is_told(role: str, tag: str, path: str) -> None:
    assert judged(role, written(f"{{{{ {tag} }}}}", f"{{{{ {tag} }}}}\n{{{{ {tag} }}}}")) == [
        ("template_printed_twice", path)
    ]


@pytest.mark.parametrize(("role", "one", "other", "path"), EXCHANGES)
def test_two_tags_that_change_places_are_told(role: str, one: str, other: str, path: str) -> None:
    marks = {"one": f"{{{{ {one} }}}}", "other": f"{{{{ {other} }}}}"}
    exchanged = {marks["one"]: marks["other"], marks["other"]: marks["one"]}
    either = re.compile("|".join(map(re.escape, exchanged)))
    told = judged(role, lambda xml: either.sub(lambda tag: exchanged[tag[0]], xml))
    assert path in [named for _, named in told]


@pytest.mark.parametrize("path", ["letter_number", "date_line", "enclosed"])
def test_no_other_value_stands_between_post_and_name(path: str) -> None:
    change = written("{{ signer_name }}", f"{{{{ {path} }}}}\n{{{{ signer_name }}}}")
    assert ("template_exchanged", path) in judged(LETTER, change)


def test_the_day_stands_above_the_text() -> None:
    def exchange(xml: str) -> str:
        bare = xml.replace("{{ place }}, {{ date_line }}", "")
        return bare.replace("Nơi nhận", "{{ place }}, {{ date_line }}")

    assert judged("don-doc.docx", exchange) == [("template_exchanged", "opening")]


@pytest.mark.parametrize(
    ("role", "tag", "text"),
    [
        (LETTER, "{{ letter_number }}", "{{ letter_number|replace('28', '29') }}"),
        (LETTER, "{{ letter_subject }}", "{{ 'V/v khác' if letter_subject == 'V/v a' else letter_subject }}"),
        (LETTER, "in addressee_lines %", "in addressee_lines if line != 'Sở Y tế' %"),
        ("gia-han.docx", "{%p if units %}", "{%p if units|length > 1 %}"),
        ("bao-cao.docx", "{{ row.received_on }}", "{{ row.received_on|replace('2026', '2025') }}"),
        ("bao-cao.docx", "{{ row.dated }}", "{{ row.dated|replace('2026', '2025') }}"),
    ],
)
def test_a_tag_that_makes_another_value_in_some_documents_is_told(role: str, tag: str, text: str) -> None:
    (code, _), *_ = judged(role, lambda xml: xml.replace(tag, text))
    assert code == "template_computed_value"


@pytest.mark.parametrize(("role", "tag", "text"), HONEST)
def test_an_edit_of_fixed_words_is_the_offices_right(role: str, tag: str, text: str) -> None:
    assert judged(role, written(tag, text)) == []


REMIND = ("remind", "--date", "2025-12-16")
EXTEND = ("rounds", "extend", "--to", "2025-12-22", "--all", "--reason", "mưa lũ", "--letter")
# The template of which a value is typed over, and the command.
BEFORE_ISSUE = [(LETTER, ("notify",)), ("bang-kiem.docx", ("notify", "--dry-run"))]
AFTER_ISSUE = [
    ("don-doc.docx", REMIND),
    ("don-doc.docx", (*REMIND, "--dry-run")),
    ("gia-han.docx", EXTEND),
    ("gia-han.docx", (*EXTEND, "--dry-run")),
    ("de-nghi-bo-sung.docx", ("return-report", "bao-cao.xlsx")),
    ("bao-cao.docx", ("export-summary", "--format", "docx")),
    ("ap-phich-kenh.docx", ("channels", "poster")),
]


def issue_and_get_back(bcd35: CommandLine, root: Path) -> None:
    """Issue the letter of the round, and leave a returned form with a fault in the workspace."""
    assert bcd35("notify", "--date", "2025-11-22").code == 0
    form = load_workbook(next((root / "out").rglob(f"*{UNITS[0]}*.xlsx")))
    form.worksheets[0]["C12"] = "khoảng mười"
    form.save(root / "bao-cao.xlsx")


@pytest.mark.parametrize(("role", "command"), [*BEFORE_ISSUE, *AFTER_ISSUE])
def test_no_number_is_taken_for_a_document_that_would_lie(
    bcd35: CommandLine, root: Path, role: str, command: tuple[str, ...]
) -> None:
    if command[0] != "notify":
        issue_and_get_back(bcd35, root)
    path, value = root / "templates" / role, next(iter(REQUIRED[role]))
    path.write_bytes(changed(path.read_bytes(), typed_over(value)))
    numbers = bcd35("letters", "list", "--json").json["data"]
    ran = bcd35(*command)
    assert (ran.code, ran.out) == (6, "")
    assert f"Tệp mẫu “templates/{role}” không in {{{{ {value} }}}}" in ran.err
    assert bcd35("letters", "list", "--json").json["data"] == numbers


# The lies that a reader would believe, in each template.
WORST: dict[str, list[Callable[[str], str]]] = {
    LETTER: [
        written("Số {{ letter_number }}", "05-CV/BCĐ\nSố {{ letter_number }}"),
        written("{{ signer_name }}", "{{ signer_name }}\nNguyễn Văn Bình"),
    ],
    "bang-kiem.docx": [written("{{ step.due }}", "{{ step.due }}\n05/01/2026")],
    "don-doc.docx": [written("{{ closing }}", "{{ closing }}\nGửi trước ngày 05/01/2026.")],
    "gia-han.docx": [lambda xml: xml.replace("unit.before", "unit.deadline")],
    "de-nghi-bo-sung.docx": [written("{{ line }}", "{{ line }} và Sở Khác")],
    "bao-cao.docx": [written("{{ place }}, ", "Hà Nội, ")],
    "ap-phich-kenh.docx": [lambda xml: xml.replace("row[0].name", "row[1].name")],
}
REPLACE = ("notify", "--replace", "28", "--reason", "sai thời hạn", "--date", "2025-11-26")


@pytest.mark.parametrize(
    ("role", "command"),
    [*BEFORE_ISSUE, *AFTER_ISSUE, (LETTER, REPLACE), ("bang-kiem.docx", (*REPLACE, "--dry-run"))],
)
def test_no_number_is_taken_for_what_is_typed_or_exchanged(
    bcd35: CommandLine, root: Path, role: str, command: tuple[str, ...]
) -> None:
    if command not in dict(BEFORE_ISSUE).values():
        issue_and_get_back(bcd35, root)
    numbers = bcd35("letters", "list", "--json").json["data"]
    path, data = root / "templates" / role, packaged(role)
    for change in WORST[role]:
        path.write_bytes(changed(data, change))
        ran = bcd35(*command)
        assert (ran.code, ran.out) == (6, "")
        assert f"Tệp mẫu “templates/{role}”" in ran.err
    assert bcd35("letters", "list", "--json").json["data"] == numbers
