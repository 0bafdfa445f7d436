"""Lines between head and text: only what stands at the number is a subject, nothing else is repaired."""

import re
from dataclasses import replace

import pytest

from bcd35.domain.layout.components import recognise
from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.profile import DocumentType, Profile
from tests.support import docx_corpus, state_corpus
from tests.support.checked_documents import (
    DOCUMENT,
    HD05,
    HD36,
    ND30,
    deviations_of,
    document_of,
    repaired,
    rules_of,
    text_of,
    texts_of,
    with_parts,
)
from tests.support.docx_corpus import ALL_FORMS, FORMS, Form, Kind, Spec, write_docx

LAYOUTS = [
    *(pytest.param(HD05, form, id=f"party-{form}") for form in ALL_FORMS),
    *(pytest.param(ND30, form, id=f"state-{form}") for form in FORMS),
]


def right(profile: Profile, kind: Kind = "letter") -> Spec:
    return docx_corpus.right(kind) if profile is HD05 else state_corpus.right(kind)


def written(spec: Spec, form: Form) -> bytes:
    writing = state_corpus.StateWriter if isinstance(spec, state_corpus.StateSpec) else docx_corpus.Writer
    return write_docx(spec, form, "direct", writing)


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
@pytest.mark.parametrize(
    "line",
    ["Kính thưa các đồng chí:", "Nội dung như sau", "V/v: rà soát kênh", "về việc rà soát kênh", "TÓM TẮT"],
)
def test_a_line_above_kinh_gui_is_told_and_left(profile: Profile, form: Form, line: str) -> None:
    spec = right(profile)
    spec.below_head = [line]
    data = written(spec, form)

    assert [one[1:4] for one in deviations_of(data, profile)] == [
        ("Phần đầu", line, "dòng không phải thành phần thể thức nào")
    ]
    assert repaired(data, profile) == data


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
def test_a_line_in_the_middle_stands_for_no_subject_of_a_letter(profile: Profile, form: Form) -> None:
    spec = right(profile)
    spec.text["letter_subject"], spec.below_head = "", ["Nội dung như sau"]

    assert rules_of(written(spec, form), profile) == {"missing", "stray_line"}


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
@pytest.mark.parametrize(
    "word",
    ["Kính gởi", "Kinh gửi", "Kính gữi", "Kính gủi", "Kínhgửi", "Đồng kính gửi", "Gửi", "Gởi", "KÍNH GỞI"],
)
@pytest.mark.parametrize("addressees", [["Các chi bộ."], ["- Các chi bộ;", "- Các đoàn thể."]])
def test_kinh_gui_in_another_spelling_is_told_as_that(
    profile: Profile, form: Form, word: str, addressees: list[str]
) -> None:
    spec = right(profile)
    spec.text["address_label"], spec.addressees = f"{word}:", addressees
    data = written(spec, form)

    told = [one[1:] for one in deviations_of(data, profile) if one[3] != "chữ in hoa"]
    assert told == [("Kính gửi", f"{word}:", f"“{word}”", "“Kính gửi”")]
    assert repaired(data, profile) == data


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
def test_a_second_label_has_a_list_of_its_own(profile: Profile, form: Form) -> None:
    spec = right(profile)
    spec.addressees = ["Sở Nội vụ."]
    spec.below_head = ["Kính gửi: Thường trực Tỉnh ủy."]
    spec.text["address_label"], spec.formats["below_head"] = "Đồng kính gửi:", spec.formats["address_label"]

    assert rules_of(written(spec, form), profile) <= {"address_word", "addressee.italic"}


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
@pytest.mark.parametrize("title", ["THƯ NGỎ", "Thư ngỏ", "Thông cáo báo chí", "Bản cam kết"])
def test_a_bold_line_without_kinh_gui_is_the_name_of_a_type(profile: Profile, form: Form, title: str) -> None:
    spec = right(profile)
    spec.below_head, spec.addressees, spec.formats["below_head"].bold = [title], [], True

    assert check_layout(document_of(written(spec, form)), profile).unknown_type == title


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
@pytest.mark.parametrize("name", ["KẾ HOẠCH", "Kế hoạch"])
def test_a_known_type_in_small_letters_is_that_type(profile: Profile, form: Form, name: str) -> None:
    spec = right(profile, "report")
    spec.text |= {"type_name": name}

    judged = check_layout(document_of(written(spec, form)), profile)
    assert (judged.kind, judged.unknown_type) == ("KẾ HOẠCH", "")
    assert {"type_name.case"} & {one.rule for one in judged.deviations} == (
        {"type_name.case"} if name != name.upper() else set()
    )


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
def test_a_number_below_the_name_of_the_type_is_no_subject(profile: Profile, form: Form) -> None:
    spec = right(profile, "report")
    spec.text |= {"type_subject": spec.text["number"], "number": ""}
    spec.formats["type_subject"].bold = False
    data = written(spec, form)

    assert rules_of(data, profile) == {"position", "missing"}
    assert repaired(data, profile) == data


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
def test_a_stamp_of_secrecy_is_no_subject(profile: Profile, form: Form) -> None:
    spec = right(profile)
    spec.below_head = ["TỐI MẬT"]

    assert rules_of(written(spec, form), profile) == set()


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
def test_a_subject_goes_on_in_the_next_line(profile: Profile, form: Form) -> None:
    spec, more = right(profile), ("letter_subject", "Đợt cuối năm")
    if isinstance(spec, state_corpus.StateSpec):
        spec.mark = more
    else:
        spec.below_number = [more]
    spec.formats["letter_subject"].size = 30

    judged = check_layout(document_of(written(spec, form)), profile).deviations
    assert [(one.rule, one.count) for one in judged] == [("letter_subject.size", 2)]


