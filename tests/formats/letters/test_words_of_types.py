"""What a document says by its type, whom its Nơi nhận names, how long names stand in the heading."""

import io
import zipfile
from dataclasses import replace

import pytest
from docx import Document

from bcd35.domain.layout.profile import DocumentType, Profile, judge_profile
from bcd35.formats.docx.template import Paragraphs, WordTemplate
from bcd35.formats.letters.notice import LetterContent, addressee_context, render_letter
from bcd35.formats.letters.wording import heading, not_named, well_broken
from tests.support import REPOSITORY
from tests.support import document_samples as samples
from tests.support.checked_documents import HD05, HD36, ND30
from tests.support.office import OFFICE

UNIT = "Đảng ủy Sở Y tế"


def content_of(kind: DocumentType) -> LetterContent:
    round_ = replace(samples.ROUND, document_type=kind.name.lower())
    return LetterContent(
        office=OFFICE, round_=round_, number=samples.LETTER, dated=samples.ISSUED, channels=(), kind=kind
    )


def type_of(profile: Profile, name: str) -> DocumentType:
    return next(kind for kind in profile.types if kind.name == name)


@pytest.mark.parametrize("profile", [HD05, HD36, ND30], ids=lambda one: one.code)
@pytest.mark.parametrize(
    ("name", "said", "asked"),
    [
        ("KẾ HOẠCH", "ban hành Kế hoạch với các nội dung sau:", f"đề nghị {UNIT} tổ chức thực hiện"),
        ("THÔNG BÁO", f"thông báo đến {UNIT} các nội dung sau:", f"Đề nghị {UNIT} biết, thực hiện"),
        ("GIẤY MỜI", f"trân trọng kính mời {UNIT} tham dự", f"Kính đề nghị {UNIT} trả lời"),
        ("TỜ TRÌNH", f"kính trình {UNIT} xem xét các nội dung sau:", f"Kính đề nghị {UNIT} cho ý kiến"),
        ("QUYẾT ĐỊNH", f"đề nghị {UNIT} triển khai thực hiện", f"Đề nghị {UNIT} báo cáo kết quả"),
    ],
)
def test_a_type_has_its_own_opening_and_request(profile: Profile, name: str, said: str, asked: str) -> None:
    context = addressee_context(content_of(type_of(profile, name)), [UNIT])

    assert said in context["opening"]
    assert asked in context["closing"]
    assert "chậm nhất là ngày 15/12/2025" in context["closing"]
    polite = name in ("GIẤY MỜI", "TỜ TRÌNH")
    assert polite == ("kính đề nghị" in context["enclosed"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("opening", "{office} kính mời {units}:"),
        ("request", "Đề nghị {units} báo cáo."),
        ("watch", "đề nghị {unit} xem."),
        ("opening", "{tasks} {"),
    ],
)
def test_words_without_their_marks_are_a_fault_of_the_profile(name: str, words: str) -> None:
    kinds = (replace(HD05.types[0], **{name: words}), *HD05.types[1:])  # type: ignore[arg-type]  # the test knows the fields

    assert [(path, one.code) for path, one in judge_profile(replace(HD05, types=kinds))] == [
        (("types", 0, name), "bad_words")
    ]


def test_a_body_is_named_once_however_it_is_shortened() -> None:
    recipients = ["Ủy ban nhân dân tỉnh", "Phường Ân Khánh", "Lưu VT"]

    assert not_named(recipients, ["UBND tỉnh", "Phường An Khánh"]) == ["Phường Ân Khánh", "Lưu VT"]


