"""A line typed otherwise than its rule asks is known for what it is: named, not repaired as another."""

import pytest

from tests.support import state_corpus
from tests.support.checked_documents import HD05, ND30, deviations_of, rules_of
from tests.support.docx_corpus import Form, Kind, right, write_docx
from tests.usecases.check_format.test_told_truly import ALL_FORMS, signed


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
