"""The report form: what the blank one allows, what a returned one is read as, what is refused and how."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bcd35.domain.answers import Answer, judge_answers
from bcd35.domain.findings import Finding
from bcd35.domain.form_spec import FIRST_ROW, IDENTITY_SHEET, SHEET, form_spec, hint_words, identify
from bcd35.domain.numerals import group_thousands
from bcd35.domain.rounds import Field, Round
from bcd35.domain.text import clean, clean_lines, identity_key
from bcd35.formats.forms import returned as returned_forms
from bcd35.formats.forms.blank import FormHead, write_form
from bcd35.formats.forms.returned import read_form
from bcd35.formats.ooxml.guard import RefusedFileError
from bcd35.formats.xlsx.reader import read_book
from tests.support import hostile
from tests.support.made_up_form import (
    BLANK,
    CELLS,
    FIELDS,
    FILLED,
    FULL,
    FULL_ANSWERS,
    HEAD,
    IDENTITY,
    ROUND,
    SPEC,
    TASKS,
    WAYS,
    book_of,
    changed,
    filled,
    put,
    received,
)

COPY_OVER = "Chép câu trả lời sang mẫu mới còn nguyên rồi gửi lại."


def findings_of(data: bytes) -> list[Finding]:
    return received(data)[1]


# --- the blank form -----------------------------------------------------------------------------------------


def test_same_input_same_bytes() -> None:
    assert write_form(SPEC, IDENTITY, HEAD) == BLANK


def test_exactly_the_answer_cells_are_unlocked_on_protected_sheets() -> None:
    book = book_of(BLANK)
    unlocked = [
        (sheet.title, cell.coordinate)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    ]

    assert unlocked == [(SHEET, row.answer_cell) for row in SPEC.questions]
    assert [(sheet.title, sheet.sheet_state, sheet.protection.sheet) for sheet in book.worksheets] == [
        (SHEET, "visible", True),
        (IDENTITY_SHEET, "veryHidden", True),
    ]
    assert book.security is not None
    assert book.security.lockStructure


def test_every_row_stands_where_the_layout_says() -> None:
    sheet = book_of(BLANK)[SHEET]

    shown = [[sheet.cell(row, column).value for column in (1, 2, 3, 4)] for row in range(1, 19)]

    assert [line[0] for line in shown[:7]] == [
        "ĐẢNG ỦY ỦY BAN NHÂN DÂN TỈNH",
        "BAN CHỈ ĐẠO 35",
        "BÁO CÁO KẾT QUẢ THỰC HIỆN",
        "việc đẩy mạnh tuyên truyền",
        "Đơn vị báo cáo: Đảng ủy Sở Y tế",
        "Thực hiện Công văn số 28-CV/BCĐ, ngày 22/11/2025 của Ban Chỉ đạo 35 Đảng ủy.",
        "Thời hạn: ngày 15/12/2025. Gửi về: Ban Tuyên giáo và Dân vận Đảng ủy.",
    ]
    assert shown[7:] == [
        ["TT", "Nội dung", "Cách ghi", "Trả lời"],
        ["I", "Thông báo các kênh", None, None],
        ["1", "Số tổ chức trực thuộc đã được thông báo", hint_words(FIELDS[0]), None],
        ["2", "Hình thức thông báo", hint_words(FIELDS[1]), None],
        ["3", "Ngày thông báo xong", hint_words(FIELDS[2]), None],
        ["II", "Chia sẻ thông tin", None, None],
        ["4", "Đơn vị có trang hoặc cổng thông tin chính thức", hint_words(FIELDS[3]), None],
        ["5", "Số tin bài đã chia sẻ", hint_words(FIELDS[4]), None],
        ["III", "Nội dung khác", None, None],
        ["6", "Khó khăn, kiến nghị", hint_words(FIELDS[5]), None],
        [
            (
                "Không phát sinh ghi KPS; không áp dụng ghi KAD; để trống là chưa trả lời; không có thì ghi "
                "0. "
                "Chỉ điền vào các ô nền vàng; không sửa ô khác, không thêm bớt hàng, cột, không chép sang "
                "tệp khác."
            ),
            None,
            None,
            None,
        ],
    ]


def test_the_hint_of_choices_spells_the_options() -> None:
    assert (
        hint_words(FIELDS[1])
        == f"Chọn một; nhiều lựa chọn thì cách nhau bằng dấu chấm phẩy: {'; '.join(WAYS)}"
    )


def test_the_help_of_a_question_stands_behind_the_rule_of_its_answer() -> None:
    field = Field(code="a", label="Số hồ sơ", kind="count", required=False, hint="đến hết tháng 02")
    assert hint_words(field) == "Số nguyên, từ 0 trở lên (không bắt buộc). Đến hết tháng 02"


def test_each_answer_cell_has_the_validation_and_format_of_its_kind() -> None:
    sheet = book_of(BLANK)[SHEET]
    rules = {
        str(rule.sqref): (
            rule.type,
            rule.operator,
            rule.formula1,
            rule.formula2,
            rule.errorStyle,
            rule.allow_blank,
        )
        for rule in sheet.data_validations.dataValidation
    }

    assert rules == {
        CELLS["told"]: ("whole", "greaterThanOrEqual", "0", None, "warning", True),
        CELLS["ways"]: ("list", None, f'"{",".join(WAYS)}"', None, "warning", True),
        CELLS["done"]: ("date", "between", "36526", "73415", "warning", True),
        CELLS["site"]: ("list", None, '"Có,Không"', None, "warning", True),
        CELLS["shared"]: ("whole", "greaterThanOrEqual", "0", None, "warning", True),
    }
    assert {code: sheet[place].number_format for code, place in CELLS.items()} == {
        "told": "#,##0",
        "ways": "@",
        "done": "dd/mm/yyyy",
        "site": "@",
        "shared": "#,##0",
        "wishes": "@",
    }


def test_help_texts_fit_the_limits_of_excel() -> None:
    rules = book_of(BLANK)[SHEET].data_validations.dataValidation

    assert len(rules) == 5
    for rule in rules:
        assert rule.prompt
        assert rule.error
        assert max(len(rule.prompt), len(rule.error)) <= 255
        assert max(len(rule.promptTitle or ""), len(rule.errorTitle or "")) <= 32


def test_page_prints_on_a4_with_the_headings_on_each_page() -> None:
    sheet = book_of(BLANK)[SHEET]

    assert (
        sheet.page_setup.paperSize,
        sheet.page_setup.orientation,
        sheet.page_setup.fitToWidth,
        sheet.page_setup.fitToHeight,
    ) == (
        9,
        "portrait",
        1,
        0,
    )
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A9", "$8:$8")


@pytest.mark.parametrize(
    "options",
    [
        ("họp, hội nghị", "văn bản"),
        ('trang "chính thức"', "khác"),
        tuple(f"lựa chọn dài số {n}" for n in range(40)),
    ],
)
def test_options_that_do_not_fit_a_validation_stand_on_the_hidden_sheet(options: tuple[str, ...]) -> None:
    fields = (
        Field(code="a", label="Cách làm", kind="choices", of=options),
        Field(code="b", label="Nơi làm", kind="choices", of=("x,y", "z")),
    )
    spec = form_spec(
        Round(code="r", subject="s", grounds=(), tasks=(), fields=fields, deadline=date(2025, 12, 15))
    )

    data = write_form(spec, identify(spec, "u", "1"), HEAD)

    book = book_of(data)
    first, second = book[SHEET].data_validations.dataValidation
    assert first.formula1 == f"'{IDENTITY_SHEET}'!$D$1:$D${len(options)}"
    assert second.formula1 == f"'{IDENTITY_SHEET}'!$E$1:$E$2"
    assert tuple(book[IDENTITY_SHEET].cell(row, 4).value for row in range(1, len(options) + 1)) == options

    def answer(one: Workbook) -> None:
        put(one, "D10", f"{options[1]}; {options[0]}")
        put(one, "D11", "z")

    answered = changed(answer, data)
    assert received(answered, spec, fields) == (
        {"a": Answer("value", options[:2]), "b": Answer("value", ("z",))},
        [],
    )


def test_texts_that_look_like_formulas_or_errors_stay_texts() -> None:
    field = Field(code="a", label="=SUM(A1)", kind="choices", of=("=1,5", "#N/A"), hint="+1")
    spec = form_spec(
        Round(code="r", subject="=2+2", grounds=(), tasks=(), fields=(field,), deadline=date(2025, 12, 15))
    )
    identity = identify(spec, "=u", "=1")
    head = FormHead(
        superior="=a",
        issuer="#REF!",
        office_name="=c",
        unit_name="=HYPERLINK(1)",
        subject="=2+2",
        reference="=3",
        dated=date(2025, 1, 1),
        deadline=date(2025, 1, 2),
        send_to="=4",
    )

    data = write_form(spec, identity, head)

    kinds = {
        cell.data_type
        for sheet in book_of(data).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert kinds == {"s"}
    reading = read_form(data)
    assert (reading.identity, reading.labels[10], reading.findings) == (identity, "=SUM(A1)", ())


def test_text_like_the_formats_own_escape_is_read_back() -> None:
    fields = (Field(code="a", label="Nhãn _x0041_ b", kind="text"),)
    spec = form_spec(
        Round(code="r", subject="s", grounds=(), tasks=(), fields=fields, deadline=date(2025, 12, 15))
    )
    data = changed(
        lambda book: put(book, "D10", "một_x000D_\nhai"), write_form(spec, identify(spec, "u", "1"), HEAD)
    )

    assert received(data, spec, fields) == ({"a": Answer("value", "một\nhai")}, [])


# --- a filled form ------------------------------------------------------------------------------------------

_letters = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn"))
_texts = st.text(_letters | st.just("\n"), min_size=1, max_size=200).filter(
    lambda text: bool(clean(text)) and "_x" not in text
)
_EMPTIES = {
    "KPS": "nothing",
    "không phát sinh": "nothing",
    " kad": "not_applicable",
    "Không áp dụng": "not_applicable",
}
_KNOWN = {identity_key(word) for word in _EMPTIES}


def _pairs(field: Field) -> st.SearchStrategy[tuple[object, Answer]]:
    """List what may be typed into a field's cell, with what it means."""
    empties = st.sampled_from([(word, Answer(state)) for word, state in _EMPTIES.items()])  # type: ignore[arg-type] # states spelt above
    counts = st.integers(0, 999_999_999)
    days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
    by_kind: dict[str, st.SearchStrategy[tuple[object, Answer]]] = {
        "count": counts.flatmap(
            lambda n: st.sampled_from(
                [
                    (n, Answer("value", n)),
                    (group_thousands(n), Answer("value", n)),
                    (str(n), Answer("value", n)),
                ]
            )
        ),
        "date": days.flatmap(
            lambda day: st.sampled_from(
                [(day, Answer("value", day)), (f"{day.day}/{day.month}/{day.year}", Answer("value", day))]
            )
        ),
        "yes_no": st.sampled_from(
            [
                ("Có", Answer("value", value=True)),
                ("KHÔNG", Answer("value", value=False)),
                ("x", Answer("value", value=True)),
            ]
        ),
        "choices": st.sets(st.sampled_from(WAYS), min_size=1).map(
            lambda some: ("; ".join(some), Answer("value", tuple(one for one in WAYS if one in some)))
        ),
        "text": _texts.filter(lambda text: identity_key(text) not in _KNOWN).map(
            lambda text: (text, Answer("value", clean_lines(text)))
        ),
    }
    blank: st.SearchStrategy[tuple[object, Answer]] = st.just((None, Answer("unanswered")))
    return by_kind[field.kind] | empties | (empties if field.required else blank)


