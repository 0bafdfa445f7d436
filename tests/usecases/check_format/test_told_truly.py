"""What is told of a document is true: its type, its addressees, Như trên, two posts, set forms."""

import pytest

from bcd35.domain.layout.layout_check import check_layout
from tests.support import state_corpus
from tests.support.checked_documents import (
    DOCUMENT,
    HD05,
    ND30,
    deviations_of,
    document_of,
    edited,
    repaired,
    rules_of,
    text_of,
    with_parts,
)
from tests.support.docx_corpus import (
    ALL_FORMS,
    FORMS,
    Form,
    right,
    signed,
    with_open_address,
    write_docx,
)
from tests.support.typed_heads import boxed


def with_title(data: bytes, title: str) -> bytes:
    """The document with a title in the middle of the page, above Kính gửi."""
    text = text_of(data)
    address = text.index("Kính gửi:")
    paragraph = text.rindex("<w:p>", 0, address)
    table = text.rfind("<w:tbl>", 0, address)
    start = table if text.rfind("</w:tbl>", 0, address) < table else paragraph
    made = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>{title}</w:t></w:r></w:p>'
    return with_parts(data, word__document_xml=f"{text[:start]}{made}{text[start:]}".encode())


@pytest.mark.parametrize(
    ("label", "first", "last"),
    [("Nơi nhận", "Nơi nhận:", "Lưu Đảng ủy"), ("Họ tên người ký", "T/M BAN", "Nguyễn Văn Bình")],
)
def test_what_is_in_a_text_box_is_not_told_to_be_missing(label: str, first: str, last: str) -> None:
    data = write_docx(right(), "plain")
    text = text_of(data)
    start = text.rindex("<w:p>", 0, text.index(first))
    end = text.index("</w:p>", text.index(last)) + len("</w:p>")
    moved = f"{text[:start]}{boxed(text[start:end])}{text[end:]}".encode()

    named = f"{label[0].lower()}{label[1:]} nằm trong khung chữ (Text Box)"
    told = f"{named} nên không soát được: đưa ra ngoài khung rồi soát lại"
    rule = "có đủ các thành phần thể thức bắt buộc"
    assert deviations_of(with_parts(data, word__document_xml=moved)) == [("advice", label, "", told, rule)]


# --- a type that no guidance names --------------------------------------------------------------------------


@pytest.mark.parametrize("form", ALL_FORMS)
def test_a_subject_on_the_left_and_an_addressee_make_no_letter_of_another_type(form: Form) -> None:
    data = with_title(write_docx(right(), form), "BIÊN BẢN BÀN GIAO")

    assert check_layout(document_of(data), HD05).unknown_type == "BIÊN BẢN BÀN GIAO"
    without_addressee = edited(data, DOCUMENT, "Kính gửi:", "Hôm nay,")
    assert check_layout(document_of(without_addressee), HD05).unknown_type == "BIÊN BẢN BÀN GIAO"


@pytest.mark.parametrize("form", FORMS)
def test_a_contract_of_a_firm_is_no_state_letter(form: Form) -> None:
    letter = write_docx(state_corpus.right(), form, "direct", state_corpus.StateWriter)

    judged = check_layout(document_of(with_title(letter, "HỢP ĐỒNG LAO ĐỘNG")), ND30)

    assert judged.unknown_type == "HỢP ĐỒNG LAO ĐỘNG"


def test_a_form_without_a_heading_is_known_by_its_title() -> None:
    data = with_title(write_docx(right()), "PHIẾU ĐỀ XUẤT")
    start = text_of(data).index("<w:tbl>")
    end = text_of(data).index("</w:tbl>") + len("</w:tbl>")
    bare = with_parts(data, word__document_xml=(text_of(data)[:start] + text_of(data)[end:]).encode())

    assert check_layout(document_of(bare), HD05).unknown_type == "PHIẾU ĐỀ XUẤT"


