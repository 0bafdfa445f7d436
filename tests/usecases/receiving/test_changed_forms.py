"""Forms that are not the ones in use.

Altered, from a draft, of an older layout, of an earlier round with other questions.
"""

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bcd35.domain.form_spec import IDENTITY_SHEET, SHEET
from tests.conftest import ROUND, CommandLine, Ran, on_day
from tests.support.filling import TYPED, beside_copies, change, fill, form_of, make_office, picture, rows

pytestmark = pytest.mark.issued

ROUND_FILE = f"data/rounds/{ROUND}.yaml"
OLD_FORM = f"Mẫu không phải bản đang dùng của đợt “{ROUND}” (tệp: phiên bản 1; đang dùng: phiên bản 1)."
# The last question but one, as a later round asks it.
NEW_LABEL = "Số video do đơn vị tự làm"


def identity(**stated: object) -> Callable[[Workbook], None]:
    """A change to what the hidden sheet states."""

    def act(book: Workbook) -> None:
        for row in book[IDENTITY_SHEET].iter_rows():
            if row[0].value in stated:
                cell: Any = row[1]
                cell.value = stated[str(row[0].value)]

    return act


def altered(root: Path, act: Callable[[Workbook], object], unit: str = "SYT") -> Path:
    file = fill(form_of(root, unit), root / "a.xlsx")
    file.write_bytes(change(file.read_bytes(), act))
    return file


def edited(root: Path, *, code: str = ROUND) -> str:
    """The round with another question, its form counted as version 2; written under ``code``.

    Returns the file's path.
    """
    text = (root / ROUND_FILE).read_text(encoding="utf-8")
    for before, after in (
        (f"code: {ROUND}", f"code: {code}\nform_version: 2"),
        ("label: Số video đã gửi", f"label: {NEW_LABEL}"),
    ):
        assert text.count(before) == 1
        text = text.replace(before, after)
    (root / "data" / "rounds" / f"{code}.yaml").write_text(text, encoding="utf-8")
    return f"data/rounds/{code}.yaml"


def filled_anew(blank: Path, copy: Path) -> Path:
    """The form of the edited round, filled."""
    return fill(
        blank,
        copy,
        {NEW_LABEL if label == "Số video đã gửi" else label: value for label, value in TYPED.items()},
    )


def verdicts(ran: Ran) -> list[tuple[str, str | None, str]]:
    return [(one["file"], one["round"], one["verdict"]) for one in ran.json["data"]["files"]]


# --- the same round -----------------------------------------------------------------------------------------


def test_a_form_of_another_layout_is_refused_and_its_unit_gets_the_one_in_use(
    bcd35: CommandLine, root: Path
) -> None:
    altered(root, identity(spec="0" * 16))
    before = picture(root)

    ran = bcd35("record-report", "a.xlsx")

    assert (ran.code, ran.err) == (
        3,
        f"Lỗi [a.xlsx]: {OLD_FORM}\n  → Gửi đơn vị mẫu đang dùng để điền lại.\n",
    )
    assert "từ chối: mẫu bản cũ" in ran.out
    assert beside_copies(picture(root)) == beside_copies(before)
    (note,) = (root / "out" / "_cach-ly").rglob("*.txt")
    words = [f"1. {OLD_FORM}", "   Cách sửa: Đề nghị văn phòng gửi lại mẫu đang dùng, rồi điền vào mẫu ấy."]
    assert note.read_text(encoding="utf-8-sig").splitlines()[7:9] == words
    # The form that goes back is the one in use.
    given = bcd35("return-report", "SYT", "--json")
    assert (given.code, [one["found"] for one in given.json["data"]["corrections"]]) == (0, [OLD_FORM])
    fill(root / given.json["data"]["files"]["form"], root / "b.xlsx")
    assert bcd35("record-report", "b.xlsx").code == 0
    assert bcd35("check").code == 0


