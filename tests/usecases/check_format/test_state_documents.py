"""``check-format`` under the State's rules (Nghị định 30/2020/NĐ-CP): the corpus, the repairs, ranges."""

import pytest

from bcd35.domain.layout.layout_check import check_layout
from bcd35.domain.layout.profile import with_style
from bcd35.domain.layout.repairs import SetCharacterFormat, SetMargins, SetParagraphFormat
from bcd35.domain.office import DocumentStyle
from bcd35.formats.docx.fix import fix_docx
from tests.support import REPOSITORY
from tests.support.checked_documents import HD05, ND30, document_of, repaired, rules_of, texts_of
from tests.support.docx_corpus import Kind, PlantedFormat, write_docx
from tests.support.docx_corpus import right as party
from tests.support.planted_faults import BOTH, Case
from tests.support.state_corpus import (
    FAULTS,
    SENTENCE,
    StateSpec,
    StateWriter,
    right,
    right_cases,
    spoiled_cases,
)

STYLE = DocumentStyle(closing_mark="./.", subject_prefix="V/v", spelling="ủy")


def written(spec: StateSpec) -> bytes:
    return write_docx(spec, "table", "direct", StateWriter)


def test_every_planted_fault_is_found_and_nothing_besides() -> None:
    rights, spoiled = list(right_cases()), list(spoiled_cases())

    found = {case.name: rules_of(case.data, ND30) for case in [*rights, *spoiled]}

    assert found == {case.name: case.planted for case in [*rights, *spoiled]}
    words = f"{len(rights) + len(spoiled)} văn bản; tìm thấy {len(spoiled)}/{len(spoiled)} sai lệch đã cài"
    page = REPOSITORY / "docs" / "huong-dan" / "soat-the-thuc.md"
    assert f"({words}; báo nhầm 0)" in page.read_text(encoding="utf-8"), "the manual states these figures"


def test_the_corpus_breaks_every_rule_of_the_profile() -> None:
    planted = {fault.rule for fault in FAULTS}
    assert {rule.code for rule in ND30.rules} - planted == set()
    assert len(list(right_cases())) >= 40


@pytest.mark.parametrize("case", list(spoiled_cases()), ids=lambda case: case.name)
def test_repairs_put_right_what_they_name_once(case: Case) -> None:
    judged = check_layout(document_of(case.data), ND30).deviations
    repairs = [step for one in judged for step in one.repairs]

    fixed = fix_docx(case.data, repairs)

    left = check_layout(document_of(fixed), ND30).deviations
    assert {one.rule for one in left} == {one.rule for one in judged if not one.repairs}
    assert [one.repairs for one in left if one.repairs] == []


def test_no_right_document_gets_a_repair() -> None:
    judged = [check_layout(document_of(case.data), ND30) for case in right_cases()]
    assert [one.deviations for one in judged if one.deviations] == []


# --- ranges: the nearest value that is allowed, or what the document uses elsewhere -------------------------


def steps_of(spec: StateSpec) -> list[object]:
    deviations = check_layout(document_of(written(spec)), ND30).deviations
    return [step for one in deviations for step in one.repairs]


@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize(
    "page", [{"left": 1134}, {"left": 2268, "right": 1417}, {"w": 12240, "h": 15840, "left": 2268}]
)
def test_a_right_rule_is_as_long_between_the_new_margins(kind: Kind, page: dict[str, int]) -> None:
    spec = right(kind)
    spec.page.update(page)
    data = write_docx(spec, "plain", "direct", StateWriter)

    assert rules_of(data, ND30) <= {"paper", "margins"}
    assert rules_of(repaired(data, ND30), ND30) == set()


def test_only_the_margin_outside_its_range_is_moved_to_the_nearest_allowed() -> None:
    spec = right()
    spec.page |= {"top": 1417, "bottom": 1701, "left": 1418, "right": 1134}  # 25, 30, 25, 20 mm

    assert steps_of(spec) == [SetMargins(0, (("bottom", 25), ("left", 30)))]


@pytest.mark.parametrize(("found", "first"), [("0", 10), ("1020", 12.7), ("397", 10)])
def test_a_first_line_goes_to_the_nearer_of_two(found: str, first: float) -> None:
    spec = right()
    spec.paragraph["first"] = found

    assert {step.first_line for step in steps_of(spec) if isinstance(step, SetParagraphFormat)} == {first}


def test_a_paragraph_follows_the_others_of_its_document() -> None:
    class FirstOut(StateWriter):
        def body(self) -> str:
            return super().body().replace('<w:ind w:firstLine="720"/>', '<w:ind w:firstLine="0"/>', 1)

    spoiled = write_docx(right(), "table", "direct", FirstOut)
    [deviation] = check_layout(document_of(spoiled), ND30).deviations

    assert [getattr(step, "first_line", None) for step in deviation.repairs] == [12.7]


@pytest.mark.parametrize(("line", "lines"), [("200", 1), ("480", 1.5)])
def test_a_pitch_goes_to_the_nearer_end(line: str, lines: float) -> None:
    spec = right()
    spec.paragraph["line"] = line

    assert {step.lines for step in steps_of(spec) if isinstance(step, SetParagraphFormat)} == {lines}


@pytest.mark.parametrize(("size", "repaired"), [(24, 13), (32, 14)])
def test_a_size_goes_to_the_nearer_end(size: int, repaired: int) -> None:
    spec = right()
    spec.formats["date_line"].size = size

    assert [step.size for step in steps_of(spec) if isinstance(step, SetCharacterFormat)] == [repaired]


def test_a_size_follows_the_rest_of_its_component() -> None:
    spec = right()
    spec.formats["body"].size = 28
    spec.formats["odd"] = PlantedFormat(size=32)

    class OddFirst(StateWriter):
        def body_runs(self, text: str) -> str:
            return self.run("odd", text) if text.startswith("1.") else super().body_runs(text)

    judged = check_layout(document_of(write_docx(spec, "table", "direct", OddFirst)), ND30).deviations

    assert [getattr(step, "size", None) for one in judged for step in one.repairs] == [14]


# --- what an office may choose, other layouts ---------------------------------------------------------------


def test_titles_before_a_name_are_the_office_s_choice() -> None:
    spec = right()
    spec.text["signer_name"] = "PGS. Nguyễn Văn Bình"

    assert rules_of(written(spec), with_style(ND30, STYLE)) == {"bare_name"}
    school = DocumentStyle(closing_mark="./.", subject_prefix="V/v", spelling="ủy", titles_before_name=True)
    assert rules_of(written(spec), with_style(ND30, school)) == set()


def test_each_layout_knows_a_document_of_the_other() -> None:
    found = [
        check_layout(document_of(data), profile).other_layout
        for data, profile in ((written(right()), HD05), (write_docx(party()), ND30))
    ]

    assert [one and one.profile for one in found] == ["nd-30-2020", "hd-05-2026"]


def test_a_repaired_motto_is_written_as_the_rule_says() -> None:
    spec = right()
    spec.text["motto"] = "Độc lập – Tự do – Hạnh phúc"
    data = written(spec)

    fixed = fix_docx(
        data, [step for one in check_layout(document_of(data), ND30).deviations for step in one.repairs]
    )

    assert "Độc lập - Tự do - Hạnh phúc" in texts_of(fixed)
    assert SENTENCE in "".join(texts_of(fixed))
