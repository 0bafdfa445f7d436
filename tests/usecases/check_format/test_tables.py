"""Cells of a table in the text are no paragraphs of the text, whether lines are drawn around them or not."""

import re
from itertools import accumulate, pairwise

import pytest

from bcd35.domain.layout.profile import Profile
from tests.support import docx_corpus, state_corpus
from tests.support.checked_documents import HD05, ND30, rules_of, text_of, with_parts
from tests.support.docx_corpus import FORMS, Form, write_docx

_BODY = '<w:p><w:pPr><w:spacing w:before="120"'
_FORMAT = '<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="24"/></w:rPr>'
_RULED = '<w:tblBorders><w:top w:val="single"/></w:tblBorders>'


def table(*rows: tuple[str, ...], borders: str = "") -> str:
    cells = (
        "".join(f"<w:tc><w:p><w:r>{_FORMAT}<w:t>{text}</w:t></w:r></w:p></w:tc>" for text in row)
        for row in rows
    )
    return f"<w:tbl><w:tblPr>{borders}</w:tblPr>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


LISTS = (
    [("TT", "ĐƠN VỊ", "GHI CHÚ"), ("1", "Xã A", "KHÔNG")],
    [("TT", "NỘI DUNG"), ("1", "Điều 1. Nội dung đủ dài để thành hai dòng của một ô trong bảng. " * 3)],
    [("Căn cứ Luật A;", "ngày 5/3/2026"), ("XÃ A", "XÃ B")],
)


@pytest.mark.parametrize("borders", ["", _RULED], ids=["layout", "ruled"])
@pytest.mark.parametrize("rows", LISTS)
@pytest.mark.parametrize("profile", [HD05, ND30], ids=lambda profile: profile.code)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("at_end", [False, True])
def test_a_table_in_the_text_is_left_as_it_is(
    form: Form, profile: Profile, rows: list[tuple[str, ...]], borders: str, *, at_end: bool
) -> None:
    state = profile is ND30
    spec = state_corpus.right() if state else docx_corpus.right()
    data = write_docx(spec, form, "direct", state_corpus.StateWriter if state else docx_corpus.Writer)
    text = text_of(data)
    at = text.index("</w:p>", text.rindex(_BODY)) + len("</w:p>") if at_end else text.index(_BODY)
    made = text[:at] + table(*rows, borders=borders) + text[at:]

    assert rules_of(with_parts(data, word__document_xml=made.encode()), profile) == set()


@pytest.mark.parametrize("at_end", [False, True])
@pytest.mark.parametrize("note", ["(Nguồn: Văn phòng)", "Nguồn số liệu: Cục Thống kê.", "ĐVT: triệu đồng"])
@pytest.mark.parametrize("profile", [HD05, ND30], ids=lambda profile: profile.code)
def test_the_source_of_a_table_is_no_text(profile: Profile, note: str, *, at_end: bool) -> None:
    state = profile is ND30
    spec = state_corpus.right() if state else docx_corpus.right()
    data = write_docx(spec, "table", "direct", state_corpus.StateWriter if state else docx_corpus.Writer)
    text = text_of(data)
    at = text.index("</w:p>", text.rindex(_BODY)) + len("</w:p>") if at_end else text.index(_BODY)
    line = f'<w:p><w:pPr><w:jc w:val="right"/></w:pPr><w:r>{_FORMAT}<w:t>{note}</w:t></w:r></w:p>'

    def found(*put: str) -> set[str]:
        made = text[:at] + "".join(put) + text[at:]
        return rules_of(with_parts(data, word__document_xml=made.encode()), profile)

    assert found(line, table(*LISTS[0])) == found(table(*LISTS[0]), line) == set()
    assert found(line) >= {"body.size", "first_line"}


