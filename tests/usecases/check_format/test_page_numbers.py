"""Where a page number prints: by its paragraph, a tab or a frame; only one that is misplaced is moved."""

import re

import pytest

from bcd35.domain.layout.profile import Profile
from tests.support import state_corpus
from tests.support.checked_documents import (
    HD05,
    ND30,
    deviations_of,
    repaired,
    rules_of,
    text_of,
    with_parts,
)
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
    assert not re.search('w:(left|firstLine)="[1-9]', header)
    assert " " * 5 not in header


def _in_table(columns: int, at: int, number: str) -> str:
    """A table as wide as the text, the number in one of its cells, all in the header of a page."""
    width = 9354 // columns
    inside = [number if place == at else "<w:p/>" for place in range(columns)]
    wide = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
    cells = "".join(f"<w:tc>{wide}{one}</w:tc>" for one in inside)
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl><w:p/>"


@_LAYOUTS
@pytest.mark.parametrize(
    ("columns", "at", "jc", "told"),
    [
        (1, 0, "center", set()),
        (3, 1, "center", set()),
        (3, 2, "center", {"page_number"}),
        (3, 1, "left", {"page_number"}),
        (2, 0, "right", set()),
        (2, 1, "right", {"page_number"}),
    ],
)
def test_a_number_in_a_table_is_where_its_cell_is(
    profile: Profile, columns: int, at: int, jc: str, told: set[str]
) -> None:
    data = _letter(profile, jc=jc)
    header = text_of(data, _HEADER)
    number = re.search("<w:p>.*</w:p>", header)
    assert number
    cell = header.replace(number[0], _in_table(columns, at, number[0]))
    placed = with_parts(data, word__header1_xml=cell.encode())

    assert rules_of(placed, profile) == told
    assert repaired(placed, profile) == placed, "centred in its cell it would still be beside the middle"


def test_a_frame_of_a_style_is_moved_by_one_of_the_paragraph() -> None:
    frame = '<w:framePr w:wrap="around" w:vAnchor="text" w:hAnchor="margin" w:xAlign="right" w:y="1"/>'
    data = _letter(HD05, jc="", placed='<w:pStyle w:val="Framed"/>')
    styles = text_of(data, "word/styles.xml").replace(
        "</w:styles>",
        f'<w:style w:type="paragraph" w:styleId="Framed"><w:pPr>{frame}</w:pPr></w:style></w:styles>',
    )
    framed = with_parts(data, word__styles_xml=styles.encode())
    assert rules_of(framed) == {"page_number"}

    fixed = repaired(framed)

    assert rules_of(fixed) == set()
    assert frame.replace("right", "center") in text_of(fixed, _HEADER)


def test_the_number_of_all_pages_beside_it_is_advice() -> None:
    data = _letter(HD05)
    of_all = '<w:r><w:rPr><w:sz w:val="28"/></w:rPr><w:t>/5</w:t></w:r></w:p>'
    header = text_of(data, _HEADER).replace("</w:p>", of_all)
    (told,) = deviations_of(with_parts(data, word__header1_xml=header.encode()))
    assert (told[0], told[3], told[4]) == ("advice", "ghi “2/5”", "chỉ ghi số của trang")
