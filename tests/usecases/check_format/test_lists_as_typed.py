"""Lists however they are typed: grounds, addressees, recipients; what is told and what no repair touches."""

import re

import pytest

from bcd35.domain.layout.document import Spacing
from tests.support import state_corpus
from tests.support.checked_documents import (
    DOCUMENT,
    ND30,
    deviations_of,
    document_of,
    edited,
    repaired,
    rules_of,
    text_of,
    texts_of,
)
from tests.support.docx_corpus import FORMS, Form, Spec, right, set_in, write_docx


def state(spec: state_corpus.StateSpec) -> bytes:
    return write_docx(spec, "plain", "direct", state_corpus.StateWriter)


# --- grounds ------------------------------------------------------------------------------------------------


def decision(*grounds: str) -> Spec:
    spec = right("report")
    spec.text |= {"type_name": "QUYẾT ĐỊNH", "number": "Số 31-QĐ/ĐU"}
    spec.grounds = [*grounds]
    return spec


def state_decision(*grounds: str) -> state_corpus.StateSpec:
    spec = state_corpus.right("report")
    spec.grounds, spec.body = [*grounds], spec.body[3:]
    return spec


@pytest.mark.parametrize(
    "words", ["Xét Tờ trình của", "Trên cơ sở kết luận của", "Sau khi có ý kiến của", "Chiếu đề nghị của"]
)
def test_a_ground_may_begin_with_any_words(words: str) -> None:
    party = decision("- Căn cứ Điều lệ Đảng;", f"- {words} Văn phòng Đảng ủy.")
    of_state = state_decision("Căn cứ Luật Tổ chức chính quyền địa phương;", f"{words} Văn phòng.")

    assert rules_of(write_docx(party)) == set()
    assert rules_of(state(of_state), ND30) == set()


def test_a_line_that_may_be_a_ground_changes_nothing_above_it() -> None:
    spec = state_decision("Căn cứ Luật Tổ chức chính quyền địa phương;")
    spec.body[:0] = ["Xét nhu cầu công tác;"]  # upright, as the text below
    data = state(spec)

    assert rules_of(data, ND30) == set()
    assert texts_of(repaired(data, ND30)) == texts_of(data)


def test_the_last_ground_is_told_where_the_text_begins_below_it() -> None:
    spec = decision("- Căn cứ Điều lệ Đảng;", "- Căn cứ Quy chế làm việc;")
    spec.body[:0] = ["Ban Thường vụ Đảng ủy quyết định một số nội dung sau."]

    assert rules_of(write_docx(spec)) == {"ground_list"}


# --- Kính gửi -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sign", ["", "-", "•", "* "])
@pytest.mark.parametrize("form", FORMS)
def test_addressees_set_in_are_told_and_never_repaired_as_text(form: Form, sign: str) -> None:
    spec = right()
    set_in(f"{sign}Đảng ủy xã A;", f"{sign}Đảng ủy xã B;", f"{sign}Đảng ủy xã C.")(spec)
    data = write_docx(spec, form)

    assert {one[1] for one in deviations_of(data)} <= {"Kính gửi"}
    assert formats_of(repaired(data)) == formats_of(data)


def test_no_mark_is_written_where_a_name_may_go_on_in_the_next_line() -> None:
    spec = right()
    set_in("Ủy ban nhân dân xã", "Ủy ban Mặt trận", "Tổ quốc Việt Nam xã")(spec)
    data = write_docx(spec, "plain")

    assert rules_of(data) == {"address_list", "list_punctuation", "address_end"}
    assert texts_of(repaired(data)) == texts_of(data)


def test_a_second_label_is_no_addressee() -> None:
    spec = right()
    set_in("- Đảng ủy xã A;", "Đồng kính gửi: Đảng ủy xã B.")(spec)

    told = [one[2:4] for one in deviations_of(write_docx(spec, "plain"))]
    assert ("Đồng kính gửi:", "“Đồng kính gửi”") in told


