"""Reminder, return for correction, written report and poster.

What they say, that any name survives, how the pages come out.
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.shared import Mm, Pt

from bcd35.domain.letters import LetterNumber
from bcd35.domain.office import DocumentStyle, ParagraphGap
from bcd35.domain.summary import Totals
from bcd35.formats.docx.template import WordTemplate
from bcd35.formats.docx.template_style import styled
from bcd35.formats.letters import correction as corrections
from bcd35.formats.letters import poster, written_report
from bcd35.formats.letters import reminder as reminders
from bcd35.formats.letters.correction import render_correction
from bcd35.formats.letters.missing_units import MissingGroup
from bcd35.formats.letters.poster import render_poster
from bcd35.formats.letters.qr import qr_png
from bcd35.formats.letters.reminder import ReminderContent, render_reminder
from bcd35.formats.letters.written_report import RemarkGroup, ReportContent, UnitRemark, render_report
from tests.support import REPOSITORY
from tests.support.document_samples import (
    CHANNELS,
    CORRECTION,
    FIRST_REMINDER,
    POSTER,
    ROUND,
    SUBJECT,
    a_missing,
    a_reminder,
    a_report,
    many_missing,
    with_channels,
)
from tests.support.letter_samples import the_template, unzipped, zipped
from tests.support.office import OFFICE

BCD = "Ban Chỉ đạo 35 Đảng ủy Ủy ban nhân dân tỉnh"
OF_BCD = f"của {BCD}".replace(" ", "\u00a0")  # on one line, the next where need be
SEND_TO = "Ban Tuyên giáo và Dân vận Đảng ủy (cơ quan thường trực Ban Chỉ đạo 35 Đảng ủy)"
LONG_NAME = f"Chi bộ {'Trung tâm Phát triển hạ tầng kỹ thuật và quản lý ' * 4}"[:160].strip()
_IN_A_CONTROL = r"\1\2<w:sdt><w:sdtContent>\3</w:sdtContent></w:sdt>"
NAMES = ["Sở A", "Sở A & B <x> \"y\" 'z'", "{{ 7*7 }} {_{", LONG_NAME]


REMINDER = the_template(reminders.REMINDER_TEMPLATE)
CORRECTING = the_template(corrections.CORRECTION_TEMPLATE)
REPORT, BOARD = the_template(written_report.REPORT_TEMPLATE), the_template(poster.POSTER_TEMPLATE)
STATE_REPORT = WordTemplate(
    written_report.REPORT_TEMPLATE,
    (REPOSITORY / "layouts/nd-30-2020/templates" / written_report.REPORT_TEMPLATE).read_bytes(),
)


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def the_reminder(content: ReminderContent) -> Any:
    return opened(render_reminder(REMINDER, content, content.units))


def texts(place: Any) -> list[str]:
    return [paragraph.text for paragraph in place.paragraphs if paragraph.text]


def rows(table: Any) -> list[list[str]]:
    """The texts of a table's cells; a row merged into one cell has one."""
    return [[cell.text for cell in dict.fromkeys(row.cells)] for row in table.rows]


# --- the reminder -------------------------------------------------------------------------------------------


def test_a_reminder_to_one_unit() -> None:
    letter = the_reminder(a_reminder())
    heading, addressees, signature = letter.tables
    assert texts(heading.cell(0, 0))[-2:] == [
        "Số 30-CV/BCĐ",
        "về việc đôn đốc báo cáo kết quả thực hiện Công văn số\u00a028-CV/BCĐ",
    ]
    assert texts(heading.cell(0, 1)) == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Thái Nguyên, ngày 20 tháng 12 năm 2025"]
    assert texts(addressees.cell(0, 1)) == ["Đảng ủy Sở Y tế."]
    assert texts(letter) == [
        (
            f"Thực hiện Công văn số 29-CV/BCĐ, ngày 21/11/2025 của Ban Chỉ đạo 35 Tỉnh ủy về {SUBJECT}, "
            f"{BCD} đã ban hành "
            f"Công văn số 28-CV/BCĐ, ngày 22/11/2025 về {SUBJECT}, đề nghị các đơn vị báo cáo kết quả thực "
            "hiện "
            "chậm nhất là ngày 15/12/2025."
        ),
        (
            "Tính đến ngày 20/12/2025, 09/10 đơn vị đã báo cáo; Đảng ủy Sở Y tế chưa gửi báo cáo, quá thời "
            "hạn 05 ngày."
        ),
        (
            f"{BCD} đề nghị Đảng ủy Sở Y tế khẩn trương hoàn thành báo cáo theo mẫu đã gửi kèm Công văn số "
            "28-CV/BCĐ, "
            f"gửi về {SEND_TO} chậm nhất là ngày 29/12/2025 để tổng hợp."
        ),
    ]
    assert texts(signature.cell(0, 0)) == [
        "Nơi nhận:",
        "- Như trên;",
        "- Thường trực Đảng ủy;",
        "- Lưu Ban Chỉ đạo 35 Đảng ủy.",
    ]
    assert texts(signature.cell(0, 1)) == ["PHÓ BÍ THƯ", "kiêm", "PHÓ TRƯỞNG BAN CHỈ ĐẠO", "Mai Thị Nhài"]


