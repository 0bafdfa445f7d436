"""``bcd35 template check``: all faults of tags at once, by paragraph, and the layout of the filled sample."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm

from bcd35.formats.letters.samples import SAMPLES
from tests.conftest import CommandLine
from tests.support import REPOSITORY

LETTER, CHECKLIST = "templates/cong-van.docx", "templates/bang-kiem.docx"
RESTORE = "Mở tệp mẫu bằng Word để sửa, hoặc chép lại tệp mẫu gốc."
END = "Thêm thẻ {% endfor %} sau phần lặp lại hoặc có điều kiện."


@pytest.fixture
def edit(root: Path) -> Callable[..., None]:
    """``edit(change)``: change the letter's template of the workspace as a clerk would in Word."""

    def change_template(change: Callable[[Any], object], name: str = LETTER) -> None:
        document = Document(io.BytesIO((root / LETTER).read_bytes()))
        change(document)
        document.save(str(root / name))

    return change_template


def with_paragraph(text: str) -> Callable[[Any], object]:
    return lambda document: document.paragraphs[-1].insert_paragraph_before(text)


def without(tag: str) -> Callable[[Any], None]:
    """The template without the text of one tag, wherever it stands."""

    def change(document: Any) -> None:
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        found = [one for place in (document, *cells) for one in place.paragraphs if tag in one.text]
        assert found
        for paragraph in found:
            paragraph.text = paragraph.text.replace(tag, "")

    return change


def test_the_packaged_templates_are_well(bcd35: CommandLine, root: Path) -> None:
    names = sorted(path.name for path in (root / "templates").iterdir())
    assert bcd35("template", "check") == (0, "".join(f"templates/{name}: dùng được.\n" for name in names), "")
    assert sorted(SAMPLES) == names


def test_the_answer_for_scripts(bcd35: CommandLine, edit: Callable[..., None]) -> None:
    edit(with_paragraph("{{ letter_numbr }}"))
    ran = bcd35("template", "check", LETTER, "--json")
    message = (
        f"Tệp mẫu “{LETTER}”, đoạn “{{{{ letter_numbr }}}}”: không có giá trị nào tên là “letter_numbr”. "
        "Có phải ý bạn là letter_number hoặc letter_subject?"
    )
    fault = {"code": "template_unknown_name", "where": LETTER, "message": message, "fix": RESTORE}
    assert (ran.code, ran.err) == (6, "")
    assert ran.json == {
        "ok": False,
        "data": {
            "templates": [{"file": LETTER, "usable": False, "faults": [fault], "advice": [], "layout": []}]
        },
        "findings": [fault],
    }


