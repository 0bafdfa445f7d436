"""Every attribute of every component of both layouts, broken alone, is found: the loop leaves none out.

What cannot be known of a line is listed with its reason.
"""

import copy
import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from bcd35.domain.layout.components import recognise
from bcd35.domain.layout.document import composed
from bcd35.domain.layout.profile import Component, Profile
from bcd35.domain.layout.recognised import SIGNING
from tests.support import docx_corpus, state_corpus
from tests.support.checked_documents import HD05, ND30, document_of, rules_of
from tests.support.docx_corpus import Form, Kind, Spec, write_docx

EMPHASES = ("bold", "italic", "underline")
ATTRIBUTES = ("smaller", "larger", *EMPHASES, "font", "colour", "case", "side")
# What else may be told of it.
ALSO: dict[tuple[str, str], set[str]] = {
    ("date_line", "case"): {"date_padding"},
    ("motto", "case"): {"motto_form"},
    ("type_subject", "case"): {"type_rule"},  # it has become longer
    ("title", "larger"): {"title_one_line"},
}
# The rule that tells it, where that is not its own.
INSTEAD = {("number", "case"): "number_form"}
_EMPHASIS_OF_TEXT = "words and headings in a text, cells of a table may stand out"
_BY_ITS_PLACE = "the component is known by the side on which it stands"
UNKNOWABLE: dict[tuple[str, str], str] = {
    **dict.fromkeys([("body", name) for name in ("bold", "underline")], _EMPHASIS_OF_TEXT),
    **dict.fromkeys([("table_text", name) for name in EMPHASES], _EMPHASIS_OF_TEXT),
    **dict.fromkeys([("star", name) for name in EMPHASES], "a star has no letters to stand out"),
    ("body", "case"): "a heading in a text may be in capitals",
    ("typist", "case"): "it is known by its capitals",
    **dict.fromkeys([(code, "side") for code in ("superior", "letter_subject", *SIGNING)], _BY_ITS_PLACE),
}


def specs(profile: Profile) -> Iterator[Spec]:
    """Right documents that have all components between them."""
    kinds: tuple[Kind, ...] = ("letter", "report")
    for kind in kinds:
        party = docx_corpus.right(kind)
        party.below_number = [("urgency", "KHẨN"), ("draft_note", "Dự thảo lần 2")]
        party.above_title, party.table, party.typist = "LƯU HÀNH NỘI BỘ", "Số lượng", "BTG-15"
        if kind == "report":
            party.grounds = ["- Căn cứ Điều lệ Đảng;", "- Căn cứ Quy chế làm việc."]
        for mark in ("urgency", "KHẨN"), ("circulation", "LƯU HÀNH NỘI BỘ"):
            state = state_corpus.right(kind)
            state.mark, state.table, state.typist = mark, "Số lượng", "PL.(15)"
            if profile is ND30:
                yield state
        if profile is HD05:
            yield party


def written(spec: Spec, form: Form = "table") -> bytes:
    writing = state_corpus.StateWriter if isinstance(spec, state_corpus.StateSpec) else docx_corpus.Writer
    return write_docx(spec, form, "direct", writing)


@cache
def holding(code: str, profile: Profile) -> tuple[Spec, str]:
    """A right document that has a component, and the text of its first line there."""
    for spec in specs(profile):
        found = recognise(composed(document_of(written(spec))), profile).found
        lines = [one.line.text.strip() for one in found if one.code == code]
        if lines:
            return spec, lines[0]
    raise AssertionError(f"no document of {profile.code} has {code}")


def changed(data: bytes, text: str, component: Component, attribute: str) -> bytes:
    """The document with the line of a text in other letters, or on another side."""
    document: Any = Document(io.BytesIO(data))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    for paragraph in [*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)]:
        if attribute == "side" and paragraph.text.strip() == text:
            left, right = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.alignment = right if component.side == "left" else left
        for run in paragraph.runs if attribute == "case" else ():
            if run.text.strip() == text:
                run.text = run.text.lower() if component.case == "upper" else run.text.upper()
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def broken(component: Component, attribute: str, profile: Profile) -> bytes:
    """A right document but for one attribute of one component."""
    spec, text = holding(component.code, profile)
    if attribute in ("case", "side"):
        form: Form = "plain" if attribute == "side" else "table"
        return changed(written(spec, form), text, component, attribute)
    spec = copy.deepcopy(spec)
    planted = spec.formats[component.code]
    if attribute in EMPHASES:
        setattr(planted, attribute, not getattr(component, attribute))
    else:
        planted.size = {
            "smaller": 2 * (component.size - 1),
            "larger": 2 * (component.up_to or component.size) + 2,
        }.get(attribute, planted.size)
        planted.font = "Arial" if attribute == "font" else planted.font
        planted.colour = "FF0000" if attribute == "colour" else planted.colour
    return written(spec)


@pytest.mark.parametrize("profile", [HD05, ND30], ids=["party", "state"])
def test_the_documents_are_right(profile: Profile) -> None:
    assert [rules_of(written(spec), profile) for spec in specs(profile)] == [set() for _ in specs(profile)]


@pytest.mark.parametrize("attribute", ATTRIBUTES)
@pytest.mark.parametrize(
    ("profile", "component"),
    [
        pytest.param(profile, component, id=f"{profile.code}-{component.code}")
        for profile in (HD05, ND30)
        for component in profile.components
    ],
)
def test_an_attribute_broken_alone_is_found(profile: Profile, component: Component, attribute: str) -> None:
    key = (component.code, attribute)
    if getattr(component, attribute, "") == "any":
        return  # the guidance asks for none
    own = {"smaller": "size", "larger": "size"}.get(attribute, attribute)
    own_rule = {"font": "font", "colour": "colour", "side": "position"}.get(own, f"{component.code}.{own}")
    rule = INSTEAD.get(key, own_rule)

    told = rules_of(broken(component, attribute, profile), profile)

    if key in UNKNOWABLE:
        assert rule not in told, "it can be known: take it off the list"
    else:
        assert told - ALSO.get(key, set()) == {rule}