def test_a_second_reminder_says_so_and_names_the_first() -> None:
    letter = the_reminder(
        a_reminder(MissingGroup("Chi bộ", (a_missing("Chi bộ Sở Tư pháp", 5, FIRST_REMINDER),)))
    )
    assert texts(letter.tables[0].cell(0, 0))[-1].endswith("Công văn số 28-CV/BCĐ (lần\u00a0thứ\u00a02)")
    assert texts(letter)[1].endswith(
        "; Chi bộ Sở Tư pháp chưa gửi báo cáo, quá thời hạn 05 ngày, mặc dù đã được đôn đốc tại Công văn "
        "số 29-CV/BCĐ, ngày 18/12/2025."
    )


def test_a_reminder_before_the_deadline_and_before_any_report() -> None:
    content = replace(a_reminder(MissingGroup("Chi bộ", (a_missing(days=0),))), reported=0)
    letter = the_reminder(content)
    assert texts(letter)[1] == (
        "Tính đến ngày 20/12/2025, chưa có đơn vị nào trong 10 đơn vị báo cáo; Đảng ủy Sở Y tế chưa gửi "
        "báo cáo."
    )


def test_a_reminder_without_grounds_and_recipients_of_its_own() -> None:
    office = replace(OFFICE, follow_up_recipients=(), contact="Văn thư, điện thoại 0208 000 000.")
    letter = the_reminder(replace(a_reminder(), office=office, round_=replace(ROUND, grounds=())))
    assert texts(letter)[0].startswith(f"{BCD} đã ban hành Công văn số 28-CV/BCĐ")
    assert texts(letter)[-1].endswith("để tổng hợp. Nơi tiếp nhận báo cáo: Văn thư, điện thoại 0208 000 000.")
    assert "- Các chi bộ, đảng ủy cơ sở trực thuộc;" in texts(letter.tables[2].cell(0, 0))


def test_a_reminder_to_a_few_names_them_and_encloses_the_list() -> None:
    letter = the_reminder(a_reminder(*many_missing(3)))
    assert texts(letter.tables[1].cell(0, 1)) == [
        "- Đảng ủy Sở thứ 1;",
        "- Đảng ủy Sở thứ 2;",
        "- Đảng ủy Sở thứ 3.",
    ]
    body = texts(letter)
    assert body[1] == (
        "Tính đến ngày 20/12/2025, 09/12 đơn vị đã báo cáo; 03 đơn vị trong danh sách kèm theo chưa gửi "
        "báo cáo."
    )
    assert body[2].startswith(f"{BCD} đề nghị các đơn vị nêu trên khẩn trương")
    assert body[3:] == [
        "Phụ lục",
        "DANH SÁCH",
        "đơn vị chưa gửi báo cáo tính đến ngày 20/12/2025",
        f"(Kèm theo Công văn số 30-CV/BCĐ, ngày 20/12/2025 {OF_BCD})",
    ]
    assert rows(letter.tables[3]) == [
        ["TT", "Đơn vị", "Thời hạn", "Số ngày quá hạn", "Lần đôn đốc (số, ngày công văn)"],
        ["Đảng ủy cơ sở"],
        ["1", "Đảng ủy Sở thứ 1", "15/12/2025", "5", "–"],
        ["2", "Đảng ủy Sở thứ 2", "15/12/2025", "5", "–"],
        ["Cộng: 02 đơn vị"],
        ["Chi bộ cơ sở"],
        ["3", "Đảng ủy Sở thứ 3", "15/12/2025", "5", "29-CV/BCĐ, 18/12/2025"],
        ["Cộng: 01 đơn vị"],
        ["Tổng cộng: 03 đơn vị"],
    ]
    assert letter.tables[0].cell(0, 0).text.endswith("Công văn số\u00a028-CV/BCĐ"), (
        "units reminded a different number of times: no count"
    )