_forms = st.fixed_dictionaries({field.code: _pairs(field) for field in FIELDS})


@given(_forms)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_written_into_the_form_is_the_report(form: dict[str, tuple[object, Answer]]) -> None:
    data = filled({code: value for code, (value, _) in form.items()})

    assert received(data) == ({code: answer for code, (_, answer) in form.items()}, [])


def test_a_whole_form() -> None:
    assert received(FILLED) == (FULL_ANSWERS, [])


def test_four_kinds_of_empty_are_four_answers() -> None:
    answers, findings = received(filled({**FULL, "told": 0, "shared": "KPS", "done": "KAD", "wishes": None}))

    assert findings == []
    assert [answers[code] for code in ("told", "shared", "done", "wishes")] == [
        Answer("value", 0),
        Answer("nothing"),
        Answer("not_applicable"),
        Answer("unanswered"),
    ]


def test_an_empty_form_is_one_fault() -> None:
    assert received(BLANK) == (
        {},
        [Finding("empty_form", "", "Mẫu chưa điền ô nào.", "Đề nghị đơn vị điền rồi gửi lại.")],
    )


def test_a_required_answer_left_out_is_named_with_its_cell() -> None:
    fix = (
        "Ghi một số nguyên, ví dụ 12 hoặc 1.234; không có thì ghi 0. Không phát sinh thì ghi KPS; không áp "
        "dụng thì ghi KAD."
    )
    assert findings_of(filled({**FULL, "told": None})) == [
        Finding(
            "missing_answer",
            "Báo cáo!D10",
            "“Số tổ chức trực thuộc đã được thông báo” chưa được trả lời.",
            fix,
        )
    ]


