"""Lines between head and text: only what stands at the number is a subject, nothing else is repaired."""

import pytest

from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.profile import Profile
from tests.support import docx_corpus, state_corpus
from tests.support.checked_documents import HD05, ND30, deviations_of, document_of, repaired, rules_of
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