def test_a_plan_names_its_unit_in_place_of_the_group() -> None:
    office = replace(
        OFFICE, addressee_groups=("Các chi bộ",), recipients=("Các chi bộ", "Thường trực", "Lưu")
    )
    content = replace(content_of(type_of(HD05, "KẾ HOẠCH")), office=office)

    assert addressee_context(content, [UNIT])["recipient_lines"] == [f"- {UNIT};", "- Thường trực;", "- Lưu."]


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", "SỞ_VĂN_HÓA, THỂ_THAO VÀ_DU_LỊCH"),
        ("ỦY BAN NHÂN DÂN PHƯỜNG PHAN ĐÌNH PHÙNG", "ỦY_BAN_NHÂN_DÂN PHƯỜNG PHAN_ĐÌNH_PHÙNG"),
        ("ĐẢNG ỦY PHƯỜNG PHAN ĐÌNH PHÙNG", "ĐẢNG_ỦY PHƯỜNG PHAN_ĐÌNH_PHÙNG"),
        ("ỦY BAN NHÂN DÂN PHƯỜNG TÂN LẬP", "ỦY_BAN_NHÂN_DÂN PHƯỜNG_TÂN_LẬP"),
        ("SỞ TÀI CHÍNH", "SỞ TÀI CHÍNH"),
        ("TRƯỜNG CAO ĐẲNG CÔNG NGHIỆP VIỆT ĐỨC", "TRƯỜNG_CAO_ĐẲNG CÔNG_NGHIỆP_VIỆT_ĐỨC"),
        (
            "BAN CHỈ ĐẠO BẢO VỆ NỀN TẢNG TƯ TƯỞNG CỦA ĐẢNG, ĐẤU TRANH PHẢN BÁC CÁC QUAN ĐIỂM SAI TRÁI",
            "BAN_CHỈ_ĐẠO BẢO_VỆ_NỀN_TẢNG TƯ_TƯỞNG CỦA_ĐẢNG, ĐẤU_TRANH_PHẢN_BÁC CÁC_QUAN_ĐIỂM_SAI_TRÁI",
        ),
        (
            "ỦY BAN KIỂM TRA TỈNH ỦY SƠN LA - CÔNG AN TỈNH SƠN LA",
            "ỦY_BAN_KIỂM_TRA TỈNH_ỦY_SƠN_LA_- CÔNG_AN TỈNH_SƠN_LA",
        ),
    ],
)
def test_a_long_name_breaks_between_its_parts(name: str, broken: str) -> None:
    assert well_broken(name).replace("\u00a0", "_") == broken


@pytest.mark.parametrize(
    ("name", "longest"),
    [  # millimetres at 13 points
        ("SỞ TÀI CHÍNH", 33),
        ("SỞ KHOA HỌC VÀ CÔNG NGHỆ", 36),  # a little too long for one line: “VÀ CÔNG NGHỆ” is the longer
        ("SỞ VĂN HÓA, THỂ THAO VÀ DU LỊCH", 58),
    ],
)
def test_the_line_below_an_issuer_goes_by_its_longest_line(name: str, longest: int) -> None:
    rule = heading(replace(OFFICE, issuer=name))["issuer_rule"].width_mm
    assert longest / 3 < rule < longest / 2  # Decree 30: a third to a half


def test_paragraphs_of_one_tag_have_room_around_all_of_them_only() -> None:
    """The first keeps the room above, the last that below and its place beside the signature."""
    path = REPOSITORY / "templates" / "cong-van.docx"
    round_ = replace(samples.ROUND, background="Bối cảnh", closing="Đề nghị thực hiện")
    content = LetterContent(
        office=OFFICE, round_=round_, number=samples.LETTER, dated=samples.ISSUED, channels=()
    )

    made = render_letter(WordTemplate("cong-van.docx", path.read_bytes()), content, [UNIT])

    lines = [one for one in Document(io.BytesIO(made)).paragraphs if one.text]
    look = {one.text.split()[0]: one.paragraph_format for one in (*lines[:2], *lines[-2:])}
    assert [look[word].space_before is not None for word in ("Bối", "Thực")] == [True, False]
    assert [look[word].space_after is not None for word in ("Đề",)] == [True]
    assert [one.paragraph_format.keep_with_next for one in lines[-2:]] == [None, True]
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert not any(sign in package.read("word/document.xml").decode() for sign in "\ue0f1\ue0f2")
    assert isinstance(addressee_context(content, [UNIT])["closing"], Paragraphs)