# --- Kính gửi, Như trên -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize(
    "gap",
    ["<w:tab/>", '<w:t xml:space="preserve">          </w:t>', "</w:r></w:p><w:p><w:r>"],
    ids=["tab", "spaces", "next line"],
)
def test_an_addressee_is_judged_however_it_is_set_off(form: Form, gap: str) -> None:
    spec = right()
    spec.addressees = ["Đảng ủy xã Đồng Nai,"]
    name = "Đảng ủy xã Đồng Nai,"
    written = f'<w:t xml:space="preserve"> {name}'
    data = edited(write_docx(spec, form), DOCUMENT, written, f'{gap}<w:t xml:space="preserve">{name}')

    assert ("Kính gửi", name) in [(part, text) for _, part, text, *_ in deviations_of(data)]


def test_addressees_that_go_on_without_a_dash_are_told() -> None:
    spec = right()
    spec.addressees = ["Đảng ủy xã A;"]
    below = '</w:r></w:p><w:p><w:r><w:tab/><w:t xml:space="preserve">Đảng ủy xã B.'
    data = edited(write_docx(spec), DOCUMENT, "Đảng ủy xã A;", f"Đảng ủy xã A;</w:t>{below}")

    assert "address_list" in rules_of(data)


@pytest.mark.parametrize("form", ALL_FORMS)
def test_an_address_to_nobody_is_told(form: Form) -> None:
    spec = right()
    spec.addressees = [""]

    assert ("Kính gửi", "chưa ghi nơi nào") in [
        (part, found) for _, part, _, found, _ in deviations_of(write_docx(spec, form))
    ]


def test_a_short_line_of_the_body_is_no_addressee() -> None:
    spec = right()
    spec.addressees = ["- Đảng ủy xã A;", "- Đảng ủy xã B;"]
    spec.body.insert(0, "Ban Thường vụ có ý kiến như sau.")

    assert rules_of(write_docx(spec)) == set()


@pytest.mark.parametrize("form", ["tabs", "plain"])
def test_addressees_without_their_label_are_no_text_to_be_repaired(form: Form) -> None:
    spec = right()
    spec.text["address_label"], spec.address_indent = "", 3118
    data = write_docx(spec, form)

    told = [one[1:4] for one in deviations_of(data)]
    assert told == [
        ("Kính gửi", "", "không thấy kính gửi"),
        ("Nơi nhận", "- Như trên;", "ghi “Như trên” mà văn bản không có Kính gửi"),
    ]
    assert repaired(data) == data


def test_recipients_without_their_label_hide_no_signer() -> None:
    spec, state = right(), state_corpus.right()
    spec.text["recipients_label"] = state.text["recipients_label"] = ""
    spec.recipients[1] = "-Thường trực Đảng ủy;"

    assert rules_of(write_docx(spec)) == {"missing", "list_spacing"}
    assert rules_of(write_docx(state, "table", "direct", state_corpus.StateWriter), ND30) == {"missing"}


@pytest.mark.parametrize("authority", ["GIÁM ĐỐC SỞ NỘI VỤ", "UỶ BAN NHÂN DÂN TỈNH", "HIỆU TRƯỞNG"])
@pytest.mark.parametrize("form", FORMS)
def test_who_decides_is_no_subject_of_the_decision(form: Form, authority: str) -> None:
    spec = state_corpus.right("report")
    spec.text["type_subject"], spec.subject_rule = authority, "none"

    told = deviations_of(write_docx(spec, form, "direct", state_corpus.StateWriter), ND30)
    assert [one[1:4] for one in told] == [("Trích yếu", "", "không thấy trích yếu")]


@pytest.mark.parametrize("form", FORMS)
def test_who_decides_in_small_letters_is_told_and_no_part_of_the_subject(form: Form) -> None:
    spec = state_corpus.right("report")
    spec.headings = ["Giám đốc Sở Nội vụ"]

    told = deviations_of(write_docx(spec, form, "direct", state_corpus.StateWriter), ND30)
    assert [one[:4] for one in told] == [("error", "Thẩm quyền ban hành", "Giám đốc Sở Nội vụ", "chữ thường")]