def invitation(profile: Profile, kind: DocumentType) -> Spec:
    """A document of an addressed type of any profile; without a name it is a công văn."""
    spec = right(profile, "report" if kind.name else "letter")
    spec.text |= {"type_name": kind.name} if kind.name else {}
    spec.text["address_label"] = f"{kind.address_word}:"
    spec.addressees = ["- Các chi bộ trực thuộc;", "- Đoàn Thanh niên xã."]
    return spec


OWN = replace(
    HD05,
    types=(
        HD05.types[0],
        DocumentType(name="THƯ MỜI", code="TM", addressed=True, address_word="Thân gửi (toàn thể)"),
    ),
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("profile", "kind"),
    [
        pytest.param(profile, kind, id=f"{name}-{kind.name}-{kind.address_word}")
        for name, profile in {"party": HD05, "older": HD36, "state": ND30, "own": OWN}.items()
        for kind in profile.types
        if kind.addressed
    ],
)
def test_the_word_of_every_type_is_its_label(profile: Profile, kind: DocumentType, form: Form) -> None:
    spec = invitation(profile, kind)

    recognised = recognise(document_of(written(spec, form)), profile)
    assert [found.line.text.strip() for found in recognised.all("address_label", "addressee")] == [
        f"{kind.address_word}:",
        *spec.addressees,
    ]
    assert "address_word" not in rules_of(written(spec, form), profile)


@pytest.mark.parametrize("form", FORMS)
def test_the_word_of_another_type_is_told_as_that(form: Form) -> None:
    spec = right(HD05)
    spec.text["address_label"] = "Kính mời:"
    data = written(spec, form)

    assert [one[1:] for one in deviations_of(data, HD05)] == [
        ("Kính gửi", "Kính mời:", "“Kính mời”", "“Kính gửi”")
    ]
    assert repaired(data, HD05) == data


