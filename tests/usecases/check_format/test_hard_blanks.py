"""Set words are known with a hard blank or two blanks between them: on paper they are right."""

import pytest

from bcd35.domain.layout.profile import Profile
from tests.support import state_corpus
from tests.support.checked_documents import DOCUMENT, HD05, ND30, edited, rules_of
from tests.support.docx_corpus import FORMS, Form, Spec, right, write_docx


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


@pytest.mark.parametrize("blank", ["\u00a0", "\u00a0 ", "  "], ids=["hard", "hard and plain", "two"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("spec", "words", "profile"),
    [
        *((party_letter(), one, HD05) for one in LETTER),
        *((party_decision(), one, HD05) for one in DECISION),
        *((state_corpus.right(), one, ND30) for one in STATE),
        *((state_corpus.right("report"), one, ND30) for one in STATE_DECISION),
    ],
)
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
