"""A form behind the signature, with a head of its own, is told once and never judged as the letter is."""

from pathlib import Path

import pytest

from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.profile import Profile
from tests.conftest import CommandLine
from tests.support import state_corpus
from tests.support.checked_documents import HD05, ND30, document_of, text_of, with_body, with_parts
from tests.support.docx_corpus import right, write_docx
from tests.support.typed_heads import DATE, MOTTO, REST, TITLE, cells, lines

BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
HEAD = lines(TITLE, MOTTO, "PHIẾU GÓP Ý", centred=True)
FIELDS = lines(
    "Họ tên: .........................", "Số CCCD/CMND: ........", "Ngày 5/9/2026", "Nơi nhận xét: …"
)
END = lines("BÁO CÁO", "Nơi nhận:", "- Như trên;", "- Lưu.", "TM. CHI BỘ")
FORMS = {
    "a page": (BREAK + HEAD, TITLE),
    "no break": (HEAD, TITLE),
    "a number of its own": (BREAK + lines("Mẫu số 01") + HEAD, "Mẫu số 01"),
    "the name of a type": (BREAK + lines("(Mẫu báo cáo)") + HEAD, "(Mẫu báo cáo)"),
    "a whole head": (
        BREAK + cells(lines("CHI BỘ ……", "Số      -BC/CB"), lines(TITLE, MOTTO, DATE)) + END,
        TITLE,
    ),
    "a head and its end": (BREAK + lines(TITLE, "ĐẢNG BỘ ........", "Số      -BC/CB", DATE) + END, TITLE),
    "a head in a table": (BREAK + cells(lines("Chi bộ: ……"), HEAD), TITLE),
    "a head beside tabs": (BREAK + lines(f"Chi bộ: ……\t{TITLE}", f"\t{MOTTO}"), TITLE),
}


def with_form(data: bytes, form: str) -> bytes:
    start, mark, end = text_of(data).rpartition("<w:sectPr>")
    assert mark
    return with_parts(data, word__document_xml=f"{start}{form}{FIELDS}{mark}{end}".encode())


@pytest.mark.parametrize(("form", "told"), FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("profile", [HD05, ND30], ids=lambda profile: profile.code)
def test_a_form_is_told_and_not_judged(form: str, told: str, profile: Profile) -> None:
    letters = {
        HD05.code: write_docx(right()),
        ND30.code: write_docx(state_corpus.right(), "table", "direct", state_corpus.StateWriter),
    }

    judged = check_layout(document_of(with_form(letters[profile.code], form)), profile)

    assert (judged.form, judged.deviations) == (told, ())


def test_the_page_of_a_form_is_its_own() -> None:
    data = with_form(write_docx(right()), lines("Mẫu số 01") + HEAD)
    first = text_of(data).rpartition("<w:sectPr>")[2].partition("</w:sectPr>")[0]
    own = f"<w:p><w:pPr><w:sectPr>{first}</w:sectPr></w:pPr></w:p>"
    body = text_of(data).replace(lines("Mẫu số 01"), own + lines("Mẫu số 01"))
    narrow = (
        body.rpartition("<w:sectPr>")[0]
        + '<w:sectPr><w:pgSz w:w="8391" w:h="11906"/></w:sectPr></w:body></w:document>'
    )

    judged = check_layout(document_of(with_parts(data, word__document_xml=narrow.encode())), HD05)

    assert (judged.form, judged.deviations) == ("Mẫu số 01", ())


@pytest.mark.parametrize(
    ("below", "form", "unsigned"),
    [(HEAD, TITLE, 1), (lines(TITLE, MOTTO, "Số: 16/SNV-VP", DATE, *REST), "", 2)],
    ids=["form", "next letter"],
)
def test_a_letter_that_shares_a_table_with_what_is_below_is_judged(
    below: str, form: str, unsigned: int
) -> None:
    letter = lines(TITLE, MOTTO, "Số: 15/SNV-VP", DATE, *REST)

    judged = check_layout(document_of(with_body(cells(letter + below))), ND30)

    missing = [one.count for one in judged.deviations if one.part == "Họ tên người ký"]
    assert (judged.kind, judged.form, missing) == ("CÔNG VĂN", form, [unsigned])


def test_a_sentence_of_the_body_about_forms_ends_no_letter() -> None:
    spec = right()
    spec.body[:2] = ["Nơi nhận hồ sơ được niêm yết tại trụ sở.", "Mẫu số 01 gửi kèm công văn này."]

    judged = check_layout(document_of(write_docx(spec)), HD05)

    assert (judged.form, judged.deviations) == ("", ())


def test_the_clerk_is_told_where_the_form_begins(bcd35: CommandLine, root: Path) -> None:
    (root / "a.docx").write_bytes(with_form(write_docx(right()), BREAK + HEAD))

    told = bcd35("check-format", str(root / "a.docx"), "--html", str(root / "a.html"))

    words = f"Từ dòng “{TITLE}” trở đi là mẫu kèm theo: không soát, không sửa."
    assert told.out.splitlines()[1] == f"  {words}"
    assert f"<p>{words}</p>" in (root / "a.html").read_text(encoding="utf-8")