@pytest.mark.parametrize(
    ("claim", "round_code", "version"), [({"version": 2}, ROUND, 2), ({"round": "dot-2"}, "dot-2", 1)]
)
def test_a_form_that_claims_another_round_or_version_than_the_ledger_was_tampered_with(
    claim: dict[str, object], round_code: str, version: int, bcd35: CommandLine, root: Path
) -> None:
    altered(root, identity(**claim))

    ran = bcd35("record-report", "a.xlsx")

    message = (
        f"Mẫu phát hành cho đợt “{ROUND}”, phiên bản 1,"
        f" nhưng trong tệp ghi “{round_code}”, phiên bản {version}."
    )
    assert (ran.code, ran.err) == (3, f"Lỗi [a.xlsx]: {message}\n  → Gửi lại đơn vị mẫu đã phát hành.\n")
    assert "từ chối: mẫu bị sửa" in ran.out


def test_a_round_that_was_issued_keeps_its_questions_and_its_forms(bcd35: CommandLine, root: Path) -> None:
    whole = (root / ROUND_FILE).read_bytes()
    edited(root)

    refused = bcd35("rounds", "import", ROUND_FILE)

    message = (
        f"Đợt “{ROUND}” đã phát hành Công văn số 28-CV/BCĐ; sửa chỉ tiêu, phiên bản mẫu thì phải phát hành "
        "công văn thay thế."
    )
    advice = (
        f"Trả tệp về như công văn: bcd35 rounds edit {ROUND} --as-issued\n"
        "    Hoặc lập đợt mới với mã khác; muốn thay công văn theo tệp này (xem trước: thêm --dry-run): "
        f"bcd35 notify {ROUND} --replace 28 --reason LÝ_DO"
    )
    assert (refused.code, refused.err.partition("]: ")[2]) == (
        6,
        f"{message}\n  → {advice}\n",
    )
    # Whatever stands in the file, forms sent out before and those of a unit that joins now are the same
    # forms.
    fill(form_of(root, "SYT"), root / "a.xlsx")
    assert bcd35("record-report", "a.xlsx", "-q").code == 0
    assert bcd35("notify", "--unit", "STC", "-q").code == 0
    fill(form_of(root, "STC"), root / "b.xlsx")
    assert bcd35("record-report", "b.xlsx", "-q").code == 0
    assert len(rows(root, "SELECT DISTINCT version, spec FROM forms")) == 1
    (root / ROUND_FILE).write_bytes(whole)
    assert bcd35("rounds", "import", ROUND_FILE).code == 0