def test_a_reminder_to_many_refers_to_the_list() -> None:
    letter = the_reminder(a_reminder(*many_missing(11)))
    assert texts(letter.tables[1].cell(0, 1)) == ["Các đơn vị trong danh sách kèm theo."]
    assert "đề nghị các đơn vị trong danh sách kèm theo khẩn trương" in texts(letter)[2]
    assert len(letter.tables[3].rows) == 1 + 2 + 11 + 2 + 1


def test_appendix_rows_repeat_their_header_and_are_not_split() -> None:
    found = [
        the_reminder(a_reminder(*many_missing(3))).tables[3],
        *opened(render_report(REPORT, a_report())).tables[2:],
    ]
    assert len(found) == 3
    for table in found:
        lines = table._tbl.tr_lst
        assert ["tblHeader" in row.xml for row in lines] == [True] + [False] * (len(lines) - 1)
        assert all("cantSplit" in row.xml for row in lines)


# --- the return for correction ------------------------------------------------------------------------------


def test_a_return_for_correction() -> None:
    letter = opened(render_correction(CORRECTING, CORRECTION))
    heading, addressees, faults, signature = letter.tables
    subject = "đề nghị bổ sung, chỉnh sửa báo cáo kết quả thực hiện Công văn số 28-CV/BCĐ"
    assert texts(heading.cell(0, 0))[-1] == f"về việc {subject}".replace("số ", "số\u00a0")
    assert texts(addressees.cell(0, 1)) == ["Đảng ủy Sở Y tế."]
    assert texts(letter) == [
        (
            "Ngày 10/12/2025, Ban Tuyên giáo và Dân vận Đảng ủy nhận được báo cáo của Đảng ủy Sở Y tế về kết "
            "quả thực hiện "
            f"Công văn số 28-CV/BCĐ, ngày 22/11/2025 của {BCD} về {SUBJECT}. "
            "Qua kiểm tra, báo cáo có 02 nội dung cần bổ sung, chỉnh sửa như sau:"
        ),
        (
            "Gửi kèm Công văn này mẫu báo cáo, trong đó các nội dung đã đúng được điền sẵn, "
            "các nội dung cần bổ sung, chỉnh sửa được đánh dấu để Đảng ủy Sở Y tế điền lại."
        ),
        (
            f"{BCD} đề nghị Đảng ủy Sở Y tế bổ sung, chỉnh sửa các nội dung nêu trên, gửi lại báo cáo về "
            f"{SEND_TO} "
            "chậm nhất là ngày 19/12/2025 để tổng hợp."
        ),
    ]
    assert rows(faults) == [
        ["TT", "Chỉ tiêu", "Nội dung đã ghi", "Yêu cầu"],
        ["1", "Số tin bài đã gửi", "khoảng 5", "Ghi số nguyên, từ 0 trở lên."],
        ["2", "Ngày thông báo xong", "(để trống)", "Ghi ngày/tháng/năm."],
    ]
    assert texts(signature.cell(0, 0))[:2] == ["Nơi nhận:", "- Như trên;"]
    assert (letter.core_properties.title, letter.core_properties.author) == (
        f"Công văn số 31-CV/BCĐ: {subject}",
        BCD,
    )


# --- the written report -------------------------------------------------------------------------------------


