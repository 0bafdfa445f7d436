"""Forms are judged by the layout with which they were issued, whatever this program's forms look like now."""

import json
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bcd35.domain import form_spec as forms
from bcd35.domain.form_spec import IDENTITY_SHEET, LAYOUT, FormRow, FormSpec, first_digest, form_spec
from bcd35.domain.rounds import Field, Round
from bcd35.usecases.letters import notice, plan
from bcd35.usecases.receiving.reading import read_file
from bcd35.usecases.receiving.recognise import Recogniser
from bcd35.usecases.receiving.returns import Proposal, Return
from bcd35.usecases.registers import issued_forms
from bcd35.usecases.registers.rounds import get_round
from bcd35.usecases.registers.units import get_unit
from tests.conftest import GOOD_VALUES, ROUND, CommandLine, at
from tests.support.filling import TYPED, answer_cells, change, fill, form_of, issue, rows
from tests.support.honest import honest

pytestmark = pytest.mark.issued

# The digest that version 0.2.0 gave the form of the sample round.
FIRST_DIGEST = "9a5ac54b116ebb02"

Change = Callable[[pytest.MonkeyPatch], None]


def laid_out(**parts: object) -> Change:
    """A later program with another layout."""
    return lambda patch: patch.setattr(forms, "LAYOUT", replace(LAYOUT, **parts))  # type: ignore[arg-type]


def made_otherwise(act: Callable[[FormSpec], FormSpec]) -> Change:
    """A later program that makes other rows of the same round."""

    def spec(round_: Round) -> FormSpec:
        made = act(form_spec(round_))
        return replace(made, digest=forms._digest({"rows": repr(made.rows)}))

    def patch_all(patch: pytest.MonkeyPatch) -> None:
        for module in (issued_forms, plan):
            patch.setattr(module, "form_spec", spec)

    return patch_all


def renamed(spec: FormSpec) -> FormSpec:
    return replace(spec, rows=tuple(replace(row, label=f"{row.label} (mới)") for row in spec.rows))


def grown(spec: FormSpec) -> FormSpec:
    asked = Field(code="moi", label="Chỉ tiêu mới", kind="count")
    first = FormRow(LAYOUT.first_row, asked.label, asked, "Số nguyên", f"D{LAYOUT.first_row}")
    later = (replace(row, row=row.row + 1, answer_cell=f"D{row.row + 1}") for row in spec.rows)
    return replace(spec, rows=(first, *later))


CHANGES: dict[str, Change] = {
    "first row moved": laid_out(first_row=10),
    "heading row moved": laid_out(heading_row=10, first_row=11),
    "columns moved": laid_out(columns={"number": "B", "label": "C", "hint": "D", "answer": "E"}),
    "hint and answer exchanged": laid_out(columns={"number": "A", "label": "B", "hint": "D", "answer": "C"}),
    "headings renamed": laid_out(
        headings={"number": "Số", "label": "Chỉ tiêu", "hint": "Hướng dẫn", "answer": "Kết quả"}
    ),
    "sheet renamed": laid_out(sheet="Biểu mẫu"),
    "head reworded": laid_out(
        claims={"unit": "Tên đơn vị:", "reference": "Theo Công văn số", "subject": "về "}
    ),
    "deadline and note reworded": laid_out(deadline="Hạn: {day}.", note="Ghi chú khác."),
    "hints reworded": lambda patch: patch.setattr(forms, "hint_words", lambda field: f"Ghi {field.kind}"),
    "labels renamed": made_otherwise(renamed),
    "a question more": made_otherwise(grown),
}