def test_a_draft_of_the_form_as_it_was_before_is_no_form(
    bcd35: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "mới"
    make_office(root)
    monkeypatch.chdir(root)
    assert bcd35("notify", "--draft", "--unit", "SYT", "-q").code == 0
    (draft,) = (root / "out" / "_du-thao").rglob("*.xlsx")
    fill(draft, root / "thư đến" / "dự thảo.xlsx")
    assert bcd35("rounds", "import", edited(root)).code == 0
    assert bcd35("notify", "--unit", "SYT", "-q").code == 0
    filled_anew(form_of(root, "SYT"), root / "thư đến" / "mẫu mới.xlsx")

    ran = bcd35("record-report", "thư đến", "--json")

    assert verdicts(ran) == [
        ("thư đến/dự thảo.xlsx", None, "refused"),
        ("thư đến/mẫu mới.xlsx", ROUND, "accepted"),
    ]
    assert [found["code"] for found in ran.json["findings"]] == ["unknown_form"]
    assert rows(root, "SELECT version FROM forms") == [(2,)]


# --- a later round with other questions ---------------------------------------------------------------------


@pytest.fixture
def two_rounds(bcd35: CommandLine, root: Path) -> Path:
    """SYT was asked twice, the second time otherwise; both its forms have come."""
    assert bcd35("rounds", "import", edited(root, code="dot-2")).code == 0
    assert bcd35("notify", "dot-2", "--unit", "SYT", "-q").code == 0
    fill(root / "out" / ROUND / "SYT" / "Mau-bao-cao_SYT.xlsx", root / "thư đến" / "a.xlsx")
    filled_anew(root / "out" / "dot-2" / "SYT" / "Mau-bao-cao_SYT.xlsx", root / "thư đến" / "b.xlsx")
    return root


def test_forms_of_two_rounds_find_their_own(bcd35: CommandLine, two_rounds: Path) -> None:
    assert verdicts(bcd35("record-report", "thư đến", "--json")) == [
        ("thư đến/a.xlsx", ROUND, "accepted"),
        ("thư đến/b.xlsx", "dot-2", "accepted"),
    ]
    asked = rows(two_rounds, "SELECT round_code, unit_code, revision FROM reports ORDER BY id")
    assert asked == [(ROUND, "SYT", 1), ("dot-2", "SYT", 1)]


def test_a_day_that_was_not_kept_is_put_right_by_a_command_for_each_round(
    bcd35: CommandLine, two_rounds: Path
) -> None:
    now = on_day("2025-12-03")
    assert bcd35("record-report", "thư đến", now=now).code == 0

    ran = bcd35("record-report", "thư đến", "--received-on", "2025-12-02", "--note", "bản ký", now=now)

    for code in (ROUND, "dot-2"):
        for said in ("--revision 1 --received-on 2025-12-02", '--note "bản ký"'):
            amend = f"reports amend SYT --round {code} {said} --reason LÝ_DO"
            assert f"    bcd35 {amend}\n" in ran.err
            assert bcd35(*shlex.split(amend.replace("LÝ_DO", "nhầm")), now=now).code == 0
    notes = rows(two_rounds, "SELECT DISTINCT report_id, received_on FROM report_lines WHERE note = 'bản ký'")
    assert notes == [(1, "2025-12-02"), (2, "2025-12-02")]


def test_the_form_of_a_round_that_is_over_is_no_report_on_the_next(
    bcd35: CommandLine, two_rounds: Path
) -> None:
    assert bcd35("rounds", "close", ROUND).code == 0

    ran = bcd35("record-report", "thư đến", "--json")

    assert verdicts(ran) == [("thư đến/a.xlsx", ROUND, "refused"), ("thư đến/b.xlsx", "dot-2", "accepted")]
    assert [(found["code"], found["message"]) for found in ran.json["findings"]] == [
        ("round_closed", f"Đợt “{ROUND}” đã đóng.")
    ]
    assert rows(two_rounds, "SELECT round_code FROM reports") == [("dot-2",)]


@pytest.mark.parametrize(
    ("reference_kept", "code", "message"),
    [
        (True, "other_round", f"Mẫu của đợt “{ROUND}”, không phải đợt “dot-2”."),
        (False, "label_changed", f"Ô B19 ghi “Số video đã gửi”; mẫu là “{NEW_LABEL}”."),
    ],
)
def test_an_old_form_without_identity_is_not_stated_into_a_round_that_asks_otherwise(
    reference_kept: bool,  # noqa: FBT001 – a case
    code: str,
    message: str,
    bcd35: CommandLine,
    two_rounds: Path,
) -> None:
    def act(book: Workbook) -> None:
        del book[IDENTITY_SHEET]
        for row in () if reference_kept else book[SHEET].iter_rows(max_row=7):
            for cell in row:
                if "28-CV/BCĐ" in str(cell.value):
                    cell.value = None

    file = two_rounds / "thư đến" / "a.xlsx"
    file.write_bytes(change(file.read_bytes(), act))
    before = picture(two_rounds)

    ran = bcd35("record-report", "thư đến/a.xlsx", "--as", "SYT", "--round", "dot-2", "--json")

    assert (ran.code, [(found["code"], found["message"]) for found in ran.json["findings"]]) == (
        3,
        [(code, message)],
    )
    assert beside_copies(picture(two_rounds)) == beside_copies(before)