def test_a_written_report() -> None:
    report = opened(render_report(REPORT, a_report()))
    heading, signature, reported, missing = report.tables
    assert texts(heading.cell(0, 0))[-2:] == ["*", "Số 05-BC/BCĐ"]
    assert texts(report) == [
        "BÁO CÁO",
        f"kết quả {SUBJECT}",
        "-----",
        (
            f"Thực hiện Công văn số 29-CV/BCĐ, ngày 21/11/2025 của Ban Chỉ đạo 35 Tỉnh ủy về {SUBJECT}, "
            f"{BCD} đã ban hành "
            f"Công văn số 28-CV/BCĐ, ngày 22/11/2025 về {SUBJECT}; thời hạn báo cáo là ngày 15/12/2025. "
            f"{BCD} tổng hợp, báo cáo kết quả từ ngày 22/11/2025 đến ngày 20/12/2025 như sau:"
        ),
        "I- TÌNH HÌNH, KẾT QUẢ",
        "1. Tình hình báo cáo",
        (
            "Đến hết ngày 20/12/2025, 02/03 đơn vị đã báo cáo, đạt 66,7%; trong đó 01 đơn vị đúng hạn "
            "(33,3%), 01 đơn vị trễ hạn. "
            "Còn 01 đơn vị chưa báo cáo. Có 01 đơn vị được miễn báo cáo."
        ),
        "- Đảng ủy cơ sở: 02/02 đơn vị đã báo cáo, đúng hạn 01 đơn vị, trễ hạn 01 đơn vị;",
        "- Chi bộ cơ sở: chưa có đơn vị nào trong 01 đơn vị báo cáo.",
        "Chưa báo cáo: Đảng ủy Sở thứ 3.",
        "2. Thông báo các kênh truyền thông",
        "- Số tổ chức trực thuộc đã được thông báo: 1.234 (02 đơn vị có số liệu).",
        "- Hình thức thông báo: văn bản 02 đơn vị; họp chi bộ 01 đơn vị (02 đơn vị trả lời).",
        "3. Cung cấp tin, bài, ảnh, video",
        "- Số tin bài đã gửi: 05 (01 đơn vị có số liệu; 01 đơn vị không phát sinh).",
        "II- KHÓ KHĂN, VƯỚNG MẮC; ĐỀ XUẤT, KIẾN NGHỊ",
        "Khó khăn, kiến nghị:",
        "- Đảng ủy Sở Y tế: Chưa có cán bộ chuyên trách.",
        "III- PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI",
        "1. ……………………………………………………",
        "2. ……………………………………………………",
        f"Trên đây là kết quả {SUBJECT} tính đến ngày 20/12/2025, {BCD} báo cáo.",
        "Phụ lục 1",
        "DANH SÁCH ĐƠN VỊ ĐÃ BÁO CÁO",
        f"(Kèm theo Báo cáo số 05-BC/BCĐ, ngày 20/12/2025 {OF_BCD})",
        "Phụ lục 2",
        "DANH SÁCH ĐƠN VỊ CHƯA BÁO CÁO",
        f"(Kèm theo Báo cáo số 05-BC/BCĐ, ngày 20/12/2025 {OF_BCD})",
    ]
    assert texts(signature.cell(0, 0)) == [
        "Nơi nhận:",
        "- Ban Chỉ đạo 35 Tỉnh ủy (để báo cáo);",
        "- Thường trực Đảng ủy;",
        "- Các chi bộ, đảng ủy cơ sở trực thuộc;",
        "- Lưu Ban Chỉ đạo 35 Đảng ủy.",
    ]
    assert rows(reported) == [
        [
            "TT",
            "Đơn vị",
            "Số, ký hiệu báo cáo",
            "Ngày báo cáo",
            "Ngày nhận",
            "Đúng hạn/Trễ (số ngày)",
        ],
        ["Đảng ủy cơ sở"],
        ["1", "Đảng ủy Sở thứ 1", "", "", "10/12/2025", "Đúng hạn"],
        ["2", "Đảng ủy Sở thứ 2\nĐã bổ sung", "12-BC/ĐU", "16/12/2025", "17/12/2025", "Trễ 2 ngày"],
        ["Cộng: 02/02 đơn vị"],
        ["Tổng cộng: 02/03 đơn vị"],
    ]
    assert rows(missing) == [
        ["TT", "Đơn vị", "Thời hạn", "Số ngày quá hạn", "Lần đôn đốc (số, ngày công văn)"],
        ["Chi bộ cơ sở"],
        ["1", "Đảng ủy Sở thứ 3", "15/12/2025", "5", "29-CV/BCĐ, 18/12/2025"],
        ["Cộng: 01/01 đơn vị"],
        ["Tổng cộng: 01/03 đơn vị"],
    ]


def without_references(content: ReportContent) -> ReportContent:
    """No report bears a number or a day."""
    plain = [
        replace(
            one, reported=tuple(replace(unit, reference="", dated=None, note="") for unit in one.reported)
        )
        for one in content.kinds
    ]
    return replace(content, kinds=(*plain,))


