"""A line typed otherwise than its rule asks is known for what it is: named, not repaired as another."""

import re
from pathlib import Path

import pytest

from tests.conftest import CommandLine
from tests.support import state_corpus
from tests.support.checked_documents import HD05, ND30, deviations_of, rules_of
from tests.support.docx_corpus import ALL_FORMS, FORMS, Form, Kind, right, signed, write_docx


def state_letter(spec: state_corpus.StateSpec, form: Form = "table") -> bytes:
    return write_docx(spec, form, "direct", state_corpus.StateWriter)


# --- a number without what joins its parts ------------------------------------------------------------------


@pytest.mark.parametrize("form", ALL_FORMS)
@pytest.mark.parametrize("number", ["Số 28 CV/ĐU", "Số 28 CV ĐU", "Số28CV ĐU"])
def test_a_number_whose_parts_nothing_joins_is_a_wrong_number(form: Form, number: str) -> None:
    spec = right()
    spec.text["number"] = number

    assert rules_of(write_docx(spec, form)) == {"number_form"}


@pytest.mark.parametrize("kind", ["letter", "report"])
def test_such_a_state_number_spoils_neither_issuer_nor_subject(kind: Kind) -> None:
    spec = state_corpus.right(kind)
    spec.text["number"] = "Số: 28 BCĐ-VP"

    assert rules_of(state_letter(spec), ND30) == {"number_form"}


def test_a_line_that_only_begins_as_a_number_does_not_stand_for_the_one_that_is_there() -> None:
    spec = right()
    spec.text["issuer"] = "Số 12 ĐƯỜNG HÙNG VƯƠNG"

    assert "number_form" not in rules_of(write_docx(spec), HD05)


# --- authority in any spelling ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authority", "right_form"),
    [
        *(("TM/", "T/M"), ("T.M", "T/M"), ("T/M.", "T/M"), ("T/ M", "T/M"), ("TL/", "T/L"), ("T.L.", "T/L")),
        *(("KT/", "K/T"), ("K.T", "K/T"), ("KT.", "K/T")),
    ],
)
def test_authority_in_any_spelling_is_told_and_the_post_below_is_left(
    authority: str, right_form: str
) -> None:
    spec = signed(right(), f"{authority} BAN THƯỜNG VỤ", "PHÓ BÍ THƯ")

    told = [one[1:] for one in deviations_of(write_docx(spec))]

    assert told == [
        ("Quyền hạn ký", f"{authority} BAN THƯỜNG VỤ", f"ghi “{authority}”", f"ghi “{right_form}”")
    ]


@pytest.mark.parametrize("authority", ["KT/", "K.T", "K/T."])
def test_a_state_authority_in_any_spelling_is_told(authority: str) -> None:
    spec = state_corpus.right()
    signed(spec, f"{authority} TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")

    told = [one[1:] for one in deviations_of(state_letter(spec), ND30)]

    assert told == [("Quyền hạn ký", f"{authority} TRƯỞNG BAN", f"ghi “{authority}”", "ghi “KT.”")]


@pytest.mark.parametrize("authority", ["TUQ.", "T/UQ", "T/U"])
def test_an_authority_that_the_guidance_does_not_have_is_not_taken_for_another(authority: str) -> None:
    spec = signed(right(), f"{authority} TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")

    [(*_, found, required)] = deviations_of(write_docx(spec))

    assert (found, required) == (
        f"ghi “{authority}”",
        "ghi T/M, K/T, T/L, Q.; không có TM., KT., TL., T/U, TUQ",
    )


# --- what is told has a value -------------------------------------------------------------------------------


def test_a_type_without_a_code_asks_for_none() -> None:
    spec = right("report")
    spec.text["type_name"], spec.text["number"] = "DANH SÁCH", "Số 01-DS/ĐU"

    assert "type_code" not in rules_of(write_docx(spec))


def test_a_line_that_is_too_long_by_less_than_a_millimetre_is_told_with_tenths() -> None:
    spec = right()
    spec.text["date_line"] = "Huyện Thái Nguyên, ngày 05 tháng 12 năm 2025"

    [found] = [one[3] for one in deviations_of(write_docx(spec)) if "xuống dòng" in one[3]]

    assert re.fullmatch(
        "dòng dài [0-9]+,[0-9] mm, chỗ chỉ rộng [0-9]+(,[0-9])? mm nên phải xuống dòng", found
    )


def test_a_repair_tells_the_value_that_it_has_set(bcd35: CommandLine, root: Path) -> None:
    spec = right()
    spec.formats["body"].size = 26
    spec.paragraph |= {"line": "300", "first": "0"}
    (root / "a.docx").write_bytes(write_docx(spec))

    told = bcd35("check-format", "a.docx", "--fix", "-o", "b.docx").out

    assert "cỡ 13 → cỡ 14\n" in told
    assert "→ dãn dòng chính xác 18 pt\n" in told
    assert "đầu dòng lùi 0 mm → đầu dòng lùi 10 mm\n" in told


@pytest.mark.parametrize("form", FORMS)
def test_the_mark_of_drafter_and_copies_is_no_recipient(form: Form) -> None:
    spec = right()
    spec.recipients.append("(A-15b).")

    assert rules_of(write_docx(spec, form)) == set()
