"""Text that does not print is no part of a document: told, missed where it was needed, never touched."""

import re
from collections.abc import Callable

import pytest

from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.profile import Profile
from tests.support import state_corpus
from tests.support.checked_documents import (
    HD05,
    ND30,
    document_of,
    repaired,
    rules_of,
    text_of,
    texts_of,
    with_parts,
)
from tests.support.docx_corpus import PlantedFormat, Way, right, write_docx

_LAYOUTS = pytest.mark.parametrize("profile", [HD05, ND30], ids=["party", "state"])
_BLACK = '<w:shd w:val="clear" w:color="auto" w:fill="000000"/>'


def written(profile: Profile, way: Way = "direct") -> bytes:
    if profile is HD05:
        return write_docx(right(), "table", way)
    return write_docx(state_corpus.right(), "table", way, state_corpus.StateWriter)


def changed(data: bytes, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    before = text_of(data, part)
    after = change(before)
    assert after != before
    return with_parts(data, **{part.replace("/", "__").replace(".", "_"): after.encode()})


def looking(text: str, look: str) -> Callable[[str], str]:
    """The run that holds a text looks otherwise."""
    run = re.compile(f"<w:rPr>((?:(?!<w:rPr>).)*{re.escape(text)})")
    return lambda xml: run.sub(rf"<w:rPr>{look}\1", xml)


def number_of(profile: Profile) -> str:
    return right().text["number"] if profile is HD05 else state_corpus.right().text["number"]


@_LAYOUTS
@pytest.mark.parametrize("tag", ["number", "signer_name", "title"])
@pytest.mark.parametrize(
    "look",
    [
        *("<w:vanish/>", "<w:strike/>", '<w:w w:val="5"/>', '<w:color w:val="FFFFFF"/>'),
        *('<w:color w:val="BFBFBF" w:themeColor="background1"/>', f'<w:color w:val="111111"/>{_BLACK}'),
        '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:noFill/></w14:textFill>',
    ],
)
def test_a_part_that_does_not_print_is_missing(look: str, tag: str, profile: Profile) -> None:
    spec = right() if profile is HD05 else state_corpus.right()
    told = rules_of(changed(written(profile), looking(spec.text[tag], look)), profile)
    assert {"missing", "hidden_text"} <= told
    assert told <= {"missing", "hidden_text", "title_rule", "position", "type_subject.words"}


@pytest.mark.parametrize("code", ["number", "signer_name"])
def test_a_part_in_a_font_of_signs_is_missing(code: str) -> None:
    spec = right()
    spec.formats[code].font = "Wingdings"
    assert rules_of(write_docx(spec)) == {"missing", "hidden_text"}


@_LAYOUTS
def test_a_style_hides_what_is_written_in_it(profile: Profile) -> None:
    data = written(profile, "styles")
    style = re.compile(r'(w:styleId="C-number".*?<w:rPr>)', re.DOTALL)
    hidden = changed(data, lambda xml: style.sub(r"\1<w:vanish/>", xml), "word/styles.xml")
    assert rules_of(hidden, profile) == {"missing", "hidden_text"}


@pytest.mark.parametrize(
    ("place", "more"),
    [
        ("<w:pPr>", '<w:spacing w:line="20" w:lineRule="exact"/>'),
        ("<w:tr>", "<w:trPr><w:hidden/></w:trPr>"),
        ("<w:tr>", '<w:trPr><w:trHeight w:val="20" w:hRule="exact"/></w:trPr>'),
        ("<w:tcPr>", "<w:vMerge/>"),
    ],
)
def test_a_name_without_room_is_missing(place: str, more: str) -> None:
    def change(xml: str) -> str:
        at = xml.rindex(place, 0, xml.index(right().text["signer_name"])) + len(place)
        return f"{xml[:at]}{more}{xml[at:]}"

    judged = check_layout(document_of(changed(written(HD05), change)), HD05).deviations
    assert ("missing", "không thấy họ tên người ký") in {(one.rule, one.found) for one in judged}


def test_what_does_not_print_is_quoted_once_as_advice() -> None:
    data = changed(written(HD05), looking("Nguyễn Văn Bình", "<w:vanish/>"))
    judged = check_layout(document_of(data), HD05).deviations
    (told,) = [one.sentence for one in judged if one.rule == "hidden_text"]
    assert told == (
        "Nên: chữ “Nguyễn Văn Bình” không đọc được trên giấy; quy định: không có chữ ẩn, bị gạch, quá nhỏ, "
        "cùng màu nền hoặc bằng phông ký hiệu; những chữ ấy không tính là đã ghi."
    )


@_LAYOUTS
def test_a_hidden_page_number_is_none(profile: Profile) -> None:
    hidden = changed(written(profile), looking("<w:t>2</w:t>", "<w:vanish/>"), "word/header1.xml")
    assert rules_of(hidden, profile) == {"page_number"}


@pytest.mark.parametrize("hidden", ['<w:vanish/><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>', "<w:strike/>"])
def test_a_repair_beside_hidden_text_leaves_it_as_it_is(hidden: str) -> None:
    """It stands before, within and behind the texts that are repaired, and is written with marks apart."""
    secret = f'<w:r><w:rPr>{hidden}<w:sz w:val="40"/></w:rPr><w:t>e\u0302 05/9/26, </w:t></w:r>'
    spec = right()
    spec.text["date_line"] = "Đồng Nai, ngày 5 tháng 9 năm 2026"
    spec.formats["date_line"] = PlantedFormat(italic=True, font="Arial")

    def change(xml: str) -> str:
        start = xml.rindex("<w:r>", 0, xml.index("ngày 5"))
        end = xml.index("</w:r>", start) + len("</w:r>")
        first = xml[start:end].replace("Nai, ngày 5 tháng 9 năm 2026", "")
        second = xml[start:end].replace("Đồng ", "")
        return f"{xml[:start]}{secret}{first}{secret}{second}{secret}{xml[end:]}"

    plain = write_docx(spec)
    spoiled = changed(plain, change)
    fixed = repaired(spoiled)

    assert text_of(fixed).count(secret) == 3
    assert rules_of(fixed) == {"hidden_text"}
    assert texts_of(fixed) == texts_of(repaired(plain))
    assert repaired(fixed) == fixed


@pytest.mark.parametrize("fill", [f"<w:tcPr>{_BLACK}", '<w:tblPr><w:tblStyle w:val="Banded"/>'])
def test_light_letters_on_a_dark_cell_are_read(fill: str) -> None:
    """Which cells the style of a table shades is not known."""
    place = fill.partition(">")[0] + ">"

    def change(xml: str) -> str:
        return looking("Nguyễn Văn Bình", '<w:color w:val="FFFFFF"/>')(xml).replace(place, fill)

    style = (
        '<w:style w:type="table" w:styleId="Banded"><w:tblStylePr w:type="firstRow"><w:tcPr>'
        f"{_BLACK}</w:tcPr></w:tblStylePr></w:style></w:styles>"
    )
    styled = changed(written(HD05), lambda xml: xml.replace("</w:styles>", style), "word/styles.xml")
    assert rules_of(changed(styled, change)) == {"colour"}