@pytest.mark.parametrize("template", [REPORT, STATE_REPORT], ids=["Party", "state"])
def test_a_column_that_no_unit_fills_is_left_out(template: WordTemplate) -> None:
    content = a_report()
    whole, some = (
        opened(render_report(template, one)).tables[2] for one in (content, without_references(content))
    )
    assert rows(some)[:3] == [
        ["TT", "Đơn vị", "Ngày nhận", "Đúng hạn/Trễ (số ngày)"],
        ["Đảng ủy cơ sở"],
        ["1", "Đảng ủy Sở thứ 1", "10/12/2025", "Đúng hạn"],
    ]
    # The names get the room: the table is as wide as it was, and every cell as wide as its column.
    widths = [column.width for column in some.columns]
    assert sum(widths) == sum(column.width for column in whole.columns)
    assert [cell.width for cell in some.rows[2].cells] == widths
    assert some.rows[1].cells[0].width == sum(widths)


def test_before_the_last_day_nothing_is_said_of_days_overdue_and_reminders() -> None:
    content = a_report()
    kinds = [
        replace(one, missing=tuple(replace(unit, days_overdue=0, reminders=()) for unit in one.missing))
        for one in content.kinds
    ]
    missing = opened(render_report(REPORT, replace(content, kinds=(*kinds,)))).tables[3]
    assert rows(missing)[:3] == [
        ["TT", "Đơn vị", "Thời hạn"],
        ["Chi bộ cơ sở"],
        ["1", "Đảng ủy Sở thứ 3", "15/12/2025"],
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (r'<w:gridCol w:w="[0-9]+"/>', "<w:gridCol/>"),
        (r'(<w:tblGrid>)<w:gridCol w:w="[0-9]+"/>', r"\1"),
        (r"(<w:tr\b[^>]*>)(<w:trPr>.*?</w:trPr>)?(<w:tc>.*?</w:tc>)", _IN_A_CONTROL),
    ],
    ids=["no widths", "a column too few", "cells in content controls"],
)
def test_an_edited_table_that_is_no_plain_grid_keeps_its_columns(before: str, after: str) -> None:
    parts = unzipped(REPORT.data)
    body = parts["word/document.xml"].decode()
    parts["word/document.xml"] = re.sub(before, after, body).encode()
    edited = WordTemplate(REPORT.name, zipped(parts))
    report = render_report(edited, without_references(a_report()))
    assert "Số, ký hiệu báo cáo" in unzipped(report)["word/document.xml"].decode()


def test_a_report_when_all_have_reported_and_nobody_remarks() -> None:
    content = a_report(1, 0)
    report = opened(
        render_report(
            REPORT,
            replace(
                content,
                kinds=content.kinds[:1],
                totals=Totals(expected=1, reported=1, on_time=1, late=0, missing=0, exempt=0),
                remarks=(),
            ),
        )
    )
    body = texts(report)
    assert body[6:8] == [
        (
            "Đến hết ngày 20/12/2025, 01/01 đơn vị đã báo cáo, đạt 100,0%; trong đó 01 đơn vị đúng hạn "
            "(100,0%), 0 đơn vị trễ hạn. "
            "Không còn đơn vị nào chưa báo cáo."
        ),
        "2. Thông báo các kênh truyền thông",
    ]
    assert "Các đơn vị không nêu khó khăn, vướng mắc, đề xuất, kiến nghị." in body
    assert [line for line in body if line.startswith("Phụ lục")] == ["Phụ lục"]
    assert len(report.tables) == 3


def test_units_that_have_not_reported_are_not_said_to_have_no_difficulties() -> None:
    body = texts(opened(render_report(REPORT, replace(a_report(0, 18), remarks=()))))
    assert "Chưa có đơn vị nào báo cáo nên chưa có ý kiến." in body
    assert not any("không nêu khó khăn" in line for line in body)


def test_a_kind_that_has_nothing_to_report_is_not_counted() -> None:
    body = texts(opened(render_report(REPORT, a_report(18, 0))))
    assert body[6:8] == [
        (
            "Đến hết ngày 20/12/2025, 18/18 đơn vị đã báo cáo, đạt 100,0%; trong đó 17 đơn vị đúng hạn "
            "(94,4%), 01 đơn vị trễ hạn. "
            "Không còn đơn vị nào chưa báo cáo. Có 01 đơn vị được miễn báo cáo."
        ),
        "2. Thông báo các kênh truyền thông",
    ]