@pytest.mark.parametrize(
    "lines",
    [
        ["Sở Nội vụ điện:", "- Các phòng chuyên môn;", "- Đơn vị trực thuộc."],
        ["GIÁM ĐỐC SỞ NỘI VỤ ĐIỆN:", "- Các phòng chuyên môn;", "- Đơn vị trực thuộc."],
        ["Giám đốc Sở Nội vụ điện: Ủy ban nhân dân các xã, phường."],
    ],
)
@pytest.mark.parametrize("align", ["left", "center"])
def test_a_wire_names_its_addressees_in_any_shape(lines: list[str], align: str) -> None:
    spec = state_corpus.right("report")
    spec.text |= {"type_name": "CÔNG ĐIỆN", "number": "Số: 15/CĐ-BCĐ"}
    spec.headings, spec.body[:5], spec.recipients[0] = ["@"], [spec.body[-2]], "- Như trên;"
    data = state(spec)
    heading = re.search(r"<w:p>(?:(?!<w:p>).)*@.*?</w:p>", text_of(data))
    assert heading is not None
    made = "".join(
        re.sub('w:jc w:val="[a-z]+"', f'w:jc w:val="{align}"', heading[0]).replace("@", line)
        for line in lines
    )

    assert rules_of(edited(data, DOCUMENT, heading[0], made), ND30) == set()


def test_a_heading_of_a_report_is_no_wire() -> None:
    spec = state_corpus.right("report")
    spec.recipients[0] = "- Như trên;"
    spec.headings = ["Thực trạng lưới điện:"]

    assert "as_above" in rules_of(state(spec), ND30)


# --- Nơi nhận -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["- Ủy ban nhân dân, Ủy ban Mặt trận", "- Đảng ủy các xã:"])
@pytest.mark.parametrize("form", FORMS)
def test_a_recipient_may_be_wrapped_within_a_name(form: Form, first: str) -> None:
    spec = right()
    spec.recipients[1:2] = [first, "Tổ quốc Việt Nam xã (để phối hợp);"]

    assert rules_of(write_docx(spec, form)) == set()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- Như trên:", "- Như trên;"),
        ("- Như trên；", "- Như trên;"),
        ("- Lưu Đảng ủy．", "- Lưu Đảng ủy."),
    ],
)
def test_a_wrong_mark_of_any_kind_is_replaced_by_the_right_one(before: str, after: str) -> None:
    spec = right()
    spec.recipients = [before if one[:5] == before[:5] else one for one in spec.recipients]
    data = write_docx(spec)

    assert rules_of(data) == {"list_punctuation"}
    assert after in texts_of(repaired(data))
    assert rules_of(repaired(data)) == set()


@pytest.mark.parametrize("code", ["address_label", "recipients_label"])
def test_a_wide_colon_is_replaced(code: str) -> None:
    spec = right()
    spec.text[code] = spec.text[code].replace(":", "：")
    data = write_docx(spec)

    assert rules_of(data) == {"label_colon"}
    assert right().text[code] in texts_of(repaired(data))


@pytest.mark.parametrize("word", ["* Nơi nhận", "Nơi nhận văn bản"])
@pytest.mark.parametrize("form", FORMS)
def test_more_words_at_the_label_hide_no_list(form: Form, word: str) -> None:
    spec = right()
    spec.text["recipients_label"] = f"{word}:"

    assert rules_of(write_docx(spec, form)) == {"recipients_label.word"}


@pytest.mark.parametrize("number", ["SỐ:28 -CV/ĐU", "Số 28 – CV/ĐU"])
def test_advice_on_blanks_in_a_number_gives_the_whole_number_right(number: str) -> None:
    spec = right()
    spec.text["number"] = number

    told = [one[4] for one in deviations_of(write_docx(spec)) if "dấu cách" in one[3]]
    assert told == ["“Số 28-CV/ĐU”"]


@pytest.mark.parametrize("form", FORMS)
def test_a_dash_alone_is_no_recipient(form: Form) -> None:
    spec = right()
    spec.text["recipients_label"] = "Nơi nhận:-"

    assert rules_of(write_docx(spec, form)) == set()


@pytest.mark.parametrize("note", ["Thư điện tử: vanphong@…", "Cổng thông tin: …"])
def test_what_is_smaller_than_the_text_behind_the_signature_is_no_text(note: str) -> None:
    spec = right()
    spec.notes = [note]

    assert rules_of(write_docx(spec, "table")) == set()


def formats_of(data: bytes) -> list[tuple[str, float, float, Spacing]]:
    return [(one.align, one.left, one.first_line, one.spacing) for one in document_of(data).paragraphs]