@pytest.mark.parametrize(
    ("code", "value", "kind", "shown"),
    [
        ("told", "nhiều", "count", "nhiều"),
        ("told", "1.2345", "count", "1.2345"),
        ("told", "1,234", "count", "1,234"),
        ("told", "-3", "count", "-3"),
        ("told", -3, "count", "-3"),
        ("told", 2.5, "count", "2,5"),
        ("told", "NaN", "count", "NaN"),
        ("told", "1e3", "count", "1e3"),
        ("told", "٣", "count", "٣"),
        ("told", 10**9, "count", "1000000000"),
        ("told", True, "count", "TRUE"),
        ("told", datetime(2025, 11, 28), "count", "28/11/2025"),  # noqa: DTZ001 - a cell has no time zone
        ("told", time(8, 30), "count", "08:30:00"),
        ("done", "11/28/2025", "date", "11/28/2025"),
        ("done", "30/02/2025", "date", "30/02/2025"),
        ("done", "28/11/25", "date", "28/11/25"),
        ("done", date(1999, 12, 31), "date", "31/12/1999"),
        ("done", True, "date", "TRUE"),
        ("site", "có lẽ", "yes_no", "có lẽ"),
        ("site", 1, "yes_no", "1"),
        ("ways", "văn bản, họp chi bộ", "choices", "văn bản, họp chi bộ"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused_with_cell_and_words(
    code: str, value: object, kind: str, shown: str
) -> None:
    field = next(field for field in FIELDS if field.code == code)
    found = findings_of(filled({**FULL, code: value}))

    assert [(one.code, one.where) for one in found] == [(f"not_a_{kind}", f"Báo cáo!{CELLS[code]}")]
    assert found[0].message.startswith(f"“{field.label}” ghi “{shown}”; chỉ nhận ")


def test_a_text_too_long_is_refused_without_quoting_it_all() -> None:
    (found,) = findings_of(filled({**FULL, "wishes": "a" * 2001}))

    assert (found.code, found.where) == ("not_a_text", "Báo cáo!D17")
    assert found.message.endswith("…”; chỉ nhận lời không quá 2.000 ký tự.")
    assert len(found.message) < 150


def test_thousands_typed_as_text_are_read_by_the_vietnamese_rule() -> None:
    answers, findings = received(filled({**FULL, "told": "1.234", "shared": "1 234 567"}))

    assert ([answers["told"], answers["shared"]], findings) == (
        [Answer("value", 1234), Answer("value", 1_234_567)],
        [],
    )


@pytest.mark.parametrize("value", ["NaN", "INF", "٣", "1_000", "0x10", "9" * 5000])
def test_a_number_that_no_spreadsheet_writes_is_refused_before_parsing(value: str) -> None:
    data = hostile.with_cell(FILLED, "D10", "", f"<v>{value}</v>")
    shown = value if len(value) <= 40 else f"{value[:40]}…"

    assert findings_of(data) == [
        Finding(
            "bad_value",
            "",
            f"Ô D10 chứa giá trị “{shown}” mà Excel không bao giờ ghi như vậy.",
            "Mở bằng Excel, lưu lại rồi gửi lại; nếu vẫn báo như vậy thì điền vào mẫu mới.",
        )
    ]


# --- formulas, errors, day numbers --------------------------------------------------------------------------


def test_a_formula_with_its_result_counts_as_the_result() -> None:
    data = hostile.with_cell(FILLED, "D10", "", "<f>4+8</f><v>12</v>")

    assert received(data) == (FULL_ANSWERS, [])


@pytest.mark.parametrize("attributes", ["", 't="str"'])
def test_a_formula_without_result_asks_to_save_in_excel(attributes: str) -> None:
    data = hostile.with_cell(FILLED, "D10", attributes, "<f>4+8</f><v></v>")

    assert findings_of(data) == [
        Finding(
            "formula_without_value",
            "Báo cáo!D10",
            "Ô có công thức nhưng không có kết quả.",
            "Mở tệp bằng Excel rồi lưu lại, hoặc gõ thẳng kết quả vào ô.",
        )
    ]


@pytest.mark.parametrize("content", ["<v>#REF!</v>", "<f>A1/0</f><v>#REF!</v>"])
def test_an_error_instead_of_an_answer_is_refused(content: str) -> None:
    data = hostile.with_cell(FILLED, "D10", 't="e"', content)

    assert findings_of(data) == [
        Finding(
            "error_value",
            "Báo cáo!D10",
            "Ô báo lỗi “#REF!” thay cho câu trả lời.",
            "Gõ thẳng câu trả lời vào ô; không áp dụng thì ghi KAD.",
        )
    ]


def test_an_error_word_typed_as_text_is_text() -> None:
    answers, findings = received(filled({**FULL, "wishes": "#N/A"}))

    assert (answers["wishes"], findings) == (Answer("value", "#N/A"), [])


@pytest.mark.parametrize(("serial", "from_1904"), [("45989", False), ("45989.75", False), ("44527", True)])
def test_a_date_whose_format_was_lost_is_read_from_its_day_number(serial: str, from_1904: bool) -> None:  # noqa: FBT001 - pytest passes by name
    def lose_format(book: Workbook) -> None:
        book[SHEET][CELLS["done"]].number_format = "General"

    data = hostile.with_cell(changed(lose_format, FILLED), CELLS["done"], "", f"<v>{serial}</v>")
    if from_1904:
        data = hostile.edited(
            data,
            "xl/workbook.xml",
            lambda xml: xml.replace('date1904="0"', 'date1904="1"').replace(
                "<workbookPr/>", '<workbookPr date1904="1"/>'
            ),
        )

    assert received(data) == (FULL_ANSWERS, [])


@pytest.mark.parametrize("serial", ["2025", "28112025", "36525", "73416"])
def test_a_number_that_is_no_day_of_ours_is_refused_as_a_date(serial: str) -> None:
    def lose_format(book: Workbook) -> None:
        book[SHEET][CELLS["done"]].number_format = "General"

    data = hostile.with_cell(changed(lose_format, FILLED), CELLS["done"], "", f"<v>{serial}</v>")

    assert findings_of(data) == [
        Finding(
            "not_a_date",
            "Báo cáo!D12",
            f"“Ngày thông báo xong” ghi “{serial}”; chỉ nhận ngày/tháng/năm có thật, năm 2000–2100.",
            "Ghi ngày trước, tháng sau, ví dụ 28/11/2025.",
        )
    ]


# --- the form as such ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "text", "message"),
    [
        (
            "B10",
            "Số đảng viên",
            "Ô B10 ghi “Số đảng viên”; mẫu là “Số tổ chức trực thuộc đã được thông báo”.",
        ),
        ("B10", None, "Ô B10 để trống; mẫu là “Số tổ chức trực thuộc đã được thông báo”."),
        ("B9", "Khác", "Ô B9 ghi “Khác”; mẫu là “Thông báo các kênh”."),
        ("D8", "Kết quả", "Ô D8 ghi “Kết quả”; mẫu là “Trả lời”."),
    ],
)
def test_a_changed_label_is_named_with_what_was_found_and_expected(
    place: str, text: str | None, message: str
) -> None:
    data = changed(lambda book: put(book, place, text), FILLED)

    assert received(data) == (
        FULL_ANSWERS,
        [Finding("label_changed", f"Báo cáo!{place}", message, COPY_OVER)],
    )


def test_another_spelling_of_a_label_is_the_same_label() -> None:
    data = changed(lambda book: put(book, "B10", "SỐ TỔ CHỨC  TRỰC THUỘC ĐÃ ĐƯỢC THÔNG BÁO "), FILLED)

    assert received(data) == (FULL_ANSWERS, [])


def test_a_row_put_in_moves_the_labels_and_the_form_is_refused() -> None:
    def insert(book: Workbook) -> None:
        for merged in list(book[SHEET].merged_cells.ranges):  # the library would leave them where they were
            book[SHEET].unmerge_cells(str(merged))
        book[SHEET].insert_rows(12)

    data = changed(insert, FILLED)

    message = "Từ “Ngày thông báo xong”, các hàng nằm lệch: ô này ở B13; mẫu là B12."
    assert received(data) == (FULL_ANSWERS, [Finding("row_moved", "Báo cáo!B13", message, COPY_OVER)])


def test_a_column_put_in_is_refused() -> None:
    data = changed(lambda book: book[SHEET].insert_cols(4), FILLED)

    message = "Cột “Trả lời” nằm ở cột E; mẫu là cột D."
    assert received(data) == (FULL_ANSWERS, [Finding("column_moved", "Báo cáo!E8", message, COPY_OVER)])


def test_an_answer_outside_the_answer_cells_is_not_lost_in_silence() -> None:
    data = changed(lambda book: put(book, "D30", "thêm: 5 tin bài"), FILLED)

    assert findings_of(data) == [
        Finding(
            "stray_answer",
            "Báo cáo!D30",
            "Ô D30 có nội dung nhưng không phải ô trả lời.",
            "Chuyển nội dung vào đúng ô nền vàng rồi gửi lại.",
        )
    ]


def test_a_remark_beside_an_answer_is_named() -> None:
    data = changed(lambda book: put(book, "F11", "ước tính"), FILLED)

    message = "Ô F11 có nội dung nhưng không phải ô trả lời."
    fix = "Chuyển nội dung vào đúng ô nền vàng rồi gửi lại."
    assert received(data) == (FULL_ANSWERS, [Finding("stray_answer", "Báo cáo!F11", message, fix)])


def test_answer_cells_grown_together_are_named() -> None:
    data = changed(lambda book: book[SHEET].merge_cells("D14:D15"), FILLED)

    message = "Các ô D14:D15 bị gộp làm một; không biết nội dung là câu trả lời của chỉ tiêu nào."
    assert findings_of(data)[0] == Finding("merged_answer", "Báo cáo!D14:D15", message, COPY_OVER)


def test_a_changed_instruction_is_named() -> None:
    data = changed(lambda book: put(book, "C10", "Tỷ lệ phần trăm"), FILLED)

    message = f"Ô C10 ghi “Tỷ lệ phần trăm”; mẫu là “{hint_words(FIELDS[0])}”."
    assert received(data) == (FULL_ANSWERS, [Finding("label_changed", "Báo cáo!C10", message, COPY_OVER)])


def test_a_row_taken_out_is_one_difference_and_its_question_has_no_answer() -> None:
    def remove(book: Workbook) -> None:
        for merged in list(book[SHEET].merged_cells.ranges):  # the library would leave them where they were
            book[SHEET].unmerge_cells(str(merged))
        book[SHEET].delete_rows(11)

    answers, findings = received(changed(remove, FILLED))

    assert answers == {code: answer for code, answer in FULL_ANSWERS.items() if code != "ways"}
    assert [(one.code, one.where, one.message) for one in findings] == [
        ("row_gone", "Báo cáo!B11", "Mẫu thiếu hàng “Hình thức thông báo”."),
        ("row_moved", "Báo cáo!B11", "Từ “Ngày thông báo xong”, các hàng nằm lệch: ô này ở B11; mẫu là B12."),
        ("missing_answer", "Báo cáo!D11", "“Hình thức thông báo” chưa được trả lời."),
    ]


def test_a_table_that_begins_lower_is_one_difference() -> None:
    def insert(book: Workbook) -> None:
        for merged in list(book[SHEET].merged_cells.ranges):  # the library would leave them where they were
            book[SHEET].unmerge_cells(str(merged))
        book[SHEET].insert_rows(1, 2)

    message = "Hàng tiêu đề của bảng nằm ở hàng 10; mẫu là hàng 8."
    assert received(changed(insert, FILLED)) == (
        FULL_ANSWERS,
        [Finding("row_moved", "Báo cáo!B10", message, COPY_OVER)],
    )


def test_rows_in_another_order_keep_their_answers_and_are_named() -> None:
    def exchange(book: Workbook) -> None:
        for column in "BCD":
            first, second = book[SHEET][f"{column}14"], book[SHEET][f"{column}15"]
            first.value, second.value = second.value, first.value

    answers, findings = received(changed(exchange, FILLED))

    assert answers == FULL_ANSWERS
    assert [(one.code, one.where) for one in findings] == [
        ("row_moved", "Báo cáo!B15"),
        ("row_moved", "Báo cáo!B14"),
        ("row_moved", "Báo cáo!B16"),
    ]


def test_the_head_lines_are_kept_as_claims_when_the_identity_is_gone() -> None:
    reading = read_form(changed(lambda book: book.remove(book[IDENTITY_SHEET]), FILLED))

    assert (reading.identity, [one.code for one in reading.findings]) == (None, ["not_a_form"])
    assert reading.claims == returned_forms.Claims(HEAD.unit_name, HEAD.reference, ROUND.subject)
    raw, differences = returned_forms.judge_form_layout(reading, SPEC)
    assert (judge_answers(FIELDS, raw), differences) == ((FULL_ANSWERS, []), [])


def test_a_file_that_is_not_our_form() -> None:
    message = "Tệp không phải mẫu báo cáo đã phát hành (không có mã mẫu)."
    assert findings_of(hostile.bare()) == [
        Finding(
            "not_a_form", "", message, "Điền vào đúng tệp mẫu đã gửi kèm công văn; không chép sang tệp khác."
        )
    ]


@pytest.mark.parametrize(
    ("place", "value"), [("B1", None), ("A1", None), ("B3", ""), ("B4", "hai"), ("B5", None)]
)
def test_a_damaged_identity_is_refused(place: str, value: str | None) -> None:
    def damage(book: Workbook) -> None:
        book[IDENTITY_SHEET][place] = value

    assert findings_of(changed(damage, FILLED)) == [
        Finding("identity_damaged", "", "Mã mẫu ẩn trong tệp đã bị xóa hoặc sửa.", COPY_OVER)
    ]


def test_the_form_of_another_version_is_refused() -> None:
    newer = form_spec(
        Round(
            code=ROUND.code,
            subject=ROUND.subject,
            grounds=(),
            tasks=TASKS,
            fields=FIELDS[:-1],
            deadline=ROUND.deadline,
            form_version=2,
        )
    )

    assert received(FILLED, newer, FIELDS[:-1]) == (
        {},
        [
            Finding(
                "old_form",
                "",
                "Mẫu không phải bản đang dùng của đợt “2025-11” (tệp: phiên bản 1; đang dùng: phiên bản 2).",
                "Gửi đơn vị mẫu đang dùng để điền lại.",
            )
        ],
    )


def test_the_form_of_another_round_has_another_layout_though_it_asks_the_same() -> None:
    other = form_spec(
        Round(
            code="2026-01",
            subject=ROUND.subject,
            grounds=(),
            tasks=TASKS,
            fields=FIELDS,
            deadline=ROUND.deadline,
        )
    )

    assert received(FILLED, other)[1] == [
        Finding(
            "old_form",
            "",
            "Mẫu không phải bản đang dùng của đợt “2026-01” (tệp: phiên bản 1; đang dùng: phiên bản 1).",
            "Gửi đơn vị mẫu đang dùng để điền lại.",
        )
    ]


def test_sheets_of_the_units_own_and_another_title_change_nothing() -> None:
    def rearrange(book: Workbook) -> None:
        book[SHEET].title = "Sở Y tế"
        book.create_sheet("Ghi chú", 0)["A1"] = "của chúng tôi"

    data = changed(rearrange, FILLED)

    assert received(data) == (FULL_ANSWERS, [])
    assert read_form(data).sheet == "Sở Y tế"


def test_two_sheets_of_the_form_are_a_question_not_a_guess() -> None:
    data = changed(lambda book: book.copy_worksheet(book[SHEET]), FILLED)
    message = (
        "Tệp có 2 trang tính cùng dạng mẫu (Báo cáo, Báo cáo Copy); không biết trang nào là câu trả lời."
    )

    assert findings_of(data) == [Finding("two_forms", "", message, "Xóa trang thừa rồi gửi lại.")]


def test_a_file_whose_sheet_was_removed() -> None:
    def remove(book: Workbook) -> None:
        book.create_sheet("Khác")
        del book[SHEET]

    assert findings_of(changed(remove, FILLED)) == [
        Finding("no_form_sheet", "", "Tệp không còn trang tính “Báo cáo”.", COPY_OVER)
    ]


@pytest.mark.parametrize("size", ["A1", "A1:B2", "A1:XFD1048576"])
def test_a_stated_size_that_lies_hides_nothing(size: str) -> None:
    data = hostile.edited(
        FILLED,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(r'<dimension ref="[^"]*"', f'<dimension ref="{size}"', xml),
    )

    assert received(data) == (FULL_ANSWERS, [])


def test_a_style_that_other_readers_choke_on_is_none_of_our_business() -> None:
    data = hostile.edited(
        FILLED,
        "xl/styles.xml",
        lambda xml: re.sub(r"<fills.*?</fills>", '<fills count="1"><fill/></fills>', xml, flags=re.DOTALL),
    )

    assert received(data) == (FULL_ANSWERS, [])


def test_what_the_reader_did_not_foresee_is_one_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: bytes) -> None:
        raise RuntimeError

    monkeypatch.setattr(returned_forms, "read_book", fail)

    assert findings_of(FILLED) == [
        Finding(
            "unreadable",
            "",
            "Không đọc được nội dung bảng tính; tệp bị hỏng hoặc do phần mềm lạ ghi ra.",
            "Mở bằng Excel, lưu lại rồi gửi lại; nếu vẫn báo như vậy thì điền vào mẫu mới.",
        )
    ]


@pytest.mark.libreoffice
def test_a_form_saved_by_libreoffice_is_the_same_report(tmp_path: Path, soffice: Callable[..., Path]) -> None:
    (tmp_path / "source").mkdir()
    source = tmp_path / "source" / "bao-cao.xlsx"
    source.write_bytes(filled({**FULL, "wishes": "- Thiếu máy quay\n=1+1\nđường truyền chậm"}))

    saved = soffice(source, "ods")
    again = soffice(saved, "xlsx").read_bytes()

    assert received(again) == (
        {**FULL_ANSWERS, "wishes": Answer("value", "- Thiếu máy quay\n=1+1\nđường truyền chậm")},
        [],
    )


# --- files that are not parsed at all -----------------------------------------------------------------------

SAVE_AS = "Mở bằng Excel, chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”, rồi gửi lại."
SAVE_ODS_AS = (
    "Mở bằng LibreOffice, chọn “Lưu dưới dạng” (Save As), loại “Excel 2007-365 (.xlsx)”; hoặc mở bằng "
    "Excel, chọn “Lưu thành” (Save As), loại “Excel Workbook (*.xlsx)”; rồi gửi lại."
)
USE_FORM = "Điền vào đúng tệp mẫu .xlsx đã gửi kèm công văn rồi gửi lại."
SAVE_AGAIN = "Mở bằng Excel, lưu lại rồi gửi lại; nếu vẫn báo như vậy thì điền vào mẫu mới."
RESEND = "Đề nghị đơn vị gửi lại tệp."
UNPROTECT = "Bỏ mật khẩu mở tệp, lưu lại rồi gửi lại."
NO_LINKS = f"Không chép công thức từ tệp khác. {COPY_OVER}"
DOCTYPE = "Tệp có khai báo lạ bên trong (DOCTYPE) mà bảng tính thật không có; vì an toàn không mở."
MACROS = "Tệp có macro (.xlsm); vì an toàn chỉ nhận tệp .xlsx không có macro."
LINKS = "Tệp có liên kết hoặc kết nối tới tệp khác, nơi khác; chỉ nhận mẫu không có liên kết ngoài."
OBJECTS = "Tệp có tài liệu hoặc điều khiển nhúng bên trong; chỉ nhận mẫu không có đối tượng nhúng."
OBJECTS_FIX = f"Gửi tài liệu kèm thành tệp riêng. {COPY_OVER}"
TOO_MANY = "Tệp có quá nhiều hàng, ô hoặc định dạng; một mẫu báo cáo không quá 2.000 hàng và 30.000 ô."
DAMAGED = "Tệp bị cụt hoặc hỏng khi gửi, không mở được."
PLAIN = "Tệp là văn bản thường hoặc CSV, không phải bảng tính .xlsx."
ARCHIVE = "Tệp là tệp nén RAR hoặc 7z, không phải bảng tính .xlsx."
PICTURE = "Tệp là ảnh chụp hoặc ảnh quét, không phải bảng tính .xlsx."
HTML = "Tệp thực chất là trang web (HTML hoặc XML), không phải bảng tính .xlsx."
BROKEN = "Một phần bên trong tệp bị hỏng."
BROKEN_PART = ("broken_part", BROKEN, SAVE_AGAIN)
DISORDERED = "Hàng, ô bên trong tệp ghi lộn xộn (quanh hàng {}); đọc sẽ sót."
FAR = "Ô {} ở ngoài mẫu mà có nội dung; chỉ nhận nội dung trong 2.000 hàng, 100 cột đầu."
BOMB = "Tệp khi mở ra nặng hơn 20 MB; một mẫu báo cáo không thể nặng như vậy."
CLEAR = "Xóa nội dung ô đó rồi gửi lại."

HOSTILE: dict[str, tuple[bytes, str, str, str]] = {
    "empty": (b"", "empty_file", "Tệp rỗng, không có nội dung nào.", RESEND),
    "old xls": (
        hostile.old_xls(),
        "old_xls",
        "Tệp là dạng Office đời cũ (.xls); chỉ nhận tệp .xlsx.",
        SAVE_AS,
    ),
    "password": (hostile.password_protected(), "password", "Tệp đặt mật khẩu nên không đọc được.", UNPROTECT),
    "encrypted part": (
        hostile.encrypted_member(),
        "password",
        "Tệp đặt mật khẩu nên không đọc được.",
        UNPROTECT,
    ),
    "html": ("\ufeff\n<html><table></table></html>".encode(), "html", HTML, SAVE_AS),
    "pdf": (b"%PDF-1.7\n", "pdf", "Tệp là PDF, không phải bảng tính .xlsx.", USE_FORM),
    "png": (b"\x89PNG\r\n\x1a\n", "picture", PICTURE, USE_FORM),
    "jpeg": (b"\xff\xd8\xff\xe0", "picture", PICTURE, USE_FORM),
    "rar": (b"Rar!\x1a\x07\x00", "archive", ARCHIVE, "Giải nén, gửi riêng tệp mẫu .xlsx."),
    "csv": ("TT;Nội dung;Trả lời\n1;Số tin bài;5\n".encode(), "plain_text", PLAIN, USE_FORM),
    "csv in utf-16": ("TT;Nội dung\n".encode("utf-16"), "plain_text", PLAIN, USE_FORM),
    "unknown": (
        bytes(range(256)),
        "not_zip",
        "Không nhận ra loại tệp; đây không phải bảng tính .xlsx.",
        USE_FORM,
    ),
    "cut": (BLANK[: len(BLANK) // 2], "truncated", DAMAGED, RESEND),
    "flipped": (BLANK[:200] + bytes([BLANK[200] ^ 255]) + BLANK[201:], "truncated", DAMAGED, RESEND),
    "docx": (
        hostile.word_document(),
        "not_workbook",
        "Tệp là văn bản Word, không phải bảng tính .xlsx.",
        USE_FORM,
    ),
    "ods": (
        hostile.package({"mimetype": b"", "content.xml": b"<a/>"}),
        "open_document",
        "Tệp là bảng tính dạng OpenDocument (.ods); chỉ nhận tệp .xlsx.",
        SAVE_ODS_AS,
    ),
    "xlsb": (
        hostile.package({"xl/workbook.bin": b""}),
        "binary_workbook",
        "Tệp là bảng tính nhị phân (.xlsb); chỉ nhận tệp .xlsx.",
        SAVE_AS,
    ),
    "any zip": (
        hostile.package({"a.txt": b"a"}),
        "not_workbook",
        "Tệp là tệp nén, không phải bảng tính .xlsx.",
        "Giải nén, gửi riêng tệp mẫu .xlsx.",
    ),
    "no workbook part": (
        hostile.package({"xl/a.xml": b"<a/>"}),
        "not_workbook",
        "Tệp không có phần bảng tính bên trong; đây không phải bảng tính .xlsx.",
        USE_FORM,
    ),
    "template": (
        hostile.bare(workbook_type="template.main"),
        "not_workbook",
        "Tệp không có phần bảng tính bên trong; đây không phải bảng tính .xlsx.",
        USE_FORM,
    ),
    "macro part": (hostile.bare(more={"xl/vbaProject.bin": b"x"}), "macros", MACROS, SAVE_AS),
    "macro type": (hostile.bare(workbook_type="sheet.macroEnabled.main"), "macros", MACROS, SAVE_AS),
    "too large": (
        b"PK\x03\x04" + bytes(6 * 1024 * 1024),
        "too_large",
        "Tệp nặng hơn 5 MB; chỉ nhận tệp không quá mức ấy.",
        "Bỏ ảnh, tài liệu chèn trong mẫu rồi gửi lại; ảnh gửi riêng.",
    ),
    "bomb": (hostile.bomb(), "unpacks_too_large", BOMB, COPY_OVER),
    "bomb that calls itself a picture": (
        hostile.bare(more={"xl/media/a.png": bytes(30 * 1024 * 1024)}),
        "unpacks_too_large",
        BOMB,
        COPY_OVER,
    ),
    "bomb with a lying size": (hostile.lying_sizes(), "unpacks_too_large", BOMB, COPY_OVER),
    "many parts": (
        hostile.bare(more={f"xl/a{n}.xml": b"<a/>" for n in range(195)}),
        "too_many_parts",
        "Tệp gồm 201 phần bên trong; một mẫu báo cáo không quá 200 phần.",
        COPY_OVER,
    ),
    "parts of one name": (
        hostile.package(hostile.parts_of(BLANK), also=[("XL/workbook.xml", b"<a/>")]),
        "duplicate_parts",
        "Tệp có hai phần bên trong trùng tên; không biết phần nào là thật.",
        SAVE_AGAIN,
    ),
    "odd packing": (
        hostile.patched(BLANK, "xl/workbook.xml", 10, b"\x0c\x00"),
        "odd_packing",
        "Tệp nén theo cách lạ mà Excel không bao giờ dùng.",
        SAVE_AGAIN,
    ),
    "part outside the package": (
        hostile.bare(more={"../x.xml": b"<a/>"}),
        "tricky_names",
        "Tệp có phần bên trong mang tên dẫn ra ngoài tệp; Excel không bao giờ ghi như vậy.",
        COPY_OVER,
    ),
    "missing part": (
        hostile.package(
            {
                name: part
                for name, part in hostile.parts_of(BLANK).items()
                if name != "xl/worksheets/sheet1.xml"
            }
        ),
        "broken_part",
        "Tệp thiếu phần “xl/worksheets/sheet1.xml” bên trong.",
        SAVE_AGAIN,
    ),
    "billion laughs": (hostile.billion_laughs(), "doctype", DOCTYPE, COPY_OVER),
    "outside entity": (hostile.outside_entity(), "doctype", DOCTYPE, COPY_OVER),
    "outside entity in utf-16": (hostile.outside_entity("utf-16"), "doctype", DOCTYPE, COPY_OVER),
    "doctype in a part named as a picture": (
        hostile.bare(more={"xl/media/a.png": b"\n<!DOCTYPE a><a/>"}),
        "doctype",
        DOCTYPE,
        COPY_OVER,
    ),
    "many rows": (hostile.many_rows(), "too_many_cells", TOO_MANY, COPY_OVER),
    "wide rows": (hostile.wide_rows(), "too_many_cells", TOO_MANY, COPY_OVER),
    "many strings": (hostile.many_strings(), "too_many_cells", TOO_MANY, COPY_OVER),
    "many elements": (hostile.many_elements(), "too_many_cells", TOO_MANY, COPY_OVER),
    "many merged ranges": (hostile.many_merges(), "too_many_cells", TOO_MANY, COPY_OVER),
    "far corner": (hostile.far_cell(), "far_cell", FAR.format("XFD1048576"), CLEAR),
    "row too far": (hostile.far_cell("A2001"), "far_cell", FAR.format("A2001"), CLEAR),
    "column too far": (hostile.far_cell("CW2"), "far_cell", FAR.format("CW2"), CLEAR),
    "far inline text": (
        hostile.bare('<row r="3000"><c r="A3000" t="inlineStr"><is><t>x</t></is></c></row>'),
        "far_cell",
        FAR.format("A3000"),
        CLEAR,
    ),
    "column too far without references": (
        hostile.bare(f"<row>{'<c/>' * 100}<c><v>1</v></c></row>"),
        "far_cell",
        FAR.format("CW1"),
        CLEAR,
    ),
    "rows in disorder": (
        hostile.bare('<row r="5"/><row r="3"><c r="A3"><v>1</v></c></row>'),
        "disordered",
        DISORDERED.format(5),
        SAVE_AGAIN,
    ),
    "cells in disorder": (
        hostile.bare('<row r="5"><c r="D5"/><c r="D5"/></row>'),
        "disordered",
        DISORDERED.format(5),
        SAVE_AGAIN,
    ),
    "cell of another row": (
        hostile.bare('<row r="5"><c r="D6"/></row>'),
        "disordered",
        DISORDERED.format(5),
        SAVE_AGAIN,
    ),
    "unknown type of cell": (hostile.bare('<row r="5"><c r="D5" t="x"><v>1</v></c></row>'), *BROKEN_PART),
    "string number below zero": (
        hostile.bare('<row r="5"><c r="D5" t="s"><v>-1</v></c></row>'),
        "bad_value",
        "Ô D5 chứa giá trị “-1” mà Excel không bao giờ ghi như vậy.",
        SAVE_AGAIN,
    ),
    "a value inside a value": (hostile.bare('<row r="5"><c r="D5"><v>1<v>2</v></v></c></row>'), *BROKEN_PART),
    "five things in a cell": (
        hostile.bare(f'<row r="5"><c r="D5">{"<extLst/>" * 5}</c></row>'),
        *BROKEN_PART,
    ),
    "a strange element in a text": (hostile.bare(strings="<si><t>a</t><x><t>b</t></x></si>"), *BROKEN_PART),
    "a strange element in a run": (
        hostile.bare(strings="<si><r><rPr/><x><t>b</t></x></r></si>"),
        *BROKEN_PART,
    ),
    "a text inside a text": (hostile.bare(strings="<si><t>a<t>b</t></t></si>"), *BROKEN_PART),
    "a text inside the text of a run": (
        hostile.bare(strings="<si><r><t>a<t>b</t></t></r></si>"),
        *BROKEN_PART,
    ),
    "a text in another language": (hostile.bare(strings='<si><t xmlns="x">a</t></si>'), *BROKEN_PART),
    "nested too deep": (hostile.deep(), *BROKEN_PART),
    "broken xml": (
        hostile.bare("<row>"),
        "broken_part",
        "Phần “xl/worksheets/sheet1.xml” bên trong tệp bị hỏng.",
        SAVE_AGAIN,
    ),
    "link to another workbook": (
        hostile.bare(more={"xl/externalLinks/externalLink1.xml": b"<a/>"}),
        "external_links",
        LINKS,
        NO_LINKS,
    ),
    "picture from the net": (hostile.relation_elsewhere("image"), "external_links", LINKS, NO_LINKS),
    "data connection": (
        hostile.bare(more={"xl/connections.xml": b"<a/>"}),
        "external_links",
        LINKS,
        NO_LINKS,
    ),
    "embedded document": (
        hostile.bare(more={"xl/embeddings/oleObject1.bin": b"x"}),
        "embedded_objects",
        OBJECTS,
        OBJECTS_FIX,
    ),
}


@pytest.mark.parametrize(
    ("offset", "stated"), [(16, 1), (24, 10), (24, 60_000)], ids=["check sum", "size", "larger size"]
)
def test_a_part_that_was_read_before_must_still_be_as_its_archive_states(offset: int, stated: int) -> None:
    data = hostile.bare()
    read_book(data)

    with pytest.raises(RefusedFileError) as refused:
        read_book(hostile.patched(data, "xl/workbook.xml", offset, stated.to_bytes(4, "little")))
    assert refused.value.finding.code == "truncated"


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_not_to_be_parsed_is_refused_in_its_own_words(kind: str) -> None:
    data, code, message, fix = HOSTILE[kind]

    with pytest.raises(RefusedFileError) as refused:
        read_book(data)
    assert refused.value.finding == Finding(code, "", message, fix)


def test_the_reader_never_goes_past_the_guard() -> None:
    assert [
        kind
        for kind, (data, *words) in HOSTILE.items()
        if read_form(data).findings != (Finding(words[0], "", words[1], words[2]),)
    ] == []


HONEST: dict[str, bytes] = {
    "blank form": BLANK,
    "filled form": FILLED,
    "bare workbook": hostile.bare('<row r="1"><c r="A1"><v>-1.5E-3</v></c></row>'),
    "limits just kept": hostile.bare('<row r="2000"><c r="CV2000"><v>1</v></c></row>'),
    "styled cells far away": hostile.bare('<row r="5000"><c r="XFD5000" s="0"/></row>'),
    "strict dialect": hostile.bare(main=hostile.STRICT_MAIN),
    "an endless comment": hostile.long_token(),
    "a link to click": hostile.relation_elsewhere("hyperlink"),
    "a comment's drawing that is no xml": hostile.bare(
        more={"xl/drawings/vmlDrawing1.vml": b"<xml><br></xml>"}
    ),
    "printer settings": hostile.bare(more={"xl/printerSettings/printerSettings1.bin": b"H\x00P\x00\x00\xff"}),
    "a picture of 4 MB": hostile.bare(
        more={"xl/media/image1.jpeg": b"\xff\xd8\xff" + bytes(4 * 1024 * 1024)}
    ),
    "long texts": hostile.bare(strings=f"<si><t>{'dài ' * 8000}</t></si>" * 60),
    "utf-16 part": hostile.bare(
        more={"xl/theme/theme1.xml": '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16")}
    ),
}


@pytest.mark.parametrize("kind", HONEST)
def test_an_honest_file_passes(kind: str) -> None:
    assert read_book(HONEST[kind]).sheets


def test_first_row_of_the_table_is_the_layouts() -> None:
    assert min(row.row for row in SPEC.rows) == FIRST_ROW == 9


def test_a_form_cites_as_the_office_does_and_is_still_read() -> None:
    plain = write_form(SPEC, IDENTITY, replace(HEAD, comma_before_date=False))

    texts = [cell.value for row in load_workbook(io.BytesIO(plain)).worksheets[0] for cell in row]
    assert "Thực hiện Công văn số 28-CV/BCĐ ngày 22/11/2025 của Ban Chỉ đạo 35 Đảng ủy." in texts
    assert read_form(plain).claims.reference == read_form(BLANK).claims.reference == "28-CV/BCĐ"