def test_a_report_of_many_missing_refers_to_its_appendix() -> None:
    many = a_report(2, 11)
    assert "Chưa báo cáo: 11 đơn vị (danh sách tại Phụ lục 2)." in texts(opened(render_report(REPORT, many)))
    none = replace(many, kinds=many.kinds[1:], totals=many.kinds[1].totals)
    body = texts(opened(render_report(REPORT, none)))
    assert (
        "Đến hết ngày 20/12/2025, chưa có đơn vị nào trong 11 đơn vị phải báo cáo gửi báo cáo. Có 01 đơn "
        "vị được miễn báo cáo."
    ) in body
    assert "Chưa báo cáo: 11 đơn vị (danh sách tại Phụ lục)." in body


def test_a_report_without_grounds_goes_to_the_first_recipient() -> None:
    report = opened(render_report(REPORT, replace(a_report(), round_=replace(ROUND, grounds=()))))
    assert texts(report.tables[1].cell(0, 0))[1] == "- Thường trực Đảng ủy (để báo cáo);"
    assert texts(report)[3].startswith(f"{BCD} đã ban hành Công văn số 28-CV/BCĐ")


def test_the_appendices_stand_on_turned_pages() -> None:
    sections = opened(render_report(REPORT, a_report())).sections
    assert [round(one.page_width.mm) for one in sections] == [210, 297, 297]
    assert [one._sectPr.xpath("./w:pgNumType/@w:start") for one in sections] == [[], ["1"], ["1"]]
    assert all(one.different_first_page_header_footer for one in sections)
    assert not any(one.header.is_linked_to_previous for one in sections)
    carriers = opened(REPORT.data).element.body.xpath("./w:p[w:pPr/w:sectPr]/w:pPr/w:pStyle/@w:val")
    assert carriers == 2 * [opened(REPORT.data).styles["Dòng cuối"].style_id]


@pytest.mark.parametrize("folder", ["templates", "layouts/nd-30-2020/templates"])
@pytest.mark.parametrize("name", ["don-doc.docx", "gia-han.docx"])
def test_the_break_before_a_list_of_units_takes_no_room(folder: str, name: str) -> None:
    """LibreOffice made a blank page of it behind a letter that just fills its page."""
    document = opened((REPOSITORY / folder / name).read_bytes())

    [carrier] = document.element.body.xpath("./w:p[w:pPr/w:sectPr]")

    assert [child.tag.rpartition("}")[2] for child in carrier.pPr] == ["pStyle", "rPr", "sectPr"]
    assert carrier.xpath("./w:pPr/w:rPr/w:vanish")
    heading = next(one for one in document.paragraphs if one.text == "Phụ lục")
    assert heading._p is carrier.getnext()
    assert heading.style.paragraph_format.page_break_before


@pytest.mark.parametrize(("reported", "missing"), [(0, 3), (3, 0)])
def test_a_report_with_one_appendix_has_no_page_for_the_other(reported: int, missing: int) -> None:
    assert len(opened(render_report(REPORT, a_report(reported, missing))).sections) == 2


def test_a_reminder_to_one_unit_has_no_section_for_the_list() -> None:
    [section] = the_reminder(a_reminder()).sections
    assert not section.header.is_linked_to_previous


# --- the poster ---------------------------------------------------------------------------------------------


def test_a_poster_of_six_channels() -> None:
    board = opened(render_poster(BOARD, POSTER))
    cells = [
        [[line for line in cell.text.split("\n") if line] for cell in row.cells]
        for row in board.tables[1].rows
    ]
    assert cells == [
        [["CÁC KÊNH TRUYỀN THÔNG CHÍNH THỨC", "Quét mã QR bằng điện thoại để theo dõi"]] * 3,
        [["Facebook"]] * 3,
        [[channel.name, channel.canonical_url] for channel in CHANNELS[:3]],
        [["TikTok"]] * 3,
        [[channel.name, channel.canonical_url] for channel in CHANNELS[3:]],
    ]
    pictures = [
        board.part.related_parts[key].blob for key in board.tables[1]._tbl.xpath(".//a:blip/@r:embed")
    ]
    assert pictures == [qr_png(channel.canonical_url) for channel in CHANNELS]
    assert {shape.width for shape in board.inline_shapes} == {Mm(48)}
    assert board.core_properties.title == "Các kênh truyền thông chính thức"