@pytest.fixture(params=CHANGES)
def newer(request: pytest.FixtureRequest, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office, its letter issued; the program has changed since. Gives the folder of the office."""
    before = getattr(plan, "form_spec")(get_round(at(root), ROUND))  # noqa: B009 – as the program has it now
    CHANGES[request.param](monkeypatch)
    after = getattr(plan, "form_spec")(get_round(at(root), ROUND))  # noqa: B009 – as above
    assert (after.rows, after.layout) != (before.rows, before.layout)
    assert after.digest != before.digest
    return root


@pytest.fixture(scope="module")
def samples(template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Path, str]:
    """The form of SYT as many programs save it → what is odd about each."""
    blank, folder = form_of(template, "SYT"), tmp_path_factory.mktemp("trả về")
    cells = answer_cells(load_workbook(blank))
    typed = {cells[label]: 1234 if value == "1.234" else value for label, value in TYPED.items()}
    made = {}
    for place, (name, data) in enumerate(honest(blank.read_bytes(), typed)):
        made[folder / f"{place}.xlsx"] = name
        (folder / f"{place}.xlsx").write_bytes(data)
    return made


def recognised(root: Path, file: Path, stated: str = "") -> Return:
    return recognised_all(root, [file], stated)[0]


def recognised_all(root: Path, files: Collection[Path], stated: str = "") -> list[Return]:
    desk = at(root)
    recogniser = Recogniser(desk, ROUND if stated else "", get_unit(desk, stated) if stated else None)
    return recogniser.recognise([read_file(file, recogniser.layouts) for file in files])


def test_every_form_that_is_out_is_taken_exactly(newer: Path, samples: dict[Path, str]) -> None:
    found = recognised_all(newer, samples)
    wrong = {
        name: (one.unit, one.findings, one.remarks)
        for one, name in zip(found, samples.values(), strict=True)
        if one.unit != "SYT" or one.findings or one.remarks
    }
    answers = [one.answers for one in found]

    assert wrong == {}
    assert len(answers) > 30
    assert answers == [answers[0]] * len(answers)
    assert {code: answer.text() for code, answer in answers[0].items()} == {
        "to_chuc_da_thong_bao": "12",
        "hinh_thuc_thong_bao": "họp chi bộ; văn bản",
        "ngay_thong_bao_xong": "28/11/2025",
        "co_trang_chinh_thuc": "Có",
        "tin_bai_da_chia_se": "1.234",
        "tin_bai_da_gui": "0",
        "anh_da_gui": "Không phát sinh",
        "video_da_gui": "Không áp dụng",
        "kho_khan_kien_nghi": "Chưa trả lời",
    }


def test_a_form_without_its_hidden_sheet_is_taken_for_the_stated_unit(newer: Path) -> None:
    file = fill(form_of(newer, "SYT"), newer / "a.xlsx")
    file.write_bytes(change(file.read_bytes(), lambda book: book.remove(book[IDENTITY_SHEET])))

    proposed, stated = recognised(newer, file), recognised(newer, file, "SYT")

    assert ([found.code for found in proposed.findings], proposed.proposal) == (
        ["unconfirmed_unit"],
        Proposal("SYT", ROUND),
    )
    assert (stated.unit, stated.findings, stated.answers["to_chuc_da_thong_bao"].value) == ("SYT", (), 12)


def test_what_was_changed_in_a_form_that_is_out_is_still_seen(newer: Path) -> None:
    def act(book: Workbook) -> None:
        book["Báo cáo"]["B10"] = "Số tổ chức"

    file = fill(form_of(newer, "SYT"), newer / "a.xlsx")
    file.write_bytes(change(file.read_bytes(), act))

    assert [(found.code, found.where) for found in recognised(newer, file).findings] == [
        ("label_changed", "a.xlsx, Báo cáo!B10")
    ]


def test_the_form_that_goes_back_is_the_one_that_was_issued(newer: Path, bcd35: CommandLine) -> None:
    fill(form_of(newer, "SYT"), newer / "a.xlsx", so_tin_bai_da_gui="nhiều")
    assert bcd35("record-report", "a.xlsx").code == 3

    given = bcd35("return-report", "SYT", "--date", "2025-12-01", "--deadline", "2025-12-19", "--json")

    assert given.code == 0, given.err
    back = newer / given.json["data"]["files"]["form"]
    sheet = load_workbook(back)["Báo cáo"]
    assert "ngày 19/12/2025" in str(sheet["A7"].value)
    assert "các ô viền đỏ" in " ".join(str(cell.value) for cell in sheet["A"])
    cells = answer_cells(load_workbook(back))
    values = {label: sheet[cell].value for label, cell in cells.items()}
    assert values["Số tổ chức trực thuộc đã được thông báo"] == 12
    fill(back, newer / "b.xlsx", so_tin_bai_da_gui=3)
    assert bcd35("record-report", "b.xlsx").code == 0


def test_a_report_on_paper_is_entered_by_hand_as_before(newer: Path, bcd35: CommandLine) -> None:
    answers = [f"--set={code}={value}" for code, value in GOOD_VALUES.items()]
    assert bcd35("record-report", "SYT", *answers).code == 0
    assert rows(newer, "SELECT unit_code, origin FROM reports") == [("SYT", "manual")]


def test_a_unit_that_joins_gets_the_form_that_the_others_have(newer: Path, bcd35: CommandLine) -> None:
    assert bcd35("notify", "--unit", "STC", "-q").code == 0

    assert len(rows(newer, "SELECT DISTINCT spec FROM forms")) == 1
    assert len(rows(newer, "SELECT digest FROM form_layouts")) == 1
    fill(form_of(newer, "STC"), newer / "a.xlsx")
    assert recognised(newer, newer / "a.xlsx").findings == ()


def test_a_round_issued_since_has_the_new_layout_and_both_are_taken(newer: Path, bcd35: CommandLine) -> None:
    text = (newer / f"data/rounds/{ROUND}.yaml").read_text(encoding="utf-8")
    (newer / "data/rounds/dot-2.yaml").write_text(
        text.replace(f"code: {ROUND}", "code: dot-2"), encoding="utf-8"
    )
    assert bcd35("rounds", "import", "data/rounds/dot-2.yaml").code == 0
    assert bcd35("notify", "dot-2", "--unit", "SYT", "-q").code == 0
    assert len(rows(newer, "SELECT digest FROM form_layouts")) == 2
    fill(newer / "out" / ROUND / "SYT" / "Mau-bao-cao_SYT.xlsx", newer / "a.xlsx")

    old = recognised(newer, newer / "a.xlsx")
    new = recognised(newer, newer / "out" / "dot-2" / "SYT" / "Mau-bao-cao_SYT.xlsx")

    assert (old.round_ and old.round_.code, old.findings) == (ROUND, ())
    # a blank form: that is all that is said of it
    assert [found.code for found in new.findings] == ["empty_form"]


# --- issued before layouts were stored ----------------------------------------------------------------------


def test_the_digest_of_the_first_forms_is_kept(root: Path) -> None:
    assert first_digest(form_spec(get_round(at(root), ROUND))) == FIRST_DIGEST


def test_layouts_of_forms_issued_before_are_stored_once_on_first_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first_spec(round_: Round) -> FormSpec:
        spec = form_spec(round_)
        return replace(spec, digest=first_digest(spec))

    with monkeypatch.context() as patch:
        patch.setattr(plan, "form_spec", first_spec)
        patch.setattr(notice, "keep_layout", lambda *_: None)
        root = issue(tmp_path / "cũ")
    assert rows(root, "SELECT DISTINCT spec FROM forms") == [(FIRST_DIGEST,)]
    assert rows(root, "SELECT digest FROM form_layouts") == []
    at(root).store.close()
    ((digest, layout),) = rows(root, "SELECT digest, layout FROM form_layouts")
    assert (digest, json.loads(layout)["digest"]) == (FIRST_DIGEST, FIRST_DIGEST)

    CHANGES["heading row moved"](monkeypatch)
    fill(form_of(root, "SYT"), root / "a.xlsx")
    assert recognised(root, root / "a.xlsx").findings == ()
    assert rows(root, "SELECT digest, layout FROM form_layouts") == [(digest, layout)]
