"""Set words are known with a hard blank, two blanks or signs of no width in them: on paper they are right."""

import unicodedata
from dataclasses import replace

import pytest

from bcd35.domain.layout.profile import Profile
from tests.support import state_corpus
from tests.support.checked_documents import (
    DOCUMENT,
    HD05,
    ND30,
    deviations_of,
    edited,
    repaired,
    rules_of,
    texts_of,
)
from tests.support.docx_corpus import FORMS, Form, Spec, Writer, right, write_docx


def party_letter() -> Spec:
    spec = right()
    spec.notes, spec.below_number = ["Ghi chú: gửi bằng văn bản."], [("urgency", "HOẢ TỐC")]
    spec.text |= {code: text.replace("ỦY", "UỶ").replace("ủy", "uỷ") for code, text in spec.text.items()}
    spec.body = [text.replace("ủy", "uỷ") for text in spec.body]
    spec.recipients = [text.replace("ủy", "uỷ") for text in spec.recipients]
    return spec


def party_decision() -> Spec:
    spec = right("report")
    spec.text |= {"type_name": "QUYẾT ĐỊNH", "number": "Số 31-QĐ/ĐU"}
    spec.grounds = ["- Căn cứ Điều lệ Đảng;", "- Theo đề nghị của Văn phòng."]
    spec.below_number = [("draft_note", "Dự thảo lần 2")]
    line = "(Kèm theo Quyết định số 31-QĐ/ĐU, ngày 05/9/2026 của Đảng ủy xã Đồng Nai)"
    spec.appendices = [["PHỤ LỤC", "Số liệu", line]]
    return spec


LETTER = ("Kính gửi", "Nơi nhận", "Như trên", "về việc", "CỘNG SẢN", "T/M BAN", "Ghi chú")
DECISION = ("Căn cứ", "Theo đề nghị", "QUYẾT ĐỊNH", "Kèm theo", "Dự thảo lần", "PHỤ LỤC", "Nơi nhận")
STATE = ("Kính gửi", "Nơi nhận", "Lưu: VT", "Độc lập", "Tự do", "CỘNG HÒA", "TM. BAN")
STATE_DECISION = ("Căn cứ", "Theo đề nghị", "Điều 1", "Về việc")


SET_WORDS = [
    *((party_letter(), one, HD05) for one in LETTER),
    *((party_decision(), one, HD05) for one in DECISION),
    *((state_corpus.right(), one, ND30) for one in STATE),
    *((state_corpus.right("report"), one, ND30) for one in STATE_DECISION),
]


@pytest.mark.parametrize("blank", ["\u00a0", "\u00a0 ", "  "], ids=["hard", "hard and plain", "two"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("spec", "words", "profile"), SET_WORDS)
def test_set_words_are_known_whatever_blanks_part_them(
    spec: Spec, words: str, profile: Profile, form: Form, blank: str
) -> None:
    writer = [state_corpus.StateWriter] if profile is ND30 else []
    data = write_docx(spec, form, "direct", *writer)
    assert rules_of(data, profile) == set()

    assert rules_of(edited(data, DOCUMENT, words, words.replace(" ", blank)), profile) == set()


def test_a_hard_blank_behind_the_place_is_right() -> None:
    date_line = right().text["date_line"]
    data = edited(write_docx(right()), DOCUMENT, date_line, date_line.replace(", ", ",\u00a0"))

    assert rules_of(data) == set()


# --- signs of no width, as pasted text has them -------------------------------------------------------------


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\ufeff", "\u202a"])
@pytest.mark.parametrize(("spec", "words", "profile"), SET_WORDS)
def test_a_sign_of_no_width_is_told_and_hides_no_word(
    spec: Spec, words: str, profile: Profile, sign: str
) -> None:
    writer = [state_corpus.StateWriter] if profile is ND30 else []
    data = write_docx(spec, "table", "direct", *writer)
    pasted = edited(data, DOCUMENT, words, f"{sign}{words[:3]}{sign}{words[3:]}")

    assert {one[0] for one in deviations_of(pasted, profile)} == {"advice"}
    assert rules_of(pasted, profile) == {"nfc"}
    assert texts_of(repaired(pasted, profile)) == texts_of(data)


def test_what_is_told_of_signs_that_nobody_sees() -> None:
    data = edited(write_docx(right()), DOCUMENT, "Số 28", "Số 28\u200b")
    both = edited(write_docx(right()), DOCUMENT, "Số 28", unicodedata.normalize("NFD", "Số\u200b 28"))

    unseen = "có ký tự không nhìn thấy (thường do dán từ trang web)"
    told = [("advice", "Toàn văn bản", "Số 28-CV/ĐU", unseen, "không có ký tự ẩn")]
    assert deviations_of(data) == told
    assert [one[0] for one in deviations_of(both)] == ["error", "advice"]


@pytest.mark.parametrize("profile", [HD05, ND30])
def test_an_eth_is_told_by_its_name_and_made_the_letter_that_is_meant(profile: Profile) -> None:
    state, party = state_corpus.right("report"), right("report")
    spec = state if profile is ND30 else party
    spec.text["number"] = "Số: 07/QĐ-BCĐ" if profile is ND30 else "Số 07-BC/ĐU"
    data = write_docx(spec, "table", "direct", state_corpus.StateWriter if spec is state else Writer)
    typed = edited(data, DOCUMENT, "Đ", "\u00d0")

    told = "chữ “\u00d0” (mã U+00D0) trông giống chữ “Đ” nhưng là chữ khác"
    assert {one[1:2] + one[3:] for one in deviations_of(typed, profile)} == {
        ("Toàn văn bản", told, "gõ chữ “Đ”")
    }
    assert texts_of(repaired(typed, profile)) == texts_of(data)


@pytest.mark.parametrize("font", [".VnTime", "VNI-Times", "Symbol"])
def test_an_eth_in_a_font_of_other_codes_is_another_letter(font: str) -> None:
    spec = right()
    spec.body[0], spec.formats["body"].font = "\u00d0 \u00f0", font
    spec.body[1:] = []

    assert "nfc" not in rules_of(write_docx(spec))


def test_an_emoji_keeps_what_joins_it() -> None:
    spec = right()
    spec.body[0] = f"\U0001f468\u200d\U0001f469 {spec.body[0]}"

    assert rules_of(write_docx(spec)) == set()


@pytest.mark.parametrize("typed", ["Kính\u200b gửi", unicodedata.normalize("NFD", "Kính gửi")])
def test_repairs_are_in_their_place_where_no_rule_speaks_of_signs(typed: str) -> None:
    profile = replace(HD05, rules=tuple(one for one in HD05.rules if one.code != "nfc"))
    data = edited(write_docx(right()), DOCUMENT, "Kính gửi:", f"{typed} :")

    assert "Kính gửi:" in texts_of(repaired(data, profile))