def test_more_channels_get_smaller_codes_until_one_page_is_full() -> None:
    widths = [
        round(opened(render_poster(BOARD, with_channels(count))).inline_shapes[0].width.mm)
        for count in (0, 1, 2, 3, 12, 24)
    ]
    assert widths[:4] == sorted(widths[:4], reverse=True)
    assert widths[3] >= 22
    assert widths[4:] == [36, 36]


# --- what holds for all of them -----------------------------------------------------------------------------


def rendered(name: str = "Sở A", style: DocumentStyle | None = None) -> dict[str, bytes]:
    """Every document with a unit's name in it."""
    office = replace(OFFICE, style=style or DocumentStyle())
    one, few = a_reminder(MissingGroup("Chi bộ", (a_missing(name),))), a_reminder(*many_missing(2, name))
    channels = (replace(CHANNELS[0], name=name), *CHANNELS[1:])
    return {
        "one": render_reminder(REMINDER, replace(one, office=office), one.units),
        "few": render_reminder(REMINDER, replace(few, office=office), few.units),
        "correction": render_correction(CORRECTING, replace(CORRECTION, office=office, unit_name=name)),
        "report": render_report(REPORT, replace(a_report(name=name), office=office)),
        "poster": render_poster(BOARD, replace(POSTER, office=office, channels=channels)),
    }


def whole_text(data: bytes) -> str:
    document = opened(data)
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("name", NAMES)
def test_any_name_survives_into_every_document(name: str) -> None:
    documents = rendered(name)
    assert [kind for kind, data in documents.items() if name not in whole_text(data)] == []
    assert len(documents) == 5


def test_same_input_same_bytes_and_nothing_left_of_the_template() -> None:
    first = rendered()
    assert first == rendered()
    for kind, data in first.items():
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
        assert not [name for name, part in parts.items() if re.search(rb"\{\{|\{%", part)], kind
        assert not [name for name, part in parts.items() if b'TargetMode="External"' in part], kind
        core = opened(data).core_properties
        assert (core.author, core.last_modified_by) == (BCD, ""), kind


def test_a_draft_keeps_a_gap_for_the_number() -> None:
    blank = LetterNumber("CV/BCĐ", "2025-2030", None)
    letter = the_reminder(replace(a_reminder(*many_missing(2)), number=blank))
    gap = "\u00a0" * 8
    assert texts(letter.tables[0].cell(0, 0))[3] == f"Số {gap}-CV/BCĐ"
    assert f"(Kèm theo Công văn số {gap}-CV/BCĐ, ngày 20/12/2025 {OF_BCD})" in texts(letter)
    assert (
        letter.core_properties.title
        == "Công văn (dự thảo): đôn đốc báo cáo kết quả thực hiện Công văn số 28-CV/BCĐ"
    )


@pytest.mark.parametrize(
    "template", [REMINDER, CORRECTING, REPORT, BOARD], ids=lambda template: template.name
)
def test_layout_of_the_new_templates(template: WordTemplate) -> None:
    document = opened(template.data)
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]
    assert section.different_first_page_header_footer
    assert 'w:instr=" PAGE "' in section.header._element.xml
    sizes = {
        "Tiêu đề Đảng": 15,
        "Cơ quan ban hành": 14,
        "Nội dung": 14,
        "Danh sách nơi nhận": 12,
        "Họ tên": 14,
        "Tên loại": 15,
        "Trích yếu": 12,
    }
    found = {style.name: style.font.size for style in document.styles if style.name in sizes}
    assert found == {name: Pt(sizes[name]) for name in found}
    assert len(found) >= 2
    with zipfile.ZipFile(io.BytesIO(template.data)) as package:
        fonts = {
            font
            for name in package.namelist()
            for font in re.findall(rb'w:(?:ascii|hAnsi|cs)="([^"]*)"', package.read(name))
        }
    assert fonts == {b"Times New Roman"}


