"""Outside what a repair names, nothing of a document changes: over letters with all that Word can write."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings

from bcd35.domain.layout.document import CharacterFormat, WordDocument, composed
from bcd35.domain.layout.layout_check import Judgement, check_layout
from bcd35.domain.layout.repairs import Compose, NumberPages, Repair, SetCharacterFormat, SetText
from bcd35.formats.docx.comments import Remark, comment_docx
from bcd35.formats.docx.fix import fix_docx
from bcd35.formats.docx.package import Package, W
from tests.conftest import NOW
from tests.support import state_corpus
from tests.support.checked_documents import (
    DOCUMENT,
    HD05,
    ND30,
    as_named,
    document_of,
    edited,
    repaired,
    repairs_of,
    rules_of,
    text_of,
    texts_of,
    with_parts,
)
from tests.support.docx_corpus import FORMS, Form, right, write_docx
from tests.support.rich_docx import RICH_LETTERS

_FORMAT = frozenset(f"{W}{name}" for name in ("jc", "ind", "spacing"))


@settings(max_examples=220, deadline=None, derandomize=True)
@given(RICH_LETTERS)
def test_only_what_is_named_changes(data: bytes) -> None:
    judged = _judged(data)
    repairs = [step for one in judged.deviations for step in one.repairs]

    fixed = fix_docx(data, repairs)

    assert texts_of(fixed) == as_named(texts_of(data), repairs)
    assert _shown(_letters(document_of(fixed))) == _shown(_letters_as_named(document_of(data), repairs))
    assert list(_elements(fixed, repairs)) == list(_elements(data, repairs))
    assert _other_parts(fixed, repairs) == _other_parts(data, repairs)
    after = _judged(fixed)
    assert [one for one in after.deviations if one.repairs] == []
    assert fix_docx(fixed, []) == fixed
    assert _errors(after) <= _errors(judged)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(RICH_LETTERS)
def test_comments_take_nothing_away(data: bytes) -> None:
    remarks = [Remark(place, ("x",)) for one in _judged(data).deviations for place in one.places]

    made = comment_docx(data, remarks, NOW)

    assert _judged(made) == _judged(data)
    marks = ("commentRangeStart", "commentRangeEnd", "commentReference")
    before, after = (
        [one for one in _elements(file, []) if one[0] not in [f"{W}{name}" for name in marks]]
        for file in (data, made)
    )
    assert after == before
    assert text_of(made).count("commentReference") - text_of(data).count("commentReference") == len(remarks)


def _judged(data: bytes) -> Judgement:
    return check_layout(document_of(data), HD05)


def _letters(document: WordDocument) -> list[list[tuple[str, CharacterFormat]]]:
    """Every letter of each paragraph with its format, run by run."""
    return [
        [(letter, run.format) for run in paragraph.runs for letter in run.text]
        for paragraph in document.paragraphs
    ]


def _shown(
    lines: list[list[tuple[str, CharacterFormat]]],
) -> list[list[tuple[str, CharacterFormat]]]:
    """The letters that show: a blank at the end of a line needs no format."""
    return [[one for one in line if not one[0].isspace()] for line in lines]


def _letters_as_named(
    document: WordDocument, repairs: list[Repair]
) -> list[list[tuple[str, CharacterFormat]]]:
    """What they become by the named repairs alone: nothing else takes a letter or an underline away."""
    letters = _letters(composed(document) if Compose(DOCUMENT) in repairs else document)
    for step in repairs:
        if isinstance(step, SetCharacterFormat) and step.part == DOCUMENT:
            line = letters[step.place]
            line[step.start : step.end] = [
                (letter, _as_named(own, step)) for letter, own in line[step.start : step.end]
            ]
    texts = [step for step in dict.fromkeys(repairs) if isinstance(step, SetText)]
    for edit in sorted(texts, key=lambda edit: edit.start, reverse=True):
        line = letters[edit.place]
        own = line[max(edit.start - (edit.start == edit.end), 0)][1]
        line[edit.start : edit.end] = [(letter, own) for letter in edit.text]
    return letters


def _as_named(own: CharacterFormat, step: SetCharacterFormat) -> CharacterFormat:
    named = {name: getattr(step, name) for name in ("size", "bold", "italic", "underline")}
    changed = {name: value for name, value in named.items() if value is not None}
    if step.font is not None:
        changed["fonts"] = (step.font,)
    if step.black:
        changed["colour"] = "auto"
    return own._replace(**changed)


def _errors(judgement: Judgement) -> int:
    return sum(one.severity == "error" for one in judgement.deviations)


def _elements(data: bytes, repairs: list[Repair]) -> Iterator[tuple[Any, ...]]:
    """Every element and character of the text in order, but for formats and the borders of runs.

    Where the text itself is repaired, its characters are left out: they are compared as paragraphs.
    """
    package = Package(data)
    with_text = not any(isinstance(step, Compose | SetText) for step in repairs)
    yield from _below(package.tree(package.document), with_text=with_text)


def _below(element: Any, *, with_text: bool) -> Iterator[tuple[Any, ...]]:
    for child in element:
        if child.tag == f"{W}t":
            yield from ((character,) for character in child.text or "" if with_text)
        elif child.tag == f"{W}pPr" and element.tag == f"{W}p" and not set(_tags(child)) - _FORMAT:
            continue  # a paragraph without properties gets them for its format
        elif child.tag not in _FORMAT and child.tag not in (f"{W}rPr", f"{W}sectPr"):
            if child.tag != f"{W}r":
                yield child.tag, sorted(child.attrib.items()), child.text
            yield from _below(child, with_text=with_text)


def _tags(element: Any) -> Iterator[str]:
    return (child.tag for child in element)


def _other_parts(data: bytes, repairs: list[Repair]) -> dict[str, bytes]:
    """The parts that no repair concerns, byte for byte."""
    numbered = any(isinstance(step, NumberPages) for step in repairs)
    concerned = ("[Content_Types]", "word/_rels/document", "word/header") if numbered else ()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            name: package.read(name)
            for name in package.namelist()
            if name != DOCUMENT and not name.startswith(concerned)
        }


# --- what was harmed once -----------------------------------------------------------------------------------


def _with_body_run(run: str) -> bytes:
    spec = right()
    spec.body = ["@"]
    text = text_of(write_docx(spec))
    start = text.rindex("<w:r>", 0, text.index(">@</w:t>"))
    end = text.index("</w:r>", start) + len("</w:r>")
    return with_parts(write_docx(spec), word__document_xml=(text[:start] + run + text[end:]).encode())


def test_symbols_keep_their_font() -> None:
    font = '<w:rPr><w:rFonts w:ascii="{0}" w:hAnsi="{0}"/><w:sz w:val="28"/></w:rPr>'
    data = _with_body_run(
        f"<w:r>{font.format('Wingdings')}<w:t>q</w:t></w:r><w:r>{font.format('Arial')}<w:t> Có.</w:t></w:r>"
    )

    fixed = fix_docx(data, repairs_of(data))

    [paragraph] = [one for one in document_of(fixed).paragraphs if one.text == "q Có."]
    assert [run.format.fonts for run in paragraph.runs] == [("Wingdings",), ("Times New Roman",)]
    assert rules_of(fixed) == set()


@pytest.mark.parametrize(
    ("font", "text", "left"),
    [
        ("VNI-Times", "Coâng 28.", {"font"}),
        (".VnTime", "C«ng v¨n.", {"font"}),
        (".VnTimeH", "cong.", {"font"}),
        (".VnTime", "28.", set()),
        ("VNI-Times", "Số 28.", set()),
    ],
)
def test_a_text_in_the_code_of_an_old_font_keeps_it(font: str, text: str, left: set[str]) -> None:
    data = _with_body_run(
        f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/><w:sz w:val="28"/></w:rPr>'
        f"<w:t>{text}</w:t></w:r>"
    )

    assert rules_of(data) == {"font"}
    assert rules_of(fix_docx(data, repairs_of(data))) == left


@pytest.mark.parametrize("form", FORMS)
def test_an_underline_stays_until_the_rule_for_which_it_stands_is_drawn(form: Form) -> None:
    party, state = right(), state_corpus.right()
    party.formats["title"].underline = state.formats["motto"].underline = True
    party.rule = state.motto_rule = "none"
    drawn = right()
    drawn.formats["title"].underline = True

    for data, profile in (
        (write_docx(party, form), HD05),
        (write_docx(state, form, "direct", state_corpus.StateWriter), ND30),
    ):
        assert len(rules_of(data, profile)) == 2
        assert repaired(data, profile) == fix_docx(data, [])
    assert rules_of(repaired(write_docx(drawn, form))) == set()


def test_a_line_with_a_picture_gets_no_exact_height() -> None:
    data = edited(
        _with_body_run("<w:r><w:rPr><w:sz w:val='28'/></w:rPr><w:t>Hình.</w:t><w:pict/></w:r>"),
        DOCUMENT,
        'w:lineRule="exact"',
        'w:lineRule="auto"',
    )
    deviations = check_layout(document_of(data), HD05).deviations
    assert [(one.rule, one.repairs) for one in deviations if one.rule == "line_pitch"] == [("line_pitch", ())]


def test_a_footer_stays_on_the_first_page() -> None:
    spec = right()
    spec.number["header"], spec.number["first"] = "no", "same"
    footer = '<w:footerReference w:type="default" r:id="rId1"/><w:pgSz'
    data = edited(write_docx(spec), DOCUMENT, "<w:pgSz", footer)

    section = text_of(fix_docx(data, repairs_of(data))).rpartition("<w:sectPr")[2]

    assert section.count("footerReference") == 2
    assert 'footerReference w:type="first" r:id="rId1"' in section


def test_a_header_with_more_than_the_number_is_left_as_it_stands() -> None:
    spec = right()
    spec.number["first"] = "same"
    data = write_docx(spec)
    assert repairs_of(data) != []
    letterhead = "<w:p><w:r><w:t>VĂN PHÒNG</w:t></w:r></w:p></w:hdr>"
    assert repairs_of(edited(data, "word/header1.xml", "</w:hdr>", letterhead)) == []


def test_margins_that_are_not_stated_are_stated_as_word_takes_them() -> None:
    spec = right()
    spec.number["header"], spec.page["left"] = "no", 1418
    text = text_of(write_docx(spec))
    start = text.index("<w:pgMar")
    margins = text[start : text.index("/>", start) + 2]
    data = edited(write_docx(spec), DOCUMENT, margins, '<w:pgMar w:left="1701"/>')

    made = text_of(fix_docx(data, [NumberPages(0, 14, 10, "Times New Roman")]))

    stated = made[made.index("<w:pgMar") :].partition("/>")[0].split()[1:]
    assert sorted(stated) == [
        *('w:bottom="1440"', 'w:footer="720"', 'w:gutter="0"', 'w:header="567"', 'w:left="1701"'),
        *('w:right="1440"', 'w:top="1440"'),
    ]


def test_a_document_that_has_no_relations_gets_its_page_number() -> None:
    spec = right()
    spec.number["header"] = "no"
    data = _without(write_docx(spec), "word/_rels/document.xml.rels")

    [section] = document_of(fix_docx(data, repairs_of(data))).sections

    assert section.number is not None


def _without(data: bytes, part: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for info in source.infolist():
            if info.filename != part:
                target.writestr(info, source.read(info))
    return packed.getvalue()


@pytest.mark.parametrize("sign", ["<w:tab/>", "<w:noBreakHyphen/>"])
def test_a_mark_that_composes_never_moves_into_what_is_no_text(sign: str) -> None:
    data = _with_body_run(f"<w:r><w:t>e\u0302</w:t>{sign}<w:t>\u0301a</w:t></w:r>")

    fixed = fix_docx(data, [Compose(DOCUMENT)])

    assert f'<w:t xml:space="preserve">ê</w:t>{sign}<w:t>\u0301a</w:t>' in text_of(fixed)


def test_a_mark_is_set_behind_a_sign_that_is_no_text() -> None:
    spec = right()
    spec.recipients[1] = "- Thường trực Đảng ủy\u2011"
    hyphen = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'
    data = edited(write_docx(spec), DOCUMENT, "\u2011", hyphen)
    data = edited(data, DOCUMENT, '<w:t xml:space="preserve"></w:t>', "")

    fixed = fix_docx(data, repairs_of(data))

    assert "- Thường trực Đảng ủy-;" in texts_of(fixed)
    assert rules_of(fixed) == set()


_DAY = {
    "a field": "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>"
    "<w:r><w:fldChar w:fldCharType='separate'/></w:r>{}<w:r><w:fldChar w:fldCharType='end'/></w:r>",
    "a simple field": "<w:fldSimple w:instr=' DATE '>{}</w:fldSimple>",
    "a control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "a tracked change": "<w:del w:id='1' w:author='A'><w:r><w:delText>15</w:delText></w:r></w:del>"
    "<w:ins w:id='2' w:author='A'>{}</w:ins>",
}


@pytest.mark.parametrize("holder", _DAY.values(), ids=_DAY)
def test_a_date_that_a_field_or_a_change_holds_is_left_to_a_person(holder: str) -> None:
    spec = right()
    spec.text["date_line"] = "Thái Nguyên, ngày @ tháng 11 năm 2025"
    text = text_of(write_docx(spec))
    properties = re.search(r"<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)<w:t[^>]*>Thái Nguyên, ngày @", text)
    assert properties is not None
    joint = f"</w:t></w:r>{holder}<w:r>{properties[1]}<w:t xml:space='preserve'>".format(
        f"<w:r>{properties[1]}<w:t>5</w:t></w:r>"
    )
    data = with_parts(write_docx(spec), word__document_xml=text.replace("@", joint).encode())

    [found] = [one for one in check_layout(document_of(data), HD05).deviations if one.rule == "date_padding"]

    assert found.repairs == ()


@pytest.mark.parametrize(("first", "last", "repaired"), [(0, 3, False), (0, 1, True)])
def test_a_field_over_several_paragraphs_is_left_to_a_person(
    first: int, last: int, *, repaired: bool
) -> None:
    spec = right()
    spec.recipients = ["- Như trên;", "- Các chi bộ,", "- Lưu Đảng ủy."]
    text = text_of(write_docx(spec))
    for row, kind in ((last, "end"), (first, "begin")):
        at = text.index("<w:r>", text.rindex("</w:pPr>", 0, text.index(["Nơi nhận:", *spec.recipients][row])))
        text = f"{text[:at]}<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>{text[at:]}"
    data = with_parts(write_docx(spec), word__document_xml=text.encode())

    [found] = check_layout(document_of(data), HD05).deviations

    assert (found.rule, found.repairs != ()) == ("list_punctuation", repaired)