FAULTS = {
    "all unknown names at once": (
        with_paragraph("{{ qqq }} và {{ www }}"),
        [
            (
                (
                    f"Tệp mẫu “{LETTER}”, đoạn “{{{{ qqq }}}} và {{{{ www }}}}”: không có giá trị nào tên là "
                    f"“{name}”."
                ),
                RESTORE,
            )
            for name in ("qqq", "www")
        ],
    ),
    "a loop left open": (
        with_paragraph("Danh sách: {% for one in tasks %}"),
        [
            (
                (
                    f"Tệp mẫu “{LETTER}”, đoạn “Danh sách: {{% for one in tasks %}}”: thẻ {{% for %}} mở ở "
                    "đây chưa được đóng."
                ),
                END,
            )
        ],
    ),
    "a loop ended as a condition": (
        with_paragraph("{% if tasks %}{% for one in tasks %}{% endif %}"),
        [
            (
                (
                    f"Tệp mẫu “{LETTER}”, đoạn “{{% if tasks %}}{{% for one in tasks %}}{{% endif %}}”: "
                    "thẻ {% for %} mở ở đây chưa được đóng."
                ),
                END,
            )
        ],
    ),
    "an end without a beginning": (
        with_paragraph("{%p endif %}"),
        [
            (
                (
                    f"Tệp mẫu “{LETTER}”, đoạn “{{%p endif %}}”: thẻ {{% endif %}} không có thẻ {{% if %}} "
                    "mở trước."
                ),
                "Bỏ thẻ ấy, hoặc thêm thẻ {% if … %} ở trước.",
            )
        ],
    ),
    "a tag that is no tag": (
        with_paragraph("Ngày {{ date_line + }}"),
        [
            (
                (
                    f"Tệp mẫu “{LETTER}”, đoạn “Ngày {{{{ date_line + }}}}”: thẻ {{{{ … }}}} hoặc {{% … %}} "
                    "viết sai "
                    "(máy báo: unexpected 'end of print statement')."
                ),
                RESTORE,
            )
        ],
    ),
    "an unknown name inside a loop": (
        with_paragraph("{% for task in tasks %}{{ task.titel }}{% endfor %}"),
        [
            (
                (
                    f"Tệp mẫu “{LETTER}”, đoạn “{{% for task in tasks %}}{{{{ task.titel }}}}{{% endfor "
                    "%}”: "
                    "không có giá trị nào tên là “titel”."
                ),
                RESTORE,
            )
        ],
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_faults_of_tags(bcd35: CommandLine, edit: Callable[..., None], kind: str) -> None:
    change, faults = FAULTS[kind]
    edit(change)
    ran = bcd35("template", "check", LETTER)
    messages = "".join(f"Lỗi: {message}\n  → {fix}\n" for message, fix in faults)
    assert ran == (6, f"{LETTER}: không dùng được, {len(faults)} lỗi.\n", messages)


def test_a_file_that_must_not_be_opened(bcd35: CommandLine, root: Path) -> None:
    (root / LETTER).write_bytes(b"%PDF-1.7")
    ran = bcd35("template", "check", LETTER, CHECKLIST)
    out = f"{LETTER}: không dùng được, 1 lỗi.\n{CHECKLIST}: dùng được.\n"
    err = f"Lỗi [{LETTER}]: Tệp là PDF, không phải văn bản Word .docx.\n  → Chọn đúng tệp .docx của Word.\n"
    assert ran == (6, out, err)


def hidden(tag: str) -> Callable[[Any], None]:
    def hide(document: Any) -> None:
        for run in document.tables[0].cell(0, 0).paragraphs[0].runs:
            assert run.text == tag
            run.font.hidden = True

    return hide


@pytest.mark.parametrize("change", [without("{{ superior }}"), hidden("{{ superior }}")])
def test_a_value_that_is_not_printed_is_advice(
    bcd35: CommandLine, edit: Callable[..., None], change: Callable[[Any], None]
) -> None:
    edit(change, "templates/cong-van-thu.docx")
    ran = bcd35("template", "check", "templates/cong-van-thu.docx", "--json")
    (checked,) = ran.json["data"]["templates"]
    example = "ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN"
    message = f"Tệp mẫu “templates/cong-van-thu.docx” không in {{{{ superior }}}} (ví dụ “{example}”)."
    assert [found["message"] for found in checked["advice"]] == [message]
    assert checked["faults"] == []


def test_layout_of_the_filled_sample(bcd35: CommandLine, edit: Callable[..., None]) -> None:
    def narrow(document: Any) -> None:
        document.sections[0].left_margin = Mm(20)

    edit(narrow)
    ran = bcd35("template", "check", LETTER, "--json")
    (checked,) = ran.json["data"]["templates"]
    assert (ran.code, checked["usable"], checked["faults"]) == (6, False, [])
    assert [(one["severity"], one["found"]) for one in checked["layout"]] == [("error", "lề trái 20 mm")]


def test_a_template_of_no_known_role(bcd35: CommandLine, edit: Callable[..., None]) -> None:
    edit(with_paragraph("{{ anything }}"), "templates/giay-moi.docx")
    assert bcd35("template", "check", "templates/giay-moi.docx") == (
        0,
        (
            "templates/giay-moi.docx: dùng được.\n"
            "  Nên xem: Không rõ “templates/giay-moi.docx” dùng cho văn bản nào; mới xem được cách viết thẻ. "
            "Đặt tên tệp bắt đầu như một trong các mẫu: "
            "cong-van.docx, van-ban.docx, bang-kiem.docx, don-doc.docx, de-nghi-bo-sung.docx, "
            "gia-han.docx, bao-cao.docx, ap-phich-kenh.docx.\n"
        ),
        "",
    )


def test_a_file_that_is_not_there(bcd35: CommandLine) -> None:
    assert bcd35("template", "check", "khong-co.docx") == (
        4,
        "",
        "Lỗi: Không có tệp “khong-co.docx”.\n  → Kiểm tra lại đường dẫn.\n",
    )


@pytest.mark.parametrize(("file", "least"), [("don-doc.docx", 65), ("bao-cao.docx", 110)])
def test_names_have_the_room_that_a_column_of_notes_took(file: str, least: int) -> None:
    """A list of 105 took seven pages: names of two to six lines beside an empty column."""
    tables = [one for one in Document(str(REPOSITORY / "templates" / file)).tables if _has_units(one)]

    assert tables
    assert all(one.columns[1].width.mm >= least for one in tables)
    assert all("{{ row.note }}" in one.rows[row].cells[1].text for one in tables for row in (4, 7))


def _has_units(table: Any) -> bool:
    return bool(table.rows[0].cells[1:] and table.rows[0].cells[1].text == "Đơn vị")


@pytest.mark.parametrize("file", sorted(SAMPLES))
def test_the_header_of_a_table_never_stands_alone_at_the_foot_of_a_page(file: str) -> None:
    document = Document(str(REPOSITORY / "templates" / file))
    headers = [
        row for table in document.tables for row in table.rows if row._tr.xpath("./w:trPr/w:tblHeader")
    ]
    alone = [
        cell.text
        for row in headers
        for cell in row.cells
        if not all(one.paragraph_format.keep_with_next for one in cell.paragraphs)
    ]

    assert alone == []