def test_the_signature_stays_with_the_last_lines_of_the_body() -> None:
    for kind, data in rendered().items():
        document = opened(data)
        signatures = [table for table in document.tables if "Nơi nhận:" in table.cell(0, 0).text]
        assert [("<w:cantSplit/>" in table._tbl.xml) for table in signatures] == (
            [] if kind == "poster" else [True]
        ), kind
        for table in signatures:
            above = table._tbl.getprevious()
            assert above.xpath("./w:pPr/w:keepNext"), kind


# --- the pages as LibreOffice prints them -------------------------------------------------------------------


PAGES: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "one unit": (lambda: the_bytes(a_reminder()), 1, "Số 30-CV/BCĐ"),
    "105 missing": (lambda: the_bytes(a_reminder(*many_missing(105))), 5, "Tổng cộng: 105 đơn vị"),
    "correction": (lambda: render_correction(CORRECTING, CORRECTION), 1, "khoảng 5"),
    "report": (lambda: render_report(REPORT, a_report()), 4, "Tổng cộng: 01/03 đơn vị"),
    # Seventeen rows and the two sums fill the appendix's page: the eighteenth goes over with them.
    "report of 18": (lambda: render_report(REPORT, a_report(18, 0)), 4, "18 Đảng ủy Sở thứ 18"),
    # The signature ends with page 2: the break behind it makes no page of its own.
    "report of two full pages": (
        lambda: render_report(REPORT, with_remarks(20)),
        4,
        "Tổng cộng: 01/03 đơn vị",
    ),
    "poster of eight": (lambda: render_poster(BOARD, with_channels(2)), 1, "Kênh số 2"),
    "poster of thirty": (
        lambda: render_poster(BOARD, with_channels(24)),
        3,
        "CÁC KÊNH TRUYỀN THÔNG CHÍNH THỨC Quét mã",
    ),
}


def with_remarks(count: int) -> ReportContent:
    remarks = tuple(
        UnitRemark(f"Đảng ủy Sở {place}", "Chưa có cán bộ chuyên trách") for place in range(count)
    )
    return replace(a_report(), remarks=(RemarkGroup("Khó khăn, kiến nghị", remarks),))


def the_bytes(content: ReminderContent) -> bytes:
    return render_reminder(REMINDER, content, content.units)


def _counted(numbers: list[re.Match[str] | None], place: int) -> int:
    """The number of a page, counted from the last one that has none: a document or appendix begins there."""
    begins = max(one for one, number in enumerate(numbers[: place + 1]) if number is None)
    return place - begins + 1


@pytest.mark.libreoffice
def test_pages(tmp_path: Path, soffice: Callable[..., Path], pdftotext: Callable[..., str]) -> None:
    found = {}
    for kind, (make, _, words) in PAGES.items():
        path = tmp_path / f"{kind}.docx"
        path.write_bytes(make())
        pages = pdftotext(soffice(path), "-layout").rstrip("\f").split("\f")
        found[kind] = (len(pages), any(words in " ".join(page.split()) for page in pages[-1:]))
        numbers = [re.match(r"\s*([0-9]+)\s*\n", page) for page in pages]
        assert [_counted(numbers, place) for place, _ in enumerate(pages)] == [
            int(number[1]) if number else 1 for number in numbers
        ], kind
        assert all(
            number or place == 0 or pages[place].lstrip().startswith("Phụ lục")
            for place, number in enumerate(numbers)
        ), kind
    assert found == {kind: (pages, True) for kind, (_, pages, _) in PAGES.items()}


@pytest.mark.libreoffice
def test_a_template_saved_by_another_program_says_and_looks_the_same(soffice: Callable[..., Path]) -> None:
    saved = soffice(REPOSITORY / "templates" / written_report.REPORT_TEMPLATE, "docx")
    template = WordTemplate("templates/bao-cao.docx", saved.read_bytes())
    wanted = DocumentStyle(line_pitch=20, paragraph_gap=ParagraphGap(6, 3), spelling="uỷ")
    content = replace(a_report(), office=replace(OFFICE, style=wanted))
    before, after = (opened(render_report(styled(one, wanted), content)) for one in (REPORT, template))
    assert texts(after) == texts(before)
    assert [rows(table) for table in after.tables] == [rows(table) for table in before.tables]
    for document in (before, after):
        layout = document.styles["Nội dung"].paragraph_format
        assert (layout.line_spacing, layout.space_before, layout.space_after) == (Pt(20), Pt(6), Pt(3))