@pytest.mark.parametrize("rows", LISTS)
def test_a_list_at_the_end_of_a_draft_is_no_signature(rows: list[tuple[str, ...]]) -> None:
    spec = docx_corpus.right()
    spec.recipients = []
    text = text_of(write_docx(spec))
    at = text.index("</w:p>", text.rindex(_BODY)) + len("</w:p>")
    made = text[:at] + table(*rows) + text[text.index("<w:sectPr>") :]

    found = rules_of(with_parts(write_docx(spec), word__document_xml=made.encode()))

    assert found == {"missing"}


# --- heads and ends in tables -------------------------------------------------------------------------------


def in_one_table(data: bytes) -> bytes:
    """The document with what stands between its first table and its last in a row of one table."""
    row = r'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>\1</w:tc></w:tr><w:tr>'
    made, count = re.subn(r"</w:tbl>((?:(?!<w:tbl>).)*)<w:tbl>.*?<w:tr>", row, text_of(data))
    assert count == 1
    return with_parts(data, word__document_xml=made.encode())


@pytest.mark.parametrize("profile", [HD05, ND30], ids=lambda profile: profile.code)
def test_a_letter_in_one_table_has_its_addressee_its_text_and_its_signer(profile: Profile) -> None:
    state = profile is ND30
    spec = state_corpus.right() if state else docx_corpus.right()
    spec.addressees = ["Các đơn vị trực thuộc."]
    data = write_docx(spec, "table", "direct", state_corpus.StateWriter if state else docx_corpus.Writer)

    assert rules_of(in_one_table(data), profile) == set()


def in_rows(data: bytes, recipients: tuple[int, ...], signature: tuple[int, ...]) -> bytes:
    """The document with its end in several rows, each with so many lines of either column."""
    last_row = re.fullmatch(r"(.*<w:tr>)(.*)(</w:tr>.*)", text_of(data))
    assert last_row
    before, cells, after = last_row.groups()
    columns = re.findall(r"(<w:tcPr>.*?</w:tcPr>)(.*?)</w:tc>", cells)
    made = []
    for counts, (width, lines) in zip((recipients, signature), columns, strict=True):
        left = re.findall(r"<w:p>.*?</w:p>", lines)
        ends = [*accumulate(counts)]
        parts = ["".join(left[start:end]) or "<w:p/>" for start, end in pairwise([0, *ends])]
        assert ends[-1] == len(left)
        made.append([f"<w:tc>{width}{part}</w:tc>" for part in parts])
    rows = "</w:tr><w:tr>".join(map("".join, zip(*made, strict=True)))
    return with_parts(data, word__document_xml=f"{before}{rows}{after}".encode())


# The columns have four and seven lines: Nơi nhận with three recipients, two posts, four blanks and a name.
ENDS_IN_ROWS = [
    ((1, 3), (2, 5)),
    ((2, 2), (2, 5)),
    ((3, 1), (6, 1)),
    ((1, 3, 0), (1, 1, 5)),
    ((4, 0), (2, 5)),
    ((1, 1, 1, 1), (1, 1, 1, 4)),
]


@pytest.mark.parametrize("profile", [HD05, ND30], ids=lambda profile: profile.code)
@pytest.mark.parametrize(("recipients", "signature"), ENDS_IN_ROWS)
@pytest.mark.parametrize("mark", [";", ","])
def test_an_end_in_rows_is_read_by_its_columns(
    recipients: tuple[int, ...], signature: tuple[int, ...], mark: str, profile: Profile
) -> None:
    state = profile is ND30
    spec = state_corpus.right() if state else docx_corpus.right()
    spec.recipients[1] = spec.recipients[1].replace(";", mark)
    data = write_docx(spec, "table", "direct", state_corpus.StateWriter if state else docx_corpus.Writer)

    found = rules_of(in_rows(data, recipients, signature), profile)
    assert found == (set() if mark == ";" else {"list_punctuation"})


def test_a_column_with_nothing_but_the_word_for_a_signature_names_nobody() -> None:
    spec = docx_corpus.right()
    spec.text |= {"authority": "(Đã ký)", "signer_name": ""}
    spec.positions = []

    assert rules_of(write_docx(spec)) == {"missing"}
