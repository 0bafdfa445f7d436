"""Where a page number prints: by its paragraph, a tab or a frame; only one that is misplaced is moved."""

import re

import pytest

from bcd35.domain.layout.profile import Profile
from tests.support import state_corpus
from tests.support.checked_documents import HD05, ND30, repaired, rules_of, text_of, with_parts
from tests.support.docx_corpus import CENTRED_NUMBERS, MISPLACED_NUMBERS, right, write_docx

_HEADER = "word/header1.xml"
_LAYOUTS = pytest.mark.parametrize("profile", [HD05, ND30], ids=["party", "state"])


def _letter(profile: Profile, **number: str) -> bytes:
    if profile is ND30:
        letter = state_corpus.right()
        letter.number |= number
        return write_docx(letter, "table", "direct", state_corpus.StateWriter)
    party = right()
    party.number |= number
    return write_docx(party)


@_LAYOUTS
@pytest.mark.parametrize("placed", CENTRED_NUMBERS.values(), ids=CENTRED_NUMBERS)
def test_a_number_in_the_middle_stays_where_it_is(profile: Profile, placed: dict[str, str]) -> None:
    small = _letter(profile, **{"jc": "", "size": "24", **placed})
    assert rules_of(small, profile) == {"page_number"}

    fixed = repaired(small, profile)

    assert rules_of(fixed, profile) == set()
    assert "w:jc" not in text_of(fixed, _HEADER)
    assert text_of(fixed, _HEADER).count("tab") == text_of(small, _HEADER).count("tab")


@_LAYOUTS
def test_the_older_sign_for_a_page_number_is_one(profile: Profile) -> None:
    field = re.compile(r"<w:fldSimple.*</w:fldSimple>")
    data = _letter(profile)
    header = field.sub("<w:r><w:pgNum/></w:r>", text_of(data, _HEADER))
    assert rules_of(with_parts(data, word__header1_xml=header.encode()), profile) == set()


@_LAYOUTS
@pytest.mark.parametrize("placed", MISPLACED_NUMBERS.values(), ids=MISPLACED_NUMBERS)
def test_a_misplaced_number_is_centred_without_what_placed_it(
    profile: Profile, placed: dict[str, str]
) -> None:
    fixed = repaired(_letter(profile, **{"jc": "", **placed}), profile)

    assert rules_of(fixed, profile) == set()
    header = text_of(fixed, _HEADER)
    assert '<w:jc w:val="center"/>' in header
    assert "<w:tab/>" not in header
    assert "ptab" not in header
    assert " " * 5 not in header