@pytest.mark.parametrize("form", ALL_FORMS)
def test_an_address_without_colon_that_is_set_as_the_text_is_only_told(form: Form) -> None:
    spec = right()
    with_open_address(spec)
    spec.paragraph["first"] = "0"
    data = write_docx(spec, form)

    told = [one[2:4] for one in deviations_of(data) if one[1] == "Kính gửi"]
    assert told == [(spec.body[0], "không có dấu hai chấm")]
    made = [one for one in document_of(repaired(data)).paragraphs if one.text == spec.body[0]]
    assert made == [one for one in document_of(data).paragraphs if one.text == spec.body[0]]


@pytest.mark.parametrize(
    "sentence",
    ["Kính gửi các đồng chí bản tổng hợp kết quả.", "Kính trình Ban Thường vụ xem xét, quyết định."],
)
def test_a_sentence_that_hands_something_over_is_no_address(sentence: str) -> None:
    spec = right()
    spec.addressees = []
    spec.body.insert(0, sentence)

    assert rules_of(write_docx(spec)) == {"missing", "as_above"}


def test_as_above_needs_somebody_above() -> None:
    spec = right("report")
    spec.recipients = ["- Như trên;", "- Lưu Đảng ủy."]

    assert deviations_of(write_docx(spec)) == [
        (
            "error",
            "Nơi nhận",
            "- Như trên;",
            "ghi “Như trên” mà văn bản không có Kính gửi",
            "ghi tên nơi nhận; chỉ văn bản có Kính gửi mới ghi “Như trên”",
        )
    ]


# --- two posts, set forms -----------------------------------------------------------------------------------


IN_ONE_LINE = (
    ("PHÓ TRƯỞNG BAN CHỈ ĐẠO kiêm PHÓ BÍ THƯ",),
    ("PHÓ BÍ THƯ, kiêm PHÓ TRƯỞNG BAN CHỈ ĐẠO",),
    ("PHÓ BÍ THƯ", "kiêm PHÓ TRƯỞNG BAN CHỈ ĐẠO"),
    ("PHÓ BÍ THƯ KIÊM", "PHÓ TRƯỞNG BAN CHỈ ĐẠO"),
)


@pytest.mark.parametrize("posts", IN_ONE_LINE)
def test_posts_in_one_line_with_the_word_between_them_are_to_be_parted(posts: tuple[str, ...]) -> None:
    spec = signed(right(), *posts)
    spec.formats["position"].bold = True

    assert [(one[1], *one[3:]) for one in deviations_of(write_docx(spec))] == [
        (
            "Chức vụ người ký",
            " – ".join(posts),
            "mỗi chức vụ một dòng, “kiêm” ở dòng riêng: PHÓ BÍ THƯ – kiêm – PHÓ TRƯỞNG BAN CHỈ ĐẠO",
        )
    ]


@pytest.mark.parametrize("posts", IN_ONE_LINE)
def test_where_no_rule_speaks_of_two_posts_the_word_between_them_is_free(posts: tuple[str, ...]) -> None:
    spec = signed(state_corpus.right(), *posts)

    assert rules_of(write_docx(spec, "table", "direct", state_corpus.StateWriter), ND30) == set()


def test_each_form_of_another_layout_has_its_own_advice() -> None:
    spec = right()
    spec.text["superior"] = "Độc lập - Tự do - Hạnh phúc"
    spec.text["issuer"] = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"

    told = {
        text: required for _, part, text, _, required in deviations_of(write_docx(spec)) if "khác" in part
    }

    assert told == {
        "Độc lập - Tự do - Hạnh phúc": "bỏ dòng tiêu ngữ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": "ĐẢNG CỘNG SẢN VIỆT NAM",
    }