@pytest.mark.parametrize("form", FORMS)
def test_a_sentence_of_invitation_is_no_label(form: Form) -> None:
    spec = right(HD05, "report")
    spec.text |= {"type_name": "GIẤY MỜI"}
    spec.body = ["Kính mời đồng chí dự hội nghị, ngày 20 tháng 12 năm 2026.", *spec.body]

    assert not recognise(document_of(written(spec, form)), HD05).all("address_label")


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
@pytest.mark.parametrize(
    "line", ["-----", "– – –", "- - - - -", "--- oOo ---", "-o0o-", "=====", "--- HẾT ---"]
)
@pytest.mark.parametrize("place", ["body", "recipients"])
def test_a_line_that_only_parts_is_in_no_list(profile: Profile, form: Form, line: str, place: str) -> None:
    spec = right(profile)
    getattr(spec, place).insert(0 if place == "body" else 1, line)
    data = written(spec, form)

    assert rules_of(data, profile) == set()
    assert repaired(data, profile) == data


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
@pytest.mark.parametrize("kind", ["letter", "report"])
@pytest.mark.parametrize(
    "sentence",
    [
        "Kính gửi kèm theo văn bản này biểu tổng hợp.",
        "Kính gửi các đồng chí bản tổng hợp.",
        "Kính trình cấp trên xem xét, quyết định.",
        "Gửi: các chi bộ để thực hiện.",
    ],
)
def test_a_sentence_of_the_text_is_no_label(profile: Profile, form: Form, kind: Kind, sentence: str) -> None:
    spec = right(profile, kind)
    spec.body[:-1] = [sentence]
    data = written(spec, form)

    assert rules_of(data, profile) == set()
    assert repaired(data, profile) == data


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
@pytest.mark.parametrize("addressees", [["Các chi bộ."], ["- Các chi bộ;", "- Các đoàn thể."]])
@pytest.mark.parametrize("sign", ["", ".", ";", ",", " ."])
def test_a_wrong_sign_gives_way_to_the_colon(
    profile: Profile, form: Form, addressees: list[str], sign: str
) -> None:
    spec, other = right(profile), right(profile)
    spec.addressees = other.addressees = addressees
    spec.text["address_label"], other.text["address_label"] = "Kính gửi" + sign, "Kính gửi:"
    data = written(spec, form)

    assert rules_of(data, profile) == {"label_colon"}
    assert texts_of(repaired(data, profile)) == texts_of(written(other, form))


@pytest.mark.parametrize("profile", [HD05, ND30])
def test_an_item_wrapped_by_hand_is_one_item(profile: Profile) -> None:
    spec = right(profile)
    spec.addressees = ["- Đảng ủy các xã: A, B,", "C, D;", "- Ban Thường vụ và các", "chi bộ trực thuộc."]
    data = written(spec, "table")

    assert rules_of(data, profile) == set()
    assert repaired(data, profile) == data


@pytest.mark.parametrize(("profile", "form"), LAYOUTS)
@pytest.mark.parametrize("first", ["Ban Thường vụ và các", "Đồng chí Bí thư,"])
@pytest.mark.parametrize("last", ["chi bộ trực thuộc.", "chi bộ trực thuộc;"])
def test_a_lone_addressee_goes_on_below(profile: Profile, form: Form, first: str, last: str) -> None:
    spec = right(profile)
    spec.addressees = [first]
    made = text_of(written(spec, form))
    line = next(one for one in re.findall(r"<w:p>(?:(?!</w:p>).)*</w:p>", made) if first in one)
    run = re.search(r"<w:r>(?:(?!<w:r>).)*$", line)
    assert run
    below = f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run[0].replace(first, last)}'
    data = with_parts(written(spec, form), **{DOCUMENT: made.replace(line, line + below).encode()})

    texts = texts_of(repaired(data, profile))
    assert not any(text.endswith(first + mark) for text in texts for mark in ".;")
    assert rules_of(data, profile) <= ({"list_punctuation"} if last.endswith(";") else set())


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize(
    "remark", ["(Trình Hội nghị lần thứ năm)", "(Từ ngày 01/11/2025 đến ngày 30/11/2025)"]
)
def test_a_remark_in_brackets_above_the_stroke_is_no_subject(form: Form, remark: str) -> None:
    spec = right(HD05, "report")
    made = text_of(written(spec, form))
    stroke = next(one for one in re.findall(r"<w:p>(?:(?!</w:p>).)*</w:p>", made) if ">-----<" in one)
    below = (
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:i/></w:rPr><w:t>{remark}</w:t></w:r></w:p>'
    )
    data = with_parts(written(spec, form), **{DOCUMENT: made.replace(stroke, below + stroke).encode()})

    assert rules_of(data) == set()
    assert repaired(data) == data
